//! The seeds of the fuzz target `trust`: `UPDATE_SEEDS=1 cargo test --lib seeds_of_trust` writes them.

use std::path::Path;

use serde_json::{Value, json};

use super::{signed, signer_did, token, unsigned};

const LIST: &str = "https://example.com/status/1";

/// A badge for CKAD, whose place in the list is the sixth.
fn listed() -> Value {
    let mut badge = unsigned();
    badge["credentialSubject"]["achievement"]["name"] = "CKAD".into();
    badge["credentialStatus"] = json!({
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": LIST
    });
    badge
}

/// A list of which the sixth bit alone is set.
fn list() -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": signer_did(),
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "uH4sIAAAAAAACA-3BIQEAAAACIIP_NzvDAjQAAAAAAAAAAAAAAAAAAADA2wC5foOwAEAAAA"
        }
    })
}

/// Each seed with its name: a key, a list and a badge.
fn seeds() -> Vec<(&'static str, String)> {
    let jwk = r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;
    let parts = |key: &str, list: &str, badge: &str| [key, list, badge].join("\n====\n");
    let did = signer_did();
    let (embedded, in_token) = (signed(list()).to_string(), token(&list()));
    let svg = format!(
        "<svg xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"><openbadges:credential><![CDATA[{}]]></openbadges:credential></svg>",
        signed(unsigned())
    );
    vec![
        ("embedded", parts(&did, "", &signed(unsigned()).to_string())),
        ("token", parts(jwk, "", &token(&unsigned()))),
        (
            "envelope",
            parts(
                jwk,
                "",
                &token(&json!({"vc": unsigned(), "iat": 1_735_689_600})),
            ),
        ),
        ("image", parts("", "", &svg)),
        (
            "listed",
            parts(&did, &embedded, &signed(listed()).to_string()),
        ),
        ("listed-token", parts(&did, &in_token, &token(&listed()))),
        (
            "without-list",
            parts(&did, "", &signed(listed()).to_string()),
        ),
        (
            "record",
            parts(
                "",
                &in_token,
                &json!([signed(unsigned()), signed(listed()), unsigned()]).to_string(),
            ),
        ),
    ]
}

#[test]
fn seeds_of_trust_are_signed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/trust");
    for (name, seed) in seeds() {
        let path = folder.join(name);
        if std::env::var_os("UPDATE_SEEDS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &seed).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            written, seed,
            "{name}: UPDATE_SEEDS=1 cargo test --lib seeds_of_trust writes it"
        );
    }
}
