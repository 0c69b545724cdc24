//! What each person of a team should earn next: a table for each, or JSON.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Tone;
use super::credential;
use super::value::{list, rounded};
use super::{Cell, Column, Forms, Grid, clean, fold, usd};
use crate::advice::next::{Next, Suggestion};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::coverage::verdict::Action;
use crate::team::roster::Person;

/// What is shown of a team's next steps.
pub struct View<'a> {
    /// The people, in the order of the roster.
    pub people: &'a [Next<'a>],
    /// People whose labels name no role.
    pub without_role: &'a [&'a Person],
    /// How the environment was named.
    pub environment: &'a str,
    /// The day that counts as today.
    pub as_of: String,
}

impl Forms for View<'_> {
    /// A table for each person.
    fn terminal(&self, width: u16) -> String {
        let each = self.people.iter().map(|next| {
            let heading = fold(&heading(next), width, 2);
            Tone::Strong.paint(&heading) + "\n" + &grid(next).terminal(width)
        });
        let notes: String = self
            .notes()
            .iter()
            .map(|note| format!("\n{}\n", fold(note, width, 2)))
            .collect();
        let title = fold(&self.title(), width, 2) + "\n\n";
        title + &each.collect::<Vec<_>>().join("\n") + &notes
    }

    /// The same as Markdown.
    fn markdown(&self) -> String {
        let each = self
            .people
            .iter()
            .map(|next| format!("## {}\n\n{}", clean(&heading(next)), grid(next).markdown()));
        let notes: String = self
            .notes()
            .iter()
            .map(|note| format!("\n{note}\n"))
            .collect();
        format!(
            "{}\n\n{}{notes}",
            self.title(),
            each.collect::<Vec<_>>().join("\n")
        )
    }

    /// One row for each step.
    fn csv(&self) -> Result<String, csv::Error> {
        let columns = [
            "person",
            "role",
            "step",
            "id",
            "name",
            "action",
            "closes",
            "rank",
            "score",
            "held_by_others",
            "exam_fee_usd",
            "to_pay_usd",
        ];
        let rows = self.people.iter().flat_map(|next| {
            next.suggestions.iter().zip(1..).map(|(suggestion, step)| {
                vec![
                    next.person.id.to_string(),
                    next.profile.role.id.to_string(),
                    step.to_string(),
                    suggestion.credential.id.to_string(),
                    suggestion.credential.name.to_string(),
                    suggestion.action.word().to_owned(),
                    suggestion
                        .closes
                        .iter()
                        .cloned()
                        .collect::<Vec<_>>()
                        .join(" "),
                    suggestion
                        .rank
                        .map_or_else(String::new, |rank| rank.to_string()),
                    suggestion
                        .score
                        .map_or_else(String::new, |score| format!("{score:.3}")),
                    suggestion.others.to_string(),
                    usd(suggestion.credential.exam_fee),
                    usd(suggestion.fee),
                ]
            })
        });
        Grid::new(columns.map(Column::text).to_vec(), rows).csv()
    }

    /// The same as JSON.
    fn json(&self) -> impl Serialize {
        TeamJson {
            schema: "certadvise.recommend-team/1",
            as_of: &self.as_of,
            people: self.people.iter().map(person_json).collect(),
            without_role: self
                .without_role
                .iter()
                .map(|person| person.id.as_str())
                .collect(),
        }
    }
}

impl View<'_> {
    fn title(&self) -> String {
        format!(
            "What each person should earn next, environment {}, as of {}",
            self.environment, self.as_of
        )
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.without_role.is_empty() {
            let ids: Vec<&str> = self
                .without_role
                .iter()
                .map(|person| person.id.as_str())
                .collect();
            notes.push(format!(
                "No advice for {}: none of their roles is known (--role gives one to all of them).",
                list(&ids)
            ));
        }
        notes
    }
}

/// A person by name, the id beside it.
fn named(person: &Person) -> String {
    match &person.name {
        Some(name) => format!("{name} ({})", person.id),
        None => person.id.to_string(),
    }
}

fn heading(next: &Next<'_>) -> String {
    let held: Vec<&str> = next.profile.holds.iter().map(|id| id.as_str()).collect();
    let holds = if held.is_empty() {
        "holds nothing".to_owned()
    } else {
        format!("holds {}", list(&held))
    };
    format!(
        "{}: {}, {} level; {holds}",
        named(next.person),
        next.profile.role.name,
        next.profile.level
    )
}

fn grid(next: &Next<'_>) -> Grid {
    let columns = vec![
        Column::number("#"),
        Column::name("credential"),
        Column::id("id"),
        Column::text("tier").optional(4),
        Column::number("fee USD").optional(2),
        Column::number("score").optional(3),
        Column::text("why").optional(1),
    ];
    let rows = next.suggestions.iter().zip(1..).map(|(suggestion, step)| {
        let credential = suggestion.credential;
        let score = suggestion.score;
        [
            Cell::from(step.to_string()),
            Cell::from(credential.name.as_str()),
            credential::id_cell(credential),
            credential::tier_cell(credential.tier),
            Cell::usd(suggestion.fee),
            score
                .map_or_else(String::new, |score| format!("{score:.3}"))
                .into(),
            why(suggestion, next.profile.today).into(),
        ]
    });
    Grid::new(columns, rows)
}

fn why(suggestion: &Suggestion<'_>, today: Date) -> String {
    let mut parts = Vec::new();
    if !suggestion.closes.is_empty() {
        let action = if suggestion.action == Action::Renew {
            "renewed, it closes"
        } else {
            "closes"
        };
        let items: Vec<&str> = suggestion
            .closes
            .iter()
            .map(|item| item.rsplit('/').next().unwrap_or(item))
            .collect();
        parts.push(format!("{action} {}", items.join(", ")));
    }
    parts.extend(
        suggestion
            .rank
            .map(|rank| format!("number {rank} for the role")),
    );
    parts.push(match suggestion.others {
        0 => "nobody else holds it".to_owned(),
        1 => "1 other holds it".to_owned(),
        others => format!("{others} others hold it"),
    });
    parts.extend(credential::end(suggestion.credential, today, |id| {
        id.to_string()
    }));
    parts.join("; ")
}

fn person_json<'a>(next: &'a Next<'_>) -> PersonJson<'a> {
    PersonJson {
        person: next.person.id.as_str(),
        role: next.profile.role.id.as_str(),
        level: crate::base::vocabulary::Word::word(next.profile.level),
        holds: next.profile.holds.iter().map(|id| id.as_str()).collect(),
        next: next.suggestions.iter().map(step_json).collect(),
    }
}

fn step_json<'a>(suggestion: &'a Suggestion<'_>) -> StepJson<'a> {
    StepJson {
        id: suggestion.credential.id.as_str(),
        name: suggestion.credential.name.as_str(),
        action: suggestion.action.word(),
        closes: &suggestion.closes,
        rank: suggestion.rank,
        score: suggestion.score.map(|score| rounded(score, 3)),
        held_by_others: suggestion.others,
        exam_fee_usd: suggestion.credential.exam_fee,
        to_pay_usd: suggestion.fee,
    }
}

#[derive(Serialize)]
struct TeamJson<'a> {
    schema: &'static str,
    as_of: &'a str,
    people: Vec<PersonJson<'a>>,
    without_role: Vec<&'a str>,
}

#[derive(Serialize)]
struct PersonJson<'a> {
    person: &'a str,
    role: &'a str,
    level: &'static str,
    holds: Vec<&'a str>,
    next: Vec<StepJson<'a>>,
}

#[derive(Serialize)]
struct StepJson<'a> {
    id: &'a str,
    name: &'a str,
    action: &'static str,
    closes: &'a BTreeSet<String>,
    rank: Option<usize>,
    score: Option<f64>,
    held_by_others: usize,
    exam_fee_usd: Option<Usd>,
    /// What the step costs this person, a mandatory course included.
    to_pay_usd: Option<Usd>,
}
