//! `certadvise catalog`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use super::files::{self, Kind};
use super::global::{self, Global};
use super::inputs::{check_catalog, open_catalog, open_catalog_with};
use super::output::{Format, Formats, json, no_form, say, write_or_replace};
use super::{Exit, Failure, Outcome};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::credential::Credential;
use crate::catalog::diff::diff;
use crate::catalog::order;
use crate::cost::change::{Change, Edition, changes};
use crate::render::{self, count, stats};
use crate::team::import::TrustedKeys;
use crate::team::roster::{Team, Unknown};

/// Check, count and compare catalogs
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
    /// what --catalog names. Only this command looks at the hosts of sources: each must be classified under `hosts`, and
    /// none may be excluded.
    Check {
        /// Files or folders
        paths: Vec<PathBuf>,
        /// Sort the keys of files with one credential or issuer before the check
        ///
        /// Comments stay with their keys, and nothing else changes. Each such file is overwritten whole or not at all.
        #[arg(long)]
        fix: bool,
    },
    /// List credentials whose facts were checked long ago, the oldest first
    ///
    /// Exits with 1 if there is any. A credential that no dated source supports counts as checked long ago.
    Stale {
        /// How long ago: 90d, 6w, 12m, 2y
        #[arg(long, value_name = "PERIOD", default_value = "180d")]
        older_than: Period,
        #[command(flatten)]
        formats: Formats,
    },
    /// Show what changed between two catalogs: entries added, removed, and keys with another value
    ///
    /// Compares what the files say; `catalog check` says whether it is right. With --team, it also says what the changes mean
    /// for what the team holds (as CSV, only that): each catalog is then read on top of the shipped one, or by itself with
    /// --no-builtin.
    Diff {
        /// The earlier one: a file or a folder
        old: PathBuf,
        /// The later one
        new: PathBuf,
        /// Rosters of the team that the changes may affect; may be repeated
        #[arg(long, value_name = "FILE")]
        team: Vec<PathBuf>,
        #[command(flatten)]
        formats: Formats,
    },
    /// Count credentials by status, category, tier, confidence, age of facts and issuer
    Stats {
        #[command(flatten)]
        formats: Formats,
    },
}

#[derive(Serialize)]
struct Stale {
    schema: &'static str,
    as_of: String,
    older_than: String,
    credentials: Vec<render::stale::Row>,
}

#[derive(Serialize)]
struct Diff<'c> {
    schema: &'static str,
    as_of: String,
    changes: Vec<render::diff::Row<'c>>,
    /// With --team.
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<&'c [render::diff::TeamRow<'c>]>,
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
        Command::Check { paths, fix } => {
            if *fix {
                let named = if paths.is_empty() {
                    global.overlays()
                } else {
                    paths
                };
                sort_keys(named, global)?;
            }
            let checked = check_catalog(paths, global)?;
            let unusable = TrustedKeys::default().add_catalog(&checked);
            if !unusable.is_empty() {
                return Err(unusable.into());
            }
            let credentials = count(checked.credentials.len(), "credential", "credentials");
            let issuers = count(checked.issuers.len(), "issuer", "issuers");
            say(
                &format!("no errors: {credentials} of {issuers}, overlays included\n"),
                global,
            )?;
        }
        Command::Stale {
            older_than,
            formats,
        } => return stale(*older_than, formats, global),
        Command::Diff {
            old,
            new,
            team,
            formats,
        } => differences(old, new, team, formats, global)?,
        Command::Stats { formats } => {
            let catalog = &*open_catalog(global)?;
            let counts = stats::count(catalog, global.today());
            let grid = stats::grid(&counts);
            formats.write(global, |format| match format {
                Format::Table => Ok(grid.terminal(global.width())),
                Format::Markdown => Ok(grid.markdown()),
                Format::Csv => Ok(grid.csv()?),
                Format::Json => json(&Stats {
                    schema: "certadvise.catalog-stats/1",
                    as_of: global.today().to_string(),
                    credentials: catalog.credentials.len(),
                    issuers: catalog.issuers.len(),
                    counts: stats::count(catalog, global.today()),
                }),
                other => Err(no_form(other)),
            })?;
        }
    }
    Ok(Exit::Holds)
}

/// Overwrites the files whose keys are not in order.
fn sort_keys(paths: &[PathBuf], global: &Global) -> Result<(), Failure> {
    if paths.iter().any(|path| files::is_dash(path)) {
        let finding = Diagnostic::error(Code::BadArgument, "stdin can't be overwritten");
        return Err(finding.help("name a file, or leave out --fix").into());
    }
    // What can't be read is reported by the check.
    for path in files::find(paths, Kind::Yaml).into_iter().flatten() {
        let sorted = files::read(&path)
            .ok()
            .and_then(|file| order::sorted(&file));
        if let Some(text) = sorted {
            write_or_replace(&path, &text, global, true)?;
        }
    }
    Ok(())
}

fn stale(older_than: Period, formats: &Formats, global: &Global) -> Outcome {
    let catalog = &*open_catalog(global)?;
    let today = global.today();
    let since = global::before(global.today(), older_than);
    let mut stale: Vec<&Credential> = catalog
        .credentials
        .iter()
        .filter(|c| c.checked_before(since))
        .collect();
    stale.sort_by_key(|credential| {
        (
            credential.verified.map(|date| date.earliest()),
            credential.id,
        )
    });
    formats.write(global, |format| match format {
        Format::Table => Ok(render::stale::terminal(
            &stale,
            catalog,
            today,
            older_than,
            global.width(),
        )),
        Format::Markdown => Ok(render::stale::grid(&stale, catalog, today).markdown()),
        Format::Csv => Ok(render::stale::grid(&stale, catalog, today).csv()?),
        Format::Json => json(&Stale {
            schema: "certadvise.catalog-stale/1",
            as_of: global.today().to_string(),
            older_than: older_than.to_string(),
            credentials: render::stale::rows(&stale, catalog, today),
        }),
        other => Err(no_form(other)),
    })?;
    Ok(if stale.is_empty() {
        Exit::Holds
    } else {
        Exit::Fails
    })
}

fn differences(
    old: &Path,
    new: &Path,
    team: &[PathBuf],
    formats: &Formats,
    global: &Global,
) -> Result<(), Failure> {
    let files = |path: &Path| files::read_all(&[path.to_owned()], Kind::Yaml);
    let changes = diff(&files(old)?, &files(new)?)?;
    let effects = if team.is_empty() {
        None
    } else {
        Some(effects(old, new, team, global)?)
    };
    let rows = effects.as_deref().map(render::diff::team_rows);
    formats.write(global, |format| match format {
        Format::Table => {
            let team = rows.as_deref().map_or_else(String::new, |rows| {
                format!("\n{}", render::diff::team_terminal(rows, global.width()))
            });
            Ok(render::diff::terminal(&changes, global.width()) + &team)
        }
        Format::Markdown => {
            let team = rows.as_deref().map_or_else(String::new, |rows| {
                format!("\n{}", render::diff::team_grid(rows).markdown())
            });
            Ok(render::diff::grid(&changes).markdown() + &team)
        }
        Format::Csv => Ok(match rows.as_deref() {
            Some(rows) => render::diff::team_grid(rows).csv()?,
            None => render::diff::grid(&changes).csv()?,
        }),
        Format::Json => json(&Diff {
            schema: "certadvise.catalog-diff/1",
            as_of: global.today().to_string(),
            changes: render::diff::rows(&changes),
            team: rows.as_deref(),
        }),
        other => Err(no_form(other)),
    })
}

/// What the differences between two catalogs mean for a team.
fn effects(
    old: &Path,
    new: &Path,
    team: &[PathBuf],
    global: &Global,
) -> Result<Vec<Change>, Failure> {
    let [old, new] = [
        open_catalog_with(old, global)?,
        open_catalog_with(new, global)?,
    ];
    let files = files::read_all(team, Kind::Roster)?;
    // Either catalog may lack what the other has.
    let read = |catalog| Team::read_with(&files, catalog, Unknown::Keep);
    let ((before, _), (after, found)) = (read(&old)?, read(&new)?);
    global.report(&found);
    let edition = |catalog, team| Edition { catalog, team };
    let (old, new) = (edition(&old, &before), edition(&new, &after));
    Ok(changes(old, new, global.today(), global.rate(None)))
}
