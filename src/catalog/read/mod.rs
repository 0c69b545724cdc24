//! Turns files into a checked catalog: reads every file, collects every problem, then checks every reference.

mod credential;
mod exam;
mod form;
mod host;
mod key;
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
use super::host::{HostName, Hosts, Standing};
use super::id::{CredentialId, EnvironmentId, IssuerId, RoleId, RuleId, TechnologyId, TopicId};
use super::reference::{
    CloudPrior, Environment, Estimate, Issuer, Recognition, RecognitionSource, Role, SharedName,
    Technology, Topic,
};
use super::rule::Rule;
use crate::base::compiled::Lazy;
use crate::base::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::base::source::{
    Entries, Field, Items, Node, Parsed, Reader, Scalar, Source, Span, Value, Whole, good,
};
use crate::base::text::Text;

/// A file of a catalog.
#[derive(Clone, Debug)]
pub struct File {
    /// The name as the user gave it, with `/` between folders.
    pub name: String,
    /// The content of the file.
    pub text: String,
}

impl File {
    /// Whether it is in a folder called `requirements`, and so does not belong to a catalog.
    pub fn is_requirement(&self) -> bool {
        self.name.rsplit('/').nth(1) == Some("requirements")
    }

    /// Whether it is CSV, judging by the extension of its name or, if there is none (stdin), by its first line.
    pub fn is_csv(&self) -> bool {
        let header = || self.text.lines().next().unwrap_or_default();
        match self
            .name
            .rsplit('/')
            .next()
            .and_then(|name| name.rsplit_once('.'))
        {
            Some((_, extension)) => extension.eq_ignore_ascii_case("csv"),
            None => header().contains(',') && !header().contains([':', '#']),
        }
    }
}

/// The kind of thing that an id identifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Credential,
    Issuer,
    Topic,
    Technology,
    Role,
    Environment,
    Rule,
    Host,
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
            Self::Host => "host",
        }
    }
}

/// A reference to an id in a file.
pub(crate) struct Mention {
    pub kind: Kind,
    pub id: String,
    pub place: Place,
}

/// An unfinished catalog: layers of files, of which later ones override earlier ones.
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
    pub(crate) recognition: BTreeMap<(RoleId, CredentialId), Recognition>,
    pub(crate) recognition_sources: BTreeMap<Text, RecognitionSource>,
    /// Keyed by name in lower case.
    pub(crate) shared_names: BTreeMap<String, SharedName>,
    /// The hosts of the earlier catalog, which stay encoded unless files classify hosts.
    base_hosts: Lazy<Hosts>,
    pub(crate) hosts: BTreeMap<HostName, Standing>,
    /// The layer and the place in which each id of the files was defined.
    pub(crate) defined: BTreeMap<(Kind, String), (usize, Place)>,
    pub(crate) mentioned: Vec<Mention>,
    /// Addresses whose hosts are to be checked.
    cited: Vec<host::Cited>,
    pub(crate) found: Vec<Diagnostic>,
    layer: usize,
}

/// The state while one file is read.
pub(crate) struct Context<'d, 's, 't> {
    pub reader: Reader<'s, 't>,
    pub draft: &'d mut Draft,
    pub file: &'d str,
}

impl Catalog {
    /// This catalog with the user's entries, which extend it or override entries with the same id; and the warnings.
    ///
    /// # Errors
    /// Every problem of every file, if any of them is an error.
    pub fn with(&self, files: &[File]) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut draft = Draft::on(self);
        draft.layer(files);
        draft.finish()
    }
}

impl Draft {
    /// A draft that starts from a catalog.
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
            base_hosts: base.hosts.clone(),
            ..Self::default()
        }
    }

    /// Reads the files of one layer.
    pub fn layer(&mut self, files: &[File]) {
        self.layer += 1;
        let issuer_folders: BTreeSet<&str> = files
            .iter()
            .filter_map(|file| file.name.strip_suffix("/issuer.yaml"))
            .collect();
        for file in files {
            self.file(file, &issuer_folders);
        }
    }

    /// Reads one file.
    fn file(&mut self, file: &File, issuer_folders: &BTreeSet<&str>) {
        let source = Source::new(&file.name, &file.text);
        let (root, mut reader) = match source.read() {
            Ok(read) => read,
            Err(found) => return self.found.extend(found),
        };
        let (folder, base_name) = file.name.rsplit_once('/').unwrap_or(("", &file.name));
        let stem = base_name
            .rsplit_once('.')
            .map_or(base_name, |(stem, _)| stem);
        let home = issuer_folders
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

    /// The finished catalog and the warnings.
    ///
    /// # Errors
    /// Every problem of every file, if any of them is an error.
    pub fn finish(mut self) -> Result<(Catalog, Vec<Diagnostic>), Vec<Diagnostic>> {
        check::check(&mut self);
        let hosts = if self.hosts.is_empty() {
            self.base_hosts
        } else {
            self.base_hosts.with(self.hosts).into()
        };
        let mut found = self.found;
        if !self.cited.is_empty() {
            found.extend(host::check(self.cited, &hosts));
        }
        found.sort_by(|a, b| {
            position(a)
                .cmp(&position(b))
                .then_with(|| a.message.cmp(&b.message))
        });
        found.dedup();
        if found
            .iter()
            .any(|finding| finding.severity == Severity::Error)
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
            hosts,
            names: super::Names::new(),
        };
        Ok((catalog, found))
    }
}

/// The file, line and column of a finding, by which findings are sorted.
fn position(finding: &Diagnostic) -> Option<(&str, u32, u32)> {
    let place = finding.place.as_ref()?;
    Some((&place.file, place.line, place.column))
}

/// A file with sections of entries.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Sections {
    /// Organizations that award credentials.
    issuers: Option<Items<reference::RawIssuer>>,
    /// Subjects that credentials cover and roles demand.
    topics: Option<Items<reference::RawTopic>>,
    /// Technologies that credentials are about.
    technologies: Option<Items<reference::RawTechnology>>,
    /// Roles for which credentials are ranked.
    roles: Option<Items<reference::RawRole>>,
    /// Preset environments.
    environments: Option<Items<reference::RawEnvironment>>,
    /// Assumptions for unknown facts, one for each tier.
    estimates: Option<Items<reference::RawEstimate>>,
    /// Rules by which contexts, industries and roles change a ranking.
    rules: Option<Items<rule::RawRule>>,
    /// Short names that organizations outside the catalog use too.
    shared_names: Option<Items<reference::RawSharedName>>,
    /// Who publishes at hosts, by host (`example.org`, with its subdomains) or part of a host (`github.com/cncf`).
    hosts: Option<Field<Entries<host::RawStanding>>>,
    /// How the share of an unnamed cloud is distributed over the clouds.
    cloud_prior: Option<Field<reference::Prior>>,
    /// The sources of the grades of recognition, by id.
    recognition_sources: Option<Field<Entries<recognition::RawSource>>>,
    /// The credentials that each role is asked for, by role.
    recognition: Option<Field<Entries<recognition::RawGrades>>>,
    /// Credentials, or single facts about existing ones.
    credentials: Option<Items<credential::RawCredential>>,
}

/// Credentials, issuers and what they refer to: a file with one credential, a file with one issuer, or a file with
/// sections.
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

    /// Records that an id is defined here; to define it twice in one layer is an error.
    fn define(&mut self, kind: Kind, id: &str, span: Span) {
        let place = self.reader.place(span);
        let layer = self.draft.layer;
        let earlier = self.draft.defined.get(&(kind, id.to_owned()));
        if let Some((_, first)) = earlier.filter(|(other, _)| *other == layer) {
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

    /// Reads a reference to an id; whether the id exists is checked at the end.
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

    /// Reads a list of references to ids.
    fn mentions<T: Display>(&mut self, kind: Kind, ids: Option<Items<Parsed<T>>>) -> Vec<T> {
        let items = ids.and_then(|ids| ids.value).unwrap_or_default();
        items
            .into_iter()
            .filter_map(|id| self.mention(kind, id))
            .collect()
    }

    /// Reads a map from ids to weights.
    fn weights<T: FromStr + Display, const MOST: u16>(
        &mut self,
        kind: Kind,
        Entries(weights): Entries<Parsed<Whole<1, MOST>>>,
    ) -> Vec<(T, u8)> {
        let mut read = Vec::new();
        for (name, weight) in weights {
            let Ok(id) = name.parse::<T>() else {
                let finding = Diagnostic::error(Code::BadId, format!("`{name}` is not a valid id"));
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

    /// Reads the sections of a file: `credentials:`, `issuers:`, `rules:` and so on.
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
        if let Some(hosts) = raw.hosts.and_then(|hosts| hosts.value) {
            self.hosts(hosts);
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

/// The items of the list under a key of a map.
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
