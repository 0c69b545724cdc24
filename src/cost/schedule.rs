//! The cheapest way to earn and keep a *set* of credentials over a horizon, as dated events.
//!
//! One renewal can refresh several credentials, and annual fees are paid per person, per highest credential or per
//! credential, so the cost of a set is not the sum of its parts. The search acts on days on which something would
//! lapse, tries every way to keep what is due, and remembers the best continuation of each state. docs/cost.md says
//! where it is exact.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::ToSpan;
use jiff::civil::Date;

use super::single::{HourRange, cost};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::id::{CredentialId, IssuerId};
use crate::catalog::quantity::{Term, Usd};
use crate::catalog::words::{ExtendsFrom, FeeBasis, RenewalKind, RenewedOn, Word};

/// In groups of up to so many members that affect each other, renewing any of them is tried whenever something is due;
/// in larger ones only what keeps something that is due.
const MOST_FREE: usize = 6;

/// A credential of the set.
#[derive(Clone, Copy, Debug)]
pub struct Member<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// How the person stands to it.
    pub holding: Holding,
}

/// How a person stands to a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Not held: to be earned on the first day.
    ToEarn,
    /// Held since a day, valid through a day.
    Held(Date, Expiry),
}

/// When a holding ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Never.
    Never,
    /// It is valid through this day.
    On(Date),
    /// Not known.
    Unknown,
}

/// What happens on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Event<'c> {
    /// The day.
    pub date: Date,
    /// What it is.
    pub kind: EventKind,
    /// The credentials concerned; of a renewal, the renewed one first, then those it refreshes.
    pub credentials: Vec<&'c CredentialId>,
    /// Of a renewal: the credential that would lapse.
    pub due: Option<&'c CredentialId>,
    /// Of a renewal: how it is done.
    pub way: Option<RenewalKind>,
    /// What it costs, USD. `None` is unknown.
    pub cost: Option<Usd>,
    /// What it takes.
    pub hours: HourRange,
    /// Why it happens.
    pub because: String,
}

/// Kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// The exam is sat for the first time.
    Exam,
    /// An annual fee is due.
    AnnualFee,
    /// A credential is renewed.
    Renewal,
}

impl EventKind {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exam => "exam",
            Self::AnnualFee => "annual-fee",
            Self::Renewal => "renewal",
        }
    }
}

/// What it takes to earn and keep the set.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule<'c> {
    /// Every event from the first day to the day before the last, in order.
    pub events: Vec<Event<'c>>,
    /// The day on which the horizon ends; what falls on it is not counted.
    pub end: Date,
    /// Why the totals are only a lower bound; empty where they are exact.
    pub at_least: BTreeSet<String>,
    /// Ways to renew that the catalog's fields can't express, so that a cheaper one may exist.
    pub not_modelled: BTreeSet<String>,
    /// What expires on the last day, and so is renewed just after it.
    pub on_last_day: Vec<&'c CredentialId>,
}

impl Schedule<'_> {
    fn empty(end: Date) -> Self {
        Self {
            events: Vec::new(),
            end,
            at_least: BTreeSet::new(),
            not_modelled: BTreeSet::new(),
            on_last_day: Vec::new(),
        }
    }

    /// Cash over the horizon, USD: the known part.
    pub fn total(&self) -> Usd {
        self.events.iter().filter_map(|event| event.cost).sum()
    }

    /// Present value of the cash, USD, at a yearly discount rate (0.05 = 5 %), each event discounted by its days.
    pub fn present_value(&self, today: Date, rate: f64) -> f64 {
        let days = |event: &Event<'_>| f64::from((event.date - today).get_days());
        let value = |event: &Event<'_>| Some(event.cost?.dollars() / (1.0 + rate).powf(days(event) / 365.25));
        self.events.iter().filter_map(value).sum()
    }

    /// Hours over the horizon.
    pub fn hours(&self) -> HourRange {
        self.events.iter().map(|event| event.hours).fold(HourRange::NONE, HourRange::plus)
    }
}

/// A member as the search sees it.
struct Item<'c> {
    credential: &'c Credential,
    months: Option<i64>,
    extends: ExtendsFrom,
    window_days: Option<i64>,
    own: Option<Own>,
    /// Members whose renewal refreshes this one.
    renewers: Vec<usize>,
}

/// The way to renew a member by itself.
#[derive(Clone, Copy)]
struct Own {
    kind: RenewalKind,
    fee: Option<Usd>,
    hours: HourRange,
    /// Fee a year that only this way brings, where the issuer takes the highest one only.
    yearly: Usd,
    /// What the search minimises: cents, hours included. At least 1, so that a needless renewal is never free.
    weight: i64,
}

/// One renewal: on a day, of a member, with the members it refreshes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Step {
    date: Date,
    due: usize,
    renewed: usize,
}

/// Schedules a set from `today` until `end`. An hour is worth `rate` when ways to renew are compared.
pub fn schedule<'c>(catalog: &'c Catalog, members: &[Member<'c>], today: Date, end: Date, rate: Usd) -> Schedule<'c> {
    let members = unique(members);
    let mut plan = Schedule::empty(end);
    let mut start = Vec::with_capacity(members.len());
    for member in &members {
        start.push(first_day(catalog, member, today, rate, &mut plan));
    }
    let items = items(catalog, &members, rate, &mut plan);
    refreshed_by_earning(&members, &items, &mut start, today);
    for at in 0..items.len() {
        let ways = std::iter::once(&at).chain(&items[at].renewers);
        let can_be_kept = ways.into_iter().any(|by| items[*by].own.is_some());
        if start[at].is_some_and(|day| day < end) && !can_be_kept {
            plan.at_least.insert(format!("no way to renew {} is known", items[at].credential.id));
            start[at] = None;
        }
    }
    let (level, steps) = cheapest(&items, &start, today, &mut plan);
    events_of(&items, &start, &steps, &mut plan);
    annual_fees(catalog, &members, &level, today, end, &mut plan);
    // Stable: renewals of one day keep the order in which they have to happen.
    plan.events.sort_by_key(|event| (event.date, event.kind));
    plan
}

/// Each credential once, by id; of doubles the one held longest counts.
fn unique<'c>(members: &[Member<'c>]) -> Vec<Member<'c>> {
    let mut by_id: BTreeMap<&CredentialId, Member<'c>> = BTreeMap::new();
    let rank = |holding: Holding| match holding {
        Holding::ToEarn => (0, Date::MIN),
        Holding::Held(_, Expiry::Unknown) => (1, Date::MIN),
        Holding::Held(_, Expiry::On(date)) => (2, date),
        Holding::Held(_, Expiry::Never) => (3, Date::MIN),
    };
    for member in members {
        let kept = by_id.entry(&member.credential.id).or_insert(*member);
        if rank(member.holding) > rank(kept.holding) {
            *kept = *member;
        }
    }
    by_id.into_values().collect()
}

/// The day a member's term ends as things stand on the first day; `None` where it never does or can't be told.
fn first_day<'c>(
    catalog: &'c Catalog,
    member: &Member<'c>,
    today: Date,
    rate: Usd,
    plan: &mut Schedule<'c>,
) -> Option<Date> {
    let id = &member.credential.id;
    let expiry = match member.holding {
        Holding::Held(_, Expiry::Never) => return None,
        Holding::Held(_, Expiry::On(day)) if day >= today => return Some(day),
        Holding::Held(_, Expiry::On(day)) => Some(day),
        Holding::Held(_, Expiry::Unknown) => {
            plan.at_least.insert(format!("the validity of {id} is not known"));
            return None;
        }
        Holding::ToEarn => None,
    };
    let price = cost(catalog, member.credential, rate);
    let because =
        expiry.map_or("to be earned".to_owned(), |day| format!("lapsed on {day}, so it has to be earned again"));
    if price.exam.is_none() {
        plan.at_least.insert(format!("the exam fee of {id} is not known"));
    }
    plan.events.push(Event {
        date: today,
        kind: EventKind::Exam,
        credentials: vec![id],
        due: None,
        way: None,
        cost: price.exam,
        hours: price.preparation,
        because,
    });
    match member.credential.term_now() {
        Term::Never => None,
        Term::Months(months) => Some(later(today, i64::from(months.get()))),
        Term::Unknown => {
            plan.at_least.insert(format!("the validity of {id} is not known"));
            None
        }
    }
}

/// A date so many calendar months later; the last day of the month where the day does not exist.
pub fn later(date: Date, months: i64) -> Date {
    date.saturating_add(months.months())
}

fn items<'c>(catalog: &'c Catalog, members: &[Member<'c>], rate: Usd, plan: &mut Schedule<'c>) -> Vec<Item<'c>> {
    members
        .iter()
        .map(|member| {
            let credential = member.credential;
            let renewal = credential.renewal.as_ref();
            let keeping = cost(catalog, credential, rate).keeping;
            let basis = basis(catalog, &credential.issuer);
            let own = keeping.and_then(|keeping| {
                let kind = keeping.months.and(keeping.kind)?;
                if keeping.fee.is_none() {
                    plan.at_least.insert(format!("what renewing {} costs is not known", credential.id));
                }
                let yearly =
                    if basis == FeeBasis::HighestHeld { keeping.annual_fee.unwrap_or_default() } else { Usd::FREE };
                let hours = keeping.hours.middle() * rate.dollars() * 100.0;
                #[expect(clippy::cast_possible_truncation, reason = "hours and rates are bounded")]
                let weight = keeping.fee.unwrap_or_default().cents() + hours.round() as i64;
                Some(Own { kind, fee: keeping.fee, hours: keeping.hours, yearly, weight: weight.max(1) })
            });
            for option in renewal.iter().flat_map(|r| &r.options).filter(|option| !option.modelled) {
                let kind = option.kind.word().replace('-', " ");
                plan.not_modelled.insert(format!("{} by {kind}", credential.id));
            }
            Item {
                credential,
                months: match credential.term_now() {
                    Term::Months(months) => Some(i64::from(months.get())),
                    Term::Never | Term::Unknown => None,
                },
                extends: match renewal.and_then(|r| r.extends_from) {
                    // Without a known window terms could be hoarded, so the new one is taken to count from the day.
                    Some(ExtendsFrom::Expiry) if renewal.is_some_and(|r| r.window_days.is_none()) => ExtendsFrom::Pass,
                    extends => extends.unwrap_or(ExtendsFrom::Pass),
                },
                window_days: renewal.and_then(|r| r.window_days).map(i64::from),
                own,
                renewers: renewers(credential, members, RenewedOn::Renewing),
            }
        })
        .collect()
}

/// The members that refresh `credential` when they are earned or renewed, as `doing` asks.
fn renewers(credential: &Credential, members: &[Member<'_>], doing: RenewedOn) -> Vec<usize> {
    let options = credential.renewal.iter().flat_map(|renewal| &renewal.options);
    let options: Vec<_> = options
        .filter(|option| {
            let refreshing = matches!(
                option.kind,
                RenewalKind::HigherCredential | RenewalKind::OtherCredential | RenewalKind::WhileHeld
            );
            option.modelled && refreshing && (option.when == doing || option.when == RenewedOn::Either)
        })
        .collect();
    let by = |other: &Credential| {
        other.id != credential.id
            && options.iter().any(|option| {
                let level = other.issuer_level.as_ref();
                let by_level = other.issuer == credential.issuer && level.is_some_and(|l| option.by_levels.contains(l));
                option.by.contains(&other.id) || by_level
            })
    };
    members.iter().enumerate().filter(|(_, other)| by(other.credential)).map(|(at, _)| at).collect()
}

/// Earning one member can refresh another that is held, on the first day.
fn refreshed_by_earning(members: &[Member<'_>], items: &[Item<'_>], start: &mut [Option<Date>], today: Date) {
    let earned: Vec<bool> = members
        .iter()
        .map(|member| match member.holding {
            Holding::ToEarn => true,
            Holding::Held(_, Expiry::On(day)) => day < today,
            Holding::Held(..) => false,
        })
        .collect();
    let before = start.to_vec();
    for (at, member) in members.iter().enumerate() {
        for by in renewers(member.credential, members, RenewedOn::Earning).into_iter().filter(|by| earned[*by]) {
            let refreshed = match items[at].extends {
                ExtendsFrom::Renewer => before[by],
                ExtendsFrom::Pass | ExtendsFrom::Expiry => items[at].months.map(|months| later(today, months)),
            };
            start[at] = start[at].and_then(|day| refreshed.map(|new| day.max(new)));
        }
    }
}

fn basis(catalog: &Catalog, issuer: &IssuerId) -> FeeBasis {
    catalog.issuer(issuer).map_or(FeeBasis::Credential, |issuer| issuer.annual_fee_basis)
}

/// The cheapest steps, and the annual fee they bring for each issuer that takes only the highest one.
fn cheapest(
    items: &[Item<'_>],
    start: &[Option<Date>],
    today: Date,
    plan: &mut Schedule<'_>,
) -> (BTreeMap<IssuerId, Usd>, Vec<Step>) {
    let end = plan.end;
    let mut fees = BTreeMap::new();
    let mut all = Vec::new();
    let years = i64::try_from(anniversaries(today, today, end).count()).unwrap_or(i64::MAX);
    for group in groups(items) {
        // Where only the highest fee is due, a higher level allows more ways to renew: the cheapest level wins.
        let mut levels: Vec<Usd> = group.iter().filter_map(|at| items[*at].own.map(|own| own.yearly)).collect();
        levels.push(Usd::FREE);
        levels.sort_unstable();
        levels.dedup();
        let solved = levels.into_iter().filter_map(|level| {
            let mut search = Search { items, group: &group, end, level, best: HashMap::new() };
            let state: Vec<Date> = group.iter().map(|at| start[*at].map_or(end, |day| day.min(end))).collect();
            let weight = search.solve(&state)?;
            Some((weight.saturating_add(level.cents().saturating_mul(years)), level, search.steps(state)))
        });
        if let Some((_, level, steps)) = solved.min_by_key(|(weight, level, _)| (*weight, *level)) {
            for at in group.iter().filter(|_| level > Usd::FREE) {
                fees.insert(items[*at].credential.issuer, level);
            }
            all.extend(steps);
        } else {
            let ids: Vec<&str> = group.iter().map(|at| items[*at].credential.id.as_str()).collect();
            plan.at_least.insert(format!("no way to keep all of {} is known", ids.join(", ")));
        }
    }
    (fees, all)
}

/// Members that can affect each other's cost, in groups that can't affect each other.
fn groups(items: &[Item<'_>]) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..items.len()).collect();
    let mut join = |a: usize, b: usize| {
        let (from, to) = (group_of[a].max(group_of[b]), group_of[a].min(group_of[b]));
        group_of.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
    };
    for (at, item) in items.iter().enumerate() {
        item.renewers.iter().for_each(|by| join(at, *by));
        let pays = |item: &Item<'_>| item.own.is_some_and(|own| own.yearly > Usd::FREE);
        let same = |other: &Item<'_>| pays(item) && pays(other) && other.credential.issuer == item.credential.issuer;
        items.iter().enumerate().filter(|(_, other)| same(other)).for_each(|(other, _)| join(at, other));
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in group_of.iter().enumerate() {
        groups.entry(*group).or_default().push(at);
    }
    groups.into_values().collect()
}

/// The exact search over one group. A state holds the day each member's term ends, at most the end of the horizon.
struct Search<'s, 'c> {
    items: &'s [Item<'c>],
    group: &'s [usize],
    end: Date,
    /// Highest annual fee that ways to renew may bring.
    level: Usd,
    /// Least weight from a state on, and the member to renew in it (by place in the group).
    best: HashMap<Vec<Date>, (i64, usize)>,
}

impl Search<'_, '_> {
    /// Least weight that keeps everything alive from this state on; `None` where nothing can.
    fn solve(&mut self, state: &[Date]) -> Option<i64> {
        let Some(date) = self.due(state) else { return Some(0) };
        if let Some((weight, _)) = self.best.get(state) {
            return (*weight < i64::MAX).then_some(*weight);
        }
        let mut best = (i64::MAX, 0);
        for renewed in self.ways(state, date) {
            let Some(weight) = self.weight(renewed, state[renewed], date) else { continue };
            let next = self.renew(state, renewed, date);
            // A step that carries nothing beyond this day leads nowhere.
            if next == state {
                continue;
            }
            if let Some(rest) = self.solve(&next) {
                best = best.min((weight.saturating_add(rest), renewed));
            }
        }
        self.best.insert(state.to_vec(), best);
        (best.0 < i64::MAX).then_some(best.0)
    }

    /// The day before the end on which something lapses first.
    fn due(&self, state: &[Date]) -> Option<Date> {
        state.iter().min().copied().filter(|date| *date < self.end)
    }

    /// Members whose renewal on this day keeps something that is due: it itself, or what it refreshes.
    fn ways(&self, state: &[Date], date: Date) -> Vec<usize> {
        if self.group.len() <= MOST_FREE {
            return (0..state.len()).collect();
        }
        let due = |at: &usize| state[*at] == date;
        let keeps = |by: &usize| (0..state.len()).filter(due).any(|at| at == *by || self.refreshes(*by, at));
        (0..state.len()).filter(keeps).collect()
    }

    /// Whether renewing one member of the group refreshes another.
    fn refreshes(&self, renewed: usize, other: usize) -> bool {
        self.items[self.group[other]].renewers.contains(&self.group[renewed])
    }

    /// What renewing a member on a day weighs, if it can be renewed then and at this level of fees.
    fn weight(&self, renewed: usize, expires: Date, date: Date) -> Option<i64> {
        let item = &self.items[self.group[renewed]];
        let own = item.own.filter(|own| own.yearly <= self.level)?;
        let opens = item.window_days.map(|days| expires.saturating_sub(days.days()));
        opens.is_none_or(|opens| opens <= date).then_some(own.weight)
    }

    /// The state after renewing a member on a day, with everything that refreshes.
    fn renew(&self, state: &[Date], renewed: usize, date: Date) -> Vec<Date> {
        let mut next = state.to_vec();
        let item = &self.items[self.group[renewed]];
        next[renewed] = match (item.months, item.extends) {
            (None, _) => self.end,
            (Some(months), ExtendsFrom::Expiry) => later(state[renewed], months),
            (Some(months), ExtendsFrom::Pass | ExtendsFrom::Renewer) => later(date, months).max(state[renewed]),
        }
        .min(self.end);
        for (at, day) in next.clone().iter().enumerate() {
            let other = &self.items[self.group[at]];
            if self.refreshes(renewed, at) {
                let refreshed = match (other.extends, other.months) {
                    (ExtendsFrom::Renewer, _) => next[renewed],
                    (_, Some(months)) => later(date, months),
                    (_, None) => self.end,
                };
                next[at] = refreshed.max(*day).min(self.end);
            }
        }
        next
    }

    /// The steps of the best way from a state that was solved.
    fn steps(&self, mut state: Vec<Date>) -> Vec<Step> {
        let mut steps = Vec::new();
        while let Some(date) = self.due(&state) {
            let Some((_, renewed)) = self.best.get(&state) else { break };
            let kept = |at: &usize| state[*at] == date && (*at == *renewed || self.refreshes(*renewed, *at));
            let due = if state[*renewed] == date { Some(*renewed) } else { (0..state.len()).find(kept) };
            steps.push(Step { date, due: self.group[due.unwrap_or(*renewed)], renewed: self.group[*renewed] });
            state = self.renew(&state, *renewed, date);
        }
        steps
    }
}

/// Renewal events for the steps, each with what it refreshes on the way.
fn events_of<'c>(items: &[Item<'c>], start: &[Option<Date>], steps: &[Step], plan: &mut Schedule<'c>) {
    for step in steps {
        let item = &items[step.renewed];
        let Some(own) = item.own else { continue };
        let refreshed = items.iter().enumerate().filter(|(at, other)| {
            *at != step.renewed && other.renewers.contains(&step.renewed) && start[*at].is_some()
        });
        let mut credentials = vec![&item.credential.id];
        credentials.extend(refreshed.map(|(_, other)| &other.credential.id));
        let way = own.kind.word().replace('-', " ");
        let because = if step.due == step.renewed {
            format!("{} would lapse; by {way}", item.credential.id)
        } else {
            format!("{} would lapse; renewing {} by {way} keeps it", items[step.due].credential.id, item.credential.id)
        };
        plan.events.push(Event {
            date: step.date,
            kind: EventKind::Renewal,
            credentials,
            due: Some(&items[step.due].credential.id),
            way: Some(own.kind),
            cost: own.fee,
            hours: own.hours,
            because,
        });
    }
    // Whatever the last steps left expiring exactly at the end.
    let group: Vec<usize> = (0..items.len()).collect();
    let day_after = plan.end.saturating_add(1.day());
    let search = Search { items, group: &group, end: day_after, level: Usd::FREE, best: HashMap::new() };
    let mut state: Vec<Date> = start.iter().map(|day| day.map_or(day_after, |day| day.min(day_after))).collect();
    let mut ordered = steps.to_vec();
    ordered.sort_by_key(|step| step.date);
    for step in ordered {
        state = search.renew(&state, step.renewed, step.date);
    }
    let last = state.iter().zip(items).filter(|(day, _)| **day == plan.end);
    plan.on_last_day = last.map(|(_, item)| &item.credential.id).collect();
}

/// Days from `today` to the day before `end` on which a year since `since` is full; the first day itself counts where
/// `since` is not before it.
fn anniversaries(since: Date, today: Date, end: Date) -> impl Iterator<Item = Date> {
    let days = (0..).map(move |year: i64| later(since, year * 12));
    days.skip_while(move |day| *day < today).take_while(move |day| *day < end)
}

/// Annual fees as the issuer takes them: once a person, for the highest credential only, or for each.
fn annual_fees<'c>(
    catalog: &'c Catalog,
    members: &[Member<'c>],
    level: &BTreeMap<IssuerId, Usd>,
    today: Date,
    end: Date,
    plan: &mut Schedule<'c>,
) {
    let since = |member: &Member<'_>| match member.holding {
        Holding::Held(earned, Expiry::On(day)) if day >= today => earned,
        Holding::Held(earned, Expiry::Never | Expiry::Unknown) => earned,
        Holding::Held(..) | Holding::ToEarn => today,
    };
    let mut issuers: BTreeMap<&IssuerId, Vec<&Member<'c>>> = BTreeMap::new();
    for member in members {
        issuers.entry(&member.credential.issuer).or_default().push(member);
    }
    let fee = |member: &Member<'_>| member.credential.renewal.as_ref().map_or(Some(Usd::FREE), |r| r.annual_fee);
    for (issuer, of) in issuers {
        for member in of.iter().filter(|member| fee(member).is_none()) {
            plan.at_least.insert(format!("the annual fee of {} is not known", member.credential.id));
        }
        let ids = |of: &[&Member<'c>]| of.iter().map(|member| &member.credential.id).collect::<Vec<_>>();
        let first = of.iter().map(|member| since(member)).min().unwrap_or(today);
        let dues: Vec<(Date, Usd, Vec<&CredentialId>, &str)> = match basis(catalog, issuer) {
            FeeBasis::Credential => {
                let each = of.iter().filter_map(|m| Some((since(m), fee(m)?, vec![&m.credential.id], "due each year")));
                each.collect()
            }
            FeeBasis::Person => {
                let highest = of.iter().filter_map(|member| fee(member)).max().unwrap_or_default();
                vec![(first, highest, ids(&of), "due each year, once for all credentials of the issuer")]
            }
            FeeBasis::HighestHeld => {
                let highest = level.get(issuer).copied().unwrap_or_default();
                vec![(first, highest, ids(&of), "due each year, only the highest of the issuer")]
            }
        };
        for (since, usd, credentials, because) in dues.into_iter().filter(|(_, usd, ..)| *usd > Usd::FREE) {
            for date in anniversaries(since, today, end) {
                plan.events.push(Event {
                    date,
                    kind: EventKind::AnnualFee,
                    credentials: credentials.clone(),
                    due: None,
                    way: None,
                    cost: Some(usd),
                    hours: HourRange::NONE,
                    because: because.to_owned(),
                });
            }
        }
    }
}

/// Equivalent annual cash of keeping the set over whole cycles, USD: annual fees, and renewals each spread over the
/// shortest term that they keep alive. `None` where a fee or a term is not known.
pub fn per_year<'c>(catalog: &'c Catalog, members: &[Member<'c>], rate: Usd) -> Option<f64> {
    let members = unique(members);
    let mut plan = Schedule::empty(Date::MIN);
    let items = items(catalog, &members, rate, &mut plan);
    if members.iter().any(|member| member.credential.term_now() == Term::Unknown) {
        return None;
    }
    let year = later(Date::constant(2026, 1, 1), 12);
    annual_fees(catalog, &members, &BTreeMap::new(), Date::constant(2026, 1, 1), year, &mut plan);
    let mut total = plan.total().dollars();
    for group in groups(&items) {
        let levels: BTreeSet<Usd> = group.iter().filter_map(|at| items[*at].own.map(|own| own.yearly)).collect();
        let best = levels.into_iter().chain([Usd::FREE]).filter_map(|level| {
            let keep: Vec<usize> = group.iter().copied().filter(|at| items[*at].months.is_some()).collect();
            let mut used = vec![None; items.len()];
            Some(spread(&items, &keep, level, &mut used)? + level.dollars())
        });
        total += best.min_by(f64::total_cmp)?;
    }
    Some(total)
}

/// The least annual cash that keeps each of `keep`, given the pace in months at which members are renewed already.
fn spread(items: &[Item<'_>], keep: &[usize], level: Usd, used: &mut Vec<Option<i64>>) -> Option<f64> {
    let Some((&at, rest)) = keep.split_first() else {
        let yearly = |(item, pace): (&Item<'_>, &Option<i64>)| match (item.own, pace) {
            (Some(own), Some(months)) => Some(own.fee?.dollars() * 12.0 / *months as f64),
            _ => Some(0.0),
        };
        return items.iter().zip(used.iter()).map(yearly).sum();
    };
    let months = items[at].months.unwrap_or(i64::MAX);
    let ways = std::iter::once(at).chain(items[at].renewers.iter().copied());
    let ways: Vec<usize> = ways.filter(|by| items[*by].own.is_some_and(|own| own.yearly <= level)).collect();
    let mut best: Option<f64> = None;
    for by in ways {
        let before = used[by];
        let own_pace = items[by].months.unwrap_or(i64::MAX);
        used[by] = Some(before.unwrap_or(own_pace).min(months));
        if let Some(cost) = spread(items, rest, level, used) {
            best = Some(best.map_or(cost, |other| other.min(cost)));
        }
        used[by] = before;
    }
    best
}
