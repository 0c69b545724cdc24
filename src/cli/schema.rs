//! `certadvise schema`.

use clap::ValueEnum;

use super::global::Global;
use super::output::{Format, expect_name, say};
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
    expect_name(global, Some(Format::Json), "JSON")?;
    say(args.what.text(), global)?;
    Ok(Exit::Holds)
}

#[cfg(test)]
mod tests {
    use std::{env, fs};

    use crate::base::schema;
    use crate::catalog::read::CatalogFile;
    use crate::cli::config::Configuration;
    use crate::team::requirement::read::raw::Set;
    use crate::team::roster::Roster;

    use super::Schema;

    #[test]
    fn schemas_are_those_of_the_structs_that_files_are_read_into() {
        for (kind, generated) in [
            (
                Schema::Team,
                schema::of::<Roster>("team", "certadvise team"),
            ),
            (
                Schema::Requirements,
                schema::of::<Set>("requirements", "certadvise requirements"),
            ),
            (
                Schema::Catalog,
                schema::of::<CatalogFile>("catalog", "certadvise catalog"),
            ),
            (
                Schema::Config,
                schema::of::<Configuration>("config", "certadvise configuration"),
            ),
        ] {
            let path = format!("data/schemas/{}", kind.file());
            if env::var_os("UPDATE_SCHEMAS").is_some() {
                fs::write(&path, &generated).unwrap();
            }
            let shipped = fs::read_to_string(&path).unwrap();
            assert!(
                shipped == generated,
                "{path} is out of date: UPDATE_SCHEMAS=1 cargo test --lib schemas_are rewrites it"
            );
        }
    }
}
