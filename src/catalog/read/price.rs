//! Courses and local prices.

use serde::Deserialize;

use super::source::text;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{Entries, Field, OrUnknown, Parsed, Reader, Scalar};
use crate::catalog::credential::Details;
use crate::catalog::price::{Amount, Currency, LocalPrices, Training, UsdRange};

/// A course that must be taken, or dwarfs the exam.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Course {
    /// Whether it can't be earned without.
    mandatory: Scalar<bool>,
    /// Whether the price includes the exam.
    includes_exam: Option<Scalar<bool>>,
    /// What it costs, USD.
    fee_usd: Field<CourseFee>,
    /// What the keys don't say.
    note: Option<Scalar<String>>,
}

/// An amount, a range, or `unknown`.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
enum CourseFee {
    #[serde(rename = "a single value")]
    Amount(Parsed<OrUnknown<Usd>>),
    #[serde(rename = "a map")]
    Range(FeeRange),
}

/// A range of amounts.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FeeRange {
    /// At least.
    low: Scalar<Usd>,
    /// At most.
    high: Scalar<Usd>,
}

/// Prices in a currency.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Prices {
    /// All exams needed.
    exam_fee: Option<Scalar<Amount>>,
    /// A renewal.
    renewal_fee: Option<Scalar<Amount>>,
    /// Due each year.
    annual_fee: Option<Scalar<Amount>>,
}

/// A course; its note goes to the details.
pub(super) fn training(
    reader: &mut Reader<'_, '_>,
    course: Field<Course>,
    details: &mut Details,
) -> Option<Training> {
    let raw = course.value?;
    details.training_note = text(raw.note);
    Some(Training {
        mandatory: raw.mandatory.get()?,
        includes_exam: raw.includes_exam.and_then(Scalar::get).unwrap_or_default(),
        fee: fee_range(reader, raw.fee_usd),
    })
}

fn fee_range(reader: &mut Reader<'_, '_>, fee: Field<CourseFee>) -> Option<UsdRange> {
    let (low, high) = match fee.value? {
        CourseFee::Amount(Parsed(OrUnknown(fee))) => (fee?, fee?),
        CourseFee::Range(range) => (range.low.get()?, range.high.get()?),
    };
    if low > high {
        let message = format!("`fee_usd` runs from {low} to {high}");
        let finding = Diagnostic::error(Code::OutOfRange, message);
        reader.report(fee.span, finding.help("`low` comes first"));
        return None;
    }
    Some(UsdRange { low, high })
}

/// Prices by currency.
pub(super) fn prices(
    reader: &mut Reader<'_, '_>,
    Entries(prices): Entries<Prices>,
) -> Vec<LocalPrices> {
    let prices = prices.into_iter().filter_map(|(name, prices)| {
        let currency = name.parse::<Currency>().map_err(|error| {
            let finding = Diagnostic::error(Code::UnknownWord, format!("`{name}` is no currency"));
            reader.report(prices.key, finding.help(error.to_string()));
        });
        let raw = prices.value?;
        Some(LocalPrices {
            currency: currency.ok()?,
            exam_fee: raw.exam_fee.and_then(Scalar::get),
            renewal_fee: raw.renewal_fee.and_then(Scalar::get),
            annual_fee: raw.annual_fee.and_then(Scalar::get),
        })
    });
    prices.collect()
}
