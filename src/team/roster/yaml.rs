//! Rosters as YAML: `people:`, each with `holds:`.

use super::{
    CATEGORIES, Draft, Held, HoldingStatus, Person, Position, Recorded, RowHolding, Said,
    WORK_ROLES, evidence_level, key, row,
};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Reader, Source, Table, Value, kind};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::read::File;
use crate::catalog::vocabulary::{Evidence, Level};

pub(super) fn read(file: &File, draft: &mut Draft<'_>) {
    let source = Source::new(&file.name, &file.text);
    let (root, mut reader) = match source.read() {
        Ok(read) => read,
        Err(problems) => return draft.found.extend(problems),
    };
    let others = std::mem::take(&mut draft.found);
    if let Some(mut table) = reader.file(&root, &kind::ROSTER) {
        if let Some(people) = table.required("people") {
            for item in reader.items(people, "people") {
                person(&mut reader, item, draft);
            }
        }
        table.finish(&mut reader);
    }
    let mut own = std::mem::replace(&mut draft.found, others).into_vec();
    own.append(&mut reader.found);
    own.sort_by_key(|finding| match &finding.place {
        Some(place) => (place.line, place.column),
        None => (u32::MAX, u32::MAX),
    });
    draft.found.extend(own);
}

fn person<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>, draft: &mut Draft<'_>) {
    let Some(mut table) = reader.table(node, "a person") else {
        return;
    };
    let id_node = table.required("id");
    let id = id_node.and_then(|n| person_id(reader, n));
    let name = table.get("name").and_then(|n| reader.text(n, "name"));
    let email = table.get("email").and_then(|n| reader.text(n, "email"));
    let group = table.get("team").and_then(|n| reader.text(n, "team"));
    let roles = table.get("roles").map(|n| {
        let items = reader.items(n, "roles");
        let label = |item: &Node<'t>| {
            let label = reader.text(item, "roles")?;
            draft.team.labels.note(&label, || reader.place(item.span));
            Some(label)
        };
        items.iter().filter_map(label).collect()
    });
    let positions = table.get("positions").map(|n| {
        let items = reader.items(n, "positions");
        items
            .iter()
            .filter_map(|item| position(reader, item))
            .collect()
    });
    let hours_per_week = table
        .get("hours_per_week")
        .and_then(|n| reader.number(n, "hours_per_week", 0, 168));
    let holds = table.get("holds").map(|n| {
        let items = reader.items(n, "holds");
        let mut said = Said::default();
        items
            .iter()
            .filter_map(|item| {
                held(
                    reader,
                    item,
                    id.clone().unwrap_or_default(),
                    &mut said,
                    draft,
                )
            })
            .collect()
    });
    table.finish(reader);
    let (Some(id), Some(id_node)) = (id, id_node) else {
        return;
    };
    let person = Person {
        id: id.clone(),
        name,
        email,
        team: group,
        roles: roles.unwrap_or_default(),
        positions: positions.unwrap_or_default(),
        hours_per_week,
        holds: holds.unwrap_or_default(),
        place: Some(reader.place(id_node.span)),
    };
    if draft.add(person).is_err() {
        reader.report(
            id_node.span,
            Diagnostic::error(Code::DefinedTwice, format!("person `{id}` stands twice")),
        );
    }
}

fn position<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>) -> Option<Position> {
    let mut table = reader.table(node, "a position")?;
    let (table_id, code, level) = if let Some(node) = table.get("category") {
        let word = |text: Text| Text::from(text.to_ascii_lowercase().replace(' ', "-"));
        let level = table
            .required("level")
            .and_then(|n| reader.text(n, "level"))
            .map(word);
        (CATEGORIES, reader.text(node, "category").map(word), level)
    } else {
        let code = table
            .required("work_role")
            .and_then(|n| reader.text(n, "work_role"));
        (
            WORK_ROLES,
            code,
            table.required("level").and_then(|n| proficiency(reader, n)),
        )
    };
    let privileged = table
        .get("privileged")
        .and_then(|n| reader.flag(n, "privileged"))
        .unwrap_or(false);
    let since = table
        .get("since")
        .and_then(|n| reader.parsed(n, "since", Code::BadDate));
    let place = reader.place(table.span());
    table.finish(reader);
    Some(Position {
        table: table_id,
        code: code?,
        level: level?,
        privileged,
        since,
        place,
    })
}

/// A proficiency level in the words of DoD 8140; entry, mid and senior are synonyms.
fn proficiency<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>) -> Option<Text> {
    let text = reader.scalar(node, "level")?;
    match Level::parse(text) {
        Some(Level::Entry) => Some("basic".into()),
        Some(Level::Mid) => Some("intermediate".into()),
        Some(Level::Senior) => Some("advanced".into()),
        Some(Level::Principal) | None => {
            let finding = Diagnostic::error(
                Code::UnknownWord,
                format!("`{text}` is no level of a work role"),
            );
            reader.report(
                node.span,
                finding.help("one of: basic, intermediate, advanced"),
            );
            None
        }
    }
}

/// The id of a person.
fn person_id<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>) -> Option<Text> {
    let id = Text::from(key::trim(&reader.text(node, "id")?).to_owned());
    match row::bad_id(&id) {
        None => Some(id),
        Some(problem) => {
            reader.report(node.span, problem);
            None
        }
    }
}

fn held<'t>(
    reader: &mut Reader<'_, 't>,
    node: &Node<'t>,
    person: Text,
    said: &mut Said,
    draft: &mut Draft<'_>,
) -> Option<Held> {
    let errors = reader.found.len();
    let (place, credential, read) = if let Value::Scalar { .. } = node.value {
        // The name alone: `holds: [cka]`.
        let place = reader.place(node.span);
        let name = reader.scalar(node, "credential")?;
        let credential = draft.credential(person, name, || place.clone());
        (place, credential, Holding::default())
    } else {
        let mut table = reader.table(node, "a holding")?;
        let named = table.required("credential");
        let place = reader.place(named.map_or(node.span, |n| n.span));
        let name = named.and_then(|n| reader.scalar(n, "credential"));
        let credential = name.and_then(|name| draft.credential(person, name, || place.clone()));
        let read = holding(reader, &mut table);
        table.finish(reader);
        (place, credential, read)
    };
    let credential = credential.filter(|_| reader.found.len() == errors)?;
    let facts = RowHolding {
        exam: read.exam.as_deref(),
        earned: read.earned,
        expires: read.expires,
        status: read.status,
        evidence: read.evidence.as_deref(),
        evidence_level: evidence_level(read.level, read.evidence.is_some()),
    };
    let (catalog, found) = (draft.catalog, &mut draft.found);
    said.holding(catalog, credential, &facts, || place.clone(), found)
        .then_some(Held {
            credential: credential.id,
            exam: read.exam.clone(),
            earned: read.earned,
            expires: read.expires,
            status: read.status,
            evidence: read.evidence.clone(),
            evidence_level: facts.evidence_level,
            place,
        })
}

/// What a holding says but for its credential.
#[derive(Default)]
struct Holding {
    exam: Option<Text>,
    earned: Option<PartialDate>,
    expires: Option<Recorded>,
    status: HoldingStatus,
    evidence: Option<Text>,
    level: Option<Evidence>,
}

fn holding<'t>(reader: &mut Reader<'_, 't>, table: &mut Table<'_, 't>) -> Holding {
    let exam = table.get("exam").and_then(|n| reader.text(n, "exam"));
    let earned = table
        .get("earned")
        .and_then(|n| match recorded(reader, n, "earned")? {
            Recorded::On(earned) => Some(earned),
            Recorded::Never => {
                let message = "`earned` is `never`: expected a date";
                reader.report(n.span, Diagnostic::error(Code::BadDate, message));
                None
            }
        });
    let expires = table
        .get("expires")
        .and_then(|n| recorded(reader, n, "expires"));
    let status = table.get("status").and_then(|n| reader.word(n, "status"));
    let evidence = table
        .get("evidence")
        .and_then(|n| reader.text(n, "evidence"));
    let level = table
        .get("evidence_level")
        .and_then(|n| reader.word(n, "evidence_level"));
    Holding {
        exam,
        earned,
        expires,
        status: status.unwrap_or_default(),
        evidence,
        level,
    }
}

/// A date, `never`, or nothing for `unknown`.
fn recorded<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>, what: &str) -> Option<Recorded> {
    let text = reader.scalar(node, what)?;
    match row::recorded(text) {
        Ok(recorded) => recorded,
        Err(error) => {
            let message = format!("`{what}` is `{text}`: {error}");
            reader.report(node.span, Diagnostic::error(Code::BadDate, message));
            None
        }
    }
}
