//! Values as every command shows them: hours, dates, costs, how far facts can be relied on, and sources.

use serde::{Serialize, Serializer};

use crate::base::date::PartialDate;
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::catalog::credential::{Credential, Origin, Source};
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::Confidence;
use crate::cost::{Basis, Cost, HourRange, Keeping};

/// `12`, `10-20`, or `unknown`.
pub fn hours(range: HourRange) -> String {
    match range.basis {
        Basis::Unknown => "unknown".to_owned(),
        _ if (range.high - range.low).abs() < 0.5 => format!("{:.0}", range.low),
        _ => format!("{:.0}-{:.0}", range.low, range.high),
    }
}

/// `1,340` or `1,340.50`, with cents where `cents` asks for them.
pub fn amount(usd: Usd, cents: bool) -> String {
    let sign = if usd.cents() < 0 { "-" } else { "" };
    let all = usd.cents().unsigned_abs();
    let grouped = grouped(all / 100);
    if cents {
        format!("{sign}{grouped}.{:02}", all % 100)
    } else {
        format!("{sign}{grouped}")
    }
}

/// `USD 1,340` or `USD 70.50`, for sentences.
pub fn money(usd: Usd) -> String {
    format!("USD {}", amount(usd, usd.cents() % 100 != 0))
}

/// `USD 100` or `USD 100-1,200`.
pub fn money_range(low: Usd, high: Usd) -> String {
    if low == high {
        return money(low);
    }
    let cents = [low, high].iter().any(|usd| usd.cents() % 100 != 0);
    format!("USD {}-{}", amount(low, cents), amount(high, cents))
}

/// The same; where it is not known, `unknown`.
pub fn money_or_unknown(usd: Option<Usd>) -> String {
    usd.map_or_else(|| "unknown".to_owned(), money)
}

/// The same; where some of it may be missing, what is known of it.
pub fn money_at_least(usd: Usd, at_least: bool) -> String {
    match at_least {
        true if usd == Usd::FREE => "an unknown amount".to_owned(),
        true => format!("at least {}", money(usd)),
        false => money(usd),
    }
}

/// A number with separators of thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount without its cents.
pub fn whole_dollars(usd: f64) -> Usd {
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    Usd::from_cents((usd.round() as i64).saturating_mul(100))
}

/// A share from 0 to 1 as `16%`.
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// The least share that is worth a word: less would be printed as 0%.
pub const LEAST_SAID: f64 = 0.005;

/// A share from 0 to 1 as CSV has it; empty if it is not known.
pub fn share(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| format!("{share:.3}"))
}

/// `18 months` or `3 years`.
pub fn span(months: u16) -> String {
    match (months / 12, months % 12) {
        (1, 0) => "1 year".to_owned(),
        (years, 0) if years > 0 => format!("{years} years"),
        _ if months == 1 => "1 month".to_owned(),
        _ => format!("{months} months"),
    }
}

/// How long it is valid: `2 years`, `never expires` or `unknown`.
pub fn validity(validity: Validity) -> String {
    match validity {
        Validity::Never => "never expires".to_owned(),
        Validity::Months(months) => span(months.get()),
        Validity::Unknown => "unknown".to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
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
    confidence: Confidence,
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
            confidence: *confidence,
            reviewed: *reviewed,
        }
    }
}

/// `https://… (2026-08): what it says`.
pub fn source_line(source: &Source) -> String {
    source_with(source, None)
}

/// `https://… (issuer, 2026-08): what it says`.
pub fn source_with(source: &Source, class: Option<&str>) -> String {
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
    let class = class.map_or_else(String::new, |class| format!("{class}, "));
    let says = source
        .says
        .as_ref()
        .map(|says| format!(": {says}"))
        .unwrap_or_default();
    format!("{origin} ({class}{date}){says}")
}

/// Where a fact comes from.
#[derive(Serialize)]
pub struct SourceJson<'a> {
    kind: &'static str,
    url: Option<&'a Text>,
    path: Option<&'a Text>,
    says: Option<&'a Text>,
    date: Option<PartialDate>,
}

impl<'a> SourceJson<'a> {
    /// As JSON.
    pub fn of(source: &'a Source) -> Self {
        let (kind, url, path, what) = match &source.origin {
            Origin::Page { url, path } => ("page", Some(url), path.as_ref(), None),
            Origin::UnnamedPublicFile { what } => ("unnamed-public-file", None, None, Some(what)),
            Origin::GeneralKnowledge => ("general-knowledge", None, None, None),
        };
        let says = source.says.as_ref().or(what);
        Self {
            kind,
            url,
            path,
            says,
            date: source.date,
        }
    }
}

/// `a`, `a or b`, `a, b or c`.
pub fn alternatives<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_separators_of_thousands() {
        let money = |cents| money(Usd::from_cents(cents));
        assert_eq!(money(134_000), "USD 1,340");
        assert_eq!(money(123_456_789), "USD 1,234,567.89");
        assert_eq!(money(7_050), "USD 70.50");
        assert_eq!(money(-100_005), "USD -1,000.05");
        assert_eq!(money(0), "USD 0");
        assert_eq!(amount(Usd::from_cents(44_500), true), "445.00");
    }

    #[test]
    fn ranges_have_one_number_of_decimals() {
        let range = |low, high| money_range(Usd::from_cents(low), Usd::from_cents(high));
        assert_eq!(range(10_000, 120_000), "USD 100-1,200");
        assert_eq!(range(10_000, 120_050), "USD 100.00-1,200.50");
        assert_eq!(range(10_000, 10_000), "USD 100");
    }

    #[test]
    fn durations_are_in_years_where_they_are_whole() {
        assert_eq!(
            [0, 1, 12, 18, 36].map(span).join(", "),
            "0 months, 1 month, 1 year, 18 months, 3 years"
        );
    }

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list::<&str>(&[]), "");
    }
}
