//! Accredible (credential.net): a person's profile.

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record, StatedExpiry};
use super::super::resolve::status::Claim;
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is one.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    root.items("data.credentials")
        .first()
        .is_some_and(|entry| entry.has("issued_on") && entry.has("complete"))
}

/// Reads one.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("data.credentials").iter().map(|entry| {
        let mut record = Record::at(lines.at(entry.at("name").unwrap_or(entry)));
        record.person.name = root.text("data.name");
        record.credential = entry
            .text("name")
            .map_or(CredentialRef::Nothing, CredentialRef::Name);
        record.earned = entry.text("issued_on");
        record.expires = entry
            .text("expired_on")
            .map_or(StatedExpiry::NotStated, StatedExpiry::On);
        record.evidence = entry
            .text("encoded_id")
            .map(|id| format!("https://www.credential.net/{id}"));
        if entry.text("complete").as_deref() != Some("true") {
            record.claim = Claim::Other("it is not complete".to_owned());
        } else if entry.text("approve").as_deref() == Some("false") {
            record.claim = Claim::Other("the issuer has not approved it".to_owned());
        }
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
