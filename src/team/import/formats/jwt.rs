//! Signed badges (VC-JWT and signed assertions): is the signature good, and under whose key?
//!
//! A key that travels in the badge's own header proves only that nobody changed the badge since it was signed, not who
//! signed it. Only a key that the user names proves the issuer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey as Ed25519Key;
use jiff::tz::TimeZone;
use p256::ecdsa::VerifyingKey as P256Key;
use rsa::pkcs1v15::VerifyingKey as RsaVerifyingKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::signature::Verifier;
use rsa::{BoxedUint, PublicKey as RsaKey};
use serde_json::Value;
use sha2::Sha256;

use super::super::record::Proof;
use super::proof::multikey;
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::read::File;

/// A key that signs badges.
#[derive(Clone, Debug)]
enum Key {
    Rsa(Box<RsaKey>),
    P256(Box<P256Key>),
    Ed25519(Box<Ed25519Key>),
}

/// Keys whose signature the user takes for proof.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(Vec<Key>);

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
pub(crate) enum Closed {
    #[error("this is not a signed badge: {0}")]
    Damaged(&'static str),
    #[error("the signature does not fit: the badge was changed after it was signed")]
    Tampered,
    #[error("its header says that it is not signed (`alg: {0}`), which proves nothing")]
    Unsigned(String),
    #[error("its header demands what this program does not know (`crit`), so it must be refused")]
    Critical,
    #[error("its signature {0}")]
    OutOfTime(String),
}

/// The algorithms that are checked.
#[derive(Clone, Copy)]
enum Algorithm {
    Rs256,
    Es256,
    EdDsa,
}

impl Key {
    /// Whether a signature by an algorithm fits. A key fits one algorithm alone.
    fn verifies(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::Rsa(key), Algorithm::Rs256) => rsa::pkcs1v15::Signature::try_from(signature)
                .is_ok_and(|signature| {
                    let key = RsaVerifyingKey::<Sha256>::new(RsaKey::clone(key));
                    key.verify(signed, &signature).is_ok()
                }),
            (Self::P256(key), Algorithm::Es256) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(signed, &signature).is_ok()),
            (Self::Ed25519(key), Algorithm::EdDsa) => {
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|signature| key.verify_strict(signed, &signature).is_ok())
            }
            _ => false,
        }
    }

    fn of_jwk(jwk: &Value) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
        if let Some(key) = text("publicKeyMultibase") {
            return multikey(key).map(|key| Self::Ed25519(Box::new(key)));
        }
        match (text("kty")?, text("crv")) {
            ("RSA", _) => {
                let number = |name: &str| {
                    // Longer than any key accepted; nothing is computed with it.
                    let bytes = bytes(name).filter(|bytes| bytes.len() <= RsaKey::MAX_SIZE / 8)?;
                    Some(BoxedUint::from_be_slice_vartime(&bytes))
                };
                let key = RsaKey::new(number("n")?, number("e")?).ok()?;
                Some(Self::Rsa(Box::new(key)))
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                (x.len() == 32 && y.len() == 32).then_some(())?;
                let point = [&[4], x.as_slice(), &y].concat();
                let key = P256Key::from_sec1_bytes(&point).ok()?;
                Some(Self::P256(Box::new(key)))
            }
            ("OKP", Some("Ed25519")) => {
                let key = Ed25519Key::from_bytes(bytes("x")?.as_slice().try_into().ok()?).ok()?;
                Some(Self::Ed25519(Box::new(key)))
            }
            _ => None,
        }
    }
}

impl TrustedKeys {
    /// Adds the keys of a file: a JWK or a set of them, PEM (`BEGIN PUBLIC KEY`, RSA), a Multikey, or a `did:key`.
    ///
    /// # Errors
    /// A finding where there is none.
    pub fn add(&mut self, file: &File) -> Result<(), Box<Diagnostic>> {
        let text = file.text.trim();
        let keys: Vec<Key> = if text.starts_with('{') {
            let root: Value = serde_json::from_str(text).unwrap_or_default();
            let set = root
                .get("keys")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_else(|| vec![root]);
            set.iter().filter_map(Key::of_jwk).collect()
        } else if let Some(key) = text.strip_prefix("did:key:") {
            let key = multikey(key);
            key.into_iter()
                .map(|key| Key::Ed25519(Box::new(key)))
                .collect()
        } else {
            let key = RsaKey::from_public_key_pem(text);
            key.into_iter().map(|key| Key::Rsa(Box::new(key))).collect()
        };
        if keys.is_empty() {
            let message = format!("`{}` holds no key that can be used", file.name);
            let help = "expected a JWK or a set of them (RSA of 2048 to 8192 bits, P-256, Ed25519), PEM with BEGIN PUBLIC KEY (RSA), a Multikey or a did:key (Ed25519)";
            return Err(Box::new(
                Diagnostic::error(Code::BadArgument, message).help(help),
            ));
        }
        self.0.extend(keys);
        Ok(())
    }

    /// Those that embedded proofs are made with.
    pub(super) fn ed25519(&self) -> impl Iterator<Item = &Ed25519Key> {
        self.0.iter().filter_map(|key| match key {
            Key::Ed25519(key) => Some(&**key),
            Key::Rsa(_) | Key::P256(_) => None,
        })
    }
}

/// Whether a text is three parts of base64 with dots between.
pub(crate) fn is_one(text: &str) -> bool {
    let text = text.trim();
    let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.starts_with("ey") && text.chars().all(of_token) && text.contains('.')
}

/// Takes a badge out of its envelope and checks the signature.
pub(crate) fn open(token: &str, trusted: &TrustedKeys, today: Date) -> Result<Opened, Closed> {
    let token = token.trim();
    let (signed, signature) = token
        .rsplit_once('.')
        .ok_or(Closed::Damaged("it has no three parts"))?;
    let (header, payload) = signed
        .split_once('.')
        .ok_or(Closed::Damaged("it has no three parts"))?;
    let decode = |part: &str| {
        URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|_| Closed::Damaged("a part is not base64"))
    };
    let header: Value = serde_json::from_slice(&decode(header)?)
        .map_err(|_| Closed::Damaged("its header is not JSON"))?;
    let text = String::from_utf8(decode(payload)?)
        .map_err(|_| Closed::Damaged("its content is not UTF-8 text"))?;
    let signature = decode(signature)?;
    let unchecked = |note: String| {
        Ok(Opened {
            text: text.clone(),
            proof: Proof::Unchecked,
            note,
        })
    };
    if header.get("crit").is_some() {
        return Err(Closed::Critical);
    }
    let algorithm = match header.get("alg").and_then(Value::as_str) {
        Some("RS256") => Algorithm::Rs256,
        Some("ES256") => Algorithm::Es256,
        Some("EdDSA" | "Ed25519") => Algorithm::EdDsa,
        Some(none) if none.trim().eq_ignore_ascii_case("none") => {
            return Err(Closed::Unsigned(none.to_owned()));
        }
        Some(other) => {
            return unchecked(format!(
                "signature not checked: `{other}` is not supported, only RS256, ES256 and EdDSA"
            ));
        }
        None => return Err(Closed::Damaged("its header names no algorithm")),
    };
    in_time(&text, today)?;
    let fits = |key: &Key| key.verifies(algorithm, signed.as_bytes(), &signature);
    if signature.is_empty() {
        return Err(Closed::Tampered);
    }
    if trusted.0.iter().any(fits) {
        return Ok(Opened {
            text,
            proof: Proof::Trusted,
            note: "signature good, by a key you trust".to_owned(),
        });
    }
    match header.get("jwk").map(Key::of_jwk) {
        Some(Some(key)) if fits(&key) => unchecked(
            "signature good, but the key travels in the badge itself: that proves nothing about the issuer".to_owned(),
        ),
        Some(Some(_)) => Err(Closed::Tampered),
        Some(None) => Err(Closed::Damaged("the key in its header is not a usable key")),
        None => unchecked("signature not checked: the key is not in the badge, and none you trust fits".to_owned()),
    }
}

/// Refuses what says that its signature no longer holds, or doesn't hold yet. What the claims say otherwise is not a time.
fn in_time(text: &str, today: Date) -> Result<(), Closed> {
    let claims: Value = serde_json::from_str(text).unwrap_or_default();
    let day = |claim: &str| match claims.get(claim) {
        None => Ok(None),
        Some(value) => value
            .as_f64()
            .and_then(|seconds| jiff::SignedDuration::try_from_secs_f64(seconds).ok())
            .and_then(|since| jiff::Timestamp::from_duration(since).ok())
            .map(|time| Some(time.to_zoned_datetime(TimeZone::UTC).date()))
            .ok_or_else(|| {
                Closed::OutOfTime(format!("says `{claim}` is {value}, which is not a time"))
            }),
    };
    if let Some(end) = day("exp")?.filter(|end| *end < today) {
        return Err(Closed::OutOfTime(format!("expired on {end} (`exp`)")));
    }
    if let Some(start) = day("nbf")?.filter(|start| *start > today) {
        return Err(Closed::OutOfTime(format!(
            "holds from {start} on only (`nbf`)"
        )));
    }
    Ok(())
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

    const TODAY: Date = Date::constant(2026, 11, 29);

    const SIGNED: &str = include_str!("../../../../tests/import/open-badges/ob3-signed.jwt");
    const TAMPERED: &str = include_str!("../../../../tests/import/open-badges/ob3-tampered.jwt");

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
        assert_eq!(open(SIGNED, &keys, TODAY).unwrap().proof, Proof::Trusted);
        assert_eq!(open(TAMPERED, &keys, TODAY).err(), Some(Closed::Tampered));
    }

    #[test]
    fn what_was_changed_or_never_signed_is_refused() {
        let keys = TrustedKeys::default();
        assert_eq!(open(TAMPERED, &keys, TODAY).err(), Some(Closed::Tampered));
        let none = format!("{}.{}.", encode("{\"alg\":\"none\"}"), encode("{}"));
        assert_eq!(
            open(&none, &keys, TODAY).err(),
            Some(Closed::Unsigned("none".to_owned()))
        );
        let (signed, _) = SIGNED.trim().rsplit_once('.').unwrap();
        assert_eq!(
            open(&format!("{signed}."), &keys, TODAY).err(),
            Some(Closed::Tampered)
        );
        for broken in ["eyJ", "eyJ.e", "..", "a.b.c", "eyJ9.e30.x!"] {
            assert!(
                matches!(open(broken, &keys, TODAY), Err(Closed::Damaged(_))),
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
    fn a_file_without_a_key_is_a_finding() {
        for text in [
            "",
            "{}",
            "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
            "-----BEGIN PUBLIC KEY-----",
        ] {
            assert!(
                TrustedKeys::default()
                    .add(&File {
                        name: "k".into(),
                        text: text.into()
                    })
                    .is_err(),
                "{text}"
            );
        }
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
                Some(Closed::Unsigned(none.to_owned()))
            );
        }
        let critical = r#"{"alg": "RS256", "crit": ["b64"], "b64": false}"#;
        assert_eq!(refused(critical, "{}"), Some(Closed::Critical));
        let header = r#"{"alg": "RS256"}"#;
        for claims in [
            r#"{"exp": 1700000000}"#,
            r#"{"exp": "soon"}"#,
            r#"{"exp": 1e300}"#,
            r#"{"nbf": 1900000000}"#,
        ] {
            let found = refused(header, claims);
            assert!(
                matches!(found, Some(Closed::OutOfTime(_))),
                "{claims}: {found:?}"
            );
        }
        assert_eq!(refused(header, r#"{"exp": 1900000000}"#), None);
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
        assert_eq!(proof(eddsa, ed25519), Proof::Trusted);
        assert_eq!(proof(es256, p256), Proof::Trusted);
        assert_eq!(proof(eddsa, p256), Proof::Unchecked);
        assert_eq!(proof(es256, ed25519), Proof::Unchecked);
        let altered = eddsa.replace("RXhhbXBs", "RXhhbXBt");
        assert_eq!(proof(&altered, ed25519), Proof::Unchecked);
        assert!(open(es256, &keys(p256), TODAY).is_err());
    }
}
