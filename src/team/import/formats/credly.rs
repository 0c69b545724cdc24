//! Credly: a person's public profile (`badges.json`), and what an organization issued (its API).

use super::super::lines::Lines;
use super::super::record::{CredentialRef, Reading, Record, StatedExpiry};
use super::super::resolve::status::Claim;
use super::super::tree::Tree;
use crate::base::source::Node;

/// Whether this is a profile.
pub(crate) fn is_profile(root: &Node<'_>) -> bool {
    root.items("data")
        .first()
        .is_some_and(|badge| badge.has("issued_to") && badge.has("badge_template.name"))
}

/// Whether this is what an organization issued.
pub(crate) fn is_organization(root: &Node<'_>) -> bool {
    root.items("data")
        .first()
        .is_some_and(|badge| badge.has("recipient_email") && badge.has("badge_template.name"))
}

/// Reads either.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("data").iter().map(|badge| {
        let name = badge.at("badge_template.name").unwrap_or(badge);
        let mut record = Record::at(lines.at(name));
        record.person.name = badge.text("issued_to");
        record.person.emails = badge.text("recipient_email").into_iter().collect();
        record.person.id = badge.text("issuer_earner_id");
        record.credential = badge
            .text("badge_template.name")
            .map_or(CredentialRef::Nothing, CredentialRef::Name);
        record.issuer = badge
            .items("issuer.entities")
            .iter()
            .find_map(|entry| entry.text("entity.name"));
        record.earned = badge
            .text("issued_at_date")
            .or_else(|| badge.text("issued_at"));
        let ends = badge
            .text("expires_at_date")
            .or_else(|| badge.text("expires_at"));
        record.expires = ends.map_or(StatedExpiry::NotStated, StatedExpiry::On);
        record.evidence = badge
            .text("id")
            .map(|id| format!("https://www.credly.com/badges/{id}"));
        let state = badge.text("state");
        record.read_status(state.as_deref());
        if let Some(state) = state.filter(|state| state.eq_ignore_ascii_case("pending")) {
            record.claim = Claim::Pending(state.to_lowercase());
        }
        let kind = badge.text("badge_template.type_category");
        // Issuers file their certifications under either; learning and experience are others.
        let certifies =
            |kind: &String| ["certification", "validation"].contains(&kind.to_lowercase().as_str());
        if let Some(kind) = kind.filter(|kind| !certifies(kind)) {
            record.claim = Claim::Other(format!("a badge of the kind `{kind}`, no certification"));
        }
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
