//! `certadvise recommend`.

use std::collections::BTreeSet;

use super::global::Global;
use super::output::{Format, Formats, json, no_form};
use super::{Exit, Failure, Outcome};
use crate::advice::rules::Rules;
use crate::advice::{InvalidWeights, Weights, advise, stacks};
use crate::catalog::quantity::Usd;
use crate::catalog::vocabulary::Role;
use crate::catalog::words::{Context, Platform, Word};
use crate::catalog::{Catalog, Named, Unnamed, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::embedded::Shipped;
use crate::profile::estate::{Estate, InvalidEstate};
use crate::profile::{Mandate, Profile, Unproctored, roles_of};
use crate::render::recommend::View;
use crate::requirement::library::Library;
use crate::requirement::table::{Row, Table};

/// Stacks that are listed.
const MOST_STACKS: usize = 5;

/// Rank credentials for a role and an environment
///
/// Credentials that are no candidates (retired, held, below the level, not about the role) are left out with a
/// reason; `--format json` lists every one of them. A work role makes what DoD 8140 accepts for it a gate.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise recommend --role devops --env hybrid
  certadvise recommend --role \"data engineer\" --env aws=70,on-prem=30 --level senior
  certadvise recommend --role soc-analyst --holds security-plus,network-plus --format json
  certadvise recommend --work-role 511 --level mid")]
pub(super) struct Args {
    /// The work: an id, a name or a synonym (`certadvise list roles`)
    #[arg(long, short)]
    role: Option<String>,
    /// Where it runs: aws, azure, gcp, hybrid, multi-cloud, on-prem, neutral; hybrid:aws; or aws=60,on-prem=40
    #[arg(long, short, default_value = "neutral")]
    env: String,
    /// How far the person has come: entry, mid, senior, principal [default: what the role usually asks for]
    #[arg(long, short)]
    level: Option<String>,
    /// What it is for: individual, hiring, managed-services, government
    #[arg(long, value_name = "CONTEXT")]
    context: Option<String>,
    /// The business the work is done for: finance, healthcare, defense ...
    #[arg(long, value_name = "INDUSTRY")]
    industry: Option<String>,
    /// DoD work role, by DCWF code (511), NICE id or name: what DoD 8140 accepts for it at the level comes first
    #[arg(long, value_name = "ID")]
    work_role: Option<String>,
    /// Years of experience; given, it leaves out what takes more
    #[arg(long, value_name = "YEARS", value_parser = years)]
    experience: Option<u16>,
    /// Credentials already held, by id or alias; comma-separated, repeatable
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    holds: Vec<String>,
    /// Only these issuers
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    issuer: Vec<String>,
    /// Only credentials on these topics
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    topic: Vec<String>,
    /// Also rank assessments and courses nobody supervises
    #[arg(long, value_name = "WHAT", value_parser = ["unproctored"])]
    include: Option<String>,
    /// Leave out exams that cost more, USD, exams needed before them included
    #[arg(long, value_name = "USD")]
    budget: Option<Usd>,
    /// Leave out what takes more hours to earn, even at the low end of the estimate
    #[arg(long, value_name = "HOURS")]
    max_hours: Option<u16>,
    /// Leave out what costs more to keep, USD a year
    #[arg(long, value_name = "USD")]
    max_upkeep: Option<Usd>,
    /// Years over which costs are counted
    #[arg(long, value_name = "YEARS", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=50))]
    horizon: u8,
    /// What an hour of upkeep is worth, USD
    #[arg(long, value_name = "USD", default_value = "10")]
    rate: Usd,
    /// How much each axis counts: `platform=3,tier=2,upkeep=1` (all three: proportions) or `upkeep=0.5` (fewer: shares)
    #[arg(long, value_name = "AXIS=WEIGHT", conflicts_with = "priority")]
    weights: Vec<String>,
    /// The axes in the order in which they count: `upkeep,platform,tier`
    #[arg(long, value_name = "AXES")]
    priority: Option<String>,
    /// Show each candidate's axes, what makes it relevant, and what would change the order
    #[arg(long)]
    explain: bool,
    /// Say why this credential is not at the top, whatever it is
    #[arg(long, value_name = "ID", conflicts_with = "explain")]
    why_not: Option<String>,
    /// How many to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    top: usize,
    /// Show every candidate
    #[arg(long)]
    all: bool,
    /// Show the best stacks of so many credentials [default: the best pair, under the table]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=3))]
    stack: Option<u8>,
    #[command(flatten)]
    formats: Formats,
}

/// The table that work roles are looked up in.
const WORK_ROLES: &str = "dod-8140";

impl Args {
    /// The weights the person gave, if any; `usual` are those that fewer than three shares leave in proportion.
    fn weights(&self, usual: Weights) -> Result<Option<Weights>, InvalidWeights> {
        match &self.priority {
            Some(order) => Weights::by_priority(order).map(Some),
            None if self.weights.is_empty() => Ok(None),
            None => Weights::parse(self.weights.iter().map(String::as_str), usual).map(Some),
        }
    }
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let catalog = global.open_catalog()?;
    let mut wrong = Wrong { found: Vec::new() };
    let work_role = args.work_role.as_deref().and_then(|name| wrong.work_role(name));
    let (role, others) = wrong.role(args, catalog, work_role);
    let estate = wrong.estate(&args.env, catalog);
    let level = args.level.as_deref().and_then(|text| wrong.word(text));
    let context = args.context.as_deref().and_then(|text| wrong.word(text));
    let industry = args.industry.as_deref().and_then(|text| wrong.word(text));
    let holds: BTreeSet<_> = wrong.all(&catalog.credentials, &args.holds).into_iter().map(|c| c.id).collect();
    let issuers = wrong.all(&catalog.issuers, &args.issuer).into_iter().map(|i| i.id).collect();
    let topics = wrong.all(&catalog.topics, &args.topic).into_iter().map(|t| t.id).collect();
    if let Err(error) = args.weights(Weights::default()) {
        wrong.found.push(Diagnostic::error(Code::BadArgument, error.to_string()));
    }
    let why_not = args.why_not.as_deref().and_then(|id| wrong.named(&catalog.credentials, id, Code::UnknownId));
    let (Some(role), Some(estate), true) = (role, estate, wrong.found.is_empty()) else {
        return Err(Failure::Found(wrong.found));
    };
    let level = level.unwrap_or(role.level);
    let usual = if work_role.is_some() { Context::Government } else { Context::Individual };
    let profile = Profile {
        role,
        estate,
        level,
        context: context.unwrap_or(usual),
        industry,
        mandate: work_role.map(|(table, row)| Mandate::new(table, row, level)),
        holds,
        experience_months: args.experience,
        issuers,
        topics,
        unproctored: if args.include.is_some() { Unproctored::Include } else { Unproctored::Exclude },
        budget: args.budget,
        max_hours: args.max_hours,
        max_upkeep: args.max_upkeep,
        horizon_years: args.horizon,
        rate: args.rate,
        today: global.today(),
    };
    // Shares that leave an axis open keep the proportions of the weights that the context's rules set.
    let usual = Rules::of(catalog, &profile).weigh.map_or_else(Weights::default, |(_, weights)| weights);
    let weights = args.weights(usual).ok().flatten();
    let advice = advise(catalog, &profile, weights);
    let top = if args.all { usize::MAX } else { args.top };
    global.check_age(advice.ranked.iter().take(top).map(|ranked| ranked.credential));
    let stacks = stacks(catalog, &profile, &advice, usize::from(args.stack.unwrap_or(2)), MOST_STACKS);
    let view = View {
        catalog,
        profile: &profile,
        environment: &args.env,
        advice: &advice,
        top,
        other_roles: &others,
        stacks: &stacks,
        all_stacks: args.stack.is_some(),
    };
    args.formats.write(global, |format| match (format, why_not) {
        (Format::Table | Format::Markdown, Some(credential)) => Ok(view.why_not(credential, global.width())),
        (Format::Json, Some(credential)) => json(&view.why_not_json(credential)),

        (Format::Table, None) if args.explain => Ok(view.explain(global.width())),
        (Format::Table, None) => Ok(view.terminal(global.width())),
        (Format::Markdown, None) => Ok(view.markdown()),
        (Format::Csv, None) => Ok(view.csv()),
        (Format::Json, None) => json(&view.json()),
        (other, _) => Err(no_form(other)),
    })?;
    Ok(Exit::Holds)
}

/// Collects every argument that names nothing, so that one run reports them all.
pub(super) struct Wrong {
    pub(super) found: Vec<Diagnostic>,
}

impl Wrong {
    /// What a name means.
    pub(super) fn named<'c, T: Named>(&mut self, things: &'c [T], name: &str, code: Code) -> Option<&'c T> {
        match find(things, name) {
            Ok(thing) => Some(thing),
            Err(error @ Unnamed::Shared { .. }) => {
                let finding = Diagnostic::error(Code::Ambiguous, error.to_string());
                self.found.push(finding.help("use the id of the one you mean"));
                None
            }
            Err(error @ Unnamed::Unknown { .. }) => {
                let names = things.iter().flat_map(|thing| std::iter::once(thing.id()).chain(thing.other_names()));
                self.found.push(Diagnostic::error(code, error.to_string()).suggest(name, names));
                None
            }
        }
    }

    /// What each of several names means.
    pub(super) fn all<'c, T: Named>(&mut self, things: &'c [T], names: &[String]) -> Vec<&'c T> {
        let given = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
        given.filter_map(|name| self.named(things, name, Code::UnknownId)).collect()
    }

    /// A work role of DoD's matrix.
    fn work_role(&mut self, name: &str) -> Option<(&'static Table, &'static Row)> {
        let table = Shipped.table(WORK_ROLES)?;
        self.named(table.rows.as_slice(), name, Code::UnknownId).map(|row| (table, row))
    }

    /// The role: the one named, or the one nearest to the work role; and others that the work role fits as well.
    fn role<'c>(
        &mut self,
        args: &Args,
        catalog: &'c Catalog,
        work_role: Option<(&Table, &Row)>,
    ) -> (Option<&'c Role>, Vec<&'c Role>) {
        if let Some(name) = &args.role {
            return (self.named(&catalog.roles, name, Code::UnknownRole), Vec::new());
        }
        let Some((_, row)) = work_role else {
            if args.work_role.is_none() {
                let finding = Diagnostic::error(Code::BadArgument, "no role is given");
                self.found.push(finding.help("pass --role (`certadvise list roles`), or --work-role for DoD work"));
            }
            return (None, Vec::new());
        };
        let mut roles = roles_of(catalog, row).into_iter();
        let role = roles.next();
        if role.is_none() {
            let message = format!("no role of the catalog answers to work role {} {}", row.code, row.name);
            self.found.push(Diagnostic::error(Code::UnknownRole, message).help("pass the nearest with --role as well"));
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
                    .help(format!("one of {}, or a mix such as aws=60,on-prem=40", all.join(", ")))
                    .suggest(name, presets)
            }
            InvalidEstate::UnknownPlatform(name) => {
                let platforms: Vec<&str> = Platform::ALL.iter().map(|p| p.word()).collect();
                finding.help(format!("one of {}", platforms.join(", "))).suggest(name, platforms)
            }
            InvalidEstate::NothingToName(_) => finding.help("name a cloud after hybrid or multi-cloud"),
            InvalidEstate::BadShare(_) => finding,
        });
        None
    }

    /// A word of a closed list.
    pub(super) fn word<T: Word>(&mut self, text: &str) -> Option<T> {
        let word = T::parse(text);
        if word.is_none() {
            let words: Vec<&str> = T::ALL.iter().map(|word| word.word()).collect();
            let finding = Diagnostic::error(Code::UnknownWord, format!("unknown {} `{text}`", T::WHAT));
            self.found.push(finding.help(format!("one of {}", words.join(", "))).suggest(text, words));
        }
        word
    }
}

/// Years as months.
fn years(text: &str) -> Result<u16, String> {
    let years: f64 = text.parse().map_err(|_| "expected a number of years".to_owned())?;
    if !(0.0..=80.0).contains(&years) {
        return Err("expected 0 to 80 years".to_owned());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 0 to 80 years above")]
    Ok((years * 12.0).floor() as u16)
}
