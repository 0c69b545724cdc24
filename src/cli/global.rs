//! Flags that every command takes, and what follows from them: the day, the catalog, the width, the colours.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::ColorChoice;
use anyhow::Context;
use clap::{Args, ValueEnum};
use jiff::Zoned;
use jiff::civil::Date;

use super::Failure;
use crate::catalog::Catalog;
use crate::catalog::read::{Draft, File};
use crate::catalog::text::List;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::render::finding::{human, json};
use crate::requirement::table;
use crate::{embedded, render};

/// Deepest folder of a catalog that is looked into.
const MAX_FOLDERS: usize = 8;

/// Flags that every command takes.
#[derive(Args)]
pub(super) struct Global {
    /// The day that counts as today, YYYY-MM-DD [default: the local date]
    #[arg(
        long,
        global = true,
        env = "CERTADVISE_AS_OF",
        hide_env = true,
        value_name = "DATE",
        help_heading = "Everywhere"
    )]
    as_of: Option<Date>,
    /// Your own catalog on top of the shipped one: a file or a folder; repeat it, later ones win
    #[arg(long, global = true, value_name = "PATH", help_heading = "Everywhere")]
    catalog: Vec<PathBuf>,
    /// Leave out the shipped catalog's credentials and issuers
    #[arg(long, global = true, help_heading = "Everywhere")]
    no_builtin: bool,
    /// Write the answer to this file
    #[arg(long, short, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub(super) output: Option<PathBuf>,
    /// Replace existing files
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(super) force: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Everywhere")]
    color: Color,
    /// Columns to fit the output in [default: the terminal's, or 80]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(40..), help_heading = "Everywhere")]
    width: Option<u16>,
    /// No warnings and notes on stderr
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    quiet: bool,
    /// How errors are written
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human", help_heading = "Everywhere")]
    error_format: ErrorFormat,
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
    /// The day that counts as today.
    pub(super) fn today(&self) -> Date {
        self.as_of.unwrap_or_else(|| Zoned::now().date())
    }

    /// Columns to fit output in.
    pub(super) fn width(&self) -> u16 {
        let terminal = || std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        self.width.or_else(|| terminal().map(|(width, _)| width.0)).unwrap_or(render::DEFAULT_WIDTH)
    }

    /// Whether stdout or stderr gets colours.
    pub(super) fn colours(&self) -> ColorChoice {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }

    /// Writes findings to stderr; warnings only where they are wanted.
    pub(super) fn report(&self, found: &[Diagnostic]) {
        let shown = found.iter().filter(|finding| !self.quiet || finding.severity == Severity::Error);
        let text: String = match self.error_format {
            ErrorFormat::Human => shown.map(human::draw).collect(),
            ErrorFormat::Json => shown.map(|finding| format!("{}\n", json::line(finding))).collect(),
        };
        // Nobody is left to tell when stderr is closed.
        let _ = anstream::AutoStream::new(std::io::stderr(), self.colours()).write_all(text.as_bytes());
    }

    /// The catalog: the shipped one, with the overlays on top.
    pub(super) fn open_catalog(&self) -> Result<&'static Catalog, Failure> {
        let shipped = embedded::catalog();
        if self.catalog.is_empty() && !self.no_builtin {
            return Ok(shipped);
        }
        let catalog = if self.no_builtin {
            // The vocabularies stay: without them nothing could be said of a credential.
            let base = Catalog { credentials: List::default(), issuers: List::default(), ..shipped.clone() };
            read(&base, &self.catalog)
        } else {
            read(shipped, &self.catalog)
        };
        let (catalog, warnings) = catalog?;
        self.report(&warnings);
        Ok(Box::leak(Box::new(catalog)))
    }
}

/// Reads overlays on top of a catalog.
pub(super) fn read(base: &Catalog, paths: &[PathBuf]) -> Result<(Catalog, Vec<Diagnostic>), Failure> {
    let mut draft = Draft::on(base);
    let mut requirements = Vec::new();
    for path in paths {
        let (apart, files) =
            collect_files(std::slice::from_ref(path))?.into_iter().partition::<Vec<_>, _>(File::is_requirement);
        draft.layer(&files, embedded::DETAILS);
        requirements.extend(apart);
    }
    let (catalog, warnings) = draft.finish()?;
    let found: Vec<_> = requirements.iter().filter_map(|file| table::read(file, &catalog).err()).flatten().collect();
    if found.is_empty() { Ok((catalog, warnings)) } else { Err(found.into()) }
}

/// The files that paths name: each path itself, or the YAML files of a folder.
pub(super) fn collect_files(paths: &[PathBuf]) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, 0, &mut files).map_err(|error| {
            Diagnostic::error(Code::Unreadable, format!("{error:#}")).help("check the path and the permissions")
        })?;
    }
    Ok(files)
}

/// Collects the YAML files of a path, in the order of their names.
fn collect(path: &Path, depth: usize, files: &mut Vec<File>) -> anyhow::Result<()> {
    let name = path.display().to_string().replace('\\', "/");
    let cannot = || format!("cannot read `{name}`");
    if path.is_dir() {
        anyhow::ensure!(depth < MAX_FOLDERS, "`{name}` lies deeper than {MAX_FOLDERS} folders");
        let mut entries =
            fs::read_dir(path).with_context(cannot)?.collect::<Result<Vec<_>, _>>().with_context(cannot)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            let yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
            if !hidden && (yaml || path.is_dir()) {
                collect(&path, depth + 1, files)?;
            }
        }
    } else {
        let bytes = fs::read(path).with_context(cannot)?;
        let text = String::from_utf8(bytes).with_context(|| format!("`{name}` is not UTF-8 text"))?;
        files.push(File { name, text });
    }
    Ok(())
}
