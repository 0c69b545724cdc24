//! The list of a GitHub action that reminds of Microsoft certifications: addresses and ids, no names, no dates.

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record};
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is one.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    root.items("users")
        .iter()
        .any(|user| user.has("email") && user.has("certifications"))
}

/// Reads one.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("users").iter().flat_map(|user| {
        let entries = user.items("certifications");
        let nothing = entries.is_empty().then(|| {
            let mut record = Record::at(lines.at(user));
            record.person.emails = user.text("email").into_iter().collect();
            record
        });
        let entries = entries.iter().map(move |entry| {
            let mut record = Record::at(lines.at(entry.at("credentialId").unwrap_or(entry)));
            record.person.emails = user.text("email").into_iter().collect();
            record.credential = entry
                .text("credentialId")
                .map_or(CredentialRef::Nothing, CredentialRef::Opaque);
            record
        });
        nothing.into_iter().chain(entries)
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
