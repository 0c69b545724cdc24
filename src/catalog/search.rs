//! Full-text search in the names, exam codes, issuers, topics and descriptions of credentials.

use super::Catalog;
use super::credential::Credential;
use super::vocabulary::Status;
use crate::base::date::Date;

/// The field in which a word was found, the most significant field first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The id, the name, the abbreviation or another name.
    Name,
    /// The code of an exam.
    Exam,
    Issuer,
    Topic,
    Technology,
    /// The description.
    About,
}

impl Field {
    /// The word for the field in answers.
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

/// The best match of one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    pub field: Field,
    /// The text of the catalog that contains the word.
    pub text: String,
}

/// A credential in which every word was found.
#[derive(Clone, Debug)]
pub struct Hit<'c> {
    pub credential: &'c Credential,
    /// How well it matches; only the order of scores has a meaning.
    pub score: u32,
    /// The best match of each word, in the order of the words.
    pub matches: Vec<Match>,
}

/// The credentials in which every word was found, the best first.
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
    let mut matches = all_matches(words, &texts);
    // Descriptions are decoded only if the short texts lack a word.
    if matches.is_none() {
        texts.push((Field::About, credential.details.about.to_string()));
        matches = all_matches(words, &texts);
    }
    let matches = matches?;
    let score: u32 = matches.iter().map(|(score, _)| score).sum();
    let retired = credential.status_on(today) == Status::Retired;
    Some(Hit {
        credential,
        score: if retired { score / 2 } else { score },
        matches: matches.into_iter().map(|(_, word)| word).collect(),
    })
}

/// The best match of each word with its score; `None` if a word was not found.
fn all_matches(words: &[String], texts: &[(Field, String)]) -> Option<Vec<(u32, Match)>> {
    words.iter().map(|word| best_match(word, texts)).collect()
}

/// The texts of a credential except for its description, each with its field.
fn short_texts(catalog: &Catalog, credential: &Credential) -> Vec<(Field, String)> {
    let names = [credential.id.to_string(), credential.name.to_string()];
    let others = credential.abbreviation.iter().chain(&credential.aliases);
    let names = names.into_iter().chain(others.map(ToString::to_string));
    let exams = credential
        .exam
        .codes
        .iter()
        .chain(&credential.exam.past_codes);
    let exam_names = credential.exam.names.iter();
    let exam_names = exam_names.map(|(name, code)| format!("{name} ({code})"));
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
        .chain(exam_names.map(in_field(Field::Exam)))
        .chain(issuer.map(in_field(Field::Issuer)))
        .chain(topics.map(in_field(Field::Topic)))
        .chain(technologies.map(in_field(Field::Technology)))
        .collect()
}

/// The best match of a word with its score.
fn best_match(word: &str, texts: &[(Field, String)]) -> Option<(u32, Match)> {
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

/// How well a token matches a word: 3 if they are equal, 2 if the token starts with a word of at least two letters.
fn fit(word: &str, token: &str) -> u32 {
    if word == token {
        3
    } else if word.chars().count() > 1 && token.starts_with(word) {
        2
    } else {
        0
    }
}

/// The words of a text in lower case; punctuation other than `+` and `#` separates words.
fn tokens(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut tokens: Vec<String> = lower
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '#'))
        .filter(|token| !token.is_empty())
        .map(str::to_owned)
        .collect();
    tokens.dedup();
    tokens
}
