//! A sheet about one thing: lines of a label and a text.

use textwrap::{Options, WordSplitter};

use super::Tone;
use super::{MIN_WIDTH, clean, fold, layout};
use crate::base::text::Text;

/// Width of the column of labels.
const LABELS: usize = 14;

/// The name of what a sheet is about, its id beside it.
fn title(id: &str, name: &str, width: u16) -> String {
    let folded = fold(&format!("{name} ({id})"), width, 2);
    let id = format!("({})", clean(id));
    match folded.strip_suffix(&id) {
        Some(name) => format!("{}{}\n", Tone::Strong.paint(name), Tone::Faint.paint(&id)),
        None => format!("{}\n", Tone::Strong.paint(&folded)),
    }
}

/// A word, with the address that it ends with in a tone of its own.
fn painted_address(word: &str) -> String {
    let end = word.trim_end().len();
    let Some(start) = ["https://", "http://"]
        .iter()
        .find_map(|scheme| word.find(scheme))
    else {
        return word.to_owned();
    };
    let address = Tone::Second.paint(&word[start..end]);
    format!("{}{address}{}", &word[..start], &word[end..])
}

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
            text: title(id, name, width),
        }
    }

    pub(super) fn line(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut first = format!("  {}", Tone::Faint.paint(&format!("{label:<LABELS$}")));
        if label.chars().count() >= LABELS {
            self.text += &format!("  {}\n", Tone::Faint.paint(label));
            first = " ".repeat(LABELS + 2);
        }
        let rest = " ".repeat(LABELS + 2);
        let options = Options::new(usize::from(self.width))
            .initial_indent(&first)
            .subsequent_indent(&rest);
        self.fill(text, options);
    }

    /// A label, and a word in a tone with what follows it.
    pub(super) fn toned(&mut self, label: &str, (word, tone): (&str, Tone), rest: &str) {
        let start = self.text.len();
        self.line(label, &format!("{word}{rest}"));
        if let Some(place) = self.text[start..].find(word) {
            let place = start + place;
            let painted = tone.paint(word);
            self.text.replace_range(place..place + word.len(), &painted);
        }
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
        let glued = layout::glue(&clean(text));
        let filled = layout::unglue(&textwrap::fill(&glued, options));
        let words = filled.split_inclusive([' ', '\n']);
        self.text += &words.map(painted_address).collect::<String>();
        self.text.push('\n');
    }

    /// A label and several texts under each other.
    pub(super) fn lines(&mut self, label: &str, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        for (index, text) in texts.into_iter().enumerate() {
            self.line(if index == 0 { label } else { "" }, text.as_ref());
        }
    }

    pub(super) fn maybe(&mut self, label: &str, text: Option<&Text>) {
        self.line(label, text.map_or("", |text| text.as_str()));
    }
}
