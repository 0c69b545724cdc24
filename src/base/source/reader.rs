//! Collects what is wrong while one file is read.

use super::{Source, Span};
use crate::base::diagnostic::{Code, Diagnostic, Place};

/// Collects what is wrong while one file is read.
pub struct Reader<'s, 't> {
    source: &'s Source<'t>,
    /// The findings so far.
    pub found: Vec<Diagnostic>,
    /// Keys without a value: the place of the map, that of the key, and the key.
    pub(super) empty: Vec<(Span, Span, String)>,
    /// Maps with a key that is unknown.
    pub(super) with_unknown: Vec<Span>,
}

impl<'s, 't> Reader<'s, 't> {
    /// A reader of one file, with what is wrong with it as a tree.
    pub(super) fn new(source: &'s Source<'t>, found: Vec<Diagnostic>) -> Self {
        Self {
            source,
            found,
            empty: Vec::new(),
            with_unknown: Vec::new(),
        }
    }

    /// The place of a span.
    pub fn place(&self, span: Span) -> Place {
        self.source.place(span)
    }

    /// Whether a map has a key that is unknown, which has been reported.
    pub fn has_unknown_key(&self, map: Span) -> bool {
        self.with_unknown.contains(&map)
    }

    /// Reports a problem.
    pub fn report(&mut self, span: Span, finding: Diagnostic) {
        let place = self.source.place(span);
        self.found.push(finding.at(place));
    }

    /// Reports that a map lacks keys, or has them without a value; `more` adds what is to say of missing ones.
    pub fn missing(
        &mut self,
        map: Span,
        keys: &[&str],
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let mut absent = Vec::new();
        for key in keys {
            let mut empty = self.empty.iter().rev();
            match empty.find(|(of, _, name)| *of == map && name == key) {
                Some((_, span, _)) => {
                    let message = format!("`{key}` has no value");
                    self.report(*span, Diagnostic::error(Code::MissingKey, message));
                }
                None => absent.push(format!("`{key}`")),
            }
        }
        if !absent.is_empty() {
            let what = if absent.len() == 1 {
                "key is"
            } else {
                "keys are"
            };
            let message = format!("{what} missing: {}", absent.join(", "));
            let finding = Diagnostic::error(Code::MissingKey, message).label("in this map");
            self.report(map, more(finding));
        }
    }

    /// Reports a key of a map, if it is there, as one that doesn't belong into it beside the others.
    pub fn stray(&mut self, map: Span, key: &str, given: Option<Span>, known: &[&str]) {
        let empty = || {
            let mut empty = self.empty.iter();
            empty.find(|(of, _, name)| *of == map && name == key)
        };
        if let Some(span) = given.or_else(|| empty().map(|(_, span, _)| *span)) {
            self.unknown_key(span, key, known);
        }
    }

    /// Reports an unknown key.
    pub fn unknown_key(&mut self, span: Span, key: &str, known: &[&str]) {
        // The names of shapes have blanks, keys don't.
        let mut keys: Vec<&str> = Vec::new();
        for known in known.iter().filter(|known| !known.contains(' ')) {
            if !keys.contains(known) {
                keys.push(known);
            }
        }
        let finding = Diagnostic::error(Code::UnknownKey, format!("unknown key `{key}`"))
            .help(format!("known keys: {}", keys.join(", ")))
            .suggest(key, keys);
        self.report(span, finding);
    }
}
