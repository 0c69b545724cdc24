//! Rosters as YAML: `people:`, each with `holds:`.

use serde::Deserialize;

use super::{
    CATEGORIES, Called, Draft, Held, HoldingStatus, Person, Position, Recorded, RowHolding, Said,
    WORK_ROLES, evidence_level, key, row,
};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{
    Field, Form, Items, OrUnknown, Parsed, Problem, Reader, Scalar, Source, Whole, kind, scalars,
};
use crate::base::text::Text;
use crate::catalog::read::File;
use crate::catalog::vocabulary::{Evidence, Level};

/// People and what they hold.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Roster {
    /// The people.
    #[expect(dead_code, reason = "people are read one by one, before the rest")]
    people: Items<raw::Person>,
}

/// The file as it is written.
mod raw {
    use super::{
        Deserialize, Evidence, HoldingStatus, Items, Level, OrUnknown, Parsed, PartialDate,
        Proficiency, Recorded, Scalar, Text, Whole,
    };

    /// One person.
    #[derive(Deserialize)]
    #[cfg_attr(test, derive(schemars::JsonSchema))]
    pub(super) struct Person {
        /// What the roster calls the person; unique, without regard to case.
        #[cfg_attr(test, schemars(with = "crate::base::schema::Code"))]
        pub(super) id: Scalar<Text>,
        /// Name.
        pub(super) name: Option<Scalar<Text>>,
        /// Address; importers join people by it.
        pub(super) email: Option<Scalar<Text>>,
        /// The team within the team.
        pub(super) team: Option<Scalar<Text>>,
        /// The roster's own labels: `every: {role: ...}` in a requirement looks here.
        pub(super) roles: Option<Items<Parsed<Text>>>,
        /// Work roles (DoD 8140) or categories (DoD 8570) that the person fills.
        pub(super) positions: Option<Items<Position>>,
        /// The person's seniority; advice uses it.
        pub(super) level: Option<Scalar<Level>>,
        /// Years of experience; advice uses them.
        pub(super) experience: Option<Scalar<Whole<0, 60>>>,
        /// Hours a week for learning; a plan uses them.
        pub(super) hours_per_week: Option<Scalar<Whole<0, 168>>>,
        /// What the person holds, revoked ones included: each a name, or a map.
        pub(super) holds: Option<Items<Holds>>,
    }

    /// A position: `work_role` with a proficiency level, or `category` with its level.
    #[derive(Deserialize)]
    #[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
    pub(super) enum Position {
        #[serde(rename = "category")]
        Category(CategoryPosition),
        #[serde(rename = "a map")]
        WorkRole(WorkRolePosition),
    }

    /// A category of the legacy DoD 8570.
    #[derive(Deserialize)]
    #[cfg_attr(test, derive(schemars::JsonSchema))]
    pub(super) struct CategoryPosition {
        /// Category of the legacy DoD 8570: iat, iam, iasae, cssp-analyst ...
        pub(super) category: Scalar<Text>,
        /// i, ii or iii; for cssp a word such as analyst.
        pub(super) level: Scalar<Text>,
        /// Whether it comes with privileged access.
        pub(super) privileged: Option<Scalar<bool>>,
        /// Since when.
        pub(super) since: Option<Scalar<PartialDate>>,
    }

    /// A work role of DoD 8140.
    #[derive(Deserialize)]
    #[cfg_attr(test, derive(schemars::JsonSchema))]
    pub(super) struct WorkRolePosition {
        /// DCWF or NICE work role, for instance "511".
        #[cfg_attr(test, schemars(with = "crate::base::schema::Code"))]
        pub(super) work_role: Scalar<Text>,
        /// basic, intermediate or advanced.
        pub(super) level: Scalar<Proficiency>,
        /// Whether it comes with privileged access.
        pub(super) privileged: Option<Scalar<bool>>,
        /// Since when.
        pub(super) since: Option<Scalar<PartialDate>>,
    }

    /// A credential that the person holds: its name, or a map.
    #[derive(Deserialize)]
    #[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
    pub(super) enum Holds {
        #[serde(rename = "a single value")]
        Name(Parsed<Text>),
        #[serde(rename = "a map")]
        Holding(Box<Holding>),
    }

    /// A credential that the person holds.
    #[derive(Deserialize)]
    #[cfg_attr(test, derive(schemars::JsonSchema))]
    pub(super) struct Holding {
        /// Its id, abbreviation, exam code or former name (`certadvise list`).
        pub(super) credential: Scalar<Text>,
        /// The version of the exam.
        pub(super) exam: Option<Scalar<Text>>,
        /// When it was earned; of a booked or failed exam, the day of the exam.
        pub(super) earned: Option<Scalar<OrUnknown<PartialDate>>>,
        /// Through which day it is valid, where recorded: this beats what follows from the rules. Of a voucher, its
        /// last day.
        pub(super) expires: Option<Scalar<Option<Recorded>>>,
        /// Whether it is held; nothing else counts.
        pub(super) status: Option<Scalar<HoldingStatus>>,
        /// A link or file that shows it.
        pub(super) evidence: Option<Scalar<Text>>,
        /// What stands behind it; without this, `evidenced` with evidence and `declared` without.
        pub(super) evidence_level: Option<Scalar<Evidence>>,
    }
}

/// A proficiency level in the words of DoD 8140; entry, mid and senior are synonyms.
struct Proficiency(&'static str);

impl Form for Proficiency {
    fn read(text: &str) -> Result<Self, Problem> {
        row::proficiency(text)
            .map(Self)
            .ok_or_else(|| Problem::finding(row::unknown_level(text)))
    }
}

impl Form for Option<Recorded> {
    fn read(text: &str) -> Result<Self, Problem> {
        if text.eq_ignore_ascii_case("never") {
            Ok(Some(Recorded::Never))
        } else if text.eq_ignore_ascii_case("unknown") {
            Ok(None)
        } else {
            PartialDate::read(text).map(|date| Some(Recorded::On(date)))
        }
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"anyOf": [{"enum": ["never", "unknown"]}, PartialDate::schema()]})
    }
}

pub(super) fn read(file: &File, draft: &mut Draft<'_>) {
    let source = Source::new(&file.name, &file.text);
    let others = std::mem::take(&mut draft.found);
    let read = source.read_each("people", |reader, person| add(reader, person, draft));
    let of_yaml = match read {
        Ok((root, mut reader)) => {
            let _: Option<Roster> = reader.file(&root, &kind::ROSTER);
            reader.found
        }
        Err(problems) => problems,
    };
    let mut own = std::mem::replace(&mut draft.found, others).into_vec();
    own.extend(of_yaml);
    own.sort_by_key(|finding| match &finding.place {
        Some(place) => (place.line, place.column),
        None => (u32::MAX, u32::MAX),
    });
    draft.found.extend(own);
}

fn add(reader: &mut Reader<'_, '_>, raw: raw::Person, draft: &mut Draft<'_>) {
    let span = raw.id.span;
    let id = raw.id.get().and_then(|id| {
        let id = key::trim(&id);
        match row::bad_id(id) {
            None => Some(Text::from(id)),
            Some(problem) => {
                reader.report(span, problem);
                None
            }
        }
    });
    for label in raw
        .roles
        .iter()
        .flat_map(|roles| roles.value.iter().flatten())
    {
        if let Some(Parsed(text)) = &label.value {
            draft.team.labels.note(text, || reader.place(label.span));
        }
    }
    let mut said = Said::default();
    let holds = raw.holds.and_then(|holds| holds.value).unwrap_or_default();
    let holds = holds
        .into_iter()
        .flat_map(|holding| {
            held(
                reader,
                holding,
                id.clone().unwrap_or_default(),
                &mut said,
                draft,
            )
        })
        .collect();
    let Some(id) = id else { return };
    let positions = raw.positions.and_then(|positions| positions.value);
    let person = Person {
        id: id.clone(),
        name: raw.name.and_then(Scalar::get),
        email: raw.email.and_then(Scalar::get),
        team: raw.team.and_then(Scalar::get),
        roles: scalars(raw.roles).collect(),
        positions: positions
            .unwrap_or_default()
            .into_iter()
            .filter_map(|raw| position(reader, raw))
            .collect(),
        level: raw.level.and_then(Scalar::get),
        experience: raw
            .experience
            .and_then(Scalar::get)
            .map(|Whole(years)| years),
        hours_per_week: raw
            .hours_per_week
            .and_then(Scalar::get)
            .map(|Whole(hours)| hours),
        holds,
        place: Some(reader.place(span)),
    };
    if draft.add(person).is_err() {
        let finding =
            Diagnostic::error(Code::DefinedTwice, format!("person `{id}` is listed twice"));
        reader.report(span, finding);
    }
}

fn position(reader: &Reader<'_, '_>, raw: Field<raw::Position>) -> Option<Position> {
    let place = reader.place(raw.span);
    let (table, code, level, privileged, since) = match raw.value? {
        raw::Position::Category(raw) => {
            let word = |text: Text| Text::from(text.to_ascii_lowercase().replace(' ', "-"));
            let (category, level) = (raw.category.get().map(word), raw.level.get().map(word));
            (CATEGORIES, category, level, raw.privileged, raw.since)
        }
        raw::Position::WorkRole(raw) => {
            let level = raw.level.get().map(|Proficiency(word)| Text::from(word));
            let code = raw.work_role.get();
            (WORK_ROLES, code, level, raw.privileged, raw.since)
        }
    };
    Some(Position {
        table,
        code: code?,
        level: level?,
        privileged: privileged.and_then(Scalar::get).unwrap_or_default(),
        since: since.and_then(Scalar::get),
        place,
    })
}

fn held(
    reader: &Reader<'_, '_>,
    raw: Field<raw::Holds>,
    person: Text,
    said: &mut Said,
    draft: &mut Draft<'_>,
) -> Vec<Held> {
    let mut holds = Vec::new();
    if let Some((held, parts)) = holding(reader, raw, person, said, draft) {
        draft.hold(&mut holds, held, &parts);
    }
    holds
}

fn holding(
    reader: &Reader<'_, '_>,
    raw: Field<raw::Holds>,
    person: Text,
    said: &mut Said,
    draft: &mut Draft<'_>,
) -> Option<(Held, Vec<Text>)> {
    let holding = match raw.value? {
        raw::Holds::Name(name) => raw::Holding {
            credential: Field {
                key: raw.span,
                span: raw.span,
                value: Some(name),
            },
            exam: None,
            earned: None,
            expires: None,
            status: None,
            evidence: None,
            evidence_level: None,
        },
        raw::Holds::Holding(holding) => *holding,
    };
    let place = reader.place(holding.credential.span);
    let name = holding.credential.get()?;
    let Called { credential, parts } = draft.credential(person, &name, || place.clone())?;
    let exam = holding.exam.and_then(Scalar::get);
    let parts = draft
        .catalog
        .exams_meant(credential, parts, &name, exam.as_deref());
    let evidence = holding.evidence.and_then(Scalar::get);
    let level = holding.evidence_level.and_then(Scalar::get);
    let facts = RowHolding {
        exam: exam.as_deref(),
        earned: holding
            .earned
            .and_then(Scalar::get)
            .and_then(|OrUnknown(earned)| earned),
        expires: holding.expires.and_then(Scalar::get).flatten(),
        status: holding.status.and_then(Scalar::get).unwrap_or_default(),
        evidence: evidence.as_deref(),
        evidence_level: evidence_level(level, evidence.as_deref()),
    };
    let (catalog, found) = (draft.catalog, &mut draft.found);
    let of_credential = RowHolding {
        status: facts.status.of_exams(&parts),
        ..facts
    };
    if !said.holding(catalog, credential, &of_credential, || place.clone(), found) {
        return None;
    }
    let held = Held {
        credential: credential.id,
        earned: facts.earned,
        expires: facts.expires,
        status: facts.status,
        evidence_level: facts.evidence_level,
        exam,
        evidence,
        place,
    };
    Some((held, parts))
}
