//! The command line: one file a command. The only place for I/O and `anyhow`.

mod catalog;
mod cost;
mod explain;
mod global;
mod list;
mod output;
mod recommend;
mod renewals;
mod show;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::diagnostic::{Code, Diagnostic};
use global::Global;

/// Which IT credential next, and why
///
/// Ranks credentials for a role and an estate on three axes: where they hold, what they demand, and what they cost
/// to keep. Every fact carries its source and date; nothing is sent anywhere.
#[derive(Parser)]
#[command(name = "certadvise", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 done, 1 the answer is no, 2 could not judge (bad input or usage).")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

#[derive(Subcommand)]
enum Command {
    Recommend(recommend::Args),
    List(list::Args),
    Show(show::Args),
    Cost(cost::Args),
    Renewals(renewals::Args),
    Catalog(catalog::Args),
    Explain(explain::Args),
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or the answer is yes.
    Holds = 0,
    /// The answer is no.
    Fails = 1,
    /// It could not be judged.
    Unjudged = 2,
}

/// Why a command came to no answer.
enum Failure {
    /// Findings to report.
    Found(Vec<Diagnostic>),
    /// Something else went wrong.
    Other(anyhow::Error),
    /// The reader of our output went away, which is fine.
    PipeClosed,
}

impl From<Diagnostic> for Failure {
    fn from(finding: Diagnostic) -> Self {
        Self::Found(vec![finding])
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(found: Vec<Diagnostic>) -> Self {
        Self::Found(found)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

type Outcome = Result<Exit, Failure>;

/// Parses the arguments, runs the command, reports, and returns the exit code.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let global = &cli.global;
    let outcome = match cli.command {
        Command::Recommend(args) => recommend::run(&args, global),
        Command::List(args) => list::run(&args, global),
        Command::Show(args) => show::run(&args, global),
        Command::Cost(args) => cost::run(&args, global),
        Command::Renewals(args) => renewals::run(&args, global),
        Command::Catalog(args) => catalog::run(&args, global),
        Command::Explain(args) => explain::run(&args, global),
    };
    let exit = outcome.unwrap_or_else(|failure| {
        match failure {
            Failure::Found(found) => global.report(&found),
            Failure::Other(error) => global.report(&[Diagnostic::error(Code::BadArgument, format!("{error:#}"))]),
            Failure::PipeClosed => return Exit::Holds,
        }
        Exit::Unjudged
    });
    ExitCode::from(exit as u8)
}
