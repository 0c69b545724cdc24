//! Small files that people in the job bring (`tests/field/`), and what must come of them.

use serde_json::Value;

use crate::common::program::{Run, Workspace};

const AS_OF: &str = "--as-of 2026-11-29";

/// A folder with one file of the field in it.
fn with(name: &str) -> Workspace {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/field")
        .join(name);
    Workspace::new().file(name, std::fs::read(path).unwrap())
}

/// Imports a file into `team.yaml`.
fn import(workspace: &Workspace, name: &str, more: &str) -> Run {
    workspace.run(&format!(
        "import {name} -o team.yaml --format json=report.json {AS_OF} {more}"
    ))
}

fn rows(workspace: &Workspace) -> Vec<Value> {
    let report: Value = serde_json::from_str(&workspace.read("report.json")).unwrap();
    report["rows"].as_array().unwrap().clone()
}

/// What each row came to: credential, earned, expires, result.
fn results(workspace: &Workspace) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    rows(workspace)
        .iter()
        .map(|row| {
            ["credential", "earned", "expires", "result"]
                .map(|key| text(&row[key]))
                .join(" ")
        })
        .collect()
}

fn covered(workspace: &Workspace, requirement: &str) -> Run {
    workspace.write("req.yaml", format!("id: sample\nitems: [{requirement}]\n"));
    workspace.run(&format!(
        "coverage --team team.yaml --require ./req.yaml --format json --assume-valid {AS_OF}"
    ))
}

#[test]
fn a_matrix_cell_that_says_nothing_holds_nothing() {
    let field = with("01-matrix-nothing-is-held.csv");
    import(&field, "01-matrix-nothing-is-held.csv", "")
        .status(0)
        .end();
    covered(&field, "{id: offensive, people: 2, match: oscp}")
        .status(1)
        .end();
    covered(&field, "{id: offensive, people: 1, match: oscp}")
        .status(0)
        .end();
    covered(&field, "{id: fundamentals, people: 2, match: az-900}")
        .status(1)
        .end();
}

#[test]
fn an_unknown_status_is_a_finding_and_holds_nothing() {
    let field = with("02-status-unknown-is-held.csv");
    import(&field, "02-status-unknown-is-held.csv", "")
        .status(0)
        .stderr_has("warning[CA409]: `N/A` does not say that it is held")
        .end();
    covered(&field, "{id: offensive, people: 1, match: oscp}")
        .status(1)
        .end();
    import(&field, "02-status-unknown-is-held.csv", "--force --strict")
        .status(2)
        .stderr_has("error[CA409]")
        .end();
}

#[test]
fn dates_are_never_dropped() {
    let field = with("06-date-headings-lost.csv");
    import(&field, "06-date-headings-lost.csv", "--strict")
        .status(0)
        .end();
    assert_eq!(
        results(&field),
        [
            "aws-scs 2025-09-07 2028-09-07 imported",
            "cka 2025-09-07 2027-09-07 imported"
        ]
    );
    let field = with("07-resume-expiry-dropped.json");
    import(&field, "07-resume-expiry-dropped.json", "")
        .status(0)
        .end();
    assert_eq!(
        results(&field),
        [
            "aws-saa 2023-06-17 2029-01-07 imported",
            "cissp 2019-05-01 2028-05-31 imported",
            "cka 2026-01-10 2026-06-30 imported"
        ]
    );
    for (earned, expires) in [
        ("Issued At", "Expires At"),
        ("Date achieved", "Valid through"),
        ("issue_date", "expiration_date"),
        ("earned_on", "valid_until"),
        ("Obtained", "Renewal due"),
        ("Passed", "Next renewal"),
        ("Completion date", "Expiry"),
        ("dateIssued", "validTo"),
        ("Erworben am", "Läuft ab am"),
    ] {
        let sheet =
            format!("Name,Certification,{earned},{expires}\nPerson 01,CKA,2025-09-07,2027-09-07\n");
        let field = Workspace::new().file("s.csv", sheet);
        import(&field, "s.csv", "--strict").status(0).end();
        assert_eq!(
            results(&field),
            ["cka 2025-09-07 2027-09-07 imported"],
            "{earned} {expires}"
        );
    }
    let field = Workspace::new().file(
        "s.csv",
        "Name,Certification,Milestone\nPerson 01,CKA,2025-09-07\n",
    );
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has("warning[CA410]: `Milestone` holds dates")
        .end();
    import(&field, "s.csv", "--force --strict")
        .status(2)
        .stderr_has("s.csv:1:")
        .end();
}

#[test]
fn what_was_renamed_is_held_since_before() {
    let field = with("09-former-version-too-strict.csv");
    import(&field, "09-former-version-too-strict.csv", "--strict")
        .status(0)
        .end();
    let results = results(&field);
    assert_eq!(
        results[0],
        results[1].replace("updated", "imported"),
        "AI-900 and its name are one"
    );
    assert!(results[2].starts_with("aws-aip 2026-01-16"), "{results:?}");
    assert!(
        results[3].starts_with("itil-foundation-previous 2020-02-01"),
        "{results:?}"
    );
}

#[test]
fn one_human_is_one_person_or_a_finding() {
    let field = with("12-one-human-counts-twice.csv");
    import(&field, "12-one-human-counts-twice.csv", "")
        .status(0)
        .stderr_has("warning[CA411]: `One, Person` is taken as `Person One` in 12-one-human-counts-twice.csv, line 2")
        .end();
    covered(&field, "{id: ops, people: 2, match: cka}")
        .status(1)
        .end();
    let sheet = "Name,Email,Certification\nPerson One,a@example.com,CKA\nPerson One,b@example.com,CKA\nx,A@Example.com,CKAD\n";
    let field = Workspace::new().file("s.csv", sheet);
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has("`Person One` may be `Person One` in s.csv, line 2")
        .end();
    assert_eq!(field.read("team.yaml").matches("- id:").count(), 2);
}

#[test]
fn the_shapes_people_have() {
    for (name, more, expected) in [
        (
            "14-snake-case-headings.csv",
            "",
            vec!["cka 2025-09-07 2027-09-07 imported"],
        ),
        (
            "15-plain-list.yaml",
            "--person p01",
            vec!["ckad 2025-03-01 - imported"],
        ),
        (
            "17-matrix-checkboxes-and-total.csv",
            "",
            vec![
                "cka - 2027-05-01 imported",
                "az-104 - - imported",
                "- - - ignored",
                "az-104 - - imported",
                "- - - ignored",
                "- - - ignored",
            ],
        ),
        (
            "team.xlsx",
            "",
            vec![
                "cka 2025-09-07 2027-09-07 imported",
                "pmp 2025-02-04 2028-02-04 imported",
            ],
        ),
    ] {
        let field = with(name);
        import(&field, name, more).status(0).end();
        assert_eq!(results(&field), expected, "{name}");
        let team = field.read("team.yaml");
        assert!(!team.contains("Total"), "{team}");
    }
    let table = "# Team\n\n| Name | Certification | Expires |\n|:---|---|---:|\n| **Person 01** | [CKA](https://example.com) | 2027-05-01 |\n\nMore text.\n";
    let field = Workspace::new().file("t.md", table);
    import(&field, "t.md", "").status(0).end();
    assert_eq!(results(&field), ["cka - 2027-05-01 imported"]);
    assert!(field.read("team.yaml").contains("Person 01"));
}

#[test]
fn months_stay_months() {
    let field = with("18-linkedin-months.csv");
    import(&field, "18-linkedin-months.csv", "--person p01")
        .status(0)
        .end();
    assert_eq!(
        results(&field),
        [
            "aws-dva 2023-11 2026-11 imported",
            "aws-clf 2023 - imported",
            "cka 2026-08 2026-08 imported"
        ]
    );
}

#[test]
fn validations_at_credly_are_certifications() {
    let field = with("19-credly-validation.json");
    import(&field, "19-credly-validation.json", "")
        .status(0)
        .end();
    let ids: Vec<String> = results(&field)
        .iter()
        .map(|row| row.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["ccsk", "cka", "pmp"]);
}

#[test]
fn work_roles_of_a_sheet_become_positions() {
    let sheet = "Name,Certification,work_role,position_level,privileged\nPerson 01,CISSP,511,advanced,yes\n";
    let field = Workspace::new().file("s.csv", sheet);
    import(&field, "s.csv", "").status(0).end();
    let team = field.read("team.yaml");
    assert!(
        team.contains("{work_role: \"511\", level: advanced, privileged: true}"),
        "{team}"
    );
}

#[test]
#[cfg(unix)]
fn a_team_that_is_written_again_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let field = with("14-snake-case-headings.csv");
    field.write("t.yaml", "people: []\n");
    std::fs::set_permissions(field.path("t.yaml"), std::fs::Permissions::from_mode(0o600)).unwrap();
    field
        .run(&format!(
            "import 14-snake-case-headings.csv --merge t.yaml -o t.yaml {AS_OF}"
        ))
        .status(0)
        .end();
    let mode = std::fs::metadata(field.path("t.yaml"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(field.read("t.yaml").contains("cka"));
}
