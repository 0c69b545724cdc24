//! Proofs of the specification, of a real badge, and of badges that the tests sign themselves.

use serde_json::{Map, Value, json};

use super::super::jwt::Refusal;
use super::super::keys::TrustedKeys;
use super::super::proof::{Checked, verify};
use super::{keys, signed, signer_did, trusted, unsigned};
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::vocabulary::Evidence;
use crate::embedded;
use crate::team::import::record::Signer;
use crate::team::import::{Imported, Input, Map as Columns, Options, Outcome, StatusLists, import};
use crate::team::roster::Team;

const TODAY: Date = Date::constant(2026, 11, 29);
const VECTOR: &str = include_str!("../../../../../../../tests/proofs/w3c-eddsa-rdfc-2022.json");
const BADGE: &str = include_str!("../../../../../../../tests/proofs/open-badge.json");
const TRUSTED: Checked = Checked::Trusted(Signer {
    key: 0,
    issuer: None,
});
const VECTOR_KEY: &str =
    r#"{"publicKeyMultibase": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"}"#;
const BADGE_KEY: &str = "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q";

fn checked(text: &str, keys: &TrustedKeys) -> Result<Checked, Refusal> {
    let badge: Map<String, Value> = serde_json::from_str(text).unwrap();
    verify(&badge, keys, TODAY)
}

#[test]
fn the_vector_of_the_specification_and_a_real_badge_are_verified() {
    for (text, key) in [(VECTOR, VECTOR_KEY), (BADGE, BADGE_KEY)] {
        assert_eq!(checked(text, &keys(key)), Ok(TRUSTED));
        assert_eq!(
            checked(text, &TrustedKeys::default()),
            Ok(Checked::SelfSigned)
        );
    }
    assert_eq!(checked(VECTOR, &keys(BADGE_KEY)), Ok(Checked::SelfSigned));
}

/// Each byte of the vector is altered in turn, and some of the badge: none of them is verified, except where the JSON
/// stays the same. `PROOF_BYTES=1` alters each byte of the badge as well, which takes minutes in a debug build.
#[test]
fn nothing_that_was_altered_is_verified() {
    let step = std::env::var("PROOF_BYTES").map_or(17, |step| step.parse().unwrap());
    for (text, key, step) in [(VECTOR, VECTOR_KEY, 1), (BADGE, BADGE_KEY, step)] {
        let keys = keys(key);
        let same: Map<String, Value> = serde_json::from_str(text).unwrap();
        for (index, byte) in text.bytes().enumerate().step_by(step) {
            let mut altered = text.as_bytes().to_vec();
            altered[index] = if byte == b'x' { b'y' } else { b'x' };
            let Ok(value) = serde_json::from_slice::<Map<String, Value>>(&altered) else {
                continue;
            };
            if value != same {
                let found = verify(&value, &keys, TODAY);
                assert_ne!(found, Ok(TRUSTED), "{index}: {value:?}");
                assert_ne!(found, Ok(Checked::SelfSigned), "{index}: {value:?}");
            }
        }
    }
}

#[test]
fn what_no_proof_covers_or_could_be_read_in_another_way_is_not_verified() {
    let keys = keys(BADGE_KEY);
    let altered = |from: &str, to: &str| {
        let text = BADGE.replace(from, to);
        assert_ne!(text, BADGE, "{from}");
        checked(&text, &keys)
    };
    for (from, to) in [
        // Terms that no context defines, or that are written in another way.
        (
            "\"validFrom\":",
            "\"expirationDate\": \"2099-01-01T00:00:00Z\", \"validFrom\":",
        ),
        ("\"validFrom\":", "\"unheardOf\": \"x\", \"validFrom\":"),
        (
            "\"validFrom\":",
            "\"https://www.w3.org/2018/credentials#validFrom\":",
        ),
        (
            "\"validFrom\": \"2025-01-09T15:06:31Z\"",
            "\"validFrom\": [\"2025-01-09T15:06:31Z\"]",
        ),
        ("\"name\": \"Teamwork\"", "\"name\": [\"Teamwork\"]"),
        (
            "\"name\": \"Teamwork\"",
            "\"@index\": \"x\", \"name\": \"Teamwork\"",
        ),
        // Contexts that are not known, or are the badge's own.
        ("context-3.0.3.json\"", "context-9.9.9.json\""),
        (
            "context-3.0.3.json\"",
            "context-3.0.3.json\", {\"until\": \"https://www.w3.org/2018/credentials#validUntil\"}",
        ),
        // A second object with the id of the badge.
        (
            "\"criteria\": {",
            "\"image\": {\"id\": \"http://example.com/credentials/3527\"}, \"criteria\": {",
        ),
        // Proofs of another kind, for another purpose, or by somebody else.
        ("eddsa-rdfc-2022", "eddsa-jcs-2022"),
        ("assertionMethod", "authentication"),
        (
            "\"cryptosuite\":",
            "\"expires\": \"2099-01-01T00:00:00Z\", \"cryptosuite\":",
        ),
        (
            "\"verificationMethod\": \"did:key:z6MknNQ",
            "\"verificationMethod\": \"did:key:z6MkrJV",
        ),
    ] {
        let found = altered(from, to);
        assert!(matches!(found, Ok(Checked::Not(_))), "{to}: {found:?}");
    }
    assert_eq!(
        altered(
            "\"validFrom\":",
            "\"validUntil\": \"2099-01-01T00:00:00Z\", \"validFrom\":"
        ),
        Err(Refusal::Tampered)
    );
    assert_eq!(
        altered("\"name\": \"Teamwork\"", "\"name\": \"CKA\""),
        Err(Refusal::Tampered)
    );
}

fn imported_file(name: &str, text: &str) -> Result<Imported, Vec<Diagnostic>> {
    let input = Input {
        name: name.to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    let options = Options {
        from: None,
        map: &Columns::default(),
        person: Some("p01"),
        date_order: None,
        trusted: &trusted(),
        status_lists: &StatusLists::default(),
        today: TODAY,
    };
    import(&[input], Team::default(), embedded::catalog(), &options)
}

fn imported(badge: &Value) -> Imported {
    imported_file("badge.json", &badge.to_string()).unwrap()
}

fn evidence(imported: &Imported) -> Vec<(String, Evidence)> {
    let people = imported.team.people.iter();
    people
        .flat_map(|person| &person.holds)
        .map(|held| (held.credential.to_string(), held.evidence_level))
        .collect()
}

fn baked_svg(badge: &Value) -> String {
    format!(
        "<svg xmlns:openbadges=\"https://purl.imsglobal.org/ob/v3p0\"><openbadges:credential><![CDATA[{badge}]]></openbadges:credential></svg>"
    )
}

fn forged() -> Value {
    json!({
        "type": ["OpenBadgeCredential"],
        "name": "CKAD",
        "issuer": {"id": signer_did(), "name": "CNCF"},
        "validFrom": "2025-01-01T00:00:00Z"
    })
}

#[test]
fn a_genuine_badge_is_verified_by_import() {
    let genuine = signed(unsigned());
    let baked = imported_file("badge.svg", &baked_svg(&genuine)).unwrap();
    for imported in [imported(&genuine), imported(&json!([genuine])), baked] {
        let verified = ("cka".to_owned(), Evidence::Verified);
        assert_eq!(evidence(&imported), [verified]);
    }
}

#[test]
fn a_genuine_badge_in_or_beside_a_forged_one_verifies_nothing_else() {
    let genuine = signed(unsigned());
    let mut around = forged();
    around["vc"] = genuine.clone();
    let mut with_its_proof = forged();
    with_its_proof["proof"] = genuine["proof"].clone();
    let mut shifted = forged();
    shifted["type"] = "ClrCredential ".into();
    shifted["credentialSubject"] = json!({"verifiableCredential": [forged()]});
    let class = json!({"type": "BadgeClass ", "id": "https://example.com/c", "name": "CKAD"});
    let (verified, declared) = (
        ("cka".to_owned(), Evidence::Verified),
        ("ckad".to_owned(), Evidence::Declared),
    );
    for badges in [around.clone(), with_its_proof] {
        let found = evidence(&imported(&badges));
        assert!(found.iter().all(|held| *held == declared), "{badges}");
    }
    for badges in [
        json!([around, genuine]),
        json!([shifted, genuine]),
        json!([genuine, shifted]),
        json!([class, genuine, forged()]),
        json!([forged(), genuine, class]),
    ] {
        let mut found = evidence(&imported(&badges));
        found.sort_by(|left, right| left.0.cmp(&right.0));
        assert_eq!(found, [verified.clone(), declared.clone()], "{badges}");
    }
}

#[test]
fn nothing_around_an_unsigned_baked_badge_is_taken() {
    let around = json!({"vc": signed(unsigned()), "exp": 4_000_000_000_u64});
    let found = imported_file("badge.svg", &baked_svg(&around))
        .err()
        .unwrap();
    assert!(found[0].message.contains("not an Open Badge"), "{found:?}");
}

#[test]
fn a_record_vouches_for_no_badge_in_it() {
    let genuine = signed(unsigned());
    let mut altered = genuine.clone();
    altered["credentialSubject"]["achievement"]["name"] = "CKAD".into();
    let record = json!({
        "type": ["ClrCredential"],
        "proof": genuine["proof"],
        "credentialSubject": {"verifiableCredential": [genuine, altered, forged()]}
    });
    let imported = imported(&record);
    let outcomes: Vec<Outcome> = imported.rows.iter().map(|row| row.outcome).collect();
    assert_eq!(
        outcomes,
        [Outcome::Imported, Outcome::Refused, Outcome::Imported]
    );
    let refusal = imported.rows[1].refusal.as_ref().unwrap();
    assert_eq!(refusal.code, Code::BadProof);
    let expected = [
        ("cka".to_owned(), Evidence::Verified),
        ("ckad".to_owned(), Evidence::Declared),
    ];
    assert_eq!(evidence(&imported), expected);
    for row in &imported.rows {
        let because = row.because.join("; ");
        assert!(because.contains("vouches for the record"), "{because}");
    }
}

#[test]
fn a_proof_that_verifies_nothing_is_never_passed_over() {
    let with = |path: &str, value: &str| {
        let mut badge = signed(unsigned());
        *badge.pointer_mut(path).unwrap() = json!("replaced");
        badge.to_string().replace("\"replaced\"", value)
    };
    for (text, expected) in [
        (with("/proof", "null"), "its `proof` is not a single object"),
        (with("/proof", "[]"), "its `proof` is not a single object"),
        (
            with("/proof", "\"x\""),
            "its `proof` is not a single object",
        ),
        (
            with("/proof", "[{}, {}]"),
            "its `proof` is not a single object",
        ),
        (with("/proof/created", "1e999"), "number out of range"),
        (
            with("/proof/proofPurpose", "\"authentication\""),
            "its `proofPurpose` is not `assertionMethod`",
        ),
        (
            with("/validFrom", "[]"),
            "`validFrom` is written in an unusual form",
        ),
        (
            with("/type/1", "\"AchievementCredential \""),
            "its `type` is neither",
        ),
        (
            r#"{"type": "Assertion", "badge": {"name": "CKA"}, "proof": {}}"#.to_owned(),
            "only those of Open Badges 3.0",
        ),
    ] {
        let imported = imported_file("badge.json", &text).unwrap();
        let because = imported.rows[0].because.join("; ");
        assert!(because.contains("embedded proof not checked"), "{because}");
        assert!(because.contains(expected), "{because}");
        for (_, level) in evidence(&imported) {
            assert_ne!(level, Evidence::Verified, "{text}");
        }
    }
}

/// Results with this many levels each, which differ only in what is in them.
fn with_results(results: usize, levels: usize) -> Value {
    let level = |index: usize| {
        let target = format!("target {index}");
        json!({
            "type": ["RubricCriterionLevel"],
            "level": "x",
            "alignment": [{"type": ["Alignment"], "targetName": target}]
        })
    };
    let levels: Vec<Value> = (0..levels).map(level).collect();
    let result = json!({"type": ["ResultDescription"], "rubricCriterionLevel": levels});
    let mut badge = unsigned();
    badge["credentialSubject"]["achievement"]["resultDescription"] = json!(vec![result; results]);
    badge
}

#[test]
fn parts_that_look_alike_take_no_time() {
    let mut flat = unsigned();
    flat["evidence"] = json!(vec![json!({"type": ["Evidence"]}); 12]);
    for mut badge in [
        flat,
        with_results(2, 13),
        with_results(13, 1),
        with_results(1, 7),
    ] {
        badge["proof"] = signed(unsigned())["proof"].clone();
        let found = verify(badge.as_object().unwrap(), &trusted(), TODAY);
        let Ok(Checked::Not(why)) = found else {
            panic!("{found:?}");
        };
        assert_eq!(why, "more than 6 of its parts look alike");
    }
    for badge in [with_results(1, 6), with_results(1, 1), with_results(2, 1)] {
        let found = verify(signed(badge).as_object().unwrap(), &trusted(), TODAY);
        assert_eq!(found, Ok(TRUSTED));
    }
}
