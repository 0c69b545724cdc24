//! What a heading or key is about, told by its words, however they are joined: `issue_date`, `validThrough`, `Expires At`.

use super::DateOrder;
use super::resolve::date;
use super::table::Field;

/// What a heading is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One of the fields of a record.
    About(Field),
    /// Something else that is no concern of ours: a hiring date, a licence number.
    Else,
    /// Its words don't say.
    Unknown,
}

/// A heading with one of these words is about something else, whatever other words it has.
const ELSE: &[&str] = &[
    "birth",
    "birthday",
    "born",
    "geburtsdatum",
    "geburt",
    "hire",
    "hired",
    "hiring",
    "employment",
    "employed",
    "joined",
    "joining",
    "onboarding",
    "probation",
    "contract",
    "eintritt",
    "eintrittsdatum",
    "updated",
    "modified",
    "created",
    "uploaded",
    "synced",
    "timestamp",
    "exported",
    "notified",
    "reminder",
    "number",
    "nummer",
    "no",
    "licence",
    "license",
    "cost",
    "price",
    "fee",
    "hours",
    "cpe",
    "cpes",
    "ceu",
    "score",
    "comment",
    "comments",
    "notes",
    "remarks",
];
const EXPIRES: &[&str] = &[
    "expires",
    "to",
    "validity",
    "expiry",
    "expiration",
    "expired",
    "expiring",
    "exp",
    "until",
    "thru",
    "through",
    "till",
    "ends",
    "end",
    "finished",
    "renewal",
    "renew",
    "due",
    "lapse",
    "lapses",
    "recert",
    "recertification",
    "recertify",
    "ablauf",
    "ablaufdatum",
    "verfall",
    "verfallsdatum",
    "bis",
    "endet",
    "expire",
    "fin",
    "echeance",
    "échéance",
    "jusqu",
    "vence",
    "vencimiento",
    "caduca",
    "caducidad",
    "hasta",
    "vervaldatum",
    "vervalt",
    "tot",
    "scadenza",
    "scade",
    "validade",
    "vencimento",
    "ate",
    "até",
    "läuft",
    "laeuft",
    "auslaufdatum",
    "gültigkeit",
    "gültigkeitsende",
    "有効期限",
];
const EARNED: &[&str] = &[
    "issued",
    "issue",
    "issuance",
    "earned",
    "earn",
    "obtained",
    "achieved",
    "achievement",
    "awarded",
    "award",
    "granted",
    "received",
    "acquired",
    "attained",
    "attainment",
    "completed",
    "completion",
    "complete",
    "passed",
    "pass",
    "certified",
    "taken",
    "start",
    "started",
    "since",
    "effective",
    "from",
    "ausgestellt",
    "ausstellung",
    "ausstellungsdatum",
    "ausstelldatum",
    "erworben",
    "erwerb",
    "bestanden",
    "abgeschlossen",
    "abschluss",
    "abschlussdatum",
    "prüfungsdatum",
    "ab",
    "seit",
    "obtenu",
    "obtenue",
    "obtention",
    "délivré",
    "délivrance",
    "delivrance",
    "obtenido",
    "obtención",
    "obtencion",
    "emisión",
    "emision",
    "expedición",
    "expedicion",
    "behaald",
    "uitgifte",
    "uitgegeven",
    "conseguimento",
    "conseguito",
    "rilascio",
    "ottenuto",
    "emissão",
    "emissao",
    "obtenção",
    "取得日",
    "発行日",
];
const CREDENTIAL: &[&str] = &[
    "credential",
    "credentials",
    "certification",
    "certifications",
    "certificate",
    "certificates",
    "cert",
    "certs",
    "badge",
    "qualification",
    "zertifikat",
    "zertifizierung",
    "certificat",
    "certificación",
    "certificacion",
    "certificazione",
    "certificaat",
    "certificação",
];
/// Words that may stand around one of these.
const AROUND: &[&str] = &[
    "name",
    "title",
    "held",
    "type",
    "the",
    "of",
    "professional",
    "it",
    "current",
    "full",
    "description",
    "bezeichnung",
    "industry",
    "vendor",
    "earned",
    "s",
];

/// The words of a heading in lower case.
pub(super) fn words(heading: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in heading.chars() {
        let starts_word = c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit());
        if !c.is_alphanumeric() || starts_word {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// A heading with one space between its words.
pub(super) fn plain(heading: &str) -> String {
    words(heading).join(" ")
}

/// What a heading is about; `are_dates` says whether its cells are dates.
pub(super) fn meaning(heading: &str, are_dates: bool) -> Meaning {
    let words = words(heading);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    if has(ELSE) {
        return Meaning::Else;
    }
    let names_dates = has(&["date", "dates", "datum", "fecha"]);
    if are_dates || names_dates {
        let (last, next) = (
            has(&["last", "letzte", "previous"]),
            has(&["next", "nächste"]),
        );
        // `Last renewal` and `start of renewal` don't say when it ends.
        return match (has(EXPIRES), has(EARNED)) {
            (true, _) if last => Meaning::Unknown,
            (true, _) => Meaning::About(Field::Expires),
            (false, true) if next => Meaning::Unknown,
            (false, true) => Meaning::About(Field::Earned),
            (false, false)
                if has(CREDENTIAL) || has(&["exam", "test"]) || names_dates && words.len() == 1 =>
            {
                Meaning::About(Field::Earned)
            }
            (false, false) => Meaning::Unknown,
        };
    }
    if has(CREDENTIAL)
        && words
            .iter()
            .all(|word| CREDENTIAL.contains(&word.as_str()) || AROUND.contains(&word.as_str()))
    {
        return Meaning::About(Field::Credential);
    }
    if has(CREDENTIAL) && has(&["status", "state"]) {
        return Meaning::About(Field::Status);
    }
    if has(CREDENTIAL) && has(&["url", "link"]) {
        return Meaning::About(Field::Evidence);
    }
    if has(CREDENTIAL)
        && has(&[
            "issuer",
            "provider",
            "vendor",
            "body",
            "authority",
            "organization",
            "organisation",
        ])
    {
        return Meaning::About(Field::Issuer);
    }
    if has(CREDENTIAL) || words == ["id"] {
        return Meaning::Else;
    }
    Meaning::Unknown
}

/// Whether a cell can be nothing but a date. Bare numbers can be anything.
pub(super) fn is_date(cell: &str) -> bool {
    let reads = |order| {
        let custom = date::Custom {
            said: Some(order),
            shown: None,
        };
        date::read(cell, custom).is_ok()
    };
    let is_bare = cell.trim().bytes().all(|b| b.is_ascii_digit());
    !is_bare && (reads(DateOrder::DayFirst) || reads(DateOrder::MonthFirst))
}

/// Whether most of some cells are dates.
pub(super) fn are_dates<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let (mut dates, mut others) = (0_usize, 0_usize);
    for cell in cells.filter(|cell| !super::record::says_nothing(cell)) {
        if is_date(cell) {
            dates += 1;
        } else {
            others += 1;
        }
    }
    dates > 0 && dates >= others
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_understood_by_their_words() {
        for (earned, expires) in [
            ("Issued At", "Expires At"),
            ("Date achieved", "Valid through"),
            ("issue_date", "expiration_date"),
            ("earned_on", "valid_until"),
            ("Obtained", "Renewal due"),
            ("Passed", "Next renewal"),
            ("Completion date", "Expiry"),
            ("issueDate", "validThrough"),
            ("dateIssued", "expiresAt"),
            ("Awarded on", "Valid till"),
            ("valid_from", "valid_to"),
            ("Certification Date", "Recert by"),
            ("Ausgestellt am", "Gültig bis"),
            ("Date d'obtention", "Date d'expiration"),
            ("Fecha de emisión", "Fecha de vencimiento"),
            ("Behaald op", "Geldig tot"),
            ("Data di rilascio", "Data di scadenza"),
            ("Exam date", "Cert Expiration Date"),
            ("取得日", "有効期限"),
        ] {
            assert_eq!(
                meaning(earned, true),
                Meaning::About(Field::Earned),
                "{earned}"
            );
            assert_eq!(
                meaning(expires, true),
                Meaning::About(Field::Expires),
                "{expires}"
            );
        }
        for heading in [
            "Date of birth",
            "Hire Date",
            "Last updated on",
            "Contract end date",
        ] {
            assert_eq!(meaning(heading, true), Meaning::Else, "{heading}");
        }
        for heading in ["Last renewal", "Milestone"] {
            assert_eq!(meaning(heading, true), Meaning::Unknown, "{heading}");
        }
        assert_eq!(
            meaning("certification_name", false),
            Meaning::About(Field::Credential)
        );
        assert_eq!(meaning("Certification ID", false), Meaning::Else);
        assert_eq!(meaning("Location", false), Meaning::Unknown);
    }
}
