//! `certadvise catalog`.

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::global::{self, Global};
use super::output::{Format, Formats, json, no_form, print};
use super::{Exit, Outcome};
use crate::profile::day;
use crate::render::{count, stats};

/// Check and count catalogs
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check catalog files on top of the shipped catalog
    ///
    /// Reports every problem of every file with its place, and exits with 2 if there is any. Without a path, checks
    /// what --catalog names.
    Check {
        /// Files or folders
        paths: Vec<PathBuf>,
    },
    /// Count credentials by status, category, tier, confidence, age of facts and issuer
    Stats {
        #[command(flatten)]
        formats: Formats,
    },
}

#[derive(Serialize)]
struct Stats {
    schema: &'static str,
    as_of: String,
    credentials: usize,
    issuers: usize,
    counts: Vec<stats::Counts>,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    match &args.command {
        Command::Check { paths } => {
            let (checked, warnings) = global::read(global.open_catalog()?, paths)?;
            global.report(&warnings);
            let credentials = count(checked.credentials.len(), "credential", "credentials");
            let issuers = count(checked.issuers.len(), "issuer", "issuers");
            print(&format!("no errors: {credentials} of {issuers}, overlays included\n"), global)?;
        }
        Command::Stats { formats } => {
            let catalog = global.open_catalog()?;
            let counts = stats::count(catalog, day(global.today()));
            let grid = stats::grid(&counts);
            formats.write(global, |format| match format {
                Format::Table => Ok(grid.terminal(global.width())),
                Format::Markdown => Ok(grid.markdown()),
                Format::Csv => Ok(grid.csv()),
                Format::Json => json(&Stats {
                    schema: "certadvise.catalog-stats/1",
                    as_of: global.today().to_string(),
                    credentials: catalog.credentials.len(),
                    issuers: catalog.issuers.len(),
                    counts: stats::count(catalog, day(global.today())),
                }),
                other => Err(no_form(other)),
            })?;
        }
    }
    Ok(Exit::Holds)
}
