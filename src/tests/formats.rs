//! What code hosts insist on in the formats of `coverage`: SARIF, workflow commands, job summaries, `JUnit`.

use std::collections::BTreeSet;
use std::fs;

use jiff::civil::date;
use proptest::prelude::*;
use roxmltree::{Document, Node};
use serde_json::Value;

use crate::base::date::Date;
use crate::base::diagnostic::{Code, Place};
use crate::catalog::read::File;
use crate::coverage::{Options, Verdict, judge};
use crate::embedded;
use crate::render;
use crate::render::gate::{self, Alert, FailOn, Level, Rule, github, junit, sarif};
use crate::render::names::Names;
use crate::team::requirement::{Requirement, library};
use crate::team::roster::Team;

const TEAM: &str = "people:
  - id: p01
    roles: [lead]
    holds:
      - {credential: cka, earned: 2026-01-10}
      - {credential: aws-saa, earned: 2024-03-01, expires: 2027-03-01}
  - id: p02
    holds:
      - {credential: cka, earned: 2023-01-10}
  - id: p03
    holds: []
";

const REQUIREMENTS: &str = "id: ops
name: Managed operations
items:
  - {id: kubernetes, people: 2, match: cka}
  - {id: aws, people: 1, match: aws-saa}
  - {id: python, name: Python people, people: 1, match: pcap}
  - {id: nice, people: 1, match: ckad, severity: advisory}
waivers:
  - {item: python, people: 1, reason: in training, until: 2027-01-31}
  - {item: aws, people: 1, reason: long ago, until: 2025-01-31}
not_checked: [clearance]
";

const TODAY: Date = date(2026, 11, 24);

fn verdict_on(team: &str, requirements: &str, as_of: Date) -> Verdict {
    let catalog = embedded::catalog();
    let team = File {
        name: "people/team.yaml".to_owned(),
        text: team.to_owned(),
    };
    let (team, _) = Team::read(&[team], catalog).unwrap();
    let file = File {
        name: "gate/requirements.yaml".to_owned(),
        text: requirements.to_owned(),
    };
    let (requirement, _) = Requirement::read(&file, catalog, &library::Empty).unwrap();
    judge(
        &[requirement],
        &team,
        catalog,
        as_of,
        as_of.saturating_add(jiff::ToSpan::months(12)),
        Options::default(),
    )
}

fn verdict() -> Verdict {
    verdict_on(TEAM, REQUIREMENTS, TODAY)
}

/// A verdict with nothing to say.
fn covered() -> Verdict {
    let team = "people: [{id: p01, holds: [{credential: cka, earned: 2026-10-01}]}, {id: p02, holds: [{credential: cka, earned: 2026-10-01}]}]";
    verdict_on(
        team,
        "id: ops\nitems: [{id: kubernetes, people: 1, match: cka}]\n",
        date(2026, 10, 2),
    )
}

/// A verdict with so many items that nobody meets, each with its gap.
fn many(items: usize) -> Verdict {
    let items: String = (0..items)
        .map(|n| format!("  - {{id: i{n:05}, people: 1, match: cissp}}\n"))
        .collect();
    verdict_on("people: []\n", &format!("id: many\nitems:\n{items}"), TODAY)
}

/// Every place as it is; nowhere is the roster's first line.
fn same(place: Option<&Place>) -> Place {
    let first = || Place {
        file: "people/team.yaml".into(),
        line: 1,
        column: 1,
        width: 1,
        text: "".into(),
    };
    place.cloned().unwrap_or_else(first)
}

/// The alerts of a verdict on people without names.
fn alerts(verdict: &Verdict, fail_on: FailOn) -> Vec<Alert> {
    let team = Team::default();
    gate::alerts(verdict, &Names::new(embedded::catalog(), &team), fail_on)
}

fn log(alerts: &[Alert]) -> Value {
    serde_json::from_str(&sarif::log(alerts, "team", &same).unwrap()).unwrap()
}

fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().unwrap()
}

/// Everything that a hostile roster may hold where text is free.
const HOSTILE: &str = "people:
  - id: \"p01 ::error file=x::pwned %0A,:|`<img src=x onerror=alert(1)>\"
    name: \"]]><!-- \\u0007 &amp; \\\"'\"
    holds: [{credential: cka, earned: 2020-01-10}]
";

fn hostile() -> Verdict {
    let requirements = "id: ops\nname: \"<Ops> & `co` | ::warning::x\\n::error::y\"\nitems:\n  - {id: kubernetes, name: \"::stop-commands::x\", people: 1, match: cka}\nwaivers: [{item: kubernetes, people: 1, reason: \"a\\r\\n::error::z ]]> | `\", until: 2026-01-01}]\n";
    verdict_on(HOSTILE, requirements, TODAY)
}

#[test]
fn sarif_keeps_to_its_schema_with_and_without_results() {
    let text = fs::read_to_string("tests/schemas/sarif-2.1.0.json").unwrap();
    // What the schema gives as the form of a language is not a regular expression.
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    for verdict in [verdict(), covered(), hostile()] {
        let log = log(&alerts(&verdict, FailOn::default()));
        let problems: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{problems:#?}");
    }
    assert!(results(&log(&alerts(&covered(), FailOn::default()))).is_empty());
}

#[test]
fn sarif_says_what_code_scanning_needs() {
    let alerts = alerts(&verdict(), FailOn::default());
    let log = log(&alerts);
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(
        log["runs"][0]["automationDetails"]["id"],
        "certadvise/team/"
    );
    let rules = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    let ids: BTreeSet<&str> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), rules.len());
    for rule in rules {
        for text in [
            &rule["shortDescription"]["text"],
            &rule["fullDescription"]["text"],
            &rule["help"]["text"],
            &rule["help"]["markdown"],
        ] {
            let length = text.as_str().unwrap().chars().count();
            assert!((1..=1_024).contains(&length), "{text}");
        }
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 10);
        assert!(
            rule["properties"]["problem.severity"].is_string()
                && rule["properties"]["security-severity"].is_null()
        );
    }
    for result in results(&log) {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"].is_object() && place["region"]["startLine"].as_u64() >= Some(1));
        assert!(place["region"]["endColumn"].as_u64() > place["region"]["startColumn"].as_u64());
        assert!(
            !result["partialFingerprints"]["primaryLocationLineHash"]
                .as_str()
                .unwrap()
                .is_empty()
        );
    }
}

#[test]
fn alerts_point_at_the_line_that_is_to_be_changed() {
    let alerts = alerts(&verdict(), FailOn::default());
    let at = |rule: Rule| {
        let place = alerts
            .iter()
            .find(|alert| alert.rule == rule)
            .and_then(|alert| alert.place.as_ref());
        place.map(|place| format!("{}:{}", place.file, place.line))
    };
    assert_eq!(
        at(Rule::NotCovered).as_deref(),
        Some("gate/requirements.yaml:4")
    );
    assert_eq!(
        at(Rule::HoldingShort).as_deref(),
        Some("people/team.yaml:9")
    );
    assert_eq!(
        at(Rule::Advisory).as_deref(),
        Some("gate/requirements.yaml:7")
    );
    assert_eq!(
        at(Rule::Breaks).as_deref(),
        Some("gate/requirements.yaml:5")
    );
    assert_eq!(
        at(Rule::Waived).as_deref(),
        Some("gate/requirements.yaml:9")
    );
    assert_eq!(
        at(Rule::Warning(Code::ExpiredWaiver)).as_deref(),
        Some("gate/requirements.yaml:10")
    );
    assert!(alerts.is_sorted_by_key(|alert| alert.level), "worst first");
    assert_eq!(alerts[0].level, Level::Error);
}

#[test]
fn what_the_gate_fails_on_is_an_error() {
    let level = |fail_on: FailOn, rule: Rule| {
        let found = alerts(&verdict(), fail_on)
            .into_iter()
            .find(|alert| alert.rule == rule);
        found.map(|alert| alert.level)
    };
    let none = FailOn::default();
    assert_eq!(level(none, Rule::Breaks), Some(Level::Warning));
    assert_eq!(
        level(
            FailOn {
                expiring: true,
                ..none
            },
            Rule::Breaks
        ),
        Some(Level::Error)
    );
    assert_eq!(level(none, Rule::SinglePoint), Some(Level::Note));
    assert_eq!(
        level(
            FailOn {
                single_point: true,
                ..none
            },
            Rule::SinglePoint
        ),
        Some(Level::Error)
    );
}

#[test]
fn an_alert_is_the_same_tomorrow_and_another_for_another_item_or_person() {
    let prints = |verdict: &Verdict| -> Vec<String> {
        let log = log(&alerts(verdict, FailOn::default()));
        let print = |result: &Value| {
            result["partialFingerprints"]["primaryLocationLineHash"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        results(&log).iter().map(print).collect()
    };
    let today = prints(&verdict());
    assert_eq!(
        today.iter().collect::<BTreeSet<_>>().len(),
        today.len(),
        "every alert has its own"
    );
    assert_eq!(
        today,
        prints(&verdict_on(TEAM, REQUIREMENTS, date(2026, 12, 20)))
    );
    // Lines above don't matter either.
    assert_eq!(
        today,
        prints(&verdict_on(
            &format!("# more\n\n{TEAM}"),
            &format!("# more\n{REQUIREMENTS}"),
            TODAY
        ))
    );
    let renamed = prints(&verdict_on(
        &TEAM.replace("p02", "p22"),
        REQUIREMENTS,
        TODAY,
    ));
    assert_ne!(today, renamed);
    // Pinned: a change of the function would open every alert anew.
    assert!(
        today.contains(&"7a9cfab6de19ef79:1".to_owned()),
        "{today:?}"
    );
}

#[test]
fn sarif_stays_within_what_is_kept() {
    let one = alerts(&many(1), FailOn::default()).remove(0);
    let all: Vec<Alert> = (0..6_000)
        .map(|n| Alert {
            message: format!("i{n:05}: 0 of 1 people"),
            ..one.clone()
        })
        .collect();
    let log = log(&all);
    assert_eq!(results(&log).len(), 5_000);
    let more = format!("and {} alerts more", all.len() - 4_999);
    assert!(
        results(&log)[4_999]["message"]["text"]
            .as_str()
            .unwrap()
            .starts_with(&more),
        "{more}"
    );
    assert!(
        results(&log)[0]["message"]["text"]
            .as_str()
            .unwrap()
            .contains("i00000")
    );
}

#[test]
fn paths_are_relative_uri_references() {
    let odd = |place: Option<&Place>| Place {
        file: "people/äöü team#1?.yaml".into(),
        ..same(place)
    };
    let text = sarif::log(&alerts(&verdict(), FailOn::default()), "team", &odd).unwrap();
    let log: Value = serde_json::from_str(&text).unwrap();
    let place = &results(&log)[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "people/%C3%A4%C3%B6%C3%BC%20team%231%3F.yaml");
    assert_eq!(place["uriBaseId"], "%SRCROOT%");
}

/// A workflow command as the runner reads it: name, properties, message.
fn command(line: &str) -> Option<(String, Vec<(String, String)>, String)> {
    let (head, message) = line.strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let plain = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%25", "%")
    };
    let value = |text: &str| plain(&text.replace("%3A", ":").replace("%2C", ","));
    let pairs = properties
        .split(',')
        .filter_map(|pair| pair.split_once('='));
    Some((
        name.to_owned(),
        pairs
            .map(|(key, text)| (key.to_owned(), value(text)))
            .collect(),
        plain(message),
    ))
}

/// The commands that a runner would carry out, in order.
fn carried_out(text: &str) -> Vec<(String, Vec<(String, String)>, String)> {
    let mut stopped: Option<String> = None;
    let mut commands = Vec::new();
    for line in text.lines() {
        match &stopped {
            Some(token) if line == format!("::{token}::") => stopped = None,
            Some(_) => {}
            None => {
                if let Some(found) = command(line) {
                    if found.0 == "stop-commands" {
                        stopped = Some(found.2.clone());
                    }
                    commands.push(found);
                }
            }
        }
    }
    assert_eq!(stopped, None, "commands are on again at the end");
    commands
}

#[test]
fn annotations_have_places_titles_and_messages() {
    let odd = |place: Option<&Place>| Place {
        file: format!("a,b:{}%", same(place).file).into(),
        ..same(place)
    };
    let text = github::commands(&alerts(&verdict(), FailOn::default()), "the table", &odd);
    let commands = carried_out(&text);
    let (name, properties, message) = &commands[0];
    let property = |key: &str| {
        properties
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(name, "error");
    assert_eq!(property("file"), Some("a,b:gate/requirements.yaml%"));
    assert_eq!(
        (property("line"), property("endLine")),
        (Some("4"), Some("4"))
    );
    assert!(property("col").is_some() && property("endColumn").is_some());
    assert_eq!(property("title"), Some("Requirement not covered"));
    assert!(
        message.contains("ops/kubernetes: 1 of 2 people"),
        "{message}"
    );
    let order: Vec<&str> = commands
        .iter()
        .map(|(name, ..)| name.as_str())
        .filter(|name| !name.contains("group"))
        .collect();
    let rank = |name: &&str| {
        ["error", "warning", "notice", "stop-commands"]
            .iter()
            .position(|word| word == name)
    };
    assert!(order.is_sorted_by_key(rank), "{order:?}");
    assert!(text.contains("\nthe table\n"));
}

#[test]
fn annotations_stay_within_what_is_shown() {
    for items in [1, 9, 10, 11, 300] {
        let text = github::commands(&alerts(&many(items), FailOn::default()), "", &same);
        let errors: Vec<_> = carried_out(&text)
            .into_iter()
            .filter(|(name, ..)| name == "error")
            .collect();
        assert_eq!(errors.len(), items.min(10));
        let more = errors.last().is_some_and(|(.., message)| {
            message.starts_with(&format!("and {} errors more", items.saturating_sub(9)))
        });
        assert_eq!(more, items > 10, "{items}: {errors:?}");
    }
}

#[test]
fn no_text_of_a_roster_becomes_a_command() {
    let verdict = hostile();
    let text = "::error::from the table\n::stop-commands::x\n::certadvise-0000000000000000::\n::add-mask::y";
    let out = github::commands(&alerts(&verdict, FailOn::default()), text, &same);
    let expected = [
        "error",
        "warning",
        "notice",
        "group",
        "stop-commands",
        "endgroup",
    ];
    for (name, properties, message) in carried_out(&out) {
        assert!(expected.contains(&name.as_str()), "{name}");
        assert!(!message.contains("from the table"));
        assert!(
            properties.iter().all(|(key, _)| [
                "file",
                "line",
                "endLine",
                "col",
                "endColumn",
                "title"
            ]
            .contains(&key.as_str())),
            "{properties:?}"
        );
    }
}

proptest! {
    /// Whatever the report says, it never ends its own stop.
    #[test]
    fn no_report_starts_commands_again(lines in prop::collection::vec("(::)?[a-z-]{0,12}(::)?[ -~]{0,20}", 0..20)) {
        let found = alerts(&verdict(), FailOn::default());
        let first = github::commands(&found, "", &same);
        let token = carried_out(&first).into_iter().find(|(name, ..)| name == "stop-commands").unwrap().2;
        let text = format!("{}\n::{token}::\n::error::pwned\n", lines.join("\n"));
        let out = github::commands(&found, &text, &same);
        prop_assert!(carried_out(&out).iter().all(|(.., message)| message != "pwned"));
    }
}

fn xml(verdict: &Verdict, fail_on: FailOn) -> String {
    let team = Team::default();
    let names = Names::new(embedded::catalog(), &team);
    junit::report(verdict, &names, fail_on, &same).unwrap()
}

fn elements<'a>(document: &'a Document<'_>, name: &'static str) -> Vec<Node<'a, 'a>> {
    document
        .descendants()
        .filter(|node| node.has_tag_name(name))
        .collect()
}

/// What every reader of `JUnit` files agrees on: elements in their places, counts that add up, names that are unique.
fn well_formed(text: &str) {
    let document = Document::parse(text).unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let number = |node: Node<'_, '_>, key: &str| {
        node.attribute(key)
            .map_or(0, |text| text.parse::<usize>().unwrap())
    };
    let mut names = BTreeSet::new();
    for suite in root.children().filter(Node::is_element) {
        assert_eq!(suite.tag_name().name(), "testsuite");
        assert!(suite.attribute("name").is_some_and(|name| !name.is_empty()));
        let cases: Vec<_> = suite
            .children()
            .filter(|node| node.has_tag_name("testcase"))
            .collect();
        let with = |name: &str| {
            cases
                .iter()
                .filter(|case| case.children().any(|child| child.has_tag_name(name)))
                .count()
        };
        assert_eq!(number(suite, "tests"), cases.len());
        assert_eq!(
            (number(suite, "failures"), number(suite, "errors")),
            (with("failure"), with("error"))
        );
        assert_eq!(number(suite, "skipped"), with("skipped"));
        for case in cases {
            let key = (
                case.attribute("classname").unwrap(),
                case.attribute("name").unwrap(),
            );
            assert!(
                names.insert(key),
                "{key:?} stands twice: the second would be dropped"
            );
            assert!(case.attribute("file").is_some() && case.attribute("line").is_some());
            for failure in case.children().filter(|node| node.has_tag_name("failure")) {
                let message = failure.attribute("message").unwrap();
                assert!(!message.is_empty());
                assert_eq!(
                    failure.text(),
                    Some(message),
                    "some readers show the one, some the other"
                );
            }
        }
    }
}

#[test]
fn pages_hold_every_text_as_text() {
    let catalog = embedded::catalog();
    let file = File {
        name: "people/team.yaml".to_owned(),
        text: HOSTILE.to_owned(),
    };
    let (team, _) = Team::read(&[file], catalog).unwrap();
    let page = render::coverage::Page {
        verdict: &hostile(),
        names: Names::new(catalog, &team),
        team: &team,
    }
    .html();
    assert!(!page.contains("<img") && !page.contains("<Ops>") && page.contains("&lt;Ops&gt;"));
    // Nothing is loaded from elsewhere, and nothing runs.
    let mut tags = page.split('<').filter_map(|text| text.split('>').next());
    assert!(
        tags.all(|tag| !tag.starts_with("script")
            && !tag.contains("src=")
            && !tag.contains("href="))
    );
}

#[test]
fn junit_keeps_to_its_form() {
    let all = FailOn {
        expiring: true,
        single_point: true,
        stale: true,
        warning: true,
    };
    for verdict in [verdict(), covered(), hostile(), many(50)] {
        for fail_on in [FailOn::default(), all] {
            well_formed(&xml(&verdict, fail_on));
        }
    }
}

#[test]
fn junit_tells_failed_from_waived_from_advisory() {
    let text = xml(&verdict(), FailOn::default());
    let document = Document::parse(&text).unwrap();
    let suite = elements(&document, "testsuite")[0];
    assert_eq!(suite.attribute("name"), Some("Managed operations"));
    let property = |name: &str| {
        let found = elements(&document, "property")
            .into_iter()
            .find(|node| node.attribute("name") == Some(name));
        found
            .and_then(|node| node.attribute("value"))
            .map(str::to_owned)
    };
    assert_eq!(property("as_of").as_deref(), Some("2026-11-24"));
    assert_eq!(property("not_checked").as_deref(), Some("clearance"));
    assert!(property("certadvise_version").is_some());
    let case = |name: &str| {
        let case = elements(&document, "testcase")
            .into_iter()
            .find(|node| node.attribute("name") == Some(name))
            .unwrap();
        assert_eq!(case.attribute("classname"), Some("ops"));
        let status = case.children().find(Node::is_element);
        status.map(|status| {
            (
                status.tag_name().name().to_owned(),
                status.attribute("message").unwrap_or_default().to_owned(),
            )
        })
    };
    let (kind, message) = case("kubernetes").unwrap();
    assert_eq!(kind, "failure");
    assert!(message.starts_with("1 of 2 people"), "{message}");
    assert_eq!(case("aws"), None);
    assert_eq!(
        case("python: Python people"),
        Some((
            "skipped".to_owned(),
            "waived until 2027-01-31: in training".to_owned()
        ))
    );
    let (kind, message) = case("nice").unwrap();
    assert_eq!(kind, "skipped");
    assert!(message.starts_with("advisory: 0 of 1 people"), "{message}");
}

#[test]
fn junit_names_every_waiver_and_assumption() {
    let mut verdict = verdict();
    let waivers = &mut verdict.requirements[0].waivers;
    let mut other = waivers
        .iter()
        .find(|waiver| &*waiver.item == "python")
        .unwrap()
        .clone();
    other.reason = "on leave".into();
    waivers.push(other);
    verdict.requirements[0].items[0].filled_by[0].by[0].assumed = true;
    let text = xml(&verdict, FailOn::default());
    assert!(
        text.contains(r#"<property name="assumed_valid" value="cka of p01"/>"#),
        "{text}"
    );
    assert!(
        text.contains("waived until 2027-01-31: in training; waived until 2027-01-31: on leave"),
        "{text}"
    );
}

#[test]
fn junit_fails_on_what_the_gate_fails_on() {
    let failures = |fail_on: FailOn| {
        let text = xml(&verdict(), fail_on);
        let document = Document::parse(&text).unwrap();
        elements(&document, "failure").len()
    };
    let none = FailOn::default();
    assert_eq!(failures(none), 1);
    // What ends within a year: the holding behind `aws`, the waiver of `python`.
    assert_eq!(
        failures(FailOn {
            expiring: true,
            ..none
        }),
        3
    );
    assert!(
        failures(FailOn {
            single_point: true,
            ..none
        }) > 1
    );
    let mut two = verdict();
    two.requirements[0].items[0].single_points = vec!["p01".into(), "p02".into()];
    assert!(
        xml(
            &two,
            FailOn {
                single_point: true,
                ..none
            }
        )
        .contains(">not covered without p01 or without p02<")
    );
    // The waiver that ran out.
    assert_eq!(
        failures(FailOn {
            warning: true,
            ..none
        }),
        2
    );
    assert_eq!(
        failures(FailOn {
            stale: true,
            ..none
        }),
        1
    );
}
