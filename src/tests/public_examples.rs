//! Public requirements, judged: the traps that come with each, the worked examples of partner programs, and what
//! ships in `examples/`.

use std::fs;

use jiff::civil::date;

use crate::base::diagnostic::Diagnostic;
use crate::catalog::Catalog;
use crate::catalog::read::File;
use crate::coverage::{Options, Verdict, judge};
use crate::embedded;
use crate::team::requirement::Requirement;
use crate::team::requirement::library::Library;
use crate::team::requirement::shipped::{self, Shipped};
use crate::team::roster::Team;

/// Somebody: roles and positions (`role`, `511 basic`, `iat ii`), comma-separated, and what they hold until 2030.
type Somebody<'a> = (&'a str, &'a str);

fn lines(found: &[Diagnostic]) -> String {
    found.iter().map(|one| one.one_line() + "\n").collect()
}

fn file(name: &str, text: impl Into<String>) -> File {
    File {
        name: name.to_owned(),
        text: text.into(),
    }
}

fn requirement(file: &File, catalog: &Catalog) -> Requirement {
    Requirement::read(file, catalog, &Shipped)
        .unwrap_or_else(|found| panic!("{}", lines(&found)))
        .0
}

fn built_in(name: &str) -> Requirement {
    requirement(&Shipped.set(name).unwrap(), embedded::catalog())
}

fn team(people: &[Somebody<'_>], catalog: &Catalog) -> Team {
    let mut text = "people:\n".to_owned();
    for (number, (labels, holds)) in people.iter().enumerate() {
        let (mut roles, mut positions) = (Vec::new(), Vec::new());
        for label in labels
            .split(',')
            .map(str::trim)
            .filter(|label| !label.is_empty())
        {
            match label.split_once(' ') {
                Some((code, level)) if code.starts_with(|c: char| c.is_ascii_digit()) => {
                    positions.push(format!("{{work_role: \"{code}\", level: {level}}}"));
                }
                Some((category, level)) => {
                    positions.push(format!("{{category: {category}, level: {level}}}"));
                }
                None => roles.push(label),
            }
        }
        let holds = holds
            .split_whitespace()
            .map(|id| format!("{{credential: {id}, expires: 2030-01-01}}"));
        text += &format!(
            "- {{id: p{number:02}, roles: [{}], positions: [{}], holds: [{}]}}\n",
            roles.join(", "),
            positions.join(", "),
            holds.collect::<Vec<_>>().join(", ")
        );
    }
    Team::read(&[file("team.yaml", text)], catalog)
        .unwrap_or_else(|found| panic!("{}", lines(&found)))
        .0
}

fn judged(requirement: Requirement, team: &Team, catalog: &Catalog) -> Verdict {
    judge(
        &[requirement],
        team,
        catalog,
        date(2026, 11, 24),
        date(2027, 11, 24),
        Options::default(),
    )
}

fn covers(set: &str, people: &[Somebody<'_>]) -> bool {
    let catalog = embedded::catalog();
    judged(built_in(set), &team(people, catalog), catalog).covered
}

/// Judges by a requirement written here.
fn covers_text(items: &str, people: &[Somebody<'_>]) -> bool {
    covers_with(embedded::catalog(), items, people)
}

#[test]
fn aws_counts_people_and_the_minimum_lies_inside_the_same_people() {
    let set = "aws-partner-advanced";
    // Eleven certifications of three people are not six people.
    let many = "aws-clf aws-aif aws-saa aws-sap aws-dva";
    assert!(!covers(set, &[("", many), ("", many), ("", many)]));
    let both = |holds| ("", holds);
    let six = [
        "aws-clf aws-sap",
        "aws-aif aws-dop",
        "aws-clf aws-scs",
        "aws-clf aws-saa",
        "aws-saa",
        "aws-dva",
    ];
    assert!(covers(set, &six.map(both)));
    // Two at professional level where three are asked, and a seventh person does not stand in for a third.
    let two = [
        "aws-clf aws-sap",
        "aws-aif aws-dop",
        "aws-clf aws-saa",
        "aws-clf aws-saa",
        "aws-saa",
        "aws-dva",
        "aws-dea",
    ];
    assert!(!covers(set, &two.map(both)));
    // Foundational people are not technical ones.
    assert!(!covers(
        "aws-partner-select",
        &[
            ("", "aws-clf"),
            ("", "aws-aif"),
            ("", "aws-clf"),
            ("", "aws-saa")
        ]
    ));
    assert!(covers(
        "aws-partner-select",
        &[("", "aws-clf aws-saa"), ("", "aws-aif aws-saa")]
    ));
}

/// Points of an item where so many people hold each credential: the same people, or each a different one.
fn points(set: &str, item: &str, holders: &[(&str, usize)]) -> f64 {
    let catalog = embedded::catalog();
    let most = holders
        .iter()
        .map(|(_, people)| *people)
        .max()
        .unwrap_or_default();
    let same = (0..most).map(|number| {
        holders
            .iter()
            .filter(|(_, people)| number < *people)
            .map(|(id, _)| format!("{id} "))
            .collect::<String>()
    });
    let apart = holders
        .iter()
        .flat_map(|(id, people)| vec![(*id).to_owned(); *people]);
    let of = |holds: Vec<String>| {
        let people: Vec<Somebody<'_>> = holds.iter().map(|holds| ("", holds.as_str())).collect();
        let verdict = judged(built_in(set), &team(&people, catalog), catalog);
        let item = verdict.requirements[0]
            .items
            .iter()
            .find(|one| &*one.id == item)
            .unwrap();
        item.score.as_ref().unwrap().scored
    };
    let (same, apart) = (of(same.collect()), of(apart.collect()));
    assert_eq!(same, apart, "{set}: one person may count in several lines");
    f64::from(same) / 100.0
}

#[test]
fn microsofts_worked_examples_give_the_points_it_prints() {
    let data = |track: &str, admins, architects, scored| {
        let set = format!("microsoft-data-ai-{track}");
        points(
            &set,
            "intermediate",
            &[
                ("az-104", admins),
                ("az-305", architects),
                ("dp-300", scored),
            ],
        )
    };
    assert_eq!(data("enterprise", 2, 2, 2), 8.0);
    assert_eq!(data("enterprise", 2, 0, 2), 0.0);
    assert_eq!(data("enterprise", 1, 2, 2), 0.0);
    assert_eq!(data("smb", 2, 2, 3), 20.0);
    assert_eq!(data("smb", 2, 0, 2), 4.0);
    let infrastructure = |track: &str, admins, scored| {
        let set = format!("microsoft-infrastructure-{track}");
        points(
            &set,
            "intermediate",
            &[("az-104", admins), ("az-700", scored)],
        )
    };
    assert_eq!(infrastructure("enterprise", 1, 2), 0.0);
    assert_eq!(infrastructure("smb", 1, 2), 12.0);
    let security = |track: &str, first, second, scored| {
        let set = format!("microsoft-security-{track}");
        points(
            &set,
            "intermediate",
            &[("sc-500", first), ("sc-200", second), ("sc-100", scored)],
        )
    };
    // The page prints 13.3: two thirds of 20.
    assert_eq!(security("enterprise", 2, 2, 2), 13.34);
    assert_eq!(security("smb", 2, 0, 2), 4.0);
}

#[test]
fn full_skilling_scores_are_reached_by_the_people_microsoft_names() {
    let full = |set: &str, item: &str, holders: &[(&str, usize)]| points(set, item, holders);
    assert_eq!(
        full(
            "microsoft-infrastructure-enterprise",
            "advanced",
            &[("az-305", 2), ("az-140", 5)]
        ),
        20.0
    );
    assert_eq!(
        full(
            "microsoft-infrastructure-smb",
            "advanced",
            &[("az-305", 1), ("az-120", 4)]
        ),
        20.0
    );
    assert_eq!(
        full(
            "microsoft-security-enterprise",
            "intermediate",
            &[("az-500", 2), ("sc-200", 2), ("sc-300", 3)]
        ),
        20.0
    );
    assert_eq!(
        full(
            "microsoft-security-smb",
            "intermediate",
            &[("sc-500", 1), ("sc-200", 1), ("sc-401", 2)]
        ),
        20.0
    );
    assert_eq!(
        full(
            "microsoft-data-ai-enterprise",
            "intermediate",
            &[("az-104", 2), ("az-305", 2), ("pl-300", 12)]
        ),
        40.0
    );
    assert_eq!(
        full(
            "microsoft-data-ai-smb",
            "intermediate",
            &[("az-104", 1), ("az-305", 1), ("pl-300", 8)]
        ),
        40.0
    );
    let app = "microsoft-digital-app-innovation-smb";
    assert_eq!(
        full(app, "advanced", &[("az-305", 1), ("github-actions", 4)]),
        20.0
    );
    let business = "microsoft-business-applications-enterprise";
    assert_eq!(full(business, "intermediate", &[("mb-310", 20)]), 20.0);
    assert!(covers(
        business,
        &[
            [("", "mb-310 mb-820"); 7].as_slice(),
            [("", "pl-400"); 13].as_slice()
        ]
        .concat()
    ));
    assert!(!covers(
        business,
        &[
            [("", "mb-310 mb-820"); 6].as_slice(),
            [("", "pl-400"); 14].as_slice()
        ]
        .concat()
    ));
    assert!(covers(
        "microsoft-modern-work-smb",
        &[("", "ms-102 md-102"), ("", "sc-300")]
    ));
    assert!(!covers(
        "microsoft-modern-work-enterprise",
        &[("", "ms-102 md-102"), ("", "ms-102 ms-700"), ("", "ab-900")]
    ));
}

#[test]
fn kcsp_takes_three_valid_administrators() {
    assert!(covers(
        "cncf-kcsp",
        &[("", "cka"), ("", "cka cks"), ("", "cka")]
    ));
    assert!(!covers(
        "cncf-kcsp",
        &[("", "cka"), ("", "ckad cks"), ("", "cka")]
    ));
}

#[test]
fn a_claude_partner_needs_as_many_certified_people_as_its_tier_says() {
    for (set, people) in [
        ("claude-partner-select", 10),
        ("claude-partner-preferred", 100),
        ("claude-partner-global-premier", 1_000),
    ] {
        let enough = vec![("", "claude-developer-foundations"); people];
        assert!(covers(set, &enough), "{set}");
        assert!(!covers(set, &enough[1..]), "{set}");
    }
}

#[test]
fn a_check_team_has_a_leader_and_everybody_passed_their_own_examination() {
    let covers = |people: &[Somebody<'_>]| covers("ncsc-check-team", people);
    let leader = ("check-team-leader", "crest-cct-app");
    assert!(covers(&[leader, ("check-team-member", "crest-crt")]));
    assert!(!covers(&[("check-team-member", "crest-crt")]));
    assert!(!covers(&[leader, ("check-team-leader", "crest-crt")]));
    assert!(!covers(&[leader, ("check-team-member", "oscp")]));
}

#[test]
fn polands_list_asks_for_two_auditors() {
    let covers = |people: &[Somebody<'_>]| covers("poland-ksc-auditors", people);
    assert!(covers(&[("", "cia"), ("", "isa-62443-expert")]));
    assert!(!covers(&[("", "cisa cissp"), ("", "security-plus")]));
}

#[test]
fn each_position_is_judged_by_its_own_table() {
    let (new, old) = ("dod-8140-positions", "dod-8570-positions");
    // CEH counts at basic alone, CySA+ at every level, Security+ for neither 621 nor 632.
    assert!(covers(
        new,
        &[
            ("511 basic", "ceh"),
            ("511 advanced", "cysa-plus"),
            ("531 intermediate", "security-plus")
        ]
    ));
    assert!(!covers(new, &[("511 intermediate", "ceh")]));
    assert!(!covers(new, &[("511 advanced", "security-plus")]));
    assert!(
        !covers(new, &[("621 basic", "security-plus")])
            && !covers(new, &[("632 basic", "security-plus")])
    );
    // For a row without certifications nobody qualifies by one.
    assert!(!covers(new, &[("122 basic", "cissp gsec security-plus")]));
    // Both at once, and no crosswalk: what is enough for one is not for the other.
    let both = "511 intermediate, iat iii";
    assert!(covers(new, &[(both, "security-plus")]) && !covers(old, &[(both, "security-plus")]));
    assert!(
        covers(new, &[(both, "security-plus cisa")])
            && covers(old, &[(both, "security-plus cisa")])
    );
    // IAT and IAM count downwards, IASAE and CSSP don't.
    assert!(covers(old, &[("iat i", "cissp"), ("iam i", "cism")]));
    assert!(!covers(old, &[("iasae i", "issap")]) && !covers(old, &[("iat ii", "a-plus")]));
    // The contract asks everybody, and not those outside.
    assert!(
        covers(old, &[("iat i", "a-plus"), ("", "")])
            && !covers(old, &[("iat i", "a-plus"), ("iat i", "")])
    );
}

#[test]
fn every_level_of_every_row_is_a_set_of_its_own() {
    assert!(covers(
        "dod-8140-511-intermediate",
        &[("", "ceh"), ("", "security-plus")]
    ));
    assert!(!covers(
        "DOD-8140-511-Advanced",
        &[("", "ceh"), ("", "security-plus")]
    ));
    assert!(covers("dod-8570-cssp-incident-responder", &[("", "gcih")]));
    for table in shipped::tables() {
        for (row, level) in table
            .rows
            .iter()
            .flat_map(|row| row.levels.iter().map(move |level| (row, level)))
        {
            let name = table.set_id(row, level);
            let set =
                Requirement::read(&Shipped.set(&name).unwrap(), embedded::catalog(), &Shipped);
            assert_eq!(set.is_ok(), !row.accepted(&level.word).is_empty(), "{name}");
            assert!(
                set.is_err_and(|found| found.len() == 1) || !row.accepted(&level.word).is_empty(),
                "{name}"
            );
        }
    }
    // A row that accepts nothing can't be met: that is an error, not a gap.
    let none = Shipped.set("dod-8140-122-basic").unwrap();
    let found = Requirement::read(&none, embedded::catalog(), &Shipped).unwrap_err();
    assert!(
        found[0]
            .message
            .contains("dod-8140 accepts no credential for 122 basic"),
        "{}",
        lines(&found)
    );
}

#[test]
fn one_person_fills_one_seat_of_a_soc() {
    let mut ten = vec![
        ("", "security-plus"),
        ("", "gsec"),
        ("", "pentest-plus"),
        ("", "cysa-plus"),
        ("", "gcia"),
        ("", "gcih"),
        ("", "ceh"),
        ("", "a-plus"),
        ("", "sscp"),
        ("", "cisa"),
    ];
    assert!(covers("dod-8140-soc-team", &ten));
    // CEH does not make an intermediate analyst, so the CEH holder stays with the incidents; a second one helps nobody.
    ten[0].1 = "ceh";
    assert!(!covers("dod-8140-soc-team", &ten));
    // Who qualifies for two seats fills one: counting each seat alone would pass these nine.
    ten[0].1 = "security-plus";
    ten[9].1 = "";
    ten[3].1 = "cysa-plus gpen";
    assert!(!covers("dod-8140-soc-team", &ten));
}

#[test]
fn a_senior_assessor_has_two_different_certifications_one_of_them_of_tier_1() {
    let set = "fedramp-senior-assessor";
    for good in [
        "cissp aws-saa",
        "cisa cism",
        "securityx security-plus",
        "gcih ccsk gsec",
    ] {
        assert!(covers(set, &[("", good)]), "{good}");
    }
    for bad in [
        "cissp",
        "aws-saa aws-sap",
        "security-plus ccsk gsec",
        "isc2-associate security-plus",
        "cissp oscp",
    ] {
        assert!(!covers(set, &[("", bad)]), "{bad}");
    }
    assert!(
        !covers(set, &[("", "cissp"), ("", "aws-saa")]),
        "two people are not one"
    );
    assert!(!covers(
        "fedramp-penetration-tester",
        &[("", "oscp"), ("", "oswe osep")]
    ));
    assert!(covers(
        "fedramp-penetration-tester",
        &[("", "oscp"), ("", "ceh")]
    ));
    assert!(!covers(
        "fedramp-assessment",
        &[("", "cisa aws-scs"), ("", "oscp")]
    ));
    // One person may be both.
    assert!(covers("fedramp-assessment", &[("", "cissp cisa")]));
}

#[test]
fn a_qsa_has_one_of_each_list() {
    let covers = |holds| covers("pci-qsa-employees", &[("qsa", holds), ("sales", "")]);
    assert!(covers("cissp cisa") && covers("pecb-27001-li gsna"));
    assert!(!covers("cissp cism") && !covers("cisa gsna") && !covers("ceh cisa"));
}

#[test]
fn an_indicative_list_never_fails() {
    assert!(covers("tiber-eu-red-team", &[("", "")]));
}

#[test]
fn by_issuer_or_topic_instead_of_by_name() {
    // USDA AG-3151-S-08-0005, key personnel of 2008.
    let key = "\
- {id: manager, people: 1, exclusive: key, match: pmp}
- {id: architect, people: 1, exclusive: key, match: {issuer: microsoft}}
- {id: developer, people: 1, exclusive: key, match: {issuer: microsoft}}
- {id: quality, people: 1, exclusive: key, match: {topic: testing}}
";
    let full = [
        ("", "pmp"),
        ("", "az-204"),
        ("", "pl-400"),
        ("", "istqb-ctfl"),
    ];
    assert!(covers_text(key, &full));
    assert!(!covers_text(key, &full[..3]));
    assert!(!covers_text(
        key,
        &[full[0], full[1], full[3], ("", "aws-saa")]
    ));
}

/// The shipped catalog with certificates of other trades.
fn catalog_with(ids: &[&str]) -> Catalog {
    let own = ids.iter().map(|id| {
        format!(
            "- {{id: {id}, issuer: a-trade, name: {id}, about: A trade certificate., category: domain-specific, tier: \
             associate, assurance: proctored-exam, status: active, topics: {{hardware: 1}}, python: none, \
             exam_fee_usd: unknown, validity: [{{months: unknown}}], confidence: low, sources: [{{kind: \
             general-knowledge}}]}}\n"
        )
    });
    let own: String = own.collect();
    let text = format!(
        "issuers:\n- {{id: a-trade, name: A trade, kind: neutral-body}}\ncredentials:\n{own}"
    );
    embedded::catalog()
        .with(&[file("own.yaml", text)])
        .unwrap_or_else(|found| panic!("{}", lines(&found)))
        .0
}

/// Judges by a requirement written here and a catalog with more in it.
fn covers_with(catalog: &Catalog, items: &str, people: &[Somebody<'_>]) -> bool {
    let requirement = requirement(
        &file("here.yaml", format!("id: here\nitems:\n{items}")),
        catalog,
    );
    judged(requirement, &team(people, catalog), catalog).covered
}

#[test]
fn an_unclear_overlap_can_be_written_both_ways() {
    // VA 36C24420Q0680: three technicians, two certified for drives; whether among the three is not said.
    let catalog = catalog_with(&["chillers", "drives"]);
    let three = [
        ("", "chillers drives"),
        ("", "chillers drives"),
        ("", "chillers"),
    ];
    let items = |group: &str| {
        format!(
            "- {{id: technicians, people: 3, {group} match: chillers}}\n- {{id: drives, people: 2, {group} match: drives}}\n"
        )
    };
    assert!(covers_with(&catalog, &items(""), &three));
    assert!(!covers_with(
        &catalog,
        &items("exclusive: technicians,"),
        &three
    ));
}

#[test]
fn certificates_of_other_trades_come_from_an_own_catalog() {
    // USAF 11th Contracting Squadron.
    let catalog = catalog_with(&["fac-c-3", "dawia-contracting-3", "cpcm", "cfcm"]);
    let items = "\
- {id: senior, every: {role: senior-specialist}, match: {any_of: [fac-c-3, dawia-contracting-3, cpcm]}}
- {id: support, every: {role: it-support}, match: security-plus}
";
    assert!(covers_with(
        &catalog,
        items,
        &[
            ("senior-specialist", "cpcm"),
            ("it-support", "security-plus")
        ]
    ));
    assert!(!covers_with(
        &catalog,
        items,
        &[
            ("senior-specialist", "cfcm"),
            ("it-support", "security-plus")
        ]
    ));
    // HITRUST: a reviewer holds both; how many are needed is not known.
    let catalog = catalog_with(&["ccsfp", "chqp"]);
    let items = "\
- {id: assessors, every: {role: assessor}, match: ccsfp}
- {id: reviewers, every: {role: reviewer}, match: {all_of: [ccsfp, chqp]}}
";
    assert!(covers_with(
        &catalog,
        items,
        &[("assessor", "ccsfp"), ("reviewer", "ccsfp chqp")]
    ));
    assert!(!covers_with(
        &catalog,
        items,
        &[("assessor", "ccsfp"), ("reviewer", "chqp")]
    ));
}

#[test]
fn soft_words_are_advice() {
    // Maryland G20B9400007 names CISSP or CEH; Fairfax 2000004198 says "e.g." and "or equivalents".
    let maryland = "- {id: testers, every: {role: tester}, match: {any_of: [cissp, ceh]}}\n";
    assert!(covers_text(
        maryland,
        &[("tester", "ceh"), ("tester", "cissp")]
    ));
    assert!(!covers_text(
        maryland,
        &[("tester", "ceh"), ("tester", "oscp")]
    ));
    let fairfax =
        "- {id: cyber, people: 1, severity: advisory, match: {any_of: [cissp, cism, ceh, oscp]}}\n";
    assert!(covers_text(fairfax, &[("", "security-plus")]));
}

#[test]
fn the_shipped_examples_run() {
    for (name, covered) in [
        ("soc-team", true),
        ("aws-partner", false),
        ("fedramp-assessors", true),
        ("legacy-applications", false),
        ("cmmc-assessment", false),
        ("grid-operators", true),
    ] {
        let path = |what: &str| format!("examples/{name}/{what}.yaml");
        let text = |what: &str| fs::read_to_string(path(what)).map(|text| file(&path(what), text));
        let own = text("catalog").into_iter().collect::<Vec<_>>();
        let (catalog, _) = embedded::catalog()
            .with(&own)
            .unwrap_or_else(|found| panic!("{}", lines(&found)));
        let people = Team::read(&[text("team").unwrap()], &catalog);
        let people = people.unwrap_or_else(|found| panic!("{}", lines(&found))).0;
        let verdict = judged(
            requirement(&text("requirements").unwrap(), &catalog),
            &people,
            &catalog,
        );
        assert_eq!(verdict.covered, covered, "{name}: {verdict:#?}");
        assert!(!verdict.requirements[0].not_checked.is_empty(), "{name}");
        let listed = fs::read_to_string("examples/README.md").unwrap();
        let says = if covered {
            "| covered |"
        } else {
            "| not covered |"
        };
        let row = listed
            .lines()
            .find(|line| line.contains(&format!("`{name}`")))
            .unwrap();
        assert!(row.ends_with(says), "{name}: {row}");
    }
}
