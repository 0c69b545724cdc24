//! SARIF 2.1.0, as code scanning takes it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Alert, Level, Locate, Rule, fingerprint};
use crate::render::count;

/// Code scanning keeps so many results of a run.
const MOST_RESULTS: usize = 5_000;
/// Longest text of a rule, in characters.
const MOST_TEXT: usize = 1_024;

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    automation_details: AutomationDetails,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
struct AutomationDetails {
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

/// Not `security-severity`: a missing certificate is not a vulnerability.
#[derive(Serialize)]
struct Properties {
    #[serde(rename = "problem.severity")]
    severity: &'static str,
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: BTreeMap<&'a str, String>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

/// The alerts as one run. `roster` names what was judged.
///
/// # Errors
/// None that data of this form can cause.
pub fn log(alerts: &[Alert], roster: &str, locate: Locate<'_>) -> serde_json::Result<String> {
    let mut rules: Vec<Rule> = Rule::ALL.to_vec();
    for alert in alerts {
        if !rules.contains(&alert.rule) {
            rules.push(alert.rule);
        }
    }
    let shown = if alerts.len() > MOST_RESULTS {
        MOST_RESULTS - 1
    } else {
        alerts.len()
    };
    let mut results: Vec<Outcome<'_>> = alerts[..shown]
        .iter()
        .map(|alert| outcome(alert, &rules, locate))
        .collect();
    if let Some(first) = alerts.get(shown) {
        let rest = count(alerts.len() - shown, "alert", "alerts");
        let message = format!("and {rest} more: the other formats have them all");
        let about = [String::new(), "more".to_owned(), String::new()];
        let more = Alert {
            message,
            about,
            place: None,
            ..first.clone()
        };
        results.push(outcome(&more, &rules, locate));
    }
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "certadvise",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.iter().map(|rule| descriptor(*rule)).collect(),
                },
            },
            automation_details: AutomationDetails {
                id: format!("certadvise/{roster}/"),
            },
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    Ok(crate::render::escape_hidden(&serde_json::to_string_pretty(&log)?) + "\n")
}

fn descriptor(rule: Rule) -> Descriptor {
    let message = |text: &str| Message {
        text: text.chars().take(MOST_TEXT).collect(),
    };
    Descriptor {
        id: rule.id(),
        name: rule.id().split('-').map(capital).collect(),
        short_description: message(rule.title()),
        full_description: message(rule.explanation()),
        help: Help {
            text: rule.explanation().to_owned(),
            markdown: format!("**{}**\n\n{}", rule.title(), rule.explanation()),
        },
        default_configuration: Configuration {
            level: level(rule.level()),
        },
        properties: Properties {
            severity: match rule.level() {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "recommendation",
            },
            tags: ["certification"],
        },
    }
}

fn outcome<'a>(alert: &Alert, rules: &[Rule], locate: Locate<'_>) -> Outcome<'a> {
    let place = locate(alert.place.as_ref());
    Outcome {
        rule_id: alert.rule.id(),
        rule_index: rules
            .iter()
            .position(|rule| *rule == alert.rule)
            .unwrap_or_default(),
        level: level(alert.level),
        message: Message {
            text: alert.message.clone(),
        },
        locations: [Location {
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: uri(&place.file),
                    uri_base_id: "%SRCROOT%",
                },
                region: Region {
                    start_line: place.line,
                    start_column: place.column,
                    end_line: place.line,
                    end_column: place.column + place.width,
                },
            },
        }],
        partial_fingerprints: BTreeMap::from([(
            "primaryLocationLineHash",
            format!("{}:1", fingerprint(alert)),
        )]),
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// A relative path as a URI reference.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
