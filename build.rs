//! Reads data/ with the code of `certadvise catalog check` and encodes it for the library. Invalid data fails the build
//! and is reported with its place.
#![allow(
    dead_code,
    unused_imports,
    missing_docs,
    clippy::pedantic,
    reason = "a build script uses only part of the modules it shares"
)]

#[path = "src/base/mod.rs"]
mod base;
#[path = "src/catalog/mod.rs"]
mod catalog;
#[path = "src/team/requirement/table/mod.rs"]
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use base::diagnostic::Diagnostic;
use base::text::Text;
use catalog::Catalog;
use catalog::credential::Details;
use catalog::exam::ExamDetails;
use catalog::host::Hosts;
use catalog::read::{Draft, File};
use catalog::reference::{IssuerKey, Recognition, RecognitionSource, SharedName};
use serde::{Deserialize, Serialize};
use table::Table;

/// Adds every YAML file in a folder and its subfolders, sorted by name.
fn read_yaml_files(folder: &Path, files: &mut Vec<File>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for path in entries.iter().map(fs::DirEntry::path) {
        if path.is_dir() {
            read_yaml_files(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "yaml") {
            let text = fs::read_to_string(&path)?;
            files.push(File {
                name: path.display().to_string().replace('\\', "/"),
                text,
            });
        }
    }
    Ok(())
}

/// Prints every finding as an error of the build.
fn report(found: &[Diagnostic]) -> String {
    for finding in found {
        println!("cargo::error={}", finding.one_line());
    }
    format!("{} problems in data/", found.len())
}

/// Encodes a value for the library, and decodes it again to make sure that the library can decode it at run time.
fn embed<T: Serialize + Deserialize<'static>>(name: &str, value: &T) -> Result<T, Box<dyn Error>> {
    let bytes = postcard::to_stdvec(value)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join(name).with_extension("bin"), &bytes)?;
    Ok(postcard::from_bytes(Vec::leak(bytes))?)
}

/// Goes through everything that is decoded late; damage ends the build.
fn decode_all(catalog: &Catalog) {
    for credential in &catalog.credentials {
        credential.topics.iter().for_each(drop);
        credential.roles.iter().for_each(drop);
        let _: (&Details, &ExamDetails) = (&credential.details, &credential.exam.details);
    }
    for issuer in &catalog.issuers {
        let _: (&Option<Text>, &Vec<Text>) = (&issuer.about, &issuer.aliases);
        let _: &Vec<IssuerKey> = &issuer.keys;
    }
    for topic in &catalog.topics {
        let _: &Vec<Text> = &topic.synonyms;
    }
    for technology in &catalog.technologies {
        let _: &Text = &technology.because;
    }
    for role in &catalog.roles {
        let _: (&Vec<Recognition>, &Text) = (&role.recognized, &role.basis);
    }
    let _: &Vec<RecognitionSource> = &catalog.recognition_sources;
    let _: &Vec<SharedName> = &catalog.shared_names;
    let _: &Hosts = &catalog.hosts;
}

fn encode_catalog() -> Result<(), Box<dyn Error>> {
    let mut shipped = Vec::new();
    read_yaml_files(Path::new("data"), &mut shipped)?;
    let (requirements, shipped): (Vec<_>, Vec<_>) =
        shipped.into_iter().partition(File::is_requirement);
    let mut draft = Draft::default();
    draft.layer(&shipped);
    let (catalog, _) = draft.finish().map_err(|found| report(&found))?;
    let (tables, sets): (Vec<_>, Vec<_>) =
        requirements.iter().partition(|file| table::is_table(file));
    let tables: Vec<Table> = tables
        .into_iter()
        .map(|file| table::read(file, &catalog).map_err(|found| report(&found)))
        .collect::<Result<_, _>>()?;
    let sets: Vec<(&str, &str)> = sets
        .iter()
        .map(|file| (file.name.as_str(), file.text.as_str()))
        .collect();
    let decoded: Catalog = embed("catalog", &catalog)?;
    decode_all(&decoded);
    embed::<Vec<Table>>("tables", &tables)?;
    embed::<Vec<(&str, &str)>>("sets", &sets)?;
    Ok(())
}

fn main() -> ExitCode {
    for input in [
        "build.rs",
        "data",
        "src/base",
        "src/catalog",
        "src/team/requirement/table",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    match encode_catalog() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}
