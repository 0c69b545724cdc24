//! What a search found.

use serde::Serialize;

use super::credential;
use super::value::Ordered;
use super::{Column, Forms, Grid, count, fold};
use crate::base::date::Date;
use crate::catalog::Catalog;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::search::{Hit, Match};
use crate::catalog::vocabulary::{Status, Tier};

/// The credentials found for some words.
pub struct View<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The words.
    pub words: &'a [String],
    /// The best of what was found.
    pub hits: &'a [Hit<'a>],
    /// How many were found.
    pub total: usize,
    /// Today.
    pub as_of: Date,
}

impl View<'_> {
    fn grid(&self) -> Grid {
        let mut columns = credential::columns().to_vec();
        columns.extend([
            Column::text("issuer").optional(3),
            Column::text("tier").optional(1),
            Column::text("status").optional(4),
            Column::text("matches").optional(2),
        ]);
        let rows = self.hits.iter().map(|hit| {
            let credential = hit.credential;
            let issuer = self.catalog.issuer(&credential.issuer);
            let mut row = credential::cells(self.catalog, credential).to_vec();
            row.extend([
                issuer
                    .map_or_else(String::new, |issuer| issuer.name.to_string())
                    .into(),
                credential::tier_cell(credential.tier),
                credential::status_cell(credential.status_on(self.as_of)),
                matches(&hit.matches).into(),
            ]);
            row
        });
        Grid::new(columns, rows)
    }
}

/// Where the words were found: fields by name, and texts where they are short.
fn matches(matches: &[Match]) -> String {
    let mut places: Vec<String> = Vec::new();
    for found in matches {
        let field = found.field.word();
        let place = if found.text.len() <= 40 {
            format!("{field}: {}", found.text)
        } else {
            field.to_owned()
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.join("; ")
}

impl Forms for View<'_> {
    fn terminal(&self, width: u16) -> String {
        let words = self.words.join(" ");
        if self.hits.is_empty() {
            let text = format!(
                "No credential has all of these words: {words}. `certadvise list topics` shows the subjects."
            );
            return fold(&text, width, 2) + "\n";
        }
        let found = count(self.total, "credential", "credentials");
        let shown = if self.total > self.hits.len() {
            format!("{found}; the best {} are shown (--all).", self.hits.len())
        } else {
            format!("{found}.")
        };
        let next = format!("Next: certadvise show {}", self.hits[0].credential.id);
        format!("{}\n{shown}\n{next}\n", self.grid().terminal(width))
    }

    fn markdown(&self) -> String {
        self.grid().markdown()
    }

    fn csv(&self) -> Result<String, csv::Error> {
        self.grid().csv()
    }

    fn json(&self) -> impl Serialize {
        let results = self.hits.iter().map(|hit| Found {
            id: hit.credential.id,
            name: &hit.credential.name,
            issuer: hit.credential.issuer,
            tier: hit.credential.tier,
            status: hit.credential.status_on(self.as_of),
            matches: hit
                .matches
                .iter()
                .map(|found| Ordered(vec![("field", found.field.word()), ("text", &*found.text)]))
                .collect(),
        });
        Answer {
            schema: "certadvise.search/1",
            as_of: self.as_of,
            words: self.words,
            total: self.total,
            results: results.collect(),
        }
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    as_of: Date,
    words: &'a [String],
    total: usize,
    results: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    id: CredentialId,
    name: &'a str,
    issuer: IssuerId,
    tier: Tier,
    status: Status,
    matches: Vec<Ordered<&'a str>>,
}
