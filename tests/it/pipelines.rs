//! What pipelines are given: the GitHub Action's script takes its inputs as they are, hooks name commands that exist.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use certadvise::base::source::{Node, Source, Value};

fn get<'n, 't>(node: &'n Node<'t>, key: &str) -> &'n Node<'t> {
    let Value::Map(entries) = &node.value else {
        panic!("no map around {key}")
    };
    entries
        .iter()
        .find(|(name, _)| name.text == key)
        .map_or_else(|| panic!("no {key}"), |(_, node)| node)
}

fn items<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    let Value::List(items) = &node.value else {
        panic!("no list")
    };
    items
}

fn text<'n>(node: &'n Node<'_>) -> &'n str {
    let Value::Scalar { text, .. } = &node.value else {
        panic!("no text")
    };
    text
}

fn keys<'n>(node: &'n Node<'_>) -> Vec<&'n str> {
    let Value::Map(entries) = &node.value else {
        panic!("no map")
    };
    entries.iter().map(|(key, _)| &*key.text).collect()
}

/// Runs the action's own script in a folder, with inputs, over a program that notes its arguments and ends with a code.
fn act(folder: &Path, inputs: &[(&str, &str)], code: u8) -> Output {
    let action = fs::read_to_string("action.yml").unwrap();
    let source = Source::new("action.yml", &action);
    let root = source.parse().unwrap();
    let step = items(get(get(&root, "runs"), "steps")).last().unwrap();
    let bin = folder.join("certadvise/bin");
    fs::create_dir_all(&bin).unwrap();
    let program = bin.join("certadvise");
    fs::write(
        &program,
        format!("#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$RUNNER_TEMP/args\"\nexit {code}\n"),
    )
    .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new("bash");
    command
        .args([
            "--noprofile",
            "--norc",
            "-eo",
            "pipefail",
            "-c",
            text(get(step, "run")),
        ])
        .current_dir(folder);
    // Every variable of the step, with the input it stands for or that input's default.
    let given = get(&root, "inputs");
    for variable in keys(get(step, "env")) {
        let expression = text(get(get(step, "env"), variable));
        let input = expression
            .strip_prefix("${{ inputs.")
            .and_then(|rest| rest.strip_suffix(" }}"))
            .unwrap();
        let default = || {
            keys(get(given, input))
                .contains(&"default")
                .then(|| text(get(get(given, input), "default")))
        };
        let value = inputs
            .iter()
            .find(|(name, _)| *name == input)
            .map(|(_, value)| *value)
            .or_else(default);
        command.env(variable, value.unwrap_or_default());
    }
    command
        .env("RUNNER_TEMP", folder)
        .env("GITHUB_OUTPUT", folder.join("output"))
        .output()
        .unwrap()
}

fn args(folder: &Path) -> Vec<String> {
    fs::read_to_string(folder.join("args"))
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn inputs_become_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = [
        ("team", "team a.yaml\nteam-b.yaml\r\n"),
        ("require", "ours.yaml"),
        ("fail-on", "expiring\nstale"),
        ("sarif", "out.sarif"),
        ("junit", "out.xml"),
        ("anonymize", "true"),
        ("args", "--valid-for\n90d"),
    ];
    let output = act(folder.path(), &inputs, 1);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(
        args(folder.path()),
        [
            "coverage",
            "--format",
            "github",
            "--force",
            "--team=team a.yaml",
            "--team=team-b.yaml",
            "--require=ours.yaml",
            "--fail-on=expiring",
            "--fail-on=stale",
            "--format=sarif=out.sarif",
            "--format=junit=out.xml",
            "--summary",
            "--anonymize",
            "--valid-for",
            "90d",
        ]
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("output")).unwrap(),
        "exit-code=1\n"
    );
}

#[test]
fn without_inputs_the_configuration_decides() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        act(folder.path(), &[("summary", "false")], 0)
            .status
            .success()
    );
    assert_eq!(
        args(folder.path()),
        ["coverage", "--format", "github", "--force"]
    );
}

#[test]
fn no_input_is_run() {
    let action = fs::read_to_string("action.yml").unwrap();
    let source = Source::new("action.yml", &action);
    let root = source.parse().unwrap();
    for step in items(get(get(&root, "runs"), "steps")) {
        assert!(
            !text(get(step, "run")).contains("${{"),
            "an expression in a script is run"
        );
    }
    let hostile = [
        "$(touch pwned)",
        "`touch pwned`",
        "\"; touch pwned; \"",
        "'; touch pwned; '",
        "a\\\"$(touch pwned)",
        "*",
    ];
    for name in keys(get(&root, "inputs"))
        .into_iter()
        .filter(|name| *name != "working-directory")
    {
        for value in hostile {
            let folder = tempfile::tempdir().unwrap();
            act(folder.path(), &[(name, value)], 0);
            assert!(!folder.path().join("pwned").exists(), "{name}: {value}");
            let passed = args(folder.path()).iter().any(|arg| arg.ends_with(value));
            assert!(
                passed || ["summary", "anonymize"].contains(&name),
                "{name}: {value} is passed on as it is"
            );
        }
    }
}

#[test]
fn hooks_name_commands_that_exist() {
    let hooks = fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
    let source = Source::new(".pre-commit-hooks.yaml", &hooks);
    let root = source.parse().unwrap();
    for hook in items(&root) {
        assert!(
            ["id", "name", "entry", "language"]
                .iter()
                .all(|key| keys(hook).contains(key))
        );
        assert_eq!(text(get(hook, "language")), "rust");
        let mut entry = text(get(hook, "entry")).split(' ');
        assert_eq!(entry.next(), Some("certadvise"));
        let help = Command::new(env!("CARGO_BIN_EXE_certadvise"))
            .args(entry)
            .arg("--help")
            .output()
            .unwrap();
        assert!(help.status.success(), "{}", text(get(hook, "entry")));
    }
}

/// A repository with a gate in a folder of it.
fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for folder in [".git", "people", "gate"] {
        fs::create_dir(root.path().join(folder)).unwrap();
    }
    fs::write(
        root.path().join("people/team.yaml"),
        "people:\n  - id: p01\n    holds:\n      - {credential: cka, earned: 2020-01-10}\n",
    )
    .unwrap();
    fs::write(
        root.path().join("gate/needs.yaml"),
        "id: ops\nitems:\n  - {id: kubernetes, people: 1, match: cka}\n",
    )
    .unwrap();
    root
}

/// The gate, run in that folder with nothing of the surroundings in it.
fn gate(root: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certadvise"));
    command
        .current_dir(root.join("gate"))
        .env_clear()
        .env("CERTADVISE_AS_OF", "2026-11-24");
    command
        .args(["coverage", "--team", "../people/team.yaml"])
        .args(args);
    command
}

#[test]
fn one_run_feeds_everything_and_files_are_named_from_the_root() {
    let root = repository();
    let formats = [
        "--format",
        "github",
        "--format",
        "sarif=gate.sarif",
        "--format",
        "junit=gate.xml",
    ];
    let output = gate(
        root.path(),
        &[&["--require", "needs.yaml"], &formats[..]].concat(),
    )
    .output()
    .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let read = |name: &str| fs::read_to_string(root.path().join("gate").join(name)).unwrap();
    let log: serde_json::Value = serde_json::from_str(&read("gate.sarif")).unwrap();
    let uris: Vec<&str> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                .as_str()
                .unwrap()
        })
        .collect();
    assert_eq!(uris, ["gate/needs.yaml", "people/team.yaml"]);
    assert!(read("gate.xml").contains("file=\"gate/needs.yaml\" line=\"3\""));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(
        stdout.starts_with("::error file=gate/needs.yaml,line=3,"),
        "{stdout}"
    );
    let again = gate(
        root.path(),
        &[
            "--require",
            "needs.yaml",
            "--format",
            "github",
            "--exit-zero",
        ],
    )
    .output()
    .unwrap();
    assert_eq!(again.status.code(), Some(0));
}

#[test]
fn what_can_not_be_judged_leaves_no_report() {
    let root = repository();
    let mut command = gate(
        root.path(),
        &[
            "--require",
            "nowhere.yaml",
            "--format",
            "sarif=gate.sarif",
            "--exit-zero",
        ],
    );
    assert_eq!(command.output().unwrap().status.code(), Some(2));
    assert!(!root.path().join("gate/gate.sarif").exists());
}

#[test]
fn a_built_in_set_has_no_line_so_the_roster_has() {
    let root = repository();
    let output = gate(
        root.path(),
        &["--require", "aws-partner-select", "--format", "github"],
    )
    .output()
    .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(
        stdout.starts_with("::error file=people/team.yaml,line=1,"),
        "{stdout}"
    );
}

#[test]
fn the_summary_is_appended_and_stays_within_its_limit() {
    let root = repository();
    let file = root.path().join("summary.md");
    let run = || {
        let mut command = gate(
            root.path(),
            &["--require", "needs.yaml", "--summary", "--format", "csv"],
        );
        assert_eq!(
            command
                .env("GITHUB_STEP_SUMMARY", &file)
                .output()
                .unwrap()
                .status
                .code(),
            Some(1)
        );
        fs::read_to_string(&file).unwrap()
    };
    fs::write(&file, "what was there\n").unwrap();
    let first = run();
    assert!(
        first.starts_with("what was there\n") && first.contains("kubernetes"),
        "{first}"
    );
    assert!(run().starts_with(&first), "appended");
    // A step before has nearly filled it.
    let full = "x".repeat(1024 * 1024 - 200);
    fs::write(&file, &full).unwrap();
    let cut = run();
    assert!(
        cut.len() <= 1024 * 1024 && cut.contains("does not fit"),
        "{}",
        cut.len()
    );
    // Where no pipeline asks for one, nothing is written.
    let output = gate(
        root.path(),
        &["--require", "needs.yaml", "--summary", "--format", "csv"],
    )
    .output()
    .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty(), "{output:?}");
}

/// The code blocks of a language in the document about pipelines.
fn blocks(language: &str) -> Vec<String> {
    let text = fs::read_to_string("docs/ci.md").unwrap();
    let blocks = text.split("\n```").skip(1).step_by(2);
    let of_language = blocks.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'));
    of_language.map(|block| format!("{block}\n")).collect()
}

#[test]
fn the_documented_pipelines_are_yaml_and_give_inputs_that_exist() {
    let action = fs::read_to_string("action.yml").unwrap();
    let source = Source::new("action.yml", &action);
    let action = source.parse().unwrap();
    let hooks = fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
    let mut uses = 0;
    for block in blocks("yaml") {
        let source = Source::new("docs/ci.md", &block);
        let root = source.parse().unwrap_or_else(|found| panic!("{found:?}"));
        if keys(&root).contains(&"jobs") {
            for step in items(get(get(get(&root, "jobs"), "coverage"), "steps")) {
                if keys(step).contains(&"uses") && text(get(step, "uses")).contains("certadvise") {
                    uses += 1;
                    let inputs = keys(get(&action, "inputs"));
                    assert!(
                        keys(get(step, "with"))
                            .iter()
                            .all(|input| inputs.contains(input)),
                        "{block}"
                    );
                }
            }
        }
        if keys(&root).contains(&"repos") {
            let hook = items(get(&items(get(&root, "repos"))[0], "hooks"));
            assert!(
                hook.iter()
                    .all(|hook| hooks.contains(&format!("- id: {}\n", text(get(hook, "id")))))
            );
        }
    }
    assert_eq!(uses, 2);
}

#[test]
fn the_documented_commands_run() {
    let root = repository();
    fs::write(
        root.path().join("gate/certadvise.yaml"),
        "team: ../people/team.yaml\nrequirements: needs.yaml\n",
    )
    .unwrap();
    let script = blocks("sh").concat();
    let in_gitlab = blocks("yaml").concat();
    let lines = script.lines().chain(
        in_gitlab
            .lines()
            .filter_map(|line| line.trim().strip_prefix("- ")),
    );
    let commands: Vec<&str> = lines
        .filter_map(|line| line.strip_prefix("certadvise "))
        .collect();
    for arguments in &commands {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certadvise"));
        command
            .current_dir(root.path().join("gate"))
            .env_clear()
            .args(arguments.split(' '));
        assert_eq!(
            command.output().unwrap().status.code(),
            Some(1),
            "{arguments}"
        );
    }
    assert!(commands.len() >= 3, "{commands:?}");
}

/// The exit code says the same as every report: 1 where SARIF has an error and `JUnit` a failure, and only there.
#[test]
fn reports_fail_where_the_gate_fails() {
    let root = repository();
    let write =
        |name: &str, text: &str| fs::write(root.path().join("gate").join(name), text).unwrap();
    write("certadvise.yaml", "requirements: needs.yaml\n");
    let holds = |id: &str, earned: &str| {
        format!("  - {{id: {id}, holds: [{{credential: cka, earned: {earned}}}]}}\n")
    };
    let teams = [
        "people: []\n".to_owned(),
        format!("people:\n{}", holds("p01", "2026-10-01")),
        format!("people:\n{}", holds("p01", "2025-01-01")),
        format!(
            "people:\n{}{}",
            holds("p01", "2026-10-01"),
            holds("p02", "2026-10-01")
        ),
    ];
    let item = |id: &str, more: &str| format!("  - {{id: {id}, people: 1, match: cka{more}}}\n");
    let needs = [
        format!("id: a\nitems:\n{}", item("x", "")),
        format!("id: a\nitems:\n{}", item("x", ", severity: advisory")),
        format!(
            "id: a\nitems:\n{}{}",
            item("x", ", exclusive: g"),
            item("y", ", exclusive: g")
        ),
        format!(
            "id: a\nitems:\n{}{}",
            item("x", ", exclusive: g, severity: advisory"),
            item("y", ", exclusive: g, severity: advisory")
        ),
        format!(
            "id: a\nitems:\n{}waivers: [{{item: x, people: 1, reason: r, until: 2027-01-31}}]\n",
            item("x", "")
        ),
        format!(
            "id: a\nitems:\n{}waivers: [{{item: x, people: 1, reason: r, until: 2026-01-31}}]\n",
            item("x", "")
        ),
    ];
    let flags: [&[&str]; 5] = [
        &[],
        &["--fail-on", "expiring"],
        &["--fail-on", "single-point"],
        &["--fail-on", "stale", "--max-age", "1d"],
        &["--fail-on", "warning"],
    ];
    let read = |name: &str| fs::read_to_string(root.path().join("gate").join(name)).unwrap();
    let mut seen = [0, 0];
    for (at, team) in teams.iter().enumerate() {
        fs::write(root.path().join("people/team.yaml"), team).unwrap();
        // Each kind of failure meets each team; all of them with all would take long.
        let some = needs
            .iter()
            .enumerate()
            .flat_map(|(n, needs)| [0, 1 + (at + n) % 4].map(|f| (needs, flags[f])));
        for (needs, flags) in some {
            write("needs.yaml", needs);
            let formats = [
                "--format",
                "sarif=gate.sarif",
                "--format",
                "junit=gate.xml",
                "--force",
            ];
            let output = gate(root.path(), &[flags, &formats].concat())
                .output()
                .unwrap();
            let code = output.status.code().unwrap();
            let log: serde_json::Value = serde_json::from_str(&read("gate.sarif")).unwrap();
            let mut results = log["runs"][0]["results"].as_array().unwrap().iter();
            let error = results.any(|result| result["level"] == "error");
            let failure = read("gate.xml").contains("<failure");
            assert_eq!(
                (error, failure),
                (code == 1, code == 1),
                "{flags:?} exit {code}, team {at}\n{needs}\n{output:?}"
            );
            seen[usize::try_from(code).unwrap()] += 1;
        }
    }
    assert!(seen.iter().all(|number| *number > 10), "{seen:?}");
}
