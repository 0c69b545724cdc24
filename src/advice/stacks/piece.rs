//! A credential as a possible member of a stack.

use std::collections::BTreeSet;

use super::work::Proofs;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::cost::Cost;

/// A credential as the search sees it.
pub(super) struct Piece<'c> {
    pub(super) credential: &'c Credential,
    pub(super) cost: Cost,
    /// Whether something has to be earned before.
    pub(super) lacks: bool,
    pub(super) tier: f64,
    pub(super) proofs: Proofs,
    /// By how much the rules move its upkeep fit.
    pub(super) upkeep_moved: f64,
    /// What it would be worth as a set of one.
    pub(super) alone: Judged,
}

impl Piece<'_> {
    /// Who proves most comes first; of those who prove nothing of the work, who does best on the axes.
    pub(super) fn before(&self, other: &Self) -> std::cmp::Ordering {
        let by_score = other.alone.score.total_cmp(&self.alone.score);
        let by_fits = other.alone.sum.total_cmp(&self.alone.sum);
        by_score
            .then(by_fits)
            .then_with(|| self.credential.id.cmp(&other.credential.id))
    }
}

/// What a set is worth.
#[derive(Clone, Copy, Default)]
pub(super) struct Judged {
    /// 0..1.
    pub(super) score: f64,
    pub(super) covered: f64,
    pub(super) fits: [f64; 3],
    /// The weighted sum of the fits, 0..1.
    pub(super) sum: f64,
}

/// Whether one member makes another pointless: it stands above it on a ladder and can be earned without it.
pub(super) fn redundant(catalog: &Catalog, members: &[&Piece<'_>]) -> bool {
    let above = |low: &Credential, high: &Credential| {
        catalog.above(low).any(|id| id == high.id) && !needs(catalog, high, low.id)
    };
    members.iter().enumerate().any(|(index, member)| {
        members[index + 1..]
            .iter()
            .map(|other| (member.credential, other.credential))
            .any(|(left, right)| {
                left.issuer == right.issuer && (above(left, right) || above(right, left))
            })
    })
}

/// Whether `id` is among the prerequisites of `credential`, at any depth, or among the alternatives for one.
pub(super) fn needs(catalog: &Catalog, credential: &Credential, id: CredentialId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![credential];
    while let Some(next) = open.pop() {
        for first in next
            .prerequisites
            .credentials
            .iter()
            .chain(next.prerequisites.any_of.iter())
        {
            if *first == id {
                return true;
            }
            if seen.insert(*first) {
                open.extend(catalog.credential(first));
            }
        }
    }
    false
}
