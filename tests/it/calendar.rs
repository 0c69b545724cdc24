//! The calendar of `certadvise renewals`, read back by an independent parser.
#![allow(clippy::unwrap_used, reason = "wrong test data may panic")]

use std::collections::BTreeSet;

use ical::parser::ical::component::{IcalCalendar, IcalEvent};

use crate::common::program::{Workspace, certadvise};

fn calendar(as_of: &str) -> (String, IcalCalendar) {
    let folder = "tests/cmd/renewals.in";
    let teams = format!("--team {folder}/team.yaml --team {folder}/more.yaml");
    let question = format!("renewals {teams} --within 2y --format ics --as-of {as_of}");
    let text = certadvise(&question).run().status(0).stdout_text();
    let calendar = ical::IcalParser::new(text.as_bytes())
        .next()
        .unwrap()
        .unwrap();
    (text, calendar)
}

fn days(question: &str) -> Vec<(String, String)> {
    let question = format!("{question} --format ics --as-of 2026-11-24");
    let text = certadvise(&question).run().status(0).stdout_text();
    let calendar = ical::IcalParser::new(text.as_bytes())
        .next()
        .unwrap()
        .unwrap();
    let mut days: Vec<_> = calendar
        .events
        .iter()
        .map(|event| (value(event, "DTSTART"), value(event, "SUMMARY")))
        .collect();
    days.sort();
    days
}

#[test]
fn the_calendar_of_one_person_is_the_same_from_each_command() {
    let holds = "--holds cka=2025-03-01,aws-saa=2024-11-05";
    let next = days(&format!("recommend devops --env aws {holds} --next"));
    assert_eq!(next, days(&format!("cost aws-dop {holds}")));
    let held = days(&format!("renewals {holds} --within 6y"));
    assert!(!held.is_empty() && held.len() < next.len());
    assert!(held.iter().all(|day| next.contains(day)), "{held:?}");
}

#[test]
fn calendars_of_two_people_do_not_meet() {
    let folder = Workspace::new().file(
        "team.csv",
        "person,credential,earned\np01,cka,2025-03-01\np02,cka,2025-04-01\n",
    );
    let identities = |question: &str| -> Vec<String> {
        let question = format!("{question} --team team.csv --format ics --as-of 2026-11-24");
        let text = folder.run(&question).status(0).stdout_text();
        let lines = text.lines().map(str::to_owned);
        lines.filter(|line| line.starts_with("UID:p")).collect()
    };
    let both = identities("renewals --within 3y");
    for person in ["p01", "P02"] {
        let alone = identities(&format!("cost --person {person} --horizon 3"));
        assert!(!alone.is_empty(), "{person}");
        assert!(alone.iter().all(|uid| both.contains(uid)), "{alone:?}");
    }
}

fn value(event: &IcalEvent, name: &str) -> String {
    let property = event
        .properties
        .iter()
        .find(|property| property.name == name)
        .unwrap();
    property.value.clone().unwrap()
}

#[test]
fn lines_and_events_are_valid() {
    let (text, calendar) = calendar("2026-11-24");
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(
        text.split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains('\n'))
    );
    assert!(!calendar.events.is_empty());
    for event in &calendar.events {
        assert_eq!(value(event, "DTSTAMP"), "20261124T000000Z");
        assert!(value(event, "DTSTART") < value(event, "DTEND"));
        assert!(!event.alarms.is_empty());
        for alarm in &event.alarms {
            let trigger = alarm
                .properties
                .iter()
                .find(|property| property.name == "TRIGGER")
                .unwrap();
            assert!(
                trigger.value.as_ref().unwrap().starts_with("-P"),
                "{trigger:?}"
            );
        }
    }
}

#[test]
fn importing_again_updates_and_never_doubles() {
    let uids = |calendar: &IcalCalendar| {
        calendar
            .events
            .iter()
            .map(|event| value(event, "UID"))
            .collect::<Vec<_>>()
    };
    let (text, first) = calendar("2026-11-24");
    let unique: BTreeSet<_> = uids(&first).into_iter().collect();
    assert_eq!(unique.len(), first.events.len(), "a UID stands twice");
    assert_eq!(
        calendar("2026-11-24").0,
        text,
        "the same question, another answer"
    );
    let (_, later) = calendar("2026-12-24");
    let shared = uids(&later)
        .into_iter()
        .filter(|uid| unique.contains(uid))
        .count();
    assert!(shared > 0, "what is still due keeps its UID");
    for event in &later.events {
        let before = first
            .events
            .iter()
            .find(|other| value(other, "UID") == value(event, "UID"));
        let sequence = |event: &IcalEvent| value(event, "SEQUENCE").parse::<u32>().unwrap();
        assert!(before.is_none_or(|before| sequence(before) <= sequence(event)));
    }
}

#[test]
fn names_from_a_roster_cannot_break_the_calendar() {
    let (text, calendar) = calendar("2026-11-24");
    assert!(
        !text.contains("BEGIN:VALARM\r\nBEGIN"),
        "nothing is injected"
    );
    assert!(
        calendar
            .events
            .iter()
            .any(|event| value(event, "UID").starts_with("evil"))
    );
    assert!(calendar.events.iter().all(|event| {
        event
            .properties
            .iter()
            .all(|property| property.name != "X-EVIL")
    }));
}
