//! JSON to a tree. `serde_json` reads it; where a value stands follows from where its text lies in the file.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::lines::Lines;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Key, Node, Span, Value};

/// Deepest nesting accepted.
const MAX_DEPTH: usize = 64;

/// The whole text as one tree; `null` becomes an empty plain scalar.
pub(super) fn parse<'t>(lines: &Lines<'t>) -> Result<Node<'t>, Vec<Diagnostic>> {
    let mut builder = Builder {
        lines,
        at: 0,
        line: 1,
        column: 1,
        found: Vec::new(),
    };
    match serde_json::from_str::<&'t RawValue>(lines.text()) {
        Ok(raw) => {
            let root = builder.node(raw, 0);
            if builder.found.is_empty() {
                Ok(root)
            } else {
                Err(builder.found)
            }
        }
        Err(error) => Err(vec![builder.not_json(&error)]),
    }
}

/// Walks the file from front to back; the place reached is never computed twice.
struct Builder<'s, 't> {
    lines: &'s Lines<'t>,
    at: usize,
    line: u32,
    column: u32,
    found: Vec<Diagnostic>,
}

/// A map's entries in their order, doubles included.
struct Entries<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

#[derive(Deserialize)]
struct Word<'t>(#[serde(borrow)] Cow<'t, str>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Entries<'de>, M::Error> {
                let mut entries = Vec::new();
                while let Some((Word(key), value)) = map.next_entry()? {
                    entries.push((key, value));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

impl<'t> Builder<'_, 't> {
    fn node(&mut self, raw: &'t RawValue, depth: usize) -> Node<'t> {
        let text = raw.get();
        let span = self.reach(text);
        let value = match text.as_bytes().first() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                self.report(span, format!("this nests deeper than {MAX_DEPTH} levels"));
                Value::List(Vec::new())
            }
            Some(b'{') => self.map(text, span, depth),
            Some(b'[') => {
                let items: Vec<&'t RawValue> = self.read(text, span).unwrap_or_default();
                Value::List(
                    items
                        .into_iter()
                        .map(|item| self.node(item, depth + 1))
                        .collect(),
                )
            }
            Some(b'"') => {
                let text = self
                    .read::<Word<'t>>(text, span)
                    .map_or(Cow::Borrowed(""), |word| word.0);
                Value::Scalar { text, plain: false }
            }
            _ => Value::Scalar {
                text: Cow::Borrowed(if text == "null" { "" } else { text }),
                plain: true,
            },
        };
        Node { span, value }
    }

    fn map(&mut self, text: &'t str, span: Span, depth: usize) -> Value<'t> {
        let entries = self
            .read::<Entries<'t>>(text, span)
            .map_or_else(Vec::new, |entries| entries.0);
        let mut map: Vec<(Key<'t>, Node<'t>)> = Vec::with_capacity(entries.len());
        let mut keys = HashSet::with_capacity(entries.len());
        for (key, value) in entries {
            let node = self.node(value, depth + 1);
            if !keys.insert(key.clone()) {
                self.report(node.span, format!("key `{key}` is given twice"));
            }
            map.push((
                Key {
                    span: node.span,
                    text: key,
                },
                node,
            ));
        }
        Value::Map(map)
    }

    /// Reads the text of one value, which is known to be JSON but for escapes in strings.
    fn read<T: Deserialize<'t>>(&mut self, text: &'t str, span: Span) -> Option<T> {
        serde_json::from_str(text)
            .map_err(|error| {
                self.report(
                    span,
                    format!("this can't be read: {}", without_place(&error)),
                );
            })
            .ok()
    }

    fn report(&mut self, span: Span, message: String) {
        let place = self.lines.place(span.line, span.column, span.width);
        self.found
            .push(Diagnostic::error(Code::NotJson, message).at(place));
    }

    /// Where a part of the file stands; parts are asked for from front to back.
    fn reach(&mut self, part: &str) -> Span {
        let from = part
            .as_ptr()
            .addr()
            .saturating_sub(self.lines.text().as_ptr().addr());
        for c in self
            .lines
            .text()
            .get(self.at..from)
            .unwrap_or_default()
            .chars()
        {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.at = self.at.max(from);
        let width = if part.starts_with(['{', '[']) {
            1
        } else {
            part.chars().count()
        };
        Span {
            line: self.line,
            column: self.column,
            width: u32::try_from(width).unwrap_or(1),
        }
    }

    fn not_json(&self, error: &serde_json::Error) -> Diagnostic {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).max(1);
        let finding = Diagnostic::error(
            Code::NotJson,
            format!("this is not JSON: {}", without_place(error)),
        );
        let finding = finding.at(self
            .lines
            .place(narrow(error.line()), narrow(error.column()), 1));
        if error.is_eof() {
            finding
                .label("the file ends here")
                .help("is the file complete?")
        } else {
            finding
        }
    }
}

/// An error's text without the place, which is drawn.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split_once(" at line ")
        .map_or(text.clone(), |(what, _)| what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        match parse(&Lines::new("f.json", text)) {
            Ok(_) => Vec::new(),
            Err(found) => found.iter().map(Diagnostic::one_line).collect(),
        }
    }

    #[test]
    fn values_know_where_they_stand() {
        let root = parse(&Lines::new(
            "f.json",
            "{\n  \"ä\": [1, null,\n \"\\u00e9\\ud83d\\ude00\"]}",
        ))
        .unwrap();
        let Value::Map(entries) = &root.value else {
            panic!()
        };
        let Value::List(items) = &entries[0].1.value else {
            panic!()
        };
        let read = |index: usize| match &items[index].value {
            Value::Scalar { text, plain } => (text.to_string(), *plain, items[index].span),
            _ => panic!(),
        };
        assert_eq!(
            read(0),
            (
                "1".into(),
                true,
                Span {
                    line: 2,
                    column: 9,
                    width: 1
                }
            )
        );
        assert_eq!(
            read(1),
            (
                String::new(),
                true,
                Span {
                    line: 2,
                    column: 12,
                    width: 4
                }
            )
        );
        assert_eq!(read(2).0, "é😀");
        assert_eq!(read(2).2.line, 3);
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        assert_eq!(
            lines("{\"a\": 1,\n \"a\": 2}"),
            ["f.json:2:7: error[CA006]: key `a` is given twice"]
        );
        assert!(lines("{\"a\": [1,\n")[0].contains("(is the file complete?)"));
        assert!(lines("[\"\\ud800\"]")[0].starts_with("f.json:1:2: error[CA006]"));
        assert!(lines(&"[".repeat(100_000))[0].contains("not JSON"));
        assert!(
            lines(&format!("{}{}", "[".repeat(500), "]".repeat(500)))[0].contains("deeper than 64")
        );
    }
}
