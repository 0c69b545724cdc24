//! What the values of flags and arguments can be, for shells that complete them.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command, FromArgMatches, ValueHint};
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate as Candidate, PathCompleter, ValueCompleter,
};

use crate::base::diagnostic::Code;
use crate::base::vocabulary::Word;
use crate::catalog::Catalog;
use crate::catalog::credential::Credential;
use crate::catalog::reference::{Environment, Share};
use crate::catalog::vocabulary::{
    Axis, Category, Context, Evidence, Industry, Level, Platform, Status, Tier,
};
use crate::cli::args;
use crate::cli::files::{self, Kind, is_dash};
use crate::cli::global::Global;
use crate::cli::inputs::{Request, open_catalog};
use crate::cli::resolver::WORK_ROLES;
use crate::cli::settings::Settings;
use crate::render::{clean, is_hidden};
use crate::team::import::FileFormat;
use crate::team::requirement::library::{Library, sets};
use crate::team::requirement::shipped::{self, Shipped};
use crate::team::requirement::table::Table;
use crate::team::roster::{Person, Unknown};

/// Bytes of the rosters, or of the overlays, that are read when somebody presses Tab: the shell waits meanwhile.
const MOST_BYTES: u64 = 4 << 20;

/// The values that one argument can have, given what else was typed.
type Values = fn(&Line) -> Vec<Candidate>;

/// The words that were typed so far, the name of the program first.
#[derive(Clone)]
pub(super) struct Line(Arc<Vec<OsString>>);

/// The program with every command, in which each argument knows its values.
pub(super) fn program(line: &Line) -> Command {
    with_values(args::program(), line)
}

fn with_values(command: Command, line: &Line) -> Command {
    let name = command.get_name().to_owned();
    command
        .mut_args(|arg| match completer(&name, &arg, line) {
            Some(completer) => arg.add(completer),
            None => arg,
        })
        .mut_subcommands(|command| with_values(command, line))
}

/// What completes an argument; `None` where the parser knows its values, or there is nothing to offer.
fn completer(command: &str, arg: &Arg, line: &Line) -> Option<ArgValueCompleter> {
    let values = values(command, arg.get_id().as_str());
    let takes_paths = arg.get_value_hint() == ValueHint::AnyPath;
    if values.is_none() && !takes_paths {
        return None;
    }
    let line = line.clone();
    Some(ArgValueCompleter::new(move |current: &OsStr| {
        let mut candidates = values.map_or_else(Vec::new, |values| values(&line));
        candidates.retain(|candidate| starts_with(candidate.get_value(), current));
        if takes_paths {
            candidates.extend(PathCompleter::any().complete(current));
        }
        candidates.retain(|candidate| is_plain(candidate.get_value()));
        candidates
    }))
}

/// The values of an argument of a command, besides paths.
fn values(command: &str, arg: &str) -> Option<Values> {
    let values: Values = match (command, arg) {
        ("import", "date_order") => date_orders,
        ("import", "from") => file_formats,
        ("list", "category") => words::<Category>,
        ("list", "platform") => words::<Platform>,
        ("list", "status") => words::<Status>,
        ("list", "tier") => words::<Tier>,
        ("path", "target") => Line::credentials_and_roles,
        ("show", "ids") => Line::credentials_and_sets,
        ("explain", "code") => Line::codes_and_rules,
        (_, "holds" | "ids" | "to" | "why_not") => Line::credentials,
        (_, "role" | "work") => Line::roles,
        (_, "work_role") => work_roles,
        (_, "env") => Line::environments,
        (_, "level") => words::<Level>,
        (_, "context") => words::<Context>,
        (_, "industry") => words::<Industry>,
        (_, "min_evidence") => words::<Evidence>,
        (_, "issuer" | "member") => Line::issuers,
        (_, "topic") => Line::topics,
        (_, "person") => Line::people,
        (_, "weights") => axes,
        (_, "what_if") => Line::changes,
        (_, "require") => Line::sets,
        _ => return None,
    };
    Some(values)
}

impl Line {
    pub(super) fn new(words: Vec<OsString>) -> Self {
        Self(Arc::new(words))
    }

    /// The global flags on the line, with the variables and the configuration, and the rosters that the line names.
    /// `None` where these can't be read: the command will say why.
    fn read(&self) -> Option<(Global, Vec<PathBuf>)> {
        let program = args::program().ignore_errors(true);
        let matches = program.try_get_matches_from(self.0.iter()).ok()?;
        let innermost = innermost(&matches);
        let mut global = Global::from_arg_matches(innermost).ok()?;
        global.gather(&matches);
        global.settings = Settings::of_variables().ok()?;
        let config = global.config.clone();
        if !files::are_small(config.as_slice(), Kind::Yaml, MOST_BYTES) {
            return None;
        }
        global.settings.add_file(config.as_deref()).ok()?;
        global.silence();
        let given = innermost.try_get_many::<PathBuf>("team").ok().flatten();
        let rosters = given.into_iter().flatten().cloned().collect();
        Some((global, rosters))
    }

    /// The catalog, with the overlays that are in force.
    fn catalog(&self) -> Option<Cow<'static, Catalog>> {
        let (global, _) = self.read()?;
        if !files::are_small(global.overlays(), Kind::Yaml, MOST_BYTES) {
            return None;
        }
        open_catalog(&global).ok()
    }

    /// What the catalog makes of the line.
    fn of_catalog(&self, values: impl FnOnce(&Catalog) -> Vec<Candidate>) -> Vec<Candidate> {
        self.catalog()
            .map_or_else(Vec::new, |catalog| values(&catalog))
    }

    fn credentials(&self) -> Vec<Candidate> {
        self.of_catalog(credentials)
    }

    fn roles(&self) -> Vec<Candidate> {
        self.of_catalog(roles)
    }

    fn credentials_and_roles(&self) -> Vec<Candidate> {
        self.of_catalog(|catalog| join(credentials(catalog), roles(catalog)))
    }

    fn credentials_and_sets(&self) -> Vec<Candidate> {
        self.of_catalog(|catalog| join(credentials(catalog), requirement_sets(catalog)))
    }

    fn sets(&self) -> Vec<Candidate> {
        self.of_catalog(requirement_sets)
    }

    fn environments(&self) -> Vec<Candidate> {
        self.of_catalog(|catalog| catalog.environments.iter().flat_map(environment).collect())
    }

    fn issuers(&self) -> Vec<Candidate> {
        self.of_catalog(|catalog| {
            let issuers = catalog.issuers.iter();
            issuers
                .map(|issuer| candidate(issuer.id.as_str(), &issuer.name))
                .collect()
        })
    }

    fn topics(&self) -> Vec<Candidate> {
        self.of_catalog(|catalog| {
            let topics = catalog.topics.iter();
            topics
                .map(|topic| candidate(topic.id.as_str(), &topic.name))
                .collect()
        })
    }

    fn codes_and_rules(&self) -> Vec<Candidate> {
        let codes = Code::ALL
            .iter()
            .map(|code| candidate(code.id(), code.title()));
        let rules = self.of_catalog(|catalog| {
            let rules = catalog.rules.iter();
            rules
                .map(|rule| candidate(rule.id.as_str(), &rule.says))
                .collect()
        });
        codes.chain(rules).collect()
    }

    /// The people of the rosters at hand: those on the line, else those of a variable or the configuration.
    fn team(&self) -> Vec<Person> {
        let Some((global, given)) = self.read() else {
            return Vec::new();
        };
        let Ok(rosters) = global.teams(&given) else {
            return Vec::new();
        };
        // Stdin belongs to the shell.
        let team: Vec<PathBuf> = rosters
            .iter()
            .filter(|path| !is_dash(path))
            .cloned()
            .collect();
        let are_small = files::are_small(&team, Kind::Roster, MOST_BYTES)
            && files::are_small(global.overlays(), Kind::Yaml, MOST_BYTES);
        if !are_small {
            return Vec::new();
        }
        let request = Request {
            team: &team,
            unknown: Unknown::Keep,
            ..Request::default()
        };
        request
            .open(&global)
            .map_or_else(|_| Vec::new(), |inputs| inputs.team.people)
    }

    fn people(&self) -> Vec<Candidate> {
        self.team()
            .iter()
            .map(|person| candidate(&person.id, person_name(person)))
            .collect()
    }

    fn changes(&self) -> Vec<Candidate> {
        let leaves = self.team().into_iter().map(|person| {
            let change = format!("leave={}", person.id);
            candidate(&change, person_name(&person))
        });
        leaves
            .chain([candidate(
                "hire=",
                "somebody new, as ID:credential+credential",
            )])
            .collect()
    }
}

/// What was found of the command that stands innermost.
fn innermost(matches: &ArgMatches) -> &ArgMatches {
    matches
        .subcommand()
        .map_or(matches, |(_, inner)| innermost(inner))
}

fn join(mut first: Vec<Candidate>, second: Vec<Candidate>) -> Vec<Candidate> {
    first.extend(second);
    first
}

fn person_name(person: &Person) -> &str {
    person.name.as_deref().unwrap_or_default()
}

fn credentials(catalog: &Catalog) -> Vec<Candidate> {
    catalog.credentials.iter().map(credential).collect()
}

/// Retired credentials are offered as well, for people hold them.
fn credential(credential: &Credential) -> Candidate {
    let name = if credential.status == Status::Retired {
        Cow::Owned(format!("{} (retired)", credential.name))
    } else {
        Cow::Borrowed(credential.name.as_str())
    };
    candidate(credential.id.as_str(), &name)
}

fn roles(catalog: &Catalog) -> Vec<Candidate> {
    let roles = catalog.roles.iter();
    roles
        .map(|role| candidate(role.id.as_str(), &role.name))
        .collect()
}

/// A preset, and where it has an unnamed cloud, the preset with each cloud named.
fn environment(preset: &Environment) -> Vec<Candidate> {
    let has_unnamed_cloud = preset.mix.iter().any(|(on, _)| *on == Share::AnyCloud);
    let clouds = Platform::ALL
        .iter()
        .filter(|platform| has_unnamed_cloud && **platform != Platform::OnPrem)
        .map(|cloud| {
            let named = format!("{}:{cloud}", preset.id);
            candidate(&named, &format!("{}, on {cloud}", preset.name))
        });
    std::iter::once(candidate(preset.id.as_str(), &preset.name))
        .chain(clouds)
        .collect()
}

/// The built-in requirement sets, the tables, and the sets that each row of a table makes.
fn requirement_sets(catalog: &Catalog) -> Vec<Candidate> {
    let sets = sets(catalog, &Shipped);
    let sets = sets.iter().map(|set| candidate(&set.id, &set.name));
    let tables = shipped::tables()
        .iter()
        .map(|table| candidate(&table.id, &table.name));
    sets.chain(tables)
        .chain(shipped::tables().iter().flat_map(row_sets))
        .collect()
}

fn row_sets(table: &Table) -> impl Iterator<Item = Candidate> {
    let levels = table
        .rows
        .iter()
        .flat_map(|row| row.levels.iter().map(move |level| (row, level)));
    levels.map(|(row, level)| {
        let name = format!("{}, {}", row.name, level.word);
        candidate(&table.set_id(row, level), &name)
    })
}

fn work_roles(_: &Line) -> Vec<Candidate> {
    let rows = Shipped.table(WORK_ROLES).map(|table| table.rows.iter());
    rows.into_iter()
        .flatten()
        .map(|row| candidate(&row.code, &row.name))
        .collect()
}

fn file_formats(_: &Line) -> Vec<Candidate> {
    FileFormat::ALL
        .map(|format| Candidate::new(format.word()))
        .into()
}

fn date_orders(_: &Line) -> Vec<Candidate> {
    let orders = [
        ("dmy", "day first"),
        ("mdy", "month first"),
        ("ymd", "year first"),
    ];
    orders.map(|(word, about)| candidate(word, about)).into()
}

fn axes(_: &Line) -> Vec<Candidate> {
    Axis::ALL
        .iter()
        .map(|axis| Candidate::new(format!("{axis}=")))
        .collect()
}

/// The words of a closed list.
fn words<T: Word>(_: &Line) -> Vec<Candidate> {
    T::ALL
        .iter()
        .map(|word| Candidate::new(word.word()))
        .collect()
}

/// A value with a few words about it. Rosters and overlays are anybody's text, so nothing in it may drive a terminal.
fn candidate(value: &str, about: &str) -> Candidate {
    let about = (!about.is_empty()).then(|| clean(about).into());
    Candidate::new(value).help(about)
}

fn starts_with(value: &OsStr, beginning: &OsStr) -> bool {
    let (value, beginning) = (value.as_encoded_bytes(), beginning.as_encoded_bytes());
    value
        .get(..beginning.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

/// Whether a shell reads this as one word and nothing more. Bash puts candidates on the line as they are, so an id such
/// as `$(command)` in somebody's roster would run when the line is entered.
fn is_plain(value: &OsStr) -> bool {
    value.to_str().is_some_and(|text| {
        text.chars().all(|c| {
            c.is_alphanumeric()
                || "-_./=:,+@%".contains(c)
                || (!c.is_ascii() && !c.is_whitespace() && !is_hidden(c))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arguments with values that nobody can list: dates, amounts, numbers, periods, words to look for.
    const FREE: [&str; 27] = [
        "as_of",
        "bucket",
        "width",
        "max_age",
        "experience",
        "budget",
        "max_hours",
        "max_upkeep",
        "horizon",
        "rate",
        "priority",
        "top",
        "stack",
        "words",
        "max_fee",
        "currency",
        "discount_rate",
        "years",
        "hours_per_week",
        "within",
        "valid_for",
        "deadline",
        "until",
        "max_hours_per_person",
        "alternatives",
        "time_limit",
        "older_than",
    ];

    fn line(words: &str) -> Line {
        Line::new(words.split(' ').map(OsString::from).collect())
    }

    fn every_command(command: &Command) -> Vec<&Command> {
        let below = args::own_commands(command).flat_map(every_command);
        std::iter::once(command).chain(below).collect()
    }

    #[test]
    fn every_value_is_completed_or_free() {
        let program = program(&line("certadvise"));
        let mut open = Vec::new();
        for command in every_command(&program) {
            for arg in command.get_arguments() {
                let id = arg.get_id().as_str();
                let is_completed = arg.get::<ArgValueCompleter>().is_some()
                    || !arg.get_possible_values().is_empty();
                if arg.get_action().takes_values() && is_completed == FREE.contains(&id) {
                    open.push(format!("{} {id}", command.get_name()));
                }
            }
        }
        assert_eq!(
            open, [""; 0],
            "an argument has no entry in `values` and none in `FREE`"
        );
    }

    #[test]
    fn ids_come_with_names_and_in_any_case() {
        let line = line("certadvise show");
        let found = |candidates: Vec<Candidate>, id: &str| {
            let found = candidates.into_iter().find(|one| one.get_value() == id);
            found.and_then(|one| Some(one.get_help()?.to_string()))
        };
        let name = "Certified Kubernetes Administrator";
        assert_eq!(found(line.credentials(), "cka").as_deref(), Some(name));
        assert!(found(line.roles(), "devops-engineer").is_some());
        assert!(found(line.sets(), "aws-partner-advanced").is_some());
        assert!(found(line.sets(), "dod-8140").is_some(), "a table");
        let of_row = found(line.sets(), "dod-8140-511-intermediate");
        assert!(of_row.is_some(), "a set of a row");
        assert!(found(line.environments(), "hybrid:aws").is_some());
        assert_eq!(found(line.environments(), "aws:azure"), None);
        assert!(found(work_roles(&line), "511").is_some());
        assert!(starts_with("cka".as_ref(), "CK".as_ref()));
        assert!(!starts_with("ck".as_ref(), "cka".as_ref()));
    }

    #[test]
    fn nothing_is_offered_that_a_shell_would_run_or_split() {
        for text in [
            "p01",
            "hybrid:aws",
            "a/b.yaml",
            "leave=p01",
            "Müller",
            "x@y.example",
        ] {
            assert!(is_plain(text.as_ref()), "{text}");
        }
        for text in [
            "$(id)",
            "`id`",
            "a b",
            "a;b",
            "a&b",
            "a\u{202e}b",
            "a\nb",
            "a|b",
            "a'b",
            "\\",
        ] {
            assert!(!is_plain(text.as_ref()), "{text}");
        }
    }
}
