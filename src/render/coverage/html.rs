//! The verdict as a page.

use super::{evidence, heading, items, lines, summary};
use crate::coverage::Verdict;
use crate::render::html::{escape, list, page, table};

/// The verdict as a page that stands alone.
pub fn html(verdict: &Verdict) -> String {
    let body = format!(
        "<h1>Team coverage</h1>\n<p>{}</p>\n{}",
        escape(&summary(verdict)),
        sections(verdict)
    );
    page("Team coverage", &body)
}

/// Each requirement with its items, and what could not be worked out.
pub(in crate::render) fn sections(verdict: &Verdict) -> String {
    let mut body = String::new();
    for requirement in &verdict.requirements {
        body += &format!(
            "<h2>{}</h2>\n{}",
            escape(&heading(requirement, verdict)),
            table(&items(requirement))
        );
        body += &list(&lines(requirement));
        if !requirement.evidence.is_empty() {
            body += &format!("<h3>Evidence</h3>\n{}", table(&evidence(requirement)));
        }
    }
    for left_out in &verdict.left_out {
        body += &format!("<p>Not worked out: {}.</p>\n", escape(left_out));
    }
    body
}
