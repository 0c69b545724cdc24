//! What the page says: every text ready to be shown, every length as a share of its track.

use askama::Template;

/// The whole page.
#[derive(Template)]
#[template(path = "report/report.html")]
pub(super) struct Page {
    pub title: String,
    pub subtitle: String,
    pub badge: Pill,
    pub tiles: Vec<Tile>,
    pub first_steps: Vec<FirstStep>,
    pub requirements: Vec<Requirement>,
    pub timeline: Timeline,
    pub quarters: Vec<Bar>,
    pub cost_note: String,
    pub single_points: Vec<SinglePoint>,
    pub single_point_advice: Vec<String>,
    pub not_counted: Vec<String>,
    pub plan: Plan,
    pub evidence: Vec<Evidence>,
    pub hidden_evidence: String,
    pub facts: Vec<Fact>,
    pub command: String,
    pub footer: String,
}

/// A few words on a colored ground. The words alone say what the color says.
#[derive(Clone)]
pub(super) struct Pill {
    pub tone: Tone,
    pub text: String,
}

/// How urgent something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Soon,
    Bad,
    Plain,
}

impl Tone {
    /// The class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Soon => "soon",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}

/// A figure and what it means.
pub(super) struct Tile {
    pub tone: Tone,
    pub figure: String,
    pub label: String,
}

/// Something to do soon.
pub(super) struct FirstStep {
    pub tone: Tone,
    pub date: String,
    pub in_days: String,
    pub person: String,
    pub verb: &'static str,
    pub credential: String,
    pub details: String,
}

/// A requirement set.
pub(super) struct Requirement {
    pub name: String,
    pub status: Pill,
    pub items: Vec<Item>,
    pub notes: Vec<String>,
    pub not_checked: Vec<String>,
    pub columns: Vec<String>,
    pub people: Vec<MatrixRow>,
    pub matrix_note: String,
}

/// One item of a requirement set.
pub(super) struct Item {
    pub name: String,
    pub id: String,
    pub dots: Vec<bool>,
    pub count: String,
    pub status: Pill,
    pub holds_until: String,
    pub left: Option<Pill>,
    pub depends_on: String,
    pub lines: Vec<String>,
}

/// A person and the items they meet.
pub(super) struct MatrixRow {
    pub person: String,
    pub cells: Vec<String>,
}

/// Until when each holding counts.
pub(super) struct Timeline {
    pub ticks: Vec<Tick>,
    pub rows: Vec<TimelineRow>,
    /// What the colors mean.
    pub key: Vec<Key>,
    pub note: String,
}

/// A color of the page, by its name in the style sheet, and what it means.
pub(super) struct Key {
    pub color: &'static str,
    pub label: &'static str,
}

/// A date on the axis, at a share of the track in percent.
pub(super) struct Tick {
    pub at: String,
    pub label: String,
}

/// One holding: how much of the track it counts for, and how much it is valid for, in percent.
pub(super) struct TimelineRow {
    pub person: String,
    pub credential: String,
    pub tone: Tone,
    pub counts: String,
    pub valid: String,
    pub until: String,
}

/// An amount as a bar, in percent of the largest.
pub(super) struct Bar {
    pub label: String,
    pub share: String,
    pub amount: String,
}

/// A person without a backup, and for what.
pub(super) struct SinglePoint {
    pub person: String,
    pub items: String,
}

/// What to do, or why nothing can be done.
pub(super) struct Plan {
    pub headline: String,
    pub steps: Vec<PlanStep>,
    pub total_usd: String,
    pub total_hours: String,
    pub proof: String,
    pub notes: Vec<String>,
}

/// One step of the plan.
pub(super) struct PlanStep {
    pub date: String,
    pub person: String,
    pub action: String,
    pub how: String,
    pub usd: String,
    pub hours: String,
    pub purpose: String,
}

/// What one item rests on, for an inspection.
pub(super) struct Evidence {
    pub person: String,
    pub position: String,
    pub credential: String,
    pub earned: String,
    pub valid_until: String,
    pub level: String,
    pub link: String,
    /// Whether the link is an address that a browser may open.
    pub is_address: bool,
}

/// A credential's facts and when they were checked.
pub(super) struct Fact {
    pub name: String,
    pub id: String,
    pub fee: String,
    pub validity: String,
    pub verified: String,
}
