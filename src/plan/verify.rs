//! The team as it is once a plan is carried out, and whether the requirements then hold, judged as `coverage` judges.

use std::collections::BTreeSet;

use jiff::ToSpan;

use super::Question;
use super::answer::{Plan, Planner};
use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::diagnostic::Place;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Evidence;
use crate::coverage::{Options, UnknownEnd, judge};
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
            .chain(step.refreshes.iter().copied());
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
    /// The first day of the window on which something required would not hold after the plan, looked for on every day on
    /// which something changes. There is none, or this program is at fault.
    pub fn breaks_on(&self, plan: &Plan<'_>) -> Option<Date> {
        let Question {
            deadline, until, ..
        } = self.question;
        let after = roster_after(self.question.team, plan);
        let mut days = BTreeSet::from([deadline, until]);
        let changes = plan.actions.iter().map(|action| action.step.by);
        days.extend(changes.flat_map(|day| [day, day.saturating_add(1.day())]));
        days.into_iter()
            .filter(|day| (deadline..=until).contains(day))
            .find(|day| !self.covered(&after, *day))
    }

    /// Whether a team has everything required on a day.
    pub fn covered(&self, team: &Team, day: Date) -> bool {
        let question = &self.question;
        let options = Options {
            valid_for: question.valid_for,
            least_evidence: question.least_evidence,
            unknown: if question.assume_valid {
                UnknownEnd::Valid
            } else {
                UnknownEnd::Nothing
            },
        };
        judge(
            question.requirements,
            team,
            question.catalog,
            day,
            day,
            options,
        )
        .covered
    }
}
