//! Results to text: tables for people, CSV and JSON for programs. Nothing here decides anything.

pub mod career;
pub mod compare;
pub mod cost;
pub mod coverage;
pub mod diff;
mod explain;
pub mod finding;
pub mod gate;
pub mod html;
pub mod import;
mod layout;
pub mod list;
pub mod next;
pub mod path;
pub mod plan;
pub mod recommend;
pub mod renewals;
pub mod report;
pub mod requirement;
pub mod rule;
pub mod search;
mod sheet;
pub mod show;
mod stacks;
pub mod stale;
pub mod stats;
mod value;
pub mod worth;

use std::{io, iter};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use layout::Ask;

use crate::base::text::Text;

/// Narrowest output that is laid out for.
pub const MIN_WIDTH: u16 = 40;
/// Width where no terminal tells one.
pub const DEFAULT_WIDTH: u16 = 80;

/// An answer in the forms that most commands offer.
pub trait Forms {
    /// For a terminal of this width in columns.
    fn terminal(&self, width: u16) -> String;
    /// As Markdown.
    fn markdown(&self) -> String;
    /// As CSV, one row a thing.
    fn csv(&self) -> Result<String, csv::Error>;
    /// As the JSON of the contract.
    fn json(&self) -> impl serde::Serialize;
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Heading.
    pub title: Text,
    /// Numbers stand right.
    pub right: bool,
    /// Shown from this width on.
    pub from_width: u16,
    /// Never folded: ids are copied by people.
    pub whole: bool,
    /// Leaves room for the others.
    pub narrow: bool,
}

impl Column {
    /// The same with a heading that is known only at run time.
    #[must_use]
    pub fn titled(self, title: &str) -> Self {
        Self {
            title: title.into(),
            ..self
        }
    }

    /// Text, always shown.
    pub const fn text(title: &'static str) -> Self {
        Self {
            title: Text::new_static(title),
            right: false,
            from_width: 0,
            whole: false,
            narrow: false,
        }
    }

    /// Numbers, always shown.
    pub const fn number(title: &'static str) -> Self {
        Self {
            title: Text::new_static(title),
            right: true,
            from_width: 0,
            whole: true,
            narrow: false,
        }
    }

    /// Ids, always shown, never folded.
    pub const fn id(title: &'static str) -> Self {
        Self {
            title: Text::new_static(title),
            right: false,
            from_width: 0,
            whole: true,
            narrow: false,
        }
    }

    /// Shown only where there is room.
    #[must_use]
    pub fn from(self, width: u16) -> Self {
        Self {
            from_width: width,
            ..self
        }
    }

    /// Leaves room for the others: folded, at dashes if it has some, beyond three tenths of the width.
    #[must_use]
    pub fn narrow(self) -> Self {
        Self {
            narrow: true,
            ..self
        }
    }
}

/// Rows under headings.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, one cell a column.
    pub rows: Vec<Vec<String>>,
}

impl Grid {
    /// For a terminal of this width, without colours.
    pub fn terminal(&self, width: u16) -> String {
        let width = width.max(MIN_WIDTH);
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|at| self.columns[*at].from_width <= width)
            .collect();
        let titles = shown
            .iter()
            .map(|at| self.columns[*at].title.to_string())
            .collect();
        let cell =
            |row: &Vec<String>, at: usize| row.get(at).map_or_else(String::new, |text| clean(text));
        let rows = self
            .rows
            .iter()
            .map(|row| shown.iter().map(|at| cell(row, *at)).collect());
        let lines: Vec<Vec<String>> = iter::once(titles).chain(rows).collect();
        let most = usize::from(width) * 3 / 10;
        let asks: Vec<Ask> = (shown.iter().enumerate())
            .map(|(place, at)| {
                let ask = Ask::of(
                    lines.iter().map(|line| line[place].as_str()),
                    self.columns[*at].whole,
                );
                if self.columns[*at].narrow {
                    ask.at_most(most)
                } else {
                    ask
                }
            })
            .collect();
        let widths = layout::widths(&asks, width.into());
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Disabled);
        for line in &lines {
            let folded = line
                .iter()
                .zip(&widths)
                .map(|(cell, width)| layout::fold_cell(cell, *width));
            table.add_row(folded);
        }
        for (place, at) in shown.iter().enumerate() {
            if let Some(column) = table.column_mut(place) {
                column.set_padding((0, 2));
                if self.columns[*at].right {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        let mut text: String = table
            .lines()
            .map(|line| format!("{}\n", line.trim_end()))
            .collect();
        if text.is_empty() {
            text.push('\n');
        }
        text
    }

    /// As a Markdown table with every column.
    pub fn markdown(&self) -> String {
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = row(self
            .columns
            .iter()
            .map(|column| column.title.to_string())
            .collect());
        text += &row(self
            .columns
            .iter()
            .map(|column| if column.right { "---:" } else { "---" }.to_owned())
            .collect());
        for cells in &self.rows {
            text += &row(cells.iter().map(|cell| escape_markdown(cell)).collect());
        }
        text
    }

    /// As CSV with every column, headings first.
    ///
    /// # Errors
    /// A row that has not as many cells as there are columns.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|column| column.title.as_str()))?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| harmless(cell)))?;
        }
        let bytes = writer.into_inner().map_err(|error| error.into_error())?;
        String::from_utf8(bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()).into())
    }
}

/// Text without characters that drive a terminal, turn the order of letters round, or can't be seen: any of them could
/// make a line read as another.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if is_hidden(c) { '\u{fffd}' } else { c })
        .collect()
}

/// Whether a character controls what is shown and is not shown itself.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// JSON with such characters escaped. They stand in texts only, for elsewhere JSON has none but line breaks.
pub fn escape_hidden(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_hidden(c) {
            escaped.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                escaped += &format!("\\u{unit:04x}");
            }
        }
    }
    escaped
}

/// Text that Markdown takes for text: no cell ends, no code, link or HTML begins.
pub fn escape_markdown(text: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '|' | '<' | '`' | '[');
    clean(text)
        .chars()
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}

/// A CSV cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let cell = clean(cell);
    let formula = cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err();
    if formula { format!("'{cell}") } else { cell }
}

/// Folds text to a width; lines after the first start with `indent` spaces. Ids and dates stay whole.
pub fn fold(text: &str, width: u16, indent: usize) -> String {
    let indent = " ".repeat(indent);
    let options = textwrap::Options::new(usize::from(width.max(MIN_WIDTH)))
        .subsequent_indent(&indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(&clean(text), options)
}

/// An amount, or `unknown`.
pub fn usd(amount: Option<crate::base::money::Usd>) -> String {
    amount.map_or_else(|| "unknown".to_owned(), |usd| usd.to_string())
}

/// `1 person`, `2 people` and the like.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        Grid {
            columns: vec![
                Column::text("id"),
                Column::number("fee").from(100),
                Column::text("name"),
            ],
            rows: vec![vec![
                "a|b`<i>".into(),
                "=1+1".into(),
                "\u{1b}[31mred".into(),
            ]],
        }
    }

    #[test]
    fn columns_come_with_room() {
        assert!(!grid().terminal(80).contains("fee"));
        assert!(grid().terminal(100).contains("fee"));
    }

    #[test]
    fn a_row_without_all_cells_is_an_error() {
        let mut grid = grid();
        grid.rows[0].pop();
        assert!(grid.csv().is_err());
    }

    #[test]
    fn narrow_columns_leave_room() {
        let id = "cloud-architects-who-are-on-call-at-night".to_owned();
        let columns = vec![Column::id("item").narrow(), Column::text("verdict")];
        let grid = Grid {
            columns,
            rows: vec![vec![
                id.clone(),
                "covered until somebody of the team leaves it".into(),
            ]],
        };
        assert!(grid.terminal(80).contains("cloud-architects-who-"));
        assert!(
            grid.terminal(80)
                .contains("covered until somebody of the team leaves it")
        );
        assert!(grid.terminal(200).contains(&id));
    }

    #[test]
    fn hostile_cells_are_made_harmless() {
        assert!(!grid().terminal(100).contains('\u{1b}'));
        assert!(grid().markdown().contains("a\\|b\\`\\<i>"));
        assert!(grid().csv().unwrap().contains("'=1+1"));
        assert_eq!(harmless("-5"), "-5");
        assert_eq!(harmless("\u{1b}[31m=1"), "\u{fffd}[31m=1");
        assert_eq!(
            clean("a\u{9b}b\u{200b}c\u{e0041}d"),
            "a\u{fffd}b\u{fffd}c\u{fffd}d"
        );
        assert_eq!(
            clean("Ærø, 日本, naïve e\u{301}"),
            "Ærø, 日本, naïve e\u{301}"
        );
        let json = serde_json::to_string("\u{1b}\u{9b}\u{202e}\u{e0041}é").unwrap();
        let escaped = escape_hidden(&json);
        assert_eq!(escaped, r#""\u001b\u009b\u202e\udb40\udc41é""#);
        assert_eq!(
            serde_json::from_str::<String>(&escaped).unwrap(),
            "\u{1b}\u{9b}\u{202e}\u{e0041}é"
        );
        assert_eq!(clean("b\u{202e}a\u{2066}d"), "b\u{fffd}a\u{fffd}d");
    }
}
