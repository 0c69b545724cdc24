//! JSON Schemas of the input files, generated from the structs that the files are read into.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// A text that YAML may take for a number, such as `511`.
pub(crate) struct Code;

impl JsonSchema for Code {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": ["string", "integer"]})
    }
}

/// The schema of a kind of file, as pretty-printed JSON. Its `$id` stays the same, wherever the schema is kept.
pub(crate) fn of<T: JsonSchema>(kind: &str, title: &str) -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(as_read);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    let id = format!("urn:certadvise:schema:{kind}");
    schema.insert("$id".to_owned(), json!(id));
    schema.insert("title".to_owned(), json!(title));
    format!("{:#}\n", schema.as_value())
}

/// Requires at least one item in each list that a map contains.
pub(crate) fn lists_have_items(schema: &mut Schema) {
    if let Some(Value::Object(list)) = schema.get_mut("additionalProperties") {
        list.insert("minItems".to_owned(), json!(1));
    }
}

/// Describes files as they are read: maps have no other keys than the known ones, and no value is `null`, because a key
/// without a value counts as absent.
fn as_read(schema: &mut Schema) {
    let is_null = |schema: &Value| schema == &json!({"type": "null"});
    if let Some(map) = schema.as_object_mut() {
        if map.contains_key("properties") {
            map.entry("additionalProperties").or_insert(json!(false));
        }
        map.remove("format");
        if let Some(Value::Array(types)) = map.get_mut("type") {
            types.retain(|name| name != "null");
            if let [name] = types.as_slice() {
                let name = name.clone();
                map.insert("type".to_owned(), name);
            }
        }
        if let Some(Value::Array(words)) = map.get_mut("enum") {
            words.retain(|word| !word.is_null());
        }
        if let Some(Value::Array(shapes)) = map.get_mut("anyOf")
            && shapes.iter().any(is_null)
        {
            shapes.retain(|shape| !is_null(shape));
            if let [Value::Object(shape)] = shapes.as_slice() {
                let shape = shape.clone();
                map.remove("anyOf");
                for (key, value) in shape {
                    map.entry(key).or_insert(value);
                }
            }
        }
    }
    transform_subschemas(&mut as_read, schema);
}
