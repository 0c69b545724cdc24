//! What to do about what is held: keep it, let it lapse or replace it, and why.

use std::collections::BTreeSet;

use super::alternatives::same_choice;
use super::relevance::{RELEVANT, Relevance, RoleDemand, is_passing};
use crate::advice::profile::Profile;
use crate::base::vocabulary::vocabulary;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Grade, Status};
use crate::cost::{Keeping, cost};

/// Relevance from which on a credential is worth keeping no matter whom it is meant for: twice what a candidate needs.
const WORTH_KEEPING: f64 = 2.0 * RELEVANT;

vocabulary! {
    /// What to do about a credential that is held.
    Keep "advice on a holding" {
        /// Renew it when it is due.
        Keep = "keep",
        /// Don't renew it.
        LetLapse = "let-lapse",
        /// Earn another one in its place.
        Replace = "replace",
    }
}

/// Advice on one credential that is held.
#[derive(Clone, Debug)]
pub struct Kept<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// What to do.
    pub advice: Keep,
    /// Why, as a sentence without a final period.
    pub because: String,
    /// Cash a year to keep it, USD. `None` is unknown.
    pub usd_per_year: Option<f64>,
    /// What follows it, where the advice is to replace it.
    pub successor: Option<CredentialId>,
}

/// What to do about each credential that the person holds. `required` are those that requirements ask of the person;
/// `None` where no requirement is given.
pub fn kept<'c>(
    catalog: &'c Catalog,
    profile: &Profile<'_>,
    required: Option<&BTreeSet<CredentialId>>,
) -> Vec<Kept<'c>> {
    // What a credential is worth by itself, not beside the others that are held.
    let alone = Profile {
        holds: BTreeSet::new(),
        ..profile.clone()
    };
    let demand = RoleDemand::of(&alone);
    let held = profile.holds.iter().filter_map(|id| catalog.credential(id));
    held.map(|credential| {
        let holding = Holding {
            catalog,
            profile,
            required,
            credential,
            relevance: demand.relevance(catalog, credential),
            keeping: cost(catalog, credential, profile.rate).keeping,
        };
        holding.judged()
    })
    .collect()
}

/// A credential that is held, with what decides whether to keep it.
struct Holding<'c, 'a> {
    catalog: &'c Catalog,
    profile: &'a Profile<'a>,
    required: Option<&'a BTreeSet<CredentialId>>,
    credential: &'c Credential,
    /// How much it is about the role, by itself.
    relevance: Relevance,
    /// The cheapest way to keep it, where one is known.
    keeping: Option<Keeping>,
}

impl<'c> Holding<'c, '_> {
    fn judged(&self) -> Kept<'c> {
        let (advice, because) = self.advice();
        let replaced = advice == Keep::Replace;
        Kept {
            credential: self.credential,
            advice,
            because,
            usd_per_year: self.usd_per_year(),
            successor: self.successor().filter(|_| replaced),
        }
    }

    fn advice(&self) -> (Keep, String) {
        let price = self.price();
        let required = self
            .required
            .is_some_and(|ids| ids.contains(&self.credential.id));
        if required {
            return match self.successor() {
                Some(next) => (
                    Keep::Replace,
                    format!(
                        "a requirement asks for it, but its programme ends; `{next}` follows it"
                    ),
                ),
                None => (Keep::Keep, format!("a requirement asks for it{price}")),
            };
        }
        if let Some(higher) = self.proved_by() {
            return if self.is_free() {
                (Keep::Keep, "it costs nothing to keep".to_owned())
            } else {
                let because = format!("`{higher}`, which you hold, proves it as well{price}");
                (Keep::LetLapse, because)
            };
        }
        let matters = self.matters();
        if let (Some(next), true) = (self.successor(), matters.is_some()) {
            let because = format!("its programme ends; `{next}` follows it");
            return (Keep::Replace, because);
        }
        if let Some(matters) = matters {
            return (Keep::Keep, format!("{matters}{price}"));
        }
        if self.is_free() {
            return (Keep::Keep, "it costs nothing to keep".to_owned());
        }
        let unless = match self.required {
            Some(_) => "no requirement asks for it, and it says little about this role",
            None => "it says little about this role; keep it only if a requirement asks for it",
        };
        (Keep::LetLapse, format!("{unless}{price}"))
    }

    /// Why it matters in the role, if it does.
    fn matters(&self) -> Option<&'static str> {
        let (profile, id) = (self.profile, self.credential.id);
        let mandated = profile
            .mandate
            .as_ref()
            .is_some_and(|mandate| mandate.accepts(id).is_some());
        if mandated || profile.baseline.contains(&id) {
            return Some("the table of your work role accepts it");
        }
        match self.relevance.grade {
            Some(Grade::Standard) => Some("it is what this field asks for first"),
            Some(Grade::Common) => Some("it is often named for this role"),
            _ if self.relevance.suffices() && self.relevance.named >= 1.0 => {
                Some("it is meant for this role")
            }
            _ if self.relevance.value() >= WORTH_KEEPING => {
                Some("it covers much of this role's work")
            }
            _ => None,
        }
    }

    /// What follows it, where its programme ends.
    fn successor(&self) -> Option<CredentialId> {
        let credential = self.credential;
        let ends = credential.status_on(self.profile.today) == Status::Retired
            || (credential.last_exam.is_some()
                && is_passing(self.catalog, credential, self.profile));
        credential.successors.first().copied().filter(|_| ends)
    }

    fn usd_per_year(&self) -> Option<f64> {
        self.keeping.as_ref().and_then(Keeping::usd_per_year)
    }

    /// Whether it takes neither money nor hours.
    fn is_free(&self) -> bool {
        self.keeping.as_ref().is_some_and(|keeping| {
            keeping.usd_per_year() == Some(0.0) && keeping.hours_per_year().high <= 0.0
        })
    }

    /// `; keeping it costs about USD 83 a year`; nothing where it costs no money.
    fn price(&self) -> String {
        match self.usd_per_year() {
            Some(usd) if usd >= 0.5 => {
                format!("; keeping it costs about USD {} a year", usd.round())
            }
            Some(_) => String::new(),
            None => "; what keeping it costs is not known".to_owned(),
        }
    }

    /// Another credential that is held and proves what this one does: further up its ladder, its successor or its newer
    /// version.
    fn proved_by(&self) -> Option<CredentialId> {
        let (credential, holds) = (self.credential, &self.profile.holds);
        let above = self.catalog.above(credential);
        let mut higher = above.chain(credential.successors.iter().copied());
        higher.find(|id| holds.contains(id)).or_else(|| {
            holds
                .iter()
                .filter(|id| **id != credential.id)
                .filter_map(|id| self.catalog.credential(id))
                .find(|other| same_choice(credential, other) && other.id > credential.id)
                .map(|other| other.id)
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::advice::profile::environment::EnvironmentMix;
    use crate::embedded;

    /// The advice on the first of what is held.
    fn advice(role: &str, holds: &[&str], required: Option<&[&str]>) -> (Keep, String) {
        let catalog = embedded::catalog();
        let ids = |names: &[&str]| names.iter().map(|id| id.parse().unwrap()).collect();
        let profile = Profile {
            holds: ids(holds),
            ..Profile::new(
                catalog.role_named(role).unwrap(),
                EnvironmentMix::parse("neutral", catalog).unwrap(),
                date(2026, 11, 29),
            )
        };
        let required = required.map(ids);
        let first: CredentialId = holds[0].parse().unwrap();
        let all = kept(catalog, &profile, required.as_ref());
        let found = all.into_iter().find(|kept| kept.credential.id == first);
        let found = found.unwrap();
        (found.advice, found.because)
    }

    #[test]
    fn the_role_the_requirement_the_cost_and_the_successor_decide() {
        let (keep, why) = advice("security-manager", &["cissp"], None);
        assert_eq!(keep, Keep::Keep);
        assert_eq!(
            why,
            "it is what this field asks for first; keeping it costs about USD 135 a year"
        );
        let (keep, why) = advice("linux-administrator", &["cissp"], None);
        assert_eq!(keep, Keep::LetLapse);
        assert!(why.contains("USD 135"), "{why}");
        let (keep, why) = advice("linux-administrator", &["cissp"], Some(&["cissp"]));
        assert_eq!(keep, Keep::Keep);
        assert!(why.starts_with("a requirement asks for it"), "{why}");
        let (keep, why) = advice("linux-administrator", &["cissp"], Some(&["cka"]));
        assert_eq!(keep, Keep::LetLapse);
        assert!(why.starts_with("no requirement asks for it"), "{why}");
        let (keep, why) = advice("linux-administrator", &["rhcsa", "rhce"], None);
        assert_eq!(keep, Keep::LetLapse);
        assert!(why.contains("`rhce`"), "{why}");
        let (keep, why) = advice("linux-administrator", &["lpic-1", "a-plus"], None);
        assert_eq!(keep, Keep::Keep, "{why}");
    }

    #[test]
    fn what_ends_is_replaced_where_it_matters_and_lapses_where_not() {
        let (keep, why) = advice("backend-developer", &["az-204"], None);
        assert_eq!(
            (keep, why.contains("`ai-200`")),
            (Keep::Replace, true),
            "{why}"
        );
        let (keep, why) = advice("privacy-officer", &["az-204"], None);
        assert_ne!(keep, Keep::Replace, "{why}");
        let (keep, _) = advice("privacy-officer", &["az-204"], Some(&["az-204"]));
        assert_eq!(keep, Keep::Replace);
    }
}
