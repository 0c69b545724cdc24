//! The shipped catalog and tables of accepted credentials, checked and turned into Rust by build.rs: they cost nothing
//! to open. Shipped requirement sets are kept as text and read when somebody names one.

use crate::catalog::Catalog;
use crate::catalog::read::File;
use crate::requirement::library::Library;
use crate::requirement::single;
use crate::requirement::table::Table;

/// The long texts, found by [`crate::catalog::credential::DetailsAt`].
pub static DETAILS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/details.bin"));

/// The shipped catalog.
pub fn catalog() -> &'static Catalog {
    &generated::CATALOG
}

/// The shipped tables of what is accepted for a work role, by id.
pub fn tables() -> &'static [Table] {
    accepted::TABLES.as_slice()
}

/// The shipped requirement sets and tables.
pub struct Shipped;

impl Library for Shipped {
    fn set(&self, name: &str) -> Option<File> {
        let set = accepted::SETS.iter().find(|(file, _)| set_name(file).eq_ignore_ascii_case(name));
        let file = set.map(|(file, text)| File { name: (*file).to_owned(), text: (*text).to_owned() });
        file.or_else(|| single::set(tables(), name))
    }

    fn set_names(&self) -> Vec<&str> {
        accepted::SETS.iter().map(|(file, _)| set_name(file)).collect()
    }

    fn table(&self, name: &str) -> Option<&'static Table> {
        tables().iter().find(|table| table.id.eq_ignore_ascii_case(name))
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

#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, unused_imports, reason = "generated")]
mod generated {
    use crate::catalog::Catalog;
    use crate::catalog::credential::DetailsAt::Embedded;
    use crate::catalog::credential::{Credential, Exam, Prerequisites, ValidityRule};
    use crate::catalog::id::*;
    use crate::catalog::price::*;
    use crate::catalog::quantity::*;
    use crate::catalog::renewal::*;
    use crate::catalog::rule::Effect::{Adjust, Note, Pair, Prefer, Weigh};
    use crate::catalog::rule::*;
    use crate::catalog::text::{List, Text};
    use crate::catalog::vocabulary::Share::{AnyCloud, On};
    use crate::catalog::vocabulary::*;
    use crate::catalog::words::*;

    include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
}

#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
mod accepted {
    use crate::catalog::credential::Origin::*;
    use crate::catalog::credential::Source;
    use crate::catalog::id::CredentialId;
    use crate::catalog::quantity::PartialDate;
    use crate::catalog::text::{List, Text};
    use crate::catalog::words::Listing;
    use crate::requirement::table::{Level, Row, Table};

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
    include!(concat!(env!("OUT_DIR"), "/sets.rs"));
}
