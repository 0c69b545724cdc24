//! `certadvise report`.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::args::gate::{Gate, asks_everybody};
use super::files::is_dash;
use super::global::{Global, after};
use super::inputs::{Inputs, Request, refuse_nobody};
use super::output::{Format, expect_name, in_shell, print, write_file};
use super::plan::{SEARCHING, WORK, search};
use super::progress::Progress;
use super::{Exit, Outcome};
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::vocabulary::Evidence;
use crate::cost::USUAL_RATE;
use crate::cost::renewals::renewals;
use crate::coverage::judge;
use crate::plan::answer::{PlanOutcome, Planner};
use crate::plan::solver::Effort;
use crate::plan::{Objective, Question};
use crate::render::names::Names;
use crate::render::plan::{Page, Shown};
use crate::render::report::Report;

/// Where the page goes on a terminal without `-o`.
const USUAL_FILE: &str = "report.html";
/// How long the plan on the page is searched for.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// Write one page about a team: what is covered and until when, by whom, what expires, what it costs, what to do
///
/// The page is one self-contained file: it runs no script and loads nothing. On a terminal it is
/// written to report.html unless -o names another file. This command only reports: its exit code
/// is always 0 (`certadvise coverage` is the gate).
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
    /// What an hour is worth when ways to renew and plans are compared, USD [default: 10]
    #[arg(long, value_name = "USD")]
    rate: Option<Usd>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    expect_name(global, Some(Format::Html), "HTML")?;
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
    let verdict = {
        let _progress = Progress::start("judging the team", global);
        judge(&requirements, &team, catalog, today, until, gate.options())
    };
    global.report(&verdict.warnings);
    if verdict.covered && asks_everybody(&requirements) {
        refuse_nobody(verdict.people)?;
    }
    let progress = Progress::start("looking for renewals", global);
    let renewals = renewals(catalog, &team, today, until, rate);
    progress.say(SEARCHING);
    let start = Instant::now();
    let time_left = || TIME_LIMIT.saturating_sub(start.elapsed());
    let planner = Planner::new(Question {
        catalog,
        team: &team,
        requirements: &requirements,
        today,
        deadline: until,
        until,
        keep_covered: true,
        valid_for: gate.valid_for,
        least_evidence: gate.min_evidence,
        assume_valid: gate.assume_valid,
        budget: None,
        max_hours: None,
        objective: Objective::Cost,
        rate,
        effort: Effort {
            work: WORK,
            time_left: &time_left,
        },
    })?;
    let shown = match search(&planner, &progress) {
        PlanOutcome::Found(plan) if planner.breaks_on(&plan).is_none() => Some(Shown::Found {
            plan,
            alternatives: Vec::new(),
            curve: Vec::new(),
        }),
        PlanOutcome::Infeasible => Some(Shown::Infeasible(planner.causes())),
        PlanOutcome::Found(_) | PlanOutcome::Undecided => None,
    };
    progress.say("writing the page");
    let plan = shown.map(|shown| Page {
        planner: &planner,
        shown,
        names: Names::new(catalog, &team),
    });
    let command = command(&request, args, rate, global);
    let page = Report {
        catalog,
        team: &team,
        verdict: &verdict,
        renewals: &renewals,
        names: Names::new(catalog, &team),
        rate,
        plan: plan.as_ref(),
        command: &command,
    }
    .html()
    .map_err(anyhow::Error::from)?;
    drop(progress);
    let file = match global.output() {
        Some(file) => Some(file),
        None if args.open || io::stdout().is_terminal() => Some(Path::new(USUAL_FILE)),
        None => None,
    };
    match file {
        Some(file) if !is_dash(file) => {
            write_file(file, &page, global)?;
            if args.open {
                open(file, global);
            }
        }
        _ => print(&page, global)?,
    }
    Ok(Exit::Holds)
}

/// Shows a file in the program that the system opens such files with. A failure is only noted: the file is there.
fn open(file: &Path, global: &Global) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let started = Command::new(program)
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        global.note(&format!(
            "cannot start `{program}`: open `{}` in a browser",
            file.display()
        ));
    }
}

/// The command that makes this report again.
fn command(request: &Request<'_>, args: &Args, rate: Usd, global: &Global) -> String {
    let gate = &args.gate;
    let mut words = vec!["certadvise report".to_owned()];
    for (flag, paths) in [("--team", request.team), ("--require", request.require)] {
        words.extend(
            paths
                .iter()
                .map(|path| format!("{flag} {}", in_shell(&path.to_string_lossy()))),
        );
    }
    words.push(format!("--within {}", period_flag(args.within)));
    let valid_for = gate.valid_for;
    words.extend(valid_for.map(|period| format!("--valid-for {}", period_flag(period))));
    if gate.min_evidence > Evidence::Declared {
        words.push(format!("--min-evidence {}", gate.min_evidence.word()));
    }
    if rate != USUAL_RATE {
        words.push(format!("--rate {rate}"));
    }
    for (flag, given) in [
        ("--assume-valid", gate.assume_valid),
        ("--anonymize", gate.anonymize),
    ] {
        words.extend(given.then(|| flag.to_owned()));
    }
    words.join(" ") + &global.flags()
}

/// A period as the flags take it.
fn period_flag(period: Period) -> String {
    match period {
        Period::Days(days) => format!("{days}d"),
        Period::Months(months) => format!("{months}m"),
    }
}
