//! Reads and proves badges. Here: those that come in something else, baked into an image, or signed.

mod baked;
mod jwt;
mod keys;
mod open_badges;
mod proof;
mod status_list;
mod value;

pub use keys::TrustedKeys;
pub(crate) use open_badges::read;
pub use status_list::StatusLists;

use super::{Carrier, is_jwt, is_one, text_of};
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Value};
use crate::team::import::detect::Answer;
use crate::team::import::format::FileFormat;
use crate::team::import::json;
use crate::team::import::lines::Lines;
use crate::team::import::record::{Proof, Record, StatedExpiry, said};
use crate::team::import::tree::Tree;
use crate::team::import::{Input, Options, ReadFile};
use jwt::{Opened, Refusal};

/// Reads what a file carries. A signature that doesn't fit leaves its row, refused.
pub(crate) fn open(input: &Input, carrier: Carrier, options: &Options<'_>) -> Answer<ReadFile> {
    let trusted = options.trusted;
    let damaged = |why: String| {
        let finding = Diagnostic::error(Code::Damaged, format!("`{}`: {why}", input.name));
        vec![finding.help("is the file complete?")]
    };
    let known_by = match carrier {
        Carrier::Png => "the badge in the PNG image",
        Carrier::Svg => "the badge in the SVG image",
        Carrier::Jwt => "its three signed parts",
    };
    let place = Lines::new(&input.name, "").place(1, 1, 1);
    let text = carried(&input.bytes, carrier).map_err(damaged)?;
    let is_signed = is_jwt(&text);
    let (opened, refused) = match unpack(&text, trusted, options.today) {
        Ok(opened) => (opened, None),
        Err(why @ Refusal::Damaged(_)) => return Err(damaged(why.to_string())),
        Err(why) => {
            let text = jwt::unchecked(&text).ok_or_else(|| damaged(why.to_string()))?;
            let finding = Diagnostic::error(Code::BadProof, why.to_string()).at(place.clone());
            (
                Opened {
                    text,
                    proof: Proof::Unchecked,
                    note: String::new(),
                },
                Some(finding),
            )
        }
    };
    let lines = Lines::new(&input.name, &opened.text);
    let root = json::parse(&lines)?;
    // Only what is signed has claims around it; nothing else is taken from outside of a badge.
    let badge = root.at("vc").filter(|_| is_signed).unwrap_or(&root);
    if !is_one(badge) {
        return Err(damaged("what it carries is not an Open Badge".to_owned()));
    }
    let mut reading = read(badge, &lines);
    let holds_others =
        badge.lists("type", "ClrCredential") || matches!(badge.value, Value::List(_));
    for record in &mut reading.records {
        // Places in the text that was carried lead nowhere in the file.
        record.place = place.clone();
        if is_signed && holds_others {
            let note = "the signature around it vouches for the record, not for each badge in it";
            record.notes.push(note.to_owned());
        } else if is_signed {
            if matches!(record.proof, Proof::Embedded(_)) {
                let why = "the signature around the badge is checked instead";
                record.notes.push(proof::not_checked(why));
            }
            record.proof = opened.proof.clone();
            record.notes.extend(said(&opened.note));
            take_claims(record, &root);
        }
    }
    check(&mut reading.records, options);
    if refused.is_some() {
        for record in &mut reading.records {
            record.refused.clone_from(&refused);
        }
    }
    Ok(ReadFile {
        name: input.name.clone(),
        format: FileFormat::OpenBadges,
        because: known_by.to_owned(),
        reading,
    })
}

/// Checks the proofs in the badges that became these records, and what status lists say of them.
pub(crate) fn check(records: &mut [Record], options: &Options<'_>) {
    proof::check(records, options.trusted, options.today);
    for record in records {
        options.status_lists.judge(record);
    }
}

/// The badge that a file carries, or why there is none in it.
fn carried(bytes: &[u8], carrier: Carrier) -> Result<String, String> {
    let text = || text_of(bytes).ok_or("this is not UTF-8 text");
    match carrier {
        Carrier::Png => baked::of_png(bytes),
        Carrier::Svg => baked::of_svg(text()?),
        Carrier::Jwt => Ok(text()?.to_owned()),
    }
}

/// Takes a badge out of its envelope, if it has one.
fn unpack(text: &str, trusted: &TrustedKeys, today: Date) -> Result<Opened, Refusal> {
    if is_jwt(text) {
        jwt::open(text, trusted, today)
    } else {
        Ok(Opened {
            text: text.to_owned(),
            proof: Proof::Unchecked,
            note: String::new(),
        })
    }
}

/// Older signed badges say since when and until when only in the claims around them, in seconds since 1970.
fn take_claims(record: &mut Record, root: &Node<'_>) {
    let day = |claim| {
        let seconds: i64 = root.text(claim)?.parse().ok()?;
        let time = jiff::Timestamp::from_second(seconds).ok()?;
        Some(
            time.to_zoned_datetime(jiff::tz::TimeZone::UTC)
                .date()
                .to_string(),
        )
    };
    if record.earned.is_none() {
        record.earned = day("nbf");
    }
    if matches!(record.expires, StatedExpiry::ImpliedNone)
        && let Some(end) = day("exp")
    {
        record.expires = StatedExpiry::On(end);
    }
}

#[cfg(test)]
mod tests;
