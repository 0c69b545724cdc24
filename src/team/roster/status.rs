//! What a roster says of a holding: only what is held counts.

use crate::base::text::Text;
use crate::base::vocabulary::Word;

/// Whether a credential is held, or what else there is to say of a person and a credential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldingStatus {
    /// It is held, as far as the roster says.
    #[default]
    Held,
    /// The person plans to earn it.
    Planned,
    /// The exam is booked, where given for the day `earned`.
    Booked,
    /// The exam was failed, where given on the day `earned`.
    Failed,
    /// The exam is paid for, where given until the day `expires`.
    Voucher,
    /// `exam` is passed, one of several exams that the credential needs.
    PartPassed,
    /// It is over, whatever its dates say.
    Expired,
    /// It is held but not in force.
    Suspended,
    /// It was taken back or given up.
    Revoked,
}

impl HoldingStatus {
    /// Whether it can count: as long as its dates allow, if it is held, and never otherwise.
    pub fn counts(self) -> bool {
        self == Self::Held
    }

    /// What it says of a credential of which only these exams are named; without any, the credential itself is named.
    pub(crate) fn of_exams(self, parts: &[Text]) -> Self {
        match self {
            Self::Held if !parts.is_empty() => Self::PartPassed,
            other => other,
        }
    }

    /// Whether it is a state before the credential is held.
    pub fn is_before(self) -> bool {
        matches!(
            self,
            Self::Planned | Self::Booked | Self::Failed | Self::Voucher | Self::PartPassed
        )
    }
}

impl Word for HoldingStatus {
    const WHAT: &'static str = "status of a holding";
    const ALL: &'static [Self] = &[
        Self::Held,
        Self::Planned,
        Self::Booked,
        Self::Failed,
        Self::Voucher,
        Self::PartPassed,
        Self::Expired,
        Self::Suspended,
        Self::Revoked,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Planned => "planned",
            Self::Booked => "booked",
            Self::Failed => "failed",
            Self::Voucher => "voucher",
            Self::PartPassed => "part-passed",
            Self::Expired => "expired",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }

    /// The status that a word of a roster means; nothing is held by a word that isn't known.
    fn parse(text: &str) -> Option<Self> {
        let plain = super::key::key(text).replace(['-', '_'], " ");
        match plain.as_str() {
            "active" | "valid" | "current" => Some(Self::Held),
            "in progress" => Some(Self::Planned),
            "inactive" | "withdrawn" => Some(Self::Revoked),
            "part passed" => Some(Self::PartPassed),
            word => Self::ALL.iter().copied().find(|one| one.word() == word),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_whatever_its_case() {
        for status in HoldingStatus::ALL {
            let word = status.word();
            assert_eq!(HoldingStatus::parse(word), Some(*status));
            assert_eq!(HoldingStatus::parse(&word.to_uppercase()), Some(*status));
        }
        assert_eq!(
            HoldingStatus::parse("In-Progress"),
            Some(HoldingStatus::Planned)
        );
        for word in ["", "certified", "not held", "yes", "pass", "void", "held?"] {
            assert_eq!(HoldingStatus::parse(word), None, "{word}");
        }
    }
}
