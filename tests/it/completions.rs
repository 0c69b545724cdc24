//! What Tab offers, in the shells themselves: each loads the script that `certadvise completions` prints.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::program::Workspace;

const TEAM: &str = "people:
  - {id: p01, name: Person 01}
  - {id: p02, name: Person 02}
  - {id: other, name: Person 03}
  - {id: \"p0$(touch run)\", name: Person 04}
";

/// A shell, and what a test writes to have it complete a line.
struct Shell {
    name: &'static str,
    /// Prints what Tab offers at the end of `$1`, one candidate a line, with what is said about it if the shell shows that.
    script: &'static str,
}

/// The function that Bash calls for this command, called as Bash calls it.
const BASH: Shell = Shell {
    name: "bash",
    script: r#"
        source <(certadvise completions bash)
        read -ra COMP_WORDS <<< "$1"
        [[ "$1" == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )) COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9
        [[ "$(complete -p certadvise)" =~ -F\ ([^ ]+) ]] || exit 3
        "${BASH_REMATCH[1]}" certadvise "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    "#,
};

/// Fish tells what it would offer.
const FISH: Shell = Shell {
    name: "fish",
    script: r#"
        certadvise completions fish | source
        complete --do-complete "$argv[1]"
    "#,
};

/// Another Zsh on a terminal of its own, in which Tab is pressed: only the line editor completes.
const ZSH: Shell = Shell {
    name: "zsh",
    script: r#"
        zmodload zsh/zpty
        zpty inner zsh -f -i
        zpty -w inner 'PROMPT= RPROMPT= LISTMAX=9999; stty cols 160 rows 999'
        zpty -w inner 'unsetopt prompt_cr prompt_sp list_ambiguous'
        zpty -w inner 'autoload -Uz compinit && compinit -u -D && source <(certadvise completions zsh)'
        zpty -w inner 'tab() { zle expand-or-complete; zle -R; print DO""NE }; zle -N tab; bindkey "^I" tab'
        zpty -w inner 'print REA""DY'
        zpty -r inner output '*READY*'
        zpty -n -w inner "$1"$'\t'
        zpty -r inner output '*DONE*'
        print -r -- $output
        zpty -d inner
    "#,
};

impl Shell {
    /// What Tab offers at the end of a line; `None` where the shell is not installed.
    fn complete(&self, line: &str, folder: &Path) -> Option<String> {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let is_installed = std::env::split_paths(&paths).any(|path| path.join(self.name).is_file());
        if !is_installed {
            assert!(
                std::env::var_os("CI").is_none(),
                "{} is not installed: .ci/run installs it",
                self.name
            );
            eprintln!("skipped: {} is not installed", self.name);
            return None;
        }
        let program = Path::new(env!("CARGO_BIN_EXE_certadvise"));
        let found_first = program.parent().unwrap().to_path_buf();
        let paths = std::env::join_paths(
            [found_first]
                .into_iter()
                .chain(std::env::split_paths(&paths)),
        );
        let script = folder.join(format!("complete.{}", self.name));
        fs::write(&script, self.script).unwrap();
        let no_startup_files: &[&str] = match self.name {
            "bash" => &["--norc", "--noprofile"],
            "zsh" => &["-f"],
            _ => &["--no-config"],
        };
        let output = Command::new("timeout")
            .args(["60", self.name])
            .args(no_startup_files)
            .arg(&script)
            .arg(line)
            .current_dir(folder)
            .env_clear()
            .env("PATH", paths.unwrap())
            .env("HOME", folder)
            .env("TERM", "xterm")
            .env("LC_ALL", "C.UTF-8")
            .env("CERTADVISE_AS_OF", "2026-11-24")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaints = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {text}{complaints}", self.name);
        assert_eq!(complaints, "", "{}", self.name);
        Some(text)
    }
}

/// A line, what Tab must offer, and what it must not.
const LINES: [(&str, &[&str], &[&str]); 12] = [
    ("certadvise rec", &["recommend"], &["renewals"]),
    ("certadvise show cka", &["cka", "ckad"], &["aws-saa"]),
    (
        "certadvise show dod-8140-s",
        &["dod-8140-soc-team"],
        &["cka"],
    ),
    (
        "certadvise recommend dev",
        &["devops-engineer"],
        &["data-engineer"],
    ),
    (
        "certadvise recommend --role sre --env hy",
        &["hybrid"],
        &["on-prem"],
    ),
    (
        "certadvise recommend --role sre --level s",
        &["senior"],
        &["entry"],
    ),
    (
        "certadvise recommend --holds aws-saa,cka",
        &["aws-saa,ckad"],
        &["az-104"],
    ),
    ("certadvise list --issuer cn", &["cncf"], &["comptia"]),
    (
        "certadvise coverage --require aws-p",
        &["aws-partner-advanced"],
        &["dod-8140"],
    ),
    ("certadvise coverage --format s", &["sarif"], &["ics"]),
    ("certadvise renewals --format i", &["ics"], &["sarif"]),
    (
        "certadvise cost --team team.yaml --person p",
        &["p01", "p02"],
        &["other", "touch"],
    ),
];

fn offers(shell: &Shell) {
    let workspace = Workspace::new().file("team.yaml", TEAM);
    for (line, wanted, unwanted) in LINES {
        let Some(text) = shell.complete(line, workspace.root()) else {
            return;
        };
        for word in wanted {
            assert!(text.contains(word), "{}: {line}: {text}", shell.name);
        }
        for word in unwanted {
            assert!(!text.contains(word), "{}: {line}: {text}", shell.name);
        }
    }
    assert!(!workspace.path("run").exists(), "a roster ran a command");
}

#[test]
fn bash_offers_values() {
    offers(&BASH);
}

#[test]
fn fish_offers_values() {
    offers(&FISH);
}

#[test]
fn zsh_offers_values() {
    offers(&ZSH);
}

#[test]
fn fish_and_zsh_show_names_beside_ids() {
    let workspace = Workspace::new();
    for shell in [FISH, ZSH] {
        let offered = shell.complete("certadvise show ck", workspace.root());
        let shows_name = |text: String| text.contains("Certified Kubernetes Administrator");
        assert!(offered.is_none_or(shows_name), "{}", shell.name);
    }
}

#[cfg(unix)]
#[test]
fn large_rosters_and_pipes_are_not_read() {
    let note = format!("# {}\n", "x".repeat(998)).repeat(5_000);
    let workspace = Workspace::new()
        .file("large.yaml", format!("{TEAM}{note}"))
        .file("team.yaml", TEAM);
    let is_made = Command::new("mkfifo")
        .arg(workspace.path("pipe.csv"))
        .status();
    assert!(is_made.unwrap().success());
    for flags in [
        "--team large.yaml",
        "--team pipe.csv",
        "--team .",
        "--team team.yaml --catalog pipe.csv",
        "--team team.yaml --config pipe.csv",
    ] {
        let line = format!("certadvise cost {flags} --person p");
        let offered = BASH.complete(&line, workspace.root());
        assert!(offered.is_none_or(|text| text.trim().is_empty()), "{line}");
    }
}

#[test]
fn the_roster_of_the_configuration_is_at_hand() {
    let workspace = Workspace::new()
        .file("team.yaml", TEAM)
        .file("certadvise.yaml", "team: team.yaml\n");
    let offered = BASH.complete("certadvise recommend --person p", workspace.root());
    assert!(offered.is_none_or(|text| text == "p01\np02\n"));
}

#[test]
fn what_can_not_be_read_offers_nothing_and_says_nothing() {
    let workspace = Workspace::new()
        .file("team.yaml", "people: [{id: p01, nome: x}]\n")
        .file("house.yaml", "credentials: [{id: cka, exam_fee: 1}]\n");
    for line in [
        "certadvise cost --team team.yaml --person p",
        "certadvise cost --team nowhere.yaml --person p",
        "certadvise --catalog house.yaml show ck",
    ] {
        let offered = BASH.complete(line, workspace.root());
        assert!(offered.is_none_or(|text| text.trim().is_empty()), "{line}");
    }
}

#[test]
fn an_overlay_offers_its_own_ids() {
    let overlay = fs::read("tests/cmd/overlay.in/ours.yaml").unwrap();
    let workspace = Workspace::new().file("ours.yaml", overlay);
    let offered = BASH.complete(
        "certadvise --catalog ours.yaml show house",
        workspace.root(),
    );
    assert!(offered.is_none_or(|text| text.trim() == "house-kubernetes"));
}

#[test]
fn the_variable_alone_changes_nothing() {
    let workspace = Workspace::new();
    for off in ["", "0"] {
        let run = workspace.certadvise("show cka --format json");
        run.env("CERTADVISE_COMPLETE", off).run().status(0).end();
    }
    let run = workspace.certadvise("show cka");
    run.env("CERTADVISE_COMPLETE", "csh")
        .run()
        .status(2)
        .stderr_has("unknown shell `csh`")
        .end();
}
