//! The data that build.rs encoded from `data/`. It is decoded once per process, on first use.

use std::sync::OnceLock;

use crate::base::compiled::decode;
use crate::catalog::Catalog;

/// The catalog that is compiled into the program.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| decode(include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"))))
}
