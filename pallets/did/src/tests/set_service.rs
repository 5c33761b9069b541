use super::*;
use crate::{Error, Event, SERVICES_MAX};
use frame_support::assert_noop;
use sp_runtime::DispatchError;

#[test]
fn a_service_is_added_then_replaced() {
    run(|| {
        created(0);
        assert_ok!(Did::set_service(signed(0), service_id("home"), kind(), endpoint("https://old.example")));
        assert_ok!(Did::set_service(signed(0), service_id("home"), kind(), endpoint("https://new.example")));
        let record = record(0);
        assert_eq!(record.services.len(), 1);
        assert_eq!(record.services[0].endpoint, endpoint("https://new.example"));
        assert_eq!(record.version, 2);
        System::assert_last_event(Event::ServiceSet { did: did(0), id: service_id("home") }.into());
    });
}

#[test]
fn malformed_ids_are_refused() {
    run(|| {
        created(0);
        for id in ["", "with space", "hash#tag", "key-0", "ümlaut"] {
            let call = Did::set_service(signed(0), service_id(id), kind(), endpoint("https://a.example"));
            assert_noop!(call, Error::<Test>::InvalidService);
        }
    });
}

#[test]
fn malformed_kinds_are_refused() {
    run(|| {
        created(0);
        for bytes in [&b""[..], b"Linked Domains", b"a\"b", &[0xff, 0xfe]] {
            let kind = bytes.to_vec().try_into().expect("short");
            let call = Did::set_service(signed(0), service_id("home"), kind, endpoint("https://a.example"));
            assert_noop!(call, Error::<Test>::InvalidService);
        }
    });
}

#[test]
fn malformed_endpoints_are_refused() {
    run(|| {
        created(0);
        for uri in [
            "",
            "no-scheme",
            ":rest",
            "https:",
            "1http://a",
            "https://a b",
            "https://\"a\"",
            "https://ä",
            "a:%zz",
            "a:b#c#d",
        ] {
            let call = Did::set_service(signed(0), service_id("home"), kind(), endpoint(uri));
            assert_noop!(call, Error::<Test>::InvalidService);
        }
    });
}

#[test]
fn services_overflow() {
    run(|| {
        created(0);
        for number in 0..SERVICES_MAX {
            let id = service_id(&format!("s{number}"));
            assert_ok!(Did::set_service(signed(0), id, kind(), endpoint("https://a.example")));
        }
        let call = Did::set_service(signed(0), service_id("more"), kind(), endpoint("https://a.example"));
        assert_noop!(call, Error::<Test>::MaxServicesExceeded);
    });
}

#[test]
fn only_the_controller_sets_services() {
    run(|| {
        created(0);
        let set = |origin| Did::set_service(origin, service_id("home"), kind(), endpoint("https://a.example"));
        assert_noop!(set(signed(1)), Error::<Test>::NotFound);
        assert_noop!(set(RuntimeOrigin::none()), DispatchError::BadOrigin);
    });
}
