//! Reads the sources of facts, which have the same form in catalogs, tables and requirements.

use serde::Deserialize;

use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Field, Form, Items, Parsed, Problem, Reader, Scalar};
use crate::base::text::Text;
use crate::catalog::credential::{Origin, Source};

/// The source of a fact: a page, or a source without a page, which has the key `kind`.
#[derive(Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "Source", untagged)
)]
pub(crate) enum RawSource {
    #[serde(rename = "kind")]
    Unpaged(UnpagedSource),
    #[serde(rename = "a map")]
    Page(PageSource),
}

/// A page on the web.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PageSource {
    /// The address of the page.
    url: Scalar<Address>,
    /// The path of a file within a repository at that address.
    path: Option<Scalar<String>>,
    /// What the source says, in your own words.
    says: Option<Scalar<String>>,
    /// The date of the source, or the day it was checked.
    date: Option<Scalar<PartialDate>>,
}

/// A source that has no page.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct UnpagedSource {
    /// What kind of source it is.
    kind: Scalar<SourceKind>,
    /// A description of the file, if it is an unnamed public file.
    what: Option<Scalar<String>>,
    /// What the source says, in your own words.
    says: Option<Scalar<String>>,
    /// The date of the source, or the day it was checked.
    date: Option<Scalar<PartialDate>>,
}

enum SourceKind {
    UnnamedPublicFile,
    GeneralKnowledge,
}

impl Form for SourceKind {
    fn read(text: &str) -> Result<Self, Problem> {
        match text {
            "unnamed-public-file" => Ok(Self::UnnamedPublicFile),
            "general-knowledge" => Ok(Self::GeneralKnowledge),
            _ => {
                let message = format!("`{text}` is not a valid kind of source");
                let help = "one of: unnamed-public-file, general-knowledge; for a page with a `url`, remove `kind`";
                let finding = Diagnostic::error(Code::UnknownWord, message);
                Err(Problem::finding(finding.help(help)))
            }
        }
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"enum": ["unnamed-public-file", "general-knowledge"]})
    }
}

/// An address on the web.
pub(crate) struct Address(pub(crate) Text);

impl Form for Address {
    fn read(text: &str) -> Result<Self, Problem> {
        if text.starts_with("https://") || text.starts_with("http://") {
            return Ok(Self(Text::from(text.to_owned())));
        }
        let finding =
            Diagnostic::error(Code::WrongType, format!("`{text}` is not a valid address"));
        Err(Problem::finding(finding.label("expected https://...")))
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "string", "minLength": 1, "pattern": "^https?://"})
    }
}

/// Reads a list of sources and returns the usable ones.
pub(crate) fn sources(reader: &mut Reader<'_, '_>, list: Option<Items<RawSource>>) -> Vec<Source> {
    let items = list.and_then(|list| list.value).unwrap_or_default();
    items
        .into_iter()
        .filter_map(|item| source(reader, item))
        .collect()
}

fn source(reader: &mut Reader<'_, '_>, raw: Field<RawSource>) -> Option<Source> {
    let (origin, says, date) = match raw.value? {
        RawSource::Page(page) => {
            let path = text(page.path);
            let origin = page
                .url
                .get()
                .map(|Address(url)| Origin::Page { url, path });
            (origin, page.says, page.date)
        }
        RawSource::Unpaged(unpaged) => {
            let origin = match unpaged.kind.value? {
                Parsed(SourceKind::UnnamedPublicFile) => {
                    if unpaged.what.is_none() {
                        reader.missing(raw.span, &["what"], |finding| finding);
                    }
                    text(unpaged.what).map(|what| Origin::UnnamedPublicFile { what })
                }
                Parsed(SourceKind::GeneralKnowledge) => {
                    let known = ["kind", "says", "date"];
                    reader.stray(
                        raw.span,
                        "what",
                        unpaged.what.as_ref().map(|field| field.key),
                        &known,
                    );
                    Some(Origin::GeneralKnowledge)
                }
            };
            (origin, unpaged.says, unpaged.date)
        }
    };
    Some(Source {
        origin: origin?,
        says: text(says),
        date: date.and_then(Scalar::get),
    })
}

/// The text of an optional key.
pub(crate) fn text(scalar: Option<Scalar<String>>) -> Option<Text> {
    scalar.and_then(Scalar::get).map(Text::from)
}
