//! A requirement set from its file, checked against a catalog: every problem in one run, each with its place.
//!
//! Sets it extends are read with it; tables and lists are resolved, so that nothing is looked up when a team is judged.

mod item;
mod matching;
mod waiver;

use std::collections::{BTreeMap, BTreeSet};

use super::library::Library;
use super::table::Table;
use super::{Evidence, Item, Leaf, Requirement};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::source::{self, Node, Reader, Source, Span, kind};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::read::File;

/// Longest id of a set or an item, in bytes.
const MAX_ID_LENGTH: usize = 60;

/// Reads a set, with those it extends.
///
/// # Errors
/// Every problem of the file and of the files of the sets it extends.
pub fn read(
    file: &File,
    catalog: &Catalog,
    library: &dyn Library,
) -> Result<(Requirement, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut found = Vec::new();
    let requirement = set(file, catalog, library, &[], &mut found);
    match requirement {
        Some(requirement)
            if found
                .iter()
                .all(|finding| finding.severity != Severity::Error) =>
        {
            Ok((requirement, found))
        }
        _ => Err(found),
    }
}

/// Reads a set on behalf of those in `path`, which extend each other up to this one.
fn set(
    file: &File,
    catalog: &Catalog,
    library: &dyn Library,
    path: &[Text],
    found: &mut Vec<Diagnostic>,
) -> Option<Requirement> {
    let source = Source::new(&file.name, &file.text);
    if file.is_csv() {
        let place = source.place(Span {
            line: 1,
            column: 1,
            width: 1,
        });
        found.push(kind::ROSTER.instead_of(&kind::REQUIREMENTS).at(place));
        return None;
    }
    let (root, reader) = match source.read() {
        Ok(read) => read,
        Err(problems) => {
            found.extend(problems);
            return None;
        }
    };
    let mut context = Context {
        reader,
        catalog,
        library,
        lists: BTreeMap::new(),
        defaults: Defaults::default(),
        position: Positions::None,
        item_ids: BTreeSet::new(),
        higher: false,
        inherited: Vec::new(),
    };
    let requirement = context.requirement(&root, path);
    let mut own = context.reader.found;
    own.sort_by_key(|finding| finding.place.as_ref().map(|at| (at.line, at.column)));
    found.append(&mut context.inherited);
    found.append(&mut own);
    requirement
}

/// What holds for every item that doesn't say otherwise.
#[derive(Clone, Copy, Default)]
struct Defaults {
    valid_for: Option<Period>,
    evidence: Evidence,
}

/// Which positions an item is about.
#[derive(Clone, Copy)]
enum Positions {
    /// None at all.
    None,
    /// Those in this table.
    In(&'static Table),
    /// Those in a table that isn't known, which has been reported.
    Unknown,
}

/// What reading one file needs.
struct Context<'c, 's, 't> {
    reader: Reader<'s, 't>,
    catalog: &'c Catalog,
    library: &'c dyn Library,
    /// The file's own lists.
    lists: BTreeMap<Text, Vec<Leaf>>,
    defaults: Defaults,
    /// The positions that the item being read is about.
    position: Positions,
    /// Ids of the items read so far, those with problems among them.
    item_ids: BTreeSet<Text>,
    /// Whether credentials further up a ladder count too.
    higher: bool,
    /// Problems in the files of extended sets.
    inherited: Vec<Diagnostic>,
}

impl<'t> Context<'_, '_, 't> {
    fn requirement(&mut self, root: &Node<'t>, path: &[Text]) -> Option<Requirement> {
        let mut table = self.reader.file(root, &kind::REQUIREMENTS)?;
        let id = table.required("id").and_then(|n| self.id(n, "id"));
        let name = table.get("name").and_then(|n| self.reader.text(n, "name"));
        let about = table
            .get("about")
            .and_then(|n| self.reader.text(n, "about"));
        let dated = table
            .get("dated")
            .and_then(|n| self.reader.parsed(n, "dated", Code::BadDate));
        let sources = table
            .get("sources")
            .map_or(&[][..], |n| self.reader.items(n, "sources"));
        let sources = sources
            .iter()
            .filter_map(|item| self.reader.source(item))
            .collect();
        let not_checked = self.texts(&mut table, "not_checked");
        self.defaults.valid_for = self.period(&mut table);
        self.defaults.evidence = self.evidence(&mut table, "evidence");
        if let Some(node) = table.get("lists") {
            self.lists(node);
        }
        let extends = table.get("extends");
        let bases = extends
            .map(|n| self.extends(n, id.clone(), path))
            .unwrap_or_default();
        let mut items = inherited(&bases, self.defaults);
        let own = if extends.is_none() {
            table.required("items")
        } else {
            table.get("items")
        };
        if let Some(node) = own {
            self.items(node, &mut items);
        }
        let waivers = table
            .get("waivers")
            .map_or(&[][..], |n| self.reader.items(n, "waivers"));
        let own: Vec<_> = waivers
            .iter()
            .filter_map(|n| self.waiver(n, id.clone().unwrap_or_default(), &items))
            .collect();
        let waivers = bases
            .iter()
            .flat_map(|base| base.inherited_waivers())
            .chain(own)
            .collect();
        let place = self.reader.place(table.span());
        table.finish(&mut self.reader);
        let id = id?;
        let extends = bases
            .iter()
            .flat_map(|base| base.extends.iter().chain([&base.id]).cloned());
        Some(Requirement {
            name: name.unwrap_or_else(|| id.clone()),
            id,
            about,
            dated,
            sources,
            extends: unique(extends),
            items,
            not_checked: unique(
                bases
                    .iter()
                    .flat_map(|base| base.not_checked.iter().cloned())
                    .chain(not_checked),
            ),
            waivers,
            place,
        })
    }

    /// The id of a set or an item: what people type after `--require` or in a waiver.
    fn id(&mut self, node: &Node<'t>, what: &str) -> Option<Text> {
        let text = self.reader.scalar(node, what)?;
        let fits = text.len() <= MAX_ID_LENGTH
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'+'));
        if fits {
            return Some(Text::from(text.to_ascii_lowercase()));
        }
        let message =
            format!("`{text}` is no id: letters, digits and `-_.+`, at most {MAX_ID_LENGTH}");
        self.reader
            .report(node.span, Diagnostic::error(Code::BadId, message));
        None
    }

    fn texts(&mut self, table: &mut source::Table<'_, 't>, key: &'static str) -> Vec<Text> {
        let items = table
            .get(key)
            .map_or(&[][..], |node| self.reader.items(node, key));
        items
            .iter()
            .filter_map(|item| self.reader.text(item, key))
            .collect()
    }

    fn period(&mut self, table: &mut source::Table<'_, 't>) -> Option<Period> {
        table
            .get("valid_for")
            .and_then(|n| self.reader.parsed(n, "valid_for", Code::OutOfRange))
    }

    fn evidence(&mut self, table: &mut source::Table<'_, 't>, key: &'static str) -> Evidence {
        table
            .get(key)
            .and_then(|n| self.reader.word(n, key))
            .unwrap_or_default()
    }

    /// Named lists of credentials.
    fn lists(&mut self, node: &Node<'t>) {
        let Some(table) = self.reader.table(node, "lists") else {
            return;
        };
        for (key, value) in table.rest() {
            let items = self.reader.items(value, &key.text);
            let leaves: Vec<Leaf> = items.iter().filter_map(|item| self.leaf(item)).collect();
            if items.is_empty() {
                let finding =
                    Diagnostic::error(Code::EmptySet, format!("the list `{}` is empty", key.text));
                self.reader.report(value.span, finding);
            }
            self.lists
                .insert(Text::from(key.text.to_lowercase()), leaves);
        }
    }

    /// The sets that this one extends. A circle is a finding.
    fn extends(&mut self, node: &Node<'t>, id: Option<Text>, path: &[Text]) -> Vec<Requirement> {
        let mut bases = Vec::new();
        let path: Vec<Text> = path.iter().cloned().chain(id).collect();
        for item in self.reader.items(node, "extends") {
            let Some(name) = self.reader.scalar(item, "extends") else {
                continue;
            };
            if let Some(from) = path.iter().position(|one| one.eq_ignore_ascii_case(name)) {
                let circle: String = path[from..]
                    .iter()
                    .map(|one| format!("{one} -> "))
                    .collect();
                let message = format!("sets extend each other in a circle: {circle}{name}");
                self.reader
                    .report(item.span, Diagnostic::error(Code::Cycle, message));
                continue;
            }
            let Some(file) = self.library.set(name) else {
                let finding = Diagnostic::error(
                    Code::UnknownSet,
                    format!("unknown requirement set `{name}`"),
                );
                let finding = finding.help("`certadvise list requirements` lists them");
                self.reader
                    .report(item.span, finding.suggest(name, self.library.set_names()));
                continue;
            };
            bases.extend(set(
                &file,
                self.catalog,
                self.library,
                &path,
                &mut self.inherited,
            ));
        }
        bases
    }
}

/// The items of extended sets under their full names; what comes by two ways comes once.
fn inherited(bases: &[Requirement], defaults: Defaults) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for base in bases {
        for item in &base.items {
            let id = base.full_name(item.id.clone());
            if items.iter().all(|other| other.id != id) {
                items.push(Item {
                    id,
                    valid_for: item.valid_for.or(defaults.valid_for),
                    evidence: item.evidence.max(defaults.evidence),
                    ..item.clone()
                });
            }
        }
    }
    items
}

impl Requirement {
    /// What an item of this set is called in a set that extends it.
    fn full_name(&self, item: Text) -> Text {
        if item.contains('/') {
            item
        } else {
            Text::from(format!("{}/{item}", self.id))
        }
    }

    fn inherited_waivers(&self) -> impl Iterator<Item = super::Waiver> {
        self.waivers.iter().map(|waiver| super::Waiver {
            item: self.full_name(waiver.item.clone()),
            ..waiver.clone()
        })
    }
}

fn unique(texts: impl Iterator<Item = Text>) -> Vec<Text> {
    let mut seen = BTreeSet::new();
    texts.filter(|text| seen.insert(text.clone())).collect()
}

#[cfg(test)]
mod tests;
