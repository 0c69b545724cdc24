//! What people type, matched exactly (case aside): an id beats an alias, a shared alias is an error.

use thiserror::Error;

use super::Catalog;
use super::credential::Credential;
use super::reference::{Issuer, Role, Topic};
use crate::base::text::Text;

/// Why a name names nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unnamed {
    /// Nothing is called so.
    #[error("unknown {what} `{name}`")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Several things are called so.
    #[error("`{name}` can mean {}", ids.join(" or "))]
    Shared {
        /// The name.
        name: String,
        /// The ids it can mean.
        ids: Vec<String>,
    },
}

/// Something with an id and other names.
pub trait Named {
    /// What messages call it.
    const WHAT: &'static str;

    /// The command that lists them all.
    const LISTED_BY: &'static str;

    /// Its id.
    fn id(&self) -> &str;

    /// Every other name it answers to.
    fn other_names(&self) -> impl Iterator<Item = &str>;
}

impl Named for Credential {
    const WHAT: &'static str = "credential";
    const LISTED_BY: &'static str = "`certadvise list`";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        self.names()
            .map(|name| name.as_str())
            .chain([self.name.as_str()])
    }
}

impl Named for Role {
    const WHAT: &'static str = "role";
    const LISTED_BY: &'static str = "`certadvise list roles`";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        self.synonyms
            .iter()
            .map(Text::as_str)
            .chain([self.name.as_str()])
    }
}

impl Named for Issuer {
    const WHAT: &'static str = "issuer";
    const LISTED_BY: &'static str = "`certadvise list issuers`";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str()].into_iter()
    }
}

impl Named for Topic {
    const WHAT: &'static str = "topic";
    const LISTED_BY: &'static str = "`certadvise list topics`";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        self.synonyms
            .iter()
            .map(Text::as_str)
            .chain([self.name.as_str()])
    }
}

/// Case, spaces, dashes and underscores don't tell two names apart.
fn same(a: &str, b: &str) -> bool {
    fn plain(text: &str) -> impl Iterator<Item = char> {
        text.trim().chars().map(|c| {
            if matches!(c, '-' | '_') {
                ' '
            } else {
                c.to_ascii_lowercase()
            }
        })
    }
    a.len() == b.len() && plain(a).eq(plain(b))
}

/// Finds what `name` means among `things`.
///
/// # Errors
/// [`Unnamed`] when nothing, or more than one thing, is called so.
pub fn find<'a, T: Named>(things: &'a [T], name: &str) -> Result<&'a T, Unnamed> {
    let wanted = name.trim();
    if let Some(thing) = things.iter().find(|thing| same(thing.id(), wanted)) {
        return Ok(thing);
    }
    let mut called = things
        .iter()
        .filter(|thing| thing.other_names().any(|other| same(other, wanted)));
    match (called.next(), called.next()) {
        (Some(thing), None) => Ok(thing),
        (Some(first), Some(second)) => {
            let ids = [first, second]
                .into_iter()
                .chain(called)
                .map(|thing| thing.id().to_owned())
                .collect();
            Err(Unnamed::Shared {
                name: wanted.to_owned(),
                ids,
            })
        }
        (None, _) => Err(Unnamed::Unknown {
            what: T::WHAT,
            name: wanted.to_owned(),
        }),
    }
}

impl Catalog {
    /// The credential of this id, abbreviation, alias, exam code or name.
    ///
    /// # Errors
    /// [`Unnamed`] when nothing, or more than one credential, is called so.
    pub fn credential_named(&self, name: &str) -> Result<&Credential, Unnamed> {
        find(&self.credentials, name)
    }

    /// The role of this id, name or synonym.
    ///
    /// # Errors
    /// [`Unnamed`] when no role is called so.
    pub fn role_named(&self, name: &str) -> Result<&Role, Unnamed> {
        find(&self.roles, name)
    }

    /// The issuer of this id or name.
    ///
    /// # Errors
    /// [`Unnamed`] when no issuer is called so.
    pub fn issuer_named(&self, name: &str) -> Result<&Issuer, Unnamed> {
        find(&self.issuers, name)
    }

    /// The topic of this id, name or synonym.
    ///
    /// # Errors
    /// [`Unnamed`] when no topic is called so.
    pub fn topic_named(&self, name: &str) -> Result<&Topic, Unnamed> {
        find(&self.topics, name)
    }
}
