//! The verdict in sentences.

use std::collections::BTreeSet;

use super::{some, unit};
use crate::base::date::PartialDate;
use crate::base::money::Usd;
use crate::coverage::Verdict;
use crate::coverage::verdict::{
    Closest, Counts, Filled, ItemVerdict, Kind, Lapse, LateHolding, PendingVerdict, Proof,
    RequirementVerdict, Short, WaiverVerdict,
};
use crate::render::count;
use crate::render::names::{self, Names};
use crate::render::value::{list, money};
use crate::team::requirement::{Weight, points};
use crate::team::roster::HoldingStatus;

/// People named in one sentence.
const NAMED: usize = 3;

/// Whether an item is covered, in a few words.
pub(super) fn shortfall(item: &ItemVerdict) -> String {
    let open = item.needed.saturating_sub(item.filled);
    let advisory = if item.severity == Weight::Advisory {
        " (advisory)"
    } else {
        ""
    };
    if item.covered {
        let waived = item.waived.min(open);
        return format!("covered{}{advisory}", waived_in_words(waived));
    }
    let missing = open.saturating_sub(item.waived);
    let what = match &item.score {
        Some(score) => format!("{} of {} points", points(score.scored), points(score.need)),
        // The line that is short says by how many.
        None if missing == 0 => "not covered".to_owned(),
        None => format!("{} short", unit(item.kind, missing)),
    };
    format!("{what}{}{advisory}", waived_in_words(item.waived))
}

fn waived_in_words(waived: u32) -> String {
    if waived > 0 {
        format!(", {waived} waived")
    } else {
        String::new()
    }
}

/// The sentences about a requirement, one a line.
pub(super) fn lines(requirement: &RequirementVerdict, names: &Names<'_>) -> Vec<String> {
    let items = &requirement.items;
    let mut lines = Vec::new();
    for item in items {
        if !item.covered || (item.kind == Kind::Every && !item.closest.is_empty()) {
            lines.extend(open(item, names));
        }
    }
    lines.extend(nobody(items));
    lines.extend(pending(requirement, names));
    lines.extend(requirement.jointly_short.iter().map(together));
    lines.extend(breaking(items, names));
    lines.extend(requirement.waivers.iter().map(waiver));
    let renewed = renewed(requirement, names);
    if !renewed.is_empty() {
        lines.push(format!(
            "Renewed by a later credential: {}.",
            some(&renewed)
        ));
    }
    let assumed = assumed(requirement, names);
    if !assumed.is_empty() {
        lines.push(format!(
            "Assumed to be valid, although the expiry is unknown: {}.",
            some(&assumed)
        ));
    }
    if !requirement.not_checked.is_empty() {
        lines.push(format!(
            "Not checked: {}.",
            requirement.not_checked.join("; ")
        ));
    }
    lines
}

/// Who is on the way to what some item accepts, each once, and how far they are.
fn pending(requirement: &RequirementVerdict, names: &Names<'_>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = requirement.items.iter().flat_map(|item| &item.pending);
    let mut sentences: Vec<String> = all
        .map(|pending| pending_line(pending, names))
        .filter(|sentence| seen.insert(sentence.clone()))
        .collect();
    let more = sentences.len().saturating_sub(NAMED * 2);
    sentences.truncate(NAMED * 2);
    if more > 0 {
        sentences.push(format!("{more} more are on the way and do not count yet."));
    }
    sentences
}

/// How far somebody is on the way to a credential.
fn pending_line(pending: &PendingVerdict, names: &Names<'_>) -> String {
    let person = names.person(&pending.person);
    let credential = names.credential(pending.credential);
    let on = pending.on.map(PartialDate::in_words);
    match (pending.status, on) {
        (HoldingStatus::Booked, Some(on)) => {
            format!("{person} has an exam for {credential} {on}; it does not count yet.")
        }
        (HoldingStatus::Booked, None) => {
            format!("{person} has booked an exam for {credential}; it does not count yet.")
        }
        (HoldingStatus::Failed, Some(on)) => format!("{person} failed {credential} {on}."),
        (HoldingStatus::Failed, None) => format!("{person} failed {credential}."),
        (HoldingStatus::Voucher, Some(_)) => {
            let until = pending
                .on
                .map_or_else(String::new, |until| until.to_string());
            format!(
                "{person} has a voucher for {credential}, valid until {until}; it does not count yet."
            )
        }
        (HoldingStatus::Voucher, None) => {
            format!("{person} has a voucher for {credential}; it does not count yet.")
        }
        (HoldingStatus::PartPassed, Some(on)) => format!(
            "{person} passed one of several exams for {credential} {on}; it does not count yet."
        ),
        (HoldingStatus::PartPassed, None) => format!(
            "{person} has passed one of several exams for {credential}; it does not count yet."
        ),
        (_, Some(on)) => format!("{person} plans {credential} {on}; it does not count yet."),
        (_, None) => format!("{person} plans {credential}; it does not count yet."),
    }
}

/// Seats that lack people together.
fn together(short: &Short) -> String {
    let only = count(
        short.qualified as usize,
        "person qualifies",
        "people qualify",
    );
    format!(
        "Together, {} need {} different people, and only {only} for any of them.",
        list(&short.items),
        short.needed,
    )
}

fn waiver(waiver: &WaiverVerdict) -> String {
    let fewer = count(waiver.people as usize, "person fewer", "people fewer");
    if waiver.active {
        format!(
            "Waiver for {} until {}: {fewer} ({}).",
            waiver.item, waiver.until, waiver.reason
        )
    } else {
        format!(
            "The waiver for {} expired on {} ({}).",
            waiver.item, waiver.until, waiver.reason
        )
    }
}

/// Every holding that something of a requirement rests on, with whose it is.
fn proofs(requirement: &RequirementVerdict) -> impl Iterator<Item = (&Filled, &Proof)> {
    let filled = requirement.items.iter().flat_map(|item| &item.filled_by);
    filled.flat_map(|filled| filled.by.iter().map(move |proof| (filled, proof)))
}

/// What counts because another holding renewed it.
fn renewed(requirement: &RequirementVerdict, names: &Names<'_>) -> BTreeSet<String> {
    proofs(requirement)
        .filter_map(|(filled, proof)| {
            let (by, earned) = proof.renewed_by?;
            Some(format!(
                "{} of {} by {by} (earned {})",
                proof.credential,
                names.person(&filled.person),
                earned.in_words()
            ))
        })
        .collect()
}

/// What counts although its expiry is not known.
pub fn assumed(requirement: &RequirementVerdict, names: &Names<'_>) -> BTreeSet<String> {
    proofs(requirement)
        .filter(|(_, proof)| proof.assumed)
        .map(|(filled, proof)| format!("{} of {}", proof.credential, names.person(&filled.person)))
        .collect()
}

/// What has expired and can still be renewed: one sentence each, for the first few.
pub(super) fn late(verdict: &Verdict, names: &Names<'_>) -> Vec<String> {
    let shown = verdict.late.iter().take(NAMED * 2);
    let mut lines: Vec<String> = shown.map(|late| late_line(late, names)).collect();
    let more = verdict.late.len().saturating_sub(lines.len()) + verdict.more_late;
    if more > 0 {
        lines.push(format!(
            "And {} that expired and can still be renewed.",
            count(more, "more holding", "more holdings")
        ));
    }
    lines
}

fn late_line(late: &LateHolding, names: &Names<'_>) -> String {
    let counts = match late.counts {
        Counts::Always => "it still counts",
        Counts::Partly => "it still counts for some items",
        Counts::Never => "it does not count",
    };
    let cost = match late.cost {
        Some(Usd::FREE) => "renewing it is free".to_owned(),
        Some(cost) => format!("renewing it costs {}", money(cost)),
        None => "the cost of renewing it is unknown".to_owned(),
    };
    format!(
        "{} of {} expired {} and is {}: {counts}, and {cost}.",
        names.credential(late.credential),
        names.person(&late.person),
        late.expired.in_words(),
        late.late.in_words()
    )
}

/// Who could fill an open item, and how.
fn open(item: &ItemVerdict, names: &Names<'_>) -> Vec<String> {
    let name = names::item(item);
    let mut lines = Vec::new();
    if let Some(score) = &item.score
        && score.gates.iter().any(|gate| !gate.is_met())
    {
        lines.push(format!(
            "{name}: nothing behind a gate counts until every gate is met."
        ));
    }
    if item.kind == Kind::Every {
        let failing = item.closest.len() + item.more_short as usize;
        let shown = &item.closest[..item.closest.len().min(NAMED * 2)];
        let people = closest_in_words(shown, names);
        let more = failing - shown.len();
        let more = if more == 0 {
            String::new()
        } else {
            format!("; and {more} more")
        };
        lines.push(format!("{name} is not met by {people}{more}."));
    } else if !item.closest.is_empty() {
        let shown = &item.closest[..item.closest.len().min(NAMED)];
        let people = closest_in_words(shown, names);
        lines.push(format!("Closest to filling {name}: {people}."));
    }
    lines
}

/// Open items that nobody is close to filling, those with the same to say together.
fn nobody(items: &[ItemVerdict]) -> Vec<String> {
    // Those who fill a seat are not named again.
    let has_others = |item: &&ItemVerdict| item.filled > 0 || item.kind == Kind::Seat;
    let open = items
        .iter()
        .filter(|item| !item.covered && item.closest.is_empty() && item.kind != Kind::Every);
    let (besides, alone): (Vec<_>, Vec<_>) = open.partition(has_others);
    [("Nobody else", besides), ("Nobody", alone)]
        .into_iter()
        .filter(|(_, items)| !items.is_empty())
        .map(|(who, items)| {
            let items: Vec<String> = items.into_iter().map(names::item).collect();
            format!(
                "{who} on the team is close to filling {}.",
                items.join(" or ")
            )
        })
        .collect()
}

/// People who fall short and what each of them could do about it, those with the same to do together.
pub(in crate::render) fn closest_in_words(closest: &[Closest], names: &Names<'_>) -> String {
    let groups = closest.chunk_by(|a, b| a.lacks == b.lacks);
    let groups: Vec<String> = groups.map(|group| falling_short(group, names)).collect();
    groups.join("; ")
}

fn falling_short(alike: &[Closest], names: &Names<'_>) -> String {
    let people: Vec<String> = alike
        .iter()
        .map(|closest| names.person(&closest.person))
        .collect();
    let people = list(&people);
    let each = if alike.len() > 1 { "each " } else { "" };
    let steps = alike.first().map_or(&[][..], |closest| &closest.lacks);
    let steps: Vec<String> = steps.iter().map(|step| names.step(step)).collect();
    if steps.is_empty() {
        format!("{people}, for whom no accepted credential is known")
    } else {
        format!("{people}, who could {each}{}", list(&steps))
    }
}

/// Until when items are covered if nobody renews, and why no longer: those for the same reason together.
fn breaking(items: &[ItemVerdict], names: &Names<'_>) -> Vec<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for item in items {
        let Some(end) = end_of_cover(item, names) else {
            continue;
        };
        match groups.iter_mut().find(|(other, _)| *other == end) {
            Some((_, alike)) => alike.push(names::item(item)),
            None => groups.push((end, vec![names::item(item)])),
        }
    }
    let sentences = groups.iter().map(|(end, items)| {
        let are = if items.len() == 1 { "is" } else { "are" };
        format!("{} {are} {end}", list(items))
    });
    sentences.collect()
}

/// `covered until 2027-05-31 unless somebody acts: cka of p02 expires on 2027-05-31.`
fn end_of_cover(item: &ItemVerdict, names: &Names<'_>) -> Option<String> {
    let day = item.breaks_on?;
    let last = day.yesterday().unwrap_or(day);
    let mut reasons: Vec<String> = item
        .breaks_by
        .iter()
        .map(|lapse| lapse_in_words(lapse, names))
        .collect();
    reasons.dedup();
    let margin = margin(item).map_or_else(String::new, |margin| format!("; {margin}"));
    Some(format!(
        "covered until {last} unless somebody acts: {}{margin}.",
        some(&reasons)
    ))
}

/// That a holding stops counting before it expires.
pub(in crate::render) fn margin(item: &ItemVerdict) -> Option<String> {
    let period = item.valid_for?;
    Some(format!(
        "a holding must be valid for another {period} to count"
    ))
}

/// What ends, within a sentence.
pub(in crate::render) fn lapse_in_words(lapse: &Lapse, names: &Names<'_>) -> String {
    match lapse {
        Lapse::Holding {
            person,
            credential,
            valid_until,
            expires,
        } => {
            let holding = format!(
                "{} of {}",
                names.credential(*credential),
                names.person(person)
            );
            match (expires, valid_until) {
                (Some(end), _) => format!("{holding} expires {}", end.in_words()),
                (None, Some(last)) => format!("{holding} stops counting after {last}"),
                (None, None) => format!("{holding} stops counting"),
            }
        }
        Lapse::Waiver => "a waiver expires".to_owned(),
    }
}
