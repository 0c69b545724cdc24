//! Assignments that meet a problem, built without the solver: the person and the actions that bring most for their cost, one
//! after the other. Where nothing helps any more, some people start again and what is hard to meet counts for more. What is
//! found is improved in the same way: some people undo what they do, and the gap is closed anew.
//!
//! Seats that ask for different things of the same people are only estimated here, so every answer is checked exactly.

mod gains;
mod seating;
mod unlisted;

use std::collections::{BTreeMap, HashMap};

use super::check::satisfies;
use super::model::OpenDemands;
use super::options::ActionSet;
use super::problem::{Action, Assignment, Goal, Problem};
use super::seats::{self, Pattern};
use super::solver::Effort;
use gains::Gains;
use seating::{points, units_filled, units_needed};
use unlisted::unlisted;

/// Most times some people start again before an answer is found.
pub const MOST_RESTARTS: usize = 300;
/// How much more an unmet demand counts after each restart.
const URGENCY: f64 = 1.5;
/// Most times in a row that an answer is taken apart without becoming better.
const MOST_IDLE_ROUNDS: usize = 300;
/// Most people who start again at a time.
const MOST_UNDONE: u64 = 8;
/// An answer with more assignments is not taken apart: each round looks at all of them.
const MOST_IMPROVED: usize = 2_000;

/// Assignments that meet the problem within every limit; none where none was found. The first try is made however little
/// time there is.
pub fn construct(
    problem: &Problem,
    open: &OpenDemands,
    goal: &Goal,
    restarts: usize,
    effort: Effort<'_>,
) -> Option<Vec<Assignment>> {
    let mut builder = Builder::new(problem, open, goal);
    let mut state = builder.start();
    for restart in 0..=restarts {
        let allowed = if restart == 0 {
            Effort::untimed(effort.work)
        } else {
            effort
        };
        if builder.extend(&mut state, allowed) {
            builder.prune(&mut state);
            let assignments = builder.assignments(&state);
            if satisfies(problem, goal, &assignments) {
                return Some(assignments);
            }
        }
        if effort.is_over() {
            break;
        }
        builder.raise_urgency(&state);
        builder.undo_some(&mut state);
    }
    None
}

/// Better assignments than these, as far as they are found; `bound` is what no assignments can undercut, and `tell` is told
/// what each better answer weighs.
pub fn improve(
    problem: &Problem,
    open: &OpenDemands,
    goal: &Goal,
    best: Vec<Assignment>,
    bound: i64,
    effort: Effort<'_>,
    tell: &dyn Fn(i64),
) -> Vec<Assignment> {
    if best.len() > MOST_IMPROVED {
        return best;
    }
    let mut builder = Builder::new(problem, open, goal);
    let mut best = best;
    let mut best_weight = problem.weigh(goal.objective, &best);
    let mut state = builder.state_of(&best);
    let mut idle = 0;
    while idle < MOST_IDLE_ROUNDS && best_weight > bound && !effort.is_over() {
        idle += 1;
        let mut next = state.clone();
        builder.undo_some(&mut next);
        if !builder.extend(&mut next, effort) {
            continue;
        }
        builder.prune(&mut next);
        if next.weight > state.weight {
            continue;
        }
        if next.weight < best_weight {
            let assignments = builder.assignments(&next);
            if !satisfies(problem, goal, &assignments) {
                continue;
            }
            (best_weight, best, idle) = (next.weight, assignments, 0);
            tell(best_weight);
        }
        state = next;
    }
    best
}

/// What somebody has done, and what that makes of them.
#[derive(Debug)]
struct Profile {
    class: usize,
    actions: Vec<usize>,
    /// For each group, what the person can do in it.
    patterns: Vec<Pattern>,
    /// For each score target, the lines on which the person scores.
    lines: Vec<Vec<bool>>,
    weight: i64,
    /// What counts against each limit.
    spent: Vec<i64>,
    /// What the person may do next; none where nobody asked yet.
    moves: Option<Vec<Move>>,
}

/// More actions of one person.
#[derive(Clone, Debug)]
struct Move {
    /// All actions of the person, those done before among them.
    actions: Vec<usize>,
    weight: i64,
    /// Hours before the deadline.
    load: i64,
    spent: Vec<i64>,
    /// Groups in which the person can then do more: before, and after.
    groups: Vec<(usize, Pattern, Pattern)>,
    /// Score targets and the lines on which the person then scores.
    lines: Vec<(usize, usize)>,
}

impl Move {
    /// Whether it brings as much as another for no more.
    fn replaces(&self, other: &Self) -> bool {
        let reaches = |(group, _, new): &(usize, Pattern, Pattern)| {
            let found = self
                .groups
                .binary_search_by_key(group, |(group, ..)| *group);
            found.is_ok_and(|found| new & !self.groups[found].2 == 0)
        };
        self.weight <= other.weight
            && self.load <= other.load
            && self
                .spent
                .iter()
                .zip(&other.spent)
                .all(|(own, other)| own <= other)
            && other.groups.iter().all(reaches)
            && other
                .lines
                .iter()
                .all(|line| self.lines.binary_search(line).is_ok())
    }
}

/// Who has done what so far.
#[derive(Clone, Debug)]
struct State {
    /// The profile of everybody who does something: class, and which of its people.
    busy: BTreeMap<(usize, usize), usize>,
    /// For each group, how many people there are of each pattern.
    people: Vec<BTreeMap<Pattern, i64>>,
    /// For each score target, how many people score on each line.
    scorers: Vec<Vec<i64>>,
    weight: i64,
    spent: Vec<i64>,
}

struct Builder<'p> {
    problem: &'p Problem,
    open: &'p OpenDemands,
    goal: &'p Goal,
    /// For each group, the abilities it asks for.
    abilities: Vec<Vec<usize>>,
    /// For each class, what its people may do where not all of that could be listed.
    unlisted: Vec<Vec<ActionSet>>,
    /// How much a unit of each group counts, then of each score target.
    urgency: Vec<f64>,
    profiles: Vec<Profile>,
    known: HashMap<(usize, Vec<usize>), usize>,
    /// How much a unit of what limits allow is worth in units of the objective.
    thrift: f64,
    dice: Dice,
}

impl<'p> Builder<'p> {
    fn new(problem: &'p Problem, open: &'p OpenDemands, goal: &'p Goal) -> Self {
        Self {
            problem,
            open,
            goal,
            abilities: open.groups.iter().map(seats::abilities).collect(),
            unlisted: (0..problem.classes.len())
                .map(|class| unlisted(problem, open, goal, class))
                .collect(),
            urgency: vec![1.0; open.groups.len() + open.score_targets.len()],
            profiles: Vec::new(),
            known: HashMap::new(),
            thrift: 0.0,
            dice: Dice(0x5851_F42D_4C95_7F2D),
        }
    }

    /// Nobody has done anything.
    fn start(&mut self) -> State {
        let mut state = State {
            busy: BTreeMap::new(),
            people: vec![BTreeMap::new(); self.open.groups.len()],
            scorers: self
                .open
                .score_targets
                .iter()
                .map(|t| vec![0; t.lines.len()])
                .collect(),
            weight: 0,
            spent: vec![0; self.goal.caps.len()],
        };
        for class in 0..self.problem.classes.len() {
            let profile = self.profile(class, Vec::new());
            let many = i64::try_from(self.problem.classes[class].people.len()).unwrap_or(i64::MAX);
            self.count(&mut state, profile, many);
        }
        state
    }

    fn state_of(&mut self, assignments: &[Assignment]) -> State {
        let mut state = self.start();
        for assignment in assignments {
            let profile = self.profile(assignment.class, assignment.actions.clone());
            self.replace(&mut state, (assignment.class, assignment.who), profile);
        }
        state
    }

    fn assignments(&self, state: &State) -> Vec<Assignment> {
        let assignment = |((class, who), profile): (&(usize, usize), &usize)| Assignment {
            class: *class,
            who: *who,
            actions: self.profiles[*profile].actions.clone(),
        };
        state.busy.iter().map(assignment).collect()
    }

    /// The profile of somebody of a class who has done these actions, which are sorted.
    fn profile(&mut self, class: usize, actions: Vec<usize>) -> usize {
        if let Some(profile) = self.known.get(&(class, actions.clone())) {
            return *profile;
        }
        let person = &self.problem.classes[class];
        let able = |ability: usize| person.abilities[ability].holds(&actions);
        let sum = |count: &dyn Fn(&Action) -> i64| -> i64 {
            actions
                .iter()
                .map(|action| count(&person.actions[*action]))
                .sum()
        };
        let profile = Profile {
            class,
            patterns: self
                .abilities
                .iter()
                .map(|asked| seats::pattern(asked, able))
                .collect(),
            lines: self
                .open
                .score_targets
                .iter()
                .map(|target| target.lines.iter().map(|line| able(line.ability)).collect())
                .collect(),
            weight: sum(&|action| self.goal.objective.weigh(action)),
            spent: self
                .goal
                .caps
                .iter()
                .map(|cap| sum(&|action| cap.measure.count(action)))
                .collect(),
            moves: None,
            actions: actions.clone(),
        };
        self.profiles.push(profile);
        self.known.insert((class, actions), self.profiles.len() - 1);
        self.profiles.len() - 1
    }

    /// Lists what somebody with a profile may do next.
    fn list_moves(&mut self, profile: usize) {
        if self.profiles[profile].moves.is_some() {
            return;
        }
        let before = &self.profiles[profile];
        let listed = &self.open.options[before.class].list;
        let mut moves: Vec<Move> = listed
            .iter()
            .chain(&self.unlisted[before.class])
            .filter_map(|option| self.next_move(before, option))
            .collect();
        moves.sort_by_key(|next| next.weight);
        let mut useful: Vec<Move> = Vec::new();
        for next in moves {
            if !useful.iter().any(|other| other.replaces(&next)) {
                useful.push(next);
            }
        }
        self.profiles[profile].moves = Some(useful);
    }

    /// What an action set adds to what somebody has done; none where they can't do it, or it brings nothing.
    fn next_move(&self, before: &Profile, option: &ActionSet) -> Option<Move> {
        let class = &self.problem.classes[before.class];
        let mut actions = [&before.actions[..], &option.actions].concat();
        actions.sort_unstable();
        actions.dedup();
        let assignment = Assignment {
            class: before.class,
            who: 0,
            actions,
        };
        if assignment.actions.len() == before.actions.len() || !self.problem.possible(&assignment) {
            return None;
        }
        let actions = assignment.actions;
        let gained = |ability: usize| {
            if before.actions.is_empty() {
                option.gains.binary_search(&ability).is_ok()
            } else {
                class.abilities[ability].holds(&actions)
            }
        };
        let mut groups = Vec::new();
        for (group, (old, asked)) in before.patterns.iter().zip(&self.abilities).enumerate() {
            // Doing more never unmakes an ability.
            let new = old
                | seats::pattern(asked, |ability| {
                    !holds(*old, asked, ability) && gained(ability)
                });
            if new != *old {
                groups.push((group, *old, new));
            }
        }
        let mut lines = Vec::new();
        for (target, (scores, asked)) in before
            .lines
            .iter()
            .zip(&self.open.score_targets)
            .enumerate()
        {
            for (line, asked) in asked.lines.iter().enumerate() {
                if !scores[line] && gained(asked.ability) {
                    lines.push((target, line));
                }
            }
        }
        if groups.is_empty() && lines.is_empty() {
            return None;
        }
        let sum = |count: &dyn Fn(&Action) -> i64| -> i64 {
            actions
                .iter()
                .map(|action| count(&class.actions[*action]))
                .sum()
        };
        let caps = self.goal.caps.iter().zip(&before.spent);
        Some(Move {
            weight: sum(&|action| self.goal.objective.weigh(action)) - before.weight,
            load: sum(&|action| action.load),
            spent: caps
                .map(|(cap, spent)| sum(&|action| cap.measure.count(action)) - spent)
                .collect(),
            groups,
            lines,
            actions,
        })
    }

    /// Counts people with a profile in, or out where there are fewer than none.
    fn count(&self, state: &mut State, profile: usize, many: i64) {
        let profile = &self.profiles[profile];
        for (people, pattern) in state.people.iter_mut().zip(&profile.patterns) {
            *people.entry(*pattern).or_default() += many;
        }
        for (scorers, lines) in state.scorers.iter_mut().zip(&profile.lines) {
            for (scorers, scores) in scorers.iter_mut().zip(lines) {
                *scorers += if *scores { many } else { 0 };
            }
        }
        state.weight += profile.weight * many;
        for (spent, more) in state.spent.iter_mut().zip(&profile.spent) {
            *spent += more * many;
        }
    }

    /// Gives somebody another profile.
    fn replace(&mut self, state: &mut State, person: (usize, usize), profile: usize) {
        let before = match state.busy.get(&person) {
            Some(before) => *before,
            None => self.profile(person.0, Vec::new()),
        };
        self.count(state, before, -1);
        self.count(state, profile, 1);
        if self.profiles[profile].actions.is_empty() {
            state.busy.remove(&person);
        } else {
            state.busy.insert(person, profile);
        }
    }

    /// How many units of each group are filled, then of each score target.
    fn filled(&self, state: &State) -> Vec<i64> {
        let groups = self.open.groups.iter().enumerate().map(|(index, group)| {
            units_filled(group, &self.abilities[index], &state.people[index])
        });
        let targets = self.open.score_targets.iter().zip(&state.scorers);
        groups
            .chain(targets.map(|(target, scorers)| points(target, scorers).min(target.need)))
            .collect()
    }

    fn needed(&self) -> Vec<i64> {
        let groups = self.open.groups.iter().map(units_needed);
        groups
            .chain(self.open.score_targets.iter().map(|target| target.need))
            .collect()
    }

    /// Adds the move that brings most for its cost until nothing is missing; false where nothing helps any more.
    fn extend(&mut self, state: &mut State, effort: Effort<'_>) -> bool {
        let needed = self.needed();
        loop {
            let filled = self.filled(state);
            if filled == needed {
                return true;
            }
            if effort.is_over() {
                return false;
            }
            match self.best_move(state, &filled, &needed) {
                Some((person, actions)) => {
                    let profile = self.profile(person.0, actions);
                    self.replace(state, person, profile);
                }
                None => return false,
            }
        }
    }

    /// Everybody who is busy, and one of each class who is not.
    fn candidates(&mut self, state: &State) -> Vec<((usize, usize), usize)> {
        let mut all: Vec<((usize, usize), usize)> = state
            .busy
            .iter()
            .map(|(person, profile)| (*person, *profile))
            .collect();
        for class in 0..self.problem.classes.len() {
            let many = self.problem.classes[class].people.len();
            if let Some(who) = (0..many).find(|who| !state.busy.contains_key(&(class, *who))) {
                all.push(((class, who), self.profile(class, Vec::new())));
            }
        }
        for (_, profile) in &all {
            self.list_moves(*profile);
        }
        all
    }

    fn best_move(
        &mut self,
        state: &State,
        filled: &[i64],
        needed: &[i64],
    ) -> Option<((usize, usize), Vec<usize>)> {
        let candidates = self.candidates(state);
        let mut gains = Gains::new(self, state, filled, needed);
        let mut best: Option<(bool, f64, (usize, usize), &Move)> = None;
        for (person, profile) in candidates {
            for next in self.profiles[profile].moves.iter().flatten() {
                if !self.is_affordable(state, next) {
                    continue;
                }
                // Somebody who can do more in a group with empty seats may free another one for them, if nothing fills
                // one at once.
                let (gain, chances) = (gains.of(next), gains.chances(next));
                let at_once = gain > 0.0;
                let value = if at_once { gain } else { chances } / self.price(next);
                let better = |(other_at_once, other, ..): &(bool, f64, _, _)| {
                    at_once && !*other_at_once || (at_once == *other_at_once && value > *other)
                };
                if value > 0.0 && best.as_ref().is_none_or(better) {
                    best = Some((at_once, value, person, next));
                }
            }
        }
        best.map(|(_, _, person, next)| (person, next.actions.clone()))
    }

    fn is_affordable(&self, state: &State, next: &Move) -> bool {
        let spent = state.spent.iter().zip(&next.spent);
        spent
            .zip(&self.goal.caps)
            .all(|((spent, more), cap)| *more <= 0 || spent + more <= cap.most)
    }

    /// What a move costs, limits counted as far as they matter; never nothing.
    fn price(&self, next: &Move) -> f64 {
        let limits = next.spent.iter().zip(&self.goal.caps);
        let share: f64 = limits
            .map(|(spent, cap)| *spent as f64 / cap.most.max(1) as f64)
            .sum();
        (next.weight as f64 + self.thrift * share).max(0.01)
    }

    /// What is unmet counts for more from now on, and what limits allow is spent with more care.
    fn raise_urgency(&mut self, state: &State) {
        let unmet = self.filled(state).into_iter().zip(self.needed());
        for (urgency, (filled, needed)) in self.urgency.iter_mut().zip(unmet) {
            if filled < needed {
                *urgency *= URGENCY;
            }
        }
        if !self.goal.caps.is_empty() {
            self.thrift = (self.thrift * URGENCY).max(state.weight.max(1) as f64);
        }
    }

    /// Some people start again: a few by chance or, one time in four, all who serve the same group.
    fn undo_some(&mut self, state: &mut State) {
        let many = state.busy.len() as u64;
        if many == 0 {
            return;
        }
        let mut undone: Vec<(usize, usize)> = Vec::new();
        let busy: Vec<(usize, usize)> = state.busy.keys().copied().collect();
        for _ in 0..=self.dice.below(MOST_UNDONE.min(many)) {
            undone.push(busy[self.dice.place(busy.len())]);
        }
        if !self.open.groups.is_empty() && self.dice.below(4) == 0 {
            let group = self.dice.place(self.open.groups.len());
            let serving = busy.iter().filter(|person| {
                let profile = &self.profiles[state.busy[*person]];
                profile.patterns[group] != 0
            });
            undone.extend(serving.take(2 * usize::try_from(MOST_UNDONE).unwrap_or(usize::MAX)));
        }
        for person in undone {
            let idle = self.profile(person.0, Vec::new());
            self.replace(state, person, idle);
        }
    }

    /// Takes out the actions that nothing needs, the dearest first.
    fn prune(&mut self, state: &mut State) {
        let mut all: Vec<(i64, (usize, usize), usize)> = Vec::new();
        for (person, profile) in &state.busy {
            let class = &self.problem.classes[person.0];
            for action in &self.profiles[*profile].actions {
                all.push((
                    self.goal.objective.weigh(&class.actions[*action]),
                    *person,
                    *action,
                ));
            }
        }
        all.sort_by_key(|(weight, person, action)| (-weight, *person, *action));
        let before = self.filled(state);
        for (_, person, action) in all {
            let Some(profile) = state.busy.get(&person).copied() else {
                continue;
            };
            let class = &self.problem.classes[person.0];
            let mut left = self.profiles[profile].actions.clone();
            left.retain(|other| *other != action);
            // What needs it goes with it.
            while let Some(lost) = left
                .iter()
                .position(|other| !class.actions[*other].needs.holds(&left))
            {
                left.remove(lost);
            }
            if left.len() == self.profiles[profile].actions.len() {
                continue;
            }
            let fewer = self.profile(person.0, left);
            self.replace(state, person, fewer);
            if self.filled(state) != before {
                self.replace(state, person, profile);
            }
        }
    }
}

/// Whether a pattern has an ability, by the abilities that its group asks for.
fn holds(pattern: Pattern, asked: &[usize], ability: usize) -> bool {
    asked
        .binary_search(&ability)
        .is_ok_and(|bit| pattern >> bit & 1 == 1)
}

/// Numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % most.max(1)
    }

    fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }
}
