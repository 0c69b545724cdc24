//! The way to a credential: each step with its five phases, or JSON.

use serde::Serialize;

use super::Tone;
use super::credential;
use super::value::{
    LEAST_SAID, hours, list, money, money_at_least, money_or_unknown, percent, rounded, share,
    span, validity, verified, whole_dollars,
};
use super::{Column, Forms, Grid, count, escape_markdown, fold, usd};
use crate::advice::path::{Goal, Path, Renewal, Step};
use crate::base::date::{Date, Expiry};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::RenewalKind;
use crate::cost::{HourRange, Keeping};

/// Where the words of a phase begin.
const INDENT: usize = 17;

/// What is shown of a way.
pub struct View<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// What was asked.
    pub goal: &'a Goal<'a>,
    /// The way.
    pub path: &'a Path<'a>,
    /// Years over which keeping is counted.
    pub horizon_years: u8,
    /// What it takes to earn and keep all of it over these years, USD, and whether something unknown is not included.
    pub over_horizon: (Usd, bool),
}

impl Forms for View<'_> {
    /// Every step with its phases, for a terminal.
    fn terminal(&self, width: u16) -> String {
        let mut text = fold(&self.summary(), width, 2) + "\n";
        for (index, step) in self.path.steps.iter().enumerate() {
            let title = fold(&title(index, step), width, 3);
            text += &format!("\n{}\n", Tone::Strong.paint(&title));
            for (phase, words) in self.phases(step) {
                let phase = format!("{phase:<14}");
                let folded = fold(&format!("   {phase}{words}"), width, INDENT);
                let painted = folded.replacen(&phase, &Tone::Faint.paint(&phase), 1);
                text += &format!("{painted}\n");
            }
        }
        let notes = self.notes();
        if !notes.is_empty() {
            text.push('\n');
        }
        text + &notes
            .iter()
            .map(|note| fold(note, width, 2) + "\n")
            .collect::<String>()
    }

    /// The same as Markdown.
    fn markdown(&self) -> String {
        let mut text = self.summary() + "\n";
        for (index, step) in self.path.steps.iter().enumerate() {
            text += &format!("\n## {}\n\n", escape_markdown(&title(index, step)));
            let columns = vec![Column::text("phase"), Column::text("what")];
            let rows = self
                .phases(step)
                .into_iter()
                .map(|(phase, words)| vec![phase.to_owned(), words]);
            text += &Grid::new(columns, rows).markdown();
        }
        text + &self
            .notes()
            .iter()
            .map(|note| format!("\n{}\n", escape_markdown(note)))
            .collect::<String>()
    }

    /// One row a step.
    fn csv(&self) -> Result<String, csv::Error> {
        let columns = [
            "step",
            "id",
            "name",
            "needs",
            "fee_usd",
            "hours_low",
            "hours_high",
            "hours_basis",
            "start",
            "earliest",
            "latest",
            "valid",
            "upkeep_usd_per_year",
            "verified",
            "covered",
        ];
        let rows = self.path.steps.iter().enumerate().map(|(index, step)| {
            let needs: Vec<&str> = step.needs.iter().map(|id| id.as_str()).collect();
            let yearly = step.cost.keeping.as_ref().and_then(Keeping::usd_per_year);
            vec![
                (index + 1).to_string(),
                step.credential.id.to_string(),
                step.credential.name.to_string(),
                needs.join(" "),
                usd(step.cost.earning()),
                format!("{:.0}", step.preparation.low),
                format!("{:.0}", step.preparation.high),
                step.preparation.basis.word().to_owned(),
                step.start.to_string(),
                step.earned.0.to_string(),
                step.earned.1.to_string(),
                step.credential.current_validity().to_string(),
                yearly.map_or_else(|| "unknown".to_owned(), |usd| format!("{usd:.2}")),
                verified(step.credential),
                share(step.covered),
            ]
        });
        Grid::new(columns.map(Column::text).to_vec(), rows).csv()
    }

    /// The way as JSON.
    fn json(&self) -> impl Serialize {
        let (path, goal) = (self.path, self.goal);
        let last = path.steps.last();
        PathJson {
            schema: SCHEMA,
            as_of: goal.today,
            target: goal.target.id,
            reachable: path.too_late().is_empty(),
            because: path
                .too_late()
                .first()
                .map(|step| format!("{} ends before it can be earned", step.credential.name)),
            hours_per_week: goal.hours_per_week,
            horizon_years: self.horizon_years,
            total_usd: path.total(),
            at_least: path.at_least(),
            total_hours: path.hours(),
            finish: last.map(|step| SpanJson::of(step)),
            over_horizon_usd: self.over_horizon.0,
            over_horizon_at_least: self.over_horizon.1,
            steps: path
                .steps
                .iter()
                .enumerate()
                .map(|(index, step)| Self::step_json(index, step))
                .collect(),
            renewals: path
                .renewals
                .iter()
                .map(|renewal| RenewalJson {
                    credential: renewal.credential.id,
                    needed_by: *renewal.needed_by,
                    due: renewal.due,
                    cost_usd: renewal.cost,
                    hours: renewal.hours,
                })
                .collect(),
        }
    }
}

impl View<'_> {
    fn summary(&self) -> String {
        let (path, goal) = (self.path, self.goal);
        let Some(last) = path.steps.last() else {
            return format!(
                "{} is already held: there is nothing to earn.",
                goal.target.name
            );
        };
        let (first, latest) = last.earned;
        format!(
            "Path to {}: {}, {} and {} hours. At {} hours a week you finish between {first} and {latest}. Earning and \
             keeping all of it takes {} over {} years.",
            goal.target.name,
            count(path.steps.len(), "step", "steps"),
            money_at_least(path.total(), path.at_least()),
            hours_at_least(path),
            goal.hours_per_week,
            money_at_least(self.over_horizon.0, self.over_horizon.1),
            self.horizon_years,
        )
    }

    /// The five phases of a step, in words.
    fn phases(&self, step: &Step<'_>) -> [(&'static str, String); 5] {
        let exam = &step.credential.exam;
        let codes: Vec<&str> = exam.codes.iter().map(|code| code.as_str()).collect();
        let preparation = match hours(step.preparation).as_str() {
            "0" if step.counts_all() => "none: it is awarded for what is held by then".to_owned(),
            "0" => {
                "unknown: it is awarded for exams that are not all steps of this path".to_owned()
            }
            range => format!(
                "{range} hours ({}{}), from {} at the earliest{}",
                step.preparation.basis.word(),
                known(step.covered),
                step.start,
                course(step)
            ),
        };
        let mut sitting: Vec<String> = vec![codes.join(", ")];
        sitting.extend(exam.minutes.map(|minutes| format!("{minutes} minutes")));
        sitting.extend((exam.hands_on == Some(true)).then(|| "hands-on".to_owned()));
        sitting.push(format!("between {} and {}", step.earned.0, step.earned.1));
        sitting.retain(|part| !part.is_empty());
        [
            ("eligibility", self.eligibility(step)),
            ("preparation", preparation),
            ("registration", registration(step)),
            ("examination", sitting.join(", ")),
            ("maintenance", maintenance(step)),
        ]
    }

    fn eligibility(&self, step: &Step<'_>) -> String {
        let mut parts = Vec::new();
        for id in &step.needs {
            let place = self
                .path
                .steps
                .iter()
                .position(|other| other.credential.id == **id);
            let name = self.name(**id);
            parts.push(match place {
                Some(place) => format!("{name} (step {})", place + 1),
                None => format!("{name} (held)"),
            });
        }
        let mut sentences = Vec::new();
        sentences.push(if parts.is_empty() {
            "no credential needed".to_owned()
        } else {
            format!("needs {}", list(&parts))
        });
        if !step.alternatives.is_empty() {
            let others: Vec<String> = step.alternatives.iter().map(|id| self.name(**id)).collect();
            sentences.push(format!(
                "{} would do instead of the last",
                others.join(" or ")
            ));
        }
        let needs = &step.credential.prerequisites;
        sentences.push(match needs.experience_months {
            None => "whether experience is required is unknown".to_owned(),
            Some(0) => "no experience required".to_owned(),
            Some(months) => format!("{} of experience required", span(months)),
        });
        let recommended = needs
            .recommended_months
            .filter(|months| *months > needs.experience_months.unwrap_or(0));
        sentences.extend(recommended.map(|months| format!("{} recommended", span(months))));
        sentences.extend(
            needs
                .only_for
                .clone()
                .map(|whom| format!("open only to {whom}")),
        );
        let note = step.credential.details.prerequisite_note.as_ref();
        sentences.extend(note.map(|note| note.trim_end_matches('.').to_owned()));
        sentences.join("; ")
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (id, expiry) in &self.goal.holds {
            let again = self.path.steps.iter().any(|step| step.credential.id == *id);
            if let (Expiry::On(day), true) = (expiry, again) {
                let former = if *id == self.goal.target.id {
                    ""
                } else {
                    "; where having passed once is enough, name it without a date"
                };
                notes.push(format!(
                    "{} expired on {day}, so it has to be earned again{former}.",
                    self.name(*id)
                ));
            }
        }
        for Renewal {
            credential,
            needed_by,
            due,
            cost,
            hours: range,
        } in &self.path.renewals
        {
            notes.push(format!(
                "{} expires on {due}, before {} can be earned, so it is renewed on the way: {} and {} hours.",
                credential.name,
                self.name(**needed_by),
                money_or_unknown(*cost),
                hours(*range)
            ));
        }
        for step in self.path.too_late() {
            if let Some(last) = step.credential.last_exam {
                notes.push(format!(
                    "The last exam of {} is on {last}, before it can be earned at {} hours a week.",
                    step.credential.name, self.goal.hours_per_week
                ));
            }
        }
        if self.path.steps.iter().any(|step| !step.credential.reviewed) {
            let unreviewed = self
                .path
                .steps
                .iter()
                .filter(|step| !step.credential.reviewed);
            let names: Vec<&str> = unreviewed
                .map(|step| step.credential.name.as_str())
                .collect();
            notes.push(format!(
                "Not yet reviewed field by field: {}.",
                list(&names)
            ));
        }
        notes
    }

    fn name(&self, id: CredentialId) -> String {
        credential::name(self.catalog, id)
    }

    fn step_json<'s>(index: usize, step: &'s Step<'s>) -> StepJson<'s> {
        let credential = step.credential;
        let keeping = step.cost.keeping.as_ref();
        StepJson {
            step: index + 1,
            id: credential.id,
            name: &credential.name,
            eligibility: EligibilityJson {
                needs: &step.needs,
                alternatives: &step.alternatives,
                experience_months: credential.prerequisites.experience_months,
                recommended_months: credential.prerequisites.recommended_months,
                note: credential.details.prerequisite_note.as_ref(),
            },
            preparation: PreparationJson {
                hours: step.preparation,
                covered: step.covered.map(|covered| rounded(covered, 3)),
                start: step.start,
                course_usd: step.cost.training,
            },
            registration: RegistrationJson {
                fee_usd: step.cost.exam,
                application_fee_usd: credential.application_fee,
            },
            examination: ExaminationJson {
                codes: &credential.exam.codes,
                minutes: credential.exam.minutes,
                hands_on: credential.exam.hands_on,
                on: SpanJson::of(step),
            },
            maintenance: MaintenanceJson {
                validity_months: match credential.current_validity() {
                    Validity::Months(months) => Some(months.get()),
                    Validity::Never | Validity::Unknown => None,
                },
                lifetime: credential.current_validity() == Validity::Never,
                by: keeping.and_then(|keeping| keeping.kind),
                usd_per_year: keeping
                    .and_then(Keeping::usd_per_year)
                    .map(|usd| rounded(usd, 2)),
                hours_per_year: keeping.map_or(UNKNOWN, Keeping::hours_per_year),
            },
            verified: verified(credential),
        }
    }
}

const SCHEMA: &str = "certadvise.path/1";
const UNKNOWN: HourRange = HourRange {
    low: 0.0,
    high: 0.0,
    basis: crate::cost::Basis::Unknown,
};

/// That there is no way, as JSON.
pub fn unreachable_json<'a>(
    as_of: Date,
    target: &'a Credential,
    because: &'a str,
) -> impl Serialize + use<'a> {
    UnreachableJson {
        schema: SCHEMA,
        as_of,
        target: target.id,
        reachable: false,
        because,
        steps: [],
    }
}

/// The hours of all steps; a lower bound where a title takes exams that are not steps.
fn hours_at_least(path: &Path<'_>) -> String {
    let known = hours(path.hours());
    if path.steps.iter().all(Step::counts_all) {
        known
    } else {
        format!("at least {known}")
    }
}

fn title(index: usize, step: &Step<'_>) -> String {
    let credential = step.credential;
    format!("{}. {} ({})", index + 1, credential.name, credential.id)
}

/// How much of an exam is known, as the end of a remark.
fn known(covered: Option<f64>) -> String {
    let covered = covered.filter(|covered| *covered >= LEAST_SAID);
    covered.map_or_else(String::new, |covered| {
        format!("; {} covered by what is held by then", percent(covered))
    })
}

/// The course that must be taken, as the end of a sentence.
fn course(step: &Step<'_>) -> String {
    let course = step.credential.training.filter(|course| course.mandatory);
    course.map_or_else(String::new, |_| match step.cost.training {
        None => "; a course is required, its price is unknown".to_owned(),
        Some(fee) => format!("; a course is required, from {}", money(fee)),
    })
}

/// What the exam and the application cost.
fn registration(step: &Step<'_>) -> String {
    let application = step
        .credential
        .application_fee
        .map_or_else(String::new, |fee| {
            format!(", and {} to apply for certification", money(fee))
        });
    exam_fee(step) + &application
}

fn exam_fee(step: &Step<'_>) -> String {
    let note = step.credential.details.fee_note.as_ref();
    match step
        .credential
        .training
        .filter(|course| course.mandatory && course.includes_exam)
    {
        Some(_) => "with the course".to_owned(),
        None => match (step.cost.exam, note) {
            (Some(fee), _) => money(fee),
            (None, Some(note)) => format!("fee unknown; the sources say: {note}"),
            (None, None) => "fee unknown".to_owned(),
        },
    }
}

fn maintenance(step: &Step<'_>) -> String {
    let lasts = match step.credential.current_validity() {
        Validity::Never => "never expires".to_owned(),
        Validity::Unknown => "validity unknown".to_owned(),
        months @ Validity::Months(_) => format!("valid for {}", validity(months)),
    };
    let Some(keeping) = &step.cost.keeping else {
        return format!("{lasts}; how to renew it is unknown");
    };
    match (keeping.kind, keeping.usd_per_year()) {
        (None, Some(0.0)) => format!("{lasts}, nothing to pay"),
        (kind, yearly) => {
            let way = kind.map_or("annual fee".to_owned(), |kind| {
                kind.word().replace('-', " ")
            });
            let yearly = yearly.map(whole_dollars);
            format!(
                "{lasts}; {way}: {} and {} hours a year",
                money_or_unknown(yearly),
                hours(keeping.hours_per_year())
            )
        }
    }
}

#[derive(Serialize)]
struct PathJson<'a> {
    schema: &'static str,
    as_of: Date,
    target: CredentialId,
    reachable: bool,
    because: Option<String>,
    hours_per_week: u16,
    horizon_years: u8,
    total_usd: Usd,
    at_least: bool,
    total_hours: HourRange,
    finish: Option<SpanJson>,
    over_horizon_usd: Usd,
    over_horizon_at_least: bool,
    steps: Vec<StepJson<'a>>,
    renewals: Vec<RenewalJson>,
}

#[derive(Serialize)]
struct UnreachableJson<'a> {
    schema: &'static str,
    as_of: Date,
    target: CredentialId,
    reachable: bool,
    because: &'a str,
    steps: [(); 0],
}

/// From the lower to the upper ends of all hours.
#[derive(Serialize)]
struct SpanJson {
    earliest: Date,
    latest: Date,
}

impl SpanJson {
    fn of(step: &Step<'_>) -> Self {
        Self {
            earliest: step.earned.0,
            latest: step.earned.1,
        }
    }
}

#[derive(Serialize)]
struct StepJson<'a> {
    step: usize,
    id: CredentialId,
    name: &'a Text,
    eligibility: EligibilityJson<'a>,
    preparation: PreparationJson,
    registration: RegistrationJson,
    examination: ExaminationJson<'a>,
    maintenance: MaintenanceJson,
    verified: String,
}

#[derive(Serialize)]
struct EligibilityJson<'a> {
    needs: &'a [&'a CredentialId],
    alternatives: &'a [&'a CredentialId],
    experience_months: Option<u16>,
    recommended_months: Option<u16>,
    note: Option<&'a Text>,
}

#[derive(Serialize)]
struct PreparationJson {
    hours: HourRange,
    /// The share of the exams that what is held by then covers; `null` where that is not known.
    covered: Option<f64>,
    start: Date,
    /// A course that must be taken; 0 where none must.
    course_usd: Option<Usd>,
}

#[derive(Serialize)]
struct RegistrationJson {
    fee_usd: Option<Usd>,
    application_fee_usd: Option<Usd>,
}

#[derive(Serialize)]
struct ExaminationJson<'a> {
    codes: &'a [Text],
    minutes: Option<u16>,
    hands_on: Option<bool>,
    on: SpanJson,
}

#[derive(Serialize)]
struct MaintenanceJson {
    validity_months: Option<u16>,
    lifetime: bool,
    by: Option<RenewalKind>,
    usd_per_year: Option<f64>,
    hours_per_year: HourRange,
}

#[derive(Serialize)]
struct RenewalJson {
    credential: CredentialId,
    needed_by: CredentialId,
    due: Date,
    cost_usd: Option<Usd>,
    hours: HourRange,
}
