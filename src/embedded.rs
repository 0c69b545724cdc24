//! What build.rs made of `data/`: decoded on first use, once a process.

use std::sync::OnceLock;

use crate::base::compiled::decode;
use crate::catalog::Catalog;

/// The shipped catalog.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| decode(include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"))))
}
