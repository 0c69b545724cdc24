//! What people, credentials and items are called in sentences: by name, with the id that people type beside it.

use std::collections::BTreeMap;

use super::Cell;
use super::credential::name_cell;
use super::value::money;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::coverage::verdict::{Action, ItemVerdict, Step};
use crate::team::roster::Team;

/// Names of people and credentials.
pub struct Names<'a> {
    catalog: &'a Catalog,
    people: BTreeMap<&'a str, &'a str>,
}

impl<'a> Names<'a> {
    /// Those of a team and a catalog.
    pub fn new(catalog: &'a Catalog, team: &'a Team) -> Self {
        let people = team.people.iter();
        Self {
            catalog,
            people: people
                .filter_map(|person| Some((person.id.as_str(), person.name.as_deref()?)))
                .filter(|(id, name)| id != name)
                .collect(),
        }
    }

    /// The same with the names of people whose rows went by.
    #[must_use]
    pub fn with(mut self, names: &'a BTreeMap<Text, Text>) -> Self {
        let names = names.iter().filter(|(id, name)| id != name);
        self.people
            .extend(names.map(|(id, name)| (id.as_str(), name.as_str())));
        self
    }

    /// The catalog.
    pub fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// The name of a person; the id where there is none.
    pub fn person_alone<'p>(&self, id: &'p str) -> &'p str
    where
        'a: 'p,
    {
        self.people.get(id).copied().unwrap_or(id)
    }

    /// A person within a sentence: `Person 04 (p04)`.
    pub fn person(&self, id: &str) -> String {
        match self.people.get(id) {
            Some(name) => format!("{name} ({id})"),
            None => id.to_owned(),
        }
    }

    /// A credential, where the catalog has it.
    pub fn find(&self, id: CredentialId) -> Option<&'a Credential> {
        self.catalog.credential(&id)
    }

    /// The cell of a credential's name, which leads to the issuer's page.
    pub fn cell(&self, id: CredentialId) -> Cell {
        self.find(id).map_or_else(
            || Cell::from(id.as_str()),
            |credential| name_cell(self.catalog, credential),
        )
    }

    /// The name of a credential; the id where there is none.
    pub fn credential_alone(&self, id: CredentialId) -> String {
        self.find(id)
            .map_or_else(|| id.to_string(), |credential| credential.name.to_string())
    }

    /// A credential within a sentence: `Certified Kubernetes Administrator (cka)`.
    pub fn credential(&self, id: CredentialId) -> String {
        match self.find(id) {
            Some(credential) if *credential.name != *id.as_str() => {
                format!("{} ({id})", credential.name)
            }
            _ => id.to_string(),
        }
    }

    /// What somebody could do about a credential, and its fee: `earn … for USD 445`.
    pub fn step(&self, step: &Step) -> String {
        let credential = self.credential(step.credential);
        let fee = match step.cost {
            Some(Usd::FREE) if step.action == Action::Renew => " at no cost".to_owned(),
            Some(fee) => format!(" for {}", money(fee)),
            None => String::new(),
        };
        match step.action {
            Action::Earn => format!("earn {credential}{fee}"),
            Action::EarnAgain => format!("earn {credential} again{fee}"),
            Action::Renew => format!("renew {credential}{fee}"),
            Action::Prove => format!("show evidence of {credential}"),
            Action::Date => format!("record the dates of {credential}"),
        }
    }
}

/// An item within a sentence: `Lead engineers (lead)`.
pub fn item(item: &ItemVerdict) -> String {
    named(&item.id, item.name.as_ref())
}

/// An id with its name, where it has one.
pub fn named(id: &Text, name: Option<&Text>) -> String {
    match name {
        Some(name) if name != id => format!("{name} ({id})"),
        _ => id.to_string(),
    }
}
