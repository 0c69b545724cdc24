//! Where answers go: `--format table`, `--format json=FILE`, `--output FILE`. Files are written whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use serde::Serialize;

use super::Failure;
use super::global::Global;
use crate::diagnostic::{Code, Diagnostic};

/// What an answer can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Table,
    Json,
    Csv,
    Markdown,
    Ics,
    Html,
    Junit,
    Sarif,
    Github,
}

impl Format {
    const ALL: [Self; 9] = [
        Self::Table,
        Self::Json,
        Self::Csv,
        Self::Markdown,
        Self::Ics,
        Self::Html,
        Self::Junit,
        Self::Sarif,
        Self::Github,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Ics => "ics",
            Self::Html => "html",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }
}

/// A format, and the file it goes to.
#[derive(Clone, Debug)]
pub(super) struct Output {
    format: Format,
    file: Option<PathBuf>,
}

/// The flag `--format`.
#[derive(Args)]
pub(super) struct Formats {
    /// table, json, csv or markdown (renewals: also ics); `json=FILE` writes that format to a file; repeatable
    #[arg(long = "format", short, value_name = "FORMAT[=FILE]", default_value = "table")]
    formats: Vec<Output>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, file) = text.split_once('=').map_or((text, None), |(word, file)| (word, Some(file)));
        let named =
            Format::ALL.into_iter().find(|format| format.word() == if word == "md" { "markdown" } else { word });
        let format = named.ok_or_else(|| format!("expected one of {}", Format::ALL.map(Format::word).join(", ")))?;
        match file {
            Some("") => Err("the file name after `=` is missing".to_owned()),
            file => Ok(Self { format, file: file.map(PathBuf::from) }),
        }
    }
}

impl Formats {
    /// Writes the answer in each format asked for; `render` makes the text of one.
    pub(super) fn write(
        &self,
        global: &Global,
        render: impl Fn(Format) -> anyhow::Result<String>,
    ) -> Result<(), Failure> {
        for output in &self.formats {
            let text = render(output.format)?;
            match output.file.as_ref().or(global.output.as_ref()) {
                Some(file) => write_file(file, &text, global.force)?,
                None => print(&text, global)?,
            }
        }
        Ok(())
    }
}

/// What to say where a command has no such form.
pub(super) fn no_form(format: Format) -> anyhow::Error {
    anyhow::anyhow!("this command has no {} form", format.word())
}

/// A value as JSON with a final newline.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// Writes to stdout.
pub(super) fn print(text: &str, global: &Global) -> Result<(), Failure> {
    let mut out = anstream::AutoStream::new(io::stdout(), global.colours());
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::PipeClosed),
        Err(error) => Err(Diagnostic::error(Code::CannotWrite, format!("cannot write to stdout: {error}")).into()),
    }
}

/// Writes a file whole or not at all; an existing one only with `force`.
fn write_file(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let cannot = |error: &io::Error| {
        let finding = Diagnostic::error(Code::CannotWrite, format!("cannot write `{}`: {error}", path.display()));
        let exists = error.kind() == io::ErrorKind::AlreadyExists;
        if exists { finding.help("--force replaces it") } else { finding }
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| cannot(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| cannot(&error))?;
    let kept = if force { file.persist(path) } else { file.persist_noclobber(path) };
    kept.map(|_| ()).map_err(|error| cannot(&error.error).into())
}
