//! Tables: for a terminal, as Markdown, as CSV.

use std::io;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use textwrap::core::display_width;

use super::layout::{self, Ask, GAP, Rank, Shape};
use super::style::{self, Tone};
use super::value::amount;
use super::{MIN_WIDTH, clean, escape_markdown};
use crate::base::money::Usd;
use crate::base::text::Text;

/// A column of a table.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties")]
pub struct Column {
    /// Heading.
    pub title: Text,
    /// Numbers are aligned at the right.
    pub right: bool,
    shape: Shape,
    rank: Rank,
    is_id: bool,
    is_bar: bool,
    from_width: u16,
    narrow: bool,
}

impl Column {
    fn new(title: &'static str, shape: Shape) -> Self {
        Self {
            title: Text::new_static(title),
            right: false,
            shape,
            rank: 0,
            is_id: false,
            is_bar: false,
            from_width: 0,
            narrow: false,
        }
    }

    /// Words, which may be folded.
    pub fn text(title: &'static str) -> Self {
        Self::new(title, Shape::Text)
    }

    /// Names: the column with the most room, of three lines at most.
    pub fn name(title: &'static str) -> Self {
        Self::new(title, Shape::Name)
    }

    /// Several names in a cell, with as much room and never cut.
    pub fn names(title: &'static str) -> Self {
        Self::new(title, Shape::Names)
    }

    /// Ids and dates, never folded. Ids beside names move below them where there is no room.
    pub fn id(title: &'static str) -> Self {
        Self {
            is_id: true,
            ..Self::new(title, Shape::Whole)
        }
    }

    /// Numbers and amounts.
    pub fn number(title: &'static str) -> Self {
        Self {
            right: true,
            ..Self::new(title, Shape::Whole)
        }
    }

    /// Bars, for a terminal alone.
    pub fn bar() -> Self {
        Self {
            is_bar: true,
            ..Self::new("", Shape::Whole)
        }
    }

    fn has_names(&self) -> bool {
        matches!(self.shape, Shape::Name | Shape::Names)
    }

    /// The same with a heading that is known only at run time.
    #[must_use]
    pub fn titled(self, title: &str) -> Self {
        Self {
            title: title.into(),
            ..self
        }
    }

    /// Left out where there is no room; the higher the rank, the sooner.
    #[must_use]
    pub fn optional(self, rank: Rank) -> Self {
        Self { rank, ..self }
    }

    /// Shown only from this width on.
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

/// A cell of a table.
#[derive(Clone, Debug)]
pub struct Cell {
    content: Content,
    tone: Tone,
    link: Option<Text>,
}

#[derive(Clone, Debug)]
enum Content {
    Text(String),
    Usd {
        amount: Option<Usd>,
        most: Option<Usd>,
        bound: Bound,
    },
    Bar(f64),
}

/// How exact an amount is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bound {
    /// To the cent.
    #[default]
    Exact,
    /// Some of it is not known.
    AtLeast,
    /// It is estimated.
    About,
}

impl Bound {
    const fn sign(self) -> &'static str {
        match self {
            Self::Exact => "",
            Self::AtLeast => "at least ",
            Self::About => "~",
        }
    }
}

impl Cell {
    /// US dollars, or `unknown`: with separators and one number of decimals in a column for people, plain for programs.
    pub fn usd(amount: Option<Usd>) -> Self {
        let tone = if amount.is_none() {
            Tone::Faint
        } else {
            Tone::Plain
        };
        Self {
            content: Content::Usd {
                amount,
                most: None,
                bound: Bound::Exact,
            },
            tone,
            link: None,
        }
    }

    /// Up to so many US dollars.
    #[must_use]
    pub fn up_to(mut self, limit: Option<Usd>) -> Self {
        if let Content::Usd { most, .. } = &mut self.content {
            *most = limit;
        }
        self
    }

    /// An amount that is as exact as this.
    #[must_use]
    pub fn bounded(mut self, exactness: Bound) -> Self {
        if let Content::Usd { bound, .. } = &mut self.content {
            *bound = exactness;
        }
        self
    }

    /// A share from 0 to 1 as a bar.
    pub fn bar(share: f64) -> Self {
        Self {
            content: Content::Bar(share),
            tone: Tone::Good,
            link: None,
        }
    }

    /// In this tone.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// With an address that a terminal opens.
    #[must_use]
    pub fn linked(self, address: Option<&Text>) -> Self {
        Self {
            link: address.cloned(),
            ..self
        }
    }

    /// For programs: amounts as plain numbers.
    pub fn raw(&self) -> String {
        match &self.content {
            Content::Text(text) => text.clone(),
            Content::Usd { amount: None, .. } => "unknown".to_owned(),
            Content::Usd {
                amount: Some(amount),
                most,
                bound,
            } => {
                let most = most.map_or_else(String::new, |most| format!("-{most}"));
                format!("{}{amount}{most}", bound.sign())
            }
            Content::Bar(_) => String::new(),
        }
    }

    /// For people, with cents where an amount of the column has some.
    fn shown(&self, cents: bool) -> String {
        match &self.content {
            Content::Usd {
                amount: Some(usd),
                most,
                bound,
            } => {
                let most =
                    most.map_or_else(String::new, |most| format!("-{}", amount(most, cents)));
                format!("{}{}{most}", bound.sign(), amount(*usd, cents))
            }
            Content::Bar(share) => style::bar(*share),
            _ => clean(&self.raw()),
        }
    }

    fn has_cents(&self) -> bool {
        let Content::Usd { amount, most, .. } = self.content else {
            return false;
        };
        let mut amounts = amount.into_iter().chain(most);
        amounts.any(|usd| usd.cents() % 100 != 0)
    }

    /// A line of it as a terminal shows it.
    fn painted(&self, line: &str) -> String {
        let text = self.tone.paint(line);
        match &self.link {
            Some(address) => style::link(address, &text),
            None => text,
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            content: Content::Text(text),
            tone: Tone::Plain,
            link: None,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Rows under headings.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, one cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column as it is laid out: its cells as text.
struct Laid<'g> {
    column: &'g Column,
    cells: Vec<(&'g Cell, String)>,
}

/// A line of a cell: its text, and as a terminal shows it.
struct Line {
    bare: String,
    painted: String,
}

impl Grid {
    /// Rows under headings.
    pub fn new<R>(columns: Vec<Column>, rows: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator,
        R::Item: Into<Cell>,
    {
        let rows = rows.into_iter();
        Self {
            columns,
            rows: rows
                .map(|row| row.into_iter().map(Into::into).collect())
                .collect(),
        }
    }

    /// For a terminal of this width. The least important columns are left out where there is no room for all.
    pub fn terminal(&self, width: u16) -> String {
        self.terminal_like(self, width)
    }

    /// For a terminal of this width, with the columns that `whole` would have: a part of it looks like all of it.
    pub fn terminal_like(&self, whole: &Self, width: u16) -> String {
        let width = width.max(MIN_WIDTH);
        let stacks = whole.stacks(width);
        let laid: Vec<Vec<Laid<'_>>> = stacks
            .iter()
            .map(|stack| stack.iter().map(|index| self.laid(*index)).collect())
            .collect();
        let asks: Vec<Ask> = laid
            .iter()
            .map(|stack| ask_of_stack(stack, width.into()))
            .collect();
        let widths = layout::widths(&asks, width.into());
        let mut rows = vec![heading(&laid, &widths)];
        rows.extend((0..self.rows.len()).map(|row| {
            let cells = laid.iter().zip(&widths);
            cells
                .map(|(stack, width)| stacked(stack, row, *width))
                .collect()
        }));
        drawn(&rows, &laid)
    }

    /// The columns that are shown, those that share a place together: ids move below names where there is no room.
    fn stacks(&self, width: u16) -> Vec<Vec<usize>> {
        let mut stacks: Vec<Vec<usize>> = (0..self.columns.len())
            .filter(|index| self.columns[*index].from_width <= width)
            .filter(|index| !self.laid(*index).is_void())
            .map(|index| vec![index])
            .collect();
        let asks = |stacks: &[Vec<usize>]| -> Vec<Ask> {
            let laid = stacks.iter().map(|stack| {
                let stack: Vec<Laid<'_>> = stack.iter().map(|index| self.laid(*index)).collect();
                ask_of_stack(&stack, width.into())
            });
            laid.collect()
        };
        let essential: Vec<Ask> = asks(&stacks)
            .into_iter()
            .filter(|ask| ask.rank <= layout::ESSENTIAL)
            .collect();
        if !layout::fit(&essential, width.into()) {
            self.put_ids_below_names(&mut stacks);
        }
        layout::shown(&asks(&stacks), width.into())
            .into_iter()
            .map(|place| stacks[place].clone())
            .collect()
    }

    /// Moves an id that stands beside a name below it.
    fn put_ids_below_names(&self, stacks: &mut Vec<Vec<usize>>) {
        let place = stacks.windows(2).position(|pair| {
            self.columns[pair[0][0]].has_names() && self.columns[pair[1][0]].is_id
        });
        if let Some(place) = place {
            let id = stacks.remove(place + 1);
            stacks[place].extend(id);
        }
    }

    /// Whether a column is shown on a terminal of this width.
    pub fn shows(&self, title: &str, width: u16) -> bool {
        let stacks = self.stacks(width.max(MIN_WIDTH));
        let mut shown = stacks.into_iter().flatten();
        shown.any(|index| self.columns[index].title.as_str() == title)
    }

    fn laid(&self, index: usize) -> Laid<'_> {
        let column: Vec<&Cell> = self.rows.iter().filter_map(|row| row.get(index)).collect();
        let cents = column.iter().any(|cell| cell.has_cents());
        Laid {
            column: &self.columns[index],
            cells: column
                .iter()
                .map(|cell| (*cell, cell.shown(cents)))
                .collect(),
        }
    }

    /// As a Markdown table with every column.
    pub fn markdown(&self) -> String {
        let columns: Vec<Laid<'_>> = (0..self.columns.len())
            .map(|index| self.laid(index))
            .filter(|laid| !laid.column.is_bar)
            .collect();
        let titles: Vec<String> = columns
            .iter()
            .map(|laid| laid.column.title.to_string())
            .collect();
        let rules: Vec<String> = columns
            .iter()
            .map(|laid| if laid.column.right { "---:" } else { "---" }.to_owned())
            .collect();
        let mut text = markdown_row(&titles) + &markdown_row(&rules);
        for row in 0..self.rows.len() {
            let cells = columns.iter().filter_map(|laid| laid.cells.get(row));
            let cells: Vec<String> = cells.map(|(_, text)| escape_markdown(text)).collect();
            text += &markdown_row(&cells);
        }
        text
    }

    /// As CSV with every column, headings first.
    ///
    /// # Errors
    /// A row that has not as many cells as there are columns.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let written = |index: &usize| self.columns.get(*index).is_none_or(|column| !column.is_bar);
        let columns = (0..self.columns.len()).filter(written);
        writer.write_record(columns.map(|index| self.columns[index].title.as_str()))?;
        for row in &self.rows {
            let cells = (0..row.len()).filter(written);
            writer.write_record(cells.map(|index| harmless(&row[index].raw())))?;
        }
        let bytes = writer.into_inner().map_err(|error| error.into_error())?;
        String::from_utf8(bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()).into())
    }
}

impl Laid<'_> {
    /// Whether the column can be left out because it says nothing.
    fn is_void(&self) -> bool {
        let mut cells = self.cells.iter();
        self.column.rank > 0 && !self.cells.is_empty() && cells.all(|(_, text)| text.is_empty())
    }

    fn ask(&self, width: usize) -> Ask {
        let cells = self.cells.iter().map(|(_, text)| text.as_str());
        let column = self.column;
        let ask = Ask::new(&column.title, cells, column.shape, column.rank, width);
        if column.narrow {
            ask.at_most(width * 3 / 10)
        } else {
            ask
        }
    }

    /// The lines of a cell.
    fn lines(&self, row: usize, width: usize) -> Vec<Line> {
        let Some((cell, text)) = self.cells.get(row) else {
            return Vec::new();
        };
        layout::fold(text, width, self.column.shape)
            .into_iter()
            .map(|bare| Line {
                painted: cell.painted(&bare),
                bare,
            })
            .collect()
    }
}

/// The lines of a cell, in a column of names with their ids: `Certified Kubernetes Administrator (cka)`, the id on a line
/// of its own where there is no room behind the name.
fn stacked(stack: &[Laid<'_>], row: usize, width: usize) -> Vec<Line> {
    let (name, ids) = match stack {
        [name, ids @ ..] => (name.lines(row, width), ids),
        [] => return Vec::new(),
    };
    let mut lines = name;
    for ids in ids {
        let Some((cell, text)) = ids.cells.get(row).filter(|(_, text)| !text.is_empty()) else {
            continue;
        };
        for bare in layout::fold(&format!("({text})"), width, Shape::Whole) {
            let painted = cell.painted(&bare);
            match lines.last_mut() {
                Some(last) if display_width(&last.bare) + 1 + display_width(&bare) <= width => {
                    last.bare = format!("{} {bare}", last.bare);
                    last.painted = format!("{} {painted}", last.painted);
                }
                _ => lines.push(Line { bare, painted }),
            }
        }
    }
    lines
}

/// The room for columns in one place.
fn ask_of_stack(stack: &[Laid<'_>], width: usize) -> Ask {
    let mut asks = stack.iter().map(|laid| laid.ask(width));
    let first = asks.next().unwrap_or_default();
    asks.fold(first, |above, below| above.above(below.in_brackets()))
}

/// The headings, which are on the last line where some are folded.
fn heading(stacks: &[Vec<Laid<'_>>], widths: &[usize]) -> Vec<Vec<Line>> {
    let titles: Vec<Vec<String>> = stacks
        .iter()
        .zip(widths)
        .map(|(stack, width)| layout::fold(&clean(&stack[0].column.title), *width, Shape::Text))
        .collect();
    let height = titles.iter().map(Vec::len).max().unwrap_or_default();
    titles
        .into_iter()
        .map(|lines| {
            let above = vec![String::new(); height - lines.len()];
            let lines = above.into_iter().chain(lines);
            lines
                .map(|bare| Line {
                    painted: Tone::Strong.paint(&bare),
                    bare,
                })
                .collect()
        })
        .collect()
}

/// Rows of cells beside each other. The cells are laid out bare, for escape sequences have no width, and painted after.
fn drawn(rows: &[Vec<Vec<Line>>], stacks: &[Vec<Laid<'_>>]) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    for row in rows {
        let cells = row.iter().map(|lines| {
            let bare: Vec<&str> = lines.iter().map(|line| line.bare.as_str()).collect();
            bare.join("\n")
        });
        table.add_row(cells);
    }
    for (index, stack) in stacks.iter().enumerate() {
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, GAP));
            if stack[0].column.right {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    let mut drawn = table.lines();
    let mut text = String::new();
    for row in rows {
        let height = row.iter().map(Vec::len).max().unwrap_or_default().max(1);
        for (number, line) in drawn.by_ref().take(height).enumerate() {
            let cells = row.iter().filter_map(|lines| lines.get(number));
            text += &painted(line.trim_end(), cells);
            text.push('\n');
        }
    }
    text
}

/// A line of a table with its cells painted: between them are blanks alone.
fn painted<'l>(line: &str, cells: impl Iterator<Item = &'l Line>) -> String {
    let mut rest = line;
    let mut text = String::new();
    for cell in cells.filter(|cell| !cell.bare.is_empty()) {
        if let Some((before, after)) = rest.split_once(cell.bare.trim_end()) {
            text += before;
            text += &cell.painted;
            rest = after;
        }
    }
    text + rest
}

fn markdown_row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// A CSV cell that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let cell = clean(cell);
    let formula = cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err();
    if formula { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    fn grid() -> Grid {
        Grid::new(
            vec![
                Column::text("id"),
                Column::number("fee").from(100),
                Column::text("name"),
            ],
            [["a|b`<i>", "=1+1", "\u{1b}[31mred"]],
        )
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
        let id = "cloud-architects-who-are-on-call-at-night";
        let verdict = "covered until somebody of the team leaves it";
        let columns = vec![Column::id("item").narrow(), Column::text("verdict")];
        let grid = Grid::new(columns, [[id, verdict]]);
        assert!(grid.terminal(80).contains("cloud-architects-who-"));
        assert!(grid.terminal(80).contains(verdict));
        assert!(grid.terminal(200).contains(id));
    }

    #[test]
    fn amounts_of_a_column_have_one_number_of_decimals() {
        let fees = [134_000, 7_050, 0].map(|cents| [Cell::usd(Some(Usd::from_cents(cents)))]);
        let grid = Grid::new(vec![Column::number("fee USD")], fees);
        assert_eq!(
            plain(&grid.terminal(80)),
            " fee USD\n1,340.00\n   70.50\n    0.00\n"
        );
        assert_eq!(grid.csv().unwrap(), "fee USD\n1340\n70.50\n0\n");
        let whole = [134_000, 0].map(|cents| [Cell::usd(Some(Usd::from_cents(cents)))]);
        let grid = Grid::new(vec![Column::number("USD")], whole);
        assert_eq!(plain(&grid.terminal(80)), "  USD\n1,340\n    0\n");
    }

    #[test]
    fn ids_move_below_names_where_there_is_no_room() {
        let columns = vec![
            Column::name("credential"),
            Column::id("id"),
            Column::number("score"),
        ];
        let row = [
            "Red Hat Certified OpenShift Administrator",
            "redhat-openshift-administrator",
            "0.7",
        ];
        let grid = Grid::new(columns, [row]);
        let narrow = plain(&grid.terminal(50));
        assert_eq!(
            narrow,
            "credential                        score\n\
             Red Hat Certified OpenShift         0.7\n\
             Administrator\n\
             (redhat-openshift-administrator)\n"
        );
        assert!(plain(&grid.terminal(120)).contains("Administrator  redhat-"));
    }

    #[test]
    fn ids_stand_behind_names_that_leave_room() {
        let columns = vec![
            Column::name("credential"),
            Column::id("id"),
            Column::text("about"),
        ];
        let rows = [
            ["Certified Kubernetes Administrator", "cka", "clusters"],
            ["Certificate", "short", "one"],
            ["Certificate", "a-very-long-id-that-stands-alone", "two"],
        ];
        assert_eq!(
            plain(&Grid::new(columns, rows).terminal(50)),
            "credential                          about\n\
             Certified Kubernetes Administrator  clusters\n\
             (cka)\n\
             Certificate (short)                 one\n\
             Certificate                         two\n\
             (a-very-long-id-that-stands-alone)\n"
        );
    }

    #[test]
    fn bars_are_for_terminals() {
        let grid = Grid::new(
            vec![Column::text("id"), Column::bar()],
            [[Cell::from("a"), Cell::bar(0.5)]],
        );
        assert!(grid.terminal(80).contains("█████"));
        assert_eq!(grid.markdown(), "| id |\n| --- |\n| a |\n");
        assert_eq!(grid.csv().unwrap(), "id\na\n");
    }

    #[test]
    fn hostile_cells_are_made_harmless() {
        assert!(!plain(&grid().terminal(100)).contains('\u{1b}'));
        assert!(grid().terminal(100).contains("\u{fffd}[31mred"));
        assert!(grid().markdown().contains("a\\|b\\`\\<i>"));
        assert!(grid().csv().unwrap().contains("'=1+1"));
        assert_eq!(harmless("-5"), "-5");
        assert_eq!(harmless("\u{1b}[31m=1"), "\u{fffd}[31m=1");
    }
}
