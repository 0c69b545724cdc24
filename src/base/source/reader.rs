//! Collects what is wrong while one file is read.

use super::{Source, Span};
use crate::base::diagnostic::{Diagnostic, Place};

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
}
