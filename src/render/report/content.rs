//! The content of the page, from the answers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Report;
use super::page::{
    Bar, Evidence, Fact, FirstStep, Item, Key, MatrixRow, Page, Pill, Plan, PlanStep, Requirement,
    SinglePoint, Tick, Tile, Timeline, TimelineRow, Tone,
};
use crate::base::date::{Date, PartialDate, Period, months_later};
use crate::base::diagnostic::Code;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::id::CredentialId;
use crate::coverage::verdict::{Filled, ItemVerdict, Kind, Proof, RequirementVerdict};
use crate::plan::answer::{PlannedAction, Reason};
use crate::render::coverage::{closest_in_words, in_numbers};
use crate::render::plan::{Shown, how};
use crate::render::{clean, count, value};
use crate::team::requirement::Weight;
use crate::team::roster::{Held, Person};

/// Steps shown under "Do first".
const FIRST_STEPS: usize = 3;
/// An item of more people shows its count alone.
const MOST_DOTS: u32 = 12;
/// Holdings on the timeline.
const MOST_ROWS: usize = 60;
/// A team of more people shows in the matrix only so many who meet something.
const MOST_PEOPLE: usize = 300;
/// Rows of evidence.
const MOST_EVIDENCE: usize = 2_000;
/// Notes below the plan.
const MOST_NOTES: usize = 12;
/// People named as closest to an open item.
const MOST_CLOSEST: usize = 2;
/// People named in a row.
const NAMED: usize = 4;
/// Letters of a name.
const LONGEST_NAME: usize = 80;
/// Fewer days left are urgent.
const URGENT_DAYS: i64 = 30;
/// Fewer days left deserve attention.
const SOON_DAYS: i64 = 120;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The whole page.
pub(super) fn page(report: &Report<'_>) -> Page {
    let single_points = single_points(report);
    Page {
        title: title(report),
        subtitle: format!(
            "{} · as of {} · looks ahead to {}",
            count(report.verdict.people, "person", "people"),
            written(report.verdict.as_of),
            written(report.verdict.until)
        ),
        badge: badge(report),
        tiles: tiles(report, single_points.len()),
        first_steps: first_steps(report),
        requirements: report
            .verdict
            .requirements
            .iter()
            .map(|requirement| section(report, requirement))
            .collect(),
        timeline: timeline(report),
        quarters: quarters(report),
        cost_note: cost_note(report),
        single_point_advice: single_point_advice(report),
        single_points,
        not_counted: not_counted(report),
        plan: plan(report),
        evidence: evidence(report),
        hidden_evidence: hidden_evidence(report),
        facts: facts(report),
        command: report.command.to_owned(),
        footer: format!(
            "certadvise {} · fees are US list prices for non-members; check the issuer's page before you pay",
            env!("CARGO_PKG_VERSION")
        ),
    }
}

/// A day as people write it: `29 Nov 2026`.
fn written(day: Date) -> String {
    let month = usize::try_from(day.month() - 1).unwrap_or_default();
    format!("{} {} {}", day.day(), MONTHS[month % 12], day.year())
}

/// A date that may be known only to the month or the year: `24 November 2026`, `November 2026`, `2026`.
fn as_known(date: PartialDate) -> String {
    let first = date.earliest();
    match (date.month(), date.day()) {
        (None, _) => date.to_string(),
        (Some(_), None) => first.strftime("%B %Y").to_string(),
        (Some(_), Some(_)) => written(first),
    }
}

/// `1,340` or `70.50`.
fn dollars(amount: Usd) -> String {
    value::amount(amount, amount.cents() % 100 != 0)
}

fn days(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

fn tone_of_days(days: i64) -> Tone {
    match days {
        ..URGENT_DAYS => Tone::Bad,
        URGENT_DAYS..SOON_DAYS => Tone::Soon,
        _ => Tone::Good,
    }
}

fn in_days(days: i64) -> String {
    match days {
        ..=-1 => format!("{} ago", counted(-days, "day", "days")),
        0 => "today".to_owned(),
        _ => format!("in {}", counted(days, "day", "days")),
    }
}

fn counted(number: i64, singular: &str, plural: &str) -> String {
    count(
        usize::try_from(number).unwrap_or_default(),
        singular,
        plural,
    )
}

/// The last day before something breaks.
fn last_day(breaks_on: Date) -> Date {
    breaks_on.yesterday().unwrap_or(breaks_on)
}

/// A list in words, the first few of it by name.
fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMED);
    let mut shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let rest = format!("{more} more");
    if more > 0 {
        shown.push(&rest);
    }
    match shown.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What a person is called.
fn person_name(report: &Report<'_>, id: &str) -> String {
    short(report.names.person_alone(id))
}

fn called(person: &Person) -> String {
    short(person.name.as_deref().unwrap_or(&person.id))
}

/// A name as far as it fits in a cell.
fn short(name: &str) -> String {
    let mut letters = name.chars();
    let mut shown: String = letters.by_ref().take(LONGEST_NAME).collect();
    if letters.next().is_some() {
        shown.push('…');
    }
    clean(&shown)
}

fn credential_name(report: &Report<'_>, id: CredentialId) -> String {
    report.names.credential_alone(id)
}

fn item_name(id: &str, name: Option<&str>) -> String {
    short(name.unwrap_or(id))
}

fn quoted(item: &ItemVerdict) -> String {
    format!("“{}”", item_name(&item.id, item.name.as_deref()))
}

fn title(report: &Report<'_>) -> String {
    let names: Vec<String> = report
        .verdict
        .requirements
        .iter()
        .map(|requirement| clean(&requirement.name))
        .collect();
    listed(&names)
}

fn badge(report: &Report<'_>) -> Pill {
    let verdict = report.verdict;
    match verdict.breaks_on {
        _ if !verdict.covered => Pill {
            tone: Tone::Bad,
            text: "✗ Not covered".to_owned(),
        },
        Some(day) => {
            let left = days(verdict.as_of, day);
            Pill {
                tone: match tone_of_days(left) {
                    Tone::Good => Tone::Soon,
                    tone => tone,
                },
                text: format!("! Covered today – first gap {}", in_days(left)),
            }
        }
        None => Pill {
            tone: Tone::Good,
            text: format!("✓ Covered through {}", written(verdict.until)),
        },
    }
}

fn tiles(report: &Report<'_>, without_backup: usize) -> Vec<Tile> {
    let verdict = report.verdict;
    let items = || verdict.requirements.iter().flat_map(|set| &set.items);
    let (met, all) = (items().filter(|item| item.covered).count(), items().count());
    let mut tiles = vec![Tile {
        tone: if met == all { Tone::Good } else { Tone::Bad },
        figure: format!("{met} of {all}"),
        label: "requirements met today".to_owned(),
    }];
    let next_gap = items().filter_map(|item| item.breaks_on).min();
    tiles.push(match next_gap {
        Some(day) => Tile {
            tone: tone_of_days(days(verdict.as_of, day)),
            figure: written(day),
            label: "next gap, if nobody renews".to_owned(),
        },
        None => Tile {
            tone: Tone::Good,
            figure: "No new gap".to_owned(),
            label: format!("until {}, even if nobody renews", written(verdict.until)),
        },
    });
    if let Some(page) = report.plan {
        tiles.push(match &page.shown {
            Shown::Found { plan, .. } => Tile {
                tone: Tone::Plain,
                figure: format!(
                    "{} · ${}",
                    count(plan.actions.len(), "step", "steps"),
                    dollars(plan.total())
                ),
                label: format!(
                    "the cheapest plan, {} hours",
                    value::grouped(plan.hours().unsigned_abs())
                ),
            },
            Shown::Infeasible(_) => Tile {
                tone: Tone::Bad,
                figure: "No plan".to_owned(),
                label: "this team can't meet everything in time".to_owned(),
            },
        });
    }
    tiles.push(Tile {
        tone: if without_backup == 0 {
            Tone::Good
        } else {
            Tone::Soon
        },
        figure: count(without_backup, "person", "people"),
        label: "without a backup".to_owned(),
    });
    tiles
}

/// The plan's first steps by date; without a plan, the renewals that are due first.
fn first_steps(report: &Report<'_>) -> Vec<FirstStep> {
    let today = report.verdict.as_of;
    let step = |date: Date, person: &Person, verb, credential, details| {
        let left = days(today, date);
        FirstStep {
            tone: tone_of_days(left),
            date: written(date),
            in_days: in_days(left),
            person: called(person),
            verb,
            credential: credential_name(report, credential),
            details,
        }
    };
    if let Some(Shown::Found { plan, .. }) = report.plan.map(|page| &page.shown) {
        let mut actions: Vec<&PlannedAction<'_>> = plan.actions.iter().collect();
        actions.sort_by_key(|action| action.step.by);
        let shown = actions.into_iter().take(FIRST_STEPS).map(|action| {
            let details = format!(
                "{} · ${} · about {} hours",
                how(action),
                dollars(action.step.cost),
                action.step.hours
            );
            let verb = if action.step.renewal.is_some() {
                "renews"
            } else {
                "earns"
            };
            step(
                action.step.by,
                action.person,
                verb,
                action.step.credential,
                details,
            )
        });
        return shown.collect();
    }
    let mut due: Vec<_> = report.renewals.due.iter().collect();
    due.sort_by_key(|renewal| renewal.act_by);
    due.into_iter()
        .take(FIRST_STEPS)
        .map(|renewal| {
            let cost = renewal.cost.map_or_else(
                || "cost unknown".to_owned(),
                |cost| format!("${}", dollars(cost)),
            );
            step(
                renewal.act_by,
                renewal.person,
                "renews",
                renewal.credential.id,
                cost,
            )
        })
        .collect()
}

fn section(report: &Report<'_>, requirement: &RequirementVerdict) -> Requirement {
    let status = if requirement.covered {
        Pill {
            tone: Tone::Good,
            text: "✓ covered".to_owned(),
        }
    } else {
        Pill {
            tone: Tone::Bad,
            text: "✗ not covered".to_owned(),
        }
    };
    let (people, matrix_note) = matrix(report, requirement);
    Requirement {
        name: clean(&requirement.name),
        status,
        items: requirement
            .items
            .iter()
            .map(|item| item_row(report, requirement, item))
            .collect(),
        notes: section_notes(requirement),
        not_checked: requirement
            .not_checked
            .iter()
            .map(|text| clean(text))
            .collect(),
        columns: requirement
            .items
            .iter()
            .map(|item| item_name(&item.id, item.name.as_deref()))
            .collect(),
        people,
        matrix_note,
    }
}

fn item_row(report: &Report<'_>, requirement: &RequirementVerdict, item: &ItemVerdict) -> Item {
    let today = report.verdict.as_of;
    let left = item.breaks_on.map(|day| days(today, last_day(day)));
    let holds_until = match item.breaks_on {
        Some(day) => written(last_day(day)),
        None if item.covered => format!("beyond {}", written(report.verdict.until)),
        None => "–".to_owned(),
    };
    let names: Vec<String> = item
        .single_points
        .iter()
        .map(|person| person_name(report, person))
        .collect();
    Item {
        name: item_name(&item.id, item.name.as_deref()),
        id: if item.name.is_some() {
            clean(&item.id)
        } else {
            String::new()
        },
        dots: dots(item),
        count: head_count(item),
        status: item_status(item),
        holds_until,
        left: left.map(|left| Pill {
            tone: tone_of_days(left),
            text: counted(left.max(0), "day", "days"),
        }),
        depends_on: listed(&names),
        lines: item_lines(report, requirement, item),
    }
}

/// One dot for each person needed, filled for those who are there.
fn dots(item: &ItemVerdict) -> Vec<bool> {
    let countable = !matches!(item.kind, Kind::Score) && item.needed <= MOST_DOTS;
    let dot = |index: u32| index < item.filled;
    if countable {
        (0..item.needed).map(dot).collect()
    } else {
        Vec::new()
    }
}

fn head_count(item: &ItemVerdict) -> String {
    match &item.score {
        Some(score) => format!(
            "{} of {} points",
            crate::team::requirement::points(score.scored),
            crate::team::requirement::points(score.need)
        ),
        None => format!("{} of {}", item.filled, item.needed),
    }
}

fn item_status(item: &ItemVerdict) -> Pill {
    let advisory = item.severity == Weight::Advisory;
    match (item.covered, item.filled < item.needed, advisory) {
        (true, true, _) if item.waived > 0 => Pill {
            tone: Tone::Soon,
            text: "✓ covered by a waiver".to_owned(),
        },
        (true, ..) => Pill {
            tone: Tone::Good,
            text: "✓ covered".to_owned(),
        },
        (false, _, true) => Pill {
            tone: Tone::Soon,
            text: "! not covered (advisory)".to_owned(),
        },
        (false, ..) => Pill {
            tone: Tone::Bad,
            text: "✗ not covered".to_owned(),
        },
    }
}

/// What is missing within an item, and who could close it.
fn item_lines(
    report: &Report<'_>,
    requirement: &RequirementVerdict,
    item: &ItemVerdict,
) -> Vec<String> {
    let mut lines: Vec<String> = item
        .of_which
        .iter()
        .map(|line| format!("of which {}", in_numbers(line)))
        .collect();
    let gates = item.score.iter().flat_map(|score| &score.gates);
    lines.extend(gates.map(|gate| format!("gate: {}", in_numbers(gate))));
    if !item.covered {
        let closest = &item.closest[..item.closest.len().min(MOST_CLOSEST)];
        if !closest.is_empty() {
            let people = closest_in_words(closest, &report.names);
            let others = item.closest.len() - closest.len() + item.more_short as usize;
            let others = if others == 0 {
                String::new()
            } else {
                format!("; and {}", count(others, "other", "others"))
            };
            lines.push(clean(&format!("closest: {people}{others}")));
        }
    }
    let waivers = requirement
        .waivers
        .iter()
        .filter(|waiver| waiver.active && waiver.item == item.id);
    lines.extend(waivers.map(|waiver| {
        format!(
            "waiver for {} until {}: {}",
            count(waiver.people as usize, "person", "people"),
            written(waiver.until),
            clean(&waiver.reason)
        )
    }));
    lines
}

fn section_notes(requirement: &RequirementVerdict) -> Vec<String> {
    let mut notes = Vec::new();
    let items = requirement.items.iter();
    let periods: BTreeSet<String> = items
        .filter_map(|item| Some(item.valid_for?.to_string()))
        .collect();
    for period in periods {
        notes.push(format!(
            "A certificate stops counting {period} before it expires (valid_for)."
        ));
    }
    for short in &requirement.jointly_short {
        let names: Vec<String> = short.items.iter().map(|item| clean(item)).collect();
        notes.push(format!(
            "Together, {} need {} different people, and only {} can fill any of them.",
            listed(&names),
            short.needed,
            short.qualified
        ));
    }
    notes
}

/// Who meets which item of a set, and by what.
fn matrix(report: &Report<'_>, requirement: &RequirementVerdict) -> (Vec<MatrixRow>, String) {
    let width = requirement.items.len();
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    if report.team.people.len() <= MOST_PEOPLE {
        for person in &report.team.people {
            rows.insert(&person.id, vec![String::new(); width]);
        }
    }
    for (index, item) in requirement.items.iter().enumerate() {
        for filled in &item.filled_by {
            if rows.len() >= MOST_PEOPLE && !rows.contains_key(&*filled.person) {
                continue;
            }
            let row = rows
                .entry(&filled.person)
                .or_insert_with(|| vec![String::new(); width]);
            let by: Vec<&str> = filled
                .by
                .iter()
                .map(|proof| proof.credential.as_str())
                .collect();
            row[index] = format!("✓ {}", by.join(", "));
        }
    }
    let hidden = report.team.people.len().saturating_sub(rows.len());
    let note = if hidden == 0 {
        "✓ fills the requirement, by these credentials; an empty cell does not.".to_owned()
    } else {
        format!(
            "{hidden} more people are not shown here; `certadvise coverage --evidence` lists all who count."
        )
    };
    let rows = rows
        .into_iter()
        .map(|(person, cells)| MatrixRow {
            person: person_name(report, person),
            cells,
        })
        .collect();
    (rows, note)
}

/// The last day on which a holding counts, where it stops counting some time before it expires.
fn counts_until(until: Date, margin: Option<Period>) -> Date {
    match margin {
        None => until,
        Some(Period::Days(days)) => until.saturating_sub(jiff::Span::new().days(i64::from(days))),
        Some(Period::Months(months)) => months_later(until, -i64::from(months)),
    }
}

/// A holding on the timeline.
struct Bound {
    person: Text,
    credential: CredentialId,
    until: Option<Date>,
    /// The same as precisely as it is known.
    expires: Option<PartialDate>,
    counts: Option<Date>,
}

fn timeline(report: &Report<'_>) -> Timeline {
    let mut bounds: BTreeMap<(Text, CredentialId), Bound> = BTreeMap::new();
    for requirement in &report.verdict.requirements {
        for item in &requirement.items {
            let margin = item.valid_for;
            for filled in &item.filled_by {
                for proof in &filled.by {
                    let counts = proof.valid_until.map(|until| counts_until(until, margin));
                    let bound = bounds
                        .entry((filled.person.clone(), proof.credential))
                        .or_insert(Bound {
                            person: filled.person.clone(),
                            credential: proof.credential,
                            until: proof.valid_until,
                            expires: proof.expires,
                            counts,
                        });
                    if counts.is_some_and(|day| bound.counts.is_none_or(|known| day < known)) {
                        bound.counts = counts;
                    }
                }
            }
        }
    }
    let mut bounds: Vec<Bound> = bounds.into_values().collect();
    bounds.sort_by(|a, b| {
        (a.counts.is_none(), a.counts, &a.person).cmp(&(b.counts.is_none(), b.counts, &b.person))
    });
    let today = report.verdict.as_of;
    let latest = bounds.iter().filter_map(|bound| bound.until).max();
    let end = latest
        .unwrap_or(report.verdict.until)
        .max(report.verdict.until)
        .min(months_later(today, 48));
    let hidden = bounds.len().saturating_sub(MOST_ROWS);
    let rows = bounds
        .iter()
        .take(MOST_ROWS)
        .map(|bound| timeline_row(report, bound, today, end));
    let rows: Vec<TimelineRow> = rows.collect();
    Timeline {
        key: key(&rows),
        rows,
        ticks: ticks(today, end),
        note: if hidden == 0 {
            String::new()
        } else {
            format!("{hidden} holdings that expire later are not shown.")
        },
    }
}

/// What the colors of the bars mean, of those that are there.
fn key(rows: &[TimelineRow]) -> Vec<Key> {
    let has = |tone: Tone| rows.iter().any(|row| row.tone.class() == tone.class());
    let no_longer_counts = rows.iter().any(|row| row.valid != row.counts);
    let all = [
        (has(Tone::Bad), "bad", "under 30 days"),
        (has(Tone::Soon), "soon", "under 120 days"),
        (has(Tone::Good), "good", "later"),
        (no_longer_counts, "rest", "valid, but no longer counts"),
    ];
    let there = all.into_iter().filter(|(is_there, ..)| *is_there);
    there
        .map(|(_, color, label)| Key { color, label })
        .collect()
}

fn timeline_row(report: &Report<'_>, bound: &Bound, today: Date, end: Date) -> TimelineRow {
    let part =
        |day: Option<Date>| share(day.map_or(1, |day| days(today, day)), days(today, end), day);
    TimelineRow {
        person: person_name(report, &bound.person),
        credential: credential_name(report, bound.credential),
        tone: bound
            .counts
            .map_or(Tone::Good, |day| tone_of_days(days(today, day))),
        counts: part(bound.counts),
        valid: part(bound.until),
        until: bound
            .expires
            .map_or_else(|| "never expires".to_owned(), as_known),
    }
}

/// A number of days in percent of a track; the whole track where there is no end.
fn share(part: i64, whole: i64, day: Option<Date>) -> String {
    let permille = match day {
        None => 1000,
        Some(_) if whole <= 0 => 1000,
        Some(_) => (part * 1000 / whole).clamp(4, 1000),
    };
    format!("{}.{}", permille / 10, permille % 10)
}

/// Four or so dates on the axis, each the first of a month.
fn ticks(today: Date, end: Date) -> Vec<Tick> {
    let months = (days(today, end) / 30).max(1);
    let step = match months {
        ..=6 => 2,
        7..=14 => 4,
        15..=26 => 8,
        _ => 12,
    };
    let first = months_later(today.first_of_month(), step);
    std::iter::successors(Some(first), |day| Some(months_later(*day, step)))
        .take_while(|day| days(today, *day) * 100 <= days(today, end) * 92)
        .map(|day| Tick {
            at: share(days(today, day), days(today, end), Some(day)),
            label: format!("{} {}", MONTHS[month_index(day)], day.year()),
        })
        .collect()
}

fn month_index(day: Date) -> usize {
    usize::try_from(day.month() - 1).unwrap_or_default() % 12
}

fn quarters(report: &Report<'_>) -> Vec<Bar> {
    let mut sums: BTreeMap<(i16, i8), Usd> = BTreeMap::new();
    for (year, month, amount) in report.renewals.by_month() {
        let sum = sums.entry((year, (month - 1) / 3 + 1)).or_default();
        *sum = *sum + amount;
    }
    let most = sums.values().map(|sum| sum.cents()).max().unwrap_or(0);
    sums.into_iter()
        .map(|((year, quarter), sum)| {
            let permille = if most > 0 {
                sum.cents() * 1000 / most
            } else {
                0
            };
            Bar {
                label: format!("{year} Q{quarter}"),
                share: format!("{}.{}", permille / 10, permille % 10),
                amount: format!("${}", dollars(sum)),
            }
        })
        .collect()
}

fn cost_note(report: &Report<'_>) -> String {
    let renewals = report.renewals;
    let fees: Usd = renewals.fees.iter().map(|fee| fee.cost).sum();
    let least = if renewals.at_least() { "At least " } else { "" };
    format!(
        "{least}${} until {}: {} of the whole team, and ${} of annual fees. Ways to renew are compared by cash plus ${} for each hour, here as in the plan.",
        dollars(renewals.total()),
        written(renewals.until),
        count(renewals.due.len(), "renewal", "renewals"),
        dollars(fees),
        dollars(report.rate)
    )
}

/// The people something depends on, and what.
fn single_points(report: &Report<'_>) -> Vec<SinglePoint> {
    let mut items: BTreeMap<Text, Vec<String>> = BTreeMap::new();
    for requirement in &report.verdict.requirements {
        for item in &requirement.items {
            for person in &item.single_points {
                items.entry(person.clone()).or_default().push(quoted(item));
            }
        }
    }
    items
        .into_iter()
        .map(|(person, names)| SinglePoint {
            person: person_name(report, &person),
            items: format!(
                "{} {} no longer met",
                listed(&names),
                if names.len() == 1 { "is" } else { "are" }
            ),
        })
        .collect()
}

/// What would give the people a backup: one more person for each item that depends on somebody.
fn single_point_advice(report: &Report<'_>) -> Vec<String> {
    let items = report
        .verdict
        .requirements
        .iter()
        .flat_map(|requirement| &requirement.items);
    items
        .filter(|item| item.covered && !item.single_points.is_empty())
        .take(NAMED)
        .map(|item| {
            let people = count(item.single_points.len(), "person", "people");
            format!(
                "One more person for {} gives {people} a backup there.",
                quoted(item)
            )
        })
        .collect()
}

/// Holdings that don't count because something about them is not known.
fn not_counted(report: &Report<'_>) -> Vec<String> {
    report
        .verdict
        .warnings
        .iter()
        .filter(|finding| matches!(finding.code, Code::UnknownValidity | Code::NotCounted))
        .map(|finding| {
            let help = finding
                .help
                .as_ref()
                .map_or_else(String::new, |help| format!(" ({help})"));
            plain(&format!("{}{help}", finding.message))
        })
        .collect()
}

fn plan(report: &Report<'_>) -> Plan {
    let Some(page) = report.plan else {
        return Plan {
            headline:
                "The search ended before a plan was found. The command certadvise plan can search longer."
                    .to_owned(),
            steps: Vec::new(),
            total_usd: String::new(),
            total_hours: String::new(),
            proof: String::new(),
            notes: Vec::new(),
        };
    };
    let (steps, total_usd, total_hours, proof) = match &page.shown {
        Shown::Found { plan, .. } => {
            let mut actions: Vec<&PlannedAction<'_>> = plan.actions.iter().collect();
            actions.sort_by(|a, b| (a.step.by, &a.person.id).cmp(&(b.step.by, &b.person.id)));
            let steps = actions.into_iter().map(|action| plan_step(report, action));
            let proof = if plan.weight == plan.bound {
                "proven: no plan costs less in cash and hours together"
            } else {
                "the best plan found"
            };
            (
                steps.collect(),
                dollars(plan.total()),
                plan.hours().to_string(),
                proof.to_owned(),
            )
        }
        Shown::Infeasible(_) => (Vec::new(), String::new(), String::new(), String::new()),
    };
    Plan {
        headline: plain(&page.summary()),
        steps,
        total_usd,
        total_hours,
        proof,
        notes: first_notes(&page.notes()),
    }
}

/// The first notes, and how many more there are.
fn first_notes(notes: &[String]) -> Vec<String> {
    let more = notes.len().saturating_sub(MOST_NOTES);
    let mut shown: Vec<String> = notes
        .iter()
        .take(MOST_NOTES)
        .map(|note| plain(note))
        .collect();
    if more > 0 {
        shown.push(format!(
            "And {more} more notes: certadvise plan shows all of them."
        ));
    }
    shown
}

fn plan_step(report: &Report<'_>, action: &PlannedAction<'_>) -> PlanStep {
    let verb = if action.step.renewal.is_some() {
        "renew"
    } else {
        "earn"
    };
    let mut purposes: Vec<String> = action
        .because
        .iter()
        .map(|reason| match reason {
            Reason::Item(asked) => item_name(&asked.item.id, asked.item.name.as_deref()),
            Reason::Before(credential) => {
                format!("needed for {}", credential_name(report, *credential))
            }
        })
        .collect();
    if !action.refreshes.is_empty() {
        let names: Vec<String> = action
            .refreshes
            .iter()
            .map(|(id, _)| credential_name(report, *id))
            .collect();
        purposes.push(format!("also renews {}", listed(&names)));
    }
    PlanStep {
        date: written(action.step.by),
        person: called(action.person),
        action: format!("{verb} {}", credential_name(report, action.step.credential)),
        how: how(action),
        usd: format!(
            "{}{}",
            if action.step.estimated { "~" } else { "" },
            dollars(action.step.cost)
        ),
        hours: action.step.hours.to_string(),
        purpose: purposes.join("; "),
    }
}

/// Text that was written for a terminal, without the marks of code.
fn plain(text: &str) -> String {
    clean(text).replace('`', "")
}

/// What each item rests on: for an inspection.
fn evidence(report: &Report<'_>) -> Vec<Evidence> {
    let people: HashMap<&str, &Person> = report
        .team
        .people
        .iter()
        .map(|person| (person.id.as_str(), person))
        .collect();
    let requirements = report.verdict.requirements.iter();
    let items = requirements.flat_map(|requirement| &requirement.items);
    let filled = items.flat_map(|item| item.filled_by.iter().map(move |filled| (item, filled)));
    let proofs =
        filled.flat_map(|(item, filled)| filled.by.iter().map(move |proof| (item, filled, proof)));
    proofs
        .take(MOST_EVIDENCE)
        .map(|(item, filled, proof)| {
            let person = people.get(filled.person.as_str());
            evidence_line(
                report,
                item,
                filled,
                proof,
                person.and_then(|person| held(person, proof)),
            )
        })
        .collect()
}

/// How many rows of evidence are not on the page.
fn hidden_evidence(report: &Report<'_>) -> String {
    let requirements = report.verdict.requirements.iter();
    let items = requirements.flat_map(|requirement| &requirement.items);
    let all: usize = items
        .flat_map(|item| &item.filled_by)
        .map(|filled| filled.by.len())
        .sum();
    match all.saturating_sub(MOST_EVIDENCE) {
        0 => String::new(),
        more => format!(
            "{more} more rows are not shown here; certadvise coverage --evidence --format csv has all of them."
        ),
    }
}

/// The holding of a person that a proof rests on.
fn held<'t>(person: &'t Person, proof: &Proof) -> Option<&'t Held> {
    let place = proof.place.as_ref()?;
    person.holds.iter().find(|held| held.place == *place)
}

fn evidence_line(
    report: &Report<'_>,
    item: &ItemVerdict,
    filled: &Filled,
    proof: &Proof,
    held: Option<&Held>,
) -> Evidence {
    let earned = held.and_then(|held| held.earned);
    let link = held.and_then(|held| held.evidence.as_ref());
    let link = link.map_or_else(String::new, |link| clean(link));
    Evidence {
        person: person_name(report, &filled.person),
        position: item_name(&item.id, item.name.as_deref()),
        credential: credential_name(report, proof.credential),
        earned: earned.map_or_else(|| "unknown".to_owned(), |earned| earned.to_string()),
        valid_until: match (proof.expires, proof.assumed) {
            (_, true) => "assumed valid".to_owned(),
            (Some(day), false) => day.to_string(),
            (None, false) => "never expires".to_owned(),
        },
        level: held.map_or_else(String::new, |held| held.evidence_level.to_string()),
        is_address: link.starts_with("https://") || link.starts_with("http://"),
        link,
    }
}

/// The facts about each credential that the page rests on.
fn facts(report: &Report<'_>) -> Vec<Fact> {
    let mut ids: BTreeSet<CredentialId> = BTreeSet::new();
    for requirement in &report.verdict.requirements {
        let filled = requirement.items.iter().flat_map(|item| &item.filled_by);
        ids.extend(filled.flat_map(|filled| filled.by.iter().map(|proof| proof.credential)));
    }
    if let Some(Shown::Found { plan, .. }) = report.plan.map(|page| &page.shown) {
        ids.extend(plan.actions.iter().map(|action| action.step.credential));
    }
    ids.into_iter()
        .filter_map(|id| report.catalog.credential(&id))
        .map(|credential| Fact {
            name: credential.name.to_string(),
            id: credential.id.to_string(),
            fee: credential
                .exam_fee
                .map_or_else(|| "unknown".to_owned(), |fee| format!("${}", dollars(fee))),
            validity: value::validity(credential.current_validity()),
            verified: credential
                .verified
                .map_or_else(|| "not dated".to_owned(), |date| date.to_string()),
        })
        .collect()
}
