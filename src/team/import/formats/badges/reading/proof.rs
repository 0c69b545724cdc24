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
use super::keys::{Algorithm, Key, TrustedKeys};
use super::value::value;
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
pub(crate) fn check(records: &mut [Record], trusted: &TrustedKeys) {
    for record in records {
        let Proof::Embedded(badge) = &record.proof else {
            continue;
        };
        let checked = verify_badge(badge, trusted);
        record.proof = Proof::Unchecked;
        match checked {
            Ok(Checked::Trusted(signer)) => {
                record.proof = Proof::Trusted(signer);
                record
                    .notes
                    .push("embedded proof good, by a key you trust".to_owned());
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
fn verify_badge(badge: &Map<String, Value>, trusted: &TrustedKeys) -> Result<Checked, Refusal> {
    let types = match badge.get("type") {
        Some(Value::Array(types)) => types.as_slice(),
        Some(single) => std::slice::from_ref(single),
        None => &[],
    };
    if types
        .iter()
        .any(|name| name == "OpenBadgeCredential" || name == "AchievementCredential")
    {
        verify(badge, trusted)
    } else {
        let why = "its `type` is neither `OpenBadgeCredential` nor `AchievementCredential`";
        Ok(Checked::Not(why.to_owned()))
    }
}

/// Checks the proof in a credential of any type.
pub(super) fn verify(
    badge: &Map<String, Value>,
    trusted: &TrustedKeys,
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
    if let Some(signer) = trusted.signer(verifies) {
        return Ok(Checked::Trusted(signer));
    }
    match Key::of_multikey(named).filter(|_| named.starts_with('z')) {
        Some(key) if verifies(&key) => Ok(Checked::SelfSigned),
        Some(_) => Err(Refusal::Tampered),
        None => Ok(Checked::Not(format!(
            "none of the keys you trust is that of `{method}`"
        ))),
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{keys, signed, signer_did, trusted, unsigned};
    use super::*;
    use crate::base::date::Date;
    use crate::catalog::vocabulary::Evidence;
    use crate::embedded;
    use crate::team::import::{
        Imported, Input, Map as Columns, Options, Outcome, StatusLists, import,
    };
    use crate::team::roster::Team;

    const VECTOR: &str = include_str!("../../../../../../tests/proofs/w3c-eddsa-rdfc-2022.json");
    const BADGE: &str = include_str!("../../../../../../tests/proofs/open-badge.json");
    const TRUSTED: Checked = Checked::Trusted(Signer { key: 0 });
    const VECTOR_KEY: &str =
        r#"{"publicKeyMultibase": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"}"#;
    const BADGE_KEY: &str = "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q";

    fn checked(text: &str, keys: &TrustedKeys) -> Result<Checked, Refusal> {
        let badge: Map<String, Value> = serde_json::from_str(text).unwrap();
        verify(&badge, keys)
    }

    #[test]
    fn the_vector_of_the_specification_and_a_real_badge_are_verified() {
        for (text, key) in [(VECTOR, VECTOR_KEY), (BADGE, BADGE_KEY)] {
            assert_eq!(checked(text, &keys(key)), Ok(TRUSTED));
            assert_eq!(
                checked(text, &TrustedKeys::default()),
                Ok(Checked::SelfSigned)
            );
        }
        assert_eq!(checked(VECTOR, &keys(BADGE_KEY)), Ok(Checked::SelfSigned));
    }

    /// Each byte of the vector is altered in turn, and some of the badge: none of them is verified, except where the JSON
    /// stays the same. `PROOF_BYTES=1` alters each byte of the badge as well, which takes minutes in a debug build.
    #[test]
    fn nothing_that_was_altered_is_verified() {
        let step = std::env::var("PROOF_BYTES").map_or(17, |step| step.parse().unwrap());
        for (text, key, step) in [(VECTOR, VECTOR_KEY, 1), (BADGE, BADGE_KEY, step)] {
            let keys = keys(key);
            let same: Map<String, Value> = serde_json::from_str(text).unwrap();
            for (index, byte) in text.bytes().enumerate().step_by(step) {
                let mut altered = text.as_bytes().to_vec();
                altered[index] = if byte == b'x' { b'y' } else { b'x' };
                let Ok(value) = serde_json::from_slice::<Map<String, Value>>(&altered) else {
                    continue;
                };
                if value != same {
                    let found = verify(&value, &keys);
                    assert_ne!(found, Ok(TRUSTED), "{index}: {value:?}");
                    assert_ne!(found, Ok(Checked::SelfSigned), "{index}: {value:?}");
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
            Err(Refusal::Tampered)
        );
        assert_eq!(
            altered("\"name\": \"Teamwork\"", "\"name\": \"CKA\""),
            Err(Refusal::Tampered)
        );
    }

    fn imported_file(name: &str, text: &str) -> Result<Imported, Vec<Diagnostic>> {
        let input = Input {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        let options = Options {
            from: None,
            map: &Columns::default(),
            person: Some("p01"),
            date_order: None,
            trusted: &trusted(),
            status_lists: &StatusLists::default(),
            today: Date::constant(2026, 11, 29),
        };
        import(&[input], Team::default(), embedded::catalog(), &options)
    }

    fn imported(badge: &Value) -> Imported {
        imported_file("badge.json", &badge.to_string()).unwrap()
    }

    fn evidence(imported: &Imported) -> Vec<(String, Evidence)> {
        let people = imported.team.people.iter();
        people
            .flat_map(|person| &person.holds)
            .map(|held| (held.credential.to_string(), held.evidence_level))
            .collect()
    }

    fn baked_svg(badge: &Value) -> String {
        format!(
            "<svg xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"><openbadges:credential><![CDATA[{badge}]]></openbadges:credential></svg>"
        )
    }

    fn forged() -> Value {
        json!({
            "type": ["OpenBadgeCredential"],
            "name": "CKAD",
            "issuer": {"id": signer_did(), "name": "CNCF"},
            "validFrom": "2025-01-01T00:00:00Z"
        })
    }

    #[test]
    fn a_genuine_badge_is_verified_by_import() {
        let genuine = signed(unsigned());
        let baked = imported_file("badge.svg", &baked_svg(&genuine)).unwrap();
        for imported in [imported(&genuine), imported(&json!([genuine])), baked] {
            let verified = ("cka".to_owned(), Evidence::Verified);
            assert_eq!(evidence(&imported), [verified]);
        }
    }

    #[test]
    fn a_genuine_badge_in_or_beside_a_forged_one_verifies_nothing_else() {
        let genuine = signed(unsigned());
        let mut around = forged();
        around["vc"] = genuine.clone();
        let mut with_its_proof = forged();
        with_its_proof["proof"] = genuine["proof"].clone();
        let mut shifted = forged();
        shifted["type"] = "ClrCredential ".into();
        shifted["credentialSubject"] = json!({"verifiableCredential": [forged()]});
        let class = json!({"type": "BadgeClass ", "id": "https://example.com/c", "name": "CKAD"});
        let (verified, declared) = (
            ("cka".to_owned(), Evidence::Verified),
            ("ckad".to_owned(), Evidence::Declared),
        );
        for badges in [around.clone(), with_its_proof] {
            let found = evidence(&imported(&badges));
            assert!(found.iter().all(|held| *held == declared), "{badges}");
        }
        for badges in [
            json!([around, genuine]),
            json!([shifted, genuine]),
            json!([genuine, shifted]),
            json!([class, genuine, forged()]),
            json!([forged(), genuine, class]),
        ] {
            let mut found = evidence(&imported(&badges));
            found.sort_by(|left, right| left.0.cmp(&right.0));
            assert_eq!(found, [verified.clone(), declared.clone()], "{badges}");
        }
    }

    #[test]
    fn nothing_around_an_unsigned_baked_badge_is_taken() {
        let around = json!({"vc": signed(unsigned()), "exp": 4_000_000_000_u64});
        let found = imported_file("badge.svg", &baked_svg(&around))
            .err()
            .unwrap();
        assert!(found[0].message.contains("not an Open Badge"), "{found:?}");
    }

    #[test]
    fn a_record_vouches_for_no_badge_in_it() {
        let genuine = signed(unsigned());
        let mut altered = genuine.clone();
        altered["credentialSubject"]["achievement"]["name"] = "CKAD".into();
        let record = json!({
            "type": ["ClrCredential"],
            "proof": genuine["proof"],
            "credentialSubject": {"verifiableCredential": [genuine, altered, forged()]}
        });
        let imported = imported(&record);
        let outcomes: Vec<Outcome> = imported.rows.iter().map(|row| row.outcome).collect();
        assert_eq!(
            outcomes,
            [Outcome::Imported, Outcome::Refused, Outcome::Imported]
        );
        let refusal = imported.rows[1].refusal.as_ref().unwrap();
        assert_eq!(refusal.code, Code::BadProof);
        let expected = [
            ("cka".to_owned(), Evidence::Verified),
            ("ckad".to_owned(), Evidence::Declared),
        ];
        assert_eq!(evidence(&imported), expected);
        for row in &imported.rows {
            let because = row.because.join("; ");
            assert!(because.contains("vouches for the record"), "{because}");
        }
    }

    #[test]
    fn a_proof_that_verifies_nothing_is_never_passed_over() {
        let with = |path: &str, value: &str| {
            let mut badge = signed(unsigned());
            *badge.pointer_mut(path).unwrap() = json!("replaced");
            badge.to_string().replace("\"replaced\"", value)
        };
        for (text, expected) in [
            (with("/proof", "null"), "its `proof` is not a single object"),
            (with("/proof", "[]"), "its `proof` is not a single object"),
            (
                with("/proof", "\"x\""),
                "its `proof` is not a single object",
            ),
            (
                with("/proof", "[{}, {}]"),
                "its `proof` is not a single object",
            ),
            (with("/proof/created", "1e999"), "number out of range"),
            (
                with("/proof/proofPurpose", "\"authentication\""),
                "its `proofPurpose` is not `assertionMethod`",
            ),
            (
                with("/validFrom", "[]"),
                "`validFrom` is written in an unusual form",
            ),
            (
                with("/type/1", "\"AchievementCredential \""),
                "its `type` is neither",
            ),
            (
                r#"{"type": "Assertion", "badge": {"name": "CKA"}, "proof": {}}"#.to_owned(),
                "only those of Open Badges 3.0",
            ),
        ] {
            let imported = imported_file("badge.json", &text).unwrap();
            let because = imported.rows[0].because.join("; ");
            assert!(because.contains("embedded proof not checked"), "{because}");
            assert!(because.contains(expected), "{because}");
            for (_, level) in evidence(&imported) {
                assert_ne!(level, Evidence::Verified, "{text}");
            }
        }
    }

    /// Results with this many levels each, which differ only in what is in them.
    fn with_results(results: usize, levels: usize) -> Value {
        let level = |index: usize| {
            let target = format!("target {index}");
            json!({
                "type": ["RubricCriterionLevel"],
                "level": "x",
                "alignment": [{"type": ["Alignment"], "targetName": target}]
            })
        };
        let levels: Vec<Value> = (0..levels).map(level).collect();
        let result = json!({"type": ["ResultDescription"], "rubricCriterionLevel": levels});
        let mut badge = unsigned();
        badge["credentialSubject"]["achievement"]["resultDescription"] =
            json!(vec![result; results]);
        badge
    }

    #[test]
    fn parts_that_look_alike_take_no_time() {
        let mut flat = unsigned();
        flat["evidence"] = json!(vec![json!({"type": ["Evidence"]}); 12]);
        for mut badge in [
            flat,
            with_results(2, 13),
            with_results(13, 1),
            with_results(1, 7),
        ] {
            badge["proof"] = signed(unsigned())["proof"].clone();
            let found = verify(badge.as_object().unwrap(), &trusted());
            let Ok(Checked::Not(why)) = found else {
                panic!("{found:?}");
            };
            assert_eq!(why, "more than 6 of its parts look alike");
        }
        for badge in [with_results(1, 6), with_results(1, 1), with_results(2, 1)] {
            let found = verify(signed(badge).as_object().unwrap(), &trusted());
            assert_eq!(found, Ok(TRUSTED));
        }
    }
}
