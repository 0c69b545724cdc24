//! The cheapest plan of somebody whose credentials renew each other, against trying everything on every day that matters.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};

use super::keep_alive::{STEP, Small, TODAY, id, orders, program, small, template};
use crate::base::date::{Date, PartialDate, months_later};
use crate::base::diagnostic::Place;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Prerequisites;
use crate::catalog::exam::Exam;
use crate::catalog::read::File;
use crate::catalog::validity::Hours;
use crate::catalog::vocabulary::{Assurance, Evidence, ExtendsFrom, RenewedOn, Status};
use crate::embedded;
use crate::plan::answer::{Plan, PlanOutcome, Planner};
use crate::plan::solver::Effort;
use crate::plan::verify::roster_after;
use crate::plan::{Objective, Question};
use crate::team::requirement::Requirement;
use crate::team::requirement::library::Empty;
use crate::team::roster::{Held, HoldingStatus, Person, Recorded, Team};

/// A catalog to take roles and issuers from.
static SURROUNDINGS: LazyLock<Catalog> = LazyLock::new(|| {
    let mut runner = TestRunner::deterministic();
    template().new_tree(&mut runner).unwrap().current()
});

/// A credential as one person has it, in steps of a year.
#[derive(Clone, Debug)]
struct Own {
    small: Small,
    /// What the exam costs, dollars.
    exam: i64,
    held: bool,
    asked: bool,
    /// What others do that renews it.
    when: RenewedOn,
    /// Whether the one before it has to be held first.
    needs_previous: bool,
}

#[derive(Clone, Debug)]
struct Case {
    own: Vec<Own>,
    deadline: i64,
    until: i64,
}

prop_compose! {
    fn own()(
        small in small(),
        exam in 2_000..2_300_i64,
        held in prop::bool::weighted(0.6),
        asked in prop::bool::weighted(0.8),
        when in select(vec![RenewedOn::Either, RenewedOn::Earning, RenewedOn::Renewing]),
        needs_previous in prop::bool::weighted(0.2),
    ) -> Own {
        Own { small, exam, held, asked, when, needs_previous }
    }
}

prop_compose! {
    /// Nothing can be worth earning twice: that costs more than to renew it, and is possible no earlier or later. What can't
    /// be renewed by itself renews no others, and where earning renews what renewing does not, nothing needs anything. What
    /// is earned lasts through the window. These are the limits that docs/plan.md names.
    fn case()(
        own in vec(own(), 1..4),
        deadline in 0..4_i64,
        window in 0..2_i64,
        by_earning in prop::bool::weighted(0.3),
    ) -> Case {
        let mut own = own;
        for n in 0..own.len() {
            let one = &mut own[n];
            // The plan looks for few renewals of one credential by others in a row.
            one.small.term = one.small.term.max(2);
            if by_earning {
                one.needs_previous = false;
            } else if one.when == RenewedOn::Earning {
                one.when = RenewedOn::Either;
            }
            if !one.held {
                one.small.term = 6;
                one.small.window = None;
                one.small.fee = one.small.fee.or(Some(100));
                // Nothing is earned early only to be renewed early.
                let renewed = own.iter_mut().filter(|other| other.when == RenewedOn::Renewing);
                renewed.for_each(|other| other.small.by[n] = false);
            }
            if own[n].small.fee.is_none() {
                own[n].small.term = 6;
                for other in &mut own {
                    other.small.by[n] = false;
                }
                if let Some(next) = own.get_mut(n + 1) {
                    next.needs_previous = false;
                }
            }
        }
        Case { own, deadline, until: deadline + window }
    }
}

fn day(step: i64) -> Date {
    months_later(TODAY, step * STEP)
}

fn catalog(template: &Catalog, case: &Case) -> Catalog {
    let smalls: Vec<Small> = case.own.iter().map(|own| own.small.clone()).collect();
    let mut catalog = program(template, &smalls);
    for (n, own) in case.own.iter().enumerate() {
        let credential = &mut catalog.credentials[n];
        credential.name = format!("Credential {n}").into();
        credential.status = Status::Active;
        credential.assurance = Assurance::ProctoredExam;
        credential.available_from = None;
        credential.last_exam = None;
        credential.prerequisites = Prerequisites::default();
        if own.needs_previous && n > 0 {
            credential.prerequisites.credentials = vec![id(n - 1)];
        }
        let facts = &mut credential.facts;
        facts.abbreviation = None;
        facts.aliases = Vec::new();
        facts.exam = Exam::default();
        facts.exam_fee = Some(Usd::from_cents(own.exam * 100));
        facts.application_fee = None;
        facts.training = None;
        facts.preparation = Some(Hours { low: 0, high: 0 });
        let options = facts.renewal.as_mut().map(|renewal| &mut renewal.options);
        for option in options.into_iter().flatten() {
            option.when = own.when;
        }
    }
    catalog
}

fn person(case: &Case) -> Person {
    let mut person = Person::new("p01".into());
    for (n, own) in case.own.iter().enumerate().filter(|(_, own)| own.held) {
        person.holds.push(Held {
            credential: id(n),
            exam: None,
            earned: None,
            expires: Some(Recorded::On(PartialDate::from(day(own.small.expires)))),
            status: HoldingStatus::Held,
            evidence: None,
            evidence_level: Evidence::Verified,
            place: Place {
                file: "team".into(),
                line: 1,
                column: 1,
                width: 1,
                text: "".into(),
            },
        });
    }
    person
}

/// What can be worth doing: what is asked for, and what has to be held before something that is to be earned.
fn wanted(case: &Case) -> Vec<bool> {
    let mut wanted: Vec<bool> = case.own.iter().map(|own| own.asked).collect();
    for n in (1..case.own.len()).rev() {
        let own = &case.own[n];
        wanted[n - 1] |= wanted[n] && own.needs_previous && is_to_earn(case, n);
    }
    wanted
}

/// Whether a credential can be earned: it is not held, or it lapses and can't be renewed.
fn is_to_earn(case: &Case, n: usize) -> bool {
    let own = &case.own[n];
    !own.held || (own.small.fee.is_none() && own.small.expires < case.deadline)
}

/// Through which step each credential is valid, and whether it has been earned since today.
type Ends = Vec<(Option<i64>, bool)>;

/// The ends after these actions in this order on a day, and what they cost; `None` where one is not possible.
fn done(
    case: &Case,
    at: i64,
    ends: &[(Option<i64>, bool)],
    order: &[usize],
) -> Option<(i64, Ends)> {
    let (mut ends, mut cost) = (ends.to_vec(), 0);
    // What begins on a day is not prolonged on the same day.
    let mut is_new = vec![false; ends.len()];
    for &n in order {
        if std::mem::replace(&mut is_new[n], true) {
            return None;
        }
        let own = &case.own[n];
        let small = &own.small;
        let (before, was_earned) = ends[n];
        // What can't be renewed is earned once more, at most once.
        let earns = is_to_earn(case, n) && !was_earned;
        let end = if earns {
            let has_previous = n == 0 || ends[n - 1].0.is_some_and(|end| end >= at);
            if at > case.deadline || (own.needs_previous && !has_previous) {
                return None;
            }
            cost += own.exam;
            at + small.term
        } else {
            let end = before.filter(|end| *end >= at)?;
            cost += small.fee?;
            match (small.extends, small.window) {
                (_, Some(window)) if at < end - window => return None,
                (ExtendsFrom::Expiry, Some(_)) => end + small.term,
                _ => at + small.term,
            }
        };
        let end = before.map_or(end, |before| before.max(end));
        ends[n] = (Some(end), was_earned || earns);
        let doing = if before.is_some() {
            RenewedOn::Renewing
        } else {
            RenewedOn::Earning
        };
        for (m, other) in case.own.iter().enumerate() {
            let renews =
                m != n && other.small.by[n] && [RenewedOn::Either, doing].contains(&other.when);
            let prolonged = |before: &i64| renews && !is_new[m] && *before >= at;
            let Some(before) = ends[m].0.filter(prolonged) else {
                continue;
            };
            let small = &other.small;
            let opens = before - small.window.unwrap_or(small.term);
            let after = match small.extends {
                ExtendsFrom::Renewer => end,
                ExtendsFrom::Expiry if at < opens => before,
                ExtendsFrom::Expiry => before + small.term,
                ExtendsFrom::Pass => at + small.term,
            };
            is_new[m] |= after > before;
            ends[m].0 = Some(before.max(after));
        }
    }
    Some((cost, ends))
}

/// Whether everything is valid that has to be on the days after a step until the next one.
fn holds(case: &Case, at: i64, ends: &[(Option<i64>, bool)]) -> bool {
    // From the deadline on all that is asked for; before it, what is covered today.
    let through = (at + 1).min(case.until);
    let mut all = case.own.iter().zip(ends);
    all.all(|(own, (end, _))| {
        let must = own.asked && (own.held || at >= case.deadline);
        !must || end.is_some_and(|end| end >= through)
    })
}

/// The least cost by trying every set of actions in every order at every step.
fn least(
    case: &Case,
    at: i64,
    ends: Ends,
    seen: &mut HashMap<(i64, Ends), Option<i64>>,
) -> Option<i64> {
    if at > case.until {
        return Some(0);
    }
    if let Some(known) = seen.get(&(at, ends.clone())) {
        return *known;
    }
    let wanted = wanted(case);
    let mut best: Option<i64> = None;
    for order in orders(case.own.len()) {
        if order.iter().any(|n| !wanted[*n]) {
            continue;
        }
        let Some((cost, next)) = done(case, at, &ends, &order) else {
            continue;
        };
        if !holds(case, at, &next) {
            continue;
        }
        if let Some(rest) = least(case, at + 1, next, seen) {
            best = Some(best.map_or(cost + rest, |other| other.min(cost + rest)));
        }
    }
    seen.insert((at, ends), best);
    best
}

fn requirement(case: &Case, catalog: &Catalog) -> Option<Requirement> {
    let items = case.own.iter().enumerate().filter(|(_, own)| own.asked);
    let items: Vec<String> = items
        .map(|(n, _)| format!("  - {{id: i{n}, people: 1, match: {}}}\n", id(n)))
        .collect();
    let text = format!("id: r\nitems:\n{}", items.concat());
    let file = File {
        name: "r.yaml".to_owned(),
        text,
    };
    if items.is_empty() {
        return None;
    }
    Some(Requirement::read(&file, catalog, &Empty).unwrap().0)
}

fn question<'q>(
    catalog: &'q Catalog,
    team: &'q Team,
    requirements: &'q [Requirement],
    (today, deadline, until): (Date, Date, Date),
) -> Question<'q> {
    Question {
        catalog,
        team,
        requirements,
        today,
        deadline,
        until,
        keep_covered: true,
        valid_for: None,
        least_evidence: Evidence::Declared,
        assume_valid: false,
        budget: None,
        max_hours: None,
        objective: Objective::Cash,
        rate: Usd::from_cents(1_000),
        effort: Effort::untimed(1_000_000),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, rng_seed: RngSeed::Fixed(2_026), failure_persistence: None, max_global_rejects: u32::MAX, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_trying_everything(case in case()) {
        let catalog = catalog(&SURROUNDINGS, &case);
        let Some(requirement) = requirement(&case, &catalog) else {
            return Ok(());
        };
        let mut team = Team::default();
        team.people.push(person(&case));
        let requirements = [requirement];
        let days = (TODAY, day(case.deadline), day(case.until));
        let planner = Planner::new(question(&catalog, &team, &requirements, days)).unwrap();
        let ends = case.own.iter().map(|own| (own.held.then_some(own.small.expires), false));
        let least = least(&case, 0, ends.collect(), &mut HashMap::new());
        match (planner.plan(), least) {
            (PlanOutcome::Found(plan), Some(least)) => {
                prop_assert_eq!(plan.total().cents(), least * 100, "{:#?}", plan.actions.iter().map(|action| &action.step).collect::<Vec<_>>());
                prop_assert_eq!(plan.weight, plan.bound);
                prop_assert_eq!(planner.breaks_on(&plan), None);
            }
            (PlanOutcome::Infeasible, None) => {}
            (plan, least) => prop_assert!(false, "{:?} {:?}", plan, least),
        }
    }
}

/// What a plan does for somebody who holds CCNA through 2027-05-31, by the deadline: credential, day, what it renews.
fn steps(deadline: Date, holds: &str, items: &str) -> Vec<(String, String, Vec<String>)> {
    let catalog = embedded::catalog();
    let file = |name: &str, text: String| File {
        name: name.to_owned(),
        text,
    };
    let team = file(
        "team.yaml",
        format!("people: [{{id: p01, holds: [{holds}]}}]"),
    );
    let (team, _) = Team::read(&[team], catalog).unwrap();
    let set = file("r.yaml", format!("id: r\nitems: [{items}]"));
    let requirements = [Requirement::read(&set, catalog, &Empty).unwrap().0];
    let question = Question {
        objective: Objective::Cost,
        ..question(
            catalog,
            &team,
            &requirements,
            (date(2026, 11, 29), deadline, deadline),
        )
    };
    let planner = Planner::new(question).unwrap();
    let PlanOutcome::Found(plan) = planner.plan() else {
        panic!("there is a plan");
    };
    let described = |plan: &Plan<'_>| {
        let actions = plan.actions.iter().map(|action| {
            let renewed = action.refreshes.iter().map(|(id, _)| id.to_string());
            let step = &action.step;
            (
                step.credential.to_string(),
                step.by.to_string(),
                renewed.collect(),
            )
        });
        actions.collect()
    };
    let after = roster_after(&team, &plan);
    assert!(planner.holds(&after, deadline));
    described(&plan)
}

#[test]
fn what_is_earned_early_enough_renews_what_is_held() {
    let items = "{id: a, people: 1, match: ccna}, {id: b, people: 1, match: ccnp-enterprise}";
    let holds = "{credential: ccna, earned: 2024-05-31}";
    let alone = |by: Date, renews: &[&str]| {
        let renews = renews.iter().map(|id| (*id).to_owned()).collect();
        [("ccnp-enterprise".to_owned(), by.to_string(), renews)]
    };
    // CCNA does not expire before these deadlines.
    for deadline in [date(2027, 3, 31), date(2027, 5, 31)] {
        assert_eq!(steps(deadline, holds, items), alone(deadline, &[]));
    }
    for deadline in [date(2027, 6, 1), date(2027, 11, 29), date(2028, 12, 31)] {
        let early = alone(date(2027, 5, 31), &["ccna"]);
        assert_eq!(steps(deadline, holds, items), early);
    }
}

/// Exams that are paid for until a day are taken by then.
#[test]
fn a_voucher_is_used_while_it_lasts() {
    let holds = "{credential: cka, status: voucher, expires: 2027-03-31}";
    let item = "{id: a, people: 1, match: cka}";
    let found = steps(date(2027, 11, 29), holds, item);
    assert_eq!(
        found,
        [("cka".to_owned(), "2027-03-31".to_owned(), Vec::new())]
    );
}
