//! The search for the cheapest plan against trying everything, on small random problems of every shape.
#![allow(clippy::cast_possible_wrap, reason = "a handful of people")]

use std::cell::RefCell;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::plan::check::satisfies;
use crate::plan::greedy::{MOST_RESTARTS, construct};
use crate::plan::model::OpenDemands;
use crate::plan::problem::{
    Action, Assignment, Cap, Formula, Goal, Group, Line, Measure, ObjectiveWeights, PersonClass,
    Problem, ScoreTarget, Seat,
};
use crate::plan::search::{Incumbent, SearchResult, search, search_telling};
use crate::plan::solver::Effort;

const EFFORT: Effort<'static> = Effort::untimed(20_000_000);
const ACTIONS: usize = 4;
const ABILITIES: usize = 4;

fn formula() -> impl Strategy<Value = Formula> {
    let leaf = prop_oneof![
        16 => (0..ACTIONS).prop_map(Formula::Do),
        1 => Just(Formula::TRUE),
        1 => Just(Formula::FALSE),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        let several = vec(inner, 1..4);
        prop_oneof![
            several.clone().prop_map(Formula::All),
            several.clone().prop_map(Formula::Any),
            (1..3_usize, several).prop_map(|(least, of)| Formula::AtLeast(least, of)),
        ]
    })
    .prop_map(Formula::simple)
}

/// What a action needs: only actions before it, so that nothing needs itself.
fn needs(at: usize) -> BoxedStrategy<Formula> {
    if at == 0 {
        return Just(Formula::TRUE).boxed();
    }
    let earlier = vec((0..at).prop_map(Formula::Do), 1..3);
    prop_oneof![4 => Just(Formula::TRUE), 1 => earlier.clone().prop_map(Formula::All), 1 => earlier.prop_map(Formula::Any)]
        .prop_map(Formula::simple)
        .boxed()
}

fn class() -> impl Strategy<Value = PersonClass> {
    let action = |at: usize| {
        (0..6_i64, 0..5_i64, needs(at)).prop_map(move |(cash, hours, needs)| Action {
            tag: at,
            cash: cash * 100,
            hours: hours * 10,
            load: hours * 10,
            new: 1,
            needs,
        })
    };
    let actions: Vec<_> = (0..ACTIONS).map(action).collect();
    (
        actions,
        vec(formula(), ABILITIES),
        option::weighted(0.4, 3..9_i64),
        1..4_usize,
    )
        .prop_map(|(actions, abilities, hours, people)| PersonClass {
            actions,
            abilities,
            hours: hours.map(|h| h * 10),
            people: (0..people).collect(),
        })
}

fn seat() -> impl Strategy<Value = Seat> {
    let of_which = prop_oneof![3 => Just(Vec::new()), 1 => vec((1..2_i64, 0..ABILITIES), 1..3)];
    (
        prop_oneof![3 => 1..2_i64, 1 => 2..3_i64],
        0..ABILITIES,
        of_which,
    )
        .prop_map(|(need, ability, of_which)| Seat {
            tag: 0,
            need,
            ability,
            of_which,
        })
}

fn target() -> impl Strategy<Value = ScoreTarget> {
    let line = (1..4_i64, 0..ABILITIES, option::of(1..6_i64));
    let lines = vec(
        line.prop_map(|(points, ability, max)| Line {
            points,
            ability,
            max,
        }),
        1..3,
    );
    (1..7_i64, lines).prop_map(|(need, lines)| ScoreTarget {
        tag: 0,
        need,
        lines,
    })
}

prop_compose! {
    fn problem()(
        classes in vec(class(), 1..3),
        groups in vec(vec(seat(), 1..3).prop_map(|seats| Group { seats }), 1..4),
        score_targets in prop_oneof![2 => Just(Vec::new()), 1 => vec(target(), 1..2)],
    ) -> Problem {
        let mut left = 3;
        let mut classes: Vec<PersonClass> = classes;
        // Three people at most: 16 to the third choices.
        classes.retain_mut(|class| {
            class.people.truncate(left);
            left -= class.people.len();
            !class.people.is_empty()
        });
        Problem { classes, groups, score_targets }
    }
}

/// Every possible choice of actions of everybody, with what it weighs.
fn choices(problem: &Problem, objective: ObjectiveWeights) -> Vec<(i64, Vec<(usize, Vec<usize>)>)> {
    let mut all = vec![(0, Vec::new())];
    for (at, class) in problem.classes.iter().enumerate() {
        let mut assignments = Vec::new();
        for mask in 0..1_u32 << class.actions.len() {
            let actions: Vec<usize> = (0..class.actions.len())
                .filter(|action| mask >> action & 1 == 1)
                .collect();
            let assignment = Assignment {
                class: at,
                who: 0,
                actions,
            };
            if problem.possible(&assignment) {
                assignments.push((
                    problem.weigh(objective, std::slice::from_ref(&assignment)),
                    assignment.actions,
                ));
            }
        }
        for _ in &class.people {
            all = all
                .iter()
                .flat_map(|(weight, done)| {
                    assignments.iter().map(move |(more, actions)| {
                        let mut done: Vec<(usize, Vec<usize>)> = done.clone();
                        done.push((at, actions.clone()));
                        (weight + more, done)
                    })
                })
                .collect();
        }
    }
    all.sort_by_key(|(weight, _)| *weight);
    all
}

/// Whether seats can be filled, by trying every person in every seat.
fn seated(able: &[Vec<bool>], group: &Group, person: usize, sitting: &mut Vec<Vec<usize>>) -> bool {
    if person == able.len() {
        return group.seats.iter().zip(sitting.iter()).all(|(seat, who)| {
            let which = |(least, ability): &(i64, usize)| {
                who.iter().filter(|p| able[**p][*ability]).count() as i64 >= *least
            };
            who.len() as i64 == seat.need && seat.of_which.iter().all(which)
        });
    }
    if seated(able, group, person + 1, sitting) {
        return true;
    }
    for at in 0..group.seats.len() {
        let seat = &group.seats[at];
        if able[person][seat.ability] && (sitting[at].len() as i64) < seat.need {
            sitting[at].push(person);
            let good = seated(able, group, person + 1, sitting);
            sitting[at].pop();
            if good {
                return true;
            }
        }
    }
    false
}

fn good(problem: &Problem, done: &[(usize, Vec<usize>)]) -> bool {
    let able = |(class, actions): &(usize, Vec<usize>)| -> Vec<bool> {
        problem.classes[*class]
            .abilities
            .iter()
            .map(|ability| ability.holds(actions))
            .collect()
    };
    let able: Vec<Vec<bool>> = done.iter().map(able).collect();
    let line = |line: &Line| {
        let points = able.iter().filter(|able| able[line.ability]).count() as i64 * line.points;
        line.max.map_or(points, |max| points.min(max))
    };
    problem
        .groups
        .iter()
        .all(|group| seated(&able, group, 0, &mut vec![Vec::new(); group.seats.len()]))
        && problem
            .score_targets
            .iter()
            .all(|target| target.lines.iter().map(line).sum::<i64>() >= target.need)
}

fn cheapest(problem: &Problem, goal: &Goal) -> Option<i64> {
    let within = |done: &[(usize, Vec<usize>)]| {
        goal.caps.iter().all(|cap| {
            let actions = done.iter().flat_map(|(class, actions)| {
                actions
                    .iter()
                    .map(|action| &problem.classes[*class].actions[*action])
            });
            actions.map(|action| cap.measure.count(action)).sum::<i64>() <= cap.most
        })
    };
    let mut choices = choices(problem, goal.objective).into_iter();
    choices
        .find(|(_, done)| within(done) && good(problem, done))
        .map(|(weight, _)| weight)
}

fn goal() -> impl Strategy<Value = Goal> {
    let cap = prop_oneof![
        (3..20_i64).prop_map(|most| Cap {
            measure: Measure::Weight(ObjectiveWeights::CASH),
            most: most * 100
        }),
        (0..ACTIONS, 0..3_i64).prop_map(|(tag, most)| Cap {
            measure: Measure::Times(vec![tag]),
            most
        }),
    ];
    let caps = prop_oneof![2 => Just(Vec::new()), 1 => vec(cap, 1..3)];
    (any::<bool>(), caps).prop_map(|(hours, caps)| Goal {
        objective: if hours {
            ObjectiveWeights::HOURS
        } else {
            ObjectiveWeights::CASH
        },
        caps,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn no_plan_is_cheaper(problem in problem(), goal in goal()) {
        let answer = search(&problem, &OpenDemands::new(&problem), &goal, EFFORT);
        match cheapest(&problem, &goal) {
            None => prop_assert_eq!(answer, SearchResult::Infeasible),
            Some(least) => {
                let SearchResult::Found { assignments, weight, bound } = answer else {
                    return Err(TestCaseError::fail(format!("{answer:?}, but {least} is possible")));
                };
                prop_assert_eq!((weight, bound), (least, least));
                prop_assert!(satisfies(&problem, &goal, &assignments));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn without_time_nothing_wrong_is_claimed(problem in problem(), goal in goal()) {
        let over = Effort { work: 1_000, time_left: &|| std::time::Duration::ZERO };
        let least = cheapest(&problem, &goal);
        match search(&problem, &OpenDemands::new(&problem), &goal, over) {
            SearchResult::Infeasible => prop_assert_eq!(least, None),
            SearchResult::Found { assignments, weight, bound } => {
                prop_assert!(satisfies(&problem, &goal, &assignments));
                prop_assert_eq!(problem.weigh(goal.objective, &assignments), weight);
                prop_assert!(least.is_some_and(|least| bound <= least && least <= weight));
            }
            SearchResult::Unknown { bound } => prop_assert!(least.is_none_or(|least| bound <= least)),
        }
    }

    #[test]
    fn what_is_told_on_the_way_becomes_better_and_claims_nothing_wrong(
        problem in problem(), goal in goal(), is_over in any::<bool>(),
    ) {
        let over = Effort { work: 1_000, time_left: &|| std::time::Duration::ZERO };
        let effort = if is_over { over } else { EFFORT };
        let told = RefCell::new(Vec::new());
        let listener = |best: Incumbent| told.borrow_mut().push((best.weight, best.bound));
        let answer = search_telling(&problem, &OpenDemands::new(&problem), &goal, effort, &listener);
        let told = told.into_inner();
        prop_assert!(told.is_sorted_by(|earlier, later| earlier.0 > later.0), "{:?}", told);
        if let Some((last, _)) = told.last() {
            let SearchResult::Found { weight, .. } = answer else {
                return Err(TestCaseError::fail(format!("{answer:?} after {told:?}")));
            };
            prop_assert!(weight <= *last);
            let least = cheapest(&problem, &goal);
            prop_assert!(told.iter().all(|(_, bound)| least.is_some_and(|least| *bound <= least)));
        }
    }

    #[test]
    fn where_nothing_limits_people_a_plan_is_built_without_the_solver(problem in problem()) {
        let mut problem = problem;
        problem.classes.iter_mut().for_each(|class| class.hours = None);
        for seat in problem.groups.iter_mut().flat_map(|group| &mut group.seats) {
            seat.of_which.clear();
        }
        let goal = Goal { objective: ObjectiveWeights::CASH, caps: Vec::new() };
        let open = OpenDemands::new(&problem);
        if cheapest(&problem, &goal).is_some() {
            let built = construct(&problem, &open, &goal, MOST_RESTARTS, EFFORT);
            prop_assert!(built.is_some_and(|assignments| satisfies(&problem, &goal, &assignments)));
        }
    }
}

#[test]
fn many_people_alike_whose_ways_are_too_many_to_list() {
    let any = |of: std::ops::Range<usize>| Formula::Any(of.map(Formula::Do).collect());
    // 625 ways for each of 1,300 people, the cheapest of them 1 + 26.
    let abilities = vec![Formula::All(vec![any(0..25), any(25..50)])];
    let action = |tag: usize| Action {
        tag,
        cash: 1 + tag as i64,
        hours: 1,
        load: 1,
        new: 1,
        needs: Formula::TRUE,
    };
    let class = PersonClass {
        actions: (0..50).map(action).collect(),
        abilities,
        hours: None,
        people: (0..1_300).collect(),
    };
    let seat = Seat {
        tag: 0,
        need: 3,
        ability: 0,
        of_which: Vec::new(),
    };
    let problem = Problem {
        classes: vec![class],
        groups: vec![Group { seats: vec![seat] }],
        score_targets: Vec::new(),
    };
    let goal = |caps: Vec<Cap>| Goal {
        objective: ObjectiveWeights::CASH,
        caps,
    };
    let open = OpenDemands::new(&problem);
    assert!(open.unlisted().next().is_some());
    let SearchResult::Found {
        assignments,
        weight,
        bound,
    } = search(&problem, &open, &goal(Vec::new()), EFFORT)
    else {
        panic!("nothing found");
    };
    assert_eq!((weight, bound), (81, 81));
    assert!(satisfies(&problem, &goal(Vec::new()), &assignments));
    let too_little = goal(vec![Cap {
        measure: Measure::Weight(ObjectiveWeights::CASH),
        most: 80,
    }]);
    assert!(!matches!(
        search(&problem, &open, &too_little, EFFORT),
        SearchResult::Found { .. }
    ));
}
