//! Who publishes at a host: whether its pages may be sources, and how near they are to the facts.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::credential::{Origin, Source};
use super::vocabulary::HostClass;
use crate::base::text::Text;
use crate::base::vocabulary::Word;

/// A host such as `example.org`, which includes its subdomains, or the part of a host where one of many publishes, such as
/// `github.com/cncf`. It is in lower case and has no `www.`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HostName(Text);

/// What may become of pages at a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Its pages may be sources.
    Class(HostClass),
    /// Its pages may not be cited, for this reason, which reads on from `it`: `sells exam dumps`.
    Excluded(Text),
}

/// A host and its standing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Host {
    pub name: HostName,
    pub standing: Standing,
}

/// Where a source comes from, the nearest to the facts first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provenance {
    /// A page at a host of this class.
    Host(HostClass),
    /// A public file whose address is not known.
    UnnamedPublicFile,
    /// Known without a particular source.
    GeneralKnowledge,
    /// A page at a host that nothing is known about.
    Unclassified,
    /// A page at a host whose pages may not be cited.
    Excluded,
}

impl Provenance {
    /// The class of the page's host in output; `None` if the source is not a page.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Self::Host(class) => Some(class.word()),
            Self::Unclassified => Some("unclassified"),
            Self::Excluded => Some("excluded"),
            Self::UnnamedPublicFile | Self::GeneralKnowledge => None,
        }
    }
}

/// The known hosts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Hosts {
    /// Sorted by name.
    hosts: Vec<Host>,
}

impl HostName {
    /// The name as it is written in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Text that is not the name of a host.
#[derive(Debug, thiserror::Error)]
#[error(
    "expected a host such as `example.org` without `www.`, or with a path, such as `github.com/cncf`"
)]
pub struct NotAHost;

impl FromStr for HostName {
    type Err = NotAHost;

    fn from_str(text: &str) -> Result<Self, NotAHost> {
        let name = text.to_ascii_lowercase();
        let mut segments = name.split('/');
        let host = segments.next().unwrap_or_default();
        let is_label = |label: &str| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_host = host.contains('.') && host.split('.').all(is_label);
        let is_segment =
            |segment: &str| !segment.is_empty() && !segment.contains(['?', '#', ':', ' ']);
        if is_host && !host.starts_with("www.") && segments.all(is_segment) {
            Ok(Self(Text::from(name)))
        } else {
            Err(NotAHost)
        }
    }
}

impl Hosts {
    /// The most specific entry for an address: that of the longest host, and among these that of the longest path.
    pub fn of(&self, address: &str) -> Option<&Host> {
        let (host, path) = split(address);
        let domains = host
            .char_indices()
            .filter(|(index, letter)| *index == 0 || *letter == '.')
            .map(|(index, _)| host[index..].trim_start_matches('.'));
        domains.into_iter().find_map(|domain| {
            let mut name = format!("{domain}{path}");
            loop {
                if let Some(host) = self.named(&name) {
                    return Some(host);
                }
                name.truncate(name.rfind('/')?);
            }
        })
    }

    /// Where a source comes from.
    pub fn provenance(&self, source: &Source) -> Provenance {
        match &source.origin {
            Origin::Page { url, .. } => match self.of(url).map(|host| &host.standing) {
                Some(Standing::Class(class)) => Provenance::Host(*class),
                Some(Standing::Excluded(_)) => Provenance::Excluded,
                None => Provenance::Unclassified,
            },
            Origin::UnnamedPublicFile { .. } => Provenance::UnnamedPublicFile,
            Origin::GeneralKnowledge => Provenance::GeneralKnowledge,
        }
    }

    /// Sources with where they come from: the nearest to the facts first, otherwise in their order.
    pub fn ranked<'s>(&self, sources: &'s [Source]) -> Vec<(Provenance, &'s Source)> {
        let mut ranked: Vec<_> = sources
            .iter()
            .map(|source| (self.provenance(source), source))
            .collect();
        ranked.sort_by_key(|(provenance, _)| *provenance);
        ranked
    }

    /// Every known host, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter()
    }

    /// These hosts and others, which override those of the same name.
    #[must_use]
    pub fn with(&self, others: BTreeMap<HostName, Standing>) -> Self {
        let own = self.hosts.iter().cloned();
        let mut hosts: BTreeMap<HostName, Standing> =
            own.map(|host| (host.name, host.standing)).collect();
        hosts.extend(others);
        let hosts = hosts.into_iter();
        Self {
            hosts: hosts
                .map(|(name, standing)| Host { name, standing })
                .collect(),
        }
    }

    fn named(&self, name: &str) -> Option<&Host> {
        let found = self
            .hosts
            .binary_search_by(|host| host.name.as_str().cmp(name));
        found.ok().map(|index| &self.hosts[index])
    }
}

/// The host of an address, in lower case and without `www.` and the port, and its path without a slash at the end.
pub fn split(address: &str) -> (String, String) {
    let rest = address
        .split_once("://")
        .map_or(address, |(_, rest)| rest)
        .to_ascii_lowercase();
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    };
    let host = host.trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    (host.to_owned(), path.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hosts() -> Hosts {
        let entries = [
            ("cisco.com", Standing::Class(HostClass::Issuer)),
            ("github.com", Standing::Class(HostClass::StudyRepository)),
            ("github.com/cncf", Standing::Class(HostClass::Issuer)),
            (
                "dev.github.com",
                Standing::Excluded("is a development copy".into()),
            ),
        ];
        let entries = entries.map(|(name, standing)| (name.parse().unwrap(), standing));
        Hosts::default().with(entries.into())
    }

    fn name_of(address: &str) -> Option<String> {
        hosts().of(address).map(|host| host.name.to_string())
    }

    #[test]
    fn the_most_specific_entry_decides() {
        for (address, name) in [
            ("https://cisco.com", Some("cisco.com")),
            ("https://www.cisco.com/c/en/us/", Some("cisco.com")),
            ("http://Learning.Cisco.com:443?q=a/b", Some("cisco.com")),
            ("https://cisco.com.example.org/", None),
            ("https://notcisco.com/", None),
            ("https://github.com", Some("github.com")),
            (
                "https://github.com/CNCF/curriculum#top",
                Some("github.com/cncf"),
            ),
            ("https://github.com/cncf/", Some("github.com/cncf")),
            ("https://github.com/cncf-copies/x", Some("github.com")),
            ("https://dev.github.com/cncf", Some("dev.github.com")),
            ("https://github.com@example.org/cncf", None),
            ("https://", None),
        ] {
            assert_eq!(name_of(address).as_deref(), name, "{address}");
        }
    }

    #[test]
    fn only_hosts_are_names_of_hosts() {
        for name in [
            "example.org",
            "2.example.org",
            "github.com/cncf",
            "a.org/orgs/b",
        ] {
            assert!(name.parse::<HostName>().is_ok(), "{name}");
        }
        for name in [
            "",
            "example",
            "www.example.org",
            "https://example.org",
            "example.org:443",
            "example.org/",
            "example..org",
            ".org",
            "exa mple.org",
            "example.org/a?b",
        ] {
            assert!(name.parse::<HostName>().is_err(), "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_known_host_is_found_whatever_stands_around_it(
            sub in "([a-z0-9]{1,5}\\.){0,2}",
            port in "(:[0-9]{1,4})?",
            rest in "(/[a-z]{0,4}){0,3}([?#][a-z/]{0,4})?",
        ) {
            let found = name_of(&format!("https://{sub}cisco.com{port}{rest}"));
            prop_assert_eq!(found.as_deref(), Some("cisco.com"));
        }

        #[test]
        fn any_text_has_a_host_or_none(text in ".*") {
            let _ = hosts().of(&text);
        }
    }
}
