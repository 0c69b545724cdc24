//! From arguments to a command. Describing every command to the parser takes longer than most answers: the one that
//! is named is tried alone, and all of them come in where it is not that simple, above all for help and errors.

pub(super) mod gate;
pub(super) mod holdings;
pub(super) mod profile;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Args, Command, CommandFactory, Error, FromArgMatches};

use super::global::{GLOBAL_OPTIONS, Global, Repeatable};
use super::{
    Cli, catalog, compare, completions, cost, coverage, explain, import, init, list, man, mcp,
    path, plan, recommend, renewals, report, schema, search, show,
};

/// What the arguments ask for.
pub(super) fn parse(args: &[OsString]) -> Result<Cli, Error> {
    let named = args.get(1).and_then(|name| alone(name.to_str()?));
    match named.and_then(|command| parse_alone(command, args)) {
        Some(cli) => Ok(cli),
        None => parse_among_all(args),
    }
}

/// The program with every command.
pub(crate) fn program() -> Command {
    Cli::command().mut_subcommands(with_repeatable)
}

/// The program as its help shows it: the global options are listed once, by `certadvise --help`.
pub(super) fn program_for_help() -> Command {
    let mut program = program();
    program.build();
    program.mut_subcommands(without_global_options)
}

/// The commands of a command, but for `help`.
pub(super) fn own_commands(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|own| own.get_name() != "help")
}

fn without_global_options(command: Command) -> Command {
    command
        .mut_args(|arg| match arg.get_help_heading() {
            Some(GLOBAL_OPTIONS) => arg.hide(true),
            _ if arg.get_id() == "help" => {
                arg.help("Print help; `certadvise --help` lists the global options")
            }
            _ => arg,
        })
        .mut_subcommands(without_global_options)
}

/// A command and its own commands, with the flags that add up.
fn with_repeatable(command: Command) -> Command {
    Repeatable::augment_args(command).mut_subcommands(with_repeatable)
}

/// What the arguments ask for, where every command is known.
fn parse_among_all(args: &[OsString]) -> Result<Cli, Error> {
    // `-5` is a number that does not fit, not a flag nobody knows.
    let program = program().mut_subcommands(|command| command.allow_negative_numbers(true));
    let matches = program
        .try_get_matches_from(args)
        .map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp => help(args).unwrap_or(error),
            _ => error,
        })?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    cli.global.gather(&matches);
    Ok(cli)
}

/// The help that the arguments ask for.
fn help(args: &[OsString]) -> Option<Error> {
    program_for_help().try_get_matches_from(args).err()
}

/// The same where only one command has to be known; nothing where the arguments don't fit it.
fn parse_alone(command: Command, args: &[OsString]) -> Option<Cli> {
    let program = Command::new("certadvise")
        .disable_help_subcommand(true)
        .subcommand(command);
    let mut matches = program.try_get_matches_from(args).ok()?;
    let mut global = Global::from_arg_matches(matches.subcommand()?.1).ok()?;
    global.gather(&matches);
    Some(Cli {
        command: FromArgMatches::from_arg_matches_mut(&mut matches).ok()?,
        global,
    })
}

/// A command by its name, with the flags that every command takes.
fn alone(name: &str) -> Option<Command> {
    let augment = match name {
        "catalog" => catalog::Args::augment_args,
        "compare" => compare::Args::augment_args,
        "completions" => completions::Args::augment_args,
        "cost" => cost::Args::augment_args,
        "coverage" => coverage::Args::augment_args,
        "explain" => explain::Args::augment_args,
        "import" => import::Args::augment_args,
        "init" => init::Args::augment_args,
        "list" => list::Args::augment_args,
        "man" => man::Args::augment_args,
        "mcp" => mcp::Args::augment_args,
        "path" => path::Args::augment_args,
        "plan" => plan::Args::augment_args,
        "recommend" => recommend::Args::augment_args,
        "renewals" => renewals::Args::augment_args,
        "report" => report::Args::augment_args,
        "schema" => schema::Args::augment_args,
        "search" => search::Args::augment_args,
        "show" => show::Args::augment_args,
        _ => return None,
    };
    let command = augment(Global::augment_args(Command::new(name.to_owned())));
    Some(command.mut_subcommands(with_repeatable))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(program: Command) -> Command {
        let mut program = program.disable_help_subcommand(true).max_term_width(100);
        program.build();
        program
    }

    #[test]
    fn each_command_is_the_same_alone() {
        let mut all = built(program());
        let names: Vec<String> = all
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .collect();
        assert!(names.len() > 10);
        for name in names {
            let mut one = built(Command::new("certadvise").subcommands(alone(&name)));
            let help = |program: &mut Command| {
                program
                    .find_subcommand_mut(&name)
                    .map(|command| command.render_long_help().to_string())
            };
            assert_eq!(help(&mut one), help(&mut all), "{name}");
        }
    }

    #[test]
    fn flags_that_add_up_count_wherever_they_stand() {
        for args in [
            "certadvise --catalog a --fail-on stale list --catalog b --fail-on warning",
            "certadvise list --catalog a --catalog b --fail-on stale --fail-on=warning",
            "certadvise --catalog a catalog --catalog b stats --fail-on stale --fail-on warning",
        ] {
            let args: Vec<OsString> = args.split(' ').map(OsString::from).collect();
            let cli = parse(&args).unwrap();
            assert_eq!(
                cli.global.overlays(),
                ["a", "b"].map(std::path::PathBuf::from)
            );
            assert!(
                cli.global.fails_on(crate::cli::global::FailOn::Stale),
                "{args:?}"
            );
            assert!(
                cli.global.fails_on(crate::cli::global::FailOn::Warning),
                "{args:?}"
            );
        }
    }
}
