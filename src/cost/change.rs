//! What a change of the catalog means for a team: when its holdings expire and what they cost to renew, before and after.

use std::collections::BTreeMap;

use super::renewal;
use super::standing::{Renewers, longest, of_person};
use crate::base::date::{Date, Expiry};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Status;
use crate::team::roster::Team;

/// What one edition of a catalog says of a holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Through which day it is valid.
    pub expires: Expiry,
    /// What the cheapest way to renew it costs, USD, without annual fees; `None` where that is unknown or there is none.
    pub renewal: Option<Usd>,
    /// Whether the credential can be earned.
    pub status: Status,
}

/// A holding on which two editions differ; `None` where an edition lacks the credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The person's id.
    pub person: String,
    pub credential: CredentialId,
    pub old: Option<Facts>,
    pub new: Option<Facts>,
}

/// One edition of a catalog, and the team as read by it.
#[derive(Clone, Copy)]
pub struct Edition<'a> {
    pub catalog: &'a Catalog,
    pub team: &'a Team,
}

/// Every holding on which two editions differ on a day, by person and credential; an hour is worth `rate`.
pub fn changes(old: Edition<'_>, new: Edition<'_>, today: Date, rate: Usd) -> Vec<Change> {
    let (old, new) = (facts(old, today, rate), facts(new, today, rate));
    let all = old
        .keys()
        .chain(new.keys().filter(|key| !old.contains_key(*key)));
    let changes = all.filter_map(|key| {
        let (old, new) = (old.get(key).copied(), new.get(key).copied());
        (old != new).then(|| Change {
            person: key.0.clone(),
            credential: key.1,
            old,
            new,
        })
    });
    let mut changes: Vec<Change> = changes.collect();
    changes.sort_by(|a, b| (&a.person, a.credential).cmp(&(&b.person, b.credential)));
    changes
}

fn facts(edition: Edition<'_>, today: Date, rate: Usd) -> BTreeMap<(String, CredentialId), Facts> {
    let Edition { catalog, team } = edition;
    let renewers = Renewers::new(catalog);
    let mut facts = BTreeMap::new();
    for person in &team.people {
        let holdings = longest(of_person(&renewers, catalog, person, today));
        let held: Vec<CredentialId> = holdings.iter().map(|one| one.credential.id).collect();
        for holding in &holdings {
            let credential = holding.credential;
            let way = renewal(catalog, credential, rate, |id| held.contains(id));
            let of_holding = Facts {
                expires: holding.dated.expiry,
                renewal: way.and_then(|way| way.fee),
                status: credential.status_on(today),
            };
            facts.insert((person.id.to_string(), credential.id), of_holding);
        }
    }
    facts
}
