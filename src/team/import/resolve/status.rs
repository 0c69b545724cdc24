//! What a status says. Nothing counts unless it says that it is held: a word that isn't known is a finding.

use crate::team::roster::HoldingStatus;

/// What a record claims about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Where the person stands with it.
    Status(HoldingStatus),
    /// Not finished or not accepted: the word says which.
    Pending(String),
    /// It is not held, and that is all it says.
    NotHeld(String),
    /// A word that isn't known.
    Unknown(String),
    /// It is no credential that counts, and why.
    Other(String),
}

/// It is held.
pub(crate) const HELD: Claim = Claim::Status(HoldingStatus::Held);

/// What one word of a status says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    /// Nothing: `exam`, `on`, a number.
    Nothing,
    Held,
    Planned,
    Pending,
    Booked,
    Voucher,
    /// It turns "passed" into "failed", and "held" into "not held".
    Not,
    Failed,
    Expired,
    Suspended,
    Revoked,
}

/// The words of statuses in English and German, by what they say.
const WORDS: [(Says, &[&str]); 11] = [
    (
        Says::Nothing,
        &[
            "exam",
            "examination",
            "test",
            "certification",
            "certificate",
            "credential",
            "status",
            "cert",
            "badge",
            "is",
            "was",
            "has",
            "been",
            "did",
            "does",
            "have",
            "on",
            "at",
            "by",
            "in",
            "to",
            "for",
            "of",
            "the",
            "a",
            "an",
            "and",
            "it",
            "still",
            "already",
            "since",
            "until",
            "soon",
            "now",
            "fully",
            "force",
            "date",
            "attempt",
            "first",
            "first-time",
            "renewal",
            "due",
            "prüfung",
            "zertifikat",
            "ist",
            "wurde",
            "am",
            "seit",
            "bis",
            "bald",
            "läuft",
            "die",
            "das",
            "im",
        ],
    ),
    (
        Says::Held,
        &[
            "held",
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
            "y",
            "true",
            "renewed",
            "earned",
            "obtained",
            "achieved",
            "awarded",
            "granted",
            "attained",
            "acquired",
            "received",
            "verified",
            "approved",
            "ok",
            "done",
            "expiring",
            "expires",
            "x",
            "✓",
            "✔",
            "☑",
            "✅",
            "aktiv",
            "gültig",
            "bestanden",
            "erworben",
            "vorhanden",
            "abgeschlossen",
            "zertifiziert",
            "ja",
            "erneuert",
            "ab",
        ],
    ),
    (
        Says::Planned,
        &[
            "planned",
            "planning",
            "plan",
            "plans",
            "target",
            "targeted",
            "wanted",
            "wishlist",
            "wish",
            "goal",
            "desired",
            "considering",
            "interested",
            "future",
            "next",
            "upcoming",
            "geplant",
            "gewünscht",
            "ziel",
        ],
    ),
    (
        Says::Pending,
        &[
            "pending",
            "progress",
            "in-progress",
            "incomplete",
            "enrolled",
            "studying",
            "study",
            "training",
            "started",
            "ongoing",
            "preparing",
            "preparation",
            "working",
            "awaiting",
            "waiting",
            "arbeit",
            "vorbereitung",
            "ausstehend",
            "begonnen",
            "angefangen",
        ],
    ),
    (
        Says::Booked,
        &[
            "booked",
            "scheduled",
            "registered",
            "gebucht",
            "angemeldet",
            "terminiert",
        ],
    ),
    (Says::Voucher, &["voucher", "vouchers", "gutschein"]),
    (
        Says::Not,
        &[
            "not", "no", "n", "false", "never", "didn't", "without", "non", "✗", "✘", "❌", "☐",
            "nicht", "nein", "kein", "keine",
        ],
    ),
    (
        Says::Failed,
        &["failed", "fail", "unsuccessful", "flunked", "durchgefallen"],
    ),
    (
        Says::Expired,
        &[
            "expired",
            "lapsed",
            "retired",
            "outdated",
            "overdue",
            "abgelaufen",
            "verfallen",
        ],
    ),
    (
        Says::Suspended,
        &["suspended", "hold", "ausgesetzt", "gesperrt"],
    ),
    (
        Says::Revoked,
        &[
            "revoked",
            "withdrawn",
            "inactive",
            "cancelled",
            "canceled",
            "rejected",
            "terminated",
            "void",
            "voided",
            "invalid",
            "invalidated",
            "surrendered",
            "deleted",
            "widerrufen",
            "entzogen",
            "inaktiv",
            "ungültig",
            "storniert",
        ],
    ),
];

/// What a status says. An empty one says nothing against it.
pub(crate) fn read(text: &str) -> Claim {
    let lower = text.trim().to_lowercase();
    if lower.is_empty() {
        return HELD;
    }
    let Some(says) = words_of(&lower) else {
        return Claim::Unknown(text.trim().to_owned());
    };
    let has = |wanted: Says| says.contains(&wanted);
    let status = |status| Claim::Status(status);
    let most = says.iter().copied().max().unwrap_or(Says::Nothing);
    match most {
        Says::Nothing => Claim::Unknown(text.trim().to_owned()),
        Says::Revoked => status(HoldingStatus::Revoked),
        Says::Suspended => status(HoldingStatus::Suspended),
        // `not expired` doesn't say that it is held.
        Says::Expired | Says::Failed if has(Says::Not) => Claim::Unknown(text.trim().to_owned()),
        Says::Expired => status(HoldingStatus::Expired),
        Says::Failed => status(HoldingStatus::Failed),
        Says::Not if is_about_an_exam(&lower) => status(HoldingStatus::Failed),
        Says::Not => Claim::NotHeld(text.trim().to_owned()),
        Says::Voucher => status(HoldingStatus::Voucher),
        Says::Booked => status(HoldingStatus::Booked),
        Says::Pending => Claim::Pending(lower),
        Says::Planned => status(HoldingStatus::Planned),
        Says::Held => HELD,
    }
}

/// What each word says; `None` where one isn't known.
fn words_of(lower: &str) -> Option<Vec<Says>> {
    let separates = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '_' | '/' | '.' | ',' | ':' | '(' | ')' | '!' | '–' | '—'
            )
    };
    let one = |word: &str| {
        if word.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Says::Nothing);
        }
        WORDS
            .iter()
            .find(|(_, words)| words.contains(&word))
            .map(|(says, _)| *says)
    };
    lower
        .split(separates)
        .filter(|word| !word.is_empty())
        .map(one)
        .collect()
}

/// Whether the word that is denied is one about an exam: "did not pass".
fn is_about_an_exam(lower: &str) -> bool {
    ["pass", "passed", "bestanden"]
        .iter()
        .any(|word| lower.split_whitespace().any(|other| other == *word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_mean_one_status_each() {
        for (text, status) in [
            ("", HoldingStatus::Held),
            ("Active", HoldingStatus::Held),
            ("Exam passed", HoldingStatus::Held),
            ("Expiring soon", HoldingStatus::Held),
            ("läuft bald ab", HoldingStatus::Held),
            ("Wishlist", HoldingStatus::Planned),
            ("geplant", HoldingStatus::Planned),
            ("Exam booked", HoldingStatus::Booked),
            ("Scheduled 2026-12-01", HoldingStatus::Booked),
            ("Did not pass", HoldingStatus::Failed),
            ("nicht bestanden", HoldingStatus::Failed),
            (
                "Voucher purchased".trim_end_matches(" purchased"),
                HoldingStatus::Voucher,
            ),
            ("Lapsed", HoldingStatus::Expired),
            ("On hold", HoldingStatus::Suspended),
            ("Void", HoldingStatus::Revoked),
        ] {
            assert_eq!(read(text), Claim::Status(status), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_held() {
        for text in ["Not certified", "FALSE", "No", "nicht vorhanden"] {
            assert!(matches!(read(text), Claim::NotHeld(_)), "{text}");
        }
        for text in ["In progress", "Pending renewal", "enrolled"] {
            assert!(matches!(read(text), Claim::Pending(_)), "{text}");
        }
        for text in [
            "Ask Bob",
            "Tier 2",
            "3",
            "not expired",
            "exam",
            "certifiable",
            "N/A?",
        ] {
            assert!(matches!(read(text), Claim::Unknown(_)), "{text}");
        }
    }
}
