//! Ranges of hours, and what they rest on.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// What an hour figure rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// A source names it, or it follows from sourced facts.
    Sourced,
    /// From `data/estimates.yaml`.
    Estimated,
    /// Not known.
    Unknown,
}

impl Basis {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sourced => "sourced",
            Self::Estimated => "estimated",
            Self::Unknown => "unknown",
        }
    }
}

impl Serialize for Basis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// A range of hours and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HourRange {
    /// At least.
    pub low: f64,
    /// At most.
    pub high: f64,
    /// What it rests on.
    pub basis: Basis,
}

/// In tenths of an hour; both ends are `null` where nothing is known.
impl Serialize for HourRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let known = self.basis != Basis::Unknown;
        let end = |hours: f64| known.then(|| (hours * 10.0).round() / 10.0);
        let mut range = serializer.serialize_struct("HourRange", 3)?;
        range.serialize_field("low", &end(self.low))?;
        range.serialize_field("high", &end(self.high))?;
        range.serialize_field("basis", &self.basis)?;
        range.end()
    }
}

impl Default for HourRange {
    fn default() -> Self {
        Self::NONE
    }
}

impl HourRange {
    /// No time at all.
    pub const NONE: Self = Self {
        low: 0.0,
        high: 0.0,
        basis: Basis::Sourced,
    };

    /// So many times as much.
    #[must_use]
    pub(super) fn times(self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            high: self.high * factor,
            ..self
        }
    }

    /// Both together; as sure as the less sure of the two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            high: self.high + other.high,
            basis: self.basis.max(other.basis),
        }
    }

    /// The middle of the range.
    pub fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}
