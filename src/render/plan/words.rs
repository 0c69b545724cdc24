//! The plan in sentences.

use std::collections::{BTreeMap, BTreeSet};

use super::{Page, Shown, item};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::FeeBasis;
use crate::cost::needs_exam;
use crate::cost::standing::{Renewers, State, longest, of_person};
use crate::plan::Objective;
use crate::plan::answer::{Plan, PlannedAction};
use crate::plan::demands::Asked;
use crate::plan::hire::hire_with;
use crate::plan::infeasible::{Cause, Line, Shortfall};
use crate::render::coverage::some;
use crate::render::value::{grouped, list, money, span};
use crate::render::{clean, count};
use crate::team::requirement::{Demand, points};

impl Page<'_, '_> {
    pub(super) fn objective(&self) -> &'static str {
        match self.planner.question.objective {
            Objective::Cash => "cash",
            Objective::Hours => "hours",
            Objective::Cost => "cost",
        }
    }

    /// The days that the plan is for.
    fn window(&self) -> String {
        let question = &self.planner.question;
        if question.until == question.deadline {
            format!("on {}", question.deadline)
        } else {
            format!("from {} until {}", question.deadline, question.until)
        }
    }

    /// The verdict in a line or two; where there is no plan, with what can't be met.
    pub(in crate::render) fn summary(&self) -> String {
        match &self.shown {
            Shown::Found { .. } => self.headline(),
            Shown::Infeasible(causes) => {
                let causes: Vec<String> = causes.iter().map(|cause| self.cause(cause)).collect();
                format!("{} {}.", self.headline(), causes.join("; "))
            }
        }
    }

    /// The verdict in a line or two.
    pub(super) fn headline(&self) -> String {
        match &self.shown {
            Shown::Found { plan, .. } if plan.actions.is_empty() => format!(
                "Nothing to do: every requirement is met {}{}",
                self.window(),
                if self.keeps() {
                    ", and what is covered today stays covered until then."
                } else {
                    "."
                }
            ),
            Shown::Found { plan, .. } => format!(
                "To meet every requirement {}: {} by {}, {}{} and {} hours.{} {}",
                self.window(),
                count(plan.actions.len(), "step", "steps"),
                count(people(plan), "person", "people"),
                if plan.estimated() { "about " } else { "" },
                money(plan.total()),
                grouped(plan.hours().unsigned_abs()),
                if self.keeps() {
                    " What is covered today stays covered until then."
                } else {
                    ""
                },
                self.proof(plan)
            ),
            Shown::Infeasible(causes) => format!(
                "No plan. This team can't meet {} {}:",
                if causes.len() > 1 {
                    "all of this"
                } else {
                    "this"
                },
                self.window()
            ),
        }
    }

    /// Whether the plan keeps something covered before the deadline.
    fn keeps(&self) -> bool {
        let question = &self.planner.question;
        let mut items = self.planner.demands.items.iter();
        question.deadline > question.today && items.any(|asked| asked.first.kept)
    }

    /// How good the plan is known to be.
    fn proof(&self, plan: &Plan<'_>) -> String {
        match (plan.weight == plan.bound, self.planner.question.objective) {
            (true, Objective::Cash) => "No plan costs less.".to_owned(),
            (true, Objective::Hours) => "No plan takes fewer hours.".to_owned(),
            (true, Objective::Cost) => "No plan costs less in cash and hours together.".to_owned(),
            (false, _) => format!(
                "This is the best plan found; in {} it is at most {:.1}% above the least possible.",
                self.objective(),
                percent(plan)
            ),
        }
    }

    /// How cash and hours are weighed against each other.
    fn basis(&self) -> String {
        let rate = money(self.planner.question.rate);
        match self.planner.question.objective {
            Objective::Cash => format!(
                "Plans are compared by cash alone; `renewals` and `cost` also count an hour as {rate} (--rate)."
            ),
            Objective::Hours => format!(
                "Plans are compared by hours alone; `renewals` and `cost` count an hour as {rate} (--rate) beside cash."
            ),
            Objective::Cost => format!(
                "Plans are compared by cash plus {rate} for each hour (--rate), as in `renewals` and `cost`."
            ),
        }
    }

    /// What has to be paid each year for what is earned or renewed, which the plan's cost does not include.
    fn annual_fees(&self, plan: &Plan<'_>) -> Option<String> {
        let takes_fees = |action: &&PlannedAction<'_>| {
            let step = &action.step;
            !self.exam_waives_fees(step.credential) || !step.renewal.is_none_or(needs_exam)
        };
        let steps = plan.actions.iter().filter(takes_fees);
        let ids: BTreeSet<CredentialId> = steps.map(|action| action.step.credential).collect();
        let fees: Vec<String> = ids
            .into_iter()
            .filter_map(|id| self.annual_fee(id))
            .collect();
        (!fees.is_empty()).then(|| {
            format!(
                "Annual fees are not included: {} per year. `certadvise cost` includes them.",
                list(&fees)
            )
        })
    }

    /// Whether the issuer takes no annual fees from those who renew by an exam.
    fn exam_waives_fees(&self, id: CredentialId) -> bool {
        let catalog = self.planner.question.catalog;
        let credential = self.names.find(id);
        let issuer = credential.and_then(|credential| catalog.issuer(&credential.issuer));
        issuer.is_some_and(|issuer| issuer.annual_fee_basis == FeeBasis::HighestHeld)
    }

    /// The experience that a step requires, in months; `None` where it requires none or none is known.
    pub(super) fn experience_months(&self, action: &PlannedAction<'_>) -> Option<u16> {
        let step = &action.step;
        let credential = self.names.find(step.credential)?;
        let months = credential.prerequisites.experience_months?;
        (step.renewal.is_none() && months > 0).then_some(months)
    }

    /// Who needs experience for what they are to earn, those who need the same together.
    fn experience(&self, plan: &Plan<'_>) -> Vec<String> {
        let mut needed: BTreeMap<(CredentialId, u16), Vec<String>> = BTreeMap::new();
        for action in &plan.actions {
            if let Some(months) = self.experience_months(action) {
                let person = self.names.person_alone(&action.person.id);
                let recorded = match action.person.experience {
                    Some(years) => format!(
                        "{person} ({} recorded)",
                        count(years.into(), "year", "years")
                    ),
                    None => person.to_owned(),
                };
                let people = needed.entry((action.step.credential, months)).or_default();
                people.push(recorded);
            }
        }
        let sentence = |((credential, months), people): (&(CredentialId, u16), &Vec<String>)| {
            format!(
                "{} requires {} of experience; it is planned for {}.",
                self.names.credential(*credential),
                span(*months),
                some(people)
            )
        };
        needed.iter().map(sentence).collect()
    }

    /// Which exams are left where others of a credential are passed or paid for, and what they cost.
    fn passed_in_part(&self, plan: &Plan<'_>) -> Vec<String> {
        let parts = plan
            .actions
            .iter()
            .filter(|action| !action.step.exams.is_empty());
        let sentence = |action: &PlannedAction<'_>| {
            let step = &action.step;
            let names = |exams: &mut dyn Iterator<Item = &Text>| {
                list(&exams.map(ToString::to_string).collect::<Vec<_>>())
            };
            let mut unpaid = step.exams.iter().filter(|exam| !step.paid.contains(exam));
            let cost = if step.is_fee_of_all {
                "the cost is that of all exams, because the fees of single ones are unknown"
                    .to_owned()
            } else if step.paid.len() == step.exams.len() {
                "no exam fee is left to pay".to_owned()
            } else {
                format!("the cost is that of {} alone", names(&mut unpaid))
            };
            format!(
                "{} still has to pass {} for {}: {cost}.",
                self.names.person(&action.person.id),
                names(&mut step.exams.iter()),
                self.names.credential(step.credential),
            )
        };
        parts.map(sentence).collect()
    }

    fn annual_fee(&self, id: CredentialId) -> Option<String> {
        let renewal = self.names.find(id)?.renewal.as_ref()?;
        match renewal.annual_fee {
            Some(Usd::FREE) => None,
            Some(fee) => Some(format!("{} for {}", money(fee), self.names.credential(id))),
            None => Some(format!("an unknown fee for {}", self.names.credential(id))),
        }
    }

    /// What is renewed although it has expired, and until when it can be.
    fn late(&self, plan: &Plan<'_>) -> Vec<String> {
        let question = &self.planner.question;
        let (catalog, today) = (question.catalog, question.today);
        let renewers = Renewers::new(catalog);
        let mut notes = BTreeSet::new();
        for action in plan
            .actions
            .iter()
            .filter(|action| action.step.renewal.is_some())
        {
            for worth in longest(of_person(&renewers, catalog, action.person, today)) {
                if worth.credential.id == action.step.credential
                    && let (State::Late(late), Some(expired)) = (worth.state, worth.dated.expires())
                {
                    notes.insert(format!(
                        "{} of {} expired {} and is {}.",
                        self.names.credential(worth.credential.id),
                        self.names.person(&action.person.id),
                        expired.in_words(),
                        late.in_words()
                    ));
                }
            }
        }
        notes.into_iter().collect()
    }

    /// What to know about the answer.
    pub(in crate::render) fn notes(&self) -> Vec<String> {
        let notes = match &self.shown {
            Shown::Found { plan, .. } => self.notes_on_plan(plan),
            Shown::Infeasible(causes) => self.ways_out(causes),
        };
        let mut notes: Vec<String> = notes.iter().map(|note| clean(note)).collect();
        if self.planner.question.assume_valid {
            notes.push("Holdings whose expiry is unknown are assumed to be valid.".to_owned());
        }
        for (person, credential) in self.planner.lacking_evidence() {
            notes.push(clean(&format!(
                "{} holds {}, but with less evidence than required: recording it may be enough.",
                self.names.person(person),
                self.names.credential(*credential)
            )));
        }
        notes
    }

    fn notes_on_plan(&self, plan: &Plan<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        if plan.actions.is_empty() {
            return notes;
        }
        notes.push(self.basis());
        if plan.estimated() {
            let estimated = plan.actions.iter().filter(|action| action.step.estimated);
            let ids: BTreeSet<CredentialId> =
                estimated.map(|action| action.step.credential).collect();
            let names: Vec<String> = ids
                .into_iter()
                .map(|id| self.names.credential(id))
                .collect();
            notes.push(format!(
                "~ The fee of {} is unknown; the plan assumes what 90% of credentials of its tier cost at most.",
                list(&names)
            ));
        }
        notes.extend(self.experience(plan));
        notes.extend(self.passed_in_part(plan));
        notes.extend(self.annual_fees(plan));
        notes.extend(self.late(plan));
        notes.extend(self.not_before(plan));
        notes
    }

    /// Who should not earn something too early, those with the same day together.
    fn not_before(&self, plan: &Plan<'_>) -> Vec<String> {
        let mut early: BTreeMap<(Date, CredentialId), Vec<String>> = BTreeMap::new();
        for action in &plan.actions {
            if let Some(day) = action.not_before {
                let people = early.entry((day, action.step.credential)).or_default();
                people.push(self.names.person(&action.person.id));
            }
        }
        let sentence = |((day, credential), people): (&(Date, CredentialId), &Vec<String>)| {
            format!(
                "{} should earn {} no earlier than {day}; otherwise it expires too early.",
                some(people),
                self.names.credential(*credential)
            )
        };
        early.iter().map(sentence).collect()
    }

    /// What would help where there is no plan.
    fn ways_out(&self, causes: &[Cause<'_>]) -> Vec<String> {
        let mut notes: Vec<String> = causes.iter().filter_map(|cause| self.hire(cause)).collect();
        let early = |cause: &Cause<'_>| match cause {
            Cause::Item(asked, _) => asked.first.day < self.planner.question.deadline,
            Cause::Budget(_) | Cause::Hours => false,
        };
        if causes.iter().any(early) {
            notes.push(
                "With --only-on-deadline, what is covered today may lapse until the deadline."
                    .to_owned(),
            );
        }
        notes
    }

    /// Who could be hired to meet what the team can't.
    fn hire(&self, cause: &Cause<'_>) -> Option<String> {
        let Cause::Item(asked, Some(shortfall)) = cause else {
            return None;
        };
        let credentials = self.hire_with(cause)?;
        let missing = usize::try_from(shortfall.needed - shortfall.reachable).ok()?;
        let ids: Vec<&str> = credentials.iter().map(|id| id.as_str()).collect();
        Some(format!(
            "To close {}, hire {} with {}: --what-if hire=NEW:{} shows the plan with one more.",
            item(*asked),
            count(missing, "person", "people"),
            line_in_words(*asked, shortfall.line)?,
            ids.join("+")
        ))
    }

    /// What somebody who is hired would have to hold.
    pub(super) fn hire_with(&self, cause: &Cause<'_>) -> Option<Vec<CredentialId>> {
        match cause {
            Cause::Item(asked, Some(shortfall)) => {
                hire_with(self.planner.question.catalog, *asked, shortfall.line)
            }
            _ => None,
        }
    }

    /// A cause in words.
    pub(super) fn cause(&self, cause: &Cause<'_>) -> String {
        let question = &self.planner.question;
        match cause {
            Cause::Item(asked, shortfall) => {
                let name = asked.item.name.as_ref();
                let name = name.map_or_else(String::new, |name| format!(" ({name})"));
                let when = if asked.first.day < question.deadline {
                    format!(
                        ", and what is covered today lapses after {}",
                        asked.first.day
                    )
                } else {
                    String::new()
                };
                let needs = needs(*asked, shortfall.as_ref());
                clean(&format!("{}{name}: {needs}{when}", item(*asked)))
            }
            Cause::Budget(least) => {
                let budget = money(question.budget.unwrap_or_default());
                match least {
                    Some(least) => {
                        format!("the budget of {budget}: {} would be enough", money(*least))
                    }
                    None => format!("the budget of {budget}"),
                }
            }
            Cause::Hours => {
                let limit = match question.max_hours {
                    Some(hours) => format!("at most {hours} per person"),
                    None => "`hours_per_week` in the team file".to_owned(),
                };
                format!("the hours until {}: {limit}", question.deadline)
            }
        }
    }
}

/// What an item needs, and how much of it can be reached.
fn needs(asked: Asked<'_>, shortfall: Option<&Shortfall>) -> String {
    let Some(shortfall) = shortfall else {
        return format!("needs {}", whole(asked, None));
    };
    let reachable = |what: &str| {
        let reachable = shortfall.reachable;
        format!("{what}, but at most {reachable} can be reached")
    };
    match shortfall.line {
        Line::Whole => match &asked.item.demand {
            Demand::Score(_) => {
                let reachable = points(u32::try_from(shortfall.reachable).unwrap_or(0));
                format!(
                    "needs {}; at most {reachable} can be reached",
                    whole(asked, None)
                )
            }
            _ => reachable(&format!("needs {}", whole(asked, Some(shortfall.needed)))),
        },
        Line::OfWhich(_) | Line::Gate(_) => reachable(&format!(
            "needs {} with {}",
            people_in_words(shortfall.needed),
            line_in_words(asked, shortfall.line).unwrap_or_default()
        )),
        Line::Together => {
            format!(
                "needs {} who meet all of its lines at once",
                people_in_words(shortfall.needed)
            )
        }
    }
}

fn whole(asked: Asked<'_>, needed: Option<i64>) -> String {
    let number = |all: u32| needed.unwrap_or(i64::from(all));
    match &asked.item.demand {
        Demand::People(seats) => people_in_words(number(seats.needed)),
        Demand::Credentials { needed, .. } => {
            let needed = usize::try_from(number(*needed)).unwrap_or_default();
            count(needed, "credential", "credentials")
        }
        Demand::Every { .. } => "everybody concerned".to_owned(),
        Demand::Score(score) => format!("{} points", points(score.need)),
    }
}

fn people_in_words(number: i64) -> String {
    count(
        usize::try_from(number).unwrap_or_default(),
        "person",
        "people",
    )
}

/// What a line of an item asks for.
pub(super) fn line_in_words(asked: Asked<'_>, line: Line) -> Option<String> {
    let matching = match (&asked.item.demand, line) {
        (Demand::People(seats), Line::Whole) => &seats.matching,
        (Demand::People(seats), Line::OfWhich(place)) => &seats.of_which.get(place)?.1,
        (Demand::Credentials { matching, .. }, Line::Whole) => {
            return Some(matching.says.to_string());
        }
        (Demand::Score(score), Line::Gate(place)) => &score.gates.get(place)?.1,
        _ => return None,
    };
    Some(matching.in_words().to_string())
}

fn percent(plan: &Plan<'_>) -> f64 {
    // Rounded up: what is said is never less than what is.
    (plan.gap() * 1_000.0).ceil() / 10.0
}

fn people(plan: &Plan<'_>) -> usize {
    let ids = plan.actions.iter().map(|action| action.person.id.as_str());
    let mut ids: Vec<&str> = ids.collect();
    ids.dedup();
    ids.len()
}
