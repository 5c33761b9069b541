//! `cybersyn credential revoke` and `suspend`.

use super::{actor::wallet, lists::publish};
use crate::{
    args::PublishArgs,
    context::Context,
    exit::{Answer, Failure},
};
use anyhow::Result;
use cybersyn_credentials::status::StatusPurpose;

/// Sets the credential's bit of that purpose, or clears it, and publishes the list. It is on disk before it is published; a
/// list that was not published is published by doing the same again.
pub(super) async fn run(
    context: &Context,
    id: &str,
    (purpose, to): (StatusPurpose, bool),
    publication: &PublishArgs,
) -> Result<Answer> {
    let (identity, passphrase, mut opened) = wallet(context)?;
    let places = opened.wallet.issued(id)?.entries.clone();
    let mut lists = Vec::new();
    for place in places {
        let list = opened.wallet.list(&place.list)?;
        if list.purpose() == purpose {
            list.set(place.index, to)?;
            lists.push(place.list);
        }
    }
    let no_place = || {
        let name = purpose.name();
        Failure::Refused(format!("the credential has no place in a list for {name}; it was issued without one"))
    };
    let list = lists.first().ok_or_else(no_place)?;
    opened.save()?;
    publish(context, (&identity, &passphrase), (&opened, list), publication).await
}
