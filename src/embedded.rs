//! The shipped catalog, checked by build.rs.

use crate::catalog::Catalog;

/// The long texts, found by [`crate::catalog::credential::DetailsAt`].
pub static DETAILS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/details.bin"));

/// The shipped catalog.
pub fn catalog() -> &'static Catalog {
    &generated::CATALOG
}

#[rustfmt::skip]
#[allow(clippy::all, clippy::pedantic, unused_imports, reason = "generated")]
mod generated {
    use crate::catalog::{Catalog, Names};
    use crate::catalog::credential::DetailsAt::Embedded;
    use crate::catalog::credential::{Credential, Exam, Prerequisites, ValidityRule};
    use crate::catalog::id::*;
    use crate::catalog::price::*;
    use crate::base::date::*;
use crate::base::money::*;
use crate::catalog::validity::*;
    use crate::catalog::renewal::*;
    use crate::catalog::rule::Effect::{Adjust, Note, Pair, Prefer, Weigh};
    use crate::catalog::rule::*;
    use crate::base::text::{List, Text};
    use crate::catalog::reference::Share::{AnyCloud, On};
    use crate::catalog::reference::*;
    use crate::catalog::vocabulary::*;

    include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
}
