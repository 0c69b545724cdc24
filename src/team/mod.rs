//! A team: people and what they hold. Read from YAML or CSV, checked against a catalog.

mod csv;
pub mod renewals;
mod yaml;

use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::quantity::{PartialDate, Term};
use crate::catalog::read::File;
use crate::catalog::text::Text;
use crate::catalog::words::Level;
use crate::cost::schedule::{Expiry, later};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::profile::day;

/// People, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// The people; ids are unique.
    pub people: Vec<Person>,
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
    /// Work roles the person fills.
    pub positions: Vec<Position>,
    /// Hours a week for learning.
    pub hours_per_week: Option<u16>,
    /// What the person holds, revoked ones included.
    pub holds: Vec<Held>,
}

/// A work role that a person fills.
#[derive(Clone, Debug)]
pub struct Position {
    /// DCWF or NICE id.
    pub work_role: Text,
    /// The level asked for.
    pub level: Option<Level>,
    /// Whether it comes with privileged access.
    pub privileged: bool,
    /// Since when.
    pub since: Option<PartialDate>,
}

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
    /// Where it is written.
    pub place: Place,
}

/// An expiry as a roster records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        self.earned.and_then(|earned| date(earned.earliest()))
    }

    /// Through which day it is valid: as recorded, else by the rule in force on the day earned. What is known only to
    /// the month counts through the earliest day it can mean.
    pub fn expiry(&self, credential: &Credential) -> Expiry {
        match (self.expires, self.since()) {
            (Some(Recorded::Never), _) => Expiry::Never,
            (Some(Recorded::On(expires)), _) => date(expires.earliest()).map_or(Expiry::Unknown, Expiry::On),
            (None, Some(since)) => match credential.term_earned(day(since), self.exam.as_deref()) {
                Term::Never => Expiry::Never,
                Term::Months(months) => Expiry::On(later(since, i64::from(months.get()))),
                Term::Unknown => Expiry::Unknown,
            },
            (None, None) => match credential.term_now() {
                Term::Never => Expiry::Never,
                Term::Months(_) | Term::Unknown => Expiry::Unknown,
            },
        }
    }
}

impl Team {
    /// Reads rosters: `.csv` files as CSV, all others as YAML.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn read(files: &[File], catalog: &Catalog) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut team = Self::default();
        let mut found = Vec::new();
        for file in files {
            if file.name.to_ascii_lowercase().ends_with(".csv") {
                csv::read(file, catalog, &mut team, &mut found);
            } else {
                yaml::read(file, catalog, &mut team, &mut found);
            }
        }
        if found.iter().any(|finding| finding.severity == Severity::Error) { Err(found) } else { Ok((team, found)) }
    }

    /// The person with this id, without regard to case.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id.eq_ignore_ascii_case(id))
    }
}

/// The credential a roster names, or a finding at its place.
fn credential(catalog: &Catalog, name: &str, place: &Place, found: &mut Vec<Diagnostic>) -> Option<CredentialId> {
    use crate::catalog::{Named, Unnamed};
    match catalog.credential_named(name) {
        Ok(credential) => Some(credential.id),
        Err(error @ Unnamed::Shared { .. }) => {
            let finding = Diagnostic::error(Code::Ambiguous, error.to_string()).at(place.clone());
            found.push(finding.help("use the id of the one that is held"));
            None
        }
        Err(error @ Unnamed::Unknown { .. }) => {
            let names = catalog.credentials.iter().flat_map(|c| std::iter::once(c.id()).chain(c.other_names()));
            let finding = Diagnostic::error(Code::UnknownId, error.to_string()).at(place.clone());
            found.push(finding.label("not in the catalog").suggest(name, names));
            None
        }
    }
}

fn standing(text: &str) -> Option<Standing> {
    match text.to_ascii_lowercase().as_str() {
        "" | "active" | "valid" | "current" => Some(Standing::Active),
        "revoked" | "suspended" | "withdrawn" | "inactive" => Some(Standing::Revoked),
        _ => None,
    }
}

fn date((year, month, day): (u16, u8, u8)) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
