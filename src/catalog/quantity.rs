//! Dates as precise as they are known, money in cents, hours as ranges. None of them invents precision.

use std::fmt;
use std::iter::Sum;
use std::num::NonZeroU16;
use std::ops::Add;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A calendar date known to the day, the month or the year.
///
/// Ordered by the earliest day it can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    pub(crate) year: u16,
    /// 1 to 12, or 0 when unknown.
    pub(crate) month: u8,
    /// 1 to 31, or 0 when unknown.
    pub(crate) day: u8,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum InvalidDate {
    /// Not of the form `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[error("expected YYYY-MM-DD, YYYY-MM or YYYY")]
    Form,
    /// The calendar has no such day.
    #[error("the calendar has no such day")]
    NoSuchDay,
}

impl PartialDate {
    /// A day, where the calendar has it.
    pub fn day_of(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = year > 0 && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, where known.
    pub fn month(self) -> Option<u8> {
        (self.month != 0).then_some(self.month)
    }

    /// The day of the month, where known.
    pub fn day(self) -> Option<u8> {
        (self.day != 0).then_some(self.day)
    }

    /// Year, month and day of the first day this can mean.
    pub fn earliest(self) -> (u16, u8, u8) {
        (self.year, self.month.max(1), self.day.max(1))
    }

    /// Year, month and day of the last day this can mean.
    pub fn latest(self) -> (u16, u8, u8) {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { days_in_month(self.year, month) } else { self.day };
        (self.year, month, day)
    }
}

/// Days of a month of the Gregorian calendar; `month` is 1 to 12.
fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for PartialDate {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let number = |part: &str, digits: usize| {
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<u16>().ok())
                .flatten()
                .ok_or(InvalidDate::Form)
        };
        let small = |part: &str| number(part, 2).and_then(|n| u8::try_from(n).map_err(|_| InvalidDate::Form));
        let mut parts = text.split('-');
        let year = number(parts.next().unwrap_or_default(), 4)?;
        let month = parts.next().map(small).transpose()?;
        let day = parts.next().map(small).transpose()?;
        if parts.next().is_some() {
            return Err(InvalidDate::Form);
        }
        let month_exists = month.is_none_or(|m| (1..=12).contains(&m));
        let day_exists =
            day.is_none_or(|d| month.is_some_and(|m| month_exists && (1..=days_in_month(year, m)).contains(&d)));
        if year == 0 || !month_exists || !day_exists {
            return Err(InvalidDate::NoSuchDay);
        }
        Ok(Self { year, month: month.unwrap_or(0), day: day.unwrap_or(0) })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match (self.month, self.day) {
            (0, _) => format!("{:04}", self.year),
            (month, 0) => format!("{:04}-{month:02}", self.year),
            (month, day) => format!("{:04}-{month:02}-{day:02}", self.year),
        };
        f.pad(&text)
    }
}

/// US dollars, held as cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usd(pub(crate) i64);

/// Why a text is no amount of money.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected US dollars from 0 to 1000000 with at most two decimals, e.g. 445 or 70.50")]
pub struct InvalidUsd;

impl Usd {
    /// Nothing to pay.
    pub const FREE: Self = Self(0);

    /// From whole cents.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// As cents.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// As dollars, for JSON and for scores.
    pub fn dollars(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// This amount spread over `months`, as dollars a year. `months` is at least 1.
    pub fn per_year(self, months: NonZeroU16) -> f64 {
        self.dollars() * 12.0 / f64::from(months.get())
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
        if dollars > 1_000_000 { Err(InvalidUsd) } else { Ok(Self(dollars * 100 + cents)) }
    }
}

impl fmt::Display for Usd {
    /// `445` or `70.50`, without a currency sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, cents) = (self.0 / 100, (self.0 % 100).abs());
        f.pad(&if cents == 0 { dollars.to_string() } else { format!("{dollars}.{cents:02}") })
    }
}

/// A range of hours; `low` is at most `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// At least.
    pub low: u16,
    /// At most.
    pub high: u16,
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.low == self.high { self.low.to_string() } else { format!("{}-{}", self.low, self.high) };
        f.pad(&text)
    }
}

/// How long something stays valid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// It never expires.
    Never,
    /// It expires this many calendar months after it was earned.
    Months(NonZeroU16),
    /// Not known.
    Unknown,
}

impl Term {
    /// So many months; unknown for none.
    pub const fn months(months: u16) -> Self {
        match NonZeroU16::new(months) {
            Some(months) => Self::Months(months),
            None => Self::Unknown,
        }
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("Term::Never"),
            Self::Months(months) => write!(f, "Term::months({months})"),
            Self::Unknown => f.write_str("Term::Unknown"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.pad("never expires"),
            Self::Months(months) => f.pad(&format!("{months} months")),
            Self::Unknown => f.pad("unknown"),
        }
    }
}

/// A length of time as people write it: `90d`, `6w`, `12m` (calendar months), `2y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// So many days.
    Days(u16),
    /// So many calendar months.
    Months(u16),
}

/// Why a text is no length of time.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected a number and d, w, m or y, e.g. `90d` or `12m`, at most 100 years")]
pub struct InvalidPeriod;

impl FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        let text = text.trim();
        let unit = text.chars().last().ok_or(InvalidPeriod)?;
        let digits = text.strip_suffix(unit).ok_or(InvalidPeriod)?;
        let number: u16 = if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse() } else { "".parse() }
            .map_err(|_| InvalidPeriod)?;
        let period = match unit.to_ascii_lowercase() {
            'd' => Some(Self::Days(number)),
            'w' => number.checked_mul(7).map(Self::Days),
            'm' => Some(Self::Months(number)),
            'y' => number.checked_mul(12).map(Self::Months),
            _ => None,
        };
        period
            .filter(|p| matches!(p, Self::Days(n) if *n <= 36_525) || matches!(p, Self::Months(n) if *n <= 1_200))
            .ok_or(InvalidPeriod)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self {
            Self::Days(days) => (days, "day"),
            Self::Months(months) => (months, "month"),
        };
        f.pad(&format!("{number} {unit}{}", if *number == 1 { "" } else { "s" }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_is_no_days() {
        let told = |text: &str| text.parse::<Period>().map(|period| period.to_string());
        assert_eq!(["1d", "2d", "1m", "0d"].map(|text| told(text).unwrap()), ["1 day", "2 days", "1 month", "0 days"]);
    }

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2026", "2026-09", "2024-02-29", "2026-11-24"] {
            assert_eq!(text.parse::<PartialDate>().map(|d| d.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "26", "2026-9", "2026-09-1", "2026-09-01-01", "abcd", "2026-09-aa", "+026"] {
            assert_eq!(text.parse::<PartialDate>(), Err(InvalidDate::Form), "{text}");
        }
        for text in ["2026-13", "2026-00", "2025-02-29", "2026-04-31", "0000"] {
            assert_eq!(text.parse::<PartialDate>(), Err(InvalidDate::NoSuchDay), "{text}");
        }
    }

    #[test]
    fn a_month_can_mean_any_of_its_days() {
        let month: PartialDate = "2024-02".parse().unwrap();
        assert_eq!((month.earliest(), month.latest()), ((2024, 2, 1), (2024, 2, 29)));
    }

    #[test]
    fn periods_read_as_people_write_them() {
        let read = |text: &str| text.parse::<Period>();
        assert_eq!(read("90d"), Ok(Period::Days(90)));
        assert_eq!(read("2w"), Ok(Period::Days(14)));
        assert_eq!(read("12M"), Ok(Period::Months(12)));
        assert_eq!(read("2y"), Ok(Period::Months(24)));
        for bad in ["", "d", "12", "-1d", "1.5y", "99999d", "200y", "+1d", "1é"] {
            assert_eq!(read(bad), Err(InvalidPeriod), "{bad}");
        }
    }

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
