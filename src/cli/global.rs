//! Flags that every command takes, and what follows from them: the day, the catalog, the width, the colors.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anstream::{AutoStream, ColorChoice};
use clap::{ArgMatches, Args, ValueEnum};
use jiff::{ToSpan, ZonedDateTime};
use terminal_size::terminal_size_of;

use super::files::is_dash;
use super::output::in_shell;
use super::settings::Settings;
use super::{Exit, Failure};
use crate::advice::profile::USUAL_HORIZON;
use crate::base::date::{Date, PartialDate, Period, months_later};
use crate::base::diagnostic::{Code, Diagnostic, Findings, Severity};
use crate::base::money::Usd;
use crate::catalog::credential::Credential;
pub(super) use crate::cost::USUAL_RATE;
use crate::render;
use crate::render::finding::{human, json};

/// The heading of flags that every command takes.
pub(super) const GLOBAL_OPTIONS: &str = "Global options";
/// Most findings of one severity that are shown at a time, no matter who found them.
const MOST_SHOWN: usize = 1_000;
/// From so many credentials on, old facts make one warning instead of one each.
const MANY: usize = 10;
/// What `--fail-on stale` takes for old where `--max-age` doesn't say.
const USUAL_MAX_AGE: Period = Period::Days(180);
/// The environment of those who have not said one.
pub(super) const NEUTRAL: &str = "neutral";

/// Flags that every command takes.
#[derive(Args, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "flags")]
pub(super) struct Global {
    #[command(flatten)]
    repeatable: Repeatable,
    /// Read defaults for flags from this file [default: certadvise.yaml in this folder or one above it]
    #[arg(long, global = true, value_name = "FILE", help_heading = GLOBAL_OPTIONS)]
    pub(super) config: Option<PathBuf>,
    /// The date to treat as today, YYYY-MM-DD [default: the local date]
    #[arg(long, global = true, value_name = "DATE", value_parser = date, help_heading = GLOBAL_OPTIONS)]
    as_of: Option<Date>,
    /// Exclude the shipped catalog's credentials and issuers
    #[arg(long, global = true, help_heading = GLOBAL_OPTIONS)]
    pub(super) no_builtin: bool,
    /// Write the answer to this file
    #[arg(
        long,
        short,
        global = true,
        value_name = "FILE",
        help_heading = GLOBAL_OPTIONS
    )]
    output: Option<PathBuf>,
    /// Overwrite existing files
    #[arg(long, global = true, help_heading = GLOBAL_OPTIONS)]
    pub(super) force: bool,
    /// When to use colors [default: auto]
    #[arg(long, global = true, value_name = "WHEN", help_heading = GLOBAL_OPTIONS)]
    color: Option<Color>,
    /// Print long answers at once instead of through $PAGER (or `less`) on a terminal
    #[arg(long, global = true, help_heading = GLOBAL_OPTIONS)]
    no_pager: bool,
    /// How many columns the output may take [default: as many as the terminal has, or 80]
    #[arg(long, global = true, value_name = "N", value_parser = whole(40, u16::MAX), help_heading = GLOBAL_OPTIONS)]
    width: Option<u16>,
    /// Warn about facts that were last checked more than this long ago: 90d, 6w, 12m, 2y
    #[arg(
        long,
        global = true,
        value_name = "PERIOD",
        help_heading = GLOBAL_OPTIONS
    )]
    max_age: Option<Period>,
    /// Exit with 0 instead of 1, so that later steps of a pipeline still run; errors still exit
    /// with 2
    #[arg(long, global = true, help_heading = GLOBAL_OPTIONS)]
    exit_zero: bool,
    /// Suppress warnings and notes on stderr
    #[arg(
        long,
        short,
        global = true,
        conflicts_with = "verbose",
        help_heading = GLOBAL_OPTIONS
    )]
    quiet: bool,
    /// Show on stderr what was read and written
    #[arg(long, short, global = true, help_heading = GLOBAL_OPTIONS)]
    verbose: bool,
    /// The format of errors
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "human",
        help_heading = GLOBAL_OPTIONS
    )]
    error_format: ErrorFormat,
    /// What was reported so far.
    #[arg(skip)]
    reported: Reported,
    /// What holds where a flag is not given.
    #[arg(skip)]
    pub(super) settings: Settings,
    /// What was said so far, where it is captured instead of printed.
    #[arg(skip)]
    captured: Option<Captured>,
}

// Flags that every command takes, and that add up. The parser would keep only those after a command's name, so each
// level of commands has its own.
#[derive(Args, Clone)]
pub(super) struct Repeatable {
    /// Add your own catalog, a file or a folder, on top of the shipped one; may be repeated; later
    /// files override earlier ones
    #[arg(long, value_name = "PATH", help_heading = GLOBAL_OPTIONS, display_order = 1000)]
    catalog: Vec<PathBuf>,
    /// Also exit with 1 if facts are `stale` (older than --max-age, or 180d) or there is any
    /// `warning`; in `renewals`, if anything is `expiring`; in `coverage`, if there is a
    /// `single-point` of failure (a `gap` always exits with 1); may be repeated
    #[arg(
        long,
        value_name = "WHAT",
        hide_possible_values = true,
        help_heading = GLOBAL_OPTIONS,
        display_order = 1000
    )]
    fail_on: Vec<FailOn>,
}

/// Whether warnings were reported: some decide the exit code.
#[derive(Clone, Debug, Default)]
struct Reported {
    warning: Cell<bool>,
    stale: Cell<bool>,
}

/// The answer of a command and its findings, for who asked in another way than on the command line.
#[derive(Clone, Debug, Default)]
pub(super) struct Captured {
    pub(super) answer: RefCell<String>,
    pub(super) findings: RefCell<Vec<Diagnostic>>,
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
    /// Facts that were last checked more than `--max-age` ago.
    Stale,
    /// Any warning.
    Warning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
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
    /// Adds what the repeatable flags say before a command's name: the parser keeps only what stands after it.
    pub(super) fn gather(&mut self, matches: &ArgMatches) {
        let mut level = Some(matches);
        let (mut catalog, mut fail_on) = (Vec::new(), Vec::new());
        while let Some(matches) = level {
            catalog.extend(values::<PathBuf>(matches, "catalog"));
            fail_on.extend(values::<FailOn>(matches, "fail_on"));
            level = matches.subcommand().map(|(_, inner)| inner);
        }
        self.repeatable = Repeatable { catalog, fail_on };
    }

    /// The same flags for a command that somebody asks of a server: what it says is captured. Only the day is the command's own.
    #[cfg(feature = "mcp")]
    pub(super) fn capturing(&self, asked: &Self) -> Self {
        let mut global = Self {
            as_of: asked.as_of.or(self.as_of),
            output: None,
            captured: Some(Captured::default()),
            ..self.clone()
        };
        global.silence();
        global
    }

    /// What was captured, if anything is.
    pub(super) fn captured(&self) -> Option<&Captured> {
        self.captured.as_ref()
    }

    /// The day that counts as today.
    pub(super) fn today(&self) -> Date {
        self.as_of
            .or(self.settings.as_of)
            .unwrap_or_else(|| ZonedDateTime::now().date())
    }

    /// The file that the answer goes to, if not to stdout.
    pub(super) fn output(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| !is_dash(path))
    }

    /// Columns to fit output in.
    pub(super) fn width(&self) -> u16 {
        self.width
            .or(self.settings.width)
            .or_else(|| terminal_size_of(std::io::stdout()).map(|(width, _)| width.0))
            .unwrap_or(render::DEFAULT_WIDTH)
    }

    /// Columns to fit findings in, where stderr is a terminal.
    fn width_of_findings(&self) -> Option<u16> {
        let terminal = width_of_stderr()?;
        Some(self.width.or(self.settings.width).unwrap_or(terminal))
    }

    /// Has nothing but errors written to stderr.
    pub(super) fn silence(&mut self) {
        self.quiet = true;
        self.verbose = false;
    }

    /// Whether only errors are wanted on stderr.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether long answers go through a pager on a terminal.
    pub(super) fn pages(&self) -> bool {
        !self.no_pager
    }

    /// Whether stdout shows colors, and small drawings with them; a pipe gets plain text.
    pub(super) fn draws(&self) -> bool {
        let stdout = AutoStream::new(std::io::stdout(), self.colors());
        self.output().is_none() && stdout.current_choice() != ColorChoice::Never
    }

    /// Whether findings are JSON, for programs.
    pub(super) fn reports_json(&self) -> bool {
        self.error_format == ErrorFormat::Json
    }

    /// Whether stdout or stderr gets colors.
    pub(super) fn colors(&self) -> ColorChoice {
        match self.color.or(self.settings.color).unwrap_or(Color::Auto) {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }

    /// Whether this makes the run exit with 1; a gap always does. Stale facts and warnings are seen to in [`Self::exit`].
    pub(super) fn fails_on(&self, what: FailOn) -> bool {
        what == FailOn::Gap || self.repeatable.fail_on.contains(&what)
    }

    /// Refuses to fail on what the command can't: a gate that silently ignores a wish would pass wrongly.
    pub(super) fn check_failures(&self, can: &[FailOn]) -> Result<(), Failure> {
        let everywhere = [FailOn::Stale, FailOn::Warning];
        let asked = self
            .repeatable
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

    /// Warns about facts that were last checked more than `--max-age` ago, of the credentials that an answer rests on.
    pub(super) fn check_age<'c>(
        &self,
        credentials: impl IntoIterator<Item = &'c Credential>,
    ) -> Vec<Diagnostic> {
        let usual = || self.fails_on(FailOn::Stale).then_some(USUAL_MAX_AGE);
        let Some(limit) = self.max_age.or(self.settings.max_age).or_else(usual) else {
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
            self.announce(text);
        }
    }

    /// Says what was done, unless nothing is to be said.
    pub(super) fn announce(&self, text: &str) {
        if !self.quiet {
            let line = match self.error_format {
                ErrorFormat::Human => human::note(text, self.width_of_findings()),
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
        if let Some(captured) = &self.captured {
            captured.findings.borrow_mut().extend(found);
            return;
        }
        let shown = found
            .iter()
            .filter(|finding| !self.quiet || finding.severity == Severity::Error);
        let width = self.width_of_findings();
        let text: String = match self.error_format {
            ErrorFormat::Human => shown.map(|finding| human::draw(finding, width)).collect(),
            ErrorFormat::Json => shown
                .map(|finding| format!("{}\n", json::line(finding)))
                .collect(),
        };
        // Nobody is left to tell when stderr is closed.
        let _ = AutoStream::new(std::io::stderr(), self.colors()).write_all(text.as_bytes());
    }

    /// The flags of every command that change an answer, as they were given, each with a blank before it.
    pub(super) fn flags(&self) -> String {
        let mut text = String::new();
        for (flag, files) in [
            ("config", self.config.as_slice()),
            ("catalog", self.repeatable.catalog.as_slice()),
        ] {
            for file in files {
                text += &format!(" --{flag} {}", in_shell(&file.to_string_lossy()));
            }
        }
        if self.no_builtin {
            text += " --no-builtin";
        }
        text + &format!(" --as-of {}", self.today())
    }

    /// Overlay catalogs.
    pub(super) fn overlays(&self) -> &[PathBuf] {
        given_or(&self.repeatable.catalog, &self.settings.catalog)
    }

    /// Rosters, for commands that can't do without.
    pub(super) fn teams<'a>(&'a self, given: &'a [PathBuf]) -> Result<&'a [PathBuf], Failure> {
        match given_or(given, &self.settings.team) {
            [] => Err(no_team().into()),
            teams => Ok(teams),
        }
    }

    /// Requirements, for commands that can't do without.
    pub(super) fn requirements<'a>(
        &'a self,
        given: &'a [PathBuf],
    ) -> Result<&'a [PathBuf], Failure> {
        match given_or(given, &self.settings.require) {
            [] => Err(no_requirements().into()),
            requirements => Ok(requirements),
        }
    }

    /// The environment.
    pub(super) fn environment<'a>(&'a self, given: Option<&'a str>) -> &'a str {
        given.or(self.settings.env.as_deref()).unwrap_or(NEUTRAL)
    }

    /// What an hour is worth.
    pub(super) fn rate(&self, given: Option<Usd>) -> Usd {
        given.or(self.settings.rate).unwrap_or(USUAL_RATE)
    }

    /// Years over which costs are counted.
    pub(super) fn horizon(&self, given: Option<u8>) -> u8 {
        given.or(self.settings.horizon).unwrap_or(USUAL_HORIZON)
    }
}

/// The columns of stderr, if it is a terminal.
pub(super) fn width_of_stderr() -> Option<u16> {
    terminal_size_of(std::io::stderr()).map(|(width, _)| width.0)
}

/// What was given, else what is set.
fn given_or<'a>(given: &'a [PathBuf], set: &'a [PathBuf]) -> &'a [PathBuf] {
    if given.is_empty() { set } else { given }
}

fn no_team() -> Diagnostic {
    Diagnostic::error(Code::BadArgument, "no team is given")
        .help("pass --team FILE, or run `certadvise init` for a folder to start from")
}

fn no_requirements() -> Diagnostic {
    Diagnostic::error(Code::BadArgument, "no requirements are given").help(
        "pass --require FILE or the name of a built-in set (`certadvise list requirements` has them)",
    )
}

/// The values of a flag at one level of commands.
fn values<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, id: &str) -> Vec<T> {
    let given = matches.try_get_many::<T>(id).ok().flatten();
    given.into_iter().flatten().cloned().collect()
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

/// The day that ends so many years of costs.
pub(super) fn horizon_end(today: Date, years: u8) -> Date {
    months_later(today, i64::from(years) * 12)
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
