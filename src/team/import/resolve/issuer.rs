//! Which issuer a written name means: the catalog's names, and the spellings that exports use.

use std::collections::{BTreeMap, BTreeSet};

use super::super::map::Map;
use super::naming::plain;
use crate::catalog::Catalog;
use crate::catalog::id::IssuerId;

/// Spellings that the catalog's names don't show, as exports and badge platforms write them.
const SPELLINGS: [(&str, &[&str]); 30] = [
    ("amazon", &["aws"]),
    ("amazon web services training and certification", &["aws"]),
    ("axelos", &["peoplecert", "peoplecert-devops"]),
    ("peoplecert", &["peoplecert", "peoplecert-devops"]),
    ("devops institute", &["peoplecert-devops"]),
    ("cncf", &["cncf"]),
    ("cloud native computing foundation", &["cncf"]),
    ("cisco systems", &["cisco"]),
    (
        "coursera",
        &["google-coursera", "ibm-coursera", "meta-coursera"],
    ),
    ("docker", &["mirantis"]),
    (
        "google",
        &[
            "google-cloud",
            "google-coursera",
            "google-tensorflow",
            "google-apigee",
        ],
    ),
    ("google cloud certified", &["google-cloud"]),
    ("giac", &["giac"]),
    ("sans institute", &["giac"]),
    ("iiba", &["iiba"]),
    (
        "information systems audit and control association",
        &["isaca"],
    ),
    (
        "international information system security certification consortium",
        &["isc2"],
    ),
    ("lpi", &["lpi"]),
    ("microsoft corporation", &["microsoft"]),
    ("offensive security", &["offsec"]),
    ("openedg", &["python-institute"]),
    ("python institute", &["python-institute"]),
    ("pmi", &["pmi"]),
    ("the project management institute", &["pmi"]),
    ("red hat training", &["redhat"]),
    ("scaled agile", &["scaled-agile"]),
    ("snowflake computing", &["snowflake"]),
    ("splunk", &["splunk"]),
    (
        "the linux foundation",
        &["linux-foundation", "cncf", "finops-foundation"],
    ),
    ("vmware", &["vmware"]),
];

/// Every spelling of every issuer.
pub(crate) struct Issuers<'m> {
    index: BTreeMap<String, BTreeSet<IssuerId>>,
    map: BTreeMap<&'m str, BTreeSet<IssuerId>>,
}

impl<'m> Issuers<'m> {
    pub(crate) fn new(catalog: &Catalog, map: &'m Map) -> Self {
        let mut index: BTreeMap<String, BTreeSet<IssuerId>> = BTreeMap::new();
        for issuer in &catalog.issuers {
            let texts =
                std::iter::once(issuer.id.as_str().to_owned()).chain(spellings(&issuer.name));
            for text in texts {
                index.entry(plain(&text)).or_default().insert(issuer.id);
            }
        }
        for (spelling, ids) in SPELLINGS {
            let known = ids
                .iter()
                .filter_map(|id| id.parse().ok())
                .filter(|id| catalog.issuer(id).is_some());
            index.entry(spelling.to_owned()).or_default().extend(known);
        }
        index.retain(|_, ids| !ids.is_empty());
        let map = map
            .issuers
            .iter()
            .map(|(name, id)| (name.as_str(), BTreeSet::from([*id])))
            .collect();
        Self { index, map }
    }

    /// The issuers a text can mean; `None` where it means none that is known.
    pub(crate) fn named(&self, text: &str) -> Option<&BTreeSet<IssuerId>> {
        self.map
            .get(text.trim().to_lowercase().as_str())
            .or_else(|| {
                spellings(text)
                    .iter()
                    .find_map(|spelling| self.index.get(spelling))
            })
    }
}

/// The plain forms of an issuer's name: whole, before its brackets, inside of them, without company forms.
pub(crate) fn spellings(text: &str) -> Vec<String> {
    let text = plain(text).replace('²', "2");
    let mut forms = vec![text.replace(['(', ')'], "")];
    if let Some((outer, rest)) = text.split_once('(') {
        forms.push(outer.trim().to_owned());
        forms.push(rest.split(')').next().unwrap_or_default().trim().to_owned());
    }
    for form in forms.clone() {
        for end in [
            ", inc.",
            " inc.",
            ", inc",
            " inc",
            " llc",
            " ltd",
            " ltd.",
            " gmbh",
            " corporation",
        ] {
            forms.extend(form.strip_suffix(end).map(str::to_owned));
        }
        forms.extend(form.strip_prefix("the ").map(str::to_owned));
    }
    forms.retain(|form| !form.is_empty());
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_exports_mean_issuers_of_the_catalog() {
        let (catalog, map) = (crate::embedded::catalog(), Map::default());
        let issuers = Issuers::new(catalog, &map);
        for (text, id) in [
            ("(ISC)²", "isc2"),
            ("ISC2", "isc2"),
            ("Amazon Web Services (AWS)", "aws"),
            ("Amazon Web Services Training and Certification", "aws"),
            ("The Linux Foundation", "cncf"),
            ("CNCF", "cncf"),
            ("CompTIA, Inc.", "comptia"),
            ("Project Management Institute", "pmi"),
            ("PeopleCert", "peoplecert"),
        ] {
            let id: IssuerId = id.parse().unwrap();
            assert!(
                issuers.named(text).is_some_and(|ids| ids.contains(&id)),
                "{text}"
            );
        }
        assert!(issuers.named("Udemy").is_none());
    }

    #[test]
    fn the_table_names_issuers_that_exist() {
        let catalog = crate::embedded::catalog();
        for id in SPELLINGS.iter().flat_map(|(_, ids)| ids.iter()) {
            assert!(catalog.issuer(&id.parse().unwrap()).is_some(), "{id}");
        }
    }
}
