//! Findings as people read them in a terminal, with the line they are about.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

use crate::base::diagnostic::{Diagnostic, Place, Severity};
use crate::render::{clean, fold_beside, is_hidden};

/// The least room for a text beside its heading.
const NARROWEST: u16 = 20;

/// The finding with its source line, colored; the stream takes the colors out where they don't belong. It is folded to the
/// width of a terminal; without one, each of its texts stays on one line, where `grep` finds it.
pub fn draw(finding: &Diagnostic, width: Option<u16>) -> String {
    let finding = &harmless(finding);
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let heading = format!("{}[{}]: ", finding.severity.word(), finding.code.id());
    let message = folded(&finding.message, &heading, width);
    let mut group = Group::with_title(level.primary_title(message).id(finding.code.id()));
    let margin = margin(finding.place.as_ref());
    match &finding.place {
        // A row that went by, or a file that must not be shown, has no line to draw.
        Some(place) if place.text.is_empty() => {
            let origin = Origin::path(&*place.file)
                .line(place.line as usize)
                .char_column(place.column as usize);
            group = group.element(origin);
        }
        Some(place) => {
            let (beside, below) = match &finding.label {
                Some(label) if has_room(place, label, width) => (Some(label), None),
                label => (None, label.as_ref()),
            };
            let mark = AnnotationKind::Primary
                .span(marked(place))
                .label(beside.map(String::as_str));
            let snippet = Snippet::source(&*place.text)
                .line_start(place.line as usize)
                .path(&*place.file);
            group = group.element(snippet.annotation(mark));
            if let Some(label) = below {
                let label = folded(label, &format!("{margin} = note: "), width);
                group = group.element(Level::NOTE.message(label));
            }
        }
        None => {}
    }
    if let Some(help) = &finding.help {
        let help = folded(help, &format!("{margin} = help: "), width);
        group = group.element(Level::HELP.message(help));
    }
    let renderer = match width {
        Some(width) => Renderer::styled().term_width(usize::from(width)),
        None => Renderer::styled(),
    };
    format!("{}\n", renderer.render(&[group]))
}

/// A line about what was done.
pub fn note(text: &str, width: Option<u16>) -> String {
    const HEADING: &str = "note: ";
    let lines = folded(&clean(text), HEADING, width);
    let indented = lines.replace('\n', &format!("\n{}", " ".repeat(HEADING.len())));
    format!("{HEADING}{indented}\n")
}

/// What is wrong with the arguments, as the parser words and colors it.
pub fn usage(text: &str, width: Option<u16>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let lines = text.split('\n').map(|line| {
        let indent = &line[..line.len() - line.trim_start().len()];
        let options = Options::new(usize::from(width))
            .subsequent_indent(indent)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(line, options)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A text on lines that fit behind its heading.
fn folded(text: &str, heading: &str, width: Option<u16>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let heading = u16::try_from(heading.len()).unwrap_or(u16::MAX);
    fold_beside(text, width.saturating_sub(heading).max(NARROWEST), 0)
}

/// The blanks before the bar at the left, as many as the line's number has digits.
fn margin(place: Option<&Place>) -> String {
    let digits = place.map_or(1, |place| place.line.to_string().len());
    " ".repeat(digits)
}

/// Whether a label stands on one line with its mark.
fn has_room(place: &Place, label: &str, width: Option<u16>) -> bool {
    let before = margin(Some(place)).len() + " | ".len() + (place.column + place.width) as usize;
    width.is_none_or(|width| before + display_width(label) <= usize::from(width))
}

/// The bytes of the line that are marked.
fn marked(place: &Place) -> Range<usize> {
    let byte = |chars: u32| {
        let mut indices = place.text.char_indices();
        let found = indices.nth(chars as usize);
        found.map_or(place.text.len(), |(byte, _)| byte)
    };
    byte(place.column - 1)..byte(place.column - 1 + place.width)
}

/// The finding without characters that drive a terminal. Each is replaced by one other, so columns stay.
fn harmless(finding: &Diagnostic) -> Diagnostic {
    let line = |text: &str| {
        let visible = |c| {
            if !matches!(c, '\t' | '\n') && is_hidden(c) {
                '\u{fffd}'
            } else {
                c
            }
        };
        text.chars().map(visible).collect::<String>()
    };
    Diagnostic {
        message: clean(&finding.message),
        label: finding.label.as_deref().map(clean),
        help: finding.help.as_deref().map(clean),
        place: finding.place.as_ref().map(|place| Place {
            file: clean(&place.file).into(),
            text: line(&place.text).into(),
            ..place.clone()
        }),
        ..finding.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Code;

    fn finding(column: u32) -> Diagnostic {
        let line = "- {credential: cka, earned: 2025-13-01, evidence: https://example.com/of-this-holding}";
        let place = Place {
            file: "team.yaml".into(),
            line: 12,
            column,
            width: 10,
            text: line.into(),
        };
        Diagnostic::error(
            Code::OutOfRange,
            "this value is not a date, whatever else it may be, and so it can't be read",
        )
        .at(place)
        .label("expected a day of the calendar as YYYY-MM-DD")
        .help("write the day on which it was earned, or the month where only that is known")
    }

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn findings_fit_a_terminal() {
        for width in [46, 60, 80, 120] {
            for column in [29, 70] {
                let drawn = plain(&draw(&finding(column), Some(width)));
                let fits = |line: &str| display_width(line) <= usize::from(width);
                assert!(drawn.lines().all(fits), "{width}:\n{drawn}");
                let words: Vec<&str> = drawn.split_whitespace().collect();
                assert!(
                    words
                        .join(" ")
                        .contains("expected a day of the calendar as YYYY-MM-DD")
                );
            }
        }
    }

    #[test]
    fn in_a_pipe_each_text_is_one_line() {
        let drawn = plain(&draw(&finding(29), None));
        assert!(drawn.contains("whatever else it may be, and so it can't be read\n"));
        assert!(drawn.contains(
            "write the day on which it was earned, or the month where only that is known\n"
        ));
    }
}
