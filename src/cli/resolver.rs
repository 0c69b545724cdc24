//! From what people type to what the catalog knows. Every command turns names into ids here.

use std::collections::BTreeSet;

use crate::advice::profile::Mandate;
use crate::advice::profile::environment::{EnvironmentMix, InvalidEnvironment};
use crate::base::date::{Date, PartialDate};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::vocabulary::Word;
use crate::catalog::credential::Credential;
use crate::catalog::id::CredentialId;
use crate::catalog::reference::Role;
use crate::catalog::vocabulary::{Level, Platform};
use crate::catalog::{Catalog, LookupError, Named, find};
use crate::team::requirement::library::Library;
use crate::team::requirement::shipped::Shipped;
use crate::team::requirement::table::{Row, Table};
use crate::team::roster::{Person, Team};

use super::Failure;

/// The table that work roles are looked up in.
pub(super) const WORK_ROLES: &str = "dod-8140";

/// Looks names up, and collects a finding for each that names nothing, so that one run reports them all.
#[derive(Default)]
pub(super) struct Resolver {
    findings: Vec<Diagnostic>,
}

/// What the table of work roles accepts for those that a role answers to, at a level.
pub(super) fn baseline(role: &Role, level: Level) -> BTreeSet<CredentialId> {
    let Some(table) = Shipped.table(WORK_ROLES) else {
        return BTreeSet::new();
    };
    let rows = table
        .rows
        .iter()
        .filter(|row| role.work_roles.contains(&row.code));
    rows.flat_map(|row| Mandate::new(table, row, level).all())
        .collect()
}

impl Resolver {
    /// Adds a finding of another kind.
    pub(super) fn report(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Ends the run where something is wrong.
    pub(super) fn finish(self) -> Result<(), Failure> {
        if self.findings.is_empty() {
            Ok(())
        } else {
            Err(Failure::Found(self.findings))
        }
    }

    /// What a name means.
    pub(super) fn named<'c, T: Named>(&mut self, things: &'c [T], name: &str) -> Option<&'c T> {
        self.named_or(things, name, Code::UnknownId)
    }

    /// The same, with the code of the finding where it means nothing.
    pub(super) fn named_or<'c, T: Named>(
        &mut self,
        things: &'c [T],
        name: &str,
        unknown: Code,
    ) -> Option<&'c T> {
        let error = match find(things, name) {
            Ok(thing) => return Some(thing),
            Err(error) => error,
        };
        let finding = if matches!(error, LookupError::Shared { .. }) {
            Diagnostic::error(Code::Ambiguous, error.to_string())
                .help("use the id of the one you mean")
        } else {
            let names = things
                .iter()
                .flat_map(|thing| std::iter::once(thing.id()).chain(thing.other_names()));
            Diagnostic::error(unknown, error.to_string())
                .help(format!("{} has them all", T::LISTED_BY))
                .suggest(name, names)
        };
        self.findings.push(finding);
        None
    }

    /// What each of several names means.
    pub(super) fn all<'c, T: Named>(&mut self, things: &'c [T], names: &[String]) -> Vec<&'c T> {
        let given = names
            .iter()
            .map(|name| name.trim())
            .filter(|name| !name.is_empty());
        given.filter_map(|name| self.named(things, name)).collect()
    }

    /// The credential that a name means.
    pub(super) fn credential<'c>(
        &mut self,
        catalog: &'c Catalog,
        name: &str,
    ) -> Option<&'c Credential> {
        let error = match catalog.credential_named(name) {
            Ok(credential) => return Some(credential),
            Err(error) => error,
        };
        self.findings.push(catalog.no_credential(&error));
        None
    }

    /// The credentials that names mean.
    pub(super) fn credentials<'c>(
        &mut self,
        catalog: &'c Catalog,
        names: &[String],
    ) -> Vec<&'c Credential> {
        names
            .iter()
            .map(|name| name.trim())
            .filter(|name| !name.is_empty())
            .filter_map(|name| self.credential(catalog, name))
            .collect()
    }

    /// A credential, among the names of requirement sets as well where no credential is near.
    pub(super) fn credential_or_set<'c>(
        &mut self,
        catalog: &'c Catalog,
        name: &str,
    ) -> Option<&'c Credential> {
        let error = match catalog.credential_or_exam_named(name) {
            Ok(credential) => return Some(credential),
            Err(error) => error,
        };
        let finding = catalog.no_credential(&error);
        let is_unknown = matches!(error, LookupError::Unknown { .. });
        let finding = if is_unknown && catalog.suggestion(name).is_none() {
            let sets = Shipped.set_names().into_iter().chain(Shipped.table_names());
            finding
                .help("`certadvise list` has the credentials, `certadvise list requirements` the sets and tables")
                .suggest(name, sets)
        } else {
            finding
        };
        self.findings.push(finding);
        None
    }

    /// A person of the team.
    pub(super) fn person<'t>(&mut self, team: &'t Team, id: &str) -> Option<&'t Person> {
        let person = team.person(id);
        if person.is_none() {
            let message = format!("nobody in the team is called `{id}`");
            let ids = team.people.iter().map(|person| person.id.as_str());
            self.findings
                .push(Diagnostic::error(Code::UnknownId, message).suggest(id, ids));
        }
        person
    }

    /// When a credential was earned, as the command line says it: a day, a month or a year, not in the future.
    pub(super) fn earned_on(
        &mut self,
        credential: &Credential,
        earned: &str,
        today: Date,
    ) -> Option<PartialDate> {
        let message = match earned.trim().parse::<PartialDate>() {
            Ok(date) if date.earliest() <= today => return Some(date),
            Ok(date) => format!(
                "`{}` is said to be earned on {date}, which is in the future",
                credential.id
            ),
            Err(error) => format!("`{earned}` is not a date: {error}"),
        };
        let finding = Diagnostic::error(Code::BadDate, message);
        self.findings
            .push(finding.help("write `cka=2025-02-14` or `cka=2025-02`"));
        None
    }

    /// A work role of DoD's matrix.
    pub(super) fn work_role(&mut self, name: &str) -> Option<(&'static Table, &'static Row)> {
        let table = Shipped.table(WORK_ROLES)?;
        self.named(table.rows.as_slice(), name)
            .map(|row| (table, row))
    }

    /// A preset environment, or a mix.
    pub(super) fn environment(&mut self, text: &str, catalog: &Catalog) -> Option<EnvironmentMix> {
        let error = match EnvironmentMix::parse(text, catalog) {
            Ok(environment) => return Some(environment),
            Err(error) => error,
        };
        let presets = catalog.environments.iter().map(|preset| preset.id.as_str());
        let finding = Diagnostic::error(Code::UnknownEnvironment, error.to_string());
        self.findings.push(match &error {
            InvalidEnvironment::UnknownPreset(name) => {
                let known: Vec<&str> = presets.clone().collect();
                finding
                    .help(format!(
                        "one of {}, or a mix such as aws=60,on-prem=40",
                        known.join(", ")
                    ))
                    .suggest(name, presets)
            }
            InvalidEnvironment::UnknownPlatform(name) => {
                let platforms: Vec<&str> = Platform::ALL
                    .iter()
                    .map(|platform| platform.word())
                    .collect();
                finding
                    .help(format!("one of {}", platforms.join(", ")))
                    .suggest(name, platforms)
            }
            InvalidEnvironment::NothingToName(_) => {
                finding.help("name a cloud after hybrid or multi-cloud")
            }
            InvalidEnvironment::BadShare(_) => finding,
        });
        None
    }

    /// A word of a closed list.
    pub(super) fn word<T: Word>(&mut self, text: &str) -> Option<T> {
        let word = T::parse(text);
        if word.is_none() {
            let words: Vec<&str> = T::ALL.iter().map(|word| word.word()).collect();
            let finding =
                Diagnostic::error(Code::UnknownWord, format!("unknown {} `{text}`", T::WHAT));
            self.findings.push(
                finding
                    .help(format!("one of {}", words.join(", ")))
                    .suggest(text, words),
            );
        }
        word
    }
}
