//! Laws of the team check: exact against brute force, never worse for more people or holdings, never better for time.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::subsequence;

use crate::base::date::Date;
use crate::base::diagnostic::Place;
use crate::catalog::id::CredentialId;
use crate::catalog::read::File;
use crate::coverage::stream::{self, Names, Roster};
use crate::coverage::verdict::{ItemVerdict, Kind};
use crate::coverage::{Options, Question, Verdict, judge};
use crate::embedded;
use crate::team::requirement::{
    Demand, Evidence, Item, Leaf, Match, Points, Requirement, Score, Seats, Waiver, Weight, Whom,
};
use crate::team::roster::{Held, HoldingStatus, Person, Recorded, Team, Unknown};

const TODAY: Date = date(2026, 11, 25);
/// Days that the forecasts look ahead.
const WINDOW: i64 = 40;
const IDS: [&str; 5] = ["cissp", "cka", "ckad", "cks", "pcap"];

fn place() -> Place {
    Place {
        file: "f".into(),
        line: 1,
        column: 1,
        width: 1,
        text: "".into(),
    }
}

fn id(number: usize) -> CredentialId {
    IDS[number].parse().unwrap()
}

fn day(offset: i64) -> Date {
    TODAY.saturating_add(offset.days())
}

/// A match in numbers: sets of credentials, all of which, or a number of which, must be held.
#[derive(Clone, Debug)]
enum Wish {
    One(Vec<usize>),
    Both(Vec<usize>, Vec<usize>),
    Several(u32, Vec<usize>),
}

fn wish() -> impl Strategy<Value = Wish> {
    let set = || subsequence((0..IDS.len()).collect::<Vec<_>>(), 1..=3);
    prop_oneof![
        4 => set().prop_map(Wish::One),
        1 => (set(), set()).prop_map(|(a, b)| Wish::Both(a, b)),
        1 => (2..=2_u32, subsequence((0..IDS.len()).collect::<Vec<_>>(), 2..=4)).prop_map(|(n, set)| Wish::Several(n, set)),
    ]
}

fn leaf(set: &[usize]) -> Leaf {
    let mut credentials: Vec<_> = set.iter().map(|n| id(*n)).collect();
    credentials.sort_unstable();
    Leaf {
        credentials,
        evidence: Evidence::Declared,
        says: "some".into(),
    }
}

impl Wish {
    fn matching(&self) -> Match {
        match self {
            Self::One(set) => Match::Holds(leaf(set)),
            Self::Both(a, b) => Match::AllOf(vec![Match::Holds(leaf(a)), Match::Holds(leaf(b))]),
            Self::Several(n, set) => {
                Match::AtLeast(*n, set.iter().map(|one| leaf(&[*one])).collect())
            }
        }
    }

    /// The plain meaning: whether these credentials are enough.
    fn met(&self, held: &[usize]) -> bool {
        let one = |set: &[usize]| set.iter().any(|n| held.contains(n));
        match self {
            Self::One(set) => one(set),
            Self::Both(a, b) => one(a) && one(b),
            Self::Several(n, set) => set.iter().filter(|n| held.contains(n)).count() >= *n as usize,
        }
    }
}

/// Seats in numbers.
#[derive(Clone, Debug)]
struct Row {
    needed: u32,
    wish: Wish,
    of_which: Vec<(u32, Wish)>,
}

fn row() -> impl Strategy<Value = Row> {
    (1..=3_u32, wish(), vec((1..=2_u32, wish()), 0..=2)).prop_map(|(needed, wish, of_which)| Row {
        needed,
        wish,
        of_which: of_which
            .into_iter()
            .map(|(n, wish)| (n.min(needed), wish))
            .collect(),
    })
}

/// A person's credentials, each with the days it still lasts; `None` is without end.
type Holds = Vec<(usize, Option<i64>)>;

fn holds() -> impl Strategy<Value = Holds> {
    vec(
        (0..IDS.len(), option::weighted(0.7, -3..WINDOW + 10)),
        0..=3,
    )
}

fn held(holds: &Holds, offset: i64) -> Vec<usize> {
    holds
        .iter()
        .filter(|(_, last)| last.is_none_or(|last| last >= offset))
        .map(|(n, _)| *n)
        .collect()
}

fn person(number: usize, holds: &Holds) -> Person {
    let held = |(n, last): &(usize, Option<i64>)| Held {
        credential: id(*n),
        exam: None,
        earned: Some("2020-01-01".parse().unwrap()),
        expires: Some(last.map_or(Recorded::Never, |last| {
            Recorded::On(day(last).to_string().parse().unwrap())
        })),
        status: HoldingStatus::Held,
        evidence: None,
        evidence_level: Evidence::Declared,
        place: place(),
    };
    Person {
        id: format!("p{number:02}").into(),
        name: None,
        email: None,
        team: None,
        roles: vec!["engineer".into()],
        positions: Vec::new(),
        level: None,
        experience: None,
        hours_per_week: None,
        holds: holds.iter().map(held).collect(),
        place: None,
    }
}

fn team(people: &[Holds]) -> Team {
    Team {
        people: people
            .iter()
            .enumerate()
            .map(|(n, holds)| person(n, holds))
            .collect(),
        ..Team::default()
    }
}

fn item(number: usize, demand: Demand) -> Item {
    Item {
        id: format!("i{number}").into(),
        name: None,
        demand,
        severity: Weight::Required,
        valid_for: None,
        evidence: Evidence::Declared,
        grace: None,
        place: place(),
    }
}

fn seats(row: &Row, exclusive: bool) -> Demand {
    Demand::People(Seats {
        needed: row.needed,
        matching: row.wish.matching(),
        exclusive: exclusive.then(|| "group".into()),
        of_which: row
            .of_which
            .iter()
            .map(|(n, wish)| (*n, wish.matching()))
            .collect(),
    })
}

fn requirement(items: Vec<Item>) -> Requirement {
    Requirement {
        id: "r".into(),
        name: "R".into(),
        about: None,
        dated: None,
        sources: Vec::new(),
        extends: Vec::new(),
        items,
        not_checked: Vec::new(),
        waivers: Vec::new(),
        place: place(),
    }
}

fn exclusive(rows: &[Row]) -> Requirement {
    requirement(
        rows.iter()
            .enumerate()
            .map(|(n, row)| item(n, seats(row, true)))
            .collect(),
    )
}

fn check(requirement: &Requirement, team: &Team, as_of: Date) -> Verdict {
    let requirements = std::slice::from_ref(requirement);
    judge(
        requirements,
        team,
        embedded::catalog(),
        as_of,
        day(WINDOW),
        Options::default(),
    )
}

fn question(requirements: &[Requirement], as_of: Date) -> Question<'_> {
    Question {
        requirements,
        catalog: embedded::catalog(),
        as_of,
        until: day(WINDOW),
        options: Options::default(),
    }
}

/// The same check row by row; `scattered` mixes everybody's rows.
fn check_rows(requirement: &Requirement, people: &[Holds], scattered: bool) -> Verdict {
    let row = |(number, holds): (usize, &Holds)| -> Vec<String> {
        let end = |last: Option<i64>| {
            last.map_or_else(|| "never".to_owned(), |last| day(last).to_string())
        };
        // The role stands in one of a person's rows alone.
        let rows = holds
            .iter()
            .map(|(n, last)| format!("p{number:02},{},2020-01-01,{},\n", IDS[*n], end(*last)));
        rows.chain([format!("p{number:02},,,,engineer\n")])
            .collect()
    };
    let mut rows: Vec<String> = people.iter().enumerate().flat_map(row).collect();
    if scattered {
        rows.sort_by_key(|row| row.bytes().rev().collect::<Vec<_>>());
    }
    check_text(
        requirement,
        &format!("person,credential,earned,expires,roles\n{}", rows.concat()),
    )
}

fn check_text(requirement: &Requirement, text: &str) -> Verdict {
    let open = || {
        Ok(Box::new(std::io::Cursor::new(text.to_owned().into_bytes())) as Box<dyn std::io::Read>)
    };
    let rosters = [Roster {
        name: "f".to_owned(),
        again: true,
        open: &open,
    }];
    let question = question(std::slice::from_ref(requirement), TODAY);
    stream::judge(&question, Unknown::Refuse, Names::Shown, &rosters)
        .unwrap()
        .0
}

/// What both ways must agree on: all but places, which rows don't keep.
fn told(verdict: &Verdict) -> String {
    let mut text = String::new();
    for item in items(verdict) {
        let filled: Vec<_> = item
            .filled_by
            .iter()
            .map(|one| (one.person.to_lowercase(), one.valid_until))
            .collect();
        let near: Vec<_> = item
            .closest
            .iter()
            .map(|one| (one.person.to_lowercase(), &one.lacks))
            .collect();
        let single: Vec<_> = item
            .single_points
            .iter()
            .map(|one| one.to_lowercase())
            .collect();
        let counts = (
            item.needed,
            item.filled,
            item.surplus,
            item.covered,
            item.breaks_on,
            &item.of_which,
            &item.score,
        );
        text += &format!("{} {counts:?} {filled:?} {near:?} {single:?}\n", item.id);
    }
    text + &format!(
        "{:?} {:?} {}",
        verdict.breaks_on, verdict.requirements[0].jointly_short, verdict.people
    )
}

/// Whether some way to seat people fills every row: the plain meaning, by trying all of them.
fn can_be_seated(rows: &[Row], people: &[Vec<usize>]) -> bool {
    fn seat(rows: &[Row], people: &[Vec<usize>], seats: &mut Vec<usize>) -> bool {
        if seats.len() == people.len() {
            return rows.iter().enumerate().all(|(at, row)| {
                let on: Vec<_> = people
                    .iter()
                    .zip(&*seats)
                    .filter(|(_, seat)| **seat == at)
                    .map(|(p, _)| p)
                    .collect();
                let meets = |wish: &Wish| on.iter().filter(|held| wish.met(held)).count();
                on.len() == row.needed as usize
                    && row
                        .of_which
                        .iter()
                        .all(|(n, wish)| meets(wish) >= *n as usize)
            });
        }
        let held = &people[seats.len()];
        let fitting: Vec<usize> = (0..rows.len())
            .filter(|at| rows[*at].wish.met(held))
            .chain([rows.len()])
            .collect();
        fitting.into_iter().any(|at| {
            seats.push(at);
            let found = seat(rows, people, seats);
            seats.pop();
            found
        })
    }
    seat(rows, people, &mut Vec::new())
}

/// Items of every kind from rows of numbers.
fn mixed(rows: &[Row]) -> Requirement {
    let items = rows.iter().enumerate().map(|(n, row)| {
        let demand = match n % 5 {
            0 | 1 => seats(row, true),
            2 => seats(row, false),
            3 => match &row.wish {
                Wish::One(set) | Wish::Both(set, _) | Wish::Several(_, set) => {
                    Demand::Credentials {
                        needed: row.needed,
                        matching: leaf(set),
                    }
                }
            },
            _ => Demand::Score(Score {
                need: row.needed * 100,
                gates: row
                    .of_which
                    .iter()
                    .map(|(n, wish)| (*n, wish.matching()))
                    .collect(),
                each: vec![Points {
                    points: 100,
                    matching: row.wish.matching(),
                    max: None,
                    gated: true,
                }],
            }),
        };
        item(n, demand)
    });
    requirement(items.collect())
}

/// Whether all seats that people compete for are filled.
fn whole(verdict: &Verdict) -> bool {
    items(verdict)
        .iter()
        .filter(|item| item.kind == Kind::Seat)
        .all(|item| item.covered)
}

fn items(verdict: &Verdict) -> &[ItemVerdict] {
    &verdict.requirements[0].items
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn seats_are_filled_whenever_they_can_be(rows in vec(row(), 2..=3), people in vec(holds(), 0..=6)) {
        let plain: Vec<_> = people.iter().map(|holds| held(holds, 0)).collect();
        let verdict = check(&exclusive(&rows), &team(&people), TODAY);
        prop_assert_eq!(verdict.covered, can_be_seated(&rows, &plain));
    }

    #[test]
    fn whoever_is_seated_fits_and_sits_once(rows in vec(row(), 2..=3), people in vec(holds(), 0..=6)) {
        let verdict = check(&exclusive(&rows), &team(&people), TODAY);
        let mut seen = std::collections::BTreeSet::new();
        for (item, row) in items(&verdict).iter().zip(&rows) {
            for filled in &item.filled_by {
                prop_assert!(seen.insert(filled.person.clone()), "{} sits twice", filled.person);
                let number: usize = filled.person[1..].parse().unwrap();
                prop_assert!(row.wish.met(&held(&people[number], 0)));
                prop_assert!(!filled.by.is_empty());
            }
            if item.covered {
                prop_assert!(item.filled == item.needed && item.filled_by.len() >= item.needed as usize);
            }
        }
    }

    #[test]
    fn what_is_jointly_short_lacks_people(rows in vec(row(), 2..=3), people in vec(holds(), 0..=5)) {
        let rows: Vec<Row> = rows.into_iter().map(|row| Row { of_which: Vec::new(), ..row }).collect();
        let verdict = check(&exclusive(&rows), &team(&people), TODAY);
        for short in &verdict.requirements[0].jointly_short {
            let named: Vec<&Row> = rows.iter().enumerate()
                .filter(|(n, _)| short.items.iter().any(|id| **id == format!("i{n}"))).map(|(_, row)| row).collect();
            let qualified = people.iter().filter(|holds| named.iter().any(|row| row.wish.met(&held(holds, 0)))).count();
            prop_assert_eq!(short.qualified as usize, qualified);
            prop_assert_eq!(short.needed, named.iter().map(|row| row.needed).sum::<u32>());
            prop_assert!(short.qualified < short.needed);
        }
    }

    #[test]
    fn pools_take_as_many_people_as_they_ask_for(row in row(), people in vec(holds(), 0..=6)) {
        let verdict = check(&requirement(vec![item(0, seats(&row, false))]), &team(&people), TODAY);
        let plain: Vec<_> = people.iter().map(|holds| held(holds, 0)).collect();
        let covered = can_be_seated(std::slice::from_ref(&row), &plain);
        let item = &items(&verdict)[0];
        prop_assert_eq!(item.covered, covered);
        prop_assert_eq!(item.covered, item.filled == item.needed);
        prop_assert_eq!(item.filled_by.len(), item.filled as usize);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn a_person_more_uncovers_nothing(rows in vec(row(), 1..=6), people in vec(holds(), 0..=5), new in holds()) {
        let before = check(&mixed(&rows), &team(&people), TODAY);
        let more: Vec<_> = people.into_iter().chain([new]).collect();
        let after = check(&mixed(&rows), &team(&more), TODAY);
        prop_assert!(!before.covered || after.covered);
        // In a group that is short, two sub-minimums of one item may be split another way with somebody more.
        let split = rows.iter().any(|row| row.of_which.len() > 1) && !whole(&before);
        for (before, after) in items(&before).iter().zip(items(&after)) {
            if before.kind != Kind::Seat || !split {
                prop_assert!(!before.covered || after.covered, "{}", before.id);
            }
        }
    }

    #[test]
    fn a_holding_more_uncovers_nothing(rows in vec(row(), 1..=6), people in vec(holds(), 1..=5), at in 0..5_usize, new in 0..IDS.len()) {
        let before = check(&mixed(&rows), &team(&people), TODAY);
        let mut more = people.clone();
        more[at % people.len()].push((new, None));
        let after = check(&mixed(&rows), &team(&more), TODAY);
        prop_assert!(!before.covered || after.covered);
        let whole = whole(&before);
        for (before, after) in items(&before).iter().zip(items(&after)) {
            // Seats that lack people together may change places among themselves.
            if before.kind != Kind::Seat || whole {
                prop_assert!(!before.covered || after.covered, "{}", before.id);
            }
        }
    }

    #[test]
    fn time_covers_nothing(rows in vec(row(), 1..=6), people in vec(holds(), 0..=5), days in 1..WINDOW) {
        let now = check(&mixed(&rows), &team(&people), TODAY);
        let then = check(&mixed(&rows), &team(&people), day(days));
        prop_assert!(now.covered || !then.covered);
        for (now, then) in items(&now).iter().zip(items(&then)).filter(|(now, _)| now.kind != Kind::Seat) {
            prop_assert!(now.covered || !then.covered, "{}", now.id);
        }
    }

    #[test]
    fn the_break_is_what_each_day_by_itself_finds(
        rows in vec(row(), 1..=6), people in vec(holds(), 0..=5), waived in option::of((0..6_usize, 0..WINDOW)),
    ) {
        let mut requirement = mixed(&rows);
        if let Some((at, until)) = waived {
            let item = requirement.items[at % rows.len()].clone();
            if !matches!(item.demand, Demand::Score(_)) {
                let until = day(until);
                requirement.waivers.push(Waiver { item: item.id, people: 1, reason: "new".into(), until, place: place() });
            }
        }
        let team = team(&people);
        let now = check(&requirement, &team, TODAY);
        let days: Vec<Verdict> = (1..=WINDOW).map(|offset| check(&requirement, &team, day(offset))).collect();
        let first = |covered: &dyn Fn(&Verdict) -> bool| {
            let at = days.iter().position(|verdict| !covered(verdict));
            at.filter(|_| covered(&now)).map(|at| day(i64::try_from(at).unwrap() + 1))
        };
        prop_assert_eq!(now.breaks_on, first(&|verdict| verdict.covered));
        for (n, item) in items(&now).iter().enumerate() {
            prop_assert_eq!(item.breaks_on, first(&|verdict| items(verdict)[n].covered), "{}", item.id);
            prop_assert_eq!(item.breaks_on.is_some(), !item.breaks_by.is_empty());
        }
    }

    #[test]
    fn the_order_of_people_does_not_matter(rows in vec(row(), 1..=6), people in vec(holds(), 0..=5), by in 0..5_usize) {
        let requirement = mixed(&rows);
        let one = team(&people);
        let mut other = one.clone();
        if !people.is_empty() {
            other.people.rotate_left(by % people.len());
        }
        let text = |team: &Team| format!("{:?}", check(&requirement, team, TODAY));
        prop_assert_eq!(text(&one), text(&other));
    }

    #[test]
    fn row_by_row_comes_to_the_same(rows in vec(row(), 1..=6), people in vec(holds(), 1..=5), scattered: bool, every: bool) {
        let mut requirement = mixed(&rows);
        if every {
            let demand = Demand::Every { whom: Whom::Role("Engineer".into()), matching: rows[0].wish.matching() };
            requirement.items.push(item(rows.len(), demand));
        }
        let whole = check(&requirement, &team(&people), TODAY);
        prop_assert_eq!(told(&whole), told(&check_rows(&requirement, &people, scattered)));
    }

    #[test]
    fn single_points_are_those_whose_leaving_hurts(rows in vec(row(), 1..=6), people in vec(holds(), 1..=5)) {
        let requirement = mixed(&rows);
        let all = team(&people);
        let now = check(&requirement, &all, TODAY);
        for person in &all.people {
            let mut without = all.clone();
            without.people.retain(|other| other.id != person.id);
            let then = check(&requirement, &without, TODAY);
            for (now, then) in items(&now).iter().zip(items(&then)) {
                let hurts = if now.covered { !then.covered } else { then.filled < now.filled };
                prop_assert_eq!(now.single_points.contains(&person.id), hurts, "{} {}", now.id, person.id);
            }
        }
    }

    #[test]
    fn what_the_nearest_lack_is_enough(rows in vec(row(), 1..=6), people in vec(holds(), 1..=5)) {
        let requirement = mixed(&rows);
        let now = check(&requirement, &team(&people), TODAY);
        for (n, item) in items(&now).iter().enumerate().filter(|(_, item)| item.kind != Kind::Score) {
            for near in &item.closest {
                let number: usize = near.person[1..].parse().unwrap();
                let mut more = people.clone();
                for step in &near.lacks {
                    more[number].push((IDS.iter().position(|id| *id == step.credential.as_str()).unwrap(), None));
                }
                let then = check(&requirement, &team(&more), TODAY);
                let better = items(&then)[n].filled > item.filled
                    || items(&then).iter().map(|item| item.filled).sum::<u32>() > items(&now).iter().map(|item| item.filled).sum()
                    || items(&then)[n].of_which != item.of_which;
                prop_assert!(better, "{} {:?}", item.id, near);
            }
        }
    }
}

#[test]
fn everybody_is_held_to_it() {
    let whom = Whom::Role("engineer".into());
    let every = Demand::Every {
        whom,
        matching: Match::Holds(leaf(&[1])),
    };
    let requirement = requirement(vec![item(0, every)]);
    let both = check(&requirement, &team(&[vec![(1, None)], vec![]]), TODAY);
    let item = &items(&both)[0];
    assert_eq!((item.covered, item.needed, item.filled), (false, 2, 1));
    assert_eq!(item.closest[0].person.as_str(), "p01");
    assert!(check(&requirement, &team(&[vec![(1, None)]]), TODAY).covered);
}

#[test]
fn more_cells_than_are_remembered_come_to_the_same() {
    let rows = (0..50_100).map(|n| {
        format!(
            "p{n:05},{},e{n},2020-01-01,never,\np{n:05},,,,,t{n}; Engineer\n",
            IDS[usize::from(n > 50_050)]
        )
    });
    let text = format!(
        "person,credential,exam,earned,expires,roles\n{}",
        rows.collect::<String>()
    );
    let whom = Whom::Role("engineer".into());
    let requirement = requirement(vec![item(
        0,
        Demand::Every {
            whom,
            matching: Match::Holds(leaf(&[1])),
        },
    )]);
    let file = File {
        name: "f.csv".to_owned(),
        text: text.clone(),
    };
    let (team, _) = Team::read(&[file], embedded::catalog()).unwrap();
    for verdict in [
        check(&requirement, &team, TODAY),
        check_text(&requirement, &text),
    ] {
        assert_eq!(
            (items(&verdict)[0].needed, items(&verdict)[0].filled),
            (50_100, 49)
        );
    }
}

#[test]
fn one_person_is_not_two() {
    // Counting alone finds one person for each seat.
    let rows = [0, 1].map(|n| Row {
        needed: 1,
        wish: Wish::One(vec![n]),
        of_which: Vec::new(),
    });
    let verdict = check(
        &exclusive(&rows),
        &team(&[vec![(0, None), (1, None)]]),
        TODAY,
    );
    assert!(!verdict.covered);
    let short = &verdict.requirements[0].jointly_short;
    assert_eq!(
        (short[0].items.len(), short[0].needed, short[0].qualified),
        (2, 2, 1)
    );
}

#[test]
fn the_first_who_fits_is_not_always_the_one() {
    // Anyone who seats p00 on the first seat he fits leaves the second seat empty.
    let rows = [vec![0, 1], vec![0]].map(|set| Row {
        needed: 1,
        wish: Wish::One(set),
        of_which: Vec::new(),
    });
    let verdict = check(
        &exclusive(&rows),
        &team(&[vec![(0, None)], vec![(1, None)]]),
        TODAY,
    );
    assert!(verdict.covered);
    assert_eq!(items(&verdict)[1].filled_by[0].person.as_str(), "p00");
}
