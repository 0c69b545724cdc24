//! `certadvise recommend --team`: what each person should earn next.

use std::collections::BTreeSet;

use super::args::profile::ProfileArgs;
use super::global::{Global, after};
use super::inputs::{Inputs, Request};
use super::recommend::Args;
use super::resolver::Resolver;
use super::{Exit, Failure, Outcome};
use crate::advice::next::{held_on, next, role_of};
use crate::advice::profile::{level_of, roles_of};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::vocabulary::Word as _;
use crate::catalog::Catalog;
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::Level;
use crate::coverage::{Options, judge};
use crate::render::next::View;
use crate::team::requirement::library::Library as _;
use crate::team::requirement::shipped::Shipped;
use crate::team::roster::{Person, Team};

/// Steps for each person unless `--top` says otherwise.
const STEPS: usize = 3;

/// The role of a person and the level in it: what the first label that names one names, else the first position that
/// answers to one.
pub(super) fn work_of<'c>(
    person: &Person,
    catalog: &'c Catalog,
) -> Option<(&'c Role, Option<Level>)> {
    let by_label = role_of(person, catalog).map(|role| (role, person.level));
    by_label.or_else(|| {
        person.positions.iter().find_map(|position| {
            let row = Shipped.table(&position.table)?.row(&position.code)?;
            let role = roles_of(catalog, row).into_iter().next()?;
            Some((role, person.level.or_else(|| level_of(&position.level))))
        })
    })
}

/// A person of the roster as a question: what is held counts, and the first label that names a role.
pub(super) fn question_of(
    person: &Person,
    asked: &ProfileArgs,
    catalog: &Catalog,
    global: &Global,
) -> ProfileArgs {
    let mut question = asked.clone();
    // A flag beats what the team file says of a person.
    let level = work_of(person, catalog).map_or(person.level, |(_, level)| level);
    let level = level.map(|level| level.word().to_owned());
    question.level = question.level.or(level);
    let months = person.experience.map(|years| years.saturating_mul(12));
    question.experience = question.experience.or(months);
    let held = held_on(person, catalog, global.today());
    question
        .holds
        .extend(held.iter().map(|id| id.as_str().to_owned()));
    question
}

/// The profile of the person that `--person` names.
pub(super) fn one(
    args: &Args,
    id: &str,
    inputs: &Inputs,
    global: &Global,
) -> Result<ProfileArgs, Failure> {
    let catalog = &*inputs.catalog;
    let mut resolver = Resolver::default();
    let person = resolver.person(&inputs.team, id);
    resolver.finish()?;
    let Some(person) = person else {
        return Ok(args.question());
    };
    let mut question = question_of(person, &args.question(), catalog, global);
    if !question.names_work() {
        question.role = work_of(person, catalog).map(|(role, _)| role.id.to_string());
        if question.role.is_none() {
            let labels: Vec<String> = person
                .roles
                .iter()
                .map(|label| format!("`{label}`"))
                .collect();
            let message = match labels.as_slice() {
                [] => format!("`{}` has no role in the roster", person.id),
                labels => format!(
                    "no label of `{}` names a role: {}",
                    person.id,
                    labels.join(", ")
                ),
            };
            return Err(Diagnostic::error(Code::UnknownRole, message)
                .help("pass it with --role")
                .into());
        }
    }
    Ok(question)
}

/// Everybody.
pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let asking = args.question();
    let request = Request {
        team: global.teams(&args.team)?,
        require: &args.require,
        ..Request::default()
    };
    let inputs = request.open(global)?;
    inputs.check_age(global);
    inputs.refuse_nobody()?;
    let Inputs {
        catalog,
        team,
        requirements,
        ..
    } = &inputs;
    let verdict = (!requirements.is_empty()).then(|| {
        let until = after(global.today(), Period::Months(12));
        judge(
            requirements,
            team,
            catalog,
            global.today(),
            until,
            Options::default(),
        )
    });
    let mut resolver = Resolver::default();
    let (mut profiles, mut weights) = (Vec::new(), None);
    let mut without_role = Vec::new();
    for person in &team.people {
        let mut question = question_of(person, &asking, catalog, global);
        if question.work_role.is_none() {
            question.role = work_of(person, catalog)
                .map(|(role, _)| role.id.to_string())
                .or(question.role);
        }
        if !question.names_work() {
            without_role.push(person);
            continue;
        }
        // What is wrong with the arguments is wrong for everybody: once is enough.
        let Some(asked) = question.ask(catalog, global, &mut resolver) else {
            break;
        };
        weights = asked.weights;
        profiles.push((person, asked.profile));
    }
    resolver.finish()?;
    if profiles.is_empty() {
        return Err(nobody(team));
    }
    let most = args.top.unwrap_or(STEPS);
    let people = next(catalog, team, &profiles, verdict.as_ref(), weights, most);
    global.check_age(
        people
            .iter()
            .flat_map(|next| &next.suggestions)
            .map(|one| one.credential),
    );
    let view = View {
        people: &people,
        without_role: &without_role,
        environment: global.environment(asking.env.as_deref()),
        as_of: global.today().to_string(),
    };
    args.formats.answer(global, &view)?;
    Ok(Exit::Holds)
}

/// Nobody's labels name a role.
fn nobody(team: &Team) -> Failure {
    let labels: BTreeSet<&str> = team
        .people
        .iter()
        .flat_map(|person| &person.roles)
        .map(|label| label.as_str())
        .collect();
    let labels: Vec<&str> = labels.into_iter().collect();
    let message = match labels.as_slice() {
        [] => "nobody in the team has a role".to_owned(),
        labels => format!("no label in the team names a role: {}", labels.join(", ")),
    };
    Diagnostic::error(Code::UnknownRole, message)
        .help("pass --role to give one to everybody")
        .into()
}
