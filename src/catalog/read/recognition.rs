//! Reads the grades of recognition and their sources.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::source::{Address, text};
use super::{Context, Kind, Mention};
use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Entries, Field, Scalar, Span};
use crate::base::text::Text;
use crate::catalog::id::{CredentialId, RoleId};
use crate::catalog::reference::{Recognition, RecognitionSource, Role};
use crate::catalog::vocabulary::{Grade, RecognitionKind};

/// Replaces the sources of a grade if none was found.
const OWN_JUDGEMENT: &str = "own-judgement";

/// A source of grades.
#[derive(Deserialize)]
#[serde(rename = "RecognitionSource")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawSource {
    /// The kind of source.
    kind: Scalar<RecognitionKind>,
    /// The address of the source.
    url: Scalar<Address>,
    /// The path of a file within a repository at that address.
    path: Option<Scalar<String>>,
    /// When the source was written.
    date: Option<Scalar<PartialDate>>,
    /// What the source says, in your own words.
    says: Scalar<String>,
}

/// The credentials that a role is asked for, by grade, each with the sources that name it for the role, or
/// `own-judgement` if there are none.
#[derive(Deserialize)]
#[serde(rename = "Grades")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RawGrades {
    /// Credentials that the field asks for first.
    standard: Option<Field<Entries<Vec<Scalar<String>>>>>,
    /// Credentials that are often named.
    common: Option<Field<Entries<Vec<Scalar<String>>>>>,
    /// Credentials that are sometimes named.
    known: Option<Field<Entries<Vec<Scalar<String>>>>>,
}

/// The grades of a role that was read earlier.
pub(super) fn of_role(role: &Role) -> impl Iterator<Item = ((RoleId, CredentialId), Recognition)> {
    role.recognized
        .iter()
        .map(|known| ((role.id, known.credential), known.clone()))
}

/// Assigns each role its grades, sorted by credential.
pub(super) fn into_roles(
    recognition: BTreeMap<(RoleId, CredentialId), Recognition>,
    roles: &mut BTreeMap<RoleId, Role>,
) {
    let mut grades: BTreeMap<RoleId, Vec<Recognition>> = BTreeMap::new();
    for ((role, _), known) in recognition {
        grades.entry(role).or_default().push(known);
    }
    for (id, role) in roles {
        role.recognized = grades.remove(id).unwrap_or_default().into();
    }
}

impl Context<'_, '_, '_> {
    /// Reads the sources of grades by id.
    pub(super) fn recognition_sources(&mut self, Entries(sources): Entries<RawSource>) {
        for (name, source) in sources {
            let Some(raw) = source.value else { continue };
            let (kind, url, says) = (raw.kind.get(), raw.url.get(), raw.says.get());
            if let (Some(kind), Some(Address(url)), Some(says)) = (kind, url, says) {
                let id = Text::new(name);
                let source = RecognitionSource {
                    id: id.clone(),
                    kind,
                    url,
                    path: text(raw.path),
                    date: raw.date.and_then(Scalar::get),
                    says: says.into(),
                };
                self.draft.recognition_sources.insert(id, source);
            }
        }
    }

    /// Reads the grades by role.
    pub(super) fn recognition(&mut self, Entries(roles): Entries<RawGrades>) {
        for (name, grades) in roles {
            let role = self.mentioned_key::<RoleId>(Kind::Role, &name, grades.key);
            if let (Some(role), Some(grades)) = (role, grades.value) {
                self.grades(role, grades);
            }
        }
    }

    fn grades(&mut self, role: RoleId, raw: RawGrades) {
        let mut seen: BTreeMap<CredentialId, Grade> = BTreeMap::new();
        let grades = [
            (Grade::Standard, raw.standard),
            (Grade::Common, raw.common),
            (Grade::Known, raw.known),
        ];
        for (grade, entries) in grades {
            let Some(Entries(entries)) = entries.and_then(|entries| entries.value) else {
                continue;
            };
            for (name, sources) in entries {
                let key = sources.key;
                let named = self.mentioned_key::<CredentialId>(Kind::Credential, &name, key);
                let Some(credential) = named else { continue };
                let sources = self.grade_sources(sources);
                if let Some(other) = seen.insert(credential, grade) {
                    let message =
                        format!("`{credential}` is both `{other}` and `{grade}` for `{role}`");
                    self.reader.report(
                        key,
                        Diagnostic::error(Code::Contradiction, message).help("keep one grade"),
                    );
                    continue;
                }
                let known = Recognition {
                    credential,
                    grade,
                    sources,
                };
                self.draft.recognition.insert((role, credential), known);
            }
        }
    }

    /// Reads the sources of a grade; empty for `own-judgement`. Whether they exist is checked immediately, because sources
    /// are in the same file or in an earlier layer.
    fn grade_sources(&mut self, raw: Field<Vec<Scalar<String>>>) -> Vec<Text> {
        let span = raw.span;
        let Some(items) = raw.value else {
            return Vec::new();
        };
        if items.is_empty() {
            self.reader.report(
                span,
                Diagnostic::error(Code::NoSource, "a grade names no source")
                    .help(format!("write `{OWN_JUDGEMENT}` if there is none")),
            );
        }
        let mut sources = Vec::new();
        for item in items {
            let span = item.span;
            let Some(id) = item.get().filter(|id| id != OWN_JUDGEMENT) else {
                continue;
            };
            let known = &self.draft.recognition_sources;
            if let Some(source) = known.keys().find(|source| source.as_str() == id) {
                sources.push(source.clone());
                continue;
            }
            let ids: Vec<&str> = known.keys().map(Text::as_str).collect();
            let finding = Diagnostic::error(Code::UnknownId, format!("unknown source `{id}`"))
                .suggest(&id, ids);
            self.reader.report(span, finding);
        }
        sources
    }

    /// Reads a reference to an id that is written as a key; whether the id exists is checked at the end.
    fn mentioned_key<T: std::str::FromStr>(
        &mut self,
        kind: Kind,
        name: &str,
        span: Span,
    ) -> Option<T> {
        let Ok(id) = name.parse() else {
            let finding = Diagnostic::error(Code::BadId, format!("`{name}` is not a valid id"));
            self.reader.report(span, finding);
            return None;
        };
        self.draft.mentioned.push(Mention {
            kind,
            id: name.to_ascii_lowercase(),
            place: self.reader.place(span),
        });
        Some(id)
    }
}
