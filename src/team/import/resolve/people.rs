//! Whose a record is: by address, by the user's list, by number; by name alone only where it says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::super::map::Map;
use super::super::record::{Hash, PersonRef, Record, says_nothing};
use super::status::{self, Claim};
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::text::Text;
use crate::team::roster::{HoldingStatus, Person, Position, Team, WORK_ROLES, key, proficiency};

/// The people known so far, and how to find them.
pub(crate) struct People<'m> {
    /// The team as it stands.
    pub team: Team,
    map: &'m Map,
    by_email: BTreeMap<String, usize>,
    by_id: BTreeMap<String, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// By the parts of the name without titles and initials, with these initials.
    by_parts: BTreeMap<String, Vec<(Vec<String>, usize)>>,
    /// By what a name and its short forms have in common, with whether it is a short form.
    by_short_form: BTreeMap<String, Vec<(bool, usize)>>,
    /// Where each was first read, by place in the team.
    seen: BTreeMap<usize, Place>,
    /// The id that each has in each file, and where it first stands there.
    ids_in_files: BTreeMap<(usize, Arc<str>), (String, Place)>,
}

/// How a person was found.
pub(crate) struct Found {
    /// Which of the team.
    pub at: usize,
    /// What the user should know.
    pub note: Option<String>,
    /// What deserves a look: another who may be the same person, or a position that can't be read.
    pub notices: Vec<Diagnostic>,
}

impl Found {
    fn at(index: usize) -> Self {
        Self {
            at: index,
            note: None,
            notices: Vec::new(),
        }
    }
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
            by_parts: BTreeMap::new(),
            by_short_form: BTreeMap::new(),
            seen: BTreeMap::new(),
            ids_in_files: BTreeMap::new(),
        };
        for person in team.people {
            people.add(person);
        }
        people
    }

    fn add(&mut self, person: Person) -> usize {
        let index = self.team.people.len();
        self.by_id.insert(key::key(&person.id), index);
        let texts = [
            Some(&person.id),
            person.name.as_ref(),
            person.email.as_ref(),
        ];
        for (_, address) in texts
            .into_iter()
            .flatten()
            .filter_map(|text| key::address(text))
        {
            self.by_email.entry(key::key(&address)).or_insert(index);
        }
        if let Some(name) = person.name.clone() {
            self.note_name(&name, index);
        }
        self.team.people.push(person);
        index
    }

    fn note_name(&mut self, name: &str, index: usize) {
        self.by_name.entry(name_key(name)).or_default().push(index);
        let Some(parts) = key::name_parts(name) else {
            return;
        };
        for form in parts.short_forms() {
            let known = self.by_short_form.entry(form).or_default();
            known.push((parts.is_short(), index));
        }
        if parts.names.len() > 1 {
            let known = self.by_parts.entry(parts.names.join(" ")).or_default();
            known.push((parts.initials, index));
        }
    }

    /// The person a record is about, new or known; `given` gets what names no one.
    ///
    /// # Errors
    /// Why nobody can be named.
    pub(crate) fn find(
        &mut self,
        record: &Record,
        file: &str,
        given: Option<&str>,
    ) -> Result<Found, String> {
        let person = &record.person;
        let mut texts = person.id.iter().chain(&person.emails).chain(&person.name);
        if texts.any(|text| key::has_control(text)) {
            return Err("a control character stands in the id, name or address".to_owned());
        }
        let mut found = self.find_person(&record.person, &record.place, file, given)?;
        found
            .notices
            .extend(self.two_ids(found.at, &record.person, &record.place));
        self.seen
            .entry(found.at)
            .or_insert_with(|| record.place.clone());
        found.notices.extend(self.add_positions(found.at, record));
        Ok(found)
    }

    fn find_person(
        &mut self,
        person: &PersonRef,
        place: &Place,
        file: &str,
        given: Option<&str>,
    ) -> Result<Found, String> {
        let found = if let Some(id) = self.listed(person, file) {
            self.as_listed(id, person, place)
        } else if person.is_nobody() {
            let Some(id) = given.map(|id| Text::from(id.to_owned())) else {
                let hint = person
                    .hint
                    .as_ref()
                    .map_or_else(String::new, |hint| format!("; `{hint}` made the entry"));
                return Err(format!("does not say whose it is{hint}"));
            };
            Found::at(self.with_id(id))
        } else if let Some(index) = self.known(person) {
            let mut found = Found::at(index);
            found.notices.extend(self.disagrees(index, person, place));
            found
        } else if !person.hashes.is_empty() {
            return Err(
                "the recipient is known by a hash only, which fits no known address".to_owned(),
            );
        } else {
            return self.by_name_or_new(person, place);
        };
        self.fill(found.at, person);
        Ok(found)
    }

    /// The person with an id, new or known.
    fn with_id(&mut self, id: Text) -> usize {
        match self.by_id.get(&key::key(&id)) {
            Some(index) => *index,
            None => self.add(Person::new(id)),
        }
    }

    /// The person that the user's list gives this id. Somebody of the team who has another id there, but an address or
    /// number that the list gives too, is the same person.
    fn as_listed(&mut self, id: Text, person: &PersonRef, place: &Place) -> Found {
        let others = self.map.people.iter().filter(|(_, other)| **other == id);
        let by_alias = |alias: &String| self.by_email.get(alias).or_else(|| self.by_id.get(alias));
        let proven = others.map(|(alias, _)| alias).find_map(by_alias).copied();
        if let Some(index) = self.by_id.get(&key::key(&id)).copied() {
            let mut found = Found::at(index);
            if let Some(other) = self.known(person).filter(|other| *other != index) {
                found.notices.push(self.one_email(other, index, place));
            }
            return found;
        }
        if let Some(index) = proven.or_else(|| self.known(person)) {
            let note = format!(
                "the map says `{id}`, the team has this person as `{}`",
                self.team.people[index].id
            );
            return Found {
                note: Some(note),
                ..Found::at(index)
            };
        }
        let namesake = self.namesakes(person).first().copied();
        let notice = namesake.map(|other| self.namesake(person, place, other, "may be"));
        let mut found = Found::at(self.add(Person::new(id)));
        found.notices.extend(notice);
        found
    }

    /// What to say where a record has the id, an address or the name of one person and the address of another, or an id with
    /// another address than before.
    fn disagrees(&self, index: usize, person: &PersonRef, place: &Place) -> Option<Diagnostic> {
        let owner_of_id = person
            .id
            .as_ref()
            .and_then(|id| self.by_id.get(&key::key(id)).copied());
        let emails = person.emails.iter();
        let owners = emails.filter_map(|email| self.by_email.get(&key::key(email)).copied());
        if let Some(other) = owners.chain(owner_of_id).find(|owner| *owner != index) {
            return Some(self.one_email(index, other, place));
        }
        let namesakes = self.namesakes(person);
        if let Some(other) = namesakes.first().filter(|_| !namesakes.contains(&index)) {
            let own = self.team.people[index].name.as_ref();
            let is_named = own.is_some_and(|own| key::name_parts(own).is_some());
            return is_named
                .then(|| self.namesake(person, place, *other, "has another address than"));
        }
        owner_of_id?;
        let id = person.id.as_ref()?;
        let email = key::key(self.team.people[index].email.as_ref()?);
        let first = person.emails.first()?;
        let is_new = |new: &String| {
            let new = key::key(new);
            new != email && self.by_email.get(&new) != Some(&index)
        };
        person.emails.iter().all(is_new).then(|| {
            let message = format!(
                "`{id}` has another e-mail address {}: are these two people?",
                self.first_seen(index)
            );
            Diagnostic::error(Code::TwoEmails, message)
                .at(place.on(first))
                .help("list what each person goes by under `people` in the map")
        })
    }

    /// What to say where one address stands under two ids.
    fn one_email(&self, first: usize, second: usize, place: &Place) -> Diagnostic {
        let [first_id, second_id] = [first, second].map(|index| &self.team.people[index].id);
        let message = format!(
            "the same e-mail address belongs to `{first_id}` {} and to `{second_id}`",
            self.first_seen(first)
        );
        Diagnostic::error(Code::OneEmailTwoIds, message)
            .at(place.clone())
            .help("use one id for one person: list the others under `people` in the map")
    }

    /// Where a person was first read, for a sentence.
    fn first_seen(&self, index: usize) -> String {
        self.seen.get(&index).map_or_else(
            || "in the team".to_owned(),
            |first| format!("in {}, line {}", first.file, first.line),
        )
    }

    /// What to say where one person has two ids in one file.
    fn two_ids(&mut self, index: usize, person: &PersonRef, place: &Place) -> Option<Diagnostic> {
        let id = person.id.as_ref()?;
        let key = (index, Arc::clone(&place.file));
        let Some((known, first)) = self.ids_in_files.get(&key) else {
            self.ids_in_files.insert(key, (id.clone(), place.clone()));
            return None;
        };
        if known.eq_ignore_ascii_case(id) || self.is_listed(known) || self.is_listed(id) {
            return None;
        }
        let message = format!(
            "`{id}` is taken as `{known}` in line {}: they have the same e-mail address",
            first.line
        );
        Some(
            Diagnostic::error(Code::OneEmailTwoIds, message)
                .at(place.on(id))
                .help("use one id for one person, or list both under `people` in the map"),
        )
    }

    fn is_listed(&self, id: &str) -> bool {
        self.map.person(id).is_some()
    }

    /// The work roles of a record that the person hasn't got yet; findings for what can't be read.
    fn add_positions(&mut self, index: usize, record: &Record) -> Option<Diagnostic> {
        let written = record.position.as_ref()?;
        let unread = |message: String, help: &str| {
            Some(
                Diagnostic::error(Code::UnknownPosition, message)
                    .at(record.place.clone())
                    .help(help.to_owned()),
            )
        };
        let levels = "levels: basic, intermediate, advanced";
        let Some(text) = written.level.as_deref().filter(|text| !says_nothing(text)) else {
            let message = format!("work role `{}` has no level", written.work_role);
            return unread(message, levels);
        };
        let Some(level) = proficiency(text) else {
            return unread(format!("`{text}` is not a level of a work role"), levels);
        };
        let privileged = match written.privileged.as_deref() {
            None => false,
            Some(text) if says_nothing(text) => false,
            Some(text) => match status::read(text).claim {
                Claim::Status(HoldingStatus::Held) => true,
                Claim::NotHeld(_) => false,
                _ => return unread(format!("`{text}` is neither yes nor no (privileged)"), ""),
            },
        };
        let person = self.team.people.get_mut(index)?;
        for code in work_roles(&written.work_role) {
            let same = |own: &&mut Position| {
                own.table == WORK_ROLES && *own.code == *code && *own.level == *level
            };
            if let Some(known) = person.positions.iter_mut().find(same) {
                known.privileged |= privileged;
                continue;
            }
            person.positions.push(Position {
                table: WORK_ROLES,
                code,
                level: Text::from(level),
                privileged,
                since: None,
                place: record.place.clone(),
            });
        }
        None
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
            .find_map(|email| self.by_email.get(&key::key(email)));
        let by_hash = || person.behind_hash(&self.by_email);
        let by_id = || {
            person
                .id
                .as_ref()
                .and_then(|id| self.by_id.get(&key::key(id)))
        };
        by_email.or_else(by_hash).or_else(by_id).copied()
    }

    /// Whether the team or the user's list has this person.
    pub(crate) fn has(&self, person: &PersonRef, file: &str) -> bool {
        self.listed(person, file).is_some()
            || self.known(person).is_some()
            || !self.namesakes(person).is_empty()
    }

    /// Who has the name that a record gives.
    fn namesakes(&self, person: &PersonRef) -> Vec<usize> {
        let name = person.name.as_ref();
        let found = name.and_then(|name| self.by_name.get(&name_key(name)));
        found.cloned().unwrap_or_default()
    }

    /// Who has the same name but for titles, accents and initials.
    fn alike(&self, person: &PersonRef) -> Option<usize> {
        let parts = key::name_parts(person.name.as_ref()?)?;
        let initials = &parts.initials;
        let known = self.by_parts.get(&parts.names.join(" "));
        let same = known.into_iter().flatten();
        let same = same
            .filter(|(own, _)| own.is_empty() || initials.is_empty() || own == initials)
            .map(|(_, index)| *index);
        let forms = parts.short_forms();
        let short = forms.iter().filter_map(|form| self.by_short_form.get(form));
        let short = short
            .flatten()
            .filter(|(is_short, _)| *is_short != parts.is_short())
            .map(|(_, index)| *index);
        same.chain(short).next()
    }

    fn by_name_or_new(&mut self, person: &PersonRef, place: &Place) -> Result<Found, String> {
        let namesakes = self.namesakes(person);
        let by_name_alone = person.emails.is_empty() && person.id.is_none();
        let ids: Vec<String> = namesakes
            .iter()
            .map(|index| format!("`{}`", self.team.people[*index].id))
            .collect();
        match namesakes.as_slice() {
            [index] if by_name_alone => {
                let same = |own: &Text| {
                    person
                        .name
                        .as_ref()
                        .is_some_and(|name| plain(own) == plain(name))
                };
                let is_same = self.team.people[*index].name.as_ref().is_some_and(same);
                let notice = || self.namesake(person, place, *index, "is taken as");
                return Ok(Found {
                    at: *index,
                    note: Some(format!("joined to {} by name alone", ids[0])),
                    notices: (!is_same).then(notice).into_iter().collect(),
                });
            }
            [_, _, ..] if by_name_alone => {
                return Err(format!("{} have this name", ids.join(" and ")));
            }
            _ => {}
        }
        let alike = || self.alike(person);
        let notice = namesakes
            .first()
            .copied()
            .or_else(alike)
            .map(|index| self.namesake(person, place, index, "may be"));
        let index = self.add(Person::new(self.new_id(person)));
        self.fill(index, person);
        let note = (!ids.is_empty()).then(|| format!("{} has the same name", ids[0]));
        Ok(Found {
            at: index,
            note,
            notices: notice.into_iter().collect(),
        })
    }

    /// What to say of two records of which only the name suggests that they are about one person.
    fn namesake(&self, person: &PersonRef, place: &Place, index: usize, verb: &str) -> Diagnostic {
        let name = person.name.as_deref().unwrap_or_default();
        let other = &self.team.people[index];
        let message = format!(
            "`{name}` {verb} `{}` {}: only the name says so",
            other.name.as_ref().unwrap_or(&other.id),
            self.first_seen(index)
        );
        let help = "list what the person goes by under `people` in the map";
        Diagnostic::error(Code::Namesakes, message)
            .at(place.on(name))
            .help(help)
    }

    /// Adds what is not known of a person yet; what is known stays.
    fn fill(&mut self, index: usize, record: &PersonRef) {
        let Some(person) = self.team.people.get_mut(index) else {
            return;
        };
        let text = |text: &String| Text::from(text.clone());
        if person.name.is_none() {
            person.name = record.name.as_ref().map(text);
            if let Some(name) = person.name.clone() {
                self.note_name(&name, index);
            }
        }
        let Some(person) = self.team.people.get_mut(index) else {
            return;
        };
        if person.email.is_none() {
            person.email = record.emails.first().map(text);
        }
        for email in &record.emails {
            self.by_email.entry(key::key(email)).or_insert(index);
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
        let wanted = key::trim(&wanted);
        let free = |id: &str| !self.by_id.contains_key(&key::key(id));
        let whole = person.emails.first().map(|email| email.to_lowercase());
        let numbered = (2..).map(|n| format!("{wanted}-{n}"));
        let mut choices = std::iter::once(wanted.to_owned())
            .chain(whole)
            .chain(numbered);
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

/// The work roles of a cell: the code where one stands in it, as in `511 - Cyber Defense Analyst`, else what is written.
fn work_roles(text: &str) -> Vec<Text> {
    let parts = text.split([';', '|']).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let numbers = part.split(|c: char| !c.is_ascii_alphanumeric());
            let mut codes =
                numbers.filter(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()));
            Text::from(codes.next().unwrap_or(part).to_owned())
        })
        .collect()
}

fn plain(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
