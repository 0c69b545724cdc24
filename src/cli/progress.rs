//! Says on a terminal what takes long: from half a second on, in one line of stderr, which is gone afterwards.

use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::files::is_dash;
use super::global::Global;
use super::terminal::is_dumb;

/// When to start saying it.
const A_WHILE: Duration = Duration::from_millis(500);
/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(120);
const LINE: &str = "{spinner} {wide_msg} {elapsed}";
/// The same where it is known how many bytes there are.
const LINE_OF_BYTES: &str = "{spinner} {msg} {wide_bar:.cyan} {percent}% {elapsed}";

/// Some work that may take long. The line goes when this is dropped.
pub(super) struct Progress {
    bar: ProgressBar,
    watch: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Work that starts now: "searching for the best plan".
    pub(super) fn start(what: impl Into<String>, global: &Global) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_style(style(LINE));
        bar.set_message(what.into());
        let watch = is_wanted(global).then(|| watch(bar.clone())).flatten();
        Self { bar, watch }
    }

    /// The same for work that reads these files. People may type what is read from stdin, and nothing is drawn over that.
    pub(super) fn start_reading(
        what: impl Into<String>,
        paths: &[PathBuf],
        global: &Global,
    ) -> Self {
        if paths.iter().any(|path| is_dash(path)) {
            return Self::hidden();
        }
        Self::start(what, global)
    }

    /// Work of which nothing is said.
    fn hidden() -> Self {
        Self {
            bar: ProgressBar::hidden(),
            watch: None,
        }
    }

    /// What is being done by now.
    pub(super) fn say(&self, what: impl Into<String>) {
        self.bar.set_message(what.into());
    }

    /// A file that is read from its beginning, of so many bytes; what has been read of it fills a bar.
    pub(super) fn reading<R: Read>(&self, reader: R, bytes: u64) -> impl Read + use<R> {
        self.bar.set_style(style(LINE_OF_BYTES));
        self.bar.set_length(bytes);
        self.bar.set_position(0);
        self.bar.wrap_read(reader)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, watch)) = self.watch.take() {
            drop(done);
            // It never panics, and the line goes in any case.
            let _ = watch.join();
        }
        self.bar.finish_and_clear();
    }
}

fn style(line: &str) -> ProgressStyle {
    ProgressStyle::with_template(line).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// Whether somebody is there to read it, and the terminal can draw over a line.
fn is_wanted(global: &Global) -> bool {
    io::stderr().is_terminal() && !global.is_quiet() && !global.reports_json() && !is_dumb()
}

/// Draws the line once the work has taken a while. Where no thread can be had, the work goes on without the line.
fn watch(bar: ProgressBar) -> Option<(Sender<()>, JoinHandle<()>)> {
    let (done, waiting) = channel();
    let thread = thread::Builder::new().spawn(move || {
        let lasts = |time| waiting.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
        if lasts(A_WHILE) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.tick();
            // Not a steady tick of the bar, whose thread would panic where none can be had.
            while lasts(TICK) {
                bar.tick();
            }
        }
    });
    Some((done, thread.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_can_be_drawn() {
        for line in [LINE, LINE_OF_BYTES] {
            assert!(ProgressStyle::with_template(line).is_ok(), "{line}");
        }
    }
}
