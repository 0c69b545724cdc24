//! Options of classes whose options could not all be listed.

use crate::plan::model::OpenDemands;
use crate::plan::options::ActionSet;
use crate::plan::problem::{Formula, Goal, PersonClass, Problem};
use crate::plan::seats;

/// Where the options of a class could not all be listed: a cheap one for each ability that is asked for.
pub(super) fn unlisted(
    problem: &Problem,
    open: &OpenDemands,
    goal: &Goal,
    class: usize,
) -> Vec<ActionSet> {
    if open.options[class].complete {
        return Vec::new();
    }
    let seats = open.groups.iter().flat_map(seats::abilities);
    let lines = open.score_targets.iter().flat_map(|target| &target.lines);
    let mut asked: Vec<usize> = seats.chain(lines.map(|line| line.ability)).collect();
    asked.sort_unstable();
    asked.dedup();
    let class = &problem.classes[class];
    let lacking: Vec<usize> = asked
        .into_iter()
        .filter(|ability| !class.abilities[*ability].holds(&[]))
        .collect();
    let cheap = lacking
        .iter()
        .filter_map(|ability| cheap_actions(class, goal, &class.abilities[*ability]));
    cheap
        .map(|actions| ActionSet {
            gains: lacking
                .iter()
                .copied()
                .filter(|ability| class.abilities[*ability].holds(&actions))
                .collect(),
            actions,
        })
        .collect()
}

/// Actions that meet a condition, with what they need: of alternatives the cheapest, each looked at by itself.
fn cheap_actions(class: &PersonClass, goal: &Goal, condition: &Formula) -> Option<Vec<usize>> {
    let (least, parts) = match condition {
        Formula::Do(action) => {
            let mut actions = cheap_actions(class, goal, &class.actions[*action].needs)?;
            if let Err(place) = actions.binary_search(action) {
                actions.insert(place, *action);
            }
            return Some(actions);
        }
        Formula::All(parts) => (parts.len(), parts),
        Formula::Any(parts) => (1, parts),
        Formula::AtLeast(least, parts) => (*least, parts),
    };
    let mut alternatives: Vec<(i64, Vec<usize>)> = parts
        .iter()
        .filter_map(|part| cheap_actions(class, goal, part))
        .map(|actions| {
            let weights = actions
                .iter()
                .map(|action| goal.objective.weigh(&class.actions[*action]));
            (weights.sum(), actions)
        })
        .collect();
    alternatives.sort();
    if alternatives.len() < least {
        return None;
    }
    let mut actions: Vec<usize> = alternatives
        .into_iter()
        .take(least)
        .flat_map(|(_, actions)| actions)
        .collect();
    actions.sort_unstable();
    actions.dedup();
    Some(actions)
}
