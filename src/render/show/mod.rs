//! Everything about one credential.

mod json;

use std::collections::BTreeSet;

use super::credential::{self, status_tone, tier_tone};
use super::exam::{delivery, languages, outline, pass_mark, questions, retake};
use super::sheet::Sheet;
use super::value::{
    hours, money, money_or_unknown, money_range, source_with, span, validity as lasts, verified,
    whole_dollars,
};
use super::{count, fold};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::{Credential, Details, Source, ValidityRule};
use crate::catalog::host::Provenance;
use crate::catalog::id::{CredentialId, RoleId, TopicId};
use crate::catalog::renewal::{Grace, RenewalOption};
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Cycle, Fact, FeeBasis, RenewalKind, RenewedOn};
use crate::cost::{Cost, Keeping};
use crate::team::requirement::Requirement;
use crate::team::requirement::accepted::AcceptedBy;

/// What is shown.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The credential.
    pub credential: &'a Credential,
    /// Those of its exams that were asked for.
    pub exams: &'a [Text],
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
    pub today: Date,
}

impl View<'_> {
    /// The sheet for a terminal.
    pub fn terminal(&self, width: u16) -> String {
        let credential = self.credential;
        let details = self.details;
        let sources = self.catalog.hosts.ranked(&details.sources);
        let cited = |text: String, fact| text + &self.citation(fact, &sources);
        let issuer = self.catalog.issuer(&credential.issuer);
        let mut sheet = Sheet::new(width, credential.id.as_str(), &credential.name);
        sheet.text += &fold(&details.about, width, 0);
        sheet.text += "\n\n";
        sheet.line(
            "Issuer",
            &issuer.map_or_else(
                || credential.issuer.to_string(),
                |i| format!("{} ({})", i.name, i.id),
            ),
        );
        sheet.line(
            "Kind",
            &format!(
                "{}, {}",
                credential.category,
                credential.assurance.word().replace('-', " ")
            ),
        );
        let level = credential
            .issuer_level
            .as_ref()
            .map(|word| format!(" (issuer's word: {word})"));
        let tier = (credential.tier.word(), tier_tone(credential.tier));
        sheet.toned("Tier", tier, level.as_deref().unwrap_or_default());
        let status = credential.status_on(self.today);
        let toned = (status.word(), status_tone(status));
        sheet.toned("Status", toned, &cited(self.after_status(), Fact::Status));
        sheet.line("Runs on", &self.runs_on());
        let topics: Vec<TopicId> = credential.topics.iter().map(|(id, _)| id).collect();
        sheet.line("Topics", &join(topics.iter().map(|id| id.as_str())));
        sheet.line("Python", credential.python.word());
        let roles: Vec<RoleId> = credential.roles.iter().collect();
        sheet.line("Roles", &join(roles.iter().map(|id| id.as_str())));
        sheet.line(
            "Recognized by",
            &join(credential.accreditation.iter().map(|body| body.word())),
        );
        sheet.text.push('\n');

        sheet.line("Exam", &self.exam());
        let (current, former): (Vec<&Text>, Vec<&Text>) = self
            .exams
            .iter()
            .partition(|code| credential.exam.codes.contains(code));
        for (exams, one, several) in [
            (current, "is only a part", "are only parts"),
            (
                former,
                "is a former exam, and was only a part",
                "are former exams, and were only parts",
            ),
        ] {
            let what = if exams.len() == 1 { one } else { several };
            if !exams.is_empty() {
                let exams = join(exams.iter().map(|code| code.as_str()));
                sheet.line("", &format!("{exams} {what} of what it needs"));
            }
        }
        sheet.maybe("", details.exam_form.as_ref());
        let names = credential.exam.names.iter();
        let names: Vec<String> = names.map(|(name, code)| format!("{code} {name}")).collect();
        sheet.line("Exam names", &names.join(", "));
        let exam = &credential.exam.details;
        sheet.line("Delivery", &delivery(&exam.delivery));
        sheet.line("Languages", &languages(&exam.languages));
        sheet.line(
            "Pass mark",
            &exam.pass_mark.map_or_else(String::new, pass_mark),
        );
        sheet.line(
            "Retakes",
            &exam.retake.as_ref().map_or_else(String::new, retake),
        );
        let citation = self.citation(Fact::Outline, &sources);
        let outlines = exam.outlines.iter();
        sheet.lines(
            "Outline",
            outlines.flat_map(|exam| outline(exam, &citation)),
        );
        let fee = money_or_unknown(credential.exam_fee);
        sheet.line("Fee", &cited(fee, Fact::Fee));
        if let Some(fee) = credential.member_exam_fee {
            sheet.line("", &format!("{} for members", money(fee)));
        }
        if let Some(fee) = credential.application_fee {
            sheet.line("", &format!("{} to apply for certification", money(fee)));
        }
        sheet.maybe("", details.fee_note.as_ref());
        if let Some(training) = &credential.training {
            let fee = training.fee.map_or_else(
                || "price unknown".to_owned(),
                |fee| money_range(fee.low, fee.high),
            );
            let mandatory = if training.mandatory {
                "required"
            } else {
                "optional, not counted"
            };
            let exam = if training.includes_exam {
                ", includes the exam"
            } else {
                ""
            };
            sheet.line("Course", &format!("{fee}, {mandatory}{exam}"));
            sheet.maybe("", details.training_note.as_ref());
        }
        let basis = self.cost.preparation.basis.word();
        sheet.line(
            "Preparation",
            &format!("{} hours ({basis})", hours(self.cost.preparation)),
        );
        sheet.line("Needs", &cited(self.needs(), Fact::Prerequisite));
        sheet.maybe("", details.prerequisite_note.as_ref());
        let needed_by = self.catalog.credentials.iter().filter(|other| {
            let needs = &other.prerequisites;
            needs.credentials.contains(&credential.id) || needs.any_of.contains(&credential.id)
        });
        sheet.line("Leads to", &join(needed_by.map(|other| other.id.as_str())));
        sheet.text.push('\n');

        let mut validities: Vec<String> = credential.validity.iter().map(validity).collect();
        if let Some(first) = validities.first_mut() {
            *first += &self.citation(Fact::Validity, &sources);
        }
        sheet.lines("Valid", validities);
        sheet.maybe("", details.validity_note.as_ref());
        self.renewal(&mut sheet, &self.citation(Fact::Renewal, &sources));
        sheet.line(
            "Renews",
            &join(
                self.catalog
                    .renewed_by(&credential.id)
                    .map(|other| other.id.as_str()),
            ),
        );
        sheet.line("Ladder", &self.ladders());
        sheet.lines("Accepted by", self.accepted());
        sheet.line(&format!("{}-year cost", self.horizon_years), &self.total());
        sheet.text.push('\n');

        let mut names: Vec<&str> = credential.names().map(|name| name.as_str()).collect();
        // An abbreviation is often the exam's code as well.
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        sheet.line("Also called", &join(names.into_iter()));
        sheet.maybe("Doubts", details.doubts.as_ref());
        let reviewed = if credential.reviewed {
            "reviewed field by field"
        } else {
            "not yet reviewed field by field"
        };
        let facts = format!(
            "newest dated source {}, {} confidence, {reviewed}",
            verified(credential),
            credential.confidence
        );
        sheet.line("Facts", &facts);
        for (key, file) in &details.overlaid {
            sheet.line("", &format!("`{key}` from {file}"));
        }
        for ((provenance, source), number) in sources.iter().zip(1_usize..) {
            let head = if number == 1 { "Sources" } else { "" };
            let label = format!("{head:<8}{:>5}", format!("[{number}]"));
            sheet.line(&label, &source_with(source, provenance.class()));
        }
        sheet.text
    }

    /// What there is to say of the status.
    fn after_status(&self) -> String {
        let credential = self.credential;
        let mut text = String::new();
        if let Some(from) = credential.available_from {
            text += &format!(", since {from}");
        }
        if let Some(last) = credential.last_exam {
            text += &format!(", last exam {last}");
        }
        if !credential.successors.is_empty() {
            text += &format!(
                ", followed by {}",
                self.named(&credential.successors, " or ")
            );
        }
        text
    }

    fn runs_on(&self) -> String {
        let credential = self.credential;
        let technologies = credential
            .technologies
            .iter()
            .filter_map(|id| self.catalog.technology(id));
        let parts = credential.platforms.iter().map(|p| p.word().to_owned());
        let parts: Vec<String> = parts
            .chain(technologies.map(|t| t.name.to_string()))
            .collect();
        if parts.is_empty() {
            "any environment".to_owned()
        } else {
            parts.join(", ")
        }
    }

    fn exam(&self) -> String {
        let exam = &self.credential.exam;
        let mut parts = vec![exam.codes_in_words()];
        parts.extend(exam.minutes.map(|minutes| format!("{minutes} minutes")));
        parts.extend(
            exam.details
                .questions
                .map(|number| format!("{} questions or tasks", questions(number))),
        );
        parts.extend(
            exam.hands_on
                .map(|yes| if yes { "hands-on" } else { "no hands-on part" }.to_owned()),
        );
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    }

    fn needs(&self) -> String {
        let needs = &self.credential.prerequisites;
        let mut parts = Vec::new();
        if !needs.credentials.is_empty() {
            parts.push(self.named(&needs.credentials, ", "));
        }
        if !needs.any_of.is_empty() {
            parts.push(self.named(&needs.any_of, " or "));
        }
        match needs.experience_months {
            Some(0) => {}
            Some(months) => parts.push(format!("{} of experience", span(months))),
            None => parts.push("experience unknown".to_owned()),
        }
        parts.extend(
            needs
                .only_for
                .clone()
                .map(|whom| format!("open only to {whom}")),
        );
        if parts.is_empty() {
            parts.push("nothing".to_owned());
        }
        let required = needs.experience_months.unwrap_or(0);
        if let Some(months) = needs.recommended_months.filter(|months| *months > required) {
            parts.push(format!("{} of experience recommended", span(months)));
        }
        parts.join("; ")
    }

    /// The numbers of the sources that support a fact, or the overlay that gives it; empty if the fact is not known.
    fn citation(&self, fact: Fact, sources: &[(Provenance, &Source)]) -> String {
        if !fact.is_known(self.credential) {
            return String::new();
        }
        let numbers: Vec<String> = sources
            .iter()
            .zip(1..)
            .filter(|((_, source), _)| source.supports.contains(&fact))
            .map(|(_, number): (_, usize)| number.to_string())
            .collect();
        if !numbers.is_empty() {
            return format!(" [{}]", numbers.join(", "));
        }
        let overlaid = self.details.overlaid.iter();
        let overlay = overlaid
            .rev()
            .find(|(key, _)| fact.keys().contains(&&**key));
        overlay.map_or_else(
            || " [no source supports this]".to_owned(),
            |(_, file)| format!(" [{file}]"),
        )
    }

    fn renewal(&self, sheet: &mut Sheet, citation: &str) {
        let Some(renewal) = &self.credential.renewal else {
            if self.credential.current_validity() != Validity::Never {
                sheet.line("Renewal", "unknown");
            }
            return;
        };
        let mut parts = Vec::new();
        if let Some(fee) = renewal.annual_fee.filter(|fee| *fee > Usd::FREE) {
            let basis = match self
                .catalog
                .issuer(&self.credential.issuer)
                .map(|issuer| issuer.annual_fee_basis)
            {
                Some(FeeBasis::Person) => ", once for all credentials of the issuer",
                Some(FeeBasis::HighestHeld) => {
                    ", only for the highest credential of the issuer held"
                }
                _ => "",
            };
            let member = renewal
                .member_annual_fee
                .map(|fee| format!(" ({} for members)", money(fee)))
                .unwrap_or_default();
            parts.push(format!("{} a year{member}{basis}", money(fee)));
        }
        if let Some(credits) = &renewal.credits {
            let least = credits
                .min_per_year
                .map(|least| format!(", at least {least} a year"))
                .unwrap_or_default();
            parts.push(format!(
                "{} {} in {}{least}",
                credits.amount,
                credits.unit,
                span(credits.per_months)
            ));
        }
        parts.extend(
            renewal
                .window_days
                .map(|days| format!("from {days} days before expiry")),
        );
        parts.extend(renewal.grace.map(grace));
        parts.extend(
            renewal
                .extends_from
                .map(|from| format!("the renewed validity counts from the {from}")),
        );
        if renewal.cycle == Cycle::CalendarYear {
            parts.push("counted in calendar years".to_owned());
        }
        let options = renewal.options.iter().enumerate().map(|(index, option)| {
            let note = self.details.renewal_notes.get(index);
            let note = note.and_then(Option::as_ref);
            option_line(option, note.map(|note| note.as_str()))
        });
        let mut options: Vec<String> = options.collect();
        // The citation stands beside the first line about renewals.
        let mut summary = parts.join("; ");
        match options.first_mut() {
            Some(first) if summary.is_empty() => *first += citation,
            None if summary.is_empty() => {}
            _ => summary += citation,
        }
        sheet.line("Renewal", &summary);
        sheet.lines("Renewed by", options);
    }

    /// Names with their ids beside them.
    fn named(&self, ids: &[CredentialId], between: &str) -> String {
        let names: Vec<String> = ids
            .iter()
            .map(|id| format!("{} ({id})", credential::name(self.catalog, *id)))
            .collect();
        names.join(between)
    }

    fn ladders(&self) -> String {
        let ladders = self
            .catalog
            .issuers
            .iter()
            .flat_map(|issuer| &issuer.ladders);
        let ladders: Vec<String> = ladders
            .filter(|ladder| ladder.contains(&self.credential.id))
            .map(|ladder| {
                ladder
                    .iter()
                    .map(CredentialId::as_str)
                    .collect::<Vec<_>>()
                    .join(" < ")
            })
            .collect();
        ladders.join("; ")
    }

    /// Rows of a table by level (`dod-8140 up to advanced, 2 rows: 511, 531`), then the sets.
    fn accepted(&self) -> Vec<String> {
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for row in self.accepted {
            let head = match row.levels.last() {
                Some(last) if row.upward => format!("{} up to {last}", row.table),
                _ => format!(
                    "{} at {}",
                    row.table,
                    join(row.levels.iter().map(|level| level.as_str()))
                ),
            };
            match lines.iter_mut().find(|(known, _)| *known == head) {
                Some((_, codes)) => codes.push(&row.code),
                None => lines.push((head, vec![&row.code])),
            }
        }
        lines.sort();
        let rows = lines.into_iter().map(|(head, codes)| {
            format!(
                "{head}, {}: {}",
                count(codes.len(), "row", "rows"),
                codes.join(", ")
            )
        });
        let sets = self
            .sets
            .iter()
            .map(|set| set.id.as_str())
            .collect::<Vec<_>>();
        let named = (!sets.is_empty()).then(|| {
            let number = count(sets.len(), "requirement set", "requirement sets");
            format!("{number}: {}", sets.join(", "))
        });
        rows.chain(named).collect()
    }

    fn total(&self) -> String {
        let cost = self.cost;
        let yearly = cost.keeping.as_ref().and_then(Keeping::usd_per_year);
        let yearly = yearly.map(whole_dollars);
        let per_year = cost
            .keeping
            .as_ref()
            .map_or_else(|| "unknown".to_owned(), |k| hours(k.hours_per_year()));
        format!(
            "{} to earn and keep; {} and {per_year} hours a year to keep",
            money_or_unknown(cost.total(self.horizon_years)),
            money_or_unknown(yearly)
        )
    }
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn validity(rule: &ValidityRule) -> String {
    let mut text = lasts(rule.validity);
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
    let by: Vec<String> = option
        .by
        .iter()
        .map(ToString::to_string)
        .chain(levels)
        .collect();
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
            option
                .holding
                .iter()
                .map(|id| id.as_str())
                .collect::<Vec<_>>()
                .join(" or ")
        );
    }
    let refreshes = matches!(
        option.kind,
        RenewalKind::HigherCredential | RenewalKind::OtherCredential
    );
    if let Some(fee) = option.fee {
        let fee = match (fee == Usd::FREE, refreshes) {
            (true, true) => "nothing more".to_owned(),
            (true, false) => "free".to_owned(),
            (false, true) => format!("{} more", money(fee)),
            (false, false) => money(fee),
        };
        let member = option
            .member_fee
            .map(|fee| format!(" ({} for members)", money(fee)))
            .unwrap_or_default();
        text += &format!(", {fee}{member}");
    }
    if let Some(note) = note {
        text += &format!(": {note}");
    }
    if !option.modelled {
        text += " [not modelled: no cost includes it]";
    }
    text
}

/// How long and how what has expired can still be renewed.
fn grace(grace: Grace) -> String {
    if grace.is_none() {
        return "no grace period".to_owned();
    }
    let meanwhile = match grace.valid {
        Some(true) => ", valid meanwhile",
        Some(false) => ", suspended meanwhile",
        None => "",
    };
    let more = match grace.reinstatement {
        Some(Usd::FREE) => String::new(),
        Some(usd) => format!(", for {} more", money(usd)),
        None => ", for a surcharge that is not known".to_owned(),
    };
    format!("until {} after expiry{meanwhile}{more}", grace.period)
}
