use super::{fixtures::*, mock::*};
use crate::{Call, Error};
use cybersyn_primitives::{DAY, tally::Outcome};
use frame_support::assert_ok;

fn check(who: u64, call: Call<Test>) -> Result<(), Error<Test>> {
    Constitution::precheck(&who, &call)
}

fn proposal(content: u8) -> Call<Test> {
    let draft = draft(content);
    let (class, call, discussion, voting) = (draft.class, draft.call, draft.discussion, draft.voting);
    Call::propose { content: draft.content, class, call, discussion, voting }
}

#[test]
fn proposals_that_would_fail_are_known() {
    run(|| {
        assert!(check(1, proposal(7)).is_ok());
        assert!(matches!(check(10, proposal(7)), Err(Error::NotAuthorized)));
        assert_ok!(propose(1, draft(7)));
        assert!(matches!(check(2, proposal(7)), Err(Error::AlreadyExists)));
    });
}

#[test]
fn withdrawals_that_would_fail_are_known() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        assert!(check(1, Call::withdraw { proposal: 0 }).is_ok());
        assert!(matches!(check(2, Call::withdraw { proposal: 0 }), Err(Error::NotAuthorized)));
        assert!(matches!(check(1, Call::withdraw { proposal: 1 }), Err(Error::NotFound)));
    });
}

#[test]
fn what_is_known_of_expiry_agrees_with_the_call() {
    run(|| {
        assert_ok!(Constitution::enact_article(RuntimeOrigin::root(), 5, [1; 32]));
        let mut happened = 0;
        for _ in 0..24 {
            Timestamp::set_timestamp(Timestamp::get() + 170 * DAY);
            let foreseen = check(1, Call::expire { number: 5 }).is_ok();
            assert_eq!(Constitution::expire(RuntimeOrigin::signed(1), 5).is_ok(), foreseen);
            happened += u32::from(foreseen);
        }
        // The notice and the expiry.
        assert_eq!(happened, 2);
        assert!(matches!(check(1, Call::expire { number: 6 }), Err(Error::NotFound)));
    });
}

#[test]
fn a_retry_without_need_is_known() {
    run(|| {
        assert_ok!(propose(1, draft(7)));
        decide(0, Outcome::Approved);
        assert!(matches!(check(1, Call::retry_enactment { proposal: 0 }), Err(Error::NothingToEnact)));
    });
}
