//! One credential as JSON.

use serde::Serialize;

use super::View;
use crate::base::date::{Date, PartialDate};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::credential::ValidityRule;
use crate::catalog::id::{CredentialId, IssuerId, RoleId, TechnologyId, TopicId};
use crate::catalog::price::Training;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{
    Accreditation, Assurance, Category, Fact, Platform, RenewalKind, Status, Tier,
};
use crate::render::exam::ExamJson;
use crate::render::value::{CostJson, FactsJson, SourceJson};
use crate::team::requirement::Requirement;
use crate::team::requirement::accepted::AcceptedBy;

impl View<'_> {
    /// Everything as JSON.
    pub fn json(&self) -> impl Serialize + use<'_> {
        let (credential, details) = (self.credential, self.details);
        let renewal = credential.renewal.as_ref();
        let available_from = credential.available_from;
        SheetJson {
            schema: "certadvise.show/1",
            as_of: self.today,
            kind: "credential",
            id: credential.id,
            name: &credential.name,
            about: &details.about,
            issuer: credential.issuer,
            category: credential.category,
            tier: credential.tier,
            issuer_level: credential.issuer_level.as_ref(),
            assurance: credential.assurance,
            status: credential.status_on(self.today),
            available_from: available_from
                .map_or_else(|| "unknown".to_owned(), |date| date.to_string()),
            last_exam: credential.last_exam,
            successors: &credential.successors,
            platforms: &credential.platforms,
            technologies: &credential.technologies,
            topics: credential.topics.iter().map(|(topic, _)| topic).collect(),
            roles: credential.roles.iter().collect(),
            accreditation: &credential.accreditation,
            names: credential.names().collect(),
            exam_codes: &credential.exam.codes,
            exams_together: &credential.exam.sets,
            exam_minutes: credential.exam.minutes,
            exam: ExamJson::of(&credential.exam.details),
            exam_fee_usd: credential.exam_fee,
            member_exam_fee_usd: credential.member_exam_fee,
            application_fee_usd: credential.application_fee,
            training: credential.training.map(TrainingJson::from),
            fee_note: details.fee_note.as_ref(),
            needs: &credential.prerequisites.credentials,
            needs_any_of: &credential.prerequisites.any_of,
            experience_months: credential.prerequisites.experience_months,
            only_for: credential.prerequisites.only_for.as_ref(),
            validity: credential.validity.iter().map(ValidityJson::from).collect(),
            annual_fee_usd: renewal.and_then(|renewal| renewal.annual_fee),
            renewal: self.options(),
            renews: self
                .catalog
                .renewed_by(&credential.id)
                .map(|other| other.id)
                .collect(),
            accepted_by: self
                .accepted
                .iter()
                .map(AcceptedJson::row)
                .chain(self.sets.iter().map(AcceptedJson::set))
                .collect(),
            cost: CostJson::of(self.cost, self.horizon_years),
            doubts: details.doubts.as_ref(),
            facts: FactsJson::of(credential),
            sources: self
                .catalog
                .hosts
                .ranked(&details.sources)
                .into_iter()
                .map(|(provenance, source)| FactSourceJson {
                    source: SourceJson::of(source),
                    class: provenance.class(),
                    supports: &source.supports,
                })
                .collect(),
        }
    }

    fn options(&self) -> Vec<OptionJson<'_>> {
        let renewal = self.credential.renewal.iter();
        let options = renewal.flat_map(|renewal| &renewal.options);
        let notes = self.details.renewal_notes.iter().map(Option::as_ref);
        options
            .zip(notes.chain(std::iter::repeat(None)))
            .map(|(option, note)| OptionJson {
                kind: option.kind,
                by: &option.by,
                fee_usd: option.fee,
                modelled: option.modelled,
                note,
            })
            .collect()
    }
}

#[derive(Serialize)]
struct SheetJson<'a> {
    schema: &'static str,
    as_of: Date,
    kind: &'static str,
    id: CredentialId,
    name: &'a Text,
    about: &'a Text,
    issuer: IssuerId,
    category: Category,
    tier: Tier,
    issuer_level: Option<&'a Text>,
    assurance: Assurance,
    status: Status,
    available_from: String,
    last_exam: Option<PartialDate>,
    successors: &'a [CredentialId],
    platforms: &'a [Platform],
    technologies: &'a [TechnologyId],
    topics: Vec<TopicId>,
    roles: Vec<RoleId>,
    accreditation: &'a [Accreditation],
    names: Vec<&'a Text>,
    exam_codes: &'a [Text],
    exams_together: &'a [Vec<Text>],
    exam_minutes: Option<u16>,
    exam: ExamJson<'a>,
    exam_fee_usd: Option<Usd>,
    member_exam_fee_usd: Option<Usd>,
    application_fee_usd: Option<Usd>,
    training: Option<TrainingJson>,
    fee_note: Option<&'a Text>,
    needs: &'a [CredentialId],
    needs_any_of: &'a [CredentialId],
    experience_months: Option<u16>,
    only_for: Option<&'a Text>,
    validity: Vec<ValidityJson<'a>>,
    annual_fee_usd: Option<Usd>,
    renewal: Vec<OptionJson<'a>>,
    renews: Vec<CredentialId>,
    accepted_by: Vec<AcceptedJson<'a>>,
    cost: CostJson,
    doubts: Option<&'a Text>,
    facts: FactsJson,
    sources: Vec<FactSourceJson<'a>>,
}

#[derive(Serialize)]
struct FactSourceJson<'a> {
    #[serde(flatten)]
    source: SourceJson<'a>,
    class: Option<&'static str>,
    supports: &'a [Fact],
}

#[derive(Serialize)]
struct TrainingJson {
    mandatory: bool,
    includes_exam: bool,
    fee_usd_low: Option<Usd>,
    fee_usd_high: Option<Usd>,
}

impl From<Training> for TrainingJson {
    fn from(course: Training) -> Self {
        Self {
            mandatory: course.mandatory,
            includes_exam: course.includes_exam,
            fee_usd_low: course.fee.map(|fee| fee.low),
            fee_usd_high: course.fee.map(|fee| fee.high),
        }
    }
}

#[derive(Serialize)]
struct ValidityJson<'a> {
    /// Months, or `never` or `unknown`.
    months: serde_json::Value,
    earned_from: Option<PartialDate>,
    earned_before: Option<PartialDate>,
    exam: Option<&'a Text>,
}

impl<'a> From<&'a ValidityRule> for ValidityJson<'a> {
    fn from(rule: &'a ValidityRule) -> Self {
        Self {
            months: match rule.validity {
                Validity::Never => "never".into(),
                Validity::Months(months) => months.get().into(),
                Validity::Unknown => "unknown".into(),
            },
            earned_from: rule.earned_from,
            earned_before: rule.earned_before,
            exam: rule.exam.as_ref(),
        }
    }
}

#[derive(Serialize)]
struct OptionJson<'a> {
    kind: RenewalKind,
    by: &'a [CredentialId],
    fee_usd: Option<Usd>,
    modelled: bool,
    note: Option<&'a Text>,
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
