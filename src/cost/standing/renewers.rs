//! Which holdings renew which, and until when.

use jiff::ToSpan;

use super::dated::{Dated, RenewedBy};
use crate::base::date::{Date, Expiry, PartialDate, months_later};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::renewal::RenewalOption;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{ExtendsFrom, RenewalKind, RenewedOn};

/// Which credentials others can renew for nothing, one bit each by their places in the catalog. Most can't be, which spares
/// looking at pairs of holdings.
#[derive(Clone, Debug)]
pub struct Renewers {
    renewable: Box<[u64]>,
}

impl Renewers {
    /// Looks through the rules of a catalog.
    pub fn new(catalog: &Catalog) -> Self {
        let mut renewable = vec![0_u64; catalog.credentials.len().div_ceil(64)];
        for (index, credential) in catalog.credentials.iter().enumerate() {
            if options(credential).iter().any(refreshes_free) {
                renewable[index / 64] |= 1 << (index % 64);
            }
        }
        Self {
            renewable: renewable.into(),
        }
    }

    fn is_renewable(&self, number: u16) -> bool {
        let index = usize::from(number);
        self.renewable
            .get(index / 64)
            .is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Everything that has a say in whether a credential was renewed, by its place in the catalog.
    pub fn concerned(&self, catalog: &Catalog, number: u16) -> Vec<u16> {
        let mut found = Vec::new();
        if !self.is_renewable(number) {
            return found;
        }
        let credential = &catalog.credentials[usize::from(number)];
        for option in free(credential) {
            for (index, other) in (0..).zip(&catalog.credentials) {
                if names(option, credential, other) || option.holding.contains(&other.id) {
                    found.push(index);
                }
            }
        }
        found
    }

    /// Whether some of these holdings may have renewed another.
    fn concern<T: AsRef<Dated>>(&self, catalog: &Catalog, holdings: &[T]) -> bool {
        holdings.iter().map(AsRef::as_ref).any(|held| {
            self.is_renewable(held.number)
                && catalog
                    .credentials
                    .get(usize::from(held.number))
                    .is_some_and(|credential| {
                        holdings.iter().map(AsRef::as_ref).any(|other| {
                            let other = catalog.credentials.get(usize::from(other.number));
                            other.is_some_and(|other| {
                                free(credential).any(|option| names(option, credential, other))
                            })
                        })
                    })
        })
    }

    /// Renews one person's holdings by each other, as far as they were earned by a day. Whether any was.
    pub fn renew<T: AsRef<Dated> + AsMut<Dated>>(
        &self,
        catalog: &Catalog,
        holdings: &mut [T],
        as_of: Date,
    ) -> bool {
        if holdings.len() < 2 || !self.concern(catalog, holdings) {
            return false;
        }
        let mut order: Vec<(PartialDate, usize)> = holdings
            .iter()
            .enumerate()
            .filter_map(|(index, held)| Some((held.as_ref().earned?, index)))
            .filter(|(earned, _)| earned.earliest() <= as_of)
            .collect();
        order.sort_by_key(|(earned, index)| (earned.earliest(), earned.latest(), *index));
        let mut any = false;
        for (earned, by) in order {
            let renewer = *holdings[by].as_ref();
            let earlier = |other: &Dated| {
                other
                    .earned
                    .is_some_and(|day| day.latest() < earned.earliest())
            };
            // What is earned once more is renewed.
            let again = holdings
                .iter()
                .any(|other| other.as_ref().number == renewer.number && earlier(other.as_ref()));
            let doing = if again {
                RenewedOn::Renewing
            } else {
                RenewedOn::Earning
            };
            for index in 0..holdings.len() {
                let held = *holdings[index].as_ref();
                let Some(credential) = catalog.credentials.get(usize::from(held.number)) else {
                    continue;
                };
                if self.is_renewable(held.number)
                    && earlier(&held)
                    && is_renewed(catalog, credential, renewer.number, doing, holdings)
                    && let Some(longer) = renewed_by(credential, &held, &renewer, as_of)
                {
                    *holdings[index].as_mut() = longer;
                    any = true;
                }
            }
        }
        any
    }
}

/// Whether doing this to a credential renews another one for nothing, for somebody with these holdings.
fn is_renewed<T: AsRef<Dated>>(
    catalog: &Catalog,
    credential: &Credential,
    by: u16,
    doing: RenewedOn,
    holdings: &[T],
) -> bool {
    let of = |number: u16| catalog.credentials.get(usize::from(number));
    let is_held = |id: &CredentialId| {
        holdings
            .iter()
            .any(|one| of(one.as_ref().number).is_some_and(|held| held.id == *id))
    };
    of(by).is_some_and(|other| {
        free(credential).any(|option| {
            (option.when == doing || option.when == RenewedOn::Either)
                && names(option, credential, other)
                && (option.holding.is_empty() || option.holding.iter().any(is_held))
        })
    })
}

/// A holding as another one that was earned later left it. `None` where that was not certainly while the holding was
/// valid, or is not certain to make it last longer.
fn renewed_by(
    credential: &Credential,
    held: &Dated,
    renewer: &Dated,
    as_of: Date,
) -> Option<Dated> {
    let Expiry::On(expires) = held.expiry else {
        return None;
    };
    let earned = renewer.earned?;
    if earned.latest().min(as_of) > expires {
        return None;
    }
    let renewal = credential.renewal.as_ref()?;
    let (expiry, known) = match renewal.extends_from {
        Some(ExtendsFrom::Renewer) => (renewer.expiry, renewer.known),
        Some(ExtendsFrom::Expiry) => {
            let latest = held.known.map_or(expires, PartialDate::latest);
            if earned.earliest() < opens(credential, latest)? {
                return None;
            }
            extended(credential, expires, held.known)?
        }
        Some(ExtendsFrom::Pass) | None => (
            credential.expiry_earned(earned, None),
            credential.expiry_as_known(earned, None),
        ),
    };
    let longer = match expiry {
        Expiry::Never => true,
        Expiry::On(day) => day > expires,
        Expiry::Unknown => false,
    };
    longer.then_some(Dated {
        expiry,
        known,
        renewed_by: Some(RenewedBy {
            number: renewer.number,
            earned,
        }),
        ..*held
    })
}

/// One validity period more, counted from the old expiry.
fn extended(
    credential: &Credential,
    expires: Date,
    known: Option<PartialDate>,
) -> Option<(Expiry, Option<PartialDate>)> {
    let months = match credential.current_validity() {
        Validity::Months(months) => i64::from(months.get()),
        Validity::Never => return Some((Expiry::Never, None)),
        Validity::Unknown => return None,
    };
    let day = months_later(expires, months);
    let known = match known {
        Some(known) if known.month().is_none() => PartialDate::year_of(day),
        Some(known) if known.day().is_none() => PartialDate::month_of(day),
        _ => day.into(),
    };
    Some((Expiry::On(day), Some(known)))
}

/// From when a validity period that ends on a day can be followed by the next one, counted from its end: as the window
/// says, else throughout the period, so that none can be hoarded. `None` where that isn't known.
fn opens(credential: &Credential, expires: Date) -> Option<Date> {
    if let Some(day) = window_opens(credential, expires) {
        return Some(day);
    }
    match credential.current_validity() {
        Validity::Months(months) => Some(months_later(expires, -i64::from(months.get()))),
        Validity::Never | Validity::Unknown => None,
    }
}

/// From when what expires on a day can be renewed by itself, where that is known. Whole years of days are calendar years.
pub fn window_opens(credential: &Credential, expires: Date) -> Option<Date> {
    let days = i64::from(credential.renewal.as_ref()?.window_days?);
    Some(if days % 365 == 0 {
        months_later(expires, -12 * (days / 365))
    } else {
        expires.saturating_sub(days.days())
    })
}

/// The ways to renew a credential.
pub(in crate::cost) fn options(credential: &Credential) -> &[RenewalOption] {
    credential
        .renewal
        .as_ref()
        .map_or(&[], |renewal| renewal.options.as_slice())
}

/// Whether another credential does it.
pub(in crate::cost) fn refreshes(option: &RenewalOption) -> bool {
    option.modelled
        && matches!(
            option.kind,
            RenewalKind::HigherCredential | RenewalKind::OtherCredential
        )
}

/// Whether another credential does it, and nothing is to be paid on top.
fn refreshes_free(option: &RenewalOption) -> bool {
    refreshes(option) && is_free(option)
}

/// The ways in which other credentials renew one for nothing.
fn free(credential: &Credential) -> impl Iterator<Item = &RenewalOption> {
    options(credential)
        .iter()
        .filter(|option| refreshes_free(option))
}

/// Whether nothing is to be paid for it.
pub(in crate::cost) fn is_free(option: &RenewalOption) -> bool {
    option.fee.is_none_or(|fee| fee == Usd::FREE)
}

/// Whether an option of `credential` names the other one, by itself or by its level.
pub fn names(option: &RenewalOption, credential: &Credential, other: &Credential) -> bool {
    other.id != credential.id
        && (option.by.contains(&other.id) || names_level(option, credential, other))
}

fn names_level(option: &RenewalOption, credential: &Credential, other: &Credential) -> bool {
    other.issuer == credential.issuer
        && other
            .issuer_level
            .as_ref()
            .is_some_and(|level| option.by_levels.contains(level))
}

/// Through which day a holding is valid that is renewed by itself on a day for so many months.
pub fn renewed_until(credential: &Credential, expires: Date, day: Date, months: i64) -> Date {
    let renewal = credential.renewal.as_ref();
    let from = match renewal.and_then(|renewal| renewal.extends_from) {
        Some(ExtendsFrom::Expiry) if renewal.is_some_and(|r| r.window_days.is_some()) => expires,
        // Without a known window validity could be hoarded, so what is renewed early counts from the day.
        Some(ExtendsFrom::Expiry) => expires.min(day),
        Some(ExtendsFrom::Pass | ExtendsFrom::Renewer) | None => day,
    };
    months_later(from, months).max(expires)
}

/// Through which day a holding is valid once another credential, valid through `renewer`, is earned or renewed on a day
/// from now on.
pub fn refreshed_until(
    credential: &Credential,
    expires: Date,
    day: Date,
    renewer: Expiry,
) -> Expiry {
    let months = |from: Date| match credential.current_validity() {
        Validity::Months(months) => Expiry::On(months_later(from, i64::from(months.get()))),
        Validity::Never => Expiry::Never,
        Validity::Unknown => Expiry::Unknown,
    };
    let renewal = credential.renewal.as_ref();
    let until = match renewal.and_then(|renewal| renewal.extends_from) {
        Some(ExtendsFrom::Renewer) => renewer,
        Some(ExtendsFrom::Expiry) => match opens(credential, expires) {
            Some(opens) if opens <= day => months(expires),
            _ => Expiry::On(expires),
        },
        Some(ExtendsFrom::Pass) | None => months(day),
    };
    match until {
        Expiry::Never => Expiry::Never,
        Expiry::On(day) => Expiry::On(day.max(expires)),
        Expiry::Unknown => Expiry::On(expires),
    }
}

/// Whether doing something to `other` renews `credential`, at no further cost.
pub fn renews(credential: &Credential, other: &Credential, doing: RenewedOn) -> bool {
    free(credential).any(|option| {
        (option.when == doing || option.when == RenewedOn::Either)
            && names(option, credential, other)
    })
}
