//! Whether what is held is worth renewing: short lines, or JSON.

use serde::Serialize;

use super::names::named;
use super::value::rounded;
use crate::advice::keep::{Keep, Kept};
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::team::roster::Person;

/// Lines about one team; JSON has all of it.
const MOST_LINES: usize = 20;

/// One person's holdings that fall due, with what to do about each.
pub struct PersonWorth<'a> {
    /// Who.
    pub person: &'a Person,
    /// The name of the role that the advice is for.
    pub role: &'a str,
    /// What to do about each.
    pub kept: Vec<Kept<'a>>,
}

/// `Keep Certified Kubernetes Administrator: it is what this field asks for first; keeping it costs about USD 223 a year.`
pub fn line(kept: &Kept<'_>) -> String {
    let what = match kept.advice {
        Keep::Keep => "Keep",
        Keep::LetLapse => "Let lapse",
        Keep::Replace => "Replace",
    };
    format!("{what} {}: {}.", kept.credential.name, kept.because)
}

/// Whether what falls due in a team is worth renewing: a line each, what not to keep first; nothing where nothing is due.
pub fn team_lines(people: &[PersonWorth<'_>]) -> Vec<String> {
    let mut all: Vec<(&PersonWorth<'_>, &Kept<'_>)> = people
        .iter()
        .flat_map(|worth| worth.kept.iter().map(move |kept| (worth, kept)))
        .collect();
    all.sort_by_key(|(_, kept)| kept.advice == Keep::Keep);
    let mut lines: Vec<String> = all
        .iter()
        .take(MOST_LINES)
        .map(|(worth, kept)| {
            let person = named(&worth.person.id, worth.person.name.as_ref());
            format!("{person}, {}: {}", worth.role, line(kept))
        })
        .collect();
    let more = all.len().saturating_sub(MOST_LINES);
    if more > 0 {
        lines.push(format!("{more} more are in the JSON (--format json)."));
    }
    lines
}

/// An answer with the advice on holdings beside it.
#[derive(Serialize)]
pub struct WithWorth<T> {
    #[serde(flatten)]
    answer: T,
    worth: Vec<PersonWorthJson>,
}

impl<T: Serialize> WithWorth<T> {
    /// Puts the advice beside an answer.
    pub fn new(answer: T, people: &[PersonWorth<'_>]) -> Self {
        let of_person = |worth: &PersonWorth<'_>| {
            let (person, role) = (worth.person.id.to_string(), worth.role.to_owned());
            let with = move |kept: &Kept<'_>| PersonWorthJson {
                person: person.clone(),
                role: role.clone(),
                holding: HeldJson::of(kept),
            };
            worth.kept.iter().map(with).collect::<Vec<_>>()
        };
        Self {
            answer,
            worth: people.iter().flat_map(of_person).collect(),
        }
    }
}

#[derive(Serialize)]
struct PersonWorthJson {
    person: String,
    role: String,
    #[serde(flatten)]
    holding: HeldJson,
}

/// The advice on a holding as JSON.
#[derive(Serialize)]
pub struct HeldJson {
    id: String,
    advice: &'static str,
    because: String,
    usd_per_year: Option<f64>,
    successor: Option<CredentialId>,
}

impl HeldJson {
    /// That of a holding.
    pub fn of(kept: &Kept<'_>) -> Self {
        Self {
            id: kept.credential.id.to_string(),
            advice: kept.advice.word(),
            because: kept.because.clone(),
            usd_per_year: kept.usd_per_year.map(|usd| rounded(usd, 2)),
            successor: kept.successor,
        }
    }
}
