//! The exams of a credential: what they are called, how they are taken, and what they cover.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::id::TopicId;
use super::vocabulary::{Delivery, Language};
use crate::base::compiled::Lazy;
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::base::text::Text;

/// The exams of a credential.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Exam {
    /// The codes of the current exams.
    pub codes: Vec<Text>,
    /// The codes of earlier versions.
    pub past_codes: Vec<Text>,
    /// The exams that count only together: who has passed every exam of one of these sets has earned the credential.
    /// All of them are among the codes; every other code is enough alone.
    pub sets: Vec<Vec<Text>>,
    /// What single exams of these sets are called besides their codes: each a name and a code.
    pub names: Vec<(Text, Text)>,
    /// What single exams of these sets cost, as far as that is known.
    pub fees: Vec<(Text, Usd)>,
    /// Titles of the exams, where they are not the credential's name. Courses have them too, so that they name the
    /// credential only beside a code.
    pub titles: Vec<Text>,
    /// The total length.
    pub minutes: Option<u16>,
    /// Whether the tasks are performed on real systems.
    pub hands_on: Option<bool>,
    /// How they are taken and what they cover.
    pub details: Lazy<ExamDetails>,
}

/// How exams are taken and what they cover, stored separately so that a ranking never decodes it. What is absent or empty
/// is unknown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ExamDetails {
    /// The number of questions or tasks.
    pub questions: Option<Questions>,
    /// What the exams cover: one outline for each exam that has one of its own.
    pub outlines: Vec<Outline>,
    pub languages: Vec<Language>,
    pub delivery: Vec<Delivery>,
    pub pass_mark: Option<PassMark>,
    pub retake: Option<Retake>,
}

/// A number of questions or tasks. Both ends are the same where the number is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    pub low: u16,
    pub high: u16,
}

/// What an exam covers, in the issuer's order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outline {
    /// The code of the exam; `None` if the credential has only one exam.
    pub exam: Option<Text>,
    /// The issuer's version or date of the outline.
    pub edition: Option<Text>,
    domains: Vec<Domain>,
}

/// A part of an exam.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Domain {
    pub name: Text,
    /// Its share of the exam.
    pub share: PerMille,
    /// The topics it covers, in our words: domains of different issuers have nothing else in common.
    pub topics: Vec<TopicId>,
}

/// A share in tenths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerMille(pub u16);

/// What it takes to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PassMark {
    /// The issuer keeps it to itself.
    NotPublished,
    /// Percent of the points.
    Percent(u8),
    /// Right answers.
    Correct { correct: u16, of: u16 },
    /// Points on a scale that does not count answers.
    Score { score: u16, of: u16 },
}

/// What applies after a failed attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retake {
    /// Further attempts that the fee includes.
    pub included: Option<u8>,
    /// Days to wait after the first failure, the second and so on; the last number applies to all later ones.
    pub wait_days: Vec<u16>,
    pub attempts: Option<Attempts>,
}

/// How often an exam may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    pub max: u8,
    /// The period in which these attempts are counted; `None` if they are counted without end.
    pub within: Option<Period>,
}

impl PerMille {
    /// All of it.
    pub const ALL: Self = Self(1000);
}

/// In percent, with a decimal where there is one, e.g. `17.5%`.
impl fmt::Display for PerMille {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 10, self.0 % 10) {
            (percent, 0) => write!(f, "{percent}%"),
            (percent, tenths) => write!(f, "{percent}.{tenths}%"),
        }
    }
}

impl Outline {
    /// The outline of an exam.
    ///
    /// # Errors
    /// The sum of the shares, if it is not the whole exam.
    pub fn new(
        exam: Option<Text>,
        edition: Option<Text>,
        domains: Vec<Domain>,
    ) -> Result<Self, u32> {
        let sum: u32 = domains.iter().map(|domain| u32::from(domain.share.0)).sum();
        if sum == u32::from(PerMille::ALL.0) {
            Ok(Self {
                exam,
                edition,
                domains,
            })
        } else {
            Err(sum)
        }
    }

    /// Its parts, whose shares sum to the whole exam.
    pub fn domains(&self) -> &[Domain] {
        &self.domains
    }
}

impl Exam {
    /// The outlines of all exams that it takes; `None` if one of them is not known, or if people can choose among exams.
    pub fn whole_outline(&self) -> Option<&[Outline]> {
        let outlines = self.details.outlines.as_slice();
        if let [outline] = outlines
            && outline.exam.is_none()
        {
            return Some(outlines);
        }
        let has_outline = |code: &Text| {
            outlines
                .iter()
                .any(|outline| outline.exam.as_ref() == Some(code))
        };
        let all_needed = self.codes.len() == 1 || self.sets.contains(&self.codes);
        (all_needed && self.codes.iter().all(has_outline)).then_some(outlines)
    }

    /// The codes of the current exams and of earlier versions.
    pub fn all_codes(&self) -> impl Iterator<Item = &Text> {
        self.codes.iter().chain(&self.past_codes)
    }

    /// The current exams in words, e.g. `220-1201 and 220-1202` or `350-401 and one of 300-410, 300-415`.
    pub fn codes_in_words(&self) -> String {
        let alone = self.codes.iter().filter(|code| !self.is_part(code));
        let mut words: Vec<String> = alone.map(ToString::to_string).collect();
        let is_current = |set: &&Vec<Text>| set.iter().all(|code| self.codes.contains(code));
        let sets: Vec<&Vec<Text>> = self.sets.iter().filter(is_current).collect();
        for alike in sets.chunk_by(|one, other| {
            one.split_last().map(|(_, rest)| rest) == other.split_last().map(|(_, rest)| rest)
        }) {
            let Some((_, first)) = alike.first().and_then(|set| set.split_last()) else {
                continue;
            };
            let first: Vec<&str> = first.iter().map(Text::as_str).collect();
            let last: Vec<&str> = alike
                .iter()
                .filter_map(|set| set.last())
                .map(Text::as_str)
                .collect();
            let one_of = if last.len() > 1 { "one of " } else { "" };
            words.push(format!(
                "{} and {one_of}{}",
                first.join(", "),
                last.join(", ")
            ));
        }
        words.join(", or ")
    }

    /// Whether a code is that of an exam that counts only together with others.
    pub fn is_part(&self, code: &str) -> bool {
        let is_code = |exam: &Text| exam.eq_ignore_ascii_case(code);
        self.sets.iter().flatten().any(is_code)
    }

    /// What one of several exams costs, where that is known.
    pub fn fee(&self, code: &str) -> Option<Usd> {
        let mut fees = self.fees.iter();
        fees.find(|(exam, _)| exam.eq_ignore_ascii_case(code))
            .map(|(_, fee)| *fee)
    }

    /// The code of the current or a former exam as the catalog writes it.
    pub fn code(&self, written: &str) -> Option<&Text> {
        self.all_codes()
            .find(|code| code.eq_ignore_ascii_case(written))
    }
}
