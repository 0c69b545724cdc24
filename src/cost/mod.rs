//! What credentials cost to earn and to keep: one by itself (`single`), or a set together (`schedule`).

pub mod schedule;
mod single;

pub use single::{Basis, Cost, HourRange, Keeping, cost};
