//! Rules, from their maps.

use super::{Context, Kind};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Table, Value};
use crate::base::vocabulary::Word;
use crate::catalog::id::RuleId;
use crate::catalog::reference::Share;
use crate::catalog::rule::{Effect, MOST_BY, Member, Rule, Traits, When};
use crate::catalog::vocabulary::Axis;

impl<'t> Context<'_, '_, 't> {
    pub(super) fn rule(&mut self, node: &Node<'t>) {
        let Some(mut table) = self.reader.table(node, "a rule") else {
            return;
        };
        let id: Option<RuleId> = self.entry_id(&mut table, Kind::Rule);
        let says = table
            .required("says")
            .and_then(|n| self.reader.text(n, "says"));
        let source = table
            .required("source")
            .and_then(|n| self.reader.text(n, "source"));
        let url = table.get("url").and_then(|n| self.reader.address(n));
        let date = table
            .get("date")
            .and_then(|n| self.reader.parsed(n, "date", Code::BadDate));
        let when = table
            .get("when")
            .map_or_else(|| Some(When::default()), |n| self.when(n));
        let effect = table.required("then");
        let then = effect.and_then(|n| self.effect(n));
        table.finish(&mut self.reader);
        let (Some(id), Some(says), Some(source), Some(when), Some(then)) =
            (id, says, source, when, then)
        else {
            return;
        };
        if !when.estate.is_empty() && !matches!(then, Effect::Pair(_) | Effect::Note) {
            let finding = Diagnostic::error(
                Code::ScoreByEstate,
                "a rule that changes scores can't ask for `estate`",
            );
            self.reader.report(
                node.span,
                finding.help("leave `estate` out, or make it a pair or a note"),
            );
            return;
        }
        self.draft.rules.insert(
            id,
            Rule {
                id,
                says,
                source,
                url,
                date,
                when,
                then,
            },
        );
    }

    fn when(&mut self, node: &Node<'t>) -> Option<When> {
        let mut table = self.reader.table(node, "when")?;
        let when = When {
            roles: self.ids(&mut table, "role", Kind::Role),
            areas: self.words(&mut table, "area"),
            contexts: self.words(&mut table, "context"),
            industries: self.words(&mut table, "industry"),
            levels: self.words(&mut table, "level"),
            estate: table
                .get("estate")
                .map(|n| self.shares(n))
                .unwrap_or_default(),
        };
        table.finish(&mut self.reader);
        Some(when)
    }

    /// Least shares of platforms, or of `cloud`.
    fn shares(&mut self, node: &Node<'t>) -> Vec<(Share, u8)> {
        let Some(table) = self.reader.table(node, "estate") else {
            return Vec::new();
        };
        let entries: Vec<_> = table.rest().collect();
        let shares = entries
            .into_iter()
            .filter_map(|(key, value)| Some((self.share_on(key)?, self.share(value, &key.text)?)));
        shares.collect()
    }

    fn effect(&mut self, node: &Node<'t>) -> Option<Effect> {
        if matches!(&node.value, Value::Scalar { text, .. } if text.trim() == "note") {
            return Some(Effect::Note);
        }
        let mut table = self.reader.table(node, "then")?;
        let given: Vec<(&str, Option<&Node<'t>>)> = ["adjust", "prefer", "weights", "pair"]
            .into_iter()
            .map(|key| (key, table.get(key)))
            .collect();
        table.finish(&mut self.reader);
        let given: Vec<(&str, &Node<'t>)> = given
            .into_iter()
            .filter_map(|(key, n)| Some((key, n?)))
            .collect();
        match given.as_slice() {
            [("adjust", node)] => self.adjust(node),
            [("prefer", node)] => self
                .member_table(node, "prefer", Self::traits_only)
                .map(Effect::Prefer),
            [("weights", node)] => self.weigh(node),
            [("pair", node)] => self.pair(node),
            _ => {
                let finding = Diagnostic::error(
                    Code::NoEffect,
                    format!("`then` holds {} effects", given.len()),
                );
                self.reader.report(
                    node.span,
                    finding.label("expected one of adjust, prefer, weights, pair, or `note`"),
                );
                None
            }
        }
    }

    fn adjust(&mut self, node: &Node<'t>) -> Option<Effect> {
        let mut table = self.reader.table(node, "adjust")?;
        let axis = table
            .required("axis")
            .and_then(|n| self.reader.word(n, "axis"));
        let by = table.required("by").and_then(|n| self.step(n));
        let of = table
            .required("of")
            .and_then(|n| self.member_table(n, "of", Self::traits_only));
        table.finish(&mut self.reader);
        Some(Effect::Adjust {
            axis: axis?,
            by: by?,
            of: of?,
        })
    }

    /// By how much a fit moves, in hundredths.
    fn step(&mut self, node: &Node<'t>) -> Option<i8> {
        let text = self.reader.scalar(node, "by")?;
        let hundredths = text.parse::<f64>().ok().map(|by| by * 100.0);
        let whole = hundredths.filter(|h| {
            (1.0 - 1e-6..=f64::from(MOST_BY) + 1e-6).contains(&h.abs())
                && (h - h.round()).abs() < 1e-6
        });
        if whole.is_none() {
            let message = format!("`by` is `{text}`");
            let expected = "expected 0.01 to 0.2 or -0.2 to -0.01, with at most two decimals";
            self.reader.report(
                node.span,
                Diagnostic::error(Code::TooStrong, message).label(expected),
            );
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "checked to be at most 20 above"
        )]
        whole.map(|h| h.round() as i8)
    }

    fn weigh(&mut self, node: &Node<'t>) -> Option<Effect> {
        let mut table = self.reader.table(node, "weights")?;
        let shares = Axis::ALL.map(|axis| {
            table
                .required(axis.word())
                .and_then(|n| self.share(n, axis.word()))
        });
        table.finish(&mut self.reader);
        let [Some(platform), Some(tier), Some(upkeep)] = shares else {
            return None;
        };
        if u16::from(platform) + u16::from(tier) + u16::from(upkeep) == 100 {
            return Some(Effect::Weigh([platform, tier, upkeep]));
        }
        let finding = Diagnostic::error(Code::BadWeights, "the weights don't sum to 1");
        self.reader
            .report(node.span, finding.label("expected shares that sum to 1"));
        None
    }

    fn pair(&mut self, node: &Node<'t>) -> Option<Effect> {
        let items = self.reader.items(node, "pair");
        let members: Vec<Member> = items
            .iter()
            .filter_map(|item| self.member_table(item, "a member", Self::member))
            .collect();
        if members.len() < items.len() {
            return None;
        }
        if !(2..=3).contains(&members.len()) {
            let finding = Diagnostic::error(
                Code::BadPair,
                format!("`pair` has {} members", members.len()),
            );
            self.reader
                .report(node.span, finding.label("expected two or three"));
            return None;
        }
        Some(Effect::Pair(members))
    }

    /// A map of properties with at least one.
    fn member_table<T>(
        &mut self,
        node: &Node<'t>,
        what: &str,
        read: fn(&mut Self, &mut Table<'_, 't>) -> T,
    ) -> Option<T> {
        let mut table = self.reader.table(node, what)?;
        let any = table.keys().next().is_some();
        let read = read(self, &mut table);
        table.finish(&mut self.reader);
        if !any {
            let finding = Diagnostic::error(Code::BadPair, format!("`{what}` names no property"));
            self.reader
                .report(node.span, finding.label("expected at least one"));
        }
        any.then_some(read)
    }

    fn member(&mut self, table: &mut Table<'_, 't>) -> Member {
        Member {
            credentials: self.ids(table, "id", Kind::Credential),
            issuers: self.ids(table, "issuer", Kind::Issuer),
            traits: self.traits_only(table),
        }
    }

    fn traits_only(&mut self, table: &mut Table<'_, 't>) -> Traits {
        Traits {
            categories: self.words(table, "category"),
            tiers: self.words(table, "tier"),
            platforms: self.words(table, "platform"),
            bound: table
                .get("bound")
                .and_then(|n| self.reader.word(n, "bound")),
            technologies: self.ids(table, "technology", Kind::Technology),
            topics: self.ids(table, "topic", Kind::Topic),
            python: self.words(table, "python"),
            accreditation: self.words(table, "accreditation"),
            assurance: self.words(table, "assurance"),
            lasts: table
                .get("lasts")
                .and_then(|n| self.reader.word(n, "lasts")),
            target: table
                .get("target")
                .and_then(|n| self.reader.word(n, "target")),
        }
    }

    /// A word, or a list of them.
    fn words<T: Word>(&mut self, table: &mut Table<'_, 't>, key: &'static str) -> Vec<T> {
        table
            .get(key)
            .into_iter()
            .flat_map(one_or_more)
            .filter_map(|n| self.reader.word(n, key))
            .collect()
    }

    /// An id that refers to something, or a list of them.
    fn ids<T>(&mut self, table: &mut Table<'_, 't>, key: &'static str, kind: Kind) -> Vec<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        table
            .get(key)
            .into_iter()
            .flat_map(one_or_more)
            .filter_map(|n| self.mention(kind, n, key))
            .collect()
    }
}

/// The items of a list, or the one thing that stands in its place.
fn one_or_more<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}
