//! JSON Resume: `certificates`, as people write them about themselves.

use super::lines::Lines;
use super::record::{Reading, Record, Written};
use super::tree::Tree;
use crate::base::source::Node;

/// Whether this is one.
pub(super) fn is_one(root: &Node<'_>) -> bool {
    root.has("basics") && root.has("certificates")
}

/// Reads one. The form has no place for an end.
pub(super) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("certificates").iter().map(|one| {
        let mut record = Record::at(lines.at(one.at("name").unwrap_or(one)));
        record.who.name = root.text("basics.name");
        record.who.emails = root.text("basics.email").into_iter().collect();
        record.credential = one.text("name").map_or(Written::Nothing, Written::Name);
        record.issuer = one.text("issuer");
        record.earned = one.text("date");
        record.evidence = one.text("url");
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
