//! Badges in an envelope or an image.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::*;
use super::{token, trusted};
use crate::team::import::Map;
use crate::team::import::record::Signer;

const TRUSTED: Proof = Proof::Trusted(Signer {
    key: 0,
    issuer: None,
});

/// What becomes of a badge that a trusted key signed as a JWT.
fn signed(claims: &str) -> Vec<Record> {
    let input = Input {
        name: "badge.jwt".into(),
        bytes: token(&serde_json::from_str(claims).unwrap()).into_bytes(),
    };
    opened(&input, &trusted())
}

fn opened(input: &Input, trusted: &TrustedKeys) -> Vec<Record> {
    let options = Options {
        from: None,
        map: &Map::default(),
        person: None,
        date_order: None,
        trusted,
        status_lists: &StatusLists::default(),
        today: Date::constant(2026, 11, 29),
    };
    let file = open(input, Carrier::of(&input.bytes).unwrap(), &options);
    file.ok().unwrap().reading.records
}

#[test]
fn a_signature_vouches_for_one_badge_and_none_in_a_record_or_list() {
    let badge = r#"{"type": "OpenBadgeCredential", "name": "CKA"}"#;
    let record = format!(
        r#"{{"type": "ClrCredential", "credentialSubject": {{"verifiableCredential": [{badge}]}}}}"#
    );
    assert_eq!(signed(badge)[0].proof, TRUSTED);
    assert_eq!(signed(&format!(r#"{{"vc": {badge}}}"#))[0].proof, TRUSTED);
    for claims in [
        record.clone(),
        format!("[{record}]"),
        format!(r#"{{"vc": [{record}, {badge}]}}"#),
    ] {
        for record in signed(&claims) {
            assert_eq!(record.proof, Proof::Unchecked, "{claims}");
            assert!(
                record.notes[0].contains("not for each badge in it"),
                "{claims}"
            );
        }
    }
}

#[test]
fn a_proof_within_a_signed_badge_is_mentioned() {
    let records = signed(r#"{"type": "OpenBadgeCredential", "name": "CKA", "proof": {}}"#);
    assert_eq!(records[0].proof, TRUSTED);
    assert!(records[0].notes[0].contains("embedded proof not checked"));
}

#[test]
fn an_expired_badge_is_refused_for_that_even_under_a_trusted_key() {
    let records = signed(r#"{"type": "OpenBadgeCredential", "name": "CKA", "exp": 1700000000}"#);
    assert_eq!(records[0].proof, Proof::Unchecked);
    let refusal = records[0].refused.as_ref().unwrap();
    assert_eq!(refusal.message, "it expired on 2023-11-14 (`exp`)");
}

#[test]
fn claims_around_a_badge_say_when_it_ends() {
    let badge = r#"{"vc": {"type": ["OpenBadgeCredential"], "name": "CKA"}, "nbf": 1767225600, "exp": 1861920000}"#;
    let parts = [r#"{"alg": "ES256"}"#, badge, "x"].map(|part| URL_SAFE_NO_PAD.encode(part));
    let input = Input {
        name: "badge.jwt".into(),
        bytes: parts.join(".").into_bytes(),
    };
    let record = &opened(&input, &TrustedKeys::default())[0];
    assert_eq!(record.earned.as_deref(), Some("2026-01-01"));
    assert!(matches!(&record.expires, StatedExpiry::On(day) if day == "2029-01-01"));
}
