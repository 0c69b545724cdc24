//! What changed between two catalogs.

use std::collections::BTreeSet;

use serde::Serialize;

use super::value::money_or_unknown;
use super::{Column, Grid, count};
use crate::base::date::Expiry;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::diff::{Change, What};
use crate::catalog::id::CredentialId;
use crate::cost::change::{Change as Effect, Facts};

/// A change, flat.
#[derive(Serialize)]
pub struct Row<'c> {
    change: &'static str,
    kind: &'static str,
    id: &'c str,
    key: Option<&'c str>,
    old: Option<&'c str>,
    new: Option<&'c str>,
}

/// The changes for JSON.
pub fn rows(changes: &[Change]) -> Vec<Row<'_>> {
    let rows = changes.iter().map(|change| {
        let (key, old, new) = match &change.what {
            What::Added | What::Removed => (None, None, None),
            What::Changed { key, old, new } => (Some(key.as_str()), old.as_deref(), new.as_deref()),
        };
        Row {
            change: word(&change.what),
            kind: change.kind,
            id: &change.id,
            key,
            old,
            new,
        }
    });
    rows.collect()
}

/// The changes as rows.
pub fn grid(changes: &[Change]) -> Grid {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let columns = vec![
        Column::text("change"),
        Column::text("kind"),
        Column::id("id"),
        Column::text("key"),
        Column::text("old"),
        Column::text("new"),
    ];
    let cells = rows(changes).into_iter().map(|row| {
        [
            row.change.to_owned(),
            row.kind.to_owned(),
            row.id.to_owned(),
            text(row.key),
            text(row.old),
            text(row.new),
        ]
    });
    Grid::new(columns, cells)
}

/// The changes with their number.
pub fn terminal(changes: &[Change], width: u16) -> String {
    let number = |wanted: &str| {
        changes
            .iter()
            .filter(|change| word(&change.what) == wanted)
            .count()
    };
    let total = format!(
        "{} added, {} removed, {} changed\n",
        number("added"),
        number("removed"),
        count(number("changed"), "key", "keys")
    );
    if changes.is_empty() {
        total
    } else {
        grid(changes).terminal(width) + &total
    }
}

/// What a change means for a holding of the team, flat.
#[derive(Serialize)]
pub struct TeamRow<'c> {
    person: &'c str,
    credential: CredentialId,
    old: Option<FactsJson>,
    new: Option<FactsJson>,
    #[serde(skip)]
    effect: &'c Effect,
}

/// What an edition of the catalog says of a holding.
#[derive(Serialize)]
struct FactsJson {
    /// The last day, `never` or `unknown`.
    expires: String,
    renewal_usd: Option<f64>,
    status: &'static str,
}

/// What changes mean for a team, for JSON.
pub fn team_rows(effects: &[Effect]) -> Vec<TeamRow<'_>> {
    let facts = |facts: &Facts| FactsJson {
        expires: ends(facts.expires),
        renewal_usd: facts.renewal.map(Usd::dollars),
        status: facts.status.word(),
    };
    let rows = effects.iter().map(|effect| TeamRow {
        person: &effect.person,
        credential: effect.credential,
        old: effect.old.as_ref().map(facts),
        new: effect.new.as_ref().map(facts),
        effect,
    });
    rows.collect()
}

/// What changes mean for a team, a row for each fact that changes.
pub fn team_grid(rows: &[TeamRow<'_>]) -> Grid {
    let columns = vec![
        Column::id("person"),
        Column::id("credential"),
        Column::text("what"),
        Column::text("before"),
        Column::text("after"),
    ];
    let facts = |facts: Option<Facts>| {
        let Some(facts) = facts else {
            return [
                "not in the catalog".to_owned(),
                String::new(),
                String::new(),
            ];
        };
        [
            facts.status.word().to_owned(),
            ends(facts.expires),
            money_or_unknown(facts.renewal),
        ]
    };
    let cells = rows.iter().flat_map(|row| {
        let (old, new) = (facts(row.effect.old), facts(row.effect.new));
        let changed = ["status", "expires", "renewal"]
            .into_iter()
            .zip(old.into_iter().zip(new));
        let cells = changed.filter(|(_, (old, new))| old != new);
        cells.map(|(what, (old, new))| {
            let credential = row.credential.to_string();
            [row.person.to_owned(), credential, what.to_owned(), old, new]
        })
    });
    Grid::new(columns, cells)
}

/// The same in a terminal, or a line saying that nothing changes.
pub fn team_terminal(rows: &[TeamRow<'_>], width: u16) -> String {
    if rows.is_empty() {
        return "nothing changes for the team\n".to_owned();
    }
    let people: BTreeSet<&str> = rows.iter().map(|row| row.person).collect();
    let holdings = count(rows.len(), "holding", "holdings");
    let people = count(people.len(), "person", "people");
    format!(
        "{}{holdings} of {people} affected\n",
        team_grid(rows).terminal(width)
    )
}

fn ends(expiry: Expiry) -> String {
    match expiry {
        Expiry::Never => "never".to_owned(),
        Expiry::On(day) => day.to_string(),
        Expiry::Unknown => "unknown".to_owned(),
    }
}

fn word(what: &What) -> &'static str {
    match what {
        What::Added => "added",
        What::Removed => "removed",
        What::Changed { .. } => "changed",
    }
}
