//! The ranking as the JSON of the contract.

use std::collections::BTreeSet;

use serde::Serialize;

use super::View;
use super::notes::too_close;
use crate::advice::Ranked;
use crate::advice::axes::Axis;
use crate::advice::confidence::AnswerConfidence;
use crate::advice::keep::kept;
use crate::advice::ranking::elsewhere;
use crate::base::date::{Date, PartialDate};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::id::{CredentialId, IssuerId, RoleId, RuleId, TechnologyId};
use crate::catalog::rule::Rule;
use crate::catalog::vocabulary::{
    Category, Context, Grade, Industry, Level, Listing, Platform, Status, Tier,
};
use crate::cost::HourRange;
use crate::render::stacks::StackJson;
use crate::render::value::{CostJson, FactsJson, Ordered, rounded};
use crate::render::worth::HeldJson;
use crate::team::requirement::table::At;

impl View<'_> {
    /// The JSON of the contract.
    pub fn json(&self) -> impl Serialize + use<'_> {
        let profile = self.profile;
        let environment = profile
            .environment
            .parts()
            .into_iter()
            .map(|(platform, share)| (platform, rounded(share, 4)))
            .collect();
        let weights = self.advice.weights;
        Answer {
            schema: "certadvise.recommend/1",
            as_of: profile.today,
            profile: ProfileJson {
                role: profile.role.id,
                environment: Ordered(environment),
                level: profile.level,
                context: profile.context,
                industry: profile.industry,
                work_role: profile.mandate.as_ref().map(|mandate| &mandate.row.code),
                holds: &profile.holds,
            },
            weights: Ordered(
                Axis::ALL
                    .iter()
                    .map(|axis| (axis.word(), rounded(weights.of(*axis), 4)))
                    .collect(),
            ),
            rules: self
                .general_rules()
                .map(|(rule, effect)| RuleJson::of(rule, effect))
                .collect(),
            mandate: profile.mandate.as_ref().map(|mandate| MandateJson {
                set: mandate.set(),
                name: &mandate.row.name,
                level: mandate.level,
                version: &mandate.table.version,
                dated: mandate.table.dated,
                listing: mandate.row.listing,
                cheapest: self.cheapest(),
                other_ways: mandate
                    .table
                    .other_ways
                    .as_slice()
                    .iter()
                    .chain(mandate.row.other_ways.as_slice())
                    .collect(),
                not_checked: &mandate.table.not_checked,
            }),
            recommendations: self
                .shown()
                .iter()
                .enumerate()
                .map(|(index, ranked)| {
                    let rank = self.rank(ranked.credential.id).unwrap_or(index + 1);
                    self.candidate(rank, index == 0, ranked)
                })
                .collect(),
            stacks: self.stacks.iter().map(StackJson::from).collect(),
            held: kept(self.catalog, profile, None)
                .iter()
                .map(HeldJson::of)
                .collect(),
            elsewhere: self.elsewhere_json(),
            unsupervised: self
                .advice
                .unsupervised()
                .map(|credential| credential.id)
                .collect(),
            baseline: &profile.baseline,
            excluded: self
                .advice
                .excluded
                .iter()
                .map(|excluded| ExcludedJson {
                    id: excluded.credential.id,
                    reason: excluded.reason.word(),
                    detail: excluded.detail(self.catalog, profile),
                })
                .collect(),
        }
    }

    fn elsewhere_json(&self) -> Vec<ElsewhereJson> {
        if self.profile.environment.is_stated() {
            return Vec::new();
        }
        elsewhere(self.catalog, self.profile, self.advice.weights)
            .into_iter()
            .map(|(platform, first)| ElsewhereJson {
                environment: platform,
                first: first.id,
            })
            .collect()
    }

    /// What a reader should know of a candidate before spending money.
    fn marks(&self, ranked: &Ranked<'_>) -> Vec<&'static str> {
        let credential = ranked.credential;
        let status = credential.status_on(self.profile.today);
        [
            ("retiring", credential.is_ending(self.profile.today)),
            ("beta", status == Status::Beta),
            ("unreviewed", !credential.reviewed),
            ("fee-unknown", credential.exam_fee.is_none()),
        ]
        .into_iter()
        .filter_map(|(mark, applies)| applies.then_some(mark))
        .collect()
    }

    pub(in crate::render) fn axes_json(&self, ranked: &Ranked<'_>) -> Ordered<AxisJson> {
        let weights = self.advice.weights;
        let (_, parts) = ranked.thousandths(weights);
        let axis = |axis: Axis| {
            let part = AxisJson {
                fit: rounded(ranked.fits[axis as usize], 3),
                weight: rounded(weights.of(axis), 4),
                contribution: f64::from(parts[axis as usize]) / 1000.0,
                because: self.because(axis, ranked),
            };
            (axis.word(), part)
        };
        Ordered(Axis::ALL.map(axis).into())
    }

    fn candidate<'r>(&'r self, rank: usize, leads: bool, ranked: &'r Ranked<'r>) -> Candidate<'r> {
        let credential = ranked.credential;
        let weights = self.advice.weights;
        let (total, _) = ranked.thousandths(weights);
        Candidate {
            rank,
            id: credential.id,
            name: &credential.name,
            issuer: credential.issuer,
            category: credential.category,
            tier: credential.tier,
            platforms: &credential.platforms,
            technologies: &credential.technologies,
            status: credential.status_on(self.profile.today),
            score: f64::from(total) / 1000.0,
            relevance: rounded(ranked.relevance.value(), 3),
            axes: self.axes_json(ranked),
            rules: ranked
                .rules
                .iter()
                .map(|fired| RuleJson::of(fired.rule, fired.effect()))
                .collect(),
            accepted: self.profile.mandate.as_ref().zip(ranked.accepted).map(
                |(mandate, accepted)| AcceptedJson {
                    set: mandate.set(),
                    level: mandate.level,
                    at: match accepted {
                        At::Exact => "exact",
                        At::Higher => "higher",
                    },
                    cheapest: self.cheapest() == Some(credential.id),
                },
            ),
            cost: CostJson::of(&ranked.cost, self.profile.horizon_years),
            robustness: RobustnessJson {
                first: rounded(ranked.robustness.first, 4),
                top_three: rounded(ranked.robustness.top_three, 4),
                too_close_to: too_close(ranked, self.shown()).copied().collect(),
            },
            prerequisites: PrerequisitesJson {
                missing: &ranked.chain.credentials,
                exams_usd: ranked.chain.fees,
                hours: ranked.chain.preparation,
                experience_years: credential
                    .prerequisites
                    .experience_months
                    .map(|months| f64::from(months) / 12.0),
            },
            experience_years: credential
                .prerequisites
                .experience_months
                .map(|months| f64::from(months) / 12.0),
            confidence: leads
                .then(|| self.advice.confidence(self.profile))
                .flatten(),
            recognition: self.profile.role.recognition(credential.id).map(|known| {
                RecognitionJson {
                    grade: known.grade,
                    sources: &known.sources,
                }
            }),
            marks: self.marks(ranked),
            alternative_to: ranked.alternative_to,
            facts: FactsJson::of(credential),
        }
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    as_of: Date,
    profile: ProfileJson<'a>,
    weights: Ordered<f64>,
    /// Rules that apply to the whole answer; those that moved a candidate stand beside it.
    rules: Vec<RuleJson<'a>>,
    /// The table that binds the person, with a work role.
    mandate: Option<MandateJson<'a>>,
    recommendations: Vec<Candidate<'a>>,
    stacks: Vec<StackJson<'a>>,
    /// What to do about what is held.
    held: Vec<HeldJson>,
    /// What would stand first on each platform, where nothing is known of the environment.
    elsewhere: Vec<ElsewhereJson>,
    /// Standards of the field that no supervised exam stands behind.
    unsupervised: Vec<CredentialId>,
    /// What government contracts ask for in the role, where no work role is given.
    baseline: &'a BTreeSet<CredentialId>,
    excluded: Vec<ExcludedJson>,
}

#[derive(Serialize)]
struct ProfileJson<'a> {
    role: RoleId,
    environment: Ordered<f64, Platform>,
    level: Level,
    context: Context,
    industry: Option<Industry>,
    work_role: Option<&'a Text>,
    holds: &'a BTreeSet<CredentialId>,
}

#[derive(Serialize)]
struct Candidate<'a> {
    rank: usize,
    id: CredentialId,
    name: &'a Text,
    issuer: IssuerId,
    category: Category,
    tier: Tier,
    platforms: &'a [Platform],
    technologies: &'a [TechnologyId],
    status: Status,
    score: f64,
    relevance: f64,
    axes: Ordered<AxisJson>,
    rules: Vec<RuleJson<'a>>,
    accepted: Option<AcceptedJson<'a>>,
    cost: CostJson,
    robustness: RobustnessJson,
    prerequisites: PrerequisitesJson<'a>,
    experience_years: Option<f64>,
    /// How sure the answer is of its first place; `null` at the others.
    confidence: Option<AnswerConfidence>,
    recognition: Option<RecognitionJson<'a>>,
    marks: Vec<&'static str>,
    alternative_to: Option<CredentialId>,
    facts: FactsJson,
}

#[derive(Serialize)]
struct RecognitionJson<'a> {
    grade: Grade,
    sources: &'a [Text],
}

#[derive(Serialize)]
struct ElsewhereJson {
    environment: Platform,
    first: CredentialId,
}

/// A rule that applies, and what it did.
#[derive(Serialize)]
struct RuleJson<'c> {
    id: RuleId,
    effect: String,
    because: &'c Text,
    source: &'c Text,
    url: Option<&'c Text>,
}

impl<'c> RuleJson<'c> {
    fn of(rule: &'c Rule, effect: String) -> Self {
        Self {
            id: rule.id,
            effect,
            because: &rule.says,
            source: &rule.source,
            url: rule.url.as_ref(),
        }
    }
}

#[derive(Serialize)]
struct MandateJson<'a> {
    set: String,
    name: &'a Text,
    level: &'static str,
    version: &'a Text,
    dated: PartialDate,
    listing: Listing,
    cheapest: Option<CredentialId>,
    other_ways: Vec<&'a Text>,
    not_checked: &'a [Text],
}

#[derive(Serialize)]
struct AcceptedJson<'c> {
    set: String,
    level: &'c str,
    at: &'c str,
    cheapest: bool,
}

#[derive(Serialize)]
struct RobustnessJson {
    first: f64,
    top_three: f64,
    too_close_to: Vec<CredentialId>,
}

#[derive(Serialize)]
pub(in crate::render) struct AxisJson {
    fit: f64,
    weight: f64,
    contribution: f64,
    because: String,
}

#[derive(Serialize)]
struct PrerequisitesJson<'a> {
    missing: &'a [&'a CredentialId],
    /// Fees of the missing ones' exams together.
    exams_usd: Option<Usd>,
    /// Hours to prepare for them.
    hours: HourRange,
    experience_years: Option<f64>,
}

#[derive(Serialize)]
struct ExcludedJson {
    id: CredentialId,
    reason: &'static str,
    detail: String,
}
