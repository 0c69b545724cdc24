//! Which tables and sets accept a credential.

use super::table::Table;
use super::{Demand, Leaf, Match, Requirement};
use crate::base::text::Text;
use crate::catalog::id::CredentialId;

/// A row of a table that accepts a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedBy {
    /// The table.
    pub table: Text,
    /// The row's code.
    pub code: Text,
    /// The row's name.
    pub name: Text,
    /// The levels at which it counts, lowest first; there is at least one.
    pub levels: Vec<Text>,
    /// Whether those are all levels up to some level.
    pub upward: bool,
}

/// Every row of these tables that accepts a credential.
pub fn accepted_by(tables: &[Table], id: CredentialId) -> Vec<AcceptedBy> {
    let rows = tables.iter().flat_map(|table| {
        table
            .rows
            .as_slice()
            .iter()
            .map(|row| (table.id.clone(), row))
    });
    let accepted = rows.filter_map(|(table, row)| {
        let levels = row.counts_at(id);
        (!levels.is_empty()).then_some(AcceptedBy {
            table,
            code: row.code.clone(),
            name: row.name.clone(),
            levels,
            upward: row.higher_counts,
        })
    });
    accepted.collect()
}

impl Requirement {
    /// Whether a credential counts for some item. What a person's position asks is not looked at: it depends on the
    /// person.
    pub fn accepts(&self, id: CredentialId) -> bool {
        self.items.iter().any(|item| match &item.demand {
            Demand::People(seats) => {
                seats.matching.names(id)
                    || seats
                        .of_which
                        .iter()
                        .any(|(_, matching)| matching.names(id))
            }
            Demand::Credentials { matching, .. } => matching.credentials.contains(&id),
            Demand::Every { matching, .. } => matching.names(id),
            Demand::Score(score) => {
                score.each.iter().any(|line| line.matching.names(id))
                    || score.gates.iter().any(|(_, matching)| matching.names(id))
            }
        })
    }
}

impl Requirement {
    /// The tables by which some item judges positions.
    pub fn position_tables(&self) -> impl Iterator<Item = &'static Table> {
        self.items.iter().filter_map(|item| match &item.demand {
            Demand::Every { matching, .. } => matching.table(),
            Demand::People(_) | Demand::Credentials { .. } | Demand::Score(_) => None,
        })
    }
}

impl Match {
    /// The table by which it judges positions.
    fn table(&self) -> Option<&'static Table> {
        match self {
            Self::AcceptedForPosition(table) => Some(table),
            Self::AllOf(parts) | Self::AnyOf(parts) => parts.iter().find_map(Self::table),
            Self::AtLeast(..) | Self::Holds(_) => None,
        }
    }

    fn names(&self, id: CredentialId) -> bool {
        let has = |leaf: &Leaf| leaf.credentials.contains(&id);
        match self {
            Self::AllOf(parts) | Self::AnyOf(parts) => parts.iter().any(|part| part.names(id)),
            Self::AtLeast(_, leaves) => leaves.iter().any(has),
            Self::Holds(leaf) => has(leaf),
            Self::AcceptedForPosition(_) => false,
        }
    }
}
