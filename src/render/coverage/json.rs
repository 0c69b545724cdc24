//! The verdict as the JSON of the contract.

use serde::Serialize;

use crate::base::diagnostic::Diagnostic;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::coverage::Verdict;
use crate::coverage::verdict::{
    ItemVerdict, Lapse, LateHolding, Proof, Qualification, RequirementVerdict, ScoreVerdict,
};
use crate::team::requirement::table::At;

/// The JSON of the contract. Fields beyond it are listed in docs/requirements.md.
pub fn json(verdict: &Verdict) -> impl Serialize {
    CoverageJson {
        schema: "certadvise.coverage/1",
        as_of: verdict.as_of.to_string(),
        until: verdict.until.to_string(),
        covered: verdict.covered,
        breaks_on: verdict.breaks_on.map(|day| day.to_string()),
        people: verdict.people,
        requirements: verdict.requirements.iter().map(requirement).collect(),
        warnings: verdict.warnings.iter().map(warning).collect(),
        left_out: verdict.left_out.clone(),
        late: verdict.late.iter().map(late).collect(),
        more_late: verdict.more_late,
    }
}

fn late(one: &LateHolding) -> LateJson<'_> {
    LateJson {
        person: one.person.as_str(),
        credential: one.credential.as_str(),
        expired: one.late.expired.to_string(),
        state: if one.late.is_suspended() {
            "suspended"
        } else {
            "grace"
        },
        until: one.late.until.to_string(),
        cost_usd: one.cost.map(Usd::dollars),
        counts: one.counts.word(),
    }
}

fn requirement(one: &RequirementVerdict) -> RequirementJson<'_> {
    RequirementJson {
        id: one.id.as_str(),
        name: one.name.as_str(),
        dated: one.dated.map(|date| date.to_string()),
        covered: one.covered,
        breaks_on: one.breaks_on.map(|day| day.to_string()),
        items: one.items.iter().map(item).collect(),
        jointly_short: one
            .jointly_short
            .iter()
            .map(|short| ShortJson {
                items: short.items.iter().map(|id| id.as_str()).collect(),
                needed: short.needed,
                qualified: short.qualified,
            })
            .collect(),
        points: one.points.map(points),
        waivers: one
            .waivers
            .iter()
            .map(|waiver| WaiverJson {
                item: waiver.item.as_str(),
                people: waiver.people,
                reason: waiver.reason.as_str(),
                until: waiver.until.to_string(),
                active: waiver.active,
            })
            .collect(),
        not_checked: one.not_checked.iter().map(|text| text.as_str()).collect(),
        evidence: one.evidence.iter().map(qualification).collect(),
    }
}

fn item(one: &ItemVerdict) -> ItemJson<'_> {
    ItemJson {
        id: one.id.as_str(),
        name: one.name.as_deref(),
        kind: one.kind.word(),
        severity: super::severity(one),
        exclusive: one.group.as_deref(),
        needed: one.needed,
        waived: one.waived,
        filled: one.filled,
        surplus: one.surplus,
        covered: one.covered,
        breaks_on: one.breaks_on.map(|day| day.to_string()),
        breaks_by: one.breaks_by.iter().map(lapse).collect(),
        of_which: one
            .of_which
            .iter()
            .map(|(needed, filled)| OfWhichJson {
                needed: *needed,
                filled: *filled,
            })
            .collect(),
        filled_by: one
            .filled_by
            .iter()
            .map(|filled| FilledJson {
                person: filled.person.as_str(),
                by: filled
                    .by
                    .iter()
                    .map(|proof| proof.credential.as_str())
                    .collect(),
                valid_until: filled.valid_until.map(|day| day.to_string()),
                assumed: filled.by.iter().any(|proof| proof.assumed),
                renewed_by: filled.by.iter().filter_map(renewed).collect(),
            })
            .collect(),
        pending: one
            .pending
            .iter()
            .map(|pending| PendingJson {
                person: pending.person.as_str(),
                credential: pending.credential.as_str(),
                status: pending.status.word(),
                on: pending.on.map(|on| on.to_string()),
            })
            .collect(),
        closest: one
            .closest
            .iter()
            .map(|closest| ClosestJson {
                person: closest.person.as_str(),
                lacks: closest
                    .lacks
                    .iter()
                    .map(|step| step.credential.as_str())
                    .collect(),
                steps: closest
                    .lacks
                    .iter()
                    .map(|step| StepJson {
                        credential: step.credential.as_str(),
                        action: step.action.word(),
                        exam_fee_usd: step.cost.map(|usd| usd.dollars()),
                    })
                    .collect(),
            })
            .collect(),
        more_short: one.more_short,
        single_points: one
            .single_points
            .iter()
            .map(|person| person.as_str())
            .collect(),
        points: one.score.as_ref().map(score),
    }
}

fn renewed(proof: &Proof) -> Option<RenewedJson> {
    let (by, earned) = proof.renewed_by?;
    Some(RenewedJson {
        credential: proof.credential.to_string(),
        by: by.to_string(),
        earned: earned.to_string(),
    })
}

fn score(one: &ScoreVerdict) -> ScoreJson {
    let gate = |(needed, filled): &(u32, u32)| OfWhichJson {
        needed: *needed,
        filled: (*filled).min(*needed),
    };
    ScoreJson {
        need: points(one.need),
        scored: points(one.scored),
        gates: one.gates.iter().map(gate).collect(),
        lines: one
            .lines
            .iter()
            .map(|(people, scored)| LineJson {
                people: *people,
                points: points(*scored),
            })
            .collect(),
    }
}

fn points(hundredths: u32) -> f64 {
    f64::from(hundredths) / 100.0
}

fn lapse(one: &Lapse) -> LapseJson<'_> {
    match one {
        Lapse::Holding {
            person,
            credential,
            valid_until,
            ..
        } => LapseJson {
            person: Some(person.as_str()),
            credential: Some(credential.as_str()),
            valid_until: valid_until.map(|day| day.to_string()),
            waiver: false,
        },
        Lapse::Waiver => LapseJson {
            person: None,
            credential: None,
            valid_until: None,
            waiver: true,
        },
    }
}

fn qualification(one: &Qualification) -> QualificationJson<'_> {
    let proof = |proof: &Proof| proof.valid_until.map(|day| day.to_string());
    QualificationJson {
        item: one.item.as_str(),
        person: one.person.as_str(),
        table: one.table.id.as_str(),
        table_version: one.table.version.as_str(),
        table_dated: one.table.dated.to_string(),
        position: one.code.as_str(),
        position_name: one.position.as_deref(),
        level: one.level.as_str(),
        qualified: one.proof.is_some(),
        credential: one
            .proof
            .as_ref()
            .map(|(proof, _)| proof.credential.as_str()),
        listed: one.proof.as_ref().map(|(_, at)| match at {
            At::Exact => "exact",
            At::Higher => "higher",
        }),
        valid_until: one.proof.as_ref().and_then(|(one, _)| proof(one)),
        evidence_level: one.proof.as_ref().map(|_| one.evidence.to_string()),
        evidence: one.link.as_deref(),
    }
}

fn warning(one: &Diagnostic) -> WarningJson<'_> {
    WarningJson {
        code: one.code.id(),
        message: &one.message,
        file: one.place.as_ref().map(|place| &*place.file),
        line: one.place.as_ref().map(|place| place.line),
        help: one.help.as_deref(),
    }
}

#[derive(Serialize)]
struct CoverageJson<'v> {
    schema: &'static str,
    as_of: String,
    until: String,
    covered: bool,
    breaks_on: Option<String>,
    people: usize,
    requirements: Vec<RequirementJson<'v>>,
    warnings: Vec<WarningJson<'v>>,
    left_out: Vec<&'static str>,
    late: Vec<LateJson<'v>>,
    more_late: usize,
}

#[derive(Serialize)]
struct PendingJson<'v> {
    person: &'v str,
    credential: &'v str,
    status: &'static str,
    on: Option<String>,
}

#[derive(Serialize)]
struct LateJson<'v> {
    person: &'v str,
    credential: &'v str,
    expired: String,
    state: &'static str,
    until: String,
    cost_usd: Option<f64>,
    counts: &'static str,
}

#[derive(Serialize)]
struct RequirementJson<'v> {
    id: &'v str,
    name: &'v str,
    dated: Option<String>,
    covered: bool,
    breaks_on: Option<String>,
    items: Vec<ItemJson<'v>>,
    jointly_short: Vec<ShortJson<'v>>,
    points: Option<f64>,
    waivers: Vec<WaiverJson<'v>>,
    not_checked: Vec<&'v str>,
    evidence: Vec<QualificationJson<'v>>,
}

#[derive(Serialize)]
struct ItemJson<'v> {
    id: &'v str,
    name: Option<&'v str>,
    kind: &'v str,
    severity: &'v str,
    exclusive: Option<&'v str>,
    needed: u32,
    waived: u32,
    filled: u32,
    surplus: u32,
    covered: bool,
    breaks_on: Option<String>,
    breaks_by: Vec<LapseJson<'v>>,
    of_which: Vec<OfWhichJson>,
    filled_by: Vec<FilledJson<'v>>,
    pending: Vec<PendingJson<'v>>,
    closest: Vec<ClosestJson<'v>>,
    more_short: u32,
    single_points: Vec<&'v str>,
    points: Option<ScoreJson>,
}

#[derive(Serialize)]
struct OfWhichJson {
    needed: u32,
    filled: u32,
}

#[derive(Serialize)]
struct FilledJson<'v> {
    person: &'v str,
    by: Vec<&'v str>,
    valid_until: Option<String>,
    assumed: bool,
    renewed_by: Vec<RenewedJson>,
}

#[derive(Serialize)]
struct RenewedJson {
    credential: String,
    by: String,
    earned: String,
}

#[derive(Serialize)]
struct ClosestJson<'v> {
    person: &'v str,
    lacks: Vec<&'v str>,
    steps: Vec<StepJson<'v>>,
}

#[derive(Serialize)]
struct StepJson<'v> {
    credential: &'v str,
    action: &'v str,
    exam_fee_usd: Option<f64>,
}

#[derive(Serialize)]
struct LapseJson<'v> {
    person: Option<&'v str>,
    credential: Option<&'v str>,
    valid_until: Option<String>,
    waiver: bool,
}

#[derive(Serialize)]
struct ScoreJson {
    need: f64,
    scored: f64,
    gates: Vec<OfWhichJson>,
    lines: Vec<LineJson>,
}

#[derive(Serialize)]
struct LineJson {
    people: u32,
    points: f64,
}

#[derive(Serialize)]
struct ShortJson<'v> {
    items: Vec<&'v str>,
    needed: u32,
    qualified: u32,
}

#[derive(Serialize)]
struct WaiverJson<'v> {
    item: &'v str,
    people: u32,
    reason: &'v str,
    until: String,
    active: bool,
}

#[derive(Serialize)]
struct QualificationJson<'v> {
    item: &'v str,
    person: &'v str,
    table: &'v str,
    table_version: &'v str,
    table_dated: String,
    position: &'v str,
    position_name: Option<&'v str>,
    level: &'v str,
    qualified: bool,
    credential: Option<&'v str>,
    listed: Option<&'v str>,
    valid_until: Option<String>,
    evidence_level: Option<String>,
    evidence: Option<&'v str>,
}

#[derive(Serialize)]
struct WarningJson<'v> {
    code: &'static str,
    message: &'v str,
    file: Option<&'v str>,
    line: Option<u32>,
    help: Option<&'v str>,
}
