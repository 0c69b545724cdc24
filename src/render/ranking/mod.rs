//! A ranking or a comparison as one page: axes as bars, costs as curves, and sliders that rank again.
//!
//! `page` is what the template shows; the script has the numbers of `advice::reranking` and the formulas of `advice`.

mod page;

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::clean;
use super::compare;
use super::html::keep_units;
use super::recommend;
use super::value::{money, money_at_least, money_or_unknown};
use crate::advice::Ranked;
use crate::advice::axes::Axis;
use crate::advice::chain::chain;
use crate::advice::confidence::Sureness;
use crate::advice::reranking::{RankingNumbers, ranking_numbers, ranking_numbers_of};
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::vocabulary::Status;
use crate::cost::cost;
use crate::cost::years::Year;
use page::{Fit, Line, Note, Page, Row, Script, Slider, Table};

const CODE: &str = include_str!("rerank.js");
/// Colors and dash patterns of lines; together they tell eighteen lines apart.
const COLORS: usize = 6;
const DASHES: usize = 3;
/// Credentials that a title names.
const MOST_NAMES: usize = 3;
const LEGEND: &str = "A score is the relevance for the role times the weighted sum of the three axes: how much of the \
     environment it applies to (platform), how well its tier suits the level (tier), and how little it costs to keep \
     (upkeep).";

/// The command that gives the same answer, and what of it the sliders replace.
#[derive(Clone, Debug)]
pub struct CommandLine {
    /// The command and what does not change.
    pub base: String,
    /// The flag of the environment, with a blank before it; empty if there is none.
    pub env: String,
    /// The flag of the weights or of their order.
    pub weights: String,
}

/// What the script has to know of the page.
#[derive(Serialize)]
struct PageFacts<'a> {
    command: &'a str,
    env: &'a str,
    weights: &'a str,
    top: usize,
    shows_alternatives: bool,
}

impl recommend::View<'_> {
    /// The ranking as one self-contained file of HTML.
    ///
    /// # Errors
    /// None that the data can cause: the template only writes to memory.
    pub fn html(&self, command: &CommandLine) -> Result<String, askama::Error> {
        let numbers = ranking_numbers(self.catalog, self.profile, self.advice);
        let shown: Vec<&Ranked<'_>> = self.rows().map(|(_, ranked)| ranked).collect();
        let ranking = ranking(self, &numbers, &shown);
        let confidence = self.advice.confidence(self.profile);
        let badge = confidence.map(|confidence| {
            let tone = match confidence.level {
                Sureness::Clear => "good",
                Sureness::Close | Sureness::Weak => "soon",
            };
            (tone, recommend::answer_label(&confidence).to_owned())
        });
        let notes = self.lines();
        let notes = notes
            .iter()
            .map(recommend::Line::parts)
            .filter(|(label, _)| *label != recommend::NEXT)
            .map(|(label, text)| Note {
                label: label.to_owned(),
                text: clean(text),
            });
        let page = Page {
            kind: "Which credential next",
            title: clean(&self.profile.role.name),
            subtitle: clean(&without_role(self, &self.title_text())),
            badge,
            nothing: self.nothing_ranked().to_owned(),
            notes: notes.collect(),
            lines: Vec::new(),
            tables: Vec::new(),
            ..with_ranking(self, &numbers, ranking, command, self.top, false)?
        };
        Ok(keep_units(&page.render()?))
    }
}

impl compare::View<'_> {
    /// The comparison as one self-contained file of HTML.
    ///
    /// # Errors
    /// None that the data can cause: the template only writes to memory.
    pub fn html(&self, command: &CommandLine) -> Result<String, askama::Error> {
        let credentials: Vec<&Credential> = self
            .compared
            .iter()
            .map(|compared| compared.credential)
            .collect();
        let names: Vec<String> = credentials
            .iter()
            .map(|credential| clean(&credential.name))
            .collect();
        let base = match self.question {
            Some(question) => {
                let (profile, advice) = (question.profile, question.advice);
                let numbers = ranking_numbers_of(self.catalog, profile, advice, &credentials);
                let shown: Vec<&Ranked<'_>> = advice.ranked.iter().collect();
                let top = shown.len();
                let (mut rows, most) = ranking(question, &numbers, &shown);
                // The chart below has each year of each of them.
                for row in &mut rows {
                    row.cost.clear();
                }
                let ranking = (rows, most);
                with_ranking(question, &numbers, ranking, command, top, true)?
            }
            None => Page::empty(command),
        };
        let curves = self.compared.iter().enumerate().map(|(index, compared)| {
            let (total, curve) = drawn(&compared.years);
            Line {
                color: index % COLORS,
                dash: index / COLORS % DASHES,
                name: clean(&compared.credential.name),
                total,
                curve,
            }
        });
        let most = self
            .compared
            .iter()
            .map(|compared| cents(&compared.years))
            .max()
            .unwrap_or_default();
        let years = self
            .compared
            .iter()
            .map(|compared| compared.years.len())
            .max()
            .unwrap_or_default();
        let notes = self.notes().into_iter().map(|text| Note {
            label: String::new(),
            text: clean(&text),
        });
        let tables = self.grids().map(|(title, grid)| Table {
            title,
            head: grid
                .columns
                .iter()
                .map(|column| clean(&column.title))
                .collect(),
            rows: grid
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| clean(&cell.raw())).collect())
                .collect(),
        });
        let page = Page {
            kind: "Credentials side by side",
            title: if names.len() > MOST_NAMES {
                format!("{} credentials", names.len())
            } else {
                super::value::list(&names)
            },
            subtitle: self.question.map_or_else(
                || format!("As of {}", self.as_of),
                |question| clean(&question.question()),
            ),
            notes: notes.collect(),
            lines: curves.collect(),
            most: money(Usd::from_cents(most)),
            most_cents: most.max(1),
            years,
            tables: tables.into(),
            ..base
        };
        Ok(keep_units(&page.render()?))
    }
}

impl Page {
    fn empty(command: &CommandLine) -> Self {
        Self {
            kind: "",
            title: String::new(),
            subtitle: String::new(),
            badge: None,
            weights: Vec::new(),
            shares: Vec::new(),
            rows: Vec::new(),
            nothing: String::new(),
            legend: LEGEND,
            notes: Vec::new(),
            lines: Vec::new(),
            most: String::new(),
            most_cents: 1,
            years: 0,
            tables: Vec::new(),
            command: format!("{}{}{}", command.base, command.env, command.weights),
            footer: format!(
                "certadvise {} · fees are US list prices for non-members; check the issuer's page before you pay",
                env!("CARGO_PKG_VERSION")
            ),
            script: None,
        }
    }
}

/// A page with a ranking and the script that ranks again.
fn with_ranking(
    view: &recommend::View<'_>,
    numbers: &RankingNumbers<'_>,
    (rows, most): (Vec<Row>, i64),
    command: &CommandLine,
    top: usize,
    shows_alternatives: bool,
) -> Result<Page, askama::Error> {
    let slider = |name: &str, share: f64| Slider {
        name: name.to_owned(),
        value: format!("{:.0}", share * 100.0),
    };
    let facts = PageFacts {
        command: &command.base,
        env: &command.env,
        weights: &command.weights,
        top,
        shows_alternatives,
    };
    let weights = view.advice.weights;
    let script = Script {
        hash: format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(CODE))),
        numbers: in_script(numbers)?,
        page: in_script(&facts)?,
        code: CODE,
    };
    Ok(Page {
        weights: Axis::ALL
            .iter()
            .map(|axis| slider(axis.word(), weights.of(*axis)))
            .collect(),
        shares: numbers
            .environment()
            .map(|(platform, share)| slider(platform, share))
            .collect(),
        script: (!rows.is_empty()).then_some(script),
        rows,
        most_cents: most.max(1),
        years: usize::from(view.profile.horizon_years),
        ..Page::empty(command)
    })
}

/// What was asked, without the role that the title names.
fn without_role(view: &recommend::View<'_>, question: &str) -> String {
    let role = format!("{}, ", view.profile.role.name);
    let rest = question.strip_prefix(&role).unwrap_or(question);
    let mut letters = rest.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// JSON that can stand in an element of a script: nothing in it ends the element.
fn in_script(value: &impl Serialize) -> Result<String, askama::Error> {
    let json = serde_json::to_string(value).map_err(askama::Error::custom)?;
    Ok(json.replace('<', "\\u003c"))
}

/// What is shown of the ranking first, in its order, then what another question may rank; and the highest cost that is
/// shown.
fn ranking(
    view: &recommend::View<'_>,
    numbers: &RankingNumbers<'_>,
    shown: &[&Ranked<'_>],
) -> (Vec<Row>, i64) {
    let mut rows: Vec<(usize, Row)> = numbers
        .candidates()
        .map(|(entry, credential)| {
            let place = shown
                .iter()
                .position(|ranked| ranked.credential.id == credential.id);
            let ranked = place.map(|place| (shown[place], place));
            let row = row(view, entry, credential, ranked);
            (place.unwrap_or(usize::MAX), row)
        })
        .collect();
    rows.sort_by_key(|(place, row)| (*place, row.entry));
    let costs = rows.iter().take(shown.len()).map(|(_, row)| row.cents);
    let most = costs.max().unwrap_or_default();
    (rows.into_iter().map(|(_, row)| row).collect(), most)
}

fn row(
    view: &recommend::View<'_>,
    entry: usize,
    credential: &Credential,
    ranked: Option<(&Ranked<'_>, usize)>,
) -> Row {
    let fits = ranked.map_or([0.0; 3], |(ranked, _)| ranked.fits);
    let score = ranked.map_or(0, |(ranked, _)| ranked.thousandths(view.advice.weights).0);
    let years = view.profile.horizon_years;
    let cost = cost(view.catalog, credential, view.profile.rate);
    let total = cost.total(years);
    let cents = total.map_or(0, Usd::cents);
    let earning = cost.earning().map_or(cents, Usd::cents);
    Row {
        entry,
        rank: ranked.map_or_else(String::new, |(_, place)| (place + 1).to_string()),
        name: clean(&credential.name),
        about: clean(&about(view, credential)),
        fits: Axis::ALL.map(|axis| {
            let fit = fits[axis as usize];
            Fit {
                axis: axis.word(),
                percent: format!("{:.1}", fit * 100.0),
                fit: format!("{fit:.2}"),
            }
        }),
        score: format!("{:.3}", f64::from(score) / 1000.0),
        cents,
        cost: total.map_or_else(
            || "cost unknown".to_owned(),
            |total| format!("{} in {years} years", money(total)),
        ),
        curve: total.map_or_else(String::new, |_| {
            format!("M0 0V{}L{years} {}", -earning, -cents)
        }),
    }
}

/// Id, issuer, tier and fee, and what a reader should know before spending money on it.
fn about(view: &recommend::View<'_>, credential: &Credential) -> String {
    let issuer = view.catalog.issuer(&credential.issuer);
    let mut parts = vec![credential.id.to_string()];
    parts.extend(issuer.map(|issuer| issuer.name.to_string()));
    parts.push(credential.tier.to_string());
    parts.push(format!("exam {}", money_or_unknown(credential.exam_fee)));
    let needs = chain(view.catalog, credential, view.profile);
    let is_passing =
        credential.last_exam.is_some() || credential.status_on(view.profile.today) == Status::Beta;
    for (applies, mark) in [
        (!credential.reviewed, "not yet reviewed"),
        (!needs.credentials.is_empty(), "needs another first"),
        (is_passing, "ending or in beta"),
    ] {
        parts.extend(applies.then(|| mark.to_owned()));
    }
    parts.join(" · ")
}

fn cents(years: &[Year]) -> i64 {
    years.iter().map(|year| year.cash).sum::<Usd>().cents()
}

/// The total of some years, and its growth as the path of a line: a year to the right, a cent up.
fn drawn(years: &[Year]) -> (String, String) {
    let mut paid = 0;
    let mut path = "M0 0".to_owned();
    for (year, after) in years.iter().zip(1..) {
        paid += year.cash.cents();
        path += &format!("V{}H{after}", -paid);
    }
    let is_bound = years.iter().any(|year| year.at_least);
    (money_at_least(Usd::from_cents(paid), is_bound), path)
}
