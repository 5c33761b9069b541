//! `cybersyn-mesh`: see `--help`.

use anyhow::{Context, Result, ensure};
use clap::Parser;
use cybersyn_mesh::{
    args::{Args, Command, RunArgs},
    consent,
    daemon::{Contact, Daemon},
    logging, worker,
};
use tokio::signal::unix::{SignalKind, signal};

fn main() -> Result<()> {
    let args = Args::parse();
    match args.command {
        // Before any runtime: the worker lives under tight limits.
        Some(Command::ApplyUpdate) => worker::serve(),
        Some(Command::Consent(args)) => {
            tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(consent::write(&args))
        }
        None => {
            logging::start(args.run.log);
            tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(&args.run))
        }
    }
}

async fn run(args: &RunArgs) -> Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let program = std::env::current_exe().context("cannot find this program's own file")?;
    let start = Daemon::start(args, program);
    let daemon = tokio::select! {
        daemon = start => daemon?,
        _ = interrupt.recv() => return Ok(()),
        _ = terminate.recv() => return Ok(()),
    };
    announce(&daemon.contact, args.json)?;
    let failed = tokio::select! {
        _ = interrupt.recv() => false,
        _ = terminate.recv() => false,
        () = daemon.failed() => true,
    };
    daemon.stop().await;
    ensure!(!failed, "the disk took nothing more; see the log, check the disk and start again");
    Ok(())
}

fn announce(contact: &Contact, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string(contact)?);
    } else {
        let Contact { peer_id, addresses, rpc, settlement, .. } = contact;
        println!("cybersyn-mesh {peer_id} listening on {} rpc {rpc} settlement {settlement}", addresses.join(" "));
    }
    Ok(())
}
