//! What is asked for: tables of accepted credentials, and requirement sets.

pub mod set;
pub mod table;

use super::{Column, Grid, count};
use crate::base::text::Text;
use crate::team::requirement::Requirement;
use crate::team::requirement::table::Table;

/// What `list requirements` lists: tables, then sets.
pub fn list(tables: &[Table], sets: &[Requirement]) -> Grid {
    let columns = vec![
        Column::id("id"),
        Column::text("kind"),
        Column::text("dated"),
        Column::text("asks"),
        Column::text("name").from(100),
    ];
    let tables = tables.iter().map(|table| {
        let rows = count(table.rows.len(), "row", "rows");
        [
            table.id.to_string(),
            "table".to_owned(),
            table.dated.to_string(),
            rows,
            table.name.to_string(),
        ]
        .to_vec()
    });
    let sets = sets.iter().map(|set| {
        let items = count(set.items.len(), "item", "items");
        let dated = set
            .dated
            .map_or_else(|| "unknown".to_owned(), |date| date.to_string());
        [
            set.id.to_string(),
            "set".to_owned(),
            dated,
            items,
            set.name.to_string(),
        ]
        .to_vec()
    });
    Grid {
        columns,
        rows: tables.chain(sets).collect(),
    }
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn strs(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.as_str()).collect()
}
