//! Reads rules.

use serde::Deserialize;

use super::form::{Percent, Step};
use super::source::Address;
use super::{Context, Kind};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Entries, Field, Form, Items, OneOrMore, Parsed, Problem, Scalar, Span};
use crate::base::vocabulary::Word;
use crate::catalog::id::{CredentialId, IssuerId, RoleId, RuleId, TechnologyId, TopicId};
use crate::catalog::rule::{Effect, Member, Rule, Traits, When};
use crate::catalog::vocabulary::{
    Accreditation, Area, Assurance, Axis, Bound, Category, Context as Asker, Industry, Lasts,
    Level, Platform, PythonUse, Target, Tier,
};

/// A rule by which a context, an industry or a role changes a ranking.
#[derive(Deserialize)]
#[serde(rename = "Rule")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawRule {
    /// The id by which `certadvise explain` finds the rule.
    id: Scalar<RuleId>,
    /// The rule in a sentence.
    says: Scalar<String>,
    /// What the source says, or `own judgement` with a reason.
    source: Scalar<String>,
    /// The address of the source.
    url: Option<Scalar<Address>>,
    /// The date of the source.
    date: Option<Scalar<PartialDate>>,
    /// The questions to which it applies: every condition given must hold. Without conditions it always applies.
    when: Option<Field<Condition>>,
    /// The effect of the rule, or `note` if it only shows its sentence.
    then: Field<RawEffect>,
}

/// One value, or a list of values.
type OneOrSeveral<T> = Option<OneOrMore<Parsed<T>>>;

/// The questions to which a rule applies: every condition given must hold.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Condition {
    /// The role is one of these.
    role: OneOrSeveral<RoleId>,
    /// One of these areas accounts for most of what the role demands.
    area: OneOrSeveral<Area>,
    /// The purpose of the advice is one of these.
    context: OneOrSeveral<Asker>,
    /// The work is done for one of these industries.
    industry: OneOrSeveral<Industry>,
    /// The seniority of the person is one of these.
    level: OneOrSeveral<Level>,
    /// The environment has at least these shares of platforms, from 0 to 1. Only pairs and notes may use this.
    environment: Option<Field<Entries<Parsed<Percent>>>>,
}

/// `note`, or one effect.
#[derive(Deserialize)]
#[serde(rename = "Effect")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
enum RawEffect {
    #[serde(rename = "a single value")]
    Note(Parsed<Note>),
    #[serde(rename = "a map")]
    One(Box<OneEffect>),
}

/// The effect of a rule that only says something.
struct Note;

impl Form for Note {
    fn read(text: &str) -> Result<Self, Problem> {
        if text == "note" {
            return Ok(Self);
        }
        let expected = "expected `note`, or a map with one effect".to_owned();
        Err(Problem::Form(Code::WrongType, expected))
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"const": "note"})
    }
}

/// One effect.
#[derive(Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(extend("minProperties" = 1, "maxProperties" = 1))
)]
struct OneEffect {
    /// Changes the fit of some credentials on one axis.
    adjust: Option<Field<Adjust>>,
    /// Ranks credentials with these properties first among equals.
    prefer: Option<Field<RawTraits>>,
    /// Sets the weight of each axis; the weights sum to 1.
    weights: Option<Field<Weights>>,
    /// Says which credentials belong together, one for each member.
    #[cfg_attr(test, schemars(extend("minItems" = 2, "maxItems" = 3)))]
    pair: Option<Items<RawMember>>,
}

/// Changes the fit of some credentials on one axis.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Adjust {
    /// The axis on which the fit changes.
    axis: Scalar<Axis>,
    /// The change, from 0.01 to 0.2 or from -0.2 to -0.01.
    by: Scalar<Step>,
    /// The properties of the credentials whose fit changes.
    of: Field<RawTraits>,
}

/// The weight of each axis; the weights sum to 1.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Weights {
    /// The weight of how far a credential applies to the environment.
    platform: Scalar<Percent>,
    /// The weight of how well the tier suits the person and the role.
    tier: Scalar<Percent>,
    /// The weight of how little a credential costs to keep.
    upkeep: Scalar<Percent>,
}

/// Declares structs of properties: some keys of their own, then the keys that all of them share.
macro_rules! properties {
    ($($(#[$doc:meta])* $name:ident $word:literal { $($fields:tt)* })+) => {$(
        $(#[$doc])*
        #[derive(Deserialize)]
        #[serde(rename = $word)]
        #[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("minProperties" = 1)))]
        struct $name {
            $($fields)*
            /// Its category is one of these.
            category: OneOrSeveral<Category>,
            /// Its tier is one of these.
            tier: OneOrSeveral<Tier>,
            /// It is bound to one of these platforms.
            platform: OneOrSeveral<Platform>,
            /// Whether it is bound to platforms or technologies.
            bound: Option<Scalar<Bound>>,
            /// It is about one of these technologies.
            technology: OneOrSeveral<TechnologyId>,
            /// It covers one of these topics.
            topic: OneOrSeveral<TopicId>,
            /// How much Python it requires is one of these.
            python: OneOrSeveral<PythonUse>,
            /// It has one of these accreditations.
            accreditation: OneOrSeveral<Accreditation>,
            /// Its assurance is one of these.
            assurance: OneOrSeveral<Assurance>,
            /// Whether it expires if it is earned now.
            lasts: Option<Scalar<Lasts>>,
            /// How its tier compares with the one that teams in the role ask for.
            target: Option<Scalar<Target>>,
        }

        impl $name {
            /// Whether any of the shared properties is given.
            fn has_traits(&self) -> bool {
                self.category.is_some() || self.tier.is_some() || self.platform.is_some()
                    || self.bound.is_some() || self.technology.is_some() || self.topic.is_some()
                    || self.python.is_some() || self.accreditation.is_some()
                    || self.assurance.is_some() || self.lasts.is_some() || self.target.is_some()
            }

            fn traits(self, context: &mut Context<'_, '_, '_>) -> Traits {
                Traits {
                    categories: words(self.category),
                    tiers: words(self.tier),
                    platforms: words(self.platform),
                    bound: self.bound.and_then(Scalar::get),
                    technologies: context.ids(Kind::Technology, self.technology),
                    topics: context.ids(Kind::Topic, self.topic),
                    python: words(self.python),
                    accreditation: words(self.accreditation),
                    assurance: words(self.assurance),
                    lasts: self.lasts.and_then(Scalar::get),
                    target: self.target.and_then(Scalar::get),
                }
            }
        }
    )+};
}

properties! {
    /// Properties of credentials; all that are given must hold.
    RawTraits "Traits" {}

    /// Properties of one member of a pair; all that are given must hold.
    RawMember "Member" {
        /// It is one of these credentials.
        id: OneOrSeveral<CredentialId>,
        /// One of these issuers awards it.
        issuer: OneOrSeveral<IssuerId>,
    }
}

fn words<T: Word>(words: OneOrSeveral<T>) -> Vec<T> {
    let items = words.map(|OneOrMore(items)| items).unwrap_or_default();
    items.into_iter().filter_map(Scalar::get).collect()
}

impl Context<'_, '_, '_> {
    pub(super) fn rule(&mut self, rule: Field<RawRule>) -> Option<()> {
        let raw = rule.value?;
        let id = self.entry_id(raw.id, Kind::Rule);
        let when = match raw.when {
            Some(when) => when.value.map(|when| self.when(when)),
            None => Some(When::default()),
        };
        let then = self.effect(raw.then);
        let rule_read = Rule {
            id: id?,
            says: raw.says.get()?.into(),
            source: raw.source.get()?.into(),
            url: raw.url.and_then(Scalar::get).map(|Address(url)| url),
            date: raw.date.and_then(Scalar::get),
            when: when?,
            then: then?,
        };
        if !rule_read.when.environment.is_empty()
            && !matches!(rule_read.then, Effect::Pair(_) | Effect::Note)
        {
            let message = "a rule that changes scores can't depend on `environment`";
            let help = "remove `environment`, or make the rule a pair or a note";
            self.reader.report(
                rule.span,
                Diagnostic::error(Code::ScoreByEnvironment, message).help(help),
            );
            return None;
        }
        self.draft.rules.insert(rule_read.id, rule_read);
        Some(())
    }

    fn when(&mut self, raw: Condition) -> When {
        let environment = raw.environment.and_then(|shares| shares.value);
        When {
            roles: self.ids(Kind::Role, raw.role),
            areas: words(raw.area),
            contexts: words(raw.context),
            industries: words(raw.industry),
            levels: words(raw.level),
            environment: environment
                .map(|shares| self.shares(shares))
                .unwrap_or_default(),
        }
    }

    fn effect(&mut self, effect: Field<RawEffect>) -> Option<Effect> {
        let RawEffect::One(raw) = effect.value? else {
            return Some(Effect::Note);
        };
        match (raw.adjust, raw.prefer, raw.weights, raw.pair) {
            (Some(adjust), None, None, None) => self.adjust(adjust),
            (None, Some(prefer), None, None) => self.traits(prefer, "prefer").map(Effect::Prefer),
            (None, None, Some(weights), None) => self.weigh(weights),
            (None, None, None, Some(pair)) => self.pair(pair),
            (adjust, prefer, weights, pair) => {
                let given = [
                    adjust.is_some(),
                    prefer.is_some(),
                    weights.is_some(),
                    pair.is_some(),
                ];
                let count = given.into_iter().filter(|given| *given).count();
                let message = format!("`then` has {count} effects");
                let expected = "expected one of adjust, prefer, weights, pair, or `note`";
                self.reader.report(
                    effect.span,
                    Diagnostic::error(Code::NoEffect, message).label(expected),
                );
                None
            }
        }
    }

    fn adjust(&mut self, adjust: Field<Adjust>) -> Option<Effect> {
        let raw = adjust.value?;
        let credentials = self.traits(raw.of, "of");
        let Step(by) = raw.by.get()?;
        Some(Effect::Adjust {
            axis: raw.axis.get()?,
            by,
            of: credentials?,
        })
    }

    fn weigh(&mut self, weights: Field<Weights>) -> Option<Effect> {
        let raw = weights.value?;
        let Percent(platform) = raw.platform.get()?;
        let Percent(tier) = raw.tier.get()?;
        let Percent(upkeep) = raw.upkeep.get()?;
        if u16::from(platform) + u16::from(tier) + u16::from(upkeep) == 100 {
            return Some(Effect::Weigh([platform, tier, upkeep]));
        }
        let finding = Diagnostic::error(Code::BadWeights, "the weights don't sum to 1");
        self.reader
            .report(weights.span, finding.label("expected shares that sum to 1"));
        None
    }

    fn pair(&mut self, pair: Items<RawMember>) -> Option<Effect> {
        let items = pair.value?;
        let count = items.len();
        let members = items.into_iter().filter_map(|item| self.member(item));
        let members: Vec<Member> = members.collect();
        if members.len() < count {
            return None;
        }
        if !(2..=3).contains(&count) {
            let message = format!("`pair` has {count} members");
            let finding = Diagnostic::error(Code::BadPair, message);
            self.reader
                .report(pair.span, finding.label("expected two or three"));
            return None;
        }
        Some(Effect::Pair(members))
    }

    fn member(&mut self, member: Field<RawMember>) -> Option<Member> {
        let mut raw = member.value?;
        if raw.id.is_none() && raw.issuer.is_none() && !raw.has_traits() {
            return self.nothing_named(member.span, "a member");
        }
        Some(Member {
            credentials: self.ids(Kind::Credential, raw.id.take()),
            issuers: self.ids(Kind::Issuer, raw.issuer.take()),
            traits: raw.traits(self),
        })
    }

    /// Reads properties, of which at least one must be given.
    fn traits(&mut self, traits: Field<RawTraits>, key: &str) -> Option<Traits> {
        let raw = traits.value?;
        if raw.has_traits() {
            Some(raw.traits(self))
        } else {
            self.nothing_named(traits.span, key)
        }
    }

    fn nothing_named<T>(&mut self, map: Span, what: &str) -> Option<T> {
        // A misspelt property already has a finding.
        if !self.reader.has_unknown_key(map) {
            let finding = Diagnostic::error(Code::BadPair, format!("`{what}` has no property"));
            self.reader
                .report(map, finding.label("expected at least one"));
        }
        None
    }

    /// Reads references to ids.
    fn ids<T: std::fmt::Display>(&mut self, kind: Kind, ids: OneOrSeveral<T>) -> Vec<T> {
        let items = ids.map(|OneOrMore(items)| items).unwrap_or_default();
        items
            .into_iter()
            .filter_map(|id| self.mention(kind, id))
            .collect()
    }
}
