//! Where answers go: `--format table`, `--format json=FILE`, `--output FILE`. Files are written whole or not at all.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command};
use serde::Serialize;
use thiserror::Error;

use super::files::is_dash;
use super::global::Global;
use super::{Failure, atomic, pager};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::render::{Forms, escape_hidden, without_links};

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

    pub(super) fn word(self) -> &'static str {
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

    /// The format that the name of a file stands for; a table where it stands for none.
    fn of_file(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match extension.to_ascii_lowercase().as_str() {
            "json" => Self::Json,
            "csv" => Self::Csv,
            "md" | "markdown" => Self::Markdown,
            "ics" => Self::Ics,
            "html" | "htm" => Self::Html,
            "xml" => Self::Junit,
            "sarif" => Self::Sarif,
            _ => Self::Table,
        }
    }
}

/// The formats that a command offers.
pub(super) trait Offer: Clone + Send + Sync + 'static {
    const FORMATS: &'static [Format];
}

/// What most commands offer.
#[derive(Clone)]
pub(super) struct Usual;

impl Offer for Usual {
    const FORMATS: &'static [Format] =
        &[Format::Table, Format::Json, Format::Csv, Format::Markdown];
}

/// What commands offer that have a page.
#[derive(Clone)]
pub(super) struct WithPage;

impl Offer for WithPage {
    const FORMATS: &'static [Format] = &[
        Format::Table,
        Format::Json,
        Format::Csv,
        Format::Markdown,
        Format::Html,
    ];
}

/// What commands offer that have deadlines.
#[derive(Clone)]
pub(super) struct WithCalendar;

impl Offer for WithCalendar {
    const FORMATS: &'static [Format] = &[
        Format::Table,
        Format::Json,
        Format::Csv,
        Format::Markdown,
        Format::Ics,
    ];
}

/// What commands offer that have both.
#[derive(Clone)]
pub(super) struct WithPageAndCalendar;

impl Offer for WithPageAndCalendar {
    const FORMATS: &'static [Format] = &[
        Format::Table,
        Format::Json,
        Format::Csv,
        Format::Markdown,
        Format::Html,
        Format::Ics,
    ];
}

/// A format, and the file it goes to.
#[derive(Clone, Debug)]
pub(super) struct Output {
    format: Format,
    file: Option<PathBuf>,
}

/// The flag `--format`, with the formats of one command.
#[derive(Args)]
pub(super) struct Formats<O: Offer = Usual> {
    #[arg(
        long = "format",
        short,
        value_name = "FORMAT[=FILE]",
        help = help(O::FORMATS),
        hide_possible_values = true,
        value_parser = FormatParser(O::FORMATS)
    )]
    formats: Vec<Output>,
    #[arg(skip)]
    offer: PhantomData<O>,
}

fn help(offered: &[Format]) -> String {
    format!(
        "The format: {}; `json=FILE` writes it to that file; may be repeated [default: table, or what the extension of -o says]",
        words(offered).join(", ")
    )
}

fn words(formats: &[Format]) -> Vec<&'static str> {
    formats.iter().map(|format| format.word()).collect()
}

/// Reads `FORMAT` and `FORMAT=FILE`, of the formats that a command offers.
#[derive(Clone)]
struct FormatParser(&'static [Format]);

impl TypedValueParser for FormatParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Output, clap::Error> {
        let offered = self.0;
        let parse = move |text: &str| parse(text, offered);
        parse.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(words(self.0).into_iter().map(PossibleValue::new)))
    }
}

fn parse(text: &str, offered: &[Format]) -> Result<Output, String> {
    let (word, file) = text
        .split_once('=')
        .map_or((text, None), |(word, file)| (word, Some(file)));
    let word = if word == "md" { "markdown" } else { word };
    let known = |format: &&Format| format.word() == word;
    let Some(format) = offered.iter().find(known) else {
        let has = words(offered);
        return Err(if Format::ALL.iter().any(|format| known(&format)) {
            format!("this command has {}", has.join(", "))
        } else {
            format!("expected one of {}", has.join(", "))
        });
    };
    match file {
        Some("") => Err("the file name after `=` is missing".to_owned()),
        file => Ok(Output {
            format: *format,
            file: file.map(PathBuf::from),
        }),
    }
}

impl<O: Offer> Formats<O> {
    /// Whether this format is asked for.
    pub(super) fn has(&self, format: Format, global: &Global) -> bool {
        self.outputs(global.output())
            .iter()
            .any(|output| output.format == format)
    }

    /// What is asked for; where nothing is, the name of the file decides.
    fn outputs(&self, file: Option<&Path>) -> Vec<Output> {
        if !self.formats.is_empty() {
            return self.formats.clone();
        }
        let format = file.map_or(Format::Table, Format::of_file);
        vec![Output { format, file: None }]
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
        self.write(global, |format| form(answer, format, global))
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
        let outputs = self.outputs(file);
        let place = |output: &Output| {
            let named = output.file.as_deref().or(file);
            named.filter(|path| !is_dash(path)).map(Path::to_owned)
        };
        refuse_one_place_for_two(outputs.iter().map(place))?;
        // Nothing is written before everything could be made.
        let texts = outputs
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
        for (output, text) in outputs.iter().zip(texts) {
            match place(output) {
                Some(file) if output.format == Format::Table => {
                    write_file(&file, &plain(&text), global)?;
                }
                Some(file) => write_file(&file, &text, global)?,
                None => print(&text, global)?,
            }
        }
        Ok(())
    }
}

/// Refuses to write two formats to one place, however it is spelt.
fn refuse_one_place_for_two(places: impl Iterator<Item = Option<PathBuf>>) -> Result<(), Failure> {
    let mut taken = Vec::new();
    for place in places {
        let real = place.as_deref().map(destination);
        if taken.contains(&real) {
            let place = place.map_or_else(
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
        taken.push(real);
    }
    Ok(())
}

/// Where a path leads, through links and dots; it need not exist.
fn destination(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    // A link to what doesn't exist yet.
    if let Ok(target) = fs::read_link(path) {
        let folder = path.parent().unwrap_or(Path::new(""));
        return destination_of_new(&folder.join(target));
    }
    destination_of_new(path)
}

fn destination_of_new(path: &Path) -> PathBuf {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// A word as a shell takes it.
pub(super) fn in_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "._-/+,@%:=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// An answer in one of the usual formats.
pub(super) fn form(answer: &impl Forms, format: Format, global: &Global) -> anyhow::Result<String> {
    match format {
        Format::Table => Ok(answer.terminal(global.width())),
        Format::Markdown => Ok(answer.markdown()),
        Format::Csv => Ok(answer.csv()?),
        Format::Json => json(&answer.json()),
        other => Err(no_form(other)),
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
    Ok(escape_hidden(&serde_json::to_string_pretty(value)?) + "\n")
}

/// Text for a terminal without its colors and links.
pub(super) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Text for a terminal as stdout takes it: with links where they open. Colors are left to the stream.
fn for_stdout(text: &str) -> Cow<'_, str> {
    if supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(without_links(text))
    }
}

/// Refuses a file whose name stands for another format than the only one that a command writes: `format`, or none of those
/// that names stand for. `called` is what people call it.
pub(super) fn expect_name(
    global: &Global,
    format: Option<Format>,
    called: &str,
) -> Result<(), Failure> {
    let Some(file) = global.output() else {
        return Ok(());
    };
    let named = Format::of_file(file);
    if named == Format::Table || Some(named) == format {
        return Ok(());
    }
    let message = format!(
        "this command writes {called}, and `{}` is the name of another kind of file",
        file.display()
    );
    let finding = Diagnostic::error(Code::BadArgument, message);
    Err(finding.help("give the file another ending").into())
}

/// Writes an answer that has one form: to the file asked for, else to stdout.
pub(super) fn say(text: &str, global: &Global) -> Result<(), Failure> {
    match global.output() {
        Some(file) => write_file(file, &plain(text), global),
        None => print(text, global),
    }
}

/// Writes to stdout what needs no arguments: help, the version, the start screen.
pub(super) fn print_text(text: &str) -> io::Result<()> {
    write_to_stdout(text, ColorChoice::Auto)
}

/// Writes an answer to stdout, through the pager where it is long.
pub(super) fn print(text: &str, global: &Global) -> Result<(), Failure> {
    if let Some(captured) = global.captured() {
        captured.answer.borrow_mut().push_str(text);
        return Ok(());
    }
    if global.pages() && pager::show(text, global.colors()) {
        return Ok(());
    }
    write_to_stdout(&for_stdout(text), global.colors()).map_err(|error| {
        Diagnostic::error(
            Code::CannotWrite,
            format!("cannot write to stdout: {error}"),
        )
        .into()
    })
}

/// Writes to stdout, without colors where it doesn't take them. A closed pipe is success: its reader has seen enough.
fn write_to_stdout(text: &str, colors: ColorChoice) -> io::Result<()> {
    let mut out = AutoStream::new(io::stdout(), colors);
    let written = match out.current_choice() {
        // The stream would write what stands between two colors, one piece at a time.
        ColorChoice::Never => io::stdout().write_all(plain(text).as_bytes()),
        _ => out.write_all(text.as_bytes()),
    };
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Writes to stderr.
#[expect(clippy::unnecessary_wraps, reason = "stands where `print` may stand")]
fn eprint(text: &str, global: &Global) -> Result<(), Failure> {
    if !global.is_quiet() {
        // Nobody is left to tell when stderr is closed.
        let _ = AutoStream::new(io::stderr(), global.colors()).write_all(text.as_bytes());
    }
    Ok(())
}

/// Writes a file whole or not at all; an existing one only with `--force`. Pipes and devices are written to as they are.
pub(super) fn write_file(path: &Path, text: &str, global: &Global) -> Result<(), Failure> {
    write_or_replace(path, text, global, global.force)
}

/// Writes a file whole or not at all; an existing one only with `--force`.
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
        atomic::write(path, text, force)
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
            io::ErrorKind::AlreadyExists => {
                cannot("it exists already").help("--force overwrites it")
            }
            _ => cannot(&error.to_string()),
        }
    })?;
    if !special {
        global.announce(&format!("wrote `{}`", path.display()));
    }
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
