//! Somebody modelled one by one: what they do has a variable each, and no ability or seat is counted twice. Or people alike
//! counted together: how many of them do each thing, which no more than bounds what they can do.

use std::collections::BTreeMap;

use super::options::ActionSet;
use super::problem::{Action, Formula, Goal, PersonClass};
use super::program::Program;

/// A condition as the program knows it.
#[derive(Clone, Copy, Debug)]
pub enum Attainable {
    /// It is met anyway.
    Always,
    /// It can't be met.
    Never,
    /// It is met only when this variable is 1.
    When(usize),
}

/// A person of the program.
#[derive(Clone, Debug)]
pub struct PersonModel<'p> {
    class: &'p PersonClass,
    place: (usize, usize),
    /// How many people are counted together.
    pub(super) many: i64,
    /// What can be chosen: the variable, and the actions it stands for.
    choices: Vec<(usize, Vec<usize>)>,
    by: By<'p>,
}

/// What the choices are.
#[derive(Clone, Debug)]
enum By<'p> {
    /// Whole options; and the variables of abilities so far.
    ActionSets(Vec<&'p ActionSet>, BTreeMap<usize, Attainable>),
    /// Single actions, with the place of each among the choices; and the variables of conditions so far.
    Actions(Vec<Option<usize>>, BTreeMap<&'p Formula, Attainable>),
}

impl<'p> PersonModel<'p> {
    /// Somebody who chooses among whole options. `ActionSets` that share actions are listed together as one, so that nothing is lost by
    /// paying for each in full.
    pub fn by_action_sets(
        program: &mut Program,
        goal: &Goal,
        class: &'p PersonClass,
        place: (usize, usize),
        options: Vec<&'p ActionSet>,
    ) -> Self {
        let sum = |option: &ActionSet, parts: &dyn Fn(&Action) -> i64| {
            option
                .actions
                .iter()
                .map(|action| parts(&class.actions[*action]))
                .sum::<i64>()
        };
        let choices: Vec<(usize, Vec<usize>)> = options
            .iter()
            .map(|option| {
                (
                    program.variable(sum(option, &|action| goal.objective.weigh(action)), 1),
                    option.actions.clone(),
                )
            })
            .collect();
        let person = Self {
            class,
            place,
            many: 1,
            choices,
            by: By::ActionSets(options, BTreeMap::new()),
        };
        person.limit_hours(program);
        person
    }

    /// Somebody who chooses action by action, or `many` alike.
    pub fn by_actions(
        program: &mut Program,
        goal: &Goal,
        class: &'p PersonClass,
        place: (usize, usize),
        many: i64,
    ) -> Self {
        let mut choices = Vec::new();
        let mut places = Vec::new();
        for (index, action) in class.actions.iter().enumerate() {
            let fits = class.hours.is_none_or(|hours| action.load <= hours);
            places.push(fits.then_some(choices.len()));
            if fits {
                choices.push((
                    program.variable(goal.objective.weigh(action), many),
                    vec![index],
                ));
            }
        }
        let mut person = Self {
            class,
            place,
            many,
            choices,
            by: By::Actions(places, BTreeMap::new()),
        };
        for action in 0..class.actions.len() {
            let Attainable::When(variable) = person.doing(action) else {
                continue;
            };
            match person.when(program, &class.actions[action].needs) {
                Attainable::Always => {}
                Attainable::Never => program.constrain([(variable, -1)], 0),
                Attainable::When(needed) => program.constrain([(needed, 1), (variable, -1)], 0),
            }
        }
        person.limit_hours(program);
        person
    }

    fn limit_hours(&self, program: &mut Program) {
        if let Some(hours) = self.class.hours {
            program.constrain(self.counts(|action| -action.load), -hours * self.many);
        }
    }

    /// For each choice its variable, and what its actions count.
    pub fn counts(&self, parts: impl Fn(&Action) -> i64) -> Vec<(usize, i64)> {
        let sum = |actions: &[usize]| {
            actions
                .iter()
                .map(|action| parts(&self.class.actions[*action]))
                .sum()
        };
        self.choices
            .iter()
            .map(|(variable, actions)| (*variable, sum(actions)))
            .collect()
    }

    /// A number that tells choices apart, with a sign.
    pub fn rank(&self, sign: i64) -> Vec<(usize, i64)> {
        let ranks = (1..).zip(&self.choices);
        ranks
            .map(|(rank, (variable, _))| (*variable, sign * rank))
            .collect()
    }

    /// The class, which of its people, and what each variable means they do.
    pub fn choices(self) -> (usize, usize, Vec<(usize, Vec<usize>)>) {
        (self.place.0, self.place.1, self.choices)
    }

    /// What gives the person an ability.
    pub fn able(&mut self, program: &mut Program, ability: usize) -> Attainable {
        let class = self.class;
        match &mut self.by {
            By::Actions(..) => self.when(program, &class.abilities[ability]),
            By::ActionSets(..) if class.abilities[ability].holds(&[]) => Attainable::Always,
            By::ActionSets(options, known) => {
                let giving = options
                    .iter()
                    .zip(&self.choices)
                    .filter(|(option, _)| option.gains.binary_search(&ability).is_ok());
                let giving: Vec<usize> = giving.map(|(_, (variable, _))| *variable).collect();
                *known
                    .entry(ability)
                    .or_insert_with(|| at_least(program, 1, &giving, 1))
            }
        }
    }

    fn doing(&self, action: usize) -> Attainable {
        let By::Actions(places, _) = &self.by else {
            return Attainable::Never;
        };
        places[action].map_or(Attainable::Never, |index| {
            Attainable::When(self.choices[index].0)
        })
    }

    fn when(&mut self, program: &mut Program, formula: &'p Formula) -> Attainable {
        if let By::Actions(_, known) = &self.by
            && let Some(known) = known.get(formula)
        {
            return *known;
        }
        let (least, parts): (usize, &'p [Formula]) = match formula {
            Formula::Do(action) => return self.doing(*action),
            Formula::All(parts) => (parts.len(), parts),
            Formula::Any(parts) => (1, parts),
            Formula::AtLeast(least, parts) => (*least, parts),
        };
        let (mut certain, mut open) = (0, Vec::new());
        for part in parts {
            match self.when(program, part) {
                Attainable::Always => certain += 1,
                Attainable::Never => {}
                Attainable::When(variable) => open.push(variable),
            }
        }
        let met = at_least(program, least.saturating_sub(certain), &open, self.many);
        if let By::Actions(_, known) = &mut self.by {
            known.insert(formula, met);
        }
        met
    }
}

/// A variable that can be 1 only if at least this many of these are; for `many` people, how often.
fn at_least(program: &mut Program, least: usize, parts: &[usize], many: i64) -> Attainable {
    match parts {
        _ if least == 0 => Attainable::Always,
        few if few.len() < least => Attainable::Never,
        [part] => Attainable::When(*part),
        _ => {
            let met = program.variable(0, many);
            if least == parts.len() {
                for part in parts {
                    program.constrain([(*part, 1), (met, -1)], 0);
                }
            } else {
                let least = i64::try_from(least).unwrap_or(i64::MAX);
                program.constrain(
                    parts.iter().map(|part| (*part, 1)).chain([(met, -least)]),
                    0,
                );
            }
            Attainable::When(met)
        }
    }
}
