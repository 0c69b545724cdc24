//! `certadvise coverage`.

use std::path::PathBuf;
use std::{fs, io};

use super::files::{collect_files, collect_rosters, is_dash, name};
use super::global::{FailOn, Global, after};
use super::judged::{Judged, asks_everybody, refuse_nobody};
use super::output::{Format, Formats, json, no_form};
use super::pipeline::{Pipeline, summarize};
use super::renewals::shown;
use super::{Exit, Failure, Outcome};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::Catalog;
use crate::catalog::read::File;
use crate::coverage::stream::{self, Roster};
use crate::coverage::{Question, Verdict, judge};
use crate::render::coverage as render;
use crate::team::requirement::library::{Library, Shelf};
use crate::team::requirement::read::read;
use crate::team::requirement::shipped::Shipped;
use crate::team::requirement::{Requirement, Weight};
use crate::team::roster::{Team, Unknown};

/// Bytes of CSV from which on rosters are judged row by row.
const STREAM_FROM: u64 = 64 << 20;

/// Check whether a team has the people it must have: today, until when, and on whom it hangs
///
/// Seats of one group are filled by different people, as well as can be; a holding counts while it is valid. What no
/// roster can show is printed as not checked. docs/requirements.md explains the requirement files.
#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 covered, 1 not covered (or what --fail-on names), 2 could not judge.

Examples:
  certadvise coverage --team team.yaml --require requirements.yaml
  certadvise coverage --team team.csv --require aws-partner-advanced --within 6m --fail-on expiring
  certadvise coverage --team team.yaml --require dod-8140-positions --format markdown -o coverage.md"
)]
pub(super) struct Args {
    #[command(flatten)]
    judged: Judged,
    /// How far to look ahead for the day it breaks if nobody renews
    #[arg(long, value_name = "PERIOD", default_value = "12m")]
    within: Period,
    /// Let in holdings of credentials that the catalog doesn't know; they count for nothing
    #[arg(long)]
    allow_unknown: bool,
    /// Append the report in Markdown to the file that `GITHUB_STEP_SUMMARY` names, if it is set
    #[arg(long)]
    summary: bool,
    /// Judge CSV rosters row by row, in little memory; from 64 MB on this happens by itself
    #[arg(long)]
    stream: bool,
    #[command(flatten)]
    formats: Formats,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = global.open_catalog()?;
    let mut found = Vec::new();
    let streamed = args.streams()?;
    let mut team = None;
    if !streamed {
        team = open_team(args, catalog, &mut found);
    }
    let mut problems = Vec::new();
    let requirements = open_requirements(&args.judged.require, catalog, &mut problems);
    let as_of = global.today();
    let question = Question {
        requirements: requirements.as_deref().unwrap_or_default(),
        catalog,
        as_of,
        until: after(as_of, args.within),
        options: args.judged.options(),
    };
    let mut verdict = None;
    if streamed {
        match stream(args, &question) {
            Ok((judged, warnings)) => {
                verdict = Some(judged);
                found.extend(shown(warnings, args.judged.names()));
            }
            Err(errors) => found.extend(shown(errors, args.judged.names())),
        }
    }
    // What is wrong with rosters and requirements is said in one run.
    found.append(&mut problems);
    let Some(requirements) = &requirements else {
        return Err(Failure::Found(found));
    };
    if let Some(team) = &team {
        let until = question.until;
        verdict = Some(judge(
            requirements,
            team,
            catalog,
            as_of,
            until,
            question.options,
        ));
    }
    let Some(mut verdict) = verdict else {
        return Err(Failure::Found(found));
    };
    global.report(&found);
    global.report(&verdict.warnings);
    if verdict.covered && asks_everybody(requirements) {
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
            .filter_map(|proof| catalog.credential(&proof.credential)),
    );
    verdict.warnings.extend(found.into_iter().chain(old));
    let pipeline = Pipeline::new(&verdict, &args.judged.team, global);
    args.formats.write(global, |format| match format {
        Format::Table => Ok(render::terminal(&verdict, global.width())),
        Format::Markdown => Ok(render::markdown(&verdict)),
        Format::Csv => Ok(render::csv(&verdict)),
        Format::Json => json(&render::json(&verdict)),
        Format::Html => Ok(render::html(&verdict)),
        Format::Sarif => pipeline.sarif(),
        Format::Junit => pipeline.junit(),
        Format::Github => Ok(pipeline.github(&render::terminal(&verdict, global.width()))),
        ics @ Format::Ics => Err(no_form(ics)),
    })?;
    if args.summary {
        summarize(&render::markdown(&verdict), global)?;
    }
    Ok(exit(&verdict, global))
}

impl Args {
    /// Whether the rosters are judged row by row.
    fn streams(&self) -> Result<bool, Failure> {
        let is_csv = |path: &PathBuf| {
            path.extension()
                .is_some_and(|end| end.eq_ignore_ascii_case("csv"))
        };
        if !self.judged.team.iter().all(is_csv) {
            let finding =
                Diagnostic::error(Code::BadArgument, "`--stream` reads `.csv` files only");
            return if self.stream {
                Err(finding
                    .help("people with positions need YAML, and memory")
                    .into())
            } else {
                Ok(false)
            };
        }
        let size: u64 = self
            .judged
            .team
            .iter()
            .filter_map(|path| fs::metadata(path).ok())
            .map(|file| file.len())
            .sum();
        Ok(self.stream || size >= STREAM_FROM)
    }

    fn unknown(&self) -> Unknown {
        if self.allow_unknown {
            Unknown::Keep
        } else {
            Unknown::Refuse
        }
    }
}

/// Judges the rosters row by row.
fn stream(
    args: &Args,
    question: &Question<'_>,
) -> Result<(Verdict, Vec<Diagnostic>), Vec<Diagnostic>> {
    let opens: Vec<_> = args
        .judged
        .team
        .iter()
        .map(|path| move || fs::File::open(path).map(|file| Box::new(file) as Box<dyn io::Read>))
        .collect();
    let rosters: Vec<Roster<'_>> = args
        .judged
        .team
        .iter()
        .zip(&opens)
        .map(|(path, open)| Roster {
            name: name(path),
            again: path.is_file(),
            open,
        })
        .collect();
    stream::judge(question, args.unknown(), args.judged.names(), &rosters)
}

/// Covered or not, and whether what is covered has a weakness that shall fail.
fn exit(verdict: &Verdict, global: &Global) -> Exit {
    let expiring = global.fails_on(FailOn::Expiring) && verdict.breaks_on.is_some();
    let items = verdict.requirements.iter().flat_map(|one| &one.items);
    let mut deciding = items.filter(|item| item.severity == Weight::Required);
    let hangs =
        global.fails_on(FailOn::SinglePoint) && deciding.any(|item| !item.single_points.is_empty());
    if verdict.covered && !expiring && !hangs {
        Exit::Holds
    } else {
        Exit::Fails
    }
}

/// The rosters, or what is wrong with them.
fn open_team(args: &Args, catalog: &Catalog, found: &mut Vec<Diagnostic>) -> Option<Team> {
    let (mut files, mut complete, mut skipped) = (Vec::new(), true, Vec::new());
    for path in &args.judged.team {
        match collect_rosters(path, &mut skipped) {
            Ok(read) => files.extend(read),
            Err(failure) => {
                found.extend(failure.into_findings());
                complete = false;
            }
        }
    }
    let anonymize = args.judged.anonymize;
    let (team, problems) = match Team::read_with(&files, catalog, args.unknown()) {
        Ok((team, warnings)) => (complete.then_some(team), warnings),
        Err(problems) => (None, problems),
    };
    found.append(&mut skipped);
    found.extend(shown(problems, args.judged.names()));
    team.map(|team| if anonymize { team.anonymized() } else { team })
}

/// The files that can be read, and whether that is all of them.
fn open_files(paths: &[PathBuf], found: &mut Vec<Diagnostic>) -> (Vec<File>, bool) {
    let mut files = Vec::new();
    let mut complete = true;
    for path in paths {
        match collect_files(std::slice::from_ref(path)) {
            Ok(read) => files.extend(read),
            Err(failure) => {
                found.extend(failure.into_findings());
                complete = false;
            }
        }
    }
    (files, complete)
}

/// The requirements, or what is wrong with them. Files may extend each other and the built-in sets.
pub(super) fn open_requirements(
    named: &[PathBuf],
    catalog: &Catalog,
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<Requirement>> {
    let is_file = |one: &&PathBuf| {
        one.exists() || is_dash(one) || one.to_string_lossy().contains(['/', '\\', '.'])
    };
    let (paths, sets): (Vec<&PathBuf>, Vec<&PathBuf>) = named.iter().partition(is_file);
    let (mut files, mut complete) =
        open_files(&paths.into_iter().cloned().collect::<Vec<_>>(), found);
    let shelf = Shelf::new(&files, &Shipped);
    for name in sets.iter().map(|name| name.to_string_lossy()) {
        if let Some(file) = Shipped.set(&name) {
            files.push(file);
        } else {
            let finding = Diagnostic::error(
                Code::UnknownSet,
                format!("no requirement set or file is called `{name}`"),
            );
            let finding = finding.help("`certadvise list requirements` lists the built-in sets");
            found.push(finding.suggest(&name, Shipped.set_names()));
            complete = false;
        }
    }
    let mut requirements: Vec<Requirement> = Vec::new();
    for file in &files {
        match read(file, catalog, &shelf) {
            Ok((requirement, warnings)) => {
                found.extend(warnings);
                if requirements.iter().any(|other| other.id == requirement.id) {
                    let message = format!("requirement set `{}` is given twice", requirement.id);
                    found.push(
                        Diagnostic::error(Code::DefinedTwice, message)
                            .at(requirement.place.clone()),
                    );
                    complete = false;
                }
                requirements.push(requirement);
            }
            Err(problems) => {
                found.extend(problems);
                complete = false;
            }
        }
    }
    complete.then_some(requirements)
}
