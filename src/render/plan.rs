//! A plan to close a team's gaps: table, curve, JSON, CSV, Markdown; or why there is none.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Column, Grid, MIN_WIDTH, clean, count, fold};
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::cost::standing::{Renewers, State, longest, of_person};
use crate::plan::answer::{Plan, PlannedAction, Planner, Reason};
use crate::plan::infeasible::Cause;
use crate::plan::{Objective, demands::Asked};
use crate::team::requirement::{Demand, points};

/// Cells of the longest bar of the curve.
const BAR: i64 = 40;
/// Columns before a bar: cash and hours.
const BEFORE_BAR: i64 = 26;

/// What there is to show.
pub struct Page<'p, 'q> {
    /// The question.
    pub planner: &'p Planner<'q>,
    /// Its answer.
    pub shown: Shown<'q>,
}

/// The answer.
pub enum Shown<'q> {
    /// A plan, those that come after it, and what more cash would save in hours.
    Found {
        /// The best.
        plan: Plan<'q>,
        /// The next best.
        alternatives: Vec<Plan<'q>>,
        /// Cash against hours; empty where it was not asked for.
        curve: Vec<Plan<'q>>,
    },
    /// Why there is none.
    Infeasible(Vec<Cause<'q>>),
}

impl Page<'_, '_> {
    fn objective(&self) -> &'static str {
        match self.planner.question.objective {
            Objective::Cash => "cash",
            Objective::Hours => "hours",
            Objective::Cost => "cost",
        }
    }

    fn window(&self) -> String {
        let question = &self.planner.question;
        if question.until == question.deadline {
            format!("on {}", question.deadline)
        } else {
            format!("from {} through {}", question.deadline, question.until)
        }
    }

    /// The verdict in a line or two; where there is no plan, with what can't be met.
    pub(super) fn summary(&self) -> String {
        match &self.shown {
            Shown::Found { .. } => self.headline(),
            Shown::Infeasible(causes) => {
                let causes: Vec<String> =
                    causes.iter().map(|one| cause(one, self.planner)).collect();
                format!("{} {}.", self.headline(), causes.join("; "))
            }
        }
    }

    /// The verdict in a line or two.
    fn headline(&self) -> String {
        match &self.shown {
            Shown::Found { plan, .. } if plan.actions.is_empty() => {
                format!(
                    "Nothing to do: everything required holds {}.",
                    self.window()
                )
            }
            Shown::Found { plan, .. } => {
                let least = if plan.estimated() { "about " } else { "" };
                let proof = match (plan.weight == plan.bound, self.objective()) {
                    (true, "cash") => "No plan costs less.".to_owned(),
                    (true, "hours") => "No plan takes fewer hours.".to_owned(),
                    (true, _) => "No plan costs less, hours counted.".to_owned(),
                    (false, what) => {
                        format!(
                            "The best found; in {what} it lies at most {:.1} % above the least possible.",
                            percent(plan)
                        )
                    }
                };
                format!(
                    "So that everything required holds {}: {} by {}, {least}{} USD and {} h. {proof}",
                    self.window(),
                    count(plan.actions.len(), "step", "steps"),
                    count(people(plan), "person", "people"),
                    plan.total(),
                    plan.hours(),
                )
            }
            Shown::Infeasible(causes) => {
                let together = if causes.len() > 1 {
                    "These can't all be met"
                } else {
                    "This can't be met"
                };
                format!("No plan. {together} {}:", self.window())
            }
        }
    }

    /// What has to be paid each year for what is earned or renewed, which the plan's cost leaves out.
    fn annual_fees(&self, plan: &Plan<'_>) -> Option<String> {
        let ids: BTreeSet<CredentialId> = plan
            .actions
            .iter()
            .map(|action| action.step.credential)
            .collect();
        let fee = |id: CredentialId| {
            let renewal = self
                .planner
                .question
                .catalog
                .credential(&id)?
                .renewal
                .as_ref()?;
            match renewal.annual_fee {
                Some(Usd::FREE) => None,
                Some(fee) => Some(format!("{id} {fee} USD")),
                None => Some(format!("{id} unknown")),
            }
        };
        let fees: Vec<String> = ids.into_iter().filter_map(fee).collect();
        let list = fees.join(", ");
        (!fees.is_empty()).then(|| {
            format!("Annual fees come on top: {list} a year. `certadvise cost` counts them.")
        })
    }

    /// What is renewed though it has expired, and until when it can be.
    fn late(&self, plan: &Plan<'_>) -> Vec<String> {
        let question = &self.planner.question;
        let (catalog, today) = (question.catalog, question.today);
        let renewers = Renewers::new(catalog);
        let mut notes = BTreeSet::new();
        for action in plan.actions.iter().filter(|one| one.step.renewal.is_some()) {
            for one in longest(of_person(&renewers, catalog, action.person, today)) {
                if one.credential.id == action.step.credential
                    && let (State::Late(late), Some(expired)) = (one.state, one.dated.expires())
                {
                    notes.insert(format!(
                        "{}: {} expired {} and is {}.",
                        clean(&action.person.id),
                        one.credential.id,
                        expired.in_words(),
                        late.in_words()
                    ));
                }
            }
        }
        notes.into_iter().collect()
    }

    /// What to know about the answer.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Shown::Found { plan, .. } = &self.shown {
            if plan.estimated() {
                let estimated = plan.actions.iter().filter(|action| action.step.estimated);
                let ids: BTreeSet<&str> = estimated
                    .map(|action| action.step.credential.as_str())
                    .collect();
                let ids: Vec<&str> = ids.into_iter().collect();
                notes.push(format!(
                    "~ The fee of {} is not known; what nine in ten of its tier cost at most is taken.",
                    ids.join(", ")
                ));
            }
            notes.extend(self.annual_fees(plan));
            notes.extend(self.late(plan));
            for action in &plan.actions {
                if let Some(day) = action.not_before {
                    notes.push(format!(
                        "{} should earn {} no earlier than {day}, else it ends too early.",
                        clean(&action.person.id),
                        action.step.credential
                    ));
                }
            }
        }
        if self.planner.question.assume_valid {
            notes.push("Holdings whose end is not known are taken to be valid.".to_owned());
        }
        for (person, credential) in self.planner.lacking_evidence() {
            notes.push(format!(
                "{} holds {credential}, but with less evidence than asked for: recording it may be all it takes.",
                clean(person)
            ));
        }
        notes
    }
}

fn percent(plan: &Plan<'_>) -> f64 {
    // Rounded up: what is said is never less than what is.
    (plan.gap() * 1_000.0).ceil() / 10.0
}

fn people(plan: &Plan<'_>) -> usize {
    let mut ids: Vec<&str> = plan
        .actions
        .iter()
        .map(|action| action.person.id.as_str())
        .collect();
    ids.dedup();
    ids.len()
}

fn item(asked: Asked<'_>) -> String {
    format!("{}/{}", asked.requirement.id, asked.item.id)
}

fn verb(action: &PlannedAction<'_>) -> &'static str {
    if action.step.renewal.is_some() {
        "renew"
    } else {
        "earn"
    }
}

/// Why something is done, in a few words.
fn because(action: &PlannedAction<'_>) -> String {
    let mut parts: Vec<String> = action
        .because
        .iter()
        .map(|reason| match reason {
            Reason::Item(asked) => item(*asked),
            Reason::Before(credential) => format!("needed for {credential}"),
        })
        .collect();
    if !action.step.refreshes.is_empty() {
        let also: Vec<&str> = action
            .step
            .refreshes
            .iter()
            .map(|(id, _)| id.as_str())
            .collect();
        parts.push(format!("also renews {}", also.join(", ")));
    }
    parts.join("; ")
}

fn grid(plan: &Plan<'_>) -> Grid {
    let columns = vec![
        Column::id("person"),
        Column::text("do"),
        Column::id("credential"),
        Column::number("USD"),
        Column::number("hours"),
        Column::id("finish by"),
        Column::text("how").from(100),
        Column::text("for"),
    ];
    let row = |action: &PlannedAction<'_>| {
        vec![
            action.person.id.to_string(),
            verb(action).to_owned(),
            action.step.credential.to_string(),
            format!(
                "{}{}",
                if action.step.estimated { "~" } else { "" },
                action.step.cost
            ),
            action.step.hours.to_string(),
            action.step.by.to_string(),
            action
                .step
                .renewal
                .map_or("exam", Word::word)
                .replace('-', " "),
            because(action),
        ]
    };
    Grid::new(columns, plan.actions.iter().map(row))
}

/// How a plan differs from another: what it earns or renews more often, and what less.
fn difference(plan: &Plan<'_>, from: &Plan<'_>) -> String {
    let mut times: BTreeMap<(&str, CredentialId), i64> = BTreeMap::new();
    for (plan, sign) in [(plan, 1), (from, -1)] {
        for action in &plan.actions {
            *times
                .entry((verb(action), action.step.credential))
                .or_default() += sign;
        }
    }
    let list = |more: bool| -> Vec<String> {
        let changed = times
            .iter()
            .filter(|(_, n)| if more { **n > 0 } else { **n < 0 });
        let word = |((verb, id), n): (&(&str, CredentialId), &i64)| {
            let times = if n.abs() > 1 {
                format!("{} x ", n.abs())
            } else {
                String::new()
            };
            format!("{times}{verb} {id}")
        };
        changed.map(word).collect()
    };
    match (list(true).join(", "), list(false).join(", ")) {
        (more, less) if more.is_empty() => format!("without {less}"),
        (more, less) if less.is_empty() => more,
        (more, less) => format!("{more} in place of {less}"),
    }
}

/// A cause in words.
fn cause(cause: &Cause<'_>, planner: &Planner<'_>) -> String {
    match cause {
        Cause::Item(asked, most) => {
            let (need, what) = match &asked.item.demand {
                Demand::People(seats) => (seats.needed.to_string(), "people"),
                Demand::Credentials { needed, .. } => (needed.to_string(), "credentials"),
                Demand::Every { .. } => ("everybody concerned".to_owned(), ""),
                Demand::Score(score) => (points(score.need), "points"),
            };
            let most = most.map(|most| match &asked.item.demand {
                Demand::Score(_) => points(u32::try_from(most).unwrap_or(0)),
                _ => most.to_string(),
            });
            let reach = most.map_or_else(String::new, |most| {
                format!("; at most {most} can be reached")
            });
            format!(
                "{}: {}{reach}",
                item(*asked),
                format!("needs {need} {what}").trim_end()
            )
        }
        Cause::Budget(least) => {
            let budget = planner.question.budget.unwrap_or_default();
            match least {
                Some(least) => format!("the budget of {budget} USD: {least} USD would do"),
                None => format!("the budget of {budget} USD"),
            }
        }
        Cause::Hours => {
            let most = planner.question.max_hours;
            let stated = most.map_or("hours_per_week in the roster".to_owned(), |hours| {
                format!("{hours} h a person")
            });
            format!("the hours until {}: {stated}", planner.question.deadline)
        }
    }
}

/// For a terminal.
pub fn terminal(page: &Page<'_, '_>, width: u16) -> String {
    let line = |text: &str, indent| fold(text, width, indent) + "\n";
    let mut text = line(&page.headline(), 0);
    match &page.shown {
        Shown::Found {
            plan,
            alternatives,
            curve,
        } => {
            if !plan.actions.is_empty() {
                text += &format!("\n{}", grid(plan).terminal(width));
            }
            if !alternatives.is_empty() {
                text += "\nNext best\n";
                for other in alternatives {
                    let proof = if other.weight == other.bound {
                        ""
                    } else {
                        " (not proven)"
                    };
                    let sums = format!(
                        "  {} USD, {} h{proof}: {}",
                        other.total(),
                        other.hours(),
                        difference(other, plan)
                    );
                    text += &line(&sums, 4);
                }
            }
            if !curve.is_empty() {
                text += &format!("\n{}", chart(curve, width));
            }
        }
        Shown::Infeasible(causes) => {
            for one in causes {
                text += &line(&format!("  {}", cause(one, page.planner)), 4);
            }
        }
    }
    let notes = page.notes();
    if !notes.is_empty() {
        text.push('\n');
        text.extend(notes.iter().map(|note| line(note, 2)));
    }
    text
}

/// What more cash saves in hours.
fn chart(curve: &[Plan<'_>], width: u16) -> String {
    let room = BAR.min(i64::from(width.max(MIN_WIDTH)) - BEFORE_BAR);
    let most = curve.iter().map(Plan::hours).max().unwrap_or(1).max(1);
    let mut text = "Cash against hours\n".to_owned();
    for plan in curve {
        let bar = "#".repeat(usize::try_from(plan.hours() * room / most).unwrap_or(0));
        let row = format!(
            "{:>10} USD {:>7} h  {bar}",
            plan.total().to_string(),
            plan.hours()
        );
        text += &format!("{}\n", row.trim_end());
    }
    text
}

/// As Markdown.
pub fn markdown(page: &Page<'_, '_>) -> String {
    let mut text = format!("{}\n", page.headline());
    match &page.shown {
        Shown::Found {
            plan,
            alternatives,
            curve,
        } => {
            if !plan.actions.is_empty() {
                text += &format!("\n{}", grid(plan).markdown());
            }
            if !alternatives.is_empty() {
                text += "\nNext best:\n\n";
                for other in alternatives {
                    text += &format!(
                        "- {} USD, {} h: {}\n",
                        other.total(),
                        other.hours(),
                        difference(other, plan)
                    );
                }
            }
            if !curve.is_empty() {
                let columns = vec![Column::number("USD"), Column::number("hours")];
                let rows = curve
                    .iter()
                    .map(|plan| [plan.total().to_string(), plan.hours().to_string()]);
                text += &format!("\n{}", Grid::new(columns, rows).markdown());
            }
        }
        Shown::Infeasible(causes) => {
            text.push('\n');
            text.extend(
                causes
                    .iter()
                    .map(|one| format!("- {}\n", clean(&cause(one, page.planner)))),
            );
        }
    }
    text.extend(page.notes().iter().map(|note| format!("\n{note}\n")));
    text
}

/// One row an action.
pub fn csv(page: &Page<'_, '_>) -> Result<String, csv::Error> {
    match &page.shown {
        Shown::Found { plan, .. } => grid(plan).csv(),
        Shown::Infeasible(causes) => {
            let rows = causes.iter().map(|one| [cause(one, page.planner)]);
            Grid::new(vec![Column::text("infeasible because")], rows).csv()
        }
    }
}

/// As JSON.
pub fn json(page: &Page<'_, '_>) -> PlanJson {
    let question = &page.planner.question;
    let (status, plan, causes) = match &page.shown {
        Shown::Found { plan, .. } if plan.weight == plan.bound => ("optimal", Some(plan), &[][..]),
        Shown::Found { plan, .. } => ("feasible", Some(plan), &[][..]),
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
    let in_hours = page.planner.in_hours();
    PlanJson {
        schema: "certadvise.plan/1",
        as_of: question.today.to_string(),
        deadline: question.deadline.to_string(),
        until: question.until.to_string(),
        objective: page.objective(),
        status,
        gap: plan.map(Plan::gap),
        bound: plan.map(|plan| {
            if in_hours {
                plan.bound as f64
            } else {
                plan.bound as f64 / 100.0
            }
        }),
        total_usd: plan.map(|plan| plan.total().dollars()),
        total_hours: plan.map(Plan::hours),
        estimated: plan.is_some_and(Plan::estimated),
        actions: plan.map(actions).unwrap_or_default(),
        infeasible_because: causes
            .iter()
            .map(|one| CauseJson::new(one, page.planner))
            .collect(),
        alternatives: alternatives
            .iter()
            .map(|other| AlternativeJson {
                status: if other.weight == other.bound {
                    "optimal"
                } else {
                    "feasible"
                },
                total_usd: other.total().dollars(),
                total_hours: other.hours(),
                difference: plan.map(|plan| difference(other, plan)).unwrap_or_default(),
                actions: actions(other),
            })
            .collect(),
        curve: curve
            .iter()
            .map(|plan| PointJson {
                total_usd: plan.total().dollars(),
                total_hours: plan.hours(),
                actions: plan.actions.len(),
            })
            .collect(),
        notes: page.notes(),
    }
}

fn actions(plan: &Plan<'_>) -> Vec<ActionJson> {
    let one = |action: &PlannedAction<'_>| ActionJson {
        person: action.person.id.to_string(),
        action: verb(action),
        credential: action.step.credential.to_string(),
        cost_usd: action.step.cost.dollars(),
        cost_basis: if action.step.estimated {
            "estimated"
        } else {
            "listed"
        },
        hours: action.step.hours,
        not_before: action.not_before.map(|day| day.to_string()),
        deadline: action.step.by.to_string(),
        valid_until: action
            .step
            .valid_until
            .map_or("never".to_owned(), |day| day.to_string()),
        option: action.step.renewal.map(|way| way.word().to_owned()),
        also_renews: action
            .step
            .refreshes
            .iter()
            .map(|(id, _)| id.to_string())
            .collect(),
        because: because(action),
    };
    plan.actions.iter().map(one).collect()
}

/// The shape of the JSON.
#[derive(Serialize)]
pub struct PlanJson {
    schema: &'static str,
    as_of: String,
    deadline: String,
    until: String,
    objective: &'static str,
    status: &'static str,
    gap: Option<f64>,
    bound: Option<f64>,
    total_usd: Option<f64>,
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
    credential: String,
    cost_usd: f64,
    cost_basis: &'static str,
    hours: i64,
    not_before: Option<String>,
    deadline: String,
    valid_until: String,
    option: Option<String>,
    also_renews: Vec<String>,
    because: String,
}

#[derive(Serialize)]
struct CauseJson {
    kind: &'static str,
    requirement: Option<String>,
    item: Option<String>,
    because: String,
}

impl CauseJson {
    fn new(one: &Cause<'_>, planner: &Planner<'_>) -> Self {
        let (kind, asked) = match one {
            Cause::Item(asked, _) => ("requirement", Some(asked)),
            Cause::Budget(_) => ("budget", None),
            Cause::Hours => ("hours", None),
        };
        Self {
            kind,
            requirement: asked.map(|asked| asked.requirement.id.to_string()),
            item: asked.map(|asked| asked.item.id.to_string()),
            because: cause(one, planner),
        }
    }
}

#[derive(Serialize)]
struct AlternativeJson {
    status: &'static str,
    total_usd: f64,
    total_hours: i64,
    difference: String,
    actions: Vec<ActionJson>,
}

#[derive(Serialize)]
struct PointJson {
    total_usd: f64,
    total_hours: i64,
    actions: usize,
}
