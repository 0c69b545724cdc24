//! What a requirement set asks.

use serde::Serialize;
use serde_json::{Value, json};

use super::{join, strs};
use crate::base::vocabulary::Word;
use crate::catalog::vocabulary::Evidence;
use crate::render::sheet::Sheet;
use crate::render::value::{SourceJson, source_line};
use crate::render::{Column, Grid, count, fold};
use crate::team::requirement::{
    Demand, Item, Leaf, Match, Points, Requirement, Score, Weight, Whom, points,
};

/// For a terminal.
pub fn terminal(set: &Requirement, width: u16) -> String {
    let mut sheet = Sheet::new(width, &set.id, &set.name);
    if let Some(about) = &set.about {
        sheet.text += &(fold(about, width, 0) + "\n");
    }
    for item in &set.items {
        sheet.text.push('\n');
        for (depth, line) in lines(item) {
            sheet.indented(2 * (depth + 1), &line);
        }
    }
    sheet.text.push('\n');
    sheet.line("Extends", &join(set.extends.iter().map(|id| id.as_str())));
    sheet.lines("Not checked", &set.not_checked);
    sheet.line(
        "Dated",
        &set.dated
            .map_or_else(|| "unknown".to_owned(), |date| date.to_string()),
    );
    sheet.lines("Sources", set.sources.iter().map(source_line));
    sheet.text
}

/// One row an item.
pub fn grid(set: &Requirement) -> Grid {
    let columns = vec![
        Column::id("item"),
        Column::text("kind"),
        Column::text("asks"),
        Column::text("severity").from(100),
    ];
    let rows = set.items.iter().map(|item| {
        let asks = lines(item)
            .into_iter()
            .map(|(_, line)| line)
            .collect::<Vec<_>>()
            .join("; ");
        let asks = asks
            .strip_prefix(&format!("{}: ", item.id))
            .map_or(asks.clone(), str::to_owned);
        vec![
            item.id.to_string(),
            kind(&item.demand).to_owned(),
            asks,
            severity(item.severity).to_owned(),
        ]
    });
    Grid::new(columns, rows)
}

fn kind(demand: &Demand) -> &'static str {
    match demand {
        Demand::People(_) => "people",
        Demand::Credentials { .. } => "credentials",
        Demand::Every { .. } => "every",
        Demand::Score(_) => "score",
    }
}

fn severity(weight: Weight) -> &'static str {
    match weight {
        Weight::Required => "required",
        Weight::Advisory => "advisory",
    }
}

/// An item in words, each line with its depth.
fn lines(item: &Item) -> Vec<(usize, String)> {
    let mut lines = vec![(0, String::new())];
    let mut head = match &item.demand {
        Demand::People(seats) => {
            matching(&seats.matching, 1, &mut lines);
            for (least, of_which) in &seats.of_which {
                lines.push((
                    1,
                    format!(
                        "{} of them with",
                        count(*least as usize, "person", "people")
                    ),
                ));
                matching(of_which, 2, &mut lines);
            }
            let group = seats
                .exclusive
                .clone()
                .map(|group| format!(" who fill no other seat of `{group}`,"))
                .unwrap_or_default();
            format!(
                "{}{group} with",
                count(seats.needed as usize, "person", "people")
            )
        }
        Demand::Credentials { needed, matching } => {
            lines.push((1, leaf(matching)));
            format!(
                "{}, no matter who holds them:",
                count(*needed as usize, "credential", "credentials")
            )
        }
        Demand::Every {
            whom,
            matching: what,
        } => {
            matching(what, 1, &mut lines);
            match whom {
                Whom::All => "everybody with".to_owned(),
                Whom::Role(role) => format!("everybody with the role `{role}`, with"),
                Whom::Position(table) => format!("everybody in a position of {table}, with"),
            }
        }
        Demand::Score(score) => {
            scoring(score, &mut lines);
            format!("{} points", points(score.need))
        }
    };
    if item.severity == Weight::Advisory {
        head = format!("advisory, {head}");
    }
    if let Some(period) = item.valid_for {
        head += &format!(" (valid for another {period})");
    }
    lines[0].1 = format!("{}: {head}", item.id);
    lines
}

fn scoring(score: &Score, lines: &mut Vec<(usize, String)>) {
    for Points {
        points: each,
        matching: what,
        max,
        gated,
    } in &score.each
    {
        let most = max
            .map(|max| format!(", at most {}", points(max)))
            .unwrap_or_default();
        let free = if *gated || score.gates.is_empty() {
            ""
        } else {
            ", independent of the gates"
        };
        lines.push((
            1,
            format!("{} points per person{most}{free}, with", points(*each)),
        ));
        matching(what, 2, lines);
    }
    for (people, what) in &score.gates {
        let unlocked = if score.each.iter().all(|line| line.gated) {
            "no points"
        } else {
            "no points from the other lines"
        };
        lines.push((
            1,
            format!(
                "gate: {unlocked} without {} with",
                count(*people as usize, "person", "people")
            ),
        ));
        matching(what, 2, lines);
    }
}

fn matching(what: &Match, depth: usize, lines: &mut Vec<(usize, String)>) {
    let mut under = |head: &str, parts: &[Match]| {
        lines.push((depth, head.to_owned()));
        for part in parts {
            matching(part, depth + 1, lines);
        }
    };
    match what {
        Match::AllOf(parts) => under("all of", parts),
        Match::AnyOf(parts) => under("one of", parts),
        Match::AtLeast(least, parts) => {
            lines.push((depth, format!("{least} different credentials of")));
            lines.extend(parts.iter().map(|part| (depth + 1, leaf(part))));
        }
        Match::Holds(part) => lines.push((depth, leaf(part))),
        Match::AcceptedForPosition(table) => {
            lines.push((depth, format!("what {} accepts for it", table.id)));
        }
    }
}

/// A set of credentials: its ids, behind what the file calls it where that says more.
fn leaf(leaf: &Leaf) -> String {
    let ids: Vec<&str> = leaf.credentials.iter().map(|id| id.as_str()).collect();
    let mut named: Vec<&str> = leaf.says.split(" or ").collect();
    named.sort_unstable();
    let mut text = match ids.as_slice() {
        [one] => (*one).to_owned(),
        _ if named == ids => format!("one of {}", ids.join(", ")),
        _ => format!("{}: one of {}", leaf.says, ids.join(", ")),
    };
    if leaf.evidence > Evidence::Declared {
        text += &format!(" ({})", leaf.evidence);
    }
    text
}

/// As JSON.
pub fn json_of<'a>(set: &'a Requirement, as_of: &str) -> impl Serialize + use<'a> {
    SetJson {
        schema: "certadvise.show/1",
        as_of: as_of.to_owned(),
        kind: "set",
        id: &set.id,
        name: &set.name,
        about: set.about.as_deref(),
        dated: set.dated.map(|date| date.to_string()),
        extends: strs(&set.extends),
        items: set.items.iter().map(ItemJson::of).collect(),
        not_checked: strs(&set.not_checked),
        sources: set.sources.iter().map(SourceJson::of).collect(),
    }
}

#[derive(Serialize)]
struct SetJson<'a> {
    schema: &'static str,
    as_of: String,
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    about: Option<&'a str>,
    dated: Option<String>,
    extends: Vec<&'a str>,
    items: Vec<ItemJson<'a>>,
    not_checked: Vec<&'a str>,
    sources: Vec<SourceJson<'a>>,
}

#[derive(Serialize)]
struct ItemJson<'a> {
    id: &'a str,
    name: Option<&'a str>,
    kind: &'static str,
    severity: &'static str,
    evidence: &'static str,
    valid_for: Option<String>,
    demand: Value,
}

impl<'a> ItemJson<'a> {
    fn of(item: &'a Item) -> Self {
        Self {
            id: &item.id,
            name: item.name.as_deref(),
            kind: kind(&item.demand),
            severity: severity(item.severity),
            evidence: item.evidence.word(),
            valid_for: item.valid_for.map(|period| period.to_string()),
            demand: demand_json(&item.demand),
        }
    }
}

fn demand_json(demand: &Demand) -> Value {
    let least =
        |(people, what): &(u32, Match)| json!({"people": people, "match": match_json(what)});
    match demand {
        Demand::People(seats) => json!({
            "people": seats.needed,
            "exclusive": seats.exclusive.as_deref(),
            "match": match_json(&seats.matching),
            "of_which": seats.of_which.iter().map(least).collect::<Vec<_>>(),
        }),
        Demand::Credentials { needed, matching } => {
            json!({"credentials": needed, "match": leaf_json(matching)})
        }
        Demand::Every { whom, matching } => {
            let whom = match whom {
                Whom::All => json!("all"),
                Whom::Role(role) => json!({"role": role}),
                Whom::Position(table) => json!({"position": table}),
            };
            json!({"every": whom, "match": match_json(matching)})
        }
        Demand::Score(score) => {
            let number = |hundredths: u32| f64::from(hundredths) / 100.0;
            let each = score.each.iter().map(|line| {
                json!({
                    "points": number(line.points),
                    "max": line.max.map(number),
                    "gated": line.gated,
                    "match": match_json(&line.matching),
                })
            });
            json!({
                "need": number(score.need),
                "gates": score.gates.iter().map(least).collect::<Vec<_>>(),
                "each": each.collect::<Vec<_>>(),
            })
        }
    }
}

fn match_json(what: &Match) -> Value {
    match what {
        Match::AllOf(parts) => json!({"all_of": parts.iter().map(match_json).collect::<Vec<_>>()}),
        Match::AnyOf(parts) => json!({"any_of": parts.iter().map(match_json).collect::<Vec<_>>()}),
        Match::AtLeast(least, parts) => {
            json!({"at_least": least, "of": parts.iter().map(leaf_json).collect::<Vec<_>>()})
        }
        Match::Holds(leaf) => leaf_json(leaf),
        Match::AcceptedForPosition(table) => json!({"accepted_for": "position", "table": table.id}),
    }
}

fn leaf_json(leaf: &Leaf) -> Value {
    let ids: Vec<&str> = leaf.credentials.iter().map(|id| id.as_str()).collect();
    json!({"says": leaf.says, "credentials": ids, "evidence": leaf.evidence.word()})
}
