//! Reads the keys with which issuers sign badges. Here they are checked for their form; whether a key is a point of its curve is
//! checked where signatures are.

use serde::Deserialize;

use super::source::{Address, text};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Field, Form, Items, Parsed, Problem, Reader, Scalar};
use crate::base::text::Text;
use crate::catalog::reference::IssuerKey;

/// What is accepted as a key.
const EXPECTED: &str = "expected a Multikey or a did:key of Ed25519 (`z6Mk...`), or a JWK as a map: RSA of 2048 to 8192 bits, P-256 or Ed25519";

/// Bytes of an RSA key, from 2048 bits to 8192 bits.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// A key with which the issuer signs badges. Only keys that the issuer itself publishes may be listed.
#[derive(Deserialize)]
#[serde(rename = "IssuerKey")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawIssuerKey {
    /// A Multikey (`z6Mk...`), a `did:key`, or a JWK.
    key: Field<RawKey>,
    /// The date from which the issuer signed with it. A month or a year counts from its last day.
    from: Option<Scalar<PartialDate>>,
    /// The last day on which the issuer signed with it. A month or a year counts until its first day.
    until: Option<Scalar<PartialDate>>,
    /// The page on which the issuer publishes it.
    source: Field<RawKeySource>,
}

/// The page on which an issuer publishes a key.
#[derive(Deserialize)]
#[serde(rename = "KeySource")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawKeySource {
    /// The address of the page.
    url: Scalar<Address>,
    /// What the page says, in your own words.
    says: Option<Scalar<String>>,
    /// The day on which the page was checked.
    date: Option<Scalar<PartialDate>>,
}

/// A key as one text, or as the members of a JWK.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "Key", untagged))]
enum RawKey {
    #[serde(rename = "a single value")]
    Multikey(Parsed<Multikey>),
    #[serde(rename = "a map")]
    Jwk(Box<Jwk>),
}

/// A public key as JSON Web Key.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Jwk {
    /// The kind of key: RSA, EC or OKP.
    kty: Scalar<String>,
    /// The curve: P-256 for EC, Ed25519 for OKP.
    crv: Option<Scalar<String>>,
    /// A coordinate of the point, as base64url.
    x: Option<Scalar<String>>,
    /// The other coordinate, for EC.
    y: Option<Scalar<String>>,
    /// The modulus, for RSA.
    n: Option<Scalar<String>>,
    /// The exponent, for RSA.
    e: Option<Scalar<String>>,
}

/// A Multikey of Ed25519.
struct Multikey(String);

impl Form for Multikey {
    fn read(text: &str) -> Result<Self, Problem> {
        let (key, fragment) = match text.strip_prefix("did:key:") {
            Some(did) => did.split_once('#').unwrap_or((did, did)),
            None => (text, text),
        };
        let is_base58 = |c: char| c.is_ascii_alphanumeric() && !matches!(c, '0' | 'O' | 'I' | 'l');
        // 34 bytes, of which the first two say that it is a public key of Ed25519.
        let fits = key.len() == 48 && key.starts_with("z6Mk") && key.chars().all(is_base58);
        if fits && key == fragment {
            return Ok(Self(key.to_owned()));
        }
        let finding = Diagnostic::error(Code::WrongType, format!("`{text}` is not a key"));
        Err(Problem::finding(finding.help(EXPECTED)))
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^(did:key:)?z6Mk[1-9A-HJ-NP-Za-km-z]{44}(#z6Mk[1-9A-HJ-NP-Za-km-z]{44})?$"})
    }
}

/// Reads the keys of an issuer and returns the usable ones.
pub(super) fn keys(
    reader: &mut Reader<'_, '_>,
    list: Option<Items<RawIssuerKey>>,
) -> Vec<IssuerKey> {
    let items = list.and_then(|list| list.value).unwrap_or_default();
    items
        .into_iter()
        .filter_map(|item| issuer_key(reader, item))
        .collect()
}

fn issuer_key(reader: &mut Reader<'_, '_>, item: Field<RawIssuerKey>) -> Option<IssuerKey> {
    let raw = item.value?;
    let key = key(reader, raw.key);
    let from = raw.from.and_then(Scalar::get);
    let until = raw.until.and_then(Scalar::get);
    if let (Some(from), Some(until)) = (from, until)
        && from.latest() > until.earliest()
    {
        let message = format!("the key was used from {from}, but only until {until}");
        let finding = Diagnostic::error(Code::Contradiction, message);
        reader.report(item.span, finding.help("check the two dates"));
        return None;
    }
    let source = raw.source.value?;
    Some(IssuerKey {
        key: key?,
        from,
        until,
        url: source.url.get().map(|Address(url)| url)?,
        says: text(source.says),
        checked: source.date.and_then(Scalar::get),
    })
}

/// The key as the catalog keeps it.
fn key(reader: &mut Reader<'_, '_>, raw: Field<RawKey>) -> Option<Text> {
    let jwk = match raw.value? {
        RawKey::Multikey(Parsed(Multikey(key))) => return Some(Text::from(key)),
        RawKey::Jwk(jwk) => jwk,
    };
    match jwk.text() {
        Ok(key) => Some(key),
        Err(why) => {
            let message = format!("this key can't be used: {why}");
            let finding = Diagnostic::error(Code::WrongType, message);
            reader.report(raw.span, finding.help(EXPECTED));
            None
        }
    }
}

impl Jwk {
    /// The key as JSON, or why it can't be used.
    fn text(self) -> Result<Text, String> {
        let kind = self.kty.get().ok_or("it has no `kty`")?;
        let curve = self.crv.and_then(Scalar::get);
        let mut members = [("x", self.x), ("y", self.y), ("n", self.n), ("e", self.e)]
            .map(|(name, value)| (name, value.and_then(Scalar::get)));
        let (wanted, curve): (&[(&str, std::ops::RangeInclusive<usize>)], _) =
            match (kind.as_str(), curve.as_deref()) {
                ("OKP", Some("Ed25519")) => (&[("x", 32..=32)], "Ed25519"),
                ("EC", Some("P-256")) => (&[("x", 32..=32), ("y", 32..=32)], "P-256"),
                ("RSA", None) => (&[("n", RSA_BYTES), ("e", 1..=8)], ""),
                ("RSA", Some(_)) => return Err("an RSA key has no `crv`".to_owned()),
                (_, curve) => {
                    let curve = curve
                        .map_or_else(String::new, |curve| format!(" with the curve `{curve}`"));
                    return Err(format!("`{kind}`{curve} is not supported"));
                }
            };
        let mut json = format!("{{\"kty\":\"{kind}\"");
        if !curve.is_empty() {
            json += &format!(",\"crv\":\"{curve}\"");
        }
        for (name, value) in &mut members {
            match (
                wanted.iter().find(|(wanted, _)| wanted == name),
                value.take(),
            ) {
                (Some((_, bytes)), Some(text)) if is_base64url(&text, bytes) => {
                    json += &format!(",\"{name}\":\"{text}\"");
                }
                (Some((_, bytes)), Some(_)) => {
                    let (least, most) = (bytes.start(), bytes.end());
                    let length = if least == most {
                        least.to_string()
                    } else {
                        format!("{least} to {most}")
                    };
                    return Err(format!("its `{name}` is not base64url of {length} bytes"));
                }
                (Some(_), None) => return Err(format!("it has no `{name}`")),
                (None, Some(_)) => return Err(format!("such a key has no `{name}`")),
                (None, None) => {}
            }
        }
        Ok(Text::from(json + "}"))
    }
}

/// Whether a text is base64url, without padding, of so many bytes.
fn is_base64url(text: &str, bytes: &std::ops::RangeInclusive<usize>) -> bool {
    let is_digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.chars().all(is_digit) && text.len() % 4 != 1 && bytes.contains(&(text.len() * 3 / 4))
}

#[cfg(test)]
mod tests {
    use crate::base::diagnostic::Diagnostic;
    use crate::catalog::read::{Draft, File};

    const KEY: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

    /// The keys that are read of an issuer, or what is wrong with them.
    fn read(keys: &str) -> Result<Vec<String>, Vec<String>> {
        let mut draft = Draft::default();
        draft.layer(&[File {
            name: "k.yaml".into(),
            text: format!(
                "issuers:\n  - id: ours\n    name: Ours\n    kind: product-vendor\n    keys: [{keys}]\n"
            ),
        }]);
        let lines =
            |found: Vec<Diagnostic>| found.iter().map(Diagnostic::one_line).collect::<Vec<_>>();
        let catalog = draft.finish().map_err(lines)?.0;
        let issuer = catalog.issuer(&"ours".parse().unwrap()).unwrap();
        Ok(issuer.keys.iter().map(|key| key.key.to_string()).collect())
    }

    #[test]
    fn keys_are_read_in_three_forms() {
        let source = "source: {url: 'https://example.org/keys', date: 2026-11}";
        let (point, number) = ("A".repeat(43), "B".repeat(342));
        for (key, expected) in [
            (KEY.to_owned(), KEY.to_owned()),
            (format!("'did:key:{KEY}#{KEY}'"), KEY.to_owned()),
            (
                format!("{{kty: OKP, crv: Ed25519, x: {point}}}"),
                format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{point}"}}"#),
            ),
            (
                format!("{{kty: EC, crv: P-256, x: {point}, y: {point}}}"),
                format!(r#"{{"kty":"EC","crv":"P-256","x":"{point}","y":"{point}"}}"#),
            ),
            (
                format!("{{kty: RSA, n: {number}, e: AQAB}}"),
                format!(r#"{{"kty":"RSA","n":"{number}","e":"AQAB"}}"#),
            ),
        ] {
            assert_eq!(
                read(&format!("{{key: {key}, {source}}}")),
                Ok(vec![expected]),
                "{key}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_a_key_is_said_at_its_place() {
        let point = "A".repeat(43);
        for (entry, expected) in [
            (format!("{{key: {KEY}}}"), "missing key `source`".to_owned()),
            (
                format!("{{key: {KEY}, source: {{says: ours}}}}"),
                "missing key `url`".to_owned(),
            ),
            (
                format!("{{key: {KEY}, source: {{url: example.org}}}}"),
                "is not a valid address".to_owned(),
            ),
            (
                format!("{{key: {KEY}, source: {{url: 'https://example.org'}}, since: 2025}}"),
                "unknown key `since`".to_owned(),
            ),
            (
                format!("{{key: {KEY}, from: soon, source: {{url: 'https://example.org'}}}}"),
                "`from` is `soon`".to_owned(),
            ),
            (
                format!(
                    "{{key: {KEY}, from: 2026-02, until: 2026-02-01, source: {{url: 'https://example.org'}}}}"
                ),
                "from 2026-02, but only until 2026-02-01".to_owned(),
            ),
            (
                source("z6Mkabc"),
                "k.yaml:5:18: error[CA104]: `z6Mkabc` is not a key".to_owned(),
            ),
            (
                source(&format!("'did:key:{KEY}#z6Mk'")),
                "is not a key".to_owned(),
            ),
            (
                source("{kty: oct}"),
                "k.yaml:5:18: error[CA104]: this key can't be used: `oct` is not supported"
                    .to_owned(),
            ),
            (
                source(&format!("{{kty: EC, crv: P-384, x: {point}, y: {point}}}")),
                "`EC` with the curve `P-384` is not supported".to_owned(),
            ),
            (
                source(&format!("{{kty: EC, crv: P-256, x: {point}}}")),
                "it has no `y`".to_owned(),
            ),
            (
                source(&format!(
                    "{{kty: OKP, crv: Ed25519, x: {point}, y: {point}}}"
                )),
                "such a key has no `y`".to_owned(),
            ),
            (
                source("{kty: OKP, crv: Ed25519, x: AAAA}"),
                "its `x` is not base64url of 32 bytes".to_owned(),
            ),
            (
                source("{kty: RSA, n: AQAB, e: AQAB}"),
                "its `n` is not base64url of 256 to 1024 bytes".to_owned(),
            ),
            (
                source(&format!(
                    "{{kty: OKP, crv: Ed25519, x: {point}, d: {point}}}"
                )),
                "unknown key `d`".to_owned(),
            ),
        ] {
            let found = read(&entry).unwrap_err().join("\n");
            assert!(
                found.contains(&expected) && found.contains("k.yaml:5:"),
                "{entry}: {found}"
            );
        }
    }

    fn source(key: &str) -> String {
        format!("{{key: {key}, source: {{url: 'https://example.org/keys'}}}}")
    }
}
