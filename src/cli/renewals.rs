//! `certadvise renewals`.

use std::path::PathBuf;

use super::global::{FailOn, Global, after, collect_files};
use super::output::{Format, Formats, json, no_form};
use super::{Exit, Outcome};
use crate::catalog::Catalog;
use crate::catalog::quantity::{Period, Usd};
use crate::render::{count, renewals as render};
use crate::team::Team;
use crate::team::renewals::renewals;
use clap::ValueEnum;

/// Show what lapses in a team, when, and the cheapest way to keep it
///
/// Plans each person's holdings together, so that one renewal may refresh several. `--format ics` writes a calendar with
/// reminders; importing it again moves its events and never doubles them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise renewals --team team.yaml
  certadvise renewals --team team.csv --within 6m --by person
  certadvise renewals --team team.yaml --format ics=renewals.ics")]
pub(super) struct Args {
    /// Rosters, YAML or CSV; repeatable
    #[arg(long, required = true, value_name = "FILE")]
    team: Vec<PathBuf>,
    /// How far to look ahead: 90d, 6w, 12m, 2y
    #[arg(long, value_name = "PERIOD", default_value = "12m")]
    within: Period,
    /// Group the table
    #[arg(long, default_value = "day")]
    by: By,
    /// What an hour is worth when ways to renew are compared, USD
    #[arg(long, value_name = "USD", default_value = "10")]
    rate: Usd,
    #[command(flatten)]
    formats: Formats,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Day,
    Person,
    Month,
    Issuer,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = global.open_catalog()?;
    let team = open(&args.team, catalog, global)?;
    let today = global.today();
    let found = renewals(catalog, &team, today, after(today, args.within), args.rate);
    let by = match args.by {
        By::Day => render::By::Day,
        By::Person => render::By::Person,
        By::Month => render::By::Month,
        By::Issuer => render::By::Issuer,
    };
    args.formats.write(global, |format| match format {
        Format::Table => Ok(render::terminal(&found, by, global.width())),
        Format::Markdown => Ok(render::markdown(&found)),
        Format::Csv => Ok(render::csv(&found)),
        Format::Json => json(&render::json(&found)),
        Format::Ics => Ok(render::calendar(&found)),
        other => Err(no_form(other)),
    })?;
    let due = global.fails_on(FailOn::Expiring) && !found.due.is_empty();
    Ok(if due { Exit::Fails } else { Exit::Holds })
}

/// Reads rosters and reports their warnings, old facts of what is held among them.
pub(super) fn open(paths: &[PathBuf], catalog: &Catalog, global: &Global) -> Result<Team, super::Failure> {
    let (team, warnings) = Team::read(&collect_files(paths)?, catalog)?;
    global.report(&warnings);
    let held = team.people.iter().flat_map(|person| &person.holds);
    global.check_age(held.filter_map(|held| catalog.credential(&held.credential)));
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    global.note(&format!("team of {} from {}", count(team.people.len(), "person", "people"), names.join(", ")));
    Ok(team)
}
