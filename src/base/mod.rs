//! What every other module stands on: findings, texts with positions, dates, money and words. Nothing of the domain.

pub mod date;
pub mod diagnostic;
pub mod money;
pub mod source;
pub mod suggestion;
pub mod text;
pub mod vocabulary;
