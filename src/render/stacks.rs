//! The best stacks: a sentence under the ranking, a table of alternatives, or JSON.

use serde::Serialize;

use super::recommend::View;
use super::value::rounded;
use super::{Column, Grid, fold, usd};
use crate::advice::axes::Axis;
use crate::advice::stacks::Stack;
use crate::base::money::Usd;

/// Topics named for each member.
const TOPICS: usize = 3;

impl View<'_> {
    /// The best stack as a note, or every alternative as a table where one was asked for.
    pub(super) fn stacks(&self, width: u16) -> String {
        let Some(best) = self.stacks.first() else {
            return String::new();
        };
        let mut text = fold(&note(best, self.profile.horizon_years), width, 2) + "\n";
        if let Some(ruled) = self.ruled_note() {
            text += &(fold(&ruled, width, 2) + "\n");
        }
        if self.all_stacks {
            text += &format!("\n{}", self.stack_grid().terminal(width));
        }
        text
    }

    /// The same as Markdown.
    pub(super) fn stacks_markdown(&self) -> String {
        let Some(best) = self.stacks.first() else {
            return String::new();
        };
        let mut text = format!("\n{}\n", note(best, self.profile.horizon_years));
        if let Some(ruled) = self.ruled_note() {
            text += &format!("\n{ruled}\n");
        }
        if self.all_stacks {
            text += &format!("\n{}", self.stack_grid().markdown());
        }
        text
    }

    /// What rules put together, where it isn't the best anyway.
    fn ruled_note(&self) -> Option<String> {
        let ruled = self
            .stacks
            .iter()
            .skip(1)
            .find(|stack| stack.rule.is_some())?;
        let rule = ruled.rule?;
        Some(format!(
            "A rule also pairs {} ({:.3}): {} ({}).",
            ids(ruled).join(" + "),
            ruled.score,
            rule.says.trim_end_matches('.'),
            rule.id
        ))
    }

    fn stack_grid(&self) -> Grid {
        let columns = vec![
            Column::text("stack"),
            Column::number("covers"),
            Column::number("fees USD"),
            Column::number("total USD"),
            Column::number("platform").from(110),
            Column::number("tier").from(110),
            Column::number("upkeep").from(110),
            Column::number("score"),
        ];
        let row = |stack: &Stack<'_>| {
            let first = if stack.missing.is_empty() {
                String::new()
            } else {
                format!(", first {}", missing(stack))
            };
            let mut row = vec![
                ids(stack).join(" + ") + &first,
                format!("{:.0} %", stack.covered * 100.0),
                usd(stack.cost.fees),
                total(stack),
            ];
            row.extend(stack.fits.map(|fit| format!("{fit:.2}")));
            row.push(format!("{:.3}", stack.score));
            row
        };
        Grid::new(columns, self.stacks.iter().map(row))
    }
}

/// `aws-dop for CI/CD and DevOps practice; pcpp1 for Python`.
fn parts(stack: &Stack<'_>) -> String {
    let parts = stack
        .members
        .iter()
        .zip(&stack.brings)
        .map(|(credential, topics)| {
            let names: Vec<&str> = topics
                .iter()
                .take(TOPICS)
                .map(|topic| topic.name.as_str())
                .collect();
            format!("{} for {}", credential.id, list(&names))
        });
    parts.collect::<Vec<_>>().join("; ")
}

/// The rule that asks for it: `. In finance ... (rule-id)`.
fn rule(stack: &Stack<'_>) -> String {
    stack.rule.map_or_else(String::new, |rule| {
        format!(". {} ({})", rule.says.trim_end_matches('.'), rule.id)
    })
}

fn note(stack: &Stack<'_>, years: u8) -> String {
    let kind = match stack.members.len() {
        2 => "pair",
        3 => "triple",
        _ => "stack",
    };
    let first = if stack.missing.is_empty() {
        String::new()
    } else {
        format!(" Needs first: {}.", missing(stack))
    };
    let saved = stack.cost.separately.cents() - stack.cost.total.cents();
    let sharing = if saved > 0 {
        format!(", {} less than one by one", Usd::from_cents(saved))
    } else {
        String::new()
    };
    format!(
        "Best {kind}: {} ({:.3}): {}{}. Together they cover {:.0} % of the work; {} USD over {years} years{sharing}.{first}",
        ids(stack).join(" + "),
        stack.score,
        parts(stack),
        rule(stack),
        stack.covered * 100.0,
        total(stack),
    )
}

fn missing(stack: &Stack<'_>) -> String {
    stack
        .missing
        .iter()
        .map(|id| id.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

fn total(stack: &Stack<'_>) -> String {
    let bound = if stack.cost.at_least { "at least " } else { "" };
    format!("{bound}{}", stack.cost.total)
}

fn ids<'c>(stack: &Stack<'c>) -> Vec<&'c str> {
    stack
        .members
        .iter()
        .map(|credential| credential.id.as_str())
        .collect()
}

/// `a`, `a and b`, `a, b and c`.
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A stack as JSON.
#[derive(Serialize)]
pub(super) struct StackJson<'a> {
    ids: Vec<&'a str>,
    score: f64,
    because: String,
    rule: Option<&'a str>,
    covered: f64,
    platform: f64,
    tier: f64,
    upkeep: f64,
    prerequisites: Vec<&'a str>,
    exams_usd: Option<f64>,
    total_usd: f64,
    separately_usd: f64,
    at_least: bool,
}

impl<'a> From<&'a Stack<'_>> for StackJson<'a> {
    fn from(stack: &'a Stack<'_>) -> Self {
        let fit = |axis: Axis| rounded(stack.fits[axis as usize], 3);
        Self {
            ids: ids(stack),
            score: rounded(stack.score, 3),
            because: parts(stack) + &rule(stack),
            rule: stack.rule.map(|rule| rule.id.as_str()),
            covered: rounded(stack.covered, 3),
            platform: fit(Axis::Platform),
            tier: fit(Axis::Tier),
            upkeep: fit(Axis::Upkeep),
            prerequisites: stack.missing.iter().map(|id| id.as_str()).collect(),
            exams_usd: stack.cost.fees.map(Usd::dollars),
            total_usd: stack.cost.total.dollars(),
            separately_usd: stack.cost.separately.dollars(),
            at_least: stack.cost.at_least,
        }
    }
}
