//! `certadvise search`.

use super::global::{Global, whole};
use super::inputs::open_catalog;
use super::output::Formats;
use super::{Exit, Outcome};
use crate::catalog::search::search;
use crate::render::search::View;

/// Credentials shown unless `--top` says otherwise.
const TOP: usize = 15;

/// Search credentials by words
///
/// Looks for all of the words in names, exam codes, issuers, topics, technologies and descriptions, and shows where it
/// found them. Exit code 1: no credential has them all.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise search kubernetes security
  certadvise search SAA-C03
  certadvise search cisco automation --format json")]
pub(super) struct Args {
    /// Words, or the beginnings of words
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
    /// How many to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = TOP, value_parser = whole::<usize>(0, 1_000_000))]
    top: usize,
    /// Show everything that was found
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    formats: Formats,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = &*open_catalog(global)?;
    let hits = search(catalog, &args.words, global.today());
    let shown = if args.all {
        hits.len()
    } else {
        args.top.min(hits.len())
    };
    let view = View {
        catalog,
        words: &args.words,
        hits: &hits[..shown],
        total: hits.len(),
        as_of: global.today(),
    };
    args.formats.answer(global, &view)?;
    Ok(if hits.is_empty() {
        Exit::Fails
    } else {
        Exit::Holds
    })
}
