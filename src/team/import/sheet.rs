//! Tables: the exports whose columns are known, sheets that people keep, and those that the user's map explains.

use super::map::Map;
use super::record::{self, Ends, Link, Reading, Written, said};
use super::shape::Shape;
use super::status::{self, Claim};
use super::table::{Columns, Field, Table};
use crate::catalog::Catalog;

/// What a kind of table looks like.
struct Layout {
    shape: Shape,
    /// Headings by which it is known.
    known_by: &'static [&'static str],
    /// Where its fields stand.
    fields: &'static [(Field, &'static [&'static str])],
}

const LAYOUTS: [Layout; 6] = [
    Layout {
        shape: Shape::PartnerCenter,
        known_by: &[
            "TrainingActivityId",
            "TrainingTitle",
            "TrainingCompletionDate",
        ],
        fields: &[
            (Field::FirstName, &["IndividualFirstName"]),
            (Field::LastName, &["IndividualLastName"]),
            (Field::Email, &["CorpEmail", "Email"]),
            (Field::Credential, &["TrainingTitle"]),
            (Field::Earned, &["TrainingCompletionDate"]),
            (Field::Expires, &["ExpirationDate"]),
            (Field::Status, &["ActivationStatus"]),
        ],
    },
    Layout {
        shape: Shape::LinkedIn,
        known_by: &["Name", "Authority", "Started On", "Finished On"],
        fields: &[
            (Field::Credential, &["Name"]),
            (Field::Issuer, &["Authority"]),
            (Field::Earned, &["Started On"]),
            (Field::Expires, &["Finished On"]),
            (Field::Evidence, &["Url"]),
        ],
    },
    Layout {
        shape: Shape::OracleHcm,
        known_by: &[
            "CERTIFICATION_NAME",
            "PROFILE_ID",
            "ISSUE_DATE",
            "EXPIRATION_DATE",
        ],
        fields: &[
            (Field::Id, &["PROFILE_ID"]),
            (Field::Credential, &["CERTIFICATION_NAME"]),
            (Field::Issuer, &["ISSUED_BY"]),
            (Field::Earned, &["ISSUE_DATE"]),
            (Field::Expires, &["EXPIRATION_DATE"]),
            (Field::Status, &["STATUS"]),
            (Field::Evidence, &["CERTIFICATION_URL"]),
        ],
    },
    Layout {
        shape: Shape::Springest,
        known_by: &["ID", "Name", "Requires valid until"],
        fields: &[],
    },
    Layout {
        shape: Shape::Springest,
        known_by: &["User ID", "Certification ID", "Valid from", "Valid until"],
        fields: &[
            (Field::Id, &["User ID"]),
            (Field::Link, &["Certification ID"]),
            (Field::Earned, &["Valid from"]),
            (Field::Expires, &["Valid until"]),
            (Field::Evidence, &["Filename"]),
        ],
    },
    Layout {
        shape: Shape::OpenBadgesCsv,
        known_by: &["recipient_email", "badge", "issued_on"],
        fields: &[
            (Field::Email, &["recipient_email"]),
            (Field::Credential, &["badge"]),
            (Field::Issuer, &["issuer"]),
            (Field::Earned, &["issued_on"]),
            (Field::Expires, &["expires"]),
            (Field::Evidence, &["evidence"]),
        ],
    },
];

/// Headings of sheets that people keep, best first.
const HEADINGS: &[(Field, &[&str])] = &[
    (
        Field::Id,
        &[
            "person",
            "person id",
            "employee id",
            "employee number",
            "staff id",
            "personalnummer",
        ],
    ),
    (
        Field::Name,
        &[
            "employee name",
            "full name",
            "employee",
            "staff member",
            "person name",
            "mitarbeiter",
            "mitarbeiterin",
            "name",
        ],
    ),
    (Field::FirstName, &["first name", "given name", "vorname"]),
    (
        Field::LastName,
        &["last name", "surname", "family name", "nachname"],
    ),
    (
        Field::Email,
        &[
            "email",
            "e-mail",
            "email address",
            "work email",
            "mail",
            "e-mail-adresse",
        ],
    ),
    (
        Field::Team,
        &["team", "department", "business unit", "abteilung"],
    ),
    (
        Field::Roles,
        &["roles", "role", "job title", "position", "rolle"],
    ),
    (
        Field::Credential,
        &[
            "credential",
            "certification name",
            "certification",
            "certificate",
            "certificate name",
            "cert",
            "zertifikat",
            "zertifizierung",
        ],
    ),
    (
        Field::Issuer,
        &[
            "issuer",
            "issuing body",
            "issuing organization",
            "issued by",
            "vendor",
            "provider",
            "authority",
            "aussteller",
        ],
    ),
    (
        Field::Exam,
        &["exam", "exam code", "exam version", "prüfung"],
    ),
    (
        Field::Earned,
        &[
            "earned",
            "issue date",
            "issued",
            "issued on",
            "date earned",
            "date issued",
            "completion date",
            "passed on",
            "ausgestellt am",
            "ausstellungsdatum",
            "bestanden am",
        ],
    ),
    (
        Field::Expires,
        &[
            "expires",
            "expiration date",
            "expiry date",
            "expiry",
            "expiration",
            "expires on",
            "valid until",
            "valid to",
            "gültig bis",
            "ablaufdatum",
        ],
    ),
    (Field::Status, &["status", "state", "zustand"]),
    (
        Field::Evidence,
        &[
            "evidence",
            "url",
            "link",
            "credential url",
            "verification url",
            "badge url",
            "nachweis",
        ],
    ),
];

/// Which kind of table this is, and by what it is known.
pub(super) fn recognise(table: &Table<'_, '_>, catalog: &Catalog) -> Option<(Shape, String)> {
    if let Some(layout) = LAYOUTS.iter().find(|layout| table.has(layout.known_by)) {
        return Some((
            layout.shape,
            format!("columns {}", layout.known_by.join(", ")),
        ));
    }
    let columns = table.columns(HEADINGS);
    let heading = |field| {
        columns
            .all(field)
            .next()
            .and_then(|at| table.headings.get(at))
            .cloned()
            .unwrap_or_default()
    };
    if columns.has(Field::Credential) {
        return Some((
            Shape::Sheet,
            format!("column {}", heading(Field::Credential)),
        ));
    }
    let named = wide(table, &columns).find(|(_, name)| catalog.credential_named(name).is_ok());
    named.filter(|_| columns.name_people()).map(|(_, name)| {
        (
            Shape::Matrix,
            format!("a column for each credential, such as {name}"),
        )
    })
}

/// The columns of a skills matrix that may be credentials.
fn wide<'a>(
    table: &'a Table<'_, '_>,
    columns: &'a Columns,
) -> impl Iterator<Item = (usize, &'a str)> {
    let all = table.headings.iter().enumerate();
    all.filter(|(at, heading)| !columns.uses(*at) && !heading.is_empty())
        .map(|(at, heading)| (at, heading.as_str()))
}

/// Whether a table can be read as this shape.
pub(super) fn fits(shape: Shape, table: &Table<'_, '_>, map: &Map) -> bool {
    match shape {
        Shape::Columns => map.explains_columns() && map.missing_in(table).is_empty(),
        Shape::Sheet => table.columns(HEADINGS).has(Field::Credential),
        Shape::Matrix => table.columns(HEADINGS).name_people(),
        _ => LAYOUTS
            .iter()
            .any(|layout| layout.shape == shape && table.has(layout.known_by)),
    }
}

/// Reads a table of this shape.
pub(super) fn read(shape: Shape, table: &Table<'_, '_>, map: &Map, catalog: &Catalog) -> Reading {
    match shape {
        Shape::Columns => plain(table, &map.columns_of(table)),
        Shape::Sheet => plain(table, &table.columns(HEADINGS)),
        Shape::Matrix => matrix(table, &table.columns(HEADINGS), catalog),
        Shape::Springest if table.has(&["Requires valid until"]) => springest_names(table),
        _ => {
            let of_shape = LAYOUTS.iter().filter(|layout| layout.shape == shape);
            let fields = of_shape
                .rev()
                .find(|layout| table.has(layout.known_by))
                .map_or(HEADINGS, |layout| layout.fields);
            let mut reading = plain(table, &table.columns(fields));
            reading.unused.clear();
            particulars(shape, table, &mut reading);
            reading
        }
    }
}

/// One record a row.
fn plain(table: &Table<'_, '_>, columns: &Columns) -> Reading {
    let records = table
        .rows
        .iter()
        .map(|row| table.record(row, columns))
        .collect();
    let unused = wide(table, columns)
        .map(|(_, heading)| heading.to_owned())
        .collect();
    Reading {
        records,
        unused,
        ..Reading::default()
    }
}

/// What only one kind of table says.
fn particulars(shape: Shape, table: &Table<'_, '_>, reading: &mut Reading) {
    let column = |heading| table.column(heading);
    let (kind, renewal) = (column("TrainingType"), column("RENEWAL_REQUIRED_FLAG"));
    for (record, row) in reading.records.iter_mut().zip(&table.rows) {
        let cell = |column: Option<usize>| column.and_then(|column| row.cell(column));
        match shape {
            Shape::PartnerCenter => {
                record.issuer = Some("Microsoft".to_owned());
                if let Some(kind) =
                    cell(kind).filter(|kind| !kind.eq_ignore_ascii_case("Certification"))
                {
                    record
                        .notes
                        .push(format!("TrainingType is `{kind}`, not `Certification`"));
                }
            }
            Shape::OracleHcm
                if matches!(record.ends, Ends::Unsaid) && cell(renewal) == Some("N") =>
            {
                record.ends = Ends::Silent;
                record.notes.push("RENEWAL_REQUIRED_FLAG is N".to_owned());
            }
            // The format has no way but a blank to say that a badge has no end.
            Shape::OpenBadgesCsv if matches!(record.ends, Ends::Unsaid) => {
                record.ends = Ends::Silent;
            }
            _ => {}
        }
    }
}

/// Springest's list of certifications: what the ids in the other file stand for.
fn springest_names(table: &Table<'_, '_>) -> Reading {
    let [id, name, endless] =
        ["ID", "Name", "Requires valid until"].map(|heading| table.column(heading));
    let links = table.rows.iter().filter_map(|row| {
        let cell = |column: Option<usize>| column.and_then(|column| row.cell(column));
        let endless = matches!(
            cell(endless).map(str::to_lowercase).as_deref(),
            Some("false" | "no" | "0" | "nee")
        );
        Some(Link {
            id: cell(id)?.to_owned(),
            name: cell(name)?.to_owned(),
            issuer: None,
            endless,
        })
    });
    let found = table
        .rows
        .iter()
        .filter_map(|row| table.uneven(row))
        .collect();
    Reading {
        links: links.collect(),
        found,
        ..Reading::default()
    }
}

/// One record for each cell that says something below the name of a credential.
fn matrix(table: &Table<'_, '_>, columns: &Columns, catalog: &Catalog) -> Reading {
    let mut reading = Reading::default();
    for (column, heading) in wide(table, columns) {
        // A column that is no credential and holds neither dates nor marks is about something else.
        let cells = || table.rows.iter().filter_map(|row| row.cell(column));
        let about_credentials =
            catalog.credential_named(heading).is_ok() || cells().all(|cell| mark(cell).is_some());
        if !about_credentials || cells().next().is_none() {
            reading.unused.push(heading.to_owned());
        }
    }
    let all: Vec<_> = wide(table, columns)
        .filter(|(_, name)| !reading.unused.iter().any(|h| h == name))
        .collect();
    for row in &table.rows {
        let filled = || {
            all.iter()
                .filter_map(|(column, heading)| Some((row.cell(*column)?, *heading)))
        };
        if filled().next().is_none() {
            reading.records.push(table.record(row, columns));
        }
        for (cell, heading) in filled() {
            let mut record = table.record(row, columns);
            record.place = table.place(row, cell);
            record.credential = Written::Name(heading.to_owned());
            match mark(cell) {
                Some(claim) => record.claim = claim,
                None => record.ends = record::ends(cell),
            }
            if matches!(record.ends, Ends::Unsaid) && record.claim == Claim::Held {
                record
                    .notes
                    .push(format!("`{cell}` says neither since when nor until when"));
            }
            reading.records.push(record);
        }
    }
    reading
}

/// What a mark in a matrix says; `None` for a date.
fn mark(cell: &str) -> Option<Claim> {
    match cell {
        "x" | "X" | "✓" | "✔" | "ja" | "Ja" => Some(Claim::Held),
        _ if said(cell).is_some_and(|cell| cell.starts_with(|c: char| c.is_ascii_digit())) => None,
        _ => status::read(cell),
    }
}
