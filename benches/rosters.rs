//! The same roster as YAML and as CSV: `cargo bench --bench rosters [-- PEOPLE]`.
//!
//! Prints how long each takes to judge, three holdings a person, and the same for half as many people: time should grow
//! with the roster and no faster.

use std::error::Error;
use std::fmt::Write;
use std::io::Read;
use std::time::Instant;

use jiff::civil::date;

use certadvise::stream::{Names, Roster, judge};
use certadvise::{
    CoverageOptions, CoverageQuestion, Diagnostic, EmptyLibrary, File, Requirement, Team, Unknown,
};

/// The machine may be shared: the shortest time of several runs is the steady one.
const RUNS: usize = 5;
/// What each person holds.
const HOLDINGS: [&str; 3] = ["cka", "aws-saa", "pcap"];
/// What the team is held to.
const SET: &str = "
id: own
items:
  - {id: kubernetes, people: 100, match: {any_of: [cka, ckad]}}
  - {id: python, people: 50, match: {topic: python}}
";

fn main() -> Result<(), Box<dyn Error>> {
    let people = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(20_000);
    let file = File {
        name: "own.yaml".to_owned(),
        text: SET.to_owned(),
    };
    let (set, _) = Requirement::read(&file, certadvise::catalog(), &EmptyLibrary)
        .map_err(|found| lines(&found))?;
    for people in [people / 2, people] {
        let (yaml, csv) = (yaml(people)?, csv(people)?);
        let (mut from_yaml, mut from_csv) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..RUNS {
            let start = Instant::now();
            judge_yaml(&yaml, &set)?;
            from_yaml = start.elapsed().as_secs_f64().min(from_yaml);
            let start = Instant::now();
            judge_csv(&csv, &set)?;
            from_csv = start.elapsed().as_secs_f64().min(from_csv);
        }
        println!(
            "{people} people, {} holdings: YAML {from_yaml:.3} s, CSV {from_csv:.3} s, {:.1} times",
            people * HOLDINGS.len(),
            from_yaml / from_csv
        );
    }
    Ok(())
}

fn yaml(people: usize) -> Result<String, std::fmt::Error> {
    let mut text = "people:\n".to_owned();
    for person in 0..people {
        writeln!(text, "  - id: p{person:07}\n    holds:")?;
        for (index, id) in HOLDINGS.iter().enumerate() {
            let month = 1 + (person + index) % 12;
            writeln!(
                text,
                "      - {{credential: {id}, earned: 2025-{month:02}-11}}"
            )?;
        }
    }
    Ok(text)
}

fn csv(people: usize) -> Result<String, std::fmt::Error> {
    let mut text = "person,credential,earned\n".to_owned();
    for person in 0..people {
        for (index, id) in HOLDINGS.iter().enumerate() {
            let month = 1 + (person + index) % 12;
            writeln!(text, "p{person:07},{id},2025-{month:02}-11")?;
        }
    }
    Ok(text)
}

fn judge_yaml(text: &str, set: &Requirement) -> Result<(), Box<dyn Error>> {
    let file = File {
        name: "roster.yaml".to_owned(),
        text: text.to_owned(),
    };
    let (team, _) = Team::read(&[file], certadvise::catalog()).map_err(|found| lines(&found))?;
    let verdict = certadvise::judge(
        std::slice::from_ref(set),
        &team,
        certadvise::catalog(),
        date(2026, 11, 25),
        date(2027, 11, 25),
        CoverageOptions::default(),
    );
    assert_eq!(verdict.requirements.len(), 1);
    Ok(())
}

fn judge_csv(text: &str, set: &Requirement) -> Result<(), Box<dyn Error>> {
    let bytes: std::sync::Arc<[u8]> = text.as_bytes().into();
    let open = || Ok(Box::new(std::io::Cursor::new(bytes.clone())) as Box<dyn Read>);
    let question = CoverageQuestion {
        requirements: std::slice::from_ref(set),
        catalog: certadvise::catalog(),
        as_of: date(2026, 11, 25),
        until: date(2027, 11, 25),
        options: CoverageOptions::default(),
    };
    let roster = Roster {
        name: "roster.csv".to_owned(),
        again: true,
        open: &open,
    };
    let (verdict, _) = judge(&question, Unknown::Refuse, Names::Shown, &[roster])
        .map_err(|found| lines(&found))?;
    assert_eq!(verdict.requirements.len(), 1);
    Ok(())
}

fn lines(found: &[Diagnostic]) -> String {
    let lines: Vec<String> = found.iter().map(Diagnostic::one_line).collect();
    lines.join("\n")
}
