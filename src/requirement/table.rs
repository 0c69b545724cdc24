//! Tables of what is accepted for a work role and level: DoD 8140's matrix, the legacy 8570 baseline.

use crate::catalog::id::CredentialId;
use crate::catalog::quantity::PartialDate;
use crate::catalog::text::Text;

/// A table of accepted credentials.
#[derive(Clone, Debug)]
pub struct Table {
    /// What people type: `dod-8140`, `dod-8570`.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// The version it follows.
    pub version: Text,
    /// The day that version took effect or was seen.
    pub dated: PartialDate,
    /// Where it comes from: what it says, and the address where there is one.
    pub sources: Vec<(Text, Option<Text>)>,
    /// Other ways to qualify, shown beside what is accepted.
    pub other_ways: Vec<Text>,
    /// What no roster can show.
    pub not_checked: Vec<Text>,
    /// Work roles or categories, by code.
    pub rows: Vec<Row>,
}

/// A work role or category.
#[derive(Clone, Debug)]
pub struct Row {
    /// DCWF code (`511`) or category (`iat`).
    pub code: Text,
    /// Its name.
    pub name: Text,
    /// NICE work role ids it answers to.
    pub nice: Vec<Text>,
    /// The group it belongs to (`Cybersecurity`, `Cyber IT` ...), where there is one.
    pub element: Option<Text>,
    /// Whether what is accepted at a higher level is accepted at the lower ones too.
    pub higher_counts: bool,
    /// What to know, for instance that its own office has not validated it yet.
    pub note: Option<Text>,
    /// Levels, lowest first.
    pub levels: Vec<Level>,
}

/// A level of a row.
#[derive(Clone, Debug)]
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

impl Table {
    /// The row with this code or NICE id, without regard to case.
    pub fn row(&self, code: &str) -> Option<&Row> {
        let named = |text: &Text| text.eq_ignore_ascii_case(code);
        self.rows
            .iter()
            .find(|row| named(&row.code))
            .or_else(|| self.rows.iter().find(|row| row.nice.iter().any(named)))
    }
}

impl Row {
    /// What is accepted at a level, by id; empty where the row has no such level.
    pub fn accepted(&self, level: &str) -> Vec<(CredentialId, At)> {
        let Some(from) = self.levels.iter().position(|one| one.word.eq_ignore_ascii_case(level)) else {
            return Vec::new();
        };
        let mut accepted: Vec<_> = self.levels[from].credentials.iter().map(|id| (*id, At::Exact)).collect();
        if self.higher_counts {
            let higher = self.levels[from + 1..].iter().flat_map(|level| &level.credentials);
            accepted.extend(higher.map(|id| (*id, At::Higher)));
        }
        accepted.sort_by_key(|(id, at)| (*id, *at == At::Higher));
        accepted.dedup_by_key(|(id, _)| *id);
        accepted
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
            nice: vec!["PD-WRL-001".into()],
            element: None,
            higher_counts,
            note: None,
            levels: vec![level("basic", &["b", "x"]), level("advanced", &["a", "x"])],
        }
    }

    #[test]
    fn higher_levels_count_where_the_table_says_so() {
        let words = |row: Row, level: &str| {
            row.accepted(level).iter().map(|(id, at)| format!("{id} {at:?}")).collect::<Vec<_>>()
        };
        assert_eq!(words(row(true), "basic"), ["a Higher", "b Exact", "x Exact"]);
        assert_eq!(words(row(false), "basic"), ["b Exact", "x Exact"]);
        assert_eq!(words(row(true), "Advanced"), ["a Exact", "x Exact"]);
        assert!(row(true).accepted("expert").is_empty());
    }
}
