//! People who may be one human under two ids.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;

use super::key;
use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};

/// What tells people apart, as numbers: a roster may have millions of people.
#[derive(Default)]
pub(crate) struct Identities {
    hasher: RandomState,
    people: u32,
    emails: Vec<Mark>,
    forms: Vec<Mark>,
    /// With whether the person has an address, which tells two people of one name apart.
    names: Vec<(Mark, bool)>,
}

/// What a person has, by its hash, and the person's place in the order of the roster.
type Mark = (u64, u32);

impl Identities {
    /// Notes the next person of a roster; an empty name or address says nothing.
    pub(crate) fn add(&mut self, id: &str, name: &str, email: &str) {
        let person = self.people;
        self.people = self.people.saturating_add(1);
        self.forms.push((self.hash(&key::form(id)), person));
        if !email.is_empty() {
            self.emails.push((self.hash(&key::key(email)), person));
        }
        let name = if !name.is_empty() {
            name
        } else if key::is_name(id) {
            id
        } else {
            ""
        };
        if let Some(words) = key::words(name) {
            self.names
                .push(((self.hash(&words), person), !email.is_empty()));
        }
    }

    fn hash(&self, text: &(impl Hash + ?Sized)) -> u64 {
        self.hasher.hash_one(text)
    }

    /// A warning for each person who may be an earlier one, in the order of the people. `place` tells where a person's
    /// first row is.
    pub(crate) fn findings(mut self, place: impl Fn(u32) -> Option<Place>) -> Findings {
        let mut alike: BTreeMap<u32, (u32, Code)> = BTreeMap::new();
        let mut note = |pairs: Vec<(u32, u32)>, code| {
            for (first, second) in pairs {
                alike.entry(second).or_insert((first, code));
            }
        };
        note(pairs(&mut self.emails), Code::OneEmailTwoIds);
        note(pairs(&mut self.forms), Code::IdsAlike);
        note(pairs_without_address(&mut self.names), Code::NamesAlike);
        let mut findings = Findings::default();
        for (second, (first, code)) in alike {
            findings.warning(|| {
                let first = place(first).map_or_else(
                    || "another person".to_owned(),
                    |at| format!("the person at {}:{}", at.file, at.line),
                );
                let message = match code {
                    Code::OneEmailTwoIds => format!("{first} has the same e-mail address"),
                    Code::IdsAlike => format!("this id differs from that of {first} only by form"),
                    _ => {
                        format!("{first} has the same name, and no e-mail address tells them apart")
                    }
                };
                let finding = Diagnostic::warning(code, message)
                    .help("use one id for one person, or tell two people apart by their addresses");
                match place(second) {
                    Some(place) => finding.at(place),
                    None => finding,
                }
            });
        }
        findings
    }
}

/// Everybody who has what somebody earlier has, with the first of those.
fn pairs(marks: &mut [Mark]) -> Vec<(u32, u32)> {
    marks.sort_unstable();
    let alike = marks.chunk_by(|one, other| one.0 == other.0);
    alike
        .flat_map(|alike| alike[1..].iter().map(|second| (alike[0].1, second.1)))
        .collect()
}

/// The same of names, where not both of two people have an address.
fn pairs_without_address(marks: &mut [(Mark, bool)]) -> Vec<(u32, u32)> {
    marks.sort_unstable();
    let mut pairs = Vec::new();
    for alike in marks.chunk_by(|one, other| one.0.0 == other.0.0) {
        let first_without = alike.iter().find(|(_, address)| !address);
        for ((_, second), address) in &alike[1..] {
            let first = if *address {
                first_without
            } else {
                alike.first()
            };
            let earlier = first.filter(|((_, first), _)| first < second);
            pairs.extend(earlier.map(|((_, first), _)| (*first, *second)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(people: &[(&str, &str, &str)]) -> Vec<Code> {
        let mut identities = Identities::default();
        for (id, name, email) in people {
            identities.add(id, name, email);
        }
        let findings = identities.findings(|_| None).into_vec();
        findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn one_human_under_two_ids_is_told() {
        assert_eq!(
            codes(&[("p01", "", "P@x.example"), ("p02", "", "p@X.example")]),
            [Code::OneEmailTwoIds]
        );
        assert_eq!(
            codes(&[("p-01", "", ""), ("p01", "", "")]),
            [Code::IdsAlike]
        );
        assert_eq!(
            codes(&[("Person One", "", ""), ("One, Person", "", "")]),
            [Code::NamesAlike]
        );
        assert_eq!(
            codes(&[("p1", "A B", "a@x.example"), ("p2", "B, A", "")]),
            [Code::NamesAlike]
        );
    }

    #[test]
    fn two_people_stay_two() {
        assert_eq!(
            codes(&[("p1", "A B", "a@x.example"), ("p2", "A B", "b@x.example")]),
            []
        );
        assert_eq!(codes(&[("p1", "Alice", ""), ("p2", "Alice", "")]), []);
        assert_eq!(codes(&[("p10", "", ""), ("p1", "", "")]), []);
    }
}
