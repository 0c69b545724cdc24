//! Why a candidate stands where it stands, and why another one does not.

use serde::Serialize;

use super::fold;
use super::recommend::{Line, View, on};
use super::style::{self, Tone};
use super::value::{list, percent, rounded};
use crate::advice::axes::Axis;
use crate::advice::relevance::{RELEVANT, Relevance};
use crate::advice::tipping::tipping;
use crate::advice::{Ranked, robustness};
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::vocabulary::Grade;

/// Where the sentence beside a bar begins.
const SENTENCE: usize = 29;

/// What stands in the way of a credential.
enum Verdict<'a> {
    Excluded {
        reason: &'static str,
        detail: String,
    },
    Ranked {
        place: usize,
        ranked: &'a Ranked<'a>,
    },
}

#[derive(Serialize)]
struct WhyNot {
    schema: &'static str,
    as_of: String,
    id: String,
    reason: Option<&'static str>,
    rank: Option<usize>,
    score: Option<f64>,
    because: String,
}

impl View<'_> {
    /// Every shown candidate with its axes and relevance, and what would change the order.
    pub fn explain(&self, width: u16) -> String {
        let mut text = self.heading(width);
        for (rank, ranked) in self.rows() {
            text.push('\n');
            text += &self.candidate_explained(rank, ranked, width);
        }
        text.push('\n');
        let mut lines: Vec<Line> = self.unsupervised_line().into_iter().collect();
        lines.extend(self.stacks_explained());
        lines.extend(self.general_rules().map(|(rule, effect)| {
            Line::new("Rule", format!("{} ({effect}): {}", rule.id, rule.says))
        }));
        lines.extend(self.runner_up());
        lines.extend(self.remarks());
        let points = self.turning_points();
        if points.is_empty() && !self.advice.ranked.is_empty() {
            lines.push(Line::new(
                "Turning points",
                "none. Whatever a single axis weighs, no other one comes first.",
            ));
        }
        let points = points.into_iter();
        lines.extend(points.map(|point| Line::new("Turning point", point)));
        lines.extend(self.excluded_counts());
        for line in lines {
            text += &line.terminal(width);
        }
        text
    }

    /// The best listed stack that a credential stands in: the others of it, and its score.
    fn goes_with(&self, credential: &Credential) -> Option<String> {
        let stack = self.stacks.iter().find(|stack| stack.has(credential))?;
        let others: Vec<&str> = stack
            .members
            .iter()
            .filter(|member| member.id != credential.id)
            .map(|member| member.name.as_str())
            .collect();
        Some(format!(
            "goes well with {} ({:.3} together)",
            list(&others),
            stack.score
        ))
    }

    fn candidate_explained(&self, rank: usize, ranked: &Ranked<'_>, width: u16) -> String {
        let (total, parts) = ranked.thousandths(self.advice.weights);
        let sum =
            Axis::ALL.map(|axis| format!("{} {:.3}", axis.word(), share(parts[axis as usize])));
        let credential = ranked.credential;
        let head = format!(
            "{rank}. {} ({}): {:.3} = {}",
            credential.name,
            credential.id,
            share(total),
            sum.join(" + ")
        );
        let mut text = Tone::Strong.paint(&fold(&head, width, 3)) + "\n";
        for axis in Axis::ALL {
            let fit = ranked.fits[axis as usize];
            let line = scale(axis.word(), fit, &self.because(axis, ranked));
            text += &(fold(&line, width, SENTENCE) + "\n");
        }
        let relevant = ranked.relevance;
        let because = relevance(relevant, !self.profile.holds.is_empty());
        let line = scale("relevance", relevant.value(), &because);
        text += &(fold(&line, width, SENTENCE) + "\n");
        for remark in self.candidate_remarks(ranked) {
            text += &(fold(&format!("   {remark}"), width, 5) + "\n");
        }
        text
    }

    /// What there is to say of a candidate beside its scales.
    fn candidate_remarks(&self, ranked: &Ranked<'_>) -> Vec<String> {
        let rules = ranked.rules.iter().map(|fired| {
            format!(
                "rule      {}: {} ({})",
                fired.effect(),
                fired.rule.says,
                fired.rule.id
            )
        });
        let place = format!(
            "comes first with {} of the possible weights, and among the first three with {}",
            percent(ranked.robustness.first),
            percent(ranked.robustness.top_three)
        );
        rules
            .chain([place])
            .chain(self.row_remarks(ranked))
            .chain(self.goes_with(ranked.credential))
            .collect()
    }

    /// What would put another one first: other weights, or another environment.
    pub(super) fn turning_points(&self) -> Vec<String> {
        let Some((first, rest)) = self.advice.ranked.split_first() else {
            return Vec::new();
        };
        let others: Vec<_> = rest.iter().map(Ranked::values).collect();
        let name = &first.credential.name;
        let mut lines = Vec::new();
        for axis in Axis::ALL {
            let (from, to) =
                robustness::interval(first.values(), &others, self.advice.weights, axis);
            let now = self.advice.weights.of(axis);
            let range = match (from > 0.0, to < 1.0) {
                (false, false) => continue,
                (true, false) => format!("at least {from:.2}"),
                (false, true) => format!("at most {to:.2}"),
                (true, true) => format!("between {from:.2} and {to:.2}"),
            };
            lines.push(format!(
                "{name} stays first while the weight of {} is {range} (now {now:.2}).",
                axis.word()
            ));
        }
        for point in tipping(self.catalog, self.profile, self.advice) {
            lines.push(format!(
                "{} comes first once more than {} of the environment is {} (now {}).",
                point.leader.name,
                percent(point.share),
                on(point.platform),
                percent(self.profile.environment.share(point.platform))
            ));
        }
        lines
    }

    fn verdict(&self, credential: &Credential) -> Option<Verdict<'_>> {
        let mut excluded = self.advice.excluded.iter();
        if let Some(excluded) = excluded.find(|other| other.credential.id == credential.id) {
            return Some(Verdict::Excluded {
                reason: excluded.reason.word(),
                detail: excluded.detail(self.catalog, self.profile),
            });
        }
        let mut ranked = self.advice.ranked.iter().zip(1..);
        let (ranked, place) = ranked.find(|(ranked, _)| ranked.credential.id == credential.id)?;
        Some(Verdict::Ranked { place, ranked })
    }

    fn why_not_because(&self, credential: &Credential) -> String {
        match self.verdict(credential) {
            None => "not in the catalog".to_owned(),
            Some(Verdict::Excluded { reason, detail }) => {
                let beside = self
                    .goes_with(credential)
                    .map_or_else(String::new, |words| format!("; in a stack it {words}"));
                format!("excluded as {reason}: {detail}{beside}")
            }
            Some(Verdict::Ranked { place: 1, .. }) => "it is the first".to_owned(),
            Some(Verdict::Ranked { place, ranked }) => {
                let first = &self.advice.ranked[0];
                let differences = Axis::ALL.map(|axis| {
                    let weight = self.advice.weights.of(axis);
                    let index = axis as usize;
                    let difference = weight * (ranked.values()[index] - first.values()[index]);
                    format!("{} {difference:+.3}", axis.word())
                });
                format!(
                    "number {place} of {} candidates with {:.3}; against {} ({:.3}): {}; relevance {:.2} against {:.2}",
                    self.advice.ranked.len(),
                    ranked.score,
                    first.credential.name,
                    first.score,
                    differences.join(", "),
                    ranked.relevance.value(),
                    first.relevance.value()
                )
            }
        }
    }

    /// Why a credential is not at the top, whatever it is.
    pub fn why_not(&self, credential: &Credential, width: u16) -> String {
        let sentence = format!(
            "{} ({}): {}.",
            credential.name,
            credential.id,
            self.why_not_because(credential)
        );
        let mut text = fold(&sentence, width, 2) + "\n";
        if let Some(Verdict::Ranked { place, ranked }) = self.verdict(credential) {
            text.push('\n');
            text += &self.candidate_explained(place, ranked, width);
        }
        text
    }

    /// The same as JSON.
    pub fn why_not_json(&self, credential: &Credential) -> impl Serialize {
        let (mut reason, mut rank, mut score) = (None, None, None);
        match self.verdict(credential) {
            Some(Verdict::Excluded { reason: word, .. }) => reason = Some(word),
            Some(Verdict::Ranked { place, ranked }) => {
                (rank, score) = (Some(place), Some(rounded(ranked.score, 3)));
            }
            None => {}
        }
        WhyNot {
            schema: "certadvise.why-not/1",
            as_of: self.profile.today.to_string(),
            id: credential.id.to_string(),
            reason,
            rank,
            score,
            because: self.why_not_because(credential),
        }
    }
}

/// Thousandths as a share.
fn share(thousandths: u16) -> f64 {
    f64::from(thousandths) / 1000.0
}

/// A fit as a bar and a number, with a sentence beside.
fn scale(label: &str, fit: f64, because: &str) -> String {
    format!("   {label:<9} {:<10} {fit:.2}  {because}", style::bar(fit))
}

fn relevance(relevance: Relevance, holds: bool) -> String {
    let named = if relevance.named >= 1.0 {
        "meant for this role"
    } else if relevance.named > 0.0 {
        "meant for a related role"
    } else {
        "not meant for this role"
    };
    let recognized = if relevance.is_known_nearby {
        "; known in related roles"
    } else if let Some(grade) = relevance.grade {
        match grade {
            Grade::Standard => "; what this field asks for first",
            Grade::Common => "; often named for this role",
            Grade::Known => "; sometimes named for this role",
        }
    } else if relevance.recognized > 0.0 {
        "; accredited"
    } else {
        ""
    };
    let covered = relevance.covered;
    let beyond = if holds { " beyond what is held" } else { "" };
    format!(
        "{named}, covers {} of what it demands most{beyond}{recognized} (candidates need at least {RELEVANT})",
        percent(covered)
    )
}
