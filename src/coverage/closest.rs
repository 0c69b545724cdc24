//! Who is nearest to filling what is open: the fewest steps, then the surest, then the cheapest, then the quickest.

use std::collections::{BTreeMap, BTreeSet};

use super::checklist::{Block, Checklist, Part, Slot};
use super::classes::NEAR;
use super::count::Count;
use super::day::LastDay;
use super::matcher::Matcher;
use super::person::{Holding, Person};
use super::verdict::{Action, Closest, Step};
use crate::base::date::Expiry;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Status;
use crate::cost::standing::{self, State};
use crate::cost::{USUAL_RATE, cost};
use crate::team::requirement::Demand;
use crate::team::roster::{Attempt, exams_left};

/// People who are named for an open item.
const NAMED: usize = 5;
/// Most credentials that are tried together; people who lack more are told to close each gap by itself.
const TOGETHER: usize = 3;
/// Deepest chain of prerequisites that is followed.
const CHAIN: usize = 8;

impl<'t> Checklist<'_, 't> {
    /// The nearest people to an item, and how many more don't meet an `every` item than are named. `seated` already
    /// fill a seat of the block.
    pub(super) fn closest(
        &self,
        block: &Block<'_, 't>,
        part: &Part<'_>,
        count: &Count,
        people: &[Person<'t>],
        seated: &BTreeSet<Text>,
    ) -> (Vec<Closest>, u32) {
        let today = self.today();
        if let Demand::Every { .. } = part.item.demand {
            let slot = &block.slots[part.slot];
            let failing = block
                .classes
                .iter()
                .filter(|(key, _)| key.iter().all(|last| *last < today));
            let (mut named, mut all) = (Vec::new(), 0);
            for (_, class) in failing {
                all += class.count as usize;
                named.extend(
                    class
                        .members
                        .iter()
                        .map(|person| self.gap(&[slot], person, false)),
                );
            }
            named.sort_by_key(|closest| closest.person.clone());
            let more = all.saturating_sub(named.len());
            return (named, u32::try_from(more).unwrap_or(u32::MAX));
        }
        let wanted = self.open_slots(block, part, count);
        let mut near: Vec<(usize, &Person<'_>)> = Vec::new();
        // People who sit on a seat that others compete for would leave it open.
        let competing = block.items.len() > 1;
        for person in people
            .iter()
            .filter(|person| !competing || !seated.contains(&person.id))
        {
            if let Demand::Credentials { .. } = part.item.demand {
                near.push((1, person));
                continue;
            }
            let missing = wanted.iter().map(|slot| {
                let slot = &block.slots[*slot];
                slot.matcher_of(&person.view(), self.catalog, self.as_of)
                    .missing(&person.holds, slot.needed_until(today))
            });
            let missing = missing.max().unwrap_or(0);
            if missing > 0 && missing < usize::MAX {
                near.push((missing, person));
            }
        }
        near.sort_by_key(|(missing, person)| (*missing, person.id.clone()));
        near.truncate(NEAR);
        let slots: Vec<&Slot<'_>> = wanted.iter().map(|slot| &block.slots[*slot]).collect();
        let one_more = matches!(part.item.demand, Demand::Credentials { .. });
        let mut closest: Vec<Closest> = near
            .into_iter()
            .map(|(_, person)| self.gap(&slots, person, one_more))
            .collect();
        closest.retain(|closest| !closest.lacks.is_empty());
        closest.sort_by_cached_key(|closest| {
            let cost = closest
                .lacks
                .iter()
                .map(|step| step.cost.map_or(i64::MAX / 64, |usd| usd.cents()))
                .sum::<i64>();
            (closest.lacks.len(), cost, closest.person.clone())
        });
        closest.truncate(NAMED);
        (closest, 0)
    }

    /// The slots that a person must meet to help an open item: of one that lacks only its sub-minimum, that as well; of
    /// points, the line that gives most for one more.
    fn open_slots(&self, block: &Block<'_, '_>, part: &Part<'_>, count: &Count) -> Vec<usize> {
        let headcount = block.headcount(self.today());
        let there = |slot| super::count::people(&headcount, slot);
        match &part.item.demand {
            Demand::People(seats) => {
                let subs = (0..seats.of_which.len())
                    .filter(|at| count.of_which[*at].1 < count.of_which[*at].0);
                // Where people compete or must count for several lines, one place may ask for all that is short.
                let overlap = seats.lines_overlap(seats.needed.saturating_sub(count.waived));
                let most = if block.items.len() > 1 || overlap {
                    usize::MAX
                } else {
                    1
                };
                std::iter::once(part.slot)
                    .chain(subs.take(most).map(|at| part.slot + 1 + at))
                    .collect()
            }
            Demand::Score(score) => {
                let gate = score
                    .gates
                    .iter()
                    .enumerate()
                    .find(|(at, (needed, _))| there(part.slot + at) < *needed);
                let line = || {
                    let lines = score.each.iter().enumerate().filter(|(at, line)| {
                        let points =
                            there(part.slot + score.gates.len() + at).saturating_mul(line.points);
                        points < line.max.unwrap_or(u32::MAX)
                    });
                    lines.max_by_key(|(at, line)| (line.points, std::cmp::Reverse(*at)))
                };
                let slot = gate
                    .map(|(at, _)| at)
                    .or_else(|| line().map(|(at, _)| score.gates.len() + at));
                vec![part.slot + slot.unwrap_or(0)]
            }
            Demand::Credentials { .. } | Demand::Every { .. } => vec![part.slot],
        }
    }

    /// What one person lacks to meet all of these slots, or, with `one_more`, to add a credential to what counts.
    fn gap(&self, slots: &[&Slot<'_>], person: &Person<'_>, one_more: bool) -> Closest {
        let matchers: Vec<(Matcher, LastDay)> = slots
            .iter()
            .map(|slot| {
                let day = slot.needed_until(self.today());
                let matcher = slot
                    .matcher_of(&person.view(), self.catalog, self.as_of)
                    .into_owned();
                (
                    if one_more {
                        matcher.one_more(&person.holds, day)
                    } else {
                        matcher
                    },
                    day,
                )
            })
            .collect();
        let lacks = self.steps(&matchers, person);
        let place = lacks
            .iter()
            .find(|step| step.action != Action::Earn)
            .and_then(|step| {
                let held = person
                    .roster?
                    .holds
                    .iter()
                    .find(|held| held.credential == step.credential)?;
                Some(held.place.clone())
            });
        Closest {
            person: person.id.clone(),
            lacks,
            place,
        }
    }

    /// The fewest steps, then the cheapest, after which all matchers pass.
    fn steps(&self, matchers: &[(Matcher, LastDay)], person: &Person<'_>) -> Vec<Step> {
        // Credentials that do the same for every set stand for each other; the nearest of each kind is enough.
        let sets: Vec<_> = matchers
            .iter()
            .flat_map(|(matcher, _)| matcher.sets())
            .collect();
        let mut kinds: BTreeMap<Vec<bool>, Vec<(Vec<Step>, u16)>> = BTreeMap::new();
        let numbers: BTreeSet<u16> = sets.iter().flat_map(|set| set.numbers()).collect();
        for number in numbers {
            let held = |day| {
                person
                    .holds
                    .iter()
                    .any(|holding| holding.number == number && holding.last >= day)
            };
            let needed = matchers
                .iter()
                .map(|(_, day)| *day)
                .max()
                .unwrap_or(self.today());
            if let Some(steps) = self.way(number, person, held(needed)) {
                let kind = sets.iter().map(|set| set.has(number)).collect();
                kinds.entry(kind).or_default().push((steps, number));
            }
        }
        let mut options: Vec<(Vec<Step>, u16)> = Vec::new();
        for (_, mut ways) in kinds {
            ways.sort_by_cached_key(|(steps, _)| self.rank(steps));
            // Several of one kind are needed where different credentials are counted.
            options.extend(ways.into_iter().take(TOGETHER));
        }
        options.sort_by_cached_key(|(steps, _)| self.rank(steps));
        let passes = |chosen: &[usize]| {
            let mut holds = person.holds.clone();
            for at in chosen {
                let number = options[*at].1;
                let credential = self.catalog.credentials[usize::from(number)].id;
                holds.push(Holding::earned(credential, number));
            }
            matchers
                .iter()
                .all(|(matcher, day)| matcher.last(&holds) >= *day)
        };
        let mut best: Option<Vec<Step>> = None;
        for size in 1..=TOGETHER.min(options.len()) {
            for chosen in combinations(options.len(), size) {
                let steps = together(chosen.iter().map(|at| &options[*at].0));
                let better = best
                    .as_ref()
                    .is_none_or(|best| self.rank(&steps) < self.rank(best));
                if better && passes(&chosen) {
                    best = Some(steps);
                }
            }
            // More credentials can't take fewer steps than one more than these.
            if best.as_ref().is_some_and(|best| best.len() <= size + 1) {
                break;
            }
        }
        best.unwrap_or_else(|| {
            // Too much is missing to look for the best: take options as long as they bring a match nearer.
            let mut chosen: Vec<usize> = Vec::new();
            for at in 0..options.len() {
                if passes(&chosen) {
                    break;
                }
                chosen.push(at);
            }
            for at in (0..chosen.len()).rev() {
                let without: Vec<usize> = chosen
                    .iter()
                    .copied()
                    .filter(|number| *number != chosen[at])
                    .collect();
                if passes(&without) {
                    chosen = without;
                }
            }
            if passes(&chosen) {
                together(chosen.iter().map(|at| &options[*at].0))
            } else {
                Vec::new()
            }
        })
    }

    /// The steps until a credential counts, prerequisites first. `None` where it can't be had any more.
    fn way(&self, number: u16, person: &Person<'_>, counts_in_time: bool) -> Option<Vec<Step>> {
        let credential = &self.catalog.credentials[usize::from(number)];
        let own: Vec<&Holding> = person
            .holds
            .iter()
            .filter(|holding| holding.number == number)
            .collect();
        if counts_in_time {
            // Held long enough, so what it lacks is evidence; or nothing, where another credential is at fault.
            return Some(vec![Step {
                credential: credential.id,
                action: Action::Prove,
                cost: Some(Usd::FREE),
            }]);
        }
        if own.iter().any(|holding| holding.is_unknown()) {
            return Some(vec![Step {
                credential: credential.id,
                action: Action::Date,
                cost: Some(Usd::FREE),
            }]);
        }
        let longest = own
            .iter()
            .map(|holding| holding.dated.expiry)
            .max_by_key(|expiry| standing::rank(*expiry));
        let renewal = longest.and_then(|expiry| self.renewal(credential, expiry));
        if let Some(step) = renewal {
            return Some(vec![step]);
        }
        if !self.can_be_earned(credential) {
            return None;
        }
        let mut steps = Vec::new();
        self.earn(credential, person, CHAIN, &mut steps)
            .then_some(steps)
    }

    /// Renewing a credential that is held through `expiry`. `None` where it has lapsed or can't be renewed.
    fn renewal(&self, credential: &Credential, expiry: Expiry) -> Option<Step> {
        let returning = match standing::state(credential, expiry, self.as_of) {
            State::Valid | State::Unknown => Some(Usd::FREE),
            State::Late(late) => late.grace.reinstatement,
            State::Lapsed(_) => return None,
        };
        let cost = match cost(self.catalog, credential, USUAL_RATE).keeping {
            Some(way) => way.fee.zip(returning).map(|(fee, more)| fee + more),
            None if self.can_be_earned(credential) => credential.exam_fee,
            None => return None,
        };
        Some(Step {
            credential: credential.id,
            action: Action::Renew,
            cost,
        })
    }

    /// Adds the steps to earn a credential. False where a prerequisite can't be had any more.
    fn earn(
        &self,
        credential: &Credential,
        person: &Person<'_>,
        depth: usize,
        steps: &mut Vec<Step>,
    ) -> bool {
        let held = |id: &CredentialId| {
            person
                .holds
                .iter()
                .any(|holding| holding.credential == *id && holding.last >= self.today())
        };
        let planned =
            |steps: &[Step], id: &CredentialId| steps.iter().any(|step| step.credential == *id);
        let before = &credential.prerequisites;
        let any = (!before.any_of.is_empty() && !before.any_of.iter().any(held)).then(|| {
            let open = before
                .any_of
                .iter()
                .filter_map(|id| self.catalog.credential(id));
            open.filter(|credential| self.can_be_earned(credential))
                .min_by_key(|credential| {
                    let price = self.price(credential, person);
                    (price.map_or(i64::MAX, Usd::cents), credential.id)
                })
        });
        let all = before
            .credentials
            .iter()
            .filter(|id| !held(id))
            .map(|id| self.catalog.credential(id));
        for needed in all.chain(any) {
            let Some(needed) = needed.filter(|needed| depth > 0 && self.can_be_earned(needed))
            else {
                return false;
            };
            if !planned(steps, &needed.id) && !self.earn(needed, person, depth - 1, steps) {
                return false;
            }
        }
        steps.push(Step {
            credential: credential.id,
            action: if person
                .holds
                .iter()
                .any(|holding| holding.credential == credential.id)
            {
                Action::EarnAgain
            } else {
                Action::Earn
            },
            cost: self.price(credential, person),
        });
        true
    }

    /// What a person has to pay to earn a credential, USD: exams that are passed or paid for cost nothing more. `None` is
    /// unknown.
    fn price(&self, credential: &Credential, person: &Person<'_>) -> Option<Usd> {
        let catalog = self.catalog;
        let of_credential = |number: u16| {
            let own = catalog.credentials.get(usize::from(number));
            own.is_some_and(|own| own.id == credential.id)
        };
        let pending = person.pending.iter();
        let attempts = pending.filter(|pending| of_credential(pending.number));
        exams_left(
            catalog,
            credential,
            attempts.map(Attempt::from),
            self.as_of,
            None,
        )
        .to_earn(credential)
    }

    /// Most hours that a step takes.
    fn hours(&self, step: &Step) -> f64 {
        let credential = self.catalog.credential(&step.credential);
        let price = credential.map(|credential| cost(self.catalog, credential, USUAL_RATE));
        let hours = price.and_then(|price| match step.action {
            Action::Date | Action::Prove => None,
            Action::Renew => price.keeping.map(|way| way.hours.high),
            Action::Earn | Action::EarnAgain => Some(price.preparation.high),
        });
        hours.unwrap_or_default()
    }

    fn can_be_earned(&self, credential: &Credential) -> bool {
        matches!(
            credential.status_on(self.as_of),
            Status::Active | Status::Beta | Status::Retiring
        )
    }

    /// Fewest steps, then those open to everybody and out of beta, then known and low cost, then little time, then ids.
    fn rank(&self, steps: &[Step]) -> (usize, usize, i64, u64, Vec<(Action, CredentialId)>) {
        let earned = steps.iter().filter(|step| step.action.is_earning());
        let earned: Vec<&Credential> = earned
            .filter_map(|step| self.catalog.credential(&step.credential))
            .collect();
        // Added to zero: the sum of nothing is a negative zero, whose bits come last.
        let hours = steps
            .iter()
            .fold(0.0, |hours, step| hours + self.hours(step));
        let doubtful = earned
            .iter()
            .filter(|credential| {
                credential.status == Status::Beta || credential.prerequisites.only_for.is_some()
            })
            .count();
        let cost = steps
            .iter()
            .map(|step| step.cost.map_or(i64::MAX / 64, |usd| usd.cents()))
            .sum();
        (
            steps.len(),
            doubtful,
            cost,
            // Of the same price the one that takes less time; no hours are negative, so their bits are in their order.
            hours.to_bits(),
            steps
                .iter()
                .map(|step| (step.action, step.credential))
                .collect(),
        )
    }
}

/// Steps of several ways, each once.
fn together<'s>(ways: impl Iterator<Item = &'s Vec<Step>>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for step in ways.flatten() {
        if steps
            .iter()
            .all(|other| other.credential != step.credential)
        {
            steps.push(step.clone());
        }
    }
    steps
}

/// Every choice of `size` numbers below `of`, in order.
fn combinations(of: usize, size: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..size {
        let longer = all.iter().flat_map(|chosen| {
            let from = chosen.last().map_or(0, |last| last + 1);
            (from..of).map(move |next| chosen.iter().copied().chain([next]).collect())
        });
        all = longer.collect();
    }
    all
}
