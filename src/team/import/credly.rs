//! Credly: a person's public profile (`badges.json`), and what an organisation issued (its API).

use super::lines::Lines;
use super::record::{Ends, Reading, Record, Written};
use super::status::Claim;
use super::tree::Tree;
use crate::base::source::Node;

/// Whether this is a profile.
pub(super) fn is_profile(root: &Node<'_>) -> bool {
    root.items("data")
        .first()
        .is_some_and(|badge| badge.has("issued_to") && badge.has("badge_template.name"))
}

/// Whether this is what an organisation issued.
pub(super) fn is_organization(root: &Node<'_>) -> bool {
    root.items("data")
        .first()
        .is_some_and(|badge| badge.has("recipient_email") && badge.has("badge_template.name"))
}

/// Reads either.
pub(super) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("data").iter().map(|badge| {
        let name = badge.at("badge_template.name").unwrap_or(badge);
        let mut record = Record::at(lines.at(name));
        record.who.name = badge.text("issued_to");
        record.who.emails = badge.text("recipient_email").into_iter().collect();
        record.who.id = badge.text("issuer_earner_id");
        record.credential = badge
            .text("badge_template.name")
            .map_or(Written::Nothing, Written::Name);
        record.issuer = badge
            .items("issuer.entities")
            .iter()
            .find_map(|one| one.text("entity.name"));
        record.earned = badge
            .text("issued_at_date")
            .or_else(|| badge.text("issued_at"));
        let ends = badge
            .text("expires_at_date")
            .or_else(|| badge.text("expires_at"));
        record.ends = ends.map_or(Ends::Unsaid, Ends::On);
        record.evidence = badge
            .text("id")
            .map(|id| format!("https://www.credly.com/badges/{id}"));
        record.read_status(badge.text("state").as_deref());
        let kind = badge.text("badge_template.type_category");
        if let Some(kind) = kind.filter(|kind| !kind.eq_ignore_ascii_case("Certification")) {
            record.claim = Claim::Other(format!("a badge of the kind `{kind}`, no certification"));
        }
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
