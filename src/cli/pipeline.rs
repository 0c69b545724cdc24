//! A verdict in the forms that pipelines read, and in the summary of a job.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Failure;
use super::files::name;
use super::global::{self, Global};
use super::repository::Repository;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::render::coverage::Page;
use crate::render::gate::{Alert, FailOn, alerts, github, junit, sarif, summary};

/// The variable that says where the summary of a job goes.
const SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// A verdict on rosters, as a pipeline sees it.
pub(super) struct Pipeline<'v> {
    page: &'v Page<'v>,
    /// What findings call them.
    rosters: Vec<String>,
    fail_on: FailOn,
    alerts: Vec<Alert>,
    repository: Repository,
}

impl<'v> Pipeline<'v> {
    pub(super) fn new(page: &'v Page<'v>, rosters: &'v [PathBuf], global: &Global) -> Self {
        let fail_on = FailOn {
            expiring: global.fails_on(global::FailOn::Expiring),
            single_point: global.fails_on(global::FailOn::SinglePoint),
            stale: global.fails_on(global::FailOn::Stale),
            warning: global.fails_on(global::FailOn::Warning),
        };
        Self {
            page,
            rosters: rosters.iter().map(|path| name(path)).collect(),
            fail_on,
            alerts: alerts(page.verdict, &page.names, fail_on),
            repository: Repository::around_here(),
        }
    }

    /// SARIF, for code scanning.
    pub(super) fn sarif(&self) -> anyhow::Result<String> {
        let stem = |name: &String| {
            Path::new(name)
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
        };
        let roster = self
            .rosters
            .iter()
            .filter_map(stem)
            .collect::<Vec<_>>()
            .join("+");
        Ok(sarif::log(&self.alerts, &roster, &|place| {
            self.locate(place)
        })?)
    }

    /// `JUnit`, for test reports.
    pub(super) fn junit(&self) -> anyhow::Result<String> {
        let locate = |place: Option<&Place>| self.locate(place);
        let (verdict, names) = (self.page.verdict, &self.page.names);
        Ok(junit::report(verdict, names, self.fail_on, &locate)?)
    }

    /// Workflow commands, with the report in the log.
    pub(super) fn github(&self, report: &str) -> String {
        github::commands(&self.alerts, report, &|place| self.locate(place))
    }

    fn locate(&self, place: Option<&Place>) -> Place {
        let first = Path::new(self.rosters.first().map_or("team.yaml", String::as_str));
        self.repository.locate(place, first)
    }
}

/// Appends a report to the summary of the job, as far as there is room; where no pipeline asks for one, does nothing.
pub(super) fn summarize(markdown: &str, global: &Global) -> Result<(), Failure> {
    let Some(path) = env::var_os(SUMMARY)
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
    else {
        global.note(&format!("no summary: {SUMMARY} is not set"));
        return Ok(());
    };
    let taken =
        fs::metadata(&path).map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX));
    let text = summary::fit(markdown, summary::LIMIT.saturating_sub(taken));
    let file = OpenOptions::new().append(true).create(true).open(&path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| {
            Diagnostic::error(
                Code::CannotWrite,
                format!("cannot write `{}`: {error}", path.display()),
            )
        })?;
    global.note(&format!("appended to `{}`", path.display()));
    Ok(())
}
