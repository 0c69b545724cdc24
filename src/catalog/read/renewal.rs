//! How a credential is kept.

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

/// How it is kept.
#[derive(Deserialize)]
#[serde(rename = "Renewal")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RawRenewal {
    /// Annual fee, USD.
    annual_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// The same for members, USD.
    member_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// Credits of continuing education.
    credits: Option<Field<RawCredits>>,
    /// How long before the expiry it can be renewed.
    window_days: Option<Scalar<Whole<0, 3_650>>>,
    /// How many days after the expiry it still can; `grace` says more.
    grace_days: Option<Scalar<Whole<0, 3_650>>>,
    /// The time after the expiry during which it can still be renewed, where there is more to say than its days.
    grace: Option<Field<RawGrace>>,
    /// Where the renewed validity period begins.
    extends_from: Option<Scalar<ExtendsFrom>>,
    /// How cycles are counted.
    cycle: Option<Scalar<Cycle>>,
    /// Any one of these renews it.
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
    /// How long it lasts, in days.
    days: Option<Scalar<Whole<1, 3_650>>>,
    /// How long it lasts, in calendar months.
    months: Option<Scalar<Whole<1, 120>>>,
    /// Whether the issuer still counts the holder as certified meanwhile; if not, the holding is suspended.
    valid: Option<Scalar<bool>>,
    /// What returning costs on top of the renewal, USD.
    reinstatement_usd: Option<Scalar<OrUnknown<Usd>>>,
}

/// Credits of continuing education.
#[derive(Deserialize)]
#[serde(rename = "Credits")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawCredits {
    /// How many.
    amount: Scalar<Whole<1, 1_000>>,
    /// What they are called.
    unit: Scalar<String>,
    /// Within so many months.
    per_months: Scalar<Whole<1, 120>>,
    /// At least so many in each year.
    min_per_year: Option<Scalar<Whole<1, 1_000>>>,
}

/// A way to renew.
#[derive(Deserialize)]
#[serde(rename = "RenewalOption")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RawOption {
    /// What it is.
    kind: Scalar<RenewalKind>,
    /// Credentials that renew it.
    by: Option<Items<Parsed<CredentialId>>>,
    /// Any credential of the issuer at these levels.
    by_any: Option<Field<ByAny>>,
    /// What must happen to the other credential.
    when: Option<Scalar<RenewedOn>>,
    /// Only while one of these is held too.
    holding: Option<Items<Parsed<CredentialId>>>,
    /// Credits this brings.
    credits: Option<Scalar<Whole<1, 1_000>>>,
    /// Fee, USD; left out, the exam fee for retake-exam and nothing more for continuing-education; for another
    /// credential, what is due on top of its own price.
    fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// The same for members, USD.
    member_fee_usd: Option<Scalar<OrUnknown<Usd>>>,
    /// Whether the keys say it all.
    modelled: Option<Scalar<bool>>,
    /// What the keys don't say.
    note: Option<Scalar<String>>,
}

/// Any credential of the issuer at these levels.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ByAny {
    /// The issuer's own words.
    issuer_level: Items<Parsed<String>>,
}

/// An amount, where it is known.
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
    /// How it is kept; the notes of the options go to the details.
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

    /// `grace_days: 90`, or a map `grace` that says more.
    fn grace(
        &mut self,
        days: Option<Scalar<Whole<0, 3_650>>>,
        grace: Option<Field<RawGrace>>,
    ) -> Option<Grace> {
        if let (Some(days), Some(_)) = (&days, &grace) {
            let message = "`grace_days` and `grace` say the same thing";
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
                let message = "`grace` says how long it lasts, in `days` or in `months`";
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
