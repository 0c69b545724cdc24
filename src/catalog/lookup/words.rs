//! A name as words: case, marks, kinds of dashes, brackets and spaces don't tell two names apart.

/// Names with more words than this name nothing; it bounds the work that one name can ask for.
const MAX_WORDS: usize = 40;

/// Longest name that is looked at, bytes.
const MAX_BYTES: usize = 400;

/// What a word can be besides a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing else.
    Plain,
    /// A version that says so: `v12`, `6.5`, `003`, `R82`, `2024`.
    Version,
    /// A bare number of one or two digits: a version, or a level.
    Number,
    /// A Roman numeral: a level.
    Numeral,
}

/// A word, as a range of the name without its spaces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    start: usize,
    end: usize,
    pub(super) kind: Kind,
    /// It stands in brackets.
    pub(super) bracketed: bool,
}

/// The words of a name.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    text: String,
    pub(super) words: Vec<Word>,
}

/// Words that only say that a number follows.
const BEFORE_VERSIONS: [&str; 5] = ["v", "ver", "version", "release", "rev"];

/// Whether a sign is more than a decoration, a check mark or punctuation.
fn changes_meaning(c: char) -> bool {
    const DECORATIONS: &str = "✓✔☑✅🗸●√★☆⭐🏆🎓🏅🥇📜🔒☁•·…“”„«»‹›–—‐‑‒―−∙¬°ªº\u{fe0e}\u{fe0f}";
    let is_plain = c.is_ascii() && !matches!(c, '?' | '~');
    !is_plain && !c.is_whitespace() && !c.is_control() && !DECORATIONS.contains(c)
}

impl Words {
    /// The words of a name; none where it is too long to be one.
    pub(super) fn of(name: &str) -> Self {
        let mut words = Self::default();
        if name.len() > MAX_BYTES {
            return words;
        }
        let mut word = String::new();
        let mut depth = 0_usize;
        let chars: Vec<char> = name.chars().map(half_width).collect();
        for (place, c) in chars.iter().copied().enumerate() {
            let beside = |offset: usize| chars.get(offset).is_some_and(char::is_ascii_digit);
            match c {
                // Marks and what has no width say nothing.
                '®' | '™' | '©' | '℠' | '\'' | '’' | '‘' | '`' | '\u{ad}' | '\u{200b}'
                | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {}
                '²' => word.push('2'),
                '³' => word.push('3'),
                '.' if place > 0 && beside(place - 1) && beside(place + 1) => word.push('.'),
                '+' | '#' => word.push(c),
                '&' => {
                    words.push(&mut word, depth);
                    word.push_str("and");
                    words.push(&mut word, depth);
                }
                // These stand between things, not between the words of one.
                ';' | '|' => {
                    words.push(&mut word, depth);
                    word.push(';');
                    words.push(&mut word, depth);
                }
                // Signs such as `❌`, `?` and `~~` around a name change what it says: they are words that no name has.
                '[' if chars
                    .get(place + 1)
                    .is_some_and(|c| c.is_whitespace() || *c == ']') =>
                {
                    words.push(&mut word, depth);
                    word.push('[');
                    words.push(&mut word, depth);
                    depth += 1;
                }
                c if c.is_alphanumeric() => word.extend(c.to_lowercase()),
                c if changes_meaning(c) => {
                    words.push(&mut word, depth);
                    word.push(c);
                    words.push(&mut word, depth);
                }
                c => {
                    words.push(&mut word, depth);
                    match c {
                        '(' | '[' => depth += 1,
                        ')' | ']' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                }
            }
        }
        words.push(&mut word, depth);
        if words.words.len() > MAX_WORDS {
            return Self::default();
        }
        words
    }

    fn push(&mut self, word: &mut String, depth: usize) {
        let word = std::mem::take(word);
        if word.is_empty() {
            return;
        }
        // `Security +`: the sign belongs to the word before it.
        if word.chars().all(|c| matches!(c, '+' | '#'))
            && let Some(before) = self.words.last_mut()
        {
            self.text.push_str(&word);
            before.end = self.text.len();
            return;
        }
        let is_first = self.words.is_empty();
        let (text, mut kind) = match word.as_str() {
            "i" if !is_first => ("1", Kind::Numeral),
            "ii" => ("2", Kind::Numeral),
            "iii" => ("3", Kind::Numeral),
            "iv" => ("4", Kind::Numeral),
            word => match word.strip_prefix('v') {
                Some(number) if is_number(number) => (number, Kind::Version),
                _ => (word, kind_of(word)),
            },
        };
        if is_number(text)
            && let Some(before) = self.words.last().copied()
            && BEFORE_VERSIONS.contains(&self.part(before))
        {
            self.text.truncate(before.start);
            self.words.pop();
            kind = Kind::Version;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.words.push(Word {
            start,
            end: self.text.len(),
            kind,
            bracketed: depth > 0,
        });
    }

    fn part(&self, word: Word) -> &str {
        self.text.get(word.start..word.end).unwrap_or_default()
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The word at a place.
    pub(super) fn word(&self, place: usize) -> &str {
        self.key(place, place + 1)
    }

    /// The words from one place up to another, without spaces.
    pub(super) fn key(&self, from: usize, to: usize) -> &str {
        let start = self.words.get(from).map_or(0, |word| word.start);
        let end = to
            .checked_sub(1)
            .and_then(|last| self.words.get(last))
            .map_or(start, |word| word.end);
        self.text.get(start..end).unwrap_or_default()
    }

    /// All words without spaces.
    pub(super) fn whole(&self) -> &str {
        &self.text
    }

    /// Every word.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| self.part(*word))
    }

    /// The words from one place up to another.
    pub(super) fn range(&self, from: usize, to: usize) -> Self {
        let mut place = 0;
        self.only(|_, _| {
            place += 1;
            (from..to).contains(&(place - 1))
        })
    }

    /// Those words that are wanted.
    pub(super) fn only(&self, mut wanted: impl FnMut(&str, Kind) -> bool) -> Self {
        let mut kept = Self::default();
        for word in &self.words {
            let text = self.part(*word);
            if wanted(text, word.kind) {
                let start = kept.text.len();
                kept.text.push_str(text);
                kept.words.push(Word {
                    start,
                    end: kept.text.len(),
                    ..*word
                });
            }
        }
        kept
    }
}

/// Letters, digits and signs of double width as those that everybody types.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn kind_of(word: &str) -> Kind {
    if word
        .strip_prefix('r')
        .is_some_and(|rest| rest.len() >= 2 && is_number(rest))
    {
        return Kind::Version;
    }
    if !is_number(word) {
        return Kind::Plain;
    }
    let is_year = word.len() == 4 && word.starts_with("20");
    let is_padded = word.len() == 3 && word.starts_with('0');
    if word.contains('.') || is_year || is_padded {
        Kind::Version
    } else if word.len() <= 2 {
        Kind::Number
    } else {
        Kind::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_nothing_that_counts_are_the_same() {
        for (written, plain) in [
            ("AZ-104", "AZ104"),
            (
                "AWS Certified Developer – Associate",
                "aws certified developer - associate",
            ),
            ("(ISC)²", "ISC2"),
            ("PSM I", "psm1"),
            ("Security +", "Security+"),
            ("ITIL v4 Foundation", "ITIL® 4 Foundation"),
            ("ITIL Foundation (Version 4)", "itil foundation v.4"),
            ("Risk & Compliance", "risk and compliance"),
            ("ＣＫＡ", "cka"),
        ] {
            assert_eq!(
                Words::of(written).whole(),
                Words::of(plain).whole(),
                "{written}"
            );
        }
        assert_ne!(
            Words::of("CKA; CKAD").whole(),
            Words::of("CKA CKAD").whole()
        );
        assert_eq!(Words::of(&"a ".repeat(41)).len(), 0);
        assert_eq!(Words::of(&"a".repeat(401)).len(), 0);
    }

    #[test]
    fn versions_are_told_from_levels() {
        let kinds = |name: &str| -> Vec<Kind> {
            Words::of(name).words.iter().map(|word| word.kind).collect()
        };
        assert_eq!(kinds("CEH v12"), [Kind::Plain, Kind::Version]);
        assert_eq!(kinds("NCP 6.5"), [Kind::Plain, Kind::Version]);
        assert_eq!(kinds("PSM II"), [Kind::Plain, Kind::Numeral]);
        assert_eq!(kinds("SAFe 6"), [Kind::Plain, Kind::Number]);
        assert_eq!(kinds("AZ-104"), [Kind::Plain, Kind::Plain]);
    }
}
