//! Answers that are longer than the terminal is high go through a pager, as those of `git` do.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};

use anstream::{AutoStream, ColorChoice};
use terminal_size::{Height, terminal_size};

use super::output::plain;
use super::terminal::{DeferredInterrupt, is_dumb};
use crate::render::without_links;

/// Options of `less` where the user has set none: it ends at once where everything fits on the screen, lets colors through,
/// and leaves the text on the screen when it ends.
const LESS: &str = "FRX";
/// The exit codes of a shell that can't start a program.
const NOT_STARTED: [i32; 2] = [126, 127];

/// Shows a text in the pager; false where there is none, or the text doesn't need one.
pub(super) fn show(text: &str, colors: ColorChoice) -> bool {
    if !io::stdout().is_terminal() || is_dumb() || !is_too_long(text) {
        return false;
    }
    let Some(command) = pager(env::var("PAGER").ok().as_deref()) else {
        return false;
    };
    let choice = AutoStream::new(io::stdout(), colors).current_choice();
    let text = match choice {
        ColorChoice::Never => plain(text),
        // Not every pager lets links through.
        _ => without_links(text),
    };
    run(command, &text)
}

/// Whether a text has more lines than the terminal, of which the prompt takes one.
fn is_too_long(text: &str) -> bool {
    terminal_size().is_some_and(|(_, Height(height))| text.lines().count() >= height.into())
}

/// The command of the pager: what `PAGER` says, else `less`. Nothing where it is empty or `cat`.
fn pager(variable: Option<&str>) -> Option<Command> {
    let mut command = match variable.map(str::trim) {
        Some("" | "cat") => return None,
        Some(words) if cfg!(unix) => {
            let mut shell = Command::new("sh");
            shell.args(["-c", words]);
            shell
        }
        Some(program) => Command::new(program),
        None => {
            let mut less = Command::new("less");
            // Colors, even where `LESS` is set without them.
            less.arg("-R");
            less
        }
    };
    if env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    Some(command)
}

/// Runs a pager to its end; false where it could not be started.
fn run(mut command: Command, text: &str) -> bool {
    let _pager_decides = DeferredInterrupt::begin();
    let Ok(mut child) = command.stdin(Stdio::piped()).spawn() else {
        return false;
    };
    if let Some(mut stdin) = child.stdin.take() {
        // A reader who has seen enough closes the pager before its end.
        let _ = stdin.write_all(text.as_bytes());
    }
    let code = child.wait().ok().and_then(|status| status.code());
    !code.is_some_and(|code| NOT_STARTED.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_can_be_named_or_turned_off() {
        let program = |variable| {
            pager(variable).map(|command| command.get_program().to_string_lossy().into_owned())
        };
        assert_eq!(program(None).as_deref(), Some("less"));
        assert_eq!(program(Some("")), None);
        assert_eq!(program(Some(" cat ")), None);
        assert!(program(Some("most -w")).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_pager_that_ends_early_has_shown_the_text_and_one_that_is_missing_has_not() {
        let shell = |words| pager(Some(words)).unwrap();
        let text = "line\n".repeat(100_000);
        assert!(run(shell("head -n 1 >/dev/null"), &text));
        assert!(run(shell("exit 1"), &text));
        assert!(!run(shell("no-such-pager-anywhere 2>/dev/null"), &text));
    }
}
