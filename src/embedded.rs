//! The data that build.rs encoded from `data/`. It is decoded once per process, on first use.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::catalog::Catalog;

/// The catalog that is compiled into the program.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| decode(include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"))))
}

/// Decodes a value that build.rs encoded.
#[expect(
    clippy::expect_used,
    reason = "build.rs decodes these very bytes into the same types, or the build fails"
)]
pub(crate) fn decode<T: Deserialize<'static>>(bytes: &'static [u8]) -> T {
    postcard::from_bytes(bytes).expect("build.rs decoded these bytes")
}
