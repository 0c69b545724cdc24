//! A holding on its way to its expiry.

use crate::base::date::{Date, Expiry, PartialDate, months_later};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::team::roster::{self, Recorded};

/// A holding on its way to its expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The place of the credential in the catalog.
    pub number: u16,
    /// When it was earned.
    pub earned: Option<PartialDate>,
    /// Through which day it is valid; at first by itself, then renewed.
    pub expiry: Expiry,
    /// The same as precisely as it is known, where that is a day, a month or a year.
    pub known: Option<PartialDate>,
    /// What renewed it last.
    pub renewed_by: Option<RenewedBy>,
}

/// Another holding that renewed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenewedBy {
    /// The place of its credential in the catalog.
    pub number: u16,
    /// When it was earned.
    pub earned: PartialDate,
}

impl AsRef<Self> for Dated {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsMut<Self> for Dated {
    fn as_mut(&mut self) -> &mut Self {
        self
    }
}

impl Dated {
    /// A holding by itself, as a roster records it. `None` where the catalog doesn't know the credential.
    pub fn new(
        catalog: &Catalog,
        credential: CredentialId,
        earned: Option<PartialDate>,
        expires: Option<Recorded>,
        exam: Option<&str>,
    ) -> Option<Self> {
        let index = catalog
            .credentials
            .binary_search_by(|one| one.id.cmp(&credential))
            .ok()?;
        let number = u16::try_from(index).ok()?;
        let credential = &catalog.credentials[index];
        Some(Self::of(credential, number, earned, expires, exam))
    }

    /// The same, where the credential and its place in the catalog are at hand.
    pub fn of(
        credential: &Credential,
        number: u16,
        earned: Option<PartialDate>,
        expires: Option<Recorded>,
        exam: Option<&str>,
    ) -> Self {
        let expiry = roster::expiry(credential, expires, earned, exam);
        let known = match (expiry, expires, earned) {
            // The usual case, at once.
            (Expiry::On(day), None, Some(earned)) if earned.day().is_some() => Some(day.into()),
            _ => roster::expiry_as_known(credential, expires, earned, exam),
        };
        Self {
            number,
            earned,
            expiry,
            known,
            renewed_by: None,
        }
    }

    /// The credential that renewed it last, and when that was earned.
    pub fn renewer(self, catalog: &Catalog) -> Option<(CredentialId, PartialDate)> {
        let by = self.renewed_by?;
        let credential = catalog.credentials.get(usize::from(by.number))?;
        Some((credential.id, by.earned))
    }

    /// When it expires, as precisely as it is known.
    pub fn expires(self) -> Option<PartialDate> {
        match self.expiry {
            Expiry::On(day) => Some(self.known.unwrap_or_else(|| day.into())),
            Expiry::Never | Expiry::Unknown => None,
        }
    }
}

impl Dated {
    /// Since when it is held: the earliest day its date can mean. Where no date is recorded, the last anniversary of its
    /// expiry, on which its annual fees are due; else the day of the check.
    pub fn since(&self, today: Date) -> Date {
        match (self.earned, self.expiry) {
            (Some(earned), _) => earned.earliest(),
            (None, Expiry::On(end)) => last_anniversary(end, today),
            (None, Expiry::Never | Expiry::Unknown) => today,
        }
    }
}

/// The last day, at most today, that is whole years before another; that day itself where it has passed.
fn last_anniversary(end: Date, today: Date) -> Date {
    let years = i64::from(end.year()) - i64::from(today.year());
    let this_year = months_later(end, -12 * years.max(0));
    if this_year <= today {
        this_year
    } else {
        months_later(end, -12 * (years + 1))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 29);

    #[test]
    fn without_a_start_fees_fall_on_the_anniversary_of_the_expiry() {
        assert_eq!(
            last_anniversary(date(2028, 7, 31), TODAY),
            date(2026, 7, 31)
        );
        assert_eq!(
            last_anniversary(date(2028, 12, 1), TODAY),
            date(2025, 12, 1)
        );
        assert_eq!(last_anniversary(TODAY, TODAY), TODAY);
        assert_eq!(last_anniversary(date(2026, 3, 1), TODAY), date(2026, 3, 1));
    }
}
