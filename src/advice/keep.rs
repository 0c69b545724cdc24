//! What to do about what is held: keep it, let it lapse or replace it, and why.

use super::alternatives::same_choice;
use super::axes;
use super::relevance::{RoleDemand, is_passing};
use crate::advice::profile::Profile;
use crate::base::vocabulary::vocabulary;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Grade, Status};
use crate::cost::cost;

vocabulary! {
    /// What to do about a credential that is held.
    Keep "advice on a holding" {
        /// Renew it when it is due.
        Keep = "keep",
        /// Don't renew it.
        LetLapse = "let-lapse",
        /// Earn another one in its place.
        Replace = "replace",
    }
}

/// Advice on one credential that is held.
#[derive(Clone, Debug)]
pub struct Kept<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// What to do.
    pub advice: Keep,
    /// Why, as a sentence without a final period.
    pub because: String,
}

/// What to do about each credential that the person holds.
pub fn kept<'c>(catalog: &'c Catalog, profile: &Profile<'_>) -> Vec<Kept<'c>> {
    // What a credential is worth by itself, not beside the others that are held.
    let alone = Profile {
        holds: std::collections::BTreeSet::new(),
        ..profile.clone()
    };
    let demand = RoleDemand::of(&alone);
    let held = profile.holds.iter().filter_map(|id| catalog.credential(id));
    held.map(|credential| {
        let (advice, because) = judged(catalog, credential, &alone, profile, &demand);
        Kept {
            credential,
            advice,
            because,
        }
    })
    .collect()
}

fn judged(
    catalog: &Catalog,
    credential: &Credential,
    alone: &Profile<'_>,
    profile: &Profile<'_>,
    demand: &RoleDemand<'_>,
) -> (Keep, String) {
    let relevance = demand.relevance(catalog, credential);
    let upkeep = cost(catalog, credential, profile.rate);
    let yearly = upkeep
        .keeping
        .as_ref()
        .and_then(crate::cost::Keeping::usd_per_year);
    let free = axes::upkeep(&upkeep, alone) >= 1.0;
    if let Some(higher) = proved_by(catalog, credential, profile) {
        if free {
            return (Keep::Keep, "it costs nothing to keep".to_owned());
        }
        return (
            Keep::LetLapse,
            format!("`{higher}`, which you hold, proves it as well"),
        );
    }
    let ends = credential.status_on(profile.today) == Status::Retired
        || is_passing(catalog, credential, profile);
    if let Some(next) = credential.successors.first().filter(|_| ends) {
        return (
            Keep::Replace,
            format!("its programme ends; `{next}` follows it"),
        );
    }
    if profile
        .mandate
        .as_ref()
        .is_some_and(|mandate| mandate.accepts(credential.id).is_some())
        || profile.baseline.contains(&credential.id)
    {
        return (
            Keep::Keep,
            "the table of your work role accepts it".to_owned(),
        );
    }
    if free {
        return (Keep::Keep, "it costs nothing to keep".to_owned());
    }
    let price = yearly.map_or_else(String::new, |usd| format!(" for about {usd:.0} USD a year"));
    match relevance.grade {
        Some(Grade::Standard) => (
            Keep::Keep,
            "it is what this field asks for first".to_owned(),
        ),
        Some(Grade::Common) => (Keep::Keep, "it is often named for this role".to_owned()),
        _ if relevance.suffices() && relevance.named >= 1.0 => {
            (Keep::Keep, format!("it is meant for this role{price}"))
        }
        _ => (
            Keep::LetLapse,
            format!("it says little about this role{price}, unless a requirement names it"),
        ),
    }
}

/// Another credential that is held and proves what this one does: further up its ladder, its successor or its newer version.
fn proved_by(
    catalog: &Catalog,
    credential: &Credential,
    profile: &Profile<'_>,
) -> Option<CredentialId> {
    let above = catalog.above(credential);
    let followed = credential.successors.iter().copied();
    let mut higher = above.chain(followed);
    higher.find(|id| profile.holds.contains(id)).or_else(|| {
        let others = profile.holds.iter().filter(|id| **id != credential.id);
        others
            .filter_map(|id| catalog.credential(id))
            .find(|other| same_choice(credential, other) && other.id > credential.id)
            .map(|other| other.id)
    })
}
