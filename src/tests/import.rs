//! Every sample becomes what `tests/import/expected.csv` says, and what is mangled gets an answer, never a panic.
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test knows its files"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::read::File;
use crate::coverage;
use crate::embedded;
use crate::team::import::{
    Imported, Input, Map, Options, Outcome, Row, StatusLists, TrustedKeys, import,
};
use crate::team::requirement::Requirement;
use crate::team::requirement::library::Empty;
use crate::team::roster::{Recorded, Team, write};

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

/// Files that name nobody, and an entry that says who made it.
const MAP: &str = "people:
  person-01: [linkedin/person-01/Certifications.csv]
  person-02: [linkedin/person-02/Certifications.csv]
  person06: [Person 06]
";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import")
}

fn samples() -> Vec<String> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, into);
            } else {
                into.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&folder(), &mut paths);
    let names = paths.iter().map(|path| {
        path.strip_prefix(folder())
            .unwrap()
            .display()
            .to_string()
            .replace('\\', "/")
    });
    names.filter(|name| name != "expected.csv").collect()
}

fn input(name: &str) -> Input {
    Input {
        name: name.to_owned(),
        bytes: fs::read(folder().join(name)).unwrap(),
    }
}

/// The file that a sample needs beside it.
fn companion(name: &str) -> Option<&'static str> {
    match name {
        "hris/springest-certificates.csv" => Some("hris/springest-certifications.csv"),
        "open-badges/ob2-assertion.json" => Some("open-badges/ob2-badgeclass.json"),
        _ => None,
    }
}

fn team() -> Team {
    let file = File {
        name: "team.yaml".into(),
        text: TEAM.into(),
    };
    Team::read(&[file], embedded::catalog()).unwrap().0
}

fn map(text: &str) -> Map {
    Map::read(
        &File {
            name: "map.yaml".into(),
            text: text.into(),
        },
        embedded::catalog(),
    )
    .unwrap()
}

fn run(inputs: &[Input], team: Team, map: &Map) -> Result<Imported, Vec<Diagnostic>> {
    let today = "2026-11-22".parse().unwrap();
    let trusted = TrustedKeys::default();
    let options = Options {
        from: None,
        map,
        person: None,
        date_order: None,
        trusted: &trusted,
        status_lists: &StatusLists::default(),
        today,
    };
    import(inputs, team, embedded::catalog(), &options)
}

fn expires(row: &Row) -> String {
    match row.expires {
        Some(Recorded::On(date)) => date.to_string(),
        Some(Recorded::Never) | None => String::new(),
    }
}

#[test]
fn every_sample_becomes_what_is_expected() {
    let map = map(MAP);
    let mut reader = csv::Reader::from_path(folder().join("expected.csv")).unwrap();
    let mut expected: BTreeMap<String, Vec<csv::StringRecord>> = BTreeMap::new();
    for line in reader.records().map(Result::unwrap) {
        expected.entry(line[0].to_owned()).or_default().push(line);
    }
    let mut wrong = Vec::new();
    for (file, lines) in expected {
        let inputs: Vec<Input> = std::iter::once(file.as_str())
            .chain(companion(&file))
            .map(input)
            .collect();
        let imported = run(&inputs, team(), &map)
            .unwrap_or_else(|found| panic!("{file}: {}", found[0].one_line()));
        let named = |row: &Row, text: &str| {
            let person = row.person.clone().and_then(|id| imported.team.person(&id));
            person.is_some_and(|person| {
                let names = [
                    Some(person.id.clone()),
                    person.email.clone(),
                    person.name.clone(),
                ];
                names
                    .into_iter()
                    .flatten()
                    .any(|name| name.eq_ignore_ascii_case(text))
            })
        };
        let mut left: Vec<&Row> = imported.rows.iter().collect();
        for line in lines {
            // Where one credential stands twice, the last row says what holds.
            let is_meant = |row: &&Row| named(row, &line[1]) && row.written.as_str() == &line[2];
            let Some(row) = left.iter().copied().rfind(is_meant) else {
                wrong.push(format!("{file}: no row for {line:?}"));
                continue;
            };
            left.retain(|row| !is_meant(row));
            let earned = row.earned.map_or_else(String::new, |date| date.to_string());
            let credential = row.credential.map_or_else(String::new, |id| id.to_string());
            let got = [
                &earned,
                &expires(row),
                row.precision(),
                row.state.word(),
                row.outcome.word(),
                &credential,
            ]
            .join(",");
            let want = [&line[3], &line[4], &line[5], &line[6], &line[8], &line[9]].join(",");
            if got != want {
                wrong.push(format!(
                    "{file}:{}: {}: got {got}, expected {want}; {:?}",
                    row.place.line, row.written, row.because
                ));
            }
        }
        wrong.extend(
            left.iter()
                .map(|row| format!("{file}:{}: {} is not expected", row.place.line, row.written)),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn importing_twice_changes_nothing() {
    let map = map(MAP);
    let all: Vec<Input> = samples().iter().map(|name| input(name)).collect();
    let first = run(&all, team(), &map).unwrap_or_else(|found| panic!("{}", found[0].one_line()));
    let text = write::yaml(&first.team);
    let file = File {
        name: "team.yaml".into(),
        text: text.clone(),
    };
    let read = Team::read(&[file], embedded::catalog()).unwrap().0;
    let second = run(&all, read, &map).unwrap_or_else(|found| panic!("{}", found[0].one_line()));
    assert_eq!(write::yaml(&second.team), text);
    assert_eq!(
        second.count(Outcome::Imported) + second.count(Outcome::Updated),
        0
    );
    assert_eq!(first.rows.len(), second.rows.len());
}

/// A sample with other bytes, its companion untouched.
fn mangled(name: &str, bytes: Vec<u8>) -> Result<Imported, Vec<Diagnostic>> {
    let inputs: Vec<Input> = std::iter::once(Input {
        name: name.to_owned(),
        bytes,
    })
    .chain(companion(name).map(input))
    .collect();
    run(&inputs, team(), &map(MAP))
}

fn is_table(name: &str) -> bool {
    [".csv", ".tsv"].iter().any(|end| name.ends_with(end))
}

/// Whether every finding says what, and where or in which file.
fn all_clear(found: &[Diagnostic], name: &str) -> bool {
    let clear = |finding: &Diagnostic| finding.place.is_some() || finding.message.contains(name);
    !found.is_empty() && found.iter().all(clear)
}

#[test]
fn what_is_cut_off_is_noticed() {
    for name in samples() {
        let whole = input(&name).bytes;
        for part in [1, 4, 8, 12, 15] {
            let cut = whole[..whole.len() * part / 16].to_vec();
            match mangled(&name, cut) {
                Err(found) => assert!(all_clear(&found, &name), "{name}: {}", found[0].one_line()),
                // A table may end after any whole row; half a row is refused.
                Ok(imported) if is_table(&name) || name.ends_with(".yaml") => {
                    assert!(
                        imported.rows.len()
                            <= run(&[input(&name)], team(), &map(MAP)).unwrap().rows.len(),
                        "{name}"
                    );
                }
                Ok(imported) => assert_eq!(
                    imported.count(Outcome::Refused),
                    imported.rows.len(),
                    "{name} {part}/16"
                ),
            }
        }
    }
}

#[test]
fn half_a_row_is_refused() {
    for name in samples()
        .into_iter()
        .filter(|name| is_table(name) && companion(name).is_none())
    {
        let text = String::from_utf8(input(&name).bytes).unwrap();
        let separates = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
        let cut = text
            .trim_end_matches(separates)
            .rsplit_once([',', ';', '\t'])
            .unwrap()
            .0;
        match mangled(&name, cut.trim_end_matches(separates).as_bytes().to_vec()) {
            Ok(imported) => assert_eq!(
                imported.rows.last().map(|row| row.outcome),
                Some(Outcome::Refused),
                "{name}"
            ),
            Err(found) => assert!(all_clear(&found, &name), "{name}"),
        }
    }
}

#[test]
fn other_encodings_are_named() {
    for name in samples().into_iter().filter(|name| !name.ends_with(".png")) {
        let text = String::from_utf8(input(&name).bytes).unwrap();
        let wide: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let found = mangled(&name, wide).err().unwrap();
        assert!(
            found[0].message.contains("UTF-16"),
            "{name}: {}",
            found[0].message
        );
        let mut latin = text.into_bytes();
        let middle = latin.len() / 2;
        latin.insert(middle, 0xfc);
        let found = mangled(&name, latin).err().unwrap();
        assert!(
            found[0].message.contains("0xFC"),
            "{name}: {}",
            found[0].message
        );
    }
}

/// The text with two headings in each other's place.
fn with_headings_swapped(text: &str, one: &str, other: &str) -> String {
    let (heading, rows) = text.split_once('\n').unwrap();
    let swapped = heading
        .replace(one, "\u{1}")
        .replace(other, one)
        .replace('\u{1}', other);
    assert_ne!(swapped, heading);
    format!("{swapped}\n{rows}")
}

#[test]
fn swapped_columns_are_noticed() {
    for (name, one, other) in [
        ("csv/team-sheet.csv", "Issue Date", "Expiration Date"),
        ("csv/team-sheet.csv", "Employee Name", "Email"),
        (
            "csv/team-sheet-semicolon-bom.csv",
            "Ausgestellt am",
            "G\u{fc}ltig bis",
        ),
        ("csv/open-badges-csv.csv", "issued_on", "expires"),
        (
            "partner-center/trainings.csv",
            "TrainingCompletionDate",
            "ExpirationDate",
        ),
        (
            "partner-center/trainings.csv",
            "IndividualLastName",
            "Email",
        ),
        (
            "partner-center/trainings.tsv",
            "TrainingTitle",
            "TrainingCompletionDate",
        ),
        (
            "hris/oracle-hcm-certification-items.csv",
            "ISSUE_DATE",
            "EXPIRATION_DATE",
        ),
        (
            "hris/springest-certificates.csv",
            "Valid from",
            "Valid until",
        ),
        (
            "linkedin/person-01/Certifications.csv",
            "Started On",
            "Finished On",
        ),
        ("linkedin/person-01/Certifications.csv", "Name", "Authority"),
    ] {
        let text =
            with_headings_swapped(&String::from_utf8(input(name).bytes).unwrap(), one, other);
        let imported = mangled(name, text.into_bytes())
            .unwrap_or_else(|found| panic!("{name}: {}", found[0].one_line()));
        let whole = mangled(name, input(name).bytes).unwrap();
        for (row, before) in imported.rows.iter().zip(&whole.rows) {
            let counted = matches!(row.outcome, Outcome::Imported | Outcome::Updated);
            let both = before.earned.is_some() && matches!(before.expires, Some(Recorded::On(_)));
            assert!(
                !(counted && both),
                "{name}:{}: {one} and {other} swapped, and nothing noticed",
                row.place.line
            );
        }
    }
}

#[test]
fn one_id_is_one_person_however_it_is_written() {
    let sheet = Input {
        name: "sheet.csv".to_owned(),
        bytes: "Person ID,Certification,Date earned\n\
                e-0001\u{feff},CKA,2026-01-05\n\
                E-0001,PCAP,2026-02-05\n\
                ΟΔΟΣ,CKA,2026-01-05\n\
                \u{a0}οδος,PCAP,2026-02-05\n"
            .as_bytes()
            .to_vec(),
    };
    let imported = run(&[sheet], Team::default(), &Map::default()).unwrap();
    let people: Vec<(&str, usize)> = imported
        .team
        .people
        .iter()
        .map(|person| (&*person.id, person.holds.len()))
        .collect();
    assert_eq!(people, [("e-0001", 2), ("ΟΔΟΣ", 2)]);
}

#[test]
fn a_row_about_one_exam_says_nothing_of_what_is_held() {
    let sheet = |rows: &str| Input {
        name: "sheet.csv".to_owned(),
        bytes: format!("Name,Certification,Status,Earned\n{rows}").into_bytes(),
    };
    let ended = "Person 01,CCNP Enterprise,Active,2025-06-20\n\
                 Person 01,350-401,Expired,2022-01-10\n\
                 Person 01,300-410,Revoked,\n";
    let imported = run(&[sheet(ended)], Team::default(), &Map::default()).unwrap();
    let holds = &imported.team.people[0].holds;
    assert_eq!(holds.len(), 1);
    assert!(holds[0].status.counts() && holds[0].exam.is_none());
    let again = "Person 01,CCNP Enterprise,Active,2025-06-20\n\
                 Person 01,350-401,Active,2025-01-10\n";
    let imported = run(&[sheet(again)], Team::default(), &Map::default()).unwrap();
    let because = &imported.rows[1].because;
    assert!(
        because
            .iter()
            .any(|why| why == "`ccnp-enterprise` is held already"),
        "{because:?}"
    );
    let two = "Person 01,350-401,Active,2025-01-10\n\
               Person 01,300-445,Active,2019-01-10\n";
    let imported = run(&[sheet(two)], Team::default(), &Map::default()).unwrap();
    for (row, exam) in imported.rows.iter().zip(["350-401", "300-445"]) {
        let found = row
            .notices
            .iter()
            .find(|finding| finding.code == Code::OneExam);
        assert!(
            found.unwrap().message.starts_with(&format!("`{exam}`")),
            "{exam}"
        );
    }
}

#[test]
fn rows_given_twice_count_once() {
    for name in samples() {
        let once = mangled(&name, input(&name).bytes).unwrap();
        let twice = if is_table(&name) {
            let text = String::from_utf8(input(&name).bytes).unwrap();
            let (heading, rows) = text.split_once('\n').unwrap();
            mangled(&name, format!("{heading}\n{rows}{rows}").into_bytes()).unwrap()
        } else {
            run(&[input(&name), input(&name)], team(), &map(MAP)).unwrap()
        };
        let holdings = |imported: &Imported| -> usize {
            imported.team.people.iter().map(|one| one.holds.len()).sum()
        };
        if companion(&name).is_none() {
            assert_eq!(holdings(&once), holdings(&twice), "{name}");
        }
        assert_eq!(once.team.people.len(), twice.team.people.len(), "{name}");
    }
}

proptest! {
    /// Whatever is in a file: an answer, no panic.
    #[test]
    fn any_bytes_get_an_answer(start in prop::sample::select(vec!["", "{\"data\":[", "ey", "<svg>", "Name;Email\n"]), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let bytes = [start.as_bytes(), &bytes].concat();
        if let Err(found) = run(&[Input { name: "file".into(), bytes }], team(), &map(MAP)) {
            prop_assert!(all_clear(&found, "file"), "{}", found[0].one_line());
        }
    }
}

/// Words with which a status may say that something is held, and words that add nothing to them.
const HELD: &str = "held active valid current certified accepted issued passed pass completed complete yes y true renewed \
    earned obtained achieved awarded granted attained acquired received verified approved ok done expiring expires x ✓ ✔ ☑ ✅ \
    🗸 ● expire vence caduca scade verloopt aktiv gültig bestanden erworben vorhanden abgeschlossen zertifiziert ja erneuert ab \
    actif valide obtenu obtenue réussi réussie certifié certifiée oui acquis acquise activo activa válido válida vigente \
    obtenido obtenida aprobado aprobada certificada sí si attivo attiva valido valida ottenuto ottenuta conseguito conseguita \
    superato superata sì ativo ativa obtido obtida aprovado aprovada concluído concluída sim actief geldig behaald geslaagd \
    gecertificeerd 有効 取得済 取得済み 合格 はい";

/// Statuses made of the words of all statuses, and any others.
fn a_status() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "not",
        "no",
        "Held",
        "passed",
        "exam",
        "planned",
        "in progress",
        "booked",
        "failed",
        "voucher",
        "expired",
        "suspended",
        "revoked",
        "N/A",
        "certified",
        "0",
        "3",
        "level",
        "nicht",
        "bestanden",
        "en cours",
        "2027-05-01",
        "unknown",
        "soon",
        "?",
        "FALSE",
        "TRUE",
        "x",
        "renewal",
        "maybe",
    ]);
    prop_oneof![
        prop::collection::vec(word, 1..4).prop_map(|words| words.join(" ")),
        "\\PC{1,12}",
        "[a-z ]{1,12}",
    ]
}

/// Words of statuses, in other letters and with slips.
fn a_slip() -> impl Strategy<Value = String> {
    let others = "planned booked failed voucher expired suspended revoked geplant gebucht abgelaufen caducada échoué 失効 unknown";
    let words: Vec<&str> = HELD
        .split_whitespace()
        .chain(others.split_whitespace())
        .collect();
    let letter = prop::sample::select(vec!['a', 'e', 'n', 's', '2', 'é', '?', '-', ' ']);
    let slip = (0..4_u8, 0..20_usize, letter, 0..3_u8);
    (prop::sample::select(words), slip).prop_map(|(word, (change, place, letter, case))| {
        let mut letters: Vec<char> = word.chars().collect();
        let place = place % letters.len();
        match change {
            0 => letters.insert(place, letter),
            1 => letters[place] = letter,
            2 => _ = letters.remove(place),
            _ => {}
        }
        let text: String = letters.into_iter().collect();
        match case {
            0 => text.to_uppercase(),
            1 => text.to_lowercase(),
            _ => text,
        }
    })
}

/// Whether a status has a word that says that something is held, or says nothing.
fn says_held(status: &str) -> bool {
    status.trim().is_empty()
        || status
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric() && c.is_ascii() || c.is_whitespace())
            .any(|word| HELD.split_whitespace().any(|held| held == word))
}

/// Whether a status has a word that denies it.
fn is_denied(status: &str) -> bool {
    let denied = [
        "not",
        "no",
        "nicht",
        "planned",
        "progress",
        "booked",
        "failed",
        "voucher",
        "expired",
        "suspended",
        "revoked",
        "maybe",
        "level",
        "false",
        "unknown",
    ];
    status
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| denied.contains(&word))
}

/// Whether the team covers an item that asks for somebody with a CKA.
fn covers(team: &Team) -> bool {
    let file = File {
        name: "r.yaml".into(),
        text: "id: r\nitems: [{id: a, people: 1, match: cka}]\n".into(),
    };
    let set = Requirement::read(&file, embedded::catalog(), &Empty)
        .unwrap()
        .0;
    let day = "2026-11-29".parse().unwrap();
    let options = coverage::Options::default();
    let verdict = coverage::judge(&[set], team, embedded::catalog(), day, day, options);
    verdict.requirements[0].items[0].filled > 0
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    /// A row covers an item only if its status says that it is held, in a column and in a cell of a matrix.
    #[test]
    fn no_word_but_one_that_says_so_makes_a_holding(status in a_status()) {
        let cell = status.replace('"', "\"\"");
        let day = "2026-01-10";
        for text in [
            format!("Name,Certification,Issued,Status\nPerson 01,CKA,{day},\"{cell}\"\n"),
            format!("Name,CKA,CKAD\nPerson 01,\"{cell}\",x\n"),
        ] {
            let input = Input { name: "s.csv".into(), bytes: text.clone().into_bytes() };
            let Ok(imported) = run(&[input], Team::default(), &Map::default()) else { continue };
            let mut holds = imported.team.people.iter().flat_map(|person| &person.holds);
            let is_held = holds.any(|held| held.credential.as_str() == "cka" && held.status.counts());
            // A cell of a matrix may be a date, or say that it never expires.
            let is_date = text.starts_with("Name,CKA") && status.chars().any(|c| c.is_ascii_digit());
            prop_assert!(!is_held || (says_held(&status) || is_date) && !is_denied(&status), "{text}");
        }
    }

    /// A status covers an item only if it is known to say that the credential is held: in our own files, CSV and YAML, where
    /// any other is an error or a state before holding, and in what is imported.
    #[test]
    fn no_status_but_held_covers_an_item(status in prop_oneof![a_slip(), a_status()]) {
        let cell = status.replace('"', "\"\"");
        let quoted = serde_json::to_string(&status).unwrap();
        let day = "2026-01-10";
        let is_held = ["", "held", "active", "valid", "current"].contains(&&*status.trim().to_lowercase());
        for (name, text) in [
            ("team.csv", format!("person,credential,earned,status\np1,cka,{day},\"{cell}\"\n")),
            ("team.yaml", format!("people: [{{id: p1, holds: [{{credential: cka, earned: {day}, status: {quoted}}}]}}]\n")),
        ] {
            let file = File { name: name.into(), text: text.clone() };
            if let Ok((team, _)) = Team::read(&[file], embedded::catalog()) {
                prop_assert!(!covers(&team) || is_held, "{text}");
            }
        }
        let text = format!("Name,Certification,Issued,Status\nPerson 01,CKA,{day},\"{cell}\"\n");
        let input = Input { name: "s.csv".into(), bytes: text.clone().into_bytes() };
        if let Ok(imported) = run(&[input], Team::default(), &Map::default()) {
            let may_cover = says_held(&status) && !is_denied(&status);
            prop_assert!(!covers(&imported.team) || may_cover, "{text}");
        }
    }
}
