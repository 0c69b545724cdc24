//! What each field asks for: grades of recognition and the sources they rest on.

use std::collections::BTreeMap;

use super::{Context, Kind, Mention};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Key, Node, Table};
use crate::base::text::Text;
use crate::base::vocabulary::Word;
use crate::catalog::id::{CredentialId, RoleId};
use crate::catalog::reference::{Recognition, RecognitionSource, Role};
use crate::catalog::vocabulary::Grade;

/// Stands in place of a source where none was found.
const OWN_JUDGEMENT: &str = "own-judgement";

/// The grades of a role that was read before.
pub(super) fn of_role(role: &Role) -> impl Iterator<Item = ((RoleId, CredentialId), Recognition)> {
    role.recognised
        .iter()
        .map(|known| ((role.id, known.credential), known.clone()))
}

/// Gives each role its grades, in the order of the credentials.
pub(super) fn into_roles(
    recognition: BTreeMap<(RoleId, CredentialId), Recognition>,
    roles: &mut BTreeMap<RoleId, Role>,
) {
    let mut grades: BTreeMap<RoleId, Vec<Recognition>> = BTreeMap::new();
    for ((role, _), known) in recognition {
        grades.entry(role).or_default().push(known);
    }
    for (id, role) in roles {
        role.recognised = grades.remove(id).unwrap_or_default();
    }
}

impl<'t> Context<'_, '_, 't> {
    /// Sources of grades, by their ids.
    pub(super) fn recognition_sources(&mut self, node: &Node<'t>) {
        let Some(table) = self.reader.table(node, "recognition_sources") else {
            return;
        };
        for (key, value) in table.rest() {
            let Some(mut source) = self.reader.table(value, "a source") else {
                continue;
            };
            let kind = source
                .required("kind")
                .and_then(|n| self.reader.word(n, "kind"));
            let url = source.required("url").and_then(|n| self.reader.address(n));
            let path = source.get("path").and_then(|n| self.reader.text(n, "path"));
            let date = source
                .get("date")
                .and_then(|n| self.reader.parsed(n, "date", Code::BadDate));
            let says = source
                .required("says")
                .and_then(|n| self.reader.text(n, "says"));
            source.finish(&mut self.reader);
            if let (Some(kind), Some(url), Some(says)) = (kind, url, says) {
                let id = Text::new(&key.text);
                self.draft.recognition_sources.insert(
                    id.clone(),
                    RecognitionSource {
                        id,
                        kind,
                        url,
                        path,
                        date,
                        says,
                    },
                );
            }
        }
    }

    /// Grades by role: `role: {standard: {credential: [source, ...]}, common: ..., known: ...}`.
    pub(super) fn recognition(&mut self, node: &Node<'t>) {
        let Some(roles) = self.reader.table(node, "recognition") else {
            return;
        };
        for (key, value) in roles.rest() {
            let Some(role) = self.mentioned_key::<RoleId>(Kind::Role, key) else {
                continue;
            };
            if let Some(grades) = self.reader.table(value, "grades") {
                self.grades(role, grades);
            }
        }
    }

    fn grades(&mut self, role: RoleId, mut grades: Table<'_, 't>) {
        let mut graded: BTreeMap<CredentialId, Grade> = BTreeMap::new();
        for &grade in Grade::ALL {
            let Some(node) = grades.get(grade.word()) else {
                continue;
            };
            let Some(table) = self.reader.table(node, grade.word()) else {
                continue;
            };
            for (key, value) in table.rest() {
                let Some(credential) = self.mentioned_key::<CredentialId>(Kind::Credential, key)
                else {
                    continue;
                };
                let sources = self.grade_sources(value);
                if let Some(other) = graded.insert(credential, grade) {
                    let message =
                        format!("`{credential}` is both `{other}` and `{grade}` for `{role}`");
                    self.reader.report(
                        key.span,
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
        grades.finish(&mut self.reader);
    }

    /// The sources of a grade; `own-judgement` alone where there is none. Whether they exist is told at once, because
    /// sources stand above the grades or in an earlier layer.
    fn grade_sources(&mut self, node: &Node<'t>) -> Vec<Text> {
        let items = self.reader.items(node, "sources of a grade");
        if items.is_empty() {
            let message = "a grade names no source";
            self.reader.report(
                node.span,
                Diagnostic::error(Code::NoSource, message)
                    .help(format!("`{OWN_JUDGEMENT}` where there is none")),
            );
        }
        let mut sources = Vec::new();
        for item in items {
            let Some(id) = self.reader.scalar(item, "a source") else {
                continue;
            };
            if id == OWN_JUDGEMENT {
                continue;
            }
            let known = &self.draft.recognition_sources;
            let found = known.keys().find(|source| source.as_str() == id).cloned();
            match found {
                Some(source) => sources.push(source),
                None => {
                    let ids: Vec<&str> = known.keys().map(Text::as_str).collect();
                    let finding =
                        Diagnostic::error(Code::UnknownId, format!("unknown source `{id}`"))
                            .suggest(id, ids);
                    self.reader.report(item.span, finding);
                }
            }
        }
        sources
    }

    /// An id written as a key; whether it exists is checked at the end.
    fn mentioned_key<T: std::str::FromStr>(&mut self, kind: Kind, key: &Key<'t>) -> Option<T> {
        if let Ok(id) = key.text.parse() {
            self.draft.mentioned.push(Mention {
                kind,
                id: key.text.to_ascii_lowercase(),
                place: self.reader.place(key.span),
            });
            return Some(id);
        }
        let finding = Diagnostic::error(Code::BadId, format!("`{}` is not a valid id", key.text));
        self.reader.report(key.span, finding);
        None
    }
}
