//! The verdict as a page.

use super::{evidence, heading, items, lines, summary};
use crate::coverage::Verdict;
use crate::render::html::{escape, page, table};

/// The verdict as a page that stands alone.
pub fn html(verdict: &Verdict) -> String {
    let mut body = format!("<h1>Team coverage</h1>\n<p>{}</p>\n", escape(&summary(verdict)));
    for requirement in &verdict.requirements {
        body += &format!("<h2>{}</h2>\n{}", escape(&heading(requirement, verdict)), table(&items(requirement)));
        let lines: String = lines(requirement).iter().map(|line| format!("<li>{}</li>\n", escape(line))).collect();
        if !lines.is_empty() {
            body += &format!("<ul>\n{lines}</ul>\n");
        }
        if !requirement.evidence.is_empty() {
            body += &format!("<h3>Evidence</h3>\n{}", table(&evidence(requirement)));
        }
    }
    for left_out in &verdict.left_out {
        body += &format!("<p>Not worked out: {}.</p>\n", escape(left_out));
    }
    page("Team coverage", &body)
}
