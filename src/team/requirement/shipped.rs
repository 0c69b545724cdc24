//! The shipped requirement sets, kept as text and read when somebody names one, and the shipped tables of accepted
//! credentials, checked by build.rs.

use std::sync::OnceLock;

use crate::base::compiled::decode;
use crate::catalog::read::File;
use crate::team::requirement::library::Library;
use crate::team::requirement::single;
use crate::team::requirement::table::Table;

/// The shipped tables of what is accepted for a work role, by id.
pub fn tables() -> &'static [Table] {
    static TABLES: OnceLock<Vec<Table>> = OnceLock::new();
    TABLES.get_or_init(|| decode(Shipped::encoded_tables()))
}

/// The shipped requirement sets: file names and texts.
fn sets() -> &'static [(&'static str, &'static str)] {
    static SETS: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    SETS.get_or_init(|| decode(include_bytes!(concat!(env!("OUT_DIR"), "/sets.bin"))))
}

/// The shipped requirement sets and tables.
pub struct Shipped;

impl Shipped {
    /// The tables as build.rs encoded them, to tell one edition from another.
    pub(crate) fn encoded_tables() -> &'static [u8] {
        include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin"))
    }
}

impl Library for Shipped {
    fn set(&self, name: &str) -> Option<File> {
        let set = sets()
            .iter()
            .find(|(file, _)| set_name(file).eq_ignore_ascii_case(name));
        let file = set.map(|(file, text)| File {
            name: (*file).to_owned(),
            text: (*text).to_owned(),
        });
        file.or_else(|| single::set(tables(), name))
    }

    fn set_names(&self) -> Vec<&str> {
        sets().iter().map(|(file, _)| set_name(file)).collect()
    }

    fn table(&self, name: &str) -> Option<&'static Table> {
        tables()
            .iter()
            .find(|table| table.id.eq_ignore_ascii_case(name))
    }

    fn table_names(&self) -> Vec<&str> {
        tables().iter().map(|table| table.id.as_str()).collect()
    }
}

/// A set is called as its file.
fn set_name(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".yaml").unwrap_or(name)
}
