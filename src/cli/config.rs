//! `certadvise.yaml`: defaults for flags, as checked types. Knows nothing of the command line.

use crate::advice::Weights;
use crate::advice::profile::estate::{Estate, InvalidEstate};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{Node, Reader, Source, Value};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::read::File;

/// What a configuration file sets; what it leaves out stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Rosters, for commands about a team; paths are relative to the file.
    pub team: Vec<Text>,
    /// Requirement sets, for commands about them: paths relative to the file, or names of built-in ones.
    pub requirements: Vec<Text>,
    /// Overlay catalogs; paths are relative to the file.
    pub catalog: Vec<Text>,
    /// The environment: a preset or a mix.
    pub env: Option<Text>,
    /// What an hour is worth, USD.
    pub rate: Option<Usd>,
    /// Years over which costs are counted, 1 to 50.
    pub horizon: Option<u8>,
    /// The weights of the axes, as `--weights` takes them.
    pub weights: Option<String>,
    /// From which age on facts deserve a warning.
    pub max_age: Option<Period>,
}

impl Config {
    /// Reads a configuration file. Environments are looked up in `catalog`, unless the file names overlays of its own.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn read(file: &File, catalog: &Catalog) -> Result<Self, Vec<Diagnostic>> {
        let source = Source::new(&file.name, &file.text);
        let (root, mut reader) = source.read()?;
        let config = read(&mut reader, &root, catalog).unwrap_or_default();
        reader.found.sort_by_key(|finding| {
            finding
                .place
                .as_ref()
                .map(|place| (place.line, place.column))
        });
        if reader.found.is_empty() {
            Ok(config)
        } else {
            Err(reader.found)
        }
    }
}

fn read<'t>(reader: &mut Reader<'_, 't>, root: &Node<'t>, catalog: &Catalog) -> Option<Config> {
    // A file of comments alone sets nothing.
    if matches!(&root.value, Value::Scalar { text, plain: true } if text.is_empty()) {
        return None;
    }
    let mut table = reader.table(root, "a configuration file")?;
    let mut list = |reader: &mut Reader<'_, 't>, key| {
        table
            .get(key)
            .map(|n| texts(reader, n, key))
            .unwrap_or_default()
    };
    let team = list(reader, "team");
    let requirements = list(reader, "requirements");
    let overlays = list(reader, "catalog");
    let env = table
        .get("env")
        .and_then(|n| environment(reader, n, catalog, overlays.is_empty()));
    let rate = table
        .get("rate")
        .and_then(|n| reader.parsed(n, "rate", Code::OutOfRange));
    let horizon = table
        .get("horizon")
        .and_then(|n| reader.number(n, "horizon", 1, 50))
        .and_then(|years| u8::try_from(years).ok());
    let weights = table.get("weights").and_then(|n| weights(reader, n));
    let max_age = table
        .get("max_age")
        .and_then(|n| reader.parsed(n, "max_age", Code::OutOfRange));
    table.finish(reader);
    Some(Config {
        team,
        requirements,
        catalog: overlays,
        env,
        rate,
        horizon,
        weights,
        max_age,
    })
}

/// One text, or a list of texts.
fn texts<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>, key: &str) -> Vec<Text> {
    match &node.value {
        Value::List(items) => items
            .iter()
            .filter_map(|item| reader.text(item, key))
            .collect(),
        _ => reader.text(node, key).into_iter().collect(),
    }
}

/// An environment. A preset that only an overlay may know is left to the command.
fn environment<'t>(
    reader: &mut Reader<'_, 't>,
    node: &Node<'t>,
    catalog: &Catalog,
    complete: bool,
) -> Option<Text> {
    let text = reader.text(node, "env")?;
    match Estate::parse(&text, catalog) {
        Err(InvalidEstate::UnknownPreset(_)) if !complete => {}
        Ok(_) => {}
        Err(error) => {
            let finding = Diagnostic::error(Code::UnknownEnvironment, error.to_string());
            reader.report(
                node.span,
                finding.suggest(&text, catalog.environments.iter().map(|e| e.id.as_str())),
            );
            return None;
        }
    }
    Some(text)
}

/// A map from axes to weights, as `AXIS=WEIGHT,...`.
fn weights<'t>(reader: &mut Reader<'_, 't>, node: &Node<'t>) -> Option<String> {
    let table = reader.table(node, "weights")?;
    let parts: Vec<String> = table
        .rest()
        .filter_map(|(axis, weight)| {
            Some(format!(
                "{}={}",
                axis.text,
                reader.scalar(weight, &axis.text)?
            ))
        })
        .collect();
    let text = parts.join(",");
    if let Err(error) = Weights::parse([text.as_str()], Weights::default()) {
        reader.report(
            node.span,
            Diagnostic::error(Code::OutOfRange, error.to_string()),
        );
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    fn config(text: &str) -> Result<Config, Vec<String>> {
        let file = File {
            name: "certadvise.yaml".to_owned(),
            text: text.to_owned(),
        };
        Config::read(&file, embedded::catalog())
            .map_err(|found| found.iter().map(Diagnostic::one_line).collect())
    }

    #[test]
    fn everything_may_be_left_out() {
        for text in ["", "# nothing yet\n", "team:\nenv:\n"] {
            let config = config(text).unwrap();
            assert!(config.team.is_empty() && config.env.is_none(), "{text:?}");
        }
    }

    #[test]
    fn every_key_is_read() {
        let text = "team: team.yaml\nrequirements: [ours.yaml, dod-8140]\ncatalog: [house/]\nenv: hybrid:aws\n\
                    rate: 80\nhorizon: 3\nweights: {platform: 3, tier: 2, upkeep: 1}\nmax_age: 180d\n";
        let config = config(text).unwrap();
        assert_eq!(config.team, [Text::new_static("team.yaml")]);
        assert_eq!(config.requirements.len(), 2);
        assert_eq!(config.rate, Some(Usd::from_cents(8_000)));
        assert_eq!(
            (config.horizon, config.env.as_deref()),
            (Some(3), Some("hybrid:aws"))
        );
        assert_eq!(
            config.weights.as_deref(),
            Some("platform=3,tier=2,upkeep=1")
        );
    }

    #[test]
    fn every_problem_is_reported_with_its_place() {
        let found = config(
            "env: hybird\nrate: -1\nhorizon: 99\nweights: {plattform: 1}\nmax_age: old\nteams: a\n",
        );
        let found = found.unwrap_err();
        let at = |line: &str| {
            found
                .iter()
                .any(|finding| finding.starts_with(&format!("certadvise.yaml:{line}")))
        };
        assert!(
            ["1:6", "2:7", "3:10", "4:10", "5:10", "6:1"]
                .iter()
                .all(|line| at(line)),
            "{found:#?}"
        );
        assert_eq!(found.len(), 6);
        assert!(found[5].contains("did you mean `team`?"));
    }

    #[test]
    fn a_preset_of_an_overlay_is_left_to_the_command() {
        assert!(config("env: our-data-centre\n").is_err());
        assert!(config("env: our-data-centre\ncatalog: ours.yaml\n").is_ok());
        assert!(config("env: aws=x\ncatalog: ours.yaml\n").is_err());
    }
}
