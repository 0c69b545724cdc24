//! The reference of every command and flag, made of what `--help` says.

use clap::Command;

use super::args::{own_commands, program_for_help};
use super::settings::{FLAGS, variable};

/// Columns of the reference.
const WIDTH: usize = 90;

/// Every command with its help, as Markdown: what `docs/cli.md` holds.
fn reference() -> String {
    let root = program_for_help().max_term_width(WIDTH).term_width(WIDTH);
    let variables: Vec<String> = FLAGS
        .iter()
        .map(|flag| format!("`{}`", variable(flag)))
        .collect();
    let mut text = format!(
        "# Commands and flags\n\nWhat `--help` says, in one place. Every command also takes the global options.\n\n\
         A flag overrides a variable, and a variable overrides `certadvise.yaml`. The variables are:\n{}.\n\
         `CERTADVISE_CONFIG` names the file; `certadvise schema config` lists its keys.\n",
        variables.join(",\n")
    );
    section(&root, &mut text);
    text
}

fn section(command: &Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let help = command
        .clone()
        .term_width(WIDTH)
        .max_term_width(WIDTH)
        .render_long_help()
        .to_string();
    let help: String = help
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    *text += &format!("\n## {name}\n\n```text\n{}\n```\n", help.trim_end());
    own_commands(command).for_each(|sub| section(sub, text));
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
