//! `cybersyn-sim`: prints what fakes cost, with protection and without.

use clap::Parser;
use cybersyn_sim::{Outcome, Scenario, Setting, run, table};

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
        growth: 0.02,
    };
    let attacks = arguments.traitors.iter().map(|traitors| (*traitors, false)).chain([(3, true)]);
    let scenarios =
        attacks.flat_map(|(traitors, buys)| [false, true].map(|protected| Scenario { traitors, buys, protected }));
    let outcomes: Vec<Outcome> = scenarios.map(|scenario| run(&setting, scenario)).collect();
    if arguments.json {
        let rows: Vec<serde_json::Value> = outcomes.iter().map(|outcome| serde_json::json!(outcome)).collect();
        println!("{}", serde_json::Value::from(rows));
        return;
    }
    println!("seed {}, {} persons, {} days", arguments.seed, arguments.persons, arguments.days);
    println!("{}", table(&outcomes));
}
