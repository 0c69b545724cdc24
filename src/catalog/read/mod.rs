//! From files to a checked catalog: read every file, collect every problem, then resolve what refers to what.

mod credential;
mod form;
mod price;
mod recognition;
mod reference;
mod renewal;
mod rule;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use serde::Deserialize;

#[allow(unused_imports, reason = "the build script reads no requirement sets")]
pub(crate) use source::{RawSource, sources, text};

use super::Catalog;
use super::check;
use super::credential::Credential;
use super::id::{CredentialId, EnvironmentId, IssuerId, RoleId, RuleId, TechnologyId, TopicId};
use super::reference::{
    CloudPrior, Environment, Estimate, Issuer, Recognition, RecognitionSource, Role, SharedName,
    Technology, Topic,
};
use super::rule::Rule;
use crate::base::diagnostic::{Code, Diagnostic, Place};
use crate::base::source::{
    Entries, Field, Items, Node, Parsed, Reader, Scalar, Source, Span, Value, Whole, good,
};
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
    /// By name in lower case.
    pub(crate) shared_names: BTreeMap<String, SharedName>,
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

impl Catalog {
    /// This catalog with entries of the user's own, which add to it or replace what has the same id.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn with(&self, files: &[File]) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut draft = Draft::on(self);
        draft.layer(files);
        draft.finish()
    }
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
            estimates: base.estimates.clone(),
            rules: base.rules.iter().map(|r| (r.id, r.clone())).collect(),
            recognition: base.roles.iter().flat_map(recognition::of_role).collect(),
            recognition_sources: base
                .recognition_sources
                .iter()
                .map(|source| (source.id.clone(), source.clone()))
                .collect(),
            shared_names: base
                .shared_names
                .iter()
                .map(|s| (s.name.to_lowercase(), s.clone()))
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
        let (root, mut reader) = match source.read() {
            Ok(read) => read,
            Err(found) => return self.found.extend(found),
        };
        let (folder, base_name) = file.name.rsplit_once('/').unwrap_or(("", &file.name));
        let stem = base_name
            .rsplit_once('.')
            .map_or(base_name, |(stem, _)| stem);
        let home = homes
            .contains(folder)
            .then(|| (folder.rsplit('/').next().unwrap_or(folder), stem));
        let holds_id = matches!(&root.value, Value::Map(entries) if entries.iter().any(|(key, _)| key.text == "id"));
        if holds_id && stem == "issuer" {
            let raw = reader.read(&root, "an issuer");
            let mut context = Context::new(reader, self, &file.name);
            raw.and_then(|raw| context.issuer(raw));
            context.finish();
        } else if holds_id {
            let raw = reader.read(&root, "a credential");
            let mut context = Context::new(reader, self, &file.name);
            let field = Field {
                key: root.span,
                span: root.span,
                value: raw,
            };
            context.credential(&root, field, home);
            context.finish();
        } else {
            let raw = reader.read(&root, "the file");
            let mut context = Context::new(reader, self, &file.name);
            if let Some(raw) = raw {
                context.sections(&root, raw);
            }
            context.finish();
        }
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
            recognition_sources: self
                .recognition_sources
                .into_values()
                .collect::<Vec<_>>()
                .into(),
            shared_names: self.shared_names.into_values().collect::<Vec<_>>().into(),
            names: super::Names::new(),
        };
        Ok((catalog, found))
    }
}

/// A file of many entries.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Sections {
    /// Issuers.
    issuers: Option<Items<reference::RawIssuer>>,
    /// Topics.
    topics: Option<Items<reference::RawTopic>>,
    /// Technologies.
    technologies: Option<Items<reference::RawTechnology>>,
    /// Roles.
    roles: Option<Items<reference::RawRole>>,
    /// Preset environments.
    environments: Option<Items<reference::RawEnvironment>>,
    /// What to assume where facts are unknown.
    estimates: Option<Items<reference::RawEstimate>>,
    /// Rules.
    rules: Option<Items<rule::RawRule>>,
    /// Short names that bodies outside of the catalog use too.
    shared_names: Option<Items<reference::RawSharedName>>,
    /// How an unnamed cloud is shared out.
    cloud_prior: Option<Field<reference::Prior>>,
    /// What the grades of recognition rest on, by id.
    recognition_sources: Option<Field<Entries<recognition::RawSource>>>,
    /// What each field asks for, by role.
    recognition: Option<Field<Entries<recognition::RawGrades>>>,
    /// Credentials.
    credentials: Option<Items<credential::RawCredential>>,
}

/// Credentials, issuers and what they refer to: a file of one credential or issuer, or a file of sections.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(untagged)]
#[allow(
    dead_code,
    clippy::large_enum_variant,
    reason = "only its schema is used"
)]
pub(crate) enum CatalogFile {
    Sections(Sections),
    Credential(credential::RawCredential),
    Issuer(reference::RawIssuer),
}

impl<'d, 's, 't> Context<'d, 's, 't> {
    fn new(reader: Reader<'s, 't>, draft: &'d mut Draft, file: &'d str) -> Self {
        Self {
            reader,
            draft,
            file,
        }
    }

    fn finish(self) {
        self.draft.found.extend(self.reader.found);
    }

    /// Notes that an id is defined here; a second time in one layer is an error.
    fn define(&mut self, kind: Kind, id: &str, span: Span) {
        let place = self.reader.place(span);
        let layer = self.draft.layer;
        let before = self.draft.defined.get(&(kind, id.to_owned()));
        if let Some((_, first)) = before.filter(|(other, _)| *other == layer) {
            let message = format!("{} `{id}` is defined twice", kind.word());
            let help = format!("first at {}:{}:{}", first.file, first.line, first.column);
            self.reader.report(
                span,
                Diagnostic::error(Code::DefinedTwice, message).help(help),
            );
            return;
        }
        self.draft
            .defined
            .insert((kind, id.to_owned()), (layer, place));
    }

    /// An id that refers to something; whether that exists is checked at the end.
    fn mention<T: Display>(&mut self, kind: Kind, id: Scalar<T>) -> Option<T> {
        let place = self.reader.place(id.span);
        let id = id.get()?;
        self.draft.mentioned.push(Mention {
            kind,
            id: id.to_string(),
            place,
        });
        Some(id)
    }

    /// A list of ids that refer to something.
    fn mentions<T: Display>(&mut self, kind: Kind, ids: Option<Items<Parsed<T>>>) -> Vec<T> {
        let items = ids.and_then(|ids| ids.value).unwrap_or_default();
        items
            .into_iter()
            .filter_map(|id| self.mention(kind, id))
            .collect()
    }

    /// A map from ids to weights.
    fn weights<T: FromStr + Display, const MOST: u16>(
        &mut self,
        kind: Kind,
        Entries(weights): Entries<Parsed<Whole<1, MOST>>>,
    ) -> Vec<(T, u8)> {
        let mut read = Vec::new();
        for (name, weight) in weights {
            let Ok(id) = name.parse::<T>() else {
                let finding = Diagnostic::error(Code::BadId, format!("`{name}` is no id"));
                self.reader.report(weight.key, finding);
                continue;
            };
            let place = self.reader.place(weight.key);
            if let Some(Whole(weight)) = weight.get() {
                self.draft.mentioned.push(Mention {
                    kind,
                    id: id.to_string(),
                    place,
                });
                read.push((id, u8::try_from(weight).unwrap_or(u8::MAX)));
            }
        }
        read
    }

    /// A file of sections: `credentials:`, `issuers:`, `rules:` and so on.
    fn sections(&mut self, root: &Node<'_>, raw: Sections) {
        for issuer in good(raw.issuers) {
            self.issuer(issuer);
        }
        for topic in good(raw.topics) {
            self.topic(topic);
        }
        for technology in good(raw.technologies) {
            self.technology(technology);
        }
        for role in good(raw.roles) {
            self.role(role);
        }
        for environment in good(raw.environments) {
            self.environment(environment);
        }
        for estimate in good(raw.estimates) {
            self.estimate(estimate);
        }
        for rule in raw.rules.and_then(|rules| rules.value).unwrap_or_default() {
            self.rule(rule);
        }
        for shared in good(raw.shared_names) {
            self.shared_name(shared);
        }
        if let Some(prior) = raw.cloud_prior.and_then(|prior| prior.value) {
            self.cloud_prior(prior);
        }
        if let Some(sources) = raw.recognition_sources.and_then(|sources| sources.value) {
            self.recognition_sources(sources);
        }
        if let Some(roles) = raw.recognition.and_then(|roles| roles.value) {
            self.recognition(roles);
        }
        let credentials = raw.credentials.and_then(|credentials| credentials.value);
        let nodes = items_of(root, "credentials");
        for (credential, node) in credentials.unwrap_or_default().into_iter().zip(nodes) {
            self.credential(node, credential, None);
        }
    }
}

/// The items of a list that a key of a map holds.
fn items_of<'n, 't>(root: &'n Node<'t>, wanted: &str) -> &'n [Node<'t>] {
    let Value::Map(entries) = &root.value else {
        return &[];
    };
    let mut entries = entries.iter();
    match entries.find(|(key, _)| key.text == wanted) {
        Some((_, node)) => match &node.value {
            Value::List(items) => items,
            Value::Scalar { .. } | Value::Map(_) => &[],
        },
        None => &[],
    }
}
