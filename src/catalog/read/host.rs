//! Reads who publishes at hosts.

use serde::Deserialize;

use super::{Context, Kind};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Entries, Form, Parsed, Problem, Scalar};
use crate::base::vocabulary::Word;
use crate::catalog::host::{HostName, Standing};
use crate::catalog::vocabulary::HostClass;

/// The class of a host, or the reason why it is excluded.
#[derive(Deserialize)]
#[serde(rename = "Standing")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub(crate) enum RawStanding {
    #[serde(rename = "a single value")]
    Class(Parsed<Class>),
    #[serde(rename = "a map")]
    Excluded(RawExcluded),
}

/// A host whose pages are no sources.
#[derive(Deserialize)]
#[serde(rename = "Excluded")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawExcluded {
    /// Why its pages are no sources, e.g. `sells exam dumps`.
    excluded: Scalar<String>,
}

/// The class of a host.
pub(crate) struct Class(HostClass);

impl Form for Class {
    fn read(text: &str) -> Result<Self, Problem> {
        HostClass::parse(text).map(Self).ok_or_else(|| {
            let words: Vec<&str> = HostClass::ALL.iter().map(|class| class.word()).collect();
            let message = format!("`{text}` is not a valid class of host");
            let help = format!("one of: {}, or `{{excluded: REASON}}`", words.join(", "));
            let finding = Diagnostic::error(Code::UnknownWord, message).help(help);
            Problem::finding(finding.suggest(text, words))
        })
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        HostClass::schema()
    }
}

impl Context<'_, '_, '_> {
    /// Reads hosts by name.
    pub(super) fn hosts(&mut self, Entries(hosts): Entries<RawStanding>) {
        for (name, standing) in hosts {
            let host: HostName = match name.parse() {
                Ok(host) => host,
                Err(error) => {
                    let message = format!("`{name}` is not a host");
                    let finding = Diagnostic::error(Code::WrongType, message);
                    self.reader
                        .report(standing.key, finding.label(error.to_string()));
                    continue;
                }
            };
            self.define(Kind::Host, host.as_str(), standing.key);
            let standing = match standing.value {
                Some(RawStanding::Class(Parsed(Class(class)))) => Some(Standing::Class(class)),
                Some(RawStanding::Excluded(raw)) => raw
                    .excluded
                    .get()
                    .map(|reason| Standing::Excluded(reason.into())),
                None => None,
            };
            if let Some(standing) = standing {
                self.draft.hosts.insert(host, standing);
            }
        }
    }
}
