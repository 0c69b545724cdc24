//! Immutable text that is cheap to copy: short text lies in the value itself, longer text is shared.

pub use smol_str::SmolStr as Text;
