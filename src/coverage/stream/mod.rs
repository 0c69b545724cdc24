//! Rosters too large for memory: CSV rows go by, people are counted, names are kept only where they may be shown.
//!
//! Who is judged how is the same as for any team; only the way in differs. Rows of one person stand together, or else
//! the files are read again and every person's holdings are kept, which takes more memory.

mod bucket;
mod cells;
mod gathered;
mod part;
mod records;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::BuildHasher;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::checklist::Checklist;
use super::classes::Members;
use super::person::{self, Holding, Pending, View};
use super::verdict::Verdict;
use super::{Question, warnings};
use crate::base::date::Expiry;
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::base::text::Text;
use crate::catalog::LookupError;
use crate::cost::standing::Dated;
use crate::team::roster::{
    self, Column, Held, HoldingStatus, Position, Row, Rows, Said, Unknown, key,
};
pub use bucket::{Bucket, InvalidBucket};
use cells::{Called, Cells};
use gathered::{FirstRow, Gathered, InOrder, Noted};
pub use part::{Merged, Part, Sources, merge};

/// A roster to be read row by row.
pub struct Roster<'o> {
    /// Its name in messages.
    pub name: String,
    /// Whether it can be opened more than once, as a file can and a pipe can't.
    pub again: bool,
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

/// Judges CSV rosters row by row: the verdict, and what there is to say of the rosters.
///
/// # Errors
/// What is wrong with the rosters.
pub fn judge(
    question: &Question<'_>,
    unknown: Unknown,
    names: Names,
    rosters: &[Roster<'_>],
) -> Result<(Verdict, Vec<Diagnostic>), Vec<Diagnostic>> {
    gather(question, unknown, names, None, rosters)?.conclude()
}

/// Reads the CSV rosters of one bucket: what it takes to judge them together with others.
///
/// # Errors
/// What is wrong with the rosters, people of other buckets included.
pub fn judge_part(
    question: &Question<'_>,
    unknown: Unknown,
    bucket: Bucket,
    rosters: &[Roster<'_>],
    sources: &Sources,
) -> Result<Part, Vec<Diagnostic>> {
    let gathered = gather(question, unknown, Names::Shown, Some(bucket), rosters)?;
    Ok(Part::new(
        question,
        unknown,
        sources,
        bucket.of(),
        &gathered,
    ))
}

fn gather<'q>(
    question: &'q Question<'q>,
    unknown: Unknown,
    names: Names,
    bucket: Option<Bucket>,
    rosters: &[Roster<'_>],
) -> Result<Gathered<'q>, Vec<Diagnostic>> {
    let pass = |order| Pass::new(question, unknown, names, bucket, order).read(rosters);
    let again = rosters.iter().all(|roster| roster.again);
    // What can't be read again is read with some memory of who went by, and must at least stand together.
    let (first, others): (Order, &[Order]) = if again {
        (Order::Ascending, &[Order::Together, Order::Any])
    } else {
        (Order::Together, &[])
    };
    let mut result = pass(first);
    for order in others {
        if !matches!(result, Err(Stop::OutOfOrder(_))) {
            break;
        }
        result = pass(*order);
    }
    result.map_err(|stop| match stop {
        Stop::Found(findings) => findings.into_vec(),
        Stop::OutOfOrder(place) => vec![scattered(place)],
    })
}

/// What to say of rows that would have to be read a second time.
fn scattered(place: Place) -> Diagnostic {
    let message =
        "the rows of this person do not stand together, and this input can't be read a second time";
    Diagnostic::error(Code::Unreadable, message)
        .at(place)
        .help("sort the rows by person, or give a file instead of a pipe, or leave --stream out")
}

/// Why a pass gives no verdict.
enum Stop {
    /// The rows stand in another order than thought, from this one on.
    OutOfOrder(Place),
    /// At least one error.
    Found(Findings),
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
    /// As the first row has it, and as it compares. Empty before the first person.
    id: String,
    key: String,
    roles: Rc<[Text]>,
    positions: Vec<Position>,
    holds: Vec<Holding>,
    pending: Vec<Pending>,
    /// Passed exams of credentials that need several.
    exams: Vec<Held>,
    /// The rows among them that name an exam, and not a credential.
    exam_rows: Vec<Place>,
    /// Links or files of holdings, by their lines, where positions are judged.
    links: Vec<(u32, Text)>,
    said: Said,
    first: FirstRow,
}

struct Pass<'q> {
    question: &'q Question<'q>,
    unknown: Unknown,
    names: Names,
    order: Order,
    checklist: Checklist<'q, 'static>,
    open: Open,
    /// The roster that is being read.
    roster: u32,
    /// People who have gone by, by a hash of their id.
    seen: HashSet<u64, RandomState>,
    /// Everybody, in the order of the rows, and where each stands.
    people: Vec<Open>,
    places: HashMap<String, usize, RandomState>,
    /// Whose rows go by, among them.
    index: usize,
    cells: Cells<'q>,
    /// The only bucket whose people may come.
    bucket: Option<Bucket>,
    own: InOrder,
}

impl<'q> Pass<'q> {
    fn new(
        question: &'q Question<'q>,
        unknown: Unknown,
        names: Names,
        bucket: Option<Bucket>,
        order: Order,
    ) -> Self {
        let noted = if bucket.is_some() {
            Noted::Records(Vec::new())
        } else {
            Noted::default()
        };
        Self {
            question,
            unknown,
            names,
            order,
            checklist: Checklist::new(question),
            open: Open::default(),
            roster: 0,
            seen: HashSet::default(),
            people: Vec::new(),
            places: HashMap::default(),
            index: 0,
            cells: Cells::new(question),
            bucket,
            own: InOrder {
                noted,
                ..InOrder::default()
            },
        }
    }

    fn read(mut self, rosters: &[Roster<'_>]) -> Result<Gathered<'q>, Stop> {
        for (number, roster) in rosters.iter().enumerate() {
            self.roster = u32::try_from(number).unwrap_or(u32::MAX);
            self.own.rosters.push(roster.name.clone());
            let others = std::mem::take(&mut self.own.found);
            let ended = self.roster(roster)?;
            let own = std::mem::replace(&mut self.own.found, others);
            match ended {
                // Nothing of it is read where it can't be read as a whole.
                Err(finding) if finding.code == Code::Unreadable => self.own.found.push(finding),
                ended => {
                    self.own.found.append(own);
                    self.own.found.extend(ended.err());
                }
            }
        }
        self.close();
        for mut person in std::mem::take(&mut self.people) {
            self.judge(&mut person);
        }
        if self.own.found.errors() > 0 {
            return Err(Stop::Found(self.own.found));
        }
        self.own.labels = self.cells.labels;
        let number = self.bucket.map_or(0, Bucket::number);
        Ok(Gathered {
            checklist: self.checklist,
            buckets: BTreeMap::from([(number, self.own)]),
        })
    }

    /// Reads one file. The inner error is why it can't be read on.
    fn roster(&mut self, roster: &Roster<'_>) -> Result<Result<(), Diagnostic>, Stop> {
        let file = match (roster.open)() {
            Ok(file) => BufReader::with_capacity(1 << 16, file),
            Err(error) => return Ok(Err(roster::unreadable(&roster.name, &error))),
        };
        let mut rows = match Rows::open(file, &roster.name, &mut self.own.found) {
            Ok(Some(rows)) => rows,
            Ok(None) => return Ok(Ok(())),
            Err(finding) => return Ok(Err(finding)),
        };
        loop {
            match rows.next(&mut self.own.found) {
                Ok(Some(row)) => self.row(&row)?,
                Ok(None) => return Ok(Ok(())),
                Err(finding) => return Ok(Err(finding)),
            }
        }
    }

    fn row(&mut self, row: &Row<'_>) -> Result<(), Stop> {
        let Some(id) = row.person(&mut self.own.found) else {
            return Ok(());
        };
        // Mostly it is written as in the row before.
        if self.open.id != id {
            let key = key::key(id);
            if self.open.key != key {
                self.person(id, key, row)?;
            }
        }
        self.open.said.person(
            row.cell(Column::Name),
            row.cell(Column::Email),
            || row.place(),
            &mut self.own.found,
        );
        row.position(&mut self.open.positions, &mut self.own.found);
        let roles = self.cells.roles(row);
        self.open.roles = self.cells.united(self.open.roles.clone(), roles);
        if let Some(name) = row.filled(Column::Credential) {
            self.holding(name, row);
        }
        Ok(())
    }

    /// What a row says that the person holds.
    fn holding(&mut self, name: &str, row: &Row<'_>) {
        let Question {
            catalog,
            as_of,
            options,
            ..
        } = *self.question;
        let called = self.credential(name, row);
        let holding = row.holding(&mut self.own.found);
        let (Some((number, parts)), Some(mut holding)) = (called, holding) else {
            return;
        };
        let credential = &catalog.credentials[usize::from(number)];
        let parts = catalog.exams_meant(credential, parts, name, holding.exam);
        let is_by_exam = !parts.is_empty() && holding.status.counts();
        holding.status = holding.status.of_exams(&parts);
        let (said, found) = (&mut self.open.said, &mut self.own.found);
        if !said.holding(catalog, credential, &holding, || row.place(), found) {
            return;
        }
        let (status, earned) = (holding.status, holding.earned);
        if let Some(finding) = roster::future_holding(credential.id, status, earned, as_of) {
            self.own.ahead.warning(|| finding.at(row.place()));
        }
        if holding.status == HoldingStatus::PartPassed {
            if is_by_exam {
                self.open.exam_rows.push(row.place());
            }
            let held = Held::of_row(credential.id, &holding, row.place());
            return self.open.exams.extend(held.by_exam(&parts));
        }
        let pending = |exam| Pending::new(number, status, exam, earned, holding.expires);
        if parts.is_empty() {
            self.open.pending.extend(pending(holding.exam));
        } else {
            let exams = parts.iter().map(|exam| Some(exam.as_str()));
            self.open.pending.extend(exams.filter_map(pending));
        }
        if !self.checklist.cares_for(number) {
            return;
        }
        let earned = holding.earned.map(PartialDate::earliest);
        if !holding.status.counts() || earned.is_some_and(|since| since > as_of) {
            return;
        }
        let dated = Dated::of(
            credential,
            number,
            holding.earned,
            holding.expires,
            holding.exam,
        );
        if dated.expiry == Expiry::Unknown && self.checklist.asks_for(number) {
            let who = of_whom(&self.open.id, self.names);
            self.own.unknown_ends.warning(|| {
                warnings::unknown_end(credential, holding.earned, &who, options.unknown)
                    .at(row.place())
            });
        }
        if let Some(link) = holding.evidence
            && self.checklist.asks_positions()
        {
            self.open
                .links
                .push((row.line(), Text::from(link.to_owned())));
        }
        let holding = Holding::new(
            dated,
            credential,
            holding.evidence_level,
            row.line(),
            options,
        );
        self.open.holds.push(holding);
    }

    /// The place in the catalog of the credential that a row names, and its exams that the name means alone.
    fn credential(&mut self, name: &str, row: &Row<'_>) -> Option<Called> {
        match self.cells.credential(name) {
            Ok(called) => Some(called),
            Err(unnamed) => {
                match &*unnamed {
                    LookupError::Unknown { name, .. } if self.unknown == Unknown::Keep => {
                        let who = of_whom(&self.open.id, self.names);
                        self.own
                            .uncounted
                            .warning(|| warnings::uncounted(name, &who).at(row.place()));
                    }
                    unnamed => {
                        let finding = || self.question.catalog.no_credential(unnamed);
                        self.own.found.error(|| finding().at(row.place()));
                    }
                }
                None
            }
        }
    }

    /// Makes this person the one whose rows go by.
    fn person(&mut self, id: &str, key: String, row: &Row<'_>) -> Result<(), Stop> {
        let in_order = match self.order {
            Order::Ascending => self.open.key < key,
            Order::Together => self.seen.insert(self.seen.hasher().hash_one(&*key)),
            Order::Any => true,
        };
        if !in_order {
            return Err(Stop::OutOfOrder(row.place()));
        }
        self.close();
        if let Some(bucket) = self.bucket
            && let other = bucket.of_key(&key)
            && other != bucket
        {
            self.own
                .found
                .error(|| another_bucket(id, other, bucket).at(row.place()));
        }
        if self.order == Order::Any {
            self.index = self.known(id, key, row);
            std::mem::swap(&mut self.open, &mut self.people[self.index]);
        } else {
            self.open.id.push_str(id);
            self.open.first = FirstRow(self.roster, row.line());
            self.open.key = key;
        }
        Ok(())
    }

    /// Where somebody stands among those who have gone by, put there if this is the first row.
    fn known(&mut self, id: &str, key: String, row: &Row<'_>) -> usize {
        if let Some(index) = self.places.get(&key) {
            return *index;
        }
        let index = self.people.len();
        self.people.push(Open {
            id: id.to_owned(),
            key: key.clone(),
            first: FirstRow(self.roster, row.line()),
            ..Open::default()
        });
        self.places.insert(key, index);
        index
    }

    /// The rows of the person have gone by: judges them, or puts what they say back where more may come.
    fn close(&mut self) {
        if self.open.id.is_empty() {
            return;
        }
        if self.order == Order::Any {
            return std::mem::swap(&mut self.open, &mut self.people[self.index]);
        }
        let mut open = std::mem::take(&mut self.open);
        self.judge(&mut open);
        // The buffers serve the next one.
        open.id.clear();
        open.key.clear();
        open.roles = Rc::default();
        open.holds.clear();
        open.pending.clear();
        open.exams.clear();
        open.exam_rows.clear();
        open.positions.clear();
        open.links.clear();
        open.said.clear();
        self.open = open;
    }

    /// Joins the exams that the person has passed to the credentials that need several.
    fn join_exams(&mut self, open: &mut Open) {
        let Question {
            catalog,
            as_of,
            options,
            ..
        } = *self.question;
        if open.exams.is_empty() {
            return;
        }
        let exams = std::mem::take(&mut open.exams);
        let joined = roster::join(catalog, exams, open.said.holdings());
        let number = |id| {
            let found = catalog.credentials.binary_search_by(|one| one.id.cmp(&id));
            found.ok().and_then(|number| u16::try_from(number).ok())
        };
        for held in joined.earned {
            let Some(number) = number(held.credential) else {
                continue;
            };
            if !self.checklist.cares_for(number) {
                continue;
            }
            let credential = &catalog.credentials[usize::from(number)];
            let (status, earned) = (held.status, held.earned);
            if let Some(finding) = roster::future_holding(credential.id, status, earned, as_of) {
                self.own.ahead.warning(|| finding.at(held.place.clone()));
                continue;
            }
            let dated = Dated::of(credential, number, earned, held.expires, None);
            if dated.expiry == Expiry::Unknown && self.checklist.asks_for(number) {
                let who = of_whom(&open.id, self.names);
                self.own.unknown_ends.warning(|| {
                    warnings::unknown_end(credential, earned, &who, options.unknown)
                        .at(held.place.clone())
                });
            }
            let line = held.place.line;
            if let Some(link) = held.evidence
                && self.checklist.asks_positions()
            {
                open.links.push((line, link));
            }
            let holding = Holding::new(dated, credential, held.evidence_level, line, options);
            open.holds.push(holding);
        }
        for part in joined.parts {
            let is_held = roster::is_held(open.said.holdings(), part.credential);
            if open.exam_rows.contains(&part.place) && !is_held {
                self.own.found.warning(|| roster::one_exam(&part));
            }
            let number = number(part.credential);
            open.pending.extend(number.and_then(|number| {
                Pending::new(
                    number,
                    part.status,
                    part.exam.as_deref(),
                    part.earned,
                    part.expires,
                )
            }));
        }
    }

    fn judge(&mut self, open: &mut Open) {
        let Question {
            catalog,
            as_of,
            options,
            ..
        } = *self.question;
        self.join_exams(open);
        let (name, email) = open.said.contact();
        self.own.noted.add(&open.id, name, email, open.first);
        self.own.people = self.own.people.saturating_add(1);
        let name = Some(name).filter(|name| !name.is_empty() && self.names == Names::Shown);
        let renewers = &self.checklist.renewers;
        person::renew(&mut open.holds, renewers, catalog, as_of, options);
        let number = self.checklist.people + 1;
        let numbered;
        let id = match self.names {
            Names::Shown => open.id.as_str(),
            Names::Numbers => {
                numbered = roster::numbered(number);
                open.links.clear();
                for position in &mut open.positions {
                    position.place.text = "".into();
                }
                numbered.as_str()
            }
        };
        let view = View {
            id,
            name,
            holds: &open.holds,
            pending: &open.pending,
            roles: &open.roles,
            positions: &open.positions,
            links: &open.links,
            roster: None,
        };
        if !open.positions.is_empty() && self.checklist.asks_positions() {
            self.own.in_positions.push(view.to_person());
        }
        self.checklist.add(&view, Members::Few);
    }
}

/// What to say of somebody in the rows of a bucket who belongs to another one.
fn another_bucket(id: &str, other: Bucket, bucket: Bucket) -> Diagnostic {
    let message = format!("`{id}` belongs to bucket {other}, not to {bucket}");
    Diagnostic::error(Code::OtherBucket, message).help(
        "the bucket is the first 15 hexadecimal digits of the SHA-256 of the id in lower case, modulo the number of buckets; docs/scale.md has it in SQL and Python",
    )
}

/// Whose a holding is, where people may be named.
fn of_whom(id: &str, names: Names) -> String {
    match names {
        Names::Shown => format!(" of `{id}`"),
        Names::Numbers => String::new(),
    }
}
