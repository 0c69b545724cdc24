//! What became of each imported row: table, CSV, JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Column, Grid, MIN_WIDTH, clean, count, fold};
use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::team::import::{FileReport, Imported, Outcome, Row, State};
use crate::team::roster::Recorded;

/// Where the credential stands in a line; the one cell that can be shortened.
const NAME: usize = 3;
/// Characters of it that are shown in any case.
const LEAST_NAME: usize = 16;
/// Spaces before the notes of a row.
const INDENT: u16 = 9;

/// A block for each file, a line for each row, its notes below.
pub fn terminal(imported: &Imported, width: u16) -> String {
    let width = width.max(MIN_WIDTH);
    let mut text = String::new();
    let mut rows = imported.rows.iter();
    for file in &imported.files {
        let rows: Vec<&Row> = rows.by_ref().take(file.rows).collect();
        text += &heading(file, width);
        text += &block(&rows, width);
        if !file.unused.is_empty() {
            text += &fold(
                &format!("  columns not used: {}", file.unused.join(", ")),
                width,
                4,
            );
            text.push('\n');
        }
        text.push('\n');
    }
    text + &summary(imported, width)
}

fn heading(file: &FileReport, width: u16) -> String {
    fold(
        &format!(
            "{}: {}, recognized by {}",
            file.name,
            file.format.word(),
            file.because
        ),
        width,
        2,
    ) + "\n"
}

fn block(rows: &[&Row], width: u16) -> String {
    let mut lines: Vec<[String; 6]> = rows.iter().map(|row| line(row)).collect();
    let widest = |lines: &[[String; 6]], column: usize| {
        lines
            .iter()
            .map(|line| line[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let others: usize = [0, 1, 2, 4, 5]
        .into_iter()
        .map(|column| widest(&lines, column) + 2)
        .sum();
    let room = usize::from(width)
        .saturating_sub(others + 2)
        .max(LEAST_NAME);
    // Where the names have no room, they are the first note of their row.
    let names_below = widest(&lines, NAME) > room;
    if names_below {
        for (row, line) in rows.iter().zip(&mut lines) {
            line[NAME] = match row.credential {
                Some(id) => id.to_string(),
                None => short(&line[NAME], room),
            };
        }
    }
    let widths: Vec<usize> = (0..6).map(|column| widest(&lines, column)).collect();
    let mut text = String::new();
    for (row, line) in rows.iter().zip(&lines) {
        let [number, outcome, person, name, dates, state] = line;
        let one = format!(
            "  {number:>0$}  {outcome:<1$}  {person:<2$}  {name:<3$}  {dates:<4$}  {state}",
            widths[0], widths[1], widths[2], widths[3], widths[4]
        );
        text += one.trim_end();
        text.push('\n');
        let indent = " ".repeat(usize::from(INDENT));
        let is_shown = line[NAME].eq_ignore_ascii_case(&row.written);
        let name = (names_below && !is_shown).then(|| clean(&row.written));
        for note in name.into_iter().chain(notes(row)) {
            let folded = fold(&note, width.saturating_sub(INDENT), 2);
            text.extend(folded.lines().map(|line| format!("{indent}{line}\n")));
        }
    }
    text
}

fn line(row: &Row) -> [String; 6] {
    let name = match row.credential {
        Some(id) if id.as_str().eq_ignore_ascii_case(&row.written) => id.to_string(),
        Some(id) => format!("{id} ({})", row.written),
        None => row.written.to_string(),
    };
    let is_before = matches!(row.state, State::Planned | State::Booked | State::Failed);
    let dates = match (date(row.earned), expires(row.expires)) {
        (earned, ends) if earned.is_empty() && ends.is_empty() => String::new(),
        (earned, ends) if earned.is_empty() => format!("expires {ends}"),
        (exam, ends) if ends.is_empty() && is_before => format!("exam {exam}"),
        (earned, ends) if ends.is_empty() => format!("earned {earned}"),
        (earned, ends) => format!("{earned} to {ends}"),
    };
    [
        row.place.line.to_string(),
        row.outcome.word().to_owned(),
        row.person
            .clone()
            .map_or_else(String::new, |person| clean(&person)),
        clean(&name),
        dates,
        state(row).to_owned(),
    ]
}

/// What a holding is, as far as the row says: an expiry that follows from the catalog is among the notes.
fn state(row: &Row) -> &'static str {
    match row.state {
        State::Unknown => "",
        state => state.word(),
    }
}

/// What is worth saying below a row.
fn notes(row: &Row) -> Vec<String> {
    let mut notes = row.because.clone();
    if let (Some(first), false) = (notes.first_mut(), row.nearest.is_empty()) {
        *first += &format!("; similar: {}", nearest(row).join(", "));
    }
    notes
}

fn nearest(row: &Row) -> Vec<&str> {
    row.nearest.iter().map(|id| id.as_str()).collect()
}

fn short(name: &str, room: usize) -> String {
    if name.chars().count() <= room {
        return name.to_owned();
    }
    name.chars()
        .take(room.saturating_sub(1))
        .chain(['…'])
        .collect()
}

fn date(date: Option<PartialDate>) -> String {
    date.map_or_else(String::new, |date| date.to_string())
}

fn expires(expires: Option<Recorded>) -> String {
    match expires {
        Some(Recorded::Never) => "never".to_owned(),
        Some(Recorded::On(date)) => date.to_string(),
        None => String::new(),
    }
}

fn counts(imported: &Imported) -> String {
    let counts: Vec<String> = Outcome::ALL
        .into_iter()
        .filter(|outcome| imported.count(*outcome) > 0)
        .map(|outcome| format!("{} {}", imported.count(outcome), outcome.word()))
        .collect();
    let files = count(imported.files.len(), "file", "files");
    let counts = if counts.is_empty() {
        String::new()
    } else {
        format!(": {}", counts.join(", "))
    };
    format!(
        "{} in {files}{counts}.\n",
        count(imported.rows.len(), "row", "rows")
    )
}

fn summary(imported: &Imported, width: u16) -> String {
    let mut text = counts(imported);
    let people = imported.team.people.len();
    let holdings: usize = imported
        .team
        .people
        .iter()
        .map(|person| person.holds.len())
        .sum();
    text += &format!(
        "The team has {} with {}.\n",
        count(people, "person", "people"),
        count(holdings, "holding", "holdings")
    );
    if imported.count(Outcome::NotMapped) > 0 {
        let help = "Rows that could not be mapped are not in the team. In a map (--map), give names an id under `credentials`, \
                    and people their addresses under `people`.";
        text += &fold(help, width, 0);
        text.push('\n');
    }
    text
}

/// As CSV, one row for each row.
pub fn csv(imported: &Imported) -> Result<String, csv::Error> {
    grid(imported).csv()
}

/// The same as a Markdown table.
pub fn markdown(imported: &Imported) -> String {
    format!("{}\n{}", grid(imported).markdown(), counts(imported))
}

fn grid(imported: &Imported) -> Grid {
    let titles = [
        "file",
        "line",
        "person",
        "written",
        "credential",
        "earned",
        "expires",
        "precision",
        "state",
        "result",
        "because",
        "nearest",
    ];
    let columns = titles.map(Column::text).to_vec();
    let rows = imported.rows.iter().map(|row| {
        vec![
            row.place.file.to_string(),
            row.place.line.to_string(),
            row.person
                .clone()
                .map_or_else(String::new, |person| person.to_string()),
            row.written.to_string(),
            row.credential.map_or_else(String::new, |id| id.to_string()),
            date(row.earned),
            expires(row.expires),
            row.precision().to_owned(),
            row.state.word().to_owned(),
            row.outcome.word().to_owned(),
            row.because.join("; "),
            nearest(row).join(" "),
        ]
    });
    Grid::new(columns, rows)
}

/// The JSON form.
#[derive(Serialize)]
pub struct Json<'i> {
    schema: &'static str,
    as_of: String,
    files: Vec<FileJson<'i>>,
    rows: Vec<RowJson<'i>>,
    counts: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct FileJson<'i> {
    file: &'i str,
    shape: &'static str,
    because: &'i str,
    rows: usize,
    not_used: &'i [String],
}

#[derive(Serialize)]
struct RowJson<'i> {
    file: &'i str,
    line: u32,
    column: u32,
    person: Option<&'i str>,
    written: &'i str,
    credential: Option<&'i str>,
    earned: Option<String>,
    expires: Option<String>,
    precision: Option<&'static str>,
    state: &'static str,
    result: &'static str,
    because: &'i [String],
    nearest: Vec<&'i str>,
}

/// For programs.
pub fn json(imported: &Imported, today: Date) -> Json<'_> {
    let said = |text: String| (!text.is_empty()).then_some(text);
    Json {
        schema: "certadvise.import/1",
        as_of: today.to_string(),
        files: imported
            .files
            .iter()
            .map(|file| FileJson {
                file: &file.name,
                shape: file.format.word(),
                because: &file.because,
                rows: file.rows,
                not_used: &file.unused,
            })
            .collect(),
        rows: imported
            .rows
            .iter()
            .map(|row| RowJson {
                file: &row.place.file,
                line: row.place.line,
                column: row.place.column,
                person: row.person.as_deref(),
                written: row.written.as_str(),
                credential: row.credential.as_ref().map(|id| id.as_str()),
                earned: said(date(row.earned)),
                expires: said(expires(row.expires)),
                precision: Some(row.precision()).filter(|text| !text.is_empty()),
                state: row.state.word(),
                result: row.outcome.word(),
                because: &row.because,
                nearest: nearest(row),
            })
            .collect(),
        counts: Outcome::ALL
            .into_iter()
            .map(|outcome| (outcome.word(), imported.count(outcome)))
            .collect(),
    }
}
