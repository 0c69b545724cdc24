//! What exams cover: how outlines are read, what the shipped ones rest on, and how much of one exam others cover.

use proptest::collection::vec;
use proptest::prelude::*;

use super::generate::{catalog, credential};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::catalog::credential::Credential;
use crate::catalog::exam::{Domain, Exam, ExamDetails, Outline, PassMark, PerMille};
use crate::catalog::read::File;
use crate::catalog::vocabulary::{Fact, Language};
use crate::cost::overlap::{can_compare, covered, hours_left};
use crate::cost::{Basis, HourRange};
use crate::embedded;

/// The findings of an overlay that gives CKA this exam, each with its line.
fn found(exam: &str) -> Vec<(u32, Code)> {
    let file = File {
        name: "x.yaml".to_owned(),
        text: format!("credentials:\n  - id: cka\n    exam:\n{exam}"),
    };
    let found = embedded::catalog().with(&[file]).err().unwrap_or_default();
    let line = |finding: &Diagnostic| finding.place.as_ref().map_or(0, |place| place.line);
    let mut found: Vec<(u32, Code)> = found
        .iter()
        .map(|finding| (line(finding), finding.code))
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn every_problem_of_an_exam_is_reported_at_its_place() {
    let exam = "      codes: [CKA]
      questions: {low: 20, high: 15}
      outlines:
        - exam: CKB
          domains:
            - {name: One, percent: 60.5, topics: [kubernets]}
            - {name: Two, percent: 40}
        - domains:
            - {name: All, percent: 100.01}
      languages: [en, EN, xx]
      delivery: [at-home]
      pass_mark: {correct: 70, of: 60}
      retake: {attempts: {max: 3, days: 90, months: 3}}
";
    assert_eq!(
        found(exam),
        [
            (5, Code::OutOfRange),
            (7, Code::UnknownId),
            (7, Code::OutOfRange),
            (9, Code::UnknownId),
            (11, Code::MissingKey),
            (12, Code::OutOfRange),
            (13, Code::UnknownWord),
            (13, Code::DefinedTwice),
            (14, Code::UnknownWord),
            (15, Code::OutOfRange),
            (16, Code::Contradiction),
        ]
    );
    assert_eq!(found("      retake: {}\n"), [(4, Code::MissingKey)]);
    assert_eq!(found("      pass_mark: secret\n"), [(4, Code::UnknownWord)]);
    assert_eq!(
        found("      outlines: [{domains: []}]\n"),
        [(4, Code::OutOfRange)]
    );
}

#[test]
fn an_exam_is_read_as_it_is_written() {
    let file = File {
        name: "x.yaml".to_owned(),
        text: "credentials:\n  - id: cka\n    exam: {questions: 17, languages: [pt-BR], pass_mark: {score: 7, of: 9}, \
            outlines: [{domains: [{name: A, percent: 33.1}, {name: B, percent: 66.9}]}]}\n"
            .to_owned(),
    };
    let (catalog, _) = embedded::catalog().with(&[file]).unwrap();
    let exam = &catalog.credential_named("cka").unwrap().exam;
    let details = &exam.details;
    assert_eq!(
        details.questions.map(|number| (number.low, number.high)),
        Some((17, 17))
    );
    assert_eq!(details.languages, [Language::BrazilianPortuguese]);
    assert_eq!(details.pass_mark, Some(PassMark::Score { score: 7, of: 9 }));
    let shares: Vec<String> = details.outlines[0]
        .domains()
        .iter()
        .map(|domain| domain.share.to_string())
        .collect();
    assert_eq!(shares, ["33.1%", "66.9%"]);
}

#[test]
fn shipped_outlines_sum_to_the_whole_and_have_a_source() {
    let catalog = embedded::catalog();
    let mut number = 0;
    for credential in &catalog.credentials {
        let outlines = &credential.exam.details.outlines;
        let supports = |fact| {
            let mut sources = credential.details.sources.iter();
            sources.any(|source| source.supports.contains(&fact))
        };
        assert_eq!(
            !outlines.is_empty(),
            supports(Fact::Outline),
            "{}",
            credential.id
        );
        for outline in outlines {
            let shares = outline.domains().iter();
            let sum: u16 = shares.map(|domain| domain.share.0).sum();
            assert_eq!(sum, PerMille::ALL.0, "{}", credential.id);
            let has_topics = |domain: &Domain| !domain.topics.is_empty();
            assert!(
                outline.domains().iter().all(has_topics),
                "{}",
                credential.id
            );
        }
        number += usize::from(!outlines.is_empty());
    }
    assert!(number >= 120, "{number}");
}

#[test]
fn exams_of_one_field_cover_each_other_and_others_do_not() {
    let catalog = embedded::catalog();
    let covered = |id: &str, held: &[&str]| {
        let named = |id: &str| catalog.credential_named(id).unwrap();
        let held: Vec<&Credential> = held.iter().map(|id| named(id)).collect();
        covered(catalog, named(id), held)
    };
    assert!(covered("ckad", &["cka"]) > Some(0.5));
    // A lower tier covers less of a higher one than the other way round.
    assert!(covered("cka", &["kcna"]) < covered("kcna", &["cka"]));
    assert_eq!(covered("cka", &[]), None);
    // Without an outline nothing is said.
    assert_eq!(covered("cka", &["rhcsa"]), None);
    assert_eq!(covered("rhcsa", &["cka"]), None);
    // Which of its exams was taken is not known.
    assert_eq!(covered("cka", &["ccnp-security"]), None);
    // Both exams of A+ count.
    assert!(covered("network-plus", &["a-plus"]) > Some(0.05));
}

/// An exam with random domains about topics of the random catalogs.
fn exam() -> impl Strategy<Value = Exam> {
    let topics = vec(0..6_usize, 0..4);
    let domain = (1..100_u16, topics);
    (vec(domain, 1..6), prop::bool::weighted(0.85)).prop_map(|(parts, is_known)| {
        let whole = PerMille::ALL.0;
        let sum: u16 = parts.iter().map(|(share, _)| share).sum();
        let mut left = whole;
        let last = parts.len() - 1;
        let domains: Vec<Domain> = parts
            .into_iter()
            .enumerate()
            .map(|(index, (share, topics))| {
                let share = if index == last {
                    left
                } else {
                    u16::try_from(u32::from(share) * u32::from(whole) / u32::from(sum)).unwrap()
                };
                left -= share;
                let topics = topics
                    .into_iter()
                    .map(|number| format!("topic{number}").parse().unwrap());
                Domain {
                    name: "A domain".into(),
                    share: PerMille(share),
                    topics: topics.collect(),
                }
            })
            .collect();
        let outline = Outline::new(None, None, domains).unwrap();
        let details = ExamDetails {
            outlines: if is_known { vec![outline] } else { Vec::new() },
            ..ExamDetails::default()
        };
        Exam {
            details: details.into(),
            ..Exam::default()
        }
    })
}

/// Credentials with random exams, each with its own id.
fn credentials() -> impl Strategy<Value = Vec<Credential>> {
    vec((credential(), exam()), 2..6).prop_map(|parts| {
        let parts = parts.into_iter().enumerate();
        let with_exam = |(number, (mut credential, exam)): (usize, (Credential, Exam))| {
            credential.id = format!("x{number}").parse().unwrap();
            credential.exam = exam;
            credential
        };
        parts.map(with_exam).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn holding_more_never_covers_less(catalog in catalog(), credentials in credentials()) {
        let (next, held) = credentials.split_first().unwrap();
        let mut before: Option<f64> = None;
        for number in 0..=held.len() {
            let share = covered(&catalog, next, &held[..number]);
            prop_assert!(share >= before, "{before:?} {share:?}");
            prop_assert!(share.is_none_or(|share| (0.0..=1.0).contains(&share)));
            let is_known = held[..number].iter().any(|held| can_compare(next, held));
            prop_assert_eq!(share.is_some(), is_known);
            let reversed = covered(&catalog, next, held[..number].iter().rev());
            prop_assert_eq!(share, reversed);
            before = share;
        }
    }

    #[test]
    fn an_exam_with_topics_for_all_domains_is_covered_by_its_twin(catalog in catalog(), credentials in credentials()) {
        let next = &credentials[0];
        let mut twin = next.clone();
        twin.id = "twin".parse().unwrap();
        if let Some(share) = covered(&catalog, next, [&twin]) {
            let outlines = next.exam.details.outlines.iter();
            let with_topics: u16 = outlines
                .flat_map(Outline::domains)
                .filter(|domain| !domain.topics.is_empty())
                .map(|domain| domain.share.0)
                .sum();
            prop_assert!((share - f64::from(with_topics) / 1000.0).abs() < 1e-9);
        }
    }

    #[test]
    fn at_least_half_of_the_hours_are_left(low in 0..500_u16, more in 0..500_u16, share in 0.0..=1.0_f64) {
        let whole = HourRange { low: low.into(), high: (low + more).into(), basis: Basis::Sourced };
        let left = hours_left(whole, share);
        prop_assert!(left.low >= whole.low / 2.0 && left.low <= whole.low);
        prop_assert!(left.high >= whole.high / 2.0 && left.high <= whole.high);
        prop_assert_eq!(left.basis, Basis::Estimated);
    }
}
