//! One page about a team: the verdict, what to do first, who meets what until when, what it costs, the plan.
//!
//! `page` holds what the page says, in words; `content` makes it from the answers; `report.html` is the template.

mod content;
mod page;

use askama::Template;

use super::html::keep_units;
use super::names::Names;
use super::plan;
use crate::base::money::Usd;
use crate::catalog::Catalog;
use crate::cost::renewals::Renewals;
use crate::coverage::Verdict;
use crate::team::roster::Team;

/// The answers that a report is made from.
pub struct Report<'a> {
    /// Names and facts of the credentials.
    pub catalog: &'a Catalog,
    /// The people.
    pub team: &'a Team,
    /// What is covered.
    pub verdict: &'a Verdict,
    /// What expires.
    pub renewals: &'a Renewals<'a>,
    /// What people and credentials are called.
    pub names: Names<'a>,
    /// What an hour is worth when ways to renew and plans are compared.
    pub rate: Usd,
    /// What to do; nothing where the search ended before it found that.
    pub plan: Option<&'a plan::Page<'a, 'a>>,
    /// The command that makes this report again.
    pub command: &'a str,
}

impl Report<'_> {
    /// The page as one self-contained file of HTML.
    ///
    /// # Errors
    /// None that the data can cause: the template only writes to memory.
    pub fn html(&self) -> Result<String, askama::Error> {
        Ok(keep_units(&content::page(self).render()?))
    }
}
