//! How much of an exam is known from other credentials, by the outlines of both. docs/cost.md has the rules.

use std::collections::BTreeMap;

use super::{Basis, HourRange};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::exam::{Outline, PerMille};
use crate::catalog::id::{TechnologyId, TopicId};

/// The whole depth of a topic, in thirds.
pub const FULL_DEPTH: u8 = 3;
/// Share of the preparation that is saved where all of an exam is known: the rest is refreshing it and learning the exam's own
/// form. Own judgement, by analogy with a retake.
const MOST_SAVED: f64 = 0.5;

/// Thirds of a topic's depth that a held credential leaves to prove: one for each tier it lies below, one where it is for
/// other platforms, one where it is about none of the technologies.
pub fn depth_left(catalog: &Catalog, held: &Credential, credential: &Credential) -> u8 {
    let tiers = (credential.tier as u8).saturating_sub(held.tier as u8);
    let lacks = |one: &Credential, other: &Credential| {
        let mut platforms = other.platforms.iter();
        platforms.any(|platform| !one.platforms.contains(platform))
    };
    let elsewhere = lacks(held, credential) || lacks(credential, held);
    let knows = |wanted: &TechnologyId| {
        held.technologies.iter().any(|known| {
            known == wanted
                || catalog
                    .technology(known)
                    .is_some_and(|technology| technology.kind_of.as_ref() == Some(wanted))
        })
    };
    let other = !credential.technologies.is_empty() && !credential.technologies.iter().any(knows);
    tiers + u8::from(elsewhere) + u8::from(other)
}

/// The share of each topic in an exam: a domain's share is divided evenly among its topics, and several exams count alike.
fn topic_shares(outlines: &[Outline]) -> BTreeMap<TopicId, f64> {
    let whole = f64::from(PerMille::ALL.0) * outlines.len() as f64;
    let mut shares = BTreeMap::new();
    for domain in outlines.iter().flat_map(Outline::domains) {
        let share = f64::from(domain.share.0) / whole / domain.topics.len() as f64;
        for topic in &domain.topics {
            *shares.entry(*topic).or_default() += share;
        }
    }
    shares
}

/// Whether the outlines of both are known, so that it can be said how much of one the other covers.
pub fn can_compare(credential: &Credential, held: &Credential) -> bool {
    let is_known = |credential: &Credential| credential.exam.whole_outline().is_some();
    credential.id != held.id && is_known(credential) && is_known(held)
}

/// The share of a credential's exams, 0 to 1, that other credentials cover: of each topic as much as the one that covers most
/// of it, but no more than the exams ask for. `None` if none of them can be compared with it.
pub fn covered<'c>(
    catalog: &Catalog,
    credential: &Credential,
    known: impl IntoIterator<Item = &'c Credential>,
) -> Option<f64> {
    let wanted = topic_shares(credential.exam.whole_outline()?);
    let mut most: Option<BTreeMap<TopicId, f64>> = None;
    for held in known {
        let Some(outlines) = held
            .exam
            .whole_outline()
            .filter(|_| can_compare(credential, held))
        else {
            continue;
        };
        let left = depth_left(catalog, held, credential).min(FULL_DEPTH);
        let depth = f64::from(FULL_DEPTH - left) / f64::from(FULL_DEPTH);
        let most = most.get_or_insert_default();
        for (topic, share) in topic_shares(outlines) {
            let known: &mut f64 = most.entry(topic).or_default();
            *known = known.max(share * depth);
        }
    }
    let most = most?;
    let shares = wanted
        .iter()
        .map(|(topic, share)| share.min(most.get(topic).copied().unwrap_or_default()));
    Some(shares.sum::<f64>().min(1.0))
}

/// The share of the preparation that is left where a share of the exams is covered.
pub fn share_left(covered: f64) -> f64 {
    1.0 - MOST_SAVED * covered
}

/// The hours of preparation that are left where a share of the exams is covered. They are an estimate, whatever the whole rests
/// on.
pub fn hours_left(preparation: HourRange, covered: f64) -> HourRange {
    HourRange {
        basis: preparation.basis.max(Basis::Estimated),
        ..preparation.times(share_left(covered))
    }
}
