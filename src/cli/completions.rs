//! `certadvise completions`.

use clap_complete::Shell;

use super::args::program;
use super::global::Global;
use super::output::say;
use super::{Exit, Failure, Outcome};

/// Print completions for a shell
///
/// Put the output where your shell looks for completions.
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
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut program(), "certadvise", &mut bytes);
    let text = String::from_utf8(bytes).map_err(|error| Failure::Other(error.into()))?;
    say(&text, global)?;
    Ok(Exit::Holds)
}
