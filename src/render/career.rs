//! The way into a role over some years: a table with its totals, or JSON.

use serde::Serialize;

use super::credential;
use super::value::{
    LEAST_SAID, hours, money, money_at_least, percent, rounded, share, span, whole_dollars,
};
use super::{Cell, Column, Forms, Grid, fold, usd};
use crate::advice::path::{Career, CareerGoal, CareerStep, Stopped};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::cost::{HourRange, Keeping};

/// What is shown of a plan.
pub struct View<'a> {
    /// What was asked.
    pub goal: &'a CareerGoal<'a>,
    /// How the environment was named.
    pub environment: &'a str,
    /// The plan.
    pub career: &'a Career<'a>,
}

/// Columns that need an explanation.
const EARNED_BY: &str = "earned by";
const PAYS_OFF: &str = "pays off at";
const PROVED: &str = "proved";

impl Forms for View<'_> {
    /// The steps with their totals, for a terminal.
    fn terminal(&self, width: u16) -> String {
        let mut text = fold(&self.summary(), width, 2) + "\n";
        let grid = self.grid();
        if !self.career.steps.is_empty() {
            text += &format!("\n{}", grid.terminal(width));
        }
        text.push('\n');
        let notes: String = self
            .notes(|column| grid.shows(column, width))
            .iter()
            .map(|note| fold(note, width, 2) + "\n")
            .collect();
        text + &notes
    }

    /// The same as Markdown.
    fn markdown(&self) -> String {
        let notes: String = self
            .notes(|_| true)
            .iter()
            .map(|note| format!("\n{note}\n"))
            .collect();
        format!("{}\n\n{}{notes}", self.summary(), self.grid().markdown())
    }

    /// One row a step.
    fn csv(&self) -> Result<String, csv::Error> {
        let columns = [
            "step",
            "id",
            "name",
            "needed_for",
            "start",
            "earliest",
            "latest",
            "hours_low",
            "hours_high",
            "fee_usd",
            "course_usd",
            "total_usd",
            "pays_off_at_usd_per_month",
            "score",
            "proved",
            "covered",
        ];
        let rows = self.career.steps.iter().zip(1..).map(|(step, number)| {
            vec![
                number.to_string(),
                step.credential.id.to_string(),
                step.credential.name.to_string(),
                step.needed_for
                    .map_or_else(String::new, |id| id.to_string()),
                step.start.to_string(),
                step.earned.0.to_string(),
                step.earned.1.to_string(),
                format!("{:.0}", step.preparation.low),
                format!("{:.0}", step.preparation.high),
                usd(step.cost.exam),
                usd(step.cost.training),
                if step.at_least {
                    "unknown".to_owned()
                } else {
                    step.total.to_string()
                },
                usd(step.breaks_even),
                step.score
                    .map_or_else(String::new, |score| format!("{score:.3}")),
                format!("{:.3}", step.proved),
                share(step.covered),
            ]
        });
        Grid::new(columns.map(Column::text).to_vec(), rows).csv()
    }

    /// The same as JSON.
    fn json(&self) -> impl Serialize {
        let (goal, career) = (self.goal, self.career);
        CareerJson {
            schema: "certadvise.path-role/1",
            as_of: goal.profile.today.to_string(),
            role: goal.profile.role.id.as_str(),
            level: goal.profile.level.word(),
            years: goal.years,
            until: career.end.to_string(),
            hours_per_week: goal.hours_per_week,
            rate_usd: goal.rate.map(Usd::dollars),
            holds: goal.holds.keys().map(|id| id.as_str()).collect(),
            proved_at_start: rounded(career.proved, 3),
            total_usd: self.total().dollars(),
            at_least: self.at_least(),
            total_hours: self.hours(),
            stopped: stopped_word(career.stopped),
            steps: career.steps.iter().zip(1..).map(step_json).collect(),
        }
    }
}

impl View<'_> {
    fn summary(&self) -> String {
        let (goal, career) = (self.goal, self.career);
        let (role, level) = (&goal.profile.role.name, goal.profile.level);
        let years = goal.years;
        if career.steps.is_empty() {
            return format!("{role}, {level} level, {years} years: nothing to earn.");
        }
        format!(
            "{role}, {level} level, environment {}, from {} to {}: {} for {}, {} hours at {} hours a week.",
            self.environment,
            goal.profile.today,
            career.end,
            super::count(career.steps.len(), "credential", "credentials"),
            money_at_least(self.total(), self.at_least()),
            hours(self.hours()),
            goal.hours_per_week,
        )
    }

    fn total(&self) -> Usd {
        self.career.steps.iter().map(|step| step.total).sum()
    }

    fn at_least(&self) -> bool {
        self.career.steps.iter().any(|step| step.at_least)
    }

    fn hours(&self) -> HourRange {
        let hours = self.career.steps.iter().map(|step| step.preparation);
        hours.fold(self.upkeep(), HourRange::plus)
    }

    /// Hours that renewals take.
    fn upkeep(&self) -> HourRange {
        let hours = self.career.steps.iter().map(|step| step.upkeep);
        hours.fold(HourRange::NONE, HourRange::plus)
    }

    fn grid(&self) -> Grid {
        let columns = vec![
            Column::number("#"),
            Column::name("credential"),
            Column::id("id"),
            Column::id("start").optional(6),
            Column::id("earned from").optional(5),
            Column::id(EARNED_BY),
            Column::number("hours").optional(2),
            Column::number("fee USD").optional(1),
            Column::number("USD/year").optional(4),
            Column::number(PAYS_OFF).optional(3),
            Column::number(PROVED).optional(3),
        ];
        let rows = self.career.steps.iter().zip(1..).map(|(step, number)| {
            let keeping = step.cost.keeping.as_ref();
            let yearly = keeping.and_then(Keeping::usd_per_year);
            [
                Cell::from(number.to_string()),
                step.credential.name.as_str().into(),
                credential::id_cell(step.credential),
                step.start.to_string().into(),
                step.earned.0.to_string().into(),
                step.earned.1.to_string().into(),
                hours(step.preparation).into(),
                Cell::usd(step.cost.exam),
                Cell::usd(yearly.map(whole_dollars)),
                pays_off(step).into(),
                percent(step.proved).into(),
            ]
        });
        Grid::new(columns, rows)
    }

    /// What to know, the columns that are shown explained first.
    fn notes(&self, shows: impl Fn(&str) -> bool) -> Vec<String> {
        let (goal, career) = (self.goal, self.career);
        let mut notes = Vec::new();
        if !career.steps.is_empty() {
            let paid_back = match goal.rate {
                Some(rate) => format!(
                    "its fees, what it costs to keep, and your hours, renewals included, at {}",
                    money(rate)
                ),
                None => "its fees and what it costs to keep".to_owned(),
            };
            let explained = [
                (
                    EARNED_BY,
                    "Earned by: the latest day, at the upper ends of all hours until then."
                        .to_owned(),
                ),
                (
                    PAYS_OFF,
                    format!(
                        "Pays off at: what the credential has to bring in each month, from the latest day on which it is \
                         earned, to pay back by {} {paid_back}.",
                        career.end
                    ),
                ),
                (
                    PROVED,
                    format!(
                        "Proved: the share of what the role demands that your credentials prove, {} at the start.",
                        percent(career.proved)
                    ),
                ),
            ];
            let useful = explained.into_iter().filter(|(column, _)| shows(column));
            notes.extend(useful.map(|(_, note)| note));
        }
        let upkeep = self.upkeep();
        if upkeep.high > 0.0 {
            notes.push(format!(
                "Of all hours, {} are for renewals until {}; the days leave time for them.",
                hours(upkeep),
                career.end
            ));
        }
        for step in &career.steps {
            notes.extend(step_notes(step, goal.profile.today));
        }
        notes.push(stopped_because(career.stopped, goal));
        if !goal.profile.environment.is_stated() {
            notes.push(
                "Say where the work runs (--env) if you know it: it decides between the clouds."
                    .to_owned(),
            );
        }
        notes
    }
}

/// What a step has to bring a month; why it is not known.
fn pays_off(step: &CareerStep<'_>) -> String {
    match step.breaks_even {
        Some(monthly) => format!("{}/month", money(whole_dollars(monthly.dollars()))),
        None => "unknown".to_owned(),
    }
}

/// What else a reader should know of a step.
fn step_notes(step: &CareerStep<'_>, today: Date) -> Vec<String> {
    let name = &step.credential.name;
    let mut notes = Vec::new();
    if let Some(covered) = step.covered.filter(|covered| *covered >= LEAST_SAID) {
        notes.push(format!(
            "{} of {name} is covered by what is held by then, which saves half of that share of its hours.",
            percent(covered)
        ));
    }
    notes.extend(
        step.needed_for
            .map(|target| format!("{name} is a step because {target} requires it.")),
    );
    let months = step.credential.prerequisites.experience_months.unwrap_or(0);
    if months > 0 {
        notes.push(format!("{name} requires {} of experience.", span(months)));
    }
    let course = step.credential.training.filter(|course| course.mandatory);
    notes.extend(course.map(|_| match step.cost.training {
        Some(fee) => format!("{name} requires a course, from {}.", money(fee)),
        None => format!("{name} requires a course, whose price is not known."),
    }));
    let end = credential::end(step.credential, today, |id| id.to_string());
    notes.extend(end.map(|end| format!("{name}: {end}.")));
    if step.at_least {
        notes.push(format!(
            "Not all costs of {name} are known, so it is unknown when it pays off."
        ));
    }
    notes
}

fn stopped_because(stopped: Stopped, goal: &CareerGoal<'_>) -> String {
    match stopped {
        Stopped::LittleLeft => {
            "Other credentials would add little; `certadvise recommend` lists them.".to_owned()
        }
        Stopped::NoTimeLeft => format!(
            "What else would add much takes longer than the rest of the {} years at {} hours a week; `certadvise recommend` \
             lists what adds less.",
            goal.years, goal.hours_per_week
        ),
        Stopped::NothingLeft => {
            "Nothing else in the catalog suits the role; `certadvise recommend` says why."
                .to_owned()
        }
        Stopped::Long => "More steps are not planned.".to_owned(),
    }
}

fn stopped_word(stopped: Stopped) -> &'static str {
    match stopped {
        Stopped::LittleLeft => "little-left",
        Stopped::NoTimeLeft => "no-time-left",
        Stopped::NothingLeft => "nothing-left",
        Stopped::Long => "long",
    }
}

fn step_json<'s>((step, number): (&'s CareerStep<'_>, usize)) -> StepJson<'s> {
    let keeping = step.cost.keeping.as_ref();
    StepJson {
        step: number,
        id: step.credential.id.as_str(),
        name: step.credential.name.as_str(),
        needed_for: step.needed_for.map(|id| id.to_string()),
        start: step.start.to_string(),
        earliest: step.earned.0.to_string(),
        latest: step.earned.1.to_string(),
        hours: step.preparation,
        renewal_hours: step.upkeep,
        covered: step.covered.map(|covered| rounded(covered, 3)),
        fee_usd: step.cost.exam.map(Usd::dollars),
        application_fee_usd: step.credential.application_fee.map(Usd::dollars),
        course_usd: step.cost.training.map(Usd::dollars),
        usd_per_year: keeping
            .and_then(Keeping::usd_per_year)
            .map(|usd| rounded(usd, 2)),
        total_usd: step.total.dollars(),
        at_least: step.at_least,
        pays_off_at_usd_per_month: step.breaks_even.map(Usd::dollars),
        score: step.score.map(|score| rounded(score, 3)),
        proved: rounded(step.proved, 3),
        experience_years: f64::from(step.credential.prerequisites.experience_months.unwrap_or(0))
            / 12.0,
    }
}

#[derive(Serialize)]
struct CareerJson<'a> {
    schema: &'static str,
    as_of: String,
    role: &'a str,
    level: &'static str,
    years: u8,
    until: String,
    hours_per_week: u16,
    rate_usd: Option<f64>,
    holds: Vec<&'a str>,
    proved_at_start: f64,
    total_usd: f64,
    at_least: bool,
    total_hours: HourRange,
    stopped: &'static str,
    steps: Vec<StepJson<'a>>,
}

#[derive(Serialize)]
struct StepJson<'a> {
    step: usize,
    id: &'a str,
    name: &'a str,
    needed_for: Option<String>,
    start: String,
    earliest: String,
    latest: String,
    hours: HourRange,
    /// Hours that renewals take until the end of the plan.
    renewal_hours: HourRange,
    /// The share of the exams that what is held by then covers; `null` where that is not known.
    covered: Option<f64>,
    /// The exams; 0 where a course that must be taken includes them.
    fee_usd: Option<f64>,
    /// The application after the exams, where one is known to cost something.
    application_fee_usd: Option<f64>,
    /// A course that must be taken; 0 where none must.
    course_usd: Option<f64>,
    usd_per_year: Option<f64>,
    total_usd: f64,
    at_least: bool,
    pays_off_at_usd_per_month: Option<f64>,
    score: Option<f64>,
    proved: f64,
    experience_years: f64,
}
