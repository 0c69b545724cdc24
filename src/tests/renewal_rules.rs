//! The renewal rules of docs/cost.md, one after the other, on the shipped facts.

use jiff::civil::date;

use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::date::months_later;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::renewal::Renewal;
use crate::catalog::vocabulary::RenewalKind;
use crate::cost::schedule::{Event, EventKind, Member, Schedule, per_year, schedule};
use crate::embedded;

const TODAY: Date = date(2026, 11, 24);
const RATE: Usd = Usd::from_cents(1_000);

/// A set as `cost` takes it: `cka` to be earned, `cka=2025-02-01` held since that day.
fn members<'c>(catalog: &'c Catalog, set: &[&str]) -> Vec<Member<'c>> {
    let member = |text: &&str| {
        let (name, earned) = text
            .split_once('=')
            .map_or((*text, None), |(name, day)| (name, Some(day)));
        let credential = catalog.credential_named(name).unwrap();
        earned.map_or_else(
            || Member::to_earn(credential),
            |day| {
                let since: Date = day.parse().unwrap();
                let validity = credential.validity_if_earned(since, None);
                Member::held(credential, since, credential.expiry_of(since, validity))
            },
        )
    };
    set.iter().map(member).collect()
}

fn plan<'c>(catalog: &'c Catalog, set: &[&str]) -> Schedule<'c> {
    schedule(
        catalog,
        &members(catalog, set),
        TODAY,
        months_later(TODAY, 72),
        RATE,
    )
}

fn of<'s, 'c>(plan: &'s Schedule<'c>, kind: EventKind) -> Vec<&'s Event<'c>> {
    plan.events
        .iter()
        .filter(|event| event.kind == kind)
        .collect()
}

fn renewals(set: &[&str]) -> Vec<(String, String, i64)> {
    let plan = plan(embedded::catalog(), set);
    let ids = |event: &Event<'_>| {
        event
            .credentials
            .iter()
            .map(|id| id.as_str())
            .collect::<Vec<_>>()
            .join("+")
    };
    let cents = |event: &Event<'_>| event.cost.unwrap().cents();
    of(&plan, EventKind::Renewal)
        .into_iter()
        .map(|e| (e.date.to_string(), ids(e), cents(e) / 100))
        .collect()
}

/// The shipped catalog with another renewal of one credential.
fn with_renewal(id: &str, change: impl Fn(&Renewal) -> Renewal) -> Catalog {
    let shipped = embedded::catalog();
    let credentials = shipped.credentials.iter().map(|credential| {
        let mut credential = credential.clone();
        if credential.id.as_str() == id {
            credential.renewal = credential.renewal.as_ref().map(&change);
        }
        credential
    });
    Catalog {
        credentials: credentials.collect(),
        ..shipped.clone()
    }
}

#[test]
fn a_term_that_extends_from_the_old_expiry() {
    let dates: Vec<_> = renewals(&["az-104=2026-03-10"])
        .into_iter()
        .map(|(date, ..)| date)
        .collect();
    assert_eq!(
        dates,
        [
            "2027-03-10",
            "2028-03-10",
            "2029-03-10",
            "2030-03-10",
            "2031-03-10",
            "2032-03-10"
        ]
    );
}

#[test]
fn a_term_that_extends_from_the_pass() {
    // SAP is held longer, and its retake takes SAA's end with it: three years from that day, not from SAA's old end.
    let found = renewals(&["aws-saa=2025-05-01", "aws-sap=2024-12-01"]);
    assert_eq!(
        found[0],
        ("2027-12-01".into(), "aws-sap+aws-saa".into(), 300)
    );
    assert_eq!(
        found[1],
        ("2030-12-01".into(), "aws-sap+aws-saa".into(), 300)
    );
    assert_eq!(found.len(), 2);
}

#[test]
fn a_term_that_runs_with_the_renewer() {
    let catalog = embedded::catalog();
    let plan = plan(
        catalog,
        &["security-plus=2024-06-01", "cysa-plus=2025-09-01"],
    );
    let renewals = of(&plan, EventKind::Renewal);
    // Security+ ends first; CySA+ is renewed then, and both end together from there on.
    assert_eq!(renewals[0].date, date(2027, 6, 1));
    assert!(renewals.iter().all(|event| event.credentials.len() == 2));
}

#[test]
fn a_combination_of_credits_and_an_exam() {
    let catalog = with_renewal("ccnp-enterprise", |renewal| {
        let only = renewal
            .options
            .iter()
            .filter(|option| option.kind == RenewalKind::Combination)
            .cloned();
        Renewal {
            options: only.collect(),
            ..renewal.clone()
        }
    });
    let plan = plan(&catalog, &["ccnp-enterprise"]);
    let renewal = of(&plan, EventKind::Renewal)[0];
    assert_eq!(
        (renewal.way, renewal.cost),
        (
            Some(RenewalKind::Combination),
            Some(Usd::from_cents(30_000))
        )
    );
    assert!(
        renewal.hours.low > 40.0,
        "40 credits and getting ready for an exam"
    );
    assert!(
        (plan.credit_hours - 40.0).abs() < 1e-9,
        "only the credits are continuing education"
    );
}

#[test]
fn any_credential_of_a_level_renews_its_equals() {
    let found = renewals(&["ccna=2025-02-01", "ccna-automation=2026-02-01"]);
    assert_eq!(found[0].0, "2028-02-01");
    assert!(
        found.iter().all(|(_, ids, _)| ids.split('+').count() == 2),
        "each renews the other"
    );
}

#[test]
fn earning_may_renew_where_renewing_does_not() {
    // CySA+ and PenTest+: only earning counts, so two that are held don't renew each other.
    let catalog = embedded::catalog();
    let held = plan(
        catalog,
        &["cysa-plus=2025-01-10", "pentest-plus=2025-06-10"],
    );
    let alone = |event: &&Event<'_>| event.credentials.len() == 1;
    assert!(of(&held, EventKind::Renewal).iter().all(alone));
    let earned = plan(catalog, &["cysa-plus=2025-01-10", "pentest-plus"]);
    let first = of(&earned, EventKind::Renewal)[0];
    assert_eq!(
        first.date,
        months_later(TODAY, 36),
        "earning PenTest+ today carries CySA+ on to its end"
    );
}

#[test]
fn earning_may_renew_for_a_fee() {
    // Another GIAC certification gives the 36 CPE; the fee of 499 stays due and the validity counts from the old end.
    let catalog = embedded::catalog();
    let plan = plan(catalog, &["gpyc=2023-06-01", "gcih"]);
    let renewal = of(&plan, EventKind::Renewal)[0];
    assert_eq!(
        (renewal.date, renewal.way),
        (TODAY, Some(RenewalKind::OtherCredential))
    );
    assert_eq!(renewal.cost, Some(Usd::from_cents(49_900)));
    assert_eq!(
        of(&plan, EventKind::Renewal)[1].credentials[0].as_str(),
        "gcih"
    );
}

#[test]
fn annual_fees_of_four_kinds() {
    let catalog = embedded::catalog();
    let fees = |set: &[&str]| {
        let plan = plan(catalog, set);
        let fees: Usd = of(&plan, EventKind::AnnualFee)
            .iter()
            .filter_map(|event| event.cost)
            .sum();
        fees.cents() / 100
    };
    assert_eq!(fees(&["cissp", "ccsp"]), 6 * 135, "once a person");
    assert_eq!(fees(&["isc2-cc"]), 6 * 50, "less where only CC is held");
    assert_eq!(fees(&["cisa", "cism"]), 6 * 2 * 85, "for each credential");
    assert_eq!(
        fees(&["security-plus", "cysa-plus"]),
        0,
        "waived by the exam"
    );
    assert_eq!(fees(&["gpyc"]), 0, "in the price of the renewal");
}

#[test]
fn an_hour_that_costs_nothing_makes_credits_cheaper_than_an_exam() {
    let catalog = embedded::catalog();
    let members = members(catalog, &["security-plus", "cysa-plus"]);
    let plan = schedule(catalog, &members, TODAY, months_later(TODAY, 72), Usd::FREE);
    assert_eq!(
        plan.total(),
        Usd::from_cents((439 + 439 + 6 * 50) * 100),
        "only the highest CE fee"
    );
    assert!((per_year(catalog, &members, Usd::FREE).unwrap() - 50.0).abs() < 1e-9);
}

#[test]
fn credits_that_depend_on_what_else_is_held() {
    let catalog = embedded::catalog();
    let hours = |set: &[&str]| plan(catalog, set).credit_hours;
    assert!((hours(&["issep"]) - 140.0).abs() < 1e-9);
    assert!((hours(&["issep", "cissp"]) - (60.0 + 120.0)).abs() < 1e-9);
}

#[test]
fn one_activity_may_count_in_several_programmes() {
    let catalog = embedded::catalog();
    let plan = plan(catalog, &["cissp", "ccsp", "cisa"]);
    assert!((plan.credit_hours - (120.0 + 90.0 + 120.0)).abs() < 1e-9);
    // The cycles end on 2029-11-24 and 2029-12-31: 120 hours collected before the first end count in all three.
    assert!((plan.credit_hours_shared - 120.0).abs() < 1e-9);
}

#[test]
fn a_composite_follows_its_components() {
    let catalog = embedded::catalog();
    let five = ["kcna", "kcsa", "cka", "ckad", "cks"];
    let all = plan(catalog, &[&five[..], &["kubestronaut"]].concat());
    assert!(all.at_least.is_empty(), "{:?}", all.at_least);
    assert_eq!(all.total(), plan(catalog, &five).total());
    let alone = plan(catalog, &["kubestronaut"]);
    assert!(
        alone
            .at_least
            .iter()
            .any(|why| why.contains("lasts only while kcna")),
        "{:?}",
        alone.at_least
    );
    let rhca = plan(catalog, &["rhca"]);
    assert!(rhca.not_modelled.contains("rhca by while held"));
    assert!(!rhca.at_least.is_empty());
}

#[test]
fn calendar_years() {
    let catalog = embedded::catalog();
    let plan = plan(catalog, &["cisa=2025-05-20"]);
    let renewal = of(&plan, EventKind::Renewal)[0];
    assert_eq!(
        renewal.date,
        date(2028, 12, 31),
        "three full years after the one in which it was earned"
    );
    let years: Vec<_> = of(&plan, EventKind::Credits)
        .iter()
        .map(|event| event.date.to_string())
        .collect();
    assert_eq!(
        years,
        ["2026-12-31", "2027-12-31", "2029-12-31", "2030-12-31"]
    );
    assert_eq!(of(&plan, EventKind::AnnualFee)[0].date, date(2027, 1, 1));
}

#[test]
fn a_grace_period() {
    let catalog = embedded::catalog();
    let late = plan(catalog, &["cissp=2023-10-01"]);
    let renewal = of(&late, EventKind::Renewal)[0];
    assert_eq!(
        (renewal.date, renewal.due.unwrap().1),
        (date(2026, 12, 30), date(2026, 10, 1)),
        "the last day to act, and the day on which it expired"
    );
    assert!(of(&late, EventKind::Exam).is_empty());
    let too_late = plan(catalog, &["cissp=2023-08-01"]);
    assert_eq!(of(&too_late, EventKind::Exam).len(), 1, "90 days are over");
}

#[test]
fn vouchers_are_said_not_to_be_modelled() {
    let catalog = embedded::catalog();
    assert!(
        plan(catalog, &["aws-saa"])
            .not_modelled
            .contains("aws-saa by retake exam")
    );
}

#[test]
fn an_exam_that_ends_is_sat_while_it_can_be() {
    let shipped = embedded::catalog();
    let credentials = shipped.credentials.iter().map(|credential| {
        let mut credential = credential.clone();
        if credential.id.as_str() == "cka" {
            credential.last_exam = Some("2028-01-31".parse::<PartialDate>().unwrap());
        }
        credential
    });
    let catalog = Catalog {
        credentials: credentials.collect(),
        ..shipped.clone()
    };
    let members = members(&catalog, &["cka=2026-06-01"]);
    let until = |day| schedule(&catalog, &members, TODAY, day, RATE);
    let kept = until(date(2029, 12, 1));
    assert_eq!(
        of(&kept, EventKind::Renewal)[0].date,
        date(2028, 1, 31),
        "on the last day of the exam"
    );
    let lost = until(date(2031, 12, 1));
    assert_eq!(of(&lost, EventKind::Expiry).len(), 1);
    assert!(!lost.at_least.is_empty());
}

#[test]
fn windows_open_before_what_they_are_for() {
    let plan = plan(embedded::catalog(), &["az-104=2026-03-10"]);
    let (opens, renewals) = (
        of(&plan, EventKind::WindowOpens),
        of(&plan, EventKind::Renewal),
    );
    assert_eq!(
        opens.len(),
        renewals.len() - 1 + usize::from(renewals[0].opens.unwrap() >= TODAY)
    );
    assert!(
        renewals
            .iter()
            .all(|event| event.opens.is_some_and(|day| day < event.date))
    );
}

#[test]
fn courses() {
    let catalog = embedded::catalog();
    let csm = plan(catalog, &["csm"]);
    let course = of(&csm, EventKind::Training)[0];
    assert_eq!(
        (course.cost, course.most),
        (
            Some(Usd::from_cents(25_000)),
            Some(Usd::from_cents(249_500))
        )
    );
    let highest: Usd = csm
        .events
        .iter()
        .filter_map(|event| event.most.or(event.cost))
        .sum();
    assert_eq!(highest.cents() - csm.total().cents(), 224_500);
    assert!(
        !plan(catalog, &["pmp"]).at_least.is_empty(),
        "its course has no known price"
    );
    assert!(
        of(&plan(catalog, &["gpyc"]), EventKind::Training).is_empty(),
        "SANS courses need not be taken"
    );
}

#[test]
fn members_pay_less() {
    let catalog = embedded::catalog().at_member_prices(&["isaca".parse().unwrap()].into());
    assert_eq!(
        plan(&catalog, &["cisa", "cism"]).total(),
        Usd::from_cents((2 * (575 + 50) + 6 * 2 * 45) * 100),
        "exams, applications, and fees for six years"
    );
}

#[test]
fn what_is_not_modelled_is_said() {
    for id in ["ccna", "ccie-enterprise", "gpyc", "gse"] {
        let said = plan(embedded::catalog(), &[id]).not_modelled;
        assert!(
            said.iter().any(|way| way.starts_with(&format!("{id} by "))),
            "{id}: {said:?}"
        );
    }
    assert!(
        plan(embedded::catalog(), &["pcpp1"])
            .not_modelled
            .is_empty()
    );
}
