//! Where facts come from: the same form in catalogs, tables and requirements.

use serde::Deserialize;

use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Field, Form, Items, Parsed, Problem, Reader, Scalar};
use crate::base::text::Text;
use crate::catalog::credential::{Origin, Source};

/// Where a fact comes from: a page, or what `kind` says.
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

/// A page.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PageSource {
    /// Address of the page.
    url: Scalar<Address>,
    /// Path inside a repository at that address.
    path: Option<Scalar<String>>,
    /// What it says, in your own words.
    says: Option<Scalar<String>>,
    /// Its date, or the day it was checked.
    date: Option<Scalar<PartialDate>>,
}

/// A source that has no page.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct UnpagedSource {
    /// What it is.
    kind: Scalar<SourceKind>,
    /// What the unnamed file is.
    what: Option<Scalar<String>>,
    /// What it says, in your own words.
    says: Option<Scalar<String>>,
    /// Its date, or the day it was checked.
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
                let message = format!("`{text}` is no kind of source");
                let help = "one of: unnamed-public-file, general-knowledge; leave `kind` out for a page with a `url`";
                let finding = Diagnostic::error(Code::UnknownWord, message);
                Err(Problem::Finding(finding.help(help)))
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
        let finding = Diagnostic::error(Code::WrongType, format!("`{text}` is no address"));
        Err(Problem::Finding(finding.label("expected https://...")))
    }

    #[cfg(test)]
    fn schema() -> schemars::Schema {
        schemars::json_schema!({"type": "string", "minLength": 1, "pattern": "^https?://"})
    }
}

/// The usable sources of a list.
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

/// Text that may be left out.
pub(crate) fn text(scalar: Option<Scalar<String>>) -> Option<Text> {
    scalar.and_then(Scalar::get).map(Text::from)
}
