//! From counts to a verdict: who fills what, when it breaks if nobody renews, and who it depends on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::checklist::{Block, Checklist, Part};
use super::classes::{PersonClass, note_name};
use super::count::{BlockTally, Count, Headcount};
use super::day::LastDay;
use super::person::{Holding, Pending, Person};
use super::verdict::{
    Closest, Filled, ItemVerdict, Kind, Lapse, LineVerdict, PendingVerdict, Proof,
    RequirementVerdict, ScoreLine, ScoreVerdict, Verdict, WaiverVerdict,
};
use crate::base::date::Expiry;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::team::requirement::{Demand, Match, Weight};

impl<'t> Checklist<'_, 't> {
    /// The verdict on everybody seen so far. `people` are those among whom the nearest are looked for.
    pub(super) fn verdict(&mut self, people: &[Person<'t>]) -> Verdict {
        self.sort();
        let mut items: Vec<Vec<Option<ItemVerdict>>> = self
            .requirements
            .iter()
            .map(|requirement| vec![None; requirement.items.len()])
            .collect();
        let mut short = vec![Vec::new(); self.requirements.len()];
        for block in &self.blocks {
            let tally = self.tally(block, &block.headcount(self.today()), self.today());
            for (part, verdict) in block.items.iter().zip(self.block(block, &tally, people)) {
                items[block.requirement][part.number] = Some(verdict);
            }
            short[block.requirement].extend(tally.short);
        }
        let requirements: Vec<RequirementVerdict> = self
            .requirements
            .iter()
            .zip(items)
            .zip(short)
            .map(|((requirement, items), jointly_short)| {
                let items: Vec<ItemVerdict> = items.into_iter().flatten().collect();
                let decide = || {
                    items
                        .iter()
                        .filter(|item| item.severity == Weight::Required)
                };
                let scores: Vec<u32> = items
                    .iter()
                    .filter_map(|item| Some(item.score.as_ref()?.scored))
                    .collect();
                let covered = decide().all(|item| item.covered);
                let breaks_on = decide().filter_map(|item| item.breaks_on).min();
                RequirementVerdict {
                    id: requirement.id.clone(),
                    name: requirement.name.clone(),
                    dated: requirement.dated,
                    place: requirement.place.clone(),
                    covered,
                    breaks_on: breaks_on.filter(|_| covered),
                    jointly_short,
                    points: (!scores.is_empty()).then(|| scores.iter().sum()),
                    waivers: requirement
                        .waivers
                        .iter()
                        .map(|waiver| WaiverVerdict {
                            item: waiver.item.clone(),
                            people: waiver.people,
                            reason: waiver.reason.clone(),
                            until: waiver.until,
                            active: waiver.until >= self.as_of,
                            place: waiver.place.clone(),
                        })
                        .collect(),
                    not_checked: requirement.not_checked.clone(),
                    evidence: self.qualifications(requirement, people),
                    items,
                }
            })
            .collect();
        let covered = requirements.iter().all(|requirement| requirement.covered);
        Verdict {
            as_of: self.as_of,
            until: self.until,
            covered,
            breaks_on: requirements
                .iter()
                .filter_map(|requirement| requirement.breaks_on)
                .min()
                .filter(|_| covered),
            requirements,
            warnings: Vec::new(),
            left_out: Vec::new(),
            names_all: true,
            people: self.people,
            names: self.names_of_members(people),
            late: self.late.values().map(|(late, _)| late.clone()).collect(),
            more_late: self.more_late,
        }
    }

    /// The names of everybody whom the verdict can mention and whose rows have gone by.
    fn names_of_members(&self, people: &[Person<'t>]) -> BTreeMap<Text, Text> {
        let mut names = BTreeMap::new();
        let pending = self.pending.values().map(|(_, person)| &**person);
        let late = self.late.values().map(|(_, person)| &**person);
        let classes = self.blocks.iter().flat_map(|block| block.classes.values());
        let members = classes.flat_map(|class| &class.members);
        let members = members.map(|person| &**person).chain(people);
        for person in members.chain(pending).chain(late) {
            note_name(&mut names, &person.view());
        }
        names
    }

    /// The verdict on each item of a block.
    fn block(
        &self,
        block: &Block<'_, 't>,
        tally: &BlockTally,
        people: &[Person<'t>],
    ) -> Vec<ItemVerdict> {
        let breaks = self.breaks(block, tally);
        let single = self.single_points(block, tally);
        let filled = self.filled(block, tally);
        let seated: BTreeSet<Text> = filled
            .iter()
            .flatten()
            .map(|filled| filled.person.clone())
            .collect();
        let parts = block
            .items
            .iter()
            .zip(&tally.counts)
            .zip(breaks)
            .zip(single)
            .zip(filled);
        let verdicts = parts.map(|((((part, count), breaks_on), single_points), filled_by)| {
            // Of an item about everybody, those who fall short are listed even where a waiver covers them.
            let every = matches!(part.item.demand, Demand::Every { .. });
            let (closest, more_short) = if count.covered && !every {
                (Vec::new(), 0)
            } else {
                self.closest(block, part, count, people, &seated)
            };
            let pending = self.pending(block, part, &filled_by, &closest);
            ItemVerdict {
                id: part.item.id.clone(),
                name: part.item.name.clone(),
                kind: kind(part),
                severity: part.item.severity,
                group: super::checklist::group(part.item),
                needed: count.needed,
                waived: count.waived.min(count.needed),
                filled: count.filled,
                surplus: count.surplus,
                covered: count.covered,
                breaks_on: breaks_on.and_then(LastDay::date),
                breaks_by: breaks_on
                    .map(|day| self.lapses(block, part, day))
                    .unwrap_or_default(),
                valid_for: self.options.valid_for.or(part.item.valid_for),
                of_which: of_which(part, count),
                filled_by,
                closest,
                more_short,
                pending,
                single_points,
                score: score(part, count),
                place: part.item.place.clone(),
            }
        });
        verdicts.collect()
    }

    /// Who is on the way to a credential that an item accepts and does not fill it yet; of items about everybody of a
    /// kind, who doesn't meet it.
    fn pending(
        &self,
        block: &Block<'_, '_>,
        part: &Part<'_>,
        filled_by: &[Filled],
        closest: &[Closest],
    ) -> Vec<PendingVerdict> {
        let every = matches!(part.item.demand, Demand::Every { .. });
        let next = block.items.iter().map(|other| other.slot);
        let end = next
            .filter(|slot| *slot > part.slot)
            .min()
            .unwrap_or(block.slots.len());
        let slots = &block.slots[part.slot..end];
        let accepts = |pending: &Pending| {
            slots.iter().any(|slot| {
                slot.matcher
                    .sets()
                    .iter()
                    .any(|set| set.has(pending.number))
            })
        };
        let concerned = |person: &Text| {
            if every {
                closest.iter().any(|closest| closest.person == *person)
            } else {
                filled_by.iter().all(|filled| filled.person != *person)
            }
        };
        let all = self.pending.iter();
        let own = all.filter(|((person, _), (pending, _))| accepts(pending) && concerned(person));
        own.filter_map(|((person, _), (pending, _))| {
            let credential = self.catalog.credentials.get(usize::from(pending.number))?;
            Some(PendingVerdict {
                person: person.clone(),
                credential: credential.id,
                status: pending.status,
                on: pending.on,
            })
        })
        .collect()
    }

    /// The first day on which each item that is covered now is covered no more.
    fn breaks(&self, block: &Block<'_, '_>, now: &BlockTally) -> Vec<Option<LastDay>> {
        let mut breaks = vec![None; block.items.len()];
        let mut headcount = block.headcount(self.today());
        for (day, changing) in self.events(block) {
            if now
                .counts
                .iter()
                .zip(&breaks)
                .all(|(count, broken)| !count.covered || broken.is_some())
            {
                break;
            }
            for key in changing {
                block.age(&mut headcount, key, day);
            }
            let then = self.tally(block, &headcount, day).counts;
            for (at, broken) in breaks.iter_mut().enumerate() {
                if now.counts[at].covered && !then[at].covered && broken.is_none() {
                    *broken = Some(day);
                }
            }
        }
        breaks
    }

    /// Days after today on which something has expired, in order, with the classes for which something has.
    fn events<'b>(&self, block: &'b Block<'_, '_>) -> BTreeMap<LastDay, Vec<&'b [LastDay]>> {
        let (today, until) = (self.today(), LastDay::from(self.until));
        let day = |last: LastDay| last.next().filter(|day| last >= today && *day <= until);
        let mut events: BTreeMap<LastDay, Vec<&[LastDay]>> = BTreeMap::new();
        for waiver in &self.requirements[block.requirement].waivers {
            events.extend(day(LastDay::from(waiver.until)).map(|day| (day, Vec::new())));
        }
        for key in block.classes.keys() {
            let days: BTreeSet<LastDay> = key.iter().filter_map(|last| day(*last)).collect();
            for day in days {
                events.entry(day).or_default().push(key);
            }
        }
        events
    }

    /// What expires just before an item breaks.
    fn lapses(&self, block: &Block<'_, '_>, part: &Part<'_>, day: LastDay) -> Vec<Lapse> {
        let mut lapses = Vec::new();
        let counted = matches!(part.item.demand, Demand::Credentials { .. });
        for (key, class) in &block.classes {
            let mut ending = (0..key.len()).filter(|at| key[*at].next() == Some(day));
            let Some(slot) = ending
                .next()
                .map(|at| &block.slots[if counted { part.slot } else { at }])
            else {
                continue;
            };
            for person in &class.members {
                let matcher = slot.matcher_of(&person.view(), self.catalog, self.as_of);
                let rests_on = if counted {
                    matcher.each(&person.holds)
                } else {
                    matcher.witness(&person.holds)
                };
                let holding = rests_on
                    .into_iter()
                    .find(|holding| holding.last.less(slot.valid_for).next() == Some(day));
                lapses.extend(holding.map(|holding| Lapse::Holding {
                    person: person.id.clone(),
                    credential: holding.credential,
                    valid_until: holding.last.date(),
                    expires: holding.expires(),
                }));
            }
        }
        let waivers = &self.requirements[block.requirement].waivers;
        let ends = |waiver: &&crate::team::requirement::Waiver| {
            let concerned = |part: &Part<'_>| part.item.id == waiver.item;
            block.items.iter().any(concerned) && LastDay::from(waiver.until).next() == Some(day)
        };
        lapses.extend(waivers.iter().filter(ends).map(|_| Lapse::Waiver));
        lapses.sort_by_key(|lapse| match lapse {
            Lapse::Holding {
                person, credential, ..
            } => (person.clone(), Some(*credential)),
            Lapse::Waiver => (Text::default(), None),
        });
        lapses.dedup();
        lapses
    }

    /// For each item the people without whom it would fail, or fail by more.
    fn single_points(&self, block: &Block<'_, '_>, now: &BlockTally) -> Vec<Vec<Text>> {
        let mut single = vec![Vec::new(); block.items.len()];
        if block
            .items
            .iter()
            .any(|part| matches!(part.item.demand, Demand::Every { .. }))
        {
            return single;
        }
        let today = self.today();
        let headcount = block.headcount(today);
        for (met, count) in &headcount {
            if met.iter().all(|times| *times == 0) {
                continue;
            }
            let mut without: Headcount = headcount.clone();
            if *count == 1 {
                without.remove(met);
            } else {
                without.insert(met.clone(), count - 1);
            }
            let then = self.tally(block, &without, today).counts;
            for (at, (now, then)) in now.counts.iter().zip(&then).enumerate() {
                if if now.covered {
                    !then.covered
                } else {
                    then.filled < now.filled
                } {
                    single[at].extend(block.alike(met, today).map(|(_, person)| person.id.clone()));
                }
            }
        }
        for people in &mut single {
            people.sort_unstable();
        }
        single
    }

    /// For each item the people who fill it.
    fn filled(&self, block: &Block<'_, 't>, tally: &BlockTally) -> Vec<Vec<Filled>> {
        let today = self.today();
        let mut filled: Vec<Vec<Filled>> = vec![Vec::new(); block.items.len()];
        if block.items.len() > 1 || !tally.seated.is_empty() {
            let mut taken: BTreeSet<Text> = BTreeSet::new();
            for seated in &tally.seated {
                let part = &block.items[seated.part];
                // By the days that tell classes apart, so that it does not matter who of a class is remembered.
                let mut free: Vec<(&[LastDay], &Rc<Person<'_>>)> = block
                    .alike(&seated.met, today)
                    .filter(|(_, person)| !taken.contains(&person.id))
                    .collect();
                free.sort_by_key(|(key, person)| {
                    (Reverse(key.get(part.slot).copied()), person.id.clone())
                });
                for (_, person) in free.into_iter().take(seated.count as usize) {
                    taken.insert(person.id.clone());
                    filled[seated.part].push(self.entry(block, part.slot, person));
                }
            }
        } else if let ([part], [count]) = (block.items.as_slice(), tally.counts.as_slice()) {
            filled[0] = self.pooled(block, part, count);
        }
        for people in &mut filled {
            people.sort_by_key(|filled| filled.person.clone());
        }
        filled
    }

    /// Who fills an item that nobody competes for: those whom a sub-minimum needs first, then those who last longest.
    fn pooled(&self, block: &Block<'_, 't>, part: &Part<'_>, count: &Count) -> Vec<Filled> {
        let today = self.today();
        let score = matches!(part.item.demand, Demand::Score(_));
        let mut there: Vec<(&[LastDay], &Rc<Person<'_>>)> = Vec::new();
        for (key, PersonClass { members, .. }) in &block.classes {
            let meets = |last: &LastDay| *last >= today;
            if if score {
                key.iter().any(meets)
            } else {
                key.first().is_some_and(meets)
            } {
                there.extend(members.iter().map(|person| (&**key, person)));
            }
        }
        there.sort_by_key(|(key, person)| (Reverse(key.first().copied()), person.id.clone()));
        let mut chosen: BTreeSet<Text> = BTreeSet::new();
        for (sub, (needed, _)) in count.of_which.iter().enumerate() {
            let meets = |key: &[LastDay]| key.get(sub + 1).is_some_and(|last| *last >= today);
            for (_, person) in there
                .iter()
                .filter(|(key, _)| meets(key))
                .take(*needed as usize)
            {
                if count.covered || chosen.len() < count.filled as usize {
                    chosen.insert(person.id.clone());
                }
            }
        }
        let mut filled = chosen.len();
        for (key, person) in &there {
            if !score && filled >= count.filled as usize {
                break;
            }
            // Of credentials each counts, of people each.
            let counted = matches!(part.item.demand, Demand::Credentials { .. });
            if chosen.insert(person.id.clone()) {
                filled += if counted {
                    key.iter().filter(|last| **last >= today).count()
                } else {
                    1
                };
            }
        }
        let chosen = there
            .iter()
            .filter(|(_, person)| chosen.contains(&person.id));
        chosen
            .map(|(_, person)| self.entry(block, part.slot, person))
            .collect()
    }

    /// A person who fills an item by the match of a slot; of points and credentials, by everything that counts.
    fn entry(&self, block: &Block<'_, '_>, slot: usize, person: &Person<'_>) -> Filled {
        let today = self.today();
        let demand = block
            .items
            .iter()
            .find(|part| part.slot == slot)
            .map(|part| &part.item.demand);
        let soonest = |by: &[Holding]| {
            by.iter()
                .map(|holding| holding.last)
                .min()
                .unwrap_or(LastDay::NOT_AT_ALL)
        };
        let (mut by, last): (Vec<Holding>, LastDay) = match demand {
            Some(Demand::Credentials { .. }) => {
                let slot = &block.slots[slot];
                let counts = |holding: &Holding| holding.last.less(slot.valid_for) >= today;
                let by: Vec<_> = slot
                    .matcher
                    .each(&person.holds)
                    .into_iter()
                    .filter(counts)
                    .collect();
                let last = soonest(&by);
                (by, last)
            }
            Some(Demand::Score(_)) => {
                let matchers = block.slots.iter().map(|slot| {
                    (
                        slot,
                        slot.matcher_of(&person.view(), self.catalog, self.as_of),
                    )
                });
                let met = matchers.filter(|(slot, matcher)| {
                    matcher.last(&person.holds).less(slot.valid_for) >= today
                });
                let by: Vec<_> = met
                    .flat_map(|(_, matcher)| matcher.witness(&person.holds))
                    .collect();
                let last = soonest(&by);
                (by, last)
            }
            _ => {
                let matcher =
                    block.slots[slot].matcher_of(&person.view(), self.catalog, self.as_of);
                (matcher.witness(&person.holds), matcher.last(&person.holds))
            }
        };
        by.sort_by_key(|holding| (holding.credential, holding.at));
        by.dedup_by_key(|holding| holding.credential);
        Filled {
            person: person.id.clone(),
            by: by
                .iter()
                .map(|holding| person.proof(holding, self.catalog))
                .collect(),
            valid_until: last.date(),
        }
    }
}

impl<'t> Block<'_, 't> {
    /// The people who are alike on a day, with the last days of their class.
    fn alike<'b>(
        &'b self,
        met: &'b [u32],
        day: LastDay,
    ) -> impl Iterator<Item = (&'b [LastDay], &'b Rc<Person<'t>>)> {
        let classes = self
            .classes
            .iter()
            .filter(move |(key, _)| self.met(key, day) == met);
        classes.flat_map(|(key, class)| class.members.iter().map(move |person| (&**key, person)))
    }
}

impl Person<'_> {
    /// A holding as what something rests on.
    pub(super) fn proof(&self, holding: &Holding, catalog: &Catalog) -> Proof {
        let held = self
            .roster
            .and_then(|person| person.holds.get(holding.at as usize));
        Proof {
            credential: holding.credential,
            valid_until: match holding.dated.expiry {
                Expiry::On(day) => Some(day),
                Expiry::Never | Expiry::Unknown => None,
            },
            expires: holding.dated.expires(),
            renewed_by: holding.dated.renewer(catalog),
            assumed: holding.is_unknown(),
            place: held.map(|held| held.place.clone()),
        }
    }
}

/// The lines of an item among the same people.
fn of_which(part: &Part<'_>, count: &Count) -> Vec<LineVerdict> {
    match &part.item.demand {
        Demand::People(seats) => line_verdicts(&seats.of_which, &count.of_which),
        _ => Vec::new(),
    }
}

fn line_verdicts(lines: &[(u32, Match)], counts: &[(u32, u32)]) -> Vec<LineVerdict> {
    lines
        .iter()
        .zip(counts)
        .map(|((_, matching), (needed, filled))| LineVerdict {
            says: matching.in_words(),
            needed: *needed,
            filled: (*filled).min(*needed),
        })
        .collect()
}

/// How the points of an item come about.
fn score(part: &Part<'_>, count: &Count) -> Option<ScoreVerdict> {
    let Demand::Score(asked) = &part.item.demand else {
        return None;
    };
    let scored = count.score.as_ref()?;
    let lines = asked.each.iter().zip(&scored.lines);
    Some(ScoreVerdict {
        need: asked.need,
        scored: scored.scored,
        gates: line_verdicts(&asked.gates, &scored.gates),
        lines: lines
            .map(|(line, (people, points))| ScoreLine {
                says: line.matching.in_words(),
                people: *people,
                points: *points,
            })
            .collect(),
    })
}

fn kind(part: &Part<'_>) -> Kind {
    match &part.item.demand {
        Demand::People(seats) if seats.exclusive.is_some() => Kind::Seat,
        Demand::People(_) => Kind::Pool,
        Demand::Credentials { .. } => Kind::Credentials,
        Demand::Every { .. } => Kind::Every,
        Demand::Score(_) => Kind::Score,
    }
}
