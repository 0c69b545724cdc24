//! One demand: people, credentials, everybody of a kind, or points.

use std::collections::BTreeMap;

use super::raw::{self, Count, Hundredths, Id, People};
use super::{Context, Positions};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Field, Items, Scalar, Span};
use crate::base::text::Text;
use crate::catalog::read::text;
use crate::team::requirement::table::Table;
use crate::team::requirement::{Demand, Item, Match, Points, Score, Seats, Weight, Whom};

/// Most `of_which` lines where some people have to count for several of them, or where seats compete with others for
/// people: with more, the best choice of people takes too long to find.
const MOST_OF_WHICH: usize = 2;
/// Items that a file may have.
const MOST_ITEMS: usize = 1_000;
/// Most ways to share out the seats of a group among its `of_which` lines.
const MOST_SPLITS: u64 = 1_000;

/// The keys of an item that asks for a score.
const KEYS: [&str; 10] = [
    "id",
    "name",
    "severity",
    "valid_for",
    "evidence",
    "grace",
    "people",
    "credentials",
    "every",
    "score",
];
/// The keys of an item that asks for credentials, or for everybody of a kind.
const KEYS_AND_MATCH: [&str; 11] = [
    "id",
    "name",
    "severity",
    "valid_for",
    "evidence",
    "grace",
    "people",
    "credentials",
    "every",
    "score",
    "match",
];

impl Context<'_, '_, '_> {
    /// Reads items behind those that stand already; ids are unique.
    pub(super) fn items(&mut self, raw: Items<raw::Item>, items: &mut Vec<Item>) {
        if raw.value.as_ref().is_none_or(Vec::is_empty) {
            let finding =
                Diagnostic::error(Code::Impossible, "a set without items is always covered");
            self.reader.report(raw.span, finding.help("add an item"));
        }
        let raw_items = raw.value.unwrap_or_default();
        if let Some(item) = raw_items.get(MOST_ITEMS) {
            let message = format!("more than {MOST_ITEMS} items in one file");
            let finding = Diagnostic::error(Code::TooLarge, message);
            self.reader
                .report(item.span, finding.help("split it into several files"));
        }
        for item in raw_items.into_iter().take(MOST_ITEMS) {
            items.extend(self.item(item));
        }
    }

    fn item(&mut self, item: Field<raw::Item>) -> Option<Item> {
        let (map, mut raw) = (item.span, item.value?);
        let span = if raw.id.value.is_some() {
            raw.id.span
        } else {
            map
        };
        let id = raw.id.value.take().map(|parsed| {
            let Id(id) = parsed.0;
            id
        });
        if let Some(id) = &id
            && !self.item_ids.insert(id.clone())
        {
            let message = format!("item `{id}` stands twice");
            self.reader
                .report(span, Diagnostic::error(Code::DefinedTwice, message));
        }
        let name = text(raw.name.take());
        let severity = raw.severity.take().and_then(Scalar::get);
        let valid_for = raw.valid_for.take().and_then(Scalar::get);
        let evidence = raw.evidence.take().and_then(Scalar::get);
        let grace = raw.grace.take().and_then(Scalar::get);
        let demand = self.demand(map, raw);
        Some(Item {
            id: id?,
            name,
            demand: demand?,
            severity: severity.unwrap_or(Weight::Required),
            valid_for: valid_for.or(self.defaults.valid_for),
            evidence: evidence.unwrap_or_default().max(self.defaults.evidence),
            grace: grace.or(self.defaults.grace),
            place: self.reader.place(span),
        })
    }

    fn demand(&mut self, map: Span, raw: raw::Item) -> Option<Demand> {
        if raw.people.is_none()
            || raw.credentials.is_some()
            || raw.every.is_some()
            || raw.score.is_some()
        {
            let known: &[&str] = if raw.score.is_some() {
                &KEYS
            } else {
                &KEYS_AND_MATCH
            };
            self.reader.stray(
                map,
                "exclusive",
                raw.exclusive.as_ref().map(|field| field.key),
                known,
            );
            self.reader.stray(
                map,
                "of_which",
                raw.of_which.as_ref().map(|field| field.key),
                known,
            );
        }
        match (raw.people, raw.credentials, raw.every, raw.score) {
            (Some(people), None, None, None) => {
                self.seats(map, people, raw.matching, raw.exclusive, raw.of_which)
            }
            (None, Some(count), None, None) => {
                let matching = self.required(map, raw.matching);
                let matching = matching.and_then(|matching| self.leaf(matching));
                let Count(needed) = count.get()?;
                Some(Demand::Credentials {
                    needed,
                    matching: matching?,
                })
            }
            (None, None, Some(every), None) => {
                let whom = self.whom(every);
                let matching = self.required(map, raw.matching);
                let matching = matching.and_then(|matching| self.matching(matching));
                self.position = Positions::None;
                Some(Demand::Every {
                    whom: whom?,
                    matching: matching?,
                })
            }
            (None, None, None, Some(score)) => {
                self.reader.stray(
                    map,
                    "match",
                    raw.matching.as_ref().map(|field| field.key),
                    &KEYS,
                );
                self.score(score).map(Demand::Score)
            }
            (people, credentials, every, score) => {
                let given = [
                    people.map(|field| ("people", field.key)),
                    credentials.map(|field| ("credentials", field.key)),
                    every.map(|field| ("every", field.key)),
                    score.map(|field| ("score", field.key)),
                ];
                let mut given: Vec<(&str, Span)> = given.into_iter().flatten().collect();
                given.sort_by_key(|(_, key)| (key.line, key.column));
                let message = match given.as_slice() {
                    [(one, _), (two, _), ..] => {
                        format!("`{one}` and `{two}` can't stand in one item")
                    }
                    _ => "an item asks for one of `people`, `credentials`, `every` and `score`"
                        .to_owned(),
                };
                self.reader
                    .report(map, Diagnostic::error(Code::MissingKey, message));
                // What else the item says is read for its problems.
                raw.matching.and_then(|matching| self.matching(matching));
                None
            }
        }
    }

    /// The value of the key `match` of a map, which is required.
    fn required(
        &mut self,
        map: Span,
        matching: Option<Field<raw::Match>>,
    ) -> Option<Field<raw::Match>> {
        if matching.is_none() {
            self.reader.missing(map, &["match"], |finding| finding);
        }
        matching
    }

    fn seats(
        &mut self,
        map: Span,
        people: Scalar<People>,
        matching: Option<Field<raw::Match>>,
        exclusive: Option<Scalar<String>>,
        of_which: Option<Items<raw::Group>>,
    ) -> Option<Demand> {
        let needed = people.get().map(|People(number)| number);
        let matching = self.required(map, matching);
        let matching = matching.and_then(|matching| self.matching(matching));
        let groups = of_which.and_then(|groups| groups.value).unwrap_or_default();
        let too_many = groups.get(MOST_OF_WHICH).map(|group| group.span);
        let of_which = groups
            .into_iter()
            .filter_map(|group| self.group(group, needed))
            .collect();
        let seats = Seats {
            needed: needed?,
            matching: matching?,
            exclusive: text(exclusive),
            of_which,
        };
        if let Some(span) = too_many {
            let message = if seats.exclusive.is_some() {
                format!("exclusive seats take at most {MOST_OF_WHICH} lines of `of_which`")
            } else {
                format!(
                    "these lines ask for more people than {}: at most {MOST_OF_WHICH} such lines can be judged",
                    seats.needed
                )
            };
            if seats.exclusive.is_some() || seats.lines_overlap(seats.needed) {
                self.reader
                    .report(span, Diagnostic::error(Code::Impossible, message));
            }
        }
        Some(Demand::People(seats))
    }

    /// Refuses groups whose seats can be shared out among `of_which` lines in too many ways to try them all.
    pub(super) fn check_splits(&mut self, items: &[Item], span: Span) {
        let mut ways: BTreeMap<Text, u64> = BTreeMap::new();
        for item in items {
            let Demand::People(seats) = &item.demand else {
                continue;
            };
            let (Some(group), Some(overlap)) = (&seats.exclusive, seats.overlap(seats.needed))
            else {
                continue;
            };
            let own = u64::from(overlap.end().saturating_sub(*overlap.start())) + 1;
            let ways = ways.entry(group.clone()).or_insert(1);
            *ways = ways.saturating_mul(own);
        }
        for (group, _) in ways.iter().filter(|(_, ways)| **ways > MOST_SPLITS) {
            let message = format!(
                "the seats of group `{group}` can be shared out among their `of_which` lines in more than {MOST_SPLITS} ways, too many to try"
            );
            let finding = Diagnostic::error(Code::TooManyWays, message)
                .help("write one item for each line, with the number of people it asks for");
            self.reader.report(span, finding);
        }
    }

    /// `{people: 3, match: ...}`, with no more people than `most`.
    fn group(&mut self, group: Field<raw::Group>, most: Option<u32>) -> Option<(u32, Match)> {
        let raw = group.value?;
        let span = raw.people.span;
        let people = raw.people.get().map(|People(number)| number);
        let matching = self.matching(raw.matching);
        if let (Some(people), Some(most)) = (people, most)
            && people > most
        {
            let message = format!("{people} of {most} people is more than all of them");
            self.reader
                .report(span, Diagnostic::error(Code::Impossible, message));
        }
        Some((people?, matching?))
    }

    /// `all`, `{role: R}` or `{position: TABLE}`.
    fn whom(&mut self, every: Field<raw::Whom>) -> Option<Whom> {
        let raw::Whom::Some(some) = every.value? else {
            return Some(Whom::All);
        };
        match (some.role, some.position) {
            (Some(role), None) => role.get().map(|role| Whom::Role(Text::from(role))),
            (None, Some(position)) => {
                let table = self.table_named(position);
                self.position = table.map_or(Positions::Unknown, Positions::In);
                table.map(|table| Whom::Position(table.id.clone()))
            }
            _ => {
                let finding = Diagnostic::error(Code::MissingKey, "`every` says whom it concerns");
                let help = "`all`, `{role: NAME}` or `{position: dod-8140}`";
                self.reader.report(every.span, finding.help(help));
                None
            }
        }
    }

    fn score(&mut self, score: Field<raw::Score>) -> Option<Score> {
        let raw = score.value?;
        let gates = raw.gates.and_then(|gates| gates.value).unwrap_or_default();
        let gates = gates
            .into_iter()
            .filter_map(|group| self.group(group, None))
            .collect();
        let each = raw.each.value.unwrap_or_default();
        let each: Vec<Points> = each
            .into_iter()
            .filter_map(|line| self.score_line(line))
            .collect();
        let Hundredths(need) = raw.need.get()?;
        let most = each
            .iter()
            .map(|line| line.max)
            .try_fold(0_u32, |sum, max| Some(sum.saturating_add(max?)));
        if let Some(most) = most.filter(|most| *most < need) {
            let most = crate::team::requirement::points(most);
            let message = format!("all lines together give at most {most} points");
            self.reader
                .report(score.span, Diagnostic::error(Code::Impossible, message));
        }
        Some(Score { need, gates, each })
    }

    fn score_line(&mut self, line: Field<raw::ScoreLine>) -> Option<Points> {
        let raw = line.value?;
        let matching = self.matching(raw.matching);
        let Hundredths(points) = raw.points.get()?;
        Some(Points {
            points,
            matching: matching?,
            max: raw.max.and_then(Scalar::get).map(|Hundredths(max)| max),
            gated: raw.gated.and_then(Scalar::get).unwrap_or(true),
        })
    }

    /// The table that a value names.
    pub(super) fn table_named(&mut self, name: Scalar<String>) -> Option<&'static Table> {
        let (span, name) = (name.span, name.get()?);
        let table = self.library.table(&name);
        if table.is_none() {
            let names = self.library.table_names();
            let finding = Diagnostic::error(Code::UnknownSet, format!("unknown table `{name}`"));
            let finding = finding
                .help(format!("one of: {}", names.join(", ")))
                .suggest(&name, names);
            self.reader.report(span, finding);
        }
        table
    }
}
