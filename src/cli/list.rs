//! `certadvise list`.

use clap::ValueEnum;

use super::global::Global;
use super::inputs::open_catalog;
use super::output::{Format, Formats, json, no_form};
use super::resolver::Resolver;
use super::{Exit, Failure, Outcome};
use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::TopicId;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Area, Category, Platform, Status, Tier};
use crate::render::list::{self, Group, by_name};
use crate::team::requirement::library::sets;
use crate::team::requirement::shipped::{self, Shipped};

/// List credentials, or what they refer to
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise list --by issuer
  certadvise list --issuer python-institute
  certadvise list --tier professional --platform aws --max-fee 400
  certadvise list roles
  certadvise list requirements")]
pub(super) struct Args {
    /// What to list
    #[arg(default_value = "credentials")]
    what: What,
    /// Group the credentials
    #[arg(long)]
    by: Option<By>,
    /// Only these issuers
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    issuer: Vec<String>,
    /// Only this tier: entry, associate, professional or expert
    #[arg(long)]
    tier: Option<String>,
    /// Only this category: vendor-specific, open-standard or domain-specific
    #[arg(long)]
    category: Option<String>,
    /// Only credentials bound to this platform: aws, azure, gcp, oci or on-prem
    #[arg(long)]
    platform: Option<String>,
    /// Only credentials on these topics
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    topic: Vec<String>,
    /// Only this status: announced, beta, active, retiring or retired
    #[arg(long)]
    status: Option<String>,
    /// Only credentials that never expire
    #[arg(long)]
    lifetime: bool,
    /// Only credentials whose exam fee is known and at most this, in USD
    #[arg(long, value_name = "USD")]
    max_fee: Option<Usd>,
    /// Order within a group
    #[arg(long, value_name = "KEY", default_value = "name")]
    sort: Sort,
    #[command(flatten)]
    formats: Formats,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Credentials,
    Issuers,
    Roles,
    Topics,
    Technologies,
    Environments,
    Requirements,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Issuer,
    Tier,
    Category,
    Platform,
    Topic,
    Status,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    Name,
    Id,
    Tier,
    Fee,
    Validity,
    Verified,
}

impl Args {
    /// Whether a flag is given that is about credentials.
    fn narrows(&self) -> bool {
        let words = [&self.tier, &self.category, &self.platform, &self.status];
        self.by.is_some()
            || !self.issuer.is_empty()
            || !self.topic.is_empty()
            || words.iter().any(|word| word.is_some())
            || self.lifetime
            || self.max_fee.is_some()
            || self.sort != Sort::Name
    }
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    if args.what != What::Credentials && args.narrows() {
        let finding = Diagnostic::error(
            Code::BadArgument,
            "only credentials can be filtered, grouped and sorted",
        );
        return Err(finding.help("drop the flags, or list credentials").into());
    }
    let catalog = &*open_catalog(global)?;
    let today = global.today();
    let formats = &args.formats;
    match args.what {
        What::Credentials => return credentials(args, catalog, global),
        What::Issuers => formats.answer(global, &list::issuers(catalog, today)),
        What::Roles => formats.answer(global, &list::roles(catalog, today)),
        What::Topics => formats.answer(global, &list::topics(catalog, today)),
        What::Technologies => formats.answer(global, &list::technologies(catalog, today)),
        What::Environments => formats.answer(global, &list::environments(catalog, today)),
        What::Requirements => {
            let sets = sets(catalog, &Shipped);
            formats.answer(global, &list::requirements(shipped::tables(), &sets, today))
        }
    }?;
    Ok(Exit::Holds)
}

fn credentials(args: &Args, catalog: &Catalog, global: &Global) -> Outcome {
    let today = global.today();
    let mut chosen = choose(args, catalog, today)?;
    global.check_age(chosen.iter().copied());
    sort(&mut chosen, args.sort);
    let groups = group(catalog, chosen, args, today);
    args.formats.write(global, |format| match format {
        Format::Table => Ok(list::terminal(catalog, &groups, today, global.width())),
        Format::Markdown => Ok(list::markdown(catalog, &groups, today)),
        Format::Csv => Ok(list::csv(&groups, today)?),
        Format::Json => json(&list::json(&groups, today)),
        other => Err(no_form(other)),
    })?;
    Ok(Exit::Holds)
}

/// The credentials that pass every filter.
fn choose<'c>(
    args: &Args,
    catalog: &'c Catalog,
    today: Date,
) -> Result<Vec<&'c Credential>, Failure> {
    let mut resolver = Resolver::default();
    let issuers = resolver.all(&catalog.issuers, &args.issuer);
    let topics = resolver.all(&catalog.topics, &args.topic);
    let tier: Option<Tier> = args.tier.as_deref().and_then(|text| resolver.word(text));
    let category: Option<Category> = args
        .category
        .as_deref()
        .and_then(|text| resolver.word(text));
    let platform: Option<Platform> = args
        .platform
        .as_deref()
        .and_then(|text| resolver.word(text));
    let status: Option<Status> = args.status.as_deref().and_then(|text| resolver.word(text));
    resolver.finish()?;
    let chosen = catalog.credentials.iter().filter(|c| {
        (issuers.is_empty() || issuers.iter().any(|issuer| issuer.id == c.issuer))
            && (topics.is_empty()
                || c.topics
                    .iter()
                    .any(|(id, _)| topics.iter().any(|topic| topic.id == id)))
            && tier.is_none_or(|tier| c.tier == tier)
            && category.is_none_or(|category| c.category == category)
            && platform.is_none_or(|platform| c.platforms.contains(&platform))
            && status.is_none_or(|status| c.status_on(today) == status)
            && (!args.lifetime || c.current_validity() == Validity::Never)
            && args
                .max_fee
                .is_none_or(|most| c.exam_fee.is_some_and(|fee| fee <= most))
    });
    Ok(chosen.collect())
}

fn sort(credentials: &mut [&Credential], by: Sort) {
    let months = |credential: &Credential| match credential.current_validity() {
        Validity::Months(months) => u32::from(months.get()),
        Validity::Never => u32::MAX - 1,
        Validity::Unknown => u32::MAX,
    };
    credentials.sort_by(|a, b| {
        let order = match by {
            Sort::Name => a.name.to_lowercase().cmp(&b.name.to_lowercase()),
            Sort::Id => std::cmp::Ordering::Equal,
            Sort::Tier => a.tier.cmp(&b.tier),
            // What is not known comes last.
            Sort::Fee => a
                .exam_fee
                .is_none()
                .cmp(&b.exam_fee.is_none())
                .then(a.exam_fee.cmp(&b.exam_fee)),
            Sort::Validity => months(a).cmp(&months(b)),
            Sort::Verified => b.verified.cmp(&a.verified),
        };
        order.then_with(|| a.id.cmp(&b.id))
    });
}

/// The credentials under the headings asked for. One on several platforms or topics stands under each.
fn group<'c>(
    catalog: &'c Catalog,
    chosen: Vec<&'c Credential>,
    args: &Args,
    today: Date,
) -> Vec<Group<'c>> {
    let of = |title: String, belongs: &dyn Fn(&Credential) -> bool| Group {
        title,
        credentials: chosen
            .iter()
            .copied()
            .filter(|credential| belongs(credential))
            .collect(),
    };
    let Some(by) = args.by else {
        return vec![Group {
            title: String::new(),
            credentials: chosen,
        }];
    };
    let mut groups: Vec<Group<'c>> = match by {
        By::Issuer => by_name(&catalog.issuers, |issuer| &issuer.name)
            .into_iter()
            .map(|i| of(format!("{} ({})", i.name, i.id), &|c| c.issuer == i.id))
            .collect(),
        By::Tier => Tier::ALL
            .iter()
            .map(|tier| of(tier.to_string(), &|c| c.tier == *tier))
            .collect(),
        By::Category => Category::ALL
            .iter()
            .map(|word| of(word.to_string(), &|c| c.category == *word))
            .collect(),
        By::Status => Status::ALL
            .iter()
            .map(|word| of(word.to_string(), &|c| c.status_on(today) == *word))
            .collect(),
        By::Platform => {
            let bound = Platform::ALL
                .iter()
                .map(|p| of(p.to_string(), &|c| c.platforms.contains(p)));
            bound
                .chain([of("bound to no platform".to_owned(), &|c| {
                    c.platforms.is_empty()
                })])
                .collect()
        }
        By::Topic => {
            let mut topics = by_name(&catalog.topics, |topic| &topic.name);
            topics.sort_by_key(|topic| Area::ALL.iter().position(|area| *area == topic.area));
            let on = |id: &TopicId| {
                let id = *id;
                move |c: &Credential| c.topics.iter().any(|(topic, _)| topic == id)
            };
            topics
                .iter()
                .map(|topic| of(format!("{} ({})", topic.name, topic.id), &on(&topic.id)))
                .collect()
        }
    };
    // A heading with nothing under it says something only where nothing was filtered: an issuer without credentials.
    let filtered = chosen.len() < catalog.credentials.len();
    groups.retain(|group| !group.credentials.is_empty() || (by == By::Issuer && !filtered));
    for group in groups
        .iter_mut()
        .filter(|group| group.credentials.is_empty())
    {
        group.title += ": no credential recorded";
    }
    groups
}
