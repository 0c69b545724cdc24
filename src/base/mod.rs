//! What every other module stands on: findings, texts with positions, dates, money and words. Nothing of the domain.

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
