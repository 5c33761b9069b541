//! `cybersyn-sim`: prints what fakes cost, with protection and without.

use clap::Parser;
use cybersyn_sim::{Count, Outcome, Scenario, Setting, run_all, table};
use pallet_personhood::Defences;

/// What a fake person costs, on the real pallet.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Everything follows from it: the same seed gives the same table.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Persons at the beginning.
    #[arg(long, default_value_t = 300)]
    persons: usize,
    /// Days.
    #[arg(long, default_value_t = 730)]
    days: u64,
    /// Identities that attackers can invent in a day.
    #[arg(long, default_value_t = 2)]
    effort: usize,
    /// Numbers of traitors to try.
    #[arg(long, value_delimiter = ',', default_values_t = [3, 9, 30])]
    traitors: Vec<usize>,
    /// Probability that a fake person is noticed in a month.
    #[arg(long, default_value_t = 0.03)]
    noticed: f64,
    /// Real newcomers in a month, per person.
    #[arg(long, default_value_t = 0.02)]
    growth: f64,
    /// Numbers of the protection that differ from their defaults, as JSON: '{"vouchBudget": 3}'.
    #[arg(long, default_value = "{}", value_parser = defences)]
    defences: Defences,
    /// Scenarios that are played at once.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let setting = Setting {
        seed: arguments.seed,
        persons: arguments.persons,
        days: arguments.days,
        effort: arguments.effort,
        noticed: arguments.noticed,
        noticed_at_once: 0.1,
        recognised: 0.9,
        growth: arguments.growth,
        defences: arguments.defences,
    };
    let attacks = arguments.traitors.iter().map(|traitors| (*traitors, false)).chain([(3, true)]);
    let scenarios: Vec<Scenario> = attacks
        .flat_map(|(traitors, buys)| [false, true].map(|protected| Scenario { traitors, buys, protected }))
        .collect();
    let outcomes = run_all(&setting, &scenarios, arguments.threads, tell_season, tell_outcome);
    if arguments.json {
        let rows: Vec<serde_json::Value> = outcomes.iter().map(|outcome| serde_json::json!(outcome)).collect();
        println!("{}", serde_json::Value::from(rows));
        return;
    }
    println!("seed {}, {} persons, {} days", arguments.seed, arguments.persons, arguments.days);
    println!("{}", table(&outcomes));
}

fn defences(text: &str) -> Result<Defences, String> {
    let defences: Defences = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if defences.are_valid() { Ok(defences) } else { Err("no vote could set these; see `Defences::are_valid`".into()) }
}

/// Progress is for people: it goes to standard error.
fn tell_season(scenario: Scenario, count: Count) {
    if count.day.is_multiple_of(90) {
        eprintln!("{scenario}: day {}, {} persons, {} fakes among them", count.day, count.persons, count.fakes);
    }
}

fn tell_outcome(outcome: &Outcome) {
    let Outcome { scenario, alive, share_percent, .. } = outcome;
    eprintln!("{scenario}: done, {alive} fakes are {share_percent:.1} % of all persons");
}
