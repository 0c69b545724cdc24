//! What a person's holdings are worth on a day: through which day each is valid, what renewed it, and what becomes of it
//! once it has expired.
//!
//! Holdings renew each other in the order of their dates: where the catalog says that earning B renews A, whoever earned
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
use crate::catalog::validity::Term;
use crate::catalog::vocabulary::{ExtendsFrom, RenewalKind, RenewedOn};
use crate::team::requirement::InGrace;
use crate::team::roster::{self, Held, Person, Recorded};

/// Which credentials renew which, by their places in the catalog.
#[derive(Clone, Debug)]
pub struct Renewers {
    /// For each credential, what renews it for nothing.
    rules: Vec<Box<[Rule]>>,
}

/// One credential renews another.
#[derive(Clone, Debug)]
struct Rule {
    by: u16,
    when: RenewedOn,
    /// Only while one of these is held too; empty for always.
    holding: Box<[u16]>,
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
        let at = catalog
            .credentials
            .binary_search_by(|one| one.id.cmp(&credential))
            .ok()?;
        let number = u16::try_from(at).ok()?;
        let credential = &catalog.credentials[at];
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
    /// Every rule of a catalog that asks for nothing but the other credential.
    pub fn new(catalog: &Catalog) -> Self {
        let place = |id: &CredentialId| {
            let at = catalog
                .credentials
                .binary_search_by(|other| other.id.cmp(id));
            at.ok().and_then(|at| u16::try_from(at).ok())
        };
        let rules = catalog.credentials.iter().map(|credential| {
            let mut rules: Vec<Rule> = Vec::new();
            for option in options(credential).iter().filter(|o| refreshes_free(o)) {
                let by = option.by.iter().filter_map(place);
                let levels = (0..).zip(&catalog.credentials).filter(|(_, other)| {
                    !option.by_levels.is_empty() && names_level(option, credential, other)
                });
                let own = place(&credential.id);
                let by = by.chain(levels.map(|(number, _)| number));
                rules.extend(by.filter(|by| Some(*by) != own).map(|by| Rule {
                    by,
                    when: option.when,
                    holding: option.holding.iter().filter_map(place).collect(),
                }));
            }
            rules.into_boxed_slice()
        });
        Self {
            rules: rules.collect(),
        }
    }

    /// Everything that has a say in whether a credential was renewed, by its place in the catalog.
    pub fn concerned(&self, number: u16) -> impl Iterator<Item = u16> {
        let rules = self.rules.get(usize::from(number));
        let rules = rules.into_iter().flatten();
        rules.flat_map(|rule| std::iter::once(rule.by).chain(rule.holding.iter().copied()))
    }

    /// Whether some of these holdings may have renewed another.
    fn concern<T: AsRef<Dated>>(&self, holdings: &[T]) -> bool {
        holdings.iter().any(|held| {
            let rules = self.rules.get(usize::from(held.as_ref().number));
            rules.into_iter().flatten().any(|rule| {
                holdings
                    .iter()
                    .any(|other| other.as_ref().number == rule.by)
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
        if holdings.len() < 2 || !self.concern(holdings) {
            return false;
        }
        let mut order: Vec<(PartialDate, usize)> = holdings
            .iter()
            .enumerate()
            .filter_map(|(at, held)| Some((held.as_ref().earned?, at)))
            .filter(|(earned, _)| earned.earliest() <= as_of)
            .collect();
        order.sort_by_key(|(earned, at)| (earned.earliest(), earned.latest(), *at));
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
            for at in 0..holdings.len() {
                let held = *holdings[at].as_ref();
                let Some(credential) = catalog.credentials.get(usize::from(held.number)) else {
                    continue;
                };
                if earlier(&held)
                    && self.rule(held.number, renewer.number, doing, holdings)
                    && let Some(longer) = renewed_by(credential, &held, &renewer, as_of)
                {
                    *holdings[at].as_mut() = longer;
                    any = true;
                }
            }
        }
        any
    }

    fn rule<T: AsRef<Dated>>(
        &self,
        number: u16,
        by: u16,
        doing: RenewedOn,
        holdings: &[T],
    ) -> bool {
        let is_held = |number: &u16| holdings.iter().any(|one| one.as_ref().number == *number);
        let rules = self.rules.get(usize::from(number));
        rules.into_iter().flatten().any(|rule| {
            rule.by == by
                && (rule.when == doing || rule.when == RenewedOn::Either)
                && (rule.holding.is_empty() || rule.holding.iter().any(is_held))
        })
    }
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
    let months = match credential.term_now() {
        Term::Months(months) => i64::from(months.get()),
        Term::Never => return Some((Expiry::Never, None)),
        Term::Unknown => return None,
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
    match credential.term_now() {
        Term::Months(months) => Some(months_later(expires, -i64::from(months.get()))),
        Term::Never | Term::Unknown => None,
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
    let months = |from: Date| match credential.term_now() {
        Term::Months(months) => Expiry::On(months_later(from, i64::from(months.get()))),
        Term::Never => Expiry::Never,
        Term::Unknown => Expiry::Unknown,
    };
    let renewal = credential.renewal.as_ref();
    let renewed = match renewal.and_then(|renewal| renewal.extends_from) {
        Some(ExtendsFrom::Renewer) => renewer,
        Some(ExtendsFrom::Expiry) => match opens(credential, expires) {
            Some(opens) if opens <= day => months(expires),
            _ => Expiry::On(expires),
        },
        Some(ExtendsFrom::Pass) | None => months(day),
    };
    match renewed {
        Expiry::Never => Expiry::Never,
        Expiry::On(day) => Expiry::On(day.max(expires)),
        Expiry::Unknown => Expiry::On(expires),
    }
}

/// Whether doing something to `other` renews `credential`, at no further cost.
pub fn renews(credential: &Credential, other: &Credential, doing: RenewedOn) -> bool {
    options(credential).iter().any(|option| {
        refreshes_free(option)
            && (option.when == doing || option.when == RenewedOn::Either)
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
    /// The place among the person's holdings.
    pub at: usize,
    /// Through which day it is valid.
    pub dated: Dated,
    /// What it is on the day.
    pub state: State,
}

impl Worth<'_> {
    /// Since when it is held: the earliest day its date can mean, or the day of the check.
    pub fn since(&self, today: Date) -> Date {
        self.held.since().unwrap_or(today)
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
    active.filter_map(|(at, held)| {
        let exam = held.exam.as_deref();
        let dated = Dated::new(catalog, held.credential, held.earned, held.expires, exam)?;
        Some((at, dated))
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
        .filter_map(|(at, dated)| {
            let credential = catalog.credentials.get(usize::from(dated.number))?;
            Some(Worth {
                held: person.holds.get(at)?,
                credential,
                at,
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
