//! "Did you mean": the valid names nearest to a wrong one.

use std::collections::BTreeSet;

/// At most this many suggestions.
const MAX_SUGGESTIONS: usize = 3;

/// Longest names that are compared: the time this takes grows with the square of it.
const MAX_LENGTH: usize = 200;

/// The nearest valid names, best first, at most three; none if nothing is near.
pub fn nearest<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if wrong.len() > MAX_LENGTH {
        return Vec::new();
    }
    let wrong = wrong.to_lowercase();
    let letters = Letters::of(&wrong);
    let near = |name: &'a str| {
        let lower = name.to_lowercase();
        let others = Letters::of(&lower);
        let longest = letters.length.max(others.length);
        let part = wrong.len() >= 3 && lower.contains(&wrong);
        // Most names are far off, which their letters tell at little cost.
        if !part && letters.least_edits(&others) > longest.div_ceil(3) {
            return None;
        }
        let edits = strsim::osa_distance(&wrong, &lower);
        let close = edits <= longest.div_ceil(3) && edits < longest;
        let score = || strsim::jaro_winkler(&wrong, &lower) - edits as f64 / (longest as f64 + 1.0);
        (close || part).then(|| (score(), name))
    };
    let mut near: Vec<(f64, &str)> = valid.into_iter().filter_map(near).collect();
    near.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then(is_mixed(a.1).cmp(&is_mixed(b.1)))
            .then(a.1.cmp(b.1))
    });
    // `CKA` beside `cka`, or `dev ops` beside `devops`, offers nothing new.
    let mut said = BTreeSet::new();
    near.retain(|(_, name)| said.insert(bare(name)));
    near.into_iter()
        .take(MAX_SUGGESTIONS)
        .map(|(_, name)| name)
        .collect()
}

/// Whether a name is not all lower case: ids are.
fn is_mixed(name: &str) -> bool {
    name.chars().any(char::is_uppercase)
}

/// A name without case, spaces and dashes.
fn bare(name: &str) -> String {
    name.to_lowercase().replace([' ', '-', '_'], "")
}

/// How often each letter occurs; letters that share a place are counted as one.
struct Letters {
    length: usize,
    counts: [u16; 32],
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self {
            length: 0,
            counts: [0; 32],
        };
        for letter in text.chars() {
            letters.length += 1;
            let count = &mut letters.counts[letter as usize % 32];
            *count = count.saturating_add(1);
        }
        letters
    }

    /// At least so many edits lie between two texts: an edit takes a letter, brings one, or both; a swap does neither.
    fn least_edits(&self, other: &Self) -> usize {
        let lacking = |a: &Self, b: &Self| -> usize {
            a.counts
                .iter()
                .zip(&b.counts)
                .map(|(a, b)| usize::from(a.saturating_sub(*b)))
                .sum()
        };
        lacking(self, other).max(lacking(other, self))
    }
}

/// The suggestion as a sentence, if there is one.
pub fn sentence<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = nearest(wrong, valid)
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    match names.as_slice() {
        [] => None,
        [one] => Some(format!("did you mean {one}?")),
        [first @ .., last] => Some(format!("did you mean {} or {last}?", first.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typos_find_their_word() {
        let ids = [
            "aws-saa",
            "aws-sap",
            "cka",
            "ckad",
            "devops-engineer",
            "pcap",
        ];
        assert_eq!(nearest("pcapp", ids), ["pcap"]);
        assert_eq!(nearest("aws-sa", ids), ["aws-saa", "aws-sap"]);
        assert_eq!(nearest("devop", ids), ["devops-engineer"]);
        assert!(nearest("zzzzzz", ids).is_empty());
        assert!(nearest(&"cka".repeat(100_000), ids).is_empty());
        assert_eq!(nearest("ckaa", ["CKA", "cka", "CKAD"]), ["cka", "CKAD"]);
        assert_eq!(nearest("devop", ["dev ops", "devops"]), ["devops"]);
        assert_eq!(
            sentence("aws-sa", ids).as_deref(),
            Some("did you mean `aws-saa` or `aws-sap`?")
        );
    }
    proptest! {
        #[test]
        fn letters_tell_no_more_edits_than_there_are(a in "[a-f0-9 é-]{0,12}", b in "[a-f0-9 é-]{0,12}") {
            let least = Letters::of(&a).least_edits(&Letters::of(&b));
            prop_assert!(least <= strsim::osa_distance(&a, &b));
        }
    }
}
