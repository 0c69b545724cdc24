//! Help, messages, comments and documents keep to the words of `docs/style_guide.md`.

use std::fs;
use std::path::{Path, PathBuf};

/// Phrases that the project does not use, in lower case, each with the words to write. The program's help is in
/// `docs/cli.md`.
const PHRASES: &[(&str, &str)] = &[
    // One word for one thing.
    ("lapses on", "expires on"),
    ("breaks on", "covered until"),
    ("hangs on", "depends on"),
    ("hang on", "depend on"),
    ("short of 1 person", "1 person short"),
    ("kept by", "renewed by"),
    ("for ever", "never expires"),
    ("estate", "environment"),
    ("no candidate", "is excluded"),
    ("replace with --force", "overwrite"),
    ("mend", "fix"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("bears out", "supports"),
    ("bear out", "support"),
    // Before and after.
    ("on whom", "who … depends on"),
    ("of all weightings", "with … of the possible weights"),
    ("at home on", "runs on"),
    ("is at home", "runs"),
    ("beyond the associate", "one step above"),
    ("what is to be", "what to"),
    ("is to be little", "to minimize"),
    ("how far the person", "the person's seniority"),
    ("must be there", "is required, or must be earned"),
    ("leaves out what", "excludes what"),
    ("put numbers in place of", "replace with numbers"),
    ("later ones win", "later files override earlier ones"),
    ("kept one by one", "renewed separately"),
    ("not counted:", "not included:"),
    ("not advised", "no advice for"),
    ("label of theirs", "their roles"),
    ("can be recognized", "is recognized"),
    ("nobody is on the team", "the team has no members"),
    ("neither since when", "has no dates"),
    ("reports and judges nothing", "only reports"),
    ("checked longer ago", "last checked more than … ago"),
    ("of nobody", "an empty team"),
    ("exams cost who", "exam fees the candidate pays"),
    ("who earns it", "the candidate"),
    ("any order is in order", "reports nothing"),
    // The same habits elsewhere.
    ("all is well", "is covered"),
    ("as dear as", "costs as much as"),
    ("dearer", "more expensive"),
    ("come to nothing", "fail"),
    ("comes to nothing", "fails"),
    ("comes to", "is, means or totals"),
    ("falls short of", "does not meet"),
    ("fall short of", "do not meet"),
    ("names nobody", "does not say whose it is"),
    ("nobody says", "by default"),
    ("nothing stands", "nothing is written"),
    ("out of account", "ignored"),
    ("the like", "such as"),
    ("that are none", "that are not"),
    ("to be had", "available"),
    ("who leads", "people who lead"),
    ("who starts", "a beginner"),
    ("whoever", "anyone who"),
];

/// The text of a file on one line, without the marks of comments, and where each of its lines begins.
fn unwrapped(text: &str) -> (String, Vec<usize>) {
    let (mut joined, mut starts) = (String::new(), Vec::new());
    for line in text.lines() {
        starts.push(joined.len());
        let marks = [' ', '/', '!', '#', '>', '|'];
        joined += line.trim_start_matches(marks).trim_end_matches([' ', '\\']);
        joined.push(' ');
    }
    (joined.to_lowercase(), starts)
}

/// Where a text has a phrase in it, not as a part of longer words.
fn places(text: &str, phrase: &str) -> Vec<usize> {
    let is_letter = |next: Option<char>| next.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(phrase)
        .map(|(index, _)| index)
        .filter(|index| {
            !is_letter(text[..*index].chars().next_back())
                && !is_letter(text[index + phrase.len()..].chars().next())
        })
        .collect()
}

/// Where something "is no date" in place of "is not a date".
fn foreign_negations(text: &str) -> Vec<usize> {
    let verbs = ["is no", "are no"]
        .iter()
        .flat_map(|verb| places(text, verb));
    verbs
        .filter(|index| {
            let before = text[..*index].trim_end();
            let after = text[*index..].split_whitespace().nth(2).unwrap_or_default();
            !before.ends_with("there")
                && after.starts_with(char::is_alphabetic)
                && !["longer", "more", "one"]
                    .iter()
                    .any(|word| after.starts_with(word))
        })
        .collect()
}

/// Where a number is parted from its percent sign.
fn parted_percents(text: &str) -> Vec<usize> {
    text.match_indices(" %")
        .map(|(index, _)| index)
        .filter(|index| text[..*index].ends_with(|last: char| last.is_ascii_digit()))
        .collect()
}

/// What a text should say otherwise, each with its line. In code `%` is a remainder.
fn findings(text: &str, is_code: bool) -> Vec<(usize, String)> {
    let (joined, starts) = unwrapped(text);
    let phrases = PHRASES.iter().flat_map(|(phrase, better)| {
        places(&joined, phrase)
            .into_iter()
            .map(move |index| (index, format!("`{phrase}`: write `{better}`")))
    });
    let negations = foreign_negations(&joined)
        .into_iter()
        .map(|index| (index, "`is no …`: write `is not a …`".to_owned()));
    let percents = if is_code {
        Vec::new()
    } else {
        parted_percents(&joined)
    };
    let percents = percents
        .into_iter()
        .map(|index| (index, "write `16%` without a blank".to_owned()));
    phrases
        .chain(negations)
        .chain(percents)
        .map(|(index, say)| (starts.partition_point(|start| *start <= index), say))
        .collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn no_phrase_is_used_that_the_style_guide_replaces() {
    let mut paths: Vec<PathBuf> = [
        "README.md",
        "CONTRIBUTING.md",
        "ARCHITECTURE.md",
        "SECURITY.md",
        "action.yml",
        "build.rs",
        "data/roles.yaml",
        "data/technologies.yaml",
        "data/environments.yaml",
        "data/estimates.yaml",
        "data/topics.yaml",
    ]
    .map(PathBuf::from)
    .into();
    for folder in [
        "src",
        "docs",
        "examples",
        "benches",
        "tests/cmd",
        "tests/it",
        "data/rules",
        "data/schemas",
    ] {
        files(Path::new(folder), &mut paths);
    }
    // These quote what they advise against; samples of exports are as others wrote them.
    let exempt = [
        "docs/style_guide.md",
        "tests/it/wording.rs",
        "tests/cmd/import.in",
    ];
    let mut found = Vec::new();
    for path in &paths {
        if exempt.iter().any(|name| path.starts_with(name)) {
            continue;
        }
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        let is_code = path
            .extension()
            .is_some_and(|kind| kind == "rs" || kind == "py");
        found.extend(
            findings(&text, is_code)
                .into_iter()
                .map(|(line, say)| format!("{}:{line}: {say}", path.display())),
        );
    }
    assert!(
        found.is_empty(),
        "{} places:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn the_search_finds_whole_phrases_even_over_two_lines() {
    let lines = |text: &str| {
        findings(text, false)
            .iter()
            .map(|(line, _)| *line)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines("that hangs on one person"), [1]);
    assert_eq!(lines("fine\n/// that hangs\n    /// on one person"), [2]);
    assert_eq!(lines("28 % of it, which is\n//! no share"), [1, 1]);
    assert_eq!(
        lines("we recommend `breaks_on`: 28% of it is no longer there, there is no rest"),
        [0; 0]
    );
}
