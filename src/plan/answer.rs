//! Questions and their answers in terms of people and credentials.

use std::collections::BTreeSet;

use super::check::{people, satisfies};
use super::demands::{Asked, Demands, demands};
use super::model::OpenDemands;
use super::problem::{Assignment, Cap, Goal, Measure, ObjectiveWeights, PersonClass};
use super::refreshed::Refreshed;
use super::search::{Listener, SearchResult, search, search_telling};
use super::seats;
use super::steps::{CredentialStep, covered};
use super::{Objective, Question};
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::id::CredentialId;
use crate::team::roster::Person;

/// So many hours weigh as much as one new credential, when plans that are equally good are compared.
const HOURS_OF_A_NEW_ONE: i64 = 10_000;

/// A question, read and ready to be answered.
pub struct Planner<'q> {
    /// The question.
    pub question: Question<'q>,
    /// The same in numbers.
    pub demands: Demands<'q>,
    /// What is open.
    pub open: OpenDemands,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum PlanOutcome<'q> {
    /// A plan.
    Found(Plan<'q>),
    /// There is none.
    Infeasible,
    /// The effort was spent before one was found.
    Undecided,
}

/// A plan.
#[derive(Clone, Debug)]
pub struct Plan<'q> {
    /// What to do, by person and date.
    pub actions: Vec<PlannedAction<'q>>,
    /// How much it weighs by the objective: cents, or hours.
    pub weight: i64,
    /// No plan weighs less.
    pub bound: i64,
    assignments: Vec<Assignment>,
}

/// One thing to do.
#[derive(Clone, Debug)]
pub struct PlannedAction<'q> {
    /// Who does it.
    pub person: &'q Person,
    /// What.
    pub step: CredentialStep,
    /// The first day on which what is earned lasts long enough, where earning it at once would be too early.
    pub not_before: Option<Date>,
    /// What it renews besides, and through which day; `None`: it never expires.
    pub refreshes: Refreshed,
    /// Share of the exams, 0..1, of what is earned that the person knows from other credentials; `None` where that is not
    /// known.
    pub covered: Option<f64>,
    /// Why.
    pub because: Vec<Reason<'q>>,
}

/// Why something is done.
#[derive(Clone, Copy, Debug)]
pub enum Reason<'q> {
    /// The person then meets this item.
    Item(Asked<'q>),
    /// It has to be held before this one is earned.
    Before(CredentialId),
}

impl Plan<'_> {
    /// Cash, USD.
    pub fn total(&self) -> Usd {
        self.actions.iter().map(|action| action.step.cost).sum()
    }

    /// Hours.
    pub fn hours(&self) -> i64 {
        self.actions.iter().map(|action| action.step.hours).sum()
    }

    /// Whether a price in it is an estimate.
    pub fn estimated(&self) -> bool {
        self.actions.iter().any(|action| action.step.estimated)
    }

    /// How far it may lie above the least possible, as a share of itself.
    pub fn gap(&self) -> f64 {
        if self.weight > self.bound {
            (self.weight - self.bound) as f64 / self.weight as f64
        } else {
            0.0
        }
    }
}

impl<'q> Planner<'q> {
    /// Reads a question.
    ///
    /// # Errors
    /// Every item that can't be planned.
    pub fn new(question: Question<'q>) -> Result<Self, Vec<Diagnostic>> {
        let demands = demands(&question);
        let refused = demands.refused.iter().map(|(asked, why)| {
            let name = format!("{}/{}", asked.requirement.id, asked.item.id);
            Diagnostic::error(
                Code::Unplannable,
                format!("`{name}` can't be planned: {why}"),
            )
            .at(asked.item.place.clone())
            .help("remove it from the file for `plan`; `coverage` still judges it")
        });
        let refused: Vec<Diagnostic> = refused.collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let open = OpenDemands::new(&demands.problem);
        Ok(Self {
            question,
            demands,
            open,
        })
    }

    /// What the question wants, with its budget.
    pub fn goal(&self) -> Goal {
        let budget = self.question.budget.map(|budget| cash(budget.cents()));
        Goal {
            objective: self.question.objective.objective(self.question.rate),
            caps: budget.into_iter().collect(),
        }
    }

    /// The best plan; among equally good ones that with fewer new credentials, then with fewer hours (less cash, where
    /// hours are the objective).
    pub fn plan(&self) -> PlanOutcome<'q> {
        self.best(&self.goal())
    }

    /// The same, and tells `listener` of the best plan so far: what it weighs by the objective.
    pub fn plan_telling(&self, listener: Listener<'_>) -> PlanOutcome<'q> {
        self.best_telling(&self.goal(), listener)
    }

    /// The best plan for a goal.
    pub fn best(&self, goal: &Goal) -> PlanOutcome<'q> {
        self.best_telling(goal, &|_| ())
    }

    fn best_telling(&self, goal: &Goal, listener: Listener<'_>) -> PlanOutcome<'q> {
        let problem = &self.demands.problem;
        let effort = self.question.effort;
        let found = search_telling(problem, &self.open, goal, effort, listener);
        let (mut assignments, weight, bound) = match found {
            SearchResult::Infeasible => return PlanOutcome::Infeasible,
            SearchResult::Unknown { .. } => return PlanOutcome::Undecided,
            SearchResult::Found {
                assignments,
                weight,
                bound,
            } => (assignments, weight, bound),
        };
        if weight == bound && !assignments.is_empty() {
            let mut tied = goal.clone();
            tied.caps.push(Cap {
                measure: Measure::Weight(goal.objective),
                most: weight,
            });
            let (cash, hours) = if goal.objective.hours == 0 {
                (0, 1)
            } else {
                (1, 0)
            };
            let new = HOURS_OF_A_NEW_ONE * if cash == 1 { 100 } else { 1 };
            tied.objective = ObjectiveWeights { cash, hours, new };
            if let SearchResult::Found {
                assignments: fewer, ..
            } = search(problem, &self.open, &tied, effort)
            {
                assignments = fewer;
            }
        }
        self.trim(goal, weight == bound, &mut assignments);
        self.postpone(goal, &mut assignments);
        let weight = problem.weigh(goal.objective, &assignments);
        PlanOutcome::Found(Plan {
            actions: self.actions(&assignments),
            weight,
            bound: bound.min(weight),
            assignments,
        })
    }

    /// Takes out what the plan does without: of one that is proven, only what weighs nothing can be that.
    fn trim(&self, goal: &Goal, proven: bool, assignments: &mut Vec<Assignment>) {
        let problem = &self.demands.problem;
        for index in 0..assignments.len() {
            for action in assignments[index].actions.clone().into_iter().rev() {
                if proven
                    && goal
                        .objective
                        .weigh(&problem.classes[assignments[index].class].actions[action])
                        > 0
                {
                    continue;
                }
                let before = assignments[index].actions.clone();
                assignments[index].actions.retain(|other| *other != action);
                if !satisfies(problem, goal, assignments) {
                    assignments[index].actions = before;
                }
            }
        }
        assignments.retain(|assignment| !assignment.actions.is_empty());
    }

    /// Puts off what is done before the last day for as long as that does no harm.
    fn postpone(&self, goal: &Goal, assignments: &mut [Assignment]) {
        let problem = &self.demands.problem;
        for index in 0..assignments.len() {
            let class = &problem.classes[assignments[index].class];
            for place in 0..assignments[index].actions.len() {
                let before = assignments[index].actions.clone();
                for later in self.later(class, before[place]) {
                    let actions = &mut assignments[index].actions;
                    actions[place] = later;
                    actions.sort_unstable();
                    if satisfies(problem, goal, assignments) {
                        break;
                    }
                    assignments[index].actions.clone_from(&before);
                }
            }
        }
    }

    /// The same credential earned or renewed on a later day for no more, the latest day first.
    fn later(&self, class: &PersonClass, action: usize) -> Vec<usize> {
        let step = |action: usize| &self.demands.steps[class.actions[action].tag];
        let dearness = |action: usize| {
            let action = &class.actions[action];
            (action.cash, action.hours, action.load)
        };
        let early = step(action);
        let mut later: Vec<usize> = (0..class.actions.len())
            .filter(|other| {
                let step = step(*other);
                step.renewal == early.renewal
                    && step.credential == early.credential
                    && step.by > early.by
                    && dearness(*other) == dearness(action)
            })
            .collect();
        later.sort_by_key(|other| std::cmp::Reverse(step(*other).by));
        later
    }

    fn actions(&self, assignments: &[Assignment]) -> Vec<PlannedAction<'q>> {
        let problem = &self.demands.problem;
        let served = self.served(assignments);
        let mut actions = Vec::new();
        for (assignment, served) in assignments.iter().zip(served) {
            let class = &problem.classes[assignment.class];
            let person = &self.question.team.people[class.people[assignment.who]];
            let steps = assignment.actions.iter();
            let steps: Vec<&CredentialStep> = steps
                .map(|action| &self.demands.steps[class.actions[*action].tag])
                .collect();
            let refreshed = self
                .demands
                .expiring
                .refreshed(&self.question, person, &steps);
            for ((action, step), refreshes) in assignment.actions.iter().zip(steps).zip(refreshed) {
                // What is left without this one, and without what needs it.
                let mut left: Vec<usize> = assignment
                    .actions
                    .iter()
                    .copied()
                    .filter(|other| other != action)
                    .collect();
                while let Some(lost) = left
                    .iter()
                    .position(|other| !class.actions[*other].needs.holds(&left))
                {
                    left.remove(lost);
                }
                let mut because: Vec<Reason<'q>> = Vec::new();
                let mut named = BTreeSet::new();
                for (tag, ability) in &served {
                    if !class.abilities[*ability].holds(&left) && named.insert(*tag) {
                        because.push(Reason::Item(self.demands.items[*tag]));
                    }
                }
                let needing = assignment
                    .actions
                    .iter()
                    .filter(|other| *other != action && !left.contains(other));
                let mut before: BTreeSet<CredentialId> = needing
                    .map(|other| self.demands.steps[class.actions[*other].tag].credential)
                    .filter(|id| *id != step.credential)
                    .collect();
                if alone(class, *action, &served) {
                    before.clear();
                }
                because.extend(before.into_iter().map(Reason::Before));
                actions.push(PlannedAction {
                    person,
                    step: step.clone(),
                    not_before: self.not_before(step),
                    refreshes,
                    covered: self.covered(person, step),
                    because,
                });
            }
        }
        actions.sort_by(|a, b| {
            let key = |action: &PlannedAction<'q>| {
                (
                    action.person.id.clone(),
                    action.step.by,
                    action.step.clone(),
                )
            };
            key(a).cmp(&key(b))
        });
        actions
    }

    /// How much of what is earned a person knows by then.
    fn covered(&self, person: &Person, step: &CredentialStep) -> Option<f64> {
        let catalog = self.question.catalog;
        let credential = catalog.credential(&step.credential)?;
        match step.renewal {
            None => covered(catalog, person, credential),
            Some(_) => None,
        }
    }

    /// The first day on which a new credential may be earned so that it lasts as long as it is needed.
    fn not_before(&self, step: &CredentialStep) -> Option<Date> {
        // What has to be renewed within the window anyway is renewed earlier when it is earned earlier.
        let end = step
            .valid_until
            .filter(|end| step.renewal.is_none() && *end >= self.demands.horizon)?;
        // Months end on different days: three days make up for that.
        let spare = (end - self.demands.horizon).get_days() - 3;
        let first = step
            .by
            .saturating_sub(jiff::ToSpan::days(i64::from(spare.max(0))));
        (first > self.question.today).then_some(first)
    }

    /// For each assignment, the items it serves and the abilities it takes for them.
    fn served(&self, assignments: &[Assignment]) -> Vec<Vec<(usize, usize)>> {
        let problem = &self.demands.problem;
        let mut served = vec![Vec::new(); assignments.len()];
        for group in &problem.groups {
            let asked = seats::abilities(group);
            let mut filled = match seats::plain(group) {
                Some(_) => None,
                None => seats::fill(group, &people(problem, group, assignments)),
            };
            for (assignment, served) in assignments.iter().zip(&mut served) {
                let class = &problem.classes[assignment.class];
                let able = |ability: usize| class.abilities[ability].holds(&assignment.actions);
                let gained = |ability: usize| able(ability) && !class.abilities[ability].holds(&[]);
                let seat = match &mut filled {
                    None => group.seats.iter().find(|seat| gained(seat.ability)),
                    Some(filled) => {
                        let pattern = seats::pattern(&asked, able);
                        let mut mine = filled
                            .iter_mut()
                            .filter(|((p, _), count)| *p == pattern && **count > 0);
                        mine.next().and_then(|((_, index), count)| {
                            *count -= 1;
                            group.seats.get(*index)
                        })
                    }
                };
                if let Some(seat) = seat {
                    let all = std::iter::once(seat.ability)
                        .chain(seat.of_which.iter().map(|(_, ability)| *ability));
                    served.extend(
                        all.filter(|ability| gained(*ability))
                            .map(|ability| (seat.tag, ability)),
                    );
                }
            }
        }
        for target in &problem.score_targets {
            for (assignment, served) in assignments.iter().zip(&mut served) {
                let class = &problem.classes[assignment.class];
                let gained = target.lines.iter().filter(|line| {
                    class.abilities[line.ability].holds(&assignment.actions)
                        && !class.abilities[line.ability].holds(&[])
                });
                served.extend(gained.map(|line| (target.tag, line.ability)));
            }
        }
        served
    }

    /// People who hold what is asked for, but with too little evidence.
    pub fn lacking_evidence(&self) -> &BTreeSet<(Text, CredentialId)> {
        &self.demands.lacking
    }

    /// Whether the objective counts hours alone.
    pub fn in_hours(&self) -> bool {
        self.question.objective == Objective::Hours
    }
}

/// Whether an action by itself serves something, so that no other needs to explain it.
fn alone(class: &PersonClass, action: usize, served: &[(usize, usize)]) -> bool {
    served
        .iter()
        .any(|(_, ability)| class.abilities[*ability].holds(&[action]))
}

/// A limit on cash, cents.
pub fn cash(most: i64) -> Cap {
    Cap {
        measure: Measure::Weight(ObjectiveWeights::CASH),
        most,
    }
}

/// The next best plans that differ in what is earned or renewed, cheapest first: for each thing that a plan does, the best
/// plan that does it fewer times.
impl<'q> Planner<'q> {
    /// Up to `count` plans after `first`, each differing from all before it.
    pub fn alternatives(&self, first: &Plan<'q>, count: usize) -> Vec<Plan<'q>> {
        let mut found: Vec<Plan<'q>> = vec![first.clone()];
        let mut waiting: Vec<(Goal, Plan<'q>)> = vec![(self.goal(), first.clone())];
        let mut tried: BTreeSet<Vec<(Vec<usize>, i64)>> = BTreeSet::new();
        let mut result = Vec::new();
        while result.len() < count {
            // Split the regions whose best plan is known already.
            while let Some(index) = waiting
                .iter()
                .position(|(_, plan)| found.iter().any(|f| self.same(f, plan)))
            {
                let (goal, plan) = waiting.swap_remove(index);
                for (tags, times) in self.doings(&plan) {
                    let mut narrower = goal.clone();
                    narrower.caps.push(Cap {
                        measure: Measure::Times(tags),
                        most: times - 1,
                    });
                    let mut key: Vec<(Vec<usize>, i64)> = narrower
                        .caps
                        .iter()
                        .filter_map(|cap| match &cap.measure {
                            Measure::Times(tags) => Some((tags.clone(), cap.most)),
                            Measure::Weight(_) => None,
                        })
                        .collect();
                    key.sort();
                    if tried.insert(key)
                        && let PlanOutcome::Found(plan) = self.best(&narrower)
                    {
                        waiting.push((narrower, plan));
                    }
                }
            }
            let Some(next) = waiting
                .iter()
                .map(|(_, plan)| plan)
                .min_by_key(|plan| (plan.weight, plan.hours()))
            else {
                break;
            };
            found.push(next.clone());
            result.push(next.clone());
        }
        result
    }

    /// How many different things a plan does, no matter who does them: each takes a search for next-best plans.
    pub fn different(&self, plan: &Plan<'q>) -> usize {
        self.doings(plan).len()
    }

    /// What a plan does, no matter who does it: tags that mean the same credential earned or renewed, and how often.
    fn doings(&self, plan: &Plan<'q>) -> Vec<(Vec<usize>, i64)> {
        let key = |step: &CredentialStep| (step.credential, step.renewal.is_some());
        let of: BTreeSet<_> = plan
            .actions
            .iter()
            .map(|action| key(&action.step))
            .collect();
        let tags = |wanted| -> Vec<usize> {
            let steps = self.demands.steps.iter().enumerate();
            steps
                .filter(|(_, step)| key(step) == wanted)
                .map(|(tag, _)| tag)
                .collect()
        };
        let times = |wanted| {
            plan.actions
                .iter()
                .filter(|action| key(&action.step) == wanted)
                .count()
        };
        of.into_iter()
            .map(|wanted| {
                (
                    tags(wanted),
                    i64::try_from(times(wanted)).unwrap_or(i64::MAX),
                )
            })
            .collect()
    }

    fn same(&self, one: &Plan<'q>, other: &Plan<'q>) -> bool {
        self.doings(one) == self.doings(other)
    }
}

/// Roster after a plan, for checks.
impl Plan<'_> {
    /// The assignments behind it.
    pub fn assignments(&self) -> &[Assignment] {
        &self.assignments
    }
}
