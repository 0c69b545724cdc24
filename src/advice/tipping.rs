//! Where the first place changes hands as the environment moves: "aws-dop leads once more than 44% of the environment is on AWS".

use super::axes::{self, Axis};
use super::ranking::{Advice, Ranked, advise};
use super::relevance::{FULL_PRESENCE, presence};
use crate::advice::profile::Profile;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::vocabulary::Platform;

/// Halvings until a share is known to a thousandth of a percent.
const HALVINGS: u32 = 17;

/// A change of the first place.
#[derive(Clone, Debug)]
pub struct Tipping<'c> {
    /// The platform that gains.
    pub platform: Platform,
    /// The share of the environment on it from which on another leads, above the present one, 0..1.
    pub share: f64,
    /// The credential that leads from there.
    pub leader: &'c Credential,
}

/// For each platform, the nearest share above the present one at which another credential takes the first place, the
/// other platforms keeping their proportions. Platforms on which the first place never changes hands are not listed, and neither
/// is everything where no environment is stated: there is no present share to move from.
pub fn tipping<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    advice: &Advice<'c>,
) -> Vec<Tipping<'c>> {
    let Some(first) = advice.ranked.first() else {
        return Vec::new();
    };
    let mut points = Vec::new();
    if !profile.environment.is_stated() {
        return points;
    }
    for &platform in Platform::ALL {
        let now = profile.environment.share(platform);
        if now >= 1.0 {
            continue;
        }
        let moved_to = |share: f64| Profile {
            environment: profile.environment.with(platform, share),
            ..profile.clone()
        };
        // With so much of the environment there, what is bound to it is no longer excluded.
        let probe = advise(
            catalog,
            &moved_to(now.max(FULL_PRESENCE)),
            Some(advice.weights),
        );
        let rest = probe
            .ranked
            .iter()
            .filter(|other| other.credential.id != first.credential.id);
        let weight = advice.weights.of(Axis::Platform);
        // How far `first` leads `other` at a share, rules included.
        let lead = |other: &Ranked<'c>, share: f64| {
            let moved = moved_to(share);
            let score_there = |ranked: &Ranked<'c>| {
                let bare = axes::platform(catalog, ranked.credential, &moved);
                let (fit, _) =
                    advice
                        .rules
                        .moved(Axis::Platform, bare, ranked.credential, profile.role);
                let score = ranked.score
                    + ranked.relevance.value()
                        * weight
                        * (fit - ranked.fits[Axis::Platform as usize]);
                score * presence(catalog, ranked.credential, &moved.environment)
                    / ranked.relevance.presence
            };
            score_there(first) - score_there(other)
        };
        let turns = rest.filter_map(|other| {
            let (mut from, mut to) = (now, 1.0);
            if lead(other, to) >= 0.0 {
                return None;
            }
            // A lead is linear in the share as long as no rule lifts a fit to the end of its scale: halve, don't solve.
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(from, to);
                if lead(other, middle) < 0.0 {
                    to = middle;
                } else {
                    from = middle;
                }
            }
            Some((to, other.credential))
        });
        let nearest = turns.min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        points.extend(nearest.map(|(share, leader)| Tipping {
            platform,
            share,
            leader,
        }));
    }
    points
}
