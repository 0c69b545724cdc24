//! Rosters as CSV: one row a holding, people repeated, columns in any order.

use super::rows::{Column, Row, Rows};
use super::{Called, Draft, Held, Person, RowHolding};
use crate::base::text::Text;
use crate::catalog::read::File;

pub(super) fn read(file: &File, draft: &mut Draft<'_>) {
    let ended = (|| {
        let findings = &mut draft.found;
        let Some(mut rows) = Rows::open(file.text.as_bytes(), &file.name, findings)? else {
            return Ok(());
        };
        while let Some(row) = rows.next(&mut draft.found)? {
            take(&row, draft);
        }
        Ok(())
    })();
    draft.found.extend(ended.err());
}

/// One row: the person, new or known, what the row adds to them, and what they hold.
fn take(row: &Row<'_>, draft: &mut Draft<'_>) {
    let text = |column| row.filled(column).map(|cell| Text::from(cell.to_owned()));
    let Some(id) = row.person(&mut draft.found) else {
        return;
    };
    let index = draft.person_called(id).unwrap_or_else(|| {
        let place = Some(row.bare_place());
        let person = Person {
            place,
            ..Person::new(Text::from(id.to_owned()))
        };
        draft.add(person).unwrap_or_else(|known| known)
    });
    draft.said[index].person(
        row.cell(Column::Name),
        row.cell(Column::Email),
        || row.place(),
        &mut draft.found,
    );
    let person = &mut draft.team.people[index];
    person.name = person.name.take().or_else(|| text(Column::Name));
    person.email = person.email.take().or_else(|| text(Column::Email));
    person.team = person.team.take().or_else(|| text(Column::Team));
    for label in row.labels() {
        if person.roles.iter().all(|own| !super::key::same(own, label)) {
            person.roles.push(Text::from(label.to_owned()));
        }
        draft.team.labels.note(label, || row.bare_place());
    }
    row.position(&mut person.positions, &mut draft.found);
    let id = person.id.clone();
    let Some(name) = row.filled(Column::Credential) else {
        return;
    };
    let called = draft.credential(id, name, || row.place());
    let holding = row.holding(&mut draft.found);
    let (Some(Called { credential, parts }), Some(holding)) = (called, holding) else {
        return;
    };
    let (catalog, found) = (draft.catalog, &mut draft.found);
    let parts = catalog.exams_meant(credential, parts, name, holding.exam);
    let said = RowHolding {
        status: holding.status.of_exams(&parts),
        ..holding
    };
    if draft.said[index].holding(catalog, credential, &said, || row.place(), found) {
        let held = Held::of_row(credential.id, &holding, row.place());
        let mut holds = std::mem::take(&mut draft.team.people[index].holds);
        draft.hold(&mut holds, held, &parts);
        draft.team.people[index].holds = holds;
    }
}
