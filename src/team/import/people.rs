//! Whose a record is: by address, by the user's list, by number; by name alone only where it says so.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::map::Map;
use super::record::{Hash, Who};
use crate::base::text::Text;
use crate::team::roster::{Person, Team};

/// The people known so far, and how to find them.
pub(super) struct People<'m> {
    /// The team as it stands.
    pub team: Team,
    map: &'m Map,
    by_email: BTreeMap<String, usize>,
    by_id: BTreeMap<String, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
}

/// How a person was found.
pub(super) struct Found {
    /// Which of the team.
    pub at: usize,
    /// What the user should know.
    pub note: Option<String>,
}

impl<'m> People<'m> {
    pub(super) fn new(team: Team, map: &'m Map) -> Self {
        let mut people = Self {
            team: Team {
                people: Vec::new(),
                uncounted: team.uncounted,
            },
            map,
            by_email: BTreeMap::new(),
            by_id: BTreeMap::new(),
            by_name: BTreeMap::new(),
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
            self.by_name.entry(plain(name)).or_default().push(at);
        }
        self.team.people.push(person);
        at
    }

    /// The person a record is about, new or known; `given` gets what names nobody.
    ///
    /// # Errors
    /// Why nobody can be named.
    pub(super) fn find(
        &mut self,
        who: &Who,
        file: &str,
        given: Option<&str>,
    ) -> Result<Found, String> {
        let listed = self.listed(who, file);
        let at = if let Some(id) = listed {
            self.by_id
                .get(&id.to_lowercase())
                .copied()
                .unwrap_or_else(|| self.add(Person::new(id)))
        } else if who.is_nobody() {
            let Some(id) = given.map(|id| Text::from(id.to_owned())) else {
                let hint = who
                    .hint
                    .as_ref()
                    .map_or_else(String::new, |hint| format!("; `{hint}` made the entry"));
                return Err(format!("names nobody{hint}"));
            };
            self.by_id
                .get(&id.to_lowercase())
                .copied()
                .unwrap_or_else(|| self.add(Person::new(id)))
        } else if let Some(at) = self.known(who) {
            at
        } else if !who.hashes.is_empty() {
            return Err(
                "the recipient is known by a hash only, which fits no known address".to_owned(),
            );
        } else {
            return self.by_name_or_new(who);
        };
        self.fill(at, who);
        Ok(Found { at, note: None })
    }

    /// Who the user's list says it is.
    fn listed(&self, who: &Who, file: &str) -> Option<Text> {
        let mut said = who
            .emails
            .iter()
            .chain(&who.id)
            .chain(&who.name)
            .chain(&who.hint);
        let by_hash = || who.behind_hash(&self.map.people).cloned();
        let by_file = || {
            if who.is_nobody() {
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
    pub(super) fn known(&self, who: &Who) -> Option<usize> {
        let by_email = who
            .emails
            .iter()
            .find_map(|email| self.by_email.get(&email.to_lowercase()));
        let by_hash = || who.behind_hash(&self.by_email);
        let by_id = || {
            who.id
                .as_ref()
                .and_then(|id| self.by_id.get(&id.to_lowercase()))
        };
        by_email.or_else(by_hash).or_else(by_id).copied()
    }

    fn by_name_or_new(&mut self, who: &Who) -> Result<Found, String> {
        let namesakes = who
            .name
            .as_ref()
            .and_then(|name| self.by_name.get(&plain(name)))
            .cloned()
            .unwrap_or_default();
        let by_name_alone = who.emails.is_empty() && who.id.is_none();
        let ids: Vec<String> = namesakes
            .iter()
            .map(|at| format!("`{}`", self.team.people[*at].id))
            .collect();
        match namesakes.as_slice() {
            [at] if by_name_alone => {
                return Ok(Found {
                    at: *at,
                    note: Some(format!("joined to {} by name alone", ids[0])),
                });
            }
            [_, _, ..] if by_name_alone => {
                return Err(format!("{} have this name", ids.join(" and ")));
            }
            _ => {}
        }
        let at = self.add(Person::new(self.new_id(who)));
        self.fill(at, who);
        let note = (!ids.is_empty()).then(|| {
            format!(
                "{} has the same name; if it is the same person, list the address under `people` in the map",
                ids[0]
            )
        });
        Ok(Found { at, note })
    }

    /// Adds what is not known of a person yet; what is known stays.
    fn fill(&mut self, at: usize, who: &Who) {
        let Some(person) = self.team.people.get_mut(at) else {
            return;
        };
        let text = |text: &String| Text::from(text.clone());
        if person.name.is_none() {
            person.name = who.name.as_ref().map(text);
            if let Some(name) = &person.name {
                self.by_name.entry(plain(&name)).or_default().push(at);
            }
        }
        if person.email.is_none()
            && let Some(email) = who.emails.first()
        {
            person.email = Some(text(email));
            self.by_email.entry(email.to_lowercase()).or_insert(at);
        }
        person.team = person.team.clone().or_else(|| who.team.as_ref().map(text));
        if person.roles.is_empty() {
            person.roles = who.roles.iter().map(text).collect();
        }
    }

    /// A new person's id: their number, the part of the address before the @, or the name, whichever is said first.
    fn new_id(&self, who: &Who) -> Text {
        let local = who
            .emails
            .first()
            .map(|email| email.split('@').next().unwrap_or(email).to_lowercase());
        let slug = |name: &String| plain(name).replace(' ', "-");
        let wanted = who
            .id
            .clone()
            .or(local)
            .or_else(|| who.name.as_ref().map(slug))
            .unwrap_or_default();
        let free = |id: &str| !self.by_id.contains_key(&id.to_lowercase());
        let whole = who.emails.first().map(|email| email.to_lowercase());
        let numbered = (2..).map(|n| format!("{wanted}-{n}"));
        let mut choices = std::iter::once(wanted.clone()).chain(whole).chain(numbered);
        Text::from(
            choices
                .find(|id| !id.is_empty() && free(id))
                .unwrap_or_default(),
        )
    }
}

impl Who {
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

fn plain(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
