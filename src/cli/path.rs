//! `certadvise path`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::global::{Global, USUAL_RATE, whole};
use super::inputs::open_catalog;
use super::output::{Format, Formats, json, no_form};
use super::resolver::Resolver;
use super::{Exit, Outcome};
use crate::advice::path::{Goal, Path, path};
use crate::base::date::{Expiry, months_later};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Details;
use crate::cost::schedule::{Holding, Member, schedule};
use crate::cost::standing::{Dated, Renewers};
use crate::render::fold;
use crate::render::path::{View, unreachable_json};

/// Show the cheapest order of steps to a credential
///
/// Finds what must be earned before it, picks the cheapest where one of several is enough, and
/// shows for each step the eligibility, the preparation, the fee, the exam and the upkeep. Exit
/// code 1: it can't be reached, because something it requires can no longer be earned, or not yet.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise path cks
  certadvise path az-305 --holds az-104=2025-06 --hours-per-week 8
  certadvise path sc-100 --rate 40 --format json")]
pub(super) struct Args {
    /// The credential to reach, by id or alias
    #[arg(
        value_name = "ID",
        conflicts_with = "to",
        required_unless_present = "to"
    )]
    target: Option<String>,
    /// The credential to reach, as a flag
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// Credentials already held, by id or alias, `=EARNED` where they may expire; comma-separated, repeatable
    #[arg(long, value_name = "ID[=EARNED]", value_delimiter = ',')]
    holds: Vec<String>,
    /// Hours a week for preparation
    #[arg(long, value_name = "HOURS", default_value_t = 5, value_parser = whole::<u16>(1, 168))]
    hours_per_week: u16,
    /// What an hour is worth, USD [default: hours only decide between ways that cost the same]
    #[arg(long, value_name = "USD")]
    rate: Option<Usd>,
    /// Years over which keeping is counted [default: 6]
    #[arg(long, value_name = "YEARS", value_parser = whole::<u8>(1, 50))]
    horizon: Option<u8>,
    #[command(flatten)]
    formats: Formats,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = &*open_catalog(global)?;
    let (today, horizon) = (global.today(), global.horizon(args.horizon));
    let mut resolver = Resolver::default();
    let target = args.to.as_ref().or(args.target.as_ref());
    let target = target.and_then(|name| resolver.credential(catalog, name));
    let mut holds = BTreeMap::new();
    let mut dated = Vec::new();
    for text in args.holds.iter().filter(|text| !text.trim().is_empty()) {
        let (name, earned) = text
            .split_once('=')
            .map_or((text.as_str(), None), |(name, day)| (name, Some(day)));
        let Some(credential) = resolver.credential(catalog, name) else {
            continue;
        };
        match earned {
            Some(earned) => {
                let earned = resolver.earned_on(credential, earned, today);
                dated.extend(earned.and_then(|earned| {
                    Dated::new(catalog, credential.id, Some(earned), None, None)
                }));
            }
            None => {
                holds.insert(credential.id, Expiry::Unknown);
            }
        }
    }
    Renewers::new(catalog).renew(catalog, &mut dated, today);
    for held in dated {
        if let Some(credential) = catalog.credentials.get(usize::from(held.number)) {
            holds.insert(credential.id, held.expiry);
        }
    }
    resolver.finish()?;
    let Some(target) = target else {
        return Ok(Exit::Unjudged);
    };
    let goal = Goal {
        target,
        holds,
        today,
        hours_per_week: args.hours_per_week,
        rate: args.rate.or(global.settings.rate),
    };
    let way = match path(catalog, &goal) {
        Ok(way) => way,
        Err(unreachable) => {
            let because = unreachable.to_string();
            args.formats.write(global, |format| match format {
                Format::Table | Format::Markdown => Ok(fold(
                    &format!("No path to {}: {because}.", target.id),
                    global.width(),
                    2,
                ) + "\n"),
                Format::Json => json(&unreachable_json(&today.to_string(), target, &because)),
                other => Err(no_form(other)),
            })?;
            return Ok(Exit::Fails);
        }
    };
    global.check_age(way.steps.iter().map(|step| step.credential));
    let details: Vec<Details> = way
        .steps
        .iter()
        .map(|step| step.credential.details().map(Cow::into_owned))
        .collect::<Result<_, _>>()
        .map_err(anyhow::Error::from)?;
    let view = View {
        goal: &goal,
        path: &way,
        details: &details,
        horizon_years: horizon,
        over_horizon: over_horizon(catalog, &goal, &way, horizon),
    };
    args.formats.answer(global, &view)?;
    Ok(if way.too_late().is_empty() {
        Exit::Holds
    } else {
        Exit::Fails
    })
}

/// What it takes to earn all steps today and keep them, and to keep what is renewed on the way, USD; and whether
/// something unknown is not counted.
fn over_horizon(catalog: &Catalog, goal: &Goal<'_>, way: &Path<'_>, years: u8) -> (Usd, bool) {
    let steps = way.steps.iter().map(|step| Member {
        credential: step.credential,
        holding: Holding::ToEarn,
    });
    let renewed = way.renewals.iter().filter_map(|renewal| {
        let expiry = goal.holds.get(&renewal.credential.id)?;
        Some(Member {
            credential: renewal.credential,
            holding: Holding::Held(goal.today, *expiry),
        })
    });
    let members: Vec<Member<'_>> = steps.chain(renewed).collect();
    let end = months_later(goal.today, i64::from(years) * 12);
    let plan = schedule(
        catalog,
        &members,
        goal.today,
        end,
        goal.rate.unwrap_or(USUAL_RATE),
    );
    (plan.total(), !plan.at_least.is_empty())
}
