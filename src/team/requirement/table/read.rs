//! One table, from its file, collecting every problem.

use std::collections::BTreeSet;

use super::{Level, Row, Table};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{self, Node, Reader, Source, Value};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::read::File;
use crate::catalog::vocabulary::Listing;

/// What the issuer of a table calls a credential, and the credentials that this means.
type Printed = Vec<(Text, Vec<CredentialId>)>;

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
    let (root, reader) = source.read()?;
    let mut draft = Draft { reader, catalog };
    let table = draft.table(&root);
    match table {
        Some(table) if draft.reader.found.is_empty() => Ok(table),
        _ => Err(draft.reader.found),
    }
}

struct Draft<'c, 's, 't> {
    reader: Reader<'s, 't>,
    catalog: &'c Catalog,
}

impl<'t> Draft<'_, '_, 't> {
    fn table(&mut self, root: &Node<'t>) -> Option<Table> {
        let mut table = self.reader.table(root, "the file")?;
        let id = table.required("id").and_then(|n| self.reader.text(n, "id"));
        let name = table
            .required("name")
            .and_then(|n| self.reader.text(n, "name"));
        let about = table
            .required("about")
            .and_then(|n| self.reader.text(n, "about"));
        let version = table
            .required("version")
            .and_then(|n| self.reader.text(n, "version"));
        let dated = table
            .required("dated")
            .and_then(|n| self.reader.parsed(n, "dated", Code::BadDate));
        let other_ways = self.texts(&mut table, "other_ways");
        let not_checked = self.texts(&mut table, "not_checked");
        let notes = self.texts(&mut table, "notes");
        let sources: Option<Vec<_>> = table.required("sources").map(|node| {
            let items = self.reader.items(node, "sources");
            items
                .iter()
                .filter_map(|item| self.reader.source(item))
                .collect()
        });
        let printed = table
            .get("printed")
            .map(|node| self.printed(node))
            .unwrap_or_default();
        let rows: Option<Vec<_>> = table.required("rows").map(|node| {
            let mut codes = BTreeSet::new();
            let items = self.reader.items(node, "rows");
            items
                .iter()
                .filter_map(|item| self.row(item, &printed, &mut codes))
                .collect()
        });
        table.finish(&mut self.reader);
        Some(Table {
            id: id?,
            name: name?,
            about: about?,
            version: version?,
            dated: dated?,
            other_ways,
            not_checked,
            notes,
            sources: sources?,
            rows: rows?,
        })
    }

    fn texts(&mut self, table: &mut source::Table<'_, 't>, key: &'static str) -> Vec<Text> {
        let Some(node) = table.get(key) else {
            return Vec::new();
        };
        self.reader
            .items(node, key)
            .iter()
            .filter_map(|item| self.reader.text(item, key))
            .collect()
    }

    /// The names under which the table prints credentials.
    fn printed(&mut self, node: &Node<'t>) -> Printed {
        let Some(table) = self.reader.table(node, "printed") else {
            return Printed::new();
        };
        let mut printed = Printed::new();
        for (key, value) in table.rest() {
            let ids = match &value.value {
                Value::List(items) => items
                    .iter()
                    .filter_map(|item| self.credential(item))
                    .collect(),
                _ => self.credential(value).into_iter().collect(),
            };
            printed.push((Text::from(key.text.clone().into_owned()), ids));
        }
        printed
    }

    /// The id of a credential that the catalog has.
    fn credential(&mut self, node: &Node<'t>) -> Option<CredentialId> {
        let id = self.reader.parsed(node, "credential", Code::BadId)?;
        if self.catalog.credential(&id).is_none() {
            let message = format!("unknown credential `{id}`");
            let ids = self
                .catalog
                .credentials
                .iter()
                .map(|credential| credential.id.as_str());
            self.reader.report(
                node.span,
                Diagnostic::error(Code::UnknownId, message).suggest(id.as_str(), ids),
            );
            return None;
        }
        Some(id)
    }

    fn row(
        &mut self,
        node: &Node<'t>,
        printed: &Printed,
        codes: &mut BTreeSet<String>,
    ) -> Option<Row> {
        let mut table = self.reader.table(node, "a row")?;
        let code_node = table.required("code");
        let code = code_node.and_then(|n| self.reader.text(n, "code"));
        if let (Some(node), Some(code)) = (code_node, &code)
            && !codes.insert(code.to_ascii_lowercase())
        {
            self.reader.report(
                node.span,
                Diagnostic::error(Code::DefinedTwice, format!("row `{code}` is defined twice")),
            );
        }
        let name = table
            .required("name")
            .and_then(|n| self.reader.text(n, "name"));
        let nice = self.texts(&mut table, "nice");
        let former_nice = self.texts(&mut table, "former_nice");
        let element = table
            .get("element")
            .and_then(|n| self.reader.text(n, "element"));
        let listing = table
            .get("listing")
            .and_then(|n| self.reader.word(n, "listing"))
            .unwrap_or(Listing::Approved);
        let higher_counts = table
            .required("higher_counts")
            .and_then(|n| self.reader.flag(n, "higher_counts"));
        let other_ways = self.texts(&mut table, "other_ways");
        let remark = table.get("note").and_then(|n| self.reader.text(n, "note"));
        let levels = table
            .required("levels")
            .and_then(|n| self.levels(n, printed));
        table.finish(&mut self.reader);
        Some(Row {
            code: code?,
            name: name?,
            nice,
            former_nice,
            element,
            listing,
            higher_counts: higher_counts?,
            other_ways,
            note: remark,
            levels: levels?,
        })
    }

    /// A map from levels, lowest first, to what is accepted at each.
    fn levels(&mut self, node: &Node<'t>, printed: &Printed) -> Option<Vec<Level>> {
        let table = self.reader.table(node, "levels")?;
        let mut levels = Vec::new();
        for (key, value) in table.rest() {
            let mut credentials = BTreeSet::new();
            for item in self.reader.items(value, &key.text) {
                let named = self.named(item, printed);
                let new = named.iter().filter(|id| credentials.insert(**id)).count();
                if new < named.len() {
                    let finding =
                        Diagnostic::error(Code::DefinedTwice, "this is listed twice at one level");
                    self.reader.report(item.span, finding);
                }
            }
            let credentials = credentials.into_iter().collect();
            levels.push(Level {
                word: Text::from(key.text.clone().into_owned()),
                credentials,
            });
        }
        Some(levels)
    }

    /// What a name in a level means: a printed name or else an id.
    fn named(&mut self, node: &Node<'t>, printed: &Printed) -> Vec<CredentialId> {
        let Some(text) = self.reader.scalar(node, "a credential") else {
            return Vec::new();
        };
        if let Some((_, ids)) = printed.iter().find(|(name, _)| &**name == text) {
            return ids.clone();
        }
        if printed.is_empty() {
            return self.credential(node).into_iter().collect();
        }
        let finding = Diagnostic::error(
            Code::UnknownId,
            format!("`{text}` is none of the `printed` names"),
        );
        let finding = finding.suggest(text, printed.iter().map(|(name, _)| name.as_str()));
        self.reader.report(node.span, finding);
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
        let levels = table.unwrap().row("X").unwrap().levels.clone();
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
            (1, "missing: `version`"),
            (4, "unknown key `verzion` (did you mean `version`?)"),
            (5, "`dated` is `2026-13`"),
            (6, "`nowhere` is no address"),
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
            (10, "`aproved` is no listing"),
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
