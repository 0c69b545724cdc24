//! What a match asks for, in a few words.

use super::{Leaf, Match};
use crate::base::text::Text;

/// Credentials that are named before the rest are counted.
const NAMED: usize = 4;

impl Match {
    /// What it asks for, as a part of a sentence: `cka and (pcap or pcpp1)`.
    pub fn in_words(&self) -> Text {
        Text::from(self.words())
    }

    fn words(&self) -> String {
        match self {
            Self::AllOf(parts) => joined(parts, "and"),
            Self::AnyOf(parts) => joined(parts, "or"),
            Self::Holds(leaf) => leaf.words(),
            Self::AtLeast(least, leaves) => {
                let leaves: Vec<String> = leaves.iter().map(Leaf::words).collect();
                format!("{least} of {}", leaves.join(", "))
            }
            Self::AcceptedForPosition(table) => {
                format!("what {} accepts for the position", table.id)
            }
        }
    }
}

impl Leaf {
    fn words(&self) -> String {
        let named: Vec<&str> = self.says.split(" or ").collect();
        if named.len() <= NAMED {
            return self.says.to_string();
        }
        let shown = named[..NAMED - 1].join(", ");
        format!("{shown} or one of {} more", named.len() - NAMED + 1)
    }
}

fn joined(parts: &[Match], word: &str) -> String {
    let parts: Vec<String> = parts
        .iter()
        .map(|part| match part {
            Match::AllOf(_) | Match::AnyOf(_) => format!("({})", part.words()),
            _ => part.words(),
        })
        .collect();
    parts.join(&format!(" {word} "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::requirement::Evidence;

    fn holds(says: &str) -> Match {
        Match::Holds(Leaf {
            credentials: Vec::new(),
            evidence: Evidence::Declared,
            says: says.into(),
        })
    }

    #[test]
    fn parts_of_a_match_stay_apart() {
        let either = Match::AnyOf(vec![holds("pcap"), holds("pcpp1")]);
        let both = Match::AllOf(vec![holds("cka"), either]);
        assert_eq!(both.in_words(), "cka and (pcap or pcpp1)");
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(holds("a or b or c or d").in_words(), "a or b or c or d");
        assert_eq!(
            holds("a or b or c or d or e").in_words(),
            "a, b, c or one of 2 more"
        );
    }
}
