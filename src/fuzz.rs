//! What the fuzz targets in `fuzz/` run, and tests over mutated seeds run as well: each function takes any bytes and panics
//! where a promise is broken. Only test builds and fuzzing builds have it.
#![allow(
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::expect_used,
    reason = "a panic is how a target reports"
)]

use std::io::{Cursor, Read};

use crate::base::date::Date;
use crate::catalog::order;
use crate::catalog::read::{Draft, File};
use crate::catalog::vocabulary::Evidence;
use crate::coverage::stream::{self, Names, Roster};
use crate::coverage::{self, Options, Question};
use crate::embedded;
use crate::team::import::{self, Input, Map, StatusLists, TrustedKeys};
use crate::team::requirement::Requirement;
use crate::team::requirement::shipped::Shipped;
use crate::team::roster::write::yaml;
use crate::team::roster::{HoldingStatus, Team, Unknown};

const TODAY: Date = Date::constant(2026, 11, 29);

const REQUIREMENT: &str = "id: r
items:
  - {id: a, people: 2, match: cka}
  - {id: b, every: {role: dev}, match: {any_of: [cka, ckad, pcap]}}
  - {id: c, people: 1, exclusive: g, match: aws-saa}
  - {id: d, people: 2, exclusive: g, match: {any_of: [cka, aws-saa]}, of_which: [{people: 1, match: cka}]}
";

fn file(name: &str, text: &str) -> File {
    File {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn required() -> Requirement {
    let read = Requirement::read(&file("r.yaml", REQUIREMENT), embedded::catalog(), &Shipped);
    read.expect("the requirement can be read").0
}

/// A CSV roster, read whole and row by row: the same is judged, or neither way can judge.
pub fn roster(bytes: &[u8]) {
    let requirements = [required()];
    let question = Question {
        requirements: &requirements,
        catalog: embedded::catalog(),
        as_of: TODAY,
        until: Date::constant(2027, 11, 29),
        options: Options::default(),
    };
    let open = || Ok(Box::new(Cursor::new(bytes.to_vec())) as Box<dyn Read>);
    let rosters = [Roster {
        name: "team.csv".to_owned(),
        again: true,
        open: &open,
    }];
    let streamed = stream::judge(&question, Unknown::Refuse, Names::Shown, &rosters);
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(streamed.is_err(), "what is not UTF-8 was judged");
        return;
    };
    let whole = Team::read(&[file("team.csv", text)], embedded::catalog());
    match (whole, streamed) {
        (Err(_), Err(_)) => {}
        (Ok((mut team, mut found)), Ok((streamed, also_found))) => {
            // Row by row, what is earned in the future is left out at once.
            found.extend(team.drop_future_holdings(TODAY));
            let Question { as_of, until, .. } = question;
            let whole = coverage::judge(
                &requirements,
                &team,
                embedded::catalog(),
                as_of,
                until,
                Options::default(),
            );
            assert_eq!(whole.covered, streamed.covered);
            assert_eq!(whole.requirements.len(), streamed.requirements.len());
            for (whole, streamed) in whole.requirements.iter().zip(&streamed.requirements) {
                assert_eq!(whole.items.len(), streamed.items.len(), "{}", whole.id);
                for (whole, streamed) in whole.items.iter().zip(&streamed.items) {
                    let counts = (whole.needed, whole.filled, whole.covered, whole.breaks_on);
                    let also = (
                        streamed.needed,
                        streamed.filled,
                        streamed.covered,
                        streamed.breaks_on,
                    );
                    assert_eq!(counts, also, "{}", whole.id);
                }
            }
            let mut codes: Vec<_> = found
                .iter()
                .chain(&whole.warnings)
                .map(|f| f.code)
                .collect();
            let mut also: Vec<_> = also_found
                .iter()
                .chain(&streamed.warnings)
                .map(|f| f.code)
                .collect();
            codes.sort_unstable();
            codes.dedup();
            also.sort_unstable();
            also.dedup();
            assert_eq!(codes, also);
        }
        (Ok(_), Err(found)) => panic!("refused row by row alone: {}", found[0].one_line()),
        (Err(found), Ok(_)) => panic!("refused as a whole alone: {}", found[0].one_line()),
    }
}

/// A YAML roster: what can be read is written as a roster that says the same.
pub fn team(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok((team, _)) = Team::read(&[file("team.yaml", &text)], embedded::catalog()) {
        reads_again(&team);
    }
}

fn reads_again(team: &Team) {
    let written = yaml(team);
    match Team::read(&[file("written.yaml", &written)], embedded::catalog()) {
        Ok((again, _)) => assert_eq!(yaml(&again), written),
        // A team without people is an error wherever it is judged.
        Err(_) if team.people.is_empty() => {}
        Err(found) => panic!("{}\n{written}", found[0].one_line()),
    }
}

/// Requirements: what can be read can be judged, and no item has more seats filled than it needs.
pub fn requirements(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = Requirement::read(&file("r.yaml", &text), embedded::catalog(), &Shipped);
    if let Ok((requirement, _)) = read {
        let verdict = coverage::judge(
            &[requirement],
            &Team::default(),
            embedded::catalog(),
            TODAY,
            TODAY,
            Options::default(),
        );
        for item in verdict.requirements.iter().flat_map(|judged| &judged.items) {
            assert!(item.filled <= item.needed, "{}", item.id);
        }
    }
}

/// An overlay catalog: it is read, or findings say why not. Its keys can be sorted, or it stays as it is.
pub fn catalog(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let overlay = file("overlay.yaml", &text);
    if let Some(text) = order::sorted(&overlay) {
        let again = order::sorted(&file("overlay.yaml", &text));
        assert_eq!(again, None, "sorted twice");
    }
    let mut draft = Draft::on(embedded::catalog());
    draft.cite(&overlay);
    draft.layer(&[overlay]);
    if let Err(found) = draft.finish() {
        assert!(!found.is_empty(), "refused without a reason");
    }
}

/// The endings of the families of exports; the first byte of the input chooses one.
const FAMILIES: [&str; 10] = [
    "csv", "json", "yaml", "tsv", "svg", "png", "jwt", "ndjson", "xlsx", "md",
];

/// An export of another system: the team that it becomes can be written and read again.
pub fn imports(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let family = FAMILIES[usize::from(*first) % FAMILIES.len()];
    let input = Input {
        name: format!("export.{family}"),
        bytes: bytes.to_vec(),
    };
    let options = import::Options {
        from: None,
        map: &Map::default(),
        person: Some("p01"),
        date_order: None,
        trusted: &TrustedKeys::default(),
        status_lists: &StatusLists::default(),
        today: TODAY,
    };
    let imported = import::import(&[input], Team::default(), embedded::catalog(), &options);
    match imported {
        Ok(imported) => reads_again(&imported.team),
        Err(found) => assert!(!found.is_empty(), "refused without a reason"),
    }
}

/// The key that signed the seeds of `trust`. Nobody needs its other half to stay secret.
const SIGNER: &str = "did:key:z6MkvDqGT54cXesYGvABpF1UapVNwjCqRcafi4Px6Thv5T3Z";
/// What stands between the parts of an input of `trust`.
const BETWEEN_PARTS: &[u8] = b"\n====\n";

/// A file with keys, a status list and a badge. Whatever they are, nothing but what the signer of the seeds said of two
/// credentials is proven: one is held, and one is in a list that has it revoked.
pub fn trust(bytes: &[u8]) {
    proven(bytes);
}

/// How many holdings an input of `trust` proves.
fn proven(bytes: &[u8]) -> usize {
    let mut parts = parts(bytes).into_iter();
    let mut part = || parts.next().unwrap_or_default();
    let mut trusted = TrustedKeys::default();
    let signer = file("signer", SIGNER);
    // A build without the feature takes no keys.
    let _ = trusted.add(&signer);
    let _ = trusted.add(&file("keys", &String::from_utf8_lossy(part())));
    let input = |name: &str, bytes: &[u8]| Input {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    let mut status_lists = StatusLists::default();
    let _ = status_lists.add(&input("list", part()), &trusted, TODAY);
    let options = import::Options {
        from: None,
        map: &Map::default(),
        person: Some("p01"),
        date_order: None,
        trusted: &trusted,
        status_lists: &status_lists,
        today: TODAY,
    };
    let badge = input("badge", part());
    let Ok(imported) = import::import(&[badge], Team::default(), embedded::catalog(), &options)
    else {
        return 0;
    };
    let holdings = imported.team.people.iter().flat_map(|person| &person.holds);
    let proven: Vec<_> = holdings
        .filter(|held| held.evidence_level == Evidence::Verified)
        .collect();
    for held in &proven {
        let found = (held.credential.as_str(), held.status);
        let genuine = [
            ("cka", HoldingStatus::Held),
            ("ckad", HoldingStatus::Revoked),
        ];
        assert!(genuine.contains(&found), "{found:?} was proven");
        let earned = held.earned.map(|earned| earned.to_string());
        assert_eq!(
            earned.as_deref(),
            Some("2025-01-01"),
            "another day was proven"
        );
        assert_eq!(held.expires, None, "another expiry was proven");
    }
    reads_again(&imported.team);
    proven.len()
}

/// The parts of an input of `trust`; the last one may hold anything.
fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut rest) = (Vec::new(), bytes);
    while parts.len() < 2 {
        let Some(end) = rest
            .windows(BETWEEN_PARTS.len())
            .position(|part| part == BETWEEN_PARTS)
        else {
            break;
        };
        parts.push(&rest[..end]);
        rest = &rest[end + BETWEEN_PARTS.len()..];
    }
    parts.push(rest);
    parts
}

/// Arguments, one a line.
pub fn arguments(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    crate::cli::parses(text.lines());
}

/// A `certadvise.yaml`.
pub fn configuration(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    crate::cli::configures(&file("certadvise.yaml", &text), embedded::catalog());
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::path::Path;

    use super::*;

    #[cfg(feature = "badges")]
    #[test]
    fn seeds_of_trust_prove_what_they_are_made_for() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/trust");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let expected = match path.file_name().and_then(|name| name.to_str()) {
                Some("without-list") => 0,
                Some("record") => 2,
                _ => 1,
            };
            let seed = std::fs::read(&path).unwrap();
            assert_eq!(proven(&seed), expected, "{}", path.display());
        }
    }

    /// A small generator of numbers, the same on every machine.
    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self, below: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 >> 11).unwrap() % below.max(1)
        }
    }

    /// What often breaks readers.
    const TOKENS: [&[u8]; 24] = [
        b"\n",
        b",",
        b"\"",
        b"'",
        b":",
        b"- ",
        b"{",
        b"}",
        b"[",
        b"]",
        b"\0",
        b"\r",
        b"\xff",
        b"\xef\xbb\xbf",
        "\u{a0}".as_bytes(),
        "\u{202e}".as_bytes(),
        b"2024-02",
        b"2024",
        b"never",
        b"unknown",
        b"revoked",
        b"-1",
        b"99999999999",
        b"cka",
    ];

    fn mutated(seed: &[u8], numbers: &mut Numbers) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=numbers.next(4) {
            let place = numbers.next(bytes.len() + 1);
            let end = (place + 1 + numbers.next(12)).min(bytes.len());
            match numbers.next(5) {
                0 if place < bytes.len() => bytes[place] = u8::try_from(numbers.next(256)).unwrap(),
                1 => drop(bytes.drain(place..end.max(place))),
                2 => {
                    let copy = bytes[place..end.max(place)].to_vec();
                    let to = numbers.next(bytes.len() + 1);
                    bytes.splice(to..to, copy);
                }
                _ => {
                    let token = TOKENS[numbers.next(TOKENS.len())];
                    bytes.splice(place..place, token.iter().copied());
                }
            }
        }
        bytes
    }

    /// Runs a target over its seeds and mutations of them, and reports the input that breaks a promise.
    fn run(name: &str, target: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/seeds")
            .join(name);
        let mut seeds: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        seeds.sort();
        assert!(!seeds.is_empty(), "no seeds in {}", folder.display());
        let rounds = std::env::var("FUZZ_ROUNDS").ok();
        let rounds = rounds.map_or(60, |rounds| rounds.parse().unwrap());
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
        for path in seeds {
            let seed = std::fs::read(&path).unwrap();
            target(&seed);
            for _ in 0..rounds {
                let input = mutated(&seed, &mut numbers);
                let outcome = catch_unwind(AssertUnwindSafe(|| target(&input)));
                assert!(
                    outcome.is_ok(),
                    "{name}, from {}: {:?}",
                    path.display(),
                    String::from_utf8_lossy(&input)
                );
            }
        }
    }

    #[test]
    fn mutated_rosters_are_judged_alike_or_refused() {
        run("roster", roster);
    }

    #[test]
    fn mutated_teams_are_written_as_they_are_read() {
        run("team", team);
    }

    #[test]
    fn mutated_requirements_are_judged_or_refused() {
        run("requirements", requirements);
    }

    #[test]
    fn mutated_catalogs_are_read_or_refused() {
        run("catalog", catalog);
    }

    #[test]
    fn mutated_exports_become_teams_or_are_refused() {
        run("imports", imports);
    }

    #[test]
    fn mutated_badges_prove_nothing_else() {
        run("trust", trust);
    }

    #[test]
    fn mutated_arguments_are_understood_or_refused() {
        run("arguments", arguments);
    }

    #[test]
    fn mutated_configurations_are_read_or_refused() {
        run("configuration", configuration);
    }
}
