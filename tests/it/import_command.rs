//! `certadvise import`: what is written, where, and what `--strict` and `--issuer-key` change.

use std::fs;
use std::path::Path;
use std::process::Command;

const TEAM: &str = "people:
  - {id: person01, name: Person 01, email: person01@example.com}
  - {id: person02, name: Person 02, email: Person02@Example.com}
  - {id: person03, name: Person 03, email: person03@example.com}
  - {id: person04, name: Person 04, email: person04@example.com}
  - {id: person05, name: Person 05, email: person05@example.com}
  - {id: person06, name: Person 06, email: person06@example.com}
  - {id: person07, email: person07@example.com}
  - {id: person08, email: person08@example.com}
";

const CREDENTIAL: &str = "credentials:
  - id: ours
    name: Example Signed Certification
    issuer: example
    about: Ours.
    category: domain-specific
    tier: associate
    assurance: proctored-exam
    status: active
    topics: {kubernetes: 3}
    python: none
    roles: [devops-engineer]
    exam_fee_usd: 0
    validity: [{months: 36}]
    confidence: high
    sources: [{kind: general-knowledge, says: ours}]
";

fn sample_path(name: &str) -> String {
    format!("{}/tests/import/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Runs the command in a folder: exit code, stdout, stderr.
fn certadvise(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certadvise"));
    let output = command
        .current_dir(folder)
        .args(args)
        .args(["--as-of", "2026-11-22"])
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn the_team_file_is_written_and_replaced_where_it_was_merged() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = sample_path("csv/team-sheet.csv");
    let first = certadvise(folder.path(), &["import", &sheet, "-o", "team.yaml"]);
    assert_eq!(
        (first.0, first.2.as_str()),
        (0, "note: wrote `team.yaml`\n")
    );
    assert!(first.1.contains("imported"), "the report goes to stdout");
    let team = fs::read_to_string(folder.path().join("team.yaml")).unwrap();
    assert!(team.contains("credential: aws-scs"));
    let again = certadvise(folder.path(), &["import", &sheet, "-o", "team.yaml"]);
    assert!(
        again.0 == 2 && again.2.contains("--force"),
        "another file is not replaced"
    );
    let merged = certadvise(
        folder.path(),
        &[
            "import",
            &sheet,
            "--merge",
            "team.yaml",
            "-o",
            "./team.yaml",
        ],
    );
    assert_eq!(merged.0, 0);
    assert_eq!(
        fs::read_to_string(folder.path().join("team.yaml")).unwrap(),
        team,
        "twice changes nothing"
    );
    let report = certadvise(
        folder.path(),
        &["import", &sheet, "--format", "json=report.json"],
    );
    assert_eq!((report.0, report.1), (0, team));
    let report = fs::read_to_string(folder.path().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["schema"], "certadvise.import/1");
    assert_eq!(report["rows"].as_array().unwrap().len(), 6);
}

#[test]
fn strict_writes_nothing_unless_all_is_mapped() {
    let folder = tempfile::tempdir().unwrap();
    let args = [
        "import",
        &sample_path("linkedin/person-01/Certifications.csv"),
        "--person",
        "p01",
        "-o",
        "team.yaml",
    ];
    let strict = certadvise(folder.path(), &[&args[..], &["--strict"]].concat());
    assert!(strict.0 == 2 && strict.2.contains("CA408"));
    assert!(!folder.path().join("team.yaml").exists());
    assert_eq!(certadvise(folder.path(), &args).0, 0);
    assert!(folder.path().join("team.yaml").exists());
}

/// A catalog with the credential and the issuer of the signed badge, of whom these keys are known.
fn ours(keys: &str) -> String {
    format!(
        "hosts: {{badges.example.org: issuer}}
issuers: [{{id: example, name: Example Certification Body, kind: training-provider{keys}}}]
{CREDENTIAL}"
    )
}

/// The header of a signed badge, which has its key in it.
fn header_of(badge: &str) -> serde_json::Value {
    let token = fs::read_to_string(badge).unwrap();
    let header = token.split('.').next().unwrap();
    let header =
        base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, header).unwrap();
    serde_json::from_slice(&header).unwrap()
}

#[test]
fn only_a_trusted_key_of_the_issuer_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let badge = sample_path("open-badges/ob3-signed.jwt");
    fs::write(folder.path().join("ours.yaml"), ours("")).unwrap();
    fs::write(folder.path().join("team.yaml"), TEAM).unwrap();
    let header = header_of(&badge);
    fs::write(folder.path().join("key.json"), header["jwk"].to_string()).unwrap();
    let args = [
        "import",
        &badge,
        "--merge",
        "team.yaml",
        "--catalog",
        "ours.yaml",
    ];
    let plain = certadvise(folder.path(), &args);
    assert!(plain.1.contains("credential: ours"), "{}", plain.2);
    assert!(
        !plain.1.contains("verified"),
        "a key in its own header proves nothing about the issuer"
    );
    let trusted = certadvise(
        folder.path(),
        &[&args[..], &["--issuer-key", "key.json"]].concat(),
    );
    assert!(
        trusted.1.contains("evidence_level: verified"),
        "{}",
        trusted.2
    );
    let set = format!("{{\"keys\": [\n{{\"kty\": \"oct\"}},\n{}]}}", header["jwk"]);
    for (text, expected) in [
        (
            set.as_str(),
            "this key can't be used: `oct` is not supported",
        ),
        ("{\"kty\"", "this is not JSON"),
        ("{\"kty\": \"oct\"}", "holds no key that can be used"),
    ] {
        fs::write(folder.path().join("key.json"), text).unwrap();
        let found = certadvise(
            folder.path(),
            &[&args[..], &["--issuer-key", "key.json"]].concat(),
        );
        assert!(found.2.contains(expected), "{}", found.2);
        let verified = found.1.contains("evidence_level: verified");
        assert_eq!(verified, text == set, "{}", found.1);
    }
}

/// The badge was signed on 2026-01-01. Its key is in an overlay, for a period or none.
#[test]
fn a_key_of_the_catalog_verifies_what_was_signed_in_its_period() {
    let folder = tempfile::tempdir().unwrap();
    let badge = sample_path("open-badges/ob3-signed.jwt");
    fs::write(folder.path().join("team.yaml"), TEAM).unwrap();
    let key = header_of(&badge)["jwk"].to_string();
    let catalog = |key: &str, period: &str| {
        let source = "source: {url: 'https://badges.example.org/keys'}";
        let text = ours(&format!(", keys: [{{key: {key}, {period}{source}}}]"));
        fs::write(folder.path().join("ours.yaml"), text).unwrap();
    };
    let args = [
        "import",
        &badge,
        "--merge",
        "team.yaml",
        "--catalog",
        "ours.yaml",
    ];
    for (period, note) in [
        ("", None),
        ("from: 2026-01-01, until: 2026-01-01, ", None),
        (
            "from: 2025-01-01, until: 2025-12-31, ",
            Some("by a key that `example` used from 2025-01-01 until 2025-12-31"),
        ),
    ] {
        catalog(&key, period);
        let (code, team, report) = certadvise(folder.path(), &args);
        assert_eq!(code, 0, "{report}");
        let is_verified = team.contains("evidence_level: verified");
        assert_eq!(is_verified, note.is_none(), "{report}");
        let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains(note.unwrap_or("by a key that the catalog has of `example`")),
            "{words}"
        );
    }
    let check = |key: &str| {
        catalog(key, "");
        certadvise(folder.path(), &["catalog", "check", "ours.yaml"])
    };
    let (code, _, report) = check(&key);
    assert_eq!(code, 0, "{report}");
    let point = "A".repeat(43);
    for (key, expected) in [
        ("z6Mkabc", "`z6Mkabc` is not a key"),
        (
            &*format!("{{kty: EC, crv: P-256, x: {point}, y: {point}}}"),
            "a key of the issuer `example` can't be used: `x` and `y` are not a point of P-256",
        ),
    ] {
        let (code, _, report) = check(key);
        let words = report.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == 2 && words.contains(expected), "{report}");
        assert_eq!(certadvise(folder.path(), &args).0, 2);
    }
}

/// A badge that says in which status list it is, and lists that have it revoked, clear or can't be used.
#[cfg(feature = "badges")]
#[test]
fn a_status_list_decides_whether_a_badge_was_revoked() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use ed25519_dalek::{Signer, SigningKey};

    /// 16 KiB of bits, compressed: none is set, or the sixth.
    const CLEAR: &str = "uH4sIAAAAAAACA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
    const SIXTH: &str = "uH4sIAAAAAAACA-3BIQEAAAACIIP_NzvDAjQAAAAAAAAAAAAAAAAAAADA2wC5foOwAEAAAA";
    let key = SigningKey::from_bytes(&[7; 32]);
    let token = |claims: &str| {
        let parts = [r#"{"alg": "EdDSA"}"#, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let message = parts.join(".");
        let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()).to_bytes());
        format!("{message}.{signature}")
    };
    let list = |bits: &str, until: &str| {
        token(&format!(
            r#"{{"id": "https://example.com/status/1", "type": ["BitstringStatusListCredential"],
            "validFrom": "2026-11-01T00:00:00Z", "validUntil": "{until}T00:00:00Z", "credentialSubject":
            {{"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "{bits}"}}}}"#
        ))
    };
    let badge = token(
        r#"{"type": "OpenBadgeCredential", "issuer": {"name": "CNCF"}, "validFrom": "2026-01-01T00:00:00Z",
        "id": "https://example.com/badges/1", "credentialSubject": {"identifier":
        [{"identityHash": "person01@example.com"}], "achievement": {"name": "Certified Kubernetes Administrator"}},
        "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "5", "statusListCredential": "https://example.com/status/1"}}"#,
    );
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
    write(
        "key.json",
        &format!(r#"{{"kty": "OKP", "crv": "Ed25519", "x": "{x}"}}"#),
    );
    write("badge.jwt", &badge);
    write("clear.jwt", &list(CLEAR, "2026-12-01"));
    write("revoked.jwt", &list(SIXTH, "2026-12-01"));
    write("expired.jwt", &list(CLEAR, "2026-11-01"));
    let args = ["import", "badge.jwt", "--issuer-key", "key.json"];
    let with = |lists: &[&str]| {
        let lists = lists.iter().flat_map(|list| ["--status-list", list]);
        let args: Vec<&str> = args.into_iter().chain(lists).collect();
        certadvise(folder.path(), &args)
    };
    let (code, team, report) = with(&[]);
    assert_eq!(code, 0);
    assert!(
        team.contains("credential: cka") && !team.contains("verified"),
        "{team}"
    );
    assert!(report.contains("not given with --status-list"), "{report}");
    let (code, team, _) = with(&["clear.jwt"]);
    assert_eq!(code, 0);
    assert!(team.contains("evidence_level: verified"), "{team}");
    for lists in [&["revoked.jwt"][..], &["clear.jwt", "revoked.jwt"]] {
        let (code, team, report) = with(lists);
        assert_eq!(code, 0);
        assert!(team.contains("status: revoked"), "{team}");
        assert!(
            report.contains("revoked, by the status list of 2026-11-01"),
            "{report}"
        );
    }
    for (lists, expected) in [
        (
            &["expired.jwt"][..],
            "it expired on 2026-11-01 (`validUntil`)",
        ),
        (&["clear.jwt", "badge.jwt"], "its types are not those"),
        (&["none.jwt"], "cannot read `none.jwt`"),
    ] {
        let (code, team, report) = with(lists);
        assert_eq!((code, team.as_str()), (2, ""), "{report}");
        assert!(report.contains(expected), "{report}");
    }
}
