//! The Action: what its scripts install, pass on and hand to the next step, on a machine like a runner with Linux.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Output};

use crate::common::program::Workspace;

/// The sources of a version whose releases are in a folder, and a cargo that builds nothing.
fn action(workspace: &Workspace) {
    let root = workspace.root().display();
    let manifest = format!("version = \"9.9.9\"\nrepository = \"file://{root}/host\"\n");
    workspace.write("action/Cargo.toml", manifest);
    workspace.write("bin/cargo", "#!/bin/sh\necho cargo \"$1\"\n");
    fs::create_dir_all(workspace.path("action/scripts")).unwrap();
    let script = workspace.path("action/scripts/install-release");
    fs::copy("scripts/install-release", script).unwrap();
    shell(workspace, "chmod +x bin/cargo");
}

/// Runs a line of Bash in the workspace, as the runner of a Linux machine does.
fn shell(workspace: &Workspace, line: &str) -> Output {
    let path = std::env::var("PATH").unwrap();
    let bin = workspace.path("bin");
    Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", line])
        .current_dir(workspace.root())
        .env_clear()
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("CERTADVISE_AS_OF", "2026-11-24")
        .env("RUNNER_OS", "Linux")
        .env("RUNNER_ARCH", "X64")
        .env("RUNNER_TEMP", workspace.path("temp"))
        .env("GITHUB_OUTPUT", workspace.path("outputs"))
        .output()
        .unwrap()
}

#[test]
fn the_action_installs_a_release_only_if_its_checksum_is_right() {
    let workspace = Workspace::new();
    action(&workspace);
    let installed = workspace.path("temp/certadvise/bin/certadvise");
    let release = "host/releases/download/v9.9.9";
    let archive = "certadvise-v9.9.9-x86_64-unknown-linux-musl";
    let install = |variables: &str| {
        shell(
            &workspace,
            &format!("{variables} action/scripts/install-release"),
        )
    };
    let says = |output: &Output, code: i32, expected: &str| {
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        assert!(stdout.contains(expected), "{output:?}");
    };
    // Nothing is published: the sources are built.
    says(&install(""), 0, "could not be downloaded\ncargo install");
    // A release.
    workspace.write(&format!("{archive}/certadvise"), "the program");
    let publish = format!(
        "mkdir -p {release} && tar -czf {release}/{archive}.tar.gz {archive} \
         && cd {release} && sha256sum * > SHA256SUMS"
    );
    assert!(shell(&workspace, &publish).status.success());
    says(&install(""), 0, "");
    assert_eq!(fs::read_to_string(&installed).unwrap(), "the program");
    fs::remove_file(&installed).unwrap();
    // What the user asks for instead, or pins.
    says(
        &install("IN_FROM_SOURCE=true"),
        0,
        "as asked\ncargo install",
    );
    says(&install("IN_SHA256=abc"), 1, "but abc was expected");
    // What is not the release is neither installed nor replaced by a build.
    let tampered = format!("echo >> {release}/{archive}.tar.gz");
    assert!(shell(&workspace, &tampered).status.success());
    let output = install("");
    says(&output, 1, "::error");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("cargo install"));
    workspace.write(&format!("{release}/SHA256SUMS"), "");
    says(&install(""), 1, "does not list");
    assert!(!installed.exists());
}

/// The script of the action's step that checks.
fn step_that_checks() -> String {
    let action = fs::read_to_string("action.yml").unwrap();
    let (_, script) = action.split_once("      run: |\n").unwrap();
    let lines = script.lines();
    let own = lines.take_while(|line| line.is_empty() || line.starts_with("        "));
    own.map(|line| format!("{line}\n")).collect()
}

#[test]
fn the_action_hands_over_its_inputs_and_what_may_be_uploaded() {
    let workspace = Workspace::new();
    workspace.run("init").status(0).end();
    fs::create_dir_all(workspace.path("temp/certadvise/bin")).unwrap();
    symlink(
        env!("CARGO_BIN_EXE_certadvise"),
        workspace.path("temp/certadvise/bin/certadvise"),
    )
    .unwrap();
    let check = |inputs: &str| {
        workspace.write("outputs", "");
        shell(&workspace, &format!("{inputs}\n{}", step_that_checks()))
            .status
            .code()
    };
    let upload = "IN_UPLOAD_SARIF=true IN_DIRECTORY=gate";
    let formats = "IN_FORMATS=$'json=a.json\\r\\ncsv=b.csv'";
    assert_eq!(check(&format!("{upload} {formats}")), Some(0));
    assert!(workspace.path("a.json").exists() && workspace.path("b.csv").exists());
    assert_eq!(
        workspace.read("outputs"),
        "exit-code=0\nsarif=gate/certadvise.sarif\n"
    );
    // A team that does not meet its requirements has a report, one that can't be judged has none.
    let needs = "IN_REQUIRE=aws-partner-select IN_SARIF=$PWD/gate.sarif";
    assert_eq!(check(&format!("{upload} {needs}")), Some(1));
    let report = workspace.path("gate.sarif").display().to_string();
    assert_eq!(
        workspace.read("outputs"),
        format!("exit-code=1\nsarif={report}\n")
    );
    assert_eq!(check(&format!("{upload} IN_TEAM='$(touch ran)'")), Some(2));
    assert_eq!(workspace.read("outputs"), "exit-code=2\n");
    assert!(!workspace.path("ran").exists());
}
