//! From people to a small integer program.
//!
//! What a person can usefully do is a column: its price and what it brings. Columns that bring the same at the same price
//! are one variable, no matter who they belong to, and a column is dropped where enough others bring as much for no more. That
//! nobody sits on two seats of a group, counts twice for one, or has only so many hours is then left open, so the program
//! can only be too cheap. People for whom that matters are modelled one by one (`exact`).

use std::collections::{BTreeMap, BTreeSet};

use super::check::{free, met, points};
use super::options::{ActionSet, ActionSets, options};
use super::person::{Attainable, PersonModel};
use super::problem::{Action, Formula, Goal, Group, PersonClass, Problem, ScoreTarget};
use super::program::Program;
use super::seats::{self, Pattern};

/// The demands that are not met as things stand, and the useful options to do something about them.
#[derive(Clone, Debug)]
pub struct OpenDemands {
    pub(super) groups: Vec<Group>,
    pub(super) score_targets: Vec<ScoreTarget>,
    /// For each class.
    pub(super) options: Vec<ActionSets>,
}

/// The program and what its variables mean.
#[derive(Clone, Debug)]
pub struct Model {
    /// The program.
    pub program: Program,
    /// Of each column: its variable, and who can do it in which option.
    pub(super) columns: Vec<(usize, Vec<(usize, usize)>)>,
    /// Of each person modelled one by one: the class, which of its people, and what each variable means they do.
    pub(super) persons: Vec<(usize, usize, Vec<(usize, Vec<usize>)>)>,
}

/// What a column brings.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Contribution {
    /// For groups: what the person can then do in it.
    groups: Vec<(usize, Pattern)>,
    /// For score targets: lines that the person then scores on.
    lines: Vec<(usize, usize)>,
}

impl Contribution {
    fn size(&self) -> usize {
        let abilities: u32 = self
            .groups
            .iter()
            .map(|(_, pattern)| pattern.count_ones())
            .sum();
        self.lines.len() + abilities as usize
    }

    fn within(&self, other: &Self) -> bool {
        let group = |(index, pattern): &(usize, Pattern)| {
            let found = other.groups.binary_search_by_key(index, |(of, _)| *of).ok();
            found.is_some_and(|found| pattern & !other.groups[found].1 == 0)
        };
        self.groups.iter().all(group)
            && self
                .lines
                .iter()
                .all(|line| other.lines.binary_search(line).is_ok())
    }
}

impl OpenDemands {
    /// What `problem` leaves open.
    pub fn new(problem: &Problem) -> Self {
        let counted = |group: &&Group| !met(problem, group, &[]);
        let groups: Vec<Group> = problem.groups.iter().filter(counted).cloned().collect();
        let score_targets: Vec<ScoreTarget> = problem
            .score_targets
            .iter()
            .filter(|target| points(problem, target, &[]) < target.need)
            .cloned()
            .collect();
        let mut open: BTreeSet<usize> = groups.iter().flat_map(seats::abilities).collect();
        open.extend(
            score_targets
                .iter()
                .flat_map(|target| target.lines.iter().map(|line| line.ability)),
        );
        let open: Vec<usize> = open.into_iter().collect();
        let options = problem
            .classes
            .iter()
            .map(|class| options(class, &conditions(class, &groups, &open), &open))
            .collect();
        Self {
            groups,
            score_targets,
            options,
        }
    }

    /// Whether anything is open.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.score_targets.is_empty()
    }

    /// For each class whether its options could not be listed.
    pub fn unlisted(&self) -> impl Iterator<Item = usize> {
        self.options
            .iter()
            .enumerate()
            .filter(|(_, options)| !options.complete)
            .map(|(class, _)| class)
    }

    /// Whether what a class does in one of its options may be taken for more than it is: the person could already fill a seat
    /// of a group with several, and now another.
    pub(super) fn loose(&self, problem: &Problem, class: usize, option: usize) -> bool {
        let option = &self.options[class].list[option];
        let class = &problem.classes[class];
        self.groups
            .iter()
            .filter(|group| seats::plain(group).is_none())
            .any(|group| {
                let asked = seats::abilities(group);
                seats::pattern(&asked, |ability| class.abilities[ability].holds(&[])) != 0
                    && asked
                        .iter()
                        .any(|ability| option.gains.binary_search(ability).is_ok())
            })
    }
}

/// What to list options to: each ability, and seats together with what some of those who sit must also be able to do.
fn conditions(class: &PersonClass, groups: &[Group], open: &[usize]) -> Vec<Formula> {
    let formula = |ability: usize| class.abilities[ability].clone();
    let mut all: BTreeSet<Formula> = open.iter().map(|ability| formula(*ability)).collect();
    for seat in groups.iter().flat_map(|group| &group.seats) {
        for subset in 1..1_usize << seat.of_which.len().min(8) {
            let chosen = seat
                .of_which
                .iter()
                .enumerate()
                .filter(|(n, _)| subset >> n & 1 == 1);
            let both = chosen
                .map(|(_, (_, ability))| formula(*ability))
                .chain([formula(seat.ability)]);
            all.insert(Formula::All(both.collect()).simple());
        }
    }
    all.into_iter()
        .filter(|first| *first != Formula::TRUE && *first != Formula::FALSE)
        .collect()
}

/// The model of what is open in a problem, with the first `exact[class]` people of each class modelled one by one; or
/// `together`, where their options could not be listed: that can only be too cheap, and is for a bound alone.
pub fn model(
    problem: &Problem,
    open: &OpenDemands,
    goal: &Goal,
    exact: &[usize],
    together: bool,
) -> Model {
    let mut program = Program::default();
    let costs = |class: usize, option: &[usize]| -> Vec<i64> {
        let actions = || {
            option
                .iter()
                .map(|action| &problem.classes[class].actions[*action])
        };
        let sum = |of: &dyn Fn(&Action) -> i64| actions().map(of).sum::<i64>();
        let capped = goal
            .caps
            .iter()
            .map(|cap| sum(&|action| cap.measure.count(action)));
        std::iter::once(sum(&|action| goal.objective.weigh(action)))
            .chain(capped)
            .collect()
    };
    let columns = columns(problem, open, exact, &costs);
    let columns: Vec<Column> = columns
        .into_iter()
        .map(|column| Column {
            variable: program.variable(column.costs[0], column.upper),
            ..column
        })
        .collect();
    let mut persons = Vec::new();
    for (index, class) in problem.classes.iter().enumerate() {
        let mut before: Option<PersonModel<'_>> = None;
        if together && !open.options[index].complete && exact[index] > 0 {
            let many = i64::try_from(exact[index]).unwrap_or(i64::MAX);
            persons.push(PersonModel::by_actions(
                &mut program,
                goal,
                class,
                (index, 0),
                many,
            ));
            continue;
        }
        for who in 0..exact[index] {
            let person = if open.options[index].complete {
                let options = own_action_sets(problem, open, goal, index, &columns, &costs);
                PersonModel::by_action_sets(&mut program, goal, class, (index, who), options)
            } else {
                PersonModel::by_actions(&mut program, goal, class, (index, who), 1)
            };
            if let Some(before) = before.replace(person.clone()) {
                // People alike: the first does as much as the second, or the same plan would stand twice.
                let terms = [before.rank(1), person.rank(-1)].concat();
                program.constrain(terms, 0);
            }
            persons.push(person);
        }
    }
    for (index, group) in open.groups.iter().enumerate() {
        group_constraints(
            &mut program,
            problem,
            exact,
            &columns,
            &mut persons,
            index,
            group,
        );
    }
    for (index, target) in open.score_targets.iter().enumerate() {
        score_constraints(
            &mut program,
            problem,
            exact,
            &columns,
            &mut persons,
            index,
            target,
        );
    }
    for (n, cap) in goal.caps.iter().enumerate() {
        let mut terms: Vec<(usize, i64)> = columns
            .iter()
            .map(|c| (c.variable, -c.costs[n + 1]))
            .collect();
        for person in &persons {
            terms.extend(person.counts(|action| -cap.measure.count(action)));
        }
        program.constrain(terms, -cap.most);
    }
    Model {
        program,
        columns: columns
            .into_iter()
            .map(|column| (column.variable, column.from))
            .collect(),
        persons: persons.into_iter().map(PersonModel::choices).collect(),
    }
}

/// A column: what it costs by each measure, what it brings, and who can do it in which option.
struct Column {
    variable: usize,
    costs: Vec<i64>,
    cover: Contribution,
    upper: i64,
    from: Vec<(usize, usize)>,
}

/// Columns of the people who are not modelled one by one, without those that enough others match.
fn columns(
    problem: &Problem,
    open: &OpenDemands,
    exact: &[usize],
    costs: &impl Fn(usize, &[usize]) -> Vec<i64>,
) -> Vec<Column> {
    let asked: Vec<Vec<usize>> = open.groups.iter().map(seats::abilities).collect();
    let mut alike: BTreeMap<(Vec<i64>, Contribution), Vec<(usize, usize)>> = BTreeMap::new();
    for (index, class) in problem.classes.iter().enumerate() {
        for (n, option) in open.options[index]
            .list
            .iter()
            .enumerate()
            .filter(|_| exact[index] < class.people.len())
        {
            let cover = cover(open, &asked, class, option);
            if cover != Contribution::default() {
                alike
                    .entry((costs(index, &option.actions), cover))
                    .or_default()
                    .push((index, n));
            }
        }
    }
    let mut alike: Vec<_> = alike.into_iter().collect();
    // Cheap before expensive; of equal price, what brings most first.
    alike
        .sort_by_cached_key(|((costs, cover), _)| (costs.clone(), std::cmp::Reverse(cover.size())));
    let mut kept: Vec<Column> = Vec::new();
    for ((costs, cover), from) in alike {
        let most = useful(open, &cover);
        if !matched(&kept, &costs, &cover, most) {
            let people =
                |(class, _): &(usize, usize)| problem.classes[*class].people.len() - exact[*class];
            let many: usize = from.iter().map(people).sum();
            let upper = i64::try_from(many).unwrap_or(i64::MAX).min(most);
            kept.push(Column {
                variable: 0,
                costs,
                cover,
                upper,
                from,
            });
        }
    }
    kept
}

/// What an option brings. `asked` are the abilities of the groups.
fn cover(
    open: &OpenDemands,
    asked: &[Vec<usize>],
    class: &PersonClass,
    option: &ActionSet,
) -> Contribution {
    let able = |ability: usize| class.abilities[ability].holds(&option.actions);
    let gained = |ability: &usize| option.gains.binary_search(ability).is_ok();
    let groups = asked
        .iter()
        .enumerate()
        .filter(|(_, of)| of.iter().any(gained));
    let lines = open
        .score_targets
        .iter()
        .enumerate()
        .flat_map(|(index, target)| {
            let lines = target
                .lines
                .iter()
                .enumerate()
                .filter(|(_, line)| gained(&line.ability));
            lines
                .map(move |(line, _)| (index, line))
                .collect::<Vec<_>>()
        });
    Contribution {
        groups: groups
            .map(|(index, of)| (index, seats::pattern(of, able)))
            .collect(),
        lines: lines.collect(),
    }
}

/// Whether enough columns bring at least this for no more.
fn matched(columns: &[Column], costs: &[i64], cover: &Contribution, enough: i64) -> bool {
    let costs_no_more = |column: &&Column| column.costs.iter().zip(costs).all(|(a, b)| a <= b);
    let mut improve_neighborhoods = 0;
    for column in columns
        .iter()
        .filter(costs_no_more)
        .filter(|column| cover.within(&column.cover))
    {
        improve_neighborhoods += column.upper;
        if improve_neighborhoods >= enough {
            return true;
        }
    }
    false
}

/// The options of somebody modelled one by one, without those that enough others match, or another of their own does.
fn own_action_sets<'o>(
    problem: &Problem,
    open: &'o OpenDemands,
    goal: &Goal,
    index: usize,
    columns: &[Column],
    costs: &impl Fn(usize, &[usize]) -> Vec<i64>,
) -> Vec<&'o ActionSet> {
    let asked: Vec<Vec<usize>> = open.groups.iter().map(seats::abilities).collect();
    let class = &problem.classes[index];
    let load = |option: &ActionSet| {
        option
            .actions
            .iter()
            .map(|action| class.actions[*action].load)
            .sum::<i64>()
    };
    let weigh = |option: &ActionSet| [costs(index, &option.actions), vec![load(option)]].concat();
    let mut mine: Vec<(Vec<i64>, Contribution, &ActionSet)> = open.options[index]
        .list
        .iter()
        .map(|option| (weigh(option), cover(open, &asked, class, option), option))
        .collect();
    mine.sort_by_cached_key(|(costs, cover, option)| {
        (
            costs.clone(),
            std::cmp::Reverse(cover.size()),
            option.actions.clone(),
        )
    });
    let mut kept: Vec<(Vec<i64>, Contribution, &ActionSet)> = Vec::new();
    for (weights, cover, option) in mine {
        let own = |(other, brings, _): &(Vec<i64>, Contribution, &ActionSet)| {
            other.iter().zip(&weights).all(|(a, b)| a <= b) && cover.within(brings)
        };
        let others = || {
            matched(
                columns,
                &weights[..=goal.caps.len()],
                &cover,
                useful(open, &cover),
            )
        };
        if cover != Contribution::default() && !kept.iter().any(own) && !others() {
            kept.push((weights, cover, option));
        }
    }
    kept.into_iter().map(|(_, _, option)| option).collect()
}

/// How many people doing this, or something as good, are enough for everything it brings.
fn useful(open: &OpenDemands, cover: &Contribution) -> i64 {
    let seats = cover
        .groups
        .iter()
        .map(|(index, _)| open.groups[*index].seats.iter().map(|seat| seat.need).sum());
    let lines = cover.lines.iter().map(|(target, line)| {
        let (target, line) = (
            &open.score_targets[*target],
            &open.score_targets[*target].lines[*line],
        );
        let points = line.max.unwrap_or(target.need).min(target.need);
        points.div_euclid(line.points) + i64::from(points.rem_euclid(line.points) > 0)
    });
    seats.chain(lines).max().unwrap_or(0)
}

fn group_constraints(
    program: &mut Program,
    problem: &Problem,
    exact: &[usize],
    columns: &[Column],
    persons: &mut [PersonModel<'_>],
    index: usize,
    group: &Group,
) {
    let asked = seats::abilities(group);
    let mut supply: BTreeMap<Pattern, (i64, Vec<usize>)> = BTreeMap::new();
    for (class, count) in free(problem, exact) {
        let pattern = seats::pattern(&asked, |ability| class.abilities[ability].holds(&[]));
        supply.entry(pattern).or_default().0 += count;
    }
    for column in columns {
        if let Ok(found) = column
            .cover
            .groups
            .binary_search_by_key(&index, |(of, _)| *of)
        {
            supply
                .entry(column.cover.groups[found].1)
                .or_default()
                .1
                .push(column.variable);
        }
    }
    supply.remove(&0);
    if let Some(seat) = seats::plain(group) {
        let (mut certain, mut terms) = supply.remove(&1).unwrap_or_default();
        for person in persons {
            match person.able(program, seat.ability) {
                Attainable::Always => certain += person.many,
                Attainable::Never => {}
                Attainable::When(variable) => terms.push(variable),
            }
        }
        program.constrain(
            terms.into_iter().map(|variable| (variable, 1)),
            seat.need - certain,
        );
        return;
    }
    let mut extra = vec![(Vec::new(), Vec::new()); group.seats.len()];
    for (seat, (_, of)) in group.seats.iter().zip(&mut extra) {
        of.resize(seat.of_which.len(), Vec::new());
    }
    for person in persons {
        let mut sits = Vec::new();
        for (seat, (singly, singly_of)) in group.seats.iter().zip(&mut extra) {
            let able = person.able(program, seat.ability);
            let Some(fill) = both(program, None, able, person.many) else {
                continue;
            };
            for ((_, ability), of) in seat.of_which.iter().zip(singly_of) {
                let able = person.able(program, *ability);
                of.extend(both(program, Some(fill), able, person.many));
            }
            singly.push(fill);
            sits.push((fill, -1));
        }
        program.constrain(sits, -person.many);
    }
    seats::constraints(program, group, &supply, &extra);
}

/// A new variable that can only be 1 when both hold; for `many` people, how often.
fn both(
    program: &mut Program,
    first: Option<usize>,
    known: Attainable,
    many: i64,
) -> Option<usize> {
    let other = match known {
        Attainable::Never => return None,
        Attainable::Always => None,
        Attainable::When(variable) => Some(variable),
    };
    let new = program.variable(0, many);
    for needed in [first, other].into_iter().flatten() {
        program.constrain([(needed, 1), (new, -1)], 0);
    }
    Some(new)
}

fn score_constraints(
    program: &mut Program,
    problem: &Problem,
    exact: &[usize],
    columns: &[Column],
    persons: &mut [PersonModel<'_>],
    index: usize,
    target: &ScoreTarget,
) {
    let (mut total, mut sure) = (Vec::new(), 0);
    for (n, line) in target.lines.iter().enumerate() {
        let mut certain: i64 = free(problem, exact)
            .filter(|(class, _)| class.abilities[line.ability].holds(&[]))
            .map(|(_, count)| count)
            .sum();
        let scoring = columns
            .iter()
            .filter(|column| column.cover.lines.binary_search(&(index, n)).is_ok());
        let mut terms: Vec<usize> = scoring.map(|column| column.variable).collect();
        for person in &mut *persons {
            match person.able(program, line.ability) {
                Attainable::Always => certain += person.many,
                Attainable::Never => {}
                Attainable::When(variable) => terms.push(variable),
            }
        }
        let points = terms.into_iter().map(|variable| (variable, line.points));
        let certain = certain.saturating_mul(line.points);
        match line.max {
            Some(max) if certain >= max => sure += max,
            Some(max) => {
                let scored = program.variable(0, max);
                program.constrain(points.chain([(scored, -1)]), -certain);
                total.push((scored, 1));
            }
            None => {
                sure += certain;
                total.extend(points);
            }
        }
    }
    program.constrain(total, target.need - sure);
}
