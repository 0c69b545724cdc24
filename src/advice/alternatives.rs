//! Credentials that are one choice: anyone who earns one of them has little reason to earn the other.

use std::collections::BTreeSet;

use crate::catalog::credential::Credential;
use crate::catalog::id::TopicId;

/// Share of the words of two names that versions of one credential have in common.
const SAME_NAME: f64 = 0.5;

/// Whether two credentials are one choice: of one issuer and tier, on the same platforms and technologies, and either one
/// follows the other, or they cover the same topics to the same depth under much the same name.
pub fn same_choice(left: &Credential, right: &Credential) -> bool {
    let follows = left.successors.contains(&right.id) || right.successors.contains(&left.id);
    left.issuer == right.issuer
        && left.tier == right.tier
        && set(&left.platforms) == set(&right.platforms)
        && set(&left.technologies) == set(&right.technologies)
        && (follows || (topics(left) == topics(right) && much_the_same_name(left, right)))
}

fn set<T: Copy + Ord>(items: &[T]) -> BTreeSet<T> {
    items.iter().copied().collect()
}

fn topics(credential: &Credential) -> BTreeSet<(TopicId, u8)> {
    credential.topics.iter().collect()
}

fn much_the_same_name(left: &Credential, right: &Credential) -> bool {
    let (left, right) = (words(left), words(right));
    let shared = left.intersection(&right).count() as f64;
    shared >= SAME_NAME * left.union(&right).count() as f64
}

/// The words of a name; numbers and signs tell versions apart, not credentials.
fn words(credential: &Credential) -> BTreeSet<String> {
    credential
        .name
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    fn one_choice(left: &str, right: &str) -> bool {
        let named = |id: &str| embedded::catalog().credential_named(id).unwrap();
        same_choice(named(left), named(right))
    }

    #[test]
    fn versions_are_one_choice_and_neighbours_are_not() {
        for (left, right) in [
            ("oscp", "oscp-plus"),
            ("oracle-java-se-21-developer", "oracle-java-se-25-developer"),
            ("itil-foundation", "itil-foundation-previous"),
        ] {
            assert!(one_choice(left, right), "{left} {right}");
            assert!(one_choice(right, left), "{right} {left}");
        }
        for (left, right) in [
            ("cka", "ckad"),
            ("cipp-e", "cipp-us"),
            ("osed", "osee"),
            ("pcap", "pcpp1"),
            ("aws-saa", "aws-sap"),
        ] {
            assert!(!one_choice(left, right), "{left} {right}");
        }
    }
}
