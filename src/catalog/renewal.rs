//! How a credential is kept alive.

use serde::{Deserialize, Serialize};

use super::id::CredentialId;
use super::vocabulary::{Cycle, ExtendsFrom, RenewalKind, RenewedOn};
use crate::base::date::Period;
use crate::base::money::Usd;
use crate::base::text::Text;

/// The rules for keeping one credential. `None` means *unknown*.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Renewal {
    /// Fee due each year, USD; the issuer's `annual_fee_basis` says how often it is paid.
    pub annual_fee: Option<Usd>,
    /// The same for members of the issuing association.
    pub member_annual_fee: Option<Usd>,
    /// Continuing education asked for.
    pub credits: Option<Credits>,
    /// Days before expiry from which it can be renewed.
    pub window_days: Option<u16>,
    /// What becomes of a holding that expires without being renewed. `None`: it lapses at once, as far as is known.
    pub grace: Option<Grace>,
    /// Where the renewed validity period begins.
    pub extends_from: Option<ExtendsFrom>,
    /// How cycles are counted.
    pub cycle: Cycle,
    /// The ways to renew; any one is enough.
    pub options: Vec<RenewalOption>,
}

/// The time after its expiry during which a holding can still be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grace {
    /// How long it lasts.
    pub period: Period,
    /// Whether the issuer still counts the holder as certified meanwhile; if not, the holding is suspended. `None` is
    /// unknown.
    pub valid: Option<bool>,
    /// What returning costs on top of the renewal, USD. `None` is unknown.
    pub reinstatement: Option<Usd>,
}

impl Grace {
    /// Whether there is no such time at all.
    pub fn is_none(self) -> bool {
        matches!(self.period, Period::Days(0) | Period::Months(0))
    }
}

/// Continuing education over a cycle.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Credits {
    /// Credits in a cycle.
    pub amount: u16,
    /// The issuer's unit: CPE, CEU, PDU ... One is about an hour.
    pub unit: Text,
    /// Length of the cycle in months.
    pub per_months: u16,
    /// Least number in any one year.
    pub min_per_year: Option<u16>,
}

/// One way to renew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RenewalOption {
    /// What it is.
    pub kind: RenewalKind,
    /// Credentials that do it, any one of them.
    pub by: Vec<CredentialId>,
    /// Or any credential of the same issuer at one of these levels, in the issuer's words.
    pub by_levels: Vec<Text>,
    /// Whether earning or renewing them does it.
    pub when: RenewedOn,
    /// Only while one of these is held too; empty for always.
    pub holding: Vec<CredentialId>,
    /// Credits that belong to a combination.
    pub credits: Option<u16>,
    /// What it costs, USD; of another credential's renewal, what is due on top of that one's own price.
    pub fee: Option<Usd>,
    /// What it costs members, USD.
    pub member_fee: Option<Usd>,
    /// False where the rule can't be said in these fields; its note says it.
    pub modelled: bool,
}
