//! From what other systems export to a team: bytes -> records -> people, names and dates made out -> holdings.
//!
//! Each format is brought into one form, the record; the rest is the same for all. Nothing is guessed: what can't be made
//! out stays out, and its row says why.

mod detect;
mod format;
mod formats;
mod heading;
mod importer;
mod json;
mod lines;
mod map;
mod merge;
mod record;
mod report;
mod resolve;
mod table;
mod tree;

pub use format::FileFormat;
pub use formats::badges::{StatusLists, TrustedKeys};
pub use map::Map;
pub use report::{FileReport, Imported, Outcome, Row, State};
pub use resolve::date::DateOrder;

use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::catalog::Catalog;
use crate::team::roster::Team;
use importer::Importer;
use record::Reading;

/// Largest file that is read, bytes.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A file to be imported.
pub struct Input {
    /// As the user named it, with `/` between folders.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What the user says beside the files.
pub struct Options<'o> {
    /// The format of all files; each is known by its content where this is not given.
    pub from: Option<FileFormat>,
    /// The user's map.
    pub map: &'o Map,
    /// Whose the files are that name nobody.
    pub person: Option<&'o str>,
    /// How ambiguous dates are meant.
    pub date_order: Option<DateOrder>,
    /// Keys whose signature is proof.
    #[cfg_attr(
        not(feature = "badges"),
        expect(dead_code, reason = "only badges are signed")
    )]
    pub trusted: &'o TrustedKeys,
    /// Where issuers say which badges they revoked.
    #[cfg_attr(
        not(feature = "badges"),
        expect(dead_code, reason = "only badges are signed")
    )]
    pub status_lists: &'o StatusLists,
    /// The day that counts as today.
    pub today: Date,
}

/// Reads files and adds what they say to a team.
///
/// # Errors
/// What keeps a whole file from being read, for all files.
pub fn import(
    inputs: &[Input],
    team: Team,
    catalog: &Catalog,
    options: &Options<'_>,
) -> Result<Imported, Vec<Diagnostic>> {
    let (mut read, mut found) = (Vec::new(), Vec::new());
    for input in inputs {
        match detect::read(input, catalog, options) {
            Ok(files) => read.extend(files),
            Err(problems) => found.extend(problems),
        }
    }
    let importer = Importer::new(catalog, team, options);
    for file in &read {
        found.extend(nobody(file, options));
        found.extend(importer.unknown_keys(file));
    }
    if found
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return Err(found);
    }
    Ok(importer.run(read))
}

/// A file that was read.
struct ReadFile {
    name: String,
    format: FileFormat,
    because: String,
    reading: Reading,
}

impl ReadFile {
    /// Whether no row says whose it is.
    fn names_nobody(&self) -> bool {
        self.reading
            .records
            .iter()
            .all(|record| record.person.is_nobody())
    }
}

/// What to say of a file that is too large.
pub fn too_large(name: &str) -> Diagnostic {
    let message = format!("`{name}` is larger than {} MiB", MAX_BYTES / 1024 / 1024);
    Diagnostic::error(Code::TooLarge, message).help("split it")
}

/// A file that does not say whose credentials it lists, and no `--person` either.
fn nobody(file: &ReadFile, options: &Options<'_>) -> Option<Diagnostic> {
    let first = file
        .reading
        .records
        .first()
        .filter(|_| file.names_nobody() && options.person.is_none())?;
    let listed = |text: &str| options.map.person(text).is_some();
    let hints = || {
        file.reading
            .records
            .iter()
            .all(|record| record.person.hint.as_deref().is_some_and(listed))
    };
    if options.map.person_of_file(&file.name).is_some() || hints() {
        return None;
    }
    let by = first
        .person
        .hint
        .as_ref()
        .map_or_else(String::new, |hint| format!(" (made by `{hint}`)"));
    let message = format!(
        "`{}` does not say whose credentials these are{by}",
        file.name
    );
    let help =
        "name the person with --person ID, or list the file's name under `people` in the map";
    Some(Diagnostic::error(Code::NoPerson, message).help(help))
}
