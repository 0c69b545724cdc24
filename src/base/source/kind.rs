//! What a whole file is, told by its keys: for those who give one where another belongs.

use crate::base::diagnostic::{Code, Diagnostic};

/// A kind of file.
pub struct Kind {
    /// What messages call it.
    pub name: &'static str,
    /// Keys that no other kind has; each file has one of them.
    pub keys: &'static [&'static str],
    /// The flag it is given with.
    flag: &'static str,
}

/// People and what they hold.
pub const ROSTER: Kind = Kind {
    name: "a roster",
    keys: &["people"],
    flag: "--team",
};
/// What must be true of a team.
pub const REQUIREMENTS: Kind = Kind {
    name: "a requirements file",
    keys: &["items", "extends"],
    flag: "--require",
};
/// All of them.
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
    /// What a file with these keys is, if it is of another kind than this.
    pub(super) fn mistaken_for(&self, keys: &[&str]) -> Option<&'static Self> {
        let is = |kind: &Self| kind.keys.iter().any(|key| keys.contains(key));
        if is(self) {
            None
        } else {
            KINDS.into_iter().find(|kind| is(kind))
        }
    }

    /// The finding that a file of this kind stands where one of `wanted` belongs.
    pub fn instead_of(&self, wanted: &Self) -> Diagnostic {
        let message = format!("this is {}, not {}", self.name, wanted.name);
        Diagnostic::error(Code::WrongType, message).help(format!("give it as {}", self.flag))
    }
}
