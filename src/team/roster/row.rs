//! What a row says: a person, and mostly something that the person holds.

use std::fmt::Display;
use std::str::FromStr;

use super::rows::{Column, Row};
use super::status::HoldingStatus;
use super::{Position, Recorded, WORK_ROLES, evidence_level, key};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Findings};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::vocabulary::{Evidence, Level};

/// Most positions of one person.
const MOST_POSITIONS: usize = 1_000;

/// What a row says of a holding, but for the credential.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowHolding<'r> {
    pub(crate) exam: Option<&'r str>,
    pub(crate) earned: Option<PartialDate>,
    pub(crate) expires: Option<Recorded>,
    pub(crate) status: HoldingStatus,
    pub(crate) evidence: Option<&'r str>,
    pub(crate) evidence_level: Evidence,
}

impl<'r> Row<'r> {
    /// The id of the person. `None` where that can't be told, which the findings say.
    pub(crate) fn person(&self, findings: &mut Findings) -> Option<&'r str> {
        let id = self.cell(Column::Person);
        match bad_id(id) {
            None => Some(id),
            Some(problem) => {
                findings.error(|| problem.at(self.place()));
                None
            }
        }
    }

    /// The labels of the person that the row gives.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &'r str> {
        labels(self.cell(Column::Roles))
    }

    /// What the row says of a holding. `None` where that can't be read, which the findings say.
    pub(crate) fn holding(&self, findings: &mut Findings) -> Option<RowHolding<'r>> {
        let before = findings.errors();
        let earned = match self.date(Column::Earned, "earned", findings) {
            Some(Recorded::On(earned)) => Some(earned),
            Some(Recorded::Never) => {
                let problem =
                    || Diagnostic::error(Code::BadDate, "`earned` is `never`: expected a date");
                findings.error(|| problem().at(self.place()));
                None
            }
            None => None,
        };
        let expires = self.date(Column::Expires, "expires", findings);
        let status = self.status(findings);
        let evidence = self.filled(Column::Evidence);
        let level = self.evidence_level(findings);
        (findings.errors() == before).then_some(RowHolding {
            exam: self.filled(Column::Exam),
            earned,
            expires,
            status,
            evidence,
            evidence_level: evidence_level(level, evidence),
        })
    }

    /// Adds the work role that the row gives to the person's, unless it is there already.
    pub(crate) fn position(&self, positions: &mut Vec<Position>, findings: &mut Findings) {
        let Some(work_role) = self.filled(Column::WorkRole) else {
            let stray = [Column::PositionLevel, Column::Privileged];
            if stray
                .into_iter()
                .any(|column| self.filled(column).is_some())
            {
                let message = "`position_level` and `privileged` need a `work_role`";
                findings.error(|| Diagnostic::error(Code::MissingKey, message).at(self.place()));
            }
            return;
        };
        let Some(level) = proficiency(self.cell(Column::PositionLevel)) else {
            findings.error(|| unknown_level(self.cell(Column::PositionLevel)).at(self.place()));
            return;
        };
        let privileged = match self.filled(Column::Privileged) {
            None => false,
            Some(cell) => {
                let Some(privileged) = yes_or_no(cell) else {
                    let message = || format!("`privileged` is `{cell}`: expected true or false");
                    let finding = || Diagnostic::error(Code::WrongType, message()).at(self.place());
                    return findings.error(finding);
                };
                privileged
            }
        };
        let same = |own: &&mut Position| *own.level == *level && key::same(&own.code, work_role);
        if let Some(known) = positions.iter_mut().find(same) {
            known.privileged |= privileged;
        } else if positions.len() >= MOST_POSITIONS {
            let message = format!("a person has more than {MOST_POSITIONS} positions");
            findings.error(|| Diagnostic::error(Code::PersonTooLarge, message).at(self.place()));
        } else {
            positions.push(Position {
                table: WORK_ROLES,
                code: Text::from(work_role.to_owned()),
                level: Text::new_static(level),
                privileged,
                since: None,
                place: self.place(),
            });
        }
    }

    /// A date or `never`; nothing where the cell is empty or says `unknown`.
    fn date(&self, column: Column, name: &str, findings: &mut Findings) -> Option<Recorded> {
        match self.cell(column) {
            "" => None,
            cell => match plain_day(cell.as_bytes()) {
                Some(day) => Some(Recorded::On(day)),
                None => match recorded(cell) {
                    Ok(recorded) => recorded,
                    Err(error) => {
                        let message = || format!("`{name}` is `{cell}`: {error}");
                        findings
                            .error(|| Diagnostic::error(Code::BadDate, message()).at(self.place()));
                        None
                    }
                },
            },
        }
    }

    fn status(&self, findings: &mut Findings) -> HoldingStatus {
        match self.cell(Column::Status) {
            "" => HoldingStatus::Held,
            cell => HoldingStatus::parse(cell).unwrap_or_else(|| {
                findings.error(|| unknown_status(cell).at(self.place()));
                HoldingStatus::Revoked
            }),
        }
    }

    fn evidence_level(&self, findings: &mut Findings) -> Option<Evidence> {
        let cell = self.filled(Column::EvidenceLevel)?;
        let level = Evidence::parse(cell);
        if level.is_none() {
            let message = || format!("`{cell}` is no {}", Evidence::WHAT);
            let finding = || Diagnostic::error(Code::UnknownWord, message()).at(self.place());
            findings.error(|| finding().help("one of: declared, evidenced, verified"));
        }
        level
    }
}

/// The labels of a cell, separated by `;`, `|` or `,`.
pub(crate) fn labels(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|', ','])
        .map(key::trim)
        .filter(|label| !label.is_empty())
}

/// The proficiency level of a work role in the words of DoD 8140; entry, mid and senior are synonyms.
pub(crate) fn proficiency(text: &str) -> Option<&'static str> {
    match Level::parse(text)? {
        Level::Entry => Some("basic"),
        Level::Mid => Some("intermediate"),
        Level::Senior => Some("advanced"),
        Level::Principal => None,
    }
}

/// The finding for a word that is not a level of a work role.
pub(crate) fn unknown_level(text: &str) -> Diagnostic {
    let message = if text.is_empty() {
        "a `work_role` needs a `position_level`".to_owned()
    } else {
        format!("`{text}` is not a level of a work role")
    };
    Diagnostic::error(Code::UnknownWord, message).help("one of: basic, intermediate, advanced")
}

fn yes_or_no(cell: &str) -> Option<bool> {
    match key::key(cell).as_str() {
        "true" | "yes" | "y" | "1" | "x" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// A date, `never`, or nothing for `unknown`.
///
/// # Errors
/// Why it is none of them.
pub(crate) fn recorded(text: &str) -> Result<Option<Recorded>, <PartialDate as FromStr>::Err> {
    if text.eq_ignore_ascii_case("unknown") {
        Ok(None)
    } else if text.eq_ignore_ascii_case("never") {
        Ok(Some(Recorded::Never))
    } else {
        text.parse().map(|day| Some(Recorded::On(day)))
    }
}

/// What is wrong with the id of a person.
pub(crate) fn bad_id(id: &str) -> Option<Diagnostic> {
    if id.is_empty() {
        Some(Diagnostic::error(
            Code::MissingKey,
            "this row names no person",
        ))
    } else if key::has_control(id) {
        let message = "the id of a person has a control character in it";
        Some(Diagnostic::error(Code::BadPersonId, message).help("write it with visible characters"))
    } else {
        None
    }
}

/// What to say of a word that is not a status.
pub(crate) fn unknown_status(word: impl Display) -> Diagnostic {
    let word = word.to_string();
    let words: Vec<&str> = HoldingStatus::ALL.iter().map(|one| one.word()).collect();
    let message = format!("`{word}` is no {}", HoldingStatus::WHAT);
    let finding = Diagnostic::error(Code::UnknownWord, message);
    finding
        .help(format!("one of: {}", words.join(", ")))
        .suggest(&word, words)
}

/// A day written `YYYY-MM-DD`, without the ways round that other forms take.
fn plain_day(cell: &[u8]) -> Option<PartialDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *<&[u8; 10]>::try_from(cell).ok()? else {
        return None;
    };
    // All of them are looked at in any case, so that it takes one step.
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if !digits
        .iter()
        .fold(true, |all, digit| all & digit.is_ascii_digit())
    {
        return None;
    }
    let number = |tens: u8, ones: u8| ((tens - b'0') * 10 + (ones - b'0')).cast_signed();
    let year = i16::from(number(y1, y2)) * 100 + i16::from(number(y3, y4));
    PartialDate::day_of(year, number(m1, m2), number(d1, d2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_separated_by_any_usual_sign() {
        let all: Vec<&str> = labels(" dev, ops;; qa |\u{a0}lead ").collect();
        assert_eq!(all, ["dev", "ops", "qa", "lead"]);
    }

    #[test]
    fn plain_days_are_read_as_others_are() {
        for text in ["2026-02-28", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(plain_day(text.as_bytes()), text.parse().ok());
        }
        for text in ["2026-02-30", "2026-13-01", "2026-1-001", "0000-01-01"] {
            assert_eq!(plain_day(text.as_bytes()), None);
        }
    }

    #[test]
    fn an_unknown_status_offers_the_nearest() {
        let finding = unknown_status("bookd");
        assert_eq!(finding.help.as_deref(), Some("did you mean `booked`?"));
        assert!(unknown_status("wishlist").help.is_some());
    }
}
