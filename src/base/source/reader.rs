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
}

impl<'s, 't> Reader<'s, 't> {
    /// A reader of one file, with what is wrong with it as a tree.
    pub(super) fn new(source: &'s Source<'t>, found: Vec<Diagnostic>) -> Self {
        Self {
            source,
            found,
            empty: Vec::new(),
        }
    }

    /// The place of a span.
    pub fn place(&self, span: Span) -> Place {
        self.source.place(span)
    }

    /// Reports a problem.
    pub fn report(&mut self, span: Span, finding: Diagnostic) {
        let place = self.source.place(span);
        self.found.push(finding.at(place));
    }
}
