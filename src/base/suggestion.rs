//! "Did you mean": the valid names that are most similar to a wrong one.

use std::collections::BTreeSet;

/// Most suggestions in one message.
const MAX_SUGGESTIONS: usize = 3;

/// Longest name that is compared, in bytes: the time grows with the square of the length.
const MAX_LENGTH: usize = 200;

/// The valid names nearest to `wrong`, best first, at most three; empty if none is similar enough.
pub fn nearest<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if wrong.len() > MAX_LENGTH {
        return Vec::new();
    }
    let wrong = wrong.to_lowercase();
    let letters = Letters::of(&wrong);
    let mut scored: Vec<(f64, &str)> = valid
        .into_iter()
        .filter_map(|name| similarity(&wrong, &letters, name).map(|score| (score, name)))
        .collect();
    scored.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then(is_mixed(a.1).cmp(&is_mixed(b.1)))
            .then(a.1.cmp(b.1))
    });
    // `CKA` beside `cka`, or `dev ops` beside `devops`, adds nothing.
    let mut seen = BTreeSet::new();
    scored.retain(|(_, name)| seen.insert(bare(name)));
    scored
        .into_iter()
        .take(MAX_SUGGESTIONS)
        .map(|(_, name)| name)
        .collect()
}

/// How similar a valid name is to a wrong one in lower case, with these letters: the higher the better. `None` if it is
/// not similar enough to be suggested.
fn similarity(wrong: &str, letters: &Letters, name: &str) -> Option<f64> {
    let lower = name.to_lowercase();
    let name_letters = Letters::of(&lower);
    let longest = letters.length.max(name_letters.length);
    let allowed_edits = longest.div_ceil(3);
    let is_part = wrong.len() >= 3 && lower.contains(wrong);
    // Counting letters is cheap and rules out most names.
    if !is_part && letters.least_edits(&name_letters) > allowed_edits {
        return None;
    }
    let edits = strsim::osa_distance(wrong, &lower);
    let is_near = edits <= allowed_edits && edits < longest;
    (is_near || is_part)
        .then(|| strsim::jaro_winkler(wrong, &lower) - edits as f64 / (longest as f64 + 1.0))
}

/// Whether a name has upper-case letters. Ids have none and are preferred.
fn is_mixed(name: &str) -> bool {
    name.chars().any(char::is_uppercase)
}

/// A name in lower case without spaces, dashes and underscores.
fn bare(name: &str) -> String {
    name.to_lowercase().replace([' ', '-', '_'], "")
}

/// How often each letter occurs. Letters whose code points are equal modulo 32 share a counter.
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

    /// A lower bound of the edits between two texts: an edit removes one letter, adds one, or both; a swap does neither.
    fn least_edits(&self, other: &Self) -> usize {
        self.surplus_over(other).max(other.surplus_over(self))
    }

    /// How many letters this text has that the other lacks.
    fn surplus_over(&self, other: &Self) -> usize {
        self.counts
            .iter()
            .zip(&other.counts)
            .map(|(count, others)| usize::from(count.saturating_sub(*others)))
            .sum()
    }
}

/// The suggestions as a sentence, e.g. "did you mean `cka`?"; `None` if there are none.
pub fn sentence<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = nearest(wrong, valid)
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(format!("did you mean {name}?")),
        [first @ .., last] => Some(format!("did you mean {} or {last}?", first.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typos_get_the_intended_name() {
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
        fn least_edits_is_a_lower_bound(a in "[a-f0-9 é-]{0,12}", b in "[a-f0-9 é-]{0,12}") {
            let least = Letters::of(&a).least_edits(&Letters::of(&b));
            prop_assert!(least <= strsim::osa_distance(&a, &b));
        }
    }
}
