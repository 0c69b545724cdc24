//! JSON Resume: `certificates`, as people write them about themselves.

use std::collections::BTreeSet;

use super::super::lines::Lines;
use super::super::record::{PersonRef, Reading};
use super::super::tree::Tree;
use super::plain_list;
use crate::base::source::Node;

/// Whether this is one.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    root.has("basics") && root.has("certificates")
}

/// Reads one. The form has no place for an end, but many of those who use it have made one.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let person = PersonRef {
        name: root.text("basics.name"),
        emails: root.text("basics.email").into_iter().collect(),
        ..PersonRef::default()
    };
    let mut reading = Reading::default();
    for certificate in root.items("certificates") {
        let record =
            plain_list::credential(certificate, &person, lines, &BTreeSet::new(), &mut reading);
        reading.records.push(record);
    }
    reading
}
