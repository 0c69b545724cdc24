//! The useful things one person can do at a time: smallest sets of actions that give an ability, with what they need,
//! and the unions of those that share an action. What shares nothing may as well be done by two people.

use super::problem::{Formula, PersonClass};

/// Most options that are listed for one class of people; beyond it the class is modelled action by action.
const MOST: usize = 400;

/// A set of actions, sorted.
type Set = Vec<usize>;

/// Something useful that one person can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionSet {
    /// What is done, sorted.
    pub actions: Set,
    /// The abilities that come of it, sorted; without those the person has anyway.
    pub gains: Vec<usize>,
}

/// The useful things that people of one class can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionSets {
    /// The options.
    pub list: Vec<ActionSet>,
    /// Whether these are all that matter; else there are too many to list.
    pub complete: bool,
}

/// Every smallest option to each of the conditions, closed under what actions need and under union where that helps, within the
/// hours. `open` are the abilities that matter.
pub fn options(class: &PersonClass, conditions: &[Formula], open: &[usize]) -> ActionSets {
    let mut sets: Vec<Set> = Vec::new();
    let mut complete = true;
    for condition in conditions {
        let Some(prime_implicants) = prime_implicants(condition) else {
            complete = false;
            continue;
        };
        for set in prime_implicants {
            complete &= close(class, set, &mut sets).is_some();
        }
    }
    sets.sort();
    let lacking: Vec<usize> = open
        .iter()
        .copied()
        .filter(|ability| !class.abilities[*ability].holds(&[]))
        .collect();
    let option = |actions: Set| {
        let gains = lacking
            .iter()
            .copied()
            .filter(|ability| class.abilities[*ability].holds(&actions))
            .collect();
        ActionSet { actions, gains }
    };
    let mut found: Vec<ActionSet> = sets.into_iter().map(option).collect();
    let mut index = 0;
    while index < found.len() && complete {
        for other in 0..index {
            let (a, b) = (&found[index], &found[other]);
            if a.actions
                .iter()
                .all(|action| b.actions.binary_search(action).is_err())
            {
                continue;
            }
            let both = option(union(&a.actions, &b.actions));
            let helps = both.gains != a.gains && both.gains != b.gains;
            if helps && fits(class, &both.actions) && !found.contains(&both) {
                found.push(both);
            }
            complete &= found.len() <= MOST;
        }
        index += 1;
    }
    ActionSets {
        list: found,
        complete,
    }
}

/// Adds to `found` every smallest set around this one in which each action has what it needs.
fn close(class: &PersonClass, set: Set, found: &mut Vec<Set>) -> Option<()> {
    let open = set
        .iter()
        .find(|action| !class.actions[**action].needs.holds(&set));
    if let Some(action) = open {
        for needed in prime_implicants(&class.actions[*action].needs)? {
            close(class, union(&set, &needed), found)?;
        }
    } else if !set.is_empty() && fits(class, &set) && !found.contains(&set) {
        if found.len() >= MOST {
            return None;
        }
        found.push(set);
    }
    Some(())
}

fn fits(class: &PersonClass, set: &[usize]) -> bool {
    let load: i64 = set.iter().map(|action| class.actions[*action].load).sum();
    class.hours.is_none_or(|hours| load <= hours)
}

/// The smallest sets of actions that meet a condition; `None` where there are too many.
fn prime_implicants(condition: &Formula) -> Option<Vec<Set>> {
    match condition {
        Formula::Do(action) => Some(vec![vec![*action]]),
        Formula::Any(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(prime_implicants(part)?);
            }
            smallest(all)
        }
        Formula::All(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                all = product(&all, &prime_implicants(part)?)?;
            }
            Some(all)
        }
        Formula::AtLeast(least, parts) => {
            // by[n]: options to meet n of those seen so far.
            let mut reached: Vec<Vec<Set>> = vec![Vec::new(); least + 1];
            reached[0].push(Vec::new());
            for part in parts {
                let options = prime_implicants(part)?;
                for n in (0..*least).rev() {
                    let more = product(&reached[n], &options)?;
                    reached[n + 1].extend(more);
                    reached[n + 1] = smallest(std::mem::take(&mut reached[n + 1]))?;
                }
            }
            reached.pop()
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
            .any(|small| small.iter().all(|action| set.binary_search(action).is_ok()))
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
    use super::super::problem::Action;
    use super::*;

    fn any(parts: &[usize]) -> Formula {
        Formula::Any(parts.iter().map(|n| Formula::Do(*n)).collect())
    }

    fn class(needs: Vec<Formula>, abilities: Vec<Formula>, hours: Option<i64>) -> PersonClass {
        let actions = needs.into_iter().enumerate();
        let actions = actions
            .map(|(tag, needs)| Action {
                tag,
                cash: 1,
                hours: 10,
                load: 10,
                new: 1,
                needs,
            })
            .collect();
        PersonClass {
            actions,
            abilities,
            hours,
            people: vec![0],
        }
    }

    fn actions(class: &PersonClass) -> Vec<Set> {
        let open: Vec<usize> = (0..class.abilities.len()).collect();
        options(class, &class.abilities, &open)
            .list
            .into_iter()
            .map(|option| option.actions)
            .collect()
    }

    #[test]
    fn ways_bring_what_they_need_and_merge_where_they_share() {
        // 1 and 3 need 0; 2 stands alone.
        let needs = vec![Formula::TRUE, Formula::Do(0), Formula::TRUE, Formula::Do(0)];
        let free = class(needs, vec![any(&[1, 2]), Formula::Do(3)], None);
        assert_eq!(
            actions(&free),
            [vec![0, 1], vec![0, 3], vec![2], vec![0, 1, 3]]
        );
        let busy = PersonClass {
            hours: Some(20),
            ..free
        };
        assert_eq!(actions(&busy), [vec![0, 1], vec![0, 3], vec![2]]);
    }

    #[test]
    fn some_of_many() {
        let parts = (0..4).map(Formula::Do).collect();
        let many = class(
            vec![Formula::TRUE; 4],
            vec![Formula::AtLeast(3, parts)],
            None,
        );
        assert_eq!(
            actions(&many).len(),
            4,
            "all four together gain nothing more"
        );
    }
}
