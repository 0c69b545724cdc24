//! The verdict in sentences.

use std::collections::BTreeSet;

use super::{some, unit};
use crate::base::date::PartialDate;
use crate::base::money::Usd;
use crate::coverage::Verdict;
use crate::coverage::verdict::{
    Action, Closest, Counts, ItemVerdict, Kind, Lapse, LateHolding, PendingVerdict,
    RequirementVerdict, Step,
};
use crate::render::{count, usd};
use crate::team::requirement::{Weight, points};
use crate::team::roster::HoldingStatus;

/// People named in one sentence.
const NAMED: usize = 3;

/// Whether an item is covered, in a few words.
pub(super) fn shortfall(item: &ItemVerdict) -> String {
    let advisory = if item.severity == Weight::Advisory {
        " (advisory)"
    } else {
        ""
    };
    let eased = item.waived.min(item.needed.saturating_sub(item.filled));
    if item.covered {
        let waived = if eased > 0 {
            format!(", {eased} waived")
        } else {
            String::new()
        };
        return format!("covered{waived}{advisory}");
    }
    let missing = item
        .needed
        .saturating_sub(item.filled)
        .saturating_sub(item.waived);
    let sub = item
        .of_which
        .iter()
        .find(|(needed, filled)| filled < needed);
    let what = match (&item.score, sub) {
        (Some(score), _) => format!("{} of {} points", points(score.scored), points(score.need)),
        (None, Some((needed, filled))) if missing == 0 => {
            format!("SHORT: {filled} of the {needed} who need more")
        }
        (None, _) => format!("SHORT of {}", unit(item.kind, missing)),
    };
    let what = if item.score.is_some() {
        format!("SHORT: {what}")
    } else {
        what
    };
    let waived = if item.waived > 0 {
        format!(", {} waived", item.waived)
    } else {
        String::new()
    };
    format!("{what}{waived}{advisory}")
}

/// What is to be said of a requirement, one sentence a line.
pub(super) fn lines(requirement: &RequirementVerdict) -> Vec<String> {
    let mut lines = Vec::new();
    for item in &requirement.items {
        if !item.covered || (item.kind == Kind::Every && !item.closest.is_empty()) {
            lines.extend(open(item));
        }
    }
    lines.extend(pending(requirement));
    for short in &requirement.jointly_short {
        let mut items: Vec<&str> = short.items.iter().map(|item| item.as_str()).collect();
        let last = items.pop().unwrap_or_default();
        lines.push(format!(
            "Together {} and {last} need {} people, and {} can fill any of them: nobody fills two.",
            items.join(", "),
            short.needed,
            short.qualified
        ));
    }
    for item in requirement
        .items
        .iter()
        .filter(|item| item.breaks_on.is_some())
    {
        lines.extend(breaking(item));
    }
    for waiver in &requirement.waivers {
        let state = if waiver.active {
            "Waived"
        } else {
            "Waiver that has run out"
        };
        lines.push(format!(
            "{state}: {}, {} until {}: {}.",
            waiver.item, waiver.people, waiver.until, waiver.reason
        ));
    }
    let renewed = renewed(requirement);
    if !renewed.is_empty() {
        let names: Vec<&str> = renewed.iter().map(String::as_str).collect();
        lines.push(format!(
            "Renewed by what was earned later: {}.",
            some(&names)
        ));
    }
    let assumed = assumed(requirement);
    if !assumed.is_empty() {
        let names: Vec<&str> = assumed.iter().map(String::as_str).collect();
        lines.push(format!(
            "Taken to be valid though no end is known: {}.",
            some(&names)
        ));
    }
    if !requirement.not_checked.is_empty() {
        let all: Vec<&str> = requirement
            .not_checked
            .iter()
            .map(|one| one.as_str())
            .collect();
        lines.push(format!("Not checked: {}.", all.join("; ")));
    }
    lines
}

/// Who is on the way to what some item accepts, each once, and how far they are.
fn pending(requirement: &RequirementVerdict) -> Vec<String> {
    let all = requirement.items.iter().flat_map(|item| &item.pending);
    let mut said: BTreeSet<String> = BTreeSet::new();
    let mut sentences: Vec<String> = Vec::new();
    for one in all {
        let sentence = pending_line(one);
        if said.insert(sentence.clone()) {
            sentences.push(sentence);
        }
    }
    let more = sentences.len().saturating_sub(NAMED * 2);
    sentences.truncate(NAMED * 2);
    if more > 0 {
        sentences.push(format!("{more} more are on the way and do not count yet."));
    }
    sentences
}

/// How far somebody is on the way to a credential.
fn pending_line(one: &PendingVerdict) -> String {
    let (person, id) = (&one.person, &one.credential);
    let on = one.on.map(PartialDate::in_words);
    match (one.status, on) {
        (HoldingStatus::Booked, Some(on)) => {
            format!("{person} has an exam for {id} {on}; it does not count yet.")
        }
        (HoldingStatus::Booked, None) => {
            format!("{person} has booked an exam for {id}; it does not count yet.")
        }
        (HoldingStatus::Failed, Some(on)) => format!("{person} failed {id} {on}."),
        (HoldingStatus::Failed, None) => format!("{person} failed {id}."),
        (HoldingStatus::Voucher, Some(_)) => {
            let until = one.on.map_or_else(String::new, |until| until.to_string());
            format!("{person} has a voucher for {id}, valid until {until}; it does not count yet.")
        }
        (HoldingStatus::Voucher, None) => {
            format!("{person} has a voucher for {id}; it does not count yet.")
        }
        (_, Some(on)) => format!("{person} plans {id} {on}; it does not count yet."),
        (_, None) => format!("{person} plans {id}; it does not count yet."),
    }
}

/// What counts because another holding renewed it.
fn renewed(requirement: &RequirementVerdict) -> BTreeSet<String> {
    let filled = requirement.items.iter().flat_map(|item| &item.filled_by);
    let by = filled.flat_map(|filled| filled.by.iter().map(move |proof| (proof, &filled.person)));
    by.filter_map(|(proof, person)| {
        let (by, earned) = proof.renewed_by?;
        let id = proof.credential;
        Some(format!("{id} of {person} by {by} (earned {earned})"))
    })
    .collect()
}

/// What has expired and can still be renewed: one sentence each, for the first few.
pub(super) fn late(verdict: &Verdict) -> Vec<String> {
    let mut lines: Vec<String> = verdict.late.iter().take(NAMED * 2).map(late_line).collect();
    let more = verdict.late.len().saturating_sub(lines.len()) + verdict.more_late;
    if more > 0 {
        lines.push(format!(
            "And {} more that have expired and can still be renewed.",
            count(more, "holding", "holdings")
        ));
    }
    lines
}

fn late_line(one: &LateHolding) -> String {
    let counts = match one.counts {
        Counts::Always => "it counts meanwhile",
        Counts::Partly => "it counts for some items meanwhile",
        Counts::Never => "it does not count meanwhile",
    };
    let cost = match one.cost {
        Some(Usd::FREE) => "renewing it costs no fee".to_owned(),
        Some(cost) => format!("renewing it costs {cost} USD"),
        None => "what renewing it costs is not known".to_owned(),
    };
    format!(
        "{} of {} expired {} and is {}: {counts}, and {cost}.",
        one.credential,
        one.person,
        one.expired.in_words(),
        one.late.in_words()
    )
}

/// What counts though its end is not known.
pub fn assumed(requirement: &RequirementVerdict) -> BTreeSet<String> {
    let filled = requirement.items.iter().flat_map(|item| &item.filled_by);
    let by = filled.flat_map(|filled| filled.by.iter().map(move |proof| (proof, &filled.person)));
    by.filter(|(proof, _)| proof.assumed)
        .map(|(proof, person)| format!("{} of {person}", proof.credential))
        .collect()
}

/// Why an item is open, and who is nearest.
fn open(item: &ItemVerdict) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(score) = &item.score {
        let shut: Vec<String> = score
            .gates
            .iter()
            .enumerate()
            .filter(|(_, (needed, there))| there < needed)
            .map(|(at, (needed, there))| format!("gate {} has {there} of {needed} people", at + 1))
            .collect();
        if !shut.is_empty() {
            lines.push(format!(
                "{}: {}; until then nothing behind it scores.",
                item.id,
                shut.join(", ")
            ));
        }
    }
    if item.kind == Kind::Every {
        let failing = item.closest.len() + item.more_short as usize;
        let named = item
            .closest
            .iter()
            .take(NAMED * 2)
            .map(nearest)
            .collect::<Vec<_>>()
            .join("; ");
        let more = failing.saturating_sub(NAMED * 2);
        let more = if more == 0 {
            String::new()
        } else {
            format!("; and {more} more")
        };
        lines.push(format!("{}: {named}{more}.", item.id));
    } else if !item.closest.is_empty() {
        let named = item
            .closest
            .iter()
            .take(NAMED)
            .map(nearest)
            .collect::<Vec<_>>()
            .join("; ");
        lines.push(format!("{}: nearest {named}.", item.id));
    } else if !item.covered {
        // Those who fill a seat are not named again.
        let who = if item.filled > 0 || item.kind == Kind::Seat {
            "nobody else"
        } else {
            "nobody"
        };
        lines.push(format!("{}: {who} on the roster is near.", item.id));
    }
    lines
}

fn nearest(one: &Closest) -> String {
    if one.lacks.is_empty() {
        return format!("{} (no way is known)", one.person);
    }
    let steps: Vec<String> = one.lacks.iter().map(step).collect();
    format!("{} ({})", one.person, steps.join(", then "))
}

fn step(step: &Step) -> String {
    match step.cost.filter(|_| step.action.is_earning()) {
        Some(_) => format!("{}, {} USD", task(step), usd(step.cost)),
        None => task(step),
    }
}

/// What is to be done.
pub fn task(step: &Step) -> String {
    match step.action {
        Action::Earn => format!("earn {}", step.credential),
        Action::EarnAgain => format!("earn {} again", step.credential),
        Action::Renew => format!("renew {}", step.credential),
        Action::Prove => format!("show evidence of {}", step.credential),
        Action::Date => format!("record the dates of {}", step.credential),
    }
}

/// When and why an item breaks.
fn breaking(item: &ItemVerdict) -> Option<String> {
    let day = item.breaks_on?;
    let mut why: Vec<String> = item
        .breaks_by
        .iter()
        .map(|lapse| match lapse {
            Lapse::Holding {
                person,
                credential,
                valid_until,
                expires,
            } => match expires.or_else(|| valid_until.map(PartialDate::from)) {
                Some(last) => format!("{credential} of {person} ends {}", last.in_words()),
                None => format!("{credential} of {person} ends"),
            },
            Lapse::Waiver => "a waiver runs out".to_owned(),
        })
        .collect();
    why.dedup();
    let names: Vec<&str> = why.iter().map(String::as_str).collect();
    Some(format!("{} breaks on {day}: {}.", item.id, some(&names)))
}
