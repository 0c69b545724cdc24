//! What a plan has to solve, in numbers: kinds of people, what each can do and what that makes of them, and what is
//! demanded of all together. Knows nothing of names, dates or credentials.

use serde::Serialize;

/// A condition on what one person does. Doing more never unmakes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formula {
    /// The person does this deed (its place in [`Kind::deeds`]).
    Do(usize),
    /// All of these; met when empty.
    All(Vec<Formula>),
    /// One of these; never met when empty.
    Any(Vec<Formula>),
    /// So many of these.
    AtLeast(usize, Vec<Formula>),
}

impl Formula {
    /// Met without doing anything.
    pub const TRUE: Self = Self::All(Vec::new());
    /// Never met.
    pub const FALSE: Self = Self::Any(Vec::new());

    /// Whether it is met by these deeds, which are sorted.
    pub fn holds(&self, done: &[usize]) -> bool {
        match self {
            Self::Do(deed) => done.binary_search(deed).is_ok(),
            Self::All(of) => of.iter().all(|one| one.holds(done)),
            Self::Any(of) => of.iter().any(|one| one.holds(done)),
            Self::AtLeast(least, of) => of.iter().filter(|one| one.holds(done)).count() >= *least,
        }
    }

    /// What is left of the condition for somebody who has done these deeds, which are sorted.
    #[must_use]
    pub fn after(&self, done: &[usize]) -> Self {
        let all = |of: &[Self]| of.iter().map(|one| one.after(done)).collect();
        match self {
            Self::Do(deed) if done.binary_search(deed).is_ok() => Self::TRUE,
            Self::Do(deed) => Self::Do(*deed),
            Self::All(of) => Self::All(all(of)),
            Self::Any(of) => Self::Any(all(of)),
            Self::AtLeast(least, of) => Self::AtLeast(*least, all(of)),
        }
        .simple()
    }

    /// The same condition without what is certain, in one order: conditions that read alike are alike.
    #[must_use]
    pub fn simple(self) -> Self {
        match self {
            Self::Do(deed) => Self::Do(deed),
            Self::All(of) => {
                let mut left = Vec::new();
                for one in of {
                    match one.simple() {
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
            Self::Any(of) => {
                let mut left = Vec::new();
                for one in of {
                    match one.simple() {
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
            Self::AtLeast(least, of) => {
                let of: Vec<Self> = of
                    .into_iter()
                    .map(Self::simple)
                    .filter(|one| *one != Self::FALSE)
                    .collect();
                let certain = of.iter().filter(|one| **one == Self::TRUE).count();
                let mut left: Vec<Self> = of.into_iter().filter(|one| *one != Self::TRUE).collect();
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
pub struct Deed {
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
pub struct Kind {
    /// What they can do.
    pub deeds: Vec<Deed>,
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
pub struct Tally {
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

/// What counts against a limit, or is to be little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Aim {
    /// Weight of a cent.
    pub cash: i64,
    /// Weight of an hour.
    pub hours: i64,
    /// Weight of a new credential.
    pub new: i64,
}

impl Aim {
    /// What a deed weighs.
    pub fn of(self, deed: &Deed) -> i64 {
        self.cash * deed.cash + self.hours * deed.hours + self.new * deed.new
    }
}

/// The whole of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Problem {
    /// People, each once.
    pub kinds: Vec<Kind>,
    /// Seats to fill.
    pub groups: Vec<Group>,
    /// Points to reach.
    pub tallies: Vec<Tally>,
}

/// What makes one answer better than another, and what none may go beyond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Goal {
    /// What is to be little.
    pub aim: Aim,
    /// Limits on everybody's deeds together.
    pub caps: Vec<Cap>,
}

/// A limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cap {
    /// What counts.
    pub of: Measure,
    /// How much of it there may be.
    pub most: i64,
}

/// What counts against a limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// A weight.
    Weight(Aim),
    /// How often deeds with these tags are done.
    Times(Vec<usize>),
}

impl Measure {
    /// What a deed counts.
    pub fn of(&self, deed: &Deed) -> i64 {
        match self {
            Self::Weight(aim) => aim.of(deed),
            Self::Times(tags) => i64::from(tags.contains(&deed.tag)),
        }
    }
}

/// What one person does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bundle {
    /// The kind of person, by its place.
    pub kind: usize,
    /// Which of its people, by place.
    pub who: usize,
    /// Deeds, sorted.
    pub deeds: Vec<usize>,
}

impl Aim {
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
    /// Every deed of these bundles.
    pub fn deeds<'p>(&'p self, bundles: &'p [Bundle]) -> impl Iterator<Item = &'p Deed> {
        bundles.iter().flat_map(|bundle| {
            bundle
                .deeds
                .iter()
                .map(|deed| &self.kinds[bundle.kind].deeds[*deed])
        })
    }

    /// What everything in these bundles weighs.
    pub fn weigh(&self, aim: Aim, bundles: &[Bundle]) -> i64 {
        self.deeds(bundles).map(|deed| aim.of(deed)).sum()
    }

    /// The problem that is left once these bundles are done: whoever did something is a kind of their own, in the order of
    /// the bundles, after the kinds there were.
    #[must_use]
    pub fn after(&self, bundles: &[Bundle]) -> Self {
        let mut left = self.clone();
        for bundle in bundles {
            let of = &self.kinds[bundle.kind];
            let load: i64 = bundle.deeds.iter().map(|deed| of.deeds[*deed].load).sum();
            let person = of.people[bundle.who];
            left.kinds[bundle.kind]
                .people
                .retain(|other| *other != person);
            left.kinds.push(Kind {
                deeds: of
                    .deeds
                    .iter()
                    .map(|deed| Deed {
                        needs: deed.needs.after(&bundle.deeds),
                        ..deed.clone()
                    })
                    .collect(),
                abilities: of
                    .abilities
                    .iter()
                    .map(|ability| ability.after(&bundle.deeds))
                    .collect(),
                hours: of.hours.map(|hours| hours - load),
                people: vec![person],
            });
        }
        left
    }

    /// Whether each person can do what the bundle says: what it needs is in it, and it fits the hours.
    pub fn possible(&self, bundle: &Bundle) -> bool {
        let kind = &self.kinds[bundle.kind];
        let load: i64 = bundle.deeds.iter().map(|deed| kind.deeds[*deed].load).sum();
        let complete = bundle
            .deeds
            .iter()
            .all(|deed| kind.deeds[*deed].needs.holds(&bundle.deeds));
        complete && kind.hours.is_none_or(|hours| load <= hours)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainties_drop_out() {
        let (a, b) = (Formula::Do(0), Formula::Do(1));
        let all =
            |of: &[&Formula]| Formula::All(of.iter().map(|one| (*one).clone()).collect()).simple();
        let any =
            |of: &[&Formula]| Formula::Any(of.iter().map(|one| (*one).clone()).collect()).simple();
        assert_eq!(all(&[&Formula::TRUE, &a]), a);
        assert_eq!(all(&[&Formula::FALSE, &a]), Formula::FALSE);
        assert_eq!(any(&[&Formula::TRUE, &a]), Formula::TRUE);
        assert_eq!(any(&[&Formula::FALSE, &a]), a);
        assert_eq!(all(&[&b, &a, &a]), all(&[&a, &b]));
        let two = |of: Vec<Formula>| Formula::AtLeast(2, of).simple();
        assert_eq!(two(vec![Formula::TRUE, a.clone(), Formula::FALSE]), a);
        assert_eq!(two(vec![a.clone(), b.clone()]), all(&[&a, &b]));
        assert_eq!(two(vec![a.clone()]), Formula::FALSE);
    }
}
