//! The way into a role over some years: what to earn, in which order, what it costs, and when it pays off.
//!
//! After each step the advice is asked again, so that nothing is earned twice and what builds on a step follows it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Goal, beside, path, price, timeline::day_after};
use crate::advice::profile::Profile;
use crate::advice::{Ranked, advise};
use crate::base::date::{Date, Expiry, months_later};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, TopicId};
use crate::catalog::reference::Role;
use crate::cost::schedule::{EventKind, Member, Schedule, schedule};
use crate::cost::{Cost, HourRange};

/// Steps of a plan at most: more than most people earn in ten years.
const MOST_STEPS: usize = 12;
/// What scores less than this share of the first step adds too little to plan for.
const WORTH_A_STEP: f64 = 0.6;
/// The least share of the role's demand that a step has to prove: what is shown as one percent.
const PROVES_MORE: f64 = 0.005;
/// Depth at which a topic is fully proved.
const FULL_DEPTH: f64 = 3.0;

/// What is asked.
#[derive(Clone, Debug)]
pub struct CareerGoal<'c> {
    /// The role, the environment and the level; what is held stands in `holds`.
    pub profile: Profile<'c>,
    /// What is held, and through when.
    pub holds: BTreeMap<CredentialId, Expiry>,
    /// Years to plan for.
    pub years: u8,
    /// Hours a week for preparation, at least 1.
    pub hours_per_week: u16,
    /// What an hour is worth, USD; without it only cash has to pay off.
    pub rate: Option<Usd>,
}

/// The way into the role.
#[derive(Clone, Debug)]
pub struct Career<'c> {
    /// What to earn, in order.
    pub steps: Vec<CareerStep<'c>>,
    /// The last day of the plan.
    pub end: Date,
    /// Share of what the role demands that is proved at the start, 0..1.
    pub proved: f64,
    /// Why the plan has no further step.
    pub stopped: Stopped,
}

/// Why a plan ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// What is left adds little.
    LittleLeft,
    /// What is left takes longer than the time that is left.
    NoTimeLeft,
    /// Nothing suits the role any more.
    NothingLeft,
    /// It has as many steps as a plan may have.
    Long,
}

/// One credential to earn.
#[derive(Clone, Debug)]
pub struct CareerStep<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// What it costs.
    pub cost: Cost,
    /// Hours to prepare, less what is saved by what is held by then.
    pub preparation: HourRange,
    /// Share of its exams, 0..1, that what is held by then covers; `None` where that is not known.
    pub covered: Option<f64>,
    /// Hours that renewing it takes until the end of the plan, where it is earned on the latest day.
    pub upkeep: HourRange,
    /// First day of preparation, at the lower ends of all hours before it.
    pub start: Date,
    /// First day on which it can be earned: at the lower and at the upper ends of all hours.
    pub earned: (Date, Date),
    /// The later step that needs it, where it would not be a step by itself.
    pub needed_for: Option<CredentialId>,
    /// Its score for the role when it is chosen, where it is a candidate.
    pub score: Option<f64>,
    /// Share of what the role demands that is proved with it, 0..1.
    pub proved: f64,
    /// Cash to earn it and keep it until the end of the plan, USD: the known part.
    pub total: Usd,
    /// Whether something unknown is not counted.
    pub at_least: bool,
    /// What it has to bring each month from the day it is earned, at the latest, so that it has paid off at the end.
    pub breaks_even: Option<Usd>,
}

/// The plan for a role.
pub fn career<'c>(catalog: &'c Catalog, goal: &CareerGoal<'c>) -> Career<'c> {
    let end = months_later(goal.profile.today, i64::from(goal.years) * 12);
    let mut planning = Planning {
        catalog,
        goal,
        end,
        holds: goal.holds.clone(),
        hours: HourRange::NONE,
        renewals: Vec::new(),
        steps: Vec::new(),
        least: 0.0,
    };
    let proved = planning.proved();
    let stopped = loop {
        if planning.steps.len() >= MOST_STEPS {
            break Stopped::Long;
        }
        if let Some(stopped) = planning.extend() {
            break stopped;
        }
    };
    Career {
        steps: planning.steps,
        end,
        proved,
        stopped,
    }
}

/// A plan in the making.
struct Planning<'c, 'g> {
    catalog: &'c Catalog,
    goal: &'g CareerGoal<'c>,
    end: Date,
    /// What is held after the steps so far.
    holds: BTreeMap<CredentialId, Expiry>,
    /// Hours to prepare for the steps so far.
    hours: HourRange,
    /// When the steps so far are renewed, and the hours that takes.
    renewals: Vec<(Date, HourRange)>,
    steps: Vec<CareerStep<'c>>,
    /// Score below which a credential adds too little.
    least: f64,
}

impl<'c> Planning<'c, '_> {
    /// Adds the best credential that can be earned in time, with what it needs; or says why there is none.
    fn extend(&mut self) -> Option<Stopped> {
        let profile = Profile {
            holds: self.held(),
            ..self.goal.profile.clone()
        };
        let advice = advise(self.catalog, &profile, None);
        let mut candidates = advice.ranked.iter();
        let first = candidates.find(|ranked| ranked.alternative_to.is_none());
        let Some(first) = first else {
            return Some(Stopped::NothingLeft);
        };
        if self.steps.is_empty() {
            self.least = WORTH_A_STEP * first.score;
        }
        if first.score < self.least {
            return Some(Stopped::LittleLeft);
        }
        // Alternatives are looked at where what they are alternatives to takes too long.
        let mut late: BTreeSet<CredentialId> = BTreeSet::new();
        let ranked = advice.ranked.iter();
        for ranked in ranked.take_while(|ranked| ranked.score >= self.least) {
            if ranked.alternative_to.is_some_and(|id| !late.contains(&id)) {
                continue;
            }
            match self.in_time(ranked.credential) {
                Some(credentials) if self.adds_something(&credentials) => {
                    self.earn(&credentials, ranked);
                    return None;
                }
                // What proves nothing new is not a step, however well it ranks.
                Some(_) => {}
                None => {
                    late.insert(ranked.credential.id);
                }
            }
        }
        Some(if late.is_empty() {
            Stopped::LittleLeft
        } else {
            Stopped::NoTimeLeft
        })
    }

    /// Whether a set of credentials proves some of what the role demands that nothing held does.
    fn adds_something(&self, credentials: &[&Credential]) -> bool {
        let held = self.held();
        let with = held
            .iter()
            .copied()
            .chain(credentials.iter().map(|credential| credential.id))
            .collect();
        let role = self.goal.profile.role;
        proved(self.catalog, role, &with) > proved(self.catalog, role, &held) + PROVES_MORE
    }

    fn held(&self) -> BTreeSet<CredentialId> {
        let (holds, today) = (&self.holds, self.goal.profile.today);
        let valid = holds.iter().filter(|(_, expiry)| match expiry {
            Expiry::Never | Expiry::Unknown => true,
            Expiry::On(day) => *day >= today,
        });
        valid.map(|(id, _)| *id).collect()
    }

    /// What to earn for a credential, in order, if all of it can be earned before the plan ends.
    fn in_time(&self, target: &'c Credential) -> Option<Vec<&'c Credential>> {
        let goal = Goal {
            target,
            holds: self.holds.clone(),
            today: self.goal.profile.today,
            hours_per_week: self.goal.hours_per_week,
            rate: self.goal.rate,
        };
        let way = path(self.catalog, &goal).ok()?;
        let mut hours = self.hours;
        for step in &way.steps {
            hours = hours.plus(step.preparation);
            let ready = self.day(hours, |hours| hours.high);
            let closed = step
                .credential
                .last_exam
                .is_some_and(|last| last.latest() < ready);
            if ready > self.end || closed {
                return None;
            }
        }
        Some(way.steps.iter().map(|step| step.credential).collect())
    }

    fn earn(&mut self, credentials: &[&'c Credential], target: &Ranked<'_>) {
        for credential in credentials {
            let (cost, preparation) = price(self.catalog, credential, self.goal.rate);
            let held = self.held();
            let known = held.iter().filter_map(|id| self.catalog.credential(id));
            let (preparation, covered) = beside(self.catalog, credential, preparation, known);
            let start = self.day(self.hours, |hours| hours.low);
            self.hours = self.hours.plus(preparation);
            let earned = (
                self.day(self.hours, |hours| hours.low),
                self.day(self.hours, |hours| hours.high),
            );
            self.holds.insert(
                credential.id,
                credential.expiry_of(earned.1, credential.current_validity()),
            );
            let is_target = credential.id == target.credential.id;
            let kept = self.until_end(credential, earned.1);
            let (total, at_least) = (kept.total(), !kept.at_least.is_empty());
            let renewals = kept
                .events
                .iter()
                .filter(|event| event.kind == EventKind::Renewal);
            let renewals: Vec<(Date, HourRange)> =
                renewals.map(|event| (event.date, event.hours)).collect();
            let upkeep = renewals.iter().map(|(_, hours)| *hours);
            let upkeep = upkeep.fold(HourRange::NONE, HourRange::plus);
            self.renewals.extend(renewals);
            let all_hours = preparation.plus(upkeep);
            let step = CareerStep {
                credential,
                breaks_even: self.breaks_even(total, at_least, all_hours, earned.1),
                cost,
                preparation,
                covered,
                upkeep,
                start,
                earned,
                needed_for: (!is_target).then_some(target.credential.id),
                score: is_target.then_some(target.score),
                proved: self.proved(),
                total,
                at_least,
            };
            self.steps.push(step);
        }
    }

    /// The first day on which so many hours of preparation are done, at one end of all ranges, beside what has been renewed
    /// by then.
    fn day(&self, preparation: HourRange, end: impl Fn(HourRange) -> f64) -> Date {
        let (today, weekly) = (self.goal.profile.today, self.goal.hours_per_week);
        let mut day = day_after(today, weekly, end(preparation));
        // More hours make it later, so that more may have been renewed by then.
        loop {
            let renewed = self.renewals.iter().filter(|(date, _)| *date < day);
            let hours = renewed.map(|(_, hours)| *hours);
            let hours = hours.fold(preparation, HourRange::plus);
            let later = day_after(today, weekly, end(hours));
            if later <= day {
                return day;
            }
            day = later;
        }
    }

    /// What it takes to earn a credential on a day and keep it until the plan ends.
    fn until_end(&self, credential: &'c Credential, earned: Date) -> Schedule<'c> {
        let member = Member::to_earn(credential);
        let rate = self.goal.rate.unwrap_or(self.goal.profile.rate);
        schedule(self.catalog, &[member], earned, self.end, rate)
    }

    /// What a step has to bring each month until the plan ends; unknown where its cost is, or less than a month is left.
    fn breaks_even(
        &self,
        total: Usd,
        at_least: bool,
        hours: HourRange,
        earned: Date,
    ) -> Option<Usd> {
        let months = f64::from((self.end - earned).get_days()) / DAYS_A_MONTH;
        if at_least || months < 1.0 {
            return None;
        }
        let worth = self.goal.rate.map_or(0.0, |rate| rate.dollars());
        let dollars = (total.dollars() + hours.middle() * worth) / months;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "costs and hours are bounded by the catalog's reader"
        )]
        Some(Usd::from_cents((dollars * 100.0).round() as i64))
    }

    /// Share of what the role demands that is proved by what is held after the steps so far.
    fn proved(&self) -> f64 {
        proved(self.catalog, self.goal.profile.role, &self.held())
    }
}

/// Days of a month, on average.
const DAYS_A_MONTH: f64 = 365.25 / 12.0;

/// Share of what a role demands, topic by topic, that a set of credentials proves, 0..1.
fn proved(catalog: &Catalog, role: &Role, holds: &BTreeSet<CredentialId>) -> f64 {
    let depth = |topic: &TopicId| {
        let depths = holds
            .iter()
            .filter_map(|id| catalog.credential(id))
            .flat_map(|credential| &credential.topics)
            .filter(|(id, _)| id == topic)
            .map(|(_, depth)| depth);
        f64::from(depths.max().unwrap_or(0)) / FULL_DEPTH
    };
    let demand: f64 = role
        .topics
        .iter()
        .map(|(_, demand)| f64::from(*demand))
        .sum();
    let covered: f64 = role
        .topics
        .iter()
        .map(|(topic, demand)| f64::from(*demand) * depth(topic))
        .sum();
    if demand > 0.0 { covered / demand } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::advice::profile::environment::EnvironmentMix;
    use crate::embedded;

    fn plan(role: &str, holds: &[&str], years: u8, hours_per_week: u16) -> Career<'static> {
        let catalog = embedded::catalog();
        let environment = EnvironmentMix::parse("hybrid", catalog).unwrap();
        let held = holds.iter().map(|id| id.parse().unwrap());
        let goal = CareerGoal {
            profile: Profile::new(
                catalog.role_named(role).unwrap(),
                environment,
                date(2026, 11, 29),
            ),
            holds: held.map(|id| (id, Expiry::Unknown)).collect(),
            years,
            hours_per_week,
            rate: None,
        };
        career(catalog, &goal)
    }

    #[test]
    fn steps_follow_each_other_and_end_in_time() {
        for role in [
            "devops",
            "soc-analyst",
            "linux-administrator",
            "grc-analyst",
        ] {
            let career = plan(role, &[], 3, 5);
            assert!(!career.steps.is_empty(), "{role}");
            let mut before = date(2026, 11, 29);
            let mut proved = career.proved;
            for step in &career.steps {
                assert!(step.start >= before, "{role} {}", step.credential.id);
                assert!(step.earned.1 <= career.end, "{role} {}", step.credential.id);
                assert!(step.earned.0 <= step.earned.1);
                assert!(step.proved >= proved, "{role} {}", step.credential.id);
                (before, proved) = (step.start, step.proved);
            }
        }
    }

    #[test]
    fn every_step_or_what_it_leads_to_proves_something_new() {
        for role in ["devops", "cloud-architect", "security-manager"] {
            let career = plan(role, &[], 3, 10);
            let mut before = career.proved;
            for step in &career.steps {
                // What is needed for a later step may prove nothing by itself.
                if step.needed_for.is_none() {
                    assert!(step.proved > before, "{role} {}", step.credential.id);
                    before = step.proved;
                }
            }
        }
    }

    #[test]
    fn what_a_step_needs_comes_before_it_and_nothing_is_earned_twice() {
        let career = plan("kubernetes-administrator", &[], 3, 10);
        let ids: Vec<&str> = career
            .steps
            .iter()
            .map(|s| s.credential.id.as_str())
            .collect();
        let place = |id: &str| ids.iter().position(|other| *other == id);
        assert!(
            place("cka") < place("cks") && place("cks").is_some(),
            "{ids:?}"
        );
        let once: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(once.len(), ids.len());
        let career = plan("kubernetes-administrator", &["cka"], 3, 10);
        assert!(
            career
                .steps
                .iter()
                .all(|s| s.credential.id.as_str() != "cka")
        );
    }

    #[test]
    fn little_time_leaves_little_and_says_so() {
        let career = plan("devops", &[], 1, 1);
        assert_eq!(career.stopped, Stopped::NoTimeLeft);
        let longer = plan("devops", &[], 5, 10);
        assert!(longer.steps.len() > career.steps.len());
    }

    /// A renewal takes hours of the weeks in which it is due, so that later steps are earned later.
    #[test]
    fn hours_of_renewals_are_planned_for() {
        let career = plan("devops", &[], 6, 5);
        let hours = |step: &CareerStep<'_>| step.preparation.high;
        let mut before = 0.0;
        let mut renewed = 0;
        for (index, step) in career.steps.iter().enumerate() {
            before += hours(step);
            let due: f64 = career.steps[..index]
                .iter()
                .filter(|earlier| {
                    let keeping = earlier.cost.keeping.as_ref();
                    let months = keeping.and_then(|way| way.months);
                    months.is_some_and(|months| {
                        months_later(earlier.earned.1, i64::from(months.get())) < step.earned.1
                    })
                })
                .map(|earlier| {
                    earlier
                        .cost
                        .keeping
                        .as_ref()
                        .map_or(0.0, |way| way.hours.high)
                })
                .sum();
            renewed += usize::from(due > 0.0);
            let least = day_after(date(2026, 11, 29), 5, before + due);
            assert!(step.earned.1 >= least, "{} {least}", step.credential.id);
        }
        assert!(
            renewed > 0,
            "something is renewed before something is earned"
        );
        let upkeep = career.steps.iter().map(|step| step.upkeep.high);
        assert!(upkeep.fold(0.0, f64::max) > 0.0);
    }

    #[test]
    fn a_step_pays_off_when_its_months_bring_what_it_costs() {
        let career = plan("devops", &[], 3, 5);
        for step in &career.steps {
            let months = f64::from((career.end - step.earned.1).get_days()) / DAYS_A_MONTH;
            if let Some(monthly) = step.breaks_even {
                let brought = monthly.dollars() * months;
                assert!(
                    (brought - step.total.dollars()).abs() < 0.01 * months,
                    "{step:?}"
                );
            } else {
                assert!(step.at_least || months < 1.0);
            }
        }
    }
}
