//! The catalog: credentials, issuers and the vocabularies they refer to, as checked typed values.
//!
//! It knows nothing about people, advice or output. Only `read` turns text into these types.

pub mod credential;
pub mod diff;
pub mod exam;
pub mod host;
pub mod id;
pub mod order;
pub mod price;
pub mod read;
pub mod reference;
pub mod renewal;
pub mod rule;
pub mod search;
pub mod validity;
pub mod vocabulary;

mod check;
mod lookup;

#[allow(unused_imports, reason = "the build script looks up no names")]
pub use lookup::{Awarded, Found, LookupError, Named, Names, find};

use serde::{Deserialize, Serialize};

use crate::base::compiled::Lazy;
use credential::Credential;
use host::Hosts;
use id::{CredentialId, IssuerId, TechnologyId, TopicId};
use reference::{
    CloudPrior, Environment, Estimate, Issuer, RecognitionSource, Role, SharedName, Technology,
    Topic,
};
use rule::Rule;
use vocabulary::Tier;

/// A complete catalog: every reference in it resolves, and its lists are sorted by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Catalog {
    /// All credentials, including retired ones.
    pub credentials: Vec<Credential>,
    /// The organizations that award the credentials.
    pub issuers: Vec<Issuer>,
    /// The subjects that credentials cover and roles demand.
    pub topics: Vec<Topic>,
    /// The technologies that credentials are about.
    pub technologies: Vec<Technology>,
    /// The roles for which credentials can be ranked.
    pub roles: Vec<Role>,
    /// The preset environments, such as `hybrid`.
    pub environments: Vec<Environment>,
    /// How the share of an unnamed cloud is distributed over the clouds.
    pub prior: CloudPrior,
    /// Assumptions for unknown facts, one for each tier.
    pub estimates: Vec<Estimate>,
    /// The rules by which contexts, industries and roles change a ranking.
    pub rules: Vec<Rule>,
    /// The sources of the grades of recognition.
    pub recognition_sources: Lazy<Vec<RecognitionSource>>,
    /// Short names that organizations outside the catalog use too.
    pub shared_names: Lazy<Vec<SharedName>>,
    /// Who publishes at the hosts that sources name.
    pub hosts: Lazy<Hosts>,
    /// The index by which names are looked up; built on first use.
    #[serde(skip)]
    pub names: Names,
}

impl Catalog {
    /// The credential with this id.
    pub fn credential(&self, id: &CredentialId) -> Option<&Credential> {
        self.credentials
            .binary_search_by(|c| c.id.cmp(id))
            .ok()
            .map(|index| &self.credentials[index])
    }

    /// The issuer with this id.
    pub fn issuer(&self, id: &IssuerId) -> Option<&Issuer> {
        self.issuers
            .binary_search_by(|i| i.id.cmp(id))
            .ok()
            .map(|index| &self.issuers[index])
    }

    /// The topic with this id.
    pub fn topic(&self, id: &TopicId) -> Option<&Topic> {
        self.topics
            .binary_search_by(|t| t.id.cmp(id))
            .ok()
            .map(|index| &self.topics[index])
    }

    /// The technology with this id.
    pub fn technology(&self, id: &TechnologyId) -> Option<&Technology> {
        self.technologies
            .binary_search_by(|t| t.id.cmp(id))
            .ok()
            .map(|index| &self.technologies[index])
    }

    /// The assumptions for unknown facts of credentials of this tier.
    pub fn estimate(&self, tier: Tier) -> Option<&Estimate> {
        self.estimates.iter().find(|e| e.tier == tier)
    }

    /// Every credential further up a ladder of its issuer than `credential`.
    pub fn above(&self, credential: &Credential) -> impl Iterator<Item = CredentialId> {
        let ladders = self
            .issuer(&credential.issuer)
            .map_or(&[][..], |issuer| &issuer.ladders);
        let id = credential.id;
        ladders.iter().flat_map(move |ladder| {
            let start = ladder
                .iter()
                .position(|rung| *rung == id)
                .map_or(ladder.len(), |index| index + 1);
            ladder.as_slice()[start..].iter().copied()
        })
    }

    /// Every credential further down a ladder of its issuer than `credential`, nearest first.
    pub fn below(&self, credential: &Credential) -> impl Iterator<Item = CredentialId> {
        let ladders = self
            .issuer(&credential.issuer)
            .map_or(&[][..], |issuer| &issuer.ladders);
        let id = credential.id;
        ladders.iter().flat_map(move |ladder| {
            let end = ladder.iter().position(|rung| *rung == id).unwrap_or(0);
            ladder.as_slice()[..end].iter().rev().copied()
        })
    }

    /// The credentials that earning or renewing `id` renews, according to their renewal options.
    pub fn renewed_by(&self, id: &CredentialId) -> impl Iterator<Item = &Credential> {
        let renewer = self.credential(id);
        self.credentials.iter().filter(move |other| {
            let options = other.renewal.iter().flat_map(|renewal| &renewal.options);
            options.into_iter().any(|option| {
                let by_level = renewer.is_some_and(|r| {
                    r.issuer == other.issuer
                        && r.id != other.id
                        && r.issuer_level
                            .as_ref()
                            .is_some_and(|level| option.by_levels.contains(level))
                });
                option.by.contains(id) || by_level
            })
        })
    }
}
