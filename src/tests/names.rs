//! One matcher for names, held against what badges, sheets and profiles really say.

use std::collections::BTreeSet;

use crate::base::text::Text;
use crate::catalog::credential::Credential;
use crate::catalog::{Awarded, LookupError};
use crate::embedded;

fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// The id that a name and an issuer mean; several joined, empty for none. `ID exam` is one of several exams for it.
fn found(name: &str, issuer: &str) -> String {
    let catalog = embedded::catalog();
    let issuers = catalog.issuers_called(issuer);
    let awarded = match (issuer, issuers.is_empty()) {
        ("", _) => Awarded::Unsaid,
        (_, true) => Awarded::Unlisted,
        (_, false) => Awarded::By(&issuers),
    };
    match catalog.find_credential(name, awarded) {
        Ok(found) if found.parts.is_empty() => found.credential.id.to_string(),
        Ok(found) => format!("{} exam", found.credential.id),
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

/// Names as people write them in public profiles and lists, with those among them that are not credentials of the catalog.
#[test]
fn names_in_public_profiles_mean_what_they_say() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("../../tests/names/profiles.csv")) {
        let got = found(&row[0], &row[1]);
        if got != row[2] {
            let (name, issuer, id) = (&row[0], &row[1], &row[2]);
            wrong.push(format!("{name} by {issuer}: `{got}`, not `{id}`"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// How somebody wrote a credential's name: with its name, abbreviation and code taken out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Decoration {
    /// `[{code}] {short} - {name}`, in plain letters.
    form: String,
    /// Where the words around are one issuer's.
    issuer: Option<String>,
}

/// What a badge or a sheet writes without marks, and with one kind of dash.
fn in_plain_letters(text: &str) -> String {
    text.replace(['®', '™'], "")
        .replace(['–', '—', '\u{2010}', '\u{2011}'], "-")
}

/// The names of a credential that a form can hold, the longest first.
fn parts(credential: &Credential) -> Vec<(&'static str, String)> {
    let mut parts = vec![("{name}", in_plain_letters(&credential.name))];
    let short = credential.abbreviation.iter();
    parts.extend(short.map(|short| ("{short}", in_plain_letters(short))));
    let is_code = |code: &&Text| code.bytes().any(|b| b.is_ascii_alphabetic());
    let codes = credential.exam.codes.iter().filter(is_code);
    parts.extend(codes.take(1).map(|code| ("{code}", code.to_string())));
    parts
}

/// Words around a name that say nothing.
const NEUTRAL: [&str; 3] = ["certified", "certification", "exam"];

/// The form in which a credential is written, if its names stand in it and the words around say nothing, or name its
/// issuer.
fn decoration(written: &str, credential: &Credential) -> Option<Decoration> {
    let mut form = in_plain_letters(written);
    for (part, text) in parts(credential) {
        if let Some(at) = form.find(&text) {
            form.replace_range(at..at + text.len(), part);
        }
    }
    let around = ["{name}", "{short}", "{code}"]
        .iter()
        .fold(form.clone(), |around, part| around.replace(part, " "));
    if around.len() == form.len() || around.contains(['{', '}']) {
        return None;
    }
    let of_issuer = words_of_issuer(credential);
    let words = words(&around);
    let others: Vec<&String> = words
        .iter()
        .filter(|word| !NEUTRAL.contains(&word.as_str()))
        .collect();
    others
        .iter()
        .all(|word| of_issuer.contains(word))
        .then(|| Decoration {
            form,
            issuer: (!others.is_empty()).then(|| credential.issuer.to_string()),
        })
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The words of an issuer's names, and what `CompTIA` writes behind all of its own.
fn words_of_issuer(credential: &Credential) -> Vec<String> {
    let issuer = embedded::catalog().issuer(&credential.issuer).unwrap();
    let names = issuer.aliases.iter().map(Text::as_str);
    let names = names.chain([issuer.name.as_str(), issuer.id.as_str()]);
    let ce = (issuer.id.as_str() == "comptia").then_some("ce");
    names.chain(ce).flat_map(words).collect()
}

/// Every way in which badges, profiles and the samples of exports write names.
fn decorations() -> BTreeSet<Decoration> {
    let catalog = embedded::catalog();
    let lists = [
        (include_str!("../../tests/names/badges.csv"), 0, 2),
        (include_str!("../../tests/names/field.csv"), 0, 2),
        (include_str!("../../tests/names/profiles.csv"), 0, 2),
        (include_str!("../../tests/import/expected.csv"), 2, 9),
    ];
    let mut found = BTreeSet::new();
    for (list, written, id) in lists {
        for row in rows(list) {
            let credential = row[id].parse().ok().and_then(|id| catalog.credential(&id));
            found.extend(credential.and_then(|credential| decoration(&row[written], credential)));
        }
    }
    found
}

/// The marks and dashes in which the same lists write one name.
fn typeset(text: &str) -> [String; 4] {
    [
        text.to_owned(),
        text.replace(" - ", " – "),
        text.replace(')', "®)"),
        format!("{text}®"),
    ]
}

#[test]
fn names_of_the_catalog_are_found_in_every_decoration() {
    let lists = [
        include_str!("../../tests/names/badges.csv"),
        include_str!("../../tests/names/field.csv"),
    ]
    .concat();
    for mark in [" – ", "®)", "®"] {
        assert!(lists.contains(mark), "{mark}: no list writes it so");
    }
    let decorations = decorations();
    assert!(decorations.len() >= 12, "{decorations:#?}");
    let catalog = embedded::catalog();
    let (mut tried, mut wrong) = (BTreeSet::new(), Vec::new());
    for credential in &catalog.credentials {
        let (id, issuer) = (credential.id.as_str(), credential.issuer.as_str());
        for decoration in &decorations {
            if decoration
                .issuer
                .as_ref()
                .is_some_and(|other| other != issuer)
            {
                continue;
            }
            let mut plain = decoration.form.clone();
            for (part, text) in parts(credential) {
                plain = plain.replace(part, &text);
            }
            if plain.contains('{') {
                continue;
            }
            for written in typeset(&plain) {
                if !tried.insert((id, written.clone())) {
                    continue;
                }
                for given in [issuer, ""] {
                    let got = found(&written, given);
                    let mut meant = got.strip_prefix("one of ").unwrap_or(&got).split(' ');
                    if !meant.any(|one| one == id) {
                        wrong.push(format!("{written} by `{given}`: `{got}`, not `{id}`"));
                    }
                }
            }
        }
        for alias in &credential.aliases {
            tried.insert((id, alias.to_string()));
            let got = found(alias, "");
            let mut meant = got.strip_prefix("one of ").unwrap_or(&got).split(' ');
            if !meant.any(|one| one == id) {
                wrong.push(format!("{alias}: `{got}`, not `{id}`"));
            }
        }
    }
    assert!(tried.len() >= 3_000, "{}", tried.len());
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        tried.len()
    );
}

/// A product, a topic or an issuer is not a credential, unless a credential is called just that.
#[test]
fn a_product_or_a_topic_is_no_credential() {
    let catalog = embedded::catalog();
    let technologies = catalog.technologies.iter().map(|one| one.name.to_string());
    let topics = catalog.topics.iter().flat_map(|topic| {
        let names = topic.synonyms.iter().map(ToString::to_string);
        names.chain([topic.name.to_string()])
    });
    let before_brackets = |name: &str| name.split(" (").next().unwrap_or_default().to_owned();
    let issuers = catalog.issuers.iter();
    let issuers = issuers.map(|issuer| before_brackets(&issuer.name));
    let products = [
        "Power BI",
        "Azure Virtual Desktop",
        "Security",
        "Kubernetes",
        "Terraform",
    ];
    let products = products.into_iter().map(str::to_owned);
    for name in technologies.chain(topics).chain(issuers).chain(products) {
        // Ids are names too, however they are spelt: `redhat-virtualization`.
        let spelt = words(&name).concat();
        let is_credential = catalog.credentials.iter().any(|credential| {
            *credential.name == *name || words(credential.id.as_str()).concat() == spelt
        });
        assert!(
            is_credential || found(&name, "").is_empty(),
            "{name}: {}",
            found(&name, "")
        );
    }
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
    assert_eq!(near("aws-sa")[..2], ["aws-saa", "aws-sap"]);
}
