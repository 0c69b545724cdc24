//! `certadvise completions`: the script that a shell loads, and the answers to what that script asks while somebody types.

mod values;

use std::env;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap_complete::Shell;
use clap_complete::env::{CompleteEnv, Shells};

use super::global::Global;
use super::output::say;
use super::{Exit, Failure, Outcome};

/// The variable by which a script asks: it holds the name of the shell.
const VARIABLE: &str = "CERTADVISE_COMPLETE";
/// What scripts run, found by the shell as it finds any command.
const PROGRAM: &str = "certadvise";

/// Print completions for a shell
///
/// They complete commands, flags and values: ids of credentials, roles, environments, issuers and
/// requirement sets, and the people of the roster that --team, a variable or certadvise.yaml names. Put
/// the output where your shell looks for completions, and do so again after every upgrade.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise completions bash > ~/.local/share/bash-completion/completions/certadvise
  certadvise completions zsh > ~/.zfunc/_certadvise
  certadvise completions fish > ~/.config/fish/completions/certadvise.fish")]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let name = args.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells
        .completer(&name)
        .ok_or_else(|| anyhow::anyhow!("no completions are made for {name}"))?;
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)
        .map_err(|error| Failure::Other(error.into()))?;
    let text = String::from_utf8(script).map_err(|error| Failure::Other(error.into()))?;
    say(text.trim_start(), global)?;
    Ok(Exit::Holds)
}

/// Answers a script that asks what can stand at the cursor; `None` where no script asks, which costs one look at the
/// environment.
pub(super) fn answer(args: &[OsString]) -> Option<ExitCode> {
    env::var_os(VARIABLE)?;
    let typed = args.iter().skip_while(|arg| *arg != "--").skip(1).cloned();
    let line = values::Line::new(typed.collect());
    let asked = CompleteEnv::with_factory(|| values::program(&line))
        .var(VARIABLE)
        .completer(PROGRAM)
        .try_complete(args.iter().cloned(), env::current_dir().ok().as_deref());
    match asked {
        Ok(true) => Some(ExitCode::SUCCESS),
        Ok(false) => None,
        Err(error) => {
            let _ = write!(std::io::stderr(), "{error}");
            Some(ExitCode::from(Exit::Unjudged as u8))
        }
    }
}
