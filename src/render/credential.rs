//! A credential as a table shows it: its name first, its id beside it.

use super::Tone;
use super::table::{Cell, Column};
use super::value::alternatives;
use crate::base::date::Date;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Status, Tier};

/// The columns of name and id.
pub fn columns() -> [Column; 2] {
    [Column::name("credential"), Column::id("id")]
}

/// The cells below [`columns`].
pub fn cells(catalog: &Catalog, credential: &Credential) -> [Cell; 2] {
    [name_cell(catalog, credential), id_cell(credential)]
}

/// The name, which leads to the issuer's page.
pub fn name_cell(catalog: &Catalog, credential: &Credential) -> Cell {
    let issuer = catalog.issuer(&credential.issuer);
    Cell::from(credential.name.as_str()).linked(issuer.and_then(|issuer| issuer.url.as_ref()))
}

/// The id, which people type.
pub fn id_cell(credential: &Credential) -> Cell {
    Cell::from(credential.id.as_str()).toned(Tone::Faint)
}

/// The tier in its color.
pub fn tier_cell(tier: Tier) -> Cell {
    Cell::from(tier.to_string()).toned(tier_tone(tier))
}

/// The tone of a tier.
pub fn tier_tone(tier: Tier) -> Tone {
    match tier {
        Tier::Entry => Tone::Plain,
        Tier::Associate => Tone::Second,
        Tier::Professional => Tone::Third,
        Tier::Expert => Tone::Fourth,
    }
}

/// The status, in a color where it can't be relied on.
pub fn status_cell(status: Status) -> Cell {
    Cell::from(status.to_string()).toned(status_tone(status))
}

/// The tone of a status.
pub fn status_tone(status: Status) -> Tone {
    match status {
        Status::Active => Tone::Plain,
        Status::Announced | Status::Beta | Status::Retiring => Tone::Warning,
        Status::Retired => Tone::Bad,
    }
}

/// That its program ends and what follows it, called by `name`, or that its exam is in beta; without a final period.
pub fn end(
    credential: &Credential,
    today: Date,
    name: impl Fn(CredentialId) -> String,
) -> Option<String> {
    let successors: Vec<String> = credential.successors.iter().copied().map(name).collect();
    let next = if successors.is_empty() {
        String::new()
    } else {
        format!(", then {}", alternatives(&successors))
    };
    let retired = credential.status_on(today) == Status::Retired;
    match credential.last_exam {
        Some(last) if retired => Some(format!("its last exam was on {last}{next}")),
        Some(last) => Some(format!("its last exam is on {last}{next}")),
        None if retired => Some(format!("it is no longer awarded{next}")),
        None if credential.is_ending(today) => Some(format!("its program ends{next}")),
        None => {
            (credential.status_on(today) == Status::Beta).then(|| "its exam is in beta".to_owned())
        }
    }
}

/// The name of a credential, for sentences; its id where the catalog has none such.
pub fn name(catalog: &Catalog, id: CredentialId) -> String {
    catalog
        .credential(&id)
        .map_or_else(|| id.to_string(), |credential| credential.name.to_string())
}
