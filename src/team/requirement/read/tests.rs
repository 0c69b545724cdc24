use std::collections::BTreeMap;

use super::*;
use crate::embedded;
use crate::team::requirement::{Demand, Match, Whom};

/// The shipped tables, and sets as texts.
struct Shelf(BTreeMap<&'static str, &'static str>);

impl Library for Shelf {
    fn set(&self, name: &str) -> Option<File> {
        let text = self.0.get(name)?;
        Some(File {
            name: format!("{name}.yaml"),
            text: (*text).to_owned(),
        })
    }

    fn set_names(&self) -> Vec<&str> {
        self.0.keys().copied().collect()
    }

    fn table(&self, name: &str) -> Option<&'static Table> {
        crate::team::requirement::shipped::tables()
            .iter()
            .find(|table| table.id.eq_ignore_ascii_case(name))
    }

    fn table_names(&self) -> Vec<&str> {
        crate::team::requirement::shipped::tables()
            .iter()
            .map(|table| table.id.as_str())
            .collect()
    }
}

fn read_with(
    text: &str,
    sets: &[(&'static str, &'static str)],
) -> Result<Requirement, Vec<String>> {
    let file = File {
        name: "r.yaml".to_owned(),
        text: text.to_owned(),
    };
    let shelf = Shelf(sets.iter().copied().collect());
    let lines = |found: Vec<Diagnostic>| found.iter().map(Diagnostic::one_line).collect();
    Requirement::read(&file, embedded::catalog(), &shelf)
        .map(|(requirement, _)| requirement)
        .map_err(lines)
}

fn read_text(text: &str) -> Result<Requirement, Vec<String>> {
    read_with(text, &[])
}

/// The match of one item, as this file writes it.
fn matching(yaml: &str) -> Result<Match, Vec<String>> {
    let requirement = read_text(&format!(
        "id: r\nitems:\n- {{id: i, people: 1, match: {yaml}}}\n"
    ))?;
    match &requirement.items[0].demand {
        Demand::People(seats) => Ok(seats.matching.clone()),
        other => panic!("{other:?}"),
    }
}

fn ids(matching: &Match) -> Vec<&str> {
    match matching {
        Match::Holds(leaf) => leaf.credentials.iter().map(|id| id.as_str()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_way_to_name_credentials_becomes_a_set() {
    let catalog = embedded::catalog();
    assert_eq!(ids(&matching("PCAP").unwrap()), ["pcap"]);
    assert_eq!(
        ids(&matching("{any_of: [ckad, cka, CKA]}").unwrap()),
        ["cka", "ckad"]
    );
    let higher = matching("{at_least: 1, of: [aws-saa], or_higher: true}").unwrap();
    assert_eq!(ids(&higher), ["aws-saa", "aws-sap"]);
    let aws = matching("{issuer: aws, tier_at_least: professional}").unwrap();
    assert!(ids(&aws).iter().all(|id| {
        let message = catalog.credential(&id.parse().unwrap()).unwrap();
        message.issuer.as_str() == "aws"
            && message.tier >= crate::catalog::vocabulary::Tier::Professional
    }));
    let levels = matching("{issuer: aws, issuer_level: [professional, SPECIALTY]}").unwrap();
    assert!(ids(&levels).contains(&"aws-sap") && ids(&levels).contains(&"aws-scs"));
    assert!(!ids(&levels).contains(&"aws-saa"));
    assert!(ids(&matching("{topic: kubernetes}").unwrap()).contains(&"cka"));
    assert!(ids(&matching("{accreditation: iso-17024}").unwrap()).contains(&"cissp"));
    let role = matching("{accepted_for: {work_role: \"511\", level: intermediate}}").unwrap();
    assert!(
        ids(&role).contains(&"cysa-plus")
            && ids(&role).contains(&"security-plus")
            && !ids(&role).contains(&"ceh")
    );
    let category = matching("{accepted_for: {category: iat, level: ii}}").unwrap();
    assert!(ids(&category).contains(&"security-plus"));
}

#[test]
fn trees_keep_their_shape() {
    let both = matching("{all_of: [{any_of: [cka, ckad]}, pcap]}").unwrap();
    assert!(matches!(&both, Match::AllOf(parts) if parts.len() == 2));
    let two = matching("{at_least: 2, of: [cissp, cisa, {any_of: [cism, crisc]}]}").unwrap();
    assert!(matches!(&two, Match::AtLeast(2, leaves) if leaves.len() == 3));
    let mixed = matching("{any_of: [cka, {all_of: [ckad, pcap]}, cks]}").unwrap();
    assert!(
        matches!(&mixed, Match::AnyOf(parts) if ids(&parts[0]) == ["cka", "cks"] && parts.len() == 2)
    );
}

#[test]
fn the_example_of_the_documents_reads() {
    let text = include_str!("../../../../docs/requirements.md");
    let example = text
        .split("```yaml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    let base =
        "id: aws-partner-advanced\nitems: [{id: technical, people: 6, match: {issuer: aws}}]";
    let requirement = read_with(example, &[("aws-partner-advanced", base)]).unwrap();
    let kinds: Vec<_> = requirement
        .items
        .iter()
        .map(|item| (item.id.as_str(), &item.demand))
        .collect();
    assert!(matches!(
        kinds[0],
        ("aws-partner-advanced/technical", Demand::People(_))
    ));
    let every = kinds
        .iter()
        .find(|(id, _)| *id == "foundational")
        .unwrap()
        .1;
    assert!(
        matches!(every, Demand::Every { whom: Whom::Position(table), matching: Match::AcceptedForPosition(of) }
        if table.as_str() == "dod-8140" && of.id == *table)
    );
    assert_eq!(requirement.waivers[0].item.as_str(), "python");
    assert!(
        requirement
            .items
            .iter()
            .all(|item| item.valid_for == Some(Period::Days(90)))
    );
}

#[test]
fn a_set_takes_the_items_of_those_it_extends_once() {
    let sets = [
        (
            "low",
            "id: low\nnot_checked: [clearance]\nitems: [{id: a, people: 1, match: cka}]",
        ),
        (
            "left",
            "id: left\nextends: [low]\nitems: [{id: a, people: 1, match: cks}]",
        ),
        (
            "right",
            "id: right\nextends: [low]\nvalid_for: 30d\nnot_checked: [clearance, years]",
        ),
    ];
    let text = "id: top\nextends: [left, right]\nitems: [{id: a, people: 2, match: ckad}]\n\
        waivers: [{item: low/a, reason: new, until: 2027-01-31}, {item: top/a, reason: new, until: 2027-01-31}]";
    let top = read_with(text, &sets).unwrap();
    let items: Vec<&str> = top.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(items, ["low/a", "left/a", "a"]);
    assert_eq!(
        top.not_checked.iter().map(Text::as_str).collect::<Vec<_>>(),
        ["clearance", "years"]
    );
    assert_eq!(
        top.extends.iter().map(Text::as_str).collect::<Vec<_>>(),
        ["low", "left", "right"]
    );
    assert_eq!(
        top.waivers
            .iter()
            .map(|waiver| waiver.item.as_str())
            .collect::<Vec<_>>(),
        ["low/a", "a"]
    );
}

#[test]
fn circles_of_sets_are_found() {
    let sets = [("a", "id: a\nextends: [b]"), ("b", "id: b\nextends: [a]")];
    let found = read_with(sets[0].1, &sets).unwrap_err();
    assert_eq!(
        found,
        ["b.yaml:2:11: error[CA111]: sets extend each other in a circle: a -> b -> a"]
    );
    let own = read_with("id: x\nextends: [X]", &[]).unwrap_err();
    assert!(own[0].contains("x -> X"), "{own:?}");
}

#[test]
fn every_problem_is_found_in_one_run() {
    let text = "id: my set\nverson: 1\nextends: [aws-partner-advancd]\nlists: {good: [cka], bad: [ckka], none: []}\nitems:\n\
        - {id: a, people: 0, match: cka}\n\
        - {id: a2, people: 1, match: {any_of: []}}\n\
        - {id: b, people: 3, match: {issuer: awss}, of_which: [{people: 4, match: cka}]}\n\
        - {id: b, people: 1, credentials: 2, match: cka}\n\
        - {id: c, people: 1, match: {any_of_list: goood}}\n\
        - {id: d, every: {rol: x}, match: cka}\n\
        - {id: e, every: {position: dod-8141}, match: {accepted_for: position}}\n\
        - {id: f, people: 1, match: {accepted_for: {work_role: \"511\", level: guru}}}\n\
        - {id: g, people: 1, match: {at_least: 3, of: [cka, ckad]}}\n\
        - {id: h, people: 1, match: {issuer: aws, issuer_level: [profesional]}}\n\
        - {id: i, score: {need: 20, each: [{points: 4, match: cka, max: 8}]}}\n\
        - {id: j, people: 1, match: {anyof: [cka]}}\n\
        - {id: k, people: 1, match: CAP, severity: advisry}\n\
        - {id: l, people: 1, match: {topic: kubernetes, issuer: isc2}, valid_for: 3}\n\
        - {id: k, people: 1, match: cka}\n\
        waivers:\n\
        - {item: ll, reason: x, until: 2027-01-31}\n\
        - {item: i, reason: x, until: 2027-02-31}\n";
    let sets = [(
        "aws-partner-advanced",
        "id: aws-partner-advanced\nitems: [{id: t, people: 1, match: cka}]",
    )];
    let found = read_with(text, &sets).unwrap_err();
    for (line, words) in [
        (1, "`my set` is not an id"),
        (2, "unknown key `verson`"),
        (
            3,
            "unknown requirement set `aws-partner-advancd` (did you mean `aws-partner-advanced`?)",
        ),
        (4, "unknown credential `ckka`"),
        (4, "the list `none` is empty"),
        (6, "`people: 0` asks for nobody"),
        (7, "`any_of` is empty"),
        (
            8,
            "unknown issuer `awss` (did you mean `aws`, `ASIS` or `asq`?)",
        ),
        (8, "4 of 3 people is more than all of them"),
        (9, "`people` and `credentials` can't stand in one item"),
        (10, "unknown list `goood` (did you mean `good`?)"),
        (11, "unknown key `rol` (did you mean `role`?)"),
        (11, "`every` says whom it concerns"),
        (12, "unknown table `dod-8141` (did you mean `dod-8140`"),
        (13, "511 has no level `guru`"),
        (14, "3 different credentials of 2 can't be held"),
        (
            15,
            "`profesional` is not a level of aws (did you mean `professional`?)",
        ),
        (16, "all lines together give at most 8 points"),
        (17, "unknown key `anyof` (did you mean `any_of`?)"),
        (18, "`CAP` can mean"),
        (18, "`advisry` is not a severity (did you mean `advisory`?)"),
        (19, "no credential of the catalog is of this kind"),
        (19, "`valid_for` is `3`"),
        (22, "unknown item `ll`"),
        (20, "item `k` stands twice"),
        (23, "`until` is `2027-02-31`"),
    ] {
        let there = |message: &&String| {
            message.starts_with(&format!("r.yaml:{line}:")) && message.contains(words)
        };
        assert!(
            found.iter().any(|message| there(&message)),
            "{line}: {words} in {found:#?}"
        );
    }
}

#[test]
fn what_is_always_or_never_met_is_refused() {
    for (yaml, words) in [
        ("id: r\nitems: []", "without items is always covered"),
        ("id: r", "missing key `items`"),
        (
            "id: r\nitems: [{id: a, people: 1, match: cka}, {id: A, people: 1, match: cka}]",
            "item `a` stands twice",
        ),
        (
            "id: r\nitems: [{id: s, score: {need: 4, each: [{points: 4, match: cka}]}}]\n\
             waivers: [{item: s, reason: x, until: 2027-01-31}]",
            "a waiver eases a number of people",
        ),
        (
            "id: r\nitems: [{id: a, people: 1, match: {accepted_for: position}}]",
            "needs `every: {position: TABLE}`",
        ),
        (
            "id: r\nitems: [{id: a, people: 3, exclusive: x, match: cka, of_which: \
             [{people: 1, match: cks}, {people: 1, match: ckad}, {people: 1, match: pcap}]}]",
            "at most 2 lines of `of_which`",
        ),
    ] {
        let found = read_text(yaml).unwrap_err();
        assert!(
            found.iter().any(|message| message.contains(words)),
            "{words} in {found:#?}"
        );
    }
}

#[test]
fn what_is_there_but_empty_is_not_called_missing() {
    let text = "id: A b\nitems:\nwaivers: [{item: x, reason: '', until: 2027-01}, 3]\n";
    let found = read_text(text).unwrap_err();
    assert_eq!(
        found,
        [
            "r.yaml:1:5: error[CA109]: `A b` is not an id: letters, digits and `-_.+`, at most 60",
            "r.yaml:2:1: error[CA103]: `items` has no value",
            "r.yaml:3:18: error[CA301]: unknown item `x`",
            "r.yaml:3:29: error[CA104]: `reason` must be a single value, not nothing",
            "r.yaml:3:40: error[CA105]: `until` is `2027-01`: expected a day of the calendar, YYYY-MM-DD",
            "r.yaml:3:50: error[CA104]: a waiver must be a map, not a single value",
        ]
    );
}
