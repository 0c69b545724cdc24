//! `certadvise path --role`: the way into a role over some years.

use std::collections::BTreeMap;

use super::global::Global;
use super::output::Formats;
use super::resolver::Resolver;
use super::{Exit, Outcome};
use crate::advice::path::{CareerGoal, career};
use crate::advice::profile::Profile;
use crate::base::date::Expiry;
use crate::base::diagnostic::Code;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::render::career::View;

/// Years of a plan unless `--years` says otherwise.
const USUAL_YEARS: u8 = 3;

/// What is asked of a role.
pub(super) struct Question<'a> {
    /// The role, by id, name or synonym.
    pub(super) role: &'a str,
    /// Where the work runs.
    pub(super) env: Option<&'a str>,
    /// Seniority in the role.
    pub(super) level: Option<&'a str>,
    /// Years to plan for.
    pub(super) years: Option<u8>,
    /// Hours a week for preparation.
    pub(super) hours_per_week: u16,
    /// What an hour is worth.
    pub(super) rate: Option<Usd>,
    /// How to answer.
    pub(super) formats: &'a Formats,
}

/// Plans the way into a role.
pub(super) fn run(
    asked: &Question<'_>,
    holds: BTreeMap<CredentialId, Expiry>,
    catalog: &Catalog,
    mut resolver: Resolver,
    global: &Global,
) -> Outcome {
    let role = resolver.named_or(&catalog.roles, asked.role, Code::UnknownRole);
    let named = global.environment(asked.env);
    let environment = resolver.environment(named, catalog);
    let level = asked.level.and_then(|text| resolver.word(text));
    resolver.finish()?;
    let (Some(role), Some(environment)) = (role, environment) else {
        return Ok(Exit::Unjudged);
    };
    let plain = Profile::new(role, environment, global.today());
    let goal = CareerGoal {
        profile: Profile {
            level: level.unwrap_or(role.level),
            rate: global.rate(asked.rate),
            ..plain
        },
        holds,
        years: asked.years.unwrap_or(USUAL_YEARS),
        hours_per_week: asked.hours_per_week,
        rate: asked.rate.or(global.settings.rate),
    };
    let plan = career(catalog, &goal);
    global.check_age(plan.steps.iter().map(|step| step.credential));
    let view = View {
        goal: &goal,
        environment: named,
        career: &plan,
    };
    asked.formats.answer(global, &view)?;
    Ok(Exit::Holds)
}
