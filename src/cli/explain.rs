//! `certadvise explain`.

use super::global::Global;
use super::inputs::open_catalog;
use super::output::say;
use super::{Exit, Outcome};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::render::{fold, rule};

/// Explain a diagnostic code (CA101) or a rule
#[derive(clap::Args)]
pub(super) struct Args {
    /// The code, or the id of a rule; without one, lists them all
    #[arg(value_name = "CODE|RULE")]
    code: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = &*open_catalog(global)?;
    let Some(wanted) = &args.code else {
        let codes = Code::ALL
            .iter()
            .map(|code| format!("{code}  {}", code.title()));
        let rules = catalog
            .rules
            .iter()
            .map(|rule| format!("{}  {}", rule.id, rule.says));
        let lines = codes
            .chain(rules)
            .map(|line| fold(&line, global.width(), 2) + "\n");
        say(&lines.collect::<String>(), global)?;
        return Ok(Exit::Holds);
    };
    if let Some(rule) = catalog.rule(wanted) {
        say(&rule::explained(rule, global.width()), global)?;
        return Ok(Exit::Holds);
    }
    let Some(code) = Code::ALL
        .iter()
        .find(|code| code.id().eq_ignore_ascii_case(wanted))
    else {
        let finding = Diagnostic::error(
            Code::BadArgument,
            format!("neither a code nor a rule: `{wanted}`"),
        );
        let rules = catalog.rules.iter().map(|rule| rule.id.as_str());
        return Err(finding
            .suggest(wanted, Code::ALL.iter().map(|code| code.id()).chain(rules))
            .into());
    };
    let text = format!(
        "{code}: {}\n\n{}\n",
        code.title(),
        fold(code.explanation(), global.width(), 0)
    );
    say(&text, global)?;
    Ok(Exit::Holds)
}
