//! The useful things one person can do at a time: smallest sets of deeds that give an ability, with what they need,
//! and the unions of those that share a deed. What shares nothing may as well be done by two people.

use super::problem::{Formula, Kind};

/// Most ways that are listed for one kind of people; beyond it the kind is modelled deed by deed.
const MOST: usize = 400;

/// A set of deeds, sorted.
type Set = Vec<usize>;

/// Something useful that one person can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What is done, sorted.
    pub deeds: Set,
    /// The abilities that come of it, sorted; without those the person has anyway.
    pub gains: Vec<usize>,
}

/// The useful things that people of one kind can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// The ways.
    pub list: Vec<Way>,
    /// Whether these are all that matter; else there are too many to list.
    pub complete: bool,
}

/// Every smallest way to each of the conditions, closed under what deeds need and under union where that helps, within the
/// hours. `open` are the abilities that matter.
pub fn ways(kind: &Kind, conditions: &[Formula], open: &[usize]) -> Ways {
    let mut sets: Vec<Set> = Vec::new();
    let mut complete = true;
    for condition in conditions {
        let Some(primes) = primes(condition) else {
            complete = false;
            continue;
        };
        for set in primes {
            complete &= close(kind, set, &mut sets).is_some();
        }
    }
    sets.sort();
    let lacking: Vec<usize> = open
        .iter()
        .copied()
        .filter(|ability| !kind.abilities[*ability].holds(&[]))
        .collect();
    let way = |deeds: Set| {
        let gains = lacking
            .iter()
            .copied()
            .filter(|ability| kind.abilities[*ability].holds(&deeds))
            .collect();
        Way { deeds, gains }
    };
    let mut found: Vec<Way> = sets.into_iter().map(way).collect();
    let mut at = 0;
    while at < found.len() && complete {
        for other in 0..at {
            let (a, b) = (&found[at], &found[other]);
            if a.deeds
                .iter()
                .all(|deed| b.deeds.binary_search(deed).is_err())
            {
                continue;
            }
            let both = way(union(&a.deeds, &b.deeds));
            let helps = both.gains != a.gains && both.gains != b.gains;
            if helps && fits(kind, &both.deeds) && !found.contains(&both) {
                found.push(both);
            }
            complete &= found.len() <= MOST;
        }
        at += 1;
    }
    Ways {
        list: found,
        complete,
    }
}

/// Adds to `found` every smallest set around this one in which each deed has what it needs.
fn close(kind: &Kind, set: Set, found: &mut Vec<Set>) -> Option<()> {
    let open = set
        .iter()
        .find(|deed| !kind.deeds[**deed].needs.holds(&set));
    if let Some(deed) = open {
        for needed in primes(&kind.deeds[*deed].needs)? {
            close(kind, union(&set, &needed), found)?;
        }
    } else if !set.is_empty() && fits(kind, &set) && !found.contains(&set) {
        if found.len() >= MOST {
            return None;
        }
        found.push(set);
    }
    Some(())
}

fn fits(kind: &Kind, set: &[usize]) -> bool {
    let load: i64 = set.iter().map(|deed| kind.deeds[*deed].load).sum();
    kind.hours.is_none_or(|hours| load <= hours)
}

/// The smallest sets of deeds that meet a condition; `None` where there are too many.
fn primes(condition: &Formula) -> Option<Vec<Set>> {
    match condition {
        Formula::Do(deed) => Some(vec![vec![*deed]]),
        Formula::Any(of) => {
            let mut all = Vec::new();
            for one in of {
                all.extend(primes(one)?);
            }
            smallest(all)
        }
        Formula::All(of) => {
            let mut all = vec![Vec::new()];
            for one in of {
                all = product(&all, &primes(one)?)?;
            }
            Some(all)
        }
        Formula::AtLeast(least, of) => {
            // by[n]: ways to meet n of those seen so far.
            let mut by: Vec<Vec<Set>> = vec![Vec::new(); least + 1];
            by[0].push(Vec::new());
            for one in of {
                let ways = primes(one)?;
                for n in (0..*least).rev() {
                    let more = product(&by[n], &ways)?;
                    by[n + 1].extend(more);
                    by[n + 1] = smallest(std::mem::take(&mut by[n + 1]))?;
                }
            }
            by.pop()
        }
    }
}

fn product(left: &[Set], right: &[Set]) -> Option<Vec<Set>> {
    if left.len() * right.len() > MOST * MOST {
        return None;
    }
    smallest(
        left.iter()
            .flat_map(|a| right.iter().map(|b| union(a, b)))
            .collect(),
    )
}

fn union(a: &[usize], b: &[usize]) -> Set {
    let mut both = [a, b].concat();
    both.sort_unstable();
    both.dedup();
    both
}

/// Without the sets that contain another one; `None` where too many are left.
fn smallest(mut sets: Vec<Set>) -> Option<Vec<Set>> {
    sets.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    sets.dedup();
    let mut kept: Vec<Set> = Vec::new();
    for set in sets {
        if !kept
            .iter()
            .any(|small| small.iter().all(|deed| set.binary_search(deed).is_ok()))
        {
            kept.push(set);
            if kept.len() > MOST {
                return None;
            }
        }
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::super::problem::Deed;
    use super::*;

    fn any(of: &[usize]) -> Formula {
        Formula::Any(of.iter().map(|n| Formula::Do(*n)).collect())
    }

    fn kind(needs: Vec<Formula>, abilities: Vec<Formula>, hours: Option<i64>) -> Kind {
        let deeds = needs.into_iter().enumerate();
        let deeds = deeds
            .map(|(tag, needs)| Deed {
                tag,
                cash: 1,
                hours: 10,
                load: 10,
                new: 1,
                needs,
            })
            .collect();
        Kind {
            deeds,
            abilities,
            hours,
            people: vec![0],
        }
    }

    fn deeds(kind: &Kind) -> Vec<Set> {
        let open: Vec<usize> = (0..kind.abilities.len()).collect();
        ways(kind, &kind.abilities, &open)
            .list
            .into_iter()
            .map(|way| way.deeds)
            .collect()
    }

    #[test]
    fn ways_bring_what_they_need_and_merge_where_they_share() {
        // 1 and 3 need 0; 2 stands alone.
        let needs = vec![Formula::TRUE, Formula::Do(0), Formula::TRUE, Formula::Do(0)];
        let free = kind(needs, vec![any(&[1, 2]), Formula::Do(3)], None);
        assert_eq!(
            deeds(&free),
            [vec![0, 1], vec![0, 3], vec![2], vec![0, 1, 3]]
        );
        let busy = Kind {
            hours: Some(20),
            ..free
        };
        assert_eq!(deeds(&busy), [vec![0, 1], vec![0, 3], vec![2]]);
    }

    #[test]
    fn some_of_many() {
        let of = (0..4).map(Formula::Do).collect();
        let many = kind(vec![Formula::TRUE; 4], vec![Formula::AtLeast(3, of)], None);
        assert_eq!(deeds(&many).len(), 4, "all four together gain nothing more");
    }
}
