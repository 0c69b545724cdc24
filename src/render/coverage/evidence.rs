//! What each person's part in the verdict rests on, for an inspection: one row for each person, item and holding.

use super::Page;
use crate::coverage::verdict::{Filled, ItemVerdict, Proof, Qualification, RequirementVerdict};
use crate::render::{Cell, Column, Grid, Tone};
use crate::team::requirement::table::At;
use crate::team::roster::Held;

/// A row of the evidence.
#[derive(Clone, Debug, Default)]
struct Line {
    requirement: String,
    item: String,
    person: String,
    name: String,
    position: String,
    position_name: String,
    level: String,
    qualified: bool,
    credential: String,
    credential_name: String,
    earned: String,
    valid_until: String,
    evidence_level: String,
    evidence: String,
    listed: &'static str,
    table: String,
}

impl Page<'_> {
    /// The evidence of every item as CSV.
    ///
    /// # Errors
    /// None that a verdict can cause.
    pub fn evidence_csv(&self) -> Result<String, csv::Error> {
        let columns = [
            "requirement",
            "item",
            "person",
            "name",
            "position",
            "position_name",
            "level",
            "qualified",
            "credential",
            "credential_name",
            "earned",
            "valid_until",
            "evidence_level",
            "evidence",
            "listed",
            "table",
        ];
        let rows = self.evidence().into_iter().map(|line| {
            [
                line.requirement,
                line.item,
                line.person,
                line.name,
                line.position,
                line.position_name,
                line.level,
                line.qualified.to_string(),
                line.credential,
                line.credential_name,
                line.earned,
                line.valid_until,
                line.evidence_level,
                line.evidence,
                line.listed.to_owned(),
                line.table,
            ]
        });
        Grid::new(columns.map(Column::text).to_vec(), rows).csv()
    }

    /// The evidence of every item for a terminal.
    pub fn evidence_terminal(&self, width: u16) -> String {
        self.evidence_grid().terminal(width)
    }

    /// The evidence of every item as Markdown.
    pub fn evidence_markdown(&self) -> String {
        self.evidence_grid().markdown()
    }

    fn evidence_grid(&self) -> Grid {
        let columns = vec![
            Column::name("person"),
            Column::text("meets"),
            Column::name("credential"),
            Column::id("id").optional(2),
            Column::id("earned").optional(3),
            Column::id("valid until"),
            Column::text("evidence").optional(1),
            Column::text("link").optional(4),
        ];
        let rows = self.evidence().into_iter().map(|line| {
            let credential = if line.qualified {
                Cell::from(line.credential_name)
            } else {
                Cell::from("✗ nothing").toned(Tone::Bad)
            };
            let meets = if line.position.is_empty() {
                line.item
            } else {
                position(&line.position, &line.position_name, &line.level)
            };
            [
                Cell::from(if line.name.is_empty() {
                    line.person
                } else {
                    line.name
                }),
                Cell::from(meets),
                credential,
                Cell::from(line.credential).toned(Tone::Faint),
                Cell::from(line.earned),
                Cell::from(line.valid_until),
                Cell::from(line.evidence_level),
                Cell::from(line.evidence),
            ]
        });
        Grid::new(columns, rows)
    }

    fn evidence(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for requirement in &self.verdict.requirements {
            let qualifications = requirement.evidence.iter();
            lines
                .extend(qualifications.map(|qualified| self.qualification(requirement, qualified)));
            for item in &requirement.items {
                let by_position = |line: &Qualification| line.item == item.id;
                if requirement.evidence.iter().any(by_position) {
                    continue;
                }
                for filled in &item.filled_by {
                    let proofs = filled.by.iter();
                    lines.extend(proofs.map(|proof| self.proof(requirement, item, filled, proof)));
                }
            }
        }
        lines
    }

    fn proof(
        &self,
        requirement: &RequirementVerdict,
        item: &ItemVerdict,
        filled: &Filled,
        proof: &Proof,
    ) -> Line {
        let held = self.held(&filled.person, proof);
        Line {
            requirement: requirement.id.to_string(),
            item: item.id.to_string(),
            person: filled.person.to_string(),
            name: self.name(&filled.person),
            qualified: true,
            evidence_level: held.map_or_else(String::new, |held| held.evidence_level.to_string()),
            evidence: held
                .and_then(|held| held.evidence.as_ref())
                .map_or_else(String::new, ToString::to_string),
            ..self.credential(&filled.person, proof)
        }
    }

    fn qualification(&self, requirement: &RequirementVerdict, position: &Qualification) -> Line {
        let held = position.proof.as_ref();
        Line {
            requirement: requirement.id.to_string(),
            item: position.item.to_string(),
            person: position.person.to_string(),
            name: self.name(&position.person),
            position: position.code.to_string(),
            position_name: position
                .position
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            level: position.level.to_string(),
            qualified: held.is_some(),
            evidence_level: held.map_or_else(String::new, |_| position.evidence.to_string()),
            evidence: position
                .link
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            listed: held.map_or("", |(_, listed)| match listed {
                At::Exact => "at this level",
                At::Higher => "at a higher level",
            }),
            table: table(position),
            ..held.map_or_else(Line::default, |(proof, _)| {
                self.credential(&position.person, proof)
            })
        }
    }

    /// What is said of a holding.
    fn credential(&self, person: &str, proof: &Proof) -> Line {
        let earned = self.held(person, proof).and_then(|held| held.earned);
        Line {
            credential: proof.credential.to_string(),
            credential_name: self.names.credential_alone(proof.credential),
            earned: earned.map_or_else(String::new, |earned| earned.to_string()),
            valid_until: match (proof.expires, proof.assumed) {
                (_, true) => "unknown".to_owned(),
                (Some(day), false) => day.to_string(),
                (None, false) => "never expires".to_owned(),
            },
            ..Line::default()
        }
    }

    /// The holding of a roster that a proof rests on.
    fn held(&self, person: &str, proof: &Proof) -> Option<&Held> {
        let place = proof.place.as_ref()?;
        let person = self.team.people.iter().find(|other| *other.id == *person)?;
        person.holds.iter().find(|held| held.place == *place)
    }

    /// The name of a person, where it is not the id.
    fn name(&self, id: &str) -> String {
        let name = self.names.person_alone(id);
        if name == id {
            String::new()
        } else {
            name.to_owned()
        }
    }

    /// What each person's qualification for a position rests on.
    pub(super) fn positions(&self, requirement: &RequirementVerdict) -> Grid {
        let columns = vec![
            Column::name("person"),
            Column::text("position"),
            Column::name("qualified by"),
            Column::id("id").optional(2),
            Column::id("valid until"),
            Column::text("evidence").optional(1),
            Column::text("link").optional(3),
            Column::text("listed").optional(4),
            Column::text("table").optional(5),
        ];
        let rows = requirement.evidence.iter().map(|qualified| {
            let line = self.qualification(requirement, qualified);
            let by = if line.qualified {
                Cell::from(line.credential_name)
            } else {
                Cell::from("✗ nothing").toned(Tone::Bad)
            };
            [
                Cell::from(self.names.person_alone(&qualified.person)),
                Cell::from(position(&line.position, &line.position_name, &line.level)),
                by,
                Cell::from(line.credential).toned(Tone::Faint),
                Cell::from(line.valid_until),
                Cell::from(line.evidence_level),
                Cell::from(line.evidence),
                Cell::from(line.listed),
                Cell::from(line.table),
            ]
        });
        Grid::new(columns, rows)
    }
}

/// `511 Cyber Defense Analyst, intermediate`.
fn position(code: &str, name: &str, level: &str) -> String {
    let name = if name.is_empty() {
        String::new()
    } else {
        format!(" {name}")
    };
    format!("{code}{name}, {level}")
}

/// A table with its version, and its date where the version does not tell it.
fn table(line: &Qualification) -> String {
    let (id, version, dated) = (
        &line.table.id,
        &line.table.version,
        line.table.dated.to_string(),
    );
    if version.contains(&dated) {
        format!("{id} {version}")
    } else {
        format!("{id} {version} of {dated}")
    }
}
