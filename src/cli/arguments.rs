//! From arguments to a command. Describing every command to the parser takes longer than most answers: the one that
//! is named is tried alone, and all of them come in where it is not that simple, above all for help and errors.

use std::ffi::OsString;

use clap::{Args, Command, CommandFactory, Error, FromArgMatches};

use super::defaults::Defaults;
use super::global::Global;
use super::{
    Cli, catalog, compare, completions, cost, coverage, explain, import, init, list, man, path,
    plan, recommend, renewals, report, schema, show,
};

/// What the arguments ask for, with defaults for flags that are not given.
pub(super) fn parse(args: &[OsString], defaults: &Defaults) -> Result<Cli, Error> {
    let named = args.get(1).and_then(|name| alone(name.to_str()?));
    let mut cli = match named.and_then(|command| parse_alone(command, args, defaults)) {
        Some(cli) => cli,
        None => parse_among_all(args, defaults)?,
    };
    cli.global.gather(args);
    Ok(cli)
}

/// The same where every command is known.
fn parse_among_all(args: &[OsString], defaults: &Defaults) -> Result<Cli, Error> {
    // `-5` is a number that does not fit, not a flag nobody knows.
    let all = Cli::command().mut_subcommands(|command| command.allow_negative_numbers(true));
    Cli::from_arg_matches(&defaults.apply(all).try_get_matches_from(args)?)
}

/// The same where only one command has to be known; nothing where the arguments don't fit it.
fn parse_alone(command: Command, args: &[OsString], defaults: &Defaults) -> Option<Cli> {
    let program = Command::new("certadvise")
        .disable_help_subcommand(true)
        .subcommand(defaults.apply(command));
    let mut matches = program.try_get_matches_from(args).ok()?;
    let global = Global::from_arg_matches(matches.subcommand()?.1).ok()?;
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
        "path" => path::Args::augment_args,
        "plan" => plan::Args::augment_args,
        "recommend" => recommend::Args::augment_args,
        "renewals" => renewals::Args::augment_args,
        "report" => report::Args::augment_args,
        "schema" => schema::Args::augment_args,
        "show" => show::Args::augment_args,
        _ => return None,
    };
    Some(augment(Global::augment_args(Command::new(name.to_owned()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_is_the_same_alone() {
        let mut all = Cli::command().disable_help_subcommand(true);
        all.build();
        let names: Vec<String> = all
            .get_subcommands()
            .map(|command| command.get_name().to_owned())
            .collect();
        assert!(names.len() > 10);
        for name in names {
            let mut program = Command::new("certadvise")
                .disable_help_subcommand(true)
                .max_term_width(100);
            program = program.subcommands(alone(&name));
            program.build();
            let help = |program: &mut Command| {
                program
                    .find_subcommand_mut(&name)
                    .map(|command| command.render_long_help().to_string())
            };
            assert_eq!(help(&mut program), help(&mut all), "{name}");
        }
    }
}
