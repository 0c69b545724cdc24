//! Which credential a record names: by the user's map, else by the catalog's names. A name that could mean two is not matched.

use std::collections::{BTreeMap, BTreeSet};

use super::super::map::Map;
use super::status::{self, Claim, Stated};
use crate::base::diagnostic::Diagnostic;
use crate::base::text::Text;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::{Awarded, Catalog, Found, LookupError};

/// Labels after which no nearest names are looked for, which takes long.
const MOST_SUGGESTIONS: usize = 1_000;

/// What a record says about its credential.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label {
    pub name: String,
    pub issuer: Option<String>,
    pub exam: Option<String>,
}

/// What a label means.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    /// The credential.
    pub id: CredentialId,
    /// The version of the exam, where the label names one.
    pub exam: Option<Text>,
    /// Those of several exams that the credential needs, where the label means no more than these.
    pub parts: Vec<Text>,
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
pub(crate) struct Miss {
    pub because: String,
    /// Ids of credentials with a name like it.
    pub nearest: Vec<CredentialId>,
    /// What to say where it means several of them.
    pub ambiguity: Option<Diagnostic>,
}

/// What keeps a label from meaning one credential.
enum Unmatched {
    Name(LookupError),
    /// The name and the exam mean different ones.
    Both(CredentialId, CredentialId),
}

/// The catalog's names and the user's, with what was looked up before.
pub(crate) struct Names<'c> {
    catalog: &'c Catalog,
    map: &'c Map,
    seen: BTreeMap<Label, Result<Match, Miss>>,
}

impl<'c> Names<'c> {
    pub(crate) fn new(catalog: &'c Catalog, map: &'c Map) -> Self {
        Self {
            catalog,
            map,
            seen: BTreeMap::new(),
        }
    }

    /// Which credential a label means.
    ///
    /// # Errors
    /// [`Miss`] where it means none, or could mean several.
    pub(crate) fn find(&mut self, label: &Label) -> Result<Match, Miss> {
        if let Some(found) = self.seen.get(label) {
            return found.clone();
        }
        let found = self
            .matched(label)
            .map_err(|unmatched| self.miss(&label.name, unmatched));
        self.seen.insert(label.clone(), found.clone());
        found
    }

    /// The same for a label that often means nothing, without looking for names like it.
    pub(crate) fn look_up(&self, label: &Label) -> Option<Match> {
        match self.seen.get(label) {
            Some(found) => found.clone().ok(),
            None => self.matched(label).ok(),
        }
    }

    /// Whether a label means a credential, or could mean several.
    pub(crate) fn know(&self, label: &Label) -> bool {
        matches!(
            self.matched(label),
            Ok(_) | Err(Unmatched::Name(LookupError::Shared { .. }))
        )
    }

    /// The issuers that a text means, by the user's map or the catalog.
    fn issuers(&self, text: &str) -> BTreeSet<IssuerId> {
        match self.map.issuers.get(text.trim().to_lowercase().as_str()) {
            Some(id) => BTreeSet::from([*id]),
            None => self.catalog.issuers_called(text),
        }
    }

    fn matched(&self, label: &Label) -> Result<Match, Unmatched> {
        let issuers = label.issuer.as_deref().map(|text| self.issuers(text));
        let awarded = match &issuers {
            None => Awarded::Unsaid,
            Some(issuers) if issuers.is_empty() => Awarded::Unlisted,
            Some(issuers) => Awarded::By(issuers),
        };
        if let Some(id) = self.map.credentials.get(&label.name.trim().to_lowercase()) {
            let issuer = self
                .catalog
                .credential(id)
                .map(|credential| credential.issuer);
            let agrees = issuers
                .zip(issuer)
                .is_some_and(|(known, issuer)| known.contains(&issuer));
            return Ok(Match {
                id: *id,
                exam: None,
                parts: Vec::new(),
                by_map: true,
                by_current_name: false,
                issuer_agrees: agrees,
                note: None,
            });
        }
        let by_exam = label
            .exam
            .as_deref()
            .and_then(|code| self.catalog.find_credential(code, awarded).ok());
        let found = match (self.catalog.find_credential(&label.name, awarded), by_exam) {
            (Ok(named), Some(examined)) if named.credential.id != examined.credential.id => {
                let (named, examined) = (named.credential.id, examined.credential.id);
                return Err(Unmatched::Both(named, examined));
            }
            (Ok(named), examined) => {
                let exam = label.exam.as_deref();
                let (credential, named_parts) = (named.credential, named.parts);
                let parts = self
                    .catalog
                    .exams_meant(credential, named_parts, &label.name, exam);
                // With the code of one exam beside it, the credential would be read as that exam.
                let is_alone = |code: &Text| {
                    let own = self.catalog.exams_meant(
                        credential,
                        Vec::new(),
                        credential.id.as_str(),
                        Some(code),
                    );
                    own.is_empty() == parts.is_empty()
                };
                let examined = examined.and_then(|examined| examined.exam);
                Found {
                    exam: examined.or(named.exam).filter(is_alone),
                    parts,
                    ..named
                }
            }
            (Err(LookupError::Unknown { .. }), Some(examined)) if label.name.trim().is_empty() => {
                examined
            }
            (Err(LookupError::Shared { ids, .. }), Some(examined))
                if ids.iter().any(|id| id == examined.credential.id.as_str()) =>
            {
                examined
            }
            (Err(error), _) => return Err(Unmatched::Name(error)),
        };
        let credential = found.credential;
        let note = match (awarded, &label.issuer) {
            (Awarded::Unlisted, Some(text)) => Some(format!(
                "issuer `{text}` is not in the catalog, so `{}` rests on the name alone",
                credential.id
            )),
            _ => None,
        };
        Ok(Match {
            id: credential.id,
            exam: found.exam,
            parts: found.parts,
            by_map: false,
            by_current_name: found.by_current_name,
            issuer_agrees: found.issuer_agrees,
            note,
        })
    }

    fn miss(&self, name: &str, unmatched: Unmatched) -> Miss {
        let parsed = |id: &String| id.parse().ok();
        let error = match unmatched {
            Unmatched::Name(error) => error,
            Unmatched::Both(named, examined) => {
                return Miss {
                    because: format!("the name means `{named}`, the exam `{examined}`"),
                    nearest: vec![named, examined],
                    ambiguity: None,
                };
            }
        };
        match &error {
            LookupError::Shared { ids, .. } => {
                let finding = self.catalog.no_credential(&error);
                let help = finding.help.as_deref().unwrap_or_default();
                Miss {
                    because: format!("{error}; {help}"),
                    nearest: ids.iter().filter_map(parsed).collect(),
                    ambiguity: Some(finding),
                }
            }
            LookupError::OtherIssuer { id, .. } | LookupError::OneExam { id, .. } => Miss {
                because: error.to_string(),
                nearest: parsed(id).into_iter().collect(),
                ambiguity: None,
            },
            LookupError::Unknown { .. } => Miss {
                because: "no name in the catalog".to_owned(),
                nearest: if self.seen.len() < MOST_SUGGESTIONS {
                    self.catalog.nearest_credentials(name)
                } else {
                    Vec::new()
                },
                ambiguity: None,
            },
        }
    }
}

/// A name and the status in brackets behind it: `AZ-104 (passed)`.
pub(crate) fn without_status(name: &str) -> (&str, Option<Stated>) {
    let Some((outer, inner)) = bracketed(name) else {
        return (name, None);
    };
    match status::read(inner) {
        Stated {
            claim: Claim::Unknown(_),
            ..
        } => (name, None),
        stated => (outer, Some(stated)),
    }
}

/// The parts of a text of which the second may be a status behind a name, without brackets: `CKA passed`. The longest status
/// comes first. A training is not a status of what it prepares for.
pub(crate) fn statuses_behind(name: &str) -> impl Iterator<Item = (&str, Stated)> {
    /// Most words of a status.
    const MOST: usize = 6;
    const TRAINING: [&str; 6] = ["training", "study", "course", "curso", "cours", "corso"];
    let spaces: Vec<usize> = name
        .rmatch_indices(' ')
        .map(|(place, _)| place)
        .take(MOST)
        .collect();
    spaces.into_iter().rev().filter_map(|place| {
        let (outer, inner) = name.split_at_checked(place)?;
        let outer = outer.trim_end_matches([' ', ',', '-', '–', '—', ':', ';']);
        let is_training = |word: &str| TRAINING.contains(&word.to_lowercase().as_str());
        if outer.is_empty() || inner.split_whitespace().any(is_training) {
            return None;
        }
        let stated = status::read(inner);
        // Other numbers, and what is listed, may belong to the next name: `350-401 passed, 300-410 passed`.
        let is_more =
            |c: char| matches!(c, ',' | ';') || c.is_ascii_digit() && stated.day.is_none();
        let is_known = !matches!(stated.claim, Claim::Unknown(_));
        (is_known && !inner.contains(is_more)).then_some((outer, stated))
    })
}

/// A name, and the year or the day behind it, in brackets or behind a comma or a dash: `AZ-900 (2021)`.
pub(crate) fn without_day(name: &str) -> Option<(&str, &str)> {
    let name = name.trim();
    let in_square = || {
        let (outer, inner) = name.strip_suffix(']')?.rsplit_once('[')?;
        Some((outer.trim(), inner.trim()))
    };
    let spaces: Vec<usize> = name
        .rmatch_indices(' ')
        .map(|(place, _)| place)
        .take(3)
        .collect();
    let behind = spaces.iter().rev().filter_map(|place| {
        let (outer, inner) = name.split_at_checked(*place)?;
        Some((
            outer.trim_end_matches([' ', ',', '-', '–', '—', ':', ';']),
            inner.trim(),
        ))
    });
    let is_day = |(outer, inner): &(&str, &str)| !outer.is_empty() && status::is_date(inner);
    let brackets = bracketed(name).into_iter().chain(in_square());
    brackets.chain(behind).find(is_day)
}

/// Whether something stands in a text that parts the names of a list.
pub(crate) fn may_be_list(text: &str) -> bool {
    text.contains([';', '\n', '|', '•', ',', '/', '&', '+']) || text.contains(" and ")
}

/// The names of a text that lists several; none where one of them names nothing: what it says may be about all of them, as in
/// `planned: CKA; CKAD`. So may a status behind the last one, where no other has one. A slash can mean "or": it parts the
/// exams of one credential only, as `are_exams` says.
pub(crate) fn pieces(
    text: &str,
    is_named: impl Fn(&str) -> bool,
    has_status: impl Fn(&str) -> bool,
    are_exams: impl Fn(&[&str]) -> bool,
) -> Vec<&str> {
    /// Most names in one text.
    const MOST: usize = 50;
    let separators = [";", "\n", "|", "•", ",", " & ", " and ", " + "];
    let mut parts = vec![text];
    for sign in separators {
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(sign))
            .collect();
    }
    let parts = parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let names: Option<Vec<Vec<&str>>> = parts
        .map(|part| {
            if is_named(part) {
                return Some(vec![part]);
            }
            let sides: Vec<&str> = part.split('/').map(str::trim).collect();
            (sides.len() > 1 && are_exams(&sides)).then_some(sides)
        })
        .collect();
    let names = names.unwrap_or_default().concat();
    let may_be_about_all = names.last().is_some_and(|name| has_status(name))
        && names.iter().filter(|name| has_status(name)).count() == 1;
    if (2..=MOST).contains(&names.len()) && !may_be_about_all {
        names
    } else {
        Vec::new()
    }
}

/// What stands before and in the brackets at the end.
fn bracketed(name: &str) -> Option<(&str, &str)> {
    let (outer, inner) = name.trim().strip_suffix(')')?.rsplit_once('(')?;
    (!outer.trim().is_empty() && !inner.trim().is_empty()).then(|| (outer.trim(), inner.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::roster::HoldingStatus;

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
            ("ISACA CISM", "", "cism"),
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
    fn lists_are_taken_apart_where_all_sides_are_names() {
        let named = ["CKA", "AZ-104", "Security+", "RHCE"];
        let is_named = |piece: &str| named.contains(&without_status(piece).0);
        let are_exams = |sides: &[&str]| sides == ["220-1101", "220-1102"];
        let has_status = |piece: &str| without_status(piece).1.is_some();
        let pieces = |text: &'static str| pieces(text, is_named, has_status, are_exams);
        assert_eq!(
            pieces("CKA, AZ-104; Security+"),
            ["CKA", "AZ-104", "Security+"]
        );
        assert_eq!(pieces("CKA\nAZ-104"), ["CKA", "AZ-104"]);
        assert_eq!(
            pieces("220-1101/220-1102, CKA"),
            ["220-1101", "220-1102", "CKA"]
        );
        assert_eq!(
            pieces("CKA (passed), RHCE (planned)"),
            ["CKA (passed)", "RHCE (planned)"]
        );
        assert_eq!(pieces("CKA (planned), RHCE"), ["CKA (planned)", "RHCE"]);
        assert_eq!(pieces("CKA and RHCE"), ["CKA", "RHCE"]);
        for text in [
            "CKA",
            "CKA, with a comma",
            "CKA; forklift licence",
            "planned: CKA; RHCE",
            "CKA and more",
            "CKA/RHCE",
            "CKA / RHCE",
            "CKA/RHCE, AZ-104",
            "CKA, RHCE (planned)",
            "CKA and RHCE (expired)",
            "CKA; AZ-104; RHCE (passed)",
            "forklift; crane",
            "",
        ] {
            assert!(pieces(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_status_behind_a_name_comes_off() {
        let longest = |text: &'static str| statuses_behind(text).next();
        for (written, name, status) in [
            ("CKA passed", "CKA", HoldingStatus::Held),
            ("CKA nicht bestanden", "CKA", HoldingStatus::Failed),
            ("CKAD - in progress", "CKAD", HoldingStatus::Planned),
            ("CISSP: expired 2024-01-01", "CISSP", HoldingStatus::Expired),
        ] {
            let (outer, stated) = longest(written).unwrap();
            assert_eq!(
                (outer, stated.claim),
                (name, Claim::Status(status)),
                "{written}"
            );
        }
        for written in [
            "passed",
            "CKA",
            "CISSP training",
            "AWS Certified Developer",
            "CKA 2026",
        ] {
            assert_eq!(longest(written), None, "{written}");
        }
    }

    #[test]
    fn a_day_behind_a_name_comes_off() {
        for (written, name, day) in [
            ("AZ-900 (2021)", "AZ-900", "2021"),
            ("CKA [Jan 2024]", "CKA", "Jan 2024"),
            ("CISSP, 2019", "CISSP", "2019"),
            ("CISSP – 12 May 2023", "CISSP", "12 May 2023"),
            ("Security+ 2024-05-01", "Security+", "2024-05-01"),
        ] {
            assert_eq!(without_day(written), Some((name, day)), "{written}");
        }
        for written in [
            "AZ-900",
            "350-401",
            "2021",
            "CEH v12",
            "SY0-601",
            "PSM 1",
            "CISSP (ISC2)",
        ] {
            assert_eq!(without_day(written), None, "{written}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for (name, issuer, exam) in [
            ("CISSP, with a comma", "", ""),
            ("Udemy CISM", "", ""),
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
        let Err(LookupError::Shared { ids, .. }) =
            crate::embedded::catalog().credential_named("PCA")
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
