//! Exceptions for a time.

use super::Context;
use super::raw::{self, Day, People};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Field, Scalar};
use crate::base::text::Text;
use crate::team::requirement::{Demand, Item, Waiver};

impl Context<'_, '_, '_> {
    /// A waiver of one of `items`, which may be named with or without the set `id` they stand in.
    pub(super) fn waiver(
        &mut self,
        waiver: Field<raw::Waiver>,
        id: &Text,
        items: &[Item],
    ) -> Option<Waiver> {
        let raw = waiver.value?;
        let item = self.waived(raw.item, id, items);
        let people = raw.people.map_or(Some(People(1)), Scalar::get);
        let (People(people), Day(until)) = (people?, raw.until.get()?);
        Some(Waiver {
            item: item?,
            people,
            reason: Text::from(raw.reason.get()?),
            until,
            place: self.reader.place(waiver.span),
        })
    }

    fn waived(&mut self, item: Scalar<String>, id: &Text, items: &[Item]) -> Option<Text> {
        let span = item.span;
        let name = item.get()?.to_ascii_lowercase();
        let own = name
            .strip_prefix(id.as_str())
            .and_then(|rest| rest.strip_prefix('/'));
        let Some(item) = items
            .iter()
            .find(|item| *item.id == name || Some(item.id.as_str()) == own)
        else {
            if self
                .item_ids
                .iter()
                .any(|id| **id == name || Some(id.as_str()) == own)
            {
                return None;
            }
            let finding = Diagnostic::error(Code::UnknownItem, format!("unknown item `{name}`"));
            let names: Vec<String> = items
                .iter()
                .map(|item| {
                    if item.id.contains('/') {
                        item.id.to_string()
                    } else {
                        format!("{id}/{}", item.id)
                    }
                })
                .collect();
            self.reader.report(
                span,
                finding.suggest(&name, names.iter().map(String::as_str)),
            );
            return None;
        };
        if matches!(item.demand, Demand::Score(_)) {
            let message = format!(
                "`{}` counts points; a waiver eases a number of people",
                item.id
            );
            self.reader
                .report(span, Diagnostic::error(Code::Impossible, message));
            return None;
        }
        Some(item.id.clone())
    }
}
