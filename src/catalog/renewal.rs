//! How a credential is renewed.

use serde::{Deserialize, Serialize};

use super::id::CredentialId;
use super::vocabulary::{Cycle, ExtendsFrom, RenewalKind, RenewedOn};
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::base::text::Text;

/// The renewal rules of one credential. `None` means *unknown*.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Renewal {
    /// The yearly fee; the issuer's `annual_fee_basis` says what one payment covers.
    pub annual_fee: Option<Usd>,
    /// The yearly fee for members of the issuing association.
    pub member_annual_fee: Option<Usd>,
    pub credits: Option<Credits>,
    /// How many days before its expiry it can first be renewed.
    pub window_days: Option<u16>,
    /// The time for a late renewal. `None`: as far as is known, an expired holding lapses at once.
    pub grace: Option<Grace>,
    /// Where the renewed validity begins.
    pub extends_from: Option<ExtendsFrom>,
    pub cycle: Cycle,
    /// The ways to renew; any one of them is enough.
    pub options: Vec<RenewalOption>,
}

/// The time after its expiry during which a holding can still be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grace {
    pub period: Period,
    /// Whether the issuer still counts the holder as certified during this time; if not, the holding is suspended.
    pub valid: Option<bool>,
    /// The fee for a late renewal, in addition to the renewal itself.
    pub reinstatement: Option<Usd>,
}

impl Grace {
    /// Whether the period is empty, so that an expired holding is known to lapse at once.
    pub fn is_none(self) -> bool {
        matches!(self.period, Period::Days(0) | Period::Months(0))
    }
}

/// The continuing education that one cycle requires.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Credits {
    pub amount: u16,
    /// The issuer's unit, such as CPE, CEU or PDU. One unit takes about an hour.
    pub unit: Text,
    /// The length of a cycle in months.
    pub per_months: u16,
    /// The minimum in each year.
    pub min_per_year: Option<u16>,
}

/// One way to renew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RenewalOption {
    pub kind: RenewalKind,
    /// The credentials that renew it; any one of them is enough.
    pub by: Vec<CredentialId>,
    /// The issuer's levels of which any credential renews it.
    pub by_levels: Vec<Text>,
    /// Whether earning or renewing the other credential renews it.
    pub when: RenewedOn,
    /// The option is available only while one of these is held; empty if it always is.
    pub holding: Vec<CredentialId>,
    /// The credits that a combination requires besides an exam.
    pub credits: Option<u16>,
    /// What it costs. If another credential renews this one, the fee is due in addition to the price of that one.
    pub fee: Option<Usd>,
    pub member_fee: Option<Usd>,
    /// Whether these fields express the whole rule; if not, its note does.
    pub modelled: bool,
}
