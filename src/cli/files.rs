//! Files as the user names them: each path itself, the files of a folder, or stdin.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Failure;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::catalog::read::File;
use crate::team::roster::{MOST_ROW_BYTES, not_utf8, unreadable};

/// What findings call stdin.
const STDIN: &str = "<stdin>";
/// Deepest folder that is looked into.
const MAX_FOLDERS: usize = 8;
/// Bytes of the largest file that is read as a whole.
const MOST_BYTES: usize = 64 << 20;
/// The same of CSV, of which rows are kept and nothing else.
const MOST_BYTES_OF_CSV: usize = 1 << 30;
/// The same of a part of a verdict, which has some bytes for each person.
const MOST_BYTES_OF_PART: usize = 2 << 30;
/// Bytes that are read before it is checked whether they are too many.
const PIECE: u64 = 1 << 16;
/// Endings of files that hold data: one that is skipped in a folder is worth a warning.
const DATA: [&str; 8] = ["yaml", "yml", "csv", "tsv", "json", "ndjson", "xlsx", "xls"];

/// Which files of a folder are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// YAML.
    Yaml,
    /// Rosters: YAML, JSON or CSV.
    Roster,
}

impl Kind {
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Yaml => &["yaml", "yml"],
            Self::Roster => &["yaml", "yml", "csv", "json"],
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Yaml => "YAML file",
            Self::Roster => "roster",
        }
    }
}

/// The files that paths name, as far as they can be read, and what is wrong with the others.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) files: Vec<File>,
    pub(super) findings: Vec<Diagnostic>,
}

impl Collected {
    /// Whether every file could be read.
    pub(super) fn is_complete(&self) -> bool {
        !self
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }
}

/// The files that paths name, each at least one.
pub(super) fn collect(paths: &[PathBuf], kind: Kind) -> Collected {
    let mut collected = Collected::default();
    for found in find(paths, kind) {
        match found.and_then(|path| read(&path)) {
            Ok(file) => collected.files.push(file),
            Err(finding) => collected.findings.push(finding),
        }
    }
    collected
}

/// Where the files lie that paths name, each at least one, in the order of their names; and what else there is to say.
pub(super) fn find(paths: &[PathBuf], kind: Kind) -> Vec<Result<PathBuf, Diagnostic>> {
    let mut found = Vec::new();
    for path in paths {
        let before = found.len();
        add(path, kind, 0, &mut found);
        // A team or a catalog that is not there must not look like one with nothing in it.
        let is_empty = found[before..].iter().all(|found| {
            found
                .as_ref()
                .is_err_and(|finding| finding.severity != Severity::Error)
        });
        if is_empty {
            let message = format!("no {} lies in `{}`", kind.word(), path.display());
            found.push(Err(Diagnostic::error(Code::Unreadable, message)
                .help("files of other kinds are named one by one")));
        }
    }
    found
}

/// Whether paths lead to regular files of so many bytes at most in all: these can be read in no time, and nothing else.
pub(super) fn are_small(paths: &[PathBuf], kind: Kind, most: u64) -> bool {
    let mut left = most;
    find(paths, kind).into_iter().flatten().all(|path| {
        let about = fs::metadata(path).ok().filter(fs::Metadata::is_file);
        let rest = about.and_then(|about| left.checked_sub(about.len()));
        left = rest.unwrap_or_default();
        rest.is_some()
    })
}

/// The same where nothing may be missing.
pub(super) fn read_all(paths: &[PathBuf], kind: Kind) -> Result<Vec<File>, Failure> {
    let collected = collect(paths, kind);
    if collected.is_complete() {
        Ok(collected.files)
    } else {
        Err(Failure::Found(collected.findings))
    }
}

/// One file.
pub(super) fn read(path: &Path) -> Result<File, Diagnostic> {
    let csv = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let most = if csv { MOST_BYTES_OF_CSV } else { MOST_BYTES };
    read_at_most(path, most, csv)
}

/// A part of a verdict.
pub(super) fn read_part(path: &Path) -> Result<File, Diagnostic> {
    read_at_most(path, MOST_BYTES_OF_PART, false)
}

fn read_at_most(path: &Path, most: usize, csv: bool) -> Result<File, Diagnostic> {
    let name = name(path);
    let too_large = || {
        let message = format!("`{name}` is larger than {} MiB", most >> 20);
        Diagnostic::error(Code::TooLarge, message).help("split it into several files")
    };
    let cannot = |error: io::Error| unreadable(&name, &error);
    let bytes = if is_dash(path) {
        take_stdin()
            .and_then(|()| read_up_to(io::stdin().lock(), most, csv))
            .map_err(cannot)?
    } else {
        let file = fs::File::open(path).map_err(cannot)?;
        let length = file.metadata().map_err(cannot)?.len();
        if length > most as u64 {
            return Err(too_large());
        }
        read_up_to(file, most, csv).map_err(cannot)?
    };
    if bytes.len() > most {
        return Err(too_large());
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(File { name, text }),
        Err(error) => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.split(|byte| *byte == b'\n').count() as u64;
            Err(not_utf8(&name, line))
        }
    }
}

/// All bytes, but little more than `most`, and of CSV no more than a row too long: a device may have no end.
fn read_up_to(mut reader: impl Read, most: usize, csv: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut row = 0;
    loop {
        let before = bytes.len();
        let read = (&mut reader).take(PIECE).read_to_end(&mut bytes)?;
        match bytes[before..].iter().rposition(|byte| *byte == b'\n') {
            Some(last) => row = before + last,
            None if csv && bytes.len() - row > 2 * MOST_ROW_BYTES => return Ok(bytes),
            None => {}
        }
        // A terminal whose end was read once would have to end a second time.
        if (read as u64) < PIECE || bytes.len() > most {
            return Ok(bytes);
        }
    }
}

/// Adds the files of a path, in the order of their names.
fn add(path: &Path, kind: Kind, depth: usize, found: &mut Vec<Result<PathBuf, Diagnostic>>) {
    if !path.is_dir() {
        found.push(Ok(path.to_owned()));
        return;
    }
    let name = name(path);
    if depth >= MAX_FOLDERS {
        let message = format!("`{name}` lies deeper than {MAX_FOLDERS} folders");
        found
            .push(Err(Diagnostic::error(Code::Unreadable, message)
                .help("check the path and the permissions")));
        return;
    }
    let entries = fs::read_dir(path).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            let message = format!("cannot read `{name}`: {error}");
            found.push(Err(Diagnostic::error(Code::Unreadable, message)
                .help("check the path and the permissions")));
            return;
        }
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let ends_in = |endings: &[&str]| {
            path.extension().is_some_and(|ending| {
                endings
                    .iter()
                    .any(|known| ending.eq_ignore_ascii_case(known))
            })
        };
        if path.is_dir() || ends_in(kind.endings()) {
            add(&path, kind, depth + 1, found);
        } else if ends_in(&DATA) {
            let message = format!("`{}` was skipped", self::name(&path));
            let endings: Vec<String> = kind
                .endings()
                .iter()
                .map(|ending| format!(".{ending}"))
                .collect();
            found.push(Err(Diagnostic::warning(Code::Skipped, message).help(
                format!("of a folder, files in {} are read", endings.join(", ")),
            )));
        }
    }
}

/// What findings call a file: as the user named it, with `/` between folders.
pub(super) fn name(path: &Path) -> String {
    if is_dash(path) {
        STDIN.to_owned()
    } else {
        path.display().to_string().replace('\\', "/")
    }
}

/// Whether a path stands for stdin or stdout.
pub(super) fn is_dash(path: &Path) -> bool {
    path == Path::new("-")
}

/// Takes stdin. A second time there would be nothing left, which must not look like an empty file.
pub(super) fn take_stdin() -> io::Result<()> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err(io::Error::other(
            "it was read already, and only one file can be `-`",
        ));
    }
    Ok(())
}
