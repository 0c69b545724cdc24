//! Reads courses and prices in other currencies.

use serde::Deserialize;

use super::source::text;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{Entries, Field, OrUnknown, Parsed, Reader, Scalar};
use crate::catalog::credential::Details;
use crate::catalog::price::{Amount, Currency, LocalPrices, Training, UsdRange};

/// A course that is mandatory, or that costs far more than the exam.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Course {
    /// Whether the credential can't be earned without it.
    mandatory: Scalar<bool>,
    /// Whether the price of the course includes the exam.
    includes_exam: Option<Scalar<bool>>,
    /// The price of the course in USD.
    fee_usd: Field<CourseFee>,
    /// A note for what the keys can't express.
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
    /// The lower end.
    low: Scalar<Usd>,
    /// The upper end.
    high: Scalar<Usd>,
}

/// Prices in one currency.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Prices {
    /// The fee of all required exams.
    exam_fee: Option<Scalar<Amount>>,
    /// The fee of a renewal.
    renewal_fee: Option<Scalar<Amount>>,
    /// The yearly fee.
    annual_fee: Option<Scalar<Amount>>,
}

/// Reads a course, whose note is added to the details.
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
        let message = format!("`fee_usd` goes from {low} to {high}");
        let finding = Diagnostic::error(Code::OutOfRange, message);
        reader.report(
            fee.span,
            finding.help("`low` must not be greater than `high`"),
        );
        return None;
    }
    Some(UsdRange { low, high })
}

/// Reads prices by currency.
pub(super) fn prices(
    reader: &mut Reader<'_, '_>,
    Entries(prices): Entries<Prices>,
) -> Vec<LocalPrices> {
    let prices = prices.into_iter().filter_map(|(name, prices)| {
        let currency = name.parse::<Currency>().map_err(|error| {
            let finding = Diagnostic::error(
                Code::UnknownWord,
                format!("`{name}` is not a valid currency"),
            );
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
