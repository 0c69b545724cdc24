//! What somebody who is hired would have to hold to fill what the team can't.

use super::demands::Asked;
use super::infeasible::Line;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Status;
use crate::team::requirement::{Demand, Match};

/// The fewest credentials with which somebody new meets a line of an item, of equally many the cheapest; `None` where no
/// credential alone helps.
pub fn hire_with(catalog: &Catalog, asked: Asked<'_>, line: Line) -> Option<Vec<CredentialId>> {
    let mut found = match (&asked.item.demand, line) {
        (Demand::People(seats), Line::Whole) => fewest(catalog, &seats.matching)?,
        (Demand::People(seats), Line::OfWhich(place)) => {
            let mut both = fewest(catalog, &seats.of_which.get(place)?.1)?;
            // Somebody who meets the line must also fill the seat.
            if !meets(&seats.matching, &both) {
                both.extend(fewest(catalog, &seats.matching)?);
            }
            both
        }
        (Demand::Credentials { matching, .. }, Line::Whole) => {
            vec![cheapest(catalog, &matching.credentials)?]
        }
        (Demand::Score(score), Line::Gate(place)) => fewest(catalog, &score.gates.get(place)?.1)?,
        _ => return None,
    };
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// Whether holding these, all of them valid, is enough for a match.
fn meets(matching: &Match, held: &[CredentialId]) -> bool {
    match matching {
        Match::AllOf(parts) => parts.iter().all(|part| meets(part, held)),
        Match::AnyOf(parts) => parts.iter().any(|part| meets(part, held)),
        Match::Holds(leaf) => leaf.credentials.iter().any(|id| held.contains(id)),
        Match::AtLeast(least, leaves) => {
            let counts =
                |id: &&CredentialId| leaves.iter().any(|leaf| leaf.credentials.contains(id));
            held.iter().filter(counts).count() >= *least as usize
        }
        Match::AcceptedForPosition(_) => false,
    }
}

fn fewest(catalog: &Catalog, matching: &Match) -> Option<Vec<CredentialId>> {
    match matching {
        Match::AllOf(parts) => {
            let mut all = Vec::new();
            for part in parts {
                if !meets(part, &all) {
                    all.extend(fewest(catalog, part)?);
                }
            }
            Some(all)
        }
        Match::AnyOf(parts) => parts
            .iter()
            .filter_map(|part| fewest(catalog, part))
            .min_by_key(|ids| (ids.len(), fees(catalog, ids), ids.clone())),
        Match::Holds(leaf) => Some(vec![cheapest(catalog, &leaf.credentials)?]),
        Match::AtLeast(least, leaves) => {
            let accepted = leaves.iter().flat_map(|leaf| &leaf.credentials);
            let mut ids: Vec<CredentialId> = accepted
                .copied()
                .filter(|id| is_open(catalog, id))
                .collect();
            ids.sort_by_key(|id| (fee(catalog, id), *id));
            ids.dedup();
            ids.truncate(*least as usize);
            (ids.len() == *least as usize).then_some(ids)
        }
        Match::AcceptedForPosition(_) => None,
    }
}

fn cheapest(catalog: &Catalog, ids: &[CredentialId]) -> Option<CredentialId> {
    let open = ids.iter().copied().filter(|id| is_open(catalog, id));
    open.min_by_key(|id| (fee(catalog, id), *id))
}

/// Whether it can still be earned, so that somebody with it is likely to be found.
fn is_open(catalog: &Catalog, id: &CredentialId) -> bool {
    let status = catalog.credential(id).map(|credential| credential.status);
    status.is_some_and(|status| !matches!(status, Status::Retired | Status::Announced))
}

/// The exam fee in cents; what is not known comes last.
fn fee(catalog: &Catalog, id: &CredentialId) -> i64 {
    let fee = catalog
        .credential(id)
        .and_then(|credential| credential.exam_fee);
    fee.map_or(i64::MAX / 64, |fee| fee.cents())
}

fn fees(catalog: &Catalog, ids: &[CredentialId]) -> i64 {
    ids.iter().map(|id| fee(catalog, id)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;
    use crate::team::requirement::{Evidence, Leaf};

    fn holds(ids: &[&str]) -> Match {
        let mut credentials: Vec<CredentialId> = ids.iter().map(|id| id.parse().unwrap()).collect();
        credentials.sort_unstable();
        Match::Holds(Leaf {
            credentials,
            evidence: Evidence::Declared,
            says: "some".into(),
        })
    }

    #[test]
    fn one_credential_that_meets_two_conditions_is_enough() {
        let catalog = embedded::catalog();
        let both = Match::AllOf(vec![holds(&["cka"]), holds(&["cka", "ckad"])]);
        assert_eq!(fewest(catalog, &both), Some(vec!["cka".parse().unwrap()]));
        let one = Match::AnyOf(vec![
            both,
            Match::AllOf(vec![holds(&["cks"]), holds(&["pcap"])]),
        ]);
        assert_eq!(fewest(catalog, &one), Some(vec!["cka".parse().unwrap()]));
        assert!(meets(&one, &["cka".parse().unwrap()]));
        assert!(!meets(&one, &["cks".parse().unwrap()]));
    }
}
