//! What a ranking costs as the catalog grows, robustness included: `cargo bench --bench ranking`.
//!
//! Synthetic catalogs are the shipped one over and over with other ids, fees, tiers and platforms, so that each credential
//! has its own place.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::civil::date;

use certadvise::vocabulary::{Platform, Tier};
use certadvise::{Catalog, EnvironmentMix, Profile, Usd, Word, advise};

const RUNS: usize = 7;

/// A catalog of `size` credentials.
fn synthetic(size: usize) -> Result<Catalog, Box<dyn Error>> {
    let shipped = certadvise::catalog();
    let mut credentials = Vec::with_capacity(size);
    for (number, original) in shipped.credentials.iter().cycle().take(size).enumerate() {
        let mut credential = original.clone();
        credential.id = format!("c{number:06}").parse()?;
        credential.exam_fee = Some(Usd::from_cents(
            5_000 + i64::try_from(number * 7_919 % 150_000)?,
        ));
        credential.tier = Tier::ALL[number * 31 % Tier::ALL.len()];
        credential.platforms = Platform::ALL
            .iter()
            .copied()
            .filter(|p| (number >> (*p as usize)).is_multiple_of(5))
            .collect();
        credentials.push(credential);
    }
    Ok(Catalog {
        credentials,
        ..shipped.clone()
    })
}

fn fastest(catalog: &Catalog) -> Result<(Duration, usize), Box<dyn Error>> {
    let profile = Profile::new(
        catalog.role_named("devops")?,
        EnvironmentMix::parse("hybrid", catalog)?,
        date(2026, 11, 24),
    );
    let mut best = Duration::MAX;
    let mut candidates = 0;
    for _ in 0..RUNS {
        let start = Instant::now();
        let advice = black_box(advise(catalog, &profile, None));
        best = best.min(start.elapsed());
        candidates = advice.ranked.len();
    }
    Ok((best, candidates))
}

fn main() -> Result<(), Box<dyn Error>> {
    println!(
        "fastest of {RUNS} runs\n{:>11} {:>10} {:>9} {:>14}",
        "credentials", "candidates", "ms", "ns/credential"
    );
    let mut each = Vec::new();
    for size in [1_000, 10_000, 20_000, 50_000, 100_000] {
        let catalog = synthetic(size)?;
        let (took, candidates) = fastest(&catalog)?;
        let (ms, ns) = (
            took.as_secs_f64() * 1e3,
            took.as_secs_f64() * 1e9 / size as f64,
        );
        println!("{size:>11} {candidates:>10} {ms:>9.2} {ns:>14.0}");
        each.push(ns);
    }
    println!(
        "a credential of 100,000 costs {:.2} times as much as one of 10,000",
        each[4] / each[1]
    );
    Ok(())
}
