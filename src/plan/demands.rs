//! From requirements and a team to a problem in numbers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;

use super::first_day::{FirstDay, first_days};
use super::problem::{Action, Formula, Group, Line, PersonClass, Problem, ScoreTarget, Seat};
use super::refreshed::Expiring;
use super::seats;
use super::steps::{
    CredentialStep, HOURS_ABOVE_ALL, Lasting, Outlook, PersonSteps, hours_until, steps,
};
use super::{Objective, Question};
use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::date::Period;
use crate::base::date::months_later;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Evidence;
use crate::cost::standing::Renewers;
use crate::team::requirement::{Demand, Item, Leaf, Least, Match, Requirement, Weight, Whom};
use crate::team::roster::{Person, Position};

/// The problem, and what its numbers stand for.
#[derive(Clone, Debug)]
pub struct Demands<'q> {
    /// The problem, with every demand and limit.
    pub problem: Problem,
    /// What the tags of actions stand for.
    pub steps: Vec<CredentialStep>,
    /// What the tags of seats and score targets stand for.
    pub items: Vec<Asked<'q>>,
    /// The last day through which anything must be valid.
    pub horizon: Date,
    /// What steps may renew besides their own credentials.
    pub expiring: Expiring,
    /// Items that can't be planned, and why.
    pub refused: Vec<(Asked<'q>, &'static str)>,
    /// People who hold what is asked for, but with too little evidence.
    pub lacking: BTreeSet<(Text, CredentialId)>,
}

/// An item as the plan has to meet it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'q> {
    /// The set it belongs to.
    pub requirement: &'q Requirement,
    /// The item.
    pub item: &'q Item,
    /// From when on.
    pub first: FirstDay,
}

/// What an ability is in terms of a person's credentials.
enum Ability<'q> {
    /// To match throughout a span of days.
    Match(&'q Match, Span, Least),
    /// The same, of people whom an item concerns.
    Of(&'q Whom, &'q Match, Span, Least),
    /// To hold a credential that counts by itself.
    Holds(CredentialId, Span, Least),
}

/// The first day and the last.
type Span = (Date, Date);

/// Adds a length of time.
fn after(date: Date, left: Option<Period>) -> Date {
    match left {
        None => date,
        Some(Period::Days(days)) => date.saturating_add(i64::from(days).days()),
        Some(Period::Months(months)) => months_later(date, i64::from(months)),
    }
}

/// Reads a question as numbers.
pub fn demands<'q>(question: &Question<'q>) -> Demands<'q> {
    let mut draft = Draft {
        abilities: Vec::new(),
        items: Vec::new(),
        problem: Problem::default(),
        refused: Vec::new(),
    };
    let mut asked: BTreeMap<CredentialId, Vec<Lasting>> = BTreeMap::new();
    let mut horizon = question.until;
    for (requirement, days) in question.requirements.iter().zip(first_days(question)) {
        let mut groups: BTreeMap<Text, usize> = BTreeMap::new();
        let items = requirement.items.iter().zip(days);
        for (item, first) in items.filter(|(item, _)| item.severity == Weight::Required) {
            let left = question.valid_for.or(item.valid_for);
            horizon = horizon.max(after(question.until, left));
            let lasting = Lasting {
                from: first.day,
                left,
            };
            for id in asked_for(item, question) {
                let of_credential = asked.entry(id).or_default();
                if !of_credential.contains(&lasting) {
                    of_credential.push(lasting);
                }
            }
            let asked = Asked {
                requirement,
                item,
                first,
            };
            draft.add(question, asked, &mut groups);
        }
    }
    let Draft {
        abilities,
        items,
        mut problem,
        mut refused,
    } = draft;
    let crowded = |group: &&Group| seats::abilities(group).len() > seats::MOST_ABILITIES;
    let seats = problem
        .groups
        .iter()
        .filter(crowded)
        .filter_map(|group| group.seats.first());
    refused.extend(seats.map(|seat| {
        (
            items[seat.tag],
            "the seats of its group ask for too many different things",
        )
    }));
    let outlook = Outlook {
        catalog: question.catalog,
        today: question.today,
        deadline: question.deadline,
        horizon,
        asked,
        rate: question.rate,
        assume_valid: question.assume_valid,
        renewers: Renewers::new(question.catalog),
        renewal_rates: renewal_rates(question),
    };
    let mut lacking = BTreeSet::new();
    let mut tags: BTreeMap<CredentialStep, usize> = BTreeMap::new();
    let mut classes: BTreeMap<(Vec<Action>, Vec<Formula>, Option<i64>), Vec<usize>> =
        BTreeMap::new();
    for (index, person) in question.team.people.iter().enumerate() {
        let mut can = steps(&outlook, person);
        for spec in &abilities {
            spec.lacking(question, &can, person, &mut lacking);
        }
        let formulas: Vec<Formula> = abilities
            .iter()
            .map(|ability| ability.formula(question, person, &can))
            .collect();
        let actions = std::mem::take(&mut can.steps)
            .into_iter()
            .map(|(step, needs)| {
                let next = tags.len();
                let (cash, hours) = (step.cost.cents(), step.hours);
                let load = if step.by <= question.deadline {
                    hours
                } else {
                    0
                };
                let new = i64::from(step.renewal.is_none());
                Action {
                    tag: *tags.entry(step).or_insert(next),
                    cash,
                    hours,
                    load,
                    new,
                    needs,
                }
            });
        classes
            .entry((actions.collect(), formulas, hours(question, person)))
            .or_default()
            .push(index);
    }
    let class = |((actions, abilities, hours), people)| PersonClass {
        actions,
        abilities,
        hours,
        people,
    };
    problem.classes = classes.into_iter().map(class).collect();
    problem.classes.sort_by(|a, b| a.people.cmp(&b.people));
    let mut steps: Vec<(CredentialStep, usize)> = tags.into_iter().collect();
    steps.sort_by_key(|(_, tag)| *tag);
    Demands {
        problem,
        expiring: Expiring {
            renewers: outlook.renewers,
            asked: outlook.asked.into_keys().collect(),
            horizon,
        },
        steps: steps.into_iter().map(|(step, _)| step).collect(),
        items,
        horizon,
        refused,
        lacking,
    }
}

/// What an hour is worth when ways to renew are compared: by the objective, so that a renewal costs what `renewals` and
/// `cost` say of it at this rate. Where cash or hours are limited, a way that takes less of either may be needed.
fn renewal_rates(question: &Question<'_>) -> Vec<Usd> {
    let limited = question.budget.is_some()
        || question.max_hours.is_some()
        || question
            .team
            .people
            .iter()
            .any(|person| person.hours_per_week.is_some());
    let rate = match question.objective {
        Objective::Cash => Usd::FREE,
        Objective::Hours => HOURS_ABOVE_ALL,
        Objective::Cost => question.rate,
    };
    if limited {
        vec![rate, Usd::FREE, question.rate, HOURS_ABOVE_ALL]
    } else {
        vec![rate]
    }
}

/// Hours somebody has until the deadline; `None` where nothing limits them.
fn hours(question: &Question<'_>, person: &Person) -> Option<i64> {
    let weekly = hours_until(question.today, question.deadline, person);
    let most = question.max_hours.map(i64::from);
    weekly.into_iter().chain(most).min()
}

struct Draft<'q> {
    abilities: Vec<Ability<'q>>,
    items: Vec<Asked<'q>>,
    problem: Problem,
    refused: Vec<(Asked<'q>, &'static str)>,
}

impl<'q> Draft<'q> {
    fn ability(&mut self, ability: Ability<'q>) -> usize {
        self.abilities.push(ability);
        self.abilities.len() - 1
    }

    fn add(
        &mut self,
        question: &Question<'q>,
        asked: Asked<'q>,
        groups: &mut BTreeMap<Text, usize>,
    ) {
        let Asked {
            requirement,
            item,
            first,
        } = asked;
        let tag = self.items.len();
        self.items.push(asked);
        let through = after(question.until, question.valid_for.or(item.valid_for));
        let span = (first.day, through);
        let least = item.least(question.least_evidence);
        // A waiver that ends within the window does not help on its last day.
        let waivers = requirement
            .waivers
            .iter()
            .filter(|w| w.item == item.id && w.until >= question.until);
        let waived: i64 = waivers.map(|waiver| i64::from(waiver.people)).sum();
        let alone = |seat| Group { seats: vec![seat] };
        match &item.demand {
            Demand::People(seats) => {
                let need = i64::from(seats.needed) - waived;
                if need <= 0 {
                    return;
                }
                let ability = self.ability(Ability::Match(&seats.matching, span, least));
                let sub = |(people, matching): &'q (u32, Match)| {
                    (
                        i64::from(*people).min(need),
                        self.ability(Ability::Match(matching, span, least)),
                    )
                };
                let of_which = seats.of_which.iter().map(sub).collect();
                let seat = Seat {
                    tag,
                    need,
                    ability,
                    of_which,
                };
                match &seats.exclusive {
                    None => self.problem.groups.push(alone(seat)),
                    Some(name) => {
                        let index = *groups
                            .entry(name.clone())
                            .or_insert(self.problem.groups.len());
                        match self.problem.groups.get_mut(index) {
                            Some(group) => group.seats.push(seat),
                            None => self.problem.groups.push(alone(seat)),
                        }
                    }
                }
            }
            Demand::Credentials { needed, matching } => {
                let least = least.with(matching.evidence);
                let line = |id: &CredentialId| Line {
                    points: 1,
                    ability: self.ability(Ability::Holds(*id, span, least)),
                    max: None,
                };
                let lines = matching.credentials.iter().map(line).collect();
                self.problem.score_targets.push(ScoreTarget {
                    tag,
                    need: i64::from(*needed) - waived,
                    lines,
                });
            }
            Demand::Every { whom, matching } => {
                let concerned = question
                    .team
                    .people
                    .iter()
                    .filter(|person| concerns(whom, person, question.until));
                let need = i64::try_from(concerned.count()).unwrap_or(i64::MAX) - waived;
                if need > 0 {
                    let ability = self.ability(Ability::Of(whom, matching, span, least));
                    self.problem.groups.push(alone(Seat {
                        tag,
                        need,
                        ability,
                        of_which: Vec::new(),
                    }));
                }
            }
            Demand::Score(score) => {
                // What scores without the gates: if that can be enough, they are one way of two.
                let open = score
                    .each
                    .iter()
                    .filter(|line| !line.gated && line.points > 0);
                let without: u64 = open
                    .map(|line| line.max.map_or(u64::MAX / 2, u64::from))
                    .fold(0, u64::saturating_add);
                let gated = score.each.iter().any(|line| line.gated) && !score.gates.is_empty();
                if gated && without >= u64::from(score.need) {
                    self.refused
                        .push((asked, "its points can be reached with or without its gates"));
                }
                for (need, matching) in score.gates.iter().filter(|_| gated) {
                    let ability = self.ability(Ability::Match(matching, span, least));
                    let need = i64::from(*need);
                    self.problem.groups.push(alone(Seat {
                        tag,
                        need,
                        ability,
                        of_which: Vec::new(),
                    }));
                }
                let line = |line: &'q crate::team::requirement::Points| Line {
                    points: i64::from(line.points),
                    ability: self.ability(Ability::Match(&line.matching, span, least)),
                    max: line.max.map(i64::from),
                };
                let lines = score
                    .each
                    .iter()
                    .filter(|line| line.points > 0)
                    .map(line)
                    .collect();
                self.problem.score_targets.push(ScoreTarget {
                    tag,
                    need: i64::from(score.need),
                    lines,
                });
            }
        }
    }
}

/// Whether an item about some people is about this one, at the end of the window.
fn concerns(whom: &Whom, person: &Person, on: Date) -> bool {
    match whom {
        Whom::All => true,
        Whom::Role(role) => person
            .roles
            .iter()
            .any(|role_held| role_held.trim().eq_ignore_ascii_case(role.trim())),
        Whom::Position(table) => positions(person, table, on).next().is_some(),
    }
}

/// Positions judged by a table that a person fills on a day.
fn positions<'p>(person: &'p Person, table: &str, on: Date) -> impl Iterator<Item = &'p Position> {
    person.positions.iter().filter(move |position| {
        position.table == table
            && position
                .since
                .map(PartialDate::earliest)
                .is_none_or(|since| since <= on)
    })
}

impl Ability<'_> {
    fn formula(&self, question: &Question<'_>, person: &Person, can: &PersonSteps) -> Formula {
        match self {
            // Somebody who takes up their only position within the window can't fill a seat on its first day.
            Self::Match(matching, span, least) => Matching {
                question,
                person,
                can,
                span: *span,
                least: *least,
                in_position: span.0,
            }
            .formula(matching),
            Self::Of(whom, ..) if !concerns(whom, person, question.until) => Formula::FALSE,
            Self::Of(_, matching, span, least) => Matching {
                question,
                person,
                can,
                span: *span,
                least: *least,
                in_position: question.until,
            }
            .formula(matching),
            Self::Holds(credential, span, least) => match question.catalog.credential(credential) {
                Some(credential) => can.valid(credential, *span, *least),
                None => Formula::FALSE,
            },
        }
    }

    /// Notes who holds what is asked for with too little evidence.
    fn lacking(
        &self,
        question: &Question<'_>,
        can: &PersonSteps,
        person: &Person,
        found: &mut BTreeSet<(Text, CredentialId)>,
    ) {
        let (through, least) = match self {
            Self::Match(_, (_, through), least)
            | Self::Of(_, _, (_, through), least)
            | Self::Holds(_, (_, through), least) => (*through, *least),
        };
        let lacks = |id: &CredentialId, least: Least| {
            let credential = question.catalog.credential(id);
            credential.is_some_and(|one| can.lacks_evidence(one, through, least))
        };
        let mut note = |leaf: &Leaf| {
            let least = least.with(leaf.evidence);
            let lacking = leaf.credentials.iter().filter(|id| lacks(id, least));
            found.extend(lacking.map(|id| (person.id.clone(), *id)));
        };
        match self {
            Self::Match(matching, ..) | Self::Of(_, matching, ..) => each_leaf(matching, &mut note),
            Self::Holds(id, ..) => {
                found.extend(lacks(id, least).then_some((person.id.clone(), *id)));
            }
        }
    }
}

/// What a match means for one person.
struct Matching<'m, 'q> {
    question: &'m Question<'q>,
    person: &'m Person,
    can: &'m PersonSteps,
    span: Span,
    least: Least,
    /// The day on which the person must be in a position already.
    in_position: Date,
}

impl Matching<'_, '_> {
    fn formula(&self, matching: &Match) -> Formula {
        let all = |parts: &[Match]| parts.iter().map(|part| self.formula(part)).collect();
        match matching {
            Match::AllOf(parts) => Formula::All(all(parts)),
            Match::AnyOf(parts) => Formula::Any(all(parts)),
            Match::Holds(leaf) => Formula::Any(
                leaf.credentials
                    .iter()
                    .map(|id| self.valid(id, leaf.evidence))
                    .collect(),
            ),
            Match::AtLeast(least, leaves) => {
                let mut options: BTreeMap<CredentialId, Evidence> = BTreeMap::new();
                for leaf in leaves {
                    for id in &leaf.credentials {
                        let least = options.entry(*id).or_insert(leaf.evidence);
                        *least = (*least).min(leaf.evidence);
                    }
                }
                Formula::AtLeast(
                    *least as usize,
                    options
                        .iter()
                        .map(|(id, least)| self.valid(id, *least))
                        .collect(),
                )
            }
            Match::AcceptedForPosition(table) => {
                if positions(self.person, &table.id, self.in_position)
                    .next()
                    .is_none()
                {
                    return Formula::FALSE;
                }
                let position = |position: &Position| {
                    let accepted = table
                        .row(&position.code)
                        .map(|row| row.accepted(&position.level));
                    let accepted = accepted.unwrap_or_default();
                    Formula::Any(
                        accepted
                            .iter()
                            .map(|(id, _)| self.valid(id, Evidence::Declared))
                            .collect(),
                    )
                };
                Formula::All(
                    positions(self.person, &table.id, self.question.until)
                        .map(position)
                        .collect(),
                )
            }
        }
        .simple()
    }

    fn valid(&self, credential: &CredentialId, evidence: Evidence) -> Formula {
        match self.question.catalog.credential(credential) {
            Some(credential) => self
                .can
                .valid(credential, self.span, self.least.with(evidence)),
            None => Formula::FALSE,
        }
    }
}

fn each_leaf(matching: &Match, note: &mut impl FnMut(&Leaf)) {
    match matching {
        Match::AllOf(parts) | Match::AnyOf(parts) => {
            for part in parts {
                each_leaf(part, note);
            }
        }
        Match::AtLeast(_, leaves) => leaves.iter().for_each(note),
        Match::Holds(leaf) => note(leaf),
        Match::AcceptedForPosition(_) => {}
    }
}

/// Every credential that an item counts.
fn asked_for(item: &Item, question: &Question<'_>) -> BTreeSet<CredentialId> {
    let mut found = BTreeSet::new();
    let mut matches: Vec<&Match> = Vec::new();
    match &item.demand {
        Demand::People(seats) => {
            matches.extend(
                std::iter::once(&seats.matching).chain(seats.of_which.iter().map(|(_, m)| m)),
            );
        }
        Demand::Every { matching, .. } => matches.push(matching),
        Demand::Score(score) => {
            matches.extend(
                score
                    .gates
                    .iter()
                    .map(|(_, m)| m)
                    .chain(score.each.iter().map(|line| &line.matching)),
            );
        }
        Demand::Credentials { matching, .. } => found.extend(&matching.credentials),
    }
    while let Some(matching) = matches.pop() {
        match matching {
            Match::AllOf(parts) | Match::AnyOf(parts) => matches.extend(parts),
            Match::AtLeast(_, leaves) => {
                found.extend(leaves.iter().flat_map(|leaf| &leaf.credentials));
            }
            Match::Holds(leaf) => found.extend(&leaf.credentials),
            Match::AcceptedForPosition(table) => {
                let people = question.team.people.iter();
                for position in
                    people.flat_map(|person| positions(person, &table.id, question.until))
                {
                    let row = table.row(&position.code);
                    found.extend(
                        row.into_iter()
                            .flat_map(|row| row.accepted(&position.level))
                            .map(|(id, _)| id),
                    );
                }
            }
        }
    }
    found
}
