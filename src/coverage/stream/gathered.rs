//! What has been gathered of everybody who went by, and the verdict on them.
//!
//! Counts and the few people who may be named add up in any order. What depends on the order of the rows is kept for each
//! bucket, and put together in the order of the buckets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::checklist::Checklist;
use super::super::person::Person;
use super::super::verdict::Verdict;
use super::super::warnings;
use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::team::roster::{Identities, Labels, Marks};

/// Everybody who went by.
pub(super) struct Gathered<'q> {
    pub(super) checklist: Checklist<'q, 'static>,
    /// By their numbers; a single one where people are not divided.
    pub(super) buckets: BTreeMap<u32, InOrder>,
}

/// What has an order: that of the rows.
#[derive(Default)]
pub(super) struct InOrder {
    /// The names of the rosters.
    pub(super) rosters: Vec<String>,
    pub(super) people: u32,
    pub(super) noted: Noted,
    /// Those who fill a position, where positions are judged: the verdict lists each of them.
    pub(super) in_positions: Vec<Person<'static>>,
    pub(super) labels: Labels,
    pub(super) found: Findings,
    pub(super) ahead: Findings,
    pub(super) unknown_ends: Findings,
    pub(super) uncounted: Findings,
}

/// Where a person's first row is: which roster, which line.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct FirstRow(pub(super) u32, pub(super) u32);

/// What tells who may be one human under two ids.
pub(super) enum Noted {
    /// To be compared with each other and nobody else.
    Here(Identities, Vec<FirstRow>),
    /// To be compared later: a `Record` for each person, one after the other.
    Records(Vec<u8>),
}

/// A person to be compared with people of other buckets.
#[derive(Serialize, Deserialize)]
struct Record {
    first: FirstRow,
    marks: Marks,
}

impl Default for Noted {
    fn default() -> Self {
        Self::Here(Identities::default(), Vec::new())
    }
}

impl Noted {
    /// Notes the next person.
    pub(super) fn add(&mut self, id: &str, name: &str, email: &str, first: FirstRow) {
        match self {
            Self::Here(identities, firsts) => {
                identities.add(id, name, email);
                firsts.push(first);
            }
            Self::Records(bytes) => {
                let marks = Marks::portable(id, name, email);
                // Memory takes everything. If it ever did not, a record would be missing, and no verdict comes of that.
                let _ = postcard::to_io(&Record { first, marks }, bytes);
            }
        }
    }
}

/// Whether bytes are the records of so many people, with rows in so many rosters.
pub(super) fn are_records(bytes: &[u8], people: u32, rosters: usize) -> bool {
    let mut count = 0_u32;
    let mut rest = bytes;
    while !rest.is_empty() {
        match postcard::take_from_bytes::<Record>(rest) {
            Ok((record, after)) if (record.first.0 as usize) < rosters => rest = after,
            _ => return false,
        }
        count = count.saturating_add(1);
    }
    count == people
}

/// Everybody of all buckets, in their order.
#[derive(Default)]
struct Everybody {
    rosters: Vec<String>,
    identities: Identities,
    firsts: Vec<FirstRow>,
    in_positions: Vec<Person<'static>>,
    labels: Labels,
    found: Findings,
    ahead: Findings,
    unknown_ends: Findings,
    uncounted: Findings,
}

impl Everybody {
    /// Adds the people of the next bucket.
    fn add(&mut self, bucket: InOrder) {
        let before = u32::try_from(self.rosters.len()).unwrap_or(u32::MAX);
        self.rosters.extend(bucket.rosters);
        match bucket.noted {
            Noted::Here(identities, firsts) => {
                (self.identities, self.firsts) = (identities, firsts);
            }
            Noted::Records(bytes) => {
                let mut rest = bytes.as_slice();
                while let Ok((Record { first, marks }, after)) = postcard::take_from_bytes(rest) {
                    let FirstRow(roster, line) = first;
                    self.firsts
                        .push(FirstRow(roster.saturating_add(before), line));
                    self.identities.note(&marks);
                    rest = after;
                }
            }
        }
        self.in_positions.extend(bucket.in_positions);
        for (label, place) in bucket.labels.placed() {
            self.labels.note(label, || place.clone());
        }
        self.found.append(bucket.found);
        self.ahead.append(bucket.ahead);
        self.unknown_ends.append(bucket.unknown_ends);
        self.uncounted.append(bucket.uncounted);
    }

    /// Where a person's first row is, by the person's place in the order of everybody.
    fn place(rosters: &[String], firsts: &[FirstRow], person: u32) -> Option<Place> {
        let FirstRow(roster, line) = *firsts.get(person as usize)?;
        Some(Place {
            file: rosters.get(roster as usize)?.as_str().into(),
            line,
            column: 1,
            width: 1,
            text: "".into(),
        })
    }
}

impl Gathered<'_> {
    /// The verdict on everybody, and what there is to say of the rosters.
    pub(super) fn conclude(mut self) -> Result<(Verdict, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut all = Everybody::default();
        for bucket in self.buckets.into_values() {
            all.add(bucket);
        }
        if all.firsts.len() != self.checklist.people {
            let message = "some people of a bucket have been lost";
            return Err(vec![Diagnostic::error(Code::BadPart, message)]);
        }
        let (rosters, firsts) = (&all.rosters, &all.firsts);
        let place = |person| Everybody::place(rosters, firsts, person);
        let mut found = all.found.into_vec();
        found.extend(all.identities.findings(place).into_vec());
        found.extend(all.ahead.into_vec());
        let in_doubt = self.checklist.nearest_in_doubt();
        let mut near = self.checklist.take_near();
        near.retain(|person| person.positions.is_empty() || !self.checklist.asks_positions());
        near.append(&mut all.in_positions);
        let mut verdict = self.checklist.verdict(&near);
        verdict.names_all = self.checklist.names_all(&verdict, &in_doubt);
        verdict.warnings = all.unknown_ends.into_vec();
        verdict.warnings.extend(all.uncounted.into_vec());
        let (checklist, labels) = (&self.checklist, &all.labels);
        let of_requirements = warnings::of_requirements(checklist, labels);
        verdict.warnings.extend(of_requirements);
        let of_positions = warnings::of_positions(checklist, &near);
        verdict.warnings.extend(of_positions);
        if self.checklist.names_cut() {
            verdict.left_out.push(
                "names beyond the first 1,000 who are alike, as the roster was read row by row",
            );
        } else if !verdict.names_all {
            verdict.left_out.push(
                "some of the people who are alike or equally near, as the roster was read row by row",
            );
        }
        Ok((verdict, found))
    }
}
