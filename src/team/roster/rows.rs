//! CSV rosters row by row: the one reader of rows, whether a roster is kept or goes by.
//!
//! A row is a line, so an open quote spoils its own row and no other, and no row takes more memory than the longest
//! line that is allowed.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::team::roster::key;

/// Bytes of the longest row that is read.
pub(crate) const MOST_ROW_BYTES: usize = 1 << 20;

/// A column of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Person,
    Name,
    Email,
    Team,
    Roles,
    Credential,
    Exam,
    Earned,
    Expires,
    Status,
    Evidence,
    EvidenceLevel,
    WorkRole,
    PositionLevel,
    Privileged,
}

impl Column {
    /// The columns as in the contract. `person` and `credential` are required.
    const ALL: [(Self, &'static str); 15] = [
        (Self::Person, "person"),
        (Self::Name, "name"),
        (Self::Email, "email"),
        (Self::Team, "team"),
        (Self::Roles, "roles"),
        (Self::Credential, "credential"),
        (Self::Exam, "exam"),
        (Self::Earned, "earned"),
        (Self::Expires, "expires"),
        (Self::Status, "status"),
        (Self::Evidence, "evidence"),
        (Self::EvidenceLevel, "evidence_level"),
        (Self::WorkRole, "work_role"),
        (Self::PositionLevel, "position_level"),
        (Self::Privileged, "privileged"),
    ];
}

/// What other programs put between cells.
const SEPARATORS: [(char, &str); 2] = [(';', "semicolons"), ('\t', "tabs")];

/// Where each column stands in a file, if it is there.
type Columns = [Option<usize>; Column::ALL.len()];

/// The rows of a file.
pub(crate) struct Rows<R> {
    reader: R,
    file: Arc<str>,
    /// The line at hand, from 1, and its bytes.
    line: u64,
    bytes: Vec<u8>,
    cells: Cells,
    columns: Columns,
    width: usize,
    /// Whether the row before has an open quote, so that this line may be the rest of it.
    open_quote: bool,
}

/// A row that goes by.
#[derive(Clone, Copy)]
pub(crate) struct Row<'r> {
    text: &'r str,
    cells: &'r Cells,
    columns: &'r Columns,
    line: u64,
    file: &'r Arc<str>,
}

impl<R: BufRead> Rows<R> {
    /// Reads the header. `None` where the rows can't be understood, which the findings say.
    ///
    /// # Errors
    /// Why the file can't be read on.
    pub(crate) fn open(
        reader: R,
        file: &str,
        findings: &mut Findings,
    ) -> Result<Option<Self>, Diagnostic> {
        let mut rows = Self {
            reader,
            file: file.into(),
            line: 0,
            bytes: Vec::new(),
            cells: Cells::default(),
            columns: [None; Column::ALL.len()],
            width: 0,
            open_quote: false,
        };
        let header = rows.next_line()?;
        let place = rows.place();
        if header && let Err(finding) = rows.split() {
            findings.push(finding.at(place));
            return Ok(None);
        }
        let text = text_of(&rows.bytes);
        let header: Vec<&str> = rows.cells.iter(text).map(key::trim).collect();
        let columns = columns(&header, &place, findings);
        rows.width = header.len();
        Ok(columns.map(|columns| Self { columns, ..rows }))
    }

    /// The next row that can be read; the findings say what is wrong with others. `None` at the end.
    ///
    /// # Errors
    /// Why the file can't be read on.
    pub(crate) fn next(&mut self, findings: &mut Findings) -> Result<Option<Row<'_>>, Diagnostic> {
        loop {
            if !self.next_line()? {
                return Ok(None);
            }
            match self.split() {
                Ok(()) => {
                    return Ok(Some(Row {
                        text: text_of(&self.bytes),
                        cells: &self.cells,
                        columns: &self.columns,
                        line: self.line,
                        file: &self.file,
                    }));
                }
                Err(finding) => findings.push_with(finding.severity, || finding.at(self.place())),
            }
        }
    }

    /// Reads the next line that is not empty.
    fn next_line(&mut self) -> Result<bool, Diagnostic> {
        loop {
            self.bytes.clear();
            let most = MOST_ROW_BYTES as u64 + 2;
            let read = (&mut self.reader)
                .take(most)
                .read_until(b'\n', &mut self.bytes);
            self.line += 1;
            match read {
                Ok(0) => return Ok(false),
                Ok(_) => {}
                Err(error) => return Err(unreadable(&self.file, &error)),
            }
            while self.bytes.last().is_some_and(|last| b"\r\n".contains(last)) {
                self.bytes.pop();
            }
            if self.line == 1 && self.bytes.starts_with("\u{feff}".as_bytes()) {
                self.bytes.drain(.."\u{feff}".len());
            }
            if let Err(error) = std::str::from_utf8(&self.bytes)
                && !(self.bytes.len() > MOST_ROW_BYTES && error.error_len().is_none())
            {
                return Err(not_utf8(&self.file, self.line));
            }
            if self.bytes.len() > MOST_ROW_BYTES {
                let message = format!("this row is longer than {} MiB", MOST_ROW_BYTES >> 20);
                self.bytes.clear();
                return Err(Diagnostic::error(Code::TooLarge, message).at(self.place()));
            }
            if !self.bytes.is_empty() {
                return Ok(true);
            }
        }
    }

    /// Finds the cells of the line at hand.
    fn split(&mut self) -> Result<(), Diagnostic> {
        let text = text_of(&self.bytes);
        if std::mem::take(&mut self.open_quote) && text.matches('"').count() % 2 == 1 {
            // The rest of the row before, which was refused.
            self.cells.clear();
            return Err(open_quote());
        }
        if text.contains('\r') {
            let finding = Diagnostic::error(Code::Damaged, "this row has a carriage return in it");
            return Err(
                finding.help("end each row with LF or CRLF, and write each cell on one line")
            );
        }
        if !self.cells.split(text) {
            self.open_quote = true;
            return Err(open_quote());
        }
        let cells = self.cells.len();
        if self.width > 0 && cells != self.width {
            let word = if cells == 1 { "cell" } else { "cells" };
            let message = format!("this row has {cells} {word}, the header {}", self.width);
            return Err(Diagnostic::error(Code::Unreadable, message)
                .help("a cell with a comma in it needs quotes around it"));
        }
        Ok(())
    }

    fn place(&self) -> Place {
        place(&self.file, self.line, text_of(&self.bytes))
    }
}

impl<'r> Row<'r> {
    /// A cell without the blanks around it; empty where the file has no such column.
    #[inline]
    pub(crate) fn cell(&self, column: Column) -> &'r str {
        match self.columns[column as usize] {
            Some(index) => key::trim(self.cells.get(self.text, index)),
            None => "",
        }
    }

    /// A cell that says something.
    pub(crate) fn filled(&self, column: Column) -> Option<&'r str> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// The line it is on, from 1.
    pub(crate) fn line(&self) -> u32 {
        u32::try_from(self.line).unwrap_or(u32::MAX)
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        place(self.file, self.line, self.text)
    }

    /// Where it stands, without what it says.
    pub(crate) fn bare_place(&self) -> Place {
        place(self.file, self.line, "")
    }
}

/// The cells of a line.
#[derive(Default)]
struct Cells {
    /// Where each cell ends: in the line where that has no quotes, else in `unquoted`.
    ends: Vec<usize>,
    unquoted: String,
    quoted: bool,
}

impl Cells {
    fn clear(&mut self) {
        self.ends.clear();
        self.unquoted.clear();
        self.quoted = false;
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    #[inline]
    fn get<'r>(&'r self, line: &'r str, index: usize) -> &'r str {
        // Cells of a plain line are a comma apart.
        let (text, between) = if self.quoted {
            (self.unquoted.as_str(), 0)
        } else {
            (line, 1)
        };
        let start = match index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
        {
            Some(end) => end + between,
            None => 0,
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        text.get(start..end).unwrap_or_default()
    }

    fn iter<'r>(&'r self, line: &'r str) -> impl Iterator<Item = &'r str> {
        (0..self.len()).map(move |index| self.get(line, index))
    }

    /// Splits a line as RFC 4180 has it. False where a quote is left open.
    fn split(&mut self, line: &str) -> bool {
        self.clear();
        if !line.as_bytes().contains(&b'"') {
            let bytes = line.as_bytes().iter().enumerate();
            let commas = bytes
                .filter(|(_, byte)| **byte == b',')
                .map(|(index, _)| index);
            self.ends.extend(commas);
            self.ends.push(line.len());
            return true;
        }
        self.quoted = true;
        let (mut start, mut inside) = (true, false);
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if inside && letters.next_if_eq(&'"').is_some() => self.unquoted.push('"'),
                '"' if inside => inside = false,
                '"' if start => inside = true,
                ',' if !inside => self.ends.push(self.unquoted.len()),
                other => self.unquoted.push(other),
            }
            start = letter == ',' && !inside;
        }
        self.ends.push(self.unquoted.len());
        !inside
    }
}

/// The columns of a header at a place. `None` where a required one is missing.
fn columns(header: &[&str], place: &Place, findings: &mut Findings) -> Option<Columns> {
    if let [only] = header
        && let Some((_, separator)) = SEPARATORS.iter().find(|(sign, _)| only.contains(*sign))
    {
        let message = format!("cells are separated by {separator}, not by commas");
        let finding = Diagnostic::error(Code::Unreadable, message).at(place.clone());
        findings.push(
            finding.help("save it with commas, or let `certadvise import` make a roster of it"),
        );
        return None;
    }
    let names = || Column::ALL.map(|(_, name)| name);
    let known = header.iter().filter(|column| names().contains(column));
    if known.count() == 0 {
        let message = "no column of this file is one of a roster";
        let finding = Diagnostic::error(Code::UnknownKey, message).at(place.clone());
        findings.push(finding.help(format!(
            "columns: {}; `certadvise import` makes a roster of files with other headings",
            names().join(", ")
        )));
        return None;
    }
    for column in header.iter().filter(|column| !names().contains(column)) {
        let message = format!("unknown column `{column}`");
        let help = format!(
            "columns: {}; `certadvise import` makes a roster of files with other headings",
            names().join(", ")
        );
        findings.push(
            Diagnostic::error(Code::UnknownKey, message)
                .at(place.clone())
                .help(help)
                .suggest(column, names()),
        );
    }
    let twice = header.iter().enumerate();
    for (index, column) in twice.filter(|(index, column)| header[..*index].contains(column)) {
        let message = format!(
            "column `{column}` is given twice, the second time as column {}",
            index + 1
        );
        findings.push(Diagnostic::error(Code::TwiceTheKey, message).at(place.clone()));
    }
    let columns = names().map(|wanted| header.iter().position(|column| *column == wanted));
    let mut complete = true;
    for needed in [Column::Person, Column::Credential] {
        if columns[needed as usize].is_none() {
            let message = format!("column `{}` is missing", names()[needed as usize]);
            let finding = Diagnostic::error(Code::MissingKey, message).at(place.clone());
            findings.push(
                finding.help("`certadvise import` makes a roster of files with other headings"),
            );
            complete = false;
        }
    }
    complete.then_some(columns)
}

/// What to say of text in another encoding.
pub(crate) fn not_utf8(file: &str, line: u64) -> Diagnostic {
    Diagnostic::error(Code::Unreadable, format!("`{file}` is not UTF-8 text"))
        .at(place(&file.into(), line, ""))
        .help("save the file as UTF-8")
}

/// What to say of a file that can't be read.
pub(crate) fn unreadable(file: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::Unreadable, format!("cannot read `{file}`: {error}"))
        .help("check the path and the permissions")
}

fn open_quote() -> Diagnostic {
    Diagnostic::error(Code::Damaged, "a cell of this row runs over several lines")
        .help("close its quote, or write the cell on one line")
}

/// The text of a line, which is checked when it is read.
fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The first column of a line.
fn place(file: &Arc<str>, line: u64, text: &str) -> Place {
    Place {
        file: Arc::clone(file),
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: 1,
        width: 1,
        text: text.into(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(line: &str) -> Option<Vec<String>> {
        let mut cells = Cells::default();
        cells
            .split(line)
            .then(|| cells.iter(line).map(str::to_owned).collect())
    }

    fn codes(bytes: &[u8]) -> Vec<(Code, u32)> {
        let mut findings = Findings::default();
        let read = || -> Result<(), Diagnostic> {
            if let Some(mut rows) = Rows::open(bytes, "f.csv", &mut findings)? {
                while rows.next(&mut findings)?.is_some() {}
            }
            Ok(())
        }();
        findings.extend(read.err());
        let all = findings.into_vec();
        all.iter()
            .map(|finding| {
                (
                    finding.code,
                    finding.place.as_ref().map_or(0, |index| index.line),
                )
            })
            .collect()
    }

    #[test]
    fn an_open_quote_spoils_its_row_alone() {
        let text = b"person,credential\np01,\"cka\np02,cka,3\np03,\"cka";
        assert_eq!(
            codes(text),
            [
                (Code::Damaged, 2),
                (Code::Unreadable, 3),
                (Code::Damaged, 4)
            ]
        );
        assert_eq!(
            codes(b"person,credential\np01,\"cka\n\"\np02,cka\n"),
            [(Code::Damaged, 2), (Code::Damaged, 3)]
        );
    }

    #[test]
    fn what_ends_a_file_says_why() {
        assert_eq!(
            codes(b"person,credential\np01,\xff\n"),
            [(Code::Unreadable, 2)]
        );
        let long = [
            b"person,credential\np01,".as_slice(),
            &vec![0; MOST_ROW_BYTES],
        ]
        .concat();
        assert_eq!(codes(&long), [(Code::TooLarge, 2)]);
        assert_eq!(codes(b"person,credential\rp01,cka\r"), [(Code::Damaged, 1)]);
        assert_eq!(codes(b""), [(Code::UnknownKey, 1)]);
        assert_eq!(
            codes("\u{feff}person,credential\r\n\r\np01,cka".as_bytes()),
            []
        );
    }

    proptest! {
        #[test]
        fn lines_split_as_the_csv_crate_splits_them(line in "[a,\" é]{0,12}") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let theirs = reader.records().next().and_then(Result::ok);
            if let (Some(ours), Some(theirs)) = (cells(&line), theirs) {
                prop_assert_eq!(ours, theirs.iter().map(str::to_owned).collect::<Vec<_>>());
            }
        }
    }
}
