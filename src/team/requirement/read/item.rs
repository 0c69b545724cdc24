//! One demand: people, credentials, everybody of a kind, or points.

use super::{Context, Positions};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Table, Value};
use crate::base::text::Text;
use crate::team::requirement::{Demand, Item, Match, Points, Score, Seats, Weight, Whom};

/// Most of anything that a file may ask for.
const MOST: u32 = 10_000_000;
/// Most `of_which` lines of seats that compete with others for people: with more, the best choice of people is too
/// long to look for.
const MOST_OF_WHICH: usize = 2;

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    People,
    Credentials,
}

impl<'t> Context<'_, '_, 't> {
    /// Reads items behind those that stand already; ids are unique.
    pub(super) fn items(&mut self, node: &Node<'t>, items: &mut Vec<Item>) {
        let read = self.reader.items(node, "items");
        if read.is_empty() {
            let finding =
                Diagnostic::error(Code::Impossible, "a set without items is always covered");
            self.reader.report(node.span, finding.help("add an item"));
        }
        for node in read {
            items.extend(self.item(node));
        }
    }

    fn item(&mut self, node: &Node<'t>) -> Option<Item> {
        let mut table = self.reader.table(node, "an item")?;
        let id_node = table.required("id");
        let id = id_node.and_then(|n| self.id(n, "id"));
        let span = id_node.map_or(table.span(), |n| n.span);
        if let Some(id) = &id
            && !self.item_ids.insert(id.clone())
        {
            self.reader.report(
                span,
                Diagnostic::error(Code::DefinedTwice, format!("item `{id}` stands twice")),
            );
        }
        let name = table.get("name").and_then(|n| self.reader.text(n, "name"));
        let severity = table
            .get("severity")
            .and_then(|n| self.severity(n))
            .unwrap_or(Weight::Required);
        let valid_for = self.period(&mut table).or(self.defaults.valid_for);
        let evidence = self
            .evidence(&mut table, "evidence")
            .max(self.defaults.evidence);
        let demand = self.demand(&mut table);
        let place = self.reader.place(span);
        table.finish(&mut self.reader);
        Some(Item {
            id: id?,
            name,
            demand: demand?,
            severity,
            valid_for,
            evidence,
            place,
        })
    }

    fn demand(&mut self, table: &mut Table<'_, 't>) -> Option<Demand> {
        let people = table.get("people");
        let credentials = table.get("credentials");
        let every = table.get("every");
        let score = table.get("score");
        match (people, credentials, every, score) {
            (Some(node), None, None, None) => self.seats(node, table),
            (None, Some(node), None, None) => {
                let needed = self.count(node, "credentials", Counted::Credentials);
                let matching = table.required("match").and_then(|n| self.leaf(n));
                Some(Demand::Credentials {
                    needed: needed?,
                    matching: matching?,
                })
            }
            (None, None, Some(node), None) => {
                let whom = self.whom(node);
                let matching = table.required("match").and_then(|n| self.matching(n));
                self.position = Positions::None;
                Some(Demand::Every {
                    whom: whom?,
                    matching: matching?,
                })
            }
            (None, None, None, Some(node)) => self.score(node).map(Demand::Score),
            _ => {
                let kinds = ["people", "credentials", "every", "score"];
                let given: Vec<&str> = table.keys().filter(|key| kinds.contains(key)).collect();
                let message = match given.as_slice() {
                    [one, two, ..] => format!("`{one}` and `{two}` can't stand in one item"),
                    _ => "an item asks for one of `people`, `credentials`, `every` and `score`"
                        .to_owned(),
                };
                self.reader
                    .report(table.span(), Diagnostic::error(Code::MissingKey, message));
                // What else the item says is read for its problems.
                table.get("match").and_then(|n| self.matching(n));
                None
            }
        }
    }

    fn seats(&mut self, node: &Node<'t>, table: &mut Table<'_, 't>) -> Option<Demand> {
        let needed = self.count(node, "people", Counted::People);
        let matching = table.required("match").and_then(|n| self.matching(n));
        let exclusive = table
            .get("exclusive")
            .and_then(|n| self.reader.text(n, "exclusive"));
        let nodes = table
            .get("of_which")
            .map_or(&[][..], |n| self.reader.items(n, "of_which"));
        let of_which = nodes
            .iter()
            .filter_map(|n| self.least(n, "a line of `of_which`", needed))
            .collect();
        if exclusive.is_some() && nodes.len() > MOST_OF_WHICH {
            let message =
                format!("exclusive seats take at most {MOST_OF_WHICH} lines of `of_which`");
            self.reader.report(
                nodes[MOST_OF_WHICH].span,
                Diagnostic::error(Code::Impossible, message),
            );
        }
        Some(Demand::People(Seats {
            needed: needed?,
            matching: matching?,
            exclusive,
            of_which,
        }))
    }

    /// `{people: 3, match: ...}`, with no more people than `most`.
    fn least(&mut self, node: &Node<'t>, what: &str, most: Option<u32>) -> Option<(u32, Match)> {
        let mut table = self.reader.table(node, what)?;
        let people_node = table.required("people");
        let people = people_node.and_then(|n| self.count(n, "people", Counted::People));
        let matching = table.required("match").and_then(|n| self.matching(n));
        table.finish(&mut self.reader);
        if let (Some(node), Some(people), Some(most)) = (people_node, people, most)
            && people > most
        {
            let message = format!("{people} of {most} people is more than all of them");
            self.reader
                .report(node.span, Diagnostic::error(Code::Impossible, message));
        }
        Some((people?, matching?))
    }

    fn severity(&mut self, node: &Node<'t>) -> Option<Weight> {
        match self
            .reader
            .scalar(node, "severity")?
            .to_ascii_lowercase()
            .as_str()
        {
            "required" | "error" => Some(Weight::Required),
            "advisory" | "warning" => Some(Weight::Advisory),
            other => {
                let finding =
                    Diagnostic::error(Code::UnknownWord, format!("`{other}` is no severity"));
                let words = ["required", "advisory"];
                self.reader.report(
                    node.span,
                    finding
                        .help("one of: required, advisory")
                        .suggest(other, words),
                );
                None
            }
        }
    }

    /// `all`, `{role: R}` or `{position: TABLE}`.
    fn whom(&mut self, node: &Node<'t>) -> Option<Whom> {
        if let Value::Scalar { text, .. } = &node.value
            && matches!(&*text.to_ascii_lowercase(), "all" | "person" | "everybody")
        {
            return Some(Whom::All);
        }
        let mut table = self.reader.table(node, "every")?;
        let role = table.get("role").and_then(|n| self.reader.text(n, "role"));
        let position = table.get("position");
        let whom = match (role, position) {
            (Some(role), None) => Some(Whom::Role(role)),
            (None, Some(node)) => {
                let table = self.table_named(node);
                self.position = table.map_or(Positions::Unknown, Positions::In);
                table.map(|table| Whom::Position(table.id.clone()))
            }
            _ => {
                let finding = Diagnostic::error(Code::MissingKey, "`every` says whom it concerns");
                self.reader.report(
                    table.span(),
                    finding.help("`all`, `{role: NAME}` or `{position: dod-8140}`"),
                );
                None
            }
        };
        table.finish(&mut self.reader);
        whom
    }

    fn score(&mut self, node: &Node<'t>) -> Option<Score> {
        let mut table = self.reader.table(node, "score")?;
        let need = table.required("need").and_then(|n| self.points(n, "need"));
        let gates = table
            .get("gates")
            .map_or(&[][..], |n| self.reader.items(n, "gates"));
        let gates = gates
            .iter()
            .filter_map(|n| self.least(n, "a gate", None))
            .collect();
        let each = table
            .required("each")
            .map_or(&[][..], |n| self.reader.items(n, "each"));
        let each: Vec<Points> = each.iter().filter_map(|n| self.scoring(n)).collect();
        table.finish(&mut self.reader);
        let need = need?;
        let most = each
            .iter()
            .map(|line| line.max)
            .try_fold(0_u32, |sum, max| Some(sum.saturating_add(max?)));
        if let Some(most) = most.filter(|most| *most < need) {
            let message = format!(
                "all lines together give at most {} points",
                super::super::points(most)
            );
            self.reader
                .report(node.span, Diagnostic::error(Code::Impossible, message));
        }
        Some(Score { need, gates, each })
    }

    fn scoring(&mut self, node: &Node<'t>) -> Option<Points> {
        let mut table = self.reader.table(node, "a line of `each`")?;
        let points = table
            .required("points")
            .and_then(|n| self.points(n, "points"));
        let matching = table.required("match").and_then(|n| self.matching(n));
        let max = table.get("max").and_then(|n| self.points(n, "max"));
        let gated = table
            .get("gated")
            .and_then(|n| self.reader.flag(n, "gated"))
            .unwrap_or(true);
        table.finish(&mut self.reader);
        Some(Points {
            points: points?,
            matching: matching?,
            max,
            gated,
        })
    }

    /// How many: at least 1.
    pub(super) fn count(&mut self, node: &Node<'t>, key: &str, counted: Counted) -> Option<u32> {
        let text = self.reader.scalar(node, key)?;
        let number = text.parse::<u32>().ok();
        if number == Some(0) {
            let what = if counted == Counted::People {
                "nobody"
            } else {
                "no credential"
            };
            let finding =
                Diagnostic::error(Code::Impossible, format!("`{key}: 0` asks for {what}"));
            self.reader
                .report(node.span, finding.help("at least 1, or leave the item out"));
            return None;
        }
        let number = number.filter(|number| *number <= MOST);
        if number.is_none() {
            let message = format!("`{key}` is `{text}`: expected a whole number from 1 to {MOST}");
            self.reader
                .report(node.span, Diagnostic::error(Code::OutOfRange, message));
        }
        number
    }

    /// Points with at most two decimals, in hundredths.
    fn points(&mut self, node: &Node<'t>, key: &str) -> Option<u32> {
        let text = self.reader.scalar(node, key)?;
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let hundredths =
            (digits(whole) && digits(fraction) && whole.len() <= 6 && fraction.len() <= 2)
                .then(|| format!("{whole}{fraction:0<2}").parse::<u32>().ok())
                .flatten()
                .filter(|points| *points > 0);
        if hundredths.is_none() {
            let message =
                format!("`{key}` is `{text}`: expected points above 0 with at most two decimals");
            self.reader
                .report(node.span, Diagnostic::error(Code::OutOfRange, message));
        }
        hundredths
    }

    /// The table that a value names.
    pub(super) fn table_named(
        &mut self,
        node: &Node<'t>,
    ) -> Option<&'static crate::team::requirement::table::Table> {
        let name: Text = self.reader.text(node, "table")?;
        let table = self.library.table(&name);
        if table.is_none() {
            let names = self.library.table_names();
            let finding = Diagnostic::error(Code::UnknownSet, format!("unknown table `{name}`"));
            let finding = finding
                .help(format!("one of: {}", names.join(", ")))
                .suggest(&name, names);
            self.reader.report(node.span, finding);
        }
        table
    }
}
