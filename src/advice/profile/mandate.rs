//! What a table accepts for a person's work: a gate, never points.

use std::collections::BTreeMap;

use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::Level;
use crate::team::requirement::table::{At, Row, Table};

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
        Self {
            table,
            row,
            level,
            accepted: row.accepted(level).into_iter().collect(),
        }
    }

    /// The name of the set: `dod-8140-511`.
    pub fn set(&self) -> String {
        format!("{}-{}", self.table.id, self.row.code)
    }

    /// At which level a credential is accepted, if it is.
    pub fn accepts(&self, id: CredentialId) -> Option<At> {
        self.accepted.get(&id).copied()
    }

    /// Everything that is accepted.
    pub fn all(&self) -> Vec<CredentialId> {
        self.accepted.keys().copied().collect()
    }

    /// For how many work roles of the table, at any level, a credential counts.
    pub fn work_roles(&self, id: CredentialId) -> usize {
        self.table
            .rows
            .iter()
            .filter(|row| {
                row.levels
                    .iter()
                    .any(|level| level.credentials.contains(&id))
            })
            .count()
    }

    /// Whether nothing at all is accepted at this level: the table lists no credential for it.
    pub fn is_empty(&self) -> bool {
        self.accepted.is_empty()
    }
}

/// The level of a person in a position of this level, where the table's word says so.
pub fn level_of(word: &str) -> Option<Level> {
    match word {
        "basic" => Some(Level::Entry),
        "intermediate" => Some(Level::Mid),
        "advanced" => Some(Level::Senior),
        _ => None,
    }
}

/// The roles that a work role answers to, nearest first: one that is called so, then by DCWF code or NICE id those that
/// name it earlier, then those that name fewer others.
pub fn roles_of<'c>(catalog: &'c Catalog, row: &Row) -> Vec<&'c Role> {
    let place = |role: &Role| {
        let place_in = |listed: &[Text], codes: &[Text]| {
            listed
                .iter()
                .position(|entry| codes.iter().any(|code| entry.eq_ignore_ascii_case(code)))
        };
        let called = catalog
            .role_named(&row.name)
            .is_ok_and(|named| named.id == role.id);
        let listed = place_in(&role.work_roles, std::slice::from_ref(&row.code))
            .or_else(|| place_in(&role.nice, &row.nice));
        if called {
            Some((0, 0))
        } else {
            listed.map(|place| (place + 1, role.work_roles.len()))
        }
    };
    let roles = catalog.roles.as_slice().iter();
    let mut roles: Vec<_> = roles
        .filter_map(|role| Some((place(role)?, role)))
        .collect();
    roles.sort_by_key(|(place, role)| (*place, role.id));
    roles.into_iter().map(|(_, role)| role).collect()
}
