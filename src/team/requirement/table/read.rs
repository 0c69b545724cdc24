//! One table, from its file, collecting every problem.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Level, Row, Table};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{
    Entries, Field, Items, Node, OneOrMore, Parsed, Reader, Scalar, Source, Value, scalars,
};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::read::{File, RawSource, sources, text};
use crate::catalog::vocabulary::Listing;

/// A table of accepted credentials.
#[derive(Deserialize)]
struct TableFile {
    id: Scalar<String>,
    name: Scalar<String>,
    about: Scalar<String>,
    version: Scalar<String>,
    dated: Scalar<PartialDate>,
    other_ways: Option<Items<Parsed<String>>>,
    not_checked: Option<Items<Parsed<String>>>,
    notes: Option<Items<Parsed<String>>>,
    sources: Items<RawSource>,
    /// The names under which the table prints credentials.
    printed: Option<Field<Entries<OneOrMore<Parsed<CredentialId>>>>>,
    rows: Items<RawRow>,
}

/// A work role or category.
#[derive(Deserialize)]
#[serde(rename = "Row")]
struct RawRow {
    code: Scalar<String>,
    name: Scalar<String>,
    nice: Option<Items<Parsed<String>>>,
    former_nice: Option<Items<Parsed<String>>>,
    element: Option<Scalar<String>>,
    listing: Option<Scalar<Listing>>,
    higher_counts: Scalar<bool>,
    other_ways: Option<Items<Parsed<String>>>,
    note: Option<Scalar<String>>,
    /// From levels, lowest first, to what is accepted at each: printed names or ids.
    levels: Field<Entries<Vec<Scalar<String>>>>,
}

/// What the issuer of a table calls a credential, and the credentials that this means.
type Printed = Vec<(String, Vec<CredentialId>)>;

/// Whether a file is a table rather than a set of demands on a team.
pub fn is_table(file: &File) -> bool {
    let source = Source::new(&file.name, &file.text);
    matches!(source.read(), Ok((Node { value: Value::Map(entries), .. }, _)) if entries.iter().any(|(key, _)| key.text == "rows"))
}

/// Reads a table whose credentials are those of a catalog.
///
/// # Errors
/// Every problem of the file.
pub fn read(file: &File, catalog: &Catalog) -> Result<Table, Vec<Diagnostic>> {
    let source = Source::new(&file.name, &file.text);
    let (root, mut reader) = source.read()?;
    let raw = reader.read::<TableFile>(&root, "the file");
    let mut draft = Draft { reader, catalog };
    match raw.and_then(|raw| draft.table(raw)) {
        Some(table) if draft.reader.found.is_empty() => Ok(table),
        _ => Err(draft.reader.found),
    }
}

struct Draft<'c, 's, 't> {
    reader: Reader<'s, 't>,
    catalog: &'c Catalog,
}

fn texts(items: Option<Items<Parsed<String>>>) -> Vec<Text> {
    scalars(items).map(Text::from).collect()
}

impl Draft<'_, '_, '_> {
    fn table(&mut self, raw: TableFile) -> Option<Table> {
        let sources = sources(&mut self.reader, Some(raw.sources));
        let printed = raw.printed.and_then(|printed| printed.value);
        let printed = printed.map(|printed| self.printed(printed));
        let printed = printed.unwrap_or_default();
        let mut codes = BTreeSet::new();
        let rows = raw.rows.value.unwrap_or_default().into_iter();
        let rows = rows
            .filter_map(|row| self.row(row.value?, &printed, &mut codes))
            .collect();
        Some(Table {
            id: raw.id.get()?.into(),
            name: raw.name.get()?.into(),
            about: raw.about.get()?.into(),
            version: raw.version.get()?.into(),
            dated: raw.dated.get()?,
            other_ways: texts(raw.other_ways),
            not_checked: texts(raw.not_checked),
            notes: texts(raw.notes),
            sources,
            rows,
        })
    }

    /// The names under which the table prints credentials.
    fn printed(&mut self, Entries(names): Entries<OneOrMore<Parsed<CredentialId>>>) -> Printed {
        let mut printed = Printed::new();
        for (name, ids) in names {
            let ids = ids.value.map(|OneOrMore(ids)| ids).unwrap_or_default();
            let ids = ids.into_iter().filter_map(|id| self.known(id)).collect();
            printed.push((name, ids));
        }
        printed
    }

    /// The id of a credential that the catalog has.
    fn known(&mut self, id: Scalar<CredentialId>) -> Option<CredentialId> {
        let (span, id) = (id.span, id.get()?);
        if self.catalog.credential(&id).is_none() {
            let message = format!("unknown credential `{id}`");
            let ids = self.catalog.credentials.iter();
            let ids = ids.map(|credential| credential.id.as_str());
            let finding = Diagnostic::error(Code::UnknownId, message).suggest(id.as_str(), ids);
            self.reader.report(span, finding);
            return None;
        }
        Some(id)
    }

    fn row(&mut self, raw: RawRow, printed: &Printed, codes: &mut BTreeSet<String>) -> Option<Row> {
        let span = raw.code.span;
        let code = raw.code.get();
        if let Some(code) = &code
            && !codes.insert(code.to_ascii_lowercase())
        {
            let message = format!("row `{code}` is defined twice");
            self.reader
                .report(span, Diagnostic::error(Code::DefinedTwice, message));
        }
        let levels = raw.levels.value.map(|levels| self.levels(levels, printed));
        Some(Row {
            code: code?.into(),
            name: raw.name.get()?.into(),
            nice: texts(raw.nice),
            former_nice: texts(raw.former_nice),
            element: text(raw.element),
            listing: raw
                .listing
                .and_then(Scalar::get)
                .unwrap_or(Listing::Approved),
            higher_counts: raw.higher_counts.get()?,
            other_ways: texts(raw.other_ways),
            note: text(raw.note),
            levels: levels?,
        })
    }

    /// Levels, lowest first, with what is accepted at each.
    fn levels(
        &mut self,
        Entries(levels): Entries<Vec<Scalar<String>>>,
        printed: &Printed,
    ) -> Vec<Level> {
        let mut read = Vec::new();
        for (word, names) in levels {
            let mut credentials = BTreeSet::new();
            for name in names.value.unwrap_or_default() {
                let span = name.span;
                let named = self.named(name, printed);
                let count = named.len();
                let new = named.into_iter().filter(|id| credentials.insert(*id));
                if new.count() < count {
                    let message = "this is listed twice at one level";
                    self.reader
                        .report(span, Diagnostic::error(Code::DefinedTwice, message));
                }
            }
            read.push(Level {
                word: word.into(),
                credentials: credentials.into_iter().collect(),
            });
        }
        read
    }

    /// What a name in a level means: a printed name or else an id.
    fn named(&mut self, name: Scalar<String>, printed: &Printed) -> Vec<CredentialId> {
        if printed.is_empty() {
            let id = name.get_ref().map(|name| name.parse::<CredentialId>());
            let value = match id {
                Some(Ok(id)) => Some(Parsed(id)),
                Some(Err(error)) => {
                    let (span, name) = (name.span, name.get().unwrap_or_default());
                    let message = format!("`credential` is `{name}`: {error}");
                    self.reader
                        .report(span, Diagnostic::error(Code::BadId, message));
                    return Vec::new();
                }
                None => None,
            };
            let id = Field {
                key: name.key,
                span: name.span,
                value,
            };
            return self.known(id).into_iter().collect();
        }
        let (span, Some(name)) = (name.span, name.get()) else {
            return Vec::new();
        };
        if let Some((_, ids)) = printed.iter().find(|(known, _)| *known == name) {
            return ids.clone();
        }
        let message = format!("`{name}` is none of the `printed` names");
        let names = printed.iter().map(|(name, _)| name.as_str());
        let finding = Diagnostic::error(Code::UnknownId, message).suggest(&name, names);
        self.reader.report(span, finding);
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    fn read_text(text: &str) -> Result<Table, Vec<String>> {
        let file = File {
            name: "t.yaml".to_owned(),
            text: text.to_owned(),
        };
        read(&file, embedded::catalog())
            .map_err(|found| found.iter().map(Diagnostic::one_line).collect())
    }

    const HEAD: &str =
        "id: t\nname: T\nabout: A table\nversion: '1'\ndated: 2026-01\nsources: []\n";

    #[test]
    fn names_are_those_printed_or_ids() {
        let rows = "rows:\n- {code: x, name: X, higher_counts: true, levels: {low: [Sec+], high: [CASP]}}\n";
        let table = read_text(&format!(
            "{HEAD}printed: {{Sec+: security-plus, CASP: [securityx, casp-plus]}}\n{rows}"
        ));
        let table = table.unwrap();
        let levels = &table.row("X").unwrap().levels;
        let ids = levels.iter().map(|l| {
            l.credentials
                .iter()
                .map(|id| id.as_str())
                .collect::<Vec<_>>()
        });
        assert_eq!(
            ids.collect::<Vec<_>>(),
            [vec!["security-plus"], vec!["casp-plus", "securityx"]]
        );
        assert!(
            read_text(&format!(
                "{HEAD}{}",
                rows.replace("Sec+", "cka").replace("CASP", "ckad")
            ))
            .is_ok()
        );
    }

    #[test]
    fn every_problem_is_found_in_one_run() {
        let text = "id: t\nname: T\nabout: A table\nverzion: '1'\ndated: 2026-13\nsources: [{url: nowhere}]\n\
            printed: {Sec+: security-pluss}\nrows:\n\
            - {code: x, name: X, higher_counts: maybe, levels: {low: [Sec, Sec+]}}\n\
            - {code: X, name: X, higher_counts: true, listing: aproved, levels: {low: [Sec+, Sec+]}}\n";
        let found = read_text(text).unwrap_err();
        for (line, words) in [
            (1, "missing key `version`"),
            (4, "unknown key `verzion` (did you mean `version`?)"),
            (5, "`dated` is `2026-13`"),
            (6, "`nowhere` is not a valid address"),
            (
                7,
                "unknown credential `security-pluss` (did you mean `security-plus`",
            ),
            (9, "`higher_counts` is `maybe`"),
            (
                9,
                "`Sec` is none of the `printed` names (did you mean `Sec+`?)",
            ),
            (10, "row `X` is defined twice"),
            (10, "`aproved` is not a valid listing"),
        ] {
            let there =
                |one: &&String| one.starts_with(&format!("t.yaml:{line}:")) && one.contains(words);
            assert!(
                found.iter().any(|one| there(&one)),
                "{line}: {words} in {found:#?}"
            );
        }
        assert_eq!(found.len(), 9, "{found:#?}");
    }
}
