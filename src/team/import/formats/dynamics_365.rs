//! Dynamics 365 Human Resources: person certificates.

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record, StatedExpiry};
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is Dynamics 365's list of person certificates.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    root.items("value")
        .first()
        .is_some_and(|entry| entry.has("mshr_certificatetypeid"))
}

/// Reads it.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("value").iter().map(|entry| {
        let mut record = Record::at(lines.at(entry.at("mshr_certificatetypeid").unwrap_or(entry)));
        record.person.id = entry.text("mshr_partynumber");
        record.credential = entry
            .text("mshr_certificatetypeid")
            .map_or(CredentialRef::Nothing, CredentialRef::Name);
        record.earned = entry.text("mshr_startdate");
        record.expires = entry
            .text("mshr_enddate")
            .map_or(StatedExpiry::NotStated, StatedExpiry::On);
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
