//! A sheet about one thing: lines of a label and a text.

use textwrap::{Options, WordSplitter};

use super::{MIN_WIDTH, clean, fold};
use crate::base::text::Text;

/// Width of the column of labels.
const LABELS: usize = 14;

/// Lines of a label and a text.
pub(super) struct Sheet {
    width: u16,
    pub(super) text: String,
}

impl Sheet {
    /// A sheet that starts with what it is about.
    pub(super) fn new(width: u16, id: &str, name: &str) -> Self {
        let width = width.max(MIN_WIDTH);
        Self {
            width,
            text: fold(&format!("{id}: {name}"), width, 2) + "\n",
        }
    }

    pub(super) fn line(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut first = format!("  {label:<LABELS$}");
        if label.chars().count() >= LABELS {
            self.text += &format!("  {label}\n");
            first = " ".repeat(LABELS + 2);
        }
        let rest = " ".repeat(LABELS + 2);
        let options = Options::new(usize::from(self.width))
            .initial_indent(&first)
            .subsequent_indent(&rest);
        self.fill(text, options);
    }

    /// A text without a label, so far from the edge.
    pub(super) fn indented(&mut self, indent: usize, text: &str) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        let options = Options::new(usize::from(self.width))
            .initial_indent(&first)
            .subsequent_indent(&rest);
        self.fill(text, options);
    }

    fn fill(&mut self, text: &str, options: Options<'_>) {
        // Addresses and ids are copied by people: they are not cut at their dashes.
        let options = options
            .break_words(false)
            .word_splitter(WordSplitter::NoHyphenation);
        self.text += &textwrap::fill(&clean(text), options);
        self.text.push('\n');
    }

    /// A label and several texts under each other.
    pub(super) fn lines(&mut self, label: &str, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        for (at, text) in texts.into_iter().enumerate() {
            self.line(if at == 0 { label } else { "" }, text.as_ref());
        }
    }

    pub(super) fn maybe(&mut self, label: &str, text: Option<&Text>) {
        self.line(label, text.map_or("", |text| text.as_str()));
    }
}
