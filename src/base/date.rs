//! Calendar days, dates that are known only to the month or year, and periods.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::text::Text;

pub use jiff::civil::Date;

/// A calendar date from year 1 to 9999 that is known to the day, the month or the year.
///
/// Dates are ordered by the earliest day they can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    first: Date,
    known_to: Precision,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

/// Why a text can't be parsed as a date.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum InvalidDate {
    #[error("expected YYYY-MM-DD, YYYY-MM or YYYY")]
    Form,
    #[error("the calendar has no such day")]
    NoSuchDay,
}

impl PartialDate {
    /// A day of the Gregorian calendar; `None` if the calendar has no such day.
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

    /// The year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// The month, 1 to 12; `None` if only the year is known.
    pub fn month(self) -> Option<i8> {
        (self.known_to >= Precision::Month).then(|| self.first.month())
    }

    /// The day of the month; `None` if only the month or the year is known.
    pub fn day(self) -> Option<i8> {
        (self.known_to == Precision::Day).then(|| self.first.day())
    }

    /// The first day that the date can mean.
    pub fn earliest(self) -> Date {
        self.first
    }

    /// The month of a day.
    pub fn month_of(day: Date) -> Self {
        Self {
            first: day.first_of_month(),
            known_to: Precision::Month,
        }
    }

    /// The year of a day.
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

    /// The last day that the date can mean.
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
        let mut parts = text.split('-');
        let year = digits(parts.next().unwrap_or_default(), 4)?;
        let month = parts.next().map(|part| digits(part, 2)).transpose()?;
        let day = parts.next().map(|part| digits(part, 2)).transpose()?;
        if parts.next().is_some() {
            return Err(InvalidDate::Form);
        }
        Self::new(year, month, day)
    }
}

/// The number that a part of a date consists of, with exactly this many digits.
fn digits<N: FromStr>(part: &str, count: usize) -> Result<N, InvalidDate> {
    if part.len() != count || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidDate::Form);
    }
    part.parse().map_err(|_| InvalidDate::Form)
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
            let text = Text::deserialize(deserializer)?;
            return text.parse().map_err(D::Error::custom);
        }
        let (year, month, day) = Deserialize::deserialize(deserializer)?;
        Self::new(year, month, day).map_err(D::Error::custom)
    }
}

/// Through which day something is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expiry {
    /// It is valid forever.
    Never,
    /// It is valid through this day, inclusive.
    On(Date),
    /// It is unknown how long it is valid, which must never be treated like [`Expiry::Never`].
    Unknown,
}

/// The day this many calendar months later, or earlier if negative. If that month has no such day, its last day.
pub fn months_later(day: Date, months: i64) -> Date {
    day.saturating_add(months.months())
}

/// A period as people write it: `90d`, `6w`, `12m` (calendar months), `2y`; at most 100 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// A number of days; weeks are converted to days.
    Days(u16),
    /// A number of calendar months; years are converted to months.
    Months(u16),
}

impl Period {
    /// The day that this period leads to from `day`.
    pub fn after(self, day: Date) -> Date {
        match self {
            Self::Days(days) => day.saturating_add(i64::from(days).days()),
            Self::Months(months) => months_later(day, i64::from(months)),
        }
    }
}

/// The text can't be parsed as a period.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected a number followed by d, w, m or y, e.g. `90d` or `12m`, at most 100 years")]
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
            .filter(|period| match period {
                Self::Days(days) => *days <= 36_525,
                Self::Months(months) => *months <= 1_200,
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
    fn one_day_is_singular() {
        let shown = |text: &str| text.parse::<Period>().map(|period| period.to_string());
        assert_eq!(
            ["1d", "2d", "1m", "0d"].map(|text| shown(text).unwrap()),
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
