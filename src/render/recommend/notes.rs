//! What a reader should know beside the ranking: why the first is first, how sure that is, what bound it.

use std::collections::BTreeSet;

use super::View;
use crate::advice::axes::Axis;
use crate::advice::confidence::{AnswerConfidence, Sureness};
use crate::advice::keep::kept;
use crate::advice::ranking::elsewhere;
use crate::advice::robustness;
use crate::advice::{Ranked, Reason};
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::catalog::rule::{Effect, Rule};
use crate::catalog::vocabulary::{Context, Grade, Listing, Platform};
use crate::render::Tone;
use crate::render::value::{alternatives, list, money, percent};
use crate::render::{count, credential, escape_markdown, fold, worth};

/// Credentials that a note names at most.
const MOST_NAMED: usize = 3;
/// Lines under the table.
const MOST_LINES: usize = 5;
/// A change of a weight that is too large to be worth a word.
const LARGE_CHANGE: f64 = 0.2;
/// The least fit on an axis that speaks for a credential.
const STRENGTH: f64 = 0.7;
/// How far beyond a turning point the order is read.
const BEYOND: f64 = 1e-6;

/// The label of the line that says what to do next.
pub(in crate::render) const NEXT: &str = "Next";

/// How sure the first place is, in words.
pub(in crate::render) fn answer_label(confidence: &AnswerConfidence) -> &'static str {
    match confidence.level {
        Sureness::Clear => "A clear answer",
        Sureness::Close if confidence.close_to.is_empty() => "A likely answer",
        Sureness::Close => "A close call",
        Sureness::Weak => "A weak answer",
    }
}

/// A sentence under the table, with what it is about before it.
pub(in crate::render) struct Line {
    label: &'static str,
    text: String,
}

impl Line {
    pub(in crate::render) fn new(label: &'static str, text: impl Into<String>) -> Self {
        Self {
            label,
            text: text.into(),
        }
    }

    pub(in crate::render) fn terminal(&self, width: u16) -> String {
        let folded = fold(&format!("{}: {}", self.label, self.text), width, 2);
        let rest = folded.strip_prefix(self.label).unwrap_or(&folded);
        format!("{}{rest}\n", Tone::Strong.paint(self.label))
    }

    /// The few words before the sentence, and the sentence.
    pub(in crate::render) fn parts(&self) -> (&'static str, &str) {
        (self.label, &self.text)
    }

    pub(super) fn markdown(&self) -> String {
        format!("**{}:** {}", self.label, escape_markdown(&self.text))
    }
}

impl View<'_> {
    /// The few lines under the table; what has no room is left to `--explain`.
    pub(in crate::render) fn lines(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self
            .unsupervised_line()
            .into_iter()
            .chain(self.why_first())
            .chain(self.runner_up())
            .chain(self.best_stack())
            .collect();
        let mut more = self.remarks();
        if self.advice.ranked.is_empty() {
            more.extend(self.excluded_counts());
        }
        let room = (MOST_LINES - 1).saturating_sub(lines.len());
        let hidden = more.len().saturating_sub(room);
        more.truncate(room);
        lines.extend(more);
        lines.extend(self.next_command(hidden));
        lines
    }

    fn why_first(&self) -> Option<Line> {
        let first = self.shown().first()?;
        let confidence = self.advice.confidence(self.profile)?;
        let named = first.relevance.grade >= Some(Grade::Common);
        let known = confidence.reasons.into_iter().take(1);
        let known = known.map(|reason| (named, reason));
        let axes = Axis::ALL.map(|axis| {
            let fit = first.fits[axis as usize];
            (is_strength(axis, fit), self.because(axis, first))
        });
        let (strengths, weaknesses): (Vec<_>, Vec<_>) =
            known.chain(axes).partition(|(is_strength, _)| *is_strength);
        let sentence = |reasons: Vec<(bool, String)>| {
            let reasons: Vec<String> = reasons.into_iter().map(|(_, reason)| reason).collect();
            (!reasons.is_empty()).then(|| format!("{}.", reasons.join("; ")))
        };
        let strengths = sentence(strengths)
            .unwrap_or_else(|| "no other does better on all three axes together.".to_owned());
        let weaknesses = sentence(weaknesses);
        let against = weaknesses.map_or_else(String::new, |text| format!(" Against it: {text}"));
        Some(Line::new("Why first", strengths + &against))
    }

    /// How sure the first place is, who comes next and what would put another one first.
    pub(in crate::render) fn runner_up(&self) -> Option<Line> {
        let confidence = self.advice.confidence(self.profile)?;
        let label = answer_label(&confidence);
        let mut parts = vec![self.gap_to_next(&confidence)];
        parts.extend(self.change(&confidence));
        // The first reason is why it is first, the second how far ahead it is.
        parts.extend(confidence.reasons.into_iter().skip(2));
        Some(Line::new(label, format!("{}.", parts.join("; "))))
    }

    fn gap_to_next(&self, confidence: &AnswerConfidence) -> String {
        let close: Vec<String> = confidence
            .close_to
            .iter()
            .take(MOST_NAMED)
            .map(|id| credential::name(self.catalog, *id))
            .collect();
        let more = confidence.close_to.len() - close.len();
        if more > 0 {
            return format!("{} and {more} more score about the same", close.join(", "));
        }
        match close.as_slice() {
            [] => self.gap_to_second(),
            [only] => format!("{only} scores about the same"),
            several => format!("{} score about the same", list(several)),
        }
    }

    fn gap_to_second(&self) -> String {
        let mut choices = self.choices_in_order();
        match (choices.next(), choices.next()) {
            (Some(first), Some(second)) => format!(
                "{} ahead of {}",
                percent((first.score - second.score) / first.score),
                second.credential.name
            ),
            _ => "there is no other candidate".to_owned(),
        }
    }

    fn choices_in_order(&self) -> impl Iterator<Item = &Ranked<'_>> {
        let ranked = self.advice.ranked.iter();
        ranked.filter(|ranked| ranked.alternative_to.is_none())
    }

    /// The smallest change of one weight that puts another one first, in words; nothing where it is large.
    fn change(&self, confidence: &AnswerConfidence) -> Option<String> {
        let weights = self.advice.weights;
        let mut choices = self.choices_in_order();
        let first = choices.next()?;
        let rest: Vec<&Ranked<'_>> = choices.collect();
        let values: Vec<_> = rest.iter().map(|other| other.values()).collect();
        let bounds = Axis::ALL.iter().flat_map(|axis| {
            let (from, to) = robustness::interval(first.values(), &values, weights, *axis);
            let below = (from > 0.0).then_some((*axis, from, from - BEYOND));
            let above = (to < 1.0).then_some((*axis, to, to + BEYOND));
            below.into_iter().chain(above)
        });
        let (axis, bound, beyond) = bounds.min_by(|(a, from, _), (b, to, _)| {
            let distance = |axis: Axis, bound: f64| (bound - weights.of(axis)).abs();
            distance(*a, *from).total_cmp(&distance(*b, *to))
        })?;
        if (bound - weights.of(axis)).abs() > LARGE_CHANGE {
            return None;
        }
        let moved = weights.with(axis, beyond);
        let score = |other: &Ranked<'_>| -> f64 {
            let values = other.values();
            let parts = moved.shares().into_iter().zip(values);
            parts.map(|(share, value)| share * value).sum()
        };
        let leader = rest.iter().max_by(|a, b| score(a).total_cmp(&score(b)))?;
        let now = weights.of(axis);
        let than = if bound > now { "more" } else { "less" };
        let who = if confidence.close_to == [leader.credential.id] {
            "it"
        } else {
            leader.credential.name.as_str()
        };
        Some(format!(
            "{who} comes first if {} counts {than} than {} (now {})",
            axis.word(),
            percent(bound),
            percent(now)
        ))
    }

    fn next_command(&self, hidden: usize) -> Option<Line> {
        let first = self.shown().first()?;
        let more = match hidden {
            0 => String::new(),
            hidden => format!(" and {}", count(hidden, "more note", "more notes")),
        };
        Some(Line::new(
            NEXT,
            format!(
                "certadvise path {} (steps, fees, dates); --explain for reasons{more}.",
                first.credential.id
            ),
        ))
    }

    /// What only some questions have to be told, the most important first.
    pub(in crate::render) fn remarks(&self) -> Vec<Line> {
        let mut remarks = Vec::new();
        remarks.extend(self.mandate_lines());
        remarks.extend(self.rules_line());
        remarks.extend(self.elsewhere_line());
        remarks.extend(self.holdings_line());
        remarks.extend(self.baseline_line());
        remarks.extend(self.role_lines());
        remarks
    }

    /// What the table that binds the person says: how many it accepts, the cheapest, what else qualifies.
    fn mandate_lines(&self) -> Vec<Line> {
        let Some(mandate) = &self.profile.mandate else {
            return Vec::new();
        };
        let (table, row) = (mandate.table, mandate.row);
        let mut lines = Vec::new();
        let held: Vec<String> = self
            .profile
            .holds
            .iter()
            .filter(|id| mandate.accepts(**id).is_some())
            .map(|id| credential::name(self.catalog, *id))
            .collect();
        let held = if held.is_empty() {
            String::new()
        } else {
            format!(" You already hold {}.", list(&held))
        };
        let source = format!("{} {} ({})", table.name, table.version, table.dated);
        let listed = match row.listing {
            Listing::Approved => format!("{source} accepts these."),
            Listing::Pending => {
                format!("{source} lists these; its own office has not validated the row yet.")
            }
            Listing::NonePublished => format!("{source} lists no certification for it."),
        };
        let cheapest = self.cheapest_sentence();
        lines.push(Line::new("Accepted", format!("{listed}{cheapest}{held}")));
        let levels: Vec<&str> = row
            .levels
            .iter()
            .filter(|level| !level.credentials.is_empty())
            .map(|level| level.word.as_str())
            .collect();
        if mandate.is_empty() && !levels.is_empty() {
            lines.push(Line::new(
                "Level",
                format!(
                    "no certification counts at {} level; some do at {}.",
                    mandate.level,
                    list(&levels)
                ),
            ));
        }
        lines.extend(
            row.note
                .as_ref()
                .map(|note| Line::new("Note", note.as_str())),
        );
        let other = table
            .other_ways
            .as_slice()
            .iter()
            .chain(row.other_ways.as_slice());
        let other: Vec<&str> = other.map(|way| way.trim_end_matches('.')).collect();
        if !other.is_empty() {
            lines.push(Line::new(
                "Other ways to qualify",
                format!("{}.", other.join("; ")),
            ));
        }
        let not_checked: Vec<&str> = table.not_checked.iter().map(|what| what.as_str()).collect();
        if !not_checked.is_empty() {
            lines.push(Line::new(
                "Not checked",
                format!("{}.", not_checked.join("; ")),
            ));
        }
        lines
    }

    fn cheapest_sentence(&self) -> String {
        let years = self.profile.horizon_years;
        let Some(cheapest) = self.advice.cheapest(years) else {
            return String::new();
        };
        let own = cheapest.cost.total(years);
        let usd = own
            .zip(cheapest.chain.fees)
            .map(|(own, chain)| own + chain)
            .map_or_else(String::new, |usd| format!(", {}", money(usd)));
        format!(
            " The cheapest over {years} years is {}{usd}.",
            cheapest.credential.name
        )
    }

    /// What rules changed, in their own sentences; and that a context or an industry changes nothing, where it doesn't.
    fn rules_line(&self) -> Option<Line> {
        let mut sentences = self.nothing_changes();
        let fired = self
            .shown()
            .iter()
            .flat_map(|ranked| &ranked.rules)
            .map(|fired| fired.rule);
        // A pair says nothing of the table; it stands beside the stack it makes.
        let general = self
            .general_rules()
            .filter(|(rule, _)| !matches!(rule.then, Effect::Pair(_)));
        let rules: BTreeSet<(&str, &str)> = fired
            .chain(general.map(|(rule, _)| rule))
            .map(|rule| (rule.id.as_str(), rule.says.as_str()))
            .collect();
        sentences.extend(rules.iter().take(1).map(|(_, says)| (*says).to_owned()));
        if rules.len() > 1 {
            sentences.push(format!(
                "{} in all (--explain).",
                count(rules.len(), "rule applies", "rules apply")
            ));
        }
        let label = if rules.len() > 1 { "Rules" } else { "Rule" };
        (!sentences.is_empty()).then(|| Line::new(label, sentences.join(" ")))
    }

    /// That a context or an industry changes nothing, where it doesn't.
    fn nothing_changes(&self) -> Vec<String> {
        let rules = &self.advice.rules;
        let context = self.profile.context;
        let mut unchanged = Vec::new();
        if context != Context::Individual && !rules.by_context && self.profile.mandate.is_none() {
            unchanged.push(format!("The context {context}"));
        }
        if let Some(industry) = self.profile.industry.filter(|_| !rules.by_industry) {
            unchanged.push(format!("The industry {industry}"));
        }
        unchanged
            .into_iter()
            .map(|what| format!("{what} changes nothing here: no rule names it for this role."))
            .collect()
    }

    /// What would stand first where the environment is known, if nothing is known of it.
    pub(in crate::render) fn elsewhere_line(&self) -> Option<Line> {
        if self.profile.environment.is_stated() || self.profile.mandate.is_some() {
            return None;
        }
        let first = self.advice.ranked.first()?.credential.id;
        let places = elsewhere(self.catalog, self.profile, self.advice.weights);
        let others: Vec<String> = places
            .iter()
            .filter(|(_, credential)| credential.id != first)
            .map(|(platform, credential)| format!("{} {}", credential.name, on(*platform)))
            .collect();
        (!others.is_empty()).then(|| {
            Line::new(
                "Environment",
                format!(
                    "say where the work runs (--env); it may put another one first: {}.",
                    alternatives(&others)
                ),
            )
        })
    }

    /// What the field asks for first, though nobody supervises the test.
    pub(in crate::render) fn unsupervised_line(&self) -> Option<Line> {
        let standards: Vec<&str> = self
            .advice
            .unsupervised()
            .map(|credential| credential.name.as_str())
            .collect();
        let text = match standards.as_slice() {
            [] => return None,
            [only] => format!(
                "{only} is usually asked for first, but its test is not supervised (--include unproctored ranks it)."
            ),
            several => format!(
                "{} are usually asked for first, but their tests are not supervised (--include unproctored ranks them).",
                list(several)
            ),
        };
        Some(Line::new("Unsupervised", text))
    }

    /// What to do about what is held.
    fn holdings_line(&self) -> Option<Line> {
        let sentences: Vec<String> = kept(self.catalog, self.profile, None)
            .iter()
            .map(worth::line)
            .collect();
        (!sentences.is_empty()).then(|| Line::new("What you hold", sentences.join(" ")))
    }

    /// What government contracts ask for, where no work role is given.
    fn baseline_line(&self) -> Option<Line> {
        let baseline = &self.profile.baseline;
        let code = self.profile.role.work_roles.first()?;
        let held: Vec<String> = self
            .profile
            .holds
            .iter()
            .filter(|id| baseline.contains(id))
            .map(|id| credential::name(self.catalog, *id))
            .collect();
        if !held.is_empty() {
            return Some(Line::new(
                "DoD contracts",
                format!(
                    "they ask for a baseline certification, and you hold {}.",
                    list(&held)
                ),
            ));
        }
        let best: Vec<&str> = self
            .advice
            .ranked
            .iter()
            .map(|ranked| ranked.credential)
            .filter(|credential| baseline.contains(&credential.id))
            .take(MOST_NAMED)
            .map(|credential| credential.name.as_str())
            .collect();
        (!best.is_empty()).then(|| {
            Line::new(
                "DoD contracts",
                format!(
                    "they ask for a baseline certification first, at {} level for example {} (--work-role {code} ranks only what its table accepts).",
                    self.profile.level,
                    alternatives(&best)
                ),
            )
        })
    }

    /// How the role was chosen, and what teams ask for in it.
    fn role_lines(&self) -> Vec<Line> {
        let role = self.profile.role;
        let mut lines = Vec::new();
        if !self.other_roles.is_empty() {
            let others: Vec<&str> = self
                .other_roles
                .iter()
                .map(|role| role.id.as_str())
                .collect();
            lines.push(Line::new(
                "Role",
                format!(
                    "ranked as {}; --role also takes {}.",
                    role.id,
                    alternatives(&others)
                ),
            ));
        }
        if self.profile.level < role.level {
            lines.push(Line::new(
                "Level",
                format!("teams usually ask for {} level in this role.", role.level),
            ));
        }
        lines
    }

    /// How many are excluded, by reason; nothing where none is.
    pub(in crate::render) fn excluded_counts(&self) -> Option<Line> {
        let mut counts: Vec<(Reason, usize)> = Vec::new();
        for excluded in &self.advice.excluded {
            match counts
                .iter_mut()
                .find(|(reason, _)| *reason == excluded.reason)
            {
                Some((_, number)) => *number += 1,
                None => counts.push((excluded.reason, 1)),
            }
        }
        counts.sort_unstable();
        let parts: Vec<String> = counts
            .iter()
            .map(|(reason, number)| format!("{number} {}", reason.word()))
            .collect();
        let excluded = count(self.advice.excluded.len(), "credential", "credentials");
        (!parts.is_empty())
            .then(|| Line::new("Excluded", format!("{excluded} ({}).", parts.join(", "))))
    }

    /// What a row only hints at by its marks: its equals, its end, what it needs first.
    pub(in crate::render) fn row_remarks(&self, ranked: &Ranked<'_>) -> Vec<String> {
        let credential = ranked.credential;
        let mut remarks = Vec::new();
        let equals: Vec<&str> = self
            .advice
            .alternatives_of(credential.id)
            .map(|other| other.credential.name.as_str())
            .collect();
        if !equals.is_empty() {
            remarks.push(format!("as good a choice: {}", alternatives(&equals)));
        }
        remarks.extend(self.needs_first(ranked));
        remarks.extend(credential::end(credential, self.profile.today, |id| {
            credential::name(self.catalog, id)
        }));
        if !credential.reviewed {
            remarks.push("its facts are not yet reviewed field by field".to_owned());
        }
        remarks
    }

    fn needs_first(&self, ranked: &Ranked<'_>) -> Option<String> {
        let chain = &ranked.chain;
        let first: Vec<String> = chain
            .credentials
            .iter()
            .map(|id| credential::name(self.catalog, **id))
            .collect();
        let together = chain
            .fees
            .zip(ranked.cost.earning())
            .map_or_else(String::new, |(chain, own)| {
                format!(" ({} together)", money(chain + own))
            });
        (!first.is_empty()).then(|| format!("needs {} first{together}", list(&first)))
    }

    /// Rules that apply to the answer as a whole, and what they do.
    pub(in crate::render) fn general_rules(&self) -> impl Iterator<Item = (&Rule, String)> {
        let rules = &self.advice.rules;
        let weigh = rules
            .weigh
            .filter(|(_, weights)| *weights == self.advice.weights)
            .map(|(rule, _)| (rule, "sets the weights"));
        let pairs = rules.pairs.iter().map(|(rule, _)| (*rule, "pairs"));
        let notes = rules.notes.iter().map(|rule| (*rule, "note"));
        weigh
            .into_iter()
            .chain(pairs)
            .chain(notes)
            .map(|(rule, effect)| (rule, effect.to_owned()))
    }
}

/// Whether a fit on an axis is a reason for a credential rather than against it.
fn is_strength(axis: Axis, fit: f64) -> bool {
    match axis {
        // Anything less says `but`.
        Axis::Tier => fit >= 1.0,
        Axis::Platform | Axis::Upkeep => fit >= STRENGTH,
    }
}

/// `on aws`, `on premises`.
pub(in crate::render) fn on(platform: Platform) -> String {
    match platform {
        Platform::OnPrem => "on premises".to_owned(),
        cloud => format!("on {cloud}"),
    }
}

/// Those of `others` that can't be told apart from `ranked`.
pub(super) fn too_close<'a>(
    ranked: &Ranked<'_>,
    others: &'a [Ranked<'_>],
) -> impl Iterator<Item = &'a CredentialId> {
    let (id, values) = (ranked.credential.id, ranked.values());
    let others = others.iter().filter(move |other| other.credential.id != id);
    others
        .filter(move |other| robustness::too_close(values, other.values()))
        .map(|other| &other.credential.id)
}
