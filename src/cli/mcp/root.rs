//! The only folder whose files an assistant may have read.

use std::io;
use std::path::{Component, Path, PathBuf, absolute};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::cli::files::{self, Kind, name};

/// A folder.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// As the user named it.
    named: PathBuf,
    /// The same from the root of the file system.
    absolute: PathBuf,
    /// Where it really is.
    real: PathBuf,
}

impl Root {
    pub(super) fn open(folder: &Path) -> Result<Self, Diagnostic> {
        let open = || -> io::Result<Self> {
            let real = folder.canonicalize()?;
            if !real.is_dir() {
                return Err(io::Error::other("it is not a folder"));
            }
            Ok(Self {
                named: folder.to_owned(),
                absolute: without_dots(&absolute(folder)?),
                real,
            })
        };
        open().map_err(|error| {
            let message = format!("cannot read in `{}`: {error}", name(folder));
            Diagnostic::error(Code::Unreadable, message).help("check what --root names")
        })
    }

    /// The path of a file or folder below this one, as commands take it. What a folder holds must lie below as well, and
    /// links count by where they lead. What does not exist is left for the command to report.
    pub(super) fn path(&self, text: &str, kind: Kind) -> Result<PathBuf, Diagnostic> {
        let path = self.named.join(text);
        let spelled = without_dots(&self.absolute.join(text));
        if !spelled.starts_with(&self.absolute) && !spelled.starts_with(&self.real) {
            return Err(self.outside(text));
        }
        // For a path that does not exist, its nearest existing folder is checked, so that a link can't reveal what exists outside.
        let mut existing = path.ancestors();
        let Some(real) = existing.find_map(|path| path.canonicalize().ok()) else {
            return Err(self.outside(text));
        };
        if !real.starts_with(&self.real) || path.is_symlink() && !path.exists() {
            return Err(self.outside(text));
        }
        if !path.exists() {
            return Ok(path);
        }
        for file in files::find(std::slice::from_ref(&path), kind)
            .into_iter()
            .flatten()
        {
            match file.canonicalize() {
                Ok(real) if !real.starts_with(&self.real) => return Err(self.outside(text)),
                // A pipe would be waited for.
                Ok(real) if !real.is_file() => {
                    let message = format!("`{text}` leads to something that is not a file");
                    return Err(Diagnostic::error(Code::BadArgument, message));
                }
                _ => {}
            }
        }
        Ok(path)
    }

    fn outside(&self, text: &str) -> Diagnostic {
        let message = format!("`{text}` leads out of the folder whose files may be read");
        Diagnostic::error(Code::BadArgument, message).help(format!(
            "name a file below `{}`; the server's --root decides",
            name(&self.named)
        ))
    }
}

/// A path without `.` and `..`, by its spelling alone.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_what_lies_below_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let outside = folder.path().join("outside");
        let inside = folder.path().join("inside");
        for (parent, file) in [(&outside, "secret.yaml"), (&inside, "team.yaml")] {
            fs::create_dir_all(parent.join("teams")).unwrap();
            fs::write(parent.join(file), "").unwrap();
            fs::write(parent.join("teams/a.yaml"), "").unwrap();
        }
        fs::create_dir(inside.join("linked")).unwrap();
        symlink(outside.join("secret.yaml"), inside.join("linked/b.yaml")).unwrap();
        symlink(&outside, inside.join("out")).unwrap();
        symlink(outside.join("no-such.yaml"), inside.join("dangling.yaml")).unwrap();
        symlink(inside.join("team.yaml"), inside.join("same.yaml")).unwrap();
        symlink("/dev/null", inside.join("null.yaml")).unwrap();
        symlink(&inside, folder.path().join("alias")).unwrap();
        let absolute = |path: &str| folder.path().join(path).display().to_string();

        for root in ["inside", "alias"] {
            let root = Root::open(&folder.path().join(root)).unwrap();
            let inside = absolute("inside/team.yaml");
            for text in [
                "team.yaml",
                "./teams/../team.yaml",
                "teams",
                "same.yaml",
                "no-such.yaml",
                "-",
                &inside,
            ] {
                let path = root.path(text, Kind::Roster);
                assert!(path.unwrap().starts_with(folder.path()), "{text}");
            }
            for text in [
                "../outside/secret.yaml",
                "../outside/no-such.yaml",
                "..",
                "teams/../../outside/secret.yaml",
                "out/secret.yaml",
                "out/no-such.yaml",
                "out/no-such/either.yaml",
                "dangling.yaml",
                "out/teams",
                "linked",
                "linked/b.yaml",
                "null.yaml",
                "/etc/passwd",
                "/no-such-file",
                "/dev/stdin",
                &absolute("outside/secret.yaml"),
                &absolute("inside-not/team.yaml"),
            ] {
                let finding = root.path(text, Kind::Roster).unwrap_err();
                assert!(finding.message.contains("leads out of"), "{text}");
            }
        }
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("team.yaml");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let root = Root::open(folder.path()).unwrap();
        let finding = root.path("team.yaml", Kind::Roster).unwrap_err();
        assert!(finding.message.contains("is not a file"));
        let finding = root.path(".", Kind::Roster).unwrap_err();
        assert!(finding.message.contains("is not a file"));
    }

    #[test]
    fn a_root_is_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("team.yaml");
        fs::write(&file, "").unwrap();
        for path in [&file, &folder.path().join("no-such")] {
            assert_eq!(Root::open(path).unwrap_err().code, Code::Unreadable);
        }
    }
}
