//! The documents: their links lead somewhere, the book has all pages, and what points to the schemas names each.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// All documents: those in the root, the book, and the page about the examples.
fn documents() -> Vec<PathBuf> {
    let folders = ["", "docs", "docs/tutorials", "examples"];
    let files = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(Path::new(".").join(folder)).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name())
            .map(move |name| Path::new(folder).join(name))
    });
    let mut pages: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|kind| kind == "md"))
        .collect();
    pages.sort();
    pages
}

/// The text outside of code blocks.
fn prose(text: &str) -> String {
    let mut is_code = false;
    let lines = text.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Where the links of a text lead, other than to the network.
fn targets(text: &str) -> Vec<String> {
    let prose = prose(text);
    let links = prose.split("](").skip(1);
    links
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.to_owned())
        .filter(|target| !target.contains("://"))
        .collect()
}

/// The anchors of a text's headings, as code hosts and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let prose = prose(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let kept = heading
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for page in documents() {
        let text = fs::read_to_string(&page).unwrap();
        for target in targets(&text) {
            seen += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let file = if path.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(path)
            };
            let leads = file.exists()
                && (anchor.is_empty()
                    || anchors(&fs::read_to_string(&file).unwrap()).contains(anchor));
            // A page of the book can't show what lies outside of it.
            let leaves = page.starts_with("docs")
                && !file
                    .canonicalize()
                    .is_ok_and(|file| file.starts_with(Path::new("docs").canonicalize().unwrap()));
            if !leads || leaves {
                broken.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert_eq!(broken, [""; 0]);
    assert!(seen > 50, "{seen} links");
}

#[test]
fn the_book_has_every_page() {
    let summary = fs::read_to_string("docs/SUMMARY.md").unwrap();
    let listed: BTreeSet<PathBuf> = targets(&summary)
        .iter()
        .map(|target| Path::new("docs").join(target))
        .collect();
    let pages: BTreeSet<PathBuf> = documents()
        .into_iter()
        .filter(|page| page.starts_with("docs") && !page.ends_with("SUMMARY.md"))
        .collect();
    assert_eq!(listed, pages);
}

#[test]
fn editors_find_each_schema_by_file_names() {
    let entries = fs::read_to_string("packaging/schemastore.json").unwrap();
    let entries: Vec<serde_json::Value> = serde_json::from_str(&entries).unwrap();
    let page = fs::read_to_string("docs/editors.md").unwrap();
    let mut schemas = BTreeSet::new();
    for entry in &entries {
        let url = entry["url"].as_str().unwrap();
        schemas.insert(url.rsplit('/').next().unwrap().to_owned());
        for name in entry["fileMatch"].as_array().unwrap() {
            assert!(page.contains(&name.to_string()), "{name}");
        }
    }
    let shipped: BTreeSet<String> = fs::read_dir("data/schemas")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(schemas, shipped);
}

/// The Rust files below a folder, each as the path of its module and its text.
fn modules(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            modules(&path, into);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let module = path.with_extension("").display().to_string();
            let text = fs::read_to_string(&path).unwrap();
            into.push((module.replace(['/', '\\'], "::"), text));
        }
    }
}

#[test]
fn each_promise_of_reliability_names_tests_that_exist() {
    let mut all = Vec::new();
    modules(Path::new("src"), &mut all);
    modules(Path::new("tests/it"), &mut all);
    let is_test = |filter: &str| {
        let module = filter.trim_end_matches("::");
        let start = format!("fn {filter}");
        all.iter()
            .any(|(path, text)| path.contains(module) || text.contains(&start))
    };
    let document = fs::read_to_string("docs/reliability.md").unwrap();
    let promises = document
        .split("\n## ")
        .filter(|section| section.contains("| test |\n"))
        .flat_map(|section| section.lines().filter(|line| line.starts_with("| ")))
        .filter(|line| !line.starts_with("| --- ") && !line.ends_with("| test |"));
    let mut count = 0;
    for line in promises {
        let last = line.trim_end_matches('|').rsplit('|').next().unwrap();
        let quoted = last.split('`').skip(1).step_by(2);
        let filters: Vec<&str> = quoted
            .map(|text| text.strip_prefix("cargo test ").unwrap_or(text))
            .filter(|text| !text.contains('='))
            .collect();
        assert!(!filters.is_empty() || last.trim() == "the same", "{line}");
        for filter in filters {
            assert!(is_test(filter), "no test `{filter}`: {line}");
            count += 1;
        }
    }
    assert!(count > 30, "{count} tests are named");
}
