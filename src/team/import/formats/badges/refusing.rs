//! What a build without the feature `badges` says of badges.

use crate::base::date::Date;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::Node;
use crate::catalog::Catalog;
use crate::catalog::read::File;
use crate::team::import::detect::Answer;
use crate::team::import::lines::Lines;
use crate::team::import::record::{Reading, Record};
use crate::team::import::{Input, Options, ReadFile};

use super::Carrier;

/// What every image with a badge has in it: the name of a PNG's text or of an SVG's element, which are never compressed.
const MARK: &[u8] = b"openbadge";

/// No keys: nothing is proven without the feature.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(());

impl TrustedKeys {
    /// Refuses a file with keys.
    ///
    /// # Errors
    /// Always.
    #[expect(clippy::unused_self, reason = "the feature's own takes the keys")]
    pub fn add(&mut self, file: &File) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        Err(vec![refusal(&file.name, "holds keys that prove badges")])
    }

    /// Adds no keys: nothing is proven with them.
    #[expect(clippy::unused_self, reason = "the feature's own takes the keys")]
    pub fn add_catalog(&mut self, _: &Catalog) -> Vec<Diagnostic> {
        Vec::new()
    }
}

/// No status lists: nothing is looked up without the feature.
#[derive(Clone, Debug, Default)]
pub struct StatusLists(());

impl StatusLists {
    /// Refuses a status list.
    ///
    /// # Errors
    /// Always.
    #[expect(clippy::unused_self, reason = "the feature's own takes the list")]
    pub fn add(&mut self, file: &Input, _: &TrustedKeys, _: Date) -> Result<(), Vec<Diagnostic>> {
        Err(vec![refusal(&file.name, "is a status list of badges")])
    }
}

/// Refuses an image with a badge and a signed badge.
pub(crate) fn open(input: &Input, carrier: Carrier, _: &Options<'_>) -> Answer<ReadFile> {
    let has_mark = || input.bytes.windows(MARK.len()).any(|part| part == MARK);
    if carrier == Carrier::Jwt || has_mark() {
        return Err(vec![refusal(&input.name, "is a badge")]);
    }
    let message = format!("`{}`: the image carries no badge", input.name);
    Err(vec![Diagnostic::error(Code::Damaged, message)])
}

/// Refuses badges in JSON.
pub(crate) fn read(root: &Node<'_>, lines: &Lines<'_>) -> Reading {
    let place = lines.at(root);
    Reading {
        found: vec![refusal(&place.file, "is a badge").at(place)],
        ..Reading::default()
    }
}

/// Nothing is left to check: every badge was refused.
pub(crate) fn check(_: &mut [Record], _: &Options<'_>) {}

fn refusal(name: &str, what: &str) -> Diagnostic {
    let message =
        format!("`{name}` {what}, which this build can't read without the feature `badges`");
    Diagnostic::error(Code::Unreadable, message)
        .help("build the program with its default features, or with `--features badges`")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;
    use crate::team::import::{FileFormat, Map, import};
    use crate::team::roster::Team;

    /// What is said of a file.
    fn refused(name: &str, bytes: &[u8], from: Option<FileFormat>) -> Vec<Diagnostic> {
        let input = Input {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        let options = Options {
            from,
            map: &Map::default(),
            person: Some("p01"),
            date_order: None,
            trusted: &TrustedKeys::default(),
            status_lists: &StatusLists::default(),
            today: Date::constant(2026, 11, 29),
        };
        import(&[input], Team::default(), embedded::catalog(), &options)
            .err()
            .unwrap()
    }

    #[test]
    fn every_badge_is_recognized_and_refused_with_the_name_of_the_feature() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import/open-badges");
        let mut forms = std::collections::BTreeSet::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let bytes = std::fs::read(&path).unwrap();
            for from in [None, Some(FileFormat::OpenBadges)] {
                let found = refused(name, &bytes, from);
                let lines: Vec<String> = found.iter().map(Diagnostic::one_line).collect();
                let [line] = lines.as_slice() else {
                    panic!("{lines:?}");
                };
                assert!(line.contains("is a badge"), "{line}");
                assert!(line.contains("the feature `badges`"), "{line}");
            }
            forms.extend(path.extension().map(std::ffi::OsStr::to_owned));
        }
        assert!(
            ["json", "jwt", "png", "svg"]
                .iter()
                .all(|form| forms.contains(std::ffi::OsStr::new(form)))
        );
    }

    #[test]
    fn an_image_without_a_badge_is_not_called_one() {
        let found = refused("page.html", b"<html></html>", None);
        assert_eq!(found[0].message, "`page.html`: the image carries no badge");
    }

    #[test]
    fn keys_are_refused() {
        let file = File {
            name: "key.json".into(),
            text: "{}".into(),
        };
        let found = TrustedKeys::default().add(&file).unwrap_err();
        assert!(found[0].message.contains("the feature `badges`"));
    }

    #[test]
    fn status_lists_are_refused() {
        let input = Input {
            name: "list.json".to_owned(),
            bytes: b"{}".to_vec(),
        };
        let today = Date::constant(2026, 11, 29);
        let outcome = StatusLists::default().add(&input, &TrustedKeys::default(), today);
        assert!(
            outcome.unwrap_err()[0]
                .message
                .contains("the feature `badges`")
        );
    }
}
