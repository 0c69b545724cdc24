//! The team as it is once a plan is carried out, and whether the requirements then hold, judged as `coverage` judges.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;

use super::Question;
use super::answer::{Plan, Planner};
use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::diagnostic::Place;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Evidence;
use crate::coverage::judge;
use crate::team::roster::{Held, HoldingStatus, Recorded, Team};

/// The team with everything that a plan does, each on its last day.
pub fn roster_after(team: &Team, plan: &Plan<'_>) -> Team {
    let mut after = team.clone();
    for action in &plan.actions {
        let Some(person) = after
            .people
            .iter_mut()
            .find(|person| person.id == action.person.id)
        else {
            continue;
        };
        let step = &action.step;
        let reached = std::iter::once((step.credential, step.valid_until))
            .chain(action.refreshes.iter().copied());
        person
            .holds
            .extend(reached.map(|(credential, until)| held(credential, step.by, until)));
    }
    after
}

fn held(credential: CredentialId, since: Date, until: Option<Date>) -> Held {
    Held {
        credential,
        exam: None,
        earned: partial(since),
        expires: until.map_or(Some(Recorded::Never), |until| {
            partial(until).map(Recorded::On)
        }),
        status: HoldingStatus::Held,
        evidence: None,
        evidence_level: Evidence::Verified,
        place: Place {
            file: "plan".into(),
            line: 1,
            column: 1,
            width: 1,
            text: "".into(),
        },
    }
}

/// A day as the roster writes it.
pub fn partial(day: Date) -> Option<PartialDate> {
    day.to_string().parse().ok()
}

impl Planner<'_> {
    /// The first day on which something required would not hold after the plan, looked for on every day on which something
    /// changes. There is none, or this program is at fault.
    pub fn breaks_on(&self, plan: &Plan<'_>) -> Option<Date> {
        let after = roster_after(self.question.team, plan);
        let mut days = self.days_of_change(plan).into_iter();
        days.find(|day| !self.holds(&after, *day))
    }

    /// Days on which the least may hold: the last one before each step and before the deadline, and each day of a step.
    /// Between two of them holdings only expire.
    fn days_of_change(&self, plan: &Plan<'_>) -> BTreeSet<Date> {
        let Question {
            today,
            deadline,
            until,
            ..
        } = self.question;
        let steps = plan.actions.iter().map(|action| action.step.by);
        let days = steps.chain([deadline]).flat_map(|day| {
            [
                day.saturating_sub(1.day()),
                day,
                day.saturating_add(1.day()),
            ]
        });
        days.chain([today, until])
            .filter(|day| (today..=until).contains(day))
            .collect()
    }

    /// Whether everything holds that the plan promises for a day: before the deadline what is covered today, from then on
    /// all that is required.
    pub fn holds(&self, team: &Team, day: Date) -> bool {
        let question = &self.question;
        if day < question.deadline && !question.keep_covered {
            return true;
        }
        let verdict = judge(
            question.requirements,
            team,
            question.catalog,
            day,
            day,
            question.options(),
        );
        if day >= question.deadline {
            return verdict.covered;
        }
        let judged = verdict.requirements.iter().flat_map(|set| {
            let items = set.items.iter();
            items.map(|item| ((&set.id, &item.id), item.covered))
        });
        let covered: BTreeMap<_, bool> = judged.collect();
        let mut kept = self.demands.items.iter().filter(|asked| asked.first.kept);
        kept.all(|asked| covered.get(&(&asked.requirement.id, &asked.item.id)) == Some(&true))
    }
}
