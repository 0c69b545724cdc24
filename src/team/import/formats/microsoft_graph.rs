//! Microsoft Graph: the certifications of a profile.

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record, StatedExpiry};
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is Microsoft Graph's list of a profile's certifications.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    root.items("value")
        .first()
        .is_some_and(|one| one.has("displayName") && one.has("allowedAudiences"))
}

/// Reads it. Who made the entry is not always whose it is, so that is a hint only.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("value").iter().map(|one| {
        let mut record = Record::at(lines.at(one.at("displayName").unwrap_or(one)));
        record.person.hint = one.text("createdBy.user.displayName");
        record.credential = one
            .text("displayName")
            .map_or(CredentialRef::Nothing, CredentialRef::Name);
        record.issuer = one
            .text("issuingAuthority")
            .or_else(|| one.text("issuingCompany"));
        record.earned = one.text("issuedDate");
        record.expires = one
            .text("endDate")
            .map_or(StatedExpiry::NotStated, StatedExpiry::On);
        record.evidence = one.text("webUrl");
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
