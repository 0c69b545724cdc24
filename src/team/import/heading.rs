//! What a heading or key is about, told by its words, however they are joined: `issue_date`, `validThrough`, `Expires At`.

use super::DateOrder;
use super::resolve::status::Claim;
use super::resolve::{date, status};
use super::table::Field;
use crate::team::roster::HoldingStatus;

/// What a heading is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One of the fields of a record.
    About(Field),
    /// Something else that doesn't matter here: a hiring date, a license number.
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
/// Words of dates on which an exam is still to come.
const EXAM_AHEAD: &[&str] = &[
    "scheduled",
    "booked",
    "booking",
    "planned",
    "target",
    "targeted",
    "appointment",
    "geplant",
    "gebucht",
    "prüfungstermin",
    "termin",
    "prévue",
    "prévu",
    "programada",
    "planificada",
    "prenotato",
    "agendado",
    "gepland",
    "受験予定日",
    "予定日",
];
/// The same, unless an expiry is expected.
const EXPECTED: &[&str] = &[
    "expected",
    "estimated",
    "anticipated",
    "intended",
    "projected",
    "tentative",
    "proposed",
    "forecast",
    "voraussichtlich",
    "voraussichtliche",
    "voraussichtliches",
    "erwartet",
    "attendue",
    "prévisionnelle",
    "estimée",
    "prevista",
    "estimada",
    "esperada",
    "stimata",
    "verwacht",
    "verwachte",
];
/// Words of attempts at an exam, which do not say that it was passed.
const ATTEMPT: &[&str] = &[
    "attempt",
    "attempts",
    "attempted",
    "versuch",
    "prüfungsversuch",
    "intento",
    "tentativo",
    "tentativa",
    "poging",
];
/// Words that say that it was.
const PASSED: &[&str] = &[
    "passed",
    "pass",
    "successful",
    "bestanden",
    "réussi",
    "réussie",
    "aprobado",
    "superato",
    "aprovado",
    "geslaagd",
];
/// Words of vouchers.
const VOUCHER: &[&str] = &["voucher", "vouchers", "gutschein", "バウチャー"];
/// Words that headings in one word are made of: `expirydate`, `validuntil`.
const PARTS: &[&str] = &[
    "address",
    "at",
    "by",
    "cert",
    "certificate",
    "certification",
    "completion",
    "credential",
    "date",
    "earned",
    "email",
    "employee",
    "end",
    "exam",
    "exp",
    "expiration",
    "expires",
    "expiry",
    "first",
    "from",
    "full",
    "id",
    "issue",
    "issued",
    "last",
    "name",
    "obtained",
    "of",
    "on",
    "passed",
    "renewal",
    "start",
    "status",
    "through",
    "thru",
    "to",
    "until",
    "valid",
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
    "termination",
    "terminates",
    "ending",
    "validité",
    "validite",
    "vigencia",
    "fino",
    "vencida",
    "giltig",
    "til",
    "udløber",
    "utløper",
    "ważności",
    "wygaśnięcia",
    "有効期間",
    "有効期限日",
    "満了日",
    "到期日",
    "到期日期",
    "有效期至",
    "만료일",
    "gültigkeit",
    "gültigkeitsende",
    "有効期限",
    "更新期限",
    "verlängerung",
    "fällig",
    "fälligkeit",
    "rezertifizierung",
    "renouvellement",
    "renovación",
    "renovacion",
    "rinnovo",
    "renovação",
    "verlenging",
    "currency",
];
const EARNED: &[&str] = &[
    "issued",
    "issue",
    "iss",
    "qualified",
    "erhalten",
    "prüfung",
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
    "début",
    "debut",
    "inicio",
    "início",
    "inizio",
    "conclusão",
    "conclusao",
    "otorgado",
    "otorgada",
    "gained",
    "secured",
    "conferred",
    "graduated",
    "graduation",
    "utfärdad",
    "udstedt",
    "utstedt",
    "wydania",
    "uzyskania",
    "passing",
    "erlangt",
    "verliehen",
    "délivrée",
    "emitido",
    "emitida",
    "emesso",
    "rilasciato",
    "rilasciata",
    "ottenimento",
    "obtido",
    "obtida",
    "uitgiftedatum",
    "afgiftedatum",
    "uitgereikt",
    "取得日",
    "取得年月日",
    "発行日",
    "認定日",
    "合格日",
    "获得日期",
    "颁发日期",
    "发证日期",
    "취득일",
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
    "資格",
    "資格名",
    "認定資格",
    "证书",
    "certyfikat",
    "certifiering",
    "certificering",
    "sertifisering",
    "证书名称",
    "자격증",
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
    "nom",
    "nombre",
    "nome",
    "naam",
    "de",
    "la",
    "du",
    "del",
    "da",
    "der",
    "des",
];

/// Words for people, of whom a heading may give the name, a number or an address: `Recipient Name`, `User ID`.
const PEOPLE: &[&str] = &[
    "employee",
    "worker",
    "recipient",
    "learner",
    "user",
    "candidate",
    "member",
    "staff",
    "person",
    "holder",
    "student",
    "participant",
    "attendee",
    "resource",
    "colleague",
    "trainee",
    "assignee",
];

/// The field of a heading that is about people and nothing else.
fn about_people(words: &[String]) -> Option<Field> {
    const NUMBERS: &[&str] = &["id", "number", "no", "nr", "code"];
    const ADDRESSES: &[&str] = &["email", "mail"];
    const AROUND: &[&str] = &[
        "e",
        "address",
        "full",
        "external",
        "display",
        "legal",
        "preferred",
        "work",
        "business",
        "company",
        "corporate",
        "office",
        "primary",
        "s",
        "name",
    ];
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    let known = [PEOPLE, NUMBERS, ADDRESSES, AROUND];
    let all_known = words
        .iter()
        .all(|word| known.iter().any(|list| list.contains(&word.as_str())));
    if !all_known || !has(PEOPLE) && !has(ADDRESSES) {
        return None;
    }
    Some(if has(ADDRESSES) {
        Field::Email
    } else if has(NUMBERS) {
        Field::Id
    } else {
        Field::Name
    })
}

/// The field of a heading whose cells say whether something is held, or whether it is over.
fn about_status(words: &[String]) -> Option<Field> {
    const STATUS: &[&str] = &[
        "status",
        "state",
        "outcome",
        "result",
        "results",
        "stage",
        "progress",
        "held",
        "passed",
        "pass",
        "active",
        "current",
        "valid",
        "certified",
        "achieved",
        "obtained",
        "completed",
        "complete",
        "earned",
        "awarded",
        "attained",
        "acquired",
        "done",
        "bestanden",
        "erworben",
        "gültig",
        "aktiv",
        "vorhanden",
        "ergebnis",
        "résultat",
        "obtenu",
        "obtenue",
        "réussi",
        "réussie",
        "valide",
        "actif",
        "resultado",
        "aprobado",
        "obtenido",
        "vigente",
        "activo",
        "esito",
        "risultato",
        "superato",
        "conseguito",
        "valido",
        "attivo",
        "aprovado",
        "obtido",
        "ativo",
        "resultaat",
        "behaald",
        "geslaagd",
        "geldig",
        "actief",
        "合格",
        "合否",
        "結果",
        "grade",
        "verdict",
    ];
    const FAILED: &[&str] = &["fail", "failed"];
    const ENDED: &[&str] = &[
        "expired",
        "lapsed",
        "revoked",
        "suspended",
        "inactive",
        "abgelaufen",
        "expiré",
        "expirée",
        "caducado",
        "caducada",
        "vencido",
        "vencida",
        "scaduto",
        "scaduta",
        "expirado",
        "expirada",
        "verlopen",
    ];
    const BESIDE: &[&str] = &[
        "y",
        "n",
        "yes",
        "no",
        "ja",
        "nein",
        "is",
        "it",
        "the",
        "of",
        "exam",
        "exams",
        "test",
        "tests",
        "has",
        "been",
        "still",
        "currently",
        "already",
        "license",
        "licence",
    ];
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    let known = [STATUS, FAILED, ENDED, BESIDE, CREDENTIAL];
    let all_known = words
        .iter()
        .filter(|word| !is_numbering(word))
        .all(|word| known.iter().any(|list| list.contains(&word.as_str())));
    if !all_known {
        return None;
    }
    // `Pass/Fail` asks for one of both.
    if has(ENDED) || has(FAILED) && !has(STATUS) {
        Some(Field::Ended)
    } else {
        has(STATUS).then_some(Field::Status)
    }
}

/// Whether a heading asks whether a credential is held or over: `Passed?`, `Expired`, but not `Status`, whose blanks are as
/// usual as `active`.
pub(super) fn asks_for_answer(heading: &str) -> bool {
    let words = words(heading);
    let is_general = |word: &String| matches!(word.as_str(), "status" | "state");
    about_status(&words).is_some() && !words.iter().any(is_general)
}

/// Whether a heading is one of a status, or asks whether a credential is held or over.
pub(super) fn is_about_status(heading: &str) -> bool {
    about_status(&words(heading)).is_some()
}

/// Whether a heading asks whether a credential is over.
pub(super) fn is_about_end(heading: &str) -> bool {
    about_status(&words(heading)) == Some(Field::Ended)
}

/// Whether a word numbers columns that are called alike: the `2` of `Status 2`. A year does not.
fn is_numbering(word: &str) -> bool {
    (1..=2).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a heading among those called alike: 2 for `Status 2`, `Cert2` and `Cert 2 expires`.
pub(super) fn number(heading: &str) -> Option<u32> {
    let mut numbers = heading
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| is_numbering(digits));
    let number = numbers.next()?.parse().ok()?;
    numbers.next().is_none().then_some(number)
}

/// Whether a heading may stand above names of credentials though it does not say so: `Training`, `Exam number`. One that
/// says more, such as `Target` or `Next step`, is about something else.
pub(super) fn may_name_credentials(heading: &str) -> bool {
    const KNOWN: &[&str] = &[
        "training",
        "trainings",
        "exam",
        "exams",
        "title",
        "number",
        "code",
        "name",
        "accreditation",
        "accreditations",
        "license",
        "licence",
        "licenses",
        "licences",
        "award",
        "awards",
        "achievement",
        "achievements",
        "item",
        "type",
        "schulung",
        "formation",
        "formación",
        "formazione",
        "opleiding",
    ];
    let words = words(heading);
    let is_known =
        |word: &String| KNOWN.contains(&word.as_str()) || CREDENTIAL.contains(&word.as_str());
    !words.is_empty() && words.iter().all(is_known)
}

/// Whether what stands under a heading was attended or sat, which does not say that anything was earned.
pub(super) fn names_attempts(heading: &str) -> bool {
    const ATTEMPTS: [&str; 9] = [
        "training",
        "trainings",
        "exam",
        "exams",
        "schulung",
        "formation",
        "formación",
        "formazione",
        "opleiding",
    ];
    words(heading)
        .iter()
        .any(|word| ATTEMPTS.contains(&word.as_str()))
}

/// Whether what stands under a heading may be a remark on anything: `Notes`, `Info`, or no heading at all.
pub(super) fn is_remark(heading: &str) -> bool {
    const REMARKS: &[&str] = &[
        "note",
        "notes",
        "comment",
        "comments",
        "remark",
        "remarks",
        "bemerkung",
        "bemerkungen",
        "anmerkung",
        "anmerkungen",
        "hinweis",
        "kommentar",
        "remarque",
        "remarques",
        "commentaire",
        "commentaires",
        "observaciones",
        "comentario",
        "comentarios",
        "notas",
        "commento",
        "commenti",
        "osservazioni",
        "observações",
        "comentários",
        "opmerking",
        "opmerkingen",
        "toelichting",
        "備考",
        "メモ",
    ];
    const ANYTHING: &[&str] = &["info", "information", "details", "additional", "other"];
    let words = words(heading);
    words.iter().any(|word| REMARKS.contains(&word.as_str()))
        || words.iter().all(|word| ANYTHING.contains(&word.as_str()))
}

/// Whether a word is one for credentials.
pub(super) fn is_credential(word: &str) -> bool {
    CREDENTIAL.contains(&word)
}

/// Whether a heading such as `In progress` or `Cancelled` asks for a status, and its cells answer: `yes`, `50%`, `by the
/// issuer`. Dates are read as such, and of an aim (`Target`) only `yes` and `no` are answers.
pub(super) fn is_status_question<'c>(heading: &str, cells: impl Iterator<Item = &'c str>) -> bool {
    let state = status::of_caption(heading).filter(|state| *state != HoldingStatus::Voucher);
    let said = cells.filter(|cell| !super::record::says_nothing(cell));
    let said: Vec<&str> = said.collect();
    if state.is_none() || said.is_empty() {
        return false;
    }
    let is_answer =
        |cell: &&str| matches!(status::read(cell).claim, status::HELD | Claim::NotHeld(_));
    if said.iter().all(is_answer) {
        return true;
    }
    let is_aim = words(heading).iter().any(|word| status::is_aim(word));
    let is_open = meaning(heading, false) == Meaning::Unknown;
    is_open && !is_aim && !are_dates(said.iter().copied())
}

/// Whether a heading says that something is over: `Expired`, `CKA revoked`.
pub(super) fn says_ended(heading: &str) -> bool {
    status::taken_away(heading).is_some()
}

/// The words of a heading in lower case.
pub(super) fn words(heading: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for c in heading.chars() {
        if matches!(c, '#' | '№') {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            words.push("number".to_owned());
        }
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
    words.into_iter().flat_map(parted).collect()
}

/// The parts of a word that was made of two or three.
fn parted(word: String) -> Vec<String> {
    parts_of(&word, 3).unwrap_or_else(|| vec![word])
}

fn parts_of(word: &str, most: usize) -> Option<Vec<String>> {
    if PARTS.contains(&word) {
        return Some(vec![word.to_owned()]);
    }
    let ends = word.char_indices().map(|(end, _)| end);
    let split = ends.filter_map(|end| word.split_at_checked(end));
    let mut begun = split.filter(|(first, _)| most > 1 && PARTS.contains(first));
    begun.find_map(|(first, rest)| {
        let rest = parts_of(rest, most - 1)?;
        Some([vec![first.to_owned()], rest].concat())
    })
}

/// A heading with one space between its words.
pub(super) fn plain(heading: &str) -> String {
    words(heading).join(" ")
}

/// What a heading is about; `are_dates` says whether its cells are dates.
pub(super) fn meaning(heading: &str, are_dates: bool) -> Meaning {
    let words = words(heading);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    if let Some(field) = about_people(&words).filter(|_| !are_dates) {
        return Meaning::About(field);
    }
    if let Some(field) = about_status(&words).filter(|_| !are_dates) {
        return Meaning::About(field);
    }
    if has(ELSE) {
        return Meaning::Else;
    }
    let names_dates = has(&["date", "dates", "datum", "fecha"]);
    if are_dates || names_dates {
        if has(VOUCHER) {
            return Meaning::About(Field::VoucherUntil);
        }
        let is_expected = has(EXPECTED) && !has(EXPIRES);
        let is_next_exam = has(&["exam", "test"]) && has(&["next", "nächste"]);
        let is_attempt = has(ATTEMPT) && !has(PASSED) && !has(EXPIRES);
        if has(EXAM_AHEAD) || is_expected || is_next_exam || is_attempt {
            return Meaning::About(Field::ExamDay);
        }
        let taken_away = status::taken_away(heading);
        if taken_away.is_some_and(|status| status != HoldingStatus::Expired) {
            return Meaning::About(Field::Ended);
        }
        let (last, next) = (
            has(&["last", "letzte", "previous"]),
            has(&["next", "nächste"]),
        );
        // `Lab access until` is about something else.
        if has(EXPIRES) && !has(EARNED) && names_other_end(&words) {
            return Meaning::Unknown;
        }
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
            .filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))
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

/// What a heading is about, by its words and its cells; `are_dates` says whether these are dates. Cells below `Issued` or
/// `Expires` that are not dates are left to be refused where they are read.
pub(super) fn meaning_with_cells<'c>(
    heading: &str,
    are_dates: bool,
    cells: impl Iterator<Item = &'c str>,
) -> Meaning {
    let by_words = meaning(heading, are_dates);
    let is_open = matches!(
        by_words,
        Meaning::Unknown | Meaning::About(Field::Status | Field::Ended)
    );
    let Some(field) = date_field(heading).filter(|_| is_open && !are_dates) else {
        return by_words;
    };
    let said = cells.filter(|cell| !super::record::says_nothing(cell));
    let said: Vec<&str> = said.collect();
    let is_strict = names_only_dates(heading);
    let is_date = |cell: &&&str| {
        has_form_of_date(cell) || is_strict && cell.bytes().all(|byte| byte.is_ascii_digit())
    };
    let dates = said.iter().filter(is_date).count();
    let is_status = |cell: &&str| {
        !matches!(
            status::read(cell).claim,
            Claim::Unknown(_) | Claim::Other(_)
        )
    };
    match by_words {
        Meaning::Unknown if dates > 0 => Meaning::About(field),
        Meaning::Unknown if is_strict && !said.is_empty() => {
            let is_answered = field == Field::Earned && said.iter().all(is_status);
            Meaning::About(if is_answered { Field::Status } else { field })
        }
        _ if dates > 0 && dates * 2 >= said.len() => Meaning::About(field),
        _ => by_words,
    }
}

/// The field of dates that the words of a heading name.
fn date_field(heading: &str) -> Option<Field> {
    let words = words(heading);
    let has = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    let names_day = [EXPIRES, EARNED, EXAM_AHEAD, ATTEMPT, VOUCHER]
        .into_iter()
        .any(has)
        || has(&["date", "dates", "datum", "fecha"]);
    match meaning(heading, true) {
        Meaning::About(field) if names_day => Some(field),
        _ => None,
    }
}

/// Whether a heading names the end of something that is not known to be a credential: its only word of an end goes with
/// anything.
fn names_other_end(words: &[String]) -> bool {
    const ANY_END: &[&str] = &[
        "to", "until", "thru", "through", "till", "ends", "end", "ending", "finished", "due",
        "bis", "fin", "hasta", "tot", "ate", "até", "fino",
    ];
    const KNOWN: &[&str] = &[
        "next", "current", "new", "y", "de", "du", "la", "le", "au", "al", "am", "il", "op",
    ];
    let is_known = |word: &String| {
        let word = word.as_str();
        let lists = [ANY_END, KNOWN, PARTS, CREDENTIAL, AROUND, EARNED];
        lists.iter().any(|list| list.contains(&word))
            || [
                "gültig", "valide", "válido", "valido", "válida", "valida", "geldig", "datum",
                "fecha", "data", "dates",
            ]
            .contains(&word)
            || is_numbering(word)
    };
    let says_end = |word: &String| EXPIRES.contains(&word.as_str());
    let is_any_end = |word: &String| ANY_END.contains(&word.as_str());
    words.iter().filter(|word| says_end(word)).all(is_any_end) && !words.iter().all(is_known)
}

/// Whether a heading can be about nothing but a day on which a credential was earned or ends: `Expires`, `Date issued`.
/// Others, such as `Renewal`, may be about how long or in which way.
pub(super) fn names_only_dates(heading: &str) -> bool {
    const DAYS: &[&str] = &[
        "expires",
        "expiry",
        "expiration",
        "issued",
        "issuance",
        "earned",
        "obtained",
        "awarded",
        "granted",
        "acquired",
        "achieved",
        "ablaufdatum",
        "ausstellungsdatum",
        "ausgestellt",
        "erworben",
        "obtention",
        "obtenu",
        "obtenue",
        "échéance",
        "expedición",
        "emisión",
        "vencimiento",
        "caducidad",
        "scadenza",
        "rilascio",
        "vencimento",
        "emissão",
        "vervaldatum",
        "有効期限",
        "取得日",
    ];
    const BESIDE: &[&str] = &[
        "date", "datum", "fecha", "data", "on", "at", "of", "the", "am", "le", "el", "d", "de",
        "di",
    ];
    let words = words(heading);
    let is_day = |word: &String| DAYS.contains(&word.as_str());
    let is_valid_until = matches!(
        words
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice(),
        ["valid", "until" | "through" | "thru" | "till" | "to"] | ["gültig", "bis"]
    );
    let is_known =
        |word: &String| is_day(word) || BESIDE.contains(&word.as_str()) || is_credential(word);
    is_valid_until || words.iter().any(is_day) && words.iter().all(is_known)
}

/// Whether a cell has the form of a date, though perhaps of a day that does not exist: `2026-13-01`, `31/31/2026`.
fn has_form_of_date(cell: &str) -> bool {
    let cell = cell.trim();
    let groups: Vec<usize> = cell
        .split(['-', '/', '.'])
        .map(|group| {
            let is_number = group.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { group.len() } else { 0 }
        })
        .collect();
    is_date(cell) || matches!(groups.as_slice(), [4, 1..=2, 1..=2] | [1..=2, 1..=2, 2 | 4])
}

/// Whether a text that is not understood may say when something ends: it is a date alone, or has one behind a word such as
/// `until`.
pub(super) fn may_be_an_end(text: &str) -> bool {
    let (rest, day) = status::without_date(text);
    let says_end = |word: &String| EXPIRES.contains(&word.as_str()) || status::is_before_end(word);
    day.is_some() && (words(&rest).is_empty() || words(&rest).iter().any(says_end))
}

/// Whether a heading that is not understood is one of a status: `Training status`, `Situación`.
pub(super) fn has_status_word(heading: &str) -> bool {
    const STATUS: &[&str] = &[
        "status",
        "state",
        "statut",
        "estado",
        "situación",
        "situacion",
        "stato",
        "situação",
        "zustand",
        "ステータス",
        "状態",
        "outcome",
        "result",
        "stage",
        "phase",
    ];
    words(heading)
        .iter()
        .any(|word| STATUS.contains(&word.as_str()))
}

/// Whether a heading is about something else, such as a hiring date, and is not a remark.
pub(super) fn is_irrelevant(heading: &str) -> bool {
    let is_else = |word: &String| ELSE.contains(&word.as_str());
    !is_remark(heading) && words(heading).iter().any(is_else)
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
            ("issuedate", "expirydate"),
            ("issuedon", "validuntil"),
            ("Start Date", "End Date"),
            ("Date de début", "Date de fin"),
            ("Fecha de inicio", "Válido hasta"),
            ("Data di conseguimento", "Valido fino al"),
            ("Data de conclusão", "Válido até"),
            ("Date gained", "Termination date"),
            ("获得日期", "到期日期"),
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
        for (heading, field) in [
            ("Exam booked for", Field::ExamDay),
            ("Target date", Field::ExamDay),
            ("Next exam", Field::ExamDay),
            ("Voucher expires", Field::VoucherUntil),
        ] {
            assert_eq!(meaning(heading, true), Meaning::About(field), "{heading}");
        }
        for (heading, field) in [
            ("Recipient Name", Field::Name),
            ("User ID", Field::Id),
            ("Employee #", Field::Id),
            ("Learner e-mail", Field::Email),
            ("Passed?", Field::Status),
            ("Current (Y/N)", Field::Status),
            ("Certification outcome", Field::Status),
            ("Bestanden", Field::Status),
            ("Expired?", Field::Ended),
            ("Is expired", Field::Ended),
        ] {
            assert_eq!(meaning(heading, false), Meaning::About(field), "{heading}");
        }
        for heading in ["Last renewal", "Milestone", "Candidate", "Update"] {
            assert_eq!(meaning(heading, true), Meaning::Unknown, "{heading}");
        }
        assert_eq!(
            meaning("certification_name", false),
            Meaning::About(Field::Credential)
        );
        assert_eq!(meaning("Certification ID", false), Meaning::Else);
        assert_eq!(meaning("Location", false), Meaning::Unknown);
    }

    #[test]
    fn headings_called_alike_are_numbered() {
        for (heading, expected) in [
            ("Status 2", Some(2)),
            ("Cert2", Some(2)),
            ("Cert 12 expires", Some(12)),
            ("Expires (3)", Some(3)),
            ("Status", None),
            ("Passed 2026", None),
            ("Cert 1 of 2", None),
        ] {
            assert_eq!(number(heading), expected, "{heading}");
        }
        assert_eq!(meaning("Status 2", false), Meaning::About(Field::Status));
        assert!(asks_for_answer("Passed?") && asks_for_answer("Expired 2"));
        assert!(!asks_for_answer("Certification status") && !asks_for_answer("Team"));
    }
}
