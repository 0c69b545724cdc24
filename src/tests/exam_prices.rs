//! What is left to pay of credentials that need several exams: the plan, `coverage` and `recommend --team` agree.

use jiff::civil::date;

use crate::advice::next::next;
use crate::advice::profile::Profile;
use crate::advice::profile::environment::EnvironmentMix;
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::catalog::read::File;
use crate::catalog::vocabulary::Evidence;
use crate::coverage::{Options, judge};
use crate::embedded;
use crate::plan::answer::{PlanOutcome, Planner};
use crate::plan::solver::Effort;
use crate::plan::{Objective, Question};
use crate::team::requirement::Requirement;
use crate::team::requirement::library::Empty;
use crate::team::roster::Team;

const TODAY: Date = date(2026, 11, 29);
const DEADLINE: Date = date(2027, 11, 29);

/// A credential, what somebody has done for it, and the dollars that are then left to pay.
struct Case(&'static str, &'static [&'static str], i64);

const CASES: &[Case] = &[
    Case("ccnp-enterprise", &[], 700),
    // One exam is booked: the other one is left to pay.
    Case(
        "ccnp-enterprise",
        &["exam: 350-401, status: booked, earned: 2027-01-10"],
        300,
    ),
    Case(
        "ccnp-enterprise",
        &["exam: 300-410, status: voucher, expires: 2027-12-31"],
        400,
    ),
    Case(
        "ccnp-enterprise",
        &[
            "exam: 350-401, status: booked",
            "exam: ENARSI, status: voucher",
        ],
        0,
    ),
    // Two concentration exams complete nothing: one of them is of no use.
    Case(
        "ccnp-enterprise",
        &[
            "exam: 300-410, status: booked",
            "exam: 300-415, status: booked",
        ],
        400,
    ),
    // An exam that is not named is not known to be the one that is needed.
    Case(
        "ccnp-enterprise",
        &["status: booked, earned: 2027-01-10"],
        700,
    ),
    Case("ccnp-enterprise", &["status: voucher"], 700),
    // Booked for a day that is over, or paid until one.
    Case(
        "ccnp-enterprise",
        &["exam: 350-401, status: booked, earned: 2026-11-28"],
        700,
    ),
    Case(
        "ccnp-enterprise",
        &["exam: 350-401, status: voucher, expires: 2026-11-28"],
        700,
    ),
    Case(
        "ccnp-enterprise",
        &["exam: 350-401, status: part-passed, earned: 2026-01-10"],
        300,
    ),
    Case(
        "ccnp-enterprise",
        &[
            "exam: 350-401, status: part-passed, earned: 2026-01-10",
            "exam: 300-415, status: booked",
        ],
        0,
    ),
    // It is not known that an exam still counts if nobody knows when it was passed.
    Case(
        "ccnp-enterprise",
        &["exam: 350-401, status: part-passed"],
        700,
    ),
    Case(
        "ccnp-enterprise",
        &["exam: 350-401, status: part-passed, earned: 2023-01-10"],
        700,
    ),
    // The exam of a former version pays for no current one.
    Case("a-plus", &["exam: 220-1101, status: booked"], 530),
    Case("a-plus", &["exam: 220-1201, status: booked"], 265),
    // Fees of single exams are not known: nothing is waived.
    Case(
        "f5-big-ip-administrator",
        &["exam: F5CAB1, status: booked"],
        250,
    ),
    Case(
        "f5-big-ip-administrator",
        &["exam: F5CAB1, status: part-passed, earned: 2026-10-01"],
        250,
    ),
    // EX200 belongs to RHCSA, which is priced by itself, so that RHCE takes one exam.
    Case("rhce", &["exam: EX294, status: booked"], 0),
    Case("rhce", &["status: booked"], 0),
    // Enough alone, or together with another one whose fee is not known.
    Case(
        "togaf-ea-practitioner",
        &["exam: OGEA-103, status: booked"],
        0,
    ),
    Case(
        "togaf-ea-practitioner",
        &["exam: OGEA-102, status: booked"],
        595,
    ),
    Case("togaf-ea-practitioner", &["status: booked"], 595),
    // One exam is all that it takes.
    Case("cka", &["status: booked"], 0),
    Case("cka", &["status: voucher, expires: 2026-11-28"], 445),
];

fn team(case: &Case) -> Team {
    let holds = case
        .1
        .iter()
        .map(|holds| format!("{{credential: {}, {holds}}}", case.0));
    let holds: Vec<String> = holds
        .chain((case.0 == "rhce").then(|| "{credential: rhcsa, earned: 2026-01-10}".to_owned()))
        .collect();
    let text = format!(
        "people: [{{id: p01, roles: [network engineer], holds: [{}]}}]",
        holds.join(", ")
    );
    let file = File {
        name: "team.yaml".to_owned(),
        text,
    };
    Team::read(&[file], embedded::catalog()).unwrap().0
}

fn requirement(case: &Case) -> Requirement {
    let file = File {
        name: "r.yaml".to_owned(),
        text: format!("id: r\nitems: [{{id: a, people: 1, match: {}}}]\n", case.0),
    };
    Requirement::read(&file, embedded::catalog(), &Empty)
        .unwrap()
        .0
}

fn planned(case: &Case) -> Usd {
    let (team, requirements) = (team(case), [requirement(case)]);
    let question = Question {
        catalog: embedded::catalog(),
        team: &team,
        requirements: &requirements,
        today: TODAY,
        deadline: DEADLINE,
        until: DEADLINE,
        keep_covered: true,
        valid_for: None,
        least_evidence: Evidence::Declared,
        assume_valid: false,
        budget: None,
        max_hours: None,
        objective: Objective::Cash,
        rate: Usd::from_cents(1_000),
        effort: Effort::untimed(1_000_000),
    };
    let planner = Planner::new(question).unwrap();
    let PlanOutcome::Found(plan) = planner.plan() else {
        panic!("{}: no plan", case.0);
    };
    plan.total()
}

fn closest(case: &Case) -> Option<Usd> {
    let (team, requirements) = (team(case), [requirement(case)]);
    let catalog = embedded::catalog();
    let options = Options::default();
    let verdict = judge(&requirements, &team, catalog, TODAY, TODAY, options);
    let [item] = verdict.requirements[0].items.as_slice() else {
        panic!("one item is asked for");
    };
    let [step] = item.closest[0].lacks.as_slice() else {
        panic!("{}: one step is enough", case.0);
    };
    let role = catalog.role_named("network-engineer").unwrap();
    let environment = EnvironmentMix::parse("on-prem", catalog).unwrap();
    let profiles = [(&team.people[0], Profile::new(role, environment, TODAY))];
    let next = next(catalog, &team, &profiles, Some(&verdict), None, 1);
    let first = &next[0].suggestions[0];
    assert_eq!(first.credential.id.as_str(), case.0);
    assert_eq!(first.fee, step.cost, "{}", case.0);
    step.cost
}

#[test]
fn what_is_passed_or_paid_for_waives_the_fee_of_that_exam_alone() {
    for case in CASES {
        let left = Usd::from_cents(case.2 * 100);
        assert_eq!(planned(case), left, "plan: {} {:?}", case.0, case.1);
        assert_eq!(
            closest(case),
            Some(left),
            "coverage: {} {:?}",
            case.0,
            case.1
        );
    }
}

/// Whatever is passed or paid for, what is left never costs more than all of it.
#[test]
fn the_rest_never_costs_more_than_the_whole() {
    let catalog = embedded::catalog();
    let mut tried = 0;
    for credential in &catalog.credentials {
        let Some(whole) = credential.exam_fee else {
            continue;
        };
        for set in &credential.exam.sets {
            for exam in set {
                let holds = format!("exam: \"{exam}\", status: part-passed, earned: 2026-11-01");
                let file = File {
                    name: "team.yaml".to_owned(),
                    text: format!(
                        "people: [{{id: p01, holds: [{{credential: {}, {holds}}}]}}]",
                        credential.id
                    ),
                };
                let (team, _) = Team::read(&[file], catalog).unwrap();
                let attempts = team.people[0]
                    .holds
                    .iter()
                    .map(crate::team::roster::Attempt::of);
                // All exams together at half the price, so that single ones may cost more.
                let mut cheaper = credential.clone();
                cheaper.exam_fee = Some(Usd::from_cents(whole.cents() / 2));
                for credential in [credential, &cheaper] {
                    let attempts = attempts.clone();
                    let left =
                        crate::team::roster::exams_left(catalog, credential, attempts, TODAY, None);
                    assert!(
                        left.fee <= credential.exam_to_pay(),
                        "{} {exam}",
                        credential.id
                    );
                    assert!((0.0..=1.0).contains(&left.share));
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 40, "{tried}");
}
