//! Score and order: relevance times the weighted sum of the axes, ties broken the same way everywhere.

use super::axes::{self, Axis};
use super::eligibility::{Excluded, gate};
use super::relevance::{Relevance, relevance};
use super::robustness::{Robustness, Values, robustness};
use super::weights::Weights;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::cost::{Cost, cost};
use crate::profile::Profile;

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
    /// Needed credentials that are not held, in the order in which to earn them.
    pub missing: Vec<&'c CredentialId>,
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
        let exact = Axis::ALL.map(|axis| relevance * weights.of(axis) * self.fits[axis as usize] * 1000.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1000")]
        let whole = |x: f64| x as u16;
        let total = whole(exact.iter().sum::<f64>().round());
        let mut parts = exact.map(|x| whole(x.floor()));
        // Largest remainder: what rounding down left over goes to the parts that lost most.
        let mut order = [0, 1, 2];
        order.sort_by(|a: &usize, b: &usize| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
        let left = total.saturating_sub(parts.iter().sum());
        for at in order.iter().cycle().take(usize::from(left)) {
            parts[*at] += 1;
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
}

/// Ranks the catalog for a profile.
pub fn advise<'c>(catalog: &'c Catalog, profile: &Profile<'_>, weights: Weights) -> Advice<'c> {
    let mut ranked = Vec::new();
    let mut excluded = Vec::new();
    for credential in &catalog.credentials {
        let relevance = relevance(credential, profile.role);
        if let Some(reason) = gate(catalog, credential, profile, relevance.value()) {
            excluded.push(Excluded { credential, reason, relevance: relevance.value() });
            continue;
        }
        let cost = cost(catalog, credential, profile.rate);
        let fits = [
            axes::platform(catalog, credential, profile),
            axes::tier(credential, profile),
            axes::upkeep(&cost, profile),
        ];
        let sum: f64 = Axis::ALL.iter().map(|axis| weights.of(*axis) * fits[*axis as usize]).sum();
        let missing = missing(catalog, credential, profile);
        let score = relevance.value() * sum;
        ranked.push(Ranked { credential, score, relevance, fits, cost, missing, robustness: Robustness::default() });
    }
    // Of equals, the one whose facts are surer comes first; at last the id decides.
    ranked.sort_by(|a, b| {
        let surer = |r: &Ranked<'_>| (r.credential.reviewed, r.credential.confidence);
        b.score
            .total_cmp(&a.score)
            .then_with(|| surer(b).cmp(&surer(a)))
            .then_with(|| a.credential.id.cmp(&b.credential.id))
    });
    let values: Vec<Values> = ranked.iter().map(Ranked::values).collect();
    for (one, robustness) in ranked.iter_mut().zip(robustness(&values)) {
        one.robustness = robustness;
    }
    Advice { ranked, excluded, weights }
}

/// Needed credentials that are not held, deepest first.
fn missing<'c>(catalog: &'c Catalog, credential: &'c Credential, profile: &Profile<'_>) -> Vec<&'c CredentialId> {
    let mut chain: Vec<&CredentialId> = Vec::new();
    let mut open: Vec<&CredentialId> = needed(catalog, credential, profile);
    while let Some(id) = open.pop() {
        if !chain.contains(&id) {
            chain.push(id);
            open.extend(catalog.credential(id).map(|c| needed(catalog, c, profile)).unwrap_or_default());
        }
    }
    chain.reverse();
    chain
}

/// What `credential` itself still needs: all of its prerequisites, and the cheapest where one of several is enough.
fn needed<'c>(catalog: &'c Catalog, credential: &'c Credential, profile: &Profile<'_>) -> Vec<&'c CredentialId> {
    let prerequisites = &credential.prerequisites;
    let mut needed: Vec<_> = prerequisites.credentials.iter().filter(|id| !profile.holds.contains(*id)).collect();
    if !prerequisites.any_of.iter().any(|id| profile.holds.contains(id)) {
        let fee = |id: &&CredentialId| {
            let fee = catalog.credential(id).and_then(|c| c.exam_fee);
            fee.map_or(i64::MAX, crate::catalog::quantity::Usd::cents)
        };
        needed.extend(prerequisites.any_of.iter().min_by_key(fee));
    }
    needed
}
