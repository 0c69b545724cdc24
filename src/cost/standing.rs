//! What a person's holdings are worth on a day: through which day each is valid, what renewed it, and what becomes of it
//! once it has expired.
//!
//! Holdings renew each other in the order of their dates: where the catalog says that earning B renews A, anyone who earned
//! B later, while A was valid, holds A for longer. A recorded expiry stands; such a B only moves it further out.
//!
//! ```text
//! valid ──expires──> in grace or suspended, where the catalog knows of such a time ──until──> lapsed
//!    ^                          │
//!    └──── renewed late ────────┘
//! ```

use jiff::ToSpan;

use crate::base::date::{Date, Expiry, PartialDate, months_later};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::renewal::{Grace, RenewalOption};
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{ExtendsFrom, RenewalKind, RenewedOn};
use crate::team::requirement::InGrace;
use crate::team::roster::{self, Held, Person, Recorded};

/// Which credentials others can renew for nothing, one bit each by their places in the catalog. Most can't be, which spares
/// looking at pairs of holdings.
#[derive(Clone, Debug)]
pub struct Renewers {
    renewable: Box<[u64]>,
}

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
pub(super) fn opens(credential: &Credential, expires: Date) -> Option<Date> {
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
pub(super) fn options(credential: &Credential) -> &[RenewalOption] {
    credential
        .renewal
        .as_ref()
        .map_or(&[], |renewal| renewal.options.as_slice())
}

/// Whether another credential does it.
pub(super) fn refreshes(option: &RenewalOption) -> bool {
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
pub(super) fn is_free(option: &RenewalOption) -> bool {
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

/// A holding of a person, with what it is worth on a day.
#[derive(Clone, Debug)]
pub struct Worth<'t> {
    /// As the roster has it.
    pub held: &'t Held,
    /// The credential.
    pub credential: &'t Credential,
    /// Through which day it is valid.
    pub dated: Dated,
    /// What it is on the day.
    pub state: State,
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

/// What a person holds on a day, each holding by itself: all that was earned by then and not taken back, with its place
/// in the roster.
pub fn unrenewed(
    catalog: &Catalog,
    person: &Person,
    day: Date,
) -> impl Iterator<Item = (usize, Dated)> {
    let active = person.holds.iter().enumerate().filter(move |(_, held)| {
        held.status.counts() && held.since().is_none_or(|since| since <= day)
    });
    active.filter_map(|(index, held)| {
        let exam = held.exam.as_deref();
        let dated = Dated::new(catalog, held.credential, held.earned, held.expires, exam)?;
        Some((index, dated))
    })
}

/// The same with what the holdings do for each other, in the order of the roster.
pub fn of_person<'t>(
    renewers: &Renewers,
    catalog: &'t Catalog,
    person: &'t Person,
    day: Date,
) -> Vec<Worth<'t>> {
    let (places, mut dated): (Vec<usize>, Vec<Dated>) = unrenewed(catalog, person, day).unzip();
    renewers.renew(catalog, &mut dated, day);
    places
        .into_iter()
        .zip(dated)
        .filter_map(|(index, dated)| {
            let credential = catalog.credentials.get(usize::from(dated.number))?;
            Some(Worth {
                held: person.holds.get(index)?,
                credential,
                dated,
                state: state(credential, dated.expiry, day),
            })
        })
        .collect()
}

/// Of holdings of one credential the one that lasts longest: what was earned once more is renewed.
pub fn longest<'t>(holdings: Vec<Worth<'t>>) -> Vec<Worth<'t>> {
    let mut kept: Vec<Worth<'t>> = Vec::new();
    for one in holdings {
        match kept
            .iter_mut()
            .find(|other| other.credential.id == one.credential.id)
        {
            Some(other) if rank(one.dated.expiry) > rank(other.dated.expiry) => *other = one,
            Some(_) => {}
            None => kept.push(one),
        }
    }
    kept
}

/// Expiries in their order; what is not known comes first.
pub fn rank(expiry: Expiry) -> (u8, Date) {
    match expiry {
        Expiry::Unknown => (0, Date::MIN),
        Expiry::On(day) => (1, day),
        Expiry::Never => (2, Date::MAX),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::embedded;

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

    /// Holdings written `aws-saa=2023-06-17` or, with a recorded expiry, `aws-saa=2023-06-17..2025-01-01`.
    fn judged(holdings: &[&str], as_of: Date) -> Vec<(String, Option<String>)> {
        let catalog = embedded::catalog();
        let mut dated: Vec<Dated> = holdings
            .iter()
            .map(|text| {
                let (id, dates) = text.split_once('=').unwrap();
                let (earned, expires) = dates.split_once("..").unwrap_or((dates, ""));
                let expires = expires.parse().ok().map(Recorded::On);
                let id = catalog.credential_named(id).unwrap().id;
                Dated::new(catalog, id, earned.parse().ok(), expires, None).unwrap()
            })
            .collect();
        Renewers::new(catalog).renew(catalog, &mut dated, as_of);
        let shown = |held: &Dated| {
            let expires = match held.expiry {
                Expiry::Never => "never".to_owned(),
                Expiry::On(day) => day.to_string(),
                Expiry::Unknown => "unknown".to_owned(),
            };
            (
                expires,
                held.renewer(catalog)
                    .map(|(by, earned)| format!("{by} {earned}")),
            )
        };
        dated.iter().map(shown).collect()
    }

    fn first(holdings: &[&str]) -> String {
        judged(holdings, TODAY)[0].0.clone()
    }

    #[test]
    fn what_was_earned_later_renews_what_was_held() {
        for (holdings, expires, by) in [
            (
                ["aws-saa=2023-06-17", "aws-sap=2026-01-07"],
                "2029-01-07",
                "aws-sap 2026-01-07",
            ),
            (
                ["rhcsa=2023-11-01", "rhce=2024-05-01"],
                "2027-05-01",
                "rhce 2024-05-01",
            ),
            (
                ["ccna=2023-09-01", "ccnp-enterprise=2025-05-01"],
                "2028-05-01",
                "ccnp-enterprise 2025-05-01",
            ),
            (
                ["security-plus=2023-08-01", "cysa-plus=2025-08-01"],
                "2028-08-01",
                "cysa-plus 2025-08-01",
            ),
            (
                ["a-plus=2023-10-26", "network-plus=2026-10-24"],
                "2029-10-24",
                "network-plus 2026-10-24",
            ),
            (
                [
                    "splunk-core-user=2024-01-10",
                    "splunk-core-power-user=2025-01-10",
                ],
                "2028-01-10",
                "splunk-core-power-user 2025-01-10",
            ),
        ] {
            let found = judged(&holdings, TODAY);
            assert_eq!(found[0], (expires.to_owned(), Some(by.to_owned())));
            let turned: Vec<&str> = holdings.iter().rev().copied().collect();
            assert_eq!(judged(&turned, TODAY)[1], found[0], "in any order of rows");
        }
    }

    /// What issuers say of chains stands in the catalog, so that no chain has to be followed: `CompTIA`'s table lets
    /// `CloudNetX` renew Cloud+ and no more, while others renew all lower ones.
    #[test]
    fn chains_of_renewals_are_as_their_issuers_say() {
        for (holdings, expires) in [
            (
                [
                    "rhcsa=2022-02-01",
                    "rhce=2022-06-01",
                    "redhat-ansible-manager=2024-05-01",
                ],
                ["2027-05-01", "2027-05-01"],
            ),
            (
                [
                    "lpic-1=2019-02-01",
                    "lpic-2=2020-06-01",
                    "lpic-3-security=2023-05-01",
                ],
                ["2028-05-01", "2028-05-01"],
            ),
            (
                [
                    "juniper-jncia-junos=2022-02-01",
                    "juniper-jncis-ent=2022-06-01",
                    "juniper-jncip-ent=2024-05-01",
                ],
                ["2027-05-01", "2027-05-01"],
            ),
            (
                [
                    "network-plus=2024-02-01",
                    "cloud-plus=2024-06-01",
                    "cloudnetx=2026-05-01",
                ],
                ["2027-06-01", "2029-05-01"],
            ),
        ] {
            let found = judged(&holdings, TODAY);
            let found = [found[0].0.as_str(), found[1].0.as_str()];
            assert_eq!(found, expires, "{holdings:?}");
        }
    }

    #[test]
    fn only_while_it_was_valid() {
        assert_eq!(
            first(&["aws-saa=2022-12-01", "aws-sap=2026-01-07"]),
            "2025-12-01"
        );
        assert_eq!(
            first(&["aws-saa=2022-12-01", "aws-sap=2025-12-01"]),
            "2028-12-01",
            "the last day counts"
        );
        assert_eq!(
            first(&["aws-saa=2026-01-07", "aws-sap=2024-01-07"]),
            "2029-01-07",
            "what was earned before renews nothing"
        );
        assert_eq!(
            judged(
                &["aws-saa=2023-06-17", "aws-sap=2026-01-07"],
                date(2026, 1, 6)
            )[0]
            .0,
            "2026-06-17",
            "nor what is still to be earned"
        );
    }

    #[test]
    fn renewals_follow_each_other_in_the_order_of_their_dates() {
        let chain = [
            "aws-clf=2020-02-01",
            "aws-saa=2023-01-10",
            "aws-dva=2025-12-20",
        ];
        assert_eq!(first(&chain), "2028-12-20", "each while it was valid");
        assert_eq!(first(&[chain[0], chain[2]]), "2023-02-01");
    }

    #[test]
    fn a_recorded_expiry_stands() {
        assert_eq!(
            first(&["aws-saa=2023-06-17..2025-06-01", "aws-sap=2026-01-07"]),
            "2025-06-01",
            "it had expired"
        );
        assert_eq!(
            first(&["aws-saa=2023-06-17..2030-01-01", "aws-sap=2026-01-07"]),
            "2030-01-01",
            "renewed further already"
        );
        assert_eq!(
            first(&["aws-saa=2020-06-17..2026-06-17", "aws-sap=2026-01-07"]),
            "2029-01-07",
            "renewed before without a record of it"
        );
        assert_eq!(
            first(&[
                "security-plus=2023-08-01",
                "cysa-plus=2025-08-01..2029-02-03"
            ]),
            "2029-02-03",
            "aligned with the renewer as it is recorded"
        );
    }

    #[test]
    fn earning_may_renew_where_renewing_does_not() {
        assert_eq!(
            first(&["cysa-plus=2024-02-01", "pentest-plus=2025-06-10"]),
            "2028-06-10"
        );
        // Earned before, so the second row says that it was renewed.
        assert_eq!(
            first(&[
                "cysa-plus=2024-02-01",
                "pentest-plus=2023-01-10",
                "pentest-plus=2025-06-10"
            ]),
            "2027-02-01"
        );
        assert_eq!(
            first(&["gpyc=2023-06-01", "gcih=2025-06-01"]),
            "2027-06-01",
            "GIAC asks for a fee, and nothing says that it was paid"
        );
    }

    #[test]
    fn a_cycle_is_extended_once() {
        assert_eq!(first(&["ceh=2023-03-01", "chfi=2024-05-01"]), "2029-03-01");
        assert_eq!(
            first(&["ceh=2023-03-01", "chfi=2024-05-01", "ecih=2025-05-01"]),
            "2029-03-01",
            "both within one cycle"
        );
        assert_eq!(
            first(&["ceh=2023-03-01", "chfi=2024-05-01", "ecih=2026-05-01"]),
            "2032-03-01"
        );
        assert_eq!(
            first(&["ceh=2020-03-01..2029-03-01", "chfi=2024-05-01"]),
            "2029-03-01",
            "the recorded cycle begins later"
        );
    }

    #[test]
    fn a_vague_date_renews_only_what_every_day_of_it_would() {
        assert_eq!(
            first(&["aws-saa=2023-06-17", "aws-sap=2026-01"]),
            "2029-01-01"
        );
        assert_eq!(
            first(&["aws-saa=2023-06-17", "aws-sap=2026-06"]),
            "2026-06-17",
            "a part of June is too late"
        );
        assert_eq!(
            first(&["aws-saa=2023", "aws-sap=2023"]),
            "2026-01-01",
            "which was earned first is not known"
        );
    }

    #[test]
    fn the_earliest_expiry_that_a_vague_date_can_give() {
        for (holding, expires) in [
            ("cka=2024", "2026-04-01"),
            ("cka=2024-03", "2027-03-01"),
            ("cka=2024-04", "2026-04-01"),
            ("cka=2023", "2026-01-01"),
            ("pcap=2026", "unknown"),
            ("pcap=2027", "2032-01-01"),
            ("a-plus=2010", "never"),
            ("a-plus=2010-12-31", "never"),
            ("a-plus=2011", "2014-01-01"),
        ] {
            assert_eq!(first(&[holding]), expires, "{holding}");
        }
    }

    #[test]
    fn a_month_stays_a_month() {
        let shown = |id: &str, earned: &str, expires: Option<&str>| {
            let catalog = embedded::catalog();
            let id = catalog.credential_named(id).unwrap().id;
            let expires = expires.map(|day| Recorded::On(day.parse().unwrap()));
            let dated = Dated::new(catalog, id, earned.parse().ok(), expires, None).unwrap();
            dated.expires().unwrap().in_words()
        };
        assert_eq!(shown("aws-saa", "2023-11", None), "in November 2026");
        assert_eq!(shown("aws-saa", "2023", None), "in 2026");
        assert_eq!(shown("aws-saa", "2023-11-05", None), "on 2026-11-05");
        assert_eq!(
            shown("aws-saa", "2023-11-05", Some("2026-12")),
            "in December 2026"
        );
        assert_eq!(
            shown("cka", "2024", None),
            "on 2026-04-01",
            "the day on which the rule changed, not a year of which only a part fits"
        );
        assert_eq!(
            shown("cisa", "2023-11", None),
            "on 2026-12-31",
            "cycles of calendar years end on a known day"
        );
    }

    /// What a credential that expired is on a day: its state and the last day to renew it.
    fn late_on(id: &str, expired: Date, day: Date) -> String {
        let catalog = embedded::catalog();
        let credential = catalog.credential_named(id).unwrap();
        match state(credential, Expiry::On(expired), day) {
            State::Valid => "valid".to_owned(),
            State::Late(late) => late.in_words(),
            State::Lapsed(on) => format!("lapsed on {on}"),
            State::Unknown => "unknown".to_owned(),
        }
    }

    #[test]
    fn what_has_expired_is_in_grace_or_suspended_and_then_lapses() {
        let pmp = date(2026, 4, 20);
        assert_eq!(late_on("pmp", pmp, pmp), "valid");
        assert_eq!(
            late_on("pmp", pmp, date(2026, 4, 21)),
            "suspended until 2027-04-20"
        );
        assert_eq!(
            late_on("pmp", pmp, date(2027, 4, 20)),
            "suspended until 2027-04-20"
        );
        assert_eq!(
            late_on("pmp", pmp, date(2027, 4, 21)),
            "lapsed on 2026-04-20"
        );
        assert_eq!(
            late_on("cissp", date(2026, 10, 1), TODAY),
            "in grace until 2026-12-30"
        );
        assert_eq!(
            late_on("cissp", date(2026, 8, 1), TODAY),
            "lapsed on 2026-08-01"
        );
        assert_eq!(
            late_on("ceh", date(2026, 3, 1), TODAY),
            "suspended until 2027-03-01"
        );
        assert_eq!(
            late_on("cisa", date(2026, 12, 31), date(2027, 1, 1)),
            "in grace until 2027-02-28"
        );
        for none in ["security-plus", "az-104", "gpyc", "aws-saa"] {
            assert_eq!(
                late_on(none, date(2026, 11, 28), TODAY),
                "lapsed on 2026-11-28",
                "{none}"
            );
        }
    }

    #[test]
    fn who_counts_in_a_grace_period_is_for_the_requirement_to_say() {
        let catalog = embedded::catalog();
        let until = |id: &str, choice| {
            let credential = catalog.credential_named(id).unwrap();
            counts_until(credential, date(2026, 10, 1), choice).to_string()
        };
        assert_eq!(until("cissp", Some(InGrace::Counts)), "2026-12-30");
        assert_eq!(until("cissp", Some(InGrace::DoesNotCount)), "2026-10-01");
        assert_eq!(until("cissp", None), "2026-10-01", "the issuer is silent");
        assert_eq!(
            until("pmp", Some(InGrace::Counts)),
            "2026-10-01",
            "what is suspended never counts"
        );
    }

    #[test]
    fn a_renewed_period_starts_where_the_catalog_says() {
        let catalog = embedded::catalog();
        let until = |id: &str, expires: Date, day: Date, months| {
            let credential = catalog.credential_named(id).unwrap();
            renewed_until(credential, expires, day, months).to_string()
        };
        let expires = date(2026, 10, 1);
        assert_eq!(until("cissp", expires, TODAY, 36), "2029-10-01", "late");
        assert_eq!(until("pmp", expires, TODAY, 36), "2029-10-01", "late");
        assert_eq!(until("ceh", expires, TODAY, 36), "2029-10-01", "late");
        let (year_end, january) = (date(2026, 12, 31), date(2027, 1, 15));
        assert_eq!(until("cisa", year_end, january, 36), "2029-12-31", "late");
        assert_eq!(
            until("grem", date(2027, 3, 1), TODAY, 48),
            "2031-03-01",
            "from the expiry, as its window is known"
        );
        assert_eq!(
            until("aws-saa", date(2027, 3, 1), TODAY, 36),
            "2029-11-29",
            "from the pass"
        );
        assert_eq!(
            until("az-104", date(2027, 3, 1), TODAY, 12),
            "2028-03-01",
            "from the expiry, as its window is known"
        );
    }
}
