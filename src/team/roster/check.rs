//! Contradictions in what a roster says of one person, told at the row that brings them.

use super::key;
use super::status::HoldingStatus;
use super::{Held, Recorded, RowHolding};
use crate::base::date::{Date, PartialDate};
use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::Evidence;
use crate::catalog::{Catalog, Named};

/// Most holdings of one person.
pub(crate) const MOST_HOLDINGS: usize = 1_000;

/// What a roster has said of one person so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    name: String,
    email: String,
    holdings: Vec<SaidHolding>,
}

/// What a roster says of a credential that a person has, or had.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SaidHolding {
    pub(crate) credential: CredentialId,
    pub(crate) earned: Option<PartialDate>,
    pub(crate) expires: Option<Recorded>,
    pub(crate) status: HoldingStatus,
}

impl From<&Held> for SaidHolding {
    fn from(held: &Held) -> Self {
        Self {
            credential: held.credential,
            earned: held.earned,
            expires: held.expires,
            status: held.status,
        }
    }
}

/// What to say of a holding that is earned only after a day; nothing of others.
pub(crate) fn future_holding(
    credential: CredentialId,
    status: HoldingStatus,
    earned: Option<PartialDate>,
    today: Date,
) -> Option<Diagnostic> {
    let earned = earned.filter(|earned| status.counts() && earned.earliest() > today)?;
    let message =
        format!("`{credential}` is earned on {earned}, after {today}, so it does not count");
    Some(
        Diagnostic::warning(Code::EarnedAhead, message)
            .help("correct the date, or write status planned or booked"),
    )
}

impl Said {
    /// Forgets all of it, and serves for the next person.
    pub(crate) fn clear(&mut self) {
        self.name.clear();
        self.email.clear();
        self.holdings.clear();
    }

    /// The name and the address that came first; empty where none did.
    pub(crate) fn contact(&self) -> (&str, &str) {
        (&self.name, &self.email)
    }

    /// What the roster says of the person's credentials.
    pub(crate) fn holdings(&self) -> &[SaidHolding] {
        &self.holdings
    }

    /// Notes a name and an address; empty ones say nothing.
    pub(crate) fn person(
        &mut self,
        name: &str,
        email: &str,
        place: impl Fn() -> Place,
        findings: &mut Findings,
    ) {
        let differs = |known: &mut String, new: &str| {
            if known.is_empty() {
                known.push_str(new);
            }
            !new.is_empty() && known != new && !key::same(known, new)
        };
        if differs(&mut self.name, name) {
            let message = "the person has another name in a row above: are these two people?";
            findings.warning(|| Diagnostic::warning(Code::TwoNames, message).at(place()));
        }
        if differs(&mut self.email, email) {
            let message =
                "the person has another e-mail address in a row above: are these two people?";
            findings.warning(|| Diagnostic::warning(Code::TwoEmails, message).at(place()));
        }
    }

    /// Notes a holding. False where there are too many of them.
    pub(crate) fn holding(
        &mut self,
        catalog: &Catalog,
        credential: &Credential,
        holding: &RowHolding<'_>,
        place: impl Fn() -> Place,
        findings: &mut Findings,
    ) -> bool {
        if self.holdings.len() >= MOST_HOLDINGS {
            let message = format!("a person has more than {MOST_HOLDINGS} holdings");
            findings.error(|| Diagnostic::error(Code::PersonTooLarge, message).at(place()));
            return false;
        }
        let mut warn = |code: Code, message: &dyn Fn() -> String| {
            findings.warning(|| Diagnostic::warning(code, message()).at(place()));
        };
        let id = credential.id;
        let new = SaidHolding {
            credential: id,
            earned: holding.earned,
            expires: holding.expires,
            status: holding.status,
        };
        let own = self.holdings.iter().filter(|said| said.credential == id);
        if let Some(status) = own.clone().find_map(|said| said.contradicts(&new)) {
            warn(Code::HeldAndNot, &|| {
                format!(
                    "`{id}` is both held and {}: a row above says the other",
                    status.word()
                )
            });
        }
        if own.clone().any(|said| said.ends_otherwise(&new)) {
            warn(Code::TwoEnds, &|| {
                format!("`{id}` has another expiry in a row above")
            });
        }
        self.holdings.push(new);
        if let (Some(earned), Some(Recorded::On(expires))) = (holding.earned, holding.expires)
            && expires.latest() < earned.earliest()
            && holding.status.counts()
        {
            warn(Code::Contradiction, &|| {
                format!(
                    "`{id}` expires on {expires}, before it was earned ({earned}), so it never counts"
                )
            });
        }
        if holding.status.counts()
            && let Some((earned, from)) = holding.earned.zip(credential.available_from)
            && earned.latest() < from.earliest()
        {
            warn(Code::EarnedTooEarly, &|| {
                format!("`{id}` was earned on {earned}, but it has existed only since {from}")
            });
        }
        if holding.expires == Some(Recorded::Never) && holding.status.counts() {
            let validity = match holding.earned {
                Some(earned) => credential.validity_if_earned(earned.earliest(), holding.exam),
                None => credential.current_validity(),
            };
            if let Validity::Months(months) = validity {
                warn(Code::NeverExpires, &|| {
                    format!("`{id}` is said never to expire, but it lasts {months} months")
                });
            }
        }
        if let Some(exam) = holding.exam
            && !is_exam_of(catalog, credential, exam)
        {
            warn(Code::OtherExam, &|| {
                format!("`{exam}` is not an exam of `{id}`, but of another credential")
            });
        }
        if holding.evidence_level == Evidence::Verified && holding.evidence.is_none() {
            warn(Code::NoEvidence, &|| {
                format!("`{id}` is said to be verified, but no evidence is named")
            });
        }
        true
    }
}

impl SaidHolding {
    /// The status of one of the two that can't be true while the other, which may be the same holding, is held.
    fn contradicts(&self, other: &Self) -> Option<HoldingStatus> {
        let (held, lost) = match (self.status, other.status) {
            (HoldingStatus::Held, _) => (self, other),
            (_, HoldingStatus::Held) => (other, self),
            _ => return None,
        };
        let dates = held.earned.zip(lost.earned);
        let contradicts = match lost.status {
            HoldingStatus::Revoked | HoldingStatus::Suspended => {
                dates.is_none_or(|(held, lost)| held.earliest() <= lost.latest())
            }
            // What has expired may have been earned again, but not on the same day.
            HoldingStatus::Expired => dates.is_some_and(|(held, lost)| held == lost),
            _ => false,
        };
        contradicts.then_some(lost.status)
    }

    /// Whether both are the same holding, but with ends that can't both be true.
    fn ends_otherwise(&self, other: &Self) -> bool {
        let held = self.status.counts() && other.status.counts();
        held && self.earned == other.earned
            && match (self.expires, other.expires) {
                (Some(Recorded::On(one)), Some(Recorded::On(two))) => {
                    one.latest() < two.earliest() || two.latest() < one.earliest()
                }
                (Some(one), Some(two)) => one != two,
                _ => false,
            }
    }
}

/// Whether a code may be an exam of a credential: it is, or nobody's that we know.
fn is_exam_of(catalog: &Catalog, credential: &Credential, exam: &str) -> bool {
    let is_code_of = |other: &Credential| other.exam.code(exam).is_some();
    let is_called = || {
        let mut names = credential.other_names();
        names.any(|name| name.eq_ignore_ascii_case(exam))
    };
    is_code_of(credential) || is_called() || !catalog.credentials.iter().any(is_code_of)
}
