//! `certadvise show`.

use super::global::Global;
use super::output::{Format, Formats, json, no_form};
use super::recommend::Wrong;
use super::{Exit, Failure, Outcome};
use crate::catalog::quantity::Usd;
use crate::cost::cost;
use crate::diagnostic::Code;
use crate::embedded;
use crate::profile::day;
use crate::render::show::View;

/// Show all that is known of a credential
///
/// Its exam, fee, prerequisites and validity, what renews it and what it renews, what it costs over the years, and
/// every source with its date.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise show cka
  certadvise show SAA-C03
  certadvise show \"sec+\" --format json")]
pub(super) struct Args {
    /// Credentials: ids, abbreviations, exam codes or former names
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Years over which costs are counted
    #[arg(long, value_name = "YEARS", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=50))]
    horizon: u8,
    #[command(flatten)]
    formats: Formats,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = global.open_catalog()?;
    let mut wrong = Wrong { found: Vec::new() };
    let named: Vec<_> = args.ids.iter().map(|id| wrong.named(&catalog.credentials, id, Code::UnknownId)).collect();
    if !wrong.found.is_empty() {
        return Err(Failure::Found(wrong.found));
    }
    global.check_age(named.iter().copied().flatten());
    let today = global.today();
    let render = |format| {
        let mut texts = Vec::new();
        for credential in named.iter().copied().flatten() {
            let details = credential.details(embedded::DETAILS);
            let cost = cost(catalog, credential, Usd::from_cents(1_000));
            let view = View {
                catalog,
                credential,
                details: &details,
                cost: &cost,
                horizon_years: args.horizon,
                today: day(today),
            };
            texts.push(match format {
                Format::Json => json(&view.json(&today.to_string()))?,
                Format::Table | Format::Markdown => view.terminal(global.width()),
                other => return Err(no_form(other)),
            });
        }
        Ok(texts.join("\n"))
    };
    args.formats.write(global, render)?;
    Ok(Exit::Holds)
}
