//! The reference of every command and flag, made of what `--help` says.

use clap::{Command, CommandFactory};

use super::Cli;

/// Columns of the reference.
const WIDTH: usize = 90;

/// Every command with its help, as Markdown: what `docs/cli.md` holds.
pub fn reference() -> String {
    let mut root = Cli::command().disable_help_subcommand(true).max_term_width(WIDTH).term_width(WIDTH);
    root.build();
    let mut text =
        "# Commands and flags\n\nWhat `--help` says, in one place. Every command also takes the flags under \
                    *Everywhere*.\n"
            .to_owned();
    section(&root, &mut text);
    text
}

fn section(command: &Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let is_root = name == command.get_name();
    // Flags of every command stand once.
    let shown = command.clone().mut_args(|arg| if arg.is_global_set() && !is_root { arg.hide(true) } else { arg });
    let help = shown.term_width(WIDTH).max_term_width(WIDTH).render_long_help().to_string();
    let help: String = help.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    *text += &format!("\n## {name}\n\n```text\n{}\n```\n", help.trim_end());
    command.get_subcommands().for_each(|sub| section(sub, text));
}
