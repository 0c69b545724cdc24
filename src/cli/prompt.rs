//! Asks on a terminal what a ranking can't do without and nobody has said: role, environment, level. Never in a pipe.

use std::io::{IsTerminal, stderr, stdin};
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

use dialoguer::console::Term;
use dialoguer::theme::SimpleTheme;
use dialoguer::{FuzzySelect, Select};
#[cfg(unix)]
use signal_hook::consts::SIGINT;

use super::Failure;
use super::args::profile::ProfileArgs;
use super::global::NEUTRAL;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::vocabulary::Level;

/// Whether somebody is there to answer.
pub(super) fn can_ask() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// The question with its role, environment and level as given, else as answered.
pub(super) fn ask(
    question: &ProfileArgs,
    environment: &str,
    catalog: &Catalog,
) -> Result<ProfileArgs, Failure> {
    #[cfg(unix)]
    let _asking = Asking::now();
    let gone = |error: dialoguer::Error| {
        // The prompts hide it.
        let _ = Term::stderr().show_cursor();
        #[cfg(unix)]
        end_if_interrupted(&error);
        Failure::Other(anyhow::anyhow!("no answer: {error}"))
    };
    let names: Vec<&str> = catalog
        .roles
        .iter()
        .map(|role| role.name.as_str())
        .collect();
    let at = FuzzySelect::with_theme(&SimpleTheme)
        .with_prompt("Role (type to search)")
        .items(&names)
        .default(0)
        .max_length(12)
        .interact()
        .map_err(gone)?;
    let role = &catalog.roles[at];
    let mut answered = question.clone();
    answered.role = Some(role.id.to_string());
    if environment == NEUTRAL {
        let presets: Vec<String> = catalog
            .environments
            .iter()
            .map(|preset| format!("{}: {}", preset.id, preset.name))
            .collect();
        let usual = catalog
            .environments
            .iter()
            .position(|preset| preset.id.as_str() == NEUTRAL)
            .unwrap_or(0);
        let at = Select::with_theme(&SimpleTheme)
            .with_prompt("Where the work runs")
            .items(&presets)
            .default(usual)
            .interact()
            .map_err(gone)?;
        answered.env = Some(catalog.environments[at].id.to_string());
    }
    if question.level.is_none() {
        let levels: Vec<&str> = Level::ALL.iter().map(|level| level.word()).collect();
        let usual = Level::ALL
            .iter()
            .position(|level| *level == role.level)
            .unwrap_or(0);
        let at = Select::with_theme(&SimpleTheme)
            .with_prompt("Your level")
            .items(&levels)
            .default(usual)
            .interact()
            .map_err(gone)?;
        answered.level = Some(levels[at].to_owned());
    }
    let level = answered.level.as_deref().unwrap_or_default();
    anstream::eprintln!(
        "Next time without questions: --role {} --env {} --level {level}\n",
        role.id,
        answered.env.as_deref().unwrap_or(environment)
    );
    Ok(answered)
}

/// While questions are asked, Ctrl-C makes the prompt fail instead of ending the program on the spot, so that the cursor
/// comes back first.
#[cfg(unix)]
struct Asking(Arc<AtomicBool>);

#[cfg(unix)]
impl Asking {
    fn now() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        // Where it can't be had, Ctrl-C ends the program as ever.
        let _ = signal_hook::flag::register_conditional_default(SIGINT, Arc::clone(&over));
        Self(over)
    }
}

#[cfg(unix)]
impl Drop for Asking {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Ends the program if it was Ctrl-C that made the prompt fail.
#[cfg(unix)]
fn end_if_interrupted(error: &dialoguer::Error) {
    let dialoguer::Error::IO(error) = error;
    if error.kind() == std::io::ErrorKind::Interrupted {
        let _ = signal_hook::low_level::emulate_default_handler(SIGINT);
    }
}
