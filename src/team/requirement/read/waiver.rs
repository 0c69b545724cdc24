//! Exceptions for a time.

use super::Context;
use super::item::Counted;
use crate::base::date::Date;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::Node;
use crate::base::text::Text;
use crate::team::requirement::{Demand, Item, Waiver};

impl<'t> Context<'_, '_, 't> {
    /// A waiver of one of `items`, which may be named with or without the set `id` they stand in.
    pub(super) fn waiver(&mut self, node: &Node<'t>, id: Text, items: &[Item]) -> Option<Waiver> {
        let mut table = self.reader.table(node, "a waiver")?;
        let item = table
            .required("item")
            .and_then(|n| self.waived(n, id, items));
        let people = table
            .get("people")
            .map_or(Some(1), |n| self.count(n, "people", Counted::People));
        let reason = table
            .required("reason")
            .and_then(|n| self.reader.text(n, "reason"));
        let until = table.required("until").and_then(|n| self.day(n));
        let place = self.reader.place(table.span());
        table.finish(&mut self.reader);
        Some(Waiver {
            item: item?,
            people: people?,
            reason: reason?,
            until: until?,
            place,
        })
    }

    /// A day of the calendar; a month is too vague for an end.
    fn day(&mut self, node: &Node<'t>) -> Option<Date> {
        let text = self.reader.scalar(node, "until")?;
        let day = text
            .parse()
            .ok()
            .filter(|date: &PartialDate| date.day().is_some())
            .map(PartialDate::earliest);
        if day.is_none() {
            let message =
                format!("`until` is `{text}`: expected a day of the calendar, YYYY-MM-DD");
            self.reader
                .report(node.span, Diagnostic::error(Code::BadDate, message));
        }
        day
    }

    fn waived(&mut self, node: &Node<'t>, id: Text, items: &[Item]) -> Option<Text> {
        let name = self.reader.scalar(node, "item")?.to_ascii_lowercase();
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
                node.span,
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
                .report(node.span, Diagnostic::error(Code::Impossible, message));
            return None;
        }
        Some(item.id.clone())
    }
}
