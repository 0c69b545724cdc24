//! What to offer for a name that names no credential: by its words first, by its letters only where no word is known.

use std::collections::{BTreeMap, BTreeSet};

use strsim::osa_distance;

use super::Named;
use super::words::Words;
use crate::base::suggestion::nearest;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Status;

/// At most so many are offered by letters, and by words that say much in common.
const BY_LETTERS: usize = 3;
const BY_WORDS: usize = 6;

/// A word in more than this share of all credentials says little.
const COMMON: usize = 12;

/// Fewest letters of a word for its beginning to count.
const PREFIX: usize = 5;

impl Catalog {
    /// The credentials with a name like this one, nearest first.
    pub fn nearest_credentials(&self, name: &str) -> Vec<CredentialId> {
        let mut nearest = self.by_words(name);
        if nearest.is_empty() {
            nearest = self.by_letters(name);
        }
        let typos = self.one_letter_off(name);
        nearest.retain(|id| !typos.contains(id));
        let most = nearest.len().max(BY_LETTERS);
        typos.into_iter().chain(nearest).take(most).collect()
    }

    /// Ids that differ from a name of several words in one letter: a slip of the finger, whatever words the name has. One
    /// word may well be the beginning of several names.
    fn one_letter_off(&self, name: &str) -> Vec<CredentialId> {
        if Words::of(name).len() < 2 {
            return Vec::new();
        }
        let name = name.trim().to_lowercase();
        let is_near = |id: &str| {
            name.len() > 3 && id.len().abs_diff(name.len()) < 2 && osa_distance(&name, id) == 1
        };
        let ids = self.credentials.iter().map(|credential| credential.id);
        ids.filter(|id| is_near(id.as_str())).collect()
    }

    /// What to say instead of a name: an issuer's list, or the nearest ids.
    pub fn suggestion(&self, name: &str) -> Option<String> {
        let issuers = self.issuers_called(name);
        if !issuers.is_empty() {
            let lists = issuers
                .iter()
                .map(|id| format!("`certadvise list --issuer {id}`"));
            return Some(format!(
                "that is an issuer: {}",
                lists.collect::<Vec<_>>().join(", ")
            ));
        }
        let near = self.nearest_credentials(name);
        let ids: Vec<String> = near.iter().map(|id| format!("`{id}`")).collect();
        match ids.as_slice() {
            [] => None,
            [id] => Some(format!("did you mean {id}?")),
            [first @ .., last] => Some(format!("did you mean {} or {last}?", first.join(", "))),
        }
    }

    /// Those that share the words that say most.
    fn by_words(&self, name: &str) -> Vec<CredentialId> {
        let wanted = Words::of(name);
        let wanted: BTreeSet<&str> = wanted
            .iter()
            .filter(|word| word.chars().count() > 1)
            .collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let index = self.names.index(self);
        let words = index.words(|| {
            let entries = self.credentials.iter();
            entries.map(|entry| self.words_of(entry)).collect()
        });
        let of_each: Vec<(&Credential, &BTreeSet<String>)> =
            self.credentials.iter().zip(words).collect();
        let begins = |word: &str, of: &str| word.chars().count() >= PREFIX && of.starts_with(word);
        let has = |words: &BTreeSet<String>, word: &str| {
            words.contains(word) || words.iter().any(|of| begins(word, of))
        };
        let frequency: BTreeMap<&str, usize> = wanted
            .iter()
            .map(|word| {
                (
                    *word,
                    of_each.iter().filter(|(_, words)| has(words, word)).count(),
                )
            })
            .collect();
        // A word counts the more, the fewer credentials have it; one that none has counts as the rarest.
        let all = of_each.len().max(2) as f64;
        let weight = |word: &str| {
            let count = frequency.get(word).copied().unwrap_or_default().max(1) as f64;
            libm::log(all / count)
        };
        let known = |word: &&&str| frequency.get(**word).is_some_and(|count| *count > 0);
        let total: f64 = wanted.iter().filter(known).map(|word| weight(word)).sum();
        let says_something = |word: &str| {
            frequency
                .get(word)
                .is_some_and(|count| *count * COMMON <= of_each.len())
        };
        let mut scored: Vec<_> = of_each
            .iter()
            .filter_map(|(credential, words)| {
                let common: Vec<&str> = wanted
                    .iter()
                    .copied()
                    .filter(|word| has(words, word))
                    .collect();
                let score: f64 = common.iter().map(|word| weight(word)).sum();
                let near = common.len() == wanted.len()
                    || (common.iter().any(|word| says_something(word)) && score * 2.0 > total);
                let retired = credential.status == Status::Retired;
                near.then_some((
                    score,
                    retired,
                    Words::of(&credential.name).len(),
                    credential.id,
                ))
            })
            .collect();
        scored.sort_by(|a, b| {
            b.0.total_cmp(&a.0)
                .then(a.1.cmp(&b.1))
                .then(a.2.cmp(&b.2))
                .then(a.3.cmp(&b.3))
        });
        let best = scored.first().map_or(0.0, |first| first.0);
        let as_good = scored.iter().filter(|entry| entry.0 > best - 0.01).count();
        let most = if as_good > BY_LETTERS {
            BY_WORDS
        } else {
            BY_LETTERS
        };
        scored.into_iter().take(most).map(|entry| entry.3).collect()
    }

    /// Every word of a credential's names and of its issuer's.
    fn words_of(&self, credential: &Credential) -> BTreeSet<String> {
        let issuer = self.issuer(&credential.issuer);
        let issuer = issuer.into_iter().flat_map(|entry| {
            [entry.id.as_str(), entry.name.as_str()]
                .into_iter()
                .chain(entry.aliases.iter().map(|alias| alias.as_str()))
        });
        let own = std::iter::once(credential.id()).chain(credential.other_names());
        let texts = own.chain(issuer);
        texts
            .flat_map(|text| {
                let words = Words::of(text);
                let whole = words.whole().to_owned();
                words
                    .iter()
                    .map(str::to_owned)
                    .chain([whole])
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// Those whose letters are nearest; a number is like no name.
    fn by_letters(&self, name: &str) -> Vec<CredentialId> {
        if name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return Vec::new();
        }
        let names = self
            .credentials
            .iter()
            .flat_map(|entry| std::iter::once(entry.id()).chain(entry.other_names()));
        let mut ids = Vec::new();
        for found in nearest(name, names) {
            for owner in self.credentials.iter().filter(|entry| {
                entry.id() == found || entry.other_names().any(|other| other == found)
            }) {
                if !ids.contains(&owner.id) {
                    ids.push(owner.id);
                }
            }
        }
        ids.truncate(BY_LETTERS);
        ids
    }
}
