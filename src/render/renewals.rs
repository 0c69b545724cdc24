//! What lapses in a team: table, chart, JSON, CSV and a calendar.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use super::recommend::{HoursJson, hours};
use super::{Column, Grid, clean, count, fold, usd};
use crate::catalog::quantity::Usd;
use crate::catalog::words::Word;
use crate::team::renewals::{Renewal, Renewals};

/// Days before an expiry on which a calendar reminds.
const REMINDERS: [i64; 2] = [90, 30];
/// Cells of the longest bar of the chart.
const BAR: usize = 40;

/// How the table is grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By day.
    Day,
    /// Under each person.
    Person,
    /// Under each month.
    Month,
    /// Under each issuer.
    Issuer,
}

/// The table with a chart of the cost over the months.
pub fn terminal(renewals: &Renewals<'_>, by: By, width: u16) -> String {
    let mut text = String::new();
    if renewals.due.is_empty() {
        text += &format!("Nothing lapses from {} until {}.\n", renewals.today, renewals.until);
    }
    for (title, rows) in groups(renewals, by) {
        if !title.is_empty() {
            text += &format!("{}\n", clean(&title));
        }
        text += &grid(&rows).terminal(width);
        if by != By::Day {
            let total: Usd = rows.iter().filter_map(|one| one.cost).sum();
            text += &format!("{total} USD\n\n");
        }
    }
    text.push('\n');
    text += &chart(renewals);
    for note in notes(renewals) {
        text += &fold(&note, width, 2);
        text.push('\n');
    }
    text
}

/// The table as Markdown.
pub fn markdown(renewals: &Renewals<'_>) -> String {
    let all: Vec<_> = renewals.due.iter().collect();
    let notes: String = notes(renewals).iter().map(|note| format!("\n{note}\n")).collect();
    grid(&all).markdown() + &notes
}

/// One row a renewal.
pub fn csv(renewals: &Renewals<'_>) -> String {
    grid(&renewals.due.iter().collect::<Vec<_>>()).csv()
}

fn groups<'r, 't>(renewals: &'r Renewals<'t>, by: By) -> Vec<(String, Vec<&'r Renewal<'t>>)> {
    let mut groups: BTreeMap<String, Vec<&Renewal<'_>>> = BTreeMap::new();
    for one in &renewals.due {
        let title = match by {
            By::Day => String::new(),
            By::Person => person(one),
            By::Month => one.expires.strftime("%Y-%m").to_string(),
            By::Issuer => one.credential.issuer.to_string(),
        };
        groups.entry(title).or_default().push(one);
    }
    groups.into_iter().collect()
}

fn person(one: &Renewal<'_>) -> String {
    one.person.name.as_ref().map_or_else(|| one.person.id.to_string(), |name| format!("{} ({name})", one.person.id))
}

fn way(one: &Renewal<'_>) -> String {
    let kind = one.way.map_or_else(String::new, |way| way.word().replace('-', " "));
    if *one.renew == one.credential.id { kind } else { format!("renew {} by {kind}", one.renew) }
}

fn or_empty(value: Option<impl Display>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn grid(rows: &[&Renewal<'_>]) -> Grid {
    let columns = vec![
        Column::id("act by"),
        Column::text("person"),
        Column::id("credential"),
        Column::text("cheapest way"),
        Column::number("USD"),
        Column::number("hours"),
        Column::id("window opens").from(100),
        Column::text("also renews").from(100),
    ];
    let rows = rows.iter().map(|one| {
        vec![
            one.expires.to_string(),
            one.person.id.to_string(),
            one.credential.id.to_string(),
            way(one),
            usd(one.cost),
            hours(one.hours),
            or_empty(one.window_opens),
            one.also_renews.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", "),
        ]
    });
    Grid { columns, rows: rows.collect() }
}

/// Cost over the months as bars.
fn chart(renewals: &Renewals<'_>) -> String {
    let months = renewals.by_month();
    let Some(most) = months.iter().map(|(.., usd)| usd.cents()).max().filter(|most| *most > 0) else {
        return String::new();
    };
    let line = |(year, month, usd): &(i16, i8, Usd)| {
        let cells = usize::try_from(usd.cents() * i64::try_from(BAR).unwrap_or(1) / most).unwrap_or(0);
        let bar = "#".repeat(if *usd > Usd::FREE { cells.max(1) } else { 0 });
        format!("{year:04}-{month:02} {:>8} {bar}", usd.to_string()).trim_end().to_owned() + "\n"
    };
    format!("Cost by month, USD, annual fees included\n{}\n", months.iter().map(line).collect::<String>())
}

fn notes(renewals: &Renewals<'_>) -> Vec<String> {
    let fees: Usd = renewals.fees.iter().map(|fee| fee.cost).sum();
    let at_least = if renewals.at_least() { "at least " } else { "" };
    let mut notes = vec![format!(
        "{} to {}: {}, {at_least}{} USD, of which {fees} USD annual fees.",
        renewals.today,
        renewals.until,
        count(renewals.due.len(), "renewal", "renewals"),
        renewals.total()
    )];
    notes.extend(
        renewals.unplanned.iter().map(|one| format!("{}: {} {}.", one.person.id, one.credential.id, one.because)),
    );
    notes
}

/// The JSON of the contract.
pub fn json(renewals: &Renewals<'_>) -> impl Serialize {
    let all = renewals.due.iter().map(|one| RenewalJson {
        person: one.person.id.to_string(),
        credential: one.credential.id.to_string(),
        expires: one.expires.to_string(),
        option: way(one),
        cost_usd: one.cost.map(Usd::dollars),
        hours: one.hours.into(),
        window_opens: one.window_opens.map(|day| day.to_string()),
        act_by: one.expires.to_string(),
        also_renews: one.also_renews.iter().map(ToString::to_string).collect(),
    });
    RenewalsJson {
        schema: "certadvise.renewals/1",
        as_of: renewals.today.to_string(),
        until: renewals.until.to_string(),
        renewals: all.collect(),
        annual_fees: renewals
            .fees
            .iter()
            .map(|fee| FeeJson {
                person: fee.person.id.to_string(),
                date: fee.date.to_string(),
                credentials: fee.credentials.iter().map(ToString::to_string).collect(),
                cost_usd: fee.cost.dollars(),
            })
            .collect(),
        unplanned: renewals
            .unplanned
            .iter()
            .map(|one| UnplannedJson {
                person: one.person.id.to_string(),
                credential: one.credential.id.to_string(),
                because: one.because.clone(),
            })
            .collect(),
        by_month: renewals
            .by_month()
            .into_iter()
            .map(|(year, month, usd)| MonthJson { month: format!("{year:04}-{month:02}"), cost_usd: usd.dollars() })
            .collect(),
        at_least: renewals.at_least(),
        total_usd: renewals.total().dollars(),
    }
}

/// A calendar (RFC 5545): one all-day event for each holding that falls due, with alarms. A holding keeps its UID, so
/// importing the file again moves its event and never doubles it.
pub fn calendar(renewals: &Renewals<'_>) -> String {
    let stamp = renewals.today.strftime("%Y%m%dT000000Z").to_string();
    let mut calendar = Calendar::new();
    calendar.name("Credentials to renew");
    let mut written = BTreeSet::new();
    for one in &renewals.due {
        let uid = format!("{}-{}@certadvise", slug(&one.person.id), one.credential.id);
        // Of a holding that falls due more than once, the next time.
        if !written.insert(uid.clone()) {
            continue;
        }
        let opens = one.window_opens.map(|day| format!("\nCan be renewed from {day}.")).unwrap_or_default();
        let mut event = Event::new();
        event
            .uid(&uid)
            .add_property("DTSTAMP", &stamp)
            .add_property("SEQUENCE", sequence(one.expires).to_string())
            .summary(&format!("{}: {} expires", clean(&one.person.id), one.credential.id))
            .description(&format!("{}: {} USD, {} h.{opens}", way(one), usd(one.cost), hours(one.hours)));
        all_day(&mut event, one.expires);
        let window = one.window_opens.map(|day| i64::from((one.expires - day).get_days()));
        let mut before: Vec<i64> = REMINDERS.into_iter().chain(window).collect();
        before.sort_unstable();
        before.dedup();
        for days in before.into_iter().rev() {
            let text = format!("{} expires in {days} days", one.credential.id);
            let alarm = Alarm::display(&text, -chrono::Duration::days(days))
                .uid(&format!("{days}-{uid}"))
                .add_property("DTSTAMP", &stamp)
                .done();
            event.alarm(alarm);
        }
        calendar.push(event.done());
    }
    calendar.to_string()
}

/// An event that takes a whole day.
fn all_day(event: &mut Event, date: Date) {
    for (key, day) in [("DTSTART", date), ("DTEND", date.saturating_add(1.day()))] {
        let mut property = Property::new(key, day.strftime("%Y%m%d").to_string());
        property.add_parameter("VALUE", "DATE");
        event.append_property(property);
    }
}

/// Grows with the date, so that a client takes the event of a later expiry for the newer one.
fn sequence(date: Date) -> i32 {
    (date - Date::constant(2000, 1, 1)).get_days().max(0)
}

/// Letters, digits and dashes only.
fn slug(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

#[derive(Serialize)]
struct RenewalsJson {
    schema: &'static str,
    as_of: String,
    until: String,
    renewals: Vec<RenewalJson>,
    annual_fees: Vec<FeeJson>,
    unplanned: Vec<UnplannedJson>,
    by_month: Vec<MonthJson>,
    at_least: bool,
    total_usd: f64,
}

#[derive(Serialize)]
struct RenewalJson {
    person: String,
    credential: String,
    expires: String,
    option: String,
    cost_usd: Option<f64>,
    hours: HoursJson,
    window_opens: Option<String>,
    act_by: String,
    also_renews: Vec<String>,
}

#[derive(Serialize)]
struct FeeJson {
    person: String,
    date: String,
    credentials: Vec<String>,
    cost_usd: f64,
}

#[derive(Serialize)]
struct UnplannedJson {
    person: String,
    credential: String,
    because: String,
}

#[derive(Serialize)]
struct MonthJson {
    month: String,
    cost_usd: f64,
}
