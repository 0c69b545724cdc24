//! Values as every command shows them: hours, dates, costs, how far facts can be relied on, and sources.

use serde::{Serialize, Serializer};

use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::credential::{Credential, Origin, Source};
use crate::cost::{Basis, Cost, HourRange, Keeping};

/// `12`, `10-20`, or `unknown`.
pub fn hours(range: HourRange) -> String {
    match range.basis {
        Basis::Unknown => "unknown".to_owned(),
        _ if (range.high - range.low).abs() < 0.5 => format!("{:.0}", range.low),
        _ => format!("{:.0}-{:.0}", range.low, range.high),
    }
}

/// The date of the newest dated source, or `unknown`.
pub fn verified(credential: &Credential) -> String {
    credential
        .verified
        .map_or_else(|| "unknown".to_owned(), |date| date.to_string())
}

/// A number rounded to so many decimals.
pub fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

/// A map that keeps its order.
#[derive(Clone)]
pub struct Ordered<T, K = &'static str>(pub Vec<(K, T)>);

impl<T: Serialize, K: Serialize> Serialize for Ordered<T, K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// What a credential costs. Money that is not known is `null`.
#[derive(Serialize)]
pub struct CostJson {
    exam_usd: Option<Usd>,
    horizon_years: u8,
    total_usd: Option<Usd>,
    total_hours: HourRange,
    upkeep_usd_per_year: Option<f64>,
    upkeep_hours_per_year: HourRange,
}

impl CostJson {
    /// The cost over so many years.
    pub fn of(cost: &Cost, years: u8) -> Self {
        let keeping = cost.keeping.as_ref();
        let unknown = HourRange {
            low: 0.0,
            high: 0.0,
            basis: Basis::Unknown,
        };
        Self {
            exam_usd: cost.exam,
            horizon_years: years,
            total_usd: cost.total(years),
            total_hours: cost.total_hours(years),
            upkeep_usd_per_year: keeping
                .and_then(Keeping::usd_per_year)
                .map(|usd| rounded(usd, 2)),
            upkeep_hours_per_year: keeping.map_or(unknown, Keeping::hours_per_year),
        }
    }
}

/// How far the facts of a credential can be relied on.
#[derive(Serialize)]
pub struct FactsJson {
    /// Date of the newest dated source.
    verified: String,
    /// How reliable the sources are.
    confidence: &'static str,
    /// Whether each field was gone through.
    reviewed: bool,
}

impl FactsJson {
    /// Those of a credential.
    pub fn of(credential: &Credential) -> Self {
        let Credential {
            confidence,
            reviewed,
            ..
        } = credential;
        Self {
            verified: verified(credential),
            confidence: confidence.word(),
            reviewed: *reviewed,
        }
    }
}

/// `https://… (2026-08): what it says`.
pub fn source_line(source: &Source) -> String {
    let origin = match &source.origin {
        Origin::Page { url, path: None } => url.to_string(),
        Origin::Page {
            url,
            path: Some(path),
        } => format!("{url} ({path})"),
        Origin::UnnamedPublicFile { what } => format!("unnamed public file: {what}"),
        Origin::GeneralKnowledge => "general knowledge".to_owned(),
    };
    let date = source
        .date
        .map_or_else(|| "undated".to_owned(), |date| date.to_string());
    let says = source
        .says
        .as_ref()
        .map(|says| format!(": {says}"))
        .unwrap_or_default();
    format!("{origin} ({date}){says}")
}

/// Where a fact comes from.
#[derive(Serialize)]
pub struct SourceJson<'a> {
    kind: &'static str,
    url: Option<&'a str>,
    path: Option<&'a str>,
    says: Option<&'a str>,
    date: Option<String>,
}

impl<'a> SourceJson<'a> {
    /// As JSON.
    pub fn of(source: &'a Source) -> Self {
        let (kind, url, path, what) = match &source.origin {
            Origin::Page { url, path } => ("page", Some(url.as_str()), path.as_deref(), None),
            Origin::UnnamedPublicFile { what } => {
                ("unnamed-public-file", None, None, Some(what.as_str()))
            }
            Origin::GeneralKnowledge => ("general-knowledge", None, None, None),
        };
        let says = source.says.as_deref().or(what);
        Self {
            kind,
            url,
            path,
            says,
            date: source.date.map(|d| d.to_string()),
        }
    }
}
