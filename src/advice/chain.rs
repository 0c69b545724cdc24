//! What has to be earned before a credential, and what that costs.

use crate::advice::profile::Profile;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Status;
use crate::cost::{HourRange, cost};

/// Needed credentials that are not held, in the order in which to earn them.
#[derive(Clone, Debug, Default)]
pub struct Chain<'c> {
    /// The credentials, deepest first.
    pub credentials: Vec<&'c CredentialId>,
    /// Fees of their exams, and of courses that must be taken, together, USD; `None` where one is unknown.
    pub fees: Option<Usd>,
    /// Hours to prepare for them.
    pub preparation: HourRange,
}

/// What `credential` still needs of a person.
pub fn chain<'c>(
    catalog: &'c Catalog,
    credential: &'c Credential,
    profile: &Profile<'_>,
) -> Chain<'c> {
    let credentials = before(catalog, credential, profile, &[]);
    let costs = credentials
        .iter()
        .filter_map(|id| catalog.credential(id))
        .map(|c| cost(catalog, c, profile.rate));
    let (fees, preparation) =
        costs.fold((Some(Usd::FREE), HourRange::NONE), |(fees, hours), one| {
            (
                fees.zip(one.earning()).map(|(a, b)| a + b),
                hours.plus(one.preparation),
            )
        });
    Chain {
        credentials,
        fees,
        preparation,
    }
}

/// What `credential` still needs of a person who is to earn those in `with` anyway, in the order in which to earn it.
pub fn before<'c>(
    catalog: &'c Catalog,
    credential: &'c Credential,
    profile: &Profile<'_>,
    with: &[CredentialId],
) -> Vec<&'c CredentialId> {
    let mut before: Vec<&CredentialId> = Vec::new();
    let mut open = needed(catalog, credential, profile, with);
    while let Some(id) = open.pop() {
        if !before.contains(&id) {
            before.push(id);
            open.extend(
                catalog
                    .credential(id)
                    .map(|c| needed(catalog, c, profile, with))
                    .unwrap_or_default(),
            );
        }
    }
    before.reverse();
    before
}

/// What `credential` itself still needs: all of its prerequisites, and the cheapest where one of several is enough.
fn needed<'c>(
    catalog: &'c Catalog,
    credential: &'c Credential,
    profile: &Profile<'_>,
    with: &[CredentialId],
) -> Vec<&'c CredentialId> {
    let prerequisites = &credential.prerequisites;
    let is_met = |id: &CredentialId| profile.holds.contains(id) || with.contains(id);
    let mut needed: Vec<_> = prerequisites
        .credentials
        .iter()
        .filter(|id| !is_met(id))
        .collect();
    if !prerequisites.any_of.iter().any(is_met) {
        let known = |id: &&CredentialId| {
            catalog
                .credential(id)
                .map(|c| (c.status_on(profile.today), c.fee_to_earn()))
        };
        let open = |id: &&CredentialId| !matches!(known(id), None | Some((Status::Retired, _)));
        let fee = |id: &&CredentialId| {
            known(id)
                .and_then(|(_, fee)| fee)
                .map_or(i64::MAX, Usd::cents)
        };
        needed.extend(prerequisites.any_of.iter().filter(open).min_by_key(fee));
    }
    needed
}
