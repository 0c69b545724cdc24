//! Errors of values that are read through serde.
//!
//! Serde's interface has no seeds for derived types, and its errors are created where the place is not known. So a
//! thread-local [`Pending`] holds two things until the deserializer collects them: the problem that reading a value
//! reported, and the keys that a derived struct lacks.

use std::cell::RefCell;
use std::fmt;

use serde::de;

use crate::base::diagnostic::{Code, Diagnostic};

/// The struct name that asks the deserializer for a value with its place; no real struct has this name.
pub(super) const FIELD: &str = "$field";
/// The struct name that asks the deserializer for a list, or for one value instead of a list.
pub(super) const ONE_OR_MORE: &str = "$one-or-more";

/// What is wrong with a single value.
#[derive(Debug)]
pub enum Problem {
    /// It does not have the form of such values: the code, and what was expected.
    Form(Code, String),
    /// A complete finding except for the place.
    Finding(Box<Diagnostic>),
}

impl Problem {
    /// A problem that is reported as this finding.
    pub fn finding(finding: Diagnostic) -> Self {
        Self::Finding(Box::new(finding))
    }
}

/// What the deserializer has yet to collect.
#[derive(Default)]
struct Pending {
    problem: Option<Problem>,
    missing: Vec<&'static str>,
}

thread_local! {
    static PENDING: RefCell<Pending> = RefCell::default();
}

/// An error that passes a problem with a value on to the deserializer.
pub(super) fn refuse<E: de::Error>(problem: Problem) -> E {
    PENDING.with_borrow_mut(|pending| pending.problem = Some(problem));
    E::custom("")
}

/// Takes the pending problem, if there is one.
pub(super) fn take_problem() -> Option<Problem> {
    PENDING.with_borrow_mut(|pending| pending.problem.take())
}

/// Takes the keys that the derived struct just read lacks.
pub(super) fn take_missing() -> Vec<&'static str> {
    PENDING.with_borrow_mut(|pending| std::mem::take(&mut pending.missing))
}

/// Why a value could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Error {
    /// The problem has been reported.
    Reported,
    /// The problem is pending, because only the deserializer of the value knows the place.
    Unplaced,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value can't be read")
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        PENDING.with_borrow_mut(|pending| {
            pending.problem.get_or_insert_with(|| {
                Problem::finding(Diagnostic::error(Code::WrongType, message.to_string()))
            });
        });
        Self::Unplaced
    }

    fn missing_field(key: &'static str) -> Self {
        PENDING.with_borrow_mut(|pending| pending.missing.push(key));
        Self::Reported
    }
}
