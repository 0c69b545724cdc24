//! How exams are taken and what they cover, in words and as JSON.

use serde::Serialize;

use super::count;
use super::value::{grouped, list, span};
use crate::base::date::Period;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::exam::{ExamDetails, Outline, PassMark, PerMille, Questions, Retake};
use crate::catalog::id::TopicId;
use crate::catalog::vocabulary::{Delivery, Language};

/// How many questions or tasks there are: `65` or `100 to 150`.
pub(super) fn questions(questions: Questions) -> String {
    let Questions { low, high } = questions;
    if low == high {
        low.to_string()
    } else {
        format!("{low} to {high}")
    }
}

/// Where it can be taken; empty if that is not known.
pub(super) fn delivery(places: &[Delivery]) -> String {
    let places: Vec<String> = places
        .iter()
        .map(|place| place.word().replace('-', " "))
        .collect();
    places.join(" or ")
}

/// The languages by their names; empty if they are not known.
pub(super) fn languages(languages: &[Language]) -> String {
    let names: Vec<&str> = languages.iter().map(|language| language.name()).collect();
    list(&names)
}

/// What it takes to pass.
pub(super) fn pass_mark(mark: PassMark) -> String {
    match mark {
        PassMark::NotPublished => "not published".to_owned(),
        PassMark::Percent(percent) => format!("{percent}%"),
        PassMark::Correct { correct, of } => format!("{correct} of {of} questions"),
        PassMark::Score { score, of } => {
            format!("{} of {} points", grouped(score.into()), grouped(of.into()))
        }
    }
}

/// What applies after a failed attempt.
pub(super) fn retake(rule: &Retake) -> String {
    let included = rule.included.map(|included| match included {
        0 => "none included in the fee".to_owned(),
        included => format!("{included} included in the fee"),
    });
    let attempts = rule.attempts.map(|attempts| {
        let max = count(usize::from(attempts.max), "attempt", "attempts");
        match attempts.within {
            Some(Period::Days(days)) => format!("at most {max} in {days} days"),
            Some(Period::Months(months)) => format!("at most {max} in {}", span(months)),
            None => format!("at most {max}"),
        }
    });
    let parts: Vec<String> = [included, wait(&rule.wait_days), attempts]
        .into_iter()
        .flatten()
        .collect();
    parts.join("; ")
}

/// The days to wait: `after 1 day`, `after 30, then 60 days` or `at once, then after 14 days`.
fn wait(days: &[u16]) -> Option<String> {
    let in_days = |days: u16| count(usize::from(days), "day", "days");
    let (last, before) = days.split_last()?;
    if days.contains(&0) {
        let waits = days.iter().map(|days| match days {
            0 => "at once".to_owned(),
            days => format!("after {}", in_days(*days)),
        });
        return Some(waits.collect::<Vec<_>>().join(", then "));
    }
    let before: String = before.iter().map(|days| format!("{days}, then ")).collect();
    Some(format!("after {before}{}", in_days(*last)))
}

/// The lines of an outline: a heading, to which `citation` belongs, and one line for each domain.
pub(super) fn outline(outline: &Outline, citation: &str) -> Vec<String> {
    let exam = outline.exam.as_ref();
    let exam = exam.map_or_else(String::new, |exam| format!("{exam}: "));
    let edition = outline.edition.as_ref();
    let edition = edition.map_or_else(String::new, |edition| format!(", edition {edition}"));
    let domains = count(outline.domains().len(), "domain", "domains");
    let heading = format!("{exam}{domains}{edition}{citation}");
    let lines = outline.domains().iter();
    let lines = lines.map(|domain| format!("{} {}", domain.share, domain.name));
    std::iter::once(heading).chain(lines).collect()
}

/// How the exams are taken and what they cover; what is `null` or empty is unknown.
#[derive(Serialize)]
pub(super) struct ExamJson<'a> {
    questions_low: Option<u16>,
    questions_high: Option<u16>,
    outlines: Vec<OutlineJson<'a>>,
    languages: &'a [Language],
    delivery: &'a [Delivery],
    pass_mark: Option<PassMarkJson>,
    retake: Option<RetakeJson<'a>>,
}

#[derive(Serialize)]
struct OutlineJson<'a> {
    /// The code of the exam, if the credential has several.
    exam: Option<&'a Text>,
    edition: Option<&'a Text>,
    domains: Vec<DomainJson<'a>>,
}

#[derive(Serialize)]
struct DomainJson<'a> {
    name: &'a Text,
    percent: f64,
    topics: &'a [TopicId],
}

/// Whether it is published; if so, what it takes: `percent`, `correct` of `of` questions, or `score` of `of` points.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
enum PassMarkJson {
    NotPublished,
    Percent { percent: u8 },
    Correct { correct: u16, of: u16 },
    Score { score: u16, of: u16 },
}

#[derive(Serialize)]
struct RetakeJson<'a> {
    included: Option<u8>,
    wait_days: &'a [u16],
    max_attempts: Option<u8>,
    within_days: Option<u16>,
    within_months: Option<u16>,
}

impl<'a> ExamJson<'a> {
    pub(super) fn of(details: &'a ExamDetails) -> Self {
        Self {
            questions_low: details.questions.map(|questions| questions.low),
            questions_high: details.questions.map(|questions| questions.high),
            outlines: details.outlines.iter().map(OutlineJson::of).collect(),
            languages: &details.languages,
            delivery: &details.delivery,
            pass_mark: details.pass_mark.map(PassMarkJson::from),
            retake: details.retake.as_ref().map(RetakeJson::of),
        }
    }
}

impl<'a> OutlineJson<'a> {
    fn of(outline: &'a Outline) -> Self {
        let domains = outline.domains().iter().map(|domain| DomainJson {
            name: &domain.name,
            percent: in_percent(domain.share),
            topics: &domain.topics,
        });
        Self {
            exam: outline.exam.as_ref(),
            edition: outline.edition.as_ref(),
            domains: domains.collect(),
        }
    }
}

fn in_percent(share: PerMille) -> f64 {
    f64::from(share.0) / 10.0
}

impl From<PassMark> for PassMarkJson {
    fn from(mark: PassMark) -> Self {
        match mark {
            PassMark::NotPublished => Self::NotPublished,
            PassMark::Percent(percent) => Self::Percent { percent },
            PassMark::Correct { correct, of } => Self::Correct { correct, of },
            PassMark::Score { score, of } => Self::Score { score, of },
        }
    }
}

impl<'a> RetakeJson<'a> {
    fn of(rule: &'a Retake) -> Self {
        let within = rule.attempts.and_then(|attempts| attempts.within);
        let (within_days, within_months) = match within {
            Some(Period::Days(days)) => (Some(days), None),
            Some(Period::Months(months)) => (None, Some(months)),
            None => (None, None),
        };
        Self {
            included: rule.included,
            wait_days: &rule.wait_days,
            max_attempts: rule.attempts.map(|attempts| attempts.max),
            within_days,
            within_months,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::exam::Attempts;

    #[test]
    fn retake_rules_are_put_in_words() {
        let rule = Retake {
            included: Some(1),
            wait_days: vec![0, 14],
            attempts: Some(Attempts {
                max: 4,
                within: Some(Period::Months(12)),
            }),
        };
        assert_eq!(
            retake(&rule),
            "1 included in the fee; at once, then after 14 days; at most 4 attempts in 1 year"
        );
        assert_eq!(wait(&[1]).as_deref(), Some("after 1 day"));
        assert_eq!(
            wait(&[30, 60, 90]).as_deref(),
            Some("after 30, then 60, then 90 days")
        );
        assert_eq!(wait(&[]), None);
    }
}
