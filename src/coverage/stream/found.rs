//! Findings about rows: where they stand, the first ones in full, the others counted.

use csv::ByteRecord;

use super::Names;
use crate::base::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::team::roster::{self, Columns};

/// Findings of one severity that are told one by one.
const TOLD: usize = 50;

/// Findings, the first ones in full.
#[derive(Default)]
pub(super) struct Found {
    told: Vec<Diagnostic>,
    pub(super) errors: usize,
    warnings: usize,
}

impl Found {
    /// Takes note of a finding, which is made only if it is told.
    pub(super) fn push(&mut self, severity: Severity, finding: impl FnOnce() -> Diagnostic) {
        // Counted apart, so that warnings never crowd out an error.
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= TOLD {
            self.told.push(finding());
        }
    }

    pub(super) fn error(&mut self, finding: impl FnOnce() -> Diagnostic) {
        self.push(Severity::Error, finding);
    }

    /// All of them, with a last one for those that were only counted.
    pub(super) fn all(mut self) -> Vec<Diagnostic> {
        let more = self.errors.saturating_sub(TOLD) + self.warnings.saturating_sub(TOLD);
        if let Some(last) = self.told.last().filter(|_| more > 0) {
            let finding = Diagnostic {
                place: None,
                label: None,
                help: None,
                ..last.clone()
            };
            self.told.push(Diagnostic {
                message: format!("and {more} more findings like these"),
                ..finding
            });
        }
        self.told
    }
}

/// The first column of a line.
pub(super) fn place(file: &str, line: u64, text: &str) -> Place {
    let line = u32::try_from(line).unwrap_or(u32::MAX);
    Place {
        file: file.into(),
        line,
        column: 1,
        width: 1,
        text: text.into(),
    }
}

/// A row that goes by.
#[derive(Clone, Copy)]
pub(super) struct Row<'r> {
    pub(super) record: &'r ByteRecord,
    pub(super) columns: &'r Columns,
    pub(super) file: &'r str,
    pub(super) names: Names,
}

impl<'r> Row<'r> {
    /// A cell without the blanks around it; empty where the file has no such column.
    #[inline]
    pub(super) fn cell(&self, column: usize) -> &'r [u8] {
        self.columns[column]
            .and_then(|at| self.record.get(at))
            .map_or(&[], <[u8]>::trim_ascii)
    }

    pub(super) fn line(&self) -> u64 {
        self.record.position().map_or(1, csv::Position::line)
    }

    /// Where it stands; its text where people may be named.
    pub(super) fn place(&self) -> Place {
        let shown = (self.names == Names::Shown).then_some(self.record);
        let cells = shown.into_iter().flatten().map(String::from_utf8_lossy);
        place(self.file, self.line(), &cells.collect::<Vec<_>>().join(","))
    }

    /// Whose it is, where people may be named.
    pub(super) fn of_whom(&self) -> String {
        match self.names {
            Names::Shown => format!(
                " of `{}`",
                String::from_utf8_lossy(self.cell(roster::PERSON))
            ),
            Names::Numbers => String::new(),
        }
    }

    pub(super) fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(self.place())
    }
}
