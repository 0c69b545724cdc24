//! Sorts the keys of a file with one credential or issuer, as the shipped files have them. Values and comments stay as they
//! are written: whole lines are moved.

use std::collections::BTreeMap;

use super::read::File;
use crate::base::source::{Key, Node, Source, Value};

/// The keys of a credential in their order.
pub const CREDENTIAL: [&str; 36] = [
    "id",
    "issuer",
    "name",
    "abbreviation",
    "aliases",
    "about",
    "category",
    "tier",
    "issuer_level",
    "assurance",
    "status",
    "available_from",
    "last_exam",
    "successor",
    "platforms",
    "technologies",
    "topics",
    "python",
    "roles",
    "accreditation",
    "exam",
    "exam_fee_usd",
    "member_exam_fee_usd",
    "application_fee_usd",
    "prices",
    "fee_note",
    "training",
    "preparation_hours",
    "prerequisites",
    "validity",
    "validity_note",
    "renewal",
    "doubts",
    "confidence",
    "reviewed",
    "sources",
];
/// The keys of an issuer in their order.
pub const ISSUER: [&str; 9] = [
    "id",
    "name",
    "aliases",
    "kind",
    "url",
    "about",
    "annual_fee_basis",
    "ladders",
    "keys",
];
/// The keys of a source in their order.
pub const SOURCE: [&str; 7] = ["kind", "url", "path", "what", "says", "supports", "date"];

/// The text of a file with its keys in order. `None` if there is nothing to sort: the keys are in order, the file defines no
/// single credential or issuer, or it is not written one key a line.
pub fn sorted(file: &File) -> Option<String> {
    let is_issuer = file.name.rsplit('/').next() == Some("issuer.yaml");
    let keys: &[&str] = if is_issuer { &ISSUER } else { &CREDENTIAL };
    let rank = |order: &[&str], key: &str| order.iter().position(|known| *known == key);
    arrange(file, &|key| rank(keys, key), &|key| rank(&SOURCE, key))
}

/// The position of a key; `None` if it is not known.
type Rank<'r> = &'r dyn Fn(&str) -> Option<usize>;

/// The text of a file with the keys of its map, and those of its sources, sorted by rank.
fn arrange(file: &File, of_entry: Rank<'_>, of_source: Rank<'_>) -> Option<String> {
    let source = Source::new(&file.name, &file.text);
    let root = source.parse().ok()?;
    let Value::Map(entries) = &root.value else {
        return None;
    };
    if file.is_requirement() || !entries.iter().any(|(key, _)| key.text == "id") {
        return None;
    }
    let mut lines: Vec<String> = file.text.split_inclusive('\n').map(str::to_owned).collect();
    if let Some(last) = lines.last_mut().filter(|line| !line.ends_with('\n')) {
        last.push('\n');
    }
    let mut end = lines.len();
    while end > 0 && lines[end - 1].trim().is_empty() {
        end -= 1;
    }
    // What stands above the first key is about the whole file.
    let start = line_of(&entries.first()?.0);
    let blocks = Blocks::new(&lines, entries, of_entry, start, end)?;
    for (index, (key, node)) in entries.iter().enumerate() {
        if let ("sources", Value::List(items)) = (&*key.text, &node.value) {
            sort_items(&mut lines, items, of_source, blocks.end(index));
        }
    }
    blocks.sort(&mut lines);
    let text = lines.concat();
    let sorted = Source::new(&file.name, &text);
    let is_same = sorted.parse().is_ok_and(|tree| same(&root, &tree));
    (is_same && text != file.text).then_some(text)
}

/// Sorts the keys of each item of a list. Items in flow style stay as they are.
fn sort_items(lines: &mut [String], items: &[Node<'_>], rank: Rank<'_>, end: usize) {
    for (index, item) in items.iter().enumerate() {
        let (Value::Map(entries), Some((start, dash))) = (&item.value, dash_of(lines, item)) else {
            continue;
        };
        let next = items.get(index + 1);
        let next = next.and_then(|next| dash_of(lines, next));
        // Comments above the dash of the next item belong to that item.
        let end = next.map_or(end, |(line, dash)| start_with_comments(lines, line, dash));
        lines[start].replace_range(dash..=dash, " ");
        if let Some(blocks) = Blocks::new(lines, entries, rank, start, end) {
            blocks.sort(lines);
        }
        lines[start].replace_range(dash..=dash, "-");
    }
}

/// The line of the dash before an item, and its place in the line; a comment may stand between the dash and the item.
fn dash_of(lines: &[String], item: &Node<'_>) -> Option<(usize, usize)> {
    let column = item.span.column as usize - 1;
    let first = item.span.line as usize - 1;
    for line in (0..=first).rev() {
        let (before, rest) = lines.get(line)?.split_at_checked(column)?;
        if line < first && !rest.starts_with('#') {
            return None;
        }
        if before.trim_matches(' ') == "-" {
            return before.find('-').map(|dash| (line, dash));
        }
    }
    None
}

/// The lines of the entries of a map.
struct Blocks {
    /// The rank and the first line of each entry.
    starts: Vec<(usize, usize)>,
    /// The line after the last entry.
    end: usize,
}

impl Blocks {
    /// The blocks of a map between two lines that is written one key a line; `None` if it is not, or has unknown keys.
    fn new(
        lines: &[String],
        entries: &[(Key<'_>, Node<'_>)],
        rank: Rank<'_>,
        start: usize,
        end: usize,
    ) -> Option<Self> {
        let column = entries.first()?.0.span.column as usize - 1;
        let mut starts: Vec<(usize, usize)> = Vec::new();
        let mut last = None;
        for (key, _) in entries {
            let line = line_of(key);
            let before = lines.get(line)?.get(..key.span.column as usize - 1)?;
            if before.len() != column || !is_indent(before) || last >= Some(line) {
                return None;
            }
            last = Some(line);
            let start = if starts.is_empty() {
                start
            } else {
                start_with_comments(lines, line, column)
            };
            starts.push((rank(&key.text)?, start));
        }
        (last < Some(end)).then_some(Self { starts, end })
    }

    /// The line after an entry.
    fn end(&self, index: usize) -> usize {
        self.starts.get(index + 1).map_or(self.end, |next| next.1)
    }

    /// Sorts the blocks by rank.
    fn sort(&self, lines: &mut [String]) {
        let mut blocks: Vec<(usize, Vec<String>)> = self
            .starts
            .iter()
            .enumerate()
            .map(|(index, (rank, start))| (*rank, lines[*start..self.end(index)].to_vec()))
            .collect();
        blocks.sort_by_key(|(rank, _)| *rank);
        let sorted = blocks.into_iter().flat_map(|(_, lines)| lines);
        let from = self.starts.first().map_or(self.end, |(_, start)| *start);
        for (line, text) in lines[from..self.end].iter_mut().zip(sorted) {
            *line = text;
        }
    }
}

/// The line of a key, counted from 0.
fn line_of(key: &Key<'_>) -> usize {
    key.span.line as usize - 1
}

/// The first of the comment lines directly above a line that are indented as far; the line itself if there are none.
fn start_with_comments(lines: &[String], line: usize, indent: usize) -> usize {
    let is_comment = |line: &String| {
        line.get(indent..)
            .is_some_and(|rest| rest.starts_with('#') && is_indent(&line[..indent]))
    };
    let above = lines[..line].iter().rev();
    line - above.take_while(|line| is_comment(line)).count()
}

/// Whether a text consists of spaces.
fn is_indent(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ')
}

/// Whether two trees say the same, whatever the order of keys.
fn same(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (&one.value, &other.value) {
        (
            Value::Scalar { text, plain },
            Value::Scalar {
                text: other,
                plain: other_plain,
            },
        ) => text == other && plain == other_plain,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Map(one), Value::Map(other)) => {
            let other: BTreeMap<&str, &Node<'_>> =
                other.iter().map(|(key, node)| (&*key.text, node)).collect();
            one.len() == other.len()
                && one.iter().all(|(key, node)| {
                    let other = other.get(&*key.text);
                    other.is_some_and(|other| same(node, other))
                })
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(text: &str) -> File {
        File {
            name: "catalog/cncf/cka.yaml".to_owned(),
            text: text.to_owned(),
        }
    }

    const SORTED: &str = "\
# yaml-language-server: $schema=catalog.schema.json
id: cka
name: CKA
about: >-
  Runs

  # no comment
  clusters.
# Since 2018.
exam_fee_usd: 445 # with one retake

validity:
  - {months: 24}
sources:
  # The issuer's page.
  - url: https://cncf.io/
    # Read on a Monday.
    says: >-
      two
      years
    date: 2026-01
  - {date: 2025, kind: general-knowledge}
";

    #[test]
    fn keys_are_sorted_and_comments_stay_with_them() {
        let mixed = "\
# yaml-language-server: $schema=catalog.schema.json
validity:
  - {months: 24}
sources:
  # The issuer's page.
  - date: 2026-01
    # Read on a Monday.
    says: >-
      two
      years
    url: https://cncf.io/
  - {date: 2025, kind: general-knowledge}
# Since 2018.
exam_fee_usd: 445 # with one retake

about: >-
  Runs

  # no comment
  clusters.
name: CKA
id: cka
";
        assert_eq!(sorted(&file(mixed)).as_deref(), Some(SORTED));
        assert_eq!(sorted(&file(SORTED)), None);
    }

    #[test]
    fn what_is_not_written_one_key_a_line_stays_as_it_is() {
        for text in [
            "{name: CKA, id: cka}",
            "name: CKA\nunknown: 1\nid: cka\n",
            "credentials:\n  - name: CKA\n    id: cka\n",
            "name: CKA\nid: cka\nid: ckad\n",
            "name: [\nid: cka\n",
            "",
        ] {
            assert_eq!(sorted(&file(text)), None, "{text}");
        }
        let without_break = file("name: CKA\nid: cka");
        assert_eq!(
            sorted(&without_break).as_deref(),
            Some("id: cka\nname: CKA\n")
        );
    }

    /// The rank of a key in a random order that starts with the id: a comment above the first key is about the file.
    fn shuffled(seed: u64) -> impl Fn(&str) -> Option<usize> {
        move |key| {
            if key == "id" {
                return Some(0);
            }
            let mixed = key.bytes().fold(seed, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            usize::try_from(mixed >> 33).ok()
        }
    }

    proptest! {
        #[test]
        fn whatever_the_order_was_the_sorted_file_is_the_same(entries: u64, sources: u64) {
            // Blank lines stay behind what was above them, but those at the end of the file stay there.
            let text = SORTED.replace("retake\n\n", "retake\n");
            let mixed = arrange(&file(&text), &shuffled(entries), &shuffled(sources));
            let mixed = mixed.unwrap_or_else(|| text.clone());
            let again = sorted(&file(&mixed)).unwrap_or(mixed);
            prop_assert_eq!(again, text);
        }
    }
}
