//! The reader of one file, which collects its problems.

use std::collections::{HashMap, HashSet};

use super::{Source, Span};
use crate::base::diagnostic::{Code, Diagnostic, Place};

/// Reads one file and collects its problems.
pub struct Reader<'s, 't> {
    source: &'s Source<'t>,
    pub found: Vec<Diagnostic>,
    /// Keys without a value, and their places, by the place of their map.
    pub(super) empty: HashMap<Span, Vec<(Span, String)>>,
    /// The places of maps that have an unknown key.
    pub(super) with_unknown: HashSet<Span>,
}

impl<'s, 't> Reader<'s, 't> {
    /// A reader of one file, with the problems found while its tree was built.
    pub(super) fn new(source: &'s Source<'t>, found: Vec<Diagnostic>) -> Self {
        Self {
            source,
            found,
            empty: HashMap::new(),
            with_unknown: HashSet::new(),
        }
    }

    pub fn place(&self, span: Span) -> Place {
        self.source.place(span)
    }

    /// Whether the map at this place has an unknown key, which has been reported.
    pub fn has_unknown_key(&self, map: Span) -> bool {
        self.with_unknown.contains(&map)
    }

    pub fn report(&mut self, span: Span, finding: Diagnostic) {
        let place = self.source.place(span);
        self.found.push(finding.at(place));
    }

    /// Reports that a map lacks keys, or has them without a value. `more` may add help to the finding about missing keys.
    pub fn missing(
        &mut self,
        map: Span,
        keys: &[&str],
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let mut absent = Vec::new();
        for key in keys {
            match self.without_value(map, key) {
                Some(span) => {
                    let message = format!("`{key}` has no value");
                    self.report(span, Diagnostic::error(Code::MissingKey, message));
                }
                None => absent.push(format!("`{key}`")),
            }
        }
        if !absent.is_empty() {
            let noun = if absent.len() == 1 { "key" } else { "keys" };
            let message = format!("missing {noun} {}", absent.join(", "));
            let finding = Diagnostic::error(Code::MissingKey, message).label("in this map");
            self.report(map, more(finding));
        }
    }

    /// The place of a key of a map that has no value.
    fn without_value(&self, map: Span, key: &str) -> Option<Span> {
        let mut keys = self.empty.get(&map)?.iter();
        keys.find(|(_, name)| name == key).map(|(span, _)| *span)
    }

    /// Reports a key of a map as unknown, if the map has it, because it does not fit the map's other keys.
    pub fn stray(&mut self, map: Span, key: &str, given: Option<Span>, known: &[&str]) {
        if let Some(span) = given.or_else(|| self.without_value(map, key)) {
            self.unknown_key(span, key, known);
        }
    }

    pub fn unknown_key(&mut self, span: Span, key: &str, known: &[&str]) {
        // Names of variants such as `a single value` contain spaces, keys don't.
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
