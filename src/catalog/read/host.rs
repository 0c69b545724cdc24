//! Reads who publishes at hosts, and checks the hosts of addresses.

use serde::Deserialize;

use super::{Context, Draft, File, Kind};
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::source::{Entries, Form, Node, Parsed, Problem, Scalar, Source, Value};
use crate::base::suggestion::nearest;
use crate::base::vocabulary::Word;
use crate::catalog::host::{Host, HostName, Hosts, Standing, split};
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

/// A host whose pages may not be cited.
#[derive(Deserialize)]
#[serde(rename = "Excluded")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawExcluded {
    /// Why its pages may not be cited, e.g. `sells exam dumps`.
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

/// An address in a file.
pub(super) struct Cited {
    address: String,
    place: Place,
}

impl Draft {
    /// Has the hosts of all addresses of a file checked once the catalog is complete. The file may also be one of
    /// requirements.
    pub fn cite(&mut self, file: &File) {
        let source = Source::new(&file.name, &file.text);
        // What is wrong with the file is reported where it is read for its content.
        if let Ok(root) = source.parse() {
            cited(&root, &source, &mut self.cited);
        }
    }
}

/// Adds the value of every key `url`.
fn cited(node: &Node<'_>, source: &Source<'_>, into: &mut Vec<Cited>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, node) in entries {
                match &node.value {
                    Value::Scalar { text, .. } if key.text == "url" => into.push(Cited {
                        address: text.to_string(),
                        place: source.place(node.span),
                    }),
                    _ => cited(node, source, into),
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| cited(item, source, into)),
        Value::Scalar { .. } => {}
    }
}

/// What is wrong with the hosts of these addresses.
pub(super) fn check(addresses: Vec<Cited>, hosts: &Hosts) -> Vec<Diagnostic> {
    let found = addresses.into_iter().filter_map(|cited| {
        let (name, _) = split(&cited.address);
        let finding = match hosts.of(&cited.address) {
            None => unclassified(&name, hosts),
            Some(Host {
                name,
                standing: Standing::Excluded(reason),
            }) => Diagnostic::error(
                Code::ExcludedHost,
                format!("`{name}` is excluded: it {reason}"),
            )
            .help("cite the issuer's own page, or another page that states the fact"),
            Some(_) => return None,
        };
        Some(finding.at(cited.place.on(&name)))
    });
    found.collect()
}

fn unclassified(name: &str, hosts: &Hosts) -> Diagnostic {
    let known = hosts.iter().map(|host| host.name.as_str());
    let similar = nearest(name, known).into_iter().next();
    let similar = similar.and_then(|similar| hosts.of(similar));
    let similar = similar.map_or_else(String::new, |host| match &host.standing {
        Standing::Class(class) => format!("did you mean `{}` ({class})? If not, ", host.name),
        Standing::Excluded(_) => format!("`{}` is excluded; if this differs, ", host.name),
    });
    let classes: Vec<&str> = HostClass::ALL.iter().map(|class| class.word()).collect();
    let help = format!(
        "{similar}classify it under `hosts` as one of: {}, or as `{{excluded: REASON}}`",
        classes.join(", ")
    );
    Diagnostic::error(
        Code::UnclassifiedHost,
        format!("the catalog does not say who publishes at `{name}`"),
    )
    .help(help)
}
