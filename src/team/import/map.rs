//! The user's map: which column means what, and what people, credentials and issuers are called elsewhere.

use std::collections::BTreeMap;

use super::date::DateOrder;
use super::table::{Columns, Field, Table};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Reader, Source, Value};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::read::File;

/// What a map file says. An empty one says nothing.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Headings of columns, by what they are about.
    columns: Vec<(Field, String)>,
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
}

/// The fields a map can give columns to.
const FIELDS: [(&str, Field); 15] = [
    ("person", Field::Id),
    ("name", Field::Name),
    ("first_name", Field::FirstName),
    ("last_name", Field::LastName),
    ("email", Field::Email),
    ("team", Field::Team),
    ("roles", Field::Roles),
    ("credential", Field::Credential),
    ("credential_id", Field::Link),
    ("issuer", Field::Issuer),
    ("exam", Field::Exam),
    ("earned", Field::Earned),
    ("expires", Field::Expires),
    ("status", Field::Status),
    ("evidence", Field::Evidence),
];

impl Map {
    /// Reads a map file.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn read(file: &File, catalog: &Catalog) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(&file.name, &file.text);
        let (root, mut reader) = source.read()?;
        let mut map = Self::default();
        if let Some(mut table) = reader.table(&root, "a map") {
            if let Some(columns) = table.get("columns") {
                map.read_columns(&mut reader, columns);
            }
            if let Some(node) = table.get("separator") {
                map.read_separator(&mut reader, node);
            }
            if let Some(node) = table.get("date_order") {
                map.read_order(&mut reader, node);
            }
            if let Some(node) = table.get("people") {
                for (id, aliases) in names(&mut reader, node, "people") {
                    map.people.insert(id.to_lowercase(), Text::from(id.clone()));
                    map.people.extend(
                        aliases
                            .into_iter()
                            .map(|alias| (alias, Text::from(id.clone()))),
                    );
                }
            }
            if let Some(node) = table.get("credentials") {
                map.credentials = ids(&mut reader, node, "credentials", |name| {
                    catalog
                        .credential_named(name)
                        .map(|found| found.id)
                        .map_err(|error| {
                            let names = catalog
                                .credentials
                                .iter()
                                .map(|credential| credential.id.as_str());
                            Box::new(
                                Diagnostic::error(Code::UnknownId, error.to_string())
                                    .suggest(name, names),
                            )
                        })
                });
            }
            if let Some(node) = table.get("issuers") {
                map.issuers = ids(&mut reader, node, "issuers", |name| {
                    catalog
                        .issuer_named(name)
                        .map(|found| found.id)
                        .map_err(|error| {
                            let names = catalog.issuers.iter().map(|issuer| issuer.id.as_str());
                            Box::new(
                                Diagnostic::error(Code::UnknownId, error.to_string())
                                    .suggest(name, names),
                            )
                        })
                });
            }
            table.finish(&mut reader);
        }
        if reader.found.is_empty() {
            Ok(map)
        } else {
            Err(reader.found)
        }
    }

    fn read_columns<'t>(&mut self, reader: &mut Reader<'_, 't>, node: &Node<'t>) {
        let Some(mut table) = reader.table(node, "columns") else {
            return;
        };
        for (key, field) in FIELDS {
            let Some(node) = table.get(key) else { continue };
            let items = if let Value::List(items) = &node.value {
                items.as_slice()
            } else {
                std::slice::from_ref(node)
            };
            for item in items {
                if let Some(heading) = reader.scalar(item, key) {
                    self.columns.push((field, heading.to_owned()));
                }
            }
        }
        table.finish(reader);
        let names = |field| self.columns.iter().any(|(of, _)| *of == field);
        if !names(Field::Credential) && !names(Field::Link) {
            let finding = Diagnostic::error(
                Code::MissingKey,
                "`columns` names no column for `credential`",
            );
            reader.report(node.span, finding);
        }
    }

    fn read_separator<'t>(&mut self, reader: &mut Reader<'_, 't>, node: &Node<'t>) {
        let Value::Scalar { text, .. } = &node.value else {
            let _ = reader.scalar(node, "separator");
            return;
        };
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if c.is_ascii() && !matches!(c, '"' | '\n' | '\r') => {
                self.separator = Some(c);
            }
            _ if text.as_ref() == "tab" => self.separator = Some('\t'),
            _ => {
                let message = format!("`separator` is `{text}`: expected one character, or `tab`");
                reader.report(node.span, Diagnostic::error(Code::WrongType, message));
            }
        }
    }

    fn read_order<'t>(&mut self, reader: &mut Reader<'_, 't>, node: &Node<'t>) {
        let Some(text) = reader.scalar(node, "date_order") else {
            return;
        };
        self.date_order = DateOrder::named(text);
        if self.date_order.is_none() {
            let finding =
                Diagnostic::error(Code::UnknownWord, format!("`{text}` is no order of dates"));
            reader.report(node.span, finding.help("one of: dmy, mdy, ymd"));
        }
    }

    /// The person it lists by this address, number or name.
    pub(super) fn person(&self, text: &str) -> Option<Text> {
        self.people.get(&text.trim().to_lowercase()).cloned()
    }

    /// The person it lists by this file, or the end of its path.
    pub(super) fn person_of_file(&self, file: &str) -> Option<Text> {
        let file = file.to_lowercase();
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

/// `id: [names]`, the names in lower case.
fn names<'t>(
    reader: &mut Reader<'_, 't>,
    node: &Node<'t>,
    what: &str,
) -> Vec<(String, Vec<String>)> {
    let Some(table) = reader.table(node, what) else {
        return Vec::new();
    };
    let entries: Vec<_> = table.rest().collect();
    let mut read = Vec::new();
    for (key, value) in entries {
        let items = reader.items(value, &key.text);
        let aliases = items
            .iter()
            .filter_map(|item| reader.scalar(item, &key.text).map(str::to_lowercase))
            .collect();
        read.push((key.text.to_string(), aliases));
    }
    read
}

/// `name: id`, the names in lower case.
fn ids<'t, T>(
    reader: &mut Reader<'_, 't>,
    node: &Node<'t>,
    what: &str,
    find: impl Fn(&str) -> Result<T, Box<Diagnostic>>,
) -> BTreeMap<String, T> {
    let Some(table) = reader.table(node, what) else {
        return BTreeMap::new();
    };
    let entries: Vec<_> = table.rest().collect();
    let mut read = BTreeMap::new();
    for (key, value) in entries {
        match reader.scalar(value, &key.text).map(&find) {
            Some(Ok(id)) => {
                read.insert(key.text.to_lowercase(), id);
            }
            Some(Err(finding)) => reader.report(value.span, *finding),
            None => {}
        }
    }
    read
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
    fn every_mistake_has_its_place() {
        let found = read(
            "columns: {email: Mail, expiry: X}\nseparator: two\ndate_order: dym\ncredentials: {a: ckaa}\nissuers: {b: awss}\nmore: 1\n",
        );
        let found = found.unwrap_err();
        for (line, what) in [
            (1, "unknown key `expiry`"),
            (1, "no column for `credential`"),
            (2, "`separator` is `two`"),
            (3, "`dym` is no order"),
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
