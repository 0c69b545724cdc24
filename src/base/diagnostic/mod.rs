//! Findings: what is wrong, where, and what to do. Data only; `render::finding` draws them.

mod code;
mod findings;

use std::sync::Arc;

pub use code::Code;
pub use findings::Findings;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input can be used; something deserves a look.
    Warning,
    /// The input can't be used.
    Error,
}

impl Severity {
    /// `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in a file, with the line it is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Characters that are meant, at least 1.
    pub width: u32,
    /// The line itself.
    pub text: Arc<str>,
}

impl Place {
    /// The place of `part` on the same line; the same place where it isn't there.
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

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no final period, values in backticks.
    pub message: String,
    /// Where, if in a file.
    pub place: Option<Place>,
    /// What was expected, said beside the place.
    pub label: Option<String>,
    /// The next step.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error.
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

    /// A warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Adds the place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Leaves out what may name people: it says where and of what kind, not what.
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

    /// Cuts what it says to a length that somebody may read: input may be of any length.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        const MOST: usize = 1_000;
        let shorten = |text: &mut String| {
            if let Some((end, _)) = text.char_indices().nth(MOST) {
                text.truncate(end);
                text.push('…');
            }
        };
        shorten(&mut self.message);
        self.help.iter_mut().for_each(shorten);
        if let Some(place) = &mut self.place
            && place.text.len() > 8 * MOST
        {
            place.text = "".into();
        }
        self
    }

    /// Adds what was expected.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds "did you mean" for the nearest of the valid names, if any is near.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Self {
        match crate::base::suggestion::sentence(wrong, valid) {
            Some(sentence) => self.help(sentence),
            None => self,
        }
    }

    /// The finding on one line: `file:line:column: error[CA101]: message`.
    pub fn one_line(&self) -> String {
        let place = self.place.as_ref().map_or_else(String::new, |p| {
            format!("{}:{}:{}: ", p.file, p.line, p.column)
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
