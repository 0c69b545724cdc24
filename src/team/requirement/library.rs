//! What a requirement file may refer to besides the catalog: other sets by name, tables of what is accepted.

use std::collections::BTreeMap;

use super::Requirement;
use super::table::Table;
use crate::base::source::{Source, Value};
use crate::catalog::Catalog;
use crate::catalog::read::File;

/// Sets and tables by name.
pub trait Library {
    /// The file of the set with this name, without regard to case. Who extends it reads it.
    fn set(&self, name: &str) -> Option<File>;

    /// Every set, for suggestions.
    fn set_names(&self) -> Vec<&str>;

    /// The table with this name, without regard to case.
    fn table(&self, name: &str) -> Option<&'static Table>;

    /// Every table, for suggestions.
    fn table_names(&self) -> Vec<&str>;
}

/// The sets of a library that can be read with a catalog, by name. One that names what the catalog lacks is not among them.
pub fn sets(catalog: &Catalog, library: &dyn Library) -> Vec<Requirement> {
    let files = library
        .set_names()
        .into_iter()
        .filter_map(|name| library.set(name));
    files
        .filter_map(|file| Requirement::read(&file, catalog, library).ok())
        .map(|(set, _)| set)
        .collect()
}

/// A library with nothing in it.
pub struct Empty;

impl Library for Empty {
    fn set(&self, _: &str) -> Option<File> {
        None
    }

    fn set_names(&self) -> Vec<&str> {
        Vec::new()
    }

    fn table(&self, _: &str) -> Option<&'static Table> {
        None
    }

    fn table_names(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// A user's own files on top of a library.
pub struct Shelf<'l> {
    own: BTreeMap<String, File>,
    below: &'l dyn Library,
}

impl<'l> Shelf<'l> {
    /// These files, each under the id it gives itself.
    pub fn new(files: &[File], below: &'l dyn Library) -> Self {
        let own = files
            .iter()
            .filter_map(|file| Some((id(file)?, file.clone())));
        Self {
            own: own.collect(),
            below,
        }
    }
}

/// The id of the set in a file, where it can be read so far.
fn id(file: &File) -> Option<String> {
    let source = Source::new(&file.name, &file.text);
    let Value::Map(entries) = source.read().ok()?.0.value else {
        return None;
    };
    let (_, node) = entries.into_iter().find(|(key, _)| key.text == "id")?;
    match node.value {
        Value::Scalar { text, .. } => Some(text.trim().to_lowercase()),
        Value::List(_) | Value::Map(_) => None,
    }
}

impl Library for Shelf<'_> {
    fn set(&self, name: &str) -> Option<File> {
        self.own
            .get(&name.to_lowercase())
            .cloned()
            .or_else(|| self.below.set(name))
    }

    fn set_names(&self) -> Vec<&str> {
        self.own
            .keys()
            .map(String::as_str)
            .chain(self.below.set_names())
            .collect()
    }

    fn table(&self, name: &str) -> Option<&'static Table> {
        self.below.table(name)
    }

    fn table_names(&self) -> Vec<&str> {
        self.below.table_names()
    }
}
