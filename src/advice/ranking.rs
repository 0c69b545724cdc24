//! Score and order: relevance times the weighted sum of the axes, ties broken the same way everywhere.

use std::cmp::Reverse;

use super::alternatives::same_choice;
use super::axes::{self, Axis};
use super::chain::{Chain, chain};
use super::eligibility::{Excluded, Reason, first_steps, gate_with_first_steps};
use super::relevance::{Relevance, RoleDemand};
use super::robustness::{Robustness, Values, robustness};
use super::rules::{Fired, Rules};
use super::weights::Weights;
use crate::advice::profile::Profile;
use crate::advice::profile::environment::EnvironmentMix;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::{Assurance, Confidence, Grade, Platform};
use crate::cost::{Cost, cost};
use crate::team::requirement::table::At;

/// A candidate with its place.
#[derive(Clone, Debug)]
pub struct Ranked<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// 0..1; the sum of the contributions.
    pub score: f64,
    /// How much it is about the role.
    pub relevance: Relevance,
    /// How it does on each axis, 0..1, in the order of [`Axis::ALL`].
    pub fits: [f64; 3],
    /// What it costs.
    pub cost: Cost,
    /// What has to be earned before it.
    pub chain: Chain<'c>,
    /// What rules did to it.
    pub rules: Vec<Fired<'c>>,
    /// At which level a table accepts it, where one binds the person.
    pub accepted: Option<At>,
    /// The better placed candidate that it is one choice with, if there is one.
    pub alternative_to: Option<CredentialId>,
    /// How far its place depends on the weights.
    pub robustness: Robustness,
}

impl Ranked<'_> {
    /// What it would score if one axis alone counted, for each axis.
    pub fn values(&self) -> Values {
        Axis::ALL.map(|axis| self.relevance.value() * self.fits[axis as usize])
    }

    /// The score in thousandths, and the parts of it that each axis contributes; they add up exactly.
    pub fn thousandths(&self, weights: Weights) -> (u16, [u16; 3]) {
        let relevance = self.relevance.value();
        let exact =
            Axis::ALL.map(|axis| relevance * weights.of(axis) * self.fits[axis as usize] * 1000.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 to 1000"
        )]
        let whole = |x: f64| x as u16;
        let total = whole(exact.iter().sum::<f64>().round());
        let mut parts = exact.map(|x| whole(x.floor()));
        // Largest remainder: what rounding down left over goes to the parts that lost most.
        let mut order = [0, 1, 2];
        order.sort_by(|a: &usize, b: &usize| {
            exact[*b]
                .fract()
                .total_cmp(&exact[*a].fract())
                .then(a.cmp(b))
        });
        let left = total.saturating_sub(parts.iter().sum());
        for index in order.iter().cycle().take(usize::from(left)) {
            parts[*index] += 1;
        }
        (total, parts)
    }
}

/// The answer: candidates in order, and everything else with its reason.
#[derive(Clone, Debug)]
pub struct Advice<'c> {
    /// Candidates, best first.
    pub ranked: Vec<Ranked<'c>>,
    /// Every other credential of the catalog, by id.
    pub excluded: Vec<Excluded<'c>>,
    /// The weights used.
    pub weights: Weights,
    /// The rules that apply to the question.
    pub rules: Rules<'c>,
}

impl<'c> Advice<'c> {
    /// What the field asks for first in the role, but nobody supervises: excluded for that reason alone.
    pub fn unsupervised(&self) -> impl Iterator<Item = &'c Credential> {
        let standards = self.excluded.iter().filter(|excluded| {
            excluded.reason == Reason::NotAnExam
                && excluded.credential.assurance != Assurance::Title
                && excluded.relevance.grade == Some(Grade::Standard)
        });
        standards.map(|excluded| excluded.credential)
    }

    /// Candidates that are one choice with another, which stands before them.
    pub fn alternatives_of(&self, id: CredentialId) -> impl Iterator<Item = &Ranked<'c>> {
        self.ranked
            .iter()
            .filter(move |ranked| ranked.alternative_to == Some(id))
    }
    /// The candidate that is cheapest to earn and keep over the profile's years, what it needs first included; of those
    /// whose cost is known.
    pub fn cheapest(&self, years: u8) -> Option<&Ranked<'c>> {
        let known = self
            .ranked
            .iter()
            .filter_map(|ranked| Some((ranked.cost.total(years)? + ranked.chain.fees?, ranked)));
        known
            .min_by_key(|(usd, ranked)| (*usd, ranked.credential.id))
            .map(|(_, ranked)| ranked)
    }
}

/// Ranks the catalog for a profile. Without `weights` those of the context's rules count, or the usual ones.
pub fn advise<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    weights: Option<Weights>,
) -> Advice<'c> {
    let rules = Rules::of(catalog, profile);
    let weights = weights
        .or(rules.weigh.map(|(_, weights)| weights))
        .unwrap_or_default();
    let (demand, first_steps) = (RoleDemand::of(profile), first_steps(catalog, profile));
    let mut ranked = Vec::new();
    let mut excluded = Vec::with_capacity(catalog.credentials.len());
    for credential in &catalog.credentials {
        let relevance = demand.relevance(catalog, credential);
        match gate_with_first_steps(catalog, credential, profile, relevance, &first_steps) {
            Some(reason) => excluded.push(Excluded {
                credential,
                reason,
                relevance,
            }),
            None => ranked.push(candidate(
                catalog, credential, profile, relevance, &rules, weights,
            )),
        }
    }
    in_order(&mut ranked, profile);
    Advice {
        ranked,
        excluded,
        weights,
        rules,
    }
}

/// What would stand first if all the work ran on one platform, for each of the platforms.
pub fn elsewhere<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    weights: Weights,
) -> Vec<(Platform, &'c Credential)> {
    let first_on = |platform: &Platform| {
        let moved = Profile {
            environment: EnvironmentMix::all_on(*platform),
            ..profile.clone()
        };
        let advice = advise(catalog, &moved, Some(weights));
        Some((*platform, advice.ranked.first()?.credential))
    };
    Platform::ALL.iter().filter_map(first_on).collect()
}

/// Ranks only `credentials`, whether they are candidates or not; those that are not are among the excluded as well.
pub fn side_by_side<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    weights: Option<Weights>,
    credentials: &[&'c Credential],
) -> Advice<'c> {
    let rules = Rules::of(catalog, profile);
    let weights = weights
        .or(rules.weigh.map(|(_, weights)| weights))
        .unwrap_or_default();
    let (demand, first_steps) = (RoleDemand::of(profile), first_steps(catalog, profile));
    let mut ranked = Vec::new();
    let mut excluded = Vec::new();
    for &credential in credentials {
        let relevance = demand.relevance(catalog, credential);
        let reason = gate_with_first_steps(catalog, credential, profile, relevance, &first_steps);
        excluded.extend(reason.map(|reason| Excluded {
            credential,
            reason,
            relevance,
        }));
        ranked.push(candidate(
            catalog, credential, profile, relevance, &rules, weights,
        ));
    }
    in_order(&mut ranked, profile);
    Advice {
        ranked,
        excluded,
        weights,
        rules,
    }
}

/// How certain the facts of a credential are, the greater the more: reviewed ones first, then by their confidence.
pub(super) fn certainty(credential: &Credential) -> (bool, Confidence) {
    (credential.reviewed, credential.confidence)
}

/// How far sources name a credential for the role, the greater the more: by its grade, then by their number.
pub(super) fn evidence(credential: &Credential, role: &Role) -> Option<(Grade, usize)> {
    let known = role.recognition(credential.id)?;
    Some((known.grade, known.sources.len()))
}

/// Sorts candidates, best first, and says how robust each place is.
fn in_order(ranked: &mut [Ranked<'_>], profile: &Profile<'_>) {
    // Of equals, the one a rule prefers comes first, then the one that more sources name, then the one whose facts are
    // more certain; at last the id decides.
    ranked.sort_by_cached_key(|entry| {
        // No score is negative, so that its bits stand in its order.
        let score = entry.score.to_bits();
        let preferred = entry.rules.iter().any(|fired| fired.moved.is_none());
        let evidence = evidence(entry.credential, profile.role);
        let certainty = certainty(entry.credential);
        (
            Reverse((score, preferred, evidence, certainty)),
            entry.credential.id,
        )
    });
    mark_alternatives(ranked);
    let values: Vec<Values> = ranked.iter().map(Ranked::values).collect();
    for (entry, robustness) in ranked.iter_mut().zip(robustness(&values)) {
        entry.robustness = robustness;
    }
}

/// Names the best placed candidate that each is one choice with.
fn mark_alternatives(ranked: &mut [Ranked<'_>]) {
    for index in 1..ranked.len() {
        let (before, from) = ranked.split_at_mut(index);
        let this = &mut from[0];
        let issuer = this.credential.issuer;
        let main = before.iter().find(|other| {
            other.credential.issuer == issuer && same_choice(other.credential, this.credential)
        });
        this.alternative_to = main.map(|main| main.alternative_to.unwrap_or(main.credential.id));
    }
}

/// A candidate with its score, not yet in its place.
fn candidate<'c>(
    catalog: &'c Catalog,
    credential: &'c Credential,
    profile: &Profile<'_>,
    relevance: Relevance,
    rules: &Rules<'c>,
    weights: Weights,
) -> Ranked<'c> {
    let cost = cost(catalog, credential, profile.rate);
    let bare = [
        axes::platform(catalog, credential, profile),
        axes::tier(credential, profile),
        axes::upkeep(&cost, profile),
    ];
    let mut fired = Vec::new();
    let fits = Axis::ALL.map(|axis| {
        let (fit, moved) = rules.moved(axis, bare[axis as usize], credential, profile.role);
        fired.extend(moved);
        fit
    });
    fired.extend(rules.preferring(credential, profile.role));
    let sum: f64 = Axis::ALL
        .iter()
        .map(|axis| weights.of(*axis) * fits[*axis as usize])
        .sum();
    Ranked {
        credential,
        score: relevance.value() * sum,
        relevance,
        fits,
        cost,
        chain: chain(catalog, credential, profile),
        rules: fired,
        accepted: profile
            .mandate
            .as_ref()
            .and_then(|mandate| mandate.accepts(credential.id)),
        alternative_to: None,
        robustness: Robustness::default(),
    }
}
