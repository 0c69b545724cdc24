//! The reference of every command and flag, made of what `--help` says.

use clap::Command;

use super::args::program;
use super::global::EVERYWHERE;
use super::settings::{FLAGS, variable};

/// Columns of the reference.
const WIDTH: usize = 90;

/// Every command with its help, as Markdown: what `docs/cli.md` holds.
fn reference() -> String {
    let mut root = program()
        .disable_help_subcommand(true)
        .max_term_width(WIDTH)
        .term_width(WIDTH);
    root.build();
    let variables: Vec<String> = FLAGS
        .iter()
        .map(|flag| format!("`{}`", variable(flag)))
        .collect();
    let mut text = format!(
        "# Commands and flags\n\nWhat `--help` says, in one place. Every command also takes the flags under \
         *Everywhere*.\n\nA flag beats a variable, a variable beats `certadvise.yaml`, and that beats the default. The \
         variables:\n{}.\n`CERTADVISE_CONFIG` names the file; `certadvise schema config` says what it may hold.\n",
        variables.join(",\n")
    );
    section(&root, &mut text);
    text
}

fn section(command: &Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let is_root = name == command.get_name();
    // Flags of every command stand once.
    let shown = command.clone().mut_args(|arg| {
        let everywhere = arg.get_help_heading() == Some(EVERYWHERE);
        if everywhere && !is_root {
            arg.hide(true)
        } else {
            arg
        }
    });
    let help = shown
        .term_width(WIDTH)
        .max_term_width(WIDTH)
        .render_long_help()
        .to_string();
    let help: String = help
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    *text += &format!("\n## {name}\n\n```text\n{}\n```\n", help.trim_end());
    command.get_subcommands().for_each(|sub| section(sub, text));
}

#[test]
fn the_reference_says_what_help_says() -> std::io::Result<()> {
    let reference = reference();
    if std::env::var("TRYCMD").is_ok_and(|wish| wish == "overwrite") {
        std::fs::write("docs/cli.md", &reference)?;
    }
    let written = std::fs::read_to_string("docs/cli.md")?;
    assert!(
        written == reference,
        "docs/cli.md is stale: TRYCMD=overwrite cargo test reference"
    );
    Ok(())
}
