//! Rules: how contexts, industries and roles change a ranking. This is only their data; `advice::rules` applies them.
//!
//! A rule that changes scores can't name a credential or an issuer, so renaming all issuers changes no ranking. Pairs
//! change no score, so they can.

use serde::{Deserialize, Serialize};

use super::Catalog;
use super::credential::Credential;
use super::id::{CredentialId, IssuerId, RoleId, RuleId, TechnologyId, TopicId};
use super::reference::Share;
use super::vocabulary::{
    Accreditation, Area, Assurance, Axis, Bound, Category, Context, Industry, Lasts, Level,
    Platform, PythonUse, Target, Tier,
};
use crate::base::date::PartialDate;
use crate::base::text::Text;
use crate::catalog::validity::Validity;

/// The maximum by which one rule, or all rules together, change a fit, in hundredths.
pub const MOST_BY: i8 = 20;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    pub id: RuleId,
    /// The rule in a sentence, which is shown to users.
    pub says: Text,
    /// What the source says, or `own judgement` with a reason.
    pub source: Text,
    pub url: Option<Text>,
    pub date: Option<PartialDate>,
    /// The questions to which it applies.
    pub when: When,
    pub then: Effect,
}

/// A condition on the question: every list that is not empty must contain what the question asks for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct When {
    pub roles: Vec<RoleId>,
    /// The areas of which one must account for most of what the role demands.
    pub areas: Vec<Area>,
    pub contexts: Vec<Context>,
    pub industries: Vec<Industry>,
    pub levels: Vec<Level>,
    /// The minimum shares of the environment in percent, all of which must be met.
    pub environment: Vec<(Share, u8)>,
}

/// The effect of a rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Effect {
    /// Changes the fit of credentials on one axis.
    Adjust {
        axis: Axis,
        /// The change in hundredths, at most [`MOST_BY`] in either direction.
        by: i8,
        /// The credentials whose fit changes.
        of: Traits,
    },
    /// Ranks credentials with these traits first among equals.
    Prefer(Traits),
    /// Sets the weights of the axes in percent, in their order, unless the user gives weights. They sum to 100.
    Weigh([u8; 3]),
    /// Says which credentials belong together: a stack contains one for each member.
    Pair(Vec<Member>),
    /// Shows the sentence and changes nothing.
    Note,
}

/// Properties of credentials: every list that is not empty must contain the credential's value, and every option that
/// is given must equal it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Traits {
    pub categories: Vec<Category>,
    pub tiers: Vec<Tier>,
    /// The platforms of which the credential must be bound to one.
    pub platforms: Vec<Platform>,
    pub bound: Option<Bound>,
    pub technologies: Vec<TechnologyId>,
    pub topics: Vec<TopicId>,
    pub python: Vec<PythonUse>,
    pub accreditation: Vec<Accreditation>,
    pub assurance: Vec<Assurance>,
    /// Whether the credential expires if it is earned now.
    pub lasts: Option<Lasts>,
    /// How its tier compares with the one that teams in the role ask for.
    pub target: Option<Target>,
}

/// One side of a pair.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Member {
    pub credentials: Vec<CredentialId>,
    pub issuers: Vec<IssuerId>,
    pub traits: Traits,
}

/// Whether a list is empty, or has an element that the credential has.
fn allows<T>(wanted: &[T], mut has: impl FnMut(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(&mut has)
}

/// Whether a credential expires if it is earned now; `None` if that is unknown.
fn lasts(credential: &Credential) -> Option<Lasts> {
    match credential.current_validity() {
        Validity::Never => Some(Lasts::Never),
        Validity::Months(_) => Some(Lasts::Expires),
        Validity::Unknown => None,
    }
}

impl Traits {
    /// Whether a credential has these traits; `target` is the tier that teams in the role ask for.
    pub fn fit(&self, credential: &Credential, target: Tier) -> bool {
        let bound = if credential.is_neutral() {
            Bound::Neutral
        } else {
            Bound::Platform
        };
        let comparison = if credential.tier < target {
            Target::Below
        } else {
            Target::Met
        };
        allows(&self.categories, |c| *c == credential.category)
            && allows(&self.tiers, |t| *t == credential.tier)
            && allows(&self.platforms, |p| credential.platforms.contains(p))
            && self.bound.is_none_or(|wanted| wanted == bound)
            && allows(&self.technologies, |t| credential.technologies.contains(t))
            && allows(&self.topics, |t| {
                credential.topics.iter().any(|(topic, _)| topic == *t)
            })
            && allows(&self.python, |p| *p == credential.python)
            && allows(&self.accreditation, |a| {
                credential.accreditation.contains(a)
            })
            && allows(&self.assurance, |a| *a == credential.assurance)
            && self.target.is_none_or(|wanted| wanted == comparison)
            // Last, because a credential's validity is among the facts that are decoded on demand.
            && self.lasts.is_none_or(|wanted| lasts(credential) == Some(wanted))
    }
}

impl Member {
    /// Whether a credential fits this side of the pair; `target` is the tier that teams in the role ask for.
    pub fn fit(&self, credential: &Credential, target: Tier) -> bool {
        allows(&self.credentials, |id| *id == credential.id)
            && allows(&self.issuers, |id| *id == credential.issuer)
            && self.traits.fit(credential, target)
    }
}

impl Catalog {
    /// The rule with this id, ignoring case.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules
            .iter()
            .find(|rule| rule.id.as_str().eq_ignore_ascii_case(id))
    }
}
