//! Immutable text that is cheap to clone: short text is stored inline, longer text is shared.

pub use smol_str::SmolStr as Text;
