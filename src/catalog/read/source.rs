//! Where facts come from: the same form in catalogs, tables and requirements.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Node, Reader};
use crate::base::text::Text;
use crate::catalog::credential::{Origin, Source};

impl<'t> Reader<'_, 't> {
    /// A source of a fact: a page, an unnamed public file, or general knowledge.
    pub(crate) fn source(&mut self, node: &Node<'t>) -> Option<Source> {
        let mut table = self.table(node, "a source")?;
        let kind = table
            .get("kind")
            .and_then(|n| self.scalar(n, "kind").map(|text| (n, text)));
        let origin = match kind {
            None => {
                let url = table.required("url");
                let url = url.and_then(|n| self.address(n));
                let path = table.get("path").and_then(|n| self.text(n, "path"));
                url.map(|url| Origin::Page { url, path })
            }
            Some((_, "unnamed-public-file")) => {
                let what = table.required("what").and_then(|n| self.text(n, "what"));
                what.map(|what| Origin::UnnamedPublicFile { what })
            }
            Some((_, "general-knowledge")) => Some(Origin::GeneralKnowledge),
            Some((node, other)) => {
                let finding = Diagnostic::error(Code::UnknownWord, format!("`{other}` is no kind of source"))
                    .help("one of: unnamed-public-file, general-knowledge; leave `kind` out for a page with a `url`");
                self.report(node.span, finding);
                None
            }
        };
        let says = table.get("says").and_then(|n| self.text(n, "says"));
        let date = table
            .get("date")
            .and_then(|n| self.parsed(n, "date", Code::BadDate));
        table.finish(self);
        Some(Source {
            origin: origin?,
            says,
            date,
        })
    }

    /// An address on the web.
    pub(crate) fn address(&mut self, node: &Node<'t>) -> Option<Text> {
        let text = self.text(node, "url")?;
        if text.starts_with("https://") || text.starts_with("http://") {
            Some(text)
        } else {
            let finding = Diagnostic::error(Code::WrongType, format!("`{text}` is no address"));
            self.report(node.span, finding.label("expected https://..."));
            None
        }
    }
}
