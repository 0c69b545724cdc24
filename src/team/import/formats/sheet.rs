//! Tables: the exports whose columns are known, sheets that people keep, and those that the user's map explains.

use std::cmp::Reverse;

use super::super::Options;
use super::super::format::FileFormat;
use super::super::heading::{self, Meaning};
use super::super::map::Map;
use super::super::record::{self, CredentialRef, Link, Reading, Record, StatedExpiry};
use super::super::resolve::date;
use super::super::resolve::naming;
use super::super::resolve::status::{self, Claim, Stated};
use super::super::table::{Columns, Field, Row, Table};
use crate::base::date::{Date, Expiry, PartialDate};
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::catalog::Catalog;
use crate::catalog::validity::Validity;

/// What a kind of table looks like.
struct Layout {
    format: FileFormat,
    /// Headings by which it is known.
    known_by: &'static [&'static str],
    /// Where its fields stand.
    fields: &'static [(Field, &'static [&'static str])],
}

const LAYOUTS: [Layout; 6] = [
    Layout {
        format: FileFormat::PartnerCenter,
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
        format: FileFormat::LinkedIn,
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
        format: FileFormat::OracleHcm,
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
        format: FileFormat::Springest,
        known_by: &["ID", "Name", "Requires valid until"],
        fields: &[],
    },
    Layout {
        format: FileFormat::Springest,
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
        format: FileFormat::OpenBadgesCsv,
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
            "matricule",
            "numéro d'employé",
            "id empleado",
            "número de empleado",
            "matricola",
            "personeelsnummer",
            "社員番号",
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
            "team member",
            "member",
            "consultant",
            "resource",
            "resource name",
            "learner",
            "candidate",
            "holder",
            "worker",
            "user",
            "user name",
            "display name",
            "colleague",
            "mitarbeiter",
            "mitarbeiterin",
            "name",
            "collaborateur",
            "nom complet",
            "nom et prénom",
            "employé",
            "nombre completo",
            "empleado",
            "nome completo",
            "dipendente",
            "colaborador",
            "funcionário",
            "medewerker",
            "volledige naam",
            "imię i nazwisko",
            "namn",
            "navn",
            "氏名",
            "社員名",
            "姓名",
        ],
    ),
    (
        Field::FirstName,
        &[
            "first name",
            "given name",
            "vorname",
            "prénom",
            "nombre",
            "nome",
            "voornaam",
        ],
    ),
    (
        Field::LastName,
        &[
            "last name",
            "surname",
            "family name",
            "nachname",
            "nom",
            "nom de famille",
            "apellido",
            "apellidos",
            "cognome",
            "sobrenome",
            "apelido",
            "achternaam",
        ],
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
            "courriel",
            "adresse mail",
            "adresse e-mail",
            "adresse email",
            "correo",
            "correo electrónico",
            "posta elettronica",
            "e-mailadres",
            "メールアドレス",
        ],
    ),
    (
        Field::Team,
        &[
            "team",
            "department",
            "business unit",
            "abteilung",
            "équipe",
            "département",
            "equipo",
            "departamento",
            "reparto",
            "afdeling",
            "部署",
        ],
    ),
    (
        Field::Roles,
        &[
            "roles",
            "role",
            "job title",
            "position",
            "rolle",
            "rôle",
            "poste",
            "rol",
            "puesto",
            "ruolo",
            "função",
            "cargo",
            "functie",
            "funktion",
            "役職",
        ],
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
            "certifying body",
            "awarding body",
            "issuing authority",
            "organisme",
            "émetteur",
            "organisme certificateur",
            "délivré par",
            "emisor",
            "entidad emisora",
            "ente certificatore",
            "rilasciato da",
            "emissor",
            "entidade emissora",
            "uitgever",
            "uitgegeven door",
            "発行元",
            "認定機関",
        ],
    ),
    (
        Field::WorkRole,
        &[
            "work role",
            "dcwf code",
            "dcwf",
            "work role id",
            "work role code",
            "primary work role",
            "dcwf work role",
            "dcwf work role code",
            "dcwf work role id",
            "dcwf id",
            "dcwf role",
            "dcwf role code",
            "8140 work role",
            "dod 8140 work role",
            "cyber work role",
            "cyberspace work role",
            "nice work role",
            "nice work role id",
        ],
    ),
    (
        Field::PositionLevel,
        &[
            "position level",
            "proficiency level",
            "work role level",
            "proficiency",
            "work role proficiency",
            "work role proficiency level",
            "position proficiency level",
            "required proficiency",
            "required proficiency level",
            "8140 level",
            "8140 proficiency level",
            "dcwf level",
            "dcwf proficiency level",
        ],
    ),
    (
        Field::Privileged,
        &[
            "privileged",
            "privileged access",
            "privileged user",
            "privileged access user",
            "privileged user access",
            "privileged account",
            "elevated access",
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
    (
        Field::Status,
        &[
            "status",
            "state",
            "zustand",
            "statut",
            "estado",
            "stato",
            "situação",
            "ステータス",
            "状態",
            "certification status",
        ],
    ),
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
pub(crate) fn recognize(table: &Table<'_, '_>, catalog: &Catalog) -> Option<(FileFormat, String)> {
    if let Some(layout) = LAYOUTS.iter().find(|layout| table.has(layout.known_by)) {
        return Some((
            layout.format,
            format!("columns {}", layout.known_by.join(", ")),
        ));
    }
    let (columns, _) = understand(table, catalog);
    let heading = |field| {
        columns
            .all(field)
            .next()
            .and_then(|index| table.headings.get(index))
            .cloned()
            .unwrap_or_default()
    };
    if columns.has(Field::Credential) {
        return Some((
            FileFormat::Sheet,
            format!("column {}", heading(Field::Credential)),
        ));
    }
    let named = wide(table, &columns).find(|(_, name)| {
        catalog.credential_or_exam_named(name).is_ok() || dated_heading(name, catalog).is_some()
    });
    named.filter(|_| columns.name_people()).map(|(_, name)| {
        (
            FileFormat::Matrix,
            format!("a column for each credential, such as {name}"),
        )
    })
}

/// Whether a table says whose the credentials are, or is an export that needn't.
pub(crate) fn names_people(table: &Table<'_, '_>, map: &Map, catalog: &Catalog) -> bool {
    LAYOUTS.iter().any(|layout| table.has(layout.known_by))
        || map.explains_columns()
        || understand(table, catalog).0.name_people()
}

/// The columns of a skills matrix that may be credentials.
fn wide<'a>(
    table: &'a Table<'_, '_>,
    columns: &'a Columns,
) -> impl Iterator<Item = (usize, &'a str)> {
    let all = table.headings.iter().enumerate();
    all.filter(|(index, heading)| !columns.uses(*index) && !heading.is_empty())
        .map(|(index, heading)| (index, heading.as_str()))
}

/// What the columns of a sheet are about: by known headings, else by their words; and those of dates that neither says.
fn understand(table: &Table<'_, '_>, catalog: &Catalog) -> (Columns, Vec<usize>) {
    let mut columns = table.columns_alike(HEADINGS);
    let mut undated = Vec::new();
    let others: Vec<(usize, String)> = wide(table, &columns)
        .map(|(column, heading)| (column, heading.to_owned()))
        .collect();
    for (column, text) in &others {
        let column = *column;
        if catalog.credential_or_exam_named(text).is_ok() || dated_heading(text, catalog).is_some()
        {
            continue;
        }
        let are_dates = heading::are_dates(table.cells(column));
        match heading::meaning(text, are_dates) {
            Meaning::About(field) => columns.add(field, column),
            Meaning::Unknown if are_dates => undated.push(column),
            Meaning::Unknown | Meaning::Else => {}
        }
    }
    // A list of a person's own credentials calls the credential's name just `Name`.
    let is_dated = [Field::Issuer, Field::Earned, Field::Expires]
        .into_iter()
        .any(|field| columns.has(field));
    let name = columns.all(Field::Name).next();
    if !columns.has(Field::Credential)
        && is_dated
        && let Some(column) = name
        && table
            .cells(column)
            .any(|cell| catalog.credential_or_exam_named(cell).is_ok())
    {
        columns.remove(column);
        columns.add(Field::Credential, column);
    }
    let exam = columns.all(Field::Exam).next();
    if !columns.has(Field::Credential)
        && let Some(column) = exam
        && table
            .cells(column)
            .any(|cell| catalog.credential_or_exam_named(cell).is_ok())
    {
        columns.remove(column);
        columns.add(Field::Credential, column);
    }
    if !columns.has(Field::Credential)
        && let Some(column) = of_credentials(table, &columns, catalog)
    {
        columns.add(Field::Credential, column);
        undated.retain(|other| *other != column);
    }
    (columns, undated)
}

/// The column whose cells are mostly names of credentials, where no heading is one.
fn of_credentials(table: &Table<'_, '_>, columns: &Columns, catalog: &Catalog) -> Option<usize> {
    /// Cells that are looked at.
    const ENOUGH: usize = 50;
    let is_named = |text: &str| catalog.credential_or_exam_named(text).is_ok();
    let is_matrix = |heading: &str| is_named(heading) || dated_heading(heading, catalog).is_some();
    if wide(table, columns).any(|(_, heading)| is_matrix(heading)) {
        return None;
    }
    let may_be = wide(table, columns).filter(|(_, heading)| heading::may_name_credentials(heading));
    let counted = may_be.map(|(column, _)| {
        let cells: Vec<&str> = table.cells(column).take(ENOUGH).collect();
        let named = cells.iter().filter(|cell| is_named(cell)).count();
        (column, named, cells.len())
    });
    let of_names = counted.filter(|(_, named, all)| *named > 0 && named * 2 >= *all);
    let first_of_most = of_names.max_by_key(|(column, named, _)| (*named, Reverse(*column)));
    first_of_most.map(|(column, ..)| column)
}

/// A heading that names a credential and says what its cells are about: `CKA expires`, `CKA status`.
fn dated_heading<'h>(heading: &'h str, catalog: &Catalog) -> Option<(&'h str, Field)> {
    let split = heading.match_indices([' ', '_', '-', ':', '(']);
    let parts = split.filter_map(|(place, _)| heading.split_at_checked(place));
    let trimmed = |text: &'h str| text.trim_matches([' ', '_', '-', '–', ':', '(', ')']);
    let parts = parts.map(|(first, second)| (trimmed(first), trimmed(second)));
    let both = parts.flat_map(|(first, second)| [(first, second), (second, first)]);
    let mut dated = both.filter_map(|(name, what)| {
        let ((Meaning::About(field @ (Field::Earned | Field::Expires)), _)
        | (_, Meaning::About(field @ (Field::Status | Field::Ended)))) =
            (heading::meaning(what, true), heading::meaning(what, false))
        else {
            return None;
        };
        let is_name = catalog.credential_or_exam_named(name).is_ok();
        is_name.then_some((name, field))
    });
    dated.next()
}

/// Whether a table can be read as this format.
pub(crate) fn fits(
    format: FileFormat,
    table: &Table<'_, '_>,
    map: &Map,
    catalog: &Catalog,
) -> bool {
    match format {
        FileFormat::Columns => map.explains_columns() && map.missing_in(table).is_empty(),
        FileFormat::Sheet => understand(table, catalog).0.has(Field::Credential),
        FileFormat::Matrix => understand(table, catalog).0.name_people(),
        _ => LAYOUTS
            .iter()
            .any(|layout| layout.format == format && table.has(layout.known_by)),
    }
}

/// Reads a table of this format.
pub(crate) fn read(
    format: FileFormat,
    table: &Table<'_, '_>,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Reading {
    let mut reading = match format {
        FileFormat::Columns => {
            let columns = options.map.columns_of(table);
            let unexplained: Vec<usize> = wide(table, &columns)
                .filter(|(column, text)| {
                    let are_dates = heading::are_dates(table.cells(*column));
                    are_dates && heading::meaning(text, are_dates) != Meaning::Else
                })
                .map(|(column, _)| column)
                .collect();
            plain(table, &columns, &unexplained)
        }
        FileFormat::Sheet => {
            let (columns, undated) = understand(table, catalog);
            let mut reading = plain(table, &columns, &undated);
            doubt_attempts(table, &columns, &mut reading.records);
            reading
        }
        FileFormat::Matrix => {
            let (columns, undated) = understand(table, catalog);
            matrix(table, &columns, &undated, catalog, options)
        }
        FileFormat::Springest if table.has(&["Requires valid until"]) => springest_names(table),
        _ => {
            let of_format = LAYOUTS.iter().filter(|layout| layout.format == format);
            let fields = of_format
                .rev()
                .find(|layout| table.has(layout.known_by))
                .map_or(HEADINGS, |layout| layout.fields);
            let mut reading = plain(table, &table.columns(fields), &[]);
            reading.unused.clear();
            particulars(format, table, &mut reading);
            reading
        }
    };
    if matches!(
        format,
        FileFormat::Columns | FileFormat::Sheet | FileFormat::Matrix
    ) {
        reading.records.iter_mut().for_each(set_aside);
    }
    for record in &mut reading.records {
        let mapped = record
            .status
            .as_deref()
            .and_then(|text| options.map.value(text));
        if let Some(stated) = mapped {
            record.take_status(stated);
        }
    }
    reading
}

/// A training or an exam is not held unless its row has a status, or a day on which it was earned or expires.
fn doubt_attempts(table: &Table<'_, '_>, columns: &Columns, records: &mut [Record]) {
    let heading = |field| {
        let column = columns.all(field).next()?;
        table.headings.get(column)
    };
    let attempted = heading(Field::Credential).filter(|text| heading::names_attempts(text));
    let exam = heading(Field::Exam);
    for record in records {
        let says_more = record.claim != status::HELD
            || record.status.is_some()
            || record.earned.is_some()
            || !matches!(record.expires, StatedExpiry::NotStated);
        let doubtful = match record.credential {
            CredentialRef::Nothing => exam.filter(|_| record.exam.is_some()),
            _ => attempted,
        };
        if let Some(heading) = doubtful.filter(|_| !says_more) {
            record.claim = Claim::Unknown(heading.clone());
        }
    }
}

/// Rows that are about nobody: totals, and lines between rows.
fn set_aside(record: &mut Record) {
    const TOTALS: [&str; 14] = [
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sum",
        "count",
        "average",
        "avg",
        "overall",
        "gesamt",
        "gesamtsumme",
        "summe",
        "anzahl",
        "durchschnitt",
    ];
    let person = &record.person;
    let named = person.name.as_deref().or(person.id.as_deref());
    let Some(name) = named.filter(|_| person.emails.is_empty()) else {
        return;
    };
    let plain = name.trim().trim_end_matches(':').to_lowercase();
    // `Team total` and `# certified` are nobody where a number stands in the row.
    let counts = matches!(&record.claim, Claim::Unknown(cell) if is_count(cell));
    let sums = || {
        let mut words = plain.split(|c: char| !c.is_alphanumeric());
        plain.starts_with(['#', '%', 'Σ', 'σ', '∑']) || words.any(|word| TOTALS.contains(&word))
    };
    let why = if TOTALS.contains(&plain.as_str()) || counts && sums() {
        format!("`{name}` is a row of totals")
    } else if !name.chars().any(char::is_alphanumeric) {
        format!("`{name}` is not a name")
    } else {
        return;
    };
    record.set_aside = Some(why);
}

/// Whether a cell is a number or a percentage.
fn is_count(cell: &str) -> bool {
    let number = cell.trim().trim_end_matches('%').trim_end();
    number.parse::<f64>().is_ok()
}

/// One record a row.
fn plain(table: &Table<'_, '_>, columns: &Columns, undated: &[usize]) -> Reading {
    let alike = alike_columns(table, columns);
    let each = |row: &Row| -> Vec<Record> {
        let filled = alike
            .iter()
            .filter(|(column, _)| row.cell(*column).is_some());
        let records: Vec<Record> = filled.map(|(_, own)| table.record(row, own)).collect();
        if records.is_empty() {
            vec![table.record(row, columns)]
        } else {
            records
        }
    };
    let records = table.rows.iter().flat_map(each).collect();
    let unused = wide(table, columns)
        .map(|(_, heading)| heading.to_owned())
        .collect();
    Reading {
        records,
        unused,
        undated: undated_of(table, undated),
        ..Reading::default()
    }
}

/// Where a row has several credentials, in columns called alike (`Certification 1`, `Certification 2`): each of these, with
/// the columns that belong to it. Of other fields that come several times, those behind it are its own.
fn alike_columns(table: &Table<'_, '_>, columns: &Columns) -> Vec<(usize, Columns)> {
    let plain = |column: usize| {
        let heading = table.headings.get(column).map_or("", String::as_str);
        heading::plain(heading.trim_end_matches(|c: char| c.is_ascii_digit() || " _-#".contains(c)))
    };
    let mut all: Vec<usize> = columns.all(Field::Credential).collect();
    let Some(first) = all.first().map(|column| plain(*column)) else {
        return Vec::new();
    };
    all.retain(|column| plain(*column) == first);
    all.sort_unstable();
    let Some(leftmost) = all.first().copied().filter(|_| all.len() > 1) else {
        return Vec::new();
    };
    let each = all.iter().enumerate();
    each.map(|(place, column)| {
        let next = all.get(place + 1).copied().unwrap_or(usize::MAX);
        (*column, columns.between(*column, next, leftmost))
    })
    .collect()
}

/// The headings of columns of dates that were not understood, with their places.
fn undated_of(table: &Table<'_, '_>, columns: &[usize]) -> Vec<(String, Place)> {
    let headings = columns
        .iter()
        .filter_map(|column| table.headings.get(*column));
    headings
        .map(|heading| (heading.clone(), table.heading_place(heading)))
        .collect()
}

/// What only one kind of table says.
fn particulars(format: FileFormat, table: &Table<'_, '_>, reading: &mut Reading) {
    let column = |heading| table.column(heading);
    let (kind, renewal) = (column("TrainingType"), column("RENEWAL_REQUIRED_FLAG"));
    for (record, row) in reading.records.iter_mut().zip(&table.rows) {
        let cell = |column: Option<usize>| column.and_then(|column| row.cell(column));
        match format {
            FileFormat::PartnerCenter => {
                record.issuer = Some("Microsoft".to_owned());
                if let Some(kind) =
                    cell(kind).filter(|kind| !kind.eq_ignore_ascii_case("Certification"))
                {
                    record
                        .notes
                        .push(format!("TrainingType is `{kind}`, not `Certification`"));
                }
            }
            FileFormat::OracleHcm
                if matches!(record.expires, StatedExpiry::NotStated)
                    && cell(renewal) == Some("N") =>
            {
                record.expires = StatedExpiry::ImpliedNone;
                record.notes.push("RENEWAL_REQUIRED_FLAG is N".to_owned());
            }
            // The format has no way but a blank to say that a badge has no end.
            FileFormat::OpenBadgesCsv if matches!(record.expires, StatedExpiry::NotStated) => {
                record.expires = StatedExpiry::ImpliedNone;
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
fn matrix(
    table: &Table<'_, '_>,
    columns: &Columns,
    undated: &[usize],
    catalog: &Catalog,
    options: &Options<'_>,
) -> Reading {
    let mut reading = Reading::default();
    let map = options.map;
    let is_mark = |cell: &str| match cell_of(cell, map) {
        Cell::Date => false,
        Cell::Says(stated) => !matches!(stated.claim, Claim::Unknown(_)),
        Cell::Nothing | Cell::Never => true,
    };
    let by_field: Vec<(usize, &str, Field)> = wide(table, columns)
        .filter_map(|(column, heading)| {
            let (name, field) = dated_heading(heading, catalog)?;
            Some((column, name, field))
        })
        .collect();
    let plain =
        wide(table, columns).filter(|(column, _)| by_field.iter().all(|(own, ..)| own != column));
    let (about, others): (Vec<_>, Vec<_>) = plain.partition(|(column, heading)| {
        // A column that is not a credential and holds no marks is about something else.
        let mut cells = table.cells(*column).peekable();
        cells.peek().is_some()
            && (catalog.credential_or_exam_named(heading).is_ok() || cells.all(is_mark))
    });
    reading.unused = others
        .iter()
        .map(|(_, heading)| (*heading).to_owned())
        .collect();
    let undated: Vec<usize> = undated
        .iter()
        .copied()
        .filter(|column| others.iter().any(|(other, _)| other == column))
        .collect();
    reading.undated = undated_of(table, &undated);
    let dates: Vec<&str> = about
        .iter()
        .flat_map(|(column, _)| table.cells(*column))
        .filter(|cell| cell_of(cell, map) == Cell::Date)
        .collect();
    let order = options.date_order.or(options.map.date_order);
    let custom = date::Custom::of_file(dates.iter().copied(), order);
    let when = |cell: &str| Some(When::of(date::read(cell, custom).ok()?.date, options.today));
    let some_lie_ahead = dates.iter().any(|cell| when(cell) == Some(When::Ahead));
    for row in &table.rows {
        let said: Vec<(&str, &str)> = about
            .iter()
            .filter_map(|(column, heading)| Some((row.cell(*column)?, *heading)))
            .filter(|(cell, _)| cell_of(cell, map) != Cell::Nothing)
            .collect();
        let of_dates = dated_records(table, row, columns, &by_field, map);
        if said.is_empty() && of_dates.is_empty() {
            reading.records.push(table.record(row, columns));
        }
        reading.records.extend(of_dates);
        for (cell, heading) in said {
            let mut record = table.record(row, columns);
            record.place = table.place(row, cell);
            let is_date = cell_of(cell, map) == Cell::Date;
            let marked = mark_and_date(cell).filter(|_| is_date);
            let cell = marked.unwrap_or(cell);
            record.credential = CredentialRef::Name(heading.to_owned());
            match cell_of(cell, map) {
                // A day that lies ahead is an expiry, and one that lies behind is the day it was earned. Among expiries it
                // may be one that is over, so that it counts only where that can't be.
                Cell::Date => match when(cell) {
                    Some(When::Ahead) => record.expires = record::stated_expiry(cell),
                    Some(When::Behind)
                        if some_lie_ahead
                            && marked.is_none()
                            && !must_be_earned(heading, cell, custom, catalog, options) =>
                    {
                        record.expires = record::stated_expiry(cell);
                        record.doubt = Some(earned_or_expired(cell, record.place.clone()));
                    }
                    Some(When::Behind) | None => {
                        record.earned = Some(cell.to_owned());
                        record
                            .notes
                            .push(format!("{cell} read as the day it was earned"));
                    }
                    Some(When::Either) => record.claim = Claim::Unknown(cell.to_owned()),
                },
                Cell::Never => record.expires = StatedExpiry::Never,
                Cell::Nothing => {}
                Cell::Says(stated) => {
                    if stated.claim == status::HELD && stated.day.is_none() {
                        record.notes.push(format!("`{cell}` has no dates"));
                    }
                    record.take_status(stated);
                    record.is_mark = true;
                }
            }
            reading.records.push(record);
        }
    }
    reading
}

/// The records of a row whose columns say when a credential was earned or expires: one for each credential.
fn dated_records(
    table: &Table<'_, '_>,
    row: &Row,
    columns: &Columns,
    dated: &[(usize, &str, Field)],
    map: &Map,
) -> Vec<Record> {
    let mut records: Vec<(&str, Record)> = Vec::new();
    for (column, name, field) in dated {
        let cell = row.cell(*column).map(|cell| (cell, cell_of(cell, map)));
        let Some((cell, read)) = cell.filter(|(_, read)| *read != Cell::Nothing) else {
            continue;
        };
        let known = records.iter().position(|(own, _)| own == name);
        let place = known.unwrap_or_else(|| {
            let mut record = table.record(row, columns);
            record.place = table.place(row, cell);
            record.credential = CredentialRef::Name((*name).to_owned());
            records.push((name, record));
            records.len() - 1
        });
        let Some((_, record)) = records.get_mut(place) else {
            continue;
        };
        match (read, field) {
            (_, Field::Ended) if record.claim == status::HELD => record.read_ended(cell),
            (Cell::Date, Field::Earned) => record.earned = Some(cell.to_owned()),
            (Cell::Date | Cell::Never, Field::Expires) => {
                record.expires = record::stated_expiry(cell);
            }
            (Cell::Date | Cell::Never, _) => record.claim = Claim::Unknown(cell.to_owned()),
            (Cell::Says(stated), _) if record.claim == status::HELD => {
                record.take_status(stated);
                record.is_mark = true;
            }
            (Cell::Nothing | Cell::Says(_), _) => {}
        }
    }
    records.into_iter().map(|(_, record)| record).collect()
}

/// The date behind a mark: `✓ (2025)`. What it means behind a word such as `active` can't be told.
fn mark_and_date(cell: &str) -> Option<&str> {
    let (mark, day) = naming::without_day(cell)?;
    let is_sign = !mark.contains(char::is_alphanumeric) || mark.eq_ignore_ascii_case("x");
    (is_sign && status::read(mark).claim == status::HELD).then_some(day)
}

/// How a date lies to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    Behind,
    Ahead,
    /// It is a month or a year that has begun and is not over.
    Either,
}

impl When {
    fn of(date: PartialDate, today: Date) -> Self {
        if date.latest() <= today {
            Self::Behind
        } else if date.earliest() > today {
            Self::Ahead
        } else {
            Self::Either
        }
    }
}

/// Whether a day in the past is the day on which a credential was earned, or else nothing that counts today: it has no
/// expiry, or would be over by now.
fn must_be_earned(
    heading: &str,
    cell: &str,
    custom: date::Custom,
    catalog: &Catalog,
    options: &Options<'_>,
) -> bool {
    let by_map = options.map.credentials.get(&heading.trim().to_lowercase());
    let credential = match by_map {
        Some(id) => catalog.credential(id),
        None => catalog.credential_or_exam_named(heading).ok(),
    };
    let day = date::read(cell, custom).ok().map(|dated| dated.date);
    credential.zip(day).is_some_and(
        |(credential, day)| match credential.expiry_earned(day, None) {
            Expiry::On(expires) => expires < options.today,
            Expiry::Never => credential.current_validity() == Validity::Never,
            Expiry::Unknown => false,
        },
    )
}

/// What to say of a date in the past among expiry dates.
fn earned_or_expired(cell: &str, place: Place) -> Diagnostic {
    let message = format!(
        "`{cell}` may be the day it was earned or the day it expired, so it does not count: other dates of the matrix lie ahead"
    );
    Diagnostic::error(Code::EarnedOrExpired, message)
        .at(place)
        .help(format!("write `earned {cell}` or `expired {cell}`"))
}

/// What a cell of a matrix is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cell {
    Nothing,
    Date,
    Never,
    /// A mark, a word, or a number: what it says, if anything is known of it.
    Says(Stated),
}

fn cell_of(cell: &str, map: &Map) -> Cell {
    if let Some(stated) = map.value(cell) {
        return Cell::Says(stated);
    }
    if record::says_nothing(cell) || cell.eq_ignore_ascii_case("unknown") || cell == "?" {
        return Cell::Nothing;
    }
    if matches!(record::stated_expiry(cell), StatedExpiry::Never) {
        return Cell::Never;
    }
    if heading::is_date(cell) || is_year_or_day_number(cell) {
        return Cell::Date;
    }
    let stated = status::read(cell);
    if matches!(stated.claim, Claim::Unknown(_)) && mark_and_date(cell).is_some() {
        return Cell::Date;
    }
    Cell::Says(stated)
}

/// A number that is hardly anything but a year of our days, or a day as spreadsheets or computers count.
fn is_year_or_day_number(cell: &str) -> bool {
    let is_number = cell.bytes().all(|b| b.is_ascii_digit());
    is_number
        && date::read(cell, date::Custom::default())
            .is_ok_and(|dated| (1990..2100).contains(&dated.date.year()))
}
