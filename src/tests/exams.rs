//! Credentials that need several exams: one of them alone is never the credential.

use jiff::civil::date;

use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use crate::catalog::read::File;
use crate::catalog::{Awarded, LookupError};
use crate::coverage::stream::{self, Names, Roster};
use crate::coverage::{self, Options};
use crate::embedded;
use crate::team::import::{self, Imported, Input, Map, StatusLists, TrustedKeys, import};
use crate::team::requirement::Requirement;
use crate::team::requirement::library::Empty;
use crate::team::roster::{HoldingStatus, Team, Unknown, write};

const TODAY: Date = date(2026, 11, 29);

fn file(name: &str, text: &str) -> File {
    File {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// What a name means: the credential, and those of its exams that it means alone.
fn meaning(name: &str) -> (String, Vec<String>) {
    let found = embedded::catalog()
        .find_credential(name, Awarded::Unsaid)
        .unwrap();
    let parts = found.parts.iter().map(ToString::to_string).collect();
    (found.credential.id.to_string(), parts)
}

#[test]
fn a_name_of_one_exam_is_told_from_the_credential() {
    for (name, id, parts) in [
        ("350-401", "ccnp-enterprise", vec!["350-401"]),
        ("350-401 ENCOR", "ccnp-enterprise", vec!["350-401"]),
        ("ENCOR", "ccnp-enterprise", vec!["350-401"]),
        ("Cisco 300-410 ENARSI", "ccnp-enterprise", vec!["300-410"]),
        (
            "CCNP Enterprise (350-401)",
            "ccnp-enterprise",
            vec!["350-401"],
        ),
        (
            "CCNP Enterprise (350-401, 300-410)",
            "ccnp-enterprise",
            vec![],
        ),
        ("CCNP Enterprise", "ccnp-enterprise", vec![]),
        ("CompTIA A+ Core 1 (220-1101)", "a-plus", vec!["220-1101"]),
        ("CompTIA A+ 220-1102", "a-plus", vec!["220-1102"]),
        ("CompTIA A+ (220-1201, 220-1202)", "a-plus", vec![]),
        ("CompTIA A+ ce", "a-plus", vec![]),
        (
            "F5CAB1, F5CAB2",
            "f5-big-ip-administrator",
            vec!["F5CAB1", "F5CAB2"],
        ),
        (
            "AZ-801",
            "windows-server-hybrid-administrator",
            vec!["AZ-801"],
        ),
        ("AZ-800/801", "windows-server-hybrid-administrator", vec![]),
        (
            "az-800",
            "windows-server-hybrid-administrator",
            vec!["AZ-800"],
        ),
        ("MD-100", "md-102", vec!["MD-100"]),
        ("DP-203", "dp-203", vec![]),
        ("DP-200", "dp-203", vec!["DP-200"]),
        // What is enough for one credential belongs to that credential.
        ("EX200", "rhcsa", vec![]),
        ("OGEA-101", "togaf-ea-foundation", vec![]),
        ("EX294", "rhce", vec!["EX294"]),
        ("OGEA-102", "togaf-ea-practitioner", vec!["OGEA-102"]),
        ("OGEA-103", "togaf-ea-practitioner", vec![]),
        // The other exam is that of the credential before it.
        ("RHCE (EX294)", "rhce", vec![]),
        ("Red Hat Certified Engineer - EX294", "rhce", vec![]),
    ] {
        let parts = parts.into_iter().map(str::to_owned).collect();
        assert_eq!(meaning(name), (id.to_owned(), parts), "{name}");
    }
    let alone = embedded::catalog().credential_named("350-401");
    assert!(matches!(alone, Err(LookupError::OneExam { .. })));
}

/// What somebody holds by a roster in YAML, with the lines of the findings about exams.
fn held(holds: &str) -> (Vec<String>, Vec<u32>) {
    let text = format!("people:\n  - id: p01\n    holds:\n{holds}");
    let (team, found) = Team::read(&[file("team.yaml", &text)], embedded::catalog())
        .unwrap_or_else(|found| panic!("{found:?}"));
    let holds = team.people[0].holds.iter();
    let counted = holds.filter(|held| held.status.counts());
    let held = counted.map(|held| {
        let earned = held
            .earned
            .map_or_else(|| "-".to_owned(), |day| day.to_string());
        format!("{} {earned}", held.credential)
    });
    let exams = found.iter().filter(|finding| finding.code == Code::OneExam);
    let lines = exams.filter_map(|finding| Some(finding.place.as_ref()?.line));
    (held.collect(), lines.collect())
}

#[test]
fn exams_come_to_a_credential_once_all_are_passed() {
    for (holds, expected, lines) in [
        ("      - 350-401\n", vec![], vec![4]),
        (
            "      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: ENARSI, earned: 2025-06-20}\n",
            vec!["ccnp-enterprise 2025-06-20"],
            vec![],
        ),
        // Exams of two versions, of two tracks, and exams that lie too far apart.
        ("      - 220-1101\n      - 220-1202\n", vec![], vec![4, 5]),
        ("      - 350-401\n      - 300-710\n", vec![], vec![4, 5]),
        (
            "      - {credential: 350-401, earned: 2021-01-10}\n      - {credential: 300-410, earned: 2025-06-20}\n",
            vec![],
            vec![4, 5],
        ),
        // A later exam that finds no partner doesn't take away what was earned.
        (
            "      - {credential: 350-401, earned: 2022-01-10}\n      - {credential: 300-410, earned: 2022-06-20}\n      - {credential: 350-401, earned: 2026-01-10}\n",
            vec!["ccnp-enterprise 2022-06-20"],
            vec![],
        ),
        (
            "      - 101-500\n      - 102-500\n",
            vec!["lpic-1 -"],
            vec![],
        ),
        (
            "      - {credential: EX294, earned: 2025-03-01}\n",
            vec![],
            vec![4],
        ),
        (
            "      - {credential: rhcsa, earned: 2024-03-01}\n      - {credential: EX294, earned: 2025-03-01}\n",
            vec!["rhcsa 2024-03-01", "rhce 2025-03-01"],
            vec![],
        ),
        // Whichever day of its year the first was passed on, it may lie too far back.
        (
            "      - {credential: 350-401, earned: 2021}\n      - {credential: 300-410, earned: 2024-12-01}\n",
            vec![],
            vec![4, 5],
        ),
        // Exams don't bring back what was taken away.
        (
            "      - {credential: ccnp-enterprise, status: revoked}\n      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: 300-410, earned: 2025-06-20}\n",
            vec![],
            vec![5, 6],
        ),
        (
            "      - {credential: ccnp-enterprise, earned: 2022-06-20, status: revoked}\n      - {credential: 350-401, earned: 2022-01-10}\n      - {credential: 300-410, earned: 2022-06-20}\n      - {credential: 300-415, earned: 2023-05-01}\n",
            vec![],
            vec![5, 6, 7],
        ),
        // Exams after the day it was earned may lie before the day it was lost, which a roster doesn't say.
        (
            "      - {credential: ccnp-enterprise, earned: 2022-06-20, status: revoked}\n      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: 300-410, earned: 2025-06-20}\n",
            vec![],
            vec![5, 6],
        ),
        (
            "      - {credential: ccnp-enterprise, earned: 2024-01-01, expires: 2024-12-31, status: suspended}\n      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: 300-410, earned: 2025-05-01}\n",
            vec![],
            vec![5, 6],
        ),
        // Nor do exams that may be those of what has expired.
        (
            "      - {credential: ccnp-enterprise, status: expired}\n      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: 300-410, earned: 2025-06-20}\n",
            vec![],
            vec![5, 6],
        ),
        (
            "      - {credential: ccnp-enterprise, expires: 2025-01-31, status: expired}\n      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: 300-410, earned: 2025-06-20}\n",
            vec![],
            vec![5, 6],
        ),
        // All of them after that earn it anew.
        (
            "      - {credential: ccnp-enterprise, expires: 2024-12, status: expired}\n      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: 300-410, earned: 2025-06-20}\n",
            vec!["ccnp-enterprise 2025-06-20"],
            vec![],
        ),
        // What is recorded of the credential comes before what follows from its exams.
        (
            "      - {credential: ccnp-enterprise, earned: 2025-06-20, expires: 2026-06-01}\n      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: 300-410, earned: 2025-06-20}\n",
            vec!["ccnp-enterprise 2025-06-20"],
            vec![],
        ),
        // What has ended can't stand for its exams, nor can an exam that has.
        (
            "      - {credential: rhcsa, earned: 2025-01-10, expires: 2025-03-01}\n      - {credential: EX294, earned: 2025-06-20}\n",
            vec!["rhcsa 2025-01-10"],
            vec![5],
        ),
        (
            "      - {credential: 350-401, earned: 2025-01-10, expires: 2025-05-01}\n      - {credential: 300-410, earned: 2025-06-20}\n",
            vec![],
            vec![4, 5],
        ),
        // The exam beside a credential says which is meant.
        (
            "      - {credential: ccnp-enterprise, exam: 350-401}\n      - {credential: CCNP Enterprise, exam: ENSDWI, status: planned}\n",
            vec![],
            vec![4],
        ),
        (
            "      - {credential: ccnp-enterprise, exam: 300-435, earned: 2025-01-10}\n",
            vec![],
            vec![4],
        ),
        (
            "      - {credential: ccnp-enterprise, exam: 300-435, earned: 2025-01-10}\n      - {credential: ccnp-enterprise, exam: 350-401, earned: 2025-06-20}\n",
            vec!["ccnp-enterprise 2025-06-20"],
            vec![],
        ),
        (
            "      - {credential: rhce, exam: EX294}\n      - {credential: pcap, exam: PCAP-31-03}\n",
            vec!["rhce -", "pcap -"],
            vec![],
        ),
        // Said in so many words, nothing is reported.
        (
            "      - {credential: lpic-1, exam: 101-500, status: part-passed}\n",
            vec![],
            vec![],
        ),
        (
            "      - {credential: lpic-1, exam: 101-500, status: part-passed}\n      - 102-500\n",
            vec!["lpic-1 -"],
            vec![],
        ),
        // Who holds the credential needs no exams; a booked one counts for nothing.
        (
            "      - a-plus\n      - 220-1201\n",
            vec!["a-plus -"],
            vec![],
        ),
        (
            "      - 220-1201\n      - {credential: 220-1202, status: booked}\n",
            vec![],
            vec![4],
        ),
    ] {
        let (held, found) = held(holds);
        assert_eq!(
            (held, found),
            (expected.into_iter().map(str::to_owned).collect(), lines),
            "{holds}"
        );
    }
}

#[test]
fn an_expiry_counts_only_with_the_exam_that_completed_the_credential() {
    let expires = |holds: &str| {
        let text = format!("people:\n  - id: p01\n    holds:\n{holds}");
        let (team, _) = Team::read(&[file("team.yaml", &text)], embedded::catalog()).unwrap();
        let mut held = team.people[0].holds.iter();
        held.find(|held| held.status.counts())
            .and_then(|held| held.expires)
            .is_some()
    };
    let undated = "      - 350-401\n      - {credential: 300-410, expires: 2030-01-01}\n";
    assert!(!expires(undated));
    let dated = "      - {credential: 350-401, earned: 2025-01-10}\n      - {credential: 300-410, earned: 2025-06-20, expires: 2028-06-20}\n";
    assert!(expires(dated));
}

/// For every credential with such exams: all of a set earn it, and none can be missing.
#[test]
fn no_exam_of_a_set_can_be_missing() {
    let catalog = embedded::catalog();
    let mut tried = 0;
    for credential in &catalog.credentials {
        for set in &credential.exam.sets {
            let rows = |exams: &[&Text]| {
                let line = |exam: &&Text| {
                    let id = credential.id;
                    format!(
                        "      - {{credential: {id}, exam: \"{exam}\", status: part-passed, earned: 2026-01-01}}\n"
                    )
                };
                exams.iter().map(line).collect::<String>()
            };
            let all: Vec<&Text> = set.iter().collect();
            assert_eq!(
                held(&rows(&all)).0,
                [format!("{} 2026-01-01", credential.id)]
            );
            for missing in 0..all.len() {
                let mut some = all.clone();
                some.remove(missing);
                assert!(
                    held(&rows(&some)).0.is_empty(),
                    "{} {some:?}",
                    credential.id
                );
            }
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}

/// Both ways of reading say the same, also of credentials that nothing asks for.
#[test]
fn rows_that_go_by_are_reported_alike() {
    let catalog = embedded::catalog();
    let set = file("r.yaml", "id: r\nitems: [{id: a, people: 1, match: cka}]\n");
    let requirements = [Requirement::read(&set, catalog, &Empty).unwrap().0];
    let question = coverage::Question {
        requirements: &requirements,
        catalog,
        as_of: TODAY,
        until: TODAY,
        options: Options::default(),
    };
    for rows in [
        "p01,350-401,,2025-01-10,held\np01,300-410,,,revoked\np01,300-410,,2025-06-20,held\n",
        "p01,350-401,,2025-01-10,part-passed\np01,ccnp-enterprise,,,revoked\n",
        "p01,350-401,,2025-01-10,\np01,350-401,,2025-01-10,\n",
        "p01,ccnp-enterprise,350-401,2025-01-10,\np02,rhce,EX294,2025-01-10,\n",
        "p01,ccnp-enterprise,,2024-01-01,revoked\np01,350-401,,2025-01-10,\np01,300-410,,2025-06-20,\n",
        "p01,ccnp-enterprise,,2024-01-01,expired\np01,350-401,,2025-01-10,\np01,300-410,,2025-06-20,\n",
    ] {
        let text = format!("person,credential,exam,earned,status\n{rows}");
        let (_, whole) = Team::read(&[file("t.csv", &text)], catalog).unwrap();
        let open = || -> std::io::Result<Box<dyn std::io::Read>> {
            Ok(Box::new(std::io::Cursor::new(text.clone().into_bytes())))
        };
        let rosters = [Roster {
            name: "t.csv".to_owned(),
            again: true,
            open: &open,
        }];
        let (_, streamed) =
            stream::judge(&question, Unknown::Refuse, Names::Shown, &rosters).unwrap();
        let lines = |found: &[Diagnostic]| {
            let mut lines: Vec<String> = found.iter().map(Diagnostic::one_line).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines(&whole), lines(&streamed), "{rows}");
    }
}

#[test]
fn rows_that_go_by_are_judged_alike() {
    let catalog = embedded::catalog();
    let requirement = "id: r\nitems: [{id: a, people: 1, match: ccnp-enterprise}]\n";
    let set = file("r.yaml", requirement);
    let requirements = [Requirement::read(&set, catalog, &Empty).unwrap().0];
    let question = coverage::Question {
        requirements: &requirements,
        catalog,
        as_of: TODAY,
        until: TODAY,
        options: Options::default(),
    };
    for (rows, met, warned) in [
        ("p01,350-401,2025-01-10\n", false, 1),
        ("p01,350-401,2025-01-10\np01,300-410,2025-06-20\n", true, 0),
        ("p01,300-410,2025-06-20\np02,350-401,2025-01-10\n", false, 2),
        (
            "p01,300-410,2025-06-20\np02,cka,\np01,350-401,2025-01-10\n",
            true,
            0,
        ),
        ("p01,350-401,2025-01-10\np01,300-410,2027-06-20\n", false, 0),
        ("p01,350-401,2021-01-10\np01,300-410,2021-06-20\n", false, 0),
    ] {
        let text = format!("person,credential,earned\n{rows}");
        let (mut team, whole) = Team::read(&[file("t.csv", &text)], catalog).unwrap();
        team.drop_future_holdings(TODAY);
        let verdict = coverage::judge(
            &requirements,
            &team,
            catalog,
            TODAY,
            TODAY,
            Options::default(),
        );
        let open = || -> std::io::Result<Box<dyn std::io::Read>> {
            Ok(Box::new(std::io::Cursor::new(text.clone().into_bytes())))
        };
        let rosters = [Roster {
            name: "t.csv".to_owned(),
            again: true,
            open: &open,
        }];
        let (streamed, found) =
            stream::judge(&question, Unknown::Refuse, Names::Shown, &rosters).unwrap();
        for (found, verdict) in [(whole, verdict), (found, streamed)] {
            let exams = found.iter().filter(|finding| finding.code == Code::OneExam);
            assert_eq!(exams.count(), warned, "{rows}");
            assert_eq!(
                verdict.requirements[0].items[0].filled,
                u32::from(met),
                "{rows}"
            );
        }
    }
}

fn imported(text: &str) -> Imported {
    let options = import::Options {
        from: None,
        map: &Map::default(),
        person: None,
        date_order: None,
        trusted: &TrustedKeys::default(),
        status_lists: &StatusLists::default(),
        today: TODAY,
    };
    let input = Input {
        name: "s.csv".to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    import(&[input], Team::default(), embedded::catalog(), &options)
        .unwrap_or_else(|found| panic!("{found:?}"))
}

#[test]
fn an_import_keeps_what_is_passed_and_says_what_lacks() {
    let sheet = "Name,Issuer,Certification,Issued
Person 01,Cisco,350-401 ENCOR,2025-01-10
Person 02,CompTIA,CompTIA A+ Core 1 (220-1201),2025-01-10
Person 02,CompTIA,CompTIA A+ Core 2 (220-1202),2025-03-10
Person 03,Red Hat,EX294,2025-01-10
Person 04,CompTIA,\"CompTIA A+ (220-1201, 220-1202)\",2025-01-10
";
    let imported = imported(sheet);
    let lines: Vec<u32> = imported
        .findings(true)
        .iter()
        .filter(|finding| finding.code == Code::OneExam)
        .filter_map(|finding| Some(finding.place.as_ref()?.line))
        .collect();
    assert_eq!(lines, [2, 5]);
    let holds = imported.team.people.iter().flat_map(|person| &person.holds);
    let holds: Vec<String> = holds
        .map(|held| {
            let exam = held.exam.as_deref().unwrap_or("-");
            let earned = held.earned.map(|day| day.to_string()).unwrap_or_default();
            let is_held = held.status == HoldingStatus::Held;
            format!("{} {exam} {earned} {is_held}", held.credential)
        })
        .collect();
    assert_eq!(
        holds,
        [
            "ccnp-enterprise 350-401 2025-01-10 false",
            "a-plus - 2025-03-10 true",
            "rhce EX294 2025-01-10 false",
            // With one of its exams beside it, it would be read as that exam.
            "a-plus - 2025-01-10 true",
        ]
    );
}

/// What a row means by a credential and the exam beside it, an import and a roster understand alike.
#[test]
fn rosters_and_imports_read_an_exam_beside_a_name_alike() {
    let catalog = embedded::catalog();
    let several = catalog
        .credentials
        .iter()
        .filter(|one| !one.exam.sets.is_empty());
    let mut tried = 0;
    for credential in several {
        for exam in credential.exam.all_codes() {
            let id = credential.id;
            // Beside the name of another credential, an import refuses it.
            let meant = catalog.find_credential(exam, Awarded::Unsaid);
            if meant.is_ok_and(|meant| meant.credential.id != id) {
                continue;
            }
            let row = format!("Person 01,{id},\"{exam}\",2026-01-02\n");
            let imported = imported(&format!("Name,Certification,Exam,Issued\n{row}"));
            let roster = file("t.csv", &format!("person,credential,exam,earned\n{row}"));
            let (team, _) = Team::read(&[roster], catalog).unwrap();
            let statuses = |team: &Team| -> Vec<HoldingStatus> {
                let holds = team.people.iter().flat_map(|person| &person.holds);
                holds.map(|held| held.status).collect()
            };
            assert_eq!(statuses(&imported.team), statuses(&team), "{id} {exam}");
            let written = file("w.yaml", &write::yaml(&imported.team));
            let (again, _) = Team::read(&[written], catalog).unwrap();
            assert_eq!(statuses(&again), statuses(&imported.team), "{id} {exam}");
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
}
