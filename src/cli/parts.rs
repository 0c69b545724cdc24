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
#[command(next_help_heading = "Large teams")]
pub(super) struct Parts {
    /// Read CSV rosters only row by row, the default from 64 MB on, and name at most 1,000 people who are alike
    #[arg(long)]
    pub(super) stream: bool,
    /// Write what it takes to judge these people together with others to this file, instead of a verdict (docs/scale.md)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["anonymize", "evidence", "summary", "formats"])]
    partial: Option<PathBuf>,
    /// Which people the rosters have: bucket I of N, from 0, by the hash of their ids; others are an error
    #[arg(
        long,
        value_name = "I/N",
        requires = "partial",
        conflicts_with = "merge"
    )]
    bucket: Option<Bucket>,
    /// Judge the team whose parts these files are; with --partial, write a larger part instead
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["team", "stream", "anonymize"])]
    merge: Vec<PathBuf>,
}

impl Parts {
    /// Whether a verdict is put together of parts.
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
