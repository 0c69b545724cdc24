//! `certadvise renewals`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::ValueEnum;

use super::args::holdings::person_holding;
use super::global::{FailOn, Global, after};
use super::inputs::{Inputs, Request};
use super::next::work_of;
use super::output::{Format, Formats, WithCalendar, json, no_form};
use super::resolver::Resolver;
use super::{Exit, Outcome};
use crate::advice::keep::kept;
use crate::advice::next::held_on;
use crate::advice::profile::Profile;
use crate::advice::profile::environment::EnvironmentMix;
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::cost::renewals::{Renewals, renewals};
use crate::render::fold;
use crate::render::names::Names;
use crate::render::renewals as render;
use crate::render::worth::{PersonWorth, WithWorth, team_lines};
use crate::team::requirement::Requirement;
use crate::team::roster::Person;

/// Show what expires in a team, when, and the cheapest way to renew it
///
/// Plans each person's holdings together, so that one renewal may renew several. `--format ics`
/// writes a calendar with
/// reminders; importing it again moves its events and never duplicates them.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise renewals --team team.yaml
  certadvise renewals --team team.csv --within 6m --by person
  certadvise renewals --team team.yaml --require aws-partner-advanced
  certadvise renewals --team team.yaml --within 90d --fail-on expiring
  certadvise renewals --team team.yaml --format ics=renewals.ics
  certadvise renewals --holds cka=2025-03-01,aws-saa=2024-11-05 --within 6y -o deadlines.ics")]
pub(super) struct Args {
    /// Rosters, YAML or CSV; `-` is stdin; may be repeated
    #[arg(long, value_name = "FILE")]
    team: Vec<PathBuf>,
    /// What you hold, instead of a roster: by id or alias, each with `=EARNED` for its date, separated by commas; may be
    /// repeated
    #[arg(
        long,
        value_name = "ID[=EARNED]",
        value_delimiter = ',',
        conflicts_with = "team"
    )]
    holds: Vec<String>,
    /// How far to look ahead: 90d, 6w, 12m, 2y
    #[arg(long, value_name = "PERIOD", default_value = "12m")]
    within: Period,
    /// Group the table
    #[arg(long, default_value = "day")]
    by: By,
    /// What an hour is worth when ways to renew are compared, in USD [default: 10]
    #[arg(long, value_name = "USD")]
    rate: Option<Usd>,
    /// Requirement files, or built-in sets by name; the answer also says which renewals none of them needs; may be
    /// repeated
    #[arg(long, value_name = "FILE|NAME")]
    require: Vec<PathBuf>,
    /// An issuer of which the people are members, so that its prices for members count; may be repeated
    #[arg(long, value_name = "ISSUER", value_delimiter = ',')]
    member: Vec<String>,
    #[command(flatten)]
    formats: Formats<WithCalendar>,
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
    let request = Request {
        team: if args.holds.is_empty() {
            global.teams(&args.team)?
        } else {
            &[]
        },
        require: &args.require,
        member: &args.member,
        ..Request::default()
    };
    let mut inputs = request.open(global)?;
    if !args.holds.is_empty() {
        let mut resolver = Resolver::default();
        let person = person_holding(&args.holds, &inputs.catalog, global.today(), &mut resolver);
        resolver.finish()?;
        inputs.team.people.push(person);
    }
    inputs.check_age(global);
    inputs.refuse_nobody()?;
    let Inputs {
        catalog,
        team,
        requirements,
        ..
    } = &inputs;
    let (today, rate) = (global.today(), global.rate(args.rate));
    let found = renewals(catalog, team, today, after(today, args.within), rate);
    let by = match args.by {
        By::Day => render::By::Day,
        By::Person => render::By::Person,
        By::Month => render::By::Month,
        By::Quarter => render::By::Quarter,
        By::Issuer => render::By::Issuer,
    };
    let needless = (!requirements.is_empty())
        .then(|| found.needless(|person, id| needs(catalog, requirements, person, id)));
    let page = render::Page {
        renewals: &found,
        needless: needless.as_deref(),
        names: Names::new(catalog, team),
        rate,
    };
    let required = (!requirements.is_empty()).then_some(requirements.as_slice());
    let worth = worth(&found, catalog, required, rate, global);
    let width = global.width();
    args.formats.write(global, |format| match format {
        Format::Table => {
            let lines: String = team_lines(&worth)
                .iter()
                .map(|line| fold(line, width, 2) + "\n")
                .collect();
            Ok(page.terminal(by, width) + &lines)
        }
        Format::Markdown => {
            let lines: String = team_lines(&worth)
                .iter()
                .map(|line| format!("\n{line}\n"))
                .collect();
            Ok(page.markdown() + &lines)
        }
        Format::Csv => Ok(page.csv()?),
        Format::Json => json(&WithWorth::new(render::json(&page), &worth)),
        Format::Ics => Ok(render::calendar(&page)),
        other => Err(no_form(other)),
    })?;
    // What has lapsed already, or may have, is worse than what will.
    let lapses = found.lapses() || !found.unplanned.is_empty();
    let due = global.fails_on(FailOn::Expiring) && lapses;
    Ok(if due { Exit::Fails } else { Exit::Holds })
}

/// Whether what falls due is worth renewing, for the people whose role is known.
fn worth<'a>(
    found: &Renewals<'a>,
    catalog: &'a Catalog,
    requirements: Option<&[Requirement]>,
    rate: Usd,
    global: &Global,
) -> Vec<PersonWorth<'a>> {
    // What can't be read as an environment is told where it is asked for.
    let Ok(environment) = EnvironmentMix::parse(global.environment(None), catalog) else {
        return Vec::new();
    };
    let mut due: BTreeMap<&str, (&Person, BTreeSet<CredentialId>)> = BTreeMap::new();
    let renewals = found.due.iter().map(|one| (one.person, one.credential.id));
    let ending = found
        .ending()
        .map(|(one, _)| (one.person, one.credential.id));
    for (person, id) in renewals.chain(ending) {
        let entry = due
            .entry(person.id.as_str())
            .or_insert((person, BTreeSet::new()));
        entry.1.insert(id);
    }
    let of_person = |(person, ids): (&'a Person, BTreeSet<CredentialId>)| {
        let (role, level) = work_of(person, catalog)?;
        let profile = Profile {
            holds: held_on(person, catalog, global.today()),
            level: level.unwrap_or(role.level),
            rate,
            ..Profile::new(role, environment.clone(), global.today())
        };
        let required = requirements.map(|sets| {
            let asked = |id: &CredentialId| needs(catalog, sets, person, *id);
            profile.holds.iter().copied().filter(asked).collect()
        });
        let mut kept = kept(catalog, &profile, required.as_ref());
        kept.retain(|kept| ids.contains(&kept.credential.id));
        Some(PersonWorth {
            person,
            role: role.name.as_str(),
            kept,
        })
    };
    due.into_values().filter_map(of_person).collect()
}

/// Whether a requirement asks for a credential of this person: by its items, for a position, or because another that is
/// asked for requires it.
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
