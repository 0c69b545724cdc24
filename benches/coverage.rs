//! A roster of a million people against ten requirement sets: `cargo bench --bench coverage [-- PEOPLE]`.
//!
//! Prints how long it takes, how that compares with merely reading the file through the csv crate (each row into one
//! `ByteRecord`, not checked to be UTF-8: the cheapest way the crate has), and the memory used.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::time::Instant;

use jiff::civil::date;

use certadvise::stream::{Names, Roster, judge};
use certadvise::{
    CoverageOptions, CoverageQuestion, File, Library, Requirement, ShippedLibrary, Unknown, Verdict,
};

/// The machine may be shared: both are measured in turn, and the shortest time of each is the steady one.
const RUNS: usize = 7;
/// Holdings of each person.
const HOLDINGS: u64 = 5;
/// Shipped sets that a roster of people in a company can be held to.
const SETS: [&str; 9] = [
    "aws-partner-select",
    "aws-partner-advanced",
    "aws-partner-premier",
    "cncf-kcsp",
    "fedramp-senior-assessor",
    "fedramp-penetration-tester",
    "microsoft-data-ai-enterprise",
    "microsoft-infrastructure-enterprise",
    "microsoft-security-smb",
];
/// Seats that compete, months left, sub-minimums.
const OWN: &str = "
id: managed-kubernetes
valid_for: 3m
items:
  - {id: lead, people: 200, exclusive: seats, match: {all_of: [{any_of: [cka, ckad]}, {issuer: aws}]}}
  - {id: operators, people: 900, exclusive: seats, match: {any_of: [cka, ckad]}, of_which: [{people: 100, match: cks}]}
  - {id: python, people: 500, match: {at_least: 2, of: [pcap, pcpp1, pcpp2], or_higher: true}}
";

fn main() -> Result<(), Box<dyn Error>> {
    let people = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(1_000_000);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("roster.csv");
    let size = write(&path, people)?;
    let requirements = requirements()?;
    println!(
        "{people} people, {} holdings, {} MB, {} sets",
        people * HOLDINGS,
        size / 1_000_000,
        requirements.len()
    );
    let (mut reading, mut judging) = (f64::INFINITY, f64::INFINITY);
    let (mut verdict, mut memory) = (None, None);
    for _ in 0..RUNS {
        let start = Instant::now();
        let rows = stream(&path)?;
        assert_eq!(rows, people * HOLDINGS);
        reading = start.elapsed().as_secs_f64().min(reading);
        let start = Instant::now();
        verdict = Some(check(&path, &requirements)?);
        judging = start.elapsed().as_secs_f64().min(judging);
        // Later runs add to it the names that earlier ones have kept.
        memory = memory.or_else(peak);
    }
    let covered = verdict.map_or(0, |verdict| {
        verdict
            .requirements
            .iter()
            .filter(|one| one.covered)
            .count()
    });
    println!(
        "reading {reading:.2} s, judging {judging:.2} s: {:.2} times; {covered} covered",
        judging / reading
    );
    println!(
        "peak memory: {}",
        memory.unwrap_or_else(|| "not known on this system".to_owned())
    );
    Ok(())
}

/// Writes a roster, the same on every machine; returns its size.
fn write(path: &Path, people: u64) -> Result<u64, Box<dyn Error>> {
    let ids: Vec<&str> = certadvise::catalog()
        .credentials
        .iter()
        .map(|credential| credential.id.as_str())
        .collect();
    let mut file = BufWriter::new(fs::File::create(path)?);
    writeln!(file, "person,credential,earned,expires,evidence")?;
    let mut state = 42_u64;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for person in 0..people {
        for _ in 0..HOLDINGS {
            let id = ids[usize::try_from(next(ids.len() as u64))?];
            let (year, month, day) = (2022 + next(5), 1 + next(12), 1 + next(28));
            let month = if year == 2026 { 1 + month % 10 } else { month };
            write!(file, "p{person:07},{id},{year}-{month:02}-{day:02},")?;
            if next(2) == 0 {
                write!(file, "{}-{month:02}-{day:02}", year + 3)?;
            }
            writeln!(file, ",")?;
        }
    }
    file.flush()?;
    Ok(fs::metadata(path)?.len())
}

fn requirements() -> Result<Vec<Requirement>, Box<dyn Error>> {
    let own = File {
        name: "own.yaml".to_owned(),
        text: OWN.to_owned(),
    };
    let shipped = SETS.iter().filter_map(|name| ShippedLibrary.set(name));
    let files: Vec<File> = shipped.chain([own]).collect();
    let sets = files.iter().map(|file| {
        Requirement::read(file, certadvise::catalog(), &ShippedLibrary).map(|(set, _)| set)
    });
    let sets = sets.collect::<Result<Vec<_>, _>>();
    Ok(sets.map_err(|found| {
        found
            .iter()
            .map(|one| one.one_line())
            .collect::<Vec<_>>()
            .join("\n")
    })?)
}

/// The floor: every row, split into fields, nothing done with them.
fn stream(path: &Path) -> Result<u64, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new()
        .buffer_capacity(1 << 16)
        .from_path(path)?;
    let mut row = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut row)? {
        rows += 1;
    }
    Ok(rows)
}

fn check(path: &Path, requirements: &[Requirement]) -> Result<Verdict, Box<dyn Error>> {
    let open = || Ok(Box::new(fs::File::open(path)?) as Box<dyn Read>);
    let question = CoverageQuestion {
        requirements,
        catalog: certadvise::catalog(),
        as_of: date(2026, 11, 25),
        until: date(2027, 11, 25),
        options: CoverageOptions::default(),
    };
    let verdict = judge(
        &question,
        Unknown::Refuse,
        Names::Shown,
        &[Roster {
            name: "roster.csv".to_owned(),
            again: true,
            open: &open,
        }],
    );
    let judged = verdict.map_err(|found| {
        format!(
            "{} problems, the first: {}",
            found.len(),
            found[0].one_line()
        )
    });
    Ok(judged?.0)
}

/// The most memory this process has used so far, where the system tells.
fn peak() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(
        line.split_whitespace()
            .skip(1)
            .collect::<Vec<_>>()
            .join(" "),
    )
}
