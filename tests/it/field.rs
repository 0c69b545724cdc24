//! Small files that people in the job bring (`tests/field/`), and what must come of them.

use serde_json::Value;

use crate::common::program::{Run, Workspace, certadvise};

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
fn what_is_not_held_yet_is_kept_with_its_dates() {
    let sheet = "Name,Certification,Status,Issue Date,Expiry,Exam scheduled for,Voucher valid until
Person 01,CKA,Exam booked,,,2026-12-15,
Person 02,CKA,Did not pass,2026-10-01,,,
Person 03,CKA,Voucher purchased,,,,2027-03-31
Person 04,CKA,In progress,,,,
Person 05,CKA,Suspended,2025-12-01,,,
Person 06,CKA,Revoked,2025-12-01,,,
Person 07,CKA,Expired,,,,
Person 08,CKA (booked 2026-12-20),,,,,
";
    let field = Workspace::new().file("s.csv", sheet);
    import(&field, "s.csv", "--strict").status(0).end();
    let team = field.read("team.yaml");
    for line in [
        "{credential: cka, earned: 2026-12-15, status: booked}",
        "{credential: cka, earned: 2026-10-01, status: failed}",
        "{credential: cka, expires: 2027-03-31, status: voucher}",
        "{credential: cka, status: planned}",
        "{credential: cka, earned: 2025-12-01, status: suspended}",
        "{credential: cka, earned: 2025-12-01, status: revoked}",
        "{credential: cka, status: expired}",
        "{credential: cka, earned: 2026-12-20, status: booked}",
    ] {
        assert!(team.contains(line), "{line}\n{team}");
    }
    covered(&field, "{id: a, people: 1, match: cka}")
        .status(1)
        .end();
    let run = format!("coverage --team team.yaml --require ./req.yaml --width 200 {AS_OF}");
    field
        .run(&run)
        .stdout_has("Person 01 (person-01) has an exam for Certified Kubernetes Administrator (cka) on 2026-12-15")
        .stdout_has("Person 03 (person-03) has a voucher for Certified Kubernetes Administrator (cka), valid until 2027-03-31")
        .end();
    // What the matrix and a date in a cell say is kept as well.
    let matrix = "Name,CKA,CKAD
Person 01,booked 15 Dec 2026,x
Person 02,valid until 2027-05-01,failed 2026-10-01
Person 03,active 2027-05-01,planned
";
    let field = Workspace::new().file("m.csv", matrix);
    import(&field, "m.csv", "")
        .status(0)
        .stderr_has("CA409")
        .end();
    assert_eq!(
        results(&field),
        [
            "cka 2026-12-15 - imported",
            "ckad - - imported",
            "cka - 2027-05-01 imported",
            "ckad 2026-10-01 - imported",
            "- - - ignored",
            "ckad - - imported",
        ]
    );
    let list = "Employee: Person 01
Active_Certifications:
  - {Name: CKA, Issue_Date: 2025-12-01, Status: Active}
Planned_Certifications:
  - {Name: CKAD, Target_Date: 2027-06-30, Status: In_Progress}
  - {Name: CKS, Target_Date: 2027-09-30}
";
    let field = Workspace::new().file("list.yaml", list);
    import(&field, "list.yaml", "--strict").status(0).end();
    let team = field.read("team.yaml");
    for line in [
        "{credential: cka, earned: 2025-12-01}",
        "{credential: ckad, earned: 2027-06-30, status: planned}",
        "{credential: cks, earned: 2027-09-30, status: planned}",
    ] {
        assert!(team.contains(line), "{line}\n{team}");
    }
}

#[test]
fn numbers_count_only_where_the_map_says_what_they_mean() {
    let matrix = "Name,CKA,CKAD\nPerson 01,3,1\nPerson 02,2,\n";
    let field = Workspace::new().file("m.csv", matrix);
    import(&field, "m.csv", "")
        .status(0)
        .stderr_has("warning[CA409]: `3` does not say that it is held")
        .end();
    assert!(results(&field).iter().all(|row| row.ends_with("ignored")));
    field.write(
        "map.yaml",
        "values: {\"0..1\": not-held, 2: planned, \"3..\": held}\n",
    );
    import(&field, "m.csv", "--force --strict --map map.yaml")
        .status(0)
        .end();
    assert_eq!(
        results(&field),
        ["cka - - imported", "- - - ignored", "cka - - imported"]
    );
    let team = field.read("team.yaml");
    assert!(
        team.contains("{credential: cka, status: planned}"),
        "{team}"
    );
}

#[test]
fn headings_and_statuses_in_other_languages() {
    for (sheet, expected) in [
        (
            "Nom,Prénom,Certification,Date d'obtention,Date d'expiration,Statut
Un,Personne,CKA,1er décembre 2025,01.12.2027,Valide
Deux,Personne,CKA,,,En cours
",
            "2027-12-01",
        ),
        (
            "Nombre,Apellidos,Certificación,Fecha de emisión,Fecha de vencimiento,Estado
Persona,Uno,CKA,1 de diciembre de 2025,2027-12-01,Vigente
Persona,Dos,CKA,,,Planificada
",
            "2027-12-01",
        ),
        (
            "Mitarbeiter;Zertifizierung;Ausgestellt am;Gültig bis;Status
Person Eins;CKA;1. Dezember 2025;01.12.2027;gültig
Person Zwei;CKA;;;in Vorbereitung
",
            "2027-12-01",
        ),
        (
            "氏名,資格名,取得日,有効期限,状態
一 人,CKA,2025年12月1日,2027年12月1日,有効
二 人,CKA,,,学習中
",
            "2027-12-01",
        ),
    ] {
        let field = Workspace::new().file("s.csv", sheet);
        import(&field, "s.csv", "--strict").status(0).end();
        assert_eq!(
            results(&field),
            [
                format!("cka 2025-12-01 {expected} imported"),
                "cka - - imported".to_owned()
            ],
            "{sheet}"
        );
        let team = field.read("team.yaml");
        assert!(team.contains("status: planned"), "{team}");
        assert_eq!(team.matches("- id:").count(), 2, "{team}");
    }
}

#[test]
fn one_address_or_one_id_of_two_people_is_a_finding() {
    let two_ids =
        "Employee ID,Email,Certification\n4711,a@example.com,CKA\n4712,A@example.com,CKAD\n";
    let field = Workspace::new().file("s.csv", two_ids);
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has("warning[CA321]: `4712` is taken as `4711` in line 2")
        .end();
    assert_eq!(field.read("team.yaml").matches("- id:").count(), 1);
    let two_addresses =
        "Employee ID,Email,Certification\n4711,a@example.com,CKA\n4711,b@example.com,CKAD\n";
    let field = Workspace::new().file("s.csv", two_addresses);
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has("warning[CA322]: `4711` has another e-mail address")
        .end();
    // A map that calls somebody otherwise than the team does makes no second person of one address.
    let field = Workspace::new()
        .file("t.yaml", "people: [{id: p01, email: a@example.com, holds: [{credential: cka, earned: 2025-12-01}]}]\n")
        .file("map.yaml", "people: {person-one: [a@example.com, Person One]}\n")
        .file("s.csv", "Name,Email,Certification\nPerson One,a@example.com,CKAD\nPerson One,,CKS\n");
    import(&field, "s.csv", "--merge t.yaml --map map.yaml")
        .status(0)
        .end();
    let team = field.read("team.yaml");
    assert_eq!(team.matches("- id:").count(), 1, "{team}");
    for id in ["cka", "ckad", "cks"] {
        assert!(team.contains(&format!("credential: {id}")), "{team}");
    }
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
    let table = "| Team member | Certification | Obtained | Renew by | Status |
|---|---|---|---|---|
| Person 01 | CKA | 1 Oct 2025 | 1 Oct 2027 | ✅ |
| Person 02 | CKS | | | 🚧 in progress |
| --- | --- | --- | --- | --- |
";
    let field = Workspace::new().file("t.md", table);
    import(&field, "t.md", "--strict").status(0).end();
    assert_eq!(
        results(&field),
        ["cka 2025-10-01 2027-10-01 imported", "cks - - imported"]
    );
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
fn work_roles_stand_in_exports_in_many_ways() {
    let sheet = "Name,Certification,DCWF Work Role Code,Proficiency Level,Privileged Access
Person 01,CISSP,511 - Cyber Defense Analyst,Advanced,Yes
Person 02,CISSP,511; 541,Basic,No
Person 03,CISSP,511,expert,No
Person 04,CISSP,511,,No
";
    let field = Workspace::new().file("s.csv", sheet);
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has("`expert` is not a level of a work role")
        .stderr_has("work role `511` has no level")
        .end();
    let team = field.read("team.yaml");
    for line in [
        "{work_role: \"511\", level: advanced, privileged: true}",
        "{work_role: \"541\", level: basic}",
    ] {
        assert!(team.contains(line), "{line}\n{team}");
    }
    assert_eq!(team.matches("work_role").count(), 3, "{team}");
    import(&field, "s.csv", "--force --strict").status(2).end();
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

/// Every name of the field, by the program itself.
#[test]
fn show_and_import_read_the_same_names() {
    let list = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/names/field.csv");
    let mut sheet = csv::Writer::from_writer(Vec::new());
    sheet
        .write_record(["Name", "Certification", "Authority", "Issued"])
        .unwrap();
    let rows: Vec<csv::StringRecord> = csv::Reader::from_path(list)
        .unwrap()
        .records()
        .collect::<Result<_, _>>()
        .unwrap();
    for (number, row) in rows.iter().enumerate() {
        let person = format!("Person {number}");
        let row = [person.as_str(), &row[0], &row[1], "2026-10-01"];
        sheet.write_record(row).unwrap();
    }
    let field = Workspace::new().file("s.csv", sheet.into_inner().unwrap());
    import(&field, "s.csv", "").status(0).end();
    let imported = self::rows(&field);
    assert_eq!(imported.len(), rows.len());
    let mut shown = Vec::new();
    for (row, imported) in rows.iter().zip(imported) {
        let (name, id) = (&row[0], &row[2]);
        assert_eq!(
            imported["credential"].as_str().unwrap_or_default(),
            id,
            "{name}"
        );
        let show = certadvise("show --format json").args([name]);
        match (id, name) {
            // Without its issuer it can mean several, and each is named.
            (_, "CCA" | "CCSE") => show
                .run()
                .status(2)
                .stderr_has(if id.is_empty() {
                    "`ec-council-ccse`"
                } else {
                    id
                })
                .end(),
            ("", _) => show.run().status(2).stderr_has("error[CA101]").end(),
            (id, name) => shown.push((name, id)),
        }
    }
    let show = certadvise("show --format json").args(shown.iter().map(|(name, _)| *name));
    let pages = show.run().status(0).json();
    let pages = pages.as_array().unwrap();
    assert_eq!(pages.len(), shown.len());
    for (page, (name, id)) in pages.iter().zip(shown) {
        assert_eq!(page["id"], id, "{name}");
    }
}

#[test]
fn every_table_and_every_item_of_a_list_is_read() {
    let tables = "# Team

| Name | Certification | Valid until |
|---|---|---|
| Person 01 | CKA | 2027-05-01 |

Name | CKA | CKS
--- | --- | ---
Person 02 | :white_check_mark: | :x:
Person 03 | [ ] | [x]

| Product | Owner |
|---|---|
| Billing | Person 01 |
";
    let field = Workspace::new().file("t.md", tables);
    import(&field, "t.md", "").status(0).end();
    assert!(field.read("report.json").contains("the table in line 12"));
    assert_eq!(
        results(&field),
        [
            "cka - 2027-05-01 imported",
            "cka - - imported",
            "- - - ignored",
            "- - - ignored",
            "cks - - imported",
        ]
    );
    for (name, list) in [
        (
            "l.yaml",
            "- CKA\n- {name: CKS, expires: 2027-05}\n- CKAD (in progress)\n- {note: none}\n",
        ),
        (
            "l.json",
            r#"["CKA", {"name": "CKS", "expires": "2027-05"}, "CKAD (in progress)", {"note": "none"}]"#,
        ),
    ] {
        let field = Workspace::new().file(name, list);
        import(&field, name, "--person p1").status(0).end();
        let expected = [
            "cka - - imported",
            "cks - 2027-05 imported",
            "ckad - - imported",
            "- - - ignored",
        ];
        assert_eq!(results(&field), expected, "{name}");
        assert!(
            field
                .read("team.yaml")
                .contains("{credential: ckad, status: planned}")
        );
    }
    let field = Workspace::new().file("l.yaml", "- CKA\n- CKS\n- Some course\n");
    import(&field, "l.yaml", "--person p1").status(0).end();
    assert_eq!(
        results(&field),
        ["cka - - imported", "cks - - imported", "- - - not mapped"]
    );
}

#[test]
fn rows_of_totals_are_nobody() {
    let matrix = "Name,CKA,CKAD
Person 01,x,2027-05-01
Anna Count,x,
Team total,2,1
# certified,2,1
% certified,100%,50 %
";
    let field = Workspace::new().file("m.csv", matrix);
    let written = "note: wrote `team.yaml`\nnote: wrote `report.json`\n";
    let run = import(&field, "m.csv", "").status(0);
    assert_eq!(run.stderr_text(), written);
    assert_eq!(field.read("team.yaml").matches("- id:").count(), 2);
}

#[test]
fn what_is_earned_in_the_future_is_told_and_never_counts() {
    let csv = "person,credential,earned,status\np01,cka,2027-01-10,\np01,ckad,2026-12,held\np01,cks,2027-03-01,planned\np02,cka,2026,\n";
    let yaml = "people:
  - id: p01
    holds:
      - {credential: cka, earned: 2027-01-10}
      - {credential: ckad, earned: 2026-12}
      - {credential: cks, earned: 2027-03-01, status: planned}
  - {id: p02, holds: [{credential: cka, earned: 2026}]}
";
    let field = Workspace::new()
        .file("t.csv", csv)
        .file("t.yaml", yaml)
        .file("r.yaml", "id: r\nitems: [{id: a, people: 2, match: cka}]\n");
    let cka = "warning[CA338]: `cka` is earned on 2027-01-10, after 2026-11-29";
    let ckad = "warning[CA338]: `ckad` is earned on 2026-12, after 2026-11-29";
    for (team, line) in [
        ("--team t.csv", "t.csv:2:"),
        ("--team t.csv --stream", "t.csv:2:"),
        ("--team t.yaml", "t.yaml:4:"),
    ] {
        let run = field.run(&format!(
            "coverage {team} --require ./r.yaml {AS_OF} --format json"
        ));
        let run = run
            .status(1)
            .stderr_has(cka)
            .stderr_has(ckad)
            .stderr_has(line);
        assert_eq!(run.stderr_text().matches("CA338").count(), 2, "{run}");
        assert_eq!(
            run.json()["requirements"][0]["items"][0]["filled"],
            1,
            "{run}"
        );
    }
    field
        .run(&format!("plan --team t.yaml --require ./r.yaml {AS_OF}"))
        .stderr_has(cka)
        .stdout_has("earn")
        .end();
    field
        .run(&format!("renewals --team t.yaml --within 5y {AS_OF}"))
        .status(0)
        .stderr_has(cka)
        .stdout_lacks("p01")
        .end();
    field
        .run(&format!("cost --team t.yaml --person p02 {AS_OF}"))
        .status(0)
        .stderr_has(cka)
        .end();
    let field = Workspace::new().file(
        "s.csv",
        "Name,Certification,Issued\nPerson 01,CKA,2027-01-10\n",
    );
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has(cka)
        .stderr_has("s.csv:2:")
        .end();
    assert_eq!(results(&field), ["- 2027-01-10 - ignored"]);
    import(&field, "s.csv", "--force --strict")
        .status(2)
        .stderr_has("error[CA338]")
        .end();
}

#[test]
fn names_that_differ_by_titles_and_accents_are_told() {
    let sheet = "Employee,Certification
Jane Doe,CKA
Jane M. Doe,CKAD
Dr. Jané Doe,CKS
Jane A. Doe,AZ-104
John Doe,AZ-104
";
    let field = Workspace::new().file("s.csv", sheet);
    let run = import(&field, "s.csv", "").status(0);
    for (name, line) in [("Jane M. Doe", 3), ("Dr. Jané Doe", 4), ("Jane A. Doe", 5)] {
        let expected = format!("`{name}` may be `Jane Doe` in s.csv, line 2");
        assert!(run.stderr_text().contains(&expected), "{line} {run}");
    }
    assert!(!run.stderr_text().contains("John"), "{run}");
    assert_eq!(field.read("team.yaml").matches("- id:").count(), 5);
}

#[test]
fn one_of_several_exams_is_progress_and_not_the_credential() {
    let field = Workspace::new()
        .file(
            "t.csv",
            "person,credential,earned\np01,350-401 ENCOR,2025-01-10\n",
        )
        .file(
            "whole.csv",
            "person,credential,earned\np01,350-401,2025-01-10\np01,300-410,2025-06-20\n",
        )
        .file(
            "r.yaml",
            "id: r\nitems: [{id: a, people: 1, match: ccnp-enterprise}]\n",
        );
    for stream in ["", "--stream"] {
        field
            .run(&format!(
                "coverage --team t.csv {stream} --require ./r.yaml {AS_OF}"
            ))
            .status(1)
            .stderr_has(
                "warning[CA339]: `350-401` is one of several exams that `ccnp-enterprise` needs",
            )
            .stderr_has("t.csv:2:")
            .stdout_has("p01 passed one of several exams for")
            .end();
        field
            .run(&format!(
                "coverage --team whole.csv {stream} --require ./r.yaml {AS_OF}"
            ))
            .status(0)
            .stderr_lacks("CA339")
            .end();
    }
    certadvise("recommend network-engineer --holds 350-401")
        .run()
        .status(2)
        .stderr_has("error[CA339]")
        .stderr_has("write `ccnp-enterprise` where all of its exams are passed")
        .end();
    certadvise("show ENCOR")
        .run()
        .status(0)
        .stdout_has("350-401 and one of 300-410, 300-415")
        .end();
    // A later import of the other exam completes what an earlier one began.
    let field = Workspace::new()
        .file(
            "one.csv",
            "Name,Exam,Certification,Date passed\nPerson 01,,350-401,2025-01-10\n",
        )
        .file(
            "two.csv",
            "Name,Certification,Date passed\nPerson 01,ENARSI,2025-06-20\n",
        );
    import(&field, "one.csv", "")
        .status(0)
        .stderr_has("CA339")
        .end();
    assert!(field.read("team.yaml").contains("status: part-passed"));
    field
        .run(&format!(
            "import two.csv --merge team.yaml -o both.yaml {AS_OF}"
        ))
        .status(0)
        .stderr_lacks("CA339")
        .end();
    let both = field.read("both.yaml");
    assert!(
        both.contains("{credential: ccnp-enterprise, earned: 2025-06-20}"),
        "{both}"
    );
}

#[test]
fn dates_of_a_matrix_are_read_cell_by_cell() {
    let sheet = "Name,CKA,OSCP,Terraform Associate
Person 01,2025-03-01,2023-04-05,2027-08-01
Person 02,2027-05-01,2024-05-06,2022-03-01
Person 03,2026,,
";
    let field = Workspace::new().file("m.csv", sheet);
    import(&field, "m.csv", "")
        .status(0)
        .stderr_has(
            "warning[CA412]: `2025-03-01` may be the day it was earned or the day it expired",
        )
        .stderr_has("m.csv:2:")
        .stderr_has("`2026` does not say that it is held")
        .end();
    assert_eq!(
        results(&field),
        [
            "cka - 2025-03-01 imported",
            // It never expires, so the date can't be an expiry.
            "oscp 2023-04-05 - imported",
            "terraform-associate - 2027-08-01 imported",
            "cka - 2027-05-01 imported",
            "oscp 2024-05-06 - imported",
            // Either way it is over.
            "terraform-associate 2022-03-01 - imported",
            "- - - ignored",
        ]
    );
    covered(&field, "{id: c, people: 1, match: cka}")
        .status(0)
        .end();
    covered(&field, "{id: c, people: 2, match: cka}")
        .status(1)
        .end();
    import(&field, "m.csv", "--force --strict").status(2).end();
    let field = Workspace::new().file(
        "m.csv",
        "Name,CKA\nPerson 01,earned 2025-03-01\nPerson 02,expired 2026-03-01\nPerson 03,2027-01-01\n",
    );
    import(&field, "m.csv", "--strict").status(0).end();
    covered(&field, "{id: c, people: 2, match: cka}")
        .status(0)
        .end();
    covered(&field, "{id: c, people: 3, match: cka}")
        .status(1)
        .end();
}

#[test]
fn dates_behind_marks_are_read_as_other_dates_of_a_matrix() {
    for cells in [
        ["✓ (2025)", "✅ 2028-05"],
        ["2025-03-01", "✓ 2027-05"],
        ["✓ 2025-03-01", "2027-05-01"],
        ["x (05/03/2025)", "30/06/2027"],
        ["05/03/2025", "✓ 30/06/2027"],
    ] {
        let [behind, ahead] = cells;
        let sheet = format!("Name,CISM,CISA\nPerson 01,{behind},\nPerson 02,{ahead},x\n");
        let field = Workspace::new().file("m.csv", sheet);
        import(&field, "m.csv", "")
            .status(0)
            .stderr_has("warning[CA412]")
            .stderr_has("m.csv:2:")
            .end();
        covered(&field, "{id: a, people: 1, match: cism}")
            .status(0)
            .end();
        covered(&field, "{id: a, people: 2, match: cism}")
            .status(1)
            .end();
        import(&field, "m.csv", "--force --strict")
            .status(2)
            .stderr_has("error[CA412]")
            .end();
    }
    // Columns that say what they are about show the order of day and month, too.
    let sheet = "Name,CISM,CISA expires\nPerson 01,05/03/2025,30/06/2027\nPerson 02,05/06/2027,\n";
    let expected = [
        "cism - 2025-03-05 false",
        "cisa - 2027-06-30 true",
        "cism - 2027-06-05 true",
    ];
    comes_to("m.csv", sheet, "", &expected);
}

#[test]
fn titles_above_the_headings_are_skipped() {
    let title = "Certification report,,,\n\nExported on 2026-11-01,,,\n";
    let table = "Name,Certification,Issued,Expires\nPerson 01,CKA,2026-01-10,2028-01-10\n";
    let semicolons = table.replace(',', ";");
    let markdown = "# Team\n\n| Certification report | | |\n|---|---|---|\n| Name | Certification | Expires |\n| Person 01 | CKA | 2028-01-10 |\n";
    for (name, text, line) in [
        ("t.csv", format!("{title}{table}"), 5),
        ("t.csv", format!("Certifications\n{table}"), 3),
        (
            "t.csv",
            format!("Report,Q3\nExported on,2026-11-01\nBy,HR\n\n{table}"),
            6,
        ),
        (
            "t.csv",
            format!("Certifications, by person, Q3\n{semicolons}"),
            3,
        ),
        ("t.md", markdown.to_owned(), 6),
    ] {
        let field = Workspace::new().file(name, text.as_str());
        import(&field, name, "--strict").status(0).end();
        let rows = rows(&field);
        assert_eq!(
            (rows.len(), &rows[0]["credential"]),
            (1, &"cka".into()),
            "{text}"
        );
        assert_eq!(rows[0]["line"], line, "{text}");
    }
    // A file without any headings is still none.
    let field = Workspace::new().file("t.csv", "Report\nPerson 01,CKA\nPerson 02,CKAD\n");
    import(&field, "t.csv", "").status(2).end();
}

#[test]
fn rows_of_people_above_the_headings_are_no_title() {
    let table = "Name,Certification,Issued\nPerson 09,CKA,2026-01-10\n";
    for above in [
        "Who,What,When\nPerson 01,something,2026-01-10\n\n",
        "Who,What\np01@example.com,something\n\n",
        "Who,What\nPerson 01,CKAD\n\n",
        "Who,What\nPerson 01,\"CKAD, CKS\"\n\n",
        "Who;What;When\nPerson 01;CKAD;2026\n\n",
    ] {
        let field = Workspace::new().file("t.csv", format!("{above}{table}"));
        import(&field, "t.csv", "").status(2).end();
    }
}

#[test]
fn a_year_behind_a_name_is_when_it_was_earned() {
    let sheet = "Name,Certification
Person 01,AZ-900 (2021)
Person 02,CKA (Jan 2026)
Person 03,\"CISSP, 2024\"
Person 04,Security+ 2019
Person 05,ITIL 4 Foundation
";
    let field = Workspace::new().file("s.csv", sheet);
    import(&field, "s.csv", "--strict").status(0).end();
    assert_eq!(
        results(&field),
        [
            "az-900 2021 - imported",
            "cka 2026-01 - imported",
            "cissp 2024 - imported",
            "security-plus 2019 - imported",
            "itil-foundation-previous - - imported",
        ]
    );
}

#[test]
fn a_date_after_a_name_that_may_be_an_expiry_does_not_count() {
    // The year is not over.
    let sheet = "Name,Certification\nPerson 01,CKA (2026)\nPerson 02,\"CKAD, CKS (2026)\"\nPerson 03,CKA (planned 2026)\n";
    let field = Workspace::new().file("s.csv", sheet);
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has("warning[CA409]: `2026` does not say that it is held")
        .end();
    covered(&field, "{id: a, people: 1, match: cka}")
        .status(1)
        .end();
    covered(&field, "{id: a, people: 1, match: cks}")
        .status(1)
        .end();
    covered(&field, "{id: a, people: 1, match: ckad}")
        .status(0)
        .end();
    // It may have expired as the other will.
    let sheet = "Name,Certification
Person 01,CKA (2025)
Person 02,CISSP (2028)
Person 03,OSCP (2023)
Person 04,Security+ 2019
Person 05,CKA (earned 2025)
Person 06,CKA (expired 2025)
";
    let expected = [
        "cka - 2025 false",
        "cissp - 2028 true",
        "oscp 2023 - true",
        "security-plus 2019 - true",
        "cka 2025 - true",
        "cka - 2025 false",
    ];
    let field = comes_to("s.csv", sheet, "", &expected);
    let run = import(&field, "s.csv", "--force --strict")
        .status(2)
        .stderr_has("error[CA412]: `2025` may be the day it was earned or the day it expired")
        .stderr_has("s.csv:2:");
    assert_eq!(run.stderr_text().matches("CA412").count(), 1, "{run}");
    covered(&field, "{id: a, people: 1, match: cka}")
        .status(0)
        .end();
    covered(&field, "{id: a, people: 2, match: cka}")
        .status(1)
        .end();
}

#[test]
fn people_who_hold_nothing_stay_on_the_team() {
    for (name, text) in [
        (
            "t.yaml",
            "- name: Person 01\n  certifications: [CKA]\n- name: Person 02\n  certifications: []\n- name: Person 03\n- name: Person 04\n  certifications: none\n- name: Person 05\n  certifications: CKAD\n",
        ),
        (
            "t.json",
            r#"{"people": [{"name": "Person 01", "certifications": ["CKA"]}, {"name": "Person 02", "certifications": []}, {"name": "Person 03"}, {"name": "Person 04", "certifications": null}, {"name": "Person 05", "certifications": "CKAD"}]}"#,
        ),
    ] {
        let field = Workspace::new().file(name, text);
        import(&field, name, "--from list").end();
        assert_eq!(
            field.read("team.yaml").matches("- id:").count(),
            5,
            "{text}"
        );
        covered(&field, "{id: a, every: all, match: cka}")
            .status(1)
            .end();
        covered(&field, "{id: a, people: 1, match: ckad}")
            .status(0)
            .end();
    }
}

#[test]
fn rosters_tell_who_may_be_one_human_as_imports_do() {
    let csv = "person,name,credential\np01,Person One,cka\np02,\"One, Person\",cka\np03,Dr. Person One,cka\np04,P. One,cka\np05,Person Two,cka\n";
    let yaml = "people:
  - {id: p01, name: Person One, holds: [cka]}
  - {id: p02, name: 'One, Person', holds: [cka]}
  - {id: p03, name: Dr. Person One, holds: [cka]}
  - {id: p04, name: P. One, holds: [cka]}
  - {id: p05, name: Person Two, holds: [cka]}
";
    let field = Workspace::new()
        .file("t.csv", csv)
        .file("t.yaml", yaml)
        .file("r.yaml", "id: r\nitems: [{id: a, people: 5, match: cka}]\n");
    for team in ["t.csv", "t.csv --stream", "t.yaml"] {
        let run = field.run(&format!(
            "coverage --team {team} --require ./r.yaml --assume-valid {AS_OF}"
        ));
        let run = run.status(0);
        assert_eq!(run.stderr_text().matches("CA324").count(), 3, "{run}");
        for line in [3, 4, 5] {
            let row = format!("{}:{line}:", team.split(' ').next().unwrap());
            assert!(run.stderr_text().contains(&row), "{row} {run}");
        }
    }
}

/// What each row of a file that people bring is read as: `credential earned expires held`, with `-` for what it doesn't say.
#[track_caller]
fn comes_to(name: &str, text: &str, more: &str, expected: &[&str]) -> Workspace {
    let field = Workspace::new().file(name, text);
    import(&field, name, more).status(0).end();
    let text_of = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let came: Vec<String> = rows(&field)
        .iter()
        .map(|row| {
            let result = row["result"].as_str().unwrap_or_default();
            let state = row["state"].as_str().unwrap_or_default();
            let is_kept = ["imported", "updated", "unchanged"].contains(&result);
            let is_held = is_kept && ["valid", "unknown"].contains(&state);
            let facts = ["credential", "earned", "expires"].map(|key| text_of(&row[key]));
            format!("{} {is_held}", facts.join(" "))
        })
        .collect();
    assert_eq!(came, expected, "{text}");
    field
}

#[test]
fn columns_of_one_credential_are_one_holding() {
    for (cells, expected) in [
        ("no,2027-05-01", "- - 2027-05-01 false"),
        ("planned,2027-05-01", "cka - 2027-05-01 false"),
        ("expired,2027-05-01", "cka - 2027-05-01 false"),
        ("2,2027-05-01", "- - 2027-05-01 false"),
        ("2029-01-01,2027-05-01", "- - 2027-05-01 false"),
        ("x,2027-05-01", "cka - 2027-05-01 true"),
        ("2025-05-01,2027-05-01", "cka 2025-05-01 2027-05-01 true"),
        ("x,", "cka - - true"),
        (",2027-05-01", "cka - 2027-05-01 true"),
    ] {
        for headings in [
            "CKA,CKA expires",
            "CKA,Certified Kubernetes Administrator expires",
        ] {
            let text = format!("Name,{headings},CKAD\nPerson 01,{cells},\n");
            let field = comes_to("m.csv", &text, "", &[expected]);
            let code = i32::from(!expected.ends_with("true"));
            covered(&field, "{id: a, people: 1, match: cka}")
                .status(code)
                .end();
        }
    }
    let text = "Name,CKA earned,CKA,CKA status\nPerson 01,2025-05-01,2026-05-01,\nPerson 02,,2027-05-01,planned\n";
    let expected = ["cka 2025-05-01 2026-05-01 false", "cka 2027-05-01 - false"];
    comes_to("m.csv", text, "", &expected);
    // Each of several exams stands for itself.
    let text = "Name,350-401,350-401 earned,300-410,300-410 earned\nPerson 01,x,2025-01-10,x,2025-06-20\nPerson 02,x,2025-01-10,no,\n";
    let expected = [
        "ccnp-enterprise 2025-01-10 - false",
        "ccnp-enterprise 2025-06-20 - false",
        "ccnp-enterprise 2025-01-10 - false",
        "- - - false",
    ];
    let field = comes_to("m.csv", text, "", &expected);
    covered(&field, "{id: a, people: 1, match: ccnp-enterprise}")
        .status(0)
        .end();
    covered(&field, "{id: a, people: 2, match: ccnp-enterprise}")
        .status(1)
        .end();
}

#[test]
fn a_column_that_says_no_takes_away_whatever_it_is_called() {
    for heading in [
        "Active?",
        "Current (Y/N)",
        "Held",
        "Obtained",
        "Certified",
        "Passed?",
        "Outcome",
        "Result",
        "Valid",
        "Bestanden",
        "Réussi",
        "Aprobado",
        "Behaald",
    ] {
        for (no, yes) in [("No", "Yes"), ("FALSE", "TRUE"), ("nein", "ja"), ("✗", "✓")] {
            comes_to(
                "s.csv",
                &format!("Name,Certification,{heading}\nPerson 01,CKA,{no}\nPerson 02,CKA,{yes}\n"),
                "",
                &["- - - false", "cka - - true"],
            );
        }
    }
    for heading in ["Expired?", "Is revoked", "Abgelaufen"] {
        comes_to(
            "s.csv",
            &format!("Name,Certification,{heading}\nPerson 01,CKA,Yes\nPerson 02,CKA,No\n"),
            "",
            &["cka - - false", "cka - - true"],
        );
    }
    comes_to(
        "s.csv",
        "Name,Certification,Status,Passed\nPerson 01,CKA,Active,No\nPerson 02,CKA,Lapsed,Yes\n",
        "",
        &["- - - false", "cka - - false"],
    );
    comes_to(
        "s.json",
        r#"[{"employee": "Person 01", "certification": "CKA", "passed": false, "issued": "2026-01-02"},
            {"employee": "Person 02", "certification": "CKA", "passed": true, "issued": "2026-01-02"},
            {"employee": "Person 03", "certification": "CKA", "expired": true, "issued": "2026-01-02"}]"#,
        "",
        &[
            "- 2026-01-02 - false",
            "cka 2026-01-02 - true",
            "cka 2026-01-02 - false",
        ],
    );
    comes_to(
        "m.csv",
        "Name,CKA status,CKA expires,CKAD earned,CKAD expires\nPerson 01,Expired,2027-05-01,2026-05-01,2028-05-01\n",
        "",
        &["cka - 2027-05-01 false", "ckad 2026-05-01 2028-05-01 true"],
    );
}

#[test]
fn one_of_several_columns_that_takes_away_decides() {
    comes_to(
        "s.csv",
        "Name,Certification,Expired?,Revoked?\nPerson 01,CKA,No,Yes\nPerson 02,CKA,Yes,No\nPerson 03,CKA,No,No\n",
        "",
        &["cka - - false", "cka - - false", "cka - - true"],
    );
    comes_to(
        "s.json",
        r#"[{"employee": "Person 01", "certification": "CKA", "expired": false, "revoked": true},
            {"employee": "Person 02", "certification": "CKA", "status": "active", "state": "revoked"},
            {"employee": "Person 03", "certification": "CKA", "status": "active", "passed": false},
            {"employee": "Person 04", "certification": "CKA", "status": "active", "expired": false}]"#,
        "",
        &[
            "cka - - false",
            "cka - - false",
            "- - - false",
            "cka - - true",
        ],
    );
}

#[test]
fn a_blank_beside_answers_does_not_say_that_it_is_held() {
    for (heading, answer) in [("Passed?", "Yes"), ("Result", "Pass"), ("Expired?", "No")] {
        let text = format!(
            "Name,Certification,{heading}\nPerson 01,CKA,{answer}\nPerson 02,CKA,\nPerson 03,,\n"
        );
        comes_to(
            "s.csv",
            &text,
            "",
            &["cka - - true", "- - - false", "- - - false"],
        );
        let field = Workspace::new().file("s.csv", text);
        import(&field, "s.csv", "--strict")
            .status(2)
            .stderr_has(&format!("`{heading}: blank` does not say that it is held"))
            .end();
    }
    comes_to(
        "s.csv",
        "Name,Certification,Expired?\nPerson 01,CKA,No\nPerson 02,CKA,-\n",
        "",
        &["cka - - true", "- - - false"],
    );
    // A column that nobody fills and a general status say nothing where they are blank.
    comes_to(
        "s.csv",
        "Name,Certification,Passed?,Status\nPerson 01,CKA,,Active\nPerson 02,CKA,,\n",
        "",
        &["cka - - true", "cka - - true"],
    );
    comes_to(
        "s.csv",
        "Name,Cert 1,Passed 1,Cert 2,Passed 2\nPerson 01,CKA,Yes,CKAD,\nPerson 02,CKA,Yes,CKAD,Yes\n",
        "",
        &[
            "cka - - true",
            "- - - false",
            "cka - - true",
            "ckad - - true",
        ],
    );
}

#[test]
fn columns_belong_to_the_credential_with_their_number() {
    for (text, expected) in [
        (
            "Name,Status 1,Cert 1,Status 2,Cert 2\nPerson 01,Active,CKA,Planned,CKAD\n",
            ["cka - - true", "ckad - - false"],
        ),
        (
            "Name,Cert 1,Cert 2,Expiry 1,Expiry 2\nPerson 01,CKA,CKAD,2027-05-01,2027-06-01\n",
            ["cka - 2027-05-01 true", "ckad - 2027-06-01 true"],
        ),
        (
            "Name,Cert 1,Cert 1 Expiry,Cert 2,Cert 2 Expiry\nPerson 01,CKA,2027-05-01,CKAD,2027-06-01\n",
            ["cka - 2027-05-01 true", "ckad - 2027-06-01 true"],
        ),
        (
            "Name,Certification,Certification 2,Expiry,Expiry 2\nPerson 01,CKA,CKAD,2027-05-01,2027-06-01\n",
            ["cka - 2027-05-01 true", "ckad - 2027-06-01 true"],
        ),
        (
            "Name,Certification,Expires,Certification,Expires\nPerson 01,CKA,2027-05-01,CKAD,2027-06-01\n",
            ["cka - 2027-05-01 true", "ckad - 2027-06-01 true"],
        ),
        (
            "Name,Cert 1,Cert 2,Issued\nPerson 01,CKA,CKAD,\n",
            ["cka - - true", "ckad - - true"],
        ),
    ] {
        comes_to("s.csv", text, "", &expected);
    }
    for text in [
        "Name,Cert 1,Issued,Cert 2\nPerson 01,CKA,2026-05-01,CKAD\n",
        "Name,Cert 1,Cert 2,Issued\nPerson 01,CKA,CKAD,2026-05-01\n",
        "Name,Status,Cert 1,Status,Cert 2\nPerson 01,Active,CKA,Planned,CKAD\n",
        "Name,Cert 1,Cert 2,Expiry 3\nPerson 01,CKA,CKAD,2027-05-01\n",
    ] {
        let field = Workspace::new().file("s.csv", text);
        import(&field, "s.csv", "")
            .status(2)
            .stderr_has("nothing says to which credential of the row")
            .end();
    }
}

/// What somebody aims at, and lists by issuer, year or team.
#[test]
fn what_only_looks_like_holdings_is_none() {
    for (name, text) in [
        ("s.csv", "Name,Target\nPerson 01,CKA\n"),
        ("s.csv", "Name,Next certification\nPerson 01,CKA\n"),
        ("s.csv", "Name,Recommended\nPerson 01,CKA\n"),
        ("s.csv", "Name,Course\nPerson 01,CKA\n"),
        ("s.yaml", "Planned 2027: [CKA]\nCurrent 2026: [CKAD]\n"),
        ("s.yaml", "Cloud team: [CKA]\nData team: [CKAD]\n"),
        ("s.yaml", "required: {certifications: [CKA]}\n"),
        ("s.yaml", "roles: {required: {certifications: [CKA]}}\n"),
        ("s.yaml", "people: {planned: {certifications: [CKA]}}\n"),
        ("s.yaml", "Phase 2: [CKA]\n"),
        ("s.yaml", "New hires: [CKA]\n"),
        ("s.yaml", "Platform Engineering: [CKA]\n"),
        ("s.json", r#"{"platform": {"Phase 2": ["CKA"]}}"#),
    ] {
        let field = Workspace::new().file(name, text);
        import(&field, name, "").status(2).end();
    }
    comes_to(
        "s.yaml",
        "people:\n  Red Hat: [RHCSA]\n  Person 01: [CKA]\n",
        "",
        &["- - - false", "cka - - true"],
    );
}

#[test]
fn a_key_is_a_person_where_the_file_the_team_or_the_map_says_so() {
    let list = "p01: [CKA]\nPerson Two: [CKAD]\n";
    let field = Workspace::new()
        .file("s.yaml", list)
        .file(
            "t.yaml",
            "people: [{id: p01}, {id: p02, name: Person Two}]\n",
        )
        .file("map.yaml", "people: {p01: [p01], p02: [Person Two]}\n");
    import(&field, "s.yaml", "")
        .status(2)
        .stderr_has("error[CA404]: `p01` may not be a person")
        .stderr_has("s.yaml:1:6")
        .stderr_has("--map")
        .end();
    import(&field, "s.yaml", "--person p01").status(2).end();
    import(&field, "s.yaml", "--merge t.yaml").status(0).end();
    assert_eq!(field.read("team.yaml").matches("- id:").count(), 2);
    import(&field, "s.yaml", "--force --map map.yaml")
        .status(0)
        .end();
    assert_eq!(field.read("team.yaml").matches("- id:").count(), 2);
    comes_to("s.yaml", "p01@example.com: [CKA]\n", "", &["cka - - true"]);
    comes_to(
        "s.yaml",
        "members: {anna: [CKA], p02: [CKAD]}\n",
        "",
        &["cka - - true", "ckad - - true"],
    );
}

#[test]
fn a_training_or_an_exam_without_a_result_is_not_held() {
    for heading in ["Training", "Schulung", "Formation", "Opleiding", "Exam"] {
        let field = Workspace::new().file("s.csv", format!("Name,{heading}\nPerson 01,CKA\n"));
        import(&field, "s.csv", "")
            .status(0)
            .stderr_has(&format!(
                "warning[CA409]: `{heading}` does not say that it is held"
            ))
            .end();
        assert!(!field.read("team.yaml").contains("cka"), "{heading}");
        let text = format!(
            "Name,{heading},Completed\nPerson 01,CKA,2026-05-20\nPerson 02,CKA,2026-05-20\nPerson 03,CKA,\n"
        );
        comes_to(
            "s.csv",
            &text,
            "",
            &[
                "cka 2026-05-20 - true",
                "cka 2026-05-20 - true",
                "- - - false",
            ],
        );
    }
    comes_to(
        "s.csv",
        "Name,Exam,Certification\nPerson 01,AZ-104,\nPerson 02,,CKA\n",
        "",
        &["- - - false", "cka - - true"],
    );
}

#[test]
fn a_status_behind_a_list_and_a_slash_hold_nothing() {
    for cell in [
        "CKA, CKAD (planned)",
        "CKA and CKAD (expired)",
        "CKA/CKAD",
        "CKA / CKAD",
    ] {
        let text = format!("Name,Certification\nPerson 01,\"{cell}\"\n");
        let field = Workspace::new().file("s.csv", text);
        import(&field, "s.csv", "").status(0).end();
        assert_eq!(results(&field), ["- - - not mapped"], "{cell}");
        assert!(!field.read("team.yaml").contains("cka"), "{cell}");
    }
    let text = "Name,Certification\nPerson 01,\"220-1101/220-1102, CKA\"\n";
    let field = Workspace::new().file("s.csv", text);
    import(&field, "s.csv", "").status(0).end();
    assert_eq!(rows(&field).last().unwrap()["credential"], "cka");
}

#[test]
fn exports_of_many_systems_are_read() {
    for (name, text, more, expected) in [
        (
            "bamboo.csv",
            "Employee #,Last Name,First Name,Training,Completed,Due Date\n17,One,Person,CKA,2026-05-20,2028-05-20\n",
            "",
            &["cka 2026-05-20 2028-05-20 true"][..],
        ),
        (
            "successfactors.csv",
            "User ID;Certificate Name;Start Date;End Date;Institution\n1001;CISSP;01.02.2024;31.01.2027;ISC2\n",
            "",
            &["cissp 2024-02-01 2027-01-31 true"],
        ),
        (
            "accredible.csv",
            "Recipient Name,Recipient Email,Credential Name,Issued On,Expired On\nPerson 01,p01@example.com,Certified Kubernetes Administrator,2026-02-01,2028-02-01\n",
            "",
            &["cka 2026-02-01 2028-02-01 true"],
        ),
        (
            "transcript.csv",
            "Exam title,Exam number,Passed date\nMicrosoft Azure Administrator,AZ-104,\"March 3, 2026\"\n",
            "--person p01",
            &["az-104 2026-03-03 - true"],
        ),
        (
            "exams.csv",
            "Name,Exam,Result,Date\nPerson 01,AZ-104,Fail,2026-01-02\nPerson 02,AZ-104,Pass,2026-01-03\n",
            "",
            &["az-104 2026-01-02 - false", "az-104 2026-01-03 - true"],
        ),
        (
            "wiki.md",
            "||Name||Certification||Expires||\n|Person 01|CKA|2027-05-01|\n",
            "",
            &["cka - 2027-05-01 true"],
        ),
        (
            "sheet.csv",
            "Name,Certification 1,Expiry 1,Certification 2,Expiry 2\nPerson 01,CKA,2027-05-01,CKAD,2027-06-01\nPerson 02,CKS,2027-07-01,,\nPerson 03,,,,\n",
            "",
            &[
                "cka - 2027-05-01 true",
                "ckad - 2027-06-01 true",
                "cks - 2027-07-01 true",
                "- - - false",
            ],
        ),
        (
            "lists.csv",
            "Name,Certifications\nPerson 01,\"CKA, AZ-104; Security+\"\nPerson 02,\"CKA (2025), CISSP (2024)\"\n",
            "",
            &[
                "cka - - true",
                "az-104 - - true",
                "security-plus - - true",
                "cka 2025 - true",
                "cissp 2024 - true",
            ],
        ),
        (
            "people.yaml",
            "people:\n  person-01:\n    certifications:\n      - {name: CKA, expires: 2027-05-01}\n  person-02:\n    certifications: []\n",
            "",
            &["cka - 2027-05-01 true", "- - - false"],
        ),
        (
            "names.yaml",
            "people:\n  Person 01: [CKA, AZ-104]\n  Person 02: []\n",
            "",
            &["cka - - true", "az-104 - - true", "- - - false"],
        ),
        (
            "nested.json",
            r#"{"team": {"name": "Platform", "members": [{"name": "Person 01", "certs": ["CKA"]}, {"name": "Person 02", "certs": []}]}}"#,
            "",
            &["cka - - true", "- - - false"],
        ),
        (
            "flat.json",
            r#"[{"name": "Person 01", "certification": "CKA", "expiry": "2027-05-01"}]"#,
            "",
            &["cka - 2027-05-01 true"],
        ),
        (
            "profile.json",
            r#"{"certifications": [{"name": "CKA", "authority": "CNCF", "startDate": {"year": 2026, "month": 5}, "endDate": {"year": 2028, "month": 5}}]}"#,
            "--person p01",
            &["cka 2026-05 2028-05 true"],
        ),
        (
            "marks.csv",
            "Name,CISM,CISA\nPerson 01,✓ (2025),Wahr\nPerson 02,✅ 2024-05,Falsch\n",
            "",
            &[
                "cism 2025 - true",
                "cisa - - true",
                "cism 2024-05 - true",
                "- - - false",
            ],
        ),
    ] {
        let field = comes_to(name, text, more, expected);
        assert!(!field.read("team.yaml").contains("name: \"17\""), "{text}");
    }
}

/// Tables whose rows have a status besides the marks of their credentials.
#[test]
fn a_mark_does_not_restore_what_its_row_denies() {
    let matrix = "Name,Status,CKA,CKAD
Person 01,Active,x,
Person 02,Expired,x,2028-05-01
Person 03,Left the company,yes,
Person 04,No,✓,
Person 05,In progress,,no
";
    let field = comes_to(
        "m.csv",
        matrix,
        "",
        &[
            "cka - - true",
            "cka - - false",
            "ckad - 2028-05-01 false",
            "- - - false",
            "- - - false",
            "- - - false",
        ],
    );
    import(&field, "m.csv", "--force --strict")
        .status(2)
        .stderr_has("error[CA331]: `x` says that it is held, and the row that it is expired")
        .stderr_has("error[CA409]: `Left the company`")
        .stderr_has("error[CA409]: `No`")
        .end();
    for (name, text) in [
        (
            "m.csv",
            "Name,Expired?,CKA\nPerson 01,Yes,3\nPerson 02,No,3\n",
        ),
        (
            "s.csv",
            "Name,Certification,Status,Expired?\nPerson 01,CKA,3,Yes\nPerson 02,CKA,3,No\n",
        ),
    ] {
        let map = "values: {\"3\": held, \"Yes\": held}\n";
        let field = Workspace::new().file(name, text).file("map.yaml", map);
        import(&field, name, "--map map.yaml")
            .status(0)
            .stderr_has("warning[CA331]: `3` says that it is held, and the row that it is expired")
            .end();
        let states: Vec<Value> = rows(&field)
            .iter()
            .map(|row| row["state"].clone())
            .collect();
        assert_eq!(states, ["expired", "unknown"], "{text}");
    }
    let text = "Name,CKA,CKA expired?\nPerson 01,x,yes\nPerson 02,x,no\n";
    comes_to("m.csv", text, "", &["cka - - false", "cka - - true"]);
    let text = "Name,CKA,CKA revoked\nPerson 01,x,2026-01-01\nPerson 02,x,\n";
    let expected = ["cka - 2026-01-01 false", "cka - - true"];
    comes_to("m.csv", text, "", &expected);
}

#[test]
fn a_result_that_is_null_does_not_say_that_it_is_held() {
    for result in [
        "\"passed\": null",
        "\"passed\": \"\"",
        "\"passed\": \"N/A\"",
        "\"result\": null",
        "\"isActive\": null",
        "\"result\": {\"passed\": false}",
        "\"outcome\": [\"pass\"]",
        "\"status\": \"N/A\"",
        "\"notes\": \"did not pass\"",
        "\"details\": {\"state\": \"revoked\"}",
    ] {
        let list = format!(
            r#"[{{"employee": "Person 01", "certification": "CKA", {result}, "issued": "2026-01-02"}}]"#
        );
        let field = Workspace::new().file("s.json", list.as_str());
        import(&field, "s.json", "").status(0).end();
        covered(&field, "{id: a, people: 1, match: cka}")
            .status(1)
            .end();
        let resume = format!(
            r#"{{"basics": {{"name": "Person 01"}}, "certificates": [{{"name": "CKA", "date": "2026-01-02", {result}}}]}}"#
        );
        let field = Workspace::new().file("r.json", resume);
        import(&field, "r.json", "").status(0).end();
        covered(&field, "{id: a, people: 1, match: cka}")
            .status(1)
            .end();
    }
    comes_to(
        "s.json",
        r#"[{"employee": "Person 01", "certification": "CKA", "status": null, "issued": "2026-01-02"},
            {"employee": "Person 02", "certification": "CKA", "expired": null, "issued": "2026-01-02"},
            {"employee": "Person 03", "certification": "CKA", "revokedAt": null, "issued": "2026-01-02"}]"#,
        "",
        &[
            "cka 2026-01-02 - true",
            "cka 2026-01-02 - true",
            "cka 2026-01-02 - true",
        ],
    );
    // Where others answer it, a blank is not an answer.
    comes_to(
        "s.json",
        r#"[{"employee": "Person 01", "certification": "CKA", "expired": false},
            {"employee": "Person 02", "certification": "CKA", "expired": null}]"#,
        "",
        &["cka - - true", "- - - false"],
    );
    comes_to(
        "s.json",
        r#"[{"employee": "Person 01", "certification": "CKA", "dates": {"issued": "2025-05-01", "expires": "2027-05-01"}, "status": {"name": "Active"}}]"#,
        "--strict",
        &["cka 2025-05-01 2027-05-01 true"],
    );
}

#[test]
fn what_stands_beside_what_was_read_is_a_finding() {
    for (name, text, key) in [
        (
            "l.yaml",
            "certifications: [CKA]\nownership: [{cert: CISSP, valid: 2028-01-01}]\n",
            "ownership",
        ),
        (
            "l.yaml",
            "certifications: [CKA]\nother:\n  trainings: [CISSP]\n",
            "other",
        ),
        (
            "l.json",
            r#"{"certifications": ["CKA"], "contractors": [{"name": "Person 02", "certifications": ["CKAD"]}]}"#,
            "contractors",
        ),
        (
            "l.json",
            r#"{"certifications": [{"name": "CKA", "issuer": "CNCF", "also": ["CISSP"]}]}"#,
            "also",
        ),
        (
            "t.md",
            "| Certification |\n|---|\n| CKA |\n\n| What | Date |\n|---|---|\n| forklift | 2027-06-01 |\n",
            "the table in line 5",
        ),
        (
            "t.md",
            "| Certification |\n|---|\n| CKA |\n\n| Employee | Color |\n|---|---|\n| Person 02 | red |\n",
            "the table in line 5",
        ),
    ] {
        let field = Workspace::new().file(name, text);
        import(&field, name, "--person p01")
            .status(0)
            .stderr_has(&format!("warning[CA413]: {key} was not read"))
            .end();
        assert!(field.read("report.json").contains(key), "{text}");
        import(&field, name, "--person p01 --force --strict")
            .status(2)
            .stderr_has("error[CA413]")
            .end();
    }
    // What is about something else is named in the report.
    for (name, text) in [
        (
            "l.yaml",
            "certifications: [CKA]\nversion: 2\nteam: Platform\ntags: [a, b]\n",
        ),
        (
            "t.md",
            "| Certification |\n|---|\n| CKA |\n\n| Product | Color |\n|---|---|\n| Billing | red |\n",
        ),
    ] {
        let field = Workspace::new().file(name, text);
        import(&field, name, "--person p01 --strict")
            .status(0)
            .end();
    }
}

#[test]
fn a_group_is_not_a_person() {
    for text in [
        "team: {Platform: [CKA]}\n",
        "- name: Phase 2\n  certifications: [CKA]\n",
        "- name: Cloud team\n  certifications: [CKA]\n",
        "- name: Planned 2027\n  certifications: CKA\n",
        "people: {Phase 2: [CKA]}\n",
    ] {
        let field = Workspace::new().file("s.yaml", text);
        import(&field, "s.yaml", "")
            .status(2)
            .stderr_has("error[CA404]")
            .stderr_has("may not be a person")
            .end();
    }
    let field = Workspace::new().file(
        "s.yaml",
        "- name: Platform Engineer\n  certifications: [CKA]\n",
    );
    import(&field, "s.yaml", "").status(0).end();
    assert!(
        field
            .read("report.json")
            .contains("`Platform Engineer` is a role, not a person")
    );
    // Where the team has somebody who is called so, or an address is given, it is a person.
    let field = Workspace::new()
        .file(
            "s.yaml",
            "- name: Team Lead\n  certifications: [CKA]\n- {name: Group Two, email: p02@example.com, certifications: [CKA]}\n",
        )
        .file("t.yaml", "people: [{id: p01, name: Team Lead}]\n");
    import(&field, "s.yaml", "--merge t.yaml").status(0).end();
    covered(&field, "{id: a, people: 2, match: cka}")
        .status(0)
        .end();
}

#[test]
fn a_status_behind_a_name_is_read() {
    let sheet = "Name,Certification
Person 01,CKA passed
Person 02,ENCOR 350-401 passed
Person 03,CKA planned
Person 04,CISSP expired
Person 05,CKAD - in progress
Person 06,AZ-104: failed 2026-03-01
Person 07,CKS booked 2026-12-15
Person 08,PMP not held
Person 09,CKA nicht bestanden
Person 10,\"CKA passed, CKAD planned\"
Person 11,\"350-401 passed, 300-410 passed\"
Person 12,CKA (2025) active
Person 13,CISSP training
Person 14,Azure plus
";
    let expected = [
        "cka - - true",
        "ccnp-enterprise - - false",
        "cka - - false",
        "cissp - - false",
        "ckad - - false",
        "az-104 2026-03-01 - false",
        "cks 2026-12-15 - false",
        "- - - false",
        "cka - - false",
        "cka - - true",
        "ckad - - false",
        "ccnp-enterprise - - false",
        "ccnp-enterprise - - false",
        "cka 2025 - true",
        "- - - false",
        "- - - false",
    ];
    let field = comes_to("s.csv", sheet, "", &expected);
    covered(&field, "{id: a, people: 1, match: ccnp-enterprise}")
        .status(0)
        .end();
    comes_to(
        "l.yaml",
        "people: {p01: [CKA expired, CKAD]}\n",
        "",
        &["cka - - false", "ckad - - true"],
    );
}

#[test]
fn an_exam_of_several_credentials_never_counts_alone() {
    let sheet = "Name,Certification,Exam\nPerson 01,300-435,\nPerson 02,CCNP Enterprise,300-435\nPerson 03,ENAUTO passed,\n";
    let field = comes_to(
        "s.csv",
        sheet,
        "",
        &["- - - false", "ccnp-enterprise - - false", "- - - false"],
    );
    import(&field, "s.csv", "--force")
        .status(0)
        .stderr_has("warning[CA110]: `300-435` can mean `ccnp-automation` or `ccnp-enterprise`")
        .stderr_has("write the credential that is meant, and this as its `exam`")
        .end();
    let run = import(&field, "s.csv", "--force --strict").status(2);
    assert_eq!(
        run.stderr_text().matches("error[CA110]").count(),
        2,
        "{run}"
    );
    assert_eq!(
        rows(&field)[0]["nearest"],
        serde_json::json!(["ccnp-automation", "ccnp-enterprise"])
    );
    let team = Workspace::new()
        .file("t.csv", "person,credential\np01,300-435\n")
        .file(
            "r.yaml",
            "id: r\nitems: [{id: a, people: 1, match: ccnp-enterprise}]\n",
        );
    team.run(&format!("coverage --team t.csv --require ./r.yaml {AS_OF}"))
        .status(2)
        .stderr_has("error[CA110]")
        .end();
}

#[test]
fn search_and_show_find_an_exam() {
    certadvise("search ENCOR")
        .run()
        .status(0)
        .stdout_has("ccnp-enterprise")
        .end();
    certadvise("show 350-401")
        .run()
        .status(0)
        .stdout_has("350-401 is only a part of what it needs")
        .stdout_has("350-401 ENCOR")
        .end();
    certadvise("show ccnp-enterprise")
        .run()
        .status(0)
        .stdout_lacks("only a part")
        .end();
}

#[test]
fn a_number_for_a_credential_is_a_total() {
    for total in [
        "Team total",
        "Certified people",
        "Average per person",
        "Total général",
        "合計",
    ] {
        let text = format!("Name,Certification\nPerson 01,CKA\n{total},6\n");
        let field = Workspace::new().file("s.csv", text);
        import(&field, "s.csv", "--strict").status(0).end();
        assert_eq!(
            field.read("team.yaml").matches("- id:").count(),
            1,
            "{total}"
        );
    }
    // Others are people of whom something can't be read.
    let field = Workspace::new().file("s.csv", "Name,Certification\nPerson 01,6\n");
    import(&field, "s.csv", "--strict").status(2).end();
}

#[test]
fn dates_of_what_is_lost_or_to_come_do_not_hold() {
    for (heading, state) in [
        ("Revoked on", "revoked"),
        ("Suspended since", "suspended"),
        ("Failed on", "failed"),
        ("Widerrufen am", "revoked"),
        ("Révoquée le", "revoked"),
        ("Expected completion", "unknown"),
    ] {
        let text =
            format!("Name,Certification,{heading}\nPerson 01,CKA,2026-01-10\nPerson 02,CKA,\n");
        let field = Workspace::new().file("s.csv", text);
        import(&field, "s.csv", "").status(0).end();
        let states: Vec<Value> = rows(&field)
            .iter()
            .map(|row| row["state"].clone())
            .collect();
        assert_eq!(states, [state, "unknown"], "{heading}");
        covered(&field, "{id: a, people: 1, match: cka}")
            .status(0)
            .end();
        covered(&field, "{id: a, people: 2, match: cka}")
            .status(1)
            .end();
    }
    for heading in [
        "Planned for",
        "Exam booked for",
        "Expected completion",
        "Next exam",
    ] {
        let text = format!(
            "Name,Certification,{heading},Issued\nPerson 01,CKA,2027-01-10,\nPerson 02,CKA,2027-01-10,2026-01-10\n"
        );
        comes_to(
            "s.csv",
            &text,
            "--strict",
            &["cka 2027-01-10 - false", "cka 2026-01-10 - true"],
        );
    }
    comes_to(
        "m.csv",
        "Name,CKA,CKAD planned\nPerson 01,x,2027-01-10\nPerson 02,,x\n",
        "--strict",
        &["cka - - true", "ckad 2027-01-10 - false", "ckad - - false"],
    );
    comes_to(
        "s.csv",
        "Name,Certification,Pass/Fail\nPerson 01,CKA,Fail\nPerson 02,CKA,Pass\n",
        "--strict",
        &["cka - - false", "cka - - true"],
    );
    comes_to(
        "s.csv",
        "Name,Certification,Failed?\nPerson 01,CKA,Yes\nPerson 02,CKA,No\n",
        "--strict",
        &["cka - - false", "cka - - true"],
    );
}

#[test]
fn headings_in_two_rows_and_in_between_are_read() {
    comes_to(
        "m.csv",
        "Name,CKA,,CKAD,\n,Earned,Expires,Earned,Expires\nPerson 01,2026-01-10,2028-01-10,,\nPerson 02,,,2025-05-01,2027-05-01\n",
        "--strict",
        &[
            "cka 2026-01-10 2028-01-10 true",
            "ckad 2025-05-01 2027-05-01 true",
        ],
    );
    let text = "Name,Certification,Expires\nPerson 01,CKA,2027-05-01\nName,Certification,Expires\nPlanned:,,\nPerson 02,CKAD,\nCurrent,,\nPerson 03,CKS,\n";
    let field = comes_to(
        "s.csv",
        text,
        "--strict",
        &[
            "cka - 2027-05-01 true",
            "- - - false",
            "- - - false",
            "ckad - - false",
            "- - - false",
            "cks - - true",
        ],
    );
    assert_eq!(field.read("team.yaml").matches("- id:").count(), 3);
    comes_to(
        "m.csv",
        "Name,CKA,CKAD\nPlanned,,\nPerson 01,x,\n",
        "--strict",
        &["- - - false", "cka - - false"],
    );
}

#[test]
fn a_title_says_what_is_not_held() {
    comes_to(
        "s.csv",
        "Planned certifications 2027,\nName,Certification\nPerson 01,CKA\n",
        "--strict",
        &["cka - - false"],
    );
    comes_to(
        "t.md",
        "## Current\n\n| Name | Certification |\n|---|---|\n| Person 01 | CKA |\n\n## Expired\n\n| Name | Certification |\n|---|---|\n| Person 01 | CKAD |\n",
        "--strict",
        &["cka - - true", "ckad - - false"],
    );
    for heading in ["In progress", "Planned", "Cancelled", "Withdrawn?"] {
        comes_to(
            "s.csv",
            &format!("Name,Certification,{heading}\nPerson 01,CKA,Yes\nPerson 02,CKA,No\n"),
            "--strict",
            &["cka - - false", "cka - - true"],
        );
        comes_to(
            "s.json",
            &format!(
                r#"[{{"employee": "Person 01", "certification": "CKA", "{heading}": true, "issuer": "CNCF"}},
                    {{"employee": "Person 02", "certification": "CKA", "{heading}": false, "issuer": "CNCF"}}]"#
            ),
            "--strict",
            &["cka - - false", "cka - - true"],
        );
    }
    // Rows of what is asked for are nobody's.
    let field = comes_to(
        "m.csv",
        "Name,CKA,CKAD\nRequired,x,x\nGoal 2027,x,x\nPerson 01,x,\n",
        "--strict",
        &[
            "- - - false",
            "- - - false",
            "- - - false",
            "- - - false",
            "cka - - true",
        ],
    );
    assert_eq!(field.read("team.yaml").matches("- id:").count(), 1);
}

#[test]
fn what_stands_below_no_heading_is_not_lost() {
    for (text, code) in [
        ("Name,Certification,\nPerson 01,CKA,Expired\n", "CA409"),
        ("Name,Certification,\nPerson 01,CKA,2027-05-01\n", "CA410"),
        (
            "Name,Certification,Notes\nPerson 01,CKA,did not pass\n",
            "CA409",
        ),
        (
            "Name,Certification,Date,Date\nPerson 01,CKA,2025-05-01,2027-05-01\n",
            "CA410",
        ),
    ] {
        let field = Workspace::new().file("s.csv", text);
        import(&field, "s.csv", "--strict")
            .status(2)
            .stderr_has(&format!("error[{code}]"))
            .end();
    }
    comes_to(
        "s.csv",
        "Name,Certification,,Comment\nPerson 01,CKA,EMEA,needs a laptop\nPerson 02,CKA,Expired,\nPerson 03,CKA,,revoked\n",
        "",
        &["cka - - true", "- - - false", "- - - false"],
    );
    comes_to(
        "s.csv",
        "employeename,certificationname,certissuedate,expirydate\nPerson 01,CKA,2025-09-07,2027-09-07\n",
        "--strict",
        &["cka 2025-09-07 2027-09-07 true"],
    );
    comes_to(
        "t.md",
        "| Who | Certifications |\n|---|---|\n| Person 01 | CKA<br>CKAD |\n",
        "--strict",
        &["cka - - true", "ckad - - true"],
    );
}

/// The same with a requirement.
fn with_requirement(team: &str, requirement: &str) -> Workspace {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/field")
        .join(requirement);
    with(team).file(requirement, std::fs::read(path).unwrap())
}

#[test]
fn what_was_earned_later_renewed_what_was_held() {
    let team = "03-held-renews-held.yaml";
    let field = with_requirement(team, "03-req.yaml");
    let question = format!("--team {team} --require ./03-req.yaml {AS_OF}");
    let run = field
        .run(&format!("coverage {question} --width 400"))
        .status(0);
    for renewed in [
        "aws-saa of p01 by aws-sap (earned on 2026-01-07)",
        "rhcsa of p02 by rhce (earned on 2024-05-01)",
        "ccna of p03 by ccnp-enterprise (earned on 2025-05-01)",
        "security-plus of p04 by cysa-plus (earned on 2025-08-01)",
        "a-plus of p05 by network-plus (earned on 2026-10-24)",
    ] {
        assert!(run.stdout_text().contains(renewed), "{renewed} {run}");
    }
    let renewals = field
        .run(&format!(
            "renewals --team {team} --within 5y --width 200 {AS_OF}"
        ))
        .status(0);
    for line in [
        "(aws-saa) of p01 is valid until 2029-01-07",
        "(rhcsa) of p02 is valid until 2027-05-01",
        "(ccna) of p03 is valid until 2028-05-01",
        "(security-plus) of p04 is valid until 2028-08-01",
        "(a-plus) of p05 is valid until 2029-10-24",
    ] {
        assert!(renewals.stdout_text().contains(line), "{line} {renewals}");
    }
    // On the day itself and for as long as all of them are valid a plan costs nothing; keeping them through the next year
    // takes one renewal.
    for deadline in ["2026-11-29", "2027-04-30"] {
        field
            .run(&format!("plan {question} --deadline {deadline}"))
            .status(0)
            .stdout_has("Nothing to do")
            .end();
    }
    field
        .run(&format!("plan {question}"))
        .stdout_has("1 step by 1 person, USD 500")
        .end();
}

#[test]
fn grace_and_suspension_are_told_alike_by_all_commands() {
    let team = "04-grace.yaml";
    let field = with_requirement(team, "04-req.yaml");
    for command in [
        format!("coverage --team {team} --require ./04-req.yaml"),
        format!("renewals --team {team}"),
        format!("cost --team {team} --person p01"),
        format!("plan --team {team} --require ./04-req.yaml"),
    ] {
        field
            .run(&format!("{command} --width 250 {AS_OF}"))
            .stdout_has("expired on 2026-10-01 and is in grace until 2026-12-30")
            .stdout_has("expired on 2026-03-01 and is suspended until 2027-03-01")
            .end();
    }
    let team = "10-pmp-suspended.yaml";
    let field = with(team);
    for command in [
        format!("renewals --team {team}"),
        "cost --holds pmp=2023-04-20".to_owned(),
    ] {
        field
            .run(&format!("{command} --width 250 {AS_OF}"))
            .status(0)
            .stdout_has("expired on 2026-04-20 and is suspended until 2027-04-20")
            .stdout_has("150")
            .end();
    }
}

#[test]
fn good_for_life_is_good_for_life() {
    let team = "05-good-for-life.yaml";
    let field = with_requirement(team, "05-req.yaml");
    field
        .run(&format!(
            "coverage --team {team} --require ./05-req.yaml {AS_OF}"
        ))
        .status(0)
        .end();
    field
        .run(&format!("renewals --team {team} --within 10y {AS_OF}"))
        .status(0)
        .stdout_lacks("p01")
        .end();
}

#[test]
fn two_columns_with_the_same_meaning_are_a_finding_where_they_differ() {
    let sheet = "Name,Certification,Issued,Date earned,Expires,Next renewal
Person 01,CKA,2025-01-01,2025-01-01,2027-01-01,01/01/2027
Person 02,CKA,2025-01-01,,2028-01-01,2026-06-01
Person 03,CKA,2025-01-01,,never,2026-06-01
Person 04,CKA,2025-01-05,2025-01-02,n/a,2027-01-01
Person 05,CKA,,,13/06/2027,13/05/2027
";
    let field = Workspace::new().file("s.csv", sheet);
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has("warning[CA332]: two columns say when it expires, `2028-01-01` and `2026-06-01`: `2026-06-01` is taken")
        .stderr_has("two columns say when it was earned, `2025-01-05` and `2025-01-02`")
        .end();
    assert_eq!(
        results(&field),
        [
            "cka 2025-01-01 2027-01-01 imported",
            "cka 2025-01-01 2026-06-01 imported",
            "cka 2025-01-01 2026-06-01 imported",
            "cka 2025-01-02 2027-01-01 imported",
            "cka - 2027-05-13 imported",
        ]
    );
    covered(&field, "{id: a, people: 4, match: cka}")
        .status(1)
        .end();
    import(&field, "s.csv", "--force --strict")
        .status(2)
        .stderr_has("error[CA332]")
        .end();
    let matrix = "Name,CKA expires,CKA renewal due\nPerson 01,2028-01-01,2026-06-01\n";
    let field = Workspace::new().file("s.csv", matrix);
    import(&field, "s.csv", "--strict")
        .status(2)
        .stderr_has("error[CA332]")
        .end();
}

#[test]
fn an_attempt_does_not_say_that_it_was_passed() {
    for heading in [
        "Last attempt",
        "Exam attempt",
        "Date attempted",
        "Letzter Versuch",
    ] {
        let sheet = format!(
            "Name,Certification,{heading},Result\nPerson 01,CKA,2025-10-01,Passed\nPerson 02,CKAD,2025-10-01,Failed\n"
        );
        let field = Workspace::new().file("s.csv", sheet);
        import(&field, "s.csv", "--strict").status(0).end();
        assert_eq!(
            results(&field),
            ["cka 2025-10-01 - imported", "ckad 2025-10-01 - imported"],
            "{heading}"
        );
        let sheet = format!("Name,Certification,{heading}\nPerson 01,CKA,2025-10-01\n");
        let field = Workspace::new().file("s.csv", sheet);
        import(&field, "s.csv", "")
            .status(0)
            .stderr_has("warning[CA409]: `2025-10-01` does not say that it is held")
            .end();
        covered(&field, "{id: a, people: 1, match: cka}")
            .status(1)
            .end();
    }
}

#[test]
fn a_line_with_nothing_but_a_name_is_a_finding() {
    let sheet =
        "Name,Certification,Expires\nEMEA,,\nPerson 01,CKA,2027-03-01\nPerson 02,none,\nTotal,,\n";
    let field = Workspace::new().file("s.csv", sheet);
    import(&field, "s.csv", "")
        .status(0)
        .stderr_has("warning[CA404]: `EMEA` may be a section and not a person")
        .stderr_lacks("Person 02` may be")
        .stderr_lacks("Total` may be")
        .end();
    import(&field, "s.csv", "--force --strict")
        .status(2)
        .stderr_has("s.csv:2:")
        .end();
}

#[test]
fn a_person_printed_once_is_meant_in_the_rows_below() {
    let sheet = |rows: &str| {
        Workspace::new().file("s.csv", format!("Name,Email,Certification,Expires\n{rows}"))
    };
    let once = sheet(
        "Person 01,a@example.com,CKA,2027-03-01\n,,CKAD,2027-03-01\n,,CKS,2027-03-01\nPerson 02,b@example.com,CKA,2027-03-01\n",
    );
    import(&once, "s.csv", "")
        .status(0)
        .stderr_has(
            "warning[CA404]: the row names no person; `Person 01` from the row above is assumed",
        )
        .end();
    let people: Vec<_> = rows(&once)
        .iter()
        .map(|row| row["person"].as_str().unwrap_or("-").to_owned())
        .collect();
    assert_eq!(people[0], people[1]);
    assert_eq!(people[0], people[2]);
    assert_ne!(people[0], people[3]);
    import(&once, "s.csv", "--force --strict").status(2).end();
    for unclear in [
        // A person is printed in every row.
        "Person 01,,CKA,2027-03-01\nPerson 01,,CKAD,2027-03-01\n,,CKS,2027-03-01\n",
        // An empty row, a heading and a row without a credential stand between.
        "Person 01,,CKA,2027-03-01\n,,,\n,,CKS,2027-03-01\n",
        "Person 01,,CKA,2027-03-01\nPlanned,,,\n,,CKS,2027-03-01\n",
        "Person 01,,,\n,,CKS,2027-03-01\n",
        ",,CKS,2027-03-01\nPerson 01,,CKA,2027-03-01\n",
    ] {
        let field = sheet(unclear);
        import(&field, "s.csv", "").end();
        covered(&field, "{id: a, people: 1, match: cks}")
            .status(1)
            .end();
    }
}
