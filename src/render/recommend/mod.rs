//! The ranking: a table with its reasons, or the JSON of the contract.

mod json;
mod notes;

pub(super) use json::AxisJson;
pub(in crate::render) use notes::{Line, NEXT, answer_label, on};

use std::collections::BTreeSet;

use super::Tone;
use super::credential;
use super::value::{hours, percent, verified, whole_dollars};
use super::{Cell, Column, Grid, count, escape_markdown, fold, usd};
use crate::advice::axes::{self, Axis};
use crate::advice::profile::Profile;
use crate::advice::stacks::Stack;
use crate::advice::{Advice, Ranked};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::{Context, Status};
use crate::cost::Keeping;
use crate::team::requirement::table::At;

const NO_CANDIDATE: &str = "No credential of the catalog is a candidate. --level, --budget, --issuer or --include may widen \
     the choice.";

/// What a reader should know of a candidate before spending money on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Unreviewed,
    NeedsAnother,
    Passing,
    HasEqual,
}

impl Mark {
    const fn sign(self) -> char {
        match self {
            Self::Unreviewed => '*',
            Self::NeedsAnother => '+',
            Self::Passing => '!',
            Self::HasEqual => '=',
        }
    }

    const fn meaning(self) -> &'static str {
        match self {
            Self::Unreviewed => "not yet reviewed",
            Self::NeedsAnother => "needs another first",
            Self::Passing => "ending or in beta",
            Self::HasEqual => "has an equal",
        }
    }
}

/// What is shown of an answer.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Who asked.
    pub profile: &'a Profile<'a>,
    /// How the environment was named.
    pub environment: &'a str,
    /// The answer.
    pub advice: &'a Advice<'a>,
    /// How many candidates to show.
    pub top: usize,
    /// Roles that the work role fits as well as the one taken.
    pub other_roles: &'a [&'a Role],
    /// The best stacks, best first.
    pub stacks: &'a [Stack<'a>],
    /// Whether to show all of them rather than the best alone.
    pub all_stacks: bool,
}

impl View<'_> {
    pub(super) fn shown(&self) -> &[Ranked<'_>] {
        &self.advice.ranked[..self.advice.ranked.len().min(self.top)]
    }

    /// The rows of a table with their ranks: of what is one choice, the best placed alone.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &Ranked<'_>)> {
        let main = self
            .advice
            .ranked
            .iter()
            .filter(|ranked| ranked.alternative_to.is_none());
        (1..).zip(main).take(self.top)
    }

    /// The rank of a candidate: that of the row it stands in.
    pub(super) fn rank(&self, id: CredentialId) -> Option<usize> {
        let ranked = &self.advice.ranked;
        let found = ranked.iter().find(|other| other.credential.id == id)?;
        let main = found.alternative_to.unwrap_or(id);
        let before = ranked
            .iter()
            .take_while(|other| other.credential.id != main);
        Some(
            1 + before
                .filter(|other| other.alternative_to.is_none())
                .count(),
        )
    }

    /// What a reader should know of a row: one sign each, explained in one line below the table.
    fn row_marks(&self, ranked: &Ranked<'_>) -> Vec<Mark> {
        let credential = ranked.credential;
        let today = self.profile.today;
        let passing = credential.is_ending(today) || credential.status_on(today) == Status::Beta;
        [
            (Mark::Unreviewed, !credential.reviewed),
            (Mark::NeedsAnother, !ranked.chain.credentials.is_empty()),
            (Mark::Passing, passing),
            (
                Mark::HasEqual,
                self.advice.alternatives_of(credential.id).next().is_some(),
            ),
        ]
        .into_iter()
        .filter_map(|(mark, applies)| applies.then_some(mark))
        .collect()
    }

    /// What the marks in the table mean; nothing where there are none.
    fn legend(&self) -> Option<String> {
        let marks: BTreeSet<Mark> = self
            .rows()
            .flat_map(|(_, ranked)| self.row_marks(ranked))
            .collect();
        let meanings: Vec<String> = marks
            .iter()
            .map(|mark| format!("{} {}", mark.sign(), mark.meaning()))
            .collect();
        (!meanings.is_empty()).then(|| meanings.join("   "))
    }

    /// The table for a terminal, with the question above and the few lines that matter below.
    pub fn terminal(&self, width: u16) -> String {
        let mut text = self.title(width) + "\n";
        if self.advice.ranked.is_empty() && self.advice.excluded.is_empty() {
            return text + "The catalog has no credentials.\n";
        }
        if self.advice.ranked.is_empty() {
            text += &fold(NO_CANDIDATE, width, 0);
            text += "\n\n";
        } else if !self.shown().is_empty() {
            text += &self.grid().terminal(width);
            if let Some(legend) = self.legend() {
                text += &format!("{}\n", Tone::Faint.paint(&fold(&legend, width, 2)));
            }
            text.push('\n');
        }
        for line in self.lines() {
            text += &line.terminal(width);
        }
        if self.all_stacks && !self.stacks.is_empty() {
            text += &format!("\n{}", self.stack_grid().terminal(width));
        }
        text
    }

    /// What the answer rests on.
    pub(super) fn heading(&self, width: u16) -> String {
        Tone::Strong.paint(&fold(&self.question(), width, 2)) + "\n"
    }

    /// The same with how many candidates are shown.
    fn title(&self, width: u16) -> String {
        Tone::Strong.paint(&fold(&self.title_text(), width, 2)) + "\n"
    }

    pub(super) fn title_text(&self) -> String {
        format!("{}{}", self.question(), self.shown_of_all())
    }

    /// What to say where nothing is ranked.
    pub(super) fn nothing_ranked(&self) -> &'static str {
        if self.advice.ranked.is_empty() && self.advice.excluded.is_empty() {
            "The catalog has no credentials."
        } else if self.advice.ranked.is_empty() {
            NO_CANDIDATE
        } else {
            ""
        }
    }

    fn shown_of_all(&self) -> String {
        let (rows, all) = (self.rows().count(), self.choices());
        match rows {
            0 => String::new(),
            rows if rows == all => format!(": {}", count(all, "candidate", "candidates")),
            1 => format!(": the best of {all} candidates"),
            rows => format!(": the best {rows} of {all} candidates"),
        }
    }

    /// How many rows the whole table would have.
    fn choices(&self) -> usize {
        let ranked = self.advice.ranked.iter();
        ranked
            .filter(|ranked| ranked.alternative_to.is_none())
            .count()
    }

    pub(super) fn question(&self) -> String {
        let profile = self.profile;
        let (environment, today) = (self.environment(), profile.today);
        let context = match profile.context {
            Context::Individual => "",
            Context::Hiring => ", for hiring",
            Context::ManagedServices => ", for managed services",
            Context::Government => ", for government",
        };
        let context = match &profile.mandate {
            Some(mandate) => {
                format!(
                    "{context}, work role {} ({}) {}",
                    mandate.row.code, mandate.row.name, mandate.level
                )
            }
            None => context.to_owned(),
        };
        let industry = profile
            .industry
            .map_or_else(String::new, |industry| format!(", in {industry}"));
        format!(
            "{}, {} level{context}{industry}, environment {} ({environment}), as of {today}",
            profile.role.name, profile.level, self.environment
        )
    }

    /// The table as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("{}{}\n\n", self.question(), self.shown_of_all());
        text += &self.grid().markdown();
        if let Some(legend) = self.legend() {
            text += &format!("\n{}\n", escape_markdown(&legend));
        }
        for line in self.lines() {
            text += &format!("\n{}\n", line.markdown());
        }
        if self.all_stacks && !self.stacks.is_empty() {
            text += &format!("\n{}", self.stack_grid().markdown());
        }
        text
    }

    pub(super) fn environment(&self) -> String {
        let parts = self.profile.environment.parts();
        let parts: Vec<String> = parts
            .iter()
            .map(|(platform, share)| format!("{platform} {}", percent(*share)))
            .collect();
        parts.join(", ")
    }

    fn grid(&self) -> Grid {
        let marked = self
            .rows()
            .any(|(_, ranked)| !self.row_marks(ranked).is_empty());
        let mut columns = vec![Column::number("#")];
        if marked {
            columns.push(Column::id(""));
        }
        columns.extend(credential::columns());
        if self.profile.mandate.is_some() {
            columns.push(Column::text("accepted").optional(1));
        }
        columns.extend([
            Column::text("issuer").optional(9),
            Column::text("tier").optional(3),
            Column::number("years needed").optional(7),
            Column::number("fee USD").optional(2),
            Column::number("USD/year").optional(4),
            Column::number("hours/year").optional(6),
            Column::number("score"),
            Column::bar().optional(5),
        ]);
        Grid::new(
            columns,
            self.rows()
                .map(|(rank, ranked)| self.row(rank, ranked, marked)),
        )
    }

    fn row(&self, rank: usize, ranked: &Ranked<'_>, marked: bool) -> Vec<Cell> {
        let credential = ranked.credential;
        let (total, _) = ranked.thousandths(self.advice.weights);
        let score = f64::from(total) / 1000.0;
        let keeping = ranked.cost.keeping.as_ref();
        let yearly = keeping.and_then(Keeping::usd_per_year);
        let mut row = vec![rank.to_string().into()];
        if marked {
            let signs = self.row_marks(ranked).into_iter().map(Mark::sign);
            row.push(Cell::from(signs.collect::<String>()).toned(Tone::Warning));
        }
        row.extend(credential::cells(self.catalog, credential));
        if let Some(accepted) = ranked.accepted {
            let word = match accepted {
                _ if self.cheapest() == Some(credential.id) => "cheapest",
                At::Exact => "here",
                At::Higher => "higher up",
            };
            row.push(word.into());
        }
        let issuer = self.catalog.issuer(&credential.issuer);
        row.extend([
            issuer
                .map_or_else(String::new, |issuer| issuer.name.to_string())
                .into(),
            credential::tier_cell(credential.tier),
            experience(credential).into(),
            Cell::usd(credential.exam_fee),
            Cell::usd(yearly.map(whole_dollars)),
            keeping
                .map_or_else(
                    || "unknown".to_owned(),
                    |keeping| hours(keeping.hours_per_year()),
                )
                .into(),
            Cell::from(format!("{score:.3}")).toned(Tone::Strong),
            Cell::bar(score),
        ]);
        row
    }

    /// One row a candidate, for spreadsheets.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let columns = [
            "rank",
            "id",
            "name",
            "issuer",
            "category",
            "tier",
            "status",
            "score",
            "relevance",
            "platform",
            "tier_fit",
            "upkeep",
            "exam_fee_usd",
            "upkeep_usd_per_year",
            "verified",
            "confidence",
            "reviewed",
            "experience_years",
            "alternative_to",
        ];
        let rows = self.shown().iter().map(|ranked| {
            let credential = ranked.credential;
            let (total, _) = ranked.thousandths(self.advice.weights);
            let yearly = ranked.cost.keeping.as_ref().and_then(Keeping::usd_per_year);
            vec![
                self.rank(credential.id)
                    .map_or_else(String::new, |rank| rank.to_string()),
                credential.id.to_string(),
                credential.name.to_string(),
                credential.issuer.to_string(),
                credential.category.to_string(),
                credential.tier.to_string(),
                credential.status_on(self.profile.today).to_string(),
                format!("{:.3}", f64::from(total) / 1000.0),
                format!("{:.3}", ranked.relevance.value()),
                format!("{:.3}", ranked.fits[0]),
                format!("{:.3}", ranked.fits[1]),
                format!("{:.3}", ranked.fits[2]),
                usd(credential.exam_fee),
                yearly.map_or_else(|| "unknown".to_owned(), |usd| format!("{usd:.2}")),
                verified(credential),
                credential.confidence.to_string(),
                credential.reviewed.to_string(),
                experience(credential),
                ranked
                    .alternative_to
                    .map_or_else(String::new, |id| id.to_string()),
            ]
        });
        Grid::new(columns.map(Column::text).to_vec(), rows).csv()
    }

    /// Of what a table accepts, the cheapest to earn and keep.
    fn cheapest(&self) -> Option<CredentialId> {
        self.profile.mandate.as_ref()?;
        self.advice
            .cheapest(self.profile.horizon_years)
            .map(|cheapest| cheapest.credential.id)
    }

    pub(super) fn because(&self, axis: Axis, ranked: &Ranked<'_>) -> String {
        axes::because(
            axis,
            self.catalog,
            ranked.credential,
            &ranked.cost,
            self.profile,
        )
    }
}

/// Years of experience that are required; nothing where none are, or none are known of.
fn experience(credential: &Credential) -> String {
    let months = credential
        .prerequisites
        .experience_months
        .filter(|months| *months > 0);
    months.map_or_else(String::new, |months| (f64::from(months) / 12.0).to_string())
}
