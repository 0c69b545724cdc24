//! Holdings that have expired and can still be renewed: what the verdict says of them.

use std::rc::Rc;

use super::checklist::{Checklist, has};
use super::person::{Holding, Person, View};
use super::verdict::{Counts, LateHolding};
use crate::base::date::PartialDate;
use crate::base::text::Text;
use crate::cost::standing::{self, State};
use crate::cost::{USUAL_RATE, cost};

/// Most of them that are listed.
const LISTED: usize = 1_000;

impl<'t> Checklist<'_, 't> {
    /// Takes note of what a person has let expire and can still renew, where some item asks for it.
    pub(super) fn note_late(&mut self, view: &View<'_, 't>, person: &mut Option<Rc<Person<'t>>>) {
        for (order, holding) in view.holds.iter().enumerate() {
            if holding.last >= self.today() || !self.asks_for(holding.number) {
                continue;
            }
            // Of several that expired on one day the last one counts.
            let replaced = view.holds.iter().enumerate().any(|(other_order, other)| {
                other.number == holding.number && (other.last, other_order) > (holding.last, order)
            });
            let Some(late) = self.late_holding(holding).filter(|_| !replaced) else {
                continue;
            };
            let last = self.late.last_key_value();
            let is_beyond = last.is_some_and(|((last, _), _)| **last < *view.id);
            if self.late.len() >= LISTED && is_beyond {
                self.more_late += 1;
                continue;
            }
            let person = person.get_or_insert_with(|| Rc::new(view.to_person()));
            let id = person.id.clone();
            let late = LateHolding {
                person: id.clone(),
                ..late
            };
            self.late
                .insert((id, holding.credential), (late, Rc::clone(person)));
            if self.late.len() > LISTED {
                self.late.pop_last();
                self.more_late += 1;
            }
        }
    }

    fn late_holding(&self, holding: &Holding) -> Option<LateHolding> {
        let credential = self.catalog.credentials.get(usize::from(holding.number))?;
        let State::Late(late) = standing::state(credential, holding.dated.expiry, self.as_of)
        else {
            return None;
        };
        let keeping = cost(self.catalog, credential, USUAL_RATE).keeping;
        let fee = keeping.and_then(|way| way.fee);
        Some(LateHolding {
            person: Text::default(),
            credential: holding.credential,
            expired: holding
                .dated
                .expires()
                .unwrap_or_else(|| PartialDate::from(late.expired)),
            late,
            cost: fee
                .zip(late.grace.reinstatement)
                .map(|(fee, more)| fee + more),
            counts: self.counts(holding),
        })
    }

    /// For which of the items that ask for a credential a holding in its grace period counts.
    fn counts(&self, holding: &Holding) -> Counts {
        let blocks = self.blocks.iter().enumerate();
        let touched = blocks
            .filter(|(at, _)| {
                has(&self.touches[usize::from(holding.number)], *at) || has(&self.always, *at)
            })
            .flat_map(|(_, block)| &block.items);
        let (mut all, mut any) = (true, false);
        for part in touched {
            let counts = holding.last(part.item.grace) >= self.today();
            (all, any) = (all && counts, any || counts);
        }
        match (all, any) {
            (true, _) => Counts::Always,
            (false, true) => Counts::Partly,
            (false, false) => Counts::Never,
        }
    }
}
