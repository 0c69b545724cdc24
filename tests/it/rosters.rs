//! One meaning of a roster: whole, row by row and as YAML it says the same, and nothing counts that is not held.

use std::fmt::Write;
use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

use certadvise::stream::{self, Names, Roster};
use certadvise::{
    CoverageOptions, CoverageQuestion, Date, Diagnostic, File, Requirement, ShippedLibrary, Team,
    Unknown, Verdict, judge,
};

use crate::common::program::Workspace;

const TODAY: Date = date(2026, 11, 29);
const UNTIL: Date = date(2027, 11, 29);

/// Ids in several spellings, and the human each of them means.
const IDS: [(&str, usize); 12] = [
    ("p01", 0),
    ("P01", 0),
    ("\u{a0}p01\u{200b}", 0),
    ("Éva", 1),
    ("éva", 1),
    ("E\u{301}VA", 1),
    ("Straße", 2),
    ("STRASSE", 2),
    ("ΟΔΟΣ", 3),
    ("οδος", 3),
    ("p-01", 4),
    ("One, Person", 5),
];
const REQUIREMENT: &str = "id: r
items:
  - {id: administrators, people: 2, match: cka}
  - {id: developers, every: {role: dev}, match: {any_of: [ckad, pcap]}}
  - {id: lead, people: 1, exclusive: seats, match: {any_of: [cka, cissp]}}
  - {id: deputy, people: 1, exclusive: seats, match: {any_of: [ckad, cissp]}}
  - {id: positions, every: {position: dod-8140}, match: {accepted_for: position}}
";

/// A row as somebody might write it.
#[derive(Clone, Debug)]
struct Row {
    id: usize,
    name: &'static str,
    email: &'static str,
    roles: &'static str,
    credential: &'static str,
    exam: &'static str,
    earned: &'static str,
    expires: &'static str,
    status: &'static str,
    level: &'static str,
    evidence: &'static str,
    /// Work role, level, privileged.
    position: (&'static str, &'static str, &'static str),
    /// Blanks around cells, quotes around all of them, and the end of the line.
    form: (bool, bool, bool),
}

fn row() -> impl Strategy<Value = Row> {
    let who = (
        0..IDS.len(),
        select(vec!["", "", "Person One", "One, Person", "Person 02"]),
        select(vec!["", "", "a@x.example", "A@x.example", "b@x.example"]),
        select(vec![
            "", "dev", "DEV; ops", "ops|dev", "qa, dev", "dev/ops", "Dév",
        ]),
    );
    let credential = select(vec![
        "", "cka", "CKA", "ckad", "pcap", "cissp", "aws-saa", "cka", "cissp",
    ]);
    let dates = (
        select(vec![
            "",
            "2025-12-01",
            "2025-03",
            "2024",
            "2024-02-29",
            "unknown",
            "2027-01-01",
        ]),
        select(vec![
            "",
            "",
            "2027-06-01",
            "2026-12",
            "2026",
            "never",
            "Unknown",
            "2020-01-01",
        ]),
    );
    let status = prop_oneof![
        6 => select(vec!["", "held", "Active", "valid"]),
        4 => select(vec![
            "planned", "in progress", "Booked", "failed", "voucher", "expired", "suspended",
            "revoked", "withdrawn",
        ]),
    ];
    let proof = (
        select(vec!["", "", "declared", "evidenced", "verified"]),
        select(vec!["", "", "https://badges.example/1"]),
        select(vec!["", "", "", "PCAP-31-03", "no such exam"]),
    );
    let position = prop_oneof![
        2 => Just(("", "", "")),
        1 => select(vec![
            ("511", "basic", ""),
            ("511", "intermediate", "true"),
            ("541", "Advanced", "no"),
            ("Cyber Defense Analyst", "senior", "x"),
            ("999", "basic", "false"),
        ]),
    ];
    let form = (position, (any::<bool>(), any::<bool>(), any::<bool>()));
    (who, credential, dates, status, proof, form).prop_map(
        |(
            (id, name, email, roles),
            credential,
            (earned, expires),
            status,
            proof,
            (position, form),
        )| Row {
            id,
            name,
            email,
            roles,
            credential,
            exam: proof.2,
            earned,
            expires,
            status,
            level: proof.0,
            evidence: proof.1,
            position,
            form,
        },
    )
}

/// A row that some reader must refuse, and its text.
fn wrong() -> impl Strategy<Value = &'static str> {
    select(vec![
        "p01,,,,cka,,2025-12-01,,certified,,,,,\n",
        "p01,,,,nothing-like-it,,,,,,,,,\n",
        "p01,,,,cka,,2025-19-01,,,,,,,\n",
        "p01,,,,cka,,never,,,,,,,\n",
        "p01,cka\n",
        ",,,,cka,,,,,,,,,\n",
        "p\u{0}1,,,,cka,,,,,,,,,\n",
        "p01,,,,\"cka,,,,,,,,,\n",
        "p01,,,,cka,,,,,certain,,,,\n",
        "p01,,,,,,,,,,,511,,\n",
        "p01,,,,,,,,,,,511,expert,\n",
        "p01,,,,,,,,,,,511,basic,perhaps\n",
        "p01,,,,,,,,,,,,basic,\n",
    ])
}

fn csv(rows: &[Row], wrong: Option<&(usize, &str)>) -> String {
    let mut text =
        "person,name,email,roles,credential,exam,earned,expires,status,evidence_level,evidence,work_role,position_level,privileged\n"
            .to_owned();
    for (number, row) in rows.iter().enumerate() {
        if let Some((_, line)) = wrong.filter(|(at, _)| at % rows.len() == number) {
            text.push_str(line);
        }
        let (blanks, quotes, crlf) = row.form;
        let cells = [
            IDS[row.id].0,
            row.name,
            row.email,
            row.roles,
            row.credential,
            row.exam,
            row.earned,
            row.expires,
            row.status,
            row.level,
            row.evidence,
            row.position.0,
            row.position.1,
            row.position.2,
        ];
        let cell = |cell: &str| {
            let blank = if blanks { "\u{a0}" } else { "" };
            let cell = format!("{cell}{blank}");
            if quotes || cell.contains(',') {
                format!("\"{cell}\"")
            } else {
                cell
            }
        };
        text.push_str(&cells.map(cell).join(","));
        text.push_str(if crlf { "\r\n" } else { "\n\n" });
    }
    text
}

/// The same people as YAML: who is one human is told by [`IDS`], not by the program.
fn yaml(rows: &[Row]) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let mut humans: Vec<usize> = Vec::new();
    for row in rows {
        let human = IDS[row.id].1;
        if !humans.contains(&human) {
            humans.push(human);
        }
    }
    let mut text = "people:\n".to_owned();
    for human in humans {
        let own: Vec<&Row> = rows.iter().filter(|row| IDS[row.id].1 == human).collect();
        let first = |cell: fn(&Row) -> &'static str| {
            own.iter()
                .map(|row| cell(row))
                .find(|cell| !cell.is_empty())
        };
        write!(text, "  - {{id: {}", quoted(IDS[own[0].id].0)).unwrap();
        if let Some(name) = first(|row| row.name) {
            write!(text, ", name: {}", quoted(name)).unwrap();
        }
        if let Some(email) = first(|row| row.email) {
            write!(text, ", email: {}", quoted(email)).unwrap();
        }
        let labels = own.iter().flat_map(|row| row.roles.split([',', ';', '|']));
        let labels = labels.map(str::trim).filter(|label| !label.is_empty());
        let labels: Vec<String> = labels.map(quoted).collect();
        write!(text, ", roles: [{}]", labels.join(", ")).unwrap();
        text.push_str(", positions: [");
        let mut positions: Vec<(&str, &str, bool)> = Vec::new();
        for (code, level, privileged) in own.iter().map(|row| row.position) {
            if code.is_empty() {
                continue;
            }
            let is_privileged = ["true", "x"].contains(&privileged);
            match positions
                .iter_mut()
                .find(|known| (known.0, known.1) == (code, level))
            {
                Some(known) => known.2 |= is_privileged,
                None => positions.push((code, level, is_privileged)),
            }
        }
        for (code, level, privileged) in positions {
            write!(
                text,
                "{{work_role: {}, level: {level}, privileged: {privileged}}}, ",
                quoted(code)
            )
            .unwrap();
        }
        text.push_str("], holds: [");
        for row in own.iter().filter(|row| !row.credential.is_empty()) {
            write!(text, "{{credential: {}", row.credential).unwrap();
            for (key, value) in [
                ("exam", row.exam),
                ("earned", row.earned),
                ("expires", row.expires),
                ("status", row.status),
                ("evidence_level", row.level),
                ("evidence", row.evidence),
            ] {
                if !value.is_empty() {
                    write!(text, ", {key}: {}", quoted(value)).unwrap();
                }
            }
            text.push_str("}, ");
        }
        text.push_str("]}\n");
    }
    text
}

fn requirement(text: &str) -> Requirement {
    let file = File {
        name: "r.yaml".to_owned(),
        text: text.to_owned(),
    };
    Requirement::read(&file, certadvise::catalog(), &ShippedLibrary)
        .unwrap()
        .0
}

fn question(requirements: &[Requirement]) -> CoverageQuestion<'_> {
    CoverageQuestion {
        requirements,
        catalog: certadvise::catalog(),
        as_of: TODAY,
        until: UNTIL,
        options: CoverageOptions::default(),
    }
}

/// The verdict and all warnings, or all problems.
type Outcome = Result<(Verdict, Vec<Diagnostic>), Vec<Diagnostic>>;

fn whole(name: &str, text: &str, requirements: &[Requirement]) -> Outcome {
    let file = File {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let catalog = certadvise::catalog();
    let (mut team, mut warnings) = Team::read(&[file], catalog)?;
    warnings.extend(team.drop_future_holdings(TODAY));
    let options = CoverageOptions::default();
    let verdict = judge(requirements, &team, catalog, TODAY, UNTIL, options);
    warnings.extend(verdict.warnings.iter().cloned());
    Ok((verdict, warnings))
}

fn streamed(text: &str, requirements: &[Requirement]) -> Outcome {
    let open = || Ok(Box::new(Cursor::new(text.to_owned().into_bytes())) as Box<dyn Read>);
    let rosters = [Roster {
        name: "f.csv".to_owned(),
        again: true,
        open: &open,
    }];
    let question = question(requirements);
    let (verdict, mut warnings) =
        stream::judge(&question, Unknown::Refuse, Names::Shown, &rosters)?;
    warnings.extend(verdict.warnings.iter().cloned());
    Ok((verdict, warnings))
}

/// What a verdict says, but for places.
fn told(verdict: &Verdict) -> String {
    let mut text = format!("{} {:?}\n", verdict.covered, verdict.breaks_on);
    for item in verdict.requirements.iter().flat_map(|one| &one.items) {
        let filled: Vec<_> = item
            .filled_by
            .iter()
            .map(|one| (one.person.to_string(), one.valid_until))
            .collect();
        let near: Vec<_> = item
            .closest
            .iter()
            .map(|one| (one.person.to_string(), &one.lacks))
            .collect();
        writeln!(
            text,
            "{} {:?} {filled:?} {near:?} {:?} {:?}",
            item.id,
            (item.needed, item.filled, item.covered, item.breaks_on),
            item.single_points,
            item.pending,
        )
        .unwrap();
    }
    for line in verdict.requirements.iter().flat_map(|one| &one.evidence) {
        let proof = line
            .proof
            .as_ref()
            .map(|(proof, at)| (proof.credential, *at));
        writeln!(
            text,
            "{} {} {} {} {proof:?} {:?} {:?}",
            line.item, line.person, line.code, line.level, line.evidence, line.link
        )
        .unwrap();
    }
    text
}

fn lines(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(Diagnostic::one_line).collect()
}

/// Codes of findings that do not come of a second name or address for one id, which YAML has no room for.
fn codes(found: &[Diagnostic]) -> Vec<&'static str> {
    let mut codes: Vec<&str> = found.iter().map(|finding| finding.code.id()).collect();
    codes.retain(|code| !["CA322", "CA326"].contains(code));
    codes.sort_unstable();
    codes
}

fn same(
    rows: &[Row],
    wrong: Option<&(usize, &str)>,
    requirements: &[Requirement],
) -> Result<(), TestCaseError> {
    let text = csv(rows, wrong);
    let as_whole = whole("f.csv", &text, requirements);
    let row_by_row = streamed(&text, requirements);
    match (&as_whole, &row_by_row) {
        (Ok((verdict, found)), Ok((other, others))) => {
            prop_assert_eq!(told(verdict), told(other), "{}", text);
            prop_assert_eq!(lines(found), lines(others), "{}", text);
        }
        (Err(found), Err(others)) => prop_assert_eq!(lines(found), lines(others), "{}", text),
        _ => prop_assert!(false, "only one way refuses\n{}", text),
    }
    if wrong.is_some() {
        prop_assert!(as_whole.is_err(), "{}", text);
        return Ok(());
    }
    let text = yaml(rows);
    match (&as_whole, &whole("f.yaml", &text, requirements)) {
        (Ok((verdict, found)), Ok((other, others))) => {
            prop_assert_eq!(told(verdict), told(other), "{}", text);
            prop_assert_eq!(codes(found), codes(others), "{}", text);
        }
        (csv, yaml) => prop_assert!(false, "{:?}\n{:?}\n{}", csv.is_ok(), yaml.is_ok(), text),
    }
    Ok(())
}

#[test]
fn whole_and_row_by_row_and_as_yaml_a_roster_says_the_same() {
    let requirements = [requirement(REQUIREMENT)];
    let cases = (
        vec(row(), 1..=12),
        option::weighted(0.1, (0..12_usize, wrong())),
    );
    // Thousands of cases where the machine is fast enough, and some hundred where it is not.
    let started = Instant::now();
    for round in 0..30 {
        let mut runner = TestRunner::new(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(100)
        });
        let result = runner.run(&cases, |(rows, wrong)| {
            same(&rows, wrong.as_ref(), &requirements)
        });
        if let Err(error) = result {
            panic!("{error}");
        }
        if round >= 4 && started.elapsed() > Duration::from_secs(12) {
            break;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_word_but_that_of_a_holding_covers(status in prop_oneof![
        "[a-z -]{1,12}",
        "\\PC{1,6}",
        select(vec!["N/A", "FALSE", "not certified", "booked", "in progress", "expired", "0", "held?", "active (until May)"])
            .prop_map(str::to_owned),
    ]) {
        let words = ["", "held", "active", "valid", "current"];
        prop_assume!(!words.contains(&status.trim().to_lowercase().as_str()));
        // A cell of blanks that can't be seen is an empty one.
        prop_assume!(status.chars().any(|letter| !letter.is_whitespace() && letter.is_ascii_graphic()));
        let requirements = [requirement("id: r\nitems: [{id: a, people: 1, match: cka}]\n")];
        let cell = status.replace('"', "\"\"");
        let text = format!("person,credential,earned,status\np01,cka,2025-12-01,\"{cell}\"\n");
        let yaml = format!(
            "people: [{{id: p01, holds: [{{credential: cka, earned: 2025-12-01, status: {}}}]}}]\n",
            serde_json::to_string(&status).unwrap()
        );
        for (verdict, _) in [
            whole("f.csv", &text, &requirements),
            streamed(&text, &requirements),
            whole("f.yaml", &yaml, &requirements),
        ].into_iter().flatten() {
            prop_assert!(!verdict.covered, "{status}");
        }
    }
}

/// The exit code of a run, and what it says.
fn outcome(workspace: &Workspace, arguments: &str) -> (i32, String) {
    let output = workspace
        .certadvise(arguments)
        .into_command()
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

/// Runs coverage in a folder, whole and row by row where it is CSV; both say the same.
fn coverage(workspace: &Workspace, team: &str, require: &str, more: &str) -> (i32, String) {
    let mut results = Vec::new();
    for stream in ["", " --stream"] {
        if stream.is_empty() || team.rsplit('.').next() == Some("csv") {
            let arguments = format!(
                "coverage --team {team} --require {require} --as-of 2026-11-29 {more}{stream}"
            );
            results.push(outcome(workspace, &arguments));
        }
    }
    let last = results.pop().unwrap();
    assert!(
        results.iter().all(|other| *other == last),
        "{results:?} {last:?}"
    );
    last
}

const ONE: &str = "id: r\nitems: [{id: a, people: 1, match: cka}]\n";
const TWO: &str = "id: r\nitems: [{id: a, people: 2, match: cka}]\n";

/// A folder with a team and requirements, the exit code, and what is said.
fn case(team: (&str, &[u8]), require: &str, more: &str) -> (i32, String) {
    let workspace = Workspace::new()
        .file(team.0, team.1)
        .file("r.yaml", require);
    coverage(&workspace, team.0, "./r.yaml", more)
}

#[test]
fn one_person_in_two_spellings_is_one_person() {
    let team = "person,credential,earned\nZoë,cka,2025-12-01\nzoë,cka,2025-12-01\n";
    assert_eq!(case(("t.csv", team.as_bytes()), TWO, "").0, 1);
}

#[test]
fn contradictions_can_fail_a_gate() {
    for (name, team, require, code) in [
        (
            "names.csv",
            "person,name,credential,earned\np01,Person 01,cka,2025-12-01\np01,Person 02,cka,2025-12-01\n",
            ONE,
            "CA326",
        ),
        (
            "emails.csv",
            "person,email,credential,earned\np01,a@x.example,cka,2025-12-01\np01,b@x.example,ckad,2025-12-01\n",
            ONE,
            "CA322",
        ),
        (
            "address.yaml",
            "people:\n  - {id: p01, email: a@x.example, holds: [{credential: cka, earned: 2025-12-01}]}\n  - {id: p02, email: A@X.example}\n",
            ONE,
            "CA321",
        ),
        (
            "form.csv",
            "person,credential,earned\np01,cka,2025-12-01\np-01,cka,2025-12-01\n",
            TWO,
            "CA323",
        ),
        (
            "words.csv",
            "person,credential,earned\n\"One, Person\",cka,2025-12-01\nPerson One,cka,2025-12-01\n",
            TWO,
            "CA324",
        ),
        (
            "revoked.csv",
            "person,credential,earned,status\np01,cka,2025-12-01,active\np01,cka,2025-12-01,revoked\n",
            ONE,
            "CA331",
        ),
        (
            "suspended.csv",
            "person,credential,earned,status\np01,cka,2025-12-01,suspended\np01,cka,2025-12-01,held\n",
            ONE,
            "CA331",
        ),
        (
            "expired.yaml",
            "people:\n  - {id: p01, holds: [{credential: cka, earned: 2025-12-01}, {credential: cka, earned: 2025-12-01, status: expired}]}\n",
            ONE,
            "CA331",
        ),
        (
            "ends.csv",
            "person,credential,earned,expires\np01,cka,2025-12-01,2027-12-01\np01,cka,2025-12-01,2028-12-01\n",
            ONE,
            "CA332",
        ),
        (
            "never.yaml",
            "people:\n  - {id: p01, holds: [{credential: cka, earned: 2020-01-01, expires: never}]}\n",
            ONE,
            "CA334",
        ),
        (
            "exam.yaml",
            "people:\n  - {id: p01, holds: [{credential: cka, earned: 2025-12-01, exam: SAA-C03}]}\n",
            ONE,
            "CA335",
        ),
        (
            "evidence.yaml",
            "people:\n  - {id: p01, holds: [{credential: cka, earned: 2025-12-01, evidence_level: verified}]}\n",
            ONE,
            "CA336",
        ),
    ] {
        let (exit, said) = case((name, team.as_bytes()), require, "--fail-on warning");
        assert_eq!(exit, 1, "{name}: {said}");
        assert!(said.contains(code), "{name}: {said}");
        assert_eq!(case((name, team.as_bytes()), require, "").0, 0, "{name}");
    }
}

#[test]
fn role_lists_are_split_at_every_usual_sign() {
    let team = "person,roles,credential,earned\np01,dev,cka,2025-12-01\np02,\"dev,ops\",,\np03,dev/ops,,\n";
    let require = "id: r\nitems: [{id: a, every: {role: dev}, match: cka}]\n";
    let (exit, said) = case(("t.csv", team.as_bytes()), require, "");
    assert_eq!(exit, 1);
    assert!(said.contains("p02") && said.contains("CA341"), "{said}");
}

#[test]
fn what_cannot_be_read_is_said_the_same_either_way() {
    for (name, team, said) in [
        (
            "utf8.csv",
            b"person,credential\np01,\xff\xfe\n".as_slice(),
            "utf8.csv:2:1",
        ),
        (
            "quote.csv",
            b"person,credential\np01,cka\np02,\"cka",
            "quote.csv:3:1",
        ),
        ("nul.csv", b"person,credential\np\x00,cka\n", "CA325"),
        ("cr.csv", b"person,credential\n\"p\r\",cka\n", "CA402"),
        ("nul.yaml", b"people: [{id: \"p\\0\"}]\n", "CA325"),
        ("cr.yaml", b"people: [{id: \"p\\r1\"}]\n", "CA325"),
        (
            "status.csv",
            b"person,credential,status\np01,cka,bookd\n",
            "`booked`",
        ),
        (
            "other.csv",
            b"Employee,Certification\np01,cka\n",
            "certadvise import",
        ),
        ("long.csv", &vec![b'x'; 3 << 20], "CA403"),
    ] {
        let (exit, text) = case((name, team), ONE, "");
        assert_eq!(exit, 2, "{name}: {text}");
        assert!(text.contains(said), "{name}: {text}");
    }
}

#[test]
fn what_is_not_known_counts_for_nothing_either_way() {
    let team = "person,credential,earned\np01,cka,unknown\n";
    let (exit, said) = case(("t.csv", team.as_bytes()), ONE, "");
    assert_eq!(exit, 1);
    assert!(said.contains("CA306"), "{said}");
}

#[test]
fn a_folder_is_read_as_a_whole_or_says_what_it_leaves_out() {
    let workspace = Workspace::new()
        .file(
            "team/a.yaml",
            "people: [{id: p01, roles: [dev], holds: [{credential: cka, earned: 2025-12-01}]}]\n",
        )
        .file("team/b.CSV", "person,roles,credential\np09,dev,\n")
        .file("team/c.xlsx", "no roster")
        .file(
            "r.yaml",
            "id: r\nitems: [{id: a, every: {role: dev}, match: cka}]\n",
        );
    let (exit, said) = coverage(&workspace, "team", "./r.yaml", "");
    assert_eq!(exit, 1);
    assert!(
        said.contains("p09") && said.contains("team/c.xlsx"),
        "{said}"
    );
}

#[test]
fn seats_are_filled_by_people_who_satisfy_all_lines_together() {
    let team = "people:
  - {id: p1, holds: [{credential: cka, earned: 2025-12-01}]}
  - {id: p2, holds: [{credential: cka, earned: 2025-12-01}]}
  - {id: p3, holds: [{credential: pcap, expires: never}]}
  - {id: p4, holds: [{credential: pcap, expires: never}]}
";
    for exclusive in ["", ", exclusive: g"] {
        let require = format!(
            "id: r\nitems:\n  - {{id: a, people: 2{exclusive}, match: {{any_of: [cka, pcap]}}, of_which: [{{people: 2, match: cka}}, {{people: 2, match: pcap}}]}}\n"
        );
        assert_eq!(case(("t.yaml", team.as_bytes()), &require, "").0, 1);
        let both = format!(
            "{team}  - {{id: p5, holds: [{{credential: cka, earned: 2025-12-01}}, {{credential: pcap, expires: never}}]}}\n  - {{id: p6, holds: [{{credential: cka, earned: 2025-12-01}}, {{credential: pcap, expires: never}}]}}\n"
        );
        assert_eq!(case(("t.yaml", both.as_bytes()), &require, "").0, 0);
    }
}

#[test]
fn seats_with_too_many_ways_to_fill_them_are_refused_at_once() {
    let mut require = "id: r\nitems:\n".to_owned();
    for item in 0..4 {
        writeln!(require, "  - {{id: a{item}, people: 100, exclusive: g, match: {{any_of: [cka, ckad]}}, of_which: [{{people: 50, match: cka}}, {{people: 50, match: ckad}}]}}").unwrap();
    }
    let team = b"people: [{id: p01, holds: [cka]}]\n";
    let (exit, said) = case(("t.yaml", team), &require, "");
    assert_eq!(exit, 2);
    assert!(said.contains("CA312"), "{said}");
    let require = "id: r\nitems: [{id: a, people: 10000000, match: cka}]\n";
    assert_eq!(case(("t.yaml", team), require, "").0, 2);
}

#[test]
fn seats_whose_lines_contain_each_other_are_shared_out_in_one_way() {
    let require = |first: &str, second: &str| {
        let mut require = "id: r\nitems:\n".to_owned();
        for item in 0..4 {
            writeln!(require, "  - {{id: a{item}, people: 100, exclusive: g, match: {{any_of: [cka, ckad, pcap]}}, of_which: [{{people: 50, match: {first}}}, {{people: 50, match: {second}}}]}}").unwrap();
        }
        require
    };
    let team = b"people: [{id: p01, holds: [{credential: cka, earned: 2026-01-01}]}]\n";
    for (first, second, exit) in [
        ("cka", "{any_of: [cka, ckad]}", 1),
        ("{any_of: [pcap, cka]}", "cka", 1),
        ("{all_of: [cka, ckad]}", "ckad", 1),
        ("cka", "{any_of: [ckad, pcap, cka]}", 1),
        ("cka", "ckad", 2),
        ("{any_of: [cka, pcap]}", "{any_of: [cka, ckad]}", 2),
        ("cka", "{at_least: 2, of: [cka, ckad]}", 2),
    ] {
        let judged = case(("t.yaml", team), &require(first, second), "");
        assert_eq!(judged.0, exit, "{first} and {second}: {}", judged.1);
    }
}

/// Inputs of about a megabyte. What takes time in the square of their size takes many minutes here.
#[test]
fn time_grows_with_the_size_of_the_input_and_not_with_its_square() {
    let list = |count: usize, entry: &dyn Fn(usize) -> String| {
        (0..count).map(entry).collect::<Vec<_>>().join(",")
    };
    let start = std::time::Instant::now();
    let refused = |name: &str, content: &str, code: &str| {
        let (exit, said) = case((name, content.as_bytes()), ONE, "");
        assert!(exit == 2 && said.contains(code), "{name}: {said}");
        assert!(said.len() < 200_000, "{name}");
    };
    let keys = list(60_000, &|key| format!("a{key}: 1"));
    refused("t.yaml", &format!("people: [{{{keys}}}]"), "CA102");
    let keys = list(60_000, &|key| format!("\"a{key}\": 1"));
    refused("t.json", &format!("{{\"people\": [{{{keys}}}]}}"), "CA102");
    let empty = list(30_000, &|_| "{name: }".to_owned());
    refused("t.yaml", &format!("people: [{empty}]"), "CA103");
    let names = list(60_000, &|name| format!("unknown-{name}"));
    refused(
        "t.yaml",
        &format!("people: [{{id: p01, holds: [{names}]}}]"),
        "CA101",
    );
    let rows: String = (0..30_000)
        .map(|row| format!("p{row},unknown-{row}\n"))
        .collect();
    refused("t.csv", &format!("person,credential\n{rows}"), "CA101");

    let too_large = |require: &str| {
        let (exit, said) = case(
            ("t.csv", b"person,credential,earned\np01,cka,2025-12-01\n"),
            require,
            "",
        );
        assert!(exit == 2 && said.contains("CA403"), "{said}");
    };
    let names = list(60_000, &|_| "cka".to_owned());
    too_large(&format!(
        "id: r\nitems: [{{id: a, people: 1, match: {{any_of: [{names}]}}}}]"
    ));
    let items = list(20_000, &|item| {
        format!("{{id: a{item}, people: 1, match: cka}}")
    });
    too_large(&format!("id: r\nitems: [{items}]"));
    assert!(start.elapsed().as_secs() < 240, "{:?}", start.elapsed());
}

#[test]
fn a_person_has_a_thousand_holdings_at_most() {
    let rows = |count: usize| {
        "person,credential,earned\n".to_owned() + &"p01,cka,2025-12-01\n".repeat(count)
    };
    assert_eq!(case(("t.csv", rows(1_000).as_bytes()), ONE, "").0, 0);
    let (exit, said) = case(("t.csv", rows(1_001).as_bytes()), ONE, "");
    assert_eq!(exit, 2);
    assert!(said.contains("more than 1000 holdings"), "{said}");
}

#[test]
fn what_is_on_the_way_is_shown_and_never_counts() {
    let team = "person,credential,earned,expires,status
p01,cka,2026-12-15,,booked
p02,cka,2026-10-01,,failed
p03,cka,,2027-03-01,voucher
p04,cka,,,in progress
p05,cka,2025-12-01,,suspended
p06,cka,2025-12-01,,expired
";
    let (exit, said) = case(("t.csv", team.as_bytes()), ONE, "--width 200");
    assert_eq!(exit, 1);
    for sentence in [
        "p01 has an exam for Certified Kubernetes Administrator (cka) on 2026-12-15",
        "p02 failed Certified Kubernetes Administrator (cka) on 2026-10-01",
        "p03 has a voucher for Certified Kubernetes Administrator (cka), valid until 2027-03-01",
        "p04 plans Certified Kubernetes Administrator (cka)",
    ] {
        assert!(said.contains(sentence), "{said}");
    }
    let (_, said) = case(("t.csv", team.as_bytes()), ONE, "--format json");
    assert!(said.contains("\"status\": \"booked\""), "{said}");
}

#[test]
fn a_plan_does_not_pay_twice_for_an_exam() {
    let team = "person,credential,earned,expires,status\np01,cka,2026-12-15,,booked\np02,,,,\n";
    let workspace = Workspace::new().file("t.csv", team).file("r.yaml", ONE);
    let (exit, said) = outcome(
        &workspace,
        "plan --team t.csv --require ./r.yaml --as-of 2026-11-29 --format json",
    );
    assert_eq!(exit, 0, "{said}");
    let plan: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(plan["actions"][0]["person"], "p01", "{said}");
    assert_eq!(plan["total_usd"], 0.0, "{said}");
}

#[test]
fn findings_have_an_end() {
    let rows: String = (0..300)
        .map(|number| format!("p{number:03},no-such-credential,\n"))
        .collect();
    let team = format!("person,credential,earned\n{rows}");
    let (exit, said) = case(("t.csv", team.as_bytes()), ONE, "");
    assert_eq!(exit, 2);
    assert!(said.contains("and 200 more findings like these"), "{said}");
}

#[test]
fn an_answer_without_names_says_where_and_not_what() {
    let team = "people:\n  - {id: Person.01@example.com}\n  - {id: person.01@example.com}\n";
    let (exit, said) = case(("t.yaml", team.as_bytes()), ONE, "--anonymize");
    assert_eq!(exit, 2);
    assert!(said.contains("t.yaml:3"), "{said}");
    assert!(!said.to_lowercase().contains("person.01"), "{said}");
}

#[test]
fn people_without_names_have_the_same_numbers_either_way() {
    let team =
        "person,credential,earned\nzoe,cka,2025-12-01\nadam,ckad,2025-12-01\nzoe,ckad,\nbob,,\n";
    let (exit, said) = case(("t.csv", team.as_bytes()), ONE, "--anonymize --format json");
    assert_eq!(exit, 0, "{said}");
    assert!(said.contains("person-01"), "{said}");
    for name in ["zoe", "adam", "bob"] {
        assert!(!said.contains(name), "{said}");
    }
}

#[test]
fn positions_stand_in_csv_as_in_yaml() {
    let team = "person,credential,earned,evidence,work_role,position_level,privileged
p01,cysa-plus,2025-12-01,https://badges.example/1,511,intermediate,true
p02,,,,511,basic,
";
    let require =
        "id: r\nitems: [{id: a, every: {position: dod-8140}, match: {accepted_for: position}}]\n";
    let (exit, said) = case(("t.csv", team.as_bytes()), require, "--format json");
    assert_eq!(exit, 1, "{said}");
    let verdict: serde_json::Value = serde_json::from_str(&said).unwrap();
    let evidence = &verdict["requirements"][0]["evidence"];
    assert_eq!(evidence[0]["person"], "p01", "{said}");
    assert_eq!(evidence[0]["qualified"], true, "{said}");
    assert_eq!(evidence[1]["qualified"], false, "{said}");
    assert!(said.contains("https://badges.example/1"), "{said}");
}

#[test]
fn a_long_name_is_refused_in_few_words() {
    let team = format!(
        "people: [{{id: p, holds: [{{credential: {}}}]}}]\n",
        "a".repeat(200_000)
    );
    let (exit, said) = case(("t.yaml", team.as_bytes()), ONE, "");
    assert_eq!(exit, 2);
    assert!(said.len() < 10_000, "{} bytes", said.len());
}

#[cfg(unix)]
#[test]
fn a_pipe_that_would_have_to_be_read_twice_says_so() {
    use std::process::Command;

    for (rows, said) in [
        ("b,cka\na,cka\nb,ckad\n", "can't be read a second time"),
        ("b,ckad\na,ckad\n", "not covered"),
    ] {
        let workspace = Workspace::new().file("r.yaml", ONE);
        let pipe = workspace.path("t.csv");
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let text = format!("person,credential\n{rows}");
        let writer = std::thread::spawn(move || std::fs::write(pipe, text));
        let arguments = "coverage --team t.csv --require ./r.yaml --stream";
        let (_, text) = outcome(&workspace, arguments);
        writer.join().unwrap().unwrap();
        assert!(text.contains(said), "{text}");
    }
}
