//! Verdicts in parts: some people of a team judged here, all of them put together elsewhere.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::files::{self, is_dash};
use super::global::Global;
use super::inputs::{Judged, Requirements, catalog_digest};
use super::output::{print, write_file};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::coverage::Question;
use crate::coverage::stream::{self, Bucket, Part, Sources};
use crate::team::roster::Unknown;

/// Flags for teams that are judged on several machines.
#[derive(Args)]
pub(super) struct Parts {
    /// Read CSV rosters row by row only (the default from 64 MB on); at most 1,000 people with the same holdings are named
    #[arg(long)]
    pub(super) stream: bool,
    /// Write an intermediate result to FILE instead of a verdict, to be merged with others (docs/scale.md); exits with 0 once
    /// it is written
    #[arg(long, value_name = "FILE", conflicts_with_all = ["anonymize", "evidence", "summary", "formats"])]
    partial: Option<PathBuf>,
    /// The bucket that the rosters contain: I of N, counted from 0, by a hash of the ids; a person of another bucket is an
    /// error
    #[arg(
        long,
        value_name = "I/N",
        requires = "partial",
        conflicts_with = "merge"
    )]
    bucket: Option<Bucket>,
    /// Merge intermediate results into a verdict or, with --partial, into a larger intermediate result
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["team", "stream", "anonymize"])]
    merge: Vec<PathBuf>,
}

impl Parts {
    /// Whether a verdict is merged from parts.
    pub(super) fn merges(&self) -> bool {
        !self.merge.is_empty()
    }

    /// The files of the parts.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.merge
    }

    /// Whether a part is written of rosters.
    pub(super) fn reads_part(&self) -> bool {
        self.partial.is_some() && !self.merges()
    }

    /// The bucket of people that the rosters have.
    pub(super) fn bucket(&self) -> Bucket {
        self.bucket.unwrap_or(Bucket::WHOLE)
    }

    /// Refuses to write an answer beside a part.
    pub(super) fn check(&self, global: &Global) -> Result<(), Failure> {
        if self.partial.is_some() && global.output().is_some() {
            let message =
                "`--partial` writes a part and no answer, so `--output` has nothing to write";
            return Err(Diagnostic::error(Code::BadArgument, message)
                .help("leave --output out, and name the part's file with --partial")
                .into());
        }
        Ok(())
    }

    /// Merges the parts.
    pub(super) fn merged(
        &self,
        question: &Question<'_>,
        unknown: Unknown,
        sources: &Sources,
    ) -> Result<(Judged, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut parts = Vec::new();
        let mut problems = Vec::new();
        for path in &self.merge {
            match files::read_part(path).and_then(|file| Part::read(&file)) {
                Ok(part) => parts.push(part),
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let merged = stream::merge(question, unknown, sources, parts)?;
        if self.partial.is_some() {
            return Ok((Judged::Part(Box::new(merged.into_part())), Vec::new()));
        }
        let (verdict, warnings) = merged.verdict()?;
        Ok((Judged::Verdict(Box::new(verdict)), warnings))
    }

    /// Writes a part where it is wanted.
    pub(super) fn write(&self, part: &Part, global: &Global) -> Result<(), Failure> {
        let text = part.to_json().map_err(anyhow::Error::from)?;
        let file = self.partial.as_deref().unwrap_or(Path::new("-"));
        if is_dash(file) {
            return print(&text, global);
        }
        write_file(file, &text, global)
    }
}

/// Where catalog and requirements come from.
pub(super) fn sources(
    requirements: &Requirements,
    global: &Global,
) -> Result<Sources, Vec<Diagnostic>> {
    Ok(Sources {
        catalog: catalog_digest(global).map_err(|error| vec![error])?,
        requirements: requirements.digest.clone(),
    })
}
