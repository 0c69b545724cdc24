//! Checks that need the whole catalog: whether references resolve, facts agree and chains end.

use std::collections::BTreeSet;

use super::credential::Credential;
use super::host::HostName;
use super::id::{CredentialId, EnvironmentId, IssuerId, RoleId, RuleId, TechnologyId, TopicId};
use super::read::{Draft, Kind};
use super::vocabulary::{Status, Tier};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::vocabulary::Word;

/// Adds every problem of the whole draft to its findings.
pub(super) fn check(draft: &mut Draft) {
    let mut found = Vec::new();
    references(draft, &mut found);
    for credential in draft.credentials.values() {
        // The compiled-in credentials were checked when they were built.
        if !credential.facts.is_compiled_in() {
            facts(draft, credential, &mut found);
            cycles(draft, credential, &mut found);
        }
    }
    if !draft.credentials.is_empty() && draft.found.is_empty() {
        for tier in Tier::ALL
            .iter()
            .filter(|tier| !draft.estimates.iter().any(|e| e.tier == **tier))
        {
            found.push(Diagnostic::error(
                Code::MissingKey,
                format!("no estimate for tier `{tier}`"),
            ));
        }
    }
    draft.found.extend(found);
}

fn references(draft: &Draft, found: &mut Vec<Diagnostic>) {
    for mention in &draft.mentioned {
        let ids: BTreeSet<&str> = match mention.kind {
            Kind::Credential => draft.credentials.keys().map(CredentialId::as_str).collect(),
            Kind::Issuer => draft.issuers.keys().map(IssuerId::as_str).collect(),
            Kind::Topic => draft.topics.keys().map(TopicId::as_str).collect(),
            Kind::Technology => draft
                .technologies
                .keys()
                .map(TechnologyId::as_str)
                .collect(),
            Kind::Role => draft.roles.keys().map(RoleId::as_str).collect(),
            Kind::Environment => draft
                .environments
                .keys()
                .map(EnvironmentId::as_str)
                .collect(),
            Kind::Rule => draft.rules.keys().map(RuleId::as_str).collect(),
            Kind::Host => draft.hosts.keys().map(HostName::as_str).collect(),
        };
        // A defined but unusable entry has a finding of its own, so references to it are not reported.
        let defined = draft
            .defined
            .contains_key(&(mention.kind, mention.id.clone()));
        if !defined && !ids.contains(mention.id.as_str()) {
            let finding = Diagnostic::error(
                Code::UnknownId,
                format!("unknown {} `{}`", mention.kind.word(), mention.id),
            );
            found.push(finding.at(mention.place.clone()).suggest(&mention.id, ids));
        }
    }
}

/// Reports facts of one credential that are missing or can't all be true.
fn facts(draft: &Draft, credential: &Credential, found: &mut Vec<Diagnostic>) {
    let mut report = |code, message: String, help: &str| {
        let finding = Diagnostic::error(code, message).help(help);
        found.push(
            match draft
                .defined
                .get(&(Kind::Credential, credential.id.to_string()))
            {
                Some((_, place)) => finding.at(place.clone()),
                None => finding,
            },
        );
    };
    let id = &credential.id;
    if credential.details.sources.is_empty() {
        let help = "add `sources`, or `{kind: general-knowledge}` if there are none";
        report(
            Code::NoSource,
            format!("credential `{id}` names no source"),
            help,
        );
    }
    if matches!(credential.status, Status::Retired | Status::Retiring)
        && credential.successors.contains(id)
    {
        report(
            Code::Contradiction,
            format!("`{id}` is its own successor"),
            "name the credential that replaced it",
        );
    }
    if credential.validity.is_empty() {
        report(
            Code::MissingKey,
            format!("`{id}` has no validity rule"),
            "write `- {months: unknown}` if the validity is not known",
        );
    }
    if credential.topics.is_empty() && credential.status != Status::Retired {
        report(
            Code::MissingKey,
            format!("`{id}` has no topics"),
            "advice needs at least one topic",
        );
    }
    if credential.exam.is_part(id.as_str()) {
        let message =
            format!("`{id}` is also the code of one of several exams that the credential needs");
        let help = "choose another id, so that nobody who means the exam means the credential";
        report(Code::Contradiction, message, help);
    }
    if let (Some(from), Some(last)) = (credential.available_from, credential.last_exam)
        && from.earliest() > last.latest()
    {
        let message = format!(
            "`{id}` is available from {from}, but its last exam was {}",
            last.in_words()
        );
        report(Code::Contradiction, message, "check the two dates");
    }
    let levels: BTreeSet<&str> = draft
        .credentials
        .values()
        .filter(|other| other.issuer == credential.issuer)
        .filter_map(|other| other.issuer_level.as_deref())
        .collect();
    for level in credential
        .renewal
        .iter()
        .flat_map(|r| &r.options)
        .flat_map(|o| &o.by_levels)
    {
        if !levels.contains(level.as_str()) {
            let help = format!(
                "levels of this issuer: {}",
                levels.iter().copied().collect::<Vec<_>>().join(", ")
            );
            report(
                Code::UnknownWord,
                format!(
                    "`{id}` is renewed by level `{level}`, which no credential of its issuer has"
                ),
                &help,
            );
        }
    }
}

/// Reports prerequisites and successors that lead back to the credential.
fn cycles(draft: &Draft, credential: &Credential, found: &mut Vec<Diagnostic>) {
    type Next = fn(&Credential) -> &[CredentialId];
    let chains: [(&str, Next); 2] = [
        ("prerequisites", |c| &c.prerequisites.credentials),
        ("successor", |c| &c.successors),
    ];
    for (key, next) in chains {
        let mut seen = BTreeSet::new();
        let mut pending: Vec<&CredentialId> = next(credential).iter().collect();
        while let Some(id) = pending.pop() {
            if id == &credential.id {
                let finding =
                    Diagnostic::error(Code::Cycle, format!("`{key}` of `{id}` leads back to it"));
                found.push(
                    match draft.defined.get(&(Kind::Credential, id.to_string())) {
                        Some((_, place)) => finding.at(place.clone()),
                        None => finding,
                    },
                );
                break;
            }
            if seen.insert(id) {
                pending.extend(draft.credentials.get(id).into_iter().flat_map(next));
            }
        }
    }
}
