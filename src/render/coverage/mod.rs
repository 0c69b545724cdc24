//! The verdict on a team: what is covered, what not and why, who is nearest, on whom it hangs, when it breaks.

mod html;
mod json;
mod lines;

pub use html::html;
pub use json::json;
pub use lines::{assumed, task};

use super::{Column, Grid, count, fold};
use crate::coverage::Verdict;
use crate::coverage::verdict::{ItemVerdict, Kind, Qualification, RequirementVerdict};
use crate::team::requirement::Weight;
use crate::team::requirement::table::At;
use lines::{late, lines, shortfall};

/// The verdict for a terminal.
pub fn terminal(verdict: &Verdict, width: u16) -> String {
    let mut text = String::new();
    for requirement in &verdict.requirements {
        text += &fold(&heading(requirement, verdict), width, 2);
        text += "\n\n";
        text += &items(requirement).terminal(width);
        for line in lines(requirement) {
            text.push('\n');
            text += &fold(&line, width, 2);
        }
        text += "\n\n";
        if !requirement.evidence.is_empty() {
            text += &evidence(requirement).terminal(width);
            text.push('\n');
        }
    }
    for line in late(verdict) {
        text += &fold(&line, width, 2);
        text.push('\n');
    }
    text += &fold(&summary(verdict), width, 2);
    text.push('\n');
    for left_out in &verdict.left_out {
        text += &fold(&format!("Not worked out: {left_out}."), width, 2);
        text.push('\n');
    }
    text
}

/// The verdict as Markdown, for the summary of a job.
pub fn markdown(verdict: &Verdict) -> String {
    let mut text = format!(
        "## Team coverage\n\n{}\n",
        super::escape_markdown(&summary(verdict))
    );
    for requirement in &verdict.requirements {
        text += &format!(
            "\n### {}\n\n",
            super::escape_markdown(&heading(requirement, verdict))
        );
        text += &items(requirement).markdown();
        let lines = lines(requirement);
        if !lines.is_empty() {
            text.push('\n');
        }
        for line in lines {
            text += &format!("- {}\n", super::escape_markdown(&line));
        }
        if !requirement.evidence.is_empty() {
            text += "\n<details><summary>Evidence</summary>\n\n";
            text += &evidence(requirement).markdown();
            text += "\n</details>\n";
        }
    }
    for line in late(verdict) {
        text += &format!("\n{}\n", super::escape_markdown(&line));
    }
    for left_out in &verdict.left_out {
        text += &format!("\nNot worked out: {left_out}.\n");
    }
    text
}

/// One row an item.
pub fn csv(verdict: &Verdict) -> Result<String, csv::Error> {
    let columns = [
        "requirement",
        "item",
        "kind",
        "severity",
        "needed",
        "waived",
        "filled",
        "covered",
        "breaks_on",
        "filled_by",
        "closest",
        "single_points",
    ];
    let rows = verdict.requirements.iter().flat_map(|requirement| {
        requirement.items.iter().map(|item| {
            let near = item.closest.iter().map(|one| {
                let lacks: Vec<&str> = one
                    .lacks
                    .iter()
                    .map(|step| step.credential.as_str())
                    .collect();
                format!("{}: {}", one.person, lacks.join(" + "))
            });
            vec![
                requirement.id.to_string(),
                item.id.to_string(),
                item.kind.word().to_owned(),
                severity(item).to_owned(),
                item.needed.to_string(),
                item.waived.to_string(),
                item.filled.to_string(),
                item.covered.to_string(),
                item.breaks_on
                    .map_or_else(String::new, |day| day.to_string()),
                item.filled_by
                    .iter()
                    .map(|one| one.person.as_str())
                    .collect::<Vec<_>>()
                    .join("; "),
                near.collect::<Vec<_>>().join("; "),
                item.single_points
                    .iter()
                    .map(|one| one.as_str())
                    .collect::<Vec<_>>()
                    .join("; "),
            ]
        })
    });
    Grid::new(columns.map(Column::text).to_vec(), rows).csv()
}

pub(super) fn severity(item: &ItemVerdict) -> &'static str {
    match item.severity {
        Weight::Required => "required",
        Weight::Advisory => "advisory",
    }
}

fn heading(requirement: &RequirementVerdict, verdict: &Verdict) -> String {
    let id = if *requirement.name == *requirement.id {
        String::new()
    } else {
        format!(" ({})", requirement.id)
    };
    let word = if requirement.covered {
        "covered"
    } else {
        "NOT COVERED"
    };
    let dated = requirement
        .dated
        .map(|dated| format!(", as of {dated}"))
        .unwrap_or_default();
    format!(
        "{}{id}{dated}: {word} on {}",
        requirement.name, verdict.as_of
    )
}

pub(super) fn summary(verdict: &Verdict) -> String {
    let all = verdict.requirements.len();
    let covered = verdict
        .requirements
        .iter()
        .filter(|one| one.covered)
        .count();
    let people = count(verdict.people, "person", "people");
    let what = match (all, covered) {
        (1, 1) => "The requirement is covered".to_owned(),
        (1, _) => "The requirement is NOT COVERED".to_owned(),
        (_, covered) if covered == all => format!("All {all} requirements are covered"),
        (_, covered) => format!("NOT COVERED: {} of {all} requirements", all - covered),
    };
    let time = match verdict.breaks_on {
        Some(day) => format!(" and breaks on {day} if nobody renews"),
        None if verdict.covered && verdict.until > verdict.as_of => {
            format!(
                " and stays so through {}, even if nobody renews",
                verdict.until
            )
        }
        None => String::new(),
    };
    format!("{what} by {people} on {}{time}.", verdict.as_of)
}

fn items(requirement: &RequirementVerdict) -> Grid {
    let columns = vec![
        Column::id("item").narrow(),
        Column::number("needs"),
        Column::number("has"),
        Column::text("verdict"),
        Column::id("breaks on"),
        Column::text("hangs on"),
        Column::text("filled by").from(100),
    ];
    let rows = requirement.items.iter().map(|item| {
        let people: Vec<&str> = item
            .filled_by
            .iter()
            .map(|one| one.person.as_str())
            .collect();
        let alone: Vec<&str> = item.single_points.iter().map(|one| one.as_str()).collect();
        vec![
            item.id.to_string(),
            item.needed.to_string(),
            item.filled.to_string(),
            shortfall(item),
            item.breaks_on
                .map_or_else(String::new, |day| day.to_string()),
            some(&alone),
            some(&people),
        ]
    });
    Grid::new(columns, rows)
}

/// The first few of a list of people, and how many more there are.
pub(super) fn some(people: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = people
        .iter()
        .take(SHOWN)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    let more = people.len().saturating_sub(SHOWN);
    if more == 0 {
        shown
    } else {
        format!("{shown} and {more} more")
    }
}

/// What each person's qualification for a position rests on.
fn evidence(requirement: &RequirementVerdict) -> Grid {
    let columns = vec![
        Column::id("person"),
        Column::text("position"),
        Column::text("qualified by"),
        Column::id("valid until"),
        Column::text("evidence"),
        Column::text("link").from(100),
        Column::text("listed").from(100),
        Column::text("table").from(100),
    ];
    let rows = requirement.evidence.iter().map(|line| {
        let (by, until, listed) = match &line.proof {
            Some((proof, at)) => (
                proof.credential.to_string(),
                proof
                    .expires
                    .map_or_else(|| "no end".to_owned(), |day| day.to_string()),
                match at {
                    At::Exact => "at this level",
                    At::Higher => "at a higher level",
                },
            ),
            None => ("NOTHING".to_owned(), String::new(), ""),
        };
        let level = line
            .proof
            .as_ref()
            .map(|_| line.evidence.to_string())
            .unwrap_or_default();
        vec![
            line.person.to_string(),
            position(line),
            by,
            until,
            level,
            line.link
                .as_ref()
                .map(|link| link.to_string())
                .unwrap_or_default(),
            listed.to_owned(),
            format!(
                "{} {} of {}",
                line.table.id, line.table.version, line.table.dated
            ),
        ]
    });
    Grid::new(columns, rows)
}

fn position(line: &Qualification) -> String {
    let name = line
        .position
        .clone()
        .map(|name| format!(" {name}"))
        .unwrap_or_default();
    format!("{}{name}, {}", line.code, line.level)
}

/// What an item counts.
pub(super) fn unit(kind: Kind, number: u32) -> String {
    let number = number as usize;
    match kind {
        Kind::Seat | Kind::Pool | Kind::Every => count(number, "person", "people"),
        Kind::Credentials => count(number, "credential", "credentials"),
        Kind::Score => count(number, "point", "points"),
    }
}
