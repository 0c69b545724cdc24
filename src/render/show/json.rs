//! One credential as JSON.

use serde::Serialize;

use super::View;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::credential::ValidityRule;
use crate::catalog::id::{CredentialId, RoleId, TopicId};
use crate::catalog::validity::Term;
use crate::render::value::{CostJson, FactsJson, SourceJson};
use crate::team::requirement::Requirement;
use crate::team::requirement::accepted::AcceptedBy;

impl View<'_> {
    /// Everything as JSON.
    pub fn json(&self, as_of: &str) -> impl Serialize + use<'_> {
        let credential = self.credential;
        let renewal = credential.renewal.as_ref();
        Sheeted {
            schema: "certadvise.show/1",
            as_of: as_of.to_owned(),
            kind: "credential",
            id: credential.id.as_str(),
            name: credential.name.as_str(),
            about: self.details.about.as_str(),
            issuer: credential.issuer.as_str(),
            category: credential.category.word(),
            tier: credential.tier.word(),
            issuer_level: credential.issuer_level.as_deref(),
            assurance: credential.assurance.word(),
            status: credential.status_on(self.today).word(),
            available_from: credential
                .available_from
                .map_or_else(|| "unknown".to_owned(), |d| d.to_string()),
            last_exam: credential.last_exam.map(|d| d.to_string()),
            successors: strs(&credential.successors),
            platforms: credential.platforms.iter().map(|p| p.word()).collect(),
            technologies: credential.technologies.iter().map(|t| t.as_str()).collect(),
            topics: credential.topics.iter().map(|(id, _)| id).collect(),
            roles: credential.roles.iter().collect(),
            accreditation: credential.accreditation.iter().map(|a| a.word()).collect(),
            names: credential.names().map(|name| name.as_str()).collect(),
            exam_codes: credential.exam.codes.iter().map(|c| c.as_str()).collect(),
            exam_minutes: credential.exam.minutes,
            exam_fee_usd: credential.exam_fee.map(Usd::dollars),
            member_exam_fee_usd: credential.member_exam_fee.map(Usd::dollars),
            training: credential.training.map(|course| TrainingJson {
                mandatory: course.mandatory,
                includes_exam: course.includes_exam,
                fee_usd_low: course.fee.map(|fee| fee.low.dollars()),
                fee_usd_high: course.fee.map(|fee| fee.high.dollars()),
            }),
            fee_note: self.details.fee_note.as_deref(),
            needs: strs(&credential.prerequisites.credentials),
            needs_any_of: strs(&credential.prerequisites.any_of),
            experience_months: credential.prerequisites.experience_months,
            only_for: credential.prerequisites.only_for.as_ref().map(Text::as_str),
            validity: credential.validity.iter().map(RuleJson::of).collect(),
            annual_fee_usd: renewal.and_then(|r| r.annual_fee).map(Usd::dollars),
            renewal: renewal
                .iter()
                .flat_map(|r| &r.options)
                .enumerate()
                .map(|(at, option)| OptionJson {
                    kind: option.kind.word(),
                    by: strs(&option.by),
                    fee_usd: option.fee.map(Usd::dollars),
                    modelled: option.modelled,
                    note: self
                        .details
                        .renewal_notes
                        .get(at)
                        .and_then(|n| n.as_deref()),
                })
                .collect(),
            renews: self
                .catalog
                .renewed_by(&credential.id)
                .map(|other| other.id.as_str())
                .collect(),
            accepted_by: self
                .accepted
                .iter()
                .map(AcceptedJson::row)
                .chain(self.sets.iter().map(AcceptedJson::set))
                .collect(),
            cost: CostJson::of(self.cost, self.horizon_years),
            doubts: self.details.doubts.as_deref(),
            facts: FactsJson::of(credential),
            sources: self.details.sources.iter().map(SourceJson::of).collect(),
        }
    }
}

fn strs(ids: &[CredentialId]) -> Vec<&str> {
    ids.iter().map(CredentialId::as_str).collect()
}

#[derive(Serialize)]
struct Sheeted<'a> {
    schema: &'static str,
    as_of: String,
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    about: &'a str,
    issuer: &'a str,
    category: &'static str,
    tier: &'static str,
    issuer_level: Option<&'a str>,
    assurance: &'static str,
    status: &'static str,
    available_from: String,
    last_exam: Option<String>,
    successors: Vec<&'a str>,
    platforms: Vec<&'static str>,
    technologies: Vec<&'a str>,
    topics: Vec<TopicId>,
    roles: Vec<RoleId>,
    accreditation: Vec<&'static str>,
    names: Vec<&'a str>,
    exam_codes: Vec<&'a str>,
    exam_minutes: Option<u16>,
    exam_fee_usd: Option<f64>,
    member_exam_fee_usd: Option<f64>,
    training: Option<TrainingJson>,
    fee_note: Option<&'a str>,
    needs: Vec<&'a str>,
    needs_any_of: Vec<&'a str>,
    experience_months: Option<u16>,
    only_for: Option<&'a str>,
    validity: Vec<RuleJson>,
    annual_fee_usd: Option<f64>,
    renewal: Vec<OptionJson<'a>>,
    renews: Vec<&'a str>,
    accepted_by: Vec<AcceptedJson<'a>>,
    cost: CostJson,
    doubts: Option<&'a str>,
    facts: FactsJson,
    sources: Vec<SourceJson<'a>>,
}

#[derive(Serialize)]
struct TrainingJson {
    mandatory: bool,
    includes_exam: bool,
    fee_usd_low: Option<f64>,
    fee_usd_high: Option<f64>,
}

#[derive(Serialize)]
struct RuleJson {
    /// Months, or `never` or `unknown`.
    months: serde_json::Value,
    earned_from: Option<String>,
    earned_before: Option<String>,
    exam: Option<String>,
}

impl RuleJson {
    fn of(rule: &ValidityRule) -> Self {
        let months = match rule.term {
            Term::Never => "never".into(),
            Term::Months(months) => months.get().into(),
            Term::Unknown => "unknown".into(),
        };
        Self {
            months,
            earned_from: rule.earned_from.map(|d| d.to_string()),
            earned_before: rule.earned_before.map(|d| d.to_string()),
            exam: rule.exam.as_ref().map(ToString::to_string),
        }
    }
}

#[derive(Serialize)]
struct OptionJson<'a> {
    kind: &'static str,
    by: Vec<&'a str>,
    fee_usd: Option<f64>,
    modelled: bool,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct AcceptedJson<'a> {
    set: String,
    name: &'a str,
    /// The levels at which it counts, where there are levels.
    levels: Vec<&'a str>,
}

impl<'a> AcceptedJson<'a> {
    fn set(set: &'a Requirement) -> Self {
        Self {
            set: set.id.to_string(),
            name: &set.name,
            levels: Vec::new(),
        }
    }

    fn row(accepted: &'a AcceptedBy) -> Self {
        Self {
            set: format!("{}-{}", accepted.table, accepted.code),
            name: &accepted.name,
            levels: accepted.levels.iter().map(|level| level.as_str()).collect(),
        }
    }
}
