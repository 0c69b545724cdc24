//! The keys whose signatures prove who issued a badge.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey as Ed25519Key;
use p256::ecdsa::VerifyingKey as P256Key;
use rsa::pkcs1v15::VerifyingKey as RsaVerifyingKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::signature::Verifier;
use rsa::{BoxedUint, PublicKey as RsaKey};
use serde_json::Value;
use sha2::Sha256;

use super::value::value;
use crate::base::date::{Date, PartialDate};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::Catalog;
use crate::catalog::id::IssuerId;
use crate::catalog::read::File;
use crate::team::import::json;
use crate::team::import::lines::Lines;
use crate::team::import::record::Signer;
use crate::team::import::tree::Tree;

/// A key that signs badges.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Rsa(Box<RsaKey>),
    P256(Box<P256Key>),
    Ed25519(Box<Ed25519Key>),
}

/// Keys whose signature is proof: those that the user gives, and those of the catalog.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(Vec<TrustedKey>);

#[derive(Clone, Debug)]
struct TrustedKey {
    key: Key,
    /// What the catalog says of it; `None` for a key of the user.
    pinned: Option<Pinned>,
}

/// Whose key it is by the catalog, and when that issuer signed with it.
#[derive(Clone, Copy, Debug)]
struct Pinned {
    issuer: IssuerId,
    from: Option<PartialDate>,
    until: Option<PartialDate>,
}

/// The days that matter for a signature.
#[derive(Clone, Copy)]
pub(super) struct Days {
    /// When it was made, as it says itself.
    pub signed: Option<Date>,
    pub today: Date,
}

/// Whose key fits a signature.
pub(super) enum Fit {
    /// That of a trusted signer.
    By(Signer),
    /// One of the catalog that does not count for it, and why.
    OutOfPeriod(String),
    /// None of the trusted.
    None,
}

/// The algorithms that are checked.
#[derive(Clone, Copy)]
pub(super) enum Algorithm {
    Rs256,
    Es256,
    EdDsa,
}

impl Key {
    /// Whether a signature by an algorithm is good. A key belongs to one algorithm alone.
    pub(super) fn verifies(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
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

    /// A key as the catalog has it: a Multikey, or a JWK as JSON.
    fn of_catalog(text: &str) -> Result<Self, String> {
        if text.starts_with('{') {
            let jwk: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
            return Self::of_jwk(&jwk);
        }
        Self::of_multikey(text).ok_or_else(|| format!("`{text}` is not a point of Ed25519"))
    }

    pub(super) fn of_jwk(jwk: &Value) -> Result<Self, String> {
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
    pub(super) fn of_multikey(text: &str) -> Option<Self> {
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
        let given = keys.into_iter().map(|key| TrustedKey { key, pinned: None });
        self.0.extend(given);
        Ok(unusable)
    }

    /// Adds the keys that the catalog has of issuers. Keys that were added earlier go before them. Gives a finding for each that
    /// can't be used.
    pub fn add_catalog(&mut self, catalog: &Catalog) -> Vec<Diagnostic> {
        let mut unusable = Vec::new();
        for issuer in &catalog.issuers {
            for listed in &*issuer.keys {
                match Key::of_catalog(&listed.key) {
                    Ok(key) => self.0.push(TrustedKey {
                        key,
                        pinned: Some(Pinned {
                            issuer: issuer.id,
                            from: listed.from,
                            until: listed.until,
                        }),
                    }),
                    Err(why) => {
                        let message =
                            format!("a key of the issuer `{}` can't be used: {why}", issuer.id);
                        unusable.push(Diagnostic::error(Code::WrongType, message));
                    }
                }
            }
        }
        unusable
    }

    /// Whose key fits a signature: the first that verifies it and counts on the day on which it was made.
    pub(super) fn signer(&self, days: Days, verifies: impl Fn(&Key) -> bool) -> Fit {
        let mut out_of_period = None;
        for (index, trusted) in self.0.iter().enumerate() {
            if !verifies(&trusted.key) {
                continue;
            }
            match trusted.pinned.map(|pinned| pinned.counts(days)) {
                None | Some(Ok(())) => {
                    return Fit::By(Signer {
                        key: index,
                        issuer: trusted.pinned.map(|pinned| pinned.issuer),
                    });
                }
                Some(Err(why)) => {
                    out_of_period.get_or_insert(why);
                }
            }
        }
        out_of_period.map_or(Fit::None, Fit::OutOfPeriod)
    }
}

impl Pinned {
    /// Whether a signature was made while the issuer used the key. A vague date counts as narrowly as it can be meant.
    fn counts(self, days: Days) -> Result<(), String> {
        let issuer = self.issuer;
        if let Some(signed) = days.signed.filter(|signed| *signed > days.today) {
            return Err(format!(
                "by a key of `{issuer}` on {signed}, which lies ahead"
            ));
        }
        if self.from.is_none() && self.until.is_none() {
            return Ok(());
        }
        let Some(signed) = days.signed else {
            return Err(format!(
                "by a key of `{issuer}`, and it does not say when it was made"
            ));
        };
        let begun = self.from.is_none_or(|from| from.latest() <= signed);
        let open = self.until.is_none_or(|until| signed <= until.earliest());
        if begun && open {
            return Ok(());
        }
        let from = self
            .from
            .map_or_else(String::new, |from| format!(" from {from}"));
        let until = self
            .until
            .map_or_else(String::new, |until| format!(" until {until}"));
        Err(format!(
            "made on {signed}, by a key that `{issuer}` used{from}{until}"
        ))
    }
}

/// The Ed25519 key that a Multikey text holds: `z6Mk...`.
fn multikey(text: &str) -> Option<Ed25519Key> {
    let bytes = bs58::decode(text.strip_prefix('z')?).into_vec().ok()?;
    let [0xed, 0x01, key @ ..] = bytes.as_slice() else {
        return None;
    };
    Ed25519Key::from_bytes(key.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
