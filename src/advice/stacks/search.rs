//! Who can be a member, which sets a rule asks for, and how good a set is.

use std::collections::BTreeSet;

use super::piece::{Judged, Piece, needs, redundant};
use super::upkeep::{lacking, over_horizon, upkeep};
use super::work::Work;
use super::{MOST_LISTED, Stack, each_set};
use crate::advice::axes::{self, Axis};
use crate::advice::chain::before;
use crate::advice::eligibility::gate;
use crate::advice::profile::Profile;
use crate::advice::ranking::{Advice, Ranked};
use crate::advice::relevance::FULL_WEIGHT;
use crate::advice::relevance::{Relevance, presence};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Topic;
use crate::catalog::rule::{Member, Rule};
use crate::cost::cost;

/// Candidates considered, best first. docs/stacks.md says what more of them would change.
const POOL: usize = 32;
/// Candidates after the first one that are considered beside it: those that the table shows.
const NEAR: usize = 9;
/// Candidates considered for each side of a pair that a rule names.
const SIDE: usize = 8;

/// Share of what a member proves from which on another that proves it as well makes no pair with it.
const OVERLAP: f64 = 2.0 / 3.0;

/// More than sums of a few numbers up to 1 can be off by.
const ROUNDING: f64 = 1e-9;

/// A question, with what follows from it.
pub(super) struct Search<'a, 'c> {
    catalog: &'c Catalog,
    profile: &'a Profile<'a>,
    advice: &'a Advice<'c>,
    work: Work<'a>,
}

impl<'a, 'c> Search<'a, 'c> {
    /// The search for sets of `size`.
    pub(super) fn new(
        catalog: &'c Catalog,
        profile: &'a Profile<'a>,
        advice: &'a Advice<'c>,
        size: usize,
    ) -> Self {
        let work = Work::of(catalog, profile, &advice.rules, size);
        Self {
            catalog,
            profile,
            advice,
            work,
        }
    }

    fn piece(&self, credential: &'c Credential) -> Piece<'c> {
        let rules = &self.advice.rules;
        let moved = |axis, fit| rules.moved(axis, fit, credential, self.profile.role).0;
        let cost = cost(self.catalog, credential, self.profile.rate);
        let bare = axes::upkeep(&cost, self.profile);
        let mut piece = Piece {
            credential,
            cost,
            lacks: !before(self.catalog, credential, self.profile, &[]).is_empty(),
            tier: moved(Axis::Tier, axes::tier(credential, self.profile)),
            proofs: self.work.proofs(self.catalog, credential, rules),
            upkeep_moved: moved(Axis::Upkeep, bare) - bare,
            alone: Judged::default(),
        };
        piece.alone = self.judge(&[&piece]);
        piece
    }

    /// Who can be a member, by id: the best candidates.
    pub(super) fn pool(&self) -> Vec<Piece<'c>> {
        let best = self.advice.ranked.iter().take(POOL);
        let mut pool: Vec<Piece<'c>> = best.map(|ranked| self.piece(ranked.credential)).collect();
        pool.sort_by_key(|piece| piece.credential.id);
        pool
    }

    /// The best set of the first candidate and others that stand near it, in which each proves something that the others
    /// don't; nothing where there is none. What is one choice with another is not there twice.
    pub(super) fn headline(&self, pool: &[Piece<'c>], size: usize) -> Option<Stack<'c>> {
        let mut choices = self
            .advice
            .ranked
            .iter()
            .filter(|ranked| ranked.alternative_to.is_none());
        let piece = |ranked: &Ranked<'c>| {
            pool.iter()
                .find(|piece| piece.credential.id == ranked.credential.id)
        };
        let first = choices.next().and_then(piece)?;
        let near: Vec<&Piece<'c>> = choices.take(NEAR).filter_map(piece).collect();
        let mut sets: Vec<(f64, Vec<&Piece<'c>>)> = Vec::new();
        each_set(near.len(), size - 1, &mut |others| {
            let others = others.iter().map(|index| near[*index]);
            let set: Vec<&Piece<'c>> = others.chain([first]).collect();
            if !redundant(self.catalog, &set) && !self.same_ground(&set) {
                sets.push((self.judge(&set).score, set));
            }
        });
        // Stable: of equals the set of the better placed comes first.
        sets.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let sets = sets.into_iter().map(|(_, set)| self.finish(None, set));
        let mut useful = sets.filter(|stack| stack.brings.iter().all(|topics| !topics.is_empty()));
        useful.next().map(|stack| Stack {
            headline: true,
            ..stack
        })
    }

    /// Whether no gate but relevance shuts it out.
    fn is_to_be_had(&self, credential: &Credential) -> bool {
        let relevance = Relevance {
            presence: presence(self.catalog, credential, &self.profile.environment),
            ..Relevance::FULL
        };
        gate(self.catalog, credential, self.profile, relevance).is_none()
    }

    /// For each rule that names what belongs together, the best sets that have it, at most `most`; places it leaves
    /// open go to whom fits best. A side that is held is there already.
    pub(super) fn ruled<'p>(
        &self,
        pool: &impl Fn() -> &'p [Piece<'c>],
        size: usize,
        most: usize,
    ) -> Vec<Stack<'c>>
    where
        'c: 'p,
    {
        let mut found: Vec<Stack<'c>> = Vec::new();
        for (rule, members) in &self.advice.rules.pairs {
            for stack in self.ruled_by(rule, members, pool, size, most) {
                if !found.iter().any(|other| other.is(&stack)) {
                    found.push(stack);
                }
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found
    }

    fn ruled_by<'p>(
        &self,
        rule: &'c Rule,
        members: &[Member],
        pool: &impl Fn() -> &'p [Piece<'c>],
        size: usize,
        most: usize,
    ) -> Vec<Stack<'c>>
    where
        'c: 'p,
    {
        let held = |member: &&Member| {
            let mut held = self
                .profile
                .holds
                .iter()
                .filter_map(|id| self.catalog.credential(id));
            held.any(|credential| member.fit(credential, self.profile.role.target_tier))
        };
        let open: Vec<&Member> = members.iter().filter(|member| !held(member)).collect();
        if open.is_empty() || open.len() > size {
            return Vec::new();
        }
        let mut sides: Vec<BTreeSet<CredentialId>> = Vec::new();
        let mut pieces: Vec<Piece<'c>> = Vec::new();
        for member in open {
            let fitting = self.fitting(member);
            sides.push(fitting.iter().map(|piece| piece.credential.id).collect());
            pieces.extend(fitting);
        }
        // Anyone who stands on several sides, or also in the pool, is there once.
        let rest = (size > sides.len()).then(pool).into_iter().flatten();
        let mut all: Vec<&Piece<'c>> = pieces.iter().chain(rest).collect();
        all.sort_by_key(|piece| piece.credential.id);
        all.dedup_by_key(|piece| piece.credential.id);
        let mut best: Vec<(f64, Vec<usize>)> = Vec::new();
        each_set(all.len(), size, &mut |set| {
            let chosen: Vec<&Piece<'_>> = set.iter().map(|index| all[*index]).collect();
            let ids: Vec<CredentialId> = chosen.iter().map(|piece| piece.credential.id).collect();
            if matched(&sides, &ids) && !redundant(self.catalog, &chosen) {
                let score = self.judge(&chosen).score;
                let place = best
                    .iter()
                    .position(|(other, _)| score > *other)
                    .unwrap_or(best.len());
                best.insert(place, (score, set.to_vec()));
                best.truncate(MOST_LISTED.min(most));
            }
        });
        let chosen = |set: Vec<usize>| set.iter().map(|index| all[*index]).collect();
        best.into_iter()
            .map(|(_, set)| self.finish(Some(rule), chosen(set)))
            .collect()
    }

    /// Who can stand on one side of a pair, best first: relevant by itself or not, but bound to no platform that the
    /// environment lacks.
    fn fitting(&self, member: &Member) -> Vec<Piece<'c>> {
        let here = |credential: &Credential| {
            credential.platforms.is_empty()
                || axes::platform(self.catalog, credential, self.profile) > 0.0
        };
        let all = self.catalog.credentials.iter();
        let all = all.filter(|credential| {
            member.fit(credential, self.profile.role.target_tier) && here(credential)
        });
        let mut fitting: Vec<_> = all
            .filter(|c| self.is_to_be_had(c))
            .map(|c| self.piece(c))
            .collect();
        fitting.sort_by(Piece::before);
        fitting.truncate(SIDE);
        fitting
    }

    /// Whether two members cover the same ground: more than [`OVERLAP`] of what the one proves of the work here, the
    /// other proves as well.
    pub(super) fn same_ground(&self, set: &[&Piece<'_>]) -> bool {
        set.iter().enumerate().any(|(index, piece)| {
            set[index + 1..].iter().any(|other| {
                let [own, others, shared] = self.work.shared(&piece.proofs, &other.proofs);
                shared > OVERLAP * own.min(others)
            })
        })
    }

    /// How good a set is.
    pub(super) fn judge(&self, set: &[&Piece<'_>]) -> Judged {
        let value = self.work.value(set.iter().map(|piece| &piece.proofs));
        let mean = |of: fn(&Piece<'_>) -> f64| {
            set.iter().map(|piece| of(piece)).sum::<f64>() / set.len() as f64
        };
        let upkeep = upkeep(self.catalog, self.profile, set) + mean(|piece| piece.upkeep_moved);
        let fits = [
            value.platform,
            mean(|piece| piece.tier),
            upkeep.clamp(0.0, 1.0),
        ];
        let sum = Axis::ALL
            .iter()
            .map(|axis| self.advice.weights.of(*axis) * fits[*axis as usize])
            .sum::<f64>();
        Judged {
            score: value.covered * sum,
            covered: value.covered,
            fits,
            sum,
        }
    }

    /// What a set scores at most: together its members prove no more than one by one.
    pub(super) fn bound(&self, pool: &[Piece<'_>], set: &[usize]) -> f64 {
        let sum =
            |of: fn(&Piece<'_>) -> f64| set.iter().map(|index| of(&pool[*index])).sum::<f64>();
        let covered = sum(|piece| piece.alone.covered).min(1.0);
        let platform = sum(|piece| piece.alone.covered * piece.alone.fits[Axis::Platform as usize])
            .min(covered);
        let tier = sum(|piece| piece.tier) / set.len() as f64;
        let weight = |axis| self.advice.weights.of(axis);
        weight(Axis::Platform) * platform
            + covered * (weight(Axis::Tier) * tier + weight(Axis::Upkeep))
            + ROUNDING
    }

    /// A chosen set with what is shown of it.
    pub(super) fn finish(&self, rule: Option<&'c Rule>, mut set: Vec<&Piece<'c>>) -> Stack<'c> {
        set.sort_by(|a, b| a.before(b));
        let mut ordered: Vec<&Piece<'c>> = Vec::with_capacity(set.len());
        while !set.is_empty() {
            let needs = |one: &Credential, id| needs(self.catalog, one, id);
            let free = |one: &&Piece<'c>| {
                set.iter()
                    .all(|other| !needs(one.credential, other.credential.id))
            };
            let next = set.iter().position(free).unwrap_or(0);
            ordered.push(set.remove(next));
        }
        let Judged {
            score,
            covered,
            fits,
            ..
        } = self.judge(&ordered);
        let missing = lacking(self.catalog, self.profile, &ordered);
        let brings = (0..ordered.len()).map(|index| match self.brings(&ordered, index) {
            // Only a rule puts one into a set that proves nothing of the work: then its own subject says what for.
            topics if topics.is_empty() && rule.is_some() => {
                self.subjects(ordered[index].credential)
            }
            topics => topics,
        });
        let brings = brings.collect();
        let members: Vec<&Credential> = ordered.iter().map(|piece| piece.credential).collect();
        let before = missing.iter().filter_map(|id| self.catalog.credential(id));
        let all: Vec<&Credential> = before.chain(members.iter().copied()).collect();
        let cost = over_horizon(self.catalog, self.profile, &all);
        Stack {
            members,
            missing,
            rule,
            headline: false,
            score,
            covered,
            fits,
            brings,
            cost,
        }
    }

    /// What a credential is about.
    fn subjects(&self, credential: &Credential) -> Vec<&'c Topic> {
        let subjects = credential
            .topics
            .iter()
            .filter(|(_, depth)| f64::from(*depth) >= FULL_WEIGHT);
        subjects
            .filter_map(|(id, _)| self.catalog.topic(&id))
            .collect()
    }

    /// The topics that a set would prove less of on this environment without its member `at`, largest loss first.
    fn brings(&self, set: &[&Piece<'_>], index: usize) -> Vec<&'c Topic> {
        let all = set.iter().map(|piece| &piece.proofs);
        let others = all
            .clone()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .map(|(_, proofs)| proofs);
        let (with, without) = (self.work.proved(all), self.work.proved(others));
        let lost = with
            .iter()
            .zip(&without)
            .map(|(with, without)| self.work.here(with) - self.work.here(without));
        let lost = lost
            .zip(&self.work.demand)
            .enumerate()
            .map(|(topic, (lost, demand))| (demand * lost, topic));
        let mut losses: Vec<(f64, usize)> = lost.collect();
        losses.retain(|(loss, _)| *loss > 1e-9);
        losses.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        losses
            .iter()
            .filter_map(|(_, topic)| self.catalog.topic(&self.profile.role.topics[*topic].0))
            .collect()
    }
}

/// Whether each side can be taken by another one of `ids`.
fn matched(sides: &[BTreeSet<CredentialId>], ids: &[CredentialId]) -> bool {
    let Some((side, rest)) = sides.split_first() else {
        return true;
    };
    ids.iter()
        .enumerate()
        .filter(|(_, id)| side.contains(id))
        .any(|(index, _)| {
            let others: Vec<CredentialId> = ids
                .iter()
                .enumerate()
                .filter(|(n, _)| *n != index)
                .map(|(_, id)| *id)
                .collect();
            matched(rest, &others)
        })
}
