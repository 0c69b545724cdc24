//! Flags of the commands that judge a team by requirements.

use std::path::PathBuf;

use clap::Args;

use crate::base::date::Period;
use crate::base::vocabulary::Word;
use crate::cli::Failure;
use crate::cli::global::Global;
use crate::cli::inputs::Request;
use crate::coverage::stream::Names;
use crate::coverage::{Options, UnknownEnd};
use crate::team::requirement::{Demand, Evidence, Requirement};

/// Who is judged, by what, and what counts.
#[derive(Args)]
pub(in crate::cli) struct Gate {
    /// Rosters, YAML or CSV; `-` is stdin; may be repeated
    #[arg(long, value_name = "FILE")]
    team: Vec<PathBuf>,
    /// Requirement files, or built-in sets by name (`certadvise list requirements`); may be repeated
    #[arg(long, value_name = "FILE|NAME")]
    require: Vec<PathBuf>,
    /// How long each holding must still be valid, in place of what the requirements say: 90d, 6w, 3m
    #[arg(long, value_name = "PERIOD")]
    pub(in crate::cli) valid_for: Option<Period>,
    /// Count only holdings with at least this evidence: declared, evidenced or verified
    #[arg(long, value_name = "LEVEL", default_value = "declared", value_parser = evidence)]
    pub(in crate::cli) min_evidence: Evidence,
    /// Replace people's ids and names with numbers
    #[arg(long)]
    pub(in crate::cli) anonymize: bool,
    /// Count holdings whose expiry is unknown; the answer says so
    #[arg(long)]
    pub(in crate::cli) assume_valid: bool,
}

impl Gate {
    /// What it takes to judge: fails where a team or requirements are missing.
    pub(in crate::cli) fn request<'a>(
        &'a self,
        global: &'a Global,
    ) -> Result<Request<'a>, Failure> {
        let (team, require) = (global.teams(&self.team), global.requirements(&self.require));
        match (team, require) {
            (Ok(team), Ok(require)) => Ok(Request {
                team,
                require,
                names: self.names(),
                ..Request::default()
            }),
            (team, require) => {
                let failures = [team.err(), require.err()].into_iter().flatten();
                let findings: Vec<_> = failures.flat_map(Failure::into_findings).collect();
                Err(findings.into())
            }
        }
    }

    /// The same where the team has been judged already, in parts.
    pub(in crate::cli) fn request_for_parts<'a>(
        &'a self,
        global: &'a Global,
    ) -> Result<Request<'a>, Failure> {
        Ok(Request {
            require: global.requirements(&self.require)?,
            names: self.names(),
            ..Request::default()
        })
    }

    /// How people are called.
    pub(in crate::cli) fn names(&self) -> Names {
        if self.anonymize {
            Names::Numbers
        } else {
            Names::Shown
        }
    }

    /// What counts.
    pub(in crate::cli) fn options(&self) -> Options {
        Options {
            valid_for: self.valid_for,
            least_evidence: self.min_evidence,
            unknown: if self.assume_valid {
                UnknownEnd::Valid
            } else {
                UnknownEnd::Nothing
            },
        }
    }
}

/// Whether something is asked of everybody of a kind: an empty team always meets that.
pub(in crate::cli) fn asks_everybody(requirements: &[Requirement]) -> bool {
    requirements
        .iter()
        .flat_map(|requirement| &requirement.items)
        .any(|item| matches!(item.demand, Demand::Every { .. }))
}

/// A level of evidence.
fn evidence(text: &str) -> Result<Evidence, String> {
    Evidence::parse(text).ok_or_else(|| {
        let levels: Vec<&str> = Evidence::ALL.iter().map(|level| level.word()).collect();
        format!("expected one of {}", levels.join(", "))
    })
}
