//! JSON Resume: `certificates`, as people write them about themselves.

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record};
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is one.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    root.has("basics") && root.has("certificates")
}

/// Reads one. The form has no place for an end.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("certificates").iter().map(|one| {
        let mut record = Record::at(lines.at(one.at("name").unwrap_or(one)));
        record.person.name = root.text("basics.name");
        record.person.emails = root.text("basics.email").into_iter().collect();
        record.credential = one
            .text("name")
            .map_or(CredentialRef::Nothing, CredentialRef::Name);
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
