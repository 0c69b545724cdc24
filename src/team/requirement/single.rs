//! Sets that come from a table: a person whom a row accepts at a level, `dod-8140-511-intermediate`.

use super::table::Table;
use crate::catalog::read::File;

/// The set of this name, without regard to case.
pub fn set(tables: &[Table], name: &str) -> Option<File> {
    let rows = tables
        .iter()
        .flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let levels =
        rows.flat_map(|(table, row)| row.levels.iter().map(move |level| (table, row, level)));
    let mut named =
        levels.filter(|(table, row, level)| table.set_id(row, level).eq_ignore_ascii_case(name));
    let (table, row, level) = named.next()?;
    let name = table.set_id(row, level);
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let not_checked: String = table
        .not_checked
        .iter()
        .map(|text| format!("  - {}\n", quoted(text)))
        .collect();
    let text = format!(
        "id: {name}\nname: {}\nabout: {}\ndated: {}\nnot_checked:\n{not_checked}items:\n  - id: qualified\n    people: 1\n    \
         match: {{accepted_for: {{table: {}, work_role: {}, level: {}}}}}\n",
        quoted(&format!("{}, {}", row.name, level.word)),
        quoted(&format!(
            "A person whom {} {} accepts; `certadvise show {}` has its sources.",
            table.id, table.version, table.id
        )),
        table.dated,
        table.id,
        quoted(&row.code),
        quoted(&level.word),
    );
    Some(File {
        name: format!("{name}.yaml"),
        text,
    })
}
