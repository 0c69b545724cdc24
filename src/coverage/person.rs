//! What counts of one person: holdings with their last day, positions, roles.

use jiff::civil::Date;

use super::Options;
use super::day::Last;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::text::Text;
use crate::cost::schedule::Expiry;
use crate::requirement::Evidence;
use crate::team::{self, Position, Standing};

/// A holding that stands and was earned by the day of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The credential.
    pub credential: CredentialId,
    /// Its place in the catalog.
    pub(super) number: u16,
    /// The last day on which it counts.
    pub last: Last,
    /// What stands behind it.
    pub evidence: Evidence,
    /// Whether its end is not known.
    pub unknown: bool,
    /// Where it stands among the person's holdings in the roster.
    pub(super) at: u32,
}

/// A person as the check sees them.
#[derive(Clone, Debug)]
pub struct Person<'t> {
    /// What the roster calls the person.
    pub id: Text,
    /// What counts; revoked holdings and those still to be earned are left out.
    pub holds: Vec<Holding>,
    /// As the roster has the person. `None` for one that was streamed by.
    pub roster: Option<&'t team::Person>,
}

impl<'t> Person<'t> {
    /// A person of a roster on a day.
    pub fn new(person: &'t team::Person, catalog: &Catalog, as_of: Date, options: Options) -> Self {
        let holds = person.holds.iter().enumerate().filter_map(|(at, held)| {
            let number = catalog.credentials.binary_search_by(|one| one.id.cmp(&held.credential)).ok()?;
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
        Self { id: person.id, holds: holds.collect(), roster: Some(person) }
    }

    /// The positions judged by a table that the person fills on a day.
    pub(super) fn positions(&self, table: Text, as_of: Date) -> impl Iterator<Item = &'t Position> {
        let all = self.roster.map_or(&[][..], |person| person.positions.as_slice());
        all.iter().filter(move |position| {
            let since = position.since.and_then(team::first_day);
            position.table == table && since.is_none_or(|since| since <= as_of)
        })
    }

    /// Whether the roster gives the person this role.
    pub(super) fn has_role(&self, role: &str) -> bool {
        let roles = self.roster.map_or(&[][..], |person| person.roles.as_slice());
        roles.iter().any(|own| own.trim().eq_ignore_ascii_case(role.trim()))
    }
}
