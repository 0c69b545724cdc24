//! What people type and records say, matched without guessing: an id beats other names, and what could mean several is an
//! error that names them.

mod index;
mod suggest;
mod words;

use std::collections::BTreeSet;

use thiserror::Error;

use super::Catalog;
use super::credential::Credential;
use super::id::IssuerId;
use super::reference::{Issuer, Role, Topic};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;

pub use index::Names;

/// Why a name names nothing.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LookupError {
    /// Nothing is called so.
    #[error("unknown {what} `{name}`")]
    Unknown {
        /// What was looked for.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Several things are called so.
    #[error("`{name}` can mean {}", either(ids, others))]
    Shared {
        /// The name.
        name: String,
        /// The ids it can mean.
        ids: Vec<String>,
        /// What it means elsewhere, outside of the catalog.
        others: Vec<String>,
    },
    /// What is called so is another issuer's.
    #[error("`{id}` is awarded by {issuer}, not by the issuer named")]
    OtherIssuer {
        /// The name.
        name: String,
        /// The credential that is called so.
        id: String,
        /// Who awards it.
        issuer: String,
    },
    /// It is the name of one exam of a credential that needs several.
    #[error("`{name}` is one of several exams that `{id}` needs")]
    OneExam {
        /// The name.
        name: String,
        /// The credential.
        id: String,
    },
}

/// The ids, then what stands outside of the catalog, with "or" between them.
fn either(ids: &[String], others: &[String]) -> String {
    let ids = ids.iter().map(|id| format!("`{id}`"));
    ids.chain(others.iter().cloned())
        .collect::<Vec<_>>()
        .join(" or ")
}

/// What a record says of who awarded a credential.
#[derive(Clone, Copy, Debug)]
pub enum Awarded<'i> {
    /// Nothing.
    Unsaid,
    /// One of these issuers.
    By(&'i BTreeSet<IssuerId>),
    /// Some body that the catalog doesn't know.
    Unlisted,
}

/// What a written name means.
#[derive(Clone, Debug)]
pub struct Found<'c> {
    /// The credential.
    pub credential: &'c Credential,
    /// The version of the exam that the name names, where there are several.
    pub exam: Option<Text>,
    /// Where the name means no more than some of several exams that the credential needs: these exams.
    pub parts: Vec<Text>,
    /// A current name of it was used, not a former one.
    pub by_current_name: bool,
    /// The issuer is given, and is the right one.
    pub issuer_agrees: bool,
}

/// Something with an id and other names.
pub trait Named {
    /// What messages call it.
    const WHAT: &'static str;

    /// The command that lists them all.
    const LISTED_BY: &'static str;

    /// Its id.
    fn id(&self) -> &str;

    /// Every other name it answers to.
    fn other_names(&self) -> impl Iterator<Item = &str>;
}

impl Named for Credential {
    const WHAT: &'static str = "credential";
    const LISTED_BY: &'static str = "`certadvise list`";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        self.names()
            .map(|name| name.as_str())
            .chain([self.name.as_str()])
    }
}

impl Named for Role {
    const WHAT: &'static str = "role";
    const LISTED_BY: &'static str = "`certadvise list roles`";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        self.synonyms
            .iter()
            .map(Text::as_str)
            .chain([self.name.as_str()])
    }
}

impl Named for Issuer {
    const WHAT: &'static str = "issuer";
    const LISTED_BY: &'static str = "`certadvise list issuers`";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        self.aliases
            .iter()
            .map(Text::as_str)
            .chain([self.name.as_str()])
    }
}

impl Named for Topic {
    const WHAT: &'static str = "topic";
    const LISTED_BY: &'static str = "`certadvise list topics`";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn other_names(&self) -> impl Iterator<Item = &str> {
        self.synonyms
            .iter()
            .map(Text::as_str)
            .chain([self.name.as_str()])
    }
}

/// Case, spaces, dashes and underscores don't tell two names apart.
fn same(a: &str, b: &str) -> bool {
    fn plain(text: &str) -> impl Iterator<Item = char> {
        text.trim().chars().map(|c| {
            if matches!(c, '-' | '_') {
                ' '
            } else {
                c.to_ascii_lowercase()
            }
        })
    }
    a.len() == b.len() && plain(a).eq(plain(b))
}

/// Finds what `name` means among `things`.
///
/// # Errors
/// [`LookupError`] when nothing, or more than one thing, is called so.
pub fn find<'a, T: Named>(things: &'a [T], name: &str) -> Result<&'a T, LookupError> {
    let wanted = name.trim();
    if let Some(thing) = things.iter().find(|thing| same(thing.id(), wanted)) {
        return Ok(thing);
    }
    let mut called = things
        .iter()
        .filter(|thing| thing.other_names().any(|other| same(other, wanted)));
    match (called.next(), called.next()) {
        (Some(thing), None) => Ok(thing),
        (Some(first), Some(second)) => {
            let ids = [first, second]
                .into_iter()
                .chain(called)
                .map(|thing| thing.id().to_owned())
                .collect();
            Err(LookupError::Shared {
                name: wanted.to_owned(),
                ids,
                others: Vec::new(),
            })
        }
        (None, _) => Err(LookupError::Unknown {
            what: T::WHAT,
            name: wanted.to_owned(),
        }),
    }
}

impl Catalog {
    /// The credential of this id, abbreviation, alias, exam code or name, however it is decorated.
    ///
    /// # Errors
    /// [`LookupError`] when nothing, or more than one credential, is called so, and when it is the name of one of several
    /// exams that a credential needs.
    pub fn credential_named(&self, name: &str) -> Result<&Credential, LookupError> {
        let found = self.find_credential(name, Awarded::Unsaid)?;
        if found.parts.is_empty() {
            Ok(found.credential)
        } else {
            Err(LookupError::OneExam {
                name: name.trim().to_owned(),
                id: found.credential.id.to_string(),
            })
        }
    }

    /// The credential of this name, or the one that an exam of this name is for.
    ///
    /// # Errors
    /// [`LookupError`] when nothing, or more than one credential, is called so.
    pub fn credential_or_exam_named(&self, name: &str) -> Result<&Credential, LookupError> {
        self.find_credential(name, Awarded::Unsaid)
            .map(|found| found.credential)
    }

    /// The credential that a record names, with what it says about the issuer.
    ///
    /// # Errors
    /// [`LookupError`] when nothing, or more than one credential, is called so, or when it is another issuer's.
    pub fn find_credential(
        &self,
        name: &str,
        awarded: Awarded<'_>,
    ) -> Result<Found<'_>, LookupError> {
        let id = |credential: &Credential| credential.id.as_str().cmp(name.trim());
        if matches!(awarded, Awarded::Unsaid)
            && let Ok(place) = self.credentials.binary_search_by(id)
        {
            return Ok(Found {
                credential: &self.credentials[place],
                exam: None,
                parts: Vec::new(),
                by_current_name: true,
                issuer_agrees: false,
            });
        }
        self.names.index(self).find(self, name, awarded)
    }

    /// Those of several exams that a credential needs which a record means alone by the credential's name and the exam beside
    /// it; `named` are those that the name means without it. None where the record means the credential.
    pub fn exams_meant(
        &self,
        credential: &Credential,
        named: Vec<Text>,
        name: &str,
        exam: Option<&str>,
    ) -> Vec<Text> {
        match exam {
            Some(exam) if named.is_empty() && !credential.exam.sets.is_empty() => self
                .names
                .index(self)
                .parts(credential, &words::Words::of(&format!("{name} {exam}"))),
            _ => named,
        }
    }

    /// Whether a credential is called so, years and versions aside.
    pub fn is_called(&self, credential: &Credential, name: &str) -> bool {
        let plain = |name: &str| {
            let plain = words::Words::of(name).only(|_, kind| kind == words::Kind::Plain);
            plain.whole().to_owned()
        };
        let wanted = plain(name);
        !wanted.is_empty() && credential.other_names().any(|own| plain(own) == wanted)
    }

    /// The issuers that a text can mean; none where it means none of the catalog.
    pub fn issuers_called(&self, text: &str) -> BTreeSet<IssuerId> {
        self.names.index(self).issuers(text)
    }

    /// The finding for a name that names no credential, with the names nearest to it.
    pub fn no_credential(&self, error: &LookupError) -> Diagnostic {
        match error {
            LookupError::Shared { name, ids, .. } => {
                let is_exam_of = |id: &String| {
                    let credential = id.parse().ok().and_then(|id| self.credential(&id));
                    credential.is_some_and(|credential| {
                        !self
                            .exams_meant(credential, Vec::new(), id, Some(name))
                            .is_empty()
                    })
                };
                let help = if ids.iter().all(is_exam_of) {
                    "it is an exam of each of them: write the credential that is meant, and this as its `exam`"
                } else {
                    "use the id of the one you mean, or name its issuer"
                };
                Diagnostic::error(Code::Ambiguous, error.to_string()).help(help)
            }
            LookupError::OtherIssuer { .. } => {
                Diagnostic::error(Code::UnknownId, error.to_string())
            }
            LookupError::OneExam { id, .. } => Diagnostic::error(Code::OneExam, error.to_string())
                .help(format!("write `{id}` where all of its exams are passed")),
            LookupError::Unknown { name, .. } => {
                let finding = Diagnostic::error(Code::UnknownId, error.to_string())
                    .label("not in the catalog");
                match self.suggestion(name) {
                    Some(help) => finding.help(help),
                    None => finding.help("`certadvise list` has them all"),
                }
            }
        }
    }

    /// The role of this id, name or synonym.
    ///
    /// # Errors
    /// [`LookupError`] when no role is called so.
    pub fn role_named(&self, name: &str) -> Result<&Role, LookupError> {
        find(&self.roles, name)
    }

    /// The issuer of this id or name.
    ///
    /// # Errors
    /// [`LookupError`] when no issuer is called so.
    pub fn issuer_named(&self, name: &str) -> Result<&Issuer, LookupError> {
        find(&self.issuers, name)
    }

    /// The topic of this id, name or synonym.
    ///
    /// # Errors
    /// [`LookupError`] when no topic is called so.
    pub fn topic_named(&self, name: &str) -> Result<&Topic, LookupError> {
        find(&self.topics, name)
    }
}
