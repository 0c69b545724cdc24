//! Worked examples of what holdings are worth.

use jiff::civil::date;

use super::*;
use crate::embedded;
use crate::team::requirement::InGrace;
use crate::team::roster::Recorded;

const TODAY: Date = date(2026, 11, 29);

/// Holdings written `aws-saa=2023-06-17` or, with a recorded expiry, `aws-saa=2023-06-17..2025-01-01`.
fn judged(holdings: &[&str], as_of: Date) -> Vec<(String, Option<String>)> {
    let catalog = embedded::catalog();
    let mut dated: Vec<Dated> = holdings
        .iter()
        .map(|text| {
            let (id, dates) = text.split_once('=').unwrap();
            let (earned, expires) = dates.split_once("..").unwrap_or((dates, ""));
            let expires = expires.parse().ok().map(Recorded::On);
            let id = catalog.credential_named(id).unwrap().id;
            Dated::new(catalog, id, earned.parse().ok(), expires, None).unwrap()
        })
        .collect();
    Renewers::new(catalog).renew(catalog, &mut dated, as_of);
    let shown = |held: &Dated| {
        let expires = match held.expiry {
            Expiry::Never => "never".to_owned(),
            Expiry::On(day) => day.to_string(),
            Expiry::Unknown => "unknown".to_owned(),
        };
        (
            expires,
            held.renewer(catalog)
                .map(|(by, earned)| format!("{by} {earned}")),
        )
    };
    dated.iter().map(shown).collect()
}

fn first(holdings: &[&str]) -> String {
    judged(holdings, TODAY)[0].0.clone()
}

#[test]
fn what_was_earned_later_renews_what_was_held() {
    for (holdings, expires, by) in [
        (
            ["aws-saa=2023-06-17", "aws-sap=2026-01-07"],
            "2029-01-07",
            "aws-sap 2026-01-07",
        ),
        (
            ["rhcsa=2023-11-01", "rhce=2024-05-01"],
            "2027-05-01",
            "rhce 2024-05-01",
        ),
        (
            ["ccna=2023-09-01", "ccnp-enterprise=2025-05-01"],
            "2028-05-01",
            "ccnp-enterprise 2025-05-01",
        ),
        (
            ["security-plus=2023-08-01", "cysa-plus=2025-08-01"],
            "2028-08-01",
            "cysa-plus 2025-08-01",
        ),
        (
            ["a-plus=2023-10-26", "network-plus=2026-10-24"],
            "2029-10-24",
            "network-plus 2026-10-24",
        ),
        (
            [
                "splunk-core-user=2024-01-10",
                "splunk-core-power-user=2025-01-10",
            ],
            "2028-01-10",
            "splunk-core-power-user 2025-01-10",
        ),
    ] {
        let found = judged(&holdings, TODAY);
        assert_eq!(found[0], (expires.to_owned(), Some(by.to_owned())));
        let turned: Vec<&str> = holdings.iter().rev().copied().collect();
        assert_eq!(judged(&turned, TODAY)[1], found[0], "in any order of rows");
    }
}

/// What issuers say of chains stands in the catalog, so that no chain has to be followed: `CompTIA`'s table lets
/// `CloudNetX` renew Cloud+ and no more, while others renew all lower ones.
#[test]
fn chains_of_renewals_are_as_their_issuers_say() {
    for (holdings, expires) in [
        (
            [
                "rhcsa=2022-02-01",
                "rhce=2022-06-01",
                "redhat-ansible-manager=2024-05-01",
            ],
            ["2027-05-01", "2027-05-01"],
        ),
        (
            [
                "lpic-1=2019-02-01",
                "lpic-2=2020-06-01",
                "lpic-3-security=2023-05-01",
            ],
            ["2028-05-01", "2028-05-01"],
        ),
        (
            [
                "juniper-jncia-junos=2022-02-01",
                "juniper-jncis-ent=2022-06-01",
                "juniper-jncip-ent=2024-05-01",
            ],
            ["2027-05-01", "2027-05-01"],
        ),
        (
            [
                "network-plus=2024-02-01",
                "cloud-plus=2024-06-01",
                "cloudnetx=2026-05-01",
            ],
            ["2027-06-01", "2029-05-01"],
        ),
    ] {
        let found = judged(&holdings, TODAY);
        let found = [found[0].0.as_str(), found[1].0.as_str()];
        assert_eq!(found, expires, "{holdings:?}");
    }
}

#[test]
fn only_while_it_was_valid() {
    assert_eq!(
        first(&["aws-saa=2022-12-01", "aws-sap=2026-01-07"]),
        "2025-12-01"
    );
    assert_eq!(
        first(&["aws-saa=2022-12-01", "aws-sap=2025-12-01"]),
        "2028-12-01",
        "the last day counts"
    );
    assert_eq!(
        first(&["aws-saa=2026-01-07", "aws-sap=2024-01-07"]),
        "2029-01-07",
        "what was earned before renews nothing"
    );
    assert_eq!(
        judged(
            &["aws-saa=2023-06-17", "aws-sap=2026-01-07"],
            date(2026, 1, 6)
        )[0]
        .0,
        "2026-06-17",
        "nor what is still to be earned"
    );
}

#[test]
fn renewals_follow_each_other_in_the_order_of_their_dates() {
    let chain = [
        "aws-clf=2020-02-01",
        "aws-saa=2023-01-10",
        "aws-dva=2025-12-20",
    ];
    assert_eq!(first(&chain), "2028-12-20", "each while it was valid");
    assert_eq!(first(&[chain[0], chain[2]]), "2023-02-01");
}

#[test]
fn a_recorded_expiry_stands() {
    assert_eq!(
        first(&["aws-saa=2023-06-17..2025-06-01", "aws-sap=2026-01-07"]),
        "2025-06-01",
        "it had expired"
    );
    assert_eq!(
        first(&["aws-saa=2023-06-17..2030-01-01", "aws-sap=2026-01-07"]),
        "2030-01-01",
        "renewed further already"
    );
    assert_eq!(
        first(&["aws-saa=2020-06-17..2026-06-17", "aws-sap=2026-01-07"]),
        "2029-01-07",
        "renewed before without a record of it"
    );
    assert_eq!(
        first(&[
            "security-plus=2023-08-01",
            "cysa-plus=2025-08-01..2029-02-03"
        ]),
        "2029-02-03",
        "aligned with the renewer as it is recorded"
    );
}

#[test]
fn earning_may_renew_where_renewing_does_not() {
    assert_eq!(
        first(&["cysa-plus=2024-02-01", "pentest-plus=2025-06-10"]),
        "2028-06-10"
    );
    // Earned before, so the second row says that it was renewed.
    assert_eq!(
        first(&[
            "cysa-plus=2024-02-01",
            "pentest-plus=2023-01-10",
            "pentest-plus=2025-06-10"
        ]),
        "2027-02-01"
    );
    assert_eq!(
        first(&["gpyc=2023-06-01", "gcih=2025-06-01"]),
        "2027-06-01",
        "GIAC asks for a fee, and nothing says that it was paid"
    );
}

#[test]
fn a_cycle_is_extended_once() {
    assert_eq!(first(&["ceh=2023-03-01", "chfi=2024-05-01"]), "2029-03-01");
    assert_eq!(
        first(&["ceh=2023-03-01", "chfi=2024-05-01", "ecih=2025-05-01"]),
        "2029-03-01",
        "both within one cycle"
    );
    assert_eq!(
        first(&["ceh=2023-03-01", "chfi=2024-05-01", "ecih=2026-05-01"]),
        "2032-03-01"
    );
    assert_eq!(
        first(&["ceh=2020-03-01..2029-03-01", "chfi=2024-05-01"]),
        "2029-03-01",
        "the recorded cycle begins later"
    );
}

#[test]
fn a_vague_date_renews_only_what_every_day_of_it_would() {
    assert_eq!(
        first(&["aws-saa=2023-06-17", "aws-sap=2026-01"]),
        "2029-01-01"
    );
    assert_eq!(
        first(&["aws-saa=2023-06-17", "aws-sap=2026-06"]),
        "2026-06-17",
        "a part of June is too late"
    );
    assert_eq!(
        first(&["aws-saa=2023", "aws-sap=2023"]),
        "2026-01-01",
        "which was earned first is not known"
    );
}

#[test]
fn the_earliest_expiry_that_a_vague_date_can_give() {
    for (holding, expires) in [
        ("cka=2024", "2026-04-01"),
        ("cka=2024-03", "2027-03-01"),
        ("cka=2024-04", "2026-04-01"),
        ("cka=2023", "2026-01-01"),
        ("pcap=2026", "unknown"),
        ("pcap=2027", "2032-01-01"),
        ("a-plus=2010", "never"),
        ("a-plus=2010-12-31", "never"),
        ("a-plus=2011", "2014-01-01"),
    ] {
        assert_eq!(first(&[holding]), expires, "{holding}");
    }
}

#[test]
fn a_month_stays_a_month() {
    let shown = |id: &str, earned: &str, expires: Option<&str>| {
        let catalog = embedded::catalog();
        let id = catalog.credential_named(id).unwrap().id;
        let expires = expires.map(|day| Recorded::On(day.parse().unwrap()));
        let dated = Dated::new(catalog, id, earned.parse().ok(), expires, None).unwrap();
        dated.expires().unwrap().in_words()
    };
    assert_eq!(shown("aws-saa", "2023-11", None), "in November 2026");
    assert_eq!(shown("aws-saa", "2023", None), "in 2026");
    assert_eq!(shown("aws-saa", "2023-11-05", None), "on 2026-11-05");
    assert_eq!(
        shown("aws-saa", "2023-11-05", Some("2026-12")),
        "in December 2026"
    );
    assert_eq!(
        shown("cka", "2024", None),
        "on 2026-04-01",
        "the day on which the rule changed, not a year of which only a part fits"
    );
    assert_eq!(
        shown("cisa", "2023-11", None),
        "on 2026-12-31",
        "cycles of calendar years end on a known day"
    );
}

/// What a credential that expired is on a day: its state and the last day to renew it.
fn late_on(id: &str, expired: Date, day: Date) -> String {
    let catalog = embedded::catalog();
    let credential = catalog.credential_named(id).unwrap();
    match state(credential, Expiry::On(expired), day) {
        State::Valid => "valid".to_owned(),
        State::Late(late) => late.in_words(),
        State::Lapsed(on) => format!("lapsed on {on}"),
        State::Unknown => "unknown".to_owned(),
    }
}

#[test]
fn what_has_expired_is_in_grace_or_suspended_and_then_lapses() {
    let pmp = date(2026, 4, 20);
    assert_eq!(late_on("pmp", pmp, pmp), "valid");
    assert_eq!(
        late_on("pmp", pmp, date(2026, 4, 21)),
        "suspended until 2027-04-20"
    );
    assert_eq!(
        late_on("pmp", pmp, date(2027, 4, 20)),
        "suspended until 2027-04-20"
    );
    assert_eq!(
        late_on("pmp", pmp, date(2027, 4, 21)),
        "lapsed on 2026-04-20"
    );
    assert_eq!(
        late_on("cissp", date(2026, 10, 1), TODAY),
        "in grace until 2026-12-30"
    );
    assert_eq!(
        late_on("cissp", date(2026, 8, 1), TODAY),
        "lapsed on 2026-08-01"
    );
    assert_eq!(
        late_on("ceh", date(2026, 3, 1), TODAY),
        "suspended until 2027-03-01"
    );
    assert_eq!(
        late_on("cisa", date(2026, 12, 31), date(2027, 1, 1)),
        "in grace until 2027-02-28"
    );
    for none in ["security-plus", "az-104", "gpyc", "aws-saa"] {
        assert_eq!(
            late_on(none, date(2026, 11, 28), TODAY),
            "lapsed on 2026-11-28",
            "{none}"
        );
    }
}

#[test]
fn who_counts_in_a_grace_period_is_for_the_requirement_to_say() {
    let catalog = embedded::catalog();
    let until = |id: &str, choice| {
        let credential = catalog.credential_named(id).unwrap();
        counts_until(credential, date(2026, 10, 1), choice).to_string()
    };
    assert_eq!(until("cissp", Some(InGrace::Counts)), "2026-12-30");
    assert_eq!(until("cissp", Some(InGrace::DoesNotCount)), "2026-10-01");
    assert_eq!(until("cissp", None), "2026-10-01", "the issuer is silent");
    assert_eq!(
        until("pmp", Some(InGrace::Counts)),
        "2026-10-01",
        "what is suspended never counts"
    );
}

#[test]
fn a_renewed_period_starts_where_the_catalog_says() {
    let catalog = embedded::catalog();
    let until = |id: &str, expires: Date, day: Date, months| {
        let credential = catalog.credential_named(id).unwrap();
        renewed_until(credential, expires, day, months).to_string()
    };
    let expires = date(2026, 10, 1);
    assert_eq!(until("cissp", expires, TODAY, 36), "2029-10-01", "late");
    assert_eq!(until("pmp", expires, TODAY, 36), "2029-10-01", "late");
    assert_eq!(until("ceh", expires, TODAY, 36), "2029-10-01", "late");
    let (year_end, january) = (date(2026, 12, 31), date(2027, 1, 15));
    assert_eq!(until("cisa", year_end, january, 36), "2029-12-31", "late");
    assert_eq!(
        until("grem", date(2027, 3, 1), TODAY, 48),
        "2031-03-01",
        "from the expiry, as its window is known"
    );
    assert_eq!(
        until("aws-saa", date(2027, 3, 1), TODAY, 36),
        "2029-11-29",
        "from the pass"
    );
    assert_eq!(
        until("az-104", date(2027, 3, 1), TODAY, 12),
        "2028-03-01",
        "from the expiry, as its window is known"
    );
}
