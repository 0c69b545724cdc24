//! Findings as JSON lines.

use serde::Serialize;

use crate::base::diagnostic::Diagnostic;
use crate::render::escape_hidden;

#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Note<'a> {
    severity: &'static str,
    message: &'a str,
}

/// A note, which no code and no place belong to, on one line.
pub fn note(message: &str) -> String {
    let note = Note {
        severity: "note",
        message,
    };
    escape_hidden(&serde_json::to_string(&note).unwrap_or_default())
}

/// The finding on one line.
pub fn line(finding: &Diagnostic) -> String {
    let place = finding.place.as_ref();
    let line = Line {
        code: finding.code.id(),
        severity: finding.severity.word(),
        message: &finding.message,
        file: place.map(|p| &*p.file),
        line: place.map(|p| p.line),
        column: place.map(|p| p.column),
        help: finding.help.as_deref(),
    };
    // A flat struct of texts and numbers always serializes.
    escape_hidden(&serde_json::to_string(&line).unwrap_or_default())
}
