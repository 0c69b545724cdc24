//! The best stacks: a sentence under the ranking, a table of alternatives, or JSON.

use serde::Serialize;

use super::credential;
use super::recommend::{Line, View};
use super::value::{list, money, money_at_least, percent, rounded};
use super::{Bound, Cell, Column, Grid};
use crate::advice::axes::Axis;
use crate::advice::stacks::Stack;
use crate::base::money::Usd;
use crate::catalog::id::CredentialId;

/// Topics named for each member.
const TOPICS: usize = 3;

impl View<'_> {
    /// The best stack in one sentence.
    pub(super) fn best_stack(&self) -> Option<Line> {
        let best = self.headline()?;
        let years = self.profile.horizon_years;
        let saved = best.cost.separately.cents() - best.cost.total.cents();
        let sharing = if saved > 0 {
            format!(", {} less than separately", money(Usd::from_cents(saved)))
        } else {
            String::new()
        };
        let first = self.first_of(best);
        let first = if first.is_empty() {
            first
        } else {
            format!("; needs {first} first")
        };
        let text = format!(
            "{} cover {} of the work; {} over {years} years{sharing}{first}.",
            list(&names(best)),
            percent(best.covered),
            money_at_least(best.cost.total, best.cost.at_least),
        );
        Some(Line::new(label(best), text))
    }

    /// The set that stands under the table: the best of those that have the first place.
    fn headline(&self) -> Option<&Stack<'_>> {
        self.stacks.iter().find(|stack| stack.headline)
    }

    /// What each member of the best stack brings, and what rules put together where it isn't the best anyway.
    pub(super) fn stacks_explained(&self) -> Vec<Line> {
        let Some(best) = self.headline() else {
            return Vec::new();
        };
        let parts = Line::new("What each adds", format!("{}{}.", parts(best), rule(best)));
        let mut lines: Vec<Line> = self.best_stack().into_iter().chain([parts]).collect();
        let ruled = self
            .stacks
            .iter()
            .find(|stack| stack.rule.is_some() && !stack.headline);
        lines.extend(ruled.and_then(|stack| {
            let rule = stack.rule?;
            Some(Line::new(
                "A rule also pairs",
                format!(
                    "{} ({:.3}), by {}.",
                    names(stack).join(" + "),
                    stack.score,
                    rule.id
                ),
            ))
        }));
        lines
    }

    pub(super) fn stack_grid(&self) -> Grid {
        let columns = vec![
            Column::names("credentials"),
            Column::text("ids").optional(1),
            Column::text("needs first").optional(3),
            Column::number("covers").optional(2),
            Column::number("fees USD").optional(4),
            Column::number("total USD"),
            Column::number("platform").optional(5),
            Column::number("tier").optional(5),
            Column::number("upkeep").optional(5),
            Column::number("score"),
        ];
        Grid::new(
            columns,
            self.stacks.iter().map(|stack| self.stack_row(stack)),
        )
    }

    fn stack_row(&self, stack: &Stack<'_>) -> Vec<Cell> {
        let bound = if stack.cost.at_least {
            Bound::AtLeast
        } else {
            Bound::Exact
        };
        let mut row = vec![
            names(stack).join(" + ").into(),
            ids(stack).join(" + ").into(),
            self.first_of(stack).into(),
            percent(stack.covered).into(),
            Cell::usd(stack.cost.fees),
            Cell::usd(Some(stack.cost.total)).bounded(bound),
        ];
        row.extend(stack.fits.map(|fit| Cell::from(format!("{fit:.2}"))));
        row.push(format!("{:.3}", stack.score).into());
        row
    }

    /// What a stack needs first, by name.
    fn first_of(&self, stack: &Stack<'_>) -> String {
        let names: Vec<String> = stack
            .missing
            .iter()
            .map(|id| credential::name(self.catalog, **id))
            .collect();
        list(&names)
    }
}

fn label(stack: &Stack<'_>) -> &'static str {
    match stack.members.len() {
        2 => "Best pair",
        3 => "Best triple",
        _ => "Best stack",
    }
}

/// `aws-dop for CI/CD and DevOps practice; pcpp1 for Python`.
fn parts(stack: &Stack<'_>) -> String {
    let parts = stack
        .members
        .iter()
        .zip(&stack.brings)
        .map(|(credential, topics)| {
            let topics: Vec<&str> = topics
                .iter()
                .take(TOPICS)
                .map(|topic| topic.name.as_str())
                .collect();
            format!("{} for {}", credential.id, list(&topics))
        });
    parts.collect::<Vec<_>>().join("; ")
}

/// The rule that asks for it: `. In finance ... (rule-id)`.
fn rule(stack: &Stack<'_>) -> String {
    stack.rule.map_or_else(String::new, |rule| {
        format!(". {} ({})", rule.says.trim_end_matches('.'), rule.id)
    })
}

fn names<'c>(stack: &Stack<'c>) -> Vec<&'c str> {
    stack
        .members
        .iter()
        .map(|credential| credential.name.as_str())
        .collect()
}

fn ids<'c>(stack: &Stack<'c>) -> Vec<&'c str> {
    stack
        .members
        .iter()
        .map(|credential| credential.id.as_str())
        .collect()
}

/// A stack as JSON.
#[derive(Serialize)]
pub(super) struct StackJson<'a> {
    ids: Vec<&'a str>,
    score: f64,
    /// Whether it is the set under the table: the best of those that have the first place.
    headline: bool,
    because: String,
    rule: Option<&'a str>,
    covered: f64,
    platform: f64,
    tier: f64,
    upkeep: f64,
    prerequisites: &'a [&'a CredentialId],
    exams_usd: Option<Usd>,
    total_usd: Usd,
    separately_usd: Usd,
    at_least: bool,
}

impl<'a> From<&'a Stack<'_>> for StackJson<'a> {
    fn from(stack: &'a Stack<'_>) -> Self {
        let fit = |axis: Axis| rounded(stack.fits[axis as usize], 3);
        Self {
            ids: ids(stack),
            score: rounded(stack.score, 3),
            headline: stack.headline,
            because: parts(stack) + &rule(stack),
            rule: stack.rule.map(|rule| rule.id.as_str()),
            covered: rounded(stack.covered, 3),
            platform: fit(Axis::Platform),
            tier: fit(Axis::Tier),
            upkeep: fit(Axis::Upkeep),
            prerequisites: &stack.missing,
            exams_usd: stack.cost.fees,
            total_usd: stack.cost.total,
            separately_usd: stack.cost.separately,
            at_least: stack.cost.at_least,
        }
    }
}
