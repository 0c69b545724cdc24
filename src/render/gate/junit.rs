//! `JUnit` XML: a requirement set is a suite, an item a case.

use std::collections::BTreeSet;

use quick_junit::{
    NonSuccessKind, Property, Report, SerializeError, TestCase, TestCaseStatus, TestSuite,
};

use super::{FailOn, Locate, breaks, decides, gap, joined, together};
use crate::base::diagnostic::Place;
use crate::coverage::verdict::{ItemVerdict, RequirementVerdict, Verdict};
use crate::render::clean;
use crate::render::coverage::assumed;
use crate::render::names::Names;
use crate::team::requirement::Weight;

/// The verdict as a report.
///
/// # Errors
/// None that data of this form can cause.
pub fn report(
    verdict: &Verdict,
    names: &Names<'_>,
    fail_on: FailOn,
    locate: Locate<'_>,
) -> Result<String, SerializeError> {
    let mut report = Report::new("certadvise coverage");
    let mut taken = BTreeSet::new();
    for requirement in &verdict.requirements {
        let mut suite = TestSuite::new(clean(&requirement.name));
        suite.add_property(Property::new("as_of", verdict.as_of.to_string()));
        suite.add_property(Property::new("looks_ahead_to", verdict.until.to_string()));
        suite.add_property(Property::new(
            "certadvise_version",
            env!("CARGO_PKG_VERSION"),
        ));
        for text in assumed(requirement, names) {
            suite.add_property(Property::new("assumed_valid", clean(&text)));
        }
        for text in &requirement.not_checked {
            suite.add_property(Property::new("not_checked", clean(text)));
        }
        for (name, status, place) in cases(requirement, names, fail_on) {
            let name = unique(&mut taken, &requirement.id, &clean(&name));
            suite.add_test_case(case(&requirement.id, name, status, Some(place), locate));
        }
        report.add_test_suite(suite);
    }
    let failing: Vec<_> = verdict
        .warnings
        .iter()
        .filter(|finding| fail_on.fails(finding.code))
        .collect();
    if !failing.is_empty() {
        let mut suite = TestSuite::new("Warnings");
        for finding in failing {
            let message = clean(&finding.message);
            let name = unique(&mut taken, finding.code.id(), &message);
            suite.add_test_case(case(
                finding.code.id(),
                name,
                failure("warning", &message),
                finding.place.as_ref(),
                locate,
            ));
        }
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn case(
    class: &str,
    name: String,
    status: TestCaseStatus,
    place: Option<&Place>,
    locate: Locate<'_>,
) -> TestCase {
    let mut case = TestCase::new(name, status);
    let place = locate(place);
    case.set_classname(class);
    case.extra
        .insert("file".into(), place.file.to_string().into());
    case.extra
        .insert("line".into(), place.line.to_string().into());
    case
}

/// Every case of a requirement: one an item, and one for each group of seats that lack people together.
fn cases<'v>(
    requirement: &'v RequirementVerdict,
    names: &Names<'_>,
    fail_on: FailOn,
) -> Vec<(String, TestCaseStatus, &'v Place)> {
    let mut cases = Vec::new();
    for item in &requirement.items {
        let name = item.name.as_ref().map_or_else(
            || item.id.to_string(),
            |name| format!("{}: {name}", item.id),
        );
        cases.push((name, status(requirement, item, names), &item.place));
        let fail_on = fail_on.of(item);
        if fail_on.expiring && item.covered {
            let status = item.breaks_on.map(|day| {
                failure(
                    "breaks",
                    &format!("covered until {}", breaks(item, day, names)),
                )
            });
            cases.push((
                format!("{} stays covered", item.id),
                status.unwrap_or_else(TestCaseStatus::success),
                &item.place,
            ));
        }
        if fail_on.single_point {
            let people = item
                .single_points
                .iter()
                .map(|person| names.person(person))
                .collect::<Vec<_>>()
                .join(" or without ");
            let message = format!("not covered without {people}");
            let status = if people.is_empty() {
                TestCaseStatus::success()
            } else {
                failure("single-point", &message)
            };
            cases.push((
                format!("{} has no single point of failure", item.id),
                status,
                &item.place,
            ));
        }
    }
    for short in &requirement.jointly_short {
        let message = together(short);
        let decides = decides(requirement, short);
        let status = if decides {
            failure("short-together", &message)
        } else {
            skipped(&format!("advisory: {message}"))
        };
        cases.push((
            format!("{} together", joined(short)),
            status,
            &requirement.place,
        ));
    }
    cases
}

fn status(
    requirement: &RequirementVerdict,
    item: &ItemVerdict,
    names: &Names<'_>,
) -> TestCaseStatus {
    let waivers = requirement
        .waivers
        .iter()
        .filter(|waiver| waiver.active && waiver.item == item.id);
    let waivers: Vec<String> = waivers
        .map(|waiver| format!("waived until {}: {}", waiver.until, waiver.reason))
        .collect();
    match (item.covered, item.severity) {
        (true, _) if item.filled < item.needed && !waivers.is_empty() => {
            skipped(&waivers.join("; "))
        }
        (true, _) => TestCaseStatus::success(),
        (false, Weight::Advisory) => skipped(&format!("advisory: {}", gap(item, names))),
        (false, Weight::Required) => failure("not-covered", &gap(item, names)),
    }
}

/// A failure whose text stands in the attribute and in the body: some readers show the one, some the other.
fn failure(kind: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_type(kind)
        .set_message(clean(message))
        .set_description(clean(message));
    status
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(clean(message));
    status
}

/// A name that no other case of the class has: readers drop the second of two.
fn unique(taken: &mut BTreeSet<(String, String)>, class: &str, name: &str) -> String {
    let mut unique = name.to_owned();
    let mut number = 1;
    while !taken.insert((class.to_owned(), unique.clone())) {
        number += 1;
        unique = format!("{name} ({number})");
    }
    unique
}
