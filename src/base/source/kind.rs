//! The kind of a file, recognized by its keys, to detect a file that was given with the wrong flag.

use crate::base::diagnostic::{Code, Diagnostic};

/// A kind of file.
pub struct Kind {
    /// What messages call such a file, with its article.
    pub name: &'static str,
    /// Keys that no other kind of file has; every file of this kind has at least one of them.
    pub keys: &'static [&'static str],
    /// The flag that takes such a file.
    flag: &'static str,
}

pub const ROSTER: Kind = Kind {
    name: "a roster",
    keys: &["people"],
    flag: "--team",
};
pub const REQUIREMENTS: Kind = Kind {
    name: "a requirements file",
    keys: &["items", "extends"],
    flag: "--require",
};
const KINDS: [&Kind; 4] = [
    &ROSTER,
    &REQUIREMENTS,
    &Kind {
        name: "a catalog",
        keys: &["credentials", "issuers"],
        flag: "--catalog",
    },
    &Kind {
        name: "a configuration file",
        keys: &["team", "requirements"],
        flag: "--config",
    },
];

impl Kind {
    /// The kind of a file with these keys, if it is clearly not this kind.
    pub(super) fn mistaken_for(&self, keys: &[&str]) -> Option<&'static Self> {
        if self.has_any(keys) {
            None
        } else {
            KINDS.into_iter().find(|kind| kind.has_any(keys))
        }
    }

    /// Whether one of these keys belongs to this kind of file alone.
    fn has_any(&self, keys: &[&str]) -> bool {
        self.keys.iter().any(|key| keys.contains(key))
    }

    /// The finding that a file of this kind was given instead of one of the `wanted` kind.
    pub fn instead_of(&self, wanted: &Self) -> Diagnostic {
        let message = format!("this is {}, not {}", self.name, wanted.name);
        Diagnostic::error(Code::WrongType, message).help(format!("give it as {}", self.flag))
    }
}
