//! Who asks, and for what surroundings. Knows nothing of advice.

pub mod environment;
mod mandate;

use std::collections::BTreeSet;

pub use mandate::{Mandate, level_of, roles_of};

use crate::base::date::Date;
use crate::base::money::Usd;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, IssuerId, TopicId};
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::{Context, Industry, Level};
use crate::cost::USUAL_RATE;
use environment::EnvironmentMix;

/// Years over which costs are counted unless somebody says otherwise.
pub const USUAL_HORIZON: u8 = 6;

/// One person's question.
#[derive(Clone, Debug)]
pub struct Profile<'c> {
    /// The work.
    pub role: &'c Role,
    /// Where that work runs.
    pub environment: EnvironmentMix,
    /// The person's seniority.
    pub level: Level,
    /// What the advice is for.
    pub context: Context,
    /// The business, where said.
    pub industry: Option<Industry>,
    /// What a table accepts for the person's work, where one binds them.
    pub mandate: Option<Mandate<'c>>,
    /// What government contracts ask for of people in this role, where the context is government and no table binds the
    /// person.
    pub baseline: BTreeSet<CredentialId>,
    /// What the person holds.
    pub holds: BTreeSet<CredentialId>,
    /// Months of experience, where said.
    pub experience_months: Option<u16>,
    /// Only these issuers, unless empty.
    pub issuers: BTreeSet<IssuerId>,
    /// Only credentials on one of these topics, unless empty.
    pub topics: BTreeSet<TopicId>,
    /// What counts though it is usually excluded.
    pub included: Included,
    /// Highest exam fee, USD.
    pub budget: Option<Usd>,
    /// Most hours to earn it.
    pub max_hours: Option<u16>,
    /// Highest cash a year to keep it, USD.
    pub max_upkeep: Option<Usd>,
    /// Years over which costs are counted, at least 1.
    pub horizon_years: u8,
    /// What an hour is worth, USD.
    pub rate: Usd,
    /// The day that counts as today.
    pub today: Date,
}

/// What is ranked with the rest though it is usually excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Included {
    /// Assessments and courses that nobody supervises.
    pub unproctored: bool,
    /// What is open only to some people.
    pub restricted: bool,
}

impl<'c> Profile<'c> {
    /// Someone at the usual level of a role who holds nothing and asks for themselves; costs are counted over six years.
    pub fn new(role: &'c Role, environment: EnvironmentMix, today: Date) -> Self {
        Self {
            role,
            environment,
            level: role.level,
            context: Context::Individual,
            industry: None,
            mandate: None,
            baseline: BTreeSet::new(),
            holds: BTreeSet::new(),
            experience_months: None,
            issuers: BTreeSet::new(),
            topics: BTreeSet::new(),
            included: Included::default(),
            budget: None,
            max_hours: None,
            max_upkeep: None,
            horizon_years: USUAL_HORIZON,
            rate: USUAL_RATE,
            today,
        }
    }
}

impl Profile<'_> {
    /// Whether the person holds this credential.
    pub fn holds(&self, credential: &Credential) -> bool {
        self.holds.contains(&credential.id)
    }
}
