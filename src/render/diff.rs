//! What changed between two catalogs.

use serde::Serialize;

use super::{Column, Grid, count};
use crate::catalog::diff::{Change, What};

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

fn word(what: &What) -> &'static str {
    match what {
        What::Added => "added",
        What::Removed => "removed",
        What::Changed { .. } => "changed",
    }
}
