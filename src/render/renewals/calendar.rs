//! A calendar (RFC 5545): an all-day event for each renewal, each holding that ends and each annual fee, with reminders.
//! An event keeps its UID, so importing the file again moves it and never doubles it.

use std::collections::BTreeMap;

use icalendar::{Alarm, Calendar, Component, Event, EventLike, Property};
use jiff::ToSpan;

use super::{Page, way};
use crate::base::date::Date;
use crate::catalog::id::IssuerId;
use crate::cost::renewals::{AnnualFee, Renewal};
use crate::render::clean;
use crate::render::value::{hours, money, money_or_unknown};

/// Days before an expiry on which a calendar reminds.
const REMINDERS: [i64; 3] = [90, 30, 7];
/// Days before a window opens on which a calendar reminds.
const WEEK: i64 = 7;
/// Days before an annual fee on which a calendar reminds.
const FEE_REMINDER: i64 = 30;
/// Who made the calendar.
const PRODUCT: &str = "-//certadvise//certadvise//EN";

/// All events of the time looked at.
pub fn calendar(page: &Page<'_>) -> String {
    let mut draft = Draft {
        page,
        written: BTreeMap::new(),
        calendar: Calendar::empty(),
    };
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("CALSCALE", "GREGORIAN"),
    ] {
        draft.calendar.append_property((key, value));
    }
    draft.calendar.name("Credentials to renew");
    let renewals = page.renewals;
    for renewal in &renewals.due {
        draft.renewal(renewal);
    }
    for (unplanned, expires) in renewals.ending() {
        let (person, credential) = (unplanned.person, unplanned.credential);
        let title = format!("{} expires", page.names.credential(credential.id));
        draft.push(Entry {
            uid: format!("{}-{}", slug(&person.id), credential.id),
            day: expires,
            title: &format!("{}: {title}", page.names.person(&person.id)),
            details: &format!("{} {}.", credential.name, unplanned.because),
            issuer: credential.issuer,
            reminders: expiry_reminders(&title),
        });
    }
    for fee in &renewals.fees {
        draft.fee(fee);
    }
    draft.calendar.to_string()
}

/// What an event says.
struct Entry<'e> {
    uid: String,
    day: Date,
    title: &'e str,
    details: &'e str,
    issuer: IssuerId,
    reminders: Vec<(i64, String)>,
}

struct Draft<'p, 'a> {
    page: &'p Page<'a>,
    /// How often each UID was used.
    written: BTreeMap<String, u32>,
    calendar: Calendar,
}

impl Draft<'_, '_> {
    fn renewal(&mut self, renewal: &Renewal<'_>) {
        let names = &self.page.names;
        let title = format!("{} expires", names.credential(renewal.credential.id));
        let opens = renewal.window_opens.map_or_else(String::new, |day| {
            format!("\nIt can be renewed from {day}.")
        });
        let details = format!(
            "Cheapest way: {}, {}, {} hours.{opens}",
            way(renewal, |id| names.credential(*id)),
            money_or_unknown(renewal.cost),
            hours(renewal.hours)
        );
        let mut reminders = expiry_reminders(&title);
        reminders.extend(renewal.window_opens.map(|day| {
            let days = i64::from((renewal.act_by - day).get_days()) + WEEK;
            let credential = names.credential(*renewal.renew);
            (
                days,
                format!("{credential} can be renewed in {WEEK} days, from {day}"),
            )
        }));
        let title = format!("{}: {title}", names.person(&renewal.person.id));
        self.push(Entry {
            uid: format!("{}-{}", slug(&renewal.person.id), renewal.credential.id),
            day: renewal.act_by,
            title: &title,
            details: &details,
            issuer: renewal.credential.issuer,
            reminders,
        });
    }

    fn fee(&mut self, fee: &AnnualFee<'_>) {
        let names = &self.page.names;
        let credentials: Vec<String> = fee
            .credentials
            .iter()
            .map(|id| names.credential(**id))
            .collect();
        let title = format!("annual fee of {}", money(fee.cost));
        let details = format!("For {}.", credentials.join(", "));
        let reminder = (
            FEE_REMINDER,
            format!("{title} is due in {FEE_REMINDER} days"),
        );
        let title = format!(
            "{}: {title} for {}",
            names.person(&fee.person.id),
            credentials.first().map_or("", String::as_str)
        );
        let first = fee.credentials.first().map_or("", |id| id.as_str());
        self.push(Entry {
            uid: format!("{}-fee-{first}", slug(&fee.person.id)),
            day: fee.date,
            title: &title,
            details: &details,
            issuer: fee.issuer,
            reminders: vec![reminder],
        });
    }

    fn push(&mut self, entry: Entry<'_>) {
        let times = self.written.entry(entry.uid.clone()).or_default();
        *times += 1;
        // The next one has the bare UID, so that it moves when the calendar is imported again.
        let uid = match *times {
            1 => format!("{}@certadvise", entry.uid),
            times => format!("{}-{times}@certadvise", entry.uid),
        };
        let today = self.page.renewals.today;
        let stamp = today.strftime("%Y%m%dT000000Z").to_string();
        let mut event = Event::new();
        event
            .uid(&uid)
            .add_property("DTSTAMP", &stamp)
            .add_property("SEQUENCE", sequence(entry.day).to_string())
            // It takes no time of the day.
            .add_property("TRANSP", "TRANSPARENT")
            .summary(&clean(entry.title))
            .description(
                &entry
                    .details
                    .lines()
                    .map(clean)
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        let issuer = self.page.names.catalog().issuer(&entry.issuer);
        if let Some(address) = issuer.and_then(|issuer| issuer.url.as_ref()) {
            event.url(&clean(address));
        }
        all_day(&mut event, entry.day);
        let mut reminders = entry.reminders;
        reminders.sort_by_key(|(days, _)| -days);
        // A reminder in the past would go off at once.
        reminders.retain(|(days, _)| entry.day.saturating_sub((*days).days()) >= today);
        for (days, text) in reminders {
            let alarm = Alarm::display(&clean(&text), -chrono::Duration::days(days))
                .uid(&format!("{days}-{uid}"))
                .add_property("DTSTAMP", &stamp)
                .done();
            event.alarm(alarm);
        }
        self.calendar.push(event.done());
    }
}

fn expiry_reminders(title: &str) -> Vec<(i64, String)> {
    REMINDERS
        .into_iter()
        .map(|days| (days, format!("{title} in {days} days")))
        .collect()
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
