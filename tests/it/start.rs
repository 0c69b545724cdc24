//! The first minutes: the start screen, bare words, positional arguments, search.

use std::fs;

use crate::common::program::{Workspace, certadvise};

#[test]
fn alone_it_shows_twelve_lines_with_commands_that_work() {
    let run = certadvise("").run().status(0).stderr_empty();
    let text = run.stdout_text();
    assert_eq!(text.lines().count(), 12, "{text}");
    assert!(text.lines().all(|line| line.len() <= 60), "{text}");
    let tries: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("  certadvise "))
        .collect();
    assert_eq!(tries.len(), 3);
    for arguments in tries {
        certadvise(arguments).run().status(0).end();
    }
    // Every command is in one group.
    let reference = fs::read_to_string("docs/cli.md").unwrap();
    let commands = reference
        .lines()
        .filter_map(|line| line.strip_prefix("## certadvise "))
        .filter(|name| !name.contains(' '));
    let groups: String = text
        .lines()
        .filter(|line| {
            ["Advise", "Team", "Data", "Set up"]
                .iter()
                .any(|group| line.starts_with(group))
        })
        .collect::<Vec<_>>()
        .join(", ");
    for name in commands {
        let stands = groups
            .split([',', ' '])
            .filter(|word| *word == name)
            .count();
        assert_eq!(stands, 1, "{name} in {groups}");
    }
}

#[test]
fn a_bare_word_gets_the_command_that_answers_it() {
    for (word, command) in [
        ("cka", "certadvise show cka"),
        ("SAA-C03", "certadvise show aws-saa"),
        ("devops", "certadvise recommend devops-engineer"),
        (
            "aws-partner-advanced",
            "certadvise show aws-partner-advanced",
        ),
        ("isaca", "certadvise list --issuer isaca"),
    ] {
        certadvise(word)
            .run()
            .status(2)
            .stdout("")
            .stderr_has(&format!("`{word}` is not a command"))
            .stderr_has(command)
            .end();
    }
    certadvise("recomend")
        .run()
        .status(2)
        .stderr_has("recommend")
        .end();
}

#[test]
fn arguments_stand_where_people_type_them() {
    let same = |positional: &str, flag: &str| {
        let run = certadvise(positional).run().status(0);
        assert_eq!(run.stdout_text(), certadvise(flag).run().stdout_text());
    };
    same(
        "recommend devops --env hybrid",
        "recommend --role devops --env hybrid",
    );
    same("path cka", "path --to cka");
    certadvise("recommend devops --role sre")
        .run()
        .status(2)
        .end();
    certadvise("path").run().status(2).end();
}

#[test]
fn search_shows_where_the_words_stand() {
    let run = certadvise("search kubernetes security --format json")
        .run()
        .status(0);
    let answer = run.json();
    assert_eq!(answer["schema"], "certadvise.search/1");
    let first = &answer["results"][0];
    assert_eq!(first["id"], "cks");
    assert_eq!(first["matches"].as_array().unwrap().len(), 2);
    assert_eq!(first["matches"][0]["field"], "name");
    certadvise("search kubernetes")
        .run()
        .status(0)
        .stdout_has("Next: certadvise show")
        .end();
    certadvise("search qwertz").run().status(1).end();
}

#[test]
fn lists_are_structured() {
    let list = |what: &str| {
        let answer = certadvise(&format!("list {what} --format json"))
            .run()
            .status(0)
            .json();
        assert_eq!(answer["schema"], "certadvise.list/2", "{what}");
        answer[what].as_array().unwrap().clone()
    };
    let find = |entries: &[serde_json::Value], id: &str| {
        entries
            .iter()
            .find(|entry| entry["id"] == id)
            .unwrap()
            .clone()
    };
    let roles = list("roles");
    let role = find(&roles, "devops-engineer");
    assert!(
        role["synonyms"]
            .as_array()
            .unwrap()
            .contains(&"devops".into())
    );
    assert!(role["topics"][0]["weight"].is_u64());
    let environments = list("environments");
    assert_eq!(find(&environments, "aws")["mix"]["aws"], 1.0);
    let technologies = list("technologies");
    assert!(technologies[0]["runs"]["on-prem"].is_f64());
    let issuers = list("issuers");
    assert!(
        issuers
            .iter()
            .all(|issuer| issuer["credentials"].as_u64() >= issuer["active"].as_u64())
    );
    let topics = list("topics");
    assert!(topics.iter().all(|topic| topic["synonyms"].is_array()));
    let requirements = list("requirements");
    assert_eq!(find(&requirements, "dod-8140")["kind"], "table");
    assert!(find(&requirements, "dod-8140")["rows"].is_u64());
    assert!(find(&requirements, "aws-partner-advanced")["items"].is_u64());
    let credentials = list("credentials");
    let cka = find(&credentials, "cka");
    assert!(cka["exam_fee_usd"].is_f64() && cka["technologies"].is_array());
}

/// The first ids that a search finds.
fn found(words: &str) -> Vec<String> {
    let answer = certadvise(&format!("search {words} --format json --as-of 2026-11-29"))
        .run()
        .json();
    let hits = answer["results"].as_array().unwrap();
    hits.iter()
        .take(8)
        .map(|hit| hit["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_people_type_finds_what_they_mean() {
    assert_eq!(found("kubernetes administrator")[0], "cka");
    assert_eq!(found("SAA-C03")[0], "aws-saa");
    assert!(found("aws developer").contains(&"aws-dva".to_owned()));
    let ccnp = found("ccnp");
    assert!(
        ccnp.iter().filter(|id| id.starts_with("ccnp")).count() >= 5,
        "{ccnp:?}"
    );
    assert!(found("python").contains(&"pcap".to_owned()));
    assert!(found("zzzz").is_empty());
    // Every word counts.
    assert!(!found("cloud").is_empty() && found("cloud zzzz").is_empty());
}

#[test]
fn a_started_folder_is_covered_and_names_schemas_that_are_there() {
    let folder = Workspace::new();
    folder.certadvise("init").run().status(0).end();
    for (file, schema) in [
        ("team.yaml", "team"),
        ("requirements.yaml", "requirements"),
        ("certadvise.yaml", "config"),
    ] {
        let text = fs::read_to_string(folder.path(file)).unwrap();
        let named = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# yaml-language-server: $schema="))
            .unwrap();
        assert_eq!(
            fs::read_to_string(folder.path(named)).unwrap(),
            fs::read_to_string(format!("data/schemas/{schema}.schema.json")).unwrap()
        );
    }
    // Nothing is overwritten.
    folder.certadvise("init").run().status(2).end();
    folder
        .certadvise("coverage")
        .run()
        .status(0)
        .stderr_empty()
        .end();
}
