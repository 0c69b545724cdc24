//! A plan to close a team's gaps: table, curve, CSV, Markdown, JSON; or why there is none.

mod json;
mod words;

pub use json::json;

use std::collections::BTreeMap;

use super::names::Names;
use super::value::{LEAST_SAID, grouped, list, money, percent, share};
use super::{Bound, Cell, Column, Grid, MIN_WIDTH, Tone, escape_markdown, fold};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::plan::Objective;
use crate::plan::answer::{Plan, PlannedAction, Planner, Reason};
use crate::plan::demands::Asked;
use crate::plan::infeasible::Cause;
use crate::plan::search::Incumbent;

/// Cells of the longest bar of the curve.
const BAR: i64 = 40;
/// Columns before a bar: cash and hours.
const BEFORE_BAR: i64 = 28;

/// What there is to show.
pub struct Page<'p, 'q> {
    /// The question.
    pub planner: &'p Planner<'q>,
    /// Its answer.
    pub shown: Shown<'q>,
    /// What people and credentials are called.
    pub names: Names<'q>,
}

/// What a plan totals by the objective: `USD 2,587 including hours`.
pub fn worth(planner: &Planner<'_>, weight: i64) -> String {
    match planner.question.objective {
        Objective::Hours => format!("{weight} hours"),
        Objective::Cash => money(Usd::from_cents(weight)),
        Objective::Cost => format!("{} including hours", money(Usd::from_cents(weight))),
    }
}

/// What the best plan so far totals, and how far it may be from the best.
pub fn so_far(planner: &Planner<'_>, best: Incumbent) -> String {
    within_bound(&worth(planner, best.weight), best)
}

fn within_bound(worth: &str, best: Incumbent) -> String {
    if best.weight <= best.bound {
        return format!("best plan: {worth}");
    }
    // No plan totals less than the bound. Without one, nothing can be said of the optimum.
    let within = (best.bound > 0).then(|| {
        let gap = (best.weight - best.bound) as f64 / best.bound as f64;
        format!(" (within {:.0}% of the optimum)", (gap * 100.0).ceil())
    });
    format!("best plan so far: {worth}{}", within.unwrap_or_default())
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

impl<'q> Page<'_, 'q> {
    /// For a terminal.
    pub fn terminal(&self, width: u16) -> String {
        let tone = match &self.shown {
            Shown::Found { .. } => Tone::Strong,
            Shown::Infeasible(_) => Tone::Bad,
        };
        let headline = fold(&self.headline(), width, 0);
        let lines: Vec<String> = headline.lines().map(|line| tone.paint(line)).collect();
        let mut text = lines.join("\n") + "\n";
        match &self.shown {
            Shown::Found {
                plan,
                alternatives,
                curve,
            } => {
                if !plan.actions.is_empty() {
                    text += &format!("\n{}", self.grid(plan).terminal(width));
                }
                if !alternatives.is_empty() {
                    text += &format!("\n{}\n", Tone::Strong.paint("Next best"));
                }
                for other in alternatives {
                    text += &fold(&format!("  {}", self.alternative(other, plan)), width, 4);
                    text.push('\n');
                }
                if !curve.is_empty() {
                    text += &format!("\n{}", chart(curve, width));
                }
            }
            Shown::Infeasible(causes) => {
                for cause in causes {
                    text += &fold(&format!("  {}", self.cause(cause)), width, 4);
                    text.push('\n');
                }
            }
        }
        let notes = self.notes();
        if !notes.is_empty() {
            text.push('\n');
        }
        for note in notes {
            text += &fold(&note, width, 2);
            text.push('\n');
        }
        text
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("{}\n", escape_markdown(&self.headline()));
        match &self.shown {
            Shown::Found {
                plan,
                alternatives,
                curve,
            } => {
                if !plan.actions.is_empty() {
                    text += &format!("\n{}", self.grid(plan).markdown());
                }
                if !alternatives.is_empty() {
                    text += "\nNext best:\n\n";
                }
                for other in alternatives {
                    text += &format!("- {}\n", escape_markdown(&self.alternative(other, plan)));
                }
                if !curve.is_empty() {
                    let columns = vec![Column::number("USD"), Column::number("hours")];
                    let rows = curve.iter().map(|plan| {
                        [
                            Cell::usd(Some(plan.total())),
                            Cell::from(plan.hours().to_string()),
                        ]
                    });
                    text += &format!("\n{}", Grid::new(columns, rows).markdown());
                }
            }
            Shown::Infeasible(causes) => {
                text.push('\n');
                for cause in causes {
                    text += &format!("- {}\n", escape_markdown(&self.cause(cause)));
                }
            }
        }
        for note in self.notes() {
            text += &format!("\n{}\n", escape_markdown(&note.replace('`', "")));
        }
        text
    }

    /// As CSV, one row for each step.
    ///
    /// # Errors
    /// None that a plan can cause.
    pub fn csv(&self) -> Result<String, csv::Error> {
        match &self.shown {
            Shown::Found { plan, .. } => self.csv_grid(plan).csv(),
            Shown::Infeasible(causes) => {
                let rows = causes.iter().map(|cause| [self.cause(cause)]);
                Grid::new(vec![Column::text("infeasible because")], rows).csv()
            }
        }
    }

    /// The steps for people, the first to do first.
    fn grid(&self, plan: &Plan<'q>) -> Grid {
        let columns = vec![
            Column::id("finish by"),
            Column::id("person").narrow(),
            Column::text("do"),
            Column::name("credential"),
            Column::id("id").optional(3),
            Column::number("USD"),
            Column::number("hours").optional(1),
            Column::text("how").optional(4),
            Column::text("for").optional(2),
        ];
        let mut actions: Vec<&PlannedAction<'q>> = plan.actions.iter().collect();
        actions.sort_by_key(|action| (action.step.by, &action.person.id));
        let rows = actions.into_iter().map(|action| {
            let id = action.step.credential;
            let exactness = if action.step.estimated {
                Bound::About
            } else {
                Bound::Exact
            };
            let cost = Cell::usd(Some(action.step.cost)).bounded(exactness);
            [
                Cell::from(action.step.by.to_string()),
                Cell::from(self.names.person_alone(&action.person.id)),
                Cell::from(verb(action)),
                self.names.cell(id),
                Cell::from(id.as_str()).toned(Tone::Faint),
                cost,
                Cell::from(action.step.hours.to_string()),
                Cell::from(how(action) + &known(action)),
                Cell::from(Self::purpose(action)),
            ]
        });
        Grid::new(columns, rows)
    }

    /// The steps for programs, with ids where they always were.
    fn csv_grid(&self, plan: &Plan<'q>) -> Grid {
        let columns = [
            "person",
            "do",
            "credential",
            "USD",
            "hours",
            "finish by",
            "how",
            "for",
            "person name",
            "credential name",
            "covered",
        ];
        let rows = plan.actions.iter().map(|action| {
            let estimated = if action.step.estimated { "~" } else { "" };
            [
                action.person.id.to_string(),
                verb(action).to_owned(),
                action.step.credential.to_string(),
                format!("{estimated}{}", action.step.cost),
                action.step.hours.to_string(),
                action.step.by.to_string(),
                how(action),
                because(action),
                self.names.person_alone(&action.person.id).to_owned(),
                self.names.credential_alone(action.step.credential),
                share(action.covered),
            ]
        });
        Grid::new(columns.map(Column::text).to_vec(), rows)
    }

    /// Why something is done, for people.
    fn purpose(action: &PlannedAction<'q>) -> String {
        let reasons = action.because.iter().map(|reason| match reason {
            Reason::Item(asked) => match &asked.item.name {
                Some(name) => name.to_string(),
                None => item(*asked),
            },
            Reason::Before(credential) => format!("needed for {credential}"),
        });
        let mut parts: Vec<String> = reasons.collect();
        parts.extend(refreshes(action));
        parts.join("; ")
    }

    /// A plan that comes after the best, by how it differs.
    fn alternative(&self, other: &Plan<'q>, best: &Plan<'q>) -> String {
        let proof = if other.weight == other.bound {
            ""
        } else {
            " (not proven to be next)"
        };
        format!(
            "{}, {} hours{proof}: {}",
            money(other.total()),
            grouped(other.hours().unsigned_abs()),
            difference(
                other,
                best,
                |id| self.names.person_alone(id),
                |id| self.names.credential(id),
            )
        )
    }
}

/// `operations/lead`.
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

/// How it is earned or renewed.
pub(super) fn how(action: &PlannedAction<'_>) -> String {
    let exams = &action.step.exams;
    match action.step.renewal {
        Some(way) => way.word().replace('-', " "),
        None if exams.is_empty() => "exam".to_owned(),
        None => {
            let codes: Vec<&str> = exams.iter().map(Text::as_str).collect();
            format!("exam {}", codes.join(" and "))
        }
    }
}

/// How much of it the person knows already, as the end of a text.
fn known(action: &PlannedAction<'_>) -> String {
    let covered = action.covered.filter(|covered| *covered >= LEAST_SAID);
    covered.map_or_else(String::new, |covered| {
        format!(", {} covered", percent(covered))
    })
}

/// Why something is done, by ids.
fn because(action: &PlannedAction<'_>) -> String {
    let reasons = action.because.iter().map(|reason| match reason {
        Reason::Item(asked) => item(*asked),
        Reason::Before(credential) => format!("needed for {credential}"),
    });
    let mut parts: Vec<String> = reasons.collect();
    parts.extend(refreshes(action));
    parts.join("; ")
}

/// What a step renews besides.
fn refreshes(action: &PlannedAction<'_>) -> Option<String> {
    let others = action.refreshes.iter().map(|(id, _)| id.as_str());
    let others: Vec<&str> = others.collect();
    (!others.is_empty()).then(|| format!("also renews {}", others.join(", ")))
}

/// How a plan differs from another: who earns or renews what more often, and who less.
fn difference<'p>(
    plan: &'p Plan<'_>,
    best: &'p Plan<'_>,
    person: impl Fn(&'p str) -> &'p str,
    name: impl Fn(CredentialId) -> String,
) -> String {
    let mut times: BTreeMap<(&str, &str, CredentialId), i64> = BTreeMap::new();
    for (plan, sign) in [(plan, 1), (best, -1)] {
        for action in &plan.actions {
            let person = person(&action.person.id);
            let doing = (person, verb(action), action.step.credential);
            *times.entry(doing).or_default() += sign;
        }
    }
    let often = |change: i64| match change.abs() {
        1 => String::new(),
        times => format!(" {times} times"),
    };
    let differing = |sign: i64| times.iter().filter(move |(_, change)| **change * sign > 0);
    if let ([((person, verb, id), more)], [((other, undone, instead), less)]) = (
        differing(1).collect::<Vec<_>>().as_slice(),
        differing(-1).collect::<Vec<_>>().as_slice(),
    ) && (person, verb) == (other, undone)
    {
        let (more, less) = (often(**more), often(**less));
        let (id, instead) = (name(*id), name(*instead));
        return format!("{person} {verb}s {id}{more} instead of {instead}{less}");
    }
    let changes = |sign: i64, ending: &str| -> Vec<String> {
        let words = differing(sign).map(|((person, verb, id), change)| {
            format!("{person} {verb}{ending} {}{}", name(*id), often(*change))
        });
        words.collect()
    };
    let (more, less) = (changes(1, "s"), changes(-1, "ing"));
    match (more.is_empty(), less.is_empty()) {
        (true, _) => format!("without {}", list(&less)),
        (false, true) => list(&more),
        (false, false) => format!("{} instead of {}", list(&more), list(&less)),
    }
}

/// What more cash saves in hours.
fn chart(curve: &[Plan<'_>], width: u16) -> String {
    let room = BAR.min(i64::from(width.max(MIN_WIDTH)) - BEFORE_BAR);
    let most = curve.iter().map(Plan::hours).max().unwrap_or(1).max(1);
    let mut text = format!("{}\n", Tone::Strong.paint("Cash against hours"));
    for plan in curve {
        let cells = usize::try_from(plan.hours() * room / most).unwrap_or(0);
        let row = format!(
            "{:>12} {:>6} hours  {}",
            money(plan.total()),
            plan.hours(),
            "█".repeat(cells)
        );
        text += &format!("{}\n", row.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_plan_is_the_best_so_far_until_the_bound_is_reached() {
        for (bound, expected) in [
            (0, "best plan so far: 104 hours"),
            (
                100,
                "best plan so far: 104 hours (within 4% of the optimum)",
            ),
            (
                103,
                "best plan so far: 104 hours (within 1% of the optimum)",
            ),
            (104, "best plan: 104 hours"),
        ] {
            let best = Incumbent { weight: 104, bound };
            assert_eq!(within_bound("104 hours", best), expected);
        }
    }
}
