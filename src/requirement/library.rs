//! What a requirement file may refer to besides the catalog: other sets by name, tables of what is accepted.

use super::Requirement;
use super::read::read;
use super::table::Table;
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

/// The sets of a library that can be read with a catalog, by name. One that names what the catalog lacks is left out.
pub fn sets(catalog: &Catalog, library: &dyn Library) -> Vec<Requirement> {
    let files = library.set_names().into_iter().filter_map(|name| library.set(name));
    files.filter_map(|file| read(&file, catalog, library).ok()).map(|(set, _)| set).collect()
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
