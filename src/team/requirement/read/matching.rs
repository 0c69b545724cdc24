//! What one person must hold: every way to say it becomes sets of credentials.

use std::collections::BTreeSet;

use super::raw::{self, Count};
use super::{Context, Positions};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Field, Items, OneOrMore, Parsed, Scalar, Span};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::vocabulary::{Assurance, Level};
use crate::catalog::{Named, find};
use crate::team::requirement::table::Row;
use crate::team::requirement::{Evidence, Leaf, Match};
use crate::team::roster::{CATEGORIES, WORK_ROLES};

/// From this weight on a topic is what a credential is about: a large part of it, or its subject.
const ABOUT: u8 = 2;

/// Matches that a file may have, those inside of others among them.
const MOST_MATCHES: usize = 20_000;

/// Findings after which no nearest names are looked for.
const MOST_SUGGESTIONS: usize = 100;

impl Context<'_, '_, '_> {
    /// A match of any form.
    pub(super) fn matching(&mut self, matching: Field<raw::Match>) -> Option<Match> {
        let span = matching.span;
        self.matches += 1;
        if self.matches > MOST_MATCHES {
            if self.matches == MOST_MATCHES + 1 {
                let message = format!("more than {MOST_MATCHES} matches in one file");
                let finding = Diagnostic::error(Code::TooLarge, message);
                let help = "name sets of credentials by `issuer`, `topic` or `tier_at_least`";
                self.reader.report(span, finding.help(help));
            }
            return None;
        }
        match matching.value? {
            raw::Match::Named(Parsed(name)) => self.named(span, &name).map(Match::Holds),
            raw::Match::AllOf(raw) => {
                let parts = self.parts(raw.all_of, "all_of");
                parts.map(|parts| single(parts, Match::AllOf))
            }
            raw::Match::AnyOf(raw) => self.climbing(raw.or_higher, |context| {
                context.parts(raw.any_of, "any_of").map(any_of)
            }),
            raw::Match::AtLeast(raw) => self.climbing(raw.or_higher, |context| {
                context.at_least(raw.at_least, raw.of)
            }),
            raw::Match::Accepted(raw) => {
                let evidence = raw.status_evidence.and_then(Scalar::get);
                self.accepted(raw.accepted_for, evidence.unwrap_or_default())
            }
            raw::Match::Described(raw) => self.described(span, raw).map(Match::Holds),
        }
    }

    /// A match that is one set of credentials.
    pub(super) fn leaf(&mut self, matching: Field<raw::Match>) -> Option<Leaf> {
        let span = matching.span;
        match self.matching(matching)? {
            Match::Holds(leaf) => Some(leaf),
            Match::AllOf(_)
            | Match::AnyOf(_)
            | Match::AtLeast(..)
            | Match::AcceptedForPosition(_) => {
                let message = "here a match must be one set of credentials";
                let help = "an id, `any_of` ids, a list, or issuer, tier and topic";
                self.reader
                    .report(span, Diagnostic::error(Code::WrongType, message).help(help));
                None
            }
        }
    }

    /// The items of a list, which must not be empty. `None` where one of them is unusable.
    fn usable<T>(
        &mut self,
        list: Items<raw::Match>,
        key: &str,
        read: impl Fn(&mut Self, Field<raw::Match>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = list.value?;
        if items.is_empty() {
            self.empty(list.span, &format!("`{key}` is empty"));
            return None;
        }
        let count = items.len();
        let items = items.into_iter().filter_map(|item| read(self, item));
        Some(items.collect::<Vec<_>>()).filter(|usable| usable.len() == count)
    }

    fn parts(&mut self, list: Items<raw::Match>, key: &str) -> Option<Vec<Match>> {
        self.usable(list, key, Self::matching)
    }

    /// Reads with `or_higher` in force where the map says so.
    fn climbing<T>(
        &mut self,
        or_higher: Option<Scalar<bool>>,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let before = self.higher;
        self.higher = or_higher.and_then(Scalar::get).unwrap_or(before);
        let result = read(self);
        self.higher = before;
        result
    }

    fn at_least(&mut self, number: Scalar<Count>, of: Items<raw::Match>) -> Option<Match> {
        let leaves: Vec<Leaf> = self.usable(of, "of", Self::leaf)?;
        let (span, Count(needed)) = (number.span, number.get()?);
        let all: BTreeSet<_> = leaves.iter().flat_map(|leaf| &leaf.credentials).collect();
        if needed as usize > all.len() {
            let message = format!(
                "{needed} different credentials of {} can't be held",
                all.len()
            );
            self.reader
                .report(span, Diagnostic::error(Code::Impossible, message));
            return None;
        }
        if needed == 1 {
            return Some(any_of(leaves.into_iter().map(Match::Holds).collect()));
        }
        Some(Match::AtLeast(needed, leaves))
    }

    /// A credential by id or alias, with those above it where these count.
    fn named(&mut self, span: Span, name: &str) -> Option<Leaf> {
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
            Err(error) => {
                // Finding the nearest names takes long, and only the first findings are shown.
                let finding = if self.reader.found.len() < MOST_SUGGESTIONS {
                    self.catalog.no_credential(&error)
                } else {
                    Diagnostic::error(Code::UnknownId, error.to_string())
                };
                self.reader.report(span, finding);
                None
            }
        }
    }

    /// Credentials by what they are: a named list, or issuer, tier, level, topic and accreditation together.
    fn described(&mut self, span: Span, raw: raw::Described) -> Option<Leaf> {
        let found = self.reader.found.len();
        let unreadable = raw.has_unreadable();
        let list = raw.any_of_list.map(|list| self.listed(list));
        let issuer = raw
            .issuer
            .map(|name| self.find(self.catalog.issuers.as_slice(), name));
        let topic = raw
            .topic
            .map(|name| self.find(self.catalog.topics.as_slice(), name));
        let tier = raw.tier_at_least.and_then(Scalar::get);
        let accreditation = raw.accreditation.and_then(Scalar::get);
        let issuer_id = issuer.flatten().map(|issuer| issuer.id);
        let levels = raw
            .issuer_level
            .map(|levels| self.levels(levels, issuer_id));
        let unproctored = raw.unproctored.and_then(Scalar::get).unwrap_or(false);
        let evidence = raw
            .status_evidence
            .and_then(Scalar::get)
            .unwrap_or_default();
        if let Some(list) = list {
            let leaf = list.map(|leaf| Leaf { evidence, ..leaf });
            let others = issuer.is_some() || topic.is_some() || tier.is_some() || levels.is_some();
            if others || accreditation.is_some() {
                let finding =
                    Diagnostic::error(Code::Contradiction, "a list is taken as it stands");
                self.reader.report(
                    span,
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
            self.reader
                .report(span, finding.help(format!("it needs one of: {keys}")));
            return None;
        }
        if unreadable || self.reader.found.len() > found {
            return None;
        }
        let fits = |candidate: &&Credential| {
            let own_level = candidate
                .issuer_level
                .as_ref()
                .map(|level| level.to_ascii_lowercase());
            issuer_id.is_none_or(|issuer| candidate.issuer == issuer)
                && topic.flatten().is_none_or(|t| {
                    candidate
                        .topics
                        .iter()
                        .any(|(id, weight)| id == t.id && weight >= ABOUT)
                })
                && tier.is_none_or(|tier| candidate.tier >= tier)
                && accreditation.is_none_or(|by| candidate.accreditation.contains(&by))
                && levels
                    .as_ref()
                    .is_none_or(|levels| own_level.is_some_and(|own| levels.contains(&own)))
        };
        let supervised = |candidate: &Credential| {
            unproctored
                || !matches!(
                    candidate.assurance,
                    Assurance::UnproctoredAssessment | Assurance::CourseCompletion
                )
        };
        let (credentials, unsupervised): (Vec<_>, Vec<_>) = self
            .catalog
            .credentials
            .iter()
            .filter(fits)
            .partition(|candidate| supervised(candidate));
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
            self.reader.report(span, finding);
            return None;
        }
        let mut says: Vec<String> = Vec::new();
        says.extend(issuer_id.map(|id| id.to_string()));
        says.extend(levels.map(|levels| levels.into_iter().collect::<Vec<_>>().join(" or ")));
        says.extend(tier.map(|tier| format!("{tier} or above")));
        says.extend(topic.flatten().map(|topic| topic.name.to_string()));
        says.extend(accreditation.map(|by| by.to_string()));
        let credentials = credentials.iter().map(|candidate| candidate.id).collect();
        Some(Leaf {
            credentials,
            evidence,
            says: Text::from(says.join(", ")),
        })
    }

    /// Something of the catalog by its name.
    fn find<'a, T: Named>(&mut self, all: &'a [T], name: Scalar<String>) -> Option<&'a T> {
        let (span, name) = (name.span, name.get()?);
        find(all, &name)
            .map_err(|error| {
                let names = all
                    .iter()
                    .flat_map(|thing| std::iter::once(thing.id()).chain(thing.other_names()));
                let finding =
                    Diagnostic::error(Code::UnknownId, error.to_string()).suggest(&name, names);
                self.reader.report(span, finding);
            })
            .ok()
    }

    /// The issuer's own words for levels, in lower case: one or several.
    fn levels(
        &mut self,
        levels: Field<OneOrMore<Parsed<String>>>,
        issuer: Option<IssuerId>,
    ) -> BTreeSet<String> {
        let all = self.catalog.credentials.iter();
        let known: BTreeSet<String> = all
            .filter(|credential| issuer.is_none_or(|issuer| credential.issuer == issuer))
            .filter_map(|credential| credential.issuer_level.clone())
            .map(|level| level.to_ascii_lowercase())
            .collect();
        let Some(OneOrMore(items)) = levels.value else {
            return BTreeSet::new();
        };
        if items.is_empty() {
            self.empty(levels.span, "`issuer_level` is empty");
        }
        let mut read = BTreeSet::new();
        for item in items {
            let (span, Some(level)) = (item.span, item.get()) else {
                continue;
            };
            if !known.contains(&level.to_ascii_lowercase()) {
                let whose =
                    issuer.map_or_else(|| "any issuer".to_owned(), |issuer| issuer.to_string());
                let finding = Diagnostic::error(
                    Code::UnknownWord,
                    format!("`{level}` is not a level of {whose}"),
                );
                let all: Vec<&str> = known.iter().map(String::as_str).collect();
                let finding = finding.suggest(&level, all.iter().copied());
                let finding = if finding.help.is_none() && all.len() <= 12 {
                    finding.help(format!("one of: {}", all.join(", ")))
                } else {
                    finding
                };
                self.reader.report(span, finding);
            }
            read.insert(level.to_ascii_lowercase());
        }
        read
    }

    /// A list of the file.
    fn listed(&mut self, name: Scalar<String>) -> Option<Leaf> {
        let (span, name) = (name.span, name.get()?);
        let Some(leaves) = self.lists.get(name.to_lowercase().as_str()) else {
            let finding = Diagnostic::error(Code::UnknownList, format!("unknown list `{name}`"));
            let names: Vec<&str> = self.lists.keys().map(Text::as_str).collect();
            let finding = if names.is_empty() {
                finding.help("`lists` names none")
            } else {
                finding
            };
            self.reader.report(span, finding.suggest(&name, names));
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
    fn accepted(&mut self, accepted: Field<raw::AcceptedFor>, evidence: Evidence) -> Option<Match> {
        let span = accepted.span;
        let raw::AcceptedFor::Role(raw) = accepted.value? else {
            return self.accepted_for_position(span);
        };
        let named = raw.table.map(|name| self.table_named(name));
        let (default, code) = match (raw.work_role, raw.category) {
            (Some(code), None) => (WORK_ROLES, Some(code)),
            (None, Some(code)) => (CATEGORIES, Some(code)),
            _ => {
                let message = "`accepted_for` names a `work_role` or a `category`";
                self.reader
                    .report(span, Diagnostic::error(Code::MissingKey, message));
                (WORK_ROLES, None)
            }
        };
        let accepting = named.unwrap_or_else(|| {
            let table = self.library.table(&default);
            if table.is_none() {
                let message = format!("the table `{default}` is not at hand");
                self.reader
                    .report(span, Diagnostic::error(Code::UnknownSet, message));
            }
            table
        })?;
        let row = self.find(accepting.rows.as_slice(), code?)?;
        let word = self.level_of(row, raw.level)?;
        let credentials: Vec<CredentialId> =
            row.accepted(&word).iter().map(|(id, _)| *id).collect();
        if credentials.is_empty() {
            let (table, code) = (&accepting.id, &row.code);
            let message = format!("{table} accepts no credential for {code} {word}");
            self.empty(span, &message);
            return None;
        }
        let says = Text::from(format!("{} {} {word}", accepting.id, row.code));
        Some(Match::Holds(Leaf {
            credentials,
            evidence,
            says,
        }))
    }

    /// What is accepted for the person's own position.
    fn accepted_for_position(&mut self, span: Span) -> Option<Match> {
        match self.position {
            Positions::In(table) => Some(Match::AcceptedForPosition(table)),
            Positions::Unknown => None,
            Positions::None => {
                let message = "`accepted_for: position` needs `every: {position: TABLE}` to say which positions";
                let help = "or name a work role or category with its level";
                self.reader.report(
                    span,
                    Diagnostic::error(Code::MissingKey, message).help(help),
                );
                None
            }
        }
    }

    /// A level of a row, by its word or by that of a person's level.
    fn level_of(&mut self, row: &Row, level: Scalar<String>) -> Option<Text> {
        let (span, text) = (level.span, level.get()?);
        let wanted = text.replace(' ', "-");
        let canonical = Level::parse(&text).map(|level| match level {
            Level::Entry => "basic",
            Level::Mid => "intermediate",
            Level::Senior | Level::Principal => "advanced",
        });
        let words = || row.levels.iter().map(|level| level.word.clone());
        let exact = words().find(|word| word.eq_ignore_ascii_case(&wanted));
        let level = exact.or_else(|| words().find(|word| Some(word.as_str()) == canonical));
        if level.is_none() {
            let known: Vec<&str> = row.levels.iter().map(|level| level.word.as_str()).collect();
            let message = format!("{} has no level `{text}`", row.code);
            let finding = Diagnostic::error(Code::UnknownWord, message)
                .help(format!("one of: {}", known.join(", ")))
                .suggest(&text, known);
            self.reader.report(span, finding);
        }
        level
    }

    fn empty(&mut self, span: Span, message: &str) {
        self.reader
            .report(span, Diagnostic::error(Code::EmptySet, message));
    }
}

impl raw::Described {
    /// Whether one of its values could not be read, which has been reported.
    fn has_unreadable(&self) -> bool {
        fn unreadable<T>(field: Option<&Field<T>>) -> bool {
            field.is_some_and(|field| field.value.is_none())
        }
        let levels = self.issuer_level.as_ref();
        let levels = levels.and_then(|levels| levels.value.as_ref());
        unreadable(self.issuer.as_ref())
            || unreadable(self.topic.as_ref())
            || unreadable(self.tier_at_least.as_ref())
            || unreadable(self.accreditation.as_ref())
            || unreadable(self.unproctored.as_ref())
            || unreadable(self.status_evidence.as_ref())
            || levels.is_some_and(|OneOrMore(items)| items.iter().any(|item| item.value.is_none()))
    }
}

/// One of several; sets of the same evidence become one set.
fn any_of(parts: Vec<Match>) -> Match {
    let mut leaves: Vec<Vec<Leaf>> = Vec::new();
    let mut others = Vec::new();
    for part in parts {
        match part {
            Match::Holds(leaf) => match leaves
                .iter_mut()
                .find(|alike| alike[0].evidence == leaf.evidence)
            {
                Some(alike) => alike.push(leaf),
                None => leaves.push(vec![leaf]),
            },
            Match::AnyOf(inner) => others.extend(inner),
            other => others.push(other),
        }
    }
    let leaves = leaves.into_iter().map(|alike| Match::Holds(union(alike)));
    single(leaves.chain(others).collect(), Match::AnyOf)
}

/// Sets of the same evidence as one set.
fn union(mut alike: Vec<Leaf>) -> Leaf {
    if alike.len() == 1 {
        return alike.swap_remove(0);
    }
    let says: Vec<&str> = alike.iter().map(|leaf| leaf.says.as_str()).collect();
    let says = Text::from(says.join(" or "));
    let evidence = alike
        .first()
        .map_or_else(Evidence::default, |leaf| leaf.evidence);
    let credentials = alike.into_iter().flat_map(|leaf| leaf.credentials);
    Leaf {
        credentials: credentials.collect::<BTreeSet<_>>().into_iter().collect(),
        evidence,
        says,
    }
}

fn single(mut parts: Vec<Match>, of: impl FnOnce(Vec<Match>) -> Match) -> Match {
    if parts.len() == 1 {
        parts.swap_remove(0)
    } else {
        of(parts)
    }
}
