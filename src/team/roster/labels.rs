//! The role labels of a roster, and those that look like several in one.

use std::collections::BTreeMap;

use super::key;
use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};

/// Most different labels that are remembered: the first in alphabetical order, whatever the order of the rows.
const MOST: usize = 10_000;
/// What stands between labels where it should not, and is part of many a label that is but one.
const SIGNS: [char; 6] = ['/', '&', '+', ',', ';', '|'];

/// Labels, each once, with where it comes first.
#[derive(Clone, Debug, Default)]
pub struct Labels(BTreeMap<String, (String, Place)>);

impl Labels {
    /// Notes a label.
    pub(crate) fn note(&mut self, label: &str, place: impl FnOnce() -> Place) {
        let key = key::key(label);
        let is_beyond = || self.0.last_key_value().is_some_and(|(last, _)| *last < key);
        if key.is_empty() || (self.0.len() >= MOST && is_beyond()) {
            return;
        }
        self.0
            .entry(key)
            .or_insert_with(|| (key::trim(label).to_owned(), place()));
        if self.0.len() > MOST {
            self.0.pop_last();
        }
    }

    /// The labels as they were written, each with where it comes first.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.0
            .values()
            .map(|(label, place)| (label.as_str(), place))
    }

    /// The labels as they were written.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(|(label, _)| label.as_str())
    }

    /// A warning for each label with a part that is another label, or that somebody `asks` for.
    pub(crate) fn findings<'r>(&self, asked: impl Iterator<Item = &'r str>) -> Findings {
        let asked: Vec<String> = asked.map(key::key).collect();
        let several = |label: &str| {
            let mut parts = parts(label);
            parts.any(|part| self.0.contains_key(&part) || asked.contains(&part))
        };
        let all = self.0.values().filter(|(label, _)| several(label));
        let findings = all.map(|(label, place)| {
            let message = format!("the role label `{label}` looks like several labels");
            Diagnostic::warning(Code::LabelOfSeveral, message)
                .at(place.clone())
                .help("separate labels by `;`, `|` or `,` in CSV, and write a list in YAML")
        });
        findings.collect()
    }
}

/// The parts of a label that looks like several.
fn parts(label: &str) -> impl Iterator<Item = String> {
    let label = key::key(label).replace(" and ", "/").replace(" und ", "/");
    let parts: Vec<String> = label
        .split(SIGNS)
        .map(|part| key::trim(part).to_owned())
        .filter(|part| !part.is_empty())
        .collect();
    let several = parts.len() > 1;
    parts.into_iter().filter(move |_| several)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            file: "f".into(),
            line: 1,
            column: 1,
            width: 1,
            text: "".into(),
        }
    }

    #[test]
    fn a_label_of_several_is_told_by_its_parts() {
        let mut labels = Labels::default();
        for label in ["Dev", "dev/ops", "CI/CD", "qa and lead", "R&D", "lead"] {
            labels.note(label, place);
        }
        let found = labels.findings(std::iter::empty()).into_vec();
        let found: Vec<&str> = found
            .iter()
            .map(|finding| finding.message.as_str())
            .collect();
        assert_eq!(
            found,
            [
                "the role label `dev/ops` looks like several labels",
                "the role label `qa and lead` looks like several labels"
            ]
        );
        assert_eq!(labels.findings(["cd"].into_iter()).into_vec().len(), 3);
    }
}
