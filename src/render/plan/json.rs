//! The plan as JSON.

use serde::Serialize;

use super::super::value::rounded;
use super::words::line_in_words;
use super::{Page, Shown, because, difference, verb};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::plan::answer::{Plan, PlannedAction};
use crate::plan::infeasible::{Cause, Line};

/// As JSON.
pub fn json(page: &Page<'_, '_>) -> PlanJson {
    let question = &page.planner.question;
    let (status, plan, causes) = match &page.shown {
        Shown::Found { plan, .. } => (status(plan), Some(plan), &[][..]),
        Shown::Infeasible(causes) => ("infeasible", None, causes.as_slice()),
    };
    let (alternatives, curve) = match &page.shown {
        Shown::Found {
            alternatives,
            curve,
            ..
        } => (alternatives.as_slice(), curve.as_slice()),
        Shown::Infeasible(_) => (&[][..], &[][..]),
    };
    let unit = if page.planner.in_hours() { 1.0 } else { 100.0 };
    PlanJson {
        schema: "certadvise.plan/1",
        as_of: question.today,
        deadline: question.deadline,
        until: question.until,
        keeps_covered: question.keep_covered,
        objective: page.objective(),
        rate_usd: question.rate,
        status,
        gap: plan.map(Plan::gap),
        bound: plan.map(|plan| plan.bound as f64 / unit),
        total_usd: plan.map(Plan::total),
        total_hours: plan.map(Plan::hours),
        estimated: plan.is_some_and(Plan::estimated),
        actions: plan.map(|plan| actions(plan, page)).unwrap_or_default(),
        infeasible_because: causes
            .iter()
            .map(|cause| CauseJson::new(cause, page))
            .collect(),
        alternatives: alternatives
            .iter()
            .map(|other| AlternativeJson {
                status: self::status(other),
                total_usd: other.total(),
                total_hours: other.hours(),
                difference: plan
                    .map(|plan| difference(other, plan, |id| id, |id| id.to_string()))
                    .unwrap_or_default(),
                actions: actions(other, page),
            })
            .collect(),
        curve: curve
            .iter()
            .map(|plan| PointJson {
                total_usd: plan.total(),
                total_hours: plan.hours(),
                actions: plan.actions.len(),
            })
            .collect(),
        notes: page.notes(),
    }
}

fn status(plan: &Plan<'_>) -> &'static str {
    if plan.weight == plan.bound {
        "optimal"
    } else {
        "feasible"
    }
}

fn actions(plan: &Plan<'_>, page: &Page<'_, '_>) -> Vec<ActionJson> {
    let actions = plan.actions.iter();
    actions
        .map(|action| ActionJson::new(action, page))
        .collect()
}

/// The shape of the JSON.
#[derive(Serialize)]
pub struct PlanJson {
    schema: &'static str,
    as_of: Date,
    deadline: Date,
    until: Date,
    keeps_covered: bool,
    objective: &'static str,
    rate_usd: Usd,
    status: &'static str,
    gap: Option<f64>,
    bound: Option<f64>,
    total_usd: Option<Usd>,
    total_hours: Option<i64>,
    estimated: bool,
    actions: Vec<ActionJson>,
    infeasible_because: Vec<CauseJson>,
    alternatives: Vec<AlternativeJson>,
    curve: Vec<PointJson>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct ActionJson {
    person: String,
    action: &'static str,
    credential: CredentialId,
    cost_usd: Usd,
    cost_basis: &'static str,
    hours: i64,
    /// The share of what is earned that the person knows from other credentials; `null` where that is not known.
    covered: Option<f64>,
    not_before: Option<Date>,
    deadline: Date,
    valid_until: String,
    option: Option<&'static str>,
    /// The exams that are left, where others of the credential are passed.
    exams: Vec<Text>,
    /// The experience that earning it requires.
    experience_years: Option<f64>,
    also_renews: Vec<CredentialId>,
    because: String,
}

impl ActionJson {
    fn new(action: &PlannedAction<'_>, page: &Page<'_, '_>) -> Self {
        let step = &action.step;
        let valid_until = step.valid_until;
        Self {
            person: action.person.id.to_string(),
            action: verb(action),
            credential: step.credential,
            cost_usd: step.cost,
            cost_basis: if step.estimated {
                "estimated"
            } else {
                "listed"
            },
            hours: step.hours,
            covered: action.covered.map(|covered| rounded(covered, 3)),
            not_before: action.not_before,
            deadline: step.by,
            valid_until: valid_until.map_or_else(|| "never".to_owned(), |day| day.to_string()),
            option: step.renewal.map(Word::word),
            exams: step.exams.clone(),
            experience_years: page
                .experience_months(action)
                .map(|months| f64::from(months) / 12.0),
            also_renews: action.refreshes.iter().map(|(id, _)| *id).collect(),
            because: because(action),
        }
    }
}

#[derive(Serialize)]
struct CauseJson {
    kind: &'static str,
    requirement: Option<String>,
    item: Option<String>,
    /// The line of the item that can't be met, where it is not what the item counts.
    line: Option<String>,
    /// What somebody new would have to hold.
    hire: Option<Vec<CredentialId>>,
    because: String,
}

impl CauseJson {
    fn new(cause: &Cause<'_>, page: &Page<'_, '_>) -> Self {
        let (kind, asked) = match cause {
            Cause::Item(asked, _) => ("requirement", Some(*asked)),
            Cause::Budget(_) => ("budget", None),
            Cause::Hours => ("hours", None),
        };
        let line = match cause {
            Cause::Item(asked, Some(shortfall)) if shortfall.line != Line::Whole => {
                line_in_words(*asked, shortfall.line)
            }
            _ => None,
        };
        Self {
            kind,
            requirement: asked.map(|asked| asked.requirement.id.to_string()),
            item: asked.map(|asked| asked.item.id.to_string()),
            line,
            hire: page.hire_with(cause),
            because: page.cause(cause),
        }
    }
}

#[derive(Serialize)]
struct AlternativeJson {
    status: &'static str,
    total_usd: Usd,
    total_hours: i64,
    difference: String,
    actions: Vec<ActionJson>,
}

#[derive(Serialize)]
struct PointJson {
    total_usd: Usd,
    total_hours: i64,
    actions: usize,
}
