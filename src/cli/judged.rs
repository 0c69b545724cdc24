//! Flags of the commands that judge a team by requirements.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::vocabulary::Word;
use crate::coverage::stream::Names;
use crate::coverage::{Options, UnknownEnd};
use crate::team::requirement::{Demand, Evidence, Requirement};

/// Who is judged, by what, and what counts.
#[derive(Args)]
pub(super) struct Judged {
    /// Rosters, YAML or CSV; `-` is stdin; repeatable
    #[arg(long, required = true, value_name = "FILE")]
    pub(super) team: Vec<PathBuf>,
    /// Requirement files, or built-in sets by name (`certadvise list requirements`); repeatable
    #[arg(long, required = true, value_name = "FILE|NAME")]
    pub(super) require: Vec<PathBuf>,
    /// How long each holding must still be valid, in place of what the requirements say: 90d, 6w, 3m
    #[arg(long, value_name = "PERIOD")]
    pub(super) valid_for: Option<Period>,
    /// Count only holdings with at least this evidence: declared, evidenced, verified
    #[arg(long, value_name = "LEVEL", default_value = "declared", value_parser = evidence)]
    pub(super) min_evidence: Evidence,
    /// Put numbers in place of people's ids and names
    #[arg(long)]
    pub(super) anonymize: bool,
    /// Let holdings count whose end is not known; the answer says so
    #[arg(long)]
    pub(super) assume_valid: bool,
}

impl Judged {
    /// How people are called.
    pub(super) fn names(&self) -> Names {
        if self.anonymize {
            Names::Numbers
        } else {
            Names::Shown
        }
    }

    /// What counts.
    pub(super) fn options(&self) -> Options {
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

/// Refuses to say of nobody that all is well: an export that went wrong must not look like a team that is covered.
pub(super) fn refuse_nobody(people: usize) -> Result<(), Failure> {
    if people > 0 {
        return Ok(());
    }
    let finding = Diagnostic::error(
        Code::EmptyRoster,
        "nobody is on the team, so nothing can be judged",
    );
    Err(finding.help("check what --team names").into())
}

/// Whether something is asked of everybody of a kind: of nobody, that always holds.
pub(super) fn asks_everybody(requirements: &[Requirement]) -> bool {
    requirements
        .iter()
        .flat_map(|one| &one.items)
        .any(|item| matches!(item.demand, Demand::Every { .. }))
}

/// A level of evidence.
fn evidence(text: &str) -> Result<Evidence, String> {
    let words = || {
        Evidence::ALL
            .iter()
            .map(|level| level.word())
            .collect::<Vec<_>>()
            .join(", ")
    };
    Evidence::parse(text).ok_or_else(|| format!("expected one of {}", words()))
}
