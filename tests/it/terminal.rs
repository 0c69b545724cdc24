//! What only a terminal shows: the pager, the pickers, colors; and that none of it reaches a pipe.
#![cfg(target_os = "linux")]

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::program::{Workspace, certadvise};

/// How long anything on a terminal may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// From a prompt that is drawn to one that reads keys.
const UNTIL_IT_WAITS: Duration = Duration::from_millis(100);
const ESCAPE: &str = "\u{1b}";
const CTRL_C: &str = "\u{3}";
/// What shows the cursor again.
const SHOW_CURSOR: &str = "\u{1b}[?25h";

/// The program on a terminal of 80 columns and 20 lines, which `script` provides.
struct Terminal {
    child: Child,
    keys: ChildStdin,
    output: Receiver<u8>,
    seen: String,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Starts a command; nothing where `script` is not installed.
    fn start(arguments: &str, variables: &[(&str, &str)]) -> Option<Self> {
        let program = env!("CARGO_BIN_EXE_certadvise");
        let mut command = Command::new("script");
        command
            .args(["--quiet", "--return", "--command"])
            .arg(format!(
                "stty rows 20 cols 80; exec '{program}' {arguments}"
            ))
            .arg("/dev/null")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TERM", "xterm-256color")
            .env("CERTADVISE_AS_OF", "2026-11-24")
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let Ok(mut child) = command.spawn() else {
            eprintln!("skipped: `script` is not installed, so nothing was run on a terminal");
            return None;
        };
        let keys = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut byte = [0];
            while stdout.read(&mut byte).is_ok_and(|read| read > 0) {
                if sender.send(byte[0]).is_err() {
                    return;
                }
            }
        });
        Some(Self {
            child,
            keys,
            output,
            seen: String::new(),
            bytes: Vec::new(),
        })
    }

    /// Waits until this stands in what came since the last wait.
    fn wait_for(&mut self, text: &str) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        let from = self.seen.len();
        while !self.seen[from..].contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(byte) => self.take(byte),
                Err(error) => panic!("no `{text}`: {error}\n{}", self.seen),
            }
        }
        self
    }

    /// Presses keys once the program waits for them: what is typed before is not a key yet, but a line.
    fn press(&mut self, keys: &str) -> &mut Self {
        thread::sleep(UNTIL_IT_WAITS);
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Types at a prompt, letter by letter.
    fn type_at_prompt(&mut self, text: &str) -> &mut Self {
        for (index, letter) in text.char_indices() {
            let end = index + letter.len_utf8();
            self.press(&text[index..end]);
            self.wait_for(&format!("{}|", &text[..end]));
        }
        self
    }

    /// Waits for the end: all that was shown, and the exit code.
    fn end(mut self) -> (String, Option<i32>) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(byte) => self.take(byte),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end\n{}", self.seen),
            }
        }
        (self.seen.clone(), self.child.wait().unwrap().code())
    }

    fn take(&mut self, byte: u8) {
        self.bytes.push(byte);
        if let Ok(text) = str::from_utf8(&self.bytes) {
            self.seen.push_str(text);
            self.bytes.clear();
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn long_answers_go_through_the_pager_and_short_ones_do_not() {
    let pager = [("PAGER", "sed 's/^/paged: /'")];
    let run = |arguments: &str| Some(Terminal::start(arguments, &pager)?.end());
    let Some((long, code)) = run("list") else {
        return;
    };
    assert_eq!(code, Some(0));
    assert!(long.lines().all(|line| line.starts_with("paged: ")));
    assert!(long.contains("\u{1b}["), "colors reach the pager");
    assert!(!long.contains("\u{1b}]8"), "links don't");
    for arguments in ["list --no-pager", "explain CA203", "list -o /dev/null"] {
        let (text, code) = run(arguments).unwrap();
        assert_eq!(code, Some(0), "{arguments}");
        assert!(!text.contains("paged: "), "{arguments}");
    }
    certadvise("list")
        .env("PAGER", "sed 's/^/paged: /'")
        .run()
        .status(0)
        .stdout_lacks("paged: ")
        .end();
}

#[test]
fn a_pager_that_ends_early_or_is_missing_is_no_error() {
    let run = |pager: &str| Some(Terminal::start("list", &[("PAGER", pager)])?.end());
    let Some((text, code)) = run("head -n 1") else {
        return;
    };
    assert_eq!((text.lines().count(), code), (1, Some(0)), "{text}");
    let (text, code) = run("no-such-pager-anywhere").unwrap();
    assert!(text.contains(" credentials\r\n"), "{text}");
    assert_eq!(code, Some(0));
}

#[test]
fn a_picker_finds_what_is_typed_and_says_where_nothing_matches() {
    let Some(mut terminal) = Terminal::start("show --no-pager", &[]) else {
        return;
    };
    terminal.wait_for("type to search").type_at_prompt("(ck~");
    terminal
        .wait_for("no match")
        .press("\u{7f}")
        .wait_for("(ck|");
    terminal
        .press("a")
        .wait_for("> Certified Kubernetes Administrator")
        .press("\r");
    terminal.wait_for("Next time without questions: certadvise show cka");
    let (text, code) = terminal.end();
    assert!(text.contains("Kubernetes Administrator"), "{text}");
    assert_eq!(code, Some(0));
}

#[test]
fn several_are_picked_to_be_compared() {
    let Some(mut terminal) = Terminal::start("compare --no-pager", &[]) else {
        return;
    };
    for (prompt, id) in [("First", "(cka)"), ("Second", "(ckad)")] {
        terminal.wait_for(prompt).type_at_prompt(id).press("\r");
    }
    terminal.wait_for("or Esc to compare these").press(ESCAPE);
    terminal.wait_for("Next time without questions: certadvise compare cka ckad");
    assert_eq!(terminal.end().1, Some(0));
}

#[test]
fn escape_and_ctrl_c_leave_a_picker_with_the_cursor_shown() {
    for command in ["show", "compare", "path", "recommend"] {
        let Some(mut terminal) = Terminal::start(command, &[]) else {
            return;
        };
        terminal.wait_for("type to search").press(ESCAPE);
        let (text, code) = terminal.end();
        assert!(text.contains("nothing was chosen"), "{command}: {text}");
        assert!(text.contains(SHOW_CURSOR), "{command}: {text:?}");
        assert_eq!(code, Some(2), "{command}");

        let mut terminal = Terminal::start(command, &[]).unwrap();
        terminal.wait_for("type to search").press(CTRL_C);
        let (text, code) = terminal.end();
        // Every line that was drawn is gone before the cursor comes back.
        let cleared = text.rfind("\u{1b}[2K").or_else(|| text.rfind("\u{1b}[1A"));
        assert!(cleared < text.rfind(SHOW_CURSOR), "{command}: {text:?}");
        assert!(cleared.is_some(), "{command}: {text:?}");
        assert_eq!(code, Some(130), "{command}");
    }
}

#[test]
fn ctrl_c_at_a_later_prompt_and_in_a_pager_after_one_does_not_end_the_program_on_the_spot() {
    for (command, first, second) in [
        ("compare", "(cka)", "Second credential"),
        ("recommend", "(devops-engineer)", "Where the work runs"),
    ] {
        let Some(mut terminal) = Terminal::start(command, &[]) else {
            return;
        };
        terminal
            .wait_for("type to search")
            .type_at_prompt(first)
            .press("\r");
        terminal.wait_for(second);
        let before = terminal.seen.len();
        terminal.press(CTRL_C);
        let (text, code) = terminal.end();
        assert!(text[before..].contains(SHOW_CURSOR), "{command}: {text:?}");
        assert_eq!(code, Some(130), "{command}");
    }

    let pager =
        "trap 'echo decided; exit' INT; cat >/dev/null; echo paging; while :; do sleep 1; done";
    let Some(mut terminal) = Terminal::start("show", &[("PAGER", pager)]) else {
        return;
    };
    terminal
        .wait_for("type to search")
        .type_at_prompt("(cka)")
        .press("\r");
    terminal.wait_for("paging").press(CTRL_C);
    let (text, code) = terminal.end();
    assert!(text.contains("decided"), "{text}");
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn a_terminal_that_only_adds_lines_gets_neither_pager_nor_picker() {
    let variables = [("TERM", "dumb"), ("PAGER", "sed 's/^/paged: /'")];
    let run = |arguments: &str| Some(Terminal::start(arguments, &variables)?.end());
    let Some((text, code)) = run("list") else {
        return;
    };
    assert_eq!(code, Some(0));
    assert!(
        !text.contains("paged: ") && !text.contains('\u{1b}'),
        "{text}"
    );
    let (text, code) = run("show").unwrap();
    assert!(text.contains("what to show is not named"), "{text}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_search_says_on_a_terminal_what_it_does_and_takes_it_back() {
    let people: String = (0..1_000)
        .map(|number| {
            let credential = ["cka", "ckad", "aws-saa", "cissp", "pcap"][number % 5];
            format!("p{number:04},{credential},2026-06-01\n")
        })
        .collect();
    let items: String = (0..40)
        .map(|number| {
            let credential = ["cka", "cissp", "aws-sap", "terraform-associate"][number % 4];
            let people = 300 + number * 7;
            format!("  - {{id: i{number}, people: {people}, match: {credential}}}\n")
        })
        .collect();
    let space = Workspace::new()
        .file("team.csv", format!("person,credential,earned\n{people}"))
        .file("ask.yaml", format!("id: ask\nitems:\n{items}"));
    let file = |name: &str| space.path(name).display().to_string();
    let command = format!(
        "plan --team {} --require {} --time-limit 1 --alternatives 0 --no-pager",
        file("team.csv"),
        file("ask.yaml")
    );
    let Some(mut terminal) = Terminal::start(&command, &[]) else {
        return;
    };
    terminal.wait_for("searching for the best plan");
    let (text, code) = terminal.end();
    assert_eq!(code, Some(0), "{text}");
    let (_, after) = text.rsplit_once("searching for the best plan").unwrap();
    let cleared = after.find("\u{1b}[2K").expect("the line is cleared");
    let answer = after
        .find("To meet every requirement")
        .expect("the plan is shown");
    assert!(cleared < answer, "{after:?}");
    certadvise(&command).run().status(0).stderr_empty().end();
}

/// One person who holds `cka`, and a set that asks for it.
fn one_person() -> Workspace {
    Workspace::new()
        .file("team.csv", "person,credential,earned\np01,cka,2026-06-01\n")
        .file(
            "one.yaml",
            "id: one\nitems: [{id: one, people: 1, match: cka}]\n",
        )
}

#[test]
fn nothing_is_drawn_over_what_people_type() {
    let space = one_person();
    let set = space.path("one.yaml").display().to_string();
    for command in ["coverage --stream", "coverage"] {
        let command = format!("{command} --no-pager --team - --require {set}");
        let Some(mut terminal) = Terminal::start(&command, &[]) else {
            return;
        };
        thread::sleep(Duration::from_millis(1_500));
        terminal.press("person,credential,earned\r");
        terminal.press("p01,cka,2026-06-01\r");
        terminal.press("\u{4}");
        let (text, code) = terminal.end();
        assert!(!text.contains("reading the"), "{command}: {text:?}");
        assert_eq!(code, Some(0), "{command}: {text}");
    }
}

#[test]
fn where_no_thread_can_be_had_the_work_is_done_without() {
    let space = one_person();
    let file = |name: &str| space.path(name).display().to_string();
    let command = format!(
        "coverage --team {} --require {} -o {}",
        file("team.csv"),
        file("one.yaml"),
        file("answer.txt")
    );
    let too_large = [("RUST_MIN_STACK", "1000000000000000")];
    let Some(terminal) = Terminal::start(&command, &too_large) else {
        return;
    };
    let (text, code) = terminal.end();
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("panicked"), "{text}");
    assert!(!space.read("answer.txt").is_empty());
}

#[test]
fn without_a_terminal_what_is_missing_is_an_error() {
    for (command, missing) in [
        ("show", "what to show is not named"),
        ("compare", "what to compare is not named"),
        ("path", "no credential and no role is named"),
    ] {
        certadvise(command)
            .run()
            .status(2)
            .stdout("")
            .stderr_has(missing)
            .stderr_has(&format!("certadvise {command} "))
            .end();
    }
}
