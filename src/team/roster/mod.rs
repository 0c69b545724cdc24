//! A team: people and what they hold. Read from YAML or CSV, checked against a catalog.

mod csv;
pub mod write;
mod yaml;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

#[cfg(test)]
pub(crate) use yaml::Roster;

pub(crate) use csv::{
    COLUMNS, CREDENTIAL, Columns, EARNED, EVIDENCE, EVIDENCE_LEVEL, EXAM, EXPIRES, PERSON, ROLES,
    STATUS, columns, labels, swallowed, unreadable,
};

use crate::base::date::Date;
use crate::base::date::Expiry;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::base::text::Text;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::read::File;
use crate::catalog::validity::Term;
use crate::catalog::vocabulary::{Evidence, Level};
use crate::catalog::{Catalog, Named, Unnamed};

/// People, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// The people; ids are unique.
    pub people: Vec<Person>,
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
    /// How far the person has come, where given.
    pub level: Option<Level>,
    /// Years of experience, where given.
    pub experience: Option<u16>,
    /// Hours a week for learning.
    pub hours_per_week: Option<u16>,
    /// What the person holds, revoked ones included.
    pub holds: Vec<Held>,
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
        }
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
    /// Whether it still stands.
    pub standing: Standing,
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

/// Whether a holding still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does, as far as the roster says.
    Active,
    /// It was taken back or given up.
    Revoked,
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

    /// What to say where it ends before it begins.
    fn backwards(&self) -> Option<Diagnostic> {
        let (earned, Some(Recorded::On(expires))) = (self.earned?, self.expires) else {
            return None;
        };
        (expires.latest() < earned.earliest()).then(|| {
            let id = self.credential;
            let message = format!(
                "`{id}` ends on {expires}, before it was earned ({earned}): it counts on no day"
            );
            Diagnostic::warning(Code::Contradiction, message).at(self.place.clone())
        })
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
        (None, None) => match credential.term_now() {
            Term::Never => Expiry::Never,
            Term::Months(_) | Term::Unknown => Expiry::Unknown,
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
            named: HashMap::new(),
            unnamed: HashMap::new(),
            found: Vec::new(),
        };
        for file in files {
            let from = draft.found.len();
            if file.is_csv() {
                csv::read(file, &mut draft);
            } else {
                yaml::read(file, &mut draft);
            }
            draft.found[from..]
                .sort_by_key(|finding| finding.place.as_ref().map(|at| (at.line, at.column)));
        }
        let Draft {
            team, mut found, ..
        } = draft;
        found.extend(
            team.people
                .iter()
                .flat_map(|person| &person.holds)
                .filter_map(Held::backwards),
        );
        if found
            .iter()
            .any(|finding| finding.severity == Severity::Error)
        {
            Err(found)
        } else {
            Ok((team, found))
        }
    }

    /// The same team with numbers in place of ids, and without names, addresses, links and the lines of the files.
    #[must_use]
    pub fn anonymized(mut self) -> Self {
        let mut ids: Vec<Text> = self.people.iter().map(|person| person.id.clone()).collect();
        ids.sort_unstable();
        let digits = ids.len().to_string().len().max(2);
        let number = |id: Text| {
            let at = ids.binary_search(&id).map_or(0, |at| at + 1);
            Text::from(format!("person-{at:0digits$}"))
        };
        let bare = |place: &mut Place| place.text = "".into();
        for person in &mut self.people {
            person.id = number(person.id.clone());
            (person.name, person.email) = (None, None);
            person
                .positions
                .iter_mut()
                .for_each(|position| bare(&mut position.place));
            for held in &mut person.holds {
                held.evidence = None;
                bare(&mut held.place);
            }
        }
        for other in &mut self.uncounted {
            other.person = number(other.person.clone());
            bare(&mut other.place);
        }
        self
    }

    /// The person with this id, without regard to case.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people
            .iter()
            .find(|person| person.id.eq_ignore_ascii_case(id))
    }
}

/// A team being read.
struct Draft<'c> {
    catalog: &'c Catalog,
    unknown: Unknown,
    team: Team,
    /// Where each person stands in the list, by id in lower case.
    ids: HashMap<String, usize>,
    /// What each name means that has been looked up.
    named: HashMap<String, CredentialId>,
    /// What is said of each name that names no credential.
    unnamed: HashMap<String, Diagnostic>,
    found: Vec<Diagnostic>,
}

impl Draft<'_> {
    /// Adds a person. `Err` is the place in the list of the one who has this id already.
    fn add(&mut self, person: Person) -> Result<usize, usize> {
        let at = self.team.people.len();
        match self.ids.entry(person.id.to_lowercase()) {
            Entry::Occupied(known) => Err(*known.get()),
            Entry::Vacant(free) => {
                free.insert(at);
                self.team.people.push(person);
                Ok(at)
            }
        }
    }

    /// The credential a roster names. Where there is none it is kept apart, or a finding says so.
    fn credential(&mut self, person: Text, name: &str, place: &Place) -> Option<CredentialId> {
        // A large roster names few credentials, each of them often.
        if let Some(id) = self.named.get(name) {
            return Some(*id);
        }
        match self.catalog.credential_named(name) {
            Ok(credential) => {
                self.named.insert(name.to_owned(), credential.id);
                Some(credential.id)
            }
            Err(error)
                if matches!(error, Unnamed::Unknown { .. }) && self.unknown == Unknown::Keep =>
            {
                let credential = Text::from(name.to_owned());
                self.team.uncounted.push(Uncounted {
                    person,
                    credential,
                    place: place.clone(),
                });
                None
            }
            Err(error) => {
                // Finding the nearest names takes long, and a name that is wrong mostly is so in many rows.
                let known = self.unnamed.entry(name.to_owned());
                let finding = known
                    .or_insert_with(|| unnamed(self.catalog, &error))
                    .clone();
                self.found.push(finding.at(place.clone()));
                None
            }
        }
    }
}

/// What to say of a name that names no credential.
pub(crate) fn unnamed(catalog: &Catalog, error: &Unnamed) -> Diagnostic {
    match error {
        Unnamed::Shared { .. } => Diagnostic::error(Code::Ambiguous, error.to_string())
            .help("use the id of the one that is held"),
        Unnamed::Unknown { name, .. } => {
            let names = catalog
                .credentials
                .iter()
                .flat_map(|c| std::iter::once(c.id()).chain(c.other_names()));
            Diagnostic::error(Code::UnknownId, error.to_string())
                .label("not in the catalog")
                .suggest(name, names)
        }
    }
}

/// The level of evidence as recorded, else by whether a link or file is named.
pub(crate) fn evidence_level(recorded: Option<Evidence>, named: bool) -> Evidence {
    recorded.unwrap_or(if named {
        Evidence::Evidenced
    } else {
        Evidence::Declared
    })
}

pub(crate) fn standing(text: &str) -> Option<Standing> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["", "active", "valid", "current"]) {
        Some(Standing::Active)
    } else {
        is(&["revoked", "suspended", "withdrawn", "inactive"]).then_some(Standing::Revoked)
    }
}
