//! The result of an import: the team, and one result for each row.

use super::format::FileFormat;
use super::record::Record;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::base::text::Text;
use crate::catalog::id::CredentialId;
use crate::team::roster::{Recorded, Team};

/// The result of an import.
pub struct Imported {
    /// The team, with what was imported.
    pub team: Team,
    /// The files, in the order given.
    pub files: Vec<FileReport>,
    /// One for each row of each file.
    pub rows: Vec<Row>,
}

/// How a file was read.
pub struct FileReport {
    /// As the user named it.
    pub name: String,
    /// Its format.
    pub format: FileFormat,
    /// By what it was known.
    pub because: String,
    /// Columns that nothing was taken from.
    pub unused: Vec<String>,
    /// Columns or keys of dates that were not understood, and where they stand.
    pub undated: Vec<(String, Place)>,
    /// What else was not read though it may say who holds what, and where it stands.
    pub unread: Vec<(String, Place)>,
    /// How many rows it has.
    pub rows: usize,
    /// Whether none of them says whose it is.
    pub names_nobody: bool,
}

/// What became of one row.
pub struct Row {
    /// Where it stands.
    pub place: Place,
    /// Whose it is, where that could be made out.
    pub person: Option<Text>,
    /// The credential as written.
    pub written: Text,
    /// The credential it means, if any.
    pub credential: Option<CredentialId>,
    /// When it was earned.
    pub earned: Option<PartialDate>,
    /// When it ends, as the row says.
    pub expires: Option<Recorded>,
    /// How it stands today, as the row says.
    pub state: State,
    /// What was done with it.
    pub outcome: Outcome,
    /// Why, and what to know about it.
    pub because: Vec<String>,
    /// Ids of credentials with a name like the one written.
    pub nearest: Vec<CredentialId>,
    /// Why it was refused, or what its name can mean.
    pub refusal: Option<Diagnostic>,
    /// What else deserves a look.
    pub notices: Vec<Diagnostic>,
}

/// How a row's claim stands on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It holds.
    Valid,
    /// It is over.
    Expired,
    /// Its end is not said.
    Unknown,
    /// It is held but not in force.
    Suspended,
    /// It was taken back.
    Revoked,
    /// It was awarded but not accepted yet, or the day it was earned lies ahead.
    Pending,
    /// The person plans to earn it.
    Planned,
    /// The exam is booked.
    Booked,
    /// The exam was failed.
    Failed,
    /// The exam is paid for.
    Voucher,
    /// One of several exams is passed.
    PartPassed,
    /// It is not a credential.
    Ignored,
    /// It can't be right.
    Rejected,
    /// There is none.
    None,
}

/// What was done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A holding was added.
    Imported,
    /// A holding was brought up to date.
    Updated,
    /// The team has it already, or something newer.
    Unchanged,
    /// It doesn't count.
    Ignored,
    /// It could not be made out whose or what it is.
    NotMapped,
    /// It can't be right.
    Refused,
}

impl State {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Pending => "pending",
            Self::Planned => "planned",
            Self::Booked => "booked",
            Self::Failed => "failed",
            Self::Voucher => "voucher",
            Self::PartPassed => "part-passed",
            Self::Ignored => "ignored",
            Self::Rejected => "rejected",
            Self::None => "none",
        }
    }
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Imported,
        Self::Updated,
        Self::Unchanged,
        Self::Ignored,
        Self::NotMapped,
        Self::Refused,
    ];

    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Ignored => "ignored",
            Self::NotMapped => "not mapped",
            Self::Refused => "refused",
        }
    }
}

impl Imported {
    /// How many rows came to this.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.rows
            .iter()
            .filter(|row| row.outcome == outcome)
            .count()
    }

    /// A finding for each row that was refused, and for each that could not be mapped or deserves a look: where `strict`,
    /// these are errors, else warnings, or nothing for a name that is not mapped.
    pub fn findings(&self, strict: bool) -> Vec<Diagnostic> {
        let severity = if strict {
            Severity::Error
        } else {
            Severity::Warning
        };
        let undated = self.files.iter().flat_map(|file| &file.undated);
        let undated = undated.map(|(heading, place)| {
            Diagnostic::error(
                Code::UnusedDates,
                format!("`{heading}` holds dates, and it is not clear what of"),
            )
            .at(place.clone())
            .help("name it as `earned` or `expires` under `columns` in a map (--map), or rename it")
        });
        let unread = self.files.iter().flat_map(|file| &file.unread);
        let unread = unread.map(|(name, place)| {
            let message = format!("{name} was not read, and may say who holds what");
            Diagnostic::error(Code::NotRead, message)
                .at(place.clone())
                .help("give it headings that say what it is about, use a map (--map), or remove it")
        });
        let notices = self.rows.iter().flat_map(|row| row.notices.iter().cloned());
        let is_ambiguous = |row: &&Row| row.outcome == Outcome::NotMapped && row.refusal.is_some();
        let ambiguous = self.rows.iter().filter(is_ambiguous).map(Row::finding);
        let notices = undated.chain(unread).chain(notices).chain(ambiguous);
        let notices = notices.map(|finding| Diagnostic {
            severity,
            ..finding
        });
        let rows = self.rows.iter().filter(|row| {
            let is_unknown = row.outcome == Outcome::NotMapped && row.refusal.is_none();
            row.outcome == Outcome::Refused || strict && is_unknown
        });
        notices.chain(rows.map(Row::finding)).collect()
    }
}

impl Row {
    /// How exactly its dates are known: `day`, `month`, `year`, or nothing where it has none.
    pub fn precision(&self) -> &'static str {
        let ends = match self.expires {
            Some(Recorded::On(date)) => Some(date),
            _ => None,
        };
        match self.earned.or(ends) {
            Some(date) if date.day().is_some() => "day",
            Some(date) if date.month().is_some() => "month",
            Some(_) => "year",
            None => "",
        }
    }

    pub(super) fn of(record: &mut Record) -> Self {
        Self {
            place: record.place.clone(),
            person: None,
            written: record.written(),
            credential: None,
            earned: None,
            expires: None,
            state: State::Unknown,
            outcome: Outcome::Ignored,
            because: std::mem::take(&mut record.notes),
            nearest: Vec::new(),
            refusal: None,
            notices: std::mem::take(&mut record.doubts),
        }
    }

    pub(super) fn done(mut self, state: State, outcome: Outcome, why: Option<String>) -> Self {
        self.because.splice(0..0, why);
        Self {
            state,
            outcome,
            ..self
        }
    }

    pub(super) fn refused(mut self, finding: Diagnostic) -> Self {
        if let Some(place) = &finding.place {
            self.place = place.clone();
        }
        let why = finding.help.as_ref().map_or_else(
            || finding.message.clone(),
            |help| format!("{}; {help}", finding.message),
        );
        Self {
            refusal: Some(finding),
            ..self.done(State::Rejected, Outcome::Refused, Some(why))
        }
    }

    pub(super) fn not_mapped(self, why: String, nearest: Vec<CredentialId>) -> Self {
        let state = self.state;
        Self {
            nearest,
            ..self.done(state, Outcome::NotMapped, Some(why))
        }
    }

    /// The row as a finding, for those that keep the import from being complete.
    fn finding(&self) -> Diagnostic {
        if let Some(finding) = &self.refusal {
            return finding.clone();
        }
        let what = if self.written.is_empty() {
            String::new()
        } else {
            format!("`{}`: ", self.written)
        };
        let why = self.because.first().map_or("", String::as_str);
        let finding =
            Diagnostic::error(Code::NotMapped, format!("{what}{why}")).at(self.place.clone());
        match self.nearest.as_slice() {
            [] => finding,
            ids => {
                let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
                finding.help(format!("near to it: {}", ids.join(", ")))
            }
        }
    }
}
