//! Tables of what is accepted for a work role and level: DoD 8140's matrix, the legacy 8570 baseline.

mod read;

pub use read::{is_table, read};

use serde::{Deserialize, Serialize};

use crate::base::date::PartialDate;
use crate::base::text::Text;
use crate::catalog::credential::Source;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Listing;
use crate::catalog::{LookupError, Named, find};

/// A table of accepted credentials.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Table {
    /// What people type: `dod-8140`, `dod-8570`.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// What it is, in our words.
    pub about: Text,
    /// The version it follows.
    pub version: Text,
    /// The day that version took effect or was seen.
    pub dated: PartialDate,
    /// Other ways to qualify, shown beside what is accepted.
    pub other_ways: Vec<Text>,
    /// What no roster can show.
    pub not_checked: Vec<Text>,
    /// Rules and caveats that come with it.
    pub notes: Vec<Text>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Work roles or categories, by code.
    pub rows: Vec<Row>,
}

impl PartialEq for Table {
    /// Ids are unique, and so is a version of one.
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.version) == (&other.id, &other.version)
    }
}

impl Eq for Table {}

/// A work role or category.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// DCWF code (`511`) or category (`iat`).
    pub code: Text,
    /// Its name.
    pub name: Text,
    /// NICE work role ids it answers to.
    pub nice: Vec<Text>,
    /// Their ids before 2024, which people still type.
    pub former_nice: Vec<Text>,
    /// The group it belongs to (`Cybersecurity`, `Cyber IT` ...), where there is one.
    pub element: Option<Text>,
    /// How far the list of what is accepted has come.
    pub listing: Listing,
    /// Whether what is accepted at a higher level is accepted at the lower ones too.
    pub higher_counts: bool,
    /// Ways to qualify that only this row knows.
    pub other_ways: Vec<Text>,
    /// What to know.
    pub note: Option<Text>,
    /// Levels, lowest first.
    pub levels: Vec<Level>,
}

/// A level of a row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Level {
    /// Its word: `basic`, `intermediate`, `advanced`; `i`, `ii`, `iii`.
    pub word: Text,
    /// Accepted at this very level, sorted.
    pub credentials: Vec<CredentialId>,
}

/// At which level an accepted credential is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// At the very level.
    Exact,
    /// At a higher one that counts.
    Higher,
}

impl Named for Row {
    const WHAT: &'static str = "work role";
    const LISTED_BY: &'static str = "`certadvise show dod-8140`";

    fn id(&self) -> &str {
        self.code.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        let nice = self.nice.iter().chain(&self.former_nice);
        nice.map(Text::as_str).chain([self.name.as_str()])
    }
}

impl Table {
    /// The row of this code, NICE id (today's or former) or name.
    ///
    /// # Errors
    /// [`LookupError`] when nothing, or more than one row, is called so.
    pub fn named(&self, name: &str) -> Result<&Row, LookupError> {
        find(&self.rows, name)
    }

    /// The row of this code or unshared name.
    pub fn row(&self, code: &str) -> Option<&Row> {
        self.named(code).ok()
    }

    /// What people type for a row: `dod-8140-511`.
    pub fn row_id(&self, row: &Row) -> String {
        format!("{}-{}", self.id, row.code)
    }

    /// What people type for a level of a row as a set: `dod-8140-511-basic`.
    pub fn set_id(&self, row: &Row, level: &Level) -> String {
        format!("{}-{}-{}", self.id, row.code, level.word)
    }
}

impl Row {
    /// What is accepted at a level, by id; empty where the row has no such level.
    pub fn accepted(&self, level: &str) -> Vec<(CredentialId, At)> {
        let Some(from) = self
            .levels
            .iter()
            .position(|level_of_row| level_of_row.word.eq_ignore_ascii_case(level))
        else {
            return Vec::new();
        };
        let mut accepted: Vec<_> = self.levels[from]
            .credentials
            .iter()
            .map(|id| (*id, At::Exact))
            .collect();
        if self.higher_counts {
            let higher = self.levels[from + 1..]
                .iter()
                .flat_map(|level| &level.credentials);
            accepted.extend(higher.map(|id| (*id, At::Higher)));
        }
        accepted.sort_by_key(|(id, index)| (*id, *index == At::Higher));
        accepted.dedup_by_key(|(id, _)| *id);
        accepted
    }

    /// The levels at which a credential counts, lowest first.
    pub fn counts_at(&self, id: CredentialId) -> Vec<Text> {
        let highest = self
            .levels
            .iter()
            .rposition(|level| level.credentials.contains(&id));
        let counts = self.levels.iter().enumerate().filter(|(index, level)| {
            level.credentials.contains(&id)
                || (self.higher_counts && highest.is_some_and(|highest| *index < highest))
        });
        counts.map(|(_, level)| level.word.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(higher_counts: bool) -> Row {
        let level = |word: &'static str, ids: &[&str]| Level {
            word: word.into(),
            credentials: ids.iter().map(|id| id.parse().unwrap()).collect(),
        };
        Row {
            code: "511".into(),
            name: "Analyst".into(),
            nice: Vec::new(),
            former_nice: Vec::new(),
            element: None,
            listing: Listing::Approved,
            higher_counts,
            other_ways: Vec::new(),
            note: None,
            levels: vec![level("basic", &["b", "x"]), level("advanced", &["a", "x"])],
        }
    }

    #[test]
    fn higher_levels_count_where_the_table_says_so() {
        let words = |row: Row, level: &str| {
            row.accepted(level)
                .iter()
                .map(|(id, index)| format!("{id} {index:?}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            words(row(true), "basic"),
            ["a Higher", "b Exact", "x Exact"]
        );
        assert_eq!(words(row(false), "basic"), ["b Exact", "x Exact"]);
        assert_eq!(words(row(true), "Advanced"), ["a Exact", "x Exact"]);
        assert!(row(true).accepted("expert").is_empty());
    }
}
