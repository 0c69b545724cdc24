//! Ranges of hours, and what they rest on.

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
