//! Credentials side by side: facts, axes, cost year by year, and what would change the order.

use serde::Serialize;

use super::recommend::{self, AxisJson};
use super::value::{CostJson, Ordered, hours, rounded, verified};
use super::{Column, Forms, Grid, count, fold, usd};
use crate::advice::Ranked;
use crate::advice::axes::Axis;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::validity::Term;
use crate::cost::HourRange;
use crate::cost::years::Year;
use crate::cost::{Cost, Keeping};

/// Columns that a credential takes at least, beside those of the headings.
const COLUMN: usize = 18;

/// One of those compared.
pub struct Compared<'a> {
    /// The credential.
    pub credential: &'a Credential,
    /// What it costs by itself.
    pub cost: Cost,
    /// What has to be earned before.
    pub first: Vec<String>,
    /// Each year of earning and keeping it.
    pub years: Vec<Year>,
    /// Work roles that accept it.
    pub work_roles: usize,
    /// Requirement sets that accept it, by id.
    pub sets: Vec<String>,
}

/// What is shown side by side.
pub struct View<'a> {
    /// Those compared, in the order in which they were named.
    pub compared: &'a [Compared<'a>],
    /// The day that counts as today.
    pub as_of: String,
    /// The question and its answer, where a role is given: all that are compared are ranked in it.
    pub question: Option<&'a recommend::View<'a>>,
}

impl Forms for View<'_> {
    /// Tables for a terminal, as many credentials beside each other as fit.
    fn terminal(&self, width: u16) -> String {
        let mut text = self
            .question
            .map_or_else(String::new, |question| question.heading(width) + "\n");
        let room = usize::from(width).saturating_sub(COLUMN) / COLUMN;
        let tables = self.compared.chunks(room.max(2)).map(|block| {
            format!(
                "{}\n{}",
                self.facts(block).terminal(width),
                years(block).terminal(width)
            )
        });
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
            .map(|note| format!("\n{note}\n"))
            .collect();
        self.facts(self.compared).markdown() + "\n" + &years(self.compared).markdown() + &notes
    }

    /// One row for each thing that is compared, one column for each credential.
    fn csv(&self) -> Result<String, csv::Error> {
        let mut grid = self.facts(self.compared);
        grid.rows.extend(years(self.compared).rows);
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
                Ordered(
                    Axis::ALL
                        .iter()
                        .map(|a| (a.word(), rounded(weights.of(*a), 4)))
                        .collect(),
                )
            }),
            order: question.map(|question| {
                question
                    .advice
                    .ranked
                    .iter()
                    .map(|ranked| ranked.credential.id.as_str())
                    .collect()
            }),
            credentials: self.compared.iter().map(|one| self.one_json(one)).collect(),
            turning_points: question
                .map(recommend::View::turning_points)
                .unwrap_or_default(),
        }
    }
}

impl View<'_> {
    fn facts(&self, block: &[Compared<'_>]) -> Grid {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut row = |title: &str, cell: &dyn Fn(&Compared<'_>) -> String| {
            rows.push(
                std::iter::once(title.to_owned())
                    .chain(block.iter().map(cell))
                    .collect(),
            );
        };
        let keeping = |one: &Compared<'_>| one.cost.keeping.clone();
        let unknown = || "unknown".to_owned();
        row("name", &|one| one.credential.name.to_string());
        row("issuer", &|one| one.credential.issuer.to_string());
        row("tier", &|one| one.credential.tier.to_string());
        row("status", &|one| one.credential.status.to_string());
        row("platforms", &|one| {
            let bound: Vec<&str> = one
                .credential
                .platforms
                .iter()
                .map(|platform| platform.word())
                .collect();
            let about: Vec<&str> = one
                .credential
                .technologies
                .iter()
                .map(|id| id.as_str())
                .collect();
            let all = [bound, about].concat();
            if all.is_empty() {
                "bound to none".to_owned()
            } else {
                all.join(", ")
            }
        });
        row("exam USD", &|one| usd(one.cost.exam));
        if block.iter().any(|one| {
            one.credential
                .training
                .is_some_and(|course| course.mandatory)
        }) {
            row("course USD", &|one| usd(one.cost.training));
        }
        row("preparation h", &|one| hours(one.cost.preparation));
        row("valid", &|one| match one.credential.term_now() {
            Term::Never => "for ever".to_owned(),
            term => term.to_string(),
        });
        row("kept by", &|one| {
            let way =
                keeping(one).map(|keeping| keeping.kind.map(|kind| kind.word().replace('-', " ")));
            way.map_or_else(unknown, |kind| {
                kind.unwrap_or_else(|| "nothing to do".to_owned())
            })
        });
        row("USD a year", &|one| {
            let yearly = keeping(one).as_ref().and_then(Keeping::usd_per_year);
            yearly.map_or_else(unknown, |usd| format!("{usd:.0}"))
        });
        row("hours a year", &|one| {
            keeping(one).map_or_else(unknown, |keeping| hours(keeping.hours_per_year()))
        });
        row("needs first", &|one| {
            if one.first.is_empty() {
                "nothing".to_owned()
            } else {
                one.first.join(", ")
            }
        });
        row(
            "experience",
            &|one| match one.credential.prerequisites.experience_months {
                None => unknown(),
                Some(0) => "none required".to_owned(),
                Some(months) => format!("{months} months"),
            },
        );
        row("accepted by", &|one| {
            let (roles, sets) = (one.work_roles, one.sets.len());
            let roles = (roles > 0).then(|| count(roles, "work role", "work roles"));
            let sets = (sets > 0).then(|| count(sets, "set", "sets"));
            let all: Vec<String> = roles.into_iter().chain(sets).collect();
            if all.is_empty() {
                "none known".to_owned()
            } else {
                all.join(", ")
            }
        });
        row("verified", &|one| verified(one.credential));
        if let Some(question) = self.question {
            let ranked = |one: &Compared<'_>| self.ranked(one);
            for axis in Axis::ALL {
                row(axis.word(), &|one| {
                    ranked(one)
                        .map_or_else(String::new, |one| format!("{:.2}", one.fits[axis as usize]))
                });
            }
            row("relevance", &|one| {
                ranked(one).map_or_else(String::new, |one| format!("{:.2}", one.relevance.value()))
            });
            row("score", &|one| {
                let total = |one: &Ranked<'_>| {
                    f64::from(one.thousandths(question.advice.weights).0) / 1000.0
                };
                ranked(one).map_or_else(String::new, |one| format!("{:.3}", total(one)))
            });
            row("first under", &|one| {
                ranked(one).map_or_else(String::new, |one| {
                    format!("{:.0} %", one.robustness.first * 100.0)
                })
            });
            row("candidate", &|one| match self.left_out(one) {
                Some((reason, _)) => format!("no: {reason}"),
                None => "yes".to_owned(),
            });
        }
        Grid::new(columns(block), rows)
    }

    fn ranked(&self, one: &Compared<'_>) -> Option<&Ranked<'_>> {
        self.question?
            .advice
            .ranked
            .iter()
            .find(|ranked| ranked.credential.id == one.credential.id)
    }

    /// Why it is no candidate for the role, if it is none.
    fn left_out(&self, one: &Compared<'_>) -> Option<(&'static str, String)> {
        let question = self.question?;
        let left = question
            .advice
            .excluded
            .iter()
            .find(|left| left.credential.id == one.credential.id)?;
        Some((
            left.reason.word(),
            left.detail(question.catalog, question.profile),
        ))
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(question) = self.question {
            for one in self.compared {
                if let Some((reason, detail)) = self.left_out(one) {
                    notes.push(format!(
                        "{} is no candidate here ({reason}): {detail}.",
                        one.credential.id
                    ));
                }
            }
            notes.extend(question.turning_points());
        }
        if self.compared.iter().any(|one| !one.credential.reviewed) {
            let ids = self
                .compared
                .iter()
                .filter(|one| !one.credential.reviewed)
                .map(|one| one.credential.id.as_str());
            notes.push(format!(
                "Not yet reviewed field by field: {}.",
                ids.collect::<Vec<_>>().join(", ")
            ));
        }
        notes
    }

    fn one_json<'s>(&'s self, one: &'s Compared<'s>) -> OneJson<'s> {
        let credential = one.credential;
        let ranked = self.ranked(one);
        OneJson {
            id: credential.id.as_str(),
            name: credential.name.as_str(),
            issuer: credential.issuer.as_str(),
            category: credential.category.word(),
            tier: credential.tier.word(),
            status: credential.status.word(),
            platforms: credential
                .platforms
                .iter()
                .map(|platform| platform.word())
                .collect(),
            technologies: credential
                .technologies
                .iter()
                .map(|id| id.as_str())
                .collect(),
            score: ranked.zip(self.question).map(|(ranked, question)| {
                f64::from(ranked.thousandths(question.advice.weights).0) / 1000.0
            }),
            relevance: ranked.map(|ranked| rounded(ranked.relevance.value(), 3)),
            axes: ranked
                .zip(self.question)
                .map(|(ranked, question)| question.axes_json(ranked)),
            first_under: ranked.map(|ranked| rounded(ranked.robustness.first, 4)),
            left_out: self
                .left_out(one)
                .map(|(reason, detail)| LeftOutJson { reason, detail }),
            cost: CostJson::of(&one.cost, u8::try_from(one.years.len()).unwrap_or(u8::MAX)),
            years: one
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
            validity_months: if let Term::Months(months) = credential.term_now() {
                Some(months.get())
            } else {
                None
            },
            lifetime: credential.term_now() == Term::Never,
            needs_first: &one.first,
            experience_months: credential.prerequisites.experience_months,
            work_roles: one.work_roles,
            requirement_sets: &one.sets,
            verified: verified(credential),
            reviewed: credential.reviewed,
        }
    }
}

/// What earning and keeping each takes, year by year and in all.
fn years(block: &[Compared<'_>]) -> Grid {
    let cell = |year: &Year| {
        let bound = if year.at_least { "at least " } else { "" };
        let range = hours(year.hours);
        if range == "0" {
            format!("{bound}{}", year.cash)
        } else {
            format!("{bound}{} ({range} h)", year.cash)
        }
    };
    let most = block
        .iter()
        .map(|one| one.years.len())
        .max()
        .unwrap_or_default();
    let row = |at: usize| -> Vec<String> {
        let cells = block
            .iter()
            .map(|one| one.years.get(at).map_or_else(String::new, cell));
        std::iter::once(format!("year {} USD", at + 1))
            .chain(cells)
            .collect()
    };
    let total = block.iter().map(|one| {
        cell(&Year {
            cash: one.years.iter().map(|year| year.cash).sum::<Usd>(),
            at_least: one.years.iter().any(|year| year.at_least),
            hours: one
                .years
                .iter()
                .map(|year| year.hours)
                .fold(crate::cost::HourRange::NONE, crate::cost::HourRange::plus),
        })
    });
    let total = std::iter::once("total USD".to_owned())
        .chain(total)
        .collect();
    Grid::new(columns(block), (0..most).map(row).chain([total]))
}

fn columns(block: &[Compared<'_>]) -> Vec<Column> {
    let ids = block
        .iter()
        .map(|one| Column::text("").titled(one.credential.id.as_str()));
    std::iter::once(Column::id("")).chain(ids).collect()
}

#[derive(Serialize)]
struct CompareJson<'a> {
    schema: &'static str,
    as_of: &'a str,
    role: Option<&'a str>,
    weights: Option<Ordered<f64>>,
    order: Option<Vec<&'a str>>,
    credentials: Vec<OneJson<'a>>,
    turning_points: Vec<String>,
}

#[derive(Serialize)]
struct OneJson<'a> {
    id: &'a str,
    name: &'a str,
    issuer: &'a str,
    category: &'static str,
    tier: &'static str,
    status: &'static str,
    platforms: Vec<&'static str>,
    technologies: Vec<&'a str>,
    score: Option<f64>,
    relevance: Option<f64>,
    axes: Option<Ordered<AxisJson>>,
    first_under: Option<f64>,
    left_out: Option<LeftOutJson>,
    cost: CostJson,
    years: Vec<YearJson>,
    validity_months: Option<u16>,
    lifetime: bool,
    needs_first: &'a [String],
    experience_months: Option<u16>,
    work_roles: usize,
    requirement_sets: &'a [String],
    verified: String,
    reviewed: bool,
}

#[derive(Serialize)]
struct LeftOutJson {
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
