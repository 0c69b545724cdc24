//! Rosters too large for memory: CSV rows go by, people are counted, names are kept only where they may be shown.
//!
//! Who is judged how is the same as for any team; only the way in differs. Rows of one person stand together, or else
//! the files are read again and every person's holdings are kept, which takes more memory.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};

use super::checklist::{Checklist, Kept};
use super::person::{Holding, View};
use super::verdict::Verdict;
use super::{Question, warnings};
use crate::catalog::quantity::PartialDate;
use crate::catalog::text::{List, Text};
use crate::catalog::words::{Evidence, Word};
use crate::cost::schedule::Expiry;
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::team::{self, Columns, Recorded, Standing, Unknown, columns};
use csv::ByteRecord;

/// Findings that are told one by one; more are counted.
const TOLD: usize = 50;

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
    id: Vec<u8>,
    roles: List<Text>,
    holds: Vec<Holding>,
}

struct Pass<'q> {
    question: &'q Question<'q>,
    unknown: Unknown,
    names: Names,
    order: Order,
    checklist: Checklist<'q, 'static>,
    open: Open,
    /// People who have gone by, by a hash of their id.
    seen: HashSet<u64>,
    /// Everybody, in the order of the rows, and where each stands.
    people: Vec<Open>,
    places: HashMap<Vec<u8>, usize>,
    cells: Cells,
    found: Found,
}

/// Cells that come again and again, read once.
#[derive(Default)]
struct Cells {
    credentials: HashMap<Box<[u8]>, Option<u16>>,
    dates: HashMap<Box<[u8]>, Option<Recorded>>,
    exams: HashMap<Box<[u8]>, Text>,
    roles: HashMap<Box<[u8]>, List<Text>>,
}

/// A day written `YYYY-MM-DD`, without the ways round that other forms take.
fn plain_day(cell: &[u8]) -> Option<PartialDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = cell else { return None };
    let number = |digits: &[&u8]| {
        let digit = |sum: u16, digit: &&u8| digit.is_ascii_digit().then(|| sum * 10 + u16::from(**digit - b'0'));
        digits.iter().try_fold(0, digit)
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    PartialDate::day_of(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

/// Findings, the first ones in full.
#[derive(Default)]
struct Found {
    told: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

impl Found {
    fn push(&mut self, finding: Diagnostic) {
        // Counted apart, so that warnings never crowd out an error.
        let count = match finding.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *count += 1;
        if *count <= TOLD {
            self.told.push(finding);
        }
    }

    /// All of them, with a last one for those that were only counted.
    fn all(mut self) -> Vec<Diagnostic> {
        let more = self.errors.saturating_sub(TOLD) + self.warnings.saturating_sub(TOLD);
        if let Some(last) = self.told.last().filter(|_| more > 0) {
            let finding = Diagnostic { place: None, label: None, help: None, ..last.clone() };
            self.told.push(Diagnostic { message: format!("and {more} more findings like these"), ..finding });
        }
        self.told
    }
}

/// Where a row stands.
struct Here<'h> {
    file: &'h str,
    line: u64,
    /// The row, where it may be shown.
    row: Option<&'h ByteRecord>,
}

impl Here<'_> {
    fn place(&self) -> Place {
        let line = u32::try_from(self.line).unwrap_or(u32::MAX);
        let cells = self.row.into_iter().flatten().map(String::from_utf8_lossy);
        let text = cells.collect::<Vec<_>>().join(",");
        Place { file: self.file.into(), line, column: 1, width: 1, text: text.into() }
    }

    fn error(&self, code: Code, message: String) -> Diagnostic {
        Diagnostic::error(code, message).at(self.place())
    }
}

impl<'q> Pass<'q> {
    fn new(question: &'q Question<'q>, unknown: Unknown, names: Names, order: Order) -> Self {
        Self {
            question,
            unknown,
            names,
            order,
            checklist: Checklist::new(question),
            open: Open::default(),
            seen: HashSet::new(),
            people: Vec::new(),
            places: HashMap::new(),
            cells: Cells::default(),
            found: Found::default(),
        }
    }

    fn read(mut self, rosters: &[Roster<'_>]) -> Result<Verdict, Stop> {
        for roster in rosters {
            if let Err(error) = self.roster(roster)? {
                let message = format!("cannot read `{}`: {error}", roster.name);
                self.found.push(Diagnostic::error(Code::Unreadable, message));
            }
        }
        self.close();
        for person in std::mem::take(&mut self.people) {
            self.judge(&person);
        }
        if self.found.errors > 0 {
            return Err(Stop::Found(self.found.all()));
        }
        let near = self.checklist.take_near();
        let mut verdict = self.checklist.verdict(&near);
        let roles: BTreeSet<&str> =
            self.cells.roles.values().flat_map(|roles| roles.iter().map(Text::as_str)).collect();
        verdict.warnings = self.found.all();
        verdict.warnings.extend(warnings::of_requirements(&self.checklist, &roles));
        if self.checklist.names_cut() {
            verdict.left_out.push("names beyond the first 1,000 who are alike, as the roster was read row by row");
        }
        Ok(verdict)
    }

    /// Reads one file. The inner error is that of reading.
    fn roster(&mut self, roster: &Roster<'_>) -> Result<Result<(), csv::Error>, Stop> {
        let file = match (roster.open)() {
            Ok(file) => file,
            Err(error) => return Ok(Err(error.into())),
        };
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_reader(file);
        let header = match reader.byte_headers() {
            Ok(header) => header.clone(),
            Err(error) => return Ok(Err(error)),
        };
        let names = header.iter().map(|cell| String::from_utf8_lossy(cell));
        let names: Vec<String> = names.map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        let here = Here { file: &roster.name, line: 1, row: Some(&header) };
        let mut problems = Vec::new();
        let found = columns(names.iter().map(String::as_str), &here.place(), &mut problems);
        for problem in problems {
            self.found.push(problem);
        }
        let Some(columns) = found else { return Ok(Ok(())) };
        let mut row = ByteRecord::new();
        loop {
            match reader.read_byte_record(&mut row) {
                Ok(false) => return Ok(Ok(())),
                Ok(true) => self.row(&row, &columns, &roster.name)?,
                Err(error) if error.is_io_error() => return Ok(Err(error)),
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    let here = Here { file: &roster.name, line, row: None };
                    self.found.push(here.error(Code::Unreadable, format!("this row can't be read: {error}")));
                }
            }
        }
    }

    fn row(&mut self, row: &ByteRecord, columns: &Columns, file: &str) -> Result<(), Stop> {
        let cell = |column: usize| columns[column].and_then(|at| row.get(at)).map_or(&[][..], <[u8]>::trim_ascii);
        let shown = (self.names == Names::Shown).then_some(row);
        let here = Here { file, line: row.position().map_or(1, csv::Position::line), row: shown };
        let id = cell(team::PERSON);
        if id.is_empty() {
            self.found.push(here.error(Code::MissingKey, "this row names no person".to_owned()));
            return Ok(());
        }
        self.person(id, cell(team::ROLES), &here)?;
        let name = cell(team::CREDENTIAL);
        if name.is_empty() {
            return Ok(());
        }
        let number = self.credential(name, id, &here);
        let earned = self.date(cell(team::EARNED), "earned", &here);
        let expires = self.date(cell(team::EXPIRES), "expires", &here);
        let exam = self.text(cell(team::EXAM));
        let standing = self.standing(cell(team::STATUS), &here);
        let level = self.evidence(cell(team::EVIDENCE_LEVEL), &here);
        let level = team::evidence_level(level, !cell(team::EVIDENCE).is_empty());
        let (Some(number), Standing::Active) = (number, standing) else { return Ok(()) };
        let earned = match earned {
            Some(Recorded::On(earned)) => Some(earned),
            Some(Recorded::Never) => {
                self.found.push(here.error(Code::BadDate, "`earned` is `never`: expected a date".to_owned()));
                None
            }
            None => None,
        };
        let Question { catalog, as_of, options, .. } = *self.question;
        if earned.and_then(team::first_day).is_some_and(|since| since > as_of) {
            return Ok(());
        }
        if !self.checklist.cares_for(number) {
            return Ok(());
        }
        let credential = &catalog.credentials[usize::from(number)];
        let expiry = team::expiry(credential, expires, earned, exam.as_deref());
        if expiry == Expiry::Unknown && self.checklist.asks_for(number) {
            let who = match self.names {
                Names::Shown => format!(" of `{}`", String::from_utf8_lossy(id)),
                Names::Numbers => String::new(),
            };
            self.found.push(warnings::unknown_end(credential.id, &who, options.unknown).at(here.place()));
        }
        let holding = Holding {
            credential: credential.id,
            number,
            last: options.last(expiry),
            evidence: level,
            unknown: expiry == Expiry::Unknown,
            at: u32::try_from(here.line).unwrap_or(u32::MAX),
        };
        match self.order {
            Order::Ascending | Order::Together => self.open.holds.push(holding),
            Order::Any => {
                if let Some(person) = self.places.get(&id.to_ascii_lowercase()).and_then(|at| self.people.get_mut(*at))
                {
                    person.holds.push(holding);
                }
            }
        }
        Ok(())
    }

    /// Makes this person the one whose rows go by.
    fn person(&mut self, id: &[u8], roles: &[u8], here: &Here<'_>) -> Result<(), Stop> {
        if self.order == Order::Any {
            let roles = self.roles(roles);
            if let Entry::Vacant(free) = self.places.entry(id.to_ascii_lowercase()) {
                free.insert(self.people.len());
                self.people.push(Open { id: id.to_owned(), roles, holds: Vec::new() });
            }
            return Ok(());
        }
        if self.open.id.eq_ignore_ascii_case(id) {
            return Ok(());
        }
        if self.order == Order::Ascending {
            let before = self.open.id.iter().map(u8::to_ascii_lowercase);
            if id.iter().map(u8::to_ascii_lowercase).le(before) {
                return Err(Stop::OutOfOrder);
            }
        } else {
            let mut hasher = DefaultHasher::new();
            id.to_ascii_lowercase().hash(&mut hasher);
            if !self.seen.insert(hasher.finish()) {
                return Err(Stop::OutOfOrder);
            }
        }
        self.close();
        if std::str::from_utf8(id).is_err() {
            self.found.push(here.error(Code::Unreadable, "this row is not UTF-8 text".to_owned()));
        }
        self.open.id.clear();
        self.open.id.extend_from_slice(id);
        self.open.roles = self.roles(roles);
        Ok(())
    }

    /// Judges the person whose rows have gone by.
    fn close(&mut self) {
        if !self.open.id.is_empty() {
            let mut open = std::mem::take(&mut self.open);
            self.judge(&open);
            // The buffers serve the next one.
            open.id.clear();
            open.holds.clear();
            self.open = open;
        }
    }

    fn judge(&mut self, open: &Open) {
        let number = self.checklist.people + 1;
        let id = match self.names {
            Names::Shown => String::from_utf8_lossy(&open.id),
            Names::Numbers => format!("person-{number:08}").into(),
        };
        self.checklist
            .add(&View { id: &id, holds: &open.holds, roles: open.roles.as_slice(), roster: None }, Kept::Few);
    }

    fn credential(&mut self, name: &[u8], id: &[u8], here: &Here<'_>) -> Option<u16> {
        if let Some(number) = self.cells.credentials.get(name) {
            return *number;
        }
        let catalog = self.question.catalog;
        let text = String::from_utf8_lossy(name);
        match team::credential(catalog, &text) {
            Ok(credential) => {
                let at = catalog.credentials.binary_search_by(|one| one.id.cmp(&credential)).ok();
                let number = at.and_then(|at| u16::try_from(at).ok());
                self.cells.credentials.insert(name.into(), number);
                number
            }
            Err(finding) => {
                if finding.code == Code::UnknownId && self.unknown == Unknown::Keep {
                    let who = match self.names {
                        Names::Shown => format!(" of `{}`", String::from_utf8_lossy(id)),
                        Names::Numbers => String::new(),
                    };
                    let message = format!("`{text}`{who} is not in the catalog and counts for nothing");
                    self.found.push(Diagnostic::warning(Code::NotCounted, message).at(here.place()));
                } else {
                    self.found.push((*finding).at(here.place()));
                }
                None
            }
        }
    }

    /// A date, `never`, or nothing for what is empty or unknown.
    fn date(&mut self, cell: &[u8], what: &str, here: &Here<'_>) -> Option<Recorded> {
        if cell.is_empty() {
            return None;
        }
        if let Some(day) = plain_day(cell) {
            return Some(Recorded::On(day));
        }
        if let Some(date) = self.cells.dates.get(cell) {
            return *date;
        }
        let text = String::from_utf8_lossy(cell);
        let date = match &*text {
            "never" => Some(Recorded::Never),
            "unknown" => None,
            text => match text.parse() {
                Ok(date) => Some(Recorded::On(date)),
                Err(error) => {
                    self.found.push(here.error(Code::BadDate, format!("`{what}` is `{text}`: {error}")));
                    return None;
                }
            },
        };
        self.cells.dates.insert(cell.into(), date);
        date
    }

    fn text(&mut self, cell: &[u8]) -> Option<Text> {
        if cell.is_empty() {
            return None;
        }
        if let Some(text) = self.cells.exams.get(cell) {
            return Some(*text);
        }
        let text = Text::from(String::from_utf8_lossy(cell).into_owned());
        self.cells.exams.insert(cell.into(), text);
        Some(text)
    }

    fn roles(&mut self, cell: &[u8]) -> List<Text> {
        if cell.is_empty() {
            return List::EMPTY;
        }
        if let Some(roles) = self.cells.roles.get(cell) {
            return *roles;
        }
        let roles: List<Text> = team::roles(&String::from_utf8_lossy(cell)).into();
        self.cells.roles.insert(cell.into(), roles);
        roles
    }

    fn standing(&mut self, cell: &[u8], here: &Here<'_>) -> Standing {
        if cell.is_empty() {
            return Standing::Active;
        }
        let text = String::from_utf8_lossy(cell);
        team::standing(&text).unwrap_or_else(|| {
            let finding = here.error(Code::UnknownWord, format!("`{text}` is no status of a holding"));
            self.found.push(finding.help("one of: active, revoked, suspended, withdrawn"));
            Standing::Revoked
        })
    }

    fn evidence(&mut self, cell: &[u8], here: &Here<'_>) -> Option<Evidence> {
        if cell.is_empty() {
            return None;
        }
        let text = String::from_utf8_lossy(cell);
        let level = Evidence::parse(&text);
        if level.is_none() {
            let finding = here.error(Code::UnknownWord, format!("`{text}` is no {}", Evidence::WHAT));
            self.found.push(finding.help("one of: declared, evidenced, verified"));
        }
        level
    }
}
