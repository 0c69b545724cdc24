//! What a set costs to keep, and over the horizon: what members share is paid once.

use super::StackCost;
use super::piece::Piece;
use crate::advice::axes;
use crate::advice::chain;
use crate::advice::profile::Profile;
use crate::base::date::months_later;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::FeeBasis;
use crate::cost::schedule::{Member, per_year, schedule};
use crate::cost::{Cost, cost};

/// The upkeep fit of the yearly cost of a set for each member, what members share being paid once and what has to be
/// earned before being kept too.
pub(super) fn upkeep(catalog: &Catalog, profile: &Profile<'_>, set: &[&Piece<'_>]) -> f64 {
    let each = set.len() as f64;
    let before = lacking(catalog, profile, set);
    let before = before.iter().filter_map(|id| catalog.credential(id));
    let before: Vec<Cost> = before
        .map(|credential| cost(catalog, credential, profile.rate))
        .collect();
    let costs = || set.iter().map(|piece| &piece.cost).chain(&before);
    let usd =
        costs().map(|cost| cost.assumed_usd_per_year).sum::<f64>() - saved(catalog, profile, set);
    let hours = costs().map(|cost| cost.assumed_hours_per_year).sum::<f64>();
    axes::upkeep_fit(usd.max(0.0) / each, hours / each, profile)
}

/// What has to be earned before the members and is not one of them, deepest first.
pub(super) fn lacking<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    set: &[&Piece<'c>],
) -> Vec<&'c CredentialId> {
    let mut before: Vec<&CredentialId> = Vec::new();
    if set.iter().any(|piece| piece.lacks) {
        let members: Vec<CredentialId> = set.iter().map(|piece| piece.credential.id).collect();
        let lacking = set.iter().filter(|piece| piece.lacks);
        for id in
            lacking.flat_map(|piece| chain::before(catalog, piece.credential, profile, &members))
        {
            if !before.contains(&id) {
                before.push(id);
            }
        }
    }
    before
}

/// What keeping the members together saves a year, USD, in whole cents.
fn saved(catalog: &Catalog, profile: &Profile<'_>, set: &[&Piece<'_>]) -> f64 {
    let shares = |(index, member): (usize, &&Piece<'_>)| {
        set[index + 1..]
            .iter()
            .any(|other| share_upkeep(catalog, member.credential, other.credential))
    };
    if !set.iter().enumerate().any(shares) {
        return 0.0;
    }
    let members = set.iter().map(|piece| Member::to_earn(piece.credential));
    let members: Vec<Member<'_>> = members.collect();
    let apart: Option<f64> = members
        .iter()
        .map(|member| per_year(catalog, &[*member], profile.rate))
        .sum();
    let together = per_year(catalog, &members, profile.rate);
    apart.zip(together).map_or(0.0, |(apart, together)| {
        ((apart - together).max(0.0) * 100.0).round() / 100.0
    })
}

/// Whether two credentials can be cheaper to keep together: one renews the other, or an annual fee is paid once.
pub(in crate::advice) fn share_upkeep(catalog: &Catalog, a: &Credential, b: &Credential) -> bool {
    let due = |c: &Credential| {
        c.renewal
            .as_ref()
            .is_some_and(|r| r.annual_fee.is_some_and(|fee| fee > Usd::FREE))
    };
    let once = || {
        catalog
            .issuer(&a.issuer)
            .is_some_and(|issuer| issuer.annual_fee_basis != FeeBasis::Credential)
    };
    renews(a, b) || renews(b, a) || (a.issuer == b.issuer && due(a) && due(b) && once())
}

/// Whether earning or renewing `by` renews `other`.
pub(in crate::advice) fn renews(by: &Credential, other: &Credential) -> bool {
    let level = by
        .issuer_level
        .clone()
        .filter(|_| by.issuer == other.issuer);
    let mut options = other
        .renewal
        .iter()
        .flat_map(|renewal| renewal.options.iter());
    options.any(|option| {
        option.by.contains(&by.id) || level.clone().is_some_and(|l| option.by_levels.contains(&l))
    })
}

/// What it takes to earn and keep all of `credentials` over the horizon.
pub(super) fn over_horizon(
    catalog: &Catalog,
    profile: &Profile<'_>,
    credentials: &[&Credential],
) -> StackCost {
    let to_earn = credentials
        .iter()
        .map(|credential| Member::to_earn(credential));
    let members: Vec<Member<'_>> = to_earn.collect();
    let end = months_later(profile.today, i64::from(profile.horizon_years) * 12);
    let alone = |member: &Member<'_>| {
        schedule(catalog, &[*member], profile.today, end, profile.rate).total()
    };
    let together = schedule(catalog, &members, profile.today, end, profile.rate);
    StackCost {
        fees: credentials
            .iter()
            .map(|credential| credential.fee_to_earn())
            .sum(),
        total: together.total(),
        separately: members.iter().map(alone).sum(),
        at_least: !together.at_least.is_empty(),
    }
}
