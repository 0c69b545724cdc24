//! Accredible (credential.net): a person's profile.

use super::lines::Lines;
use super::record::{Ends, Reading, Record, Written};
use super::status::Claim;
use super::tree::Tree;
use crate::base::source::Node;

/// Whether this is one.
pub(super) fn is_one(root: &Node<'_>) -> bool {
    root.items("data.credentials")
        .first()
        .is_some_and(|one| one.has("issued_on") && one.has("complete"))
}

/// Reads one.
pub(super) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("data.credentials").iter().map(|one| {
        let mut record = Record::at(lines.at(one.at("name").unwrap_or(one)));
        record.who.name = root.text("data.name");
        record.credential = one.text("name").map_or(Written::Nothing, Written::Name);
        record.earned = one.text("issued_on");
        record.ends = one.text("expired_on").map_or(Ends::Unsaid, Ends::On);
        record.evidence = one
            .text("encoded_id")
            .map(|id| format!("https://www.credential.net/{id}"));
        if one.text("complete").as_deref() != Some("true") {
            record.claim = Claim::Other("it is not complete".to_owned());
        } else if one.text("approve").as_deref() == Some("false") {
            record.claim = Claim::Other("the issuer has not approved it".to_owned());
        }
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
