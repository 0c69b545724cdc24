//! The GitHub Action's script takes its inputs as they are, and the pre-commit hooks name commands that exist.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use clap::error::ErrorKind;

use crate::base::source::{Node, Source, Value};
use crate::cli::args::program;

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
    let mut steps = items(get(get(&root, "runs"), "steps")).iter();
    let step = steps
        .find(|step| keys(step).contains(&"id") && text(get(step, "id")) == "coverage")
        .unwrap();
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
    let steps = items(get(get(&root, "runs"), "steps")).iter();
    for step in steps.filter(|step| keys(step).contains(&"run")) {
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
    // What the other steps take, and flags.
    let elsewhere = ["working-directory", "from-source", "sha256"];
    let flags = ["summary", "anonymize", "upload-sarif"];
    for name in keys(get(&root, "inputs"))
        .into_iter()
        .filter(|name| !elsewhere.contains(name))
    {
        for value in hostile {
            let folder = tempfile::tempdir().unwrap();
            act(folder.path(), &[(name, value)], 0);
            assert!(!folder.path().join("pwned").exists(), "{name}: {value}");
            let passed = args(folder.path()).iter().any(|arg| arg.ends_with(value));
            assert!(
                passed || flags.contains(&name),
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
        let help = program()
            .try_get_matches_from(std::iter::once("certadvise").chain(entry).chain(["--help"]))
            .unwrap_err();
        assert_eq!(
            help.kind(),
            ErrorKind::DisplayHelp,
            "{}",
            text(get(hook, "entry"))
        );
    }
}

/// The YAML blocks of the document about pipelines.
fn yaml_blocks() -> Vec<String> {
    let text = fs::read_to_string("docs/ci.md").unwrap();
    let blocks = text.split("\n```").skip(1).step_by(2);
    let in_yaml = blocks.filter_map(|block| block.strip_prefix("yaml\n"));
    in_yaml.map(|block| format!("{block}\n")).collect()
}

#[test]
fn the_documented_pipelines_are_yaml_and_give_inputs_that_exist() {
    let action = fs::read_to_string("action.yml").unwrap();
    let source = Source::new("action.yml", &action);
    let action = source.parse().unwrap();
    let hooks = fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
    let mut uses = 0;
    for block in yaml_blocks() {
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
