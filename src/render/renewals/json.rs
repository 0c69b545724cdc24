//! The renewals as the JSON of the contract.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Needless, Page, quarter, way};
use crate::base::date::{Date, PartialDate};
use crate::base::money::Usd;
use crate::catalog::id::CredentialId;
use crate::cost::HourRange;
use crate::cost::renewals::Renewal;
use crate::cost::standing::Late;
use crate::render::value::rounded;

/// The JSON of the contract.
pub fn json(page: &Page<'_>) -> impl Serialize {
    let renewals = page.renewals;
    RenewalsJson {
        schema: "certadvise.renewals/1",
        as_of: renewals.today,
        until: renewals.until,
        rate_usd: page.rate,
        renewals: renewals.due.iter().map(RenewalJson::new).collect(),
        annual_fees: renewals
            .fees
            .iter()
            .map(|fee| FeeJson {
                person: fee.person.id.to_string(),
                date: fee.date,
                credentials: fee.credentials.iter().map(|id| **id).collect(),
                cost_usd: fee.cost,
            })
            .collect(),
        unplanned: renewals
            .unplanned
            .iter()
            .map(|unplanned| UnplannedJson {
                person: unplanned.person.id.to_string(),
                credential: unplanned.credential.id,
                expires: unplanned.expires,
                because: unplanned.because.clone(),
            })
            .collect(),
        renewed: renewals
            .renewed
            .iter()
            .map(|renewed| RenewedJson {
                person: renewed.person.id.to_string(),
                credential: renewed.credential.id,
                expires: renewed
                    .expires
                    .map_or_else(|| "never".to_owned(), |day| day.earliest().to_string()),
                renewed_by: renewed.by,
                earned: renewed.earned,
            })
            .collect(),
        credit_hours: renewals
            .shared_hours
            .iter()
            .map(|hours| CreditHoursJson {
                person: hours.person.id.to_string(),
                summed: rounded(hours.summed, 1),
                overlapped: rounded(hours.shared, 1),
            })
            .collect(),
        by_month: renewals
            .by_month()
            .into_iter()
            .map(|(year, month, usd)| MonthJson {
                month: format!("{year:04}-{month:02}"),
                cost_usd: usd,
            })
            .collect(),
        by_quarter: renewals.by(|item| quarter(item.date)),
        by_person: renewals.by(|item| item.person.id.to_string()),
        by_issuer: renewals.by(|item| item.issuer.to_string()),
        not_required: page
            .needless
            .map(|needless| needless.iter().map(NotRequiredJson::new).collect()),
        at_least: renewals.at_least(),
        total_usd: renewals.total(),
    }
}

#[derive(Serialize)]
struct RenewalsJson {
    schema: &'static str,
    as_of: Date,
    until: Date,
    rate_usd: Usd,
    renewals: Vec<RenewalJson>,
    annual_fees: Vec<FeeJson>,
    unplanned: Vec<UnplannedJson>,
    renewed: Vec<RenewedJson>,
    credit_hours: Vec<CreditHoursJson>,
    by_month: Vec<MonthJson>,
    by_quarter: BTreeMap<String, Usd>,
    by_person: BTreeMap<String, Usd>,
    by_issuer: BTreeMap<String, Usd>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_required: Option<Vec<NotRequiredJson>>,
    at_least: bool,
    total_usd: Usd,
}

/// What another holding renewed.
#[derive(Serialize)]
struct RenewedJson {
    person: String,
    credential: CredentialId,
    expires: String,
    renewed_by: CredentialId,
    earned: PartialDate,
}

/// Hours of continuing education: each program by itself, and if every activity counts in all.
#[derive(Serialize)]
struct CreditHoursJson {
    person: String,
    summed: f64,
    overlapped: f64,
}

/// What nothing asks for.
#[derive(Serialize)]
struct NotRequiredJson {
    person: String,
    credential: CredentialId,
    cost_usd: Usd,
}

impl NotRequiredJson {
    fn new((person, credential, cost): &Needless<'_>) -> Self {
        Self {
            person: person.id.to_string(),
            credential: *credential,
            cost_usd: *cost,
        }
    }
}

#[derive(Serialize)]
struct RenewalJson {
    person: String,
    credential: CredentialId,
    expires: Date,
    /// The last day to renew what has expired.
    grace_until: Option<Date>,
    suspended: bool,
    option: String,
    cost_usd: Option<Usd>,
    hours: HourRange,
    window_opens: Option<Date>,
    act_by: Date,
    also_renews: Vec<CredentialId>,
}

impl RenewalJson {
    fn new(renewal: &Renewal<'_>) -> Self {
        Self {
            person: renewal.person.id.to_string(),
            credential: renewal.credential.id,
            expires: renewal.expires,
            grace_until: renewal.late.map(|late| late.until),
            suspended: renewal.late.is_some_and(Late::is_suspended),
            option: way(renewal, ToString::to_string),
            cost_usd: renewal.cost,
            hours: renewal.hours,
            window_opens: renewal.window_opens,
            act_by: renewal.act_by,
            also_renews: renewal.also_renews.iter().map(|id| **id).collect(),
        }
    }
}

#[derive(Serialize)]
struct FeeJson {
    person: String,
    date: Date,
    credentials: Vec<CredentialId>,
    cost_usd: Usd,
}

#[derive(Serialize)]
struct UnplannedJson {
    person: String,
    credential: CredentialId,
    expires: Option<Date>,
    because: String,
}

#[derive(Serialize)]
struct MonthJson {
    month: String,
    cost_usd: Usd,
}
