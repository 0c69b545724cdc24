//! How a credential is kept, from its map.

use super::{Context, Kind};
use crate::base::source::Node;
use crate::catalog::credential::Details;
use crate::catalog::renewal::{Credits, Renewal, RenewalOption};
use crate::catalog::vocabulary::{Cycle, RenewedOn};

impl<'t> Context<'_, '_, 't> {
    /// Reads the map `renewal`; the notes of its options go to the details.
    pub(super) fn renewal(&mut self, node: &Node<'t>, details: &mut Details) -> Option<Renewal> {
        let mut table = self.reader.table(node, "renewal")?;
        let annual_fee = table
            .get("annual_fee_usd")
            .and_then(|n| self.usd_or_unknown(n, "annual_fee_usd"));
        let member_annual_fee = table
            .get("member_fee_usd")
            .and_then(|n| self.usd_or_unknown(n, "member_fee_usd"));
        let credits = table.get("credits").and_then(|n| self.credits(n));
        let window_days = table
            .get("window_days")
            .and_then(|n| self.reader.number(n, "window_days", 0, 3_650));
        let grace_days = table
            .get("grace_days")
            .and_then(|n| self.reader.number(n, "grace_days", 0, 3_650));
        let extends_from = table
            .get("extends_from")
            .and_then(|n| self.reader.word(n, "extends_from"));
        let cycle = table
            .get("cycle")
            .and_then(|n| self.reader.word(n, "cycle"))
            .unwrap_or(Cycle::Anniversary);
        let options = table.required("options");
        let items = options.map_or(&[][..], |n| self.reader.items(n, "options"));
        details.renewal_notes.clear();
        let mut read = Vec::new();
        for item in items {
            if let Some((option, note)) = self.option(item) {
                read.push(option);
                details.renewal_notes.push(note);
            }
        }
        table.finish(&mut self.reader);
        Some(Renewal {
            annual_fee,
            member_annual_fee,
            credits,
            window_days,
            grace_days,
            extends_from,
            cycle,
            options: read,
        })
    }

    fn option(
        &mut self,
        node: &Node<'t>,
    ) -> Option<(RenewalOption, Option<crate::base::text::Text>)> {
        let mut table = self.reader.table(node, "a renewal option")?;
        let kind = table
            .required("kind")
            .and_then(|n| self.reader.word(n, "kind"));
        let by = table
            .get("by")
            .map(|n| self.mentions(Kind::Credential, n, "by"))
            .unwrap_or_default();
        let by_levels = table.get("by_any").and_then(|n| {
            let mut any = self.reader.table(n, "by_any")?;
            let levels = any
                .required("issuer_level")
                .map(|n| self.texts(n, "issuer_level"));
            any.finish(&mut self.reader);
            levels
        });
        let when = table
            .get("when")
            .and_then(|n| self.reader.word(n, "when"))
            .unwrap_or(RenewedOn::Either);
        let holding = table
            .get("holding")
            .map(|n| self.mentions(Kind::Credential, n, "holding"))
            .unwrap_or_default();
        let credits = table
            .get("credits")
            .and_then(|n| self.reader.number(n, "credits", 1, 1_000));
        let fee = table
            .get("fee_usd")
            .and_then(|n| self.usd_or_unknown(n, "fee_usd"));
        let member_fee = table
            .get("member_fee_usd")
            .and_then(|n| self.usd_or_unknown(n, "member_fee_usd"));
        let modelled = table
            .get("modelled")
            .and_then(|n| self.reader.flag(n, "modelled"))
            .unwrap_or(true);
        let remark = table.get("note").and_then(|n| self.reader.text(n, "note"));
        table.finish(&mut self.reader);
        let option = RenewalOption {
            kind: kind?,
            by,
            by_levels: by_levels.unwrap_or_default(),
            when,
            holding,
            credits,
            fee,
            member_fee,
            modelled,
        };
        Some((option, remark))
    }

    fn credits(&mut self, node: &Node<'t>) -> Option<Credits> {
        let mut table = self.reader.table(node, "credits")?;
        let amount = table
            .required("amount")
            .and_then(|n| self.reader.number(n, "amount", 1, 1_000));
        let unit = table
            .required("unit")
            .and_then(|n| self.reader.text(n, "unit"));
        let per_months = table.required("per_months");
        let per_months = per_months.and_then(|n| self.reader.number(n, "per_months", 1, 120));
        let min_per_year = table
            .get("min_per_year")
            .and_then(|n| self.reader.number(n, "min_per_year", 1, 1_000));
        table.finish(&mut self.reader);
        Some(Credits {
            amount: amount?,
            unit: unit?,
            per_months: per_months?,
            min_per_year,
        })
    }
}
