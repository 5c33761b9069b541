//! Proposals from draft to recount.

use super::{ChoiceArg, ClassArg, WaitArg};
use crate::time::parse_duration;
use clap::Args;
use cybersyn_primitives::{Millis, ProposalId, Tokens};
use std::path::PathBuf;

/// `cybersyn propose`.
#[derive(Debug, Args)]
pub struct ProposeArgs {
    /// One line.
    #[arg(long)]
    pub title: String,
    /// What kind of decision it is; decides how votes weigh.
    #[arg(long, value_enum)]
    pub class: ClassArg,
    /// File with the text (UTF-8); `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub body: PathBuf,
    /// Call to enact, as SCALE in hex; runs as root of the chain if approved.
    #[arg(long, value_name = "HEX", conflicts_with = "article")]
    pub call: Option<String>,
    /// Enact the text as the article of this number. Takes the class renewal, or rights, and the discussion of a
    /// renewal: 60 days.
    #[arg(long, value_name = "NUMBER")]
    pub article: Option<u32>,
    /// Time for discussion before voting begins.
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = parse_duration)]
    pub discussion: Millis,
    /// How long voting is open.
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = parse_duration)]
    pub voting: Millis,
    /// Show what would be frozen and submitted; submit nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `cybersyn discuss`.
#[derive(Debug, Args)]
pub struct DiscussArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
    /// Say this.
    #[arg(long, value_name = "TEXT")]
    pub say: Option<String>,
}

/// `cybersyn vote`.
#[derive(Debug, Args)]
pub struct VoteArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
    /// Your choice.
    #[arg(value_enum)]
    pub choice: ChoiceArg,
    /// Attention tokens to spend: weight is their square root (budget, priority, renewal, technical) or log2(n+1)
    /// (treasury). 0 withdraws. Other classes take none.
    #[arg(long, default_value_t = 0)]
    pub tokens: Tokens,
    /// Wait until the ballot is settled on chain, or until it is counted in the final result.
    #[arg(long, value_enum)]
    pub wait: Option<WaitArg>,
    /// Settle the ballot yourself, by a transaction that costs nothing: for when validators withhold it.
    #[arg(long)]
    pub own: bool,
}

/// `cybersyn tally`.
#[derive(Debug, Args)]
pub struct TallyArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
    /// Go on showing every change until the proposal is final.
    #[arg(long)]
    pub watch: bool,
}

/// `cybersyn article`.
#[derive(Debug, Args)]
pub struct ArticleArgs {
    /// Number of the article.
    pub number: u32,
}

/// `cybersyn receipt`.
#[derive(Debug, Args)]
pub struct ReceiptArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
    /// Whose ballot [default: your own]
    #[arg(long, value_name = "INDEX")]
    pub citizen: Option<u32>,
}

/// `cybersyn audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Id of the proposal.
    pub proposal: ProposalId,
}

#[cfg(test)]
mod tests {
    use crate::args::Command;
    use crate::args::tests::parse;

    #[test]
    fn durations_are_in_milliseconds() {
        let cli = parse("propose --title x --class budget --body f --discussion 10s --voting 2h").unwrap();
        let Command::Propose(args) = cli.command else { panic!() };
        assert_eq!((args.discussion, args.voting), (10_000, 7_200_000));
    }

    #[test]
    fn a_vote_has_one_of_three_choices() {
        assert!(parse("vote 1 yes --tokens 9 --wait counted --own").is_ok());
        for wrong in ["vote 1 maybe", "vote 1", "vote x yes", "vote 1 yes --tokens 70000", "vote 1 yes --tokens -1"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_proposal_enacts_a_call_or_an_article_not_both() {
        let base = "propose --title x --class rights --body f";
        assert!(parse(&format!("{base} --call 0x00")).is_ok());
        assert!(parse(&format!("{base} --article 7")).is_ok());
        assert!(parse(&format!("{base} --call 0x00 --article 7")).is_err());
    }
}
