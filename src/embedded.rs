//! What build.rs made of `data/`: decoded on first use, once a process.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::catalog::Catalog;

/// The shipped catalog.
pub fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| decode(include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"))))
}

/// Decodes what build.rs encoded.
#[expect(
    clippy::expect_used,
    reason = "build.rs decodes these very bytes into the same types, or the build fails"
)]
pub(crate) fn decode<T: Deserialize<'static>>(bytes: &'static [u8]) -> T {
    postcard::from_bytes(bytes).expect("build.rs decoded these bytes")
}
