//! Where flags get their defaults: `CERTADVISE_*` variables, then `certadvise.yaml`. Both become the defaults of the
//! flags before the arguments are read, so that a flag always wins and `--help` shows what holds here.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Command;

use super::Failure;
use super::files::collect_files;
use crate::cli::config::Config;
use crate::embedded;

/// The name looked for.
const FILE: &str = "certadvise.yaml";
/// Flags that can have another default.
pub(super) const FLAGS: [&str; 11] = [
    "team", "require", "catalog", "env", "rate", "horizon", "weights", "max-age", "as-of", "color",
    "width",
];
/// Commands about a team: the only ones where `team` has a default. Elsewhere it would change what is asked.
const ABOUT_TEAMS: [&str; 4] = ["coverage", "renewals", "plan", "report"];
/// Commands about requirements: the only ones where `require` has a default. Elsewhere it would leave things out.
const ABOUT_REQUIREMENTS: [&str; 3] = ["coverage", "plan", "report"];

/// Whether a flag of a command can have another default.
fn takes(command: &str, flag: &str) -> bool {
    match flag {
        "team" => ABOUT_TEAMS.contains(&command),
        "require" => ABOUT_REQUIREMENTS.contains(&command),
        flag => FLAGS.contains(&flag),
    }
}

/// The variable that gives a flag its default.
pub(super) fn variable(flag: &str) -> String {
    format!("CERTADVISE_{}", flag.replace('-', "_").to_ascii_uppercase())
}

/// Defaults by flag, and the file that some come from.
#[derive(Default)]
pub(super) struct Defaults {
    values: BTreeMap<&'static str, Vec<OsString>>,
    /// What was read, for `--verbose`.
    pub(super) notes: Vec<String>,
}

impl Defaults {
    /// Those of the environment alone.
    pub(super) fn of_variables() -> Self {
        let mut defaults = Self::default();
        for flag in FLAGS {
            let name = variable(flag);
            // An empty variable is how pipelines spell one that is not set.
            if let Some(value) = env::var_os(&name).filter(|value| !value.is_empty()) {
                defaults.notes.push(format!("--{flag} from {name}"));
                defaults.values.insert(flag, vec![value]);
            }
        }
        defaults
    }

    /// Adds those of a configuration file: the one named, else the nearest upwards. Variables win.
    pub(super) fn of_file(&mut self, named: Option<OsString>) -> Result<(), Failure> {
        let named = named
            .or_else(|| env::var_os("CERTADVISE_CONFIG"))
            .filter(|path| !path.is_empty());
        let Some(path) = named.map(PathBuf::from).or_else(nearest) else {
            return Ok(());
        };
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        for file in collect_files(std::slice::from_ref(&path))? {
            let config = Config::read(&file, embedded::catalog())?;
            let flags: Vec<&str> = self.add(config, &folder);
            self.notes.push(format!(
                "`{}` sets {}",
                file.name,
                if flags.is_empty() {
                    "nothing".to_owned()
                } else {
                    flags.join(", ")
                }
            ));
        }
        Ok(())
    }

    /// Adds what a file sets and no variable does; the flags that got a default.
    fn add(&mut self, config: Config, folder: &Path) -> Vec<&'static str> {
        let paths = |paths: &[crate::base::text::Text]| -> Vec<OsString> {
            paths
                .iter()
                .map(|path| folder.join(&**path).into_os_string())
                .collect()
        };
        let one = |value: Option<String>| -> Vec<OsString> {
            value.map(OsString::from).into_iter().collect()
        };
        let requirements = config.requirements.iter().map(|name| {
            let path = folder.join(&**name);
            let is_path = name.contains(['/', '.']) || path.exists();
            if is_path {
                path.into_os_string()
            } else {
                OsString::from(&**name)
            }
        });
        let found = [
            ("team", paths(&config.team)),
            ("require", requirements.collect()),
            ("catalog", paths(&config.catalog)),
            ("env", one(config.env.map(|env| env.to_string()))),
            ("rate", one(config.rate.map(|rate| rate.to_string()))),
            (
                "horizon",
                one(config.horizon.map(|years| years.to_string())),
            ),
            ("weights", one(config.weights)),
            ("max-age", one(config.max_age.map(|age| age.to_string()))),
        ];
        let new = found
            .into_iter()
            .filter(|(flag, values)| !values.is_empty() && !self.values.contains_key(flag));
        let new: Vec<_> = new.collect();
        let flags = new.iter().map(|(flag, _)| *flag).collect();
        self.values.extend(new);
        flags
    }

    /// Where the values of the flags that an error names come from.
    pub(super) fn origins<'d>(&'d self, error: &'d str) -> impl Iterator<Item = &'d String> {
        self.notes.iter().filter(|note| {
            note.split(' ')
                .next()
                .is_some_and(|flag| error.contains(&format!("'{flag} ")))
        })
    }

    /// The command with these defaults.
    pub(super) fn apply(&self, command: Command) -> Command {
        if self.values.is_empty() {
            return command;
        }
        let name = command.get_name().to_owned();
        let command = command.mut_args(|arg| {
            let flag = arg.get_long().unwrap_or_default();
            match self.values.get(flag).filter(|_| takes(&name, flag)) {
                Some(values) => arg.default_values(values).required(false),
                None => arg,
            }
        });
        command.mut_subcommands(|sub| self.apply(sub))
    }
}

/// The nearest `certadvise.yaml`, from the current folder upwards, named from here.
fn nearest() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let up = |steps: usize| {
        std::iter::repeat_n("..", steps)
            .collect::<PathBuf>()
            .join(FILE)
    };
    (0..here.components().count())
        .map(up)
        .find(|path| path.is_file())
}

/// The first value of a flag, looked for before the arguments are read properly.
pub(super) fn peek(args: &[OsString], flag: &str) -> Option<OsString> {
    values(args, flag).next()
}

/// Every value of a flag, wherever it stands among the arguments.
pub(super) fn values<'a>(
    args: &'a [OsString],
    flag: &'a str,
) -> impl Iterator<Item = OsString> + 'a {
    let end = args
        .iter()
        .position(|arg| arg == "--")
        .unwrap_or(args.len());
    let given = args.get(..end).unwrap_or_default();
    given.iter().enumerate().filter_map(move |(at, arg)| {
        let rest = arg.to_str()?.strip_prefix(flag)?;
        match rest.strip_prefix('=') {
            Some(value) => Some(OsString::from(value)),
            None if rest.is_empty() => given.get(at + 1).cloned(),
            None => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_found_in_both_spellings() {
        let peek = |args: &[&str]| {
            peek(
                &args.iter().map(OsString::from).collect::<Vec<_>>(),
                "--config",
            )
        };
        assert_eq!(peek(&["x", "--config", "a.yaml"]), Some("a.yaml".into()));
        assert_eq!(
            peek(&["x", "--config=a=b.yaml", "y"]),
            Some("a=b.yaml".into())
        );
        assert_eq!(peek(&["x", "--configure", "a.yaml"]), None);
        assert_eq!(peek(&["x", "--config"]), None);
        assert_eq!(peek(&["x", "--", "--config", "a.yaml"]), None);
        let args = [
            "x",
            "--catalog=a",
            "list",
            "--catalog",
            "b",
            "--",
            "--catalog",
            "c",
        ]
        .map(OsString::from);
        assert!(values(&args, "--catalog").eq(["a", "b"]));
    }
}
