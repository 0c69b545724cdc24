//! A table of what is accepted, or one of its rows.

use serde::Serialize;

use super::{join, strs};
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Listing;
use crate::render::sheet::Sheet;
use crate::render::value::{SourceJson, source_line};
use crate::render::{Column, Grid, fold};
use crate::team::requirement::table::{Row, Table};

/// What a table accepts, for a terminal.
pub fn terminal(table: &Table, width: u16) -> String {
    let mut sheet = Sheet::new(width, &table.id, &table.name);
    sheet.text += &(fold(&table.about, width, 0) + "\n\n");
    sheet.text += &rows(table).terminal(width);
    sheet.text += "\n";
    sheet.text += &fold(
        &format!(
            "The numbers are numbers of credentials; for example, `certadvise show {}` names them.",
            example(table)
        ),
        width,
        0,
    );
    sheet.text += "\n\n";
    sheet.lines("Other ways", &table.other_ways);
    sheet.lines("Not checked", &table.not_checked);
    sheet.lines("Notes", &table.notes);
    sheet.line(
        "Version",
        &format!("{}, dated {}", table.version, table.dated),
    );
    sheet.lines("Sources", table.sources.iter().map(source_line));
    sheet.text
}

fn example(table: &Table) -> String {
    table
        .rows
        .first()
        .map_or_else(|| table.id.to_string(), |row| table.row_id(row))
}

/// The rows of a table with the number of credentials at each level.
pub fn rows(table: &Table) -> Grid {
    let words = |row: &Row| {
        row.levels
            .iter()
            .map(|level| level.word.clone())
            .collect::<Vec<_>>()
    };
    let first = table.rows.first().map(words).unwrap_or_default();
    let alike = table.rows.iter().all(|row| words(row) == first);
    let mut columns = vec![Column::id("row"), Column::text("name")];
    if alike {
        columns.extend(first.iter().map(|word| Column::number("").titled(word)));
    } else {
        columns.push(Column::text("levels"));
    }
    columns.extend([
        Column::text("element").from(110),
        Column::text("listing").from(110),
    ]);
    let rows = table.rows.iter().map(|row| {
        let numbers = row
            .levels
            .iter()
            .map(|level| level.credentials.len().to_string());
        let mut cells = vec![table.row_id(row), row.name.to_string()];
        if alike {
            cells.extend(numbers);
        } else {
            let levels = row
                .levels
                .iter()
                .zip(numbers)
                .map(|(level, number)| format!("{} {number}", level.word));
            cells.push(levels.collect::<Vec<_>>().join(", "));
        }
        cells.extend([
            row.element.as_deref().unwrap_or_default().to_owned(),
            row.listing.to_string(),
        ]);
        cells
    });
    Grid::new(columns, rows)
}

/// What a row accepts, for a terminal.
pub fn row(table: &Table, row: &Row, width: u16) -> String {
    let mut sheet = Sheet::new(width, &table.row_id(row), &row.name);
    sheet.text += &(fold(&format!("A row of {}: {}", table.id, table.name), width, 0) + "\n\n");
    sheet.maybe("Element", row.element.as_ref());
    sheet.line("NICE", &join(row.nice.iter().map(|id| id.as_str())));
    sheet.line(
        "Formerly",
        &join(row.former_nice.iter().map(|id| id.as_str())),
    );
    sheet.line("Listing", &row.listing.word().replace('-', " "));
    sheet.maybe("", row.note.as_ref());
    if row.listing == Listing::NonePublished {
        sheet.line(
            "",
            "No certification is accepted yet; only the other ways below lead to a qualification.",
        );
    } else {
        sheet.text.push('\n');
        for level in &row.levels {
            let ids = join(level.credentials.iter().map(|id| id.as_str()));
            sheet.line(
                &level.word,
                if ids.is_empty() {
                    "none at this level"
                } else {
                    &ids
                },
            );
        }
        let counting = if row.higher_counts {
            "One credential is enough; what is accepted at a level also counts at the lower levels."
        } else {
            "One credential is enough; what is accepted at a level counts at no other level."
        };
        sheet.line("", counting);
        let accepting = row
            .levels
            .iter()
            .filter(|level| !row.accepted(&level.word).is_empty());
        let sets = accepting
            .map(|level| table.set_id(row, level))
            .collect::<Vec<_>>();
        sheet.line("As sets", &sets.join(", "));
    }
    sheet.text.push('\n');
    sheet.lines(
        "Other ways",
        row.other_ways
            .as_slice()
            .iter()
            .chain(table.other_ways.as_slice()),
    );
    sheet.lines("Not checked", &table.not_checked);
    let more = format!(
        "{}, dated {}; notes and sources: certadvise show {}",
        table.version, table.dated, table.id
    );
    sheet.line("Version", &more);
    sheet.text
}

/// The accepted credentials of a row, one a line.
pub fn row_grid(table: &Table, row: &Row) -> Grid {
    let columns = ["set", "level", "credential"].map(Column::text).to_vec();
    let rows = row.levels.iter().flat_map(|level| {
        level
            .credentials
            .iter()
            .map(|id| vec![table.row_id(row), level.word.to_string(), id.to_string()])
    });
    Grid::new(columns, rows)
}

/// A table as JSON; with one row only where that is asked for.
pub fn json<'a>(table: &'a Table, only: Option<&'a Row>, as_of: &str) -> impl Serialize + use<'a> {
    TableJson {
        schema: "certadvise.show/1",
        as_of: as_of.to_owned(),
        kind: if only.is_some() { "row" } else { "table" },
        id: only.map_or_else(|| table.id.to_string(), |row| table.row_id(row)),
        name: only.map_or(&table.name, |row| &row.name),
        about: &table.about,
        version: &table.version,
        dated: table.dated.to_string(),
        rows: only
            .map_or(table.rows.as_slice(), std::slice::from_ref)
            .iter()
            .map(|row| RowJson::of(table, row))
            .collect(),
        other_ways: strs(&table.other_ways),
        not_checked: strs(&table.not_checked),
        notes: strs(&table.notes),
        sources: table.sources.iter().map(SourceJson::of).collect(),
    }
}

#[derive(Serialize)]
struct TableJson<'a> {
    schema: &'static str,
    as_of: String,
    kind: &'static str,
    id: String,
    name: &'a str,
    about: &'a str,
    version: &'a str,
    dated: String,
    rows: Vec<RowJson<'a>>,
    other_ways: Vec<&'a str>,
    not_checked: Vec<&'a str>,
    notes: Vec<&'a str>,
    sources: Vec<SourceJson<'a>>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    id: String,
    code: &'a str,
    name: &'a str,
    element: Option<&'a str>,
    nice: Vec<&'a str>,
    former_nice: Vec<&'a str>,
    listing: &'static str,
    higher_counts: bool,
    levels: Vec<LevelJson<'a>>,
    other_ways: Vec<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct LevelJson<'a> {
    level: &'a str,
    listed: Vec<&'a str>,
    /// Listed here, or higher where that counts.
    accepted: Vec<CredentialId>,
}

impl<'a> RowJson<'a> {
    fn of(table: &Table, row: &'a Row) -> Self {
        let levels = row.levels.iter().map(|level| LevelJson {
            level: &level.word,
            listed: level.credentials.iter().map(|id| id.as_str()).collect(),
            accepted: row
                .accepted(&level.word)
                .into_iter()
                .map(|(id, _)| id)
                .collect(),
        });
        Self {
            id: table.row_id(row),
            code: &row.code,
            name: &row.name,
            element: row.element.as_deref(),
            nice: strs(&row.nice),
            former_nice: strs(&row.former_nice),
            listing: row.listing.word(),
            higher_counts: row.higher_counts,
            levels: levels.collect(),
            other_ways: strs(&row.other_ways),
            note: row.note.as_deref(),
        }
    }
}
