//! The shipped catalog and tables of accepted credentials, checked and turned into Rust by build.rs: they cost nothing to open.

use crate::catalog::Catalog;
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

#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, reason = "generated")]
mod generated {
    use crate::catalog::Catalog;
    use crate::catalog::credential::DetailsAt::Embedded;
    use crate::catalog::credential::{Credential, Exam, Prerequisites, ValidityRule};
    use crate::catalog::id::*;
    use crate::catalog::quantity::*;
    use crate::catalog::renewal::*;
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
}
