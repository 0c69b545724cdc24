//! Proofs embedded in badges: `eddsa-rdfc-2022`, over what the badge states as RDF.
//!
//! The signature covers the statements, not the text: the same statements can be written in several ways, and terms that
//! no context defines are not covered. So a badge counts as verified only in the one plain form in which its keys mean
//! what this importer reads in them; each other form is left unverified, with the reason.

use std::collections::{BTreeMap, BTreeSet};

use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use oxrdf::{BlankNodeRef, Dataset, GraphNameRef, NamedOrBlankNodeRef, TermRef};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::jwt::Refusal;
use super::keys::{Algorithm, Days, Fit, Key, TrustedKeys};
use super::value::value;
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{self, Node};
use crate::team::import::record::{Proof, Record, Signer};

/// Longest badge whose proof is checked, bytes; the bits of a status list are not counted.
const MOST_BYTES: usize = 256 * 1024;
/// Length of a signature by Ed25519, bytes.
const SIGNATURE_BYTES: usize = 64;
/// Most parts without an id whose own statements are the same. To put them in order, each order is tried, so that time and
/// memory grow with the factorial of their number.
const MOST_ALIKE: usize = 6;

/// The contexts that are known, by their addresses.
const CONTEXTS: &[(&str, &str)] = &[
    (
        "https://www.w3.org/2018/credentials/v1",
        include_str!("../../../../../../data/contexts/credentials-v1.json"),
    ),
    (
        "https://www.w3.org/ns/credentials/v2",
        include_str!("../../../../../../data/contexts/credentials-v2.json"),
    ),
    (
        "https://w3id.org/security/data-integrity/v2",
        include_str!("../../../../../../data/contexts/data-integrity-v2.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        include_str!("../../../../../../data/contexts/open-badges-3.0.0.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        include_str!("../../../../../../data/contexts/open-badges-3.0.1.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        include_str!("../../../../../../data/contexts/open-badges-3.0.2.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        include_str!("../../../../../../data/contexts/open-badges-3.0.3.json"),
    ),
    (
        "https://w3id.org/vc/status-list/2021/v1",
        include_str!("../../../../../../data/contexts/status-list-2021-v1.json"),
    ),
    #[cfg(test)]
    (
        "https://www.w3.org/ns/credentials/examples/v2",
        include_str!("../../../../../../tests/proofs/examples-v2-context.json"),
    ),
];

/// What is true of an embedded proof.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Checked {
    /// Good, by a key that the user trusts.
    Trusted(Signer),
    /// Good, but by a key of the catalog that does not count for it, because of this.
    OutOfPeriod(String),
    /// Good, by a key that only the badge names.
    SelfSigned,
    /// Not checked, because of this.
    Not(String),
}

/// Takes over the proof in a badge, to be checked later: the very value that a record is read from is kept, so that
/// nothing else can be verified in its place.
pub(crate) fn keep(badge: &Node<'_>, record: &mut Record) {
    if !is_in(badge) {
        return;
    }
    match value(badge) {
        Ok(Value::Object(badge)) => record.proof = Proof::Embedded(Box::new(badge)),
        Ok(_) => {}
        Err(error) => record.notes.push(not_checked(&error.to_string())),
    }
}

/// Whether a badge has a proof in it, of whatever form.
pub(crate) fn is_in(badge: &Node<'_>) -> bool {
    matches!(&badge.value, source::Value::Map(entries) if entries.iter().any(|(key, _)| key.text == "proof"))
}

/// What to say of a proof that was not checked.
pub(crate) fn not_checked(why: &str) -> String {
    format!("embedded proof not checked: {why}")
}

/// Checks the proofs in the badges that became these records.
pub(crate) fn check(records: &mut [Record], trusted: &TrustedKeys, today: Date) {
    for record in records {
        let Proof::Embedded(badge) = &record.proof else {
            continue;
        };
        let checked = verify_badge(badge, trusted, today);
        record.proof = Proof::Unchecked;
        match checked {
            Ok(Checked::Trusted(signer)) => {
                record.proof = Proof::Trusted(signer);
                let note = format!("embedded proof good, {}", signer.in_words());
                record.notes.push(note);
            }
            Ok(Checked::OutOfPeriod(why)) => {
                record.notes.push(format!("embedded proof good, but {why}"));
            }
            Ok(Checked::SelfSigned) => record.notes.push(
                "embedded proof good, but only the badge itself names the key: that proves nothing about the issuer"
                    .to_owned(),
            ),
            Ok(Checked::Not(why)) => record.notes.push(not_checked(&why)),
            Err(refusal) => {
                let finding = Diagnostic::error(Code::BadProof, refusal.to_string());
                record.refused = Some(finding.at(record.place.clone()));
            }
        }
    }
}

/// Verifies what is a badge: a credential of another type (an endorsement, say) awards nothing, no matter who signed it.
fn verify_badge(
    badge: &Map<String, Value>,
    trusted: &TrustedKeys,
    today: Date,
) -> Result<Checked, Refusal> {
    let types = match badge.get("type") {
        Some(Value::Array(types)) => types.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    if types
        .iter()
        .any(|name| name == "OpenBadgeCredential" || name == "AchievementCredential")
    {
        verify(badge, trusted, today)
    } else {
        let why = "its `type` is neither `OpenBadgeCredential` nor `AchievementCredential`";
        Ok(Checked::Not(why.to_owned()))
    }
}

/// Checks the proof in a credential of any type.
pub(super) fn verify(
    badge: &Map<String, Value>,
    trusted: &TrustedKeys,
    today: Date,
) -> Result<Checked, Refusal> {
    let proof = match badge.get("proof") {
        Some(Value::Array(proofs)) if proofs.len() == 1 => proofs.first(),
        other => other,
    };
    let Some(proof) = proof.and_then(Value::as_object) else {
        return Ok(Checked::Not(
            "its `proof` is not a single object".to_owned(),
        ));
    };
    let text = |key: &str| proof.get(key).and_then(Value::as_str).unwrap_or_default();
    let suite = text("cryptosuite");
    if text("type") != "DataIntegrityProof" || suite != "eddsa-rdfc-2022" {
        let kind = if suite.is_empty() {
            text("type")
        } else {
            suite
        };
        let why = format!("`{kind}` is not supported, only eddsa-rdfc-2022");
        return Ok(Checked::Not(why));
    }
    let known = [
        "id",
        "type",
        "cryptosuite",
        "created",
        "verificationMethod",
        "proofPurpose",
        "proofValue",
        "@context",
    ];
    if let Some(key) = proof.keys().find(|key| !known.contains(&key.as_str())) {
        return Ok(Checked::Not(format!("its `{key}` is not supported")));
    }
    if text("proofPurpose") != "assertionMethod" {
        return Ok(Checked::Not(
            "its `proofPurpose` is not `assertionMethod`".to_owned(),
        ));
    }
    if let Err(why) = plain(badge) {
        return Ok(Checked::Not(why));
    }
    let method = text("verificationMethod");
    let (controller, named) = method.split_once('#').unwrap_or((method, ""));
    let issuer = badge.get("issuer");
    let issuer = issuer.and_then(|issuer| issuer.get("id").unwrap_or(issuer).as_str());
    if issuer != Some(controller) {
        let why = format!("it is by `{controller}`, who is not the issuer");
        return Ok(Checked::Not(why));
    }
    let signature = text("proofValue")
        .strip_prefix('z')
        .and_then(|digits| bs58::decode(digits).into_vec().ok())
        .filter(|bytes| bytes.len() == SIGNATURE_BYTES)
        .ok_or(Refusal::Tampered)?;
    let message = match message(badge, proof) {
        Ok(message) => message,
        Err(why) => return Ok(Checked::Not(why)),
    };
    let verifies = |key: &Key| key.verifies(Algorithm::EdDsa, &message, &signature);
    let days = Days {
        signed: day_of(text("created")),
        today,
    };
    match trusted.signer(days, verifies) {
        Fit::By(signer) => return Ok(Checked::Trusted(signer)),
        Fit::OutOfPeriod(why) => return Ok(Checked::OutOfPeriod(why)),
        Fit::None => {}
    }
    match Key::of_multikey(named).filter(|_| named.starts_with('z')) {
        Some(key) if verifies(&key) => Ok(Checked::SelfSigned),
        Some(_) => Err(Refusal::Tampered),
        None => Ok(Checked::Not(format!(
            "none of the keys you trust is that of `{method}`"
        ))),
    }
}

/// The day of a time, in UTC.
pub(super) fn day_of(text: &str) -> Option<Date> {
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(time.to_zoned_datetime(jiff::tz::TimeZone::UTC).date())
}

/// Whether a badge is written in the plain form: known contexts alone, terms instead of addresses as keys, each value
/// that is read where it is expected, and no second object of the same id that could take over what belongs to it.
fn plain(badge: &Map<String, Value>) -> Result<(), String> {
    let odd = |key: &str| Err(format!("`{key}` is written in an unusual form"));
    let contexts = badge.get("@context").and_then(Value::as_array);
    let Some(contexts) = contexts.filter(|contexts| !contexts.is_empty()) else {
        return odd("@context");
    };
    for context in contexts {
        let known = context
            .as_str()
            .is_some_and(|url| document_of(url).is_some());
        if !known {
            return Err(format!("the context {context} is not known"));
        }
    }
    for key in [
        "id",
        "name",
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
    ] {
        if badge.get(key).is_some_and(|value| !value.is_string()) {
            return odd(key);
        }
    }
    let subject = badge.get("credentialSubject");
    let achievement = subject.and_then(|subject| subject.get("achievement"));
    for (name, part) in [("credentialSubject", subject), ("achievement", achievement)] {
        if part.is_some_and(|part| !part.is_object()) {
            return odd(name);
        }
    }
    let texts = [
        ("name", achievement),
        ("achievementType", achievement),
        ("name", subject),
    ];
    for (key, part) in texts {
        let value = part.and_then(|part| part.get(key));
        if value.is_some_and(|value| !value.is_string()) {
            return odd(key);
        }
    }
    let mut ids = BTreeMap::new();
    for (key, value) in badge
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "@context" | "proof"))
    {
        plain_key(key)?;
        plain_value(value, &mut ids)?;
    }
    let parts = [
        Some(badge),
        subject.and_then(Value::as_object),
        achievement.and_then(Value::as_object),
    ];
    for id in parts
        .into_iter()
        .flatten()
        .filter_map(|part| part.get("id"))
    {
        let used = id.as_str().and_then(|id| ids.get(id)).copied();
        // The walk above began below the badge itself.
        let expected = usize::from(badge.get("id") != Some(id));
        if used.unwrap_or(0) > expected {
            return Err(format!("several parts of it have the id {id}"));
        }
    }
    Ok(())
}

fn plain_key(key: &str) -> Result<(), String> {
    if key.contains([':', '@']) {
        return Err(format!("the key `{key}` is not a plain term"));
    }
    Ok(())
}

/// Whether a value and what is in it have plain keys and ids; counts how many objects have which id.
fn plain_value<'v>(value: &'v Value, ids: &mut BTreeMap<&'v str, usize>) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| match item {
            Value::Array(_) => Err("it has a list in a list".to_owned()),
            item => plain_value(item, ids),
        }),
        Value::Object(entries) => {
            match entries.get("id") {
                Some(Value::String(id)) if !id.starts_with("_:") => {
                    *ids.entry(id).or_default() += 1;
                }
                Some(id) => return Err(format!("the id {id} is not an address")),
                None => {}
            }
            entries.iter().try_for_each(|(key, value)| {
                plain_key(key)?;
                plain_value(value, ids)
            })
        }
        _ => Ok(()),
    }
}

/// What is signed: the hash of the proof without its value, then that of the badge without its proof.
pub(super) fn message(
    badge: &Map<String, Value>,
    proof: &Map<String, Value>,
) -> Result<Vec<u8>, String> {
    let mut unsigned = badge.clone();
    unsigned.remove("proof");
    let mut options = proof.clone();
    options.remove("proofValue");
    if let Some(context) = badge.get("@context") {
        options.insert("@context".to_owned(), context.clone());
    }
    let mut message = hash(options)?;
    message.extend(hash(unsigned)?);
    Ok(message)
}

fn hash(document: Map<String, Value>) -> Result<Vec<u8>, String> {
    let mut signed = statements(&document, None)?;
    // With a vocabulary and an address for whatever has none, what isn't signed would add statements.
    let mut extended = document;
    if let Some(contexts) = extended.get_mut("@context").and_then(Value::as_array_mut) {
        contexts.push(serde_json::json!({"@vocab": "urn:unsigned:"}));
    }
    if statements(&extended, Some("https://unsigned.invalid/"))?.len() != signed.len() {
        return Err(
            "it has terms that its contexts don't define, which no proof covers".to_owned(),
        );
    }
    if alike(&signed) > MOST_ALIKE {
        return Err(format!("more than {MOST_ALIKE} of its parts look alike"));
    }
    signed.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = signed.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    Ok(Sha256::digest(lines.concat().as_bytes()).to_vec())
}

/// How many blank nodes share their statements with another: those that the canonical form can't tell apart by the hash of
/// their first degree (RDFC-1.0, section 4.6).
fn alike(dataset: &Dataset) -> usize {
    let mut statements_of: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for quad in dataset {
        let subject = match quad.subject {
            NamedOrBlankNodeRef::BlankNode(node) => Some(node),
            NamedOrBlankNodeRef::NamedNode(_) => None,
        };
        let object = match quad.object {
            TermRef::BlankNode(node) => Some(node),
            _ => None,
        };
        let graph = match quad.graph_name {
            GraphNameRef::BlankNode(node) => Some(node),
            GraphNameRef::NamedNode(_) | GraphNameRef::DefaultGraph => None,
        };
        let nodes: BTreeSet<&str> = [subject, object, graph]
            .into_iter()
            .flatten()
            .map(BlankNodeRef::as_str)
            .collect();
        for node in nodes {
            let term = |blank: Option<BlankNodeRef<'_>>, named: String| match blank {
                Some(blank) if blank.as_str() == node => "_:a".to_owned(),
                Some(_) => "_:z".to_owned(),
                None => named,
            };
            let statement = [
                term(subject, quad.subject.to_string()),
                quad.predicate.to_string(),
                term(object, quad.object.to_string()),
                term(graph, quad.graph_name.to_string()),
            ];
            statements_of
                .entry(node)
                .or_default()
                .push(statement.join(" "));
        }
    }
    let mut nodes_with: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for mut statements in statements_of.into_values() {
        statements.sort_unstable();
        *nodes_with.entry(statements).or_default() += 1;
    }
    nodes_with.values().filter(|count| **count > 1).sum()
}

fn statements(document: &Map<String, Value>, base: Option<&str>) -> Result<Dataset, String> {
    let text = serde_json::to_vec(document).map_err(|error| error.to_string())?;
    // One long literal takes no time, unlike many parts.
    let bits = document
        .get("credentialSubject")
        .and_then(|subject| subject.get("encodedList"))
        .and_then(Value::as_str)
        .map_or(0, str::len);
    if text.len().saturating_sub(bits) > MOST_BYTES {
        return Err(format!("it is longer than {} KiB", MOST_BYTES >> 10));
    }
    let parser = match base {
        None => JsonLdParser::new(),
        Some(base) => JsonLdParser::new()
            .with_base_iri(base)
            .map_err(|error| error.to_string())?,
    };
    let quads = parser
        .for_slice(&text)
        .with_load_document_callback(|url, _| {
            let document = document_of(url).ok_or("unknown context")?;
            Ok(JsonLdRemoteDocument {
                document: document.as_bytes().to_vec(),
                document_url: url.to_owned(),
            })
        });
    quads
        .collect::<Result<_, _>>()
        .map_err(|error| format!("it is not valid JSON-LD: {error}"))
}

fn document_of(url: &str) -> Option<&'static str> {
    CONTEXTS
        .iter()
        .find(|(address, _)| *address == url)
        .map(|(_, text)| *text)
}
