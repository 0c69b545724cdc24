//! Rosters as CSV: one row a holding, people repeated, columns in any order.

use std::str::FromStr;
use std::sync::Arc;

use super::{Draft, Held, Person, Recorded, evidence_level, standing};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::read::File;
use crate::catalog::vocabulary::Evidence;

/// The columns, as in the contract. `person` and `credential` must be there.
pub(crate) const COLUMNS: [&str; 12] = [
    "person",
    "name",
    "email",
    "team",
    "roles",
    "credential",
    "exam",
    "earned",
    "expires",
    "status",
    "evidence",
    "evidence_level",
];
/// Where they stand in [`Columns`].
pub(crate) const PERSON: usize = 0;
const NAME: usize = 1;
const EMAIL: usize = 2;
const TEAM: usize = 3;
pub(crate) const ROLES: usize = 4;
pub(crate) const CREDENTIAL: usize = 5;
pub(crate) const EXAM: usize = 6;
pub(crate) const EARNED: usize = 7;
pub(crate) const EXPIRES: usize = 8;
pub(crate) const STATUS: usize = 9;
pub(crate) const EVIDENCE: usize = 10;
pub(crate) const EVIDENCE_LEVEL: usize = 11;

/// What other programs put between cells.
const SEPARATORS: [(char, &str); 2] = [(';', "semicolons"), ('\t', "tabs")];

/// Where each column stands in a file, if it is there.
pub(crate) type Columns = [Option<usize>; COLUMNS.len()];

/// The columns of a header at a place. `None` where one is missing that must be there.
pub(crate) fn columns<'h>(
    header: impl Iterator<Item = &'h str>,
    place: &Place,
    found: &mut Vec<Diagnostic>,
) -> Option<Columns> {
    let header: Vec<&str> = header.collect();
    if let Some((_, separator)) = SEPARATORS
        .iter()
        .find(|(sign, _)| header.len() == 1 && header[0].contains(*sign))
    {
        let finding = Diagnostic::error(
            Code::Unreadable,
            format!("cells are separated by {separator}, not by commas"),
        );
        found.push(
            finding
                .at(place.clone())
                .help("save it with commas, or let `certadvise import` make a roster of it"),
        );
        return None;
    }
    for column in header.iter().filter(|column| !COLUMNS.contains(column)) {
        let finding = Diagnostic::error(Code::UnknownKey, format!("unknown column `{column}`"))
            .at(place.clone());
        found.push(
            finding
                .help(format!("columns: {}", COLUMNS.join(", ")))
                .suggest(column, COLUMNS),
        );
    }
    for (at, column) in header
        .iter()
        .enumerate()
        .filter(|(at, column)| header[..*at].contains(column))
    {
        let message = format!(
            "column `{column}` stands twice, the second time as column {}",
            at + 1
        );
        found.push(Diagnostic::error(Code::TwiceTheKey, message).at(place.clone()));
    }
    let at = COLUMNS.map(|wanted| header.iter().position(|column| *column == wanted));
    for needed in [PERSON, CREDENTIAL]
        .into_iter()
        .filter(|column| at[*column].is_none())
    {
        let finding = Diagnostic::error(
            Code::MissingKey,
            format!("column `{}` is missing", COLUMNS[needed]),
        );
        found.push(finding.at(place.clone()));
    }
    (at[PERSON].is_some() && at[CREDENTIAL].is_some()).then_some(at)
}

/// The labels of a cell, separated by `;` or `|`.
pub(crate) fn labels(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|'])
        .map(str::trim)
        .filter(|label| !label.is_empty())
}

/// What to say of a row that can't be read.
pub(crate) fn unreadable(error: &::csv::Error) -> Diagnostic {
    match error.kind() {
        ::csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            let cells = if *len == 1 { "cell" } else { "cells" };
            let message = format!("this row has {len} {cells}, the header {expected_len}");
            Diagnostic::error(Code::Unreadable, message)
                .help("a cell with a comma in it needs quotes around it")
        }
        _ => Diagnostic::error(Code::Unreadable, format!("this row can't be read: {error}")),
    }
}

/// What to say of a row in which a cell runs over several lines: an open quote would swallow the people after it.
pub(crate) fn swallowed(row: &[u8]) -> Option<Diagnostic> {
    row.contains(&b'\n').then(|| {
        let finding =
            Diagnostic::error(Code::Damaged, "a cell of this row runs over several lines");
        finding.help("close its quote, or write the cell on one line")
    })
}

pub(super) fn read(file: &File, draft: &mut Draft<'_>) {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let name: Arc<str> = file.name.as_str().into();
    let place = |line: u64, byte: u64| {
        let rest = usize::try_from(byte)
            .ok()
            .and_then(|byte| text.get(byte..))
            .unwrap_or_default();
        Place {
            file: name.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: 1,
            width: 1,
            text: rest.lines().next().unwrap_or_default().into(),
        }
    };
    let mut reader = ::csv::ReaderBuilder::new()
        .trim(::csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            draft.found.push(
                Diagnostic::error(Code::Unreadable, format!("this is not CSV: {error}"))
                    .at(place(1, 0)),
            );
            return;
        }
    };
    let Some(at) = columns(header.iter(), &place(1, 0), &mut draft.found) else {
        return;
    };
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let (line, byte) = error.position().map_or((1, 0), |at| (at.line(), at.byte()));
                draft.found.push(unreadable(&error).at(place(line, byte)));
                continue;
            }
        };
        let here = row
            .position()
            .map_or_else(|| place(1, 0), |at| place(at.line(), at.byte()));
        if let Some(finding) = swallowed(row.as_slice().as_bytes()) {
            draft.found.push(finding.at(here));
            continue;
        }
        let cell = |column: usize| {
            at[column]
                .and_then(|at| row.get(at))
                .filter(|cell| !cell.is_empty())
        };
        holding(&cell, &here, draft);
    }
}

/// One row: the person, new or known, what the row adds to them, and what they hold.
fn holding<'r>(cell: &dyn Fn(usize) -> Option<&'r str>, here: &Place, draft: &mut Draft<'_>) {
    let text = |column| cell(column).map(|cell| Text::from(cell.to_owned()));
    let Some(id) = cell(PERSON) else {
        draft
            .found
            .push(Diagnostic::error(Code::MissingKey, "this row names no person").at(here.clone()));
        return;
    };
    let known = draft.ids.get(&id.to_lowercase()).copied();
    let at = known.unwrap_or_else(|| {
        draft
            .add(Person::new(Text::from(id.to_owned())))
            .unwrap_or_else(|known| known)
    });
    let person = &mut draft.team.people[at];
    if person
        .name
        .clone()
        .zip(cell(NAME))
        .is_some_and(|(name, other)| &*name != other)
    {
        let message = "the person has another name in a row above: are these two people?";
        draft
            .found
            .push(Diagnostic::warning(Code::Contradiction, message).at(here.clone()));
    }
    person.name = person.name.clone().or_else(|| text(NAME));
    person.email = person.email.clone().or_else(|| text(EMAIL));
    person.team = person.team.clone().or_else(|| text(TEAM));
    for label in cell(ROLES).into_iter().flat_map(labels) {
        if person
            .roles
            .iter()
            .all(|own| !own.eq_ignore_ascii_case(label))
        {
            person.roles.push(Text::from(label.to_owned()));
        }
    }
    let Some(name) = cell(CREDENTIAL) else { return };
    let id = draft.credential(draft.team.people[at].id.clone(), name, here);
    let found = &mut draft.found;
    let earned = parsed::<PartialDate>(cell(EARNED), "earned", here, found);
    let expires = match cell(EXPIRES) {
        Some("never") => Some(Recorded::Never),
        Some("unknown") | None => None,
        text => parsed(text, "expires", here, found).map(Recorded::On),
    };
    let status = cell(STATUS).unwrap_or_default();
    let standing = standing(status);
    if standing.is_none() {
        let finding = Diagnostic::error(
            Code::UnknownWord,
            format!("`{status}` is no status of a holding"),
        );
        found.push(
            finding
                .at(here.clone())
                .help("one of: active, revoked, suspended, withdrawn"),
        );
    }
    let recorded = cell(EVIDENCE_LEVEL).and_then(|text| {
        let level = Evidence::parse(text);
        if level.is_none() {
            let message = format!("`{text}` is no {}", Evidence::WHAT);
            let finding = Diagnostic::error(Code::UnknownWord, message).at(here.clone());
            found.push(finding.help("one of: declared, evidenced, verified"));
        }
        level
    });
    if let (Some(credential), Some(standing)) = (id, standing) {
        let (exam, evidence, place) = (text(EXAM), text(EVIDENCE), here.clone());
        let evidence_level = evidence_level(recorded, evidence.is_some());
        let held = Held {
            credential,
            exam,
            earned,
            expires,
            standing,
            evidence,
            evidence_level,
            place,
        };
        draft.team.people[at].holds.push(held);
    }
}

fn parsed<T>(cell: Option<&str>, what: &str, here: &Place, found: &mut Vec<Diagnostic>) -> Option<T>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    let text = cell?;
    match text.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            let message = format!("`{what}` is `{text}`: {error}");
            found.push(Diagnostic::error(Code::BadDate, message).at(here.clone()));
            None
        }
    }
}
