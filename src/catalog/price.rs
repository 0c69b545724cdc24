//! Prices other than the list price: for members, for courses, and in other currencies.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Catalog;
use super::id::IssuerId;
use super::renewal::{Renewal, RenewalOption};
use crate::base::money::{InvalidUsd, Usd};

/// A course for a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    /// Whether the credential can't be earned without it.
    pub mandatory: bool,
    /// Whether the price of the course includes the exam.
    pub includes_exam: bool,
    /// The price of the course; `None` is unknown.
    pub fee: Option<UsdRange>,
}

/// A range of prices; `low` is at most `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsdRange {
    pub low: Usd,
    pub high: Usd,
}

impl fmt::Display for UsdRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.high {
            write!(f, "{}", self.low)
        } else {
            write!(f, "{}-{}", self.low, self.high)
        }
    }
}

/// Prices in another currency. Nothing is converted: if a price is `None`, only its price in US dollars is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalPrices {
    pub currency: Currency,
    /// The fee of all exams together.
    pub exam_fee: Option<Amount>,
    pub renewal_fee: Option<Amount>,
    pub annual_fee: Option<Amount>,
}

/// The three letters of a currency other than USD, e.g. `EUR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Currency(pub(crate) [u8; 3]);

/// The text can't be parsed as a currency.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "expected the three letters of a currency, e.g. EUR; for US dollars use the keys that end in `_usd`"
)]
pub struct InvalidCurrency;

impl FromStr for Currency {
    type Err = InvalidCurrency;

    fn from_str(text: &str) -> Result<Self, InvalidCurrency> {
        let letters: [u8; 3] = text
            .to_ascii_uppercase()
            .as_bytes()
            .try_into()
            .map_err(|_| InvalidCurrency)?;
        let valid = letters.iter().all(u8::is_ascii_uppercase) && &letters != b"USD";
        if valid {
            Ok(Self(letters))
        } else {
            Err(InvalidCurrency)
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

/// An amount in another currency, in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Amount(pub(crate) i64);

impl Amount {
    /// The amount in units of the currency, for JSON; not exact.
    pub fn units(self) -> f64 {
        Usd::from_cents(self.0).dollars()
    }
}

impl std::ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl FromStr for Amount {
    type Err = InvalidUsd;

    fn from_str(text: &str) -> Result<Self, InvalidUsd> {
        text.parse::<Usd>().map(|amount| Self(amount.cents()))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Usd::from_cents(self.0).fmt(f)
    }
}

impl Catalog {
    /// The catalog with the prices that members of these issuers pay, as far as they are known.
    #[must_use]
    pub fn at_member_prices(&self, issuers: &BTreeSet<IssuerId>) -> Self {
        let credentials = self.credentials.iter().map(|credential| {
            let mut credential = credential.clone();
            if issuers.contains(&credential.issuer) {
                credential.exam_fee = credential.member_exam_fee.or(credential.exam_fee);
                credential.renewal = credential.renewal.as_ref().map(renewal_for_members);
            }
            credential
        });
        Self {
            credentials: credentials.collect(),
            ..self.clone()
        }
    }

    /// Whether any price for members of this issuer is known.
    pub fn has_member_prices(&self, issuer: &IssuerId) -> bool {
        self.credentials
            .iter()
            .filter(|credential| credential.issuer == *issuer)
            .any(|credential| {
                let renewal = credential.renewal.as_ref();
                credential.member_exam_fee.is_some()
                    || renewal.is_some_and(|r| {
                        r.member_annual_fee.is_some()
                            || r.options.iter().any(|o| o.member_fee.is_some())
                    })
            })
    }
}

fn renewal_for_members(renewal: &Renewal) -> Renewal {
    Renewal {
        annual_fee: renewal.member_annual_fee.or(renewal.annual_fee),
        options: renewal.options.iter().map(option_for_members).collect(),
        ..renewal.clone()
    }
}

fn option_for_members(option: &RenewalOption) -> RenewalOption {
    RenewalOption {
        fee: option.member_fee.or(option.fee),
        ..option.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_are_three_letters_and_not_dollars() {
        assert_eq!(
            "eur"
                .parse::<Currency>()
                .map(|currency| currency.to_string()),
            Ok("EUR".to_owned())
        );
        for bad in ["", "EU", "EURO", "US$", "USD", "1EU", "é1"] {
            assert_eq!(bad.parse::<Currency>(), Err(InvalidCurrency), "{bad}");
        }
    }
}
