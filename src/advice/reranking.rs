//! The numbers that a ranking is made of, for a page that ranks again as its reader moves weights and environment.
//!
//! `render/ranking/rerank.js` calculates with them what `ranking` does, in the same order of operations, so that both
//! show the same figures.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Advice;
use super::alternatives::same_choice;
use super::axes::{self, Axis};
use super::eligibility::{CandidateWhen, STEP_SHARE, candidate_when};
use super::ranking::{certainty, evidence};
use super::relevance::{FULL_PRESENCE, RELEVANT, relevance};
use crate::advice::profile::Profile;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Role;
use crate::catalog::rule::MOST_BY;
use crate::catalog::vocabulary::Platform;
use crate::cost::cost;

/// Everything that a ranking depends on, beside the weights and the environment.
#[derive(Debug, Serialize)]
pub struct RankingNumbers<'c> {
    platforms: Vec<&'static str>,
    axes: Vec<&'static str>,
    /// Shares of the environment that was asked about.
    shares: [f64; 5],
    weights: [f64; 3],
    neutral_fit: f64,
    full_presence: f64,
    relevant: f64,
    step_share: f64,
    most_by: f64,
    credentials: Vec<Entry<'c>>,
}

/// The numbers of one credential.
#[derive(Debug, Serialize)]
struct Entry<'c> {
    #[serde(skip)]
    credential: &'c Credential,
    id: &'c str,
    place: Place,
    about: f64,
    novelty: f64,
    standing: f64,
    is_graded: bool,
    /// What rules add to the fit on the axis platform.
    points: Vec<i8>,
    /// Fits on the axes tier and upkeep, after the rules.
    fits: [f64; 2],
    /// Whether it comes first among equals.
    is_preferred: bool,
    /// Its place among equals that no rule prefers, the greater the better.
    among_equals: u32,
    /// Credentials that are one choice with it.
    equivalents: Vec<usize>,
    /// `null` where it is never a candidate and only other candidates depend on it.
    open: Option<Open>,
}

#[derive(Debug, Serialize)]
struct Open {
    everywhere: bool,
    after: Option<Vec<usize>>,
    unless: Vec<usize>,
}

/// Where a credential counts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    Anywhere,
    Platforms(Vec<usize>),
    /// How fully its technologies run on each platform.
    Runs([f64; 5]),
}

/// How far sources name it and how certain its facts are, as a number that stands in the order of [`evidence`] and
/// [`certainty`].
fn among_equals(credential: &Credential, role: &Role) -> u32 {
    let named = evidence(credential, role).map_or(0, |(grade, sources)| {
        256 * (1 + grade as u32) + u32::try_from(sources).unwrap_or(255).min(255)
    });
    let (reviewed, confidence) = certainty(credential);
    8 * named + 3 * u32::from(reviewed) + confidence as u32
}

impl Place {
    fn of(catalog: &Catalog, credential: &Credential) -> Self {
        if credential.is_neutral() {
            Self::Anywhere
        } else if credential.platforms.is_empty() {
            Self::Runs(axes::runs_on_each(catalog, credential))
        } else {
            let platforms = credential.platforms.iter();
            Self::Platforms(platforms.map(|platform| *platform as usize).collect())
        }
    }
}

/// What it takes to rank the catalog again.
pub fn ranking_numbers<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    advice: &Advice<'_>,
) -> RankingNumbers<'c> {
    let open: BTreeMap<CredentialId, CandidateWhen> = catalog
        .credentials
        .iter()
        .filter_map(|credential| {
            Some((credential.id, candidate_when(catalog, credential, profile)?))
        })
        .collect();
    collect(catalog, profile, advice, &open)
}

/// What it takes to rank only `credentials` again, whether they are candidates or not.
pub fn ranking_numbers_of<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    advice: &Advice<'_>,
    credentials: &[&Credential],
) -> RankingNumbers<'c> {
    let everywhere = CandidateWhen {
        everywhere: true,
        ..CandidateWhen::default()
    };
    let open = credentials
        .iter()
        .map(|credential| (credential.id, everywhere.clone()))
        .collect();
    collect(catalog, profile, advice, &open)
}

fn collect<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    advice: &Advice<'_>,
    open: &BTreeMap<CredentialId, CandidateWhen>,
) -> RankingNumbers<'c> {
    let referred = open
        .values()
        .flat_map(|open| open.after.iter().flatten().chain(&open.unless));
    let ids: BTreeSet<CredentialId> = open.keys().chain(referred).copied().collect();
    let credentials: Vec<&Credential> =
        ids.iter().filter_map(|id| catalog.credential(id)).collect();
    let index: BTreeMap<CredentialId, usize> = credentials
        .iter()
        .enumerate()
        .map(|(index, credential)| (credential.id, index))
        .collect();
    let rules = &advice.rules;
    let entry = |credential: &&'c Credential| {
        let relevance = relevance(catalog, credential, profile);
        let indices = |ids: &[CredentialId]| -> Vec<usize> {
            ids.iter().filter_map(|id| index.get(id).copied()).collect()
        };
        let equivalents = credentials.iter().enumerate().filter(|(_, other)| {
            other.id != credential.id
                && other.issuer == credential.issuer
                && same_choice(other, credential)
        });
        let role = profile.role;
        let after_rules = |axis, fit| rules.moved(axis, fit, credential, role).0;
        let upkeep = axes::upkeep(&cost(catalog, credential, profile.rate), profile);
        Entry {
            credential,
            id: credential.id.as_str(),
            place: Place::of(catalog, credential),
            about: relevance.about(),
            novelty: relevance.novelty,
            standing: relevance.standing,
            is_graded: relevance.grade.is_some(),
            points: rules.points(Axis::Platform, credential, role),
            fits: [
                after_rules(Axis::Tier, axes::tier(credential, profile)),
                after_rules(Axis::Upkeep, upkeep),
            ],
            is_preferred: !rules.preferring(credential, role).is_empty(),
            among_equals: among_equals(credential, role),
            equivalents: equivalents.map(|(index, _)| index).collect(),
            open: open.get(&credential.id).map(|open| Open {
                everywhere: open.everywhere,
                after: open.after.as_deref().map(indices),
                unless: indices(&open.unless),
            }),
        }
    };
    RankingNumbers {
        platforms: Platform::ALL
            .iter()
            .map(|platform| platform.word())
            .collect(),
        axes: Axis::ALL.iter().map(|axis| axis.word()).collect(),
        shares: std::array::from_fn(|index| profile.environment.share(Platform::ALL[index])),
        weights: advice.weights.shares(),
        neutral_fit: axes::NEUTRAL_FIT,
        full_presence: FULL_PRESENCE,
        relevant: RELEVANT,
        step_share: STEP_SHARE,
        most_by: f64::from(MOST_BY) / 100.0,
        credentials: credentials.iter().map(entry).collect(),
    }
}

impl<'c> RankingNumbers<'c> {
    /// Each platform with the share of the work that runs on it.
    pub fn environment(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.platforms.iter().copied().zip(self.shares)
    }

    /// The credentials that may be ranked, by their place in the page's numbers.
    pub fn candidates(&self) -> impl Iterator<Item = (usize, &'c Credential)> {
        let credentials = self.credentials.iter().enumerate();
        credentials
            .filter(|(_, entry)| entry.open.is_some())
            .map(|(index, entry)| (index, entry.credential))
    }
}
