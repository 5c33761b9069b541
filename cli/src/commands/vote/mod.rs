//! `cybersyn vote`: sign, send, follow. Needs the mesh, not the chain: votes go on while the chain is down.

mod dating;
mod subject;

use super::{foreseen::Foreseen, submit::Submitted, submit::submit, wait::wait};
use crate::{
    args::VoteArgs,
    chain,
    context::Context,
    exit::{Answer, Failure},
    genesis, journal,
    keystore::{Identity, VotingSecret},
    mesh::{self, Mesh, MeshApiClient},
    output::facts,
    time::{date, now},
    who::{self, Citizenship},
};
use anyhow::{Result, bail};
use codec::Encode;
use cybersyn_chain_client::{Call, Chain, ChainError};
use cybersyn_primitives::{
    Ballot, Body, Hash, Millis, ProposalId, SignedBallot, Terms,
    api::{BallotState, BallotView, Hex, codes},
    rule::Skip,
};
use dating::Window;
use jsonrpsee::core::client::Error;
use serde::Serialize;
use std::collections::BTreeSet;

/// How often a ballot is signed anew because a greater one is known or the clock is off.
const ATTEMPTS: u32 = 3;

/// What became of a vote.
#[derive(Serialize)]
struct Voted {
    #[serde(flatten)]
    ballot: BallotView,
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<Submitted>,
}

/// Everything that a ballot is made of but its date.
struct Voting {
    identity: Identity,
    secret: VotingSecret,
    citizenship: Citizenship,
    genesis: Hash,
    terms: Terms,
    proposal: ProposalId,
    body: Body,
}

pub(super) async fn run(context: &Context, args: &VoteArgs) -> Result<Answer> {
    let chain = context.chain_if_up().await;
    let genesis = genesis(context, chain.as_ref()).await?;
    let (meshes, left_out) = context.meshes_of(&genesis).await;
    left_out.iter().for_each(|failure| context.out.note(&failure.to_string()));
    let voting = prepare(context, args, &meshes, chain.as_ref(), genesis).await?;
    let known = known_dates(context, &voting, &meshes).await?;
    let (signed, view) = send(context, &voting, &meshes, known, args.own).await?;
    let own = if args.own { Some(settle_own(context, &voting, chain, &signed).await?) } else { None };
    let view = match args.wait {
        Some(goal) => wait(context, &meshes, &signed, view, goal).await?,
        None => view,
    };
    let refused = matches!(view.state, BallotState::Refused { .. }) && own.is_none();
    context.out.show(&Voted { ballot: view, own }, Voted::text)?;
    Ok(if refused { Answer::No } else { Answer::Yes })
}

/// The genesis hash of the node's chain, if it is the one that is meant; while there is none, of those that daemons follow.
async fn genesis(context: &Context, chain: Option<&Chain>) -> Result<Hash> {
    if let Some(chain) = chain {
        return context.genesis_of(BTreeSet::from([chain.genesis()]));
    }
    let (meshes, down) = context.meshes().await;
    let followed: BTreeSet<Hash> =
        mesh::with_genesis(meshes).await.into_iter().filter_map(|(_, genesis)| genesis.ok()).collect();
    if followed.is_empty() {
        let down: Vec<String> = down.iter().map(ToString::to_string).collect();
        bail!(Failure::Missing(format!(
            "no mesh daemon answers; give --mesh URL of one that runs: {}",
            down.join("; ")
        )));
    }
    context.genesis_of(followed)
}

/// Finds out what is voted on, checks that it is what the chain holds, and opens the voting key.
async fn prepare(
    context: &Context,
    args: &VoteArgs,
    meshes: &[Mesh],
    chain: Option<&Chain>,
    genesis: Hash,
) -> Result<Voting> {
    if meshes.is_empty() {
        let chain = genesis::text(&genesis);
        bail!(Failure::Missing(format!(
            "no mesh daemon answers that follows the chain {chain}; give --mesh URL of one"
        )));
    }
    let identity = context.identity()?;
    let (citizenship, on_chain) = match chain {
        Some(chain) => {
            let at = chain.finalized().await?;
            let ledger = chain::ledger(&at, args.proposal).await?;
            (who::ask(&context.keystore, &identity, &at, &genesis).await?, Some(ledger.terms))
        }
        None => {
            context.out.note("the chain does not answer; the ballot will settle when it is back");
            (who::remember(&context.keystore, &identity, &genesis)?, None)
        }
    };
    let terms = subject::terms(meshes, args.proposal, on_chain).await?;
    subject::check_text(context, meshes, &terms.content).await?;
    subject::check_legal(&terms, args)?;
    let secret = identity.voting_key(Some(citizenship.key_version))?.open(&context.passphrase(&identity)?)?;
    let body = Body::Open { choice: args.choice.into(), tokens: args.tokens };
    Ok(Voting { identity, secret, citizenship, genesis, terms, proposal: args.proposal, body })
}

/// The dates of our ballots, as the journal and daemons know them.
async fn known_dates(context: &Context, voting: &Voting, meshes: &[Mesh]) -> Result<Vec<Millis>> {
    let kept = journal::latest(&context.keystore, &voting.identity.name, &voting.genesis, voting.proposal)?;
    let asked = meshes.iter().map(|mesh| mesh.client.ballot(voting.proposal, voting.citizenship.citizen));
    let told = futures::future::join_all(asked).await;
    let told = told.into_iter().flatten().map(|view| view.date);
    let known: Vec<Millis> =
        kept.map(|signed| signed.ballot.date(voting.terms.opens)).into_iter().chain(told).collect();
    if let Some(ahead) = voting.window().ahead(now(), &known) {
        context.out.note(&format!(
            "there is said to be a ballot of yours of {}, ahead of this machine's clock. It is disregarded; if there is one, \
             it takes the place of this one when its time comes, unless you vote again after that",
            date(ahead)
        ));
    }
    Ok(known)
}

impl Voting {
    fn window(&self) -> Window {
        Window::from(&self.terms)
    }

    /// A ballot dated `now`, or just after the last one known if that is later.
    fn sign(&self, now: Millis, known: &[Millis]) -> Result<SignedBallot, Failure> {
        let ballot = Ballot {
            proposal: self.proposal,
            citizen: self.citizenship.citizen,
            key_version: self.citizenship.key_version,
            body: self.body,
            cast_at: self.window().cast_at(now, known)?,
        };
        Ok(self.secret.sign_ballot(ballot, &self.genesis, &self.terms.content))
    }
}

/// Signs and sends until a daemon takes the ballot; signs anew when told of a greater ballot or a clock that is ahead.
async fn send(
    context: &Context,
    voting: &Voting,
    meshes: &[Mesh],
    mut known: Vec<Millis>,
    own: bool,
) -> Result<(SignedBallot, BallotView)> {
    let mut ahead: Millis = 0;
    let mut failure = Failure::Missing("no mesh daemon answers".into());
    for _ in 0..ATTEMPTS {
        let at = now().saturating_sub(ahead);
        let signed = voting.sign(at, &known)?;
        journal::keep(&context.keystore, &voting.identity.name, &voting.genesis, &signed)?;
        let refusals = match submit_anywhere(meshes, &signed).await {
            Ok(view) => return Ok((signed, view)),
            Err(refusals) => refusals,
        };
        let newer = greatest(&refusals, codes::ALREADY_NEWER);
        let newer = newer.filter(|date| voting.window().credible(at, &[*date]).next().is_some());
        let offset = greatest(&refusals, codes::FROM_FUTURE);
        failure = refusals.into_iter().map(|(_, failure)| failure).next_back().unwrap_or(failure);
        match (newer, offset) {
            (Some(date), _) => known.push(date),
            (None, Some(offset)) => {
                context.out.note(&format!("this machine's clock is {offset} ms ahead of the mesh; corrected"));
                ahead = ahead.saturating_add(offset);
                // A ballot of a date that has not come yet is not known to who said so.
                known.retain(|date| *date <= at.saturating_sub(offset));
            }
            (None, None) if own => {
                let view = BallotView::new(&signed.ballot, voting.terms.opens, BallotState::Unsent);
                context.out.note(&format!("no daemon took the ballot: {failure}"));
                return Ok((signed, view));
            }
            (None, None) => break,
        }
    }
    Err(failure.into())
}

/// The greatest number in refusals with that code.
fn greatest(refusals: &[(Error, Failure)], code: i32) -> Option<Millis> {
    refusals.iter().filter_map(|(error, _)| number_of(error, code)).max()
}

fn number_of(error: &Error, code: i32) -> Option<Millis> {
    let number = mesh::number_in(error).filter(|_| mesh::code(error) == Some(code))?;
    Millis::try_from(number).ok()
}

/// Tries one daemon after the other.
async fn submit_anywhere(meshes: &[Mesh], signed: &SignedBallot) -> Result<BallotView, Vec<(Error, Failure)>> {
    let mut refusals = Vec::new();
    for mesh in meshes {
        match mesh.client.submit_ballot(Hex(signed.encode())).await {
            Ok(view) => return Ok(view),
            Err(error) => {
                let failure = mesh.failure(&error);
                refusals.push((error, failure));
            }
        }
    }
    Err(refusals)
}

/// Brings the ballot on chain as a transaction of one's own. That somebody was faster is as good.
async fn settle_own(
    context: &Context,
    voting: &Voting,
    chain: Option<Chain>,
    signed: &SignedBallot,
) -> Result<Submitted> {
    let Some(chain) = chain else {
        bail!(Failure::Missing("the chain does not answer, so --own has to wait; the mesh has the ballot".into()));
    };
    let keypair = context.keypair(&voting.identity)?;
    match submit(context, &chain, &Call::new("Ballots", "settle_own", (*signed,)), &keypair).await {
        Ok(included) => Ok(Submitted::from(&included)),
        Err(error) if is_not_newer(&error) => {
            let at = chain.finalized().await?.head();
            context.out.note("a validator has settled the ballot already");
            Ok(Submitted::at(at))
        }
        Err(error) => Err(error),
    }
}

fn is_not_newer(error: &anyhow::Error) -> bool {
    let foreseen = matches!(error.downcast_ref(), Some(Foreseen::Ballot(Skip::NotNewer)));
    let dispatched = matches!(
        error.downcast_ref::<ChainError>(),
        Some(ChainError::Dispatch { name, .. }) if name.contains("NotNewer")
    );
    foreseen || dispatched
}

impl Voted {
    fn text(&self) -> String {
        let ballot = &self.ballot;
        let choice = format!("{:?}", ballot.choice).to_lowercase();
        let mut lines = vec![
            ("proposal", ballot.proposal.to_string()),
            ("vote", if ballot.tokens > 0 { format!("{choice} with {} tokens", ballot.tokens) } else { choice }),
            ("cast", date(ballot.date)),
            ("state", super::states::describe(&ballot.state)),
            ("receipt", String::from(ballot.id.clone())),
        ];
        if let Some(own) = &self.own {
            lines.push(("settled by you", own.describe()));
        }
        facts(&lines)
    }
}
