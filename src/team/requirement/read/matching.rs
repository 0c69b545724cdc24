//! What one person must hold: every way to say it becomes sets of credentials.

use std::collections::BTreeSet;

use super::item::Counted;
use super::{Context, Positions};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Span, Table, Value};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Assurance, Level, Tier};
use crate::catalog::{Named, Unnamed, find};
use crate::team::requirement::table::Row;
use crate::team::requirement::{Evidence, Leaf, Match};
use crate::team::roster::{CATEGORIES, WORK_ROLES};

/// From this weight on a topic is what a credential is about: a large part of it, or its subject.
const ABOUT: u8 = 2;

impl<'t> Context<'_, '_, 't> {
    /// A match of any form.
    pub(super) fn matching(&mut self, node: &Node<'t>) -> Option<Match> {
        let Value::Map(_) = &node.value else {
            return self.named(node).map(Match::Holds);
        };
        let mut table = self.reader.table(node, "a match")?;
        let matching = if let Some(list) = table.get("all_of") {
            let parts = self.parts(list, "all_of");
            parts.map(|parts| single(parts, Match::AllOf))
        } else if let Some(list) = table.get("any_of") {
            self.climbing(&mut table, |me| me.parts(list, "any_of").map(any_of))
        } else if let Some(number) = table.get("at_least") {
            let of = table.required("of");
            self.climbing(&mut table, |me| me.at_least(number, of))
        } else if let Some(accepted) = table.get("accepted_for") {
            self.accepted(accepted, &mut table)
        } else {
            self.described(&mut table).map(Match::Holds)
        };
        table.finish(&mut self.reader);
        matching
    }

    /// A match that is one set of credentials.
    pub(super) fn leaf(&mut self, node: &Node<'t>) -> Option<Leaf> {
        match self.matching(node)? {
            Match::Holds(leaf) => Some(leaf),
            Match::AllOf(_)
            | Match::AnyOf(_)
            | Match::AtLeast(..)
            | Match::AcceptedForPosition(_) => {
                let finding = Diagnostic::error(
                    Code::WrongType,
                    "here a match must be one set of credentials",
                );
                self.reader.report(
                    node.span,
                    finding.help("an id, `any_of` ids, a list, or issuer, tier and topic"),
                );
                None
            }
        }
    }

    fn parts(&mut self, node: &Node<'t>, key: &str) -> Option<Vec<Match>> {
        let items = self.reader.items(node, key);
        if items.is_empty() && matches!(node.value, Value::List(_)) {
            self.empty(node.span, &format!("`{key}` is empty"));
        }
        let parts: Vec<Match> = items
            .iter()
            .filter_map(|item| self.matching(item))
            .collect();
        (!parts.is_empty() && parts.len() == items.len()).then_some(parts)
    }

    /// Reads with `or_higher` in force where the map says so.
    fn climbing<T>(
        &mut self,
        table: &mut Table<'_, 't>,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let before = self.higher;
        if let Some(higher) = table
            .get("or_higher")
            .and_then(|n| self.reader.flag(n, "or_higher"))
        {
            self.higher = higher;
        }
        let result = read(self);
        self.higher = before;
        result
    }

    fn at_least(&mut self, number: &Node<'t>, of: Option<&Node<'t>>) -> Option<Match> {
        let needed = self.count(number, "at_least", Counted::Credentials);
        let of = of?;
        let items = self.reader.items(of, "of");
        if items.is_empty() && matches!(of.value, Value::List(_)) {
            self.empty(of.span, "`of` is empty");
        }
        let leaves: Vec<Leaf> = items.iter().filter_map(|item| self.leaf(item)).collect();
        if leaves.is_empty() || leaves.len() < items.len() {
            return None;
        }
        let needed = needed?;
        let all: BTreeSet<_> = leaves.iter().flat_map(|leaf| &leaf.credentials).collect();
        if needed as usize > all.len() {
            let message = format!(
                "{needed} different credentials of {} can't be held",
                all.len()
            );
            self.reader
                .report(number.span, Diagnostic::error(Code::Impossible, message));
            return None;
        }
        if needed == 1 {
            return Some(any_of(leaves.into_iter().map(Match::Holds).collect()));
        }
        Some(Match::AtLeast(needed, leaves))
    }

    /// A credential by id or alias, with those above it where these count.
    fn named(&mut self, node: &Node<'t>) -> Option<Leaf> {
        let name = self.reader.scalar(node, "match")?;
        match self.catalog.credential_named(name) {
            Ok(credential) => {
                let mut credentials = BTreeSet::from([credential.id]);
                if self.higher {
                    credentials.extend(self.catalog.above(credential));
                }
                let or_higher = if credentials.len() > 1 {
                    " or higher"
                } else {
                    ""
                };
                let says = Text::from(format!("{}{or_higher}", credential.id));
                Some(Leaf {
                    credentials: credentials.into_iter().collect(),
                    evidence: Evidence::default(),
                    says,
                })
            }
            Err(error @ Unnamed::Shared { .. }) => {
                let finding = Diagnostic::error(Code::Ambiguous, error.to_string());
                self.reader.report(
                    node.span,
                    finding.help("use the id of the one that is meant"),
                );
                None
            }
            Err(error @ Unnamed::Unknown { .. }) => {
                let all = &self.catalog.credentials;
                let names = all
                    .iter()
                    .flat_map(|c| std::iter::once(c.id()).chain(c.other_names()));
                let finding =
                    Diagnostic::error(Code::UnknownId, error.to_string()).suggest(name, names);
                self.reader
                    .report(node.span, finding.label("not in the catalog"));
                None
            }
        }
    }

    /// Credentials by what they are: a named list, or issuer, tier, level, topic and accreditation together.
    fn described(&mut self, table: &mut Table<'_, 't>) -> Option<Leaf> {
        let catalog = self.catalog;
        let found = self.reader.found.len();
        let list = table.get("any_of_list").map(|n| self.listed(n));
        let issuer = table
            .get("issuer")
            .map(|n| self.one(&catalog.issuers, n, "issuer"));
        let topic = table
            .get("topic")
            .map(|n| self.one(&catalog.topics, n, "topic"));
        let tier = table
            .get("tier_at_least")
            .and_then(|n| self.reader.word::<Tier>(n, "tier_at_least"));
        let accreditation = table
            .get("accreditation")
            .and_then(|n| self.reader.word(n, "accreditation"));
        let issuer_id = issuer.flatten().map(|issuer| issuer.id);
        let levels = table.get("issuer_level").map(|n| self.levels(n, issuer_id));
        let unproctored = table
            .get("unproctored")
            .and_then(|n| self.reader.flag(n, "unproctored"))
            .unwrap_or(false);
        let evidence = self.evidence(table, "status_evidence");
        if let Some(list) = list {
            let leaf = list.map(|leaf| Leaf { evidence, ..leaf });
            let others = issuer.is_some() || topic.is_some() || tier.is_some() || levels.is_some();
            if others || accreditation.is_some() {
                let finding =
                    Diagnostic::error(Code::Contradiction, "a list is taken as it stands");
                self.reader.report(
                    table.span(),
                    finding.help("name the issuer, tier and so on in a match of its own"),
                );
            }
            return leaf;
        }
        let says_something =
            issuer.is_some() || topic.is_some() || tier.is_some() || levels.is_some();
        if !says_something && accreditation.is_none() {
            let finding = Diagnostic::error(Code::MissingKey, "this match names no credentials");
            let keys = "all_of, any_of, any_of_list, at_least, accepted_for, issuer, topic, tier_at_least, \
                issuer_level, accreditation";
            self.reader.report(
                table.span(),
                finding.help(format!("it needs one of: {keys}")),
            );
            return None;
        }
        if self.reader.found.len() > found {
            return None;
        }
        let fits = |one: &&Credential| {
            let own_level = one
                .issuer_level
                .clone()
                .map(|level| level.to_ascii_lowercase());
            issuer_id.is_none_or(|issuer| one.issuer == issuer)
                && topic.flatten().is_none_or(|t| {
                    one.topics
                        .iter()
                        .any(|(id, weight)| *id == t.id && *weight >= ABOUT)
                })
                && tier.is_none_or(|tier| one.tier >= tier)
                && accreditation.is_none_or(|by| one.accreditation.contains(&by))
                && levels
                    .as_ref()
                    .is_none_or(|levels| own_level.is_some_and(|own| levels.contains(&own)))
        };
        let supervised = |one: &Credential| {
            unproctored
                || !matches!(
                    one.assurance,
                    Assurance::UnproctoredAssessment | Assurance::CourseCompletion
                )
        };
        let (credentials, unsupervised): (Vec<_>, Vec<_>) = self
            .catalog
            .credentials
            .iter()
            .filter(fits)
            .partition(|one| supervised(one));
        if credentials.is_empty() {
            let finding = Diagnostic::error(
                Code::EmptySet,
                "no credential of the catalog is of this kind",
            );
            let finding = if unsupervised.is_empty() {
                finding
            } else {
                finding
                    .help("only tests nobody supervises are: `unproctored: true` lets them count")
            };
            self.reader.report(table.span(), finding);
            return None;
        }
        let mut says: Vec<String> = Vec::new();
        says.extend(issuer_id.map(|id| id.to_string()));
        says.extend(levels.map(|levels| levels.into_iter().collect::<Vec<_>>().join(" or ")));
        says.extend(tier.map(|tier| format!("{tier} or above")));
        says.extend(topic.flatten().map(|topic| topic.name.to_string()));
        says.extend(accreditation.map(|by| by.to_string()));
        let credentials = credentials.iter().map(|one| one.id).collect();
        Some(Leaf {
            credentials,
            evidence,
            says: Text::from(says.join(", ")),
        })
    }

    /// Something of the catalog by its name.
    fn one<'a, T: Named>(&mut self, all: &'a [T], node: &Node<'t>, key: &str) -> Option<&'a T> {
        let name = self.reader.scalar(node, key)?;
        find(all, name)
            .map_err(|error| {
                let names = all
                    .iter()
                    .flat_map(|one| std::iter::once(one.id()).chain(one.other_names()));
                let finding =
                    Diagnostic::error(Code::UnknownId, error.to_string()).suggest(name, names);
                self.reader.report(node.span, finding);
            })
            .ok()
    }

    /// The issuer's own words for levels, in lower case: one or several.
    fn levels(
        &mut self,
        node: &Node<'t>,
        issuer: Option<crate::catalog::id::IssuerId>,
    ) -> BTreeSet<String> {
        let of = self
            .catalog
            .credentials
            .iter()
            .filter(|one| issuer.is_none_or(|issuer| one.issuer == issuer));
        let known: BTreeSet<String> = of
            .filter_map(|one| one.issuer_level.clone())
            .map(|l| l.to_ascii_lowercase())
            .collect();
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        if items.is_empty() {
            self.empty(node.span, "`issuer_level` is empty");
        }
        let mut levels = BTreeSet::new();
        for item in items {
            let Some(level) = self.reader.scalar(item, "issuer_level") else {
                continue;
            };
            if !known.contains(&level.to_ascii_lowercase()) {
                let whose =
                    issuer.map_or_else(|| "any issuer".to_owned(), |issuer| issuer.to_string());
                let finding = Diagnostic::error(
                    Code::UnknownWord,
                    format!("`{level}` is no level of {whose}"),
                );
                let finding = finding.suggest(level, known.iter().map(String::as_str));
                let all: Vec<&str> = known.iter().map(String::as_str).collect();
                let finding = if finding.help.is_none() && all.len() <= 12 {
                    finding.help(format!("one of: {}", all.join(", ")))
                } else {
                    finding
                };
                self.reader.report(item.span, finding);
            }
            levels.insert(level.to_ascii_lowercase());
        }
        levels
    }

    /// A list of the file.
    fn listed(&mut self, node: &Node<'t>) -> Option<Leaf> {
        let name = self.reader.scalar(node, "any_of_list")?;
        let Some(leaves) = self.lists.get(name.to_lowercase().as_str()) else {
            let finding = Diagnostic::error(Code::UnknownList, format!("unknown list `{name}`"));
            let names: Vec<&str> = self.lists.keys().map(Text::as_str).collect();
            let finding = if names.is_empty() {
                finding.help("`lists` names none")
            } else {
                finding
            };
            self.reader.report(node.span, finding.suggest(name, names));
            return None;
        };
        let mut credentials: BTreeSet<CredentialId> = leaves
            .iter()
            .flat_map(|leaf| &leaf.credentials)
            .copied()
            .collect();
        if self.higher {
            let above: Vec<_> = credentials
                .iter()
                .filter_map(|id| self.catalog.credential(id))
                .flat_map(|c| self.catalog.above(c))
                .collect();
            credentials.extend(above);
        }
        // A list with a bad entry has been reported where it stands.
        let credentials: Vec<_> = credentials.into_iter().collect();
        let says = Text::from(format!("list {name}"));
        (!credentials.is_empty()).then_some(Leaf {
            credentials,
            evidence: Evidence::default(),
            says,
        })
    }

    /// `accepted_for: position`, or a work role or category with a level.
    fn accepted(&mut self, node: &Node<'t>, outer: &mut Table<'_, 't>) -> Option<Match> {
        let evidence = self.evidence(outer, "status_evidence");
        if let Value::Scalar { text, .. } = &node.value {
            return match (text.trim(), self.position) {
                ("position", Positions::In(table)) => Some(Match::AcceptedForPosition(table)),
                ("position", Positions::Unknown) => None,
                ("position", Positions::None) => {
                    let message = "`accepted_for: position` needs `every: {position: TABLE}` to say which positions";
                    let finding = Diagnostic::error(Code::MissingKey, message);
                    self.reader.report(
                        node.span,
                        finding.help("or name a work role or category with its level"),
                    );
                    None
                }
                (other, _) => {
                    let finding =
                        Diagnostic::error(Code::UnknownWord, format!("`{other}` is no position"));
                    let help = "`position`, `{work_role: \"511\", level: basic}` or `{category: iat, level: ii}`";
                    self.reader.report(node.span, finding.help(help));
                    None
                }
            };
        }
        let mut table = self.reader.table(node, "accepted_for")?;
        let (role, category) = (table.get("work_role"), table.get("category"));
        let level = table.required("level");
        let named = table.get("table").map(|n| self.table_named(n));
        let (default, code) = match (role, category) {
            (Some(code), None) => (WORK_ROLES, Some(code)),
            (None, Some(code)) => (CATEGORIES, Some(code)),
            _ => {
                let finding = Diagnostic::error(
                    Code::MissingKey,
                    "`accepted_for` names a `work_role` or a `category`",
                );
                self.reader.report(table.span(), finding);
                (WORK_ROLES, None)
            }
        };
        let accepting = named.unwrap_or_else(|| {
            let table = self.library.table(&default);
            if table.is_none() {
                let finding = Diagnostic::error(
                    Code::UnknownSet,
                    format!("the table `{default}` is not at hand"),
                );
                self.reader.report(node.span, finding);
            }
            table
        });
        table.finish(&mut self.reader);
        let (accepting, code, level) = (accepting?, code?, level?);
        let row = self.one(
            accepting.rows.as_slice(),
            code,
            if role.is_some() {
                "work_role"
            } else {
                "category"
            },
        )?;
        let word = self.level_of(row, level)?;
        let credentials: Vec<CredentialId> =
            row.accepted(&word).iter().map(|(id, _)| *id).collect();
        if credentials.is_empty() {
            self.empty(
                node.span,
                &format!(
                    "{} accepts no credential for {} {word}",
                    accepting.id, row.code
                ),
            );
            return None;
        }
        let says = Text::from(format!("{} {} {word}", accepting.id, row.code));
        Some(Match::Holds(Leaf {
            credentials,
            evidence,
            says,
        }))
    }

    /// A level of a row, by its word or by that of a person's level.
    fn level_of(&mut self, row: &Row, node: &Node<'t>) -> Option<Text> {
        let text = self.reader.scalar(node, "level")?;
        let wanted = text.replace(' ', "-");
        let canonical = Level::parse(text).map(|level| match level {
            Level::Entry => "basic",
            Level::Mid => "intermediate",
            Level::Senior | Level::Principal => "advanced",
        });
        let words = || row.levels.iter().map(|level| level.word.clone());
        let exact = words().find(|word| word.eq_ignore_ascii_case(&wanted));
        let level = exact.or_else(|| words().find(|word| Some(word.as_str()) == canonical));
        if level.is_none() {
            let known: Vec<&str> = row.levels.iter().map(|level| level.word.as_str()).collect();
            let finding = Diagnostic::error(
                Code::UnknownWord,
                format!("{} has no level `{text}`", row.code),
            );
            self.reader.report(
                node.span,
                finding
                    .help(format!("one of: {}", known.join(", ")))
                    .suggest(text, known),
            );
        }
        level
    }

    fn empty(&mut self, span: Span, message: &str) {
        self.reader
            .report(span, Diagnostic::error(Code::EmptySet, message));
    }
}

/// One of several; sets of the same evidence become one set.
fn any_of(parts: Vec<Match>) -> Match {
    let mut leaves: Vec<Leaf> = Vec::new();
    let mut others = Vec::new();
    for part in parts {
        match part {
            Match::Holds(leaf) => match leaves
                .iter_mut()
                .find(|other| other.evidence == leaf.evidence)
            {
                Some(other) => {
                    other.credentials.extend(leaf.credentials);
                    other.credentials.sort_unstable();
                    other.credentials.dedup();
                    other.says = Text::from(format!("{} or {}", other.says, leaf.says));
                }
                None => leaves.push(leaf),
            },
            Match::AnyOf(inner) => others.extend(inner),
            other => others.push(other),
        }
    }
    single(
        leaves.into_iter().map(Match::Holds).chain(others).collect(),
        Match::AnyOf,
    )
}

fn single(mut parts: Vec<Match>, of: impl FnOnce(Vec<Match>) -> Match) -> Match {
    if parts.len() == 1 {
        parts.swap_remove(0)
    } else {
        of(parts)
    }
}
