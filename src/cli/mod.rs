//! The command line: one file a command. The only place for I/O and `anyhow`.

pub(crate) mod args;
mod atomic;
mod career;
mod catalog;
mod compare;
mod completions;
pub mod config;
mod cost;
mod coverage;
mod discovery;
mod explain;
mod files;
mod global;
mod import;
pub(crate) mod init;
mod inputs;
mod list;
mod man;
mod mcp;
mod next;
mod output;
mod pager;
mod parts;
mod path;
mod pipeline;
mod plan;
mod progress;
mod prompt;
mod recommend;
#[cfg(test)]
mod reference;
mod renewals;
mod report;
mod repository;
mod resolver;
mod schema;
mod search;
mod settings;
mod show;
mod start;
mod terminal;

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::embedded;
use crate::render::finding::{human, json};
use global::{FailOn, Global, width_of_stderr};
use settings::Settings;

/// Which IT credential next, and why
///
/// Ranks credentials for a role and an environment on three axes: where they count, what they
/// demand, and what they cost to keep. Every fact has its source and date. Nothing is sent
/// anywhere.
#[derive(Parser)]
#[command(name = "certadvise", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 the answer is no, 2 could not judge (bad input or usage)."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

#[derive(Subcommand)]
enum Command {
    Recommend(Box<recommend::Args>),
    Search(search::Args),
    List(list::Args),
    Show(show::Args),
    Compare(Box<compare::Args>),
    Cost(cost::Args),
    Path(path::Args),
    Renewals(renewals::Args),
    Coverage(coverage::Args),
    Plan(Box<plan::Args>),
    Report(report::Args),
    Import(import::Args),
    Catalog(catalog::Args),
    Explain(explain::Args),
    Init(init::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
    Mcp(mcp::Args),
}

/// Parses arguments and runs nothing, for fuzzing.
#[cfg(any(test, fuzzing))]
pub(crate) fn parses<'a>(arguments: impl Iterator<Item = &'a str>) {
    if let Err(error) = Cli::try_parse_from(std::iter::once("certadvise").chain(arguments)) {
        assert!(!error.render().to_string().is_empty());
    }
}

/// Reads a configuration, for fuzzing.
#[cfg(any(test, fuzzing))]
pub(crate) fn configures(file: &crate::catalog::read::File, catalog: &crate::catalog::Catalog) {
    if let Err(found) = config::Config::read(file, catalog) {
        assert!(!found.is_empty(), "refused without a reason");
    }
}

/// The result of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or the answer is yes.
    Holds = 0,
    /// The answer is "no".
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
}

impl Failure {
    fn into_findings(self) -> Vec<Diagnostic> {
        match self {
            Self::Found(found) => found,
            Self::Other(error) => vec![Diagnostic::error(Code::BadArgument, format!("{error:#}"))],
        }
    }
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

impl Command {
    /// What this command can fail on besides stale facts and warnings.
    fn can_fail_on(&self) -> &'static [FailOn] {
        match self {
            Self::Coverage(_) => &[FailOn::Gap, FailOn::Expiring, FailOn::SinglePoint],
            Self::Renewals(_) => &[FailOn::Expiring],
            _ => &[],
        }
    }

    /// Whether this command works where `certadvise.yaml` can't be read: it helps to fix it.
    fn needs_no_config(&self) -> bool {
        matches!(
            self,
            Self::Explain(_)
                | Self::Init(_)
                | Self::Schema(_)
                | Self::Completions(_)
                | Self::Man(_)
        )
    }
}

/// Parses the arguments, runs the command, reports, and returns the exit code.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = env::args_os().collect();
    if let Some(exit) = completions::answer(&args) {
        return exit;
    }
    if args.len() <= 1 {
        return start::screen();
    }
    let mut cli = match args::parse(&args) {
        Ok(cli) => cli,
        Err(error) => return unparsed(&args, &error),
    };
    let ready = prepare(&mut cli);
    let global = &cli.global;
    let exit = ready
        .and_then(|()| run(&cli.command, global))
        .unwrap_or_else(|failure| {
            global.report(&failure.into_findings());
            Exit::Unjudged
        });
    ExitCode::from(global.exit(exit) as u8)
}

fn run(command: &Command, global: &Global) -> Outcome {
    match command {
        Command::Recommend(args) => recommend::run(args, global),
        Command::Search(args) => search::run(args, global),
        Command::List(args) => list::run(args, global),
        Command::Show(args) => show::run(args, global),
        Command::Compare(args) => compare::run(args, global),
        Command::Cost(args) => cost::run(args, global),
        Command::Path(args) => path::run(args, global),
        Command::Renewals(args) => renewals::run(args, global),
        Command::Coverage(args) => coverage::run(args, global),
        Command::Plan(args) => plan::run(args, global),
        Command::Report(args) => report::run(args, global),
        Command::Import(args) => import::run(args, global),
        Command::Catalog(args) => catalog::run(args, global),
        Command::Explain(args) => explain::run(args, global),
        Command::Init(args) => init::run(args, global),
        Command::Schema(args) => schema::run(args, global),
        Command::Completions(args) => completions::run(args, global),
        Command::Man(args) => man::run(args, global),
        Command::Mcp(args) => mcp::run(args, global),
    }
}

/// What must hold before any command runs: variables and the configuration can be read, and what the run is to fail on
/// is something that the command can fail on.
fn prepare(cli: &mut Cli) -> Result<(), Failure> {
    let mut settings = Settings::of_variables()?;
    let configured = settings.add_file(cli.global.config.as_deref());
    if !cli.command.needs_no_config() {
        configured?;
    }
    cli.global.settings = settings;
    let notes = &cli.global.settings.notes;
    for note in notes {
        cli.global.note(note);
    }
    cli.global.report(&cli.global.settings.warnings);
    cli.global.check_failures(cli.command.can_fail_on())
}

/// Answers where the arguments ask for help, or can't be read.
fn unparsed(args: &[OsString], error: &clap::Error) -> ExitCode {
    if let Some(finding) = bare_word(error) {
        let text = if wants_json(args) {
            json::line(&finding) + "\n"
        } else {
            human::draw(&finding, width_of_stderr())
        };
        anstream::eprint!("{text}");
    } else if error.use_stderr() && wants_json(args) {
        anstream::eprintln!("{}", json::line(&usage(error)));
    } else if error.use_stderr() {
        let text = human::usage(&error.render().ansi().to_string(), width_of_stderr());
        // Nobody is left to tell when stderr is closed.
        let _ = anstream::stderr().write_all(text.as_bytes());
    } else if let Err(error) = output::print_text(&error.render().ansi().to_string()) {
        let _ = writeln!(std::io::stderr(), "cannot write to stdout: {error}");
        return ExitCode::from(Exit::Unjudged as u8);
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(Exit::Unjudged as u8))
}

/// Whether findings are to be JSON, told by arguments that can't be read as a whole.
fn wants_json(args: &[OsString]) -> bool {
    const FLAG: &str = "--error-format";
    let given = args.split(|arg| arg == "--").next().unwrap_or_default();
    given.contains(&OsString::from(format!("{FLAG}=json")))
        || given
            .windows(2)
            .any(|pair| pair[0] == FLAG && pair[1] == "json")
}

/// A word that is not a command, but something the catalog knows.
fn bare_word(error: &clap::Error) -> Option<Diagnostic> {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let help = start::command_for(word, embedded::catalog())?;
    let finding = Diagnostic::error(Code::BadArgument, format!("`{word}` is not a command"));
    Some(finding.help(help))
}

/// A mistake in the arguments as a finding.
fn usage(error: &clap::Error) -> Diagnostic {
    let text = error.to_string();
    let mut parts = text.split("\n\n");
    let message = parts
        .next()
        .unwrap_or_default()
        .trim_start_matches("error: ");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let finding = Diagnostic::error(Code::BadArgument, words(message));
    match parts
        .map(words)
        .find_map(|part| part.strip_prefix("tip: ").map(str::to_owned))
    {
        Some(tip) => finding.help(tip),
        None => finding,
    }
}
