//! The shipped catalog, checked and turned into Rust by build.rs: it costs nothing to open.

use crate::catalog::Catalog;

/// The long texts, found by [`crate::catalog::credential::DetailsAt`].
pub static DETAILS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/details.bin"));

/// The shipped catalog.
pub fn catalog() -> &'static Catalog {
    &generated::CATALOG
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
