//! What cells mean to the question. What comes again and again is looked up once.

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::Question;
use crate::base::text::Text;
use crate::catalog::{Awarded, Catalog, LookupError};
use crate::team::requirement::{Demand, Whom};
use crate::team::roster::{Column, Labels, Row, key};

/// Most cells of a kind that are remembered: a large roster may have no end of names and role lists.
const REMEMBERED: usize = 50_000;

/// The place in the catalog of a credential, and those of several exams that it needs where a name means these alone.
pub(super) type Called = (u16, Vec<Text>);

type Memo<T> = HashMap<Box<str>, T, RandomState>;

/// The meaning of cells.
pub(super) struct Cells<'q> {
    catalog: &'q Catalog,
    /// Places in the catalog.
    credentials: Memo<Result<Called, Box<LookupError>>>,
    /// Roles that some item asks about.
    asked: Vec<Text>,
    /// Which of them a cell gives.
    roles: Memo<Rc<[Text]>>,
    /// The cell of the row before, and what it came to: mostly the next is the same.
    before: (String, Rc<[Text]>),
    /// Every label seen.
    pub(super) labels: Labels,
}

impl<'q> Cells<'q> {
    pub(super) fn new(question: &Question<'q>) -> Self {
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
            credentials: Memo::default(),
            asked: asked.collect(),
            roles: Memo::default(),
            before: (String::new(), Rc::default()),
            labels: Labels::default(),
        }
    }

    /// The place in the catalog of the credential that is called so, and those of its exams that the name means alone.
    pub(super) fn credential(&mut self, name: &str) -> Result<Called, Box<LookupError>> {
        if let Some(known) = self.credentials.get(name) {
            return known.clone();
        }
        let number = self.number(name);
        if number.is_ok() || self.credentials.len() < REMEMBERED {
            self.credentials.insert(name.into(), number.clone());
        }
        number
    }

    fn number(&self, name: &str) -> Result<Called, Box<LookupError>> {
        let found = self.catalog.find_credential(name, Awarded::Unsaid)?;
        let credential = found.credential;
        let all = &self.catalog.credentials;
        let number = all.binary_search_by(|one| one.id.cmp(&credential.id)).ok();
        let unknown = || {
            Box::new(LookupError::Unknown {
                what: "credential",
                name: name.to_owned(),
            })
        };
        number
            .and_then(|number| u16::try_from(number).ok())
            .map(|number| (number, found.parts))
            .ok_or_else(unknown)
    }

    /// The roles that a row gives, as far as some item asks about them.
    pub(super) fn roles(&mut self, row: &Row<'_>) -> Rc<[Text]> {
        let cell = row.cell(Column::Roles);
        if self.before.0 != cell {
            self.before.1 = self.roles_of(cell, row);
            self.before.0.clear();
            self.before.0.push_str(cell);
        }
        self.before.1.clone()
    }

    fn roles_of(&mut self, cell: &str, row: &Row<'_>) -> Rc<[Text]> {
        if let Some(known) = self.roles.get(cell) {
            return known.clone();
        }
        for label in row.labels() {
            self.labels.note(label, || row.bare_place());
        }
        let list = self.list(|role| row.labels().any(|label| key::same(label, role)));
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
}
