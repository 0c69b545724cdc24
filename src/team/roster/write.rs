//! A team as YAML. What is written reads back as the same team; comments of an earlier file are not kept.

use std::fmt::Write;

use super::{CATEGORIES, Held, Person, Position, Recorded, Team, evidence_level};
use crate::base::vocabulary::Word;

/// The text of a team file.
pub fn yaml(team: &Team) -> String {
    if team.people.is_empty() {
        return "people: []\n".to_owned();
    }
    let mut text = "people:\n".to_owned();
    for person in &team.people {
        write_person(&mut text, person);
    }
    text
}

fn write_person(text: &mut String, person: &Person) {
    *text += &format!("  - id: {}\n", scalar(&person.id));
    for (key, value) in [
        ("name", &person.name),
        ("email", &person.email),
        ("team", &person.team),
    ] {
        if let Some(value) = value {
            *text += &format!("    {key}: {}\n", scalar(value));
        }
    }
    if !person.roles.is_empty() {
        let roles: Vec<String> = person.roles.iter().map(|role| scalar(role)).collect();
        *text += &format!("    roles: [{}]\n", roles.join(", "));
    }
    if !person.positions.is_empty() {
        *text += "    positions:\n";
        text.extend(person.positions.iter().map(position));
    }
    if let Some(level) = person.level {
        *text += &format!("    level: {}\n", level.word());
    }
    if let Some(years) = person.experience {
        *text += &format!("    experience: {years}\n");
    }
    if let Some(hours) = person.hours_per_week {
        *text += &format!("    hours_per_week: {hours}\n");
    }
    if !person.holds.is_empty() {
        *text += "    holds:\n";
        text.extend(person.holds.iter().map(held));
    }
}

fn position(position: &Position) -> String {
    let key = if position.table == CATEGORIES {
        "category"
    } else {
        "work_role"
    };
    let mut pairs = vec![
        format!("{key}: {}", scalar(&position.code)),
        format!("level: {}", scalar(&position.level)),
    ];
    pairs.extend(position.privileged.then(|| "privileged: true".to_owned()));
    pairs.extend(position.since.map(|since| format!("since: {since}")));
    format!("      - {{{}}}\n", pairs.join(", "))
}

fn held(held: &Held) -> String {
    let mut pairs = vec![format!("credential: {}", held.credential)];
    pairs.extend(held.earned.map(|earned| format!("earned: {earned}")));
    pairs.extend(held.expires.map(|expires| match expires {
        Recorded::Never => "expires: never".to_owned(),
        Recorded::On(date) => format!("expires: {date}"),
    }));
    pairs.extend(
        held.exam
            .as_ref()
            .map(|exam| format!("exam: {}", scalar(exam))),
    );
    if !held.status.counts() {
        pairs.push(format!("status: {}", held.status.word()));
    }
    pairs.extend(
        held.evidence
            .as_ref()
            .map(|evidence| format!("evidence: {}", scalar(evidence))),
    );
    if held.evidence_level != evidence_level(None, held.evidence.as_deref()) {
        pairs.push(format!("evidence_level: {}", held.evidence_level.word()));
    }
    format!("      - {{{}}}\n", pairs.join(", "))
}

/// A single value: plain where YAML reads it back as the same text everywhere, else quoted.
fn scalar(text: &str) -> String {
    let letters_first = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let harmless =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-' | '@' | '+' | '/');
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let reserved = words.contains(&text.to_ascii_lowercase().as_str());
    // A dash after a blank can start a list, a blank at the end is dropped.
    let plain = letters_first && !reserved && !text.ends_with([' ', '-']) && !text.contains(" -");
    if plain && text.chars().all(harmless) {
        return text.to_owned();
    }
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            // Control characters, line ends of other kinds, and marks that a reader may drop.
            c if c.is_control()
                || matches!(
                    c,
                    '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
                ) =>
            {
                // Writing to a string can't fail.
                let _ = write!(quoted, "\\U{:08X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{
        CATEGORIES, Held, HoldingStatus, Labels, Person, Position, Recorded, Team, WORK_ROLES,
    };
    use super::yaml;
    use crate::base::diagnostic::Place;
    use crate::base::text::Text;
    use crate::base::vocabulary::Word;
    use crate::catalog::read::File;
    use crate::catalog::vocabulary::{Evidence, Level};

    /// Text as a reader keeps it: without blanks at the ends, not empty.
    fn text() -> impl Strategy<Value = Text> {
        prop_oneof![
            "[ -~]{1,12}",
            ".{1,8}",
            any::<String>(),
            Just("no".to_owned()),
            Just("1.10".to_owned())
        ]
        .prop_filter_map("says nothing", |text| {
            let text = text.trim().to_owned();
            (!text.is_empty()).then(|| Text::from(text))
        })
    }

    fn date() -> impl Strategy<Value = crate::base::date::PartialDate> {
        prop_oneof![
            (1990..2040u16).prop_map(|year| year.to_string()),
            (1990..2040u16, 1..=12u8).prop_map(|(year, month)| format!("{year}-{month:02}")),
            (1990..2040u16, 1..=12u8, 1..=28u8).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        ]
        .prop_map(|text| text.parse().unwrap())
    }

    fn held() -> impl Strategy<Value = Held> {
        let expires = prop_oneof![
            Just(None),
            Just(Some(Recorded::Never)),
            date().prop_map(|d| Some(Recorded::On(d)))
        ];
        let id = prop::sample::select(vec!["cka", "pcap", "aws-saa", "cissp"]);
        let optional = (
            prop::option::of(text()),
            prop::option::of(date()),
            prop::option::of(text()),
        );
        let level = prop::sample::select(Evidence::ALL);
        (
            id,
            expires,
            optional,
            prop::sample::select(HoldingStatus::ALL),
            level,
        )
            .prop_map(|(id, expires, optional, status, evidence_level)| Held {
                credential: id.parse().unwrap(),
                exam: optional.0,
                earned: optional.1,
                expires,
                status,
                evidence: optional.2,
                evidence_level,
                place: nowhere(),
            })
    }

    fn position() -> impl Strategy<Value = Position> {
        let kind = prop_oneof![
            (text(), prop::sample::select(vec!["basic", "advanced"]))
                .prop_map(|(code, level)| (WORK_ROLES, code, level)),
            Just((CATEGORIES, Text::new_static("iat"), "ii")),
        ];
        (kind, any::<bool>(), prop::option::of(date())).prop_map(
            |((table, code, level), privileged, since)| Position {
                table,
                code,
                level: Text::new_static(level),
                privileged,
                since,
                place: nowhere(),
            },
        )
    }

    fn person() -> impl Strategy<Value = Person> {
        let optional = (
            prop::option::of(text()),
            prop::option::of(text()),
            prop::option::of(text()),
        );
        let lists = (
            prop::collection::vec(text(), 0..3),
            prop::collection::vec(position(), 0..2),
            prop::collection::vec(held(), 0..3),
        );
        let level = prop::option::of(prop::sample::select(Level::ALL));
        let numbers = (
            level,
            prop::option::of(0..=60u16),
            prop::option::of(0..=168u16),
        );
        (optional, lists, numbers).prop_map(
            |(
                (name, email, team),
                (roles, positions, holds),
                (level, experience, hours_per_week),
            )| Person {
                id: Text::default(),
                name,
                email,
                team,
                roles,
                positions,
                level,
                experience,
                hours_per_week,
                holds,
                place: None,
            },
        )
    }

    fn nowhere() -> Place {
        Place {
            file: "".into(),
            line: 0,
            column: 0,
            width: 0,
            text: "".into(),
        }
    }

    /// Everything but the places.
    fn plain(team: &Team) -> String {
        let mut team = team.clone();
        team.labels = Labels::default();
        for person in &mut team.people {
            person.place = None;
            person
                .holds
                .iter_mut()
                .for_each(|held| held.place = nowhere());
            person
                .positions
                .iter_mut()
                .for_each(|position| position.place = nowhere());
        }
        format!("{team:#?}")
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(people in prop::collection::vec(person(), 0..4)) {
            let people = people.into_iter().enumerate();
            let people = people.map(|(at, person)| Person { id: Text::from(format!("p{at}: #")), ..person });
            let team = Team { people: people.collect(), ..Team::default() };
            let written = yaml(&team);
            let file = File { name: "team.yaml".into(), text: written.clone() };
            match Team::read(&[file], crate::embedded::catalog()) {
                Ok((read, _)) => {
                    prop_assert_eq!(plain(&read), plain(&team), "{}", written);
                }
                Err(found) => prop_assert!(false, "{}\n{}", written, found[0].one_line()),
            }
        }
    }
}
