//! Dates without a word that says what happened on them.

use crate::base::date::{Date, Expiry, PartialDate};
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::catalog::credential::Credential;
use crate::catalog::validity::Validity;

/// How a date lies to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Behind,
    Ahead,
    /// It is a month or a year that has begun and is not over.
    Either,
}

impl When {
    pub(crate) fn of(date: PartialDate, today: Date) -> Self {
        if date.latest() <= today {
            Self::Behind
        } else if date.earliest() > today {
            Self::Ahead
        } else {
            Self::Either
        }
    }
}

/// What a date without a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bare {
    Earned,
    Expires,
    /// It lies behind, among dates that lie ahead.
    EarnedOrExpired,
    /// It can't be told whether it lies ahead.
    Unknown,
}

impl Bare {
    /// A date that lies ahead is an expiry, and one that lies behind is the day it was earned. Among expiries it may be one
    /// that is over, so that it counts only where that can't be.
    pub(crate) fn of(
        date: PartialDate,
        today: Date,
        some_lie_ahead: bool,
        credential: Option<&Credential>,
    ) -> Self {
        match When::of(date, today) {
            When::Ahead => Self::Expires,
            When::Behind if some_lie_ahead && !must_be_earned(credential, date, today) => {
                Self::EarnedOrExpired
            }
            When::Behind => Self::Earned,
            When::Either => Self::Unknown,
        }
    }
}

/// Whether a day in the past is the day on which a credential was earned, or else nothing that counts today: it has no
/// expiry, or would be over by now.
fn must_be_earned(credential: Option<&Credential>, day: PartialDate, today: Date) -> bool {
    credential.is_some_and(|credential| match credential.expiry_earned(day, None) {
        Expiry::On(expires) => expires < today,
        Expiry::Never => credential.current_validity() == Validity::Never,
        Expiry::Unknown => false,
    })
}

/// What to say of a date in the past among expiry dates.
pub(crate) fn earned_or_expired(day: &str, place: Place) -> Diagnostic {
    let message = format!(
        "`{day}` may be the day it was earned or the day it expired, so it does not count: other such dates lie ahead"
    );
    Diagnostic::error(Code::EarnedOrExpired, message)
        .at(place)
        .help(format!("write `earned {day}` or `expired {day}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_is_not_over_is_unknown_and_one_among_expiries_is_doubtful() {
        let today = "2026-11-29".parse().unwrap();
        for (date, alone, among) in [
            ("2025", Bare::Earned, Bare::EarnedOrExpired),
            ("2026-11-29", Bare::Earned, Bare::EarnedOrExpired),
            ("2026-11-30", Bare::Expires, Bare::Expires),
            ("2026-11", Bare::Unknown, Bare::Unknown),
            ("2026", Bare::Unknown, Bare::Unknown),
            ("2027", Bare::Expires, Bare::Expires),
        ] {
            let date = date.parse().unwrap();
            assert_eq!(Bare::of(date, today, false, None), alone, "{date}");
            assert_eq!(Bare::of(date, today, true, None), among, "{date}");
        }
    }
}
