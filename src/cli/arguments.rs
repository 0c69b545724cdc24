//! From arguments to a command. Describing every command to the parser takes longer than most answers: the one that
//! is named is tried alone, and all of them come in where it is not that simple, above all for help and errors.

use std::ffi::OsString;

use clap::{Args, Command, CommandFactory, Error, FromArgMatches};

use super::defaults::Defaults;
use super::global::Global;
use super::{
    Cli, catalog, compare, completions, cost, coverage, explain, import, init, list, man, path, plan, recommend,
    renewals, report, schema, show,
};

/// What the arguments ask for, with defaults for flags that are not given.
pub(super) fn parse(args: &[OsString], defaults: &Defaults) -> Result<Cli, Error> {
    let parse = |command| {
        let matches = defaults.apply(command).try_get_matches_from(args)?;
        Cli::from_arg_matches(&matches)
    };
    let named = args.get(1).and_then(|name| alone(name.to_str()?));
    // `-5` is a number that does not fit, not a flag nobody knows.
    let all = || Cli::command().mut_subcommands(|command| command.allow_negative_numbers(true));
    named.and_then(|command| parse(command).ok()).map_or_else(|| parse(all()), Ok)
}

/// The program with no command but this one.
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
    let command = augment(Command::new(name.to_owned()));
    Some(Global::augment_args(Command::new("certadvise")).subcommand(command))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_is_the_same_alone() {
        let help = |mut program: Command, name: &str| {
            program.build();
            program.find_subcommand_mut(name).map(|command| command.render_long_help().to_string())
        };
        let mut all = Cli::command();
        all = all.disable_help_subcommand(true);
        let names: Vec<String> = all.get_subcommands().map(|command| command.get_name().to_owned()).collect();
        assert!(names.len() > 10);
        for name in names {
            let alone = alone(&name).map(|program| program.max_term_width(100).disable_help_subcommand(true));
            assert_eq!(alone.and_then(|program| help(program, &name)), help(all.clone(), &name), "{name}");
        }
    }
}
