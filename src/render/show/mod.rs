//! Everything about one credential.

mod json;

use std::collections::BTreeSet;

use super::sheet::Sheet;
use super::value::{hours, source_line, verified};
use super::{count, fold, usd};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::{Credential, Details, ValidityRule};
use crate::catalog::id::{CredentialId, RoleId, TopicId};
use crate::catalog::renewal::{Grace, RenewalOption};
use crate::catalog::validity::Term;
use crate::catalog::vocabulary::{Cycle, FeeBasis, RenewalKind, RenewedOn};
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
        sheet.line(
            "Tier",
            &format!("{}{}", credential.tier, level.unwrap_or_default()),
        );
        sheet.line("Status", &self.status());
        sheet.line("At home on", &self.home());
        let topics: Vec<TopicId> = credential.topics.iter().map(|(id, _)| id).collect();
        sheet.line("Topics", &join(topics.iter().map(|id| id.as_str())));
        sheet.line("Python", credential.python.word());
        let roles: Vec<RoleId> = credential.roles.iter().collect();
        sheet.line("For", &join(roles.iter().map(|id| id.as_str())));
        sheet.line(
            "Recognised",
            &join(credential.accreditation.iter().map(|by| by.word())),
        );
        sheet.text.push('\n');

        sheet.line("Exam", &self.exam());
        sheet.maybe("", details.exam_form.as_ref());
        sheet.line("Fee", &with_unit(credential.exam_fee));
        if let Some(fee) = credential.member_exam_fee {
            sheet.line("", &format!("{fee} USD for members"));
        }
        sheet.maybe("", details.fee_note.as_ref());
        if let Some(training) = &credential.training {
            let fee = training
                .fee
                .map_or_else(|| "price unknown".to_owned(), |fee| format!("{fee} USD"));
            let mandatory = if training.mandatory {
                "must be taken"
            } else {
                "need not be taken, not counted"
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
            &format!("{} h ({basis})", hours(self.cost.preparation)),
        );
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
        sheet.line(&format!("Cost {} years", self.horizon_years), &self.total());
        sheet.text.push('\n');

        let mut names: Vec<&str> = credential.names().map(|name| name.as_str()).collect();
        // An abbreviation is often the exam's code as well.
        let mut said = BTreeSet::new();
        names.retain(|name| said.insert(*name));
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
            text += &format!(
                ", followed by {}",
                join(credential.successors.iter().map(CredentialId::as_str))
            );
        }
        text
    }

    fn home(&self) -> String {
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
        let mut parts = vec![join(exam.codes.iter().map(|code| code.as_str()))];
        parts.extend(exam.minutes.map(|minutes| format!("{minutes} minutes")));
        parts.extend(
            exam.questions
                .map(|questions| format!("{questions} questions or tasks")),
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
            parts.push(join(needs.credentials.iter().map(CredentialId::as_str)));
        }
        if !needs.any_of.is_empty() {
            parts.push(
                needs
                    .any_of
                    .iter()
                    .map(CredentialId::as_str)
                    .collect::<Vec<_>>()
                    .join(" or "),
            );
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

    fn renewal(&self, sheet: &mut Sheet) {
        let Some(renewal) = &self.credential.renewal else {
            if self.credential.term_now() != Term::Never {
                sheet.line("Keeping", "unknown");
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
                .map(|fee| format!(" (members {fee} USD)"))
                .unwrap_or_default();
            parts.push(format!("{fee} USD a year{member}{basis}"));
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
        sheet.line("Keeping", &parts.join("; "));
        for (at, option) in renewal.options.iter().enumerate() {
            let note = self.details.renewal_notes.get(at).and_then(Option::as_ref);
            sheet.line(
                if at == 0 { "by one of" } else { "" },
                &option_line(option, note.map(|n| n.as_str())),
            );
        }
    }

    fn ladders(&self) -> String {
        let ladders = self
            .catalog
            .issuers
            .iter()
            .flat_map(|issuer| &issuer.ladders);
        let on: Vec<String> = ladders
            .filter(|ladder| ladder.contains(&self.credential.id))
            .map(|ladder| {
                ladder
                    .iter()
                    .map(CredentialId::as_str)
                    .collect::<Vec<_>>()
                    .join(" < ")
            })
            .collect();
        on.join("; ")
    }

    /// Rows of a table by level (`dod-8140 up to advanced, 2 rows: 511, 531`), then the sets.
    fn accepted(&self) -> Vec<String> {
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for one in self.accepted {
            let head = match one.levels.last() {
                Some(last) if one.upward => format!("{} up to {last}", one.table),
                _ => format!(
                    "{} at {}",
                    one.table,
                    join(one.levels.iter().map(|level| level.as_str()))
                ),
            };
            match lines.iter_mut().find(|(known, _)| *known == head) {
                Some((_, codes)) => codes.push(&one.code),
                None => lines.push((head, vec![&one.code])),
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
        let named = (!sets.is_empty())
            .then(|| format!("{}: {}", count(sets.len(), "set", "sets"), sets.join(", ")));
        rows.chain(named).collect()
    }

    fn total(&self) -> String {
        let cost = self.cost;
        let yearly = cost.keeping.as_ref().and_then(Keeping::usd_per_year);
        let yearly = yearly.map_or_else(|| "unknown".to_owned(), |usd| format!("{usd:.2} USD"));
        let per_year = cost
            .keeping
            .as_ref()
            .map_or_else(|| "unknown".to_owned(), |k| hours(k.hours_per_year()));
        format!(
            "{} to earn and keep; {yearly} and {per_year} h a year to keep",
            with_unit(cost.total(self.horizon_years))
        )
    }
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
            (false, true) => format!("{fee} USD more"),
            (false, false) => format!("{fee} USD"),
        };
        let member = option
            .member_fee
            .map(|fee| format!(" (members {fee})"))
            .unwrap_or_default();
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
        Some(usd) => format!(", for {usd} USD more"),
        None => ", for more, which is not known".to_owned(),
    };
    format!("until {} after it{meanwhile}{more}", grace.period)
}
