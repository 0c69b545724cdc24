//! Where things stand in a file, without walking it again for each of a million rows.

use std::sync::Arc;

use crate::base::diagnostic::Place;
use crate::base::source::Node;

/// Longest line that is quoted in a finding, bytes.
const MAX_QUOTED: usize = 1_000;

/// A file's text, cut into lines once.
pub(super) struct Lines<'t> {
    name: Arc<str>,
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(name: &str, text: &'t str) -> Self {
        let after_breaks = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(index, _)| index + 1);
        Self {
            name: name.into(),
            text,
            starts: std::iter::once(0).chain(after_breaks).collect(),
        }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// The line of this number, from 1, without its end; empty where it is too long to be quoted.
    fn quoted(&self, line: usize) -> &'t str {
        let from = line
            .checked_sub(1)
            .and_then(|index| self.starts.get(index))
            .copied()
            .unwrap_or(self.text.len());
        let to = self.starts.get(line).copied().unwrap_or(self.text.len());
        let text = self
            .text
            .get(from..to)
            .unwrap_or_default()
            .trim_end_matches(['\r', '\n']);
        if text.len() > MAX_QUOTED { "" } else { text }
    }

    /// A place by line and column, both from 1, columns and width in characters.
    pub(super) fn place(&self, line: u32, column: u32, width: u32) -> Place {
        let text = self.quoted(line as usize).into();
        Place {
            file: self.name.clone(),
            line,
            column: column.max(1),
            width: width.max(1),
            text,
        }
    }

    /// The byte at which a line starts, counted from 0.
    pub(super) fn start_of(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// The line of a byte, from 1; line ends count for the line after them.
    pub(super) fn line_of(&self, byte: usize) -> u32 {
        let breaks = self
            .text
            .bytes()
            .skip(byte)
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        let line = self.starts.partition_point(|start| *start <= byte + breaks);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The place of a value.
    pub(super) fn at(&self, node: &Node<'_>) -> Place {
        self.place(node.span.line, node.span.column, node.span.width)
    }

    /// The place of `cell` on a line; the line's first character where it isn't found.
    pub(super) fn place_of(&self, line: u32, cell: &str) -> Place {
        self.place(line, 1, 1).on(cell)
    }
}
