//! A tool: what it takes, as a schema, and how that becomes the arguments of a command.

use std::ffi::OsString;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::root::Root;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::cli::files::Kind;
use crate::cli::inputs::is_path;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// A tool. The command of this name answers it.
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// The parameter that the command takes without a flag.
    pub(super) argument: Option<Parameter>,
    /// Whether the command needs it; the command itself says so where it is missing.
    pub(super) needs_argument: bool,
    /// The parameters that the command takes as flags.
    pub(super) flags: &'static [&'static [Parameter]],
    /// Keys of the command's answer that are too long for an assistant.
    pub(super) leaves_out: &'static [&'static str],
}

/// A parameter of a tool. Its key is the flag, with `_` for `-`.
#[derive(Clone, Copy)]
pub(super) struct Parameter {
    pub(super) key: &'static str,
    pub(super) takes: Takes,
    pub(super) about: &'static str,
}

/// The values that a parameter takes. The command checks further what a text says.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    Text,
    Texts,
    /// A day, YYYY-MM-DD.
    Date,
    /// A whole number from one to another.
    Whole(u64, u64),
    /// Money or another number that may have a fraction.
    Number,
    /// A switch.
    Flag,
    /// One of these.
    Word(&'static [&'static str]),
    /// Any of these.
    Words(&'static [&'static str]),
    /// Paths of rosters.
    Rosters,
    /// Paths of requirement files, or built-in sets.
    Requirements,
}

impl Tool {
    /// Every parameter.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.argument
            .iter()
            .chain(self.flags.iter().copied().flatten())
    }

    /// The JSON Schema of what it takes.
    pub(super) fn schema(&self) -> Object {
        let properties: Object = self
            .parameters()
            .map(|parameter| (parameter.key.to_owned(), parameter.schema()))
            .collect();
        let needed = self.argument.iter().filter(|_| self.needs_argument);
        let required: Vec<&str> = needed.map(|argument| argument.key).collect();
        Object::from_iter([
            ("type".to_owned(), json!("object")),
            ("properties".to_owned(), Value::Object(properties)),
            ("required".to_owned(), json!(required)),
            ("additionalProperties".to_owned(), json!(false)),
        ])
    }

    /// The command that asks the same, or everything that is wrong with what was given.
    pub(super) fn command(
        &self,
        given: &Object,
        root: Option<&Root>,
    ) -> Result<Vec<OsString>, Vec<Diagnostic>> {
        let mut problems = Vec::new();
        let mut command = vec![
            "certadvise".into(),
            self.name.into(),
            "--format=json".into(),
        ];
        let mut arguments = Vec::new();
        for (key, value) in given {
            let Some(parameter) = self.parameters().find(|parameter| parameter.key == *key) else {
                problems.push(self.unknown(key));
                continue;
            };
            match parameter.values(value, root) {
                Ok(values) if self.is_argument(key) => arguments = values,
                Ok(values) => command.extend(values.into_iter().map(|value| parameter.flag(value))),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            // Nothing after this is taken for a flag.
            command.push("--".into());
            command.extend(arguments);
            Ok(command)
        } else {
            Err(problems)
        }
    }

    fn is_argument(&self, key: &str) -> bool {
        self.argument.is_some_and(|argument| argument.key == key)
    }

    fn unknown(&self, key: &str) -> Diagnostic {
        let keys: Vec<&str> = self.parameters().map(|parameter| parameter.key).collect();
        let message = format!("`{key}` is not a parameter of `{}`", self.name);
        Diagnostic::error(Code::BadArgument, message)
            .help(format!("it takes {}", keys.join(", ")))
            .suggest(key, keys)
    }
}

impl Parameter {
    fn schema(&self) -> Value {
        let texts = || json!({"type": "array", "items": {"type": "string"}});
        let mut schema = match self.takes {
            Takes::Text => json!({"type": "string"}),
            Takes::Texts | Takes::Rosters | Takes::Requirements => texts(),
            Takes::Date => json!({"type": "string", "format": "date"}),
            Takes::Whole(least, most) => {
                json!({"type": "integer", "minimum": least, "maximum": most})
            }
            Takes::Number => json!({"type": "number"}),
            Takes::Flag => json!({"type": "boolean"}),
            Takes::Word(words) => json!({"type": "string", "enum": words}),
            Takes::Words(words) => {
                json!({"type": "array", "items": {"type": "string", "enum": words}})
            }
        };
        schema["description"] = self.about.into();
        schema
    }

    /// The values as the command takes them.
    fn values(&self, value: &Value, root: Option<&Root>) -> Result<Vec<OsString>, Diagnostic> {
        let wrong = || self.wrong(value);
        let known = |text: &str, words: &[&str]| words.contains(&text);
        match (self.takes, value) {
            (Takes::Text | Takes::Date, Value::String(text)) => Ok(vec![text.into()]),
            (Takes::Word(words), Value::String(text)) if known(text, words) => {
                Ok(vec![text.into()])
            }
            (Takes::Whole(least, most), Value::Number(number)) => {
                let whole = number
                    .as_u64()
                    .filter(|whole| (least..=most).contains(whole));
                whole.map_or_else(|| Err(wrong()), |whole| Ok(vec![whole.to_string().into()]))
            }
            (Takes::Number, Value::Number(number)) => Ok(vec![number.to_string().into()]),
            (Takes::Flag, Value::Bool(true)) => Ok(vec![OsString::new()]),
            // What is null is not given.
            (_, Value::Null) | (Takes::Flag, Value::Bool(false)) => Ok(Vec::new()),
            (_, Value::Array(values)) => {
                let texts = values.iter().map(|value| value.as_str().ok_or_else(wrong));
                let texts = texts.collect::<Result<Vec<&str>, _>>()?;
                let each = |text: &str| match self.takes {
                    Takes::Words(words) if known(text, words) => Ok(text.into()),
                    Takes::Rosters => path(text, Kind::Roster, root),
                    Takes::Requirements if is_path(Path::new(text)) => path(text, Kind::Yaml, root),
                    Takes::Texts | Takes::Requirements => Ok(text.into()),
                    _ => Err(wrong()),
                };
                texts.into_iter().map(each).collect()
            }
            _ => Err(wrong()),
        }
    }

    /// The flag with its value; a switch has none.
    fn flag(&self, value: OsString) -> OsString {
        let mut flag = OsString::from(format!("--{}", self.key.replace('_', "-")));
        if !matches!(self.takes, Takes::Flag) {
            flag.push("=");
            flag.push(value);
        }
        flag
    }

    fn wrong(&self, value: &Value) -> Diagnostic {
        let expected = match self.takes {
            Takes::Text => "a text".to_owned(),
            Takes::Texts => "a list of texts".to_owned(),
            Takes::Date => "a day as a text, YYYY-MM-DD".to_owned(),
            Takes::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Takes::Number => "a number".to_owned(),
            Takes::Flag => "true or false".to_owned(),
            Takes::Word(words) => format!("one of {}", words.join(", ")),
            Takes::Words(words) => format!("a list of any of {}", words.join(", ")),
            Takes::Rosters => "a list of paths".to_owned(),
            Takes::Requirements => "a list of paths and names of built-in sets".to_owned(),
        };
        let message = format!("`{}` can't be {value}: expected {expected}", self.key);
        Diagnostic::error(Code::BadArgument, message).shortened()
    }
}

/// A path that an assistant names, if the server may read files.
fn path(text: &str, kind: Kind, root: Option<&Root>) -> Result<OsString, Diagnostic> {
    let Some(root) = root else {
        let message = format!("`{text}` can't be read: the server was started without --root");
        return Err(Diagnostic::error(Code::BadArgument, message)
            .help("its user has to name the folder with --root where the server is configured"));
    };
    root.path(text, kind).map(Into::into)
}
