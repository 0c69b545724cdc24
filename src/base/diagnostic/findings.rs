//! A list of findings that keeps the first ones in full and counts the others.

use super::{Diagnostic, Severity};

/// How many findings of each severity are shown by default.
const MOST_SHOWN: usize = 100;

/// Findings about an input that may have any number of them.
#[derive(Clone, Debug)]
pub struct Findings {
    /// How many findings of each severity are shown.
    limit: usize,
    shown: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

impl Default for Findings {
    fn default() -> Self {
        Self::up_to(MOST_SHOWN)
    }
}

impl Findings {
    /// An empty list that will show at most `limit` findings of each severity.
    pub fn up_to(limit: usize) -> Self {
        Self {
            limit,
            shown: Vec::new(),
            errors: 0,
            warnings: 0,
        }
    }

    /// Adds a finding, which is created only if it will be shown.
    pub fn push_with(&mut self, severity: Severity, finding: impl FnOnce() -> Diagnostic) {
        // Errors and warnings are counted separately, so that warnings never crowd out an error.
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= self.limit {
            self.shown.push(finding());
        }
    }

    /// Adds an error, which is created only if it will be shown.
    pub fn error(&mut self, finding: impl FnOnce() -> Diagnostic) {
        self.push_with(Severity::Error, finding);
    }

    /// Adds a warning, which is created only if it will be shown.
    pub fn warning(&mut self, finding: impl FnOnce() -> Diagnostic) {
        self.push_with(Severity::Warning, finding);
    }

    pub fn push(&mut self, finding: Diagnostic) {
        self.push_with(finding.severity, || finding);
    }

    /// Adds the findings of another list, and its counts of those that it does not show.
    pub fn append(&mut self, other: Self) {
        let hidden = |count: usize| count.saturating_sub(other.limit);
        let (errors, warnings) = (hidden(other.errors), hidden(other.warnings));
        self.extend(other.shown);
        self.errors += errors;
        self.warnings += warnings;
    }

    /// The warnings that are shown, and how many are not.
    pub fn warnings(&self) -> (&[Diagnostic], usize) {
        (&self.shown, self.warnings.saturating_sub(self.limit))
    }

    /// A list of warnings as [`Self::warnings`] tells it. `None` where it would show more of them, or hide some too early.
    pub fn of_warnings(shown: Vec<Diagnostic>, hidden: usize) -> Option<Self> {
        let mut findings = Self::default();
        let is_full = shown.len() == findings.limit;
        if shown.len() > findings.limit || (hidden > 0 && !is_full) {
            return None;
        }
        findings.extend(shown);
        findings.warnings = findings.warnings.checked_add(hidden)?;
        Some(findings)
    }

    /// The number of errors, including those that are not shown.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// The findings, and a last one that says how many are not shown.
    pub fn into_vec(mut self) -> Vec<Diagnostic> {
        let errors = self.errors.saturating_sub(self.limit);
        let more = errors + self.warnings.saturating_sub(self.limit);
        let hidden = if errors > 0 {
            Severity::Error
        } else {
            Severity::Warning
        };
        let last = self
            .shown
            .iter()
            .rfind(|finding| finding.severity == hidden);
        if let Some(last) = last.filter(|_| more > 0) {
            self.shown.push(Diagnostic {
                message: format!("and {more} more findings like these"),
                place: None,
                label: None,
                help: None,
                ..last.clone()
            });
        }
        self.shown
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        for finding in findings {
            self.push(finding);
        }
    }
}

impl FromIterator<Diagnostic> for Findings {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(findings: I) -> Self {
        let mut collected = Self::default();
        collected.extend(findings);
        collected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Code;

    #[test]
    fn the_first_are_shown_and_the_others_counted() {
        let mut findings = Findings::default();
        for number in 0..MOST_SHOWN + 7 {
            findings.warning(|| Diagnostic::warning(Code::Contradiction, number.to_string()));
        }
        findings.error(|| Diagnostic::error(Code::BadDate, "wrong"));
        assert_eq!(findings.errors(), 1);
        let shown = findings.into_vec();
        assert_eq!(shown.len(), MOST_SHOWN + 2);
        assert_eq!(shown[MOST_SHOWN].message, "wrong");
        let last = &shown[MOST_SHOWN + 1];
        assert_eq!(last.message, "and 7 more findings like these");
        assert_eq!(last.severity, Severity::Warning);
    }
}
