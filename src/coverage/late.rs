//! Holdings that have expired and can still be renewed: what the verdict says of them.

use super::checklist::{Checklist, has};
use super::classes::note_name;
use super::person::{Holding, View};
use super::verdict::{Counts, LateHolding};
use crate::base::date::PartialDate;
use crate::base::text::Text;
use crate::cost::standing::{self, State};
use crate::cost::{USUAL_RATE, cost};

/// Most of them that are listed.
const LISTED: usize = 1_000;

impl Checklist<'_, '_> {
    /// Takes note of what a person has let expire and can still renew, where some item asks for it.
    pub(super) fn note_late(&mut self, view: &View<'_, '_>) {
        for holding in view.holds {
            if holding.last >= self.today() || !self.asks_for(holding.number) {
                continue;
            }
            let replaced = view
                .holds
                .iter()
                .any(|other| other.number == holding.number && other.last > holding.last);
            if let Some(late) = self.late_holding(holding).filter(|_| !replaced) {
                let person = Text::from(view.id.to_owned());
                let late = LateHolding {
                    person: person.clone(),
                    ..late
                };
                self.late.insert((person, holding.credential), late);
                note_name(&mut self.names, view);
            }
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
