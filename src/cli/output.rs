//! Where answers go: `--format table`, `--format json=FILE`, `--output FILE`. Files are written whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use serde::Serialize;
use thiserror::Error;

use super::Failure;
use super::files::is_dash;
use super::global::Global;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::suggestion;
use crate::render::Forms;

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
    /// table, json, csv, markdown; renewals: ics; coverage: html, junit, sarif, github. `json=FILE` writes it there; repeatable
    #[arg(
        long = "format",
        short,
        value_name = "FORMAT[=FILE]",
        default_value = "table"
    )]
    formats: Vec<Output>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, file) = text
            .split_once('=')
            .map_or((text, None), |(word, file)| (word, Some(file)));
        let named = Format::ALL
            .into_iter()
            .find(|format| format.word() == if word == "md" { "markdown" } else { word });
        let words = Format::ALL.map(Format::word);
        let all = || format!("expected one of {}", words.join(", "));
        let format = named.ok_or_else(|| suggestion::sentence(word, words).unwrap_or_else(all))?;
        match file {
            Some("") => Err("the file name after `=` is missing".to_owned()),
            file => Ok(Self {
                format,
                file: file.map(PathBuf::from),
            }),
        }
    }
}

impl Formats {
    /// Whether this format is asked for.
    pub(super) fn has(&self, format: Format) -> bool {
        self.formats.iter().any(|output| output.format == format)
    }

    /// Writes the answer in each format asked for; `render` makes the text of one.
    pub(super) fn write(
        &self,
        global: &Global,
        render: impl Fn(Format) -> anyhow::Result<String>,
    ) -> Result<(), Failure> {
        self.deliver(global, global.output(), print, render)
    }

    /// Writes an answer in each format asked for.
    pub(super) fn answer(&self, global: &Global, answer: &impl Forms) -> Result<(), Failure> {
        self.write(global, |format| match format {
            Format::Table => Ok(answer.terminal(global.width())),
            Format::Markdown => Ok(answer.markdown()),
            Format::Csv => Ok(answer.csv()),
            Format::Json => json(&answer.json()),
            other => Err(no_form(other)),
        })
    }

    /// Writes a report beside the command's answer: the format without a file goes to stdout where the answer goes to a
    /// file, else to stderr.
    pub(super) fn write_beside(
        &self,
        global: &Global,
        render: impl Fn(Format) -> anyhow::Result<String>,
    ) -> Result<(), Failure> {
        self.deliver(
            global,
            None,
            if global.output().is_some() {
                print
            } else {
                eprint
            },
            render,
        )
    }

    /// Writes each format to its file, the bare one to `file` or by `print`.
    fn deliver(
        &self,
        global: &Global,
        file: Option<&Path>,
        print: fn(&str, &Global) -> Result<(), Failure>,
        render: impl Fn(Format) -> anyhow::Result<String>,
    ) -> Result<(), Failure> {
        let named = |output: &'_ Output| output.file.clone().or_else(|| file.map(Path::to_owned));
        let place = |output: &'_ Output| named(output).filter(|path| !is_dash(path));
        if let Some(twice) = self.formats.iter().enumerate().find_map(|(at, output)| {
            self.formats[..at]
                .iter()
                .any(|before| place(before) == place(output))
                .then(|| place(output))
        }) {
            let place = twice.map_or_else(
                || "stdout".to_owned(),
                |file| format!("`{}`", file.display()),
            );
            let finding = Diagnostic::error(
                Code::BadArgument,
                format!("two formats would go to {place}"),
            );
            return Err(finding
                .help("give each but one a file of its own: --format json=FILE")
                .into());
        }
        // Nothing is written before everything could be made.
        let texts = self
            .formats
            .iter()
            .map(|output| render(output.format))
            .collect::<Result<Vec<_>, _>>();
        let texts = texts.map_err(|error| match error.downcast::<NoForm>() {
            Ok(error) => {
                let has = Format::ALL
                    .into_iter()
                    .filter(|format| render(*format).is_ok())
                    .map(Format::word);
                let help = format!("it has {}", has.collect::<Vec<_>>().join(", "));
                Failure::from(Diagnostic::error(Code::BadArgument, error.to_string()).help(help))
            }
            Err(error) => error.into(),
        })?;
        for (output, text) in self.formats.iter().zip(texts) {
            match place(output) {
                Some(file) => write_file(&file, &text, global)?,
                None => print(&text, global)?,
            }
        }
        Ok(())
    }
}

/// What to say where a command has no such form.
pub(super) fn no_form(format: Format) -> anyhow::Error {
    NoForm(format.word()).into()
}

/// A command has no such form.
#[derive(Debug, Error)]
#[error("this command has no {0} form")]
struct NoForm(&'static str);

/// A value as JSON with a final newline.
pub(super) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// Writes an answer that has one form: to the file asked for, else to stdout.
pub(super) fn say(text: &str, global: &Global) -> Result<(), Failure> {
    match global.output() {
        Some(file) => write_file(file, text, global),
        None => print(text, global),
    }
}

/// Writes to stdout. A closed pipe is success: whoever reads has seen enough.
pub(super) fn print(text: &str, global: &Global) -> Result<(), Failure> {
    let mut out = anstream::AutoStream::new(io::stdout(), global.colours());
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Diagnostic::error(
            Code::CannotWrite,
            format!("cannot write to stdout: {error}"),
        )
        .into()),
        _ => Ok(()),
    }
}

/// Writes to stderr.
#[expect(clippy::unnecessary_wraps, reason = "stands where `print` may stand")]
fn eprint(text: &str, global: &Global) -> Result<(), Failure> {
    if !global.is_quiet() {
        // Nobody is left to tell when stderr is closed.
        let _ =
            anstream::AutoStream::new(io::stderr(), global.colours()).write_all(text.as_bytes());
    }
    Ok(())
}

/// Writes a file whole or not at all; an existing one only with `--force`. Pipes and devices are written to as they are.
pub(super) fn write_file(path: &Path, text: &str, global: &Global) -> Result<(), Failure> {
    write_or_replace(path, text, global, global.force)
}

/// Writes a file whole or not at all; an existing one only where it is to be replaced.
pub(super) fn write_or_replace(
    path: &Path,
    text: &str,
    global: &Global,
    force: bool,
) -> Result<(), Failure> {
    let special = fs::metadata(path).is_ok_and(|file| !file.is_file() && !file.is_dir());
    let written = if special {
        fs::write(path, text)
    } else {
        replace(path, text, force)
    };
    written.map_err(|error| {
        let cannot = |why: &str| {
            Diagnostic::error(
                Code::CannotWrite,
                format!("cannot write `{}`: {why}", path.display()),
            )
        };
        match error.kind() {
            _ if path.is_dir() => cannot("it is a folder"),
            io::ErrorKind::NotFound => cannot("its folder does not exist"),
            io::ErrorKind::AlreadyExists => cannot("it exists already").help("--force replaces it"),
            _ => cannot(&error.to_string()),
        }
    })?;
    global.note(&format!("wrote `{}`", path.display()));
    Ok(())
}

/// Makes a folder and those above it, unless they exist.
pub(super) fn create_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| {
        Diagnostic::error(
            Code::CannotWrite,
            format!("cannot make the folder `{}`: {error}", path.display()),
        )
        .into()
    })
}

fn replace(path: &Path, text: &str, force: bool) -> io::Result<()> {
    // What a link points to is what was meant.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The kind alone: the message would name the temporary file.
    let mut file = builder
        .tempfile_in(folder)
        .map_err(|error| io::Error::from(error.kind()))?;
    file.write_all(text.as_bytes())?;
    let kept = if force {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    kept.map(|_| ()).map_err(|error| error.error)
}
