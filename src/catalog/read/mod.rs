//! From files to a checked catalog: read every file, collect every problem, then resolve what refers to what.

mod credential;
mod price;
mod recognition;
mod reference;
mod renewal;
mod rule;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use super::Catalog;
use super::check;
use super::credential::Credential;
use super::id::{CredentialId, EnvironmentId, IssuerId, RoleId, RuleId, TechnologyId, TopicId};
use super::reference::{
    CloudPrior, Environment, Estimate, Issuer, Recognition, RecognitionSource, Role, Technology,
    Topic,
};
use super::rule::Rule;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::source::{Node, Reader, Source, Value};
use crate::base::text::Text;

/// A file of a catalog.
#[derive(Clone, Debug)]
pub struct File {
    /// As the user named it, with `/` between folders.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl File {
    /// Whether it lies in a folder `requirements`, and so belongs to no catalog.
    pub fn is_requirement(&self) -> bool {
        self.name.rsplit('/').nth(1) == Some("requirements")
    }

    /// Whether it is CSV: by its name or, where that has no ending (stdin), by its first line.
    pub fn is_csv(&self) -> bool {
        let header = || self.text.lines().next().unwrap_or_default();
        match self
            .name
            .rsplit('/')
            .next()
            .and_then(|name| name.rsplit_once('.'))
        {
            Some((_, ending)) => ending.eq_ignore_ascii_case("csv"),
            None => header().contains(',') && !header().contains([':', '#']),
        }
    }
}

/// What an id is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Credential,
    Issuer,
    Topic,
    Technology,
    Role,
    Environment,
    Rule,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Issuer => "issuer",
            Self::Topic => "topic",
            Self::Technology => "technology",
            Self::Role => "role",
            Self::Environment => "environment",
            Self::Rule => "rule",
        }
    }
}

/// An id somewhere in a file.
pub(crate) struct Mention {
    pub kind: Kind,
    pub id: String,
    pub place: Place,
}

/// A catalog in the making: layers of files over each other, later ones win.
#[derive(Default)]
pub struct Draft {
    pub(crate) credentials: BTreeMap<CredentialId, Credential>,
    pub(crate) issuers: BTreeMap<IssuerId, Issuer>,
    pub(crate) topics: BTreeMap<TopicId, Topic>,
    pub(crate) technologies: BTreeMap<TechnologyId, Technology>,
    pub(crate) roles: BTreeMap<RoleId, Role>,
    pub(crate) environments: BTreeMap<EnvironmentId, Environment>,
    pub(crate) prior: CloudPrior,
    pub(crate) estimates: Vec<Estimate>,
    pub(crate) rules: BTreeMap<RuleId, Rule>,
    /// What each field asks for.
    pub(crate) recognition: BTreeMap<(RoleId, CredentialId), Recognition>,
    pub(crate) recognition_sources: BTreeMap<Text, RecognitionSource>,
    /// Where each id of the files read was defined, with the layer.
    pub(crate) defined: BTreeMap<(Kind, String), (usize, Place)>,
    /// Ids that must resolve.
    pub(crate) mentioned: Vec<Mention>,
    pub(crate) found: Vec<Diagnostic>,
    layer: usize,
}

/// What reading one file adds to.
pub(crate) struct Context<'d, 's, 't> {
    pub reader: Reader<'s, 't>,
    pub draft: &'d mut Draft,
    pub file: &'d str,
}

impl Draft {
    /// A draft on top of a catalog.
    pub fn on(base: &Catalog) -> Self {
        Self {
            credentials: base.credentials.iter().map(|c| (c.id, c.clone())).collect(),
            issuers: base.issuers.iter().map(|i| (i.id, i.clone())).collect(),
            topics: base.topics.iter().map(|t| (t.id, t.clone())).collect(),
            technologies: base
                .technologies
                .iter()
                .map(|t| (t.id, t.clone()))
                .collect(),
            roles: base.roles.iter().map(|r| (r.id, r.clone())).collect(),
            environments: base
                .environments
                .iter()
                .map(|e| (e.id, e.clone()))
                .collect(),
            prior: base.prior.clone(),
            estimates: base.estimates.to_vec(),
            rules: base.rules.iter().map(|r| (r.id, r.clone())).collect(),
            recognition: base.roles.iter().flat_map(recognition::of_role).collect(),
            recognition_sources: base
                .recognition_sources
                .iter()
                .map(|source| (source.id.clone(), source.clone()))
                .collect(),
            ..Self::default()
        }
    }

    /// Reads a layer.
    pub fn layer(&mut self, files: &[File]) {
        self.layer += 1;
        let homes: BTreeSet<&str> = files
            .iter()
            .filter_map(|file| file.name.strip_suffix("/issuer.yaml"))
            .collect();
        for file in files {
            self.file(file, &homes);
        }
    }

    /// Reads one file. `homes` are the folders of an issuer.
    fn file(&mut self, file: &File, homes: &BTreeSet<&str>) {
        let source = Source::new(&file.name, &file.text);
        let (root, reader) = match source.read() {
            Ok(read) => read,
            Err(found) => return self.found.extend(found),
        };
        let mut context = Context {
            reader,
            draft: self,
            file: &file.name,
        };
        let (folder, base_name) = file.name.rsplit_once('/').unwrap_or(("", &file.name));
        let stem = base_name
            .rsplit_once('.')
            .map_or(base_name, |(stem, _)| stem);
        let home = homes
            .contains(folder)
            .then(|| (folder.rsplit('/').next().unwrap_or(folder), stem));
        let holds_id = matches!(&root.value, Value::Map(entries) if entries.iter().any(|(key, _)| key.text == "id"));
        match (holds_id, stem) {
            (true, "issuer") => context.issuer(&root),
            (true, _) => context.credential(&root, home),
            (false, _) => context.sections(&root),
        }
        let found = context.reader.found;
        self.found.extend(found);
    }

    /// The finished catalog.
    ///
    /// # Errors
    /// Every problem of every file, errors only or with warnings among them.
    pub fn finish(mut self) -> Result<(Catalog, Vec<Diagnostic>), Vec<Diagnostic>> {
        check::check(&mut self);
        let mut found = self.found;
        found.sort_by(|a, b| {
            let key = |d: &Diagnostic| d.place.as_ref().map(|p| (p.file.clone(), p.line, p.column));
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        found.dedup();
        if found
            .iter()
            .any(|d| d.severity == crate::base::diagnostic::Severity::Error)
        {
            return Err(found);
        }
        recognition::into_roles(self.recognition, &mut self.roles);
        let catalog = Catalog {
            credentials: self.credentials.into_values().collect(),
            issuers: self.issuers.into_values().collect(),
            topics: self.topics.into_values().collect(),
            technologies: self.technologies.into_values().collect(),
            roles: self.roles.into_values().collect(),
            environments: self.environments.into_values().collect(),
            prior: self.prior,
            estimates: self.estimates,
            rules: self.rules.into_values().collect(),
            recognition_sources: self.recognition_sources.into_values().collect(),
        };
        Ok((catalog, found))
    }
}

impl<'t> Context<'_, '_, 't> {
    /// Notes that an id is defined here; a second time in one layer is an error.
    fn define(&mut self, kind: Kind, id: &str, node: &Node<'t>) {
        let place = self.reader.place(node.span);
        let layer = self.draft.layer;
        let before = self.draft.defined.get(&(kind, id.to_owned()));
        if let Some((_, first)) = before.filter(|(other, _)| *other == layer) {
            let message = format!("{} `{id}` is defined twice", kind.word());
            let help = format!("first at {}:{}:{}", first.file, first.line, first.column);
            self.reader.report(
                node.span,
                Diagnostic::error(Code::DefinedTwice, message).help(help),
            );
            return;
        }
        self.draft
            .defined
            .insert((kind, id.to_owned()), (layer, place));
    }

    /// Reads an id that refers to something; whether it exists is checked at the end.
    fn mention<T>(&mut self, kind: Kind, node: &Node<'t>, what: &str) -> Option<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let id = self.reader.parsed(node, what, Code::BadId)?;
        let text = self.reader.scalar(node, what)?.to_ascii_lowercase();
        self.draft.mentioned.push(Mention {
            kind,
            id: text,
            place: self.reader.place(node.span),
        });
        Some(id)
    }

    /// A list of ids that refer to something.
    fn mentions<T>(&mut self, kind: Kind, node: &Node<'t>, what: &str) -> Vec<T>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.reader
            .items(node, what)
            .iter()
            .filter_map(|item| self.mention(kind, item, what))
            .collect()
    }

    /// A map from ids to weights between 1 and `most`.
    fn weights<T>(&mut self, kind: Kind, node: &Node<'t>, what: &str, most: u16) -> Vec<(T, u8)>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        let Some(table) = self.reader.table(node, what) else {
            return Vec::new();
        };
        let mut weights = Vec::new();
        for (key, value) in table.rest() {
            let place = self.reader.place(key.span);
            let weight = self.reader.number(value, &key.text, 1, most);
            match (key.text.parse(), weight) {
                (Ok(id), Some(weight)) => {
                    self.draft.mentioned.push(Mention {
                        kind,
                        id: key.text.to_ascii_lowercase(),
                        place,
                    });
                    weights.push((id, u8::try_from(weight).unwrap_or(u8::MAX)));
                }
                (Err(_), _) => {
                    let finding =
                        Diagnostic::error(Code::BadId, format!("`{}` is no id", key.text));
                    self.reader.report(key.span, finding);
                }
                (Ok(_), None) => {}
            }
        }
        weights
    }

    /// A list of texts.
    fn texts(&mut self, node: &Node<'t>, what: &str) -> Vec<Text> {
        self.reader
            .items(node, what)
            .iter()
            .filter_map(|item| self.reader.text(item, what))
            .collect()
    }

    /// A file of sections: `credentials:`, `issuers:`, `rules:` and so on.
    fn sections(&mut self, root: &Node<'t>) {
        let Some(mut table) = self.reader.table(root, "the file") else {
            return;
        };
        let sections: [(_, fn(&mut Self, &Node<'t>)); 7] = [
            ("issuers", Context::issuer),
            ("topics", Context::topic),
            ("technologies", Context::technology),
            ("roles", Context::role),
            ("environments", Context::environment),
            ("estimates", Context::estimate),
            ("rules", Context::rule),
        ];
        for (key, read) in sections {
            if let Some(node) = table.get(key) {
                self.reader
                    .items(node, key)
                    .iter()
                    .for_each(|item| read(self, item));
            }
        }
        if let Some(node) = table.get("cloud_prior") {
            self.cloud_prior(node);
        }
        if let Some(node) = table.get("recognition_sources") {
            self.recognition_sources(node);
        }
        if let Some(node) = table.get("recognition") {
            self.recognition(node);
        }
        if let Some(node) = table.get("credentials") {
            for item in self.reader.items(node, "credentials") {
                self.credential(item, None);
            }
        }
        table.finish(&mut self.reader);
    }
}
