//! Findings as they come up, the first ones in full and the others counted.

use super::{Diagnostic, Severity};

/// Findings of one severity that are shown where nothing else is said.
const MOST_SHOWN: usize = 100;

/// Findings of something that may have no end of them.
#[derive(Clone, Debug)]
pub struct Findings {
    /// Findings of one severity that are shown.
    most: usize,
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
    /// None so far; at most so many of one severity will be shown.
    pub fn up_to(most: usize) -> Self {
        Self {
            most,
            shown: Vec::new(),
            errors: 0,
            warnings: 0,
        }
    }

    /// Notes a finding, which is made only if it is shown.
    pub fn push_with(&mut self, severity: Severity, finding: impl FnOnce() -> Diagnostic) {
        // Counted apart, so that warnings never crowd out an error.
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= self.most {
            self.shown.push(finding());
        }
    }

    /// Notes an error, which is made only if it is shown.
    pub fn error(&mut self, finding: impl FnOnce() -> Diagnostic) {
        self.push_with(Severity::Error, finding);
    }

    /// Notes a warning, which is made only if it is shown.
    pub fn warning(&mut self, finding: impl FnOnce() -> Diagnostic) {
        self.push_with(Severity::Warning, finding);
    }

    /// Notes a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.push_with(finding.severity, || finding);
    }

    /// Notes what others have noted, after all that is noted here.
    pub fn append(&mut self, other: Self) {
        let hidden = |count: usize| count.saturating_sub(other.most);
        let (errors, warnings) = (hidden(other.errors), hidden(other.warnings));
        self.extend(other.shown);
        self.errors += errors;
        self.warnings += warnings;
    }

    /// How many errors there are, those that are not shown among them.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// The findings, with a last one for those that are not shown.
    pub fn into_vec(mut self) -> Vec<Diagnostic> {
        let errors = self.errors.saturating_sub(self.most);
        let more = errors + self.warnings.saturating_sub(self.most);
        let hidden = if errors > 0 {
            Severity::Error
        } else {
            Severity::Warning
        };
        let last = self.shown.iter().rfind(|last| last.severity == hidden);
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
        let mut all = Self::default();
        all.extend(findings);
        all
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
