//! `certadvise path`.

use std::collections::BTreeMap;

use super::args::holdings::person_holding;
use super::global::{Global, USUAL_RATE, horizon_end, whole};
use super::inputs::open_catalog;
use super::output::{Format, Formats, json, no_form};
use super::prompt::{ask_for_target, can_ask, missing};
use super::resolver::Resolver;
use super::{Exit, Failure, Outcome, career};
use crate::advice::path::{Goal, Path, path};
use crate::base::date::{Date, Expiry};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::cost::schedule::{Member, schedule};
use crate::cost::standing::{Renewers, of_person};
use crate::render::fold;
use crate::render::path::{View, unreachable_json};

/// Show the cheapest order of steps to a credential, or into a role
///
/// Finds what must be earned before it, picks the cheapest where one of several is enough, and
/// shows for each step the eligibility, the preparation, the fee, the exam and the upkeep. Exit
/// code 1: it can't be reached, because something it requires can no longer be earned, or not yet.
/// For a role: what to earn over some years, in which order, what it costs, and when each step
/// pays off. On a terminal, it asks where to if nothing is named.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise path cks
  certadvise path az-305 --holds az-104=2025-06 --hours-per-week 8
  certadvise path sc-100 --rate 40 --format json
  certadvise path --role devops --holds terraform-associate --years 3 --env aws")]
pub(super) struct Args {
    /// The credential to reach, by id or alias; or a role
    #[arg(
        value_name = "ID|ROLE",
        conflicts_with_all = ["to", "role"]
    )]
    target: Option<String>,
    /// The credential to reach, as a flag
    #[arg(long, value_name = "ID", conflicts_with = "role")]
    to: Option<String>,
    /// The role to get into, as a flag: an id, a name or a synonym
    #[arg(long, short)]
    role: Option<String>,
    /// Years to plan for, if the target is a role [default: 3]
    #[arg(long, value_name = "YEARS", value_parser = whole::<u8>(1, 10))]
    years: Option<u8>,
    /// Where the work of the role runs: aws, hybrid, aws=60,on-prem=40 and so on [default: neutral]
    #[arg(long, short)]
    env: Option<String>,
    /// Seniority in the role: entry, mid, senior or principal [default: what the role usually asks for]
    #[arg(long, short)]
    level: Option<String>,
    /// Credentials already held, by id or alias, separated by commas; with `=EARNED`, a date or a month, where they may
    /// expire; may be repeated
    #[arg(long, value_name = "ID[=EARNED]", value_delimiter = ',')]
    holds: Vec<String>,
    /// Hours a week for preparation
    #[arg(long, value_name = "HOURS", default_value_t = 5, value_parser = whole::<u16>(1, 168))]
    hours_per_week: u16,
    /// What an hour is worth, in USD [default: hours only decide between ways that cost the same]
    #[arg(long, value_name = "USD")]
    rate: Option<Usd>,
    /// Years over which the cost of keeping is counted [default: 6]
    #[arg(long, value_name = "YEARS", value_parser = whole::<u8>(1, 50))]
    horizon: Option<u8>,
    #[command(flatten)]
    formats: Formats,
}

/// Where a path leads, by name.
enum Target {
    Credential(String),
    Role(String),
}

impl Args {
    /// Where the path is to lead, by the name that was given or chosen.
    fn target(&self, catalog: &Catalog) -> Result<Target, Failure> {
        let named = match (&self.role, &self.to, &self.target) {
            (Some(role), _, _) => return Ok(Target::Role(role.clone())),
            (None, Some(id), _) => return Ok(Target::Credential(id.clone())),
            (None, None, Some(name)) => name.clone(),
            (None, None, None) if can_ask() => ask_for_target(catalog)?,
            (None, None, None) => {
                return Err(missing("no credential and no role is named", "path cks").into());
            }
        };
        let is_role =
            catalog.credential_named(&named).is_err() && catalog.role_named(&named).is_ok();
        Ok(if is_role {
            Target::Role(named)
        } else {
            Target::Credential(named)
        })
    }
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = &*open_catalog(global)?;
    let (today, horizon) = (global.today(), global.horizon(args.horizon));
    let mut resolver = Resolver::default();
    let target = args.target(catalog)?;
    if let Target::Role(role) = &target {
        let holds = held(args, catalog, today, &mut resolver);
        if args.horizon.is_some() {
            let finding =
                Diagnostic::error(Code::BadArgument, "`--horizon` can't be used with a role");
            resolver.report(finding.help("--years says for how long to plan"));
        }
        let asked = career::Question {
            role,
            env: args.env.as_deref(),
            level: args.level.as_deref(),
            years: args.years,
            hours_per_week: args.hours_per_week,
            rate: args.rate,
            formats: &args.formats,
        };
        return career::run(&asked, holds, catalog, resolver, global);
    }
    if args.years.is_some() || args.env.is_some() || args.level.is_some() {
        let message = "`--years`, `--env` and `--level` can be used only with a role";
        let finding = Diagnostic::error(Code::BadArgument, message);
        resolver.report(finding.help("pass `--role`, or remove them"));
    }
    let target = match &target {
        Target::Credential(name) => resolver.credential(catalog, name),
        Target::Role(_) => None,
    };
    let holds = held(args, catalog, today, &mut resolver);
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
                Format::Json => json(&unreachable_json(today, target, &because)),
                other => Err(no_form(other)),
            })?;
            return Ok(Exit::Fails);
        }
    };
    global.check_age(way.steps.iter().map(|step| step.credential));
    let view = View {
        catalog,
        goal: &goal,
        path: &way,
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

/// What is held, and through when.
fn held(
    args: &Args,
    catalog: &Catalog,
    today: Date,
    resolver: &mut Resolver,
) -> BTreeMap<CredentialId, Expiry> {
    let person = person_holding(&args.holds, catalog, today, resolver);
    let held = of_person(&Renewers::new(catalog), catalog, &person, today);
    held.iter()
        .map(|worth| (worth.credential.id, worth.dated.expiry))
        .collect()
}

/// What it takes to earn all steps today and keep them, and to keep what is renewed on the way, USD; and whether
/// something unknown is not counted.
fn over_horizon(catalog: &Catalog, goal: &Goal<'_>, way: &Path<'_>, years: u8) -> (Usd, bool) {
    let steps = way
        .steps
        .iter()
        .map(|step| Member::to_earn(step.credential));
    let renewed = way.renewals.iter().filter_map(|renewal| {
        let expiry = goal.holds.get(&renewal.credential.id)?;
        Some(Member::held(renewal.credential, goal.today, *expiry))
    });
    let members: Vec<Member<'_>> = steps.chain(renewed).collect();
    let end = horizon_end(goal.today, years);
    let plan = schedule(
        catalog,
        &members,
        goal.today,
        end,
        goal.rate.unwrap_or(USUAL_RATE),
    );
    (plan.total(), !plan.at_least.is_empty())
}
