//! Reads the sources of facts, which have the same form in catalogs, tables and requirements.

use serde::Deserialize;

use crate::base::date::PartialDate;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Field, Form, Items, Parsed, Problem, Reader, Scalar, Span};
use crate::base::text::Text;
use crate::catalog::credential::{Origin, Source};
use crate::catalog::vocabulary::Fact;

/// The source of requirements: a page, or a source without a page, which has the key `kind`.
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

/// The source of facts about a credential, which says which of them it supports.
#[derive(Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "Source", untagged)
)]
pub(crate) enum RawFactSource {
    #[serde(rename = "kind")]
    Unpaged(UnpagedFactSource),
    #[serde(rename = "a map")]
    Page(PageFactSource),
}

/// A page on the web.
#[derive(Deserialize)]
#[serde(rename = "PageSource")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PageFactSource {
    /// The address of the page.
    url: Scalar<Address>,
    /// The path of a file within a repository at that address.
    path: Option<Scalar<String>>,
    /// What the source says, in your own words.
    says: Option<Scalar<String>>,
    /// Which of the facts that cost money or hours it supports.
    supports: Option<Items<Parsed<Fact>>>,
    /// The date of the source, or the day it was checked.
    date: Option<Scalar<PartialDate>>,
}

/// A source that has no page.
#[derive(Deserialize)]
#[serde(rename = "UnpagedSource")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct UnpagedFactSource {
    /// What kind of source it is.
    kind: Scalar<SourceKind>,
    /// A description of the file, if it is an unnamed public file.
    what: Option<Scalar<String>>,
    /// What the source says, in your own words.
    says: Option<Scalar<String>>,
    /// Which of the facts that cost money or hours it supports.
    supports: Option<Items<Parsed<Fact>>>,
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

/// Reads the sources of requirements and returns the usable ones.
pub(crate) fn sources(reader: &mut Reader<'_, '_>, list: Option<Items<RawSource>>) -> Vec<Source> {
    let items = list.and_then(|list| list.value).unwrap_or_default();
    let read = |item: Field<RawSource>| {
        let (origin, says, date) = match item.value? {
            RawSource::Page(raw) => (page(raw.url, raw.path), raw.says, raw.date),
            RawSource::Unpaged(raw) => {
                let known = ["kind", "says", "date"];
                let origin = unpaged(reader, item.span, raw.kind, raw.what, &known);
                (origin, raw.says, raw.date)
            }
        };
        Some(Source {
            origin: origin?,
            says: text(says),
            supports: Vec::new(),
            date: date.and_then(Scalar::get),
        })
    };
    items.into_iter().filter_map(read).collect()
}

/// Reads the sources of facts about a credential and returns the usable ones.
pub(super) fn fact_sources(reader: &mut Reader<'_, '_>, list: Items<RawFactSource>) -> Vec<Source> {
    let items = list.value.unwrap_or_default();
    let read = |item: Field<RawFactSource>| {
        let (origin, says, supports, date) = match item.value? {
            RawFactSource::Page(raw) => (page(raw.url, raw.path), raw.says, raw.supports, raw.date),
            RawFactSource::Unpaged(raw) => {
                let known = ["kind", "says", "supports", "date"];
                let origin = unpaged(reader, item.span, raw.kind, raw.what, &known);
                (origin, raw.says, raw.supports, raw.date)
            }
        };
        Some(Source {
            origin: origin?,
            says: text(says),
            supports: supported(reader, supports),
            date: date.and_then(Scalar::get),
        })
    };
    items.into_iter().filter_map(read).collect()
}

/// The facts that a source supports, each of them once.
fn supported(reader: &mut Reader<'_, '_>, list: Option<Items<Parsed<Fact>>>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for item in list.and_then(|list| list.value).unwrap_or_default() {
        let span = item.span;
        let Some(fact) = item.get() else { continue };
        if facts.contains(&fact) {
            let message = format!("`{fact}` is listed twice");
            reader.report(span, Diagnostic::error(Code::DefinedTwice, message));
        } else {
            facts.push(fact);
        }
    }
    facts
}

fn page(url: Scalar<Address>, path: Option<Scalar<String>>) -> Option<Origin> {
    let path = text(path);
    url.get().map(|Address(url)| Origin::Page { url, path })
}

/// Where a source without a page comes from. `known` are the keys that it may have.
fn unpaged(
    reader: &mut Reader<'_, '_>,
    span: Span,
    kind: Scalar<SourceKind>,
    what: Option<Scalar<String>>,
    known: &[&str],
) -> Option<Origin> {
    match kind.get()? {
        SourceKind::UnnamedPublicFile => {
            if what.is_none() {
                reader.missing(span, &["what"], |finding| finding);
            }
            text(what).map(|what| Origin::UnnamedPublicFile { what })
        }
        SourceKind::GeneralKnowledge => {
            reader.stray(span, "what", what.as_ref().map(|field| field.key), known);
            Some(Origin::GeneralKnowledge)
        }
    }
}

/// The text of an optional key.
pub(crate) fn text(scalar: Option<Scalar<String>>) -> Option<Text> {
    scalar.and_then(Scalar::get).map(Text::from)
}
