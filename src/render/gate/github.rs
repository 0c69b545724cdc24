//! Workflow commands of GitHub Actions: annotations at the lines concerned, and a report in the log that can't be taken
//! for commands.

use std::fmt::Write;

use super::{Alert, Level, Locate, fingerprint};
use crate::render::count;

/// GitHub shows so many annotations of a kind a step, and drops the rest without a word.
const MOST_OF_A_KIND: usize = 10;

/// Annotations, worst first, then the report `text` in a group.
pub fn commands(alerts: &[Alert], text: &str, locate: Locate<'_>) -> String {
    let mut out = String::new();
    for (level, word) in [
        (Level::Error, "error"),
        (Level::Warning, "warning"),
        (Level::Note, "notice"),
    ] {
        let of_level: Vec<&Alert> = alerts.iter().filter(|alert| alert.level == level).collect();
        let shown = if of_level.len() > MOST_OF_A_KIND {
            MOST_OF_A_KIND - 1
        } else {
            of_level.len()
        };
        for alert in &of_level[..shown] {
            out += &command(word, alert, locate);
        }
        let rest = of_level.len() - shown;
        if rest > 0 {
            let more = count(rest, word, &format!("{word}s"));
            let _ = writeln!(
                out,
                "::{word} title=certadvise::and {} more: the log and the other formats have them all",
                data(&more)
            );
        }
    }
    let token = token(alerts, text);
    let _ = writeln!(
        out,
        "::group::certadvise coverage\n::stop-commands::{token}\n{}\n::{token}::\n::endgroup::",
        text.trim_end()
    );
    out
}

fn command(word: &str, alert: &Alert, locate: Locate<'_>) -> String {
    let place = locate(alert.place.as_ref());
    let (file, title, message) = (
        property(&place.file),
        property(alert.rule.title()),
        data(&alert.message),
    );
    let (line, column, end) = (place.line, place.column, place.column + place.width);
    format!(
        "::{word} file={file},line={line},endLine={line},col={column},endColumn={end},title={title}::{message}\n"
    )
}

/// A word that stops commands: it stands nowhere in the text, so that nothing in the text can start them again.
fn token(alerts: &[Alert], text: &str) -> String {
    let mut token = format!(
        "certadvise-{}",
        alerts
            .first()
            .map_or_else(|| "covered".to_owned(), fingerprint)
    );
    while text.contains(&token) {
        token.push('x');
    }
    token
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a value among a command's properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
