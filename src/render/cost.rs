//! What it takes to earn and keep a set of credentials.

use jiff::civil::Date;
use serde::Serialize;

use super::recommend::{HoursJson, hours, rounded};
use super::{Column, Grid, fold, usd};
use crate::catalog::id::CredentialId;
use crate::catalog::quantity::Usd;
use crate::cost::schedule::{Event, EventKind, Schedule};

/// Who pays the fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidBy {
    /// The person pays everything.
    Oneself,
    /// Somebody else pays exams and renewals.
    Exam,
    /// Somebody else pays everything.
    All,
}

/// What is shown.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The schedule of the set.
    pub schedule: &'a Schedule<'a>,
    /// The first day.
    pub today: Date,
    /// Years of the horizon.
    pub years: u8,
    /// What keeping each credential by itself would cost together, USD.
    pub separately: Usd,
    /// Who pays.
    pub paid: PaidBy,
    /// Yearly discount rate, 0.05 = 5 %.
    pub discount: Option<f64>,
    /// Equivalent annual cost of keeping the set over whole cycles, USD; `None` where it is not known.
    pub per_year: Option<f64>,
}

impl View<'_> {
    /// What is left to pay for an event.
    fn own(&self, event: &Event<'_>) -> Option<Usd> {
        match (self.paid, event.kind) {
            (PaidBy::All, _) | (PaidBy::Exam, EventKind::Exam | EventKind::Renewal) => Some(Usd::FREE),
            _ => event.cost,
        }
    }

    fn total(&self) -> Usd {
        self.schedule.events.iter().filter_map(|event| self.own(event)).sum()
    }

    fn grid(&self) -> Grid {
        let windows = self.schedule.events.iter().any(|event| event.opens.is_some());
        let mut columns = vec![
            Column::id("date"),
            Column::id("event"),
            Column::text("credentials"),
            Column::number("USD"),
            Column::number("hours"),
            Column::text("because").from(100),
        ];
        if windows {
            columns.insert(3, Column::id("open from"));
        }
        // When windows open stands beside the renewal.
        let shown = self.schedule.events.iter().filter(|event| event.kind != EventKind::WindowOpens);
        let rows = shown.map(|event| {
            let mut row = vec![
                event.date.to_string(),
                event.kind.word().replace('-', " "),
                ids(&event.credentials, ", "),
                usd(self.own(event)),
                hours(event.hours),
                event.because.clone(),
            ];
            if windows {
                row.insert(3, event.opens.map(|day| day.to_string()).unwrap_or_default());
            }
            row
        });
        Grid { columns, rows: rows.collect() }
    }

    fn notes(&self) -> Vec<String> {
        let schedule = self.schedule;
        let at_least = if schedule.at_least.is_empty() { "" } else { "at least " };
        let mut notes = vec![format!(
            "{} to {}: {at_least}{} USD and {} h.",
            self.today,
            schedule.end,
            self.total(),
            hours(schedule.hours())
        )];
        let (summed, overlapped) = (schedule.credit_hours, schedule.credit_hours_shared);
        if summed > 0.0 {
            notes.push(if overlapped < summed {
                format!("Of it {summed:.0} h continuing education; {overlapped:.0} h if each activity counts in all programmes.")
            } else {
                format!("Of it {summed:.0} h continuing education.")
            });
        }
        let saved = self.separately.cents() - schedule.total().cents();
        if saved > 0 {
            notes.push(format!(
                "Kept one by one it would be {} USD: together saves {} USD.",
                self.separately,
                Usd::from_cents(saved)
            ));
        }
        if let Some(per_year) = self.per_year {
            notes.push(format!("Keeping it costs {per_year:.2} USD a year over whole cycles."));
        }
        if let Some(rate) = self.discount {
            let value = schedule.present_value(self.today, rate);
            notes.push(format!(
                "Present value at {:.1} % a year: {value:.2} USD, before anybody else pays.",
                rate * 100.0
            ));
        }
        match self.paid {
            PaidBy::Oneself => {}
            PaidBy::Exam => notes.push("Exams and renewals are paid by somebody else.".to_owned()),
            PaidBy::All => notes.push("Everything is paid by somebody else.".to_owned()),
        }
        if !schedule.cheapest {
            notes.push("The set is too large to search through: something cheaper may exist.".to_owned());
        }
        if !schedule.on_last_day.is_empty() {
            notes.push(format!(
                "On the last day, {}, not counted: {} would have to be renewed.",
                schedule.end,
                ids(&schedule.on_last_day, ", ")
            ));
        }
        if !schedule.not_modelled.is_empty() {
            let mut ids: Vec<&str> = schedule.not_modelled.iter().filter_map(|way| way.split(' ').next()).collect();
            ids.dedup();
            notes.push(format!(
                "Some ways to renew {} are not modelled (`certadvise show ID` names them): a cheaper one may be among them.",
                ids.join(", ")
            ));
        }
        notes.extend(schedule.at_least.iter().map(|reason| format!("At least, because {reason}.")));
        notes
    }

    /// The events as a table, with the totals below.
    pub fn terminal(&self, width: u16) -> String {
        let mut text = if self.schedule.events.is_empty() {
            "Nothing to do and nothing to pay.\n".to_owned()
        } else {
            self.grid().terminal(width)
        };
        text.push('\n');
        for note in self.notes() {
            text += &fold(&note, width, 2);
            text.push('\n');
        }
        text
    }

    /// The same as Markdown.
    pub fn markdown(&self) -> String {
        let notes: String = self.notes().iter().map(|note| format!("\n{note}\n")).collect();
        self.grid().markdown() + &notes
    }

    /// One row an event.
    pub fn csv(&self) -> String {
        self.grid().csv()
    }

    /// The JSON of the contract.
    pub fn json(&self) -> impl Serialize + use<'_> {
        CostJson {
            schema: "certadvise.cost/1",
            as_of: self.today.to_string(),
            horizon_years: self.years,
            until: self.schedule.end.to_string(),
            total_usd: self.total().dollars(),
            separately_usd: self.separately.dollars(),
            present_value_usd: self.discount.map(|rate| rounded(self.schedule.present_value(self.today, rate), 2)),
            total_hours: self.schedule.hours().into(),
            upkeep_usd_per_year: self.per_year.map(|usd| rounded(usd, 2)),
            at_least: !self.schedule.at_least.is_empty(),
            at_least_because: self.schedule.at_least.iter().map(String::as_str).collect(),
            not_modelled: self.schedule.not_modelled.iter().map(String::as_str).collect(),
            proven_cheapest: self.schedule.cheapest,
            credit_hours: CreditsJson {
                summed: rounded(self.schedule.credit_hours, 1),
                overlapped: rounded(self.schedule.credit_hours_shared, 1),
            },
            on_last_day: self.schedule.on_last_day.iter().map(|id| id.as_str()).collect(),
            events: self
                .schedule
                .events
                .iter()
                .map(|event| EventJson {
                    date: event.date.to_string(),
                    kind: event.kind.word(),
                    credentials: event.credentials.iter().map(|id| id.as_str()).collect(),
                    cost_usd: self.own(event).map(Usd::dollars),
                    hours: event.hours.into(),
                    because: &event.because,
                })
                .collect(),
        }
    }
}

fn ids(ids: &[&CredentialId], between: &str) -> String {
    ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(between)
}

#[derive(Serialize)]
struct CostJson<'a> {
    schema: &'static str,
    as_of: String,
    horizon_years: u8,
    until: String,
    total_usd: f64,
    separately_usd: f64,
    present_value_usd: Option<f64>,
    total_hours: HoursJson,
    upkeep_usd_per_year: Option<f64>,
    at_least: bool,
    at_least_because: Vec<&'a str>,
    not_modelled: Vec<&'a str>,
    proven_cheapest: bool,
    credit_hours: CreditsJson,
    on_last_day: Vec<&'a str>,
    events: Vec<EventJson<'a>>,
}

/// Hours of continuing education: each programme by itself, and if every activity counts in all.
#[derive(Serialize)]
struct CreditsJson {
    summed: f64,
    overlapped: f64,
}

#[derive(Serialize)]
struct EventJson<'a> {
    date: String,
    kind: &'static str,
    credentials: Vec<&'a str>,
    cost_usd: Option<f64>,
    hours: HoursJson,
    because: &'a str,
}
