//! Argus, a tracker of continuing education: the certifications of the account, with the credits earned so far.

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record, StatedExpiry};
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is one.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    root.has("account.email") && root.has("certifications") && root.has("cpe_activities")
}

/// Reads one. Credits are shown, not taken: a team file has no place for them.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let name = ["profile.first_name", "profile.last_name"].map(|part| root.text(part));
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let records = root.items("certifications").iter().map(|entry| {
        let mut record = Record::at(lines.at(entry.at("name").unwrap_or(entry)));
        record.person.name = super::super::record::said(&name);
        record.person.emails = root.text("account.email").into_iter().collect();
        record.credential = entry
            .text("name")
            .map_or(CredentialRef::Nothing, CredentialRef::Name);
        record.issuer = entry.text("organization");
        record.earned = entry.text("issue_date");
        record.expires = entry
            .text("expiration_date")
            .map_or(StatedExpiry::NotStated, StatedExpiry::On);
        record.evidence = entry.text("digital_certificate_url");
        if let (Some(earned), Some(required)) =
            (entry.text("cpe_earned"), entry.text("cpe_required"))
        {
            record
                .notes
                .push(format!("{earned} of {required} credits earned"));
        }
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
