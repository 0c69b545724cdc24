//! What each person of a team should earn next, given what they hold and what the team lacks.

use std::collections::{BTreeMap, BTreeSet};

use crate::advice::profile::Profile;
use crate::advice::{Weights, advise};
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
use crate::team::roster::{Person, Team};

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
}

impl Suggestion<'_> {
    /// Exam fee, USD. `None` is unknown.
    pub fn fee(&self) -> Option<Usd> {
        self.credential.exam_fee
    }
}

/// What a person holds on a day: neither revoked nor lapsed. What can still be renewed is held, and so is what has an
/// expiry that is not known.
pub fn held_on(person: &Person, catalog: &Catalog, today: Date) -> BTreeSet<CredentialId> {
    let held = of_person(&Renewers::new(catalog), catalog, person, today);
    held.iter()
        .filter(|one| !matches!(one.state, State::Lapsed(_)))
        .map(|one| one.credential.id)
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
    let of = |(person, profile): &'a (&'a Person, Profile<'a>)| {
        let advice = advise(catalog, profile, weights);
        let own = |id: &CredentialId| usize::from(profile.holds.contains(id));
        let suggest = |credential: &'a Credential, action, closes| {
            let at = advice
                .ranked
                .iter()
                .position(|ranked| ranked.credential.id == credential.id);
            Suggestion {
                credential,
                action,
                closes,
                rank: at.map(|at| at + 1),
                score: at.map(|at| advice.ranked[at].score),
                others: holders
                    .get(&credential.id)
                    .map_or(0, |all| all.saturating_sub(own(&credential.id))),
            }
        };
        let steps = gaps.get(person.id.as_str()).into_iter().flatten();
        let closing = steps.filter_map(|((id, action), closes)| {
            Some(suggest(catalog.credential(id)?, *action, closes.clone()))
        });
        let mut suggestions: Vec<Suggestion<'a>> = closing.collect();
        suggestions.sort_by_key(|one| {
            (
                std::cmp::Reverse(one.closes.len()),
                one.rank.unwrap_or(usize::MAX),
            )
        });
        for ranked in &advice.ranked {
            if suggestions.len() >= most {
                break;
            }
            if suggestions
                .iter()
                .all(|one| one.credential.id != ranked.credential.id)
            {
                suggestions.push(suggest(ranked.credential, Action::Earn, BTreeSet::new()));
            }
        }
        suggestions.truncate(most);
        Next {
            person,
            profile,
            suggestions,
        }
    };
    profiles.iter().map(of).collect()
}

/// For each person: the steps by which he or she closes open items as the nearest to them, with these items.
type Gaps = BTreeMap<String, BTreeMap<(CredentialId, Action), BTreeSet<String>>>;

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
                    let of = gaps.entry(closest.person.to_string()).or_default();
                    let items = of.entry((step.credential, step.action)).or_default();
                    items.insert(format!("{}/{}", requirement.id, item.id));
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
