//! How wide the columns of a table are, and how a cell is folded: between words, at dashes where a word alone is wider,
//! and inside a word only where nothing else is left.

use textwrap::core::display_width;
use textwrap::{Options, WordSplitter};

/// Columns between two columns.
const GAP: usize = 2;
/// A word up to this width stays whole while there is room: `professional`, a date, a status.
const WORD: usize = 12;
/// The widths that columns may be brought down to, gently first.
const FLOORS: [usize; 3] = [WORD, 6, 1];

/// What a column asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ask {
    /// To hold every cell on one line.
    natural: usize,
    /// To hold every word on one line, up to [`WORD`].
    word: usize,
    /// Whether cells stay whole while text elsewhere can still be folded.
    whole: bool,
}

impl Ask {
    /// That of a column with these cells.
    pub fn of<'t>(cells: impl Iterator<Item = &'t str>, whole: bool) -> Self {
        cells.fold(
            Self {
                whole,
                ..Self::default()
            },
            |ask, cell| {
                let word = cell.split(' ').map(display_width).max().unwrap_or_default();
                Self {
                    natural: ask.natural.max(display_width(cell)),
                    word: ask.word.max(word.min(WORD)),
                    ..ask
                }
            },
        )
    }

    /// With no more than so much.
    #[must_use]
    pub fn at_most(self, most: usize) -> Self {
        Self {
            natural: self.natural.min(most),
            word: self.word.min(most),
            ..self
        }
    }
}

/// The width of each column, so that all of them fit: the widest text gives way first, then whole cells.
pub fn widths(asks: &[Ask], width: usize) -> Vec<usize> {
    let room = width.saturating_sub(GAP * asks.len().saturating_sub(1));
    let mut widths: Vec<usize> = asks.iter().map(|ask| ask.natural.min(room)).collect();
    let text = |ask: &Ask| if ask.whole { ask.natural } else { ask.word };
    narrow(&mut widths, asks, room, text);
    for floor in FLOORS {
        narrow(&mut widths, asks, room, |ask| text(ask).min(floor));
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

/// A cell folded to a width.
pub fn fold_cell(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let words = Options::new(width)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let lines = textwrap::wrap(text, words);
    lines
        .iter()
        .map(|line| {
            if display_width(line) <= width {
                line.to_string()
            } else {
                fold_word(line, width)
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A word folded after its dashes and slashes, and where that is not enough, anywhere.
fn fold_word(word: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for part in word.split_inclusive(['-', '/']) {
        let fits = |line: &str, more: &str| display_width(line) + display_width(more) <= width;
        let whole = display_width(part) <= width;
        let pieces = if whole {
            vec![part]
        } else {
            part.split_inclusive(|_| true).collect()
        };
        for piece in pieces {
            match lines.last_mut() {
                Some(line) if fits(line, piece) || line.is_empty() => line.push_str(piece),
                _ => lines.push(piece.to_owned()),
            }
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_folded_between_words_then_at_dashes() {
        assert_eq!(
            fold_cell("active since 2026-09-29", 12),
            "active since\n2026-09-29"
        );
        assert_eq!(
            fold_cell("legacy-applications/production-code", 21),
            "legacy-applications/\nproduction-code"
        );
        assert_eq!(fold_cell("professional", 5), "profe\nssion\nal");
    }

    #[test]
    fn text_gives_way_before_words_and_ids() {
        let id = Ask::of(["redhat-openshift-administrator"].into_iter(), true);
        let tier = Ask::of(["professional"].into_iter(), false);
        let text = Ask::of(
            ["a sentence that can be folded anywhere"].into_iter(),
            false,
        );
        assert_eq!(widths(&[id, tier, text], 100), [30, 12, 38]);
        assert_eq!(widths(&[id, tier, text], 60), [30, 12, 14]);
        assert_eq!(widths(&[id, tier, text], 50), [26, 12, 8]);
    }

    proptest! {
        #[test]
        fn tables_fit(asks in prop::collection::vec(("[a-z -]{1,40}", any::<bool>()), 1..12), width in 40..160_usize) {
            let asks: Vec<Ask> = asks.iter().map(|(cell, whole)| Ask::of([cell.as_str()].into_iter(), *whole)).collect();
            let widths = widths(&asks, width);
            prop_assert!(widths.iter().sum::<usize>() + GAP * (asks.len() - 1) <= width);
            prop_assert!(widths.iter().zip(&asks).all(|(width, ask)| (1..=ask.natural).contains(width)));
        }
        #[test]
        fn folding_loses_nothing(text in "[a-zü/-]{1,12}( [a-zü/-]{1,12}){0,5}", width in 1..30_usize) {
            let bare = |text: &str| text.replace([' ', '\n'], "");
            let folded = fold_cell(&text, width);
            prop_assert_eq!(bare(&folded), bare(&text));
            prop_assert!(folded.lines().all(|line| display_width(line) <= width));
        }
    }
}
