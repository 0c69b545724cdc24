//! `certadvise recommend`.

use std::path::PathBuf;

use super::args::profile::{Asked, ProfileArgs};
use super::global::{Global, whole};
use super::inputs::Request;
use super::output::{Format, Formats, WithPage, json, no_form, plain};
use super::prompt::{ask, can_ask};
use super::resolver::Resolver;
use super::{Exit, Outcome, next};
use crate::advice::{advise, stacks};
use crate::render::recommend::View;

/// Candidates shown unless `--top` says otherwise.
const TOP: usize = 10;
/// Stacks that are listed.
const MOST_STACKS: usize = 5;

/// Rank credentials for a role and an environment
///
/// Credentials that do not qualify (retired, held, below the level, not about the role) are excluded with a
/// reason; `--format json` lists every one of them. A work role makes what DoD 8140 accepts for it
/// a gate. With a roster, it says what one person or everyone should earn next. On a terminal, it
/// asks for the role if none is given.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise recommend devops --env hybrid
  certadvise recommend \"data engineer\" --env aws=70,on-prem=30 --level senior
  certadvise recommend soc-analyst --holds security-plus,network-plus --format json
  certadvise recommend --work-role 511 --level mid
  certadvise recommend --team team.yaml --person p01
  certadvise recommend --team team.yaml --require requirements.yaml")]
pub(super) struct Args {
    /// The work: an id, a name or a synonym (`certadvise list roles`)
    #[arg(value_name = "ROLE", conflicts_with_all = ["role", "work_role"])]
    work: Option<String>,
    #[command(flatten)]
    question: ProfileArgs,
    /// Show each candidate's axes, what makes it relevant, and what would change the order
    #[arg(long)]
    explain: bool,
    /// Say why this credential is not at the top, whatever it is
    #[arg(long, value_name = "ID", conflicts_with = "explain")]
    why_not: Option<String>,
    /// Rosters, YAML or CSV; alone: what each person should earn next. Repeatable
    #[arg(long, value_name = "FILE")]
    pub(super) team: Vec<PathBuf>,
    /// Only this person of the roster: what is held there counts, and the role
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// Requirement files, or built-in sets by name: who is nearest to closing a gap of the team gets that first
    #[arg(
        long,
        value_name = "FILE|NAME",
        requires = "team",
        conflicts_with = "person"
    )]
    pub(super) require: Vec<PathBuf>,
    /// How many to show [default: 10, of a team 3 for each person]
    #[arg(long, short = 'n', value_name = "N", value_parser = whole::<usize>(0, 1_000_000))]
    pub(super) top: Option<usize>,
    /// Show every candidate
    #[arg(long)]
    all: bool,
    /// Show the best combinations (stacks) of this many credentials [default: the best pair, under
    /// the table]
    #[arg(long, value_name = "N", value_parser = whole::<u8>(2, 3))]
    stack: Option<u8>,
    #[command(flatten)]
    pub(super) formats: Formats<WithPage>,
}

impl Args {
    /// Who asks, and for what.
    pub(super) fn question(&self) -> ProfileArgs {
        let mut question = self.question.clone();
        question.role = question.role.or_else(|| self.work.clone());
        question
    }

    /// The flags of the command alone that shape the answer on a page.
    fn page_words(&self) -> Vec<String> {
        match (self.all, self.top) {
            (true, _) => vec!["--all".to_owned()],
            (false, Some(top)) => vec!["--top".to_owned(), top.to_string()],
            (false, None) => Vec::new(),
        }
    }
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    if args.person.is_none() && !args.team.is_empty() {
        return next::run(args, global);
    }
    let team = match &args.person {
        Some(_) => global.teams(&args.team)?,
        None => &[],
    };
    let request = Request {
        team,
        ..Request::default()
    };
    let inputs = request.open(global)?;
    inputs.check_age(global);
    let catalog = &*inputs.catalog;
    let mut resolver = Resolver::default();
    let question = args.question();
    let environment = global.environment(question.env.as_deref());
    let question = match &args.person {
        Some(person) => next::one(args, person, &inputs, global)?,
        None if !question.names_work() && can_ask() => ask(&question, environment, catalog)?,
        None => question.clone(),
    };
    let asked = question.ask(catalog, global, &mut resolver);
    let why_not = args
        .why_not
        .as_deref()
        .and_then(|id| resolver.credential(catalog, id));
    resolver.finish()?;
    let Some(asked) = asked else {
        return Ok(Exit::Unjudged);
    };
    let Asked {
        profile,
        others,
        weights,
    } = asked;
    let advice = advise(catalog, &profile, weights);
    let top = if args.all {
        usize::MAX
    } else {
        args.top.unwrap_or(TOP)
    };
    global.check_age(
        advice
            .ranked
            .iter()
            .take(top)
            .map(|ranked| ranked.credential),
    );
    let shows_all = args.stack.is_some() || args.explain || args.formats.has(Format::Json, global);
    let most = if shows_all { MOST_STACKS } else { 1 };
    let stacks = stacks(
        catalog,
        &profile,
        &advice,
        usize::from(args.stack.unwrap_or(2)),
        most,
    );
    let view = View {
        catalog,
        profile: &profile,
        environment: global.environment(question.env.as_deref()),
        advice: &advice,
        top,
        other_roles: &others,
        stacks: &stacks,
        all_stacks: args.stack.is_some(),
    };
    let command = question.command("certadvise recommend", &args.page_words(), global);
    args.formats
        .write(global, |format| match (format, why_not) {
            (Format::Table, Some(credential)) => Ok(view.why_not(credential, global.width())),
            (Format::Markdown, Some(credential)) => {
                Ok(plain(&view.why_not(credential, global.width())))
            }
            (Format::Json, Some(credential)) => json(&view.why_not_json(credential)),
            (Format::Table, None) if args.explain => Ok(view.explain(global.width())),
            (Format::Table, None) => Ok(view.terminal(global.width())),
            (Format::Markdown, None) => Ok(view.markdown()),
            (Format::Csv, None) => Ok(view.csv()?),
            (Format::Json, None) => json(&view.json()),
            (Format::Html, None) => Ok(view.html(&command)?),
            (other, _) => Err(no_form(other)),
        })?;
    Ok(Exit::Holds)
}
