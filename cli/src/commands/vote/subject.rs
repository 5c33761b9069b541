//! What is voted on: the terms as the chain holds them, or while it is down as all daemons that answer tell them alike; and
//! the text, which must be the one that is signed.

use crate::{
    args::VoteArgs,
    context::Context,
    exit::Failure,
    mesh::{self, Mesh, MeshApiClient},
    time::{date, now},
};
use anyhow::{Result, bail};
use cybersyn_primitives::{Hash, ProposalId, Terms, api::ProposalView, text};

/// The terms of a proposal. `on_chain`: as the chain has them, which is what counts.
pub(super) async fn terms(meshes: &[Mesh], id: ProposalId, on_chain: Option<Terms>) -> Result<Terms> {
    let asked = meshes.iter().map(|mesh| mesh.client.proposal(id));
    let (mut told, mut failure) = (Vec::new(), Failure::Missing("no mesh daemon answers".into()));
    for (mesh, answer) in meshes.iter().zip(futures::future::join_all(asked).await) {
        match answer.map_err(|error| mesh.failed(error)).and_then(|view| terms_in(&mesh.url, &view)) {
            Ok(terms) => told.push((mesh.url.clone(), terms)),
            Err(error) => failure = error,
        }
    }
    if told.is_empty() {
        return Err(failure.into());
    }
    Ok(match on_chain {
        Some(terms) => on_chain_and_mesh(terms, &told)?,
        None => alike(told)?,
    })
}

/// The chain's, if a daemon has the same proposal.
fn on_chain_and_mesh(terms: Terms, told: &[(String, Terms)]) -> Result<Terms, Failure> {
    if told.iter().any(|(_, told)| told.content == terms.content) {
        return Ok(terms);
    }
    let mesh = told.first().map(|(_, told)| hex::encode(told.content)).unwrap_or_default();
    Err(Failure::Refused(format!(
        "the mesh shows the text 0x{mesh}, the chain holds 0x{}: they diverge; nothing was signed",
        hex::encode(terms.content)
    )))
}

/// What all daemons tell.
fn alike(told: Vec<(String, Terms)>) -> Result<Terms, Failure> {
    let mut told = told.into_iter();
    let Some((first, terms)) = told.next() else { return Err(Failure::Missing("no mesh daemon answers".into())) };
    match told.find(|(_, other)| *other != terms) {
        None => Ok(terms),
        Some((other, _)) => Err(Failure::Missing(format!(
            "{first} and {other} tell different terms and the chain does not answer: one of them lies; leave out the one \
             that you do not trust, nothing was signed"
        ))),
    }
}

fn terms_in(url: &str, view: &ProposalView) -> Result<Terms, Failure> {
    Ok(Terms {
        content: mesh::hash(url, &view.content)?,
        scheduled: view.scheduled,
        opens: view.opens,
        closes: view.closes,
        grace: view.grace,
        class: view.class,
        function: view.function,
        tokens_max: view.tokens_max,
        quorum_base: view.quorum_base,
        thresholds: view.thresholds,
    })
}

/// A text that a daemon shows must hash to what is signed.
pub(super) async fn check_text(context: &Context, meshes: &[Mesh], content: &Hash) -> Result<()> {
    let mut diverging = None;
    for mesh in meshes {
        match mesh.client.text((*content).into()).await {
            Ok(frozen) if text::content_hash(&frozen.header, &frozen.body) == Ok(*content) => return Ok(()),
            Ok(_) => diverging = Some(&mesh.url),
            Err(error) if mesh::is_not_found(&error) => {}
            Err(error) => context.out.note(&mesh.failed(error).to_string()),
        }
    }
    if let Some(url) = diverging {
        bail!(Failure::Refused(format!("the text at {url} is not the one that is voted on; nothing was signed")));
    }
    context.out.note("the proposal's text has not reached these daemons yet; you vote on its hash");
    Ok(())
}

/// Whether the terms allow the vote at this time.
pub(super) fn check_legal(terms: &Terms, args: &VoteArgs) -> Result<(), Failure> {
    let (tokens, class) = (args.tokens, format!("{:?}", terms.class).to_lowercase());
    if now() >= terms.closes {
        return Err(Failure::Refused(format!("voting on proposal {} closed {}", args.proposal, date(terms.closes))));
    }
    if !terms.function.spends_tokens() && tokens > 0 {
        return Err(Failure::Usage(format!("class {class} is one person, one vote: leave --tokens out")));
    }
    if terms.function.spends_tokens() && tokens > terms.tokens_max {
        return Err(Failure::Usage(format!("at most {} tokens on one proposal", terms.tokens_max)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cybersyn_primitives::{Class, terms::Thresholds};

    fn of(content: u8, closes: u64) -> Terms {
        Terms {
            content: [content; 32],
            scheduled: 1,
            opens: 1,
            closes,
            grace: 3,
            class: Class::Rights,
            function: Class::Rights.function(),
            tokens_max: 50,
            quorum_base: 1,
            thresholds: Thresholds { approval_permille: 500, quorum_permille: 0 },
        }
    }

    fn told(url: &str, terms: Terms) -> (String, Terms) {
        (url.to_owned(), terms)
    }

    #[test]
    fn the_chains_terms_count_whatever_daemons_tell() {
        let told = [told("a", of(8, 5)), told("b", of(9, 1_000))];
        assert_eq!(on_chain_and_mesh(of(9, 77), &told), Ok(of(9, 77)));
    }

    #[test]
    fn a_text_that_no_daemon_has_as_the_chain_holds_it_is_refused() {
        let refused = on_chain_and_mesh(of(9, 77), &[told("a", of(8, 77))]).unwrap_err();
        assert!(refused.to_string().contains("nothing was signed"), "{refused}");
    }

    #[test]
    fn without_the_chain_daemons_must_tell_the_same() {
        assert_eq!(alike(vec![told("a", of(9, 77)), told("b", of(9, 77))]), Ok(of(9, 77)));
        let refused = alike(vec![told("a", of(9, 77)), told("b", of(9, 78))]).unwrap_err();
        assert!(matches!(&refused, Failure::Missing(text) if text.contains("a and b")), "{refused}");
    }
}
