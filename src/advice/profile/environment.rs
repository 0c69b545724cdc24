//! The environment: which share of the work runs on which platform.

use thiserror::Error;

use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::reference::{Environment, Share};
use crate::catalog::vocabulary::Platform;

/// Shares of the work over platforms. They are not negative and sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct EnvironmentMix {
    shares: [f64; 5],
    /// Whether anything is known of the environment, or a typical one is assumed.
    is_stated: bool,
}

/// Why a text describes no environment.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidEnvironment {
    /// Neither a preset nor a mix.
    #[error("unknown environment `{0}`")]
    UnknownPreset(String),
    /// The part after the colon, or before the equals sign, is not a platform.
    #[error("`{0}` is not a platform")]
    UnknownPlatform(String),
    /// The preset has no unnamed cloud to put on a platform.
    #[error("environment `{0}` leaves no cloud open to name")]
    NothingToName(String),
    /// A share is not a positive number.
    #[error("`{0}` is not a valid share: expected `PLATFORM=NUMBER`, the number from 1 to 1000000")]
    BadShare(String),
}

impl EnvironmentMix {
    /// From weights in the order of [`Platform`]; they are scaled to sum to 1. All zero counts as evenly spread.
    pub fn from_weights(weights: [f64; 5]) -> Self {
        let sum: f64 = weights.iter().sum();
        Self {
            shares: if sum > 0.0 {
                weights.map(|w| w / sum)
            } else {
                [0.2; 5]
            },
            is_stated: true,
        }
    }

    /// All work on one platform.
    pub fn all_on(platform: Platform) -> Self {
        let mut weights = [0.0; 5];
        weights[platform as usize] = 1.0;
        Self::from_weights(weights)
    }

    /// Whether anything is known of the environment.
    pub fn is_stated(&self) -> bool {
        self.is_stated
    }

    /// The share on all clouds together, 0 to 1.
    pub fn cloud_share(&self) -> f64 {
        1.0 - self.share(Platform::OnPrem)
    }

    /// The share on which what is bound to these platforms holds, 0 to 1.
    pub fn share_of(&self, platforms: &[Platform]) -> f64 {
        platforms.iter().map(|platform| self.share(*platform)).sum()
    }

    /// The share on a platform, 0 to 1.
    pub fn share(&self, platform: Platform) -> f64 {
        self.shares[platform as usize]
    }

    /// This environment with one platform at `share` (0..1), the others keeping their proportions.
    #[must_use]
    pub fn with(&self, platform: Platform, share: f64) -> Self {
        let rest = 1.0 - self.share(platform);
        let mut shares = self.shares.map(|s| {
            if rest > 0.0 {
                s * (1.0 - share) / rest
            } else {
                (1.0 - share) / 4.0
            }
        });
        shares[platform as usize] = share;
        Self {
            shares,
            is_stated: true,
        }
    }

    /// Every platform with a share, largest first.
    pub fn parts(&self) -> Vec<(Platform, f64)> {
        let mut parts: Vec<_> = Platform::ALL
            .iter()
            .map(|p| (*p, self.share(*p)))
            .filter(|(_, s)| *s > 0.0)
            .collect();
        parts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        parts
    }

    /// Reads a preset (`hybrid`), a preset with its cloud named (`hybrid:aws`), or a mix (`aws=60,on-prem=40`).
    ///
    /// # Errors
    /// [`InvalidEnvironment`] when it is not one of these.
    pub fn parse(text: &str, catalog: &Catalog) -> Result<Self, InvalidEnvironment> {
        let text = text.trim().to_ascii_lowercase();
        if text.contains('=') {
            return mix(&text, catalog);
        }
        let (name, cloud) = text
            .split_once(':')
            .map_or((text.as_str(), None), |(name, cloud)| (name, Some(cloud)));
        let preset = preset(name, catalog)
            .ok_or_else(|| InvalidEnvironment::UnknownPreset(name.to_owned()))?;
        let mut weights = [0.0; 5];
        let cloud = match cloud {
            None => None,
            Some(word) => Some(
                Platform::parse(word)
                    .ok_or_else(|| InvalidEnvironment::UnknownPlatform(word.to_owned()))?,
            ),
        };
        if cloud.is_some() && !preset.mix.iter().any(|(on, _)| *on == Share::AnyCloud) {
            return Err(InvalidEnvironment::NothingToName(name.to_owned()));
        }
        for (on, share) in &preset.mix {
            add(&mut weights, *on, f64::from(*share), cloud, catalog);
        }
        Ok(Self {
            // A preset whose cloud is named says something.
            is_stated: preset.stated || cloud.is_some(),
            ..Self::from_weights(weights)
        })
    }
}

fn preset<'c>(name: &str, catalog: &'c Catalog) -> Option<&'c Environment> {
    let found = catalog.environments.iter().find(|e| e.id.as_str() == name);
    // `azure` and `microsoft-azure` are the same platform, hence the same preset.
    found.or_else(|| {
        let platform = Platform::parse(name)?;
        catalog
            .environments
            .iter()
            .find(|e| e.id.as_str() == platform.word())
    })
}

/// Adds a share; an unnamed cloud goes to `cloud`, or is spread by the market's shares.
fn add(weights: &mut [f64; 5], on: Share, share: f64, cloud: Option<Platform>, catalog: &Catalog) {
    match (on, cloud) {
        (Share::On(platform), _) | (Share::AnyCloud, Some(platform)) => {
            weights[platform as usize] += share;
        }
        (Share::AnyCloud, None) => {
            let prior = catalog.prior.weights.map(f64::from);
            let sum: f64 = prior.iter().sum();
            for (weight, part) in weights.iter_mut().zip(prior) {
                *weight += share * part / sum.max(1.0);
            }
        }
    }
}

fn mix(text: &str, catalog: &Catalog) -> Result<EnvironmentMix, InvalidEnvironment> {
    let mut weights = [0.0; 5];
    for part in text.split(',') {
        let bad = || InvalidEnvironment::BadShare(part.trim().to_owned());
        let (word, number) = part.split_once('=').ok_or_else(bad)?;
        let share: f64 = number
            .trim()
            .trim_end_matches('%')
            .parse()
            .map_err(|_| bad())?;
        if !(share > 0.0 && share <= 1_000_000.0) {
            return Err(bad());
        }
        let on = match word.trim() {
            "cloud" => Share::AnyCloud,
            word => Share::On(
                Platform::parse(word)
                    .ok_or_else(|| InvalidEnvironment::UnknownPlatform(word.to_owned()))?,
            ),
        };
        add(&mut weights, on, share, None, catalog);
    }
    Ok(EnvironmentMix::from_weights(weights))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    fn shares(text: &str) -> Result<Vec<(Platform, i64)>, InvalidEnvironment> {
        let environment = EnvironmentMix::parse(text, embedded::catalog())?;
        #[expect(clippy::cast_possible_truncation, reason = "shares are small")]
        Ok(environment
            .parts()
            .into_iter()
            .map(|(p, s)| (p, (s * 1000.0).round() as i64))
            .collect())
    }

    #[test]
    fn presets_named_clouds_and_mixes() {
        assert_eq!(shares("aws"), Ok(vec![(Platform::Aws, 1000)]));
        assert_eq!(
            shares("hybrid:aws"),
            Ok(vec![(Platform::Aws, 500), (Platform::OnPrem, 500)])
        );
        assert_eq!(
            shares("AWS=60, on-prem=40"),
            Ok(vec![(Platform::Aws, 600), (Platform::OnPrem, 400)])
        );
        assert_eq!(
            shares("aws=3,azure=1"),
            Ok(vec![(Platform::Aws, 750), (Platform::Azure, 250)])
        );
        assert_eq!(shares("hybrid").map(|s| s.len()), Ok(5));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(
            shares("hybird"),
            Err(InvalidEnvironment::UnknownPreset("hybird".into()))
        );
        assert_eq!(
            shares("hybrid:awz"),
            Err(InvalidEnvironment::UnknownPlatform("awz".into()))
        );
        assert_eq!(
            shares("aws:gcp"),
            Err(InvalidEnvironment::NothingToName("aws".into()))
        );
        for bad in [
            "aws=0",
            "aws=-1",
            "aws=NaN",
            "aws=inf",
            "aws=",
            "aws=60,on-prem",
        ] {
            assert!(
                matches!(shares(bad), Err(InvalidEnvironment::BadShare(_))),
                "{bad}"
            );
        }
    }

    #[test]
    fn every_preset_sums_to_one() {
        let catalog = embedded::catalog();
        for environment in &catalog.environments {
            let mix = EnvironmentMix::parse(environment.id.as_str(), catalog).unwrap();
            let sum: f64 = Platform::ALL.iter().map(|p| mix.share(*p)).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{}", environment.id);
        }
    }
}
