//! Looks into trees whose other keys don't matter: exports carry much that isn't needed here.

use crate::base::source::{Node, Value};

/// What hangs in a tree.
pub(super) trait Tree<'t> {
    /// The value under a path of keys, `a.b.c`; an empty one counts as absent.
    fn at(&self, path: &str) -> Option<&Node<'t>>;
    /// The items of a list under a path; none where there is no list.
    fn items(&self, path: &str) -> &[Node<'t>];
    /// The text under a path, if it says something.
    fn text(&self, path: &str) -> Option<String>;
    /// Whether there is a key.
    fn has(&self, path: &str) -> bool;
    /// Whether a list of words, or a single word, holds this one.
    fn lists(&self, path: &str, word: &str) -> bool;
}

impl<'t> Tree<'t> for Node<'t> {
    fn at(&self, path: &str) -> Option<&Node<'t>> {
        let mut node = self;
        for key in path.split('.').filter(|key| !key.is_empty()) {
            let Value::Map(entries) = &node.value else {
                return None;
            };
            node = entries
                .iter()
                .find(|(other, _)| other.text == key)
                .map(|(_, value)| value)?;
        }
        match &node.value {
            Value::Scalar { text, plain: true } if text.is_empty() => None,
            _ => Some(node),
        }
    }

    fn items(&self, path: &str) -> &[Node<'t>] {
        match self.at(path).map(|node| &node.value) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    fn text(&self, path: &str) -> Option<String> {
        match &self.at(path)?.value {
            Value::Scalar { text, .. } => super::record::said(text),
            _ => None,
        }
    }

    fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    fn lists(&self, path: &str, word: &str) -> bool {
        self.text(path).is_some_and(|text| text == word)
            || self
                .items(path)
                .iter()
                .any(|item| item.text("").is_some_and(|text| text == word))
    }
}
