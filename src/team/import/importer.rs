//! Where records become rows and holdings: whose, when, what, and what the team has already.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{self, Change};
use super::record::{
    CredentialRef, KnownBy, Link, OtherDay, PersonRef, Proof, Record, StatedExpiry, Unread,
};
use super::report::{FileReport, Imported, Outcome, Row, State};
use super::resolve::bare::{self, Bare, When};
use super::resolve::date::{self, Basis, Custom, Dated};
use super::resolve::naming::{self, Label, Match, Names};
use super::resolve::people::{self, People};
use super::resolve::status::{self, Claim, Stated};
use super::{Options, ReadFile, heading};
use crate::base::date::{Expiry, PartialDate};
use crate::base::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::Evidence;
use crate::catalog::{Catalog, Named};
use crate::team::roster::key;
use crate::team::roster::{
    Held, HoldingStatus, Recorded, Team, expiry_as_known, future_holding, one_exam,
};

/// Days before an expiry from which on a row says how many are left.
const SOON: i32 = 90;

/// Days before a credential opens in which it may be earned as a trial.
const TRIAL: i32 = 183;

/// What the dates of a file show together.
#[derive(Clone, Copy)]
struct FileDates {
    custom: Custom,
    /// Some of the dates after names lie ahead, as expiries do.
    some_lie_ahead: bool,
}

/// A name as written, taken apart.
struct WrittenName<'w> {
    name: &'w str,
    status: Option<Stated>,
    day: Option<&'w str>,
}

/// Where records become rows and holdings.
pub(super) struct Importer<'o> {
    catalog: &'o Catalog,
    options: &'o Options<'o>,
    names: Names<'o>,
    people: People<'o>,
    links: BTreeMap<String, Link>,
}

impl<'o> Importer<'o> {
    pub(super) fn new(catalog: &'o Catalog, team: Team, options: &'o Options<'o>) -> Self {
        Self {
            catalog,
            options,
            names: Names::new(catalog, options.map),
            people: People::new(team, options.map),
            links: BTreeMap::new(),
        }
    }

    /// Findings for keys of a file that stand where people do, but that neither the team nor the map has.
    pub(super) fn unknown_keys(&self, file: &ReadFile) -> Vec<Diagnostic> {
        let keys = file.reading.people_by_key.iter();
        let unknown = keys.filter(|(person, _)| !self.people.has(person, &file.name));
        let finding = |(person, place): &(PersonRef, Place)| {
            let key = person.id.iter().chain(&person.name).next();
            let message = format!(
                "`{}` may not be a person: neither the team nor the map lists it",
                key.map_or("", String::as_str)
            );
            Diagnostic::error(Code::NoPerson, message).at(place.clone()).help(
                "for people, put the keys under `people:` or list them under `people` in the file for --map; for one \
                 person, give a list without such keys and --person ID",
            )
        };
        unknown.map(finding).collect()
    }

    pub(super) fn run(mut self, mut read: Vec<ReadFile>) -> Imported {
        for link in read
            .iter_mut()
            .flat_map(|file| std::mem::take(&mut file.reading.links))
        {
            self.links.insert(link.id.clone(), link);
        }
        for file in &mut read {
            let mut records = std::mem::take(&mut file.reading.records);
            for record in &mut records {
                record.normalize_person();
            }
            file.reading.records = records
                .into_iter()
                .flat_map(|record| self.each_credential(record))
                .collect();
        }
        let mut whose = self.find_people(&read).into_iter();
        let (mut files, mut rows) = (Vec::new(), Vec::new());
        for file in read {
            let custom = file.reading.records.iter().flat_map(|record| {
                let ends = if let StatedExpiry::On(text) = &record.expires {
                    Some(text.as_str())
                } else {
                    None
                };
                let exam_days = [&record.exam_day, &record.voucher_until];
                let exam_days = exam_days.into_iter().filter_map(Option::as_deref);
                record
                    .earned
                    .as_deref()
                    .into_iter()
                    .chain(ends)
                    .chain(exam_days)
                    .chain(record.other_days.iter().map(OtherDay::text))
                    .chain(self.day_after_name(record))
            });
            let custom = Custom::of_file(
                custom,
                self.options.date_order.or(self.options.map.date_order),
            );
            let some_lie_ahead = file.reading.records.iter().any(|record| {
                let day = self.day_after_name(record);
                let date = day.and_then(|day| date::read(day, custom).ok());
                date.is_some_and(|dated| When::of(dated.date, self.options.today) == When::Ahead)
            });
            let dates = FileDates {
                custom,
                some_lie_ahead,
            };
            files.push(FileReport {
                names_nobody: file.names_nobody(),
                name: file.name,
                format: file.format,
                because: file.because,
                unused: file.reading.unused,
                undated: file.reading.undated,
                unread: self.unread(file.reading.unread),
                rows: file.reading.records.len(),
            });
            for record in file.reading.records {
                let whose = whose.next().flatten();
                rows.push(self.judge(record, whose, dates));
            }
        }
        self.join_exams(&mut rows);
        Imported {
            team: self.people.team,
            files,
            rows,
        }
    }

    /// Those parts of a file that were not read though they may say who holds what.
    fn unread(&self, parts: Vec<Unread>) -> Vec<(String, Place)> {
        let says_something = |text: &String| {
            heading::is_date(text)
                || key::is_address(text)
                || self.catalog.credential_or_exam_named(text).is_ok()
        };
        let matter = |part: &Unread| part.names_people || part.texts.iter().any(says_something);
        let found = parts.into_iter().filter(matter);
        found.map(|part| (part.name, part.place)).collect()
    }

    /// Joins everybody's exams to the credentials that need several. A row whose exam lacks others is a finding.
    fn join_exams(&mut self, rows: &mut [Row]) {
        let mut open: BTreeMap<Text, Vec<Held>> = BTreeMap::new();
        let mut left: BTreeSet<(Text, CredentialId)> = BTreeSet::new();
        for person in &mut self.people.team.people {
            let parts = person.join_exams(self.catalog);
            open.insert(person.id.clone(), parts);
            let exams = person.holds.iter();
            let exams = exams.filter(|held| held.status == HoldingStatus::PartPassed);
            left.extend(exams.map(|exam| (person.id.clone(), exam.credential)));
        }
        for row in rows.iter_mut().filter(|row| row.state == State::PartPassed) {
            let parts = row.person.as_ref().and_then(|id| open.get(id));
            let mut parts = parts
                .into_iter()
                .flatten()
                .filter(|part| Some(part.credential) == row.credential)
                .peekable();
            let first = parts.peek().copied();
            let part = parts.find(|part| part.place == row.place).or(first);
            match (part, row.credential) {
                (Some(part), _) => row.notices.push(Diagnostic {
                    severity: Severity::Error,
                    ..one_exam(part).at(row.place.clone())
                }),
                (None, Some(id)) => {
                    let person = row.person.clone().unwrap_or_default();
                    row.because.push(if left.contains(&(person, id)) {
                        format!("`{id}` is held already")
                    } else {
                        format!("with the other exams, this earns `{id}`")
                    });
                }
                (None, None) => {}
            }
        }
    }

    /// One record for each credential of a cell that lists several, where it says no more that could be about one of them.
    fn each_credential(&self, record: Record) -> Vec<Record> {
        let CredentialRef::Name(name) = &record.credential else {
            return vec![record];
        };
        let is_dated = record.earned.is_some()
            || record.exam.is_some()
            || record.exam_day.is_some()
            || record.voucher_until.is_some()
            || !matches!(record.expires, StatedExpiry::NotStated);
        if is_dated
            || !record.is_taken()
            || !naming::may_be_list(name)
            || self.is_named(name, &record)
        {
            return vec![record];
        }
        let names = naming::pieces(
            name,
            |piece| self.is_named(piece, &record),
            |piece| self.take_apart(piece, &record).status.is_some(),
            |sides| self.are_exams_of_one(sides, &record),
        );
        if names.is_empty() {
            return vec![record];
        }
        let one = |name: &str| Record {
            credential: CredentialRef::Name(name.to_owned()),
            ..record.clone()
        };
        names.into_iter().map(one).collect()
    }

    /// Whether a text names a credential, a status or a day behind it aside.
    fn is_named(&self, text: &str, record: &Record) -> bool {
        self.named(text, record).is_some()
    }

    /// Whether texts are codes of exams of the same credential, a status or a day behind them aside.
    fn are_exams_of_one(&self, texts: &[&str], record: &Record) -> bool {
        let exam_of = |text: &&str| {
            let found = self.named(text, record)?;
            (found.exam.is_some() || !found.parts.is_empty()).then_some(found.id)
        };
        let ids: Option<BTreeSet<_>> = texts.iter().map(exam_of).collect();
        ids.is_some_and(|ids| ids.len() == 1)
    }

    /// The credential that a text names, a status or a day behind it aside.
    fn named(&self, text: &str, record: &Record) -> Option<Match> {
        self.look_up(self.take_apart(text, record).name, record)
    }

    /// The credential that a name means in a record, if it means one.
    fn look_up(&self, name: &str, record: &Record) -> Option<Match> {
        self.names.look_up(&label_of(name, record))
    }

    /// What a record calls its credential in one text: its name, and the status and the day behind it.
    fn take_apart<'w>(&self, written: &'w str, record: &Record) -> WrittenName<'w> {
        let (name, status) = match naming::without_status(written) {
            (name, None) => self.without_status_behind(name, record),
            in_brackets => in_brackets,
        };
        match naming::without_day(name) {
            Some((stem, day)) if !self.has_in_name(name, record, day) => WrittenName {
                name: stem,
                status,
                day: Some(day),
            },
            _ => WrittenName {
                name,
                status,
                day: None,
            },
        }
    }

    /// A name and the status behind it, where the text means nothing with it and a credential without it.
    fn without_status_behind<'w>(
        &self,
        written: &'w str,
        record: &Record,
    ) -> (&'w str, Option<Stated>) {
        let mut parts = naming::statuses_behind(written).peekable();
        let is_known = |name: &str| self.names.know(&label_of(name, record));
        if parts.peek().is_none() || is_known(written) {
            return (written, None);
        }
        let is_named = |name: &str| {
            is_known(name) || naming::without_day(name).is_some_and(|(stem, _)| is_known(stem))
        };
        match parts.find(|(name, _)| is_named(name)) {
            Some((name, stated)) => (name, Some(stated)),
            None => (written, None),
        }
    }

    /// Whether a day behind a credential's name belongs to the name, as the year of an edition does.
    fn has_in_name(&self, name: &str, record: &Record, day: &str) -> bool {
        self.credential_of(name, record).is_some_and(|credential| {
            let mut names = credential.other_names();
            names.any(|own| own.contains(day))
        })
    }

    fn credential_of(&self, name: &str, record: &Record) -> Option<&'o Credential> {
        let found = self.look_up(name, record)?;
        self.catalog.credential(&found.id)
    }

    /// Whose each record is. Those known by a hash or a name alone come last: by then all addresses are known.
    fn find_people(&mut self, read: &[ReadFile]) -> Vec<Option<Result<people::Found, String>>> {
        let all: Vec<(&Record, &ReadFile)> = read
            .iter()
            .flat_map(|file| {
                file.reading
                    .records
                    .iter()
                    .map(move |record| (record, file))
            })
            .collect();
        let mut whose: Vec<Option<Result<people::Found, String>>> =
            all.iter().map(|_| None).collect();
        for known_by in [KnownBy::Address, KnownBy::Hash, KnownBy::Name] {
            for ((record, file), whose) in all.iter().zip(&mut whose) {
                if record.person.known_by() == known_by && record.is_taken() {
                    let given = self.options.person.filter(|_| file.names_nobody());
                    *whose = Some(match self.no_person(record) {
                        Some(why) => Err(why),
                        None => self.people.find(record, &file.name, given),
                    });
                }
            }
        }
        whose
    }

    /// Why a record is about nobody where an issuer or a role stands for the person, as in lists that are grouped by these.
    fn no_person(&self, record: &Record) -> Option<String> {
        let name = record.person.name.as_ref()?;
        if record.person.known_by() != KnownBy::Name {
            return None;
        }
        let is_issuer = !self.catalog.issuers_called(name).is_empty();
        let is_role = self.catalog.role_named(name).is_ok();
        let what = match (is_issuer, is_role) {
            (true, _) => "an issuer",
            (false, true) => "a role",
            (false, false) => return None,
        };
        Some(format!("`{name}` is {what}, not a person"))
    }

    /// What becomes of one record.
    fn judge(
        &mut self,
        mut record: Record,
        whose: Option<Result<people::Found, String>>,
        dates: FileDates,
    ) -> Row {
        let custom = dates.custom;
        let mut row = Row::of(&mut record);
        if let Some(why) = record.set_aside.take() {
            return row.done(State::None, Outcome::Ignored, Some(why));
        }
        if let Some(finding) = record.refused.take() {
            // What it claims is shown all the same; nobody is added for it.
            row.person = self
                .people
                .known(&record.person)
                .and_then(|index| self.people.team.people.get(index))
                .map(|one| one.id.clone());
            let _ = Self::dates(&record, custom, &mut row);
            return row.refused(finding);
        }
        let index = match whose {
            Some(Ok(found)) => {
                row.because.extend(found.note);
                row.notices.extend(found.notices);
                row.person = self
                    .people
                    .team
                    .people
                    .get(found.at)
                    .map(|person| person.id.clone());
                found.at
            }
            Some(Err(why)) => {
                if let Some(finding) = Self::dates(&record, custom, &mut row) {
                    return row.refused(finding);
                }
                row.state = self.state(&record, &row);
                return row.not_mapped(why, Vec::new());
            }
            None => return row.not_mapped("does not say whose it is".to_owned(), Vec::new()),
        };
        let label = match self.label(&mut record, &mut row, dates) {
            Ok(label) => label,
            Err((state, outcome, why)) => return row.done(state, outcome, Some(why.to_owned())),
        };
        self.settle_claim(&mut record, custom, &mut row);
        Self::settle_other_days(&mut record, custom, &mut row);
        record.settle_dates();
        let undated = Self::dates(&record, custom, &mut row);
        if let Claim::Other(why) = record.claim {
            return row.done(State::Ignored, Outcome::Ignored, Some(why));
        }
        if let Some(finding) = undated {
            return row.refused(finding);
        }
        row.state = self.state(&record, &row);
        let status = match self.status(&record.claim, &row) {
            Ok(status) => status,
            Err((state, why)) => {
                match &record.claim {
                    Claim::Unknown(word) => {
                        row.notices.push(unknown_status(&record, word));
                    }
                    Claim::NotHeld(word) if !record.is_mark => {
                        row.notices.push(unknown_status(&record, word));
                    }
                    _ => {}
                }
                return row.done(state, Outcome::Ignored, Some(why));
            }
        };
        if let Ok(found) = self.names.find(&label)
            && let Some(finding) = future_holding(found.id, status, row.earned, self.options.today)
        {
            row.notices.push(Diagnostic {
                severity: Severity::Error,
                ..finding.at(record.place.clone())
            });
        }
        let lies_ahead = |earned: PartialDate| earned.earliest() > self.options.today;
        if status == HoldingStatus::Held && row.earned.is_some_and(lies_ahead) {
            let why = "the day it was earned lies ahead".to_owned();
            return row.done(State::Pending, Outcome::Ignored, Some(why));
        }
        match self.names.find(&label) {
            Ok(found) => self.hold(&record, status, found, index, row),
            Err(miss) => {
                let ambiguity = miss
                    .ambiguity
                    .map(|finding| finding.at(record.place.clone()));
                Row {
                    refusal: ambiguity,
                    ..row.not_mapped(miss.because, miss.nearest)
                }
            }
        }
    }

    /// A day on which an exam is to be taken, or a voucher ends, does not say that anything is held where the record says no
    /// more.
    fn settle_claim(&self, record: &mut Record, custom: Custom, row: &mut Row) {
        let says_more = record.claim != status::HELD
            || record.status.is_some()
            || record.is_mark
            || record.earned.is_some()
            || !matches!(record.expires, StatedExpiry::NotStated);
        if says_more {
            self.take_exam_day(record, custom, row);
            return;
        }
        if let Some(day) = &record.exam_day {
            let date = date::read(day, custom).map(|dated| dated.date);
            let is_over = date.is_ok_and(|date| date.latest() < self.options.today);
            record.claim = if is_over {
                Claim::Unknown(day.clone())
            } else {
                Claim::Status(HoldingStatus::Planned)
            };
        } else if record.voucher_until.is_some() {
            record.claim = Claim::Status(HoldingStatus::Voucher);
        }
    }

    /// What was passed was earned on the day of the exam, where no other day is given. Of what is held for another reason, the
    /// day of an exam says nothing.
    fn take_exam_day(&self, record: &mut Record, custom: Custom, row: &mut Row) {
        let is_passed = record.status.as_deref().is_some_and(status::says_passed);
        if record.claim != status::HELD || record.earned.is_some() {
            return;
        }
        let Some(day) = record.exam_day.take() else {
            return;
        };
        let is_over =
            date::read(&day, custom).is_ok_and(|dated| dated.date.latest() <= self.options.today);
        if is_passed && is_over {
            record.earned = Some(day);
        } else {
            row.because.push(format!(
                "`{day}` is the day of an exam, and not taken as the day it was earned"
            ));
        }
    }

    /// Where columns about the same give different days, the earlier one counts, and the row is a finding. A day that can't
    /// be read is left for the row to be refused.
    fn settle_other_days(record: &mut Record, custom: Custom, row: &mut Row) {
        let date = |text: &str| date::read(text, custom).map(|dated| dated.date);
        for other in std::mem::take(&mut record.other_days) {
            let first = match (&other, &record.expires) {
                (OtherDay::Earned(_), _) => record.earned.clone(),
                (OtherDay::Expires(_), StatedExpiry::On(text)) => Some(text.clone()),
                (OtherDay::Expires(_), _) => None,
            };
            let second = other.text().to_owned();
            let dates = (first.as_deref().map(date).transpose(), date(&second));
            let is_same = first.as_deref() == Some(&second)
                || matches!(dates, (Ok(Some(first)), Ok(second)) if first == second);
            if is_same {
                continue;
            }
            let is_first = match dates {
                (Ok(Some(first)), Ok(second)) => first.earliest() <= second.earliest(),
                (Ok(None), _) | (_, Err(_)) => false,
                (Err(_), _) => true,
            };
            let taken = first.clone().filter(|_| is_first);
            let taken = taken.unwrap_or_else(|| second.clone());
            let (code, what) = match other {
                OtherDay::Earned(_) => (Code::UnusedDates, "was earned"),
                OtherDay::Expires(_) => (Code::TwoEnds, "expires"),
            };
            let first = first.unwrap_or_else(|| "never".to_owned());
            let message = format!(
                "two columns say when it {what}, `{first}` and `{second}`: `{taken}` is taken"
            );
            row.notices
                .push(Diagnostic::error(code, message).at(record.place.clone()));
            match other {
                OtherDay::Earned(_) => record.earned = Some(taken),
                OtherDay::Expires(_) => record.expires = StatedExpiry::On(taken),
            }
        }
    }

    /// What a record calls its credential, or the result of its row without a name.
    fn label(
        &self,
        record: &mut Record,
        row: &mut Row,
        dates: FileDates,
    ) -> Result<Label, (State, Outcome, &'static str)> {
        let name = match &record.credential {
            CredentialRef::Name(name) => name.clone(),
            CredentialRef::Link(id) => match self.links.get(id) {
                Some(link) => {
                    if link.endless && matches!(record.expires, StatedExpiry::NotStated) {
                        record.expires = StatedExpiry::ImpliedNone;
                    }
                    record.issuer = record.issuer.take().or_else(|| link.issuer.clone());
                    row.because
                        .push(format!("`{id}` stands for this name in another file"));
                    row.written = Text::from(link.name.clone());
                    link.name.clone()
                }
                None if record.exam.is_some() => String::new(),
                None => {
                    let why = "only an id; give the file that names it along with this one";
                    return Err((State::Unknown, Outcome::NotMapped, why));
                }
            },
            CredentialRef::Opaque(_) => {
                let why = "only an id that the issuer's service resolves; nothing is sent there";
                return Err((State::Unknown, Outcome::NotMapped, why));
            }
            CredentialRef::Nothing => {
                return Err((State::None, Outcome::Ignored, "names no credential"));
            }
        };
        let WrittenName { name, status, day } = self.take_apart(&name, record);
        if record.claim == status::HELD
            && let Some(stated) = status
        {
            record.take_status(stated);
        }
        if let Some(day) = day {
            self.take_day(record, row, name, day, dates);
        }
        Ok(label_of(name, record))
    }

    /// The day after the name of a record's credential, unless it belongs to the name.
    fn day_after_name<'r>(&'r self, record: &'r Record) -> Option<&'r str> {
        let name = match &record.credential {
            CredentialRef::Name(name) => name,
            CredentialRef::Link(id) => &self.links.get(id)?.name,
            CredentialRef::Opaque(_) | CredentialRef::Nothing => return None,
        };
        // Mostly there are no numbers in it.
        let may_have_day = name.contains(|c: char| c.is_ascii_digit());
        may_have_day.then(|| self.take_apart(name, record).day)?
    }

    /// Takes over a day after a credential's name, which means what it would in a matrix. What the record says elsewhere
    /// comes first. Where the credential is not held, only a day that lies ahead is an expiry.
    fn take_day(
        &self,
        record: &mut Record,
        row: &mut Row,
        name: &str,
        day: &str,
        dates: FileDates,
    ) {
        if record.earned.is_some() || !matches!(record.expires, StatedExpiry::NotStated) {
            return;
        }
        let credential = self.credential_of(name, record);
        let today = self.options.today;
        let bare = match date::read(day, dates.custom) {
            Ok(day) => Bare::of(day.date, today, dates.some_lie_ahead, credential),
            // It is refused where it is read again.
            Err(_) => Bare::Earned,
        };
        let is_held = record.claim == status::HELD;
        let what = match bare {
            Bare::Unknown if is_held => {
                record.claim = Claim::Unknown(day.to_owned());
                return;
            }
            Bare::EarnedOrExpired if is_held => {
                record.expires = StatedExpiry::On(day.to_owned());
                row.notices
                    .push(bare::earned_or_expired(day, record.place.clone()));
                return;
            }
            Bare::Expires => {
                record.expires = StatedExpiry::On(day.to_owned());
                "expires"
            }
            Bare::Earned | Bare::EarnedOrExpired | Bare::Unknown => {
                record.earned = Some(day.to_owned());
                "was earned"
            }
        };
        row.because.push(format!(
            "`{day}` after the name was read as the date it {what}"
        ));
    }

    /// Reads a record's dates into its row; a finding where one can't be read or they contradict each other.
    fn dates(record: &Record, custom: Custom, row: &mut Row) -> Option<Diagnostic> {
        let mut read = |text: &str, what: &str| match date::read(text, custom) {
            Ok(Dated { date, by }) => {
                match by {
                    Basis::DayNumber => row
                        .because
                        .push(format!("`{text}` was read as a spreadsheet's day number")),
                    Basis::File(order) => {
                        row.because.push(format!(
                            "`{text}` was read {}, as other dates of the file show",
                            order.words()
                        ));
                    }
                    Basis::Text | Basis::User(_) => {}
                }
                Ok(date)
            }
            Err(error) => {
                let mut finding =
                    Diagnostic::error(Code::UnreadableDate, format!("`{text}` ({what}): {error}"));
                if matches!(error, date::Undated::Ambiguous | date::Undated::ShortYear) {
                    finding = finding.help("--date-order dmy, mdy or ymd decides");
                }
                Err(Box::new(finding.at(record.place.on(text))))
            }
        };
        if let Some(text) = &record.earned {
            match read(text, "earned") {
                Ok(date) => row.earned = Some(date),
                Err(finding) => return Some(*finding),
            }
        }
        match &record.expires {
            StatedExpiry::On(text) => match read(text, "expires") {
                // Systems that must have a date write one that nobody lives to see.
                Ok(date) if date.year() >= 2999 => {
                    row.because
                        .push(format!("{text} means that it never expires"));
                    row.expires = Some(Recorded::Never);
                }
                Ok(date) => row.expires = Some(Recorded::On(date)),
                Err(finding) => return Some(*finding),
            },
            StatedExpiry::Never | StatedExpiry::ImpliedNone => row.expires = Some(Recorded::Never),
            StatedExpiry::NotStated => {}
        }
        match (row.earned, row.expires) {
            (Some(earned), Some(Recorded::On(ends)))
                if ends.latest() < earned.earliest() && !is_before(&record.claim) =>
            {
                let message = format!("it expires on {ends}, before it was earned on {earned}");
                Some(
                    Diagnostic::error(Code::RefusedRow, message)
                        .at(record.place.clone())
                        .help("are columns swapped?"),
                )
            }
            _ => None,
        }
    }

    /// How the row stands today by what it says itself.
    fn state(&self, record: &Record, row: &Row) -> State {
        match (&record.claim, row.expires) {
            (Claim::Status(HoldingStatus::Planned), _) => State::Planned,
            (Claim::Status(HoldingStatus::Booked), _) => State::Booked,
            (Claim::Status(HoldingStatus::Failed), _) => State::Failed,
            (Claim::Status(HoldingStatus::Voucher), _) => State::Voucher,
            (Claim::Status(HoldingStatus::PartPassed), _) => State::PartPassed,
            (Claim::Status(HoldingStatus::Suspended), _) => State::Suspended,
            (Claim::Status(HoldingStatus::Revoked), _) => State::Revoked,
            (Claim::Status(HoldingStatus::Expired), _) => State::Expired,
            (_, expires) if self.has_ended(expires) => State::Expired,
            (_, Some(Recorded::On(_) | Recorded::Never)) => State::Valid,
            (_, None) => State::Unknown,
        }
    }

    /// The status to keep a row with; `Err` for a row that is not kept, with its state and the reason.
    fn status(&self, claim: &Claim, row: &Row) -> Result<HoldingStatus, (State, String)> {
        match claim {
            Claim::Pending(word) => Err((State::Pending, format!("{word}: does not count"))),
            Claim::NotHeld(word) => Err((State::None, format!("`{word}`: not held"))),
            Claim::Unknown(word) => Err((
                State::Unknown,
                format!("`{word}` does not say that it is held, so it does not count"),
            )),
            Claim::Other(why) => Err((State::Ignored, why.clone())),
            // Where its dates say the same, they are enough.
            Claim::Status(HoldingStatus::Expired) if self.has_ended(row.expires) => {
                Ok(HoldingStatus::Held)
            }
            Claim::Status(status) => Ok(*status),
        }
    }

    /// Whether an expiry lies behind.
    fn has_ended(&self, expires: Option<Recorded>) -> bool {
        matches!(expires, Some(Recorded::On(day)) if day.earliest() < self.options.today)
    }

    /// Adds the holding to the person.
    fn hold(
        &mut self,
        record: &Record,
        status: HoldingStatus,
        found: Match,
        index: usize,
        mut row: Row,
    ) -> Row {
        let Some(credential) = self.catalog.credential(&found.id) else {
            return row;
        };
        let status = match status {
            HoldingStatus::Held if !found.parts.is_empty() => {
                row.state = State::PartPassed;
                HoldingStatus::PartPassed
            }
            HoldingStatus::Expired | HoldingStatus::Suspended | HoldingStatus::Revoked
                if !found.parts.is_empty() =>
            {
                let (state, id) = (row.state, found.id);
                row.credential = Some(id);
                let why = format!("`{id}` itself is not meant: this is one of its exams");
                return row.done(state, Outcome::Ignored, Some(why));
            }
            status => status,
        };
        let credential = if status.is_before() {
            credential
        } else {
            match self.as_it_was(credential, &found, &row) {
                Ok((credential, note)) => {
                    row.because.extend(note);
                    credential
                }
                Err(why) => return row.not_mapped(why, vec![found.id]),
            }
        };
        row.credential = Some(credential.id);
        row.because.extend(found.note);
        if let Proof::Trusted(signer) = record.proof
            && let Some(other) = signer
                .issuer
                .filter(|_| !signer.vouches_for(credential.issuer))
        {
            let note = format!(
                "the key is one of `{other}`, which does not award `{}`",
                credential.id
            );
            row.because.push(note);
        }
        let mut held = Held {
            credential: credential.id,
            exam: found.exam,
            earned: row.earned,
            expires: row.expires,
            status,
            evidence: record
                .evidence
                .as_ref()
                .map(|text| Text::from(text.clone())),
            evidence_level: match (&record.proof, &record.evidence) {
                // A trusted key vouches for what its issuer awards, and for no other's credentials.
                (Proof::Trusted(signer), _)
                    if found.issuer_agrees && signer.vouches_for(credential.issuer) =>
                {
                    Evidence::Verified
                }
                (_, Some(_)) => Evidence::Evidenced,
                (_, None) => Evidence::Declared,
            },
            place: record.place.clone(),
        };
        self.compare_with_catalog(
            credential,
            &mut held,
            &mut row,
            matches!(record.expires, StatedExpiry::Never),
        );
        let Some(person) = self.people.team.people.get_mut(index) else {
            return row;
        };
        row.outcome = Outcome::Unchanged;
        for held in held.by_exam(&found.parts) {
            let outcome = match merge::add(&mut person.holds, held) {
                Change::Added => Outcome::Imported,
                Change::Updated(what) => {
                    row.because.push(what);
                    Outcome::Updated
                }
                Change::Unchanged(why) => {
                    row.because.extend(why);
                    Outcome::Unchanged
                }
            };
            row.outcome = row.outcome.min(outcome);
        }
        row
    }

    /// The credential that was meant on the day it was earned. Records name what is held by its present name, also where
    /// it was earned under a former one: by a former exam, as a trial, or as what came before.
    fn as_it_was(
        &self,
        credential: &'o Credential,
        found: &Match,
        row: &Row,
    ) -> Result<(&'o Credential, Option<String>), String> {
        let early = row
            .earned
            .zip(credential.available_from)
            .filter(|(earned, from)| earned.latest() < from.earliest());
        let Some((earned, from)) = early.filter(|_| !found.by_map && found.by_current_name) else {
            return Ok((credential, None));
        };
        let was_there = |other: &&Credential| {
            let begun = other
                .available_from
                .is_none_or(|from| from.earliest() <= earned.latest());
            let open = other
                .last_exam
                .is_none_or(|last| earned.earliest() <= last.latest());
            begun && open
        };
        let mut predecessors = self
            .catalog
            .credentials
            .iter()
            .filter(|other| other.successors.contains(&credential.id))
            .filter(|other| self.catalog.is_called(other, &row.written))
            .filter(was_there);
        if let (Some(other), None) = (predecessors.next(), predecessors.next()) {
            let note = format!(
                "earned on {earned}, before `{}` came in {from}: `{}` is meant",
                credential.id, other.id
            );
            return Ok((other, Some(note)));
        }
        let days = earned.latest().until(from.earliest());
        let is_trial = days.is_ok_and(|span| span.get_days() <= TRIAL);
        if is_trial || !credential.exam.past_codes.is_empty() {
            let note = format!(
                "earned on {earned}, before `{}` came in {from}: counted as its former version or trial",
                credential.id
            );
            return Ok((credential, Some(note)));
        }
        Err(format!(
            "earned on {earned}, while `{}` exists since {from}: a former version?",
            credential.id
        ))
    }

    /// An end that is not said counts as none only where the catalog doesn't know better; what follows from the catalog
    /// is said.
    fn compare_with_catalog(
        &self,
        credential: &Credential,
        held: &mut Held,
        row: &mut Row,
        said_never: bool,
    ) {
        if held.status.is_before() {
            let what = match held.status {
                HoldingStatus::Voucher => "a voucher",
                HoldingStatus::PartPassed => return,
                _ => "not held yet",
            };
            row.because
                .push(format!("{what}: recorded, but it does not count"));
            return;
        }
        if held.status == HoldingStatus::Expired {
            let against = row.expires.is_some();
            row.because.push(if against {
                "the status says that it is over and contradicts the dates, so it does not count"
                    .to_owned()
            } else {
                "the status says that it is over, and no date contradicts it".to_owned()
            });
            return;
        }
        if held.expires == Some(Recorded::Never) && !said_never {
            let validity = match held.since() {
                Some(since) => credential.validity_if_earned(since, held.exam.as_deref()),
                None => credential.current_validity(),
            };
            if let Validity::Months(months) = validity {
                held.expires = None;
                row.expires = None;
                row.because.push(format!(
                    "gives no expiry, but `{}` lasts {months} months, so the expiry is computed",
                    credential.id
                ));
                row.state = match held.expiry(credential) {
                    Expiry::On(date) if date < self.options.today => State::Expired,
                    Expiry::On(_) | Expiry::Never => State::Valid,
                    Expiry::Unknown => State::Unknown,
                };
            }
        }
        if !held.status.counts() {
            return;
        }
        match (held.expires, held.expiry(credential)) {
            (None, Expiry::On(date)) => {
                let known = expiry_as_known(credential, None, held.earned, held.exam.as_deref());
                let date = known.unwrap_or_else(|| date.into());
                row.because
                    .push(format!("valid through {date} by the catalog's rule"));
            }
            (None, Expiry::Never) => row
                .because
                .push("never expires, by the catalog's rule".to_owned()),
            (Some(_), Expiry::On(date)) if row.state == State::Valid => {
                let left = self
                    .options
                    .today
                    .until(date)
                    .map_or(i32::MAX, |span| span.get_days());
                if left <= SOON {
                    let vague =
                        matches!(held.expires, Some(Recorded::On(date)) if date.day().is_none());
                    let at_least = if vague { " at the earliest" } else { "" };
                    row.because
                        .push(format!("expires in {left} days{at_least}"));
                }
            }
            _ => {}
        }
    }
}

/// What a record says about its credential by a name.
fn label_of(name: &str, record: &Record) -> Label {
    Label {
        name: name.to_owned(),
        issuer: record.issuer.clone(),
        exam: record.exam.clone(),
    }
}

/// Whether a claim is about what is not held yet.
fn is_before(claim: &Claim) -> bool {
    matches!(claim, Claim::Status(status) if status.is_before())
}

/// What to say of a status that isn't known.
fn unknown_status(record: &Record, word: &str) -> Diagnostic {
    let statuses: Vec<&str> = HoldingStatus::ALL
        .iter()
        .map(|status| status.word())
        .collect();
    let cell = word.split_once(": ").map_or(word, |(_, cell)| cell);
    Diagnostic::error(
        Code::UnknownStatus,
        format!("`{word}` does not say that it is held, so it does not count"),
    )
    .at(record.place.on(cell))
    .help(format!("known are {}", statuses.join(", ")))
}
