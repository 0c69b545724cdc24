//! The `certadvise` command: parse arguments, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    certadvise::command_line()
}
