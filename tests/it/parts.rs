//! Verdicts in parts: whatever the buckets and the order in which they are merged, the answer is that of one run.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{Cursor, Read};

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sha2::{Digest, Sha256};

use certadvise::stream::{self, Bucket, Names, Part, Roster, Sources};
use certadvise::{
    Code, CoverageOptions, CoverageQuestion, Diagnostic, File, Requirement, ShippedLibrary, Team,
    Unknown, Verdict, judge,
};

use crate::common::program::Workspace;

const REQUIREMENT: &str = "id: r
items:
  - {id: administrators, people: 3, match: cka, of_which: [{people: 2, match: cks}]}
  - {id: developers, every: {role: dev}, match: {any_of: [ckad, pcap]}}
  - {id: lead, people: 9, exclusive: seats, match: {any_of: [cka, cissp]}}
  - {id: deputy, people: 4, exclusive: seats, match: {any_of: [ckad, cissp]}}
  - {id: many, credentials: 40, match: {any_of: [cka, ckad, cks]}}
  - {id: points, score: {need: 30, each: [{points: 2, match: cissp}, {points: 1, match: pcap, max: 9}]}}
  - {id: positions, every: {position: dod-8140}, match: {accepted_for: position}}
waivers:
  - {item: deputy, people: 1, reason: a new colleague starts, until: 2027-02-01}
";
const HEADER: &str =
    "person,name,email,roles,credential,earned,expires,status,evidence,work_role,position_level\n";

/// A row: the number of a person, whether the id is in capitals, and what else it says.
type Row = (u32, bool, Vec<&'static str>);

/// Rows of people with few numbers, so that many of them have several rows.
fn row(people: u32) -> impl Strategy<Value = Row> {
    let who = (
        0..people,
        any::<bool>(),
        select(vec![
            "",
            "",
            "",
            "Person One",
            "\"One, Person\"",
            "Person Two",
        ]),
        select(vec!["", "", "", "a@x.example", "A@x.example"]),
        select(vec!["", "", "dev", "ops|dev", "dev/ops"]),
    );
    let what = (
        select(vec![
            "",
            "cka",
            "CKA",
            "ckad",
            "cks",
            "pcap",
            "cissp",
            "aws-saa",
            "house-badge",
        ]),
        select(vec!["", "2025-12-01", "2025-03", "2024", "2027-01-01"]),
        select(vec![
            "",
            "",
            "2027-06-01",
            "2026-12",
            "2026-11-01",
            "never",
            "2020-01-01",
        ]),
        select(vec![
            "", "held", "held", "booked", "planned", "voucher", "revoked", "expired",
        ]),
        select(vec!["", "https://badges.example/1"]),
    );
    let position = prop_oneof![
        5 => Just(("", "")),
        1 => select(vec![("511", "basic"), ("541", "advanced"), ("999", "basic")]),
    ];
    (who, what, position).prop_map(|(who, what, position)| {
        let cells = vec![
            who.2, who.3, who.4, what.0, what.1, what.2, what.3, what.4, position.0, position.1,
        ];
        (who.0, who.1, cells)
    })
}

fn id(row: &Row) -> String {
    let letter = if row.1 { 'P' } else { 'p' };
    format!("{letter}{:03}", row.0)
}

/// As docs/scale.md says that other programs compute it.
fn bucket_of(id: &str, of: u32) -> u32 {
    let digest = Sha256::digest(id.to_lowercase().as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = u64::from_str_radix(&digits[..15], 16).unwrap();
    u32::try_from(hash % u64::from(of)).unwrap()
}

/// The rows of each bucket.
fn split(rows: &[Row], of: u32) -> Vec<String> {
    let mut texts = vec![HEADER.to_owned(); of as usize];
    for row in rows {
        let id = id(row);
        let text = &mut texts[bucket_of(&id, of) as usize];
        writeln!(text, "{id},{}", row.2.join(",")).unwrap();
    }
    texts
}

fn requirements() -> [Requirement; 1] {
    requirements_of(REQUIREMENT)
}

fn requirements_of(text: &str) -> [Requirement; 1] {
    let file = File {
        name: "r.yaml".to_owned(),
        text: text.to_owned(),
    };
    let read = Requirement::read(&file, certadvise::catalog(), &ShippedLibrary);
    [read.unwrap().0]
}

fn question(requirements: &[Requirement]) -> CoverageQuestion<'_> {
    CoverageQuestion {
        requirements,
        catalog: certadvise::catalog(),
        as_of: date(2026, 11, 29),
        until: date(2027, 11, 29),
        options: CoverageOptions::default(),
    }
}

fn sources() -> Sources {
    Sources {
        catalog: "c".to_owned(),
        requirements: "r".to_owned(),
    }
}

/// Opens texts as the files `0.csv`, `1.csv` and so on, from a number on.
fn with_files<T>(texts: &[String], first: usize, read: impl FnOnce(&[Roster<'_>]) -> T) -> T {
    let opens: Vec<_> = texts
        .iter()
        .map(|text| move || Ok(Box::new(Cursor::new(text.clone().into_bytes())) as Box<dyn Read>))
        .collect();
    let rosters: Vec<Roster<'_>> = opens
        .iter()
        .enumerate()
        .map(|(number, open)| Roster {
            name: format!("{}.csv", first + number),
            again: true,
            open,
        })
        .collect();
    read(&rosters)
}

/// A verdict as JSON, and what there is to say of the rosters.
fn told((verdict, found): (Verdict, Vec<Diagnostic>)) -> (String, Vec<String>) {
    let found = found.iter().map(Diagnostic::one_line).collect();
    (serde_json::to_string_pretty(&verdict).unwrap(), found)
}

fn one_run(question: &CoverageQuestion<'_>, texts: &[String]) -> (String, Vec<String>) {
    let judge = |rosters: &[Roster<'_>]| {
        stream::judge(question, Unknown::Keep, Names::Shown, rosters).unwrap()
    };
    told(with_files(texts, 0, judge))
}

/// The same of a team that is kept as a whole.
fn whole(question: &CoverageQuestion<'_>, text: &str) -> (String, Vec<String>) {
    let file = File {
        name: "0.csv".to_owned(),
        text: text.to_owned(),
    };
    let read = Team::read_with(&[file], question.catalog, Unknown::Keep);
    let (mut team, mut found) = read.unwrap();
    found.extend(team.drop_future_holdings(question.as_of));
    let verdict = judge(
        question.requirements,
        &team,
        question.catalog,
        question.as_of,
        question.until,
        question.options,
    );
    told((verdict, found))
}

/// Where two texts differ first.
fn difference(one: &str, other: &str) -> String {
    let lines = one.lines().zip(other.lines()).enumerate();
    let mut different = lines.filter(|(_, (one, other))| one != other);
    let (line, _) = different.next().unwrap_or_default();
    let around = |text: &str| {
        let lines = text.lines().skip(line.saturating_sub(20)).take(40);
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    format!("{}\nand\n{}", around(one), around(other))
}

/// A part as it comes out of its file.
fn reread(part: &Part) -> Part {
    Part::read(&file(part)).unwrap()
}

fn file(part: &Part) -> File {
    File {
        name: "part.json".to_owned(),
        text: part.to_json().unwrap(),
    }
}

fn part(question: &CoverageQuestion<'_>, texts: &[String], number: usize) -> Part {
    let of = u32::try_from(texts.len()).unwrap();
    let bucket = Bucket::new(u32::try_from(number).unwrap(), of).unwrap();
    let judge = |rosters: &[Roster<'_>]| {
        stream::judge_part(question, Unknown::Keep, bucket, rosters, &sources()).unwrap()
    };
    reread(&with_files(&texts[number..=number], number, judge))
}

fn parts(question: &CoverageQuestion<'_>, texts: &[String]) -> Vec<Part> {
    let numbers = 0..texts.len();
    numbers
        .map(|number| part(question, texts, number))
        .collect()
}

fn merge(
    question: &CoverageQuestion<'_>,
    parts: Vec<Part>,
) -> Result<(Verdict, Vec<Diagnostic>), Vec<Diagnostic>> {
    stream::merge(question, Unknown::Keep, &sources(), parts)?.verdict()
}

/// Merges some of the parts to larger ones, as the picks say: which parts, and how many at a time.
fn grow(
    question: &CoverageQuestion<'_>,
    mut parts: Vec<Part>,
    picks: &[(Index, usize)],
) -> Vec<Part> {
    for (pick, count) in picks {
        let mut own = Vec::new();
        while own.len() < *count && !parts.is_empty() {
            own.push(parts.swap_remove(pick.index(parts.len())));
        }
        let merged = stream::merge(question, Unknown::Keep, &sources(), own).unwrap();
        parts.push(reread(&merged.into_part()));
    }
    parts
}

fn codes(found: Result<(Verdict, Vec<Diagnostic>), Vec<Diagnostic>>) -> Vec<Code> {
    let found = found.err().unwrap_or_default();
    found.iter().map(|finding| finding.code).collect()
}

/// What the text of a part is where its content is changed and its checksum is right.
fn forged(part: &Part, change: impl FnOnce(&mut serde_json::Value)) -> File {
    let text = part.to_json().unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    change(&mut value["part"]);
    let content = value["part"].to_string();
    let digest = Sha256::digest(content.as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    File {
        name: "forged.json".to_owned(),
        text: format!("{{\"schema\":1,\"sha256\":\"{digits}\",\"part\":{content}}}"),
    }
}

/// Every value in a tree, by the pointer that leads to it.
fn pointers(value: &serde_json::Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        serde_json::Value::Array(values) => {
            for (number, value) in values.iter().enumerate() {
                pointers(value, &format!("{path}/{number}"), found);
            }
        }
        serde_json::Value::Object(values) => {
            for (key, value) in values {
                pointers(value, &format!("{path}/{key}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn parts_say_what_one_run_says(
        rows in (5..150_u32).prop_flat_map(|people| vec(row(people), 0..250)),
        of in prop_oneof![3 => 1..=6_u32, 1 => 7..=50_u32],
        picks in vec((any::<Index>(), 1..5_usize), 0..12),
        dropped in any::<Index>(),
    ) {
        let requirements = requirements();
        let question = question(&requirements);
        let texts = split(&rows, of);
        let whole = one_run(&question, &texts);
        let grown = grow(&question, parts(&question, &texts), &picks);
        let dropped = dropped.index(grown.len());
        let without: Vec<Part> = grown.iter().enumerate().filter(|(number, _)| *number != dropped)
            .map(|(_, part)| reread(part)).collect();
        let doubled: Vec<Part> = grown.iter().chain([&grown[dropped]]).map(reread).collect();
        prop_assert_eq!(codes(merge(&question, without)), [Code::OtherPart]);
        prop_assert!(codes(merge(&question, doubled)).contains(&Code::OtherPart));
        let merged = told(merge(&question, grown).unwrap());
        prop_assert_eq!(&merged.0, &whole.0);
        prop_assert_eq!(&merged.1, &whole.1);
    }

    #[test]
    fn a_verdict_that_names_all_is_that_of_the_whole_team(
        rows in (5..150_u32).prop_flat_map(|people| vec(row(people), 0..500)),
        needed in 0..6_usize,
    ) {
        // Whatever is asked for, as much as there is or more.
        let needed = ["2", "3", "5", "20", "50", "90"][needed];
        let text = REQUIREMENT.replace("people: 3,", &format!("people: {needed},"))
            .replace("people: 9,", &format!("people: {needed},"));
        let requirements = requirements_of(&text);
        let question = question(&requirements);
        let texts = split(&rows, 1);
        let streamed = with_files(&texts, 0, |rosters| {
            stream::judge(&question, Unknown::Keep, Names::Shown, rosters).unwrap()
        });
        let is_complete = streamed.0.names_all;
        let (streamed, whole) = (told(streamed), whole(&question, &texts[0]));
        if is_complete {
            prop_assert!(streamed.0 == whole.0, "{}", difference(&streamed.0, &whole.0));
        }
        prop_assert_eq!(&streamed.1, &whole.1);
    }

    #[test]
    fn a_changed_part_is_refused(
        rows in vec(row(20), 0..30),
        place in any::<Index>(),
        byte in 0..128_u8,
    ) {
        let requirements = requirements();
        let part = part(&question(&requirements), &split(&rows, 1), 0);
        let mut bytes = file(&part).text.into_bytes();
        let place = place.index(bytes.len() - 1);
        prop_assume!(bytes[place] != byte && !(bytes[place].is_ascii_whitespace() && byte.is_ascii_whitespace()));
        bytes[place] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            let file = File { name: "part.json".to_owned(), text };
            prop_assert!(Part::read(&file).is_err(), "{}", &file.text);
        }
    }

    #[test]
    fn a_forged_part_never_ends_the_program(
        rows in vec(row(20), 5..40),
        pick in any::<Index>(),
        new in select(vec!["0", "-1", "1", "4294967295", "18446744073709551615", "\"\"", "\"never\"", "\"not-at-all\"",
            "\"2027-01-01\"", "\"9999-12-31\"", "\"-9999-01-01\"", "\"cka\"", "[]", "null", "true", "{}"]),
    ) {
        let requirements = requirements();
        let question = question(&requirements);
        let part = part(&question, &split(&rows, 1), 0);
        let file = forged(&part, |content| {
            let mut all = Vec::new();
            pointers(content, "", &mut all);
            if let Some(value) = content.pointer_mut(&all[pick.index(all.len())]) {
                *value = serde_json::from_str(new).unwrap();
            }
        });
        if let Ok(part) = Part::read(&file) {
            // Whether it is refused depends on what was changed.
            let _ = merge(&question, vec![part]);
        }
    }
}

#[test]
fn lists_that_are_cut_are_cut_as_in_one_run() {
    let mut rows: Vec<Row> = Vec::new();
    for number in 0..3_600_u32 {
        // In no order.
        let number = number * 7 % 3_600;
        let cells = match number % 3 {
            0 => [
                "",
                "",
                "dev",
                "cissp",
                "2020-01-01",
                "2026-11-20",
                "",
                "",
                "",
                "",
            ],
            1 => ["", "", "dev", "ckad", "", "", "booked", "", "", ""],
            _ => [
                "Person One",
                "",
                "",
                "cissp",
                "2025-03",
                "",
                "",
                "",
                "511",
                "basic",
            ],
        };
        rows.push((number, false, cells.to_vec()));
    }
    let requirements = requirements();
    let question = question(&requirements);
    for of in [1, 7] {
        let texts = split(&rows, of);
        let merged = merge(&question, parts(&question, &texts)).unwrap();
        assert!(merged.0.more_late > 0 && !merged.0.left_out.is_empty());
        assert_eq!(told(merged), one_run(&question, &texts));
    }
}

#[test]
fn what_a_forged_part_counts_must_be_there() {
    let requirements = requirements();
    let question = question(&requirements);
    let rows: Vec<Row> = (0..9)
        .map(|number| {
            (
                number,
                false,
                vec!["", "", "", "cka", "2025-12-01", "", "", "", "", ""],
            )
        })
        .collect();
    let part = part(&question, &split(&rows, 1), 0);
    let refused = |change: fn(&mut serde_json::Value)| {
        let file = forged(&part, change);
        let found = Part::read(&file).map_err(|error| vec![error]);
        codes(found.and_then(|part| merge(&question, vec![part]))) == [Code::BadPart]
    };
    assert!(!refused(|_| {}));
    assert!(refused(|part| part["classes"][0][0]["people"] = 900.into()));
    assert!(refused(|part| part["classes"][0] = serde_json::json!([])));
    assert!(refused(|part| part["buckets"][0]["people"] = 1.into()));
    assert!(refused(|part| part["buckets"][0]["marks"] = "".into()));
    assert!(refused(|part| part["people"][0]["id"] = "p001".into()));
    assert!(refused(
        |part| part["people"][0]["holds"] = serde_json::json!([])
    ));
    assert!(refused(
        |part| part["people"][0]["holds"][0]["credential"] = "none-such".into()
    ));
    assert!(refused(|part| part["late"] = (-1).into()));
}

#[test]
fn only_parts_of_one_question_are_merged() {
    let requirements = requirements();
    let asked = question(&requirements);
    let texts = split(&[(1, false, vec![""; 10])], 1);
    let written = || part(&asked, &texts, 0);
    let other = |question: &CoverageQuestion<'_>, unknown: Unknown, sources: &Sources| {
        let merged = stream::merge(question, unknown, sources, vec![written()]);
        let found = merged.err().unwrap_or_default();
        found
            .iter()
            .map(|finding| finding.message.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(other(&asked, Unknown::Keep, &sources()), [""; 0]);
    let later = CoverageQuestion {
        as_of: date(2026, 11, 30),
        ..asked
    };
    assert_eq!(
        other(&later, Unknown::Keep, &sources()),
        ["`part.json` was judged as of 2026-11-29, not 2026-11-30"]
    );
    let further = CoverageQuestion {
        until: date(2028, 11, 30),
        ..asked
    };
    assert!(other(&further, Unknown::Keep, &sources())[0].contains("until 2027-11-29"));
    let valid_for = Some("90d".parse().unwrap());
    let stricter = CoverageQuestion {
        options: CoverageOptions {
            valid_for,
            ..asked.options
        },
        ..asked
    };
    assert!(other(&stricter, Unknown::Keep, &sources())[0].contains("--valid-for"));
    assert!(other(&asked, Unknown::Refuse, &sources())[0].contains("--allow-unknown"));
    let catalog = Sources {
        catalog: "other".to_owned(),
        ..sources()
    };
    assert!(other(&asked, Unknown::Keep, &catalog)[0].contains("catalog"));
    let required = Sources {
        requirements: "other".to_owned(),
        ..sources()
    };
    assert!(other(&asked, Unknown::Keep, &required)[0].contains("requirements"));
    let halves = split(&[(1, false, vec![""; 10])], 2);
    let mixed = vec![
        written(),
        part(&asked, &halves, 0),
        part(&asked, &halves, 1),
    ];
    assert!(
        codes(merge(&asked, mixed))
            .iter()
            .all(|code| *code == Code::OtherPart)
    );
}

/// A team that has something of everything, in files of buckets, and its requirements.
fn workspace(of: u32) -> Workspace {
    let mut rows: Vec<Row> = Vec::new();
    for number in 0..60_u32 {
        let (name, role) = if number % 20 == 3 {
            ("Person One", "dev/ops")
        } else {
            ("", "dev")
        };
        let credential = ["cka", "ckad", "cissp", "house-badge"][number as usize % 4];
        let earned = ["2025-12-01", "2023", "", "2027-01-01"][number as usize / 4 % 4];
        let status = if number % 7 == 0 { "booked" } else { "" };
        rows.push((
            number,
            false,
            vec![name, "", role, credential, earned, "", status, "", "", ""],
        ));
    }
    let mut workspace = Workspace::new().file("r.yaml", REQUIREMENT);
    for (number, text) in split(&rows, of).iter().enumerate() {
        workspace = workspace.file(&format!("{number}.csv"), text);
    }
    workspace
}

const OPTIONS: &str = "--require ./r.yaml --as-of 2026-11-29 --allow-unknown";

/// The exit code, what stdout has and what stderr has.
fn run(workspace: &Workspace, arguments: &str) -> (i32, String, String) {
    let command = workspace.certadvise(arguments);
    let output = command.into_command().output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn the_program_merges_what_it_has_written() {
    let workspace = workspace(3);
    for number in 0..3 {
        let arguments = format!(
            "coverage --team {number}.csv {OPTIONS} --bucket {number}/3 --partial {number}.json"
        );
        let said = format!("note: wrote `{number}.json`\n");
        assert_eq!(run(&workspace, &arguments), (0, String::new(), said));
    }
    let larger = format!("coverage --merge 2.json 0.json {OPTIONS} --partial larger.json");
    assert_eq!(run(&workspace, &larger).0, 0);
    for format in ["table", "json", "csv", "markdown", "html"] {
        let parts = format!("coverage --merge larger.json 1.json {OPTIONS} --format {format}");
        let whole = "coverage --team 0.csv --team 1.csv --team 2.csv --stream";
        let whole = run(&workspace, &format!("{whole} {OPTIONS} --format {format}"));
        assert_eq!(whole.0, 1);
        assert_eq!(run(&workspace, &parts), whole);
    }
}

#[test]
fn everybody_is_named_unless_the_roster_is_to_be_streamed() {
    let ids = || (0..1_200).map(|number| format!("p{number:04}"));
    let rows: String = ids().map(|id| format!("{id},dev,\n")).collect();
    let people: String = ids()
        .map(|id| format!("  - {{id: {id}, roles: [dev]}}\n"))
        .collect();
    let workspace = Workspace::new()
        .file("r.yaml", REQUIREMENT)
        .file("t.csv", format!("person,roles,credential\n{rows}"))
        .file("t.yaml", format!("people:\n{people}"));
    let json = |team: &str| {
        let command = format!("coverage --team {team} {OPTIONS} --format json");
        run(&workspace, &command).1
    };
    let whole = json("t.yaml");
    assert!(whole.contains("p1199"));
    assert_eq!(json("t.csv"), whole);
    let streamed = json("t.csv --stream");
    assert!(streamed.contains("names beyond the first 1,000") && !streamed.contains("p1199"));
}

#[test]
fn the_program_says_why_parts_do_not_fit() {
    let workspace = workspace(2);
    let refused = |arguments: &str, what: &str| {
        let (exit, out, said) = run(&workspace, &format!("coverage {arguments} {OPTIONS}"));
        assert_eq!((exit, out.as_str()), (2, ""), "{said}");
        assert!(said.contains(what), "{arguments}\n{said}");
    };
    let written = "coverage --team 0.csv --bucket 0/2 --partial 0.json";
    assert_eq!(run(&workspace, &format!("{written} {OPTIONS}")).0, 0);
    refused("--team 0.csv --bucket 0/2 --partial 0.json", "--force");
    refused(
        "--team 1.csv --bucket 0/2 --partial 1.json",
        "belongs to bucket 1/2, not to 0/2",
    );
    refused("--team 1.csv --bucket 2/2 --partial 1.json", "expected I/N");
    refused("--team 1.csv --bucket 1/2", "--partial");
    refused("--merge 0.json", "bucket 1 of 2 is missing");
    refused("--merge 0.json 0.json", "`0.json` has it too");
    refused("--merge 0.json none.json", "none.json");
    refused("--merge 0.json r.yaml", "r.yaml:1:1");
    refused(
        "--merge 0.json --within 3m",
        "until 2027-11-29, not 2027-02-28",
    );
    refused("--merge 0.json --team 1.csv", "cannot be used with");
    refused("--merge 0.json --anonymize", "cannot be used with");
    refused(
        "--team 0.csv --partial 2.json --anonymize",
        "cannot be used with",
    );
    refused(
        "--team 0.csv --partial 2.json --format json",
        "cannot be used with",
    );
    refused(
        "--team 0.csv --partial 2.json -o x.json",
        "`--output` has nothing to write",
    );
    let without = "coverage --merge 0.json --require ./r.yaml --as-of 2026-11-29";
    assert!(run(&workspace, without).2.contains("with --allow-unknown"));
}

/// Buckets have about as many people each.
#[test]
fn people_are_divided_evenly() {
    let mut sizes: BTreeMap<u32, u32> = BTreeMap::new();
    for number in 0..10_000 {
        *sizes
            .entry(bucket_of(&format!("p{number}"), 10))
            .or_default() += 1;
    }
    assert!(
        sizes.values().all(|size| (900..1_100).contains(size)),
        "{sizes:?}"
    );
}
