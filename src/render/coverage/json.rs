//! The verdict as the JSON of the contract. Fields beyond it are listed in docs/requirements.md.

use serde::Serialize;

use crate::coverage::Verdict;

#[derive(Serialize)]
struct CoverageJson<'v> {
    schema: &'static str,
    #[serde(flatten)]
    verdict: &'v Verdict,
}

/// The verdict, with the name of its schema.
pub fn json(verdict: &Verdict) -> impl Serialize {
    CoverageJson {
        schema: "certadvise.coverage/1",
        verdict,
    }
}
