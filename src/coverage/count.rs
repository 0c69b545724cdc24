//! Who is there on a day, and whether that is enough: the same counting for today, for later days and without a person.

use std::collections::BTreeMap;

use super::checklist::{Block, Checklist};
use super::day::LastDay;
use super::seats;
use super::verdict::Short;
use crate::base::text::Text;
use crate::team::requirement::{Demand, Score, Seats};

/// People of a block on a day: how often each slot is met (more than once only where credentials are counted), and how
/// many people there are of that kind.
pub(super) type Headcount = BTreeMap<Vec<u32>, u32>;

/// How one item stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) needed: u32,
    pub(super) waived: u32,
    pub(super) filled: u32,
    pub(super) surplus: u32,
    pub(super) covered: bool,
    pub(super) of_which: Vec<(u32, u32)>,
    pub(super) score: Option<ScoreCount>,
}

/// How points come about: people needed and there for each gate, people and points of each line, in hundredths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ScoreCount {
    pub(super) scored: u32,
    pub(super) gates: Vec<(u32, u32)>,
    pub(super) lines: Vec<(u32, u32)>,
}

/// How a block stands.
#[derive(Clone, Debug, Default)]
pub(super) struct BlockTally {
    /// One for each item.
    pub(super) counts: Vec<Count>,
    /// Of seats that compete: who sits where.
    pub(super) seated: Vec<seats::Seated>,
    pub(super) short: Vec<Short>,
}

impl Checklist<'_, '_> {
    /// How a block stands on a day with these people.
    pub(super) fn tally(
        &self,
        block: &Block<'_, '_>,
        headcount: &Headcount,
        day: LastDay,
    ) -> BlockTally {
        let waived: Vec<u32> = block
            .items
            .iter()
            .map(|part| self.waived(block, &part.item.id, day))
            .collect();
        match block.items.as_slice() {
            [part] => {
                let count = match &part.item.demand {
                    Demand::People(seats)
                        if seats.lines_overlap(seats.needed.saturating_sub(waived[0])) =>
                    {
                        return seats::fill(block, headcount, &waived);
                    }
                    Demand::People(seats) => pool(seats, headcount, waived[0]),
                    Demand::Credentials { needed, .. } => {
                        credentials(*needed, headcount, waived[0])
                    }
                    Demand::Every { .. } => every(headcount, waived[0]),
                    Demand::Score(score) => scored(score, headcount),
                };
                BlockTally {
                    counts: vec![count],
                    ..BlockTally::default()
                }
            }
            _ => seats::fill(block, headcount, &waived),
        }
    }

    /// How many people a waiver eases on a day.
    fn waived(&self, block: &Block<'_, '_>, item: &Text, day: LastDay) -> u32 {
        let waivers = &self.requirements[block.requirement].waivers;
        let active = waivers
            .iter()
            .filter(|waiver| waiver.item == *item && LastDay::from(waiver.until) >= day);
        active
            .map(|waiver| waiver.people)
            .fold(0, u32::saturating_add)
    }
}

impl Block<'_, '_> {
    /// Who is there on a day.
    pub(super) fn headcount(&self, day: LastDay) -> Headcount {
        let mut headcount = Headcount::new();
        for (key, class) in &self.classes {
            *headcount.entry(self.met(key, day)).or_default() += class.count;
        }
        headcount
    }

    /// Brings a class of a headcount from the day before to a day.
    pub(super) fn age(&self, headcount: &mut Headcount, key: &[LastDay], day: LastDay) {
        let count = self.classes.get(key).map_or(0, |class| class.count);
        let before = key
            .iter()
            .map(|last| if last.next() == Some(day) { day } else { *last })
            .collect::<Vec<_>>();
        if let Some(there) = headcount.get_mut(&self.met(&before, day)) {
            *there -= count;
        }
        *headcount.entry(self.met(key, day)).or_default() += count;
    }

    /// What a key counts for on a day.
    pub(super) fn met(&self, key: &[LastDay], day: LastDay) -> Vec<u32> {
        let there = key.iter().map(|last| u32::from(*last >= day));
        match self.items.first().map(|part| &part.item.demand) {
            Some(Demand::Credentials { .. }) => vec![there.sum()],
            _ => there.collect(),
        }
    }
}

/// People who meet a slot.
pub(super) fn people(headcount: &Headcount, slot: usize) -> u32 {
    let there = headcount
        .iter()
        .filter(|(met, _)| met.get(slot).is_some_and(|met| *met > 0));
    there.map(|(_, count)| *count).fold(0, u32::saturating_add)
}

/// Seats that nobody competes for: everybody who matches counts.
fn pool(seats: &Seats, headcount: &Headcount, waived: u32) -> Count {
    let there = people(headcount, 0);
    let eased = seats.needed.saturating_sub(waived);
    let of_which: Vec<(u32, u32)> = seats
        .of_which
        .iter()
        .enumerate()
        .map(|(at, (needed, _))| (*needed, people(headcount, at + 1)))
        .collect();
    let missing = of_which
        .iter()
        .map(|(needed, there)| needed.saturating_sub(*there))
        .max()
        .unwrap_or(0);
    Count {
        needed: seats.needed,
        waived,
        filled: there
            .min(seats.needed)
            .min(seats.needed.saturating_sub(missing)),
        surplus: there.saturating_sub(seats.needed),
        covered: there >= eased
            && of_which
                .iter()
                .all(|(needed, there)| *there >= (*needed).min(eased)),
        of_which: of_which
            .into_iter()
            .map(|(needed, there)| (needed, there.min(needed)))
            .collect(),
        score: None,
    }
}

fn credentials(needed: u32, headcount: &Headcount, waived: u32) -> Count {
    let held =
        |(met, count): (&Vec<u32>, &u32)| met.first().copied().unwrap_or(0).saturating_mul(*count);
    let there = headcount.iter().map(held).fold(0, u32::saturating_add);
    Count {
        needed,
        waived,
        filled: there.min(needed),
        surplus: there.saturating_sub(needed),
        covered: there >= needed.saturating_sub(waived),
        ..Count::default()
    }
}

fn every(headcount: &Headcount, waived: u32) -> Count {
    let needed = headcount.values().copied().fold(0, u32::saturating_add);
    let filled = people(headcount, 0);
    Count {
        needed,
        waived,
        filled,
        covered: needed - filled <= waived,
        ..Count::default()
    }
}

fn scored(score: &Score, headcount: &Headcount) -> Count {
    let gates: Vec<(u32, u32)> = score
        .gates
        .iter()
        .enumerate()
        .map(|(at, (needed, _))| (*needed, people(headcount, at)))
        .collect();
    let open = gates.iter().all(|(needed, there)| there >= needed);
    let lines = score.each.iter().enumerate().map(|(at, line)| {
        let there = people(headcount, score.gates.len() + at);
        let points = if open || !line.gated {
            there.saturating_mul(line.points)
        } else {
            0
        };
        (there, points.min(line.max.unwrap_or(u32::MAX)))
    });
    let lines: Vec<(u32, u32)> = lines.collect();
    let total = lines
        .iter()
        .map(|(_, points)| *points)
        .fold(0, u32::saturating_add);
    Count {
        needed: score.need.div_ceil(100),
        filled: (total / 100).min(score.need.div_ceil(100)),
        surplus: total.saturating_sub(score.need) / 100,
        covered: total >= score.need,
        score: Some(ScoreCount {
            scored: total,
            gates,
            lines,
        }),
        ..Count::default()
    }
}
