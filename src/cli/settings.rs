//! Values of flags that nobody gave: `CERTADVISE_*` variables, then `certadvise.yaml`. A flag always wins.

use std::env;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::Serialize;

use super::Failure;
use super::config::Config;
use super::discovery::{self, Found};
use super::files;
use super::global::{Color, date, whole};
use super::inputs::is_path;
use crate::advice::Weights;
use crate::base::date::{Date, Period};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::embedded;
use crate::render::clean;

/// Flags that a variable can stand for.
#[cfg(test)]
pub(super) const FLAGS: [&str; 11] = [
    "team", "require", "catalog", "env", "rate", "horizon", "weights", "max-age", "as-of", "color",
    "width",
];

/// The variable that stands for a flag.
pub(super) fn variable(flag: &str) -> String {
    format!("CERTADVISE_{}", flag.replace('-', "_").to_ascii_uppercase())
}

/// What variables and the configuration say.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) team: Vec<PathBuf>,
    pub(super) require: Vec<PathBuf>,
    pub(super) catalog: Vec<PathBuf>,
    pub(super) env: Option<String>,
    pub(super) rate: Option<Usd>,
    pub(super) horizon: Option<u8>,
    pub(super) weights: Vec<String>,
    pub(super) max_age: Option<Period>,
    pub(super) as_of: Option<Date>,
    pub(super) color: Option<Color>,
    pub(super) width: Option<u16>,
    /// What was read, for `--verbose`.
    pub(super) notes: Vec<String>,
    /// What deserves a look.
    pub(super) warnings: Vec<Diagnostic>,
    /// The configuration, where it decides what is judged and by what.
    pub(super) configured: Option<Configured>,
}

/// What a configuration decides about an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Configured {
    /// The file.
    file: String,
    /// What it sets: the team, the requirements, the catalog.
    sets: Vec<&'static str>,
}

impl Display for Configured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sets: Vec<&str> = self
            .sets
            .iter()
            .map(|flag| {
                if *flag == "require" {
                    "requirements"
                } else {
                    flag
                }
            })
            .collect();
        write!(f, "`{}` sets: {}", clean(&self.file), sets.join(", "))
    }
}

impl Settings {
    /// What the variables say; fails with every one that can't be used.
    pub(super) fn of_variables() -> Result<Self, Failure> {
        let mut variables = Variables::default();
        let settings = Self {
            team: variables.paths("team"),
            require: variables.paths("require"),
            catalog: variables.paths("catalog"),
            env: variables.text("env"),
            rate: variables.parsed("rate", |text| {
                Usd::from_str(text).map_err(|error| error.to_string())
            }),
            horizon: variables.parsed("horizon", whole(1, 50)),
            weights: variables.parsed("weights", weights).into_iter().collect(),
            max_age: variables.parsed("max-age", |text| {
                Period::from_str(text).map_err(|error| error.to_string())
            }),
            as_of: variables.parsed("as-of", date),
            color: variables.parsed("color", |text| clap::ValueEnum::from_str(text, false)),
            width: variables.parsed("width", whole(40, u16::MAX)),
            notes: variables.notes,
            warnings: Vec::new(),
            configured: None,
        };
        if variables.findings.is_empty() {
            Ok(settings)
        } else {
            Err(Failure::Found(variables.findings))
        }
    }

    /// Adds what a configuration file says and no variable does: the one named, else the nearest upwards.
    pub(super) fn add_file(&mut self, named: Option<&Path>) -> Result<(), Failure> {
        let named = named.map(Path::to_owned).or_else(|| {
            env::var_os("CERTADVISE_CONFIG")
                .filter(|path| !path.is_empty())
                .map(PathBuf::from)
        });
        let (path, within) = match named {
            // Who names a file answers for it.
            Some(path) => (path, None),
            None => match discovery::nearest() {
                Found::Nothing => return Ok(()),
                Found::File { path, within } => (path, Some(within)),
                Found::Foreign(path) => {
                    self.warnings.push(foreign(&path));
                    return Ok(());
                }
            },
        };
        let file = files::read(&path)?;
        let config = Config::read(&file, embedded::catalog())?;
        let folder = path.parent().unwrap_or(Path::new(""));
        if let Some(within) = within {
            let outside = leading_outside(&config, folder, &within, &file.name);
            if !outside.is_empty() {
                return Err(outside.into());
            }
        }
        let set = self.add(config, folder);
        let deciding: Vec<_> = set
            .iter()
            .copied()
            .filter(|flag| ["team", "require", "catalog"].contains(flag))
            .collect();
        self.configured = (!deciding.is_empty()).then(|| Configured {
            file: file.name.clone(),
            sets: deciding,
        });
        let set = if set.is_empty() {
            "nothing".to_owned()
        } else {
            set.join(", ")
        };
        self.notes.push(format!("`{}` sets {set}", file.name));
        Ok(())
    }

    /// Adds what a file says; the flags it sets.
    fn add(&mut self, config: Config, folder: &Path) -> Vec<&'static str> {
        let mut set = Vec::new();
        let mut fill = |flag, is_set: bool| {
            if is_set {
                set.push(flag);
            }
        };
        let relative = |path: &crate::base::text::Text| folder.join(path.as_str());
        let team = config.team.iter().map(relative).collect();
        fill("team", fill_list(&mut self.team, team));
        let require = config.requirements.iter().map(|name| {
            let name = Path::new(name.as_str());
            if is_path(name) {
                folder.join(name)
            } else {
                name.to_owned()
            }
        });
        fill("require", fill_list(&mut self.require, require.collect()));
        let catalog = config.catalog.iter().map(relative).collect();
        fill("catalog", fill_list(&mut self.catalog, catalog));
        let env = config.env.map(|env| env.to_string());
        fill("env", fill_value(&mut self.env, env));
        fill("rate", fill_value(&mut self.rate, config.rate));
        fill("horizon", fill_value(&mut self.horizon, config.horizon));
        let weights = config.weights.into_iter().collect();
        fill("weights", fill_list(&mut self.weights, weights));
        fill("max-age", fill_value(&mut self.max_age, config.max_age));
        set
    }
}

/// Takes a list where there is none; whether it was taken.
fn fill_list<T>(list: &mut Vec<T>, values: Vec<T>) -> bool {
    let takes = list.is_empty() && !values.is_empty();
    if takes {
        *list = values;
    }
    takes
}

/// Takes a value where there is none; whether it was taken.
fn fill_value<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let takes = slot.is_none() && value.is_some();
    if takes {
        *slot = value;
    }
    takes
}

/// Reads variables, and collects what is wrong with them.
#[derive(Default)]
struct Variables {
    notes: Vec<String>,
    findings: Vec<Diagnostic>,
}

impl Variables {
    fn paths(&mut self, flag: &str) -> Vec<PathBuf> {
        self.value(flag).map(PathBuf::from).into_iter().collect()
    }

    fn text(&mut self, flag: &str) -> Option<String> {
        self.parsed(flag, |text| Ok(text.to_owned()))
    }

    fn parsed<T>(
        &mut self,
        flag: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.value(flag)?;
        let text = value.to_string_lossy();
        match parse(&text) {
            Ok(value) => Some(value),
            Err(expected) => {
                let message = format!("`{text}` in {} is not valid", variable(flag));
                self.findings
                    .push(Diagnostic::error(Code::BadArgument, message).help(expected));
                None
            }
        }
    }

    /// The value of a variable. An empty one is how pipelines spell one that is not set.
    fn value(&mut self, flag: &str) -> Option<std::ffi::OsString> {
        let name = variable(flag);
        let value = env::var_os(&name).filter(|value| !value.is_empty())?;
        self.notes.push(format!("--{flag} from {name}"));
        Some(value)
    }
}

/// Weights as `--weights` takes them.
fn weights(text: &str) -> Result<String, String> {
    match Weights::parse([text], Weights::default()) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// A configuration that somebody else put there.
fn foreign(path: &Path) -> Diagnostic {
    let name = files::name(path);
    let message = format!("`{name}` belongs to another user and was not read");
    Diagnostic::warning(Code::ForeignConfig, message)
        .help(format!("pass `--config {name}` if you trust it"))
}

/// Files that a configuration names outside of where it was found. One that was put there, or came with a clone, could
/// otherwise have any file of yours read, and its lines shown in findings.
fn leading_outside(config: &Config, folder: &Path, within: &Path, file: &str) -> Vec<Diagnostic> {
    let keys = [
        ("team", &config.team),
        ("requirements", &config.requirements),
        ("catalog", &config.catalog),
    ];
    let paths = keys
        .into_iter()
        .flat_map(|(key, paths)| paths.iter().map(move |path| (key, path)));
    let outside = paths.filter(|(key, path)| {
        let named = Path::new(path.as_str());
        let real = folder.join(named).canonicalize();
        (*key != "requirements" || is_path(named))
            && real.is_ok_and(|real| !real.starts_with(within))
    });
    outside
        .map(|(key, path)| {
            let message = format!(
                "`{key}` in `{file}` is `{path}`, which lies outside of its folder or repository"
            );
            Diagnostic::error(Code::ForeignConfig, message).help(format!(
                "pass the file itself, or `--config {file}` if you trust it"
            ))
        })
        .collect()
}
