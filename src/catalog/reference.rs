//! What credentials refer to: issuers, topics, technologies, roles, environments and estimates.

use serde::{Deserialize, Serialize};

use super::id::{CredentialId, EnvironmentId, IssuerId, RoleId, TechnologyId, TopicId};
use super::vocabulary::{
    Area, FeeBasis, Grade, IssuerKind, Level, Platform, RecognitionKind, Tier,
};
use crate::base::compiled::Lazy;
use crate::base::date::PartialDate;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::validity::Hours;

/// An organization that awards credentials.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Issuer {
    /// The id that people type, e.g. `cncf`.
    pub id: IssuerId,
    /// The full name, e.g. `Cloud Native Computing Foundation`.
    pub name: Text,
    /// Other spellings that exports and badge platforms use. Several issuers may share one.
    pub aliases: Lazy<Vec<Text>>,
    /// What kind of organization it is.
    pub kind: IssuerKind,
    /// The address of its certification program.
    pub url: Option<Text>,
    /// Rules that apply to all of its credentials, in sentences.
    pub about: Lazy<Option<Text>>,
    /// What one annual fee covers.
    pub annual_fee_basis: FeeBasis,
    /// Tracks in which a higher credential makes the lower ones redundant, lowest first.
    pub ladders: Vec<Vec<CredentialId>>,
    /// The keys with which it signs badges.
    pub keys: Lazy<Vec<IssuerKey>>,
}

/// A key with which an issuer signs badges.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssuerKey {
    /// A Multikey (`z6Mk...`), or a JWK as JSON.
    pub key: Text,
    /// From when on the issuer signed with it; `None` where its source does not say.
    pub from: Option<PartialDate>,
    /// Until when the issuer signed with it; `None` where it still does, or its source does not say.
    pub until: Option<PartialDate>,
    /// The page on which the issuer publishes it.
    pub url: Text,
    /// What that page says, in our words.
    pub says: Option<Text>,
    /// The day on which the page was checked.
    pub checked: Option<PartialDate>,
}

/// A short name that organizations outside the catalog use too, so that it is ambiguous without its issuer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SharedName {
    pub name: Text,
    /// The other meanings, each with the organization that uses it.
    pub also: Vec<Text>,
    /// A page that shows the other use.
    pub url: Text,
}

/// A subject that credentials cover and roles demand.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Topic {
    pub id: TopicId,
    pub name: Text,
    pub area: Area,
    pub synonyms: Lazy<Vec<Text>>,
}

/// A technology that credentials are about, and the platforms it runs on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Technology {
    pub id: TechnologyId,
    pub name: Text,
    /// How fully it can be used on each platform, in percent, in the order of [`Platform`].
    pub runs: [u8; 5],
    /// The more general technology that it is a kind of; for Red Hat Enterprise Linux this is Linux.
    pub kind_of: Option<TechnologyId>,
    /// The reason for the numbers in `runs`.
    pub because: Lazy<Text>,
}

/// A job for which credentials are ranked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Role {
    /// The id that people type, e.g. `devops-engineer`.
    pub id: RoleId,
    /// The name in output, e.g. `DevOps engineer`.
    pub name: Text,
    /// Other names that people type.
    pub synonyms: Vec<Text>,
    /// The seniority that the role usually requires.
    pub level: Level,
    /// The lowest tier that teams usually ask for.
    pub target_tier: Tier,
    /// The topics that the work demands, from 1 (helpful) to 5 (the core of the work).
    pub topics: Vec<(TopicId, u8)>,
    /// The credentials that the field asks for, sorted by their ids.
    pub recognized: Lazy<Vec<Recognition>>,
    /// Roles whose credentials largely fit this role too.
    pub related: Vec<RoleId>,
    /// O*NET occupation codes.
    pub onet: Vec<Text>,
    /// Work role codes of the DoD Cyber Workforce Framework.
    pub work_roles: Vec<Text>,
    /// Work role ids of the NICE framework.
    pub nice: Vec<Text>,
    /// What the entry is based on, in a sentence.
    pub basis: Lazy<Text>,
}

/// How widely a field recognizes a credential.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recognition {
    pub credential: CredentialId,
    pub grade: Grade,
    /// The ids of the sources that name it for the role; empty if the grade is own judgement.
    pub sources: Vec<Text>,
}

/// A source of grades: a count of job advertisements, a mandated table, a survey or a guide.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecognitionSource {
    /// The id by which grades refer to the source.
    pub id: Text,
    pub kind: RecognitionKind,
    pub url: Text,
    /// The path of a file within a repository at that address.
    pub path: Option<Text>,
    /// When the source was written.
    pub date: Option<PartialDate>,
    /// What the source says, in our words.
    pub says: Text,
}

impl Role {
    /// How widely the field recognizes a credential; `None` if it doesn't.
    pub fn recognition(&self, id: CredentialId) -> Option<&Recognition> {
        let index = self
            .recognized
            .binary_search_by(|known| known.credential.cmp(&id));
        index.ok().map(|index| &self.recognized[index])
    }

    /// The grade of a credential in this role; `None` if it is not recognized.
    pub fn grade(&self, id: CredentialId) -> Option<Grade> {
        self.recognition(id).map(|known| known.grade)
    }
}

/// A named mix of platforms.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Environment {
    pub id: EnvironmentId,
    pub name: Text,
    /// The shares of the platforms in percent; they sum to 100.
    pub mix: Vec<(Share, u8)>,
    /// Whether the user stated anything by choosing it; false if the mix is only the default assumption.
    pub stated: bool,
    /// The reason for the shares.
    pub because: Text,
}

/// The platform that a share of an environment runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Share {
    On(Platform),
    /// An unnamed cloud; [`CloudPrior`] distributes its share over the clouds.
    AnyCloud,
}

/// How the share of an unnamed cloud is distributed over the clouds, based on published market shares.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CloudPrior {
    /// The percentage of each platform, in the order of [`Platform`]; 0 for on-premises.
    pub weights: [u8; 5],
    /// The sources of the percentages: what each says, its address and its date.
    pub sources: Vec<(Text, Option<Text>, Option<PartialDate>)>,
}

/// Assumptions for unknown facts of one tier, which are always shown as estimates.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Estimate {
    pub tier: Tier,
    pub preparation: Hours,
    /// The hours of preparation for an exam on real systems.
    pub hands_on_preparation: Hours,
    /// The exam fee that nine in ten known fees of the tier stay below.
    pub exam_fee: Usd,
}
