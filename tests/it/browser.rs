//! The pages in a browser: nothing but the page is loaded, nothing is said on the console, nothing reaches beyond the
//! side, every figure is that of the JSON, and the sliders rank as the command line does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::civil::Date;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::common::browser::{Browser, Look};
use crate::common::program::{Workspace, certadvise};

const EXAMPLES: [&str; 5] = [
    "aws-partner",
    "cmmc-assessment",
    "fedramp-assessors",
    "legacy-applications",
    "soc-team",
];

/// Opens a page in every look; axe-core reads it at the narrowest and the widest.
fn open_everywhere(browser: &mut Browser, page: &Path) {
    for look in Look::all() {
        browser.open(page, look);
        if look.width != 768 {
            expect_accessible(browser);
        }
    }
}

/// Expects that axe-core has no complaint about the page, where `AXE_CORE` names its file.
fn expect_accessible(browser: &mut Browser) {
    let Some(file) = std::env::var_os("AXE_CORE") else {
        return;
    };
    browser.value(&format!("{}; 0", fs::read_to_string(file).unwrap()));
    let found = browser.value(
        "axe.run().then((found) => found.passes.length === 0 ? 'nothing was tested' : found.violations.map((rule) => \
         `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.html).join(' ').slice(0, 400)}`))",
    );
    assert_eq!(found, serde_json::json!([]));
}

/// The texts of the elements that a selector finds.
fn texts(browser: &mut Browser, selector: &str) -> Vec<String> {
    let expression = format!(
        "[...document.querySelectorAll({selector:?})].map((element) => element.textContent.trim())"
    );
    let found = browser.value(&expression);
    let found = found.as_array().unwrap().iter();
    found.map(|text| unglued(text.as_str().unwrap())).collect()
}

/// Dollars as pages write them, with separators of thousands and cents where there are some.
fn dollars(amount: &Value) -> String {
    let amount = amount.as_f64().unwrap();
    let text = format!("{amount:.2}");
    let (whole, cents) = text.split_once('.').unwrap();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if cents == "00" {
        grouped
    } else {
        format!("{grouped}.{cents}")
    }
}

/// The cells of the rows that a selector finds.
fn rows(browser: &mut Browser, selector: &str) -> Vec<Vec<String>> {
    let expression = format!(
        "[...document.querySelectorAll({selector:?})].map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"
    );
    let found = browser.value(&expression);
    let found = found.as_array().unwrap().iter();
    let cells = |row: &Value| {
        let cells = row.as_array().unwrap().iter();
        cells.map(|cell| unglued(cell.as_str().unwrap())).collect()
    };
    found.map(cells).collect()
}

/// Text with plain blanks between numbers and their units.
fn unglued(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

/// A day as pages write it: `29 Nov 2026`.
fn written(day: &str) -> String {
    let day: Date = day.parse().unwrap();
    day.strftime("%-d %b %Y").to_string()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

fn sum<'v>(values: impl IntoIterator<Item = &'v Value>, key: &str) -> Value {
    values
        .into_iter()
        .filter_map(|value| value[key].as_f64())
        .fold(0.0, |sum, value| sum + value)
        .into()
}

/// What a report is compared with.
struct Answers {
    coverage: Value,
    plan: Value,
    renewals: Value,
    /// The columns person's name, credential's name and valid until of each row of the evidence.
    evidence: Vec<[String; 3]>,
}

impl Answers {
    fn of(example: &str) -> Self {
        let team = format!("--team examples/{example}/team.yaml");
        let inputs = format!("{team} --require examples/{example}/requirements.yaml");
        let run = |command: &str| certadvise(&format!("{command} --format json")).run().json();
        let evidence = certadvise(&format!("coverage {inputs} --evidence --format csv"))
            .run()
            .stdout_text();
        let mut reader = csv::Reader::from_reader(evidence.as_bytes());
        let headings = reader.headers().unwrap().clone();
        let rows = reader.records().map(|row| {
            let row = row.unwrap();
            let cell = |heading: &str| {
                let index = headings.iter().position(|found| found == heading).unwrap();
                row[index].to_owned()
            };
            (
                cell("credential_name"),
                [cell("name"), cell("credential_name"), cell("valid_until")],
            )
        });
        let held = rows.filter(|(credential, _)| !credential.is_empty());
        Self {
            coverage: run(&format!("coverage {inputs}")),
            plan: run(&format!("plan {inputs}")),
            renewals: run(&format!("renewals {team}")),
            evidence: held.map(|(_, row)| row).collect(),
        }
    }

    fn items(&self) -> Vec<&Value> {
        let requirements = list(&self.coverage, "requirements").iter();
        requirements
            .flat_map(|requirement| list(requirement, "items"))
            .collect()
    }

    /// The steps of the plan in the order of the page.
    fn actions(&self) -> Vec<&Value> {
        let mut actions: Vec<&Value> = list(&self.plan, "actions").iter().collect();
        actions.sort_by_key(|action| (text(action, "deadline"), text(action, "person")));
        actions
    }
}

/// The figures at the top: what is met, the next gap, the plan, who has no backup.
fn expect_tiles(browser: &mut Browser, answers: &Answers) {
    let items = answers.items();
    let met = items.iter().filter(|item| item["covered"] == true).count();
    let gap = items.iter().filter_map(|item| item["breaks_on"].as_str());
    let gap = gap.min().map_or_else(
        || "No new gap".to_owned(),
        |day| format!("{} next gap", written(day)),
    );
    let plan = match answers.plan["status"].as_str() {
        Some("infeasible") => "No plan".to_owned(),
        _ => format!(
            "{} {} · ${} the cheapest plan, {} hours",
            answers.actions().len(),
            if answers.actions().len() == 1 {
                "step"
            } else {
                "steps"
            },
            dollars(&answers.plan["total_usd"]),
            dollars(&answers.plan["total_hours"])
        ),
    };
    let alone: BTreeSet<&str> = items
        .iter()
        .flat_map(|item| list(item, "single_points"))
        .filter_map(Value::as_str)
        .collect();
    let alone = match alone.len() {
        1 => "1 person without".to_owned(),
        people => format!("{people} people without"),
    };
    let tiles = texts(browser, ".tiles li");
    let met = format!("{met} of {} ", items.len());
    assert_eq!(tiles.len(), 4);
    for (tile, expected) in tiles.iter().zip([met, gap, plan, alone]) {
        assert!(tile.starts_with(&expected), "{expected} in {tiles:?}");
    }
}

/// The people, dates and days of each item.
fn expect_items(browser: &mut Browser, answers: &Answers) {
    let shown = rows(browser, "[aria-label^='Items of'] tbody tr");
    let shown: Vec<_> = shown.iter().filter(|row| row.len() > 1).collect();
    let items = answers.items();
    assert_eq!(shown.len(), items.len());
    let today: Date = text(&answers.coverage, "as_of").parse().unwrap();
    for (row, item) in shown.iter().zip(items) {
        let figures = match item["points"].as_object() {
            Some(points) => format!("{} of {} points", points["scored"], points["need"]),
            None => format!("{} of {}", item["filled"], item["needed"]),
        };
        assert!(row[1].ends_with(&figures), "{figures} in {row:?}");
        let until = match item["breaks_on"].as_str() {
            Some(day) => {
                let last: Date = day.parse::<Date>().unwrap().yesterday().unwrap();
                let left = (last - today).get_days();
                let unit = if left == 1 { "day" } else { "days" };
                format!("{} {left} {unit}", written(&last.to_string()))
            }
            None if item["covered"] == true => {
                format!("beyond {}", written(text(&answers.coverage, "until")))
            }
            None => "–".to_owned(),
        };
        assert_eq!(row[3], until);
    }
}

/// The days until which certificates are valid, on the timeline and in the evidence.
fn expect_holdings(browser: &mut Browser, answers: &Answers) {
    let shown = rows(browser, "[aria-label='Evidence'] tbody tr");
    let mut shown: Vec<[String; 3]> = shown
        .into_iter()
        .map(|row| [row[0].clone(), row[2].clone(), row[4].clone()])
        .collect();
    let mut expected = answers.evidence.clone();
    // The page lists the items in the order of the requirements, the other by id.
    shown.sort();
    expected.sort();
    assert_eq!(shown, expected);
    let timeline = rows(browser, "table:has(.axis) tbody tr");
    let timeline: BTreeSet<[String; 3]> = timeline
        .into_iter()
        .map(|row| [row[0].clone(), row[1].clone(), row[3].clone()])
        .collect();
    let expected = answers.evidence.iter().map(|[person, credential, until]| {
        let until = match until.parse::<Date>() {
            Ok(_) => written(until),
            Err(_) => until.clone(),
        };
        [person.clone(), credential.clone(), until]
    });
    assert_eq!(timeline, expected.collect());
}

/// What each quarter costs, and all of them.
fn expect_renewals(browser: &mut Browser, answers: &Answers) {
    let renewals = &answers.renewals;
    let mut quarters: BTreeMap<String, f64> = BTreeMap::new();
    for month in list(renewals, "by_month") {
        let (year, number) = text(month, "month").split_once('-').unwrap();
        let quarter = number.parse::<u8>().unwrap().div_ceil(3);
        *quarters.entry(format!("{year} Q{quarter}")).or_default() +=
            month["cost_usd"].as_f64().unwrap();
    }
    let expected = quarters
        .into_iter()
        .map(|(quarter, usd)| vec![quarter, String::new(), format!("${}", dollars(&usd.into()))]);
    assert_eq!(rows(browser, ".bars tr"), expected.collect::<Vec<_>>());
    let note = texts(browser, ".bars + p").concat();
    let number = list(renewals, "renewals").len();
    let renewal = if number == 1 { "renewal" } else { "renewals" };
    let expected = format!(
        "${} until {}: {number} {renewal} of the whole team, and ${} of annual fees.",
        dollars(&renewals["total_usd"]),
        written(text(renewals, "until")),
        dollars(&sum(list(renewals, "annual_fees"), "cost_usd"))
    );
    assert!(note.contains(&expected), "{expected} in {note}");
    assert!(note.contains(&format!("plus ${} for", dollars(&renewals["rate_usd"]))));
}

/// The steps of the plan, their total, and those that come first.
fn expect_plan(browser: &mut Browser, answers: &Answers) {
    let actions = answers.actions();
    let shown = rows(browser, "[aria-label='Steps of the plan'] tbody tr");
    let expected: Vec<[String; 3]> = actions
        .iter()
        .map(|action| {
            let estimated = if action["cost_basis"] == "estimated" {
                "~"
            } else {
                ""
            };
            [
                written(text(action, "deadline")),
                format!("{estimated}{}", dollars(&action["cost_usd"])),
                action["hours"].to_string(),
            ]
        })
        .collect();
    let shown: Vec<[String; 3]> = shown
        .iter()
        .map(|row| [0, 4, 5].map(|column| row[column].clone()))
        .collect();
    assert_eq!(shown, expected);
    let totals = rows(browser, "[aria-label='Steps of the plan'] tfoot tr");
    let total = [
        dollars(&answers.plan["total_usd"]),
        answers.plan["total_hours"].to_string(),
    ];
    assert_eq!(
        totals.iter().map(|row| &row[4..6]).collect::<Vec<_>>(),
        [total.as_slice()]
    );
    for step in texts(browser, ".steps li") {
        let is_step = |action: &&Value| {
            let figures = format!(
                "· ${} · about {} hours",
                dollars(&action["cost_usd"]),
                action["hours"]
            );
            step.starts_with(&written(text(action, "deadline"))) && step.ends_with(&figures)
        };
        assert!(actions.iter().any(is_step), "{step}");
    }
}

/// What each person fills, and the facts that the answer rests on.
fn expect_people_and_facts(browser: &mut Browser, answers: &Answers) {
    let filled: usize = answers
        .items()
        .iter()
        .map(|item| list(item, "filled_by").len())
        .sum();
    let cells = texts(browser, ".matrix td");
    let marked = cells.iter().filter(|cell| cell.starts_with('✓')).count();
    assert_eq!(marked, filled);
    for row in rows(browser, "[aria-label='Facts used'] tbody tr") {
        let id = row[0].rsplit(' ').next().unwrap();
        let fact = certadvise(&format!("show {id} --format json")).run().json();
        let fee = match &fact["exam_fee_usd"] {
            Value::Null => "unknown".to_owned(),
            fee => format!("${}", dollars(fee)),
        };
        assert_eq!(row[1], fee, "{id}");
        let verified = text(&fact["facts"], "verified");
        assert_eq!(row[3], verified, "{id}");
    }
}

#[test]
fn reports_show_the_figures_of_the_json_at_every_size() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let space = Workspace::new();
    for example in EXAMPLES {
        let page = space.path(&format!("{example}.html"));
        certadvise(&format!(
            "report --team examples/{example}/team.yaml --require examples/{example}/requirements.yaml -o {}",
            page.display()
        ))
        .run()
        .status(0)
        .end();
        open_everywhere(&mut browser, &page);
        browser.open(&page, Look::usual());
        let answers = Answers::of(example);
        expect_tiles(&mut browser, &answers);
        expect_items(&mut browser, &answers);
        expect_holdings(&mut browser, &answers);
        expect_renewals(&mut browser, &answers);
        expect_people_and_facts(&mut browser, &answers);
        if answers.plan["status"] != "infeasible" {
            expect_plan(&mut browser, &answers);
        }
    }
}

/// Opens a page at every size, then compares its rows with the JSON of the same command.
fn expect_rows(browser: &mut Browser, answer: &Value, top: usize) {
    let rows = "#ranking > li:not([hidden])";
    let ranked: Vec<&Value> = answer["recommendations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|ranked| ranked["alternative_to"].is_null())
        .take(top)
        .collect();
    let abouts = texts(browser, &format!("{rows} small:first-of-type"));
    let scores = texts(browser, &format!("{rows} .score b"));
    let fits = texts(browser, &format!("{rows} .fit b"));
    let command = texts(browser, "#command");
    let ids: Vec<String> = abouts
        .iter()
        .filter_map(|about| Some(about.split_once(" · ")?.0.to_owned()))
        .collect();
    let expected: Vec<&str> = ranked
        .iter()
        .map(|ranked| ranked["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, expected, "{command:?}");
    for (index, ranked) in ranked.iter().enumerate() {
        let score = ranked["score"].as_f64().unwrap();
        assert_eq!(scores[index], format!("{score:.3}"), "{command:?} {ranked}");
        for (axis, fit) in ["platform", "tier", "upkeep"]
            .iter()
            .zip(&fits[index * 3..])
        {
            let exact = ranked["axes"][axis]["fit"].as_f64().unwrap();
            let shown: f64 = fit.parse().unwrap();
            assert!(
                (shown - exact).abs() < 0.0056,
                "{command:?} {axis} {fit} {ranked}"
            );
        }
    }
}

#[test]
fn a_ranking_shows_the_figures_of_the_json_at_every_size() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let space = Workspace::new();
    for (name, question) in [
        ("devops", "devops --env hybrid"),
        ("senior", "security-architect --level senior"),
        ("government", "--work-role 511 --level mid"),
    ] {
        let page = space.path(&format!("{name}.html"));
        let command = format!("recommend {question}");
        certadvise(&format!("{command} -o {}", page.display()))
            .run()
            .status(0)
            .end();
        open_everywhere(&mut browser, &page);
        let answer = certadvise(&format!("{command} --format json --all"))
            .run()
            .json();
        browser.open(&page, Look::usual());
        expect_rows(&mut browser, &answer, 10);
        let costs = texts(&mut browser, "#ranking > li:not([hidden]) .curve small");
        let ranked = answer["recommendations"].as_array().unwrap();
        let rows = ranked.iter().filter(|ranked| {
            ranked
                .get("alternative_to")
                .is_none_or(|other| other.is_null())
        });
        assert_eq!(costs.len(), rows.clone().take(10).count());
        for (cost, ranked) in costs.iter().zip(rows) {
            if let Some(total) = ranked["cost"]["total_usd"].as_f64() {
                assert_eq!(
                    *cost,
                    format!("USD {} in 6 years", dollars(&total.into())),
                    "{ranked}"
                );
            }
        }
    }
}

/// Moves sliders as a reader does.
fn move_to(browser: &mut Browser, name: &str, values: &[u8]) {
    let expression = format!(
        "document.querySelectorAll('input[data-{name}]').forEach((slider, index) => {{ \
         slider.value = {values:?}[index]; slider.dispatchEvent(new Event('input')); }})"
    );
    browser.value(&expression);
}

#[test]
fn sliders_rank_as_the_command_line_does() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let space = Workspace::new();
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let mut random = |count: usize| -> Vec<u8> {
        let strategy = proptest::collection::vec(
            proptest::prop_oneof![proptest::strategy::Just(0_u8), 1..=100_u8],
            count,
        );
        loop {
            let values = proptest::strategy::Strategy::new_tree(&strategy, &mut runner).unwrap();
            let values = proptest::strategy::ValueTree::current(&values);
            if values.iter().any(|value| *value > 0) {
                return values;
            }
        }
    };
    space.write("rules.yaml", RULES);
    for (name, question) in [
        ("devops", "devops --env hybrid"),
        ("neutral", "cloud-security-engineer --level senior"),
        (
            "entry",
            "kubernetes-administrator --level entry --holds kcna",
        ),
        ("few", "ot-security-engineer --level mid --budget 500"),
        ("overlay", "platform-engineer --catalog rules.yaml"),
    ] {
        let page = space.path(&format!("{name}.html"));
        space
            .run(&format!("recommend {question} -o {name}.html"))
            .status(0)
            .end();
        browser.open(&page, Look::usual());
        for round in 0..10 {
            if round != 1 {
                move_to(&mut browser, "weight", &random(3));
            }
            if round > 0 {
                move_to(&mut browser, "share", &random(5));
            }
            let command = texts(&mut browser, "#command").concat();
            let command = command.strip_prefix("certadvise ").unwrap();
            let answer = space.run(&format!("{command} --format json --all")).json();
            expect_rows(&mut browser, &answer, 10);
        }
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

/// Rules that change scores and the order of equals.
const RULES: &str = "rules:
  - id: neutral-counts-more
    says: Neutral credentials count more for us.
    source: own judgement
    when: {role: platform-engineer}
    then: {adjust: {axis: platform, by: 0.1, of: {bound: neutral}}}
  - id: bound-counts-less
    says: What is bound to a platform is harder to keep for us.
    source: own judgement
    when: {role: platform-engineer}
    then: {adjust: {axis: upkeep, by: -0.07, of: {bound: platform}}}
  - id: neutral-first
    says: Of equals we take what is bound to nothing.
    source: own judgement
    when: {role: platform-engineer}
    then: {prefer: {bound: neutral}}
";

#[test]
fn a_comparison_ranks_as_the_command_line_does() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let space = Workspace::new();
    let page = space.path("compare.html");
    let ids = "cka ckad aws-dop terraform-associate pcap cissp az-400";
    space
        .run(&format!("compare {ids} -o bare.html"))
        .status(0)
        .end();
    browser.open(&space.path("bare.html"), Look::usual());
    space
        .run(&format!(
            "compare {ids} --role devops --env hybrid:aws -o compare.html"
        ))
        .status(0)
        .end();
    open_everywhere(&mut browser, &page);
    browser.open(&page, Look::usual());
    move_to(&mut browser, "weight", &[10, 20, 90]);
    move_to(&mut browser, "share", &[0, 80, 5, 0, 20]);
    let command = texts(&mut browser, "#command").concat();
    let command = command.strip_prefix("certadvise ").unwrap();
    let answer = space.run(&format!("{command} --format json")).json();
    let abouts = texts(
        &mut browser,
        "#ranking > li:not([hidden]) small:first-of-type",
    );
    let order: Vec<&str> = abouts
        .iter()
        .filter_map(|about| Some(about.split_once(" · ")?.0))
        .collect();
    let expected: Vec<&str> = answer["order"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    assert_eq!(order, expected, "{command}");
}

#[test]
fn a_hostile_roster_executes_nothing_and_stays_readable() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let long = "A".repeat(10_000);
    let names = [
        "<script>window.hit = 1</script>",
        "<img src=x onerror='window.hit = 1'>",
        "<svg onload='window.hit = 1'><script>window.hit = 1</script></svg>",
        "</style></title><script>window.hit = 1</script>",
        "\u{202e}drow\u{2066} {{ 7 * 7 }} ${window.hit = 1}",
        &long,
    ];
    let people: String = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let name = serde_json::to_string(name).unwrap();
            format!(
                "  - {{id: p{index}, name: {name}, holds: [{{credential: cka, earned: 2026-01-01, evidence: \
                 \"javascript:window.hit=1\"}}]}}\n"
            )
        })
        .collect();
    let space = Workspace::new()
        .file("team.yaml", format!("people:\n{people}"))
        .file(
            "ops.yaml",
            "id: ops\nname: \"<script>window.hit = 1</script>\"\nitems:\n  - {id: lead, name: \"<b onclick='window.hit=1'>x</b>\", people: 2, match: cka}\n\
             not_checked: [\"<iframe src='javascript:window.hit=1'></iframe>\"]\n",
        );
    space
        .run("report --team team.yaml --require ops.yaml -o hostile.html")
        .status(0)
        .end();
    let page = space.path("hostile.html");
    for look in Look::all() {
        browser.open(&page, look);
        assert_eq!(browser.value("window.hit === undefined"), true);
    }
    assert_eq!(
        browser
            .value("document.querySelectorAll('script, iframe, img, a[href^=javascript]').length"),
        0
    );
    let text = browser.value("document.body.textContent");
    let text = text.as_str().unwrap();
    for name in &names[..4] {
        assert!(text.contains(name), "{name}");
    }
    assert!(!text.contains('\u{202e}'));
    let page = fs::read_to_string(page).unwrap();
    assert!(page.len() < 1_000_000);
}

/// A catalog whose names try to leave the element they stand in.
const HOSTILE_CATALOG: &str = r#"issuers:
  - {id: ours, name: "</script><script>window.hit = 1</script>", kind: training-provider}
credentials:
  - id: ours-hostile
    issuer: ours
    name: "</script><img src=x onerror='window.hit = 1'>"
    about: "<b onclick='window.hit = 1'>bold</b>"
    category: domain-specific
    tier: professional
    assurance: hands-on-exam
    status: active
    technologies: [kubernetes]
    topics: {kubernetes: 3}
    python: none
    roles: [devops-engineer]
    exam_fee_usd: 0
    validity: [{months: 24}]
    renewal: {annual_fee_usd: 0, options: [{kind: retake-exam, fee_usd: 0}]}
    confidence: high
    reviewed: true
    sources: [{kind: general-knowledge, says: our own rules}]
"#;

#[test]
fn a_hostile_catalog_adds_no_script_to_a_page() {
    let space = Workspace::new().file("ours.yaml", HOSTILE_CATALOG);
    for command in [
        "recommend devops --all",
        "compare ours-hostile cka --role devops",
    ] {
        space
            .run(&format!(
                "{command} --catalog ours.yaml -o page.html --force"
            ))
            .status(0)
            .end();
        let page = space.read("page.html");
        assert!(page.contains("ours-hostile"));
        assert_eq!(page.matches("<script").count(), 3, "{command}");
        assert_eq!(page.matches("<img").count(), 0, "{command}");
        if let Some(mut browser) = Browser::start() {
            browser.open(&space.path("page.html"), Look::usual());
            assert_eq!(browser.value("window.hit === undefined"), true);
        }
    }
}
