//! Seats of one exclusive group: a maximum flow from people to seats decides who sits where.
//!
//! "Six, of which three ..." becomes three places that ask for more and three that don't. Where two sub-minimums of one
//! item may be met by the same people, every split of the places is tried, one after the other; the reader of
//! requirements bounds how many there are. Sub-minimums of which one implies the other need a single split. No item takes
//! more people than it has places. Items that decide come before advisory ones, and then in the order of the file: what is
//! filled first stays filled.

use std::collections::BTreeMap;

use super::checklist::Block;
use super::count::{BlockTally, Count, Headcount};
use super::flow::Network;
use super::verdict::Short;
use crate::team::requirement::{Demand, Seats, Weight};

/// People of one kind who sit on places of an item.
#[derive(Clone, Debug)]
pub(super) struct Seated {
    /// Their kind: a key of the [`Headcount`].
    pub(super) met: Vec<u32>,
    /// The item, by its place in the block.
    pub(super) part: usize,
    pub(super) count: u32,
}

/// Places of an item that ask for the same.
#[derive(Clone, Debug)]
struct Places {
    part: usize,
    /// The sub-minimums that must be met, one bit each.
    subs: u32,
    count: u32,
    /// Places that a waiver makes optional.
    optional: u32,
}

/// The seats of each item of a block.
fn seats_of<'b>(block: &'b Block<'_, '_>) -> Vec<&'b Seats> {
    let seats = block
        .items
        .iter()
        .filter_map(|part| match &part.item.demand {
            Demand::People(seats) => Some(seats),
            _ => None,
        });
    seats.collect()
}

/// Fills the seats of a block. `waived` says how many people fewer each item needs.
pub(super) fn fill(block: &Block<'_, '_>, headcount: &Headcount, waived: &[u32]) -> BlockTally {
    let seats = seats_of(block);
    let mut best: Option<Filling> = None;
    for places in layouts(&seats, waived) {
        let filling = Filling::new(block, headcount, places);
        if best
            .as_ref()
            .is_none_or(|best| filling.rank() > best.rank())
        {
            let complete = filling.open.iter().all(|open| *open == 0);
            best = Some(filling);
            if complete {
                break;
            }
        }
    }
    best.map(|filling| filling.tally(block, &seats, headcount, waived))
        .unwrap_or_default()
}

/// Every way to split the places of all items over what their sub-minimums ask for, made as they are asked for.
fn layouts(seats: &[&Seats], waived: &[u32]) -> impl Iterator<Item = Vec<Places>> {
    let splits: Vec<Vec<Vec<Places>>> = seats
        .iter()
        .zip(waived)
        .enumerate()
        .map(|(part, (seats, waived))| splits(part, seats, *waived))
        .collect();
    let ways = splits.iter().map(Vec::len).fold(1, usize::saturating_mul);
    (0..ways).map(move |way| {
        let mut rest = way;
        let mut places = Vec::new();
        for own in &splits {
            places.extend(own[rest % own.len()].iter().cloned());
            rest /= own.len();
        }
        places
    })
}

/// Every way to split the places of one item. There is at least one.
fn splits(part: usize, seats: &Seats, waived: u32) -> Vec<Vec<Places>> {
    let eased = seats.needed.saturating_sub(waived);
    let least: Vec<u32> = seats
        .of_which
        .iter()
        .map(|(needed, _)| (*needed).min(eased))
        .collect();
    let places = |subs, count| Places {
        part,
        subs,
        count,
        optional: 0,
    };
    let asking: Vec<Vec<Places>> = match (least.as_slice(), seats.overlap(eased)) {
        ([], _) => vec![vec![]],
        // The reader lets no more than two lines compete.
        ([first, second, ..], Some(overlap)) => overlap
            .rev()
            .map(|both| {
                vec![
                    places(3, both),
                    places(1, first - both),
                    places(2, second - both),
                ]
            })
            .collect(),
        ([first, ..], _) => vec![vec![places(1, *first)]],
    };
    let with_plain = |mut asking: Vec<Places>| {
        let taken: u32 = asking.iter().map(|places| places.count).sum();
        asking.push(Places {
            optional: seats.needed - eased,
            ..places(0, eased.saturating_sub(taken))
        });
        asking
    };
    asking.into_iter().map(with_plain).collect()
}

/// One way to fill the places.
struct Filling {
    network: Network,
    places: Vec<Places>,
    /// The edge from each kind of people to each kind of places they fit.
    sitting: BTreeMap<(usize, usize), usize>,
    /// Places open, one for each item: first those that must be filled.
    open: Vec<u32>,
    /// The same with those that a waiver makes optional.
    open_in_all: Vec<u32>,
    short: Vec<Short>,
    /// Places filled of items that decide, of all items, and with the optional ones.
    filled: [u32; 3],
}

impl Filling {
    fn new(block: &Block<'_, '_>, headcount: &Headcount, places: Vec<Places>) -> Self {
        let kinds = headcount.len();
        let (source, sink) = (0, 1 + kinds + places.len());
        let mut network = Network::with_nodes(sink + 1);
        let mut sitting = BTreeMap::new();
        for (kind, (met, count)) in headcount.iter().enumerate() {
            network.edge(source, 1 + kind, *count);
            for (at, place) in places.iter().enumerate() {
                let first = block.items[place.part].slot;
                let meets = |slot: usize| met.get(slot).is_some_and(|met| *met > 0);
                let subs = (0..32).filter(|sub| place.subs >> sub & 1 == 1);
                if meets(first) && subs.into_iter().all(|sub| meets(first + 1 + sub)) {
                    sitting.insert((kind, at), network.edge(1 + kind, 1 + kinds + at, *count));
                }
            }
        }
        let mut filling = Self {
            network,
            places,
            sitting,
            open: vec![0; block.items.len()],
            open_in_all: vec![0; block.items.len()],
            short: Vec::new(),
            filled: [0; 3],
        };
        let order = |weight| {
            (0..block.items.len()).filter(move |part| block.items[*part].item.severity == weight)
        };
        for (phase, weight) in [Weight::Required, Weight::Advisory].into_iter().enumerate() {
            let parts: Vec<usize> = order(weight).collect();
            for &part in &parts {
                filling.open[part] = filling.sit(source, sink, kinds, part, |places| places.count);
            }
            filling.filled[phase] = parts
                .iter()
                .map(|part| filling.count(*part) - filling.open[*part])
                .sum();
            if filling.short.is_empty() && parts.iter().any(|part| filling.open[*part] > 0) {
                filling.short = filling.shortage(block, headcount, sink, kinds);
            }
        }
        for part in order(Weight::Required).chain(order(Weight::Advisory)) {
            let optional: u32 = filling
                .places
                .iter()
                .filter(|p| p.part == part)
                .map(|p| p.optional)
                .sum();
            let open = filling.sit(source, sink, kinds, part, |places| places.optional);
            filling.open_in_all[part] = filling.open[part] + open;
            filling.filled[2] += optional - open;
        }
        filling
    }

    /// Opens places of an item and seats people on them; returns how many stay open.
    fn sit(
        &mut self,
        source: usize,
        sink: usize,
        kinds: usize,
        part: usize,
        count: impl Fn(&Places) -> u32,
    ) -> u32 {
        let own: Vec<(usize, u32)> = (0..self.places.len())
            .filter(|at| self.places[*at].part == part && count(&self.places[*at]) > 0)
            .map(|at| (at, count(&self.places[at])))
            .collect();
        let edges: Vec<usize> = own
            .iter()
            .map(|(at, count)| self.network.edge(1 + kinds + at, sink, *count))
            .collect();
        self.network.fill(source, sink);
        edges.iter().map(|edge| self.network.room(*edge)).sum()
    }

    /// Places of an item that must be filled.
    fn count(&self, part: usize) -> u32 {
        self.places
            .iter()
            .filter(|places| places.part == part)
            .map(|places| places.count)
            .sum()
    }

    fn rank(&self) -> [u32; 3] {
        self.filled
    }

    /// The items that lack people together: those on the far side of the smallest cut, apart where no person links them.
    fn shortage(
        &self,
        block: &Block<'_, '_>,
        headcount: &Headcount,
        sink: usize,
        kinds: usize,
    ) -> Vec<Short> {
        let reaching = self.network.reaching(sink);
        let counts: Vec<u32> = headcount.values().copied().collect();
        let mut left: Vec<usize> = (0..self.places.len())
            .filter(|at| reaching[1 + kinds + at] && self.places[*at].count > 0)
            .collect();
        let mut short = Vec::new();
        while let Some(first) = left.first().copied() {
            let (mut linked, mut people) = (vec![first], Vec::new());
            let mut next = 0;
            while let Some(&place) = linked.get(next) {
                next += 1;
                for kind in (0..kinds).filter(|kind| self.sitting.contains_key(&(*kind, place))) {
                    if !people.contains(&kind) {
                        people.push(kind);
                        let others = left
                            .iter()
                            .filter(|at| self.sitting.contains_key(&(kind, **at)));
                        let new: Vec<usize> =
                            others.filter(|at| !linked.contains(at)).copied().collect();
                        linked.extend(new);
                    }
                }
            }
            left.retain(|at| !linked.contains(at));
            let mut parts: Vec<usize> = linked.iter().map(|at| self.places[*at].part).collect();
            parts.sort_unstable();
            parts.dedup();
            if parts.len() > 1 {
                short.push(Short {
                    items: parts
                        .iter()
                        .map(|part| block.items[*part].item.id.clone())
                        .collect(),
                    needed: linked.iter().map(|at| self.places[*at].count).sum(),
                    qualified: people.iter().map(|kind| counts[*kind]).sum(),
                });
            }
        }
        short
    }

    fn tally(
        self,
        block: &Block<'_, '_>,
        seats: &[&Seats],
        headcount: &Headcount,
        waived: &[u32],
    ) -> BlockTally {
        let kinds: Vec<(&Vec<u32>, &u32)> = headcount.iter().collect();
        let mut seated = Vec::new();
        let mut standing_up: Vec<u32> = kinds.iter().map(|(_, count)| **count).collect();
        // Places are stocked with their open ones, so that what each sub-minimum lacks can be told.
        let mut taken = vec![0; self.places.len()];
        for ((kind, at), edge) in &self.sitting {
            let count = self.network.flow(*edge);
            if count > 0 {
                taken[*at] += count;
                standing_up[*kind] -= count;
                seated.push(Seated {
                    met: kinds[*kind].0.clone(),
                    part: self.places[*at].part,
                    count,
                });
            }
        }
        let counts = seats.iter().enumerate().map(|(part, seats)| {
            let own = || {
                self.places
                    .iter()
                    .zip(&taken)
                    .filter(move |(places, _)| places.part == part)
            };
            let of_which = seats.of_which.iter().enumerate().map(|(sub, (needed, _))| {
                let asking = own().filter(|(places, _)| places.subs >> sub & 1 == 1);
                let open: u32 = asking
                    .map(|(places, taken)| places.count.saturating_sub(*taken))
                    .sum();
                (*needed, needed.saturating_sub(open))
            });
            let slot = block.items[part].slot;
            let fits = kinds
                .iter()
                .zip(&standing_up)
                .filter(|((met, _), _)| met.get(slot).is_some_and(|met| *met > 0));
            Count {
                needed: seats.needed,
                waived: waived[part],
                filled: seats.needed.saturating_sub(self.open_in_all[part]),
                surplus: fits.map(|(_, count)| *count).sum(),
                covered: self.open[part] == 0,
                of_which: of_which.collect(),
                score: None,
            }
        });
        BlockTally {
            counts: counts.collect(),
            seated,
            short: self.short,
        }
    }
}
