//! What pipelines are given: files named from the repository's root, one run for every format.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::program::Workspace;

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

#[test]
fn the_pipelines_of_init_run_on_the_folder_of_init() {
    let workspace = Workspace::new();
    workspace.run("init").status(0).end();
    for (service, file) in [
        ("github", ".github/workflows/certadvise.yaml"),
        ("gitlab", ".gitlab/certadvise.yml"),
        ("azure", "azure-pipelines-certadvise.yml"),
    ] {
        let init = format!("init --ci {service}");
        workspace.run(&init).status(0).stderr_has(file).end();
        workspace
            .run(&init)
            .status(2)
            .stderr_has("exists already")
            .end();
        let pipeline = workspace.read(file);
        assert!(pipeline.contains("REVISION") && !pipeline.contains("REPOSITORY"));
        if service == "github" {
            let action = fs::read_to_string("action.yml").unwrap();
            let with = pipeline.split_once("with:\n").unwrap().1;
            for line in with.lines() {
                let (input, _) = line.trim().split_once(": ").unwrap();
                assert!(action.contains(&format!("\n  {input}:\n")), "{input}");
            }
        } else {
            let (_, rest) = pipeline.split_once("certadvise coverage").unwrap();
            let arguments = rest.lines().next().unwrap();
            let run = workspace.run(&format!("coverage {arguments}"));
            run.status(0).stdout_has("is covered").end();
            fs::remove_file(workspace.path("certadvise.xml")).unwrap();
        }
    }
}
