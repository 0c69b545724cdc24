//! Tables: the exports whose columns are known, sheets that people keep, and those that the user's map explains.

use std::cmp::Reverse;

use super::super::Options;
use super::super::format::FileFormat;
use super::super::heading::{self, Meaning};
use super::super::map::Map;
use super::super::record::{
    self, CredentialRef, Link, OtherDay, PersonRef, Reading, Record, StatedExpiry, Unread,
};
use super::super::resolve::bare::{Bare, When, earned_or_expired};
use super::super::resolve::date;
use super::super::resolve::naming::{self, Label, Names};
use super::super::resolve::status::{self, Claim, Denial, Stated};
use super::super::table::{Columns, Field, Row, Table};
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::team::roster::HoldingStatus;

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
            "who",
            "wer",
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
        &[
            "exam",
            "exam code",
            "exam codes",
            "exam id",
            "exam number",
            "exam no",
            "exam version",
            "exams",
            "prüfung",
            "prüfungen",
            "prüfungsnummer",
        ],
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

/// What stands in a table that was not read.
pub(crate) fn unread(table: &Table<'_, '_>, name: String, catalog: &Catalog) -> Unread {
    let columns = 0..table.headings.len();
    let cells = columns.flat_map(|column| table.cells(column));
    let texts = table.headings.iter().map(String::as_str).chain(cells);
    Unread {
        name,
        place: table.heading_place(table.headings.first().map_or("", String::as_str)),
        names_people: understand(table, catalog).0.name_people(),
        texts: texts.map(str::to_owned).collect(),
    }
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

/// The columns without a heading that hold something.
fn nameless(table: &Table<'_, '_>) -> impl Iterator<Item = usize> {
    let all = table.headings.iter().enumerate();
    let nameless =
        all.filter(|(column, heading)| heading.is_empty() && table.cells(*column).next().is_some());
    nameless.map(|(column, _)| column)
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
        if heading::is_status_question(text, table.cells(column)) {
            columns.add(Field::Ended, column);
            continue;
        }
        let are_dates = heading::are_dates(table.cells(column));
        match heading::meaning_with_cells(text, are_dates, table.cells(column)) {
            Meaning::About(field) => columns.add(field, column),
            Meaning::Unknown if are_dates => undated.push(column),
            Meaning::Unknown | Meaning::Else => {}
        }
    }
    undated.extend(nameless(table).filter(|column| heading::are_dates(table.cells(*column))));
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
        let field = match heading::meaning(what, true) {
            Meaning::About(
                field @ (Field::Earned
                | Field::Expires
                | Field::ExamDay
                | Field::VoucherUntil
                | Field::Ended),
            ) => Some(field),
            _ => match heading::meaning(what, false) {
                Meaning::About(field @ (Field::Status | Field::Ended)) => Some(field),
                _ => None,
            },
        }?;
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
            plain(table, &columns, &unexplained, options.map, catalog)
        }
        FileFormat::Sheet => {
            let (mut columns, mut undated) = understand(table, catalog);
            // Behind each of several credentials, the same headings stand on purpose.
            if columns.all(Field::Credential).count() < 2 {
                undated.extend(columns.take_doubles(&table.headings));
            }
            let mut reading = plain(table, &columns, &undated, options.map, catalog);
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
            let mut columns = table.columns(fields);
            add_ends(table, &mut columns);
            let mut reading = plain(table, &columns, &[], options.map, catalog);
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
    if matches!(format, FileFormat::Columns) {
        // The list in the map says which column comes first.
        reading
            .records
            .iter_mut()
            .for_each(|record| record.other_days.clear());
    }
    reading.records.iter_mut().for_each(doubt_person);
    if matches!(format, FileFormat::Columns | FileFormat::Sheet) {
        fill_people(&mut reading.records);
        doubt_sections(table, &mut reading.records);
    }
    reading
}

/// A name that says that the person has left, or that may be those of several people, is a finding.
fn doubt_person(record: &mut Record) {
    const AND: [&str; 5] = ["and", "und", "et", "en", "&"];
    let Some(name) = record.person.name.as_deref() else {
        return;
    };
    let has_left = status::denial(name) == Denial::Lost
        || name
            .split_whitespace()
            .any(|word| matches!(word, "†" | "ex" | "former" | "left"));
    let are_several = name.contains([';', '/'])
        || name
            .split_whitespace()
            .any(|word| AND.contains(&word.to_lowercase().as_str()));
    let what = match (has_left, are_several) {
        (true, _) => "may have left",
        (false, true) => "may be several people",
        (false, false) => return,
    };
    let finding = Diagnostic::error(Code::NoPerson, format!("`{name}` {what}"));
    record.doubts.push(finding.at(record.place.on(name)));
}

/// Sheets may print a person once for several rows. Where no two adjacent rows print the same person, one below whom the cells
/// are blank is meant there too.
fn fill_people(records: &mut [Record]) {
    let same = |one: &PersonRef, other: &PersonRef| {
        one.id == other.id && one.name == other.name && one.emails == other.emails
    };
    let is_printed_twice = records.windows(2).any(|pair| {
        let [above, below] = pair else { return false };
        let is_other_row = above.place.line != below.place.line;
        is_other_row && !above.person.is_nobody() && same(&above.person, &below.person)
    });
    if is_printed_twice {
        return;
    }
    let mut above: Option<(PersonRef, u32)> = None;
    for record in records {
        let line = record.place.line;
        let names_credential = !matches!(record.credential, CredentialRef::Nothing);
        if !record.is_taken() || !names_credential {
            above = None;
        } else if !record.person.is_nobody() {
            above = Some((record.person.clone(), line));
        } else if let Some((person, last)) = &mut above
            && line.saturating_sub(*last) <= 1
            && record
                .person
                .team
                .as_ref()
                .is_none_or(|team| person.team.as_ref() == Some(team))
        {
            let called = person
                .name
                .iter()
                .chain(&person.id)
                .chain(&person.emails)
                .next();
            let message = format!(
                "the row names no person; `{}` from the row above is assumed",
                called.map_or("", String::as_str)
            );
            let finding = Diagnostic::error(Code::NoPerson, message).at(record.place.clone());
            record
                .doubts
                .push(finding.help("write the person in every row"));
            record.person = person.clone();
            *last = line;
        } else {
            above = None;
        }
    }
}

/// A row with nothing but a name, of somebody whom no other row names, may be the title of a section.
fn doubt_sections(table: &Table<'_, '_>, records: &mut [Record]) {
    let names: Vec<Option<String>> = records
        .iter()
        .map(|record| record.person.name.clone())
        .collect();
    let lonely = table.lines_with_one_cell();
    let may_be = |record: &&mut Record| record.is_taken() && lonely.contains(&record.place.line);
    for record in records.iter_mut().filter(may_be) {
        let Some(name) = &record.person.name else {
            continue;
        };
        let same = names.iter().flatten().filter(|other| *other == name);
        if same.count() > 1 {
            continue;
        }
        let message = format!("`{name}` may be a section and not a person: the row says no more");
        let finding = Diagnostic::error(Code::NoPerson, message).at(record.place.clone());
        record
            .doubts
            .push(finding.help("for a person without credentials, write `none` as the credential"));
    }
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
    const TOTALS: [&str; 35] = [
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sum",
        "count",
        "average",
        "avg",
        "overall",
        "headcount",
        "percent",
        "percentage",
        "gesamt",
        "gesamtsumme",
        "summe",
        "zwischensumme",
        "anzahl",
        "durchschnitt",
        "prozent",
        "somme",
        "nombre",
        "moyenne",
        "pourcentage",
        "promedio",
        "porcentaje",
        "totale",
        "somma",
        "percentuale",
        "média",
        "percentual",
        "totaal",
        "aantal",
        "gemiddelde",
        "合計",
        "平均",
    ];
    // These are names of people, too.
    const TOTALS_OR_NAMES: [&str; 3] = ["suma", "media", "soma"];
    const NOBODY: [&str; 10] = [
        "vacant",
        "unassigned",
        "unknown",
        "n.n.",
        "nn",
        "tba",
        "ditto",
        "dito",
        "everyone",
        "nobody",
    ];
    let person = &record.person;
    let named = person.name.as_deref().or(person.id.as_deref());
    let Some(name) = named.filter(|_| person.emails.is_empty()) else {
        return;
    };
    let plain = name.trim().trim_end_matches(':').to_lowercase();
    // `Team total` and `# certified` are nobody where a number stands in the row.
    let counts = matches!(&record.claim, Claim::Unknown(cell) if is_count(cell))
        || matches!(&record.credential, CredentialRef::Name(cell) if is_count(cell));
    let sums = || {
        let mut words = plain.split(|c: char| !c.is_alphanumeric());
        let is_total = |word: &str| {
            TOTALS.contains(&word) || TOTALS_OR_NAMES.contains(&word) || word == "certified"
        };
        plain.starts_with(['#', '%', 'Σ', 'σ', '∑']) || words.any(is_total)
    };
    let why = if TOTALS.contains(&plain.as_str()) || counts && sums() {
        format!("`{name}` is a row of totals")
    } else if !name.chars().any(char::is_alphanumeric)
        || NOBODY.contains(&plain.as_str())
        || record::says_nothing(name)
        || status::of_caption(name).is_some_and(|said| said != HoldingStatus::Voucher)
        || is_requirement(name)
    {
        format!("`{name}` is not a name")
    } else {
        return;
    };
    record.set_aside = Some(why);
}

/// Whether a row says what is asked for: `Required`, `Minimum`.
fn is_requirement(name: &str) -> bool {
    const ASKED: [&str; 14] = [
        "required",
        "requirement",
        "requirements",
        "recommended",
        "mandatory",
        "optional",
        "minimum",
        "needed",
        "erforderlich",
        "pflicht",
        "requis",
        "requerido",
        "richiesto",
        "vereist",
    ];
    let words = heading::words(name);
    !words.is_empty() && words.iter().all(|word| ASKED.contains(&word.as_str()))
}

/// Whether a cell is a number or a percentage.
fn is_count(cell: &str) -> bool {
    let number = cell.trim().trim_end_matches('%').trim_end();
    number.parse::<f64>().is_ok()
}

/// One record a row.
fn plain(
    table: &Table<'_, '_>,
    columns: &Columns,
    undated: &[usize],
    map: &Map,
    catalog: &Catalog,
) -> Reading {
    let (alike, unpaired) = alike_columns(table, columns);
    let answers = columns_of_answers(table, columns);
    let unused: Vec<usize> = wide(table, columns)
        .map(|(column, _)| column)
        .chain(nameless(table))
        .collect();
    let read = |row: &Row, own: &Columns| {
        let own = own.without(|field, column| {
            field == Field::Ended && names_other_credential(row, own, column, catalog)
        });
        let mut record = table.record(row, &own, map);
        read_blank(table, row, &own, &answers, &mut record);
        for column in &unused {
            if let Some(text) = row.cell(*column) {
                record.read_other(&table.heading(*column), text, table.place(row, text));
            }
        }
        record
    };
    let each = |row: &Row| -> Vec<Record> {
        let filled = alike
            .iter()
            .filter(|(column, _)| row.cell(*column).is_some());
        let mut records: Vec<Record> = filled.map(|(_, own)| read(row, own)).collect();
        for record in &mut records {
            let refused = record.refused.take();
            record.refused = refused.or_else(|| table.unpaired(row, &unpaired));
        }
        if records.is_empty() {
            records.push(read(row, columns));
        }
        records
    };
    Reading {
        records: by_section(table, each),
        unused: unused.iter().map(|column| table.heading(*column)).collect(),
        undated: undated_of(table, undated),
        ..Reading::default()
    }
}

/// Adds the columns that an export of a known kind has besides its usual ones, and that say that something is over.
fn add_ends(table: &Table<'_, '_>, columns: &mut Columns) {
    let others: Vec<(usize, String)> = wide(table, columns)
        .map(|(column, heading)| (column, heading.to_owned()))
        .collect();
    for (column, heading) in others {
        let are_dates = heading::are_dates(table.cells(column));
        if heading::is_status_question(&heading, table.cells(column)) {
            columns.add(Field::Ended, column);
        } else if let Meaning::About(field @ (Field::Ended | Field::Expires)) =
            heading::meaning_with_cells(&heading, are_dates, table.cells(column))
            && (field == Field::Ended || heading::names_only_dates(&heading))
        {
            columns.add(field, column);
        }
    }
}

/// Whether a cell names another credential than its row, of which it says nothing.
fn names_other_credential(row: &Row, columns: &Columns, column: usize, catalog: &Catalog) -> bool {
    let id_in = |column: usize| {
        let found = catalog.credential_or_exam_named(row.cell(column)?).ok()?;
        Some(found.id)
    };
    let of_row = columns.all(Field::Credential).next().and_then(id_in);
    id_in(column).is_some_and(|id| of_row.is_some_and(|of_row| of_row != id))
}

/// The records of all rows. A row that is a heading of those below says of all of them that they are not held.
fn by_section(table: &Table<'_, '_>, records_of: impl Fn(&Row) -> Vec<Record>) -> Vec<Record> {
    let mut all = Vec::new();
    let mut section = None;
    for row in &table.rows {
        let heading = section_of(row);
        let why = if heading.is_some() {
            Some("it is a heading of the rows below")
        } else {
            let repeats = row.repeats(&table.headings);
            repeats.then_some("it repeats the headings")
        };
        section = heading.or(section);
        for mut record in records_of(row) {
            record.set_aside = why.map(str::to_owned);
            if let Some(claim) = section.clone().filter(|_| record.claim == status::HELD) {
                record.claim = claim;
            }
            all.push(record);
        }
    }
    all
}

/// What a row with nothing but a status says of the rows below: `Planned`, `Expired:`.
fn section_of(row: &Row) -> Option<Claim> {
    let text = row.only_cell()?.trim_end_matches(':');
    match status::of_caption(text) {
        Some(status) => Some(Claim::Status(status)),
        None => (status::read(text).claim == status::HELD).then_some(status::HELD),
    }
}

/// The columns that ask whether a credential is held or over, such as `Passed?`, where at least one row answers.
fn columns_of_answers(table: &Table<'_, '_>, columns: &Columns) -> Vec<usize> {
    let all = [Field::Status, Field::Ended]
        .into_iter()
        .flat_map(|field| columns.all(field));
    all.filter(|column| {
        let heading = table.headings.get(*column).map_or("", String::as_str);
        let is_answered = table.cells(*column).next().is_some();
        heading::asks_for_answer(heading) && (is_answered || heading::has_status_word(heading))
    })
    .collect()
}

/// Where other rows answer whether the credential is held, a row without an answer does not say that it is.
fn read_blank(
    table: &Table<'_, '_>,
    row: &Row,
    columns: &Columns,
    answers: &[usize],
    record: &mut Record,
) {
    let is_blank = |column: &usize| {
        columns.uses(*column) && row.cell(*column).is_none_or(record::says_nothing)
    };
    let blank = answers.iter().copied().find(is_blank);
    let heading = blank.and_then(|column| table.headings.get(column));
    if let Some(heading) = heading
        && record.claim == status::HELD
    {
        record.claim = Claim::Unknown(format!("{heading}: blank"));
    }
}

/// Where a row has several credentials, in columns called alike (`Certification 1`, `Certification 2`): each of these, with
/// the columns that belong to it, and the columns of which nothing says to which they belong.
fn alike_columns(table: &Table<'_, '_>, columns: &Columns) -> (Vec<(usize, Columns)>, Vec<usize>) {
    let heading = |column: usize| table.headings.get(column).map_or("", String::as_str);
    let plain = |column: usize| {
        let is_numbering = |c: char| c.is_ascii_digit() || " _-#".contains(c);
        heading::plain(heading(column).trim_end_matches(is_numbering))
    };
    let mut all: Vec<usize> = columns.all(Field::Credential).collect();
    let Some(first) = all.first().map(|column| plain(*column)) else {
        return (Vec::new(), Vec::new());
    };
    all.retain(|column| plain(*column) == first);
    all.sort_unstable();
    if all.len() < 2 {
        return (Vec::new(), Vec::new());
    }
    let (each, unpaired) = columns.paired(&all, |column| heading::number(heading(column)));
    (all.into_iter().zip(each).collect(), unpaired)
}

/// The headings of columns of dates that were not understood, with their places.
fn undated_of(table: &Table<'_, '_>, columns: &[usize]) -> Vec<(String, Place)> {
    let headings = columns.iter().map(|column| table.heading(*column));
    headings
        .map(|heading| {
            let place = table.heading_place(&heading);
            (heading, place)
        })
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

/// One record for each credential of which a row says something.
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
    let unread: Vec<usize> = others
        .iter()
        .map(|(column, _)| *column)
        .chain(nameless(table))
        .collect();
    let undated: Vec<usize> = undated
        .iter()
        .copied()
        .filter(|column| {
            let is_nameless = table.headings.get(*column).is_some_and(String::is_empty);
            is_nameless || others.iter().any(|(other, _)| other == column)
        })
        .collect();
    reading.undated = undated_of(table, &undated);
    let days = |columns: &[usize]| -> Vec<&str> {
        let cells = columns.iter().flat_map(|column| table.cells(*column));
        cells
            .filter(|cell| cell_of(cell, map) == Cell::Date)
            .map(day_of)
            .collect()
    };
    let plain_days = days(&about.iter().map(|(column, _)| *column).collect::<Vec<_>>());
    let dated_days = days(
        &by_field
            .iter()
            .map(|(column, ..)| *column)
            .collect::<Vec<_>>(),
    );
    let order = options.date_order.or(options.map.date_order);
    let custom = date::Custom::of_file(plain_days.iter().chain(&dated_days).copied(), order);
    let mut matrix = Matrix {
        map,
        custom,
        some_lie_ahead: false,
        today: options.today,
    };
    matrix.some_lie_ahead = plain_days
        .iter()
        .any(|day| matrix.when(day) == Some(When::Ahead));
    let groups = by_credential(&about, &by_field, &Names::new(catalog, map), catalog);
    reading.records = by_section(table, |row| {
        let records = groups
            .iter()
            .filter_map(|group| matrix.record(table, row, columns, group));
        let mut records: Vec<Record> = records.collect();
        for column in &unread {
            if let Some(text) = row.cell(*column) {
                let (heading, place) = (table.heading(*column), table.place(row, text));
                for record in &mut records {
                    record.doubt_other(&heading, text, place.clone());
                }
            }
        }
        if records.is_empty() {
            records.push(table.record(row, columns, map));
        }
        records
    });
    reading
}

/// The columns of a matrix that are about one credential.
struct CredentialColumns<'h, 'c> {
    name: &'h str,
    credential: Option<&'c Credential>,
    /// The columns under the bare name of the credential.
    plain: Vec<usize>,
    /// The columns that say what their cells are about: `CKA expires`, `CKA status`.
    dated: Vec<(usize, Field)>,
}

/// Groups the columns of a matrix by credential, in their order. What one column denies, another can't restore. Columns
/// with bare names alone stay apart, as those of two versions of an exam do.
fn by_credential<'h, 'c>(
    plain: &[(usize, &'h str)],
    dated: &[(usize, &'h str, Field)],
    names: &Names<'_>,
    catalog: &'c Catalog,
) -> Vec<CredentialColumns<'h, 'c>> {
    let plain = plain.iter().map(|(column, name)| (*column, *name, None));
    let dated = dated
        .iter()
        .map(|(column, name, field)| (*column, *name, Some(*field)));
    let mut all: Vec<(usize, &str, Option<Field>)> = plain.chain(dated).collect();
    all.sort_unstable_by_key(|(column, ..)| *column);
    let key_of = |name: &str| match names.look_up(&Label {
        name: name.to_owned(),
        issuer: None,
        exam: None,
    }) {
        Some(found) => CredentialKey::Known(found.id, found.parts),
        None => CredentialKey::Unknown(heading::plain(name)),
    };
    let all: Vec<(CredentialKey, usize, &str, Option<Field>)> = all
        .into_iter()
        .map(|(column, name, field)| (key_of(name), column, name, field))
        .collect();
    let is_dated = |key: &CredentialKey| {
        all.iter()
            .any(|(other, _, _, field)| other == key && field.is_some())
    };
    let mut groups: Vec<(&CredentialKey, CredentialColumns<'h, 'c>)> = Vec::new();
    for (key, column, name, field) in &all {
        let known = groups
            .iter()
            .position(|(other, _)| other == &key && is_dated(key));
        let index = known.unwrap_or_else(|| {
            let group = CredentialColumns {
                name,
                credential: match key {
                    CredentialKey::Known(id, _) => catalog.credential(id),
                    CredentialKey::Unknown(_) => None,
                },
                plain: Vec::new(),
                dated: Vec::new(),
            };
            groups.push((key, group));
            groups.len() - 1
        });
        if let Some((_, group)) = groups.get_mut(index) {
            match field {
                Some(field) => group.dated.push((*column, *field)),
                None => group.plain.push(*column),
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What tells the credentials of a matrix apart: the credential, or those of its exams that the heading names.
#[derive(PartialEq, Eq)]
enum CredentialKey {
    Known(CredentialId, Vec<Text>),
    Unknown(String),
}

/// What has to be known of a matrix to read one of its cells.
struct Matrix<'m> {
    map: &'m Map,
    custom: date::Custom,
    /// Some of its dates are expiries.
    some_lie_ahead: bool,
    today: Date,
}

impl Matrix<'_> {
    fn when(&self, cell: &str) -> Option<When> {
        let dated = date::read(cell, self.custom).ok()?;
        Some(When::of(dated.date, self.today))
    }

    /// The record of a row about one credential, if any of its cells says something.
    fn record(
        &self,
        table: &Table<'_, '_>,
        row: &Row,
        columns: &Columns,
        group: &CredentialColumns<'_, '_>,
    ) -> Option<Record> {
        let said = |column: usize| {
            let cell = row.cell(column)?;
            (cell_of(cell, self.map) != Cell::Nothing).then_some(cell)
        };
        let heading = |column: usize| table.headings.get(column).map_or("", String::as_str);
        let dated: Vec<(&str, Field, &str)> = group
            .dated
            .iter()
            .filter_map(|(column, field)| Some((said(*column)?, *field, heading(*column))))
            .collect();
        let plain: Vec<&str> = group
            .plain
            .iter()
            .filter_map(|column| said(*column))
            .collect();
        let first: &str = plain.first().or(dated.first().map(|(cell, ..)| cell))?;
        let mut record = table.record(row, columns, self.map);
        record.place = table.place(row, first);
        record.credential = CredentialRef::Name(group.name.to_owned());
        // What the row says of all its credentials: where it denies them, no cell restores one.
        let of_row = std::mem::replace(&mut record.claim, status::HELD);
        for (cell, field, heading) in &dated {
            self.take_dated(&mut record, cell, *field, heading);
        }
        let mut is_alone = dated.is_empty();
        for cell in plain {
            let place = table.place(row, cell);
            if is_alone {
                self.take_alone(&mut record, cell, place, group.credential);
            } else {
                self.take_beside(&mut record, cell, place, group.credential);
            }
            is_alone = false;
        }
        if of_row != status::HELD && record.claim == status::HELD {
            let of_cells = Stated {
                claim: std::mem::replace(&mut record.claim, of_row),
                day: None,
            };
            if std::mem::take(&mut record.is_mark) {
                record.take_beside(of_cells, first);
            }
        }
        Some(record)
    }

    /// Takes over the cell of a column that says what its cells are about.
    fn take_dated(&self, record: &mut Record, cell: &str, field: Field, heading: &str) {
        match (cell_of(cell, self.map), field) {
            (_, Field::Ended) if record.claim == status::HELD => record.read_ended(heading, cell),
            (Cell::Says(_), Field::Expires)
                if record.claim == status::HELD && heading::says_ended(heading) =>
            {
                record.read_ended(heading, cell);
            }
            (Cell::Date, Field::ExamDay) => record.exam_day = Some(day_of(cell).to_owned()),
            (Cell::Date, Field::VoucherUntil) => {
                record.voucher_until = Some(day_of(cell).to_owned());
            }
            (Cell::Date, Field::Earned) if record.earned.is_some() => {
                let day = day_of(cell).to_owned();
                record.other_days.push(OtherDay::Earned(day));
            }
            (Cell::Date, Field::Expires) if matches!(record.expires, StatedExpiry::On(_)) => {
                let day = day_of(cell).to_owned();
                record.other_days.push(OtherDay::Expires(day));
            }
            (Cell::Date, Field::Earned) => record.earned = Some(day_of(cell).to_owned()),
            (Cell::Date, Field::Expires) => record.expires = record::stated_expiry(day_of(cell)),
            (Cell::Never, Field::Expires) => record.expires = StatedExpiry::Never,
            (Cell::Date | Cell::Never, _) => record.claim = Claim::Unknown(cell.to_owned()),
            (Cell::Says(stated), Field::ExamDay | Field::VoucherUntil)
                if record.claim == status::HELD && stated.claim == status::HELD =>
            {
                record.claim = Claim::Status(match field {
                    Field::ExamDay => HoldingStatus::Planned,
                    _ => HoldingStatus::Voucher,
                });
            }
            (Cell::Says(stated), _) if record.claim == status::HELD => {
                record.take_status(stated);
                record.is_mark = true;
            }
            (Cell::Nothing | Cell::Says(_), _) => {}
        }
    }

    /// Takes over a cell below the bare name of a credential of which no other cell of the row says anything.
    fn take_alone(
        &self,
        record: &mut Record,
        cell: &str,
        place: Place,
        credential: Option<&Credential>,
    ) {
        match cell_of(cell, self.map) {
            Cell::Date => {
                let day = day_of(cell);
                let date = date::read(day, self.custom).map(|dated| dated.date);
                match date.map(|date| Bare::of(date, self.today, self.some_lie_ahead, credential)) {
                    Ok(Bare::Expires) => record.expires = record::stated_expiry(day),
                    Ok(Bare::EarnedOrExpired) => {
                        record.expires = record::stated_expiry(day);
                        record.doubts.push(earned_or_expired(day, place));
                    }
                    Ok(Bare::Earned) => {
                        record.earned = Some(day.to_owned());
                        record
                            .notes
                            .push(format!("`{day}` was read as the date it was earned"));
                    }
                    Ok(Bare::Unknown) => record.claim = Claim::Unknown(day.to_owned()),
                    // The day is refused where it is read again. Should other tables of the file show how it is meant, it
                    // is still open whether it lies ahead.
                    Err(_) => {
                        record.earned = Some(day.to_owned());
                        record.claim = Claim::Unknown(day.to_owned());
                    }
                }
            }
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
    }

    /// Takes over a cell below the bare name of a credential of which other cells of the row say more. It can deny what they
    /// say, and what they deny it can't restore.
    fn take_beside(
        &self,
        record: &mut Record,
        cell: &str,
        place: Place,
        credential: Option<&Credential>,
    ) {
        let is_held = record.claim == status::HELD;
        let day = day_of(cell);
        let has_expiry = !matches!(record.expires, StatedExpiry::NotStated);
        match cell_of(cell, self.map) {
            Cell::Says(stated) if is_held => {
                record.take_status(stated);
                record.is_mark = true;
            }
            Cell::Nothing | Cell::Says(_) => {}
            Cell::Never => {
                if !has_expiry {
                    record.expires = StatedExpiry::Never;
                }
            }
            Cell::Date if !is_held => match record.claim {
                Claim::Status(
                    HoldingStatus::Planned | HoldingStatus::Booked | HoldingStatus::Failed,
                ) => {
                    record.earned.get_or_insert_with(|| day.to_owned());
                }
                _ if !has_expiry => record.expires = record::stated_expiry(day),
                _ => {}
            },
            Cell::Date if record.earned.is_none() && !has_expiry => {
                self.take_alone(record, cell, place, credential);
            }
            Cell::Date if record.earned.as_deref() == Some(day) => {}
            Cell::Date if matches!(&record.expires, StatedExpiry::On(known) if known == day) => {}
            Cell::Date => match (self.when(day), has_expiry) {
                (Some(When::Ahead), false) => record.expires = record::stated_expiry(day),
                (Some(When::Behind), false) => {
                    record.expires = record::stated_expiry(day);
                    record.doubts.push(earned_or_expired(day, place));
                }
                (Some(When::Behind | When::Either), true) => {
                    record.earned.get_or_insert_with(|| day.to_owned());
                }
                _ => record.claim = Claim::Unknown(day.to_owned()),
            },
        }
    }
}

/// The date behind a mark: `✓ (2025)`. What it means behind a word such as `active` can't be told.
fn mark_and_date(cell: &str) -> Option<&str> {
    let (mark, day) = naming::without_day(cell)?;
    let is_sign = !mark.contains(char::is_alphanumeric) || mark.eq_ignore_ascii_case("x");
    (is_sign && status::read(mark).claim == status::HELD).then_some(day)
}

/// The day in a cell that holds a date, without the mark before it.
fn day_of(cell: &str) -> &str {
    mark_and_date(cell).unwrap_or(cell)
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
