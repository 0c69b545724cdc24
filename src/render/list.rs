//! Lists of credentials, and of the things they refer to.

use std::num::NonZeroU16;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::value::{Ordered, rounded, verified};
use super::{Column, Forms, Grid, count, fold, usd};
use crate::advice::profile::environment::EnvironmentMix;
use crate::base::date::{Date, PartialDate};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, EnvironmentId, IssuerId, RoleId, TechnologyId, TopicId};
use crate::catalog::reference::{Issuer, Role};
use crate::catalog::validity::Term;
use crate::catalog::vocabulary::{
    Area, Category, Confidence, IssuerKind, Level, Platform, Status, Tier,
};
use crate::team::requirement::Requirement;
use crate::team::requirement::table::Table;

/// A group of credentials under a heading.
pub struct Group<'c> {
    /// Heading; empty where nothing is grouped.
    pub title: String,
    /// The credentials, in order.
    pub credentials: Vec<&'c Credential>,
}

/// Groups of credentials as tables under headings.
pub fn terminal(groups: &[Group<'_>], today: Date, width: u16) -> String {
    let mut text = String::new();
    for group in groups {
        if !group.title.is_empty() {
            text += &fold(&group.title, width, 2);
            text.push('\n');
        }
        if !group.credentials.is_empty() {
            text += &grid(&group.credentials, today).terminal(width);
        }
        if groups.len() > 1 {
            text.push('\n');
        }
    }
    let total: usize = groups.iter().map(|group| group.credentials.len()).sum();
    text + &format!("{}\n", count(total, "credential", "credentials"))
}

/// Groups of credentials as Markdown.
pub fn markdown(groups: &[Group<'_>], today: Date) -> String {
    let mut text = String::new();
    for group in groups {
        if !group.title.is_empty() {
            text += &format!("## {}\n\n", group.title);
        }
        if !group.credentials.is_empty() {
            text += &format!("{}\n", grid(&group.credentials, today).markdown());
        }
    }
    text
}

fn grid(credentials: &[&Credential], today: Date) -> Grid {
    let columns = vec![
        Column::id("id"),
        Column::text("name").from(100),
        Column::text("tier"),
        Column::text("status").from(60),
        Column::number("fee USD"),
        Column::text("valid").from(60),
        Column::text("verified").from(60),
        Column::text("category").from(140),
    ];
    let rows = credentials.iter().map(|credential| {
        vec![
            credential.id.to_string(),
            credential.name.to_string(),
            credential.tier.to_string(),
            credential.status_on(today).to_string(),
            usd(credential.exam_fee),
            term(credential.term_now()),
            verified(credential),
            credential.category.to_string(),
        ]
    });
    Grid {
        columns,
        rows: rows.collect(),
    }
}

fn term(term: Term) -> String {
    match term {
        Term::Never => "lifetime".to_owned(),
        Term::Months(months) => format!("{months} mo"),
        Term::Unknown => "unknown".to_owned(),
    }
}

/// One row a credential.
pub fn csv(groups: &[Group<'_>], today: Date) -> Result<String, csv::Error> {
    let columns = [
        "id",
        "name",
        "issuer",
        "category",
        "tier",
        "issuer_level",
        "platforms",
        "technologies",
        "status",
        "exam_fee_usd",
        "validity_months",
        "lifetime",
        "verified",
        "confidence",
        "reviewed",
    ];
    let rows = groups
        .iter()
        .flat_map(|group| &group.credentials)
        .map(|credential| {
            let term_now = credential.term_now();
            let months = match term_now {
                Term::Months(months) => months.to_string(),
                other => term(other),
            };
            let level = credential.issuer_level.as_ref();
            vec![
                credential.id.to_string(),
                credential.name.to_string(),
                credential.issuer.to_string(),
                credential.category.to_string(),
                credential.tier.to_string(),
                level.map_or_else(String::new, ToString::to_string),
                joined(&credential.platforms, " "),
                joined(&credential.technologies, " "),
                credential.status_on(today).to_string(),
                usd(credential.exam_fee),
                months,
                (term_now == Term::Never).to_string(),
                verified(credential),
                credential.confidence.to_string(),
                credential.reviewed.to_string(),
            ]
        });
    Grid {
        columns: columns.map(Column::text).to_vec(),
        rows: rows.collect(),
    }
    .csv()
}

/// The JSON of the contract.
pub fn json(groups: &[Group<'_>], today: Date) -> impl Serialize {
    let credentials = groups.iter().flat_map(|group| &group.credentials);
    Listing {
        what: "credentials",
        as_of: today,
        entries: credentials
            .map(|credential| CredentialEntry::new(credential, today))
            .collect(),
    }
}

#[derive(Serialize)]
struct CredentialEntry<'c> {
    id: CredentialId,
    name: &'c str,
    issuer: IssuerId,
    category: Category,
    tier: Tier,
    platforms: &'c [Platform],
    technologies: &'c [TechnologyId],
    status: Status,
    exam_fee_usd: Option<Usd>,
    validity_months: Option<NonZeroU16>,
    lifetime: bool,
    verified: String,
    confidence: Confidence,
    reviewed: bool,
}

impl<'c> CredentialEntry<'c> {
    fn new(credential: &'c Credential, today: Date) -> Self {
        let term = credential.term_now();
        Self {
            id: credential.id,
            name: &credential.name,
            issuer: credential.issuer,
            category: credential.category,
            tier: credential.tier,
            platforms: &credential.platforms,
            technologies: &credential.technologies,
            status: credential.status_on(today),
            exam_fee_usd: credential.exam_fee,
            validity_months: if let Term::Months(months) = term {
                Some(months)
            } else {
                None
            },
            lifetime: term == Term::Never,
            verified: verified(credential),
            confidence: credential.confidence,
            reviewed: credential.reviewed,
        }
    }
}

fn joined(words: &[impl ToString], between: &str) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words.join(between)
}

/// A list of things of one kind.
pub struct Listing<E> {
    what: &'static str,
    as_of: Date,
    entries: Vec<E>,
}

/// A thing that can be listed: what it serializes to is its JSON.
pub trait Entry: Serialize {
    /// The columns of a table of such things.
    fn columns() -> Vec<Column>;
    /// Its row.
    fn cells(&self) -> Vec<String>;
}

impl<E: Serialize> Serialize for Listing<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("schema", "certadvise.list/2")?;
        map.serialize_entry("as_of", &self.as_of)?;
        map.serialize_entry(self.what, &self.entries)?;
        map.end()
    }
}

impl<E: Entry> Listing<E> {
    fn grid(&self) -> Grid {
        Grid {
            columns: E::columns(),
            rows: self.entries.iter().map(E::cells).collect(),
        }
    }
}

impl<E: Entry> Forms for Listing<E> {
    fn terminal(&self, width: u16) -> String {
        self.grid().terminal(width)
    }

    fn markdown(&self) -> String {
        self.grid().markdown()
    }

    fn csv(&self) -> Result<String, csv::Error> {
        self.grid().csv()
    }

    fn json(&self) -> impl Serialize {
        self
    }
}

/// Issuers, with how many credentials they award.
pub fn issuers(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    let entry = |issuer| IssuerEntry::new(catalog, issuer, as_of);
    Listing {
        what: "issuers",
        as_of,
        entries: catalog.issuers.iter().map(entry).collect(),
    }
}

#[derive(Serialize)]
struct IssuerEntry<'c> {
    id: IssuerId,
    name: &'c str,
    kind: IssuerKind,
    url: Option<&'c str>,
    active: usize,
    credentials: usize,
}

impl<'c> IssuerEntry<'c> {
    fn new(catalog: &Catalog, issuer: &'c Issuer, today: Date) -> Self {
        let credentials = catalog
            .credentials
            .iter()
            .filter(|credential| credential.issuer == issuer.id);
        let active = credentials
            .clone()
            .filter(|credential| credential.status_on(today) != Status::Retired);
        Self {
            id: issuer.id,
            name: &issuer.name,
            kind: issuer.kind,
            url: issuer.url.as_deref(),
            active: active.count(),
            credentials: credentials.count(),
        }
    }
}

impl Entry for IssuerEntry<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::id("id"),
            Column::text("name"),
            Column::text("kind").from(100),
            Column::number("active"),
            Column::number("in all"),
            Column::text("url").from(130),
        ]
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.name.to_owned(),
            self.kind.to_string(),
            self.active.to_string(),
            self.credentials.to_string(),
            self.url.unwrap_or_default().to_owned(),
        ]
    }
}

/// Roles.
pub fn roles(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    Listing {
        what: "roles",
        as_of,
        entries: catalog.roles.iter().map(RoleEntry::new).collect(),
    }
}

#[derive(Serialize)]
struct RoleEntry<'c> {
    id: RoleId,
    name: &'c str,
    level: Level,
    target_tier: Tier,
    synonyms: &'c [Text],
    topics: Vec<Demand>,
    work_roles: &'c [Text],
    nice: &'c [Text],
    onet: &'c [Text],
}

#[derive(Serialize)]
struct Demand {
    id: TopicId,
    weight: u8,
}

impl<'c> RoleEntry<'c> {
    fn new(role: &'c Role) -> Self {
        let demand = |(id, weight): &(TopicId, u8)| Demand {
            id: *id,
            weight: *weight,
        };
        Self {
            id: role.id,
            name: &role.name,
            level: role.level,
            target_tier: role.target_tier,
            synonyms: &role.synonyms,
            topics: role.topics.iter().map(demand).collect(),
            work_roles: &role.work_roles,
            nice: &role.nice,
            onet: &role.onet,
        }
    }
}

impl Entry for RoleEntry<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::id("id"),
            Column::text("level"),
            Column::text("asks for"),
            Column::text("also called").from(100),
        ]
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.level.to_string(),
            self.target_tier.to_string(),
            joined(self.synonyms, ", "),
        ]
    }
}

/// Topics, by area.
pub fn topics(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    let mut topics: Vec<_> = catalog.topics.iter().collect();
    topics.sort_by_key(|topic| Area::ALL.iter().position(|area| *area == topic.area));
    let on = |id: TopicId| {
        let touches =
            |credential: &&Credential| credential.topics.iter().any(|(topic, _)| topic == id);
        catalog.credentials.iter().filter(touches).count()
    };
    let entries = topics.iter().map(|topic| TopicEntry {
        id: topic.id,
        name: &topic.name,
        area: topic.area,
        synonyms: &topic.synonyms,
        credentials: on(topic.id),
    });
    Listing {
        what: "topics",
        as_of,
        entries: entries.collect(),
    }
}

#[derive(Serialize)]
struct TopicEntry<'c> {
    id: TopicId,
    name: &'c str,
    area: Area,
    synonyms: &'c [Text],
    credentials: usize,
}

impl Entry for TopicEntry<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::text("area"),
            Column::id("id"),
            Column::text("name"),
            Column::number("credentials").from(100),
        ]
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.area.to_string(),
            self.id.to_string(),
            self.name.to_owned(),
            self.credentials.to_string(),
        ]
    }
}

/// Technologies and where they run.
pub fn technologies(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    let entries = catalog.technologies.iter().map(|technology| {
        let shares = technology
            .runs
            .iter()
            .map(|percent| f64::from(*percent) / 100.0);
        TechnologyEntry {
            id: technology.id,
            name: &technology.name,
            runs: Ordered(Platform::ALL.iter().copied().zip(shares).collect()),
            because: &technology.because,
        }
    });
    Listing {
        what: "technologies",
        as_of,
        entries: entries.collect(),
    }
}

#[derive(Serialize)]
struct TechnologyEntry<'c> {
    id: TechnologyId,
    name: &'c str,
    runs: Ordered<f64, Platform>,
    because: &'c str,
}

impl Entry for TechnologyEntry<'_> {
    fn columns() -> Vec<Column> {
        let platforms = Platform::ALL
            .iter()
            .map(|platform| Column::number(platform.word()));
        std::iter::once(Column::id("id"))
            .chain(platforms)
            .chain([Column::text("because").from(100)])
            .collect()
    }

    fn cells(&self) -> Vec<String> {
        let runs = self.runs.0.iter().map(|(_, share)| format!("{share:.2}"));
        std::iter::once(self.id.to_string())
            .chain(runs)
            .chain([self.because.to_owned()])
            .collect()
    }
}

/// Preset environments.
pub fn environments(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    let entries = catalog.environments.iter().map(|preset| {
        let mix = EnvironmentMix::parse(preset.id.as_str(), catalog);
        EnvironmentEntry {
            id: preset.id,
            name: &preset.name,
            mix: Ordered(mix.map(|mix| mix.parts()).unwrap_or_default()),
            because: &preset.because,
        }
    });
    Listing {
        what: "environments",
        as_of,
        entries: entries.collect(),
    }
}

#[derive(Serialize)]
struct EnvironmentEntry<'c> {
    id: EnvironmentId,
    name: &'c str,
    #[serde(serialize_with = "rounded_shares")]
    mix: Ordered<f64, Platform>,
    because: &'c str,
}

/// Shares to four decimals, as `recommend` gives them.
fn rounded_shares<S: Serializer>(
    mix: &Ordered<f64, Platform>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let shares = mix
        .0
        .iter()
        .map(|(platform, share)| (platform, rounded(*share, 4)));
    serializer.collect_map(shares)
}

impl Entry for EnvironmentEntry<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::id("id"),
            Column::text("mix"),
            Column::text("because"),
        ]
    }

    fn cells(&self) -> Vec<String> {
        let mix: Vec<String> = self
            .mix
            .0
            .iter()
            .map(|(platform, share)| format!("{platform} {:.0}%", share * 100.0))
            .collect();
        vec![self.id.to_string(), mix.join(", "), self.because.to_owned()]
    }
}

/// Tables of what is accepted, then requirement sets.
pub fn requirements<'r>(
    tables: &'r [Table],
    sets: &'r [Requirement],
    as_of: Date,
) -> Listing<impl Entry + use<'r>> {
    let tables = tables.iter().map(|table| RequirementEntry {
        id: &table.id,
        kind: "table",
        name: &table.name,
        dated: Some(table.dated),
        rows: Some(table.rows.len()),
        items: None,
    });
    let sets = sets.iter().map(|set| RequirementEntry {
        id: &set.id,
        kind: "set",
        name: &set.name,
        dated: set.dated,
        rows: None,
        items: Some(set.items.len()),
    });
    Listing {
        what: "requirements",
        as_of,
        entries: tables.chain(sets).collect(),
    }
}

#[derive(Serialize)]
struct RequirementEntry<'r> {
    id: &'r str,
    kind: &'static str,
    name: &'r str,
    dated: Option<PartialDate>,
    /// Rows of a table.
    rows: Option<usize>,
    /// Items of a set.
    items: Option<usize>,
}

impl Entry for RequirementEntry<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::id("id"),
            Column::text("kind"),
            Column::text("dated"),
            Column::text("asks"),
            Column::text("name").from(100),
        ]
    }

    fn cells(&self) -> Vec<String> {
        let dated = self
            .dated
            .map_or_else(|| "unknown".to_owned(), |date| date.to_string());
        let rows = self.rows.map(|rows| count(rows, "row", "rows"));
        let items = self.items.map(|items| count(items, "item", "items"));
        vec![
            self.id.to_owned(),
            self.kind.to_owned(),
            dated,
            rows.or(items).unwrap_or_default(),
            self.name.to_owned(),
        ]
    }
}
