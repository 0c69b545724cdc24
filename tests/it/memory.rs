//! What was read is given back: the library can be called again and again in one process.
#![cfg(target_os = "linux")]

use std::env;
use std::fs;
use std::mem;
use std::process::Command;

use certadvise::{Catalog, File, Team, catalog};

const ROUNDS: usize = 30;
/// What the allocator may keep for itself. Each kind of reading takes several times this over all rounds.
const SLACK_KIB: u64 = 4 * 1024;

const OVERLAY: &str = "id: own-certificate-of-an-academy
name: A certificate whose name is longer than what fits into a short text
issuer: aws
category: domain-specific
tier: associate
assurance: proctored-exam
status: active
topics: {networking: 3}
python: none
confidence: high
exam_fee_usd: 100
validity: [{months: never-expires}]
about: A certificate of our own academy.
sources: [{kind: general-knowledge}]
";

fn read_catalog() -> Catalog {
    let overlay = File {
        name: "own.yaml".to_owned(),
        text: OVERLAY.to_owned(),
    };
    catalog().with(&[overlay]).unwrap().0
}

fn read_team() -> Team {
    let mut text = "person,name,credential,earned\n".to_owned();
    for number in 0..4_000 {
        text += &format!(
            "person-{number},Somebody with a name of some length {number},cka,2026-01-01\n"
        );
    }
    let file = File {
        name: "team.csv".to_owned(),
        text,
    };
    Team::read(&[file], catalog()).unwrap().0
}

/// The memory that the process has from the system, in KiB.
fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.unwrap().parse().unwrap()
}

/// How much the process grows while something is done over and over, once it has run in.
fn growth_kib(mut repeated: impl FnMut()) -> u64 {
    (0..5).for_each(|_| repeated());
    let before = resident_kib();
    (0..ROUNDS).for_each(|_| repeated());
    resident_kib().saturating_sub(before)
}

/// Only for a process of its own: other tests would be measured with it.
#[test]
#[ignore = "run by `reading_gives_back_its_memory`"]
fn alone_in_a_process() {
    let grown = growth_kib(|| drop((read_catalog(), read_team())));
    assert!(grown < SLACK_KIB, "grew by {grown} KiB");
    // The measurement sees a leak of either.
    let grown = growth_kib(|| mem::forget(read_catalog()));
    assert!(grown > 2 * SLACK_KIB, "leaked catalogs take {grown} KiB");
    let grown = growth_kib(|| mem::forget(read_team()));
    assert!(grown > 2 * SLACK_KIB, "leaked teams take {grown} KiB");
}

#[test]
fn reading_gives_back_its_memory() {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "memory::alone_in_a_process"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("1 passed"), "{text}");
}
