//! Hostile surroundings: planted configurations, odd characters, files of others, full disks, signals.

use std::fs;

use crate::common::program::{Workspace, certadvise};

const TEAM: &str = "people:\n  - id: p01\n    holds: [{credential: cka, earned: 2026-05-01}]\n";
const REQUIREMENT: &str = "id: one\nname: One\nitems: [{id: one, people: 1, match: cka}]\n";

fn team_and_requirement() -> Workspace {
    Workspace::new()
        .file("team.yaml", TEAM)
        .file("one.yaml", REQUIREMENT)
}

#[test]
fn a_configuration_above_the_repository_is_not_taken() {
    let workspace = Workspace::new()
        .file("certadvise.yaml", "env: aws\n")
        .file("repo/.git/HEAD", "");
    let repo = workspace.path("repo");
    let here = |arguments: &str| workspace.certadvise(arguments).in_folder(&repo).run();
    here("recommend --role devops --format json")
        .status(0)
        .stdout_lacks("\"aws\": 1.0")
        .end();
    here("recommend --role devops --format json --config ../certadvise.yaml")
        .status(0)
        .stdout_has("\"aws\": 1.0")
        .end();
}

#[test]
fn a_found_configuration_names_no_file_outside_of_its_repository() {
    let outside = Workspace::new().file("secret", "TOKEN=hunter2\n");
    let secret = outside.path("secret");
    for key in ["team", "requirements", "catalog"] {
        let workspace = team_and_requirement()
            .file(".git/HEAD", "")
            .file("certadvise.yaml", format!("{key}: {}\n", secret.display()));
        let run = workspace.run("coverage --team team.yaml --require one.yaml");
        run.status(2)
            .stderr_has("error[CA204]")
            .stderr_has("outside of its folder or repository")
            .end();
        #[cfg(unix)]
        {
            // Nor through a link.
            std::os::unix::fs::symlink(&secret, workspace.path("link.yaml")).unwrap();
            workspace.write("certadvise.yaml", format!("{key}: link.yaml\n"));
            let run = workspace.run("coverage --team team.yaml --require one.yaml");
            assert!(!run.stderr_text().contains("hunter2"), "{run}");
            run.status(2).stderr_has("error[CA204]").end();
        }
    }
    #[cfg(target_os = "linux")]
    {
        let workspace =
            team_and_requirement().file("certadvise.yaml", "team: /proc/self/environ\n");
        let run = workspace
            .certadvise("coverage --require one.yaml")
            .env("TOKEN", "hunter2")
            .run();
        assert!(!run.stderr_text().contains("hunter2"), "{run}");
        run.status(2).stderr_has("error[CA204]").end();
    }
    let inside = team_and_requirement()
        .file(".git/HEAD", "")
        .file("gate/certadvise.yaml", "team: ../team.yaml\n");
    inside
        .certadvise("coverage --require ../one.yaml")
        .in_folder(&inside.path("gate"))
        .run()
        .status(0)
        .end();
}

#[test]
fn a_verdict_names_the_configuration_that_decides_it() {
    let workspace = team_and_requirement().file(
        "certadvise.yaml",
        "team: team.yaml\nrequirements: one.yaml\nrate: 20\n",
    );
    workspace
        .run("coverage")
        .status(0)
        .stdout_has("`certadvise.yaml` sets: team, requirements.")
        .end();
    let json = workspace.run("coverage --format json").json();
    assert_eq!(json["configuration"]["file"], "certadvise.yaml");
    workspace.write("certadvise.yaml", "rate: 20\n");
    workspace
        .run("coverage --team team.yaml --require one.yaml")
        .status(0)
        .stdout_lacks("certadvise.yaml")
        .end();
}

#[test]
fn hidden_characters_reach_neither_terminal_nor_diagnostics_nor_json() {
    let hidden = [
        '\u{9b}',
        '\u{202e}',
        '\u{200b}',
        '\u{feff}',
        '\u{e0041}',
        '\u{2066}',
    ];
    let odd: String = hidden.iter().collect();
    let team = TEAM.replace("p01", &format!("\"p{odd}01\""));
    let wrong = team.replace("cka", &format!("\"c{odd}ka\""));
    let workspace = team_and_requirement()
        .file("odd.yaml", team)
        .file("wrong.yaml", wrong);
    let formats = [
        "table", "json", "csv", "markdown", "html", "junit", "sarif", "github",
    ];
    let raw = |text: &str| hidden.iter().any(|c| text.contains(*c));
    for format in formats {
        let run = workspace.run(&format!(
            "coverage --team odd.yaml --require one.yaml --format {format}"
        ));
        assert!(
            !raw(&run.stdout_text()) && !raw(&run.stderr_text()),
            "{format}: {run}"
        );
        // Whether such an id is refused or taken, it is never shown raw.
    }
    for form in ["human", "json"] {
        let run = workspace.run(&format!(
            "coverage --team wrong.yaml --require one.yaml --error-format {form}"
        ));
        assert!(!raw(&run.stderr_text()), "{run}");
        run.status(2).end();
    }
}

#[test]
fn anonymous_errors_say_where_and_not_what() {
    let team = "people:\n  - id: jane.doe@example.com\n    name: Jane Doe\n    holds: [{credential: ckaa, earned: 2026-05-01}]\n  \
                - id: jane.doe@example.com\n    holds: [{credential: cka, earned: 2026-31-01}]\n";
    let csv = "person,name,credential,earned\njane.doe@example.com,Jane Doe,ckaa,2026-05-01\njane.doe@example.com,Jane Doe,cka,2026-31-01\n";
    let workspace = team_and_requirement()
        .file("bad.yaml", team)
        .file("bad.csv", csv);
    for arguments in [
        "--team bad.yaml",
        "--team bad.csv",
        "--team bad.csv --stream",
    ] {
        let run = workspace.run(&format!(
            "coverage {arguments} --require one.yaml --anonymize"
        ));
        let text = run.stderr_text();
        let named = ["jane", "Jane", "ckaa", "2026-31"]
            .iter()
            .any(|part| text.contains(part));
        assert!(!named, "{run}");
        run.status(2).stderr_has("bad.").end();
    }
}

#[test]
fn a_file_without_end_is_refused() {
    if cfg!(target_os = "linux") {
        team_and_requirement()
            .run("coverage --team /dev/zero --require one.yaml")
            .status(2)
            .stderr_has("larger than 64 MiB")
            .end();
    }
}

#[test]
fn two_formats_never_go_to_one_file_however_it_is_spelt() {
    let workspace = Workspace::new().file("folder/.keep", "");
    let refused = |arguments: &str| {
        workspace
            .run(&format!("list issuers {arguments}"))
            .status(2)
            .stderr_has("two formats would go to")
            .end();
    };
    refused("-f json=a -f csv=./a");
    refused("-f json=a -f csv=folder/../a");
    refused("-f json -o a -f csv=a");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("folder", workspace.path("other")).unwrap();
        refused("-f json=folder/a -f csv=other/a");
        symlink("a", workspace.path("link")).unwrap();
        refused("-f json=a -f csv=link --force");
        workspace.write("a", "");
        refused("-f json=a -f csv=link --force");
    }
    workspace
        .run("list issuers -f json=b -f csv=folder/b")
        .status(0)
        .end();
}

#[cfg(unix)]
#[test]
fn an_overwritten_file_keeps_its_mode_and_owner() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let workspace =
        team_and_requirement().file("new.csv", "person,credential,earned\np02,ckad,2026-05-01\n");
    let path = workspace.path("team.yaml");
    for mode in [0o600, 0o640, 0o664] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        workspace.write("team.yaml", TEAM);
        workspace
            .run("import new.csv --merge team.yaml -o team.yaml")
            .status(0)
            .end();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, mode);
        assert!(workspace.read("team.yaml").contains("ckad"));
    }
    // Only root can give a file away.
    if chown(&path, Some(12_345), Some(12_345)).is_ok() {
        workspace
            .run("import new.csv --merge team.yaml -o team.yaml")
            .status(0)
            .end();
        let file = fs::metadata(&path).unwrap();
        assert_eq!((file.uid(), file.gid()), (12_345, 12_345));
    }
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_the_old_file_whole_and_no_other() {
    use std::process::{Command, Stdio};
    use std::time::Duration;
    let workspace = Workspace::new();
    workspace.run("list -o list.json").status(0).end();
    let whole = workspace.read("list.json");
    for round in 0..40_u64 {
        let signal = if round % 2 == 0 { "-INT" } else { "-TERM" };
        let mut child = workspace
            .certadvise("list -o list.json --force")
            .into_command()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(2 * round));
        Command::new("kill")
            .args([signal, &child.id().to_string()])
            .stderr(Stdio::null())
            .status()
            .unwrap();
        child.wait().unwrap();
        assert_eq!(workspace.names(), ["list.json"], "round {round}");
        assert!(workspace.read("list.json") == whole, "round {round}");
    }
}

/// Nothing can tidy up after `kill -9`, so a temporary file may stay; but what stood under the name stays whole, or the new
/// text does, and what is left over is readable to its owner alone until it is complete.
#[cfg(unix)]
#[test]
fn kill_9_leaves_the_old_file_or_the_new_one_whole() {
    use std::process::Stdio;
    use std::time::Duration;
    let workspace = Workspace::new();
    let new = "list --format json -o list.json --force";
    workspace.run(new).status(0).end();
    let new_text = workspace.read("list.json");
    let old_text = "old\n".repeat(200_000);
    let (mut old, mut written) = (0, 0);
    for round in 0..60_u64 {
        workspace.write("list.json", &old_text);
        let mut child = workspace
            .certadvise(new)
            .into_command()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round * 2));
        // SIGKILL, on Unix.
        child.kill().unwrap();
        child.wait().unwrap();
        let text = workspace.read("list.json");
        assert!(text == old_text || text == new_text, "round {round}");
        if text == old_text {
            old += 1;
        } else {
            written += 1;
        }
    }
    assert!(old > 0, "every run was over before it was killed");
    assert_eq!(old + written, 60);
    workspace.run(new).status(0).end();
    assert!(workspace.read("list.json") == new_text);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for arguments in [
        "--help",
        "--version",
        "list",
        "list --help",
        "schema team",
        "explain CA101",
    ] {
        let output = certadvise(arguments)
            .into_command()
            .stdout(
                fs::OpenOptions::new()
                    .write(true)
                    .open("/dev/full")
                    .unwrap(),
            )
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments}: {output:?}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_folder_that_has_a_configuration_is_left_alone() {
    let workspace = Workspace::new().file("gate/certadvise.yaml", "rate: 20\n");
    workspace
        .run("init gate")
        .status(2)
        .stderr_has("`gate/certadvise.yaml` exists already")
        .end();
    assert!(!workspace.path("gate/schemas").exists());
    let names: Vec<_> = fs::read_dir(workspace.path("gate")).unwrap().collect();
    assert_eq!(names.len(), 1);
}

#[test]
fn the_extension_of_the_file_chooses_the_format() {
    let workspace = team_and_requirement();
    let written = |arguments: &str, file: &str| {
        workspace
            .run(&format!("{arguments} -o {file}"))
            .status(0)
            .stdout("")
            .end();
        workspace.read(file)
    };
    let coverage = "coverage --team team.yaml --require one.yaml";
    assert!(written(coverage, "a.json").starts_with('{'));
    assert!(written(coverage, "a.csv").starts_with("requirement,"));
    assert!(written(coverage, "a.html").starts_with("<!"));
    assert!(written(coverage, "a.xml").starts_with("<?xml"));
    assert!(written(coverage, "a.sarif").contains("sarif"));
    assert!(written("list issuers", "a.md").starts_with("| "));
    assert!(written("renewals --team team.yaml", "a.ics").starts_with("BEGIN:VCALENDAR"));
    // Who says the format means it.
    assert!(written("list issuers -f csv", "b.json").starts_with("name,"));
    workspace
        .run("cost cka -o cost.html")
        .status(2)
        .stderr_has("this command has no html form")
        .end();
}
