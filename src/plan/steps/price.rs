//! What earning a credential costs one person, and the hours it takes.

use super::{CredentialStep, Outlook};
use crate::base::date::{Date, months_later};
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Assurance, Status};
use crate::cost::cost;
use crate::cost::overlap::{self, share_left};
use crate::team::roster::{Attempt, Person, exams_left};

/// Whether somebody can still earn it by a day: the exam can be taken until then, and it is known how long it is valid. A
/// title without a fee of its own comes with its parts.
fn can_be_earned(outlook: &Outlook<'_>, credential: &Credential, by: Date) -> bool {
    let status = credential.status_on(by);
    let known = outlook.assume_valid || credential.current_validity() != Validity::Unknown;
    let there = credential
        .available_from
        .is_none_or(|from| from.earliest() <= by);
    let title = credential.assurance == Assurance::Title && credential.exam_fee.is_none();
    !matches!(status, Status::Retired | Status::Announced) && there && known && !title
}

/// Earning a credential by a day; `None` where it can't be earned by then, or where that leaves too few hours.
pub(super) fn earning(
    outlook: &Outlook<'_>,
    person: &Person,
    credential: &Credential,
    by: Date,
) -> Option<CredentialStep> {
    if !can_be_earned(outlook, credential, by) {
        return None;
    }
    let price = cost(outlook.catalog, credential, outlook.rate);
    let left = exams_left(
        outlook.catalog,
        credential,
        attempts(person, credential),
        outlook.today,
        Some(by),
    );
    let (exam, estimated) = known_or_estimated(outlook.catalog, credential, left.fee);
    let known = closeness(outlook.catalog, person, credential);
    // The whole preparation where all of it is new, half of it where nothing is; of several exams those that are left.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "hours are bounded by the catalog's reader"
    )]
    let hours = (price.preparation.middle() * left.share * share_left(known)).ceil() as i64;
    if by < outlook.deadline
        && hours_until(outlook.today, by, person).is_some_and(|has| has < hours)
    {
        return None;
    }
    let valid_until = match credential.current_validity() {
        Validity::Months(months) => Some(months_later(by, i64::from(months.get()))),
        Validity::Never | Validity::Unknown => None,
    };
    Some(CredentialStep {
        credential: credential.id,
        renewal: None,
        exams: left.exams,
        paid: left.paid,
        is_fee_of_all: left.is_fee_of_all,
        by,
        valid_until,
        cost: exam + price.application + price.training.unwrap_or_default(),
        estimated: estimated || price.training.is_none(),
        hours,
    })
}

/// What a person has done for a credential that is not held.
pub(super) fn attempts<'p>(
    person: &'p Person,
    credential: &Credential,
) -> impl Iterator<Item = Attempt<'p>> {
    let id = credential.id;
    let own = person
        .holds
        .iter()
        .filter(move |held| held.credential == id);
    own.map(Attempt::of)
}

/// Hours that a person's week leaves until a day; `None` where nothing limits them.
pub fn hours_until(today: Date, by: Date, person: &Person) -> Option<i64> {
    let weeks = i64::from((by - today).get_days().max(0)) / 7;
    Some(i64::from(person.hours_per_week?) * weeks)
}

/// A fee, or what nine in ten credentials of the tier cost at most where it is not known; and whether it is that estimate.
pub(super) fn known_or_estimated(
    catalog: &Catalog,
    credential: &Credential,
    fee: Option<Usd>,
) -> (Usd, bool) {
    let estimate = || {
        catalog
            .estimate(credential.tier)
            .map_or(Usd::FREE, |estimate| estimate.exam_fee)
    };
    fee.map_or_else(|| (estimate(), true), |fee| (fee, false))
}

/// What a person knows by the time a credential is earned: what is held, and what the credential needs.
fn known_by_then<'c>(
    catalog: &'c Catalog,
    person: &Person,
    credential: &Credential,
) -> Vec<&'c Credential> {
    let held = person
        .holds
        .iter()
        .filter(|held| held.status.counts())
        .map(|held| held.credential);
    let needed = credential.prerequisites.credentials.iter().copied();
    held.chain(needed)
        .filter_map(|id| catalog.credential(&id))
        .collect()
}

/// How much of a credential's exams, 0..1, a person knows from others by their outlines; `None` where that is not known.
pub fn covered(catalog: &Catalog, person: &Person, credential: &Credential) -> Option<f64> {
    overlap::covered(
        catalog,
        credential,
        known_by_then(catalog, person, credential),
    )
}

/// How much of a credential's subject, 0..1, a person knows from others: by the outlines where both have one, otherwise by
/// the topics of both. What is known in both ways counts once.
fn closeness(catalog: &Catalog, person: &Person, credential: &Credential) -> f64 {
    let known = known_by_then(catalog, person, credential);
    let (with_outline, without): (Vec<&Credential>, Vec<&Credential>) = known
        .into_iter()
        .partition(|other| overlap::can_compare(credential, other));
    let by_outline = overlap::covered(catalog, credential, with_outline);
    by_outline
        .unwrap_or_default()
        .max(by_topics(credential, &without))
}

/// The share of a credential's topics, by weight, that others have.
fn by_topics(credential: &Credential, known: &[&Credential]) -> f64 {
    let (mut sum, mut whole) = (0, 0);
    for (topic, weight) in &credential.topics {
        let most = known
            .iter()
            .flat_map(|other| &other.topics)
            .filter(|(id, _)| *id == topic)
            .map(|(_, w)| w)
            .max();
        sum += u32::from(most.unwrap_or(0).min(weight));
        whole += u32::from(weight);
    }
    f64::from(sum) / f64::from(whole.max(1))
}
