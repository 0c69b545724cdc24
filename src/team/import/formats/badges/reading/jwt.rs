//! Signed badges (VC-JWT and signed assertions): is the signature good, and under whose key?
//!
//! A key that travels in the badge's own header proves only that nobody changed the badge since it was signed, not who
//! signed it. Only a key that the user names proves the issuer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::keys::{Algorithm, Days, Fit, Key, TrustedKeys};
use crate::base::date::Date;
use crate::team::import::record::Proof;

/// A badge taken out of its envelope.
pub(crate) struct Opened {
    /// The badge as JSON.
    pub text: String,
    /// What its signature proves.
    pub proof: Proof,
    /// What the user should know of the signature.
    pub note: String,
}

/// Why nothing may be taken from an envelope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("this is not a signed badge: {0}")]
    Damaged(&'static str),
    #[error("the signature does not fit: the badge was changed after it was signed")]
    Tampered,
    #[error("its header says that it is not signed (`alg: {0}`), which proves nothing")]
    Unsigned(String),
    #[error("its header demands what this program does not know (`crit`), so it must be refused")]
    Critical,
    #[error("{0}")]
    OutOfTime(String),
}

/// Takes a badge out of its envelope and checks the signature.
pub(crate) fn open(token: &str, trusted: &TrustedKeys, today: Date) -> Result<Opened, Refusal> {
    let token = token.trim();
    let (signed, signature) = token
        .rsplit_once('.')
        .ok_or(Refusal::Damaged("it has no three parts"))?;
    let (header, payload) = signed
        .split_once('.')
        .ok_or(Refusal::Damaged("it has no three parts"))?;
    let decode = |part: &str| {
        URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|_| Refusal::Damaged("a part is not base64"))
    };
    let header: Value = serde_json::from_slice(&decode(header)?)
        .map_err(|_| Refusal::Damaged("its header is not JSON"))?;
    let text = String::from_utf8(decode(payload)?)
        .map_err(|_| Refusal::Damaged("its content is not UTF-8 text"))?;
    let signature = decode(signature)?;
    let unchecked = |note: String| {
        Ok(Opened {
            text: text.clone(),
            proof: Proof::Unchecked,
            note,
        })
    };
    if header.get("crit").is_some() {
        return Err(Refusal::Critical);
    }
    let algorithm = match header.get("alg").and_then(Value::as_str) {
        Some("RS256") => Algorithm::Rs256,
        Some("ES256") => Algorithm::Es256,
        Some("EdDSA" | "Ed25519") => Algorithm::EdDsa,
        Some(none) if none.trim().eq_ignore_ascii_case("none") => {
            return Err(Refusal::Unsigned(none.to_owned()));
        }
        Some(other) => {
            return unchecked(format!(
                "signature not checked: `{other}` is not supported, only RS256, ES256 and EdDSA"
            ));
        }
        None => return Err(Refusal::Damaged("its header names no algorithm")),
    };
    let days = Days {
        signed: in_time(&text, today)?,
        today,
    };
    let verifies = |key: &Key| key.verifies(algorithm, signed.as_bytes(), &signature);
    if signature.is_empty() {
        return Err(Refusal::Tampered);
    }
    match trusted.signer(days, verifies) {
        Fit::By(owner) => {
            return Ok(Opened {
                text,
                proof: Proof::Trusted(owner),
                note: format!("signature good, {}", owner.in_words()),
            });
        }
        Fit::OutOfPeriod(why) => return unchecked(format!("signature good, but {why}")),
        Fit::None => {}
    }
    match header.get("jwk").map(Key::of_jwk) {
        Some(Ok(key)) if verifies(&key) => unchecked(
            "signature good, but the key travels in the badge itself: that proves nothing about the issuer".to_owned(),
        ),
        Some(Ok(_)) => Err(Refusal::Tampered),
        Some(Err(_)) => Err(Refusal::Damaged("the key in its header is not a usable key")),
        None => unchecked("signature not checked: the key is not in the badge, and none you trust fits".to_owned()),
    }
}

/// Refuses a badge that is no longer valid or not valid yet, or whose claims about that are not times. Gives the day on which it
/// says that it was signed.
fn in_time(text: &str, today: Date) -> Result<Option<Date>, Refusal> {
    let claims: Value = serde_json::from_str(text).unwrap_or_default();
    let day = |claim: &str| match claims.get(claim) {
        None => Ok(None),
        Some(value) => value
            .as_f64()
            .and_then(|seconds| jiff::SignedDuration::try_from_secs_f64(seconds).ok())
            .and_then(|since| jiff::Timestamp::from_duration(since).ok())
            .map(|time| Some(time.to_zoned_datetime(TimeZone::UTC).date()))
            .ok_or_else(|| {
                Refusal::OutOfTime(format!("its `{claim}` is {value}, which is not a time"))
            }),
    };
    if let Some(end) = day("exp")?.filter(|end| *end < today) {
        return Err(Refusal::OutOfTime(format!("it expired on {end} (`exp`)")));
    }
    let start = day("nbf")?;
    if let Some(start) = start.filter(|start| *start > today) {
        return Err(Refusal::OutOfTime(format!(
            "it is not valid before {start} (`nbf`)"
        )));
    }
    Ok(day("iat")?.or(start))
}

/// What an envelope carries, whatever its signature; to say of what nothing is taken.
pub(crate) fn unchecked(token: &str) -> Option<String> {
    let payload = URL_SAFE_NO_PAD
        .decode(token.trim().split('.').nth(1)?)
        .ok()?;
    String::from_utf8(payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::read::File;
    use crate::team::import::record::Signer;

    const TRUSTED_SIGNER: Signer = Signer {
        key: 0,
        issuer: None,
    };
    const TODAY: Date = Date::constant(2026, 11, 29);

    const SIGNED: &str = include_str!("../../../../../../tests/import/open-badges/ob3-signed.jwt");
    const TAMPERED: &str =
        include_str!("../../../../../../tests/import/open-badges/ob3-tampered.jwt");

    fn header_key() -> File {
        let header = SIGNED.split('.').next().unwrap();
        let header: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
        File {
            name: "key.json".into(),
            text: header["jwk"].to_string(),
        }
    }

    fn encode(text: &str) -> String {
        URL_SAFE_NO_PAD.encode(text)
    }

    #[test]
    fn only_a_key_the_user_names_proves_the_issuer() {
        let opened = open(SIGNED, &TrustedKeys::default(), TODAY).unwrap();
        assert_eq!(opened.proof, Proof::Unchecked);
        assert!(opened.note.contains("proves nothing"));
        let mut keys = TrustedKeys::default();
        keys.add(&header_key()).unwrap();
        assert_eq!(
            open(SIGNED, &keys, TODAY).unwrap().proof,
            Proof::Trusted(TRUSTED_SIGNER)
        );
        assert_eq!(open(TAMPERED, &keys, TODAY).err(), Some(Refusal::Tampered));
    }

    #[test]
    fn what_was_changed_or_never_signed_is_refused() {
        let keys = TrustedKeys::default();
        assert_eq!(open(TAMPERED, &keys, TODAY).err(), Some(Refusal::Tampered));
        let none = format!("{}.{}.", encode("{\"alg\":\"none\"}"), encode("{}"));
        assert_eq!(
            open(&none, &keys, TODAY).err(),
            Some(Refusal::Unsigned("none".to_owned()))
        );
        let (signed, _) = SIGNED.trim().rsplit_once('.').unwrap();
        assert_eq!(
            open(&format!("{signed}."), &keys, TODAY).err(),
            Some(Refusal::Tampered)
        );
        for broken in ["eyJ", "eyJ.e", "..", "a.b.c", "eyJ9.e30.x!"] {
            assert!(
                matches!(open(broken, &keys, TODAY), Err(Refusal::Damaged(_))),
                "{broken}"
            );
        }
    }

    #[test]
    fn other_algorithms_are_not_checked_and_say_so() {
        let token = format!(
            "{}.{}.{}",
            encode("{\"alg\":\"HS256\"}"),
            encode("{}"),
            encode("x")
        );
        let opened = open(&token, &TrustedKeys::default(), TODAY).unwrap();
        assert!(opened.proof == Proof::Unchecked && opened.note.contains("HS256"));
    }

    #[test]
    fn what_the_header_or_the_claims_forbid_is_refused() {
        let keys = TrustedKeys::default();
        let token = |header: &str, claims: &str| {
            format!("{}.{}.{}", encode(header), encode(claims), encode("x"))
        };
        let refused = |header: &str, claims: &str| open(&token(header, claims), &keys, TODAY).err();
        for none in ["none", "None", "NONE", " nOnE "] {
            let header = format!("{{\"alg\": \"{none}\"}}");
            assert_eq!(
                refused(&header, "{}"),
                Some(Refusal::Unsigned(none.to_owned()))
            );
        }
        let critical = r#"{"alg": "RS256", "crit": ["b64"], "b64": false}"#;
        assert_eq!(refused(critical, "{}"), Some(Refusal::Critical));
        let header = r#"{"alg": "RS256"}"#;
        for claims in [
            r#"{"exp": 1700000000}"#,
            r#"{"exp": "soon"}"#,
            r#"{"exp": 1e300}"#,
            r#"{"nbf": 1900000000}"#,
        ] {
            let found = refused(header, claims);
            assert!(
                matches!(found, Some(Refusal::OutOfTime(_))),
                "{claims}: {found:?}"
            );
        }
        assert_eq!(refused(header, r#"{"exp": 1900000000}"#), None);
        let message = |claims: &str| refused(header, claims).unwrap().to_string();
        assert_eq!(
            message(r#"{"exp": 1700000000}"#),
            "it expired on 2023-11-14 (`exp`)"
        );
        assert_eq!(
            message(r#"{"nbf": 1900000000}"#),
            "it is not valid before 2030-03-17 (`nbf`)"
        );
    }

    #[test]
    fn each_key_fits_its_own_algorithm_alone() {
        // RFC 8037, A.4 and RFC 7515, A.3: the examples of EdDSA and ES256.
        let ed25519 =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let eddsa = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        let p256 = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
        let es256 = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        let keys = |text: &str| {
            let mut keys = TrustedKeys::default();
            let file = File {
                name: "key.json".into(),
                text: text.into(),
            };
            keys.add(&file).unwrap();
            keys
        };
        // The day before the example's `exp`.
        let day = Date::constant(2011, 3, 21);
        let proof = |token: &str, key: &str| open(token, &keys(key), day).unwrap().proof;
        assert_eq!(proof(eddsa, ed25519), Proof::Trusted(TRUSTED_SIGNER));
        assert_eq!(proof(es256, p256), Proof::Trusted(TRUSTED_SIGNER));
        assert_eq!(proof(eddsa, p256), Proof::Unchecked);
        assert_eq!(proof(es256, ed25519), Proof::Unchecked);
        let altered = eddsa.replace("RXhhbXBs", "RXhhbXBt");
        assert_eq!(proof(&altered, ed25519), Proof::Unchecked);
        assert!(open(es256, &keys(p256), TODAY).is_err());
    }
}
