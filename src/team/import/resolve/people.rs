//! Whose a record is: by address, by the user's list, by number; by name alone only where it says so.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::super::map::Map;
use super::super::record::{Hash, PersonRef, Record};
use super::status;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::vocabulary::Level;
use crate::team::roster::{Person, Position, Team, WORK_ROLES};

/// The people known so far, and how to find them.
pub(crate) struct People<'m> {
    /// The team as it stands.
    pub team: Team,
    map: &'m Map,
    by_email: BTreeMap<String, usize>,
    by_id: BTreeMap<String, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// Where each was first read, by place in the team.
    seen: BTreeMap<usize, Place>,
}

/// How a person was found.
pub(crate) struct Found {
    /// Which of the team.
    pub at: usize,
    /// What the user should know.
    pub note: Option<String>,
    /// Another who may be the same person.
    pub notice: Option<Diagnostic>,
}

impl<'m> People<'m> {
    pub(crate) fn new(team: Team, map: &'m Map) -> Self {
        let mut people = Self {
            team: Team {
                people: Vec::new(),
                uncounted: team.uncounted,
                ..Team::default()
            },
            map,
            by_email: BTreeMap::new(),
            by_id: BTreeMap::new(),
            by_name: BTreeMap::new(),
            seen: BTreeMap::new(),
        };
        for person in team.people {
            people.add(person);
        }
        people
    }

    fn add(&mut self, person: Person) -> usize {
        let at = self.team.people.len();
        self.by_id.insert(person.id.to_lowercase(), at);
        if let Some(email) = &person.email {
            self.by_email.entry(email.to_lowercase()).or_insert(at);
        }
        if let Some(name) = &person.name {
            self.by_name.entry(name_key(name)).or_default().push(at);
        }
        self.team.people.push(person);
        at
    }

    /// The person a record is about, new or known; `given` gets what names nobody.
    ///
    /// # Errors
    /// Why nobody can be named.
    pub(crate) fn find(
        &mut self,
        record: &Record,
        file: &str,
        given: Option<&str>,
    ) -> Result<Found, String> {
        let found = self.find_person(&record.person, &record.place, file, given)?;
        self.seen
            .entry(found.at)
            .or_insert_with(|| record.place.clone());
        self.add_position(found.at, record);
        Ok(found)
    }

    fn find_person(
        &mut self,
        person: &PersonRef,
        place: &Place,
        file: &str,
        given: Option<&str>,
    ) -> Result<Found, String> {
        let listed = self.listed(person, file);
        let at = if let Some(id) = listed {
            self.by_id
                .get(&id.to_lowercase())
                .copied()
                .unwrap_or_else(|| self.add(Person::new(id)))
        } else if person.is_nobody() {
            let Some(id) = given.map(|id| Text::from(id.to_owned())) else {
                let hint = person
                    .hint
                    .as_ref()
                    .map_or_else(String::new, |hint| format!("; `{hint}` made the entry"));
                return Err(format!("names nobody{hint}"));
            };
            self.by_id
                .get(&id.to_lowercase())
                .copied()
                .unwrap_or_else(|| self.add(Person::new(id)))
        } else if let Some(at) = self.known(person) {
            at
        } else if !person.hashes.is_empty() {
            return Err(
                "the recipient is known by a hash only, which fits no known address".to_owned(),
            );
        } else {
            return self.by_name_or_new(person, place);
        };
        self.fill(at, person);
        Ok(Found {
            at,
            note: None,
            notice: None,
        })
    }

    /// The work role of a record, if the person hasn't got it yet.
    fn add_position(&mut self, at: usize, record: &Record) {
        let Some(written) = &record.position else {
            return;
        };
        let Some(level) = written.level.as_deref().and_then(proficiency) else {
            return;
        };
        let privileged = written
            .privileged
            .as_deref()
            .is_some_and(|text| status::read(text) == status::HELD);
        let Some(person) = self.team.people.get_mut(at) else {
            return;
        };
        let is_there = person
            .positions
            .iter()
            .any(|own| *own.code == *written.work_role && own.level == level);
        if !is_there {
            person.positions.push(Position {
                table: WORK_ROLES,
                code: Text::from(written.work_role.clone()),
                level,
                privileged,
                since: None,
                place: record.place.clone(),
            });
        }
    }

    /// Who the user's list says it is.
    fn listed(&self, person: &PersonRef, file: &str) -> Option<Text> {
        let mut said = person
            .emails
            .iter()
            .chain(&person.id)
            .chain(&person.name)
            .chain(&person.hint);
        let by_hash = || person.behind_hash(&self.map.people).cloned();
        let by_file = || {
            if person.is_nobody() {
                self.map.person_of_file(file)
            } else {
                None
            }
        };
        said.find_map(|text| self.map.person(text))
            .or_else(by_hash)
            .or_else(by_file)
    }

    /// Who it is by address or number.
    pub(crate) fn known(&self, person: &PersonRef) -> Option<usize> {
        let by_email = person
            .emails
            .iter()
            .find_map(|email| self.by_email.get(&email.to_lowercase()));
        let by_hash = || person.behind_hash(&self.by_email);
        let by_id = || {
            person
                .id
                .as_ref()
                .and_then(|id| self.by_id.get(&id.to_lowercase()))
        };
        by_email.or_else(by_hash).or_else(by_id).copied()
    }

    fn by_name_or_new(&mut self, person: &PersonRef, place: &Place) -> Result<Found, String> {
        let namesakes = person
            .name
            .as_ref()
            .and_then(|name| self.by_name.get(&name_key(name)))
            .cloned()
            .unwrap_or_default();
        let by_name_alone = person.emails.is_empty() && person.id.is_none();
        let ids: Vec<String> = namesakes
            .iter()
            .map(|at| format!("`{}`", self.team.people[*at].id))
            .collect();
        match namesakes.as_slice() {
            [at] if by_name_alone => {
                let same = |own: &Text| {
                    person
                        .name
                        .as_ref()
                        .is_some_and(|name| plain(own) == plain(name))
                };
                let is_same = self.team.people[*at].name.as_ref().is_some_and(same);
                let notice = || self.namesake(person, place, *at, "is taken as");
                return Ok(Found {
                    at: *at,
                    note: Some(format!("joined to {} by name alone", ids[0])),
                    notice: (!is_same).then(notice),
                });
            }
            [_, _, ..] if by_name_alone => {
                return Err(format!("{} have this name", ids.join(" and ")));
            }
            _ => {}
        }
        let notice = namesakes
            .first()
            .map(|at| self.namesake(person, place, *at, "may be"));
        let at = self.add(Person::new(self.new_id(person)));
        self.fill(at, person);
        let note = (!ids.is_empty()).then(|| format!("{} has the same name", ids[0]));
        Ok(Found { at, note, notice })
    }

    /// What to say of two records of which only the name suggests that they are about one person.
    fn namesake(&self, person: &PersonRef, place: &Place, at: usize, verb: &str) -> Diagnostic {
        let name = person.name.as_deref().unwrap_or_default();
        let other = &self.team.people[at];
        let first = self.seen.get(&at).map_or_else(
            || "in the team".to_owned(),
            |first| format!("in {}, line {}", first.file, first.line),
        );
        let message = format!(
            "`{name}` {verb} `{}` {first}: only the name says so",
            other.name.as_ref().unwrap_or(&other.id)
        );
        let help = "list what the person goes by under `people` in the map";
        Diagnostic::error(Code::Namesakes, message)
            .at(place.on(name))
            .help(help)
    }

    /// Adds what is not known of a person yet; what is known stays.
    fn fill(&mut self, at: usize, record: &PersonRef) {
        let Some(person) = self.team.people.get_mut(at) else {
            return;
        };
        let text = |text: &String| Text::from(text.clone());
        if person.name.is_none() {
            person.name = record.name.as_ref().map(text);
            if let Some(name) = &person.name {
                self.by_name.entry(name_key(&name)).or_default().push(at);
            }
        }
        if person.email.is_none()
            && let Some(email) = record.emails.first()
        {
            person.email = Some(text(email));
            self.by_email.entry(email.to_lowercase()).or_insert(at);
        }
        person.team = person
            .team
            .clone()
            .or_else(|| record.team.as_ref().map(text));
        if person.roles.is_empty() {
            person.roles = record.roles.iter().map(text).collect();
        }
    }

    /// A new person's id: their number, the part of the address before the @, or the name, whichever is said first.
    fn new_id(&self, person: &PersonRef) -> Text {
        let local = person
            .emails
            .first()
            .map(|email| email.split('@').next().unwrap_or(email).to_lowercase());
        let slug = |name: &String| plain(name).replace(' ', "-");
        let wanted = person
            .id
            .clone()
            .or(local)
            .or_else(|| person.name.as_ref().map(slug))
            .unwrap_or_default();
        let free = |id: &str| !self.by_id.contains_key(&id.to_lowercase());
        let whole = person.emails.first().map(|email| email.to_lowercase());
        let numbered = (2..).map(|n| format!("{wanted}-{n}"));
        let mut choices = std::iter::once(wanted.clone()).chain(whole).chain(numbered);
        Text::from(
            choices
                .find(|id| !id.is_empty() && free(id))
                .unwrap_or_default(),
        )
    }
}

impl PersonRef {
    /// What belongs to the address behind one of the hashes.
    fn behind_hash<'k, T>(&self, known: &'k BTreeMap<String, T>) -> Option<&'k T> {
        if self.hashes.is_empty() {
            return None;
        }
        known
            .iter()
            .find(|(email, _)| self.hashes.iter().any(|hash| hash.fits(email)))
            .map(|(_, found)| found)
    }
}

impl Hash {
    /// Whether it is the hash of this address, as written or in lower case.
    fn fits(&self, email: &str) -> bool {
        let of = |email: &str| {
            let digest = Sha256::new()
                .chain_update(email)
                .chain_update(&self.salt)
                .finalize();
            digest
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                == self.digest
        };
        of(email) || of(&email.to_lowercase())
    }
}

/// A name without the order of its parts: `One, Person` is `Person One`.
fn name_key(name: &str) -> String {
    let plain = plain(&name.replace(',', " "));
    let mut parts: Vec<&str> = plain.split(' ').collect();
    parts.sort_unstable();
    parts.join(" ")
}

/// A proficiency level in the words of DoD 8140.
fn proficiency(text: &str) -> Option<Text> {
    match Level::parse(text)? {
        Level::Entry => Some("basic".into()),
        Level::Mid => Some("intermediate".into()),
        Level::Senior => Some("advanced".into()),
        Level::Principal => None,
    }
}

fn plain(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
