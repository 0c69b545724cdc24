//! Every name of the catalog's credentials and issuers in hash maps, and the way from a written name to a credential.
//!
//! A written name means a credential if every word of it belongs to a name of that one credential, to its issuer, or to
//! words that say nothing (`certified`, `exam`). So both sides of a colon, a dash or a bracket must mean the same, in
//! whatever order they stand, and nothing is left over.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::words::{Kind, Words};
use super::{Awarded, Found, LookupError, Named};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::IssuerId;

type Map<V> = HashMap<Box<str>, Vec<V>>;

/// Longest abbreviation that proves nothing where an issuer is named that the catalog doesn't know.
const SHORT: usize = 4;

/// Characters of a key that tell it from others: its letters, and a number of two digits or more.
fn distinctive(key: &str) -> usize {
    let digits = key.chars().filter(char::is_ascii_digit).count();
    let others = key.chars().count() - digits;
    others + if digits > 1 { digits } else { 0 }
}

/// Words around a name that say nothing.
const NEUTRAL: [&str; 10] = [
    "certified",
    "certification",
    "certifications",
    "certificate",
    "cert",
    "credential",
    "exam",
    "the",
    "by",
    "from",
];

/// Endings of companies' names.
const COMPANY_FORMS: [&str; 9] = [
    "inc",
    "llc",
    "ltd",
    "limited",
    "gmbh",
    "ag",
    "corp",
    "corporation",
    "company",
];

/// What an issuer writes behind the names of all its credentials.
const SUFFIXES: [(&str, &str); 1] = [("comptia", "ce")];

/// How far a name stands for its credential without more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// It is one of its names.
    Own,
    /// It is one of its names without the issuer's `... Certified:` in front.
    Short,
    /// It is one of its names without the issuer in front: the issuer must be named.
    Partial,
    /// It is one of its names without the level at the end: `AWS Certified Developer`. Where several levels are called
    /// so, it means none of them.
    NoLevel,
    /// It is the code or the name of one of several exams that it needs. An exam that is enough for another credential
    /// is that one's.
    Exam,
    /// It is the title of its exam, or one of its names without the level at the end: another name must stand beside it.
    Beside,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Place of the credential in the catalog.
    place: usize,
    strength: Strength,
}

/// The names of a catalog, indexed when the first is looked up.
#[derive(Default)]
pub struct Names(OnceLock<Arc<Index>>);

impl Names {
    /// Nothing is indexed yet.
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The index of a catalog: the one made before, if it is of these credentials.
    pub(super) fn index(&self, catalog: &Catalog) -> Arc<Index> {
        let index = self.0.get_or_init(|| Arc::new(Index::new(catalog)));
        if index.is_of(catalog) {
            Arc::clone(index)
        } else {
            Arc::new(Index::new(catalog))
        }
    }
}

/// A copy of a catalog may be changed, so it starts without an index.
impl Clone for Names {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names::new()")
    }
}

/// Hash maps from names without spaces to what they mean.
pub(super) struct Index {
    of: (usize, usize, usize),
    names: Map<Entry>,
    /// The same without years, versions, numbers and numerals.
    unversioned: Map<Entry>,
    /// Names with the word "certified" in them, without it.
    reordered: Map<Entry>,
    issuers: Map<IssuerId>,
    /// Which bodies outside of the catalog use a name as well.
    shared: HashMap<Box<str>, Vec<Text>>,
    /// Most words of any name.
    longest: usize,
    /// The words of each credential's names, in the order of the catalog; gathered when a suggestion is first needed.
    words: OnceLock<Vec<BTreeSet<String>>>,
}

/// How a written name was covered by one credential's names.
#[derive(Clone, Copy)]
struct Cover {
    pieces: usize,
    strength: Strength,
    /// Words and letters of the longest name in it.
    words: usize,
    letters: usize,
    /// The only names in it are used by other bodies too.
    only_shared: bool,
    named: bool,
}

/// Whether versions are ignored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Exact,
    Reordered,
    WithoutVersions,
    WithoutNumbers,
}

impl Index {
    /// The words of each credential's names, in the order of the catalog.
    pub(super) fn words(
        &self,
        gather: impl FnOnce() -> Vec<BTreeSet<String>>,
    ) -> &[BTreeSet<String>] {
        self.words.get_or_init(gather)
    }

    fn is_of(&self, catalog: &Catalog) -> bool {
        self.of == identity(catalog)
    }

    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut index = Self {
            of: identity(catalog),
            names: Map::default(),
            unversioned: Map::default(),
            reordered: Map::default(),
            issuers: Map::default(),
            shared: HashMap::default(),
            longest: 1,
            words: OnceLock::new(),
        };
        for issuer in &catalog.issuers {
            let texts = [issuer.id.as_str(), issuer.name.as_str()];
            let aliases = issuer.aliases.iter().map(Text::as_str);
            for text in texts.into_iter().chain(aliases) {
                for key in spellings(text) {
                    add(&mut index.issuers, &key, issuer.id);
                }
            }
        }
        for shared in catalog.shared_names.iter() {
            let name = Words::of(&shared.name).whole().into();
            index.shared.insert(name, shared.also.clone());
        }
        for (place, credential) in catalog.credentials.iter().enumerate() {
            index.add_credential(place, credential);
        }
        index
    }

    fn add_credential(&mut self, place: usize, credential: &Credential) {
        let entry = |strength| Entry { place, strength };
        let exam = &credential.exam;
        let codes = || exam.all_codes();
        let is_number = |code: &Text| code.bytes().all(|byte| byte.is_ascii_digit());
        for part in exam.sets.iter().flatten().filter(|code| !is_number(code)) {
            self.add_name(&Words::of(part), entry(Strength::Exam));
        }
        for (name, _) in &exam.names {
            self.add_name(&Words::of(name), entry(Strength::Exam));
        }
        let names = credential.names().map(|name| name.as_str());
        let names = names.filter(|name| !exam.is_part(name));
        let before = before_abbreviation(credential);
        let names = names.chain([credential.id.as_str(), credential.name.as_str()]);
        for name in names.chain(before) {
            let words = Words::of(name);
            self.add_name(&words, entry(Strength::Own));
            if codes().any(|code| code.as_str() == name) {
                continue;
            }
            let unversioned = words.only(|_, kind| kind == Kind::Plain);
            if unversioned.len() > 0 {
                add_entry(
                    &mut self.unversioned,
                    unversioned.whole(),
                    entry(Strength::Own),
                );
            }
            let reordered = words.only(|word, _| word != "certified");
            if reordered.len() >= 2 && reordered.len() < words.len() {
                add_entry(&mut self.reordered, reordered.whole(), entry(Strength::Own));
                let both = reordered.only(|_, kind| kind == Kind::Plain);
                if both.len() >= 3 && both.len() < reordered.len() {
                    add_entry(&mut self.unversioned, both.whole(), entry(Strength::Own));
                }
            }
            let strength = if sets_level_apart(name) {
                Strength::NoLevel
            } else {
                Strength::Beside
            };
            self.add_without_level(&words, credential, entry(strength));
            self.add_without_issuer(name, &words, credential, place);
        }
        for title in &exam.titles {
            self.add_name(&Words::of(title), entry(Strength::Beside));
        }
    }

    /// The name without the issuer's word for its level at the end, as in titles of exams.
    fn add_without_level(&mut self, words: &Words, credential: &Credential, entry: Entry) {
        let level = credential
            .issuer_level
            .as_ref()
            .map(|level| Words::of(level));
        let end = words
            .len()
            .saturating_sub(level.as_ref().map_or(0, Words::len));
        let is_level = level.is_some_and(|level| words.key(end, words.len()) == level.whole());
        if is_level && end >= 2 {
            self.add_name(&words.range(0, end), entry);
        }
    }

    /// The name without its issuer in front. What is left without `certification` behind it may be just a product, so that
    /// stays.
    fn add_without_issuer(
        &mut self,
        name: &str,
        words: &Words,
        credential: &Credential,
        place: usize,
    ) {
        let by_colon = name.split_once(": ").map(|(before, _)| Words::of(before));
        let prefix =
            by_colon.filter(|before| before.word(before.len().saturating_sub(1)) == "certified");
        let (start, strength) = if let Some(before) = &prefix {
            (before.len(), Strength::Short)
        } else {
            let by_issuer = |to: usize| {
                self.issuers
                    .get(words.key(0, to))
                    .is_some_and(|ids| ids.contains(&credential.issuer))
            };
            let Some(to) = (1..=words.len()).rev().find(|to| by_issuer(*to)) else {
                return;
            };
            let neutral = (to..words.len())
                .take_while(|place| NEUTRAL.contains(&words.word(*place)))
                .count();
            (to + neutral, Strength::Partial)
        };
        let rest = words.range(start, words.len());
        let beside = Entry {
            place,
            strength: Strength::Beside,
        };
        self.add_without_level(&rest, credential, beside);
        if rest.len() >= 2 {
            self.add_name(&rest, Entry { place, strength });
            let unversioned = rest.only(|_, kind| kind == Kind::Plain);
            if unversioned.len() >= 2 {
                add_entry(
                    &mut self.unversioned,
                    unversioned.whole(),
                    Entry { place, strength },
                );
            }
        }
    }

    fn add_name(&mut self, words: &Words, entry: Entry) {
        self.longest = self.longest.max(words.len());
        add_entry(&mut self.names, words.whole(), entry);
    }

    /// The issuers that a text can mean; none where it means none of the catalog.
    pub(super) fn issuers(&self, text: &str) -> BTreeSet<IssuerId> {
        let found = spellings(text)
            .into_iter()
            .find_map(|key| self.issuers.get(key.as_str()));
        found.into_iter().flatten().copied().collect()
    }

    /// What a written name means.
    pub(super) fn find<'c>(
        &self,
        catalog: &'c Catalog,
        name: &str,
        awarded: Awarded<'_>,
    ) -> Result<Found<'c>, LookupError> {
        let written = Words::of(name);
        let mut other_issuer = None;
        for pass in [
            Pass::Exact,
            Pass::Reordered,
            Pass::WithoutVersions,
            Pass::WithoutNumbers,
        ] {
            let Some(words) = pass.words(&written) else {
                continue;
            };
            let mut matches = Vec::new();
            for place in self.candidates(&words, pass) {
                let Some(credential) = catalog.credentials.get(place) else {
                    continue;
                };
                let issuer_given = match awarded {
                    Awarded::By(issuers) => issuers.contains(&credential.issuer),
                    Awarded::Unsaid | Awarded::Unlisted => false,
                };
                let Some(cover) = self.cover(&words, pass, place, credential, issuer_given) else {
                    continue;
                };
                if pass == Pass::WithoutNumbers
                    && cover.words < 3
                    && !self.has_number_behind_issuer(&written, credential.issuer)
                {
                    continue;
                }
                match awarded {
                    Awarded::By(_) if !issuer_given => {
                        other_issuer.get_or_insert(credential);
                    }
                    // Training providers name their badges after the exams that they prepare for.
                    Awarded::Unlisted
                        if cover.letters <= SHORT
                            || cover.strength != Strength::Own
                            || pass != Pass::Exact => {}
                    _ => matches.push((cover, credential)),
                }
            }
            let Some(best) = matches.iter().map(|(cover, _)| cover.rank()).min() else {
                continue;
            };
            matches.retain(|(cover, _)| cover.rank() == best);
            // Where versions tell credentials apart, one that none of them has names none of them.
            if matches.len() > 1 && matches!(pass, Pass::WithoutVersions | Pass::WithoutNumbers) {
                continue;
            }
            return self.decide(name, &written, &matches, awarded);
        }
        match other_issuer {
            Some(credential) => Err(LookupError::OtherIssuer {
                name: name.to_owned(),
                id: credential.id.to_string(),
                issuer: credential.issuer.to_string(),
            }),
            None => Err(LookupError::Unknown {
                what: "credential",
                name: name.trim().to_owned(),
            }),
        }
    }

    /// The one credential that matches; an error where there are several, or where other bodies use the name too.
    fn decide<'c>(
        &self,
        name: &str,
        words: &Words,
        matches: &[(Cover, &'c Credential)],
        awarded: Awarded<'_>,
    ) -> Result<Found<'c>, LookupError> {
        let shared = |others: Vec<String>| LookupError::Shared {
            name: name.trim().to_owned(),
            ids: matches
                .iter()
                .map(|(_, credential)| credential.id.to_string())
                .collect(),
            others,
        };
        let [(cover, credential)] = matches else {
            return Err(shared(self.others(words)));
        };
        let stated = self.states_issuer(words, credential.issuer);
        if matches!(awarded, Awarded::Unsaid) && cover.only_shared && !stated {
            return Err(shared(self.others(words)));
        }
        let parts = self.parts(credential, words);
        // A name of all exams means the credential, which none of them does alone.
        let means_as_much = |code: &Text| {
            let both = Words::of(&format!("{} {code}", credential.id));
            self.parts(credential, &both).is_empty() == parts.is_empty()
        };
        Ok(Found {
            credential,
            exam: exam_in(credential, words).filter(means_as_much),
            parts,
            by_current_name: is_current(credential, words),
            issuer_agrees: matches!(awarded, Awarded::By(_)),
        })
    }

    /// Those of several exams that the credential needs, where the words name some of them and do not mean all. They do
    /// where they name the credential too, and each of the other exams is enough for a credential of its own, which
    /// comes first: `RHCE (EX294)`.
    pub(super) fn parts(&self, credential: &Credential, words: &Words) -> Vec<Text> {
        let exam = &credential.exam;
        let named = exams_in(credential, words);
        if named.is_empty() {
            return Vec::new();
        }
        // `AZ-800/801` is a name with a code in it.
        let holds_code = |name: &str| {
            let name = Words::of(name);
            named.iter().any(|code| has_name(&name, code))
        };
        if own_names(credential).any(|name| has_name(words, name) && holds_code(name)) {
            return Vec::new();
        }
        let is_named = |code: &Text| named.contains(&code);
        let is_whole = |set: &Vec<Text>| set.iter().all(is_named);
        let is_alone = |code: &&Text| !exam.is_part(code);
        if named.iter().any(is_alone) || exam.sets.iter().any(is_whole) {
            return Vec::new();
        }
        let own = |code: &Text| {
            let entries = self.names.get(Words::of(code).whole());
            let is_own = |entry: &Entry| entry.strength == Strength::Own;
            entries.is_some_and(|entries| entries.iter().any(is_own))
        };
        let implies_others = |set: &Vec<Text>| {
            set.iter().any(is_named) && set.iter().all(|code| is_named(code) || own(code))
        };
        let is_called = own_names(credential).any(|name| has_name(words, name));
        if is_called && exam.sets.iter().any(implies_others) {
            return Vec::new();
        }
        named.into_iter().cloned().collect()
    }

    /// The bodies outside of the catalog that use a name among these words.
    fn others(&self, words: &Words) -> Vec<String> {
        let found = words
            .iter()
            .chain([words.whole()])
            .find_map(|key| self.shared.get(key));
        found
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect()
    }

    /// The credentials of which some name stands among these words.
    fn candidates(&self, words: &Words, pass: Pass) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for from in 0..words.len() {
            for to in from + 1..=words.len().min(from + self.longest) {
                let entries = self.entries(words.key(from, to), pass);
                found.extend(entries.map(|entry| entry.place));
            }
        }
        found
    }

    /// What a key means in a pass.
    fn entries<'i>(&'i self, key: &str, pass: Pass) -> impl Iterator<Item = Entry> + use<'i> {
        let more = match pass {
            Pass::Exact => None,
            Pass::Reordered => self.reordered.get(key),
            Pass::WithoutVersions | Pass::WithoutNumbers => self.unversioned.get(key),
        };
        let names = self.names.get(key);
        names.into_iter().chain(more).flatten().copied()
    }

    /// Whether the words name this issuer.
    fn states_issuer(&self, words: &Words, issuer: IssuerId) -> bool {
        (0..words.len()).any(|from| {
            (from + 1..=words.len().min(from + 8))
                .any(|to| self.is_issuer(words.key(from, to), issuer))
        })
    }

    /// Whether a number stands behind the issuer's name and before other words, as versions do: `SAFe 6 Agilist`.
    fn has_number_behind_issuer(&self, words: &Words, issuer: IssuerId) -> bool {
        let all = words.words.iter().enumerate().skip(1);
        let mut numbers = all.filter(|(_, word)| word.kind == Kind::Number);
        numbers.any(|(place, _)| {
            place + 1 < words.len()
                && (0..place).any(|from| self.is_issuer(words.key(from, place), issuer))
        })
    }

    fn is_issuer(&self, key: &str, issuer: IssuerId) -> bool {
        self.issuers
            .get(key)
            .is_some_and(|ids| ids.contains(&issuer))
    }

    /// How the names of one credential, its issuer and words that say nothing cover all words, in the fewest pieces.
    fn cover(
        &self,
        words: &Words,
        pass: Pass,
        place: usize,
        credential: &Credential,
        issuer_given: bool,
    ) -> Option<Cover> {
        let stated = issuer_given || self.states_issuer(words, credential.issuer);
        let nothing = Cover {
            pieces: 0,
            strength: Strength::Own,
            words: 0,
            letters: 0,
            only_shared: true,
            named: false,
        };
        // For each end, the best cover of the words before it, without and with a name among them.
        let mut best: Vec<[Option<Cover>; 2]> = vec![[None, None]; words.len() + 1];
        best[0][0] = Some(nothing);
        for from in 0..words.len() {
            let before = best[from];
            let last = words.len().min(from + self.longest.max(8));
            for (to, reached) in best.iter_mut().enumerate().take(last + 1).skip(from + 1) {
                let key = words.key(from, to);
                let name = self
                    .entries(key, pass)
                    .filter(|entry| entry.place == place)
                    .map(|entry| entry.strength)
                    .min();
                // What names it only together with another of its names.
                let (name, beside) = match name {
                    Some(Strength::Partial) if !stated => (None, true),
                    Some(Strength::Beside) => (None, true),
                    name => (name, false),
                };
                let neutral = self.is_neutral(words, from, to, credential);
                for cover in before.into_iter().flatten() {
                    let pieces = cover.pieces + 1;
                    if let Some(strength) = name {
                        let named = Cover {
                            pieces,
                            strength: cover.strength.max(strength),
                            words: cover.words.max(to - from),
                            letters: cover.letters.max(distinctive(key)),
                            only_shared: cover.only_shared && self.shared.contains_key(key),
                            named: true,
                        };
                        keep(&mut reached[1], named);
                    }
                    if beside {
                        let strength = Strength::Beside;
                        keep(
                            &mut reached[usize::from(cover.named)],
                            Cover {
                                pieces,
                                strength,
                                ..cover
                            },
                        );
                    }
                    if neutral {
                        keep(
                            &mut reached[usize::from(cover.named)],
                            Cover { pieces, ..cover },
                        );
                    }
                }
            }
        }
        best.last().and_then(|ends| ends[1])
    }

    /// Whether these words add nothing to a name of this credential.
    fn is_neutral(&self, words: &Words, from: usize, to: usize, credential: &Credential) -> bool {
        let key = words.key(from, to);
        if self.is_issuer(key, credential.issuer) || is_former_code(credential, key) {
            return true;
        }
        if to != from + 1 {
            return false;
        }
        let suffix = (credential.issuer.as_str(), key);
        let is_unknown = || !self.names.contains_key(key) && !self.shared.contains_key(key);
        NEUTRAL.contains(&key)
            || (key == "and" && !credential.exam.sets.is_empty())
            || SUFFIXES.contains(&suffix)
            || is_part_of_code(credential, key)
            || (words.words[from].bracketed && is_unknown() && abbreviates(key, &credential.name))
    }
}

/// Whether a name among the words is a current one, and not a former name or exam.
fn is_current(credential: &Credential, words: &Words) -> bool {
    let names = [Some(credential.id.as_str()), Some(credential.name.as_str())];
    let short = credential.abbreviation.as_ref().map(Text::as_str);
    names.into_iter().chain([short]).flatten().any(|name| {
        let name = Words::of(name);
        (0..words.len())
            .any(|from| words.key(from, (from + name.len()).min(words.len())) == name.whole())
    })
}

impl Pass {
    /// The words as this pass looks at them; `None` where it could find nothing new.
    fn words(self, written: &Words) -> Option<Words> {
        let kept = match self {
            Self::Exact => return Some(written.clone()),
            Self::Reordered => written.only(|word, _| word != "certified"),
            Self::WithoutVersions => written.only(|_, kind| kind != Kind::Version),
            Self::WithoutNumbers => {
                written.only(|_, kind| !matches!(kind, Kind::Version | Kind::Number))
            }
        };
        (kept.len() < written.len() && kept.len() > 0).then_some(kept)
    }
}

impl Cover {
    /// Better covers first: a name as it is, then names and words around them, then shortened names.
    fn rank(&self) -> (Strength, bool) {
        (self.strength, self.pieces > 1)
    }
}

fn keep(best: &mut Option<Cover>, new: Cover) {
    let key = |cover: &Cover| (cover.only_shared, cover.strength, cover.pieces);
    if best.as_ref().is_none_or(|old| key(&new) < key(old)) {
        *best = Some(new);
    }
}

fn add_entry(map: &mut Map<Entry>, key: &str, entry: Entry) {
    if key.is_empty() {
        return;
    }
    let entries = map.entry(key.into()).or_default();
    match entries.iter_mut().find(|known| known.place == entry.place) {
        Some(known) => known.strength = known.strength.min(entry.strength),
        None => entries.push(entry),
    }
}

fn add(map: &mut Map<IssuerId>, key: &str, issuer: IssuerId) {
    let ids = map.entry(key.into()).or_default();
    if !ids.contains(&issuer) {
        ids.push(issuer);
    }
}

/// Whether a name sets the level at its end apart: by a dash, or by the issuer's `... Certified:` in front.
fn sets_level_apart(name: &str) -> bool {
    let is_certified = |before: &str| before.to_lowercase().ends_with("certified");
    [" - ", " – "].iter().any(|dash| name.contains(dash))
        || name
            .split_once(": ")
            .is_some_and(|(before, _)| is_certified(before))
}

/// What tells one list of credentials from another.
fn identity(catalog: &Catalog) -> (usize, usize, usize) {
    let credentials = catalog.credentials.as_slice();
    (
        credentials.as_ptr().addr(),
        credentials.len(),
        catalog.issuers.len(),
    )
}

/// What stands in a credential's name before its abbreviation in brackets.
fn before_abbreviation(credential: &Credential) -> Option<&str> {
    let (before, rest) = credential.name.rsplit_once(" (")?;
    let inner = rest.strip_suffix(')')?;
    let is_own = credential.names().any(|name| name.as_str() == inner);
    is_own.then_some(before)
}

/// The forms of an issuer's name: whole, before its brackets, inside of them, without company forms.
fn spellings(text: &str) -> Vec<String> {
    let mut forms = vec![Words::of(text)];
    if let Some((outer, rest)) = text.split_once('(') {
        forms.push(Words::of(outer));
        forms.push(Words::of(rest.split(')').next().unwrap_or_default()));
    }
    let mut keys: Vec<String> = Vec::new();
    for form in &forms {
        let start = usize::from(form.word(0) == "the" && form.len() > 1);
        let end = (start + 1..=form.len())
            .rev()
            .find(|end| !COMPANY_FORMS.contains(&form.word(end - 1)))
            .unwrap_or(form.len());
        for key in [
            form.whole(),
            form.key(start, form.len()),
            form.key(start, end),
        ] {
            if !key.is_empty() && !keys.iter().any(|known| known == key) {
                keys.push(key.to_owned());
            }
        }
    }
    keys
}

/// The exam that the words name, where the credential has several.
fn exam_in(credential: &Credential, words: &Words) -> Option<Text> {
    let codes = || {
        credential
            .exam
            .codes
            .iter()
            .chain(credential.exam.past_codes.iter())
    };
    if codes().count() < 2 {
        return None;
    }
    codes().find(|code| has_name(words, code)).cloned()
}

/// Whether a name stands among the words.
fn has_name(words: &Words, name: &str) -> bool {
    let name = Words::of(name);
    (0..words.len())
        .any(|from| (from + 1..=words.len()).any(|to| words.key(from, to) == name.whole()))
}

/// The exams of a credential that the words name: by their codes or, without any, by what else they are called.
fn exams_in<'c>(credential: &'c Credential, words: &Words) -> Vec<&'c Text> {
    let exam = &credential.exam;
    if exam.sets.is_empty() {
        return Vec::new();
    }
    let by_code: Vec<&Text> = exam
        .all_codes()
        .filter(|code| has_name(words, code))
        .collect();
    if !by_code.is_empty() {
        return by_code;
    }
    let names = exam.names.iter().filter(|(name, _)| has_name(words, name));
    names.map(|(_, code)| code).collect()
}

/// The names of a credential that are not those of its exams.
fn own_names(credential: &Credential) -> impl Iterator<Item = &str> {
    credential
        .other_names()
        .filter(|name| credential.exam.code(name).is_none())
}

/// Whether a key is an exam code of which only the number of the version is not one of the credential's.
fn is_former_code(credential: &Credential, key: &str) -> bool {
    // A `C` before the two last digits, as in `SAA-C03`, counts versions, and so does what a point or a second dash sets
    // apart: `2V0-21.23`, `1Z0-1085-25`. Other codes count exams.
    let stem = |code: &str| -> Option<String> {
        let digits = code.bytes().rev().take_while(u8::is_ascii_digit).count();
        let stem = code.get(..code.len() - digits)?;
        let is_version = stem.ends_with(['c', 'C', '.'])
            || stem.ends_with('-') && stem.matches('-').count() == 2;
        (digits == 2 && stem.len() >= 3 && is_version).then(|| plain_stem(stem))
    };
    let wanted = key.len().checked_sub(2).and_then(|end| {
        let (stem, digits) = key.split_at_checked(end)?;
        let is_number = digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then_some(stem)
    });
    let Some(wanted) = wanted else {
        return false;
    };
    let codes = credential
        .exam
        .codes
        .iter()
        .chain(credential.exam.past_codes.iter());
    codes
        .into_iter()
        .any(|code| stem(code).is_some_and(|stem| stem == wanted))
}

/// The part of a code before its version, as it stands in the key of a name.
fn plain_stem(stem: &str) -> String {
    stem.to_lowercase().replace(['-', ' '], "")
}

/// Whether a number is the second half of one of the credential's exam codes: `Security+ (701)`.
fn is_part_of_code(credential: &Credential, key: &str) -> bool {
    let is_number = key.len() >= 3 && key.bytes().all(|b| b.is_ascii_digit());
    let mut codes = credential
        .exam
        .codes
        .iter()
        .chain(credential.exam.past_codes.iter());
    is_number && codes.any(|code| code.split('-').any(|part| part == key))
}

/// Whether a word is made of initials of a name, in their order.
fn abbreviates(word: &str, name: &str) -> bool {
    let name = Words::of(name);
    let mut initials = name.iter().filter_map(|word| word.chars().next());
    word.chars().count() >= 2
        && word
            .chars()
            .all(|letter| initials.any(|initial| initial == letter))
}
