//! One page about a team: the verdict, who fills what, what lapses, the cost by quarter, what to do.

use super::coverage::{matrix, sections, summary};
use super::html::{charted, escape, list, page, table};
use super::plan::{Page, section};
use super::renewals::{notes, quarters, timeline};
use crate::cost::renewals::Renewals;
use crate::coverage::Verdict;

/// What is reported.
pub struct View<'a> {
    /// What is covered.
    pub verdict: &'a Verdict,
    /// What lapses.
    pub renewals: &'a Renewals<'a>,
    /// What to do; nothing where the search ended before it found that.
    pub plan: Option<&'a Page<'a, 'a>>,
}

impl View<'_> {
    /// The page.
    pub fn html(&self) -> String {
        let (lapses, days) = timeline(self.renewals);
        let (costs, shares) = quarters(self.renewals);
        let plan = self.plan.map_or_else(
            || "<p>The search ended before a plan was found.</p>\n".to_owned(),
            section,
        );
        let body = [
            format!(
                "<h1>Team report</h1>\n<p>{}</p>\n",
                escape(&summary(self.verdict))
            ),
            sections(self.verdict),
            self.who(),
            format!("<h2>What lapses until {}</h2>\n", self.renewals.until),
            if lapses.rows.is_empty() {
                "<p>Nothing.</p>\n".to_owned()
            } else {
                charted(&lapses, &days)
            },
            list(&notes(self.renewals, None)),
            format!(
                "<h2>Cost of keeping by quarter</h2>\n{}",
                charted(&costs, &shares)
            ),
            format!("<h2>The cheapest plan</h2>\n{plan}"),
        ];
        page("Team report", &body.concat())
    }

    /// Who fills which item, for each requirement.
    fn who(&self) -> String {
        let requirements = self
            .verdict
            .requirements
            .iter()
            .map(|one| (one, matrix(one)));
        let filled = requirements.filter(|(_, matrix)| !matrix.rows.is_empty());
        let parts = filled
            .map(|(one, matrix)| format!("<h3>{}</h3>\n{}", escape(&one.name), table(&matrix)));
        let parts: String = parts.collect();
        if parts.is_empty() {
            parts
        } else {
            format!("<h2>Who fills what</h2>\n{parts}")
        }
    }
}
