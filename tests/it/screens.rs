//! Pictures of the terminal: what the main commands show at four widths, in color. `TRYCMD=overwrite` rewrites them.

use std::fs;
use std::path::Path;

use anstyle_svg::{Palette, Term};

use crate::common::program::certadvise;

const WIDTHS: [u16; 4] = [60, 80, 120, 200];
/// Stands at the end of a line that goes on.
const CONTINUED: &str = " \\";
const FOLDER: &str = "tests/screens";
const TEAM: &str = "--team examples/legacy-applications/team.yaml --require examples/legacy-applications/requirements.yaml";

/// The main commands, by the names of their pictures.
fn commands() -> [(&'static str, String); 8] {
    [
        ("start", String::new()),
        ("recommend", "recommend devops --env hybrid".to_owned()),
        ("show", "show cka".to_owned()),
        ("list", "list --issuer cncf".to_owned()),
        (
            "compare",
            "compare cka aws-dop terraform-associate".to_owned(),
        ),
        ("cost", "cost aws-saa aws-sap cissp=2024-05-01".to_owned()),
        ("coverage", format!("coverage {TEAM}")),
        ("plan", format!("plan {TEAM}")),
    ]
}

/// Colors that can be read on the dark background: black, red, green, yellow, blue, magenta, cyan, white, then bright.
const COLORS: Palette = Palette([
    rgb(0x1c, 0x21, 0x28),
    rgb(0xff, 0x7b, 0x72),
    rgb(0x56, 0xd3, 0x64),
    rgb(0xe3, 0xb3, 0x41),
    rgb(0x79, 0xc0, 0xff),
    rgb(0xd2, 0xa8, 0xff),
    rgb(0x56, 0xd4, 0xdd),
    rgb(0xd0, 0xd7, 0xde),
    rgb(0x6e, 0x76, 0x81),
    rgb(0xff, 0xa1, 0x98),
    rgb(0x7e, 0xe7, 0x87),
    rgb(0xf2, 0xcc, 0x60),
    rgb(0xa5, 0xd6, 0xff),
    rgb(0xe2, 0xc5, 0xff),
    rgb(0xa5, 0xe8, 0xee),
    rgb(0xff, 0xff, 0xff),
]);

const fn rgb(red: u8, green: u8, blue: u8) -> anstyle::RgbColor {
    anstyle::RgbColor(red, green, blue)
}

/// What a terminal of this width shows after a command was typed, as SVG.
fn screen(command: &str, width: u16) -> String {
    let typed = in_lines(&format!("$ certadvise {command}"), width.into());
    let arguments = if command.is_empty() {
        String::new()
    } else {
        format!("{command} --width {width}")
    };
    let run = certadvise(&arguments).env("CLICOLOR_FORCE", "1").run();
    let run = if name_of(command) == "coverage" {
        run.status(1)
    } else {
        run.status(0)
    };
    let text = run.stdout_text();
    // Addresses and paths are copied by people and stay whole.
    let folded = text.lines().filter(|line| {
        let line = plain(line);
        !line.contains("://") && line.split_whitespace().count() > 1
    });
    let widest = folded.map(|line| plain(line).chars().count()).max();
    assert!(
        widest.unwrap_or_default() <= usize::from(width),
        "`{typed}` is wider than {width}:\n{run}"
    );
    let pixels = (usize::from(width) * 84).div_ceil(10);
    Term::new()
        .palette(COLORS)
        .fg_color(rgb(0xd0, 0xd7, 0xde).into())
        .bg_color(rgb(0x0d, 0x11, 0x17).into())
        .min_width_px(pixels)
        .render_svg(&format!("{typed}\n{text}"))
}

/// A command as people type it in a terminal of this width: continued on the next line where it is too long.
fn in_lines(command: &str, width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in command.split_whitespace() {
        if column > 0 && column + 1 + word.len() + CONTINUED.len() > width {
            text += &format!("{CONTINUED}\n   ");
            column = 3;
        }
        if column > 0 {
            text.push(' ');
            column += 1;
        }
        text += word;
        column += word.len();
    }
    text
}

fn name_of(command: &str) -> &str {
    command.split(' ').next().unwrap_or_default()
}

fn plain(line: &str) -> String {
    anstream::adapter::strip_str(line).to_string()
}

#[test]
fn the_main_commands_look_as_recorded() {
    let overwrites = std::env::var_os("TRYCMD").is_some_and(|value| value == "overwrite");
    for (name, command) in commands() {
        for width in WIDTHS {
            let file = format!("{FOLDER}/{name}-{width}.svg");
            let picture = screen(&command, width);
            if overwrites {
                fs::create_dir_all(FOLDER).unwrap();
                fs::write(&file, &picture).unwrap();
            }
            let recorded = if Path::new(&file).exists() {
                fs::read_to_string(&file).unwrap()
            } else {
                String::new()
            };
            assert!(
                picture == recorded,
                "{file} is out of date: look at what changed, and rewrite it with \
                 TRYCMD=overwrite cargo test --test it screens"
            );
        }
    }
}
