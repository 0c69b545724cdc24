//! Workday: the list of a worker's certifications.

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record, StatedExpiry};
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is Workday's list of a worker's certifications.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    let first = root.items("data").first();
    first.is_some_and(|entry| {
        entry.has("descriptor") && entry.has("name") && entry.has("issuedDate")
    })
}

/// Reads it. The person stands only behind the last dash of the descriptor.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("data").iter().map(|entry| {
        let mut record = Record::at(lines.at(entry.at("name").unwrap_or(entry)));
        let descriptor = entry.text("descriptor").unwrap_or_default();
        if let Some((_, name)) = descriptor.rsplit_once(" - ") {
            record.person.name = super::super::record::said(name);
            record
                .notes
                .push(format!("person taken from the descriptor `{descriptor}`"));
        }
        record.credential = entry
            .text("name")
            .map_or(CredentialRef::Nothing, CredentialRef::Name);
        record.issuer = entry.text("issuer");
        record.earned = entry.text("issuedDate");
        record.expires = entry
            .text("expirationDate")
            .map_or(StatedExpiry::NotStated, StatedExpiry::On);
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
