//! The pictures of the README: the pages as Chromium shows them. `cargo test --test it pictures -- --ignored` makes them
//! anew; they are not compared, for fonts differ between machines.

use std::fs;

use crate::common::browser::{Browser, Look};
use crate::common::program::{Workspace, certadvise};

const FOLDER: &str = "docs/pictures";
/// The most bytes of a picture: people read the README over slow lines too.
const MOST_BYTES: usize = 200_000;
const WIDTH: u32 = 1100;

/// A page: the picture's name, the command that writes it, and how much of it is shown.
const PAGES: [(&str, &str, u32); 2] = [
    (
        "report.png",
        "report --team examples/legacy-applications/team.yaml --require examples/legacy-applications/requirements.yaml",
        896,
    ),
    ("ranking.png", "recommend devops --env hybrid", 836),
];

#[test]
#[ignore = "rewrites the pictures of the README"]
fn pages_are_pictured() {
    let mut browser = Browser::start().expect("a browser is installed");
    let space = Workspace::new();
    for (name, command, height) in PAGES {
        let page = space.path("page.html");
        certadvise(&format!("{command} --force -o {}", page.display()))
            .run()
            .status(0)
            .end();
        let look = Look {
            width: WIDTH,
            ..Look::usual()
        };
        browser.open(&page, look);
        fs::create_dir_all(FOLDER).unwrap();
        let picture = browser.top_of_page(WIDTH, height);
        fs::write(format!("{FOLDER}/{name}"), picture).unwrap();
    }
}

#[test]
fn the_readme_shows_pictures_that_exist_and_are_small() {
    let readme = fs::read_to_string("README.md").unwrap();
    let shown: Vec<&str> = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|path| [".png", ".svg"].iter().any(|end| path.ends_with(end)))
        .collect();
    assert!(shown.len() > PAGES.len(), "{shown:?}");
    for path in &shown {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(bytes.len() < MOST_BYTES, "{path}: {} bytes", bytes.len());
    }
    for (name, _, _) in PAGES {
        assert!(shown.contains(&&*format!("{FOLDER}/{name}")), "{name}");
    }
}
