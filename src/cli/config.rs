//! `certadvise.yaml`: defaults for flags, as checked types. Knows nothing of the command line.

use serde::Deserialize;

use crate::advice::Weights;
use crate::advice::profile::environment::{EnvironmentMix, InvalidEnvironment};
use crate::base::date::Period;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::source::{
    Entries, Field, OneOrMore, Parsed, Reader, Scalar, Source, Value, Whole,
};
use crate::base::text::Text;
use crate::catalog::Catalog;
use crate::catalog::read::File;

/// What a configuration file sets; everything else stays as it is.
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
        // A file of comments alone sets nothing.
        let raw = match &root.value {
            Value::Scalar { text, plain: true } if text.is_empty() => None,
            _ => reader.read::<Configuration>(&root, "a configuration file"),
        };
        let config = raw.map(|raw| raw.checked(&mut reader, catalog));
        reader.found.sort_by_key(|finding| {
            finding
                .place
                .as_ref()
                .map(|place| (place.line, place.column))
        });
        if reader.found.is_empty() {
            Ok(config.unwrap_or_default())
        } else {
            Err(reader.found)
        }
    }
}

/// Defaults for flags, in certadvise.yaml. Flags and CERTADVISE_* variables win. Paths are relative to the file.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Configuration {
    /// Rosters: `--team` of coverage, renewals, plan and report.
    team: Option<OneOrMore<Parsed<String>>>,
    /// Requirement sets, files or names of built-in ones: `--require` of coverage, plan and report.
    requirements: Option<OneOrMore<Parsed<String>>>,
    /// Catalogs on top of the shipped one, files or folders: `--catalog`.
    catalog: Option<OneOrMore<Parsed<String>>>,
    /// Where the work runs: a preset, a preset with its cloud (hybrid:aws), or a mix (aws=60,on-prem=40).
    env: Option<Scalar<String>>,
    /// What an hour is worth, USD.
    rate: Option<Scalar<Usd>>,
    /// Years over which costs are counted.
    horizon: Option<Scalar<Whole<1, 50>>>,
    /// How much each axis counts: all three as proportions, or fewer as shares from 0 to 1.
    #[cfg_attr(test, schemars(with = "Option<tests::AxisWeights>"))]
    weights: Option<Field<Entries<Parsed<String>>>>,
    /// Warn about facts that were last checked more than this long ago: `--max-age`.
    max_age: Option<Scalar<Period>>,
}

impl Configuration {
    fn checked(self, reader: &mut Reader<'_, '_>, catalog: &Catalog) -> Config {
        let overlays = texts(self.catalog);
        let env = self
            .env
            .and_then(|env| environment(reader, env, catalog, overlays.is_empty()));
        Config {
            team: texts(self.team),
            requirements: texts(self.requirements),
            env,
            rate: self.rate.and_then(Scalar::get),
            horizon: self
                .horizon
                .and_then(Scalar::get)
                .and_then(|Whole(years)| u8::try_from(years).ok()),
            weights: self.weights.and_then(|weights| axes(reader, weights)),
            max_age: self.max_age.and_then(Scalar::get),
            catalog: overlays,
        }
    }
}

fn texts(texts: Option<OneOrMore<Parsed<String>>>) -> Vec<Text> {
    let items = texts.map(|OneOrMore(items)| items).unwrap_or_default();
    items
        .into_iter()
        .filter_map(Scalar::get)
        .map(Text::from)
        .collect()
}

/// An environment. A preset that only an overlay may know is left to the command.
fn environment(
    reader: &mut Reader<'_, '_>,
    env: Scalar<String>,
    catalog: &Catalog,
    complete: bool,
) -> Option<Text> {
    let (span, text) = (env.span, env.get()?);
    match EnvironmentMix::parse(&text, catalog) {
        Err(InvalidEnvironment::UnknownPreset(_)) if !complete => {}
        Ok(_) => {}
        Err(error) => {
            let finding = Diagnostic::error(Code::UnknownEnvironment, error.to_string());
            let names = catalog.environments.iter().map(|e| e.id.as_str());
            reader.report(span, finding.suggest(&text, names));
            return None;
        }
    }
    Some(Text::from(text))
}

/// A map from axes to weights, as `AXIS=WEIGHT,...`.
fn axes(reader: &mut Reader<'_, '_>, weights: Field<Entries<Parsed<String>>>) -> Option<String> {
    let Entries(entries) = weights.value?;
    let parts: Vec<String> = entries
        .into_iter()
        .filter_map(|(axis, weight)| Some(format!("{axis}={}", weight.get()?)))
        .collect();
    let text = parts.join(",");
    if let Err(error) = Weights::parse([text.as_str()], Weights::default()) {
        let finding = Diagnostic::error(Code::OutOfRange, error.to_string());
        reader.report(weights.span, finding);
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    /// How much each axis counts.
    #[derive(schemars::JsonSchema)]
    #[allow(dead_code, reason = "only its schema is used")]
    pub(super) struct AxisWeights {
        /// Where it counts.
        #[schemars(range(min = 0, max = 1_000_000))]
        platform: Option<f64>,
        /// How far it suits the level.
        #[schemars(range(min = 0, max = 1_000_000))]
        tier: Option<f64>,
        /// What it costs to keep.
        #[schemars(range(min = 0, max = 1_000_000))]
        upkeep: Option<f64>,
    }

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
