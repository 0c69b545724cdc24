//! Which rules apply to a question, and what each of them did to a credential's fits.

use super::axes::Axis;
use super::weights::Weights;
use crate::advice::profile::Profile;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::reference::{Role, Share};
use crate::catalog::rule::{Effect, MOST_BY, Member, Rule, Traits, When};
use crate::catalog::vocabulary::Area;

/// The rules whose condition holds for a question, by what they do, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Rules<'c> {
    adjust: Vec<(&'c Rule, Axis, i8, &'c Traits)>,
    prefer: Vec<(&'c Rule, &'c Traits)>,
    /// The rule that sets the weights; of several the last.
    pub weigh: Option<(&'c Rule, Weights)>,
    /// Rules that name what belongs together, with their members.
    pub pairs: Vec<(&'c Rule, &'c [Member])>,
    /// Rules that are shown and do nothing.
    pub notes: Vec<&'c Rule>,
    /// Whether one of them applies because of the context.
    pub by_context: bool,
    /// Whether one of them applies because of the industry.
    pub by_industry: bool,
}

/// What one rule did to one credential.
#[derive(Clone, Copy, Debug)]
pub struct Fired<'c> {
    /// The rule.
    pub rule: &'c Rule,
    /// The fit it moved, and by how much; `None` where it decides between equals only.
    pub moved: Option<(Axis, f64)>,
}

impl Fired<'_> {
    /// What it did, in a few words: `platform +0.10`.
    pub fn effect(&self) -> String {
        match self.moved {
            Some((axis, by)) if by.abs() < 0.005 => {
                format!("{} at the end of its scale", axis.word())
            }
            Some((axis, by)) => format!("{} {by:+.2}", axis.word()),
            None => "first among equals".to_owned(),
        }
    }
}

impl<'c> Rules<'c> {
    /// The rules that apply to a question.
    pub fn of(catalog: &'c Catalog, profile: &Profile<'_>) -> Self {
        let mut rules = Self::default();
        let area = area(catalog, profile.role);
        for rule in catalog
            .rules
            .as_slice()
            .iter()
            .filter(|rule| holds(&rule.when, area, profile))
        {
            rules.by_context |= !rule.when.contexts.is_empty();
            rules.by_industry |= !rule.when.industries.is_empty();
            match &rule.then {
                Effect::Adjust { axis, by, of } => rules.adjust.push((rule, *axis, *by, of)),
                Effect::Prefer(traits) => rules.prefer.push((rule, traits)),
                Effect::Weigh(shares) => {
                    rules.weigh = Weights::new(shares.map(f64::from))
                        .map(|weights| (rule, weights))
                        .or(rules.weigh);
                }
                Effect::Pair(members) => rules.pairs.push((rule, members.as_slice())),
                Effect::Note => rules.notes.push(rule),
            }
        }
        rules
    }

    /// The points that rules add to a credential's fit on an axis, in their order. Rules that change scores can't depend
    /// on the environment, so these hold in all of them.
    pub(super) fn points(&self, axis: Axis, credential: &Credential, role: &Role) -> Vec<i8> {
        let rules = self.adjust.iter();
        rules
            .filter(|(_, on, _, traits)| *on == axis && traits.fit(credential, role.target_tier))
            .map(|(_, _, points, _)| *points)
            .collect()
    }

    /// A fit on one axis after the rules, and what each of them did to it. Together they move it by [`MOST_BY`] at
    /// most, and never off its scale.
    pub fn moved(
        &self,
        axis: Axis,
        fit: f64,
        credential: &Credential,
        role: &Role,
    ) -> (f64, Vec<Fired<'c>>) {
        let most = f64::from(MOST_BY) / 100.0;
        let (lowest, highest) = ((fit - most).max(0.0), (fit + most).min(1.0));
        let mut now = fit;
        let mut fired = Vec::new();
        for (rule, on, points, traits) in &self.adjust {
            if *on == axis && traits.fit(credential, role.target_tier) {
                let after = (now + f64::from(*points) / 100.0).clamp(lowest, highest);
                fired.push(Fired {
                    rule,
                    moved: Some((axis, after - now)),
                });
                now = after;
            }
        }
        (now, fired)
    }

    /// The rules by which a credential comes first among equals.
    pub fn preferring(&self, credential: &Credential, role: &Role) -> Vec<Fired<'c>> {
        let prefer = self
            .prefer
            .iter()
            .filter(|(_, traits)| traits.fit(credential, role.target_tier));
        prefer
            .map(|(rule, _)| Fired { rule, moved: None })
            .collect()
    }
}

fn holds(when: &When, area: Option<Area>, profile: &Profile<'_>) -> bool {
    let environment = |(on, least): &(Share, u8)| {
        let share: f64 = match on {
            Share::On(platform) => profile.environment.share(*platform),
            Share::AnyCloud => profile.environment.cloud_share(),
        };
        share * 100.0 >= f64::from(*least) - 1e-9
    };
    (when.roles.is_empty() || when.roles.contains(&profile.role.id))
        && (when.areas.is_empty() || area.is_some_and(|area| when.areas.contains(&area)))
        && (when.contexts.is_empty() || when.contexts.contains(&profile.context))
        && (when.industries.is_empty()
            || profile
                .industry
                .is_some_and(|industry| when.industries.contains(&industry)))
        && (when.levels.is_empty() || when.levels.contains(&profile.level))
        && when.environment.iter().all(environment)
}

/// The field in which most of what the role demands lies.
pub fn area(catalog: &Catalog, role: &Role) -> Option<Area> {
    let demand = |area: Area| -> u32 {
        let topics = role
            .topics
            .iter()
            .filter(|(id, _)| catalog.topic(id).is_some_and(|topic| topic.area == area));
        topics.map(|(_, weight)| u32::from(*weight)).sum()
    };
    Area::ALL
        .iter()
        .copied()
        .filter(|area| demand(*area) > 0)
        .max_by_key(|area| (demand(*area), std::cmp::Reverse(*area)))
}
