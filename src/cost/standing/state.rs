//! What a holding is on a day: valid, in grace or suspended, or lapsed.

use crate::base::date::{Date, Expiry};
use crate::catalog::credential::Credential;
use crate::catalog::renewal::Grace;
use crate::team::requirement::InGrace;

/// What a holding is on a day on which it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is valid.
    Valid,
    /// It has expired, and can still be renewed.
    Late(Late),
    /// It has expired on this day, and has to be earned again.
    Lapsed(Date),
    /// Through which day it is valid is not known.
    Unknown,
}

/// A holding that has expired and can still be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late {
    /// Through which day it was valid.
    pub expired: Date,
    /// Through which day it can be renewed.
    pub until: Date,
    /// What the issuer says of the time between.
    pub grace: Grace,
}

impl Late {
    /// Whether the issuer doesn't count the holder as certified.
    pub fn is_suspended(self) -> bool {
        self.grace.valid == Some(false)
    }

    /// What it is, in words: `in grace until 2026-12-30`.
    pub fn in_words(self) -> String {
        let what = if self.is_suspended() {
            "suspended"
        } else {
            "in grace"
        };
        format!("{what} until {}", self.until)
    }
}

/// What becomes of a holding that is valid through `expiry`, on a day.
pub fn state(credential: &Credential, expiry: Expiry, day: Date) -> State {
    match expiry {
        Expiry::Never => State::Valid,
        Expiry::Unknown => State::Unknown,
        Expiry::On(expires) if day <= expires => State::Valid,
        Expiry::On(expires) => match late(credential, expires) {
            Some(late) if day <= late.until => State::Late(late),
            _ => State::Lapsed(expires),
        },
    }
}

/// The time during which what expired on a day can still be renewed, if there is one.
pub fn late(credential: &Credential, expired: Date) -> Option<Late> {
    let grace = credential.renewal.as_ref()?.grace?;
    let until = grace.period.after(expired);
    (until > expired).then_some(Late {
        expired,
        until,
        grace,
    })
}

/// The last day on which a holding counts that is valid through a day, by what a requirement says of grace periods. One
/// that is suspended does not count.
pub fn counts_until(credential: &Credential, expires: Date, grace: Option<InGrace>) -> Date {
    match late(credential, expires) {
        Some(late) if !late.is_suspended() => match grace {
            Some(InGrace::Counts) => late.until,
            None if late.grace.valid == Some(true) => late.until,
            Some(InGrace::DoesNotCount) | None => expires,
        },
        _ => expires,
    }
}
