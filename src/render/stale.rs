//! Credentials whose facts were checked long ago.

use serde::Serialize;

use super::credential;
use super::value::verified;
use super::{Cell, Column, Grid, clean, count, fold};
use crate::base::date::{Date, Period};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::{Credential, Origin};
use crate::catalog::host::Provenance;
use crate::catalog::vocabulary::HostClass;

/// Width of the dates of a terminal's lines, with the space after them.
const VERIFIED: usize = 12;

/// A credential with the age of its facts.
#[derive(Serialize)]
pub struct Row {
    id: String,
    issuer: String,
    status: &'static str,
    verified: String,
    confidence: &'static str,
    /// The page to open for a look at the facts.
    url: Option<Text>,
}

/// The page to open for a look at the facts: the issuer's page among the sources, otherwise the issuer's list of
/// certifications, otherwise the page nearest to the facts.
fn page(catalog: &Catalog, credential: &Credential) -> Option<Text> {
    let ranked = catalog.hosts.ranked(&credential.details.sources);
    let mut pages = ranked.into_iter().filter_map(|(provenance, source)| {
        let Origin::Page { url, .. } = &source.origin else {
            return None;
        };
        (provenance != Provenance::Excluded).then_some((provenance, url))
    });
    match pages.next() {
        Some((Provenance::Host(HostClass::Issuer), url)) => Some(url.clone()),
        other => {
            let program = catalog.issuer(&credential.issuer);
            let program = program.and_then(|issuer| issuer.url.as_ref());
            program.or(other.map(|(_, url)| url)).cloned()
        }
    }
}

/// For JSON.
pub fn rows(stale: &[&Credential], catalog: &Catalog, today: Date) -> Vec<Row> {
    let row = |credential: &&Credential| Row {
        id: credential.id.to_string(),
        issuer: credential.issuer.to_string(),
        status: credential.status_on(today).word(),
        verified: verified(credential),
        confidence: credential.confidence.word(),
        url: page(catalog, credential),
    };
    stale.iter().map(row).collect()
}

/// As rows, the oldest first.
pub fn grid(stale: &[&Credential], catalog: &Catalog, today: Date) -> Grid {
    let columns = vec![
        Column::name("credential"),
        Column::id("id"),
        Column::id("issuer").optional(1),
        Column::id("status").optional(3),
        Column::id("verified"),
        Column::id("confidence").optional(2),
        Column::id("page"),
    ];
    let rows = stale.iter().map(|credential| {
        [
            Cell::from(credential.name.as_str()),
            credential::id_cell(credential),
            credential.issuer.to_string().into(),
            credential::status_cell(credential.status_on(today)),
            verified(credential).into(),
            credential.confidence.to_string().into(),
            page(catalog, credential).map_or_else(|| Cell::from(""), |url| url.as_str().into()),
        ]
    });
    Grid::new(columns, rows)
}

/// For a terminal: two lines each, so that addresses stay whole, and their number.
pub fn terminal(
    stale: &[&Credential],
    catalog: &Catalog,
    today: Date,
    older_than: Period,
    width: u16,
) -> String {
    let mut text = String::new();
    for credential in stale {
        let line = format!(
            "{:<VERIFIED$}{} ({}), {}, {} confidence",
            verified(credential),
            credential.name,
            credential.id,
            credential.status_on(today),
            credential.confidence
        );
        text += &format!("{}\n", fold(&line, width, VERIFIED));
        if let Some(url) = page(catalog, credential) {
            text += &format!("{:VERIFIED$}{}\n", "", clean(&url));
        }
    }
    let total = format!(
        "{} of {} were last checked more than {older_than} ago, or at an unknown date",
        stale.len(),
        count(catalog.credentials.len(), "credential", "credentials")
    );
    text + &fold(&total, width, 2) + "\n"
}
