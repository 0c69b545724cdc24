//! What a person's holdings are worth on a day: through which day each is valid, what renewed it, and what becomes of it
//! once it has expired.
//!
//! Holdings renew each other in the order of their dates: where the catalog says that earning B renews A, anyone who earned
//! B later, while A was valid, holds A for longer. A recorded expiry stands; such a B only moves it further out.
//!
//! ```text
//! valid ──expires──> in grace or suspended, where the catalog knows of such a time ──until──> lapsed
//!    ^                          │
//!    └──── renewed late ────────┘
//! ```

mod dated;
mod renewers;
mod state;

#[cfg(test)]
mod tests;

use crate::base::date::{Date, Expiry};
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::team::roster::{Held, Person};

pub use dated::{Dated, RenewedBy};
pub use renewers::{Renewers, names, refreshed_until, renewed_until, renews, window_opens};
pub(super) use renewers::{is_free, options, refreshes};
pub use state::{Late, State, counts_until, state};

/// A holding of a person, with what it is worth on a day.
#[derive(Clone, Debug)]
pub struct Worth<'t> {
    /// As the roster has it.
    pub held: &'t Held,
    /// The credential.
    pub credential: &'t Credential,
    /// Through which day it is valid.
    pub dated: Dated,
    /// What it is on the day.
    pub state: State,
}

/// What a person holds on a day, each holding by itself: all that was earned by then and not taken back, with its place
/// in the roster.
pub fn unrenewed(
    catalog: &Catalog,
    person: &Person,
    day: Date,
) -> impl Iterator<Item = (usize, Dated)> {
    let active = person.holds.iter().enumerate().filter(move |(_, held)| {
        held.status.counts() && held.since().is_none_or(|since| since <= day)
    });
    active.filter_map(|(index, held)| {
        let exam = held.exam.as_deref();
        let dated = Dated::new(catalog, held.credential, held.earned, held.expires, exam)?;
        Some((index, dated))
    })
}

/// The same with what the holdings do for each other, in the order of the roster.
pub fn of_person<'t>(
    renewers: &Renewers,
    catalog: &'t Catalog,
    person: &'t Person,
    day: Date,
) -> Vec<Worth<'t>> {
    let (places, mut dated): (Vec<usize>, Vec<Dated>) = unrenewed(catalog, person, day).unzip();
    renewers.renew(catalog, &mut dated, day);
    places
        .into_iter()
        .zip(dated)
        .filter_map(|(index, dated)| {
            let credential = catalog.credentials.get(usize::from(dated.number))?;
            Some(Worth {
                held: person.holds.get(index)?,
                credential,
                dated,
                state: state(credential, dated.expiry, day),
            })
        })
        .collect()
}

/// Of holdings of one credential the one that lasts longest: what was earned once more is renewed.
pub fn longest<'t>(holdings: Vec<Worth<'t>>) -> Vec<Worth<'t>> {
    let mut kept: Vec<Worth<'t>> = Vec::new();
    for one in holdings {
        match kept
            .iter_mut()
            .find(|other| other.credential.id == one.credential.id)
        {
            Some(other) if rank(one.dated.expiry) > rank(other.dated.expiry) => *other = one,
            Some(_) => {}
            None => kept.push(one),
        }
    }
    kept
}

/// Expiries in their order; what is not known comes first.
pub fn rank(expiry: Expiry) -> (u8, Date) {
    match expiry {
        Expiry::Unknown => (0, Date::MIN),
        Expiry::On(day) => (1, day),
        Expiry::Never => (2, Date::MAX),
    }
}
