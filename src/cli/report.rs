//! `certadvise report`.

use std::time::{Duration, Instant};

use std::path::PathBuf;

use super::args::gate::{Gate, asks_everybody};
use super::global::{Global, after};
use super::inputs::{Inputs, Request, refuse_nobody};
use super::output::{print, write_file};
use super::plan::{WORK, patiently};
use super::{Exit, Outcome};
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::cost::renewals::renewals;
use crate::coverage::judge;
use crate::plan::answer::{PlanOutcome, Planner};
use crate::plan::solver::Effort;
use crate::plan::{Objective, Question};
use crate::render::plan::{Page, Shown};
use crate::render::report::Report;

/// How long the plan on the page is searched for.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Write one page about a team: what is covered and until when, by whom, what expires, what it costs, what to do
///
/// The page is one self-contained file: it runs no script and loads nothing. This command only
/// reports: its exit code is always 0
/// (`certadvise coverage` is the gate).
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise report --team team.yaml --require requirements.yaml -o report.html
  certadvise report --team team.csv --require cncf-kcsp --anonymize -o report.html")]
pub(super) struct Args {
    #[command(flatten)]
    gate: Gate,
    /// How far to look ahead, and the deadline for closing gaps
    #[arg(long, value_name = "PERIOD", default_value = "12m")]
    within: Period,
    /// What an hour is worth when ways to renew are compared, USD [default: 10]
    #[arg(long, value_name = "USD")]
    rate: Option<Usd>,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let gate = &args.gate;
    let request = gate.request(global)?;
    let inputs = request.open(global)?;
    inputs.check_age(global);
    let Inputs {
        catalog,
        team,
        requirements,
        ..
    } = inputs;
    let catalog = &*catalog;
    let team = if gate.anonymize {
        team.anonymized()
    } else {
        team
    };
    let rate = global.rate(args.rate);
    let (today, until) = (global.today(), after(global.today(), args.within));
    let verdict = judge(&requirements, &team, catalog, today, until, gate.options());
    global.report(&verdict.warnings);
    if verdict.covered && asks_everybody(&requirements) {
        refuse_nobody(verdict.people)?;
    }
    let renewals = renewals(catalog, &team, today, until, rate);
    let start = Instant::now();
    let time_left = || TIME_LIMIT.saturating_sub(start.elapsed());
    let planner = Planner::new(Question {
        catalog,
        team: &team,
        requirements: &requirements,
        today,
        deadline: until,
        until,
        valid_for: gate.valid_for,
        least_evidence: gate.min_evidence,
        assume_valid: gate.assume_valid,
        budget: None,
        max_hours: None,
        objective: Objective::Cash,
        rate,
        effort: Effort {
            work: WORK,
            time_left: &time_left,
        },
    })?;
    let shown = patiently(global, || match planner.plan() {
        PlanOutcome::Found(plan) if planner.breaks_on(&plan).is_none() => Some(Shown::Found {
            plan,
            alternatives: Vec::new(),
            curve: Vec::new(),
        }),
        PlanOutcome::Infeasible => Some(Shown::Infeasible(planner.causes())),
        PlanOutcome::Found(_) | PlanOutcome::Undecided => None,
    });
    let plan = shown.map(|shown| Page {
        planner: &planner,
        shown,
    });
    let command = command(&request, gate.anonymize, args.within);
    let page = Report {
        catalog,
        team: &team,
        requirements: &requirements,
        verdict: &verdict,
        renewals: &renewals,
        plan: plan.as_ref(),
        command: &command,
    }
    .html()
    .map_err(anyhow::Error::from)?;
    match global.output() {
        Some(file) => write_file(file, &page, global)?,
        None => print(&page, global)?,
    }
    Ok(Exit::Holds)
}

/// The command that makes this report again.
fn command(request: &Request<'_>, anonymize: bool, within: Period) -> String {
    let paths = |flag: &str, paths: &[PathBuf]| -> Vec<String> {
        paths
            .iter()
            .map(|path| format!("{flag} {}", path.display()))
            .collect()
    };
    let mut words = vec!["certadvise report".to_owned()];
    words.extend(paths("--team", request.team));
    words.extend(paths("--require", request.require));
    words.push(format!("--within {}", period_flag(within)));
    if anonymize {
        words.push("--anonymize".to_owned());
    }
    words.join(" ")
}

/// A period as the flags take it.
fn period_flag(period: Period) -> String {
    match period {
        Period::Days(days) => format!("{days}d"),
        Period::Months(months) => format!("{months}m"),
    }
}
