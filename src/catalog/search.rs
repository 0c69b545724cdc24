//! Full-text search: words in the names, exam codes, topics, issuers and descriptions of credentials.

use super::Catalog;
use super::credential::Credential;
use super::vocabulary::Status;
use crate::base::date::Date;

/// Where a word was found. What says more about a credential comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its id, name, abbreviation, or another name.
    Name,
    /// The code of an exam.
    Exam,
    /// The body that awards it.
    Issuer,
    /// A topic it covers.
    Topic,
    /// A technology it is about.
    Technology,
    /// What it certifies.
    About,
}

impl Field {
    /// The word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Exam => "exam",
            Self::Issuer => "issuer",
            Self::Topic => "topic",
            Self::Technology => "technology",
            Self::About => "about",
        }
    }

    fn weight(self) -> u32 {
        match self {
            Self::Name | Self::Exam => 12,
            Self::Issuer => 8,
            Self::Topic | Self::Technology => 4,
            Self::About => 1,
        }
    }
}

/// One word, where it was found best.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where.
    pub field: Field,
    /// The text as the catalog writes it.
    pub text: String,
}

/// A credential that has every word.
#[derive(Clone, Debug)]
pub struct Hit<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// How well it fits; only the order means anything.
    pub score: u32,
    /// Where each word was found, in the order of the words.
    pub matches: Vec<Match>,
}

/// The credentials that have every word, the best first.
pub fn search<'c>(catalog: &'c Catalog, words: &[String], today: Date) -> Vec<Hit<'c>> {
    let words: Vec<String> = words.iter().flat_map(|text| tokens(text)).collect();
    let mut hits = Vec::new();
    for credential in &catalog.credentials {
        hits.extend(hit(catalog, credential, &words, today));
    }
    hits.sort_by(|a, b| {
        b.score
            .cmp(&a.score)
            .then_with(|| a.credential.name.len().cmp(&b.credential.name.len()))
            .then_with(|| a.credential.id.cmp(&b.credential.id))
    });
    hits
}

fn hit<'c>(
    catalog: &'c Catalog,
    credential: &'c Credential,
    words: &[String],
    today: Date,
) -> Option<Hit<'c>> {
    let mut texts = short_texts(catalog, credential);
    let short = words.iter().map(|word| best(word, &texts)).collect();
    // Descriptions are decoded only where the short texts lack a word.
    let found: Vec<_> = if words.iter().all(|word| best(word, &texts).is_some()) {
        short
    } else {
        texts.push((Field::About, credential.details.about.to_string()));
        words.iter().map(|word| best(word, &texts)).collect()
    };
    let found = found.into_iter().collect::<Option<Vec<_>>>()?;
    let score: u32 = found.iter().map(|(score, _)| score).sum();
    let retired = credential.status_on(today) == Status::Retired;
    Some(Hit {
        credential,
        score: if retired { score / 2 } else { score },
        matches: found.into_iter().map(|(_, found)| found).collect(),
    })
}

/// What a credential is called and is about, field by field.
fn short_texts(catalog: &Catalog, credential: &Credential) -> Vec<(Field, String)> {
    let names = [credential.id.to_string(), credential.name.to_string()];
    let others = credential.abbreviation.iter().chain(&credential.aliases);
    let names = names.into_iter().chain(others.map(ToString::to_string));
    let exams = credential
        .exam
        .codes
        .iter()
        .chain(&credential.exam.past_codes);
    let issuer = catalog.issuer(&credential.issuer);
    let issuer = [credential.issuer.to_string()]
        .into_iter()
        .chain(issuer.map(|issuer| issuer.name.to_string()));
    let topics = credential
        .topics
        .iter()
        .filter_map(|(id, _)| catalog.topic(&id));
    let topics = topics.flat_map(|topic| {
        let synonyms = topic.synonyms.iter().map(ToString::to_string);
        [topic.name.to_string()].into_iter().chain(synonyms)
    });
    let technologies = credential
        .technologies
        .iter()
        .filter_map(|id| catalog.technology(id))
        .map(|technology| technology.name.to_string());
    let in_field = |field| move |text| (field, text);
    names
        .map(in_field(Field::Name))
        .chain(exams.map(ToString::to_string).map(in_field(Field::Exam)))
        .chain(issuer.map(in_field(Field::Issuer)))
        .chain(topics.map(in_field(Field::Topic)))
        .chain(technologies.map(in_field(Field::Technology)))
        .collect()
}

/// Where a word stands best, and how good that is: a whole word beats the start of one.
fn best(word: &str, texts: &[(Field, String)]) -> Option<(u32, Match)> {
    let candidates = texts.iter().filter_map(|(field, text)| {
        let fit = tokens(text).iter().map(|token| fit(word, token)).max()?;
        (fit > 0).then(|| (fit * field.weight(), *field, text))
    });
    let (score, field, text) = candidates
        .min_by_key(|(score, field, text)| (std::cmp::Reverse(*score), *field, text.len()))?;
    Some((
        score,
        Match {
            field,
            text: text.clone(),
        },
    ))
}

/// How well a token fits a word: 3 whole, 2 where the word begins it; one letter begins nothing.
fn fit(word: &str, token: &str) -> u32 {
    if word == token {
        3
    } else if word.chars().count() > 1 && token.starts_with(word) {
        2
    } else {
        0
    }
}

/// The words of a text in lower case, and each part at dashes joined and apart.
fn tokens(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let letters = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#');
    let mut tokens: Vec<String> = lower
        .split(|c: char| !letters(c))
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
        .collect();
    tokens.dedup();
    tokens
}
