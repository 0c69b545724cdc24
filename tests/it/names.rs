//! One matcher for names, held against what badges, sheets and profiles really say.

use certadvise::catalog::{Awarded, LookupError};
use certadvise::embedded;

fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// The id that a name and an issuer mean; several joined, empty for none.
fn found(name: &str, issuer: &str) -> String {
    let catalog = embedded::catalog();
    let issuers = catalog.issuers_called(issuer);
    let awarded = match (issuer, issuers.is_empty()) {
        ("", _) => Awarded::Unsaid,
        (_, true) => Awarded::Unlisted,
        (_, false) => Awarded::By(&issuers),
    };
    match catalog.find_credential(name, awarded) {
        Ok(found) => found.credential.id.to_string(),
        Err(LookupError::Shared { ids, .. }) => format!("one of {}", ids.join(" ")),
        Err(_) => String::new(),
    }
}

#[test]
fn names_in_the_field_mean_what_they_say() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("../names/field.csv")) {
        let (name, issuer, id) = (&row[0], &row[1], &row[2]);
        let by_issuer = found(name, issuer);
        if by_issuer != id {
            wrong.push(format!("{name} by {issuer}: `{by_issuer}`, not `{id}`"));
        }
        // Without the issuer it means the same, or is said to mean several.
        let by_name = found(name, "");
        if by_name != id && !by_name.starts_with("one of ") {
            wrong.push(format!("{name}: `{by_name}`, not `{id}`"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
