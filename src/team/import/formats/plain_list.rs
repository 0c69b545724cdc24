//! Plain lists of credentials in YAML or JSON, as people keep them: of one person, or one list a person.

use std::collections::BTreeSet;

use super::super::heading::{self, Meaning};
use super::super::lines::Lines;
use super::super::record::{self, CredentialRef, KnownBy, PersonRef, Reading, Record, Unread};
use super::super::resolve::status::{self, Claim};
use super::super::table::Field;
use super::super::tree::Tree;
use crate::base::source::{Key, Node, Value};
use crate::team::roster::{key, named_evidence};

/// Words of keys of lists of credentials.
const LISTS: [&str; 12] = [
    "certifications",
    "certification",
    "certificates",
    "certificate",
    "credentials",
    "certs",
    "badges",
    "holds",
    "qualifications",
    "zertifikate",
    "zertifizierungen",
    "certificaciones",
];

/// Keys under which the keys are people.
const PEOPLE: [&str; 3] = ["people", "members", "users"];

const IDS: &[&str] = &["id", "employee id", "person id", "person"];
const NAMES: &[&str] = &["name", "full name", "employee", "employee name", "holder"];
const FIRST_NAMES: &[&str] = &["first name", "given name"];
const LAST_NAMES: &[&str] = &["last name", "surname", "family name"];
const ADDRESSES: &[&str] = &["email", "e mail", "mail", "work email"];
const TEAMS: &[&str] = &["team", "department"];

/// Words of names that are hardly those of people.
const GROUPS: [&str; 44] = [
    "phase",
    "stage",
    "step",
    "wave",
    "sprint",
    "quarter",
    "level",
    "tier",
    "track",
    "path",
    "group",
    "team",
    "squad",
    "department",
    "division",
    "unit",
    "role",
    "position",
    "project",
    "program",
    "programme",
    "cohort",
    "category",
    "required",
    "recommended",
    "mandatory",
    "optional",
    "gruppe",
    "abteilung",
    "rolle",
    "stufe",
    "projekt",
    "équipe",
    "groupe",
    "étape",
    "equipo",
    "grupo",
    "etapa",
    "fase",
    "gruppo",
    "squadra",
    "equipe",
    "afdeling",
    "groep",
];

/// Whether this is one: some item names a credential and says something more about it.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    lists(root)
        .iter()
        .any(|list| list.is_credentials || items(list.items).any(is_credential))
        || is_bare(root)
}

/// Whether it is a list of names and nothing else.
fn is_bare(root: &Node<'_>) -> bool {
    let is_name = |item: &Node<'_>| matches!(item.value, Value::Scalar { .. });
    items(root).next().is_some() && items(root).all(is_name)
}

/// Reads one.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let mut reading = Reading::default();
    let all = lists(root);
    let answered = answered(all.iter().flat_map(|list| items(list.items)));
    report_unread(root, &all, lines, &mut reading);
    for list in &all {
        if list.must_be_known {
            let place = lines.at(list.items);
            reading.people_by_key.push((list.person.clone(), place));
        }
        // Who holds nothing is on the team all the same.
        let says_nothing = |item: &Node<'_>| match &item.value {
            Value::Scalar { .. } => item.text("").is_none_or(|text| record::says_nothing(&text)),
            Value::Map(_) | Value::List(_) => false,
        };
        if items(list.items).all(says_nothing) && !list.person.is_nobody() {
            let mut record = Record::at(lines.at(list.items));
            record.person = list.person.clone();
            record.notes.extend(list.note());
            reading.records.push(record);
            continue;
        }
        for item in items(list.items) {
            let mut record = match &item.value {
                Value::Map(_) => {
                    let mut record = credential(item, &list.person, lines, &answered, &mut reading);
                    if record.claim == status::HELD {
                        record.claim = list.claim.clone();
                    }
                    record
                }
                Value::Scalar { .. } | Value::List(_) => {
                    let mut record = Record::at(lines.at(item));
                    record.person = list.person.clone();
                    record.claim = list.claim.clone();
                    record.credential = item
                        .text("")
                        .map_or(CredentialRef::Nothing, CredentialRef::Name);
                    record
                }
            };
            record.notes.extend(list.note());
            for (key, text, node) in list.beside() {
                record.doubt_other(key, &text, lines.at(node));
            }
            reading.records.push(record);
        }
    }
    reading
}

/// Reports what stands beside the lists that were read.
fn report_unread(root: &Node<'_>, read: &[List<'_, '_>], lines: &Lines<'_>, reading: &mut Reading) {
    let is_read = |node: &Node<'_>| read.iter().any(|list| std::ptr::eq(list.items, node));
    match &root.value {
        Value::Map(entries) => {
            let others = entries.iter().filter(|(key, value)| {
                let is_list = is_read(value) && !matches!(value.value, Value::Map(_));
                let is_text = matches!(value.value, Value::Scalar { .. });
                let is_known = key.text == "basics" || is_text && is_of_person(&key.text);
                !is_list && !is_known
            });
            for (key, value) in others {
                if holds_read(value, read) {
                    report_unread(value, read, lines, reading);
                } else {
                    report(&key.text, value, lines, reading);
                }
            }
        }
        Value::List(items) if !is_read(root) => {
            for item in items {
                if holds_read(item, read) {
                    report_unread(item, read, lines, reading);
                } else {
                    report("an item", item, lines, reading);
                }
            }
        }
        Value::List(_) | Value::Scalar { .. } => {}
    }
}

/// Whether a list that was read stands in a part of the file.
fn holds_read(node: &Node<'_>, read: &[List<'_, '_>]) -> bool {
    let is_read = read.iter().any(|list| std::ptr::eq(list.items, node));
    is_read
        || match &node.value {
            Value::Map(entries) => entries.iter().any(|(_, value)| holds_read(value, read)),
            Value::List(items) => items.iter().any(|item| holds_read(item, read)),
            Value::Scalar { .. } => false,
        }
}

/// Notes a part of the file that was not read, once for each key.
fn report(key: &str, node: &Node<'_>, lines: &Lines<'_>, reading: &mut Reading) {
    if !reading.unused.iter().any(|known| known == key) {
        reading.unused.push(key.to_owned());
        let mut unread = Unread {
            name: key.to_owned(),
            place: lines.at(node),
            names_people: false,
            texts: Vec::new(),
        };
        gather(key, node, &mut unread);
        reading.unread.push(unread);
    }
}

/// Gathers what stands in a part of the file, but for what is known to be about something else.
fn gather(key: &str, node: &Node<'_>, unread: &mut Unread) {
    match &node.value {
        Value::Scalar { .. } => {
            let is_else = heading::meaning(key, true) == Meaning::Else;
            unread.texts.extend(node.text("").filter(|_| !is_else));
        }
        Value::Map(entries) => {
            for (key, value) in entries {
                gather(&key.text, value, unread);
            }
        }
        Value::List(items) => {
            for item in items {
                unread.names_people |= !person(item).is_nobody();
                gather(key, item, unread);
            }
        }
    }
}

/// Whether a key says who a person is.
fn is_of_person(key: &str) -> bool {
    let key = heading::plain(key);
    let all = [IDS, NAMES, FIRST_NAMES, LAST_NAMES, ADDRESSES, TEAMS];
    all.into_iter().flatten().any(|known| *known == key)
}

/// The keys that ask whether a credential is held or over and that some item answers.
fn answered<'n, 't: 'n>(items: impl Iterator<Item = &'n Node<'t>>) -> BTreeSet<String> {
    let entries = items.flat_map(|item| match &item.value {
        Value::Map(entries) => entries.as_slice(),
        Value::Scalar { .. } | Value::List(_) => &[],
    });
    let answers = entries.filter(|(key, value)| {
        let says_something = |text: String| !record::says_nothing(&text);
        heading::asks_for_answer(&key.text) && value.text("").is_some_and(says_something)
    });
    answers.map(|(key, _)| heading::plain(&key.text)).collect()
}

/// A list, whose it is, and whether its key says that it is one of credentials.
struct List<'n, 't> {
    items: &'n Node<'t>,
    person: PersonRef,
    is_credentials: bool,
    /// Whether a key that can be something else names the person: `Phase 2`, `required`.
    must_be_known: bool,
    /// What its key says of all of them: `planned_certifications`.
    claim: Claim,
    /// The map of the person in which it stands.
    of_person: Option<&'n Node<'t>>,
}

impl<'n, 't> List<'n, 't> {
    /// A list of the credentials of a person who is named beside it.
    fn of(person: PersonRef, items: &'n Node<'t>, claim: Claim) -> Self {
        Self {
            must_be_known: may_be_group(&person),
            items,
            person,
            is_credentials: true,
            claim,
            of_person: None,
        }
    }

    /// The texts beside it that do not say who the person is: `active: false`.
    fn beside(&self) -> impl Iterator<Item = (&'n str, String, &'n Node<'t>)> {
        let entries = self.of_person.map_or(&[][..], |node| match &node.value {
            Value::Map(entries) => entries,
            Value::Scalar { .. } | Value::List(_) => &[],
        });
        let others = entries.iter().filter(|(key, _)| !is_of_person(&key.text));
        others.filter_map(|(key, value)| Some((&*key.text, value.text("")?, value)))
    }

    /// What to say of whom a name alone makes a person, which may be anything.
    fn note(&self) -> Option<String> {
        let name = self.person.name.as_ref()?;
        let by_name_alone = self.person.known_by() == KnownBy::Name;
        by_name_alone.then(|| format!("`{name}` was taken as the name of a person"))
    }
}

/// The lists of a file: the root, those under its keys, and those of each person in them.
fn lists<'n, 't>(root: &'n Node<'t>) -> Vec<List<'n, 't>> {
    match &root.value {
        Value::List(people) => {
            let own = of_people(people);
            if !own.is_empty() {
                return own;
            }
            vec![List {
                items: root,
                person: PersonRef::default(),
                is_credentials: false,
                must_be_known: false,
                claim: status::HELD,
                of_person: None,
            }]
        }
        Value::Map(_) => lists_in(root, false, 0),
        Value::Scalar { .. } => Vec::new(),
    }
}

/// The lists of people in a list.
fn of_people<'n, 't>(people: &'n [Node<'t>]) -> Vec<List<'n, 't>> {
    let lists = lists_of(people);
    if lists.is_empty() {
        texts_of(people)
    } else {
        lists
    }
}

/// The lists under the keys of a map: its own, else those of the people in it; `are_people` says that its keys are people.
fn lists_in<'n, 't>(node: &'n Node<'t>, are_people: bool, depth: usize) -> Vec<List<'n, 't>> {
    /// Most maps in each other.
    const DEEPEST: usize = 4;
    let own = own_lists(node);
    let Value::Map(entries) = &node.value else {
        return own;
    };
    if !own.is_empty() || depth > DEEPEST {
        return own;
    }
    let by_name = lists_by_name(entries, are_people);
    if !by_name.is_empty() {
        return by_name;
    }
    let lists = entries.iter().flat_map(|(key, value)| match &value.value {
        Value::List(people) => under_key(&key.text, of_people(people)),
        Value::Map(_) => {
            let own = own_lists(value);
            if own.is_empty() {
                let are_people = PEOPLE.contains(&heading::plain(&key.text).as_str());
                return lists_in(value, are_people, depth + 1);
            }
            // Under the key of a person who has no other name, the list is that person's.
            let named = own.into_iter().map(|mut list| {
                if list.person.is_nobody() {
                    (list.person, list.must_be_known) = person_of_key(&key.text, are_people);
                }
                list
            });
            named.collect()
        }
        Value::Scalar { .. } => Vec::new(),
    });
    lists.collect()
}

/// Lists under a key that says of all of them that they are not held: `planned`, `former_employees`.
fn under_key<'n, 't>(key: &str, mut lists: Vec<List<'n, 't>>) -> Vec<List<'n, 't>> {
    let claim = match status::of_caption(key) {
        Some(status) => Claim::Status(status),
        None if status::may_deny(key) => Claim::Unknown(key.to_owned()),
        None => return lists,
    };
    for list in lists.iter_mut().filter(|list| list.claim == status::HELD) {
        list.claim = claim.clone();
    }
    lists
}

/// The lists of people. Where some have one, the others hold nothing, or the one thing that is not in a list.
fn lists_of<'n, 't>(people: &'n [Node<'t>]) -> Vec<List<'n, 't>> {
    let of_people: Vec<_> = people.iter().map(|one| (one, own_lists(one))).collect();
    if of_people.iter().all(|(_, lists)| lists.is_empty()) {
        return Vec::new();
    }
    let lists = of_people.into_iter().flat_map(|(one, lists)| {
        if !lists.is_empty() {
            return lists;
        }
        let (items, claim) = only_one(one).unwrap_or((one, status::HELD));
        vec![List::of(person(one), items, claim)]
    });
    lists.collect()
}

/// The person that a key stands for, and whether the key can be something else: it is neither under a key of people nor an
/// e-mail address, or it says a status.
fn person_of_key(key: &str, are_people: bool) -> (PersonRef, bool) {
    let written = Some(key.to_owned());
    let mut person = PersonRef::default();
    if key::is_address(key) {
        person.emails.extend(written);
        return (person, false);
    }
    if key.trim().contains(char::is_whitespace) {
        person.name = written;
    } else {
        person.id = written;
    }
    let words = heading::words(key);
    let is_group = words.iter().any(|word| GROUPS.contains(&word.as_str()));
    let must_be_known = !are_people || is_group || status::has_status_word(key);
    (person, must_be_known)
}

/// The lists of people who are the keys.
fn lists_by_name<'n, 't>(
    entries: &'n [(Key<'t>, Node<'t>)],
    are_people: bool,
) -> Vec<List<'n, 't>> {
    let holds = |value: &Node<'_>| match &value.value {
        Value::List(items) => items.iter().all(|item| match &item.value {
            Value::Map(_) => is_credential(item),
            Value::Scalar { .. } => true,
            Value::List(_) => false,
        }),
        Value::Scalar { .. } => value
            .text("")
            .is_none_or(|text| record::says_nothing(&text)),
        Value::Map(_) => false,
    };
    if !entries.iter().all(|(_, value)| holds(value)) {
        return Vec::new();
    }
    let lists = entries.iter().map(|(key, value)| {
        let (person, must_be_known) = person_of_key(&key.text, are_people);
        List {
            items: value,
            person,
            is_credentials: true,
            must_be_known,
            claim: status::HELD,
            of_person: None,
        }
    });
    lists.collect()
}

/// Whether a person is called as groups of people or steps of plans are, and has no id or address.
fn may_be_group(person: &PersonRef) -> bool {
    let is_group = |name: &str| {
        let words = heading::words(name);
        words.iter().any(|word| GROUPS.contains(&word.as_str())) || status::has_status_word(name)
    };
    person.known_by() == KnownBy::Name && person.name.as_deref().is_some_and(is_group)
}

/// People of whom each has one text of credentials.
fn texts_of<'n, 't>(people: &'n [Node<'t>]) -> Vec<List<'n, 't>> {
    let lists = people.iter().map(|one| {
        let person =
            Some(person(one)).filter(|person| !person.is_nobody() && !is_credential(one))?;
        let (items, claim) = only_one(one)?;
        Some(List::of(person, items, claim))
    });
    lists.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The one credential that stands where others have a list.
fn only_one<'n, 't>(person: &'n Node<'t>) -> Option<(&'n Node<'t>, Claim)> {
    let Value::Map(entries) = &person.value else {
        return None;
    };
    entries.iter().find_map(|(key, value)| {
        let says_something = value
            .text("")
            .is_some_and(|text| !record::says_nothing(&text));
        Some((value, claim_of(&key.text).filter(|_| says_something)?))
    })
}

/// The lists of credentials under keys of a map.
fn own_lists<'n, 't>(node: &'n Node<'t>) -> Vec<List<'n, 't>> {
    let Value::Map(entries) = &node.value else {
        return Vec::new();
    };
    let lists = entries.iter().filter_map(|(key, value)| {
        let claim = claim_of(&key.text).filter(|_| matches!(value.value, Value::List(_)))?;
        Some(List {
            of_person: Some(node),
            ..List::of(person(node), value, claim)
        })
    });
    lists.collect()
}

/// What a key says of the credentials in its list; `None` where they are something else. Only words that are known make
/// them held.
fn claim_of(key: &str) -> Option<Claim> {
    let words = heading::words(key);
    let (lists, others): (Vec<&String>, Vec<&String>) = words
        .iter()
        .partition(|word| LISTS.contains(&word.as_str()));
    if lists.is_empty() {
        return None;
    }
    let said: Vec<&str> = others
        .into_iter()
        .map(String::as_str)
        .filter(|word| !matches!(*word, "it" | "professional" | "my" | "all" | "list"))
        .collect();
    Some(status::read(&said.join(" ")).claim)
}

/// What a map says about a person.
fn person(node: &Node<'_>) -> PersonRef {
    let Value::Map(entries) = &node.value else {
        return PersonRef::default();
    };
    let text = |keys: &[&str]| {
        let named = |key: &str| {
            entries
                .iter()
                .find(|(own, _)| heading::plain(&own.text) == key)
                .and_then(|(_, value)| value.text(""))
        };
        keys.iter().find_map(|key| named(key))
    };
    let parts = [text(FIRST_NAMES), text(LAST_NAMES)];
    let whole = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    PersonRef {
        id: text(IDS),
        name: text(NAMES)
            .or_else(|| node.text("basics.name"))
            .or_else(|| record::said(&whole)),
        emails: text(ADDRESSES)
            .or_else(|| node.text("basics.email"))
            .into_iter()
            .collect(),
        team: text(TEAMS),
        ..PersonRef::default()
    }
}

fn items<'n, 't>(list: &'n Node<'t>) -> impl Iterator<Item = &'n Node<'t>> {
    match &list.value {
        Value::List(items) => items.as_slice(),
        Value::Scalar { .. } => std::slice::from_ref(list),
        Value::Map(_) => &[],
    }
    .iter()
}

/// Whether a map names a credential, and when or by whom it was awarded, or its status.
fn is_credential(node: &Node<'_>) -> bool {
    let abouts = fields(node)
        .into_iter()
        .filter_map(|(_, meaning, _)| meaning);
    let mut has = [false; 2];
    for about in abouts {
        has[0] |= about == Field::Credential;
        has[1] |= matches!(
            about,
            Field::Issuer | Field::Earned | Field::Expires | Field::Status | Field::Ended
        );
    }
    has == [true, true]
}

/// The single values of a map with what their keys are about; a `name` is the credential's where no other key is.
fn fields<'n>(node: &'n Node<'_>) -> Vec<(&'n str, Option<Field>, String)> {
    let Value::Map(entries) = &node.value else {
        return Vec::new();
    };
    let mut fields: Vec<(&str, Option<Field>, String)> = entries
        .iter()
        .filter_map(|(key, value)| {
            let text = match &value.value {
                Value::Map(_) => value.text("name").or_else(|| day_of(value)),
                _ => value.text(""),
            };
            let text = text?;
            let about = about(&key.text, &text);
            Some((&*key.text, about, text))
        })
        .collect();
    let is_named = fields
        .iter()
        .any(|(_, about, _)| *about == Some(Field::Credential));
    let mut names = fields
        .iter_mut()
        .filter(|(key, _, _)| matches!(heading::plain(key).as_str(), "name" | "title"));
    // Beside a key that names the credential it is the person's.
    if let Some((key, about, _)) = names.next() {
        match (is_named, *key) {
            (false, _) => *about = Some(Field::Credential),
            (true, "name") => *about = Some(Field::Name),
            (true, _) => {}
        }
    }
    fields
}

/// The day, month or year of a map with `year`, `month` and `day`.
fn day_of(node: &Node<'_>) -> Option<String> {
    let number = |key: &str| node.text(key)?.parse::<u16>().ok();
    let year = number("year")?;
    Some(match (number("month"), number("day")) {
        (Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year:04}-{month:02}"),
        (None, _) => format!("{year:04}"),
    })
}

/// What a key with this value is about.
fn about(key: &str, value: &str) -> Option<Field> {
    match heading::plain(key).as_str() {
        "issuer"
        | "issued by"
        | "issuing organization"
        | "issuing body"
        | "vendor"
        | "provider"
        | "authority"
        | "organization"
        | "organisation"
        | "issuing authority" => Some(Field::Issuer),
        "exam" | "exam code" => Some(Field::Exam),
        "status" | "state" => Some(Field::Status),
        "url" | "link" | "evidence" | "verification url" | "credential url" => {
            Some(Field::Evidence)
        }
        _ if heading::is_status_question(key, std::iter::once(value)) => Some(Field::Ended),
        "person" | "person id" | "employee id" => Some(Field::Id),
        "employee" | "holder" | "employee name" | "full name" | "person name" => Some(Field::Name),
        "email" | "mail" | "work email" => Some(Field::Email),
        _ => {
            let is_date = heading::is_date(value) || is_year(value);
            match heading::meaning_with_cells(key, is_date, std::iter::once(value)) {
                Meaning::About(field) => Some(field),
                Meaning::Else | Meaning::Unknown => None,
            }
        }
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4
        && text
            .parse()
            .is_ok_and(|year: u16| (1990..2100).contains(&year))
}

/// The record of a map, for a person that its list names. `answered` are the keys that other records answer.
pub(crate) fn credential(
    node: &Node<'_>,
    person: &PersonRef,
    lines: &Lines<'_>,
    answered: &BTreeSet<String>,
    reading: &mut Reading,
) -> Record {
    let mut fields = fields(node);
    let is_read = |fields: &[(&str, Option<Field>, String)], key: &str| {
        fields.iter().any(|(read, ..)| *read == key)
    };
    if let Value::Map(entries) = &node.value {
        for (key, value) in entries {
            if matches!(value.value, Value::Map(_)) && !is_read(&fields, &key.text) {
                add_nested(&key.text, value, &mut fields);
            }
        }
    }
    let text = |wanted: Field| {
        fields
            .iter()
            .find(|(_, about, text)| *about == Some(wanted) && !record::says_nothing(text))
            .map(|(_, _, text)| text.clone())
    };
    let named = fields
        .iter()
        .find(|(_, about, _)| *about == Some(Field::Credential));
    let place = named.and_then(|(key, _, _)| node.at(key)).unwrap_or(node);
    let mut record = Record::at(lines.at(place));
    record.person = person.clone();
    record.person.id = text(Field::Id).or(record.person.id);
    record.person.name = text(Field::Name).or(record.person.name);
    record.person.emails.extend(text(Field::Email));
    record.credential = text(Field::Credential).map_or(CredentialRef::Nothing, CredentialRef::Name);
    record.issuer = text(Field::Issuer);
    record.exam = text(Field::Exam);
    record.earned = text(Field::Earned);
    record.exam_day = text(Field::ExamDay);
    record.voucher_until = text(Field::VoucherUntil);
    record.evidence = text(Field::Evidence).filter(|text| named_evidence(text).is_some());
    if let Some(text) = text(Field::Expires) {
        record.expires = record::stated_expiry(&text);
    }
    let all = |wanted: Field| {
        let about = fields
            .iter()
            .filter(move |(_, about, _)| *about == Some(wanted));
        about.map(|(key, _, text)| (*key, text.as_str()))
    };
    let statuses = all(Field::Status).map(|(_, text)| text);
    record.read_claim(all(Field::Ended), statuses, |_| None);
    let Value::Map(entries) = &node.value else {
        return record;
    };
    for (key, value) in entries {
        let (key, is_open) = (&*key.text, !is_read(&fields, &key.text));
        match &value.value {
            Value::Scalar { .. } => read_blank(key, value, answered, &mut record),
            // A result that can't be read says nothing of what is held.
            Value::Map(_) | Value::List(_)
                if is_open && heading::is_about_status(key) && record.claim == status::HELD =>
            {
                record.claim = Claim::Unknown(key.to_owned());
            }
            // An unreadable statement about a revocation must not count as none.
            Value::Map(_) | Value::List(_)
                if is_open
                    && status::of_caption(key).is_some()
                    && says_something(value)
                    && record.claim == status::HELD =>
            {
                record.claim = Claim::Unknown(key.to_owned());
            }
            Value::Map(_) if is_open && is_of_dates(key) && !says_nested(key, value) => {
                note_dates(key, value, lines, reading);
            }
            Value::Map(_) | Value::List(_) if is_open && !says_nested(key, value) => {
                report(key, value, lines, reading);
            }
            Value::Map(_) | Value::List(_) => {}
        }
        let is_understood = fields
            .iter()
            .any(|(read, about, _)| *read == key && about.is_some());
        if !is_understood {
            read_other(key, value, lines, &mut record);
        }
    }
    for (key, about, value) in &fields {
        let is_open = about.is_none() && heading::is_date(value);
        if is_open && heading::meaning(key, true) == Meaning::Unknown {
            note_dates(key, node.at(key).unwrap_or(node), lines, reading);
        }
    }
    record
}

/// Reads the texts below a key that is not understood.
fn read_other(key: &str, node: &Node<'_>, lines: &Lines<'_>, record: &mut Record) {
    match &node.value {
        Value::Map(entries) => {
            for (own, value) in entries {
                let about = about(&own.text, &value.text("").unwrap_or_default());
                let is_understood = about.is_some_and(Field::is_detail);
                let key = if heading::is_remark(key) {
                    key
                } else {
                    &own.text
                };
                if !is_understood {
                    read_other(key, value, lines, record);
                }
            }
        }
        Value::List(items) => {
            for item in items {
                read_other(key, item, lines, record);
            }
        }
        Value::Scalar { .. } => {
            if let Some(text) = node.text("") {
                record.read_other(key, &text, lines.at(node));
            }
        }
    }
}

/// Whether a key says that something is earned or expires.
fn is_of_dates(key: &str) -> bool {
    matches!(
        heading::meaning(key, true),
        Meaning::About(Field::Earned | Field::Expires)
    )
}

/// Notes dates that were not understood, once for each key.
fn note_dates(key: &str, node: &Node<'_>, lines: &Lines<'_>, reading: &mut Reading) {
    if !reading.undated.iter().any(|(known, _)| known == key) {
        reading.undated.push((key.to_owned(), lines.at(node)));
    }
}

/// A key such as `passed` without an answer does not say that it is held; one such as `expired` says that it is over only
/// where other records answer it.
fn read_blank(key: &str, value: &Node<'_>, answered: &BTreeSet<String>, record: &mut Record) {
    let text = value.text("");
    let is_blank = text.as_deref().is_none_or(record::says_nothing);
    let counts =
        !heading::is_about_end(key) && text.is_none() || answered.contains(&heading::plain(key));
    if is_blank && counts && heading::asks_for_answer(key) && record.claim == status::HELD {
        record.claim = Claim::Unknown(format!("{key}: blank"));
    }
}

/// Whether something stands in a map or a list.
fn says_something(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Map(entries) => entries.iter().any(|(_, value)| says_something(value)),
        Value::List(items) => items.iter().any(says_something),
        Value::Scalar { .. } => {
            let text = node.text("");
            text.is_some_and(|text| !record::says_nothing(&text))
        }
    }
}

/// Whether something was read of a map under this key within a record.
fn says_nested(key: &str, node: &Node<'_>) -> bool {
    let mut fields = Vec::new();
    add_nested(key, node, &mut fields);
    fields.iter().any(|(_, about, _)| about.is_some())
}

/// Adds what maps within a record say of dates and statuses. A `date` or a `value` is about what the key above it is.
fn add_nested<'n>(
    above: &'n str,
    node: &'n Node<'_>,
    fields: &mut Vec<(&'n str, Option<Field>, String)>,
) {
    const VALUE_KEYS: [&str; 6] = ["date", "day", "on", "at", "value", "text"];
    let Value::Map(entries) = &node.value else {
        return;
    };
    for (key, value) in entries {
        let is_value = VALUE_KEYS.contains(&heading::plain(&key.text).as_str());
        let key = if is_value { above } else { &key.text };
        match value.text("") {
            Some(text) => {
                let about = about(key, &text).filter(|field| field.is_detail());
                fields.push((key, about, text));
            }
            None => add_nested(key, value, fields),
        }
    }
}
