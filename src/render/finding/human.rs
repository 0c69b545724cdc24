//! Findings as people read them in a terminal, with the line they are about.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::base::diagnostic::{Diagnostic, Severity};

/// The finding with its source line, coloured; the stream takes the colours out where they don't belong.
pub fn draw(finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&finding.message).id(finding.code.id());
    let mut report: Vec<Group<'_>> = Vec::new();
    let mut group = match &finding.place {
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
