//! Reads data/ with the code of `certadvise catalog check` and turns it into Rust. Bad data breaks the build, with positions.
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

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs, io};

use base::diagnostic::Diagnostic;
use base::text::List;
use catalog::credential::DetailsAt;
use catalog::read::{Draft, File};
use table::Table;

fn files(folder: &Path, into: &mut Vec<File>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for path in entries.iter().map(fs::DirEntry::path) {
        if path.is_dir() {
            files(&path, into)?;
        } else if path.extension().is_some_and(|end| end == "yaml") {
            let text = fs::read_to_string(&path)?;
            into.push(File {
                name: path.display().to_string().replace('\\', "/"),
                text,
            });
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
    let (requirements, shipped): (Vec<_>, Vec<_>) =
        shipped.into_iter().partition(File::is_requirement);
    let mut draft = Draft::default();
    draft.layer(&shipped, &[]);
    let (mut catalog, _) = draft.finish().map_err(|found| broken(&found))?;
    let (tables, sets): (Vec<_>, Vec<_>) =
        requirements.iter().partition(|file| table::is_table(file));
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
            credential.details =
                DetailsAt::Embedded(u32::try_from(from)?, u32::try_from(details.len() - from)?);
        }
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    catalog.credentials = credentials.into();
    // The `Debug` form of these types is Rust code.
    fs::write(
        out.join("catalog.rs"),
        format!("pub static CATALOG: Catalog = {catalog:?};"),
    )?;
    fs::write(
        out.join("tables.rs"),
        format!("pub static TABLES: List<Table> = {tables:?};"),
    )?;
    let sets: Vec<_> = sets.iter().map(|file| (&file.name, &file.text)).collect();
    fs::write(
        out.join("sets.rs"),
        format!("pub static SETS: &[(&str, &str)] = &{sets:?};"),
    )?;
    fs::write(out.join("details.bin"), details)?;
    Ok(())
}

/// Spares the loader work at every start, where it is known how: with fixed addresses it need not rewrite the catalog's
/// 20,000, and a library that is linked in need not be found, mapped and bound.
fn link_for_start() {
    let target = |what: &str| env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
        if links("libgcc_eh.a") {
            println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
        }
    }
}

/// Whether the linker knows where an archive is; of one that it doesn't know it gives back the mere name.
fn links(archive: &str) -> bool {
    let linker = env::var_os("RUSTC_LINKER").unwrap_or("cc".into());
    let asked = Command::new(linker)
        .arg(format!("-print-file-name={archive}"))
        .output();
    asked.is_ok_and(|answer| Path::new(String::from_utf8_lossy(&answer.stdout).trim()).is_file())
}

fn main() -> ExitCode {
    println!("cargo::rerun-if-env-changed=RUSTC_LINKER");
    for input in [
        "build.rs",
        "data",
        "src/base",
        "src/catalog",
        "src/team/requirement/table",
    ] {
        println!("cargo::rerun-if-changed={input}");
    }
    link_for_start();
    match pack() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}
