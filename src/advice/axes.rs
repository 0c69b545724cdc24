//! The three decision axes: each a fit in 0..1 on a fixed scale, and a sentence of why for those who are shown it.

pub use crate::catalog::vocabulary::Axis;

use crate::advice::profile::Profile;
use crate::advice::profile::environment::EnvironmentMix;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Technology;
use crate::catalog::vocabulary::{Grade, Level, Platform, Tier};
use crate::cost::Cost;

/// What a credential bound to nothing is worth on any environment: a little less than one made for all of it.
pub const NEUTRAL_FIT: f64 = 0.85;
/// Fit one tier outside the band of the level.
const ONE_TIER_OUTSIDE: f64 = 0.5;
/// Fit further outside.
const FURTHER_OUTSIDE: f64 = 0.2;
/// What remains of the fit for each tier below what teams in the role ask for.
const BELOW_ASKED: f64 = 0.8;
/// What remains for each tier beyond it: it suits, and takes more than is asked.
const BEYOND_ASKED: f64 = 0.9;
/// Where the upkeep scale bends, USD a year.
const UPKEEP_BEND: f64 = 200.0;
/// Upkeep from which on the fit is 0, USD a year.
const UPKEEP_CEILING: f64 = 2_000.0;

/// The share of the environment on which the credential counts, 0..1.
pub fn platform(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>) -> f64 {
    if credential.is_neutral() {
        return NEUTRAL_FIT;
    }
    if !credential.platforms.is_empty() {
        return profile.environment.share_of(&credential.platforms);
    }
    technologies_on(catalog, credential, &profile.environment)
}

/// The share of an environment on which the technologies of a credential that is bound to no platform run, 0..1.
pub(super) fn technologies_on(
    catalog: &Catalog,
    credential: &Credential,
    environment: &EnvironmentMix,
) -> f64 {
    let home = runs_on_each(catalog, credential);
    let shares = Platform::ALL
        .iter()
        .map(|p| (*p, environment.share(*p)))
        .filter(|(_, share)| *share > 0.0);
    shares
        .map(|(platform, share)| share * home[platform as usize])
        .sum()
}

/// Why the platform axis is what it is, as a sentence without a final period.
fn platform_because(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>) -> String {
    let percent = (platform(catalog, credential, profile) * 100.0).round();
    if credential.is_neutral() {
        "tied to no platform, so it counts in any environment".to_owned()
    } else if credential.platforms.is_empty() {
        let technologies = credential
            .technologies
            .iter()
            .filter_map(|id| catalog.technology(id));
        let names: Vec<&str> = technologies
            .map(|technology| technology.name.as_str())
            .collect();
        let run = if names.len() == 1 { "runs" } else { "run" };
        let names = names.join(" and ");
        if percent >= 100.0 {
            format!("{names} {run} across your whole environment")
        } else {
            format!("{names} {run} on {percent}% of {}", environment(profile))
        }
    } else {
        let platforms: Vec<&str> = credential.platforms.iter().map(|p| p.word()).collect();
        format!(
            "tied to {}, which is {percent}% of {}",
            platforms.join(" and "),
            environment(profile)
        )
    }
}

/// What shares are shares of.
fn environment(profile: &Profile<'_>) -> &'static str {
    if profile.environment.is_stated() {
        "your environment"
    } else {
        "a typical environment"
    }
}

/// How fully a credential that is bound to no platform counts on each, in their order: the mean of how fully its
/// technologies run there. What is a kind of something more general proves that as well, so it is as portable as what is
/// bound to nothing.
pub(super) fn runs_on_each(catalog: &Catalog, credential: &Credential) -> [f64; 5] {
    let runs_on = |t: &Technology, at: usize| f64::from(t.runs[at]) / 100.0;
    let mut count = 0.0_f64;
    let mut home = [0.0; 5];
    let technologies = credential.technologies.iter();
    for technology in technologies.filter_map(|id| catalog.technology(id)) {
        let general = technology.kind_of.and_then(|id| catalog.technology(&id));
        for (at, sum) in home.iter_mut().enumerate() {
            let general = general.map_or(0.0, |general| NEUTRAL_FIT * runs_on(general, at));
            *sum += runs_on(technology, at).max(general);
        }
        count += 1.0;
    }
    home.map(|sum| sum / count.max(1.0))
}

/// The tiers that suit a person of this level, lowest and highest.
pub fn band(level: Level) -> (Tier, Tier) {
    match level {
        Level::Entry => (Tier::Entry, Tier::Associate),
        Level::Mid => (Tier::Associate, Tier::Professional),
        Level::Senior | Level::Principal => (Tier::Professional, Tier::Expert),
    }
}

/// The tier asked for of a person of this level in this role, as far as the band of the level reaches. What teams ask
/// of their members is not asked of beginners.
fn asked(profile: &Profile<'_>) -> Tier {
    let (lowest, highest) = band(profile.level);
    match profile.level {
        Level::Entry => lowest,
        // More is asked of people who set the direction than of people who lead the work.
        Level::Principal => highest,
        Level::Mid | Level::Senior => profile.role.target_tier.clamp(lowest, highest),
    }
}

/// Whether it is a second step for a beginner: it needs a credential that is not held.
fn second_step(credential: &Credential, profile: &Profile<'_>) -> bool {
    let needed = &credential.prerequisites;
    let held = |id: &CredentialId| profile.holds.contains(id);
    let lacks = !needed.credentials.iter().all(held)
        || !(needed.any_of.is_empty() || needed.any_of.iter().any(held));
    profile.level == Level::Entry && lacks
}

/// Whether it is more than a beginner can take on: above the band, where catching up takes longest.
fn beyond_a_start(credential: &Credential, profile: &Profile<'_>) -> bool {
    profile.level == Level::Entry && credential.tier > band(profile.level).1
}

/// Whether it lies one tier below the band, and sources name it first for the role all the same: what teams ask for is
/// within the band, whatever its tier is called. More is asked of principals.
fn is_standard_below(credential: &Credential, profile: &Profile<'_>) -> bool {
    let (lowest, _) = band(profile.level);
    profile.level != Level::Principal
        && credential.tier as u8 + 1 == lowest as u8
        && profile.role.grade(credential.id) == Some(Grade::Standard)
}

/// Tiers that the credential lies outside the band of the level; and beyond the tier asked for, below it if negative.
fn distances(credential: &Credential, profile: &Profile<'_>) -> (i8, i8) {
    let (lowest, highest) = band(profile.level);
    let tier = credential.tier as i8;
    let below = lowest as i8 - tier - i8::from(is_standard_below(credential, profile));
    let outside = below.max(tier - highest as i8).max(0);
    (
        outside + i8::from(second_step(credential, profile) || beyond_a_start(credential, profile)),
        tier - asked(profile) as i8,
    )
}

/// How well the credential's tier suits the person and the role, 0..1.
pub fn tier(credential: &Credential, profile: &Profile<'_>) -> f64 {
    let (outside, beyond) = distances(credential, profile);
    let base = match outside {
        0 => 1.0,
        // Half the fit says already that it lies below what is asked.
        1 if beyond < 0 => return ONE_TIER_OUTSIDE,
        1 => ONE_TIER_OUTSIDE,
        _ => FURTHER_OUTSIDE,
    };
    base * if beyond < 0 {
        BELOW_ASKED
    } else {
        BEYOND_ASKED
    }
    .powi(i32::from(beyond.abs()))
}

/// Why the tier axis is what it is, as a sentence without a final period.
fn tier_because(credential: &Credential, profile: &Profile<'_>) -> String {
    let (tier, level, asked) = (credential.tier, profile.level, asked(profile));
    match distances(credential, profile) {
        (0, 0) => format!("{tier} tier suits {level} level"),
        (0, ..0) if is_standard_below(credential, profile) => {
            format!("{tier} tier lies below {level} level, but this field asks for it first")
        }
        (0, ..0) => {
            format!("{tier} tier suits {level} level, but teams in this role ask for {asked}")
        }
        (0, _) if level == Level::Entry => {
            format!("{tier} tier suits {level} level, but is more than a first step")
        }
        (0, beyond) => {
            let steps = if beyond == 1 { "one step" } else { "two steps" };
            format!("{tier} tier: {steps} above what most teams ask for at {level} level")
        }
        _ if second_step(credential, profile) => {
            "needs another credential first, so it is not a first step".to_owned()
        }
        _ if tier > band(level).1 => format!("{tier} tier lies above {level} level"),
        _ => format!("{tier} tier lies below {level} level"),
    }
}

/// Yearly cash and hours taken together, USD.
fn yearly(usd: f64, hours: f64, profile: &Profile<'_>) -> f64 {
    usd + hours * profile.rate.dollars()
}

/// How little it takes to keep the credential, on a concave fixed scale, 0..1.
pub fn upkeep(cost: &Cost, profile: &Profile<'_>) -> f64 {
    upkeep_fit(
        cost.assumed_usd_per_year,
        cost.assumed_hours_per_year,
        profile,
    )
}

/// The same for an upkeep of so many USD and hours a year.
pub fn upkeep_fit(usd: f64, hours: f64, profile: &Profile<'_>) -> f64 {
    let yearly = yearly(usd, hours, profile);
    (1.0 - libm::log1p(yearly / UPKEEP_BEND) / libm::log1p(UPKEEP_CEILING / UPKEEP_BEND))
        .clamp(0.0, 1.0)
}

/// Why the upkeep axis is what it is, as a sentence without a final period.
fn upkeep_because(cost: &Cost, profile: &Profile<'_>) -> String {
    let (usd, hours) = (cost.assumed_usd_per_year, cost.assumed_hours_per_year);
    match &cost.keeping {
        Some(keeping) if keeping.kind.is_none() && yearly(usd, hours, profile) == 0.0 => {
            "never expires, nothing to pay".to_owned()
        }
        Some(keeping) if keeping.usd_per_year().is_some() => {
            let way = keeping.kind.map_or("an annual fee".to_owned(), |kind| {
                kind.word().replace('-', " ")
            });
            let (usd, hours) = (usd.round(), hours.round());
            format!("about USD {usd} and {hours} hours a year to keep ({way})")
        }
        _ => format!(
            "upkeep unknown: assumed to be USD {} and {} hours a year",
            usd.round(),
            hours.round()
        ),
    }
}

/// Why an axis is what it is, as a sentence without a final period.
pub fn because(
    axis: Axis,
    catalog: &Catalog,
    credential: &Credential,
    cost: &Cost,
    profile: &Profile<'_>,
) -> String {
    match axis {
        Axis::Platform => platform_because(catalog, credential, profile),
        Axis::Tier => tier_because(credential, profile),
        Axis::Upkeep => upkeep_because(cost, profile),
    }
}
