//! `certadvise recommend --team`: what each person should earn next.

use std::collections::BTreeSet;

use super::coverage::open_requirements;
use super::global::{Global, after};
use super::judged::refuse_nobody;
use super::question::{Question, Wrong};
use super::recommend::Args;
use super::renewals::open;
use super::{Exit, Failure, Outcome};
use crate::advice::next::{held_on, next, role_of};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::Catalog;
use crate::coverage::stream::Names;
use crate::coverage::{Options, judge};
use crate::render::next::View;
use crate::team::roster::{Person, Team};

/// Steps for each person unless `--top` says otherwise.
const STEPS: usize = 3;

/// A person of the roster as a question: what is held counts, and the first label that names a role.
pub(super) fn question_of(
    person: &Person,
    asked: &Question,
    catalog: &Catalog,
    global: &Global,
) -> Question {
    let mut question = asked.clone();
    let held = held_on(person, catalog, global.today());
    question
        .holds
        .extend(held.iter().map(|id| id.as_str().to_owned()));
    question
}

/// The person whom `--person` names, as a question.
pub(super) fn one(
    args: &Args,
    id: &str,
    catalog: &Catalog,
    global: &Global,
) -> Result<Question, Failure> {
    let team = open(&args.team, catalog, Names::Shown, global)?;
    let Some(person) = team.person(id) else {
        let finding = Diagnostic::error(Code::UnknownId, format!("the team has no person `{id}`"));
        return Err(finding
            .suggest(id, team.people.iter().map(|person| person.id.as_str()))
            .into());
    };
    let mut question = question_of(person, &args.question, catalog, global);
    if !question.names_work() {
        question.role = role_of(person, catalog).map(str::to_owned);
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
    let catalog = &*global.open_catalog()?;
    let team = open(&args.team, catalog, Names::Shown, global)?;
    refuse_nobody(team.people.len())?;
    let mut found = Vec::new();
    let requirements = open_requirements(&args.require, catalog, &mut found);
    let Some(requirements) = requirements else {
        return Err(Failure::Found(found));
    };
    global.report(&found);
    let verdict = (!requirements.is_empty()).then(|| {
        let until = after(global.today(), Period::Months(12));
        judge(
            &requirements,
            &team,
            catalog,
            global.today(),
            until,
            Options::default(),
        )
    });
    let mut wrong = Wrong { found: Vec::new() };
    let (mut profiles, mut weights) = (Vec::new(), None);
    let mut without_role = Vec::new();
    for person in &team.people {
        let mut question = question_of(person, &args.question, catalog, global);
        if question.work_role.is_none() {
            question.role = role_of(person, catalog)
                .map(str::to_owned)
                .or(question.role);
        }
        if !question.names_work() {
            without_role.push(person);
            continue;
        }
        // What is wrong with the arguments is wrong for everybody: once is enough.
        let Some(asked) = question.ask(catalog, global, &mut wrong) else {
            return Err(Failure::Found(wrong.found));
        };
        weights = asked.weights;
        profiles.push((person, asked.profile));
    }
    if profiles.is_empty() {
        return Err(nobody(&team));
    }
    let most = args.top.unwrap_or(STEPS);
    let people = next(catalog, &team, &profiles, verdict.as_ref(), weights, most);
    global.check_age(
        people
            .iter()
            .flat_map(|next| &next.suggestions)
            .map(|one| one.credential),
    );
    let view = View {
        people: &people,
        without_role: &without_role,
        environment: &args.question.env,
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
