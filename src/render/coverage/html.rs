//! The verdict as a page.

use super::lines::{late, lines};
use super::{Page, heading, mark, summary};
use crate::render::html::{escape, list, page, table};

impl Page<'_> {
    /// As a page that stands alone.
    pub fn html(&self) -> String {
        let verdict = self.verdict;
        let mut body = format!(
            "<h1>Team coverage</h1>\n<p>{} {}</p>\n",
            mark(verdict.covered),
            escape(&summary(verdict))
        );
        for requirement in &verdict.requirements {
            body += &format!(
                "<h2>{}</h2>\n{}",
                escape(&heading(requirement, verdict)),
                table(&self.items(requirement))
            );
            body += &list(&lines(requirement, &self.names));
            if !requirement.evidence.is_empty() {
                let evidence = table(&self.positions(requirement));
                body += &format!("<h3>Evidence</h3>\n{evidence}");
            }
        }
        body += &list(&late(verdict, &self.names));
        for what in &verdict.left_out {
            body += &format!("<p>Not shown: {}.</p>\n", escape(what));
        }
        page("Team coverage", &body)
    }
}
