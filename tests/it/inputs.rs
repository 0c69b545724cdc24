//! Where inputs come from: flags, variables, `certadvise.yaml`, folders.

use crate::common::program::Workspace;

const TEAM: &str = "people:\n  - id: p01\n    holds: [{credential: cka, earned: 2026-05-01}]\n";
const CSV: &str = "person,credential,earned\np02,cka,2026-05-01\n";
const TWO: &str = "id: two\nname: Two\nitems: [{id: two, people: 2, match: cka}]\n";

#[test]
fn every_roster_of_a_folder_is_read_and_what_is_skipped_is_named() {
    let folder = Workspace::new()
        .file("team/a.yaml", TEAM)
        .file("team/b.csv", CSV)
        .file("two.yaml", TWO);
    folder
        .run("coverage --team team --require two.yaml")
        .status(0)
        .stderr_empty()
        .end();
    folder.write("team/c.xlsx", "PK");
    folder
        .run("coverage --team team --require two.yaml --fail-on warning")
        .status(1)
        .stderr_has("warning[CA007]: `team/c.xlsx` was skipped")
        .end();
}

#[test]
fn the_name_of_a_built_in_set_never_means_a_file_or_folder() {
    let easy = "id: easy\nname: Easy\nitems: [{id: easy, people: 1, match: cka}]\n";
    let folder = Workspace::new()
        .file("team.yaml", TEAM)
        .file("dod-8140-positions/easy.yaml", easy)
        .file("mine/easy.yaml", easy);
    let run = folder.run("coverage --team team.yaml --require dod-8140-positions --format json");
    assert_eq!(run.json()["requirements"][0]["id"], "dod-8140-positions");
    folder
        .run("coverage --team team.yaml --require mine")
        .status(2)
        .stderr_has("no built-in requirement set is called `mine`")
        .stderr_has("write `./mine` for the file or folder")
        .end();
    folder
        .run("coverage --team team.yaml --require ./mine")
        .status(0)
        .end();
    // The same in certadvise.yaml.
    folder.write(
        "certadvise.yaml",
        "team: team.yaml\nrequirements: dod-8140-positions\n",
    );
    let run = folder.run("coverage --format json");
    assert_eq!(run.json()["requirements"][0]["id"], "dod-8140-positions");
}

#[test]
fn a_person_is_found_in_the_team_that_the_configuration_names() {
    let folder = Workspace::new()
        .file("team.yaml", TEAM)
        .file("certadvise.yaml", "team: team.yaml\n");
    folder
        .run("cost --person p01")
        .status(0)
        .stdout_has("cka")
        .end();
    folder
        .run("recommend --person p01 --role devops --format json")
        .status(0)
        .stdout_has("\"held\"")
        .end();
}

#[test]
fn what_is_missing_is_named_in_one_run() {
    Workspace::new()
        .run("coverage")
        .status(2)
        .stderr_has("no team is given")
        .stderr_has("certadvise init")
        .stderr_has("no requirements are given")
        .end();
}

#[test]
fn every_variable_that_is_wrong_is_named_in_one_run() {
    Workspace::new()
        .certadvise("list")
        .env("CERTADVISE_RATE", "much")
        .env("CERTADVISE_WEIGHTS", "tier=x")
        .run()
        .status(2)
        .stderr_has("`much` in CERTADVISE_RATE is not valid")
        .stderr_has("`tier=x` in CERTADVISE_WEIGHTS is not valid")
        .end();
}

#[cfg(unix)]
#[test]
fn the_file_that_is_sorted_is_the_one_that_was_read() {
    let unsorted = "name: House\nid: house\n";
    let other = "name: Another file\nid: other\n";
    let folder = Workspace::new()
        .file("a\\b.yaml", unsorted)
        .file("a/b.yaml", other);
    folder.run("catalog check --fix a\\b.yaml").status(2).end();
    assert_eq!(folder.read("a/b.yaml"), other);
    assert_eq!(folder.read("a\\b.yaml"), "id: house\nname: House\n");
}

#[test]
fn an_exam_that_a_course_includes_is_not_paid_twice() {
    let course = "{mandatory: true, includes_exam: true, fee_usd: {low: 900, high: 900}}";
    let overlay = format!("credentials: [{{id: cka, exam_fee_usd: 445, training: {course}}}]\n");
    let folder = Workspace::new().file("house.yaml", overlay);
    let command = "path --catalog house.yaml --role kubernetes-administrator --years 5";
    let plan = folder.run(&format!("{command} --format json")).json();
    let steps = plan["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["id"] == "cka").unwrap();
    assert_eq!(
        (&step["fee_usd"], &step["course_usd"]),
        (&0.0.into(), &900.0.into())
    );
    folder
        .run(&format!("{command} --format csv"))
        .stdout_has(",0,900,")
        .end();
}
