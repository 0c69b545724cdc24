//! The way to a credential: each step with its five phases, or JSON.

use serde::Serialize;

use super::value::{hours, rounded, verified};
use super::{Column, Forms, Grid, count, fold, usd};
use crate::advice::path::{Goal, Path, Renewal, Step};
use crate::base::date::Expiry;
use crate::base::money::Usd;
use crate::catalog::credential::Credential;
use crate::catalog::validity::Term;
use crate::cost::{HourRange, Keeping};

/// Where the words of a phase begin.
const INDENT: usize = 17;

/// What is shown of a way.
pub struct View<'a> {
    /// What was asked.
    pub goal: &'a Goal<'a>,
    /// The way.
    pub path: &'a Path<'a>,
    /// Years over which keeping is counted.
    pub horizon_years: u8,
    /// What it takes to earn and keep all of it over these years, USD, and whether something unknown is left out.
    pub over_horizon: (Usd, bool),
}

impl Forms for View<'_> {
    /// Every step with its phases, for a terminal.
    fn terminal(&self, width: u16) -> String {
        let mut text = fold(&self.summary(), width, 2) + "\n";
        for (at, step) in self.path.steps.iter().enumerate() {
            text += &format!("\n{}\n", fold(&title(at, step), width, 3));
            for (phase, words) in self.phases(step) {
                text += &(fold(&format!("   {phase:<14}{words}"), width, INDENT) + "\n");
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
        for (at, step) in self.path.steps.iter().enumerate() {
            text += &format!("\n## {}\n\n", title(at, step));
            let columns = vec![Column::text("phase"), Column::text("what")];
            let rows = self
                .phases(step)
                .into_iter()
                .map(|(phase, words)| vec![phase.to_owned(), words]);
            text += &Grid {
                columns,
                rows: rows.collect(),
            }
            .markdown();
        }
        text + &self
            .notes()
            .iter()
            .map(|note| format!("\n{note}\n"))
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
        ];
        let rows = self.path.steps.iter().enumerate().map(|(at, step)| {
            let needs: Vec<&str> = step.needs.iter().map(|id| id.as_str()).collect();
            let yearly = step.cost.keeping.as_ref().and_then(Keeping::usd_per_year);
            vec![
                (at + 1).to_string(),
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
                step.credential.term_now().to_string(),
                yearly.map_or_else(|| "unknown".to_owned(), |usd| format!("{usd:.2}")),
                verified(step.credential),
            ]
        });
        Grid {
            columns: columns.map(Column::text).to_vec(),
            rows: rows.collect(),
        }
        .csv()
    }

    /// The way as JSON.
    fn json(&self) -> impl Serialize {
        let (path, goal) = (self.path, self.goal);
        let last = path.steps.last();
        PathJson {
            schema: SCHEMA,
            as_of: goal.today.to_string(),
            target: goal.target.id.as_str(),
            reachable: path.too_late().is_empty(),
            because: path
                .too_late()
                .first()
                .map(|step| format!("{} ends before it can be earned", step.credential.id)),
            hours_per_week: goal.hours_per_week,
            horizon_years: self.horizon_years,
            total_usd: path.total().dollars(),
            at_least: path.at_least(),
            total_hours: path.hours(),
            finish: last.map(|step| SpanJson::of(step)),
            over_horizon_usd: self.over_horizon.0.dollars(),
            over_horizon_at_least: self.over_horizon.1,
            steps: path
                .steps
                .iter()
                .enumerate()
                .map(|(at, step)| self.step_json(at, step))
                .collect(),
            renewals: path
                .renewals
                .iter()
                .map(|renewal| RenewalJson {
                    credential: renewal.credential.id.as_str(),
                    needed_by: renewal.needed_by.as_str(),
                    due: renewal.due.to_string(),
                    cost_usd: renewal.cost.map(Usd::dollars),
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
            return format!("{} is held already: nothing to earn.", goal.target.id);
        };
        let (first, latest) = last.earned;
        format!(
            "Path to {}: {}, {} USD, {} h; done between {first} and {latest} at {} h a week. Over {} years, keeping all \
             of it included: {} USD.",
            goal.target.id,
            count(path.steps.len(), "step", "steps"),
            bound(path.total(), path.at_least()),
            hours(path.hours()),
            goal.hours_per_week,
            self.horizon_years,
            bound(self.over_horizon.0, self.over_horizon.1),
        )
    }

    /// The five phases of a step, in words.
    fn phases(&self, step: &Step<'_>) -> [(&'static str, String); 5] {
        let exam = &step.credential.exam;
        let codes: Vec<&str> = exam.codes.iter().map(|code| code.as_str()).collect();
        let preparation = match hours(step.preparation).as_str() {
            "0" => "none: a title for what is held".to_owned(),
            range => format!(
                "{range} h ({}), from {} at the earliest{}",
                step.preparation.basis.word(),
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
            parts.push(match place {
                Some(place) => format!("{id} (step {})", place + 1),
                None => format!("{id} (held)"),
            });
        }
        let mut sentences = Vec::new();
        sentences.push(if parts.is_empty() {
            "no credential needed".to_owned()
        } else {
            format!("needs {}", parts.join(", "))
        });
        if !step.alternatives.is_empty() {
            let others: Vec<&str> = step.alternatives.iter().map(|id| id.as_str()).collect();
            sentences.push(format!("in place of the last also {}", others.join(", ")));
        }
        let needs = &step.credential.prerequisites;
        sentences.push(match needs.experience_months {
            None => "experience asked for: unknown".to_owned(),
            Some(0) => "no experience required".to_owned(),
            Some(months) => format!("{months} months of experience required"),
        });
        let recommended = needs
            .recommended_months
            .filter(|months| *months > needs.experience_months.unwrap_or(0));
        sentences.extend(recommended.map(|months| format!("{months} months recommended")));
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
                    "; where a former pass is enough, name it without a date"
                };
                notes.push(format!(
                    "{id} lapsed on {day}, so it is earned again{former}."
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
                "{} lapses on {due}, before {needed_by} can be earned, so it is renewed on the way: {} USD, {} h.",
                credential.id,
                usd(*cost),
                hours(*range)
            ));
        }
        for step in self.path.too_late() {
            if let Some(last) = step.credential.last_exam {
                notes.push(format!(
                    "{} has its last exam on {last}, before it can be earned at {} h a week.",
                    step.credential.id, self.goal.hours_per_week
                ));
            }
        }
        if self.path.steps.iter().any(|step| !step.credential.reviewed) {
            let unreviewed = self
                .path
                .steps
                .iter()
                .filter(|step| !step.credential.reviewed);
            let ids: Vec<&str> = unreviewed.map(|step| step.credential.id.as_str()).collect();
            notes.push(format!(
                "Not yet reviewed field by field: {}.",
                ids.join(", ")
            ));
        }
        notes
    }

    fn step_json<'s>(&'s self, at: usize, step: &'s Step<'s>) -> StepJson<'s> {
        let credential = step.credential;
        let keeping = step.cost.keeping.as_ref();
        StepJson {
            step: at + 1,
            id: credential.id.as_str(),
            name: credential.name.as_str(),
            eligibility: EligibilityJson {
                needs: step.needs.iter().map(|id| id.as_str()).collect(),
                alternatives: step.alternatives.iter().map(|id| id.as_str()).collect(),
                experience_months: credential.prerequisites.experience_months,
                recommended_months: credential.prerequisites.recommended_months,
                note: credential
                    .details
                    .prerequisite_note
                    .as_ref()
                    .map(|note| note.to_string()),
            },
            preparation: PreparationJson {
                hours: step.preparation,
                start: step.start.to_string(),
                course_usd: step.cost.training.map(Usd::dollars),
            },
            registration: RegistrationJson {
                fee_usd: step.cost.exam.map(Usd::dollars),
            },
            examination: ExaminationJson {
                codes: credential
                    .exam
                    .codes
                    .iter()
                    .map(|code| code.as_str())
                    .collect(),
                minutes: credential.exam.minutes,
                hands_on: credential.exam.hands_on,
                on: SpanJson::of(step),
            },
            maintenance: MaintenanceJson {
                validity_months: match credential.term_now() {
                    Term::Months(months) => Some(months.get()),
                    Term::Never | Term::Unknown => None,
                },
                lifetime: credential.term_now() == Term::Never,
                by: keeping
                    .and_then(|keeping| keeping.kind)
                    .map(crate::base::vocabulary::Word::word),
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
    as_of: &str,
    target: &'a Credential,
    because: &'a str,
) -> impl Serialize + use<'a> {
    UnreachableJson {
        schema: SCHEMA,
        as_of: as_of.to_owned(),
        target: target.id.as_str(),
        reachable: false,
        because,
        steps: [],
    }
}

fn title(at: usize, step: &Step<'_>) -> String {
    format!(
        "{}. {}: {}",
        at + 1,
        step.credential.id,
        step.credential.name
    )
}

/// An amount; where a part of it is unknown, what is known of it.
fn bound(amount: Usd, at_least: bool) -> String {
    if at_least && amount == Usd::FREE {
        "unknown".to_owned()
    } else if at_least {
        format!("at least {amount}")
    } else {
        amount.to_string()
    }
}

/// The course that must be taken, as the end of a sentence.
fn course(step: &Step<'_>) -> String {
    let course = step.credential.training.filter(|course| course.mandatory);
    course.map_or_else(String::new, |_| match step.cost.training {
        None => "; a course must be taken, its price is unknown".to_owned(),
        Some(fee) => format!("; a course must be taken, {fee} USD or more"),
    })
}

fn registration(step: &Step<'_>) -> String {
    let note = step.credential.details.fee_note.as_ref();
    match step
        .credential
        .training
        .filter(|course| course.mandatory && course.includes_exam)
    {
        Some(_) => "with the course".to_owned(),
        None => match (step.cost.exam, note) {
            (Some(fee), _) => format!("{fee} USD"),
            (None, Some(note)) => format!("fee unknown; the sources say: {note}"),
            (None, None) => "fee unknown".to_owned(),
        },
    }
}

fn maintenance(step: &Step<'_>) -> String {
    let term = match step.credential.term_now() {
        Term::Never => "never expires".to_owned(),
        Term::Months(months) => format!("valid {months} months"),
        Term::Unknown => "validity unknown".to_owned(),
    };
    let Some(keeping) = &step.cost.keeping else {
        return format!("{term}; no way to keep it is known");
    };
    match (keeping.kind, keeping.usd_per_year()) {
        (None, Some(0.0)) => format!("{term}, nothing to pay"),
        (kind, yearly) => {
            let way = kind.map_or("annual fee".to_owned(), |kind| {
                crate::base::vocabulary::Word::word(kind).replace('-', " ")
            });
            let yearly = yearly.map_or("unknown".to_owned(), |usd| format!("{usd:.0}"));
            format!(
                "{term}, then {way}: {yearly} USD and {} h a year",
                hours(keeping.hours_per_year())
            )
        }
    }
}

#[derive(Serialize)]
struct PathJson<'a> {
    schema: &'static str,
    as_of: String,
    target: &'a str,
    reachable: bool,
    because: Option<String>,
    hours_per_week: u16,
    horizon_years: u8,
    total_usd: f64,
    at_least: bool,
    total_hours: HourRange,
    finish: Option<SpanJson>,
    over_horizon_usd: f64,
    over_horizon_at_least: bool,
    steps: Vec<StepJson<'a>>,
    renewals: Vec<RenewalJson<'a>>,
}

#[derive(Serialize)]
struct UnreachableJson<'a> {
    schema: &'static str,
    as_of: String,
    target: &'a str,
    reachable: bool,
    because: &'a str,
    steps: [(); 0],
}

/// From the lower to the upper ends of all hours.
#[derive(Serialize)]
struct SpanJson {
    earliest: String,
    latest: String,
}

impl SpanJson {
    fn of(step: &Step<'_>) -> Self {
        Self {
            earliest: step.earned.0.to_string(),
            latest: step.earned.1.to_string(),
        }
    }
}

#[derive(Serialize)]
struct StepJson<'a> {
    step: usize,
    id: &'a str,
    name: &'a str,
    eligibility: EligibilityJson<'a>,
    preparation: PreparationJson,
    registration: RegistrationJson,
    examination: ExaminationJson<'a>,
    maintenance: MaintenanceJson,
    verified: String,
}

#[derive(Serialize)]
struct EligibilityJson<'a> {
    needs: Vec<&'a str>,
    alternatives: Vec<&'a str>,
    experience_months: Option<u16>,
    recommended_months: Option<u16>,
    note: Option<String>,
}

#[derive(Serialize)]
struct PreparationJson {
    hours: HourRange,
    start: String,
    /// A course that must be taken; 0 where none must.
    course_usd: Option<f64>,
}

#[derive(Serialize)]
struct RegistrationJson {
    fee_usd: Option<f64>,
}

#[derive(Serialize)]
struct ExaminationJson<'a> {
    codes: Vec<&'a str>,
    minutes: Option<u16>,
    hands_on: Option<bool>,
    on: SpanJson,
}

#[derive(Serialize)]
struct MaintenanceJson {
    validity_months: Option<u16>,
    lifetime: bool,
    by: Option<&'static str>,
    usd_per_year: Option<f64>,
    hours_per_year: HourRange,
}

#[derive(Serialize)]
struct RenewalJson<'a> {
    credential: &'a str,
    needed_by: &'a str,
    due: String,
    cost_usd: Option<f64>,
    hours: HourRange,
}
