//! What people hold is one thing in every command: whole and row by row, in coverage, renewals, cost and plan.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::base::date::{Date, Expiry};
use crate::base::money::Usd;
use crate::catalog::read::File;
use crate::catalog::vocabulary::Evidence;
use crate::cost::USUAL_RATE;
use crate::cost::renewals::renewals;
use crate::cost::schedule::{EventKind, Member, schedule};
use crate::cost::standing::{Renewers, State, longest, of_person};
use crate::coverage::stream::{self, Names, Roster};
use crate::coverage::verdict::Action;
use crate::coverage::{self, Options, judge};
use crate::embedded;
use crate::plan::answer::{PlanOutcome, Planner};
use crate::plan::solver::Effort;
use crate::plan::{Objective, Question};
use crate::team::requirement::Requirement;
use crate::team::requirement::library::Empty;
use crate::team::roster::{Person, Team, Unknown};

const TODAY: Date = date(2026, 11, 29);
/// Credentials that renew each other in all the ways there are, some with a grace period.
const POOL: [&str; 16] = [
    "aws-clf",
    "aws-saa",
    "aws-sap",
    "rhcsa",
    "rhce",
    "ccna",
    "ccnp-enterprise",
    "a-plus",
    "security-plus",
    "cysa-plus",
    "ceh",
    "chfi",
    "cissp",
    "pmp",
    "az-104",
    "cka",
];

/// A row of a roster: credential, earned, expires, status.
type Row = (&'static str, String, Option<String>, &'static str);

fn a_day() -> impl Strategy<Value = String> {
    let day = |(year, month, day): (i32, u32, u32)| format!("{year}-{month:02}-{day:02}");
    let exact = (2021..2028_i32, 1..13_u32, 1..29_u32).prop_map(day);
    let month = (2021..2027_i32, 1..13_u32).prop_map(|(year, month)| format!("{year}-{month:02}"));
    let year = (2021..2027_i32).prop_map(|year| year.to_string());
    prop_oneof![8 => exact, 1 => month, 1 => year]
}

fn a_row() -> impl Strategy<Value = Row> {
    (
        select(POOL.to_vec()),
        a_day(),
        option::weighted(0.2, a_day()),
        prop_oneof![
            8 => Just(""),
            2 => select(vec![
                "held", "planned", "booked", "failed", "voucher", "expired", "suspended", "revoked",
            ]),
        ],
    )
}

fn team(people: &[Vec<Row>]) -> (Team, String) {
    let mut text = "person,credential,earned,expires,status\n".to_owned();
    for (number, rows) in people.iter().enumerate() {
        for (id, earned, expires, status) in rows {
            let expires = expires.as_deref().unwrap_or_default();
            text += &format!("p{number},{id},{earned},{expires},{status}\n");
        }
    }
    let file = File {
        name: "team.csv".to_owned(),
        text: text.clone(),
    };
    let (team, _) = Team::read(&[file], embedded::catalog()).unwrap();
    (team, text)
}

fn requirement(text: String) -> Requirement {
    let file = File {
        name: "r.yaml".to_owned(),
        text,
    };
    Requirement::read(&file, embedded::catalog(), &Empty)
        .unwrap()
        .0
}

/// One item for each credential of the pool, filled by how many people hold it.
fn pool(people: usize) -> Requirement {
    let items = POOL.map(|id| {
        format!("  - {{id: {id}, people: {people}, match: {id}, grace: does-not-count}}\n")
    });
    requirement(format!("id: pool\nitems:\n{}", items.concat()))
}

fn options() -> Options {
    Options::default()
}

/// For each credential of the pool how many people hold it valid on a day, by `coverage`.
fn by_coverage(team: &Team, day: Date) -> Vec<u32> {
    let set = pool(team.people.len().max(1));
    let verdict = judge(&[set], team, embedded::catalog(), day, day, options());
    let items = &verdict.requirements[0].items;
    items.iter().map(|item| item.filled).collect()
}

/// The same, row by row.
fn by_stream(csv: &str, people: usize, day: Date) -> Vec<u32> {
    let set = [pool(people.max(1))];
    let question = coverage::Question {
        requirements: &set,
        catalog: embedded::catalog(),
        as_of: day,
        until: day,
        options: options(),
    };
    let open = || {
        let text = std::io::Cursor::new(csv.to_owned().into_bytes());
        Ok(Box::new(text) as Box<dyn std::io::Read>)
    };
    let rosters = [Roster {
        name: "team.csv".to_owned(),
        again: true,
        open: &open,
    }];
    let judged = stream::judge(&question, Unknown::Refuse, Names::Shown, &rosters);
    let (verdict, _) = judged.unwrap();
    let items = &verdict.requirements[0].items;
    items.iter().map(|item| item.filled).collect()
}

/// Whether a person holds a credential valid on a day, by `renewals`. Its expiry is known.
fn by_renewals(person: &Person, id: &str, day: Date) -> bool {
    let team = Team {
        people: vec![person.clone()],
        ..Team::default()
    };
    let found = renewals(
        embedded::catalog(),
        &team,
        day,
        day.saturating_add(20.years()),
        USUAL_RATE,
    );
    let lapsed = found
        .unplanned
        .iter()
        .any(|one| one.credential.id.as_str() == id && one.expires.is_none());
    let late = found
        .due
        .iter()
        .any(|one| one.credential.id.as_str() == id && one.late.is_some());
    let held = person.holds.iter().any(|held| {
        held.credential.as_str() == id
            && held.status.counts()
            && held.since().is_none_or(|since| since <= day)
    });
    held && !lapsed && !late
}

/// The same by `cost`: nothing has to be earned again, and nothing that has expired has to be renewed.
fn by_cost(person: &Person, id: &str, day: Date) -> bool {
    let catalog = embedded::catalog();
    let held = of_person(&Renewers::new(catalog), catalog, person, day);
    let members: Vec<Member<'_>> = held
        .iter()
        .map(|one| Member::dated(one.credential, one.dated.since(day), &one.dated))
        .collect();
    let plan = schedule(
        catalog,
        &members,
        day,
        day.saturating_add(20.years()),
        USUAL_RATE,
    );
    let is_held = held.iter().any(|one| one.credential.id.as_str() == id);
    let names = |event: &crate::cost::schedule::Event<'_>| {
        event.credentials.iter().any(|other| other.as_str() == id)
    };
    let again = plan
        .events
        .iter()
        .any(|event| event.kind == EventKind::Exam && names(event));
    let late = plan
        .events
        .iter()
        .filter_map(|event| event.due)
        .any(|(due, expires)| due.as_str() == id && expires < day);
    is_held && !again && !late
}

fn planner<T>(
    team: &Team,
    set: Requirement,
    today: Date,
    (deadline, until): (Date, Date),
    look: impl FnOnce(&Planner<'_>) -> T,
) -> T {
    let requirements = [set];
    let question = Question {
        catalog: embedded::catalog(),
        team,
        requirements: &requirements,
        today,
        deadline,
        until,
        keep_covered: false,
        valid_for: None,
        least_evidence: Evidence::Declared,
        assume_valid: false,
        budget: None,
        max_hours: None,
        objective: Objective::Cost,
        rate: USUAL_RATE,
        effort: Effort::untimed(1_000_000),
    };
    look(&Planner::new(question).unwrap())
}

/// The same by `plan`: nothing is to be done.
fn by_plan(person: &Person, id: &str, day: Date) -> bool {
    let team = Team {
        people: vec![person.clone()],
        ..Team::default()
    };
    let set = requirement(format!(
        "id: r\nitems: [{{id: a, people: 1, match: {id}, grace: does-not-count}}]\n"
    ));
    planner(&team, set, day, (day, day), |planner| {
        match planner.plan() {
            PlanOutcome::Found(plan) => plan.actions.is_empty(),
            PlanOutcome::Infeasible | PlanOutcome::Undecided => false,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_holds_what_is_the_same_in_every_command(
        people in vec(vec(a_row(), 1..6), 1..4),
        days in 0..1_200_i32,
    ) {
        let day = date(2024, 6, 1).saturating_add(days.days());
        let (team, csv) = team(&people);
        let covered = by_coverage(&team, day);
        prop_assert_eq!(&covered, &by_stream(&csv, team.people.len(), day), "row by row\n{}", csv);
        let catalog = embedded::catalog();
        let renewers = Renewers::new(catalog);
        for (id, covered) in POOL.iter().zip(covered) {
            let mut held = 0;
            for person in &team.people {
                let worth = longest(of_person(&renewers, catalog, person, day));
                let valid = worth
                    .iter()
                    .any(|one| one.credential.id.as_str() == *id && one.state == State::Valid);
                held += u32::from(valid);
                let rows = person.holds.iter().filter(|held| held.credential.as_str() == *id);
                if rows.count() > 0 {
                    prop_assert_eq!(valid, by_renewals(person, id, day), "renewals: {} on {}\n{}", id, day, csv);
                    prop_assert_eq!(valid, by_cost(person, id, day), "cost: {} on {}\n{}", id, day, csv);
                    prop_assert_eq!(valid, by_plan(person, id, day), "plan: {} on {}\n{}", id, day, csv);
                }
            }
            prop_assert_eq!(held, covered, "coverage: {} on {}\n{}", id, day, csv);
        }
    }
}

/// Credentials that one person holds alone, so that each is renewed by itself.
const ALONE: [&str; 14] = [
    "aws-saa",
    "cka",
    "az-104",
    "security-plus",
    "cissp",
    "pmp",
    "ceh",
    "cisa",
    "ccna",
    "rhcsa",
    "gpyc",
    "grem",
    "terraform-associate",
    "splunk-core-user",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_renewal_has_one_date_and_one_price(id in select(ALONE.to_vec()), days in -120..700_i32) {
        let catalog = embedded::catalog();
        let expires = TODAY.saturating_add(days.days());
        let earned = expires.saturating_sub(3.years());
        let (team, csv) = team(&[vec![(id, earned.to_string(), Some(expires.to_string()), "")]]);
        let person = &team.people[0];
        let worth = of_person(&Renewers::new(catalog), catalog, person, TODAY);
        let late = match worth[0].state {
            State::Valid => None,
            State::Late(late) => Some(late),
            State::Lapsed(_) | State::Unknown => return Ok(()),
        };
        let act_by = late.map_or(expires, |late| late.until);

        let due = renewals(catalog, &team, TODAY, TODAY.saturating_add(3.years()), USUAL_RATE).due;
        prop_assert_eq!(due[0].act_by, act_by, "{}", csv);
        prop_assert_eq!(due[0].expires, expires);
        let price: Option<Usd> = due[0].cost;

        let member = Member::dated(worth[0].credential, earned, &worth[0].dated);
        let plan = schedule(catalog, &[member], TODAY, TODAY.saturating_add(6.years()), USUAL_RATE);
        let renewal = plan.events.iter().find(|event| event.kind == EventKind::Renewal).unwrap();
        prop_assert_eq!((renewal.date, renewal.cost), (act_by, price), "cost: {}", csv);

        let one = requirement(format!("id: r\nitems: [{{id: a, people: 1, match: {id}}}]\n"));
        let deadline = late.map_or(TODAY, |late| late.until);
        let until = expires.max(deadline).saturating_add(1.day());
        let action = planner(&team, one, TODAY, (deadline, until), |planner| match planner.plan() {
            PlanOutcome::Found(plan) => plan.actions[0].step.clone(),
            PlanOutcome::Infeasible | PlanOutcome::Undecided => panic!("no plan: {csv}"),
        });
        prop_assert!(action.renewal.is_some(), "plan: {}", csv);
        prop_assert_eq!(action.by, act_by, "plan: {}", csv);
        if !action.estimated {
            prop_assert_eq!(Some(action.cost), price, "plan: {}", csv);
        }

        // For longer than it lasts, so that `coverage` says what renewing it costs.
        let longer = requirement(format!(
            "id: r\nvalid_for: 10y\nitems: [{{id: a, people: 1, match: {id}}}]\n"
        ));
        let verdict = judge(&[longer], &team, catalog, TODAY, TODAY, options());
        let step = &verdict.requirements[0].items[0].closest[0].lacks[0];
        prop_assert_eq!((step.action, step.cost), (Action::Renew, price), "coverage: {}", csv);
        if late.is_some() {
            prop_assert_eq!(verdict.late[0].cost, price, "coverage: {}", csv);
        }
        prop_assert_eq!(worth[0].dated.expiry, Expiry::On(expires));
    }
}

/// What one person holds, some of which renews other, all of it earned and not yet expired for long.
fn a_set() -> impl Strategy<Value = Vec<Row>> {
    let one = (select(POOL.to_vec()), 30..1_000_i32).prop_map(|(id, days)| {
        let earned = TODAY.saturating_sub(days.days()).to_string();
        (id, earned, None, "")
    });
    vec(one, 2..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Where credentials renew each other, a price is shared: what renews several is paid once. So each holding has one
    /// last day in all commands; the renewals have the same days and cost the same in `renewals` and `cost`; and a
    /// plan that keeps what falls due first costs no more than they say.
    #[test]
    fn shared_renewals_have_the_same_days_and_sums(rows in a_set()) {
        let catalog = embedded::catalog();
        let (team, csv) = team(&[rows]);
        let person = &team.people[0];
        let worth = longest(of_person(&Renewers::new(catalog), catalog, person, TODAY));
        for one in &worth {
            let Expiry::On(expires) = one.dated.expiry else { continue };
            let id = one.credential.id.as_str();
            for day in [expires, expires.saturating_add(1.day())] {
                if day < TODAY {
                    continue;
                }
                let valid = day == expires;
                let index = POOL.iter().position(|other| *other == id).unwrap();
                prop_assert_eq!(by_coverage(&team, day)[index] == 1, valid, "coverage: {} on {}\n{}", id, day, csv);
                prop_assert_eq!(by_renewals(person, id, day), valid, "renewals: {} on {}\n{}", id, day, csv);
                prop_assert_eq!(by_cost(person, id, day), valid, "cost: {} on {}\n{}", id, day, csv);
                prop_assert_eq!(by_plan(person, id, day), valid, "plan: {} on {}\n{}", id, day, csv);
            }
        }

        let until = TODAY.saturating_add(6.years());
        let due = renewals(catalog, &team, TODAY, until, USUAL_RATE).due;
        let kept = worth.iter().filter(|one| matches!(one.state, State::Valid | State::Late(_)));
        let members: Vec<Member<'_>> = kept
            .map(|one| Member::dated(one.credential, one.dated.since(TODAY), &one.dated))
            .collect();
        let events = schedule(catalog, &members, TODAY, until, USUAL_RATE).events;
        let renewed = events.iter().filter(|event| event.kind == EventKind::Renewal);
        let by_cost: Vec<(Date, Option<Usd>)> = renewed.map(|event| (event.date, event.cost)).collect();
        let by_renewals: Vec<(Date, Option<Usd>)> = due.iter().map(|one| (one.act_by, one.cost)).collect();
        prop_assert_eq!(&by_renewals, &by_cost, "{}", csv);

        let Some(first) = due.iter().filter(|one| one.late.is_none()).map(|one| one.expires).min() else {
            return Ok(());
        };
        let soon = first.saturating_add(1.day());
        let items: String = worth
            .iter()
            .filter(|one| one.state == State::Valid)
            .map(|one| format!("  - {{id: {0}, people: 1, match: {0}}}\n", one.credential.id))
            .collect();
        let set = requirement(format!("id: r\nitems:\n{items}"));
        let planned = planner(&team, set, TODAY, (TODAY, soon), |planner| match planner.plan() {
            PlanOutcome::Found(plan) => Some(plan.actions.iter().map(|action| action.step.cost).sum::<Usd>()),
            PlanOutcome::Infeasible | PlanOutcome::Undecided => None,
        });
        let paid: Usd = due.iter().filter(|one| one.expires <= first).filter_map(|one| one.cost).sum();
        prop_assert!(planned.is_some_and(|planned| planned <= paid), "plan: {:?}, renewals: {}\n{}", planned, paid, csv);
    }
}

/// Where renewing costs as much as earning something else, it is less work; where it costs less, it is cheaper.
#[test]
fn who_can_renew_what_is_held_is_told_to() {
    let catalog = embedded::catalog();
    for (holds, valid_for, expected) in [
        ("{credential: cka, earned: 2025-01-10}", "90d", ("cka", 445)),
        (
            "{credential: ckad, earned: 2025-01-10}",
            "90d",
            ("ckad", 445),
        ),
        // Its grace period is not over, so that it can still be renewed.
        (
            "{credential: cissp, expires: 2026-10-01}",
            "1d",
            ("cissp", 0),
        ),
    ] {
        let accepted = if holds.contains("cissp") {
            "cissp, cism"
        } else {
            "cka, ckad"
        };
        let text = format!(
            "id: r\nitems:\n  - {{id: a, people: 1, match: {{any_of: [{accepted}]}}, valid_for: {valid_for}}}\n"
        );
        let set = file_named("r.yaml", &text);
        let requirements = [Requirement::read(&set, catalog, &Empty).unwrap().0];
        let text = format!("people: [{{id: p01, holds: [{holds}]}}]");
        let (team, _) = Team::read(&[file_named("t.yaml", &text)], catalog).unwrap();
        let verdict = judge(
            &requirements,
            &team,
            catalog,
            TODAY,
            TODAY,
            Options::default(),
        );
        let step = &verdict.requirements[0].items[0].closest[0].lacks[0];
        let fee = Usd::from_cents(expected.1 * 100);
        assert_eq!(
            (step.credential.as_str(), step.action, step.cost),
            (expected.0, Action::Renew, Some(fee)),
            "{holds}"
        );
    }
}

fn file_named(name: &str, text: &str) -> File {
    File {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}
