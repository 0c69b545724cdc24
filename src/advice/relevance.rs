//! How much a credential is about the work of a role, in 0..1.

use std::cmp::Ordering;
use std::mem::swap;

use jiff::ToSpan;

use crate::advice::axes;
use crate::advice::profile::Profile;
use crate::advice::profile::environment::EnvironmentMix;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{RoleId, TopicId};
use crate::catalog::reference::{Recognition, Role};
use crate::catalog::vocabulary::{Accreditation, Grade, Level, Status};
use crate::cost::cost;
use crate::cost::overlap::depth_left;
use crate::team::requirement::table::At;

/// Below this a credential is not about the role.
pub const RELEVANT: f64 = 0.21;
/// What the issuer's naming a neighboring role counts for, its naming the role itself being 1.
const RELATED_ROLE: f64 = 0.6;
/// What the field asks for counts as much as what the issuer says and as what the exam covers ...
const RECOGNIZED_SHARE: f64 = 1.0 / 3.0;
/// ... and for beginners, of whom little else is known, as much as both together.
const RECOGNIZED_SHARE_AT_ENTRY: f64 = 0.5;
/// What being often named for the role counts for, the field's standard being 1 ...
const COMMON: f64 = 0.6;
/// ... and being sometimes named ...
const KNOWN: f64 = 0.3;
/// ... of which half remains where no source says so.
const OWN_JUDGEMENT: f64 = 0.5;
/// Recognition by each kind of accreditation, where nobody names it for the role: together less than being known in it.
const ACCREDITED: f64 = 0.1;
/// Share of the environment from which on what is bound to a platform counts in full.
pub(super) const FULL_PRESENCE: f64 = 0.15;
/// What remains of the relevance of a credential that proves nothing beyond a higher one that is held.
const BELOW_HELD: f64 = 0.5;
/// The same for one of the tier of what is held: it may still widen what somebody is known for.
const BESIDE_HELD: f64 = 0.75;
/// What remains of the relevance of a credential whose exam ends soon or is in beta.
const PASSING: f64 = 0.7;
/// Hours a week of somebody who prepares beside their work.
const STUDY_HOURS_A_WEEK: f64 = 10.0;
/// Days that should lie between being ready and the last exam: room for a second attempt.
const DAYS_TO_SPARE: i64 = 90;
/// Work roles of a table for which a credential counts in full.
const MANY_WORK_ROLES: f64 = 20.0;
/// Heaviest topics of a role that a credential must cover to count as covering the role.
pub(super) const HEART: usize = 3;
/// Weight of a credential's main topic.
pub(super) const FULL_WEIGHT: f64 = 3.0;

/// What makes up the relevance, each 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relevance {
    /// 1 where the issuer names the role, less where it names a neighboring one, else 0.
    pub named: f64,
    /// Covered share of the role's demand, beyond what is held.
    pub covered: f64,
    /// How far the field knows it, or accredits it at large.
    pub recognized: f64,
    /// What that counts for; the other two share the rest.
    pub recognized_share: f64,
    /// The grade of recognition, where the field has one for it.
    pub grade: Option<Grade>,
    /// Whether it is recognized for what related roles ask for.
    pub is_known_nearby: bool,
    /// What remains of it for the share of the environment on the platforms that it is bound to.
    pub presence: f64,
    /// What remains of it where something higher that is held proves most of it already.
    pub novelty: f64,
    /// Whether something higher that is held proves most of what it covers.
    pub spent: bool,
    /// What remains of it where its exam ends soon or is in beta.
    pub standing: f64,
}

impl Relevance {
    /// Of what is about the work in every respect.
    pub const FULL: Self = Self {
        named: 1.0,
        covered: 1.0,
        recognized: 1.0,
        recognized_share: RECOGNIZED_SHARE,
        grade: None,
        is_known_nearby: false,
        presence: 1.0,
        novelty: 1.0,
        spent: false,
        standing: 1.0,
    };

    /// The relevance, 0..1.
    pub fn value(self) -> f64 {
        self.about() * self.presence * self.novelty * self.standing
    }

    /// The relevance before anything is taken off it, 0..1.
    pub(super) fn about(self) -> f64 {
        let about = (1.0 - self.recognized_share) / 2.0 * (self.named + self.covered);
        // Recognition alone makes nothing relevant.
        if about > 0.0 {
            about + self.recognized_share * self.recognized
        } else {
            0.0
        }
    }

    /// What it would be where all the work runs on what the credential is for.
    pub(super) fn everywhere(self) -> Self {
        Self {
            presence: 1.0,
            ..self
        }
    }

    /// Whether it is enough for a candidate. What the field asks for in a role is about the role, however little of it an
    /// exam covers.
    pub fn suffices(self) -> bool {
        let value = self.value() / self.standing;
        value >= RELEVANT
            || (self.grade.is_some() && value > 0.0 && self.presence >= 1.0 && self.novelty >= 1.0)
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

/// Whether `credential` builds on a held one, which therefore takes nothing from it.
fn builds_on(catalog: &Catalog, credential: &Credential, held: &Credential) -> bool {
    let needed = &credential.prerequisites;
    needed.credentials.contains(&held.id)
        || needed.any_of.contains(&held.id)
        || catalog.below(credential).any(|id| id == held.id)
}

/// Held credentials that prove some of what `credential` would, with the thirds that each leaves to prove: one more where
/// the field asks for `credential` first, because no other name of its tier stands for it.
fn repeated<'c>(
    catalog: &'c Catalog,
    credential: &Credential,
    profile: &Profile<'_>,
) -> Vec<(&'c Credential, u8)> {
    let held = profile.holds.iter().filter_map(|id| catalog.credential(id));
    let asked_first = profile.role.grade(credential.id) == Some(Grade::Standard);
    let more = |held: &Credential| u8::from(asked_first && held.tier == credential.tier);
    held.filter(|held| !builds_on(catalog, credential, held))
        .map(|held| (held, depth_left(catalog, held, credential) + more(held)))
        .filter(|(_, left)| f64::from(*left) < FULL_WEIGHT)
        .collect()
}

/// What remains of the relevance of a credential for the share of the environment on its platforms, or on which its
/// technologies run.
pub fn presence(catalog: &Catalog, credential: &Credential, environment: &EnvironmentMix) -> f64 {
    let share = if credential.is_neutral() {
        return 1.0;
    } else if credential.platforms.is_empty() {
        axes::technologies_on(catalog, credential, environment)
    } else {
        environment.share_of(&credential.platforms)
    };
    (share / FULL_PRESENCE).min(1.0)
}

/// Whether its exam ends within the time it takes to prepare at leisure and [`DAYS_TO_SPARE`] days, or is in beta.
pub fn is_passing(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>) -> bool {
    let Some(last) = credential.last_exam else {
        // Where no last day is published, it may be any.
        let status = credential.status_on(profile.today);
        return matches!(status, Status::Beta | Status::Retiring);
    };
    let hours = cost(catalog, credential, profile.rate).preparation.high;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "hours are bounded by the catalog's reader"
    )]
    let days = (hours * 7.0 / STUDY_HOURS_A_WEEK).ceil() as i64 + DAYS_TO_SPARE;
    last.latest() < profile.today.saturating_add(days.days())
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
}

/// A mark for each of some ids. An id without its mark is not one of them, which is quicker to see than comparing it.
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
        }
    }

    /// The grade that counts: of beginners nobody asks what lies beyond their level, so it counts one grade lower.
    fn grade_asked(&self, credential: &Credential) -> Option<Asked> {
        let known = self.profile.role.recognition(credential.id)?;
        let (_, highest) = axes::band(self.profile.level);
        let beyond = self.profile.level == Level::Entry && credential.tier > highest;
        let grade = match (known.grade, beyond) {
            (grade, false) => grade,
            (Grade::Standard, true) => Grade::Common,
            (Grade::Common, true) => Grade::Known,
            (Grade::Known, true) => return None,
        };
        Some(Asked {
            grade,
            ..Asked::of(known)
        })
    }

    /// For beginners, what the fields of related roles know: the way into a role leads through its neighbors.
    fn known_nearby(&self, catalog: &Catalog, credential: &Credential) -> f64 {
        let (_, highest) = axes::band(self.profile.level);
        if self.profile.level != Level::Entry || credential.tier > highest {
            return 0.0;
        }
        let related = &self.profile.role.related;
        let roles = catalog.roles.as_slice().iter();
        let near = roles.filter(|role| related.contains(&role.id));
        let known = near.filter_map(|role| role.recognition(credential.id));
        let counts = known.map(|known| RELATED_ROLE * Asked::of(known).counts());
        counts.fold(0.0, f64::max)
    }

    /// 1 if its issuer names the role, [`RELATED_ROLE`] if it names a neighboring one, otherwise 0. A credential's roles are
    /// decoded whenever they are gone through, so this is done once.
    fn named_by_issuer(&self, credential: &Credential) -> f64 {
        let role = self.profile.role;
        let mut named = 0.0;
        for id in &credential.roles {
            if id == role.id {
                return 1.0;
            }
            if self.related.may_have(id.as_str()) && role.related.contains(&id) {
                named = RELATED_ROLE;
            }
        }
        named
    }

    /// How much `credential` is about it.
    pub fn relevance(&self, catalog: &Catalog, credential: &Credential) -> Relevance {
        let (profile, role) = (self.profile, self.profile.role);
        // A table's naming it for the work role counts like its issuer's naming the role; for a higher level, like a
        // neighboring role.
        let mandated = profile
            .mandate
            .as_ref()
            .and_then(|mandate| mandate.accepts(credential.id));
        let named = if mandated == Some(At::Exact) {
            1.0
        } else if mandated.is_some() || profile.baseline.contains(&credential.id) {
            self.named_by_issuer(credential).max(RELATED_ROLE)
        } else {
            self.named_by_issuer(credential)
        };
        // What the field often names for a role is meant for it at least as much as for a neighboring one, whatever the
        // issuer lists.
        let grade = role.grade(credential.id);
        let named = if grade >= Some(Grade::Common) {
            named.max(RELATED_ROLE)
        } else {
            named
        };
        let repeated = repeated(catalog, credential, profile);
        let proved = |topic: TopicId| {
            let depths = repeated.iter().flat_map(|(held, left)| {
                let topics = held.topics.iter().filter(move |(id, _)| *id == topic);
                topics.map(move |(_, depth)| depth.saturating_sub(*left))
            });
            depths.max().unwrap_or(0)
        };
        // In whole thirds, so that the order of topics can't show in a sum of fractions.
        let (mut all, mut beyond) = (0_u32, 0_u32);
        for (topic, depth) in &credential.topics {
            if !self.topics.may_have(topic.as_str()) {
                continue;
            }
            let asked = role.topics.iter().find(|(id, _)| *id == topic);
            if let Some((_, demand)) = asked {
                all += u32::from(*demand) * u32::from(depth);
                beyond += u32::from(*demand) * u32::from(depth.saturating_sub(proved(topic)));
            }
        }
        let covered = f64::from(beyond) / FULL_WEIGHT;
        let highest_held = repeated.iter().map(|(held, _)| held.tier).max();
        let least = match highest_held.map(|tier| tier.cmp(&credential.tier)) {
            Some(Ordering::Greater) => BELOW_HELD,
            // What the field asks for first is asked for beside what is held.
            Some(Ordering::Equal) if grade != Some(Grade::Standard) => BESIDE_HELD,
            Some(Ordering::Equal | Ordering::Less) | None => 1.0,
        };
        let novelty = if all > beyond {
            least + (1.0 - least) * f64::from(beyond) / f64::from(all)
        } else {
            1.0
        };
        let kinds = [Accreditation::Iso17024, Accreditation::Dod8140];
        let accredited = kinds
            .iter()
            .filter(|kind| credential.accreditation.contains(kind))
            .count();
        let accredited = ACCREDITED * accredited as f64;
        let known_nearby = self.known_nearby(catalog, credential);
        let recognized = match &profile.mandate {
            // Where a table decides, what counts for many of its work roles stays useful in the next post.
            Some(mandate) => (mandate.work_roles(credential.id) as f64 / MANY_WORK_ROLES)
                .min(COMMON)
                .max(
                    role.recognition(credential.id)
                        .map_or(0.0, |known| Asked::of(known).counts()),
                ),
            // What contracts accept for this work counts one grade higher.
            None if profile.baseline.contains(&credential.id) => {
                Asked::raised(self.grade_asked(credential))
                    .counts()
                    .max(known_nearby)
            }
            None => self
                .grade_asked(credential)
                .map_or(0.0, Asked::counts)
                .max(accredited)
                .max(known_nearby),
        };
        Relevance {
            named,
            covered: if self.heart > 0.0 {
                (covered / self.heart).min(1.0)
            } else {
                0.0
            },
            recognized,
            recognized_share: if profile.level == Level::Entry {
                RECOGNIZED_SHARE_AT_ENTRY
            } else {
                RECOGNIZED_SHARE
            },
            grade,
            is_known_nearby: known_nearby > 0.0 && recognized <= known_nearby,
            presence: presence(catalog, credential, &profile.environment),
            novelty,
            spent: least == BELOW_HELD && 2 * beyond < all,
            standing: if is_passing(catalog, credential, profile) {
                PASSING
            } else {
                1.0
            },
        }
    }
}

/// How far the field asks for a credential.
#[derive(Clone, Copy)]
struct Asked {
    grade: Grade,
    /// Whether a source names it, so that the grade is not our own judgement alone.
    has_source: bool,
}

impl Asked {
    fn of(known: &Recognition) -> Self {
        Self {
            grade: known.grade,
            has_source: !known.sources.is_empty(),
        }
    }

    /// One grade higher, because a table accepts it as well.
    fn raised(asked: Option<Self>) -> Self {
        Self {
            grade: match asked.map(|asked| asked.grade) {
                None => Grade::Known,
                Some(Grade::Known) => Grade::Common,
                Some(Grade::Common | Grade::Standard) => Grade::Standard,
            },
            has_source: true,
        }
    }

    /// What it counts for.
    fn counts(self) -> f64 {
        match self.grade {
            Grade::Standard => 1.0,
            Grade::Common => COMMON,
            Grade::Known if self.has_source => KNOWN,
            Grade::Known => OWN_JUDGEMENT * KNOWN,
        }
    }
}
