//! Identifiers: one newtype for each kind of thing, created only by parsing. Their letters are stored inline, so they are
//! `Copy`.

use std::fmt;
use std::str::FromStr;

use arrayvec::ArrayString;
use serde::{Deserialize, Deserializer, Serialize, de};
use thiserror::Error;

/// Longest identifier in bytes.
pub const MAX_ID_LENGTH: usize = 60;

/// The text can't be parsed as an identifier.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "expected 1 to {MAX_ID_LENGTH} lower-case letters, digits and single dashes, e.g. `aws-saa`"
)]
pub struct InvalidId;

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
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(ArrayString<MAX_ID_LENGTH>);

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
                let mut letters = ArrayString::from(text).map_err(|_| InvalidId)?;
                letters.make_ascii_lowercase();
                if is_kebab(&letters) { Ok(Self(letters)) } else { Err(InvalidId) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let checked = !deserializer.is_human_readable();
                let letters = ArrayString::<MAX_ID_LENGTH>::deserialize(deserializer)?;
                // What is compiled in was checked when it was read.
                if checked { Ok(Self(letters)) } else { letters.parse().map_err(de::Error::custom) }
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
