//! What must be true of a team, as checked types. Read from YAML against a catalog; knows nothing of people's holdings.
//!
//! Every way to name credentials (issuer and tier, topic, ladder, list, table) becomes a set of credential ids when a
//! file is read, so that judging a person is a matter of sets alone.

pub mod accepted;
pub mod library;
pub mod read;
pub mod shipped;
pub mod single;
pub mod table;
mod words;

pub use crate::catalog::vocabulary::Evidence;

use std::ops::RangeInclusive;

use crate::base::date::Date;
use crate::base::date::{PartialDate, Period};
use crate::base::diagnostic::Place;
use crate::base::text::Text;
use crate::base::vocabulary::vocabulary;
use crate::catalog::credential::Source;
use crate::catalog::id::CredentialId;
use table::Table;

/// A set of demands on a team.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// What people type.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What it is, in our words.
    pub about: Option<Text>,
    /// The date or version of what it follows, where it is built in or says so.
    pub dated: Option<PartialDate>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// The sets it builds on, directly or through others.
    pub extends: Vec<Text>,
    /// The demands, those of the sets it extends first.
    pub items: Vec<Item>,
    /// What no roster can show: printed with every verdict.
    pub not_checked: Vec<Text>,
    /// Exceptions for a time.
    pub waivers: Vec<Waiver>,
    /// Where it is written.
    pub place: Place,
}

/// One demand.
#[derive(Clone, Debug)]
pub struct Item {
    /// Unique within its set; one that comes from another set is called `set/item`.
    pub id: Text,
    /// What it is, where said.
    pub name: Option<Text>,
    /// What is demanded.
    pub demand: Demand,
    /// Whether it decides the verdict.
    pub severity: Weight,
    /// How long a holding must still be valid to count.
    pub valid_for: Option<Period>,
    /// The least evidence a holding needs to count.
    pub evidence: Evidence,
    /// What a holding counts for that is in its grace period. `None`: as its issuer says.
    pub grace: Option<InGrace>,
    /// Where it is written.
    pub place: Place,
}

vocabulary! {
    /// What a holding counts for that has expired and is in its grace period. One that is suspended never counts.
    InGrace "choice for `grace`" {
        /// As much as before it expired.
        Counts = "counts",
        /// Nothing.
        DoesNotCount = "does-not-count",
    }
}

/// What a holding needs to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Least {
    /// The least evidence.
    pub evidence: Evidence,
    /// What counts in a grace period. `None`: what its issuer counts.
    pub grace: Option<InGrace>,
}

impl Least {
    /// The same where this evidence is needed at least.
    #[must_use]
    pub fn with(self, evidence: Evidence) -> Self {
        Self {
            evidence: self.evidence.max(evidence),
            ..self
        }
    }
}

impl Item {
    /// What a holding needs to count for it, when evidence is asked for of all items.
    pub fn least(&self, evidence: Evidence) -> Least {
        Least {
            evidence: self.evidence.max(evidence),
            grace: self.grace,
        }
    }
}

/// Whether a demand decides the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// It does.
    Required,
    /// It is shown, and decides nothing.
    Advisory,
}

/// What one item demands.
#[derive(Clone, Debug)]
pub enum Demand {
    /// So many different people who match.
    People(Seats),
    /// So many valid credentials that match, no matter who holds them; a credential held by two people counts twice.
    Credentials {
        /// How many.
        needed: u32,
        /// What counts.
        matching: Leaf,
    },
    /// Everybody of a kind matches.
    Every {
        /// Whom it concerns.
        whom: Whom,
        /// What each must meet.
        matching: Match,
    },
    /// Points, unlocked by gates.
    Score(Score),
}

/// Seats to be filled by different people.
#[derive(Clone, Debug)]
pub struct Seats {
    /// How many, at least 1.
    pub needed: u32,
    /// Who can fill one.
    pub matching: Match,
    /// Seats of one group are filled by different people; without a group, people may fill others as well.
    pub exclusive: Option<Text>,
    /// Least numbers among the very people that fill these seats.
    pub of_which: Vec<(u32, Match)>,
}

impl Seats {
    /// How many people may count for both of two lines where there are `places` seats: at least so many, because there
    /// are no more seats, and at most so many.
    ///
    /// Where anyone who meets one line meets the other as well, sharing as many people as possible is never worse, and only
    /// that is left. Elsewhere the best number depends on who is there, and each must be tried: the lines cross, and a
    /// single flow can't tell a person who meets both from two who meet one each.
    pub(crate) fn overlap(&self, places: u32) -> Option<RangeInclusive<u32>> {
        let [(first, first_line), (second, second_line)] = self.of_which.as_slice() else {
            return None;
        };
        let (first, second) = ((*first).min(places), (*second).min(places));
        let limit = first.min(second);
        let is_nested = [
            (&self.matching, first_line),
            (&self.matching, second_line),
            (first_line, second_line),
            (second_line, first_line),
        ]
        .into_iter()
        .any(|(inner, outer)| inner.implies(outer));
        let least = if is_nested {
            limit
        } else {
            first.saturating_add(second).saturating_sub(places)
        };
        Some(least..=limit)
    }

    /// Whether the lines of `of_which` ask for more people together than there are places, so that somebody has to
    /// count for several of them.
    pub(crate) fn lines_overlap(&self, places: u32) -> bool {
        let lines = self
            .of_which
            .iter()
            .map(|(people, _)| (*people).min(places));
        lines.fold(0, u32::saturating_add) > places
    }
}

/// People whom an item concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everybody on the roster.
    All,
    /// Those with this label among their roles.
    Role(Text),
    /// Those with a position in this table (`dod-8140`, `dod-8570`).
    Position(Text),
}

/// Points as partner programs count them. All points are held in hundredths.
#[derive(Clone, Debug)]
pub struct Score {
    /// Points needed.
    pub need: u32,
    /// Without all of these no gated line scores.
    pub gates: Vec<(u32, Match)>,
    /// What scores.
    pub each: Vec<Points>,
}

/// A line that scores for each person who matches.
#[derive(Clone, Debug)]
pub struct Points {
    /// Points a person, in hundredths.
    pub points: u32,
    /// Who counts.
    pub matching: Match,
    /// At most so many points from this line, in hundredths.
    pub max: Option<u32>,
    /// Whether it scores only once the gates are met.
    pub gated: bool,
}

/// What one person must hold. More holdings never unmake a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// All of these.
    AllOf(Vec<Match>),
    /// One of these.
    AnyOf(Vec<Match>),
    /// So many different credentials, each of one of these sets. Two of the same set count as two.
    AtLeast(u32, Vec<Leaf>),
    /// One credential of a set.
    Holds(Leaf),
    /// What a table accepts for each position that the person fills in it. Nobody without one matches.
    AcceptedForPosition(&'static Table),
}

/// Most parts of two matches that are compared: nested in each other they have very many pairs.
const MOST_COMPARISONS: u32 = 1_000;

impl Match {
    /// Whether everybody who meets this is known to meet the other as well. `false` where that can't be told, or not
    /// within [`MOST_COMPARISONS`].
    fn implies(&self, other: &Self) -> bool {
        let mut comparisons = MOST_COMPARISONS;
        self.implies_within(other, &mut comparisons)
    }

    fn implies_within(&self, other: &Self, comparisons: &mut u32) -> bool {
        if *comparisons == 0 {
            return false;
        }
        *comparisons -= 1;
        if self == other {
            return true;
        }
        match (self, other) {
            (Self::AnyOf(parts), _) => parts
                .iter()
                .all(|part| part.implies_within(other, comparisons)),
            (_, Self::AllOf(parts)) => parts
                .iter()
                .all(|part| self.implies_within(part, comparisons)),
            (_, Self::AnyOf(parts))
                if parts
                    .iter()
                    .any(|part| self.implies_within(part, comparisons)) =>
            {
                true
            }
            (Self::AllOf(parts), _) => parts
                .iter()
                .any(|part| part.implies_within(other, comparisons)),
            (Self::Holds(leaf), Self::Holds(wider)) => {
                leaf.evidence >= wider.evidence
                    && leaf
                        .credentials
                        .iter()
                        .all(|id| wider.credentials.binary_search(id).is_ok())
            }
            _ => false,
        }
    }
}

/// A set of credentials, any one of which is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The set, sorted; never empty.
    pub credentials: Vec<CredentialId>,
    /// The least evidence a holding needs here.
    pub evidence: Evidence,
    /// The set in words, as the file names it: `cka`, `aws, professional or above`.
    pub says: Text,
}

/// An exception for a time.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The item it eases, by [`Item::id`].
    pub item: Text,
    /// So many people fewer, or credentials where an item counts those.
    pub people: u32,
    /// Why.
    pub reason: Text,
    /// Through which day it holds.
    pub until: Date,
    /// Where it is written.
    pub place: Place,
}

/// Points held in hundredths, as people write them: `4`, `6.67`.
pub fn points(hundredths: u32) -> String {
    crate::base::money::Usd::from_cents(i64::from(hundredths)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(ids: &[&str]) -> Match {
        Match::Holds(Leaf {
            credentials: ids.iter().map(|id| id.parse().unwrap()).collect(),
            evidence: Evidence::Declared,
            says: Text::new_static("some"),
        })
    }

    /// Matches in each other, alternately all and any of them.
    fn nested(depth: u32, id: &str) -> Match {
        (0..depth).fold(holds(&[id]), |inner, level| {
            let parts = vec![holds(&[&format!("{id}-{level}")]), inner];
            if level % 2 == 0 {
                Match::AllOf(parts)
            } else {
                Match::AnyOf(parts)
            }
        })
    }

    #[test]
    fn narrower_matches_imply_wider_ones() {
        let (narrow, wide) = (holds(&["cka"]), holds(&["cka", "ckad"]));
        assert!(narrow.implies(&wide) && !wide.implies(&narrow));
        let both = Match::AllOf(vec![narrow.clone(), holds(&["pcap"])]);
        assert!(both.implies(&narrow) && !narrow.implies(&both));
        let either = Match::AnyOf(vec![narrow.clone(), holds(&["pcap"])]);
        assert!(narrow.implies(&either) && !either.implies(&narrow));
    }

    #[test]
    fn deeply_nested_matches_are_given_up_on() {
        assert!(!nested(60, "a").implies(&nested(60, "b")));
    }
}
