//! What it takes to earn and keep a set of credentials.

use std::collections::BTreeMap;

use serde::Serialize;

use super::value::{hours, rounded};
use super::{Column, Forms, Grid, fold, usd};
use crate::base::date::{Date, PartialDate};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::price::{Amount, Currency};
use crate::catalog::vocabulary::{RenewalKind, Status};
use crate::cost::HourRange;
use crate::cost::schedule::{Event, EventKind, Schedule};
use crate::cost::standing::{self, Dated, Late, State};

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
    /// What the credentials are.
    pub catalog: &'a Catalog,
    /// The schedule of the set.
    pub schedule: &'a Schedule<'a>,
    /// The same if what is of unknown validity lasts as short as it may.
    pub worst: &'a Schedule<'a>,
    /// Issuers whose prices for members were taken.
    pub member_of: &'a [IssuerId],
    /// The currency to show prices in where they are known in it.
    pub currency: Option<Currency>,
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
    /// What is held.
    pub held: &'a [Dated],
}

impl Forms for View<'_> {
    /// The events as a table, with the totals below.
    fn terminal(&self, width: u16) -> String {
        let mut text = match (
            self.schedule.events.is_empty(),
            self.schedule.at_least.is_empty(),
        ) {
            (true, true) => "Nothing to do and nothing to pay.\n".to_owned(),
            (true, false) => "Nothing is known to be due.\n".to_owned(),
            (false, _) => self.grid().terminal(width),
        };
        text.push('\n');
        for note in self.notes() {
            text += &fold(&note, width, 2);
            text.push('\n');
        }
        text
    }

    /// The same as Markdown.
    fn markdown(&self) -> String {
        let notes: String = self
            .notes()
            .iter()
            .map(|note| format!("\n{note}\n"))
            .collect();
        self.grid().markdown() + &notes
    }

    /// One row an event.
    fn csv(&self) -> Result<String, csv::Error> {
        self.grid().csv()
    }

    /// The JSON of the contract.
    fn json(&self) -> impl Serialize {
        CostJson {
            schema: "certadvise.cost/1",
            as_of: self.today.to_string(),
            horizon_years: self.years,
            until: self.schedule.end.to_string(),
            total_usd: self.total().dollars(),
            total_usd_high: self.most().dollars(),
            totals: self.currency.map(|currency| {
                let (local, dollars) = self.totals();
                BTreeMap::from([
                    (currency.to_string(), local.units()),
                    ("USD".to_owned(), dollars.dollars()),
                ])
            }),
            separately_usd: self.separately.dollars(),
            present_value_usd: self
                .discount
                .map(|rate| rounded(self.present_value(rate), 2)),
            total_hours: self.schedule.hours(),
            upkeep_usd_per_year: self.per_year.map(|usd| rounded(usd, 2)),
            at_least: !self.schedule.at_least.is_empty(),
            at_least_because: self.schedule.at_least.iter().map(String::as_str).collect(),
            not_yet_available: self
                .not_yet_available()
                .map(|credential| credential.id.as_str())
                .collect(),
            not_modelled: self
                .schedule
                .not_modelled
                .iter()
                .map(String::as_str)
                .collect(),
            proven_cheapest: self.schedule.cheapest,
            credit_hours: CreditsJson {
                summed: rounded(self.schedule.credit_hours, 1),
                overlapped: rounded(self.schedule.credit_hours_shared, 1),
            },
            on_last_day: self
                .schedule
                .on_last_day
                .iter()
                .map(|id| id.as_str())
                .collect(),
            renewed: self
                .renewed()
                .map(|(credential, held, by, earned)| RenewedJson {
                    credential: credential.id.to_string(),
                    expires: held
                        .expires()
                        .map_or_else(|| "never".to_owned(), |day| day.to_string()),
                    renewed_by: by.to_string(),
                    earned: earned.to_string(),
                })
                .collect(),
            events: self
                .schedule
                .events
                .iter()
                .map(|event| EventJson {
                    date: event.date.to_string(),
                    kind: event.kind.word(),
                    credentials: event.credentials.iter().map(|id| id.as_str()).collect(),
                    cost_usd: self.own(event).map(Usd::dollars),
                    cost_usd_high: event
                        .most
                        .filter(|_| self.own(event) == event.cost)
                        .map(Usd::dollars),
                    cost_local: self.local(event).map(Amount::units),
                    window_opens: event.opens.map(|day| day.to_string()),
                    expires: event.expires.map(|expires| expires.to_string()),
                    hours: event.hours,
                    because: &event.because,
                })
                .collect(),
        }
    }
}

impl<'a> View<'a> {
    /// What is held and has expired, as far as it can still be renewed.
    fn late(&self) -> impl Iterator<Item = (&'a Credential, Dated, Late)> {
        let (catalog, today) = (self.catalog, self.today);
        self.held.iter().filter_map(move |held| {
            let credential = catalog.credentials.get(usize::from(held.number))?;
            match standing::state(credential, held.expiry, today) {
                State::Late(late) => Some((credential, *held, late)),
                _ => None,
            }
        })
    }

    /// What is held and valid for longer because of another holding, with that and when it was earned.
    fn renewed(&self) -> impl Iterator<Item = (&'a Credential, Dated, CredentialId, PartialDate)> {
        let catalog = self.catalog;
        self.held.iter().filter_map(move |held| {
            let (by, earned) = held.renewer(catalog)?;
            let credential = catalog.credentials.get(usize::from(held.number))?;
            Some((credential, *held, by, earned))
        })
    }
}

impl View<'_> {
    /// What is left to pay for an event.
    fn own(&self, event: &Event<'_>) -> Option<Usd> {
        match (self.paid, event.kind) {
            (PaidBy::All, _) | (PaidBy::Exam, EventKind::Exam | EventKind::Renewal) => {
                Some(Usd::FREE)
            }
            _ => event.cost,
        }
    }

    fn total(&self) -> Usd {
        self.schedule
            .events
            .iter()
            .filter_map(|event| self.own(event))
            .sum()
    }

    /// The upper end of the total; the same where nothing is a range.
    fn most(&self) -> Usd {
        let most = |event: &Event<'_>| {
            if self.own(event) == event.cost {
                event.most.or(event.cost)
            } else {
                self.own(event)
            }
        };
        let sum = |schedule: &Schedule<'_>| schedule.events.iter().filter_map(most).sum::<Usd>();
        sum(self.schedule).max(sum(self.worst))
    }

    /// What is left to pay for an event in the currency asked for, where an overlay gives it.
    fn local(&self, event: &Event<'_>) -> Option<Amount> {
        let currency = self.currency?;
        if self.own(event) == Some(Usd::FREE) {
            return None;
        }
        event.credentials.iter().find_map(|id| {
            let credential = self.catalog.credential(id)?;
            let prices = credential
                .prices
                .iter()
                .find(|prices| prices.currency == currency)?;
            let renewal = credential.renewal.as_ref();
            match event.kind {
                EventKind::Exam => prices.exam_fee,
                EventKind::AnnualFee => prices
                    .annual_fee
                    .filter(|_| renewal.is_some_and(|renewal| renewal.annual_fee == event.cost)),
                EventKind::Renewal if event.credentials.first() == Some(id) => {
                    prices.renewal_fee.or_else(|| {
                        let full = event.way == Some(RenewalKind::RetakeExam)
                            && event.cost == credential.exam_fee;
                        prices.exam_fee.filter(|_| full)
                    })
                }
                _ => None,
            }
        })
    }

    /// The total as it is paid: in the currency asked for as far as it is known in it, the rest in US dollars.
    fn totals(&self) -> (Amount, Usd) {
        let mut totals = (Amount::default(), Usd::FREE);
        for event in &self.schedule.events {
            match self.local(event) {
                Some(amount) => totals.0 += amount,
                None => totals.1 = totals.1 + self.own(event).unwrap_or_default(),
            }
        }
        totals
    }

    /// A price as the table shows it.
    fn price(&self, event: &Event<'_>) -> String {
        let own = self.own(event);
        let in_dollars = || match event.most.filter(|_| own == event.cost) {
            Some(most) => format!("{}-{most}", usd(own)),
            None => usd(own),
        };
        match (self.currency, self.local(event)) {
            (None, _) => in_dollars(),
            (Some(currency), Some(amount)) => format!("{amount} {currency}"),
            (Some(_), None) if own == Some(Usd::FREE) => "0".to_owned(),
            (Some(_), None) => format!("{} USD", in_dollars()),
        }
    }

    fn grid(&self) -> Grid {
        let windows = self
            .schedule
            .events
            .iter()
            .any(|event| event.opens.is_some());
        let mut columns = vec![
            Column::id("date"),
            Column::id("event"),
            Column::text("credentials"),
            Column::number(if self.currency.is_some() {
                "price"
            } else {
                "USD"
            }),
            Column::number("hours"),
            Column::text("because").from(100),
        ];
        if windows {
            columns.insert(3, Column::id("open from"));
        }
        // When windows open stands beside the renewal.
        let shown = self
            .schedule
            .events
            .iter()
            .filter(|event| event.kind != EventKind::WindowOpens);
        let rows = shown.map(|event| {
            let mut row = vec![
                event.date.to_string(),
                event.kind.word().replace('-', " "),
                ids(&event.credentials, ", "),
                self.price(event),
                hours(event.hours),
                event.because.clone(),
            ];
            if windows {
                row.insert(
                    3,
                    event.opens.map(|day| day.to_string()).unwrap_or_default(),
                );
            }
            row
        });
        Grid {
            columns,
            rows: rows.collect(),
        }
    }

    fn notes(&self) -> Vec<String> {
        let schedule = self.schedule;
        let ranges = self.most() > self.total() && self.worst.at_least.is_empty();
        let at_least = if schedule.at_least.is_empty() || ranges {
            ""
        } else {
            "at least "
        };
        let total = match (self.currency, self.most()) {
            (Some(currency), _) => {
                let (local, dollars) = self.totals();
                let local =
                    (local != Amount::default()).then(|| format!("{local} {currency} and "));
                format!("{}{dollars} USD", local.unwrap_or_default())
            }
            (None, most) if most > self.total() => format!("{} to {most} USD", self.total()),
            (None, _) => format!("{} USD", self.total()),
        };
        let mut notes = vec![format!(
            "{} to {}: {at_least}{total} and {} h.",
            self.today,
            schedule.end,
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
        notes.extend(self.late().map(|(credential, held, late)| {
            let expired = held
                .expires()
                .map_or_else(String::new, PartialDate::in_words);
            format!(
                "{} expired {expired} and is {}.",
                credential.id,
                late.in_words()
            )
        }));
        notes.extend(self.renewed().map(|(credential, held, by, earned)| {
            let lasts = match held.expires() {
                Some(day) => format!("is valid until {day}"),
                None => "never expires".to_owned(),
            };
            format!(
                "{} {lasts}: renewed by {by}, earned {earned}.",
                credential.id
            )
        }));
        if let Some(per_year) = self.per_year {
            notes.push(format!(
                "Keeping it costs {per_year:.2} USD a year over whole cycles."
            ));
        }
        if let Some(rate) = self.discount {
            notes.push(format!(
                "Present value at {:.1} % a year: {:.2} USD.",
                rate * 100.0,
                self.present_value(rate)
            ));
        }
        match self.paid {
            PaidBy::Oneself => {}
            PaidBy::Exam => notes.push("Exams and renewals are paid by somebody else.".to_owned()),
            PaidBy::All => notes.push("Everything is paid by somebody else.".to_owned()),
        }
        for credential in self.not_yet_available() {
            let from = credential
                .available_from
                .filter(|from| from.earliest() > self.today);
            let when = from.map_or_else(|| "yet".to_owned(), |from| format!("before {from}"));
            notes.push(format!(
                "{} can't be booked {when}; it is counted as if it could be today.",
                credential.id
            ));
        }
        notes.extend(self.about_prices());
        if !schedule.cheapest {
            notes.push(
                "The set is too large to search through: something cheaper may exist.".to_owned(),
            );
        }
        if !schedule.on_last_day.is_empty() {
            notes.push(format!(
                "On the last day, {}, not counted: {} would have to be renewed.",
                schedule.end,
                ids(&schedule.on_last_day, ", ")
            ));
        }
        if !schedule.not_modelled.is_empty() {
            let mut ids: Vec<&str> = schedule
                .not_modelled
                .iter()
                .filter_map(|way| way.split(' ').next())
                .collect();
            ids.dedup();
            notes.push(format!(
                "Some ways to renew {} are not modelled (`certadvise show ID` names them): a cheaper one may be among them.",
                ids.join(", ")
            ));
        }
        let why = if ranges {
            "The lower end may be too low, because"
        } else {
            "At least, because"
        };
        notes.extend(
            schedule
                .at_least
                .iter()
                .map(|reason| format!("{why} {reason}.")),
        );
        notes
    }

    /// What is to be earned.
    fn exams(&self) -> impl Iterator<Item = &Credential> {
        let exams = self
            .schedule
            .events
            .iter()
            .filter(|event| event.kind == EventKind::Exam);
        exams
            .flat_map(|event| &event.credentials)
            .filter_map(|id| self.catalog.credential(id))
    }

    /// What is to be earned and can't be booked on the first day.
    fn not_yet_available(&self) -> impl Iterator<Item = &Credential> {
        let today = self.today;
        self.exams().filter(move |credential| {
            credential.status_on(today) == Status::Announced
                || credential
                    .available_from
                    .is_some_and(|from| from.earliest() > today)
        })
    }

    /// What to know about members' prices, courses and currencies.
    fn about_prices(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for issuer in self.member_of {
            notes.push(if self.catalog.has_member_prices(issuer) {
                format!("Prices for members of {issuer} where they are known; the membership itself is not counted.")
            } else {
                format!("No price for members of {issuer} is known: list prices.")
            });
        }
        for credential in self.exams() {
            if let Some(fee) = credential
                .training
                .filter(|course| !course.mandatory)
                .and_then(|course| course.fee)
            {
                notes.push(format!(
                    "A course for {} costs {fee} USD; it need not be taken and is not counted.",
                    credential.id
                ));
            }
        }
        if self.currency.is_some() {
            notes.push(
                "Prices that no overlay gives in this currency are USD list prices; nothing is converted.".to_owned(),
            );
        }
        notes
    }

    fn present_value(&self, rate: f64) -> f64 {
        self.schedule
            .present_value(self.today, rate, |event| self.own(event))
    }
}

fn ids(ids: &[&CredentialId], between: &str) -> String {
    ids.iter()
        .map(|id| id.as_str())
        .collect::<Vec<_>>()
        .join(between)
}

#[derive(Serialize)]
struct CostJson<'a> {
    schema: &'static str,
    as_of: String,
    horizon_years: u8,
    until: String,
    total_usd: f64,
    total_usd_high: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    totals: Option<BTreeMap<String, f64>>,
    separately_usd: f64,
    present_value_usd: Option<f64>,
    total_hours: HourRange,
    upkeep_usd_per_year: Option<f64>,
    at_least: bool,
    at_least_because: Vec<&'a str>,
    not_yet_available: Vec<&'a str>,
    not_modelled: Vec<&'a str>,
    proven_cheapest: bool,
    credit_hours: CreditsJson,
    on_last_day: Vec<&'a str>,
    renewed: Vec<RenewedJson>,
    events: Vec<EventJson<'a>>,
}

/// Hours of continuing education: each programme by itself, and if every activity counts in all.
#[derive(Serialize)]
struct CreditsJson {
    summed: f64,
    overlapped: f64,
}

/// What another holding renewed.
#[derive(Serialize)]
struct RenewedJson {
    credential: String,
    expires: String,
    renewed_by: String,
    earned: String,
}

#[derive(Serialize)]
struct EventJson<'a> {
    date: String,
    kind: &'static str,
    credentials: Vec<&'a str>,
    cost_usd: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_usd_high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_local: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window_opens: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    hours: HourRange,
    because: &'a str,
}
