//! What a pipeline is told of a verdict: one alert for each thing to look at, worst first. SARIF and workflow commands
//! are made of the same alerts.

pub mod github;
pub mod junit;
pub mod sarif;
pub mod summary;

use std::iter::once;

use super::coverage::{closest_in_words, in_numbers, lapse_in_words, margin};
use super::names::Names;
use super::value::list;
use super::{clean, count};
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::coverage::verdict::{
    Action, Closest, ItemVerdict, Kind, RequirementVerdict, Short, Step, Verdict,
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
    /// Every rule that is not a finding with a code of its own.
    pub const ALL: [Self; 7] = [
        Self::NotCovered,
        Self::ShortTogether,
        Self::Advisory,
        Self::HoldingShort,
        Self::Breaks,
        Self::SinglePoint,
        Self::Waived,
    ];

    /// For instance `requirement-not-covered`.
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
            Self::ShortTogether => "Requirements share too few people",
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
                "There are fewer people or credentials than the requirement asks for. The message names who is closest and \
                 what they lack; a waiver with a reason and an end date can bridge the time."
            }
            Self::ShortTogether => {
                "Different people must fill these seats. Each seat could be filled alone, but together they have fewer \
                 candidates than seats. Somebody else must qualify for one of them."
            }
            Self::Advisory => {
                "A requirement marked advisory is not covered. It does not fail the gate."
            }
            Self::HoldingShort => {
                "Somebody holds a credential that would count, but it has expired, expires too soon, has no known date, or \
                 lacks the evidence that is asked for. Renew it, or record what is missing."
            }
            Self::Breaks => {
                "The requirement is covered today, but only until the day named unless something is renewed. The message \
                 says what expires."
            }
            Self::SinglePoint => {
                "The requirement is no longer covered if this person leaves. Let somebody else qualify in time."
            }
            Self::Waived => {
                "Until the day named, the requirement counts as covered with fewer people."
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
pub fn alerts(verdict: &Verdict, names: &Names<'_>, fail_on: FailOn) -> Vec<Alert> {
    let sets = verdict.requirements.iter();
    let mut alerts: Vec<Alert> = sets
        .flat_map(|requirement| {
            let draft = Draft {
                requirement,
                names,
                fail_on,
            };
            draft.alerts()
        })
        .collect();
    let findings = verdict.warnings.iter();
    alerts.extend(findings.map(|finding| of_finding(finding, fail_on)));
    alerts.sort_by_key(|alert| (alert.level, alert.rule));
    // A holding may be missing for several items: it is one thing to fix.
    let mut seen = std::collections::BTreeSet::new();
    alerts.retain(|alert| seen.insert((alert.rule, alert.about.clone(), alert.message.clone())));
    alerts
}

/// The alerts about one requirement set.
struct Draft<'v> {
    requirement: &'v RequirementVerdict,
    names: &'v Names<'v>,
    fail_on: FailOn,
}

impl Draft<'_> {
    fn alerts(&self) -> Vec<Alert> {
        let requirement = self.requirement;
        let mut alerts: Vec<Alert> = requirement
            .items
            .iter()
            .flat_map(|item| self.of_item(item))
            .collect();
        let short = requirement.jointly_short.iter();
        alerts.extend(short.map(|short| self.of_shortage(short)));
        let waivers = requirement.waivers.iter().filter(|waiver| waiver.active);
        alerts.extend(waivers.map(|waiver| {
            let message = format!(
                "{}/{}: {} waived until {} ({})",
                requirement.id, waiver.item, waiver.people, waiver.until, waiver.reason
            );
            let about = [waiver.item.as_str(), ""];
            self.alert(Rule::Waived, self.fail_on, &waiver.place, about, &message)
        }));
        alerts
    }

    fn alert(
        &self,
        rule: Rule,
        fail_on: FailOn,
        place: &Place,
        [item, person]: [&str; 2],
        message: &str,
    ) -> Alert {
        let id = &self.requirement.id;
        Alert {
            rule,
            level: rule.level_for(fail_on),
            message: clean(message),
            place: Some(place.clone()),
            about: [id.to_string(), item.to_owned(), person.to_owned()],
        }
    }

    /// An item with its set, and its name where it has one.
    fn called(&self, item: &ItemVerdict) -> String {
        let name = item.name.as_ref();
        let name = name.map_or_else(String::new, |name| format!(" ({name})"));
        format!("{}/{}{name}", self.requirement.id, item.id)
    }

    fn of_item(&self, item: &ItemVerdict) -> Vec<Alert> {
        let (name, fail_on) = (self.called(item), self.fail_on.of(item));
        let mut alerts = Vec::new();
        if !item.covered {
            let rule = if item.severity == Weight::Required {
                Rule::NotCovered
            } else {
                Rule::Advisory
            };
            let message = format!("{name}: {}", gap(item, self.names));
            alerts.push(self.alert(rule, fail_on, &item.place, [&item.id, ""], &message));
            let closest = item.closest.iter();
            alerts.extend(closest.filter_map(|closest| self.does_not_count(item, closest)));
        } else if let Some(day) = item.breaks_on {
            let message = format!("{name}: covered until {}", breaks(item, day, self.names));
            alerts.push(self.alert(Rule::Breaks, fail_on, &item.place, [&item.id, ""], &message));
        }
        alerts.extend(item.single_points.iter().map(|person| {
            let message = format!("{name}: not covered without {}", self.names.person(person));
            let about = [item.id.as_str(), person];
            self.alert(Rule::SinglePoint, fail_on, &item.place, about, &message)
        }));
        alerts
    }

    /// What somebody holds that would count for an item, were something about it different.
    fn does_not_count(&self, item: &ItemVerdict, closest: &Closest) -> Option<Alert> {
        let place = closest.place.as_ref()?;
        let mut steps = closest.lacks.iter();
        let step = steps.find(|step| step.action != Action::Earn)?;
        let message = format!(
            "{}: {} counts for {} once {}",
            self.names.person(&closest.person),
            self.names.credential(step.credential),
            self.called(item),
            to_do(step)
        );
        let about = [item.id.as_str(), closest.person.as_str()];
        let fail_on = self.fail_on.of(item);
        Some(self.alert(Rule::HoldingShort, fail_on, place, about, &message))
    }

    fn of_shortage(&self, short: &Short) -> Alert {
        let requirement = self.requirement;
        let rule = if decides(requirement, short) {
            Rule::ShortTogether
        } else {
            Rule::Advisory
        };
        let mut items = requirement.items.iter();
        let first = items.find(|item| short.items.contains(&item.id));
        let place = first.map_or(&requirement.place, |item| &item.place);
        let message = format!("{}: {}", requirement.id, together(short));
        self.alert(rule, self.fail_on, place, [&joined(short), ""], &message)
    }
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
    let items: Vec<&str> = short.items.iter().map(|item| &**item).collect();
    items.join(" and ")
}

/// What items need together, and how many people there are for it.
fn together(short: &Short) -> String {
    let needed = count(short.needed as usize, "person", "people");
    let qualified = count(
        short.qualified as usize,
        "person qualifies",
        "people qualify",
    );
    format!(
        "{} need {needed} together, and only {qualified} for any of them",
        list(&short.items)
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

/// What is missing, and who is closest.
pub fn gap(item: &ItemVerdict, names: &Names<'_>) -> String {
    let unit = match item.kind {
        Kind::Seat | Kind::Pool | Kind::Every => "people",
        Kind::Credentials => "credentials",
        Kind::Score => "points",
    };
    let waived = if item.waived > 0 {
        format!(" ({} waived)", item.waived)
    } else {
        String::new()
    };
    let gates = item.score.iter().flat_map(|score| &score.gates);
    let lines = item
        .of_which
        .iter()
        .chain(gates)
        .filter(|line| !line.is_met());
    let lines: String = lines
        .map(|line| format!(", of which {}", in_numbers(line)))
        .collect();
    let closest = &item.closest[..item.closest.len().min(CLOSEST)];
    let closest = if closest.is_empty() {
        String::new()
    } else {
        format!("; closest: {}", closest_in_words(closest, names))
    };
    format!(
        "{} of {} {unit}{waived}{lines}{closest}",
        item.filled, item.needed
    )
}

/// How many of those who are closest a message names.
const CLOSEST: usize = 3;

fn to_do(step: &Step) -> &'static str {
    match step.action {
        Action::Date => "its date is recorded",
        Action::Prove => "better evidence is recorded",
        Action::Renew => "it is renewed",
        Action::Earn => "it is earned",
        Action::EarnAgain => "it is earned again",
    }
}

/// The last day on which it is covered, and why no longer.
pub fn breaks(item: &ItemVerdict, day: Date, names: &Names<'_>) -> String {
    let last = day.yesterday().unwrap_or(day);
    let lapses = item.breaks_by.iter();
    let mut reasons: Vec<String> = lapses.map(|lapse| lapse_in_words(lapse, names)).collect();
    reasons.extend(margin(item));
    if reasons.is_empty() {
        last.to_string()
    } else {
        format!("{last}: {}", reasons.join("; "))
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
