//! The worked examples of docs/cost.md, on the shipped facts.

use jiff::civil::date;

use crate::base::date::Date;
use crate::base::date::months_later;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::cost::schedule::{Member, Schedule, per_year, schedule};
use crate::embedded;

const TODAY: Date = date(2026, 11, 24);

fn member<'c>(catalog: &'c Catalog, id: &str, earned: Option<Date>) -> Member<'c> {
    let credential = catalog.credential_named(id).unwrap();
    earned.map_or_else(
        || Member::to_earn(credential),
        |since| {
            let validity = credential.validity_if_earned(since, None);
            Member::held(credential, since, credential.expiry_of(since, validity))
        },
    )
}

fn plan<'c>(catalog: &'c Catalog, members: &[Member<'c>]) -> Schedule<'c> {
    schedule(
        catalog,
        members,
        TODAY,
        months_later(TODAY, 72),
        Usd::from_cents(1_000),
    )
}

fn total(catalog: &Catalog, ids: &[&str]) -> i64 {
    let members: Vec<_> = ids.iter().map(|id| member(catalog, id, None)).collect();
    plan(catalog, &members).total().cents() / 100
}

fn yearly(catalog: &Catalog, ids: &[&str]) -> f64 {
    let members: Vec<_> = ids.iter().map(|id| member(catalog, id, None)).collect();
    per_year(catalog, &members, Usd::from_cents(1_000)).unwrap()
}

#[test]
fn sap_refreshes_saa() {
    let catalog = embedded::catalog();
    assert_eq!(total(catalog, &["aws-saa", "aws-sap"]), 150 + 300 + 300);
    assert_eq!(
        total(catalog, &["aws-saa"]) + total(catalog, &["aws-sap"]),
        900
    );
    assert!((yearly(catalog, &["aws-saa", "aws-sap"]) - 100.0).abs() < 1e-9);
}

#[test]
fn cysa_refreshes_security_plus_without_a_ce_fee() {
    let catalog = embedded::catalog();
    assert_eq!(
        total(catalog, &["security-plus", "cysa-plus"]),
        439 + 439 + 439
    );
}

#[test]
fn isc2_takes_one_fee_a_person() {
    let catalog = embedded::catalog();
    assert_eq!(total(catalog, &["cissp", "ccsp"]), 749 + 599 + 6 * 135);
    assert_eq!(
        total(catalog, &["cissp"]) + total(catalog, &["ccsp"]),
        749 + 599 + 12 * 135
    );
    assert!((yearly(catalog, &["cissp", "ccsp"]) - 135.0).abs() < 1e-9);
    let members = [
        member(catalog, "cissp", None),
        member(catalog, "ccsp", None),
    ];
    let renewals = plan(catalog, &members).hours().high - 2.0 * 120.0;
    assert!(
        (renewals - 210.0).abs() < 1e-9,
        "120 and 90 CPE in the one cycle that ends: {renewals}"
    );
}

#[test]
fn cka_by_the_rule_of_the_day_it_was_earned() {
    let catalog = embedded::catalog();
    assert_eq!(total(catalog, &["cka"]), 3 * 445);
    let renewals = |earned| {
        let members = [member(catalog, "cka", Some(earned))];
        let plan = plan(catalog, &members);
        plan.events
            .iter()
            .map(|event| (event.kind.word(), event.date))
            .collect::<Vec<_>>()
    };
    let before = renewals(date(2024, 1, 15));
    assert_eq!(before[0], ("renewal", date(2027, 1, 15)));
    assert_eq!(before.len(), 3);
    let after = renewals(date(2025, 5, 1));
    assert_eq!(after[0], ("renewal", date(2027, 5, 1)));
    let lapsed = renewals(date(2024, 5, 1));
    assert_eq!(lapsed[0], ("exam", TODAY));
}

#[test]
fn pcap_expires_and_pcpp1_does_not() {
    let catalog = embedded::catalog();
    assert_eq!(total(catalog, &["pcap", "pcpp1"]), 295 + 325 + 295);
    assert!((yearly(catalog, &["pcap", "pcpp1"]) - 59.0).abs() < 1e-9);
    let members = [member(catalog, "pcap", Some(date(2024, 3, 1)))];
    let old = plan(catalog, &members);
    assert_eq!(old.total(), Usd::FREE);
    let worst = plan(catalog, &members.map(Member::at_worst));
    assert_eq!(
        worst.total(),
        Usd::from_cents(29_500),
        "once more after five years, if they apply"
    );
    assert!(
        !old.at_least.is_empty(),
        "nothing says whether five years apply to what was earned before"
    );
}

#[test]
fn microsoft_renews_for_nothing() {
    let catalog = embedded::catalog();
    assert_eq!(total(catalog, &["az-104", "az-305"]), 165 + 165);
    let members = [
        member(catalog, "az-104", None),
        member(catalog, "az-305", None),
    ];
    let renewals = plan(catalog, &members)
        .events
        .iter()
        .filter(|event| event.kind.word() == "renewal")
        .count();
    assert_eq!(
        renewals, 10,
        "two a year for five years; the sixth falls on the last day"
    );
}

#[test]
fn giac_and_isaca() {
    let catalog = embedded::catalog();
    assert_eq!(total(catalog, &["gpyc"]), 999 + 499);
    assert_eq!(
        total(catalog, &["cisa", "cism"]),
        2 * (760 + 50) + 2 * 6 * 85,
        "exams, applications, and fees for six years"
    );
}

#[test]
fn a_day_more_never_jumps_in_the_yearly_figure() {
    let catalog = embedded::catalog();
    let members = [member(catalog, "cka", None)];
    let rate = Usd::from_cents(1_000);
    let exactly = schedule(catalog, &members, TODAY, months_later(TODAY, 24), rate);
    let a_day_more = schedule(
        catalog,
        &members,
        TODAY,
        months_later(TODAY, 24).tomorrow().unwrap(),
        rate,
    );
    assert_eq!(
        a_day_more.total().cents() - exactly.total().cents(),
        44_500,
        "the total names what falls on the day"
    );
    assert_eq!(exactly.on_last_day.len(), 1);
    assert!(
        (per_year(catalog, &members, rate).unwrap() - 222.5).abs() < 1e-9,
        "the yearly figure knows no horizon"
    );
}
