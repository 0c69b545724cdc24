//! `certadvise import`.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::files::{self, Kind};
use super::global::Global;
use super::inputs::Request;
use super::output::{Format, Formats, expect_name, json, no_form, print, write_or_replace};
use super::progress::Progress;
use super::{Exit, Outcome};
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::render::{count, import as render};
use crate::team::import::{
    DateOrder, FileFormat, Input, MAX_BYTES, Map, Options, StatusLists, TrustedKeys, import,
    too_large,
};
use crate::team::roster::write;

/// Turn what other systems export into a team file
///
/// Recognizes the format of each file by its content: Partner Center, LinkedIn, Credly, Open
/// Badges, Accredible, JSON Resume, Oracle HCM, Workday, Microsoft Graph, Dynamics 365, Springest,
/// Argus, plain lists, sheets and skills matrices (CSV, Markdown, Excel); tables of any other kind
/// with --map. Reports what became of every row. Credentials are matched by their exact names and
/// people by their e-mail addresses; what can't be matched is reported and not added, and nothing
/// is guessed. With -o, the report goes to stdout; otherwise the team file does.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise import badges.json trainings.csv -o team.yaml
  certadvise import sheet.csv --date-order dmy --merge team.yaml -o team.yaml
  certadvise import Certifications.csv --person p01 --merge team.yaml -o team.yaml
  certadvise import hr.csv --map columns.yaml --format json=report.json -o team.yaml

Exit codes: 0 done; 2 a file or a row could not be read, or with --strict, not mapped.")]
pub(super) struct Args {
    /// Files to import
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The format of the files [default: each is known by its content]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    from: Option<FileFormat>,
    /// A team file to start from; comments in it are not kept when it is written again
    #[arg(long, value_name = "FILE")]
    merge: Option<PathBuf>,
    /// What columns mean, and what people, credentials and issuers are called elsewhere (YAML)
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// The person who holds the credentials, for files that don't say
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// How to read dates that can mean two days: dmy, mdy or ymd
    #[arg(long, value_name = "ORDER")]
    date_order: Option<DateOrder>,
    /// An issuer's key (JWK, JWKS, PEM, Multikey or did:key), whose signature proves a badge;
    /// may be repeated
    #[arg(long, value_name = "FILE", alias = "trust-key")]
    issuer_key: Vec<PathBuf>,
    /// A status list in which an issuer says which badges it revoked (a credential as JSON or JWT,
    /// signed by a key of --issuer-key); may be repeated
    #[arg(long, value_name = "FILE")]
    status_list: Vec<PathBuf>,
    /// Write nothing and exit 2 unless every row could be read and mapped
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    formats: Formats,
}

impl FromStr for FileFormat {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|format| format.word() == word)
            .ok_or_else(|| format!("expected one of {}", Self::ALL.map(Self::word).join(", ")))
    }
}

impl FromStr for DateOrder {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::named(word).ok_or("expected dmy, mdy or ymd")
    }
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    expect_name(global, None, "a team as YAML")?;
    let merged: Vec<PathBuf> = args.merge.iter().cloned().collect();
    let request = Request {
        team: &merged,
        ..Request::default()
    };
    let inputs = request.open(global)?;
    inputs.check_age(global);
    let catalog = &*inputs.catalog;
    let map = match &args.map {
        Some(path) => Map::read(&files::read(path)?, catalog)?,
        None => Map::default(),
    };
    let mut trusted = TrustedKeys::default();
    let mut unusable = Vec::new();
    for file in files::read_all(&args.issuer_key, Kind::Yaml)? {
        match trusted.add(&file) {
            Ok(warnings) => global.report(&warnings),
            Err(found) => unusable.extend(found),
        }
    }
    // What the user gives goes before what the catalog has.
    unusable.extend(trusted.add_catalog(catalog));
    if !unusable.is_empty() {
        return Err(unusable.into());
    }
    let (lists, mut unusable) = read_exports(&args.status_list);
    let mut status_lists = StatusLists::default();
    for list in &lists {
        unusable.extend(
            status_lists
                .add(list, &trusted, global.today())
                .err()
                .into_iter()
                .flatten(),
        );
    }
    if !unusable.is_empty() {
        return Err(unusable.into());
    }
    let options = Options {
        from: args.from,
        map: &map,
        person: args.person.as_deref(),
        date_order: args.date_order,
        trusted: &trusted,
        status_lists: &status_lists,
        today: global.today(),
    };
    let progress = Progress::start("reading the files", global);
    let (exports, mut found) = read_exports(&args.files);
    progress.say(format!(
        "importing {}",
        count(exports.len(), "file", "files")
    ));
    let imported = import(&exports, inputs.team.clone(), catalog, &options);
    drop(progress);
    let imported = match imported {
        Ok(imported) if found.is_empty() => imported,
        outcome => {
            found.extend(outcome.err().into_iter().flatten());
            return Err(found.into());
        }
    };
    if args.person.is_some() && !imported.files.iter().any(|file| file.names_nobody) {
        let warning = Diagnostic::warning(
            Code::BadArgument,
            "--person has no effect: every file says whose it is",
        );
        global
            .report(&[warning
                .help("who is called otherwise in the team is listed under `people` in the map")]);
    }
    let found = imported.findings(args.strict);
    let incomplete = found
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    if !(args.strict && incomplete) {
        let text = write::yaml(&imported.team);
        match global.output() {
            Some(path) => {
                let merged = args.merge.as_ref().is_some_and(|merge| same(merge, path));
                write_or_replace(path, &text, global, global.force || merged)?;
            }
            None => print(&text, global)?,
        }
    }
    args.formats.write_beside(global, |format| match format {
        Format::Table => Ok(render::terminal(&imported, global.width())),
        Format::Csv => Ok(render::csv(&imported)?),
        Format::Markdown => Ok(render::markdown(&imported)),
        Format::Json => json(&render::json(&imported, options.today)),
        other => Err(no_form(other)),
    })?;
    global.report(&found);
    if args.strict && incomplete {
        let warning = Diagnostic::warning(
            Code::NotMapped,
            "the team was not written, because of --strict",
        );
        global.report(&[warning.help(
            "fix or remove these rows, or give the names an id under `credentials` in the map",
        )]);
    }
    Ok(if incomplete {
        Exit::Unjudged
    } else {
        Exit::Holds
    })
}

/// Reads the files, none that is too large, and says which can't be read.
fn read_exports(paths: &[PathBuf]) -> (Vec<Input>, Vec<Diagnostic>) {
    let (mut inputs, mut found) = (Vec::new(), Vec::new());
    for path in paths {
        let name = path.display().to_string().replace('\\', "/");
        match fs::metadata(path).and_then(|about| {
            if about.len() > MAX_BYTES {
                Ok(None)
            } else {
                fs::read(path).map(Some)
            }
        }) {
            Ok(Some(bytes)) => inputs.push(Input { name, bytes }),
            Ok(None) => {
                found.push(too_large(&name));
            }
            Err(error) => {
                let message = format!("cannot read `{name}`: {error}");
                found.push(
                    Diagnostic::error(Code::Unreadable, message)
                        .help("check the path and the permissions"),
                );
            }
        }
    }
    (inputs, found)
}

/// Whether two paths lead to one file.
fn same(a: &Path, b: &Path) -> bool {
    a == b
        || fs::canonicalize(a)
            .ok()
            .zip(fs::canonicalize(b).ok())
            .is_some_and(|(a, b)| a == b)
}
