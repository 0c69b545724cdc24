//! Evidence of who is qualified for which position, and by what.

use super::checklist::Checklist;
use super::person::Person;
use super::verdict::Qualification;
use crate::team::requirement::table::Table;
use crate::team::requirement::{Demand, Match, Requirement};

impl Checklist<'_, '_> {
    /// A line for each person and position that an item about positions concerns.
    pub(super) fn qualifications(
        &self,
        requirement: &Requirement,
        people: &[Person<'_>],
    ) -> Vec<Qualification> {
        let mut lines = Vec::new();
        for item in &requirement.items {
            let Demand::Every { matching, .. } = &item.demand else {
                continue;
            };
            let Some(table) = table(matching) else {
                continue;
            };
            let least = item.evidence.max(self.options.least_evidence);
            let valid_for = self.options.valid_for.or(item.valid_for);
            for person in people {
                for position in person.view().positions(&table.id, self.as_of) {
                    let row = table.row(&position.code);
                    let accepted = row
                        .map(|row| row.accepted(&position.level))
                        .unwrap_or_default();
                    let counts = person.holds.iter().filter(|holding| {
                        holding.evidence >= least
                            && holding.last(item.grace).less(valid_for) >= self.today()
                    });
                    let listed = counts.filter_map(|holding| {
                        let (_, listed) =
                            accepted.iter().find(|(id, _)| *id == holding.credential)?;
                        Some((holding, *listed))
                    });
                    let best = listed.max_by_key(|(holding, _)| {
                        (
                            holding.last(item.grace),
                            std::cmp::Reverse(holding.credential),
                        )
                    });
                    lines.push(Qualification {
                        item: item.id.clone(),
                        person: person.id.clone(),
                        table,
                        code: position.code.clone(),
                        position: row.map(|row| row.name.clone()),
                        level: position.level.clone(),
                        proof: best
                            .map(|(holding, listed)| (person.proof(holding, self.catalog), listed)),
                        evidence: best
                            .map(|(holding, _)| holding.evidence)
                            .unwrap_or_default(),
                        link: best.and_then(|(holding, _)| person.link(holding)),
                    });
                }
            }
        }
        lines.sort_by_key(|line| (line.item.clone(), line.person.clone(), line.code.clone()));
        lines
    }
}

/// The table by which a match judges positions.
pub(super) fn table(matching: &Match) -> Option<&'static Table> {
    match matching {
        Match::AcceptedForPosition(table) => Some(table),
        Match::AllOf(parts) | Match::AnyOf(parts) => parts.iter().find_map(table),
        Match::AtLeast(..) | Match::Holds(_) => None,
    }
}
