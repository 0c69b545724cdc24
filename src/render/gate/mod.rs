//! What a pipeline is told of a verdict: one alert for each thing to look at, worst first. SARIF and workflow commands
//! are made of the same alerts.

pub mod github;
pub mod junit;
pub mod sarif;
pub mod summary;

use std::iter::once;

use super::coverage::task;
use super::{clean, count};
use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::coverage::verdict::{
    Action, Closest, ItemVerdict, Kind, Lapse, RequirementVerdict, Short, Step, Verdict,
};
use crate::team::requirement::Weight;

/// How bad an alert is, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It fails the gate.
    Error,
    /// It deserves a look.
    Warning,
    /// It is good to know.
    Note,
}

/// Which findings fail the gate besides gaps.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub struct FailOn {
    /// What breaks within the window.
    pub expiring: bool,
    /// Single points of failure.
    pub single_point: bool,
    /// Facts that were checked long ago.
    pub stale: bool,
    /// Warnings.
    pub warning: bool,
}

impl FailOn {
    /// What holds for an item: one that decides nothing fails nothing.
    fn of(self, item: &ItemVerdict) -> Self {
        match item.severity {
            Weight::Required => self,
            Weight::Advisory => Self {
                expiring: false,
                single_point: false,
                ..self
            },
        }
    }

    /// Whether a warning of this code fails the gate.
    fn fails(self, code: Code) -> bool {
        self.warning || (self.stale && code == Code::Stale)
    }
}

/// What an alert is about. Its id is part of fingerprints: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// An item that decides is not covered.
    NotCovered,
    /// Seats lack people together.
    ShortTogether,
    /// An advisory item is not covered.
    Advisory,
    /// A holding that would count doesn't.
    HoldingShort,
    /// Covered today, but not for long.
    Breaks,
    /// One person's leaving opens a gap.
    SinglePoint,
    /// A waiver eases an item.
    Waived,
    /// A finding of its own code.
    Warning(Code),
}

impl Rule {
    /// Every rule that is no finding of its own code.
    pub const ALL: [Self; 7] = [
        Self::NotCovered,
        Self::ShortTogether,
        Self::Advisory,
        Self::HoldingShort,
        Self::Breaks,
        Self::SinglePoint,
        Self::Waived,
    ];

    /// `requirement-not-covered` and the like.
    pub fn id(self) -> &'static str {
        match self {
            Self::NotCovered => "requirement-not-covered",
            Self::ShortTogether => "requirements-short-together",
            Self::Advisory => "advisory-not-covered",
            Self::HoldingShort => "holding-does-not-count",
            Self::Breaks => "requirement-breaks-soon",
            Self::SinglePoint => "single-point-of-failure",
            Self::Waived => "waiver-active",
            Self::Warning(code) => code.id(),
        }
    }

    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::NotCovered => "Requirement not covered",
            Self::ShortTogether => "Requirements lack people together",
            Self::Advisory => "Advisory requirement not covered",
            Self::HoldingShort => "Holding does not count",
            Self::Breaks => "Requirement breaks soon",
            Self::SinglePoint => "Single point of failure",
            Self::Waived => "Requirement eased by a waiver",
            Self::Warning(code) => code.title(),
        }
    }

    /// What it means and what to do.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::NotCovered => {
                "Fewer people or credentials are there than the requirement asks for. The message names who is nearest \
                 and what they lack; a waiver with a reason and an end date can bridge the time."
            }
            Self::ShortTogether => {
                "Seats that different people must fill have, together, fewer candidates than seats, though each could \
                 be filled alone. Somebody else must qualify for one of them."
            }
            Self::Advisory => "A requirement marked advisory is not covered. It decides nothing.",
            Self::HoldingShort => {
                "Somebody holds a credential that would count, but it has ended, ends too soon, has no known date, or \
                 lacks the evidence that is asked for. Renew it, or record what is missing."
            }
            Self::Breaks => {
                "The requirement is covered today, but not on the day named unless something is renewed. The message \
                 says what ends."
            }
            Self::SinglePoint => {
                "The requirement fails if this person leaves. Let somebody else qualify in time."
            }
            Self::Waived => {
                "The requirement counts as covered with fewer people, through the day named."
            }
            Self::Warning(code) => code.explanation(),
        }
    }

    /// Its level unless something decides otherwise.
    pub fn level(self) -> Level {
        match self {
            Self::NotCovered | Self::ShortTogether => Level::Error,
            Self::Advisory | Self::HoldingShort | Self::Breaks | Self::Warning(_) => Level::Warning,
            Self::SinglePoint | Self::Waived => Level::Note,
        }
    }

    fn level_for(self, fail_on: FailOn) -> Level {
        let fails = match self {
            Self::Breaks => fail_on.expiring,
            Self::SinglePoint => fail_on.single_point,
            Self::Warning(code) => fail_on.fails(code),
            _ => false,
        };
        if fails { Level::Error } else { self.level() }
    }
}

/// One thing to look at.
#[derive(Clone, Debug)]
pub struct Alert {
    /// What it is about.
    pub rule: Rule,
    /// How bad it is.
    pub level: Level,
    /// A sentence on one line.
    pub message: String,
    /// Where to look. `None`: nowhere in a file.
    pub place: Option<Place>,
    /// What makes it the same alert tomorrow: requirement, item and person, never a day.
    pub about: [String; 3],
}

/// Where a place is found in the repository: the file from its root, and a line that is there. What stands nowhere, or
/// in no file of the user's, gets a place that does.
pub type Locate<'l> = &'l dyn Fn(Option<&Place>) -> Place;

/// Everything to look at, worst first, then in the order of rules and requirements.
pub fn alerts(verdict: &Verdict, fail_on: FailOn) -> Vec<Alert> {
    let mut alerts: Vec<Alert> = verdict
        .requirements
        .iter()
        .flat_map(|one| of_requirement(one, fail_on))
        .collect();
    alerts.extend(
        verdict
            .warnings
            .iter()
            .map(|finding| of_finding(finding, fail_on)),
    );
    alerts.sort_by_key(|alert| (alert.level, alert.rule));
    // A holding may fall short of several items: it is one thing to mend.
    let mut seen = std::collections::BTreeSet::new();
    alerts.retain(|alert| seen.insert((alert.rule, alert.about.clone(), alert.message.clone())));
    alerts
}

fn of_requirement(requirement: &RequirementVerdict, fail_on: FailOn) -> Vec<Alert> {
    let alert =
        |rule: Rule, fail_on: FailOn, place: &Place, about: [&str; 2], message: String| Alert {
            rule,
            level: rule.level_for(fail_on),
            message: clean(&message),
            place: Some(place.clone()),
            about: [
                requirement.id.to_string(),
                about[0].to_owned(),
                about[1].to_owned(),
            ],
        };
    let called = |item: &ItemVerdict| format!("{}/{}", requirement.id, item.id);
    let mut alerts = Vec::new();
    for item in &requirement.items {
        let (name, fail_on) = (called(item), fail_on.of(item));
        if !item.covered {
            let rule = if item.severity == Weight::Required {
                Rule::NotCovered
            } else {
                Rule::Advisory
            };
            alerts.push(alert(
                rule,
                fail_on,
                &item.place,
                [&item.id, ""],
                format!("{name}: {}", gap(item)),
            ));
        } else if let Some(day) = item.breaks_on {
            let message = format!("{name}: covered until {}", breaks(item, day));
            alerts.push(alert(
                Rule::Breaks,
                fail_on,
                &item.place,
                [&item.id, ""],
                message,
            ));
        }
        for closest in item.closest.iter().filter(|_| !item.covered) {
            if let (Some(place), Some(step)) = (
                &closest.place,
                closest.lacks.iter().find(|s| s.action != Action::Earn),
            ) {
                let message = format!(
                    "{}: {} counts for {name} once {}",
                    closest.person,
                    step.credential,
                    to_do(step)
                );
                alerts.push(alert(
                    Rule::HoldingShort,
                    fail_on,
                    place,
                    [&item.id, &closest.person],
                    message,
                ));
            }
        }
        alerts.extend(item.single_points.iter().map(|person| {
            let message = format!("{name}: fails without {person}");
            alert(
                Rule::SinglePoint,
                fail_on,
                &item.place,
                [&item.id, person],
                message,
            )
        }));
    }
    for short in &requirement.jointly_short {
        let rule = if decides(requirement, short) {
            Rule::ShortTogether
        } else {
            Rule::Advisory
        };
        let place = requirement
            .items
            .iter()
            .find(|item| short.items.contains(&item.id))
            .map(|item| &item.place);
        let message = format!("{}: {}", requirement.id, together(short));
        alerts.push(alert(
            rule,
            fail_on,
            place.unwrap_or(&requirement.place),
            [&joined(short), ""],
            message,
        ));
    }
    for waiver in requirement.waivers.iter().filter(|waiver| waiver.active) {
        let message = format!(
            "{}/{}: {} waived through {}: {}",
            requirement.id, waiver.item, waiver.people, waiver.until, waiver.reason
        );
        alerts.push(alert(
            Rule::Waived,
            fail_on,
            &waiver.place,
            [&waiver.item, ""],
            message,
        ));
    }
    alerts
}

/// Whether one of the items that lack people together decides.
fn decides(requirement: &RequirementVerdict, short: &Short) -> bool {
    let mut items = requirement
        .items
        .iter()
        .filter(|item| short.items.contains(&item.id));
    items.any(|item| item.severity == Weight::Required)
}

fn joined(short: &Short) -> String {
    short
        .items
        .iter()
        .map(|item| &**item)
        .collect::<Vec<_>>()
        .join(" and ")
}

/// What items need together, and who is there.
fn together(short: &Short) -> String {
    let needed = count(short.needed as usize, "person", "people");
    let qualified = count(short.qualified as usize, "person is", "people are");
    format!(
        "{} need {needed} together, {qualified} qualified for any of them",
        joined(short)
    )
}

fn of_finding(finding: &Diagnostic, fail_on: FailOn) -> Alert {
    let rule = Rule::Warning(finding.code);
    let help = finding
        .help
        .as_ref()
        .map_or_else(String::new, |help| format!(" ({help})"));
    Alert {
        rule,
        level: rule.level_for(fail_on),
        message: clean(&format!("{}{help}", finding.message)),
        place: finding.place.clone(),
        about: [String::new(), String::new(), clean(&finding.message)],
    }
}

/// What is missing, and who is nearest.
pub fn gap(item: &ItemVerdict) -> String {
    let of = match item.kind {
        Kind::Seat | Kind::Pool | Kind::Every => "people",
        Kind::Credentials => "credentials",
        Kind::Score => "points",
    };
    let waived = if item.waived > 0 {
        format!(" ({} waived)", item.waived)
    } else {
        String::new()
    };
    let which = item
        .of_which
        .iter()
        .filter(|(needed, filled)| filled < needed);
    let which: String = which
        .map(|(needed, filled)| format!(", of which {filled} of {needed}"))
        .collect();
    let nearest = item
        .closest
        .iter()
        .take(NEAREST)
        .map(lacks)
        .collect::<Vec<_>>()
        .join("; ");
    let nearest = if nearest.is_empty() {
        nearest
    } else {
        format!("; nearest: {nearest}")
    };
    format!(
        "{} of {} {of}{waived}{which}{nearest}",
        item.filled, item.needed
    )
}

/// How many of those who are nearest a message names.
const NEAREST: usize = 3;

fn lacks(closest: &Closest) -> String {
    let steps: Vec<String> = closest.lacks.iter().map(task).collect();
    if steps.is_empty() {
        closest.person.to_string()
    } else {
        format!("{} ({})", closest.person, steps.join(", "))
    }
}

fn to_do(step: &Step) -> &'static str {
    match step.action {
        Action::Date => "its date is recorded",
        Action::Prove => "better evidence is recorded",
        Action::Renew => "it is renewed",
        Action::Earn => "it is earned",
        Action::EarnAgain => "it is earned again",
    }
}

/// From which day on it is not covered, and why.
pub fn breaks(item: &ItemVerdict, day: Date) -> String {
    let last = day.yesterday().unwrap_or(day);
    let why: Vec<String> = item.breaks_by.iter().map(lapse).collect();
    if why.is_empty() {
        last.to_string()
    } else {
        format!("{last}; then {}", why.join(", "))
    }
}

fn lapse(lapse: &Lapse) -> String {
    match lapse {
        Lapse::Holding {
            person,
            credential,
            valid_until,
            expires,
        } => {
            let shown = expires.or_else(|| valid_until.map(PartialDate::from));
            let valid = shown.map_or_else(String::new, |end| format!(" (valid through {end})"));
            format!("{person}'s {credential}{valid} no longer counts")
        }
        Lapse::Waiver => "a waiver runs out".to_owned(),
    }
}

/// A fingerprint that stays while rule, requirement, item and person do (FNV-1a, 64 bits).
pub fn fingerprint(alert: &Alert) -> String {
    let parts = once(alert.rule.id()).chain(alert.about.iter().map(String::as_str));
    let bytes = parts.flat_map(|part| part.bytes().chain(once(0)));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("{hash:016x}")
}
