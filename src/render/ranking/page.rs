//! What the page says: every text ready to be shown.

use askama::Template;

/// The whole page.
#[derive(Template)]
#[template(path = "ranking/ranking.html")]
pub(super) struct Page {
    pub kind: &'static str,
    pub title: String,
    pub subtitle: String,
    /// How sure the answer is: the class of the color, and the words.
    pub badge: Option<(&'static str, String)>,
    pub weights: Vec<Slider>,
    pub shares: Vec<Slider>,
    pub rows: Vec<Row>,
    /// What to say where nothing is ranked.
    pub nothing: String,
    pub legend: &'static str,
    pub notes: Vec<Note>,
    pub lines: Vec<Line>,
    /// The top of the cost scale.
    pub most: String,
    pub most_cents: i64,
    pub years: usize,
    pub tables: Vec<Table>,
    pub command: String,
    pub footer: String,
    pub script: Option<Script>,
}

/// A share in whole percent that the reader can move.
pub(super) struct Slider {
    pub name: String,
    pub value: String,
}

/// A credential in the ranking; one without a rank is hidden until the reader's settings rank it.
pub(super) struct Row {
    pub entry: usize,
    pub rank: String,
    pub name: String,
    pub about: String,
    pub fits: [Fit; 3],
    pub score: String,
    /// What earning and keeping it costs; empty where a chart has it.
    pub cost: String,
    pub cents: i64,
    /// The path of the cost curve; empty where the cost is unknown.
    pub curve: String,
}

/// How a credential does on one axis.
pub(super) struct Fit {
    pub axis: &'static str,
    pub percent: String,
    pub fit: String,
}

/// A sentence, with a few words before it that say what it is about.
pub(super) struct Note {
    pub label: String,
    pub text: String,
}

/// A cost curve in the chart.
pub(super) struct Line {
    pub color: usize,
    pub dash: usize,
    pub name: String,
    pub total: String,
    pub curve: String,
}

/// Facts side by side.
pub(super) struct Table {
    pub title: &'static str,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// What runs in the page. The hash lets the browser run this script and no other.
pub(super) struct Script {
    pub hash: String,
    pub numbers: String,
    pub page: String,
    pub code: &'static str,
}
