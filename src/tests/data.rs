//! The shipped data: what the build does not already check.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::base::date::{Expiry, months_later};
use crate::base::diagnostic::Diagnostic;
use crate::base::money::Usd;
use crate::catalog::Named;
use crate::catalog::credential::Origin;
use crate::catalog::read::{Draft, File};
use crate::catalog::reference::Role;
use crate::catalog::validity::Validity;
use crate::catalog::vocabulary::{Assurance, Grade, Status, Tier};
use crate::cost::schedule::{Member, schedule};
use crate::embedded;

#[test]
fn every_credential_that_can_be_earned_has_sources_and_a_month() {
    let catalog = embedded::catalog();
    for credential in catalog
        .credentials
        .iter()
        .filter(|c| c.status != Status::Retired)
    {
        let details = &credential.details;
        assert!(
            !details.sources.is_empty(),
            "{} has no source",
            credential.id
        );
        assert!(!details.about.is_empty(), "{} has no text", credential.id);
        let mut dates = details.sources.iter().filter_map(|source| source.date);
        assert!(
            dates.any(|date| date.month().is_some()),
            "{} has no source dated to the month",
            credential.id
        );
    }
}

#[test]
fn a_name_is_no_id_of_another_credential() {
    let catalog = embedded::catalog();
    let ids: BTreeMap<String, &str> = catalog
        .credentials
        .iter()
        .map(|c| (c.id.to_string(), c.id.as_str()))
        .collect();
    for credential in &catalog.credentials {
        // An exam code may be another's id (an id beats it); a name of our own choosing may not.
        for name in credential
            .abbreviation
            .iter()
            .chain(credential.aliases.iter())
        {
            let other = ids.get(&name.to_lowercase());
            assert!(
                other.is_none_or(|id| *id == credential.id.as_str()),
                "{}: {name}",
                credential.id
            );
        }
    }
}

#[test]
fn aliases_lead_to_their_credential() {
    let catalog = embedded::catalog();
    for (name, id) in [
        ("sec+", "security-plus"),
        ("SAA-C03", "aws-saa"),
        ("DevNet Associate", "ccna-automation"),
        ("pcap", "pcap"),
        ("AZ-104", "az-104"),
        ("DataX", "dataai"),
    ] {
        let found = catalog
            .credential_named(name)
            .map(|c| c.id.as_str().to_owned());
        assert_eq!(found.as_deref(), Ok(id), "{name}");
    }
    for shared in ["CAP", "PCA"] {
        assert!(
            catalog.credential_named(shared).is_err(),
            "{shared} can mean several"
        );
    }
    for version in ["003", "004"] {
        assert!(
            catalog.credential_named(version).is_err(),
            "{version} is a version, no name"
        );
    }
}

#[test]
fn addresses_are_addresses() {
    let catalog = embedded::catalog();
    for credential in &catalog.credentials {
        for source in &credential.details.sources {
            if let Origin::Page { url, .. } = &source.origin {
                assert!(
                    !url.contains(' ') && url.contains('.'),
                    "{}: {url}",
                    credential.id
                );
            }
        }
    }
}

#[test]
fn every_source_is_at_a_classified_host() {
    fn read(folder: &Path, files: &mut Vec<File>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, files);
            } else if path.extension().is_some_and(|end| end == "yaml") {
                let name = path.display().to_string();
                let text = fs::read_to_string(&path).unwrap();
                files.push(File { name, text });
            }
        }
    }
    let mut files = Vec::new();
    read(Path::new("data"), &mut files);
    assert!(files.len() > 700);
    let mut draft = Draft::on(embedded::catalog());
    for file in &files {
        draft.cite(file);
    }
    let found = draft.finish().map_or_else(|found| found, |_| Vec::new());
    let found: Vec<String> = found.iter().map(Diagnostic::one_line).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_fixed_points_of_the_tier_rubric_hold() {
    let catalog = embedded::catalog();
    let fixed = [
        (
            Tier::Entry,
            &["pcep", "aws-clf", "a-plus", "kcna", "isc2-cc", "az-900"][..],
        ),
        (
            Tier::Associate,
            &[
                "pcap",
                "aws-saa",
                "security-plus",
                "az-104",
                "rhcsa",
                "terraform-associate",
            ],
        ),
        (
            Tier::Professional,
            &[
                "pcpp1", "aws-sap", "aws-scs", "cka", "cissp", "rhce", "az-305", "gcp-pca",
            ],
        ),
        (Tier::Expert, &["ccie-enterprise"]),
    ];
    for (tier, ids) in fixed {
        for id in ids {
            let credential = catalog.credential_named(id).unwrap();
            assert_eq!(credential.tier, tier, "{id}");
        }
    }
}

#[test]
fn roles_of_the_contract_are_known_by_id_name_or_synonym() {
    let catalog = embedded::catalog();
    let names = "python-developer, backend-developer, software-developer, devops, devops-engineer, sre, \
        site-reliability-engineer, platform-engineer, cloud-engineer, cloud-architect, solutions-architect, \
        application-architect, cloud-security-engineer, cloud-security-architect, kubernetes-administrator, \
        linux-administrator, systems-administrator, network-engineer, network-automation-engineer, \
        automation-engineer, api-integration, microservices, data-engineer, data-analyst, bi-analyst, \
        data-scientist, ml-engineer, mlops-engineer, ai-engineer, security-analyst, soc-analyst, \
        incident-responder, vulnerability-analyst, penetration-tester, application-security-engineer, \
        devsecops-engineer, security-architect, security-consultant, security-control-assessor, security-manager, \
        grc-analyst, it-auditor, it-support, help-desk-technician, it-service-manager, consultant, \
        managed-services-engineer, DevOps Engineer, data engineer";
    for name in names.split(',').map(str::trim) {
        assert!(catalog.role_named(name).is_ok(), "{name}");
    }
}

#[test]
fn synonyms_of_roles_and_topics_are_unique() {
    fn names<T: Named>(things: &[T]) -> Vec<String> {
        let all = things.iter().flat_map(|t| {
            std::iter::once(t.id())
                .chain(t.other_names())
                .collect::<BTreeSet<_>>()
        });
        all.map(|name| name.to_lowercase().replace(['-', '_'], " "))
            .collect::<Vec<_>>()
    }
    let catalog = embedded::catalog();
    for (what, names) in [
        ("role", names(&catalog.roles)),
        ("topic", names(&catalog.topics)),
    ] {
        let mut seen = BTreeMap::new();
        for name in names {
            *seen.entry(name).or_insert(0) += 1;
        }
        // A thing's own id and name may coincide up to dashes; two things may not share one.
        let things = seen.iter().filter(|(name, _)| {
            catalog.roles.iter().filter(|r| answers(*r, name)).count() > 1
                || catalog.topics.iter().filter(|t| answers(*t, name)).count() > 1
        });
        assert_eq!(things.collect::<Vec<_>>(), Vec::new(), "{what}");
    }
}

fn answers<T: Named>(thing: &T, name: &str) -> bool {
    std::iter::once(thing.id())
        .chain(thing.other_names())
        .any(|n| n.to_lowercase().replace(['-', '_'], " ") == name)
}

#[test]
fn exams_that_never_expire_have_no_renewal_by_exam() {
    let catalog = embedded::catalog();
    for credential in catalog
        .credentials
        .iter()
        .filter(|c| c.current_validity() == Validity::Never)
    {
        assert!(
            !matches!(credential.assurance, Assurance::ProctoredExam)
                || credential
                    .renewal
                    .iter()
                    .flat_map(|r| &r.options)
                    .all(|o| o.fee.is_none_or(|fee| fee.cents() == 0)),
            "{} never expires but has a priced renewal",
            credential.id
        );
    }
}

#[test]
fn a_title_awarded_for_what_is_held_has_no_fee_of_its_own() {
    let catalog = embedded::catalog();
    let titles = catalog
        .credentials
        .iter()
        .filter(|credential| credential.assurance == Assurance::Title)
        .filter(|credential| credential.prerequisites.credentials.len() > 1);
    for title in titles {
        // Its parts have their own fees, which a path adds up.
        assert!(
            title.exam_fee.is_none_or(|fee| fee.cents() == 0),
            "{}",
            title.id
        );
    }
}

#[test]
fn in_roles_bound_to_clouds_the_peers_of_all_clouds_have_one_grade() {
    let peers = [
        ["aws-clf", "az-900", "gcp-cdl"],
        ["aws-dva", "ai-200", "gcp-pcd"],
        ["aws-cloudops", "az-104", "gcp-ace"],
        ["aws-dop", "az-400", "gcp-pcdoe"],
        ["aws-sap", "az-305", "gcp-pca"],
        ["aws-dea", "dp-700", "gcp-pde"],
        ["aws-mla", "ai-300", "gcp-pmle"],
        ["aws-scs", "sc-500", "gcp-pcse"],
        ["aws-ans", "az-700", "gcp-pcne"],
    ];
    let of_clouds = |role: &&Role| role.id.as_str().starts_with("cloud-");
    let catalog = embedded::catalog();
    let roles: Vec<&Role> = catalog.roles.iter().filter(of_clouds).collect();
    assert!(roles.len() > 3);
    // In a role bound to no cloud a source may name the exam of one alone.
    for role in roles {
        for job in &peers {
            let graded: Vec<_> = job
                .iter()
                .filter_map(|id| role.grade(id.parse().unwrap()))
                .collect();
            let alike = graded.iter().all(|grade| Some(grade) == graded.first());
            assert!(alike, "{}: {job:?} {graded:?}", role.id);
        }
    }
}

#[test]
fn single_exams_cost_together_what_the_credential_costs() {
    let catalog = embedded::catalog();
    let mut known = 0;
    for credential in &catalog.credentials {
        let exam = &credential.exam;
        let sets = exam.sets.iter();
        let current = sets.filter(|set| set.iter().all(|code| exam.codes.contains(code)));
        for set in current.filter(|_| !exam.fees.is_empty()) {
            let fee: Option<Usd> = set.iter().map(|code| exam.fee(code)).sum();
            assert!(fee.is_some(), "{}", credential.id);
            assert_eq!(fee, credential.exam_fee, "{}", credential.id);
            known += 1;
        }
    }
    assert!(known > 20, "{known}");
}

#[test]
fn own_judgement_alone_makes_no_standard() {
    // A standard without a source is the peer of one that has some: the same job on another cloud.
    let peers = [
        ["aws-sap", "az-305", "gcp-pca"],
        ["aws-mla", "ai-300", "gcp-pmle"],
        ["aws-aip", "ai-103", "gcp-pmle"],
    ];
    let catalog = embedded::catalog();
    let (mut standards, mut by_two) = (0, 0);
    for role in &catalog.roles {
        let named = |id: &str| {
            let known = role.recognition(id.parse().unwrap());
            known.is_some_and(|known| !known.sources.is_empty())
        };
        for known in role.recognized.iter() {
            if known.grade != Grade::Standard {
                continue;
            }
            standards += 1;
            by_two += usize::from(known.sources.len() >= 2);
            let id = known.credential.as_str();
            let by_peer = peers
                .iter()
                .any(|jobs| jobs.contains(&id) && jobs.iter().any(|peer| named(peer)));
            assert!(
                !known.sources.is_empty() || by_peer,
                "{}: `{id}` is a standard by own judgement alone",
                role.id
            );
        }
    }
    // At least 70% of what stands first rests on two sources.
    assert!(by_two * 10 >= standards * 7, "{by_two} of {standards}");
}

#[test]
fn what_renews_what_and_what_never_expires() {
    let catalog = embedded::catalog();
    let renewed_by = |id: &str, by: &str| {
        let credential = catalog.credential_named(id).unwrap();
        let options = credential.renewal.iter().flat_map(|all| &all.options);
        let by = by.parse().unwrap();
        options.clone().any(|option| option.by.contains(&by))
    };
    for (by, renewed) in [
        ("aws-aip", ["aws-aif", "aws-mla"]),
        ("server-plus", ["a-plus", "network-plus"]),
    ] {
        for id in renewed {
            assert!(renewed_by(id, by), "{by} renews {id}");
        }
    }
    let validity = |id: &str| catalog.credential_named(id).unwrap().current_validity();
    assert_eq!(validity("osai"), Validity::Never);
    let lasts = validity("osai-plus");
    assert!(matches!(lasts, Validity::Months(months) if months.get() == 36));
}

#[test]
fn a_term_of_the_iapp_costs_its_fee_once() {
    let catalog = embedded::catalog();
    let today = "2026-11-29".parse().unwrap();
    for id in ["aigp", "cipm", "cipp-e", "cipp-us", "cipt"] {
        let credential = catalog.credential_named(id).unwrap();
        let until = |years: i64| months_later(today, years * 12);
        let member = || Member::held(credential, today, Expiry::On(until(2)));
        let total = |years| {
            let plan = schedule(catalog, &[member()], today, until(years), Usd::default());
            plan.total().cents()
        };
        assert_eq!(total(6) - total(4), 25_000, "{id}");
    }
}
