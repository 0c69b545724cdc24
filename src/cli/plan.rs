//! `certadvise plan`.

use std::str::FromStr;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use super::args::gate::{Gate, asks_everybody};
use super::global::{Global, date, whole};
use super::inputs::{Inputs, refuse_nobody};
use super::output::{Format, Formats, json, no_form};
use super::progress::Progress;
use super::resolver::Resolver;
use super::{Exit, Failure, Outcome};
use crate::base::date::Date;
use crate::base::date::months_later;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Evidence;
use crate::plan::answer::{Plan, PlanOutcome, Planner};
use crate::plan::solver::Effort;
use crate::plan::verify::partial;
use crate::plan::{Objective, Question};
use crate::render::names::Names;
use crate::render::plan as render;
use crate::team::roster::{Held, HoldingStatus, Person, Team};

/// Months until the deadline where none is given.
const USUAL_MONTHS: i64 = 12;
/// Nodes of the search tree times variables: some seconds.
pub(super) const WORK: u64 = 10_000_000;
/// What is said while that takes long.
pub(super) const SEARCHING: &str = "searching for the best plan";
/// A plan that does more different things than this is large.
const LARGE: usize = 10;

/// Find the cheapest way to close a team's gaps: who earns or renews what, by when
///
/// Every requirement is met on the deadline and through --until, and what is covered today stays covered until then. The
/// plan is the best there is, or says how far it may be from the best. Exit code 1: there is no plan, and why.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise plan --team team.yaml --require aws-partner-advanced
  certadvise plan --team team.yaml --require ops.yaml --budget 5000 --objective hours
  certadvise plan --team team.yaml --require ops.yaml --what-if hire=new:cka+aws-sap")]
pub(super) struct Args {
    #[command(flatten)]
    gate: Gate,
    /// The date by which new credentials must be earned [default: in 12 months]
    #[arg(long, value_name = "DATE", value_parser = date)]
    deadline: Option<Date>,
    /// The date through which every requirement must be met [default: the deadline]
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
    /// Plan for the deadline alone: what is covered today may lapse before it
    #[arg(long)]
    only_on_deadline: bool,
    /// The most cash to spend, in USD
    #[arg(long, value_name = "USD")]
    budget: Option<Usd>,
    /// The most hours for each person before the deadline; `hours_per_week` in the team file limits them too
    #[arg(long, value_name = "H", value_parser = whole::<u32>(0, 1_000_000))]
    max_hours_per_person: Option<u32>,
    /// What to minimize: cost (cash, and hours at --rate, as in `renewals` and `cost`), cash, or hours
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "cost",
        hide_possible_values = true
    )]
    objective: Wanted,
    /// What an hour is worth, in USD [default: 10]
    #[arg(long, value_name = "USD")]
    rate: Option<Usd>,
    /// Plan as if somebody left (`leave=p03`) or joined (`hire=ID:cka+aws-sap`); may be repeated
    #[arg(long, value_name = "CHANGE")]
    what_if: Vec<WhatIf>,
    /// How many next-best plans to show, each with different credentials [default: 3, none for a
    /// large plan]
    #[arg(long, value_name = "N", value_parser = whole::<usize>(0, 1_000_000))]
    alternatives: Option<usize>,
    /// Show how many hours more cash would save
    #[arg(long)]
    curve: bool,
    /// Stop searching after this many seconds and show the best plan so far, with how far it may be from the best
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = whole::<u32>(0, 1_000_000))]
    time_limit: u32,
    #[command(flatten)]
    formats: Formats,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Cash,
    Hours,
    Cost,
}

/// A change to the team.
#[derive(Clone, Debug)]
enum WhatIf {
    Leave(String),
    Hire { id: String, holds: Vec<String> },
}

impl FromStr for WhatIf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected leave=PERSON, or hire=ID:credential+credential".to_owned();
        match text.split_once('=') {
            Some(("leave", id)) if !id.is_empty() => Ok(Self::Leave(id.to_owned())),
            Some(("hire", who)) => {
                let (id, holds) = who.split_once(':').unwrap_or((who, ""));
                let holds = holds
                    .split('+')
                    .map(str::trim)
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned);
                if id.is_empty() {
                    Err(expected())
                } else {
                    Ok(Self::Hire {
                        id: id.to_owned(),
                        holds: holds.collect(),
                    })
                }
            }
            _ => Err(expected()),
        }
    }
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let inputs = args.gate.request(global)?.open(global)?;
    inputs.check_age(global);
    let Inputs {
        catalog,
        mut team,
        requirements,
        ..
    } = inputs;
    let catalog = &*catalog;
    let today = global.today();
    let deadline = args
        .deadline
        .unwrap_or_else(|| months_later(today, USUAL_MONTHS));
    let until = args.until.unwrap_or(deadline);
    if deadline < today || until < deadline {
        let order = format!("today is {today}, the deadline {deadline}, the end {until}");
        let finding = Diagnostic::error(
            Code::BadArgument,
            format!("the days are out of order: {order}"),
        );
        return Err(finding
            .help("--deadline is today or later, --until the deadline or later")
            .into());
    }
    let mut resolver = Resolver::default();
    for change in &args.what_if {
        apply(change, &mut team, catalog, today, &mut resolver);
    }
    resolver.finish()?;
    if args.gate.anonymize {
        team = team.anonymized();
    }
    let limit = Duration::from_secs(args.time_limit.into());
    let start = Instant::now();
    let time_left = || limit.saturating_sub(start.elapsed());
    let question = Question {
        catalog,
        team: &team,
        requirements: &requirements,
        today,
        deadline,
        until,
        keep_covered: !args.only_on_deadline,
        valid_for: args.gate.valid_for,
        least_evidence: args.gate.min_evidence,
        assume_valid: args.gate.assume_valid,
        budget: args.budget,
        max_hours: args.max_hours_per_person,
        objective: match args.objective {
            Wanted::Cash => Objective::Cash,
            Wanted::Hours => Objective::Hours,
            Wanted::Cost => Objective::Cost,
        },
        rate: global.rate(args.rate),
        effort: Effort {
            work: WORK,
            time_left: &time_left,
        },
    };
    let planner = Planner::new(question)?;
    let shown = answer(&planner, args, global)?;
    if matches!(shown, render::Shown::Found { .. }) && asks_everybody(&requirements) {
        refuse_nobody(team.people.len())?;
    }
    let page = render::Page {
        planner: &planner,
        shown,
        names: Names::new(catalog, &team),
    };
    args.formats.write(global, |format| match format {
        Format::Table => Ok(page.terminal(global.width())),
        Format::Markdown => Ok(page.markdown()),
        Format::Csv => Ok(page.csv()?),
        Format::Json => json(&render::json(&page)),
        other => Err(no_form(other)),
    })?;
    Ok(match page.shown {
        render::Shown::Found { .. } => Exit::Holds,
        render::Shown::Infeasible(_) => Exit::Fails,
    })
}

/// How many next-best plans to look for by default: each takes as many searches as the plan does different things.
fn usual<'q>(planner: &Planner<'q>, plan: &Plan<'q>) -> usize {
    if planner.different(plan) <= LARGE {
        3
    } else {
        0
    }
}

/// The best plan and what comes after it, or why there is none. Says on a terminal how far the search is.
fn answer<'q>(
    planner: &Planner<'q>,
    args: &Args,
    global: &Global,
) -> Result<render::Shown<'q>, Failure> {
    let progress = Progress::start(SEARCHING, global);
    match search(planner, &progress) {
        PlanOutcome::Found(plan) => {
            if let Some(day) = planner.breaks_on(&plan) {
                let message =
                    format!("a plan was found, but a requirement would not be met on {day}");
                let finding = Diagnostic::error(Code::PlanRejected, message);
                return Err(finding.help("please report this").into());
            }
            progress.say(format!(
                "searching for the next-best plans; best plan: {}",
                render::worth(planner, plan.weight)
            ));
            let count = args.alternatives.unwrap_or_else(|| usual(planner, &plan));
            let alternatives = planner.alternatives(&plan, count);
            let curve = if args.curve {
                progress.say("searching for what more cash would save");
                planner.curve()
            } else {
                Vec::new()
            };
            Ok(render::Shown::Found {
                plan,
                alternatives,
                curve,
            })
        }
        PlanOutcome::Infeasible => {
            progress.say("looking for what can't be met");
            Ok(render::Shown::Infeasible(planner.causes()))
        }
        PlanOutcome::Undecided => {
            let finding =
                Diagnostic::error(Code::Undecided, "the search ended before a plan was found");
            Err(finding
                .help("ask for fewer requirements at a time, or raise --time-limit")
                .into())
        }
    }
}

/// Searches for the best plan, and says on a terminal what the best so far costs.
pub(super) fn search<'q>(planner: &Planner<'q>, progress: &Progress) -> PlanOutcome<'q> {
    planner.plan_telling(&|best| {
        progress.say(format!("{SEARCHING}; {}", render::so_far(planner, best)));
    })
}

/// Changes a team.
fn apply(
    change: &WhatIf,
    team: &mut Team,
    catalog: &Catalog,
    today: Date,
    resolver: &mut Resolver,
) {
    match change {
        WhatIf::Leave(id) => {
            let leaver = resolver.person(team, id).map(|person| person.id.clone());
            team.people
                .retain(|person| Some(&person.id) != leaver.as_ref());
        }
        WhatIf::Hire { id, .. } if team.person(id).is_some() => {
            let finding =
                Diagnostic::error(Code::DefinedTwice, format!("`{id}` is in the team already"));
            resolver.report(finding.help("give the new one another id"));
        }
        WhatIf::Hire { id, holds } => {
            let credentials = resolver.credentials(catalog, holds);
            team.people.push(Person {
                holds: credentials
                    .iter()
                    .map(|credential| hired_with(credential.id, today))
                    .collect(),
                ..Person::new(Text::from(id.clone()))
            });
        }
    }
}

/// What somebody who is hired today brings along.
fn hired_with(credential: CredentialId, today: Date) -> Held {
    Held {
        credential,
        exam: None,
        earned: partial(today),
        expires: None,
        status: HoldingStatus::Held,
        evidence: None,
        evidence_level: Evidence::Verified,
        place: Place {
            file: "--what-if".into(),
            line: 1,
            column: 1,
            width: 1,
            text: "".into(),
        },
    }
}
