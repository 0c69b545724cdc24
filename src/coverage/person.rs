//! What counts of one person: holdings with their last day, positions, roles.

use std::borrow::Cow;

use super::Options;
use super::day::Last;
use crate::base::date::Date;
use crate::base::date::Expiry;
use crate::base::date::PartialDate;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::team::requirement::Evidence;
use crate::team::roster::{self, Position, Standing};

/// A holding that stands and was earned by the day of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holding {
    /// The credential.
    pub(super) credential: CredentialId,
    /// Its place in the catalog.
    pub(super) number: u16,
    /// The last day on which it counts.
    pub(super) last: Last,
    /// What stands behind it.
    pub(super) evidence: Evidence,
    /// Whether its end is not known.
    pub(super) unknown: bool,
    /// Where it stands among the person's holdings in the roster; of one whose rows went by, the line.
    pub(super) at: u32,
}

/// A person as the check remembers them.
#[derive(Clone, Debug)]
pub(super) struct Person<'t> {
    /// What the roster calls the person.
    pub(super) id: Text,
    /// What counts; revoked holdings and those still to be earned are left out.
    pub(super) holds: Vec<Holding>,
    /// The roster's own labels.
    pub(super) roles: Cow<'t, [Text]>,
    /// As the roster has the person. `None` for one whose rows went by.
    pub(super) roster: Option<&'t roster::Person>,
}

/// A person as the check sees them, remembered or not.
#[derive(Clone, Copy)]
pub(super) struct View<'p, 't> {
    pub(super) id: &'p str,
    pub(super) holds: &'p [Holding],
    pub(super) roles: &'p [Text],
    pub(super) roster: Option<&'t roster::Person>,
}

impl<'t> Person<'t> {
    /// A person of a roster on a day.
    pub(super) fn new(
        person: &'t roster::Person,
        catalog: &Catalog,
        as_of: Date,
        options: Options,
    ) -> Self {
        let holds = person.holds.iter().enumerate().filter_map(|(at, held)| {
            let number = catalog
                .credentials
                .binary_search_by(|one| one.id.cmp(&held.credential))
                .ok()?;
            let earned = held.since().is_none_or(|since| since <= as_of);
            if held.standing != Standing::Active || !earned {
                return None;
            }
            let expiry = held.expiry(&catalog.credentials[number]);
            Some(Holding {
                credential: held.credential,
                number: u16::try_from(number).ok()?,
                last: options.last(expiry),
                evidence: held.evidence_level,
                unknown: expiry == Expiry::Unknown,
                at: u32::try_from(at).ok()?,
            })
        });
        Self {
            id: person.id.clone(),
            holds: holds.collect(),
            roles: Cow::Borrowed(&person.roles),
            roster: Some(person),
        }
    }

    pub(super) fn view(&self) -> View<'_, 't> {
        View {
            id: &self.id,
            holds: &self.holds,
            roles: &self.roles,
            roster: self.roster,
        }
    }
}

impl<'t> View<'_, 't> {
    pub(super) fn to_person(self) -> Person<'t> {
        let (id, roles) = match self.roster {
            Some(person) => (person.id.clone(), Cow::Borrowed(&*person.roles)),
            None => (Text::from(self.id), Cow::Owned(self.roles.to_vec())),
        };
        Person {
            id,
            holds: self.holds.to_vec(),
            roles,
            roster: self.roster,
        }
    }

    /// The positions judged by a table that the person fills on a day.
    pub(super) fn positions(&self, table: &str, as_of: Date) -> impl Iterator<Item = &'t Position> {
        let all = self
            .roster
            .map_or(&[][..], |person| person.positions.as_slice());
        all.iter().filter(move |position| {
            let since = position.since.map(PartialDate::earliest);
            position.table == table && since.is_none_or(|since| since <= as_of)
        })
    }

    /// Whether the roster gives the person this role.
    pub(super) fn has_role(&self, role: &str) -> bool {
        self.roles
            .iter()
            .any(|own| own.trim().eq_ignore_ascii_case(role.trim()))
    }
}
