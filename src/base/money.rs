//! Exact amounts of money.

use std::fmt;
use std::iter::Sum;
use std::num::NonZeroU16;
use std::ops::Add;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

/// US dollars, stored as whole cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub struct Usd(pub(crate) i64);

/// The text can't be parsed as US dollars.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected US dollars from 0 to 1000000 with at most two decimals, e.g. 445 or 70.50")]
pub struct InvalidUsd;

impl Usd {
    /// Nothing to pay.
    pub const FREE: Self = Self(0);

    /// The amount of this many cents.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount in cents.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The amount in dollars, for JSON and for scores; not exact.
    pub fn dollars(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The dollars a year if this amount is spread over `months`.
    pub fn per_year(self, months: NonZeroU16) -> f64 {
        self.dollars() * 12.0 / f64::from(months.get())
    }
}

/// Dollars in JSON; cents in the compiled-in catalog.
impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_f64(self.dollars())
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl Add for Usd {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::FREE, Add::add)
    }
}

impl FromStr for Usd {
    type Err = InvalidUsd;

    fn from_str(text: &str) -> Result<Self, InvalidUsd> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() > 7 || fraction.len() > 2 {
            return Err(InvalidUsd);
        }
        let dollars: i64 = whole.parse().map_err(|_| InvalidUsd)?;
        let cents: i64 = format!("{fraction:0<2}").parse().map_err(|_| InvalidUsd)?;
        if dollars > 1_000_000 {
            Err(InvalidUsd)
        } else {
            Ok(Self(dollars * 100 + cents))
        }
    }
}

impl fmt::Display for Usd {
    /// Writes `445` or `70.50`, without a currency sign or separators.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, cents) = (self.0 / 100, (self.0 % 100).abs());
        f.pad(&if cents == 0 {
            dollars.to_string()
        } else {
            format!("{dollars}.{cents:02}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact() {
        assert_eq!("70.5".parse(), Ok(Usd::from_cents(7050)));
        assert_eq!("445".parse(), Ok(Usd::from_cents(44500)));
        assert_eq!(Usd::from_cents(7050).to_string(), "70.50");
        for bad in ["", "-1", "1.234", "1e3", "1,000", ".5", "5.", "10000000"] {
            assert_eq!(bad.parse::<Usd>(), Err(InvalidUsd), "{bad}");
        }
    }
}
