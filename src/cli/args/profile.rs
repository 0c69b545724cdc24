//! A question, as each ranking command takes it: the work, the environment, the person, and what counts.

use std::collections::BTreeSet;

use clap::ValueEnum;

use crate::advice::next::held_on;
use crate::advice::profile::{Included, Mandate, Profile, roles_of};
use crate::advice::rules::Rules;
use crate::advice::{InvalidWeights, Weights};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::Context;
use crate::cli::args::holdings::person_holding;
use crate::cli::global::{Global, whole};
use crate::cli::output::in_shell;
use crate::cli::resolver::Resolver;
use crate::render::ranking::CommandLine;
use crate::team::requirement::table::{Row, Table};
use crate::team::roster::Person;

/// What is usually excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Include {
    /// Assessments and courses that nobody supervises.
    Unproctored,
    /// Credentials open only to some people, such as the staff of an issuer's partners.
    Restricted,
}

/// Who asks, and for what.
#[derive(clap::Args, Clone)]
pub(in crate::cli) struct ProfileArgs {
    /// The role: an id, a name or a synonym (`certadvise list roles` shows them)
    #[arg(long, short)]
    pub(in crate::cli) role: Option<String>,
    /// Where the work runs: aws, azure, gcp, hybrid, multi-cloud, on-prem or neutral; hybrid:aws; or
    /// shares such as aws=60,on-prem=40
    /// [default: neutral]
    #[arg(long, short)]
    pub(in crate::cli) env: Option<String>,
    /// Seniority: entry, mid, senior or principal [default: what the role usually asks for]
    #[arg(long, short)]
    pub(in crate::cli) level: Option<String>,
    /// What the credential is for: individual, hiring, managed-services or government
    #[arg(long, value_name = "CONTEXT")]
    context: Option<String>,
    /// The industry the work is for: finance, healthcare, defense and others
    #[arg(long, value_name = "INDUSTRY")]
    industry: Option<String>,
    /// A DoD work role, by DCWF code (511), NICE id or name; what DoD 8140 accepts for it at the level comes first
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) work_role: Option<String>,
    /// Years of experience; credentials that require more are excluded
    #[arg(long, value_name = "YEARS", value_parser = years)]
    pub(in crate::cli) experience: Option<u16>,
    /// Credentials already held, by id or alias, separated by commas; with `=EARNED`, a date or a month, where they may
    /// have expired; may be repeated
    #[arg(long, value_name = "ID[=EARNED]", value_delimiter = ',')]
    pub(in crate::cli) holds: Vec<String>,
    /// Only these issuers
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    issuer: Vec<String>,
    /// Only credentials on these topics
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    topic: Vec<String>,
    /// Also rank what is excluded otherwise; may be repeated
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    include: Vec<Include>,
    /// Exclude credentials that cost more than this to earn, in USD, those they require included
    #[arg(long, value_name = "USD")]
    budget: Option<Usd>,
    /// Exclude credentials that take more hours than this to earn, even at the low end of the estimate
    #[arg(long, value_name = "HOURS", value_parser = whole(0, u16::MAX))]
    max_hours: Option<u16>,
    /// Exclude credentials that cost more than this to keep, in USD a year
    #[arg(long, value_name = "USD")]
    max_upkeep: Option<Usd>,
    /// Years over which costs are counted [default: 6]
    #[arg(long, value_name = "YEARS", value_parser = whole::<u8>(1, 50))]
    pub(in crate::cli) horizon: Option<u8>,
    /// What an hour of upkeep is worth, in USD [default: 10]
    #[arg(long, value_name = "USD")]
    pub(in crate::cli) rate: Option<Usd>,
    /// How much each axis counts: `platform=3,tier=2,upkeep=1` (all three: proportions) or `upkeep=0.5` (fewer: shares)
    #[arg(long, value_name = "AXIS=WEIGHT", conflicts_with = "priority")]
    weights: Vec<String>,
    /// The axes in the order in which they count: `upkeep,platform,tier`
    #[arg(long, value_name = "AXES")]
    priority: Option<String>,
}

impl ProfileArgs {
    /// The weights the person gave, if any; `usual` makes those that fewer than three shares leave in proportion.
    fn weights(
        &self,
        global: &Global,
        usual: impl FnOnce() -> Weights,
    ) -> Result<Option<Weights>, InvalidWeights> {
        let weights = if self.weights.is_empty() {
            &global.settings.weights
        } else {
            &self.weights
        };
        match &self.priority {
            Some(order) => Weights::by_priority(order).map(Some),
            None if weights.is_empty() => Ok(None),
            None => Weights::parse(weights.iter().map(String::as_str), usual()).map(Some),
        }
    }

    /// Whether it says what the work is.
    pub(in crate::cli) fn names_work(&self) -> bool {
        self.role.is_some() || self.work_role.is_some()
    }

    /// The command that asks the same question, with the arguments that are its own.
    pub(in crate::cli) fn command(
        &self,
        name: &str,
        arguments: &[String],
        global: &Global,
    ) -> CommandLine {
        let mut base = name.to_owned();
        for word in arguments {
            base += &format!(" {}", in_shell(word));
        }
        let include = self.include.iter().map(|include| match include {
            Include::Unproctored => "unproctored".to_owned(),
            Include::Restricted => "restricted".to_owned(),
        });
        let text = |number: Option<u16>| number.map(|number| number.to_string());
        let usd = |amount: Option<Usd>| amount.map(|amount| amount.to_string());
        let joined = |words: &[String]| (!words.is_empty()).then(|| words.join(","));
        let include: Vec<String> = include.collect();
        for (flag, value) in [
            ("role", self.role.clone()),
            ("level", self.level.clone()),
            ("context", self.context.clone()),
            ("industry", self.industry.clone()),
            ("work-role", self.work_role.clone()),
            ("experience", self.experience.map(in_years)),
            ("holds", joined(&self.holds)),
            ("issuer", joined(&self.issuer)),
            ("topic", joined(&self.topic)),
            ("include", joined(&include)),
            ("budget", usd(self.budget)),
            ("max-hours", text(self.max_hours)),
            ("max-upkeep", usd(self.max_upkeep)),
            ("horizon", text(self.horizon.map(u16::from))),
            ("rate", usd(self.rate)),
        ] {
            base += &flag_text(flag, value);
        }
        let weights = flag_text("weights", joined(&self.weights));
        CommandLine {
            base: base + &global.flags(),
            env: flag_text("env", self.env.clone()),
            weights: weights + &flag_text("priority", self.priority.clone()),
        }
    }

    /// The person who asks, and what they hold today; what has lapsed is reported.
    pub(in crate::cli) fn holdings(
        &self,
        catalog: &Catalog,
        global: &Global,
        resolver: &mut Resolver,
    ) -> (Person, BTreeSet<CredentialId>) {
        let person = person_holding(&self.holds, catalog, global.today(), resolver);
        let holds = held_on(&person, catalog, global.today());
        let lapsed = person.holds.iter().map(|held| held.credential);
        global.report(
            &lapsed
                .filter(|id| !holds.contains(id))
                .map(lapsed_holding)
                .collect::<Vec<_>>(),
        );
        (person, holds)
    }

    /// The question in the catalog's terms; what can't be used goes to `resolver`.
    pub(in crate::cli) fn ask<'c>(
        &self,
        catalog: &'c Catalog,
        global: &Global,
        resolver: &mut Resolver,
    ) -> Option<Asked<'c>> {
        let work_role = self
            .work_role
            .as_deref()
            .and_then(|name| resolver.work_role(name));
        let (role, others) = self.role(catalog, work_role, resolver);
        let environment = global.environment(self.env.as_deref());
        let environment = resolver.environment(environment, catalog);
        let level = self.level.as_deref().and_then(|text| resolver.word(text));
        let context = self.context.as_deref().and_then(|text| resolver.word(text));
        let industry = self
            .industry
            .as_deref()
            .and_then(|text| resolver.word(text));
        let (person, holds) = self.holdings(catalog, global, resolver);
        let issuers = resolver.all(&catalog.issuers, &self.issuer);
        let topics = resolver.all(&catalog.topics, &self.topic);
        if let Err(error) = self.weights(global, Weights::default) {
            resolver.report(Diagnostic::error(Code::BadArgument, error.to_string()));
        }
        let (Some(role), Some(environment), true) = (role, environment, resolver.is_clean()) else {
            return None;
        };
        let level = level.unwrap_or(role.level);
        let usual = if work_role.is_some() {
            Context::Government
        } else {
            Context::Individual
        };
        let context = context.unwrap_or(usual);
        let baseline = match (context, work_role) {
            (Context::Government, None) => super::super::resolver::baseline(role, level),
            _ => BTreeSet::new(),
        };
        let profile = Profile {
            role,
            baseline,
            environment,
            level,
            context,
            industry,
            mandate: work_role.map(|(table, row)| Mandate::new(table, row, level)),
            holds,
            experience_months: self.experience,
            issuers: issuers.iter().map(|issuer| issuer.id).collect(),
            topics: topics.iter().map(|topic| topic.id).collect(),
            included: Included {
                unproctored: self.include.contains(&Include::Unproctored),
                restricted: self.include.contains(&Include::Restricted),
            },
            budget: self.budget,
            max_hours: self.max_hours,
            max_upkeep: self.max_upkeep,
            horizon_years: global.horizon(self.horizon),
            rate: global.rate(self.rate),
            today: global.today(),
        };
        // Shares that leave an axis open keep the proportions of the weights that the context's rules set.
        let usual = || {
            Rules::of(catalog, &profile)
                .weigh
                .map_or_else(Weights::default, |(_, weights)| weights)
        };
        let weights = self.weights(global, usual).ok().flatten();
        Some(Asked {
            profile,
            person,
            others,
            weights,
        })
    }

    /// The role: the one named, or the one nearest to the work role; and others that the work role fits as well.
    fn role<'c>(
        &self,
        catalog: &'c Catalog,
        work_role: Option<(&Table, &Row)>,
        resolver: &mut Resolver,
    ) -> (Option<&'c Role>, Vec<&'c Role>) {
        if let Some(name) = &self.role {
            let role = resolver.named_or(&catalog.roles, name, Code::UnknownRole);
            return (role, Vec::new());
        }
        let Some((_, row)) = work_role else {
            if self.work_role.is_none() {
                let finding = Diagnostic::error(Code::BadArgument, "no role is given");
                resolver.report(finding.help(
                    "pass --role, for instance `--role devops --env hybrid --level mid` (`certadvise list roles` has \
                     them all), or --work-role for DoD work",
                ));
            }
            return (None, Vec::new());
        };
        let mut roles = roles_of(catalog, row).into_iter();
        let role = roles.next();
        if role.is_none() {
            resolver.report(unknown_work(row));
        }
        (role, roles.collect())
    }
}

/// A flag as it is typed, with a blank before it; nothing without a value.
fn flag_text(flag: &str, value: Option<String>) -> String {
    value.map_or_else(String::new, |value| {
        format!(" --{flag} {}", in_shell(&value))
    })
}

/// A question in the catalog's terms.
pub(in crate::cli) struct Asked<'c> {
    /// Who asks.
    pub(in crate::cli) profile: Profile<'c>,
    /// What is held, with the dates that were given.
    pub(in crate::cli) person: Person,
    /// Roles that the work role fits as well as the one taken.
    pub(in crate::cli) others: Vec<&'c Role>,
    /// The weights given, if any.
    pub(in crate::cli) weights: Option<Weights>,
}

/// That what is said to be held is no longer valid.
fn lapsed_holding(id: CredentialId) -> Diagnostic {
    let message = format!("`{id}` has lapsed, so it does not count as held");
    Diagnostic::warning(Code::LapsedHolding, message)
}

/// That no role answers to a work role, with what the table accepts for it.
fn unknown_work(row: &Row) -> Diagnostic {
    let accepted: BTreeSet<&str> = row
        .levels
        .iter()
        .flat_map(|level| &level.credentials)
        .map(|id| id.as_str())
        .collect();
    let accepts = if accepted.is_empty() {
        "the table lists no certification for it".to_owned()
    } else {
        let ids: Vec<&str> = accepted.into_iter().collect();
        format!("the table accepts {} for it", ids.join(", "))
    };
    let message = format!(
        "no role of the catalog answers to work role {} {}",
        row.code, row.name
    );
    Diagnostic::error(Code::UnknownRole, message).help(format!(
        "{accepts}; pass the nearest role with --role as well (`certadvise list roles`)"
    ))
}

/// Months as `--experience` takes them, in thousandths of a year so that they are read as the same months.
fn in_years(months: u16) -> String {
    let thousandths = (u32::from(months) * 1000).div_ceil(12);
    (f64::from(thousandths) / 1000.0).to_string()
}

/// Parses a number of years as whole months.
fn years(text: &str) -> Result<u16, String> {
    let years: f64 = text
        .parse()
        .map_err(|_| "expected a number of years".to_owned())?;
    if !(0.0..=80.0).contains(&years) {
        return Err("expected 0 to 80 years".to_owned());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be 0 to 80 years above"
    )]
    Ok((years * 12.0).floor() as u16)
}
