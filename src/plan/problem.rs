//! What a plan has to solve, in numbers: classes of people, what each can do and what that makes of them, and what is
//! demanded of all together. Knows nothing of names, dates or credentials.

use serde::Serialize;

/// A condition on what one person does. Doing more never unmakes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// The person does this action (its place in [`PersonClass::actions`]).
    Do(usize),
    /// All of these; met when empty.
    All(Vec<Formula>),
    /// One of these; never met when empty.
    Any(Vec<Formula>),
    /// At least this many of these.
    AtLeast(usize, Vec<Formula>),
}

impl Formula {
    /// Met without doing anything.
    pub const TRUE: Self = Self::All(Vec::new());
    /// Never met.
    pub const FALSE: Self = Self::Any(Vec::new());

    /// Whether it is met by these actions, which are sorted.
    pub fn holds(&self, done: &[usize]) -> bool {
        match self {
            Self::Do(action) => done.binary_search(action).is_ok(),
            Self::All(parts) => parts.iter().all(|part| part.holds(done)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(done)),
            Self::AtLeast(least, parts) => {
                parts.iter().filter(|part| part.holds(done)).count() >= *least
            }
        }
    }

    /// What is left of the condition for somebody who has done these actions, which are sorted.
    #[must_use]
    pub fn after(&self, done: &[usize]) -> Self {
        let all = |parts: &[Self]| parts.iter().map(|part| part.after(done)).collect();
        match self {
            Self::Do(action) if done.binary_search(action).is_ok() => Self::TRUE,
            Self::Do(action) => Self::Do(*action),
            Self::All(parts) => Self::All(all(parts)),
            Self::Any(parts) => Self::Any(all(parts)),
            Self::AtLeast(least, parts) => Self::AtLeast(*least, all(parts)),
        }
        .simple()
    }

    /// The same condition without what is certain, in one order: conditions that read alike are alike.
    #[must_use]
    pub fn simple(self) -> Self {
        match self {
            Self::Do(action) => Self::Do(action),
            Self::All(parts) => {
                let mut left = Vec::new();
                for part in parts {
                    match part.simple() {
                        never if never == Self::FALSE => return Self::FALSE,
                        Self::All(more) => left.extend(more),
                        other => left.push(other),
                    }
                }
                left.sort();
                left.dedup();
                if left.len() == 1 {
                    left.swap_remove(0)
                } else {
                    Self::All(left)
                }
            }
            Self::Any(parts) => {
                let mut left = Vec::new();
                for part in parts {
                    match part.simple() {
                        always if always == Self::TRUE => return Self::TRUE,
                        Self::Any(more) => left.extend(more),
                        other => left.push(other),
                    }
                }
                left.sort();
                left.dedup();
                if left.len() == 1 {
                    left.swap_remove(0)
                } else {
                    Self::Any(left)
                }
            }
            Self::AtLeast(least, parts) => {
                let parts: Vec<Self> = parts
                    .into_iter()
                    .map(Self::simple)
                    .filter(|part| *part != Self::FALSE)
                    .collect();
                let certain = parts.iter().filter(|part| **part == Self::TRUE).count();
                let mut left: Vec<Self> = parts
                    .into_iter()
                    .filter(|part| *part != Self::TRUE)
                    .collect();
                let least = least.saturating_sub(certain);
                left.sort();
                match least {
                    0 => Self::TRUE,
                    1 => Self::Any(left).simple(),
                    all if all == left.len() => Self::All(left).simple(),
                    more if more > left.len() => Self::FALSE,
                    _ => Self::AtLeast(least, left),
                }
            }
        }
    }
}

/// Something a person can do: earn or renew a credential.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Action {
    /// What the caller calls it.
    pub tag: usize,
    /// Cash, cents.
    pub cash: i64,
    /// Hours in all.
    pub hours: i64,
    /// Hours of those that fall before the deadline.
    pub load: i64,
    /// 1 for a new credential, else 0.
    pub new: i64,
    /// What the person has to do besides.
    pub needs: Formula,
}

/// People who can do the same at the same price with the same effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PersonClass {
    /// What they can do.
    pub actions: Vec<Action>,
    /// For each ability, by its place, what gives it.
    pub abilities: Vec<Formula>,
    /// Hours each of them has before the deadline.
    pub hours: Option<i64>,
    /// Who they are, as the caller counts people.
    pub people: Vec<usize>,
}

/// Seats of which one person fills one at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The seats.
    pub seats: Vec<Seat>,
}

/// So many seats of one sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seat {
    /// What the caller calls it.
    pub tag: usize,
    /// How many people it takes.
    pub need: i64,
    /// What each of them must be able to do.
    pub ability: usize,
    /// Of those very people, so many who can do this too.
    pub of_which: Vec<(i64, usize)>,
}

/// Points to be reached by everybody together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreTarget {
    /// What the caller calls it.
    pub tag: usize,
    /// How many.
    pub need: i64,
    /// What scores.
    pub lines: Vec<Line>,
}

/// What scores for each person able to do it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Points for each person.
    pub points: i64,
    /// What the person must be able to do.
    pub ability: usize,
    /// At most so many points from this line.
    pub max: Option<i64>,
}

/// What counts against a limit, or is minimized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectiveWeights {
    /// Weight of a cent.
    pub cash: i64,
    /// Weight of an hour.
    pub hours: i64,
    /// Weight of a new credential.
    pub new: i64,
}

impl ObjectiveWeights {
    /// Whether nothing weighs anything: any answer is the best.
    pub fn is_nothing(self) -> bool {
        self == Self::NOTHING
    }

    /// What an action weighs.
    pub fn weigh(self, action: &Action) -> i64 {
        self.cash * action.cash + self.hours * action.hours + self.new * action.new
    }
}

/// The whole of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Problem {
    /// People, each once.
    pub classes: Vec<PersonClass>,
    /// Seats to fill.
    pub groups: Vec<Group>,
    /// Points to reach.
    pub score_targets: Vec<ScoreTarget>,
}

/// What makes one answer better than another, and what none may go beyond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Goal {
    /// What to minimize.
    pub objective: ObjectiveWeights,
    /// Limits on everybody's actions together.
    pub caps: Vec<Cap>,
}

/// A limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cap {
    /// What counts.
    pub measure: Measure,
    /// How much of it there may be.
    pub most: i64,
}

/// What counts against a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// A weight.
    Weight(ObjectiveWeights),
    /// How often actions with these tags are done.
    Times(Vec<usize>),
}

impl Measure {
    /// What an action counts.
    pub fn count(&self, action: &Action) -> i64 {
        match self {
            Self::Weight(objective) => objective.weigh(action),
            Self::Times(tags) => i64::from(tags.contains(&action.tag)),
        }
    }
}

/// What one person does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assignment {
    /// The class of person, by its place.
    pub class: usize,
    /// Which of its people, by place.
    pub who: usize,
    /// Actions, sorted.
    pub actions: Vec<usize>,
}

impl ObjectiveWeights {
    /// Nothing: any answer is the best.
    pub const NOTHING: Self = Self {
        cash: 0,
        hours: 0,
        new: 0,
    };
    /// Cash alone.
    pub const CASH: Self = Self {
        cash: 1,
        hours: 0,
        new: 0,
    };
    /// Hours alone.
    pub const HOURS: Self = Self {
        cash: 0,
        hours: 1,
        new: 0,
    };
}

impl Problem {
    /// Every action of these assignments.
    pub fn actions<'p>(
        &'p self,
        assignments: &'p [Assignment],
    ) -> impl Iterator<Item = &'p Action> {
        assignments.iter().flat_map(|assignment| {
            assignment
                .actions
                .iter()
                .map(|action| &self.classes[assignment.class].actions[*action])
        })
    }

    /// What everything in these assignments weighs.
    pub fn weigh(&self, objective: ObjectiveWeights, assignments: &[Assignment]) -> i64 {
        self.actions(assignments)
            .map(|action| objective.weigh(action))
            .sum()
    }

    /// The problem that is left once these assignments are done: everybody who did something is a class of their own, in the order of
    /// the assignments, after the classes there were.
    #[must_use]
    pub fn after(&self, assignments: &[Assignment]) -> Self {
        let mut left = self.clone();
        for assignment in assignments {
            let parts = &self.classes[assignment.class];
            let load: i64 = assignment
                .actions
                .iter()
                .map(|action| parts.actions[*action].load)
                .sum();
            let person = parts.people[assignment.who];
            left.classes[assignment.class]
                .people
                .retain(|other| *other != person);
            left.classes.push(PersonClass {
                actions: parts
                    .actions
                    .iter()
                    .map(|action| Action {
                        needs: action.needs.after(&assignment.actions),
                        ..action.clone()
                    })
                    .collect(),
                abilities: parts
                    .abilities
                    .iter()
                    .map(|ability| ability.after(&assignment.actions))
                    .collect(),
                hours: parts.hours.map(|hours| hours - load),
                people: vec![person],
            });
        }
        left
    }

    /// Whether each person can do what the assignment says: what it needs is in it, and it fits the hours.
    pub fn possible(&self, assignment: &Assignment) -> bool {
        let class = &self.classes[assignment.class];
        let load: i64 = assignment
            .actions
            .iter()
            .map(|action| class.actions[*action].load)
            .sum();
        let complete = assignment
            .actions
            .iter()
            .all(|action| class.actions[*action].needs.holds(&assignment.actions));
        complete && class.hours.is_none_or(|hours| load <= hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainties_drop_out() {
        let (a, b) = (Formula::Do(0), Formula::Do(1));
        let all = |parts: &[&Formula]| {
            Formula::All(parts.iter().map(|part| (*part).clone()).collect()).simple()
        };
        let any = |parts: &[&Formula]| {
            Formula::Any(parts.iter().map(|part| (*part).clone()).collect()).simple()
        };
        assert_eq!(all(&[&Formula::TRUE, &a]), a);
        assert_eq!(all(&[&Formula::FALSE, &a]), Formula::FALSE);
        assert_eq!(any(&[&Formula::TRUE, &a]), Formula::TRUE);
        assert_eq!(any(&[&Formula::FALSE, &a]), a);
        assert_eq!(all(&[&b, &a, &a]), all(&[&a, &b]));
        let two = |parts: Vec<Formula>| Formula::AtLeast(2, parts).simple();
        assert_eq!(two(vec![Formula::TRUE, a.clone(), Formula::FALSE]), a);
        assert_eq!(two(vec![a.clone(), b.clone()]), all(&[&a, &b]));
        assert_eq!(two(vec![a.clone()]), Formula::FALSE);
    }
}
