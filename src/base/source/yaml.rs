//! Builds a tree from YAML events. This is the only file that names the YAML crate.

use std::borrow::Cow;
use std::collections::HashSet;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Range};

use super::{Key, Node, Source, Span, Value, syntax};
use crate::base::diagnostic::{Code, Diagnostic};

/// The deepest accepted nesting.
const MAX_DEPTH: usize = 64;

/// The number of keys up to which a map is searched entry by entry.
const FEW_KEYS: usize = 32;

const ALIAS: &str = "an alias (`*name`)";
const WRITE_OUT: &str = "write the value out";
/// What the parser says of an alias without its anchor.
const UNKNOWN_ALIAS: &str = "while parsing node, found unknown anchor";

/// A list or map that is still open.
enum Open<'t> {
    List(Span, Vec<Node<'t>>),
    Map(Span, OpenMap<'t>, Option<Key<'t>>),
}

/// The entries of a map that is still open.
#[derive(Default)]
struct OpenMap<'t> {
    entries: Vec<(Key<'t>, Node<'t>)>,
    /// All keys, once there are many: looking through the entries takes time that grows with the square of their number.
    keys: HashSet<Cow<'t, str>>,
}

impl<'t> OpenMap<'t> {
    fn has(&self, key: &str) -> bool {
        if self.keys.is_empty() {
            self.entries.iter().any(|(known, _)| known.text == key)
        } else {
            self.keys.contains(key)
        }
    }

    fn push(&mut self, key: Key<'t>, value: Node<'t>) {
        if !self.keys.is_empty() {
            self.keys.insert(key.text.clone());
        }
        self.entries.push((key, value));
        if self.entries.len() == FEW_KEYS {
            let keys = self.entries.iter().map(|(key, _)| key.text.clone());
            self.keys = keys.collect();
        }
    }
}

/// What to do after an event.
#[derive(PartialEq, Eq)]
enum Next {
    Continue,
    /// Stop: the tree is complete.
    Complete,
    /// Stop: there is no tree.
    Abort,
}

/// A list at the top of a file whose items are handed over one by one, and so are not in the tree.
pub(super) struct Each<'e, 't> {
    /// The key that holds the list.
    pub(super) key: &'e str,
    pub(super) take: &'e mut dyn FnMut(Node<'t>),
}

struct Builder<'s, 'e, 't> {
    source: &'s Source<'t>,
    each: Option<Each<'e, 't>>,
    open: Vec<Open<'t>>,
    root: Option<Node<'t>>,
    found: Vec<Diagnostic>,
}

/// The tree and its problems; or, if there is no tree, the problems that prevented it.
pub(super) fn parse<'t>(
    source: &Source<'t>,
    each: Option<Each<'_, 't>>,
) -> Result<(Node<'t>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut builder = Builder {
        source,
        each,
        open: Vec::new(),
        root: None,
        found: Vec::new(),
    };
    for event in Parser::new_from_str(source.text) {
        let next = match event {
            Ok((event, range)) => builder.take(event, range),
            Err(error) => builder.not_yaml(&error),
        };
        match next {
            Next::Continue => {}
            Next::Complete => break,
            Next::Abort => return Err(builder.found),
        }
    }
    let start = Span {
        line: 1,
        column: 1,
        width: 1,
    };
    Ok((
        builder.root.unwrap_or(Node {
            span: start,
            value: empty(),
        }),
        builder.found,
    ))
}

fn empty<'t>() -> Value<'t> {
    Value::Scalar {
        text: Cow::Borrowed(""),
        plain: true,
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn span(range: Range) -> Span {
    let same_line = range.start.line() == range.end.line();
    let width = if same_line {
        range.end.col().saturating_sub(range.start.col())
    } else {
        1
    };
    Span {
        line: narrow(range.start.line()),
        column: narrow(range.start.col() + 1),
        width: narrow(width.max(1)),
    }
}

impl<'t> Builder<'_, '_, 't> {
    fn take(&mut self, event: Event<'t>, range: Range) -> Next {
        let span = span(range);
        if let Event::Scalar(_, _, anchor, tag)
        | Event::SequenceStart(anchor, tag)
        | Event::MappingStart(anchor, tag) = &event
        {
            if *anchor != 0 {
                self.refuse(span, "an anchor (`&name`)", WRITE_OUT);
            }
            if tag.is_some() {
                self.refuse(span, "a tag (`!name`)", "remove the tag");
            }
        }
        match event {
            Event::Alias(_) => {
                self.refuse(span, ALIAS, WRITE_OUT);
                self.place(Node {
                    span,
                    value: empty(),
                });
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if self.open.len() >= MAX_DEPTH => {
                self.refuse(
                    span,
                    "nesting deeper than 64 levels",
                    "no certadvise file needs that many",
                );
                return Next::Abort;
            }
            Event::DocumentStart(_) if self.root.is_some() => {
                self.refuse(
                    span,
                    "a second document (`---`)",
                    "put it into a separate file",
                );
                return Next::Complete;
            }
            Event::SequenceStart(..) => self.open.push(Open::List(span, Vec::new())),
            Event::MappingStart(..) => self.open.push(Open::Map(span, OpenMap::default(), None)),
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain;
                // In YAML a bare `~` or `null` is an empty value.
                let text = if plain && matches!(&*text, "~" | "null") {
                    Cow::Borrowed("")
                } else {
                    text
                };
                self.place(Node {
                    span,
                    value: Value::Scalar { text, plain },
                });
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(span, items)) => self.place(Node {
                    span,
                    value: Value::List(items),
                }),
                Some(Open::Map(span, map, _)) => self.place(Node {
                    span,
                    value: Value::Map(map.entries),
                }),
                None => {}
            },
            _ => {}
        }
        Next::Continue
    }

    /// Adds a finished value to the open list or map, or makes it the root.
    fn place(&mut self, node: Node<'t>) {
        if let (Some(each), [Open::Map(_, map, Some(key)), Open::List(..)]) =
            (&mut self.each, &*self.open)
            && key.text == each.key
        {
            // If the key appears twice, the first list counts.
            if !map.has(&key.text) {
                (each.take)(node);
            }
            return;
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, map, key)) => match (key.take(), node.value) {
                // If a key appears twice, the first value counts.
                (Some(key), _) if map.has(&key.text) => {}
                (Some(key), value) => {
                    let span = node.span;
                    map.push(key, Node { span, value });
                }
                (None, Value::Scalar { text, .. }) => {
                    if map.has(&text) {
                        let finding = Diagnostic::error(
                            Code::TwiceTheKey,
                            format!("key `{text}` is given twice"),
                        );
                        self.found.push(
                            finding
                                .at(self.source.place(node.span))
                                .label("the second one"),
                        );
                    }
                    *key = Some(Key {
                        span: node.span,
                        text,
                    });
                }
                (None, _) => {
                    let finding =
                        Diagnostic::error(Code::NotSupported, "a list or map is used as a key");
                    self.found.push(finding.at(self.source.place(node.span)));
                    *key = Some(Key {
                        span: node.span,
                        text: Cow::Borrowed(""),
                    });
                }
            },
        }
    }

    fn refuse(&mut self, span: Span, what: &str, help: &str) {
        let finding = Diagnostic::error(Code::NotSupported, format!("{what} is not accepted"));
        self.found
            .push(finding.at(self.source.place(span)).help(help));
    }

    fn not_yaml(&mut self, error: &ScanError) -> Next {
        let mark = error.marker();
        let span = Span {
            line: narrow(mark.line().max(1)),
            column: narrow(mark.col() + 1),
            width: 1,
        };
        if error.info() == UNKNOWN_ALIAS {
            self.refuse(span, ALIAS, WRITE_OUT);
            return Next::Abort;
        }
        let open = self.open.iter().rev().map(|open| match open {
            Open::List(span, _) | Open::Map(span, ..) => *span,
        });
        let fault = syntax::fault(self.source, error.info(), span, open);
        let message = format!("this is not YAML: {}", fault.message);
        let mut finding =
            Diagnostic::error(Code::NotYaml, message).at(self.source.place(fault.span));
        if let Some(help) = fault.help {
            finding = finding.help(help);
        }
        self.found.push(finding);
        Next::Abort
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Scalar, Whole};
    use super::*;

    fn codes(text: &str) -> Vec<(Code, u32, u32)> {
        let found = Source::new("f.yaml", text)
            .parse()
            .err()
            .unwrap_or_default();
        found
            .iter()
            .filter_map(|d| d.place.as_ref().map(|p| (d.code, p.line, p.column)))
            .collect()
    }

    #[test]
    fn values_know_their_places() {
        let source = Source::new("f.yaml", "a: 1\nb:\n  - {c: 'x y'}\n");
        let Ok(Node {
            value: Value::Map(entries),
            ..
        }) = source.parse()
        else {
            panic!("a map")
        };
        assert_eq!(
            entries[0].1.span,
            Span {
                line: 1,
                column: 4,
                width: 1
            }
        );
        let Value::List(items) = &entries[1].1.value else {
            panic!("a list")
        };
        let Value::Map(inner) = &items[0].value else {
            panic!("a map")
        };
        assert_eq!(
            inner[0].1.span,
            Span {
                line: 3,
                column: 9,
                width: 5
            }
        );
    }

    #[test]
    fn hostile_text_is_refused_with_a_place() {
        assert_eq!(
            codes("a: &x 1\nb: *x\n"),
            [(Code::NotSupported, 1, 4), (Code::NotSupported, 2, 4)]
        );
        assert_eq!(codes("a: !!int 1\n"), [(Code::NotSupported, 1, 4)]);
        assert_eq!(codes("a: 1\n---\nb: 2\n"), [(Code::NotSupported, 2, 1)]);
        assert_eq!(codes("a: [1\n").first().map(|c| c.0), Some(Code::NotYaml));
        assert_eq!(codes(&"[".repeat(100_000)).len(), 1);
        assert_eq!(
            codes("a: 1\na: 2\nb: 3\nb: 4\n"),
            [(Code::TwiceTheKey, 2, 1), (Code::TwiceTheKey, 4, 1)]
        );
    }

    #[test]
    fn reading_continues_if_there_is_a_tree() {
        #[derive(serde::Deserialize)]
        struct File {
            a: Scalar<String>,
        }

        let source = Source::new("f.yaml", "a: &x 1\na: !t 2\nb: 3\n---\nc: 4\n");
        let Ok((root, mut reader)) = source.read() else {
            panic!("a tree")
        };
        assert_eq!(reader.found.len(), 4);
        let file: File = reader.read(&root, "the file").unwrap();
        assert_eq!(file.a.get().as_deref(), Some("1"));
        assert!(reader.found[4].one_line().contains("unknown key `b`"));
    }

    #[test]
    fn the_items_of_a_long_list_come_one_by_one() {
        let source = Source::new(
            "f.yaml",
            "first: 1\nlist:\n  - {a: 1}\n  - {a: x}\n  - {a: 3, list: [4]}\nlist:\n  - {a: 5}\n",
        );
        let mut numbers = Vec::new();
        let Ok((root, reader)) = source.read_each("list", |_, item: Item| {
            numbers.extend(item.a.get().map(|Whole(number)| number));
        }) else {
            panic!("a tree")
        };
        assert_eq!(numbers, [1, 3]);
        let Value::Map(entries) = &root.value else {
            panic!("a map")
        };
        assert!(matches!(&entries[1].1.value, Value::List(items) if items.is_empty()));
        let found: Vec<String> = reader.found.iter().map(Diagnostic::one_line).collect();
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("f.yaml:4:9"), "{found:?}");
        assert!(found[1].contains("unknown key `list`"), "{found:?}");
        assert!(found[2].contains("key `list` is given twice"), "{found:?}");
    }

    #[test]
    fn problems_before_the_end_of_the_yaml_are_reported_with_it() {
        let source = Source::new("f.yaml", "list:\n  - {a: x}\n  - {a: 1\n");
        let Err(found) = source.read_each("list", |_, _: Item| {}) else {
            panic!("no tree")
        };
        let codes: Vec<Code> = found.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::OutOfRange, Code::NotYaml]);
    }

    #[derive(serde::Deserialize)]
    struct Item {
        a: Scalar<Whole<0, 9>>,
    }

    #[test]
    fn an_empty_file_is_nothing() {
        assert!(matches!(
            Source::new("f", "# only a comment\n").parse(),
            Ok(Node {
                value: Value::Scalar { .. },
                ..
            })
        ));
    }
}
