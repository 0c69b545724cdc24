//! A team: people and what they hold. Read from YAML or CSV, checked against a catalog.

mod check;
mod csv;
mod digest;
mod exams;
mod exams_left;
mod identity;
pub(crate) mod key;
mod labels;
mod row;
mod rows;
mod status;
pub mod write;
mod yaml;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub(crate) use check::{Said, SaidHolding, future_holding};
pub(crate) use digest::{first_bits, sha256};
pub(crate) use exams::{is_held, join, one_exam};
pub(crate) use exams_left::{Attempt, day_of, exams_left};
pub(crate) use identity::{Identities, Marks};
pub use labels::Labels;
pub(crate) use row::{RowHolding, proficiency};
pub(crate) use rows::{Column, MOST_ROW_BYTES, Row, Rows, not_utf8, unreadable};
pub use status::HoldingStatus;
#[cfg(test)]
pub(crate) use yaml::Roster;

use crate::base::date::Date;
use crate::base::date::Expiry;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Diagnostic, Findings, Place};
use crate::base::text::Text;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::read::File;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Evidence, Level};
use crate::catalog::{Awarded, Catalog, LookupError};

/// People, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// The people; ids are unique.
    pub people: Vec<Person>,
    /// Every role label that somebody has.
    pub labels: Labels,
    /// Holdings of credentials that the catalog doesn't know, where these were let in: they count for nothing.
    pub uncounted: Vec<Uncounted>,
}

/// A holding that counts for nothing, because the catalog doesn't know the credential.
#[derive(Clone, Debug)]
pub struct Uncounted {
    /// Who holds it.
    pub person: Text,
    /// What the roster calls it.
    pub credential: Text,
    /// Where it is written.
    pub place: Place,
}

/// What to do with credentials that the catalog doesn't know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// They are errors.
    Refuse,
    /// They are kept apart and count for nothing.
    Keep,
}

/// One person.
#[derive(Clone, Debug)]
pub struct Person {
    /// What the roster calls the person.
    pub id: Text,
    /// Name, where given.
    pub name: Option<Text>,
    /// Address, where given.
    pub email: Option<Text>,
    /// The team within the team, where given.
    pub team: Option<Text>,
    /// The roster's own labels.
    pub roles: Vec<Text>,
    /// Work roles and categories the person fills.
    pub positions: Vec<Position>,
    /// The person's seniority, where given.
    pub level: Option<Level>,
    /// Years of experience, where given.
    pub experience: Option<u16>,
    /// Hours a week for learning.
    pub hours_per_week: Option<u16>,
    /// What the person holds, and what else the roster says of the person and a credential: see [`HoldingStatus`].
    pub holds: Vec<Held>,
    /// Where the roster names the person first.
    pub place: Option<Place>,
}

impl Person {
    /// Somebody of whom nothing else is known.
    pub fn new(id: Text) -> Self {
        Self {
            id,
            name: None,
            email: None,
            team: None,
            roles: Vec::new(),
            positions: Vec::new(),
            level: None,
            experience: None,
            hours_per_week: None,
            holds: Vec::new(),
            place: None,
        }
    }
}

impl Person {
    /// Joins the exams that the person has passed to the credentials that need several; returns those of credentials that
    /// the person does not hold yet.
    pub(crate) fn join_exams(&mut self, catalog: &Catalog) -> Vec<Held> {
        let is_part = |held: &Held| held.status == HoldingStatus::PartPassed;
        let parts: Vec<Held> = self
            .holds
            .iter()
            .filter(|held| is_part(held))
            .cloned()
            .collect();
        if parts.is_empty() {
            return parts;
        }
        let said: Vec<SaidHolding> = self.holds.iter().map(SaidHolding::from).collect();
        let mut joined = join(catalog, parts, &said);
        for earned in joined.earned {
            let id = earned.credential;
            self.holds
                .retain(|held| !is_part(held) || held.credential != id);
            self.holds.push(earned);
        }
        joined.parts.retain(|part| !is_held(&said, part.credential));
        joined.parts
    }
}

/// A work role (8140) or category (8570) that a person fills.
#[derive(Clone, Debug)]
pub struct Position {
    /// The table it is judged by: [`WORK_ROLES`] or [`CATEGORIES`].
    pub table: Text,
    /// DCWF or NICE id of the work role, or the category.
    pub code: Text,
    /// The level asked for, as the table writes it: `basic`, `intermediate`, `advanced`; `i`, `ii`, `iii`, `analyst`.
    pub level: Text,
    /// Whether it comes with privileged access.
    pub privileged: bool,
    /// Since when.
    pub since: Option<PartialDate>,
    /// Where it is written.
    pub place: Place,
}

/// The table of DoD 8140's work roles.
pub const WORK_ROLES: Text = Text::new_static("dod-8140");
/// The table of the legacy 8570 categories.
pub const CATEGORIES: Text = Text::new_static("dod-8570");

/// A credential that a person holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// The credential.
    pub credential: CredentialId,
    /// The version of the exam, where given.
    pub exam: Option<Text>,
    /// When it was earned.
    pub earned: Option<PartialDate>,
    /// When it expires, as recorded; this beats what follows from the rules.
    pub expires: Option<Recorded>,
    /// Whether it is held. Nothing else counts.
    pub status: HoldingStatus,
    /// A link or file.
    pub evidence: Option<Text>,
    /// What stands behind it: as recorded, else by whether a link or file is named.
    pub evidence_level: Evidence,
    /// Where it is written.
    pub place: Place,
}

/// An expiry as a roster records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recorded {
    /// It never expires.
    Never,
    /// It expires on this day, or some day of this month or year.
    On(PartialDate),
}

impl Held {
    /// The earliest day on which it can have been earned.
    pub fn since(&self) -> Option<Date> {
        self.earned.map(PartialDate::earliest)
    }

    /// Through which day it is valid by itself: as recorded, else by the rule in force when it was earned. What is known
    /// only to the month or the year counts through the earliest day it can mean. What else the person holds may have
    /// renewed it; `cost::standing` knows.
    pub fn expiry(&self, credential: &Credential) -> Expiry {
        expiry(credential, self.expires, self.earned, self.exam.as_deref())
    }
}

/// Through which day a credential is valid, by what a roster records of it; see [`Held::expiry`].
pub(crate) fn expiry(
    credential: &Credential,
    expires: Option<Recorded>,
    earned: Option<PartialDate>,
    exam: Option<&str>,
) -> Expiry {
    match (expires, earned) {
        (Some(Recorded::Never), _) => Expiry::Never,
        (Some(Recorded::On(expires)), _) => Expiry::On(expires.earliest()),
        (None, Some(earned)) => credential.expiry_earned(earned, exam),
        (None, None) => match credential.current_validity() {
            Validity::Never => Expiry::Never,
            Validity::Months(_) | Validity::Unknown => Expiry::Unknown,
        },
    }
}

/// The same as precisely as it is known, where it is a day, a month or a year.
pub(crate) fn expiry_as_known(
    credential: &Credential,
    expires: Option<Recorded>,
    earned: Option<PartialDate>,
    exam: Option<&str>,
) -> Option<PartialDate> {
    match (expires, earned) {
        (Some(Recorded::On(expires)), _) => Some(expires),
        (Some(Recorded::Never), _) | (None, None) => None,
        (None, Some(earned)) => credential.expiry_as_known(earned, exam),
    }
}

impl Team {
    /// Reads rosters: `.csv` files as CSV, all others as YAML.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn read(
        files: &[File],
        catalog: &Catalog,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        Self::read_with(files, catalog, Unknown::Refuse)
    }

    /// The same, with a choice about credentials that the catalog doesn't know.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn read_with(
        files: &[File],
        catalog: &Catalog,
        unknown: Unknown,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut draft = Draft {
            catalog,
            unknown,
            team: Self::default(),
            ids: HashMap::new(),
            said: Vec::new(),
            named: HashMap::new(),
            unnamed: HashMap::new(),
            exam_rows: HashSet::new(),
            found: Findings::default(),
        };
        for file in files {
            if file.is_csv() {
                csv::read(file, &mut draft);
            } else {
                yaml::read(file, &mut draft);
            }
        }
        draft.join_exams();
        let Draft { team, found, .. } = draft;
        let errors = found.errors();
        let mut found = found.into_vec();
        if errors > 0 {
            return Err(found);
        }
        found.extend(team.identities());
        Ok((team, found))
    }

    /// What to say of people who may be one human.
    fn identities(&self) -> Vec<Diagnostic> {
        let mut identities = Identities::default();
        for person in &self.people {
            let name = person.name.as_deref().unwrap_or_default();
            let email = person.email.as_deref().unwrap_or_default();
            identities.add(&person.id, name, email);
        }
        let place = |index: u32| self.people.get(index as usize)?.place.clone();
        identities.findings(place).into_vec()
    }

    /// Drops holdings with an earned date after a day, which never count. Returns a finding for each, in the order of the
    /// rosters.
    pub fn drop_future_holdings(&mut self, today: Date) -> Vec<Diagnostic> {
        let mut files: HashMap<Arc<str>, usize> = HashMap::new();
        let mut dropped: Vec<((usize, u32, u32), Diagnostic)> = Vec::new();
        for person in &mut self.people {
            person.holds.retain(|held| {
                let place = &held.place;
                let next = files.len();
                let file = *files.entry(Arc::clone(&place.file)).or_insert(next);
                let ahead = future_holding(held.credential, held.status, held.earned, today);
                let Some(finding) = ahead else {
                    return true;
                };
                let rank = (file, place.line, place.column);
                dropped.push((rank, finding.at(place.clone())));
                false
            });
        }
        dropped.sort_by_key(|(rank, _)| *rank);
        let findings: Findings = dropped.into_iter().map(|(_, finding)| finding).collect();
        findings.into_vec()
    }

    /// The same team with numbers in place of ids, and without names, addresses, links and the lines of the files.
    #[must_use]
    pub fn anonymized(mut self) -> Self {
        let ids: HashMap<Text, Text> = (1..)
            .zip(&self.people)
            .map(|(number, person)| (person.id.clone(), numbered(number)))
            .collect();
        for person in &mut self.people {
            if let Some(id) = ids.get(&person.id) {
                person.id = id.clone();
            }
            (person.name, person.email) = (None, None);
            person.place.iter_mut().for_each(without_text);
            for position in &mut person.positions {
                without_text(&mut position.place);
            }
            for held in &mut person.holds {
                held.evidence = None;
                without_text(&mut held.place);
            }
        }
        for other in &mut self.uncounted {
            if let Some(id) = ids.get(&other.person) {
                other.person = id.clone();
            }
            without_text(&mut other.place);
        }
        self
    }

    /// The person with this id, without regard to case.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| key::same(&person.id, id))
    }
}

/// What a person is called where people have numbers: in the order in which the rosters name them first.
pub(crate) fn numbered(number: usize) -> Text {
    Text::from(format!("person-{number:02}"))
}

fn without_text(place: &mut Place) {
    place.text = "".into();
}

/// A team being read.
struct Draft<'c> {
    catalog: &'c Catalog,
    unknown: Unknown,
    team: Team,
    /// Where each person stands in the list, by the key of the id.
    ids: HashMap<String, usize>,
    /// What was said of each person.
    said: Vec<Said>,
    /// What each name means that has been looked up.
    named: HashMap<String, Called<'c>>,
    /// What is said of each name that names no credential.
    unnamed: HashMap<String, Diagnostic>,
    /// Where rows name one of several exams, and not a credential.
    exam_rows: HashSet<(Arc<str>, u32, u32)>,
    found: Findings,
}

/// What a name of a roster means.
#[derive(Clone)]
struct Called<'c> {
    credential: &'c Credential,
    /// Those of several exams that the credential needs, where the name means no more than these.
    parts: Vec<Text>,
}

impl<'c> Draft<'c> {
    /// Where the person with an id stands in the list.
    fn person_called(&self, id: &str) -> Option<usize> {
        // Mostly it is the one of the row before.
        let last = self.team.people.len().checked_sub(1)?;
        if *self.team.people[last].id == *id {
            return Some(last);
        }
        self.ids.get(&key::key(id)).copied()
    }

    /// Adds a person. `Err` is the place in the list of the one who has this id already.
    fn add(&mut self, person: Person) -> Result<usize, usize> {
        let index = self.team.people.len();
        match self.ids.entry(key::key(&person.id)) {
            Entry::Occupied(known) => Err(*known.get()),
            Entry::Vacant(free) => {
                free.insert(index);
                self.team.people.push(person);
                self.said.push(Said::default());
                Ok(index)
            }
        }
    }

    /// Adds what a person holds, or exams that are parts of it.
    fn hold(&mut self, holds: &mut Vec<Held>, held: Held, parts: &[Text]) {
        if held.status == HoldingStatus::Held && !parts.is_empty() {
            let place = &held.place;
            self.exam_rows
                .insert((Arc::clone(&place.file), place.line, place.column));
        }
        holds.extend(held.by_exam(parts));
    }

    /// Joins everybody's exams to credentials, and says which do not count alone.
    fn join_exams(&mut self) {
        for person in &mut self.team.people {
            for part in person.join_exams(self.catalog) {
                let place = &part.place;
                let row = (Arc::clone(&place.file), place.line, place.column);
                if self.exam_rows.contains(&row) {
                    self.found.warning(|| one_exam(&part));
                }
            }
        }
    }

    /// The credential a roster names. Where there is none it is kept apart, or a finding says so.
    fn credential(
        &mut self,
        person: Text,
        name: &str,
        place: impl FnOnce() -> Place,
    ) -> Option<Called<'c>> {
        // A large roster names few credentials, each of them often.
        if let Some(called) = self.named.get(name) {
            return Some(called.clone());
        }
        match self.catalog.find_credential(name, Awarded::Unsaid) {
            Ok(found) => {
                let called = Called {
                    credential: found.credential,
                    parts: found.parts,
                };
                self.named.insert(name.to_owned(), called.clone());
                Some(called)
            }
            Err(error)
                if matches!(error, LookupError::Unknown { .. })
                    && self.unknown == Unknown::Keep =>
            {
                let credential = Text::from(name.to_owned());
                self.team.uncounted.push(Uncounted {
                    person,
                    credential,
                    place: place(),
                });
                None
            }
            Err(error) => {
                // Finding the nearest names takes long, and a name that is wrong mostly is so in many rows.
                let (catalog, unnamed) = (self.catalog, &mut self.unnamed);
                self.found.error(|| {
                    let known = unnamed.entry(name.to_owned());
                    let finding = known.or_insert_with(|| catalog.no_credential(&error));
                    finding.clone().at(place())
                });
                None
            }
        }
    }
}

impl Held {
    /// What a row of a table says that somebody holds.
    pub(crate) fn of_row(credential: CredentialId, holding: &RowHolding<'_>, place: Place) -> Self {
        let text = |cell: Option<&str>| cell.map(|cell| Text::from(cell.to_owned()));
        Self {
            credential,
            exam: text(holding.exam),
            earned: holding.earned,
            expires: holding.expires,
            status: holding.status,
            evidence: text(holding.evidence),
            evidence_level: holding.evidence_level,
            place,
        }
    }

    /// The entries of a name that means no more than some of the exams that the credential needs: one for each of these.
    /// Where it means the credential, the entry as it is.
    pub(crate) fn by_exam(self, parts: &[Text]) -> Vec<Self> {
        if parts.is_empty() {
            return vec![self];
        }
        let part = |exam: &Text| Self {
            exam: Some(exam.clone()),
            status: self.status.of_exams(parts),
            ..self.clone()
        };
        parts.iter().map(part).collect()
    }
}

/// What is named as evidence: a link, a file or a number; `None` where the text can't be any of these, as `missing` or `to
/// follow` can't.
pub(crate) fn named_evidence(text: &str) -> Option<&str> {
    let plain = key::key(text);
    let names_file =
        plain.contains(['/', '\\', '.', ':']) || plain.chars().any(|c| c.is_ascii_digit());
    let is_abbreviation = matches!(plain.as_str(), "n/a" | "n.a." | "n.a" | "s/o" | "n/d");
    (names_file && !is_abbreviation).then_some(text)
}

/// The level of evidence as recorded, else by whether a link or file is named.
pub(crate) fn evidence_level(recorded: Option<Evidence>, named: Option<&str>) -> Evidence {
    recorded.unwrap_or(if named.and_then(named_evidence).is_some() {
        Evidence::Evidenced
    } else {
        Evidence::Declared
    })
}
