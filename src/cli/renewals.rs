//! `certadvise renewals`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::coverage::open_requirements;
use super::files::{collect_rosters, name};
use super::global::{FailOn, Global, after};
use super::judged::refuse_nobody;
use super::output::{Format, Formats, json, no_form};
use super::question::Wrong;
use super::{Exit, Failure, Outcome};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::cost::renewals::renewals;
use crate::coverage::stream::Names;
use crate::render::{count, renewals as render};
use crate::team::requirement::Requirement;
use crate::team::roster::{Person, Team};

/// Show what lapses in a team, when, and the cheapest way to keep it
///
/// Plans each person's holdings together, so that one renewal may refresh several. `--format ics` writes a calendar with
/// reminders; importing it again moves its events and never doubles them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise renewals --team team.yaml
  certadvise renewals --team team.csv --within 6m --by person
  certadvise renewals --team team.yaml --require aws-partner-advanced
  certadvise renewals --team team.yaml --within 90d --fail-on expiring
  certadvise renewals --team team.yaml --format ics=renewals.ics")]
pub(super) struct Args {
    /// Rosters, YAML or CSV; `-` is stdin; repeatable
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
    /// Requirement files or built-in sets: also say what is kept though none of them asks for it; repeatable
    #[arg(long, value_name = "FILE|NAME")]
    require: Vec<PathBuf>,
    /// Issuers of which the people are members: their prices for members count; repeatable
    #[arg(long, value_name = "ISSUER", value_delimiter = ',')]
    member: Vec<String>,
    #[command(flatten)]
    formats: Formats,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Day,
    Person,
    Month,
    Quarter,
    Issuer,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let (catalog, _) = at_member_prices(global.open_catalog()?, &args.member)?;
    let team = open(&args.team, catalog, Names::Shown, global)?;
    refuse_nobody(team.people.len())?;
    let mut found = Vec::new();
    let Some(sets) = open_requirements(&args.require, catalog, &mut found) else {
        return Err(Failure::Found(found));
    };
    global.report(&found);
    let today = global.today();
    let found = renewals(catalog, &team, today, after(today, args.within), args.rate);
    let by = match args.by {
        By::Day => render::By::Day,
        By::Person => render::By::Person,
        By::Month => render::By::Month,
        By::Quarter => render::By::Quarter,
        By::Issuer => render::By::Issuer,
    };
    let needless =
        (!sets.is_empty()).then(|| found.needless(|person, id| needs(catalog, &sets, person, id)));
    let needless = needless.as_deref();
    args.formats.write(global, |format| match format {
        Format::Table => Ok(render::terminal(&found, by, needless, global.width())),
        Format::Markdown => Ok(render::markdown(&found, needless)),
        Format::Csv => Ok(render::csv(&found)),
        Format::Json => json(&render::json(&found, needless)),
        Format::Ics => Ok(render::calendar(&found)),
        other => Err(no_form(other)),
    })?;
    // What has lapsed already, or may have, is worse than what will.
    let lapses = found.lapses() || !found.unplanned.is_empty();
    let due = global.fails_on(FailOn::Expiring) && lapses;
    Ok(if due { Exit::Fails } else { Exit::Holds })
}

/// Whether a requirement asks for a credential of this person: by its items, for a position, or because another that is
/// asked for can't be had without it.
fn needs(catalog: &Catalog, sets: &[Requirement], person: &Person, id: CredentialId) -> bool {
    let for_position = |set: &Requirement, id: CredentialId| {
        set.position_tables().any(|table| {
            let positions = person
                .positions
                .iter()
                .filter(|position| position.table == table.id);
            let accepted = positions
                .filter_map(|position| Some(table.row(&position.code)?.accepted(&position.level)));
            accepted.flatten().any(|(accepted, _)| accepted == id)
        })
    };
    let asked = |id: CredentialId| {
        sets.iter()
            .any(|set| set.accepts(id) || for_position(set, id))
    };
    let held = person.holds.iter().filter(|held| held.status.counts());
    let builds_on_it = |other: CredentialId| {
        let needs = catalog
            .credential(&other)
            .map(|other| other.prerequisites.clone())
            .unwrap_or_default();
        needs.credentials.contains(&id) || needs.any_of.contains(&id)
    };
    asked(id)
        || held
            .map(|held| held.credential)
            .any(|other| asked(other) && builds_on_it(other))
}

/// The catalog as members of these issuers see it, and the issuers.
pub(super) fn at_member_prices(
    catalog: &'static Catalog,
    issuers: &[String],
) -> Result<(&'static Catalog, Vec<IssuerId>), Failure> {
    let mut wrong = Wrong { found: Vec::new() };
    let named = issuers
        .iter()
        .filter_map(|name| wrong.named(&catalog.issuers, name.trim(), Code::UnknownId));
    let ids: Vec<IssuerId> = named.map(|issuer| issuer.id).collect();
    if !wrong.found.is_empty() {
        return Err(Failure::Found(wrong.found));
    }
    let catalog = if ids.is_empty() {
        catalog
    } else {
        Box::leak(Box::new(
            catalog.at_member_prices(&ids.iter().copied().collect()),
        ))
    };
    Ok((catalog, ids))
}

/// Reads rosters and reports their warnings, old facts of what is held among them.
pub(super) fn open(
    paths: &[PathBuf],
    catalog: &Catalog,
    names: Names,
    global: &Global,
) -> Result<Team, Failure> {
    let (mut files, mut skipped) = (Vec::new(), Vec::new());
    for path in paths {
        files.extend(collect_rosters(path, &mut skipped)?);
    }
    let read = Team::read(&files, catalog);
    let (team, warnings) = read.map_err(|found| shown(found, names))?;
    global.report(&skipped);
    global.report(&shown(warnings, names));
    let held = team.people.iter().flat_map(|person| &person.holds);
    global.check_age(held.filter_map(|held| catalog.credential(&held.credential)));
    let names: Vec<String> = paths.iter().map(|path| name(path)).collect();
    global.note(&format!(
        "team of {} from {}",
        count(team.people.len(), "person", "people"),
        names.join(", ")
    ));
    Ok(team)
}

/// Findings about rosters: where people may not be named, what kind they are and where, and nothing that is written there.
pub(super) fn shown(found: Vec<Diagnostic>, names: Names) -> Vec<Diagnostic> {
    match names {
        Names::Shown => found,
        Names::Numbers => found.into_iter().map(Diagnostic::without_details).collect(),
    }
}
