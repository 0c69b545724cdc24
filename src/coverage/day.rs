//! Days as numbers, so that the last day of everything compares in one step.

use jiff::ToSpan;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::date::Date;
use crate::base::date::Period;
use crate::base::date::{Expiry, months_later};
use crate::base::text::Text;

/// The words in JSON for what has no date.
const NEVER: &str = "never";
const NOT_AT_ALL: &str = "not-at-all";

/// The day that is number 0.
const ORIGIN: Date = Date::constant(2000, 1, 1);

/// The last day of something: a day, never, or before all days for what does not hold at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LastDay(i32);

impl LastDay {
    /// It does not hold on any day.
    pub const NOT_AT_ALL: Self = Self(i32::MIN);
    /// It has no last day.
    pub const NEVER: Self = Self(i32::MAX);

    /// The day after, where there is one.
    pub fn next(self) -> Option<Self> {
        (self > Self::NOT_AT_ALL && self < Self::NEVER).then(|| Self(self.0 + 1))
    }

    /// So many days later.
    #[must_use]
    pub fn plus(self, days: usize) -> Self {
        Self(
            self.0
                .saturating_add(i32::try_from(days).unwrap_or(i32::MAX)),
        )
    }

    /// The calendar date, where it is one.
    pub fn date(self) -> Option<Date> {
        (self > Self::NOT_AT_ALL && self < Self::NEVER)
            .then(|| ORIGIN.saturating_add(i64::from(self.0).days()))
    }

    /// The last day on which there is still `more` time left until this one.
    #[must_use]
    pub fn less(self, more: Option<Period>) -> Self {
        let Some(more) = more else { return self };
        let Some(end) = self.date() else { return self };
        match more {
            Period::Days(days) => Self(self.0.saturating_sub(i32::from(days))),
            Period::Months(months) => {
                let months = i64::from(months);
                let mut day = months_later(end, -months);
                // Months end on different days, so the subtraction may be off by up to three.
                while months_later(day, months) > end {
                    day = day.saturating_sub(1.day());
                }
                while months_later(day.saturating_add(1.day()), months) <= end && day < Date::MAX {
                    day = day.saturating_add(1.day());
                }
                Self::from(day)
            }
        }
    }
}

impl Serialize for LastDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.date() {
            Some(day) => day.serialize(serializer),
            None if *self == Self::NEVER => serializer.serialize_str(NEVER),
            None => serializer.serialize_str(NOT_AT_ALL),
        }
    }
}

impl<'de> Deserialize<'de> for LastDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match &*Text::deserialize(deserializer)? {
            NEVER => Ok(Self::NEVER),
            NOT_AT_ALL => Ok(Self::NOT_AT_ALL),
            day => day
                .parse::<Date>()
                .map(Self::from)
                .map_err(D::Error::custom),
        }
    }
}

impl From<Date> for LastDay {
    fn from(date: Date) -> Self {
        Self((date - ORIGIN).get_days())
    }
}

impl From<Expiry> for LastDay {
    /// What is not known counts for nothing.
    fn from(expiry: Expiry) -> Self {
        match expiry {
            Expiry::Never => Self::NEVER,
            Expiry::On(day) => Self::from(day),
            Expiry::Unknown => Self::NOT_AT_ALL,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_come_back() {
        for day in [
            date(2000, 1, 1),
            date(1999, 12, 31),
            date(2026, 11, 25),
            date(2400, 2, 29),
        ] {
            assert_eq!(LastDay::from(day).date(), Some(day));
        }
        assert_eq!(LastDay::NEVER.date(), None);
        assert_eq!(
            LastDay::from(date(2026, 11, 30)).next(),
            Some(LastDay::from(date(2026, 12, 1)))
        );
    }

    #[test]
    fn time_left_is_counted_as_the_calendar_has_it() {
        for end in (0..800).map(|n| date(2027, 1, 1).saturating_add(i64::from(n).days())) {
            for months in [1, 3, 12, 13] {
                let day = LastDay::from(end)
                    .less(Some(Period::Months(months)))
                    .date()
                    .unwrap();
                assert!(
                    months_later(day, i64::from(months)) <= end,
                    "{end} {months}"
                );
                assert!(
                    months_later(day.saturating_add(1.day()), i64::from(months)) > end,
                    "{end} {months}"
                );
            }
        }
        let end = LastDay::from(date(2027, 3, 1));
        assert_eq!(
            end.less(Some(Period::Days(90))).date(),
            Some(date(2026, 12, 1))
        );
        assert_eq!(LastDay::NEVER.less(Some(Period::Months(3))), LastDay::NEVER);
        assert_eq!(
            LastDay::NOT_AT_ALL.less(Some(Period::Days(3))),
            LastDay::NOT_AT_ALL
        );
    }
}
