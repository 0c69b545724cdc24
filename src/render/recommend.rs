//! The ranking: a table with its reasons, or the JSON of the contract.

use std::collections::BTreeSet;

use serde::Serialize;

use super::stacks::StackJson;
use super::{Column, Grid, count, fold, usd};
use crate::advice::axes::{self, Axis};
use crate::advice::robustness;
use crate::advice::stacks::Stack;
use crate::advice::{Advice, Ranked, Reason};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::rule::{Effect, Rule};
use crate::catalog::vocabulary::Role;
use crate::catalog::words::{Context, Listing, Word};
use crate::cost::HourRange;
use crate::profile::Profile;
use crate::requirement::table::At;

/// What is shown of an answer.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Who asked.
    pub profile: &'a Profile<'a>,
    /// How the environment was named.
    pub environment: &'a str,
    /// The answer.
    pub advice: &'a Advice<'a>,
    /// How many candidates to show.
    pub top: usize,
    /// Roles that the work role fits as well as the one taken.
    pub other_roles: &'a [&'a Role],
    /// The best stacks, best first.
    pub stacks: &'a [Stack<'a>],
    /// Whether to show all of them rather than the best alone.
    pub all_stacks: bool,
}

impl View<'_> {
    pub(super) fn shown(&self) -> &[Ranked<'_>] {
        &self.advice.ranked[..self.advice.ranked.len().min(self.top)]
    }

    /// The table for a terminal, with what it rests on above and what was left out below.
    pub fn terminal(&self, width: u16) -> String {
        let mut text = self.heading(width);
        text.push('\n');
        if self.shown().is_empty() {
            text += &fold(
                "No credential of the catalog is a candidate. The reasons are below; --level, --budget, --issuer or --include may widen the choice.",
                width,
                0,
            );
            text.push('\n');
        } else {
            text += &self.grid().terminal(width);
        }
        text.push('\n');
        let stacks = self.stacks(width);
        if !stacks.is_empty() {
            text += &format!("{stacks}\n");
        }
        for note in self.notes() {
            text += &fold(&note, width, 2);
            text.push('\n');
        }
        text
    }

    /// What the answer rests on.
    pub(super) fn heading(&self, width: u16) -> String {
        fold(&self.question(), width, 2) + "\n"
    }

    fn question(&self) -> String {
        let profile = self.profile;
        let (estate, today) = (self.estate(), profile.today);
        let context = match profile.context {
            Context::Individual => "",
            Context::Hiring => ", for hiring",
            Context::ManagedServices => ", for managed services",
            Context::Government => ", for government",
        };
        let context = match &profile.mandate {
            Some(mandate) => {
                format!("{context}, work role {} ({}) {}", mandate.row.code, mandate.row.name, mandate.level)
            }
            None => context.to_owned(),
        };
        let industry = profile.industry.map_or_else(String::new, |industry| format!(", in {industry}"));
        format!(
            "{}, {} level{context}{industry}, environment {} ({estate}), as of {today}",
            profile.role.name, profile.level, self.environment
        )
    }

    /// The table as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("{}\n\n", self.question());
        text += &self.grid().markdown();
        text += &self.stacks_markdown();
        for note in self.notes() {
            text += &format!("\n{note}\n");
        }
        text
    }

    pub(super) fn estate(&self) -> String {
        let parts = self.profile.estate.parts();
        let parts: Vec<String> = parts.iter().map(|(p, share)| format!("{p} {:.0} %", share * 100.0)).collect();
        parts.join(", ")
    }

    fn grid(&self) -> Grid {
        let mut columns = vec![
            Column::number("#"),
            Column::id("credential"),
            Column::text("name").from(120),
            Column::text("issuer").from(150),
            Column::text("tier"),
            Column::number("fee USD"),
            Column::number("USD/year"),
            Column::number("h/year").from(100),
            Column::number("platform").from(110),
            Column::number("tier").from(110),
            Column::number("upkeep").from(110),
            Column::number("score"),
        ];
        if self.profile.mandate.is_some() {
            columns.insert(2, Column::text("accepted"));
        }
        let cheapest = self.cheapest();
        let rows = self.shown().iter().enumerate().map(|(at, ranked)| {
            let credential = ranked.credential;
            let (total, parts) = ranked.thousandths(self.advice.weights);
            let keeping = ranked.cost.keeping.as_ref();
            let yearly = keeping.and_then(crate::cost::Keeping::usd_per_year);
            let mark = if credential.reviewed { "" } else { "*" };
            let part = |axis: Axis| format!("{:.3}", f64::from(parts[axis as usize]) / 1000.0);
            let accepted = ranked.accepted.map(|at| match (at, cheapest == Some(credential.id)) {
                (At::Exact, false) => "here",
                (At::Higher, false) => "higher up",
                (_, true) => "cheapest",
            });
            let mut row = vec![
                (at + 1).to_string(),
                format!("{}{mark}", credential.id),
                credential.name.to_string(),
                self.catalog.issuer(&credential.issuer).map_or_else(String::new, |issuer| issuer.name.to_string()),
                credential.tier.to_string(),
                usd(credential.exam_fee),
                yearly.map_or_else(|| "unknown".to_owned(), |usd| format!("{usd:.0}")),
                keeping.map_or_else(|| "unknown".to_owned(), |k| hours(k.hours_per_year())),
                part(Axis::Platform),
                part(Axis::Tier),
                part(Axis::Upkeep),
                format!("{:.3}", f64::from(total) / 1000.0),
            ];
            if let Some(accepted) = accepted {
                row.insert(2, accepted.to_owned());
            }
            row
        });
        Grid { columns, rows: rows.collect() }
    }

    /// What a reader should know beside the table.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(first) = self.shown().first() {
            let because = Axis::ALL.map(|axis| self.because(axis, first));
            notes.push(format!("First because: {}.", because.join("; ")));
        }
        notes.extend(self.robustness_note());
        notes.extend(self.mandate_notes());
        notes.extend(self.rules_note());
        for ranked in self.shown().iter().filter(|ranked| !ranked.chain.credentials.is_empty()) {
            let together = ranked.chain.exams.zip(ranked.cost.exam).map(|(chain, own)| chain + own);
            let together = together.map_or_else(String::new, |usd| format!(" (exams together {usd} USD)"));
            notes.push(format!("{} needs first: {}{together}.", ranked.credential.id, ids(&ranked.chain.credentials)));
        }
        if self.shown().iter().any(|ranked| !ranked.credential.reviewed) {
            notes
                .push("* not yet reviewed field by field; see `certadvise show ID` before you spend money.".to_owned());
        }
        let more = self.advice.ranked.len().saturating_sub(self.top);
        if more > 0 {
            notes.push(format!("{more} more with --top {} or --all.", self.advice.ranked.len()));
        }
        notes.push(format!("Left out: {}.", self.left_out()));
        if self.profile.level < self.profile.role.level {
            let role = self.profile.role;
            notes.push(format!("Teams usually ask for {} level in this role.", role.level));
        }
        notes
    }

    /// What the table that binds the person says: how many it accepts, the cheapest, what else qualifies.
    fn mandate_notes(&self) -> Vec<String> {
        let Some(mandate) = &self.profile.mandate else { return Vec::new() };
        let (table, row) = (mandate.table, mandate.row);
        let mut notes = Vec::new();
        let held: Vec<&str> =
            self.profile.holds.iter().filter(|id| mandate.accepts(**id).is_some()).map(|id| id.as_str()).collect();
        if !held.is_empty() {
            notes.push(format!("Accepted already: {} (held).", held.join(", ")));
        }
        let years = self.profile.horizon_years;
        if let Some(cheapest) = self.advice.cheapest(years) {
            let usd = cheapest.cost.total(years).zip(cheapest.chain.exams).map(|(own, chain)| own + chain);
            let usd = usd.map_or_else(String::new, |usd| format!(": {usd} USD"));
            notes.push(format!("Cheapest that qualifies, over {years} years: {}{usd}.", cheapest.credential.id));
        }
        notes.push(match row.listing {
            Listing::Approved => format!("Accepted by {} {}, of {}.", table.name, table.version, table.dated),
            Listing::Pending => format!(
                "Listed by {} {}, of {}; its own office has not validated the row yet.",
                table.name, table.version, table.dated
            ),
            Listing::NonePublished => {
                format!("{} {}, of {}, lists no certification for it.", table.name, table.version, table.dated)
            }
        });
        let levels: Vec<&str> =
            row.levels.iter().filter(|l| !l.credentials.is_empty()).map(|l| l.word.as_str()).collect();
        if mandate.is_empty() && !levels.is_empty() {
            notes.push(format!(
                "No certification counts at {} level; some do at {}.",
                mandate.level,
                levels.join(", ")
            ));
        }
        notes.extend(row.note.map(|note| note.to_string()));
        let other = table.other_ways.as_slice().iter().chain(row.other_ways.as_slice());
        let other: Vec<&str> = other.map(|way| way.trim_end_matches('.')).collect();
        if !other.is_empty() {
            notes.push(format!("Other ways to qualify: {}.", other.join("; ")));
        }
        let not_checked: Vec<&str> = table.not_checked.iter().map(|what| what.as_str()).collect();
        if !not_checked.is_empty() {
            notes.push(format!("Not checked: {}.", not_checked.join("; ")));
        }
        if !self.other_roles.is_empty() {
            let others: Vec<&str> = self.other_roles.iter().map(|role| role.id.as_str()).collect();
            notes.push(format!("Ranked as {}; --role takes {} as well.", self.profile.role.id, others.join(", ")));
        }
        notes
    }

    /// Which rules had a say.
    fn rules_note(&self) -> Option<String> {
        let fired = self.shown().iter().flat_map(|ranked| &ranked.rules).map(|fired| fired.rule.id);
        // A pair says nothing of the table; it stands beside the stack it makes.
        let general = self.general_rules().filter(|(rule, _)| !matches!(rule.then, Effect::Pair(_)));
        let rules: BTreeSet<_> = fired.chain(general.map(|(rule, _)| rule.id)).collect();
        let ids: Vec<&str> = rules.iter().map(|id| id.as_str()).collect();
        let what = if ids.len() == 1 { "Rule" } else { "Rules" };
        (!ids.is_empty()).then(|| format!("{what} applied: {} (certadvise explain ID, or --explain).", ids.join(", ")))
    }

    /// How sure the first place is.
    fn robustness_note(&self) -> Option<String> {
        let (first, rest) = self.shown().split_first()?;
        let mut note = format!(
            "{} is first under {:.0} % of all weightings of the three axes",
            first.credential.id,
            first.robustness.first * 100.0
        );
        let close: Vec<&CredentialId> = too_close(first, rest).collect();
        if !close.is_empty() {
            note += &format!("; too close to call with {}", ids(&close));
        }
        Some(note + ".")
    }

    pub(super) fn left_out(&self) -> String {
        let mut counts: Vec<(Reason, usize)> = Vec::new();
        for excluded in &self.advice.excluded {
            match counts.iter_mut().find(|(reason, _)| *reason == excluded.reason) {
                Some((_, number)) => *number += 1,
                None => counts.push((excluded.reason, 1)),
            }
        }
        counts.sort_unstable();
        let parts: Vec<String> = counts.iter().map(|(reason, number)| format!("{number} {}", reason.word())).collect();
        format!("{} ({})", count(self.advice.excluded.len(), "credential", "credentials"), parts.join(", "))
    }

    /// One row a candidate, for spreadsheets.
    pub fn csv(&self) -> String {
        let columns = [
            "rank",
            "id",
            "name",
            "issuer",
            "category",
            "tier",
            "status",
            "score",
            "relevance",
            "platform",
            "tier_fit",
            "upkeep",
            "exam_fee_usd",
            "upkeep_usd_per_year",
            "verified",
            "confidence",
            "reviewed",
        ];
        let rows = self.shown().iter().enumerate().map(|(at, ranked)| {
            let credential = ranked.credential;
            let (total, _) = ranked.thousandths(self.advice.weights);
            let yearly = ranked.cost.keeping.as_ref().and_then(crate::cost::Keeping::usd_per_year);
            vec![
                (at + 1).to_string(),
                credential.id.to_string(),
                credential.name.to_string(),
                credential.issuer.to_string(),
                credential.category.to_string(),
                credential.tier.to_string(),
                credential.status_on(self.profile.day()).to_string(),
                format!("{:.3}", f64::from(total) / 1000.0),
                format!("{:.3}", ranked.relevance.value()),
                format!("{:.3}", ranked.fits[0]),
                format!("{:.3}", ranked.fits[1]),
                format!("{:.3}", ranked.fits[2]),
                usd(credential.exam_fee),
                yearly.map_or_else(|| "unknown".to_owned(), |usd| format!("{usd:.2}")),
                verified(credential),
                credential.confidence.to_string(),
                credential.reviewed.to_string(),
            ]
        });
        Grid { columns: columns.map(Column::text).to_vec(), rows: rows.collect() }.csv()
    }

    /// The JSON of the contract.
    pub fn json(&self) -> impl Serialize + use<'_> {
        let profile = self.profile;
        let estate = profile.estate.parts().into_iter().map(|(p, share)| (p.word(), rounded(share, 4))).collect();
        let weights = self.advice.weights;
        Answer {
            schema: "certadvise.recommend/1",
            as_of: profile.today.to_string(),
            profile: ProfileJson {
                role: profile.role.id.as_str(),
                environment: Ordered(estate),
                level: profile.level.word(),
                context: profile.context.word(),
                industry: profile.industry.map(Word::word),
                work_role: profile.mandate.as_ref().map(|mandate| mandate.row.code.as_str()),
                holds: profile.holds.iter().map(CredentialId::as_str).collect(),
            },
            weights: Ordered(Axis::ALL.iter().map(|axis| (axis.word(), rounded(weights.of(*axis), 4))).collect()),
            rules: self.general_rules().map(|(rule, effect)| RuleJson::of(rule, effect)).collect(),
            mandate: profile.mandate.as_ref().map(|mandate| MandateJson {
                set: mandate.set(),
                name: mandate.row.name.as_str(),
                level: mandate.level,
                version: mandate.table.version.as_str(),
                dated: mandate.table.dated.to_string(),
                listing: mandate.row.listing.word(),
                cheapest: self.cheapest().map(|id| id.to_string()),
                other_ways: mandate
                    .table
                    .other_ways
                    .as_slice()
                    .iter()
                    .chain(mandate.row.other_ways.as_slice())
                    .map(|w| w.as_str())
                    .collect(),
                not_checked: mandate.table.not_checked.iter().map(|what| what.as_str()).collect(),
            }),
            recommendations: self.shown().iter().enumerate().map(|(at, ranked)| self.candidate(at, ranked)).collect(),
            stacks: self.stacks.iter().map(StackJson::from).collect(),
            excluded: self
                .advice
                .excluded
                .iter()
                .map(|e| ExcludedJson {
                    id: e.credential.id.as_str(),
                    reason: e.reason.word(),
                    detail: e.detail(self.catalog, profile),
                })
                .collect(),
        }
    }

    /// Rules that apply to the answer as a whole, and what they do.
    pub(super) fn general_rules(&self) -> impl Iterator<Item = (&Rule, String)> {
        let rules = &self.advice.rules;
        let weigh = rules
            .weigh
            .filter(|(_, weights)| *weights == self.advice.weights)
            .map(|(rule, _)| (rule, "sets the weights"));
        let pairs = rules.pairs.iter().map(|(rule, _)| (*rule, "pairs"));
        let notes = rules.notes.iter().map(|rule| (*rule, "note"));
        weigh.into_iter().chain(pairs).chain(notes).map(|(rule, effect)| (rule, effect.to_owned()))
    }

    /// Of what a table accepts, the cheapest to earn and keep.
    fn cheapest(&self) -> Option<CredentialId> {
        self.profile.mandate.as_ref()?;
        self.advice.cheapest(self.profile.horizon_years).map(|one| one.credential.id)
    }

    pub(super) fn because(&self, axis: Axis, ranked: &Ranked<'_>) -> String {
        axes::because(axis, self.catalog, ranked.credential, &ranked.cost, self.profile)
    }

    pub(super) fn axes_json(&self, ranked: &Ranked<'_>) -> Ordered<AxisJson> {
        let weights = self.advice.weights;
        let (_, parts) = ranked.thousandths(weights);
        let axis = |axis: Axis| {
            let part = AxisJson {
                fit: rounded(ranked.fits[axis as usize], 3),
                weight: rounded(weights.of(axis), 4),
                contribution: f64::from(parts[axis as usize]) / 1000.0,
                because: self.because(axis, ranked),
            };
            (axis.word(), part)
        };
        Ordered(Axis::ALL.map(axis).into())
    }

    fn candidate<'r>(&'r self, at: usize, ranked: &'r Ranked<'r>) -> Candidate<'r> {
        let credential = ranked.credential;
        let weights = self.advice.weights;
        let (total, _) = ranked.thousandths(weights);
        Candidate {
            rank: at + 1,
            id: credential.id.as_str(),
            name: credential.name.as_str(),
            issuer: credential.issuer.as_str(),
            category: credential.category.word(),
            tier: credential.tier.word(),
            platforms: credential.platforms.iter().map(|p| p.word()).collect(),
            technologies: credential.technologies.iter().map(|t| t.as_str()).collect(),
            status: credential.status_on(self.profile.day()).word(),
            score: f64::from(total) / 1000.0,
            relevance: rounded(ranked.relevance.value(), 3),
            axes: self.axes_json(ranked),
            rules: ranked.rules.iter().map(|fired| RuleJson::of(fired.rule, fired.effect())).collect(),
            accepted: self.profile.mandate.as_ref().zip(ranked.accepted).map(|(mandate, at)| AcceptedJson {
                set: mandate.set(),
                level: mandate.level,
                at: match at {
                    At::Exact => "exact",
                    At::Higher => "higher",
                },
                cheapest: self.cheapest() == Some(credential.id),
            }),
            cost: CostJson::of(&ranked.cost, self.profile.horizon_years),
            robustness: RobustnessJson {
                first: rounded(ranked.robustness.first, 4),
                top_three: rounded(ranked.robustness.top_three, 4),
                too_close_to: too_close(ranked, self.shown()).map(|id| id.as_str()).collect(),
            },
            prerequisites: PrerequisitesJson {
                missing: ranked.chain.credentials.iter().map(|id| id.as_str()).collect(),
                exams_usd: ranked.chain.exams.map(crate::catalog::quantity::Usd::dollars),
                hours: ranked.chain.preparation.into(),
                experience_years: credential.prerequisites.experience_months.map(|months| f64::from(months) / 12.0),
            },
            facts: FactsJson {
                verified: verified(credential),
                confidence: credential.confidence.word(),
                reviewed: credential.reviewed,
            },
        }
    }
}

/// Those of `others` that can't be told apart from `one`.
fn too_close<'a>(one: &Ranked<'_>, others: &'a [Ranked<'_>]) -> impl Iterator<Item = &'a CredentialId> {
    let (id, values) = (one.credential.id, one.values());
    let others = others.iter().filter(move |other| other.credential.id != id);
    others.filter(move |other| robustness::too_close(values, other.values())).map(|other| &other.credential.id)
}

fn ids(ids: &[&CredentialId]) -> String {
    ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ")
}

/// `12`, `10-20`, or `unknown`.
pub fn hours(range: HourRange) -> String {
    match range.basis {
        crate::cost::Basis::Unknown => "unknown".to_owned(),
        _ if (range.high - range.low).abs() < 0.5 => format!("{:.0}", range.low),
        _ => format!("{:.0}-{:.0}", range.low, range.high),
    }
}

/// The date of the newest dated source, or `unknown`.
pub fn verified(credential: &Credential) -> String {
    credential.verified.map_or_else(|| "unknown".to_owned(), |date| date.to_string())
}

/// A number rounded to so many decimals.
pub fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

/// A map that keeps its order.
#[derive(Clone)]
pub struct Ordered<T>(pub Vec<(&'static str, T)>);

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    as_of: String,
    profile: ProfileJson<'a>,
    weights: Ordered<f64>,
    /// Rules that apply to the whole answer; those that moved a candidate stand beside it.
    rules: Vec<RuleJson>,
    /// The table that binds the person, with a work role.
    mandate: Option<MandateJson<'a>>,
    recommendations: Vec<Candidate<'a>>,
    stacks: Vec<StackJson<'a>>,
    excluded: Vec<ExcludedJson<'a>>,
}

#[derive(Serialize)]
struct ProfileJson<'a> {
    role: &'a str,
    environment: Ordered<f64>,
    level: &'static str,
    context: &'static str,
    industry: Option<&'static str>,
    work_role: Option<&'a str>,
    holds: Vec<&'a str>,
}

#[derive(Serialize)]
struct Candidate<'a> {
    rank: usize,
    id: &'a str,
    name: &'a str,
    issuer: &'a str,
    category: &'static str,
    tier: &'static str,
    platforms: Vec<&'static str>,
    technologies: Vec<&'a str>,
    status: &'static str,
    score: f64,
    relevance: f64,
    axes: Ordered<AxisJson>,
    rules: Vec<RuleJson>,
    accepted: Option<AcceptedJson>,
    cost: CostJson,
    robustness: RobustnessJson<'a>,
    prerequisites: PrerequisitesJson<'a>,
    facts: FactsJson,
}

/// A rule that applies, and what it did.
#[derive(Serialize)]
struct RuleJson {
    id: &'static str,
    effect: String,
    because: &'static str,
    source: &'static str,
    url: Option<&'static str>,
}

impl RuleJson {
    fn of(rule: &Rule, effect: String) -> Self {
        let url = rule.url.map(|url| url.as_str());
        Self { id: rule.id.as_str(), effect, because: rule.says.as_str(), source: rule.source.as_str(), url }
    }
}

#[derive(Serialize)]
struct MandateJson<'a> {
    set: String,
    name: &'a str,
    level: &'static str,
    version: &'a str,
    dated: String,
    listing: &'static str,
    cheapest: Option<String>,
    other_ways: Vec<&'a str>,
    not_checked: Vec<&'a str>,
}

#[derive(Serialize)]
struct AcceptedJson {
    set: String,
    level: &'static str,
    at: &'static str,
    cheapest: bool,
}

#[derive(Serialize)]
struct RobustnessJson<'a> {
    first: f64,
    top_three: f64,
    too_close_to: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct AxisJson {
    fit: f64,
    weight: f64,
    contribution: f64,
    because: String,
}

#[derive(Serialize)]
struct PrerequisitesJson<'a> {
    missing: Vec<&'a str>,
    /// Fees of the missing ones' exams together.
    exams_usd: Option<f64>,
    /// Hours to prepare for them.
    hours: HoursJson,
    experience_years: Option<f64>,
}

/// How far the facts of a credential can be relied on.
#[derive(Serialize)]
pub struct FactsJson {
    /// Date of the newest dated source.
    pub verified: String,
    /// How reliable the sources are.
    pub confidence: &'static str,
    /// Whether each field was gone through.
    pub reviewed: bool,
}

#[derive(Serialize)]
struct ExcludedJson<'a> {
    id: &'a str,
    reason: &'static str,
    detail: String,
}

/// What a credential costs. Money that is not known is `null`.
#[derive(Serialize)]
pub struct CostJson {
    exam_usd: Option<f64>,
    horizon_years: u8,
    total_usd: Option<f64>,
    total_hours: HoursJson,
    upkeep_usd_per_year: Option<f64>,
    upkeep_hours_per_year: HoursJson,
}

impl CostJson {
    /// The cost over so many years.
    pub fn of(cost: &crate::cost::Cost, years: u8) -> Self {
        let keeping = cost.keeping.as_ref();
        let unknown = HourRange { low: 0.0, high: 0.0, basis: crate::cost::Basis::Unknown };
        Self {
            exam_usd: cost.exam.map(crate::catalog::quantity::Usd::dollars),
            horizon_years: years,
            total_usd: cost.total(years).map(crate::catalog::quantity::Usd::dollars),
            total_hours: cost.total_hours(years).into(),
            upkeep_usd_per_year: keeping.and_then(crate::cost::Keeping::usd_per_year).map(|usd| rounded(usd, 2)),
            upkeep_hours_per_year: keeping.map_or(unknown, crate::cost::Keeping::hours_per_year).into(),
        }
    }
}

/// A range of hours; both ends are `null` where nothing is known.
#[derive(Serialize)]
pub struct HoursJson {
    low: Option<f64>,
    high: Option<f64>,
    basis: &'static str,
}

impl From<HourRange> for HoursJson {
    fn from(range: HourRange) -> Self {
        let known = range.basis != crate::cost::Basis::Unknown;
        let end = |hours: f64| known.then(|| rounded(hours, 1));
        Self { low: end(range.low), high: end(range.high), basis: range.basis.word() }
    }
}
