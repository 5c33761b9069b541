//! What must hold of the storage between calls. Run by tests after each test, and by `try-runtime`.

use crate::{AccountDid, Config, DidLinks, DidRecordOf, Dids, Links, Pallet, Recoveries, links::is_set};
use alloc::format;
use cybersyn_primitives::{DidId, uri::is_uri};
use sp_runtime::TryRuntimeError;

type Checked = Result<(), TryRuntimeError>;

impl<T: Config> Pallet<T> {
    /// Checks every invariant.
    pub(crate) fn do_try_state() -> Checked {
        for (did, record) in Dids::<T>::iter() {
            Self::check_control(&did, &record)?;
            Self::check_key_versions(&did, &record)?;
            Self::check_key_intervals(&did, &record)?;
            Self::check_deactivation(&did, &record)?;
        }
        for (did, links) in Links::<T>::iter() {
            Self::check_links(&did, &links)?;
        }
        Self::check_recoveries()?;
        Self::check_accounts()
    }

    /// A DID in force is found by its account.
    fn check_control(did: &DidId, record: &DidRecordOf<T>) -> Checked {
        let found = AccountDid::<T>::get(&record.account);
        if record.deactivated.is_none() && found != Some(*did) {
            return failed(format!("DID {did:?} is controlled by {:?}, which leads to {found:?}", record.account));
        }
        Ok(())
    }

    /// Key versions ascend and stay below the next one.
    fn check_key_versions(did: &DidId, record: &DidRecordOf<T>) -> Checked {
        let versions = record.keys.iter().map(|method| method.version);
        let following = versions.clone().skip(1).chain([record.next_key]);
        match versions.zip(following).find(|(version, next)| version >= next) {
            Some((version, next)) => failed(format!("DID {did:?}: key {version} does not precede {next}")),
            None => Ok(()),
        }
    }

    /// A key ends after it begins, only a retired one is stolen, and its purposes fit its kind.
    fn check_key_intervals(did: &DidId, record: &DidRecordOf<T>) -> Checked {
        let sound = |method: &&crate::VerificationMethod| {
            method.until.map_or(!method.stolen, |until| method.since <= until) && method.key.may_serve(method.purposes)
        };
        match record.keys.iter().find(|method| !sound(method)) {
            Some(method) => failed(format!("DID {did:?}: key out of order {method:?}")),
            None => Ok(()),
        }
    }

    /// A deactivated DID has no deposit, and nothing that one is taken for.
    fn check_deactivation(did: &DidId, record: &DidRecordOf<T>) -> Checked {
        let ended = record.ticket.is_none()
            && record.services.is_empty()
            && record.keys.is_empty()
            && record.guardians.is_none();
        if record.deactivated.is_some() && !ended {
            return failed(format!("DID {did:?} is deactivated, yet has {:?} and {:?}", record.keys, record.services));
        }
        Ok(())
    }

    /// Links are those of a DID in force and say something: other DIDs that are known, URIs, each once.
    fn check_links(did: &DidId, links: &DidLinks) -> Checked {
        let is_in_force = Dids::<T>::get(did).is_some_and(|record| record.deactivated.is_none());
        let is_other = |controller: &DidId| controller != did && Dids::<T>::contains_key(controller);
        let sound = is_in_force
            && !links.is_empty()
            && is_set(&links.controllers)
            && links.controllers.iter().all(is_other)
            && is_set(&links.also_known_as)
            && links.also_known_as.iter().all(|uri| is_uri(uri))
            && (links.allowance_bytes == 0 || !links.controllers.is_empty());
        if !sound {
            return failed(format!("DID {did:?}, in force: {is_in_force}, has unsound links {links:?}"));
        }
        Ok(())
    }

    /// Only guardians of a DID in force stand for anybody, each once, and a recovery is due while enough of them do.
    fn check_recoveries() -> Checked {
        for (did, recovery) in Recoveries::<T>::iter() {
            let set = Dids::<T>::get(did).and_then(|record| record.guardians);
            let sound = set.as_ref().is_some_and(|set| recovery.is_by(set));
            if !sound {
                return failed(format!("DID {did:?} with guardians {set:?} is recovered by {recovery:?}"));
            }
        }
        Ok(())
    }

    /// An account leads to a DID in force that it controls.
    fn check_accounts() -> Checked {
        for (account, did) in AccountDid::<T>::iter() {
            let controller = Dids::<T>::get(did).filter(|record| record.deactivated.is_none()).map(|it| it.account);
            if controller.as_ref() != Some(&account) {
                return failed(format!("account {account:?} leads to DID {did:?}, controlled by {controller:?}"));
            }
        }
        Ok(())
    }
}

fn failed(reason: alloc::string::String) -> Checked {
    log::error!(target: "runtime::did", "{reason}");
    Err(TryRuntimeError::Other("a DID invariant does not hold; the log names it"))
}
