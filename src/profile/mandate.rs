//! What a table accepts for a person's work: a gate, never points.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Role;
use crate::catalog::words::Level;
use crate::requirement::table::{At, Row, Table};

/// A work role at a level, and what is accepted for it.
#[derive(Clone, Debug)]
pub struct Mandate<'c> {
    /// The table.
    pub table: &'c Table,
    /// The work role.
    pub row: &'c Row,
    /// The level, in the table's word.
    pub level: &'static str,
    accepted: BTreeMap<CredentialId, At>,
}

impl<'c> Mandate<'c> {
    /// What the row accepts of a person of this level.
    pub fn new(table: &'c Table, row: &'c Row, level: Level) -> Self {
        let level = match level {
            Level::Entry => "basic",
            Level::Mid => "intermediate",
            Level::Senior | Level::Principal => "advanced",
        };
        Self { table, row, level, accepted: row.accepted(level).into_iter().collect() }
    }

    /// The name of the set: `dod-8140-511`.
    pub fn set(&self) -> String {
        format!("{}-{}", self.table.id, self.row.code)
    }

    /// At which level a credential is accepted, if it is.
    pub fn accepts(&self, id: CredentialId) -> Option<At> {
        self.accepted.get(&id).copied()
    }

    /// Whether nothing at all is accepted at this level: the table lists no credential for it.
    pub fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }
}

/// The roles that a work role answers to, by DCWF code or NICE id, nearest first: those that name it earlier, then
/// those that name fewer others.
pub fn roles_of<'c>(catalog: &'c Catalog, codes: &[&str]) -> Vec<&'c Role> {
    let place = |role: &Role| {
        let at = |list: &[crate::catalog::text::Text]| {
            list.iter().position(|code| codes.iter().any(|wanted| code.eq_ignore_ascii_case(wanted)))
        };
        at(&role.work_roles).or_else(|| at(&role.nice))
    };
    let mut roles: Vec<(usize, usize, &Role)> =
        catalog.roles.as_slice().iter().filter_map(|role| Some((place(role)?, role.work_roles.len(), role))).collect();
    roles.sort_by_key(|(at, others, role)| (*at, *others, role.id));
    roles.into_iter().map(|(.., role)| role).collect()
}
