//! The work of a role, and what a set of credentials proves of it.
//!
//! The work is the demanded topics, each on every platform of the environment by that platform's share. A credential proves a
//! topic to a depth, and only as far as it runs on the platform; a set proves the most that any member does.

use crate::advice::axes::{self, Axis};
use crate::advice::profile::Profile;
use crate::advice::profile::environment::EnvironmentMix;
use crate::advice::relevance::{FULL_WEIGHT, HEART};
use crate::advice::rules::Rules;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::TopicId;
use crate::catalog::vocabulary::{Area, Platform};

/// A language that the role finds merely helpful (1) is not counted as a topic of its own; from regular use (2) on it is.
const LANGUAGE_IN_USE: u8 = 2;

/// How deeply a credential proves a demanded topic, anywhere and on each platform, 0..1.
#[derive(Clone, Copy, Default)]
pub(super) struct Proof {
    anywhere: f64,
    on: [f64; 5],
}

/// What a credential proves, by the topic's place in the role; without the topics of which it proves nothing.
pub(super) type Proofs = Vec<(usize, Proof)>;

/// The work of the role.
pub(super) struct Work<'p> {
    /// Demand for each topic of the role, in its order.
    pub(super) demand: Vec<f64>,
    /// Whether the topic is a language in use.
    language: Vec<bool>,
    /// How much the language counts against the rest, 0..1.
    language_share: f64,
    /// Demand that counts as all of the language, and as all of the rest.
    scale: [f64; 2],
    /// Share of the environment on each platform.
    shares: [f64; 5],
    /// The profile on an environment that is all on one platform, for each platform.
    everywhere: [Profile<'p>; 5],
    /// What all held credentials prove of each topic of the role.
    held: Vec<Proof>,
}

/// What a set is worth.
pub(super) struct Value {
    /// Share of the work that it proves somewhere, 0..1.
    pub(super) covered: f64,
    /// Share of that which holds on this environment, 0..1.
    pub(super) platform: f64,
}

impl Proof {
    /// The most that either proves.
    fn or(mut self, other: &Self) -> Self {
        self.anywhere = self.anywhere.max(other.anywhere);
        for (mine, theirs) in self.on.iter_mut().zip(other.on) {
            *mine = mine.max(theirs);
        }
        self
    }

    /// What both prove.
    fn and(mut self, other: &Self) -> Self {
        self.anywhere = self.anywhere.min(other.anywhere);
        for (mine, theirs) in self.on.iter_mut().zip(other.on) {
            *mine = mine.min(theirs);
        }
        self
    }
}

impl<'p> Work<'p> {
    /// The work of the profile's role, for sets of `size`.
    pub(super) fn of(
        catalog: &Catalog,
        profile: &Profile<'p>,
        rules: &Rules<'_>,
        size: usize,
    ) -> Self {
        let topics = &profile.role.topics;
        let in_use = |(id, demand): &(TopicId, u8)| {
            *demand >= LANGUAGE_IN_USE
                && catalog
                    .topic(id)
                    .is_some_and(|topic| topic.area == Area::Language)
        };
        let language: Vec<bool> = topics.iter().map(in_use).collect();
        let demand: Vec<f64> = topics
            .iter()
            .map(|(_, demand)| f64::from(*demand))
            .collect();
        let heaviest = |wanted: bool| {
            let demands = demand
                .iter()
                .zip(&language)
                .filter(|(_, language)| **language == wanted);
            let mut sorted: Vec<f64> = demands.map(|(demand, _)| *demand).collect();
            sorted.sort_by(|a, b| b.total_cmp(a));
            sorted
        };
        let (languages, rest) = (heaviest(true), heaviest(false));
        let first = |sorted: &[f64]| sorted.first().copied().unwrap_or(0.0);
        let (most_language, most_rest) = (first(&languages), first(&rest));
        let everywhere = std::array::from_fn(|index| {
            let shares = std::array::from_fn(|other| if other == index { 1.0 } else { 0.0 });
            Profile {
                environment: EnvironmentMix::from_weights(shares),
                ..profile.clone()
            }
        });
        let mut work = Self {
            language_share: if most_language > 0.0 {
                most_language / (most_language + most_rest)
            } else {
                0.0
            },
            scale: [most_language, 0.0],
            shares: std::array::from_fn(|index| profile.environment.share(Platform::ALL[index])),
            held: vec![Proof::default(); demand.len()],
            demand,
            language,
            everywhere,
        };
        let mut helpful = 0;
        for held in profile.holds.iter().filter_map(|id| catalog.credential(id)) {
            let proofs = work.proofs(catalog, held, rules);
            helpful += usize::from(!proofs.is_empty());
            work.held = work.proved([&proofs].into_iter());
        }
        // One language is enough; the rest is covered as fully as its heart, once for each credential.
        work.scale[1] = rest.iter().take(HEART * (size + helpful)).sum();
        work
    }

    /// What a credential proves of the role's topics.
    pub(super) fn proofs(
        &self,
        catalog: &Catalog,
        credential: &Credential,
        rules: &Rules<'_>,
    ) -> Proofs {
        let home = self.everywhere.each_ref().map(|profile| {
            let fit = axes::platform(catalog, credential, profile);
            rules.moved(Axis::Platform, fit, credential, profile.role).0
        });
        let known: Vec<(TopicId, u8)> = credential.topics.iter().collect();
        let topics = self.everywhere[0].role.topics.iter().enumerate();
        let covered = topics.filter_map(|(index, (topic, _))| {
            let (_, depth) = known.iter().find(|(id, _)| id == topic)?;
            Some((index, f64::from(*depth) / FULL_WEIGHT))
        });
        covered
            .map(|(index, depth)| {
                (
                    index,
                    Proof {
                        anywhere: depth,
                        on: home.map(|home| depth * home),
                    },
                )
            })
            .collect()
    }

    /// What a set and the held credentials prove of each topic of the role.
    pub(super) fn proved<'s>(&self, set: impl Iterator<Item = &'s Proofs>) -> Vec<Proof> {
        let mut most = self.held.clone();
        for (index, proof) in set.flatten() {
            most[*index] = most[*index].or(proof);
        }
        most
    }

    /// How much of a proof holds on this environment, 0..1.
    pub(super) fn here(&self, proof: &Proof) -> f64 {
        self.shares
            .iter()
            .zip(proof.on)
            .map(|(share, on)| share * on)
            .sum()
    }

    /// What either of two credentials proves of the work here, and what both do, by demand.
    pub(super) fn shared(&self, left: &Proofs, right: &Proofs) -> [f64; 3] {
        let demanded = |proofs: &Proofs| {
            let proved = proofs.iter();
            proved
                .map(|(index, proof)| self.demand[*index] * self.here(proof))
                .sum::<f64>()
        };
        let both = left.iter().filter_map(|(index, proof)| {
            let (_, other) = right.iter().find(|(other, _)| other == index)?;
            Some(self.demand[*index] * self.here(&proof.and(other)))
        });
        [demanded(left), demanded(right), both.sum()]
    }

    /// What a set and the held credentials prove of the work.
    pub(super) fn value<'s>(&self, set: impl Iterator<Item = &'s Proofs>) -> Value {
        let mut sums = [(0.0, 0.0); 2];
        for (index, proof) in self
            .proved(set)
            .iter()
            .enumerate()
            .filter(|(_, proof)| proof.anywhere > 0.0)
        {
            let sum = &mut sums[usize::from(!self.language[index])];
            sum.0 += self.demand[index] * proof.anywhere;
            sum.1 += self.demand[index] * self.here(proof);
        }
        let mut value = Value {
            covered: 0.0,
            platform: 0.0,
        };
        for (index, share) in [self.language_share, 1.0 - self.language_share]
            .into_iter()
            .enumerate()
        {
            let (anywhere, here) = sums[index];
            if anywhere > 0.0 {
                let covered = share * (anywhere / self.scale[index]).min(1.0);
                value.covered += covered;
                value.platform += covered * here / anywhere;
            }
        }
        if value.covered > 0.0 {
            value.platform /= value.covered;
        }
        value
    }
}
