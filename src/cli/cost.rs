//! `certadvise cost`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ValueEnum;

use super::global::{Global, whole};
use super::inputs::{Inputs, Request};
use super::output::Formats;
use super::resolver::Resolver;
use super::{Exit, Outcome};
use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::date::months_later;
use crate::base::money::Usd;
use crate::catalog::price::Currency;
use crate::cost::schedule::{Holding, Member, per_year, schedule};
use crate::cost::standing::{self, Dated, Renewers};
use crate::render::cost::{PaidBy, View};

/// Show what it takes to earn and keep a set of credentials
///
/// Finds the cheapest way to keep the whole set valid: one renewal may renew several credentials,
/// and annual fees are counted as the issuer charges them. A credential with the date it was earned
/// is already held; one without a date is earned today.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  certadvise cost aws-saa aws-sap
  certadvise cost cissp=2024-05-01 ccsp --horizon 3
  certadvise cost cka=2025-02 --format json
  certadvise cost --team team.yaml --person p01
  certadvise cost cisa cism --member isaca --discount-rate 0.05")]
pub(super) struct Args {
    /// Credentials, by id or alias; `=EARNED` (a date or a month) for one that is held
    #[arg(required_unless_present = "person", value_name = "ID[=EARNED]")]
    ids: Vec<String>,
    /// Rosters with the person whose holdings count too, YAML or CSV; repeatable
    #[arg(long, requires = "person", value_name = "FILE")]
    team: Vec<PathBuf>,
    /// The person, by the roster's id
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// Years over which costs are counted [default: 6]
    #[arg(long, value_name = "YEARS", value_parser = whole::<u8>(1, 50))]
    horizon: Option<u8>,
    /// What an hour is worth when ways to renew are compared, USD [default: 10]
    #[arg(long, value_name = "USD")]
    rate: Option<Usd>,
    /// What somebody else pays: exams and renewals, or everything
    #[arg(long)]
    paid: Option<Paid>,
    /// Issuers of which the person is a member: their prices for members count; repeatable
    #[arg(long, value_name = "ISSUER", value_delimiter = ',')]
    member: Vec<String>,
    /// Show prices in this currency where an overlay gives them; nothing is converted
    #[arg(long, value_name = "CURRENCY")]
    currency: Option<Currency>,
    /// Also give the present value at this yearly rate, for instance 0.05
    #[arg(long, value_name = "RATE", value_parser = discount_rate)]
    discount_rate: Option<f64>,
    #[command(flatten)]
    formats: Formats,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Paid {
    Exam,
    All,
}

pub(super) fn run(args: &Args, global: &Global) -> Outcome {
    let team = match &args.person {
        Some(_) => global.teams(&args.team)?,
        None => &[],
    };
    let request = Request {
        team,
        member: &args.member,
        ..Request::default()
    };
    let inputs = request.open(global)?;
    inputs.check_age(global);
    let catalog = &*inputs.catalog;
    let (today, rate, horizon) = (
        global.today(),
        global.rate(args.rate),
        global.horizon(args.horizon),
    );
    let mut resolver = Resolver::default();
    let mut members = Vec::new();
    let mut dated = Vec::new();
    for text in &args.ids {
        let (name, earned) = text
            .split_once('=')
            .map_or((text.as_str(), None), |(name, day)| (name, Some(day)));
        let credential = resolver.credential(catalog, name);
        match (credential, earned) {
            (Some(credential), None) => members.push(Member {
                credential,
                holding: Holding::ToEarn,
            }),
            (Some(credential), Some(earned)) => {
                let earned = resolver.earned_on(credential, earned, today);
                dated.extend(earned.and_then(|earned| {
                    Dated::new(catalog, credential.id, Some(earned), None, None)
                }));
            }
            (None, _) => {}
        }
    }
    if let Some(id) = &args.person {
        dated.extend(holdings(&inputs, id, today, &mut resolver));
    }
    resolver.finish()?;
    Renewers::new(catalog).renew(catalog, &mut dated, today);
    members.extend(dated.iter().filter_map(|held| {
        Some(Member {
            credential: catalog.credentials.get(usize::from(held.number))?,
            holding: Holding::Held(
                held.earned.map_or(today, PartialDate::earliest),
                held.expiry,
            ),
        })
    }));
    global.check_age(members.iter().map(|member| member.credential));
    let end = months_later(today, i64::from(horizon) * 12);
    let plan = schedule(catalog, &members, today, end, rate);
    let once: BTreeSet<_> = members.iter().map(|member| member.credential.id).collect();
    let alone = |id: &_| {
        let of_id: Vec<_> = members
            .iter()
            .filter(|member| member.credential.id == *id)
            .copied()
            .collect();
        schedule(catalog, &of_id, today, end, rate).total()
    };
    let separately = once.iter().map(alone).sum();
    let at_worst: Vec<_> = members.iter().map(|member| member.at_worst()).collect();
    let worst = schedule(catalog, &at_worst, today, end, rate);
    let view = View {
        catalog,
        schedule: &plan,
        worst: &worst,
        member_of: &inputs.member_of,
        currency: args.currency,
        today,
        years: horizon,
        separately,
        paid: match args.paid {
            None => PaidBy::Oneself,
            Some(Paid::Exam) => PaidBy::Exam,
            Some(Paid::All) => PaidBy::All,
        },
        discount: args.discount_rate,
        per_year: per_year(catalog, &members, rate),
        held: &dated,
    };
    args.formats.answer(global, &view)?;
    Ok(Exit::Holds)
}

/// What a person of a roster holds today, each holding by itself.
fn holdings(inputs: &Inputs, person: &str, today: Date, resolver: &mut Resolver) -> Vec<Dated> {
    let Some(person) = resolver.person(&inputs.team, person) else {
        return Vec::new();
    };
    standing::unrenewed(&inputs.catalog, person, today)
        .map(|(_, dated)| dated)
        .collect()
}

/// A yearly rate as a share of one.
fn discount_rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (0.0..=1.0).contains(rate));
    rate.ok_or_else(|| "expected a number from 0 to 1: 0.05 is 5% a year".to_owned())
}
