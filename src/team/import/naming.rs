//! Which credential a written name means. Every step is exact: ornaments that say nothing are taken off, and what is left
//! must be a name of the catalog or of the user's map. What could be two is none.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::issuer::Issuers;
use super::map::Map;
use super::status::{self, Claim};
use crate::base::suggestion::nearest;
use crate::base::text::Text;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::{Catalog, Named, Unnamed};

/// What a record says about its credential.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Label {
    pub name: String,
    pub issuer: Option<String>,
    pub exam: Option<String>,
}

/// What a label means.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// The credential.
    pub id: CredentialId,
    /// The version of the exam, where the label names one.
    pub exam: Option<Text>,
    /// The user's map says so.
    pub by_map: bool,
    /// A current name, not a former one, was used.
    pub by_current_name: bool,
    /// The issuer, checked against the catalog: known and the right one.
    pub issuer_agrees: bool,
    /// What the user should know.
    pub note: Option<String>,
}

/// Why a label means nothing.
#[derive(Clone, Debug)]
pub(super) struct Miss {
    pub because: String,
    /// Ids of credentials with a name like it.
    pub nearest: Vec<CredentialId>,
}

/// The catalog's names, ready to be looked up.
pub(super) struct Names<'c> {
    catalog: &'c Catalog,
    map: &'c Map,
    issuers: Issuers<'c>,
    index: HashMap<String, BTreeSet<CredentialId>>,
    seen: BTreeMap<String, Result<Match, Miss>>,
}

/// A name without what says nothing: marks, kinds of dashes and spaces, case.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '®' | '™' | '©' | '℠' | '\u{200b}' | '\u{feff}' => {}
            '’' | '‘' => plain.push('\''),
            c if c.is_whitespace() || matches!(c, '-' | '_' | '‐' | '‑' | '–' | '—' | '−') => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            c => plain.extend(c.to_lowercase()),
        }
    }
    plain.trim().to_owned()
}

/// Microsoft puts this before its certifications in one place and leaves it out in another.
const MICROSOFT: &str = "microsoft certified: ";

impl<'c> Names<'c> {
    pub(super) fn new(catalog: &'c Catalog, map: &'c Map) -> Self {
        let mut index: HashMap<String, BTreeSet<CredentialId>> = HashMap::new();
        for credential in &catalog.credentials {
            for name in credential.other_names() {
                let name = plain(name);
                if let Some(short) = name.strip_prefix(MICROSOFT) {
                    index
                        .entry(short.to_owned())
                        .or_default()
                        .insert(credential.id);
                }
                index.entry(name).or_default().insert(credential.id);
            }
        }
        Self {
            catalog,
            map,
            issuers: Issuers::new(catalog, map),
            index,
            seen: BTreeMap::new(),
        }
    }

    /// Which credential a label means.
    ///
    /// # Errors
    /// [`Miss`] where it means none, or could mean several.
    pub(super) fn find(&mut self, label: &Label) -> Result<Match, Miss> {
        let key = format!("{}\n{:?}\n{:?}", label.name, label.issuer, label.exam);
        if let Some(found) = self.seen.get(&key) {
            return found.clone();
        }
        let found = self.look_up(label);
        self.seen.insert(key, found.clone());
        found
    }

    fn look_up(&self, label: &Label) -> Result<Match, Miss> {
        if let Some(id) = self.map.credentials.get(&label.name.trim().to_lowercase()) {
            let agrees = label
                .issuer
                .as_deref()
                .and_then(|text| self.issuers.named(text));
            let issuer = self
                .catalog
                .credential(id)
                .map(|credential| credential.issuer);
            return Ok(Match {
                id: *id,
                exam: None,
                by_map: true,
                by_current_name: false,
                issuer_agrees: agrees
                    .zip(issuer)
                    .is_some_and(|(known, issuer)| known.contains(&issuer)),
                note: None,
            });
        }
        let issuers = label
            .issuer
            .as_deref()
            .and_then(|text| self.issuers.named(text));
        let by_name = self.named(&label.name, label.issuer.as_deref(), issuers);
        let by_exam = label
            .exam
            .as_deref()
            .and_then(|code| self.one(&plain(code), issuers).transpose());
        let (credential, used) = match (by_name, by_exam) {
            (Some(Ok((named, _))), Some(Ok(examined))) if named.id != examined.id => {
                return Err(Miss {
                    because: format!("the name means `{}`, the exam `{}`", named.id, examined.id),
                    nearest: vec![named.id, examined.id],
                });
            }
            (Some(Ok(found)), _) => found,
            (None, Some(Ok(credential))) => (credential, label.exam.clone().unwrap_or_default()),
            (Some(Err(shared)), _) | (None, Some(Err(shared))) => return Err(shared),
            (None, None) => return Err(self.unknown(&label.name)),
        };
        if let Some(known) = issuers.filter(|known| !known.contains(&credential.issuer)) {
            let names: Vec<&str> = known.iter().map(IssuerId::as_str).collect();
            return Err(Miss {
                because: format!(
                    "`{}` is awarded by {}, not by {}",
                    credential.id,
                    credential.issuer,
                    names.join(" or ")
                ),
                nearest: vec![credential.id],
            });
        }
        let note = label
            .issuer
            .as_deref()
            .filter(|_| issuers.is_none())
            .map(|text| {
                format!(
                    "issuer `{text}` is not in the catalog, so `{}` rests on the name alone",
                    credential.id
                )
            });
        let current = [
            Some(credential.id()),
            credential.abbreviation.as_deref(),
            Some(credential.name.as_str()),
        ];
        Ok(Match {
            id: credential.id,
            exam: exam(credential, label.exam.as_deref()).or_else(|| exam(credential, Some(&used))),
            by_map: false,
            by_current_name: current
                .into_iter()
                .flatten()
                .any(|name| plain(name) == plain(&used)),
            issuer_agrees: issuers.is_some(),
            note,
        })
    }

    /// The credential of a name as written, or as it reads without its ornaments, with the form that was found.
    fn named(
        &self,
        name: &str,
        issuer: Option<&str>,
        issuers: Option<&BTreeSet<IssuerId>>,
    ) -> Option<Result<(&'c Credential, String), Miss>> {
        for form in forms(name, issuer) {
            match self.one(&form, issuers) {
                Ok(Some(credential)) => return Some(Ok((credential, form))),
                Ok(None) => {}
                Err(shared) => return Some(Err(shared)),
            }
        }
        // `Certified Information Security Manager (CISM)`: both must mean the same.
        let (outer, inner) = bracketed(name)?;
        let outer = self.named(outer, issuer, issuers)?;
        match (outer, self.one(&plain(inner), issuers)) {
            (Ok((one, _)), Ok(Some(other))) if one.id != other.id => Some(Err(Miss {
                because: format!(
                    "the name means `{}`, what stands in brackets `{}`",
                    one.id, other.id
                ),
                nearest: vec![one.id, other.id],
            })),
            (outer, _) => Some(outer),
        }
    }

    /// The one credential of a plain name; of several the one whose issuer is named.
    fn one(
        &self,
        name: &str,
        issuers: Option<&BTreeSet<IssuerId>>,
    ) -> Result<Option<&'c Credential>, Miss> {
        let ids: Vec<CredentialId> = match self.catalog.credential_named(name) {
            Ok(credential) => vec![credential.id],
            Err(Unnamed::Shared { ids, .. }) => {
                ids.iter().filter_map(|id| id.parse().ok()).collect()
            }
            Err(Unnamed::Unknown { .. }) => self
                .index
                .get(name)
                .into_iter()
                .flatten()
                .copied()
                .collect(),
        };
        let found: Vec<&'c Credential> = ids
            .iter()
            .filter_map(|id| self.catalog.credential(id))
            .collect();
        let by_issuer: Vec<&'c Credential> = found
            .iter()
            .filter(|one| issuers.is_some_and(|known| known.contains(&one.issuer)))
            .copied()
            .collect();
        match (found.as_slice(), by_issuer.as_slice()) {
            ([], _) => Ok(None),
            ([one], _) | (_, [one]) => Ok(Some(one)),
            _ => {
                let names: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
                Err(Miss {
                    because: format!("this can mean {}", names.join(" or ")),
                    nearest: ids,
                })
            }
        }
    }

    fn unknown(&self, name: &str) -> Miss {
        let all = || self.catalog.credentials.iter();
        let names = all().flat_map(|c| std::iter::once(c.id()).chain(c.other_names()));
        let plain_name = plain(name);
        let words: Vec<&str> = plain_name.split([' ', ',', ';']).collect();
        // A short form among other words is as near as a name with a typo.
        let inside = all().filter(|c| {
            c.abbreviation
                .clone()
                .is_some_and(|short| words.contains(&plain(&short).as_str()))
        });
        let mut near: Vec<CredentialId> = inside.map(|credential| credential.id).collect();
        for found in nearest(name, names) {
            for owner in
                all().filter(|c| c.id() == found || c.other_names().any(|other| other == found))
            {
                if !near.contains(&owner.id) {
                    near.push(owner.id);
                }
            }
        }
        near.truncate(3);
        Miss {
            because: "no name in the catalog".to_owned(),
            nearest: near,
        }
    }
}

/// The exam a text names, where the credential has several.
fn exam(credential: &Credential, text: Option<&str>) -> Option<Text> {
    let codes = || {
        credential
            .exam
            .codes
            .iter()
            .chain(credential.exam.past_codes.iter())
    };
    let text = plain(text?);
    codes()
        .find(|code| plain(code) == text)
        .filter(|_| codes().count() > 1)
        .cloned()
}

/// A name and the status in brackets behind it: `AZ-104 (passed)`.
pub(super) fn without_status(name: &str) -> (&str, Option<Claim>) {
    match bracketed(name) {
        Some((outer, inner)) => match status::read(inner) {
            Some(claim) => (outer, Some(claim)),
            None => (name, None),
        },
        None => (name, None),
    }
}

/// What stands before and in the brackets at the end.
fn bracketed(name: &str) -> Option<(&str, &str)> {
    let (outer, inner) = name.trim().strip_suffix(')')?.rsplit_once('(')?;
    (!outer.trim().is_empty() && !inner.trim().is_empty()).then(|| (outer.trim(), inner.trim()))
}

/// The plain forms of a name, from the one written to the barest: without Microsoft's prefix, the word "certification"
/// at the end, `CompTIA`'s "ce", and the issuer's name in front where a column says the same.
fn forms(name: &str, issuer: Option<&str>) -> Vec<String> {
    let mut forms = vec![plain(name)];
    let mut add = |form: Option<String>| {
        if let Some(form) = form.filter(|form| !form.is_empty() && !forms.contains(form)) {
            forms.push(form);
        }
        forms.clone()
    };
    let strip = |text: &str, end: &str| {
        text.strip_suffix(end)
            .map(|rest| rest.trim_end().to_owned())
    };
    let first = plain(name);
    let mut all = add(first.strip_prefix(MICROSOFT).map(str::to_owned));
    for form in all.clone() {
        all = add(strip(&form, " certification"));
    }
    if plain(name).starts_with("comptia ")
        || issuer.is_some_and(|issuer| plain(issuer).starts_with("comptia"))
    {
        for form in all.clone() {
            all = add(strip(&form, " ce"));
        }
    }
    if let Some(issuer) = issuer {
        for spelling in super::issuer::spellings(issuer) {
            for form in all.clone() {
                all = add(form
                    .strip_prefix(&format!("{spelling} "))
                    .map(str::to_owned));
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(name: &str, issuer: &str, exam: &str) -> Result<String, Miss> {
        let map = Map::default();
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let label = Label {
            name: name.to_owned(),
            issuer: said(issuer),
            exam: said(exam),
        };
        let found = Names::new(crate::embedded::catalog(), &map).find(&label)?;
        Ok(format!(
            "{}{}",
            found.id,
            found
                .exam
                .map_or_else(String::new, |exam| format!(" {exam}"))
        ))
    }

    #[test]
    fn ornaments_that_say_nothing_come_off() {
        for (name, issuer, id) in [
            ("AWS Certified Security – Specialty", "", "aws-scs"),
            (
                "AWS Certified Security - Specialty",
                "Amazon Web Services (AWS)",
                "aws-scs",
            ),
            (
                "Azure Administrator Associate",
                "Microsoft",
                "az-104 AZ-104",
            ),
            (
                "Microsoft Certified: Azure Administrator Associate",
                "",
                "az-104 AZ-104",
            ),
            (
                "CompTIA® Security+ ce Certification",
                "CompTIA",
                "security-plus",
            ),
            (
                "Certified Information Security Manager® (CISM)",
                "ISACA",
                "cism",
            ),
            ("sec+", "", "security-plus"),
            ("CISSP", "(ISC)²", "cissp"),
            ("PCAP-31-03", "", "pcap PCAP-31-03"),
            ("SAA-C03", "AWS", "aws-saa SAA-C03"),
            ("ISACA CISM", "ISACA", "cism"),
        ] {
            let found = find(name, issuer, "").map_err(|miss| miss.because);
            let found = found
                .as_deref()
                .map(|found| found.split(' ').next().unwrap_or_default());
            assert_eq!(
                found,
                Ok(id.split(' ').next().unwrap_or_default()),
                "{name}"
            );
        }
        assert_eq!(
            find("PCAP-31-03", "", "").ok().as_deref(),
            Some("pcap PCAP-31-03")
        );
        assert_eq!(
            find("PCAP", "", "PCAP-31-02").ok().as_deref(),
            Some("pcap PCAP-31-02")
        );
    }

    #[test]
    fn nothing_is_guessed() {
        for (name, issuer, exam) in [
            ("CISSP, with a comma", "", ""),
            ("ISACA CISM", "", ""),
            ("Security", "", ""),
            ("Certified Information Security Manager (CISSP)", "", ""),
            ("Some course (CISM)", "", ""),
            ("CISSP", "CompTIA", ""),
            ("PCA", "", ""),
            ("CISSP", "", "AZ-104"),
            ("", "", ""),
        ] {
            assert!(find(name, issuer, exam).is_err(), "{name} {issuer} {exam}");
        }
        let miss = find("Security+; CE", "", "").unwrap_err();
        assert_eq!(
            miss.nearest.first().map(CredentialId::as_str),
            Some("security-plus")
        );
    }

    #[test]
    fn a_shared_name_is_decided_by_the_issuer_or_not_at_all() {
        let Err(Unnamed::Shared { ids, .. }) = crate::embedded::catalog().credential_named("PCA")
        else {
            panic!("PCA is shared");
        };
        let issuer = crate::embedded::catalog()
            .credential(&ids[0].parse().unwrap())
            .unwrap()
            .issuer;
        assert_eq!(
            find("PCA", issuer.as_str(), "").ok().as_deref(),
            Some(ids[0].as_str())
        );
    }
}
