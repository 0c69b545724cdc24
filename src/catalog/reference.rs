//! The things credentials refer to: issuers, topics, technologies, roles, environments, estimates.

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

/// A body that awards credentials.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Issuer {
    /// What people type.
    pub id: IssuerId,
    /// Its name.
    pub name: Text,
    /// Other spellings, as exports and badge platforms use them; several issuers may share one.
    pub aliases: Lazy<Vec<Text>>,
    /// What kind of body it is.
    pub kind: IssuerKind,
    /// Address of its programme.
    pub url: Option<Text>,
    /// Rules that hold for the whole programme.
    pub about: Lazy<Option<Text>>,
    /// What an annual fee pays for.
    pub annual_fee_basis: FeeBasis,
    /// Tracks whose upper credential makes the lower ones pointless, lowest first.
    pub ladders: Vec<Vec<CredentialId>>,
}

/// A short name that a body outside of the catalog uses too, so that it says nothing without its issuer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SharedName {
    /// The name.
    pub name: Text,
    /// What else it means, and whose it is.
    pub also: Vec<Text>,
    /// A page that shows it.
    pub url: Text,
}

/// A subject that credentials cover and roles demand.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Topic {
    /// What people type.
    pub id: TopicId,
    /// Its name.
    pub name: Text,
    /// The field it belongs to.
    pub area: Area,
    /// Other words for it.
    pub synonyms: Lazy<Vec<Text>>,
}

/// Something a credential is about, and where it is at home.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Technology {
    /// What people type.
    pub id: TechnologyId,
    /// Its name.
    pub name: Text,
    /// How fully it runs on each platform, in percent, in the order of [`Platform`].
    pub runs: [u8; 5],
    /// The more general technology it is a kind of: Red Hat's Linux is a Linux.
    pub kind_of: Option<TechnologyId>,
    /// Why.
    pub because: Lazy<Text>,
}

/// A kind of work.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Role {
    /// What people type.
    pub id: RoleId,
    /// Its name.
    pub name: Text,
    /// Other names for it.
    pub synonyms: Vec<Text>,
    /// The level the role usually asks for.
    pub level: Level,
    /// The tier teams ask for at least.
    pub target_tier: Tier,
    /// Demanded topics, weight 1 (helpful) to 5 (the heart of the work).
    pub topics: Vec<(TopicId, u8)>,
    /// What the field asks for, by credential; from a section of its own.
    pub recognised: Lazy<Vec<Recognition>>,
    /// Roles whose credentials largely fit this one.
    pub related: Vec<RoleId>,
    /// O*NET occupation codes.
    pub onet: Vec<Text>,
    /// DCWF work role codes.
    pub work_roles: Vec<Text>,
    /// NICE work role ids.
    pub nice: Vec<Text>,
    /// What the entry rests on.
    pub basis: Lazy<Text>,
}

/// How far a field knows a credential.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recognition {
    /// The credential.
    pub credential: CredentialId,
    /// How often it is named for the role.
    pub grade: Grade,
    /// Ids of the sources that name it for the role; none where the grade is own judgement.
    pub sources: Vec<Text>,
}

/// A job-advertisement count, a mandated table, a survey or a guide that grades rest on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecognitionSource {
    /// What grades name it by.
    pub id: Text,
    /// What kind of source it is.
    pub kind: RecognitionKind,
    /// Its address.
    pub url: Text,
    /// The file at that address.
    pub path: Option<Text>,
    /// When it was written.
    pub date: Option<PartialDate>,
    /// What it says.
    pub says: Text,
}

impl Role {
    /// How the field knows a credential, if it does.
    pub fn recognition(&self, id: CredentialId) -> Option<&Recognition> {
        // Sorted by credential when read.
        let found = self
            .recognised
            .binary_search_by(|known| known.credential.cmp(&id));
        found.ok().map(|index| &self.recognised[index])
    }

    /// The grade of a credential in this role, if it has one.
    pub fn grade(&self, id: CredentialId) -> Option<Grade> {
        self.recognition(id).map(|known| known.grade)
    }
}

/// A named mix of platforms.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Environment {
    /// What people type.
    pub id: EnvironmentId,
    /// Its name.
    pub name: Text,
    /// Shares of the environment in percent. They sum to 100.
    pub mix: Vec<(Share, u8)>,
    /// Whether it says anything: false where the mix is what is assumed of somebody who says nothing.
    pub stated: bool,
    /// Why these shares.
    pub because: Text,
}

/// What a share of an environment is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Share {
    /// A named platform.
    On(Platform),
    /// Some cloud: spread by the market's shares.
    AnyCloud,
}

/// How an unnamed cloud is shared out, from published market shares.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CloudPrior {
    /// Weight of each platform, in the order of [`Platform`]; own machines have none.
    pub weights: [u8; 5],
    /// Where the shares come from: what, address, date.
    pub sources: Vec<(Text, Option<Text>, Option<PartialDate>)>,
}

/// What to assume where a fact is unknown; always shown as an estimate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Estimate {
    /// For credentials of this tier.
    pub tier: Tier,
    /// Hours of preparation.
    pub preparation: Hours,
    /// The same for an exam on real systems.
    pub hands_on_preparation: Hours,
    /// Exam fee that all but a tenth of the known ones stay below, USD: what the score assumes.
    pub exam_fee: Usd,
}
