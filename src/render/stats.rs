//! What is in the catalog, counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Column, Grid};
use crate::base::date::Date;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::{Credential, Origin, Source};
use crate::catalog::exam::Exam;
use crate::catalog::host::{Hosts, Provenance, split};
use crate::catalog::vocabulary::{Fact, HostClass, Status};

/// Counts of one property.
#[derive(Serialize)]
pub struct Counts {
    /// The property.
    pub by: &'static str,
    /// Value and number, in the order of the list of words, or by id.
    pub counts: Vec<(String, usize)>,
}

/// Counts by every property worth knowing. `today` is year, month, day.
pub fn count(catalog: &Catalog, today: Date) -> Vec<Counts> {
    let all = &catalog.credentials;
    let number =
        |by: &dyn Fn(&Credential) -> bool| all.iter().filter(|credential| by(credential)).count();
    let mut issuers: BTreeMap<String, usize> = catalog
        .issuers
        .iter()
        .map(|i| (i.id.to_string(), 0))
        .collect();
    for credential in all {
        *issuers.entry(credential.issuer.to_string()).or_default() += 1;
    }
    let open: Vec<Credential> = all
        .iter()
        .filter(|c| c.status_on(today) != Status::Retired)
        .cloned()
        .collect();
    let bookable: Vec<&Credential> = all.iter().filter(|c| c.is_bookable(today)).collect();
    vec![
        words("status", all, |c| c.status_on(today)),
        words("category", all, |c| c.category),
        words("tier", all, |c| c.tier),
        words("assurance", all, |c| c.assurance),
        words("confidence", all, |c| c.confidence),
        Counts {
            by: "reviewed",
            counts: vec![
                ("field by field".to_owned(), number(&|c| c.reviewed)),
                ("not yet".to_owned(), number(&|c| !c.reviewed)),
            ],
        },
        Counts {
            by: "age of facts (not retired)",
            counts: ages(&open, today),
        },
        Counts {
            by: "known facts (not retired)",
            counts: vec![
                (
                    "exam fee".to_owned(),
                    open.iter().filter(|c| c.exam_fee.is_some()).count(),
                ),
                (
                    "validity".to_owned(),
                    open.iter()
                        .filter(|c| {
                            c.current_validity() != crate::catalog::validity::Validity::Unknown
                        })
                        .count(),
                ),
                (
                    "preparation hours".to_owned(),
                    open.iter().filter(|c| c.preparation.is_some()).count(),
                ),
                known_exams("exam minutes", &open, |exam| exam.minutes.is_some()),
                known_exams("questions", &open, |exam| exam.details.questions.is_some()),
                known_exams("outline", &open, |exam| !exam.details.outlines.is_empty()),
                known_exams("languages", &open, |exam| {
                    !exam.details.languages.is_empty()
                }),
                known_exams("delivery", &open, |exam| !exam.details.delivery.is_empty()),
                known_exams("pass mark", &open, |exam| exam.details.pass_mark.is_some()),
                known_exams("retake rule", &open, |exam| exam.details.retake.is_some()),
            ],
        },
        Counts {
            by: "supported by a source (bookable)",
            counts: supported(&catalog.hosts, &bookable),
        },
        Counts {
            by: "hosts of sources",
            counts: hosts(catalog),
        },
        Counts {
            by: "issuer",
            counts: issuers.into_iter().collect(),
        },
    ]
}

/// How many credentials have an exam of which something is known.
fn known_exams(
    what: &str,
    credentials: &[Credential],
    is_known: impl Fn(&Exam) -> bool,
) -> (String, usize) {
    let exams = credentials.iter().map(|credential| &credential.exam);
    (what.to_owned(), exams.filter(|exam| is_known(exam)).count())
}

/// How many credentials carry each word of a closed list.
fn words<T: Word + PartialEq>(
    by: &'static str,
    all: &[Credential],
    of: impl Fn(&Credential) -> T,
) -> Counts {
    let count = |word: &T| {
        all.iter()
            .filter(|credential| of(credential) == *word)
            .count()
    };
    Counts {
        by,
        counts: T::ALL
            .iter()
            .map(|word| (word.word().to_owned(), count(word)))
            .collect(),
    }
}

/// How many credentials have a page of an issuer, and a source for each of the facts that sources support.
fn supported(hosts: &Hosts, credentials: &[&Credential]) -> Vec<(String, usize)> {
    let with = |is_wanted: &dyn Fn(&Source) -> bool| {
        let mut number = 0;
        for credential in credentials {
            number += usize::from(credential.details.sources.iter().any(is_wanted));
        }
        number
    };
    let is_issuers =
        |source: &Source| hosts.provenance(source) == Provenance::Host(HostClass::Issuer);
    let facts = Fact::ALL.iter().map(|fact| {
        let number = with(&|source| source.supports.contains(fact));
        (fact.word().to_owned(), number)
    });
    let first = [
        ("bookable".to_owned(), credentials.len()),
        ("issuer's page".to_owned(), with(&is_issuers)),
    ];
    first.into_iter().chain(facts).collect()
}

/// How many hosts of each class the sources of credentials name.
fn hosts(catalog: &Catalog) -> Vec<(String, usize)> {
    let mut named: BTreeMap<Provenance, BTreeSet<String>> = BTreeMap::new();
    for credential in &catalog.credentials {
        for source in &credential.details.sources {
            let Origin::Page { url, .. } = &source.origin else {
                continue;
            };
            let host = catalog.hosts.of(url).map(|host| host.name.to_string());
            let name = host.unwrap_or_else(|| split(url).0);
            let provenance = catalog.hosts.provenance(source);
            named.entry(provenance).or_default().insert(name);
        }
    }
    let classes = HostClass::ALL.iter().map(|class| Provenance::Host(*class));
    classes
        .chain([Provenance::Unclassified, Provenance::Excluded])
        .filter_map(|provenance| {
            let number = named.get(&provenance).map_or(0, BTreeSet::len);
            Some((provenance.class()?.to_owned(), number))
        })
        .collect()
}

/// How long ago the newest dated source was written.
fn ages(credentials: &[Credential], today: Date) -> Vec<(String, usize)> {
    let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    let bounds = [
        (3, "up to 3 months"),
        (6, "up to 6 months"),
        (12, "up to 12 months"),
        (i32::MAX, "older"),
    ];
    let mut counts: Vec<(String, usize)> = bounds
        .iter()
        .map(|(_, label)| ((*label).to_owned(), 0))
        .collect();
    counts.push(("unknown".to_owned(), 0));
    for credential in credentials {
        let age = credential
            .verified
            .map(|date| months(today) - months(date.latest().min(today)));
        let place = age
            .and_then(|age| bounds.iter().position(|(most, _)| age <= *most))
            .unwrap_or(bounds.len());
        counts[place].1 += 1;
    }
    counts
}

/// The counts as one table.
pub fn grid(counts: &[Counts]) -> Grid {
    let rows = counts.iter().flat_map(|group| {
        group
            .counts
            .iter()
            .enumerate()
            .map(|(index, (value, number))| {
                let by = if index == 0 {
                    group.by.to_owned()
                } else {
                    String::new()
                };
                vec![by, value.clone(), number.to_string()]
            })
    });
    let columns = vec![
        Column::text("by"),
        Column::text("value"),
        Column::number("number"),
    ];
    Grid::new(columns, rows)
}
