//! Flags that every command takes, and what follows from them: the day, the catalog, the width, the colours.

use std::cell::Cell;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anstream::ColorChoice;
use clap::{Args, ValueEnum};
use jiff::{ToSpan, ZonedDateTime};

use super::defaults::values;
use super::files::{collect_files, is_dash};
use super::{Exit, Failure};
use crate::base::date::Date;
use crate::base::date::{PartialDate, Period};
use crate::base::diagnostic::{Code, Diagnostic, Findings, Severity};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::read::{Draft, File};
use crate::render::finding::{human, json};
use crate::team::requirement::shipped::Shipped;
use crate::team::requirement::{self, table};
use crate::{embedded, render};

/// Most findings of one severity that are shown at a time, whoever found them.
const MOST_SHOWN: usize = 1_000;
/// From so many credentials on, old facts make one warning instead of one each.
const MANY: usize = 10;
/// What `--fail-on stale` takes for old where `--max-age` doesn't say.
const USUAL_MAX_AGE: Period = Period::Days(180);

/// Flags that every command takes.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags")]
pub(super) struct Global {
    /// The file with defaults for flags; without it, certadvise.yaml in this folder or one above it
    // Looked for before the arguments are read (`defaults`); here for the help alone.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    config: Option<PathBuf>,
    /// The day that counts as today, YYYY-MM-DD; without it, the local date
    #[arg(long, global = true, value_name = "DATE", value_parser = date, help_heading = "Everywhere")]
    as_of: Option<Date>,
    /// Your own catalog on top of the shipped one: a file or a folder; repeat it, later ones win
    #[arg(long, global = true, value_name = "PATH", help_heading = "Everywhere")]
    catalog: Vec<PathBuf>,
    /// Leave out the shipped catalog's credentials and issuers
    #[arg(long, global = true, help_heading = "Everywhere")]
    no_builtin: bool,
    /// Write the answer to this file
    #[arg(
        long,
        short,
        global = true,
        value_name = "FILE",
        help_heading = "Everywhere"
    )]
    output: Option<PathBuf>,
    /// Replace existing files
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(super) force: bool,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Everywhere"
    )]
    color: Color,
    /// Columns to fit the output in; without it, the terminal's or 80
    #[arg(long, global = true, value_name = "N", value_parser = whole(40, u16::MAX), help_heading = "Everywhere")]
    width: Option<u16>,
    /// Warn of facts checked longer ago than this: 90d, 6w, 12m, 2y
    #[arg(
        long,
        global = true,
        value_name = "PERIOD",
        help_heading = "Everywhere"
    )]
    max_age: Option<Period>,
    /// Also exit with 1 for this: `stale` facts (older than --max-age, or 180d), any `warning`; renewals: something
    /// `expiring`; coverage: also a `single-point` of failure (a `gap` always does); repeatable
    #[arg(
        long,
        global = true,
        value_name = "WHAT",
        hide_possible_values = true,
        help_heading = "Everywhere"
    )]
    fail_on: Vec<FailOn>,
    /// Exit with 0 where it would be 1, so that later steps of a pipeline still run; errors stay 2
    #[arg(long, global = true, help_heading = "Everywhere")]
    exit_zero: bool,
    /// No warnings and notes on stderr
    #[arg(
        long,
        short,
        global = true,
        conflicts_with = "verbose",
        help_heading = "Everywhere"
    )]
    quiet: bool,
    /// Say on stderr what was read and written
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    verbose: bool,
    /// How errors are written
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "human",
        help_heading = "Everywhere"
    )]
    error_format: ErrorFormat,
    /// What was reported so far.
    #[arg(skip)]
    reported: Reported,
}

/// Whether warnings were reported: some decide the exit code.
#[derive(Clone, Debug, Default)]
struct Reported {
    warning: Cell<bool>,
    stale: Cell<bool>,
}

/// What makes a run exit with 1, besides an answer that is no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// A requirement that is not covered.
    Gap,
    /// Something that ends within the window looked at.
    Expiring,
    /// A person whose leaving opens a gap.
    SinglePoint,
    /// Facts checked longer ago than `--max-age`.
    Stale,
    /// Any warning.
    Warning,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ErrorFormat {
    Human,
    Json,
}

impl Global {
    /// Takes every value of the repeatable flags: of those before a command's name and after it, the parser keeps only
    /// the latter.
    pub(super) fn gather(&mut self, args: &[OsString]) {
        let catalogs: Vec<PathBuf> = values(args, "--catalog").map(PathBuf::from).collect();
        if catalogs.len() > self.catalog.len() {
            self.catalog = catalogs;
        }
        let known = |word: OsString| FailOn::from_str(word.to_str()?, false).ok();
        self.fail_on
            .extend(values(args, "--fail-on").filter_map(known));
    }

    /// The day that counts as today.
    pub(super) fn today(&self) -> Date {
        self.as_of.unwrap_or_else(|| ZonedDateTime::now().date())
    }

    /// The file that the answer goes to, if not to stdout.
    pub(super) fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| !is_dash(path))
    }

    /// Columns to fit output in.
    pub(super) fn width(&self) -> u16 {
        let terminal = || {
            std::io::stdout()
                .is_terminal()
                .then(terminal_size::terminal_size)
                .flatten()
        };
        self.width
            .or_else(|| terminal().map(|(width, _)| width.0))
            .unwrap_or(render::DEFAULT_WIDTH)
    }

    /// Whether only errors are wanted on stderr.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether stdout or stderr gets colours.
    pub(super) fn colours(&self) -> ColorChoice {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }

    /// Whether this makes the run exit with 1; a gap always does. Stale facts and warnings are seen to in [`Self::exit`].
    pub(super) fn fails_on(&self, what: FailOn) -> bool {
        what == FailOn::Gap || self.fail_on.contains(&what)
    }

    /// Refuses to fail on what the command can't: a gate that silently ignores a wish would pass wrongly.
    pub(super) fn check_failures(&self, can: &[FailOn]) -> Result<(), Failure> {
        let everywhere = [FailOn::Stale, FailOn::Warning];
        let asked = self
            .fail_on
            .iter()
            .find(|what| !everywhere.contains(what) && !can.contains(what));
        let Some(word) = asked.and_then(|what| what.to_possible_value()) else {
            return Ok(());
        };
        let message = format!("this command cannot fail on `{}`", word.get_name());
        let known = can
            .iter()
            .chain(&everywhere)
            .filter_map(|what| what.to_possible_value());
        let known: Vec<String> = known.map(|word| word.get_name().to_owned()).collect();
        Err(Diagnostic::error(Code::BadArgument, message)
            .help(format!("it can on: {}", known.join(", ")))
            .into())
    }

    /// The exit code, after what was reported and whether 1 is wanted.
    pub(super) fn exit(&self, exit: Exit) -> Exit {
        let stale = self.fails_on(FailOn::Stale) && self.reported.stale.get();
        let warned = self.fails_on(FailOn::Warning) && self.reported.warning.get();
        match exit {
            Exit::Holds if stale || warned => self.exit(Exit::Fails),
            Exit::Fails if self.exit_zero => Exit::Holds,
            exit => exit,
        }
    }

    /// Warns of facts that were checked longer ago than wanted, for the credentials that an answer rests on; the warnings.
    pub(super) fn check_age<'c>(
        &self,
        credentials: impl IntoIterator<Item = &'c Credential>,
    ) -> Vec<Diagnostic> {
        let usual = || self.fails_on(FailOn::Stale).then_some(USUAL_MAX_AGE);
        let Some(limit) = self.max_age.or_else(usual) else {
            return Vec::new();
        };
        let since = before(self.today(), limit);
        let mut stale: Vec<&Credential> = credentials
            .into_iter()
            .filter(|c| c.checked_before(since))
            .collect();
        stale.sort_by_key(|credential| credential.id);
        stale.dedup_by_key(|credential| credential.id);
        let found: Vec<Diagnostic> = stale
            .iter()
            .map(|credential| old(credential, limit))
            .collect();
        self.reported
            .stale
            .set(self.reported.stale.get() || !found.is_empty());
        if found.len() > MANY && self.error_format == ErrorFormat::Human {
            let number = found.len();
            let message = format!(
                "facts of {number} credentials were last checked more than {limit} ago, or nothing says when"
            );
            self.report(&[Diagnostic::warning(Code::Stale, message)
                .help("`certadvise catalog stale` lists such")]);
        } else {
            self.report(&found);
        }
        found
    }

    /// Says what was done, where that is wanted.
    pub(super) fn note(&self, text: &str) {
        if self.verbose {
            let line = match self.error_format {
                ErrorFormat::Human => format!("note: {}\n", render::clean(text)),
                ErrorFormat::Json => format!("{}\n", json::note(text)),
            };
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
    }

    /// Writes findings to stderr; warnings only where they are wanted.
    pub(super) fn report(&self, found: &[Diagnostic]) {
        let warned = found
            .iter()
            .any(|finding| finding.severity == Severity::Warning);
        self.reported
            .warning
            .set(self.reported.warning.get() || warned);
        let mut limited = Findings::up_to(MOST_SHOWN);
        limited.extend(found.iter().cloned().map(Diagnostic::shortened));
        let found = limited.into_vec();
        let shown = found
            .iter()
            .filter(|finding| !self.quiet || finding.severity == Severity::Error);
        let text: String = match self.error_format {
            ErrorFormat::Human => shown.map(human::draw).collect(),
            ErrorFormat::Json => shown
                .map(|finding| format!("{}\n", json::line(finding)))
                .collect(),
        };
        // Nobody is left to tell when stderr is closed.
        let _ =
            anstream::AutoStream::new(std::io::stderr(), self.colours()).write_all(text.as_bytes());
    }

    /// The catalog: the shipped one, with the overlays on top.
    pub(super) fn open_catalog(&self) -> Result<&'static Catalog, Failure> {
        let shipped = embedded::catalog();
        if self.catalog.is_empty() && !self.no_builtin {
            return Ok(shipped);
        }
        let catalog = if self.no_builtin {
            // The vocabularies stay: without them nothing could be said of a credential.
            let base = Catalog {
                credentials: Vec::new(),
                issuers: Vec::new(),
                ..shipped.clone()
            };
            read(&base, &self.catalog)
        } else {
            read(shipped, &self.catalog)
        };
        let (catalog, warnings) = catalog?;
        self.report(&warnings);
        for path in &self.catalog {
            self.note(&format!("catalog `{}`", path.display()));
        }
        Ok(Box::leak(Box::new(catalog)))
    }
}

/// A whole number as people write it, from one number to another. Name the flag's own type: another would panic.
pub(super) fn whole<N>(
    least: N,
    most: N,
) -> impl Fn(&str) -> Result<N, String> + Clone + Send + Sync + 'static
where
    N: FromStr + PartialOrd + Display + Clone + Send + Sync + 'static,
{
    move |text| {
        let number = text
            .parse()
            .ok()
            .filter(|number| (&least..=&most).contains(&number));
        number.ok_or_else(|| format!("expected a whole number from {least} to {most}"))
    }
}

/// A day as people write it.
pub(super) fn date(text: &str) -> Result<Date, String> {
    // Not as a `Date`, which would drop a time of day.
    let day = text
        .parse()
        .ok()
        .filter(|day: &PartialDate| day.day().is_some());
    day.map(PartialDate::earliest)
        .ok_or_else(|| "expected a day of the calendar as YYYY-MM-DD".to_owned())
}

/// The day so long after another.
pub(super) fn after(date: Date, period: Period) -> Date {
    match period {
        Period::Days(days) => date.saturating_add(i64::from(days).days()),
        Period::Months(months) => date.saturating_add(i64::from(months).months()),
    }
}

/// The day so long before another.
pub(super) fn before(date: Date, period: Period) -> Date {
    match period {
        Period::Days(days) => date.saturating_sub(i64::from(days).days()),
        Period::Months(months) => date.saturating_sub(i64::from(months).months()),
    }
}

/// The warning that a credential's facts are old.
fn old(credential: &Credential, limit: Period) -> Diagnostic {
    let id = credential.id;
    let message = match credential.verified {
        Some(date) => format!("facts of `{id}` were last checked {date}, more than {limit} ago"),
        None => format!("nothing says when the facts of `{id}` were checked"),
    };
    Diagnostic::warning(Code::Stale, message)
        .help(format!("`certadvise show {id}` names the pages to look at"))
}

/// Reads overlays on top of a catalog.
pub(super) fn read(
    base: &Catalog,
    paths: &[PathBuf],
) -> Result<(Catalog, Vec<Diagnostic>), Failure> {
    let mut draft = Draft::on(base);
    let mut requirements = Vec::new();
    for path in paths {
        let (apart, files) = collect_files(std::slice::from_ref(path))?
            .into_iter()
            .partition::<Vec<_>, _>(File::is_requirement);
        draft.layer(&files);
        requirements.extend(apart);
    }
    let (catalog, warnings) = draft.finish()?;
    let problems = |file: &File| {
        if table::is_table(file) {
            table::read(file, &catalog).err()
        } else {
            requirement::read::read(file, &catalog, &Shipped).err()
        }
    };
    let found: Vec<_> = requirements.iter().filter_map(problems).flatten().collect();
    if found.is_empty() {
        Ok((catalog, warnings))
    } else {
        Err(found.into())
    }
}
