//! What to do about what is held: keep it, let it lapse or replace it, and why.

use std::collections::BTreeSet;

use super::alternatives::same_choice;
use super::relevance::{RELEVANT, Relevance, RoleDemand, is_passing};
use super::stacks::{renews, share_upkeep};
use crate::advice::profile::Profile;
use crate::base::vocabulary::vocabulary;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Grade, RenewalKind, Status};
use crate::cost::schedule::{Member, per_year};
use crate::cost::{Keeping, cost};

/// Relevance from which on a credential is worth keeping no matter whom it is meant for: twice what a candidate needs.
const WORTH_KEEPING: f64 = 2.0 * RELEVANT;
/// Less cash a year than this is shown as nothing, USD.
const ROUNDED_TO_NOTHING: f64 = 0.5;

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
    /// Cash a year to keep it beside the others that are held, USD. `None` is unknown.
    pub usd_per_year: Option<f64>,
    /// What follows it, where its program ends.
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
            upkeep: Upkeep::of(catalog, credential, profile),
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
    /// What keeping it takes beside the others that are held.
    upkeep: Upkeep,
}

/// What keeping a credential takes beside the others that a person holds.
struct Upkeep {
    /// Cash a year, USD, beyond what keeping the others costs. `None` is unknown.
    usd_per_year: Option<f64>,
    /// Hours a year, at most; none where another one renews it.
    hours_per_year: f64,
    /// How it is renewed by itself, where that is known.
    kind: Option<RenewalKind>,
    /// The other one whose renewal renews it.
    renewed_by: Option<CredentialId>,
    /// Whether it costs something by itself, and nothing beside the others.
    is_covered: bool,
}

impl Upkeep {
    fn of(catalog: &Catalog, credential: &Credential, profile: &Profile<'_>) -> Self {
        let keeping = cost(catalog, credential, profile.rate).keeping;
        let alone = keeping.as_ref().and_then(Keeping::usd_per_year);
        let others = profile.holds.iter().filter(|id| **id != credential.id);
        let related: Vec<&Credential> = others
            .filter_map(|id| catalog.credential(id))
            .filter(|other| share_upkeep(catalog, credential, other))
            .collect();
        let more = more_per_year(catalog, credential, &related, profile);
        let free = more.is_some_and(|usd| usd < ROUNDED_TO_NOTHING);
        let renewed_by = related
            .iter()
            .find(|other| renews(other, credential))
            .filter(|_| free)
            .map(|other| other.id);
        Self {
            usd_per_year: more.or(alone),
            hours_per_year: keeping
                .as_ref()
                .filter(|_| renewed_by.is_none())
                .map_or(0.0, |keeping| keeping.hours_per_year().high),
            kind: keeping.and_then(|keeping| keeping.kind),
            renewed_by,
            is_covered: free && alone.is_some_and(|usd| usd >= ROUNDED_TO_NOTHING),
        }
    }

    /// That keeping it costs nothing more, and why; nothing where it takes money, or hours of education of its own.
    fn costs_nothing(&self) -> Option<String> {
        let free = self
            .usd_per_year
            .is_some_and(|usd| usd < ROUNDED_TO_NOTHING);
        let learns = self.hours_per_year > 0.0
            && matches!(
                self.kind,
                Some(RenewalKind::ContinuingEducation | RenewalKind::Combination)
            );
        if let Some(by) = self.renewed_by {
            Some(format!(
                "renewing `{by}`, which you hold, renews it as well"
            ))
        } else if self.is_covered {
            Some("keeping it adds nothing to the cost of the others that you hold".to_owned())
        } else if !free || learns {
            None
        } else if self.hours_per_year >= 1.0 {
            let hours = self.hours_per_year;
            Some(format!(
                "it costs no money to keep, and at most {hours:.0} hours a year"
            ))
        } else {
            Some("it costs nothing to keep".to_owned())
        }
    }
}

/// What keeping `credential` adds to the cash a year, USD, that keeping `related` takes; `None` where there are none, or
/// one of the two sums is not known.
fn more_per_year(
    catalog: &Catalog,
    credential: &Credential,
    related: &[&Credential],
    profile: &Profile<'_>,
) -> Option<f64> {
    if related.is_empty() {
        return None;
    }
    let others: Vec<Member<'_>> = related.iter().map(|other| Member::to_earn(other)).collect();
    let all: Vec<Member<'_>> = others
        .iter()
        .copied()
        .chain([Member::to_earn(credential)])
        .collect();
    let usd_per_year = |members: &[Member<'_>]| per_year(catalog, members, profile.rate);
    let more = usd_per_year(&all)? - usd_per_year(&others)?;
    Some(more.max(0.0))
}

impl<'c> Holding<'c, '_> {
    fn judged(&self) -> Kept<'c> {
        let (advice, because) = self.advice();
        Kept {
            credential: self.credential,
            advice,
            because,
            usd_per_year: self.upkeep.usd_per_year,
            successor: self.successor(),
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
                    format!("a requirement asks for it, but its program ends; `{next}` follows it"),
                ),
                None => (Keep::Keep, format!("a requirement asks for it{price}")),
            };
        }
        let matters = self.matters();
        let free = self.upkeep.costs_nothing();
        match (self.proved_by(), matters, free) {
            (Some(higher), _, None) => {
                let because = format!("`{higher}`, which you hold, proves it as well{price}");
                (Keep::LetLapse, because)
            }
            (None, Some(matters), free) => self.worth_keeping(matters, free),
            (Some(_), _, Some(free)) | (None, None, Some(free)) => (Keep::Keep, free),
            (None, None, None) => {
                let unless = match self.required {
                    Some(_) => "no requirement asks for it, and it says little about this role",
                    None => {
                        "it says little about this role; keep it only if a requirement asks for it"
                    }
                };
                (Keep::LetLapse, format!("{unless}{price}"))
            }
        }
    }

    /// What to do about one that matters: its successor is named where its program ends.
    fn worth_keeping(&self, matters: &str, free: Option<String>) -> (Keep, String) {
        let free_or_price = free.map_or_else(|| self.price(), |free| format!("; {free}"));
        match self.successor() {
            None => (Keep::Keep, format!("{matters}{free_or_price}")),
            Some(next) if self.lasts() => (
                Keep::Keep,
                format!("{matters}; its program ends, and `{next}` follows it{free_or_price}"),
            ),
            Some(next) => (
                Keep::Replace,
                format!("its program ends; `{next}` follows it"),
            ),
        }
    }

    /// Whether it never expires.
    fn lasts(&self) -> bool {
        self.credential.current_validity() == Validity::Never
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
            _ if self.relevance.suffices() => Some("it covers part of this role's work"),
            _ => None,
        }
    }

    /// What follows it, where its program ends.
    fn successor(&self) -> Option<CredentialId> {
        let credential = self.credential;
        let ends = match credential.status_on(self.profile.today) {
            Status::Retired => true,
            Status::Beta => false,
            _ => is_passing(self.catalog, credential, self.profile),
        };
        credential.successors.first().copied().filter(|_| ends)
    }

    /// `; keeping it costs about USD 83 a year`; nothing where it costs no money.
    fn price(&self) -> String {
        match self.upkeep.usd_per_year {
            Some(usd) if usd >= ROUNDED_TO_NOTHING => {
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
        assert_eq!(keep, Keep::Keep);
        assert_eq!(why, "renewing `rhce`, which you hold, renews it as well");
        let (keep, why) = advice("linux-administrator", &["lpic-1", "a-plus"], None);
        assert_eq!(keep, Keep::Keep, "{why}");
    }

    #[test]
    fn what_costs_nothing_more_beside_the_others_is_kept() {
        for holds in [
            ["ccsp", "cissp"],
            ["security-plus", "cysa-plus"],
            ["aws-saa", "aws-sap"],
            ["az-104", "az-305"],
        ] {
            let (keep, why) = advice("linux-administrator", &holds, None);
            assert_eq!(keep, Keep::Keep, "{holds:?}: {why}");
        }
        let (keep, why) = advice("linux-administrator", &["aws-sap", "cissp"], None);
        assert_eq!(keep, Keep::LetLapse, "{why}");
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
