//! Plans of growing size: `cargo bench --bench plan`. `-- --only TEXT`: those whose name has it. With `-- --export DIR` each problem is also written as JSON, for other
//! solvers to solve (benches/peers/compare.py).

#![allow(
    clippy::cast_possible_wrap,
    clippy::cast_possible_truncation,
    reason = "small numbers"
)]

use std::error::Error;
use std::path::PathBuf;

use certadvise::solver::{
    Action, Cap, Effort, Formula, Goal, Group, Line, Measure, ObjectiveWeights, OpenDemands,
    PersonClass, Problem, ScoreTarget, SearchResult, Seat, search,
};

const EFFORT: Effort<'static> = Effort::untimed(10_000_000);

/// Numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
}

/// How large, and of which sort.
#[derive(Clone, Copy)]
struct Size {
    people: usize,
    /// How many people are alike.
    alike: usize,
    credentials: usize,
    requirements: usize,
    /// With a budget, prerequisites and hours for each person, least hours wanted; else least cash.
    limits: bool,
    /// Also with seats of which nobody fills two, people of whom some can do more, and points.
    mixed: bool,
    seed: u64,
}

impl Size {
    fn name(self) -> String {
        let Self {
            people,
            credentials,
            requirements,
            seed,
            ..
        } = self;
        format!(
            "{people}-{credentials}-{requirements}-{}-{seed}",
            if self.limits { "B" } else { "A" }
        )
    }
}

/// Sixty that a solver can prove which knows nothing of ours, the size that is aimed at, and one with many people.
fn sizes() -> Vec<Size> {
    let mut dice = Dice(0x5851_F42D_4C95_7F2D);
    let mut all = Vec::new();
    for (limits, seed) in [false, true]
        .into_iter()
        .flat_map(|limits| (0..30).map(move |seed| (limits, seed)))
    {
        let mut from =
            |least: usize, most: usize| least + dice.below((most - least + 1) as u64) as usize;
        let (people, credentials, requirements) = (from(20, 60), from(30, 80), from(15, 40));
        all.push(Size {
            people,
            alike: from(1, 3),
            credentials,
            requirements,
            limits,
            mixed: seed % 2 == 1,
            seed,
        });
    }
    let large = Size {
        people: 200,
        alike: 1,
        credentials: 150,
        requirements: 60,
        limits: false,
        mixed: false,
        seed: 0,
    };
    all.extend((0..4).map(|seed| Size { seed, ..large }));
    all.extend((0..4).map(|seed| Size {
        seed,
        limits: true,
        ..large
    }));
    all.extend([false, true].map(|limits| Size {
        people: 5_000,
        alike: 50,
        limits,
        ..large
    }));
    all
}

fn problem(size: Size) -> Problem {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ ((size.seed + 1) * 0x1234_5677));
    let credentials: Vec<(i64, i64, Formula)> = (0..size.credentials)
        .map(|at| {
            let cash = 9_900 + 500 * dice.below(150) as i64;
            let hours = 20 + 5 * dice.below(30) as i64;
            let needs = if size.limits && at > 0 && dice.below(5) == 0 {
                Formula::Do(dice.below(at as u64) as usize)
            } else {
                Formula::TRUE
            };
            (cash, hours, needs)
        })
        .collect();
    let some = |dice: &mut Dice, n: u64| -> Formula {
        let of = 2 + dice.below(n);
        Formula::Any(
            (0..of)
                .map(|_| Formula::Do(dice.below(size.credentials as u64) as usize))
                .collect(),
        )
    };
    let mut requirements: Vec<(i64, Formula)> = (0..size.requirements)
        .map(|_| {
            let one = some(&mut dice, 6);
            let formula = if dice.below(12) == 0 {
                Formula::All(vec![one, some(&mut dice, 3)])
            } else {
                one
            };
            let share = size.people as u64 / 20 + 2;
            (2 + dice.below(share) as i64, formula)
        })
        .collect();
    let mut groups: Vec<Group> = Vec::new();
    let mut score_targets: Vec<ScoreTarget> = Vec::new();
    for at in 0..size.requirements {
        let mut seat = Seat {
            tag: at,
            need: requirements[at].0,
            ability: at,
            of_which: Vec::new(),
        };
        match if size.mixed { dice.below(8) } else { 7 } {
            // Nobody fills this seat and the one before.
            0 | 1 if !groups.is_empty() => {
                groups
                    .last_mut()
                    .into_iter()
                    .for_each(|group| group.seats.push(seat.clone()));
            }
            2 => {
                seat.of_which.push((
                    1 + dice.below(seat.need.unsigned_abs()) as i64,
                    requirements.len(),
                ));
                requirements.push((0, some(&mut dice, 6)));
                groups.push(Group { seats: vec![seat] });
            }
            3 => {
                let lines = (0..3).map(|_| Line {
                    points: 1 + dice.below(4) as i64,
                    ability: dice.below(size.requirements as u64) as usize,
                    max: (dice.below(2) == 0).then_some(12),
                });
                let lines: Vec<Line> = lines.collect();
                score_targets.push(ScoreTarget {
                    tag: at,
                    need: 10 + dice.below(10) as i64,
                    lines,
                });
            }
            _ => groups.push(Group { seats: vec![seat] }),
        }
    }
    let different = size.people.div_ceil(size.alike);
    let mut classes = Vec::new();
    for at in 0..different {
        let held: Vec<usize> = (0..dice.below(6))
            .map(|_| dice.below(size.credentials as u64) as usize)
            .collect();
        let ease = 60 + dice.below(41) as i64;
        let actions = credentials
            .iter()
            .enumerate()
            .map(|(tag, (cash, hours, needs))| {
                let hours = hours * ease / 100;
                Action {
                    tag,
                    cash: *cash,
                    hours,
                    load: hours,
                    new: 1,
                    needs: given(needs, &held),
                }
            });
        let abilities = requirements
            .iter()
            .map(|(_, formula)| given(formula, &held))
            .collect();
        let people = (0..size.people)
            .filter(|person| person % different == at)
            .collect();
        let hours = size.limits.then(|| 80 + 20 * dice.below(10) as i64);
        classes.push(PersonClass {
            actions: actions.collect(),
            abilities,
            hours,
            people,
        });
    }
    Problem {
        classes,
        groups,
        score_targets,
    }
}

/// A condition for somebody who holds something already.
fn given(formula: &Formula, held: &[usize]) -> Formula {
    let all = |of: &[Formula]| of.iter().map(|one| given(one, held)).collect();
    match formula {
        Formula::Do(action) if held.contains(action) => Formula::TRUE,
        Formula::Do(action) => Formula::Do(*action),
        Formula::All(of) => Formula::All(all(of)),
        Formula::Any(of) => Formula::Any(all(of)),
        Formula::AtLeast(least, of) => Formula::AtLeast(*least, all(of)),
    }
    .simple()
}

/// Seconds of processor time so far, on Linux: what else the machine does matters less to it than to the clock.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|ns| ns.parse::<f64>().ok())
        .unwrap_or(0.0)
        / 1e9
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let only = arguments
        .iter()
        .position(|a| a == "--only")
        .and_then(|at| arguments.get(at + 1));
    let export = arguments
        .iter()
        .position(|a| a == "--export")
        .and_then(|at| arguments.get(at + 1))
        .map(PathBuf::from);
    // Five thousand people only when asked for: with a budget other solvers take longer than anybody waits.
    let wanted = |size: &Size| match only {
        Some(part) => size.name().contains(part.as_str()),
        None => size.people < 1_000,
    };
    println!(
        "{:<28} {:>9} {:>9} {:>7} {:>8}",
        "problem", "least", "bound", "gap %", "CPU s"
    );
    for size in sizes().into_iter().filter(wanted) {
        let problem = problem(size);
        let start = cpu_seconds();
        let open = OpenDemands::new(&problem);
        let mut goal = Goal {
            objective: ObjectiveWeights::CASH,
            caps: Vec::new(),
        };
        let mut answer = search(&problem, &open, &goal, EFFORT);
        if let (true, SearchResult::Found { weight, .. }) = (size.limits, &answer) {
            // A budget a fifth above what is needed at the least.
            let cap = Cap {
                measure: Measure::Weight(ObjectiveWeights::CASH),
                most: weight * 6 / 5,
            };
            goal = Goal {
                objective: ObjectiveWeights::HOURS,
                caps: vec![cap],
            };
            answer = search(&problem, &open, &goal, EFFORT);
        }
        let seconds = cpu_seconds() - start;
        let (least, bound) = match &answer {
            SearchResult::Found { weight, bound, .. } => (Some(*weight), *bound),
            SearchResult::Unknown { bound } => (None, *bound),
            SearchResult::Infeasible => (None, 0),
        };
        let name = size.name();
        let gap = least.map_or(f64::NAN, |least| {
            (least - bound) as f64 * 100.0 / least.max(1) as f64
        });
        let shown = least.map_or("-".to_owned(), |least| least.to_string());
        println!("{name:<28} {shown:>9} {bound:>9} {gap:>7.3} {seconds:>8.3}");
        // For five thousand, other solvers would need a variable for each person and credential.
        if let Some(folder) = export.as_ref().filter(|_| size.people < 1_000) {
            let value = serde_json::json!({"name": name, "goal": goal, "problem": problem,
                "ours": {"least": least, "bound": bound, "seconds": seconds}});
            std::fs::write(
                folder.join(format!("{name}.json")),
                serde_json::to_string(&value)?,
            )?;
        }
    }
    Ok(())
}
