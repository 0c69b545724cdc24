//! What deserves a look besides the verdict.

use std::collections::{BTreeMap, BTreeSet};

use super::UnknownEnd;
use super::checklist::Checklist;
use super::person::Person;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use crate::catalog::id::CredentialId;
use crate::team::requirement::table::Table;
use crate::team::requirement::{Demand, Whom};
use crate::team::roster::Team;

pub(super) fn warnings(
    checklist: &Checklist<'_, '_>,
    team: &Team,
    people: &[Person<'_>],
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    unknown_validity(checklist, people, &mut found);
    for other in &team.uncounted {
        let message = format!(
            "`{}` of `{}` is not in the catalog and counts for nothing",
            other.credential, other.person
        );
        found.push(Diagnostic::warning(Code::NotCounted, message).at(other.place.clone()));
    }
    let roles: BTreeSet<&str> = people
        .iter()
        .flat_map(|one| one.roles.iter().map(|role| role.as_str()))
        .collect();
    found.extend(of_requirements(checklist, &roles));
    positions(checklist, people, &mut found);
    found
}

/// What deserves a look in the requirements, for a roster with these roles.
pub(super) fn of_requirements(
    checklist: &Checklist<'_, '_>,
    roles: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for requirement in checklist.requirements {
        for waiver in requirement
            .waivers
            .iter()
            .filter(|waiver| waiver.until < checklist.as_of)
        {
            let message = format!(
                "the waiver of `{}` ran out on {}",
                waiver.item, waiver.until
            );
            let finding =
                Diagnostic::warning(Code::ExpiredWaiver, message).at(waiver.place.clone());
            found.push(finding.help("renew it with a new reason and date, or remove it"));
        }
    }
    nobody(checklist, roles, &mut found);
    found
}

/// A holding that matters and whose end is not known; `who` says whose it is.
pub(super) fn unknown_end(credential: CredentialId, who: &str, unknown: UnknownEnd) -> Diagnostic {
    let fate = match unknown {
        UnknownEnd::Nothing => "so it counts for nothing",
        UnknownEnd::Valid => "and it is taken to be valid",
    };
    let message = format!("how long `{credential}`{who} is valid is not known, {fate}");
    Diagnostic::warning(Code::UnknownValidity, message)
        .help("record `expires`, or when it was earned")
}

/// Holdings that matter and whose end is not known.
fn unknown_validity(
    checklist: &Checklist<'_, '_>,
    people: &[Person<'_>],
    found: &mut Vec<Diagnostic>,
) {
    for person in people {
        for one in person
            .holds
            .iter()
            .filter(|one| one.is_unknown() && checklist.asks_for(one.number))
        {
            let finding = unknown_end(
                one.credential,
                &format!(" of `{}`", person.id),
                checklist.options.unknown,
            );
            found.push(match person.proof(one, checklist.catalog).place {
                Some(place) => finding.at(place),
                None => finding,
            });
        }
    }
}

/// Items about everybody of a kind, where nobody is.
fn nobody(checklist: &Checklist<'_, '_>, roles: &BTreeSet<&str>, found: &mut Vec<Diagnostic>) {
    for block in &checklist.blocks {
        for part in &block.items {
            let Demand::Every { whom, .. } = &part.item.demand else {
                continue;
            };
            if !block.classes.is_empty() {
                continue;
            }
            let finding = match whom {
                Whom::All => Diagnostic::warning(Code::NobodyConcerned, "the roster is empty"),
                Whom::Role(role) => {
                    let message = format!(
                        "`{}` concerns nobody: nobody has the role `{role}`",
                        part.item.id
                    );
                    Diagnostic::warning(Code::NobodyConcerned, message)
                        .suggest(role, roles.iter().copied())
                }
                Whom::Position(table) => {
                    let message = format!(
                        "`{}` concerns nobody: nobody has a position in {table}",
                        part.item.id
                    );
                    Diagnostic::warning(Code::NobodyConcerned, message)
                }
            };
            found.push(finding.at(part.item.place.clone()));
        }
    }
}

/// Positions that a table does not have.
fn positions(checklist: &Checklist<'_, '_>, people: &[Person<'_>], found: &mut Vec<Diagnostic>) {
    let items = checklist
        .requirements
        .iter()
        .flat_map(|requirement| &requirement.items);
    let tables = items.filter_map(|item| match &item.demand {
        Demand::Every { matching, .. } => super::qualification::table(matching),
        _ => None,
    });
    let tables: BTreeMap<Text, &Table> = tables.map(|table| (table.id.clone(), table)).collect();
    for table in tables.values() {
        for person in people {
            for position in person.view().positions(&table.id, checklist.as_of) {
                let message = match table.row(&position.code) {
                    None => format!("{} has no row `{}`", table.id, position.code),
                    Some(row) if row.accepted(&position.level).is_empty() => {
                        format!(
                            "{} accepts no credential for {} {}",
                            table.id, row.code, position.level
                        )
                    }
                    Some(_) => continue,
                };
                found.push(
                    Diagnostic::warning(Code::UnknownPosition, message).at(position.place.clone()),
                );
            }
        }
    }
}
