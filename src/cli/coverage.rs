//! `certadvise coverage`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;

use super::args::gate::{Gate, asks_everybody};
use super::files::{is_dash, name, take_stdin};
use super::global::{FailOn, Global, after};
use super::inputs::{Judged, Request, Requirements, refuse_nobody};
use super::output::{Format, Formats, Offer, json, no_form};
use super::parts::{Parts, sources};
use super::pipeline::{Pipeline, summarize};
use super::progress::Progress;
use super::settings::Configured;
use super::{Exit, Failure, Outcome};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::Catalog;
use crate::coverage::stream::{self, Roster};
use crate::coverage::{Question, Verdict, judge};
use crate::render::names::Names;
use crate::render::{coverage as render, fold};
use crate::team::requirement::Weight;
use crate::team::roster::Unknown;

/// Bytes of CSV from which on rosters are never read as a whole.
const STREAM_FROM: u64 = 64 << 20;

/// How rosters are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Everybody is kept.
    Whole,
    RowByRow,
}

/// Check whether a team meets its requirements: today, until when, and who it depends on
///
/// Different people fill the seats of an exclusive group, in the best possible way. A holding
/// counts while it is valid. What no roster can show is listed as not checked. docs/requirements.md
/// explains the requirement files.
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 covered, 1 not covered (or what --fail-on names), 2 could not judge.

Examples:
  certadvise coverage --team team.yaml --require requirements.yaml
  certadvise coverage --team team.csv --require aws-partner-advanced --within 6m
  certadvise coverage --team team.yaml --require dod-8140-positions -o coverage.md"
)]
pub(super) struct Args {
    #[command(flatten)]
    gate: Gate,
    /// How far to look ahead for the day on which a gap opens if nobody renews
    #[arg(long, value_name = "PERIOD", default_value = "12m")]
    within: Period,
    /// Accept holdings of credentials that are not in the catalog; they never count
    #[arg(long)]
    allow_unknown: bool,
    /// Show who meets what by which holding instead, one row each, for an inspection (table, csv and markdown)
    #[arg(long)]
    evidence: bool,
    /// Append the report in Markdown to the file that `GITHUB_STEP_SUMMARY` names, if it is set
    #[arg(long)]
    summary: bool,
    #[command(flatten)]
    formats: Formats<Forms>,
    #[command(flatten)]
    parts: Parts,
}

/// What this command offers.
#[derive(Clone)]
struct Forms;

impl Offer for Forms {
    const FORMATS: &'static [Format] = &[
        Format::Table,
        Format::Json,
        Format::Csv,
        Format::Markdown,
        Format::Html,
        Format::Junit,
        Format::Sarif,
        Format::Github,
    ];
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    args.parts.check(global)?;
    let whole = if args.parts.merges() {
        args.gate.request_for_parts(global)?
    } else {
        args.gate.request(global)?
    };
    let rosters = whole.team;
    let reading = args.reading(rosters)?;
    let as_of = global.today();
    let until = after(as_of, args.within);
    let options = args.gate.options();
    let row_by_row = |catalog: &Catalog, requirements: Option<&Requirements>| {
        let question = Question {
            requirements: requirements.map_or(&[], |requirements| &requirements.all),
            catalog,
            as_of,
            until,
            options,
        };
        args.judge(rosters, &question, requirements, global)
    };
    let request = Request {
        unknown: args.unknown(),
        judge: (reading != Reading::Whole).then_some(&row_by_row),
        ..whole
    };
    let mut inputs = request.open(global)?;
    if args.gate.anonymize {
        inputs.team = inputs.team.anonymized();
    }
    let mut verdict = match inputs.judged.take() {
        Some(Judged::Part(part)) => {
            args.parts.write(&part, global)?;
            return Ok(Exit::Holds);
        }
        Some(Judged::Verdict(verdict)) => *verdict,
        None => {
            let _progress = Progress::start("judging the team", global);
            judge(
                &inputs.requirements,
                &inputs.team,
                &inputs.catalog,
                as_of,
                until,
                options,
            )
        }
    };
    global.report(&verdict.warnings);
    if verdict.covered && asks_everybody(&inputs.requirements) {
        refuse_nobody(verdict.people)?;
    }
    let proofs = verdict
        .requirements
        .iter()
        .flat_map(|one| &one.items)
        .flat_map(|item| &item.filled_by);
    let old = global.check_age(
        proofs
            .flat_map(|filled| &filled.by)
            .filter_map(|proof| inputs.catalog.credential(&proof.credential)),
    );
    verdict
        .warnings
        .extend(inputs.warnings.iter().cloned().chain(old));
    let page = render::Page {
        verdict: &verdict,
        names: Names::new(&inputs.catalog, &inputs.team).with(&verdict.names),
        team: &inputs.team,
    };
    let files = if args.parts.merges() {
        args.parts.files()
    } else {
        rosters
    };
    let pipeline = Pipeline::new(&page, files, global);
    let configured = global.settings.configured.as_ref();
    args.formats.write(global, |format| match format {
        Format::Table => {
            let configured = configured.map_or_else(String::new, |by| {
                format!("\n{}\n", fold(&format!("{by}."), global.width(), 2))
            });
            Ok(args.terminal(&page, global) + &configured)
        }
        Format::Markdown => {
            let configured = configured.map_or_else(String::new, |by| format!("\n{by}.\n"));
            Ok(args.markdown(&page) + &configured)
        }
        Format::Csv if args.evidence => Ok(page.evidence_csv()?),
        Format::Csv => Ok(page.csv()?),
        Format::Json => json(&Answer {
            verdict: render::json(&verdict),
            configuration: configured,
        }),
        Format::Html => Ok(page.html()),
        Format::Sarif => pipeline.sarif(),
        Format::Junit => pipeline.junit(),
        Format::Github => Ok(pipeline.github(&page.terminal(global.width()))),
        ics @ Format::Ics => Err(no_form(ics)),
    })?;
    if args.summary {
        summarize(&page.markdown(), global)?;
    }
    Ok(exit(&verdict, global))
}

impl Args {
    fn terminal(&self, page: &render::Page<'_>, global: &Global) -> String {
        if self.evidence {
            page.evidence_terminal(global.width())
        } else {
            page.terminal(global.width())
        }
    }

    fn markdown(&self, page: &render::Page<'_>) -> String {
        if self.evidence {
            page.evidence_markdown()
        } else {
            page.markdown()
        }
    }

    /// Judges rosters row by row or in parts.
    fn judge(
        &self,
        rosters: &[PathBuf],
        question: &Question<'_>,
        requirements: Option<&Requirements>,
        global: &Global,
    ) -> Result<(Judged, Vec<Diagnostic>), Vec<Diagnostic>> {
        let unknown = self.unknown();
        let sources = || match requirements {
            Some(requirements) => sources(requirements, global),
            // What is wrong with the requirements is told elsewhere.
            None => Err(Vec::new()),
        };
        if self.parts.merges() {
            return self.parts.merged(question, unknown, &sources()?);
        }
        with_rosters(rosters, global, |rosters| {
            if self.parts.reads_part() {
                let bucket = self.parts.bucket();
                let part = stream::judge_part(question, unknown, bucket, rosters, &sources()?)?;
                return Ok((Judged::Part(Box::new(part)), Vec::new()));
            }
            let (verdict, found) = stream::judge(question, unknown, self.gate.names(), rosters)?;
            Ok((Judged::Verdict(Box::new(verdict)), found))
        })
    }

    /// How the rosters are read.
    fn reading(&self, rosters: &[PathBuf]) -> Result<Reading, Failure> {
        if self.parts.merges() {
            return Ok(Reading::RowByRow);
        }
        let is_of = |path: &Path, kinds: &[&str]| {
            let end = path.extension().unwrap_or_default();
            kinds.iter().any(|kind| end.eq_ignore_ascii_case(kind))
        };
        if self.parts.stream || self.parts.reads_part() {
            // A pipe has any name.
            let other = rosters
                .iter()
                .any(|path| path.is_dir() || is_of(path, &["yaml", "yml", "json"]));
            let flag = if self.parts.stream {
                "--stream"
            } else {
                "--partial"
            };
            return if other {
                let message = format!("`{flag}` reads CSV only");
                Err(Diagnostic::error(Code::BadArgument, message)
                    .help(format!("leave {flag} out for YAML, JSON and folders"))
                    .into())
            } else {
                Ok(Reading::RowByRow)
            };
        }
        if !rosters.iter().all(|path| is_of(path, &["csv"])) {
            return Ok(Reading::Whole);
        }
        let files = rosters.iter().map(|path| fs::metadata(path).ok());
        let files = files.map(|file| file.filter(fs::Metadata::is_file));
        let Some(files) = files.collect::<Option<Vec<_>>>() else {
            return Ok(Reading::Whole);
        };
        let size: u64 = files.iter().map(fs::Metadata::len).sum();
        Ok(if size >= STREAM_FROM {
            Reading::RowByRow
        } else {
            Reading::Whole
        })
    }

    fn unknown(&self) -> Unknown {
        if self.allow_unknown {
            Unknown::Keep
        } else {
            Unknown::Refuse
        }
    }
}

/// The verdict, and the configuration where it decides what is judged and by what.
#[derive(Serialize)]
struct Answer<'a, V> {
    #[serde(flatten)]
    verdict: V,
    configuration: Option<&'a Configured>,
}

/// Opens a roster at its beginning; stdin can be opened once.
fn open(path: &Path, progress: &Progress) -> io::Result<Box<dyn io::Read>> {
    if is_dash(path) {
        take_stdin()?;
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = fs::File::open(path)?;
    let bytes = file.metadata()?.len();
    progress.say(format!("reading {}", name(path)));
    Ok(Box::new(progress.reading(file, bytes)))
}

/// Opens the rosters for somebody who reads them row by row.
fn with_rosters<T>(
    rosters: &[PathBuf],
    global: &Global,
    read: impl FnOnce(&[Roster<'_>]) -> T,
) -> T {
    let progress = Progress::start_reading("reading the roster", rosters, global);
    let progress = &progress;
    let opens: Vec<_> = rosters
        .iter()
        .map(|path| move || open(path, progress))
        .collect();
    let rosters: Vec<Roster<'_>> = rosters
        .iter()
        .zip(&opens)
        .map(|(path, open)| Roster {
            name: name(path),
            again: path.is_file(),
            open,
        })
        .collect();
    read(&rosters)
}

/// Covered or not, and whether what is covered has a weakness that should fail.
fn exit(verdict: &Verdict, global: &Global) -> Exit {
    let expiring = global.fails_on(FailOn::Expiring) && verdict.breaks_on.is_some();
    let items = verdict.requirements.iter().flat_map(|one| &one.items);
    let mut deciding = items.filter(|item| item.severity == Weight::Required);
    let depends =
        global.fails_on(FailOn::SinglePoint) && deciding.any(|item| !item.single_points.is_empty());
    if verdict.covered && !expiring && !depends {
        Exit::Holds
    } else {
        Exit::Fails
    }
}
