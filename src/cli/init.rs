//! `certadvise init`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::global::{Global, before};
use super::output::{create_folder, print, write_file};
use super::schema::Schema;
use super::{Exit, Failure, Outcome};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};

/// Start a folder: configuration, team, requirements, and schemas for your editor
///
/// The team it writes is covered: run `certadvise coverage` there, then put in your own people and
/// requirements. With --ci, it writes a pipeline that runs `certadvise coverage` on every push and
/// every week; for GitLab, the weekly schedule is created in the settings of the project.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise init gate && cd gate && certadvise coverage
  certadvise init --ci github")]
pub(super) struct Args {
    /// The folder; it is created if it does not exist
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Write nothing but a pipeline for this service, below the folder
    #[arg(long, value_name = "SERVICE")]
    ci: Option<Ci>,
}

/// Where certadvise is published, as `Cargo.toml` says.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// A service that runs pipelines.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ci {
    Github,
    Gitlab,
    Azure,
}

impl Ci {
    /// Where its pipeline goes, and the text.
    fn pipeline(self) -> (&'static str, String) {
        let (path, text) = match self {
            Self::Github => (
                ".github/workflows/certadvise.yaml",
                include_str!("starter/ci/github.yaml"),
            ),
            Self::Gitlab => (
                ".gitlab/certadvise.yml",
                include_str!("starter/ci/gitlab.yaml"),
            ),
            Self::Azure => (
                "azure-pipelines-certadvise.yml",
                include_str!("starter/ci/azure.yaml"),
            ),
        };
        // An action is named by the path of its repository, without the host.
        let action = REPOSITORY.splitn(4, '/').last().unwrap_or(REPOSITORY);
        let text = text.replace("OWNER/certadvise", action);
        (path, text.replace("REPOSITORY", REPOSITORY))
    }
}

/// What is written besides the schemas. `EARNED` stands for a day not long ago.
pub(crate) const FILES: [(&str, &str); 3] = [
    ("certadvise.yaml", include_str!("starter/certadvise.yaml")),
    ("team.yaml", include_str!("starter/team.yaml")),
    (
        "requirements.yaml",
        include_str!("starter/requirements.yaml"),
    ),
];
/// Where the schemas go.
const SCHEMAS: &str = "schemas";

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let here = args.dir == Path::new(".");
    let dir = if here { Path::new("") } else { &args.dir };
    if let Some(ci) = args.ci {
        return write_pipeline(ci, dir, global);
    }
    let earned = before(global.today(), Period::Days(60)).to_string();
    let own = FILES.map(|(name, text)| (PathBuf::from(name), text.replace("EARNED", &earned)));
    let schemas = Schema::value_variants().iter();
    let schemas = schemas.map(|schema| {
        (
            Path::new(SCHEMAS).join(schema.file()),
            schema.text().to_owned(),
        )
    });
    let files: Vec<(PathBuf, String)> = own
        .into_iter()
        .chain(schemas)
        .map(|(name, text)| (dir.join(name), text))
        .collect();
    if !global.force {
        nothing_there(&files)?;
    }
    create_folder(&dir.join(SCHEMAS))?;
    files
        .iter()
        .try_for_each(|(path, text)| write_file(path, text, global))?;
    let there = if here {
        String::new()
    } else {
        format!("cd {} && ", dir.display())
    };
    print(&format!("Next: {there}certadvise coverage\n"), global)?;
    Ok(Exit::Holds)
}

fn write_pipeline(ci: Ci, dir: &Path, global: &Global) -> Outcome {
    let (name, text) = ci.pipeline();
    let file = (dir.join(name), text);
    if !global.force {
        nothing_there(std::slice::from_ref(&file))?;
    }
    let (path, text) = file;
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    write_file(&path, &text, global)?;
    print(
        "Next: read its first lines; they say what to replace in it\n",
        global,
    )?;
    Ok(Exit::Holds)
}

/// Refuses to replace anything, before anything is written.
fn nothing_there(files: &[(PathBuf, String)]) -> Result<(), Failure> {
    let there = files
        .iter()
        .filter(|(path, _)| path.symlink_metadata().is_ok());
    let found: Vec<Diagnostic> = there
        .map(|(path, _)| {
            let message = format!("`{}` exists already", path.display());
            Diagnostic::error(Code::CannotWrite, message).help("--force overwrites it")
        })
        .collect();
    if found.is_empty() {
        Ok(())
    } else {
        Err(found.into())
    }
}
