//! Gates: what is excluded, and why. A gate is never a low score.

use std::collections::BTreeSet;

use jiff::ToSpan;

use super::alternatives::same_choice;
use super::axes::band;
use super::chain::chain;
use super::relevance::{RELEVANT, Relevance, RoleDemand, relevance};
use crate::advice::profile::Profile;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Assurance, Grade, Level, Status, Tier};
use crate::cost::cost;

/// Hours a week of someone who does nothing but prepare.
const FULL_TIME_HOURS: f64 = 40.0;
/// Required experience that no beginner has, in months.
const MONTHS_NO_STARTER_HAS: u16 = 24;

/// A step before a credential that lies above the level stands for it if it is this much as relevant.
pub(super) const STEP_SHARE: f64 = 2.0 / 3.0;

/// Why a credential is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No longer awarded.
    Retired,
    /// Not bookable yet.
    NotYetAvailable,
    /// The person holds it.
    Held,
    /// The person holds one further up its ladder, or its successor.
    SupersededByHeld,
    /// A prerequisite can't be earned any more and is not held, or it is not open to everybody.
    UnreachablePrerequisite,
    /// It requires more experience than the person has.
    Experience,
    /// A course, a title or a test nobody supervises.
    NotAnExam,
    /// Not in the table that binds the person.
    NotAccepted,
    /// Not about the role, or bound to platforms that are not part of the environment.
    NotRelevant,
    /// A whole tier below what suits the person.
    BelowLevel,
    /// Above what suits the person: two tiers, or one while a step before it is open.
    AboveLevel,
    /// It costs more money or hours than the person wants to spend, or that is not known.
    OverBudget,
    /// Excluded by `--issuer` or `--topic`.
    Filtered,
}

impl Reason {
    /// Every reason, the first that applies being the one that counts.
    const ORDER: [Self; 13] = [
        Self::Retired,
        Self::NotYetAvailable,
        Self::Held,
        Self::SupersededByHeld,
        Self::UnreachablePrerequisite,
        Self::Experience,
        Self::NotAnExam,
        Self::NotAccepted,
        Self::NotRelevant,
        Self::BelowLevel,
        Self::AboveLevel,
        Self::OverBudget,
        Self::Filtered,
    ];

    /// Whether it may apply in one environment and not in another.
    const fn depends_on_environment(self) -> bool {
        matches!(
            self,
            Self::NotRelevant | Self::BelowLevel | Self::AboveLevel
        )
    }

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Retired => "retired",
            Self::NotYetAvailable => "not-yet-available",
            Self::Held => "held",
            Self::SupersededByHeld => "superseded-by-held",
            Self::UnreachablePrerequisite => "unreachable-prerequisite",
            Self::Experience => "experience",
            Self::NotAnExam => "not-an-exam",
            Self::NotAccepted => "not-accepted",
            Self::NotRelevant => "not-relevant",
            Self::BelowLevel => "below-level",
            Self::AboveLevel => "above-level",
            Self::OverBudget => "over-budget",
            Self::Filtered => "filtered",
        }
    }
}

/// A credential that is excluded.
#[derive(Clone, Copy, Debug)]
pub struct Excluded<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// Why, in a word.
    pub reason: Reason,
    /// How much it is about the role.
    pub relevance: Relevance,
}

/// The lowest tier that a candidate may have: that of the band, or what teams in the role ask for where this is less.
fn floor(profile: &Profile<'_>) -> Tier {
    band(profile.level).0.min(profile.role.target_tier)
}

/// Whether what lies one tier below the band is asked for all the same: by seniors, what the field often names for the
/// role; at other levels, where the tier below is for those who start, the field's standard alone.
fn asked_below(credential: &Credential, profile: &Profile<'_>) -> bool {
    let least = match profile.level {
        Level::Entry | Level::Mid => Grade::Standard,
        Level::Senior => Grade::Common,
        Level::Principal => return false,
    };
    let (lowest, _) = band(profile.level);
    let grade = profile.role.grade(credential.id);
    credential.tier as u8 + 1 == lowest as u8 && grade.is_some_and(|grade| grade >= least)
}

/// Credentials that are the one thing needed for something that suits the person: the way there leads through them, even
/// where they lie below the person's level.
pub fn first_steps(catalog: &Catalog, profile: &Profile<'_>) -> BTreeSet<CredentialId> {
    let demand = RoleDemand::of(profile);
    steps_ahead(catalog, profile)
        .filter(|(_, ahead)| demand.relevance(catalog, ahead).suffices())
        .map(|(step, _)| step)
        .collect()
}

/// What suits the level and needs one credential first, with that one.
fn steps_ahead<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
) -> impl Iterator<Item = (CredentialId, &'c Credential)> {
    let (lowest, highest) = band(profile.level);
    let today = profile.today;
    let sole = |ahead: &'c Credential| match ahead.prerequisites.credentials.as_slice() {
        [step] => Some((*step, ahead)),
        _ => None,
    };
    let suits = move |(_, ahead): &(CredentialId, &Credential)| {
        (lowest..=highest).contains(&ahead.tier)
            && !matches!(ahead.status_on(today), Status::Retired | Status::Announced)
    };
    catalog.credentials.iter().filter_map(sole).filter(suits)
}

/// Why `credential` is excluded for `profile`, if it is. The first reason in the order of [`Reason`] counts.
pub fn gate(
    catalog: &Catalog,
    credential: &Credential,
    profile: &Profile<'_>,
    relevance: Relevance,
) -> Option<Reason> {
    gate_with_first_steps(catalog, credential, profile, relevance, &BTreeSet::new())
}

/// The same, but what is among the [`first_steps`] may lie below the person's level.
pub fn gate_with_first_steps(
    catalog: &Catalog,
    credential: &Credential,
    profile: &Profile<'_>,
    relevance: Relevance,
    first_steps: &BTreeSet<CredentialId>,
) -> Option<Reason> {
    let gates = Gates {
        catalog,
        credential,
        profile,
        relevance,
    };
    Reason::ORDER.into_iter().find(|reason| match reason {
        Reason::NotRelevant => gates.is_free() && !gates.is_about_the_work(),
        Reason::BelowLevel => gates.lies_below() && !first_steps.contains(&credential.id),
        Reason::AboveLevel => {
            gates.lies_above()
                && (gates.lies_far_above() || step_before(catalog, credential, profile).is_some())
        }
        reason => gates.applies(*reason),
    })
}

/// What decides whether a credential is a candidate once it is known where the work runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CandidateWhen {
    /// A table accepts it, so that it is a candidate everywhere.
    pub everywhere: bool,
    /// It lies below the person's level: one of these, which need it first, must be about the work there.
    pub after: Option<Vec<CredentialId>>,
    /// It lies above the person's level: none of these steps before it may be open there.
    pub unless: Vec<CredentialId>,
}

/// On what it depends whether `credential` is a candidate; `None` if it is one in no environment.
pub fn candidate_when(
    catalog: &Catalog,
    credential: &Credential,
    profile: &Profile<'_>,
) -> Option<CandidateWhen> {
    let demand = RoleDemand::of(profile);
    let relevance = |credential| demand.relevance(catalog, credential).everywhere();
    let gates = |credential| Gates {
        catalog,
        credential,
        profile,
        relevance: relevance(credential),
    };
    let is_open = |credential| {
        let gates = gates(credential);
        Reason::ORDER
            .into_iter()
            .filter(|reason| !reason.depends_on_environment())
            .all(|reason| !gates.applies(reason))
            && (!gates.is_free() || gates.is_about_the_work())
    };
    let own_gates = gates(credential);
    if !is_open(credential) || (own_gates.lies_above() && own_gates.lies_far_above()) {
        return None;
    }
    let after = own_gates.lies_below().then(|| {
        steps_ahead(catalog, profile)
            .filter(|(step, ahead)| *step == credential.id && relevance(ahead).suffices())
            .map(|(_, ahead)| ahead.id)
            .collect::<Vec<_>>()
    });
    if after.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let unless = if own_gates.lies_above() {
        rungs_in_band(catalog, credential, profile)
            .filter(|step| is_open(step))
            .map(|step| step.id)
            .collect()
    } else {
        Vec::new()
    };
    Some(CandidateWhen {
        everywhere: !own_gates.is_free(),
        after,
        unless,
    })
}

/// One credential before the gates.
struct Gates<'g> {
    catalog: &'g Catalog,
    credential: &'g Credential,
    profile: &'g Profile<'g>,
    relevance: Relevance,
}

impl Gates<'_> {
    /// Whether the table that binds the person accepts it, where one does. What it accepts is relevant and suits the
    /// level because the table says so.
    fn mandated(&self) -> Option<bool> {
        let mandate = self.profile.mandate.as_ref();
        mandate.map(|mandate| mandate.accepts(self.credential.id).is_some())
    }

    fn is_free(&self) -> bool {
        self.mandated().is_none()
    }

    fn is_about_the_work(&self) -> bool {
        self.relevance.suffices() && self.relevance.presence > 0.0
    }

    fn lies_below(&self) -> bool {
        self.is_free()
            && self.credential.tier < floor(self.profile)
            && !asked_below(self.credential, self.profile)
    }

    fn lies_above(&self) -> bool {
        self.is_free() && self.credential.tier > band(self.profile.level).1
    }

    fn lies_far_above(&self) -> bool {
        self.credential.tier as u8 > band(self.profile.level).1 as u8 + 1
    }

    /// Whether a reason applies that does not depend on the environment.
    fn applies(&self, reason: Reason) -> bool {
        let (catalog, credential, profile) = (self.catalog, self.credential, self.profile);
        match reason {
            Reason::Retired => {
                credential.status_on(profile.today) == Status::Retired
                    || ends_too_soon(catalog, credential, profile)
            }
            Reason::NotYetAvailable => {
                credential.status_on(profile.today) == Status::Announced
                    || credential
                        .available_from
                        .is_some_and(|from| from.earliest() > profile.today)
            }
            Reason::Held => profile.holds(credential),
            Reason::SupersededByHeld => {
                superseded_by(catalog, credential, profile).is_some()
                    || (self.is_free() && self.relevance.spent)
            }
            Reason::UnreachablePrerequisite => {
                unreachable(catalog, credential, profile).is_some()
                    || closed(credential, profile).is_some()
            }
            Reason::Experience => lacks_experience(credential, profile),
            Reason::NotAnExam => !match credential.assurance {
                Assurance::ProctoredExam | Assurance::HandsOnExam => true,
                Assurance::UnproctoredAssessment | Assurance::CourseCompletion => {
                    profile.included.unproctored || holds_unsupervised(catalog, credential, profile)
                }
                Assurance::Title => false,
            },
            Reason::NotAccepted => self.mandated() == Some(false),
            Reason::OverBudget => exceeds_budget(catalog, credential, profile).is_some(),
            Reason::Filtered => {
                let on_topic = |(topic, _): (_, u8)| profile.topics.contains(&topic);
                (!profile.issuers.is_empty() && !profile.issuers.contains(&credential.issuer))
                    || (!profile.topics.is_empty() && !credential.topics.iter().any(on_topic))
            }
            Reason::NotRelevant | Reason::BelowLevel | Reason::AboveLevel => false,
        }
    }
}

impl Excluded<'_> {
    /// Why, in a sentence without a final period.
    pub fn detail(&self, catalog: &Catalog, profile: &Profile<'_>) -> String {
        let credential = self.credential;
        let level = profile.level;
        match self.reason {
            Reason::Retired if credential.status_on(profile.today) != Status::Retired => {
                format!(
                    "ends sooner than it can be prepared for{}",
                    ending(credential)
                )
            }
            Reason::Retired => format!("no longer awarded{}", ending(credential)),
            Reason::NotYetAvailable => match credential.available_from {
                Some(from) if from.earliest() > profile.today => format!("available from {from}"),
                _ => "announced, can't be booked yet".to_owned(),
            },
            Reason::Held => "already held".to_owned(),
            Reason::SupersededByHeld => match superseded_by(catalog, credential, profile) {
                Some(higher) => format!("`{higher}`, which is held, proves it already"),
                None => "what you hold proves most of it, and at a higher tier".to_owned(),
            },
            Reason::UnreachablePrerequisite => {
                if let Some(missing) = unreachable(catalog, credential, profile) {
                    format!("needs `{missing}`, which is no longer awarded")
                } else if let Some(only) = closed(credential, profile) {
                    format!("open only to {only} (--include restricted ranks it)")
                } else {
                    "what it requires is out of reach".to_owned()
                }
            }
            Reason::Experience => {
                let months = credential
                    .prerequisites
                    .experience_months
                    .unwrap_or_default();
                let years = f64::from(months) / 12.0;
                let step = step_before(catalog, credential, profile);
                later(&format!("requires {years} years of experience"), step)
            }
            Reason::NotAnExam => match credential.assurance {
                Assurance::Title => "a title for holding other credentials".to_owned(),
                Assurance::CourseCompletion => {
                    "a completed course (--include unproctored ranks it)".to_owned()
                }
                _ => "a test nobody supervises (--include unproctored ranks it)".to_owned(),
            },
            Reason::NotAccepted => match &profile.mandate {
                Some(mandate) => format!(
                    "not in {} {} for {} {} at {} level",
                    mandate.table.name,
                    mandate.table.version,
                    mandate.row.code,
                    mandate.row.name,
                    mandate.level
                ),
                None => "not in the table".to_owned(),
            },
            Reason::NotRelevant if self.relevance.presence < 1.0 => {
                if credential.platforms.is_empty() {
                    let names: Vec<&str> =
                        credential.technologies.iter().map(|t| t.as_str()).collect();
                    return format!("{} hardly runs in this environment", names.join(" and "));
                }
                let platforms: Vec<&str> = credential.platforms.iter().map(|p| p.word()).collect();
                let share = profile.environment.share_of(&credential.platforms) * 100.0;
                let platforms = platforms.join(" and ");
                if share > 0.0 {
                    format!("bound to {platforms}, only {share:.0}% of this environment")
                } else {
                    format!("bound to {platforms}, which is not part of this environment")
                }
            }
            Reason::NotRelevant if self.relevance.novelty < 1.0 => {
                "what you hold proves nearly all of it already".to_owned()
            }
            Reason::NotRelevant => {
                format!(
                    "relevance {:.2} for {} is below {RELEVANT}",
                    self.relevance.value(),
                    profile.role.id
                )
            }
            Reason::BelowLevel => {
                format!(
                    "{} tier, a {level} {} needs {} at least",
                    credential.tier,
                    profile.role.name,
                    floor(profile)
                )
            }
            Reason::AboveLevel => later(
                &format!("{} tier lies above {level} level", credential.tier),
                step_before(catalog, credential, profile),
            ),
            Reason::OverBudget => exceeds_budget(catalog, credential, profile).unwrap_or_default(),
            Reason::Filtered
                if !profile.issuers.is_empty() && !profile.issuers.contains(&credential.issuer) =>
            {
                format!("issued by {}", credential.issuer)
            }
            Reason::Filtered => "covers none of the topics asked for".to_owned(),
        }
    }
}

/// Whether its last exam is over before anyone can be ready for it, working on nothing else.
fn ends_too_soon(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>) -> bool {
    credential.last_exam.is_some_and(|last| {
        let hours = cost(catalog, credential, profile.rate).preparation.low;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "hours are bounded by the catalog's reader"
        )]
        let days = (hours * 7.0 / FULL_TIME_HOURS).floor() as i64;
        last.latest() < profile.today.saturating_add(days.days())
    })
}

/// `, last exam 2026-11-30, followed by cka`, as far as known.
fn ending(credential: &Credential) -> String {
    let when = credential
        .last_exam
        .map_or_else(String::new, |last| format!(", last exam {last}"));
    let successors: Vec<&str> = credential
        .successors
        .iter()
        .map(CredentialId::as_str)
        .collect();
    let next = if successors.is_empty() {
        String::new()
    } else {
        format!(", followed by {}", successors.join(" and "))
    };
    format!("{when}{next}")
}

/// Why not now, and what to earn before it.
fn later(why: &str, step: Option<&Credential>) -> String {
    match step {
        Some(step) => format!("{why}: later, after `{}`", step.id),
        None => format!("{why}: later"),
    }
}

/// The step before a credential that is out of reach for now: what it needs, or the next lower rung of its ladder, where
/// that is open to the person and suits their level.
pub fn step_before<'c>(
    catalog: &'c Catalog,
    credential: &'c Credential,
    profile: &Profile<'_>,
) -> Option<&'c Credential> {
    let own = relevance(catalog, credential, profile).value();
    let least = RELEVANT.max(STEP_SHARE * own);
    rungs_in_band(catalog, credential, profile).find(|step| {
        let relevance = relevance(catalog, step, profile);
        // What is hardly about the work does not replace what is.
        relevance.value() >= least && gate(catalog, step, profile, relevance).is_none()
    })
}

/// What a credential needs, and the next lower rungs of its ladder, as far as they suit the level.
fn rungs_in_band<'c>(
    catalog: &'c Catalog,
    credential: &'c Credential,
    profile: &Profile<'_>,
) -> impl Iterator<Item = &'c Credential> {
    let (lowest, highest) = band(profile.level);
    let needed = &credential.prerequisites;
    let rungs = needed
        .credentials
        .as_slice()
        .iter()
        .chain(needed.any_of.as_slice())
        .copied()
        .chain(catalog.below(credential));
    rungs
        .filter_map(|id| catalog.credential(&id))
        .filter(move |step| (lowest..=highest).contains(&step.tier))
}

/// The held credential that makes this one pointless: further up a ladder, or its successor.
fn superseded_by(
    catalog: &Catalog,
    credential: &Credential,
    profile: &Profile<'_>,
) -> Option<CredentialId> {
    if profile.holds.is_empty() {
        return None;
    }
    // Where a table binds the person, only an accepted one makes another pointless.
    let counts = |id: &CredentialId| {
        profile
            .mandate
            .as_ref()
            .is_none_or(|mandate| mandate.accepts(*id).is_some())
    };
    let above = catalog
        .above(credential)
        .chain(credential.successors.iter().copied());
    let above = above.filter(counts).find(|id| profile.holds.contains(id));
    // Another version of what is held is not a next step, unless it is the newer one.
    let version = |id: &&CredentialId| {
        catalog.credential(id).is_some_and(|held| {
            same_choice(held, credential) && !held.successors.contains(&credential.id)
        })
    };
    above.or_else(|| {
        profile
            .holds
            .iter()
            .filter(|id| counts(id))
            .find(version)
            .copied()
    })
}

/// A needed credential that is neither held nor available, or the first of the alternatives if none of them is.
fn unreachable<'c>(
    catalog: &Catalog,
    credential: &'c Credential,
    profile: &Profile<'_>,
) -> Option<&'c CredentialId> {
    let reachable = |id: &CredentialId| {
        profile.holds.contains(id)
            || catalog
                .credential(id)
                .is_some_and(|c| c.status_on(profile.today) != Status::Retired)
    };
    let needed = &credential.prerequisites;
    let missing = needed.credentials.iter().find(|id| !reachable(id));
    let none_of_any = !needed.any_of.is_empty() && !needed.any_of.iter().any(reachable);
    missing.or_else(|| {
        if none_of_any {
            needed.any_of.first()
        } else {
            None
        }
    })
}

/// Whether the person lacks the experience that is required. A beginner who doesn't say otherwise has none that
/// counts for years.
fn lacks_experience(credential: &Credential, profile: &Profile<'_>) -> bool {
    let required = credential
        .prerequisites
        .experience_months
        .unwrap_or_default();
    match (profile.experience_months, profile.level) {
        (Some(months), _) => months < required,
        // Whether what a table accepts suits the level is the table's business.
        (None, Level::Entry) => profile.mandate.is_none() && required >= MONTHS_NO_STARTER_HAS,
        (None, _) => false,
    }
}

/// Whether an unsupervised credential of the same issuer is held: then its neighbors are what comes next.
fn holds_unsupervised(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>) -> bool {
    let mut held = profile.holds.iter().filter_map(|id| catalog.credential(id));
    held.any(|held| {
        held.issuer == credential.issuer
            && matches!(
                held.assurance,
                Assurance::UnproctoredAssessment | Assurance::CourseCompletion
            )
    })
}

/// Whom it is open to, where that keeps it from being ranked.
fn closed(credential: &Credential, profile: &Profile<'_>) -> Option<Text> {
    credential
        .prerequisites
        .only_for
        .clone()
        .filter(|_| !profile.included.restricted)
}

/// Which limit of money or hours it exceeds. What is unknown exceeds every limit.
fn exceeds_budget(
    catalog: &Catalog,
    credential: &Credential,
    profile: &Profile<'_>,
) -> Option<String> {
    if profile.budget.is_none() && profile.max_hours.is_none() && profile.max_upkeep.is_none() {
        return None;
    }
    let cost = cost(catalog, credential, profile.rate);
    let chain = chain(catalog, credential, profile);
    let with = if chain.credentials.is_empty() {
        ""
    } else {
        " with what it needs first"
    };
    if let Some(budget) = profile.budget {
        match cost
            .earning()
            .zip(chain.fees)
            .map(|(itself, others)| itself + others)
        {
            None => {
                return Some(match credential.exam_fee {
                    Some(fee) => {
                        format!(
                            "the exam costs {fee} USD, and what else it takes to earn is unknown"
                        )
                    }
                    None => "what it costs to earn is unknown".to_owned(),
                });
            }
            Some(fee) if fee > budget => return Some(format!("costs {fee} USD to earn{with}")),
            Some(_) => {}
        }
    }
    if let Some(most) = profile.max_hours {
        let hours = cost.preparation.plus(chain.preparation).low;
        if hours > f64::from(most) {
            return Some(format!("takes {hours:.0} hours to earn{with}"));
        }
    }
    let upkeep = cost
        .keeping
        .as_ref()
        .map(crate::cost::Keeping::usd_per_year);
    match (profile.max_upkeep, upkeep) {
        (None, _) => None,
        (Some(_), None | Some(None)) => Some("what it costs to keep is unknown".to_owned()),
        (Some(most), Some(Some(usd))) => {
            (usd > most.dollars()).then(|| format!("costs {usd:.0} USD a year to keep"))
        }
    }
}
