//! A [`serde::Deserializer`] over the tree, from which derived structs are read while every problem is collected.
//!
//! It learns the keys of a struct from `deserialize_struct`, so it can report unknown keys itself. A wrong value is
//! reported at its place; [`Field`](super::Field) then catches the error, and reading continues.

use std::cell::RefCell;

use serde::de::value::{SeqDeserializer, StrDeserializer, U32Deserializer};
use serde::de::{
    self, Deserialize, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::error::{Error, FIELD, ONE_OR_MORE, Problem, take_missing, take_problem};
use super::kind::Kind;
use super::{Key, Node, Reader, Span, Value};
use crate::base::diagnostic::{Code, Diagnostic};

/// The role of a value, from which messages derive its name.
#[derive(Clone, Copy)]
enum What<'a> {
    /// The whole file, e.g. `a roster`.
    File(&'a str),
    /// The value of a key.
    Key(&'a str),
    /// An item of the list that a key holds.
    Item(&'a str),
}

/// One value of the tree.
#[derive(Clone, Copy)]
struct Deserializer<'a, 's, 't> {
    reader: &'a RefCell<&'a mut Reader<'s, 't>>,
    node: &'a Node<'t>,
    /// The place of its key; for an item of a list, the place of the item.
    key: Span,
    what: What<'a>,
    /// Keys of the other forms that a map could have had, to be listed with the known keys.
    others: &'static [&'static str],
}

impl<'t> Reader<'_, 't> {
    /// Reads a value of the tree, which messages call `what`; `None` if it can't be read at all.
    pub fn read<'de, T: Deserialize<'de>>(&mut self, node: &Node<'t>, what: &str) -> Option<T> {
        let reader = RefCell::new(self);
        let value = Deserializer {
            reader: &reader,
            node,
            key: node.span,
            what: What::File(what),
            others: &[],
        };
        value.place(|value| T::deserialize(value)).ok()
    }

    /// Reads an item of the list under a key; `None` if it can't be read at all.
    pub fn item<'de, T: Deserialize<'de>>(&mut self, node: &Node<'t>, key: &str) -> Option<T> {
        let reader = RefCell::new(self);
        let item = Deserializer {
            reader: &reader,
            node,
            key: node.span,
            what: What::Item(key),
            others: &[],
        };
        item.place(|item| T::deserialize(item)).ok()
    }

    /// Reads a whole file, which must be of this kind; `None` if it is clearly of another kind.
    pub fn file<'de, T: Deserialize<'de>>(&mut self, root: &Node<'t>, kind: &Kind) -> Option<T> {
        if let Value::Map(entries) = &root.value {
            let keys: Vec<&str> = entries.iter().map(|(key, _)| &*key.text).collect();
            if let Some(other) = kind.mistaken_for(&keys) {
                self.report(root.span, other.instead_of(kind));
                return None;
            }
        }
        self.read(root, kind.name)
    }
}

impl<'a> Deserializer<'a, '_, '_> {
    fn report(&self, span: Span, finding: Diagnostic) -> Error {
        self.reader.borrow_mut().report(span, finding);
        Error::Reported
    }

    fn wrong_type(&self, name: &str, expected: &str) -> Error {
        let what = match self.what {
            What::File(what) => what.to_owned(),
            What::Item(_) if !name.is_empty() => described(name),
            What::Key(key) | What::Item(key) => format!("`{key}`"),
        };
        let message = format!("{what} must be {expected}, not {}", self.node.value.kind());
        let finding = Diagnostic::error(Code::WrongType, message);
        self.report(
            self.node.span,
            finding.label(format!("expected {expected}")),
        )
    }

    /// Runs `read`, and reports a pending problem at the place of this value.
    fn place<T>(self, read: impl FnOnce(Self) -> Result<T, Error>) -> Result<T, Error> {
        read(self).map_err(|error| match (error, take_problem()) {
            (Error::Unplaced, Some(Problem::Finding(finding))) => {
                self.report(self.node.span, *finding)
            }
            (Error::Unplaced, Some(Problem::Form(code, expected))) => {
                let (What::File(what) | What::Key(what) | What::Item(what)) = self.what;
                let message = format!("`{what}` is `{}`: {expected}", self.text());
                self.report(self.node.span, Diagnostic::error(code, message))
            }
            _ => Error::Reported,
        })
    }

    fn text(&self) -> &'a str {
        match &self.node.value {
            Value::Scalar { text, .. } => text.trim(),
            Value::List(_) | Value::Map(_) => "",
        }
    }

    /// The text of a single value that is not empty.
    fn scalar(&self) -> Result<&'a str, Error> {
        match self.text() {
            "" => Err(self.wrong_type("", "a single value")),
            text => Ok(text),
        }
    }

    fn key_name(&self) -> &'a str {
        let (What::File(what) | What::Key(what) | What::Item(what)) = self.what;
        what
    }
}

/// What messages call a struct: `a renewal option` for `RenewalOption`.
fn described(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {words}")
}

/// Whether a key has no value, and so counts as absent.
fn is_empty(node: &Node<'_>) -> bool {
    matches!(&node.value, Value::Scalar { text, plain: true } if text.is_empty())
}

impl<'de> de::Deserializer<'de> for Deserializer<'_, '_, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.value {
            Value::Scalar { .. } => self.deserialize_str(visitor),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.scalar()?;
        self.place(|_| visitor.visit_str(text))
    }

    /// Passes the text untrimmed, including the spaces around it.
    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Scalar { text, .. } => self.place(|_| visitor.visit_str(text)),
            Value::List(_) | Value::Map(_) => Err(self.wrong_type("", "a single value")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::List(items) = &self.node.value else {
            return Err(self.wrong_type("", "a list"));
        };
        visitor.visit_seq(Items {
            list: self,
            items: items.iter(),
        })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Map(entries) = &self.node.value else {
            return Err(self.wrong_type("", "a map"));
        };
        visitor.visit_map(Entries {
            map: self,
            entries: entries.iter(),
            known: None,
            value: None,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == FIELD {
            return visitor.visit_map(Whole {
                value: self,
                keys_given: 0,
            });
        }
        if name == ONE_OR_MORE {
            let items = match &self.node.value {
                Value::List(items) => items.iter(),
                Value::Scalar { .. } | Value::Map(_) => std::slice::from_ref(self.node).iter(),
            };
            return visitor.visit_seq(Items { list: self, items });
        }
        let Value::Map(entries) = &self.node.value else {
            return Err(self.wrong_type(name, "a map"));
        };
        let mut unknown = Vec::new();
        for (key, node) in entries {
            if !fields.contains(&&*key.text) {
                unknown.push(key);
            } else if is_empty(node) {
                let mut reader = self.reader.borrow_mut();
                let empty = reader.empty.entry(self.node.span).or_default();
                empty.push((key.span, key.text.to_string()));
            }
        }
        let read = self.place(|map| {
            visitor.visit_map(Entries {
                map,
                entries: entries.iter(),
                known: Some(fields),
                value: None,
            })
        });
        let missing = take_missing();
        let mut reader = self.reader.borrow_mut();
        reader.missing(self.node.span, &missing, |finding| finding);
        if !unknown.is_empty() {
            reader.with_unknown.insert(self.node.span);
        }
        for key in unknown {
            let fields = self.others.iter().chain(fields).copied();
            reader.unknown_key(key.span, &key.text, &fields.collect::<Vec<_>>());
        }
        read
    }

    /// Chooses the variant by the form of the value: a variant is named after the kind of value that it is for (`a single
    /// value`, `a list`, `a map`), or after a key that only its map has.
    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let variant_for = |kind: &str| variants.iter().copied().find(|name| *name == kind);
        let variant = match &self.node.value {
            Value::Scalar { .. } => variant_for("a single value").or(variant_for("a map")),
            Value::List(_) => variant_for("a list"),
            Value::Map(entries) => {
                let given = |name: &&str| {
                    let mut entries = entries.iter();
                    entries.any(|(key, node)| key.text == *name && !is_empty(node))
                };
                variants.iter().copied().find(given).or_else(|| {
                    self.others = variants;
                    variant_for("a map")
                })
            }
        };
        if let Some(name) = variant {
            visitor.visit_enum(Variant { value: self, name })
        } else {
            let kinds: Vec<&str> = ["a single value", "a list", "a map"]
                .into_iter()
                .filter(|kind| variant_for(kind).is_some())
                .collect();
            Err(self.wrong_type("", &kinds.join(" or ")))
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 bytes byte_buf unit unit_struct tuple tuple_struct
        ignored_any
    }
}

/// The items of a list, or the one value instead of a list.
struct Items<'a, 's, 't> {
    list: Deserializer<'a, 's, 't>,
    items: std::slice::Iter<'a, Node<'t>>,
}

impl<'de> SeqAccess<'de> for Items<'_, '_, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let item = self.items.next().map(|node| Deserializer {
            node,
            key: node.span,
            what: What::Item(self.list.key_name()),
            others: &[],
            ..self.list
        });
        item.map(|item| item.place(|item| seed.deserialize(item)))
            .transpose()
    }
}

/// The entries of a map.
struct Entries<'a, 's, 't> {
    map: Deserializer<'a, 's, 't>,
    entries: std::slice::Iter<'a, (Key<'t>, Node<'t>)>,
    /// Where only some keys are known, entries with other keys and those without a value are passed over.
    known: Option<&'static [&'static str]>,
    /// The entry whose value is next.
    value: Option<&'a (Key<'t>, Node<'t>)>,
}

impl<'de> MapAccess<'de> for Entries<'_, '_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let known = self.known;
        self.value = self.entries.find(|(key, node)| {
            known.is_none_or(|known| known.contains(&&*key.text) && !is_empty(node))
        });
        let key = self.value.map(|(key, _)| key);
        key.map(|key| seed.deserialize(StrDeserializer::new(&key.text)))
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (key, node) = self.value.ok_or(Error::Unplaced)?;
        let value = Deserializer {
            node,
            key: key.span,
            what: What::Key(&key.text),
            others: &[],
            ..self.map
        };
        value.place(|value| seed.deserialize(value))
    }
}

/// A value with its place, presented as a map: its two keys are the places of the value's key and of the value, and the
/// value follows.
struct Whole<'a, 's, 't> {
    value: Deserializer<'a, 's, 't>,
    keys_given: u8,
}

impl<'de> MapAccess<'de> for Whole<'_, '_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let span = match self.keys_given {
            0 => self.value.key,
            _ => self.value.node.span,
        };
        self.keys_given += 1;
        let numbers: [U32Deserializer<Error>; 3] =
            [span.line, span.column, span.width].map(IntoDeserializer::into_deserializer);
        seed.deserialize(SeqDeserializer::new(numbers.into_iter()))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        self.value.place(|value| seed.deserialize(value))
    }
}

/// A value as the variant of an enum.
struct Variant<'a, 's, 't> {
    value: Deserializer<'a, 's, 't>,
    name: &'static str,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_, '_> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name: StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_, '_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.value)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        de::Deserializer::deserialize_seq(self.value, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        de::Deserializer::deserialize_struct(self.value, "", fields, visitor)
    }
}
