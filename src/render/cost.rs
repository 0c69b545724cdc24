//! What it takes to earn and keep a set of credentials.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Tone;
use super::credential;
use super::style::sparkline;
use super::value::{amount, hours, list, money, money_range, rounded};
use super::{Cell, Column, Forms, Grid, escape_markdown, fold, usd};
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
use crate::cost::years::by_year;

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
    /// Yearly discount rate, 0.05 = 5%.
    pub discount: Option<f64>,
    /// Equivalent annual cost of keeping the set over whole cycles, USD; `None` where it is not known.
    pub per_year: Option<f64>,
    /// What is held.
    pub held: &'a [Dated],
    /// Whether the terminal shows sparklines.
    pub draws: bool,
}

impl Forms for View<'_> {
    /// The events as a table, with the totals below.
    fn terminal(&self, width: u16) -> String {
        let mut text = match (
            self.schedule.events.is_empty(),
            self.schedule.at_least.is_empty(),
        ) {
            (true, true) => "There is nothing to do and nothing to pay.\n".to_owned(),
            (true, false) => "Nothing is known to be due.\n".to_owned(),
            (false, _) => self.grid().terminal(width),
        };
        text.push('\n');
        for (note, bars) in self.notes() {
            text += &fold(&note, width, 2);
            if let Some(bars) = bars {
                let fits = note.len() + 2 + usize::from(self.years) <= width.into();
                text += if fits { "  " } else { "\n  " };
                text += &Tone::Good.paint(&bars);
            }
            text.push('\n');
        }
        text
    }

    /// The same as Markdown.
    fn markdown(&self) -> String {
        let notes: String = self
            .notes()
            .iter()
            .map(|(note, _)| format!("\n{}\n", escape_markdown(note)))
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
            as_of: self.today,
            horizon_years: self.years,
            until: self.schedule.end,
            total_usd: self.total(),
            total_usd_high: self.most(),
            totals: self.currency.map(|currency| {
                let (local, dollars) = self.totals();
                BTreeMap::from([
                    (currency.to_string(), local.units()),
                    ("USD".to_owned(), dollars.dollars()),
                ])
            }),
            separately_usd: self.separately,
            present_value_usd: self
                .discount
                .map(|rate| rounded(self.present_value(rate), 2)),
            total_hours: self.schedule.hours(),
            upkeep_usd_per_year: self.per_year.map(|usd| rounded(usd, 2)),
            at_least: !self.schedule.at_least.is_empty(),
            at_least_because: &self.schedule.at_least,
            not_yet_available: self
                .not_yet_available()
                .map(|credential| credential.id)
                .collect(),
            not_modelled: &self.schedule.not_modelled,
            proven_cheapest: self.schedule.cheapest,
            credit_hours: CreditsJson {
                summed: rounded(self.schedule.credit_hours, 1),
                overlapped: rounded(self.schedule.credit_hours_shared, 1),
            },
            on_last_day: &self.schedule.on_last_day,
            renewed: self
                .renewed()
                .map(|(credential, held, by, earned)| RenewedJson {
                    credential: credential.id,
                    expires: held
                        .expires()
                        .map_or_else(|| "never".to_owned(), |day| day.to_string()),
                    renewed_by: by,
                    earned,
                })
                .collect(),
            events: self
                .schedule
                .events
                .iter()
                .map(|event| EventJson {
                    date: event.date,
                    kind: event.kind.word(),
                    credentials: &event.credentials,
                    cost_usd: self.own(event),
                    cost_usd_high: event.most.filter(|_| self.own(event) == event.cost),
                    cost_local: self.local(event).map(Amount::units),
                    window_opens: event.opens,
                    expires: event.expires,
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
            (PaidBy::All, _)
            | (PaidBy::Exam, EventKind::Exam | EventKind::Application | EventKind::Renewal) => {
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
        self.most_of(self.schedule).max(self.most_of(self.worst))
    }

    fn most_of(&self, schedule: &Schedule<'_>) -> Usd {
        let events = schedule.events.iter();
        events
            .filter_map(|event| match self.own(event) {
                own if own == event.cost => event.most.or(own),
                own => own,
            })
            .sum()
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
    fn price(&self, event: &Event<'_>) -> Cell {
        let own = self.own(event);
        match (self.currency, self.local(event)) {
            (None, _) => Cell::usd(own).up_to(event.most.filter(|_| own == event.cost)),
            (Some(currency), Some(amount)) => format!("{amount} {currency}").into(),
            (Some(_), None) if own == Some(Usd::FREE) => "0".into(),
            (Some(_), None) => match (own, event.most.filter(|_| own == event.cost)) {
                (Some(own), Some(most)) => format!("{own}-{most} USD").into(),
                (own, _) => format!("{} USD", usd(own)).into(),
            },
        }
    }

    /// Cash in each year of the horizon; nothing where that says nothing.
    fn cash_by_year(&self) -> Option<Vec<Usd>> {
        let is_plain = self.currency.is_none() && self.paid == PaidBy::Oneself;
        let years = by_year(self.schedule, self.today, self.years);
        let years: Vec<Usd> = years.iter().map(|year| year.cash).collect();
        let paid_in = years.iter().filter(|usd| **usd != Usd::FREE).count();
        (is_plain && paid_in > 1).then_some(years)
    }

    /// The same in a sentence.
    fn year_by_year(&self) -> Option<String> {
        let years = self.cash_by_year()?;
        let cents = years.iter().any(|usd| usd.cents() % 100 != 0);
        let amounts: Vec<String> = years.iter().map(|usd| amount(*usd, cents)).collect();
        let is_exact = self.schedule.at_least.is_empty() && self.most() == self.total();
        let bound = if is_exact { "" } else { ", at least" };
        Some(format!("Year by year{bound}: USD {}.", amounts.join(", ")))
    }

    /// The same drawn, where it is to be.
    fn bars_by_year(&self) -> Option<String> {
        let years = self.cash_by_year().filter(|_| self.draws)?;
        let highest = years.iter().map(|usd| usd.cents()).max()?;
        Some(sparkline(years.iter().map(|usd| usd.cents()), highest))
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
            Column::names("credential"),
            Column::id("id"),
            Column::number(if self.currency.is_some() {
                "price"
            } else {
                "USD"
            }),
            Column::number("hours").optional(1),
            Column::text("because").optional(4),
        ];
        if windows {
            columns.insert(4, Column::id("open from").optional(3).from(100));
        }
        // When windows open stands beside the renewal.
        let shown = self
            .schedule
            .events
            .iter()
            .filter(|event| event.kind != EventKind::WindowOpens);
        let rows = shown.map(|event| {
            let names: Vec<String> = event
                .credentials
                .iter()
                .map(|id| credential::name(self.catalog, **id))
                .collect();
            let mut row: Vec<Cell> = vec![
                event.date.to_string().into(),
                event.kind.word().replace('-', " ").into(),
                names.join(", ").into(),
                Cell::from(ids(&event.credentials, ", ")).toned(Tone::Faint),
                self.price(event),
                Cell::from(hours(event.hours)).toned(tone_of_hours(event.hours)),
                event.because.clone().into(),
            ];
            if windows {
                let opens = event.opens.map(|day| day.to_string());
                row.insert(4, opens.unwrap_or_default().into());
            }
            row
        });
        Grid::new(columns, rows)
    }

    /// What to know beside the events, each with the bars that are drawn after it.
    fn notes(&self) -> Vec<(String, Option<String>)> {
        let years = self
            .year_by_year()
            .map(|sentence| (sentence, self.bars_by_year()));
        let others = self.other_notes().into_iter().map(|note| (note, None));
        std::iter::once((self.in_all(), None))
            .chain(years)
            .chain(others)
            .collect()
    }

    /// Whether the total is a range with a known upper end.
    fn is_range(&self) -> bool {
        self.most() > self.total() && self.worst.at_least.is_empty()
    }

    /// What everything takes in all.
    fn in_all(&self) -> String {
        let schedule = self.schedule;
        let at_least = if schedule.at_least.is_empty() || self.is_range() {
            ""
        } else {
            "at least "
        };
        let total = match (self.currency, self.most()) {
            (Some(currency), _) => {
                let (local, dollars) = self.totals();
                let local =
                    (local != Amount::default()).then(|| format!("{local} {currency} and "));
                format!("{}{}", local.unwrap_or_default(), money(dollars))
            }
            (None, most) if most > self.total() => money_range(self.total(), most),
            (None, _) => money(self.total()),
        };
        format!(
            "From {} to {}: {at_least}{total} and {} hours.",
            self.today,
            schedule.end,
            hours(schedule.hours())
        )
    }

    fn other_notes(&self) -> Vec<String> {
        let schedule = self.schedule;
        let mut notes = Vec::new();
        let (summed, overlapped) = (schedule.credit_hours, schedule.credit_hours_shared);
        if summed > 0.0 {
            let shared = if overlapped < summed {
                format!("; {overlapped:.0} hours if each activity counts in all programs")
            } else {
                String::new()
            };
            notes.push(format!(
                "They include {summed:.0} hours of continuing education{shared}."
            ));
        }
        let saved = self.separately.cents() - schedule.total().cents();
        if saved > 0 {
            notes.push(format!(
                "Renewed separately these would cost {}; together you save {}.",
                money(self.separately),
                money(Usd::from_cents(saved))
            ));
        }
        notes.extend(self.late().map(|(credential, held, late)| {
            let expired = held
                .expires()
                .map_or_else(String::new, PartialDate::in_words);
            format!(
                "{} expired {expired} and is {}.",
                credential.name,
                late.in_words()
            )
        }));
        notes.extend(self.renewed().map(|(credential, held, by, earned)| {
            let lasts = match held.expires() {
                Some(day) => format!("is valid until {day}"),
                None => "never expires".to_owned(),
            };
            format!(
                "{} {lasts}: it is renewed by {}, earned {earned}.",
                credential.name,
                credential::name(self.catalog, by)
            )
        }));
        if let Some(per_year) = self.per_year {
            notes.push(format!(
                "Keeping them costs {} a year over whole cycles.",
                money(cents(per_year))
            ));
        }
        if let Some(rate) = self.discount {
            notes.push(format!(
                "The present value at {:.1}% a year is {}.",
                rate * 100.0,
                money(cents(self.present_value(rate)))
            ));
        }
        match self.paid {
            PaidBy::Oneself => {}
            PaidBy::Exam => notes.push("Somebody else pays exams and renewals.".to_owned()),
            PaidBy::All => notes.push("Somebody else pays everything.".to_owned()),
        }
        for credential in self.not_yet_available() {
            let from = credential
                .available_from
                .filter(|from| from.earliest() > self.today);
            let when = from.map_or_else(|| "yet".to_owned(), |from| format!("before {from}"));
            notes.push(format!(
                "{} can't be booked {when}; it is counted as if it could be booked today.",
                credential.name
            ));
        }
        notes.extend(self.about_prices());
        if !schedule.cheapest {
            notes.push(
                "The set is too large to be searched completely: something cheaper may exist."
                    .to_owned(),
            );
        }
        if !schedule.on_last_day.is_empty() {
            let names: Vec<String> = schedule
                .on_last_day
                .iter()
                .map(|id| credential::name(self.catalog, **id))
                .collect();
            let due = if names.len() == 1 { "is" } else { "are" };
            notes.push(format!(
                "Not included: {} {due} due on {}, the last day.",
                list(&names),
                schedule.end
            ));
        }
        if !schedule.not_modelled.is_empty() {
            let mut names: Vec<String> = schedule
                .not_modelled
                .iter()
                .filter_map(|way| way.split(' ').next())
                .map(|id| self.name_of(id))
                .collect();
            names.dedup();
            notes.push(format!(
                "Some ways to renew {} are not modelled (`certadvise show ID` lists them); one of them may be cheaper.",
                list(&names)
            ));
        }
        let why = if self.is_range() {
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

    fn name_of(&self, id: &str) -> String {
        let mut credentials = self.catalog.credentials.iter();
        let named = credentials.find(|credential| credential.id.as_str() == id);
        named.map_or_else(|| id.to_owned(), |credential| credential.name.to_string())
    }

    /// Credentials to earn.
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

    /// Credentials to earn that can't be booked on the first day.
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
                format!("Prices are those for members of {issuer} where they are known; the membership itself is not counted.")
            } else {
                format!("No member price of {issuer} is known, so these are list prices.")
            });
        }
        for credential in self.exams() {
            if let Some(fee) = credential
                .training
                .filter(|course| !course.mandatory)
                .and_then(|course| course.fee)
            {
                notes.push(format!(
                    "A course for {} costs {}; it is optional and not counted.",
                    credential.name,
                    money_range(fee.low, fee.high)
                ));
            }
        }
        if self.currency.is_some() {
            notes.push(
                "Prices that no overlay gives in this currency are list prices in USD; nothing is converted.".to_owned(),
            );
        }
        notes
    }

    fn present_value(&self, rate: f64) -> f64 {
        self.schedule
            .present_value(self.today, rate, |event| self.own(event))
    }
}

/// A sum that was divided or discounted, to the cent.
fn cents(usd: f64) -> Usd {
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    Usd::from_cents((usd * 100.0).round() as i64)
}

fn ids(ids: &[&CredentialId], between: &str) -> String {
    ids.iter()
        .map(|id| id.as_str())
        .collect::<Vec<_>>()
        .join(between)
}

/// No hours are beside the point.
fn tone_of_hours(hours: HourRange) -> Tone {
    if hours == HourRange::NONE {
        Tone::Faint
    } else {
        Tone::Plain
    }
}

#[derive(Serialize)]
struct CostJson<'a> {
    schema: &'static str,
    as_of: Date,
    horizon_years: u8,
    until: Date,
    total_usd: Usd,
    total_usd_high: Usd,
    #[serde(skip_serializing_if = "Option::is_none")]
    totals: Option<BTreeMap<String, f64>>,
    separately_usd: Usd,
    present_value_usd: Option<f64>,
    total_hours: HourRange,
    upkeep_usd_per_year: Option<f64>,
    at_least: bool,
    at_least_because: &'a BTreeSet<String>,
    not_yet_available: Vec<CredentialId>,
    not_modelled: &'a BTreeSet<String>,
    proven_cheapest: bool,
    credit_hours: CreditsJson,
    on_last_day: &'a [&'a CredentialId],
    renewed: Vec<RenewedJson>,
    events: Vec<EventJson<'a>>,
}

/// Hours of continuing education: each program by itself, and if every activity counts in all.
#[derive(Serialize)]
struct CreditsJson {
    summed: f64,
    overlapped: f64,
}

/// What another holding renewed.
#[derive(Serialize)]
struct RenewedJson {
    credential: CredentialId,
    expires: String,
    renewed_by: CredentialId,
    earned: PartialDate,
}

#[derive(Serialize)]
struct EventJson<'a> {
    date: Date,
    kind: &'static str,
    credentials: &'a [&'a CredentialId],
    cost_usd: Option<Usd>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_usd_high: Option<Usd>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost_local: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window_opens: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<PartialDate>,
    hours: HourRange,
    because: &'a str,
}
