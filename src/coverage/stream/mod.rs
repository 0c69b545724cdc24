//! Rosters too large for memory: CSV rows go by, people are counted, names are kept only where they may be shown.
//!
//! Who is judged how is the same as for any team; only the way in differs. Rows of one person stand together, or else
//! the files are read again and every person's holdings are kept, which takes more memory.

mod cells;
mod found;

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::io::{self, Read};
use std::rc::Rc;

use csv::ByteRecord;
use foldhash::fast::RandomState;

use super::checklist::Checklist;
use super::classes::Members;
use super::person::{self, Holding, View};
use super::verdict::Verdict;
use super::{Question, warnings};
use crate::base::date::Expiry;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::text::Text;
use crate::cost::standing::Dated;
use crate::team::roster::{self, Columns, Recorded, Standing, Unknown, columns};
use cells::Cells;
use found::{Found, Row};

/// A roster that can be read more than once.
pub struct Roster<'o> {
    /// Its name in messages.
    pub name: String,
    /// Opens it at its beginning.
    pub open: &'o dyn Fn() -> io::Result<Box<dyn Read>>,
}

/// How people are called in the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// As in the roster.
    Shown,
    /// By numbers in the order of the rows.
    Numbers,
}

/// Judges CSV rosters row by row.
///
/// # Errors
/// What is wrong with the rosters.
pub fn judge(
    question: &Question<'_>,
    unknown: Unknown,
    names: Names,
    rosters: &[Roster<'_>],
) -> Result<Verdict, Vec<Diagnostic>> {
    let pass = |order| Pass::new(question, unknown, names, order).read(rosters);
    for order in [Order::Ascending, Order::Together, Order::Any] {
        match pass(order) {
            Ok(verdict) => return Ok(verdict),
            Err(Stop::Found(found)) => return Err(found),
            Err(Stop::OutOfOrder) => {}
        }
    }
    // Any order is in order.
    Err(Vec::new())
}

/// Why a pass comes to no verdict.
enum Stop {
    /// The rows stand in another order than thought.
    OutOfOrder,
    Found(Vec<Diagnostic>),
}

/// The order in which rows stand; the less of it, the more has to be kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// By the ids of people, letter case aside: nothing is kept.
    Ascending,
    /// Those of one person together: a number for each id is kept.
    Together,
    /// Any: everybody's holdings are kept.
    Any,
}

/// A person whose rows are going by.
#[derive(Default)]
struct Open {
    id: String,
    roles: Rc<[Text]>,
    holds: Vec<Holding>,
}

struct Pass<'q> {
    question: &'q Question<'q>,
    names: Names,
    order: Order,
    checklist: Checklist<'q, 'static>,
    open: Open,
    /// People who have gone by, by a hash of their id.
    seen: HashSet<u64, RandomState>,
    /// Everybody, in the order of the rows, and where each stands.
    people: Vec<Open>,
    places: HashMap<String, usize, RandomState>,
    cells: Cells<'q>,
    found: Found,
}

impl<'q> Pass<'q> {
    fn new(question: &'q Question<'q>, unknown: Unknown, names: Names, order: Order) -> Self {
        Self {
            question,
            names,
            order,
            checklist: Checklist::new(question),
            open: Open::default(),
            seen: HashSet::default(),
            people: Vec::new(),
            places: HashMap::default(),
            cells: Cells::new(question, unknown),
            found: Found::default(),
        }
    }

    fn read(mut self, rosters: &[Roster<'_>]) -> Result<Verdict, Stop> {
        for roster in rosters {
            if let Err(error) = self.roster(roster)? {
                let message = format!("cannot read `{}`: {error}", roster.name);
                self.found
                    .error(|| Diagnostic::error(Code::Unreadable, message));
            }
        }
        self.close();
        for mut person in std::mem::take(&mut self.people) {
            self.judge(&mut person);
        }
        if self.found.errors > 0 {
            return Err(Stop::Found(self.found.all()));
        }
        let near = self.checklist.take_near();
        let mut verdict = self.checklist.verdict(&near);
        verdict.warnings = self.found.all();
        verdict.warnings.extend(warnings::of_requirements(
            &self.checklist,
            &self.cells.labels(),
        ));
        if self.checklist.names_cut() {
            verdict.left_out.push(
                "names beyond the first 1,000 who are alike, as the roster was read row by row",
            );
        }
        Ok(verdict)
    }

    /// Reads one file. The inner error is that of reading.
    fn roster(&mut self, roster: &Roster<'_>) -> Result<Result<(), csv::Error>, Stop> {
        let file = match (roster.open)() {
            Ok(file) => file,
            Err(error) => return Ok(Err(error.into())),
        };
        // Ended as every other line, so that the last row's lines count alike.
        let file = file.chain(b"\n".as_slice());
        let mut reader = csv::ReaderBuilder::new()
            .buffer_capacity(1 << 16)
            .from_reader(file);
        let header = match reader.byte_headers() {
            Ok(header) => header,
            Err(error) => return Ok(Err(error)),
        };
        let Some(columns) = self.columns(header, &roster.name) else {
            return Ok(Ok(()));
        };
        let mut record = ByteRecord::new();
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(false) => return Ok(Ok(())),
                Ok(true) => {
                    let row = Row {
                        record: &record,
                        columns: &columns,
                        file: &roster.name,
                        names: self.names,
                    };
                    // Empty lines before it count too, so only the row itself can tell.
                    let from = record.position().map_or(0, csv::Position::line);
                    let several = reader.position().line() > from + 1;
                    match several
                        .then(|| roster::swallowed(record.as_slice()))
                        .flatten()
                    {
                        Some(finding) => self.found.error(|| finding.at(row.place())),
                        None => self.row(&row)?,
                    }
                }
                Err(error) if error.is_io_error() => return Ok(Err(error)),
                Err(error) => self.found.error(|| {
                    let line = error.position().map_or(1, csv::Position::line);
                    roster::unreadable(&error).at(found::place(&roster.name, line, ""))
                }),
            }
        }
    }

    /// The columns of a file, by its header.
    fn columns(&mut self, header: &ByteRecord, file: &str) -> Option<Columns> {
        let cells: Vec<String> = header
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect();
        let names = cells
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim());
        let mut problems = Vec::new();
        let columns = columns(
            names,
            &found::place(file, 1, &cells.join(",")),
            &mut problems,
        );
        for problem in problems {
            self.found.push(problem.severity, || problem);
        }
        columns
    }

    fn row(&mut self, row: &Row<'_>) -> Result<(), Stop> {
        let id = row.cell(roster::PERSON);
        if id.is_empty() {
            self.found
                .error(|| row.error(Code::MissingKey, "this row names no person"));
            return Ok(());
        }
        // Mostly it is written as in the row before.
        if self.open.id.as_bytes() != id && !self.open.id.as_bytes().eq_ignore_ascii_case(id) {
            self.person(id, row)?;
        }
        let roles = self.cells.roles(row);
        self.open.roles = self.cells.united(self.open.roles.clone(), roles);
        if row.cell(roster::CREDENTIAL).is_empty() {
            return Ok(());
        }
        let found = &mut self.found;
        let errors = found.errors;
        let number = self.cells.credential(row, found);
        let earned = cells::date(row, roster::EARNED, found);
        let expires = cells::date(row, roster::EXPIRES, found);
        let standing = cells::standing(row, found);
        let evidence = cells::evidence(row, found);
        let earned = match earned {
            Some(Recorded::On(earned)) => Some(earned),
            Some(Recorded::Never) => {
                found.error(|| row.error(Code::BadDate, "`earned` is `never`: expected a date"));
                None
            }
            None => None,
        };
        let (Some(number), Standing::Active) = (number, standing) else {
            return Ok(());
        };
        if found.errors > errors || !self.checklist.cares_for(number) {
            return Ok(());
        }
        let Question {
            catalog,
            as_of,
            options,
            ..
        } = *self.question;
        if earned
            .map(PartialDate::earliest)
            .is_some_and(|since| since > as_of)
        {
            return Ok(());
        }
        let credential = &catalog.credentials[usize::from(number)];
        let exam = cells::exam(row);
        let dated = Dated::of(credential, number, earned, expires, exam.as_deref());
        if dated.expiry == Expiry::Unknown && self.checklist.asks_for(number) {
            let finding = || {
                warnings::unknown_end(credential.id, &row.of_whom(), options.unknown)
                    .at(row.place())
            };
            found.push(Severity::Warning, finding);
        }
        let at = u32::try_from(row.line()).unwrap_or(u32::MAX);
        let holding = Holding::new(dated, credential, evidence, at, options);
        self.open.holds.push(holding);
        Ok(())
    }

    /// Makes this person the one whose rows go by.
    fn person(&mut self, id: &[u8], row: &Row<'_>) -> Result<(), Stop> {
        let in_order = match self.order {
            Order::Ascending => {
                let before = self.open.id.bytes().map(|byte| byte.to_ascii_lowercase());
                before.lt(id.iter().map(u8::to_ascii_lowercase))
            }
            Order::Together => self
                .seen
                .insert(self.seen.hasher().hash_one(id.to_ascii_lowercase())),
            Order::Any => true,
        };
        if !in_order {
            return Err(Stop::OutOfOrder);
        }
        self.close();
        if std::str::from_utf8(id).is_err() {
            self.found
                .error(|| row.error(Code::Unreadable, "this row is not UTF-8 text"));
        }
        self.open.id.push_str(&String::from_utf8_lossy(id));
        Ok(())
    }

    /// The rows of the person have gone by: judges them, or keeps what they say where more may come.
    fn close(&mut self) {
        let mut open = std::mem::take(&mut self.open);
        if self.order == Order::Any && !open.id.is_empty() {
            let new = self.people.len();
            let at = *self
                .places
                .entry(open.id.to_ascii_lowercase())
                .or_insert(new);
            match self.people.get_mut(at) {
                Some(known) => {
                    known.holds.append(&mut open.holds);
                    known.roles = self.cells.united(known.roles.clone(), open.roles);
                }
                None => self.people.push(std::mem::take(&mut open)),
            }
        } else if !open.id.is_empty() {
            self.judge(&mut open);
        }
        // The buffers serve the next one.
        open.id.clear();
        open.roles = Rc::default();
        open.holds.clear();
        self.open = open;
    }

    fn judge(&mut self, open: &mut Open) {
        let Question {
            catalog,
            as_of,
            options,
            ..
        } = *self.question;
        let renewers = &self.checklist.renewers;
        person::renew(&mut open.holds, renewers, catalog, as_of, options);
        let number = self.checklist.people + 1;
        let numbered;
        let id = match self.names {
            Names::Shown => &open.id,
            Names::Numbers => {
                numbered = format!("person-{number:08}");
                &numbered
            }
        };
        self.checklist.add(
            &View {
                id,
                holds: &open.holds,
                roles: &open.roles,
                roster: None,
            },
            Members::Few,
        );
    }
}
