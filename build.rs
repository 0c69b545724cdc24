//! Reads data/ with the code of `certadvise catalog check` and turns it into Rust. Bad data breaks the build, with positions.
#![allow(dead_code, missing_docs, clippy::pedantic, reason = "a build script uses only part of the modules it shares")]

#[path = "src/catalog/mod.rs"]
mod catalog;
#[path = "src/diagnostic/mod.rs"]
mod diagnostic;
#[path = "src/source/mod.rs"]
mod source;
#[path = "src/requirement/table/mod.rs"]
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use catalog::credential::DetailsAt;
use catalog::read::{Draft, File};
use catalog::text::List;
use diagnostic::Diagnostic;
use table::Table;

fn files(folder: &Path, into: &mut Vec<File>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for path in entries.iter().map(fs::DirEntry::path) {
        if path.is_dir() {
            files(&path, into)?;
        } else if path.extension().is_some_and(|end| end == "yaml") {
            let text = fs::read_to_string(&path)?;
            into.push(File { name: path.display().to_string().replace('\\', "/"), text });
        }
    }
    Ok(())
}

fn broken(found: &[Diagnostic]) -> String {
    for finding in found {
        println!("cargo::error={}", finding.one_line());
    }
    format!("{} problems in data/", found.len())
}

fn pack() -> Result<(), Box<dyn std::error::Error>> {
    let mut shipped = Vec::new();
    files(Path::new("data"), &mut shipped)?;
    let (requirements, shipped): (Vec<_>, Vec<_>) = shipped.into_iter().partition(File::is_requirement);
    let mut draft = Draft::default();
    draft.layer(&shipped, &[]);
    let (mut catalog, _) = draft.finish().map_err(|found| broken(&found))?;
    let (tables, sets): (Vec<_>, Vec<_>) = requirements.iter().partition(|file| table::is_table(file));
    let tables: List<Table> = tables
        .into_iter()
        .map(|file| table::read(file, &catalog).map_err(|found| broken(&found)))
        .collect::<Result<_, _>>()?;
    let mut details = Vec::new();
    let mut credentials = catalog.credentials.to_vec();
    for credential in &mut credentials {
        if let DetailsAt::Here(here) = &credential.details {
            let from = details.len();
            details.extend(postcard::to_stdvec(here)?);
            credential.details = DetailsAt::Embedded(u32::try_from(from)?, u32::try_from(details.len() - from)?);
        }
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    catalog.credentials = credentials.into();
    // The `Debug` form of these types is Rust code.
    fs::write(out.join("catalog.rs"), format!("pub static CATALOG: Catalog = {catalog:?};"))?;
    fs::write(out.join("tables.rs"), format!("pub static TABLES: List<Table> = {tables:?};"))?;
    let sets: Vec<_> = sets.iter().map(|file| (&file.name, &file.text)).collect();
    fs::write(out.join("sets.rs"), format!("pub static SETS: &[(&str, &str)] = &{sets:?};"))?;
    fs::write(out.join("details.bin"), details)?;
    Ok(())
}

/// Links the program at a fixed address where that is known to work: else the loader rewrites each of the catalog's
/// 20,000 addresses at every start, which takes a third of the time that is ours.
fn fix_addresses() {
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

fn main() -> ExitCode {
    for input in ["build.rs", "data", "src/catalog", "src/diagnostic", "src/requirement/table", "src/source"] {
        println!("cargo::rerun-if-changed={input}");
    }
    fix_addresses();
    match pack() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}
