//! What a person holds, as the command line says it: `--holds cka=2025-03-01,aws-saa`.

use crate::base::date::{Date, PartialDate};
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Evidence;
use crate::cli::resolver::Resolver;
use crate::team::roster::{Held, HoldingStatus, Person};

/// The id of the person described on the command line.
const COMMAND_LINE_PERSON: &str = "me";

/// The person who holds these, each written `ID` or `ID=EARNED`; what can't be used goes to `resolver`.
pub(in crate::cli) fn person_holding(
    holds: &[String],
    catalog: &Catalog,
    today: Date,
    resolver: &mut Resolver,
) -> Person {
    let mut person = Person::new(Text::new_static(COMMAND_LINE_PERSON));
    for text in holds {
        if text.trim().is_empty() {
            let finding = Diagnostic::error(Code::BadArgument, "an id is missing in `--holds`");
            resolver.report(
                finding.help("write `cka`, or `cka=2025-02-14` with the day it was earned"),
            );
            continue;
        }
        let (name, earned) = text
            .split_once('=')
            .map_or((text.as_str(), None), |(name, day)| (name, Some(day)));
        let Some(credential) = resolver.credential(catalog, name.trim()) else {
            continue;
        };
        let earned = earned.and_then(|day| resolver.earned_on(credential, day, today));
        person.holds.push(holding(credential.id, earned));
    }
    person
}

/// A person of a roster, with what the command line adds: a credential that the roster has as well only with its date.
pub(in crate::cli) fn with_holdings(known: &Person, added: Person) -> Person {
    let mut person = known.clone();
    let is_new = |held: &Held| {
        let same = |other: &Held| other.credential == held.credential;
        held.earned.is_some() || !known.holds.iter().any(same)
    };
    person.holds.extend(added.holds.into_iter().filter(is_new));
    person
}

/// A holding without a roster.
pub(in crate::cli) fn holding(credential: CredentialId, earned: Option<PartialDate>) -> Held {
    Held {
        credential,
        exam: None,
        earned,
        expires: None,
        status: HoldingStatus::Held,
        evidence: None,
        evidence_level: Evidence::Declared,
        place: Place {
            file: "--holds".into(),
            line: 1,
            column: 1,
            width: 1,
            text: credential.as_str().into(),
        },
    }
}
