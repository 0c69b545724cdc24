//! Open Badges, baked into images, signed, or plain. Every build recognizes them; reading and proving them takes the feature
//! `badges`, without which they are refused.

#[cfg(feature = "badges")]
mod reading;
#[cfg(not(feature = "badges"))]
#[path = "refusing.rs"]
mod reading;

pub use reading::{StatusLists, TrustedKeys};
pub(crate) use reading::{check, open, read};

use crate::base::source::{Node, Value};
use crate::team::import::tree::Tree;

/// What a badge comes in that is not plain JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// A PNG image.
    Png,
    /// An SVG image.
    Svg,
    /// A JWT: three signed parts.
    Jwt,
}

impl Carrier {
    /// What a file is, by its first bytes; `None` for a file that is none of these.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        let text = text_of(bytes)?;
        if text.starts_with('<') {
            Some(Self::Svg)
        } else {
            is_jwt(text).then_some(Self::Jwt)
        }
    }
}

/// The text of an SVG image or a JWT.
fn text_of(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.trim_start_matches('\u{feff}').trim())
}

/// Whether a text is three parts of base64 with dots between.
fn is_jwt(text: &str) -> bool {
    let text = text.trim();
    let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.starts_with("ey") && text.chars().all(of_token) && text.contains('.')
}

/// Whether this is a badge, a badge class, a learner record, or a list of them.
pub(crate) fn is_one(root: &Node<'_>) -> bool {
    if let Value::List(items) = &root.value {
        return !items.is_empty() && items.iter().all(is_one);
    }
    let kinds = [
        "OpenBadgeCredential",
        "AchievementCredential",
        "ClrCredential",
        "Assertion",
        "BadgeClass",
    ];
    kinds.iter().any(|kind| root.lists("type", kind))
}
