//! Laws that stacks must keep, over random catalogs and random profiles; and what the shipped catalog must answer.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::generate::{Asked, catalog, profile};
use crate::advice::eligibility::{first_steps, gate_with_first_steps};
use crate::advice::profile::Profile;
use crate::advice::profile::environment::EnvironmentMix;
use crate::advice::relevance::{Relevance, presence};
use crate::advice::stacks::Stack;
use crate::advice::{advise, stacks};
use crate::base::compiled::Lazy;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, TopicId};
use crate::catalog::reference::Topic;
use crate::catalog::vocabulary::{Area, Context, Industry, Level, PythonUse};
use crate::embedded;

/// A catalog whose first topic is a language, and some of whose credentials need an earlier one.
fn linked() -> impl Strategy<Value = Catalog> {
    (with_language(), vec(option::weighted(0.3, 0..30_usize), 30)).prop_map(
        |(mut catalog, needed)| {
            let mut credentials = catalog.credentials.clone();
            for at in 0..credentials.len() {
                if let Some(first) = needed[at].filter(|first| *first < at) {
                    credentials[at].prerequisites.credentials = vec![credentials[first].id];
                }
            }
            catalog.credentials = credentials;
            catalog
        },
    )
}

fn with_language() -> impl Strategy<Value = Catalog> {
    catalog().prop_map(|mut catalog| {
        let topic = |(at, (id, _)): (usize, &(_, u8))| {
            let area = if at == 0 {
                Area::Language
            } else {
                Area::Delivery
            };
            Topic {
                id: *id,
                name: "A topic".into(),
                area,
                synonyms: Lazy::default(),
            }
        };
        catalog.topics = catalog.roles[0]
            .topics
            .iter()
            .enumerate()
            .map(topic)
            .collect();
        catalog
    })
}

fn best<'c>(catalog: &'c Catalog, profile: &Profile<'_>, size: usize) -> Vec<Stack<'c>> {
    stacks(catalog, profile, &advise(catalog, profile, None), size, 5)
}

fn ids(stack: &Stack<'_>) -> Vec<CredentialId> {
    stack
        .members
        .iter()
        .map(|credential| credential.id)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn members_are_to_be_had_different_and_needed(catalog in linked(), asked in profile(), size in 2..4_usize) {
        let profile = asked.profile(&catalog);
        for stack in best(&catalog, &profile, size) {
            prop_assert_eq!(ids(&stack).into_iter().collect::<BTreeSet<_>>().len(), size);
            prop_assert!((0.0..=1.0).contains(&stack.score) && (0.0..=1.0).contains(&stack.covered));
            for credential in &stack.members {
                let steps = first_steps(&catalog, &profile);
                let relevance = Relevance { presence: presence(&catalog, credential, &profile.environment), ..Relevance::FULL };
                prop_assert_eq!(gate_with_first_steps(&catalog, credential, &profile, relevance, &steps), None);
                prop_assert!(!profile.holds.contains(&credential.id));
            }
            prop_assert!(stack.brings.iter().all(|topics| !topics.is_empty()));
        }
    }

    #[test]
    fn the_headline_has_the_first_place_and_only_candidates(catalog in linked(), asked in profile(), size in 2..4_usize) {
        let profile = asked.profile(&catalog);
        let advice = advise(&catalog, &profile, None);
        let all = stacks(&catalog, &profile, &advice, size, 5);
        prop_assert!(all.iter().filter(|stack| stack.headline).count() <= 1);
        for stack in all.iter().filter(|stack| stack.headline) {
            prop_assert!(stack.has(advice.ranked[0].credential));
            let ranked = |id: CredentialId| advice.ranked.iter().any(|ranked| ranked.credential.id == id);
            prop_assert!(ids(stack).into_iter().all(ranked));
        }
    }

    #[test]
    fn the_best_comes_first(catalog in linked(), asked in profile(), size in 2..4_usize) {
        let profile = asked.profile(&catalog);
        let all = stacks(&catalog, &profile, &advise(&catalog, &profile, None), size, 40);
        prop_assert!(all.is_sorted_by(|a, b| a.score >= b.score), "{:?}", all.iter().map(|s| s.score).collect::<Vec<_>>());
    }

    #[test]
    fn prerequisites_come_first(catalog in linked(), asked in profile()) {
        let profile = asked.profile(&catalog);
        for stack in best(&catalog, &profile, 2) {
            let mut there: BTreeSet<CredentialId> = profile.holds.clone();
            for id in stack.missing.iter().map(|id| **id).chain(ids(&stack)) {
                let needed = &catalog.credential(&id).unwrap().prerequisites.credentials;
                // What is needed before may itself need a member: then it comes between the two.
                let ready = |first: &CredentialId| there.contains(first) || ids(&stack).contains(first);
                prop_assert!(needed.iter().all(ready), "{} before what it needs", id);
                there.insert(id);
            }
            let (first, second) = (stack.members[0], stack.members[1]);
            prop_assert!(!first.prerequisites.credentials.contains(&second.id));
        }
    }

    #[test]
    fn together_never_costs_more_than_one_by_one(catalog in linked(), asked in profile(), size in 2..4_usize) {
        for stack in best(&catalog, &asked.profile(&catalog), size) {
            prop_assert!(stack.cost.total <= stack.cost.separately);
        }
    }

    #[test]
    fn names_of_issuers_change_no_stack(catalog in linked(), asked in profile()) {
        let name = |id: &str| format!("z{}", 9 - id.trim_start_matches("issuer").parse::<u8>().unwrap()).parse().unwrap();
        let mut renamed = catalog.clone();
        let mut issuers = catalog.issuers.clone();
        for issuer in &mut issuers {
            issuer.id = name(issuer.id.as_str());
        }
        issuers.sort_by_key(|issuer| issuer.id);
        renamed.issuers = issuers;
        let mut credentials = catalog.credentials.clone();
        for credential in &mut credentials {
            credential.issuer = name(credential.issuer.as_str());
        }
        renamed.credentials = credentials;
        let of = |catalog: &Catalog| -> Vec<_> { best(catalog, &asked.profile(catalog), 2).iter().map(ids).collect() };
        prop_assert_eq!(of(&renamed), of(&catalog));
    }

    #[test]
    fn the_order_of_topics_is_irrelevant(catalog in linked(), asked in profile()) {
        let mut turned = catalog.clone();
        let mut roles = catalog.roles.clone();
        for role in &mut roles {
            role.topics = role.topics.iter().rev().copied().collect();
        }
        turned.roles = roles;
        let of = |catalog: &Catalog| best(catalog, &asked.profile(catalog), 2).first().map(|stack| stack.score);
        let (turned, straight) = (of(&turned), of(&catalog));
        prop_assert_eq!(turned.is_some(), straight.is_some());
        prop_assert!(turned.zip(straight).is_none_or(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn an_outsider_decides_nothing(catalog in with_language(), asked in profile(), at in 0..30_usize) {
        // With more candidates than are considered, one that leaves would make room for another.
        let few = advise(&catalog, &asked.profile(&catalog), None).ranked.len() <= 20;
        let before = best(&catalog, &asked.profile(&catalog), 2).first().map(ids);
        let outsider = catalog.credentials.get(at).map(|credential| credential.id);
        if let (Some(first), Some(out)) = (before, outsider) && few && !first.contains(&out) && !asked.holds.contains(&at) {
            let mut smaller = catalog.clone();
            smaller.credentials = catalog.credentials.iter().filter(|c| c.id != out).cloned().collect();
            prop_assert_eq!(best(&smaller, &asked.profile(&smaller), 2).first().map(ids), Some(first));
        }
    }
}

/// The stacks of the shipped catalog for a role and an environment, as ids.
fn shipped(
    role: &str,
    environment: &str,
    ask: impl Fn(&mut Profile<'static>),
) -> Vec<Vec<&'static str>> {
    let catalog = embedded::catalog();
    let mut profile = Asked {
        role: 0,
        level: Level::Mid,
        shares: [1.0; 5],
        holds: Vec::new(),
    }
    .profile(catalog);
    profile.role = catalog.role_named(role).unwrap();
    profile.level = profile.role.level;
    profile.environment = EnvironmentMix::parse(environment, catalog).unwrap();
    ask(&mut profile);
    best(catalog, &profile, 2)
        .iter()
        .map(|stack| {
            let members = stack.members.iter();
            members.map(|credential| credential.id.as_str()).collect()
        })
        .collect()
}

fn holding(ids: &'static [&str]) -> impl Fn(&mut Profile<'static>) {
    |profile| {
        profile.holds = ids
            .iter()
            .map(|id| embedded::catalog().credential_named(id).unwrap().id)
            .collect();
    }
}

fn issuer(id: &str) -> &'static str {
    embedded::catalog()
        .credential_named(id)
        .unwrap()
        .issuer
        .as_str()
}

fn from(pair: &[&str], issuers: [&[&str]; 2]) -> bool {
    issuers
        .iter()
        .all(|any| pair.iter().any(|id| any.contains(&issuer(id))))
}

#[test]
fn automation_and_devops_in_a_cloud_pair_python_with_that_cloud() {
    for role in ["devops", "automation-engineer"] {
        for (environment, cloud) in [
            ("aws", "aws"),
            ("azure", "microsoft"),
            ("gcp", "google-cloud"),
        ] {
            let pairs = shipped(role, environment, |_| {});
            let joined = pairs
                .iter()
                .any(|pair| from(pair, [&["python-institute"], &[cloud]]));
            assert!(joined, "{role} on {environment}: {pairs:?}");
        }
    }
}

#[test]
fn data_roles_in_finance_pair_a_cloud_with_analytics() {
    let finance = |profile: &mut Profile<'_>| profile.industry = Some(Industry::Finance);
    for role in [
        "data-engineer",
        "data-scientist",
        "data-analyst",
        "ml-engineer",
    ] {
        for environment in ["aws", "gcp", "hybrid", "neutral"] {
            let pairs = shipped(role, environment, finance);
            assert!(
                pairs
                    .iter()
                    .any(|pair| from(pair, [&["informs"], &["aws", "google-cloud"]])),
                "{role} on {environment}: {pairs:?}"
            );
        }
    }
}

#[test]
fn managed_security_pairs_cissp_with_python() {
    let managed = |profile: &mut Profile<'_>| {
        profile.context = Context::ManagedServices;
        profile.level = Level::Senior;
    };
    let pairs = shipped("security-consultant", "hybrid", managed);
    let core =
        |id: &&str| embedded::catalog().credential_named(id).unwrap().python == PythonUse::Core;
    assert!(
        pairs
            .iter()
            .any(|pair| pair.contains(&"cissp") && pair.iter().any(core)),
        "{pairs:?}"
    );
    let held = |profile: &mut Profile<'static>| {
        managed(profile);
        holding(&["pcpp1"])(profile);
    };
    let pairs = shipped("security-consultant", "hybrid", held);
    assert!(
        pairs
            .iter()
            .any(|pair| pair.contains(&"cissp") && !pair.iter().any(core)),
        "{pairs:?}"
    );
}

#[test]
fn who_holds_one_half_is_offered_the_other() {
    let first = |holds| {
        shipped("devops", "aws", holding(holds))
            .into_iter()
            .next()
            .unwrap()
    };
    assert!(from(&first(&[]), [&["python-institute"], &["aws"]]));
    let cloud_half = first(&["pcpp1"]);
    assert!(cloud_half.contains(&"aws-dop"), "{cloud_half:?}");
    assert!(
        cloud_half.iter().all(|id| issuer(id) != "python-institute"),
        "{cloud_half:?}"
    );
    let language_half = first(&["aws-dop"]);
    assert!(
        language_half
            .iter()
            .any(|id| issuer(id) == "python-institute"),
        "{language_half:?}"
    );
}

#[test]
fn the_halves_of_a_pair_do_not_cover_the_same_ground() {
    let catalog = embedded::catalog();
    let mut compared = 0;
    for role in &catalog.roles {
        for level in [Level::Entry, Level::Mid, Level::Senior] {
            let asked = Asked {
                role: 0,
                level,
                shares: [1.0; 5],
                holds: Vec::new(),
            };
            let profile = Profile {
                role,
                ..asked.profile(catalog)
            };
            for stack in best(catalog, &profile, 2) {
                let [left, right] = stack.members[..] else {
                    panic!("no pair")
                };
                // What both prove is easily told where both count alike everywhere.
                if stack.rule.is_some() || !left.is_neutral() || !right.is_neutral() {
                    continue;
                }
                let prove = |depths: &dyn Fn(TopicId) -> u32| -> u32 {
                    let topics = role.topics.iter();
                    topics
                        .map(|(topic, demand)| u32::from(*demand) * depths(*topic))
                        .sum()
                };
                let depth = |credential: &Credential, topic| {
                    let known = credential.topics.iter().find(|(id, _)| *id == topic);
                    known.map_or(0, |(_, depth)| u32::from(depth))
                };
                let both = prove(&|topic| depth(left, topic).min(depth(right, topic)));
                let least = [left, right].map(|half| prove(&|topic| depth(half, topic)));
                assert!(
                    3 * both <= 2 * least[0].min(least[1]),
                    "{} at {level} level: {} and {}",
                    role.id,
                    left.id,
                    right.id
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "only {compared} pairs compared");
    let pairs = shipped("network-engineer", "neutral", |_| {});
    let repeats = |pair: &&Vec<&str>| pair.contains(&"ccna") && pair.contains(&"network-plus");
    assert_eq!(pairs.iter().find(repeats), None);
}
