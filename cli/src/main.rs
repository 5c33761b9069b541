//! The command of citizens and operators.

use clap::Parser;
use cybersyn_cli::{args::Cli, commands, context::Context, exit};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors, though they come as such.
            let code = if error.use_stderr() { exit::USAGE } else { 0 };
            return if error.print().is_ok() { ExitCode::from(code) } else { ExitCode::from(exit::USAGE) };
        }
    };
    let out = cybersyn_cli::output::Output::new(cli.globals.json);
    let result = match Context::new(cli.globals) {
        Ok(context) => commands::run(&context, cli.command).await,
        Err(error) => Err(error),
    };
    if let Err(error) = &result {
        out.error(error);
    }
    exit::code(&result)
}
