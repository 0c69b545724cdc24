//! The foundation of every other module: findings, text with positions, dates, money and vocabularies. It knows nothing
//! about credentials.

pub mod compiled;
pub mod date;
pub mod diagnostic;
pub mod money;
#[cfg(test)]
pub(crate) mod schema;
pub mod source;
pub mod suggestion;
pub mod text;
pub mod vocabulary;
