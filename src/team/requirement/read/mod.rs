//! A requirement set from its file, checked against a catalog: every problem in one run, each with its place.
//!
//! Sets it extends are read with it; tables and lists are resolved, so that nothing is looked up when a team is judged.

mod item;
mod matching;
pub(crate) mod raw;
mod waiver;

use std::collections::{BTreeMap, BTreeSet};

use super::library::Library;
use super::table::Table;
use super::{Evidence, InGrace, Item, Leaf, Requirement};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::source::{
    Entries, Field, Items, Node, Parsed, Reader, Scalar, Source, Span, kind, scalars,
};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::read::{File, sources, text};

impl Requirement {
    /// Reads a set, with those it extends.
    ///
    /// # Errors
    /// Every problem of the file and of the files of the sets it extends.
    pub fn read(
        file: &File,
        catalog: &Catalog,
        library: &dyn Library,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
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
    let (root, mut reader) = match source.read() {
        Ok(read) => read,
        Err(problems) => {
            found.extend(problems);
            return None;
        }
    };
    let raw = reader.file::<raw::Set>(&root, &kind::REQUIREMENTS);
    let mut context = Context {
        reader,
        catalog,
        library,
        lists: BTreeMap::new(),
        defaults: Defaults::default(),
        position: Positions::None,
        item_ids: BTreeSet::new(),
        higher: false,
        matches: 0,
        inherited: Vec::new(),
    };
    let requirement = raw.and_then(|raw| context.requirement(&root, raw, path));
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
    grace: Option<InGrace>,
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
    /// Matches read so far.
    matches: usize,
    /// Problems in the files of extended sets.
    inherited: Vec<Diagnostic>,
}

impl Context<'_, '_, '_> {
    fn requirement(
        &mut self,
        root: &Node<'_>,
        raw: raw::Set,
        path: &[Text],
    ) -> Option<Requirement> {
        let id = raw.id.get().map(|raw::Id(id)| id);
        self.defaults.valid_for = raw.valid_for.and_then(Scalar::get);
        self.defaults.evidence = raw.evidence.and_then(Scalar::get).unwrap_or_default();
        self.defaults.grace = raw.grace.and_then(Scalar::get);
        if let Some(lists) = raw.lists.and_then(|lists| lists.value) {
            self.lists(lists);
        }
        if raw.items.is_none() && raw.extends.is_none() {
            self.reader
                .missing(root.span, &["items"], |finding| finding);
        }
        let bases = raw
            .extends
            .map(|extends| self.extends(extends, id.clone(), path))
            .unwrap_or_default();
        let mut items = inherited(&bases, self.defaults);
        if let Some(own) = raw.items {
            self.items(own, &mut items);
        }
        self.check_splits(&items, root.span);
        let waivers = raw.waivers.and_then(|waivers| waivers.value);
        let set = id.clone().unwrap_or_default();
        let own: Vec<_> = waivers
            .unwrap_or_default()
            .into_iter()
            .filter_map(|waiver| self.waiver(waiver, &set, &items))
            .collect();
        let waivers = bases
            .iter()
            .flat_map(|base| base.inherited_waivers())
            .chain(own)
            .collect();
        let sources = sources(&mut self.reader, raw.sources);
        let id = id?;
        let extends = bases
            .iter()
            .flat_map(|base| base.extends.iter().cloned().chain([base.id.clone()]));
        let not_checked = bases
            .iter()
            .flat_map(|base| base.not_checked.iter().cloned())
            .chain(scalars(raw.not_checked).map(Text::from));
        Some(Requirement {
            name: text(raw.name).unwrap_or_else(|| id.clone()),
            id,
            about: text(raw.about),
            dated: raw.dated.and_then(Scalar::get),
            sources,
            extends: unique(extends),
            items,
            not_checked: unique(not_checked),
            waivers,
            place: self.reader.place(root.span),
        })
    }

    /// Named lists of credentials.
    fn lists(&mut self, Entries(lists): Entries<Vec<Field<raw::Match>>>) {
        for (name, list) in lists {
            let span = list.span;
            // What isn't a list is empty, too: a match may still name it.
            let items = list.value.unwrap_or_default();
            if items.is_empty() {
                let message = format!("the list `{name}` is empty");
                self.reader
                    .report(span, Diagnostic::error(Code::EmptySet, message));
            }
            let leaves = items
                .into_iter()
                .filter_map(|item| self.leaf(item))
                .collect();
            self.lists.insert(Text::from(name.to_lowercase()), leaves);
        }
    }

    /// The sets that this one extends. A circle is a finding.
    fn extends(
        &mut self,
        names: Items<Parsed<String>>,
        id: Option<Text>,
        path: &[Text],
    ) -> Vec<Requirement> {
        let mut bases = Vec::new();
        let path: Vec<Text> = path.iter().cloned().chain(id).collect();
        for name in names.value.unwrap_or_default() {
            let (span, Some(name)) = (name.span, name.get()) else {
                continue;
            };
            if let Some(from) = path.iter().position(|set| set.eq_ignore_ascii_case(&name)) {
                let circle: String = path[from..]
                    .iter()
                    .map(|set| format!("{set} -> "))
                    .collect();
                let message = format!("sets extend each other in a circle: {circle}{name}");
                self.reader
                    .report(span, Diagnostic::error(Code::Cycle, message));
                continue;
            }
            let Some(file) = self.library.set(&name) else {
                let message = format!("unknown requirement set `{name}`");
                let finding = Diagnostic::error(Code::UnknownSet, message)
                    .help("`certadvise list requirements` lists them")
                    .suggest(&name, self.library.set_names());
                self.reader.report(span, finding);
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
                    grace: item.grace.or(defaults.grace),
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
