//! Reads issuers, topics, technologies, roles, environments and estimates.

use serde::Deserialize;

use super::credential::{RawHours, hours};
use super::form::Percent;
use super::key::{self, RawIssuerKey};
use super::source::{Address, text};
use super::{Context, Kind};
use crate::base::compiled::Lazy;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{Entries, Field, Items, Parsed, Scalar, Span, Whole, good, scalars};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::id::{CredentialId, EnvironmentId, IssuerId, RoleId, TechnologyId, TopicId};
use crate::catalog::reference::{
    CloudPrior, Environment, Estimate, Issuer, Role, Share, SharedName, Technology, Topic,
};
use crate::catalog::vocabulary::{Area, FeeBasis, IssuerKind, Level, Platform, Tier};

/// An organization that awards credentials.
#[derive(Deserialize)]
#[serde(rename = "Issuer")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawIssuer {
    /// The id that people type, e.g. `cncf`.
    id: Scalar<IssuerId>,
    /// The full name of the organization.
    name: Scalar<String>,
    /// Other spellings that exports and badge platforms use. Several issuers may share one.
    aliases: Option<Items<Parsed<String>>>,
    /// What kind of organization it is.
    kind: Scalar<IssuerKind>,
    /// The address of its certification program.
    url: Option<Scalar<Address>>,
    /// Rules that apply to all of its credentials, in sentences.
    about: Option<Scalar<String>>,
    /// What one annual fee covers.
    annual_fee_basis: Option<Scalar<FeeBasis>>,
    /// Tracks in which a higher credential makes the lower ones redundant, lowest first.
    ladders: Option<Items<Vec<Scalar<CredentialId>>>>,
    /// The keys with which it signs badges, as it publishes them.
    keys: Option<Items<RawIssuerKey>>,
}

/// A short name that organizations outside the catalog use too, so that it is ambiguous without its issuer.
#[derive(Deserialize)]
#[serde(rename = "SharedName")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawSharedName {
    /// The short name.
    name: Scalar<String>,
    /// The other meanings, each with the organization that uses it.
    also: Items<Parsed<String>>,
    /// A page that shows the other use.
    url: Scalar<Address>,
}

/// A subject that credentials cover and roles demand.
#[derive(Deserialize)]
#[serde(rename = "Topic")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawTopic {
    /// The id that people type, e.g. `infrastructure-as-code`.
    id: Scalar<TopicId>,
    /// The name in output.
    name: Scalar<String>,
    /// The broad field that it belongs to.
    area: Scalar<Area>,
    /// Other words for the same topic.
    synonyms: Option<Items<Parsed<String>>>,
}

/// A technology that credentials are about.
#[derive(Deserialize)]
#[serde(rename = "Technology")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawTechnology {
    /// The id that people type, e.g. `kubernetes`.
    id: Scalar<TechnologyId>,
    /// The name in output.
    name: Scalar<String>,
    /// The more general technology that it is a kind of.
    kind_of: Option<Scalar<TechnologyId>>,
    /// The reason for the numbers in `runs`.
    because: Scalar<String>,
    /// How fully it can be used on each platform, from 0 to 1.
    runs: Field<Runs>,
}

/// How fully a technology can be used on each platform, from 0 to 1.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Runs {
    /// Amazon Web Services.
    aws: Scalar<Percent>,
    /// Microsoft Azure.
    azure: Scalar<Percent>,
    /// Google Cloud.
    gcp: Scalar<Percent>,
    /// Oracle Cloud Infrastructure.
    oci: Scalar<Percent>,
    /// On premises, or in a private data center.
    on_prem: Scalar<Percent>,
}

/// A job for which credentials are ranked.
#[derive(Deserialize)]
#[serde(rename = "Role")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawRole {
    /// The id that people type, e.g. `devops-engineer`.
    id: Scalar<RoleId>,
    /// The name in output.
    name: Scalar<String>,
    /// The seniority that the role usually requires.
    level: Scalar<Level>,
    /// The lowest tier that teams usually ask for.
    target_tier: Scalar<Tier>,
    /// The topics that the work demands, from 1 (helpful) to 5 (the core of the work).
    topics: Field<Entries<Parsed<Whole<1, 5>>>>,
    /// What the entry is based on, in a sentence.
    basis: Scalar<String>,
    /// Roles whose credentials largely fit this role too.
    related: Option<Items<Parsed<RoleId>>>,
    /// Other names that people type.
    synonyms: Option<Items<Parsed<String>>>,
    /// O*NET occupation codes.
    onet: Option<Items<Parsed<String>>>,
    /// Work role codes of the DoD Cyber Workforce Framework.
    #[cfg_attr(test, schemars(with = "Option<Vec<crate::base::schema::Code>>"))]
    work_roles: Option<Items<Parsed<String>>>,
    /// Work role ids of the NICE framework.
    nice: Option<Items<Parsed<String>>>,
}

/// A named mix of platforms.
#[derive(Deserialize)]
#[serde(rename = "Environment")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawEnvironment {
    /// The id that people type, e.g. `hybrid`.
    id: Scalar<EnvironmentId>,
    /// The name in output.
    name: Scalar<String>,
    /// The reason for the shares.
    because: Scalar<String>,
    /// Whether the user states anything by choosing it; false if the mix is only the default assumption.
    stated: Option<Scalar<bool>>,
    /// The shares of the platforms, which sum to 1; `cloud` is an unnamed cloud.
    mix: Field<Entries<Parsed<Percent>>>,
}

/// How the share of an unnamed cloud is distributed over the clouds.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Prior {
    /// Amazon Web Services.
    aws: Scalar<Percent>,
    /// Microsoft Azure.
    azure: Scalar<Percent>,
    /// Google Cloud.
    gcp: Scalar<Percent>,
    /// Oracle Cloud Infrastructure.
    oci: Scalar<Percent>,
    /// The sources of the shares.
    sources: Items<PriorSource>,
}

/// A source of market shares.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PriorSource {
    /// What the source says, in your own words.
    says: Scalar<String>,
    /// The address of the source.
    url: Option<Scalar<Address>>,
    /// The newest month or year that its figures describe.
    date: Option<Scalar<PartialDate>>,
}

/// Assumptions for unknown facts about credentials of one tier.
#[derive(Deserialize)]
#[serde(rename = "Estimate")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawEstimate {
    /// The tier to which the assumptions apply.
    tier: Scalar<Tier>,
    /// The hours of preparation.
    preparation_hours: Field<RawHours>,
    /// The hours of preparation for an exam on real systems.
    hands_on_preparation_hours: Field<RawHours>,
    /// The exam fee in USD.
    exam_fee_usd: Scalar<Usd>,
}

fn texts(items: Option<Items<Parsed<String>>>) -> Vec<Text> {
    scalars(items).map(Text::from).collect()
}

fn percent(share: Scalar<Percent>) -> u8 {
    share.get().map_or(0, |Percent(percent)| percent)
}

impl Context<'_, '_, '_> {
    /// Reads the id of an entry and records that it is defined here.
    pub(super) fn entry_id<T: std::fmt::Display>(
        &mut self,
        id: Scalar<T>,
        kind: Kind,
    ) -> Option<T> {
        let (span, id) = (id.span, id.get()?);
        self.define(kind, &id.to_string(), span);
        Some(id)
    }

    pub(super) fn issuer(&mut self, raw: RawIssuer) -> Option<()> {
        let id = self.entry_id(raw.id, Kind::Issuer);
        let ladders = good(raw.ladders)
            .map(|rungs| {
                let rungs = rungs.into_iter();
                rungs
                    .filter_map(|rung| self.mention(Kind::Credential, rung))
                    .collect()
            })
            .collect();
        let keys = key::keys(&mut self.reader, raw.keys);
        let issuer = Issuer {
            id: id?,
            name: raw.name.get()?.into(),
            aliases: texts(raw.aliases).into(),
            kind: raw.kind.get()?,
            url: raw.url.and_then(Scalar::get).map(|Address(url)| url),
            about: text(raw.about).into(),
            annual_fee_basis: raw
                .annual_fee_basis
                .and_then(Scalar::get)
                .unwrap_or(FeeBasis::Credential),
            ladders,
            keys: keys.into(),
        };
        self.draft.issuers.insert(issuer.id, issuer);
        Some(())
    }

    pub(super) fn shared_name(&mut self, raw: RawSharedName) -> Option<()> {
        let shared = SharedName {
            name: raw.name.get()?.into(),
            also: texts(Some(raw.also)),
            url: raw.url.get().map(|Address(url)| url)?,
        };
        self.draft
            .shared_names
            .insert(shared.name.to_lowercase(), shared);
        Some(())
    }

    pub(super) fn topic(&mut self, raw: RawTopic) -> Option<()> {
        let topic = Topic {
            id: self.entry_id(raw.id, Kind::Topic)?,
            name: raw.name.get()?.into(),
            area: raw.area.get()?,
            synonyms: texts(raw.synonyms).into(),
        };
        self.draft.topics.insert(topic.id, topic);
        Some(())
    }

    pub(super) fn technology(&mut self, raw: RawTechnology) -> Option<()> {
        let id = self.entry_id(raw.id, Kind::Technology);
        let Runs {
            aws,
            azure,
            gcp,
            oci,
            on_prem,
        } = raw.runs.value?;
        let technology = Technology {
            id: id?,
            name: raw.name.get()?.into(),
            runs: [aws, azure, gcp, oci, on_prem].map(percent),
            kind_of: raw
                .kind_of
                .and_then(|id| self.mention(Kind::Technology, id)),
            because: Text::from(raw.because.get()?).into(),
        };
        self.draft.technologies.insert(technology.id, technology);
        Some(())
    }

    pub(super) fn role(&mut self, raw: RawRole) -> Option<()> {
        let id = self.entry_id(raw.id, Kind::Role);
        let topics = raw
            .topics
            .value
            .map(|topics| self.weights(Kind::Topic, topics));
        let related = self.mentions(Kind::Role, raw.related);
        let role = Role {
            id: id?,
            name: raw.name.get()?.into(),
            synonyms: texts(raw.synonyms),
            level: raw.level.get()?,
            target_tier: raw.target_tier.get()?,
            topics: topics?,
            // Grades are in a section of their own, which may be in an earlier or later file.
            recognized: Lazy::default(),
            related,
            onet: texts(raw.onet),
            work_roles: texts(raw.work_roles),
            nice: texts(raw.nice),
            basis: Text::from(raw.basis.get()?).into(),
        };
        self.draft.roles.insert(role.id, role);
        Some(())
    }

    pub(super) fn environment(&mut self, raw: RawEnvironment) -> Option<()> {
        let id = self.entry_id(raw.id, Kind::Environment);
        let span = raw.mix.span;
        let mix = raw.mix.value.map(|mix| self.mix(span, mix));
        let environment = Environment {
            id: id?,
            name: raw.name.get()?.into(),
            mix: mix?,
            stated: raw.stated.and_then(Scalar::get).unwrap_or(true),
            because: raw.because.get()?.into(),
        };
        self.draft.environments.insert(environment.id, environment);
        Some(())
    }

    /// Reads shares of platforms, or of `cloud`, which must sum to 1.
    fn mix(&mut self, span: Span, mix: Entries<Parsed<Percent>>) -> Vec<(Share, u8)> {
        let mix = self.shares(mix);
        let sum: u32 = mix.iter().map(|(_, share)| u32::from(*share)).sum();
        if sum != 100 {
            let message = format!("the shares of `mix` sum to {:.2}", f64::from(sum) / 100.0);
            let finding = Diagnostic::error(Code::OutOfRange, message);
            self.reader.report(span, finding.label("expected 1"));
        }
        mix
    }

    /// Reads shares of platforms, or of `cloud`.
    pub(super) fn shares(&mut self, Entries(shares): Entries<Parsed<Percent>>) -> Vec<(Share, u8)> {
        let shares = shares.into_iter().filter_map(|(name, share)| {
            let platform = self.platform_of_share(&name, share.key)?;
            let Percent(percent) = share.get()?;
            Some((platform, percent))
        });
        shares.collect()
    }

    /// The platform, or `cloud`, that the key of a share names.
    fn platform_of_share(&mut self, name: &str, key: Span) -> Option<Share> {
        let platform = match name {
            "cloud" => Some(Share::AnyCloud),
            word => Platform::parse(word).map(Share::On),
        };
        if platform.is_none() {
            let words = Platform::ALL.iter().map(|platform| platform.word());
            let words: Vec<&str> = words.chain(["cloud"]).collect();
            let finding = Diagnostic::error(
                Code::UnknownWord,
                format!("`{name}` is not a valid platform"),
            )
            .help(format!("one of: {}", words.join(", ")))
            .suggest(name, words);
            self.reader.report(key, finding);
        }
        platform
    }

    /// Reads how the share of an unnamed cloud is distributed over the clouds.
    pub(super) fn cloud_prior(&mut self, raw: Prior) {
        let mut weights = [0; 5];
        for (platform, share) in [
            (Platform::Aws, raw.aws),
            (Platform::Azure, raw.azure),
            (Platform::Gcp, raw.gcp),
            (Platform::Oci, raw.oci),
        ] {
            weights[platform as usize] = percent(share);
        }
        let sources = good(Some(raw.sources)).filter_map(|source| {
            let url = source.url.and_then(Scalar::get).map(|Address(url)| url);
            let date = source.date.and_then(Scalar::get);
            Some((Text::from(source.says.get()?), url, date))
        });
        self.draft.prior = CloudPrior {
            weights,
            sources: sources.collect(),
        };
    }

    pub(super) fn estimate(&mut self, raw: RawEstimate) -> Option<()> {
        let preparation = hours(&mut self.reader, raw.preparation_hours, "preparation_hours");
        let hands_on = hours(
            &mut self.reader,
            raw.hands_on_preparation_hours,
            "hands_on_preparation_hours",
        );
        let estimate = Estimate {
            tier: raw.tier.get()?,
            preparation: preparation?,
            hands_on_preparation: hands_on?,
            exam_fee: raw.exam_fee_usd.get()?,
        };
        self.draft
            .estimates
            .retain(|other| other.tier != estimate.tier);
        self.draft.estimates.push(estimate);
        Some(())
    }
}
