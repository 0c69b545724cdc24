//! What goes wrong with a value on its way through serde.
//!
//! Serde's interface has no seeds for derived types, and its errors are made where nobody knows the place. So two things
//! wait in a thread-local [`Side`] until the deserializer picks them up: a finding that a value's own form makes, and
//! the keys that a derived struct misses.

use std::cell::RefCell;
use std::fmt;

use serde::de;

use crate::base::diagnostic::{Code, Diagnostic};

/// Asks the deserializer for a value with its place; no struct is called so.
pub(super) const FIELD: &str = "$field";
/// Asks the deserializer for a list, or for one value in place of a list.
pub(super) const ONE_OR_MORE: &str = "$one-or-more";

/// What is wrong with a single value.
#[derive(Debug)]
pub enum Problem {
    /// It isn't of the form of such values: the code, and what was expected.
    Form(Code, String),
    /// A finding of its own.
    Finding(Diagnostic),
}

/// What waits for the deserializer.
#[derive(Default)]
struct Side {
    problem: Option<Problem>,
    missing: Vec<&'static str>,
}

thread_local! {
    static SIDE: RefCell<Side> = RefCell::default();
}

/// An error that carries a problem of a value's own form to the deserializer.
pub(super) fn refuse<E: de::Error>(problem: Problem) -> E {
    SIDE.with_borrow_mut(|side| side.problem = Some(problem));
    E::custom("")
}

/// The problem that waits, if one does.
pub(super) fn take_problem() -> Option<Problem> {
    SIDE.with_borrow_mut(|side| side.problem.take())
}

/// The keys that the derived struct just read has missed.
pub(super) fn take_missing() -> Vec<&'static str> {
    SIDE.with_borrow_mut(|side| std::mem::take(&mut side.missing))
}

/// Why a value could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Error {
    /// It has been reported.
    Reported,
    /// It has not: only the deserializer of the value knows the place.
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
        SIDE.with_borrow_mut(|side| {
            side.problem.get_or_insert_with(|| {
                Problem::Finding(Diagnostic::error(Code::WrongType, message.to_string()))
            });
        });
        Self::Unplaced
    }

    fn missing_field(key: &'static str) -> Self {
        SIDE.with_borrow_mut(|side| side.missing.push(key));
        Self::Reported
    }
}
