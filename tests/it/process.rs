//! What only a running process shows: folders, variables, files, pipes.

use std::fs;
use std::process::Stdio;

use crate::common::program::Workspace;

const COST: &str = "cost cka --format json --discount-rate 0";
const TEAM: &str = "people: [{id: p01, holds: [{credential: cka, earned: 2026-01-01}]}]\n";

#[test]
fn the_configuration_is_found_upwards_and_its_paths_are_relative_to_it() {
    let workspace = Workspace::new()
        .file(".git/HEAD", "")
        .file("certadvise.yaml", "team: people/team.yaml\n")
        .file(
            "people/team.yaml",
            "people: [{id: p01, holds: [{credential: pcap}]}]\n",
        )
        .file("a/b/.keep", "");
    let deep = workspace.path("a/b");
    workspace.run("renewals --format csv").status(0).end();
    let in_deep = |arguments: &str| workspace.certadvise(arguments).in_folder(&deep).run();
    in_deep("renewals --format csv").status(0).end();
    // A nearer file takes the place of one further up.
    workspace.write("a/b/certadvise.yaml", "rate: 20\n");
    in_deep("renewals").status(2).end();
}

#[test]
fn a_closed_pipe_is_success_and_files_are_still_written() {
    let workspace = Workspace::new();
    let mut child = workspace
        .certadvise("list --format csv --format json=list.json")
        .into_command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stderr, b"note: wrote `list.json`\n");
    assert!(workspace.path("list.json").exists());
}

#[test]
fn an_existing_file_is_overwritten_only_with_force() {
    let workspace = Workspace::new();
    let write = format!("{COST} -o cost.json");
    workspace.run(&write).status(0).end();
    let first = workspace.read("cost.json");
    assert!(first.ends_with("}\n"));
    workspace.write("cost.json", "mine");
    workspace.run(&write).status(2).end();
    assert_eq!(workspace.read("cost.json"), "mine");
    workspace.run(&format!("{write} --force")).status(0).end();
    assert_eq!(workspace.read("cost.json"), first);
    assert_eq!(workspace.names(), ["cost.json"], "no temporary file stays");
}

#[cfg(unix)]
#[test]
fn written_files_are_as_readable_as_others_and_links_and_devices_stay() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let workspace = Workspace::new().file("plain", "");
    let mode = |name: &str| {
        fs::metadata(workspace.path(name))
            .unwrap()
            .permissions()
            .mode()
    };
    workspace
        .run(&format!("{COST} -o cost.json"))
        .status(0)
        .end();
    assert_eq!(mode("cost.json"), mode("plain"));

    symlink("cost.json", workspace.path("link.json")).unwrap();
    workspace
        .run(&format!("{COST} -o link.json --force"))
        .status(0)
        .end();
    assert!(workspace.path("link.json").is_symlink());

    symlink("/dev/null", workspace.path("nothing")).unwrap();
    workspace
        .run(&format!("{COST} -o nothing --force"))
        .status(0)
        .end();
    let null = fs::metadata("/dev/null").unwrap();
    assert!(null.file_type().is_char_device());
}

/// The names of all commands, as the help lists them.
fn commands(workspace: &Workspace) -> Vec<String> {
    let help = workspace.run("--help").stdout_text();
    let listed = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    // Wrapped descriptions stand further right.
    let names: Vec<String> = listed
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect();
    assert!(names.iter().any(|name| name == "recommend"), "{help}");
    names
}

#[test]
fn manual_pages_cover_every_command() {
    let workspace = Workspace::new();
    let names = commands(&workspace);
    workspace.run("man man/man1").status(0).end();
    for name in &names {
        let page = workspace.read(&format!("man/man1/certadvise-{name}.1"));
        assert!(page.contains("certadvise\\-"), "{name}");
    }
    workspace.run("man man/man1").status(2).end();
}

#[test]
fn every_shell_gets_a_script_that_asks_the_program() {
    let workspace = Workspace::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = workspace.run(&format!("completions {shell}")).stdout_text();
        assert!(script.contains("CERTADVISE_COMPLETE"), "{shell}");
    }
}

#[test]
fn every_command_reports_errors_as_json_lines_when_asked() {
    let workspace = Workspace::new().file(
        "bad.yaml",
        "people: [{id: p01, holdings: []}, {name: x}]\ncolor: blue\n",
    );
    // A flag nobody knows, for every command; then mistakes of every kind.
    let mut cases: Vec<String> = commands(&workspace)
        .iter()
        .map(|name| format!("{name} --qqqq"))
        .collect();
    cases.extend(
        [
            "renewals --team bad.yaml -v",
            "renewals --team nowhere.yaml",
            "catalog check bad.yaml",
            "catalog diff bad.yaml nowhere.yaml",
            "recommend --role deevops --env hybird --holds pcapp,ckka",
            "cost cka -o bad.yaml",
            "cost cka --config bad.yaml",
            "explain CA999",
            "show nothing --max-age 30",
            "nothing",
        ]
        .map(str::to_owned),
    );
    for case in cases {
        let run = workspace
            .run(&format!("{case} --error-format json"))
            .status(2);
        let stderr = run.stderr_text();
        assert!(!stderr.is_empty(), "{case}");
        for line in stderr.lines() {
            assert_finding(&case, line);
        }
    }
}

/// A line of `--error-format json` has a message, a severity and, unless it is a note, a code.
fn assert_finding(case: &str, line: &str) {
    let finding: serde_json::Value =
        serde_json::from_str(line).unwrap_or_else(|_| panic!("{case}: {line}"));
    let message = finding["message"].as_str().unwrap();
    assert!(!message.is_empty(), "{line}");
    let severity = finding["severity"].as_str().unwrap();
    assert!(["error", "warning", "note"].contains(&severity), "{line}");
    assert!(
        severity == "note" || finding["code"].as_str().unwrap().starts_with("CA"),
        "{line}"
    );
}

#[test]
fn a_dash_is_stdin_and_only_once() {
    let workspace = Workspace::new().file(
        "ask.yaml",
        "id: ask\nitems: [{id: k, people: 1, match: cka}]\n",
    );
    let feed = |arguments: &str, text: &str| workspace.certadvise(arguments).stdin(text).run();
    let coverage = "coverage --team - --require ask.yaml --format csv";
    feed(coverage, TEAM).status(0).end();
    feed(coverage, "person,credential,earned\np01,cka,2026-01-01\n")
        .status(0)
        .end();
    feed(coverage, "person,credential\np01,\n").status(1).end();
    feed(coverage, "people: []\nperson: 1\n")
        .stderr_has("--> <stdin>:2:1")
        .end();
    // The second to read it would find nothing there.
    feed("coverage --team - --require -", TEAM)
        .status(2)
        .stderr_has("only one file can be `-`")
        .end();
    let run = feed("renewals --team - -v --output -", TEAM)
        .status(0)
        .stderr_has("team of 1 person from <stdin>");
    assert!(run.stdout_text().starts_with("Nothing expires"));
}
