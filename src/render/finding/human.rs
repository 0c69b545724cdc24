//! Findings as people read them in a terminal, with the line they are about.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::base::diagnostic::{Diagnostic, Place, Severity};
use crate::render::{clean, is_hidden};

/// The finding with its source line, colored; the stream takes the colors out where they don't belong.
pub fn draw(finding: &Diagnostic) -> String {
    let finding = &harmless(finding);
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&finding.message).id(finding.code.id());
    let mut report: Vec<Group<'_>> = Vec::new();
    let mut group = match &finding.place {
        // A row that went by, or a file that must not be shown, has no line to draw.
        Some(place) if place.text.is_empty() => Group::with_title(title).element(
            Origin::path(&*place.file)
                .line(place.line as usize)
                .char_column(place.column as usize),
        ),
        Some(place) => {
            let byte = |chars: u32| {
                let chars = chars as usize;
                place
                    .text
                    .char_indices()
                    .nth(chars)
                    .map_or(place.text.len(), |(byte, _)| byte)
            };
            let range = byte(place.column - 1)..byte(place.column - 1 + place.width);
            let mut mark = AnnotationKind::Primary.span(range);
            if let Some(label) = &finding.label {
                mark = mark.label(label);
            }
            let snippet = Snippet::source(&*place.text)
                .line_start(place.line as usize)
                .path(&*place.file);
            Group::with_title(title).element(snippet.annotation(mark))
        }
        None => Group::with_title(title),
    };
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help));
    }
    report.push(group);
    format!("{}\n", Renderer::styled().render(&report))
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
