//! Says in plain English why a text is not YAML, and where: the parser names the place at which it noticed, which may be far
//! below the fault.

use super::{Source, Span};

/// Why a text is not YAML.
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
}

/// The fault behind what the parser says of a place. `open` has the starts of the lists and maps that are still open, the
/// innermost first.
pub(super) fn fault(
    source: &Source<'_>,
    said: &str,
    place: Span,
    mut open: impl Iterator<Item = Span>,
) -> Fault {
    let unclosed = open.find_map(|span| bracket(source, span));
    let unclosed = unclosed.and_then(|(span, rest)| unclosed_bracket(span, rest));
    let found = unclosed.or_else(|| elsewhere(source, said, place));
    found.unwrap_or_else(|| {
        let (message, help) = in_plain_words(said);
        Fault {
            span: place,
            message,
            help,
        }
    })
}

/// The place of a bracket with the text from there on; nothing for lists and maps without brackets.
fn bracket<'t>(source: &Source<'t>, span: Span) -> Option<(Span, &'t str)> {
    let rest = source.text.get(offset(source, span)?..)?;
    rest.starts_with(['[', '{']).then_some((span, rest))
}

/// A bracket that is never closed: the parser stumbles over what follows.
fn unclosed_bracket(span: Span, rest: &str) -> Option<Fault> {
    let closing = closing_bracket(rest.chars().next()?)?;
    (!is_closed(rest)).then(|| Fault {
        span: Span { width: 1, ..span },
        message: format!("this bracket has no `{closing}`"),
        help: None,
    })
}

/// What the parser notices on a line after the fault.
fn elsewhere(source: &Source<'_>, said: &str, place: Span) -> Option<Fault> {
    match said {
        "while scanning a plain scalar, found a tab" => {
            let rest = source.text.get(offset(source, place)?..)?;
            let before = &rest[..rest.find('\t')?];
            let last_line = before.rsplit('\n').next()?;
            let lines = before.matches('\n').count();
            let (message, help) = in_plain_words(said);
            Some(Fault {
                span: Span {
                    line: place.line + narrow(lines),
                    column: narrow(last_line.chars().count())
                        + if lines == 0 { place.column } else { 1 },
                    width: 1,
                },
                message,
                help,
            })
        }
        // The line before was meant to be a key.
        "simple key expect ':'" if before(source, place).trim().is_empty() => {
            let line = line_before(source, place)?;
            Some(no_colon(source, line))
        }
        // The line before was meant to be a key, or is a list item that was meant to be a map.
        "mapping values are not allowed in this context" => {
            if before(source, place).contains(':') {
                return None;
            }
            let line = line_before(source, place)?;
            let text = source.line(line);
            let text = without_comment(&text).trim();
            let is_key = !text.starts_with('-') && !text.contains(char::is_whitespace);
            (is_key && !text.contains(':') || has_tight_colon(text)).then(|| no_colon(source, line))
        }
        _ => None,
    }
}

/// A line that lacks the colon after its key, or the blank after that.
fn no_colon(source: &Source<'_>, line: u32) -> Fault {
    let text = source.line(line);
    let content = without_comment(&text).trim_end();
    let indent = content.len() - content.trim_start().len();
    let message = if has_tight_colon(content) {
        "a blank is missing after `:`"
    } else {
        "`:` is missing after a key"
    };
    Fault {
        span: Span {
            line,
            column: narrow(indent + 1),
            width: narrow(content.trim_start().chars().count()),
        },
        message: message.to_owned(),
        help: None,
    }
}

/// Whether the only colons of a line are those that no blank follows, as in `id:p01`, and it holds no address.
fn has_tight_colon(text: &str) -> bool {
    text.contains(':') && !text.contains("://") && !text.contains(": ") && !text.ends_with(':')
}

/// What stands before a place on its line.
fn before(source: &Source<'_>, place: Span) -> String {
    let line = source.line(place.line);
    line.chars().take(place.column as usize - 1).collect()
}

/// The last line above a place that holds more than a comment.
fn line_before(source: &Source<'_>, place: Span) -> Option<u32> {
    (1..place.line)
        .rev()
        .find(|line| !without_comment(&source.line(*line)).trim().is_empty())
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    line.split(" #").next().unwrap_or(line)
}

/// Whether the bracket at the start of a text is closed in it.
fn is_closed(text: &str) -> bool {
    let mut open = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    for letter in text.chars() {
        let starts_word = before.is_whitespace() || ",:[{".contains(before);
        match (quote, letter) {
            (Some(mark), _) => {
                if letter == mark && (mark == '\'' || before != '\\') {
                    quote = None;
                }
            }
            (None, '"' | '\'') if starts_word => quote = Some(letter),
            (None, ']' | '}') => {
                if open.pop() != Some(letter) {
                    return false;
                }
                if open.is_empty() {
                    return true;
                }
            }
            (None, _) => open.extend(closing_bracket(letter)),
        }
        before = letter;
    }
    false
}

const fn closing_bracket(letter: char) -> Option<char> {
    match letter {
        '[' => Some(']'),
        '{' => Some('}'),
        _ => None,
    }
}

/// The offset in bytes of a place.
fn offset(source: &Source<'_>, place: Span) -> Option<usize> {
    let start = *source.starts.get(place.line as usize - 1)?;
    let rest = source.text.get(start..)?;
    let before = rest.char_indices().nth(place.column as usize - 1);
    Some(start + before.map_or(rest.len(), |(byte, _)| byte))
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What the parser says, for people who have not read the YAML specification.
fn in_plain_words(said: &str) -> (String, Option<&'static str>) {
    let (message, help) = match said {
        "mapping values are not allowed in this context" => (
            "a `:` can't stand here",
            "put a value that contains `: ` in quotes, and indent each key like the keys beside it",
        ),
        "while parsing a block collection, did not find expected '-' indicator"
        | "while parsing a block mapping, did not find expected key" => (
            "the indentation fits no line above",
            "indent each key like the keys beside it",
        ),
        "while parsing a flow mapping, did not find expected ',' or '}'" => (
            "expected `,` or `}`",
            "a value that contains `: ` needs quotes",
        ),
        "while parsing a flow sequence, expected ',' or ']'" => (
            "expected `,` or `]`",
            "a value with a bracket in it needs quotes",
        ),
        "invalid indentation in quoted scalar"
        | "while scanning a quoted scalar, found unexpected end of stream" => {
            ("this quote is not closed", "close it on the same line")
        }
        "invalid trailing content after double-quoted scalar" => (
            "text follows the closing quote",
            "in 'single quotes', write an apostrophe twice",
        ),
        "while parsing a quoted scalar, found unknown escape character" => (
            "a `\\` in double quotes stands before a letter that it can't escape",
            "put the value in 'single quotes'",
        ),
        "tab cannot be used as indentation"
        | "tabs disallowed in this context"
        | "tabs disallowed within this context (block indentation)"
        | "while scanning a plain scalar, found a tab" => {
            ("a tab can't indent a line", "use blanks")
        }
        "misplaced bracket" => ("this closing bracket closes nothing", "remove it"),
        other => {
            let Some(letter) = other.strip_prefix("unexpected character: `") else {
                return (other.to_owned(), None);
            };
            let letter = letter.trim_end_matches('\'');
            let message = format!("a value can't begin with `{letter}`");
            return (message, Some("put the value in quotes"));
        }
    };
    (message.to_owned(), Some(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line, the column and the text of the first problem.
    fn found(text: &str) -> String {
        let Err(found) = Source::new("f.yaml", text).parse() else {
            return "no problem".to_owned();
        };
        let finding = found.last().unwrap();
        let place = finding.place.as_ref().unwrap();
        let message = finding.message.replace("this is not YAML: ", "");
        format!("{}:{}: {message}", place.line, place.column)
    }

    #[test]
    fn open_brackets_are_blamed_for_what_follows_them() {
        assert_eq!(
            found("a:\n  - {b: c, d: 2025\n  - {b: e}\n"),
            "2:5: this bracket has no `}`"
        );
        assert_eq!(found("a: [b, c\nd: [e]\n"), "1:4: this bracket has no `]`");
        assert_eq!(found("a:\n  b: [\n  c,\n"), "2:6: this bracket has no `]`");
    }

    #[test]
    fn faults_in_closed_brackets_stay_where_they_are() {
        assert_eq!(
            found("a: [\n  {b: c,\n   d: e f: g}]\n"),
            "3:10: expected `,` or `}`"
        );
        assert_eq!(
            found("a: {b: c}}\n"),
            "1:10: this closing bracket closes nothing"
        );
    }

    #[test]
    fn a_line_without_a_colon_is_blamed_itself() {
        assert_eq!(
            found("a: b\nname x # y\n\n# z\nc: d\n"),
            "2:1: `:` is missing after a key"
        );
        assert_eq!(found("a: b\nc:d\n"), "2:1: a blank is missing after `:`");
        assert_eq!(
            found("people\n  - id: a\n"),
            "1:1: `:` is missing after a key"
        );
        assert_eq!(
            found("people:\n  - id:a\n    name: b\n"),
            "2:3: a blank is missing after `:`"
        );
        assert_eq!(found("a: b\n  c: d\n"), "2:4: a `:` can't stand here");
        assert_eq!(found("a: b: c\n"), "1:5: a `:` can't stand here");
    }

    #[test]
    fn tabs_are_marked_themselves() {
        assert_eq!(found("- a: b\n\tc: d\n"), "2:1: a tab can't indent a line");
        assert_eq!(
            found("a:\n  -\tb\n\tc: d\n"),
            "3:1: a tab can't indent a line"
        );
    }
}
