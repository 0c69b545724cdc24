//! What `certadvise` says alone, and to a bare word.

use std::process::ExitCode;

use super::Exit;
use super::output::print_text;
use crate::catalog::Catalog;
use crate::render::Tone;
use crate::team::requirement::library::Library;
use crate::team::requirement::shipped::Shipped;

/// Commands to try first.
const TRY: [&str; 3] = [
    "certadvise recommend devops --env hybrid",
    "certadvise search kubernetes",
    "certadvise show cka",
];
/// Every command, in groups.
const GROUPS: [(&str, &str); 4] = [
    (
        "Advise",
        "recommend, search, list, show, compare, path, cost",
    ),
    ("Team", "coverage, plan, renewals, report, import"),
    ("Data", "catalog, explain, schema"),
    ("Set up", "init, completions, man, mcp"),
];

/// Twelve lines that fit any terminal.
fn text() -> String {
    let name = Tone::Strong.paint("certadvise");
    let mut text = format!("{name}: which IT credential next, and why. Try:\n");
    for command in TRY {
        text += &format!("  {}\n", Tone::Second.paint(command));
    }
    text.push('\n');
    for (group, commands) in GROUPS {
        let group = Tone::Strong.paint(&format!("{group:<6}"));
        text += &format!("{group}   {commands}\n");
    }
    text + "\n`certadvise init` starts a folder with a team.\n\
            `certadvise COMMAND --help` explains a command.\n"
}

/// Prints the start screen.
pub(super) fn screen() -> ExitCode {
    match print_text(&text()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("cannot write to stdout: {error}");
            ExitCode::from(Exit::Unjudged as u8)
        }
    }
}

/// The command that answers a word that is not a command, and what the word is.
pub(super) fn command_for(word: &str, catalog: &Catalog) -> Option<String> {
    if let Ok(credential) = catalog.credential_or_exam_named(word) {
        let id = credential.id;
        return Some(format!("`{word}` is a credential: certadvise show {id}"));
    }
    if let Ok(role) = catalog.role_named(word) {
        let id = role.id;
        return Some(format!("`{word}` is a role: certadvise recommend {id}"));
    }
    if Shipped.set(word).is_some() || Shipped.table(word).is_some() {
        return Some(format!(
            "`{word}` is a requirement set: certadvise show {word}"
        ));
    }
    if let Ok(issuer) = catalog.issuer_named(word) {
        let id = issuer.id;
        return Some(format!(
            "`{word}` is an issuer: certadvise list --issuer {id}"
        ));
    }
    if let Ok(topic) = catalog.topic_named(word) {
        let id = topic.id;
        return Some(format!("`{word}` is a topic: certadvise list --topic {id}"));
    }
    None
}
