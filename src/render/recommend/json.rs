//! The ranking as the JSON of the contract.

use serde::Serialize;

use super::View;
use super::notes::too_close;
use crate::advice::Ranked;
use crate::advice::axes::Axis;
use crate::advice::keep::kept;
use crate::advice::ranking::elsewhere;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::catalog::rule::Rule;
use crate::catalog::vocabulary::Status;
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
            .map(|(p, share)| (p.word(), rounded(share, 4)))
            .collect();
        let weights = self.advice.weights;
        Answer {
            schema: "certadvise.recommend/1",
            as_of: profile.today.to_string(),
            profile: ProfileJson {
                role: profile.role.id.as_str(),
                environment: Ordered(environment),
                level: profile.level.word(),
                context: profile.context.word(),
                industry: profile.industry.map(Word::word),
                work_role: profile
                    .mandate
                    .as_ref()
                    .map(|mandate| mandate.row.code.as_str()),
                holds: profile.holds.iter().map(CredentialId::as_str).collect(),
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
                name: mandate.row.name.as_str(),
                level: mandate.level,
                version: mandate.table.version.as_str(),
                dated: mandate.table.dated.to_string(),
                listing: mandate.row.listing.word(),
                cheapest: self.cheapest().map(|id| id.to_string()),
                other_ways: mandate
                    .table
                    .other_ways
                    .as_slice()
                    .iter()
                    .chain(mandate.row.other_ways.as_slice())
                    .map(|w| w.as_str())
                    .collect(),
                not_checked: mandate
                    .table
                    .not_checked
                    .iter()
                    .map(|what| what.as_str())
                    .collect(),
            }),
            recommendations: self
                .shown()
                .iter()
                .enumerate()
                .map(|(at, ranked)| {
                    self.candidate(
                        self.rank(ranked.credential.id).unwrap_or(at + 1),
                        at == 0,
                        ranked,
                    )
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
                .map(|one| one.id.as_str())
                .collect(),
            baseline: profile.baseline.iter().map(|id| id.as_str()).collect(),
            excluded: self
                .advice
                .excluded
                .iter()
                .map(|e| ExcludedJson {
                    id: e.credential.id.as_str(),
                    reason: e.reason.word(),
                    detail: e.detail(self.catalog, profile),
                })
                .collect(),
        }
    }

    fn confidence_json(&self) -> Option<ConfidenceJson> {
        let confidence = self.advice.confidence(self.profile)?;
        Some(ConfidenceJson {
            level: confidence.level.word(),
            reasons: confidence.reasons,
            close_to: confidence
                .close_to
                .iter()
                .map(ToString::to_string)
                .collect(),
        })
    }

    fn elsewhere_json(&self) -> Vec<ElsewhereJson> {
        if self.profile.environment.is_stated() {
            return Vec::new();
        }
        elsewhere(self.catalog, self.profile, self.advice.weights)
            .into_iter()
            .map(|(platform, first)| ElsewhereJson {
                environment: platform.word(),
                first: first.id.to_string(),
            })
            .collect()
    }

    /// What a reader should know of a candidate before spending money.
    fn marks(&self, ranked: &Ranked<'_>) -> Vec<&'static str> {
        let credential = ranked.credential;
        let status = credential.status_on(self.profile.today);
        [
            ("retiring", credential.last_exam.is_some()),
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
            id: credential.id.as_str(),
            name: credential.name.as_str(),
            issuer: credential.issuer.as_str(),
            category: credential.category.word(),
            tier: credential.tier.word(),
            platforms: credential.platforms.iter().map(|p| p.word()).collect(),
            technologies: credential.technologies.iter().map(|t| t.as_str()).collect(),
            status: credential.status_on(self.profile.today).word(),
            score: f64::from(total) / 1000.0,
            relevance: rounded(ranked.relevance.value(), 3),
            axes: self.axes_json(ranked),
            rules: ranked
                .rules
                .iter()
                .map(|fired| RuleJson::of(fired.rule, fired.effect()))
                .collect(),
            accepted: self
                .profile
                .mandate
                .as_ref()
                .zip(ranked.accepted)
                .map(|(mandate, at)| AcceptedJson {
                    set: mandate.set(),
                    level: mandate.level,
                    at: match at {
                        At::Exact => "exact",
                        At::Higher => "higher",
                    },
                    cheapest: self.cheapest() == Some(credential.id),
                }),
            cost: CostJson::of(&ranked.cost, self.profile.horizon_years),
            robustness: RobustnessJson {
                first: rounded(ranked.robustness.first, 4),
                top_three: rounded(ranked.robustness.top_three, 4),
                too_close_to: too_close(ranked, self.shown())
                    .map(|id| id.as_str())
                    .collect(),
            },
            prerequisites: PrerequisitesJson {
                missing: ranked
                    .chain
                    .credentials
                    .iter()
                    .map(|id| id.as_str())
                    .collect(),
                exams_usd: ranked.chain.fees.map(Usd::dollars),
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
            confidence: leads.then(|| self.confidence_json()).flatten(),
            recognition: self.profile.role.recognition(credential.id).map(|known| {
                RecognitionJson {
                    grade: known.grade.word(),
                    sources: known.sources.iter().map(ToString::to_string).collect(),
                }
            }),
            marks: self.marks(ranked),
            alternative_to: ranked.alternative_to.map(|id| id.to_string()),
            facts: FactsJson::of(credential),
        }
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    as_of: String,
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
    unsupervised: Vec<&'a str>,
    /// What government contracts ask for in the role, where no work role is given.
    baseline: Vec<&'a str>,
    excluded: Vec<ExcludedJson<'a>>,
}

#[derive(Serialize)]
struct ProfileJson<'a> {
    role: &'a str,
    environment: Ordered<f64>,
    level: &'static str,
    context: &'static str,
    industry: Option<&'static str>,
    work_role: Option<&'a str>,
    holds: Vec<&'a str>,
}

#[derive(Serialize)]
struct Candidate<'a> {
    rank: usize,
    id: &'a str,
    name: &'a str,
    issuer: &'a str,
    category: &'static str,
    tier: &'static str,
    platforms: Vec<&'static str>,
    technologies: Vec<&'a str>,
    status: &'static str,
    score: f64,
    relevance: f64,
    axes: Ordered<AxisJson>,
    rules: Vec<RuleJson<'a>>,
    accepted: Option<AcceptedJson<'a>>,
    cost: CostJson,
    robustness: RobustnessJson<'a>,
    prerequisites: PrerequisitesJson<'a>,
    experience_years: Option<f64>,
    /// How sure the answer is of its first place; `null` at the others.
    confidence: Option<ConfidenceJson>,
    recognition: Option<RecognitionJson>,
    marks: Vec<&'static str>,
    alternative_to: Option<String>,
    facts: FactsJson,
}

#[derive(Serialize)]
struct ConfidenceJson {
    level: &'static str,
    reasons: Vec<String>,
    close_to: Vec<String>,
}

#[derive(Serialize)]
struct RecognitionJson {
    grade: &'static str,
    sources: Vec<String>,
}

#[derive(Serialize)]
struct ElsewhereJson {
    environment: &'static str,
    first: String,
}

/// A rule that applies, and what it did.
#[derive(Serialize)]
struct RuleJson<'c> {
    id: &'c str,
    effect: String,
    because: &'c str,
    source: &'c str,
    url: Option<&'c str>,
}

impl<'c> RuleJson<'c> {
    fn of(rule: &'c Rule, effect: String) -> Self {
        let url = rule.url.as_deref();
        Self {
            id: rule.id.as_str(),
            effect,
            because: rule.says.as_str(),
            source: rule.source.as_str(),
            url,
        }
    }
}

#[derive(Serialize)]
struct MandateJson<'a> {
    set: String,
    name: &'a str,
    level: &'static str,
    version: &'a str,
    dated: String,
    listing: &'static str,
    cheapest: Option<String>,
    other_ways: Vec<&'a str>,
    not_checked: Vec<&'a str>,
}

#[derive(Serialize)]
struct AcceptedJson<'c> {
    set: String,
    level: &'c str,
    at: &'c str,
    cheapest: bool,
}

#[derive(Serialize)]
struct RobustnessJson<'a> {
    first: f64,
    top_three: f64,
    too_close_to: Vec<&'a str>,
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
    missing: Vec<&'a str>,
    /// Fees of the missing ones' exams together.
    exams_usd: Option<f64>,
    /// Hours to prepare for them.
    hours: HourRange,
    experience_years: Option<f64>,
}

#[derive(Serialize)]
struct ExcludedJson<'a> {
    id: &'a str,
    reason: &'static str,
    detail: String,
}
