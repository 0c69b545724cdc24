//! A question as every command takes it that ranks: the work, the surroundings, the person, and what counts.

use std::collections::BTreeSet;

use clap::ValueEnum;

use super::global::{Global, whole};
use crate::advice::profile::estate::{Estate, InvalidEstate};
use crate::advice::profile::{Included, Mandate, Profile, roles_of};
use crate::advice::rules::Rules;
use crate::advice::{InvalidWeights, Weights};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::{Context, Level, Platform};
use crate::catalog::{Catalog, Named, Unnamed, find};
use crate::team::requirement::library::Library;
use crate::team::requirement::shipped::Shipped;
use crate::team::requirement::table::{Row, Table};

/// What is usually left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Include {
    /// Assessments and courses nobody supervises.
    Unproctored,
    /// What is open only to some people, as the staff of an issuer's partners.
    Restricted,
}

/// Who asks, and for what.
#[derive(clap::Args, Clone)]
pub(super) struct Question {
    /// The work: an id, a name or a synonym (`certadvise list roles`)
    #[arg(long, short)]
    pub(super) role: Option<String>,
    /// Where it runs: aws, azure, gcp, hybrid, multi-cloud, on-prem, neutral; hybrid:aws; or aws=60,on-prem=40
    #[arg(long, short, default_value = "neutral")]
    pub(super) env: String,
    /// How far the person has come: entry, mid, senior, principal [default: what the role usually asks for]
    #[arg(long, short)]
    pub(super) level: Option<String>,
    /// What it is for: individual, hiring, managed-services, government
    #[arg(long, value_name = "CONTEXT")]
    context: Option<String>,
    /// The business the work is done for: finance, healthcare, defense ...
    #[arg(long, value_name = "INDUSTRY")]
    industry: Option<String>,
    /// DoD work role, by DCWF code (511), NICE id or name: what DoD 8140 accepts for it at the level comes first
    #[arg(long, value_name = "ID")]
    pub(super) work_role: Option<String>,
    /// Years of experience; given, it leaves out what takes more
    #[arg(long, value_name = "YEARS", value_parser = years)]
    experience: Option<u16>,
    /// Credentials already held, by id or alias; comma-separated, repeatable
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    pub(super) holds: Vec<String>,
    /// Only these issuers
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    issuer: Vec<String>,
    /// Only credentials on these topics
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    topic: Vec<String>,
    /// Also rank this; repeatable
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    include: Vec<Include>,
    /// Leave out exams that cost more, USD, exams needed before them included
    #[arg(long, value_name = "USD")]
    budget: Option<Usd>,
    /// Leave out what takes more hours to earn, even at the low end of the estimate
    #[arg(long, value_name = "HOURS", value_parser = whole(0, u16::MAX))]
    max_hours: Option<u16>,
    /// Leave out what costs more to keep, USD a year
    #[arg(long, value_name = "USD")]
    max_upkeep: Option<Usd>,
    /// Years over which costs are counted
    #[arg(long, value_name = "YEARS", default_value_t = 6, value_parser = whole::<u8>(1, 50))]
    pub(super) horizon: u8,
    /// What an hour of upkeep is worth, USD
    #[arg(long, value_name = "USD", default_value = "10")]
    pub(super) rate: Usd,
    /// How much each axis counts: `platform=3,tier=2,upkeep=1` (all three: proportions) or `upkeep=0.5` (fewer: shares)
    #[arg(long, value_name = "AXIS=WEIGHT", conflicts_with = "priority")]
    weights: Vec<String>,
    /// The axes in the order in which they count: `upkeep,platform,tier`
    #[arg(long, value_name = "AXES")]
    priority: Option<String>,
}

/// The table that work roles are looked up in.
const WORK_ROLES: &str = "dod-8140";

impl Question {
    /// The weights the person gave, if any; `usual` makes those that fewer than three shares leave in proportion.
    fn weights(&self, usual: impl FnOnce() -> Weights) -> Result<Option<Weights>, InvalidWeights> {
        match &self.priority {
            Some(order) => Weights::by_priority(order).map(Some),
            None if self.weights.is_empty() => Ok(None),
            None => Weights::parse(self.weights.iter().map(String::as_str), usual()).map(Some),
        }
    }

    /// Whether it says what the work is.
    pub(super) fn names_work(&self) -> bool {
        self.role.is_some() || self.work_role.is_some()
    }

    /// The question in the catalog's terms; what can't be used goes to `wrong`.
    pub(super) fn ask<'c>(
        &self,
        catalog: &'c Catalog,
        global: &Global,
        wrong: &mut Wrong,
    ) -> Option<Asked<'c>> {
        let work_role = self
            .work_role
            .as_deref()
            .and_then(|name| wrong.work_role(name));
        let (role, others) = wrong.role(self, catalog, work_role);
        let estate = wrong.estate(&self.env, catalog);
        let level = self.level.as_deref().and_then(|text| wrong.word(text));
        let context = self.context.as_deref().and_then(|text| wrong.word(text));
        let industry = self.industry.as_deref().and_then(|text| wrong.word(text));
        let holds: BTreeSet<CredentialId> = wrong
            .all(&catalog.credentials, &self.holds)
            .into_iter()
            .map(|c| c.id)
            .collect();
        let issuers = wrong
            .all(&catalog.issuers, &self.issuer)
            .into_iter()
            .map(|i| i.id)
            .collect();
        let topics = wrong
            .all(&catalog.topics, &self.topic)
            .into_iter()
            .map(|t| t.id)
            .collect();
        if let Err(error) = self.weights(Weights::default) {
            wrong
                .found
                .push(Diagnostic::error(Code::BadArgument, error.to_string()));
        }
        let (Some(role), Some(estate), true) = (role, estate, wrong.found.is_empty()) else {
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
            (Context::Government, None) => baseline(role, level),
            _ => BTreeSet::new(),
        };
        let profile = Profile {
            role,
            baseline,
            estate,
            level,
            context,
            industry,
            mandate: work_role.map(|(table, row)| Mandate::new(table, row, level)),
            holds,
            experience_months: self.experience,
            issuers,
            topics,
            included: Included {
                unproctored: self.include.contains(&Include::Unproctored),
                restricted: self.include.contains(&Include::Restricted),
            },
            budget: self.budget,
            max_hours: self.max_hours,
            max_upkeep: self.max_upkeep,
            horizon_years: self.horizon,
            rate: self.rate,
            today: global.today(),
        };
        // Shares that leave an axis open keep the proportions of the weights that the context's rules set.
        let usual = || {
            Rules::of(catalog, &profile)
                .weigh
                .map_or_else(Weights::default, |(_, weights)| weights)
        };
        let weights = self.weights(usual).ok().flatten();
        Some(Asked {
            profile,
            others,
            weights,
        })
    }
}

/// What DoD's matrix accepts for the work roles that a role answers to, at a level.
fn baseline(role: &Role, level: Level) -> BTreeSet<CredentialId> {
    let Some(table) = Shipped.table(WORK_ROLES) else {
        return BTreeSet::new();
    };
    let answers = |row: &&Row| {
        role.work_roles
            .iter()
            .any(|code| code.as_str() == row.code.as_str())
    };
    let rows = table.rows.as_slice().iter().filter(answers);
    rows.flat_map(|row| Mandate::new(table, row, level).all())
        .collect()
}

/// A question in the catalog's terms.
pub(super) struct Asked<'c> {
    /// Who asks.
    pub(super) profile: Profile<'c>,
    /// Roles that the work role fits as well as the one taken.
    pub(super) others: Vec<&'c Role>,
    /// The weights given, if any.
    pub(super) weights: Option<Weights>,
}

/// Collects every argument that names nothing, so that one run reports them all.
pub(super) struct Wrong {
    pub(super) found: Vec<Diagnostic>,
}

impl Wrong {
    /// What a name means.
    pub(super) fn named<'c, T: Named>(
        &mut self,
        things: &'c [T],
        name: &str,
        code: Code,
    ) -> Option<&'c T> {
        match find(things, name) {
            Ok(thing) => Some(thing),
            Err(error @ Unnamed::Shared { .. }) => {
                let finding = Diagnostic::error(Code::Ambiguous, error.to_string());
                self.found
                    .push(finding.help("use the id of the one you mean"));
                None
            }
            Err(error @ Unnamed::Unknown { .. }) => {
                let names = things
                    .iter()
                    .flat_map(|thing| std::iter::once(thing.id()).chain(thing.other_names()));
                let finding = Diagnostic::error(code, error.to_string())
                    .help(format!("{} has them all", T::LISTED_BY));
                self.found.push(finding.suggest(name, names));
                None
            }
        }
    }

    /// What each of several names means.
    pub(super) fn all<'c, T: Named>(&mut self, things: &'c [T], names: &[String]) -> Vec<&'c T> {
        let given = names
            .iter()
            .map(|name| name.trim())
            .filter(|name| !name.is_empty());
        given
            .filter_map(|name| self.named(things, name, Code::UnknownId))
            .collect()
    }

    /// A work role of DoD's matrix.
    fn work_role(&mut self, name: &str) -> Option<(&'static Table, &'static Row)> {
        let table = Shipped.table(WORK_ROLES)?;
        self.named(table.rows.as_slice(), name, Code::UnknownId)
            .map(|row| (table, row))
    }

    /// The role: the one named, or the one nearest to the work role; and others that the work role fits as well.
    fn role<'c>(
        &mut self,
        question: &Question,
        catalog: &'c Catalog,
        work_role: Option<(&Table, &Row)>,
    ) -> (Option<&'c Role>, Vec<&'c Role>) {
        if let Some(name) = &question.role {
            return (
                self.named(&catalog.roles, name, Code::UnknownRole),
                Vec::new(),
            );
        }
        let Some((_, row)) = work_role else {
            if question.work_role.is_none() {
                let finding = Diagnostic::error(Code::BadArgument, "no role is given");
                self.found.push(finding.help(
                    "pass --role, for instance `--role devops --env hybrid --level mid` (`certadvise list roles` has \
                     them all), or --work-role for DoD work",
                ));
            }
            return (None, Vec::new());
        };
        let mut roles = roles_of(catalog, row).into_iter();
        let role = roles.next();
        if role.is_none() {
            let message = format!(
                "no role of the catalog answers to work role {} {}",
                row.code, row.name
            );
            self.found.push(
                Diagnostic::error(Code::UnknownRole, message)
                    .help("pass the nearest with --role as well"),
            );
        }
        (role, roles.collect())
    }

    fn estate(&mut self, text: &str, catalog: &Catalog) -> Option<Estate> {
        let error = match Estate::parse(text, catalog) {
            Ok(estate) => return Some(estate),
            Err(error) => error,
        };
        let presets = catalog.environments.iter().map(|e| e.id.as_str());
        let finding = Diagnostic::error(Code::UnknownEnvironment, error.to_string());
        self.found.push(match &error {
            InvalidEstate::UnknownPreset(name) => {
                let all: Vec<&str> = presets.clone().collect();
                finding
                    .help(format!(
                        "one of {}, or a mix such as aws=60,on-prem=40",
                        all.join(", ")
                    ))
                    .suggest(name, presets)
            }
            InvalidEstate::UnknownPlatform(name) => {
                let platforms: Vec<&str> = Platform::ALL.iter().map(|p| p.word()).collect();
                finding
                    .help(format!("one of {}", platforms.join(", ")))
                    .suggest(name, platforms)
            }
            InvalidEstate::NothingToName(_) => {
                finding.help("name a cloud after hybrid or multi-cloud")
            }
            InvalidEstate::BadShare(_) => finding,
        });
        None
    }

    /// A word of a closed list.
    pub(super) fn word<T: Word>(&mut self, text: &str) -> Option<T> {
        let word = T::parse(text);
        if word.is_none() {
            let words: Vec<&str> = T::ALL.iter().map(|word| word.word()).collect();
            let finding =
                Diagnostic::error(Code::UnknownWord, format!("unknown {} `{text}`", T::WHAT));
            self.found.push(
                finding
                    .help(format!("one of {}", words.join(", ")))
                    .suggest(text, words),
            );
        }
        word
    }
}

/// Years as months.
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
