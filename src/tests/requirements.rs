//! The shipped tables and sets: what they accept, where they come from, and the traps that come with them.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diagnostic::Diagnostic;
use crate::catalog::Named;
use crate::catalog::id::CredentialId;
use crate::catalog::vocabulary::{Accreditation, Listing};
use crate::embedded;
use crate::team::requirement::Requirement;
use crate::team::requirement::library::Library;
use crate::team::requirement::shipped::{self, Shipped};
use crate::team::requirement::table::{At, Row, Table};

fn table(id: &str) -> &'static Table {
    shipped::tables()
        .iter()
        .find(|table| &*table.id == id)
        .unwrap()
}

fn row(table_id: &str, code: &str) -> &'static Row {
    table(table_id).row(code).unwrap()
}

/// The level words at which a row accepts a credential.
fn levels(row: &Row, id: &str) -> Vec<String> {
    let id: CredentialId = id.parse().unwrap();
    let accepts = |word: &str| row.accepted(word).iter().any(|(one, _)| *one == id);
    row.levels
        .iter()
        .map(|level| level.word.to_string())
        .filter(|word| accepts(word))
        .collect()
}

#[test]
fn the_8140_matrix_is_whole() {
    let table = table("dod-8140");
    assert_eq!(
        (
            &*table.version,
            table.dated.to_string().as_str(),
            table.rows.len()
        ),
        ("V2.1", "2025-09-19", 74)
    );
    let of = |listing| {
        table
            .rows
            .iter()
            .filter(|row| row.listing == listing)
            .count()
    };
    assert_eq!(
        [Listing::Approved, Listing::Pending, Listing::NonePublished].map(of),
        [34, 11, 29]
    );
    for row in &table.rows {
        let words: Vec<&str> = row.levels.iter().map(|level| level.word.as_str()).collect();
        assert_eq!(words, ["basic", "intermediate", "advanced"], "{}", row.code);
        let empty = row.levels.iter().all(|level| level.credentials.is_empty());
        assert_eq!(empty, row.listing == Listing::NonePublished, "{}", row.code);
        assert_eq!(
            row.note.is_some(),
            row.listing == Listing::Pending || &*row.code == "723",
            "{}",
            row.code
        );
    }
}

#[test]
fn a_level_of_8140_accepts_what_is_listed_there_or_above() {
    assert_eq!(levels(row("dod-8140", "511"), "ceh"), ["basic"]);
    assert_eq!(
        levels(row("dod-8140", "511"), "cysa-plus"),
        ["basic", "intermediate", "advanced"]
    );
    assert_eq!(
        levels(row("dod-8140", "511"), "security-plus"),
        ["basic", "intermediate"]
    );
    assert_eq!(
        levels(row("dod-8140", "531"), "security-plus"),
        ["basic", "intermediate"]
    );
    for code in ["621", "632"] {
        assert!(
            levels(row("dod-8140", code), "security-plus").is_empty(),
            "{code}"
        );
    }
    // DoD prints one cell for CASP+ and its successor.
    for id in ["securityx", "casp-plus"] {
        assert_eq!(
            levels(row("dod-8140", "612"), id),
            ["basic", "intermediate"],
            "{id}"
        );
    }
    let basic = row("dod-8140", "511").accepted("basic");
    let at = |id: &str| {
        basic
            .iter()
            .find(|(one, _)| one.as_str() == id)
            .map(|(_, at)| *at)
    };
    assert_eq!(
        (at("ceh"), at("gsec"), at("cissp")),
        (Some(At::Exact), Some(At::Higher), None)
    );
}

#[test]
fn only_iat_and_iam_of_8570_count_downwards() {
    assert_eq!(levels(row("dod-8570", "IAT"), "cissp"), ["i", "ii", "iii"]);
    assert_eq!(levels(row("dod-8570", "iat"), "a-plus"), ["i"]);
    assert_eq!(levels(row("dod-8570", "iam"), "cism"), ["i", "ii", "iii"]);
    assert_eq!(levels(row("dod-8570", "iasae"), "issap"), ["iii"]);
    assert_eq!(levels(row("dod-8570", "cssp"), "cisa"), ["auditor"]);
    // The exam an Associate of ISC2 passed is not known.
    assert!(levels(row("dod-8570", "iat"), "isc2-associate").is_empty());
}

#[test]
fn work_roles_answer_to_nice_ids_and_shared_names_are_errors() {
    let table = table("dod-8140");
    for name in ["511", "PD-WRL-001", "pr-cda-001", "Cyber Defense Analyst"] {
        assert_eq!(table.named(name).map(Named::id), Ok("511"), "{name}");
    }
    let shared = table.named("DD-WRL-004").unwrap_err().to_string();
    assert_eq!(shared, "`DD-WRL-004` can mean `631` or `632`");
    assert_eq!(
        table.named("999").unwrap_err().to_string(),
        "unknown work role `999`"
    );
}

#[test]
fn the_accreditation_of_the_catalog_is_the_matrix() {
    let listed: BTreeSet<CredentialId> = table("dod-8140")
        .rows
        .iter()
        .flat_map(|row| row.levels.iter())
        .flat_map(|level| level.credentials.iter().copied())
        .collect();
    let catalog = embedded::catalog();
    let says = catalog
        .credentials
        .iter()
        .filter(|c| c.accreditation.contains(&Accreditation::Dod8140));
    let says: BTreeSet<CredentialId> = says.map(|credential| credential.id).collect();
    assert_eq!(says, listed);
}

#[test]
fn tables_say_where_they_come_from_and_what_they_leave_out() {
    for table in shipped::tables() {
        assert!(
            !table.sources.is_empty() && !table.not_checked.is_empty() && !table.notes.is_empty(),
            "{}",
            table.id
        );
        let catalog = embedded::catalog();
        for id in table
            .rows
            .iter()
            .flat_map(|r| r.levels.iter())
            .flat_map(|l| l.credentials.iter())
        {
            assert!(catalog.credential(id).is_some(), "{}: {id}", table.id);
        }
    }
}

fn set(name: &str) -> Requirement {
    let file = Shipped.set(name).unwrap();
    match Requirement::read(&file, embedded::catalog(), &Shipped) {
        Ok((set, warnings)) if warnings.is_empty() => set,
        Ok((_, found)) | Err(found) => panic!(
            "{}",
            found.iter().map(Diagnostic::one_line).collect::<String>()
        ),
    }
}

#[test]
fn sets_are_called_as_their_file_and_say_where_they_come_from_and_what_they_leave_out() {
    let catalog = embedded::catalog();
    for name in Shipped.set_names() {
        let set = set(name);
        assert_eq!(&*set.id, name);
        assert!(
            !set.sources.is_empty() && !set.not_checked.is_empty() && set.about.is_some(),
            "{name}"
        );
        // The one number that rests on no dated page says so.
        assert_eq!(set.dated.is_none(), name == "cncf-kcsp", "{name}");
        // A name is either a set or a credential.
        assert!(catalog.credential_named(name).is_err(), "{name}");
    }
}

#[test]
fn sets_and_work_roles_that_accept_a_credential_can_be_counted() {
    let standing = rows_that_accept(shipped::tables());
    let of = |id: &str| standing.get(&id.parse().unwrap()).copied();
    assert_eq!((of("gsec"), of("pcap")), (Some(26), None));
    let qsa = set("pci-qsa-employees");
    let accepts = |id: &str| qsa.accepts(id.parse().unwrap());
    assert!(accepts("cissp") && accepts("gsna") && !accepts("ceh"));
}

/// How many rows of these tables accept each credential at some level.
fn rows_that_accept(tables: &[Table]) -> BTreeMap<CredentialId, usize> {
    let mut accepted = BTreeMap::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        let listed: BTreeSet<CredentialId> = row
            .levels
            .iter()
            .flat_map(|level| level.credentials.iter().copied())
            .collect();
        for id in listed {
            *accepted.entry(id).or_default() += 1;
        }
    }
    accepted
}
