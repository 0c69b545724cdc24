//! Whether a person matches, and through which day: a match holds while the holdings it rests on last.

use std::cmp::Reverse;

use super::checklist::has;
use super::day::LastDay;
use super::person::{Holding, View};
use crate::base::date::Date;
use crate::catalog::Catalog;
use crate::team::requirement::table::Table;
use crate::team::requirement::{Leaf, Least, Match};

/// A match made ready for many people.
#[derive(Clone, Debug)]
pub(super) enum Matcher {
    All(Vec<Matcher>),
    Any(Vec<Matcher>),
    AtLeast(usize, Vec<Set>),
    Holds(Set),
    /// What a table accepts for each position; the rest of the match is made for each person.
    Positions(&'static Table, Least),
}

/// Credentials by their places in the catalog, one bit each, and what a holding of one needs to count.
#[derive(Clone, Debug)]
pub(super) struct Set {
    bits: Box<[u64]>,
    least: Least,
}

impl Set {
    fn new(leaf: &Leaf, least: Least, catalog: &Catalog) -> Self {
        let mut bits = vec![0; catalog.credentials.len().div_ceil(64)].into_boxed_slice();
        for id in &leaf.credentials {
            if let Ok(number) = catalog
                .credentials
                .binary_search_by(|credential| credential.id.cmp(id))
            {
                bits[number / 64] |= 1 << (number % 64);
            }
        }
        Self {
            bits,
            least: least.with(leaf.evidence),
        }
    }

    /// Whether the credential belongs to it.
    pub(super) fn has(&self, number: u16) -> bool {
        has(&self.bits, usize::from(number))
    }

    /// Every credential of it, by its place in the catalog.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u16> {
        (0..u16::try_from(self.bits.len() * 64).unwrap_or(u16::MAX))
            .filter(|number| self.has(*number))
    }

    /// A holding that counts, with the last day on which it does.
    fn counted(&self, holding: &Holding) -> Option<Holding> {
        let counts = self.has(holding.number) && holding.evidence >= self.least.evidence;
        counts.then(|| holding.counted(self.least.grace))
    }

    fn best(&self, holds: &[Holding]) -> Option<Holding> {
        holds
            .iter()
            .filter_map(|holding| self.counted(holding))
            .max_by_key(|holding| (holding.last, Reverse(holding.number)))
    }
}

impl Matcher {
    pub(super) fn new(matching: &Match, least: Least, catalog: &Catalog) -> Self {
        let set = |leaf| Set::new(leaf, least, catalog);
        let all = |parts: &[Match]| {
            parts
                .iter()
                .map(|part| Self::new(part, least, catalog))
                .collect()
        };
        match matching {
            Match::AllOf(parts) => Self::All(all(parts)),
            Match::AnyOf(parts) => Self::Any(all(parts)),
            Match::AtLeast(needed, leaves) => {
                Self::AtLeast(*needed as usize, leaves.iter().map(set).collect())
            }
            Match::Holds(leaf) => Self::Holds(set(leaf)),
            Match::AcceptedForPosition(table) => Self::Positions(table, least),
        }
    }

    pub(super) fn holds(leaf: &Leaf, least: Least, catalog: &Catalog) -> Self {
        Self::Holds(Set::new(leaf, least, catalog))
    }

    /// Whether positions matter, so that people can't be told apart by holdings alone.
    pub(super) fn asks_positions(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::asks_positions),
            Self::Positions(..) => true,
            Self::AtLeast(..) | Self::Holds(_) => false,
        }
    }

    /// The matcher as it stands for one person, positions written out. Nobody without a position passes.
    pub(super) fn of(&self, view: &View<'_, '_>, catalog: &Catalog, as_of: Date) -> Self {
        let all = |parts: &[Self]| {
            parts
                .iter()
                .map(|part| part.of(view, catalog, as_of))
                .collect()
        };
        match self {
            Self::All(parts) => Self::All(all(parts)),
            Self::Any(parts) => Self::Any(all(parts)),
            Self::Positions(table, least) => {
                let mut parts: Vec<Self> = Vec::new();
                for position in view.positions(&table.id, as_of) {
                    let accepted = table
                        .row(&position.code)
                        .map(|row| row.accepted(&position.level));
                    let credentials = accepted
                        .unwrap_or_default()
                        .iter()
                        .map(|(id, _)| *id)
                        .collect();
                    let leaf = Leaf {
                        credentials,
                        evidence: least.evidence,
                        says: position.code.clone(),
                    };
                    parts.push(Self::holds(&leaf, *least, catalog));
                }
                if parts.is_empty() {
                    Self::Any(parts)
                } else {
                    Self::All(parts)
                }
            }
            other => other.clone(),
        }
    }

    /// Whether any of these holdings belongs to one of its sets.
    pub(super) fn touches(&self, holds: &[Holding]) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.touches(holds)),
            Self::AtLeast(_, sets) => sets
                .iter()
                .any(|set| holds.iter().any(|holding| set.has(holding.number))),
            Self::Holds(set) => holds.iter().any(|holding| set.has(holding.number)),
            Self::Positions(..) => true,
        }
    }

    /// The last day on which these holdings pass.
    pub(super) fn last(&self, holds: &[Holding]) -> LastDay {
        match self {
            Self::All(parts) => parts
                .iter()
                .map(|part| part.last(holds))
                .min()
                .unwrap_or(LastDay::NEVER),
            Self::Any(parts) => parts
                .iter()
                .map(|part| part.last(holds))
                .max()
                .unwrap_or(LastDay::NOT_AT_ALL),
            Self::Holds(set) => set
                .best(holds)
                .map_or(LastDay::NOT_AT_ALL, |holding| holding.last),
            Self::AtLeast(needed, sets) => distinct_of(sets, holds)
                .get(needed - 1)
                .map_or(LastDay::NOT_AT_ALL, |holding| holding.last),
            Self::Positions(..) => LastDay::NOT_AT_ALL,
        }
    }

    /// Each different credential that counts, those that last longest first.
    pub(super) fn each(&self, holds: &[Holding]) -> Vec<Holding> {
        distinct(holds, |holding| {
            self.sets()
                .iter()
                .filter_map(|set| set.counted(holding))
                .max_by_key(|holding| holding.last)
        })
    }

    /// The holdings it rests on, those that last longest; empty where it does not pass.
    pub(super) fn witness(&self, holds: &[Holding]) -> Vec<Holding> {
        match self {
            Self::All(parts) => {
                let mut all: Vec<Holding> =
                    parts.iter().flat_map(|part| part.witness(holds)).collect();
                all.sort_by_key(|holding| (holding.number, holding.at));
                all.dedup_by_key(|holding| (holding.number, holding.at));
                all
            }
            Self::Any(parts) => {
                let mut best: Option<&Self> = None;
                for part in parts {
                    if best.is_none_or(|best| part.last(holds) > best.last(holds)) {
                        best = Some(part);
                    }
                }
                best.map(|part| part.witness(holds)).unwrap_or_default()
            }
            Self::Holds(set) => set.best(holds).into_iter().collect(),
            Self::AtLeast(needed, sets) => {
                let mut all = distinct_of(sets, holds);
                all.truncate(*needed);
                all
            }
            Self::Positions(..) => Vec::new(),
        }
    }

    /// The matcher that one different credential more is held.
    pub(super) fn one_more(&self, holds: &[Holding], day: LastDay) -> Self {
        let there = self
            .each(holds)
            .iter()
            .filter(|holding| holding.last >= day)
            .count();
        Self::AtLeast(there + 1, self.sets().into_iter().cloned().collect())
    }

    /// Every set in it.
    pub(super) fn sets(&self) -> Vec<&Set> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::sets).collect(),
            Self::AtLeast(_, sets) => sets.iter().collect(),
            Self::Holds(set) => vec![set],
            Self::Positions(..) => Vec::new(),
        }
    }

    /// How many credentials are missing on a day, at least. 0 where it passes.
    pub(super) fn missing(&self, holds: &[Holding], day: LastDay) -> usize {
        match self {
            Self::All(parts) => {
                // One credential may close several gaps.
                parts
                    .iter()
                    .map(|part| part.missing(holds, day))
                    .max()
                    .unwrap_or(0)
            }
            Self::Any(parts) => parts
                .iter()
                .map(|part| part.missing(holds, day))
                .min()
                .unwrap_or(usize::MAX),
            Self::Holds(set) => {
                usize::from(set.best(holds).is_none_or(|holding| holding.last < day))
            }
            Self::AtLeast(needed, sets) => needed.saturating_sub(
                distinct_of(sets, holds)
                    .iter()
                    .filter(|holding| holding.last >= day)
                    .count(),
            ),
            Self::Positions(..) => usize::MAX,
        }
    }
}

/// The holdings that belong to one of the sets, as [`distinct`] orders them.
fn distinct_of(sets: &[Set], holds: &[Holding]) -> Vec<Holding> {
    distinct(holds, |holding| {
        sets.iter()
            .filter_map(|set| set.counted(holding))
            .max_by_key(|holding| holding.last)
    })
}

/// The holdings that count, each credential once, those that last longest first.
fn distinct(holds: &[Holding], counted: impl Fn(&Holding) -> Option<Holding>) -> Vec<Holding> {
    let mut all: Vec<Holding> = holds.iter().filter_map(counted).collect();
    all.sort_by_key(|holding| (holding.number, Reverse(holding.last)));
    all.dedup_by_key(|holding| holding.number);
    all.sort_by_key(|holding| (Reverse(holding.last), holding.number));
    all
}
