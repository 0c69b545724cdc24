//! What files say against a holding, in whatever place: it does not count, or it is a finding.

use crate::base::diagnostic::Code;
use crate::catalog::read::File;
use crate::catalog::vocabulary::Evidence;
use crate::embedded;
use crate::team::import::{Imported, Input, Map, Options, StatusLists, TrustedKeys, import};
use crate::team::roster::Team;

fn read(files: &[(&str, &str)]) -> Imported {
    let inputs: Vec<Input> = files
        .iter()
        .map(|(name, text)| Input {
            name: (*name).to_owned(),
            bytes: (*text).into(),
        })
        .collect();
    let trusted = TrustedKeys::default();
    let options = Options {
        from: None,
        map: &Map::default(),
        person: None,
        date_order: None,
        trusted: &trusted,
        status_lists: &StatusLists::default(),
        today: "2026-11-29".parse().unwrap(),
    };
    import(&inputs, Team::default(), embedded::catalog(), &options).unwrap()
}

/// What people hold, as `person credential`.
fn held(imported: &Imported) -> Vec<String> {
    let holdings = imported.team.people.iter().flat_map(|person| {
        let counting = person.holds.iter().filter(|held| held.status.counts());
        counting.map(|held| format!("{} {}", person.id, held.credential))
    });
    holdings.collect()
}

fn codes(imported: &Imported) -> Vec<Code> {
    let findings = imported.findings(true);
    findings.iter().map(|finding| finding.code).collect()
}

/// Nobody holds anything, and findings say why.
#[track_caller]
fn holds_nothing(name: &str, text: &str, code: Code) {
    let imported = read(&[(name, text)]);
    assert_eq!(held(&imported), [] as [&str; 0], "{text}");
    assert!(codes(&imported).contains(&code), "{text}");
}

#[test]
fn an_address_is_one_person_wherever_it_stands() {
    let sheet = "name,email,credential,issued\nPerson 01,p1@example.com,CKA,2025-03-01\n";
    for list in [
        r#"[{"employee": "p1@example.com", "credential": "CKA", "issued": "2025-03-01"}]"#,
        r#"[{"employee": "Person 01 <P1@example.com>", "credential": "CKA", "issued": "2025-03-01"}]"#,
        r#"[{"person": "mailto:p1@example.com", "credential": "CKA", "issued": "2025-03-01"}]"#,
        r#"{"people": {"p1@example.com": ["CKA"]}}"#,
    ] {
        for files in [
            [("s.csv", sheet), ("l.json", list)],
            [("l.json", list), ("s.csv", sheet)],
        ] {
            let imported = read(&files);
            assert_eq!(imported.team.people.len(), 1, "{list}");
        }
    }
    let list = r#"[{"employee": "p2@example.com", "credential": "CKA", "issued": "2025-03-01"}]"#;
    let imported = read(&[("s.csv", sheet), ("l.json", list)]);
    assert_eq!(imported.team.people.len(), 2);
}

#[test]
fn every_address_of_a_person_is_known() {
    let sheet = "name,work email,email,credential\nPerson 01,one@example.com,p1@example.com,CKA\n";
    for address in ["one@example.com", "p1@example.com"] {
        let list = format!(r#"[{{"email": "{address}", "credential": "CKAD", "issuer": "CNCF"}}]"#);
        let imported = read(&[("s.csv", sheet), ("l.json", &list)]);
        assert_eq!(imported.team.people.len(), 1, "{address}");
    }
}

#[test]
fn what_is_not_a_date_is_refused_under_any_heading_of_dates() {
    for heading in [
        "issued",
        "Achieved on",
        "obtained_at",
        "Awarded",
        "expires",
        "validThrough",
    ] {
        for day in ["2026-13-01", "2025-02-30", "31/31/2026", "99999999"] {
            holds_nothing(
                "s.csv",
                &format!("name,credential,{heading}\nPerson 01,CKA,{day}\n"),
                Code::UnreadableDate,
            );
            holds_nothing(
                "l.json",
                &format!(
                    r#"[{{"name": "CKA", "issuer": "CNCF", "employee": "Person 01", "{heading}": "{day}"}}]"#
                ),
                Code::UnreadableDate,
            );
        }
    }
    holds_nothing(
        "l.yaml",
        "- {employee: Person 01, credential: CKA, issued: 2025-03-01, expires: soon}\n",
        Code::UnreadableDate,
    );
    // `Issued: no` says a status.
    holds_nothing(
        "s.csv",
        "name,credential,Issued at\nPerson 01,CKA,no\n",
        Code::UnknownStatus,
    );
    // Numbers of other things, and how long or in which way something is valid, are not dates.
    for (heading, cell) in [
        ("Award amount", "46000"),
        ("Points earned", "46000"),
        ("Validity", "3 years"),
        ("Renewal", "automatic"),
        ("Completion", "100%"),
        ("From", "Cohort 2024"),
        ("Start time", "09:30:00"),
        ("Version", "1.2.3"),
        ("Room", "2026"),
        ("To", "Client 3"),
        ("Level", "3"),
    ] {
        let text = format!("name,credential,{heading}\nPerson 01,CKA,{cell}\n");
        assert_eq!(
            held(&read(&[("s.csv", &text)])),
            ["person-01 cka"],
            "{text}"
        );
    }
}

#[test]
fn what_a_remark_denies_does_not_count() {
    for remark in [
        "failed, retake in May",
        "revoked by the issuer in May",
        "no longer valid",
        "expired last year",
        "has not passed yet",
    ] {
        for dates in ["", "2025-03-01"] {
            holds_nothing(
                "s.csv",
                &format!("name,credential,issued,comment\nPerson 01,CKA,{dates},\"{remark}\"\n"),
                Code::UnknownStatus,
            );
        }
        holds_nothing(
            "l.yaml",
            &format!(
                "- {{employee: Person 01, credential: CKA, issuer: CNCF, notes: '{remark}'}}\n"
            ),
            Code::UnknownStatus,
        );
    }
    holds_nothing(
        "s.csv",
        "name,credential,Situation\nPerson 01,CKA,Revoked\n",
        Code::UnknownStatus,
    );
    for remark in [
        "paid by the company",
        "not expired",
        "renewed in time, no questions",
    ] {
        let text =
            format!("name,credential,issued,comment\nPerson 01,CKA,2025-03-01,\"{remark}\"\n");
        let imported = read(&[("s.csv", &text)]);
        assert_eq!(held(&imported), ["person-01 cka"], "{text}");
        assert_eq!(codes(&imported), [], "{text}");
    }
    // It is unclear which credential a remark in a matrix is about, and what else is cancelled.
    for text in [
        "name,AZ-900,\nPerson 01,x,revoked\n",
        "name,AZ-900,AZ-900 notes\nPerson 01,x,revoked in May\n",
        "name,credential,issued,Project\nPerson 01,CKA,2025-03-01,Cancelled\n",
        "name,credential,issued,Holds it\nPerson 01,CKA,2025-03-01,no\n",
        "name,credential,issued,Has certificate\nPerson 01,CKA,2025-03-01,no\n",
        "name,credential,issued,Training status\nPerson 01,CKA,2025-03-01,Not started\n",
        "name,credential,issued,Revocation details\nPerson 01,CKA,2025-03-01,misconduct\n",
        "name,CKA,Notes\nPerson 01,x,CKA revoked\n",
        "name,credential,issued,Project\nPerson 01,CKA,2025-03-01,Cancelled flights\n",
    ] {
        let imported = read(&[("s.csv", text)]);
        assert_eq!(codes(&imported), [Code::HeldAndNot], "{text}");
    }
    for key in [
        "notes: [revoked in May]",
        "details: {note: revoked in May}",
        "tags: [expired]",
    ] {
        let text = format!(
            "- {{employee: Person 01, credential: CKA, issuer: CNCF, issued: 2025-03-01, {key}}}\n"
        );
        assert_ne!(codes(&read(&[("l.yaml", &text)])), [], "{text}");
    }
}

#[test]
fn what_is_said_of_the_person_is_a_finding() {
    for said in [
        "certified: false",
        "active: false",
        "status: terminated",
        "notes: all certifications revoked",
    ] {
        let text = format!("- {{name: Person 01, {said}, certifications: [AZ-900]}}\n");
        assert_eq!(
            codes(&read(&[("l.yaml", &text)])),
            [Code::HeldAndNot],
            "{text}"
        );
    }
    let text = "- {name: Person 01, location: Berlin, certifications: [AZ-900]}\n";
    assert_eq!(codes(&read(&[("l.yaml", text)])), []);
}

#[test]
fn a_date_in_a_remark_is_not_dropped() {
    for remark in [
        "valid until 2026-05-01",
        "exp. 05/2026",
        "gültig bis 01.05.2026",
        "2026-05-01",
    ] {
        let text = format!(
            "name,credential,issued,Notes\nPerson 01,CKA,2025-03-01,{remark}\nPerson 02,CKA,2025-03-01,ok\nPerson 03,CKA,2025-03-01,ok\n"
        );
        assert_eq!(
            codes(&read(&[("s.csv", &text)])),
            [Code::UnusedDates],
            "{text}"
        );
    }
}

#[test]
fn signs_around_a_name_change_what_it_says() {
    for name in [
        "❌ AZ-900",
        "AZ-900 ❌",
        "AZ-900?",
        "[ ] AZ-900",
        "☐ AZ-900",
        "⏳ AZ-900",
        "~~AZ-900~~",
    ] {
        let text = format!("name,credential\nPerson 01,{name}\n");
        let imported = read(&[("s.csv", &text)]);
        assert_eq!(held(&imported), [] as [&str; 0], "{text}");
        let text = format!("people: [{{id: p1, holds: ['{name}']}}]\n");
        let file = File {
            name: "t.yaml".into(),
            text,
        };
        assert!(Team::read(&[file], embedded::catalog()).is_err(), "{name}");
    }
    for name in ["✓ AZ-900", "AZ-900 ✅", "☑ AZ-900", "**AZ-900**", "AZ–900"] {
        let text = format!("name,credential\nPerson 01,{name}\n");
        assert_eq!(
            held(&read(&[("s.csv", &text)])),
            ["person-01 az-900"],
            "{text}"
        );
    }
}

#[test]
fn what_was_revoked_on_a_day_comes_back_only_after_it() {
    let rows = |again: &str| {
        format!(
            "name,credential,earned,Revoked on\nPerson 01,CKA,2025-01-20,2026-05-01\nPerson 01,CKA,{again},\n"
        )
    };
    assert_eq!(
        held(&read(&[("s.csv", &rows("2025-11-10"))])),
        [] as [&str; 0]
    );
    assert_eq!(
        held(&read(&[("s.csv", &rows("2026-06-10"))])),
        ["person-01 cka"]
    );
}

#[test]
fn exports_of_known_kinds_say_what_is_over() {
    for (heading, cell) in [
        ("revoked", "true"),
        ("revocation_reason", "misconduct"),
        ("revoked_at", "2026-01-01"),
        ("expired", "yes"),
    ] {
        let text = format!(
            "recipient_email,badge,issued_on,{heading}\np1@example.com,CKA,2025-11-20,{cell}\n"
        );
        assert_eq!(held(&read(&[("b.csv", &text)])), [] as [&str; 0], "{text}");
        let text = text.replace(cell, "");
        assert_eq!(held(&read(&[("b.csv", &text)])).len(), 1, "{text}");
    }
}

#[test]
fn titles_and_keys_say_what_is_missing() {
    for title in [
        "Missing certifications",
        "Former employees",
        "Team certifications - planned",
    ] {
        let text =
            format!("# {title}\n\n| name | credential |\n|---|---|\n| Person 01 | AZ-900 |\n");
        assert!(
            codes(&read(&[("m.md", &text)])).contains(&Code::NotRead),
            "{text}"
        );
    }
    let text = "# Kubernetes certifications of the platform team\n\n| name | credential |\n|---|---|\n| Person 01 | AZ-900 |\n";
    assert_eq!(codes(&read(&[("m.md", text)])), []);
    for key in [
        "missing",
        "planned",
        "revoked",
        "former_employees",
        "candidates",
    ] {
        let text = format!(
            r#"{{"{key}": [{{"name": "Person 01", "email": "p1@example.com", "certifications": ["AZ-900"]}}]}}"#
        );
        assert_eq!(held(&read(&[("l.json", &text)])), [] as [&str; 0], "{text}");
    }
}

#[test]
fn a_column_of_exams_says_which_exam_is_meant() {
    for heading in ["Exams", "Exam number", "Prüfungen"] {
        let text = format!(
            "name,credential,{heading},earned\nPerson 01,CCNP Enterprise,350-401,2025-01-20\n"
        );
        assert_eq!(held(&read(&[("s.csv", &text)])), [] as [&str; 0], "{text}");
    }
}

#[test]
fn the_end_of_something_else_is_a_finding() {
    for heading in [
        "Lab access until",
        "Exam window ends",
        "Goal due date",
        "Voucher program ends",
    ] {
        let text = format!("name,credential,{heading}\nPerson 01,AZ-900,2027-03-01\n");
        let imported = read(&[("s.csv", &text)]);
        let is_held = !held(&imported).is_empty();
        assert!(
            !is_held || codes(&imported).contains(&Code::UnusedDates),
            "{text}"
        );
    }
}

#[test]
fn names_that_may_be_nobody_or_several_are_findings() {
    for name in [
        "Person 01 (Terminated)",
        "† Person 01",
        "Person 01 & Person 02",
        "Person 01; Person 02",
    ] {
        let text = format!("name,credential,issued\n\"{name}\",CKA,2025-03-01\n");
        assert!(
            codes(&read(&[("s.csv", &text)])).contains(&Code::NoPerson),
            "{text}"
        );
    }
    for name in ["N/A", "TBD", "Vacant", "Unassigned", "N.N."] {
        let text = format!("name,credential,issued\n{name},CKA,2025-03-01\n");
        assert_eq!(held(&read(&[("s.csv", &text)])), [] as [&str; 0], "{text}");
    }
}

#[test]
fn an_address_of_somebody_else_is_a_finding() {
    let team = "name,email,credential,issued\nPerson 01,p1@example.com,CKA,2025-03-01\nPerson 02,p2@example.com,CKA,2025-03-01\n";
    for (person, email) in [
        (
            "Person 03 <p1@example.com>",
            r#","email": "p3@example.com""#,
        ),
        ("p1@example.com", r#","email": "p2@example.com""#),
        ("Person 02 <p1@example.com>", ""),
    ] {
        let list = format!(
            r#"[{{"employee": "{person}", "credential": "CKAD", "issuer": "CNCF"{email}}}]"#
        );
        let imported = read(&[("s.csv", team), ("l.json", &list)]);
        assert_ne!(codes(&imported), [], "{list}");
    }
}

#[test]
fn what_is_still_to_come_is_not_held_without_a_date() {
    for remark in [
        "exam booked for May",
        "planned for spring",
        "retake pending",
    ] {
        holds_nothing(
            "s.csv",
            &format!("name,credential,notes\nPerson 01,CKA,{remark}\n"),
            Code::UnknownStatus,
        );
    }
}

#[test]
fn a_column_of_a_status_is_read_whatever_its_cells_are() {
    for (heading, cell) in [
        ("In progress", "50%"),
        ("In progress", "maybe"),
        ("Cancelled", "yes (2025)"),
        ("Planned", "Q1"),
        ("Revoked", "by the issuer"),
        ("Suspended", "see ticket 12"),
        ("Revocation", "misconduct"),
    ] {
        let text = format!(
            "name,credential,issued,{heading}\nPerson 01,CKA,2025-03-01,{cell}\nPerson 02,CKA,2025-03-01,no\n"
        );
        assert_eq!(
            held(&read(&[("s.csv", &text)])),
            ["person-02 cka"],
            "{text}"
        );
    }
    for said in [
        "in_progress: maybe",
        "revocation: {reason: misconduct}",
        "revocation: {date: 2025-05-01}",
        "suspension: [{from: 2025-05-01}]",
        "revoked: {value: true}",
    ] {
        let text = format!("- {{employee: Person 01, credential: CKA, issuer: CNCF, {said}}}\n");
        assert_eq!(held(&read(&[("l.yaml", &text)])), [] as [&str; 0], "{text}");
    }
    for said in [
        "revocation: none",
        "revocation: {}",
        "revoked: {value: false}",
        "in_progress: no",
    ] {
        let text = format!("- {{employee: Person 01, credential: CKA, issuer: CNCF, {said}}}\n");
        assert_eq!(
            held(&read(&[("l.yaml", &text)])),
            ["person-01 cka"],
            "{text}"
        );
    }
    for said in ["CISA", "CKS"] {
        let text = format!(
            "name,credential,issued,Cancelled\nPerson 01,CKA,2025-03-01,yes\nPerson 02,CKA,2025-03-01,{said}\n"
        );
        assert_eq!(
            held(&read(&[("s.csv", &text)])),
            ["person-02 cka"],
            "{text}"
        );
    }
    let text = "name,credential,issued,In progress\nPerson 01,CKA,2025-03-01,CKA\n";
    assert_eq!(held(&read(&[("s.csv", text)])), [] as [&str; 0]);
    // An aim says nothing of what is held, nor does another credential that is planned.
    for (heading, cell) in [
        ("Target", "Senior engineer"),
        ("Planned", "CKS"),
        ("Next", "in May"),
    ] {
        let text = format!("name,credential,issued,{heading}\nPerson 01,CKA,2025-03-01,{cell}\n");
        assert_eq!(
            held(&read(&[("s.csv", &text)])),
            ["person-01 cka"],
            "{text}"
        );
    }
}

#[test]
fn the_end_of_a_holding_may_stand_below_its_key() {
    let text = "- {employee: Person 01, credential: CKA, issuer: CNCF, issued: {date: 2025-03-01}, expires: {date: 2027-03-01}}\n";
    let imported = read(&[("l.yaml", text)]);
    assert_eq!(held(&imported), ["person-01 cka"]);
    let ends: Vec<String> = imported
        .rows
        .iter()
        .map(|row| format!("{:?}", row.expires))
        .collect();
    assert!(ends[0].contains("2027"), "{ends:?}");
}

#[test]
fn names_that_are_words_for_totals_are_people() {
    let text = "name,CKA,CKAD\nSuma,x,x\nMedia,x,\nSoma,3,1\nTotal,3,1\n";
    assert_eq!(
        held(&read(&[("m.csv", text)])),
        ["suma cka", "suma ckad", "media cka"]
    );
}

#[test]
fn lists_around_a_markdown_table_are_findings() {
    let table = "| name | CKA |\n|---|---|\n| Person 01 | x |\n\n";
    for list in [
        "- Person 02: CKA expired\n",
        "1. CKAD (Person 03)\n",
        "* p4@example.com\n",
    ] {
        let imported = read(&[("m.md", &format!("{table}{list}"))]);
        assert_eq!(codes(&imported), [Code::NotRead], "{list}");
    }
    let imported = read(&[(
        "m.md",
        &format!("{table}- Ask the team lead for changes.\n"),
    )]);
    assert_eq!(codes(&imported), []);
}

#[test]
fn evidence_that_is_missing_is_none() {
    for evidence in [
        "none",
        "Missing",
        "no",
        "N/A",
        "FALSE",
        "?",
        "not provided",
        "pending",
        "to follow",
        "n.a.",
        "see HR",
    ] {
        let text =
            format!("name,credential,issued,evidence\nPerson 01,CKA,2025-03-01,{evidence}\n");
        let imported = read(&[("s.csv", &text)]);
        assert_eq!(
            imported.team.people[0].holds[0].evidence_level,
            Evidence::Declared,
            "{text}"
        );
        for (name, text) in [
            (
                "t.csv",
                format!("person,credential,evidence\np1,cka,{evidence}\n"),
            ),
            (
                "t.yaml",
                format!(
                    "people: [{{id: p1, holds: [{{credential: cka, evidence: '{evidence}'}}]}}]\n"
                ),
            ),
        ] {
            let file = File {
                name: name.into(),
                text,
            };
            let (team, _) = Team::read(&[file], embedded::catalog()).unwrap();
            assert_eq!(
                team.people[0].holds[0].evidence_level,
                Evidence::Declared,
                "{name} {evidence}"
            );
        }
    }
    let text = "name,credential,issued,evidence\nPerson 01,CKA,2025-03-01,cka-2025.pdf\n";
    let imported = read(&[("s.csv", text)]);
    assert_eq!(
        imported.team.people[0].holds[0].evidence_level,
        Evidence::Evidenced
    );
}
