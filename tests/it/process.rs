//! What only a running process shows: folders, variables, files, pipes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The command, in a folder, with nothing of the surroundings in it.
fn certadvise(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certadvise"));
    command
        .current_dir(folder)
        .args(args)
        .env_clear()
        .env("CERTADVISE_AS_OF", "2026-11-24");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    certadvise(folder, args).output().unwrap()
}

/// The same with something to read.
fn feed(folder: &Path, args: &[&str], text: &str) -> Output {
    let (from, to) = (Stdio::piped(), Stdio::piped);
    let mut child = certadvise(folder, args)
        .stdin(from)
        .stdout(to())
        .stderr(to())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

const COST: [&str; 6] = ["cost", "cka", "--format", "json", "--discount-rate", "0"];

#[test]
fn the_configuration_is_found_upwards_and_its_paths_are_its_own() {
    let root = tempfile::tempdir().unwrap();
    let deep = root.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    fs::write(
        root.path().join("certadvise.yaml"),
        "team: people/team.yaml\n",
    )
    .unwrap();
    fs::create_dir(root.path().join("people")).unwrap();
    fs::write(
        root.path().join("people/team.yaml"),
        "people: [{id: p01, holds: [{credential: pcap}]}]\n",
    )
    .unwrap();
    for folder in [root.path(), &deep] {
        let output = run(folder, &["renewals", "--format", "csv"]);
        assert!(output.status.success(), "{output:?}");
    }
    // A nearer file takes the place of one further up.
    fs::write(deep.join("certadvise.yaml"), "rate: 20\n").unwrap();
    assert_eq!(run(&deep, &["renewals"]).status.code(), Some(2));
}

#[test]
fn a_closed_pipe_is_success_and_files_are_written_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = certadvise(
        folder.path(),
        &["list", "--format", "csv", "--format", "json=list.json"],
    )
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    assert!(folder.path().join("list.json").exists());
}

#[test]
fn files_are_written_whole_with_force_alone_and_through_links() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cost.json");
    let with = |more: &[&str]| {
        run(
            folder.path(),
            &[&COST[..], &["-o", "cost.json"], more].concat(),
        )
    };
    assert!(with(&[]).status.success());
    let first = fs::read_to_string(&file).unwrap();
    assert!(first.ends_with("}\n"));
    fs::write(&file, "mine").unwrap();
    assert_eq!(with(&[]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert!(with(&["--force"]).status.success());
    assert_eq!(fs::read_to_string(&file).unwrap(), first);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no temporary file is left"
    );
}

#[cfg(unix)]
#[test]
fn files_are_as_readable_as_others_and_devices_stay() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    fs::write(&plain, "").unwrap();
    assert!(
        run(folder.path(), &[&COST[..], &["-o", "cost.json"]].concat())
            .status
            .success()
    );
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&folder.path().join("cost.json")), mode(&plain));

    symlink("cost.json", folder.path().join("link.json")).unwrap();
    assert!(
        run(
            folder.path(),
            &[&COST[..], &["-o", "link.json", "--force"]].concat()
        )
        .status
        .success()
    );
    assert!(folder.path().join("link.json").is_symlink());

    symlink("/dev/null", folder.path().join("nothing")).unwrap();
    assert!(
        run(
            folder.path(),
            &[&COST[..], &["-o", "nothing", "--force"]].concat()
        )
        .status
        .success()
    );
    assert!(
        fs::metadata("/dev/null")
            .unwrap()
            .file_type()
            .is_char_device()
    );
}

#[test]
fn manual_pages_and_completions_cover_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let help = String::from_utf8(run(folder.path(), &["--help"]).stdout).unwrap();
    let listed = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    // Wrapped descriptions stand further right.
    let names = listed
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '));
    let names: Vec<_> = names
        .filter_map(|line| line.split(' ').next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.contains(&"recommend"), "{help}");

    assert!(run(folder.path(), &["man", "man/man1"]).status.success());
    for name in &names {
        let page = fs::read_to_string(folder.path().join(format!("man/man1/certadvise-{name}.1")))
            .unwrap();
        assert!(page.contains("certadvise\\-"), "{name}");
    }
    assert_eq!(
        run(folder.path(), &["man", "man/man1"]).status.code(),
        Some(2)
    );
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = String::from_utf8(run(folder.path(), &["completions", shell]).stdout).unwrap();
        assert!(names.iter().all(|name| script.contains(name)), "{shell}");
    }
}

#[test]
fn for_programs_every_command_reports_in_json_lines() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("bad.yaml"),
        "people: [{id: p01, holdings: []}, {name: x}]\ncolour: blue\n",
    )
    .unwrap();
    let help = String::from_utf8(run(folder.path(), &["--help"]).stdout).unwrap();
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let names = commands
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '));
    let names: Vec<_> = names
        .filter_map(|line| line.split(' ').next())
        .filter(|name| *name != "help")
        .collect();
    // A flag nobody knows, for every command; then mistakes of every kind.
    let mut cases: Vec<Vec<&str>> = names.iter().map(|name| vec![*name, "--qqqq"]).collect();
    cases.extend([
        vec!["renewals", "--team", "bad.yaml", "-v"],
        vec!["renewals", "--team", "nowhere.yaml"],
        vec!["catalog", "check", "bad.yaml"],
        vec!["catalog", "diff", "bad.yaml", "nowhere.yaml"],
        vec![
            "recommend",
            "--role",
            "deevops",
            "--env",
            "hybird",
            "--holds",
            "pcapp,ckka",
        ],
        vec!["cost", "cka", "-o", "bad.yaml"],
        vec!["cost", "cka", "--config", "bad.yaml"],
        vec!["explain", "CA999"],
        vec!["show", "nothing", "--max-age", "30"],
        vec!["nothing"],
    ]);
    for case in cases {
        let output = run(
            folder.path(),
            &[&case[..], &["--error-format", "json"]].concat(),
        );
        assert_eq!(output.status.code(), Some(2), "{case:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.is_empty(), "{case:?}");
        for line in stderr.lines() {
            let finding: serde_json::Value =
                serde_json::from_str(line).unwrap_or_else(|_| panic!("{case:?}: {line}"));
            assert!(
                finding["message"]
                    .as_str()
                    .is_some_and(|message| !message.is_empty()),
                "{line}"
            );
            assert!(
                ["error", "warning", "note"].contains(&finding["severity"].as_str().unwrap()),
                "{line}"
            );
            assert!(
                finding["severity"] == "note"
                    || finding["code"].as_str().unwrap().starts_with("CA"),
                "{line}"
            );
        }
    }
}

#[test]
fn a_dash_is_stdin_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("ask.yaml"),
        "id: ask\nitems: [{id: k, people: 1, match: cka}]\n",
    )
    .unwrap();
    let coverage = [
        "coverage",
        "--team",
        "-",
        "--require",
        "ask.yaml",
        "--format",
        "csv",
    ];
    let yaml = "people: [{id: p01, holds: [{credential: cka, earned: 2026-01-01}]}]\n";
    for (text, code) in [
        (yaml, 0),
        ("person,credential,earned\np01,cka,2026-01-01\n", 0),
        ("person,credential\np01,\n", 1),
    ] {
        let output = feed(folder.path(), &coverage, text);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
    }
    let output = feed(folder.path(), &coverage, "people: []\nperson: 1\n");
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("--> <stdin>:2:1"),
        "{output:?}"
    );
    // The second to read it would find nothing there.
    let output = feed(
        folder.path(),
        &["coverage", "--team", "-", "--require", "-"],
        yaml,
    );
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code() == Some(2) && text.contains("only one file can be `-`"),
        "{text}"
    );
    let output = feed(
        folder.path(),
        &["renewals", "--team", "-", "-v", "--output", "-"],
        yaml,
    );
    assert!(
        output.status.success() && output.stdout.starts_with(b"Nothing lapses"),
        "{output:?}"
    );
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("team of 1 person from <stdin>"),
        "{output:?}"
    );
}
