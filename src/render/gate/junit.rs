//! `JUnit` XML: a requirement set is a suite, an item a case.

use std::collections::BTreeSet;
use std::io;

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::Writer;

use super::{FailOn, Locate, breaks, decides, gap, joined, together};
use crate::base::diagnostic::Place;
use crate::coverage::verdict::{ItemVerdict, RequirementVerdict, Verdict};
use crate::render::clean;
use crate::render::coverage::assumed;
use crate::render::names::Names;
use crate::team::requirement::Weight;

/// What a case came to.
enum Status {
    Success,
    Failure { kind: &'static str, message: String },
    Skipped { message: String },
}

struct Case {
    class: String,
    name: String,
    status: Status,
    place: Place,
}

struct Suite {
    name: String,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
}

/// The verdict as a report.
///
/// # Errors
/// None that data of this form can cause.
pub fn report(
    verdict: &Verdict,
    names: &Names<'_>,
    fail_on: FailOn,
    locate: Locate<'_>,
) -> io::Result<String> {
    let mut suites = Vec::new();
    let mut taken = BTreeSet::new();
    for requirement in &verdict.requirements {
        let mut properties = vec![
            ("as_of", verdict.as_of.to_string()),
            ("looks_ahead_to", verdict.until.to_string()),
            ("certadvise_version", env!("CARGO_PKG_VERSION").to_owned()),
        ];
        for text in assumed(requirement, names) {
            properties.push(("assumed_valid", clean(&text)));
        }
        for text in &requirement.not_checked {
            properties.push(("not_checked", clean(text)));
        }
        let cases = cases(requirement, names, fail_on);
        let cases = cases.into_iter().map(|(name, status, place)| Case {
            class: requirement.id.to_string(),
            name: unique(&mut taken, &requirement.id, &clean(&name)),
            status,
            place: locate(Some(place)),
        });
        suites.push(Suite {
            name: clean(&requirement.name),
            properties,
            cases: cases.collect(),
        });
    }
    let failing = verdict
        .warnings
        .iter()
        .filter(|finding| fail_on.fails(finding.code));
    let cases: Vec<Case> = failing
        .map(|finding| {
            let message = clean(&finding.message);
            Case {
                class: finding.code.id().to_owned(),
                name: unique(&mut taken, finding.code.id(), &message),
                status: failure("warning", &message),
                place: locate(finding.place.as_ref()),
            }
        })
        .collect();
    if !cases.is_empty() {
        suites.push(Suite {
            name: "Warnings".to_owned(),
            properties: Vec::new(),
            cases,
        });
    }
    write(&suites)
}

fn write(suites: &[Suite]) -> io::Result<String> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 4);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    writer
        .create_element("testsuites")
        .with_attribute(("name", "certadvise coverage"))
        .with_attributes(borrowed(&counts(&all())))
        .write_inner_content(|writer| suites.iter().try_for_each(|suite| suite.write(writer)))?;
    let text = String::from_utf8(writer.into_inner()).map_err(io::Error::other)?;
    Ok(text + "\n")
}

/// How many cases there are of each kind, as attributes.
fn counts<'c>(cases: &(impl Iterator<Item = &'c Case> + Clone)) -> [(&'static str, String); 4] {
    let with = |wanted: fn(&Status) -> bool| {
        let cases = cases.clone().filter(|case| wanted(&case.status));
        cases.count().to_string()
    };
    [
        ("tests", with(|_| true)),
        (
            "skipped",
            with(|status| matches!(status, Status::Skipped { .. })),
        ),
        (
            "failures",
            with(|status| matches!(status, Status::Failure { .. })),
        ),
        ("errors", "0".to_owned()),
    ]
}

fn borrowed<'a>(attributes: &'a [(&'a str, String)]) -> impl Iterator<Item = (&'a str, &'a str)> {
    attributes
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
}

impl Suite {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        writer
            .create_element("testsuite")
            .with_attribute(("name", self.name.as_str()))
            .with_attributes(borrowed(&counts(&self.cases.iter())))
            .write_inner_content(|writer| {
                if !self.properties.is_empty() {
                    writer
                        .create_element("properties")
                        .write_inner_content(|writer| {
                            self.properties.iter().try_for_each(|(name, value)| {
                                let attributes = [("name", *name), ("value", value.as_str())];
                                let property = writer.create_element("property");
                                property.with_attributes(attributes).write_empty()?;
                                Ok(())
                            })
                        })?;
                }
                self.cases.iter().try_for_each(|case| case.write(writer))
            })?;
        Ok(())
    }
}

impl Case {
    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let line = self.place.line.to_string();
        let case = writer.create_element("testcase").with_attributes([
            ("name", self.name.as_str()),
            ("classname", self.class.as_str()),
            ("file", &*self.place.file),
            ("line", line.as_str()),
        ]);
        match &self.status {
            Status::Success => case.write_empty()?,
            Status::Skipped { message } => case.write_inner_content(|writer| {
                let skipped = writer.create_element("skipped");
                skipped
                    .with_attribute(("message", message.as_str()))
                    .write_empty()?;
                Ok(())
            })?,
            // The text stands in the attribute and in the body: some readers show the one, some the other.
            Status::Failure { kind, message } => case.write_inner_content(|writer| {
                let failure = writer.create_element("failure");
                failure
                    .with_attributes([("message", message.as_str()), ("type", *kind)])
                    .write_text_content(BytesText::new(message))?;
                Ok(())
            })?,
        };
        Ok(())
    }
}

/// Every case of a requirement: one an item, and one for each group of seats that lack people together.
fn cases<'v>(
    requirement: &'v RequirementVerdict,
    names: &Names<'_>,
    fail_on: FailOn,
) -> Vec<(String, Status, &'v Place)> {
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
                status.unwrap_or(Status::Success),
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
                Status::Success
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

fn status(requirement: &RequirementVerdict, item: &ItemVerdict, names: &Names<'_>) -> Status {
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
        (true, _) => Status::Success,
        (false, Weight::Advisory) => skipped(&format!("advisory: {}", gap(item, names))),
        (false, Weight::Required) => failure("not-covered", &gap(item, names)),
    }
}

fn failure(kind: &'static str, message: &str) -> Status {
    Status::Failure {
        kind,
        message: clean(message),
    }
}

fn skipped(message: &str) -> Status {
    Status::Skipped {
        message: clean(message),
    }
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
