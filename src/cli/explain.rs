//! `certadvise explain`.

use super::global::Global;
use super::output::print;
use super::{Exit, Outcome};
use crate::diagnostic::{Code, Diagnostic};
use crate::render::fold;

/// Explain a diagnostic code, for instance CA101
#[derive(clap::Args)]
pub(super) struct Args {
    /// The code; without one, lists them all
    code: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let Some(wanted) = &args.code else {
        let all: String = Code::ALL.iter().map(|code| format!("{code}  {}\n", code.title())).collect();
        print(&all, global)?;
        return Ok(Exit::Holds);
    };
    let Some(code) = Code::ALL.iter().find(|code| code.id().eq_ignore_ascii_case(wanted)) else {
        let finding = Diagnostic::error(Code::BadArgument, format!("unknown code `{wanted}`"));
        return Err(finding.suggest(wanted, Code::ALL.iter().map(|code| code.id())).into());
    };
    let text = format!("{code}: {}\n\n{}\n", code.title(), fold(code.explanation(), global.width(), 0));
    print(&text, global)?;
    Ok(Exit::Holds)
}
