//! Everything about one credential.

use serde::Serialize;

use super::recommend::{CostJson, FactsJson, hours, verified};
use super::{clean, usd};
use crate::catalog::Catalog;
use crate::catalog::credential::{Credential, Details, Origin, Source, ValidityRule};
use crate::catalog::id::CredentialId;
use crate::catalog::quantity::{Term, Usd};
use crate::catalog::renewal::RenewalOption;
use crate::catalog::words::{Cycle, FeeBasis, RenewalKind, RenewedOn, Word};
use crate::cost::{Cost, Keeping};
use crate::requirement::Requirement;
use crate::requirement::accepted::AcceptedBy;

/// Width of the column of labels.
const LABELS: usize = 14;

/// What is shown.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The credential.
    pub credential: &'a Credential,
    /// Its long texts.
    pub details: &'a Details,
    /// What it costs.
    pub cost: &'a Cost,
    /// Rows of tables that accept it.
    pub accepted: &'a [AcceptedBy],
    /// Requirement sets for which it counts.
    pub sets: &'a [Requirement],
    /// Years over which costs are counted.
    pub horizon_years: u8,
    /// Year, month and day.
    pub today: (u16, u8, u8),
}

/// Lines of a label and a text.
pub(super) struct Sheet {
    width: u16,
    pub(super) text: String,
}

impl Sheet {
    /// A sheet that starts with what it is about.
    pub(super) fn new(width: u16, id: &str, name: &str) -> Self {
        let width = width.max(super::MIN_WIDTH);
        Self { width, text: super::fold(&format!("{id}: {name}"), width, 2) + "\n" }
    }

    pub(super) fn line(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut first = format!("  {label:<LABELS$}");
        if label.chars().count() >= LABELS {
            self.text += &format!("  {label}\n");
            first = " ".repeat(LABELS + 2);
        }
        let rest = " ".repeat(LABELS + 2);
        let options = textwrap::Options::new(usize::from(self.width)).initial_indent(&first).subsequent_indent(&rest);
        self.fill(text, options);
    }

    /// A text without a label, so far from the edge.
    pub(super) fn indented(&mut self, indent: usize, text: &str) {
        let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
        let options = textwrap::Options::new(usize::from(self.width)).initial_indent(&first).subsequent_indent(&rest);
        self.fill(text, options);
    }

    fn fill(&mut self, text: &str, options: textwrap::Options<'_>) {
        // Addresses and ids are copied by people: they are not cut at their dashes.
        let options = options.break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation);
        self.text += &textwrap::fill(&clean(text), options);
        self.text.push('\n');
    }

    /// A label and several texts under each other.
    pub(super) fn lines(&mut self, label: &str, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        for (at, text) in texts.into_iter().enumerate() {
            self.line(if at == 0 { label } else { "" }, text.as_ref());
        }
    }

    pub(super) fn maybe(&mut self, label: &str, text: Option<&crate::catalog::text::Text>) {
        self.line(label, text.map_or("", |text| text.as_str()));
    }
}

impl View<'_> {
    /// The sheet for a terminal.
    pub fn terminal(&self, width: u16) -> String {
        let credential = self.credential;
        let details = self.details;
        let issuer = self.catalog.issuer(&credential.issuer);
        let mut sheet = Sheet::new(width, credential.id.as_str(), &credential.name);
        sheet.text += &super::fold(&details.about, width, 0);
        sheet.text += "\n\n";
        sheet.line(
            "Issuer",
            &issuer.map_or_else(|| credential.issuer.to_string(), |i| format!("{} ({})", i.name, i.id)),
        );
        sheet.line("Kind", &format!("{}, {}", credential.category, credential.assurance.word().replace('-', " ")));
        let level = credential.issuer_level.as_ref().map(|word| format!(" (issuer's word: {word})"));
        sheet.line("Tier", &format!("{}{}", credential.tier, level.unwrap_or_default()));
        sheet.line("Status", &self.status());
        sheet.line("At home on", &self.home());
        let topics: Vec<&str> = credential.topics.iter().map(|(id, _)| id.as_str()).collect();
        sheet.line("Topics", &topics.join(", "));
        sheet.line("Python", credential.python.word());
        sheet.line("For", &join(credential.roles.iter().map(|id| id.as_str())));
        sheet.line("Recognised", &join(credential.accreditation.iter().map(|by| by.word())));
        sheet.text.push('\n');

        sheet.line("Exam", &self.exam());
        sheet.maybe("", details.exam_form.as_ref());
        sheet.line("Fee", &with_unit(credential.exam_fee));
        if let Some(fee) = credential.member_exam_fee {
            sheet.line("", &format!("{fee} USD for members"));
        }
        sheet.maybe("", details.fee_note.as_ref());
        if let Some(training) = &credential.training {
            let fee = training.fee.map_or_else(|| "price unknown".to_owned(), |fee| format!("{fee} USD"));
            let mandatory = if training.mandatory { "must be taken" } else { "need not be taken, not counted" };
            let exam = if training.includes_exam { ", includes the exam" } else { "" };
            sheet.line("Course", &format!("{fee}, {mandatory}{exam}"));
            sheet.maybe("", details.training_note.as_ref());
        }
        let basis = self.cost.preparation.basis.word();
        sheet.line("Preparation", &format!("{} h ({basis})", hours(self.cost.preparation)));
        sheet.line("Needs", &self.needs());
        sheet.maybe("", details.prerequisite_note.as_ref());
        let needed_by = self.catalog.credentials.iter().filter(|other| {
            let needs = &other.prerequisites;
            needs.credentials.contains(&credential.id) || needs.any_of.contains(&credential.id)
        });
        sheet.line("Leads to", &join(needed_by.map(|other| other.id.as_str())));
        sheet.text.push('\n');

        for (at, rule) in credential.validity.iter().enumerate() {
            sheet.line(if at == 0 { "Valid" } else { "" }, &validity(rule));
        }
        sheet.maybe("", details.validity_note.as_ref());
        self.renewal(&mut sheet);
        sheet.line("Renews", &join(self.catalog.renewed_by(&credential.id).map(|other| other.id.as_str())));
        sheet.line("Ladder", &self.ladders());
        sheet.lines("Accepted by", self.accepted());
        sheet.line(&format!("Cost {} years", self.horizon_years), &self.total());
        sheet.text.push('\n');

        sheet.line("Also called", &join(credential.names().map(|name| name.as_str())));
        sheet.maybe("Doubts", details.doubts.as_ref());
        let reviewed = if credential.reviewed { "reviewed field by field" } else { "not yet reviewed field by field" };
        let facts =
            format!("newest dated source {}, {} confidence, {reviewed}", verified(credential), credential.confidence);
        sheet.line("Facts", &facts);
        for (key, file) in &details.overlaid {
            sheet.line("", &format!("`{key}` from {file}"));
        }
        sheet.lines("Sources", details.sources.iter().map(source_line));
        sheet.text
    }

    fn status(&self) -> String {
        let credential = self.credential;
        let mut text = credential.status_on(self.today).to_string();
        if let Some(from) = credential.available_from {
            text += &format!(", since {from}");
        }
        if let Some(last) = credential.last_exam {
            text += &format!(", last exam {last}");
        }
        if !credential.successors.is_empty() {
            text += &format!(", followed by {}", join(credential.successors.iter().map(CredentialId::as_str)));
        }
        text
    }

    fn home(&self) -> String {
        let credential = self.credential;
        let technologies = credential.technologies.iter().filter_map(|id| self.catalog.technology(id));
        let parts = credential.platforms.iter().map(|p| p.word().to_owned());
        let parts: Vec<String> = parts.chain(technologies.map(|t| t.name.to_string())).collect();
        if parts.is_empty() { "any estate".to_owned() } else { parts.join(", ") }
    }

    fn exam(&self) -> String {
        let exam = &self.credential.exam;
        let mut parts = vec![join(exam.codes.iter().map(|code| code.as_str()))];
        parts.extend(exam.minutes.map(|minutes| format!("{minutes} minutes")));
        parts.extend(exam.questions.map(|questions| format!("{questions} questions or tasks")));
        parts.extend(exam.hands_on.map(|yes| if yes { "hands-on" } else { "no hands-on part" }.to_owned()));
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }

    fn needs(&self) -> String {
        let needs = &self.credential.prerequisites;
        let mut parts = Vec::new();
        if !needs.credentials.is_empty() {
            parts.push(join(needs.credentials.iter().map(CredentialId::as_str)));
        }
        if !needs.any_of.is_empty() {
            parts.push(needs.any_of.iter().map(CredentialId::as_str).collect::<Vec<_>>().join(" or "));
        }
        match needs.experience_months {
            Some(0) => {}
            Some(months) => parts.push(format!("{} of experience", span(months))),
            None => parts.push("experience unknown".to_owned()),
        }
        if parts.is_empty() {
            parts.push("nothing".to_owned());
        }
        if let Some(months) = needs.recommended_months.filter(|months| *months > 0) {
            parts.push(format!("{} of experience recommended", span(months)));
        }
        parts.join("; ")
    }

    fn renewal(&self, sheet: &mut Sheet) {
        let Some(renewal) = &self.credential.renewal else {
            if self.credential.term_now() != Term::Never {
                sheet.line("Keeping", "unknown");
            }
            return;
        };
        let mut parts = Vec::new();
        if let Some(fee) = renewal.annual_fee.filter(|fee| *fee > Usd::FREE) {
            let basis = match self.catalog.issuer(&self.credential.issuer).map(|issuer| issuer.annual_fee_basis) {
                Some(FeeBasis::Person) => ", once for all credentials of the issuer",
                Some(FeeBasis::HighestHeld) => ", only for the highest credential of the issuer held",
                _ => "",
            };
            let member = renewal.member_annual_fee.map(|fee| format!(" (members {fee} USD)")).unwrap_or_default();
            parts.push(format!("{fee} USD a year{member}{basis}"));
        }
        if let Some(credits) = &renewal.credits {
            let least = credits.min_per_year.map(|least| format!(", at least {least} a year")).unwrap_or_default();
            parts.push(format!("{} {} in {}{least}", credits.amount, credits.unit, span(credits.per_months)));
        }
        parts.extend(renewal.window_days.map(|days| format!("from {days} days before expiry")));
        parts.extend(renewal.grace_days.map(|days| format!("until {days} days after it")));
        parts.extend(renewal.extends_from.map(|from| format!("new term counts from the {from}")));
        if renewal.cycle == Cycle::CalendarYear {
            parts.push("counted in calendar years".to_owned());
        }
        sheet.line("Keeping", &parts.join("; "));
        for (at, option) in renewal.options.iter().enumerate() {
            let note = self.details.renewal_notes.get(at).and_then(Option::as_ref);
            sheet.line(if at == 0 { "by one of" } else { "" }, &option_line(option, note.map(|n| n.as_str())));
        }
    }

    fn ladders(&self) -> String {
        let ladders = self.catalog.issuers.iter().flat_map(|issuer| &issuer.ladders);
        let on: Vec<String> = ladders
            .filter(|ladder| ladder.contains(&self.credential.id))
            .map(|ladder| ladder.iter().map(CredentialId::as_str).collect::<Vec<_>>().join(" < "))
            .collect();
        on.join("; ")
    }

    /// Rows of a table by level (`dod-8140 up to advanced, 2 rows: 511, 531`), then the sets.
    fn accepted(&self) -> Vec<String> {
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for one in self.accepted {
            let head = match one.levels.last() {
                Some(last) if one.upward => format!("{} up to {last}", one.table),
                _ => format!("{} at {}", one.table, join(one.levels.iter().map(|level| level.as_str()))),
            };
            match lines.iter_mut().find(|(known, _)| *known == head) {
                Some((_, codes)) => codes.push(&one.code),
                None => lines.push((head, vec![&one.code])),
            }
        }
        lines.sort();
        let rows = lines
            .into_iter()
            .map(|(head, codes)| format!("{head}, {}: {}", super::count(codes.len(), "row", "rows"), codes.join(", ")));
        let sets = self.sets.iter().map(|set| set.id.as_str()).collect::<Vec<_>>();
        let named =
            (!sets.is_empty()).then(|| format!("{}: {}", super::count(sets.len(), "set", "sets"), sets.join(", ")));
        rows.chain(named).collect()
    }

    fn total(&self) -> String {
        let cost = self.cost;
        let yearly = cost.keeping.as_ref().and_then(Keeping::usd_per_year);
        let yearly = yearly.map_or_else(|| "unknown".to_owned(), |usd| format!("{usd:.2} USD"));
        let per_year = cost.keeping.as_ref().map_or_else(|| "unknown".to_owned(), |k| hours(k.hours_per_year()));
        format!(
            "{} to earn and keep; {yearly} and {per_year} h a year to keep",
            with_unit(cost.total(self.horizon_years))
        )
    }

    /// Everything as JSON.
    pub fn json(&self, as_of: &str) -> impl Serialize + use<'_> {
        let credential = self.credential;
        let renewal = credential.renewal.as_ref();
        Sheeted {
            schema: "certadvise.show/1",
            as_of: as_of.to_owned(),
            kind: "credential",
            id: credential.id.as_str(),
            name: credential.name.as_str(),
            about: self.details.about.as_str(),
            issuer: credential.issuer.as_str(),
            category: credential.category.word(),
            tier: credential.tier.word(),
            issuer_level: credential.issuer_level.as_deref(),
            assurance: credential.assurance.word(),
            status: credential.status_on(self.today).word(),
            available_from: credential.available_from.map_or_else(|| "unknown".to_owned(), |d| d.to_string()),
            last_exam: credential.last_exam.map(|d| d.to_string()),
            successors: strs(&credential.successors),
            platforms: credential.platforms.iter().map(|p| p.word()).collect(),
            technologies: credential.technologies.iter().map(|t| t.as_str()).collect(),
            topics: credential.topics.iter().map(|(id, _)| id.as_str()).collect(),
            roles: credential.roles.iter().map(|r| r.as_str()).collect(),
            accreditation: credential.accreditation.iter().map(|a| a.word()).collect(),
            names: credential.names().map(|name| name.as_str()).collect(),
            exam_codes: credential.exam.codes.iter().map(|c| c.as_str()).collect(),
            exam_minutes: credential.exam.minutes,
            exam_fee_usd: credential.exam_fee.map(Usd::dollars),
            member_exam_fee_usd: credential.member_exam_fee.map(Usd::dollars),
            training: credential.training.map(|course| TrainingJson {
                mandatory: course.mandatory,
                includes_exam: course.includes_exam,
                fee_usd_low: course.fee.map(|fee| fee.low.dollars()),
                fee_usd_high: course.fee.map(|fee| fee.high.dollars()),
            }),
            fee_note: self.details.fee_note.as_deref(),
            needs: strs(&credential.prerequisites.credentials),
            needs_any_of: strs(&credential.prerequisites.any_of),
            experience_months: credential.prerequisites.experience_months,
            validity: credential.validity.iter().map(RuleJson::of).collect(),
            annual_fee_usd: renewal.and_then(|r| r.annual_fee).map(Usd::dollars),
            renewal: renewal
                .iter()
                .flat_map(|r| &r.options)
                .enumerate()
                .map(|(at, option)| OptionJson {
                    kind: option.kind.word(),
                    by: strs(&option.by),
                    fee_usd: option.fee.map(Usd::dollars),
                    modelled: option.modelled,
                    note: self.details.renewal_notes.get(at).and_then(|n| n.as_deref()),
                })
                .collect(),
            renews: self.catalog.renewed_by(&credential.id).map(|other| other.id.as_str()).collect(),
            accepted_by: self
                .accepted
                .iter()
                .map(AcceptedJson::row)
                .chain(self.sets.iter().map(AcceptedJson::set))
                .collect(),
            cost: CostJson::of(self.cost, self.horizon_years),
            doubts: self.details.doubts.as_deref(),
            facts: FactsJson {
                verified: verified(credential),
                confidence: credential.confidence.word(),
                reviewed: credential.reviewed,
            },
            sources: self.details.sources.iter().map(SourceJson::of).collect(),
        }
    }
}

fn strs(ids: &[CredentialId]) -> Vec<&str> {
    ids.iter().map(CredentialId::as_str).collect()
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn with_unit(amount: Option<Usd>) -> String {
    amount.map_or_else(|| "unknown".to_owned(), |_| format!("{} USD", usd(amount)))
}

/// `18 months` or `3 years`.
fn span(months: u16) -> String {
    match (months / 12, months % 12) {
        (1, 0) => "1 year".to_owned(),
        (years, 0) => format!("{years} years"),
        _ => format!("{months} months"),
    }
}

fn validity(rule: &ValidityRule) -> String {
    let mut text = match rule.term {
        Term::Never => "never expires".to_owned(),
        Term::Months(months) => span(months.get()),
        Term::Unknown => "unknown".to_owned(),
    };
    if let Some(from) = rule.earned_from {
        text += &format!(", if earned from {from}");
    }
    if let Some(before) = rule.earned_before {
        text += &format!(", if earned before {before}");
    }
    if let Some(exam) = &rule.exam {
        text += &format!(", by exam {exam}");
    }
    text
}

fn option_line(option: &RenewalOption, note: Option<&str>) -> String {
    let mut text = option.kind.word().replace('-', " ");
    let levels = option.by_levels.iter().map(|level| format!("any {level}"));
    let by: Vec<String> = option.by.iter().map(ToString::to_string).chain(levels).collect();
    if !by.is_empty() {
        let doing = match option.when {
            RenewedOn::Earning => "earning ",
            RenewedOn::Renewing => "renewing ",
            RenewedOn::Either => "",
        };
        text += &format!(" ({doing}{})", by.join(", "));
    }
    if let Some(credits) = option.credits {
        text += &format!(", {credits} credits");
    }
    if !option.holding.is_empty() {
        text += &format!(
            ", while {} is held",
            option.holding.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" or ")
        );
    }
    let refreshes = matches!(option.kind, RenewalKind::HigherCredential | RenewalKind::OtherCredential);
    if let Some(fee) = option.fee {
        let fee = match (fee == Usd::FREE, refreshes) {
            (true, true) => "nothing more".to_owned(),
            (true, false) => "free".to_owned(),
            (false, true) => format!("{fee} USD more"),
            (false, false) => format!("{fee} USD"),
        };
        let member = option.member_fee.map(|fee| format!(" (members {fee})")).unwrap_or_default();
        text += &format!(", {fee}{member}");
    }
    if let Some(note) = note {
        text += &format!(": {note}");
    }
    if !option.modelled {
        text += " [not modelled: left out of every cost]";
    }
    text
}

pub(super) fn source_line(source: &Source) -> String {
    let origin = match &source.origin {
        Origin::Page { url, path: None } => url.to_string(),
        Origin::Page { url, path: Some(path) } => format!("{url} ({path})"),
        Origin::UnnamedPublicFile { what } => format!("unnamed public file: {what}"),
        Origin::GeneralKnowledge => "general knowledge".to_owned(),
    };
    let date = source.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let says = source.says.as_ref().map(|says| format!(": {says}")).unwrap_or_default();
    format!("{origin} ({date}){says}")
}

#[derive(Serialize)]
struct Sheeted<'a> {
    schema: &'static str,
    as_of: String,
    kind: &'static str,
    id: &'a str,
    name: &'a str,
    about: &'a str,
    issuer: &'a str,
    category: &'static str,
    tier: &'static str,
    issuer_level: Option<&'a str>,
    assurance: &'static str,
    status: &'static str,
    available_from: String,
    last_exam: Option<String>,
    successors: Vec<&'a str>,
    platforms: Vec<&'static str>,
    technologies: Vec<&'a str>,
    topics: Vec<&'a str>,
    roles: Vec<&'a str>,
    accreditation: Vec<&'static str>,
    names: Vec<&'a str>,
    exam_codes: Vec<&'a str>,
    exam_minutes: Option<u16>,
    exam_fee_usd: Option<f64>,
    member_exam_fee_usd: Option<f64>,
    training: Option<TrainingJson>,
    fee_note: Option<&'a str>,
    needs: Vec<&'a str>,
    needs_any_of: Vec<&'a str>,
    experience_months: Option<u16>,
    validity: Vec<RuleJson>,
    annual_fee_usd: Option<f64>,
    renewal: Vec<OptionJson<'a>>,
    renews: Vec<&'a str>,
    accepted_by: Vec<AcceptedJson<'a>>,
    cost: CostJson,
    doubts: Option<&'a str>,
    facts: FactsJson,
    sources: Vec<SourceJson<'a>>,
}

#[derive(Serialize)]
struct TrainingJson {
    mandatory: bool,
    includes_exam: bool,
    fee_usd_low: Option<f64>,
    fee_usd_high: Option<f64>,
}

#[derive(Serialize)]
struct RuleJson {
    /// Months, or `never` or `unknown`.
    months: serde_json::Value,
    earned_from: Option<String>,
    earned_before: Option<String>,
    exam: Option<String>,
}

impl RuleJson {
    fn of(rule: &ValidityRule) -> Self {
        let months = match rule.term {
            Term::Never => "never".into(),
            Term::Months(months) => months.get().into(),
            Term::Unknown => "unknown".into(),
        };
        Self {
            months,
            earned_from: rule.earned_from.map(|d| d.to_string()),
            earned_before: rule.earned_before.map(|d| d.to_string()),
            exam: rule.exam.as_ref().map(ToString::to_string),
        }
    }
}

#[derive(Serialize)]
struct OptionJson<'a> {
    kind: &'static str,
    by: Vec<&'a str>,
    fee_usd: Option<f64>,
    modelled: bool,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct AcceptedJson<'a> {
    set: String,
    name: &'a str,
    /// The levels at which it counts, where there are levels.
    levels: Vec<&'a str>,
}

impl<'a> AcceptedJson<'a> {
    fn set(set: &'a Requirement) -> Self {
        Self { set: set.id.to_string(), name: &set.name, levels: Vec::new() }
    }

    fn row(accepted: &'a AcceptedBy) -> Self {
        Self {
            set: format!("{}-{}", accepted.table, accepted.code),
            name: &accepted.name,
            levels: accepted.levels.iter().map(|level| level.as_str()).collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct SourceJson<'a> {
    kind: &'static str,
    url: Option<&'a str>,
    path: Option<&'a str>,
    says: Option<&'a str>,
    date: Option<String>,
}

impl<'a> SourceJson<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        let (kind, url, path, what) = match &source.origin {
            Origin::Page { url, path } => ("page", Some(url.as_str()), path.as_deref(), None),
            Origin::UnnamedPublicFile { what } => ("unnamed-public-file", None, None, Some(what.as_str())),
            Origin::GeneralKnowledge => ("general-knowledge", None, None, None),
        };
        let says = source.says.as_deref().or(what);
        Self { kind, url, path, says, date: source.date.map(|d| d.to_string()) }
    }
}
