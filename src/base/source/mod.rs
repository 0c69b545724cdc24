//! Text of a file to a tree of values that know where they stand. Every problem is collected.

mod error;
mod field;
pub mod kind;
mod reader;
mod typed;
mod yaml;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
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
    /// Where each line begins.
    starts: Vec<usize>,
    /// Lines that places have named, each shared by all places on it.
    lines: RefCell<HashMap<u32, Arc<str>>>,
}

/// A stretch of one line; line and column from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Span {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// Characters.
    pub width: u32,
}

/// A value and where it stands.
#[derive(Debug)]
pub struct Node<'t> {
    /// Where.
    pub span: Span,
    /// What.
    pub value: Value<'t>,
}

/// What YAML can hold here. Scalars stay text until somebody asks for a date or a number.
#[derive(Debug)]
pub enum Value<'t> {
    /// A single value; `plain` is false for quoted ones.
    Scalar {
        /// As written.
        text: Cow<'t, str>,
        /// Without quotes.
        plain: bool,
    },
    /// `[a, b]`
    List(Vec<Node<'t>>),
    /// `{a: b}`, in the order written, keys unique.
    Map(Vec<(Key<'t>, Node<'t>)>),
}

/// A key and where it stands.
#[derive(Debug)]
pub struct Key<'t> {
    /// Where.
    pub span: Span,
    /// The key.
    pub text: Cow<'t, str>,
}

impl<'t> Source<'t> {
    /// The text of the file called `name`.
    pub fn new(name: &str, text: &'t str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            name: name.into(),
            text,
            starts: std::iter::once(0)
                .chain(breaks.map(|(at, _)| at + 1))
                .collect(),
            lines: RefCell::default(),
        }
    }

    /// The whole file as one tree, without a slip.
    ///
    /// # Errors
    /// The findings, in the order of the file, if there are any.
    pub fn parse(&self) -> Result<Node<'t>, Vec<Diagnostic>> {
        match yaml::parse(self) {
            Ok((root, slips)) if slips.is_empty() => Ok(root),
            Ok((_, found)) | Err(found) => Err(found),
        }
    }

    /// The whole file as one tree, and a reader that has found what is wrong with it as a tree: a key given twice, an
    /// anchor. What else is wrong is to be found with it in the same run.
    ///
    /// # Errors
    /// Where the text isn't YAML: the first such place, and what was found before.
    pub fn read(&self) -> Result<(Node<'t>, Reader<'_, 't>), Vec<Diagnostic>> {
        let (root, found) = yaml::parse(self)?;
        Ok((root, Reader::new(self, found)))
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

    /// A line, from 1.
    fn line(&self, number: u32) -> Arc<str> {
        let mut lines = self.lines.borrow_mut();
        let line = lines.entry(number).or_insert_with(|| {
            let start = self.starts.get((number.max(1) - 1) as usize);
            let rest = start.and_then(|start| self.text.get(*start..));
            rest.and_then(|rest| rest.lines().next())
                .unwrap_or_default()
                .into()
        });
        line.clone()
    }
}

impl Value<'_> {
    /// How a message calls this kind of value.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Scalar { text, .. } if text.trim().is_empty() => "nothing",
            Self::Scalar { .. } => "a single value",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}
