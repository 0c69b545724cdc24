//! Findings: what is wrong, where, and what to do about it. `render::finding` prints them.

mod code;
mod findings;

use std::sync::Arc;

pub use code::Code;
pub use findings::Findings;

/// How severe a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input can be used, but should be checked.
    Warning,
    /// The input can't be used.
    Error,
}

impl Severity {
    /// The word in output: `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Longest text of a finding that is printed, in characters.
const MAX_CHARACTERS: usize = 1_000;

/// A place in a file, with the text of its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name of the file as the user gave it.
    pub file: Arc<str>,
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// The number of characters that the finding is about, at least 1.
    pub width: u32,
    /// The whole line.
    pub text: Arc<str>,
}

impl Place {
    /// The place of `part` on the same line; this place if the line does not contain `part`.
    #[must_use]
    pub fn on(&self, part: &str) -> Self {
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        match self.text.split_once(part) {
            Some((before, _)) if !part.is_empty() => Self {
                column: count(before).saturating_add(1),
                width: count(part),
                ..self.clone()
            },
            _ => self.clone(),
        }
    }
}

/// One finding about an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of finding; `certadvise explain CODE` says more about it.
    pub code: Code,
    /// Whether the input can still be used.
    pub severity: Severity,
    /// What is wrong: a lower-case fragment without a final period, with values in backticks.
    pub message: String,
    /// Where it is, if it is in a file.
    pub place: Option<Place>,
    /// What was expected, printed below the marked place.
    pub label: Option<String>,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place, a label or help.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            place: None,
            label: None,
            help: None,
        }
    }

    /// A warning without a place, a label or help.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The finding without anything that may name people: only its kind and its place remain.
    #[must_use]
    pub fn discreet(self) -> Self {
        Self {
            message: self.code.title().to_owned(),
            place: self.place.map(|place| Place {
                text: "".into(),
                ..place
            }),
            label: None,
            help: None,
            ..self
        }
    }

    /// Truncates the texts to a readable length, because input may be arbitrarily long.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        truncate(&mut self.message);
        self.help.iter_mut().for_each(truncate);
        if let Some(place) = &mut self.place
            && place.text.len() > 8 * MAX_CHARACTERS
        {
            place.text = "".into();
        }
        self
    }

    /// Sets what was expected.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the help to "did you mean ...?" if any valid name is similar to the wrong one.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Self {
        match crate::base::suggestion::sentence(wrong, valid) {
            Some(sentence) => self.help(sentence),
            None => self,
        }
    }

    /// The finding on one line: `file:line:column: error[CA101]: message`.
    pub fn one_line(&self) -> String {
        let place = self.place.as_ref().map_or_else(String::new, |place| {
            format!("{}:{}:{}: ", place.file, place.line, place.column)
        });
        let help = self
            .help
            .as_ref()
            .map_or_else(String::new, |help| format!(" ({help})"));
        format!(
            "{place}{}[{}]: {}{help}",
            self.severity.word(),
            self.code,
            self.message
        )
    }
}

/// Cuts a text after [`MAX_CHARACTERS`].
fn truncate(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(MAX_CHARACTERS) {
        text.truncate(end);
        text.push('…');
    }
}
