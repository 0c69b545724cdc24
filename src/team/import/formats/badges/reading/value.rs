//! A part of a file as JSON again, which is what is signed.

use crate::base::source::{Node, Value};

/// A value of a tree that [`parse`](crate::team::import::json::parse) built, without its places.
pub(super) fn value(node: &Node<'_>) -> serde_json::Result<serde_json::Value> {
    Ok(match &node.value {
        Value::Scalar { text, plain: false } => text.as_ref().into(),
        Value::Scalar { text, plain: true } if text.is_empty() => serde_json::Value::Null,
        Value::Scalar { text, plain: true } => serde_json::from_str(text)?,
        Value::List(items) => items.iter().map(value).collect::<Result<_, _>>()?,
        Value::Map(entries) => entries
            .iter()
            .map(|(key, entry)| Ok((key.text.to_string(), value(entry)?)))
            .collect::<serde_json::Result<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::import::json::parse;
    use crate::team::import::lines::Lines;

    #[test]
    fn a_value_is_what_serde_json_reads() {
        let text = r#"{"a": ["", null, true, "null", -1.5e3, {"\u00e9 ": []}], "": "x\ny"}"#;
        let root = parse(&Lines::new("f.json", text)).unwrap();
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(value(&root).unwrap(), expected);
        assert!(value(&parse(&Lines::new("f.json", "[1e999]")).unwrap()).is_err());
    }
}
