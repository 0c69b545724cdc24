//! What lapses in a team: table, chart, JSON, CSV and a calendar.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};
use jiff::ToSpan;
use serde::Serialize;

use super::value::hours;
use super::{Cell, Column, Grid, MIN_WIDTH, clean, count, fold, usd};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::cost::HourRange;
use crate::cost::renewals::{Renewal, Renewals};
use crate::cost::standing::Late;
use crate::team::roster::Person;

/// Days before an expiry on which a calendar reminds.
const REMINDERS: [i64; 2] = [90, 30];
/// Days before a window opens on which a calendar reminds.
const WEEK: i64 = 7;
/// Cells of the longest bar of the chart.
const BAR: usize = 40;
/// Columns before a bar: the month and what it costs.
const BEFORE_BAR: usize = 17;

/// What is kept though nothing asks for it: who, what, and what that costs.
pub type Needless<'t> = (&'t Person, CredentialId, Usd);

/// How the table is grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By day.
    Day,
    /// Under each person.
    Person,
    /// Under each month.
    Month,
    /// Under each quarter.
    Quarter,
    /// Under each issuer.
    Issuer,
}

/// The table with a chart of the cost over the months.
pub fn terminal(
    renewals: &Renewals<'_>,
    by: By,
    needless: Option<&[Needless<'_>]>,
    width: u16,
) -> String {
    let mut text = String::new();
    if !renewals.lapses() {
        text += &format!(
            "Nothing lapses from {} until {}.\n",
            renewals.today, renewals.until
        );
    }
    for (title, (rows, total)) in groups(renewals, by) {
        if by == By::Day {
            text += &grid(&rows).terminal(width);
            continue;
        }
        text += &format!("{}: {total} USD, annual fees included\n", clean(&title));
        if !rows.is_empty() {
            text += &grid(&rows).terminal(width);
        }
        text.push('\n');
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text += &chart(renewals, width);
    for note in notes(renewals, needless) {
        text += &fold(&note, width, 2);
        text.push('\n');
    }
    text
}

/// The table as Markdown.
pub fn markdown(renewals: &Renewals<'_>, needless: Option<&[Needless<'_>]>) -> String {
    let all: Vec<_> = renewals.due.iter().collect();
    let notes: String = notes(renewals, needless)
        .iter()
        .map(|note| format!("\n{note}\n"))
        .collect();
    grid(&all).markdown() + &notes
}

/// One row a renewal, and then one for each holding that ends without.
pub fn csv(renewals: &Renewals<'_>) -> Result<String, csv::Error> {
    let mut grid = grid(&renewals.due.iter().collect::<Vec<_>>());
    let unknown = || "unknown".to_owned();
    let ending = renewals.ending().map(|(one, expires)| {
        let (person, credential) = (one.person.id.to_string(), one.credential.id.to_string());
        let cells = [
            expires.to_string(),
            person,
            credential,
            unknown(),
            unknown(),
            unknown(),
            String::new(),
            String::new(),
        ];
        cells.map(Cell::from).to_vec()
    });
    grid.rows.extend(ending);
    grid.csv()
}

/// Renewals under their titles, each with what all of it costs.
type Groups<'r, 't> = BTreeMap<String, (Vec<&'r Renewal<'t>>, Usd)>;

fn groups<'r, 't>(renewals: &'r Renewals<'t>, by: By) -> Groups<'r, 't> {
    let title = |person: &Person, date: Date, issuer: IssuerId| match by {
        By::Day => String::new(),
        By::Person => named(person),
        By::Month => date.strftime("%Y-%m").to_string(),
        By::Quarter => quarter(date),
        By::Issuer => issuer.to_string(),
    };
    let sums = renewals.by(|item| title(item.person, item.date, item.issuer));
    let mut groups: Groups<'_, '_> = sums
        .into_iter()
        .map(|(title, usd)| (title, (Vec::new(), usd)))
        .collect();
    for one in &renewals.due {
        groups
            .entry(title(one.person, one.act_by, one.credential.issuer))
            .or_default()
            .0
            .push(one);
    }
    groups.retain(|_, (rows, usd)| !rows.is_empty() || (by != By::Day && *usd > Usd::FREE));
    groups
}

fn named(person: &Person) -> String {
    person.name.as_ref().map_or_else(
        || person.id.to_string(),
        |name| format!("{} ({name})", person.id),
    )
}

fn quarter(date: Date) -> String {
    format!("{:04}-Q{}", date.year(), (date.month() + 2) / 3)
}

fn way(one: &Renewal<'_>) -> String {
    let kind = one
        .way
        .map_or_else(String::new, |way| way.word().replace('-', " "));
    if *one.renew == one.credential.id {
        kind
    } else {
        format!("renew {} by {kind}", one.renew)
    }
}

/// The last day to act: a month or a year where no more is known of the expiry.
fn act_by(one: &Renewal<'_>) -> String {
    if one.act_by == one.expires {
        one.expires_as_known.to_string()
    } else {
        one.act_by.to_string()
    }
}

/// What is to be said of holdings that have expired and can still be renewed, and of those that others renewed.
fn remarks<'r>(renewals: &'r Renewals<'_>) -> impl Iterator<Item = String> + use<'r> {
    let late = renewals.due.iter().filter_map(|one| {
        let when = one.expires_as_known.in_words();
        let state = one.late?.in_words();
        let (person, id) = (&one.person.id, one.credential.id);
        Some(format!("{person}: {id} expired {when} and is {state}."))
    });
    let renewed = renewals.renewed.iter().filter(|one| one.matters);
    late.chain(renewed.map(|one| {
        let lasts = match one.expires {
            Some(day) => format!("is valid until {day}"),
            None => "never expires".to_owned(),
        };
        let (person, id) = (&one.person.id, one.credential.id);
        format!(
            "{person}: {id} {lasts}: renewed by {}, earned {}.",
            one.by, one.earned
        )
    }))
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
            act_by(one),
            one.person.id.to_string(),
            one.credential.id.to_string(),
            way(one),
            usd(one.cost),
            hours(one.hours),
            or_empty(one.window_opens),
            one.also_renews
                .iter()
                .map(|id| id.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        ]
    });
    Grid::new(columns, rows)
}

/// Cost over the months as bars.
fn chart(renewals: &Renewals<'_>, width: u16) -> String {
    let room = BAR.min(usize::from(width.max(MIN_WIDTH)) - BEFORE_BAR);
    let months = renewals.by_month();
    let Some(most) = months
        .iter()
        .map(|(.., usd)| usd.cents())
        .max()
        .filter(|most| *most > 0)
    else {
        return String::new();
    };
    let line = |(year, month, usd): &(i16, i8, Usd)| {
        let cells =
            usize::try_from(usd.cents() * i64::try_from(room).unwrap_or(1) / most).unwrap_or(0);
        let bar = "#".repeat(if *usd > Usd::FREE { cells.max(1) } else { 0 });
        format!("{year:04}-{month:02} {:>8} {bar}", usd.to_string())
            .trim_end()
            .to_owned()
            + "\n"
    };
    format!(
        "Cost by month, USD, annual fees included\n{}\n",
        months.iter().map(line).collect::<String>()
    )
}

pub(super) fn notes(renewals: &Renewals<'_>, needless: Option<&[Needless<'_>]>) -> Vec<String> {
    let fees: Usd = renewals.fees.iter().map(|fee| fee.cost).sum();
    let at_least = if renewals.at_least() { "at least " } else { "" };
    let mut notes = vec![format!(
        "{} to {}: {}, {at_least}{} USD, of which {fees} USD annual fees.",
        renewals.today,
        renewals.until,
        count(renewals.due.len(), "renewal", "renewals"),
        renewals.total()
    )];
    match needless {
        None => {}
        Some([]) => notes.push("Everything kept is asked for.".to_owned()),
        Some(needless) => notes.extend(needless.iter().map(|(person, id, usd)| {
            format!(
                "{}: no requirement given asks for {id}; keeping it costs {usd} USD in this time.",
                person.id
            )
        })),
    }
    notes.extend(remarks(renewals));
    notes.extend(
        renewals
            .unplanned
            .iter()
            .map(|one| format!("{}: {} {}.", one.person.id, one.credential.id, one.because)),
    );
    notes
}

/// The JSON of the contract.
pub fn json(renewals: &Renewals<'_>, needless: Option<&[Needless<'_>]>) -> impl Serialize {
    let all = renewals.due.iter().map(|one| RenewalJson {
        person: one.person.id.to_string(),
        credential: one.credential.id.to_string(),
        expires: one.expires.to_string(),
        grace_until: one.late.map(|late| late.until.to_string()),
        suspended: one.late.is_some_and(Late::is_suspended),
        option: way(one),
        cost_usd: one.cost.map(Usd::dollars),
        hours: one.hours,
        window_opens: one.window_opens.map(|day| day.to_string()),
        act_by: one.act_by.to_string(),
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
                expires: one.expires.map(|day| day.to_string()),
                because: one.because.clone(),
            })
            .collect(),
        renewed: renewals
            .renewed
            .iter()
            .map(|one| RenewedJson {
                person: one.person.id.to_string(),
                credential: one.credential.id.to_string(),
                expires: one
                    .expires
                    .map_or_else(|| "never".to_owned(), |day| day.earliest().to_string()),
                renewed_by: one.by.to_string(),
                earned: one.earned.to_string(),
            })
            .collect(),
        by_month: renewals
            .by_month()
            .into_iter()
            .map(|(year, month, usd)| MonthJson {
                month: format!("{year:04}-{month:02}"),
                cost_usd: usd.dollars(),
            })
            .collect(),
        by_quarter: sums(renewals.by(|item| quarter(item.date))),
        by_person: sums(renewals.by(|item| item.person.id.to_string())),
        by_issuer: sums(renewals.by(|item| item.issuer.to_string())),
        not_required: needless.map(|needless| {
            let json = |(person, id, usd): &Needless<'_>| NotRequiredJson {
                person: person.id.to_string(),
                credential: id.to_string(),
                cost_usd: usd.dollars(),
            };
            needless.iter().map(json).collect()
        }),
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
    let mut push =
        |person: &Person, id: CredentialId, day: Date, how: &str, window: Option<(i64, String)>| {
            let uid = format!("{}-{id}@certadvise", slug(&person.id));
            // Of a holding that falls due more than once, the next time.
            if !written.insert(uid.clone()) {
                return;
            }
            let mut event = Event::new();
            event
                .uid(&uid)
                .add_property("DTSTAMP", &stamp)
                .add_property("SEQUENCE", sequence(day).to_string())
                .summary(&format!("{}: {id} expires", clean(&person.id)))
                .description(how);
            all_day(&mut event, day);
            let expiry = REMINDERS.map(|days| (days, format!("{id} expires in {days} days")));
            let mut alarms: Vec<(i64, String)> = expiry.into_iter().chain(window).collect();
            alarms.sort_by_key(|(days, _)| -days);
            for (days, text) in alarms {
                let alarm = Alarm::display(&text, -chrono::Duration::days(days))
                    .uid(&format!("{days}-{uid}"))
                    .add_property("DTSTAMP", &stamp)
                    .done();
                event.alarm(alarm);
            }
            calendar.push(event.done());
        };
    for one in &renewals.due {
        let opens = one
            .window_opens
            .map(|day| format!("\nCan be renewed from {day}."))
            .unwrap_or_default();
        let how = format!(
            "{}: {} USD, {} h.{opens}",
            way(one),
            usd(one.cost),
            hours(one.hours)
        );
        let window = one.window_opens.map(|day| {
            let days = i64::from((one.act_by - day).get_days()) + WEEK;
            (
                days,
                format!("{} can be renewed in {WEEK} days, from {day}", one.renew),
            )
        });
        push(one.person, one.credential.id, one.act_by, &how, window);
    }
    for (one, expires) in renewals.ending() {
        push(
            one.person,
            one.credential.id,
            expires,
            &format!("{} {}.", one.credential.id, one.because),
            None,
        );
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
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
}

#[derive(Serialize)]
struct RenewalsJson {
    schema: &'static str,
    as_of: String,
    until: String,
    renewals: Vec<RenewalJson>,
    annual_fees: Vec<FeeJson>,
    unplanned: Vec<UnplannedJson>,
    renewed: Vec<RenewedJson>,
    by_month: Vec<MonthJson>,
    by_quarter: BTreeMap<String, f64>,
    by_person: BTreeMap<String, f64>,
    by_issuer: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_required: Option<Vec<NotRequiredJson>>,
    at_least: bool,
    total_usd: f64,
}

/// What another holding renewed.
#[derive(Serialize)]
struct RenewedJson {
    person: String,
    credential: String,
    expires: String,
    renewed_by: String,
    earned: String,
}

/// What nothing asks for.
#[derive(Serialize)]
struct NotRequiredJson {
    person: String,
    credential: String,
    cost_usd: f64,
}

fn sums(sums: BTreeMap<String, Usd>) -> BTreeMap<String, f64> {
    sums.into_iter()
        .map(|(key, usd)| (key, usd.dollars()))
        .collect()
}

#[derive(Serialize)]
struct RenewalJson {
    person: String,
    credential: String,
    expires: String,
    /// The last day to renew what has expired.
    grace_until: Option<String>,
    suspended: bool,
    option: String,
    cost_usd: Option<f64>,
    hours: HourRange,
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
    expires: Option<String>,
    because: String,
}

#[derive(Serialize)]
struct MonthJson {
    month: String,
    cost_usd: f64,
}
