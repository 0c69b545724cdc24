//! The differences between the files of two catalogs: added and removed entries, and changed values. Only `read` checks
//! whether the files are valid.

use std::collections::{BTreeMap, BTreeSet};

use super::read::File;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Source, Value};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of entry changed: `credential`, `issuer`, `topic` ...
    pub kind: &'static str,
    pub id: String,
    pub what: What,
}

/// How an entry changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Added,
    Removed,
    /// A key has another value; `None` means that the key is absent.
    Changed {
        key: String,
        old: Option<String>,
        new: Option<String>,
    },
}

/// The sections of a file with many entries, and the kind of their entries.
const SECTIONS: [(&str, &str); 7] = [
    ("credentials", "credential"),
    ("issuers", "issuer"),
    ("topics", "topic"),
    ("technologies", "technology"),
    ("roles", "role"),
    ("environments", "environment"),
    ("rules", "rule"),
];
/// The kind of everything else that a file sets.
const SETTING: &str = "setting";

/// The values of each entry by key, for each kind and id.
type Entries = BTreeMap<(&'static str, String), BTreeMap<String, String>>;

/// Every difference, sorted by kind, id and key.
///
/// # Errors
/// The problems of files on either side that can't be read.
pub fn diff(old: &[File], new: &[File]) -> Result<Vec<Change>, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let (old, new) = (entries(old, &mut found), entries(new, &mut found));
    if !found.is_empty() {
        return Err(found);
    }
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let changes = keys.into_iter().flat_map(|entry| {
        let differences = match (old.get(entry), new.get(entry)) {
            (None, _) => vec![What::Added],
            (_, None) => vec![What::Removed],
            (Some(old), Some(new)) => changed(old, new),
        };
        differences.into_iter().map(|what| Change {
            kind: entry.0,
            id: entry.1.clone(),
            what,
        })
    });
    Ok(changes.collect())
}

fn changed(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<What> {
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let differ = keys
        .into_iter()
        .filter(|key| old.get(*key) != new.get(*key));
    differ
        .map(|key| What::Changed {
            key: key.clone(),
            old: old.get(key).cloned(),
            new: new.get(key).cloned(),
        })
        .collect()
}

/// The entries that the files of one side define; later files override earlier ones.
fn entries(files: &[File], found: &mut Vec<Diagnostic>) -> Entries {
    let mut entries = Entries::new();
    for file in files {
        let source = Source::new(&file.name, &file.text);
        let root = match source.parse() {
            Ok(root) => root,
            Err(problems) => {
                found.extend(problems);
                continue;
            }
        };
        let Value::Map(sections) = &root.value else {
            let finding = Diagnostic::error(Code::WrongType, "a catalog file must be a map");
            found.push(finding.at(source.place(root.span)));
            continue;
        };
        if let Some(id) = id(&root) {
            entries.insert((kind_of_file(file), id), values(&root));
            continue;
        }
        for (section, node) in sections {
            let named = SECTIONS.iter().find(|(name, _)| section.text == *name);
            if let (Some((_, kind)), Value::List(items)) = (named, &node.value) {
                let ids: Vec<_> = items.iter().map(|item| (item, id(item))).collect();
                let nameless = ids
                    .iter()
                    .filter(|(_, id)| id.is_none())
                    .map(|(item, _)| source.place(item.span));
                found.extend(nameless.map(|place| {
                    Diagnostic::error(Code::MissingKey, format!("this {kind} has no `id`"))
                        .at(place)
                }));
                entries.extend(
                    ids.into_iter()
                        .filter_map(|(item, id)| Some(((*kind, id?), values(item)))),
                );
            } else {
                let value = BTreeMap::from([(section.text.to_string(), flow(node))]);
                entries.insert((SETTING, section.text.to_string()), value);
            }
        }
    }
    entries
}

/// The kind of entry that a file with a single entry defines.
fn kind_of_file(file: &File) -> &'static str {
    match file.name.rsplit('/').next() {
        _ if file.is_requirement() => "requirement set",
        Some("issuer.yaml") => "issuer",
        _ => "credential",
    }
}

fn id(node: &Node<'_>) -> Option<String> {
    let Value::Map(keys) = &node.value else {
        return None;
    };
    let (_, id) = keys.iter().find(|(key, _)| key.text == "id")?;
    matches!(&id.value, Value::Scalar { text, .. } if !text.is_empty()).then(|| flow(id))
}

fn values(node: &Node<'_>) -> BTreeMap<String, String> {
    let Value::Map(keys) = &node.value else {
        return BTreeMap::new();
    };
    keys.iter()
        .map(|(key, value)| (key.text.to_string(), flow(value)))
        .collect()
}

/// A value in YAML's flow style, on one line.
fn flow(node: &Node<'_>) -> String {
    match &node.value {
        Value::Scalar { text, .. } => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", key.text, flow(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> File {
        File {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn entries_are_compared_in_whatever_files_they_are() {
        let old = [
            file(
                "cncf/cka.yaml",
                "id: cka\nexam_fee_usd: 395\nabout: >\n  Runs\n  clusters.\ntopics: {kubernetes: 3}\n",
            ),
            file(
                "topics.yaml",
                "topics:\n  - {id: sql, name: SQL}\nestimates: [{tier: entry}]\n",
            ),
        ];
        let new = [file(
            "all.yaml",
            "credentials:\n  - {id: cka, exam_fee_usd: 445, about: Runs clusters., topics: {kubernetes: 3}, reviewed: true}\n  - {id: ckad}\nestimates: [{tier: entry}]\n",
        )];
        let changed = |key: &str, old: Option<&str>, new: Option<&str>| Change {
            kind: "credential",
            id: "cka".to_owned(),
            what: What::Changed {
                key: key.to_owned(),
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
            },
        };
        let whole = |kind, id: &str, what| Change {
            kind,
            id: id.to_owned(),
            what,
        };
        assert_eq!(
            diff(&old, &new).unwrap(),
            [
                changed("exam_fee_usd", Some("395"), Some("445")),
                changed("reviewed", None, Some("true")),
                whole("credential", "ckad", What::Added),
                whole("topic", "sql", What::Removed),
            ]
        );
        assert_eq!(diff(&old, &old), Ok(Vec::new()));
    }

    #[test]
    fn unreadable_files_on_either_side_are_errors() {
        let good = [file("a.yaml", "id: a\n")];
        let bad = [
            file("b.yaml", "[a\n"),
            file("c.yaml", "credentials: [{name: x}]\n"),
            file("d.yaml", "x\n"),
        ];
        assert_eq!(diff(&good, &bad).unwrap_err().len(), 3);
        assert_eq!(diff(&bad, &good).unwrap_err().len(), 3);
    }
}
