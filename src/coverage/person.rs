//! What counts of one person: holdings with their last day, positions, roles.

use std::borrow::Cow;

use super::Options;
use super::day::LastDay;
use crate::base::date::Date;
use crate::base::date::Expiry;
use crate::base::date::PartialDate;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::cost::standing::{self, Dated, Renewers};
use crate::team::requirement::{Evidence, InGrace};
use crate::team::roster::{self, Attempt, HoldingStatus, Position, Recorded, day_of, key};

/// A holding that stands and was earned by the day of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holding {
    /// The credential.
    pub(super) credential: CredentialId,
    /// Its place in the catalog.
    pub(super) number: u16,
    /// The last day on which it counts.
    pub(super) last: LastDay,
    /// The same with its grace period, where its issuer still counts the holder as certified meanwhile.
    last_by_issuer: LastDay,
    /// The same with any grace period; one that is suspended has none.
    last_in_grace: LastDay,
    /// What stands behind it.
    pub(super) evidence: Evidence,
    /// Where it stands among the person's holdings in the roster; of one whose rows went by, the line.
    pub(super) at: u32,
    /// When it was earned, when it expires, and what renewed it.
    pub(super) dated: Dated,
}

impl Holding {
    pub(super) fn new(
        dated: Dated,
        credential: &Credential,
        evidence: Evidence,
        at: u32,
        options: Options,
    ) -> Self {
        let last = LastDay::NOT_AT_ALL;
        let mut holding = Self {
            credential: credential.id,
            number: dated.number,
            last,
            last_by_issuer: last,
            last_in_grace: last,
            evidence,
            at,
            dated,
        };
        holding.settle(credential, options);
        holding
    }

    /// One that is assumed to be earned and never to expire.
    pub(super) fn earned(credential: CredentialId, number: u16) -> Self {
        Self {
            credential,
            number,
            last: LastDay::NEVER,
            last_by_issuer: LastDay::NEVER,
            last_in_grace: LastDay::NEVER,
            evidence: Evidence::Verified,
            at: u32::MAX,
            dated: Dated {
                number,
                earned: None,
                expiry: Expiry::Never,
                known: None,
                renewed_by: None,
            },
        }
    }

    /// Works out its last days from its expiry.
    fn settle(&mut self, credential: &Credential, options: Options) {
        self.last = options.last(self.dated.expiry);
        (self.last_by_issuer, self.last_in_grace) = (self.last, self.last);
        if let Expiry::On(expires) = self.dated.expiry {
            let until = |grace| LastDay::from(standing::counts_until(credential, expires, grace));
            self.last_by_issuer = until(None);
            self.last_in_grace = until(Some(InGrace::Counts));
        }
    }

    /// The same with the last day on which it counts by what a requirement says of grace periods.
    pub(super) fn counted(self, grace: Option<InGrace>) -> Self {
        Self {
            last: self.last(grace),
            ..self
        }
    }

    /// The last day on which it counts, by what a requirement says of grace periods.
    pub(super) fn last(&self, grace: Option<InGrace>) -> LastDay {
        match grace {
            None => self.last_by_issuer,
            Some(InGrace::Counts) => self.last_in_grace,
            Some(InGrace::DoesNotCount) => self.last,
        }
    }

    /// Whether its expiry is unknown.
    pub(super) fn is_unknown(&self) -> bool {
        self.dated.expiry == Expiry::Unknown
    }

    /// Through which day it is valid, as precisely as that is known, where that is also the last day on which it counts.
    pub(super) fn expires(&self) -> Option<PartialDate> {
        let expires = self.dated.expires()?;
        (LastDay::from(expires.earliest()) == self.last).then_some(expires)
    }
}

/// Something that a person does not hold yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pending {
    /// The credential, by its place in the catalog.
    pub(super) number: u16,
    /// What the roster says of it.
    pub(super) status: HoldingStatus,
    /// The exam, where the roster names it.
    pub(super) exam: Option<Text>,
    /// The day of the exam; of a voucher, its last day.
    pub(super) on: Option<PartialDate>,
}

impl Pending {
    /// What a roster says of a credential that is not held yet; nothing of others.
    pub(super) fn new(
        number: u16,
        status: HoldingStatus,
        exam: Option<&str>,
        earned: Option<PartialDate>,
        expires: Option<Recorded>,
    ) -> Option<Self> {
        status.is_before().then(|| Self {
            number,
            status,
            exam: exam.map(|exam| Text::from(exam.to_owned())),
            on: day_of(status, earned, expires),
        })
    }
}

impl<'p> From<&'p Pending> for Attempt<'p> {
    fn from(pending: &'p Pending) -> Self {
        Self {
            status: pending.status,
            exam: pending.exam.as_deref(),
            on: pending.on,
        }
    }
}

impl AsRef<Dated> for Holding {
    fn as_ref(&self) -> &Dated {
        &self.dated
    }
}

impl AsMut<Dated> for Holding {
    fn as_mut(&mut self) -> &mut Dated {
        &mut self.dated
    }
}

/// Renews one person's holdings by each other.
pub(super) fn renew(
    holds: &mut [Holding],
    renewers: &Renewers,
    catalog: &Catalog,
    as_of: Date,
    options: Options,
) {
    if !renewers.renew(catalog, holds, as_of) {
        return;
    }
    for holding in holds
        .iter_mut()
        .filter(|holding| holding.dated.renewed_by.is_some())
    {
        if let Some(credential) = catalog.credentials.get(usize::from(holding.number)) {
            holding.settle(credential, options);
        }
    }
}

/// A person as the check remembers them.
#[derive(Clone, Debug)]
pub(super) struct Person<'t> {
    /// What the roster calls the person.
    pub(super) id: Text,
    /// The name, where it is known.
    pub(super) name: Option<Text>,
    /// What counts; revoked holdings and those not yet earned do not.
    pub(super) holds: Vec<Holding>,
    /// What the person does not hold yet.
    pub(super) pending: Vec<Pending>,
    /// The roster's own labels.
    pub(super) roles: Cow<'t, [Text]>,
    /// Work roles and categories that the person fills.
    pub(super) positions: Cow<'t, [Position]>,
    /// The links or files of holdings, by `Holding::at`, where positions are judged.
    pub(super) links: Cow<'t, [(u32, Text)]>,
    /// As the roster has the person. `None` for one whose rows went by.
    pub(super) roster: Option<&'t roster::Person>,
}

/// A person as the check sees them, remembered or not.
#[derive(Clone, Copy)]
pub(super) struct View<'p, 't> {
    pub(super) id: &'p str,
    pub(super) name: Option<&'p str>,
    pub(super) holds: &'p [Holding],
    pub(super) pending: &'p [Pending],
    pub(super) roles: &'p [Text],
    pub(super) positions: &'p [Position],
    pub(super) links: &'p [(u32, Text)],
    pub(super) roster: Option<&'t roster::Person>,
}

impl<'t> Person<'t> {
    /// A person of a roster on a day.
    pub(super) fn new(
        person: &'t roster::Person,
        renewers: &Renewers,
        catalog: &Catalog,
        as_of: Date,
        options: Options,
    ) -> Self {
        let holds = standing::unrenewed(catalog, person, as_of).filter_map(|(at, dated)| {
            let credential = catalog.credentials.get(usize::from(dated.number))?;
            let evidence = person.holds.get(at)?.evidence_level;
            let at = u32::try_from(at).ok()?;
            Some(Holding::new(dated, credential, evidence, at, options))
        });
        let mut holds: Vec<Holding> = holds.collect();
        renew(&mut holds, renewers, catalog, as_of, options);
        let pending = person.holds.iter().filter_map(|held| {
            let all = &catalog.credentials;
            let number = all.binary_search_by(|credential| credential.id.cmp(&held.credential));
            let number = u16::try_from(number.ok()?).ok()?;
            Pending::new(
                number,
                held.status,
                held.exam.as_deref(),
                held.earned,
                held.expires,
            )
        });
        Self {
            id: person.id.clone(),
            name: person.name.clone(),
            holds,
            pending: pending.collect(),
            roles: Cow::Borrowed(&person.roles),
            positions: Cow::Borrowed(&person.positions),
            links: Cow::default(),
            roster: Some(person),
        }
    }

    pub(super) fn view(&self) -> View<'_, 't> {
        View {
            id: &self.id,
            name: self.name.as_deref(),
            holds: &self.holds,
            pending: &self.pending,
            roles: &self.roles,
            positions: &self.positions,
            links: &self.links,
            roster: self.roster,
        }
    }

    /// The link or file that shows a holding.
    pub(super) fn link(&self, holding: &Holding) -> Option<Text> {
        if let Some(person) = self.roster {
            return person.holds.get(holding.at as usize)?.evidence.clone();
        }
        let (_, link) = self.links.iter().find(|(at, _)| *at == holding.at)?;
        Some(link.clone())
    }
}

impl<'p, 't> View<'p, 't> {
    pub(super) fn to_person(self) -> Person<'t> {
        let (id, roles, positions) = match self.roster {
            Some(person) => (
                person.id.clone(),
                Cow::Borrowed(&*person.roles),
                Cow::Borrowed(&*person.positions),
            ),
            None => (
                Text::from(self.id),
                Cow::Owned(self.roles.to_vec()),
                Cow::Owned(self.positions.to_vec()),
            ),
        };
        Person {
            id,
            name: self.name.map(Text::from),
            holds: self.holds.to_vec(),
            pending: self.pending.to_vec(),
            roles,
            positions,
            links: Cow::Owned(self.links.to_vec()),
            roster: self.roster,
        }
    }

    /// The positions judged by a table that the person fills on a day.
    pub(super) fn positions<'q>(
        &self,
        table: &'q str,
        as_of: Date,
    ) -> impl Iterator<Item = &'p Position> + use<'p, 'q, 't> {
        self.positions.iter().filter(move |position| {
            let since = position.since.map(PartialDate::earliest);
            position.table == table && since.is_none_or(|since| since <= as_of)
        })
    }

    /// Whether the roster gives the person this role.
    pub(super) fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|own| key::same(own, role))
    }
}
