//! What a reader should know beside the ranking: how sure it is, what bound it, what was left out.

use std::collections::BTreeSet;

use super::View;
use crate::advice::axes::Axis;
use crate::advice::confidence::Sureness;
use crate::advice::keep::kept;
use crate::advice::ranking::elsewhere;
use crate::advice::robustness;
use crate::advice::{Ranked, Reason};
use crate::catalog::id::CredentialId;
use crate::catalog::rule::{Effect, Rule};
use crate::catalog::vocabulary::{Context, Listing};
use crate::render::{count, worth};

/// Credentials that a note names at most.
const MOST_NAMED: usize = 3;

impl View<'_> {
    /// What a reader should know beside the table.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(first) = self.shown().first() {
            let because = Axis::ALL.map(|axis| self.because(axis, first));
            notes.push(format!("First because: {}.", because.join("; ")));
        }
        notes.extend(self.confidence_note());
        notes.extend(self.elsewhere_note());
        notes.extend(self.unsupervised_note());
        notes.extend(self.baseline_note());
        notes.extend(self.mandate_notes());
        notes.extend(self.nothing_changes_notes());
        notes.extend(self.holdings_notes());
        notes.extend(self.rules_note());
        let said = self.advice.rules.notes.iter();
        notes.extend(said.map(|rule| rule.says.to_string()));
        for ranked in self
            .shown()
            .iter()
            .filter(|ranked| !ranked.chain.credentials.is_empty())
        {
            let together = ranked
                .chain
                .fees
                .zip(ranked.cost.earning())
                .map(|(chain, own)| chain + own);
            let together =
                together.map_or_else(String::new, |usd| format!(" ({usd} USD together)"));
            notes.push(format!(
                "{} needs first: {}{together}.",
                ranked.credential.id,
                ids(&ranked.chain.credentials)
            ));
        }
        if self
            .shown()
            .iter()
            .any(|ranked| !ranked.credential.reviewed)
        {
            notes
                .push("* not yet reviewed field by field; see `certadvise show ID` before you spend money.".to_owned());
        }
        let more = self.advice.ranked.len().saturating_sub(self.top);
        if more > 0 {
            notes.push(format!(
                "{more} more with --top {} or --all.",
                self.advice.ranked.len()
            ));
        }
        notes.extend(self.left_out());
        if self.profile.level < self.profile.role.level {
            let role = self.profile.role;
            notes.push(format!(
                "Teams usually ask for {} level in this role.",
                role.level
            ));
        }
        notes
    }

    /// What the table that binds the person says: how many it accepts, the cheapest, what else qualifies.
    fn mandate_notes(&self) -> Vec<String> {
        let Some(mandate) = &self.profile.mandate else {
            return Vec::new();
        };
        let (table, row) = (mandate.table, mandate.row);
        let mut notes = Vec::new();
        let held: Vec<&str> = self
            .profile
            .holds
            .iter()
            .filter(|id| mandate.accepts(**id).is_some())
            .map(|id| id.as_str())
            .collect();
        if !held.is_empty() {
            notes.push(format!("Accepted already: {} (held).", held.join(", ")));
        }
        let years = self.profile.horizon_years;
        if let Some(cheapest) = self.advice.cheapest(years) {
            let usd = cheapest
                .cost
                .total(years)
                .zip(cheapest.chain.fees)
                .map(|(own, chain)| own + chain);
            let usd = usd.map_or_else(String::new, |usd| format!(": {usd} USD"));
            notes.push(format!(
                "Cheapest that qualifies, over {years} years: {}{usd}.",
                cheapest.credential.id
            ));
        }
        notes.push(match row.listing {
            Listing::Approved => format!(
                "Accepted by {} {}, of {}.",
                table.name, table.version, table.dated
            ),
            Listing::Pending => format!(
                "Listed by {} {}, of {}; its own office has not validated the row yet.",
                table.name, table.version, table.dated
            ),
            Listing::NonePublished => {
                format!(
                    "{} {}, of {}, lists no certification for it.",
                    table.name, table.version, table.dated
                )
            }
        });
        let levels: Vec<&str> = row
            .levels
            .iter()
            .filter(|l| !l.credentials.is_empty())
            .map(|l| l.word.as_str())
            .collect();
        if mandate.is_empty() && !levels.is_empty() {
            notes.push(format!(
                "No certification counts at {} level; some do at {}.",
                mandate.level,
                levels.join(", ")
            ));
        }
        notes.extend(row.note.as_ref().map(|note| note.to_string()));
        let other = table
            .other_ways
            .as_slice()
            .iter()
            .chain(row.other_ways.as_slice());
        let other: Vec<&str> = other.map(|way| way.trim_end_matches('.')).collect();
        if !other.is_empty() {
            notes.push(format!("Other ways to qualify: {}.", other.join("; ")));
        }
        let not_checked: Vec<&str> = table.not_checked.iter().map(|what| what.as_str()).collect();
        if !not_checked.is_empty() {
            notes.push(format!("Not checked: {}.", not_checked.join("; ")));
        }
        if !self.other_roles.is_empty() {
            let others: Vec<&str> = self
                .other_roles
                .iter()
                .map(|role| role.id.as_str())
                .collect();
            notes.push(format!(
                "Ranked as {}; --role takes {} as well.",
                self.profile.role.id,
                others.join(", ")
            ));
        }
        notes
    }

    /// Which rules had a say.
    fn rules_note(&self) -> Option<String> {
        let fired = self
            .shown()
            .iter()
            .flat_map(|ranked| &ranked.rules)
            .map(|fired| fired.rule.id);
        // A pair says nothing of the table; it stands beside the stack it makes.
        let general = self
            .general_rules()
            .filter(|(rule, _)| !matches!(rule.then, Effect::Pair(_) | Effect::Note));
        let rules: BTreeSet<_> = fired.chain(general.map(|(rule, _)| rule.id)).collect();
        let ids: Vec<&str> = rules.iter().map(|id| id.as_str()).collect();
        let what = if ids.len() == 1 { "Rule" } else { "Rules" };
        (!ids.is_empty()).then(|| {
            format!(
                "{what} applied: {} (certadvise explain ID, or --explain).",
                ids.join(", ")
            )
        })
    }

    /// How sure the first place is, and why.
    pub(in crate::render) fn confidence_note(&self) -> Option<String> {
        let confidence = self.advice.confidence(self.profile)?;
        let first = self.advice.ranked.first()?.credential.id;
        let close: Vec<&CredentialId> = confidence.close_to.iter().take(MOST_NAMED).collect();
        let more = confidence.close_to.len() - close.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let verdict = match confidence.level {
            Sureness::Clear => format!("A clear answer: {first}"),
            Sureness::Close if close.is_empty() => format!("A likely answer: {first}"),
            Sureness::Close => format!(
                "A close call: {}{more} score about the same as {first}",
                ids(&close)
            ),
            Sureness::Weak => format!("A weak answer: little speaks for {first} alone"),
        };
        Some(format!("{verdict} ({}).", confidence.reasons.join("; ")))
    }

    /// What would stand first where the environment is known, if nothing is known of it.
    pub(in crate::render) fn elsewhere_note(&self) -> Option<String> {
        if self.profile.environment.is_stated() || self.profile.mandate.is_some() {
            return None;
        }
        let first = self.advice.ranked.first()?.credential.id;
        let places = elsewhere(self.catalog, self.profile, self.advice.weights);
        let others: Vec<String> = places
            .iter()
            .filter(|(_, credential)| credential.id != first)
            .map(|(platform, credential)| format!("{} on {platform}", credential.id))
            .collect();
        (!others.is_empty()).then(|| {
            format!(
                "Say where the work runs (--env) if you know it. Then the first place goes to: {}.",
                others.join(", ")
            )
        })
    }

    /// What the field asks for first, though nobody supervises the test.
    fn unsupervised_note(&self) -> Option<String> {
        let standards: Vec<&str> = self
            .advice
            .unsupervised()
            .map(|credential| credential.id.as_str())
            .collect();
        (!standards.is_empty()).then(|| {
            format!(
                "Usually asked for first, but without a supervised exam: {} (--include unproctored ranks them).",
                standards.join(", ")
            )
        })
    }

    /// What to do about what is held.
    fn holdings_notes(&self) -> Vec<String> {
        kept(self.catalog, self.profile, None)
            .iter()
            .map(worth::line)
            .collect()
    }

    /// That a context or an industry changes nothing, where it doesn't.
    fn nothing_changes_notes(&self) -> Vec<String> {
        let rules = &self.advice.rules;
        let context = self.profile.context;
        let mut notes = Vec::new();
        if context != Context::Individual && !rules.by_context && self.profile.mandate.is_none() {
            notes.push(format!(
                "Context {context} changes nothing here: no rule names it for this role."
            ));
        }
        if let Some(industry) = self.profile.industry.filter(|_| !rules.by_industry) {
            notes.push(format!(
                "Industry {industry} changes nothing here: no rule names it for this role."
            ));
        }
        notes
    }

    /// What government contracts ask for, where no work role is given.
    fn baseline_note(&self) -> Option<String> {
        let baseline = &self.profile.baseline;
        let best: Vec<&CredentialId> = self
            .advice
            .ranked
            .iter()
            .map(|ranked| &ranked.credential.id)
            .filter(|id| baseline.contains(id))
            .take(MOST_NAMED)
            .collect();
        let code = self.profile.role.work_roles.first()?;
        let held: Vec<&CredentialId> = self
            .profile
            .holds
            .iter()
            .filter(|id| baseline.contains(id))
            .collect();
        if !held.is_empty() {
            return Some(format!(
                "DoD contracts ask for a baseline certification, which you hold: {}.",
                ids(&held)
            ));
        }
        (!best.is_empty()).then(|| {
            format!(
                "DoD contracts ask for a baseline certification first; for this role at {} level among others {} (--work-role {code} ranks what its table accepts alone).",
                self.profile.level,
                ids(&best)
            )
        })
    }

    /// How many are left out, by reason; nothing where none is.
    pub(in crate::render) fn left_out(&self) -> Option<String> {
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
        let all = count(self.advice.excluded.len(), "credential", "credentials");
        (!parts.is_empty()).then(|| format!("Left out: {all} ({}).", parts.join(", ")))
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

/// Those of `others` that can't be told apart from `one`.
pub(super) fn too_close<'a>(
    one: &Ranked<'_>,
    others: &'a [Ranked<'_>],
) -> impl Iterator<Item = &'a CredentialId> {
    let (id, values) = (one.credential.id, one.values());
    let others = others.iter().filter(move |other| other.credential.id != id);
    others
        .filter(move |other| robustness::too_close(values, other.values()))
        .map(|other| &other.credential.id)
}

fn ids(ids: &[&CredentialId]) -> String {
    ids.iter()
        .map(|id| id.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
