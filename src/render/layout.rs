//! Which columns of a table are shown, how wide they are, and how a cell is folded: between words, at dashes where a word
//! alone is wider, and inside a word only where nothing else is left.

use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

/// Spaces between two columns.
pub const GAP: u16 = 2;
/// A word up to this width stays whole while there is room: `professional`, a date, a status.
const WORD: usize = 12;
/// The widths that columns may be brought down to where nothing else helps, gently first.
const FLOORS: [usize; 3] = [WORD, 6, 1];
/// The narrowest column of names where there is a choice.
const NAME: usize = 20;
/// Lines that a name may take: two in a column that is wide enough, one more before anything is cut off.
const NAME_LINES: usize = 3;
/// What two brackets take.
const BRACKETS: usize = 2;
const ELLIPSIS: char = '…';

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// Words, which may be folded.
    #[default]
    Text,
    /// Ids, dates and numbers, which are read and copied as a whole.
    Whole,
    /// Names, which get the most room and are cut after three lines.
    Name,
    /// Several names in a cell, which get as much room and are never cut.
    Names,
}

/// How important a column is: the higher the rank, the sooner it is left out. Columns of rank 0 are always shown.
pub type Rank = u8;

/// The room that a column asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask {
    /// Holds every cell on one line.
    natural: usize,
    /// Without this, the column is not worth its place.
    least: usize,
    /// Holds every word on one line, up to [`WORD`].
    word: usize,
    shape: Shape,
    pub rank: Rank,
}

impl Ask {
    /// The room for a heading and cells in a table of this width.
    pub fn new<'t>(
        title: &str,
        cells: impl Iterator<Item = &'t str>,
        shape: Shape,
        rank: Rank,
        width: usize,
    ) -> Self {
        let mut natural = if shape == Shape::Whole {
            widest(title)
        } else {
            display_width(title)
        };
        let mut word = widest(title);
        let (least_name, most_name) = ((width * 3 / 10).max(NAME), (width * 45 / 100).max(NAME));
        let mut name = least_name;
        let mut text = 0;
        for cell in cells {
            natural = natural.max(display_width(cell));
            word = word.max(widest(cell));
            let in_two_lines = width_in_two_lines(cell);
            text = text.max(in_two_lines);
            if in_two_lines <= most_name {
                name = name.max(in_two_lines);
            }
        }
        let word = word.min(WORD);
        let (natural, least) = match shape {
            Shape::Whole => (natural, natural),
            Shape::Name | Shape::Names => (natural.min(most_name), natural.min(name)),
            // A column that can be left out is not worth more than two lines.
            Shape::Text if rank > 0 => (natural, word.max(text)),
            Shape::Text => (natural, word),
        };
        Self {
            natural,
            least,
            word,
            shape,
            rank,
        }
    }

    /// With no more than so much.
    #[must_use]
    pub fn at_most(self, most: usize) -> Self {
        Self {
            natural: self.natural.min(most),
            least: self.least.min(most),
            word: self.word.min(most),
            ..self
        }
    }

    /// The room for the same cells in brackets.
    #[must_use]
    pub fn in_brackets(self) -> Self {
        Self {
            natural: self.natural + BRACKETS,
            least: self.least + BRACKETS,
            ..self
        }
    }

    /// The room for one column that holds the cells of both, those of the other below.
    #[must_use]
    pub fn above(self, other: Self) -> Self {
        Self {
            natural: self.natural.max(other.natural),
            least: self.least.max(other.least),
            ..self
        }
    }

    /// What the column keeps while text elsewhere can still be folded.
    fn kept(&self) -> usize {
        match self.shape {
            Shape::Whole => self.natural,
            Shape::Name | Shape::Names => self.least,
            Shape::Text => self.word,
        }
    }
}

/// The width of the widest word.
fn widest(text: &str) -> usize {
    let glued = glue(text);
    let words = glued.split(' ').map(display_width);
    words.max().unwrap_or_default()
}

/// The least width in which a name takes two lines at most.
fn width_in_two_lines(name: &str) -> usize {
    let whole = display_width(name);
    let breaks = name.match_indices(' ');
    let halves = breaks.map(|(index, _)| {
        let first = display_width(&name[..index]);
        first.max(whole - first - 1)
    });
    halves.min().unwrap_or(whole)
}

/// Whether columns have what they need in a table of this width.
pub fn fit(asks: &[Ask], width: usize) -> bool {
    let gaps = usize::from(GAP) * asks.len().saturating_sub(1);
    asks.iter().map(|ask| ask.least).sum::<usize>() + gaps <= width
}

/// Columns up to this rank are not left out to keep ids beside names.
pub const ESSENTIAL: Rank = 2;

/// The columns that are shown: the least important, all of one rank together, are left out until the others have what
/// they need.
pub fn shown(asks: &[Ask], width: usize) -> Vec<usize> {
    let mut shown: Vec<usize> = (0..asks.len()).collect();
    loop {
        let left: Vec<Ask> = shown.iter().map(|column| asks[*column]).collect();
        let optional = shown.iter().filter(|column| asks[**column].rank > 0);
        let least_important = optional.map(|column| asks[*column].rank).max();
        match least_important {
            Some(rank) if !fit(&left, width) => shown.retain(|column| asks[*column].rank != rank),
            _ => return shown,
        }
    }
}

/// The width of each column, so that all of them fit: the widest text gives way first, then names, then the rest.
pub fn widths(asks: &[Ask], width: usize) -> Vec<usize> {
    let room = width.saturating_sub(usize::from(GAP) * asks.len().saturating_sub(1));
    let mut widths: Vec<usize> = asks.iter().map(|ask| ask.natural.min(room)).collect();
    narrow(&mut widths, asks, room, Ask::kept);
    for floor in FLOORS {
        narrow(&mut widths, asks, room, |ask| ask.kept().min(floor));
    }
    widths
}

/// Takes from the widest column that is above its floor, until all fit or none is.
fn narrow(widths: &mut [usize], asks: &[Ask], room: usize, floor: impl Fn(&Ask) -> usize) {
    let mut over = widths.iter().sum::<usize>().saturating_sub(room);
    while over > 0 {
        let above = widths
            .iter_mut()
            .zip(asks)
            .filter(|(width, ask)| **width > floor(ask).max(1));
        let Some((widest, _)) = above.max_by_key(|(width, _)| **width) else {
            break;
        };
        *widest -= 1;
        over -= 1;
    }
}

/// The lines of a cell of this shape.
pub fn fold(text: &str, width: usize, shape: Shape) -> Vec<String> {
    let mut lines = fold_text(text, width);
    if shape == Shape::Name && lines.len() > NAME_LINES {
        let rest = lines.split_off(NAME_LINES - 1).join(" ");
        lines.push(cut(&rest, width));
    }
    lines
}

/// As much of a text as fits, with an ellipsis at the end.
fn cut(text: &str, width: usize) -> String {
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if display_width(&kept) >= width {
            kept.pop();
            break;
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.push(ELLIPSIS);
    kept
}

fn fold_text(text: &str, width: usize) -> Vec<String> {
    if display_width(text) <= width {
        return vec![text.to_owned()];
    }
    let words = Options::new(width)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let glued = glue(text);
    let lines = textwrap::wrap(&glued, words);
    lines
        .iter()
        .map(|line| unglue(line))
        .flat_map(|line| {
            if display_width(&line) <= width {
                vec![line]
            } else {
                fold_word(&line, width)
            }
        })
        .collect()
}

/// A word folded after its dashes and slashes, and where that is not enough, anywhere.
fn fold_word(word: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in word.split_inclusive(['-', '/']) {
        let whole = display_width(part) <= width;
        let pieces = if whole {
            vec![part]
        } else {
            part.split_inclusive(|_| true).collect()
        };
        for piece in pieces {
            match lines.last_mut() {
                Some(line)
                    if display_width(line) + display_width(piece) <= width || line.is_empty() =>
                {
                    line.push_str(piece);
                }
                _ => lines.push(piece.to_owned()),
            }
        }
    }
    lines
}

/// Stands for a space at which no line ends.
const GLUE: char = '\u{a0}';
/// What stays on the line of the number before it.
const UNITS: [&str; 20] = [
    "USD", "EUR", "GBP", "h", "hour", "hours", "minute", "minutes", "day", "days", "week", "weeks",
    "month", "months", "year", "years", "person", "people", "points", "steps",
];
/// What stays between the numbers beside it: `29 Nov 2026`.
const MONTHS: [&str; 23] = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A text whose numbers can't part from their units: `USD 445`, `15 hours`.
pub fn glue(text: &str) -> String {
    let mut glued = String::with_capacity(text.len());
    let mut before: Option<&str> = None;
    for word in text.split(' ') {
        if let Some(before) = before {
            glued.push(if is_one(before, word) { GLUE } else { ' ' });
        }
        glued.push_str(word);
        before = Some(word);
    }
    glued
}

/// The same after it was folded.
pub fn unglue(text: &str) -> String {
    text.replace(GLUE, " ")
}

/// Whether two words are a number and its unit.
fn is_one(before: &str, word: &str) -> bool {
    let (before, word) = (without_marks(before), without_marks(word));
    (is_number(before) && (UNITS.contains(&word) || MONTHS.contains(&word)))
        || (["USD", "EUR", "GBP"].contains(&before) && is_number(word))
        || (MONTHS.contains(&before) && is_number(word))
}

fn without_marks(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

fn is_number(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ask(cell: &str, shape: Shape, rank: Rank, width: usize) -> Ask {
        Ask::new("", [cell].into_iter(), shape, rank, width)
    }

    #[test]
    fn cells_are_folded_between_words_then_at_dashes() {
        let folded = |text, width| fold(text, width, Shape::Text).join("|");
        assert_eq!(
            folded("active since 2026-09-29", 12),
            "active since|2026-09-29"
        );
        assert_eq!(
            folded("legacy-applications/production-code", 21),
            "legacy-applications/|production-code"
        );
        assert_eq!(folded("professional", 5), "profe|ssion|al");
    }

    #[test]
    fn numbers_stay_with_their_units() {
        let folded = |text, width| fold(text, width, Shape::Text).join("|");
        assert_eq!(folded("costs about USD 445", 17), "costs about|USD 445");
        assert_eq!(
            folded("and takes (10-20 hours)", 17),
            "and takes|(10-20 hours)"
        );
        assert_eq!(folded("number 3 of it", 9), "number 3|of it");
    }

    #[test]
    fn names_are_cut_after_three_lines() {
        let name = "Certified Kubernetes Application Developer of the Foundation";
        assert_eq!(
            fold(name, 22, Shape::Name),
            [
                "Certified Kubernetes",
                "Application Developer",
                "of the Foundation"
            ]
        );
        assert_eq!(
            fold(name, 13, Shape::Name),
            ["Certified", "Kubernetes", "Application…"]
        );
        assert_eq!(
            fold(name, 32, Shape::Name),
            [
                "Certified Kubernetes Application",
                "Developer of the Foundation"
            ]
        );
    }

    #[test]
    fn names_get_the_room_they_need_in_two_lines() {
        let name = "Certified Cloud Native Platform Engineering Associate";
        assert_eq!(width_in_two_lines(name), 30);
        let names = ask(name, Shape::Name, 0, 80);
        assert_eq!((names.least, names.natural), (30, 36));
        let valid = ask("2 years", Shape::Text, 1, 80);
        assert_eq!(valid.least, 7);
    }

    #[test]
    fn unimportant_columns_go_first() {
        let asks = [
            ask("Certified Kubernetes Administrator", Shape::Name, 0, 60),
            ask("redhat-openshift-administrator", Shape::Whole, 0, 60),
            ask("professional", Shape::Text, 1, 60),
            ask("unreviewed", Shape::Text, 2, 60),
        ];
        assert_eq!(shown(&asks, 120), [0, 1, 2, 3]);
        assert_eq!(shown(&asks, 70), [0, 1, 2]);
        assert_eq!(shown(&asks, 60), [0, 1]);
        assert_eq!(shown(&asks, 40), [0, 1]);
    }

    #[test]
    fn text_gives_way_before_words_and_ids() {
        let id = ask("redhat-openshift-administrator", Shape::Whole, 0, 100);
        let tier = ask("professional", Shape::Text, 0, 100);
        let text = ask(
            "a sentence that can be folded anywhere",
            Shape::Text,
            0,
            100,
        );
        assert_eq!(widths(&[id, tier, text], 100), [30, 12, 38]);
        assert_eq!(widths(&[id, tier, text], 60), [30, 12, 14]);
        assert_eq!(widths(&[id, tier, text], 50), [26, 12, 8]);
    }

    fn shapes() -> impl Strategy<Value = Shape> {
        prop_oneof![
            Just(Shape::Text),
            Just(Shape::Whole),
            Just(Shape::Name),
            Just(Shape::Names)
        ]
    }

    proptest! {
        #[test]
        fn tables_fit(asks in prop::collection::vec(("[a-z -]{1,40}", shapes(), 0..4_u8), 1..12), width in 40..160_usize) {
            let asks: Vec<Ask> =
                asks.iter().map(|(cell, shape, rank)| ask(cell, *shape, *rank, width)).collect();
            let asks: Vec<Ask> = shown(&asks, width).iter().map(|column| asks[*column]).collect();
            let widths = widths(&asks, width);
            prop_assert!(widths.iter().sum::<usize>() + usize::from(GAP) * asks.len().saturating_sub(1) <= width);
            prop_assert!(widths.iter().zip(&asks).all(|(width, ask)| (1..=ask.natural).contains(width)));
        }
        #[test]
        fn folding_loses_nothing(text in "[a-zü/-]{1,12}( [a-zü/-]{1,12}){0,5}", width in 1..30_usize) {
            let folded = fold(&text, width, Shape::Text);
            prop_assert_eq!(folded.concat().replace(' ', ""), text.replace(' ', ""));
            prop_assert!(folded.iter().all(|line| display_width(line) <= width));
        }
        #[test]
        fn names_take_three_lines_at_most(text in "[a-zü/-]{1,12}( [a-zü/-]{1,12}){0,9}", width in 4..30_usize) {
            let folded = fold(&text, width, Shape::Name);
            prop_assert!(folded.len() <= NAME_LINES);
            prop_assert!(folded.iter().all(|line| display_width(line) <= width));
        }
    }
}
