//! The catalog: credentials, issuers and the vocabularies they refer to, as checked typed values.
//!
//! Knows nothing of people, advice or output. `read` is the only way from text to these types.

pub mod credential;
pub mod diff;
pub mod id;
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

#[allow(unused_imports, reason = "the build script has no use for names")]
pub use lookup::{Awarded, Found, LookupError, Named, Names, find};

use serde::{Deserialize, Serialize};

use crate::base::compiled::Lazy;
use credential::Credential;
use id::{CredentialId, IssuerId, TechnologyId, TopicId};
use reference::{
    CloudPrior, Environment, Estimate, Issuer, RecognitionSource, Role, SharedName, Technology,
    Topic,
};
use rule::Rule;
use vocabulary::Tier;

/// A complete catalog: every reference in it resolves. Lists are sorted by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Catalog {
    /// Credentials, retired ones included.
    pub credentials: Vec<Credential>,
    /// Issuers.
    pub issuers: Vec<Issuer>,
    /// Topics.
    pub topics: Vec<Topic>,
    /// Technologies.
    pub technologies: Vec<Technology>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Preset environments.
    pub environments: Vec<Environment>,
    /// How an unnamed cloud is shared out.
    pub prior: CloudPrior,
    /// What to assume where facts are unknown, one for each tier.
    pub estimates: Vec<Estimate>,
    /// What contexts, industries and roles change.
    pub rules: Vec<Rule>,
    /// What the grades of recognition rest on.
    pub recognition_sources: Lazy<Vec<RecognitionSource>>,
    /// Short names that bodies outside of the catalog use too.
    pub shared_names: Lazy<Vec<SharedName>>,
    /// Where names are looked up.
    #[serde(skip)]
    pub names: Names,
}

impl Catalog {
    /// The credential with this id.
    pub fn credential(&self, id: &CredentialId) -> Option<&Credential> {
        self.credentials
            .binary_search_by(|c| c.id.cmp(id))
            .ok()
            .map(|at| &self.credentials[at])
    }

    /// The issuer with this id.
    pub fn issuer(&self, id: &IssuerId) -> Option<&Issuer> {
        self.issuers
            .binary_search_by(|i| i.id.cmp(id))
            .ok()
            .map(|at| &self.issuers[at])
    }

    /// The topic with this id.
    pub fn topic(&self, id: &TopicId) -> Option<&Topic> {
        self.topics
            .binary_search_by(|t| t.id.cmp(id))
            .ok()
            .map(|at| &self.topics[at])
    }

    /// The technology with this id.
    pub fn technology(&self, id: &TechnologyId) -> Option<&Technology> {
        self.technologies
            .binary_search_by(|t| t.id.cmp(id))
            .ok()
            .map(|at| &self.technologies[at])
    }

    /// What to assume of a credential of this tier.
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
            let from = ladder
                .iter()
                .position(|rung| *rung == id)
                .map_or(ladder.len(), |at| at + 1);
            ladder.as_slice()[from..].iter().copied()
        })
    }

    /// Every credential further down a ladder of its issuer than `credential`, nearest first.
    pub fn below(&self, credential: &Credential) -> impl Iterator<Item = CredentialId> {
        let ladders = self
            .issuer(&credential.issuer)
            .map_or(&[][..], |issuer| &issuer.ladders);
        let id = credential.id;
        ladders.iter().flat_map(move |ladder| {
            let to = ladder.iter().position(|rung| *rung == id).unwrap_or(0);
            ladder.as_slice()[..to].iter().rev().copied()
        })
    }

    /// Credentials that one of the renewal options of some other credential names `id` for: what it renews.
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
