//! From cells to what they mean. What comes again and again is looked up once.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::Question;
use super::found::{Found, Row};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::vocabulary::Evidence;
use crate::catalog::{Catalog, Unnamed};
use crate::team::requirement::{Demand, Whom};
use crate::team::roster::{self, Recorded, Standing, Unknown};

/// Most cells of a kind that are remembered: a large roster may have no end of names and role lists.
const REMEMBERED: usize = 50_000;

type Memo<T> = HashMap<Box<[u8]>, T, RandomState>;

/// The meaning of cells.
pub(super) struct Cells<'q> {
    catalog: &'q Catalog,
    unknown: Unknown,
    /// Places in the catalog.
    credentials: Memo<Result<u16, Box<Unnamed>>>,
    /// Roles that some item asks about.
    asked: Vec<Text>,
    /// Which of them a cell gives.
    roles: Memo<Rc<[Text]>>,
    /// The cell of the row before, and what it came to: mostly the next is the same.
    before: (Vec<u8>, Rc<[Text]>),
}

impl<'q> Cells<'q> {
    pub(super) fn new(question: &Question<'q>, unknown: Unknown) -> Self {
        let items = question
            .requirements
            .iter()
            .flat_map(|requirement| &requirement.items);
        let asked = items.filter_map(|item| match &item.demand {
            Demand::Every {
                whom: Whom::Role(role),
                ..
            } => Some(role.clone()),
            _ => None,
        });
        Self {
            catalog: question.catalog,
            unknown,
            credentials: Memo::default(),
            asked: asked.collect(),
            roles: Memo::default(),
            before: (Vec::new(), Rc::default()),
        }
    }

    /// The place in the catalog of the credential that a row names.
    pub(super) fn credential(&mut self, row: &Row<'_>, found: &mut Found) -> Option<u16> {
        let name = row.cell(roster::CREDENTIAL);
        let unnamed = match self.credentials.get(name) {
            Some(Ok(number)) => return Some(*number),
            Some(Err(unnamed)) => unnamed.clone(),
            None => {
                let number = self.place(name);
                if number.is_ok() || self.credentials.len() < REMEMBERED {
                    self.credentials.insert(name.into(), number.clone());
                }
                match number {
                    Ok(number) => return Some(number),
                    Err(unnamed) => unnamed,
                }
            }
        };
        match &*unnamed {
            Unnamed::Unknown { name, .. } if self.unknown == Unknown::Keep => {
                found.push(Severity::Warning, || {
                    let message = format!(
                        "`{name}`{} is not in the catalog and counts for nothing",
                        row.of_whom()
                    );
                    Diagnostic::warning(Code::NotCounted, message).at(row.place())
                });
            }
            unnamed => found.error(|| roster::unnamed(self.catalog, unnamed).at(row.place())),
        }
        None
    }

    fn place(&self, name: &[u8]) -> Result<u16, Box<Unnamed>> {
        let name = String::from_utf8_lossy(name);
        let credential = self.catalog.credential_named(&name)?;
        let at = self
            .catalog
            .credentials
            .binary_search_by(|one| one.id.cmp(&credential.id))
            .ok();
        let unknown = || {
            Box::new(Unnamed::Unknown {
                what: "credential",
                name: name.into_owned(),
            })
        };
        at.and_then(|at| u16::try_from(at).ok()).ok_or_else(unknown)
    }

    /// The roles that a row gives, as far as some item asks about them.
    pub(super) fn roles(&mut self, row: &Row<'_>) -> Rc<[Text]> {
        if self.asked.is_empty() {
            return Rc::default();
        }
        let cell = row.cell(roster::ROLES);
        if self.before.0 != cell {
            self.before.1 = self.roles_of(cell);
            self.before.0.clear();
            self.before.0.extend_from_slice(cell);
        }
        self.before.1.clone()
    }

    fn roles_of(&mut self, cell: &[u8]) -> Rc<[Text]> {
        if let Some(known) = self.roles.get(cell) {
            return known.clone();
        }
        let text = String::from_utf8_lossy(cell);
        let list =
            self.list(|role| roster::labels(&text).any(|label| label.eq_ignore_ascii_case(role)));
        if self.roles.len() < REMEMBERED {
            self.roles.insert(cell.into(), list.clone());
        }
        list
    }

    /// The roles of either list.
    pub(super) fn united(&self, one: Rc<[Text]>, other: Rc<[Text]>) -> Rc<[Text]> {
        if other.iter().all(|role| one.contains(role)) {
            return one;
        }
        if one.is_empty() {
            return other;
        }
        self.list(|role| one.contains(role) || other.contains(role))
    }

    /// The list of those roles asked about that are wanted.
    fn list(&self, wanted: impl Fn(&Text) -> bool) -> Rc<[Text]> {
        let roles = self.asked.iter().filter(|role| wanted(role));
        roles.cloned().collect()
    }

    /// The labels seen, for whoever misspelt one.
    pub(super) fn labels(&self) -> BTreeSet<&str> {
        self.roles
            .keys()
            .filter_map(|cell| std::str::from_utf8(cell).ok())
            .flat_map(roster::labels)
            .collect()
    }
}

/// The exam that was taken, if the row says so.
pub(super) fn exam<'r>(row: &Row<'r>) -> Option<Cow<'r, str>> {
    let cell = row.cell(roster::EXAM);
    (!cell.is_empty()).then(|| String::from_utf8_lossy(cell))
}

/// A date, `never`, or nothing for what is empty or unknown.
#[inline]
pub(super) fn date(row: &Row<'_>, column: usize, found: &mut Found) -> Option<Recorded> {
    match row.cell(column) {
        [] => None,
        cell => plain_day(cell)
            .map(Recorded::On)
            .or_else(|| other_date(row, cell, column, found)),
    }
}

fn other_date(row: &Row<'_>, cell: &[u8], column: usize, found: &mut Found) -> Option<Recorded> {
    let text = String::from_utf8_lossy(cell);
    match &*text {
        "unknown" => None,
        "never" => Some(Recorded::Never),
        text => {
            let message = |error| format!("`{}` is `{text}`: {error}", roster::COLUMNS[column]);
            let date = text.parse().map(Recorded::On);
            date.map_err(|error| found.error(|| row.error(Code::BadDate, message(error))))
                .ok()
        }
    }
}

/// A day written `YYYY-MM-DD`, without the ways round that other forms take.
fn plain_day(cell: &[u8]) -> Option<PartialDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *<&[u8; 10]>::try_from(cell).ok()? else {
        return None;
    };
    // All of them are looked at in any case, so that it takes one step.
    if ![y1, y2, y3, y4, m1, m2, d1, d2]
        .iter()
        .fold(true, |all, digit| all & digit.is_ascii_digit())
    {
        return None;
    }
    let number = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    let year = u16::from(number(y1, y2)) * 100 + u16::from(number(y3, y4));
    PartialDate::day_of(year, number(m1, m2), number(d1, d2))
}

pub(super) fn standing(row: &Row<'_>, found: &mut Found) -> Standing {
    let cell = row.cell(roster::STATUS);
    if cell.is_empty() {
        return Standing::Active;
    }
    let text = String::from_utf8_lossy(cell);
    roster::standing(&text).unwrap_or_else(|| {
        let message = || format!("`{text}` is no status of a holding");
        let help = "one of: active, revoked, suspended, withdrawn";
        found.error(|| row.error(Code::UnknownWord, message()).help(help));
        Standing::Revoked
    })
}

/// What stands behind a holding.
pub(super) fn evidence(row: &Row<'_>, found: &mut Found) -> Evidence {
    let cell = row.cell(roster::EVIDENCE_LEVEL);
    let level = if cell.is_empty() {
        None
    } else {
        level(row, cell, found)
    };
    roster::evidence_level(level, !row.cell(roster::EVIDENCE).is_empty())
}

fn level(row: &Row<'_>, cell: &[u8], found: &mut Found) -> Option<Evidence> {
    let text = String::from_utf8_lossy(cell);
    let level = Evidence::parse(&text);
    if level.is_none() {
        let message = || format!("`{text}` is no {}", Evidence::WHAT);
        found.error(|| {
            row.error(Code::UnknownWord, message())
                .help("one of: declared, evidenced, verified")
        });
    }
    level
}
