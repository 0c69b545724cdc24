//! Rosters as CSV: one row a holding, people repeated, columns in any order.

use std::str::FromStr;
use std::sync::Arc;

use super::{Draft, Held, Person, Recorded, evidence_level, standing};
use crate::catalog::quantity::PartialDate;
use crate::catalog::read::File;
use crate::catalog::text::Text;
use crate::catalog::words::{Evidence, Word};
use crate::diagnostic::{Code, Diagnostic, Place};

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

pub(super) fn read(file: &File, draft: &mut Draft<'_>) {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let name: Arc<str> = file.name.as_str().into();
    let place = |line: u64, byte: u64| {
        let rest = usize::try_from(byte).ok().and_then(|byte| text.get(byte..)).unwrap_or_default();
        Place {
            file: name.clone(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: 1,
            width: 1,
            text: rest.lines().next().unwrap_or_default().into(),
        }
    };
    let mut reader = ::csv::ReaderBuilder::new().trim(::csv::Trim::All).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            draft.found.push(Diagnostic::error(Code::Unreadable, format!("this is not CSV: {error}")).at(place(1, 0)));
            return;
        }
    };
    for column in header.iter().filter(|column| !COLUMNS.contains(column)) {
        let finding = Diagnostic::error(Code::UnknownKey, format!("unknown column `{column}`")).at(place(1, 0));
        draft.found.push(finding.help(format!("columns: {}", COLUMNS.join(", "))).suggest(column, COLUMNS));
    }
    let at = COLUMNS.map(|wanted| header.iter().position(|column| column == wanted));
    for (needed, _) in [("person", 0), ("credential", 5)].iter().filter(|(_, column)| at[*column].is_none()) {
        let finding = Diagnostic::error(Code::MissingKey, format!("column `{needed}` is missing"));
        draft.found.push(finding.at(place(1, 0)));
    }
    if at[0].is_none() || at[5].is_none() {
        return;
    }
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let (line, byte) = error.position().map_or((1, 0), |at| (at.line(), at.byte()));
                let finding = Diagnostic::error(Code::Unreadable, format!("this row can't be read: {error}"));
                draft.found.push(finding.at(place(line, byte)));
                continue;
            }
        };
        let here = row.position().map_or_else(|| place(1, 0), |at| place(at.line(), at.byte()));
        let cell = |column: usize| at[column].and_then(|at| row.get(at)).filter(|cell| !cell.is_empty());
        holding(&cell, &here, draft);
    }
}

/// One row: the person, new or known, and what they hold.
fn holding<'r>(cell: &dyn Fn(usize) -> Option<&'r str>, here: &Place, draft: &mut Draft<'_>) {
    let text = |column| cell(column).map(|cell| Text::from(cell.to_owned()));
    let Some(id) = cell(0) else {
        draft.found.push(Diagnostic::error(Code::MissingKey, "this row names no person").at(here.clone()));
        return;
    };
    let known = draft.ids.get(&id.to_lowercase()).copied();
    let person = known.unwrap_or_else(|| {
        let roles = cell(4).unwrap_or_default().split([';', '|']).map(str::trim).filter(|role| !role.is_empty());
        let new = draft.add(Person {
            id: Text::from(id.to_owned()),
            name: text(1),
            email: text(2),
            team: text(3),
            roles: roles.map(|role| Text::from(role.to_owned())).collect(),
            positions: Vec::new(),
            hours_per_week: None,
            holds: Vec::new(),
        });
        new.unwrap_or_else(|known| known)
    });
    let Some(name) = cell(5) else { return };
    let id = draft.credential(draft.team.people[person].id, name, here);
    let found = &mut draft.found;
    let earned = parsed::<PartialDate>(cell(7), "earned", here, found);
    let expires = match cell(8) {
        Some("never") => Some(Recorded::Never),
        Some("unknown") | None => None,
        text => parsed(text, "expires", here, found).map(Recorded::On),
    };
    let status = cell(9).unwrap_or_default();
    let standing = standing(status);
    if standing.is_none() {
        let finding = Diagnostic::error(Code::UnknownWord, format!("`{status}` is no status of a holding"));
        found.push(finding.at(here.clone()).help("one of: active, revoked, suspended, withdrawn"));
    }
    let recorded = cell(11).and_then(|text| {
        let level = Evidence::parse(text);
        if level.is_none() {
            let message = format!("`{text}` is no {}", Evidence::WHAT);
            let finding = Diagnostic::error(Code::UnknownWord, message).at(here.clone());
            found.push(finding.help("one of: declared, evidenced, verified"));
        }
        level
    });
    if let (Some(credential), Some(standing)) = (id, standing) {
        let (exam, evidence, place) = (text(6), text(10), here.clone());
        let evidence_level = evidence_level(recorded, evidence.as_ref());
        let held = Held { credential, exam, earned, expires, standing, evidence, evidence_level, place };
        draft.team.people[person].holds.push(held);
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
