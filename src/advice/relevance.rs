//! How much a credential is about the work of a role, in 0..1.

use std::mem::swap;

use crate::advice::profile::Profile;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, RoleId, TopicId};
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::Accreditation;
use crate::team::requirement::table::At;

/// Below this a credential is not about the role.
pub const RELEVANT: f64 = 0.25;
/// What the issuer's naming a neighbouring role counts for, its naming the role itself being 1.
const RELATED_ROLE: f64 = 0.6;
/// The issuer's naming the role and the covered topics count alike ...
const NAMED_SHARE: f64 = 0.4;
const COVERED_SHARE: f64 = 0.4;
/// ... and what third parties make of it half as much.
const RECOGNISED_SHARE: f64 = 0.2;
/// Recognition by each kind of accreditation, where nobody names it for the role.
const ACCREDITED: f64 = 0.25;
/// Work roles of a table for which a credential counts in full.
const MANY_WORK_ROLES: f64 = 20.0;
/// Heaviest topics of a role that a credential must cover to count as covering the role.
pub(super) const HEART: usize = 3;
/// Weight of a credential's main topic.
pub(super) const FULL_WEIGHT: f64 = 3.0;

/// What makes up the relevance, each 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relevance {
    /// 1 where the issuer names the role, less where it names a neighbouring one, else 0.
    pub named: f64,
    /// Covered share of the role's demand, beyond what is held.
    pub covered: f64,
    /// 1 where third parties name it for the role, less where they recognise it at large.
    pub recognised: f64,
}

impl Relevance {
    /// The relevance, 0..1.
    pub fn value(self) -> f64 {
        let about = NAMED_SHARE * self.named + COVERED_SHARE * self.covered;
        // Recognition alone makes nothing relevant.
        if about > 0.0 {
            about + RECOGNISED_SHARE * self.recognised
        } else {
            0.0
        }
    }
}

/// Demand for the heaviest topics of a role together.
fn heart(role: &Role) -> f64 {
    let mut heaviest = [0; HEART];
    for (_, demand) in &role.topics {
        let mut demand = *demand;
        for place in &mut heaviest {
            if *place < demand {
                swap(place, &mut demand);
            }
        }
    }
    heaviest.into_iter().map(f64::from).sum()
}

/// Held credentials whose topics `credential` would only prove once more: of its tier or higher, for the same platforms,
/// and about a technology that it is about, where it is about any.
fn repeated<'c>(
    catalog: &'c Catalog,
    credential: &Credential,
    profile: &Profile<'_>,
) -> impl Iterator<Item = &'c Credential> {
    let held = profile.holds.iter().filter_map(|id| catalog.credential(id));
    held.filter(|held| {
        held.tier >= credential.tier
            && held.platforms == credential.platforms
            && (credential.technologies.is_empty()
                || credential
                    .technologies
                    .iter()
                    .any(|one| held.technologies.contains(one)))
    })
}

/// How much `credential` is about the work that is asked for.
pub fn relevance(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>) -> Relevance {
    RoleDemand::of(profile).relevance(catalog, credential)
}

/// What is asked for, ready to be held against many credentials.
pub struct RoleDemand<'p> {
    profile: &'p Profile<'p>,
    /// Demand for the heaviest topics together.
    heart: f64,
    topics: Marks,
    related: Marks,
    usual: Marks,
}

/// A mark for each of some ids. An id without its mark is none of them, which is quicker to see than comparing it.
#[derive(Clone, Copy)]
struct Marks(u64);

impl Marks {
    fn of<'i>(ids: impl Iterator<Item = &'i str>) -> Self {
        Self(ids.fold(0, |marks, id| marks | Self::mark(id)))
    }

    fn may_have(self, id: &str) -> bool {
        self.0 & Self::mark(id) != 0
    }

    /// One of 64 bits, from what tells ids apart best: length and end.
    fn mark(id: &str) -> u64 {
        let end = id.bytes().next_back().map_or(0, usize::from);
        1 << ((7 * id.len() + end) % 64)
    }
}

impl<'p> RoleDemand<'p> {
    /// The demand of a profile's role.
    pub fn of(profile: &'p Profile<'p>) -> Self {
        let role = profile.role;
        Self {
            profile,
            heart: heart(role),
            topics: Marks::of(role.topics.iter().map(|(topic, _)| topic.as_str())),
            related: Marks::of(role.related.iter().map(RoleId::as_str)),
            usual: Marks::of(role.usual.iter().map(CredentialId::as_str)),
        }
    }

    /// How much `credential` is about it.
    pub fn relevance(&self, catalog: &Catalog, credential: &Credential) -> Relevance {
        let (profile, role) = (self.profile, self.profile.role);
        // A table's naming it for the work role counts like its issuer's naming the role; for a higher level, like a
        // neighbouring role.
        let mandated = profile
            .mandate
            .as_ref()
            .and_then(|mandate| mandate.accepts(credential.id));
        let related = |id: &RoleId| self.related.may_have(id.as_str()) && role.related.contains(id);
        let named = if credential.roles.contains(&role.id) || mandated == Some(At::Exact) {
            1.0
        } else if mandated.is_some() || credential.roles.iter().any(related) {
            RELATED_ROLE
        } else {
            0.0
        };
        let repeated: Vec<&Credential> = repeated(catalog, credential, profile).collect();
        let proved = |topic: TopicId| {
            let depths = repeated
                .iter()
                .flat_map(|held| held.topics.iter())
                .filter(|(id, _)| *id == topic);
            depths.map(|(_, depth)| *depth).max().unwrap_or(0)
        };
        // In whole thirds, so that the order of topics can't show in a sum of fractions.
        let thirds: u32 = credential
            .topics
            .iter()
            .filter(|(topic, _)| self.topics.may_have(topic.as_str()))
            .filter_map(|(topic, depth)| {
                let (_, demand) = role.topics.iter().find(|(id, _)| id == topic)?;
                Some(u32::from(*demand) * u32::from(depth.saturating_sub(proved(*topic))))
            })
            .sum();
        let covered = f64::from(thirds) / FULL_WEIGHT;
        let kinds = [Accreditation::Iso17024, Accreditation::Dod8140];
        let accredited = kinds
            .iter()
            .filter(|by| credential.accreditation.contains(by))
            .count();
        let accredited = ACCREDITED * accredited as f64;
        let recognised = match &profile.mandate {
            // Where a table decides, what counts for many of its work roles stays useful in the next post.
            Some(mandate) => (mandate.work_roles(credential.id) as f64 / MANY_WORK_ROLES).min(1.0),
            None if self.usual.may_have(credential.id.as_str())
                && role.usual.contains(&credential.id) =>
            {
                1.0
            }
            None => accredited,
        };
        Relevance {
            named,
            covered: if self.heart > 0.0 {
                (covered / self.heart).min(1.0)
            } else {
                0.0
            },
            recognised,
        }
    }
}
