//! Turns the text of a file into a tree of values that know their places. Every problem is collected.

mod error;
mod field;
pub mod kind;
mod reader;
mod syntax;
mod typed;
mod yaml;

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use serde::Deserialize;

pub use error::Problem;
#[allow(unused_imports, reason = "the build script reads fewer kinds of files")]
pub use field::{
    Entries, Field, Form, Items, OneOrMore, OrUnknown, Parsed, Scalar, Untrimmed, Whole, good,
    parse, scalars,
};
pub use reader::Reader;

use crate::base::diagnostic::{Diagnostic, Place};

/// One file's text.
pub struct Source<'t> {
    name: Arc<str>,
    text: &'t str,
    /// The offset in bytes at which each line begins.
    starts: Vec<usize>,
    /// The line that a place was last asked for. Places on one line share its text, and they are asked for in about the order
    /// of the file.
    last_line: RefCell<Option<(u32, Arc<str>)>>,
}

/// A range of characters on one line; lines and columns are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Span {
    pub line: u32,
    pub column: u32,
    /// The number of characters.
    pub width: u32,
}

/// A value and its place.
#[derive(Debug)]
pub struct Node<'t> {
    pub span: Span,
    pub value: Value<'t>,
}

/// A YAML value. Scalars stay text until a date or a number is read from them.
#[derive(Debug)]
pub enum Value<'t> {
    Scalar {
        /// The text without quotes, but with the spaces inside them.
        text: Cow<'t, str>,
        /// Whether the text was not quoted.
        plain: bool,
    },
    List(Vec<Node<'t>>),
    /// Keys are unique and in the order of the file.
    Map(Vec<(Key<'t>, Node<'t>)>),
}

/// A key and its place.
#[derive(Debug)]
pub struct Key<'t> {
    pub span: Span,
    pub text: Cow<'t, str>,
}

impl<'t> Source<'t> {
    /// The text of a file, which messages call `name`.
    pub fn new(name: &str, text: &'t str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let breaks = text.match_indices('\n');
        Self {
            name: name.into(),
            text,
            starts: std::iter::once(0)
                .chain(breaks.map(|(offset, _)| offset + 1))
                .collect(),
            last_line: RefCell::default(),
        }
    }

    /// The tree of a file that has no problems as YAML.
    ///
    /// # Errors
    /// The findings, in the order of the file, if there are any.
    pub fn parse(&self) -> Result<Node<'t>, Vec<Diagnostic>> {
        match yaml::parse(self, None) {
            Ok((root, found)) if found.is_empty() => Ok(root),
            Ok((_, found)) | Err(found) => Err(found),
        }
    }

    /// The tree of a file, and a reader that has already found the problems of the tree itself, such as a duplicate key or
    /// an anchor. The reader collects all further problems, so that one run reports everything.
    ///
    /// # Errors
    /// The first place at which the text is not YAML, and what was found before it.
    pub fn read(&self) -> Result<(Node<'t>, Reader<'_, 't>), Vec<Diagnostic>> {
        let (root, found) = yaml::parse(self, None)?;
        Ok((root, Reader::new(self, found)))
    }

    /// Like [`read`](Self::read), but hands over the items of the list under a key at the top of the file one by one, as soon
    /// as each is complete, and leaves the list empty. So a long list takes no more memory than its largest item.
    ///
    /// # Errors
    /// The first place at which the text is not YAML, and what was found before it, in the items as well.
    pub fn read_each<T: for<'de> Deserialize<'de>>(
        &self,
        key: &str,
        mut take: impl FnMut(&mut Reader<'_, 't>, T),
    ) -> Result<(Node<'t>, Reader<'_, 't>), Vec<Diagnostic>> {
        let mut reader = Reader::new(self, Vec::new());
        let mut take_node = |node: Node<'t>| {
            if let Some(item) = reader.item(&node, key) {
                take(&mut reader, item);
            }
        };
        let each = yaml::Each {
            key,
            take: &mut take_node,
        };
        let parsed = yaml::parse(self, Some(each));
        match parsed {
            Ok((root, found)) => {
                reader.found.extend(found);
                Ok((root, reader))
            }
            Err(found) => {
                reader.found.extend(found);
                Err(reader.found)
            }
        }
    }

    /// The place of a span in this file.
    pub fn place(&self, span: Span) -> Place {
        Place {
            file: self.name.clone(),
            line: span.line,
            column: span.column,
            width: span.width.max(1),
            text: self.line(span.line),
        }
    }

    /// The text of a line, counted from 1.
    fn line(&self, number: u32) -> Arc<str> {
        let mut last_line = self.last_line.borrow_mut();
        if let Some((_, text)) = last_line.as_ref().filter(|(last, _)| *last == number) {
            return text.clone();
        }
        let start = self.starts.get((number.max(1) - 1) as usize);
        let rest = start.and_then(|start| self.text.get(*start..));
        let line: Arc<str> = rest
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default()
            .into();
        *last_line = Some((number, line.clone()));
        line
    }
}

impl Value<'_> {
    /// What messages call this kind of value.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Scalar { text, .. } if text.trim().is_empty() => "nothing",
            Self::Scalar { .. } => "a single value",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}
