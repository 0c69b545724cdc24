//! The result of the check. Data only; `render::coverage` draws it, and JSON is written from these types: `serialize` has
//! the shapes that differ from them.

mod serialize;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::date::Date;
use crate::base::date::{PartialDate, Period};
use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::id::CredentialId;
use crate::cost::standing::Late;
use crate::team::requirement::Evidence;
use crate::team::requirement::Weight;
use crate::team::requirement::table::{At, Table};
use crate::team::roster::HoldingStatus;

/// The verdict on a team.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// The day it holds for.
    pub as_of: Date,
    /// The last day that was looked ahead to.
    pub until: Date,
    /// Whether every requirement is covered.
    pub covered: bool,
    /// The first day on which one is not, if nobody renews.
    pub breaks_on: Option<Date>,
    /// People who were judged.
    pub people: usize,
    /// One for each requirement, in their order.
    pub requirements: Vec<RequirementVerdict>,
    /// Warnings.
    #[serde(serialize_with = "serialize::warnings")]
    pub warnings: Vec<Diagnostic>,
    /// What could not be worked out in this form of the check, in words.
    pub left_out: Vec<&'static str>,
    /// Whether everybody is named who is named where rosters are read as a whole.
    #[serde(skip)]
    pub names_all: bool,
    /// What has expired and can still be renewed, as far as some item asks for it.
    pub late: Vec<LateHolding>,
    /// How many more of these there are than are listed.
    pub more_late: usize,
    /// Names of people, by id, where a roster was read row by row.
    #[serde(skip)]
    pub names: BTreeMap<Text, Text>,
}

/// A holding that has expired and can still be renewed.
#[derive(Clone, Debug)]
pub struct LateHolding {
    /// Whose.
    pub person: Text,
    /// Which.
    pub credential: CredentialId,
    /// When it expired, as precisely as that is known.
    pub expired: PartialDate,
    /// What it is now, and until when.
    pub late: Late,
    /// What renewing it costs, USD. `None` is unknown.
    pub cost: Option<Usd>,
    /// Whether it counts meanwhile.
    pub counts: Counts,
}

/// Whether a holding in its grace period counts for the items that ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Counts {
    /// For all of them.
    #[serde(rename = "counts")]
    Always,
    /// For some of them.
    #[serde(rename = "counts-for-some")]
    Partly,
    /// For none.
    #[serde(rename = "does-not-count")]
    Never,
}

/// The verdict on one requirement.
#[derive(Clone, Debug, Serialize)]
pub struct RequirementVerdict {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// The date of what it follows.
    pub dated: Option<PartialDate>,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
    /// Whether every item that decides is covered.
    pub covered: bool,
    /// The first day on which one is not, if nobody renews.
    pub breaks_on: Option<Date>,
    /// One for each item, in their order.
    pub items: Vec<ItemVerdict>,
    /// Seats that lack people together, though each might be filled alone.
    pub jointly_short: Vec<Short>,
    /// Points of all items that count points, in hundredths. `None` where none does.
    #[serde(serialize_with = "serialize::some_points")]
    pub points: Option<u32>,
    /// Its waivers, expired ones included.
    pub waivers: Vec<WaiverVerdict>,
    /// What no team file can show.
    pub not_checked: Vec<Text>,
    /// Of items about positions: what each person's qualification rests on.
    pub evidence: Vec<Qualification>,
}

/// What an item asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// People who fill seats of an exclusive group.
    Seat,
    /// People who may fill others as well.
    Pool,
    /// Credentials, no matter who holds them.
    Credentials,
    /// Everybody of a kind.
    Every,
    /// Points.
    Score,
}

impl Kind {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seat => "seat",
            Self::Pool => "pool",
            Self::Credentials => "credentials",
            Self::Every => "every",
            Self::Score => "score",
        }
    }
}

/// The verdict on one item.
#[derive(Clone, Debug, Serialize)]
pub struct ItemVerdict {
    /// Its id.
    pub id: Text,
    /// What it is, where said.
    pub name: Option<Text>,
    /// What it asks for.
    pub kind: Kind,
    /// Whether it decides.
    pub severity: Weight,
    /// The exclusive group of its seats.
    #[serde(rename = "exclusive")]
    pub group: Option<Text>,
    /// People, credentials or (rounded up) points that are needed.
    pub needed: u32,
    /// How many of them a waiver eases.
    pub waived: u32,
    /// How many there are, at most as many as needed; of points, rounded down.
    pub filled: u32,
    /// Those that count beyond what is needed.
    pub surplus: u32,
    /// Whether enough are there, waivers taken into account.
    pub covered: bool,
    /// The first day on which it is not covered, if nobody renews.
    pub breaks_on: Option<Date>,
    /// What lapses just before that day.
    pub breaks_by: Vec<Lapse>,
    /// How long a holding must still be valid to count.
    #[serde(serialize_with = "serialize::period")]
    pub valid_for: Option<Period>,
    /// Least numbers among the same people.
    pub of_which: Vec<LineVerdict>,
    /// Who fills it.
    pub filled_by: Vec<Filled>,
    /// Who does not count yet, but is on the way to a credential that it accepts.
    pub pending: Vec<PendingVerdict>,
    /// Who is nearest to filling what is open; of `every` items, everybody who falls short.
    pub closest: Vec<Closest>,
    /// How many more than listed fall short, where the list was cut.
    pub more_short: u32,
    /// People without whom it would fail, or fail by more.
    pub single_points: Vec<Text>,
    /// Of items that count points.
    #[serde(rename = "points")]
    pub score: Option<ScoreVerdict>,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// A number of people who must meet something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineVerdict {
    /// How many are needed.
    pub needed: u32,
    /// How many of those there are.
    pub filled: u32,
    /// What they must meet, in words.
    pub says: Text,
}

impl LineVerdict {
    /// Whether there are enough.
    pub fn is_met(&self) -> bool {
        self.filled >= self.needed
    }
}

/// A line that scores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreLine {
    /// People who do.
    pub people: u32,
    /// What they score.
    #[serde(serialize_with = "serialize::points")]
    pub points: u32,
    /// Who counts, in words.
    pub says: Text,
}

/// How points come about. All points in hundredths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreVerdict {
    /// Points needed.
    #[serde(serialize_with = "serialize::points")]
    pub need: u32,
    /// Points reached.
    #[serde(serialize_with = "serialize::points")]
    pub scored: u32,
    /// What must be met before gated lines score.
    pub gates: Vec<LineVerdict>,
    /// What scores.
    pub lines: Vec<ScoreLine>,
}

/// Somebody who fills an item.
#[derive(Clone, Debug)]
pub struct Filled {
    /// Who.
    pub person: Text,
    /// By what.
    pub by: Vec<Proof>,
    /// Through which day. `None`: it never expires.
    pub valid_until: Option<Date>,
}

/// A holding that something rests on.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The credential.
    pub credential: CredentialId,
    /// Through which day it is valid. `None`: it never expires.
    pub valid_until: Option<Date>,
    /// The same as precisely as it is known.
    pub expires: Option<PartialDate>,
    /// The credential that renewed it last, and when that was earned.
    pub renewed_by: Option<(CredentialId, PartialDate)>,
    /// Whether its expiry is unknown and it was assumed to be valid.
    pub assumed: bool,
    /// Where the roster has it.
    pub place: Option<Place>,
}

/// Somebody on the way to a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PendingVerdict {
    /// Who.
    pub person: Text,
    /// The credential.
    pub credential: CredentialId,
    /// How far they are.
    #[serde(serialize_with = "serialize::status")]
    pub status: HoldingStatus,
    /// The day of the exam; of a voucher, its last day.
    pub on: Option<PartialDate>,
}

/// Somebody who falls short, and what it would take.
#[derive(Clone, Debug)]
pub struct Closest {
    /// Who.
    pub person: Text,
    /// The fewest steps, then the cheapest. Empty where no way is known.
    pub lacks: Vec<Step>,
    /// Where the roster has the person's holding that falls short, if there is one.
    pub place: Option<Place>,
}

/// A step that closes a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The credential.
    pub credential: CredentialId,
    /// What to do about it.
    pub action: Action,
    /// Exam fee, USD. `None` is unknown.
    #[serde(rename = "exam_fee_usd")]
    pub cost: Option<Usd>,
}

/// What to do about a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Record when it was earned or expires.
    Date,
    /// Show better evidence of it.
    Prove,
    /// Renew it: it expires too soon, or has expired and can still be renewed.
    Renew,
    /// Earn it again: it has lapsed.
    #[serde(rename = "earn")]
    EarnAgain,
    /// Earn it.
    Earn,
}

impl Action {
    /// Whether it is earned, for the first time or again.
    pub fn is_earning(self) -> bool {
        matches!(self, Self::Earn | Self::EarnAgain)
    }

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Prove => "prove",
            Self::Renew => "renew",
            Self::Earn | Self::EarnAgain => "earn",
        }
    }
}

/// Why an item breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lapse {
    /// Somebody's credential expires, or too little of its time is left.
    Holding {
        /// Whose.
        person: Text,
        /// Which.
        credential: CredentialId,
        /// Through which day it is valid.
        valid_until: Option<Date>,
        /// The same as precisely as it is known, where it is.
        expires: Option<PartialDate>,
    },
    /// A waiver expires.
    Waiver,
}

/// Seats that lack people together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Short {
    /// The items.
    pub items: Vec<Text>,
    /// People they need.
    pub needed: u32,
    /// People who could fill any of them.
    pub qualified: u32,
}

/// A waiver, and whether it still holds.
#[derive(Clone, Debug, Serialize)]
pub struct WaiverVerdict {
    /// The item it eases.
    pub item: Text,
    /// By how many.
    pub people: u32,
    /// Why.
    pub reason: Text,
    /// Through which day.
    pub until: Date,
    /// Whether it holds on the day of the check.
    pub active: bool,
    /// Where it is written.
    #[serde(skip)]
    pub place: Place,
}

/// What one person's qualification for one position rests on.
#[derive(Clone, Debug)]
pub struct Qualification {
    /// The item it belongs to.
    pub item: Text,
    /// Who.
    pub person: Text,
    /// The table.
    pub table: &'static Table,
    /// The position's code.
    pub code: Text,
    /// Its name, where the table has it.
    pub position: Option<Text>,
    /// The level asked for.
    pub level: Text,
    /// What counts, and at which level the table lists it. `None` where nothing does.
    pub proof: Option<(Proof, At)>,
    /// What stands behind it.
    pub evidence: Evidence,
    /// The link or file.
    pub link: Option<Text>,
}
