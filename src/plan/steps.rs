//! What one person can do until a deadline so that credentials are valid through a window: earn, renew, and renew again;
//! with dates, prices, hours and what each needs.

use std::collections::{BTreeMap, BTreeSet};

use super::problem::Formula;
use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::date::Period;
use crate::base::date::{Expiry, months_later};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Assurance, Evidence, RenewalKind, RenewedOn, Status};
use crate::cost::overlap::{self, share_left};
use crate::cost::standing::{
    Late, Renewers, State, counts_until, of_person, rank, refreshed_until, renewed_until, renews,
    state, window_opens,
};
use crate::cost::{Keeping, cost, needs_exam, renewal};
use crate::coverage::day::LastDay;
use crate::team::requirement::Least;
use crate::team::roster::{Attempt, ExamsLeft, HoldingStatus, Person, exams_left};

/// Most renewals of one credential that are planned in a row.
const MOST_RENEWALS: usize = 12;
/// An hour's worth, USD, at which the way to renew with the fewest hours is found.
pub const HOURS_ABOVE_ALL: Usd = Usd::from_cents(100_000_000);

/// What is asked for, as far as one person's steps depend on it.
#[derive(Clone, Debug)]
pub struct Outlook<'c> {
    /// The facts.
    pub catalog: &'c Catalog,
    /// Today.
    pub today: Date,
    /// The day by which new credentials must be earned.
    pub deadline: Date,
    /// The last day through which anything must be valid: the last day on which everything must hold, and the longest
    /// time that must then be left.
    pub horizon: Date,
    /// For each credential that is asked for, what the items ask of it.
    pub asked: BTreeMap<CredentialId, Vec<Lasting>>,
    /// What is needed before something that is asked for can be earned.
    pub prerequisites: BTreeSet<CredentialId>,
    /// What an hour is worth.
    pub rate: Usd,
    /// Whether what has no known end counts as if it had none.
    pub assume_valid: bool,
    /// Which credentials renew which.
    pub renewers: Renewers,
    /// What an hour is worth when ways to renew are compared, one value for each way that is considered.
    pub renewal_rates: Vec<Usd>,
}

/// What an item asks of a credential that it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// From which day on it must be valid.
    pub from: Date,
    /// How long it must still be valid on each day. Which of two lengths is the longer (90 days, three months) changes
    /// with the day.
    pub left: Option<Period>,
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

    /// The days by which it makes a difference to have earned a credential.
    fn earning_days(&self, id: CredentialId) -> BTreeSet<Date> {
        let own = self.asked.get(&id).into_iter().flatten();
        let others = self.asked.values().flatten();
        let others = others.filter(|_| self.prerequisites.contains(&id));
        let days = own.chain(others).map(|lasting| lasting.from);
        days.chain([self.deadline]).collect()
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CredentialStep {
    /// Of what.
    pub credential: CredentialId,
    /// How it is renewed; `None`: it is earned.
    pub renewal: Option<RenewalKind>,
    /// The exams that are left, where the person has passed others of the credential or paid for some.
    pub exams: Vec<Text>,
    /// Those of them that are paid for: they are booked, or there is a voucher.
    pub paid: Vec<Text>,
    /// Whether the cost is that of all exams, though not all are left to pay, because the fees of single ones are unknown.
    pub is_fee_of_all: bool,
    /// The last day for it.
    pub by: Date,
    /// Through which day it is then valid; `None`: it never expires.
    pub valid_until: Option<Date>,
    /// What it costs.
    pub cost: Usd,
    /// Whether the cost is an estimate, the fee being unknown.
    pub estimated: bool,
    /// Hours it takes.
    pub hours: i64,
    /// What it renews besides, and through which day; `None`: it never expires.
    pub refreshes: Vec<(CredentialId, Option<Date>)>,
}

/// A person's steps.
#[derive(Clone, Debug, Default)]
pub struct PersonSteps {
    /// Each step, with what it needs of the others.
    pub steps: Vec<(CredentialStep, Formula)>,
    /// What is held and stands: through which day, with what evidence.
    held: BTreeMap<CredentialId, Vec<(Expiry, Evidence)>>,
    /// For each credential the steps that make it valid.
    reached: BTreeMap<CredentialId, Vec<Reached>>,
}

/// What a step makes valid.
#[derive(Clone, Copy, Debug)]
struct Reached {
    /// From which day on.
    from: Date,
    /// Through which day; `None`: it never expires.
    until: Option<Date>,
    /// The step, by its place.
    step: usize,
}

impl PersonSteps {
    /// What of these steps makes a credential count from one day through another. New evidence is taken to be kept.
    pub fn valid(
        &self,
        credential: &Credential,
        (from, through): (Date, Date),
        least: Least,
    ) -> Formula {
        let mut standing = self.counting(credential, through, least);
        if standing.clone().any(|level| level >= least.evidence) {
            return Formula::TRUE;
        }
        if standing.next().is_some() {
            return Formula::FALSE;
        }
        let reached = self.reached.get(&credential.id).into_iter().flatten();
        let lasts = |end: Date| counts_until(credential, end, least.grace) >= through;
        Formula::Any(
            reached
                .filter(|reached| reached.from <= from && reached.until.is_none_or(lasts))
                .map(|reached| Formula::Do(reached.step))
                .collect(),
        )
        .simple()
    }

    /// Whether a credential is held through a day, but with too little evidence.
    pub fn lacks_evidence(&self, credential: &Credential, through: Date, least: Least) -> bool {
        let mut standing = self.counting(credential, through, least);
        standing.clone().next().is_some() && standing.all(|level| level < least.evidence)
    }

    /// The evidence of each holding of a credential that counts through a day, evidence aside.
    fn counting(
        &self,
        credential: &Credential,
        through: Date,
        least: Least,
    ) -> impl Iterator<Item = Evidence> + Clone {
        let held = self.held.get(&credential.id).into_iter().flatten();
        let counts = move |expiry: Expiry| match expiry {
            Expiry::On(day) => counts_until(credential, day, least.grace) >= through,
            other => lasts(other, through),
        };
        held.filter(move |(expiry, _)| counts(*expiry))
            .map(|(_, level)| *level)
    }
}

fn lasts(expiry: Expiry, through: Date) -> bool {
    match expiry {
        Expiry::Never => true,
        Expiry::On(day) => day >= through,
        Expiry::Unknown => false,
    }
}

/// What a person can do about the credentials that are asked for and those they need.
pub fn steps(outlook: &Outlook<'_>, person: &Person) -> PersonSteps {
    let mut found = PersonSteps::default();
    let revoked = person.holds.iter().filter(|held| {
        matches!(
            held.status,
            HoldingStatus::Revoked | HoldingStatus::Suspended
        )
    });
    let mut barred: BTreeSet<CredentialId> = revoked.map(|held| held.credential).collect();
    let (catalog, deadline) = (outlook.catalog, outlook.deadline);
    for one in of_person(&outlook.renewers, catalog, person, deadline) {
        let expiry = match one.dated.expiry {
            Expiry::Unknown if outlook.assume_valid => Expiry::Never,
            expiry => expiry,
        };
        found
            .held
            .entry(one.credential.id)
            .or_default()
            .push((expiry, one.held.evidence_level));
    }
    // Who holds it twice, and stands by one, is not barred.
    barred.retain(|id| !found.held.contains_key(id));
    let mut wanted: Vec<CredentialId> = outlook.asked.keys().copied().collect();
    let mut seen: BTreeSet<CredentialId> = wanted.iter().copied().collect();
    let mut index = 0;
    while index < wanted.len() {
        let id = wanted[index];
        index += 1;
        let Some(credential) = outlook.catalog.credential(&id) else {
            continue;
        };
        let ends = best(&found, &id);
        if ends.is_some_and(|expiry| lasts(expiry, outlook.horizon)) || barred.contains(&id) {
            continue;
        }
        let before = found.steps.len();
        if let Some(expiry @ Expiry::On(end)) = ends {
            match state(credential, expiry, outlook.today) {
                State::Valid => renewals(outlook, &mut found, credential, (end, None), None),
                State::Late(late) => {
                    renewals(outlook, &mut found, credential, (end, Some(late)), None);
                }
                State::Lapsed(_) | State::Unknown => {}
            }
        }
        // What lapses before the deadline and can't be renewed can be earned again by then.
        let lapsed = match ends {
            Some(Expiry::On(end)) => end < outlook.deadline && found.steps.len() == before,
            Some(Expiry::Unknown) | None => true,
            Some(Expiry::Never) => false,
        };
        if lapsed {
            for by in outlook.earning_days(id) {
                earn(outlook, &mut found, person, credential, by);
            }
            let needed = &credential.prerequisites;
            let needed = needed
                .credentials
                .iter()
                .chain(needed.any_of.iter())
                .copied();
            wanted.extend(needed.filter(|id| seen.insert(*id)));
        }
    }
    refresh(outlook, &mut found);
    for index in 0..found.steps.len() {
        let CredentialStep {
            credential,
            renewal: None,
            by,
            ..
        } = found.steps[index].0
        else {
            continue;
        };
        let Some(credential) = outlook.catalog.credential(&credential) else {
            continue;
        };
        let least = Least {
            evidence: Evidence::Declared,
            grace: None,
        };
        let held = |id: &CredentialId| match outlook.catalog.credential(id) {
            Some(credential) => found.valid(credential, (by, by), least),
            None => Formula::FALSE,
        };
        let needed = &credential.prerequisites;
        let mut all: Vec<Formula> = needed.credentials.iter().map(held).collect();
        if !needed.any_of.is_empty() {
            all.push(Formula::Any(needed.any_of.iter().map(held).collect()));
        }
        found.steps[index].1 = Formula::All(all).simple();
    }
    found
}

/// The latest end of what a person holds of a credential.
fn best(found: &PersonSteps, id: &CredentialId) -> Option<Expiry> {
    found
        .held
        .get(id)?
        .iter()
        .map(|(expiry, _)| *expiry)
        .max_by_key(|expiry| rank(*expiry))
}

/// Whether somebody can still earn it by a day: the exam can be taken until then, and it is known how long it is valid. A
/// title without a fee of its own comes with its parts.
fn can_be_earned(outlook: &Outlook<'_>, credential: &Credential, by: Date) -> bool {
    let status = credential.status_on(by);
    let known = outlook.assume_valid || credential.current_validity() != Validity::Unknown;
    let there = credential
        .available_from
        .is_none_or(|from| from.earliest() <= by);
    let title = credential.assurance == Assurance::Title && credential.exam_fee.is_none();
    !matches!(status, Status::Retired | Status::Announced) && there && known && !title
}

fn earn(
    outlook: &Outlook<'_>,
    found: &mut PersonSteps,
    person: &Person,
    credential: &Credential,
    by: Date,
) {
    if !can_be_earned(outlook, credential, by) {
        return;
    }
    let price = cost(outlook.catalog, credential, outlook.rate);
    let left = exams_left_of(outlook, person, credential, by);
    let (exam, estimated) = known_or_estimated(outlook.catalog, credential, left.fee);
    let known = closeness(outlook.catalog, person, credential);
    // The whole preparation where all of it is new, half of it where nothing is; of several exams those that are left.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "hours are bounded by the catalog's reader"
    )]
    let hours = (price.preparation.middle() * left.share * share_left(known)).ceil() as i64;
    if by < outlook.deadline
        && hours_until(outlook.today, by, person).is_some_and(|has| has < hours)
    {
        return;
    }
    let valid_until = match credential.current_validity() {
        Validity::Months(months) => Some(months_later(by, i64::from(months.get()))),
        Validity::Never | Validity::Unknown => None,
    };
    let step = CredentialStep {
        credential: credential.id,
        renewal: None,
        exams: left.exams,
        paid: left.paid,
        is_fee_of_all: left.is_fee_of_all,
        by,
        valid_until,
        cost: exam + price.application + price.training.unwrap_or_default(),
        estimated: estimated || price.training.is_none(),
        hours,
        refreshes: Vec::new(),
    };
    let index = found.steps.len();
    found.steps.push((step, Formula::TRUE));
    found
        .reached
        .entry(credential.id)
        .or_default()
        .push(Reached {
            from: by,
            until: valid_until,
            step: index,
        });
    if let Some(end) = valid_until {
        renewals(outlook, found, credential, (end, None), Some(index));
    }
}

/// Hours that a person's week leaves until a day; `None` where nothing limits them.
pub fn hours_until(today: Date, by: Date, person: &Person) -> Option<i64> {
    let weeks = i64::from((by - today).get_days().max(0)) / 7;
    Some(i64::from(person.hours_per_week?) * weeks)
}

/// What is left of the exams of a credential for a person who earns it by a day.
fn exams_left_of(
    outlook: &Outlook<'_>,
    person: &Person,
    credential: &Credential,
    by: Date,
) -> ExamsLeft {
    let own = person.holds.iter();
    let own = own.filter(|held| held.credential == credential.id);
    let attempts = own.map(Attempt::of);
    exams_left(
        outlook.catalog,
        credential,
        attempts,
        outlook.today,
        Some(by),
    )
}

/// A fee, or what nine in ten credentials of the tier cost at most where it is not known; and whether it is that estimate.
fn known_or_estimated(catalog: &Catalog, credential: &Credential, fee: Option<Usd>) -> (Usd, bool) {
    let estimate = || {
        catalog
            .estimate(credential.tier)
            .map_or(Usd::FREE, |estimate| estimate.exam_fee)
    };
    fee.map_or_else(|| (estimate(), true), |fee| (fee, false))
}

/// What a person knows by the time a credential is earned: what is held, and what the credential needs.
fn known_by_then<'c>(
    catalog: &'c Catalog,
    person: &Person,
    credential: &Credential,
) -> Vec<&'c Credential> {
    let held = person
        .holds
        .iter()
        .filter(|held| held.status.counts())
        .map(|held| held.credential);
    let needed = credential.prerequisites.credentials.iter().copied();
    held.chain(needed)
        .filter_map(|id| catalog.credential(&id))
        .collect()
}

/// How much of a credential's exams, 0..1, a person knows from others by their outlines; `None` where that is not known.
pub fn covered(catalog: &Catalog, person: &Person, credential: &Credential) -> Option<f64> {
    overlap::covered(
        catalog,
        credential,
        known_by_then(catalog, person, credential),
    )
}

/// How much of a credential's subject, 0..1, a person knows from others: by the outlines where both have one, otherwise by
/// the topics of both. What is known in both ways counts once.
fn closeness(catalog: &Catalog, person: &Person, credential: &Credential) -> f64 {
    let known = known_by_then(catalog, person, credential);
    let (with_outline, without): (Vec<&Credential>, Vec<&Credential>) = known
        .into_iter()
        .partition(|other| overlap::can_compare(credential, other));
    let by_outline = overlap::covered(catalog, credential, with_outline);
    by_outline
        .unwrap_or_default()
        .max(by_topics(credential, &without))
}

/// The share of a credential's topics, by weight, that others have.
fn by_topics(credential: &Credential, known: &[&Credential]) -> f64 {
    let (mut sum, mut whole) = (0, 0);
    for (topic, weight) in &credential.topics {
        let most = known
            .iter()
            .flat_map(|other| &other.topics)
            .filter(|(id, _)| *id == topic)
            .map(|(_, w)| w)
            .max();
        sum += u32::from(most.unwrap_or(0).min(weight));
        whole += u32::from(weight);
    }
    f64::from(sum) / f64::from(whole.max(1))
}

/// The ways to renew a credential that is valid through a day, again and again until the horizon. `after` is the step that
/// earns it. What is late can be renewed until its grace period ends, and has to be by the first day on which it is needed.
fn renewals(
    outlook: &Outlook<'_>,
    found: &mut PersonSteps,
    credential: &Credential,
    (end, mut late): (Date, Option<Late>),
    after: Option<usize>,
) {
    let mut ways: Vec<Keeping> = Vec::new();
    for rate in outlook.renewal_rates.iter().copied() {
        let held = |id: &CredentialId| found.held.contains_key(id);
        let way = renewal(outlook.catalog, credential, rate, held);
        ways.extend(way.filter(|way| !ways.contains(way)));
    }
    let last_exam = credential.last_exam.map(PartialDate::latest);
    let mut from = after.map_or(outlook.today, |earned| found.steps[earned].0.by);
    let (mut end, mut before): (Date, Vec<usize>) = (end, after.into_iter().collect());
    for _ in 0..MOST_RENEWALS {
        if end >= outlook.horizon {
            return;
        }
        let by = match late {
            Some(late) => {
                let first_day = outlook.first_day(credential.id);
                from = late.until.min(first_day).max(outlook.today);
                from
            }
            None => act_by(outlook, credential.id, end),
        };
        if window_opens(credential, end).is_some_and(|opens| opens > by) {
            return;
        }
        let returning = match late.take() {
            Some(late) => late.grace.reinstatement,
            None => Some(Usd::FREE),
        };
        let mut done = Vec::new();
        let mut next = end;
        for way in &ways {
            let months = way.months.map_or(0, |months| i64::from(months.get()));
            let exam_is_over =
                last_exam.is_some_and(|last| last < by) && way.kind.is_some_and(needs_exam);
            let renewed = renewed_until(credential, end, by, months);
            if renewed == end || exam_is_over {
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
                refreshes: Vec::new(),
            };
            let index = found.steps.len();
            let needs =
                Formula::Any(before.iter().map(|index| Formula::Do(*index)).collect()).simple();
            found.steps.push((
                step,
                if before.is_empty() {
                    Formula::TRUE
                } else {
                    needs
                },
            ));
            found
                .reached
                .entry(credential.id)
                .or_default()
                .push(Reached {
                    from,
                    until: Some(next),
                    step: index,
                });
            done.push(index);
        }
        if done.is_empty() {
            return;
        }
        (end, before) = (next, done);
    }
}

/// The last day to renew what ends on a day, so that on each day on which it is asked for enough time is left.
fn act_by(outlook: &Outlook<'_>, id: CredentialId, end: Date) -> Date {
    let asked = outlook.asked.get(&id).into_iter().flatten();
    let last_days = asked.map(|lasting| {
        let enough_left = LastDay::from(end).less(lasting.left).date().unwrap_or(end);
        end.min(enough_left.max(lasting.from))
    });
    last_days.min().unwrap_or(end)
}

/// `PersonSteps` that renew other holdings on the way.
fn refresh(outlook: &Outlook<'_>, found: &mut PersonSteps) {
    let expiring: Vec<(CredentialId, Date)> = found
        .held
        .keys()
        .filter(|id| outlook.asked.contains_key(*id))
        .filter_map(|id| match best(found, id)? {
            Expiry::On(end) if end >= outlook.today && end < outlook.horizon => Some((*id, end)),
            _ => None,
        })
        .collect();
    for (id, end) in expiring {
        let Some(credential) = outlook.catalog.credential(&id) else {
            continue;
        };
        for index in 0..found.steps.len() {
            let (step, _) = &found.steps[index];
            let doing = if step.renewal.is_none() {
                RenewedOn::Earning
            } else {
                RenewedOn::Renewing
            };
            let Some(other) = outlook.catalog.credential(&step.credential) else {
                continue;
            };
            let in_time = step.by <= act_by(outlook, id, end);
            if !in_time || !renews(credential, other, doing) {
                continue;
            }
            let renewer = step.valid_until.map_or(Expiry::Never, Expiry::On);
            let reached = match refreshed_until(credential, end, step.by, renewer) {
                Expiry::On(day) => Some(day),
                Expiry::Never => None,
                Expiry::Unknown => continue,
            };
            if reached.is_none_or(|day| day > end) {
                found.steps[index].0.refreshes.push((id, reached));
                found.reached.entry(id).or_default().push(Reached {
                    from: outlook.today,
                    until: reached,
                    step: index,
                });
            }
        }
    }
}
