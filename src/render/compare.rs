//! Credentials side by side: facts, axes, cost year by year, and what would change the order.

use serde::Serialize;

use super::Tone;
use super::credential;
use super::exam::{ExamJson, delivery, pass_mark, questions};
use super::recommend::{self, AxisJson};
use super::style::sparkline;
use super::value::{
    CostJson, LEAST_SAID, Ordered, amount, hours, list, percent, rounded, span, validity, verified,
    whole_dollars,
};
use super::{Cell, Column, Forms, Grid, count, escape_markdown, fold};
use crate::advice::Ranked;
use crate::advice::axes::Axis;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::exam::ExamDetails;
use crate::catalog::id::{CredentialId, TechnologyId};
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Category, Platform, Status, Tier};
use crate::cost::overlap::{covered, hours_left};
use crate::cost::years::Year;
use crate::cost::{Cost, HourRange};

/// The heading of costs year by year.
const USD_AND_HOURS: &str = "USD (hours)";
/// Columns that a credential takes at least, beside those of the headings.
const COLUMN: usize = 20;

/// One of those compared.
pub struct Compared<'a> {
    /// The credential.
    pub credential: &'a Credential,
    /// What it costs by itself.
    pub cost: Cost,
    /// Each year of earning and keeping it.
    pub years: Vec<Year>,
    /// Work roles that accept it.
    pub work_roles: usize,
    /// Requirement sets that accept it, by id.
    pub sets: Vec<String>,
    /// Share of its exams, 0..1, that what is held covers; `None` where that is not known.
    pub covered: Option<f64>,
}

impl Compared<'_> {
    fn exam(&self) -> &ExamDetails {
        &self.credential.exam.details
    }

    /// The hours of preparation beside what is held.
    fn hours_left(&self) -> HourRange {
        let preparation = self.cost.preparation;
        self.covered
            .map_or(preparation, |covered| hours_left(preparation, covered))
    }
}

/// What is shown side by side.
pub struct View<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Those compared, in the order in which they were named.
    pub compared: &'a [Compared<'a>],
    /// The day that counts as today.
    pub as_of: String,
    /// The question and its answer, where a role is given: all that are compared are ranked in it.
    pub question: Option<&'a recommend::View<'a>>,
    /// Whether the terminal shows sparklines.
    pub draws: bool,
}

impl Forms for View<'_> {
    /// Tables for a terminal, as many credentials beside each other as fit.
    fn terminal(&self, width: u16) -> String {
        let mut text = self
            .question
            .map_or_else(String::new, |question| question.heading(width) + "\n");
        let room = usize::from(width).saturating_sub(COLUMN) / COLUMN;
        let tables = self
            .compared
            .chunks(room.max(2))
            .map(|block| self.table(block).terminal(width));
        text += &tables.collect::<Vec<_>>().join("\n");
        let notes: String = self
            .notes()
            .iter()
            .map(|note| fold(note, width, 2) + "\n")
            .collect();
        if notes.is_empty() {
            text
        } else {
            format!("{text}\n{notes}")
        }
    }

    /// The same as Markdown.
    fn markdown(&self) -> String {
        let notes: String = self
            .notes()
            .iter()
            .map(|note| format!("\n{}\n", escape_markdown(note)))
            .collect();
        self.facts(self.compared).markdown() + "\n" + &self.years(self.compared).markdown() + &notes
    }

    /// One row for each thing that is compared, one column for each credential.
    fn csv(&self) -> Result<String, csv::Error> {
        let mut grid = self.facts(self.compared);
        grid.rows.extend(self.years(self.compared).rows);
        grid.csv()
    }

    /// The comparison as JSON.
    fn json(&self) -> impl Serialize {
        let question = self.question;
        let weights = question.map(|question| question.advice.weights);
        CompareJson {
            schema: "certadvise.compare/1",
            as_of: &self.as_of,
            role: question.map(|question| question.profile.role.id.as_str()),
            weights: weights.map(|weights| {
                let shares = Axis::ALL
                    .iter()
                    .map(|axis| (axis.word(), rounded(weights.of(*axis), 4)));
                Ordered(shares.collect())
            }),
            order: question.map(|question| {
                question
                    .advice
                    .ranked
                    .iter()
                    .map(|ranked| ranked.credential.id.as_str())
                    .collect()
            }),
            credentials: self
                .compared
                .iter()
                .map(|compared| self.credential_json(compared))
                .collect(),
            turning_points: question
                .map(recommend::View::turning_points)
                .unwrap_or_default(),
        }
    }
}

impl View<'_> {
    /// The tables of the comparison, each with its title.
    pub(super) fn grids(&self) -> [(&'static str, Grid); 2] {
        [
            ("Facts", self.facts(self.compared)),
            ("Year by year", self.years(self.compared)),
        ]
    }

    /// The facts, and the costs year by year below them, so that the columns stand under one heading.
    fn table(&self, block: &[Compared<'_>]) -> Grid {
        let mut table = self.facts(block);
        table.rows.push(row("", block, |_| ""));
        let mut heading = row("", block, |_| "");
        if self.draws {
            heading = row("", block, |compared| {
                let cash = compared.years.iter().map(|year| year.cash.cents());
                Cell::from(sparkline(cash, highest(self.compared))).toned(Tone::Good)
            });
        }
        if let Some(title) = heading.first_mut() {
            *title = Cell::from(USD_AND_HOURS).toned(Tone::Strong);
        }
        table.rows.push(heading);
        table.rows.extend(self.year_rows(block, |compared, cents| {
            // No year costs more than all of them together.
            bounded(&total(compared), cents).len()
        }));
        table
    }

    fn facts(&self, block: &[Compared<'_>]) -> Grid {
        let mut rows = vec![
            row("id", block, id),
            row("issuer", block, |compared| self.issuer(compared)),
            row("tier", block, |compared| {
                credential::tier_cell(compared.credential.tier)
            }),
            row("status", block, |compared| {
                credential::status_cell(compared.credential.status)
            }),
            row("runs on", block, runs_on),
            amounts("exam USD", block, |compared| compared.cost.exam),
        ];
        if block.iter().any(asks_for_application) {
            rows.push(amounts("application USD", block, |compared| {
                Some(compared.cost.application)
            }));
        }
        if block.iter().any(has_course) {
            rows.push(amounts("course USD", block, |compared| {
                compared.cost.training
            }));
        }
        rows.extend(known("questions", block, |compared| {
            compared.exam().questions.map(questions)
        }));
        rows.extend(known("pass mark", block, |compared| {
            compared.exam().pass_mark.map(pass_mark)
        }));
        rows.extend(known("delivery", block, |compared| {
            Some(delivery(&compared.exam().delivery)).filter(|places| !places.is_empty())
        }));
        rows.push(row("preparation hours", block, |compared| {
            hours(compared.cost.preparation)
        }));
        rows.extend(known("covered by held", block, |compared| {
            let left = hours(compared.hours_left());
            let covered = percent(compared.covered?);
            Some(format!("{covered}, {left} hours left"))
        }));
        let is_said = |(_, share): &(CredentialId, f64)| *share >= LEAST_SAID;
        let overlaps = |compared: &Compared<'_>| self.others(compared).iter().any(is_said);
        if block.iter().any(overlaps) {
            rows.extend(known("covered by others", block, |compared| {
                let mut others = self.others(compared);
                if others.is_empty() {
                    return None;
                }
                others.retain(is_said);
                let others = others
                    .iter()
                    .map(|(other, share)| format!("{} by {other}", percent(*share)));
                let others: Vec<String> = others.collect();
                Some(if others.is_empty() {
                    percent(0.0)
                } else {
                    others.join(", ")
                })
            }));
        }
        rows.extend([
            row("valid", block, |compared| {
                validity(compared.credential.current_validity())
            }),
            row("renewed by", block, renewed_by),
            amounts("USD/year", block, |compared| {
                let yearly = compared.cost.keeping.as_ref()?.usd_per_year()?;
                Some(whole_dollars(yearly))
            }),
            row("hours/year", block, hours_per_year),
            row("needs first", block, |compared| self.needs_first(compared)),
            row("experience", block, experience),
            row("accepted by", block, accepted_by),
            row("verified", block, |compared| verified(compared.credential)),
        ]);
        if let Some(question) = self.question {
            rows.extend(self.ranking(question, block));
        }
        Grid::new(columns(block, "credential"), rows)
    }

    /// How each does in the role that was asked about.
    fn ranking(&self, question: &recommend::View<'_>, block: &[Compared<'_>]) -> Vec<Vec<Cell>> {
        let weights = question.advice.weights;
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for axis in Axis::ALL {
            rows.push(row(axis.word(), block, |compared| {
                self.figure(compared, |ranked| {
                    format!("{:.2}", ranked.fits[axis as usize])
                })
            }));
        }
        rows.push(row("relevance", block, |compared| {
            self.figure(compared, |ranked| {
                format!("{:.2}", ranked.relevance.value())
            })
        }));
        rows.push(row("score", block, |compared| {
            let score = self.figure(compared, |ranked| {
                format!("{:.3}", f64::from(ranked.thousandths(weights).0) / 1000.0)
            });
            Cell::from(score).toned(Tone::Strong)
        }));
        rows.push(row("first with", block, |compared| {
            self.figure(compared, |ranked| {
                format!("{} of weights", percent(ranked.robustness.first))
            })
        }));
        rows.push(row("candidate", block, |compared| {
            match self.excluded(compared) {
                Some((reason, _)) => Cell::from(format!("no: {reason}")).toned(Tone::Warning),
                None => Cell::from("yes"),
            }
        }));
        rows
    }

    /// How much of the exams of one each of the others covers by itself, where that is known.
    fn others(&self, compared: &Compared<'_>) -> Vec<(CredentialId, f64)> {
        let others = self.compared.iter().map(|other| other.credential);
        others
            .filter_map(|other| {
                let share = covered(self.catalog, compared.credential, [other])?;
                Some((other.id, share))
            })
            .collect()
    }

    fn figure(&self, compared: &Compared<'_>, of: impl Fn(&Ranked<'_>) -> String) -> String {
        self.ranked(compared).map_or_else(String::new, of)
    }

    fn needs_first(&self, compared: &Compared<'_>) -> String {
        let names = needed(compared, |id| credential::name(self.catalog, id));
        if names.is_empty() {
            "nothing".to_owned()
        } else {
            list(&names)
        }
    }

    fn issuer(&self, compared: &Compared<'_>) -> String {
        let id = compared.credential.issuer;
        let issuer = self.catalog.issuer(&id);
        issuer.map_or_else(|| id.to_string(), |issuer| issuer.name.to_string())
    }

    fn ranked(&self, compared: &Compared<'_>) -> Option<&Ranked<'_>> {
        self.question?
            .advice
            .ranked
            .iter()
            .find(|ranked| ranked.credential.id == compared.credential.id)
    }

    /// Why it is not a candidate for the role, if it is not.
    fn excluded(&self, compared: &Compared<'_>) -> Option<(&'static str, String)> {
        let question = self.question?;
        let excluded = question
            .advice
            .excluded
            .iter()
            .find(|excluded| excluded.credential.id == compared.credential.id)?;
        Some((
            excluded.reason.word(),
            excluded.detail(question.catalog, question.profile),
        ))
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(question) = self.question {
            for compared in self.compared {
                if let Some((reason, detail)) = self.excluded(compared) {
                    notes.push(format!(
                        "{} is not a candidate here ({reason}): {detail}.",
                        compared.credential.name
                    ));
                }
            }
            notes.extend(question.turning_points());
        }
        let unreviewed: Vec<&str> = self
            .compared
            .iter()
            .filter(|compared| !compared.credential.reviewed)
            .map(|compared| compared.credential.name.as_str())
            .collect();
        if !unreviewed.is_empty() {
            notes.push(format!(
                "Not yet reviewed field by field: {}.",
                list(&unreviewed)
            ));
        }
        notes
    }

    fn credential_json<'s>(&'s self, compared: &'s Compared<'s>) -> ComparedJson<'s> {
        let credential = compared.credential;
        let ranked = self.ranked(compared).zip(self.question);
        ComparedJson {
            id: credential.id.as_str(),
            name: credential.name.as_str(),
            issuer: credential.issuer.as_str(),
            category: credential.category,
            tier: credential.tier,
            status: credential.status,
            platforms: &credential.platforms,
            technologies: &credential.technologies,
            score: ranked.map(|(ranked, question)| {
                f64::from(ranked.thousandths(question.advice.weights).0) / 1000.0
            }),
            relevance: ranked.map(|(ranked, _)| rounded(ranked.relevance.value(), 3)),
            axes: ranked.map(|(ranked, question)| question.axes_json(ranked)),
            first_under: ranked.map(|(ranked, _)| rounded(ranked.robustness.first, 4)),
            left_out: self
                .excluded(compared)
                .map(|(reason, detail)| ExcludedJson { reason, detail }),
            cost: CostJson::of(
                &compared.cost,
                u8::try_from(compared.years.len()).unwrap_or(u8::MAX),
            ),
            years: compared
                .years
                .iter()
                .zip(1..)
                .map(|(year, number)| YearJson {
                    year: number,
                    cash_usd: year.cash.dollars(),
                    at_least: year.at_least,
                    hours: year.hours,
                })
                .collect(),
            validity_months: if let Validity::Months(months) = credential.current_validity() {
                Some(months.get())
            } else {
                None
            },
            lifetime: credential.current_validity() == Validity::Never,
            needs_first: needed(compared, |id| id.to_string()),
            experience_months: credential.prerequisites.experience_months,
            work_roles: compared.work_roles,
            requirement_sets: &compared.sets,
            verified: verified(credential),
            reviewed: credential.reviewed,
            exam: ExamJson::of(&credential.exam.details),
            overlap: OverlapJson {
                held: compared.covered.map(|covered| rounded(covered, 3)),
                hours_left: compared.hours_left(),
                others: self
                    .others(compared)
                    .into_iter()
                    .map(|(id, covered)| CoveredByJson {
                        id,
                        covered: rounded(covered, 3),
                    })
                    .collect(),
            },
        }
    }

    /// What earning and keeping each takes, year by year and in all.
    fn years(&self, block: &[Compared<'_>]) -> Grid {
        let rows = self.year_rows(block, |_, _| 0);
        Grid::new(columns(block, USD_AND_HOURS), rows)
    }

    /// The rows of that, the amounts of each credential as wide as `width` says for it, with or without cents.
    fn year_rows(
        &self,
        block: &[Compared<'_>],
        width: impl Fn(&Compared<'_>, bool) -> usize,
    ) -> Vec<Vec<Cell>> {
        let cents = block
            .iter()
            .flat_map(|compared| &compared.years)
            .any(|year| year.cash.cents() % 100 != 0);
        let longest = self
            .compared
            .iter()
            .map(|compared| compared.years.len())
            .max()
            .unwrap_or_default();
        let cell = |compared: &Compared<'_>, year: &Year| {
            let text = cost_of(year, cents, width(compared, cents));
            let is_nothing = year.cash == Usd::FREE && year.hours == HourRange::NONE;
            Cell::from(text).toned(if is_nothing && !year.at_least {
                Tone::Faint
            } else {
                Tone::Plain
            })
        };
        let mut rows: Vec<Vec<Cell>> = (0..longest)
            .map(|index| {
                row(&format!("year {}", index + 1), block, |compared| {
                    let year = compared.years.get(index);
                    year.map_or_else(|| Cell::from(""), |year| cell(compared, year))
                })
            })
            .collect();
        rows.push(row("total", block, |compared| {
            cell(compared, &total(compared)).toned(Tone::Strong)
        }));
        rows
    }
}

/// A row of a comparison: its heading and a cell for each credential.
fn row<C: Into<Cell>>(
    title: &str,
    block: &[Compared<'_>],
    cell: impl Fn(&Compared<'_>) -> C,
) -> Vec<Cell> {
    let cells = block.iter().map(|compared| cell(compared).into());
    std::iter::once(Cell::from(title)).chain(cells).collect()
}

/// A row of what is known of some; `None` where it is known of none.
fn known(
    title: &str,
    block: &[Compared<'_>],
    text: impl Fn(&Compared<'_>) -> Option<String>,
) -> Option<Vec<Cell>> {
    let is_known = block.iter().any(|compared| text(compared).is_some());
    is_known.then(|| {
        row(title, block, |compared| {
            text(compared).unwrap_or_else(|| "unknown".to_owned())
        })
    })
}

/// A row of amounts, with cents where one of them has some.
fn amounts(
    title: &str,
    block: &[Compared<'_>],
    usd: impl Fn(&Compared<'_>) -> Option<Usd>,
) -> Vec<Cell> {
    let cents = block
        .iter()
        .filter_map(&usd)
        .any(|usd| usd.cents() % 100 != 0);
    row(title, block, |compared| {
        usd(compared).map_or_else(|| "unknown".to_owned(), |usd| amount(usd, cents))
    })
}

fn id(compared: &Compared<'_>) -> Cell {
    credential::id_cell(compared.credential)
}

fn asks_for_application(compared: &Compared<'_>) -> bool {
    compared.cost.application != Usd::FREE
}

fn has_course(compared: &Compared<'_>) -> bool {
    let course = compared.credential.training;
    course.is_some_and(|course| course.mandatory)
}

fn runs_on(compared: &Compared<'_>) -> String {
    let credential = compared.credential;
    let platforms = credential.platforms.iter().map(|platform| platform.word());
    let technologies = credential.technologies.iter().map(|id| id.as_str());
    let places: Vec<&str> = platforms.chain(technologies).collect();
    if places.is_empty() {
        "anything".to_owned()
    } else {
        places.join(", ")
    }
}

fn renewed_by(compared: &Compared<'_>) -> String {
    match compared.cost.keeping.as_ref().map(|keeping| keeping.kind) {
        None => "unknown".to_owned(),
        Some(None) => "nothing to do".to_owned(),
        Some(Some(kind)) => kind.word().replace('-', " "),
    }
}

fn hours_per_year(compared: &Compared<'_>) -> String {
    let keeping = compared.cost.keeping.as_ref();
    keeping.map_or_else(
        || "unknown".to_owned(),
        |keeping| hours(keeping.hours_per_year()),
    )
}

/// What has to be earned before, each as `shown` shows it.
fn needed(compared: &Compared<'_>, shown: impl Fn(CredentialId) -> String) -> Vec<String> {
    let needs = &compared.credential.prerequisites;
    let any: Vec<String> = needs.any_of.iter().map(|id| shown(*id)).collect();
    let any = (!any.is_empty()).then(|| any.join(" or "));
    let all = needs.credentials.iter().map(|id| shown(*id));
    all.chain(any).collect()
}

fn experience(compared: &Compared<'_>) -> String {
    match compared.credential.prerequisites.experience_months {
        None => "unknown".to_owned(),
        Some(0) => "none required".to_owned(),
        Some(months) => span(months),
    }
}

fn accepted_by(compared: &Compared<'_>) -> String {
    let (roles, sets) = (compared.work_roles, compared.sets.len());
    let roles = (roles > 0).then(|| count(roles, "work role", "work roles"));
    let sets = (sets > 0).then(|| count(sets, "requirement set", "requirement sets"));
    let accepting: Vec<String> = roles.into_iter().chain(sets).collect();
    if accepting.is_empty() {
        "none known".to_owned()
    } else {
        accepting.join(", ")
    }
}

/// `445 (80-160)`, cash of at least this width and hours.
fn cost_of(year: &Year, cents: bool, width: usize) -> String {
    let cash = format!("{:>width$}", bounded(year, cents));
    match hours(year.hours).as_str() {
        "0" => cash,
        range => format!("{cash} ({range})"),
    }
}

/// The cash of a year, `at least` where some of it is not known.
fn bounded(year: &Year, cents: bool) -> String {
    let bound = if year.at_least { "at least " } else { "" };
    format!("{bound}{}", amount(year.cash, cents))
}

/// The most cash of any year.
fn highest(block: &[Compared<'_>]) -> i64 {
    let years = block.iter().flat_map(|compared| &compared.years);
    years
        .map(|year| year.cash.cents())
        .max()
        .unwrap_or_default()
}

fn total(compared: &Compared<'_>) -> Year {
    let years = &compared.years;
    Year {
        cash: years.iter().map(|year| year.cash).sum(),
        at_least: years.iter().any(|year| year.at_least),
        hours: years
            .iter()
            .map(|year| year.hours)
            .fold(HourRange::NONE, HourRange::plus),
    }
}

fn columns(block: &[Compared<'_>], title: &str) -> Vec<Column> {
    let names = block
        .iter()
        .map(|compared| Column::text("").titled(&compared.credential.name));
    std::iter::once(Column::text("").titled(title))
        .chain(names)
        .collect()
}

#[derive(Serialize)]
struct CompareJson<'a> {
    schema: &'static str,
    as_of: &'a str,
    role: Option<&'a str>,
    weights: Option<Ordered<f64>>,
    order: Option<Vec<&'a str>>,
    credentials: Vec<ComparedJson<'a>>,
    turning_points: Vec<String>,
}

#[derive(Serialize)]
struct ComparedJson<'a> {
    id: &'a str,
    name: &'a str,
    issuer: &'a str,
    category: Category,
    tier: Tier,
    status: Status,
    platforms: &'a [Platform],
    technologies: &'a [TechnologyId],
    score: Option<f64>,
    relevance: Option<f64>,
    axes: Option<Ordered<AxisJson>>,
    first_under: Option<f64>,
    left_out: Option<ExcludedJson>,
    cost: CostJson,
    years: Vec<YearJson>,
    validity_months: Option<u16>,
    lifetime: bool,
    needs_first: Vec<String>,
    experience_months: Option<u16>,
    work_roles: usize,
    requirement_sets: &'a [String],
    verified: String,
    reviewed: bool,
    exam: ExamJson<'a>,
    overlap: OverlapJson,
}

/// How much of its exams is known from other credentials, by the outlines of both.
#[derive(Serialize)]
struct OverlapJson {
    /// The share that what is held covers; `null` where that is not known.
    held: Option<f64>,
    /// The hours of preparation that are left beside what is held.
    hours_left: HourRange,
    /// The share that each of the others covers by itself, where that is known.
    others: Vec<CoveredByJson>,
}

#[derive(Serialize)]
struct CoveredByJson {
    id: CredentialId,
    covered: f64,
}

#[derive(Serialize)]
struct ExcludedJson {
    reason: &'static str,
    detail: String,
}

#[derive(Serialize)]
struct YearJson {
    year: u8,
    cash_usd: f64,
    at_least: bool,
    hours: HourRange,
}
