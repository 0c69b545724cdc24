//! The program as a user runs it: files in a folder of its own, arguments, and what comes out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A temporary folder to run the program in.
pub struct Workspace {
    folder: TempDir,
}

/// One run that is being prepared. Nothing of the surroundings is in it: no variables but those given here.
pub struct Invocation {
    command: Command,
    stdin: Option<Vec<u8>>,
}

/// What a run came to.
#[must_use]
pub struct Run {
    output: Output,
    command: String,
}

impl Workspace {
    /// An empty folder.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Writes a file, with the folders above it.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(name, content);
        self
    }

    /// The same, later on.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The text of a file.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The path of a file or folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The names of the files and folders in it, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Prepares a run in this folder; `arguments` are split at blanks.
    pub fn certadvise(&self, arguments: &str) -> Invocation {
        certadvise(arguments).in_folder(self.root())
    }

    /// Runs the program in this folder; `arguments` are split at blanks.
    pub fn run(&self, arguments: &str) -> Run {
        self.certadvise(arguments).run()
    }
}

/// Prepares a run in the package's folder; `arguments` are split at blanks.
pub fn certadvise(arguments: &str) -> Invocation {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certadvise"));
    command
        .args(arguments.split_whitespace())
        .env_clear()
        .env("CERTADVISE_AS_OF", "2026-11-24");
    Invocation {
        command,
        stdin: None,
    }
}

impl Invocation {
    /// Runs it in another folder.
    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Sets a variable.
    pub fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Adds arguments as they are.
    pub fn args<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        self.command.args(arguments);
        self
    }

    /// What stdin holds.
    pub fn stdin(mut self, content: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(content.into());
        self
    }

    /// The command itself, for tests that start it in their own way.
    pub fn into_command(self) -> Command {
        self.command
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Run {
        let command = format!("{:?}", self.command);
        let stdin = if self.stdin.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        };
        let mut child = self
            .command
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        if let (Some(content), Some(mut stdin)) = (self.stdin, child.stdin.take()) {
            // Who has seen enough closes the pipe.
            let _ = stdin.write_all(&content);
        }
        Run {
            output: child.wait_with_output().unwrap(),
            command,
        }
    }
}

impl Run {
    /// Expects an exit code.
    #[track_caller]
    pub fn status(self, expected: i32) -> Self {
        assert_eq!(self.output.status.code(), Some(expected), "{self}");
        self
    }

    /// Expects exactly this on stdout.
    #[track_caller]
    pub fn stdout(self, expected: &str) -> Self {
        assert_eq!(self.stdout_text(), expected, "{self}");
        self
    }

    /// Expects this somewhere on stdout.
    #[track_caller]
    pub fn stdout_has(self, expected: &str) -> Self {
        assert!(
            self.stdout_text().contains(expected),
            "no `{expected}`\n{self}"
        );
        self
    }

    /// Expects this nowhere on stdout.
    #[track_caller]
    pub fn stdout_lacks(self, unexpected: &str) -> Self {
        assert!(
            !self.stdout_text().contains(unexpected),
            "`{unexpected}`\n{self}"
        );
        self
    }

    /// Expects this somewhere on stderr.
    #[track_caller]
    pub fn stderr_has(self, expected: &str) -> Self {
        assert!(
            self.stderr_text().contains(expected),
            "no `{expected}`\n{self}"
        );
        self
    }

    /// Expects this nowhere on stderr.
    #[track_caller]
    pub fn stderr_lacks(self, unexpected: &str) -> Self {
        assert!(
            !self.stderr_text().contains(unexpected),
            "`{unexpected}`\n{self}"
        );
        self
    }

    /// Expects nothing on stderr.
    #[track_caller]
    pub fn stderr_empty(self) -> Self {
        assert!(self.output.stderr.is_empty(), "{self}");
        self
    }

    /// Ends the expectations.
    pub fn end(self) {
        drop(self);
    }

    /// What stands on stdout.
    pub fn stdout_text(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    /// What stands on stderr.
    pub fn stderr_text(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    /// What stands on stdout, as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.output.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{self}"))
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        writeln!(f, "{}: {}", self.command, self.output.status)?;
        writeln!(f, "--- stdout\n{}", text(&self.output.stdout))?;
        write!(f, "--- stderr\n{}", text(&self.output.stderr))
    }
}
