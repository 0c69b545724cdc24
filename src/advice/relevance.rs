//! How much a credential is about the work of a role, in 0..1.

use crate::catalog::credential::Credential;
use crate::catalog::words::Accreditation;
use crate::profile::Profile;
use crate::requirement::table::At;

/// Below this a credential is not about the role.
pub const RELEVANT: f64 = 0.3;
/// What the issuer's naming a neighbouring role counts for, its naming the role itself being 1.
const RELATED_ROLE: f64 = 0.6;
/// The issuer's named roles and the covered topics count alike.
const ROLE_SHARE: f64 = 0.5;
/// The most that recognition by third parties adds, per kind of recognition.
const STANDING: f64 = 0.03;
/// Heaviest topics of a role that a credential must cover to count as covering the role.
pub(super) const HEART: usize = 3;
/// Weight of a credential's main topic.
pub(super) const FULL_WEIGHT: f64 = 3.0;

/// What makes up the relevance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relevance {
    /// 1 where the issuer names the role, less where it names a neighbouring one, else 0.
    pub named: f64,
    /// Covered share of the role's demand, 0..1.
    pub covered: f64,
    /// Bounded bonus for recognition by third parties.
    pub standing: f64,
}

impl Relevance {
    /// The relevance, 0..1.
    pub fn value(self) -> f64 {
        let about = ROLE_SHARE * self.named + (1.0 - ROLE_SHARE) * self.covered;
        // Standing alone makes nothing relevant.
        if about > 0.0 { (about + self.standing).min(1.0) } else { 0.0 }
    }
}

/// How much `credential` is about the work that is asked for.
pub fn relevance(credential: &Credential, profile: &Profile<'_>) -> Relevance {
    let role = profile.role;
    // A table's naming it for the work role counts like its issuer's naming the role; for a higher level, like a
    // neighbouring role.
    let mandated = profile.mandate.as_ref().and_then(|mandate| mandate.accepts(credential.id));
    let named = if credential.roles.contains(&role.id) || mandated == Some(At::Exact) {
        1.0
    } else if mandated.is_some() || credential.roles.iter().any(|id| role.related.contains(id)) {
        RELATED_ROLE
    } else {
        0.0
    };
    let mut demanded: Vec<u8> = role.topics.iter().map(|(_, weight)| *weight).collect();
    demanded.sort_unstable_by(|a, b| b.cmp(a));
    let scale: f64 = demanded.iter().take(HEART).map(|weight| f64::from(*weight)).sum();
    let covered: f64 = role
        .topics
        .iter()
        .filter_map(|(topic, demand)| {
            let (_, depth) = credential.topics.iter().find(|(id, _)| id == topic)?;
            Some(f64::from(*demand) * f64::from(*depth) / FULL_WEIGHT)
        })
        .sum();
    let recognised = [Accreditation::Iso17024, Accreditation::Dod8140];
    let standing = recognised.iter().filter(|by| credential.accreditation.contains(by)).count();
    Relevance {
        named,
        covered: if scale > 0.0 { (covered / scale).min(1.0) } else { 0.0 },
        standing: STANDING * standing as f64,
    }
}
