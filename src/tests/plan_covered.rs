//! After a plan is carried out, `coverage` finds everything covered on every day of the window; and where there is no plan,
//! each cause that is named is needed for that.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::base::date::Date;
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::catalog::read::File;
use crate::catalog::vocabulary::Evidence;
use crate::embedded;
use crate::plan::answer::{PlanOutcome, Planner};
use crate::plan::infeasible::Cause;
use crate::plan::solver::Effort;
use crate::plan::verify::roster_after;
use crate::plan::{Objective, Question};
use crate::team::requirement::Requirement;
use crate::team::requirement::library::Empty;
use crate::team::roster::Team;

const TODAY: Date = date(2026, 11, 25);
const CREDENTIALS: [&str; 14] = [
    "cka",
    "ckad",
    "cks",
    "aws-saa",
    "aws-sap",
    "aws-dva",
    "pcap",
    "pcpp1",
    "az-104",
    "az-305",
    "az-400",
    "security-plus",
    "cysa-plus",
    "cissp",
];

fn some(most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(CREDENTIALS.to_vec(), 1..=most)
}

fn matching() -> impl Strategy<Value = String> {
    prop_oneof![
        some(3).prop_map(|of| format!("{{any_of: [{}]}}", of.join(", "))),
        some(2).prop_map(|of| format!("{{all_of: [{}]}}", of.join(", "))),
        (some(2), some(2)).prop_map(|(a, b)| format!(
            "{{all_of: [{{any_of: [{}]}}, {{any_of: [{}]}}]}}",
            a.join(", "),
            b.join(", ")
        )),
        subsequence(CREDENTIALS.to_vec(), 3..=4)
            .prop_map(|of| format!("{{at_least: 2, of: [{}]}}", of.join(", "))),
        Just("{issuer: aws, tier_at_least: professional}".to_owned()),
    ]
}

/// An item without its id.
fn item() -> impl Strategy<Value = String> {
    let left = prop_oneof![3 => Just(String::new()), 1 => Just(", valid_for: 90d".to_owned()), 1 => Just(", valid_for: 3m".to_owned())];
    let exclusive = prop_oneof![Just(String::new()), Just(", exclusive: seats".to_owned())];
    let of_which = option::weighted(0.3, matching()).prop_map(|of| {
        of.map_or(String::new(), |of| {
            format!(", of_which: [{{people: 1, match: {of}}}]")
        })
    });
    let people = (1..3_u32, matching(), exclusive, of_which, left.clone()).prop_map(
        |(n, m, exclusive, of, left)| format!("people: {n}, match: {m}{exclusive}{of}{left}"),
    );
    let credentials = (1..5_u32, some(4))
        .prop_map(|(n, of)| format!("credentials: {n}, match: {{any_of: [{}]}}", of.join(", ")));
    let every =
        (matching(), left).prop_map(|(m, left)| format!("every: {{role: dev}}, match: {m}{left}"));
    let score = (matching(), matching(), 1..3_u32).prop_map(|(gate, line, n)| {
        format!("score: {{need: {}, gates: [{{people: 1, match: {gate}}}], each: [{{points: 4, match: {line}, max: 8}}, {{points: 1, match: {gate}}}]}}", n * 4)
    });
    prop_oneof![6 => people, 1 => credentials, 1 => every, 1 => score]
}

fn holding() -> impl Strategy<Value = String> {
    (
        select(CREDENTIALS.to_vec()),
        2024..2027_i32,
        1..13_u32,
        1..29_u32,
        option::weighted(0.3, 2026..2029_i32),
    )
        .prop_map(|(id, year, month, day, expires)| {
            let year = if year == 2026 && month > 10 {
                2025
            } else {
                year
            };
            let expires = expires.map_or(String::new(), |year| {
                format!(", expires: {year}-{month:02}-{day:02}")
            });
            format!("{{credential: {id}, earned: {year}-{month:02}-{day:02}{expires}}}")
        })
}

fn team() -> impl Strategy<Value = String> {
    let person = (
        vec(holding(), 0..4),
        any::<bool>(),
        option::weighted(0.3, 1..8_u16),
    );
    vec(person, 1..5).prop_map(|people| {
        let mut text = "people:\n".to_owned();
        for (at, (holds, dev, hours)) in people.into_iter().enumerate() {
            let roles = if dev { "[dev]" } else { "[ops]" };
            let hours = hours.map_or(String::new(), |hours| format!(", hours_per_week: {hours}"));
            text += &format!(
                "  - {{id: p{at}, roles: {roles}{hours}, holds: [{}]}}\n",
                holds.join(", ")
            );
        }
        text
    })
}

#[derive(Clone, Debug)]
struct Case {
    team: String,
    items: Vec<String>,
    waived: bool,
    deadline: i64,
    window: i64,
    budget: Option<i64>,
    objective: Objective,
    valid_for: Option<Period>,
    keep_covered: bool,
}

prop_compose! {
    fn case()(
        team in team(),
        items in vec(item(), 1..5),
        waived in prop::bool::weighted(0.2),
        deadline in 0..500_i64,
        window in prop_oneof![Just(0_i64), 1..800_i64],
        budget in option::weighted(0.3, 300..4_000_i64),
        objective in select(vec![Objective::Cash, Objective::Hours, Objective::Cost]),
        valid_for in option::weighted(0.1, Just(Period::Days(30))),
        keep_covered in any::<bool>(),
    ) -> Case {
        Case { team, items, waived, deadline, window, budget, objective, valid_for, keep_covered }
    }
}

fn requirements(case: &Case) -> Requirement {
    let mut text = "id: r\nname: R\nitems:\n".to_owned();
    for (at, item) in case.items.iter().enumerate() {
        text += &format!("  - {{id: i{at}, {item}}}\n");
    }
    if case.waived && !case.items[0].starts_with("score") {
        text += "waivers:\n  - {item: r/i0, people: 1, reason: \"hiring\", until: 2029-12-31}\n";
    }
    let file = File {
        name: "r.yaml".to_owned(),
        text,
    };
    let catalog = embedded::catalog();
    Requirement::read(&file, catalog, &Empty)
        .unwrap_or_else(|found| panic!("{}\n{:?}", file.text, found))
        .0
}

fn with_planner<T>(
    case: &Case,
    change: impl Fn(&mut Question<'_>),
    look: impl FnOnce(&Planner<'_>, &Team) -> T,
) -> T {
    let catalog = embedded::catalog();
    let file = File {
        name: "team.yaml".to_owned(),
        text: case.team.clone(),
    };
    let (team, _) = Team::read(&[file], catalog).unwrap();
    let requirements = [requirements(case)];
    let deadline = TODAY.saturating_add(case.deadline.days());
    let mut question = Question {
        catalog,
        team: &team,
        requirements: &requirements,
        today: TODAY,
        deadline,
        until: deadline.saturating_add(case.window.days()),
        keep_covered: case.keep_covered,
        valid_for: case.valid_for,
        least_evidence: Evidence::Declared,
        assume_valid: false,
        budget: case.budget.map(|usd| Usd::from_cents(usd * 100)),
        max_hours: None,
        objective: case.objective,
        rate: Usd::from_cents(1_000),
        effort: Effort::untimed(10_000_000),
    };
    change(&mut question);
    look(&Planner::new(question).unwrap(), &team)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn after_the_plan_everything_is_covered_on_every_day(case in case()) {
        with_planner(&case, |_| {}, |planner, team| match planner.plan() {
            PlanOutcome::Found(plan) => {
                prop_assert_eq!(plan.weight, plan.bound, "small cases are proven");
                prop_assert!(planner.question.budget.is_none_or(|budget| plan.total() <= budget));
                let after = roster_after(team, &plan);
                let mut day = if case.keep_covered { TODAY } else { planner.question.deadline };
                while day <= planner.question.until {
                    prop_assert!(planner.holds(&after, day), "{} {:#?}", day, plan.actions);
                    day = day.saturating_add(1.day());
                }
                prop_assert_eq!(planner.breaks_on(&plan), None);
                // Each step can be done in time and is there for something.
                for action in &plan.actions {
                    prop_assert!(action.step.by >= TODAY);
                    prop_assert!(!action.because.is_empty() || !action.refreshes.is_empty(), "{:#?}", action);
                }
                Ok(())
            }
            PlanOutcome::Infeasible => {
                let causes = planner.causes();
                prop_assert!(!causes.is_empty());
                Ok(())
            }
            PlanOutcome::Undecided => Err(TestCaseError::fail("small cases are decided")),
        })?;
    }

    #[test]
    fn where_there_is_no_plan_each_cause_is_needed(case in case()) {
        let no_plan = |case: &Case, budget: bool, hours: bool| {
            let mut case = case.clone();
            if !hours {
                case.team = case.team.lines().map(|line| {
                    let cut = line.find(", hours_per_week").map_or(line.to_owned(), |from| {
                        format!("{}{}", &line[..from], &line[line.find(", holds").unwrap()..])
                    });
                    cut + "\n"
                }).collect();
            }
            with_planner(&case, |question| if !budget { question.budget = None }, |planner, _| {
                matches!(planner.plan(), PlanOutcome::Infeasible)
            })
        };
        // What is kept covered depends on the other seats of a group, so fewer items can ask for more.
        let case = Case { keep_covered: false, ..case };
        if !no_plan(&case, true, true) {
            return Ok(());
        }
        let (items, budget, hours) = with_planner(&case, |_| {}, |planner, _| {
            let mut items = Vec::new();
            let (mut budget, mut hours) = (false, false);
            for cause in planner.causes() {
                match cause {
                    Cause::Item(asked, _) => items.push(asked.item.id.as_str()[1..].parse::<usize>().unwrap()),
                    Cause::Budget(_) => budget = true,
                    Cause::Hours => hours = true,
                }
            }
            (items, budget, hours)
        });
        // Items keep their place, so that the waiver stays with its item.
        let only = |kept: &[usize]| {
            let mut less = case.clone();
            for at in (0..less.items.len()).filter(|at| !kept.contains(at)) {
                less.items[at] = "credentials: 1, match: pcap, severity: advisory".to_owned();
            }
            less
        };
        prop_assert!(no_plan(&only(&items), budget, hours), "these alone rule it out");
        for left_out in &items {
            let others: Vec<usize> = items.iter().copied().filter(|at| at != left_out).collect();
            prop_assert!(!no_plan(&only(&others), budget, hours), "i{} is not needed", left_out);
        }
        prop_assert!(!budget || !no_plan(&only(&items), false, hours), "the budget is not needed");
        prop_assert!(!hours || !no_plan(&only(&items), budget, false), "the hours are not needed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_roster_changes_no_price(case in case()) {
        let weight = |case: &Case| with_planner(case, |_| {}, |planner, _| match planner.plan() {
            PlanOutcome::Found(plan) => Some((plan.weight, plan.bound, plan.total(), plan.hours())),
            PlanOutcome::Infeasible | PlanOutcome::Undecided => None,
        });
        let mut people: Vec<&str> = case.team.lines().skip(1).collect();
        people.reverse();
        let reversed = Case { team: format!("people:\n{}\n", people.join("\n")), ..case.clone() };
        prop_assert_eq!(weight(&case), weight(&reversed));
        prop_assert_eq!(weight(&case), weight(&case));
    }
}
