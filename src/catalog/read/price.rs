//! Courses and local prices, from their maps.

use super::Context;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Reader, Value};
use crate::catalog::credential::Details;
use crate::catalog::price::{Amount, Currency, LocalPrices, Training, UsdRange};

impl<'t> Context<'_, '_, 't> {
    /// Reads the map `training`; its note goes to the details.
    pub(super) fn training(&mut self, node: &Node<'t>, details: &mut Details) -> Option<Training> {
        let mut table = self.reader.table(node, "training")?;
        let mandatory = table
            .required("mandatory")
            .and_then(|n| self.reader.flag(n, "mandatory"));
        let includes_exam = table
            .get("includes_exam")
            .and_then(|n| self.reader.flag(n, "includes_exam"));
        let fee = table.required("fee_usd").and_then(|n| self.fee_range(n));
        details.training_note = table.get("note").and_then(|n| self.reader.text(n, "note"));
        table.finish(&mut self.reader);
        Some(Training {
            mandatory: mandatory?,
            includes_exam: includes_exam.unwrap_or_default(),
            fee,
        })
    }

    /// An amount, a map `{low, high}`, or `unknown`.
    fn fee_range(&mut self, node: &Node<'t>) -> Option<UsdRange> {
        if !matches!(node.value, Value::Map(_)) {
            return self.usd_or_unknown(node, "fee_usd").map(|fee| UsdRange {
                low: fee,
                high: fee,
            });
        }
        let mut table = self.reader.table(node, "fee_usd")?;
        let low = table
            .required("low")
            .and_then(|n| self.reader.parsed(n, "low", Code::OutOfRange));
        let high = table
            .required("high")
            .and_then(|n| self.reader.parsed(n, "high", Code::OutOfRange));
        table.finish(&mut self.reader);
        let range = UsdRange {
            low: low?,
            high: high?,
        };
        if range.low > range.high {
            let message = format!("`fee_usd` runs from {} to {}", range.low, range.high);
            self.reader.report(
                node.span,
                Diagnostic::error(Code::OutOfRange, message).help("`low` comes first"),
            );
            return None;
        }
        Some(range)
    }

    /// A map from currencies to prices.
    pub(super) fn prices(&mut self, node: &Node<'t>) -> Vec<LocalPrices> {
        let Some(table) = self.reader.table(node, "prices") else {
            return Vec::new();
        };
        let entries: Vec<_> = table.rest().collect();
        let prices = entries.into_iter().filter_map(|(key, value)| {
            let currency = key.text.parse::<Currency>();
            if let Err(error) = &currency {
                let finding =
                    Diagnostic::error(Code::UnknownWord, format!("`{}` is no currency", key.text));
                self.reader
                    .report(key.span, finding.help(error.to_string()));
            }
            let mut table = self.reader.table(value, "prices of a currency")?;
            let mut amount = |reader: &mut Reader<'_, 't>, key| -> Option<Amount> {
                table
                    .get(key)
                    .and_then(|n| reader.parsed(n, key, Code::OutOfRange))
            };
            let exam_fee = amount(&mut self.reader, "exam_fee");
            let renewal_fee = amount(&mut self.reader, "renewal_fee");
            let annual_fee = amount(&mut self.reader, "annual_fee");
            table.finish(&mut self.reader);
            Some(LocalPrices {
                currency: currency.ok()?,
                exam_fee,
                renewal_fee,
                annual_fee,
            })
        });
        prices.collect()
    }
}
