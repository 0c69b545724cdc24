//! What credentials cost to earn and to keep: one by itself (`single`), or a set together (`schedule`).

pub mod change;
mod hours;
pub mod overlap;
pub mod renewals;
pub mod schedule;
mod single;
pub mod standing;
pub mod years;

pub use hours::{Basis, HourRange};
pub use single::{Cost, Keeping, cost, needs_exam, renewal};

use crate::base::money::Usd;

/// What an hour is worth by default, USD.
pub const USUAL_RATE: Usd = Usd::from_cents(1_000);
