//! The ranking: a table with its reasons, or the JSON of the contract.

mod json;
mod notes;

pub(super) use json::AxisJson;

use super::value::{hours, verified};
use super::{Column, Grid, fold, usd};
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
        let found = ranked.iter().find(|one| one.credential.id == id)?;
        let main = found.alternative_to.unwrap_or(id);
        let before = ranked.iter().take_while(|one| one.credential.id != main);
        Some(1 + before.filter(|one| one.alternative_to.is_none()).count())
    }

    /// What a row has to say beside its figures: what it is one choice with, and whether its exam ends or is in beta.
    fn row_note(&self, ranked: &Ranked<'_>) -> String {
        let credential = ranked.credential;
        let mut parts: Vec<String> = Vec::new();
        let others: Vec<&str> = self
            .advice
            .alternatives_of(credential.id)
            .map(|other| other.credential.id.as_str())
            .collect();
        if !others.is_empty() {
            parts.push(format!("or {}", others.join(", ")));
        }
        if let Some(last) = credential.last_exam {
            let successors: Vec<&str> =
                credential.successors.iter().map(|id| id.as_str()).collect();
            let next = if successors.is_empty() {
                String::new()
            } else {
                format!(", then {}", successors.join(" or "))
            };
            parts.push(format!("last exam {last}{next}"));
        }
        if credential.status_on(self.profile.today) == Status::Beta {
            parts.push("beta".to_owned());
        }
        parts.join("; ")
    }

    /// The table for a terminal, with what it rests on above and what was left out below.
    pub fn terminal(&self, width: u16) -> String {
        let mut text = self.heading(width);
        text.push('\n');
        if self.advice.ranked.is_empty() && self.advice.excluded.is_empty() {
            return text + "The catalog has no credentials.\n";
        }
        if self.advice.ranked.is_empty() {
            text += &fold(
                "No credential of the catalog is a candidate. The reasons are below; --level, --budget, --issuer or --include may widen the choice.",
                width,
                0,
            );
            text += "\n\n";
        } else if !self.shown().is_empty() {
            text += &self.grid().terminal(width);
            text.push('\n');
        }
        let stacks = self.stacks(width);
        if !stacks.is_empty() {
            text += &format!("{stacks}\n");
        }
        for note in self.notes() {
            text += &fold(&note, width, 2);
            text.push('\n');
        }
        text
    }

    /// What the answer rests on.
    pub(super) fn heading(&self, width: u16) -> String {
        fold(&self.question(), width, 2) + "\n"
    }

    fn question(&self) -> String {
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
        let mut text = format!("{}\n\n", self.question());
        text += &self.grid().markdown();
        text += &self.stacks_markdown();
        for note in self.notes() {
            text += &format!("\n{note}\n");
        }
        text
    }

    pub(super) fn environment(&self) -> String {
        let parts = self.profile.environment.parts();
        let parts: Vec<String> = parts
            .iter()
            .map(|(p, share)| format!("{p} {:.0} %", share * 100.0))
            .collect();
        parts.join(", ")
    }

    fn grid(&self) -> Grid {
        let mut columns = vec![
            Column::number("#"),
            Column::id("credential"),
            Column::text("name").from(120),
            Column::text("issuer").from(150),
            Column::text("tier").from(60),
            Column::number("years needed"),
            Column::number("fee USD"),
            Column::number("USD/year"),
            Column::number("h/year").from(100),
            Column::number("platform").from(110),
            Column::number("tier fit").from(110),
            Column::number("upkeep").from(110),
            Column::number("score"),
        ];
        if self.profile.mandate.is_some() {
            columns.insert(2, Column::text("accepted"));
        }
        let noted = self
            .rows()
            .any(|(_, ranked)| !self.row_note(ranked).is_empty());
        if noted {
            columns.push(Column::text("notes"));
        }
        let cheapest = self.cheapest();
        let rows = self.rows().map(|(rank, ranked)| {
            let credential = ranked.credential;
            let (total, parts) = ranked.thousandths(self.advice.weights);
            let keeping = ranked.cost.keeping.as_ref();
            let yearly = keeping.and_then(Keeping::usd_per_year);
            let mark = if credential.reviewed { "" } else { "*" };
            let part = |axis: Axis| format!("{:.3}", f64::from(parts[axis as usize]) / 1000.0);
            let accepted = ranked
                .accepted
                .map(|at| match (at, cheapest == Some(credential.id)) {
                    (At::Exact, false) => "here",
                    (At::Higher, false) => "higher up",
                    (_, true) => "cheapest",
                });
            let mut row = vec![
                rank.to_string(),
                format!("{}{mark}", credential.id),
                credential.name.to_string(),
                self.catalog
                    .issuer(&credential.issuer)
                    .map_or_else(String::new, |issuer| issuer.name.to_string()),
                credential.tier.to_string(),
                experience(credential),
                usd(credential.exam_fee),
                yearly.map_or_else(|| "unknown".to_owned(), |usd| format!("{usd:.0}")),
                keeping.map_or_else(|| "unknown".to_owned(), |k| hours(k.hours_per_year())),
                part(Axis::Platform),
                part(Axis::Tier),
                part(Axis::Upkeep),
                format!("{:.3}", f64::from(total) / 1000.0),
            ];
            if let Some(accepted) = accepted {
                row.insert(2, accepted.to_owned());
            }
            if noted {
                row.push(self.row_note(ranked));
            }
            row
        });
        Grid::new(columns, rows)
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
            .map(|one| one.credential.id)
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
