//! Rosters as YAML: `people:`, each with `holds:`.

use super::{
    CATEGORIES, Draft, Held, Person, Position, Recorded, Standing, WORK_ROLES, evidence_level,
    standing,
};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Reader, Source, kind};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::read::File;
use crate::catalog::vocabulary::Level;

pub(super) fn read(file: &File, draft: &mut Draft<'_>) {
    let source = Source::new(&file.name, &file.text);
    let (root, mut reader) = match source.read() {
        Ok(read) => read,
        Err(problems) => return draft.found.extend(problems),
    };
    if let Some(mut table) = reader.file(&root, &kind::ROSTER) {
        if let Some(people) = table.required("people") {
            for item in reader.items(people, "people") {
                person(&mut reader, item, draft);
            }
        }
        table.finish(&mut reader);
    }
    draft.found.append(&mut reader.found);
}

fn person<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>, draft: &mut Draft<'_>) {
    let Some(mut table) = reader.table(node, "a person") else {
        return;
    };
    let id_node = table.required("id");
    let id = id_node.and_then(|n| reader.text(n, "id"));
    let name = table.get("name").and_then(|n| reader.text(n, "name"));
    let email = table.get("email").and_then(|n| reader.text(n, "email"));
    let group = table.get("team").and_then(|n| reader.text(n, "team"));
    let roles = table.get("roles").map(|n| {
        let items = reader.items(n, "roles");
        items
            .iter()
            .filter_map(|item| reader.text(item, "roles"))
            .collect()
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
        items
            .iter()
            .filter_map(|item| held(reader, item, id.clone().unwrap_or_default(), draft))
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

fn held<'t>(
    reader: &mut Reader<'_, 't>,
    node: &Node<'t>,
    person: Text,
    draft: &mut Draft<'_>,
) -> Option<Held> {
    let mut table = reader.table(node, "a holding")?;
    let named = table.required("credential");
    let place = reader.place(named.map_or(node.span, |n| n.span));
    let name = named.and_then(|n| reader.scalar(n, "credential"));
    let id = name.and_then(|name| draft.credential(person, name, &place));
    let exam = table.get("exam").and_then(|n| reader.text(n, "exam"));
    let earned = table
        .get("earned")
        .and_then(|n| reader.parsed(n, "earned", Code::BadDate));
    let expires = table
        .get("expires")
        .and_then(|n| match reader.scalar(n, "expires")? {
            "never" => Some(Recorded::Never),
            "unknown" => None,
            _ => reader.parsed(n, "expires", Code::BadDate).map(Recorded::On),
        });
    let status = table
        .get("status")
        .map(|n| (n, reader.scalar(n, "status").unwrap_or_default()));
    let standing = match status {
        None => Standing::Active,
        Some((node, text)) => standing(text).unwrap_or_else(|| {
            let finding = Diagnostic::error(
                Code::UnknownWord,
                format!("`{text}` is no status of a holding"),
            );
            reader.report(
                node.span,
                finding.help("one of: active, revoked, suspended, withdrawn"),
            );
            Standing::Revoked
        }),
    };
    let evidence = table
        .get("evidence")
        .and_then(|n| reader.text(n, "evidence"));
    let recorded = table
        .get("evidence_level")
        .and_then(|n| reader.word(n, "evidence_level"));
    let evidence_level = evidence_level(recorded, evidence.is_some());
    table.finish(reader);
    Some(Held {
        credential: id?,
        exam,
        earned,
        expires,
        standing,
        evidence,
        evidence_level,
        place,
    })
}
