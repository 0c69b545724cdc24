//! For how long a person's credentials can be made valid, step by step: what is held is renewed, what is not is earned, and
//! each step may renew other credentials on the way. A step is offered on the last day on which it still is of use for
//! something: for the credential itself, for what it renews, or for what needs it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;

use super::price::{attempts, earning, known_or_estimated};
use super::{CredentialStep, Outlook, PersonSteps, lasts};
use crate::base::date::{Date, Expiry, PartialDate};
use crate::base::money::Usd;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Evidence, RenewedOn};
use crate::cost::standing::{
    Late, State, of_person, rank, refreshed_until, renewed_until, renews, state, window_opens,
};
use crate::cost::{Keeping, needs_exam, renewal};
use crate::coverage::day::LastDay;
use crate::plan::problem::Formula;
use crate::team::requirement::Least;
use crate::team::roster::{HoldingStatus, Person};

/// Most renewals of one credential that are planned in a row.
const MOST_RENEWALS: usize = 12;
/// How often days are looked for on which steps are of use for what earlier ones make valid.
const MOST_ROUNDS: usize = 3;
/// Most spans of one credential that are looked for on days other than its own.
const MOST_SPANS: usize = 12;

/// A credential that is valid from one day through another, if something is done.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) credential: CredentialId,
    /// From which day on.
    pub(super) from: Date,
    /// The day of the last step that it takes; before today where it takes none.
    since: Date,
    /// Through which day; `None`: it never expires.
    pub(super) until: Option<Date>,
    /// What has to be done for it.
    pub(super) formula: Formula,
    /// How often it is renewed for that.
    renewals: usize,
    /// The steps that earn something for it.
    earned_by: BTreeSet<usize>,
}

/// The steps of a person as far as they are known.
struct Draft<'o, 'c> {
    outlook: &'o Outlook<'c>,
    person: &'o Person,
    found: PersonSteps,
    /// What can be earned, because it is not held or lapses.
    to_earn: BTreeSet<CredentialId>,
    /// What can no longer be earned or renewed.
    barred: BTreeSet<CredentialId>,
    earned: BTreeSet<(CredentialId, Date)>,
    /// Spans that have been followed by a renewal, with the day of that and its steps.
    renewed: BTreeMap<(usize, Date), Vec<usize>>,
    /// Steps and spans that have been paired.
    paired: BTreeSet<(usize, usize)>,
}

pub(super) fn steps(outlook: &Outlook<'_>, person: &Person) -> PersonSteps {
    let mut draft = Draft::new(outlook, person);
    draft.start();
    for _ in 0..MOST_ROUNDS {
        let before = draft.size();
        draft.earn();
        draft.renew_early();
        draft.refresh();
        if draft.size() == before {
            break;
        }
    }
    draft.note_needs();
    draft.found
}

impl<'o, 'c> Draft<'o, 'c> {
    fn new(outlook: &'o Outlook<'c>, person: &'o Person) -> Self {
        let mut found = PersonSteps::default();
        let deadline = outlook.deadline;
        for one in of_person(&outlook.renewers, outlook.catalog, person, deadline) {
            let expiry = match one.dated.expiry {
                Expiry::Unknown if outlook.assume_valid => Expiry::Never,
                expiry => expiry,
            };
            let holdings = found.held.entry(one.credential.id).or_default();
            holdings.push((expiry, one.held.evidence_level));
        }
        let revoked = person.holds.iter().filter(|held| {
            matches!(
                held.status,
                HoldingStatus::Revoked | HoldingStatus::Suspended
            )
        });
        let mut barred: BTreeSet<CredentialId> = revoked.map(|held| held.credential).collect();
        // Who holds it twice, and stands by one, is not barred.
        barred.retain(|id| !found.held.contains_key(id));
        Self {
            outlook,
            person,
            found,
            to_earn: BTreeSet::new(),
            barred,
            earned: BTreeSet::new(),
            renewed: BTreeMap::new(),
            paired: BTreeSet::new(),
        }
    }

    fn size(&self) -> (usize, usize) {
        (self.found.steps.len(), self.found.spans.len())
    }

    fn credential(&self, id: CredentialId) -> Option<&'c Credential> {
        self.outlook.catalog.credential(&id)
    }

    /// The latest end of what the person holds of a credential.
    fn best(&self, id: CredentialId) -> Option<Expiry> {
        let held = self.found.held.get(&id)?.iter();
        held.map(|(expiry, _)| *expiry)
            .max_by_key(|expiry| rank(*expiry))
    }

    /// Renews what is asked for and held, and finds out what to earn, prerequisites included.
    fn start(&mut self) {
        let outlook = self.outlook;
        let mut wanted: Vec<CredentialId> = outlook.asked.keys().copied().collect();
        let mut seen: BTreeSet<CredentialId> = wanted.iter().copied().collect();
        let mut index = 0;
        while index < wanted.len() {
            let id = wanted[index];
            index += 1;
            let Some(credential) = self.credential(id) else {
                continue;
            };
            let ends = self.best(id);
            if self.barred.contains(&id) {
                continue;
            }
            let can_renew = match ends {
                Some(Expiry::On(end)) => self.renew_held(credential, end),
                _ => false,
            };
            if ends.is_some_and(|expiry| lasts(expiry, outlook.horizon)) {
                continue;
            }
            // What lapses before the deadline and can't be renewed can be earned again by then.
            let lapsed = match ends {
                Some(Expiry::On(end)) => end < outlook.deadline && !can_renew,
                Some(Expiry::Unknown) | None => true,
                Some(Expiry::Never) => false,
            };
            if lapsed {
                self.to_earn.insert(id);
                let needed = required(credential);
                wanted.extend(needed.filter(|id| seen.insert(*id)));
            }
        }
    }

    /// Renews what is held through a day, as often as needed; whether it can be renewed.
    fn renew_held(&mut self, credential: &'c Credential, end: Date) -> bool {
        let today = self.outlook.today;
        let held = Span {
            credential: credential.id,
            from: today,
            since: today.saturating_sub(1.day()),
            until: Some(end),
            formula: Formula::TRUE,
            renewals: 0,
            earned_by: BTreeSet::new(),
        };
        match state(credential, Expiry::On(end), today) {
            State::Valid => {
                let index = self.add(held);
                self.renew_on(index);
            }
            State::Late(late) => {
                // By the first day on which it is needed, at most until its grace period ends.
                let first_day = self.outlook.first_day(credential.id);
                let by = late.until.min(first_day).max(today);
                let index = self.add(held);
                let renewed = self.renew(index, by, Some(late));
                if let Some(renewed) = renewed {
                    self.found.spans[renewed].from = by;
                    self.renew_on(renewed);
                }
            }
            State::Lapsed(_) | State::Unknown => return false,
        }
        let spans = self.found.spans.iter();
        spans
            .filter(|span| span.credential == credential.id)
            .count()
            > 1
    }

    fn add(&mut self, span: Span) -> usize {
        self.found.spans.push(span);
        self.found.spans.len() - 1
    }

    fn has_many(&self, id: CredentialId) -> bool {
        let spans = self.found.spans.iter();
        spans.filter(|span| span.credential == id).count() >= MOST_SPANS
    }

    /// Renews a credential again and again until the horizon, each time on the last day.
    fn renew_on(&mut self, mut index: usize) {
        loop {
            let span = &self.found.spans[index];
            let Some(end) = self.ends(span) else { return };
            let by = self.outlook.act_by(span.credential, end);
            match self.renew(index, by, None) {
                Some(next) => index = next,
                None => return,
            }
        }
    }

    /// Through which day a span lasts that ends before the horizon.
    fn ends(&self, span: &Span) -> Option<Date> {
        span.until.filter(|end| *end < self.outlook.horizon)
    }

    /// Renews the credential of a span by itself on a day. `None` where that is not possible, is of no use, or is done.
    fn renew(&mut self, index: usize, by: Date, late: Option<Late>) -> Option<usize> {
        let outlook = self.outlook;
        let span = self.found.spans[index].clone();
        let (end, credential) = (span.until?, self.credential(span.credential)?);
        if self.renewed.contains_key(&(index, by))
            || span.renewals >= MOST_RENEWALS
            || window_opens(credential, end).is_some_and(|opens| opens > by)
        {
            return None;
        }
        let last = match late {
            Some(_) => by,
            None => outlook.act_by(span.credential, end),
        };
        let last_exam = credential.last_exam.map(PartialDate::latest);
        let returning = late.map_or(Some(Usd::FREE), |late| late.grace.reinstatement);
        let mut done = Vec::new();
        let mut next = end;
        for way in self.ways(credential) {
            let months = way.months.map_or(0, |months| i64::from(months.get()));
            let exam_is_over =
                last_exam.is_some_and(|last| last < by) && way.kind.is_some_and(needs_exam);
            let renewed = renewed_until(credential, end, by, months);
            // What is renewed early renews others, even if it doesn't last longer for that.
            if months == 0 || (renewed == end && by == last) || exam_is_over {
                continue;
            }
            next = renewed;
            let (cost, estimated) = match way.fee.zip(returning) {
                Some((fee, returning)) => (fee + returning, false),
                None => (
                    known_or_estimated(outlook.catalog, credential, credential.exam_fee).0,
                    true,
                ),
            };
            #[expect(
                clippy::cast_possible_truncation,
                reason = "hours are bounded by the catalog's reader"
            )]
            let hours = way.hours.middle().ceil() as i64;
            let step = CredentialStep {
                credential: credential.id,
                renewal: way.kind,
                exams: Vec::new(),
                paid: Vec::new(),
                is_fee_of_all: false,
                by,
                valid_until: Some(next),
                cost,
                estimated,
                hours,
            };
            done.push(self.found.steps.len());
            self.found.steps.push((step, span.formula.clone()));
        }
        if done.is_empty() {
            return None;
        }
        let ways = done.iter().map(|step| Formula::Do(*step)).collect();
        self.renewed.insert((index, by), done);
        Some(self.add(Span {
            since: by,
            until: Some(next),
            formula: Formula::Any(ways).simple(),
            renewals: span.renewals + 1,
            ..span
        }))
    }

    /// The ways to renew a credential that are worth a comparison.
    fn ways(&self, credential: &Credential) -> Vec<Keeping> {
        let mut ways: Vec<Keeping> = Vec::new();
        for rate in self.outlook.renewal_rates.iter().copied() {
            let held = |id: &CredentialId| self.found.held.contains_key(id);
            let way = renewal(self.outlook.catalog, credential, rate, held);
            ways.extend(way.filter(|way| !ways.contains(way)));
        }
        ways
    }

    /// Earns what is not held, by each day by which that makes a difference.
    fn earn(&mut self) {
        for (id, days) in self.earning_days() {
            for by in days {
                let Some(credential) = self.credential(id) else {
                    continue;
                };
                if !self.earned.insert((id, by)) {
                    continue;
                }
                let Some(step) = earning(self.outlook, self.person, credential, by) else {
                    continue;
                };
                let span = Span {
                    credential: id,
                    from: by,
                    since: by,
                    until: step.valid_until,
                    formula: Formula::Do(self.found.steps.len()),
                    renewals: 0,
                    earned_by: BTreeSet::from([self.found.steps.len()]),
                };
                self.found.steps.push((step, Formula::TRUE));
                let index = self.add(span);
                self.renew_on(index);
            }
        }
    }

    /// The days by which it makes a difference to have earned a credential: when it is asked for, the last day on which it
    /// renews another one, on which what it needs is valid, or on which an exam is paid for; and the same for what needs it.
    fn earning_days(&self) -> BTreeMap<CredentialId, BTreeSet<Date>> {
        let mut days: BTreeMap<CredentialId, BTreeSet<Date>> = BTreeMap::new();
        let outlook = self.outlook;
        let credentials = self.to_earn.iter().filter_map(|id| self.credential(*id));
        for credential in credentials.clone() {
            let asked = outlook.asked.get(&credential.id).into_iter().flatten();
            let own = days.entry(credential.id).or_default();
            own.insert(outlook.deadline);
            own.extend(asked.map(|lasting| lasting.from));
            let needed: BTreeSet<CredentialId> = required(credential).collect();
            let needed = self
                .found
                .spans
                .iter()
                .filter(|span| needed.contains(&span.credential));
            let last = attempts(self.person, credential)
                .filter_map(|attempt| attempt.last_day(credential));
            let early = needed
                .filter_map(|span| span.until)
                .chain(last)
                .chain(self.last_days_to_renew(credential, self.doing(credential.id)));
            own.extend(early.filter(|day| (outlook.today..outlook.deadline).contains(day)));
        }
        // A prerequisite has to be there by each day of what needs it, and so on.
        loop {
            let mut more: Vec<(CredentialId, BTreeSet<Date>)> = Vec::new();
            for credential in credentials.clone() {
                let own = days.get(&credential.id).cloned().unwrap_or_default();
                for id in required(credential) {
                    if days.get(&id).is_some_and(|known| !known.is_superset(&own)) {
                        more.push((id, own.clone()));
                    }
                }
            }
            if more.is_empty() {
                return days;
            }
            for (id, added) in more {
                days.entry(id).or_default().extend(added);
            }
        }
    }

    /// What earning a credential is to those that it renews.
    fn doing(&self, id: CredentialId) -> RenewedOn {
        // What is earned once more is renewed.
        if self.found.held.contains_key(&id) {
            RenewedOn::Renewing
        } else {
            RenewedOn::Earning
        }
    }

    /// The last days on which doing something to a credential renews others that expire before the horizon.
    fn last_days_to_renew<'d>(
        &'d self,
        other: &'d Credential,
        doing: RenewedOn,
    ) -> impl Iterator<Item = Date> + 'd {
        self.found.spans.iter().filter_map(move |span| {
            let end = self.ends(span)?;
            let credential = self.credential(span.credential)?;
            let by = self.outlook.act_by(span.credential, end);
            (by >= self.outlook.today && span.since < by && renews(credential, other, doing))
                .then_some(by)
        })
    }

    /// Renews before the last day what renews others by that.
    fn renew_early(&mut self) {
        for index in 0..self.found.spans.len() {
            let span = &self.found.spans[index];
            let Some(end) = span.until else {
                continue;
            };
            let Some(credential) = self.credential(span.credential) else {
                continue;
            };
            let last = self.outlook.act_by(span.credential, end);
            let opens = window_opens(credential, end);
            let since = span.since;
            let days = self.last_days_to_renew(credential, RenewedOn::Renewing);
            let days: BTreeSet<Date> = days
                .filter(|day| {
                    since < *day && *day < last && opens.is_none_or(|opens| opens <= *day)
                })
                .collect();
            let id = credential.id;
            for day in days {
                if self.has_many(id) {
                    break;
                }
                if let Some(renewed) = self.renew(index, day, None) {
                    self.renew_on(renewed);
                }
            }
        }
    }

    /// Steps that renew other credentials on the way.
    fn refresh(&mut self) {
        let mut index = 0;
        while index < self.found.spans.len() {
            for step in 0..self.found.steps.len() {
                self.refresh_by(step, index);
            }
            index += 1;
        }
    }

    /// Prolongs a span by a step that renews its credential.
    fn refresh_by(&mut self, index: usize, span: usize) {
        let (step, renewed) = (&self.found.steps[index].0, &self.found.spans[span]);
        let Some(end) = self.ends(renewed) else {
            return;
        };
        let in_time = end >= self.outlook.today
            && renewed.since < step.by
            && step.by <= self.outlook.act_by(renewed.credential, end);
        if !in_time
            || renewed.renewals >= MOST_RENEWALS
            || self.has_many(renewed.credential)
            || !self.paired.insert((index, span))
        {
            return;
        }
        let doing = match step.renewal {
            Some(_) => RenewedOn::Renewing,
            None => self.doing(step.credential),
        };
        let credential = self.credential(renewed.credential);
        let Some((credential, other)) = credential.zip(self.credential(step.credential)) else {
            return;
        };
        // One of the days is chosen on which something can be earned: what rests on an earlier one does not need a later one.
        let is_again = |other: &usize| self.found.steps[*other].0.credential == step.credential;
        let is_again = step.renewal.is_none() && renewed.earned_by.iter().any(is_again);
        if is_again || !renews(credential, other, doing) {
            return;
        }
        let step_day = step.by;
        let lasts = step.valid_until.map_or(Expiry::Never, Expiry::On);
        let until = match refreshed_until(credential, end, step.by, lasts) {
            Expiry::On(day) => Some(day),
            Expiry::Never => None,
            Expiry::Unknown => return,
        };
        if until.is_none_or(|day| day > end) {
            let parts = vec![renewed.formula.clone(), Formula::Do(index)];
            let renewed = &self.found.spans[span];
            let earned_by = renewed.earned_by.iter().copied();
            let earns = self.found.steps[index].0.renewal.is_none();
            let longer = Span {
                since: step_day,
                until,
                formula: Formula::All(parts).simple(),
                renewals: renewed.renewals + 1,
                earned_by: earned_by.chain(earns.then_some(index)).collect(),
                ..renewed.clone()
            };
            let longer = self.add(longer);
            self.renew_on(longer);
        }
    }

    /// Notes what has to be held on the day on which something is earned.
    fn note_needs(&mut self) {
        for index in 0..self.found.steps.len() {
            let step = &self.found.steps[index].0;
            let earned = self.credential(step.credential);
            let Some(credential) = earned.filter(|_| step.renewal.is_none()) else {
                continue;
            };
            let by = step.by;
            let needed = &credential.prerequisites;
            let held = |id: &CredentialId| self.held_by(*id, by);
            let mut all: Vec<Formula> = needed.credentials.iter().map(held).collect();
            if !needed.any_of.is_empty() {
                all.push(Formula::Any(needed.any_of.iter().map(held).collect()));
            }
            self.found.steps[index].1 = Formula::All(all).simple();
        }
    }

    /// What has to be done before a day so that a credential is valid on it.
    fn held_by(&self, id: CredentialId, by: Date) -> Formula {
        let Some(credential) = self.credential(id) else {
            return Formula::FALSE;
        };
        let least = Least {
            evidence: Evidence::Declared,
            grace: None,
        };
        let before = |span: &&Span| span.renewals == 0 || span.since < by;
        self.found.valid_by(credential, (by, by), least, before)
    }
}

/// The credentials that may have to be held before one can be earned.
fn required(credential: &Credential) -> impl Iterator<Item = CredentialId> {
    let needed = &credential.prerequisites;
    needed
        .credentials
        .iter()
        .chain(needed.any_of.iter())
        .copied()
}

impl Outlook<'_> {
    /// The first day on which a credential that is asked for must be valid.
    fn first_day(&self, id: CredentialId) -> Date {
        let asked = self.asked.get(&id).into_iter().flatten();
        asked
            .map(|lasting| lasting.from)
            .min()
            .unwrap_or(self.deadline)
    }

    /// The last day to renew what ends on a day, so that on each day on which it is asked for enough time is left.
    fn act_by(&self, id: CredentialId, end: Date) -> Date {
        let asked = self.asked.get(&id).into_iter().flatten();
        let last_days = asked.map(|lasting| {
            let enough_left = LastDay::from(end).less(lasting.left).date().unwrap_or(end);
            end.min(enough_left.max(lasting.from))
        });
        last_days.min().unwrap_or(end)
    }
}
