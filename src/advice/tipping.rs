//! Where the first place changes hands as the estate moves: "aws-dop leads once more than 44 % of the estate is on AWS".

use super::axes::{self, Axis};
use super::ranking::Advice;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::words::{Platform, Word};
use crate::profile::Profile;

/// A change of the first place.
#[derive(Clone, Debug)]
pub struct Tipping<'c> {
    /// The platform that gains.
    pub platform: Platform,
    /// The share of the estate on it from which on another leads, above the present one, 0..1.
    pub share: f64,
    /// Who leads from there.
    pub leader: &'c Credential,
}

/// For each platform, the nearest share above the present one at which another credential takes the first place, the
/// other platforms keeping their proportions. Platforms on which the first place never changes hands are left out.
pub fn tipping<'c>(catalog: &Catalog, profile: &Profile<'_>, advice: &Advice<'c>) -> Vec<Tipping<'c>> {
    let Some((first, rest)) = advice.ranked.split_first() else { return Vec::new() };
    let mut points = Vec::new();
    for &platform in Platform::ALL {
        let now = profile.estate.share(platform);
        if now >= 1.0 {
            continue;
        }
        let mut all = profile.clone();
        all.estate = profile.estate.with(platform, 1.0);
        let weight = advice.weights.of(Axis::Platform);
        // A score is linear in the share, so its values now and at 1 say everything in between.
        let at_all = |ranked: &super::Ranked<'c>| {
            let gain = axes::platform(catalog, ranked.credential, &all) - ranked.fits[Axis::Platform as usize];
            ranked.score + ranked.relevance.value() * weight * gain
        };
        let first_at_all = at_all(first);
        let turns = rest.iter().filter_map(|other| {
            let (lead_now, lead_then) = (first.score - other.score, first_at_all - at_all(other));
            (lead_then < 0.0).then(|| (now + (1.0 - now) * lead_now / (lead_now - lead_then), other.credential))
        });
        let nearest = turns.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        points.extend(nearest.map(|(share, leader)| Tipping { platform, share, leader }));
    }
    points
}
