//! What published sources advise (`tests/published.json`) against what the program answers. Differences are known or new:
//! a new one fails, and so does a known one that is gone and not struck off.
#![allow(clippy::unwrap_used, reason = "wrong test data may panic")]

use serde_json::Value;

use crate::common::program::certadvise;

/// Where the panel was measured; what can be earned changes with the day.
const AS_OF: &str = "2026-11-22";

/// The ids that the program recommends, best first.
fn answer(ask: &str) -> Vec<String> {
    let question = format!("recommend --top 200 --format json --as-of {AS_OF} {ask}");
    let answer = certadvise(&question).run().status(0).json();
    answer["recommendations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The texts of a list; none where there is no list.
fn texts(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// What comes out otherwise than the sources advise.
fn differences(case: &Value) -> Vec<String> {
    let ranked = answer(case["ask"].as_str().unwrap());
    let place = |id: &String| {
        ranked
            .iter()
            .position(|other| other == id)
            .unwrap_or(usize::MAX)
    };
    let (must, any, never) = (
        texts(&case["must"]),
        texts(&case["any"]),
        texts(&case["never"]),
    );
    let missed = must
        .iter()
        .filter(|id| place(id) >= 5)
        .map(|id| format!("must {id}"));
    let none = (!any.is_empty() && any.iter().all(|id| place(id) >= 3)).then(|| "any".to_owned());
    let shown = never
        .iter()
        .filter(|id| place(id) < 5)
        .map(|id| format!("never {id}"));
    let pairs: Vec<Vec<String>> = case["over"]
        .as_array()
        .into_iter()
        .flatten()
        .map(texts)
        .collect();
    let swapped = pairs
        .iter()
        .filter(|pair| place(&pair[1]) < place(&pair[0]));
    let swapped = swapped.map(|pair| format!("over {} {}", pair[0], pair[1]));
    missed.chain(none).chain(shown).chain(swapped).collect()
}

#[test]
fn the_advice_is_what_is_published_but_for_known_differences() {
    let panel: Value = serde_json::from_str(include_str!("../published.json")).unwrap();
    let cases = panel["cases"].as_array().unwrap();
    let changed: Vec<_> = cases
        .iter()
        .map(|case| (&case["id"], differences(case), texts(&case["differs"])))
        .filter(|(_, found, known)| found != known)
        .collect();
    assert!(changed.is_empty(), "(case, found, known): {changed:#?}");
}

#[test]
fn every_case_names_its_sources_and_credentials_that_exist() {
    let panel: Value = serde_json::from_str(include_str!("../published.json")).unwrap();
    let catalog = certadvise::catalog();
    for case in panel["cases"].as_array().unwrap() {
        assert!(
            texts(&case["sources"])
                .iter()
                .all(|source| panel["sources"][source].is_object()),
            "{}",
            case["id"]
        );
        let good = case["good"].as_object().unwrap().keys().cloned();
        let named = ["must", "any", "never"]
            .iter()
            .flat_map(|key| texts(&case[*key]));
        for id in good.chain(named) {
            assert!(
                catalog.credential(&id.parse().unwrap()).is_some(),
                "{}: {id}",
                case["id"]
            );
        }
    }
}
