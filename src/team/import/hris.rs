//! Personnel systems that answer in JSON: Workday, Microsoft Graph, Dynamics 365 Human Resources.

use super::lines::Lines;
use super::record::{Ends, Reading, Record, Written};
use super::tree::Tree;
use crate::base::source::Node;

/// Whether this is Workday's list of a worker's certifications.
pub(super) fn is_workday(root: &Node<'_>) -> bool {
    let first = root.items("data").first();
    first.is_some_and(|one| one.has("descriptor") && one.has("name") && one.has("issuedDate"))
}

/// Reads it. The person stands only behind the last dash of the descriptor.
pub(super) fn read_workday(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("data").iter().map(|one| {
        let mut record = Record::at(lines.at(one.at("name").unwrap_or(one)));
        let descriptor = one.text("descriptor").unwrap_or_default();
        if let Some((_, name)) = descriptor.rsplit_once(" - ") {
            record.who.name = super::record::said(name);
            record
                .notes
                .push(format!("person taken from the descriptor `{descriptor}`"));
        }
        record.credential = one.text("name").map_or(Written::Nothing, Written::Name);
        record.issuer = one.text("issuer");
        record.earned = one.text("issuedDate");
        record.ends = one.text("expirationDate").map_or(Ends::Unsaid, Ends::On);
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}

/// Whether this is Microsoft Graph's list of a profile's certifications.
pub(super) fn is_graph(root: &Node<'_>) -> bool {
    root.items("value")
        .first()
        .is_some_and(|one| one.has("displayName") && one.has("allowedAudiences"))
}

/// Reads it. Who made the entry is not always whose it is, so that is a hint only.
pub(super) fn read_graph(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("value").iter().map(|one| {
        let mut record = Record::at(lines.at(one.at("displayName").unwrap_or(one)));
        record.who.hint = one.text("createdBy.user.displayName");
        record.credential = one
            .text("displayName")
            .map_or(Written::Nothing, Written::Name);
        record.issuer = one
            .text("issuingAuthority")
            .or_else(|| one.text("issuingCompany"));
        record.earned = one.text("issuedDate");
        record.ends = one.text("endDate").map_or(Ends::Unsaid, Ends::On);
        record.evidence = one.text("webUrl");
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}

/// Whether this is Dynamics 365's list of person certificates.
pub(super) fn is_dynamics(root: &Node<'_>) -> bool {
    root.items("value")
        .first()
        .is_some_and(|one| one.has("mshr_certificatetypeid"))
}

/// Reads it.
pub(super) fn read_dynamics(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let records = root.items("value").iter().map(|one| {
        let mut record = Record::at(lines.at(one.at("mshr_certificatetypeid").unwrap_or(one)));
        record.who.id = one.text("mshr_partynumber");
        record.credential = one
            .text("mshr_certificatetypeid")
            .map_or(Written::Nothing, Written::Name);
        record.earned = one.text("mshr_startdate");
        record.ends = one.text("mshr_enddate").map_or(Ends::Unsaid, Ends::On);
        record
    });
    Reading {
        records: records.collect(),
        ..Reading::default()
    }
}
