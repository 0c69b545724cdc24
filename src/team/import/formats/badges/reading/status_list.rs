//! Status lists, in which an issuer says bit by bit which of its badges it revoked or suspended: Bitstring Status List 1.0 and
//! Status List 2021.
//!
//! Nothing is fetched: a list is a file that the user gives, and counts only if a trusted key signed it. A set bit takes a badge
//! away, no matter which of these keys signed the list. A clear bit is believed only if the key of the badge signed it.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::bufread::GzDecoder;
use serde_json::Value;

use super::super::{is_jwt, text_of};
use super::jwt::{self, Refusal};
use super::keys::TrustedKeys;
use super::proof::{self, Checked};
use super::value::value;
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{self, Node};
use crate::team::import::Input;
use crate::team::import::json;
use crate::team::import::lines::Lines;
use crate::team::import::record::{Proof, Record, Signer};
use crate::team::import::resolve::status::{Claim, HELD};
use crate::team::import::tree::Tree;
use crate::team::roster::HoldingStatus;

/// Fewest entries of a list: fewer would tell who is meant.
const FEWEST_ENTRIES: usize = 128 * 1024;
/// Longest list once it is decompressed, bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Most bits of an entry that is a message.
const MOST_BITS: usize = 64;

/// The two forms of lists, which differ in their names and in how the bits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Bitstring,
    Of2021,
}

/// The lists that the user gives.
#[derive(Clone, Debug, Default)]
pub struct StatusLists(Vec<StatusList>);

/// A list that a trusted key signed.
#[derive(Clone, Debug)]
struct StatusList {
    form: Form,
    /// The address by which badges name it.
    id: String,
    /// What its bits say, as written.
    purposes: Vec<String>,
    bits: Vec<u8>,
    signer: Signer,
    /// How to call it in a row: its date, if it has one, and its file.
    name: String,
}

/// What a badge says of its place in a list.
struct Entry<'e> {
    form: Form,
    list: &'e str,
    index: u64,
    purpose: &'e str,
    /// Bits of an entry of the list, from 1.
    size: usize,
}

/// What lists say of an entry.
enum Found {
    /// It was not revoked, or not suspended.
    Clear(String),
    /// It was.
    Taken(HoldingStatus, String),
    /// Something that does not change whether it is held.
    Said(String),
    /// Whether it was is not known.
    Unknown(String),
    /// There is nothing to say.
    Nothing,
}

impl Form {
    /// By the type of a badge's entry.
    fn of_entry(name: &str) -> Option<Self> {
        match name {
            "BitstringStatusListEntry" => Some(Self::Bitstring),
            "StatusList2021Entry" => Some(Self::Of2021),
            _ => None,
        }
    }

    /// The type of the credential that a list comes in, and that of the list.
    fn types(self) -> (&'static str, &'static str) {
        match self {
            Self::Bitstring => ("BitstringStatusListCredential", "BitstringStatusList"),
            Self::Of2021 => ("StatusList2021Credential", "StatusList2021"),
        }
    }

    /// The bits of a list as they are written.
    fn decode(self, text: &str) -> Result<Vec<u8>, String> {
        let compressed = match self {
            Self::Bitstring => {
                let text = text
                    .strip_prefix('u')
                    .ok_or("it does not start with `u`, as base64url in Multibase does")?;
                URL_SAFE_NO_PAD.decode(text)
            }
            // The draft said base64; programs write base64url.
            Self::Of2021 => {
                let text: String = text
                    .trim_end_matches('=')
                    .replace('+', "-")
                    .replace('/', "_");
                URL_SAFE_NO_PAD.decode(text)
            }
        };
        let compressed = compressed.map_err(|_| "it is not base64url")?;
        let mut decoder = GzDecoder::new(compressed.as_slice());
        let mut bits = Vec::new();
        decoder
            .by_ref()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bits)
            .map_err(|_| "it is not compressed with GZIP, or damaged")?;
        if bits.len() as u64 > MOST_BYTES {
            return Err(format!(
                "it is longer than {} MiB once it is decompressed",
                MOST_BYTES >> 20
            ));
        }
        if !decoder.into_inner().is_empty() {
            return Err("something follows the compressed bits".to_owned());
        }
        if bits.len() * 8 < FEWEST_ENTRIES {
            return Err(format!(
                "it has {} entries, and at least {FEWEST_ENTRIES} are required",
                bits.len() * 8
            ));
        }
        Ok(bits)
    }
}

impl StatusLists {
    /// Adds the list of a file: a credential of the type `BitstringStatusListCredential` or `StatusList2021Credential`, as JSON
    /// with an embedded proof or as a JWT.
    ///
    /// # Errors
    /// Why the list can't be used: it is not such a list, no trusted key signed it, or it is not valid on this day.
    pub fn add(
        &mut self,
        file: &Input,
        trusted: &TrustedKeys,
        today: Date,
    ) -> Result<(), Vec<Diagnostic>> {
        let unusable = |why: String| {
            let finding = Diagnostic::error(
                Code::BadStatusList,
                format!("the status list can't be used: {why}"),
            );
            finding.at(Lines::new(&file.name, "").place(1, 1, 1))
        };
        let text = text_of(&file.bytes)
            .ok_or_else(|| vec![unusable("it is not UTF-8 text".to_owned())])?;
        let envelope = if is_jwt(text) {
            Some(opened(text, trusted, today).map_err(|why| vec![unusable(why)])?)
        } else {
            None
        };
        // Lines are counted in the file itself.
        let whole = std::str::from_utf8(&file.bytes).unwrap_or(text);
        let text = match &envelope {
            Some((text, _)) => text.as_str(),
            None => whole.trim_start_matches('\u{feff}'),
        };
        let lines = Lines::new(&file.name, text);
        let root = json::parse(&lines)?;
        let credential = root
            .at("vc")
            .filter(|_| envelope.is_some())
            .unwrap_or(&root);
        let list = match &envelope {
            Some((_, signer)) => read(credential, root.at("jti"), *signer, today),
            None => signer_of(credential, trusted, today)
                .map_err(|why| (credential, why))
                .and_then(|signer| read(credential, None, signer, today)),
        };
        let mut list = list.map_err(|(node, why)| {
            let finding = unusable(why);
            // Places in the text that was carried lead nowhere in the file.
            vec![if envelope.is_some() {
                finding
            } else {
                finding.at(lines.at(node))
            }]
        })?;
        list.name += &format!("`{}`", file.name);
        self.0.push(list);
        Ok(())
    }

    /// Looks up the status of a badge, once its proof was checked. A badge of which it is not known whether it was revoked or
    /// suspended is not proven.
    pub(super) fn judge(&self, record: &mut Record) {
        let Some(listed) = record
            .listed_status
            .take()
            .filter(|_| record.refused.is_none())
        else {
            return;
        };
        let signer = match record.proof {
            Proof::Trusted(signer) => Some(signer),
            Proof::Unchecked | Proof::Embedded(_) => None,
        };
        let entries = match &*listed {
            Value::Array(entries) if !entries.is_empty() => entries.as_slice(),
            single => std::slice::from_ref(single),
        };
        for entry in entries {
            let found = match Entry::read(entry) {
                Ok(entry) => self.look_up(&entry, signer),
                Err(unknown) => Ok(unknown),
            };
            match found {
                Ok(Found::Clear(note) | Found::Said(note)) => record.notes.push(note),
                Ok(Found::Taken(status, note)) => {
                    record.notes.push(note);
                    if record.claim == HELD
                        || record.claim == Claim::Status(HoldingStatus::Suspended)
                    {
                        record.claim = Claim::Status(status);
                    }
                }
                Ok(Found::Unknown(why)) => {
                    record.proof = Proof::Unchecked;
                    record.notes.push(match signer {
                        Some(_) => format!("{why}; so it does not count as verified"),
                        None => why,
                    });
                }
                Ok(Found::Nothing) => {}
                Err(why) => {
                    let finding = Diagnostic::error(Code::BadStatusList, why);
                    record.refused = Some(finding.at(record.place.clone()));
                    return;
                }
            }
        }
    }

    /// What the lists say of an entry, to the one who signed the badge if that is known.
    ///
    /// # Errors
    /// The entry lies beyond the end of its list.
    fn look_up(&self, entry: &Entry<'_>, signer: Option<Signer>) -> Result<Found, String> {
        let taken = match entry.purpose {
            "revocation" => Some((HoldingStatus::Revoked, "revoked")),
            "suspension" => Some((HoldingStatus::Suspended, "suspended")),
            "refresh" | "message" => None,
            other => {
                let why = format!("its status has the purpose `{other}`, which is not supported");
                return Ok(Found::Unknown(why));
            }
        };
        let named = || self.0.iter().filter(|list| list.id == entry.list);
        let fits = |list: &&StatusList| {
            list.form == entry.form && list.purposes.iter().any(|purpose| purpose == entry.purpose)
        };
        let Some((status, word)) = taken else {
            for list in named().filter(fits) {
                let value = list.value(entry)?;
                if value > 0 {
                    let note = format!(
                        "the status list {} says `{}` ({value:#x}) of it, which changes nothing",
                        list.name, entry.purpose
                    );
                    return Ok(Found::Said(note));
                }
            }
            return Ok(Found::Nothing);
        };
        let unknown = |why: String| {
            Ok(Found::Unknown(format!(
                "whether it was {word} is not known: {why}"
            )))
        };
        if entry.size != 1 {
            return unknown(format!("its entry has {} bits instead of one", entry.size));
        }
        let mut clear = None;
        for list in named().filter(fits) {
            if list.value(entry)? > 0 {
                return Ok(Found::Taken(
                    status,
                    format!("{word}, by the status list {}", list.name),
                ));
            }
            if signer.is_some_and(|signer| signer.is_same(list.signer)) {
                clear.get_or_insert(list);
            }
        }
        if let Some(list) = clear {
            return Ok(Found::Clear(format!(
                "not {word}, by the status list {}",
                list.name
            )));
        }
        unknown(match (named().next(), named().find(fits)) {
            (None, _) => format!("the list `{}` was not given with --status-list", entry.list),
            (Some(list), None) => format!(
                "the status list {} is of another kind or purpose",
                list.name
            ),
            (_, Some(_)) if signer.is_none() => "no trusted key signed the badge".to_owned(),
            (_, Some(list)) => format!("another key signed the status list {}", list.name),
        })
    }
}

impl StatusList {
    /// The number that a list has for an entry.
    ///
    /// # Errors
    /// It lies beyond the end of the list.
    fn value(&self, entry: &Entry<'_>) -> Result<u64, String> {
        let beyond = || {
            format!(
                "its `statusListIndex` {} lies beyond the end of the status list {}",
                entry.index, self.name
            )
        };
        let first = usize::try_from(entry.index)
            .ok()
            .and_then(|index| index.checked_mul(entry.size));
        let last = first.and_then(|first| first.checked_add(entry.size - 1));
        let (first, last) = first.zip(last).ok_or_else(beyond)?;
        let mut value = 0;
        for index in first..=last {
            let byte = self.bits.get(index / 8).ok_or_else(beyond)?;
            // The first entry is the highest bit of the first byte.
            value = value << 1 | u64::from(byte >> (7 - index % 8) & 1);
        }
        Ok(value)
    }
}

impl<'e> Entry<'e> {
    /// Reads an entry; one that can't be read says nothing, and so leaves the status unknown.
    fn read(entry: &'e Value) -> Result<Self, Found> {
        let unknown =
            |why: String| Found::Unknown(format!("whether it was revoked is not known: {why}"));
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        let kind = text("type")
            .ok_or_else(|| unknown("its `credentialStatus` has no `type`".to_owned()))?;
        let form = Form::of_entry(kind)
            .ok_or_else(|| unknown(format!("a status of the type `{kind}` is not supported")))?;
        let odd = |key: &str| {
            unknown(format!(
                "the `{key}` of its `credentialStatus` is missing or not valid"
            ))
        };
        let index = match entry.get("statusListIndex") {
            Some(Value::String(digits)) if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                digits.parse().ok()
            }
            Some(number) => number.as_u64(),
            None => None,
        };
        let size = match entry.get("statusSize") {
            None => Some(1),
            Some(size) => size.as_u64().and_then(|size| usize::try_from(size).ok()),
        };
        Ok(Self {
            form,
            list: text("statusListCredential").ok_or_else(|| odd("statusListCredential"))?,
            index: index.ok_or_else(|| odd("statusListIndex"))?,
            purpose: text("statusPurpose").ok_or_else(|| odd("statusPurpose"))?,
            size: size
                .filter(|size| (1..=MOST_BITS).contains(size))
                .ok_or_else(|| odd("statusSize"))?,
        })
    }
}

/// Keeps what a badge says of its place in lists, to be looked up later. What can't be read leaves its status unknown.
pub(super) fn keep(badge: &Node<'_>, record: &mut Record) {
    if let Some(node) = badge.at("credentialStatus") {
        record.listed_status = Some(Box::new(value(node).unwrap_or_default()));
    }
}

/// Takes a signed list out of its envelope: its text, and whose key signed it.
fn opened(token: &str, trusted: &TrustedKeys, today: Date) -> Result<(String, Signer), String> {
    match jwt::open(token, trusted, today) {
        Ok(opened) => match opened.proof {
            Proof::Trusted(signer) => Ok((opened.text, signer)),
            Proof::Unchecked | Proof::Embedded(_) => {
                Err(format!("no key that you trust signed it ({})", opened.note))
            }
        },
        Err(Refusal::Damaged(why)) => Err(format!("it is not a signed list: {why}")),
        Err(why) => Err(refused(&why)),
    }
}

/// Whose key made the proof in a list.
fn signer_of(list: &Node<'_>, trusted: &TrustedKeys, today: Date) -> Result<Signer, String> {
    let list = match value(list) {
        Ok(Value::Object(list)) => list,
        Ok(_) => return Err("it is not a credential".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    if !list.contains_key("proof") {
        return Err("it has no proof".to_owned());
    }
    match proof::verify(&list, trusted, today) {
        Ok(Checked::Trusted(signer)) => Ok(signer),
        Ok(Checked::OutOfPeriod(why)) => Err(format!("its proof is good, but {why}")),
        Ok(Checked::SelfSigned) => {
            Err("only the list itself names the key of its proof".to_owned())
        }
        Ok(Checked::Not(why)) => Err(format!("its proof is not checked: {why}")),
        Err(why) => Err(refused(&why)),
    }
}

fn refused(why: &Refusal) -> String {
    match why {
        Refusal::Tampered => {
            "its signature does not fit: it was changed after it was signed".to_owned()
        }
        other => other.to_string(),
    }
}

/// Reads a list whose signature was checked. What is wrong comes with the part that is.
fn read<'n, 't>(
    credential: &'n Node<'t>,
    token_id: Option<&'n Node<'t>>,
    signer: Signer,
    today: Date,
) -> Result<StatusList, (&'n Node<'t>, String)> {
    let part = |key: &str| credential.at(key).unwrap_or(credential);
    let form = [Form::Bitstring, Form::Of2021].into_iter().find(|form| {
        let (credential_type, list_type) = form.types();
        credential.lists("type", credential_type)
            && credential.lists("credentialSubject.type", list_type)
    });
    let form = form.ok_or_else(|| {
        let why = "its types are not those of a BitstringStatusListCredential or StatusList2021Credential";
        (part("type"), why.to_owned())
    })?;
    let id = credential.at("id").or(token_id).unwrap_or(credential);
    let id = exact(id).ok_or_else(|| {
        (
            part("id"),
            "it has no `id`, by which badges name it".to_owned(),
        )
    })?;
    let purpose = part("credentialSubject.statusPurpose");
    let purposes: Option<Vec<&str>> = match &purpose.value {
        source::Value::List(items) if !items.is_empty() => items.iter().map(exact).collect(),
        _ => exact(purpose).map(|purpose| vec![purpose]),
    };
    let purposes = purposes.ok_or_else(|| {
        (
            purpose,
            "its `statusPurpose` is missing or not a text".to_owned(),
        )
    })?;
    let encoded = part("credentialSubject.encodedList");
    let bits = exact(encoded)
        .ok_or_else(|| "it is missing or not a text".to_owned())
        .and_then(|text| form.decode(text))
        .map_err(|why| (encoded, format!("its `encodedList` can't be read: {why}")))?;
    let mut since = None;
    for (key, is_start) in [
        ("validFrom", true),
        ("issuanceDate", true),
        ("validUntil", false),
        ("expirationDate", false),
    ] {
        let Some(node) = credential.at(key) else {
            continue;
        };
        let day = exact(node).and_then(proof::day_of).ok_or_else(|| {
            (
                node,
                format!("its `{key}` is not a date and time with a time zone"),
            )
        })?;
        if is_start && day > today {
            return Err((node, format!("it is not valid before {day} (`{key}`)")));
        }
        if !is_start && day < today {
            return Err((node, format!("it expired on {day} (`{key}`)")));
        }
        if is_start {
            since = Some(day);
        }
    }
    Ok(StatusList {
        form,
        id: id.to_owned(),
        purposes: purposes.into_iter().map(str::to_owned).collect(),
        bits,
        signer,
        name: since.map_or_else(String::new, |day| format!("of {day} in ")),
    })
}

/// A text as it is written.
fn exact<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match &node.value {
        source::Value::Scalar { text, plain: false } => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
