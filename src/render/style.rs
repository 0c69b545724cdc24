//! What colors and weights mean. Text for a terminal carries them always; anyone who prints it takes them out where the
//! stream or the user wants none, as `anstream` does.

use anstyle::{AnsiColor, Style};

use super::clean;

/// What a stretch of text is, as far as a color or a weight can say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Headings and totals.
    Strong,
    /// Beside the point for most: ids, labels, what is unknown.
    Faint,
    /// Covered, active, free.
    Good,
    /// Soon no longer so: expiring, retiring, in beta.
    Warning,
    /// Not covered, retired.
    Bad,
    /// The second of four tiers.
    Second,
    /// The third of four tiers.
    Third,
    /// The fourth of four tiers.
    Fourth,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default(),
            Self::Second => AnsiColor::Cyan.on_default(),
            Self::Third => AnsiColor::Blue.on_default(),
            Self::Fourth => AnsiColor::Magenta.on_default(),
        }
    }

    /// The text in this tone, line by line: pagers forget a style at the end of a line.
    pub fn paint(self, text: &str) -> String {
        let lines: Vec<String> = text.split('\n').map(|line| self.paint_line(line)).collect();
        lines.join("\n")
    }

    fn paint_line(self, line: &str) -> String {
        let style = self.style();
        if self == Self::Plain || line.is_empty() {
            line.to_owned()
        } else {
            format!("{style}{line}{style:#}")
        }
    }
}

const LINK: &str = "\u{1b}]8;;";
const LINK_END: &str = "\u{1b}\\";

/// A text that a terminal opens an address from (OSC 8).
pub fn link(address: &str, text: &str) -> String {
    let address = clean(address);
    format!("{LINK}{address}{LINK_END}{text}{LINK}{LINK_END}")
}

/// A text without such links, for terminals that would show them as letters.
pub fn without_links(text: &str) -> String {
    let mut parts = text.split(LINK);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain += part.split_once(LINK_END).map_or(part, |(_, text)| text);
    }
    plain
}

/// Cells of a whole bar.
const BAR: usize = 10;
/// Eighths of a cell.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A share from 0 to 1 as a bar.
pub fn bar(share: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "shares are 0 to 1"
    )]
    let eighths = (share.clamp(0.0, 1.0) * (8 * BAR) as f64).round() as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Heights of a cell of a sparkline.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Numbers beside each other as bars, from nothing to `highest`: `█▁▁▄▁▁`. What is not nothing is higher than nothing.
pub fn sparkline(numbers: impl IntoIterator<Item = i64>, highest: i64) -> String {
    let steps = i64::try_from(HEIGHTS.len() - 1).unwrap_or(i64::MAX);
    let height = |number: i64| {
        let number = number.clamp(0, highest);
        let step = (number * steps).checked_div(highest).unwrap_or_default();
        let step = step.max(i64::from(number > 0));
        usize::try_from(step).map_or(HEIGHTS[0], |step| HEIGHTS[step])
    };
    numbers.into_iter().map(height).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparklines_go_from_nothing_to_the_highest() {
        assert_eq!(sparkline([0, 1, 50, 100], 100), "▁▂▄█");
        assert_eq!(sparkline([0, 0], 0), "▁▁");
        assert_eq!(sparkline([-5, 500], 100), "▁█");
    }

    #[test]
    fn links_come_off_again() {
        let text = format!("a {} c", link("https://example.com/\u{1b}\\x", "b"));
        assert!(text.contains("https://example.com/\u{fffd}"));
        assert_eq!(without_links(&text), "a b c");
        assert_eq!(textwrap::core::display_width(&text), 5);
    }

    #[test]
    fn bars_have_eighths() {
        assert_eq!(bar(0.0), "");
        assert_eq!(bar(0.55), "█████▌");
        assert_eq!(bar(1.0), "██████████");
    }

    #[test]
    fn paint_takes_no_room() {
        assert_eq!(textwrap::core::display_width(&Tone::Bad.paint("red")), 3);
        assert_eq!(Tone::Plain.paint("plain"), "plain");
    }
}
