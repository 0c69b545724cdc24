//! What a person holds, as the command line says it: `--holds cka=2025-03-01,aws-saa`.

use crate::base::date::{Date, PartialDate};
use crate::base::diagnostic::Place;
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::Evidence;
use crate::cli::resolver::Resolver;
use crate::team::roster::{Held, HoldingStatus, Person};

/// The id of the person whom the command line speaks of.
const ME: &str = "me";

/// The person who holds these, each written `ID` or `ID=EARNED`; what can't be used goes to `resolver`.
pub(in crate::cli) fn holder(
    holds: &[String],
    catalog: &Catalog,
    today: Date,
    resolver: &mut Resolver,
) -> Person {
    let mut person = Person::new(Text::new_static(ME));
    for text in holds.iter().filter(|text| !text.trim().is_empty()) {
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
