//! `certadvise path --role`: the way into a role over some years.

use std::collections::BTreeMap;

use super::global::Global;
use super::path::Args;
use super::resolver::Resolver;
use super::{Exit, Outcome};
use crate::advice::path::{CareerGoal, career};
use crate::advice::profile::Profile;
use crate::base::date::Expiry;
use crate::base::diagnostic::Code;
use crate::catalog::Catalog;
use crate::catalog::id::CredentialId;
use crate::render::career::View;

/// Years of a plan unless `--years` says otherwise.
const USUAL_YEARS: u8 = 3;

/// Plans the way into a role.
pub(super) fn run(
    args: &Args,
    role: &str,
    holds: BTreeMap<CredentialId, Expiry>,
    catalog: &Catalog,
    mut resolver: Resolver,
    global: &Global,
) -> Outcome {
    let role = resolver.named_or(&catalog.roles, role, Code::UnknownRole);
    let named = global.environment(args.env.as_deref());
    let environment = resolver.environment(named, catalog);
    let level = args.level.as_deref().and_then(|text| resolver.word(text));
    resolver.finish()?;
    let (Some(role), Some(environment)) = (role, environment) else {
        return Ok(Exit::Unjudged);
    };
    let plain = Profile::new(role, environment, global.today());
    let goal = CareerGoal {
        profile: Profile {
            level: level.unwrap_or(role.level),
            rate: global.rate(args.rate),
            ..plain
        },
        holds,
        years: args.years.unwrap_or(USUAL_YEARS),
        hours_per_week: args.hours_per_week,
        rate: args.rate.or(global.settings.rate),
    };
    let plan = career(catalog, &goal);
    global.check_age(plan.steps.iter().map(|step| step.credential));
    let view = View {
        goal: &goal,
        environment: named,
        career: &plan,
    };
    args.formats.answer(global, &view)?;
    Ok(Exit::Holds)
}
