//! Signed badges (VC-JWT and signed assertions): is the signature good, and under whose key?
//!
//! A key that travels in the badge's own header proves only that nobody changed the badge since it was signed, not who
//! signed it. Only a key that the user names proves the issuer.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePublicKey;
use rsa::signature::Verifier;
use rsa::{BoxedUint, PublicKey};
use serde_json::Value;
use sha2::Sha256;

use super::super::record::Proof;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::read::File;

/// Keys whose signature the user takes for proof.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(Vec<PublicKey>);

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
    #[error("its header says that it is not signed (`alg: none`), which proves nothing")]
    Unsigned,
}

impl TrustedKeys {
    /// Adds the RSA keys of a file: a JWK, a set of them, or PEM (`BEGIN PUBLIC KEY`).
    ///
    /// # Errors
    /// A finding where there is none.
    pub fn add(&mut self, file: &File) -> Result<(), Box<Diagnostic>> {
        let keys: Vec<PublicKey> = if file.text.trim_start().starts_with('{') {
            let root: Value = serde_json::from_str(&file.text).unwrap_or_default();
            let set = root
                .get("keys")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_else(|| vec![root]);
            set.iter().filter_map(of_jwk).collect()
        } else {
            PublicKey::from_public_key_pem(file.text.trim())
                .into_iter()
                .collect()
        };
        if keys.is_empty() {
            let message = format!("`{}` holds no RSA key that can be used", file.name);
            let help =
                "expected a JWK, a set of them, or PEM with BEGIN PUBLIC KEY; 2048 to 8192 bits";
            return Err(Box::new(
                Diagnostic::error(Code::BadArgument, message).help(help),
            ));
        }
        self.0.extend(keys);
        Ok(())
    }
}

/// Whether a text is three parts of base64 with dots between.
pub(crate) fn is_one(text: &str) -> bool {
    let text = text.trim();
    let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.starts_with("ey") && text.chars().all(of_token) && text.contains('.')
}

/// Takes a badge out of its envelope and checks the signature.
pub(crate) fn open(token: &str, trusted: &TrustedKeys) -> Result<Opened, Closed> {
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
    match header.get("alg").and_then(Value::as_str) {
        Some("RS256") => {}
        Some("none") => return Err(Closed::Unsigned),
        Some(other) => {
            return unchecked(format!(
                "signature not checked: `{other}` is not supported, only RS256"
            ));
        }
        None => return Err(Closed::Damaged("its header names no algorithm")),
    }
    let signature = Signature::try_from(signature.as_slice()).map_err(|_| Closed::Tampered)?;
    let fits = |key: &PublicKey| {
        VerifyingKey::<Sha256>::new(key.clone())
            .verify(signed.as_bytes(), &signature)
            .is_ok()
    };
    if trusted.0.iter().any(fits) {
        return Ok(Opened {
            text,
            proof: Proof::Trusted,
            note: "signature good, by a key you trust".to_owned(),
        });
    }
    match header.get("jwk").map(of_jwk) {
        Some(Some(key)) if fits(&key) => unchecked(
            "signature good, but the key travels in the badge itself: that proves nothing about the issuer".to_owned(),
        ),
        Some(Some(_)) => Err(Closed::Tampered),
        Some(None) => Err(Closed::Damaged("the key in its header is not a usable RSA key")),
        None => unchecked("signature not checked: the key is not in the badge, and none you trust fits".to_owned()),
    }
}

/// What an envelope carries, whatever its signature; to say of what nothing is taken.
pub(crate) fn unchecked(token: &str) -> Option<String> {
    let payload = URL_SAFE_NO_PAD
        .decode(token.trim().split('.').nth(1)?)
        .ok()?;
    String::from_utf8(payload).ok()
}

fn of_jwk(jwk: &Value) -> Option<PublicKey> {
    let number = |name: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok()?;
        // Longer than any key accepted; nothing is computed with it.
        (bytes.len() <= PublicKey::MAX_SIZE / 8).then(|| BoxedUint::from_be_slice_vartime(&bytes))
    };
    (jwk.get("kty")?.as_str()? == "RSA")
        .then(|| PublicKey::new(number("n")?, number("e")?).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let opened = open(SIGNED, &TrustedKeys::default()).unwrap();
        assert_eq!(opened.proof, Proof::Unchecked);
        assert!(opened.note.contains("proves nothing"));
        let mut keys = TrustedKeys::default();
        keys.add(&header_key()).unwrap();
        assert_eq!(open(SIGNED, &keys).unwrap().proof, Proof::Trusted);
        assert_eq!(open(TAMPERED, &keys).err(), Some(Closed::Tampered));
    }

    #[test]
    fn what_was_changed_or_never_signed_is_refused() {
        let keys = TrustedKeys::default();
        assert_eq!(open(TAMPERED, &keys).err(), Some(Closed::Tampered));
        let none = format!("{}.{}.", encode("{\"alg\":\"none\"}"), encode("{}"));
        assert_eq!(open(&none, &keys).err(), Some(Closed::Unsigned));
        let (signed, _) = SIGNED.trim().rsplit_once('.').unwrap();
        assert_eq!(
            open(&format!("{signed}."), &keys).err(),
            Some(Closed::Tampered)
        );
        for broken in ["eyJ", "eyJ.e", "..", "a.b.c", "eyJ9.e30.x!"] {
            assert!(
                matches!(open(broken, &keys), Err(Closed::Damaged(_))),
                "{broken}"
            );
        }
    }

    #[test]
    fn other_algorithms_are_not_checked_and_say_so() {
        let token = format!(
            "{}.{}.{}",
            encode("{\"alg\":\"ES256\"}"),
            encode("{}"),
            encode("x")
        );
        let opened = open(&token, &TrustedKeys::default()).unwrap();
        assert!(opened.proof == Proof::Unchecked && opened.note.contains("ES256"));
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
}
