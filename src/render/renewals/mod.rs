//! What expires in a team: table, chart, CSV, Markdown, JSON and a calendar.

mod calendar;
mod json;

pub use calendar::calendar;
pub use json::json;

use std::collections::BTreeMap;

use super::names::Names;
use super::value::{amount, hours, money, money_at_least};
use super::{Cell, Column, Grid, MIN_WIDTH, Tone, clean, count, escape_markdown, fold};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::cost::renewals::{Renewal, Renewals};
use crate::team::roster::Person;

/// Cells of the longest bar of the chart.
const BAR: usize = 40;
/// Columns before a bar: the month and what it costs.
const BEFORE_BAR: usize = 19;
/// A chart of more months shows quarters.
const MOST_MONTHS: usize = 24;
/// Fewer days left are urgent.
const URGENT_DAYS: i32 = 30;
/// Fewer days left deserve attention.
const SOON_DAYS: i32 = 120;

/// What is kept although nothing asks for it: who, what, and what that costs.
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

/// What there is to show.
pub struct Page<'a> {
    /// The renewals.
    pub renewals: &'a Renewals<'a>,
    /// What nothing asks for, where requirements are given.
    pub needless: Option<&'a [Needless<'a>]>,
    /// What people and credentials are called.
    pub names: Names<'a>,
    /// What an hour is worth when ways to renew are compared.
    pub rate: Usd,
}

impl Page<'_> {
    /// For a terminal: the sum, the table, and a chart of the cost over the months.
    pub fn terminal(&self, by: By, width: u16) -> String {
        let mut text = String::new();
        for line in fold(&self.headline(), width, 2).lines() {
            text += &format!("{}\n", Tone::Strong.paint(line));
        }
        for (title, (rows, total)) in self.groups(by) {
            text.push('\n');
            if by != By::Day {
                let heading = format!("{}: {}", clean(&title), money(total));
                text += &format!("{}\n", Tone::Strong.paint(&heading));
            }
            if !rows.is_empty() {
                text += &self.grid(&rows).terminal(width);
            }
        }
        text += &self.chart(width);
        let notes = self.notes();
        if !notes.is_empty() {
            text.push('\n');
        }
        for note in notes {
            text += &fold(&note, width, 2);
            text.push('\n');
        }
        text
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let all: Vec<_> = self.renewals.due.iter().collect();
        let mut text = format!("{}\n", escape_markdown(&self.headline()));
        if !all.is_empty() {
            text += &format!("\n{}", self.grid(&all).markdown());
        }
        for note in self.notes() {
            text += &format!("\n{}\n", escape_markdown(&note.replace('`', "")));
        }
        text
    }

    /// As CSV: one row for each renewal, and then one for each holding that ends without.
    ///
    /// # Errors
    /// None that renewals can cause.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let columns = [
            "act by",
            "person",
            "credential",
            "cheapest way",
            "USD",
            "hours",
            "window opens",
            "also renews",
            "person name",
            "credential name",
        ];
        let due = self.renewals.due.iter().map(|renewal| {
            let others = renewal.also_renews.iter().map(|id| id.as_str());
            [
                act_by(renewal),
                renewal.person.id.to_string(),
                renewal.credential.id.to_string(),
                way(renewal, ToString::to_string),
                super::usd(renewal.cost),
                hours(renewal.hours),
                opens(renewal),
                others.collect::<Vec<_>>().join(", "),
                self.names.person_alone(&renewal.person.id).to_owned(),
                renewal.credential.name.to_string(),
            ]
        });
        let ending = self.renewals.ending().map(|(unplanned, expires)| {
            [
                expires.to_string(),
                unplanned.person.id.to_string(),
                unplanned.credential.id.to_string(),
                "unknown".to_owned(),
                "unknown".to_owned(),
                "unknown".to_owned(),
                String::new(),
                String::new(),
                self.names.person_alone(&unplanned.person.id).to_owned(),
                unplanned.credential.name.to_string(),
            ]
        });
        Grid::new(columns.map(Column::text).to_vec(), due.chain(ending)).csv()
    }

    /// The totals.
    pub(super) fn headline(&self) -> String {
        let renewals = self.renewals;
        let (today, until) = (renewals.today, renewals.until);
        let fees: Usd = renewals.fees.iter().map(|fee| fee.cost).sum();
        if !renewals.lapses() && fees == Usd::FREE {
            return format!("Nothing expires from {today} until {until}.");
        }
        let total = money_at_least(renewals.total(), renewals.at_least());
        let fees = if fees == Usd::FREE {
            String::new()
        } else {
            format!(", of which {} are annual fees", money(fees))
        };
        format!(
            "{} from {today} until {until}: {total}{fees}.",
            count(renewals.due.len(), "renewal", "renewals")
        )
    }

    fn groups(&self, by: By) -> Groups<'_, '_> {
        let title = |person: &Person, date: Date, issuer: IssuerId| match by {
            By::Day => String::new(),
            By::Person => self.names.person(&person.id),
            By::Month => date.strftime("%Y-%m").to_string(),
            By::Quarter => quarter(date),
            By::Issuer => self.issuer(issuer),
        };
        let sums = self
            .renewals
            .by(|item| title(item.person, item.date, item.issuer));
        let mut groups: Groups<'_, '_> = sums
            .into_iter()
            .map(|(title, usd)| (title, (Vec::new(), usd)))
            .collect();
        for renewal in &self.renewals.due {
            let title = title(renewal.person, renewal.act_by, renewal.credential.issuer);
            groups.entry(title).or_default().0.push(renewal);
        }
        groups.retain(|_, (rows, usd)| !rows.is_empty() || (by != By::Day && *usd > Usd::FREE));
        groups
    }

    fn issuer(&self, id: IssuerId) -> String {
        let issuer = self.names.catalog().issuer(&id);
        issuer.map_or_else(|| id.to_string(), |issuer| issuer.name.to_string())
    }

    fn grid(&self, rows: &[&Renewal<'_>]) -> Grid {
        let columns = vec![
            Column::id("act by"),
            Column::id("person").narrow(),
            Column::name("credential"),
            Column::id("id").optional(3),
            Column::text("cheapest way").optional(2),
            Column::number("USD"),
            Column::number("hours").optional(1),
            Column::id("window opens").optional(4),
            Column::text("also renews").optional(5),
        ];
        let rows = rows.iter().map(|renewal| {
            let others = renewal.also_renews.iter().map(|id| id.as_str());
            [
                Cell::from(act_by(renewal)).toned(self.urgency(renewal)),
                Cell::from(self.names.person_alone(&renewal.person.id)),
                self.names.cell(renewal.credential.id),
                Cell::from(renewal.credential.id.as_str()).toned(Tone::Faint),
                Cell::from(way(renewal, ToString::to_string)),
                Cell::usd(renewal.cost),
                Cell::from(hours(renewal.hours)),
                Cell::from(opens(renewal)),
                Cell::from(others.collect::<Vec<_>>().join(", ")),
            ]
        });
        Grid::new(columns, rows)
    }

    fn urgency(&self, renewal: &Renewal<'_>) -> Tone {
        match (renewal.act_by - self.renewals.today).get_days() {
            ..URGENT_DAYS => Tone::Bad,
            URGENT_DAYS..SOON_DAYS => Tone::Warning,
            _ => Tone::Plain,
        }
    }

    /// The cost of each month as a bar, of each quarter where there are many months.
    fn chart(&self, width: u16) -> String {
        let room = BAR.min(usize::from(width.max(MIN_WIDTH)) - BEFORE_BAR);
        let months = self.renewals.by_month();
        let by_quarter = months.len() > MOST_MONTHS;
        let mut sums: BTreeMap<String, Usd> = BTreeMap::new();
        for (year, month, usd) in months {
            let label = if by_quarter {
                format!("{year:04}-Q{}", (month + 2) / 3)
            } else {
                format!("{year:04}-{month:02}")
            };
            let sum = sums.entry(label).or_default();
            *sum = *sum + usd;
        }
        let most = sums.values().map(|usd| usd.cents()).max().unwrap_or(0);
        if most == 0 {
            return String::new();
        }
        let cents = sums.values().any(|usd| usd.cents() % 100 != 0);
        let title = format!(
            "Cost by {} in USD, annual fees included",
            if by_quarter { "quarter" } else { "month" }
        );
        let mut text = format!("\n{}\n", Tone::Strong.paint(&title));
        for (label, usd) in sums {
            let cells = usd.cents() * i64::try_from(room).unwrap_or(1) / most;
            let cells = usize::try_from(cells).unwrap_or(0);
            let bar = "█".repeat(if usd > Usd::FREE { cells.max(1) } else { 0 });
            let line = format!("{label} {:>10} {bar}", amount(usd, cents));
            text += &format!("{}\n", line.trim_end());
        }
        text
    }

    /// What to know about the answer.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        match self.needless {
            None => {}
            Some([]) => {
                notes.push("The requirements ask for everything that is renewed.".to_owned());
            }
            Some(needless) => notes.extend(needless.iter().map(|(person, id, usd)| {
                format!(
                    "No given requirement asks for {} of {}; keeping it costs {} in this time.",
                    self.names.credential(*id),
                    self.names.person(&person.id),
                    money(*usd)
                )
            })),
        }
        notes.extend(self.late());
        notes.extend(self.renewed());
        notes.extend(self.shared_hours());
        let unplanned = self.renewals.unplanned.iter();
        notes.extend(unplanned.map(|unplanned| {
            format!(
                "{} of {} {}.",
                self.names.credential(unplanned.credential.id),
                self.names.person(&unplanned.person.id),
                unplanned.because
            )
        }));
        if !self.renewals.due.is_empty() {
            notes.push(self.basis());
        }
        notes.iter().map(|note| clean(note)).collect()
    }

    /// How ways to renew are compared.
    pub(super) fn basis(&self) -> String {
        format!(
            "Ways to renew are compared by cash plus {} for each hour (--rate), as in `cost` and `plan`.",
            money(self.rate)
        )
    }

    /// What has expired and can still be renewed.
    fn late(&self) -> impl Iterator<Item = String> {
        self.renewals.due.iter().filter_map(|renewal| {
            let late = renewal.late?;
            Some(format!(
                "{} of {} expired {} and is {}.",
                self.names.credential(renewal.credential.id),
                self.names.person(&renewal.person.id),
                renewal.expires_as_known.in_words(),
                late.in_words()
            ))
        })
    }

    /// How many hours of continuing education are enough where they count in several programs.
    fn shared_hours(&self) -> impl Iterator<Item = String> {
        self.renewals.shared_hours.iter().map(|hours| {
            format!(
                "The renewals of {} include {:.0} hours of continuing education; {:.0} hours if each activity counts in all programs.",
                self.names.person(&hours.person.id),
                hours.summed,
                hours.shared
            )
        })
    }

    /// What another holding renewed, where that matters for the time looked at.
    fn renewed(&self) -> impl Iterator<Item = String> {
        let renewed = self
            .renewals
            .renewed
            .iter()
            .filter(|renewed| renewed.matters);
        renewed.map(|renewed| {
            let lasts = match renewed.expires {
                Some(day) => format!("is valid until {day}"),
                None => "never expires".to_owned(),
            };
            format!(
                "{} of {} {lasts}: {}, earned {}, renewed it.",
                self.names.credential(renewed.credential.id),
                self.names.person(&renewed.person.id),
                self.names.credential(renewed.by),
                renewed.earned.in_words()
            )
        })
    }
}

/// Renewals under their titles, each with what all of it costs.
type Groups<'r, 't> = BTreeMap<String, (Vec<&'r Renewal<'t>>, Usd)>;

fn quarter(date: Date) -> String {
    format!("{:04}-Q{}", date.year(), (date.month() + 2) / 3)
}

/// How it is renewed, and by renewing which other credential where it is not renewed by itself.
fn way(renewal: &Renewal<'_>, name: impl Fn(&CredentialId) -> String) -> String {
    let way = renewal.way.map_or("", Word::word).replace('-', " ");
    if *renewal.renew == renewal.credential.id {
        way
    } else {
        format!("renew {} by {way}", name(renewal.renew))
    }
}

/// The last day to act: a month or a year where no more is known of the expiry.
fn act_by(renewal: &Renewal<'_>) -> String {
    if renewal.act_by == renewal.expires {
        renewal.expires_as_known.to_string()
    } else {
        renewal.act_by.to_string()
    }
}

/// The first day on which it can be renewed, where there is one.
fn opens(renewal: &Renewal<'_>) -> String {
    renewal
        .window_opens
        .map_or_else(String::new, |day| day.to_string())
}
