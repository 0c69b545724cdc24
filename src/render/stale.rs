//! Credentials whose facts were checked long ago.

use serde::Serialize;

use super::value::verified;
use super::{Column, Grid, count, fold};
use crate::base::date::Date;
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
    let row = |credential: &&Credential| {
        vec![
            credential.id.to_string(),
            credential.issuer.to_string(),
            credential.status_on(today).to_string(),
            verified(credential),
            credential.confidence.to_string(),
        ]
    };
    let columns = ["id", "issuer", "status", "verified", "confidence"].map(Column::id);
    Grid::new(columns.to_vec(), stale.iter().map(row))
}

/// As rows, with their number.
pub fn terminal(stale: &[&Credential], of: usize, today: Date, width: u16) -> String {
    let total = format!(
        "{} of {of} with facts checked longer ago",
        count(stale.len(), "credential", "credentials")
    );
    let total = fold(&total, width, 2) + "\n";
    if stale.is_empty() {
        total
    } else {
        grid(stale, today).terminal(width) + &total
    }
}
