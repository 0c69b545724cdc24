//! Files that users name: how much of them is read, which files of a folder, and what is said of the rest.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Failure;
use crate::base::diagnostic::{Code, Diagnostic};
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

/// What is looked for in a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// YAML files; what else lies there is nobody's business.
    Yaml,
    /// Rosters; whatever else lies there may be one that nobody reads.
    Rosters,
}

impl Wanted {
    fn takes(self, path: &Path) -> bool {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        ending == "yaml"
            || ending == "yml"
            || self == Self::Rosters && (ending == "csv" || ending == "json")
    }
}

/// The files that paths name: each path itself, or the YAML files of a folder, at least one.
pub(super) fn collect_files(paths: &[PathBuf]) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(collect(path, Wanted::Yaml, &mut Vec::new())?);
    }
    Ok(files)
}

/// The rosters that a path names: the path itself, or the rosters of a folder. What else lies in a folder is named.
pub(super) fn collect_rosters(
    path: &Path,
    skipped: &mut Vec<Diagnostic>,
) -> Result<Vec<File>, Failure> {
    collect(path, Wanted::Rosters, skipped)
}

fn collect(
    path: &Path,
    wanted: Wanted,
    skipped: &mut Vec<Diagnostic>,
) -> Result<Vec<File>, Failure> {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    walk(path, 0, wanted, &mut files, &mut problems, skipped);
    if !problems.is_empty() {
        return Err(Failure::Found(problems));
    }
    // A team or a catalog that is not there must not look like one with nothing in it.
    if files.is_empty() {
        let kind = match wanted {
            Wanted::Yaml => "YAML file",
            Wanted::Rosters => "roster (YAML, CSV or JSON)",
        };
        let message = format!("no {kind} lies in `{}`", path.display());
        return Err(Diagnostic::error(Code::Unreadable, message)
            .help("files of other kinds are named one by one")
            .into());
    }
    Ok(files)
}

/// Collects the files of a path in the order of their names.
fn walk(
    path: &Path,
    depth: usize,
    wanted: Wanted,
    files: &mut Vec<File>,
    problems: &mut Vec<Diagnostic>,
    skipped: &mut Vec<Diagnostic>,
) {
    if !path.is_dir() {
        match read(path) {
            Ok(file) => files.push(file),
            Err(problem) => problems.push(problem),
        }
        return;
    }
    let name = name(path);
    if depth >= MAX_FOLDERS {
        let message = format!("`{name}` lies deeper than {MAX_FOLDERS} folders");
        problems.push(Diagnostic::error(Code::Unreadable, message));
        return;
    }
    let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return problems.push(unreadable(&name, &error)),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() || wanted.takes(&path) {
            walk(&path, depth + 1, wanted, files, problems, skipped);
        } else if wanted == Wanted::Rosters {
            let message = format!(
                "`{}` is not read: it is no YAML, CSV or JSON",
                self::name(&path)
            );
            let finding = Diagnostic::warning(Code::FileSkipped, message);
            skipped.push(finding.help("`certadvise import` makes a roster of it, or move it away"));
        }
    }
}

/// A whole file.
fn read(path: &Path) -> Result<File, Diagnostic> {
    let name = name(path);
    let csv = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let most = if csv { MOST_BYTES_OF_CSV } else { MOST_BYTES };
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
            let line = before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
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
        let read = (&mut reader).take(1 << 16).read_to_end(&mut bytes)?;
        match bytes[before..].iter().rposition(|byte| *byte == b'\n') {
            Some(last) => row = before + last,
            None if csv && bytes.len() - row > 2 * MOST_ROW_BYTES => return Ok(bytes),
            None => {}
        }
        if read == 0 || bytes.len() > most {
            return Ok(bytes);
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
fn take_stdin() -> io::Result<()> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err(io::Error::other(
            "it was read already, and only one file can be `-`",
        ));
    }
    Ok(())
}
