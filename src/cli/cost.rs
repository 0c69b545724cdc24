//! `certadvise cost`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::ValueEnum;

use super::args::holdings::{holding, person_holding, with_holdings};
use super::global::{Global, horizon_end, whole};
use super::inputs::Request;
use super::output::{Format, Formats, WithCalendar, form};
use super::resolver::Resolver;
use super::{Exit, Outcome};
use crate::base::date::Date;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::price::Currency;
use crate::cost::renewals::renewals;
use crate::cost::schedule::{Member, Schedule, per_year, schedule};
use crate::cost::standing::{self, Dated, Renewers};
use crate::render;
use crate::render::cost::{PaidBy, View};
use crate::render::names::Names;
use crate::render::renewals::Page;
use crate::team::roster::{Person, Team};

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
  certadvise cost aws-dop --holds aws-saa=2024-11-05 -o deadlines.ics
  certadvise cost --team team.yaml --person p01
  certadvise cost cisa cism --member isaca --discount-rate 0.05")]
pub(super) struct Args {
    /// Credentials, by id or alias; `=EARNED` (a date or a month) for one that is held
    #[arg(required_unless_present_any = ["person", "holds"], value_name = "ID[=EARNED]")]
    ids: Vec<String>,
    /// Credentials already held, by id or alias, separated by commas; with `=EARNED`, a date or a month, where they may
    /// expire; may be repeated
    #[arg(long, value_name = "ID[=EARNED]", value_delimiter = ',')]
    holds: Vec<String>,
    /// Rosters, YAML or CSV, with the person whose holdings count too; may be repeated
    #[arg(long, requires = "person", value_name = "FILE")]
    team: Vec<PathBuf>,
    /// The person, by the roster's id
    #[arg(long, value_name = "ID")]
    person: Option<String>,
    /// Years over which costs are counted [default: 6]
    #[arg(long, value_name = "YEARS", value_parser = whole::<u8>(1, 50))]
    horizon: Option<u8>,
    /// What an hour is worth when ways to renew are compared, in USD [default: 10]
    #[arg(long, value_name = "USD")]
    rate: Option<Usd>,
    /// What somebody else pays: exams and renewals, or everything
    #[arg(long)]
    paid: Option<Paid>,
    /// An issuer of which the person is a member, so that its prices for members count; may be repeated
    #[arg(long, value_name = "ISSUER", value_delimiter = ',')]
    member: Vec<String>,
    /// Show prices in this currency where an overlay gives them; nothing is converted
    #[arg(long, value_name = "CURRENCY")]
    currency: Option<Currency>,
    /// Also show the present value at this yearly rate, for instance 0.05
    #[arg(long, value_name = "RATE", value_parser = discount_rate)]
    discount_rate: Option<f64>,
    #[command(flatten)]
    formats: Formats<WithCalendar>,
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
    // A credential with a date is held, like those of --holds.
    let (held, new): (Vec<String>, Vec<String>) =
        args.ids.iter().cloned().partition(|id| id.contains('='));
    let to_earn = resolver.credentials(catalog, &new);
    let held = [held, args.holds.clone()].concat();
    let mut person = person_holding(&held, catalog, today, &mut resolver);
    if let Some(id) = &args.person
        && let Some(known) = resolver.person(&inputs.team, id)
    {
        person = with_holdings(known, person);
    }
    resolver.finish()?;
    let end = horizon_end(today, horizon);
    let costs = Costs::of(catalog, &person, &to_earn, (today, end), rate);
    global.check_age(costs.members.iter().map(|member| member.credential));
    let view = View {
        member_of: &inputs.member_of,
        currency: args.currency,
        paid: match args.paid {
            None => PaidBy::Oneself,
            Some(Paid::Exam) => PaidBy::Exam,
            Some(Paid::All) => PaidBy::All,
        },
        discount: args.discount_rate,
        draws: global.draws(),
        ..costs.view(catalog, today, horizon)
    };
    args.formats.write(global, |format| match format {
        Format::Ics => Ok(calendar(
            catalog,
            person.clone(),
            &to_earn,
            (today, end),
            rate,
        )),
        other => form(&view, other, global),
    })?;
    Ok(Exit::Holds)
}

/// What it costs to keep what a person holds, and to earn and keep more.
pub(super) struct Costs<'c> {
    members: Vec<Member<'c>>,
    held: Vec<Dated>,
    schedule: Schedule<'c>,
    worst: Schedule<'c>,
    separately: Usd,
    per_year: Option<f64>,
}

impl<'c> Costs<'c> {
    /// The cheapest way from the first day to the last, an hour being worth `rate`.
    pub(super) fn of(
        catalog: &'c Catalog,
        person: &Person,
        to_earn: &[&'c Credential],
        (today, end): (Date, Date),
        rate: Usd,
    ) -> Self {
        let mut held: Vec<Dated> = standing::unrenewed(catalog, person, today)
            .map(|(_, dated)| dated)
            .collect();
        Renewers::new(catalog).renew(catalog, &mut held, today);
        let new = to_earn.iter().copied().map(Member::to_earn);
        let old = held.iter().filter_map(|held| {
            let credential = catalog.credentials.get(usize::from(held.number))?;
            Some(Member::dated(credential, held.since(today), held))
        });
        let members: Vec<Member<'c>> = new.chain(old).collect();
        let ids: BTreeSet<_> = members.iter().map(|member| member.credential.id).collect();
        let alone = |id: &CredentialId| {
            let of_id: Vec<_> = members
                .iter()
                .filter(|member| member.credential.id == *id)
                .copied()
                .collect();
            schedule(catalog, &of_id, today, end, rate).total()
        };
        let at_worst: Vec<_> = members.iter().map(|member| member.at_worst()).collect();
        Self {
            separately: ids.iter().map(alone).sum(),
            schedule: schedule(catalog, &members, today, end, rate),
            worst: schedule(catalog, &at_worst, today, end, rate),
            per_year: per_year(catalog, &members, rate),
            members,
            held,
        }
    }

    /// The same as an answer, at the prices of somebody who is not a member of anything and pays everything.
    pub(super) fn view<'v>(&'v self, catalog: &'v Catalog, today: Date, years: u8) -> View<'v> {
        View {
            catalog,
            schedule: &self.schedule,
            worst: &self.worst,
            member_of: &[],
            currency: None,
            today,
            years,
            separately: self.separately,
            paid: PaidBy::Oneself,
            discount: None,
            per_year: self.per_year,
            held: &self.held,
            draws: false,
        }
    }
}

/// The deadlines of what a person holds, and of what is earned on the first day.
pub(super) fn calendar(
    catalog: &Catalog,
    mut person: Person,
    to_earn: &[&Credential],
    (today, end): (Date, Date),
    rate: Usd,
) -> String {
    let earned = to_earn
        .iter()
        .map(|credential| holding(credential.id, Some(today.into())));
    person.holds.extend(earned);
    let team = Team {
        people: vec![person],
        ..Team::default()
    };
    let found = renewals(catalog, &team, today, end, rate);
    let page = Page {
        renewals: &found,
        needless: None,
        names: Names::new(catalog, &team),
        rate,
    };
    render::renewals::calendar(&page)
}

/// A yearly rate as a share of one.
fn discount_rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (0.0..=1.0).contains(rate));
    rate.ok_or_else(|| "expected a number from 0 to 1: 0.05 is 5% a year".to_owned())
}
