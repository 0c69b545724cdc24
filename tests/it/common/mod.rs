//! Help for the tests of the program.

pub mod program;
