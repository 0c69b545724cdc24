//! Help for the tests of the program.

pub mod browser;
pub mod program;
