//! Lists that the tests make and sign themselves.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::super::tests::{keys, signed, signer_did, token, trusted, unsigned};
use super::*;
use crate::catalog::vocabulary::Evidence;
use crate::embedded;
use crate::team::import::{Imported, Map, Options, Outcome, import};
use crate::team::roster::{Held, Team};

const TODAY: Date = Date::constant(2026, 11, 29);
const LIST: &str = "https://example.com/status/1";
/// The key of another badge in the tests, which signed nothing here.
const OTHER_KEY: &str = "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q";

/// The bits of a list of this many bytes with these set, compressed.
fn compressed(bytes: usize, set: &[usize]) -> Vec<u8> {
    let mut bits = vec![0_u8; bytes];
    for index in set {
        bits[index / 8] |= 0x80 >> (index % 8);
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bits).unwrap();
    encoder.finish().unwrap()
}

fn encoded(set: &[usize]) -> String {
    format!("u{}", URL_SAFE_NO_PAD.encode(compressed(16 * 1024, set)))
}

fn unsigned_list(purpose: &str, set: &[usize]) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": signer_did(),
        "validFrom": "2026-11-20T00:00:00Z",
        "validUntil": "2026-12-20T00:00:00Z",
        "credentialSubject": {
            "id": format!("{LIST}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(set)
        }
    })
}

fn list(purpose: &str, set: &[usize]) -> String {
    signed(unsigned_list(purpose, set)).to_string()
}

fn entry(purpose: &str, index: &str) -> Value {
    json!({
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": LIST
    })
}

fn with_status(status: Value) -> Value {
    let mut badge = unsigned();
    badge["credentialStatus"] = status;
    badge
}

fn file(name: &str, text: &str) -> Input {
    Input {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    }
}

fn added(text: &str, trusted: &TrustedKeys) -> Result<StatusLists, String> {
    let mut lists = StatusLists::default();
    let outcome = lists.add(&file("list.json", text), trusted, TODAY);
    outcome.map(|()| lists).map_err(|found| {
        let lines: Vec<String> = found.iter().map(Diagnostic::one_line).collect();
        lines.join("\n")
    })
}

fn imported(badge: &str, lists: &[&str], trusted: &TrustedKeys) -> Imported {
    let mut status_lists = StatusLists::default();
    for text in lists {
        status_lists
            .add(&file("list.json", text), trusted, TODAY)
            .unwrap();
    }
    let options = Options {
        from: None,
        map: &Map::default(),
        person: Some("p01"),
        date_order: None,
        trusted,
        status_lists: &status_lists,
        today: TODAY,
    };
    import(
        &[file("badge.json", badge)],
        Team::default(),
        embedded::catalog(),
        &options,
    )
    .unwrap()
}

/// What becomes of a badge: its status and evidence, and what its row says.
fn judged(badge: &str, lists: &[&str], trusted: &TrustedKeys) -> (HoldingStatus, Evidence, String) {
    let imported = imported(badge, lists, trusted);
    let holds: Vec<&Held> = imported
        .team
        .people
        .iter()
        .flat_map(|person| &person.holds)
        .collect();
    let [held] = holds.as_slice() else {
        panic!("{:?}", imported.rows[0].because);
    };
    (
        held.status,
        held.evidence_level,
        imported.rows[0].because.join("; "),
    )
}

#[test]
fn bits_decide_whether_a_proven_badge_is_held() {
    use HoldingStatus::{Held, Revoked, Suspended};
    let both = json!([entry("suspension", "3"), entry("revocation", "94567")]);
    for (status, lists, expected, note) in [
        (
            entry("revocation", "94567"),
            vec![list("revocation", &[94566, 94568])],
            (Held, Evidence::Verified),
            "not revoked, by the status list of 2026-11-20 in `list.json`",
        ),
        (
            entry("revocation", "94567"),
            vec![list("revocation", &[94567])],
            (Revoked, Evidence::Verified),
            "revoked, by the status list",
        ),
        (
            entry("revocation", "0"),
            vec![list("revocation", &[0])],
            (Revoked, Evidence::Verified),
            "revoked, by the status list",
        ),
        (
            entry("revocation", "131071"),
            vec![list("revocation", &[131_071])],
            (Revoked, Evidence::Verified),
            "revoked, by",
        ),
        (
            entry("suspension", "3"),
            vec![list("suspension", &[3])],
            (Suspended, Evidence::Verified),
            "suspended, by the status list",
        ),
        (
            both.clone(),
            vec![list("revocation", &[]), list("suspension", &[])],
            (Held, Evidence::Verified),
            "not suspended, by",
        ),
        (
            both.clone(),
            vec![list("revocation", &[94567]), list("suspension", &[3])],
            (Revoked, Evidence::Verified),
            "suspended, by",
        ),
        // An older list does not lift what a newer one says, nor the other way round.
        (
            entry("revocation", "5"),
            vec![list("revocation", &[]), list("revocation", &[5])],
            (Revoked, Evidence::Verified),
            "revoked, by",
        ),
        // A list without which nothing is known.
        (
            both,
            vec![list("revocation", &[])],
            (Held, Evidence::Evidenced),
            "whether it was suspended is not known: the status list of 2026-11-20 in `list.json` is of another kind or purpose; so it does not count as verified",
        ),
        (
            entry("revocation", "5"),
            vec![],
            (Held, Evidence::Evidenced),
            "whether it was revoked is not known: the list `https://example.com/status/1` was not given with --status-list; so it does not count as verified",
        ),
        (
            entry("revocation", "5"),
            vec![list("suspension", &[5])],
            (Held, Evidence::Evidenced),
            "of another kind or purpose",
        ),
        // Other purposes.
        (
            entry("refresh", "5"),
            vec![list("refresh", &[5])],
            (Held, Evidence::Verified),
            "says `refresh` (0x1) of it, which changes nothing",
        ),
        (
            entry("refresh", "5"),
            vec![],
            (Held, Evidence::Verified),
            "embedded proof good",
        ),
        (
            entry("endorsement", "5"),
            vec![list("endorsement", &[])],
            (Held, Evidence::Evidenced),
            "its status has the purpose `endorsement`, which is not supported",
        ),
    ] {
        let badge = signed(with_status(status.clone())).to_string();
        let lists: Vec<&str> = lists.iter().map(String::as_str).collect();
        let (held, level, because) = judged(&badge, &lists, &trusted());
        assert_eq!((held, level), expected, "{status}: {because}");
        assert!(because.contains(note), "{status}: {because}");
    }
}

#[test]
fn lists_and_badges_come_as_tokens_too() {
    let list = unsigned_list("revocation", &[7]);
    let mut nameless = list.clone();
    nameless.as_object_mut().unwrap().remove("id");
    let lists = [
        token(&list),
        token(&json!({"vc": list})),
        token(&json!({"vc": nameless, "jti": LIST})),
    ];
    for list in &lists {
        for (index, expected) in [("7", HoldingStatus::Revoked), ("8", HoldingStatus::Held)] {
            let badge = with_status(entry("revocation", index));
            for badge in [
                signed(badge.clone()).to_string(),
                token(&badge),
                token(&json!({"vc": badge})),
            ] {
                let (status, level, because) = judged(&badge, &[list], &trusted());
                assert_eq!((status, level), (expected, Evidence::Verified), "{because}");
            }
        }
    }
}

#[test]
fn an_entry_that_is_not_understood_leaves_a_badge_unproven() {
    let fine = entry("revocation", "5");
    let with = |key: &str, value: Value| {
        let mut status = fine.clone();
        status[key] = value;
        status
    };
    for status in [
        json!("https://example.com/status/1#5"),
        json!([]),
        json!([[fine]]),
        json!({}),
        json!({"id": "https://example.com/s", "type": "1EdTechRevocationList"}),
        with("type", json!(["BitstringStatusListEntry"])),
        with("type", json!("StatusList2021Entry")),
        with("statusPurpose", json!(["revocation"])),
        with("statusPurpose", json!("Revocation")),
        with("statusListIndex", json!("-5")),
        with("statusListIndex", json!("+5")),
        with("statusListIndex", json!("")),
        with("statusListIndex", json!("99999999999999999999")),
        with("statusListIndex", json!(5.5)),
        with(
            "statusListCredential",
            json!("https://example.com/status/2"),
        ),
        with("statusSize", json!(2)),
        with("statusSize", json!(0)),
        with("statusSize", json!("1")),
    ] {
        let badge = token(&with_status(status.clone()));
        let (held, level, because) = judged(&badge, &[&list("revocation", &[])], &trusted());
        assert_eq!(
            (held, level),
            (HoldingStatus::Held, Evidence::Evidenced),
            "{status}: {because}"
        );
        assert!(
            because.contains("does not count as verified"),
            "{status}: {because}"
        );
    }
    let badge = token(&with_status(with("statusListIndex", json!(5))));
    assert_eq!(
        judged(&badge, &[&list("revocation", &[5])], &trusted()).0,
        HoldingStatus::Revoked
    );
}

#[test]
fn a_place_beyond_the_end_of_the_list_refuses_the_badge() {
    for index in ["131072", "18446744073709551615"] {
        let badge = signed(with_status(entry("revocation", index))).to_string();
        let imported = imported(&badge, &[&list("revocation", &[])], &trusted());
        assert_eq!(imported.rows[0].outcome, Outcome::Refused);
        let refusal = imported.rows[0].refusal.as_ref().unwrap();
        assert_eq!(refusal.code, Code::BadStatusList);
        assert!(
            refusal.message.contains("lies beyond the end"),
            "{}",
            refusal.message
        );
    }
}

#[test]
fn a_message_has_several_bits_and_changes_nothing() {
    let mut status = entry("message", "3");
    status["statusSize"] = json!(4);
    // The fourth entry of four bits is 0101.
    let list = token(&unsigned_list("message", &[13, 15]));
    let badge = token(&with_status(status));
    let (held, level, because) = judged(&badge, &[&list], &trusted());
    assert_eq!((held, level), (HoldingStatus::Held, Evidence::Verified));
    assert!(because.contains("says `message` (0x5) of it"), "{because}");
}

#[test]
fn only_the_key_of_the_badge_clears_it_and_any_trusted_key_takes_it_away() {
    let both = || {
        let mut both = keys(OTHER_KEY);
        both.add(&crate::catalog::read::File {
            name: "key".into(),
            text: signer_did(),
        })
        .unwrap();
        both
    };
    // The list is by the second key, the badge by none that is trusted.
    let unproven = with_status(entry("revocation", "5")).to_string();
    let (held, level, because) = judged(&unproven, &[&list("revocation", &[])], &both());
    assert_eq!((held, level), (HoldingStatus::Held, Evidence::Evidenced));
    assert!(
        because.contains("no trusted key signed the badge"),
        "{because}"
    );
    let (held, ..) = judged(&unproven, &[&list("revocation", &[5])], &both());
    assert_eq!(held, HoldingStatus::Revoked);
    // The badge is by another trusted key than the list.
    let lists = added(&list("revocation", &[5]), &both()).unwrap();
    let look_up = |index, key| {
        let status = entry("revocation", index);
        let entry = Entry::read(&status).ok().unwrap();
        lists.look_up(&entry, Some(Signer { key, issuer: None }))
    };
    assert!(matches!(look_up("4", 1), Ok(Found::Clear(_))));
    assert!(matches!(
        look_up("5", 0),
        Ok(Found::Taken(HoldingStatus::Revoked, _))
    ));
    let Ok(Found::Unknown(why)) = look_up("4", 0) else {
        panic!("another key cleared it");
    };
    assert!(why.contains("another key signed the status list"), "{why}");
}

#[test]
fn a_list_that_is_not_proven_or_not_valid_today_is_refused() {
    let with = |key: &str, value: Value| {
        let mut list = unsigned_list("revocation", &[]);
        list[key] = value;
        list
    };
    let subject = |key: &str, value: Value| {
        let mut list = unsigned_list("revocation", &[]);
        list["credentialSubject"][key] = value;
        list
    };
    let bits = |bytes: Vec<u8>| json!(format!("u{}", URL_SAFE_NO_PAD.encode(bytes)));
    let mut trailing = compressed(16 * 1024, &[]);
    trailing.extend(compressed(16 * 1024, &[5]));
    let mut damaged = compressed(16 * 1024, &[]);
    let last = damaged.len() - 5;
    damaged[last] ^= 1;
    let plain = encoded(&[]).replacen('u', "", 1);
    for (list, why) in [
        (
            with("validUntil", json!("2026-11-28T23:59:59Z")),
            "it expired on 2026-11-28 (`validUntil`)",
        ),
        (
            with("validFrom", json!("2026-11-30T00:00:00Z")),
            "it is not valid before 2026-11-30 (`validFrom`)",
        ),
        (
            with("validUntil", json!("2026-12-01")),
            "its `validUntil` is not a date and time",
        ),
        (
            with("validUntil", json!(1)),
            "its `validUntil` is not a date and time",
        ),
        (
            with("exp", json!(1_700_000_000)),
            "it expired on 2023-11-14 (`exp`)",
        ),
        (with("id", json!(5)), "it has no `id`"),
        (with("id", Value::Null), "it has no `id`"),
        (
            with("type", json!(["VerifiableCredential"])),
            "its types are not those",
        ),
        (
            with("type", json!(["StatusList2021Credential"])),
            "its types are not those",
        ),
        (
            subject("type", json!("StatusList2021")),
            "its types are not those",
        ),
        (
            subject("statusPurpose", json!([])),
            "its `statusPurpose` is missing",
        ),
        (
            subject("statusPurpose", json!(["revocation", 1])),
            "its `statusPurpose` is missing",
        ),
        (
            subject("encodedList", json!(["x"])),
            "it is missing or not a text",
        ),
        (
            subject("encodedList", json!(plain)),
            "it does not start with `u`",
        ),
        (subject("encodedList", json!("u=")), "it is not base64url"),
        (
            subject("encodedList", json!("uAAAA")),
            "not compressed with GZIP",
        ),
        (
            subject("encodedList", bits(damaged)),
            "not compressed with GZIP, or damaged",
        ),
        (
            subject("encodedList", bits(trailing)),
            "something follows the compressed bits",
        ),
        (
            subject("encodedList", bits(compressed(16 * 1024 - 1, &[]))),
            "it has 131064 entries",
        ),
        (
            subject("encodedList", bits(compressed(16 * 1024 * 1024 + 1, &[]))),
            "longer than 16 MiB",
        ),
    ] {
        let error = added(&token(&list), &trusted()).unwrap_err();
        assert!(
            error.contains(why) && error.contains("CA414"),
            "{why}: {error}"
        );
    }
    assert!(
        added(
            &token(&subject(
                "encodedList",
                bits(compressed(16 * 1024 * 1024, &[]))
            )),
            &trusted()
        )
        .is_ok()
    );
    let good = signed(unsigned_list("revocation", &[]));
    let mut unproven = good.clone();
    unproven.as_object_mut().unwrap().remove("proof");
    let mut extended = good.clone();
    extended["unheardOf"] = json!("x");
    for (text, keys, why) in [
        (
            good.to_string(),
            TrustedKeys::default(),
            "only the list itself names the key",
        ),
        (
            good.to_string(),
            keys(OTHER_KEY),
            "only the list itself names the key",
        ),
        (
            token(&unsigned_list("revocation", &[])),
            keys(OTHER_KEY),
            "no key that you trust signed it",
        ),
        (unproven.to_string(), trusted(), "it has no proof"),
        (
            extended.to_string(),
            trusted(),
            "its proof is not checked: it has terms",
        ),
        (
            json!([good]).to_string(),
            trusted(),
            "it is not a credential",
        ),
        (
            "eyJ9.e30.x".to_owned(),
            trusted(),
            "it is not a signed list",
        ),
        ("{".to_owned(), trusted(), "this is not JSON"),
    ] {
        let error = added(&text, &keys).unwrap_err();
        assert!(error.contains(why), "{why}: {error}");
    }
}

#[test]
fn what_is_wrong_with_a_list_is_said_at_its_place() {
    let mut list = unsigned_list("revocation", &[]);
    list["validUntil"] = json!("2026-11-28T00:00:00Z");
    let text = format!("\n{}", serde_json::to_string_pretty(&signed(list)).unwrap());
    let error = added(&text, &trusted()).unwrap_err();
    let line = text
        .lines()
        .position(|line| line.contains("validUntil"))
        .unwrap()
        + 1;
    assert!(
        error.starts_with(&format!("list.json:{line}:17: error[CA414]")),
        "{error}"
    );
}

/// Some bytes of a token and of a list with an embedded proof are altered in turn. `PROOF_BYTES=1` alters each of them, which
/// takes minutes in a debug build.
#[test]
fn no_altered_byte_of_a_list_is_believed() {
    let step = std::env::var("PROOF_BYTES").map_or(7, |step| step.parse().unwrap());
    let token = token(&unsigned_list("revocation", &[5]));
    for text in [list("revocation", &[5]), token] {
        assert!(added(&text, &trusted()).is_ok());
        for (index, byte) in text.bytes().enumerate().step_by(step) {
            let mut altered = text.as_bytes().to_vec();
            altered[index] = if byte == b'x' { b'y' } else { b'x' };
            let altered = String::from_utf8(altered).unwrap();
            assert!(added(&altered, &trusted()).is_err(), "{index}: {altered}");
        }
    }
}

#[test]
fn lists_of_2021_are_read() {
    let context = json!([
        "https://www.w3.org/2018/credentials/v1",
        "https://w3id.org/vc/status-list/2021/v1",
        "https://w3id.org/security/data-integrity/v2"
    ]);
    let bits = URL_SAFE_NO_PAD.encode(compressed(16 * 1024, &[9]));
    let padded = base64::engine::general_purpose::STANDARD.encode(compressed(16 * 1024, &[9]));
    for bits in [bits, padded] {
        let list = signed(json!({
            "@context": context,
            "id": LIST,
            "type": ["VerifiableCredential", "StatusList2021Credential"],
            "issuer": signer_did(),
            "issuanceDate": "2026-11-20T00:00:00Z",
            "credentialSubject": {
                "id": format!("{LIST}#list"),
                "type": "StatusList2021",
                "statusPurpose": "revocation",
                "encodedList": bits
            }
        }));
        for (index, expected) in [("9", HoldingStatus::Revoked), ("10", HoldingStatus::Held)] {
            let mut status = entry("revocation", index);
            status["type"] = json!("StatusList2021Entry");
            let badge = token(&with_status(status));
            let (status, level, because) = judged(&badge, &[&list.to_string()], &trusted());
            assert_eq!((status, level), (expected, Evidence::Verified), "{because}");
        }
    }
}
