//! Credentials whose facts were checked long ago.

use serde::Serialize;

use super::credential;
use super::value::verified;
use super::{Cell, Column, Grid, count, fold};
use crate::base::date::{Date, Period};
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;

/// A credential with the age of its facts.
#[derive(Serialize)]
pub struct Row {
    id: String,
    issuer: String,
    status: &'static str,
    verified: String,
    confidence: &'static str,
}

/// For JSON. `today` is year, month and day.
pub fn rows(stale: &[&Credential], today: Date) -> Vec<Row> {
    let row = |credential: &&Credential| Row {
        id: credential.id.to_string(),
        issuer: credential.issuer.to_string(),
        status: credential.status_on(today).word(),
        verified: verified(credential),
        confidence: credential.confidence.word(),
    };
    stale.iter().map(row).collect()
}

/// As rows, the oldest first.
pub fn grid(stale: &[&Credential], today: Date) -> Grid {
    let columns = vec![
        Column::name("credential"),
        Column::id("id"),
        Column::id("issuer").optional(1),
        Column::id("status").optional(3),
        Column::id("verified"),
        Column::id("confidence").optional(2),
    ];
    let rows = stale.iter().map(|credential| {
        [
            Cell::from(credential.name.as_str()),
            credential::id_cell(credential),
            credential.issuer.to_string().into(),
            credential::status_cell(credential.status_on(today)),
            verified(credential).into(),
            credential.confidence.to_string().into(),
        ]
    });
    Grid::new(columns, rows)
}

/// As rows, with their number.
pub fn terminal(
    stale: &[&Credential],
    of: usize,
    today: Date,
    older_than: Period,
    width: u16,
) -> String {
    let total = format!(
        "{} of {} were last checked more than {older_than} ago, or at an unknown date",
        stale.len(),
        count(of, "credential", "credentials")
    );
    let total = fold(&total, width, 2) + "\n";
    if stale.is_empty() {
        total
    } else {
        grid(stale, today).terminal(width) + &total
    }
}
