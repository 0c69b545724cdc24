//! What a status column says. It can take a holding away; it can't keep one that its dates end.

/// What a record claims about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It is held, as far as the record says.
    Held,
    /// Taken back or given up.
    Revoked,
    /// Not yet, or not finished: the word says which.
    Pending(String),
    /// Planned only.
    Planned,
    /// The record says that it is over.
    Lapsed,
    /// It is no credential that counts, and why.
    Other(String),
}

const HELD: &[&str] = &[
    "",
    "active",
    "valid",
    "current",
    "certified",
    "accepted",
    "issued",
    "passed",
    "pass",
    "completed",
    "complete",
    "yes",
    "renewed",
    "expiring",
    "expiring soon",
    "expires soon",
    "due for renewal",
    "aktiv",
    "gültig",
    "bestanden",
    "läuft ab",
    "läuft bald ab",
];
const REVOKED: &[&str] = &[
    "revoked",
    "suspended",
    "withdrawn",
    "inactive",
    "cancelled",
    "canceled",
    "rejected",
    "terminated",
    "widerrufen",
    "entzogen",
    "inaktiv",
    "ungültig",
    "invalid",
];
const PENDING: &[&str] = &[
    "pending",
    "in progress",
    "incomplete",
    "not started",
    "enrolled",
    "registered",
    "failed",
    "fail",
    "no",
    "not held",
    "studying",
    "training",
    "in arbeit",
    "nicht bestanden",
    "nein",
];
const PLANNED: &[&str] = &[
    "planned",
    "scheduled",
    "booked",
    "target",
    "wanted",
    "geplant",
    "gebucht",
];
const LAPSED: &[&str] = &["expired", "lapsed", "retired", "abgelaufen"];

/// What a status says; `None` for a word that means nothing to us.
pub(crate) fn read(text: &str) -> Option<Claim> {
    let plain = text.trim().to_lowercase().replace(['-', '_'], " ");
    let one_of = |words: &[&str]| words.contains(&plain.as_str());
    if one_of(HELD) {
        Some(Claim::Held)
    } else if one_of(REVOKED) {
        Some(Claim::Revoked)
    } else if one_of(PENDING) {
        Some(Claim::Pending(plain))
    } else if one_of(PLANNED) {
        Some(Claim::Planned)
    } else if one_of(LAPSED) {
        Some(Claim::Lapsed)
    } else {
        None
    }
}
