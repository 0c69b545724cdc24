//! Reads how a credential is renewed.

use serde::Deserialize;

use super::source::text;
use super::{Context, Kind};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{Field, Items, OrUnknown, Parsed, Scalar, Whole, good, scalars};
use crate::base::text::Text;
use crate::catalog::credential::Details;
use crate::catalog::id::CredentialId;
use crate::catalog::renewal::{Credits, Grace, Renewal, RenewalOption};
use crate::catalog::vocabulary::{Cycle, ExtendsFrom, RenewalKind, RenewedOn};

/// How a credential is renewed.
#[derive(Deserialize)]
#[serde(rename = "Renewal")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawRenewal {
    /// The yearly fee in USD.
    annual_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// The yearly fee for members in USD.
    member_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// The continuing education that one cycle requires.
    credits: Option<Field<RawCredits>>,
    /// How many days before its expiry it can first be renewed.
    window_days: Option<Scalar<Whole<0, 3_650>>>,
    /// How many days after its expiry it can still be renewed; use `grace` to say more.
    grace_days: Option<Scalar<Whole<0, 3_650>>>,
    /// The time after its expiry during which it can still be renewed, if more than a number of days is known.
    grace: Option<Field<RawGrace>>,
    /// Where the renewed validity begins.
    extends_from: Option<Scalar<ExtendsFrom>>,
    /// How cycles are counted.
    cycle: Option<Scalar<Cycle>>,
    /// The ways to renew it; any one of them is enough.
    options: Items<RawOption>,
}

/// The time after the expiry during which a credential can still be renewed.
#[derive(Deserialize)]
#[serde(rename = "Grace")]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(extend("oneOf" = [{"required": ["days"]}, {"required": ["months"]}]))
)]
struct RawGrace {
    /// Its length in days.
    days: Option<Scalar<Whole<1, 3_650>>>,
    /// Its length in calendar months.
    months: Option<Scalar<Whole<1, 120>>>,
    /// Whether the issuer still counts the holder as certified during this time; if not, the holding is suspended.
    valid: Option<Scalar<bool>>,
    /// The fee for a late renewal in USD, in addition to the renewal itself.
    reinstatement_usd: Option<Scalar<OrUnknown<Usd>>>,
}

/// The continuing education that one cycle requires.
#[derive(Deserialize)]
#[serde(rename = "Credits")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawCredits {
    /// The number of credits.
    amount: Scalar<Whole<1, 1_000>>,
    /// The issuer's name for a credit, e.g. `CPE`.
    unit: Scalar<String>,
    /// The length of a cycle in months.
    per_months: Scalar<Whole<1, 120>>,
    /// The minimum in each year.
    min_per_year: Option<Scalar<Whole<1, 1_000>>>,
}

/// A way to renew.
#[derive(Deserialize)]
#[serde(rename = "RenewalOption")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawOption {
    /// What has to be done.
    kind: Scalar<RenewalKind>,
    /// The credentials that renew it; any one of them is enough.
    by: Option<Items<Parsed<CredentialId>>>,
    /// The levels of the issuer of which any credential renews it.
    by_any: Option<Field<ByAny>>,
    /// Whether earning or renewing the other credential renews it.
    when: Option<Scalar<RenewedOn>>,
    /// The option is available only while one of these is held.
    holding: Option<Items<Parsed<CredentialId>>>,
    /// The credits that a combination requires besides an exam.
    credits: Option<Scalar<Whole<1, 1_000>>>,
    /// The fee in USD. If absent, it is the exam fee for `retake-exam`, and zero for `continuing-education`. If another
    /// credential renews this one, the fee is due in addition to the price of that one.
    fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// The fee for members in USD.
    member_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// Whether the keys express the whole rule; if not, write a note.
    modelled: Option<Scalar<bool>>,
    /// A note for what the keys can't express.
    note: Option<Scalar<String>>,
}

/// Any credential of the issuer at certain levels.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ByAny {
    /// The issuer's own names for the levels.
    issuer_level: Items<Parsed<String>>,
}

/// The amount of an optional key; `None` if it is absent or `unknown`.
pub(super) fn usd(amount: Option<Scalar<OrUnknown<Usd>>>) -> Option<Usd> {
    let OrUnknown(amount) = amount?.get()?;
    amount
}

fn number<const LEAST: u16, const MOST: u16>(
    number: Option<Scalar<Whole<LEAST, MOST>>>,
) -> Option<u16> {
    number?.get().map(|Whole(number)| number)
}

impl Context<'_, '_, '_> {
    /// Reads how a credential is renewed. The notes of the options are added to the details.
    pub(super) fn renewal(
        &mut self,
        renewal: Field<RawRenewal>,
        details: &mut Details,
    ) -> Option<Renewal> {
        let raw = renewal.value?;
        details.renewal_notes.clear();
        let mut options = Vec::new();
        for raw in good(Some(raw.options)) {
            if let Some((option, note)) = self.option(raw) {
                options.push(option);
                details.renewal_notes.push(note);
            }
        }
        Some(Renewal {
            annual_fee: usd(raw.annual_fee_usd),
            member_annual_fee: usd(raw.member_fee_usd),
            credits: raw.credits.and_then(credits),
            window_days: number(raw.window_days),
            grace: self.grace(raw.grace_days, raw.grace),
            extends_from: raw.extends_from.and_then(Scalar::get),
            cycle: raw
                .cycle
                .and_then(Scalar::get)
                .unwrap_or(Cycle::Anniversary),
            options,
        })
    }

    /// Reads `grace_days: 90`, or the map `grace`, which can say more.
    fn grace(
        &mut self,
        days: Option<Scalar<Whole<0, 3_650>>>,
        grace: Option<Field<RawGrace>>,
    ) -> Option<Grace> {
        if let (Some(days), Some(_)) = (&days, &grace) {
            let message = "`grace_days` and `grace` are both given";
            let finding = Diagnostic::error(Code::Contradiction, message);
            self.reader
                .report(days.span, finding.help("keep `grace`, with `days` in it"));
        }
        let Some(grace) = grace else {
            return number(days).map(|days| Grace {
                period: Period::Days(days),
                valid: None,
                reinstatement: Some(Usd::FREE),
            });
        };
        let raw = grace.value?;
        let period = match (raw.days, raw.months) {
            (Some(days), None) => Period::Days(number(Some(days))?),
            (None, Some(months)) => Period::Months(number(Some(months))?),
            (None, None) | (Some(_), Some(_)) => {
                let message = "`grace` needs its length: exactly one of `days` and `months`";
                self.reader
                    .report(grace.span, Diagnostic::error(Code::MissingKey, message));
                return None;
            }
        };
        Some(Grace {
            period,
            valid: raw.valid.and_then(Scalar::get),
            reinstatement: match raw.reinstatement_usd {
                Some(fee) => usd(Some(fee)),
                None => Some(Usd::FREE),
            },
        })
    }

    fn option(&mut self, raw: RawOption) -> Option<(RenewalOption, Option<Text>)> {
        let by = self.mentions(Kind::Credential, raw.by);
        let holding = self.mentions(Kind::Credential, raw.holding);
        let levels = raw.by_any.and_then(|any| any.value);
        let option = RenewalOption {
            kind: raw.kind.get()?,
            by,
            by_levels: scalars(levels.map(|any| any.issuer_level))
                .map(Text::from)
                .collect(),
            when: raw.when.and_then(Scalar::get).unwrap_or(RenewedOn::Either),
            holding,
            credits: number(raw.credits),
            fee: usd(raw.fee_usd),
            member_fee: usd(raw.member_fee_usd),
            modelled: raw.modelled.and_then(Scalar::get).unwrap_or(true),
        };
        Some((option, text(raw.note)))
    }
}

fn credits(credits: Field<RawCredits>) -> Option<Credits> {
    let raw = credits.value?;
    Some(Credits {
        amount: number(Some(raw.amount))?,
        unit: raw.unit.get()?.into(),
        per_months: number(Some(raw.per_months))?,
        min_per_year: number(raw.min_per_year),
    })
}
