//! What each person of a team should earn next, given what they hold and what the team lacks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::advice::profile::Profile;
use crate::advice::{Advice, Weights, advise};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Role;
use crate::catalog::{Catalog, find};
use crate::cost::standing::{Renewers, State, of_person};
use crate::coverage::Verdict;
use crate::coverage::verdict::{Action, ItemVerdict, Kind};
use crate::team::requirement::Weight;
use crate::team::roster::{Attempt, Person, Team, exams_left};

/// One person's next steps.
#[derive(Clone, Debug)]
pub struct Next<'a> {
    /// Who.
    pub person: &'a Person,
    /// The person's question.
    pub profile: &'a Profile<'a>,
    /// What to earn or renew, first things first.
    pub suggestions: Vec<Suggestion<'a>>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Suggestion<'a> {
    /// The credential.
    pub credential: &'a Credential,
    /// What to do about it.
    pub action: Action,
    /// Items of the requirements (`set/item`) that it takes this person to close, as the nearest to them.
    pub closes: BTreeSet<String>,
    /// Place among the candidates for the person's role, from 1; `None` where only the team needs it.
    pub rank: Option<usize>,
    /// Score for the person's role, 0..1.
    pub score: Option<f64>,
    /// Others in the team who hold it.
    pub others: usize,
    /// What the person has to pay for the step, USD: exams that are passed or paid for cost nothing more. `None` is unknown.
    pub fee: Option<Usd>,
}

/// What a person holds on a day: neither revoked nor lapsed. What can still be renewed is held, and so is what has an
/// expiry that is not known.
pub fn held_on(person: &Person, catalog: &Catalog, today: Date) -> BTreeSet<CredentialId> {
    if person.holds.is_empty() {
        // What renews what is among the facts that are decoded on demand.
        return BTreeSet::new();
    }
    let held = of_person(&Renewers::new(catalog), catalog, person, today);
    held.iter()
        .filter(|holding| !matches!(holding.state, State::Lapsed(_)))
        .map(|holding| holding.credential.id)
        .collect()
}

/// The role that the first of a person's labels names which names one.
pub fn role_of<'c>(person: &Person, catalog: &'c Catalog) -> Option<&'c Role> {
    person
        .roles
        .iter()
        .find_map(|label| find(&catalog.roles, label).ok())
}

/// What the people of `profiles` should earn next, at most `most` each. What closes a gap of the team comes first, for
/// those who are nearest to closing it; then what suits the person's role.
pub fn next<'a>(
    catalog: &'a Catalog,
    team: &'a Team,
    profiles: &'a [(&'a Person, Profile<'a>)],
    verdict: Option<&Verdict>,
    weights: Option<Weights>,
    most: usize,
) -> Vec<Next<'a>> {
    let Some(today) = profiles.first().map(|(_, profile)| profile.today) else {
        return Vec::new();
    };
    let mut holders: BTreeMap<CredentialId, usize> = BTreeMap::new();
    for id in team
        .people
        .iter()
        .flat_map(|person| held_on(person, catalog, today))
    {
        *holders.entry(id).or_default() += 1;
    }
    let gaps = verdict.map(gaps).unwrap_or_default();
    let asking = Asking {
        catalog,
        weights,
        holders,
        most,
    };
    profiles
        .iter()
        .map(|(person, profile)| asking.next_steps(person, profile, gaps.get(person.id.as_str())))
        .collect()
}

/// What is the same for all people of a team.
struct Asking<'a> {
    catalog: &'a Catalog,
    weights: Option<Weights>,
    /// How many people hold each credential.
    holders: BTreeMap<CredentialId, usize>,
    /// Steps for each person at most.
    most: usize,
}

impl<'a> Asking<'a> {
    /// What a person should earn next: what closes a gap first, then what suits the role.
    fn next_steps(
        &self,
        person: &'a Person,
        profile: &'a Profile<'a>,
        gaps: Option<&Steps>,
    ) -> Next<'a> {
        let advice = advise(self.catalog, profile, self.weights);
        let closing = gaps.into_iter().flatten().filter_map(|(step, gap)| {
            let (id, action) = step;
            let credential = self.catalog.credential(id)?;
            let mut suggestion = self.suggestion(person, profile, &advice, credential);
            suggestion.action = *action;
            suggestion.closes.clone_from(&gap.closes);
            suggestion.fee = gap.fee;
            Some(suggestion)
        });
        let mut suggestions: Vec<Suggestion<'a>> = closing.collect();
        suggestions.sort_by_key(|suggestion| {
            (
                Reverse(suggestion.closes.len()),
                suggestion.rank.unwrap_or(usize::MAX),
            )
        });
        for ranked in &advice.ranked {
            if suggestions.len() >= self.most {
                break;
            }
            let credential = ranked.credential;
            let is_new = suggestions
                .iter()
                .all(|suggestion| suggestion.credential.id != credential.id);
            if is_new {
                suggestions.push(self.suggestion(person, profile, &advice, credential));
            }
        }
        suggestions.truncate(self.most);
        Next {
            person,
            profile,
            suggestions,
        }
    }

    /// To earn a credential, with its place among the candidates of the person's role.
    fn suggestion(
        &self,
        person: &Person,
        profile: &Profile<'_>,
        advice: &Advice<'_>,
        credential: &'a Credential,
    ) -> Suggestion<'a> {
        let id = credential.id;
        let mut ranked = advice.ranked.iter();
        let index = ranked.position(|ranked| ranked.credential.id == id);
        let held_here = usize::from(profile.holds.contains(&id));
        let holders = self.holders.get(&id).copied().unwrap_or(0);
        let own = person.holds.iter().filter(|held| held.credential == id);
        let attempts = own.map(Attempt::of);
        let left = exams_left(self.catalog, credential, attempts, profile.today, None);
        Suggestion {
            credential,
            action: Action::Earn,
            closes: BTreeSet::new(),
            fee: left.to_earn(credential),
            rank: index.map(|index| index + 1),
            score: index.map(|index| advice.ranked[index].score),
            others: holders.saturating_sub(held_here),
        }
    }
}

/// For each person: the steps by which he or she closes open items as the nearest to them, with these items.
type Gaps = BTreeMap<String, Steps>;

/// Steps of a person, with what each closes and costs.
type Steps = BTreeMap<(CredentialId, Action), Gap>;

/// The items that a step closes, and what it costs, USD.
#[derive(Default)]
struct Gap {
    closes: BTreeSet<String>,
    fee: Option<Usd>,
}

fn gaps(verdict: &Verdict) -> Gaps {
    let mut gaps = Gaps::new();
    for requirement in &verdict.requirements {
        for item in requirement
            .items
            .iter()
            .filter(|item| !item.covered && item.severity == Weight::Required)
        {
            for closest in item.closest.iter().take(open(item)) {
                for step in closest
                    .lacks
                    .iter()
                    .filter(|step| step.action == Action::Renew || step.action.is_earning())
                {
                    let steps = gaps.entry(closest.person.to_string()).or_default();
                    let gap = steps.entry((step.credential, step.action)).or_default();
                    gap.closes.insert(format!("{}/{}", requirement.id, item.id));
                    gap.fee = step.cost;
                }
            }
        }
    }
    gaps
}

/// How many more people an item takes.
fn open(item: &ItemVerdict) -> usize {
    match item.kind {
        Kind::Every => usize::MAX,
        _ => item
            .needed
            .saturating_sub(item.waived)
            .saturating_sub(item.filled) as usize,
    }
}
