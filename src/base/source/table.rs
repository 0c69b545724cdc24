//! Reads maps key by key, collecting every problem: unknown and missing keys, wrong types, bad values.

use std::cell::Cell;
use std::str::FromStr;

use super::kind::Kind;
use super::{Key, Node, Reader, Span, Value};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use crate::base::vocabulary::Word;

/// A map being read. Every key asked for counts as known; [`Table::finish`] reports the rest.
pub struct Table<'n, 't> {
    span: Span,
    entries: Vec<(&'n Key<'t>, &'n Node<'t>, Cell<bool>)>,
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
}

impl<'t> Reader<'_, 't> {
    fn wrong_type(&mut self, node: &Node<'_>, key: &str, expected: &str) {
        // A map of a list goes by what it is, all others by their key.
        let key = if key.contains(' ') {
            key.to_owned()
        } else {
            format!("`{key}`")
        };
        let message = format!("{key} must be {expected}, not {}", node.value.kind());
        self.report(
            node.span,
            Diagnostic::error(Code::WrongType, message).label(format!("expected {expected}")),
        );
    }

    /// A map.
    pub fn table<'n>(&mut self, node: &'n Node<'t>, what: &str) -> Option<Table<'n, 't>> {
        if let Value::Map(entries) = &node.value {
            let entries = entries
                .iter()
                .map(|(key, value)| (key, value, Cell::new(false)))
                .collect();
            Some(Table {
                span: node.span,
                entries,
                known: Vec::new(),
                missing: Vec::new(),
            })
        } else {
            self.wrong_type(node, what, "a map");
            None
        }
    }

    /// The map that a whole file of a kind is.
    pub fn file_table<'n>(&mut self, root: &'n Node<'t>, kind: &Kind) -> Option<Table<'n, 't>> {
        let table = self.table(root, kind.name)?;
        match kind.mistaken_for(&table.keys().collect::<Vec<_>>()) {
            Some(other) => {
                self.report(root.span, other.instead_of(kind));
                None
            }
            None => Some(table),
        }
    }

    /// The items of a list.
    pub fn items<'n>(&mut self, node: &'n Node<'t>, what: &str) -> &'n [Node<'t>] {
        if let Value::List(items) = &node.value {
            items
        } else {
            self.wrong_type(node, what, "a list");
            &[]
        }
    }

    /// A single value that is not empty.
    pub fn scalar<'n>(&mut self, node: &'n Node<'t>, what: &str) -> Option<&'n str> {
        match &node.value {
            Value::Scalar { text, .. } if !text.trim().is_empty() => Some(text.trim()),
            _ => {
                self.wrong_type(node, what, "a single value");
                None
            }
        }
    }

    /// Text.
    pub fn text(&mut self, node: &Node<'t>, what: &str) -> Option<Text> {
        self.scalar(node, what)
            .map(|text| Text::from(text.to_owned()))
    }

    /// A value with its own form: a date, an amount, an id. `code` and the error's text say what is wrong.
    pub fn parsed<T>(&mut self, node: &Node<'t>, what: &str, code: Code) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.scalar(node, what)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let message = format!("`{what}` is `{text}`: {error}");
                self.report(node.span, Diagnostic::error(code, message));
                None
            }
        }
    }

    /// A whole number within bounds.
    pub fn number(&mut self, node: &Node<'t>, what: &str, least: u16, most: u16) -> Option<u16> {
        let text = self.scalar(node, what)?;
        let value = text
            .parse::<u16>()
            .ok()
            .filter(|n| (least..=most).contains(n));
        if value.is_none() {
            let message =
                format!("`{what}` is `{text}`: expected a whole number from {least} to {most}");
            self.report(node.span, Diagnostic::error(Code::OutOfRange, message));
        }
        value
    }

    /// `true` or `false`.
    pub fn flag(&mut self, node: &Node<'t>, what: &str) -> Option<bool> {
        match self.scalar(node, what)? {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                let message = format!("`{what}` is `{other}`: expected `true` or `false`");
                self.report(node.span, Diagnostic::error(Code::WrongType, message));
                None
            }
        }
    }

    /// A word of a closed list.
    pub fn word<T: Word>(&mut self, node: &Node<'t>, what: &str) -> Option<T> {
        let text = self.scalar(node, what)?;
        let word = T::parse(text);
        if word.is_none() {
            let words: Vec<&str> = T::ALL.iter().map(|w| w.word()).collect();
            let message = format!("`{text}` is no {}", T::WHAT);
            let finding = Diagnostic::error(Code::UnknownWord, message)
                .help(format!("one of: {}", words.join(", ")))
                .suggest(text, words);
            self.report(node.span, finding);
        }
        word
    }
}

impl<'n, 't> Table<'n, 't> {
    /// Where the map stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The value of a key. An empty one counts as absent.
    pub fn get(&mut self, key: &'static str) -> Option<&'n Node<'t>> {
        self.known.push(key);
        let (_, node, taken) = self.entries.iter().find(|(k, ..)| k.text == key)?;
        taken.set(true);
        match &node.value {
            Value::Scalar { text, plain: true } if text.is_empty() => None,
            _ => Some(node),
        }
    }

    /// The value of a key that must be there.
    pub fn required(&mut self, key: &'static str) -> Option<&'n Node<'t>> {
        let node = self.get(key);
        if node.is_none() {
            self.missing(key);
        }
        node
    }

    /// Notes that a key that must be there is missing.
    pub fn missing(&mut self, key: &'static str) {
        self.missing.push(key);
    }

    /// The keys and values not asked for yet, for maps whose keys are ids.
    pub fn rest(&self) -> impl Iterator<Item = (&'n Key<'t>, &'n Node<'t>)> {
        self.entries
            .iter()
            .filter(|(.., taken)| !taken.replace(true))
            .map(|(key, node, _)| (*key, *node))
    }

    /// Keys present so far, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &'n str> {
        self.entries.iter().map(|(key, ..)| &*key.text)
    }

    /// Reports what is missing, and every key nobody asked for.
    pub fn finish(self, reader: &mut Reader<'_, 't>) {
        self.finish_with(reader, |missing| missing);
    }

    /// The same, with more to say where something is missing.
    pub fn finish_with(
        self,
        reader: &mut Reader<'_, 't>,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let named = |key: &str| {
            self.entries
                .iter()
                .map(|(named, ..)| named)
                .find(|named| named.text == key)
        };
        for key in self.missing.iter().filter_map(|key| named(key)) {
            reader.report(
                key.span,
                Diagnostic::error(Code::MissingKey, format!("`{}` has no value", key.text)),
            );
        }
        let missing: Vec<&str> = self
            .missing
            .iter()
            .copied()
            .filter(|key| named(key).is_none())
            .collect();
        if !missing.is_empty() {
            let keys: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
            let what = if keys.len() == 1 {
                "key is"
            } else {
                "keys are"
            };
            let finding = Diagnostic::error(
                Code::MissingKey,
                format!("{what} missing: {}", keys.join(", ")),
            );
            reader.report(self.span, more(finding.label("in this map")));
        }
        for (key, ..) in self.entries.iter().filter(|(.., taken)| !taken.get()) {
            let finding =
                Diagnostic::error(Code::UnknownKey, format!("unknown key `{}`", key.text))
                    .help(format!("known keys: {}", self.known.join(", ")))
                    .suggest(&key.text, self.known.iter().copied());
            reader.report(key.span, finding);
        }
    }
}
