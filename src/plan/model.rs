//! From people to a small integer program.
//!
//! What a person can usefully do is a column: its price and what it brings. Columns that bring the same at the same price
//! are one variable, whoever they belong to, and a column is left out where enough others bring as much for no more. That
//! nobody sits on two seats of a group, counts twice for one, or has only so many hours is then left open, so the program
//! can only be too cheap. People for whom that matters are modelled one by one, deed by deed (`exact`).

use std::collections::{BTreeMap, BTreeSet};

use super::problem::{Bundle, Deed, Formula, Goal, Group, Kind, Problem, Tally};
use super::program::Program;
use super::seats::{self, Pattern};
use super::ways::{Way, ways};

/// The demands that are not met as things stand, and the useful ways to do something about them.
#[derive(Clone, Debug)]
pub struct Open {
    groups: Vec<Group>,
    tallies: Vec<Tally>,
    /// For each kind; `None` where there are too many.
    ways: Vec<Option<Vec<Way>>>,
}

/// The program and what its variables mean.
#[derive(Clone, Debug)]
pub struct Model {
    /// The program.
    pub program: Program,
    columns: Vec<(usize, Vec<(usize, usize)>)>,
    persons: Vec<(usize, usize, Vec<Option<usize>>)>,
}

/// What a column brings.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cover {
    /// For groups: what the person can then do in it.
    groups: Vec<(usize, Pattern)>,
    /// For tallies: lines that the person then scores on.
    lines: Vec<(usize, usize)>,
}

impl Cover {
    fn size(&self) -> usize {
        let abilities: u32 = self.groups.iter().map(|(_, pattern)| pattern.count_ones()).sum();
        self.lines.len() + abilities as usize
    }

    fn within(&self, other: &Self) -> bool {
        let group = |(at, pattern): &(usize, Pattern)| {
            let found = other.groups.binary_search_by_key(at, |(of, _)| *of).ok();
            found.is_some_and(|found| pattern & !other.groups[found].1 == 0)
        };
        self.groups.iter().all(group) && self.lines.iter().all(|line| other.lines.binary_search(line).is_ok())
    }
}

impl Open {
    /// What `problem` leaves open.
    pub fn new(problem: &Problem) -> Self {
        let counted = |group: &&Group| !met(problem, group, &[]);
        let groups: Vec<Group> = problem.groups.iter().filter(counted).cloned().collect();
        let tallies: Vec<Tally> =
            problem.tallies.iter().filter(|tally| points(problem, tally, &[]) < tally.need).cloned().collect();
        let mut open: BTreeSet<usize> = groups.iter().flat_map(seats::abilities).collect();
        open.extend(tallies.iter().flat_map(|tally| tally.lines.iter().map(|line| line.ability)));
        let open: Vec<usize> = open.into_iter().collect();
        let ways = problem.kinds.iter().map(|kind| ways(kind, &conditions(kind, &groups, &open), &open)).collect();
        Self { groups, tallies, ways }
    }

    /// Whether anything is open.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.tallies.is_empty()
    }

    /// For each kind whether its ways could not be listed.
    pub fn unlisted(&self) -> impl Iterator<Item = usize> {
        self.ways.iter().enumerate().filter(|(_, ways)| ways.is_none()).map(|(kind, _)| kind)
    }

    /// Whether what a kind does in one of its ways may be taken for more than it is: the person could already fill a seat
    /// of a group with several, and now another.
    fn loose(&self, problem: &Problem, kind: usize, way: usize) -> bool {
        let Some(way) = self.ways[kind].as_ref().map(|ways| &ways[way]) else { return false };
        let kind = &problem.kinds[kind];
        self.groups.iter().filter(|group| seats::plain(group).is_none()).any(|group| {
            let of = seats::abilities(group);
            seats::pattern(&of, |ability| kind.abilities[ability].holds(&[])) != 0
                && of.iter().any(|ability| way.gains.binary_search(ability).is_ok())
        })
    }
}

/// What to list ways to: each ability, and seats together with what some of those who sit must also be able to do.
fn conditions(kind: &Kind, groups: &[Group], open: &[usize]) -> Vec<Formula> {
    let formula = |ability: usize| kind.abilities[ability].clone();
    let mut all: BTreeSet<Formula> = open.iter().map(|ability| formula(*ability)).collect();
    for seat in groups.iter().flat_map(|group| &group.seats) {
        for subset in 1..1_usize << seat.of_which.len().min(8) {
            let chosen = seat.of_which.iter().enumerate().filter(|(n, _)| subset >> n & 1 == 1);
            let both = chosen.map(|(_, (_, ability))| formula(*ability)).chain([formula(seat.ability)]);
            all.insert(Formula::All(both.collect()).simple());
        }
    }
    all.into_iter().filter(|one| *one != Formula::TRUE && *one != Formula::FALSE).collect()
}

/// The model of what is open in a problem, with the first `exact[kind]` people of each kind modelled one by one.
pub fn model(problem: &Problem, open: &Open, goal: &Goal, exact: &[usize]) -> Model {
    let mut program = Program::default();
    let costs = |kind: usize, way: &[usize]| -> Vec<i64> {
        let deeds = || way.iter().map(|deed| &problem.kinds[kind].deeds[*deed]);
        let sum = |of: &dyn Fn(&Deed) -> i64| deeds().map(of).sum::<i64>();
        let capped = goal.caps.iter().map(|cap| sum(&|deed| cap.of.of(deed)));
        std::iter::once(sum(&|deed| goal.aim.of(deed))).chain(capped).collect()
    };
    let columns = columns(problem, open, exact, costs);
    let columns: Vec<Column> = columns
        .into_iter()
        .map(|column| Column { variable: program.variable(column.costs[0], column.upper), ..column })
        .collect();
    let mut persons = Vec::new();
    for (at, kind) in problem.kinds.iter().enumerate() {
        for who in 0..exact[at] {
            persons.push(Person::new(&mut program, goal, kind, at, who));
        }
    }
    for pair in 0..persons.len().saturating_sub(1) {
        // People alike: the first does as much as the second, or the same plan would stand twice.
        let (a, b) = (&persons[pair], &persons[pair + 1]);
        if a.kind == b.kind {
            let rank = |person: &Person, sign: i64| -> Vec<(usize, i64)> {
                let deeds = person.deeds.iter().enumerate();
                deeds.filter_map(|(deed, at)| Some(((*at)?, sign * (i64::try_from(deed).ok()? + 1)))).collect()
            };
            let terms = [rank(a, 1), rank(b, -1)].concat();
            program.row(terms, 0);
        }
    }
    for (at, group) in open.groups.iter().enumerate() {
        group_rows(&mut program, problem, exact, &columns, &mut persons, at, group);
    }
    for (at, tally) in open.tallies.iter().enumerate() {
        tally_rows(&mut program, problem, exact, &columns, &mut persons, at, tally);
    }
    for (n, cap) in goal.caps.iter().enumerate() {
        let mut terms: Vec<(usize, i64)> = columns.iter().map(|c| (c.variable, -c.costs[n + 1])).collect();
        for person in &persons {
            let deeds = person.deeds.iter().zip(&problem.kinds[person.kind].deeds);
            terms.extend(deeds.filter_map(|(variable, deed)| Some(((*variable)?, -cap.of.of(deed)))));
        }
        program.row(terms, -cap.most);
    }
    Model {
        program,
        columns: columns.into_iter().map(|column| (column.variable, column.from)).collect(),
        persons: persons.into_iter().map(|person| (person.kind, person.who, person.deeds)).collect(),
    }
}

/// A column: what it costs by each measure, what it brings, and who can do it in which way.
struct Column {
    variable: usize,
    costs: Vec<i64>,
    cover: Cover,
    upper: i64,
    from: Vec<(usize, usize)>,
}

/// Columns of the people who are not modelled one by one, without those that enough others match.
fn columns(
    problem: &Problem,
    open: &Open,
    exact: &[usize],
    costs: impl Fn(usize, &[usize]) -> Vec<i64>,
) -> Vec<Column> {
    let asked: Vec<Vec<usize>> = open.groups.iter().map(seats::abilities).collect();
    let cover = |kind: &Kind, way: &Way| {
        let able = |ability: usize| kind.abilities[ability].holds(&way.deeds);
        let gained = |ability: &usize| way.gains.binary_search(ability).is_ok();
        let groups = asked.iter().enumerate().filter(|(_, of)| of.iter().any(gained));
        let lines = open.tallies.iter().enumerate().flat_map(|(at, tally)| {
            let lines = tally.lines.iter().enumerate().filter(|(_, line)| gained(&line.ability));
            lines.map(move |(line, _)| (at, line)).collect::<Vec<_>>()
        });
        Cover { groups: groups.map(|(at, of)| (at, seats::pattern(of, able))).collect(), lines: lines.collect() }
    };
    let mut alike: BTreeMap<(Vec<i64>, Cover), Vec<(usize, usize)>> = BTreeMap::new();
    for (at, kind) in problem.kinds.iter().enumerate() {
        for (n, way) in open.ways[at].iter().flatten().enumerate().filter(|_| exact[at] < kind.people.len()) {
            let cover = cover(kind, way);
            if cover != Cover::default() {
                alike.entry((costs(at, &way.deeds), cover)).or_default().push((at, n));
            }
        }
    }
    let mut alike: Vec<_> = alike.into_iter().collect();
    // Cheap before dear; of equal price, what brings most first.
    alike.sort_by_cached_key(|((costs, cover), _)| (costs.clone(), std::cmp::Reverse(cover.size())));
    let mut kept: Vec<Column> = Vec::new();
    for ((costs, cover), from) in alike {
        let most = useful(open, &cover);
        let no_dearer = |column: &&Column| column.costs.iter().zip(&costs).all(|(a, b)| a <= b);
        let mut better = 0;
        for column in kept.iter().filter(no_dearer).filter(|column| cover.within(&column.cover)) {
            better += column.upper;
            if better >= most {
                break;
            }
        }
        if better < most {
            let people = |(kind, _): &(usize, usize)| problem.kinds[*kind].people.len() - exact[*kind];
            let many: usize = from.iter().map(people).sum();
            let upper = i64::try_from(many).unwrap_or(i64::MAX).min(most);
            kept.push(Column { variable: 0, costs, cover, upper, from });
        }
    }
    kept
}

/// How many people doing this, or something as good, are enough for everything it brings.
fn useful(open: &Open, cover: &Cover) -> i64 {
    let seats = cover.groups.iter().map(|(at, _)| open.groups[*at].seats.iter().map(|seat| seat.need).sum());
    let lines = cover.lines.iter().map(|(tally, line)| {
        let (tally, line) = (&open.tallies[*tally], &open.tallies[*tally].lines[*line]);
        let points = line.max.unwrap_or(tally.need).min(tally.need);
        points.div_euclid(line.points) + i64::from(points.rem_euclid(line.points) > 0)
    });
    seats.chain(lines).max().unwrap_or(0)
}

/// A condition as the program knows it.
#[derive(Clone, Copy)]
enum Known {
    Always,
    Never,
    When(usize),
}

/// Somebody modelled deed by deed.
struct Person<'p> {
    kind: usize,
    who: usize,
    /// The variable of each deed; `None` where it does not fit the hours.
    deeds: Vec<Option<usize>>,
    known: BTreeMap<&'p Formula, Known>,
    of: &'p Kind,
}

impl<'p> Person<'p> {
    fn new(program: &mut Program, goal: &Goal, kind: &'p Kind, at: usize, who: usize) -> Self {
        let fits = |load: i64| kind.hours.is_none_or(|hours| load <= hours);
        let deeds: Vec<Option<usize>> =
            kind.deeds.iter().map(|deed| fits(deed.load).then(|| program.variable(goal.aim.of(deed), 1))).collect();
        let mut person = Self { kind: at, who, deeds, known: BTreeMap::new(), of: kind };
        for (at, deed) in kind.deeds.iter().enumerate() {
            let Some(variable) = person.deeds[at] else { continue };
            match person.when(program, &deed.needs) {
                Known::Always => {}
                Known::Never => program.row([(variable, -1)], 0),
                Known::When(needed) => program.row([(needed, 1), (variable, -1)], 0),
            }
        }
        if let Some(hours) = kind.hours {
            let load = person.deeds.iter().zip(&kind.deeds).filter_map(|(at, deed)| Some(((*at)?, -deed.load)));
            program.row(load.collect::<Vec<_>>(), -hours);
        }
        person
    }

    /// A variable that can only be 1 when the condition is met.
    fn when(&mut self, program: &mut Program, formula: &'p Formula) -> Known {
        if let Some(known) = self.known.get(formula) {
            return *known;
        }
        let (least, of): (usize, &'p [Formula]) = match formula {
            Formula::Do(deed) => return self.deeds[*deed].map_or(Known::Never, Known::When),
            Formula::All(of) => (of.len(), of),
            Formula::Any(of) => (1, of),
            Formula::AtLeast(least, of) => (*least, of),
        };
        let (mut certain, mut open) = (0, Vec::new());
        for one in of {
            match self.when(program, one) {
                Known::Always => certain += 1,
                Known::Never => {}
                Known::When(variable) => open.push(variable),
            }
        }
        let least = least.saturating_sub(certain);
        let known = match open.as_slice() {
            _ if least == 0 => Known::Always,
            few if few.len() < least => Known::Never,
            [one] => Known::When(*one),
            _ => {
                let met = program.variable(0, 1);
                if least == open.len() {
                    for one in &open {
                        program.row([(*one, 1), (met, -1)], 0);
                    }
                } else {
                    let least = i64::try_from(least).unwrap_or(i64::MAX);
                    program.row(open.iter().map(|one| (*one, 1)).chain([(met, -least)]), 0);
                }
                Known::When(met)
            }
        };
        self.known.insert(formula, known);
        known
    }

    fn able(&mut self, program: &mut Program, ability: usize) -> Known {
        let formula = &self.of.abilities[ability];
        self.when(program, formula)
    }
}

/// People of each kind who are not modelled one by one.
fn free<'p>(problem: &'p Problem, exact: &'p [usize]) -> impl Iterator<Item = (&'p Kind, i64)> {
    let left = |(kind, exact): (&'p Kind, &usize)| (kind, i64::try_from(kind.people.len() - exact).unwrap_or(i64::MAX));
    problem.kinds.iter().zip(exact).map(left).filter(|(_, left)| *left > 0)
}

fn group_rows(
    program: &mut Program,
    problem: &Problem,
    exact: &[usize],
    columns: &[Column],
    persons: &mut [Person<'_>],
    at: usize,
    group: &Group,
) {
    let of = seats::abilities(group);
    let mut supply: BTreeMap<Pattern, (i64, Vec<usize>)> = BTreeMap::new();
    for (kind, count) in free(problem, exact) {
        let pattern = seats::pattern(&of, |ability| kind.abilities[ability].holds(&[]));
        supply.entry(pattern).or_default().0 += count;
    }
    for column in columns {
        if let Ok(found) = column.cover.groups.binary_search_by_key(&at, |(of, _)| *of) {
            supply.entry(column.cover.groups[found].1).or_default().1.push(column.variable);
        }
    }
    supply.remove(&0);
    if let Some(seat) = seats::plain(group) {
        let (mut certain, mut terms) = supply.remove(&1).unwrap_or_default();
        for person in persons {
            match person.able(program, seat.ability) {
                Known::Always => certain += 1,
                Known::Never => {}
                Known::When(variable) => terms.push(variable),
            }
        }
        program.row(terms.into_iter().map(|variable| (variable, 1)), seat.need - certain);
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
            let Some(fill) = both(program, None, able) else { continue };
            for ((_, ability), of) in seat.of_which.iter().zip(singly_of) {
                let able = person.able(program, *ability);
                of.extend(both(program, Some(fill), able));
            }
            singly.push(fill);
            sits.push((fill, -1));
        }
        program.row(sits, -1);
    }
    seats::rows(program, group, &supply, &extra);
}

/// A new variable that can only be 1 when both hold.
fn both(program: &mut Program, one: Option<usize>, known: Known) -> Option<usize> {
    let other = match known {
        Known::Never => return None,
        Known::Always => None,
        Known::When(variable) => Some(variable),
    };
    let new = program.variable(0, 1);
    for needed in [one, other].into_iter().flatten() {
        program.row([(needed, 1), (new, -1)], 0);
    }
    Some(new)
}

fn tally_rows(
    program: &mut Program,
    problem: &Problem,
    exact: &[usize],
    columns: &[Column],
    persons: &mut [Person<'_>],
    at: usize,
    tally: &Tally,
) {
    let (mut total, mut sure) = (Vec::new(), 0);
    for (n, line) in tally.lines.iter().enumerate() {
        let mut certain: i64 = free(problem, exact)
            .filter(|(kind, _)| kind.abilities[line.ability].holds(&[]))
            .map(|(_, count)| count)
            .sum();
        let scoring = columns.iter().filter(|column| column.cover.lines.binary_search(&(at, n)).is_ok());
        let mut terms: Vec<usize> = scoring.map(|column| column.variable).collect();
        for person in &mut *persons {
            match person.able(program, line.ability) {
                Known::Always => certain += 1,
                Known::Never => {}
                Known::When(variable) => terms.push(variable),
            }
        }
        let points = terms.into_iter().map(|variable| (variable, line.points));
        let certain = certain.saturating_mul(line.points);
        match line.max {
            Some(max) if certain >= max => sure += max,
            Some(max) => {
                let scored = program.variable(0, max);
                program.row(points.chain([(scored, -1)]), -certain);
                total.push((scored, 1));
            }
            None => {
                sure += certain;
                total.extend(points);
            }
        }
    }
    program.row(total, tally.need - sure);
}

impl Model {
    /// Who does what in a choice of the program, and the kinds of people for whom the program may have been too cheap.
    pub fn bundles(
        &self,
        problem: &Problem,
        open: &Open,
        exact: &[usize],
        values: &[i64],
    ) -> (Vec<Bundle>, BTreeSet<usize>) {
        let mut loose = BTreeSet::new();
        let mut done: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (kind, who, deeds) in &self.persons {
            let chosen = deeds.iter().enumerate().filter(|(_, at)| at.is_some_and(|at| values[at] > 0));
            done.insert((*kind, *who), chosen.map(|(deed, _)| deed).collect());
        }
        let mut next = exact.to_vec();
        let mut left: Vec<(usize, i64)> = (0..self.columns.len()).map(|at| (at, values[self.columns[at].0])).collect();
        // Whoever has fewest to choose from chooses first.
        left.sort_by_key(|(at, _)| (self.columns[*at].1.len(), *at));
        for (at, count) in left {
            let from = &self.columns[at].1;
            for _ in 0..count {
                let idle = from.iter().find(|(kind, _)| next[*kind] < problem.kinds[*kind].people.len());
                let (kind, way, who) = if let Some((kind, way)) = idle {
                    next[*kind] += 1;
                    (*kind, *way, next[*kind] - 1)
                } else {
                    let Some((kind, way, who)) = stacked(problem, open, exact, &done, from) else { continue };
                    loose.insert(kind);
                    (kind, way, who)
                };
                if open.loose(problem, kind, way) {
                    loose.insert(kind);
                }
                let deeds = done.entry((kind, who)).or_default();
                deeds.extend(open.ways[kind].iter().flat_map(|ways| &ways[way].deeds));
                deeds.sort_unstable();
                deeds.dedup();
            }
        }
        let bundles = done.into_iter().filter(|(_, deeds)| !deeds.is_empty());
        (bundles.map(|((kind, who), deeds)| Bundle { kind, who, deeds }).collect(), loose)
    }
}

/// Somebody who is busy already and can do this too, best without counting twice for anything.
fn stacked(
    problem: &Problem,
    open: &Open,
    exact: &[usize],
    done: &BTreeMap<(usize, usize), Vec<usize>>,
    from: &[(usize, usize)],
) -> Option<(usize, usize, usize)> {
    let mut best: Option<((bool, usize, usize), usize, usize, usize)> = None;
    for (kind, way) in from {
        let Some(ways) = &open.ways[*kind] else { continue };
        let of = &problem.kinds[*kind];
        for who in exact[*kind]..of.people.len() {
            let before = done.get(&(*kind, who)).map_or(&[][..], Vec::as_slice);
            let mut deeds = [before, &ways[*way].deeds].concat();
            deeds.sort_unstable();
            deeds.dedup();
            let bundle = Bundle { kind: *kind, who, deeds };
            let twice = ways[*way].gains.iter().filter(|ability| of.abilities[**ability].holds(before)).count();
            let rank = (!problem.possible(&bundle), twice, before.len());
            if best.as_ref().is_none_or(|(other, ..)| rank < *other) {
                best = Some((rank, *kind, *way, who));
            }
        }
    }
    best.map(|(_, kind, way, who)| (kind, way, who))
}

/// How many people of each pattern there are, once these bundles are done.
pub fn people(problem: &Problem, group: &Group, bundles: &[Bundle]) -> BTreeMap<Pattern, i64> {
    let of = seats::abilities(group);
    let mut people: BTreeMap<Pattern, i64> = BTreeMap::new();
    for (kind, count) in free(problem, &vec![0; problem.kinds.len()]) {
        *people.entry(seats::pattern(&of, |ability| kind.abilities[ability].holds(&[]))).or_default() += count;
    }
    for bundle in bundles {
        let pattern =
            |deeds: &[usize]| seats::pattern(&of, |ability| problem.kinds[bundle.kind].abilities[ability].holds(deeds));
        *people.entry(pattern(&[])).or_default() -= 1;
        *people.entry(pattern(&bundle.deeds)).or_default() += 1;
    }
    people.retain(|pattern, count| *pattern != 0 && *count > 0);
    people
}

/// Whether the seats of a group can be filled once these bundles are done.
fn met(problem: &Problem, group: &Group, bundles: &[Bundle]) -> bool {
    let people = people(problem, group, bundles);
    match seats::plain(group) {
        Some(seat) => people.values().sum::<i64>() >= seat.need,
        None => seats::fill(group, &people).is_some(),
    }
}

/// Points of a tally once these bundles are done.
fn points(problem: &Problem, tally: &Tally, bundles: &[Bundle]) -> i64 {
    let line = |line: &super::problem::Line| {
        let base: usize =
            problem.kinds.iter().filter(|k| k.abilities[line.ability].holds(&[])).map(|k| k.people.len()).sum();
        let gained = bundles.iter().filter(|bundle| {
            let ability = &problem.kinds[bundle.kind].abilities[line.ability];
            !ability.holds(&[]) && ability.holds(&bundle.deeds)
        });
        let points = i64::try_from(base + gained.count()).unwrap_or(i64::MAX).saturating_mul(line.points);
        line.max.map_or(points, |max| points.min(max))
    };
    tally.lines.iter().map(line).sum()
}

/// Whether everything demanded is met, within every limit, once these bundles are done. Exact.
pub fn answers(problem: &Problem, goal: &Goal, bundles: &[Bundle]) -> bool {
    bundles.iter().all(|bundle| problem.possible(bundle))
        && goal.caps.iter().all(|cap| problem.deeds(bundles).map(|deed| cap.of.of(deed)).sum::<i64>() <= cap.most)
        && problem.tallies.iter().all(|tally| points(problem, tally, bundles) >= tally.need)
        && problem.groups.iter().all(|group| met(problem, group, bundles))
}
