//! `certadvise man`.

use std::path::PathBuf;

use clap::Command;
use clap_mangen::Man;

use super::args::{own_commands, program_for_help};
use super::global::Global;
use super::output::{create_folder, write_file};
use super::{Exit, Failure, Outcome};

/// Write a manual page for each command to a folder
#[derive(clap::Args)]
#[command(after_help = "Example:
  certadvise man ~/.local/share/man/man1")]
pub(super) struct Args {
    /// The folder; it is created if it does not exist
    dir: PathBuf,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    create_folder(&args.dir)?;
    let root = program_for_help();
    pages(&root, "certadvise", &args.dir, global)?;
    Ok(Exit::Holds)
}

/// Writes the page of a command, and those of its own commands.
fn pages(
    command: &Command,
    name: &str,
    dir: &std::path::Path,
    global: &Global,
) -> Result<(), Failure> {
    let mut page = Vec::new();
    let named = command.clone().name(name.to_owned());
    Man::new(named)
        .render(&mut page)
        .map_err(|error| Failure::Other(error.into()))?;
    let text = String::from_utf8_lossy(&page);
    write_file(&dir.join(format!("{name}.1")), &text, global)?;
    own_commands(command)
        .try_for_each(|sub| pages(sub, &format!("{name}-{}", sub.get_name()), dir, global))
}
