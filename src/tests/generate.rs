//! Random catalogs and profiles for the property tests.

use std::collections::BTreeSet;
use std::num::NonZeroU16;

use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::advice::profile::environment::EnvironmentMix;
use crate::advice::profile::{Included, Profile};
use crate::base::compiled::Lazy;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::{Credential, Facts, Prerequisites, ValidityRule};
use crate::catalog::exam::Exam;
use crate::catalog::id::{CredentialId, TopicId};
use crate::catalog::reference::{Estimate, Issuer, Role, Technology};
use crate::catalog::renewal::{Credits, Renewal, RenewalOption};
use crate::catalog::rule::{Effect, MOST_BY, Rule, Traits, When};
use crate::catalog::validity::{Hours, Validity};
use crate::catalog::vocabulary::{
    Accreditation, Assurance, Axis, Category, Confidence, Context, Cycle, FeeBasis, IssuerKind,
    Level, Platform, PythonUse, RenewalKind, RenewedOn, Status, Tier,
};

const ISSUERS: usize = 4;
const TOPICS: usize = 6;
const ROLES: usize = 3;

fn id<T: std::str::FromStr>(prefix: &str, number: usize) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("{prefix}{number}").parse().unwrap()
}

/// A validity of this many months, or one that never expires.
pub fn rule(months: Option<u16>) -> ValidityRule {
    let validity = months
        .and_then(NonZeroU16::new)
        .map_or(Validity::Never, Validity::Months);
    ValidityRule {
        validity,
        earned_from: None,
        earned_before: None,
        exam: None,
    }
}

fn usd() -> impl Strategy<Value = Usd> {
    (0..200_000_i64).prop_map(Usd::from_cents)
}

fn word<T: Word + std::fmt::Debug>() -> impl Strategy<Value = T> {
    select(T::ALL.to_vec())
}

prop_compose! {
    fn an_option()(kind in word::<RenewalKind>(), fee in option::of(usd()), modelled in prop::bool::weighted(0.9)) -> RenewalOption {
        RenewalOption {
            kind, by: Vec::new(), by_levels: Vec::new(), when: RenewedOn::Either, holding: Vec::new(), credits: None, fee, member_fee: None, modelled,
        }
    }
}

prop_compose! {
    fn renewal()(
        annual_fee in option::of(usd()),
        credits in option::of((1..150_u16, 12..49_u16)),
        options in vec(an_option(), 0..4),
    ) -> Renewal {
        Renewal {
            annual_fee,
            member_annual_fee: None,
            credits: credits.map(|(amount, per_months)| Credits { amount, unit: "CPE".into(), per_months, min_per_year: None }),
            window_days: None,
            grace: None,
            extends_from: None,
            cycle: Cycle::Anniversary,
            options,
        }
    }
}

prop_compose! {
    pub fn credential()(
        kinds in (word::<Category>(), word::<Tier>(), word::<Assurance>(), word::<Status>(), word::<Confidence>()),
        platforms in subsequence(Platform::ALL.to_vec(), 0..3),
        technology in prop::bool::ANY,
        topics in vec((0..TOPICS, 1..4_u8), 1..5),
        roles in subsequence((0..ROLES).collect::<Vec<_>>(), 0..=ROLES),
        facts in (0..ISSUERS, option::of(usd()), option::of(1..61_u16), prop::bool::ANY),
        renewal in option::of(renewal()),
        accredited in prop::bool::ANY,
    ) -> Credential {
        let (category, tier, assurance, status, confidence) = kinds;
        let (issuer, exam_fee, months, reviewed) = facts;
        let mut weights: Vec<(TopicId, u8)> = topics.into_iter().map(|(n, w)| (id("topic", n), w)).collect();
        weights.sort();
        weights.dedup_by(|a, b| a.0 == b.0);
        let facts = Facts {
            name: "A credential".into(),
            abbreviation: None,
            aliases: Vec::new(),
            issuer_level: None,
            successors: Vec::new(),
            exam: Exam::default(),
            exam_fee,
            member_exam_fee: None,
            application_fee: None,
            training: None,
            prices: Vec::new(),
            preparation: None,
            validity: vec![rule(months)],
            renewal,
            details: Lazy::default(),
        };
        Credential {
            id: id("c", 0),
            issuer: id("issuer", issuer),
            category, tier, assurance, status,
            available_from: None, last_exam: None,
            platforms,
            technologies: if technology { vec![id("tech", 0)] } else { Vec::new() },
            topics: weights.into(),
            python: PythonUse::None,
            roles: roles.into_iter().map(|n| id("role", n)).collect(),
            accreditation: if accredited { vec![Accreditation::Dod8140] } else { Vec::new() },
            prerequisites: Prerequisites { experience_months: Some(0), ..Prerequisites::default() },
            confidence, reviewed,
            verified: None,
            facts: facts.into(),
        }
    }
}

fn traits() -> impl Strategy<Value = Traits> {
    (
        option::of(word()),
        option::of(word()),
        option::of(word()),
        subsequence(Tier::ALL.to_vec(), 0..3),
    )
        .prop_map(|(bound, lasts, target, tiers)| Traits {
            tiers,
            bound,
            lasts,
            target,
            ..Traits::default()
        })
}

/// A random rule that moves fits, breaks ties or sets weights.
fn rule_with_effect() -> impl Strategy<Value = Rule> {
    let adjust = (word::<Axis>(), -MOST_BY..=MOST_BY, traits())
        .prop_map(|(axis, by, of)| Effect::Adjust { axis, by, of });
    let weigh = (0..=50_u8, 1..=50_u8).prop_map(|(a, b)| Effect::Weigh([a, b, 100 - a - b]));
    prop_oneof![3 => adjust, 1 => traits().prop_map(Effect::Prefer), 1 => weigh].prop_map(|then| {
        Rule {
            id: id("rule", 0),
            says: "A rule.".into(),
            source: "own judgement".into(),
            url: None,
            date: None,
            when: When::default(),
            then,
        }
    })
}

/// A random catalog of up to 30 credentials, with up to 3 rules.
pub fn catalog() -> impl Strategy<Value = Catalog> {
    let parts = (
        vec(credential(), 0..30),
        vec(0..5_u8, TOPICS),
        vec(0..=100_u8, 5),
        vec(rule_with_effect(), 0..4),
    );
    parts.prop_map(|(mut credentials, weights, runs, rules)| {
        for (number, credential) in credentials.iter_mut().enumerate() {
            credential.id = format!("c{number:03}").parse().unwrap();
        }
        Catalog {
            credentials,
            issuers: (0..ISSUERS)
                .map(|n| Issuer {
                    id: id("issuer", n),
                    name: "An Issuer".into(),
                    aliases: Lazy::default(),
                    kind: IssuerKind::NeutralBody,
                    url: None,
                    about: Lazy::default(),
                    annual_fee_basis: FeeBasis::ALL[n % FeeBasis::ALL.len()],
                    ladders: Vec::new(),
                    keys: Lazy::default(),
                })
                .collect(),
            technologies: vec![Technology {
                id: id("tech", 0),
                name: "A Technology".into(),
                runs: [runs[0], runs[1], runs[2], runs[3], runs[4]],
                kind_of: None,
                because: Lazy::default(),
            }],
            roles: (0..ROLES)
                .map(|n| Role {
                    id: id("role", n),
                    name: "A role".into(),
                    synonyms: Vec::new(),
                    level: Level::Mid,
                    target_tier: Tier::ALL[n % Tier::ALL.len()],
                    topics: weights
                        .iter()
                        .enumerate()
                        .map(|(t, w)| (id("topic", t), w + 1))
                        .collect(),
                    recognized: Lazy::default(),
                    related: vec![id("role", (n + 1) % ROLES)],
                    onet: Vec::new(),
                    work_roles: Vec::new(),
                    nice: Vec::new(),
                    basis: Lazy::default(),
                })
                .collect(),
            estimates: Tier::ALL
                .iter()
                .map(|&tier| Estimate {
                    tier,
                    preparation: Hours { low: 20, high: 60 },
                    hands_on_preparation: Hours { low: 40, high: 120 },
                    exam_fee: Usd::from_cents(50_000),
                })
                .collect(),
            rules,
            ..Catalog::default()
        }
    })
}

/// A random question.
#[derive(Clone, Debug)]
pub struct Asked {
    pub role: usize,
    pub level: Level,
    pub shares: [f64; 5],
    pub holds: Vec<usize>,
}

impl Asked {
    /// The question as a profile over a catalog of [`catalog`].
    pub fn profile<'c>(&self, catalog: &'c Catalog) -> Profile<'c> {
        Profile {
            role: &catalog.roles[self.role],
            environment: EnvironmentMix::from_weights(self.shares),
            level: self.level,
            context: Context::Individual,
            industry: None,
            mandate: None,
            baseline: BTreeSet::default(),
            experience_months: None,
            max_hours: None,
            max_upkeep: None,
            holds: self
                .holds
                .iter()
                .map(|n| format!("c{n:03}").parse::<CredentialId>().unwrap())
                .collect(),
            issuers: BTreeSet::default(),
            topics: BTreeSet::default(),
            included: Included::default(),
            budget: None,
            horizon_years: 6,
            rate: Usd::from_cents(1_000),
            today: date(2026, 11, 24),
        }
    }
}

/// Weights of platforms, not all of them zero.
pub fn shares() -> impl Strategy<Value = [f64; 5]> {
    [0.0..1.0_f64, 0.0..1.0, 0.0..1.0, 0.0..1.0, 0.01..1.0]
}

/// A random question.
pub fn profile() -> impl Strategy<Value = Asked> {
    (0..ROLES, word::<Level>(), shares(), vec(0..30_usize, 0..4)).prop_map(
        |(role, level, shares, holds)| Asked {
            role,
            level,
            shares,
            holds,
        },
    )
}
