//! How long a credential is valid, and how many hours it takes to prepare for it.

use std::fmt;
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

/// A range of hours; `low` is at most `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    pub low: u16,
    pub high: u16,
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.low == self.high {
            self.low.to_string()
        } else {
            format!("{}-{}", self.low, self.high)
        };
        f.pad(&text)
    }
}

/// How long a credential is valid after it was earned or renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Validity {
    /// It never expires.
    Never,
    /// It expires after this many calendar months.
    Months(NonZeroU16),
    Unknown,
}

impl Validity {
    /// A validity in months; 0 means unknown.
    pub const fn months(months: u16) -> Self {
        match NonZeroU16::new(months) {
            Some(months) => Self::Months(months),
            None => Self::Unknown,
        }
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.pad("never expires"),
            Self::Months(months) => f.pad(&format!("{months} months")),
            Self::Unknown => f.pad("unknown"),
        }
    }
}
