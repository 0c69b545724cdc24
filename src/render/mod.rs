//! Results to text: tables for people, CSV and JSON for programs. Nothing here decides anything.

pub mod career;
pub mod compare;
pub mod cost;
pub mod coverage;
pub mod credential;
pub mod diff;
mod exam;
mod explain;
pub mod finding;
pub mod gate;
pub mod html;
pub mod import;
mod layout;
pub mod list;
pub mod names;
pub mod next;
pub mod path;
pub mod plan;
pub mod ranking;
pub mod recommend;
pub mod renewals;
pub mod report;
pub mod requirement;
pub mod rule;
pub mod search;
mod sheet;
pub mod show;
mod stacks;
pub mod stale;
pub mod stats;
mod style;
mod table;
mod value;
pub mod worth;

pub use style::{Tone, without_links};
pub use table::{Bound, Cell, Column, Grid};

/// Narrowest output that is laid out for.
pub const MIN_WIDTH: u16 = 40;
/// Width where no terminal tells one.
pub const DEFAULT_WIDTH: u16 = 80;

/// An answer in the forms that most commands offer.
pub trait Forms {
    /// For a terminal of this width in columns.
    fn terminal(&self, width: u16) -> String;
    /// As Markdown.
    fn markdown(&self) -> String;
    /// As CSV, one row a thing.
    fn csv(&self) -> Result<String, csv::Error>;
    /// As the JSON of the contract.
    fn json(&self) -> impl serde::Serialize;
}

/// Text without characters that drive a terminal, turn the order of letters round, or can't be seen: any of them could
/// make a line read as another.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if is_hidden(c) { '\u{fffd}' } else { c })
        .collect()
}

/// Whether a character controls what is shown and is not shown itself.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// JSON with such characters escaped. They stand in texts only, for elsewhere JSON has none but line breaks.
pub fn escape_hidden(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || !is_hidden(c) {
            escaped.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                escaped += &format!("\\u{unit:04x}");
            }
        }
    }
    escaped
}

/// Text that Markdown takes for text: no cell ends, no code, link or HTML begins.
pub fn escape_markdown(text: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '|' | '<' | '`' | '[');
    clean(text)
        .chars()
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}

/// Folds text to a width; lines after the first start with `indent` spaces. Ids, dates, and numbers with their units stay
/// whole.
pub fn fold(text: &str, width: u16, indent: usize) -> String {
    fold_beside(text, width.max(MIN_WIDTH), indent)
}

/// The same for a text beside something else, which may leave it less room.
fn fold_beside(text: &str, width: u16, indent: usize) -> String {
    let indent = " ".repeat(indent);
    let options = textwrap::Options::new(usize::from(width))
        .subsequent_indent(&indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    layout::unglue(&textwrap::fill(&layout::glue(&clean(text)), options))
}

/// An amount, or `unknown`.
pub fn usd(amount: Option<crate::base::money::Usd>) -> String {
    amount.map_or_else(|| "unknown".to_owned(), |usd| usd.to_string())
}

/// `1 person` or `2 people`.
pub fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { singular } else { plural })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_replaced() {
        assert_eq!(
            clean("a\u{9b}b\u{200b}c\u{e0041}d"),
            "a\u{fffd}b\u{fffd}c\u{fffd}d"
        );
        assert_eq!(
            clean("Ærø, 日本, naïve e\u{301}"),
            "Ærø, 日本, naïve e\u{301}"
        );
        let json = serde_json::to_string("\u{1b}\u{9b}\u{202e}\u{e0041}é").unwrap();
        let escaped = escape_hidden(&json);
        assert_eq!(escaped, r#""\u001b\u009b\u202e\udb40\udc41é""#);
        assert_eq!(
            serde_json::from_str::<String>(&escaped).unwrap(),
            "\u{1b}\u{9b}\u{202e}\u{e0041}é"
        );
        assert_eq!(clean("b\u{202e}a\u{2066}d"), "b\u{fffd}a\u{fffd}d");
    }
}
