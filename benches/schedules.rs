//! Schedules for many people: `cargo bench --bench schedules`. Twice the people should take twice as long.

use std::error::Error;
use std::time::Instant;

use jiff::civil::date;

use certadvise::{File, Team, Usd, months_later, renewals};

/// Sets as people hold them, one after the other.
const SETS: [&[&str]; 6] = [
    &["aws-saa", "aws-sap", "aws-dva", "aws-dop"],
    &[
        "a-plus",
        "network-plus",
        "security-plus",
        "cysa-plus",
        "securityx",
    ],
    &["cissp", "ccsp", "cisa", "cism"],
    &["cka", "ckad", "cks", "terraform-associate"],
    &["az-104", "az-305", "az-400", "pcap"],
    &["ccna", "ccnp-enterprise", "rhcsa", "rhce", "pcpp1"],
];

fn main() -> Result<(), Box<dyn Error>> {
    let catalog = certadvise::catalog();
    let today = date(2026, 11, 24);
    println!(
        "{:>8} {:>9} {:>10} {:>12}",
        "people", "renewals", "seconds", "us a person"
    );
    for people in [1_250, 2_500, 5_000, 10_000, 20_000] {
        let mut text = String::from("person,credential,earned\n");
        for person in 0..people {
            for (n, credential) in SETS[person % SETS.len()].iter().enumerate() {
                let (month, day) = ((person * 7 + n * 3) % 12 + 1, person % 28 + 1);
                text += &format!(
                    "p{person:05},{credential},2026-{:02}-{day:02}\n",
                    month.min(11)
                );
            }
        }
        let file = File {
            name: "team.csv".to_owned(),
            text,
        };
        let (team, _) =
            Team::read(&[file], catalog).map_err(|found| format!("{} problems", found.len()))?;
        let start = Instant::now();
        let found = renewals(
            catalog,
            &team,
            today,
            months_later(today, 72),
            Usd::from_cents(1_000),
        );
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{people:>8} {:>9} {seconds:>10.3} {:>12.1}",
            found.due.len(),
            seconds * 1e6 / people as f64
        );
    }
    Ok(())
}
