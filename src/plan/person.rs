//! Somebody modelled one by one: what they do has a variable each, and no ability or seat is counted twice. Or people alike
//! counted together: how many of them do each thing, which no more than bounds what they can do.

use std::collections::BTreeMap;

use super::problem::{Deed, Formula, Goal, Kind};
use super::program::Program;
use super::ways::Way;

/// A condition as the program knows it.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    /// It is met anyway.
    Always,
    /// It can't be met.
    Never,
    /// It is met only when this variable is 1.
    When(usize),
}

/// A person of the program.
#[derive(Clone, Debug)]
pub struct Person<'p> {
    kind: &'p Kind,
    place: (usize, usize),
    /// How many people are counted together.
    pub(super) many: i64,
    /// What can be chosen: the variable, and the deeds it stands for.
    choices: Vec<(usize, Vec<usize>)>,
    by: By<'p>,
}

/// What the choices are.
#[derive(Clone, Debug)]
enum By<'p> {
    /// Whole ways; and the variables of abilities so far.
    Ways(Vec<&'p Way>, BTreeMap<usize, Known>),
    /// Single deeds, with the place of each among the choices; and the variables of conditions so far.
    Deeds(Vec<Option<usize>>, BTreeMap<&'p Formula, Known>),
}

impl<'p> Person<'p> {
    /// Somebody who chooses among whole ways. Ways that share deeds are listed together as one, so that nothing is lost by
    /// paying for each in full.
    pub fn by_ways(
        program: &mut Program,
        goal: &Goal,
        kind: &'p Kind,
        place: (usize, usize),
        ways: Vec<&'p Way>,
    ) -> Self {
        let sum = |way: &Way, of: &dyn Fn(&Deed) -> i64| {
            way.deeds
                .iter()
                .map(|deed| of(&kind.deeds[*deed]))
                .sum::<i64>()
        };
        let choices: Vec<(usize, Vec<usize>)> = ways
            .iter()
            .map(|way| {
                (
                    program.variable(sum(way, &|deed| goal.aim.of(deed)), 1),
                    way.deeds.clone(),
                )
            })
            .collect();
        let person = Self {
            kind,
            place,
            many: 1,
            choices,
            by: By::Ways(ways, BTreeMap::new()),
        };
        person.limit_hours(program);
        person
    }

    /// Somebody who chooses deed by deed, or `many` alike.
    pub fn by_deeds(
        program: &mut Program,
        goal: &Goal,
        kind: &'p Kind,
        place: (usize, usize),
        many: i64,
    ) -> Self {
        let mut choices = Vec::new();
        let mut places = Vec::new();
        for (at, deed) in kind.deeds.iter().enumerate() {
            let fits = kind.hours.is_none_or(|hours| deed.load <= hours);
            places.push(fits.then_some(choices.len()));
            if fits {
                choices.push((program.variable(goal.aim.of(deed), many), vec![at]));
            }
        }
        let mut person = Self {
            kind,
            place,
            many,
            choices,
            by: By::Deeds(places, BTreeMap::new()),
        };
        for deed in 0..kind.deeds.len() {
            let Known::When(variable) = person.doing(deed) else {
                continue;
            };
            match person.when(program, &kind.deeds[deed].needs) {
                Known::Always => {}
                Known::Never => program.row([(variable, -1)], 0),
                Known::When(needed) => program.row([(needed, 1), (variable, -1)], 0),
            }
        }
        person.limit_hours(program);
        person
    }

    fn limit_hours(&self, program: &mut Program) {
        if let Some(hours) = self.kind.hours {
            program.row(self.counts(|deed| -deed.load), -hours * self.many);
        }
    }

    /// For each choice its variable, and what its deeds count.
    pub fn counts(&self, of: impl Fn(&Deed) -> i64) -> Vec<(usize, i64)> {
        let sum = |deeds: &[usize]| deeds.iter().map(|deed| of(&self.kind.deeds[*deed])).sum();
        self.choices
            .iter()
            .map(|(variable, deeds)| (*variable, sum(deeds)))
            .collect()
    }

    /// A number that tells choices apart, with a sign.
    pub fn rank(&self, sign: i64) -> Vec<(usize, i64)> {
        let ranks = (1..).zip(&self.choices);
        ranks
            .map(|(rank, (variable, _))| (*variable, sign * rank))
            .collect()
    }

    /// The kind, which of its people, and what each variable means they do.
    pub fn choices(self) -> (usize, usize, Vec<(usize, Vec<usize>)>) {
        (self.place.0, self.place.1, self.choices)
    }

    /// What gives the person an ability.
    pub fn able(&mut self, program: &mut Program, ability: usize) -> Known {
        let kind = self.kind;
        match &mut self.by {
            By::Deeds(..) => self.when(program, &kind.abilities[ability]),
            By::Ways(..) if kind.abilities[ability].holds(&[]) => Known::Always,
            By::Ways(ways, known) => {
                let giving = ways
                    .iter()
                    .zip(&self.choices)
                    .filter(|(way, _)| way.gains.binary_search(&ability).is_ok());
                let giving: Vec<usize> = giving.map(|(_, (variable, _))| *variable).collect();
                *known
                    .entry(ability)
                    .or_insert_with(|| at_least(program, 1, &giving, 1))
            }
        }
    }

    fn doing(&self, deed: usize) -> Known {
        let By::Deeds(places, _) = &self.by else {
            return Known::Never;
        };
        places[deed].map_or(Known::Never, |at| Known::When(self.choices[at].0))
    }

    fn when(&mut self, program: &mut Program, formula: &'p Formula) -> Known {
        if let By::Deeds(_, known) = &self.by
            && let Some(known) = known.get(formula)
        {
            return *known;
        }
        let (least, of): (usize, &'p [Formula]) = match formula {
            Formula::Do(deed) => return self.doing(*deed),
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
        let met = at_least(program, least.saturating_sub(certain), &open, self.many);
        if let By::Deeds(_, known) = &mut self.by {
            known.insert(formula, met);
        }
        met
    }
}

/// A variable that can only be 1 when so many of these are; for `many` people, how often.
fn at_least(program: &mut Program, least: usize, of: &[usize], many: i64) -> Known {
    match of {
        _ if least == 0 => Known::Always,
        few if few.len() < least => Known::Never,
        [one] => Known::When(*one),
        _ => {
            let met = program.variable(0, many);
            if least == of.len() {
                for one in of {
                    program.row([(*one, 1), (met, -1)], 0);
                }
            } else {
                let least = i64::try_from(least).unwrap_or(i64::MAX);
                program.row(of.iter().map(|one| (*one, 1)).chain([(met, -least)]), 0);
            }
            Known::When(met)
        }
    }
}
