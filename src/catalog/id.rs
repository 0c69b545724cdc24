//! Identifiers: one newtype for each kind of thing, created only by parsing. Their letters are stored inline, so they are
//! `Copy`.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Longest identifier in bytes.
pub const MAX_ID_LENGTH: usize = 60;

/// The text can't be parsed as an identifier.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "expected 1 to {MAX_ID_LENGTH} lower-case letters, digits and single dashes, e.g. `aws-saa`"
)]
pub struct InvalidId;

/// The letters of an identifier, all of them ASCII, and zeros to fill the place up. They are compiled in as bytes, which are
/// decoded several times as fast as text: a run decodes thousands of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Letters {
    bytes: [u8; MAX_ID_LENGTH],
    length: u8,
}

impl Letters {
    /// `None` if they are too many.
    fn new(letters: &[u8]) -> Option<Self> {
        let mut bytes = [0; MAX_ID_LENGTH];
        bytes.get_mut(..letters.len())?.copy_from_slice(letters);
        let length = u8::try_from(letters.len()).ok()?;
        Some(Self { bytes, length })
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl FromStr for Letters {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let mut letters = Self::new(text.as_bytes()).ok_or(InvalidId)?;
        letters.bytes.make_ascii_lowercase();
        if is_kebab(letters.as_str()) {
            Ok(letters)
        } else {
            Err(InvalidId)
        }
    }
}

impl fmt::Debug for Letters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl Serialize for Letters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.as_str())
        } else {
            serializer.serialize_bytes(self.as_bytes())
        }
    }
}

impl<'de> Deserialize<'de> for Letters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Takes text, which it checks, or bytes that were checked before they were compiled in.
        struct Read;

        impl Visitor<'_> for Read {
            type Value = Letters;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Letters, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Letters, E> {
                Letters::new(bytes).ok_or_else(|| E::custom(InvalidId))
            }
        }

        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Read)
        } else {
            deserializer.deserialize_bytes(Read)
        }
    }
}

fn is_kebab(text: &str) -> bool {
    text.split('-').all(|part| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(Letters);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            /// Upper-case letters are accepted and converted to lower case.
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )+};
}

ids! {
    /// The id of a credential, e.g. `cka`.
    CredentialId,
    /// The id of an issuer, e.g. `python-institute`.
    IssuerId,
    /// The id of a topic, e.g. `infrastructure-as-code`.
    TopicId,
    /// The id of a role, e.g. `devops-engineer`.
    RoleId,
    /// The id of a technology, e.g. `kubernetes`.
    TechnologyId,
    /// The id of a preset environment, e.g. `hybrid`.
    EnvironmentId,
    /// The id of a rule, e.g. `portable-across-clients`.
    RuleId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_kebab_case_is_accepted() {
        for good in ["cka", "aws-saa", "lpic-3-security", "AZ-104"] {
            assert!(good.parse::<CredentialId>().is_ok(), "{good}");
        }
        let long = "a".repeat(MAX_ID_LENGTH + 1);
        for bad in [
            "",
            "-",
            "a--b",
            "a b",
            "sec+",
            "-a",
            "a-",
            "é",
            long.as_str(),
        ] {
            assert_eq!(bad.parse::<CredentialId>(), Err(InvalidId), "{bad}");
        }
    }

    #[test]
    fn case_does_not_matter() {
        assert_eq!(
            "AZ-104".parse::<CredentialId>(),
            "az-104".parse::<CredentialId>()
        );
    }
}
