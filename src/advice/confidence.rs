//! How sure an answer is of its first place: what the field asks for, the gap to the next, and the state of the facts.
//! docs/model.md says how often each level was right.

use serde::Serialize;

use super::profile::Profile;
use super::ranking::{Advice, Ranked};
use crate::base::vocabulary::vocabulary;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Grade;

/// Scores that differ by less than this share of the first can't be told apart.
const CLOSE: f64 = 0.03;
/// The gap, as a share of the first score, that a clear answer needs to the next.
const CLEAR: f64 = 0.10;

vocabulary! {
    /// How sure an answer is.
    Sureness "confidence of an answer" {
        /// Sources name it first for the role, and nothing else comes near.
        Clear = "clear",
        /// It is a good answer, and others are about as good.
        Close = "close",
        /// Little speaks for this one rather than another.
        Weak = "weak",
    }
}

/// How sure the first place is, and why.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerConfidence {
    /// In a word.
    pub level: Sureness,
    /// What speaks for and against it, in short sentences without a final period.
    pub reasons: Vec<String>,
    /// Candidates that score about the same.
    pub close_to: Vec<CredentialId>,
}

impl Advice<'_> {
    /// How sure the first place is; nothing where no credential qualifies.
    pub fn confidence(&self, profile: &Profile<'_>) -> Option<AnswerConfidence> {
        let first = self.ranked.first()?;
        let known = profile.role.recognition(first.credential.id);
        confidence(&self.ranked, known.map_or(0, |known| known.sources.len()))
    }
}

/// How sure the first of `ranked` is; nothing where it is empty. `sources` counts the sources that name it.
pub fn confidence(ranked: &[Ranked<'_>], sources: usize) -> Option<AnswerConfidence> {
    let (first, rest) = ranked.split_first()?;
    let others: Vec<&Ranked<'_>> = rest
        .iter()
        .filter(|other| other.alternative_to.is_none())
        .collect();
    let gap = |other: &Ranked<'_>| (first.score - other.score) / first.score;
    let close_to: Vec<CredentialId> = others
        .iter()
        .take_while(|other| gap(other) < CLOSE)
        .map(|other| other.credential.id)
        .collect();
    let next = others.first().map_or(1.0, |other| gap(other));
    let standard = first.relevance.grade == Some(Grade::Standard);
    let named = standard && sources > 0;
    let settled = first.relevance.standing >= 1.0;
    let facts = first.credential.reviewed || first.credential.exam_fee.is_some();
    let mut reasons = vec![match first.relevance.grade {
        Some(Grade::Standard) if sources > 0 => {
            format!("{} first for this role", named_by(sources))
        }
        Some(Grade::Standard) => "asked for first in this role, by our own judgement".to_owned(),
        Some(Grade::Common) => "often named for this role, though not first".to_owned(),
        Some(Grade::Known) => "only sometimes named for this role".to_owned(),
        None => "no source names it for this role".to_owned(),
    }];
    reasons.push(match others.first() {
        None => "no other candidate".to_owned(),
        Some(other) => format!(
            "{:.0}% ahead of {}",
            gap(other) * 100.0,
            other.credential.id
        ),
    });
    if !settled {
        reasons.push("its exam ends soon or is in beta".to_owned());
    }
    if !first.credential.reviewed {
        reasons.push("its facts are not yet reviewed".to_owned());
    }
    if first.credential.exam_fee.is_none() {
        reasons.push("its fee is not known".to_owned());
    }
    let recognized = first.accepted.is_some() || first.relevance.grade >= Some(Grade::Common);
    let level = if named && settled && facts && next >= CLEAR {
        Sureness::Clear
    } else if recognized && settled && facts {
        Sureness::Close
    } else {
        Sureness::Weak
    };
    Some(AnswerConfidence {
        level,
        reasons,
        close_to,
    })
}

fn named_by(sources: usize) -> String {
    match sources {
        1 => "one source names it".to_owned(),
        _ => format!("{sources} sources name it"),
    }
}
