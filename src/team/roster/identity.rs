//! People who may be one human under two ids.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;
use std::num::NonZeroU32;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use super::digest::first_bits;
use super::key;
use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};

/// What tells people apart, as numbers: a roster may have millions of people.
#[derive(Default)]
pub(crate) struct Identities {
    hasher: RandomState,
    people: u32,
    emails: Vec<Mark>,
    forms: Vec<Mark>,
    names: Vec<NameMark>,
    short_forms: Vec<ShortForm>,
}

/// A person's name: what it is without titles, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NameMark {
    /// The hash of the names in it, without initials.
    names: u64,
    person: u32,
    /// The hash of the initials; `None` without any.
    initials: Option<NonZeroU32>,
    /// The hash of all words, in alphabetical order.
    whole: u32,
    /// An address tells two people of one name apart.
    has_address: bool,
}

/// What a name and its short forms have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ShortForm {
    form: u64,
    person: u32,
    /// It is a short form itself: `P. One`.
    is_short: bool,
    has_address: bool,
}

/// What tells one person apart from others, as hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marks {
    form: u64,
    /// Of the addresses, wherever they stand; none twice.
    emails: Vec<u64>,
    name: Option<NameHashes>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct NameHashes {
    /// Of the names in it, without initials.
    names: u64,
    initials: Option<NonZeroU32>,
    whole: u32,
    is_short: bool,
    short_forms: Vec<u64>,
}

impl Marks {
    /// The marks by the same hash on every machine, so that people of several rosters can be compared later.
    pub(crate) fn portable(id: &str, name: &str, email: &str) -> Self {
        Self::new(id, name, email, first_bits)
    }

    fn new(id: &str, name: &str, email: &str, hash: impl Fn(&str) -> u64) -> Self {
        let written = Some(email).filter(|email| !email.is_empty());
        let addresses = [id, name, email].into_iter().filter_map(key::address);
        let addresses = addresses.map(|(_, address)| key::key(&address));
        let emails = written.map(key::key).into_iter().chain(addresses);
        let mut emails: Vec<u64> = emails.map(|address| hash(&address)).collect();
        emails.sort_unstable();
        emails.dedup();
        Self {
            form: hash(&key::form(id)),
            emails,
            name: NameHashes::new(id, name, hash),
        }
    }
}

impl NameHashes {
    fn new(id: &str, name: &str, hash: impl Fn(&str) -> u64) -> Option<Self> {
        let name = if !name.is_empty() {
            name
        } else if key::is_name(id) {
            id
        } else {
            ""
        };
        let (words, parts) = (key::words(name)?, key::name_parts(name)?);
        let whole = hash(&words);
        let several = parts.names.len() > 1;
        let short_forms = parts.short_forms();
        Some(Self {
            names: if several {
                hash(&parts.names.join(" "))
            } else {
                whole
            },
            initials: if several && !parts.initials.is_empty() {
                NonZeroU32::new(half(hash(&parts.initials.join(" "))) | 1)
            } else {
                None
            },
            whole: half(whole),
            is_short: parts.is_short(),
            short_forms: short_forms.iter().map(|form| hash(form)).collect(),
        })
    }
}

/// What a person has, by its hash, and the person's place in the order of the roster.
type Mark = (u64, u32);

impl Identities {
    /// Notes the next person of a roster; an empty name or address says nothing.
    pub(crate) fn add(&mut self, id: &str, name: &str, email: &str) {
        let marks = Marks::new(id, name, email, |text| self.hasher.hash_one(text));
        self.note(&marks);
    }

    /// The same of a person whose marks are known. All of one list must be made the same way.
    pub(crate) fn note(&mut self, marks: &Marks) {
        let person = self.people;
        self.people = self.people.saturating_add(1);
        self.forms.push((marks.form, person));
        let has_address = !marks.emails.is_empty();
        let emails = marks.emails.iter().copied();
        self.emails.extend(emails.map(|email| (email, person)));
        let Some(name) = &marks.name else { return };
        self.names.push(NameMark {
            names: name.names,
            person,
            initials: name.initials,
            whole: name.whole,
            has_address,
        });
        let forms = name.short_forms.iter().map(|form| ShortForm {
            form: *form,
            person,
            is_short: name.is_short,
            has_address,
        });
        self.short_forms.extend(forms);
    }

    /// A warning for each person who may be an earlier one, in the order of the people. `place` tells where a person's
    /// first row is.
    pub(crate) fn findings(mut self, place: impl Fn(u32) -> Option<Place>) -> Findings {
        let mut alike: BTreeMap<u32, (u32, Alike)> = BTreeMap::new();
        let mut note = |pairs: Vec<(u32, u32)>, how: Alike| {
            for (first, second) in pairs {
                alike.entry(second).or_insert((first, how));
            }
        };
        note(pairs(&mut self.emails), Alike::Email);
        note(pairs(&mut self.forms), Alike::Id);
        let (same, nearly) = pairs_of_names(&mut self.names);
        note(same, Alike::Name);
        note(nearly, Alike::NameParts);
        note(
            pairs_of_short_forms(&mut self.short_forms),
            Alike::NameParts,
        );
        let mut findings = Findings::default();
        for (second, (first, how)) in alike {
            findings.warning(|| {
                let first = place(first).map_or_else(
                    || "another person".to_owned(),
                    |at| format!("the person at {}:{}", at.file, at.line),
                );
                let (code, message) = match how {
                    Alike::Email => (
                        Code::OneEmailTwoIds,
                        format!("{first} has the same e-mail address"),
                    ),
                    Alike::Id => (
                        Code::IdsAlike,
                        format!("this id differs from that of {first} only by form"),
                    ),
                    Alike::Name => (
                        Code::NamesAlike,
                        format!(
                            "{first} has the same name, and no e-mail address tells them apart"
                        ),
                    ),
                    Alike::NameParts => (
                        Code::NamesAlike,
                        format!(
                            "{first} has the same name but for titles or initials, and no e-mail address tells them apart"
                        ),
                    ),
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

/// Half of a hash, where few things are compared.
fn half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// How two people are alike.
#[derive(Clone, Copy)]
enum Alike {
    Email,
    Id,
    Name,
    /// By their names without titles and initials.
    NameParts,
}

/// The earliest of several people, and the earliest without an address.
#[derive(Default)]
struct Earliest {
    any: Option<u32>,
    without_address: Option<u32>,
}

impl Earliest {
    fn note(&mut self, person: u32, has_address: bool) {
        self.any.get_or_insert(person);
        if !has_address {
            self.without_address.get_or_insert(person);
        }
    }

    /// The earliest whom no address tells apart from somebody.
    fn like(&self, has_address: bool) -> Option<u32> {
        if has_address {
            self.without_address
        } else {
            self.any
        }
    }
}

/// Everybody who has the name of somebody earlier, where not both have an address: those of the very same name, and those
/// of one that has other initials only in that it has some.
fn pairs_of_names(marks: &mut [NameMark]) -> (Vec<(u32, u32)>, Vec<(u32, u32)>) {
    marks.sort_unstable();
    let (mut same, mut nearly) = (Vec::new(), Vec::new());
    for alike in marks.chunk_by(|one, other| one.names == other.names) {
        let mut all = Earliest::default();
        let mut by_initials: HashMap<Option<NonZeroU32>, Earliest> = HashMap::new();
        let mut by_whole: HashMap<u32, Earliest> = HashMap::new();
        for mark in alike {
            let like = |of: Option<&Earliest>| of.and_then(|of| of.like(mark.has_address));
            let exact = like(by_whole.get(&mark.whole));
            let near = match mark.initials {
                None => like(Some(&all)),
                own => like(by_initials.get(&own)).or_else(|| like(by_initials.get(&None))),
            };
            match (exact, near) {
                (Some(first), _) => same.push((first, mark.person)),
                (None, Some(first)) => nearly.push((first, mark.person)),
                (None, None) => {}
            }
            all.note(mark.person, mark.has_address);
            let own = by_initials.entry(mark.initials).or_default();
            own.note(mark.person, mark.has_address);
            let own = by_whole.entry(mark.whole).or_default();
            own.note(mark.person, mark.has_address);
        }
    }
    (same, nearly)
}

/// Everybody whose name is a short form of an earlier one, or who has an earlier one as a short form.
fn pairs_of_short_forms(marks: &mut [ShortForm]) -> Vec<(u32, u32)> {
    marks.sort_unstable();
    let mut pairs = Vec::new();
    for alike in marks.chunk_by(|one, other| one.form == other.form) {
        let (mut short, mut long) = (Earliest::default(), Earliest::default());
        for mark in alike {
            let (own, other) = if mark.is_short {
                (&mut short, &long)
            } else {
                (&mut long, &short)
            };
            let earlier = other.like(mark.has_address);
            pairs.extend(earlier.map(|first| (first, mark.person)));
            own.note(mark.person, mark.has_address);
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
            codes(&[("p01", "", "p@x.example"), ("P@x.example", "", "")]),
            [Code::OneEmailTwoIds]
        );
        for written in [
            "p@x.example",
            "MAILTO:p@x.example",
            "<p@x.example>",
            "p@x.example;",
            "Person One <p@x.example>",
        ] {
            for second in [("p02", written, ""), ("p02", "", written)] {
                let found = codes(&[("p01", "", "p@x.example"), second]);
                assert_eq!(found, [Code::OneEmailTwoIds], "{written}");
            }
        }
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
    fn titles_and_initials_hide_nobody() {
        for (first, second) in [
            ("Person One", "Dr. Person One"),
            ("Person One", "P. One"),
            ("P. One", "Person One"),
            ("One, P.", "Person One"),
            ("Person One", "Person M. One"),
            ("One, Person", "Prof. Person One, PhD"),
            ("Person Öne", "Person Oene"),
            ("Person One", "Person One - Contractor"),
            ("Person One", "Person One / Berlin"),
            ("Person One", "Person One [external]"),
        ] {
            assert_eq!(
                codes(&[("p1", first, ""), ("p2", second, "")]),
                [Code::NamesAlike],
                "{first} {second}"
            );
        }
        for (first, second) in [
            ("Person One", "Q. One"),
            ("Person A. One", "Person B. One"),
            ("P. One", "P. Two"),
            ("Dr. One", "Dr. Two"),
        ] {
            assert_eq!(
                codes(&[("p1", first, ""), ("p2", second, "")]),
                [],
                "{first} {second}"
            );
        }
        let with_addresses = [
            ("p1", "Person One", "a@x.example"),
            ("p2", "P. One", "b@x.example"),
        ];
        assert_eq!(codes(&with_addresses), []);
    }

    #[test]
    fn two_people_stay_two() {
        assert_eq!(
            codes(&[("p1", "A B", "a@x.example"), ("p2", "A B", "b@x.example")]),
            []
        );
        assert_eq!(codes(&[("p1", "Alice", ""), ("p2", "Alice", "")]), []);
        assert_eq!(codes(&[("p@x.example", "", "p@x.example")]), []);
        assert_eq!(codes(&[("p10", "", ""), ("p1", "", "")]), []);
    }
}
