//! Lists of credentials, and of the things they refer to.

use serde::Serialize;

use super::value::{Ordered, verified};
use super::{Column, Grid, count, fold, usd};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::validity::Term;
use crate::catalog::vocabulary::{Area, Status};

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
pub fn csv(groups: &[Group<'_>], today: Date) -> String {
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
            let row = Row::of(credential, today);
            let join = |words: &[&str]| words.join(" ");
            vec![
                row.id.to_owned(),
                row.name.to_owned(),
                row.issuer.to_owned(),
                row.category.to_owned(),
                row.tier.to_owned(),
                credential
                    .issuer_level
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
                join(&row.platforms),
                join(&row.technologies),
                row.status.to_owned(),
                usd(credential.exam_fee),
                row.validity_months
                    .map_or_else(|| term(credential.term_now()), |months| months.to_string()),
                row.lifetime.to_string(),
                row.verified,
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
pub fn json(groups: &[Group<'_>], as_of: &str, today: Date) -> impl Serialize {
    let credentials = groups
        .iter()
        .flat_map(|group| &group.credentials)
        .map(|c| Row::of(c, today))
        .collect();
    List {
        schema: "certadvise.list/1",
        as_of: as_of.to_owned(),
        credentials,
    }
}

#[derive(Serialize)]
struct List<'c> {
    schema: &'static str,
    as_of: String,
    credentials: Vec<Row<'c>>,
}

#[derive(Serialize)]
struct Row<'c> {
    id: &'c str,
    name: &'c str,
    issuer: &'c str,
    category: &'static str,
    tier: &'static str,
    platforms: Vec<&'static str>,
    technologies: Vec<&'c str>,
    status: &'static str,
    exam_fee_usd: Option<f64>,
    validity_months: Option<u16>,
    lifetime: bool,
    verified: String,
    confidence: &'static str,
    reviewed: bool,
}

impl<'c> Row<'c> {
    fn of(credential: &'c Credential, today: Date) -> Self {
        let term = credential.term_now();
        Self {
            id: credential.id.as_str(),
            name: credential.name.as_str(),
            issuer: credential.issuer.as_str(),
            category: credential.category.word(),
            tier: credential.tier.word(),
            platforms: credential.platforms.iter().map(|p| p.word()).collect(),
            technologies: credential.technologies.iter().map(|t| t.as_str()).collect(),
            status: credential.status_on(today).word(),
            exam_fee_usd: credential.exam_fee.map(Usd::dollars),
            validity_months: if let Term::Months(months) = term {
                Some(months.get())
            } else {
                None
            },
            lifetime: term == Term::Never,
            verified: verified(credential),
            confidence: credential.confidence.word(),
            reviewed: credential.reviewed,
        }
    }
}

/// What can be listed besides credentials, as a table.
pub fn things(catalog: &Catalog, what: Things, today: Date) -> Grid {
    let words = |texts: &mut dyn Iterator<Item = &str>| texts.collect::<Vec<_>>().join(", ");
    match what {
        Things::Issuers => Grid {
            columns: vec![
                Column::id("id"),
                Column::text("name"),
                Column::text("kind").from(100),
                Column::number("active"),
                Column::number("in all"),
                Column::text("url").from(130),
            ],
            rows: catalog
                .issuers
                .iter()
                .map(|issuer| {
                    let of: Vec<_> = catalog
                        .credentials
                        .iter()
                        .filter(|c| c.issuer == issuer.id)
                        .collect();
                    let active = of
                        .iter()
                        .filter(|c| c.status_on(today) != Status::Retired)
                        .count();
                    vec![
                        issuer.id.to_string(),
                        issuer.name.to_string(),
                        issuer.kind.to_string(),
                        active.to_string(),
                        of.len().to_string(),
                        issuer
                            .url
                            .as_ref()
                            .map_or_else(String::new, ToString::to_string),
                    ]
                })
                .collect(),
        },
        Things::Roles => Grid {
            columns: vec![
                Column::id("id"),
                Column::text("level"),
                Column::text("asks for"),
                Column::text("also called").from(100),
            ],
            rows: catalog
                .roles
                .iter()
                .map(|role| {
                    vec![
                        role.id.to_string(),
                        role.level.to_string(),
                        role.target_tier.to_string(),
                        words(&mut role.synonyms.iter().map(|s| s.as_str())),
                    ]
                })
                .collect(),
        },
        Things::Topics => {
            let mut topics: Vec<_> = catalog.topics.iter().collect();
            topics.sort_by_key(|topic| Area::ALL.iter().position(|area| *area == topic.area));
            Grid {
                columns: vec![
                    Column::text("area"),
                    Column::id("id"),
                    Column::text("name"),
                    Column::number("credentials").from(100),
                ],
                rows: topics
                    .iter()
                    .map(|topic| {
                        let on = catalog
                            .credentials
                            .iter()
                            .filter(|c| c.topics.iter().any(|(id, _)| *id == topic.id));
                        vec![
                            topic.area.to_string(),
                            topic.id.to_string(),
                            topic.name.to_string(),
                            on.count().to_string(),
                        ]
                    })
                    .collect(),
            }
        }
        Things::Technologies => Grid {
            columns: vec![
                Column::id("id"),
                Column::number("aws"),
                Column::number("azure"),
                Column::number("gcp"),
                Column::number("oci"),
                Column::number("on-prem"),
                Column::text("because").from(100),
            ],
            rows: catalog
                .technologies
                .iter()
                .map(|technology| {
                    let runs = technology
                        .runs
                        .iter()
                        .map(|percent| format!("{:.2}", f64::from(*percent) / 100.0));
                    let id = std::iter::once(technology.id.to_string());
                    id.chain(runs)
                        .chain([technology.because.to_string()])
                        .collect()
                })
                .collect(),
        },
        Things::Environments => Grid {
            columns: vec![
                Column::id("id"),
                Column::text("mix"),
                Column::text("because"),
            ],
            rows: catalog
                .environments
                .iter()
                .map(|environment| {
                    let mix = crate::advice::profile::environment::EnvironmentMix::parse(
                        environment.id.as_str(),
                        catalog,
                    );
                    let parts = mix.map(|mix| mix.parts()).unwrap_or_default();
                    let mix: Vec<String> = parts
                        .iter()
                        .map(|(p, s)| format!("{p} {:.0} %", s * 100.0))
                        .collect();
                    vec![
                        environment.id.to_string(),
                        mix.join(", "),
                        environment.because.to_string(),
                    ]
                })
                .collect(),
        },
    }
}

/// What can be listed besides credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Things {
    /// Issuers.
    Issuers,
    /// Roles.
    Roles,
    /// Topics.
    Topics,
    /// Technologies and where they run.
    Technologies,
    /// Preset environments.
    Environments,
}

impl Things {
    fn word(self) -> &'static str {
        match self {
            Self::Issuers => "issuers",
            Self::Roles => "roles",
            Self::Topics => "topics",
            Self::Technologies => "technologies",
            Self::Environments => "environments",
        }
    }
}

/// The same as JSON: one object a thing, keyed by the headings.
pub fn things_json(grid: &Grid, what: Things, as_of: &str) -> impl Serialize {
    grid_json(grid, what.word(), as_of)
}

/// A table as JSON: one object a row, keyed by the headings; numbers are numbers, and `null` where unknown.
pub fn grid_json(grid: &Grid, word: &'static str, as_of: &str) -> impl Serialize + use<> {
    let value = |column: &Column, cell: &String| {
        if column.right {
            serde_json::from_str(cell).unwrap_or_default()
        } else {
            cell.as_str().into()
        }
    };
    let object = |row: &Vec<String>| {
        let cells = grid.columns.iter().zip(row);
        Ordered(
            cells
                .map(|(column, cell)| (column.title.replace(' ', "_"), value(column, cell)))
                .collect(),
        )
    };
    let part = |text: &str| Part::Text(text.to_owned());
    let rows = Part::Rows(grid.rows.iter().map(object).collect());
    Ordered(vec![
        ("schema", part("certadvise.list/1")),
        ("as_of", part(as_of)),
        (word, rows),
    ])
}

/// A part of a list as JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Part {
    Text(String),
    Rows(Vec<Ordered<serde_json::Value, String>>),
}
