//! What the next actions of somebody would bring.

use std::collections::{BTreeMap, HashMap};

use super::seating::{points, units_filled};
use super::{Builder, Move, State};
use crate::plan::problem::Group;
use crate::plan::seats::Pattern;

/// What changes are worth at one moment; each is worked out once.
pub(super) struct Gains<'b> {
    groups: &'b [Group],
    abilities: &'b [Vec<usize>],
    people: &'b [BTreeMap<Pattern, i64>],
    urgency: &'b [f64],
    filled: Vec<i64>,
    needed: Vec<i64>,
    /// For each score target, what one more person adds on each line.
    lines: Vec<Vec<i64>>,
    known: HashMap<(usize, Pattern, Pattern), i64>,
}

impl<'b> Gains<'b> {
    pub(super) fn new(
        builder: &'b Builder<'_>,
        state: &'b State,
        filled: &[i64],
        needed: &[i64],
    ) -> Self {
        let lines =
            builder
                .open
                .score_targets
                .iter()
                .zip(&state.scorers)
                .map(|(target, scorers)| {
                    let before = points(target, scorers);
                    let with = |line: usize| {
                        let mut more = scorers.clone();
                        more[line] += 1;
                        points(target, &more) - before
                    };
                    (0..scorers.len()).map(with).collect()
                });
        Self {
            lines: lines.collect(),
            groups: &builder.open.groups,
            abilities: &builder.abilities,
            people: &state.people,
            urgency: &builder.urgency,
            filled: filled.to_vec(),
            needed: needed.to_vec(),
            known: HashMap::new(),
        }
    }

    pub(super) fn of(&mut self, next: &Move) -> f64 {
        let mut gain = 0.0;
        for (group, old, new) in &next.groups {
            if self.filled[*group] < self.needed[*group] {
                gain += self.urgency[*group] * self.units(*group, *old, *new) as f64;
            }
        }
        let mut index = 0;
        while let Some((target, _)) = next.lines.get(index) {
            let same = next.lines[index..]
                .iter()
                .take_while(|(other, _)| other == target);
            let (mut points, mut lines) = (0, 0);
            for (_, line) in same {
                points += self.lines[*target][*line];
                lines += 1;
            }
            let demand = self.groups.len() + target;
            let missing = self.needed[demand] - self.filled[demand];
            gain += self.urgency[demand] * points.min(missing) as f64;
            index += lines;
        }
        gain
    }

    /// In how many groups with empty seats the person could then do more.
    pub(super) fn chances(&self, next: &Move) -> f64 {
        let open =
            |(group, ..): &&(usize, Pattern, Pattern)| self.filled[*group] < self.needed[*group];
        next.groups.iter().filter(open).count() as f64
    }

    /// How many more units of a group are filled when somebody's pattern changes.
    fn units(&mut self, group: usize, old: Pattern, new: Pattern) -> i64 {
        if let Some(units) = self.known.get(&(group, old, new)) {
            return *units;
        }
        let mut people = self.people[group].clone();
        *people.entry(old).or_default() -= 1;
        *people.entry(new).or_default() += 1;
        let filled = units_filled(&self.groups[group], &self.abilities[group], &people);
        let units = filled - self.filled[group];
        self.known.insert((group, old, new), units);
        units
    }
}
