//! Open Badges 2.0 and 3.0 and Comprehensive Learner Records 2.0, as JSON.

use super::{proof, status_list};
use crate::base::source::{Node, Value};
use crate::team::import::lines::Lines;
use crate::team::import::record::{
    CredentialRef, Hash, Link, PersonRef, Reading, Record, StatedExpiry, says_nothing,
};
use crate::team::import::resolve::status::Claim;
use crate::team::import::tree::Tree;
use crate::team::roster::HoldingStatus;

/// Kinds of achievement that are not certifications.
const OTHER_KINDS: [&str; 6] = [
    "Assignment",
    "Course",
    "CommunityService",
    "Fieldwork",
    "LearningProgram",
    "Membership",
];

/// Reads any of them, or a list of them.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let mut reading = Reading::default();
    if let Value::List(items) = &root.value {
        for item in items {
            let mut entry = read(item, lines);
            reading.records.append(&mut entry.records);
            reading.links.append(&mut entry.links);
        }
    } else if root.lists("type", "ClrCredential") {
        let inner = root.items("credentialSubject.verifiableCredential");
        let mut records: Vec<Record> = inner.iter().map(|entry| credential(entry, lines)).collect();
        if proof::is_in(root) {
            let note = "the proof around it vouches for the record, not for each badge in it";
            for record in &mut records {
                record.notes.push(note.to_owned());
            }
        }
        reading.records.append(&mut records);
    } else if root.lists("type", "BadgeClass") {
        reading.links.extend(badge_class(root));
    } else if root.lists("type", "Assertion") {
        reading.records.push(assertion(root, lines));
    } else {
        reading.records.push(credential(root, lines));
    }
    reading
}

/// A credential of version 3.
fn credential(root: &Node<'_>, lines: &Lines<'_>) -> Record {
    let subject = "credentialSubject";
    let achievement = "credentialSubject.achievement";
    let name = root
        .text(&format!("{achievement}.name"))
        .or_else(|| root.text("name"));
    let mut record = Record::at(
        lines.at(root
            .at(&format!("{achievement}.name"))
            .or(root.at("name"))
            .unwrap_or(root)),
    );
    for entry in root.items(&format!("{subject}.identifier")) {
        let hash = entry.text("identityHash").unwrap_or_default();
        recipient(
            &mut record.person,
            &hash,
            entry.text("hashed").as_deref() == Some("true"),
            entry.text("salt"),
        );
    }
    if let Some(address) = root
        .text(&format!("{subject}.id"))
        .and_then(|id| id.strip_prefix("mailto:").map(str::to_owned))
    {
        record.person.emails.push(address);
    }
    if record.person.is_nobody() {
        record.person.name = root.text(&format!("{subject}.name"));
    }
    record.credential = name.map_or(CredentialRef::Nothing, CredentialRef::Name);
    record.issuer = issuer(root.at("issuer"));
    record.earned = root.text("validFrom").or_else(|| root.text("issuanceDate"));
    let ends = root
        .text("validUntil")
        .or_else(|| root.text("expirationDate"));
    record.expires = ends.map_or(StatedExpiry::ImpliedNone, StatedExpiry::On);
    record.evidence = root.text("id");
    if let Some(kind) = root
        .text(&format!("{achievement}.achievementType"))
        .filter(|kind| OTHER_KINDS.contains(&kind.as_str()))
    {
        record.claim = Claim::Other(format!(
            "an achievement of the kind `{kind}`, no certification"
        ));
    }
    proof::keep(root, &mut record);
    status_list::keep(root, &mut record);
    record
}

/// An assertion of version 2.
fn assertion(root: &Node<'_>, lines: &Lines<'_>) -> Record {
    let mut record =
        Record::at(lines.at(root.at("badge.name").or(root.at("badge")).unwrap_or(root)));
    let identity = root.text("recipient.identity").unwrap_or_default();
    recipient(
        &mut record.person,
        &identity,
        root.text("recipient.hashed").as_deref() == Some("true"),
        root.text("recipient.salt"),
    );
    record.credential = match (root.text("badge.name"), root.text("badge")) {
        (Some(name), _) => CredentialRef::Name(name),
        (None, Some(link)) => CredentialRef::Link(link),
        (None, None) => root
            .text("badge.id")
            .map_or(CredentialRef::Nothing, CredentialRef::Link),
    };
    record.issuer = issuer(root.at("badge.issuer"));
    record.earned = root.text("issuedOn");
    record.expires = root
        .text("expires")
        .map_or(StatedExpiry::ImpliedNone, StatedExpiry::On);
    record.evidence = root.text("id");
    let has_reason = root
        .text("revocationReason")
        .is_some_and(|text| !says_nothing(&text));
    if has_reason || root.text("revoked").as_deref() == Some("true") {
        record.claim = Claim::Status(HoldingStatus::Revoked);
    }
    if proof::is_in(root) {
        let why = "only those of Open Badges 3.0 are read";
        record.notes.push(proof::not_checked(why));
    }
    record
}

/// What assertions refer to.
fn badge_class(root: &Node<'_>) -> Option<Link> {
    let issuer = issuer(root.at("issuer"));
    Some(Link {
        id: root.text("id")?,
        name: root.text("name")?,
        issuer,
        endless: false,
    })
}

/// An issuer's name; an address alone is not a name.
fn issuer(node: Option<&Node<'_>>) -> Option<String> {
    node.filter(|node| matches!(node.value, Value::Map(_)))?
        .text("name")
}

/// Who it was given to: an address, or the hash of one.
fn recipient(person: &mut PersonRef, identity: &str, hashed: bool, salt: Option<String>) {
    let identity = identity.trim();
    match identity.strip_prefix("sha256$") {
        Some(digest) => {
            person.hashes.push(Hash {
                digest: digest.to_lowercase(),
                salt: salt.unwrap_or_default(),
            });
        }
        // Another hash can't be compared, but is a recipient all the same.
        None if hashed => person.hashes.push(Hash {
            digest: String::new(),
            salt: String::new(),
        }),
        None if identity.contains('@') => person.emails.push(identity.to_owned()),
        None => {}
    }
}
