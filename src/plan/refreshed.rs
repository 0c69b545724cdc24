//! What the steps of a plan renew besides their own credentials.

use std::collections::{BTreeMap, BTreeSet};

use super::Question;
use super::steps::CredentialStep;
use crate::base::date::{Date, Expiry};
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::RenewedOn;
use crate::cost::standing::{Renewers, of_person, rank, refreshed_until, renews};
use crate::team::roster::Person;

/// What one step renews besides, and through which day that is then valid; `None`: it never expires.
pub type Refreshed = Vec<(CredentialId, Option<Date>)>;

/// Of what is asked for and would expire before the horizon.
#[derive(Clone, Debug)]
pub struct Expiring {
    pub renewers: Renewers,
    pub asked: BTreeSet<CredentialId>,
    pub horizon: Date,
}

impl Expiring {
    /// For each of one person's steps what it renews besides, if they are done on their last days.
    pub fn refreshed(
        &self,
        question: &Question<'_>,
        person: &Person,
        steps: &[&CredentialStep],
    ) -> Vec<Refreshed> {
        let (catalog, deadline) = (question.catalog, question.deadline);
        let mut ends: BTreeMap<CredentialId, Expiry> = BTreeMap::new();
        for one in of_person(&self.renewers, catalog, person, deadline) {
            prolong(&mut ends, one.credential.id, one.dated.expiry);
        }
        let mut order: Vec<usize> = (0..steps.len()).collect();
        order.sort_by_key(|index| (steps[*index].by, *index));
        let mut refreshed = vec![Refreshed::new(); steps.len()];
        for index in order {
            let step = steps[index];
            // What is earned once more is renewed.
            let doing = if step.renewal.is_some() || ends.contains_key(&step.credential) {
                RenewedOn::Renewing
            } else {
                RenewedOn::Earning
            };
            let renewer = step.valid_until.map_or(Expiry::Never, Expiry::On);
            prolong(&mut ends, step.credential, renewer);
            let Some(other) = catalog.credential(&step.credential) else {
                continue;
            };
            for (id, expiry) in &mut ends {
                let Expiry::On(end) = *expiry else { continue };
                let Some(credential) = catalog.credential(id) else {
                    continue;
                };
                let expires = (step.by..self.horizon).contains(&end) && self.asked.contains(id);
                if !expires || !renews(credential, other, doing) {
                    continue;
                }
                let longer = refreshed_until(credential, end, step.by, renewer);
                if rank(longer) > rank(*expiry) {
                    *expiry = longer;
                    refreshed[index].push((*id, day(longer)));
                }
            }
        }
        refreshed
    }
}

fn day(expiry: Expiry) -> Option<Date> {
    match expiry {
        Expiry::On(day) => Some(day),
        Expiry::Never | Expiry::Unknown => None,
    }
}

fn prolong(ends: &mut BTreeMap<CredentialId, Expiry>, id: CredentialId, expiry: Expiry) {
    let end = ends.entry(id).or_insert(expiry);
    if rank(expiry) > rank(*end) {
        *end = expiry;
    }
}
