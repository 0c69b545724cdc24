//! The JSON of a verdict where it differs from the types: what is nested for the program is flat for its readers.

use serde::{Serialize, Serializer};

use super::{Closest, Counts, Filled, Lapse, LateHolding, Proof, Qualification, Step};
use crate::base::date::{Date, PartialDate, Period};
use crate::base::diagnostic::Diagnostic;
use crate::base::money::Usd;
use crate::base::vocabulary::Word;
use crate::catalog::id::CredentialId;
use crate::team::requirement::table::At;
use crate::team::roster::HoldingStatus;

/// Points, which are held in hundredths.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
pub fn points<S: Serializer>(hundredths: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(f64::from(*hundredths) / 100.0)
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes references"
)]
pub fn some_points<S: Serializer>(
    hundredths: &Option<u32>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match hundredths {
        Some(hundredths) => points(hundredths, serializer),
        None => serializer.serialize_none(),
    }
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes references"
)]
pub fn period<S: Serializer>(period: &Option<Period>, serializer: S) -> Result<S::Ok, S::Error> {
    match period {
        Some(period) => serializer.collect_str(period),
        None => serializer.serialize_none(),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
pub fn status<S: Serializer>(status: &HoldingStatus, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.word())
}

#[derive(Serialize)]
struct Warning<'d> {
    code: &'static str,
    message: &'d str,
    file: Option<&'d str>,
    line: Option<u32>,
    help: Option<&'d str>,
}

pub fn warnings<S: Serializer>(findings: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(findings.iter().map(|finding| Warning {
        code: finding.code.id(),
        message: &finding.message,
        file: finding.place.as_ref().map(|place| &*place.file),
        line: finding.place.as_ref().map(|place| place.line),
        help: finding.help.as_deref(),
    }))
}

#[derive(Serialize)]
struct RenewedBy {
    credential: CredentialId,
    by: CredentialId,
    earned: PartialDate,
}

impl Serialize for Filled {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat<'f> {
            person: &'f str,
            by: Vec<CredentialId>,
            valid_until: Option<Date>,
            assumed: bool,
            renewed_by: Vec<RenewedBy>,
        }
        let renewed = |proof: &Proof| {
            let (by, earned) = proof.renewed_by?;
            Some(RenewedBy {
                credential: proof.credential,
                by,
                earned,
            })
        };
        Flat {
            person: &self.person,
            by: self.by.iter().map(|proof| proof.credential).collect(),
            valid_until: self.valid_until,
            assumed: self.by.iter().any(|proof| proof.assumed),
            renewed_by: self.by.iter().filter_map(renewed).collect(),
        }
        .serialize(serializer)
    }
}

impl Serialize for Closest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat<'c> {
            person: &'c str,
            lacks: Vec<CredentialId>,
            steps: &'c [Step],
        }
        Flat {
            person: &self.person,
            lacks: self.lacks.iter().map(|step| step.credential).collect(),
            steps: &self.lacks,
        }
        .serialize(serializer)
    }
}

impl Serialize for Lapse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Default, Serialize)]
        struct Flat<'l> {
            person: Option<&'l str>,
            credential: Option<CredentialId>,
            valid_until: Option<Date>,
            waiver: bool,
        }
        match self {
            Self::Holding {
                person,
                credential,
                valid_until,
                ..
            } => Flat {
                person: Some(person),
                credential: Some(*credential),
                valid_until: *valid_until,
                waiver: false,
            },
            Self::Waiver => Flat {
                waiver: true,
                ..Flat::default()
            },
        }
        .serialize(serializer)
    }
}

impl Serialize for LateHolding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat<'l> {
            person: &'l str,
            credential: CredentialId,
            expired: PartialDate,
            state: &'static str,
            until: Date,
            cost_usd: Option<Usd>,
            counts: Counts,
        }
        Flat {
            person: &self.person,
            credential: self.credential,
            expired: self.expired,
            state: if self.late.is_suspended() {
                "suspended"
            } else {
                "grace"
            },
            until: self.late.until,
            cost_usd: self.cost,
            counts: self.counts,
        }
        .serialize(serializer)
    }
}

impl Serialize for Qualification {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Flat<'q> {
            item: &'q str,
            person: &'q str,
            table: &'q str,
            table_version: &'q str,
            table_dated: String,
            position: &'q str,
            position_name: Option<&'q str>,
            level: &'q str,
            qualified: bool,
            credential: Option<CredentialId>,
            listed: Option<&'static str>,
            valid_until: Option<Date>,
            evidence_level: Option<String>,
            evidence: Option<&'q str>,
        }
        let proof = self.proof.as_ref();
        Flat {
            item: &self.item,
            person: &self.person,
            table: &self.table.id,
            table_version: &self.table.version,
            table_dated: self.table.dated.to_string(),
            position: &self.code,
            position_name: self.position.as_deref(),
            level: &self.level,
            qualified: proof.is_some(),
            credential: proof.map(|(proof, _)| proof.credential),
            listed: proof.map(|(_, at)| match at {
                At::Exact => "exact",
                At::Higher => "higher",
            }),
            valid_until: proof.and_then(|(proof, _)| proof.valid_until),
            evidence_level: proof.map(|_| self.evidence.to_string()),
            evidence: self.link.as_deref(),
        }
        .serialize(serializer)
    }
}
