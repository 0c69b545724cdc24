//! Files written whole or not at all: beside their place first, private, then renamed.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

/// Temporary files that are there now, to be removed if a signal ends the program.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Writes a file. One that exists is replaced only with `force`, and keeps its mode and owner.
pub(super) fn write(path: &Path, text: &str, force: bool) -> io::Result<()> {
    // What a link points to is what was meant.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let before = fs::symlink_metadata(&path).ok();
    if before.is_some() && !force {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let (unfinished, file, usual) = Unfinished::begin(folder)?;
    let kept = fill(file, text, before.as_ref(), usual).and_then(|file| {
        let kept = if force {
            file.persist(&path)
        } else {
            file.persist_noclobber(&path)
        };
        kept.map_err(|error| error.error)
    });
    drop(unfinished);
    kept?;
    sync_folder(folder);
    Ok(())
}

/// An empty file that only its owner can open, and the mode that a new file has here.
fn temporary(folder: &Path) -> io::Result<(NamedTempFile, Permissions)> {
    let mut builder = tempfile::Builder::new();
    // Made as any new file, so that it shows the usual mode, and closed to others while it is still empty.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The kind alone: the message would name the temporary file.
    let file = builder
        .tempfile_in(folder)
        .map_err(|error| io::Error::from(error.kind()))?;
    let usual = file.as_file().metadata()?.permissions();
    #[cfg(unix)]
    file.as_file()
        .set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok((file, usual))
}

/// Writes the text down to the disk, and gives the file the owner and mode of the one before.
fn fill(
    mut file: NamedTempFile,
    text: &str,
    before: Option<&Metadata>,
    usual: Permissions,
) -> io::Result<NamedTempFile> {
    file.write_all(text.as_bytes())?;
    if let Some(before) = before {
        keep_owner(file.as_file(), before)?;
    }
    let mode = before.map_or(usual, Metadata::permissions);
    file.as_file().set_permissions(mode)?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(unix)]
fn keep_owner(file: &File, before: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let now = file.metadata()?;
    if (now.uid(), now.gid()) == (before.uid(), before.gid()) {
        return Ok(());
    }
    fchown(file, Some(before.uid()), Some(before.gid()))
        .map_err(|error| io::Error::new(error.kind(), format!("its owner cannot be kept: {error}")))
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Makes a rename last. The file itself is safe already, so a folder that can't be synced changes nothing.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// A temporary file, known to whatever ends the program.
struct Unfinished(PathBuf);

impl Unfinished {
    /// A new temporary file and the mode that a new file has here. Signals wait while it is made: none finds it unknown.
    fn begin(folder: &Path) -> io::Result<(Self, NamedTempFile, Permissions)> {
        remove_at_signals();
        let mut paths = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, usual) = temporary(folder)?;
        let path = file.path().to_owned();
        paths.push(path.clone());
        Ok((Self(path), file, usual))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut paths = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        paths.retain(|path| path != &self.0);
    }
}

/// From the first file on, SIGINT and SIGTERM remove what is unfinished, then end the program as ever.
#[cfg(unix)]
fn remove_at_signals() {
    use std::sync::atomic::AtomicBool;
    use std::sync::{Arc, Once};
    use std::thread;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag::register_conditional_default;
    use signal_hook::iterator::Signals;

    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // Where handlers or a thread can't be had, the signals end the program at once, and a file may be left.
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
            return;
        };
        let thread = thread::Builder::new().spawn(move || {
            for signal in signals.forever() {
                // The lock stays with this thread: nothing is begun after this.
                let paths = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
                for path in paths.iter() {
                    let _ = fs::remove_file(path);
                }
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
        if thread.is_err() {
            for signal in [SIGINT, SIGTERM] {
                let _ = register_conditional_default(signal, Arc::new(AtomicBool::new(true)));
            }
        }
    });
}

#[cfg(not(unix))]
fn remove_at_signals() {}
