//! Small sets of credentials that together prove more of the work than any one: language, platform and domain.
//!
//! `work` says what a set proves, `upkeep` what it costs, `piece` what is known of a member, `search` who can be one and
//! how good a set is.
//! docs/stacks.md has the formula and its reasons.

mod piece;
mod search;
mod upkeep;
mod work;

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::ranking::Advice;
use crate::advice::profile::Profile;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Topic;
use crate::catalog::rule::Rule;
use piece::{Piece, redundant};
use search::Search;
pub(super) use upkeep::{renews, share_upkeep};

/// The most listed sets that one credential may be part of, so that the sets are alternatives.
const MOST_LISTED: usize = 2;

/// A set of credentials to earn.
#[derive(Clone, Debug)]
pub struct Stack<'c> {
    /// The members, prerequisites before what needs them, else the one that proves most first.
    pub members: Vec<&'c Credential>,
    /// Needed credentials that are neither held nor members, in the order in which to earn them.
    pub missing: Vec<&'c CredentialId>,
    /// The rule that asks for it, if one does.
    pub rule: Option<&'c Rule>,
    /// Whether it is the best set of the first candidate and others that stand near it.
    pub headline: bool,
    /// 0..1; covered times the weighted sum of the fits.
    pub score: f64,
    /// Share of the work that the set proves, together with what is held, 0..1.
    pub covered: f64,
    /// How it does on each axis, 0..1, in the order of [`Axis::ALL`](super::axes::Axis::ALL).
    pub fits: [f64; 3],
    /// For each member, the topics of which the others and what is held would prove less here, largest loss first; its
    /// own subject where there are none and a rule asks for it.
    pub brings: Vec<Vec<&'c Topic>>,
    /// What it takes to earn and keep the members, with what has to be earned before.
    pub cost: StackCost,
}

/// What a set costs over the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackCost {
    /// Fees of all exams, and of courses that must be taken, USD. `None` is unknown.
    pub fees: Option<Usd>,
    /// Cash over the horizon, USD: the known part.
    pub total: Usd,
    /// The same if each were kept alone, USD.
    pub separately: Usd,
    /// Whether something unknown is not included.
    pub at_least: bool,
}

/// The best set of `size` candidates that has the first one, the best others, and those that a rule asks for; by score,
/// at most `most` or one more than the rules ask for.
pub fn stacks<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    advice: &Advice<'c>,
    size: usize,
    most: usize,
) -> Vec<Stack<'c>> {
    let search = Search::new(catalog, profile, advice, size);
    let pool = LazyCell::new(|| search.pool());
    let mut found = search.ruled(&|| &pool, size, most);
    // Those of rules are listed, and leave room for the best.
    found.truncate(most.saturating_sub(1).max(1));
    let most = most.max(found.len() + 1);
    if let Some(headline) = search.headline(&pool, size) {
        match found.iter_mut().find(|stack| stack.is(&headline)) {
            Some(ruled) => ruled.headline = true,
            None => found.push(headline),
        }
    }
    let mut sets: Vec<usize> = Vec::new();
    let mut open: Vec<(u64, Reverse<usize>, bool)> = Vec::new();
    let members = |set: &[usize]| {
        set.iter()
            .map(|index| &pool[*index])
            .collect::<Vec<&Piece<'_>>>()
    };
    each_set(pool.len(), size, &mut |set| {
        open.push((
            search.bound(&pool, set).to_bits(),
            Reverse(sets.len()),
            false,
        ));
        sets.extend(set);
    });
    // Best first: a set is judged when no other can score more than its bound. No score is negative, so that its bits
    // stand in its order; positions follow the ids, so that of equals the earlier ids come first.
    let mut open = BinaryHeap::from(open);
    while let Some((_, Reverse(from), judged)) = open.pop().filter(|_| found.len() < most) {
        let set = &sets[from..from + size];
        if !judged {
            let members = members(set);
            if !redundant(catalog, &members) && !search.same_ground(&members) {
                open.push((search.judge(&members).score.to_bits(), Reverse(from), true));
            }
            continue;
        }
        let listed = |index: &usize| {
            found
                .iter()
                .filter(|stack| stack.has(pool[*index].credential))
                .count()
        };
        if set.iter().any(|index| listed(index) >= MOST_LISTED) {
            continue;
        }
        let stack = search.finish(None, members(set));
        let known = found.iter().any(|other| other.is(&stack));
        // What proves nothing here that the others don't is not part of a stack, however cheap.
        if !known && stack.brings.iter().all(|topics| !topics.is_empty()) {
            found.push(stack);
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

impl Stack<'_> {
    /// Whether it has the same members.
    pub fn is(&self, other: &Stack<'_>) -> bool {
        self.members.iter().all(|member| other.has(member))
    }

    /// Whether the credential is a member.
    pub fn has(&self, credential: &Credential) -> bool {
        self.members.iter().any(|member| member.id == credential.id)
    }
}

/// Calls `visit` with each set of `size` positions below `length`.
fn each_set(length: usize, size: usize, visit: &mut impl FnMut(&[usize])) {
    fn extend(
        set: &mut Vec<usize>,
        from: usize,
        length: usize,
        size: usize,
        visit: &mut impl FnMut(&[usize]),
    ) {
        if set.len() == size {
            return visit(set);
        }
        for index in from..length {
            set.push(index);
            extend(set, index + 1, length, size, visit);
            set.pop();
        }
    }
    extend(&mut Vec::with_capacity(size), 0, length, size, visit);
}
