//! How long Chromium takes to open a large report: `cargo test --bench page`, or `cargo bench --bench page`, which first
//! builds with full optimization and finds the same, for the page is a file.

#[path = "../tests/it/common/browser.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "shared with the tests"
)]
mod browser;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use browser::{Browser, Look};

const PEOPLE: usize = 2_000;
const ITEMS: usize = 60;
const RUNS: usize = 5;
/// What the page may take until it has loaded and is laid out.
const LIMIT: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn Error>> {
    let Some(mut browser) = Browser::start() else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let [team, requirements, page] =
        ["team.csv", "requirements.yaml", "report.html"].map(|name| folder.path().join(name));
    fs::write(&team, roster())?;
    fs::write(&requirements, items())?;
    let written = Command::new(env!("CARGO_BIN_EXE_certadvise"))
        .args(["report", "--quiet", "--as-of", "2026-11-24", "--team"])
        .arg(&team)
        .arg("--require")
        .arg(&requirements)
        .arg("-o")
        .arg(&page)
        .status()?;
    if !written.success() {
        return Err("the report could not be written".into());
    }
    let empty = folder.path().join("empty.html");
    fs::write(&empty, "<!doctype html><title>empty</title>")?;
    let [nothing, report] = [&empty, &page].map(|page| times(&mut browser, page));
    println!(
        "a report of {PEOPLE} people and {ITEMS} requirements, {} kB, of {RUNS} runs:",
        fs::metadata(&page)?.len() / 1_000
    );
    println!(
        "  open after {:?} at best, {:?} at the median",
        report[0],
        report[RUNS / 2]
    );
    println!(
        "  an empty page after {:?} and {:?}",
        nothing[0],
        nothing[RUNS / 2]
    );
    if report[0] < LIMIT {
        Ok(())
    } else {
        Err(format!("the page is to be open within {LIMIT:?}").into())
    }
}

/// How long it takes to open a page until it has loaded and is laid out, the shortest time first.
fn times(browser: &mut Browser, page: &Path) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            browser.open(page, Look::usual());
            start.elapsed()
        })
        .collect();
    times.sort();
    times
}

/// People with two credentials each.
fn roster() -> String {
    let credentials = ["cka", "ckad", "aws-saa", "aws-sap", "security-plus"];
    let mut text = "person,name,credential,earned\n".to_owned();
    for number in 0..PEOPLE {
        for credential in [credentials[number % 5], credentials[(number + 1) % 5]] {
            text += &format!("p{number:04},Person {number:04},{credential},2026-06-01\n");
        }
    }
    text
}

/// Requirements of which some are not covered.
fn items() -> String {
    let mut text = "id: ops\nname: Operations\nitems:\n".to_owned();
    for number in 0..ITEMS {
        let people = 400 + number * 15;
        text += &format!(
            "  - {{id: i{number:02}, name: Item {number:02}, people: {people}, match: {{any_of: [cka, aws-saa]}}}}\n"
        );
    }
    text
}
