//! `certadvise schema`.

use clap::ValueEnum;

use super::global::Global;
use super::output::say;
use super::{Exit, Outcome};

/// Print the JSON Schema of a kind of file, for editors
///
/// Editors with a YAML language server use it where a file starts with
/// `# yaml-language-server: $schema=team.schema.json`; `certadvise init` sets this up.
#[derive(clap::Args)]
#[command(after_help = "Example:
  certadvise schema team > team.schema.json")]
pub(super) struct Args {
    /// The kind of file
    what: Schema,
}

/// A kind of file that has a schema.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Schema {
    Team,
    Requirements,
    Catalog,
    Config,
}

impl Schema {
    /// The usual name of the schema's file.
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::Team => "team.schema.json",
            Self::Requirements => "requirements.schema.json",
            Self::Catalog => "catalog.schema.json",
            Self::Config => "config.schema.json",
        }
    }

    /// The schema.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Team => include_str!("../../data/schemas/team.schema.json"),
            Self::Requirements => include_str!("../../data/schemas/requirements.schema.json"),
            Self::Catalog => include_str!("../../data/schemas/catalog.schema.json"),
            Self::Config => include_str!("../../data/schemas/config.schema.json"),
        }
    }
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    say(args.what.text(), global)?;
    Ok(Exit::Holds)
}
