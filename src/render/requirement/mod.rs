//! What is asked for: tables of accepted credentials, and requirement sets.

pub mod set;
pub mod table;

use crate::base::text::Text;

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn strs(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.as_str()).collect()
}
