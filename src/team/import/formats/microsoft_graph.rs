//! Microsoft Graph: the certifications of a profile.

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record, StatedExpiry};
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is Microsoft Graph's list of a profile's certifications.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    root.items("value")
        .first()
        .is_some_and(|entry| entry.has("displayName") && entry.has("allowedAudiences"))
}

/// Reads it. Who made the entry is not always whose it is, so that is a hint only.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("value").iter().map(|entry| {
        let mut record = Record::at(lines.at(entry.at("displayName").unwrap_or(entry)));
        record.person.hint = entry.text("createdBy.user.displayName");
        record.credential = entry
            .text("displayName")
            .map_or(CredentialRef::Nothing, CredentialRef::Name);
        record.issuer = entry
            .text("issuingAuthority")
            .or_else(|| entry.text("issuingCompany"));
        record.earned = entry.text("issuedDate");
        record.expires = entry
            .text("endDate")
            .map_or(StatedExpiry::NotStated, StatedExpiry::On);
        record.evidence = entry.text("webUrl");
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
