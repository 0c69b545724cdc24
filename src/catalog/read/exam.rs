//! Reads the exams of a credential.

use serde::Deserialize;

use super::source::text;
use super::{Context, Kind};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{
    Entries, Field, Form, Items, Parsed, Problem, Reader, Scalar, Span, Whole, scalars,
};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::credential::Details;
use crate::catalog::exam::{
    Attempts, Domain, Exam, ExamDetails, Outline, PassMark, PerMille, Questions, Retake,
};
use crate::catalog::id::TopicId;
use crate::catalog::vocabulary::{Delivery, Language};

/// The exams of a credential.
#[derive(Deserialize)]
#[serde(rename = "Exam")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawExam {
    /// The current exams: a code is enough alone; a list of codes is enough once all of them are passed.
    codes: Option<Items<RawExams>>,
    /// The exams of earlier versions, written in the same way.
    past_codes: Option<Items<RawExams>>,
    /// What single exams of a list are called besides their codes: the name, and the code.
    names: Option<Field<Entries<Parsed<String>>>>,
    /// What single exams of a list cost in USD, by code.
    fees_usd: Option<Field<Entries<Parsed<Usd>>>>,
    /// The titles of the exams, where they are not the credential's name. They name it only beside a code.
    titles: Option<Items<Parsed<String>>>,
    /// The total length in minutes.
    minutes: Option<Scalar<Whole<1, 10_080>>>,
    /// The number of questions or tasks: one number, or a range.
    questions: Option<Field<RawQuestions>>,
    /// Whether the tasks are performed on real systems.
    hands_on: Option<Scalar<bool>>,
    /// The form of the exam, in words.
    form: Option<Scalar<String>>,
    /// What the exams cover, with the share of each domain: one outline for each exam that has one of its own.
    outlines: Option<Items<RawOutline>>,
    /// The languages in which it is offered.
    languages: Option<Items<Parsed<Language>>>,
    /// Where it can be taken.
    delivery: Option<Items<Parsed<Delivery>>>,
    /// What it takes to pass, or `not-published` if the issuer keeps that to itself.
    pass_mark: Option<Field<RawPassMark>>,
    /// What applies after a failed attempt.
    retake: Option<Field<RawRetake>>,
}

/// A number of questions or tasks, or a range.
#[derive(Deserialize)]
#[serde(rename = "Questions")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
enum RawQuestions {
    #[serde(rename = "a single value")]
    Number(Parsed<Whole<1, 1_000>>),
    #[serde(rename = "a map")]
    Range(RawQuestionRange),
}

/// A range of questions or tasks.
#[derive(Deserialize)]
#[serde(rename = "QuestionRange")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawQuestionRange {
    /// The lower end.
    low: Scalar<Whole<1, 1_000>>,
    /// The upper end.
    high: Scalar<Whole<1, 1_000>>,
}

/// What an exam covers.
#[derive(Deserialize)]
#[serde(rename = "Outline")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawOutline {
    /// The code of the exam, if the credential has several exams.
    exam: Option<Scalar<String>>,
    /// The issuer's version or date of the outline.
    edition: Option<Scalar<String>>,
    /// The domains in the issuer's order; their shares sum to 100.
    domains: Items<RawDomain>,
}

/// A part of an exam.
#[derive(Deserialize)]
#[serde(rename = "Domain")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawDomain {
    /// The issuer's name for it.
    name: Scalar<String>,
    /// Its share of the exam in percent, with at most one decimal.
    percent: Scalar<PerMille>,
    /// The topics it covers, by their ids.
    topics: Option<Items<Parsed<TopicId>>>,
}

/// What it takes to pass.
#[derive(Deserialize)]
#[serde(rename = "PassMark")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
enum RawPassMark {
    #[serde(rename = "a single value")]
    NotPublished(Parsed<NotPublished>),
    #[serde(rename = "percent")]
    Percent(PercentToPass),
    #[serde(rename = "correct")]
    Correct(CorrectToPass),
    #[serde(rename = "a map")]
    Score(ScoreToPass),
}

/// Percent of the points.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PercentToPass {
    /// Percent of the points that it takes to pass.
    percent: Scalar<Whole<1, 100>>,
}

/// Right answers.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CorrectToPass {
    /// The right answers that it takes to pass.
    correct: Scalar<Whole<1, 1_000>>,
    /// The number of questions that are scored.
    of: Scalar<Whole<1, 1_000>>,
}

/// Points on a scale that does not count answers.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ScoreToPass {
    /// The points that it takes to pass.
    score: Scalar<Whole<1, 10_000>>,
    /// The highest score.
    of: Scalar<Whole<1, 10_000>>,
}

/// What applies after a failed attempt.
#[derive(Deserialize)]
#[serde(rename = "Retake")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("minProperties" = 1)))]
struct RawRetake {
    /// Further attempts that the fee includes.
    included: Option<Scalar<Whole<0, 20>>>,
    /// Days to wait after the first failure, the second and so on; the last number applies to all later ones.
    wait_days: Option<Items<Parsed<Whole<0, 3_650>>>>,
    /// How often it may be taken.
    attempts: Option<Field<RawAttempts>>,
}

/// How often an exam may be taken.
#[derive(Deserialize)]
#[serde(rename = "Attempts")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("not" = {"required": ["days", "months"]})))]
struct RawAttempts {
    /// The number of attempts.
    max: Scalar<Whole<1, 100>>,
    /// The days within which they are counted; without days or months they are counted without end.
    days: Option<Scalar<Whole<1, 3_650>>>,
    /// The months within which they are counted.
    months: Option<Scalar<Whole<1, 120>>>,
}

/// An exam that is enough alone, or exams that are all needed.
#[derive(Deserialize)]
#[serde(rename = "Exams")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
enum RawExams {
    #[serde(rename = "a single value")]
    One(Parsed<String>),
    #[serde(rename = "a list")]
    All(Items<Parsed<String>>),
}

/// The word for a pass mark that the issuer keeps to itself.
struct NotPublished;

impl Form for NotPublished {
    fn read(text: &str) -> Result<Self, Problem> {
        if text == "not-published" {
            return Ok(Self);
        }
        let message = format!("`{text}` is not a valid pass mark");
        let help = "write `not-published`, or a map with `percent`, with `correct` and `of`, or with `score` and `of`";
        Err(Problem::finding(
            Diagnostic::error(Code::UnknownWord, message).help(help),
        ))
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"const": "not-published"})
    }
}

impl Context<'_, '_, '_> {
    /// Reads the exams of a credential, whose form in words is added to the details.
    pub(super) fn exam(&mut self, exam: Field<RawExam>, details: &mut Details) -> Exam {
        let Some(raw) = exam.value else {
            return Exam::default();
        };
        details.exam_form = text(raw.form);
        let reader = &mut self.reader;
        let mut sets = Vec::new();
        let codes = exams(reader, raw.codes, &mut sets);
        let mut past_codes = exams(reader, raw.past_codes, &mut sets);
        // A current exam may once have been joined to one that has ended.
        past_codes.retain(|code| !codes.contains(code));
        let names = exam_names(reader, raw.names, &sets);
        let fees = exam_fees(reader, raw.fees_usd, &sets);
        let details = ExamDetails {
            questions: raw.questions.and_then(|number| questions(reader, number)),
            languages: once(reader, raw.languages),
            delivery: once(reader, raw.delivery),
            pass_mark: raw.pass_mark.and_then(|mark| pass_mark(reader, mark)),
            retake: raw.retake.and_then(|rule| retake(reader, rule)),
            outlines: self.outlines(raw.outlines, &codes),
        };
        Exam {
            codes,
            past_codes,
            sets,
            names,
            fees,
            titles: scalars(raw.titles).map(Text::from).collect(),
            minutes: number(raw.minutes),
            hands_on: raw.hands_on.and_then(Scalar::get),
            details: details.into(),
        }
    }

    /// Reads what exams cover; each outline is that of another exam.
    fn outlines(&mut self, items: Option<Items<RawOutline>>, codes: &[Text]) -> Vec<Outline> {
        let items = items.and_then(|items| items.value).unwrap_or_default();
        let are_several = items.len() > 1;
        let mut outlines: Vec<Outline> = Vec::new();
        for item in items {
            let span = item.span;
            let Some(raw) = item.value else { continue };
            if are_several && raw.exam.is_none() {
                self.reader.missing(span, &["exam"], |finding| {
                    finding.help("where there are several outlines, each names its exam")
                });
            }
            let exam = raw.exam.and_then(|exam| {
                let place = exam.span;
                let code = exam.get().map(Text::from)?;
                self.check_code(place, &code, codes, &outlines);
                Some(code)
            });
            let domains = raw.domains.value.unwrap_or_default();
            let given = domains.len();
            let domains: Vec<Domain> = domains
                .into_iter()
                .filter_map(|raw| self.domain(raw.value?))
                .collect();
            if domains.len() < given {
                continue;
            }
            match Outline::new(exam, text(raw.edition), domains) {
                Ok(outline) => outlines.push(outline),
                Err(sum) => {
                    let sum = f64::from(sum) / 10.0;
                    let message = format!("the shares of the domains sum to {sum}%");
                    let finding = Diagnostic::error(Code::OutOfRange, message);
                    self.reader.report(span, finding.label("expected 100%"));
                }
            }
        }
        outlines
    }

    /// Reports an outline of an exam that is none of the current ones, or that has an outline already.
    fn check_code(&mut self, span: Span, code: &Text, codes: &[Text], outlines: &[Outline]) {
        if !codes.contains(code) {
            let message = format!("`{code}` is not one of the codes of the exams");
            let finding = Diagnostic::error(Code::UnknownId, message);
            let codes = codes.iter().map(Text::as_str);
            self.reader.report(span, finding.suggest(code, codes));
        }
        if outlines
            .iter()
            .any(|outline| outline.exam.as_ref() == Some(code))
        {
            let message = format!("exam `{code}` has two outlines");
            self.reader
                .report(span, Diagnostic::error(Code::DefinedTwice, message));
        }
    }

    fn domain(&mut self, raw: RawDomain) -> Option<Domain> {
        let topics = self.mentions(Kind::Topic, raw.topics);
        Some(Domain {
            name: raw.name.get().map(Text::from)?,
            share: raw.percent.get()?,
            topics,
        })
    }
}

fn number<const LEAST: u16, const MOST: u16>(
    number: Option<Scalar<Whole<LEAST, MOST>>>,
) -> Option<u16> {
    number.and_then(Scalar::get).map(|Whole(number)| number)
}

/// The words of a list, each of which is given once.
fn once<W: Word + PartialEq>(
    reader: &mut Reader<'_, '_>,
    items: Option<Items<Parsed<W>>>,
) -> Vec<W> {
    let mut words = Vec::new();
    for item in items.and_then(|items| items.value).unwrap_or_default() {
        let span = item.span;
        let Some(word) = item.get() else { continue };
        if words.contains(&word) {
            let message = format!("`{}` is listed twice", word.word());
            reader.report(span, Diagnostic::error(Code::DefinedTwice, message));
        } else {
            words.push(word);
        }
    }
    words
}

fn questions(reader: &mut Reader<'_, '_>, questions: Field<RawQuestions>) -> Option<Questions> {
    let (low, high) = match questions.value? {
        RawQuestions::Number(Parsed(Whole(number))) => (number, number),
        RawQuestions::Range(range) => (number(Some(range.low))?, number(Some(range.high))?),
    };
    if low > high {
        let message = format!("`questions` goes from {low} to {high}");
        let finding = Diagnostic::error(Code::OutOfRange, message);
        let help = "`low` must not be greater than `high`";
        reader.report(questions.span, finding.help(help));
        return None;
    }
    Some(Questions { low, high })
}

fn pass_mark(reader: &mut Reader<'_, '_>, mark: Field<RawPassMark>) -> Option<PassMark> {
    let (needed, of, mark_of): (u16, u16, fn(u16, u16) -> PassMark) = match mark.value? {
        RawPassMark::NotPublished(_) => return Some(PassMark::NotPublished),
        RawPassMark::Percent(raw) => {
            let percent = u8::try_from(number(Some(raw.percent))?).ok()?;
            return Some(PassMark::Percent(percent));
        }
        RawPassMark::Correct(raw) => (
            number(Some(raw.correct))?,
            number(Some(raw.of))?,
            |correct, of| PassMark::Correct { correct, of },
        ),
        RawPassMark::Score(raw) => (
            number(Some(raw.score))?,
            number(Some(raw.of))?,
            |score, of| PassMark::Score { score, of },
        ),
    };
    if needed > of {
        let message = format!("`pass_mark` is {needed} of {of}");
        reader.report(mark.span, Diagnostic::error(Code::OutOfRange, message));
        return None;
    }
    Some(mark_of(needed, of))
}

fn retake(reader: &mut Reader<'_, '_>, rule: Field<RawRetake>) -> Option<Retake> {
    let raw = rule.value?;
    if raw.included.is_none() && raw.wait_days.is_none() && raw.attempts.is_none() {
        let message = "`retake` says nothing: expected `included`, `wait_days` or `attempts`";
        reader.report(rule.span, Diagnostic::error(Code::MissingKey, message));
        return None;
    }
    Some(Retake {
        included: number(raw.included).and_then(|number| u8::try_from(number).ok()),
        wait_days: scalars(raw.wait_days).map(|Whole(days)| days).collect(),
        attempts: raw
            .attempts
            .and_then(|attempts| read_attempts(reader, attempts)),
    })
}

fn read_attempts(reader: &mut Reader<'_, '_>, attempts: Field<RawAttempts>) -> Option<Attempts> {
    let raw = attempts.value?;
    let within = match (raw.days, raw.months) {
        (None, None) => None,
        (Some(days), None) => Some(Period::Days(number(Some(days))?)),
        (None, Some(months)) => Some(Period::Months(number(Some(months))?)),
        (Some(_), Some(_)) => {
            let message = "`attempts` has both `days` and `months`";
            reader.report(
                attempts.span,
                Diagnostic::error(Code::Contradiction, message),
            );
            return None;
        }
    };
    Some(Attempts {
        max: u8::try_from(number(Some(raw.max))?).ok()?,
        within,
    })
}

/// The codes of all exams, each once; those that count only together are added to the sets as well.
fn exams(
    reader: &mut Reader<'_, '_>,
    items: Option<Items<RawExams>>,
    sets: &mut Vec<Vec<Text>>,
) -> Vec<Text> {
    let items = items.and_then(|items| items.value).unwrap_or_default();
    let (mut codes, mut alone) = (Vec::<Text>::new(), Vec::new());
    for item in items {
        let given = match item.value {
            Some(RawExams::One(Parsed(code))) => {
                let code = Text::from(code);
                alone.push((item.span, code.clone()));
                vec![code]
            }
            Some(RawExams::All(all)) => {
                let set: Vec<Text> = scalars(Some(all)).map(Text::from).collect();
                if set.len() < 2 {
                    let message = "a list of exams that are all needed has fewer than two exams";
                    let finding = Diagnostic::error(Code::OutOfRange, message);
                    let help = "write a code that is enough alone without a list of its own";
                    reader.report(item.span, finding.help(help));
                }
                sets.push(set.clone());
                set
            }
            None => continue,
        };
        for code in given {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    for (span, code) in alone {
        if sets.iter().flatten().any(|part| *part == code) {
            let message = format!("exam `{code}` is both enough alone and one of several");
            reader.report(span, Diagnostic::error(Code::Contradiction, message));
        }
    }
    codes
}

/// What single exams are called, each of which must be one of several.
fn exam_names(
    reader: &mut Reader<'_, '_>,
    names: Option<Field<Entries<Parsed<String>>>>,
    sets: &[Vec<Text>],
) -> Vec<(Text, Text)> {
    let entries = names.and_then(|names| names.value);
    let entries = entries.map_or_else(Vec::new, |Entries(entries)| entries);
    let mut known = Vec::new();
    for (name, code) in entries {
        let span = code.span;
        let Some(code) = code.get().map(Text::from) else {
            continue;
        };
        expect_part(reader, span, &code, sets);
        known.push((Text::from(name), code));
    }
    known
}

/// What single exams cost, each of which must be one of several.
fn exam_fees(
    reader: &mut Reader<'_, '_>,
    fees: Option<Field<Entries<Parsed<Usd>>>>,
    sets: &[Vec<Text>],
) -> Vec<(Text, Usd)> {
    let entries = fees.and_then(|fees| fees.value);
    let entries = entries.map_or_else(Vec::new, |Entries(entries)| entries);
    let mut known = Vec::new();
    for (code, fee) in entries {
        let code = Text::from(code);
        expect_part(reader, fee.span, &code, sets);
        known.extend(fee.get().map(|fee| (code, fee)));
    }
    known
}

/// Reports a code that is not that of one of several exams.
fn expect_part(reader: &mut Reader<'_, '_>, span: Span, code: &Text, sets: &[Vec<Text>]) {
    if !sets.iter().flatten().any(|part| part == code) {
        let message = format!("`{code}` is not one of several exams that are all needed");
        let codes = sets.iter().flatten().map(Text::as_str);
        let finding = Diagnostic::error(Code::UnknownId, message);
        reader.report(span, finding.suggest(code, codes));
    }
}
