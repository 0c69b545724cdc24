//! Laws that any ranking must keep, over random catalogs and random profiles.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::generate;
use super::generate::{catalog, profile, shares};
use crate::advice::profile::Profile;
use crate::advice::profile::environment::EnvironmentMix;
use crate::advice::{advise, axes, relevance::relevance};
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::rule::MOST_BY;
use crate::catalog::vocabulary::{Assurance, Level, Platform, Status};
use crate::cost::cost;

fn order(catalog: &Catalog, asked: &generate::Asked) -> Vec<String> {
    let profile = asked.profile(catalog);
    advise(catalog, &profile, None)
        .ranked
        .iter()
        .map(|r| r.credential.id.to_string())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_credential_is_ranked_or_left_out_with_a_reason(catalog in catalog(), asked in profile()) {
        let profile = asked.profile(&catalog);
        let advice = advise(&catalog, &profile, None);
        let ranked = advice.ranked.iter().map(|r| &r.credential.id);
        let all: BTreeSet<_> = ranked.chain(advice.excluded.iter().map(|e| &e.credential.id)).collect();
        prop_assert_eq!(all.len(), catalog.credentials.len());
        prop_assert_eq!(advice.ranked.len() + advice.excluded.len(), catalog.credentials.len());
        prop_assert!(advice.excluded.iter().all(|e| !e.detail(&catalog, &profile).is_empty()));
    }

    #[test]
    fn printed_parts_add_up_to_the_printed_score(catalog in catalog(), asked in profile()) {
        let profile = asked.profile(&catalog);
        let advice = advise(&catalog, &profile, None);
        for ranked in &advice.ranked {
            let (total, parts) = ranked.thousandths(advice.weights);
            prop_assert_eq!(total, parts.iter().sum::<u16>());
            prop_assert!((f64::from(total) / 1000.0 - ranked.score).abs() <= 0.000_5 + 1e-9);
            prop_assert!((0.0..=1.0).contains(&ranked.score));
        }
    }

    #[test]
    fn what_cannot_or_need_not_be_earned_never_appears(catalog in catalog(), asked in profile()) {
        let profile = asked.profile(&catalog);
        for ranked in advise(&catalog, &profile, None).ranked {
            let credential = ranked.credential;
            prop_assert!(!matches!(credential.status, Status::Retired | Status::Announced));
            // Who holds an unsupervised one of an issuer is offered the issuer's others.
            let supervised = |c: &Credential| matches!(c.assurance, Assurance::ProctoredExam | Assurance::HandsOnExam);
            let mut held = profile.holds.iter().filter_map(|id| catalog.credential(id));
            let consents = held.any(|held| held.issuer == credential.issuer && !supervised(held) && held.assurance != Assurance::Title);
            prop_assert!(supervised(credential) || (consents && credential.assurance != Assurance::Title));
            prop_assert!(!profile.holds.contains(&credential.id));
        }
    }

    #[test]
    fn leaving_out_the_last_never_reorders_the_rest(catalog in catalog(), asked in profile()) {
        let before = order(&catalog, &asked);
        if let Some((last, rest)) = before.split_last() {
            let mut smaller = catalog.clone();
            smaller.credentials = catalog.credentials.iter().filter(|c| c.id.as_str() != last).cloned().collect();
            prop_assert_eq!(&order(&smaller, &asked)[..], rest);
        }
    }

    #[test]
    fn names_of_issuers_change_nothing(catalog in catalog(), asked in profile()) {
        let mut renamed = catalog.clone();
        let mut issuers = catalog.issuers.clone();
        for issuer in &mut issuers {
            issuer.id = format!("x-{}", issuer.id).parse().unwrap();
            issuer.name = "Another Name".into();
        }
        issuers.sort_by_key(|issuer| issuer.id);
        renamed.issuers = issuers;
        let mut credentials = catalog.credentials.clone();
        for credential in &mut credentials {
            credential.issuer = format!("x-{}", credential.issuer).parse().unwrap();
        }
        renamed.credentials = credentials;
        prop_assert_eq!(order(&renamed, &asked), order(&catalog, &asked));
    }

    #[test]
    fn more_of_a_platform_never_lowers_what_is_bound_to_it(
        catalog in catalog(), asked in profile(), shares in shares(), more in 0.0..5.0_f64, at in 0..5_usize,
    ) {
        let mut profile = asked.profile(&catalog);
        let mut grown = shares;
        grown[at] += more;
        for credential in catalog.credentials.iter().filter(|c| c.platforms.contains(&Platform::ALL[at])) {
            profile.environment = EnvironmentMix::from_weights(shares);
            let before = axes::platform(&catalog, credential, &profile);
            profile.environment = EnvironmentMix::from_weights(grown);
            prop_assert!(axes::platform(&catalog, credential, &profile) >= before - 1e-12);
        }
    }

    #[test]
    fn a_dearer_or_heavier_credential_never_scores_higher(catalog in catalog(), asked in profile(), more in 1..50_000_i64) {
        let profile = asked.profile(&catalog);
        for credential in &catalog.credentials {
            let fit = |c| axes::upkeep(&cost(&catalog, c, profile.rate), &profile);
            let before = fit(credential);
            let mut costlier = credential.clone();
            costlier.exam_fee = costlier.exam_fee.map(|fee| fee + Usd::from_cents(more));
            if let Some(renewal) = &mut costlier.renewal {
                renewal.annual_fee = renewal.annual_fee.map(|fee| fee + Usd::from_cents(more));
                if let Some(credits) = &mut renewal.credits {
                    credits.amount += 10;
                }
                let mut options = renewal.options.clone();
                for option in &mut options {
                    option.fee = option.fee.map(|fee| fee + Usd::from_cents(more));
                }
                renewal.options = options;
            }
            prop_assert!(fit(&costlier) <= before + 1e-12, "{}", credential.id);
        }
    }

    #[test]
    fn never_expiring_is_never_worse_to_keep(catalog in catalog(), asked in profile()) {
        let profile = asked.profile(&catalog);
        for credential in &catalog.credentials {
            let fit = |c| axes::upkeep(&cost(&catalog, c, profile.rate), &profile);
            let mut lasting = credential.clone();
            lasting.validity = vec![generate::rule(None)];
            lasting.renewal = None;
            prop_assert!(fit(&lasting) >= fit(credential));
        }
    }

    #[test]
    fn a_longer_horizon_never_costs_less(catalog in catalog(), years in 1..30_u8) {
        for credential in &catalog.credentials {
            let cost = cost(&catalog, credential, Usd::from_cents(1_000));
            if let (Some(now), Some(later)) = (cost.total(years), cost.total(years + 1)) {
                prop_assert!(later >= now);
            }
            prop_assert!(cost.total_hours(years + 1).high >= cost.total_hours(years).high);
        }
    }

    #[test]
    fn everything_stays_on_its_scale(catalog in catalog(), asked in profile()) {
        let profile = asked.profile(&catalog);
        for credential in &catalog.credentials {
            let unit = 0.0..=1.0 + 1e-12;
            prop_assert!(unit.contains(&relevance(&catalog, credential, &profile).value()));
            prop_assert!(unit.contains(&axes::platform(&catalog, credential, &profile)));
            prop_assert!(unit.contains(&axes::tier(credential, &profile)));
            prop_assert!(unit.contains(&axes::upkeep(&cost(&catalog, credential, profile.rate), &profile)));
        }
    }

    #[test]
    fn what_is_held_never_makes_another_more_relevant(catalog in catalog(), asked in profile()) {
        let holding = asked.profile(&catalog);
        let without = Profile { holds: BTreeSet::new(), ..holding.clone() };
        for credential in &catalog.credentials {
            let (with, without) = (relevance(&catalog, credential, &holding), relevance(&catalog, credential, &without));
            prop_assert!(with.covered <= without.covered);
            prop_assert_eq!((with.named, with.recognized), (without.named, without.recognized));
        }
    }

    #[test]
    fn what_lies_below_the_band_and_what_teams_ask_for_is_left_out_at_every_level(catalog in catalog(), mut asked in profile()) {
        for level in [Level::Entry, Level::Mid, Level::Senior, Level::Principal] {
            asked.level = level;
            let profile = asked.profile(&catalog);
            let lowest = axes::band(level).0.min(profile.role.target_tier);
            let advice = advise(&catalog, &profile, None);
            prop_assert!(advice.ranked.iter().all(|r| r.credential.tier >= lowest));
        }
    }

    #[test]
    fn scaling_an_environment_changes_nothing(shares in shares(), by in 0.1..50.0_f64) {
        let (one, other) = (EnvironmentMix::from_weights(shares), EnvironmentMix::from_weights(shares.map(|s| s * by)));
        for &platform in Platform::ALL {
            prop_assert!((one.share(platform) - other.share(platform)).abs() < 1e-9);
        }
    }

    #[test]
    fn the_order_of_the_catalog_changes_nothing(catalog in catalog(), mut asked in profile()) {
        // What is held is looked up by id, which a turned catalog does not allow.
        asked.holds.clear();
        let mut turned = catalog.clone();
        turned.credentials = catalog.credentials.iter().rev().cloned().collect();
        prop_assert_eq!(order(&turned, &asked), order(&catalog, &asked));
    }

    #[test]
    fn a_dearer_credential_never_gains_a_place(catalog in catalog(), asked in profile(), at in 0..30_usize, more in 1..50_000_i64) {
        let mut costlier = catalog.clone();
        let mut credentials = catalog.credentials.clone();
        prop_assume!(at < credentials.len());
        let id = credentials[at].id.to_string();
        if let Some(renewal) = &mut credentials[at].renewal {
            renewal.annual_fee = renewal.annual_fee.map(|fee| fee + Usd::from_cents(more));
        }
        credentials[at].exam_fee = credentials[at].exam_fee.map(|fee| fee + Usd::from_cents(more));
        costlier.credentials = credentials;
        let place = |catalog: &Catalog| order(catalog, &asked).iter().position(|other| *other == id);
        if let (Some(before), Some(after)) = (place(&catalog), place(&costlier)) {
            prop_assert!(after >= before, "{} rose from {} to {}", id, before, after);
        }
    }

    #[test]
    fn more_of_a_platform_never_costs_what_is_bound_to_it_a_place_before_the_neutral(
        catalog in catalog(), mut asked in profile(), more in 0.0..5.0_f64, at in 0..5_usize,
    ) {
        let behind = |asked: &generate::Asked, id: &str| {
            let order = order(&catalog, asked);
            let neutral = |id: &String| catalog.credential_named(id).is_ok_and(|c| c.is_neutral());
            let place = order.iter().position(|other| other == id)?;
            Some(order[..place].iter().filter(|other| neutral(other)).count())
        };
        let before = asked.clone();
        asked.shares[at] += more;
        for credential in catalog.credentials.iter().filter(|c| c.platforms.as_slice() == [Platform::ALL[at]]) {
            let id = credential.id.as_str();
            if let (Some(then), Some(now)) = (behind(&before, id), behind(&asked, id)) {
                prop_assert!(now <= then, "{} fell", id);
            }
        }
    }

    #[test]
    fn rules_move_a_fit_by_little_and_say_by_how_much(catalog in catalog(), asked in profile()) {
        let profile = asked.profile(&catalog);
        let advice = advise(&catalog, &profile, None);
        for ranked in &advice.ranked {
            let credential = ranked.credential;
            let bare = [
                axes::platform(&catalog, credential, &profile),
                axes::tier(credential, &profile),
                axes::upkeep(&ranked.cost, &profile),
            ];
            for axis in axes::Axis::ALL {
                let moved = ranked.rules.iter().filter_map(|fired| fired.moved).filter(|(on, _)| *on == axis);
                let said: f64 = moved.map(|(_, by)| by).sum();
                let (before, after) = (bare[axis as usize], ranked.fits[axis as usize]);
                prop_assert!((before + said - after).abs() < 1e-9);
                prop_assert!(said.abs() <= f64::from(MOST_BY) / 100.0 + 1e-9);
                prop_assert!((0.0..=1.0).contains(&after));
            }
        }
    }

    #[test]
    fn limits_only_ever_leave_out(catalog in catalog(), asked in profile(), limit in 0..200_000_i64, hours in 0..200_u16) {
        let free: BTreeSet<String> = order(&catalog, &asked).into_iter().collect();
        let mut profile = asked.profile(&catalog);
        profile.budget = Some(Usd::from_cents(limit));
        profile.max_upkeep = Some(Usd::from_cents(limit));
        profile.max_hours = Some(hours);
        profile.experience_months = Some(hours);
        for ranked in advise(&catalog, &profile, None).ranked {
            prop_assert!(free.contains(ranked.credential.id.as_str()));
            prop_assert!(ranked.credential.exam_fee.is_some_and(|fee| fee.cents() <= limit));
        }
    }
}
