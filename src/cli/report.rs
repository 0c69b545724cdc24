//! `certadvise report`.

use super::coverage::open_requirements;
use super::global::{Global, after};
use super::judged::{Judged, asks_everybody, refuse_nobody};
use super::output::{print, write_file};
use super::plan::{WORK, patiently};
use super::renewals::open;
use super::{Exit, Outcome};
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::cost::renewals::renewals;
use crate::coverage::judge;
use crate::plan::answer::{Outcome as Answer, Planner};
use crate::plan::solver::Effort;
use crate::plan::{Objective, Question};
use crate::render::plan::{Page, Shown};
use crate::render::report::Report;

/// Write one page about a team: what is covered and until when, by whom, what ends, what it costs, what to do
///
/// A page that stands alone: no script, nothing from elsewhere. It reports and judges nothing: the exit code is 0
/// whatever it says (`certadvise coverage` is the gate).
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise report --team team.yaml --require requirements.yaml -o report.html
  certadvise report --team team.csv --require aws-partner-advanced --within 6m --anonymize -o report.html")]
pub(super) struct Args {
    #[command(flatten)]
    judged: Judged,
    /// How far to look ahead, and when everything that is missing shall be there
    #[arg(long, value_name = "PERIOD", default_value = "12m")]
    within: Period,
    /// What an hour is worth when ways to renew are compared, USD
    #[arg(long, value_name = "USD", default_value = "10")]
    rate: Usd,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = global.open_catalog()?;
    let judged = &args.judged;
    let mut found = Vec::new();
    let requirements = open_requirements(&judged.require, catalog, &mut found);
    let team = open(&judged.team, catalog, judged.names(), global);
    let (team, requirements) = match (team, requirements) {
        (Ok(team), Some(requirements)) => (team, requirements),
        (Ok(_), None) => return Err(found.into()),
        (Err(failure), None) => return Err([found, failure.into_findings()].concat().into()),
        (Err(failure), Some(_)) => return Err(failure),
    };
    global.report(&found);
    let team = if judged.anonymize {
        team.anonymized()
    } else {
        team
    };
    let (today, until) = (global.today(), after(global.today(), args.within));
    let verdict = judge(
        &requirements,
        &team,
        catalog,
        today,
        until,
        judged.options(),
    );
    global.report(&verdict.warnings);
    if verdict.covered && asks_everybody(&requirements) {
        refuse_nobody(verdict.people)?;
    }
    let renewals = renewals(catalog, &team, today, until, args.rate);
    let planner = Planner::new(Question {
        catalog,
        team: &team,
        requirements: &requirements,
        today,
        deadline: until,
        until,
        valid_for: judged.valid_for,
        least_evidence: judged.min_evidence,
        assume_valid: judged.assume_valid,
        budget: None,
        max_hours: None,
        objective: Objective::Cash,
        rate: args.rate,
        effort: Effort {
            work: WORK,
            time: None,
        },
    })?;
    let shown = patiently(global, || match planner.plan() {
        Answer::Found(plan) if planner.breaks_on(&plan).is_none() => Some(Shown::Found {
            plan,
            alternatives: Vec::new(),
            curve: Vec::new(),
        }),
        Answer::Infeasible => Some(Shown::Infeasible(planner.causes())),
        Answer::Found(_) | Answer::Undecided => None,
    });
    let plan = shown.map(|shown| Page {
        planner: &planner,
        shown,
    });
    let command = command(judged, args.within);
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
fn command(judged: &Judged, within: Period) -> String {
    let mut words = vec!["certadvise report".to_owned()];
    words.extend(
        judged
            .team
            .iter()
            .map(|path| format!("--team {}", path.display())),
    );
    words.extend(
        judged
            .require
            .iter()
            .map(|path| format!("--require {}", path.display())),
    );
    words.push(format!("--within {}", period_flag(within)));
    if judged.anonymize {
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
