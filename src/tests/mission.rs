//! What the shipped catalog must answer, whatever the facts of the day: each rule that the advice was made for.

use std::collections::BTreeSet;

use jiff::ToSpan;

use super::generate;
use crate::advice::profile::environment::EnvironmentMix;
use crate::advice::profile::{Mandate, Profile, roles_of};
use crate::advice::{Advice, Reason, advise, axes};
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::reference::Recognition;
use crate::catalog::vocabulary::{Context, Level, Platform, Status};
use crate::embedded;
use crate::render::recommend::View;
use crate::team::requirement::library::Library;
use crate::team::requirement::shipped::Shipped;

/// A question about a role somewhere, everything else as usual.
fn question<'c>(catalog: &'c Catalog, role: &str, env: &str, level: Level) -> Profile<'c> {
    let asked = generate::Asked {
        role: 0,
        level,
        shares: [1.0; 5],
        holds: Vec::new(),
    };
    let environment = EnvironmentMix::parse(env, catalog).unwrap();
    Profile {
        role: catalog.role_named(role).unwrap(),
        environment,
        ..asked.profile(catalog)
    }
}

fn place(advice: &Advice<'_>, id: &str) -> Option<usize> {
    advice
        .ranked
        .iter()
        .position(|ranked| ranked.credential.id.as_str() == id)
}

/// The shipped catalog with a twin of a credential, changed.
fn with_twin(of: &str, change: impl FnOnce(&mut Credential)) -> Catalog {
    let catalog = embedded::catalog();
    let mut twin = catalog.credential_named(of).unwrap().clone();
    twin.id = format!("{of}-twin").parse().unwrap();
    change(&mut twin);
    let mut credentials = catalog.credentials.clone();
    credentials.push(twin);
    credentials.sort_by_key(|credential| credential.id);
    // A twin is as commonly asked for as its original.
    let mut roles = catalog.roles.clone();
    for role in &mut roles {
        let mut recognized = role.recognized.clone();
        let known = recognized
            .iter()
            .find(|known| known.credential.as_str() == of);
        let twins: Vec<Recognition> = known
            .map(|known| Recognition {
                credential: format!("{of}-twin").parse().unwrap(),
                ..known.clone()
            })
            .into_iter()
            .collect();
        recognized.extend(twins);
        recognized.sort_by_key(|known| known.credential);
        role.recognized = recognized;
    }
    Catalog {
        credentials,
        roles,
        ..catalog.clone()
    }
}

#[test]
fn a_python_credential_overtakes_its_vendor_bound_equal_as_the_environment_turns_heterogeneous() {
    for id in ["pcap", "pcpp1"] {
        let catalog = with_twin(id, |twin| twin.platforms = vec![Platform::Aws]);
        let twin = format!("{id}-twin");
        let leads = |env: &str| {
            let advice = advise(
                &catalog,
                &question(&catalog, "python-developer", env, Level::Mid),
                None,
            );
            place(&advice, id).unwrap() < place(&advice, &twin).unwrap()
        };
        assert!(
            !leads("aws"),
            "{id}: in a pure environment its own credential leads"
        );
        for env in [
            "hybrid:aws",
            "hybrid",
            "multi-cloud",
            "neutral",
            "aws=60,on-prem=40",
        ] {
            assert!(leads(env), "{id} in {env}");
        }
    }
}

#[test]
fn entry_python_is_never_offered_for_a_devops_or_ml_professional() {
    let catalog = embedded::catalog();
    for role in [
        "devops-engineer",
        "ml-engineer",
        "mlops-engineer",
        "site-reliability-engineer",
        "platform-engineer",
    ] {
        for env in &catalog.environments {
            for level in [Level::Mid, Level::Senior, Level::Principal] {
                let profile = question(catalog, role, env.id.as_str(), level);
                let advice = advise(catalog, &profile, None);
                for entry in ["pcep", "aws-clf", "az-900"] {
                    assert_eq!(
                        place(&advice, entry),
                        None,
                        "{entry} for a {level} {role} in {}",
                        env.id
                    );
                }
            }
        }
    }
}

#[test]
fn at_equal_fit_no_upkeep_beats_upkeep() {
    let catalog = with_twin("pcap", |twin| {
        twin.validity = vec![generate::rule(None)];
        twin.renewal = None;
    });
    let advice = advise(
        &catalog,
        &question(&catalog, "python-developer", "neutral", Level::Mid),
        None,
    );
    assert!(place(&advice, "pcap-twin") < place(&advice, "pcap"));
}

#[test]
fn what_cannot_be_booked_is_shown_as_such() {
    let catalog = embedded::catalog();
    let advice = advise(
        catalog,
        &question(catalog, "python-developer", "neutral", Level::Senior),
        None,
    );
    for one in catalog
        .credentials
        .iter()
        .filter(|one| one.status == Status::Announced)
    {
        let left = advice
            .excluded
            .iter()
            .find(|left| left.credential.id == one.id)
            .unwrap();
        assert_eq!(left.reason, Reason::NotYetAvailable, "{}", one.id);
    }
}

#[test]
fn a_work_role_is_offered_what_the_table_accepts_and_nothing_else() {
    let catalog = embedded::catalog();
    let table = Shipped.table("dod-8140").unwrap();
    let mut answered = 0;
    for row in &table.rows {
        let Some(role) = roles_of(catalog, row).first().copied() else {
            continue;
        };
        for level in [Level::Entry, Level::Mid, Level::Senior, Level::Principal] {
            let mandate = Mandate::new(table, row, level);
            let context = Context::Government;
            let profile = Profile {
                mandate: Some(mandate),
                context,
                ..question(catalog, role.id.as_str(), "neutral", level)
            };
            let accepted: BTreeSet<_> = row
                .accepted(profile.mandate.as_ref().unwrap().level)
                .into_iter()
                .map(|(id, _)| id)
                .collect();
            let advice = advise(catalog, &profile, None);
            assert!(
                advice
                    .ranked
                    .iter()
                    .all(|ranked| accepted.contains(&ranked.credential.id)),
                "{}",
                row.code
            );
            for left in advice
                .excluded
                .iter()
                .filter(|left| accepted.contains(&left.credential.id))
            {
                let gone = matches!(
                    left.reason,
                    Reason::Retired | Reason::NotYetAvailable | Reason::NotAnExam
                );
                assert!(
                    gone || left.reason == Reason::UnreachablePrerequisite,
                    "{} {}",
                    row.code,
                    left.credential.id
                );
            }
            answered += usize::from(!advice.ranked.is_empty());
        }
    }
    assert!(
        answered > 60,
        "only {answered} work roles and levels have an answer"
    );
}

#[test]
fn no_preset_gives_a_bookable_credential_nothing_save_a_clouds_own_under_another() {
    let catalog = embedded::catalog();
    for env in &catalog.environments {
        let profile = question(catalog, "cloud-engineer", env.id.as_str(), Level::Mid);
        for one in &catalog.credentials {
            if matches!(
                one.status_on(profile.today),
                Status::Retired | Status::Announced
            ) {
                continue;
            }
            let foreign = !one.platforms.is_empty()
                && one
                    .platforms
                    .iter()
                    .all(|p| profile.environment.share(*p) == 0.0);
            // A service of one cloud, such as Fabric, can't be run on an organization's own hardware.
            let only_hosted = env.id.as_str() == "on-prem"
                && !one.technologies.is_empty()
                && one.technologies.iter().all(|id| {
                    catalog
                        .technology(id)
                        .is_some_and(|technology| technology.runs[Platform::OnPrem as usize] == 0)
                });
            let fit = axes::platform(catalog, one, &profile);
            assert!(
                foreign || only_hosted || fit > 0.0,
                "{} in {}",
                one.id,
                env.id
            );
        }
    }
}

#[test]
fn a_cloud_s_own_is_no_candidate_where_none_of_the_environment_is() {
    let catalog = embedded::catalog();
    let advice = advise(
        catalog,
        &question(catalog, "cloud-architect", "gcp", Level::Senior),
        None,
    );
    let left = advice
        .excluded
        .iter()
        .find(|left| left.credential.id.as_str() == "aws-sap")
        .unwrap();
    assert_eq!(left.reason, Reason::NotRelevant);
}

#[test]
fn why_not_answers_for_every_id() {
    let catalog = embedded::catalog();
    for (role, env, level) in [
        ("devops-engineer", "hybrid", Level::Mid),
        ("python-developer", "aws", Level::Entry),
        ("security-manager", "on-prem", Level::Principal),
    ] {
        let mut profile = question(catalog, role, env, level);
        profile.holds = ["pcap", "cka", "security-plus"]
            .map(|id| catalog.credential_named(id).unwrap().id)
            .into();
        profile.experience_months = Some(36);
        let advice = advise(catalog, &profile, None);
        let view = View {
            catalog,
            profile: &profile,
            environment: env,
            advice: &advice,
            top: 10,
            other_roles: &[],
            stacks: &[],
            all_stacks: false,
        };
        for one in &catalog.credentials {
            let answer = view.why_not(one, 1_000);
            let known = ["excluded as", "it is the first", "number "]
                .iter()
                .any(|start| answer.contains(start));
            assert!(known, "{}: {answer}", one.id);
        }
    }
}

#[test]
fn what_lies_beyond_reach_names_the_step_before_it() {
    let catalog = embedded::catalog();
    let profile = question(catalog, "network-engineer", "on-prem", Level::Entry);
    let advice = advise(catalog, &profile, None);
    let left = advice
        .excluded
        .iter()
        .find(|left| left.credential.id.as_str() == "ccnp-enterprise")
        .unwrap();
    assert_eq!(left.reason, Reason::AboveLevel);
    assert!(left.detail(catalog, &profile).contains("`ccna`"));
    assert!(place(&advice, "ccna").is_some());
}

#[test]
fn what_is_hardly_about_the_work_stands_for_nothing_above_it() {
    let catalog = embedded::catalog();
    let profile = question(catalog, "penetration-tester", "neutral", Level::Entry);
    // Security+ comes before PenTest+ on its issuer's ladder, but is only known in the role.
    assert!(place(&advise(catalog, &profile, None), "pentest-plus").is_some());
    let profile = question(catalog, "devops-engineer", "aws", Level::Entry);
    assert_eq!(place(&advise(catalog, &profile, None), "aws-dop"), None);
}

#[test]
fn of_equals_what_more_sources_name_comes_first() {
    let leads = |sources: &[&str]| {
        let mut catalog = with_twin("crisc", |_| ());
        let mut roles = catalog.roles.clone();
        for role in &mut roles {
            let mut recognized = role.recognized.clone();
            for known in recognized.iter_mut() {
                if known.credential.as_str() == "crisc-twin" {
                    known.sources = sources.iter().map(|id| (*id).into()).collect();
                }
            }
            role.recognized = recognized;
        }
        catalog.roles = roles;
        let profile = question(&catalog, "grc-analyst", "neutral", Level::Mid);
        let advice = advise(&catalog, &profile, None);
        place(&advice, "crisc-twin") < place(&advice, "crisc")
    };
    assert!(leads(&["a", "b", "c", "d", "e", "f", "g", "h"]));
    assert!(!leads(&["a"]));
}

#[test]
fn what_a_table_accepts_does_not_outweigh_what_the_field_asks_for() {
    let catalog = embedded::catalog();
    let table = Shipped.table("dod-8140").unwrap();
    let row = table.rows.iter().find(|row| row.code == "411").unwrap();
    let mandate = Mandate::new(table, row, Level::Entry);
    let accepted: BTreeSet<_> = mandate.all().into_iter().collect();
    let beginner = question(catalog, "it-support", "neutral", Level::Entry);
    // GSEC counts for many work roles; Network+ is named far more often for this one, with a work role or without.
    for profile in [
        Profile {
            context: Context::Government,
            mandate: Some(mandate),
            ..beginner.clone()
        },
        Profile {
            context: Context::Government,
            baseline: accepted,
            ..beginner
        },
    ] {
        let advice = advise(catalog, &profile, None);
        assert_eq!(place(&advice, "a-plus"), Some(0));
        assert!(place(&advice, "network-plus") < place(&advice, "gsec"));
        assert!(place(&advice, "network-plus") < place(&advice, "gfact"));
    }
}

#[test]
fn python_is_a_candidate_where_the_work_is_automated_with_it() {
    let catalog = embedded::catalog();
    for (role, in_earnest) in [
        ("automation-engineer", true),
        ("devops-engineer", true),
        ("site-reliability-engineer", true),
        ("platform-engineer", true),
        ("api-integration", true),
        ("cloud-engineer", false),
        ("data-engineer", false),
        ("data-scientist", false),
        ("ml-engineer", false),
        ("mlops-engineer", false),
        ("managed-services-engineer", false),
    ] {
        for env in ["neutral", "hybrid", "aws"] {
            let advice = advise(catalog, &question(catalog, role, env, Level::Mid), None);
            let first = place(&advice, "pcpp1")
                .into_iter()
                .chain(place(&advice, "pcap"));
            let first = first.min();
            assert!(first.is_some(), "{role} in {env}");
            // Not only a candidate, but before what is merely known.
            let ahead = first.is_some_and(|place| 3 * place < 2 * advice.ranked.len());
            assert!(ahead || !in_earnest, "{role} in {env}: {first:?}");
        }
    }
}

#[test]
fn the_way_to_a_suitable_credential_leads_through_its_first_step() {
    let catalog = embedded::catalog();
    let mut profile = question(catalog, "cloud-architect", "azure", Level::Senior);
    assert!(
        place(&advise(catalog, &profile, None), "az-104").is_some(),
        "az-305 needs it"
    );
    profile.holds = [catalog.credential_named("az-104").unwrap().id].into();
    let advice = advise(catalog, &profile, None);
    assert_eq!(place(&advice, "az-104"), None);
    assert_eq!(place(&advice, "az-305"), Some(0));
}

#[test]
fn who_starts_is_offered_the_foundation_before_what_needs_it() {
    let catalog = embedded::catalog();
    let advice = advise(
        catalog,
        &question(catalog, "test-automation-engineer", "neutral", Level::Entry),
        None,
    );
    assert!(place(&advice, "istqb-ctfl").unwrap() < place(&advice, "istqb-ctal-tae").unwrap());
    for (env, first) in [("aws", "aws-clf"), ("azure", "az-900"), ("gcp", "gcp-cdl")] {
        let advice = advise(
            catalog,
            &question(catalog, "cloud-engineer", env, Level::Entry),
            None,
        );
        assert!(place(&advice, first).is_some(), "{first}");
    }
}

#[test]
fn every_role_has_an_answer_at_every_level() {
    let catalog = embedded::catalog();
    for role in &catalog.roles {
        for level in [Level::Entry, Level::Mid, Level::Senior, Level::Principal] {
            let advice = advise(
                catalog,
                &question(catalog, role.id.as_str(), "neutral", level),
                None,
            );
            assert!(!advice.ranked.is_empty(), "{} at {level} level", role.id);
        }
    }
}

#[test]
fn every_context_but_the_usual_one_moves_something() {
    let catalog = embedded::catalog();
    for context in Context::ALL {
        let profile = Profile {
            context: *context,
            ..question(catalog, "devops-engineer", "neutral", Level::Mid)
        };
        let fired = advise(catalog, &profile, None)
            .ranked
            .iter()
            .any(|ranked| !ranked.rules.is_empty());
        assert_eq!(fired, *context != Context::Individual, "{context}");
    }
}

#[test]
fn an_exam_that_ends_before_anyone_can_be_ready_is_not_recommended() {
    let ranked = |last: &str| {
        let catalog = with_twin("cka", |twin| twin.last_exam = Some(last.parse().unwrap()));
        let profile = question(&catalog, "devops", "hybrid", Level::Mid);
        let advice = advise(&catalog, &profile, None);
        let left_out = advice
            .excluded
            .iter()
            .find(|one| one.credential.id.as_str() == "cka-twin");
        assert!(left_out.is_none_or(|one| {
            one.reason == Reason::Retired
                && one.detail(&catalog, &profile)
                    == format!("ends sooner than it can be prepared for, last exam {last}")
        }));
        place(&advice, "cka-twin").is_some()
    };
    let today = question(embedded::catalog(), "devops", "hybrid", Level::Mid).today;
    assert!(!ranked(&(today + 3.days()).to_string()));
    assert!(ranked(&(today + 60.days()).to_string()));
}

#[test]
fn where_nothing_is_stated_the_shares_that_are_printed_count() {
    let catalog = embedded::catalog();
    let neutral = EnvironmentMix::parse("neutral", catalog).unwrap();
    let shares = std::array::from_fn(|index| neutral.share(Platform::ALL[index]));
    for role in [
        "solutions-architect",
        "cloud-network-engineer",
        "ml-engineer",
    ] {
        let order = |environment: EnvironmentMix| -> Vec<String> {
            let profile = Profile {
                environment,
                ..question(catalog, role, "neutral", Level::Senior)
            };
            let ranked = advise(catalog, &profile, None).ranked;
            ranked
                .iter()
                .map(|one| one.credential.id.to_string())
                .collect()
        };
        let printed = EnvironmentMix::from_weights(shares);
        assert_eq!(order(neutral.clone()), order(printed), "{role}");
    }
}

#[test]
fn what_the_field_asks_for_first_is_not_beaten_for_its_tier_or_for_what_is_held() {
    let catalog = embedded::catalog();
    let first = |role: &str, holds: &[&str]| {
        let mut profile = question(catalog, role, "neutral", Level::Senior);
        profile.holds = holds
            .iter()
            .map(|id| catalog.credential_named(id).unwrap().id)
            .collect();
        advise(catalog, &profile, None).ranked[0]
            .credential
            .id
            .to_string()
    };
    assert_eq!(first("ai-governance-lead", &[]), "aigp");
    assert_eq!(first("privacy-officer", &[]), "cipm");
    assert_eq!(first("privacy-officer", &["cipp-e"]), "cipm");
    assert_eq!(first("security-manager", &["cissp"]), "cism");
}

#[test]
fn who_holds_an_unsupervised_credential_is_offered_the_next() {
    let catalog = embedded::catalog();
    let mut profile = question(catalog, "finops-practitioner", "aws", Level::Mid);
    let next = "finops-professional";
    assert_eq!(place(&advise(catalog, &profile, None), next), None);
    profile.holds = [catalog.credential_named("finops-practitioner").unwrap().id].into();
    assert_eq!(place(&advise(catalog, &profile, None), next), Some(0));
}
