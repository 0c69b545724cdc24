//! `certadvise mcp`: what assistants ask over the Model Context Protocol is answered by the other commands.

#[cfg(feature = "mcp")]
mod root;
#[cfg(feature = "mcp")]
mod server;
#[cfg(feature = "mcp")]
mod tool;
#[cfg(feature = "mcp")]
mod tools;

use std::path::PathBuf;

use super::Outcome;
use super::global::Global;

/// Answer assistants over the Model Context Protocol (MCP)
///
/// An assistant starts this command and speaks the protocol on its stdin and stdout until it closes stdin. The tools are
/// called search, show, recommend, compare, cost, renewals, coverage and plan, as the commands are, and answer with their
/// JSON. Nothing is written. Global options such as --catalog and --as-of hold for every answer. docs/mcp.md explains how to
/// connect an assistant.
#[derive(clap::Args)]
#[command(after_help = "Example, as an assistant runs it:
  certadvise mcp --root /home/me/project")]
pub(super) struct Args {
    /// The folder with the rosters and requirement files that tools may read; without it, tools open no file that an
    /// assistant names
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
}

#[cfg(feature = "mcp")]
pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    server::run(args.root.as_deref(), global)
}

#[cfg(not(feature = "mcp"))]
pub(super) fn run(_: &Args, _: &Global) -> Outcome {
    use crate::base::diagnostic::{Code, Diagnostic};

    let message = "this build can't answer assistants without the feature `mcp`";
    Err(Diagnostic::error(Code::BadArgument, message)
        .help("install a wheel or an archive, or build the program with `--features mcp`")
        .into())
}
