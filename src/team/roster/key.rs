//! When two texts of a roster mean the same: ids, names, addresses and labels.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text without the blanks and invisible characters around it.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || is_invisible(letter))
}

/// A text as it compares: without blanks around it, whatever its letter case, however its accents are encoded.
pub(crate) fn key(text: &str) -> String {
    let text = trim(text);
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfd().default_case_fold().nfc().collect()
    }
}

/// The e-mail address in a text, and the text without it: `Person One <p1@example.com>`, `mailto:p1@example.com`. `None` if
/// there is none, or there are several.
pub(crate) fn address(text: &str) -> Option<(String, String)> {
    let separates = |c: char| c.is_whitespace() || "<>()[]{}\",;|".contains(c);
    let bare = |word: &str| -> Option<String> {
        const SCHEME: &str = "mailto:";
        let scheme = word.get(..SCHEME.len());
        let has_scheme = scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME));
        let word = if has_scheme {
            word.get(SCHEME.len()..)?
        } else {
            word
        };
        let (who, host) = word.split_once('@')?;
        let is_address = !who.is_empty() && !host.is_empty() && !host.contains('@');
        is_address.then(|| word.to_owned())
    };
    if !text.contains('@') {
        return None;
    }
    let words = || text.split(separates).filter(|word| !word.is_empty());
    let mut addresses = words().filter_map(bare);
    let address = addresses.next().filter(|_| addresses.next().is_none())?;
    let rest: Vec<&str> = words().filter(|word| bare(word).is_none()).collect();
    Some((rest.join(" "), address))
}

/// Whether a text is an e-mail address and nothing else.
pub(crate) fn is_address(text: &str) -> bool {
    address(text).is_some_and(|(rest, _)| rest.is_empty())
}

/// Whether two texts compare as the same.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (trim(one), trim(other));
    if one.is_ascii() && other.is_ascii() {
        one.eq_ignore_ascii_case(other)
    } else {
        key(one) == key(other)
    }
}

/// What is left of an id without accents, punctuation, invisible characters and leading zeros. Numbers stay apart.
pub(crate) fn form(text: &str) -> String {
    let mut form = String::new();
    let folded = folded(text);
    let mut letters = folded.chars().peekable();
    let mut apart = false;
    while let Some(letter) = letters.next() {
        if !letter.is_alphanumeric() {
            apart = true;
            continue;
        }
        let after_digit = form.ends_with(|last: char| last.is_numeric());
        if letter == '0' && (apart || !after_digit) {
            let more = letters.peek().is_some_and(|next| next.is_numeric());
            if more {
                continue;
            }
        }
        if apart && after_digit && letter.is_numeric() {
            form.push('.');
        }
        form.push(letter);
        apart = false;
    }
    form
}

/// The words of a name in alphabetical order, for names of several words.
pub(crate) fn words(name: &str) -> Option<String> {
    let folded = folded(name);
    let mut words: Vec<&str> = folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

/// A name without its titles: the names and the initials in it, in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameParts {
    pub(crate) names: Vec<String>,
    pub(crate) initials: Vec<String>,
}

/// The parts of a name of several words.
pub(crate) fn name_parts(name: &str) -> Option<NameParts> {
    const TITLES: [&str; 18] = [
        "dr", "prof", "mr", "mrs", "ms", "miss", "mx", "sir", "ing", "dipl", "herr", "frau", "phd",
        "msc", "bsc", "mba", "jr", "sr",
    ];
    // `Person One (contractor)`, `Person One - Berlin`
    let mut name = name;
    for beside in ["(", "[", " - ", " – ", " — ", " / ", " | "] {
        name = name.split_once(beside).map_or(name, |(before, _)| before);
    }
    let words = words(name)?;
    let words = words.split(' ').filter(|word| !TITLES.contains(word));
    let (initials, names) = words
        .map(without_digraphs)
        .partition(|word: &String| word.chars().count() == 1);
    Some(NameParts { names, initials })
}

/// A word with one letter where two may stand for one with a diaeresis: `joerg` is `jorg`, as `jörg` is without accents.
fn without_digraphs(word: &str) -> String {
    word.replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u")
}

impl NameParts {
    /// Whether it is a name with initials for all but one of its parts: `P. One`.
    pub(crate) fn is_short(&self) -> bool {
        self.names.len() == 1 && !self.initials.is_empty()
    }

    /// What a name has in common with its short forms: one of its parts, and the initial of another.
    pub(crate) fn short_forms(&self) -> Vec<String> {
        /// Names of more parts than these have none.
        const MOST: usize = 4;
        let initial = |name: &String| name.chars().next();
        let form = |name: &String, initial: char| format!("{name} {initial}");
        if let ([name], true) = (self.names.as_slice(), self.is_short()) {
            let initials = self.initials.iter().filter_map(initial);
            return initials.map(|letter| form(name, letter)).collect();
        }
        if !(2..=MOST).contains(&self.names.len()) {
            return Vec::new();
        }
        let pairs = self.names.iter().enumerate().flat_map(|(place, name)| {
            let others = self.names.iter().enumerate();
            let others = others.filter(move |(other, _)| *other != place);
            others.filter_map(move |(_, other)| Some(form(name, initial(other)?)))
        });
        pairs.collect()
    }
}

/// Whether an id is somebody's name: it has several words of letters.
pub(crate) fn is_name(id: &str) -> bool {
    let words = id.split(|letter: char| letter.is_whitespace() || letter == ',');
    let of_letters = |word: &&str| !word.is_empty() && word.chars().all(char::is_alphabetic);
    words.filter(of_letters).count() > 1
}

/// Whether a text has a control character in it.
pub(crate) fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// Letters without case, accents and invisible characters, compatible forms made one.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .default_case_fold()
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter) && !is_invisible(*letter))
        .collect()
}

/// Characters that take no room: joiners, marks of direction, soft hyphens, byte order marks.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_id_is_the_same_however_it_is_written() {
        for (one, other) in [
            ("Éva", "éva"),
            ("e\u{301}va", "ÉVA"),
            ("\u{a0}p01\u{200b}", "P01"),
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
            assert!(same(one, other), "{one} {other}");
        }
        assert!(!same("eva", "éva"));
        assert!(!same("p01", "p1"));
    }

    #[test]
    fn a_form_drops_what_is_only_form() {
        for (one, other) in [
            ("p-01", "P01"),
            ("p01", "p1"),
            ("eva", "éva"),
            ("p\u{200b}1", "p1"),
            ("ｐ１", "p1"),
            ("007", "7"),
        ] {
            assert_eq!(form(one), form(other), "{one} {other}");
        }
        for (one, other) in [("1-11", "11-1"), ("p10", "p1"), ("p100", "p1"), ("p0", "p")] {
            assert_ne!(form(one), form(other), "{one} {other}");
        }
    }

    #[test]
    fn the_order_of_words_makes_no_other_name() {
        assert_eq!(words("One, Person"), words("person  ONE"));
        assert_eq!(words("Alice"), None);
        let short =
            |name: &str| name_parts(name).map(|parts| (parts.is_short(), parts.short_forms()));
        assert_eq!(name_parts("Dr. Person One"), name_parts("One, Person"));
        assert_eq!(short("P. One"), Some((true, vec!["one p".to_owned()])));
        assert_eq!(
            short("Person One"),
            Some((false, vec!["one p".to_owned(), "person o".to_owned()]))
        );
        assert!(is_name("One, Person"));
        assert!(!is_name("p 01"));
    }
}
