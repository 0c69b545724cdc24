//! Why a candidate stands where it stands, and why another one does not.

use serde::Serialize;

use super::fold;
use super::recommend::View;
use super::value::rounded;
use crate::advice::axes::Axis;
use crate::advice::relevance::{RELEVANT, Relevance};
use crate::advice::tipping::tipping;
use crate::advice::{Ranked, robustness};
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::vocabulary::Grade;

/// Cells of a full bar.
const BAR: usize = 10;

/// What stands in the way of a credential.
enum Verdict<'a> {
    Left {
        reason: &'static str,
        detail: String,
    },
    Ranked {
        at: usize,
        one: &'a Ranked<'a>,
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
        text += &self.stacks(width);
        for (rule, effect) in self.general_rules() {
            text += &fold(
                &format!("Rule {} ({effect}): {}", rule.id, rule.says),
                width,
                2,
            );
            text.push('\n');
        }
        let sure = self
            .confidence_note()
            .into_iter()
            .chain(self.elsewhere_note());
        for line in sure.chain(self.turning_points()).chain(self.left_out()) {
            text += &fold(&line, width, 2);
            text.push('\n');
        }
        text
    }

    /// The best listed stack that a credential stands in: the others of it, and its score.
    fn goes_with(&self, credential: &Credential) -> Option<String> {
        let stack = self.stacks.iter().find(|stack| stack.has(credential))?;
        let others = stack
            .members
            .iter()
            .filter(|member| member.id != credential.id)
            .map(|member| member.id.as_str());
        Some(format!(
            "goes well with {} ({:.3} together)",
            others.collect::<Vec<_>>().join(" and "),
            stack.score
        ))
    }

    fn candidate_explained(&self, rank: usize, ranked: &Ranked<'_>, width: u16) -> String {
        let thousandth = |n: u16| f64::from(n) / 1000.0;
        let (total, parts) = ranked.thousandths(self.advice.weights);
        let sum = Axis::ALL
            .map(|axis| format!("{} {:.3}", axis.word(), thousandth(parts[axis as usize])));
        let head = format!(
            "{}. {}: {:.3} = {}",
            rank,
            ranked.credential.id,
            thousandth(total),
            sum.join(" + ")
        );
        let mut lines = vec![head];
        for axis in Axis::ALL {
            let fit = ranked.fits[axis as usize];
            lines.push(format!(
                "   {:<9} {} {:.2}  {}",
                axis.word(),
                bar(fit),
                fit,
                self.because(axis, ranked)
            ));
        }
        lines.push(format!(
            "   {:<9} {} {:.2}  {}",
            "relevance",
            bar(ranked.relevance.value()),
            ranked.relevance.value(),
            relevance(ranked.relevance, !self.profile.holds.is_empty())
        ));
        for fired in &ranked.rules {
            lines.push(format!(
                "   {:<9} {}: {} ({})",
                "rule",
                fired.effect(),
                fired.rule.says,
                fired.rule.id
            ));
        }
        lines.push(format!(
            "   first under {:.0} % of all weightings, among the first three under {:.0} %",
            ranked.robustness.first * 100.0,
            ranked.robustness.top_three * 100.0
        ));
        lines.extend(
            self.goes_with(ranked.credential)
                .map(|words| format!("   {words}")),
        );
        lines
            .iter()
            .map(|line| fold(line, width, 29) + "\n")
            .collect()
    }

    /// What would put another one first: other weights, or another environment.
    pub(super) fn turning_points(&self) -> Vec<String> {
        let Some((first, rest)) = self.advice.ranked.split_first() else {
            return Vec::new();
        };
        let others: Vec<_> = rest.iter().map(Ranked::values).collect();
        let mut lines = Vec::new();
        for axis in Axis::ALL {
            let (from, to) =
                robustness::interval(first.values(), &others, self.advice.weights, axis);
            let now = self.advice.weights.of(axis);
            lines.push(match (from > 0.0, to < 1.0) {
                (false, false) => {
                    format!(
                        "{} stays first whatever {} counts (now {now:.2}).",
                        first.credential.id,
                        axis.word()
                    )
                }
                _ => format!(
                    "{} stays first while {} counts from {from:.2} to {to:.2} (now {now:.2}).",
                    first.credential.id,
                    axis.word()
                ),
            });
        }
        for point in tipping(self.catalog, self.profile, self.advice) {
            lines.push(format!(
                "{} takes the first place once more than {:.0} % of the environment is on {} (now {:.0} %).",
                point.leader.id,
                point.share * 100.0,
                point.platform,
                self.profile.environment.share(point.platform) * 100.0
            ));
        }
        lines
    }

    fn verdict(&self, credential: &Credential) -> Option<Verdict<'_>> {
        let left = self
            .advice
            .excluded
            .iter()
            .find(|e| e.credential.id == credential.id);
        if let Some(left) = left {
            return Some(Verdict::Left {
                reason: left.reason.word(),
                detail: left.detail(self.catalog, self.profile),
            });
        }
        let at = self
            .advice
            .ranked
            .iter()
            .position(|r| r.credential.id == credential.id)?;
        Some(Verdict::Ranked {
            at,
            one: &self.advice.ranked[at],
        })
    }

    fn why_not_because(&self, credential: &Credential) -> String {
        match self.verdict(credential) {
            None => "not in the catalog".to_owned(),
            Some(Verdict::Left { reason, detail }) => {
                let beside = self
                    .goes_with(credential)
                    .map_or_else(String::new, |words| format!("; in a stack it {words}"));
                format!("left out as {reason}: {detail}{beside}")
            }
            Some(Verdict::Ranked { at: 0, .. }) => "it is the first".to_owned(),
            Some(Verdict::Ranked { at, one }) => {
                let first = &self.advice.ranked[0];
                let differences = Axis::ALL.map(|axis| {
                    let weight = self.advice.weights.of(axis);
                    let difference =
                        weight * (one.values()[axis as usize] - first.values()[axis as usize]);
                    format!("{} {difference:+.3}", axis.word())
                });
                format!(
                    "number {} of {} candidates with {:.3}; against {} ({:.3}): {}; relevance {:.2} against {:.2}",
                    at + 1,
                    self.advice.ranked.len(),
                    one.score,
                    first.credential.id,
                    first.score,
                    differences.join(", "),
                    one.relevance.value(),
                    first.relevance.value()
                )
            }
        }
    }

    /// Why a credential is not at the top, whatever it is.
    pub fn why_not(&self, credential: &Credential, width: u16) -> String {
        let mut text = fold(
            &format!("{}: {}.", credential.id, self.why_not_because(credential)),
            width,
            2,
        ) + "\n";
        if let Some(Verdict::Ranked { at, one }) = self.verdict(credential) {
            text.push('\n');
            text += &self.candidate_explained(at + 1, one, width);
        }
        text
    }

    /// The same as JSON.
    pub fn why_not_json(&self, credential: &Credential) -> impl Serialize {
        let verdict = self.verdict(credential);
        let (reason, place) = match &verdict {
            Some(Verdict::Left { reason, .. }) => (Some(*reason), None),
            Some(Verdict::Ranked { at, one }) => (None, Some((at + 1, rounded(one.score, 3)))),
            None => (None, None),
        };
        WhyNot {
            schema: "certadvise.why-not/1",
            as_of: self.profile.today.to_string(),
            id: credential.id.to_string(),
            reason,
            rank: place.map(|(rank, _)| rank),
            score: place.map(|(_, score)| score),
            because: self.why_not_because(credential),
        }
    }
}

fn bar(share: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "shares are 0 to 1"
    )]
    let full = ((share * BAR as f64).round() as usize).min(BAR);
    format!("{}{}", "#".repeat(full), ".".repeat(BAR - full))
}

fn relevance(relevance: Relevance, holds: bool) -> String {
    let named = if relevance.named >= 1.0 {
        "meant for this role"
    } else if relevance.named > 0.0 {
        "meant for a related role"
    } else {
        "not meant for this role"
    };
    let recognised = if let Some(grade) = relevance.grade {
        match grade {
            Grade::Standard => "; what this field asks for first",
            Grade::Common => "; often named for this role",
            Grade::Known => "; sometimes named for this role",
        }
    } else if relevance.recognised > 0.0 {
        "; accredited"
    } else {
        ""
    };
    let covered = relevance.covered;
    let beyond = if holds { " beyond what is held" } else { "" };
    format!(
        "{named}, covers {covered:.2} of what it demands most{beyond}{recognised} (candidates need {RELEVANT})"
    )
}
