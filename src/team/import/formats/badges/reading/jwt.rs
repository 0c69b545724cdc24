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

use super::proof::multikey;
use super::value::value;
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::read::File;
use crate::team::import::json;
use crate::team::import::lines::Lines;
use crate::team::import::record::Proof;
use crate::team::import::tree::Tree;

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

/// The algorithms that are checked.
#[derive(Clone, Copy)]
enum Algorithm {
    Rs256,
    Es256,
    EdDsa,
}

impl Key {
    /// Whether a signature by an algorithm is good. A key belongs to one algorithm alone.
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

    fn of_jwk(jwk: &Value) -> Result<Self, String> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| {
            text(name)
                .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
                .ok_or_else(|| format!("its `{name}` is missing or not base64url"))
        };
        if let Some(key) = text("publicKeyMultibase") {
            return Self::of_multikey(key)
                .ok_or_else(|| "`publicKeyMultibase` is not an Ed25519 Multikey".to_owned());
        }
        let kind = text("kty").ok_or("it has neither `kty` nor `publicKeyMultibase`")?;
        match (kind, text("crv")) {
            ("RSA", _) => {
                // Longer than any key accepted; nothing is computed with it.
                let number = |name: &str| {
                    let bytes = bytes(name)?;
                    if bytes.len() > RsaKey::MAX_SIZE / 8 {
                        return Err(format!("its `{name}` is too long"));
                    }
                    Ok(BoxedUint::from_be_slice_vartime(&bytes))
                };
                let key = RsaKey::new(number("n")?, number("e")?)
                    .map_err(|error| format!("it is not a usable RSA key: {error}"))?;
                Ok(Self::Rsa(Box::new(key)))
            }
            ("EC", Some("P-256")) => {
                let (x, y) = (bytes("x")?, bytes("y")?);
                let point = [&[4], x.as_slice(), &y].concat();
                let key = Some(point).filter(|_| x.len() == 32 && y.len() == 32);
                key.and_then(|point| P256Key::from_sec1_bytes(&point).ok())
                    .map(|key| Self::P256(Box::new(key)))
                    .ok_or_else(|| "`x` and `y` are not a point of P-256".to_owned())
            }
            ("OKP", Some("Ed25519")) => <[u8; 32]>::try_from(bytes("x")?)
                .ok()
                .and_then(|bytes| Ed25519Key::from_bytes(&bytes).ok())
                .map(|key| Self::Ed25519(Box::new(key)))
                .ok_or_else(|| "`x` is not a point of Ed25519".to_owned()),
            ("EC" | "OKP", Some(curve)) => Err(format!(
                "the curve `{curve}` is not supported, only P-256 and Ed25519"
            )),
            ("EC" | "OKP", None) => Err("it has no `crv`".to_owned()),
            (other, _) => Err(format!("`{other}` is not supported, only RSA, EC and OKP")),
        }
    }

    /// The key in a Multikey, `z6Mk...`, or in a `did:key`, with or without the fragment that names the key again.
    fn of_multikey(text: &str) -> Option<Self> {
        let (key, fragment) = match text.strip_prefix("did:key:") {
            Some(did) => did.split_once('#').unwrap_or((did, did)),
            None => (text, text),
        };
        let key = multikey(key).filter(|_| key == fragment)?;
        Some(Self::Ed25519(Box::new(key)))
    }
}

impl TrustedKeys {
    /// Adds the keys of a file: a JWK or a set of them, PEM (`BEGIN PUBLIC KEY`, RSA), a Multikey, or a `did:key`. Gives a
    /// warning for each key of a set that can't be used.
    ///
    /// # Errors
    /// Findings where there is no key that can be used.
    pub fn add(&mut self, file: &File) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        const ACCEPTED: &str = "expected a JWK or a set of them (RSA of 2048 to 8192 bits, P-256, Ed25519), PEM with BEGIN PUBLIC KEY (RSA), a Multikey or a did:key (Ed25519)";
        let text = file.text.trim_start_matches('\u{feff}');
        let lines = Lines::new(&file.name, text);
        let text = text.trim();
        let mut unusable = Vec::new();
        let mut keys = Vec::new();
        if text.starts_with('{') {
            let root = json::parse(&lines)?;
            let set = match root.at("keys") {
                Some(_) => root.items("keys"),
                None => std::slice::from_ref(&root),
            };
            for node in set {
                let key = value(node).map_err(|error| error.to_string());
                match key.and_then(|key| Key::of_jwk(&key)) {
                    Ok(key) => keys.push(key),
                    Err(why) => {
                        let message = format!("this key can't be used: {why}");
                        let finding = Diagnostic::warning(Code::BadArgument, message);
                        unusable.push(finding.at(lines.at(node)));
                    }
                }
            }
        } else {
            let pem = || {
                let key = RsaKey::from_public_key_pem(text).ok()?;
                Some(Key::Rsa(Box::new(key)))
            };
            keys.extend(Key::of_multikey(text).or_else(pem));
        }
        if keys.is_empty() {
            let message = format!("`{}` holds no key that can be used", file.name);
            let finding = Diagnostic::error(Code::BadArgument, message).help(ACCEPTED);
            unusable.push(finding.at(lines.place(1, 1, 1)));
            return Err(unusable);
        }
        self.0.extend(keys);
        Ok(unusable)
    }

    /// Those that embedded proofs are made with.
    pub(super) fn ed25519(&self) -> impl Iterator<Item = &Ed25519Key> {
        self.0.iter().filter_map(|key| match key {
            Key::Ed25519(key) => Some(&**key),
            Key::Rsa(_) | Key::P256(_) => None,
        })
    }
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
    in_time(&text, today)?;
    let verifies = |key: &Key| key.verifies(algorithm, signed.as_bytes(), &signature);
    if signature.is_empty() {
        return Err(Refusal::Tampered);
    }
    if trusted.0.iter().any(verifies) {
        return Ok(Opened {
            text,
            proof: Proof::Trusted,
            note: "signature good, by a key you trust".to_owned(),
        });
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

/// Refuses a badge that is no longer valid or not valid yet, or whose claims about that are not times.
fn in_time(text: &str, today: Date) -> Result<(), Refusal> {
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
        return Err(Refusal::OutOfTime(format!(
            "the badge expired on {end} (`exp`)"
        )));
    }
    if let Some(start) = day("nbf")?.filter(|start| *start > today) {
        return Err(Refusal::OutOfTime(format!(
            "the badge is not valid before {start} (`nbf`)"
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
        assert_eq!(open(SIGNED, &keys, TODAY).unwrap().proof, Proof::Trusted);
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
            "the badge expired on 2023-11-14 (`exp`)"
        );
        assert_eq!(
            message(r#"{"nbf": 1900000000}"#),
            "the badge is not valid before 2030-03-17 (`nbf`)"
        );
    }

    fn added(text: &str) -> Result<(usize, Vec<String>), Vec<String>> {
        let mut keys = TrustedKeys::default();
        let file = File {
            name: "key".into(),
            text: text.into(),
        };
        let lines = |found: Vec<Diagnostic>| found.iter().map(Diagnostic::one_line).collect();
        let warnings = keys.add(&file).map_err(lines)?;
        Ok((keys.0.len(), lines(warnings)))
    }

    #[test]
    fn a_multikey_is_taken_bare_in_json_and_as_a_did() {
        let key = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
        let other = "z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q";
        for text in [
            key.to_owned(),
            format!(" {key}\n"),
            format!("did:key:{key}"),
            format!("did:key:{key}#{key}\n"),
            format!("\u{feff}{{\"publicKeyMultibase\": \"{key}\"}}"),
        ] {
            assert_eq!(added(&text), Ok((1, Vec::new())), "{text}");
        }
        for text in [
            format!("did:key:{key}#{other}"),
            format!("{key}#{key}"),
            key[..40].to_owned(),
            "z".to_owned(),
        ] {
            assert!(added(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn each_key_that_cannot_be_used_is_reported_where_it_stands() {
        let usable =
            r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let unusable = [
            (r#"{"kty":"EC","crv":"P-384"}"#, "`P-384` is not supported"),
            (
                r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#,
                "not a usable RSA key",
            ),
            (
                r#"{"kty":"RSA","n":"?","e":"AQAB"}"#,
                "`n` is missing or not base64url",
            ),
            (
                r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#,
                "not a point of P-256",
            ),
            (
                r#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#,
                "not a point of Ed25519",
            ),
            (r#"{"kty":"oct","k":"AA"}"#, "`oct` is not supported"),
            (r#"{"publicKeyMultibase":"z6"}"#, "not an Ed25519 Multikey"),
            ("3", "neither `kty` nor"),
        ];
        let set = |keys: &[&str]| format!("{{\"keys\": [\n{}\n]}}", keys.join(",\n"));
        let mut texts: Vec<&str> = unusable.iter().map(|(text, _)| *text).collect();
        let found = added(&set(&texts)).unwrap_err();
        assert_eq!(found.len(), unusable.len() + 1);
        assert!(
            found
                .last()
                .unwrap()
                .contains("holds no key that can be used")
        );
        texts.push(usable);
        let (count, found) = added(&set(&texts)).unwrap();
        assert_eq!((count, found.len()), (1, unusable.len()));
        for (index, (line, (_, expected))) in found.iter().zip(unusable).enumerate() {
            let place = format!("key:{}:1: warning[", index + 2);
            assert!(
                line.starts_with(&place) && line.contains(expected),
                "{line}"
            );
        }
        assert!(added(&set(&[])).is_err());
    }

    #[test]
    fn malformed_json_is_called_that() {
        let found = added("{\"kty\": \"OKP\",\n}").unwrap_err();
        assert!(
            found[0].starts_with("key:2:1: error[CA006]: this is not JSON"),
            "{found:?}"
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
        assert_eq!(proof(eddsa, ed25519), Proof::Trusted);
        assert_eq!(proof(es256, p256), Proof::Trusted);
        assert_eq!(proof(eddsa, p256), Proof::Unchecked);
        assert_eq!(proof(es256, ed25519), Proof::Unchecked);
        let altered = eddsa.replace("RXhhbXBs", "RXhhbXBt");
        assert_eq!(proof(&altered, ed25519), Proof::Unchecked);
        assert!(open(es256, &keys(p256), TODAY).is_err());
    }
}
