//! Asks on a terminal what an answer can't do without and nobody has said. Never in a pipe.

use std::cell::Cell;
use std::fmt::{self, Write};
use std::io::{self, IsTerminal, stderr, stdin};

use dialoguer::FuzzySelect;
use dialoguer::console::{Term, measure_text_width, style, truncate_str};
use dialoguer::theme::Theme;

use super::Failure;
use super::args::profile::ProfileArgs;
use super::global::NEUTRAL;
use super::terminal::{self, DeferredInterrupt, is_dumb};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::vocabulary::{Level, Status};
use crate::team::requirement::library::Library;
use crate::team::requirement::shipped::{self, Shipped};

/// Choices that are shown at a time.
const MOST_SHOWN: usize = 12;

/// Whether somebody is there to answer.
pub(super) fn can_ask() -> bool {
    stdin().is_terminal() && stderr().is_terminal() && !is_dumb()
}

/// What to say where nobody is there to answer: what is missing, and how it can be given.
pub(super) fn missing(what: &str, example: &str) -> Diagnostic {
    Diagnostic::error(Code::BadArgument, what).help(format!("for instance: certadvise {example}"))
}

/// Something to choose: what people read, and the id that commands take.
struct Choice {
    name: String,
    id: String,
}

impl Choice {
    fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            id: id.into(),
        }
    }

    /// As one line of so many columns. The id stays whole: people search for it, and two names may begin alike.
    fn label(&self, width: usize) -> String {
        if self.name == self.id {
            return self.id.clone();
        }
        let id = format!(" ({})", self.id);
        let room = width.saturating_sub(measure_text_width(&id));
        format!("{}{id}", truncate_str(&self.name, room, "…"))
    }
}

/// What `certadvise show` alone is about.
pub(super) fn ask_what_to_show(catalog: &Catalog) -> Result<Vec<String>, Failure> {
    let mut choices = credentials(catalog, |_| true);
    choices.extend(
        shipped::tables()
            .iter()
            .map(|table| Choice::new(table.id.as_str(), table.name.as_str())),
    );
    choices.extend(
        Shipped
            .set_names()
            .into_iter()
            .map(|id| Choice::new(id, "Requirement set")),
    );
    let ids = vec![choose("What to show (type to search)", &choices, 0)?];
    say_next_time("show", &ids);
    Ok(ids)
}

/// What `certadvise compare` alone is about: two credentials or more.
pub(super) fn ask_what_to_compare(catalog: &Catalog) -> Result<Vec<String>, Failure> {
    let mut choices = credentials(catalog, |_| true);
    let mut ids = Vec::new();
    for prompt in ["First credential (type to search)", "Second credential"] {
        let id = choose(prompt, &choices, 0)?;
        choices.retain(|choice| choice.id != id);
        ids.push(id);
    }
    while let Some(id) = choose_or_leave("Another one, or Esc to compare these", &choices, 0)? {
        choices.retain(|choice| choice.id != id);
        ids.push(id);
    }
    say_next_time("compare", &ids);
    Ok(ids)
}

/// Where `certadvise path` alone is to lead: a credential that can be earned, or a role.
pub(super) fn ask_for_target(catalog: &Catalog) -> Result<String, Failure> {
    let mut choices = credentials(catalog, |credential| credential.status != Status::Retired);
    choices.extend(
        catalog
            .roles
            .iter()
            .map(|role| Choice::new(role.id.as_str(), format!("Role: {}", role.name))),
    );
    let id = choose("Credential or role to reach (type to search)", &choices, 0)?;
    say_next_time("path", std::slice::from_ref(&id));
    Ok(id)
}

fn credentials(catalog: &Catalog, wanted: impl Fn(&Credential) -> bool) -> Vec<Choice> {
    let wanted = catalog.credentials.iter().filter(|one| wanted(one));
    wanted
        .map(|credential| Choice::new(credential.id.as_str(), credential.name.as_str()))
        .collect()
}

/// The question with its role, environment and level as given, else as answered.
pub(super) fn ask(
    question: &ProfileArgs,
    environment: &str,
    catalog: &Catalog,
) -> Result<ProfileArgs, Failure> {
    let roles: Vec<Choice> = catalog
        .roles
        .iter()
        .map(|role| Choice::new(role.id.as_str(), role.name.as_str()))
        .collect();
    let role = choose("Role (type to search)", &roles, 0)?;
    let mut answered = question.clone();
    if environment == NEUTRAL {
        let presets: Vec<Choice> = catalog
            .environments
            .iter()
            .map(|preset| Choice::new(preset.id.as_str(), preset.name.as_str()))
            .collect();
        let usual = presets.iter().position(|preset| preset.id == NEUTRAL);
        let prompt = "Where the work runs (type to search)";
        answered.env = Some(choose(prompt, &presets, usual.unwrap_or_default())?);
    }
    if question.level.is_none() {
        let levels: Vec<Choice> = Level::ALL
            .iter()
            .map(|level| Choice::new(level.word(), level.word()))
            .collect();
        let usual = catalog.role_named(&role).ok().map(|role| role.level);
        let usual = Level::ALL.iter().position(|level| Some(*level) == usual);
        let prompt = "Seniority (type to search)";
        answered.level = Some(choose(prompt, &levels, usual.unwrap_or_default())?);
    }
    let env = answered.env.as_deref().unwrap_or(environment);
    let level = answered.level.as_deref().unwrap_or_default();
    let words = [role.as_str(), "--env", env, "--level", level].map(str::to_owned);
    say_next_time("recommend", &words);
    answered.role = Some(role);
    Ok(answered)
}

/// Names the command that needs no question.
fn say_next_time(command: &str, words: &[String]) {
    let words = words.join(" ");
    anstream::eprintln!("Next time without questions: certadvise {command} {words}\n");
}

/// The id of what is chosen.
fn choose(prompt: &str, choices: &[Choice], start: usize) -> Result<String, Failure> {
    choose_or_leave(prompt, choices, start)?.ok_or_else(|| {
        let finding = Diagnostic::error(Code::BadArgument, "nothing was chosen");
        finding
            .help("name it as an argument, or choose with the arrow keys and Enter")
            .into()
    })
}

/// The id of what is chosen; nothing after Esc. Either way the screen is as it was, but for a line that says what was
/// chosen.
fn choose_or_leave(
    prompt: &str,
    choices: &[Choice],
    start: usize,
) -> Result<Option<String>, Failure> {
    let _prompt_fails_at_ctrl_c = DeferredInterrupt::begin();
    let term = Term::stderr();
    let width = usize::from(term.size().1);
    let labels: Vec<String> = choices
        .iter()
        .map(|choice| choice.label(width.saturating_sub(MARGIN)))
        .collect();
    let screen = Screen {
        labels: &labels,
        most: MOST_SHOWN.min(usize::from(term.size().0).max(3) - 2),
        lines: Cell::new(0),
    };
    let chosen = FuzzySelect::with_theme(&screen)
        .with_prompt(prompt)
        .items(&labels)
        .default(start)
        .max_length(MOST_SHOWN)
        .interact_on_opt(&term);
    match chosen {
        Ok(index) => Ok(index.and_then(|index| Some(choices.get(index)?.id.clone()))),
        Err(dialoguer::Error::IO(error)) => {
            // The prompt leaves its lines, and hides the cursor.
            let _ = term.clear_last_lines(screen.lines.get());
            let _ = term.show_cursor();
            if error.kind() == io::ErrorKind::Interrupted {
                terminal::end();
            }
            Err(anyhow::anyhow!("no answer: {error}").into())
        }
    }
}

/// Columns beside a choice: the mark, and one that stays free so that no line is folded.
const MARGIN: usize = 3;

/// How a prompt looks. It counts the lines it takes, so that they can be cleared.
struct Screen<'l> {
    labels: &'l [String],
    /// Choices that fit on the screen.
    most: usize,
    lines: Cell<usize>,
}

impl Theme for Screen<'_> {
    fn format_fuzzy_select_prompt(
        &self,
        f: &mut dyn Write,
        prompt: &str,
        typed: &str,
        cursor: usize,
    ) -> fmt::Result {
        let found = self.labels.iter().filter(|label| matches(label, typed));
        let shown = found.take(self.most).count();
        self.lines.set(1 + shown);
        let (before, after) = typed.split_at(cursor);
        write!(f, "{} {before}|{after}", style(prompt).for_stderr().bold())?;
        if shown > 0 {
            Ok(())
        } else {
            let nothing = style("no match; Backspace takes a letter back").for_stderr();
            write!(f, "  {}", nothing.yellow())
        }
    }
}

/// Whether the prompt finds a label: what was typed stands in it in this order, with the case of letters only where a
/// capital was typed.
fn matches(label: &str, typed: &str) -> bool {
    let exactly = typed.chars().any(char::is_uppercase);
    let mut letters = label.chars();
    typed.chars().all(|wanted| {
        letters.any(|letter| {
            letter == wanted || !exactly && letter.to_lowercase().eq(wanted.to_lowercase())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_found_in_order() {
        let label = "Certified Kubernetes Administrator (cka)";
        assert!(matches(label, ""));
        assert!(matches(label, "kube admin"));
        assert!(matches(label, "CKA"));
        assert!(!matches(label, "admin kube"));
        assert!(!matches(label, "CkA"));
        assert!(!matches(label, "xyz"));
    }

    #[test]
    fn names_are_cut_and_ids_are_not() {
        let choice = Choice::new("cka", "Certified Kubernetes Administrator");
        assert_eq!(choice.label(80), "Certified Kubernetes Administrator (cka)");
        assert_eq!(choice.label(20), "Certified Kub… (cka)");
    }

    #[test]
    fn the_prompt_says_that_nothing_matches() {
        let labels = vec!["Certified Kubernetes Administrator (cka)".to_owned()];
        let screen = Screen {
            labels: &labels,
            most: 12,
            lines: Cell::new(0),
        };
        let prompt = |typed: &str| {
            let mut text = String::new();
            let written = screen.format_fuzzy_select_prompt(&mut text, "What", typed, typed.len());
            assert!(written.is_ok());
            text
        };
        assert!(!prompt("kube").contains("no match"));
        assert_eq!(screen.lines.get(), 2);
        assert!(prompt("kubx").contains("no match"));
        assert_eq!(screen.lines.get(), 1);
    }
}
