//! Badges that the tests make and sign themselves, and what is made of them.

mod carried;
mod listed_keys;
mod proof;
mod seeds;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};

use super::keys::TrustedKeys;
use super::proof::message;
use crate::catalog::read::File;

pub(super) fn keys(text: &str) -> TrustedKeys {
    let mut keys = TrustedKeys::default();
    let file = File {
        name: "key".into(),
        text: text.into(),
    };
    keys.add(&file).unwrap();
    keys
}

pub(super) fn signer() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

pub(super) fn signer_did() -> String {
    let bytes = [
        &[0xed, 0x01],
        signer().verifying_key().as_bytes().as_slice(),
    ]
    .concat();
    format!("did:key:z{}", bs58::encode(bytes).into_string())
}

pub(super) fn trusted() -> TrustedKeys {
    keys(&signer_did())
}

/// A badge for CKA of an issuer that the catalog knows.
pub(super) fn unsigned() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
        ],
        "id": "https://example.com/badges/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": signer_did(), "type": ["Profile"], "name": "CNCF"},
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://example.com/achievements/1",
                "type": ["Achievement"],
                "name": "Certified Kubernetes Administrator (CKA)"
            }
        }
    })
}

pub(super) fn signed(mut badge: Value) -> Value {
    let did = signer_did();
    let mut proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2025-01-01T00:00:00Z",
        "verificationMethod": format!("{did}#{}", did.replace("did:key:", "")),
        "proofPurpose": "assertionMethod"
    });
    let message = message(badge.as_object().unwrap(), proof.as_object().unwrap()).unwrap();
    let signature = signer().sign(&message).to_bytes();
    proof["proofValue"] = format!("z{}", bs58::encode(signature).into_string()).into();
    badge["proof"] = proof;
    badge
}

/// These claims as a JWT.
pub(super) fn token(claims: &Value) -> String {
    let parts =
        [r#"{"alg": "EdDSA"}"#, &claims.to_string()].map(|part| URL_SAFE_NO_PAD.encode(part));
    let message = parts.join(".");
    let signature = URL_SAFE_NO_PAD.encode(signer().sign(message.as_bytes()).to_bytes());
    format!("{message}.{signature}")
}
