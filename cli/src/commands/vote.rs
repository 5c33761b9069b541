//! `cybersyn vote`: sign, send, follow. Needs the mesh, not the chain: votes go on while the chain is down.

use super::{foreseen::Foreseen, submit::Submitted, submit::submit, wait::wait};
use crate::{
    args::VoteArgs,
    chain,
    context::Context,
    exit::{Answer, Failure},
    journal,
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
    Ballot, Body, Hash, Millis, ProposalId, SignedBallot,
    api::{BallotState, BallotView, Hex, PhaseView, ProposalView, codes},
    rule::Skip,
    text,
};
use jsonrpsee::core::client::Error;
use serde::Serialize;

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
pub(super) struct Voting {
    identity: Identity,
    secret: VotingSecret,
    citizenship: Citizenship,
    genesis: Hash,
    content: Hash,
    opens: Millis,
    closes: Millis,
    proposal: ProposalId,
    body: Body,
}

pub(super) async fn run(context: &Context, args: &VoteArgs) -> Result<Answer> {
    let (meshes, down) = context.meshes().await;
    down.iter().for_each(|failure| context.out.note(&failure.to_string()));
    let chain = context.chain_if_up().await;
    let voting = prepare(context, args, &meshes, chain.as_ref()).await?;
    let last = last_known(context, &voting, &meshes).await?;
    let (signed, view) = send(context, &voting, &meshes, last, args.own).await?;
    let own = if args.own { Some(settle_own(context, &voting, chain, &signed).await?) } else { None };
    let view = match args.wait {
        Some(goal) => wait(context, &meshes, &signed, view, goal).await?,
        None => view,
    };
    let refused = matches!(view.state, BallotState::Refused { .. }) && own.is_none();
    context.out.show(&Voted { ballot: view, own }, Voted::text)?;
    Ok(if refused { Answer::No } else { Answer::Yes })
}

/// Finds out what is voted on, checks that it is what the chain holds, and opens the voting key.
async fn prepare(context: &Context, args: &VoteArgs, meshes: &[Mesh], chain: Option<&Chain>) -> Result<Voting> {
    let genesis = genesis(meshes, chain).await?;
    let view = proposal(meshes, args.proposal).await?;
    let content = mesh::hash("the mesh", &view.content)?;
    let identity = context.identity()?;
    let citizenship = match chain {
        Some(chain) => {
            let at = chain.finalized().await?;
            check_content(&content, &chain::ledger(&at, args.proposal).await?.terms.content)?;
            who::ask(&context.keystore, &identity, &at, &genesis).await?
        }
        None => {
            context.out.note("the chain does not answer; the ballot will settle when it is back");
            who::remember(&context.keystore, &identity, &genesis)?
        }
    };
    check_text(context, meshes, &view, &content).await?;
    check_legal(&view, args)?;
    let secret = identity.voting_key(Some(citizenship.key_version))?.open(&context.passphrase(&identity)?)?;
    Ok(Voting {
        identity,
        secret,
        citizenship,
        genesis,
        content,
        opens: view.opens,
        closes: view.closes,
        proposal: args.proposal,
        body: Body::Open { choice: args.choice.into(), tokens: args.tokens },
    })
}

/// Chain and mesh must be of the same federation.
async fn genesis(meshes: &[Mesh], chain: Option<&Chain>) -> Result<Hash> {
    let Some(mesh) = meshes.first() else {
        bail!(Failure::Missing("no mesh daemon answers; give --mesh URL of one that runs".into()));
    };
    let genesis = mesh::genesis(mesh).await?;
    if let Some(chain) = chain.filter(|chain| chain.genesis() != genesis) {
        let (ours, theirs) = (hex::encode(chain.genesis()), hex::encode(genesis));
        bail!(Failure::Refused(format!("{} follows the chain 0x{theirs}, the node 0x{ours}", mesh.url)));
    }
    Ok(genesis)
}

/// The proposal as the first daemon that knows it tells.
pub(super) async fn proposal(meshes: &[Mesh], id: ProposalId) -> Result<ProposalView> {
    let mut failure = Failure::Missing("no mesh daemon answers".into());
    for mesh in meshes {
        match mesh.client.proposal(id).await {
            Ok(view) => return Ok(view),
            Err(error) => failure = mesh.failed(error),
        }
    }
    Err(failure.into())
}

fn check_content(mesh: &Hash, chain: &Hash) -> Result<(), Failure> {
    if mesh == chain {
        return Ok(());
    }
    let (mesh, chain) = (hex::encode(mesh), hex::encode(chain));
    Err(Failure::Refused(format!(
        "the mesh shows the text 0x{mesh}, the chain holds 0x{chain}: they diverge; nothing was signed"
    )))
}

/// The text that a daemon shows must hash to what is signed.
async fn check_text(context: &Context, meshes: &[Mesh], view: &ProposalView, content: &Hash) -> Result<()> {
    for mesh in meshes {
        match mesh.client.text(view.content.clone()).await {
            Ok(frozen) if text::content_hash(&frozen.header, &frozen.body) == Ok(*content) => return Ok(()),
            Ok(_) => bail!(Failure::Refused(format!(
                "the text at {} is not the one that the chain holds; nothing was signed",
                mesh.url
            ))),
            Err(error) if mesh::is_not_found(&error) => {}
            Err(error) => context.out.note(&mesh.failed(error).to_string()),
        }
    }
    context.out.note("the proposal's text has not reached these daemons yet; you vote on its hash");
    Ok(())
}

fn check_legal(view: &ProposalView, args: &VoteArgs) -> Result<(), Failure> {
    let (tokens, class) = (args.tokens, format!("{:?}", view.class).to_lowercase());
    if view.phase == PhaseView::Final || now() >= view.closes {
        return Err(Failure::Refused(format!("voting on proposal {} closed {}", view.id, date(view.closes))));
    }
    if !view.function.spends_tokens() && tokens > 0 {
        return Err(Failure::Usage(format!("class {class} is one person, one vote: leave --tokens out")));
    }
    if view.function.spends_tokens() && tokens > view.tokens_max {
        return Err(Failure::Usage(format!("at most {} tokens on one proposal", view.tokens_max)));
    }
    Ok(())
}

/// The greatest `cast_at` of ours that journal and daemons know.
async fn last_known(context: &Context, voting: &Voting, meshes: &[Mesh]) -> Result<Option<u32>> {
    let kept = journal::latest(&context.keystore, &voting.identity.name, &voting.genesis, voting.proposal)?;
    let mut last = kept.map(|signed| signed.ballot.cast_at);
    for mesh in meshes {
        if let Ok(view) = mesh.client.ballot(voting.proposal, voting.citizenship.citizen).await {
            last = last.max(voting.cast_at(view.date).ok());
        }
    }
    Ok(last)
}

impl Voting {
    /// Milliseconds after opening, for a date.
    fn cast_at(&self, date: Millis) -> Result<u32, Failure> {
        u32::try_from(date.saturating_sub(self.opens)).map_err(|_| Failure::Refused("voting closed long ago".into()))
    }

    /// A ballot dated `now`, or just after the last one known if that is later.
    fn sign(&self, now: Millis, last: Option<u32>) -> Result<SignedBallot, Failure> {
        let after_last = last.map_or(0, |last| last.saturating_add(1));
        let cast_at = self.cast_at(now)?.max(after_last);
        let ballot = Ballot {
            proposal: self.proposal,
            citizen: self.citizenship.citizen,
            key_version: self.citizenship.key_version,
            body: self.body,
            cast_at,
        };
        if ballot.date(self.opens) >= self.closes {
            return Err(Failure::Refused(format!("voting closes {}; it is too late", date(self.closes))));
        }
        Ok(self.secret.sign_ballot(ballot, &self.genesis, &self.content))
    }
}

/// Signs and sends until a daemon takes the ballot; signs anew when told of a greater ballot or a clock that is ahead.
async fn send(
    context: &Context,
    voting: &Voting,
    meshes: &[Mesh],
    mut last: Option<u32>,
    own: bool,
) -> Result<(SignedBallot, BallotView)> {
    let mut ahead: Millis = 0;
    let mut failure = Failure::Missing("no mesh daemon answers".into());
    for _ in 0..ATTEMPTS {
        let signed = voting.sign(now().saturating_sub(ahead), last)?;
        journal::keep(&context.keystore, &voting.identity.name, &voting.genesis, &signed)?;
        match submit_anywhere(meshes, &signed).await {
            Ok(view) => return Ok((signed, view)),
            Err(refusals) => {
                let newer = refusals.iter().filter_map(|(error, _)| number_of(error, codes::ALREADY_NEWER)).max();
                let future = refusals.iter().filter_map(|(error, _)| number_of(error, codes::FROM_FUTURE)).max();
                failure = refusals.into_iter().map(|(_, failure)| failure).next_back().unwrap_or(failure);
                match (newer, future) {
                    (Some(date), _) => last = last.max(voting.cast_at(date).ok()),
                    (None, Some(offset)) => {
                        context.out.note(&format!("this machine's clock is {offset} ms ahead of the mesh; corrected"));
                        ahead = ahead.saturating_add(offset);
                    }
                    (None, None) if own => {
                        let view = BallotView::new(&signed.ballot, voting.opens, BallotState::Stored);
                        context.out.note(&format!("no daemon took the ballot: {failure}"));
                        return Ok((signed, view));
                    }
                    (None, None) => break,
                }
            }
        }
    }
    Err(failure.into())
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
