//! People and what they hold, what is required of them, and what other systems know of them.

pub mod import;
pub mod requirement;
pub mod roster;
