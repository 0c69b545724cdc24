//! What a status says. Nothing counts unless it says that it is held: a word that isn't known is a finding.

use crate::team::import::heading;
use crate::team::roster::HoldingStatus;

/// What a record claims about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Where the person stands with it.
    Status(HoldingStatus),
    /// It was awarded but not accepted yet: the word says which.
    Pending(String),
    /// It is not held, and that is all it says.
    NotHeld(String),
    /// A word that isn't known.
    Unknown(String),
    /// It is not a credential that counts, and why.
    Other(String),
}

/// It is held.
pub(crate) const HELD: Claim = Claim::Status(HoldingStatus::Held);

/// What a status says, with the date that stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stated {
    pub claim: Claim,
    pub day: Option<StatedDay>,
}

/// A date in a status, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StatedDay {
    /// When it was earned, or the day of an exam.
    Earned(String),
    /// When it ends.
    Expires(String),
}

/// What one word of a status says. Of several words the one that comes last here decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    /// Nothing: `exam`, `on`, a number.
    Nothing,
    Held,
    /// It is wanted: `target`, `next`.
    Aimed,
    Planned,
    Booked,
    Voucher,
    /// It turns "passed" into "failed", and "held" into "not held".
    Not,
    Failed,
    Expired,
    Suspended,
    Revoked,
}

/// The words of statuses by what they say: English, German, French, Spanish, Italian, Portuguese, Dutch, Japanese.
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
            "has",
            "been",
            "did",
            "does",
            "have",
            "on",
            "at",
            "by",
            "reason",
            "cause",
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
            "till",
            "through",
            "thru",
            "exp",
            "ends",
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
            "from",
            "purchased",
            "bought",
            "available",
            "assigned",
            "yet",
            "q1",
            "q2",
            "q3",
            "q4",
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
            "für",
            "noch",
            "le",
            "la",
            "l",
            "en",
            "au",
            "du",
            "depuis",
            "jusqu",
            "examen",
            "certificat",
            "est",
            "été",
            "el",
            "hasta",
            "desde",
            "está",
            "esta",
            "certificado",
            "certificación",
            "para",
            "il",
            "è",
            "fino",
            "al",
            "dal",
            "esame",
            "certificato",
            "corso",
            "em",
            "até",
            "exame",
            "o",
            "tot",
            "op",
            "sinds",
            "het",
            "de",
            "certificaat",
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
            "wahr",
            "vrai",
            "verdadero",
            "vero",
            "verdadeiro",
            "waar",
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
            "🗸",
            "●",
            "expire",
            "vence",
            "caduca",
            "scade",
            "verloopt",
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
            "actif",
            "valide",
            "obtenu",
            "obtenue",
            "réussi",
            "réussie",
            "certifié",
            "certifiée",
            "oui",
            "acquis",
            "acquise",
            "activo",
            "activa",
            "válido",
            "válida",
            "vigente",
            "obtenido",
            "obtenida",
            "aprobado",
            "aprobada",
            "certificada",
            "sí",
            "si",
            "attivo",
            "attiva",
            "valido",
            "valida",
            "ottenuto",
            "ottenuta",
            "conseguito",
            "conseguita",
            "superato",
            "superata",
            "sì",
            "ativo",
            "ativa",
            "obtido",
            "obtida",
            "aprovado",
            "aprovada",
            "concluído",
            "concluída",
            "sim",
            "actief",
            "geldig",
            "behaald",
            "geslaagd",
            "gecertificeerd",
            "有効",
            "取得済",
            "取得済み",
            "合格",
            "はい",
        ],
    ),
    (
        Says::Aimed,
        &[
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
            "working",
            "awaiting",
            "waiting",
            "started",
            "study",
            "studying",
            "ziel",
            "gewünscht",
            "arbeit",
            "souhaité",
            "souhaitée",
            "attesa",
        ],
    ),
    (
        Says::Planned,
        &[
            "planned",
            "planning",
            "plan",
            "plans",
            "pending",
            "progress",
            "in-progress",
            "incomplete",
            "enrolled",
            "training",
            "ongoing",
            "preparing",
            "preparation",
            "wip",
            "geplant",
            "bearbeitung",
            "vorbereitung",
            "ausstehend",
            "begonnen",
            "angefangen",
            "vorgesehen",
            "prévu",
            "prévue",
            "planifié",
            "planifiée",
            "cours",
            "préparation",
            "planificado",
            "planificada",
            "previsto",
            "prevista",
            "curso",
            "pendiente",
            "preparación",
            "pianificato",
            "pianificata",
            "preparazione",
            "planejado",
            "planejada",
            "planeado",
            "planeada",
            "andamento",
            "pendente",
            "gepland",
            "bezig",
            "voorbereiding",
            "behandeling",
            "予定",
            "取得予定",
            "受験予定",
            "学習中",
            "勉強中",
            "準備中",
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
            "réservé",
            "réservée",
            "inscrit",
            "inscrite",
            "programmé",
            "programmée",
            "programado",
            "programada",
            "reservado",
            "reservada",
            "inscrito",
            "inscrita",
            "agendado",
            "agendada",
            "prenotato",
            "prenotata",
            "iscritto",
            "iscritta",
            "geboekt",
            "ingeschreven",
            "ingepland",
            "予約済",
            "予約済み",
            "申込済",
            "申込済み",
        ],
    ),
    (
        Says::Voucher,
        &[
            "voucher",
            "vouchers",
            "gutschein",
            "bon",
            "vale",
            "buono",
            "バウチャー",
        ],
    ),
    (
        Says::Not,
        &[
            "not",
            "no",
            "n",
            "false",
            "falsch",
            "faux",
            "falso",
            "onwaar",
            "never",
            "without",
            "non",
            "✗",
            "✘",
            "×",
            "❌",
            "☐",
            "✖",
            "nicht",
            "nein",
            "kein",
            "keine",
            "noch-nicht",
            "pas",
            "ne",
            "sans",
            "sin",
            "senza",
            "não",
            "sem",
            "niet",
            "geen",
            "nee",
            "いいえ",
            "未取得",
        ],
    ),
    (
        Says::Failed,
        &[
            "failed",
            "fail",
            "unsuccessful",
            "flunked",
            "durchgefallen",
            "échoué",
            "échouée",
            "échec",
            "reprobado",
            "reprobada",
            "suspenso",
            "bocciato",
            "bocciata",
            "reprovado",
            "reprovada",
            "gezakt",
            "不合格",
        ],
    ),
    (
        Says::Expired,
        &[
            "expired",
            "lapsed",
            "lapse",
            "termination",
            "verfall",
            "retired",
            "outdated",
            "overdue",
            "abgelaufen",
            "verfallen",
            "expiré",
            "expirée",
            "périmé",
            "périmée",
            "échu",
            "échue",
            "caducado",
            "caducada",
            "vencido",
            "vencida",
            "expirado",
            "expirada",
            "scaduto",
            "scaduta",
            "verlopen",
            "vervallen",
            "失効",
            "期限切れ",
        ],
    ),
    (
        Says::Suspended,
        &[
            "suspended",
            "suspension",
            "hold",
            "ausgesetzt",
            "gesperrt",
            "ruhend",
            "suspendu",
            "suspendue",
            "suspendido",
            "suspendida",
            "sospeso",
            "sospesa",
            "suspensa",
            "geschorst",
            "opgeschort",
            "停止中",
        ],
    ),
    (
        Says::Revoked,
        &[
            "revoked",
            "annulled",
            "rescinded",
            "disqualified",
            "nullified",
            "forfeited",
            "removed",
            "archived",
            "disabled",
            "obsolete",
            "aberkannt",
            "revocation",
            "cancellation",
            "withdrawal",
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
            "widerruf",
            "entzogen",
            "entzug",
            "inaktiv",
            "ungültig",
            "storniert",
            "révoqué",
            "révoquée",
            "révocation",
            "retiré",
            "retirée",
            "annulé",
            "annulée",
            "inactif",
            "revocado",
            "revocada",
            "revocación",
            "retirado",
            "retirada",
            "anulado",
            "anulada",
            "inactivo",
            "inactiva",
            "revocato",
            "revocata",
            "revoca",
            "ritirato",
            "ritirata",
            "annullato",
            "annullata",
            "inattivo",
            "inattiva",
            "revogado",
            "revogada",
            "revogação",
            "cancelado",
            "cancelada",
            "inativo",
            "inativa",
            "ingetrokken",
            "intrekking",
            "ongeldig",
            "inactief",
            "取消",
        ],
    ),
];

/// Words of courses, of which a status says nothing.
const TRAINING: [&str; 4] = ["training", "study", "curso", "cours"];

/// Words before a date that is an end.
const BEFORE_ENDS: &[&str] = &[
    "until",
    "till",
    "through",
    "thru",
    "to",
    "expires",
    "expiring",
    "expired",
    "lapsed",
    "exp",
    "ends",
    "ended",
    "bis",
    "läuft",
    "abgelaufen",
    "jusqu",
    "hasta",
    "fino",
    "até",
    "tot",
    "vence",
    "caduca",
    "expire",
    "scade",
    "verloopt",
    "due",
];

/// Words before a date on which something was earned.
const BEFORE_STARTS: &[&str] = &[
    "since",
    "from",
    "passed",
    "pass",
    "earned",
    "issued",
    "obtained",
    "achieved",
    "awarded",
    "granted",
    "attained",
    "acquired",
    "received",
    "completed",
    "complete",
    "certified",
    "renewed",
    "seit",
    "bestanden",
    "erworben",
    "abgeschlossen",
    "zertifiziert",
    "depuis",
    "obtenu",
    "obtenue",
    "réussi",
    "réussie",
    "desde",
    "obtenido",
    "aprobado",
    "dal",
    "ottenuto",
    "conseguito",
    "superato",
    "obtido",
    "aprovado",
    "sinds",
    "behaald",
    "geslaagd",
];

/// Those of them that say with a date alone that something is held: `exp. 2027-05-01`.
const ENDS_ALONE: &[&str] = &[
    "until", "till", "through", "thru", "exp", "ends", "bis", "jusqu", "hasta", "fino", "até",
    "tot",
];

/// What a status says. An empty one says nothing against it.
pub(crate) fn read(text: &str) -> Stated {
    // `✔️` is a check mark and an invisible sign that it is to be colored.
    let text = &text.replace(['\u{fe0e}', '\u{fe0f}'], "");
    let (rest, day) = without_date(without_score(text.trim()));
    let lower = rest.to_lowercase();
    let claim = if text.trim().is_empty() {
        HELD
    } else {
        match claim(&lower) {
            Some(Claim::NotHeld(_)) => Claim::NotHeld(text.trim().to_owned()),
            Some(claim) => claim,
            None if day.is_some() && is_an_end(&lower) => HELD,
            None => Claim::Unknown(text.trim().to_owned()),
        }
    };
    let Some(day) = day else {
        return Stated { claim, day: None };
    };
    if without_date(&rest).1.is_some() {
        let claim = Claim::Unknown(text.trim().to_owned());
        return Stated { claim, day: None };
    }
    let words: Vec<&str> = words(&lower).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let day = match &claim {
        Claim::Status(HoldingStatus::Planned | HoldingStatus::Booked | HoldingStatus::Failed) => {
            Some(StatedDay::Earned(day))
        }
        Claim::Status(HoldingStatus::Voucher | HoldingStatus::Expired) => {
            Some(StatedDay::Expires(day))
        }
        Claim::Status(HoldingStatus::Held) if has(BEFORE_ENDS) => Some(StatedDay::Expires(day)),
        Claim::Status(HoldingStatus::Held) if has(BEFORE_STARTS) => Some(StatedDay::Earned(day)),
        // What a date behind `active` means can't be told, and it must not be dropped.
        Claim::Status(HoldingStatus::Held) => {
            let claim = Claim::Unknown(text.trim().to_owned());
            return Stated { claim, day: None };
        }
        _ => None,
    };
    Stated { claim, day }
}

/// Whether a status says that an exam was passed.
pub(crate) fn says_passed(text: &str) -> bool {
    read(text).claim == HELD && is_about_an_exam(&text.to_lowercase())
}

/// A status without the score in brackets behind what it says of an exam: `Pass (82%)`.
fn without_score(text: &str) -> &str {
    let in_brackets = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('));
    let Some((rest, score)) = in_brackets else {
        return text;
    };
    let number = score.trim().trim_end_matches('%').trim_end();
    let is_score = score.contains('%') && number.bytes().all(|b| b.is_ascii_digit());
    let words: Vec<String> = heading::words(rest);
    let is_result = matches!(words.as_slice(), [word] if is_about_an_exam(word) || meaning(word) == Some(Says::Failed));
    if is_score && is_result {
        rest.trim_end()
    } else {
        text
    }
}

/// What words in lower case say together; `None` where that isn't known.
fn claim(lower: &str) -> Option<Claim> {
    if is_a_part(lower) {
        return None;
    }
    let says: Vec<Says> = words(lower).map(meaning).collect::<Option<_>>()?;
    let says_not = |word: &str| is_written(word) && meaning(word) == Some(Says::Not);
    let is_denied = words(lower).any(says_not);
    let status = match says.iter().copied().max()? {
        Says::Nothing => return None,
        // `not expired` doesn't say that it is held.
        Says::Expired | Says::Failed | Says::Suspended | Says::Revoked if is_denied => return None,
        Says::Not if is_about_an_exam(lower) => HoldingStatus::Failed,
        Says::Not => return Some(Claim::NotHeld(lower.to_owned())),
        Says::Revoked => HoldingStatus::Revoked,
        Says::Suspended => HoldingStatus::Suspended,
        Says::Expired => HoldingStatus::Expired,
        Says::Failed => HoldingStatus::Failed,
        Says::Voucher => HoldingStatus::Voucher,
        Says::Booked => HoldingStatus::Booked,
        Says::Aimed | Says::Planned => HoldingStatus::Planned,
        Says::Held if lies_ahead(lower) || is_a_score(lower) => return None,
        Says::Held => HoldingStatus::Held,
    };
    Some(Claim::Status(status))
}

/// Whether it is about what is still to come: `approved for exam`, `to pass`, `done soon`.
fn lies_ahead(lower: &str) -> bool {
    const FOR: [&str; 8] = ["for", "to", "zur", "für", "pour", "para", "per", "voor"];
    const EXAM: [&str; 9] = [
        "exam",
        "examination",
        "test",
        "prüfung",
        "examen",
        "esame",
        "exame",
        "toets",
        "試験",
    ];
    const SOON: [&str; 5] = ["soon", "bald", "bientôt", "pronto", "binnenkort"];
    let words: Vec<&str> = words(lower)
        .filter(|word| !matches!(*word, "the" | "an" | "a"))
        .collect();
    let is_for_exam = |pair: &[&str]| matches!(pair, [before, what] if FOR.contains(before) && EXAM.contains(what));
    let is_to_do =
        |pair: &[&str]| matches!(pair, ["to", what] if meaning(what) == Some(Says::Held));
    let is_soon = words.iter().any(|word| SOON.contains(word))
        && !words.iter().any(|word| BEFORE_ENDS.contains(word));
    is_soon
        || words
            .windows(2)
            .any(|pair| is_for_exam(pair) || is_to_do(pair))
}

/// Whether it is no more than a score: `achieved 700/1000`.
fn is_a_score(lower: &str) -> bool {
    let is_score = |word: &str| {
        let numbers = word.split_once('/');
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        numbers.is_some_and(|(points, all)| is_number(points) && is_number(all))
    };
    words_and_slashes(lower).any(is_score) && !is_about_an_exam(lower)
}

/// Whether it says no more than that a date is an end.
fn is_an_end(lower: &str) -> bool {
    let is_end = |word: &str| ENDS_ALONE.contains(&word);
    let says_more = |word: &str| !is_end(word) && meaning(word) != Some(Says::Nothing);
    words(lower).any(is_end) && !words(lower).any(says_more) && !lower.contains("exam")
}

/// Whether it says that some of several exams are done: `passed 1 of 2`. A large whole is a score, and attempts don't
/// count as parts.
fn is_a_part(lower: &str) -> bool {
    const OF: [&str; 9] = ["of", "out", "von", "sur", "de", "di", "van", "aus", "/"];
    const LARGEST: u32 = 20;
    const ATTEMPTS: [&str; 7] = [
        "attempt",
        "attempts",
        "try",
        "tries",
        "versuch",
        "versuche",
        "versuchen",
    ];
    if words(lower).any(|word| ATTEMPTS.contains(&word)) {
        return false;
    }
    let spaced = lower.replace('/', " / ");
    let words: Vec<&str> = words_and_slashes(&spaced)
        .filter(|word| *word != "the")
        .collect();
    let is_part = |part: &str, whole: &str| {
        let numbers = part.parse::<u32>().ok().zip(whole.parse::<u32>().ok());
        numbers.is_some_and(|(part, whole)| part < whole && whole <= LARGEST)
    };
    (0..words.len()).any(|place| match words.get(place..) {
        Some([part, of, whole, ..]) if OF.contains(of) && is_part(part, whole) => true,
        Some([part, "out", "of", whole, ..]) => is_part(part, whole),
        _ => false,
    })
}

fn words_and_slashes(lower: &str) -> impl Iterator<Item = &str> {
    lower
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ':' | ';'))
        .filter(|word| !word.is_empty())
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    let separates = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '_'
                    | '/'
                    | '.'
                    | ','
                    | ':'
                    | ';'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '!'
                    | '–'
                    | '—'
                    | '\''
                    | '’'
            )
    };
    lower.split(separates).filter(|word| !word.is_empty())
}

fn meaning(word: &str) -> Option<Says> {
    let ordinal = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .filter(|number| !number.is_empty());
    if ordinal.unwrap_or(word).bytes().all(|b| b.is_ascii_digit()) {
        return Some(Says::Nothing);
    }
    let known = WORDS.iter().find(|(_, words)| words.contains(&word));
    let decorates = !is_written(word) && !word.is_ascii();
    known
        .map(|(says, _)| *says)
        .or(decorates.then_some(Says::Nothing))
}

/// What it means that something is said below a heading such as `Revoked on`; `None` where the heading takes nothing away.
pub(crate) fn taken_away(heading: &str) -> Option<HoldingStatus> {
    let words = heading::words(heading);
    let says = words.iter().filter_map(|word| meaning(word)).max()?;
    match says {
        Says::Failed => Some(HoldingStatus::Failed),
        Says::Expired => Some(HoldingStatus::Expired),
        Says::Suspended => Some(HoldingStatus::Suspended),
        Says::Revoked => Some(HoldingStatus::Revoked),
        Says::Nothing
        | Says::Held
        | Says::Aimed
        | Says::Planned
        | Says::Booked
        | Says::Voucher
        | Says::Not => None,
    }
}

/// Whether a word stands before the day on which something ends.
pub(crate) fn is_before_end(word: &str) -> bool {
    BEFORE_ENDS.contains(&word)
}

/// Whether a word is one of what somebody aims at, which can be anything: `Target`, `Next`.
pub(crate) fn is_aim(word: &str) -> bool {
    meaning(word) == Some(Says::Aimed)
}

/// What a remark says against a holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    /// Nothing.
    No,
    /// It is still to come: `retake booked for May`.
    NotYet,
    /// It is not held, or no longer: `revoked by the issuer`, `no longer valid`.
    Lost,
}

/// What a remark says against a holding, by any of its words: `not expired` says nothing against it, nor does what was passed
/// in the end.
pub(crate) fn denial(text: &str) -> Denial {
    /// Words from one such as `not` to what it denies.
    const MAX_GAP: usize = 2;
    let lower = text
        .to_lowercase()
        .replace("n't", " not")
        .replace("n’t", " not");
    let mut denial = Denial::No;
    for sentence in lower.split([';', '.', '!', '\n']) {
        let sentence: Vec<&str> = words(sentence).collect();
        let mut not = None;
        for (place, word) in sentence.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| sentence.get(before));
            let is_denied = |gap: usize| not.is_some_and(|not| place - not <= gap);
            match meaning(word) {
                Some(Says::Not) => not = Some(place),
                // A copy is held as well, and exams retire.
                Some(Says::Suspended) if *word == "hold" && before != Some(&"on") => {}
                Some(Says::Expired) if *word == "retired" => {}
                Some(Says::Expired | Says::Suspended | Says::Revoked) if !is_denied(MAX_GAP) => {
                    return Denial::Lost;
                }
                Some(Says::Failed) if !is_denied(MAX_GAP) => denial = Denial::Lost,
                Some(Says::Held) if is_denied(usize::MAX) => return Denial::Lost,
                // Passed in the end.
                Some(Says::Held) if is_about_an_exam(word) => denial = Denial::No,
                Some(Says::Planned | Says::Booked)
                    if denial == Denial::No && !TRAINING.contains(word) =>
                {
                    denial = Denial::NotYet;
                }
                _ => {}
            }
        }
    }
    denial
}

/// The status, other than held, that a heading, a title or the name of a sheet says of all below it: `In progress`, `Planned
/// certifications 2027`. A training is none.
pub(crate) fn of_caption(text: &str) -> Option<HoldingStatus> {
    let words = heading::words(text);
    let own: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !heading::is_credential(word))
        .collect();
    if own.iter().any(|word| TRAINING.contains(word)) {
        return None;
    }
    match read(&own.join(" ")).claim {
        Claim::Status(status) if status != HoldingStatus::Held => Some(status),
        _ => None,
    }
}

/// Whether a title may say of all below it that it is not held: `Missing certifications`, `Former employees`.
pub(crate) fn may_deny(title: &str) -> bool {
    const MAY_DENY: [&str; 24] = [
        "missing",
        "required",
        "requirements",
        "needed",
        "gap",
        "gaps",
        "former",
        "leavers",
        "left",
        "todo",
        "do",
        "template",
        "example",
        "goals",
        "candidates",
        "recommended",
        "open",
        "fehlende",
        "fehlen",
        "soll",
        "obtenir",
        "requis",
        "faltantes",
        "mancanti",
    ];
    let lower = title.to_lowercase();
    let denies = |word: &str| {
        let says = meaning(word).filter(|says| *says > Says::Held);
        says.is_some() && !TRAINING.contains(&word) || MAY_DENY.contains(&word)
    };
    words(&lower).any(denies)
}

/// Whether some word of a text is one of a status: `Planned 2027`.
pub(crate) fn has_status_word(text: &str) -> bool {
    let lower = text.to_lowercase();
    words(&lower).any(|word| meaning(word).is_some_and(|says| says != Says::Nothing))
}

/// Whether a word is made of letters or digits, and not a sign beside them: `❌ expired`.
fn is_written(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

/// Whether the word that is denied is one about an exam: "did not pass".
fn is_about_an_exam(lower: &str) -> bool {
    const PASSED: [&str; 13] = [
        "pass",
        "passed",
        "bestanden",
        "réussi",
        "réussie",
        "aprobado",
        "aprobada",
        "superato",
        "superata",
        "aprovado",
        "aprovada",
        "geslaagd",
        "behaald",
    ];
    words(lower).any(|word| PASSED.contains(&word))
}

/// A text without the first date in it, and the date.
pub(crate) fn without_date(text: &str) -> (String, Option<String>) {
    let tokens: Vec<&str> = text.split_whitespace().collect();
    for length in (1..=3).rev() {
        for from in 0..(tokens.len() + 1).saturating_sub(length) {
            let written = tokens[from..from + length].join(" ");
            let date = written.trim_matches(['(', ')', '[', ']', ',', ';', ':', '.']);
            if is_date(date) {
                let (before, after) = (&tokens[..from], &tokens[from + length..]);
                return ([before, after].concat().join(" "), Some(date.to_owned()));
            }
        }
    }
    (text.to_owned(), None)
}

/// A date, or the year of one.
pub(crate) fn is_date(text: &str) -> bool {
    let year = text
        .parse()
        .is_ok_and(|year: u16| (1990..2100).contains(&year));
    heading::is_date(text) || (text.len() == 4 && year)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_words_mean_one_status_each() {
        for (text, status) in [
            ("", HoldingStatus::Held),
            ("Active", HoldingStatus::Held),
            ("Exam passed", HoldingStatus::Held),
            ("Expiring soon", HoldingStatus::Held),
            ("läuft bald ab", HoldingStatus::Held),
            ("Obtenue", HoldingStatus::Held),
            ("取得済み", HoldingStatus::Held),
            ("Wishlist", HoldingStatus::Planned),
            ("In progress", HoldingStatus::Planned),
            ("Pending renewal", HoldingStatus::Planned),
            ("enrolled", HoldingStatus::Planned),
            ("en cours", HoldingStatus::Planned),
            ("em andamento", HoldingStatus::Planned),
            ("geplant", HoldingStatus::Planned),
            ("Exam booked", HoldingStatus::Booked),
            ("Scheduled 2026-12-01", HoldingStatus::Booked),
            ("Did not pass", HoldingStatus::Failed),
            ("nicht bestanden", HoldingStatus::Failed),
            ("no aprobado", HoldingStatus::Failed),
            ("Voucher purchased", HoldingStatus::Voucher),
            ("Lapsed", HoldingStatus::Expired),
            ("Caducada", HoldingStatus::Expired),
            ("❌ expired", HoldingStatus::Expired),
            ("🚧 in progress", HoldingStatus::Planned),
            ("✅ Valid", HoldingStatus::Held),
            ("✔️", HoldingStatus::Held),
            ("[x]", HoldingStatus::Held),
            ("Passed 850/1000", HoldingStatus::Held),
            ("Pass (82%)", HoldingStatus::Held),
            ("Failed (45 %)", HoldingStatus::Failed),
            ("passed on attempt 2 of 3", HoldingStatus::Held),
            ("Passed (2nd attempt)", HoldingStatus::Held),
            ("On hold", HoldingStatus::Suspended),
            ("Void", HoldingStatus::Revoked),
        ] {
            assert_eq!(read(text).claim, Claim::Status(status), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_held() {
        for text in [
            "Not certified",
            "FALSE",
            "No",
            "nicht vorhanden",
            "pas obtenu",
        ] {
            assert!(matches!(read(text).claim, Claim::NotHeld(_)), "{text}");
        }
        for text in [
            "Ask Bob",
            "Tier 2",
            "3",
            "not expired",
            "not revoked",
            "exam",
            "certifiable",
            "Approved for exam",
            "accepted for the exam",
            "zugelassen zur Prüfung",
            "to pass",
            "to be certified",
            "done soon",
            "bald bestanden",
            "achieved 700/1000",
            "Completed (80%)",
            "80% complete",
            "passed 50%",
            "was certified",
            "N/A?",
            "2027-05-01",
            "active 2027-05-01",
            "passed 2024-05-01, expires 2027-05-01",
            "no longer valid",
            "x ?",
            "🚧",
            "Passed exam 1 of 2",
            "passed 1/2",
            "2 out of 3 exams passed",
            "bestanden (1 von 2)",
            "exp",
            "until",
            "exam until 2027-05-01",
        ] {
            assert!(matches!(read(text).claim, Claim::Unknown(_)), "{text}");
        }
    }

    #[test]
    fn a_remark_denies_by_any_of_its_words() {
        for text in [
            "failed, retake in May",
            "revoked by CNCF in May",
            "no longer valid",
            "not yet passed",
            "expired last year",
            "did not pass",
            "didn't pass",
            "the certificate isn’t valid",
            "has not been able to pass",
            "did not, in the end, pass",
            "revoked in May, passed in 2025",
            "suspended by the issuer; she passed it in 2025",
            "on hold",
            "wurde 2025 widerrufen",
            "n'est plus valide; périmé",
            "card lost; certificate suspended",
        ] {
            assert_eq!(denial(text), Denial::Lost, "{text}");
        }
        for text in ["retake booked for May", "exam planned"] {
            assert_eq!(denial(text), Denial::NotYet, "{text}");
        }
        for text in [
            "",
            "paid by the company",
            "not expired",
            "not yet expired",
            "we hold a copy",
            "exam retired in 2024",
            "failed once; passed on the 2nd attempt",
            "self study, voucher paid by the employer",
            "renewed in time, no questions",
            "nicht abgelaufen",
        ] {
            assert_eq!(denial(text), Denial::No, "{text}");
        }
    }

    #[test]
    fn a_date_in_a_status_is_kept() {
        let earned = |text: &str| Some(StatedDay::Earned(text.to_owned()));
        let expires = |text: &str| Some(StatedDay::Expires(text.to_owned()));
        for (text, day) in [
            ("Booked for 2026-12-15", earned("2026-12-15")),
            ("exam scheduled (15 Dec 2026)", earned("15 Dec 2026")),
            ("planned December 2026", earned("December 2026")),
            ("failed 05/11/2026", earned("05/11/2026")),
            ("voucher until 2027-03-31", expires("2027-03-31")),
            ("valid until 2027-05", expires("2027-05")),
            ("gültig bis 31.05.2027", expires("31.05.2027")),
            ("exp. 2027-05-01", expires("2027-05-01")),
            ("until 05/2027", expires("05/2027")),
            ("Active (exp. 05/2027)", expires("05/2027")),
            ("passed 2024", earned("2024")),
            ("expired on 2024-02-01", expires("2024-02-01")),
            ("active", None),
            ("Attempt 2 failed", None),
        ] {
            assert_eq!(read(text).day, day, "{text}");
        }
    }

    proptest! {
        /// Only words that are known as such say that something is held.
        #[test]
        fn a_word_that_is_not_known_never_says_held(text in "\\PC{1,24}") {
            let known = |word: &str| meaning(word).is_some() || ENDS_ALONE.contains(&word);
            let (rest, _) = without_date(text.trim());
            let lower = rest.to_lowercase();
            if !text.trim().is_empty() && !words(&lower).all(known) {
                prop_assert!(read(&text).claim != HELD, "{text}");
            }
        }
    }
}
