//! What a part of a verdict looks like as JSON, and how that becomes people and findings again.
//!
//! docs/scale.md describes the file. Nothing of it is trusted: what can't be is refused, in words.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use super::super::Options;
use super::super::day::LastDay;
use super::super::person::{Holding, Pending, Person};
use super::gathered::{InOrder, Noted, are_records};
use crate::base::date::{Expiry, PartialDate};
use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::cost::standing::{Dated, RenewedBy};
use crate::team::requirement::Evidence;
use crate::team::roster::{HoldingStatus, Labels, Position};

/// People of a block with the same last days.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClassRecord {
    pub(super) last: Vec<LastDay>,
    pub(super) people: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonRecord {
    pub(super) id: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Text>,
    holds: Vec<HoldingRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pending: Vec<PendingRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<Text>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    positions: Vec<PositionRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<(u32, Text)>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldingRecord {
    credential: CredentialId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earned: Option<PartialDate>,
    expiry: Expiry,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known: Option<PartialDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renewed_by: Option<(CredentialId, PartialDate)>,
    evidence: Evidence,
    line: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PendingRecord {
    credential: CredentialId,
    status: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exam: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<PartialDate>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PositionRecord {
    table: Text,
    code: Text,
    level: Text,
    privileged: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<PartialDate>,
    place: PlaceRecord,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceRecord {
    file: Text,
    line: u32,
    column: u32,
    width: u32,
    text: Text,
}

/// What depends on the order of the rows of one bucket.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BucketRecord {
    pub(super) bucket: u32,
    rosters: Vec<String>,
    pub(super) people: u32,
    /// What tells people apart, in base64.
    marks: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) in_positions: Vec<PersonRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    labels: Vec<(Text, PlaceRecord)>,
    found: FindingsRecord,
    ahead: FindingsRecord,
    unknown_ends: FindingsRecord,
    uncounted: FindingsRecord,
}

/// The first warnings of a kind, and how many more there are.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingsRecord {
    shown: Vec<FindingRecord>,
    more: usize,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FindingRecord {
    code: Text,
    message: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<PlaceRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

/// Files by their names, so that each name is kept once.
pub(super) type Files = BTreeMap<Text, std::sync::Arc<str>>;

/// What it takes to make people of their records.
#[derive(Clone, Copy)]
pub(super) struct Facts<'q> {
    pub(super) catalog: &'q Catalog,
    pub(super) options: Options,
}

impl Facts<'_> {
    fn number(self, id: CredentialId) -> Result<u16, String> {
        let all = &self.catalog.credentials;
        let number = all.binary_search_by(|credential| credential.id.cmp(&id));
        let number = number.ok().and_then(|number| u16::try_from(number).ok());
        number.ok_or_else(|| format!("`{id}` is not in the catalog"))
    }

    fn id(self, number: u16) -> Option<CredentialId> {
        let credential = self.catalog.credentials.get(usize::from(number));
        credential.map(|credential| credential.id)
    }
}

impl PersonRecord {
    pub(super) fn new(person: &Person<'_>, facts: Facts<'_>, with_positions: bool) -> Self {
        let holds = person.holds.iter();
        let pending = person.pending.iter();
        let positions = person.positions.iter().filter(|_| with_positions);
        Self {
            id: person.id.clone(),
            name: person.name.clone(),
            holds: holds
                .map(|holding| HoldingRecord::new(holding, facts))
                .collect(),
            pending: pending
                .filter_map(|pending| PendingRecord::new(pending, facts))
                .collect(),
            roles: person.roles.to_vec(),
            positions: positions.map(PositionRecord::new).collect(),
            links: person.links.to_vec(),
        }
    }

    pub(super) fn person(
        self,
        facts: Facts<'_>,
        files: &mut Files,
    ) -> Result<Person<'static>, String> {
        let holds = self.holds.into_iter();
        let holds: Result<Vec<Holding>, String> =
            holds.map(|holding| holding.holding(facts)).collect();
        let pending = self.pending.into_iter();
        let pending: Result<Vec<Pending>, String> =
            pending.map(|pending| pending.pending(facts)).collect();
        let positions = self.positions.into_iter();
        let positions: Vec<Position> = positions.map(|position| position.position(files)).collect();
        Ok(Person {
            id: self.id,
            name: self.name,
            holds: holds?,
            pending: pending?,
            roles: self.roles.into(),
            positions: positions.into(),
            links: self.links.into(),
            roster: None,
        })
    }
}

impl HoldingRecord {
    fn new(holding: &Holding, facts: Facts<'_>) -> Self {
        let dated = &holding.dated;
        let renewed_by = dated.renewed_by.as_ref();
        Self {
            credential: holding.credential,
            earned: dated.earned,
            expiry: dated.expiry,
            known: dated.known,
            renewed_by: renewed_by.and_then(|by| Some((facts.id(by.number)?, by.earned))),
            evidence: holding.evidence,
            line: holding.at,
        }
    }

    fn holding(self, facts: Facts<'_>) -> Result<Holding, String> {
        let number = facts.number(self.credential)?;
        let renewed_by = match self.renewed_by {
            None => None,
            Some((id, earned)) => Some(RenewedBy {
                number: facts.number(id)?,
                earned,
            }),
        };
        let dated = Dated {
            number,
            earned: self.earned,
            expiry: self.expiry,
            known: self.known,
            renewed_by,
        };
        let credential = &facts.catalog.credentials[usize::from(number)];
        let (evidence, line) = (self.evidence, self.line);
        Ok(Holding::new(
            dated,
            credential,
            evidence,
            line,
            facts.options,
        ))
    }
}

impl PendingRecord {
    fn new(pending: &Pending, facts: Facts<'_>) -> Option<Self> {
        Some(Self {
            credential: facts.id(pending.number)?,
            status: Text::new_static(pending.status.word()),
            exam: pending.exam.clone(),
            on: pending.on,
        })
    }

    fn pending(self, facts: Facts<'_>) -> Result<Pending, String> {
        let status = HoldingStatus::parse(&self.status).filter(|status| status.is_before());
        Ok(Pending {
            number: facts.number(self.credential)?,
            status: status.ok_or_else(|| {
                format!(
                    "`{}` is not a status before a credential is held",
                    self.status
                )
            })?,
            exam: self.exam,
            on: self.on,
        })
    }
}

impl PositionRecord {
    fn new(position: &Position) -> Self {
        Self {
            table: position.table.clone(),
            code: position.code.clone(),
            level: position.level.clone(),
            privileged: position.privileged,
            since: position.since,
            place: PlaceRecord::new(&position.place),
        }
    }

    fn position(self, files: &mut Files) -> Position {
        Position {
            table: self.table,
            code: self.code,
            level: self.level,
            privileged: self.privileged,
            since: self.since,
            place: self.place.place(files),
        }
    }
}

impl PlaceRecord {
    fn new(place: &Place) -> Self {
        Self {
            file: Text::from(&*place.file),
            line: place.line,
            column: place.column,
            width: place.width,
            text: Text::from(&*place.text),
        }
    }

    fn place(self, files: &mut Files) -> Place {
        let file = files
            .entry(self.file)
            .or_insert_with_key(|name| name.as_str().into());
        Place {
            file: std::sync::Arc::clone(file),
            line: self.line,
            column: self.column,
            width: self.width,
            text: self.text.as_str().into(),
        }
    }
}

impl BucketRecord {
    pub(super) fn new(bucket: u32, own: &InOrder, facts: Facts<'_>) -> Self {
        let marks = match &own.noted {
            Noted::Records(bytes) => BASE64.encode(bytes),
            // A bucket is always read with records; without them it is refused when it is read again.
            Noted::Here(..) => String::new(),
        };
        let in_positions = own.in_positions.iter();
        let labels = own.labels.placed();
        Self {
            bucket,
            rosters: own.rosters.clone(),
            people: own.people,
            marks,
            in_positions: in_positions
                .map(|person| PersonRecord::new(person, facts, true))
                .collect(),
            labels: labels
                .map(|(label, place)| (Text::from(label), PlaceRecord::new(place)))
                .collect(),
            found: FindingsRecord::new(&own.found),
            ahead: FindingsRecord::new(&own.ahead),
            unknown_ends: FindingsRecord::new(&own.unknown_ends),
            uncounted: FindingsRecord::new(&own.uncounted),
        }
    }

    pub(super) fn in_order(self, facts: Facts<'_>, files: &mut Files) -> Result<InOrder, String> {
        let marks = BASE64.decode(&self.marks).unwrap_or_default();
        if !are_records(&marks, self.people, self.rosters.len()) {
            return Err("`marks` does not have one record for each person".to_owned());
        }
        let in_positions = self.in_positions.into_iter();
        let in_positions: Result<Vec<_>, String> = in_positions
            .map(|person| person.person(facts, files))
            .collect();
        let mut labels = Labels::default();
        for (label, place) in self.labels {
            labels.note(&label, || place.place(files));
        }
        Ok(InOrder {
            rosters: self.rosters,
            people: self.people,
            noted: Noted::Records(marks),
            in_positions: in_positions?,
            labels,
            found: self.found.findings(files)?,
            ahead: self.ahead.findings(files)?,
            unknown_ends: self.unknown_ends.findings(files)?,
            uncounted: self.uncounted.findings(files)?,
        })
    }
}

impl FindingsRecord {
    fn new(findings: &Findings) -> Self {
        let (shown, more) = findings.warnings();
        Self {
            shown: shown.iter().map(FindingRecord::new).collect(),
            more,
        }
    }

    fn findings(self, files: &mut Files) -> Result<Findings, String> {
        let shown = self.shown.into_iter();
        let shown: Result<Vec<_>, String> = shown.map(|finding| finding.warning(files)).collect();
        let findings = Findings::of_warnings(shown?, self.more);
        findings.ok_or_else(|| "it has other warnings than it counts".to_owned())
    }
}

impl FindingRecord {
    fn new(finding: &Diagnostic) -> Self {
        Self {
            code: Text::new_static(finding.code.id()),
            message: finding.message.clone(),
            place: finding.place.as_ref().map(PlaceRecord::new),
            label: finding.label.clone(),
            help: finding.help.clone(),
        }
    }

    fn warning(self, files: &mut Files) -> Result<Diagnostic, String> {
        let code = Code::ALL.iter().find(|code| code.id() == self.code);
        let code = code.ok_or_else(|| format!("`{}` is not the code of a finding", self.code))?;
        Ok(Diagnostic {
            place: self.place.map(|place| place.place(files)),
            label: self.label,
            help: self.help,
            ..Diagnostic::warning(*code, self.message)
        })
    }
}
