//! The page about a team: nothing in it runs, everybody can read it, and it says what the JSON says.

use std::collections::BTreeSet;

use jiff::civil::date;
use roxmltree::{Document, Node};
use serde_json::Value;

use crate::base::date::Date;
use crate::catalog::read::File;
use crate::catalog::vocabulary::Evidence;
use crate::cost::USUAL_RATE;
use crate::cost::renewals::renewals;
use crate::coverage::{Options, judge};
use crate::embedded;
use crate::plan::answer::{PlanOutcome, Planner};
use crate::plan::solver::Effort;
use crate::plan::{Objective, Question};
use crate::render::names::Names;
use crate::render::report::Report;
use crate::render::{coverage, plan, renewals as lists};
use crate::team::requirement::{Requirement, library};
use crate::team::roster::Team;

const TODAY: Date = date(2026, 11, 24);
const UNTIL: Date = date(2027, 11, 24);

const TEAM: &str = "people:
  - id: p01
    name: Person 01
    holds:
      - {credential: cka, earned: 2025-06-01, evidence: \"https://example.com/p01/cka\"}
      - {credential: cissp, earned: 2024-06-01}
  - {id: p02, name: Person 02, holds: [{credential: aws-saa, expires: 2027-03-01}]}
  - {id: p03, name: Person 03, holds: []}
";

const REQUIREMENTS: &str = "id: ops
name: Operations
valid_for: 30d
items:
  - {id: lead, name: Lead, people: 1, match: cka}
  - {id: cloud, people: 2, match: {any_of: [aws-saa, aws-sap]}, of_which: [{people: 1, match: aws-sap}]}
  - {id: python, people: 1, match: pcap, severity: advisory}
waivers: [{item: cloud, people: 1, reason: hiring, until: 2027-02-01}]
not_checked: [clearance]
";

/// The page, and the JSON of the answers on it.
struct Answers {
    html: String,
    coverage: Value,
    renewals: Value,
    plan: Value,
}

/// What a report says of a team; without a plan where `planned` is false.
fn report(team: &str, requirements: &str, planned: bool) -> Answers {
    let catalog = embedded::catalog();
    let file = |name: &str, text: &str| File {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let (team, _) = Team::read(&[file("team.yaml", team)], catalog).unwrap();
    let (requirement, _) =
        Requirement::read(&file("ops.yaml", requirements), catalog, &library::Empty).unwrap();
    let requirements = [requirement];
    let options = Options::default();
    let verdict = judge(&requirements, &team, catalog, TODAY, UNTIL, options);
    let due = renewals(catalog, &team, TODAY, UNTIL, USUAL_RATE);
    let program = Planner::new(Question {
        catalog,
        team: &team,
        requirements: &requirements,
        today: TODAY,
        deadline: UNTIL,
        until: UNTIL,
        keep_covered: true,
        valid_for: None,
        least_evidence: Evidence::Declared,
        assume_valid: false,
        budget: None,
        max_hours: None,
        objective: Objective::Cost,
        rate: USUAL_RATE,
        effort: Effort::untimed(1_000_000),
    })
    .unwrap();
    let shown = planned.then(|| match program.plan() {
        PlanOutcome::Found(plan) => plan::Shown::Found {
            plan,
            alternatives: Vec::new(),
            curve: Vec::new(),
        },
        PlanOutcome::Infeasible => plan::Shown::Infeasible(program.causes()),
        PlanOutcome::Undecided => panic!("small teams are decided"),
    });
    let page = shown.map(|shown| plan::Page {
        planner: &program,
        shown,
        names: Names::new(catalog, &team),
    });
    let html = Report {
        catalog,
        team: &team,
        verdict: &verdict,
        renewals: &due,
        names: Names::new(catalog, &team),
        rate: USUAL_RATE,
        plan: page.as_ref(),
        command: "certadvise report",
    }
    .html()
    .unwrap();
    let listed = lists::Page {
        renewals: &due,
        needless: None,
        names: Names::new(catalog, &team),
        rate: USUAL_RATE,
    };
    Answers {
        html,
        coverage: serde_json::to_value(coverage::json(&verdict)).unwrap(),
        renewals: serde_json::to_value(lists::json(&listed)).unwrap(),
        plan: page.map_or(Value::Null, |page| {
            serde_json::to_value(plan::json(&page)).unwrap()
        }),
    }
}

/// The page as XML: elements without content are closed.
fn as_xml(html: &str) -> String {
    let body = html.strip_prefix("<!doctype html>\n").unwrap();
    let mut xml = String::new();
    let mut rest = body;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').unwrap();
        let tag = &rest[start..end];
        let name = tag[1..].split([' ', '/']).next().unwrap_or_default();
        xml += &rest[..end];
        if ["meta", "br"].contains(&name) {
            xml.push('/');
        }
        xml.push('>');
        rest = &rest[end + 1..];
    }
    xml + rest
}

fn text_of(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text);
    let text: String = texts.filter_map(|text| text.text()).collect();
    text.replace('\u{a0}', " ")
}

fn named<'d>(document: &'d Document<'_>, name: &'static str) -> Vec<Node<'d, 'd>> {
    let all = document.descendants();
    all.filter(|node| node.has_tag_name(name)).collect()
}

#[test]
fn everybody_can_read_the_page() {
    let answers = report(TEAM, REQUIREMENTS, true);
    let xml = as_xml(&answers.html);
    let document = Document::parse(&xml).unwrap();
    assert_eq!(named(&document, "html")[0].attribute("lang"), Some("en"));
    for only in ["title", "h1", "main"] {
        let found = named(&document, only);
        assert_eq!(found.len(), 1, "{only}");
        assert!(!text_of(found[0]).trim().is_empty(), "{only}");
    }
    // No level of headings is skipped.
    let mut level = 1;
    for node in document.descendants() {
        let depth = node.tag_name().name().strip_prefix('h');
        if let Some(depth) = depth.and_then(|depth| depth.parse::<u32>().ok()) {
            assert!(depth <= level + 1, "{}", text_of(node));
            level = depth;
        }
    }
    for heading in named(&document, "th") {
        assert!(heading.has_attribute("scope"), "{}", text_of(heading));
        assert!(!text_of(heading).trim().is_empty());
    }
    for picture in named(&document, "svg") {
        let hidden = picture.attribute("aria-hidden") == Some("true");
        let label = picture.attribute("aria-label");
        assert!(hidden || label.is_some_and(|label| !label.is_empty()));
    }
    // What can be scrolled can be reached from the keyboard, and says what it is.
    for region in document
        .descendants()
        .filter(|node| node.attribute("class") == Some("wide"))
    {
        assert_eq!(region.attribute("tabindex"), Some("0"));
        assert!(
            region
                .attribute("aria-label")
                .is_some_and(|label| !label.is_empty())
        );
    }
    let ids: Vec<&str> = document
        .descendants()
        .filter_map(|node| node.attribute("id"))
        .collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    for link in named(&document, "a") {
        assert!(!text_of(link).trim().is_empty());
    }
}

#[test]
fn the_page_says_what_the_answers_say() {
    let answers = report(TEAM, REQUIREMENTS, true);
    let xml = as_xml(&answers.html);
    let document = Document::parse(&xml).unwrap();
    let text = text_of(document.root_element());
    let items = answers.coverage["requirements"][0]["items"]
        .as_array()
        .unwrap();
    for item in items {
        let count = format!("{} of {}", item["filled"], item["needed"]);
        assert!(text.contains(&count), "{count}");
        for line in item["of_which"].as_array().unwrap() {
            let line = format!(
                "of which {} of {} with {}",
                line["filled"],
                line["needed"],
                line["says"].as_str().unwrap()
            );
            assert!(text.contains(&line), "{line}");
        }
    }
    assert!(text.contains("30 days before it expires"));
    let money = |value: &Value| {
        let dollars = value.as_f64().unwrap();
        assert!(dollars < 1_000_000.0 && dollars.fract() == 0.0, "{dollars}");
        let (thousands, rest) = ((dollars / 1_000.0).floor(), dollars % 1_000.0);
        if thousands > 0.0 {
            format!("{thousands},{rest:03}")
        } else {
            format!("{rest}")
        }
    };
    let plan = &answers.plan;
    let total = format!(
        "{} steps · ${}the cheapest plan, {} hours",
        plan["actions"].as_array().unwrap().len(),
        money(&plan["total_usd"]),
        plan["total_hours"]
    );
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        squeezed(&text).contains(&squeezed(&total.replace("the cheapest", " the cheapest"))),
        "{total}"
    );
    let cost = format!("${} until", money(&answers.renewals["total_usd"]));
    assert!(text.contains(&cost), "{cost}");
    let rows: Vec<Vec<String>> = named(&document, "tr")
        .into_iter()
        .map(|row| {
            row.children()
                .filter(Node::is_element)
                .map(text_of)
                .collect()
        })
        .collect();
    for action in plan["actions"].as_array().unwrap() {
        let id = action["credential"].as_str().unwrap().parse().unwrap();
        let credential = embedded::catalog().credential(&id).unwrap();
        let what = format!("{} {}", action["action"].as_str().unwrap(), credential.name);
        let row = rows.iter().find(|row| row.get(2) == Some(&what)).unwrap();
        assert_eq!(row[4], money(&action["cost_usd"]));
        assert_eq!(row[5], action["hours"].to_string());
    }
    // Each quarter of the chart is the sum of its months.
    for (quarter, cost) in answers.renewals["by_quarter"].as_object().unwrap() {
        let label = quarter.replace('-', " ");
        let row = rows.iter().find(|row| row.first() == Some(&label)).unwrap();
        assert_eq!(row[2], format!("${}", money(cost)));
    }
}

#[test]
fn a_hostile_roster_stays_text() {
    let long = "x".repeat(10_000);
    let hostile = [
        "<script>alert(1)</script>",
        "<svg onload=alert(1)>",
        "\\\" onmouseover=\\\"alert(1)",
        "a\\u202Eb\\u200Bc\\u0007",
        long.as_str(),
    ];
    let people: String = hostile
        .iter()
        .enumerate()
        .map(|(number, text)| {
            // Ids with characters that control a terminal are refused when they are read.
            let id = if text.contains("\\u") { "" } else { text };
            format!(
                "  - id: \"p{number:02} {id}\"\n    name: \"{text}\"\n    holds:\n      - {{credential: cka, earned: 2025-06-01, evidence: \"javascript:alert('{text}')\"}}\n"
            )
        })
        .collect();
    let requirements = "id: ops\nname: \"<img src=x onerror=alert(1)>\"\nitems:\n  - {id: lead, name: \"<b>lead</b>\", people: 9, match: cka}\n";
    let html = report(&format!("people:\n{people}"), requirements, false).html;
    let xml = as_xml(&html);
    let document = Document::parse(&xml).unwrap();
    assert!(named(&document, "script").is_empty() && named(&document, "img").is_empty());
    for node in document.descendants() {
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
            let address = ["href", "src", "action"].contains(&attribute.name());
            assert!(
                !address || attribute.value().starts_with("http"),
                "{}",
                attribute.value()
            );
        }
    }
    let text = text_of(document.root_element());
    assert!(
        text.contains("<script>alert(1)</script>"),
        "it is there to be read"
    );
    assert!(
        text.chars()
            .all(|c| c == '\n' || !crate::render::is_hidden(c))
    );
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn a_large_report_stays_small() {
    let people: String = (0..2_000)
        .map(|number| {
            let credential = ["cka", "ckad", "aws-saa", "pcap"][number % 4];
            format!(
                "  - {{id: p{number:04}, name: Person {number:04}, holds: [{{credential: {credential}, earned: 2026-06-01, expires: 2028-06-01}}]}}\n"
            )
        })
        .collect();
    let items: String = (0..60)
        .map(|number| {
            format!("  - {{id: i{number:02}, name: Item {number:02}, people: 400, match: {{any_of: [cka, ckad, aws-saa]}}}}\n")
        })
        .collect();
    let html = report(
        &format!("people:\n{people}"),
        &format!("id: ops\nitems:\n{items}"),
        false,
    )
    .html;
    assert!(html.len() < 5_000_000, "{} bytes", html.len());
    assert!(html.contains("more rows are not shown here"));
}

/// The first step by date stands first, also where something is not covered yet.
#[test]
fn the_page_begins_with_the_first_step_by_date() {
    let Answers { html, plan, .. } = report(TEAM, REQUIREMENTS, true);
    let actions = plan["actions"].as_array().unwrap();
    let by = |action: &Value| action["deadline"].as_str().unwrap().to_owned();
    let first: Date = actions.iter().map(by).min().unwrap().parse().unwrap();
    let renews = |action: &Value| action["action"] == "renew";
    assert!(
        actions
            .iter()
            .any(|action| renews(action) && by(action) == first.to_string())
    );
    let xml = as_xml(&html);
    let document = Document::parse(&xml).unwrap();
    let steps = named(&document, "ol");
    let time = steps[0]
        .descendants()
        .find(|node| node.has_tag_name("time"));
    let day = first.strftime("%-d %b %Y").to_string();
    assert_eq!(time.map(text_of), Some(day));
}

/// People beyond those who are named are counted, and no color is explained that no bar has.
#[test]
fn what_is_left_out_is_counted_and_no_color_is_explained_in_vain() {
    let people: String = (1..=5)
        .map(|number| {
            format!("  - {{id: p0{number}, holds: [{{credential: cka, earned: 2026-06-01}}]}}\n")
        })
        .collect();
    let team = format!("people:\n{people}");
    let requirements =
        "id: ops\nitems:\n  - {id: a, people: 1, match: cka}\n  - {id: b, people: 1, match: cks}\n";
    let Answers { html, .. } = report(&team, requirements, false);
    let page = html.replace('\u{a0}', " ");
    assert!(page.contains("; and 3 others"), "{page}");
    assert!(page.contains(">later</span>"));
    for none in [
        "under 30 days",
        "under 120 days",
        "valid, but no longer counts",
    ] {
        assert!(!page.contains(none), "{none}");
    }
}
