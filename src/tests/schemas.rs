//! The schemas for editors say what the readers read: our own files pass, and every key and word is the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Source, Value as Yaml};
use crate::base::vocabulary::Word;
use crate::catalog::order;
use crate::catalog::read::File;
use crate::catalog::vocabulary::*;
use crate::cli::config::Config;
use crate::cli::init::FILES;
use crate::embedded;
use crate::team::requirement::{Requirement, library};
use crate::team::roster::Team;

fn schema(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(format!("data/schemas/{name}.schema.json")).unwrap())
        .unwrap()
}

fn validator(name: &str) -> Validator {
    jsonschema::draft202012::new(&schema(name)).unwrap()
}

/// YAML as an editor's language server sees it.
fn value(node: &Node<'_>) -> Value {
    match &node.value {
        Yaml::Scalar { text, plain: false } => json!(text),
        Yaml::Scalar { text, plain: true } => match &**text {
            "" | "~" | "null" => Value::Null,
            "true" => json!(true),
            "false" => json!(false),
            text => serde_json::from_str::<serde_json::Number>(text)
                .map_or_else(|_| json!(text), Value::Number),
        },
        Yaml::List(items) => items.iter().map(value).collect(),
        Yaml::Map(entries) => Value::Object(
            entries
                .iter()
                .map(|(key, node)| (key.text.to_string(), value(node)))
                .collect::<Map<_, _>>(),
        ),
    }
}

fn problems(validator: &Validator, text: &str) -> Vec<String> {
    let value = value(&Source::new("x.yaml", text).parse().unwrap());
    validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn yaml_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_files(&path, into);
        } else if path.extension().is_some_and(|end| end == "yaml") {
            into.push(path);
        }
    }
}

/// The files of a folder that a schema is for, all of which must pass.
fn all_pass(name: &str, folder: &str, wanted: impl Fn(&Path, &str) -> bool) -> usize {
    let validator = validator(name);
    let mut paths = Vec::new();
    yaml_files(Path::new(folder), &mut paths);
    let texts = paths
        .iter()
        .filter_map(|path| Some((path, fs::read_to_string(path).ok()?)));
    let wanted: Vec<_> = texts.filter(|(path, text)| wanted(path, text)).collect();
    for (path, text) in &wanted {
        let problems = problems(&validator, text);
        assert!(problems.is_empty(), "{}: {problems:#?}", path.display());
    }
    wanted.len()
}

fn read_catalog(text: &str) -> Vec<Diagnostic> {
    let file = File {
        name: "x.yaml".to_owned(),
        text: text.to_owned(),
    };
    embedded::catalog().with(&[file]).err().unwrap_or_default()
}

fn read_team(text: &str) -> Vec<Diagnostic> {
    Team::read(
        &[File {
            name: "x.yaml".to_owned(),
            text: text.to_owned(),
        }],
        embedded::catalog(),
    )
    .err()
    .unwrap_or_default()
}

fn read_config(text: &str) -> Vec<Diagnostic> {
    let file = File {
        name: "x.yaml".to_owned(),
        text: text.to_owned(),
    };
    Config::read(&file, embedded::catalog())
        .err()
        .unwrap_or_default()
}

fn read_requirements(text: &str) -> Vec<Diagnostic> {
    let file = File {
        name: "x.yaml".to_owned(),
        text: text.to_owned(),
    };
    Requirement::read(&file, embedded::catalog(), &library::Empty)
        .err()
        .unwrap_or_default()
}

/// A key that nobody knows: what the reader says it knows instead.
const NOBODYS: &str = "qqqq-zzzz";

fn known(found: &[Diagnostic], text: &str) -> BTreeSet<String> {
    let nobodys = format!("unknown key `{NOBODYS}`");
    let finding = found
        .iter()
        .find(|f| f.code == Code::UnknownKey && f.message == nobodys);
    let help = finding
        .and_then(|finding| finding.help.as_deref())
        .unwrap_or_else(|| panic!("{text}: {found:#?}"));
    help.trim_start_matches("known keys: ")
        .split(", ")
        .filter(|key| !key.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The keys at a place of a schema: `POINTER`, or `POINTER + KEYS` with keys that tell other shapes apart.
fn properties(schema: &Value, place: &str) -> BTreeSet<String> {
    let (pointer, others) = place.split_once(" + ").unwrap_or((place, ""));
    let at = schema
        .pointer(&format!("{pointer}/properties"))
        .unwrap_or_else(|| panic!("{pointer}"));
    let keys = at.as_object().unwrap().keys().cloned();
    keys.chain(others.split_whitespace().map(str::to_owned))
        .collect()
}

/// Each place of a schema with texts that have an unknown key there (`@`); together they must know its keys.
fn same_keys(name: &str, read: fn(&str) -> Vec<Diagnostic>, places: &[(&str, &[&str])]) {
    let schema = schema(name);
    for (pointer, texts) in places {
        let texts = texts
            .iter()
            .map(|text| text.replace('@', &format!("{NOBODYS}: 1")));
        let known: BTreeSet<String> = texts.flat_map(|text| known(&read(&text), &text)).collect();
        assert_eq!(
            properties(&schema, pointer),
            known,
            "keys in data/schemas/{name}.schema.json at `{pointer}`, keys read"
        );
    }
}

#[test]
fn schemas_are_schemas() {
    for name in ["team", "requirements", "catalog", "config"] {
        assert!(
            jsonschema::draft202012::meta::is_valid(&schema(name)),
            "{name}"
        );
    }
}

#[test]
fn our_own_files_pass() {
    assert!(all_pass("catalog", "data/catalog", |_, _| true) > 500);
    assert!(all_pass("catalog", "data/rules", |_, _| true) > 0);
    assert!(
        all_pass("catalog", "data", |path, _| path.parent()
            == Some(Path::new("data")))
            >= 5
    );
    all_pass("requirements", "data/requirements", |_, text| {
        !text.contains("\nrows:")
    });
    let passes = |found: Vec<Diagnostic>| found.is_empty();
    assert!(
        all_pass("team", "tests/cmd", |_, text| text.contains("people:\n")
            && passes(read_team(text)))
            >= 2
    );
    assert!(
        all_pass("config", "tests/cmd", |path, text| path
            .ends_with("certadvise.yaml")
            && passes(read_config(text)))
            > 0
    );
}

#[test]
fn what_init_writes_passes() {
    for (file, text) in FILES {
        let name = if file == "certadvise.yaml" {
            "config"
        } else {
            file.trim_end_matches(".yaml")
        };
        let problems = problems(&validator(name), &text.replace("EARNED", "2026-01-10"));
        assert!(problems.is_empty(), "{file}: {problems:#?}");
    }
}

#[test]
fn what_readers_refuse_fails() {
    for (name, text) in [
        ("team", "people: [{id: p01, holdings: []}]"),
        ("team", "people: [{id: p01, holds: [{earned: 2024-01-01}]}]"),
        (
            "team",
            "people: [{id: p01, holds: [{credential: cka, earned: January 2024}]}]",
        ),
        ("team", "people: [{id: p01, positions: [{level: basic}]}]"),
        (
            "requirements",
            "id: x\nitems: [{id: a, people: 0, match: cka}]",
        ),
        (
            "requirements",
            "id: x\nitems: [{id: a, people: 1, every: all, match: cka}]",
        ),
        (
            "requirements",
            "id: x\nitems: [{id: a, people: 1, match: {or_higher: true}}]",
        ),
        (
            "requirements",
            "id: x\nitems: [{id: a, people: 1, match: cka}]\nwaivers: [{item: a, people: 1, until: 2027-01-31}]",
        ),
        ("catalog", "credentials: [{id: cka, tier: guru}]"),
        ("catalog", "credentials: [{id: cka, exam_fee_usd: ten}]"),
        (
            "catalog",
            "credentials: [{id: cka, sources: [{url: 'https://cncf.io', supports: [price]}]}]",
        ),
        ("catalog", "hosts: {example.org: {}}"),
        (
            "requirements",
            "id: x\nsources: [{url: 'https://cncf.io', supports: [fee]}]",
        ),
        ("config", "horizon: 0"),
        ("config", "teams: team.yaml"),
    ] {
        assert!(
            !problems(&validator(name), text).is_empty(),
            "{name}: {text}"
        );
    }
}

#[test]
fn the_keys_of_teams_and_configurations_are_those_read() {
    same_keys(
        "team",
        read_team,
        &[
            ("", &["@\npeople: []"]),
            ("/$defs/Person", &["people: [{@}]"]),
            ("/$defs/Holding", &["people: [{id: p, holds: [{@}]}]"]),
            (
                "/$defs/CategoryPosition",
                &["people: [{id: p, positions: [{category: iat, @}]}]"],
            ),
            (
                "/$defs/WorkRolePosition + category",
                &["people: [{id: p, positions: [{@}]}]"],
            ),
        ],
    );
    same_keys("config", read_config, &[("", &["@"])]);
}

#[test]
fn the_keys_of_requirements_are_those_read() {
    let items: [&str; 4] = ["people: 1", "credentials: 1", "every: all", "score: {}"];
    let items = items.map(|kind| format!("id: x\nitems: [{{id: a, match: cka, {kind}, @}}]"));
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    let forms = [
        "all_of: [cka]",
        "any_of: [cka]",
        "at_least: 1, of: [cka]",
        "accepted_for: {}",
        "issuer: aws",
    ];
    let forms =
        forms.map(|form| format!("id: x\nitems: [{{id: a, people: 1, match: {{{form}, @}}}}]"));
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    same_keys(
        "requirements",
        read_requirements,
        &[
            ("", &["@"]),
            ("/$defs/Item", &items),
            (
                "/$defs/Group",
                &["id: x\nitems: [{id: a, people: 1, match: cka, of_which: [{@}]}]"],
            ),
            ("/$defs/AllOf", &forms[..1]),
            ("/$defs/AnyOf", &forms[1..2]),
            ("/$defs/AtLeast", &forms[2..3]),
            ("/$defs/Accepted", &forms[3..4]),
            (
                "/$defs/Described + all_of any_of at_least accepted_for",
                &forms[4..],
            ),
            (
                "/$defs/AcceptedRole",
                &["id: x\nitems: [{id: a, people: 1, match: {accepted_for: {@}}}]"],
            ),
            (
                "/$defs/SomePeople",
                &["id: x\nitems: [{id: a, every: {@}, match: cka}]"],
            ),
            ("/$defs/Score", &["id: x\nitems: [{id: a, score: {@}}]"]),
            (
                "/$defs/Group",
                &["id: x\nitems: [{id: a, score: {gates: [{@}]}}]"],
            ),
            (
                "/$defs/ScoreLine",
                &["id: x\nitems: [{id: a, score: {each: [{@}]}}]"],
            ),
            ("/$defs/Waiver", &["id: x\nwaivers: [{@}]"]),
            ("/$defs/PageSource + kind", &["id: x\nsources: [{@}]"]),
            (
                "/$defs/UnpagedSource",
                &["id: x\nsources: [{kind: unnamed-public-file, @}]"],
            ),
        ],
    );
}

#[test]
fn the_keys_of_catalogs_are_those_read() {
    same_keys(
        "catalog",
        read_catalog,
        &[
            ("/$defs/Sections", &["@"]),
            ("/$defs/Credential", &["credentials: [{id: cka, @}]"]),
            ("/$defs/Exam", &["credentials: [{id: cka, exam: {@}}]"]),
            (
                "/$defs/Prerequisites",
                &["credentials: [{id: cka, prerequisites: {@}}]"],
            ),
            (
                "/$defs/ValidityRule",
                &["credentials: [{id: cka, validity: [{@}]}]"],
            ),
            (
                "/$defs/Hours",
                &["credentials: [{id: cka, preparation_hours: {@}}]"],
            ),
            (
                "/$defs/Renewal",
                &["credentials: [{id: cka, renewal: {@}}]"],
            ),
            (
                "/$defs/Credits",
                &["credentials: [{id: cka, renewal: {credits: {@}}}]"],
            ),
            (
                "/$defs/RenewalOption",
                &["credentials: [{id: cka, renewal: {options: [{@}]}}]"],
            ),
            (
                "/$defs/ByAny",
                &["credentials: [{id: cka, renewal: {options: [{by_any: {@}}]}}]"],
            ),
            (
                "/$defs/PageSource + kind",
                &["credentials: [{id: cka, sources: [{@}]}]"],
            ),
            (
                "/$defs/UnpagedSource",
                &["credentials: [{id: cka, sources: [{kind: unnamed-public-file, @}]}]"],
            ),
            ("/$defs/Excluded", &["hosts: {example.org: {@}}"]),
            ("/$defs/Issuer", &["issuers: [{@}]"]),
            ("/$defs/Topic", &["topics: [{@}]"]),
            ("/$defs/Technology", &["technologies: [{@}]"]),
            ("/$defs/Runs", &["technologies: [{runs: {@}}]"]),
            ("/$defs/Role", &["roles: [{@}]"]),
            ("/$defs/Environment", &["environments: [{@}]"]),
            ("/$defs/Estimate", &["estimates: [{@}]"]),
            ("/$defs/Prior", &["cloud_prior: {@}"]),
            ("/$defs/PriorSource", &["cloud_prior: {sources: [{@}]}"]),
            ("/$defs/Rule", &["rules: [{@}]"]),
            ("/$defs/Condition", &["rules: [{when: {@}}]"]),
            ("/$defs/OneEffect", &["rules: [{then: {@}}]"]),
            ("/$defs/Adjust", &["rules: [{then: {adjust: {@}}}]"]),
            ("/$defs/Weights", &["rules: [{then: {weights: {@}}}]"]),
            ("/$defs/Traits", &["rules: [{then: {prefer: {@}}}]"]),
            ("/$defs/Member", &["rules: [{then: {pair: [{@}]}}]"]),
        ],
    );
}

#[test]
fn the_keys_that_are_sorted_are_all_keys() {
    let catalog = schema("catalog");
    let known = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    let sorted: [(&str, BTreeSet<String>); 3] = [
        ("/$defs/Credential", known(&order::CREDENTIAL)),
        ("/$defs/Issuer", known(&order::ISSUER)),
        ("/$defs/PageSource + kind what", known(&order::SOURCE)),
    ];
    for (place, keys) in sorted {
        assert_eq!(properties(&catalog, place), keys, "{place}");
    }
}

#[test]
fn the_words_of_schemas_are_those_read() {
    fn same<T: Word>(schema: &Value, pointer: &str) {
        let words: Vec<&str> = T::ALL.iter().map(|word| word.word()).collect();
        assert_eq!(schema.pointer(pointer), Some(&json!(words)), "{pointer}");
    }
    let catalog = schema("catalog");
    let credential = |key: &str| format!("/$defs/Credential/properties/{key}/enum");
    same::<Category>(&catalog, &credential("category"));
    same::<Tier>(&catalog, &credential("tier"));
    same::<Assurance>(&catalog, &credential("assurance"));
    same::<Status>(&catalog, &credential("status"));
    same::<PythonUse>(&catalog, &credential("python"));
    same::<Confidence>(&catalog, &credential("confidence"));
    same::<Platform>(
        &catalog,
        "/$defs/Credential/properties/platforms/items/enum",
    );
    same::<Accreditation>(
        &catalog,
        "/$defs/Credential/properties/accreditation/items/enum",
    );
    same::<RenewalKind>(&catalog, "/$defs/RenewalOption/properties/kind/enum");
    same::<RenewedOn>(&catalog, "/$defs/RenewalOption/properties/when/enum");
    same::<ExtendsFrom>(&catalog, "/$defs/Renewal/properties/extends_from/enum");
    same::<Cycle>(&catalog, "/$defs/Renewal/properties/cycle/enum");
    same::<Fact>(&catalog, "/$defs/PageSource/properties/supports/items/enum");
    same::<Fact>(
        &catalog,
        "/$defs/UnpagedSource/properties/supports/items/enum",
    );
    same::<HostClass>(&catalog, "/$defs/Standing/anyOf/0/enum");
    same::<IssuerKind>(&catalog, "/$defs/Issuer/properties/kind/enum");
    same::<FeeBasis>(&catalog, "/$defs/Issuer/properties/annual_fee_basis/enum");
    same::<Area>(&catalog, "/$defs/Topic/properties/area/enum");
    same::<Level>(&catalog, "/$defs/Role/properties/level/enum");
    same::<Tier>(&catalog, "/$defs/Role/properties/target_tier/enum");
    same::<Tier>(&catalog, "/$defs/Estimate/properties/tier/enum");
    same::<Axis>(&catalog, "/$defs/Adjust/properties/axis/enum");
    let traits = |key: &str| format!("/$defs/Traits/properties/{key}");
    same::<Bound>(&catalog, &(traits("bound") + "/enum"));
    same::<Lasts>(&catalog, &(traits("lasts") + "/enum"));
    same::<Target>(&catalog, &(traits("target") + "/enum"));
    same::<Category>(&catalog, &(traits("category") + "/anyOf/0/enum"));
    same::<Assurance>(&catalog, &(traits("assurance") + "/anyOf/0/enum"));
    let when = |key: &str| format!("/$defs/Condition/properties/{key}/anyOf/0/enum");
    same::<Context>(&catalog, &when("context"));
    same::<Industry>(&catalog, &when("industry"));
    same::<Area>(&catalog, &when("area"));
    same::<Level>(&catalog, &when("level"));
    same::<Evidence>(
        &schema("team"),
        "/$defs/Holding/properties/evidence_level/enum",
    );
    let requirements = schema("requirements");
    same::<Evidence>(&requirements, "/properties/evidence/enum");
    same::<Evidence>(&requirements, "/$defs/Item/properties/evidence/enum");
    same::<Tier>(
        &requirements,
        "/$defs/Described/properties/tier_at_least/enum",
    );
    same::<Accreditation>(
        &requirements,
        "/$defs/Described/properties/accreditation/enum",
    );
}
