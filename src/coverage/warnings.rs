//! What deserves a look besides the verdict.

use std::collections::BTreeMap;

use super::UnknownEnd;
use super::checklist::Checklist;
use super::person::Person;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::base::text::Text;
use crate::catalog::credential::{Credential, ValidityRule};
use crate::catalog::validity::Validity;
use crate::team::requirement::table::Table;
use crate::team::requirement::{Demand, Whom};
use crate::team::roster::{Labels, Team};

pub(super) fn warnings(
    checklist: &Checklist<'_, '_>,
    team: &Team,
    people: &[Person<'_>],
) -> Vec<Diagnostic> {
    let mut found = unknown_validity(checklist, team, people).into_vec();
    let others = team.uncounted.iter().map(|other| {
        let who = format!(" of `{}`", other.person);
        uncounted(&other.credential, &who).at(other.place.clone())
    });
    found.extend(others.collect::<Findings>().into_vec());
    found.extend(of_requirements(checklist, &team.labels));
    found.extend(of_positions(checklist, people));
    found
}

/// A holding of a credential that is not in the catalog; `who` says whose it is.
pub(super) fn uncounted(credential: &str, who: &str) -> Diagnostic {
    let message = format!("`{credential}`{who} is not in the catalog and does not count");
    Diagnostic::warning(Code::NotCounted, message)
}

/// What deserves a look in the requirements, for a roster with these role labels.
pub(super) fn of_requirements(checklist: &Checklist<'_, '_>, labels: &Labels) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for requirement in checklist.requirements {
        for waiver in requirement
            .waivers
            .iter()
            .filter(|waiver| waiver.until < checklist.as_of)
        {
            let message = format!(
                "the waiver of `{}` expired on {}",
                waiver.item, waiver.until
            );
            let finding =
                Diagnostic::warning(Code::ExpiredWaiver, message).at(waiver.place.clone());
            found.push(finding.help("renew it with a new reason and date, or remove it"));
        }
    }
    nobody(checklist, labels, &mut found);
    found.extend(labels.findings(asked_roles(checklist)).into_vec());
    found
}

/// A holding that matters and whose expiry is unknown; `who` says whose it is.
pub(super) fn unknown_end(
    credential: &Credential,
    earned: Option<PartialDate>,
    who: &str,
    unknown: UnknownEnd,
) -> Diagnostic {
    let fate = match unknown {
        UnknownEnd::Nothing => "so it does not count",
        UnknownEnd::Valid => "and it is assumed to be valid",
    };
    let message = format!("the expiry of `{}`{who} is unknown, {fate}", credential.id);
    let is_known = |rule: &ValidityRule| rule.validity != Validity::Unknown;
    let help = if earned.is_none() && credential.validity.iter().any(is_known) {
        "record `expires`, or when it was earned"
    } else if credential.validity.iter().any(|rule| rule.exam.is_some()) {
        "record `expires`, or the `exam`, on which the validity depends"
    } else {
        "record `expires`: the catalog does not know how long it is valid"
    };
    Diagnostic::warning(Code::UnknownValidity, message).help(help)
}

/// Holdings that matter and whose expiry is unknown, in the order of the rosters.
fn unknown_validity(checklist: &Checklist<'_, '_>, team: &Team, people: &[Person<'_>]) -> Findings {
    let mut files: Vec<&str> = Vec::new();
    let holds = || team.people.iter().flat_map(|person| &person.holds);
    for held in holds() {
        if !files.contains(&&*held.place.file) {
            files.push(&held.place.file);
        }
    }
    let rank = |place: &Option<Place>| {
        let place = place.as_ref()?;
        let file = files.iter().position(|file| **file == *place.file);
        Some((file, place.line, place.column))
    };
    let mut all: Vec<(Option<Place>, Diagnostic)> = Vec::new();
    for person in people {
        let unknown = person.holds.iter().filter(|holding| holding.is_unknown());
        for holding in unknown.filter(|holding| checklist.asks_for(holding.number)) {
            let who = format!(" of `{}`", person.id);
            let credential = checklist.catalog.credential(&holding.credential);
            let Some(credential) = credential else {
                continue;
            };
            let earned = holding.dated.earned;
            let finding = unknown_end(credential, earned, &who, checklist.options.unknown);
            all.push((person.proof(holding, checklist.catalog).place, finding));
        }
    }
    all.sort_by_key(|(place, _)| rank(place));
    let placed = all.into_iter().map(|(place, finding)| match place {
        Some(place) => finding.at(place),
        None => finding,
    });
    placed.collect()
}

/// The roles that items ask about.
fn asked_roles<'r>(checklist: &Checklist<'r, '_>) -> impl Iterator<Item = &'r str> {
    let items = checklist.requirements.iter().flat_map(|set| &set.items);
    items.filter_map(|item| match &item.demand {
        Demand::Every {
            whom: Whom::Role(role),
            ..
        } => Some(role.as_str()),
        _ => None,
    })
}

/// Items about everybody of a kind, where there is nobody of that kind.
fn nobody(checklist: &Checklist<'_, '_>, labels: &Labels, found: &mut Vec<Diagnostic>) {
    for block in &checklist.blocks {
        for part in &block.items {
            let Demand::Every { whom, .. } = &part.item.demand else {
                continue;
            };
            if !block.classes.is_empty() {
                continue;
            }
            let finding = match whom {
                Whom::All => Diagnostic::warning(Code::NobodyConcerned, "the team has no members"),
                Whom::Role(role) => {
                    let message = format!(
                        "`{}` applies to nobody: nobody has the role `{role}`",
                        part.item.id
                    );
                    Diagnostic::warning(Code::NobodyConcerned, message).suggest(role, labels.iter())
                }
                Whom::Position(table) => {
                    let message = format!(
                        "`{}` applies to nobody: nobody has a position in {table}",
                        part.item.id
                    );
                    Diagnostic::warning(Code::NobodyConcerned, message)
                }
            };
            found.push(finding.at(part.item.place.clone()));
        }
    }
}

/// Positions that a table does not have, in the order of the rosters.
pub(super) fn of_positions(
    checklist: &Checklist<'_, '_>,
    people: &[Person<'_>],
) -> Vec<Diagnostic> {
    let mut found = Findings::default();
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
                found.warning(|| {
                    Diagnostic::warning(Code::UnknownPosition, message).at(position.place.clone())
                });
            }
        }
    }
    found.into_vec()
}
