//! The user's map: which column means what, and what people, credentials and issuers are called elsewhere.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::resolve::date::DateOrder;
use super::resolve::status::{Claim, Stated};
use super::table::{Columns, Field as Column, Table};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{
    Entries, Field, Form, OneOrMore, Parsed, Problem, Reader, Scalar, Source, Untrimmed,
};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::read::File;
use crate::catalog::{Catalog, LookupError, Named};
use crate::team::roster::{HoldingStatus, key};

/// What a map file says. An empty one says nothing.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Headings of columns, by what they are about.
    columns: Vec<(Column, String)>,
    /// What stands between cells.
    pub(super) separator: Option<char>,
    /// How dates are meant.
    pub(super) date_order: Option<DateOrder>,
    /// Other names of people, in lower case, and the id of each.
    pub(super) people: BTreeMap<String, Text>,
    /// Other names of credentials, in lower case, and the id of each.
    pub(super) credentials: BTreeMap<String, CredentialId>,
    /// Other names of issuers, in lower case, and the id of each.
    pub(super) issuers: BTreeMap<String, IssuerId>,
    /// What statuses and the cells of a matrix say, the first that fits.
    values: Vec<(CellPattern, Option<HoldingStatus>)>,
}

/// Which cells are meant.
#[derive(Clone, Debug)]
enum CellPattern {
    /// Those with this text, in lower case.
    Text(String),
    /// Numbers from the first to the last.
    Numbers(f64, f64),
}

/// What a cell says: a status, or that the credential is not held.
struct CellStatus(Option<HoldingStatus>);

impl Form for CellStatus {
    fn read(text: &str) -> Result<Self, Problem> {
        let plain = text.to_lowercase().replace(['-', '_'], " ");
        if plain == "not held" {
            return Ok(Self(None));
        }
        HoldingStatus::parse(text)
            .map(|status| Self(Some(status)))
            .ok_or_else(|| {
                let words: Vec<&str> = HoldingStatus::ALL
                    .iter()
                    .map(|status| status.word())
                    .chain(["not-held"])
                    .collect();
                let finding =
                    Diagnostic::error(Code::UnknownWord, format!("`{text}` is not a status"))
                        .help(format!("one of: {}", words.join(", ")))
                        .suggest(text, words);
                Problem::finding(finding)
            })
    }
}

impl CellPattern {
    /// `3..5`, `80..` and `..2` are ranges of numbers, everything else is the text of a cell.
    fn new(text: &str) -> Self {
        let range = text.split_once("..").and_then(|(first, last)| {
            let first = bound(first, f64::NEG_INFINITY)?;
            let last = bound(last, f64::INFINITY)?;
            (first <= last && (first.is_finite() || last.is_finite()))
                .then_some(Self::Numbers(first, last))
        });
        range.unwrap_or_else(|| Self::Text(text.trim().to_lowercase()))
    }

    fn fits(&self, cell: &str) -> bool {
        match self {
            Self::Text(text) => cell.trim().to_lowercase() == *text,
            Self::Numbers(first, last) => {
                number(cell).is_some_and(|number| (*first..=*last).contains(&number))
            }
        }
    }
}

/// One end of a range; `open` where nothing is written.
fn bound(text: &str, open: f64) -> Option<f64> {
    if text.trim().is_empty() {
        Some(open)
    } else {
        number(text)
    }
}

/// A number, also one written as a percentage.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let is_plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    text.parse().ok().filter(|_| is_plain)
}

/// What columns of a table mean, and what people, credentials and issuers are called in it.
#[derive(Deserialize)]
pub(crate) struct MapFile {
    /// The headings of columns, by what they are about.
    columns: Option<Field<ColumnNames>>,
    /// What stands between cells: one character, or `tab`.
    separator: Option<Field<Untrimmed<Separator>>>,
    /// In which order days, months and years stand.
    date_order: Option<Scalar<DateOrder>>,
    /// Ids of people, each with what else the person is called.
    people: Option<Field<Entries<Vec<Scalar<String>>>>>,
    /// Other names of credentials, each with the id that is meant.
    credentials: Option<Field<Entries<Parsed<String>>>>,
    /// Other names of issuers, each with the id that is meant.
    issuers: Option<Field<Entries<Parsed<String>>>>,
    /// What statuses and the cells of a matrix say: texts or ranges of numbers, each with a status.
    values: Option<Field<Entries<Parsed<CellStatus>>>>,
}

/// Headings, one or several each.
type Headings = Option<OneOrMore<Parsed<String>>>;

/// The headings of columns, by what they are about.
#[derive(Deserialize)]
struct ColumnNames {
    /// What the person is called: an id or number.
    person: Headings,
    /// The person's name.
    name: Headings,
    /// The person's first name.
    first_name: Headings,
    /// The person's last name.
    last_name: Headings,
    /// The person's address.
    email: Headings,
    /// The person's team.
    team: Headings,
    /// The person's roles.
    roles: Headings,
    /// The credential.
    credential: Headings,
    /// The number of the credential at its issuer.
    credential_id: Headings,
    /// Who awarded it.
    issuer: Headings,
    /// The version of the exam.
    exam: Headings,
    /// When it was earned.
    earned: Headings,
    /// When it expires.
    expires: Headings,
    /// Whether it still stands.
    status: Headings,
    /// A link or file that shows it.
    evidence: Headings,
    /// The day of an exam that is planned or booked.
    exam_day: Headings,
    /// The last day of a voucher.
    voucher_until: Headings,
    /// The work role (DoD 8140) that the person fills.
    work_role: Headings,
    /// The proficiency level that the work role asks for.
    position_level: Headings,
    /// Whether the work role comes with privileged access.
    privileged: Headings,
}

impl ColumnNames {
    fn fields(self) -> impl Iterator<Item = (Column, Headings)> {
        [
            (Column::Id, self.person),
            (Column::Name, self.name),
            (Column::FirstName, self.first_name),
            (Column::LastName, self.last_name),
            (Column::Email, self.email),
            (Column::Team, self.team),
            (Column::Roles, self.roles),
            (Column::Credential, self.credential),
            (Column::Link, self.credential_id),
            (Column::Issuer, self.issuer),
            (Column::Exam, self.exam),
            (Column::Earned, self.earned),
            (Column::Expires, self.expires),
            (Column::Status, self.status),
            (Column::Evidence, self.evidence),
            (Column::ExamDay, self.exam_day),
            (Column::VoucherUntil, self.voucher_until),
            (Column::WorkRole, self.work_role),
            (Column::PositionLevel, self.position_level),
            (Column::Privileged, self.privileged),
        ]
        .into_iter()
    }
}

/// What stands between cells; a blank counts.
struct Separator(char);

impl Form for Separator {
    fn read(text: &str) -> Result<Self, Problem> {
        let mut signs = text.chars();
        match (signs.next(), signs.next()) {
            (Some(sign), None) if sign.is_ascii() && !matches!(sign, '"' | '\n' | '\r') => {
                Ok(Self(sign))
            }
            _ if text == "tab" => Ok(Self('\t')),
            _ => Err(Problem::Form(
                Code::WrongType,
                "expected one character, or `tab`".to_owned(),
            )),
        }
    }
}

impl MapFile {
    fn checked(self, reader: &mut Reader<'_, '_>, catalog: &Catalog) -> Map {
        let mut map = Map {
            separator: self
                .separator
                .and_then(|separator| separator.value)
                .map(|Untrimmed(Separator(sign))| sign),
            date_order: self.date_order.and_then(Scalar::get),
            ..Map::default()
        };
        if let Some(columns) = self.columns {
            map.add_columns(reader, columns);
        }
        for (id, aliases) in entries(self.people) {
            let person = Text::from(id.clone());
            map.people.insert(key::key(&id), person.clone());
            let aliases = aliases.value.unwrap_or_default().into_iter();
            let aliases = aliases.filter_map(Scalar::get);
            map.people
                .extend(aliases.map(|alias| (key::key(&alias), person.clone())));
        }
        let named = |name: &str| catalog.credential_named(name).map(|found| found.id);
        map.credentials = ids(reader, self.credentials, &catalog.credentials, named);
        let named = |name: &str| catalog.issuer_named(name).map(|found| found.id);
        map.issuers = ids(reader, self.issuers, &catalog.issuers, named);
        for (cell, status) in entries(self.values) {
            if let Some(Parsed(CellStatus(status))) = status.value {
                map.values.push((CellPattern::new(&cell), status));
            }
        }
        map
    }
}

fn entries<T>(map: Option<Field<Entries<T>>>) -> Vec<(String, Field<T>)> {
    map.and_then(|map| map.value)
        .map(|Entries(entries)| entries)
        .unwrap_or_default()
}

/// `name: id`, the names in lower case.
fn ids<'c, T: Named + 'c, I>(
    reader: &mut Reader<'_, '_>,
    map: Option<Field<Entries<Parsed<String>>>>,
    things: &'c [T],
    find: impl Fn(&str) -> Result<I, LookupError>,
) -> BTreeMap<String, I> {
    let mut read = BTreeMap::new();
    for (alias, name) in entries(map) {
        let (span, Some(name)) = (name.span, name.get()) else {
            continue;
        };
        match find(&name) {
            Ok(id) => {
                read.insert(alias.to_lowercase(), id);
            }
            Err(error) => {
                let finding = Diagnostic::error(Code::UnknownId, error.to_string());
                let ids = things.iter().map(|thing| thing.id());
                reader.report(span, finding.suggest(&name, ids));
            }
        }
    }
    read
}

impl Map {
    /// Reads a map file.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn read(file: &File, catalog: &Catalog) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(&file.name, &file.text);
        let (root, mut reader) = source.read()?;
        let raw = reader.read::<MapFile>(&root, "a map");
        let map = raw.map(|raw| raw.checked(&mut reader, catalog));
        if reader.found.is_empty() {
            Ok(map.unwrap_or_default())
        } else {
            reader.found.sort_by_key(|finding| {
                finding
                    .place
                    .as_ref()
                    .map(|place| (place.line, place.column))
            });
            Err(reader.found)
        }
    }

    /// The person it lists by this address, number or name.
    pub(super) fn person(&self, text: &str) -> Option<Text> {
        self.people.get(&key::key(text)).cloned()
    }

    /// The person it lists by this file, or the end of its path.
    pub(super) fn person_of_file(&self, file: &str) -> Option<Text> {
        let file = key::key(file);
        let ends = |alias: &str| {
            file == alias
                || file
                    .strip_suffix(alias)
                    .is_some_and(|rest| rest.ends_with('/'))
        };
        self.people
            .iter()
            .find(|(alias, _)| ends(alias))
            .map(|(_, id)| id.clone())
    }

    /// What a status or a cell of a matrix says, where the map says it.
    pub(super) fn value(&self, cell: &str) -> Option<Stated> {
        let (_, status) = self.values.iter().find(|(pattern, _)| pattern.fits(cell))?;
        let claim = match status {
            Some(status) => Claim::Status(*status),
            None => Claim::NotHeld(cell.trim().to_owned()),
        };
        Some(Stated { claim, day: None })
    }

    /// Whether it says what columns are about.
    pub(super) fn explains_columns(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The headings it names that a table doesn't have.
    pub(super) fn missing_in<'m>(&'m self, table: &Table<'_, '_>) -> Vec<&'m str> {
        let named = self.columns.iter().map(|(_, heading)| heading.as_str());
        named
            .filter(|heading| table.column(heading).is_none())
            .collect()
    }

    /// The columns of a table as the map explains them.
    pub(super) fn columns_of(&self, table: &Table<'_, '_>) -> Columns {
        let mut columns = Columns::default();
        for (field, heading) in &self.columns {
            if let Some(column) = table.column(heading) {
                columns.add(*field, column);
            }
        }
        columns
    }
}

impl Map {
    fn add_columns(&mut self, reader: &mut Reader<'_, '_>, columns: Field<ColumnNames>) {
        let Some(names) = columns.value else { return };
        let mut says_which = false;
        for (column, headings) in names.fields() {
            says_which |= matches!(column, Column::Credential | Column::Link) && headings.is_some();
            let headings = headings.map(|OneOrMore(headings)| headings);
            let headings = headings.unwrap_or_default().into_iter();
            self.columns
                .extend(headings.filter_map(|heading| Some((column, heading.get()?))));
        }
        if !says_which {
            let message = "`columns` names no column for `credential`";
            reader.report(columns.span, Diagnostic::error(Code::MissingKey, message));
        }
    }
}

impl Form for DateOrder {
    fn read(text: &str) -> Result<Self, Problem> {
        Self::named(text).ok_or_else(|| {
            let message = format!("`{text}` is not an order of dates");
            let finding = Diagnostic::error(Code::UnknownWord, message);
            Problem::finding(finding.help("one of: dmy, mdy, ymd"))
        })
    }
}

impl DateOrder {
    /// `dmy`, `mdy` or `ymd`.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "dmy" => Some(Self::DayFirst),
            "mdy" => Some(Self::MonthFirst),
            "ymd" => Some(Self::YearFirst),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Map, Vec<String>> {
        let file = File {
            name: "map.yaml".into(),
            text: text.into(),
        };
        let found = |found: Vec<Diagnostic>| found.iter().map(Diagnostic::one_line).collect();
        Map::read(&file, crate::embedded::catalog()).map_err(found)
    }

    #[test]
    fn people_are_listed_by_anything_and_files_by_the_end_of_their_path() {
        let map = read("people: {p01: [A@Example.com, \"4711\", a/Certifications.csv]}").unwrap();
        assert_eq!(map.person(" a@example.COM ").as_deref(), Some("p01"));
        assert_eq!(map.person("P01").as_deref(), Some("p01"));
        assert!(map.person("a/certifications").is_none());
        assert_eq!(
            map.person_of_file("exports/a/Certifications.csv")
                .as_deref(),
            Some("p01")
        );
        assert!(
            map.person_of_file("exports/ba/Certifications.csv")
                .is_none()
        );
    }

    #[test]
    fn numbers_mean_what_the_map_says() {
        let map = read("values: {\"0..1\": not held, 2: planned, 3..: held, Gold: held}").unwrap();
        let claim = |cell: &str| map.value(cell).map(|stated| stated.claim);
        let status = |status| Some(Claim::Status(status));
        assert_eq!(claim("1"), Some(Claim::NotHeld("1".to_owned())));
        assert_eq!(claim("2"), status(HoldingStatus::Planned));
        assert_eq!(claim("85 %"), status(HoldingStatus::Held));
        assert_eq!(claim(" GOLD "), status(HoldingStatus::Held));
        for cell in ["1.5", "-1", "inf", "Silver", ""] {
            assert_eq!(claim(cell), None, "{cell}");
        }
        let found = read("values: {3: hold}").unwrap_err();
        assert!(found[0].contains("`hold` is not a status"), "{found:?}");
    }

    #[test]
    fn every_mistake_has_its_place() {
        let found = read(
            "columns: {email: Mail, expiry: X}\nseparator: two\ndate_order: dym\ncredentials: {a: ckaa}\nissuers: {b: awss}\nmore: 1\n",
        );
        let found = found.unwrap_err();
        for (line, what) in [
            (1, "unknown key `expiry`"),
            (1, "no column for `credential`"),
            (2, "`separator` is `two`"),
            (3, "`dym` is not an order"),
            (4, "unknown credential `ckaa`"),
            (5, "unknown issuer `awss`"),
            (6, "unknown key `more`"),
        ] {
            let there =
                |one: &String| one.starts_with(&format!("map.yaml:{line}:")) && one.contains(what);
            assert!(found.iter().any(there), "{what}: {found:#?}");
        }
    }
}
