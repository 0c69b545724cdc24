//! The verdict on a team: what is covered and until when, what is not and why, who could close the gap, and who it
//! depends on.

mod evidence;
mod html;
mod json;
mod lines;

pub use json::json;
pub use lines::assumed;
pub(in crate::render) use lines::{closest_in_words, lapse_in_words, margin};

use super::names::Names;
use super::{Cell, Column, Grid, Tone, count, escape_markdown, fold};
use crate::coverage::Verdict;
use crate::coverage::verdict::{ItemVerdict, Kind, LineVerdict, RequirementVerdict};
use crate::team::requirement::Weight;
use lines::{late, lines, shortfall};

/// What is shown: the verdict, with the names of those it is about.
pub struct Page<'a> {
    /// The verdict.
    pub verdict: &'a Verdict,
    /// The names.
    pub names: Names<'a>,
    /// Who is on the team, for the evidence.
    pub team: &'a crate::team::roster::Team,
}

impl Page<'_> {
    /// For a terminal.
    pub fn terminal(&self, width: u16) -> String {
        let verdict = self.verdict;
        let tone = if verdict.covered {
            Tone::Good
        } else {
            Tone::Bad
        };
        let answer = format!("{} {}", mark(verdict.covered), summary(verdict));
        let mut text = paint_lines(&fold(&answer, width, 2), tone) + "\n";
        for requirement in &verdict.requirements {
            let heading = fold(&heading(requirement, verdict), width, 2);
            text += &format!("\n{}\n\n", paint_lines(&heading, Tone::Strong));
            text += &self.items(requirement).terminal(width);
            text += &sentences(&lines(requirement, &self.names), width);
            if !requirement.evidence.is_empty() {
                text.push('\n');
                text += &self.positions(requirement).terminal(width);
            }
        }
        text += &sentences(&late(verdict, &self.names), width);
        let not_shown = verdict
            .left_out
            .iter()
            .map(|what| format!("Not shown: {what}."));
        let mut ending: Vec<String> = not_shown.collect();
        ending.extend(self.next());
        text + &sentences(&ending, width)
    }

    /// As Markdown, for the summary of a job.
    pub fn markdown(&self) -> String {
        let verdict = self.verdict;
        let answer = format!("{} {}", mark(verdict.covered), summary(verdict));
        let mut text = format!("## Team coverage\n\n{}\n", escape_markdown(&answer));
        for requirement in &verdict.requirements {
            let heading = escape_markdown(&heading(requirement, verdict));
            text += &format!("\n### {heading}\n\n{}", self.items(requirement).markdown());
            let lines = lines(requirement, &self.names);
            if !lines.is_empty() {
                text.push('\n');
            }
            for line in lines {
                text += &format!("- {}\n", escape_markdown(&line));
            }
            if !requirement.evidence.is_empty() {
                text += "\n<details><summary>Evidence</summary>\n\n";
                text += &self.positions(requirement).markdown();
                text += "\n</details>\n";
            }
        }
        for line in late(verdict, &self.names) {
            text += &format!("\n{}\n", escape_markdown(&line));
        }
        for what in &verdict.left_out {
            text += &format!("\nNot shown: {what}.\n");
        }
        text
    }

    /// As CSV, one row for each item.
    ///
    /// # Errors
    /// None that a verdict can cause.
    pub fn csv(&self) -> Result<String, csv::Error> {
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
            "name",
            "valid_for",
            "of_which",
        ];
        let rows = self.verdict.requirements.iter().flat_map(|requirement| {
            let items = requirement.items.iter();
            items.map(move |item| csv_row(requirement, item))
        });
        Grid::new(columns.map(Column::text).to_vec(), rows).csv()
    }

    /// What to do next.
    fn next(&self) -> Option<String> {
        let what = match (self.verdict.covered, self.verdict.breaks_on) {
            (true, None) => return None,
            (true, Some(_)) => "what to do to stay covered",
            (false, _) => "the cheapest way to close the gaps",
        };
        Some(format!(
            "Next: `certadvise plan` with the same team and requirements shows {what}."
        ))
    }

    /// The items of a requirement, with the lines that some of their people must meet below them.
    fn items(&self, requirement: &RequirementVerdict) -> Grid {
        let named = requirement.items.iter().any(|item| item.name.is_some());
        let mut columns = vec![if named {
            Column::names("item")
        } else {
            Column::id("item").narrow()
        }];
        columns.extend(named.then(|| Column::id("id").narrow().optional(3)));
        columns.extend([
            Column::number("needs"),
            Column::number("has"),
            Column::id("status"),
            Column::id("covered until").optional(1),
            Column::text("depends on").optional(2),
            Column::text("filled by").optional(4),
        ]);
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for item in &requirement.items {
            rows.push(self.item_row(item, named));
            let lines = item.of_which.iter().map(|line| ("of which", line));
            let gates = item.score.iter().flat_map(|score| &score.gates);
            let gates = gates.map(|gate| ("gate", gate));
            rows.extend(
                lines
                    .chain(gates)
                    .map(|(what, line)| line_row(what, line, named)),
            );
        }
        Grid::new(columns, rows)
    }

    fn item_row(&self, item: &ItemVerdict, named: bool) -> Vec<Cell> {
        let name = item.name.as_ref().filter(|_| named).unwrap_or(&item.id);
        let mut row = vec![Cell::from(name.as_str())];
        let id = item.name.as_ref().map_or("", |_| item.id.as_str());
        row.extend(named.then(|| Cell::from(id).toned(Tone::Faint)));
        let status = format!("{} {}", item_mark(item), shortfall(item));
        let filled_by = item.filled_by.iter().map(|filled| filled.person.as_str());
        row.extend([
            Cell::from(item.needed.to_string()),
            Cell::from(item.filled.to_string()),
            Cell::from(status).toned(item_tone(item)),
            Cell::from(covered_until(item)).toned(Tone::Warning),
            Cell::from(self.people(item.single_points.iter().map(|person| person.as_str()))),
            Cell::from(self.people(filled_by)),
        ]);
        row
    }

    /// The first few people by name.
    fn people<'p>(&self, ids: impl Iterator<Item = &'p str>) -> String {
        some(ids.map(|id| self.names.person_alone(id).to_owned()))
    }
}

fn line_row(what: &str, line: &LineVerdict, named: bool) -> Vec<Cell> {
    let (status, tone) = if line.is_met() {
        ("✓ met".to_owned(), Tone::Good)
    } else {
        let missing = count((line.needed - line.filled) as usize, "person", "people");
        (format!("✗ {missing} short"), Tone::Bad)
    };
    let mut row = vec![Cell::from(format!("{what}: {}", line.says)).toned(Tone::Faint)];
    row.extend(named.then(|| Cell::from("")));
    row.extend([
        Cell::from(line.needed.to_string()),
        Cell::from(line.filled.to_string()),
        Cell::from(status).toned(tone),
    ]);
    row.extend(["", "", ""].map(Cell::from));
    row
}

fn csv_row(requirement: &RequirementVerdict, item: &ItemVerdict) -> Vec<String> {
    let closest = item.closest.iter().map(|closest| {
        let lacks = closest.lacks.iter().map(|step| step.credential.as_str());
        let lacks: Vec<&str> = lacks.collect();
        format!("{}: {}", closest.person, lacks.join(" + "))
    });
    let of_which = item.of_which.iter().map(in_numbers);
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
        semicolons(
            item.filled_by
                .iter()
                .map(|filled| filled.person.to_string()),
        ),
        semicolons(closest),
        semicolons(item.single_points.iter().map(ToString::to_string)),
        item.name
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        item.valid_for
            .map_or_else(String::new, |period| period.to_string()),
        semicolons(of_which),
    ]
}

/// `1 of 3 with aws, professional or above`.
pub(super) fn in_numbers(line: &LineVerdict) -> String {
    format!("{} of {} with {}", line.filled, line.needed, line.says)
}

fn semicolons(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

/// Sentences below an empty line, or nothing.
fn sentences(lines: &[String], width: u16) -> String {
    let mut text = String::new();
    for line in lines {
        text += &format!("{}\n", fold(line, width, 2));
    }
    if text.is_empty() {
        text
    } else {
        format!("\n{text}")
    }
}

/// Paints each line by itself, so that a line may be cut out of the text.
fn paint_lines(text: &str, tone: Tone) -> String {
    let lines: Vec<String> = text.lines().map(|line| tone.paint(line)).collect();
    lines.join("\n")
}

fn mark(covered: bool) -> &'static str {
    if covered { "✓" } else { "✗" }
}

/// The mark of an item: what is only advice is not a failure.
fn item_mark(item: &ItemVerdict) -> &'static str {
    match (item.covered, item.severity) {
        (true, _) => "✓",
        (false, Weight::Advisory) => "!",
        (false, Weight::Required) => "✗",
    }
}

fn item_tone(item: &ItemVerdict) -> Tone {
    match (item.covered, item.severity) {
        (true, _) => Tone::Good,
        (false, Weight::Advisory) => Tone::Warning,
        (false, Weight::Required) => Tone::Bad,
    }
}

/// The last day on which an item is covered if nobody renews, where there is one.
fn covered_until(item: &ItemVerdict) -> String {
    let last = item.breaks_on.map(|day| day.yesterday().unwrap_or(day));
    last.map_or_else(String::new, |day| day.to_string())
}

pub(super) fn severity(item: &ItemVerdict) -> &'static str {
    match item.severity {
        Weight::Required => "required",
        Weight::Advisory => "advisory",
    }
}

fn heading(requirement: &RequirementVerdict, verdict: &Verdict) -> String {
    let id = if requirement.name == requirement.id {
        String::new()
    } else {
        format!(" ({})", requirement.id)
    };
    let dated = requirement.dated.map_or_else(String::new, |dated| {
        format!(", as published {}", dated.in_words())
    });
    let status = match (verdict.requirements.len(), requirement.covered) {
        (1, _) => "",
        (_, true) => ": ✓ covered",
        (_, false) => ": ✗ not covered",
    };
    format!("{}{id}{dated}{status}", requirement.name)
}

/// The answer in a sentence.
pub(super) fn summary(verdict: &Verdict) -> String {
    let all = verdict.requirements.len();
    let open = verdict.requirements.iter().filter(|set| !set.covered);
    let open = open.count();
    let (day, people) = (verdict.as_of, count(verdict.people, "person", "people"));
    if open > 0 {
        let what = if all == 1 {
            "The requirement is not covered".to_owned()
        } else {
            let verb = if open == 1 { "is" } else { "are" };
            format!("{open} of {all} requirements {verb} not covered")
        };
        return format!("{what} on {day} ({people}).");
    }
    let what = if all == 1 {
        "The requirement is covered".to_owned()
    } else {
        format!("All {all} requirements are covered")
    };
    let time = match verdict.breaks_on {
        Some(breaks) => {
            let last = breaks.yesterday().unwrap_or(breaks);
            format!(", but only until {last} unless somebody renews")
        }
        None if verdict.until > day => {
            format!(", and through {} even if nobody renews", verdict.until)
        }
        None => String::new(),
    };
    format!("{what} on {day} ({people}){time}.")
}

/// The first few of a list, and how many more there are.
pub(in crate::render) fn some<T: AsRef<str>>(all: impl IntoIterator<Item = T>) -> String {
    const SHOWN: usize = 6;
    let all: Vec<T> = all.into_iter().collect();
    let shown: Vec<&str> = all.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let more = all.len().saturating_sub(SHOWN);
    if more == 0 {
        shown.join(", ")
    } else {
        format!("{} and {more} more", shown.join(", "))
    }
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
