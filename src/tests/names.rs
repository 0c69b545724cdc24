//! One matcher for names, held against what badges, sheets and profiles really say.

use crate::catalog::{Awarded, LookupError};
use crate::embedded;

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
    for row in rows(include_str!("../../tests/names/field.csv")) {
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

/// Badges as issuers themselves name them at Credly, in a public crawl.
#[test]
fn badges_of_issuers_mean_their_credentials() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("../../tests/names/badges.csv")) {
        let got = found(&row[0], &row[1]);
        if got != row[2] {
            wrong.push(format!(
                "{} by {}: `{got}`, not `{}`",
                &row[0], &row[1], &row[2]
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Names of bodies outside of the catalog: badges at Credly, and a public roadmap of security certifications.
#[test]
fn what_others_award_means_nothing() {
    let rows = rows(include_str!("../../tests/names/elsewhere.csv"));
    assert!(rows.len() >= 500, "{}", rows.len());
    let wrong: Vec<String> = rows
        .iter()
        .filter(|row| !found(&row[0], &row[1]).is_empty())
        .map(|row| format!("{} by {}: {}", &row[0], &row[1], found(&row[0], &row[1])))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every name of the catalog in the decorations of issuers' badges, sheets and profiles.
#[test]
fn names_of_the_catalog_are_found_in_every_decoration() {
    let catalog = embedded::catalog();
    let (mut tried, mut wrong) = (0, Vec::new());
    for credential in &catalog.credentials {
        let id = credential.id.as_str();
        let issuer = credential.issuer.as_str();
        let name = &credential.name;
        let mut written = vec![
            name.to_string(),
            name.to_uppercase(),
            format!("{name}®"),
            format!(" {}  ", name.replace(' ', "\u{a0}")),
            name.replace(" - ", " – "),
            name.replace('-', "\u{2010}"),
            format!("{name} Certification"),
        ];
        let code = credential
            .exam
            .codes
            .iter()
            .find(|code| code.bytes().any(|b| b.is_ascii_alphabetic()));
        if let Some(code) = code {
            written.extend([
                code.to_string(),
                code.replace('-', " "),
                format!("{name} ({code})"),
                format!("{code}: {name}"),
                format!("Exam {code}"),
            ]);
        }
        if let Some(short) = &credential.abbreviation {
            written.extend([
                short.to_string(),
                format!("{short}: {name}"),
                format!("{short} – {name}"),
                format!("{short}™ - {name}"),
                format!("{name} ({short})"),
                format!("{name} ({short})®"),
                format!("{name} ({short}®)"),
                format!("{issuer} {short}"),
            ]);
            if let Some(code) = code {
                written.push(format!("[{code}] {short} – {name}"));
            }
        }
        written.extend(credential.aliases.iter().map(ToString::to_string));
        for text in written {
            tried += 1;
            let by_issuer = found(&text, issuer);
            let by_name = found(&text, "");
            let is_there = |got: &str| {
                got == id
                    || got
                        .strip_prefix("one of ")
                        .is_some_and(|ids| ids.split(' ').any(|one| one == id))
            };
            if !is_there(&by_issuer) || !is_there(&by_name) {
                wrong.push(format!(
                    "{text}: `{by_issuer}` by {issuer}, `{by_name}` alone, not `{id}`"
                ));
            }
        }
    }
    assert!(tried >= 3_000, "{tried}");
    assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
}

#[test]
fn short_names_that_many_use_ask_which() {
    for (name, issuer) in [
        ("OCP", ""),
        ("OCP certified", ""),
        ("CCA", ""),
        ("CCSE", ""),
        ("PCA", ""),
        ("CSA", ""),
        ("ACE", ""),
        ("CCP", ""),
        ("CDE", ""),
    ] {
        assert!(
            found(name, issuer).starts_with("one of "),
            "{name}: {}",
            found(name, issuer)
        );
    }
    for (name, issuer) in [
        ("ACE", "Arista"),
        ("ACE", "Aviatrix"),
        ("CCA", "Citrix"),
        ("CCSE", "Some Academy"),
        ("SAP", "SAP SE"),
        ("SAP", ""),
        ("CISSP", "CompTIA"),
        ("CISSP; CISM", ""),
        ("Certified Information Security Manager (CISSP)", ""),
        ("CKA: Certified Kubernetes Application Developer", ""),
        ("AZ-104: Azure Fundamentals", ""),
        ("Some course (CISM)", ""),
        ("CISSP course", ""),
        ("CKA (training)", ""),
        ("PCPP 2", "Udemy"),
        ("CCNA 1", ""),
        ("Certified", ""),
        ("Microsoft Certified", ""),
        ("", ""),
    ] {
        assert_eq!(found(name, issuer), "", "{name} by {issuer}");
    }
    // Oracle calls several exams so: which one is for the holder to say.
    assert!(found("OCP", "Oracle").starts_with("one of oracle-java"));
}

#[test]
fn suggestions_go_by_words_first() {
    let near = |name: &str| -> Vec<String> {
        let near = embedded::catalog().nearest_credentials(name);
        near.iter().map(ToString::to_string).collect()
    };
    let ccnp = near("CCNP");
    assert!(
        ccnp.len() > 2 && ccnp.iter().all(|id| id.starts_with("ccnp")),
        "{ccnp:?}"
    );
    assert_eq!(
        near("aws developer").first().map(String::as_str),
        Some("aws-dva")
    );
    assert!(near("511").is_empty(), "{:?}", near("511"));
    assert_eq!(
        near("AZ-104 Azure for everybody")
            .first()
            .map(String::as_str),
        Some("az-104")
    );
    assert!(
        near("Certified SAFe Whatever")
            .iter()
            .all(|id| id.starts_with("safe"))
    );
    assert_eq!(near("ckaa").first().map(String::as_str), Some("cka"));
}
