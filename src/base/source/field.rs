//! The types of fields in derived structs: values that keep their place, and whose errors don't stop the reading.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Span;
use super::error::{FIELD, ONE_OR_MORE, Problem, refuse};
use crate::base::date::{PartialDate, Period};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::money::Usd;
use crate::base::text::Text;
use crate::base::vocabulary::Word;

/// A value and its place. The value is `None` if it was wrong or missing, which has then been reported.
///
/// `Option<Field<T>>` is an optional key.
#[derive(Clone, Debug)]
pub struct Field<T> {
    /// The place of its key, or of the value if it has no key.
    pub key: Span,
    /// The place of the value.
    pub span: Span,
    pub value: Option<T>,
}

/// A single value that is parsed from text.
pub type Scalar<T> = Field<Parsed<T>>;
/// A list; the values of wrong items are `None`.
pub type Items<T> = Field<Vec<Field<T>>>;

/// The content of a [`Scalar`].
#[derive(Clone, Debug)]
pub struct Parsed<T>(pub T);

/// A value that is parsed from text including the spaces around it.
#[derive(Clone, Debug)]
pub struct Untrimmed<T>(pub T);

/// A list, or one value instead of a list.
#[derive(Clone, Debug)]
pub struct OneOrMore<T>(pub Vec<Field<T>>);

/// A map whose keys are names, in the order of the file.
#[derive(Clone, Debug)]
pub struct Entries<T>(pub Vec<(String, Field<T>)>);

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, Debug)]
pub struct Whole<const LEAST: u16, const MOST: u16>(pub u16);

/// A value, or the word `unknown`.
#[derive(Clone, Copy, Debug)]
pub struct OrUnknown<T>(pub Option<T>);

/// A type that a single value can be parsed as.
pub trait Form: Sized {
    /// Parses text without spaces around it.
    ///
    /// # Errors
    /// What is wrong with the text.
    fn read(text: &str) -> Result<Self, Problem>;

    /// The JSON Schema of such values.
    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "string", "minLength": 1})
    }
}

/// Parses text with [`FromStr`].
///
/// # Errors
/// The error of [`FromStr`] under the given code.
pub fn parse<T: FromStr<Err: fmt::Display>>(code: Code, text: &str) -> Result<T, Problem> {
    text.parse()
        .map_err(|error: T::Err| Problem::Form(code, error.to_string()))
}

impl<T> Field<T> {
    /// The field of a key that the file lacks.
    fn missing() -> Self {
        let nowhere = Span {
            line: 0,
            column: 0,
            width: 0,
        };
        Self {
            key: nowhere,
            span: nowhere,
            value: None,
        }
    }
}

impl<T> Scalar<T> {
    /// The parsed value.
    pub fn get(self) -> Option<T> {
        self.value.map(|Parsed(value)| value)
    }

    /// A reference to the parsed value.
    pub fn get_ref(&self) -> Option<&T> {
        self.value.as_ref().map(|Parsed(value)| value)
    }
}

/// The usable items of an optional list.
pub fn good<T>(items: Option<Items<T>>) -> impl Iterator<Item = T> {
    let items = items.and_then(|items| items.value).unwrap_or_default();
    items.into_iter().filter_map(|item| item.value)
}

/// The usable items of an optional list of single values.
pub fn scalars<T>(items: Option<Items<Parsed<T>>>) -> impl Iterator<Item = T> {
    good(items).map(|Parsed(value)| value)
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Placed<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Placed<T> {
            type Value = Field<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its place")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Field<T>, A::Error> {
                let mut span = || map.next_key()?.ok_or_else(|| A::Error::custom("no place"));
                let (key, span) = (span()?, span()?);
                let value = map.next_value().ok();
                Ok(Field { key, span, value })
            }
        }

        let read = deserializer.deserialize_struct(FIELD, &[], Placed(PhantomData));
        // A missing key was recorded when serde created the error for it.
        Ok(read.unwrap_or_else(|_| Field::missing()))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMore<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
            type Value = OneOrMore<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMore<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(OneOrMore(items))
            }
        }

        deserializer.deserialize_struct(ONE_OR_MORE, &[], List(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Map<T> {
            type Value = Entries<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Map(PhantomData))
    }
}

/// Parses the text that the deserializer passes.
struct Parse<T>(PhantomData<T>);

impl<T: Form> Visitor<'_> for Parse<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a single value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::read(text).map_err(refuse)
    }
}

impl<'de, T: Form> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parse(PhantomData)).map(Self)
    }
}

impl<'de, T: Form> Deserialize<'de> for Untrimmed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The deserializer passes characters untrimmed.
        deserializer.deserialize_char(Parse(PhantomData)).map(Self)
    }
}

impl Form for String {
    fn read(text: &str) -> Result<Self, Problem> {
        Ok(text.to_owned())
    }
}

impl Form for Text {
    fn read(text: &str) -> Result<Self, Problem> {
        Ok(text.into())
    }
}

impl Form for bool {
    fn read(text: &str) -> Result<Self, Problem> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Problem::Form(
                Code::WrongType,
                "expected `true` or `false`".to_owned(),
            )),
        }
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "boolean"})
    }
}

impl<const LEAST: u16, const MOST: u16> Form for Whole<LEAST, MOST> {
    fn read(text: &str) -> Result<Self, Problem> {
        let number = text.parse().ok();
        number
            .filter(|number| (LEAST..=MOST).contains(number))
            .map(Self)
            .ok_or_else(|| {
                let expected = format!("expected a whole number from {LEAST} to {MOST}");
                Problem::Form(Code::OutOfRange, expected)
            })
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "minimum": LEAST, "maximum": MOST})
    }
}

impl<T: Form> Form for OrUnknown<T> {
    fn read(text: &str) -> Result<Self, Problem> {
        if text.eq_ignore_ascii_case("unknown") {
            Ok(Self(None))
        } else {
            T::read(text).map(|value| Self(Some(value)))
        }
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"anyOf": [T::schema(), {"const": "unknown"}]})
    }
}

impl Form for PartialDate {
    fn read(text: &str) -> Result<Self, Problem> {
        parse(Code::BadDate, text)
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "integer"],
            "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        })
    }
}

impl Form for Period {
    fn read(text: &str) -> Result<Self, Problem> {
        parse(Code::OutOfRange, text)
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^ *[0-9]+[dwmyDWMY] *$"})
    }
}

impl Form for Usd {
    fn read(text: &str) -> Result<Self, Problem> {
        parse(Code::OutOfRange, text)
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "number", "minimum": 0, "maximum": 1_000_000})
    }
}

impl<W: Word> Form for W {
    fn read(text: &str) -> Result<Self, Problem> {
        W::parse(text).ok_or_else(|| {
            let words: Vec<&str> = W::ALL.iter().map(|word| word.word()).collect();
            let message = format!("`{text}` is not a valid {}", W::WHAT);
            let finding = Diagnostic::error(Code::UnknownWord, message)
                .help(format!("one of: {}", words.join(", ")))
                .suggest(text, words);
            Problem::finding(finding)
        })
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        let words: Vec<&str> = W::ALL.iter().map(|word| word.word()).collect();
        schemars::json_schema!({"enum": words})
    }
}

#[cfg(test)]
mod schemas {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Entries, Field, Form, OneOrMore, Parsed, Untrimmed};

    /// Implements schemas that are inlined where they are used.
    macro_rules! inline {
        ($($name:ident<$t:ident: $bound:ident> = |$generator:ident| $schema:expr;)+) => {$(
            impl<$t: $bound> JsonSchema for $name<$t> {
                fn inline_schema() -> bool { true }
                fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
                fn json_schema($generator: &mut SchemaGenerator) -> Schema { $schema }
            }
        )+};
    }

    inline! {
        Parsed<T: Form> = |_generator| T::schema();
        Untrimmed<T: Form> = |_generator| T::schema();
        Field<T: JsonSchema> = |generator| generator.subschema_for::<T>();
        OneOrMore<T: JsonSchema> = |generator| json_schema!({"anyOf": [
            generator.subschema_for::<T>(),
            {"type": "array", "items": generator.subschema_for::<T>()},
        ]});
        Entries<T: JsonSchema> = |generator| json_schema!({
            "type": "object", "additionalProperties": generator.subschema_for::<T>(),
        });
    }
}
