//! Parts of a verdict: what was gathered of some buckets of people, as a file, and many of them as one again.
//!
//! A part holds the counts of each class, the few people who may be named, and the warnings of each bucket. The people
//! are taken note of once more when parts are merged, so that nothing that follows from them has to be believed.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::Question;
use super::super::checklist::Checklist;
use super::super::classes::Members;
use super::super::day::LastDay;
use super::super::person::Person;
use super::super::verdict::Verdict;
use super::bucket::Bucket;
use super::gathered::{Gathered, InOrder};
use super::records::{BucketRecord, ClassRecord, Facts, Files, PersonRecord};
use crate::base::date::{Date, Period};
use crate::base::diagnostic::{Code, Diagnostic, Place};

use crate::base::text::Text;
use crate::catalog::read::File;
use crate::team::requirement::Evidence;
use crate::team::roster::{Unknown, key, sha256};

/// The version of the file format.
const SCHEMA: u32 = 1;
/// Most missing buckets that a message names.
const NAMED: usize = 10;

/// Where catalog and requirements come from, as digests of their text: the same text gives the same verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// Of the catalog, overlays included.
    pub catalog: String,
    /// Of the requirements.
    pub requirements: String,
}

/// What was gathered of some buckets of people.
#[derive(Debug)]
pub struct Part {
    /// The file it comes from, in messages.
    name: String,
    content: Content,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'t> {
    schema: u32,
    sha256: String,
    #[serde(borrow)]
    part: &'t RawValue,
}

/// The number that says how to read the rest.
#[derive(Deserialize)]
struct Version {
    schema: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    fingerprint: Fingerprint,
    /// How many buckets there are, here and elsewhere.
    of: u32,
    /// Holdings that have expired and can still be renewed.
    late: usize,
    /// For each block of items, how many people have the same last days.
    classes: Vec<Vec<ClassRecord>>,
    /// Everybody who may be named, by id.
    people: Vec<PersonRecord>,
    buckets: Vec<BucketRecord>,
}

/// What must be the same in all parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fingerprint {
    program: String,
    catalog: String,
    requirements: String,
    as_of: Date,
    until: Date,
    valid_for: Option<Period>,
    min_evidence: Evidence,
    assume_valid: bool,
    allow_unknown: bool,
}

impl Fingerprint {
    fn new(question: &Question<'_>, unknown: Unknown, sources: &Sources) -> Self {
        Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            catalog: sources.catalog.clone(),
            requirements: sources.requirements.clone(),
            as_of: question.as_of,
            until: question.until,
            valid_for: question.options.valid_for,
            min_evidence: question.options.least_evidence,
            assume_valid: question.options.unknown == super::super::UnknownEnd::Valid,
            allow_unknown: unknown == Unknown::Keep,
        }
    }

    /// What a part differs in from what is asked now, in words.
    fn differences(&self, asked: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let mut note = |differs: bool, what: String| found.extend(differs.then_some(what));
        let with = |given: bool| if given { "with" } else { "without" };
        note(
            self.program != asked.program,
            format!(
                "by version {} of the program, not {}",
                self.program, asked.program
            ),
        );
        note(
            self.catalog != asked.catalog,
            "with another catalog".to_owned(),
        );
        note(
            self.requirements != asked.requirements,
            "by other requirements".to_owned(),
        );
        note(
            self.as_of != asked.as_of,
            format!("as of {}, not {}", self.as_of, asked.as_of),
        );
        note(
            self.until != asked.until,
            format!("until {}, not {}", self.until, asked.until),
        );
        note(
            self.valid_for != asked.valid_for,
            "with another --valid-for".to_owned(),
        );
        note(
            self.min_evidence != asked.min_evidence,
            format!(
                "with --min-evidence {}, not {}",
                self.min_evidence, asked.min_evidence
            ),
        );
        note(
            self.assume_valid != asked.assume_valid,
            format!("{} --assume-valid", with(self.assume_valid)),
        );
        note(
            self.allow_unknown != asked.allow_unknown,
            format!("{} --allow-unknown", with(self.allow_unknown)),
        );
        found
    }
}

impl Part {
    pub(super) fn new(
        question: &Question<'_>,
        unknown: Unknown,
        sources: &Sources,
        of: u32,
        gathered: &Gathered<'_>,
    ) -> Self {
        let facts = facts(question);
        let checklist = &gathered.checklist;
        let with_positions = checklist.asks_positions();
        let classes = checklist.blocks.iter().map(|block| {
            let tally = block.tally.iter();
            let sorted: BTreeMap<&[LastDay], u32> =
                tally.map(|(key, class)| (&**key, class.count)).collect();
            let classes = sorted.into_iter().map(|(key, people)| ClassRecord {
                last: key.to_vec(),
                people,
            });
            classes.collect()
        });
        let people = checklist.remembered();
        let buckets = gathered.buckets.iter();
        Self {
            name: String::new(),
            content: Content {
                fingerprint: Fingerprint::new(question, unknown, sources),
                of,
                late: checklist.late_holdings(),
                classes: classes.collect(),
                people: people
                    .values()
                    .map(|person| PersonRecord::new(person, facts, with_positions))
                    .collect(),
                buckets: buckets
                    .map(|(bucket, own)| BucketRecord::new(*bucket, own, facts))
                    .collect(),
            },
        }
    }

    /// Reads a part.
    ///
    /// # Errors
    /// Why the file is not a part that can be used.
    pub fn read(file: &File) -> Result<Self, Diagnostic> {
        let bad = |message: String| {
            Diagnostic::error(Code::BadPart, format!("`{}` {message}", file.name))
                .at(place(&file.name, 1, 1))
                .help("write it again with `certadvise coverage --partial`")
        };
        let not_a_part = |error: &serde_json::Error, line: usize| {
            let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).max(1);
            let message = format!("is not a part of a verdict: {error}");
            bad(message).at(place(
                &file.name,
                number(error.line() + line),
                number(error.column()),
            ))
        };
        let version: Version =
            serde_json::from_str(&file.text).map_err(|error| not_a_part(&error, 0))?;
        if version.schema != SCHEMA {
            return Err(bad(format!(
                "has schema {}: expected {SCHEMA}",
                version.schema
            )));
        }
        let envelope: Envelope<'_> =
            serde_json::from_str(&file.text).map_err(|error| not_a_part(&error, 0))?;
        let text = envelope.part.get();
        if sha256(text.as_bytes()) != envelope.sha256 {
            return Err(bad(
                "was changed or damaged: its checksum does not match".to_owned()
            ));
        }
        // The writer puts the content on a line of its own, the second.
        let content = serde_json::from_str(text).map_err(|error| not_a_part(&error, 1))?;
        Ok(Self {
            name: file.name.clone(),
            content,
        })
    }

    /// The text of the file.
    ///
    /// # Errors
    /// Why it can't be written as JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let content = serde_json::to_string(&self.content)?;
        let sha256 = sha256(content.as_bytes());
        Ok(format!(
            "{{\"schema\":{SCHEMA},\"sha256\":\"{sha256}\",\n\"part\":{content}}}\n"
        ))
    }

    fn finding(&self, code: Code, message: &str) -> Diagnostic {
        Diagnostic::error(code, format!("`{}` {message}", self.name)).at(place(&self.name, 1, 1))
    }
}

/// Several parts as one.
pub struct Merged<'q> {
    question: &'q Question<'q>,
    unknown: Unknown,
    sources: Sources,
    of: u32,
    /// Where parts are, for findings about all of them.
    place: Option<Place>,
    gathered: Gathered<'q>,
}

/// Merges parts, in any order.
///
/// # Errors
/// What keeps them from being merged.
pub fn merge<'q>(
    question: &'q Question<'q>,
    unknown: Unknown,
    sources: &Sources,
    parts: Vec<Part>,
) -> Result<Merged<'q>, Vec<Diagnostic>> {
    let asked = Fingerprint::new(question, unknown, sources);
    let mut problems = mismatches(&parts, &asked);
    let Some(first) = parts.first() else {
        return Err(vec![Diagnostic::error(
            Code::OtherPart,
            "there is no part to merge",
        )]);
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let of = first.content.of;
    let place = Some(place(&first.name, 1, 1));
    let mut merging = Merging::new(question, of);
    for part in parts {
        let name = part.name.clone();
        if let Err(problem) = merging.add(part.content) {
            let message = format!("`{name}` contradicts itself: {problem}");
            problems.push(Diagnostic::error(Code::BadPart, message).at(self::place(&name, 1, 1)));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let gathered = merging.finish().map_err(|problem| {
        let message = format!("a part contradicts itself: {problem}");
        let finding = Diagnostic::error(Code::BadPart, message);
        vec![finding.help("merge fewer of them to find which, and write that again")]
    })?;
    Ok(Merged {
        question,
        unknown,
        sources: sources.clone(),
        of,
        place,
        gathered,
    })
}

/// What parts differ in, and what several of them have.
fn mismatches(parts: &[Part], asked: &Fingerprint) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut taken: BTreeMap<u32, &Part> = BTreeMap::new();
    let of = parts.first().map_or(0, |part| part.content.of);
    for part in parts {
        let differences = part.content.fingerprint.differences(asked);
        if !differences.is_empty() {
            let message = format!("was judged {}", differences.join(", and "));
            let finding = part.finding(Code::OtherPart, &message);
            problems.push(
                finding.help(
                    "give the options with which it was written, or write it again with these",
                ),
            );
        }
        if part.content.of != of {
            let message = format!(
                "is of {} buckets, `{}` of {of}",
                part.content.of, parts[0].name
            );
            problems.push(part.finding(Code::OtherPart, &message));
            continue;
        }
        for record in &part.content.buckets {
            if Bucket::new(record.bucket, of).is_err() {
                let message = format!("has bucket {} of {of}", record.bucket);
                problems.push(part.finding(Code::BadPart, &message));
            } else if let Some(other) = taken.insert(record.bucket, part) {
                let message = format!(
                    "has bucket {}/{of}, and `{}` has it too",
                    record.bucket, other.name
                );
                let finding = part.finding(Code::OtherPart, &message);
                problems.push(finding.help("name each part once"));
            }
        }
        if part.content.buckets.is_empty() {
            problems.push(part.finding(Code::BadPart, "has no bucket"));
        }
    }
    problems
}

/// Parts on their way to one.
struct Merging<'q> {
    question: &'q Question<'q>,
    of: u32,
    files: Files,
    people: BTreeMap<Text, Person<'static>>,
    counts: Vec<BTreeMap<Vec<LastDay>, u32>>,
    late: usize,
    buckets: BTreeMap<u32, InOrder>,
}

impl<'q> Merging<'q> {
    fn new(question: &'q Question<'q>, of: u32) -> Self {
        Self {
            question,
            of,
            files: Files::new(),
            people: BTreeMap::new(),
            counts: Vec::new(),
            late: 0,
            buckets: BTreeMap::new(),
        }
    }

    fn add(&mut self, content: Content) -> Result<(), String> {
        let facts = facts(self.question);
        let whole = Bucket::new(0, self.of).map_err(|error| error.to_string())?;
        let bucket_of = |id: &Text| whole.of_key(&key::key(id)).number();
        let own: Vec<u32> = content.buckets.iter().map(|record| record.bucket).collect();
        for record in content.people {
            let id = record.id.clone();
            if !own.contains(&bucket_of(&id)) {
                return Err(format!("`{id}` is not of its buckets"));
            }
            let person = record.person(facts, &mut self.files)?;
            if self.people.insert(id.clone(), person).is_some() {
                return Err(format!("it has `{id}` twice"));
            }
        }
        for record in content.buckets {
            let bucket = record.bucket;
            if record
                .in_positions
                .iter()
                .any(|person| bucket_of(&person.id) != bucket)
            {
                return Err(format!("somebody is not of bucket {bucket}"));
            }
            self.buckets
                .insert(bucket, record.in_order(facts, &mut self.files)?);
        }
        if self.counts.is_empty() {
            self.counts.resize(content.classes.len(), BTreeMap::new());
        }
        if self.counts.len() != content.classes.len() {
            return Err("its classes are of other items".to_owned());
        }
        for (counts, classes) in self.counts.iter_mut().zip(content.classes) {
            for ClassRecord { last, people } in classes {
                let count = counts.entry(last).or_insert(0);
                let sum = count.checked_add(people).filter(|_| people > 0);
                *count = sum.ok_or("a class of it has no people, or too many")?;
            }
        }
        let late = self.late.checked_add(content.late);
        self.late = late.ok_or("it has too many late holdings")?;
        Ok(())
    }

    fn finish(self) -> Result<Gathered<'q>, &'static str> {
        let mut checklist = Checklist::new(self.question);
        for person in self.people.values() {
            checklist.add(&person.view(), Members::Few);
        }
        let mut people = self.buckets.values().map(|own| own.people);
        let people = people.try_fold(0_u32, |sum, own| sum.checked_add(own));
        let people = people.ok_or("the parts have too many people")?;
        let mut counts = self.counts;
        counts.resize(checklist.blocks.len().max(counts.len()), BTreeMap::new());
        checklist.recount(people, self.late, counts)?;
        Ok(Gathered {
            checklist,
            buckets: self.buckets,
        })
    }
}

impl Merged<'_> {
    /// The verdict on everybody, and what there is to say of the rosters.
    ///
    /// # Errors
    /// Which buckets are missing.
    pub fn verdict(self) -> Result<(Verdict, Vec<Diagnostic>), Vec<Diagnostic>> {
        let missing = || (0..self.of).filter(|bucket| !self.gathered.buckets.contains_key(bucket));
        let count = missing().count();
        if count == 0 {
            return self.gathered.conclude();
        }
        let mut message = if count == 1 { "bucket " } else { "buckets " }.to_owned();
        for (order, bucket) in missing().take(NAMED).enumerate() {
            let comma = if order > 0 { ", " } else { "" };
            // A string takes everything.
            let _ = write!(message, "{comma}{bucket}");
        }
        if count > NAMED {
            let _ = write!(message, " and {} more", count - NAMED);
        }
        let verb = if count == 1 { "is" } else { "are" };
        let message = format!("{message} of {} {verb} missing", self.of);
        let finding = Diagnostic::error(Code::OtherPart, message);
        let finding = finding.help("name every part, or write a larger part with --partial");
        Err(vec![match self.place {
            Some(place) => finding.at(place),
            None => finding,
        }])
    }

    /// The same as a larger part.
    pub fn into_part(self) -> Part {
        Part::new(
            self.question,
            self.unknown,
            &self.sources,
            self.of,
            &self.gathered,
        )
    }
}

fn facts<'q>(question: &Question<'q>) -> Facts<'q> {
    Facts {
        catalog: question.catalog,
        options: question.options,
    }
}

fn place(file: &str, line: u32, column: u32) -> Place {
    Place {
        file: file.into(),
        line,
        column,
        width: 1,
        text: "".into(),
    }
}
