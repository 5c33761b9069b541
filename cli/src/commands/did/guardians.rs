//! Guardians of a DID: chosen by its owner, standing for a new account, told no.

use crate::{
    chain::{
        self,
        guardians::{GuardianSet, guarded_did, recovery},
    },
    commands::{
        person::did_of,
        submit::{submit, submit_and_tell, tell},
    },
    context::Context,
    exit::{Answer, Failure},
    ss58,
    time::{date, duration},
};
use anyhow::{Result, bail, ensure};
use cybersyn_chain_client::{BlockAt, Call};
use cybersyn_primitives::{DAY, DidId, Millis, did::Did};

/// Most guardians of one DID: `pallet_did::GUARDIANS_MAX`.
const GUARDIANS_MAX: usize = 10;
/// Longest notice: `pallet_did::RECOVERY_DELAY_MILLIS_MAX`.
const DELAY_MAX: Millis = 90 * DAY;

/// Chooses guardians.
pub(super) async fn set(context: &Context, named: &[String], threshold: u8, delay: Millis) -> Result<Answer> {
    let identity = context.identity()?;
    let at = context.chain().await?.finalized().await?;
    let mut guardians = Vec::with_capacity(named.len());
    for name in named {
        let did = did_of(&at, name).await?;
        let record = chain::did(&at, &did).await?;
        let gone = || Failure::Refused(format!("{} is deactivated; choose another guardian", Did(did)));
        ensure!(record.deactivated.is_none(), gone());
        guardians.push(did);
    }
    guardians.sort_unstable();
    let set = GuardianSet { guardians, threshold, delay_millis: delay };
    check(&set, &identity.did_id()?, at.constant("Did", "RecoveryDelayMin")?)?;
    let done = format!(
        "{threshold} of {} guardians may hand your DID to a new account; you have {} to say no",
        set.guardians.len(),
        duration(delay)
    );
    submit_and_tell(context, &identity, Call::new("Did", "set_guardians", (Some(set),)), &done).await
}

/// Has no guardians any more.
pub(super) async fn clear(context: &Context) -> Result<Answer> {
    let call = Call::new("Did", "set_guardians", (None::<GuardianSet>,));
    submit_and_tell(context, &context.identity()?, call, "your DID has no guardians").await
}

/// As a guardian, stands for `account`.
pub(super) async fn support(context: &Context, did: &str, account: &str) -> Result<Answer> {
    let account = account_of(account)?;
    let chain = context.chain().await?;
    let at = chain.finalized().await?;
    let did = did_of(&at, did).await?;
    let identity = context.identity()?;
    ensure_guardian(&at, &identity.did_id()?, &did).await?;
    let call = Call::new("Did", "support_recovery", (did, account));
    let included = submit(context, &chain, &call, &context.keypair(&identity)?).await?;
    let address = ss58::encode(ss58::CYBERSYN, &account);
    let done = match included.event("Did", "RecoveryDue") {
        Some(due) => {
            let due = date(due.field::<Millis>("due")?);
            format!("enough guardians stand for {address}; it may take {} over from {due} on", Did(did))
        }
        None => format!("you stand for {address} as the account of {}", Did(did)),
    };
    tell(context, &included, &done)?;
    Ok(Answer::Yes)
}

/// Says no to what guardians want.
pub(super) async fn veto(context: &Context) -> Result<Answer> {
    let identity = context.identity()?;
    let at = context.chain().await?.finalized().await?;
    if recovery(&at, &identity.did_id()?).await?.is_none() {
        bail!(Failure::Refused(format!("no guardian of {} stands for an account", identity.did)));
    }
    submit_and_tell(context, &identity, Call::new("Did", "veto_recovery", ()), "the recovery has ended").await
}

async fn ensure_guardian(at: &BlockAt, guardian: &DidId, did: &DidId) -> Result<()> {
    let set = guarded_did(at, did).await?.guardians;
    if !set.is_some_and(|set| set.guardians.contains(guardian)) {
        bail!(Failure::Refused(format!("{} is no guardian of {}; `did show` names them", Did(*guardian), Did(*did))));
    }
    Ok(())
}

/// An account as people write it.
fn account_of(text: &str) -> Result<[u8; 32], Failure> {
    let wrong = |reason: String| Failure::Usage(format!("{text} is no account: {reason}"));
    match text.strip_prefix("0x") {
        Some(digits) => {
            let bytes = hex::decode(digits).map_err(|error| wrong(error.to_string()))?;
            bytes.try_into().map_err(|_| wrong("an account is an address, or 0x and 64 hex digits".to_owned()))
        }
        None => ss58::decode(text).map_err(|error| wrong(error.to_string())),
    }
}

/// What the chain would refuse with one word for everything.
fn check(set: &GuardianSet, own: &DidId, delay_min: Millis) -> Result<(), Failure> {
    let (count, threshold) = (set.guardians.len(), usize::from(set.threshold));
    let refuse = |reason: String| Err(Failure::Usage(reason));
    if count == 0 || count > GUARDIANS_MAX {
        return refuse(format!("choose 1 to {GUARDIANS_MAX} guardians, not {count}"));
    }
    if !set.guardians.is_sorted_by(|one, next| one < next) {
        return refuse("a guardian is named twice".to_owned());
    }
    if set.guardians.contains(own) {
        return refuse("your own DID cannot be its guardian: choose persons whom you trust".to_owned());
    }
    if threshold > count || threshold * 2 <= count {
        let least = count / 2 + 1;
        return refuse(format!(
            "of {count} guardians {least} to {count} must agree: more than half, or two accounts win"
        ));
    }
    if !(delay_min..=DELAY_MAX).contains(&set.delay_millis) {
        let (least, most) = (duration(delay_min), duration(DELAY_MAX));
        return refuse(format!("your notice must be {least} to {most}, not {}", duration(set.delay_millis)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: DidId = [9; 32];
    const DELAY_MIN: Millis = 3 * DAY;

    fn set(count: u8, threshold: u8) -> GuardianSet {
        GuardianSet { guardians: (1..=count).map(|n| [n; 32]).collect(), threshold, delay_millis: DELAY_MIN }
    }

    fn refusal(set: &GuardianSet) -> String {
        check(set, &OWN, DELAY_MIN).unwrap_err().to_string()
    }

    #[test]
    fn more_than_half_must_agree() {
        for (count, threshold) in [(1, 1), (2, 2), (3, 2), (5, 3), (5, 5)] {
            assert_eq!(check(&set(count, threshold), &OWN, DELAY_MIN), Ok(()), "{threshold} of {count}");
        }
        for (count, threshold) in [(1, 0), (1, 2), (2, 1), (4, 2), (5, 6)] {
            assert!(refusal(&set(count, threshold)).contains("must agree"), "{threshold} of {count}");
        }
    }

    #[test]
    fn guardians_are_others_each_once_and_not_too_many() {
        assert!(refusal(&set(0, 0)).contains("1 to 10"));
        assert!(refusal(&GuardianSet { guardians: (1..=11).map(|n| [n; 32]).collect(), ..set(1, 6) }).contains("11"));
        assert!(refusal(&GuardianSet { guardians: vec![[1; 32], [1; 32]], ..set(1, 2) }).contains("twice"));
        assert!(refusal(&GuardianSet { guardians: vec![OWN], ..set(1, 1) }).contains("your own"));
    }

    #[test]
    fn the_notice_lies_within_its_bounds() {
        let with = |delay_millis| GuardianSet { delay_millis, ..set(3, 2) };
        assert_eq!(check(&with(DELAY_MAX), &OWN, DELAY_MIN), Ok(()));
        for delay in [DELAY_MIN - 1, DELAY_MAX + 1] {
            assert!(refusal(&with(delay)).contains("3d to 90d"), "{delay}");
        }
    }

    #[test]
    fn an_account_is_an_address_or_hex() {
        let hex = format!("0x{}", "07".repeat(32));
        assert_eq!(account_of(&hex), Ok([7; 32]));
        assert_eq!(account_of(&ss58::encode(ss58::CYBERSYN, &[7; 32])), Ok([7; 32]));
        for wrong in ["", "0x07", "0xzz", "did:cyb:z1"] {
            assert!(matches!(account_of(wrong), Err(Failure::Usage(_))), "{wrong}");
        }
    }
}
