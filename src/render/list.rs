//! Lists of credentials, and of the things they refer to.

use std::num::NonZeroU16;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Tone;
use super::credential;
use super::value::{Ordered, percent, rounded, validity, verified};
use super::{Cell, Column, Forms, Grid, count, fold, usd};
use crate::advice::profile::environment::EnvironmentMix;
use crate::base::date::{Date, PartialDate};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, EnvironmentId, IssuerId, RoleId, TechnologyId, TopicId};
use crate::catalog::reference::{Issuer, Role};
use crate::catalog::validity::Validity;
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
pub fn terminal(catalog: &Catalog, groups: &[Group<'_>], today: Date, width: u16) -> String {
    // One layout for every group and every query.
    let all: Vec<&Credential> = catalog.credentials.iter().collect();
    let whole = grid(catalog, &all, today);
    let mut text = String::new();
    for group in groups {
        if !group.title.is_empty() {
            text += &Tone::Strong.paint(&fold(&group.title, width, 2));
            text.push('\n');
        }
        if !group.credentials.is_empty() {
            text += &grid(catalog, &group.credentials, today).terminal_like(&whole, width);
        }
        if groups.len() > 1 {
            text.push('\n');
        }
    }
    let total: usize = groups.iter().map(|group| group.credentials.len()).sum();
    text + &format!("{}\n", count(total, "credential", "credentials"))
}

/// Groups of credentials as Markdown.
pub fn markdown(catalog: &Catalog, groups: &[Group<'_>], today: Date) -> String {
    let mut text = String::new();
    for group in groups {
        if !group.title.is_empty() {
            text += &format!("## {}\n\n", group.title);
        }
        if !group.credentials.is_empty() {
            text += &format!("{}\n", grid(catalog, &group.credentials, today).markdown());
        }
    }
    text
}

fn grid(catalog: &Catalog, credentials: &[&Credential], today: Date) -> Grid {
    let mut columns = credential::columns().to_vec();
    columns.extend([
        Column::text("tier"),
        Column::text("status").optional(3),
        Column::number("fee USD"),
        Column::text("valid").optional(2),
        Column::id("verified").optional(3),
        Column::text("category").optional(4),
    ]);
    let rows = credentials.iter().map(|credential| {
        let mut row = credential::cells(catalog, credential).to_vec();
        row.extend([
            credential::tier_cell(credential.tier),
            credential::status_cell(credential.status_on(today)),
            Cell::usd(credential.exam_fee),
            validity(credential.current_validity()).into(),
            verified(credential).into(),
            credential.category.to_string().into(),
        ]);
        row
    });
    Grid::new(columns, rows)
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
            let current_validity = credential.current_validity();
            let months = match current_validity {
                Validity::Months(months) => months.to_string(),
                Validity::Never => "lifetime".to_owned(),
                Validity::Unknown => "unknown".to_owned(),
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
                (current_validity == Validity::Never).to_string(),
                verified(credential),
                credential.confidence.to_string(),
                credential.reviewed.to_string(),
            ]
        });
    Grid::new(columns.map(Column::text).to_vec(), rows).csv()
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
        let validity = credential.current_validity();
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
            validity_months: if let Validity::Months(months) = validity {
                Some(months)
            } else {
                None
            },
            lifetime: validity == Validity::Never,
            verified: verified(credential),
            confidence: credential.confidence,
            reviewed: credential.reviewed,
        }
    }
}

/// Things in the order in which their names are looked up.
pub fn by_name<'c, T>(
    things: impl IntoIterator<Item = &'c T>,
    name: impl Fn(&T) -> &str,
) -> Vec<&'c T> {
    let mut things: Vec<&T> = things.into_iter().collect();
    things.sort_by_cached_key(|thing| name(thing).to_lowercase());
    things
}

fn joined(words: &[impl ToString], between: &str) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words.join(between)
}

/// An id in a table.
fn faint(id: &impl ToString) -> Cell {
    Cell::from(id.to_string()).toned(Tone::Faint)
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
    fn cells(&self) -> Vec<Cell>;
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
        Grid::new(E::columns(), self.entries.iter().map(E::cells))
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
    let issuers = by_name(&catalog.issuers, |issuer| &issuer.name);
    Listing {
        what: "issuers",
        as_of,
        entries: issuers
            .into_iter()
            .map(|issuer| IssuerEntry::new(catalog, issuer, as_of))
            .collect(),
    }
}

#[derive(Serialize)]
struct IssuerEntry<'c> {
    id: IssuerId,
    name: &'c str,
    kind: IssuerKind,
    url: Option<&'c Text>,
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
            url: issuer.url.as_ref(),
            active: active.count(),
            credentials: credentials.count(),
        }
    }
}

impl Entry for IssuerEntry<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::name("name"),
            Column::id("id"),
            Column::text("kind").optional(2),
            Column::number("active"),
            Column::number("total").optional(1),
            Column::text("url").optional(3),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::from(self.name).linked(self.url),
            faint(&self.id),
            self.kind.to_string().into(),
            self.active.to_string().into(),
            self.credentials.to_string().into(),
            self.url.map_or("", Text::as_str).into(),
        ]
    }
}

/// Roles.
pub fn roles(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    let roles = by_name(&catalog.roles, |role| &role.name);
    Listing {
        what: "roles",
        as_of,
        entries: roles.into_iter().map(RoleEntry::new).collect(),
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

impl Demand {
    fn new((id, weight): &(TopicId, u8)) -> Self {
        Self {
            id: *id,
            weight: *weight,
        }
    }
}

impl<'c> RoleEntry<'c> {
    fn new(role: &'c Role) -> Self {
        Self {
            id: role.id,
            name: &role.name,
            level: role.level,
            target_tier: role.target_tier,
            synonyms: &role.synonyms,
            topics: role.topics.iter().map(Demand::new).collect(),
            work_roles: &role.work_roles,
            nice: &role.nice,
            onet: &role.onet,
        }
    }
}

impl Entry for RoleEntry<'_> {
    fn columns() -> Vec<Column> {
        vec![
            Column::name("name"),
            Column::id("id"),
            Column::text("level").optional(1),
            Column::text("asks for").optional(2),
            Column::text("also called").optional(3),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.name.into(),
            faint(&self.id),
            self.level.to_string().into(),
            credential::tier_cell(self.target_tier),
            joined(self.synonyms, ", ").into(),
        ]
    }
}

/// Topics, by area and name.
pub fn topics(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    let mut topics = by_name(&catalog.topics, |topic| &topic.name);
    topics.sort_by_key(|topic| Area::ALL.iter().position(|area| *area == topic.area));
    let entries = topics.iter().map(|topic| TopicEntry {
        id: topic.id,
        name: &topic.name,
        area: topic.area,
        synonyms: &topic.synonyms,
        credentials: credentials_on(catalog, topic.id),
    });
    Listing {
        what: "topics",
        as_of,
        entries: entries.collect(),
    }
}

fn credentials_on(catalog: &Catalog, topic: TopicId) -> usize {
    let credentials = catalog.credentials.iter();
    credentials
        .filter(|credential| credential.topics.iter().any(|(id, _)| id == topic))
        .count()
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
            Column::name("name"),
            Column::id("id"),
            Column::text("area").optional(1),
            Column::number("credentials").optional(2),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.name.into(),
            faint(&self.id),
            self.area.to_string().into(),
            self.credentials.to_string().into(),
        ]
    }
}

/// Technologies and where they run.
pub fn technologies(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    let technologies = by_name(&catalog.technologies, |technology| &technology.name);
    let entries = technologies.into_iter().map(|technology| {
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
        [Column::name("name"), Column::id("id").optional(1)]
            .into_iter()
            .chain(platforms)
            .chain([Column::text("because").optional(2)])
            .collect()
    }

    fn cells(&self) -> Vec<Cell> {
        let runs = self.runs.0.iter();
        let runs = runs.map(|(_, share)| format!("{share:.2}").into());
        [self.name.into(), faint(&self.id)]
            .into_iter()
            .chain(runs)
            .chain([self.because.into()])
            .collect()
    }
}

/// Preset environments.
pub fn environments(catalog: &Catalog, as_of: Date) -> Listing<impl Entry> {
    let environments = by_name(&catalog.environments, |preset| &preset.name);
    let entries = environments.into_iter().map(|preset| {
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
            Column::name("name"),
            Column::id("id"),
            Column::text("mix"),
            Column::text("because").optional(1),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        let mix: Vec<String> = self
            .mix
            .0
            .iter()
            .map(|(platform, share)| format!("{platform} {}", percent(*share)))
            .collect();
        vec![
            self.name.into(),
            faint(&self.id),
            mix.join(", ").into(),
            self.because.into(),
        ]
    }
}

/// Tables of what is accepted, then requirement sets, each by name.
pub fn requirements<'r>(
    tables: &'r [Table],
    sets: &'r [Requirement],
    as_of: Date,
) -> Listing<impl Entry + use<'r>> {
    let tables = by_name(tables, |table| &table.name);
    let tables = tables.into_iter().map(|table| RequirementEntry {
        id: &table.id,
        kind: "table",
        name: &table.name,
        dated: Some(table.dated),
        rows: Some(table.rows.len()),
        items: None,
    });
    let sets = by_name(sets, |set| &set.name);
    let sets = sets.into_iter().map(|set| RequirementEntry {
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
            Column::name("name"),
            Column::id("id"),
            Column::text("kind").optional(2),
            Column::id("dated").optional(1),
            Column::text("asks").optional(3),
        ]
    }

    fn cells(&self) -> Vec<Cell> {
        let dated = self
            .dated
            .map_or_else(|| "unknown".to_owned(), |date| date.to_string());
        let rows = self.rows.map(|rows| count(rows, "row", "rows"));
        let items = self.items.map(|items| count(items, "item", "items"));
        vec![
            self.name.into(),
            faint(&self.id),
            self.kind.into(),
            dated.into(),
            rows.or(items).unwrap_or_default().into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    #[test]
    fn every_query_has_the_columns_of_the_whole_list() {
        let catalog = embedded::catalog();
        let today: Date = "2026-11-24".parse().unwrap();
        let headings = |issuer: Option<&Issuer>, width| {
            let all = catalog.credentials.iter();
            let of_issuer = |credential: &&Credential| {
                issuer.is_none_or(|issuer| issuer.id == credential.issuer)
            };
            let group = Group {
                title: String::new(),
                credentials: all.filter(of_issuer).collect(),
            };
            let drawn = terminal(catalog, &[group], today, width);
            let plain = anstream::adapter::strip_str(&drawn).to_string();
            let heading = plain.lines().take(2).collect::<Vec<_>>().join(" ");
            let mut words: Vec<String> = heading
                .split_whitespace()
                .filter(|word| {
                    ["id", "tier", "status", "valid", "verified", "category"].contains(word)
                })
                .map(str::to_owned)
                .collect();
            words.dedup();
            words
        };
        for width in [60, 80, 100, 120, 160] {
            let whole = headings(None, width);
            for id in ["cncf", "python-institute", "aws"] {
                let issuer = catalog
                    .issuers
                    .iter()
                    .find(|issuer| issuer.id.as_str() == id);
                assert_eq!(
                    headings(Some(issuer.unwrap()), width),
                    whole,
                    "{width} {id}"
                );
            }
        }
    }
}
