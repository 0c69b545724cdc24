//! Text with separators: CSV, semicolons, tabs. Headings in any order and case; each row knows its line.

use std::collections::BTreeSet;

use super::heading::{self, Meaning};
use super::lines::Lines;
use super::map::Map;
use super::record::{self, CredentialRef, OtherDay, PositionRef, Record, StatedExpiry, said};
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::team::roster::{key, named_evidence};

/// What may stand between cells.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// A table with headings.
pub(super) struct Table<'l, 't> {
    lines: &'l Lines<'t>,
    /// The headings, trimmed.
    pub headings: Vec<String>,
    /// The rows that hold something.
    pub rows: Vec<Row>,
    heading_line: u32,
}

/// One row.
pub(super) struct Row {
    line: u32,
    cells: csv::StringRecord,
}

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Id,
    Name,
    FirstName,
    LastName,
    Email,
    Team,
    Roles,
    Credential,
    Link,
    Issuer,
    Exam,
    Earned,
    Expires,
    /// The day of an exam that is planned or booked.
    ExamDay,
    /// The last day of a voucher.
    VoucherUntil,
    Status,
    /// Whether it is over: `yes` takes it away.
    Ended,
    Evidence,
    WorkRole,
    PositionLevel,
    Privileged,
}

impl Field {
    /// Whether it is about a credential of the person, not about the person.
    pub(super) fn is_detail(self) -> bool {
        match self {
            Self::Link
            | Self::Issuer
            | Self::Exam
            | Self::Earned
            | Self::Expires
            | Self::ExamDay
            | Self::VoucherUntil
            | Self::Status
            | Self::Ended
            | Self::Evidence => true,
            Self::Id
            | Self::Name
            | Self::FirstName
            | Self::LastName
            | Self::Email
            | Self::Team
            | Self::Roles
            | Self::Credential
            | Self::WorkRole
            | Self::PositionLevel
            | Self::Privileged => false,
        }
    }
}

/// Which columns are about what; of several the first that says something counts (all addresses do).
#[derive(Clone, Debug, Default)]
pub(super) struct Columns(Vec<(Field, usize)>);

/// The separator of a heading line: the one that stands most often outside of quotes.
pub(super) fn separator(heading: &str) -> char {
    let outside = heading.split('"').step_by(2).flat_map(str::chars);
    let mut counts = SEPARATORS.map(|separator| (0, separator));
    for c in outside {
        for count in counts.iter_mut().filter(|count| count.1 == c) {
            count.0 += 1;
        }
    }
    counts
        .into_iter()
        .rev()
        .max_by_key(|count| count.0)
        .map_or(',', |count| count.1)
}

impl<'l, 't> Table<'l, 't> {
    /// The lines that may hold the headings, the likeliest first: the first line that says something or, where it has one
    /// cell only, as titles have, the first one below with more; then those below.
    pub(super) fn heading_lines(lines: &Lines<'_>, given: Option<char>) -> Vec<usize> {
        /// Most lines above the headings.
        const MOST: usize = 12;
        let said = lines.text().lines().enumerate();
        let said: Vec<(usize, bool)> = said
            .filter(|(_, line)| !line.trim().is_empty())
            .take(MOST)
            .map(|(line, text)| {
                let separator = given.unwrap_or_else(|| separator(text));
                let outside: String = text.split('"').step_by(2).collect::<Vec<_>>().join("x");
                let cells = outside.split(separator);
                (
                    line,
                    cells.filter(|cell| !cell.trim().is_empty()).count() > 1,
                )
            })
            .collect();
        let Some((first, is_wide)) = said.first().copied() else {
            return Vec::new();
        };
        let below = said.iter().skip(1).filter(|(_, is_wide)| *is_wide);
        let below = below.map(|(line, _)| *line);
        if is_wide {
            std::iter::once(first).chain(below).collect()
        } else {
            let mut all: Vec<usize> = below.collect();
            all.insert(all.len().min(1), first);
            all
        }
    }

    /// Reads a table with the headings on this line, counted from 0; `separator` where it is known.
    pub(super) fn read(
        lines: &'l Lines<'t>,
        given: Option<char>,
        top: usize,
    ) -> Result<Self, Vec<Diagnostic>> {
        let start = lines.start_of(top);
        let text = lines.text().get(start..).unwrap_or_default();
        let separator = given.unwrap_or_else(|| separator(text.lines().next().unwrap_or_default()));
        if lines.text().matches('"').count() % 2 == 1 {
            return Err(vec![open_quote(lines)]);
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(u8::try_from(separator).unwrap_or(b','))
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let damaged = |error: &csv::Error| {
            let line = error.position().map_or(1, csv::Position::line) + top as u64;
            Diagnostic::error(Code::Damaged, format!("this row can't be read: {error}"))
                .at(lines.place(narrow(line), 1, 1))
        };
        let headings = reader.headers().map_err(|error| vec![damaged(&error)])?;
        let headings: Vec<String> = headings.iter().map(str::to_owned).collect();
        let (mut rows, mut found) = (Vec::new(), Vec::new());
        for cells in reader.records() {
            match cells {
                Ok(cells) => {
                    let byte = cells.position().map_or(0, csv::Position::byte);
                    rows.push(Row {
                        line: lines
                            .line_of(start + usize::try_from(byte).unwrap_or(usize::MAX - start)),
                        cells,
                    });
                }
                Err(error) => found.push(damaged(&error)),
            }
        }
        rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
        if found.is_empty() {
            let table = Self {
                lines,
                headings,
                rows,
                heading_line: narrow(top as u64 + 1),
            };
            Ok(table.with_second_headings())
        } else {
            Err(found)
        }
    }

    /// The same with a second row of headings (`Earned`, `Expires`) joined to the first, where headings of the first span
    /// several columns.
    fn with_second_headings(mut self) -> Self {
        let is_one = |cell: &str| {
            [true, false].into_iter().any(|are_dates| {
                let meaning = heading::meaning(cell, are_dates);
                matches!(meaning, Meaning::About(field) if field.is_detail())
            })
        };
        let Some(second) = self.rows.first() else {
            return self;
        };
        let cells = || second.cells.iter().filter(|cell| !cell.is_empty());
        let spans = |column: usize| {
            second.cell(column).is_some() && self.headings.get(column).is_some_and(String::is_empty)
        };
        if cells().count() < 2 || !cells().all(is_one) || !(0..self.headings.len()).any(spans) {
            return self;
        }
        let second = self.rows.remove(0);
        let mut spanning = String::new();
        for (column, heading) in self.headings.iter_mut().enumerate() {
            if !heading.is_empty() {
                spanning.clone_from(heading);
            }
            if let Some(cell) = second.cell(column) {
                *heading = format!("{spanning} {cell}");
            }
        }
        self
    }

    /// The rows from one line up to the headings in another, both counted from 0, with the separator of the headings.
    pub(super) fn rows_between(
        lines: &Lines<'_>,
        given: Option<char>,
        first: usize,
        top: usize,
    ) -> Vec<csv::StringRecord> {
        let all = || lines.text().lines();
        let separator = given.unwrap_or_else(|| separator(all().nth(top).unwrap_or_default()));
        let between = all().take(top).skip(first);
        between.map(|line| cells_of(line, separator)).collect()
    }

    /// Reads the tables of a text in Markdown or wiki markup: cells between bars, and a line of dashes below the headings
    /// or two bars around each heading.
    pub(super) fn read_markdown(lines: &'l Lines<'t>) -> Vec<Self> {
        let all: Vec<&str> = lines.text().lines().collect();
        let (mut tables, mut start) = (Vec::new(), 0);
        let is_ruled = |top: usize| all.get(top + 1).is_some_and(|line| is_ruler(line));
        let is_top = |top: usize| {
            let line = all.get(top).copied().unwrap_or_default();
            is_wiki_heading(line) || line.contains('|') && is_ruled(top)
        };
        while let Some(top) = (start..all.len()).find(|top| is_top(*top)) {
            let is_wiki = is_wiki_heading(all[top]);
            let mut rows = Vec::new();
            start = top + if is_wiki { 1 } else { 2 };
            while let Some(line) = all.get(start).filter(|line| line.contains('|')) {
                start += 1;
                let cells = csv::StringRecord::from(markdown_cells(line));
                if cells.iter().any(|cell| !cell.is_empty()) && !is_ruler(line) {
                    rows.push(Row {
                        line: narrow(start as u64),
                        cells,
                    });
                }
            }
            tables.push(Self {
                lines,
                headings: if is_wiki {
                    markdown_cells(&all[top].trim().replace("||", "|"))
                } else {
                    markdown_cells(all[top])
                },
                rows,
                heading_line: narrow(top as u64 + 1),
            });
        }
        tables
    }

    /// The same with the row of this number, counted from 0, for the headings; `None` where there is no such row.
    pub(super) fn below(self, row: usize) -> Option<Self> {
        let mut rows = self.rows.into_iter().skip(row);
        let headings = rows.next()?;
        Some(Self {
            lines: self.lines,
            headings: headings.cells.iter().map(str::to_owned).collect(),
            heading_line: headings.line,
            rows: rows.collect(),
        })
    }

    /// How many rows stand above the first with several cells, where the headings have one cell only, as titles have.
    pub(super) fn title_rows(&self) -> Option<usize> {
        let is_filled = |cell: &&str| !cell.trim().is_empty();
        let headings = self.headings.iter().map(String::as_str).filter(is_filled);
        if headings.count() > 1 {
            return None;
        }
        let is_wide = |row: &Row| row.cells.iter().filter(is_filled).count() > 1;
        self.rows.iter().position(is_wide)
    }

    /// The lines of the rows that have one cell only.
    pub(super) fn lines_with_one_cell(&self) -> BTreeSet<u32> {
        let rows = self.rows.iter().filter(|row| row.only_cell().is_some());
        rows.map(|row| row.line).collect()
    }

    /// The line of the headings.
    pub(super) fn line(&self) -> u32 {
        self.heading_line
    }

    /// The column with this heading.
    pub(super) fn column(&self, heading: &str) -> Option<usize> {
        let same = |other: &String| other.to_lowercase() == heading.to_lowercase();
        self.headings.iter().position(same)
    }

    /// Whether all these headings are there.
    pub(super) fn has(&self, headings: &[&str]) -> bool {
        headings
            .iter()
            .all(|heading| self.column(heading).is_some())
    }

    /// Finds the columns of fields by their possible headings.
    pub(super) fn columns(&self, layout: &[(Field, &[&str])]) -> Columns {
        let found = layout.iter().flat_map(|(field, headings)| {
            headings
                .iter()
                .filter_map(|heading| self.column(heading))
                .map(|column| (*field, column))
        });
        Columns(found.collect())
    }

    /// Finds the columns of fields by headings that may be joined in other ways: `issue_date` for `Issue date`.
    pub(super) fn columns_alike(&self, layout: &[(Field, &[&str])]) -> Columns {
        let headings: Vec<String> = self
            .headings
            .iter()
            .map(|own| heading::plain(own))
            .collect();
        let alike = |wanted: &&str| -> Vec<usize> {
            let wanted = heading::plain(wanted);
            let all = headings.iter().enumerate();
            all.filter(|(_, own)| **own == wanted)
                .map(|(column, _)| column)
                .collect()
        };
        let mut columns = Columns::default();
        for (field, wanted) in layout {
            for column in wanted.iter().flat_map(alike) {
                if !columns.uses(column) {
                    columns.add(*field, column);
                }
            }
        }
        columns
    }

    /// The cells of a column that say something.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.cell(column))
    }

    /// The heading of a column, or its number where it has none.
    pub(super) fn heading(&self, column: usize) -> String {
        match self.headings.get(column) {
            Some(heading) if !heading.is_empty() => heading.clone(),
            _ => format!("column {}", column + 1),
        }
    }

    /// The place of a heading.
    pub(super) fn heading_place(&self, heading: &str) -> Place {
        self.lines.place_of(self.heading_line, heading)
    }

    /// Where a row's cell stands.
    pub(super) fn place(&self, row: &Row, cell: &str) -> Place {
        self.lines.place_of(row.line, cell)
    }

    /// What to say of a row that has not as many cells as there are headings.
    pub(super) fn uneven(&self, row: &Row) -> Option<Diagnostic> {
        let (cells, headings) = (row.cells.len(), self.headings.len());
        (cells != headings).then(|| {
            let message = format!("this row has {cells} cells, the headings are {headings}");
            Diagnostic::error(Code::RefusedRow, message)
                .at(self.place(row, row.cells.get(0).unwrap_or_default()))
        })
    }

    /// The record of a row; the cells that are about nothing are left to the caller. The map may say what statuses mean.
    pub(super) fn record(&self, row: &Row, columns: &Columns, map: &Map) -> Record {
        let text = |field| {
            columns
                .all(field)
                .find_map(|column| row.cell(column))
                .map(str::to_owned)
        };
        let credential = text(Field::Credential);
        let place = self.place(
            row,
            credential
                .as_deref()
                .or(row.cells.get(0))
                .unwrap_or_default(),
        );
        let mut record = Record::at(place);
        let (first, last) = (text(Field::FirstName), text(Field::LastName));
        let both = [first, last]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        record.person.id = text(Field::Id);
        record.person.name = text(Field::Name).or_else(|| said(&both));
        record.person.emails = columns
            .all(Field::Email)
            .filter_map(|column| row.cell(column))
            .map(str::to_owned)
            .collect();
        record.person.team = text(Field::Team);
        record.person.roles = text(Field::Roles).map_or_else(Vec::new, |text| {
            text.split([';', '|']).filter_map(said).collect()
        });
        record.credential = match (credential, text(Field::Link)) {
            (Some(name), _) if !record::says_nothing(&name) => CredentialRef::Name(name),
            (None, Some(id)) => CredentialRef::Link(id),
            _ => CredentialRef::Nothing,
        };
        record.issuer = text(Field::Issuer);
        record.exam = text(Field::Exam);
        let said_below = |field| {
            let cells = columns.all(field).filter_map(|column| row.cell(column));
            cells.filter(|text| !record::says_nothing(text))
        };
        let mut earned = said_below(Field::Earned).map(str::to_owned);
        record.earned = earned.next();
        let mut expires = said_below(Field::Expires)
            .map(record::stated_expiry)
            .filter(|expires| !matches!(expires, StatedExpiry::NotStated));
        record.expires = expires.next().unwrap_or(StatedExpiry::NotStated);
        record.other_days.extend(earned.map(OtherDay::Earned));
        record
            .other_days
            .extend(expires.filter_map(|expires| match expires {
                StatedExpiry::On(text) => Some(OtherDay::Expires(text)),
                StatedExpiry::Never | StatedExpiry::ImpliedNone | StatedExpiry::NotStated => None,
            }));
        record.exam_day = text(Field::ExamDay).filter(|text| !record::says_nothing(text));
        record.voucher_until = text(Field::VoucherUntil).filter(|text| !record::says_nothing(text));
        record.evidence = text(Field::Evidence).filter(|text| named_evidence(text).is_some());
        record.position = text(Field::WorkRole)
            .filter(|text| !record::says_nothing(text))
            .map(|work_role| PositionRef {
                work_role,
                level: text(Field::PositionLevel),
                privileged: text(Field::Privileged),
            });
        let heading = |column: usize| self.headings.get(column).map_or("", String::as_str);
        let ended = columns.all(Field::Ended);
        let ended = ended.filter_map(|column| Some((heading(column), row.cell(column)?)));
        let statuses = columns.all(Field::Status);
        let statuses = statuses.filter_map(|column| row.cell(column));
        record.read_claim(ended, statuses, |text| map.value(text));
        let is_whole = text(Field::Name).is_some();
        record.refused = self
            .uneven(row)
            .or_else(|| self.swapped(row, &record, is_whole));
        record
    }

    /// What to say of a row with a cell below one of these headings, of which nothing says to which of the row's
    /// credentials it belongs.
    pub(super) fn unpaired(&self, row: &Row, columns: &[usize]) -> Option<Diagnostic> {
        let mut filled = columns.iter().filter_map(|column| {
            let cell = row
                .cell(*column)
                .filter(|cell| !record::says_nothing(cell))?;
            Some((cell, self.headings.get(*column)?))
        });
        let (cell, heading) = filled.next()?;
        let message = format!("nothing says to which credential of the row `{heading}` belongs");
        let finding = Diagnostic::error(Code::RefusedRow, message).at(self.place(row, cell));
        Some(finding.help("give both headings the same number: `Certification 1` and `Expires 1`"))
    }

    /// What to say where a name stands for an address, or an address for a part of a name or beside another.
    fn swapped(&self, row: &Row, record: &Record, is_whole_name: bool) -> Option<Diagnostic> {
        let no_address = record
            .person
            .emails
            .iter()
            .find(|email| key::address(email).is_none());
        let no_name = record.person.name.as_ref().filter(|name| {
            let has_address = key::address(name).is_some_and(|(rest, _)| {
                let is_alone = rest.is_empty() && record.person.emails.is_empty();
                is_whole_name && (is_alone || name.contains('<'))
            });
            name.contains('@') && !has_address
        });
        let (wrong, what) = no_address
            .map(|text| (text, "e-mail address"))
            .or(no_name.map(|text| (text, "name")))?;
        let finding = Diagnostic::error(Code::RefusedRow, format!("`{wrong}` is no {what}"));
        Some(
            finding
                .at(self.place(row, wrong))
                .help("are columns swapped?"),
        )
    }
}

impl Row {
    /// The cell of a row that has one only.
    pub(super) fn only_cell(&self) -> Option<&str> {
        let mut cells = self.cells.iter().filter(|cell| !cell.is_empty());
        let first = cells.next()?;
        (self.cells.len() > 1 && cells.next().is_none()).then_some(first)
    }

    /// Whether the headings stand in it once more.
    pub(super) fn repeats(&self, headings: &[String]) -> bool {
        let filled = || {
            self.cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !cell.is_empty())
        };
        filled().count() > 1
            && filled().all(|(column, cell)| {
                let heading = headings.get(column);
                heading.is_some_and(|heading| heading.eq_ignore_ascii_case(cell))
            })
    }

    /// A cell that says something.
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        self.cells
            .get(column)
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
    }
}

impl Columns {
    /// The columns about a field, in the order of preference.
    pub(super) fn all(&self, field: Field) -> impl Iterator<Item = usize> {
        self.0
            .iter()
            .filter(move |(of, _)| *of == field)
            .map(|(_, column)| *column)
    }

    /// Whether there is a column about a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.all(field).next().is_some()
    }

    /// Whether a column is about anything.
    pub(super) fn uses(&self, column: usize) -> bool {
        self.0.iter().any(|(_, used)| *used == column)
    }

    /// Takes out columns of dates that are called as one before them is, and returns them.
    pub(super) fn take_doubles(&mut self, headings: &[String]) -> Vec<usize> {
        let mut doubles = Vec::new();
        for field in [Field::Earned, Field::Expires, Field::ExamDay] {
            let mut seen: Vec<String> = Vec::new();
            let all: Vec<usize> = self.all(field).collect();
            for column in all {
                let heading = headings
                    .get(column)
                    .map_or_else(String::new, |own| heading::plain(own));
                if seen.contains(&heading) {
                    doubles.push(column);
                }
                seen.push(heading);
            }
        }
        self.0.retain(|(_, column)| !doubles.contains(column));
        doubles
    }

    /// The same without some columns.
    pub(super) fn without(&self, is_out: impl Fn(Field, usize) -> bool) -> Self {
        let kept = self.0.iter().copied();
        Self(
            kept.filter(|(field, column)| !is_out(*field, *column))
                .collect(),
        )
    }

    /// Takes a column out.
    pub(super) fn remove(&mut self, column: usize) {
        self.0.retain(|(_, used)| *used != column);
    }

    /// Adds a column.
    pub(super) fn add(&mut self, field: Field, column: usize) {
        self.0.push((field, column));
    }

    /// The columns of each of several credentials of a row, and those of which nothing says to which credential they belong.
    /// A column belongs to the credential with the same number. Where there are no numbers, the same columns must stand
    /// behind each credential.
    pub(super) fn paired(
        &self,
        credentials: &[usize],
        number: impl Fn(usize) -> Option<u32>,
    ) -> (Vec<Self>, Vec<usize>) {
        let numbers: Vec<Option<u32>> = credentials.iter().map(|column| number(*column)).collect();
        let is_repeated = |index: usize| {
            numbers
                .iter()
                .skip(index + 1)
                .any(|other| *other == numbers[index])
        };
        let are_numbered = !(0..numbers.len()).any(is_repeated);
        let (mut pairs, mut unnumbered, mut unpaired) = (Vec::new(), Vec::new(), Vec::new());
        for (field, column) in self
            .0
            .iter()
            .copied()
            .filter(|(field, _)| field.is_detail())
        {
            let own = number(column).filter(|_| are_numbered);
            match numbers
                .iter()
                .position(|number| own.is_some() && *number == own)
            {
                Some(index) => pairs.push((index, field, column)),
                None if own.is_some() => unpaired.push(column),
                None => unnumbered.push((field, column)),
            }
        }
        unnumbered.sort_unstable_by_key(|(_, column)| *column);
        // `Certification` and `Expires` beside `Certification 2` and `Expires 2`.
        if let Some(index) = numbers
            .iter()
            .position(Option::is_none)
            .filter(|_| are_numbered)
        {
            let is_of_first = |(field, _): &(Field, usize)| {
                let has_numbers = pairs.iter().any(|(_, other, _)| other == field);
                has_numbers
                    && unnumbered
                        .iter()
                        .filter(|(other, _)| other == field)
                        .count()
                        == 1
            };
            let (of_first, others): (Vec<_>, Vec<_>) =
                unnumbered.iter().copied().partition(is_of_first);
            pairs.extend(
                of_first
                    .into_iter()
                    .map(|(field, column)| (index, field, column)),
            );
            unnumbered = others;
        }
        let behind = |column: usize| credentials.iter().rposition(|own| *own < column);
        let fields_of = |index: usize| -> Vec<Field> {
            let own = unnumbered
                .iter()
                .filter(|(_, column)| behind(*column) == Some(index));
            own.map(|(field, _)| *field).collect()
        };
        let first = fields_of(0);
        let alternate = unnumbered
            .iter()
            .all(|(_, column)| behind(*column).is_some())
            && (1..credentials.len()).all(|index| fields_of(index) == first);
        for (field, column) in unnumbered.iter().copied() {
            match behind(column).filter(|_| alternate) {
                Some(index) => pairs.push((index, field, column)),
                None => unpaired.push(column),
            }
        }
        let each = credentials.iter().enumerate().map(|(index, own)| {
            let kept = self
                .0
                .iter()
                .copied()
                .filter(|(field, column)| match field {
                    Field::Credential => column == own,
                    field if field.is_detail() => pairs.contains(&(index, *field, *column)),
                    _ => true,
                });
            Self(kept.collect())
        });
        (each.collect(), unpaired)
    }

    /// Whether anything says who.
    pub(super) fn name_people(&self) -> bool {
        [Field::Id, Field::Name, Field::Email, Field::LastName]
            .into_iter()
            .any(|field| self.has(field))
    }
}

/// The cells of a line by itself: separators within quotes are part of a cell.
fn cells_of(line: &str, separator: char) -> csv::StringRecord {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            c if c == separator && !is_quoted => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    cells.into()
}

/// Whether a line is the one below the headings of a Markdown table.
fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// Whether a line holds the headings of a table in wiki markup: `||Name||Certification||`.
fn is_wiki_heading(line: &str) -> bool {
    let line = line.trim();
    let inner = line
        .strip_prefix("||")
        .and_then(|rest| rest.strip_suffix("||"));
    inner.is_some_and(|inner| inner.contains("||"))
}

/// The cells of a line of a Markdown table, without emphasis and with the text of links.
fn markdown_cells(line: &str) -> Vec<String> {
    let line = line.trim().replace("\\|", "\u{0}");
    let line = line.strip_prefix('|').unwrap_or(&line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|')
        .map(|cell| markdown_text(&cell.replace('\u{0}', "|")))
        .collect()
}

fn markdown_text(cell: &str) -> String {
    /// Marks as Markdown writes them.
    const MARKS: [(&str, &str); 9] = [
        (":white_check_mark:", "✅"),
        (":heavy_check_mark:", "✔"),
        (":ballot_box_with_check:", "☑"),
        (":x:", "❌"),
        (":heavy_multiplication_x:", "✖"),
        (":construction:", "🚧"),
        ("[x]", "☑"),
        ("[X]", "☑"),
        ("[ ]", "☐"),
    ];
    let mut text = cell.trim().replace(['*', '`'], "");
    for line_break in ["<br>", "<br/>", "<br />"] {
        text = text.replace(line_break, "\n");
    }
    if let Some((_, mark)) = MARKS.iter().find(|(written, _)| *written == text) {
        return (*mark).to_owned();
    }
    while let Some(middle) = text.find("](") {
        let before = text.get(..middle).and_then(|before| before.rfind('['));
        let after = text.get(middle..).and_then(|after| after.find(')'));
        let (Some(start), Some(end)) = (before, after) else {
            break;
        };
        let label = text.get(start + 1..middle).unwrap_or_default().to_owned();
        text.replace_range(start..=middle + end, &label);
    }
    text.trim().to_owned()
}

fn narrow(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// The last line on which a quote is opened that nothing closes.
fn open_quote(lines: &Lines<'_>) -> Diagnostic {
    let mut open = None;
    for (at, line) in lines.text().lines().enumerate() {
        if line.matches('"').count() % 2 == 1 {
            open = if open.is_some() { None } else { Some(at + 1) };
        }
    }
    let line = u32::try_from(open.unwrap_or(1)).unwrap_or(u32::MAX);
    Diagnostic::error(Code::Damaged, "a quote is opened and never closed")
        .at(lines.place_of(line, "\""))
        .help("is the file complete?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_counted_outside_of_quotes() {
        assert_eq!(separator("a,b,c"), ',');
        assert_eq!(separator("a;\"b,c,d,e\";f"), ';');
        assert_eq!(separator("a\tb"), '\t');
        assert_eq!(separator("alone"), ',');
    }

    #[test]
    fn rows_of_another_length_are_refused() {
        let lines = Lines::new("f.csv", "credential,email\ncka,p01@example.com\ncka\n");
        let table = Table::read(&lines, None, 0).unwrap();
        let columns = table.columns(&[
            (Field::Credential, &["Credential"]),
            (Field::Email, &["EMAIL"]),
        ]);
        let records: Vec<_> = table
            .rows
            .iter()
            .map(|row| table.record(row, &columns, &Map::default()))
            .collect();
        assert!(records[0].refused.is_none());
        assert_eq!(records[1].refused.as_ref().unwrap().code, Code::RefusedRow);
    }

    #[test]
    fn an_open_quote_is_found() {
        let lines = Lines::new("f.csv", "a,b\n\"1\n2\",3\n\"4,5\n6,7\n");
        assert_eq!(
            Table::read(&lines, None, 0).err().unwrap()[0]
                .place
                .as_ref()
                .unwrap()
                .line,
            4
        );
    }
}
