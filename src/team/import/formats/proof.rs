//! Proofs embedded in badges: `eddsa-rdfc-2022`, over what the badge means as RDF.
//!
//! A signature over the meaning leaves the writing open: the same statements can be written in several ways, and what no
//! context defines is not signed at all. So a badge counts as verified only in the one plain form in which its keys mean
//! what this importer reads in them; each other form is left unverified, with the reason.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, VerifyingKey};
use oxjsonld::{JsonLdParser, JsonLdRemoteDocument};
use oxrdf::Dataset;
use oxrdf::dataset::{CanonicalizationAlgorithm, CanonicalizationHashAlgorithm};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::super::record::{Proof, Reading};
use super::jwt::{Closed, TrustedKeys};
use crate::base::diagnostic::{Code, Diagnostic};

/// Longest badge whose proof is checked, bytes.
const MOST_BYTES: usize = 256 * 1024;
/// Parts without an id that look alike, which take much time to tell apart.
const MOST_ALIKE: usize = 6;

/// The contexts that are known, by their addresses.
const CONTEXTS: [(&str, &str); 8] = [
    (
        "https://www.w3.org/2018/credentials/v1",
        include_str!("../../../../data/contexts/credentials-v1.json"),
    ),
    (
        "https://www.w3.org/ns/credentials/v2",
        include_str!("../../../../data/contexts/credentials-v2.json"),
    ),
    (
        "https://w3id.org/security/data-integrity/v2",
        include_str!("../../../../data/contexts/data-integrity-v2.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        include_str!("../../../../data/contexts/open-badges-3.0.0.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        include_str!("../../../../data/contexts/open-badges-3.0.1.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        include_str!("../../../../data/contexts/open-badges-3.0.2.json"),
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        include_str!("../../../../data/contexts/open-badges-3.0.3.json"),
    ),
    #[cfg(test)]
    (
        "https://www.w3.org/ns/credentials/examples/v2",
        include_str!("../../../../tests/proofs/examples-v2-context.json"),
    ),
    #[cfg(not(test))]
    ("", ""),
];

/// What is true of a badge's proof.
#[derive(Debug, PartialEq, Eq)]
enum Checked {
    /// Good, by a key that the user trusts.
    Trusted,
    /// Good, by a key that only the badge names.
    Unproven,
    /// Not checked, because of this.
    Not(String),
    /// There is none.
    Absent,
}

/// Checks the proofs of the badges in a JSON text, which became these records. The proof of a badge that holds others
/// vouches for none of them.
pub(crate) fn check(text: &str, reading: &mut Reading, trusted: &TrustedKeys) {
    let Ok(root) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else {
        return;
    };
    let mut badges = Vec::new();
    gather(root.get("vc").unwrap_or(&root), &mut badges);
    if badges.len() != reading.records.len() {
        return;
    }
    for (badge, record) in badges.into_iter().zip(&mut reading.records) {
        match verify(badge, trusted) {
            Ok(Checked::Absent) => {}
            Ok(Checked::Trusted) => {
                record.proof = Proof::Trusted;
                record
                    .notes
                    .push("embedded proof good, by a key you trust".to_owned());
            }
            Ok(Checked::Unproven) => record.notes.push(
                "embedded proof good, but only the badge itself names the key: that proves nothing about the issuer"
                    .to_owned(),
            ),
            Ok(Checked::Not(why)) => record.notes.push(format!("embedded proof not checked: {why}")),
            Err(closed) => {
                let finding = Diagnostic::error(Code::BadProof, closed.to_string());
                record.refused = Some(finding.at(record.place.clone()));
            }
        }
    }
}

/// The badges that are read, in the order of their records.
fn gather<'v>(value: &'v Value, badges: &mut Vec<&'v Value>) {
    let is = |kind: &str| match value.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|own| own == kind),
        own => own.is_some_and(|own| own == kind),
    };
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, badges)),
        _ if is("ClrCredential") => {
            let inner = value.pointer("/credentialSubject/verifiableCredential");
            badges.extend(inner.and_then(Value::as_array).into_iter().flatten());
        }
        _ if is("BadgeClass") => {}
        _ => badges.push(value),
    }
}

fn verify(badge: &Value, trusted: &TrustedKeys) -> Result<Checked, Closed> {
    let Some(badge) = badge.as_object() else {
        return Ok(Checked::Absent);
    };
    let proof = match badge.get("proof") {
        None => return Ok(Checked::Absent),
        Some(Value::Array(proofs)) if proofs.len() == 1 => proofs.first(),
        other => other,
    };
    let Some(proof) = proof.and_then(Value::as_object) else {
        return Ok(Checked::Not("it has several proofs".to_owned()));
    };
    let says = |key: &str| proof.get(key).and_then(Value::as_str).unwrap_or_default();
    let suite = says("cryptosuite");
    if says("type") != "DataIntegrityProof" || suite != "eddsa-rdfc-2022" {
        let kind = if suite.is_empty() {
            says("type")
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
    if says("proofPurpose") != "assertionMethod" {
        return Ok(Checked::Not(
            "it was not made to assert anything".to_owned(),
        ));
    }
    if let Err(why) = plain(badge) {
        return Ok(Checked::Not(why));
    }
    let method = says("verificationMethod");
    let (controller, named) = method.split_once('#').unwrap_or((method, ""));
    let issuer = badge.get("issuer");
    let issuer = issuer.and_then(|issuer| issuer.get("id").unwrap_or(issuer).as_str());
    if issuer != Some(controller) {
        let why = format!("it is by `{controller}`, who is not the issuer");
        return Ok(Checked::Not(why));
    }
    let signature = says("proofValue")
        .strip_prefix('z')
        .and_then(|text| bs58::decode(text).into_vec().ok())
        .and_then(|bytes| Signature::from_slice(&bytes).ok())
        .ok_or(Closed::Tampered)?;
    let message = match message(badge, proof) {
        Ok(message) => message,
        Err(why) => return Ok(Checked::Not(why)),
    };
    let fits = |key: &VerifyingKey| key.verify_strict(&message, &signature).is_ok();
    if trusted.ed25519().any(fits) {
        return Ok(Checked::Trusted);
    }
    match multikey(named) {
        Some(key) if fits(&key) => Ok(Checked::Unproven),
        Some(_) => Err(Closed::Tampered),
        None => Ok(Checked::Not(format!(
            "none of the keys you trust fits `{method}`"
        ))),
    }
}

/// The Ed25519 key that a Multikey text holds: `z6Mk...`.
pub(crate) fn multikey(text: &str) -> Option<VerifyingKey> {
    let bytes = bs58::decode(text.strip_prefix('z')?).into_vec().ok()?;
    let [0xed, 0x01, key @ ..] = bytes.as_slice() else {
        return None;
    };
    VerifyingKey::from_bytes(key.try_into().ok()?).ok()
}

/// Whether a badge is written in the plain form: known contexts alone, terms instead of addresses as keys, each value
/// that is read where it is expected, and no second object of the same id that could take over what belongs to it.
fn plain(badge: &Map<String, Value>) -> Result<(), String> {
    let odd = |what: &str| Err(format!("{what} is written in an unusual form"));
    let contexts = badge.get("@context").and_then(Value::as_array);
    let Some(contexts) = contexts.filter(|contexts| !contexts.is_empty()) else {
        return odd("`@context`");
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
        achievement.and_then(|part| part.get("name")),
        achievement.and_then(|part| part.get("achievementType")),
        subject.and_then(|part| part.get("name")),
    ];
    if texts.into_iter().flatten().any(|text| !text.is_string()) {
        return odd("a name or kind");
    }
    let mut parts = Parts::default();
    for (key, value) in badge
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "@context" | "proof"))
    {
        parts.key(key)?;
        parts.value(value)?;
    }
    let ids = [
        Some(badge),
        subject.and_then(Value::as_object),
        achievement.and_then(Value::as_object),
    ];
    for id in ids.into_iter().flatten().filter_map(|part| part.get("id")) {
        let again = parts
            .ids
            .get(id.as_str().unwrap_or_default())
            .copied()
            .unwrap_or(0);
        let own = usize::from(badge.get("id") != Some(id));
        if again > own {
            return Err(format!("several parts of it have the id {id}"));
        }
    }
    let alike: usize = parts.unnamed.values().filter(|count| **count > 1).sum();
    if alike > MOST_ALIKE {
        return Err("many of its parts look alike".to_owned());
    }
    Ok(())
}

/// What stands in a badge.
#[derive(Default)]
struct Parts {
    /// How many objects have an id.
    ids: BTreeMap<String, usize>,
    /// How many objects without an id say the same, those in them aside.
    unnamed: BTreeMap<String, usize>,
}

impl Parts {
    #[expect(clippy::unused_self, reason = "reads as the other checks do")]
    fn key(&self, key: &str) -> Result<(), String> {
        if key.contains([':', '@']) {
            return Err(format!("the key `{key}` is not a plain term"));
        }
        Ok(())
    }

    fn value(&mut self, value: &Value) -> Result<(), String> {
        match value {
            Value::Array(items) => items.iter().try_for_each(|item| match item {
                Value::Array(_) => Err("it has a list in a list".to_owned()),
                item => self.value(item),
            }),
            Value::Object(entries) => {
                match entries.get("id") {
                    Some(Value::String(id)) if !id.starts_with("_:") => {
                        *self.ids.entry(id.clone()).or_default() += 1;
                    }
                    Some(id) => return Err(format!("the id {id} is not an address")),
                    None => {
                        let own = entries.iter().filter(|(_, value)| !value.is_object());
                        let own: Vec<_> = own.collect();
                        let own = serde_json::to_string(&own).unwrap_or_default();
                        *self.unnamed.entry(own).or_default() += 1;
                    }
                }
                entries.iter().try_for_each(|(key, value)| {
                    self.key(key)?;
                    self.value(value)
                })
            }
            _ => Ok(()),
        }
    }
}

/// What is signed: the hash of the proof without its value, then that of the badge without its proof.
fn message(badge: &Map<String, Value>, proof: &Map<String, Value>) -> Result<Vec<u8>, String> {
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
    let mut all = document;
    if let Some(contexts) = all.get_mut("@context").and_then(Value::as_array_mut) {
        contexts.push(json!({"@vocab": "urn:unsigned:"}));
    }
    if statements(&all, Some("https://unsigned.invalid/"))?.len() != signed.len() {
        return Err(
            "it says things that its contexts don't define, which no proof covers".to_owned(),
        );
    }
    signed.canonicalize(CanonicalizationAlgorithm::Rdfc10 {
        hash_algorithm: CanonicalizationHashAlgorithm::Sha256,
    });
    let mut lines: Vec<String> = signed.iter().map(|quad| format!("{quad} .\n")).collect();
    lines.sort_unstable();
    Ok(Sha256::digest(lines.concat().as_bytes()).to_vec())
}

fn statements(document: &Map<String, Value>, base: Option<&str>) -> Result<Dataset, String> {
    let text = serde_json::to_vec(document).map_err(|error| error.to_string())?;
    if text.len() > MOST_BYTES {
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
    let known = |(address, _): &&(&str, &str)| !address.is_empty() && *address == url;
    CONTEXTS.iter().find(known).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::read::File;

    const VECTOR: &str = include_str!("../../../../tests/proofs/w3c-eddsa-rdfc-2022.json");
    const BADGE: &str = include_str!("../../../../tests/proofs/open-badge.json");
    const VECTOR_KEY: &str =
        r#"{"publicKeyMultibase": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"}"#;
    const BADGE_KEY: &str = "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q";

    fn keys(text: &str) -> TrustedKeys {
        let mut keys = TrustedKeys::default();
        let file = File {
            name: "key".into(),
            text: text.into(),
        };
        keys.add(&file).unwrap();
        keys
    }

    fn checked(text: &str, keys: &TrustedKeys) -> Result<Checked, Closed> {
        verify(&serde_json::from_str(text).unwrap(), keys)
    }

    #[test]
    fn the_vector_of_the_specification_and_a_real_badge_are_verified() {
        for (text, key) in [(VECTOR, VECTOR_KEY), (BADGE, BADGE_KEY)] {
            assert_eq!(checked(text, &keys(key)), Ok(Checked::Trusted));
            assert_eq!(
                checked(text, &TrustedKeys::default()),
                Ok(Checked::Unproven)
            );
        }
        assert_eq!(checked(VECTOR, &keys(BADGE_KEY)), Ok(Checked::Unproven));
    }

    /// Each byte of the vector is altered in turn, and some of the badge: none of them is verified, except where the JSON
    /// stays the same. `PROOF_BYTES=1` alters each byte of the badge as well, which takes minutes in a debug build.
    #[test]
    fn nothing_that_was_altered_is_verified() {
        let step = std::env::var("PROOF_BYTES").map_or(17, |step| step.parse().unwrap());
        for (text, key, step) in [(VECTOR, VECTOR_KEY, 1), (BADGE, BADGE_KEY, step)] {
            let keys = keys(key);
            let same: Value = serde_json::from_str(text).unwrap();
            for (index, byte) in text.bytes().enumerate().step_by(step) {
                let mut altered = text.as_bytes().to_vec();
                altered[index] = if byte == b'x' { b'y' } else { b'x' };
                let Ok(value) = serde_json::from_slice::<Value>(&altered) else {
                    continue;
                };
                if value != same {
                    let found = verify(&value, &keys);
                    assert_ne!(found, Ok(Checked::Trusted), "{index}: {value}");
                    assert_ne!(found, Ok(Checked::Unproven), "{index}: {value}");
                }
            }
        }
    }

    #[test]
    fn what_no_proof_covers_or_could_be_read_in_another_way_is_not_verified() {
        let keys = keys(BADGE_KEY);
        let altered = |from: &str, to: &str| {
            let text = BADGE.replace(from, to);
            assert_ne!(text, BADGE, "{from}");
            checked(&text, &keys)
        };
        for (from, to) in [
            // Terms that no context defines, or that are written in another way.
            (
                "\"validFrom\":",
                "\"expirationDate\": \"2099-01-01T00:00:00Z\", \"validFrom\":",
            ),
            ("\"validFrom\":", "\"unheardOf\": \"x\", \"validFrom\":"),
            (
                "\"validFrom\":",
                "\"https://www.w3.org/2018/credentials#validFrom\":",
            ),
            (
                "\"validFrom\": \"2025-01-09T15:06:31Z\"",
                "\"validFrom\": [\"2025-01-09T15:06:31Z\"]",
            ),
            ("\"name\": \"Teamwork\"", "\"name\": [\"Teamwork\"]"),
            (
                "\"name\": \"Teamwork\"",
                "\"@index\": \"x\", \"name\": \"Teamwork\"",
            ),
            // Contexts that are not known, or are the badge's own.
            ("context-3.0.3.json\"", "context-9.9.9.json\""),
            (
                "context-3.0.3.json\"",
                "context-3.0.3.json\", {\"until\": \"https://www.w3.org/2018/credentials#validUntil\"}",
            ),
            // A second object with the id of the badge.
            (
                "\"criteria\": {",
                "\"image\": {\"id\": \"http://example.com/credentials/3527\"}, \"criteria\": {",
            ),
            // Proofs of another kind, for another purpose, or by somebody else.
            ("eddsa-rdfc-2022", "eddsa-jcs-2022"),
            ("assertionMethod", "authentication"),
            (
                "\"cryptosuite\":",
                "\"expires\": \"2099-01-01T00:00:00Z\", \"cryptosuite\":",
            ),
            (
                "\"verificationMethod\": \"did:key:z6MknNQ",
                "\"verificationMethod\": \"did:key:z6MkrJV",
            ),
        ] {
            let found = altered(from, to);
            assert!(matches!(found, Ok(Checked::Not(_))), "{to}: {found:?}");
        }
        assert_eq!(
            altered(
                "\"validFrom\":",
                "\"validUntil\": \"2099-01-01T00:00:00Z\", \"validFrom\":"
            ),
            Err(Closed::Tampered)
        );
        assert_eq!(
            altered("\"name\": \"Teamwork\"", "\"name\": \"CKA\""),
            Err(Closed::Tampered)
        );
    }

    #[test]
    fn a_record_vouches_for_no_badge_in_it() {
        let inner = BADGE.replace("\"name\": \"Teamwork\"", "\"name\": \"CKA\"");
        let record = |inner: &str| {
            format!(
                r#"{{"type": ["ClrCredential"], "credentialSubject": {{"verifiableCredential": [{BADGE}, {inner}]}}}}"#
            )
        };
        let value: Value = serde_json::from_str(&record(&inner)).unwrap();
        let mut badges = Vec::new();
        gather(&value, &mut badges);
        let found: Vec<_> = badges
            .iter()
            .map(|badge| verify(badge, &keys(BADGE_KEY)))
            .collect();
        assert_eq!(found, [Ok(Checked::Trusted), Err(Closed::Tampered)]);
    }

    #[test]
    fn parts_that_look_alike_take_no_time() {
        let alike = vec![json!({"type": "Evidence"}); 12];
        let mut badge: Value = serde_json::from_str(BADGE).unwrap();
        badge["evidence"] = Value::Array(alike);
        let found = verify(&badge, &keys(BADGE_KEY));
        assert!(matches!(found, Ok(Checked::Not(_))), "{found:?}");
    }
}
