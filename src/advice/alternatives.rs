//! Credentials that are one choice: whoever earns one of them has little reason to earn the other.

use std::collections::BTreeSet;

use crate::catalog::credential::Credential;
use crate::catalog::id::TopicId;

/// Share of the words of two names that versions of one credential have in common.
const SAME_NAME: f64 = 0.5;

/// Whether two credentials are one choice: of one issuer and tier, on the same platforms and technologies, and either one
/// follows the other, or they cover the same topics to the same depth under much the same name.
pub fn same_choice(one: &Credential, other: &Credential) -> bool {
    let follows = one.successors.contains(&other.id) || other.successors.contains(&one.id);
    one.issuer == other.issuer
        && one.tier == other.tier
        && set(&one.platforms) == set(&other.platforms)
        && set(&one.technologies) == set(&other.technologies)
        && (follows || (topics(one) == topics(other) && much_the_same_name(one, other)))
}

fn set<T: Copy + Ord>(items: &[T]) -> BTreeSet<T> {
    items.iter().copied().collect()
}

fn topics(credential: &Credential) -> BTreeSet<(TopicId, u8)> {
    credential.topics.iter().collect()
}

fn much_the_same_name(one: &Credential, other: &Credential) -> bool {
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count() as f64;
    shared >= SAME_NAME * one.union(&other).count() as f64
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

    fn one_choice(one: &str, other: &str) -> bool {
        let named = |id: &str| embedded::catalog().credential_named(id).unwrap();
        same_choice(named(one), named(other))
    }

    #[test]
    fn versions_are_one_choice_and_neighbours_are_not() {
        for (one, other) in [
            ("oscp", "oscp-plus"),
            ("oracle-java-se-21-developer", "oracle-java-se-25-developer"),
            ("itil-foundation", "itil-foundation-previous"),
        ] {
            assert!(one_choice(one, other), "{one} {other}");
            assert!(one_choice(other, one), "{other} {one}");
        }
        for (one, other) in [
            ("cka", "ckad"),
            ("cipp-e", "cipp-us"),
            ("osed", "osee"),
            ("pcap", "pcpp1"),
            ("aws-saa", "aws-sap"),
        ] {
            assert!(!one_choice(one, other), "{one} {other}");
        }
    }
}
