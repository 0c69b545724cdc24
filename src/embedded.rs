//! The data that build.rs encoded from `data/`. It is decoded once per process, on first use.

use std::sync::OnceLock;

use crate::base::compiled::decode;
use crate::catalog::Catalog;

/// The compiled-in catalog as build.rs encoded it, to tell one edition from another.
pub(crate) fn encoded() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"))
}

/// The catalog that is compiled into the program.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| decode(encoded()))
}
