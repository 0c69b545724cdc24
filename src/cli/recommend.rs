//! `certadvise recommend`.

use std::path::PathBuf;

use serde::Serialize;

use super::args::holdings::with_holdings;
use super::args::profile::{Asked, ProfileArgs};
use super::cost::{Costs, calendar};
use super::global::{Global, horizon_end, whole};
use super::inputs::Request;
use super::output::{Format, Formats, WithPageAndCalendar, form, json, no_form, plain};
use super::prompt::{ask, can_ask};
use super::resolver::Resolver;
use super::{Exit, Outcome, next};
use crate::advice::profile::Profile;
use crate::advice::{Ranked, advise, stacks};
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::render::recommend::View;
use crate::render::{self, Forms as _, fold};
use crate::team::roster::Person;

/// Candidates shown unless `--top` says otherwise.
const TOP: usize = 10;
/// Stacks that are listed.
const MOST_STACKS: usize = 5;

/// Rank credentials for a role and an environment
///
/// Credentials that do not qualify (retired, held, below the level, not about the role) are excluded with a
/// reason; `--format json` lists every one of them. With a work role, only what DoD 8140 accepts for
/// it qualifies. With a roster, it says what one person or everyone should earn next. On a
/// terminal, it asks for the role if none is given.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise recommend devops --env hybrid
  certadvise recommend \"data engineer\" --env aws=70,on-prem=30 --level senior
  certadvise recommend soc-analyst --holds security-plus,network-plus --format json
  certadvise recommend --work-role 511 --level mid
  certadvise recommend devops --holds cka=2025-03-01,aws-saa=2024-11-05 --next
  certadvise recommend --team team.yaml --person p01
  certadvise recommend --team team.yaml --require requirements.yaml")]
pub(super) struct Args {
    /// The role: an id, a name or a synonym (`certadvise list roles` shows them)
    #[arg(value_name = "ROLE", conflicts_with_all = ["role", "work_role"])]
    work: Option<String>,
    #[command(flatten)]
    question: ProfileArgs,
    /// Show each candidate's axes, what makes it relevant, and what would change the order
    #[arg(long)]
    explain: bool,
    /// Say why this credential is not at the top
    #[arg(long, value_name = "ID", conflicts_with = "explain")]
    why_not: Option<String>,
    /// Rosters, YAML or CSV; without --person, each person is told what to earn next; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) team: Vec<PathBuf>,
    /// Advise only this person of the roster, by the holdings and the role recorded there
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// Requirement files, or built-in sets by name; people who can easily close a gap of the team are told to do so first;
    /// may be repeated
    #[arg(
        long,
        value_name = "FILE|NAME",
        requires = "team",
        conflicts_with = "person"
    )]
    pub(super) require: Vec<PathBuf>,
    /// How many to show [default: 10, or 3 for each person of a team]
    #[arg(long, short = 'n', value_name = "N", value_parser = whole::<usize>(0, 1_000_000))]
    pub(super) top: Option<usize>,
    /// Show every candidate
    #[arg(long)]
    all: bool,
    /// Also show what the top credential costs over the horizon, together with those already held; `-o FILE.ics`
    /// writes their deadlines to a calendar
    #[arg(long, conflicts_with_all = ["explain", "why_not"])]
    next: bool,
    /// Show the best combinations (stacks) of this many credentials [default: the best pair, under
    /// the table]
    #[arg(long, value_name = "N", value_parser = whole::<u8>(2, 3))]
    stack: Option<u8>,
    #[command(flatten)]
    pub(super) formats: Formats<WithPageAndCalendar>,
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
        if args.next {
            let finding = Diagnostic::error(Code::BadArgument, "`--next` is about one person");
            return Err(finding.help("pass `--person`").into());
        }
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
        person,
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
    let known = args.person.as_deref().and_then(|id| inputs.team.person(id));
    let mut person = match known {
        Some(known) => with_holdings(known, person),
        None => person,
    };
    person
        .holds
        .retain(|held| profile.holds.contains(&held.credential));
    let next = args.next.then(|| advice.ranked.first()).flatten();
    let next = next.map(|first| Next::new(catalog, first, &person, &profile));
    let costs = next.as_ref().map(Next::view);
    args.formats.write(global, |format| {
        let text = match (format, why_not) {
            (Format::Table, Some(credential)) => view.why_not(credential, global.width()),
            (Format::Markdown, Some(credential)) => {
                plain(&view.why_not(credential, global.width()))
            }
            (Format::Json, Some(credential)) => json(&view.why_not_json(credential))?,
            (Format::Table, None) if args.explain => view.explain(global.width()),
            (Format::Table, None) => view.terminal(global.width()),
            (Format::Markdown, None) => view.markdown(),
            (Format::Csv | Format::Html, None) if args.next => {
                anyhow::bail!("`--next` can't be written as {}", format.word())
            }
            (Format::Csv, None) => view.csv()?,
            (Format::Json, None) => json(&WithNext {
                answer: view.json(),
                next: costs.as_ref().map(|costs| costs.json()),
            })?,
            (Format::Html, None) => view.html(&command)?,
            (Format::Ics, None) => match &next {
                Some(next) => next.calendar(),
                None if args.next => {
                    anyhow::bail!("no credential qualifies, so there is nothing for a calendar")
                }
                None => anyhow::bail!("`ics` needs `--next`"),
            },
            (other, _) => return Err(no_form(other)),
        };
        match (format, &next) {
            (Format::Table | Format::Markdown, Some(next)) => {
                Ok(text + &next.heading(global.width()) + &form(&next.view(), format, global)?)
            }
            _ => Ok(text),
        }
    })?;
    Ok(Exit::Holds)
}

/// The best candidate, with what it needs first, beside what is held.
struct Next<'a, 'c> {
    catalog: &'c Catalog,
    first: &'c Credential,
    to_earn: Vec<&'c Credential>,
    costs: Costs<'c>,
    person: &'a Person,
    profile: &'a Profile<'a>,
}

impl<'a, 'c> Next<'a, 'c> {
    fn new(
        catalog: &'c Catalog,
        ranked: &Ranked<'c>,
        person: &'a Person,
        profile: &'a Profile<'a>,
    ) -> Self {
        let needed = ranked.chain.credentials.iter();
        let mut to_earn: Vec<&Credential> =
            needed.filter_map(|id| catalog.credential(id)).collect();
        to_earn.push(ranked.credential);
        let time = (profile.today, end(profile));
        Self {
            costs: Costs::of(catalog, person, &to_earn, time, profile.rate),
            catalog,
            first: ranked.credential,
            to_earn,
            person,
            profile,
        }
    }

    fn heading(&self, width: u16) -> String {
        let held = if self.person.holds.is_empty() {
            ""
        } else {
            ", beside what is held"
        };
        let text = format!(
            "The costs of {} ({}) over {} years{held}, by date; the upkeep per year above is an average:",
            self.first.name, self.first.id, self.profile.horizon_years
        );
        format!("\n{}\n\n", fold(&text, width, 2))
    }

    fn view(&self) -> render::cost::View<'_> {
        let years = self.profile.horizon_years;
        self.costs.view(self.catalog, self.profile.today, years)
    }

    fn calendar(&self) -> String {
        let time = (self.profile.today, end(self.profile));
        let person = self.person.clone();
        calendar(self.catalog, person, &self.to_earn, time, self.profile.rate)
    }
}

fn end(profile: &Profile<'_>) -> Date {
    horizon_end(profile.today, profile.horizon_years)
}

#[derive(Serialize)]
struct WithNext<A, N> {
    #[serde(flatten)]
    answer: A,
    /// What the first candidate costs, beside what is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<N>,
}
