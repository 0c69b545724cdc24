//! Calendar days, dates known to the month or year, and lengths of time.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use jiff::ToSpan;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

pub use jiff::civil::Date;

/// A calendar date known to the day, the month or the year, from year 1 to 9999.
///
/// Ordered by the earliest day it can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    first: Date,
    known_to: Precision,
}

/// How precisely a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

/// Why a text is not a date.
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
    /// The day of a date in the Gregorian calendar; `None` where the calendar has no such day.
    pub fn day_of(year: i16, month: i8, day: i8) -> Option<Self> {
        Self::new(year, Some(month), Some(day)).ok()
    }

    fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Self, InvalidDate> {
        let known_to = match (month, day) {
            (_, Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            (None, None) => Precision::Year,
        };
        if year <= 0 {
            return Err(InvalidDate::NoSuchDay);
        }
        let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1));
        Ok(Self {
            first: first.map_err(|_| InvalidDate::NoSuchDay)?,
            known_to,
        })
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// The month, 1 to 12, where known.
    pub fn month(self) -> Option<i8> {
        (self.known_to >= Precision::Month).then(|| self.first.month())
    }

    /// The day of the month, where known.
    pub fn day(self) -> Option<i8> {
        (self.known_to == Precision::Day).then(|| self.first.day())
    }

    /// The first day this can mean.
    pub fn earliest(self) -> Date {
        self.first
    }

    /// The month that a day belongs to.
    pub fn month_of(day: Date) -> Self {
        Self {
            first: day.first_of_month(),
            known_to: Precision::Month,
        }
    }

    /// The year that a day belongs to.
    pub fn year_of(day: Date) -> Self {
        Self {
            first: day.first_of_year(),
            known_to: Precision::Year,
        }
    }

    /// The date within a sentence: "on 2026-11-24", "in November 2026", "in 2026".
    pub fn in_words(self) -> String {
        match self.known_to {
            Precision::Year => format!("in {:04}", self.first.year()),
            Precision::Month => format!("in {}", self.first.strftime("%B %Y")),
            Precision::Day => format!("on {}", self.first),
        }
    }

    /// The last day this can mean.
    pub fn latest(self) -> Date {
        match self.known_to {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self {
            first: day,
            known_to: Precision::Day,
        }
    }
}

impl FromStr for PartialDate {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let number = |part: &str, digits: usize| {
            (part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())
                .flatten()
                .ok_or(InvalidDate::Form)
        };
        let small = |part: &str| {
            number(part, 2).and_then(|n| i8::try_from(n).map_err(|_| InvalidDate::Form))
        };
        let mut parts = text.split('-');
        let year = number(parts.next().unwrap_or_default(), 4)?;
        let month = parts.next().map(small).transpose()?;
        let day = parts.next().map(small).transpose()?;
        if parts.next().is_some() {
            return Err(InvalidDate::Form);
        }
        Self::new(year, month, day)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        f.pad(&match self.known_to {
            Precision::Year => format!("{year:04}"),
            Precision::Month => format!("{year:04}-{month:02}"),
            Precision::Day => self.first.to_string(),
        })
    }
}

/// Text in JSON; numbers in the compiled-in catalog.
impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.year(), self.month(), self.day()).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = ArrayString::<10>::deserialize(deserializer)?;
            return text.parse().map_err(D::Error::custom);
        }
        let (year, month, day) = Deserialize::deserialize(deserializer)?;
        Self::new(year, month, day).map_err(D::Error::custom)
    }
}

/// The last day on which something is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// It never expires.
    Never,
    /// It is valid through this day.
    On(Date),
    /// Not known.
    Unknown,
}

/// The day so many calendar months later (earlier, where negative): the last day of the month where the month has no
/// such day.
pub fn months_later(day: Date, months: i64) -> Date {
    day.saturating_add(months.months())
}

/// A length of time as people write it: `90d`, `6w`, `12m` (calendar months), `2y`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// So many days.
    Days(u16),
    /// So many calendar months.
    Months(u16),
}

impl Period {
    /// The day this much later.
    pub fn after(self, day: Date) -> Date {
        match self {
            Self::Days(days) => day.saturating_add(i64::from(days).days()),
            Self::Months(months) => months_later(day, i64::from(months)),
        }
    }
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
        let number: u16 = if digits.bytes().all(|b| b.is_ascii_digit()) {
            digits.parse()
        } else {
            "".parse()
        }
        .map_err(|_| InvalidPeriod)?;
        let period = match unit.to_ascii_lowercase() {
            'd' => Some(Self::Days(number)),
            'w' => number.checked_mul(7).map(Self::Days),
            'm' => Some(Self::Months(number)),
            'y' => number.checked_mul(12).map(Self::Months),
            _ => None,
        };
        period
            .filter(|p| {
                matches!(p, Self::Days(n) if *n <= 36_525)
                    || matches!(p, Self::Months(n) if *n <= 1_200)
            })
            .ok_or(InvalidPeriod)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, unit) = match self {
            Self::Days(days) => (days, "day"),
            Self::Months(months) => (months, "month"),
        };
        f.pad(&format!(
            "{number} {unit}{}",
            if *number == 1 { "" } else { "s" }
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_day_is_no_days() {
        let told = |text: &str| text.parse::<Period>().map(|period| period.to_string());
        assert_eq!(
            ["1d", "2d", "1m", "0d"].map(|text| told(text).unwrap()),
            ["1 day", "2 days", "1 month", "0 days"]
        );
    }

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2026", "2026-09", "2024-02-29", "2026-11-24"] {
            assert_eq!(
                text.parse::<PartialDate>().map(|d| d.to_string()),
                Ok(text.to_owned())
            );
        }
        for text in [
            "",
            "26",
            "2026-9",
            "2026-09-1",
            "2026-09-01-01",
            "abcd",
            "2026-09-aa",
            "+026",
        ] {
            assert_eq!(
                text.parse::<PartialDate>(),
                Err(InvalidDate::Form),
                "{text}"
            );
        }
        for text in ["2026-13", "2026-00", "2025-02-29", "2026-04-31", "0000"] {
            assert_eq!(
                text.parse::<PartialDate>(),
                Err(InvalidDate::NoSuchDay),
                "{text}"
            );
        }
    }

    #[test]
    fn a_month_can_mean_any_of_its_days() {
        let month: PartialDate = "2024-02".parse().unwrap();
        assert_eq!(
            (month.earliest(), month.latest()),
            (Date::constant(2024, 2, 1), Date::constant(2024, 2, 29))
        );
    }

    #[test]
    fn a_date_in_a_sentence_is_as_precise_as_it_is_known() {
        let words = |text: &str| text.parse::<PartialDate>().unwrap().in_words();
        assert_eq!(
            ["2026-11-24", "2026-11", "2026"].map(words),
            ["on 2026-11-24", "in November 2026", "in 2026"]
        );
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
}
