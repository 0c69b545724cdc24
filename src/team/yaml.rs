//! Rosters as YAML: `people:`, each with `holds:`.

use super::{Held, Person, Position, Recorded, Standing, Team, credential, standing};
use crate::catalog::Catalog;
use crate::catalog::read::File;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Node, Reader, Source};

pub(super) fn read(file: &File, catalog: &Catalog, team: &mut Team, found: &mut Vec<Diagnostic>) {
    let source = Source::new(&file.name, &file.text);
    let root = match source.parse() {
        Ok(root) => root,
        Err(problems) => return found.extend(problems),
    };
    let mut reader = Reader::new(&source);
    if let Some(mut table) = reader.table(&root, "a team file") {
        if let Some(people) = table.required("people") {
            for item in reader.items(people, "people") {
                person(&mut reader, item, catalog, team);
            }
        }
        table.finish(&mut reader);
    }
    found.append(&mut reader.found);
}

fn person<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>, catalog: &Catalog, team: &mut Team) {
    let Some(mut table) = reader.table(node, "a person") else { return };
    let id_node = table.required("id");
    let id = id_node.and_then(|n| reader.text(n, "id"));
    let name = table.get("name").and_then(|n| reader.text(n, "name"));
    let email = table.get("email").and_then(|n| reader.text(n, "email"));
    let group = table.get("team").and_then(|n| reader.text(n, "team"));
    let roles = table.get("roles").map(|n| {
        let items = reader.items(n, "roles");
        items.iter().filter_map(|item| reader.text(item, "roles")).collect()
    });
    let positions = table.get("positions").map(|n| {
        let items = reader.items(n, "positions");
        items.iter().filter_map(|item| position(reader, item)).collect()
    });
    let hours_per_week = table.get("hours_per_week").and_then(|n| reader.number(n, "hours_per_week", 0, 168));
    let holds = table.get("holds").map(|n| {
        let items = reader.items(n, "holds");
        items.iter().filter_map(|item| held(reader, item, catalog)).collect()
    });
    table.finish(reader);
    let (Some(id), Some(id_node)) = (id, id_node) else { return };
    if team.person(&id).is_some() {
        reader.report(id_node.span, Diagnostic::error(Code::DefinedTwice, format!("person `{id}` stands twice")));
        return;
    }
    team.people.push(Person {
        id,
        name,
        email,
        team: group,
        roles: roles.unwrap_or_default(),
        positions: positions.unwrap_or_default(),
        hours_per_week,
        holds: holds.unwrap_or_default(),
    });
}

fn position<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>) -> Option<Position> {
    let mut table = reader.table(node, "a position")?;
    let work_role = table.required("work_role").and_then(|n| reader.text(n, "work_role"));
    let level = table.get("level").and_then(|n| reader.word(n, "level"));
    let privileged = table.get("privileged").and_then(|n| reader.flag(n, "privileged")).unwrap_or(false);
    let since = table.get("since").and_then(|n| reader.parsed(n, "since", Code::BadDate));
    table.finish(reader);
    Some(Position { work_role: work_role?, level, privileged, since })
}

fn held<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>, catalog: &Catalog) -> Option<Held> {
    let mut table = reader.table(node, "a holding")?;
    let named = table.required("credential");
    let place = reader.place(named.map_or(node.span, |n| n.span));
    let name = named.and_then(|n| reader.scalar(n, "credential"));
    let id = name.and_then(|name| credential(catalog, name, &place, &mut reader.found));
    let exam = table.get("exam").and_then(|n| reader.text(n, "exam"));
    let earned = table.get("earned").and_then(|n| reader.parsed(n, "earned", Code::BadDate));
    let expires = table.get("expires").and_then(|n| match reader.scalar(n, "expires")? {
        "never" => Some(Recorded::Never),
        "unknown" => None,
        _ => reader.parsed(n, "expires", Code::BadDate).map(Recorded::On),
    });
    let status = table.get("status").map(|n| (n, reader.scalar(n, "status").unwrap_or_default()));
    let standing = match status {
        None => Standing::Active,
        Some((node, text)) => standing(text).unwrap_or_else(|| {
            let finding = Diagnostic::error(Code::UnknownWord, format!("`{text}` is no status of a holding"));
            reader.report(node.span, finding.help("one of: active, revoked, suspended, withdrawn"));
            Standing::Revoked
        }),
    };
    let evidence = table.get("evidence").and_then(|n| reader.text(n, "evidence"));
    table.finish(reader);
    Some(Held { credential: id?, exam, earned, expires, standing, evidence, place })
}
