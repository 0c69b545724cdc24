//! Rules: what a context, an industry or a role changes. Data only; `advice::rules` applies them.
//!
//! What moves a score can't name a credential or an issuer, so renaming all issuers leaves every ranking as it was;
//! pairs, which move no score, can.

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
use crate::catalog::validity::Term;

/// The most that one rule, and all rules together, move a fit by, in hundredths.
pub const MOST_BY: i8 = 20;

/// One rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// What people type.
    pub id: RuleId,
    /// What it says, in a sentence.
    pub says: Text,
    /// What the source says, or `own judgement` with the reason.
    pub source: Text,
    /// Address of the source.
    pub url: Option<Text>,
    /// Date of the source.
    pub date: Option<PartialDate>,
    /// Whose question it applies to.
    pub when: When,
    /// What it does.
    pub then: Effect,
}

/// A condition on the question: every key given must hold; of a list, one is enough.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct When {
    /// The role is one of these.
    pub roles: Vec<RoleId>,
    /// Most of what the role demands lies in one of these fields.
    pub areas: Vec<Area>,
    /// What the advice is for.
    pub contexts: Vec<Context>,
    /// The business.
    pub industries: Vec<Industry>,
    /// The person's level.
    pub levels: Vec<Level>,
    /// Least shares of the environment, in percent: all of them.
    pub estate: Vec<(Share, u8)>,
}

/// What a rule does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Effect {
    /// Moves a fit.
    Adjust {
        /// On this axis.
        axis: Axis,
        /// By so many hundredths, at most [`MOST_BY`] either way.
        by: i8,
        /// Of credentials with these traits.
        of: Traits,
    },
    /// Of equals, credentials with these traits come first.
    Prefer(Traits),
    /// Weights of the axes in percent, in their order, unless the person gives their own. They sum to 100.
    Weigh([u8; 3]),
    /// These belong together: a stack holds one for each member.
    Pair(Vec<Member>),
    /// Nothing beyond being shown.
    Note,
}

/// Properties of a credential: every key given must hold; of a list, one is enough.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Traits {
    /// What kind of credential it is.
    pub categories: Vec<Category>,
    /// Its tier.
    pub tiers: Vec<Tier>,
    /// An environment platform it is bound to.
    pub platforms: Vec<Platform>,
    /// Whether it is bound to platforms or products at all.
    pub bound: Option<Bound>,
    /// A technology it is about.
    pub technologies: Vec<TechnologyId>,
    /// A topic it covers.
    pub topics: Vec<TopicId>,
    /// How much Python it tests.
    pub python: Vec<PythonUse>,
    /// Who recognises it.
    pub accreditation: Vec<Accreditation>,
    /// How ability is checked.
    pub assurance: Vec<Assurance>,
    /// Whether it expires when earned now.
    pub lasts: Option<Lasts>,
    /// Its tier against what teams in the role ask for.
    pub target: Option<Target>,
}

/// One side of a pair.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Member {
    /// One of these credentials.
    pub credentials: Vec<CredentialId>,
    /// Of one of these issuers.
    pub issuers: Vec<IssuerId>,
    /// With these traits.
    pub traits: Traits,
}

/// Whether a list asks for nothing, or for one of these.
fn asks<T: PartialEq + 'static>(wanted: &[T], mut has: impl FnMut(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(&mut has)
}

impl Traits {
    /// Whether the credential has them; `target` is the tier that teams in the role ask for.
    pub fn fit(&self, credential: &Credential, target: Tier) -> bool {
        let lasts = match credential.term_now() {
            Term::Never => Some(Lasts::Never),
            Term::Months(_) => Some(Lasts::Expires),
            Term::Unknown => None,
        };
        let bound = if credential.is_neutral() {
            Bound::Neutral
        } else {
            Bound::Platform
        };
        let met = if credential.tier < target {
            Target::Below
        } else {
            Target::Met
        };
        asks(&self.categories, |c| *c == credential.category)
            && asks(&self.tiers, |t| *t == credential.tier)
            && asks(&self.platforms, |p| credential.platforms.contains(p))
            && self.bound.is_none_or(|wanted| wanted == bound)
            && asks(&self.technologies, |t| credential.technologies.contains(t))
            && asks(&self.topics, |t| {
                credential.topics.iter().any(|(topic, _)| topic == *t)
            })
            && asks(&self.python, |p| *p == credential.python)
            && asks(&self.accreditation, |a| {
                credential.accreditation.contains(a)
            })
            && asks(&self.assurance, |a| *a == credential.assurance)
            && self.lasts.is_none_or(|wanted| lasts == Some(wanted))
            && self.target.is_none_or(|wanted| wanted == met)
    }
}

impl Member {
    /// Whether the credential can stand on this side of the pair; `target` is the tier that teams in the role ask for.
    pub fn fit(&self, credential: &Credential, target: Tier) -> bool {
        asks(&self.credentials, |id| *id == credential.id)
            && asks(&self.issuers, |id| *id == credential.issuer)
            && self.traits.fit(credential, target)
    }
}

impl Catalog {
    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules
            .iter()
            .find(|rule| rule.id.as_str().eq_ignore_ascii_case(id))
    }
}
